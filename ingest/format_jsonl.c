/* format_jsonl.c: JSON Lines, one document a line (the manual's "Input records"). Layer: ingest. */
#include <inttypes.h>

#include "base/json.h"
#include "base/utf8.h"
#include "ingest/input.h"

/* `{` and then a key or the end: prose that begins with a brace is none. A name that says JSON makes a line further down enough. */
bool rap_format_jsonl_sniff(const rap_head *head) {
  static const char *const suffixes[] = {".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz", NULL};
  bool named = rap_head_is_named(head, suffixes);
  rap_str text = head->text;
  rap_str line;
  while (rap_str_split(&text, '\n', &line)) {
    line = rap_str_trim(line);
    if (line.n == 0) continue;
    rap_str rest = rap_str_trim(rap_str_sub(line, 1, line.n));
    bool object = line.p[0] == '{' && (rest.n == 0 || rest.p[0] == '"' || rest.p[0] == '}');
    bool array = line.p[0] == '[' && named && (rest.n == 0 || rest.p[0] == '{' || rest.p[0] == ']');
    if (object || array) return true;
    if (!named) return false;
  }
  return false;
}

/* Where the parser's "line:column: reason" says where in the line; the line is the file's. */
static rap_status tell_broken(const rap_input *input, const rap_error *inner, rap_error *err) {
  const char *column = strchr(inner->text, ':');
  return rap_error_set(err, inner->status, "%.*s:%" PRIu64 ":%s", RAP_FMT(input->path), input->line, column ? column + 1 : inner->text);
}

struct field {
  const char *key;
  rap_str *to;
};

/* Text fields: strings; an id may be a whole number too. Others are passed over with a warning. */
static rap_status take_field(rap_arena *arena, const struct field *field, const rap_json *value, rap_raw_document *raw) {
  rap_json_type type = rap_json_kind(value);
  int64_t number = 0;
  if (type == RAP_JSON_STRING) {
    *field->to = rap_arena_str(arena, rap_json_string(value));
  } else if (field->to == &raw->id && rap_json_int(value, &number)) {
    *field->to = rap_arena_printf(arena, "%" PRId64, number);
  } else {
    if (type == RAP_JSON_NULL) return RAP_OK;
    rap_str text = rap_arena_printf(arena, "field \"%s\" is no string, passed over", field->key);
    return text.p && rap_str_list_add(arena, &raw->warnings, text) ? RAP_OK : RAP_ERR_NOMEM;
  }
  return field->to->p ? RAP_OK : RAP_ERR_NOMEM;
}

/* A copy of `value` under `key` in *metadata. The JSON interface lends values and takes only owned ones, hence by way of the text. */
static rap_status add_metadata(rap_json **metadata, rap_str key, const rap_json *value, rap_error *err) {
  rap_buf text = {0}, name = {0};
  rap_json *copy = NULL;
  rap_status st = rap_json_write(value, 0, &text, err);
  if (st == RAP_OK) st = rap_json_parse(rap_buf_str(&text), &copy, err);
  if (st != RAP_OK) goto done;
  rap_buf_add(&name, key);
  rap_buf_putc(&name, '\0');
  if (!*metadata) *metadata = rap_json_new_object();
  if (rap_buf_failed(&name) || !*metadata) {
    rap_json_free(copy);
    st = rap_error_nomem(err);
  } else if (!rap_json_set(*metadata, name.p, copy)) {
    st = rap_error_nomem(err);
  }
done:
  rap_buf_clear(&text);
  rap_buf_clear(&name);
  return st;
}

static rap_status take_record(rap_arena *arena, const rap_json *record, rap_raw_document *raw, rap_error *err) {
  const struct field fields[] = {{"id", &raw->id},         {"date", &raw->date}, {"title", &raw->title},       {"text", &raw->text},
                                 {"source", &raw->source}, {"url", &raw->url},   {"language", &raw->language}, {"author", &raw->author},
                                 {"layout", &raw->layout}, {NULL, NULL}};
  rap_json *metadata = NULL, *value = NULL;
  rap_buf text = {0};
  rap_str key;
  void *cursor = NULL;
  rap_status st = RAP_OK;
  while (st == RAP_OK && rap_json_next(record, &cursor, &key, &value)) {
    const struct field *field = fields;
    while (field->key && !rap_str_is(key, field->key)) field++;
    /* A list of authors, or a layout of another kind, stays what it is. */
    bool list = (field->to == &raw->author || field->to == &raw->layout) && rap_json_kind(value) != RAP_JSON_STRING;
    if (!field->key || list)
      st = add_metadata(&metadata, key, value, err);
    else if ((st = take_field(arena, field, value, raw)) != RAP_OK)
      rap_error_nomem(err);
  }
  if (st == RAP_OK && metadata) st = rap_json_write(metadata, 0, &text, err);
  if (st == RAP_OK && metadata) {
    raw->metadata = rap_arena_str(arena, rap_buf_str(&text));
    if (!raw->metadata.p) st = rap_error_nomem(err);
  }
  rap_json_free(metadata);
  rap_buf_clear(&text);
  return st;
}

/* A line that is no UTF-8 is repaired before it is parsed; the parser would refuse it whole. */
static rap_status repair_line(rap_arena *arena, rap_str *line, rap_buf *repaired, rap_raw_document *raw, rap_error *err) {
  if (rap_utf8_invalid_at(*line) == SIZE_MAX) return RAP_OK;
  size_t first = 0;
  size_t n = rap_utf8_repair(*line, repaired, &first);
  rap_str text = rap_arena_printf(arena, "record: %zu ill-formed UTF-8 sequence%s replaced by U+FFFD, the first at byte %zu of the line", n,
                                  n == 1 ? "" : "s", first);
  if (rap_buf_failed(repaired) || !text.p || !rap_str_list_add(arena, &raw->warnings, text)) return rap_error_nomem(err);
  *line = rap_buf_str(repaired);
  return RAP_OK;
}

/* A value over several lines would be an error in each of them: one message, and the file is done with. */
static rap_status refuse_multiline(rap_input *input, rap_error *err) {
  rap_status st = rap_error_set(err, RAP_ERR_INPUT, "%.*s:%" PRIu64 ": a JSON array, or JSON over several lines; one record a line is expected",
                                RAP_FMT(input->path), input->line);
  rap_input_stop(input);
  return st;
}

static rap_status read_record(rap_input *input, rap_str line, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_buf repaired = {0};
  rap_json *record = NULL;
  rap_error inner = {0};
  rap_status st = repair_line(arena, &line, &repaired, raw, err);
  if (st != RAP_OK) goto done;
  st = rap_json_parse(line, &record, &inner);
  if (st != RAP_OK) {
    st = st == RAP_ERR_INPUT ? tell_broken(input, &inner, err) : rap_error_set(err, st, "%s", inner.text);
    goto done;
  }
  if (rap_json_kind(record) != RAP_JSON_OBJECT) {
    st = rap_error_set(err, RAP_ERR_INPUT, "%.*s:%" PRIu64 ":1: no JSON object", RAP_FMT(input->path), input->line);
    goto done;
  }
  st = take_record(arena, record, raw, err);
  if (st != RAP_OK) goto done;
  const char *missing = rap_str_trim(raw->id).n == 0 ? "id" : rap_str_trim(raw->text).n == 0 ? "text" : NULL;
  if (missing) st = rap_error_set(err, RAP_ERR_INPUT, "%.*s:%" PRIu64 ": record without \"%s\"", RAP_FMT(input->path), input->line, missing);
done:
  rap_json_free(record);
  rap_buf_clear(&repaired);
  return st;
}

rap_status rap_format_jsonl_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_str line;
  for (;;) {
    rap_status st = rap_input_line(input, &line, err);
    if (st != RAP_OK) return st;
    if (input->line == 1 && rap_str_starts(line, RAP_STR("\xEF\xBB\xBF"))) line = rap_str_sub(line, 3, line.n);
    line = rap_str_trim(line);
    if (line.n) break;
  }
  if (!input->started && (line.n == 1 || line.p[0] == '[')) return refuse_multiline(input, err);
  input->started = true;
  raw->file = rap_arena_printf(arena, "%.*s:%" PRIu64, RAP_FMT(input->path), input->line);
  raw->file_time = input->given.file_time.year ? input->given.file_time : input->file_time;
  raw->format = RAP_STR("jsonl");
  if (!raw->file.p) return rap_error_nomem(err);
  return read_record(input, line, arena, raw, err);
}
