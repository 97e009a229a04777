-- What the rules of a stamp were (analyze/rules_change.h, deflated), so that later rules can be held against them; NULL: unknown.
ALTER TABLE pack ADD COLUMN outline BLOB;
-- How many of a document's warnings, the first ones, came from reading it; the others are the analysis's, and are made anew with the record.
ALTER TABLE document ADD COLUMN n_read_warnings INTEGER NOT NULL DEFAULT 0;
UPDATE document SET n_read_warnings = n_warnings;
