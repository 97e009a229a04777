/* derive_event.c: the rows of a document's accounts of events, and of the themes of each. Layer: index. */
#include "index/bitmap.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* The series by its id in the lexicon; without one by its folded name, which may be that of an entry. */
static rap_status series_entity(rap_store *store, const rap_event *e, int64_t *id, rap_error *err) {
  if (e->series_id.n) return rap_entity_row(store, "series", e->series_id, e->series, id, err);
  rap_buf fold = {0};
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_fold_name(e->series, &fold, err);
  TRY(rap_db_cached(store->db, "SELECT id FROM lexicon WHERE kind = 'event' AND fold = ? ORDER BY id LIMIT 1", &s, err));
  rap_bind_text(s, rap_buf_str(&fold));
  TRY(rap_stmt_step(s, &row, err));
  rap_str value = row ? rap_arena_str(store->scratch, rap_col_text(s, 0)) : rap_buf_str(&fold);
  rap_stmt_reset(s);
  if (st == RAP_OK && row && !value.p) st = rap_error_nomem(err);
  TRY(rap_entity_row(store, "series", value, e->series, id, err));
  rap_buf_clear(&fold);
  return st;
}

static rap_status put_event(rap_store *store, int64_t doc_id, const rap_event *e, size_t idx, rap_error *err) {
  char start[RAP_DAY_TEXT_MAX], end[RAP_DAY_TEXT_MAX];
  int64_t series = 0;
  rap_stmt *s = NULL;
  rap_status st = series_entity(store, e, &series, err);
  TRY(rap_db_run(store->db, "INSERT OR IGNORE INTO dirty_series(series) VALUES(?)", series, err));
  TRY(rap_db_cached(
      store->db,
      "INSERT INTO event_document(document, idx, event, series, title, edition, start_date, end_date, place, state, country, chair, organiser, status, main, text_begin, text_end, rule, alone) "
      "VALUES(?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      &s, err));
  rap_bind_int(s, doc_id);
  rap_bind_int(s, (int64_t)idx);
  rap_bind_int(s, series);
  rap_bind_text(s, e->series);
  rap_bind_int_or_null(s, e->edition > 0, e->edition);
  rap_bind_text_or_null(s, (rap_str){start, rap_day_format(e->start, start)});
  rap_bind_text_or_null(s, (rap_str){end, rap_day_format(e->end, end)});
  rap_bind_text_or_null(s, e->place);
  rap_bind_text_or_null(s, e->state);
  rap_bind_text_or_null(s, e->country);
  rap_bind_text_or_null(s, e->chair);
  rap_bind_text_or_null(s, e->organiser);
  rap_bind_text(s, e->status);
  rap_bind_int(s, e->main);
  rap_bind_span(s, e->text);
  rap_bind_text_or_null(s, e->rule);
  rap_bind_int(s, e->alone);
  TRY(rap_stmt_run(s, err));
  if (st == RAP_OK) rap_bitmap_link_account(store, RAP_BITMAP_SERIES, series, idx);
  return st;
}

static rap_status add_event_theme(rap_store *store, int64_t doc_id, size_t idx, rap_str theme, int64_t n, rap_error *err) {
  int64_t entity = 0;
  rap_stmt *s = NULL;
  rap_status st = rap_entity_row(store, "theme", theme, (rap_str){0}, &entity, err);
  TRY(rap_db_cached(store->db, "INSERT INTO event_theme(document, idx, theme, n) VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n", &s,
                    err));
  rap_bind_int(s, doc_id);
  rap_bind_int(s, (int64_t)idx);
  rap_bind_int(s, entity);
  rap_bind_int(s, n);
  TRY(rap_stmt_run(s, err));
  if (st == RAP_OK) rap_bitmap_link_account(store, RAP_BITMAP_EVENT_THEME, entity, idx);
  return st;
}

/* Does the span lie in a statement about another event than the main one? */
static bool about_another(const rap_record *r, rap_span span, size_t main) {
  for (size_t i = 0; i < r->n_statements; i++) {
    const rap_statement *x = &r->statements[i];
    if (x->event != RAP_NONE && x->event != main && x->text.begin <= span.begin && span.end <= x->text.end) return true;
  }
  return false;
}

/* The main event's themes are the text's central ones, but for those whose every mention stands in a statement about another event (a recalled edition); the other events' are those of their
 * statements. */
rap_status rap_derive_put_event_themes(rap_store *store, int64_t doc_id, const rap_record *r, rap_error *err) {
  rap_status st = RAP_OK;
  size_t main = 0;
  while (main < r->n_events && !r->events[main].main) main++;
  for (size_t i = 0; main < r->n_events && i < r->n_themes && st == RAP_OK; i++) {
    if (!r->themes[i].central) continue;
    int64_t here = 0, elsewhere = 0;
    for (size_t k = 0; k < r->n_mentions; k++) {
      const rap_mention *m = &r->mentions[k];
      if (m->kind != RAP_KIND_THEME || !rap_str_eq(m->value, r->themes[i].id)) continue;
      if (about_another(r, m->text, main))
        elsewhere++;
      else
        here++;
    }
    if (here > 0 || elsewhere == 0) st = add_event_theme(store, doc_id, main, r->themes[i].id, here > 0 ? here : 1, err);
  }
  for (size_t i = 0; i < r->n_statements && st == RAP_OK; i++) {
    const rap_statement *x = &r->statements[i];
    for (size_t k = 0; x->event != RAP_NONE && k < x->themes.n && st == RAP_OK; k++)
      st = add_event_theme(store, doc_id, x->event, x->themes.items[k], x->event == main ? 0 : 1, err);
  }
  return st;
}

rap_status rap_derive_put_events(rap_store *store, int64_t doc_id, const rap_record *r, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < r->n_events && st == RAP_OK; i++) st = put_event(store, doc_id, &r->events[i], i, err);
  return st;
}
