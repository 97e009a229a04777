-- Content: what cannot be had again. Changed only by further numbered files; user_version is the number of the last one.
CREATE TABLE setting(key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;

CREATE TABLE pack(id INTEGER PRIMARY KEY, stamp TEXT NOT NULL UNIQUE);

-- Files that documents came from: canonical path, and the path as it was given.
CREATE TABLE origin(id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, file TEXT NOT NULL);

CREATE TABLE document(
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  name TEXT NOT NULL,            -- the id that people see
  given TEXT,                    -- the id as it came, where `name` had to differ from it
  by_path INTEGER NOT NULL,      -- 1: the id was made from the path, so the path is the identity
  origin INTEGER NOT NULL REFERENCES origin(id),
  line INTEGER,                  -- of the record in its file
  title TEXT NOT NULL,
  url TEXT, language TEXT,
  published TEXT,                -- as precise as known
  day TEXT,                      -- its first full day
  published_from INTEGER NOT NULL,
  published_text TEXT,
  metadata TEXT,
  warnings TEXT,                 -- one a line
  title_len INTEGER NOT NULL, body_at INTEGER NOT NULL, text_len INTEGER NOT NULL, -- bytes of the full text
  n_mentions INTEGER NOT NULL, n_warnings INTEGER NOT NULL,
  text_hash BLOB NOT NULL,       -- SHA-256 of the full text and its title's length
  input_hash BLOB NOT NULL,      -- SHA-256 of all that analysis sees
  record_hash BLOB NOT NULL,     -- SHA-256 of the packed record
  pack INTEGER NOT NULL REFERENCES pack(id),
  UNIQUE(source, name));
CREATE INDEX document_given ON document(source, given) WHERE given IS NOT NULL;
CREATE INDEX document_origin ON document(origin);
CREATE INDEX document_name ON document(name);

CREATE TABLE body(document INTEGER PRIMARY KEY REFERENCES document(id) ON DELETE CASCADE, z BLOB NOT NULL);
CREATE TABLE record(document INTEGER PRIMARY KEY REFERENCES document(id) ON DELETE CASCADE, z BLOB NOT NULL);

-- The names of the packs' entities and themes, so that a question needs no packs.
CREATE TABLE lexicon(
  kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, short TEXT,
  fold TEXT NOT NULL, short_fold TEXT,
  type TEXT, parent TEXT, state TEXT, major_topic INTEGER,
  top TEXT,                      -- themes: ancestor of the top level
  PRIMARY KEY(kind, id)) WITHOUT ROWID;
CREATE INDEX lexicon_fold ON lexicon(kind, fold);
-- Other names by which an entity is known, folded; the first entity that has a name keeps it.
CREATE TABLE lexicon_alias(kind TEXT NOT NULL, fold TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY(kind, fold)) WITHOUT ROWID;
CREATE TABLE lexicon_member(container TEXT NOT NULL, member TEXT NOT NULL, since TEXT, until TEXT, PRIMARY KEY(container, member)) WITHOUT ROWID;
