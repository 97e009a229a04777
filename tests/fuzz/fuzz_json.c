/* JSON: what parses is written as text that parses to the same; what doesn't is reported with a place. */
#include "base/json.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(const rap_json *value, int indent) {
  rap_buf once = {0}, twice = {0};
  rap_json *again = NULL;
  rap_error err = {0};
  rap_status st = rap_json_write(value, indent, &once, &err);
  assert(st == RAP_OK);
  st = rap_json_parse(rap_buf_str(&once), &again, &err);
  assert(st == RAP_OK);
  st = rap_json_write(again, indent, &twice, &err);
  assert(st == RAP_OK);
  assert(rap_json_kind(value) == rap_json_kind(again));
  assert(rap_str_eq(rap_buf_str(&once), rap_buf_str(&twice)));
  rap_json_free(again);
  rap_buf_clear(&once);
  rap_buf_clear(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_json *value = NULL;
  rap_error err = {0};
  rap_status st = rap_json_parse((rap_str){(const char *)data, size}, &value, &err);
  assert((st == RAP_OK) == (value != NULL));
  if (st != RAP_OK) {
    assert(st == RAP_ERR_INPUT && err.status == st);
    assert(err.text[0] >= '1' && err.text[0] <= '9');
    return 0;
  }
  check_value(value, 0);
  check_value(value, 2);
  rap_json_free(value);
  return 0;
}
