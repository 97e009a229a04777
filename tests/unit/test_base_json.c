/* JSON values. */
#include "test.h"

#include <math.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/json.h"
#include "base/limits.h"

static rap_json *parse(const char *text) {
  rap_json *v = NULL;
  rap_error err = {0};
  assert_int_equal(rap_json_parse(rap_str_of(text), &v, &err), RAP_OK);
  assert_non_null(v);
  return v;
}

static void assert_text(const rap_json *v, int indent, const char *expected) {
  rap_buf out = {0};
  rap_error err = {0};
  rap_buf_puts(&out, "> ");
  assert_int_equal(rap_json_write(v, indent, &out, &err), RAP_OK);
  assert_int_equal(strlen(expected) + 2, out.n);
  assert_string_equal(out.p + 2, expected);
  rap_buf_clear(&out);
}

static void test_kinds(void **state) {
  (void)state;
  static const struct {
    const char *text;
    rap_json_type kind;
  } cases[] = {{"null", RAP_JSON_NULL},    {"true", RAP_JSON_BOOL},    {"-12", RAP_JSON_INT},          {"1.5", RAP_JSON_REAL},
               {"\"x\"", RAP_JSON_STRING}, {"[1, 2]", RAP_JSON_ARRAY}, {"{\"a\": 1}", RAP_JSON_OBJECT}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    rap_json *v = parse(cases[i].text);
    int64_t n;
    double d;
    bool b;
    assert_int_equal(rap_json_kind(v), cases[i].kind);
    assert_int_equal(rap_json_int(v, &n), cases[i].kind == RAP_JSON_INT);
    assert_int_equal(n, cases[i].kind == RAP_JSON_INT ? -12 : 0);
    assert_int_equal(rap_json_real(v, &d), cases[i].kind == RAP_JSON_INT || cases[i].kind == RAP_JSON_REAL);
    assert_int_equal(rap_json_bool(v, &b), cases[i].kind == RAP_JSON_BOOL);
    assert_int_equal(b, cases[i].kind == RAP_JSON_BOOL);
    assert_int_equal(rap_json_string(v).n, cases[i].kind == RAP_JSON_STRING);
    assert_int_equal(rap_json_length(v), cases[i].kind == RAP_JSON_ARRAY ? 2 : cases[i].kind == RAP_JSON_OBJECT);
    assert_text(v, 0, cases[i].text);
    rap_json_free(v);
  }
  assert_int_equal(rap_json_kind(NULL), RAP_JSON_NULL);
  assert_null(rap_json_get(NULL, "a"));
  assert_null(rap_json_item(NULL, 0));
  assert_int_equal(rap_json_length(NULL), 0);
  assert_int_equal(rap_json_string(NULL).n, 0);
  rap_json_free(NULL);
}

static void test_many_values(void **state) {
  (void)state;
  rap_buf text = {0};
  rap_json *v = NULL;
  rap_error err = {0};
  rap_buf_putc(&text, '[');
  for (size_t i = 0; i < RAP_MAX_JSON_VALUES / 8; i++) rap_buf_puts(&text, "{},");
  rap_buf_puts(&text, "\"[,\\\"{\"]");
  assert_false(rap_json_is_large(rap_buf_str(&text)));
  text.n--;
  for (size_t i = 0; i < RAP_MAX_JSON_VALUES / 2; i++) rap_buf_puts(&text, ",1");
  rap_buf_putc(&text, ']');
  assert_true(rap_json_is_large(rap_buf_str(&text)));
  assert_int_equal(rap_json_parse(rap_buf_str(&text), &v, &err), RAP_ERR_LIMIT);
  assert_null(v);
  assert_string_equal(err.text, "more than 3000000 values in one");
  /* Those in a string are none. */
  text.p[0] = '"';
  text.n = RAP_MAX_JSON_VALUES / 8 * 3 + 1;
  rap_buf_putc(&text, '"');
  assert_false(rap_json_is_large(rap_buf_str(&text)));
  assert_int_equal(rap_json_parse(rap_buf_str(&text), &v, &err), RAP_OK);
  rap_json_free(v);
  rap_buf_clear(&text);
}

static void test_order(void **state) {
  (void)state;
  rap_json *v = parse("{\"z\": 1, \"a\": [true, null], \"m\": {\"\\u0915\": \"\\u0000x\"}, \"z\": 2}");
  static const char *const keys[] = {"z", "a", "m"};
  void *cursor = NULL;
  rap_str key;
  rap_json *value;
  for (size_t i = 0; i < 3; i++) {
    assert_true(rap_json_next(v, &cursor, &key, &value));
    assert_true(rap_str_is(key, keys[i]));
    assert_ptr_equal(rap_json_get(v, keys[i]), value);
  }
  assert_false(rap_json_next(v, &cursor, &key, &value));
  assert_null(value);
  cursor = NULL;
  assert_false(rap_json_next(rap_json_get(v, "a"), &cursor, &key, &value));
  assert_int_equal(rap_json_kind(rap_json_item(rap_json_get(v, "a"), 1)), RAP_JSON_NULL);
  assert_null(rap_json_item(rap_json_get(v, "a"), 2));
  rap_str s = rap_json_string(rap_json_get(rap_json_get(v, "m"), "\xE0\xA4\x95"));
  assert_int_equal(s.n, 2);
  assert_memory_equal(s.p, "\0x", 2);
  assert_text(v, 0, "{\"z\": 2, \"a\": [true, null], \"m\": {\"\xE0\xA4\x95\": \"\\u0000x\"}}");
  assert_text(rap_json_get(v, "a"), 2, "[\n  true,\n  null\n]");
  rap_json_free(v);
}

static void test_bad_input(void **state) {
  (void)state;
  static const char *const bad[] = {"",
                                    " ",
                                    "{",
                                    "[1,]",
                                    "{\"a\":}",
                                    "{a: 1}",
                                    "'x'",
                                    "01",
                                    "1e999",
                                    "tru",
                                    "1 2",
                                    "[1] x",
                                    "\"\x01\"",
                                    "\"\xFF\"",
                                    "\"\\uD800\"",
                                    "\"\\x\"",
                                    "{\"\\u0000\": 1}",
                                    "\"abc",
                                    "NaN",
                                    "99999999999999999999",
                                    "[1 2]",
                                    "{\"a\" 1}",
                                    "\xEF\xBB\xBF",
                                    "]",
                                    "-",
                                    "\"a\nb\""};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    rap_error err = {0};
    rap_json *v = (rap_json *)&err;
    assert_int_equal(rap_json_parse(rap_str_of(bad[i]), &v, &err), RAP_ERR_INPUT);
    assert_null(v);
    assert_true(err.text[0] >= '1' && err.text[0] <= '9');
  }
  rap_error err = {0};
  rap_json *v;
  assert_int_equal(rap_json_parse(RAP_STR("{\"a\": 1,\n \"b\": x}"), &v, &err), RAP_ERR_INPUT);
  assert_true(rap_str_starts(rap_str_of(err.text), RAP_STR("2:")));
  assert_int_equal(rap_json_parse((rap_str){0}, &v, NULL), RAP_ERR_INPUT);
  assert_int_equal(rap_json_parse(RAP_STR("1\0"), &v, NULL), RAP_ERR_INPUT);
  assert_int_equal(rap_json_parse(RAP_STR("[1,\n2]\0[3"), &v, &err), RAP_ERR_INPUT);
}

static void test_depth(void **state) {
  (void)state;
  enum { DEPTH = 100000 };
  rap_buf b = {0};
  for (int i = 0; i < DEPTH; i++) rap_buf_putc(&b, '[');
  for (int i = 0; i < DEPTH; i++) rap_buf_putc(&b, ']');
  rap_json *v;
  rap_error err = {0};
  assert_int_equal(rap_json_parse(rap_buf_str(&b), &v, &err), RAP_ERR_INPUT);
  rap_buf_clear(&b);
}

static void test_build(void **state) {
  (void)state;
  rap_json *o = rap_json_new_object(), *list = rap_json_new_array();
  assert_true(rap_json_set_str(o, "b", RAP_STR("q\"\\/\n\x1f\x7f")));
  assert_true(rap_json_set_str_opt(o, "left out", (rap_str){0}));
  assert_true(rap_json_set_str_opt(o, "left out", RAP_STR("")));
  assert_true(rap_json_set_str(o, "a", (rap_str){0}));
  assert_true(rap_json_set_str(o, "repaired", RAP_STR("x\xFFy")));
  assert_true(rap_json_set_int(o, "n", INT64_MIN));
  assert_true(rap_json_set_bool(o, "t", true));
  assert_true(rap_json_append(list, rap_json_new_real(0.1)));
  assert_true(rap_json_append(list, rap_json_new_real(NAN)));
  assert_true(rap_json_append(list, rap_json_new_real(-INFINITY)));
  assert_true(rap_json_append(list, rap_json_new_real(2)));
  assert_true(rap_json_append(list, rap_json_new_null()));
  assert_true(rap_json_set(o, "list", list));
  assert_text(o, 0,
              "{\"b\": \"q\\\"\\\\/\\n\\u001F\x7f\", \"a\": \"\", \"repaired\": \"x\xEF\xBF\xBDy\", \"n\": -9223372036854775808, \"t\": true, "
              "\"list\": [0.1, null, null, 2.0, null]}");
  rap_json_free(o);
}

/* Reals come back as they were, and look as they were written where that is enough. */
static void test_reals(void **state) {
  (void)state;
  static const char *const texts[][2] = {{"[0.1, 2.50, 1e3]", "[0.1, 2.5, 1000.0]"},
                                         {"1.7976931348623157e308", "1.7976931348623157e308"},
                                         {"0.30000000000000004", "0.30000000000000004"},
                                         {"{\"a\": [{\"b\": 0.30000000000000004}]}", "{\"a\": [{\"b\": 0.30000000000000004}]}"},
                                         {"-0.0", "-0.0"},
                                         {"5e-324", "4.94065645841247e-324"}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    rap_json *v = parse(texts[i][0]);
    assert_text(v, 0, texts[i][1]);
    rap_json_free(v);
  }
}

/* A value that could not be made spoils what it should have gone into, up to the root; nothing is written and nothing is lost. */
static void test_sticky(void **state) {
  (void)state;
  for (int prior = 0; prior < 2; prior++) {
    for (int array = 0; array < 2; array++) {
      rap_json *inner = array ? rap_json_new_array() : rap_json_new_object(), *outer = rap_json_new_object();
      if (prior && array) assert_true(rap_json_append(inner, rap_json_new_int(1)));
      if (prior && !array) assert_true(rap_json_set_int(inner, "first", 1));
      assert_false(array ? rap_json_append(inner, NULL) : rap_json_set(inner, "lost", NULL));
      if (array) assert_true(rap_json_append(inner, rap_json_new_int(2)));
      if (!array) assert_true(rap_json_set_int(inner, "later", 2));
      assert_true(rap_json_set_int(outer, "before", 1));
      assert_true(rap_json_set(outer, "inner", inner));
      rap_buf out = {0};
      rap_error err = {0};
      rap_buf_puts(&out, "kept");
      assert_int_equal(rap_json_write(outer, 0, &out, &err), RAP_ERR_NOMEM);
      assert_string_equal(out.p, "kept");
      rap_buf_clear(&out);
      rap_json_free(outer);
    }
  }
  assert_false(rap_json_set(NULL, "k", rap_json_new_string(RAP_STR("released"))));
  assert_false(rap_json_append(NULL, rap_json_new_array()));
  assert_false(rap_json_set_int(NULL, "k", 1));
  rap_buf out = {0};
  assert_int_equal(rap_json_write(NULL, 0, &out, NULL), RAP_ERR_NOMEM);
  rap_buf_clear(&out);
}

/* jansson's allocations: the one numbered `fail_at` from 1 fails, and with `all_after` every later one, too. */
static struct {
  size_t n, fail_at;
  bool all_after;
} allocations;

static void *failing_malloc(size_t size) {
  allocations.n++;
  bool fails = allocations.fail_at && (allocations.all_after ? allocations.n >= allocations.fail_at : allocations.n == allocations.fail_at);
  return fails ? NULL : malloc(size);
}

static rap_json *build_sample(void) {
  rap_json *root = rap_json_new_object(), *list = rap_json_new_array();
  for (int i = 0; i < 20; i++) {
    rap_json *item = rap_json_new_object();
    rap_json_set_int(item, "i", i);
    rap_json_set_str(item, "s", RAP_STR("text"));
    rap_json_append(list, item);
  }
  rap_json_set(root, "list", list);
  rap_json_set(root, "real", rap_json_new_real(0.5));
  return root;
}

/* Each allocation fails once, by itself and with all that follow: the text is whole, or the failure is reported; nothing leaks (sanitizer). */
static void test_every_allocation(void **state) {
  (void)state;
  rap_buf expected = {0};
  rap_json *whole = build_sample();
  assert_int_equal(rap_json_write(whole, 0, &expected, NULL), RAP_OK);
  rap_json_free(whole);
  for (int mode = 0; mode < 4; mode++) {
    size_t failures = 0;
    for (size_t at = 1;; at++) {
      allocations.n = 0;
      allocations.fail_at = at;
      allocations.all_after = mode % 2 != 0;
      json_set_alloc_funcs(failing_malloc, free);
      rap_buf out = {0};
      rap_error err = {0};
      rap_json *v = NULL;
      rap_status st = RAP_OK;
      if (mode < 2)
        v = build_sample();
      else
        st = rap_json_parse(rap_buf_str(&expected), &v, &err);
      if (st == RAP_OK) st = rap_json_write(v, 0, &out, &err);
      bool reached = allocations.n >= at;
      rap_json_free(v);
      json_set_alloc_funcs(malloc, free);
      assert_true(st == RAP_OK || st == RAP_ERR_NOMEM);
      if (st == RAP_OK) assert_true(rap_str_eq(rap_buf_str(&out), rap_buf_str(&expected)));
      failures += st != RAP_OK;
      rap_buf_clear(&out);
      if (!reached) break;
    }
    assert_true(failures > 50);
  }
  rap_buf_clear(&expected);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_kinds),     cmocka_unit_test(test_many_values), cmocka_unit_test(test_order),
      cmocka_unit_test(test_bad_input), cmocka_unit_test(test_depth),       cmocka_unit_test(test_build),
      cmocka_unit_test(test_reals),     cmocka_unit_test(test_sticky),      cmocka_unit_test(test_every_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
