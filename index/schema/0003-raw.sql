-- SHA-256 of the document as it was read, before normalisation (ingest/raw.h): the same again need not even be built. NULL: not known.
ALTER TABLE document ADD COLUMN raw_hash BLOB;
