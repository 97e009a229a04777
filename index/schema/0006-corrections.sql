-- What people decided about what the analysis found (index/correction.h). Never deleted: what no longer holds is marked undone.
CREATE TABLE correction(
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,      -- of the decision, the same in every store
  at INTEGER NOT NULL,           -- milliseconds since 1970, UTC; applied in order of it
  operation TEXT NOT NULL,       -- merge, split, retype, rename, delete, add, set
  thing TEXT NOT NULL,           -- entity, mention, statement, account, event
  source TEXT, document TEXT,    -- of a document: its source and name; NULL: everywhere
  kind TEXT, value TEXT,         -- the entity, the mention, the event's key
  quote TEXT, before TEXT, after TEXT, text_begin INTEGER, -- the words it is about, what stood around them, and where
  was TEXT NOT NULL, now TEXT NOT NULL, -- what the analysis said, what holds instead: JSON
  author TEXT NOT NULL, note TEXT,
  undone_by TEXT, undone_at INTEGER);
CREATE INDEX correction_document ON correction(source, document) WHERE document IS NOT NULL;
CREATE INDEX correction_everywhere ON correction(at) WHERE document IS NULL;
