/* numbers.h: lists of numbers in one blob, as rows of SQL. Layer: index. With db.c, fts.c, rank.c, tokens.c and instances.c the only place that knows sqlite3.h.
 *
 *     SELECT value, n FROM rap_numbers(z)      one row for each pair of the blob, in its order; none for NULL
 *
 * A blob is a row of (value − value before it, zigzag) n, both varints (compress.h). What a document names is some dozens of numbers that are written and taken away together: one blob costs a tenth of
 * rows with an index (PERFORMANCE.md). The same table hands a set of rows to a statement as one parameter.
 * A blob that breaks off is SQLITE_CORRUPT_VTAB, which db.c reports as RAP_ERR_STORE.
 */
#ifndef RAP_INDEX_NUMBERS_H
#define RAP_INDEX_NUMBERS_H

#include "base/buf.h"

struct sqlite3;

/* Registers the table-valued function on a connection; an SQLite result code. */
int rap_numbers_register(struct sqlite3 *db);

/* Appends a pair. `last`: the value before it, 0 at first; it is moved on. */
void rap_numbers_put(rap_buf *out, int64_t *last, int64_t value, uint64_t n);

#endif
