#include "queries/export.h"

#include "base/markup.h"

static const rap_export_kind *const kinds[] = {&rap_export_ndjson,     &rap_export_csv, &rap_export_sqlite, &rap_export_brat,
                                               &rap_export_annotation, &rap_export_tei, &rap_export_timeml};

const rap_export_kind *rap_export_kind_of(rap_str name) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (rap_str_is(name, kinds[i]->name)) return kinds[i];
  return NULL;
}

rap_str rap_export_name(rap_export *x, const rap_document *doc) {
  rap_buf name = {0};
  if (doc->source.n) {
    rap_file_name(doc->source, &name);
    rap_buf_putc(&name, '@');
  }
  size_t from = name.n;
  rap_file_name(doc->id, &name);
  if (name.n > RAP_FILE_NAME_MAX && from) { /* together too long: named as one */
    rap_str whole = rap_arena_printf(x->scratch, "%.*s@%.*s", RAP_FMT(doc->source), RAP_FMT(doc->id));
    name.n = 0;
    rap_file_name(whole, &name);
  }
  rap_str kept = rap_buf_failed(&name) ? (rap_str){0} : rap_arena_str(x->scratch, rap_buf_str(&name));
  rap_buf_clear(&name);
  return kept;
}

rap_status rap_export_whole_file(rap_export *x, rap_str name, rap_str content, rap_error *err) {
  rap_out *out = NULL;
  rap_status st = rap_outputs_open(x->outputs, name, &out, err);
  if (st != RAP_OK) return st;
  (void)rap_out_write(out, content);
  return rap_outputs_close(x->outputs, out, err);
}

rap_status rap_export_markup_end(struct rap_markup *m, rap_status st, const rap_buf *text, rap_error *err) {
  rap_error own = {0};
  rap_status ended = rap_markup_finish(m, st, &own);
  if (st != RAP_OK || ended == RAP_OK) return st;
  return rap_buf_failed(text) ? rap_error_nomem(err) : rap_error_set(err, ended, "%s", own.text);
}

rap_status rap_export_file(rap_export *x, const rap_document *doc, const char *suffix, rap_str content, rap_error *err) {
  rap_str base = rap_export_name(x, doc), name = rap_arena_printf(x->scratch, "%.*s%s", RAP_FMT(base), suffix);
  return base.n && name.p ? rap_export_whole_file(x, name, content, err) : rap_error_nomem(err);
}

/* ---- ndjson: the records that analyze writes ---- */

static rap_status ndjson_begin(rap_export *x, void **state, rap_error *err) {
  rap_out *out = NULL;
  rap_status st = rap_outputs_open(x->outputs, RAP_STR("records.ndjson"), &out, err);
  *state = out;
  return st;
}

static rap_status ndjson_document(rap_export *x, void *state, const rap_exported *document, rap_error *err) {
  (void)x;
  rap_json *json = NULL;
  rap_buf line = {0};
  rap_status st = rap_record_to_json(&document->stored->doc, &document->stored->record, &json, err);
  if (st == RAP_OK) st = rap_json_write_line(json, 0, &line, err);
  if (st == RAP_OK) (void)rap_out_write(state, rap_buf_str(&line)); /* a failure is told when the file is closed */
  rap_json_free(json);
  rap_buf_clear(&line);
  return st;
}

static rap_status ndjson_end(rap_export *x, void *state, rap_error *err) { return rap_outputs_close(x->outputs, state, err); }

const rap_export_kind rap_export_ndjson = {.name = "ndjson", .begin = ndjson_begin, .document = ndjson_document, .end = ndjson_end};
