#include "queries/json_lines.h"

static bool end_line(rap_json_lines *l) {
  rap_json *row = NULL;
  if (rap_buf_failed(&l->line)) {
    l->st = rap_error_nomem(&l->err);
  } else {
    l->st = rap_json_parse(rap_buf_str(&l->line), &row, &l->err);
    if (l->st == RAP_ERR_INPUT) l->st = RAP_ERR_INTERNAL;
    if (l->st == RAP_OK) l->st = l->fn(l->ctx, row, &l->err);
  }
  rap_buf_reset(&l->line);
  return l->st == RAP_OK;
}

static bool write_lines(void *ctx, rap_str bytes) {
  rap_json_lines *l = ctx;
  rap_str part;
  bool going = l->st == RAP_OK;
  while (going && bytes.n) {
    size_t end = rap_str_find(bytes, RAP_STR("\n"), 0);
    part = rap_str_sub(bytes, 0, end);
    rap_buf_add(&l->line, part);
    if (end == SIZE_MAX) break;
    bytes = rap_str_sub(bytes, end + 1, bytes.n);
    going = end_line(l);
  }
  return going && !rap_buf_failed(&l->line);
}

void rap_json_lines_open(rap_json_lines *l, rap_json_line_fn fn, void *ctx) {
  *l = (rap_json_lines){.out = {.write = write_lines, .ctx = l}, .fn = fn, .ctx = ctx};
}

rap_status rap_json_lines_close(rap_json_lines *l, rap_status st, rap_error *err) {
  if (l->st == RAP_OK && (st == RAP_OK || st == RAP_NOT_FOUND) && l->line.n) (void)end_line(l);
  if (l->st == RAP_OK && rap_buf_failed(&l->line)) l->st = rap_error_nomem(&l->err);
  rap_buf_clear(&l->line);
  if (l->st == RAP_OK) return st;
  rap_error_clear(err);
  return rap_error_set(err, l->st, "%s", l->err.text);
}
