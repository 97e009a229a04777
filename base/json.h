/* json.h: JSON values, parsed and written by jansson. Layer: base. The only file that knows jansson.
 *
 * Values are reference-counted by jansson; a rap_json * that you own is released with rap_json_free. Building is sticky: setting into a NULL
 * or failed value does nothing, and rap_json_write reports RAP_ERR_NOMEM at the end: a container in which a value could not be put is marked, and so is all
 * that it is put into.
 * Threads: a value belongs to one thread at a time.
 */
#ifndef RAP_BASE_JSON_H
#define RAP_BASE_JSON_H

#include "base/buf.h"
#include "base/status.h"
#include "base/str.h"

typedef struct json_t rap_json; /* jansson's own type, kept opaque outside json.c */

typedef enum rap_json_type {
  RAP_JSON_NULL,
  RAP_JSON_BOOL,
  RAP_JSON_INT,
  RAP_JSON_REAL,
  RAP_JSON_STRING,
  RAP_JSON_ARRAY,
  RAP_JSON_OBJECT
} rap_json_type;

/* `text`, or its begin, holds more than RAP_MAX_JSON_VALUES, which are not to be parsed. Cost: linear, a nanosecond a byte. */
bool rap_json_is_large(rap_str text);
/* Parses exactly one value (any type) in `text`. *out is yours. Of equal keys in an object the last one counts. Strings may hold NUL, keys may not.
 * Errors: RAP_ERR_INPUT with "line:column: reason" relative to `text`, also for nesting beyond 2048 and numbers out of range; RAP_ERR_LIMIT beyond
 * RAP_MAX_JSON_VALUES; RAP_ERR_NOMEM. */
rap_status rap_json_parse(rap_str text, rap_json **out, rap_error *err) RAP_MUST_CHECK;
/* Parses one value (any type) of a longer text: `more` gives its next bytes, at most `room`, 0 at the end; it may give more than the value needs. *used: bytes of the value with the space in front of it. An end before any value is RAP_NOT_FOUND.
 * Errors: as above, but `more` is to end what rap_json_is_large; "line:column" counts from the first byte given. */
rap_status rap_json_read(size_t (*more)(void *ctx, char *out, size_t room), void *ctx, rap_json **out, size_t *used, rap_error *err) RAP_MUST_CHECK;
void rap_json_free(rap_json *value);
rap_json_type rap_json_kind(const rap_json *value);
/* Borrowed; NULL when `object` is no object or has no such key. */
rap_json *rap_json_get(const rap_json *object, const char *key);
/* Empty view when it is no string. May hold NUL bytes. */
rap_str rap_json_string(const rap_json *value);
bool rap_json_int(const rap_json *value, int64_t *out);
/* An integer is a real too. */
bool rap_json_real(const rap_json *value, double *out);
bool rap_json_bool(const rap_json *value, bool *out);
size_t rap_json_length(const rap_json *array_or_object);
rap_json *rap_json_item(const rap_json *array, size_t i);
/* Iterates an object in order: start with *cursor = NULL; false at the end. */
bool rap_json_next(const rap_json *object, void **cursor, rap_str *key, rap_json **value);

/* Building: each returns a new value that you own, or NULL when out of memory. */
rap_json *rap_json_new_object(void);
rap_json *rap_json_new_array(void);
rap_json *rap_json_new_string(rap_str s); /* ill-formed UTF-8 is repaired */
rap_json *rap_json_new_int(int64_t v);
rap_json *rap_json_new_real(double v); /* NaN and infinities, which JSON lacks, become null */
rap_json *rap_json_new_bool(bool v);
rap_json *rap_json_new_null(void);
/* Both take ownership of `value` whatever happens. False (and `value` released) when out of memory or when either is NULL. Keys keep their order of insertion. */
bool rap_json_set(rap_json *object, const char *key, rap_json *value);
bool rap_json_append(rap_json *array, rap_json *value);
/* Shorthands; an empty string or NULL is left out by _set_str_opt. */
bool rap_json_set_str(rap_json *object, const char *key, rap_str s);
bool rap_json_set_str_opt(rap_json *object, const char *key, rap_str s);
bool rap_json_set_int(rap_json *object, const char *key, int64_t v);
bool rap_json_set_bool(rap_json *object, const char *key, bool v);

/* Appends the text of `value`: keys in order of insertion, UTF-8 as is, `indent` 0 = one line with ", " and ": " separators, else
 * that many spaces a level (at most 31). Reals have 15 significant digits where all reals in `value` survive that (DBL_DIG), else 17: what is parsed again is equal.
 * On failure *out is as before. Errors: RAP_ERR_NOMEM. */
rap_status rap_json_write(const rap_json *value, int indent, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* The same with a newline behind it. */
rap_status rap_json_write_line(const rap_json *value, int indent, rap_buf *out, rap_error *err) RAP_MUST_CHECK;

#endif
