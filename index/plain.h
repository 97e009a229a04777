/* plain.h: a plain SQLite database of the tables of export_tables.h, for programs that know nothing of this one. Layer: index.
 *
 * Tables with keys, indexes and views of the names that a store has (schema/views.sql), a table data_dictionary, and a table setting with the version of the views. No function of this program is needed, nothing is packed.
 * The file is written without a journal: write it under another name and rename it when it is finished.
 *
 * Errors: those of db.h.
 */
#ifndef RAP_INDEX_PLAIN_H
#define RAP_INDEX_PLAIN_H

#include "index/export_tables.h"

typedef struct rap_plain rap_plain;

/* `path`: an empty file, or none. `program`: name and version. *out is yours. */
rap_status rap_plain_new(rap_str path, rap_str program, rap_plain **out, rap_error *err) RAP_MUST_CHECK;
/* A rap_row_fn. */
rap_status rap_plain_row(void *plain, rap_table table, const rap_value *values, rap_error *err) RAP_MUST_CHECK;
/* Makes indexes and views, commits. */
rap_status rap_plain_finish(rap_plain *plain, rap_error *err) RAP_MUST_CHECK;
void rap_plain_free(rap_plain *plain); /* NULL allowed */

#endif
