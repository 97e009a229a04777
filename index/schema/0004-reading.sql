-- How a document was read: its author as the source names it, the reader, the character set that was assumed (NULL: UTF-8), the kinds of its lines (ingest/document.h), and what else is worth keeping, as JSON.
ALTER TABLE document ADD COLUMN author TEXT;
ALTER TABLE document ADD COLUMN format TEXT;
ALTER TABLE document ADD COLUMN charset TEXT;
ALTER TABLE document ADD COLUMN layout TEXT;
ALTER TABLE document ADD COLUMN reading TEXT;
