/* corrections_event.c: corrections of events as all documents together tell them. Layer: index. */
#include <stdio.h>

#include "index/corrections_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- which event is meant ---- */

static rap_str day_text(rap_day d, char out[RAP_DAY_TEXT_MAX]) { return (rap_str){out, rap_day_format(d, out)}; }

static bool same_place(const rap_correct_fields *was, const rap_merged *m) { return rap_str_eq(rap_correct_text(was, "place"), m->place); }

/* By what tells the events of a series apart: the day it began, else its edition, else when the first was written about it. Nothing of these: what nothing dates. */
static bool is_meant(const rap_correct_fields *was, const rap_merged *m) {
  char day[RAP_DAY_TEXT_MAX], number[24];
  rap_str start = rap_correct_text(was, "start"), edition = rap_correct_text(was, "edition"), published = rap_correct_text(was, "published");
  if (m->n_documents == 0) return false;
  int n = snprintf(number, sizeof number, "%d", m->edition);
  bool same_edition = m->edition ? rap_str_eq(edition, (rap_str){number, (size_t)n}) : edition.n == 0;
  if (start.n) return rap_str_eq(start, day_text(m->start, day));
  if (m->start.year) return false;
  if (edition.n) return same_edition;
  if (m->edition) return false;
  return published.n ? !m->undated && rap_str_eq(published, day_text(m->published, day)) : m->undated;
}

/* Of several of one day that of the same place. */
static rap_correct_outcome find(const rap_correct_fields *was, const rap_merged *merged, size_t n_merged, size_t *out) {
  size_t n = 0, n_placed = 0, placed = 0;
  for (size_t i = 0; i < n_merged; i++) {
    if (!is_meant(was, &merged[i])) continue;
    if (n++ == 0) *out = i;
    if (same_place(was, &merged[i]) && n_placed++ == 0) placed = i;
  }
  if (n > 1 && n_placed == 1) *out = placed;
  return n == 1 || n_placed == 1 ? RAP_OUTCOME_APPLIED : n ? RAP_OUTCOME_UNCLEAR : RAP_OUTCOME_LOST;
}

/* ---- what becomes of it ---- */

static void set_text(const rap_correct_fields *now, const char *name, rap_str *to) {
  if (rap_correct_list(now, name)) *to = rap_correct_text(now, name);
}

static void set_day(const rap_correct_fields *now, const char *name, rap_day *to) {
  if (rap_correct_list(now, name) && !rap_day_parse(rap_correct_text(now, name), to)) *to = (rap_day){0};
}

static void set(rap_merged *m, const rap_correct_fields *now) {
  uint64_t edition = 0;
  rap_str status = rap_correct_text(now, "status");
  set_text(now, "place", &m->place);
  set_text(now, "state", &m->state);
  set_text(now, "country", &m->country);
  set_text(now, "chair", &m->chair);
  set_text(now, "organiser", &m->organiser);
  set_day(now, "start", &m->start);
  set_day(now, "end", &m->end);
  if (rap_correct_list(now, "edition")) m->edition = rap_str_uint(rap_correct_text(now, "edition"), &edition) ? (int)edition : 0;
  if (status.n) m->held = !rap_str_is(status, "planned");
  if (m->start.year && m->end.year && rap_day_cmp(m->end, m->start) < 0) m->end = (rap_day){0};
  if (m->start.year || m->edition) m->undated = false;
}

static void fill(rap_str *to, rap_str from) {
  if (!to->n) *to = from;
}

/* What is said of the one that stays counts; what it lacks comes from the other. */
static void unite(rap_account *accounts, size_t n, rap_merged *merged, size_t from, size_t into) {
  rap_merged *a = &merged[from], *b = &merged[into];
  for (size_t i = 0; i < n; i++)
    if (accounts[i].event == from) accounts[i].event = into;
  fill(&b->title, a->title);
  if (!b->place.n) b->place = a->place, b->state = b->state.n ? b->state : a->state, b->country = b->country.n ? b->country : a->country;
  fill(&b->chair, a->chair);
  fill(&b->organiser, a->organiser);
  if (!b->edition) b->edition = a->edition;
  if (!b->start.year) b->start = a->start, b->end = a->end;
  if (a->published.year && (!b->published.year || rap_day_cmp(a->published, b->published) < 0)) b->published = a->published;
  b->held = b->held || a->held;
  b->undated = b->undated && a->undated;
  b->n_documents += a->n_documents;
  a->n_documents = 0;
}

static rap_correct_outcome apply(const rap_correction *c, rap_account *accounts, size_t n, rap_merged *merged, size_t n_merged) {
  size_t event = 0, other = 0;
  rap_correct_outcome outcome = find(&c->was, merged, n_merged, &event);
  if (outcome != RAP_OUTCOME_APPLIED) return outcome;
  if (c->op == RAP_CORRECT_SET) {
    set(&merged[event], &c->now);
    return outcome;
  }
  outcome = find(&c->now, merged, n_merged, &other);
  if (outcome != RAP_OUTCOME_APPLIED) return outcome;
  if (event == other) return RAP_OUTCOME_ALREADY;
  unite(accounts, n, merged, event, other);
  return outcome;
}

rap_status rap_corrections_of_events(rap_store *store, rap_str series, rap_account *accounts, size_t n, rap_merged *merged, size_t n_merged,
                                     rap_error *err) {
  rap_status st = rap_corrections_load(store, err);
  const rap_corrections *k = store->corrections;
  for (size_t i = 0; st == RAP_OK && i < k->n_events; i++) {
    const rap_correction *c = &k->events[i];
    rap_stmt *s = NULL;
    if (!rap_str_eq(rap_correct_text(&c->was, "series"), series)) continue;
    rap_correct_outcome outcome = apply(c, accounts, n, merged, n_merged);
    TRY(rap_db_cached(store->db, "INSERT OR REPLACE INTO corrected(correction, document, outcome) VALUES(?, 0, ?)", &s, err));
    rap_bind_int(s, c->id);
    rap_bind_int(s, outcome);
    TRY(rap_stmt_run(s, err));
  }
  return st;
}

/* ---- aiming ---- */

rap_status rap_store_aim_event(rap_store *store, rap_arena *arena, rap_str key, bool into, rap_correction *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_correct_fields *fields = into ? &out->now : &out->was;
  /* The first writing about it tells events apart that have neither day nor edition: 'undated' ones have none. */
  rap_status st = rap_db_cached(
      store->db,
      "SELECT e.key, n.value, e.name, e.start_date, e.edition, "
      "CASE WHEN e.start_date IS NULL AND e.edition IS NULL AND e.key NOT LIKE '%-undated%' THEN (SELECT min(d.published) FROM event_document x JOIN document d ON d.id = x.document WHERE x.event = e.id) END, "
      "e.place FROM event e JOIN entity n ON n.id = e.series WHERE e.key = ?",
      &s, err);
  rap_bind_text(s, key);
  TRY(rap_stmt_step(s, &row, err));
  static const char *const names[] = {"value", "series", "name", "start", "edition", "published", "place"};
  bool made = true;
  for (int i = 0; st == RAP_OK && row && i < (int)(sizeof names / sizeof *names); i++) {
    rap_str text = rap_arena_str(arena, rap_col_text(s, i));
    if (i == 0 && !into)
      out->value = text;
    else if (text.n && !(into && i == 1))
      made = made && rap_correct_put(arena, fields, names[i], text);
    made = made && text.p;
  }
  rap_stmt_reset(s);
  if (st == RAP_OK && !made) st = rap_error_nomem(err);
  if (st == RAP_OK && !row) st = rap_store_fail(store, RAP_NOT_FOUND, err, "no event \"%.*s\"", RAP_FMT(key));
  return st;
}

rap_status rap_store_accounts(rap_store *store, rap_str key, rap_account_fn fn, void *ctx, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_prepare(
      store->db,
      RAP_STR(
          "SELECT d.source, d.name, x.idx FROM event e JOIN event_document x ON x.event = e.id JOIN document d ON d.id = x.document WHERE e.key = ? ORDER BY d.source, d.name, x.idx"),
      &s, err);
  rap_bind_text(s, key);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row)
    st = fn(ctx, rap_col_text(s, 0), rap_col_text(s, 1), (size_t)rap_col_int(s, 2), err);
  rap_stmt_free(s);
  return st;
}
