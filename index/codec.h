/* codec.h: a record as bytes and back. Layer: index.
 *
 * Format 1, then compressed as a whole (compress.h). All numbers are varints; signed ones zigzag (0, -1, 1, -2 … as 0, 1, 2, 3 …).
 *     record   := 1 n_strings (length bytes)* blocks mentions persons themes events statements counts
 *     each list := n item*
 *     string   := index in the table; index 0 is the empty string, which is not in the table
 *     span     := zigzag(begin − begin of the span before it) length
 *     index    := 0 for RAP_NONE, else index + 1
 *     day      := year, then unless it is 0: month × 64 + day × 2 + has_time, then if has_time hour × 60 + minute
 * One blob a document costs a tenth of rows for each mention (PERFORMANCE.md).
 */
#ifndef RAP_INDEX_CODEC_H
#define RAP_INDEX_CODEC_H

#include "analyze/record.h"
#include "base/buf.h"

/* Appends the packed record with the blocks of its document. Deterministic. Errors: RAP_ERR_NOMEM. */
rap_status rap_codec_pack(const rap_document *doc, const rap_record *record, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* Fills *record, and blocks and n_blocks of *doc, in `arena`; strings are copied. Spans are checked against doc->full, indices against their lists. Errors: RAP_ERR_STORE (damaged, or of another
 * format), RAP_ERR_NOMEM. */
rap_status rap_codec_unpack(rap_arena *arena, rap_str packed, rap_document *doc, rap_record *record, rap_error *err) RAP_MUST_CHECK;
/* A span of the record that does not lie in the text, named for a message; NULL when all do. */
const char *rap_codec_bad_span(const rap_document *doc, const rap_record *record);

#endif
