#include "queries/kwic_text.h"

#include "base/emit.h"
#include "base/utf8.h"
#include "queries/layout.h"

/* As one line; blanks at the ends stay, one each, since they tell whether a word goes on. */
static void flatten(rap_buf *out, rap_str s) {
  for (size_t at = 0; at < s.n;) {
    uint32_t cp;
    char bytes[4];
    at += rap_utf8_decode(s, at, &cp);
    bool blank = rap_utf8_is_space(cp) || cp < 0x20 || (cp >= 0x7F && cp < 0xA0);
    if (!blank)
      rap_buf_add(out, (rap_str){bytes, rap_utf8_encode(cp, bytes)});
    else if (!out->n || out->p[out->n - 1] != ' ')
      rap_buf_putc(out, ' ');
  }
}

/* Where the last words begin that fit into `width` columns. */
static size_t begin_of_tail(rap_str s, size_t width) {
  size_t columns = rap_utf8_columns(s), at = 0, word = s.n;
  while (at < s.n) {
    size_t wide, next = rap_utf8_cluster(s, at, &wide);
    if (columns <= width && (at == 0 || s.p[at - 1] == ' ')) {
      word = at;
      break;
    }
    columns -= wide < columns ? wide : columns;
    at = next;
  }
  return word;
}

/* Where the first words end that fit. */
static size_t end_of_head(rap_str s, size_t width) {
  size_t columns = 0, word = 0;
  for (size_t at = 0; at < s.n;) {
    size_t wide, next = rap_utf8_cluster(s, at, &wide);
    if (s.p[at] == ' ') word = at;
    columns += wide;
    if (columns > width) return word;
    at = next;
  }
  return s.n;
}

static void put_left(rap_buf *out, rap_str left, size_t width) {
  rap_buf flat = {0};
  flatten(&flat, left);
  rap_str s = rap_buf_str(&flat);
  while (s.n && s.p[s.n - 1] == ' ') s.n--;
  s = rap_str_sub(s, begin_of_tail(s, width), s.n);
  while (s.n && s.p[0] == ' ') s = rap_str_sub(s, 1, s.n);
  size_t columns = rap_utf8_columns(s);
  rap_layout_spaces(out, width > columns ? width - columns : 0);
  rap_buf_add(out, s);
  if (rap_buf_failed(&flat)) out->failed = true;
  rap_buf_clear(&flat);
}

static void put_rest(rap_buf *out, rap_str node, rap_str right, const rap_kwic_columns *c) {
  rap_buf flat = {0}, behind = {0};
  flatten(&flat, node);
  flatten(&behind, right);
  rap_str shown = rap_buf_str(&flat), s = rap_buf_str(&behind);
  size_t used = rap_utf8_columns(shown);
  rap_buf_puts(out, c->on);
  if (used > c->rest) {
    rap_text_fit(out, shown, c->rest, false);
    used = c->rest;
  } else {
    rap_buf_add(out, shown);
  }
  rap_buf_puts(out, c->off);
  s = rap_str_sub(s, 0, end_of_head(s, c->rest - used));
  while (s.n && s.p[s.n - 1] == ' ') s.n--;
  rap_buf_add(out, s);
  used += rap_utf8_columns(s);
  rap_layout_spaces(out, c->rest > used ? c->rest - used : 0);
  if (rap_buf_failed(&flat) || rap_buf_failed(&behind)) out->failed = true;
  rap_buf_clear(&flat);
  rap_buf_clear(&behind);
}

void rap_kwic_line(rap_buf *out, rap_str left, rap_str node, rap_str right, const rap_kwic_columns *columns) {
  put_left(out, left, columns->left);
  rap_buf_puts(out, "  ");
  put_rest(out, node, right, columns);
}
