/* Receipts come from others: any bytes are a receipt or a message. What was read is written and read to the same again, and differs in nothing from itself. */
#include <assert.h>

#include "base/utf8.h"
#include "queries/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_line(void *ctx, rap_str line) {
  (void)ctx;
  assert(rap_utf8_invalid_at(line) == SIZE_MAX && rap_str_find(line, RAP_STR("\n"), 0) == SIZE_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_error err = {0};
  rap_receipt a, b;
  rap_buf first = {0}, second = {0};
  bool same = false;
  rap_arena *arena = rap_arena_new();
  assert(arena);
  rap_status st = rap_receipt_read(arena, (rap_str){(const char *)data, size}, &a, &err);
  if (st != RAP_OK) {
    assert((st == RAP_ERR_INPUT || st == RAP_ERR_LIMIT || st == RAP_ERR_VERSION) && err.text[0]);
  } else {
    assert(a.arguments.n > 0);
    st = rap_receipt_write(&a, &first, &err);
    assert(st == RAP_OK);
    st = rap_receipt_read(arena, rap_buf_str(&first), &b, &err);
    assert(st == RAP_OK);
    st = rap_receipt_write(&b, &second, &err);
    assert(st == RAP_OK && rap_str_eq(rap_buf_str(&first), rap_buf_str(&second)));
    size_t n = rap_receipt_compare(&a, &b, &same, on_line, NULL);
    assert(n == 0 && same);
    (void)n;
  }
  rap_buf_clear(&first);
  rap_buf_clear(&second);
  rap_arena_free(arena);
  return 0;
}
