#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

void rap_buf_clear(rap_buf *b) {
  free(b->p);
  *b = (rap_buf){0};
}

void rap_buf_reset(rap_buf *b) {
  b->n = 0;
  if (b->p) b->p[0] = '\0';
}

char *rap_buf_room(rap_buf *b, size_t more) {
  if (b->failed) return NULL;
  if (more >= SIZE_MAX / 2 - b->n) {
    b->failed = true;
    return NULL;
  }
  size_t need = b->n + more + 1;
  if (need > b->capacity) {
    size_t capacity = b->capacity ? b->capacity : 64;
    while (capacity < need) capacity *= 2;
    char *p = realloc(b->p, capacity);
    if (!p) {
      b->failed = true;
      return NULL;
    }
    b->p = p;
    b->capacity = capacity;
  }
  return b->p + b->n;
}

void rap_buf_add(rap_buf *b, rap_str s) {
  char *p = rap_buf_room(b, s.n);
  if (!p) return;
  if (s.n) memcpy(p, s.p, s.n);
  b->n += s.n;
  b->p[b->n] = '\0';
}

void rap_buf_puts(rap_buf *b, const char *cstr) { rap_buf_add(b, rap_str_of(cstr)); }

void rap_buf_putc(rap_buf *b, char c) { rap_buf_add(b, (rap_str){&c, 1}); }

void rap_buf_vprintf(rap_buf *b, const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  char *p = n < 0 ? NULL : rap_buf_room(b, (size_t)n);
  if (p) {
    (void)vsnprintf(p, (size_t)n + 1, format, again);
    b->n += (size_t)n;
  } else {
    b->failed = true;
  }
  va_end(again);
}

void rap_buf_printf(rap_buf *b, const char *format, ...) {
  va_list args;
  va_start(args, format);
  rap_buf_vprintf(b, format, args);
  va_end(args);
}
