#include "queries/matrix_share.h"

bool rap_share_parse(rap_str name, rap_share *out) {
  static const char *const names[] = {[RAP_SHARE_ROW] = "row", [RAP_SHARE_COLUMN] = "column", [RAP_SHARE_ALL] = "all"};
  *out = RAP_SHARE_NONE;
  for (size_t i = RAP_SHARE_ROW; i <= RAP_SHARE_ALL; i++)
    if (rap_str_is(name, names[i])) *out = (rap_share)i;
  return *out != RAP_SHARE_NONE;
}

double rap_share_of(int64_t n, int64_t of) { return of > 0 ? (double)n / (double)of : 0; }

double rap_matrix_share(const rap_matrix *m, rap_share share, size_t row, size_t col) {
  int64_t n = m->cells[row * m->n_cols + col];
  switch (share) {
  case RAP_SHARE_ROW: return rap_share_of(n, m->row_totals[row]);
  case RAP_SHARE_COLUMN: return rap_share_of(n, m->col_totals[col]);
  case RAP_SHARE_ALL: return rap_share_of(n, m->total);
  case RAP_SHARE_NONE: break;
  }
  return 0;
}

size_t rap_share_text(rap_buf *out, double share) {
  int percent = (int)(share * 100 + 0.5);
  if (share <= 0) {
    rap_buf_puts(out, "·");
    return 1;
  }
  if (percent < 1) {
    rap_buf_puts(out, "<1%");
    return 3;
  }
  rap_buf_printf(out, "%d%%", percent);
  return percent < 10 ? 2 : percent < 100 ? 3 : 4;
}
