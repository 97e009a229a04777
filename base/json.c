#include "base/json.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <assert.h>
#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Marks a container in which a value could not be put for want of memory. Its type is none of jansson's, so that json_dump fails on it; its reference count
 * is the one of jansson's own constants, which are never counted or freed, so that it is never written to although jansson takes no const. */
#define POISON_TYPE ((json_type)99)
static const json_t poison_value = {POISON_TYPE, (size_t)-1};

static json_t *poison(void) { return (json_t *)(uintptr_t)&poison_value; }

/* Takes care not to allocate: a member is overwritten; an empty array has room from the beginning. An empty object needs an entry, for which the value just
 * released left room; and if not even that is there, json_dump, which allocates too, fails by itself. */
static bool mark_failed(json_t *container) {
  if (json_is_array(container)) {
    if (json_array_size(container) == 0)
      (void)json_array_append_new(container, poison());
    else
      (void)json_array_set_new(container, 0, poison());
  } else if (json_is_object(container)) {
    void *first = json_object_iter(container);
    if (first)
      (void)json_object_iter_set_new(container, first, poison());
    else
      (void)json_object_set_new_nocheck(container, "", poison());
  }
  return false;
}

/* Some of jansson's allocations fail without a message; and a string token for which there is no memory becomes an invalid token, although a string that is really
 * wrong has a message of its own. */
static bool is_out_of_memory(rap_str text, const json_error_t *e) {
  if (e->text[0] == '\0' || json_error_code(e) == json_error_out_of_memory) return true;
  rap_str message = rap_str_of(e->text);
  bool token = rap_str_starts(message, RAP_STR("invalid token")) || rap_str_starts(message, RAP_STR("string or '}' expected"));
  return token && e->position > 0 && (size_t)e->position <= text.n && text.p[e->position - 1] == '"';
}

static rap_status parse_failed(rap_str text, const json_error_t *e, rap_error *err) {
  if (is_out_of_memory(text, e)) return rap_error_nomem(err);
  return rap_error_set(err, RAP_ERR_INPUT, "%d:%d: %s", e->line > 0 ? e->line : 1, e->column > 0 ? e->column : 1, e->text);
}

/* jansson takes a NUL byte for the end of the text and would pass over what follows it; JSON has none outside escapes. */
static rap_status nul_failed(rap_str text, const char *nul, rap_error *err) {
  size_t line = 1, column = 1;
  for (const char *p = text.p; p < nul; p++) {
    column = *p == '\n' ? 1 : column + 1;
    line += *p == '\n';
  }
  return rap_error_set(err, RAP_ERR_INPUT, "%zu:%zu: NUL byte", line, column);
}

bool rap_json_is_large(rap_str text) {
  size_t n = 0;
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (c == '"') {
      for (i++; i < text.n && text.p[i] != '"'; i++) i += text.p[i] == '\\';
    } else if (c == ',' || c == '[' || c == '{') {
      /* A container takes as much as four other values. */
      n += c == ',' ? 1 : 4;
      if (n > RAP_MAX_JSON_VALUES) return true;
    }
  }
  return false;
}

rap_status rap_json_parse(rap_str text, rap_json **out, rap_error *err) {
  *out = NULL;
  json_error_t e = {0};
  if (text.n > RAP_MAX_JSON_VALUES / 4 && rap_json_is_large(text))
    return rap_error_set(err, RAP_ERR_LIMIT, "more than %zu values in one", RAP_MAX_JSON_VALUES);
  const char *nul = text.n ? memchr(text.p, '\0', text.n) : NULL;
  if (nul) return nul_failed(text, nul, err);
  *out = json_loadb(text.p ? text.p : "", text.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &e);
  return *out ? RAP_OK : parse_failed(text, &e, err);
}

/* What jansson asks for, and whether anything but space was among it. */
struct source {
  size_t (*more)(void *ctx, char *out, size_t room);
  void *ctx;
  bool any;
};

static size_t give(void *buffer, size_t room, void *data) {
  struct source *s = data;
  size_t n = s->more(s->ctx, buffer, room);
  for (size_t i = 0; i < n && !s->any; i++) s->any = !strchr(" \t\r\n", ((const char *)buffer)[i]) || ((const char *)buffer)[i] == '\0';
  return n;
}

rap_status rap_json_read(size_t (*more)(void *ctx, char *out, size_t room), void *ctx, rap_json **out, size_t *used, rap_error *err) {
  json_error_t e = {0};
  struct source s = {.more = more, .ctx = ctx};
  *used = 0;
  *out = json_load_callback(give, &s, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK, &e);
  if (*out) *used = (size_t)e.position;
  if (*out) return RAP_OK;
  if (!s.any && e.text[0] && json_error_code(&e) != json_error_out_of_memory) return RAP_NOT_FOUND;
  return parse_failed((rap_str){0}, &e, err);
}

void rap_json_free(rap_json *value) { json_decref(value); }

rap_json_type rap_json_kind(const rap_json *value) {
  if (!value) return RAP_JSON_NULL;
  switch (json_typeof(value)) {
  case JSON_OBJECT: return RAP_JSON_OBJECT;
  case JSON_ARRAY: return RAP_JSON_ARRAY;
  case JSON_STRING: return RAP_JSON_STRING;
  case JSON_INTEGER: return RAP_JSON_INT;
  case JSON_REAL: return RAP_JSON_REAL;
  case JSON_TRUE:
  case JSON_FALSE: return RAP_JSON_BOOL;
  case JSON_NULL: break;
  }
  return RAP_JSON_NULL;
}

rap_json *rap_json_get(const rap_json *object, const char *key) { return json_object_get(object, key); }

rap_str rap_json_string(const rap_json *value) {
  if (!json_is_string(value)) return (rap_str){0};
  return (rap_str){json_string_value(value), json_string_length(value)};
}

bool rap_json_int(const rap_json *value, int64_t *out) {
  *out = json_is_integer(value) ? (int64_t)json_integer_value(value) : 0;
  return json_is_integer(value);
}

bool rap_json_real(const rap_json *value, double *out) {
  *out = json_number_value(value);
  return json_is_number(value);
}

bool rap_json_bool(const rap_json *value, bool *out) {
  *out = json_is_true(value);
  return json_is_boolean(value);
}

size_t rap_json_length(const rap_json *array_or_object) {
  return json_is_array(array_or_object) ? json_array_size(array_or_object) : json_object_size(array_or_object);
}

rap_json *rap_json_item(const rap_json *array, size_t i) { return json_array_get(array, i); }

bool rap_json_next(const rap_json *object, void **cursor, rap_str *key, rap_json **value) {
  *key = (rap_str){0};
  *value = NULL;
  json_t *o = (json_t *)(uintptr_t)object; /* jansson's iterators take no const but only read */
  if (!json_is_object(o)) return false;
  *cursor = *cursor ? json_object_iter_next(o, *cursor) : json_object_iter(o);
  if (!*cursor) return false;
  *key = (rap_str){json_object_iter_key(*cursor), json_object_iter_key_len(*cursor)};
  *value = json_object_iter_value(*cursor);
  return true;
}

rap_json *rap_json_new_object(void) { return json_object(); }
rap_json *rap_json_new_array(void) { return json_array(); }

rap_json *rap_json_new_string(rap_str s) {
  if (rap_utf8_invalid_at(s) == SIZE_MAX) return json_stringn_nocheck(s.p ? s.p : "", s.n);
  rap_buf repaired = {0};
  size_t first;
  (void)rap_utf8_repair(s, &repaired, &first);
  json_t *value = rap_buf_failed(&repaired) ? NULL : json_stringn_nocheck(repaired.p, repaired.n);
  rap_buf_clear(&repaired);
  return value;
}

rap_json *rap_json_new_int(int64_t v) { return json_integer(v); }
rap_json *rap_json_new_real(double v) { return isfinite(v) ? json_real(v) : json_null(); }
rap_json *rap_json_new_bool(bool v) { return json_boolean(v); }
rap_json *rap_json_new_null(void) { return json_null(); }

bool rap_json_set(rap_json *object, const char *key, rap_json *value) {
  assert(!object || json_is_object(object));
  if (value && json_object_set_new(object, key, value) == 0) return true; /* releases the value on failure too */
  return object ? mark_failed(object) : false;
}

bool rap_json_append(rap_json *array, rap_json *value) {
  assert(!array || json_is_array(array));
  if (value && json_array_append_new(array, value) == 0) return true;
  return array ? mark_failed(array) : false;
}

bool rap_json_set_str(rap_json *object, const char *key, rap_str s) { return rap_json_set(object, key, rap_json_new_string(s)); }

bool rap_json_set_str_opt(rap_json *object, const char *key, rap_str s) { return s.n == 0 ? object != NULL : rap_json_set_str(object, key, s); }

bool rap_json_set_int(rap_json *object, const char *key, int64_t v) { return rap_json_set(object, key, rap_json_new_int(v)); }

bool rap_json_set_bool(rap_json *object, const char *key, bool v) { return rap_json_set(object, key, rap_json_new_bool(v)); }

static int append_chunk(const char *bytes, size_t n, void *ctx) {
  rap_buf *out = ctx;
  rap_buf_add(out, (rap_str){bytes, n});
  return rap_buf_failed(out) ? -1 : 0;
}

/* Whether the real survives 15 significant digits. The locale doesn't matter, since both directions obey it. */
static bool is_short(double v) {
  char text[40];
  (void)snprintf(text, sizeof text, "%.*g", DBL_DIG, v);
  return strtod(text, NULL) == v;
}

/* Whether all reals in `value` are short: then they are written as people wrote them (0.1, not 0.10000000000000001). As deep as jansson's own recursion. */
static bool all_short(const json_t *value) {
  if (json_is_real(value)) return is_short(json_real_value(value));
  for (size_t i = 0; i < json_array_size(value); i++)
    if (!all_short(json_array_get(value, i))) return false;
  void *cursor = NULL;
  rap_str key;
  rap_json *member;
  while (rap_json_next(value, &cursor, &key, &member))
    if (!all_short(member)) return false;
  return true;
}

static rap_status write_value(const rap_json *value, int indent, const char *end, rap_buf *out, rap_error *err) {
  assert(indent >= 0 && indent <= 31);
  size_t before = out->n;
  size_t digits = all_short(value) ? DBL_DIG : DBL_DECIMAL_DIG;
  size_t flags = JSON_ENCODE_ANY | JSON_INDENT((size_t)indent) | JSON_REAL_PRECISION(digits);
  bool written = value && json_dump_callback(value, append_chunk, out, flags) == 0;
  if (written) rap_buf_puts(out, end);
  if (written && !rap_buf_failed(out)) return RAP_OK;
  out->n = before;
  if (out->p) out->p[before] = '\0';
  return rap_error_nomem(err);
}

rap_status rap_json_write(const rap_json *value, int indent, rap_buf *out, rap_error *err) { return write_value(value, indent, "", out, err); }

rap_status rap_json_write_line(const rap_json *value, int indent, rap_buf *out, rap_error *err) { return write_value(value, indent, "\n", out, err); }
