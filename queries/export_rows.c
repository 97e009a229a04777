/* export_rows.c: the rows of a document: what the store's views say, and what only the text and the record know. Layer: queries. */
#include "index/store_impl.h"
#include "queries/export.h"

#include <assert.h>

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* One document under way. */
typedef struct work {
  rap_export_rows *rows;
  const rap_document *doc;
  const rap_record *record;
  const rap_record_spans *spans;
  bool with_text;
} work;

static rap_value *value_of(rap_table table, rap_value *values, const char *name) {
  const rap_table_info *info = rap_table_of(table);
  size_t i = 0;
  while (strcmp(info->columns[i].name, name) != 0) i++;
  assert(i < info->n_columns);
  return &values[i];
}

static void set_text(rap_table table, rap_value *values, const char *name, rap_str text) {
  *value_of(table, values, name) = text.n ? (rap_value){.kind = RAP_STORED_TEXT, .text = text} : (rap_value){.kind = RAP_STORED_NULL};
}

static void set_number(rap_table table, rap_value *values, const char *name, int64_t number) {
  *value_of(table, values, name) = (rap_value){.kind = RAP_STORED_NUMBER, .number = number};
}

static void set_place(const work *w, rap_table table, rap_value *values, rap_span span) {
  rap_record_place place = rap_record_spans_place(w->spans, span);
  set_text(table, values, "field", place.title ? RAP_STR("title") : RAP_STR("text"));
  set_number(table, values, "char_begin", (int64_t)place.begin);
  set_number(table, values, "char_end", (int64_t)place.end);
}

/* ---- rows that the views begin ---- */

static void add_person(rap_value *values, const rap_person *p) {
  set_text(RAP_TABLE_PARTICIPANT, values, "name", p->name);
  set_text(RAP_TABLE_PARTICIPANT, values, "role", p->role);
  set_text(RAP_TABLE_PARTICIPANT, values, "rule", p->rule);
}

static void add_count(const work *w, rap_value *values, const rap_count *c) {
  set_text(RAP_TABLE_STATED_COUNT, values, "text", rap_str_at(w->doc->full, c->text));
  set_place(w, RAP_TABLE_STATED_COUNT, values, c->text);
}

static void add_event(const work *w, rap_value *values, const rap_event *e) {
  set_text(RAP_TABLE_EVENT_DOCUMENT, values, "text", rap_str_at(w->doc->full, e->text));
  set_place(w, RAP_TABLE_EVENT_DOCUMENT, values, e->text);
}

static void add_statement(const work *w, rap_value *values, const rap_statement *s) {
  const rap_table table = RAP_TABLE_STATEMENT;
  set_text(table, values, "speaker", s->speaker);
  set_text(table, values, "topic", rap_str_at(w->doc->full, s->topic));
  if (s->heading != RAP_NONE) set_text(table, values, "heading", rap_str_at(w->doc->full, rap_document_block_words(w->doc, s->heading)));
  set_text(table, values, "evidence", rap_str_at(w->doc->full, s->text));
  set_place(w, table, values, s->text);
}

/* Keys of this file instead of rows of the store. */
static void set_keys(const work *w, rap_table table, rap_value *values) {
  const rap_table_info *info = rap_table_of(table);
  for (size_t i = 0; i < info->n_columns; i++) {
    if (strcmp(info->columns[i].name, "document") == 0) values[i].number = w->rows->documents;
    if (strcmp(info->columns[i].name, "statement") == 0)
      values[i].number = w->rows->documents * RAP_STATEMENT_KEYS + values[i].number % RAP_STATEMENT_KEYS;
  }
}

static rap_status remember_event(const work *w, rap_table table, rap_value *values, rap_error *err) {
  const rap_value *key = value_of(table, values, "event");
  if (key->kind != RAP_STORED_TEXT || rap_map_get(&w->rows->events, key->text)) return RAP_OK;
  rap_str kept = rap_arena_str(w->rows->kept, key->text);
  return kept.p && rap_map_put(&w->rows->events, kept, NULL) ? RAP_OK : rap_error_nomem(err);
}

/* A row of a view: the rest comes from the item of the record that has its number. */
static rap_status complete(void *ctx, rap_table table, const rap_value *given, rap_error *err) {
  const work *w = ctx;
  const rap_record *r = w->record;
  rap_value values[RAP_TABLE_COLUMNS_MAX];
  memcpy(values, given, rap_table_of(table)->n_columns * sizeof *values);
  set_keys(w, table, values);
  const rap_value *number = table == RAP_TABLE_DOCUMENT ? NULL : value_of(table, values, "number");
  size_t i = number ? (size_t)(number->number - 1) : 0, n = SIZE_MAX;
  rap_status st = RAP_OK;
  switch (table) {
  case RAP_TABLE_DOCUMENT:
    if (w->with_text) set_text(table, values, "text", rap_document_body(w->doc));
    break;
  case RAP_TABLE_PARTICIPANT:
    n = r->n_persons;
    if (i < n) add_person(values, &r->persons[i]);
    break;
  case RAP_TABLE_STATED_COUNT:
    n = r->n_counts;
    if (i < n) add_count(w, values, &r->counts[i]);
    break;
  case RAP_TABLE_EVENT_DOCUMENT:
    n = r->n_events;
    if (i < n) add_event(w, values, &r->events[i]);
    st = remember_event(w, table, values, err);
    break;
  case RAP_TABLE_STATEMENT:
    n = r->n_statements;
    if (i < n) add_statement(w, values, &r->statements[i]);
    break;
  default: break;
  }
  if (i >= n) return rap_error_set(err, RAP_ERR_STORE, "the store is damaged: document %.*s: rows and record differ", RAP_FMT(w->doc->id));
  TRY(w->rows->fn(w->rows->ctx, table, values, err));
  return st;
}

/* ---- rows that only the record has ---- */

static rap_status put_themes(const work *w, rap_error *err) {
  const rap_table table = RAP_TABLE_DOCUMENT_THEME;
  rap_status st = RAP_OK;
  for (size_t i = 0; i < w->record->n_themes && st == RAP_OK; i++) {
    const rap_theme_found *t = &w->record->themes[i];
    size_t first = 0; /* as the store has it, each once */
    while (!rap_str_eq(w->record->themes[first].id, t->id)) first++;
    if (first < i) continue;
    rap_value values[RAP_TABLE_COLUMNS_MAX] = {0};
    set_number(table, values, "document", w->rows->documents);
    set_text(table, values, "theme", t->id);
    set_number(table, values, "central", t->central);
    set_number(table, values, "n_mentions", (int64_t)t->mentions);
    st = w->rows->fn(w->rows->ctx, table, values, err);
  }
  return st;
}

static rap_status put_mention(const work *w, size_t i, rap_error *err) {
  const rap_table table = RAP_TABLE_MENTION;
  const rap_mention *m = &w->record->mentions[i];
  char earliest[RAP_DAY_TEXT_MAX], latest[RAP_DAY_TEXT_MAX];
  rap_value values[RAP_TABLE_COLUMNS_MAX] = {0};
  set_number(table, values, "document", w->rows->documents);
  set_number(table, values, "number", (int64_t)i + 1);
  set_text(table, values, "kind", rap_str_of(rap_kind_name(m->kind)));
  set_text(table, values, "text", rap_str_at(w->doc->full, m->text));
  set_text(table, values, "value", m->value);
  if (m->kind == RAP_KIND_DATE) {
    set_text(table, values, "earliest", (rap_str){earliest, rap_day_format(m->date.begin, earliest)});
    set_text(table, values, "latest", (rap_str){latest, rap_day_format(m->date.end, latest)});
    if (m->date.granularity) set_text(table, values, "granularity", rap_str_of(m->date.granularity));
    set_text(table, values, "basis", rap_str_of(rap_basis_name(m->date.basis)));
  }
  if (m->kind == RAP_KIND_PERSON && m->person < w->record->n_persons) set_text(table, values, "person", w->record->persons[m->person].name);
  set_place(w, table, values, m->text);
  set_text(table, values, "rule", m->rule);
  return w->rows->fn(w->rows->ctx, table, values, err);
}

rap_status rap_export_rows_document(rap_export_rows *rows, rap_export *x, const rap_exported *document, rap_error *err) {
  static const rap_table tables[] = {RAP_TABLE_DOCUMENT,  RAP_TABLE_PARTICIPANT,     RAP_TABLE_STATED_COUNT,   RAP_TABLE_EVENT_DOCUMENT,
                                     RAP_TABLE_STATEMENT, RAP_TABLE_STATEMENT_ACTOR, RAP_TABLE_STATEMENT_THEME};
  work w = {.rows = rows, .doc = &document->stored->doc, .record = &document->stored->record, .with_text = x->with_text};
  rap_status st = RAP_OK;
  w.spans = rap_record_spans_new(x->scratch, w.doc);
  if (!rows->kept) rows->kept = rap_arena_new();
  if (!w.spans || !rows->kept) return rap_error_nomem(err);
  if (!rows->reader) st = rap_export_reader_new(x->store, &rows->reader, err);
  rows->documents++;
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) TRY(rap_export_reader_rows(rows->reader, tables[i], document->row, complete, &w, err));
  TRY(put_themes(&w, err));
  for (size_t i = 0; i < w.record->n_mentions; i++) TRY(put_mention(&w, i, err));
  return st;
}

static rap_status put_event(void *ctx, rap_table table, const rap_value *values, rap_error *err) {
  const rap_export_rows *rows = ctx;
  return rap_map_get(&rows->events, values[0].text) ? rows->fn(rows->ctx, table, values, err) : RAP_OK;
}

rap_status rap_export_rows_end(rap_export_rows *rows, rap_export *x, rap_error *err) {
  rap_status st = RAP_OK;
  if (!rows->reader) st = rap_export_reader_new(x->store, &rows->reader, err);
  TRY(rap_export_reader_rows(rows->reader, RAP_TABLE_EVENT, 0, put_event, rows, err));
  for (rap_table t = RAP_TABLE_EVENT + 1; t < RAP_TABLES; t++) TRY(rap_export_reader_rows(rows->reader, t, 0, rows->fn, rows->ctx, err));
  return st;
}

void rap_export_rows_clear(rap_export_rows *rows) {
  rap_export_reader_free(rows->reader);
  rap_map_clear(&rows->events);
  rap_arena_free(rows->kept);
  *rows = (rap_export_rows){0};
}
