#include "ingest/laid_text.h"

void rap_laid_add(rap_laid_text *out, rap_str s) {
  for (size_t at = 0; at < s.n;) {
    size_t end = at;
    while (end < s.n && !rap_ascii_is_space(s.p[end])) end++;
    if (end > at) {
      if (out->blank && out->text.n > out->begin) rap_buf_putc(&out->text, ' ');
      out->blank = false;
      rap_buf_add(&out->text, rap_str_sub(s, at, end));
    } else {
      out->blank = true;
      while (end < s.n && rap_ascii_is_space(s.p[end])) end++;
    }
    at = end;
  }
}

bool rap_laid_open(const rap_laid_text *out) { return out->text.n > out->begin; }

void rap_laid_end(rap_laid_text *out, char kind) {
  out->blank = false;
  if (!rap_laid_open(out)) return;
  rap_buf_putc(&out->text, '\n');
  rap_buf_putc(&out->layout, kind);
  out->begin = out->text.n;
}

bool rap_laid_failed(const rap_laid_text *out) { return rap_buf_failed(&out->text) || rap_buf_failed(&out->layout); }

rap_status rap_laid_take(rap_laid_text *out, rap_arena *arena, rap_str *text, rap_str *layout, rap_error *err) {
  rap_laid_end(out, 'p');
  rap_str lines = rap_buf_str(&out->text);
  *text = rap_arena_str(arena, rap_str_sub(lines, 0, lines.n ? lines.n - 1 : 0));
  *layout = rap_arena_str(arena, rap_buf_str(&out->layout));
  return rap_laid_failed(out) || !text->p || !layout->p ? rap_error_nomem(err) : RAP_OK;
}

void rap_laid_clear(rap_laid_text *out) {
  rap_buf_clear(&out->text);
  rap_buf_clear(&out->layout);
  *out = (rap_laid_text){0};
}
