-- Files that were read to their end, by canonical path, what an unchanged one is told by, and what came of it. Times: nanoseconds since 1970.
CREATE TABLE file(
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER NOT NULL, inode INTEGER NOT NULL,
  hash BLOB NOT NULL,            -- SHA-256 of its bytes
  racy INTEGER NOT NULL,         -- 1: it was modified so short before it was looked at that it may have been again without showing it
  reader TEXT NOT NULL,          -- what else its documents depend on: the version of the reader and its settings
  since TEXT,                    -- documents published before this day were left out; NULL: none was
  documents INTEGER NOT NULL,    -- how many it gave: rows of file_document, unless another file took some over
  errors INTEGER NOT NULL,       -- how many of its documents were refused, or 1 for the whole
  reason TEXT);                  -- of the first refusal
-- Which documents a file gave; one document may be given by several.
CREATE TABLE file_document(file INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY(file, document)) WITHOUT ROWID;
CREATE INDEX file_document_document ON file_document(document);
