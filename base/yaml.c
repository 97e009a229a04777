#include "base/yaml.h"

#include "base/limits.h"
#include "base/map.h"

#include <assert.h>
#include <yaml.h>

/* A node while the tree grows: how deep it is and how many nodes it stands for when aliases are followed. */
typedef struct built {
  rap_yaml *node;
  size_t depth, nodes;
} built;

typedef struct anchor {
  rap_str name;
  built value;
} anchor;

typedef struct reader {
  yaml_parser_t parser;
  rap_arena *arena;
  rap_str file, text;
  anchor *anchors;
  size_t n_anchors, anchors_capacity;
  rap_map anchor_index; /* name → index of its latest definition */
  rap_error *err;
} reader;

/* ---- Diagnostics ------------------------------------------------------------------------------------------------------- */

/* The place at which a message points. */
typedef struct place {
  unsigned line, column;
} place;

static place place_of(yaml_mark_t mark) { return (place){(unsigned)mark.line + 1, (unsigned)mark.column + 1}; }

static rap_status fail(reader *r, rap_status status, place at, const char *reason) {
  return rap_error_set(r->err, status, "%.*s:%u:%u: %s", RAP_FMT(r->file), at.line, at.column, reason);
}

/* Errors of libyaml's reader (bad encoding, control characters) carry a byte offset only. */
static place place_of_offset(rap_str text, size_t offset) {
  place at = {1, 1};
  for (size_t i = 0; i < offset && i < text.n; i++) {
    if (text.p[i] == '\n')
      at = (place){at.line + 1, 1};
    else if (((unsigned char)text.p[i] & 0xC0) != 0x80)
      at.column++;
  }
  return at;
}

static rap_status fail_parse(reader *r) {
  const yaml_parser_t *p = &r->parser;
  if (p->error == YAML_MEMORY_ERROR) return rap_error_nomem(r->err);
  const char *reason = p->problem ? p->problem : "not YAML";
  if (p->error == YAML_READER_ERROR) return fail(r, RAP_ERR_RULES, place_of_offset(r->text, p->problem_offset), reason);
  return fail(r, RAP_ERR_RULES, place_of(p->problem_mark), reason);
}

static rap_status next(reader *r, yaml_event_t *event) {
  memset(event, 0, sizeof *event);
  return yaml_parser_parse(&r->parser, event) ? RAP_OK : fail_parse(r);
}

/* ---- Nodes ------------------------------------------------------------------------------------------------------------- */

static rap_status read_node(reader *r, yaml_event_t *event, size_t depth, built *out);

/* What a node's event says about it. */
static void node_names(const yaml_event_t *event, const char **name, const char **tag) {
  *name = *tag = NULL;
  if (event->type == YAML_SCALAR_EVENT) {
    *name = (const char *)event->data.scalar.anchor;
    *tag = (const char *)event->data.scalar.tag;
  } else if (event->type == YAML_SEQUENCE_START_EVENT) {
    *name = (const char *)event->data.sequence_start.anchor;
    *tag = (const char *)event->data.sequence_start.tag;
  } else if (event->type == YAML_MAPPING_START_EVENT) {
    *name = (const char *)event->data.mapping_start.anchor;
    *tag = (const char *)event->data.mapping_start.tag;
  }
}

/* Called when the node is complete: a node cannot hold itself, so trees have no cycles. */
static rap_status remember_anchor(reader *r, rap_str name, built value) {
  void *items = r->anchors;
  bool grown = rap_arena_grow(r->arena, &items, r->n_anchors, &r->anchors_capacity, sizeof *r->anchors);
  r->anchors = items;
  rap_map_entry *entry = grown ? rap_map_put(&r->anchor_index, name, NULL) : NULL;
  if (!entry) return rap_error_nomem(r->err);
  entry->value.num = r->n_anchors;
  r->anchors[r->n_anchors++] = (anchor){name, value};
  return RAP_OK;
}

static rap_status follow_alias(reader *r, const yaml_event_t *event, size_t depth, built *out) {
  rap_str name = rap_str_of((const char *)event->data.alias.anchor);
  place at = place_of(event->start_mark);
  const rap_map_entry *entry = rap_map_get(&r->anchor_index, name);
  if (!entry) return fail(r, RAP_ERR_RULES, at, "alias to an anchor that is not complete before it");
  *out = r->anchors[entry->value.num].value;
  if (depth + out->depth > RAP_MAX_YAML_DEPTH) return fail(r, RAP_ERR_LIMIT, at, "nested too deeply");
  return RAP_OK;
}

/* Adds what a child stands for to its parent. */
static rap_status count_child(reader *r, built *parent, const built *child, place at) {
  if (child->depth + 1 > parent->depth) parent->depth = child->depth + 1;
  if (child->nodes > RAP_MAX_YAML_NODES - parent->nodes) return fail(r, RAP_ERR_LIMIT, at, "too many nodes when aliases are followed");
  parent->nodes += child->nodes;
  return RAP_OK;
}

static rap_status push_node(reader *r, rap_yaml ***items, size_t n, size_t *capacity, rap_yaml *node) {
  void *p = *items;
  bool grown = rap_arena_grow(r->arena, &p, n, capacity, sizeof(rap_yaml *));
  *items = p;
  if (!grown) return rap_error_nomem(r->err);
  (*items)[n] = node;
  return RAP_OK;
}

static rap_status read_scalar(reader *r, const yaml_event_t *event, built *out) {
  rap_yaml *node = out->node;
  node->kind = RAP_YAML_SCALAR;
  node->text = rap_arena_str(r->arena, (rap_str){(const char *)event->data.scalar.value, event->data.scalar.length});
  node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
  return node->text.p ? RAP_OK : rap_error_nomem(r->err);
}

static rap_status read_sequence(reader *r, size_t depth, built *out) {
  rap_yaml *node = out->node;
  node->kind = RAP_YAML_SEQUENCE;
  size_t capacity = 0;
  for (;;) {
    yaml_event_t event;
    rap_status st = next(r, &event);
    bool end = st == RAP_OK && event.type == YAML_SEQUENCE_END_EVENT;
    built child = {0};
    place at = place_of(event.start_mark);
    if (st == RAP_OK && !end) st = read_node(r, &event, depth + 1, &child);
    yaml_event_delete(&event);
    if (st == RAP_OK && !end) st = count_child(r, out, &child, at);
    if (st == RAP_OK && !end) st = push_node(r, &node->items, node->n, &capacity, child.node);
    if (st != RAP_OK || end) return st;
    node->n++;
  }
}

/* Notes a key, which must be a scalar that the mapping doesn't have yet. */
static rap_status check_key(reader *r, rap_map *seen, const rap_yaml *key, place at) {
  assert(key);
  if (key->kind != RAP_YAML_SCALAR) return fail(r, RAP_ERR_RULES, at, "a key must be plain text");
  bool is_new;
  rap_map_entry *entry = rap_map_put(seen, key->text, &is_new);
  if (!entry) return rap_error_nomem(r->err);
  if (!is_new)
    return rap_error_set(r->err, RAP_ERR_RULES, "%.*s:%u:%u: key '%.*s' stands here for the second time, first in line %zu", RAP_FMT(r->file),
                         at.line, at.column, RAP_FMT(key->text), entry->value.num);
  entry->value.num = at.line;
  return RAP_OK;
}

/* Keys and values come alternately. */
static rap_status read_pairs(reader *r, size_t depth, rap_map *seen, built *out) {
  rap_yaml *node = out->node;
  size_t keys_capacity = 0, items_capacity = 0;
  for (bool is_key = true;; is_key = !is_key) {
    yaml_event_t event;
    rap_status st = next(r, &event);
    bool end = st == RAP_OK && event.type == YAML_MAPPING_END_EVENT;
    built child = {0};
    place at = place_of(event.start_mark);
    if (st == RAP_OK && !end) st = read_node(r, &event, depth + 1, &child);
    yaml_event_delete(&event);
    if (st == RAP_OK && !end) st = count_child(r, out, &child, at);
    if (st == RAP_OK && !end && is_key) st = check_key(r, seen, child.node, at);
    if (st == RAP_OK && !end)
      st = is_key ? push_node(r, &node->keys, node->n, &keys_capacity, child.node) : push_node(r, &node->items, node->n, &items_capacity, child.node);
    if (st != RAP_OK || end) return st;
    node->n += !is_key;
  }
}

static rap_status read_mapping(reader *r, size_t depth, built *out) {
  rap_map seen = {0};
  out->node->kind = RAP_YAML_MAPPING;
  rap_status st = read_pairs(r, depth, &seen, out);
  rap_map_clear(&seen);
  return st;
}

/* Reads the node that begins with `event` (which stays the caller's) at `depth` from 1. */
static rap_status read_node(reader *r, yaml_event_t *event, size_t depth, built *out) {
  place at = place_of(event->start_mark);
  if (depth > RAP_MAX_YAML_DEPTH) return fail(r, RAP_ERR_LIMIT, at, "nested too deeply");
  if (event->type == YAML_ALIAS_EVENT) return follow_alias(r, event, depth - 1, out);
  const char *name, *tag;
  node_names(event, &name, &tag);
  if (tag) return fail(r, RAP_ERR_RULES, at, "tags are not supported");
  *out = (built){.node = rap_arena_alloc(r->arena, sizeof *out->node), .depth = 1, .nodes = 1};
  if (!out->node) return rap_error_nomem(r->err);
  out->node->line = at.line;
  out->node->column = at.column;
  rap_status st = RAP_OK;
  switch (event->type) {
  case YAML_SCALAR_EVENT: st = read_scalar(r, event, out); break;
  case YAML_SEQUENCE_START_EVENT: st = read_sequence(r, depth, out); break;
  case YAML_MAPPING_START_EVENT: st = read_mapping(r, depth, out); break;
  default: return fail(r, RAP_ERR_INTERNAL, at, "unexpected event from libyaml");
  }
  if (st != RAP_OK || !name) return st;
  rap_str copy = rap_arena_str(r->arena, rap_str_of(name));
  return copy.p ? remember_anchor(r, copy, *out) : rap_error_nomem(r->err);
}

/* ---- Documents --------------------------------------------------------------------------------------------------------- */

/* Stream start, at most one document, stream end. */
static rap_status read_stream(reader *r, rap_yaml **out) {
  for (;;) {
    yaml_event_t event;
    rap_status st = next(r, &event);
    if (st != RAP_OK) return st;
    yaml_event_type_t type = event.type;
    built root = {0};
    if (type == YAML_DOCUMENT_START_EVENT && *out)
      st = fail(r, RAP_ERR_RULES, place_of(event.start_mark), "a second document; one file holds one document");
    else if (type != YAML_STREAM_START_EVENT && type != YAML_STREAM_END_EVENT && type != YAML_DOCUMENT_START_EVENT &&
             type != YAML_DOCUMENT_END_EVENT) {
      st = read_node(r, &event, 1, &root);
      *out = root.node;
    }
    yaml_event_delete(&event);
    if (st != RAP_OK || type == YAML_STREAM_END_EVENT) return st;
  }
}

rap_status rap_yaml_parse(rap_arena *arena, rap_str file, rap_str text, rap_yaml **out, rap_error *err) {
  *out = NULL;
  if (text.n > RAP_MAX_YAML_BYTES)
    return rap_error_set(err, RAP_ERR_LIMIT, "%.*s:1:1: %zu bytes, more than the %zu allowed", RAP_FMT(file), text.n, RAP_MAX_YAML_BYTES);
  reader r = {.arena = arena, .file = file, .text = text, .err = err};
  if (!yaml_parser_initialize(&r.parser)) return rap_error_nomem(err);
  yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&r.parser, (const unsigned char *)(text.n ? text.p : ""), text.n);
  rap_status st = read_stream(&r, out);
  if (st != RAP_OK) *out = NULL;
  rap_map_clear(&r.anchor_index);
  yaml_parser_delete(&r.parser);
  return st;
}

/* ---- Writing ----------------------------------------------------------------------------------------------------------- */

static int write_bytes(void *out, unsigned char *bytes, size_t n) {
  rap_buf *b = out;
  rap_buf_add(b, (rap_str){(const char *)bytes, n});
  return !rap_buf_failed(b);
}

/* Plain scalars that are read as text by YAML 1.1 and 1.2 alike: they begin with a letter, and are no word that stands for something else. */
static bool is_text(rap_str s) {
  static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "null", "y", "n", NULL};
  if (!s.n || !(rap_ascii_is_letter(s.p[0]) || (unsigned char)s.p[0] >= 0x80)) return false;
  for (const char *const *w = words; *w; w++)
    if (rap_str_eq_nocase(s, rap_str_of(*w))) return false;
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F) return false;
  return true;
}

static bool put_scalar(yaml_emitter_t *emitter, rap_str s, bool text) {
  yaml_event_t event;
  yaml_scalar_style_t style = !text || is_text(s) ? YAML_ANY_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE;
  const yaml_char_t *p = (const yaml_char_t *)(s.p ? s.p : "");
  return s.n <= INT32_MAX && yaml_scalar_event_initialize(&event, NULL, NULL, p, (int)s.n, 1, 1, style) && yaml_emitter_emit(emitter, &event);
}

static bool put_number(yaml_emitter_t *emitter, const rap_json *value) {
  rap_buf text = {0};
  rap_error ignored = {0};
  bool put = rap_json_write(value, 0, &text, &ignored) == RAP_OK && put_scalar(emitter, rap_buf_str(&text), false);
  rap_buf_clear(&text);
  return put;
}

static bool put_value(yaml_emitter_t *emitter, const rap_json *value) {
  yaml_event_t event;
  void *cursor = NULL;
  rap_str key;
  rap_json *item;
  bool put = true;
  switch (rap_json_kind(value)) {
  case RAP_JSON_STRING: return put_scalar(emitter, rap_json_string(value), true);
  case RAP_JSON_ARRAY:
    put = yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE) && yaml_emitter_emit(emitter, &event);
    for (size_t i = 0; put && i < rap_json_length(value); i++) put = put_value(emitter, rap_json_item(value, i));
    return put && yaml_sequence_end_event_initialize(&event) && yaml_emitter_emit(emitter, &event);
  case RAP_JSON_OBJECT:
    put = yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE) && yaml_emitter_emit(emitter, &event);
    while (put && rap_json_next(value, &cursor, &key, &item)) put = put_scalar(emitter, key, true) && put_value(emitter, item);
    return put && yaml_mapping_end_event_initialize(&event) && yaml_emitter_emit(emitter, &event);
  default: return put_number(emitter, value);
  }
}

rap_status rap_yaml_write(const rap_json *value, rap_buf *out, rap_error *err) {
  yaml_emitter_t emitter;
  yaml_event_t event;
  if (!value || !yaml_emitter_initialize(&emitter)) return rap_error_nomem(err);
  yaml_emitter_set_output(&emitter, write_bytes, out);
  yaml_emitter_set_unicode(&emitter, 1);
  yaml_emitter_set_width(&emitter, -1); /* a text stays on its line */
  bool put = yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING) && yaml_emitter_emit(&emitter, &event) &&
             yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1) && yaml_emitter_emit(&emitter, &event) && put_value(&emitter, value) &&
             yaml_document_end_event_initialize(&event, 1) && yaml_emitter_emit(&emitter, &event) && yaml_stream_end_event_initialize(&event) &&
             yaml_emitter_emit(&emitter, &event) && yaml_emitter_flush(&emitter);
  bool nomem = rap_buf_failed(out) || emitter.error == YAML_NO_ERROR || emitter.error == YAML_MEMORY_ERROR;
  yaml_emitter_delete(&emitter);
  if (put && !rap_buf_failed(out)) return RAP_OK;
  return nomem ? rap_error_nomem(err) : rap_error_set(err, RAP_ERR_INPUT, "a text cannot be written as YAML");
}

/* ---- Access ------------------------------------------------------------------------------------------------------------ */

rap_yaml *rap_yaml_get(const rap_yaml *mapping, const char *key) {
  if (!mapping || mapping->kind != RAP_YAML_MAPPING) return NULL;
  for (size_t i = 0; i < mapping->n; i++)
    if (rap_str_is(mapping->keys[i]->text, key)) return mapping->items[i];
  return NULL;
}

rap_str rap_yaml_text(const rap_yaml *node) { return node && node->kind == RAP_YAML_SCALAR ? node->text : (rap_str){0}; }

static bool is_plain(const rap_yaml *node) { return node && node->kind == RAP_YAML_SCALAR && !node->quoted; }

bool rap_yaml_bool(const rap_yaml *node, bool *out) {
  *out = false;
  if (!is_plain(node)) return false;
  rap_str s = node->text;
  if (rap_str_is(s, "true") || rap_str_is(s, "True") || rap_str_is(s, "TRUE")) {
    *out = true;
    return true;
  }
  return rap_str_is(s, "false") || rap_str_is(s, "False") || rap_str_is(s, "FALSE");
}

bool rap_yaml_int(const rap_yaml *node, int64_t *out) {
  *out = 0;
  if (!is_plain(node)) return false;
  rap_str s = node->text;
  bool negative = rap_str_starts(s, RAP_STR("-"));
  if (negative || rap_str_starts(s, RAP_STR("+"))) s = rap_str_sub(s, 1, s.n);
  uint64_t v;
  if (!rap_str_uint(s, &v) || v > (uint64_t)INT64_MAX + negative) return false;
  *out = !negative ? (int64_t)v : v == 0 ? 0 : -(int64_t)(v - 1) - 1; /* INT64_MIN has no positive twin */
  return true;
}
