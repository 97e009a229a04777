/* yaml.h: YAML documents as trees with places, read by libyaml, and JSON values written as YAML. Layer: base. The only file that knows libyaml.
 *
 * Every node knows its line and column (from 1), so that each diagnostic can name file:line:column. Mappings keep their order. Duplicate keys in a
 * mapping, more than one document, anchors/aliases nested beyond RAP_MAX_YAML_DEPTH, files beyond RAP_MAX_YAML_BYTES are errors.
 */
#ifndef RAP_BASE_YAML_H
#define RAP_BASE_YAML_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/status.h"
#include "base/str.h"

typedef enum rap_yaml_kind { RAP_YAML_SCALAR, RAP_YAML_SEQUENCE, RAP_YAML_MAPPING } rap_yaml_kind;

typedef struct rap_yaml {
  rap_yaml_kind kind;
  unsigned line, column;   /* from 1 */
  rap_str text;            /* scalar: its value */
  bool quoted;             /* scalar: was quoted or a block scalar, so "true" or "12" is text */
  size_t n;                /* sequence: items; mapping: pairs */
  struct rap_yaml **items; /* sequence: items; mapping: values */
  struct rap_yaml **keys;  /* mapping: keys (scalars) */
} rap_yaml;

/* Parses `text` (of the file named `file`, for messages) into `arena`. An empty text gives *out = NULL and RAP_OK. Errors: RAP_ERR_RULES with
 * "file:line:column: reason"; RAP_ERR_LIMIT; RAP_ERR_NOMEM. */
rap_status rap_yaml_parse(rap_arena *arena, rap_str file, rap_str text, rap_yaml **out, rap_error *err) RAP_MUST_CHECK;
/* Value of `key`, or NULL (also when `mapping` is NULL or no mapping). */
rap_yaml *rap_yaml_get(const rap_yaml *mapping, const char *key);
/* Scalar's text, or empty. */
rap_str rap_yaml_text(const rap_yaml *node);
/* Plain scalar true/false (YAML 1.2 core). False when it is neither. */
bool rap_yaml_bool(const rap_yaml *node, bool *out);
bool rap_yaml_int(const rap_yaml *node, int64_t *out);

/* Appends `value` as one YAML document: block style, a key or item a line, UTF-8 as it is; strings that would be read as something else, and those with line breaks, in double quotes. What rap_yaml_parse reads of it has
 * the same texts. Errors: RAP_ERR_NOMEM; RAP_ERR_INPUT when libyaml refuses a text (no well-formed UTF-8, NUL). */
rap_status rap_yaml_write(const rap_json *value, rap_buf *out, rap_error *err) RAP_MUST_CHECK;

#endif
