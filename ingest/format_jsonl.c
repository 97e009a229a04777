/* format_jsonl.c: JSON Lines, one document a line (the manual's "Input records"). Layer: ingest. */
#include <inttypes.h>

#include "base/json.h"
#include "base/utf8.h"
#include "ingest/input.h"

/* `{` and then a key or the end: prose that begins with a brace is none. A name that says JSON makes a line further down enough. */
bool rap_format_jsonl_sniff(const rap_head *head) {
  static const char *const suffixes[] = {".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz", NULL};
  bool named = rap_head_is_named(head, suffixes);
  rap_str text = head->text, line;
  while (rap_str_split(&text, '\n', &line)) {
    line = rap_str_trim(line);
    if (line.n == 0) continue;
    rap_str rest = rap_str_trim(rap_str_sub(line, 1, line.n));
    bool object = line.p[0] == '{' && (rest.n == 0 || rest.p[0] == '"' || rest.p[0] == '}');
    if (object) return true;
    if (!named) return false;
  }
  return false;
}

/* Where the parser's "line:column: reason" says where in the line; the line is the file's. */
static rap_status tell_broken(const rap_input *input, const rap_error *inner, rap_error *err) {
  const char *column = strchr(inner->text, ':');
  return rap_error_set(err, inner->status, "%.*s:%" PRIu64 ":%s", RAP_FMT(input->path), input->line, column ? column + 1 : inner->text);
}

static rap_status read_record(rap_input *input, rap_str line, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  const rap_charset_hints hints = {.keep_mojibake = true, .what = "record"}; /* title and text are put right one by one */
  rap_buf recoded = {0};
  rap_json *record = NULL;
  rap_error inner = {0};
  rap_status st = rap_input_decode(input, line, hints, arena, &recoded, &line, raw, err);
  if (st != RAP_OK) goto done;
  st = rap_json_parse(line, &record, &inner);
  if (st != RAP_OK) {
    if (st == RAP_ERR_INPUT)
      st = tell_broken(input, &inner, err);
    else if (st == RAP_ERR_LIMIT)
      st = rap_error_set(err, st, "%.*s:%" PRIu64 ": %s", RAP_FMT(input->path), input->line, inner.text);
    else
      st = rap_error_nomem(err);
    goto done;
  }
  if (rap_json_kind(record) != RAP_JSON_OBJECT) {
    st = rap_error_set(err, RAP_ERR_INPUT, "%.*s:%" PRIu64 ":1: no JSON object", RAP_FMT(input->path), input->line);
    goto done;
  }
  st = rap_record_take(arena, record, &input->options->map, raw, err);
  if (st == RAP_OK) st = rap_input_repair_mojibake(input, arena, raw, err);
  if (st != RAP_OK) goto done;
  const rap_field missing = rap_str_trim(raw->id).n == 0 ? RAP_FIELD_ID : rap_str_trim(raw->text).n == 0 ? RAP_FIELD_TEXT : RAP_N_FIELDS;
  if (missing != RAP_N_FIELDS)
    st = rap_error_set(err, RAP_ERR_INPUT, "%.*s:%" PRIu64 ": record without \"%.*s\"", RAP_FMT(input->path), input->line,
                       RAP_FMT(rap_field_map_path(&input->options->map, missing)));
done:
  rap_json_free(record);
  rap_buf_clear(&recoded);
  return st;
}

rap_status rap_format_jsonl_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_str line;
  for (;;) {
    rap_status st = rap_input_line(input, &line, err);
    if (st != RAP_OK) return st;
    if (input->line == 1) line = rap_str_sub(line, rap_utf8_mark(line), line.n);
    line = rap_str_trim(line);
    if (line.n) break;
  }
  raw->file = rap_arena_printf(arena, "%.*s:%" PRIu64, RAP_FMT(input->path), input->line);
  raw->file_time = input->given.file_time.year ? input->given.file_time : input->file_time;
  raw->format = RAP_STR("jsonl");
  if (input->options->keep_refused) raw->refused = rap_arena_str(arena, line);
  if (rap_arena_failed(arena)) return rap_error_nomem(err);
  rap_status st = rap_input_tell_recoded(input, arena, raw, err);
  if (st == RAP_OK) st = read_record(input, line, arena, raw, err);
  /* What is known of all that is in the file. */
  if (raw->source.n == 0) raw->source = rap_arena_str(arena, input->given.source);
  if (raw->language.n == 0) raw->language = rap_arena_str(arena, input->given.language);
  return st == RAP_OK && rap_arena_failed(arena) ? rap_error_nomem(err) : st;
}
