#include "queries/layout.h"

#include "base/utf8.h"

#include <assert.h>

void rap_layout_marked(rap_buf *out, rap_str text, const rap_mark *marks, size_t n, const char *off) {
  for (size_t at = 0; at < text.n;) {
    size_t next = text.n;
    bool any = false;
    for (size_t i = 0; i < n; i++) {
      rap_span s = marks[i].span;
      if (s.begin > at && s.begin < next && s.begin < s.end) next = s.begin;
      if (s.end > at && s.end < next && s.begin < s.end) next = s.end;
    }
    for (size_t i = 0; i < n; i++) {
      if (marks[i].span.begin > at || at >= marks[i].span.end) continue;
      rap_buf_puts(out, marks[i].on);
      any = true;
    }
    rap_buf_add(out, rap_str_sub(text, at, next));
    if (any) rap_buf_puts(out, off);
    at = next;
  }
}

void rap_layout_count(rap_buf *out, int64_t n, const char *what) {
  size_t length = strlen(what);
  assert(length > 1);
  bool ies = n == 1 && length > 3 && strcmp(what + length - 3, "ies") == 0;
  rap_buf_printf(out, "%lld %.*s%s", (long long)n, (int)(ies ? length - 3 : n == 1 ? length - 1 : length), what, ies ? "y" : "");
}

void rap_layout_bar_of(rap_buf *out, double n, double most, size_t width) {
  static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (!(n > 0) || !(most > 0)) return;
  if (n > most) n = most;
  size_t units = (size_t)(n / most * (double)width * 8 + 0.5);
  if (!units) units = 1;
  for (size_t i = 0; i < units / 8; i++) rap_buf_puts(out, "█");
  rap_buf_puts(out, parts[units % 8]);
}

void rap_layout_bar(rap_buf *out, int64_t n, int64_t max, size_t width) { rap_layout_bar_of(out, (double)n, (double)max, width); }

const char *rap_layout_spark_of(double n, double most) {
  static const char *const levels[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (!(n > 0) || !(most > 0)) return "·";
  size_t level = 0;
  while (level < 7 && n * 8 > most * (double)(level + 1)) level++;
  return levels[level];
}

void rap_layout_spaces(rap_buf *out, size_t n) {
  while (n--) rap_buf_putc(out, ' ');
}

void rap_layout_item(rap_buf *out, size_t start, rap_str s) {
  if (!s.n) return;
  if (out->n > start) rap_buf_puts(out, " · ");
  rap_buf_add(out, s);
}

size_t rap_layout_digits(int64_t n) {
  size_t digits = 1;
  for (; n >= 10; n /= 10) digits++;
  return digits;
}

void rap_layout_paragraph(rap_buf *out, rap_str s, size_t width, size_t indent) {
  rap_layout_spaces(out, indent);
  rap_text_wrap(out, s, width > indent + 20 ? width - indent : 20, indent);
  rap_buf_putc(out, '\n');
}
