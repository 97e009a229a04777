/* query_warnings.c: what documents were read and analysed with. Layer: index. */
#include "index/query.h"
#include "index/store_impl.h"

static rap_status each_line(rap_stmt *s, rap_warning_fn fn, void *ctx, rap_error *err) {
  rap_warning_row row = {.document = rap_col_text(s, 0), .source = rap_col_text(s, 1), .published = rap_col_text(s, 2), .file = rap_col_text(s, 3)};
  rap_str rest = rap_col_text(s, 4);
  rap_status st = RAP_OK;
  while (st == RAP_OK && rap_str_split(&rest, '\n', &row.warning))
    if (row.warning.n) st = fn(ctx, &row, err);
  return st;
}

rap_status rap_query_warnings(rap_store *store, rap_warning_fn fn, void *ctx, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(store->db,
                                "SELECT d.name, d.source, d.published, o.file, d.warnings FROM document d JOIN origin o ON o.id = d.origin "
                                "WHERE d.n_warnings > 0 ORDER BY d.name, d.source",
                                &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) st = each_line(s, fn, ctx, err);
  rap_stmt_reset(s);
  return st;
}
