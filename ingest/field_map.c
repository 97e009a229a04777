#include "ingest/field_map.h"

#include <assert.h>
#include <inttypes.h>

#include "base/buf.h"

static const char *const names[RAP_N_FIELDS] = {"id", "date", "title", "text", "source", "url", "language", "author", "layout", "records"};

const char *rap_field_name(rap_field field) {
  assert(field < RAP_N_FIELDS);
  return names[field];
}

rap_str rap_field_map_path(const rap_field_map *map, rap_field field) {
  if (map && map->path[field].n) return map->path[field];
  return field == RAP_FIELD_RECORDS ? (rap_str){0} : rap_str_of(names[field]);
}

static rap_status parse_pair(rap_str pair, rap_field_map *out, rap_error *err) {
  rap_str name, path = pair;
  (void)rap_str_split(&path, '=', &name);
  name = rap_str_trim(name);
  path = rap_str_trim(path);
  if (path.n == 0) return rap_error_set(err, RAP_ERR_USAGE, "--map: '%.*s' is not FIELD=PATH", RAP_FMT(pair));
  for (size_t i = 0; i < RAP_N_FIELDS; i++)
    if (rap_str_is(name, names[i])) {
      out->path[i] = path;
      return RAP_OK;
    }
  return rap_error_set(err, RAP_ERR_USAGE, "--map: no field '%.*s'; fields: id, date, title, text, source, url, language, author, layout; records",
                       RAP_FMT(name));
}

rap_status rap_field_map_parse(const rap_str_list *texts, rap_field_map *out, rap_error *err) {
  rap_status st = RAP_OK;
  *out = (rap_field_map){0};
  for (size_t i = 0; i < texts->n; i++) {
    rap_str rest = texts->items[i], pair;
    if (rest.n == 0) return rap_error_set(err, RAP_ERR_USAGE, "--map: empty");
    while (st == RAP_OK && rap_str_split(&rest, ',', &pair)) st = parse_pair(pair, out, err);
  }
  return st;
}

/* ---- finding ---- */

/* The member of `object` with that key; keys may hold NUL bytes and `key` needn't end in one. */
static const rap_json *member(const rap_json *object, rap_str key) {
  void *cursor = NULL;
  rap_str name;
  rap_json *value;
  while (rap_json_next(object, &cursor, &name, &value))
    if (rap_str_eq(name, key)) return value;
  return NULL;
}

static const rap_json *step(const rap_json *at, rap_str key) {
  uint64_t i;
  if (rap_json_kind(at) == RAP_JSON_OBJECT) return member(at, key);
  if (rap_json_kind(at) == RAP_JSON_ARRAY && rap_str_uint(key, &i) && i < rap_json_length(at)) return rap_json_item(at, (size_t)i);
  return NULL;
}

const rap_json *rap_field_find(const rap_json *record, rap_str path) {
  const rap_json *at = step(record, path);
  rap_str key;
  if (at) return at;
  at = record;
  while (at && rap_str_split(&path, '.', &key)) at = step(at, key);
  return at;
}

rap_str *rap_field_of(rap_raw_document *raw, rap_field field) {
  rap_str *const to[RAP_N_FIELDS] = {&raw->id,  &raw->date,     &raw->title,  &raw->text,   &raw->source,
                                     &raw->url, &raw->language, &raw->author, &raw->layout, NULL};
  return to[field];
}

/* ---- taking ---- */

/* A string, or a number where a name or a date may be one, as text. */
static bool add_scalar(const rap_json *value, rap_field field, rap_buf *out) {
  rap_error none = {0};
  switch (rap_json_kind(value)) {
  case RAP_JSON_STRING: rap_buf_add(out, rap_json_string(value)); return true;
  case RAP_JSON_INT:
  case RAP_JSON_REAL: return field != RAP_FIELD_TEXT && rap_json_write(value, 0, out, &none) == RAP_OK;
  default: return false;
  }
}

static bool add_value(const rap_json *value, rap_field field, rap_buf *out) {
  if (rap_json_kind(value) != RAP_JSON_ARRAY) return add_scalar(value, field, out);
  for (size_t i = 0; i < rap_json_length(value); i++) {
    if (i) rap_buf_puts(out, field == RAP_FIELD_TEXT ? "\n" : ", ");
    if (!add_scalar(rap_json_item(value, i), field, out)) return false;
  }
  return true;
}

static rap_status take_field(rap_arena *arena, const rap_json *record, const rap_field_map *map, rap_field field, rap_raw_document *raw,
                             rap_error *err) {
  rap_str path = rap_field_map_path(map, field), *to = rap_field_of(raw, field);
  const rap_json *value = rap_field_find(record, path);
  rap_buf text = {0};
  if (!value || rap_json_kind(value) == RAP_JSON_NULL) return RAP_OK;
  if (add_value(value, field, &text))
    *to = rap_arena_str(arena, rap_buf_str(&text));
  else
    rap_raw_warn(arena, raw, "field \"%.*s\" is no string, passed over", RAP_FMT(path));
  rap_status st = rap_buf_failed(&text) || rap_arena_failed(arena) ? rap_error_nomem(err) : RAP_OK;
  rap_buf_clear(&text);
  return st;
}

/* Keys of the record that fields are taken from: each field's path itself or, where there is no such key, its first part. */
static void find_taken(const rap_field_map *map, const rap_json *record, rap_str taken[RAP_FIELD_RECORDS][2]) {
  for (rap_field f = 0; f < RAP_FIELD_RECORDS; f++) {
    rap_str path = rap_field_map_path(map, f), first = {0}, rest = path;
    taken[f][0] = taken[f][1] = path;
    if (!step(record, path) && rap_str_split(&rest, '.', &first) && rest.p) taken[f][1] = first;
  }
}

static bool is_taken(rap_str taken[RAP_FIELD_RECORDS][2], rap_str key) {
  for (rap_field f = 0; f < RAP_FIELD_RECORDS; f++)
    if (rap_str_eq(taken[f][0], key) || rap_str_eq(taken[f][1], key)) return true;
  return false;
}

/* A copy of `value` under `key` in `metadata`. The JSON interface lends values and takes only owned ones, hence by way of the text. */
static rap_status add_metadata(rap_json *metadata, rap_str key, const rap_json *value, rap_error *err) {
  rap_buf text = {0}, name = {0};
  rap_json *copy = NULL;
  rap_status st = rap_json_write(value, 0, &text, err);
  if (st == RAP_OK) st = rap_json_parse(rap_buf_str(&text), &copy, err);
  if (st != RAP_OK) goto done;
  rap_buf_add(&name, key);
  rap_buf_putc(&name, '\0');
  if (rap_buf_failed(&name)) {
    rap_json_free(copy);
    st = rap_error_nomem(err);
  } else if (!rap_json_set(metadata, name.p, copy)) {
    st = rap_error_nomem(err);
  }
done:
  rap_buf_clear(&text);
  rap_buf_clear(&name);
  return st;
}

rap_status rap_record_take(rap_arena *arena, const rap_json *record, const rap_field_map *map, rap_raw_document *raw, rap_error *err) {
  rap_json *metadata = rap_json_new_object(), *value = NULL;
  rap_str key, taken[RAP_FIELD_RECORDS][2];
  void *cursor = NULL;
  rap_status st = RAP_OK;
  find_taken(map, record, taken);
  for (rap_field f = 0; st == RAP_OK && f < RAP_FIELD_RECORDS; f++) st = take_field(arena, record, map, f, raw, err);
  while (st == RAP_OK && rap_json_next(record, &cursor, &key, &value))
    if (!is_taken(taken, key)) st = add_metadata(metadata, key, value, err);
  if (st == RAP_OK) return rap_raw_set_metadata(arena, raw, metadata, err);
  rap_json_free(metadata);
  return st;
}
