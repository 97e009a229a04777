#include "ingest/raw.h"

#include <stdarg.h>
#include <stdio.h>

bool rap_raw_add_date(rap_arena *arena, rap_raw_document *raw, rap_published_from from, rap_str name, rap_str text) {
  void *items = raw->dates;
  text = rap_str_trim(text);
  if (text.n == 0) return true;
  if (!rap_arena_grow(arena, &items, raw->n_dates, &raw->dates_capacity, sizeof *raw->dates)) return false;
  raw->dates = items;
  text = rap_arena_str(arena, text);
  raw->dates[raw->n_dates++] = (rap_raw_date){from, name, text};
  return text.p != NULL;
}

rap_status rap_raw_set_metadata(rap_arena *arena, rap_raw_document *raw, rap_json *object, rap_error *err) {
  rap_buf text = {0};
  rap_status st = object ? rap_json_write(object, 0, &text, err) : rap_error_nomem(err);
  if (st == RAP_OK && rap_json_length(object) > 0) {
    raw->metadata = rap_arena_str(arena, rap_buf_str(&text));
    if (!raw->metadata.p) st = rap_error_nomem(err);
  }
  rap_json_free(object);
  rap_buf_clear(&text);
  return st;
}

void rap_raw_warn(rap_arena *arena, rap_raw_document *raw, const char *format, ...) {
  char text[RAP_ERROR_TEXT_MAX];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(text, sizeof text, format, args);
  va_end(args);
  rap_str copy = rap_arena_str(arena, rap_str_of(text));
  if (copy.p) (void)rap_str_list_add(arena, &raw->warnings, copy);
}

static rap_status name(rap_arena *arena, rap_str raw, rap_str *out, rap_error *err) {
  rap_buf text = {0};
  size_t n_bad = 0, first_bad = 0;
  *out = (rap_str){0};
  if (raw.n == 0) return RAP_OK;
  rap_status st = rap_normalise(raw, true, &text, &n_bad, &first_bad, err);
  if (st == RAP_OK) *out = rap_arena_str(arena, rap_buf_str(&text));
  if (st == RAP_OK && !out->p) st = rap_error_nomem(err);
  rap_buf_clear(&text);
  return st;
}

rap_status rap_raw_key_make(rap_arena *arena, const rap_raw_document *raw, rap_raw_key *out, rap_error *err) {
  *out = (rap_raw_key){.file_time = raw->file_time};
  rap_status st = name(arena, raw->id, &out->id, err);
  if (st == RAP_OK) st = name(arena, raw->source, &out->source, err);
  if (st == RAP_OK) st = name(arena, raw->file, &out->file, err);
  if (st != RAP_OK) return st;
  const rap_str fields[] = {raw->title,  raw->text,   raw->date,     raw->date_line ? RAP_STR("line") : RAP_STR("record"),
                            raw->source, raw->url,    raw->language, raw->metadata,
                            raw->author, raw->format, raw->charset,  raw->layout};
  rap_digest d;
  rap_digest_init(&d);
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) rap_digest_add_field(&d, fields[i]);
  for (size_t i = 0; i < raw->n_dates; i++) {
    rap_digest_add_number(&d, (uint64_t)raw->dates[i].from);
    rap_digest_add_field(&d, raw->dates[i].name);
    rap_digest_add_field(&d, raw->dates[i].text);
  }
  if (raw->repairs_off) rap_digest_add_number(&d, raw->repairs_off);
  for (size_t i = 0; i < raw->warnings.n; i++) rap_digest_add_field(&d, raw->warnings.items[i]);
  rap_digest_bytes(&d, out->hash);
  return RAP_OK;
}
