/* buf.h: a growable byte buffer with a sticky failure. Layer: base.
 *
 * Appends after the first failed allocation do nothing; the caller checks once at the end (rap_buf_failed). Always NUL-terminated
 * behind .n while it holds anything, so that it can be handed to C interfaces.
 *
 *     rap_buf b = {0};
 *     rap_buf_puts(&b, "a"); rap_buf_printf(&b, "%d", 7);
 *     if (rap_buf_failed(&b)) ...
 *     rap_buf_clear(&b);
 */
#ifndef RAP_BASE_BUF_H
#define RAP_BASE_BUF_H

#include <stdarg.h>

#include "base/status.h"
#include "base/str.h"

typedef struct rap_buf {
  char *p;
  size_t n, capacity;
  bool failed;
} rap_buf;

/* Frees the memory and makes the buffer empty and sound again. */
void rap_buf_clear(rap_buf *b);
/* Forgets the content, keeps the memory and a failure. */
void rap_buf_reset(rap_buf *b);
void rap_buf_add(rap_buf *b, rap_str s);
void rap_buf_puts(rap_buf *b, const char *cstr);
void rap_buf_putc(rap_buf *b, char c);
void rap_buf_printf(rap_buf *b, const char *format, ...) RAP_PRINTF(2, 3);
void rap_buf_vprintf(rap_buf *b, const char *format, va_list args) RAP_PRINTF(2, 0);
/* Room for `more` bytes behind the content, to be written by the caller who then adds to b->n; NULL on failure. */
char *rap_buf_room(rap_buf *b, size_t more);
static inline bool rap_buf_failed(const rap_buf *b) { return b->failed; }
/* The content; valid until the next append. */
static inline rap_str rap_buf_str(const rap_buf *b) { return (rap_str){b->p, b->n}; }

#endif
