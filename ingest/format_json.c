/* format_json.c: JSON that is not one record a line: an array of records, a record over several lines, records one behind the other, or a larger object that holds an array of them. Layer: ingest.
 *
 * Values are read one at a time, so that an array of any length takes the memory of its largest item; an object that holds the array is read whole. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/field_map.h"
#include "ingest/input.h"

struct state {
  bool begun, in_array, done;
  uint64_t number; /* of the record, from 1 */
  rap_json *held;  /* the object that holds `items` */
  const rap_json *items;
  size_t next;
};

bool rap_format_json_sniff(const rap_head *head) {
  static const char *const suffixes[] = {".json", ".json.gz", NULL};
  rap_str s = head->text, line;
  if (s.n == 0 || (s.p[0] != '[' && s.p[0] != '{')) return false;
  rap_str behind = rap_str_trim(rap_str_sub(s, 1, s.n));
  bool named = rap_head_is_named(head, suffixes) || rap_str_ends(head->given->media_type, RAP_STR("json"));
  if (s.p[0] == '[') return named || (behind.n && behind.p[0] == '{');
  if (behind.n && behind.p[0] != '"' && behind.p[0] != '}') return false;
  /* A first line that is a whole object is JSON Lines, unless it is all there is, in a file that is named after its only value. */
  rap_str rest = s;
  bool more = rap_str_split(&rest, '\n', &line) && rest.p;
  line = rap_str_trim(line);
  bool whole = line.p[line.n - 1] == '}' && line.n > 1;
  return more ? !whole : named;
}

/* ---- bytes for the parser ---- */

/* What the parser was given, from input->at on; it stays there until the value is known. */
struct window {
  rap_input *input;
  size_t given, check_at;
  rap_status st; /* why no more was given */
  rap_error error;
};

/* More into the window, unless it holds too much already; how many values is counted whenever it has doubled. */
static rap_status widen(struct window *w) {
  rap_input *in = w->input;
  if (w->given > RAP_MAX_DOCUMENT_BYTES)
    return rap_error_set(&w->error, RAP_ERR_LIMIT, "%.*s:%" PRIu64 ": a JSON value of more than %zu bytes: not read on", RAP_FMT(in->path),
                         in->line + 1, RAP_MAX_DOCUMENT_BYTES);
  if (w->given >= w->check_at) {
    w->check_at = 2 * w->given;
    if (rap_json_is_large(rap_str_sub(rap_buf_str(&in->ahead), in->at, in->at + w->given)))
      return rap_error_set(&w->error, RAP_ERR_LIMIT, "%.*s:%" PRIu64 ": a JSON value that holds more than %zu values: not read on", RAP_FMT(in->path),
                           in->line + 1, RAP_MAX_JSON_VALUES);
  }
  return rap_input_more(in, &w->error);
}

static size_t give(void *ctx, char *out, size_t room) {
  struct window *w = ctx;
  rap_input *in = w->input;
  if (w->given == in->ahead.n - in->at && !in->at_end && w->st == RAP_OK) w->st = widen(w);
  size_t n = w->st == RAP_OK ? in->ahead.n - in->at - w->given : 0;
  if (n > room) n = room;
  if (n) memcpy(out, in->ahead.p + in->at + w->given, n);
  w->given += n;
  return n;
}

static void advance(rap_input *input, size_t n) {
  for (size_t i = 0; i < n; i++) input->line += input->ahead.p[input->at + i] == '\n';
  input->at += n;
  input->scanned = input->at;
}

/* The next byte that is no space, without taking it; '\0' at the end. */
static rap_status peek(rap_input *input, char *c, rap_error *err) {
  *c = '\0';
  for (;;) {
    while (input->at < input->ahead.n && strchr(" \t\r\n", input->ahead.p[input->at]) && input->ahead.p[input->at]) advance(input, 1);
    if (input->at < input->ahead.n) {
      *c = input->ahead.p[input->at];
      return RAP_OK;
    }
    if (input->at_end) return RAP_OK;
    input->at = input->scanned = input->ahead.n = 0; /* a gigabyte of spaces isn't kept */
    rap_status st = rap_input_more(input, err);
    if (st != RAP_OK) return st;
  }
}

/* "line:column: reason" of the parser, relative to where the value began, as the file's. */
static rap_status tell_broken(const rap_input *input, const rap_error *inner, rap_error *err) {
  unsigned line = 1;
  int skip = 0;
  if (sscanf(inner->text, "%u:%n", &line, &skip) != 1) skip = 0;
  return rap_error_set(err, inner->status, "%.*s:%" PRIu64 ":%s; not read on", RAP_FMT(input->path), input->line + line, inner->text + skip);
}

static rap_status read_value(rap_input *input, rap_json **out, rap_error *err) {
  struct window w = {.input = input, .check_at = RAP_MAX_JSON_VALUES / 2};
  rap_error inner = {0};
  size_t used = 0;
  rap_status st = rap_json_read(give, &w, out, &used, &inner);
  if (st == RAP_OK) {
    advance(input, used);
    return RAP_OK;
  }
  rap_input_stop(input);
  if (w.st != RAP_OK) return rap_error_set(err, w.st, "%s", w.error.text);
  return st == RAP_NOT_FOUND ? st : tell_broken(input, &inner, err);
}

/* ---- records ---- */

static rap_status broken(rap_input *input, const char *expected, char c, rap_error *err) {
  uint64_t line = input->line + 1;
  rap_input_stop(input);
  if (c) return rap_error_set(err, RAP_ERR_INPUT, "%.*s:%" PRIu64 ": %s expected, not '%c'; not read on", RAP_FMT(input->path), line, expected, c);
  return rap_error_set(err, RAP_ERR_INPUT, "%.*s:%" PRIu64 ": the file ends where %s is expected", RAP_FMT(input->path), line, expected);
}

/* Goes to where the next value begins; RAP_NOT_FOUND behind the last. */
static rap_status seek_value(rap_input *input, struct state *s, rap_error *err) {
  char c;
  rap_status st = peek(input, &c, err);
  if (st != RAP_OK) return st;
  if (!s->begun && c == '[') {
    s->in_array = true;
    advance(input, 1);
    st = peek(input, &c, err);
  } else if (s->begun && s->in_array) {
    if (c == ',') {
      advance(input, 1);
      st = peek(input, &c, err);
      if (st == RAP_OK && (c == ']' || c == '\0')) return broken(input, "a record", c, err);
    } else if (c != ']') {
      return broken(input, "',' or ']'", c, err);
    }
  }
  s->begun = true;
  if (st != RAP_OK) return st;
  if (!s->in_array) return c ? RAP_OK : RAP_NOT_FOUND;
  if (c != ']') return c ? RAP_OK : broken(input, "a record", c, err);
  advance(input, 1);
  st = peek(input, &c, err);
  if (st == RAP_OK && c) return broken(input, "the end of the file", c, err);
  return st == RAP_OK ? RAP_NOT_FOUND : st;
}

static bool is_record(const rap_json *value, const rap_field_map *map) {
  const rap_json *text = rap_field_find(value, rap_field_map_path(map, RAP_FIELD_TEXT));
  return rap_json_kind(text) == RAP_JSON_STRING || rap_json_kind(text) == RAP_JSON_ARRAY;
}

/* The array of records that an object holds: as the map says, or the only array of objects among its members. */
static const rap_json *find_records(const rap_json *object, const rap_field_map *map) {
  rap_str path = rap_field_map_path(map, RAP_FIELD_RECORDS), key;
  if (path.n) {
    const rap_json *found = rap_field_find(object, path);
    return rap_json_kind(found) == RAP_JSON_ARRAY ? found : NULL;
  }
  const rap_json *records = NULL;
  void *cursor = NULL;
  rap_json *value;
  while (rap_json_next(object, &cursor, &key, &value)) {
    if (rap_json_kind(value) != RAP_JSON_ARRAY || rap_json_kind(rap_json_item(value, 0)) != RAP_JSON_OBJECT) continue;
    if (records) return NULL;
    records = value;
  }
  return records;
}

/* "id" and the like that are not there, and what is. */
static rap_status lacks(const rap_input *input, const struct state *s, const rap_json *record, rap_field field, rap_error *err) {
  char keys[160];
  size_t n = 0;
  void *cursor = NULL;
  rap_str key, path = rap_field_map_path(&input->options->map, field);
  rap_json *value;
  while (rap_json_next(record, &cursor, &key, &value) && n + key.n + 2 < sizeof keys) {
    n += (size_t)snprintf(keys + n, sizeof keys - n, "%s%.*s", n ? ", " : "", RAP_FMT(key));
  }
  /* What a server answers to a program is no failed text. */
  rap_status st = input->given.media_type.n ? RAP_PASSED_OVER : RAP_ERR_INPUT;
  return rap_error_set(err, st, "%.*s: record %" PRIu64 " without \"%.*s\"; it has: %.*s%s (--map says which key is what)", RAP_FMT(input->path),
                       s->number, RAP_FMT(path), (int)n, keys, cursor ? " …" : "");
}

static rap_status take(rap_input *input, const struct state *s, const rap_json *record, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  if (rap_json_kind(record) != RAP_JSON_OBJECT)
    return rap_error_set(err, RAP_ERR_INPUT, "%.*s: record %" PRIu64 " is no JSON object", RAP_FMT(input->path), s->number);
  rap_status st = rap_input_begin(input, "json", arena, raw, err);
  if (st != RAP_OK) return st;
  rap_str own = raw->id;
  raw->id = (rap_str){0};
  st = rap_record_take(arena, record, &input->options->map, raw, err);
  if (st == RAP_OK) st = rap_input_repair_mojibake(input, arena, raw, err);
  if (st != RAP_OK) return st;
  if (rap_str_trim(raw->text).n == 0) return lacks(input, s, record, RAP_FIELD_TEXT, err);
  /* Only one record by itself is known by its file. */
  bool alone = !s->in_array && !s->held && s->number == 1 && input->at_end && input->at == input->ahead.n;
  if (rap_str_trim(raw->id).n == 0) raw->id = raw->url.n ? raw->url : alone ? own : (rap_str){0};
  if (rap_str_trim(raw->id).n == 0) return lacks(input, s, record, RAP_FIELD_ID, err);
  return RAP_OK;
}

static rap_status next_item(rap_input *input, struct state *s, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  s->number++;
  rap_status st = take(input, s, rap_json_item(s->items, s->next++), arena, raw, err);
  if (s->next == rap_json_length(s->items)) {
    rap_json_free(s->held);
    s->held = NULL;
    s->items = NULL;
  }
  return st;
}

static rap_status next_value(rap_input *input, struct state *s, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_json *value = NULL;
  char c;
  if (s->done) return RAP_NOT_FOUND;
  rap_status st = seek_value(input, s, err);
  if (st == RAP_OK) st = read_value(input, &value, err);
  /* So that a record by itself is known as such. */
  if (st == RAP_OK && !s->in_array) st = peek(input, &c, err);
  s->done = st != RAP_OK; /* what is broken is not read on */
  if (s->done) goto done;
  const rap_json *records = s->in_array || is_record(value, &input->options->map) ? NULL : find_records(value, &input->options->map);
  if (records && rap_json_length(records)) {
    s->held = value;
    s->items = records;
    s->next = 0;
    return next_item(input, s, arena, raw, err);
  }
  s->number++;
  st = take(input, s, value, arena, raw, err);
done:
  rap_json_free(value);
  return st;
}

rap_status rap_format_json_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  struct state *s = input->state;
  if (!s) input->state = s = calloc(1, sizeof *s);
  if (!s) return rap_error_nomem(err);
  if (input->at == 0) input->at = rap_utf8_mark(rap_buf_str(&input->ahead));
  return s->items ? next_item(input, s, arena, raw, err) : next_value(input, s, arena, raw, err);
}

void rap_format_json_end(rap_input *input) {
  struct state *s = input->state;
  if (s) rap_json_free(s->held);
  free(s);
}
