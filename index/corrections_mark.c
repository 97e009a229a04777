/* corrections_mark.c: which documents a correction concerns, and so wait to be derived again. Layer: index. */
#include "index/bitmap_documents.h"
#include "index/corrections_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

static rap_status mark(rap_store *store, int64_t document, rap_error *err) {
  return rap_db_run(store->db, "INSERT OR IGNORE INTO dirty_document(document) VALUES(?)", document, err);
}

static rap_axis axis_of(rap_str kind) {
  static const struct {
    const char *kind;
    rap_axis axis;
  } axes[] = {{"state", RAP_AXIS_STATE}, {"group", RAP_AXIS_GROUP}, {"person", RAP_AXIS_PERSON},      {"organisation", RAP_AXIS_ORGANISATION},
              {"place", RAP_AXIS_PLACE}, {"theme", RAP_AXIS_THEME}, {"programme", RAP_AXIS_PROGRAMME}};
  for (size_t i = 0; i < sizeof axes / sizeof *axes; i++)
    if (rap_str_is(kind, axes[i].kind)) return axes[i].axis;
  return RAP_AXIS_NONE;
}

/* By rows: who acts or speaks in statements, of what series and States events are. ?1: the entity, ?2: its value, ?3: its name. */
static const char *const rows_of_entity[] = {
    "INSERT OR IGNORE INTO dirty_document(document) SELECT statement / 65536 FROM statement_actor WHERE actor = ?1 AND ?2 = ?2 AND ?3 = ?3",
    "INSERT OR IGNORE INTO dirty_document(document) SELECT statement / 65536 FROM statement_theme WHERE theme = ?1 AND ?2 = ?2 AND ?3 = ?3",
    "INSERT OR IGNORE INTO dirty_document(document) SELECT document FROM statement WHERE speaker = ?1 AND ?2 = ?2 AND ?3 = ?3",
    "INSERT OR IGNORE INTO dirty_document(document) SELECT document FROM event_document WHERE series = ?1 OR state = ?2 OR chair = ?3 OR organiser = ?3 OR place = ?3",
};

static rap_status mark_linked(rap_store *store, rap_arena *arena, const rap_correction *c, rap_error *err) {
  rap_stmt *s = NULL;
  rap_axis axis = axis_of(c->kind);
  if (axis == RAP_AXIS_NONE) return RAP_OK;
  const rap_cell cell = {axis, c->value};
  const rap_filter filter = {.cells = &cell, .n_cells = 1};
  rap_str numbers;
  rap_status st = rap_bitmap_documents(store, arena, &filter, &numbers, err);
  TRY(rap_db_cached(store->db, "INSERT OR IGNORE INTO dirty_document(document) SELECT value FROM rap_numbers(?)", &s, err));
  rap_bind_blob(s, numbers);
  TRY(rap_stmt_run(s, err));
  return st;
}

rap_status rap_corrections_mark_entity(rap_store *store, rap_arena *arena, const rap_correction *c, rap_error *err) {
  rap_stmt *s = NULL;
  int64_t entity = 0;
  rap_status st = mark_linked(store, arena, c, err);
  TRY(rap_db_cached(store->db, "SELECT id FROM entity WHERE kind = ? AND value = ?", &s, err));
  rap_bind_text(s, c->kind);
  rap_bind_text(s, c->value);
  TRY(rap_stmt_number(s, &entity, err));
  for (size_t i = 0; st == RAP_OK && i < sizeof rows_of_entity / sizeof *rows_of_entity; i++) {
    TRY(rap_db_cached(store->db, rows_of_entity[i], &s, err));
    rap_bind_int(s, entity);
    rap_bind_text(s, c->value);
    rap_bind_text(s, rap_correct_text(&c->was, "name"));
    TRY(rap_stmt_run(s, err));
  }
  return st;
}

rap_status rap_corrections_mark_touched(rap_store *store, int64_t correction, rap_error *err) {
  return rap_db_run(store->db, "INSERT OR IGNORE INTO dirty_document(document) SELECT document FROM corrected WHERE correction = ? AND document <> 0",
                    correction, err);
}

rap_status rap_corrections_mark_document(rap_store *store, const rap_correction *c, rap_error *err) {
  rap_stmt *s = NULL;
  int64_t row = 0;
  rap_status st = rap_db_cached(store->db, "SELECT id FROM document WHERE source = ? AND name = ?", &s, err);
  rap_bind_text(s, c->source);
  rap_bind_text(s, c->document);
  TRY(rap_stmt_number(s, &row, err));
  if (st == RAP_OK && row) st = mark(store, row, err);
  return st;
}

rap_status rap_corrections_mark_series(rap_store *store, const rap_correction *c, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_run(store->db, "DELETE FROM corrected WHERE correction = ? AND document = 0", c->id, err);
  TRY(rap_db_cached(store->db, "INSERT OR IGNORE INTO dirty_series(series) SELECT id FROM entity WHERE kind = 'series' AND value = ?", &s, err));
  rap_bind_text(s, rap_correct_text(&c->was, "series"));
  TRY(rap_stmt_run(s, err));
  return st;
}
