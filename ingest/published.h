/* published.h: the date of publication. Layer: ingest (inside).
 *
 * Candidates in the declared order: the record's date or the ` date YYYY-MM-DD ` line, what the document's metadata say, a dateline in the first blocks, the URL, the day it was
 * fetched, the file's time. The first sound one counts; others that
 * contradict it are warned of. The wall clock is never asked.
 */
#ifndef RAP_INGEST_PUBLISHED_H
#define RAP_INGEST_PUBLISHED_H

#include "ingest/document.h"
#include "ingest/structure.h"

/* Is `s` (match view of a block) a dateline, or does it begin with one ("New Delhi, 8 January 2023 (PTI): …")? *date is its date (impossible ones too; check with rap_day_valid) and
 * *where the characters it stands in; *whole is true when the block is nothing but a dateline. Forms: D Month YYYY, Month D, YYYY, D.M.YYYY, YYYY-MM-DD, with or without a clock
 * time, behind nothing, behind a label of datelines.txt and ':', or behind a place and ','. Cost: linear in the first 200 bytes. */
bool rap_dateline_read(rap_str s, rap_day *date, rap_span *where, bool *whole);

/* Marks datelines in `drafts` and sets doc->published, published_from, published_text. Errors: RAP_ERR_NOMEM. */
rap_status rap_published_find(rap_arena *arena, rap_document *doc, const rap_raw_document *raw, rap_draft *drafts, rap_error *err) RAP_MUST_CHECK;

/* Takes "date YYYY-MM-DD" (blanks around it) off the begin of a plain text: *date is the text of the date, *text goes on behind it. False when it does not begin so. */
bool rap_date_line_take(rap_str *text, rap_str *date);

#endif
