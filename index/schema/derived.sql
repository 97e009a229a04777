-- Derived from the content by rap_store_rebuild. Anything here may be changed freely together with RAP_DERIVED_VERSION (schema.h).
-- kind: state, group, all, theme, person, organisation, programme, place, series, mentioned (index/sql_time.h); for the bitmaps also source, language, role, predicate, polarity, status, country.
CREATE TABLE entity(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, name TEXT NOT NULL, fold TEXT NOT NULL, UNIQUE(kind, value));

-- What a document names and discusses, by entity (numbers.h). names: (entity, mentions); themes: (entity, mentions × 2 + central). Which documents name an entity is told by the bitmaps.
CREATE TABLE document_links(document INTEGER PRIMARY KEY, names BLOB NOT NULL, themes BLOB NOT NULL);
CREATE VIEW names_of AS SELECT x.value AS entity, l.document AS document, x.n AS n FROM document_links l, rap_numbers(l.names) x;
CREATE VIEW themes_of AS SELECT x.value AS theme, l.document AS document, x.n % 2 AS central, x.n / 2 AS n FROM document_links l, rap_numbers(l.themes) x;

-- idx: index in the record's persons, which tells the rest.
CREATE TABLE participant(document INTEGER NOT NULL, idx INTEGER NOT NULL, person INTEGER NOT NULL, function TEXT NOT NULL, PRIMARY KEY(document, idx)) WITHOUT ROWID;
CREATE TABLE stated_count(document INTEGER NOT NULL, idx INTEGER NOT NULL, of TEXT NOT NULL, min INTEGER, max INTEGER, text_begin INTEGER NOT NULL, text_end INTEGER NOT NULL, rule TEXT,
  PRIMARY KEY(document, idx)) WITHOUT ROWID;

-- One conference, as all documents together tell of it. first, last: full days, for ranges.
CREATE TABLE event(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, series INTEGER NOT NULL, edition INTEGER, start_date TEXT, end_date TEXT, first TEXT, last TEXT,
  place TEXT, state TEXT, country TEXT, chair TEXT, organiser TEXT, status TEXT NOT NULL, n_documents INTEGER NOT NULL, title TEXT NOT NULL);
CREATE INDEX event_series ON event(series);
-- One document's account of it. idx: index in the record's events.
CREATE TABLE event_document(document INTEGER NOT NULL, idx INTEGER NOT NULL, event INTEGER, series INTEGER NOT NULL, title TEXT NOT NULL, edition INTEGER, start_date TEXT, end_date TEXT,
  place TEXT, state TEXT, country TEXT, chair TEXT, organiser TEXT, status TEXT NOT NULL, main INTEGER NOT NULL, text_begin INTEGER NOT NULL, text_end INTEGER NOT NULL, rule TEXT,
  alone INTEGER NOT NULL DEFAULT 0, -- 1: somebody said that it is no other text's event
  PRIMARY KEY(document, idx)) WITHOUT ROWID;
CREATE INDEX event_document_event ON event_document(event);
CREATE INDEX event_document_series ON event_document(series);
CREATE TABLE event_theme(document INTEGER NOT NULL, idx INTEGER NOT NULL, theme INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(document, idx, theme)) WITHOUT ROWID;
-- Series whose events have to be resolved again.
CREATE TABLE dirty_series(series INTEGER PRIMARY KEY);

-- id: document × 65536 + index in the record. Spans are bytes of the full text; begin = end: none.
CREATE TABLE statement(id INTEGER PRIMARY KEY, document INTEGER NOT NULL, event_idx INTEGER, role TEXT NOT NULL, predicate TEXT NOT NULL, polarity TEXT NOT NULL, status TEXT NOT NULL,
  speaker INTEGER, open INTEGER NOT NULL, text_begin INTEGER NOT NULL, text_end INTEGER NOT NULL, cue_begin INTEGER NOT NULL, cue_end INTEGER NOT NULL,
  topic_begin INTEGER NOT NULL, topic_end INTEGER NOT NULL, actor_begin INTEGER NOT NULL, actor_end INTEGER NOT NULL, heading_begin INTEGER NOT NULL, heading_end INTEGER NOT NULL, rule TEXT);
CREATE TABLE statement_actor(actor INTEGER NOT NULL, statement INTEGER NOT NULL, ord INTEGER NOT NULL, PRIMARY KEY(actor, statement)) WITHOUT ROWID;
CREATE INDEX statement_actor_statement ON statement_actor(statement);
CREATE TABLE statement_theme(theme INTEGER NOT NULL, statement INTEGER NOT NULL, ord INTEGER NOT NULL, PRIMARY KEY(theme, statement)) WITHOUT ROWID;
CREATE INDEX statement_theme_statement ON statement_theme(statement);

-- Bitmaps per entity (index/bitmap.h): who stands where in a chunk and its range of documents; per chunk and kind one blob, id: chunk × 64 + kind.
CREATE TABLE chunk(id INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, frame BLOB NOT NULL);
CREATE TABLE bitmap(id INTEGER PRIMARY KEY, z BLOB NOT NULL);

-- Full text over the compressed bodies: combining marks belong to words (Indic scripts), Latin diacritics are folded.
CREATE VIEW fts_source AS SELECT d.id AS id, d.title AS title, rap_inflate(b.z, d.body_at) AS body FROM document d JOIN body b ON b.document = d.id;
CREATE VIRTUAL TABLE fts USING fts5(title, body, content = 'fts_source', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'");
-- A commit writes one segment (it holds no more text than fits into 64 MB of hash); merging is left to rap_bulk_merge, in bounded steps at the end of a run. Beyond 250 segments FTS5 merges by itself.
INSERT INTO fts(fts, rank) VALUES('hashsize', 67108864);
INSERT INTO fts(fts, rank) VALUES('automerge', 0);
INSERT INTO fts(fts, rank) VALUES('crisismerge', 250);
-- Words of each text, packed (rank.h).
CREATE TABLE text_length(chunk INTEGER PRIMARY KEY, lengths BLOB NOT NULL);

-- Families of texts that are one release (index/families.h). Texts in a few numbers: form names the words, ord the document whatever its row, keys (four bytes each, low ones first) lead to what is like it.
CREATE TABLE sketch(document INTEGER PRIMARY KEY, form INTEGER NOT NULL, ord INTEGER NOT NULL, keys BLOB NOT NULL);
-- Only of two documents or more. broken: a member went, so that it has to be found anew what belongs together.
CREATE TABLE family(id INTEGER PRIMARY KEY, canonical INTEGER NOT NULL, n_documents INTEGER NOT NULL, broken INTEGER NOT NULL);
CREATE TABLE family_member(family INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY(family, document)) WITHOUT ROWID;
CREATE UNIQUE INDEX family_member_document ON family_member(document);
-- What waits: documents whose family is to be found (fresh: their text is new), and what led to documents that went.
CREATE TABLE dirty_sketch(document INTEGER PRIMARY KEY, fresh INTEGER NOT NULL);
CREATE TABLE gone_sketch(id INTEGER PRIMARY KEY, form INTEGER NOT NULL, keys BLOB NOT NULL);

-- What came of each correction in each document that it concerns (rap_correct_outcome); document 0: of an event as all documents tell it. Without a row it waits.
CREATE TABLE corrected(correction INTEGER NOT NULL, document INTEGER NOT NULL, outcome INTEGER NOT NULL, PRIMARY KEY(correction, document)) WITHOUT ROWID;
CREATE INDEX corrected_document ON corrected(document);
-- Documents whose rows do not yet say what was decided last.
CREATE TABLE dirty_document(document INTEGER PRIMARY KEY);
