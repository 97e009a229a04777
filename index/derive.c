#include <assert.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "index/store_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

void rap_name_cache_clear(rap_name_cache *cache) {
  rap_map_clear(&cache->map);
  if (cache->arena) rap_arena_reset(cache->arena);
}

rap_status rap_fold_name(rap_str s, rap_buf *out, rap_error *err) {
  rap_buf sound = {0}, folded = {0};
  size_t first;
  (void)rap_utf8_repair(s, &sound, &first); /* names also come from command lines */
  rap_status st = rap_buf_failed(&sound) ? rap_error_nomem(err) : rap_utf8_fold(rap_buf_str(&sound), &folded, err);
  rap_buf_clear(&sound);
  rap_str f = rap_buf_str(&folded);
  bool gap = false;
  size_t from = out->n;
  for (size_t at = 0; st == RAP_OK && at < f.n;) {
    uint32_t cp;
    size_t n = rap_utf8_decode(f, at, &cp);
    if (!rap_utf8_is_word(cp)) {
      gap = out->n > from;
    } else {
      if (gap) rap_buf_putc(out, ' ');
      gap = false;
      rap_buf_add(out, rap_str_sub(f, at, at + n));
    }
    at += n;
  }
  rap_buf_clear(&folded);
  return st == RAP_OK && rap_buf_failed(out) ? rap_error_nomem(err) : st;
}

/* ---- entities ---- */

static rap_status insert_entity(rap_store *store, rap_str kind, rap_str value, rap_str name, int64_t *id, rap_error *err) {
  rap_buf fold = {0};
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(store->db, "SELECT id FROM entity WHERE kind = ? AND value = ?", &s, err);
  rap_bind_text(s, kind);
  rap_bind_text(s, value);
  TRY(rap_stmt_step(s, &row, err));
  if (row) *id = rap_col_int(s, 0);
  rap_stmt_reset(s);
  if (st != RAP_OK || row) return st;
  TRY(rap_fold_name(name, &fold, err));
  TRY(rap_db_cached(store->db, "INSERT INTO entity(kind, value, name, fold) VALUES(?, ?, ?, ?)", &s, err));
  if (st == RAP_OK) {
    rap_bind_text(s, kind);
    rap_bind_text(s, value);
    rap_bind_text(s, name);
    rap_bind_text(s, rap_buf_str(&fold));
    st = rap_stmt_run(s, err);
    *id = rap_db_last_id(store->db);
  }
  rap_buf_clear(&fold);
  return st;
}

rap_status rap_derive_entity(rap_store *store, const char *kind, rap_str value, rap_str name, int64_t *id, rap_error *err) {
  *id = 0;
  rap_buf key = {0};
  rap_buf_puts(&key, kind);
  rap_buf_putc(&key, '\0');
  rap_buf_add(&key, value);
  rap_status st = rap_buf_failed(&key) ? rap_error_nomem(err) : RAP_OK;
  if (store->names.map.n > RAP_NAME_CACHE_MAX) rap_name_cache_clear(&store->names);
  rap_map_entry *e = st == RAP_OK ? rap_map_get(&store->names.map, rap_buf_str(&key)) : NULL;
  if (e) {
    *id = (int64_t)e->value.num;
  } else {
    TRY(insert_entity(store, rap_str_of(kind), value, name.n ? name : value, id, err));
    rap_str kept = st == RAP_OK ? rap_arena_str(store->names.arena, rap_buf_str(&key)) : (rap_str){0};
    if (st == RAP_OK) e = kept.p ? rap_map_put(&store->names.map, kept, NULL) : NULL;
    if (st == RAP_OK && !e) st = rap_error_nomem(err);
    if (e) e->value.num = (size_t)*id;
  }
  rap_buf_clear(&key);
  return st;
}

/* Entity whose value is its folded name: persons, and what no lexicon names. */
static rap_status named_entity(rap_store *store, const char *kind, rap_str name, int64_t *id, rap_error *err) {
  rap_buf fold = {0};
  rap_status st = rap_fold_name(name, &fold, err);
  TRY(rap_derive_entity(store, kind, fold.n ? rap_buf_str(&fold) : name, name, id, err));
  rap_buf_clear(&fold);
  return st;
}

static rap_status in_lexicon(rap_store *store, const char *kind, rap_str id, bool *known, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(store->db, "SELECT 1 FROM lexicon WHERE kind = ? AND id = ?", &s, err);
  rap_bind_text(s, rap_str_of(kind));
  rap_bind_text(s, id);
  TRY(rap_stmt_step(s, known, err));
  rap_stmt_reset(s);
  return st;
}

static rap_status actor_entity(rap_store *store, const rap_record *r, rap_str actor, int64_t *id, rap_error *err) {
  bool group = false;
  const char *kind = "all";
  rap_status st = RAP_OK;
  if (!rap_str_is(actor, "ALL")) {
    st = in_lexicon(store, "group", actor, &group, err);
    for (size_t i = 0; i < r->n_mentions && !group; i++) group = r->mentions[i].kind == RAP_KIND_GROUP && rap_str_eq(r->mentions[i].value, actor);
    kind = group ? "group" : "state";
  }
  TRY(rap_derive_entity(store, kind, actor, *kind == 'a' ? RAP_STR("the States") : (rap_str){0}, id, err));
  return st;
}

/* ---- what the document names ---- */

static int by_number(const void *a, const void *b) {
  const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static rap_status mention_entity(rap_store *store, const rap_document *doc, const rap_record *r, const rap_mention *m, int64_t *id, rap_error *err) {
  *id = 0;
  switch (m->kind) {
  case RAP_KIND_STATE:
  case RAP_KIND_GROUP:
  case RAP_KIND_ORGANISATION:
  case RAP_KIND_PROGRAMME:
  case RAP_KIND_PLACE:
    if (m->value.n) return rap_derive_entity(store, rap_kind_name(m->kind), m->value, rap_str_at(doc->full, m->text), id, err);
    return named_entity(store, rap_kind_name(m->kind), rap_str_at(doc->full, m->text), id, err);
  case RAP_KIND_PERSON:
    if (m->person >= r->n_persons || !r->persons[m->person].name.n) return RAP_OK;
    return named_entity(store, "person", r->persons[m->person].name, id, err);
  default: return RAP_OK;
  }
}

static rap_status put_entities(rap_store *store, int64_t doc_id, const rap_document *doc, const rap_record *r, rap_error *err) {
  size_t n = 0;
  rap_stmt *s = NULL;
  int64_t *ids = rap_arena_array(store->scratch, r->n_mentions, sizeof *ids);
  rap_status st = ids ? rap_db_cached(store->db, "INSERT INTO document_entity(entity, document, n) VALUES(?, ?, ?)", &s, err) : rap_error_nomem(err);
  for (size_t i = 0; i < r->n_mentions && st == RAP_OK; i++) {
    st = mention_entity(store, doc, r, &r->mentions[i], &ids[n], err);
    if (st == RAP_OK && ids[n]) n++;
  }
  if (n) qsort(ids, n, sizeof *ids, by_number);
  for (size_t i = 0, j; i < n && st == RAP_OK; i = j) {
    for (j = i; j < n && ids[j] == ids[i];) j++;
    rap_bind_int(s, ids[i]);
    rap_bind_int(s, doc_id);
    rap_bind_int(s, (int64_t)(j - i));
    st = rap_stmt_run(s, err);
  }
  return st;
}

static rap_status put_themes(rap_store *store, int64_t doc_id, const rap_record *r, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < r->n_themes && st == RAP_OK; i++) {
    int64_t theme = 0;
    rap_stmt *s = NULL;
    TRY(rap_derive_entity(store, "theme", r->themes[i].id, (rap_str){0}, &theme, err));
    TRY(rap_db_cached(store->db, "INSERT OR IGNORE INTO document_theme(theme, document, central, n) VALUES(?, ?, ?, ?)", &s, err));
    rap_bind_int(s, theme);
    rap_bind_int(s, doc_id);
    rap_bind_int(s, r->themes[i].central);
    rap_bind_int(s, (int64_t)r->themes[i].mentions);
    TRY(rap_stmt_run(s, err));
  }
  return st;
}

static void bind_span(rap_stmt *s, rap_span span) {
  rap_bind_int(s, (int64_t)span.begin);
  rap_bind_int(s, (int64_t)span.end);
}

static rap_status put_participants(rap_store *store, int64_t doc_id, const rap_record *r, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < r->n_persons && st == RAP_OK; i++) {
    const rap_person *p = &r->persons[i];
    int64_t person = 0;
    rap_stmt *s = NULL;
    if (!p->function.n) continue;
    TRY(named_entity(store, "person", p->name, &person, err));
    TRY(rap_db_cached(
        store->db,
        "INSERT INTO participant(document, idx, person, role, function, rule, text_begin, text_end, evidence_begin, evidence_end) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &s, err));
    rap_bind_int(s, doc_id);
    rap_bind_int(s, (int64_t)i);
    rap_bind_int(s, person);
    rap_bind_text_or_null(s, p->role);
    rap_bind_text(s, p->function);
    rap_bind_text_or_null(s, p->rule);
    bind_span(s, p->text);
    bind_span(s, p->evidence);
    TRY(rap_stmt_run(s, err));
  }
  return st;
}

static rap_status put_counts(rap_store *store, int64_t doc_id, const rap_record *r, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < r->n_counts && st == RAP_OK; i++) {
    const rap_count *c = &r->counts[i];
    rap_stmt *s = NULL;
    TRY(rap_db_cached(store->db, "INSERT INTO stated_count(document, idx, of, min, max, text_begin, text_end, rule) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                      &s, err));
    rap_bind_int(s, doc_id);
    rap_bind_int(s, (int64_t)i);
    rap_bind_text(s, c->of);
    rap_bind_int_or_null(s, c->min >= 0, c->min);
    rap_bind_int_or_null(s, c->max >= 0, c->max);
    bind_span(s, c->text);
    rap_bind_text_or_null(s, c->rule);
    TRY(rap_stmt_run(s, err));
  }
  return st;
}

/* ---- statements ---- */

static rap_status put_links(rap_store *store, const rap_record *r, const rap_statement *x, int64_t key, rap_error *err) {
  rap_status st = RAP_OK;
  rap_stmt *s = NULL;
  int64_t entity = 0;
  for (size_t i = 0; i < x->actors.n && st == RAP_OK; i++) {
    TRY(actor_entity(store, r, x->actors.items[i], &entity, err));
    TRY(rap_db_cached(store->db, "INSERT OR IGNORE INTO statement_actor(actor, statement, ord) VALUES(?, ?, ?)", &s, err));
    rap_bind_int(s, entity);
    rap_bind_int(s, key);
    rap_bind_int(s, (int64_t)i);
    TRY(rap_stmt_run(s, err));
  }
  for (size_t i = 0; i < x->themes.n && st == RAP_OK; i++) {
    TRY(rap_derive_entity(store, "theme", x->themes.items[i], (rap_str){0}, &entity, err));
    TRY(rap_db_cached(store->db, "INSERT OR IGNORE INTO statement_theme(theme, statement, ord) VALUES(?, ?, ?)", &s, err));
    rap_bind_int(s, entity);
    rap_bind_int(s, key);
    rap_bind_int(s, (int64_t)i);
    TRY(rap_stmt_run(s, err));
  }
  return st;
}

static rap_status put_statement(rap_store *store, int64_t doc_id, const rap_document *doc, const rap_record *r, size_t idx, rap_error *err) {
  const rap_statement *x = &r->statements[idx];
  int64_t key = doc_id * RAP_STATEMENTS_PER_DOCUMENT + (int64_t)idx, speaker = 0;
  rap_stmt *s = NULL;
  rap_status st = RAP_OK;
  if (x->speaker.n) st = named_entity(store, "person", x->speaker, &speaker, err);
  TRY(rap_db_cached(
      store->db,
      "INSERT INTO statement(id, document, event_idx, role, predicate, polarity, status, speaker, open, text_begin, text_end, cue_begin, cue_end, topic_begin, topic_end, actor_begin, "
      "actor_end, heading_begin, heading_end, rule) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      &s, err));
  rap_bind_int(s, key);
  rap_bind_int(s, doc_id);
  rap_bind_int_or_null(s, x->event != RAP_NONE, (int64_t)x->event);
  rap_bind_text(s, x->role);
  rap_bind_text(s, x->predicate);
  rap_bind_text(s, x->polarity);
  rap_bind_text(s, x->status);
  rap_bind_int_or_null(s, speaker != 0, speaker);
  rap_bind_int(s, x->open);
  bind_span(s, x->text);
  bind_span(s, x->cue);
  bind_span(s, x->topic);
  bind_span(s, x->actor_text);
  bind_span(s, x->heading == RAP_NONE ? (rap_span){0, 0} : doc->blocks[x->heading].text);
  rap_bind_text_or_null(s, x->rule);
  TRY(rap_stmt_run(s, err));
  TRY(put_links(store, r, x, key, err));
  return st;
}

/* ---- events ---- */

/* The series by its id in the lexicon; without one by its folded name, which may be that of an entry. */
static rap_status series_entity(rap_store *store, const rap_event *e, int64_t *id, rap_error *err) {
  if (e->series_id.n) return rap_derive_entity(store, "series", e->series_id, e->series, id, err);
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
  TRY(rap_derive_entity(store, "series", value, e->series, id, err));
  rap_buf_clear(&fold);
  return st;
}

static rap_status mark_dirty(rap_store *store, int64_t series, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(store->db, "INSERT OR IGNORE INTO dirty_series(series) VALUES(?)", &s, err);
  rap_bind_int(s, series);
  TRY(rap_stmt_run(s, err));
  return st;
}

static rap_status put_event(rap_store *store, int64_t doc_id, const rap_event *e, size_t idx, rap_error *err) {
  char start[RAP_DAY_TEXT_MAX], end[RAP_DAY_TEXT_MAX];
  int64_t series = 0;
  rap_stmt *s = NULL;
  rap_status st = series_entity(store, e, &series, err);
  TRY(mark_dirty(store, series, err));
  TRY(rap_db_cached(
      store->db,
      "INSERT INTO event_document(document, idx, event, series, title, edition, start_date, end_date, place, state, chair, organiser, status, main, text_begin, text_end, rule) "
      "VALUES(?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
  rap_bind_text_or_null(s, e->chair);
  rap_bind_text_or_null(s, e->organiser);
  rap_bind_text(s, e->status);
  rap_bind_int(s, e->main);
  bind_span(s, e->text);
  rap_bind_text_or_null(s, e->rule);
  TRY(rap_stmt_run(s, err));
  return st;
}

static rap_status add_event_theme(rap_store *store, int64_t doc_id, size_t idx, rap_str theme, int64_t n, rap_error *err) {
  int64_t entity = 0;
  rap_stmt *s = NULL;
  rap_status st = rap_derive_entity(store, "theme", theme, (rap_str){0}, &entity, err);
  TRY(rap_db_cached(store->db, "INSERT INTO event_theme(document, idx, theme, n) VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n", &s,
                    err));
  rap_bind_int(s, doc_id);
  rap_bind_int(s, (int64_t)idx);
  rap_bind_int(s, entity);
  rap_bind_int(s, n);
  TRY(rap_stmt_run(s, err));
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
static rap_status put_event_themes(rap_store *store, int64_t doc_id, const rap_record *r, rap_error *err) {
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

/* ---- all of it ---- */

rap_status rap_derive_put(rap_store *store, int64_t id, const rap_document *doc, const rap_record *r, rap_error *err) {
  rap_status st = RAP_OK;
  if (r->n_statements > RAP_MAX_STATEMENTS || r->n_statements > RAP_STATEMENTS_PER_DOCUMENT)
    return rap_store_fail(store, RAP_ERR_LIMIT, err, "a document with %zu statements", r->n_statements);
  rap_arena_reset(store->scratch);
  TRY(put_entities(store, id, doc, r, err));
  TRY(put_themes(store, id, r, err));
  TRY(put_participants(store, id, r, err));
  TRY(put_counts(store, id, r, err));
  for (size_t i = 0; i < r->n_events; i++) TRY(put_event(store, id, &r->events[i], i, err));
  for (size_t i = 0; i < r->n_statements; i++) TRY(put_statement(store, id, doc, r, i, err));
  TRY(put_event_themes(store, id, r, err));
  return st;
}

static rap_status run_with(rap_store *store, const char *sql, int64_t a, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(store->db, sql, &s, err);
  rap_bind_int(s, a);
  TRY(rap_stmt_run(s, err));
  return st;
}

/* Statements of a document are a range of keys; 65536 = RAP_STATEMENTS_PER_DOCUMENT. */
#define ITS_STATEMENTS "BETWEEN ?1 * 65536 AND ?1 * 65536 + 65535"

rap_status rap_derive_remove(rap_store *store, int64_t id, rap_error *err) {
  rap_status st = RAP_OK;
  TRY(run_with(store, "INSERT OR IGNORE INTO dirty_series(series) SELECT series FROM event_document WHERE document = ?", id, err));
  TRY(run_with(store, "DELETE FROM statement_actor WHERE statement " ITS_STATEMENTS, id, err));
  TRY(run_with(store, "DELETE FROM statement_theme WHERE statement " ITS_STATEMENTS, id, err));
  TRY(run_with(store, "DELETE FROM statement WHERE id " ITS_STATEMENTS, id, err));
  TRY(run_with(store, "DELETE FROM event_theme WHERE document = ?", id, err));
  TRY(run_with(store, "DELETE FROM event_document WHERE document = ?", id, err));
  TRY(run_with(store, "DELETE FROM stated_count WHERE document = ?", id, err));
  TRY(run_with(store, "DELETE FROM participant WHERE document = ?", id, err));
  TRY(run_with(store, "DELETE FROM document_theme WHERE document = ?", id, err));
  TRY(run_with(store, "DELETE FROM document_entity WHERE document = ?", id, err));
  return st;
}

rap_status rap_derive_index(rap_store *store, int64_t id, rap_error *err) {
  return run_with(store, "INSERT INTO fts(rowid, title, body) SELECT id, title, body FROM fts_source WHERE id = ?", id, err);
}

rap_status rap_derive_unindex(rap_store *store, int64_t id, rap_error *err) {
  return run_with(store, "INSERT INTO fts(fts, rowid, title, body) SELECT 'delete', id, title, body FROM fts_source WHERE id = ?", id, err);
}
