/* Bitmaps against the rows that they follow: the same answers to very many questions drawn at random, before and after documents are removed and put again; damaged blobs. */
#include "cells_fixture.h"

#include <sqlite3.h>

#include "analyze/analyze.h"
#include "index/bitmap_codec.h"
#include "index/bitmap_count.h"
#include "ingest/source.h"

/* ---- chance ---- */

static uint64_t seed;

/* xorshift64 (Marsaglia 2003), below n. */
static size_t any(size_t n) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return n ? (size_t)(seed % n) : 0;
}
static bool one_in(size_t n) { return any(n) == 0; }

/* ---- a store of analysed texts ---- */

typedef struct loaded {
  rap_rules *rules;
  rap_analyzer *analyzer;
  rap_source *source;
} loaded;

static void load_packs(fixture *fx, loaded *l) {
  const rap_rules_source packs = {0};
  assert_ok(rap_rules_load(&packs, &l->rules, &fx->err));
  assert_ok(rap_analyzer_new(l->rules, &l->analyzer, &fx->err));
}

static void free_packs(loaded *l) {
  rap_analyzer_free(l->analyzer);
  rap_rules_free(l->rules);
}

/* Puts at most `max` texts, passing over the first `skip`; *n: how many. */
static void put_texts(fixture *fx, loaded *l, const char *path, size_t skipped, size_t max, size_t *n) {
  rap_str name = rap_str_of(path);
  rap_arena *arena = rap_arena_new();
  assert_non_null(arena);
  *n = 0;
  assert_ok(rap_source_new(&name, 1, NULL, &l->source, &fx->err));
  for (size_t i = 0; i < skipped + max; i++) {
    rap_raw_document raw;
    rap_document doc;
    rap_record record;
    rap_put_result result;
    rap_arena_reset(arena);
    rap_error_clear(&fx->err);
    rap_status st = rap_source_next(l->source, arena, &raw, &fx->err);
    if (st == RAP_NOT_FOUND) break;
    if (st != RAP_OK || i < skipped) continue;
    assert_ok(rap_document_build(arena, &raw, &doc, &fx->err));
    assert_ok(rap_analyze(l->analyzer, arena, &doc, &record, &fx->err));
    assert_ok(rap_store_put(fx->store, &doc, &record, rap_rules_stamp(l->rules), &result, &fx->err));
    ++*n;
  }
  rap_source_free(l->source);
  rap_arena_free(arena);
}

/* ---- questions ---- */

/* Values that occur on each axis, and one that does not. */
typedef struct pool {
  fixture *fx;
  rap_arena *arena;
  rap_str_list of[RAP_AXIS_COUNT];
} pool;

static void fill_pool(pool *p) {
  for (rap_axis axis = RAP_AXIS_STATE; axis < RAP_AXIS_COUNT; axis++) {
    const rap_filter everything = {0};
    bool said = axis == RAP_AXIS_PREDICATE || axis == RAP_AXIS_ROLE || axis == RAP_AXIS_POLARITY;
    const rap_count_spec spec = {.base = said ? RAP_FROM_STATEMENTS : RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = axis};
    rap_facets facets;
    fixture *fx = p->fx;
    assert_ok(rap_query_facets(fx->store, &everything, &spec, fx->arena, &facets, &fx->err));
    for (size_t i = 0; i < facets.n && i < 300; i++) assert_true(rap_str_list_add(fx->arena, &p->of[axis], facets.items[i].label.value));
    assert_true(rap_str_list_add(fx->arena, &p->of[axis], RAP_STR("nothing-of-that-name")));
  }
}

/* Frequent ones more often. */
static rap_str draw(const pool *p, rap_axis axis) {
  size_t n = p->of[axis].n;
  return p->of[axis].items[one_in(2) ? any(n < 6 ? n : 6) : any(n)];
}

static void draw_some(const pool *p, rap_axis axis, size_t odds, rap_str_list *out) {
  if (!one_in(odds)) return;
  for (size_t n = 1 + any(3); n > 0; n--) assert_true(rap_str_list_add(p->arena, out, draw(p, axis)));
}

static rap_day draw_day(const pool *p) {
  rap_day d = {0};
  if (rap_day_parse(draw(p, RAP_AXIS_MONTH), &d) && one_in(3)) d.month = 0;
  if (d.month && one_in(2)) d.day = 1 + (int)any(28);
  return d;
}

/* What may be said of a statement. */
static void draw_said(const pool *p, size_t odds, rap_filter *f) {
  draw_some(p, RAP_AXIS_ACTOR, odds, &f->states);
  draw_some(p, RAP_AXIS_THEME, odds, &f->themes);
  draw_some(p, RAP_AXIS_ROLE, odds, &f->roles);
  draw_some(p, RAP_AXIS_PREDICATE, odds, &f->predicates);
}

static rap_filter draw_flat(const pool *p);

static const rap_clause *draw_clause(const pool *p, size_t depth, bool said) {
  rap_clause *c = rap_arena_alloc(p->arena, sizeof *c);
  assert_non_null(c);
  c->kind = depth == 0 ? RAP_CLAUSE_LEAF : (rap_clause_kind)any(said ? RAP_CLAUSE_SAID : RAP_CLAUSE_SAID + 1);
  if (c->kind == RAP_CLAUSE_LEAF) {
    rap_filter *leaf = rap_arena_alloc(p->arena, sizeof *leaf);
    assert_non_null(leaf);
    if (said)
      draw_said(p, 2, leaf);
    else
      *leaf = draw_flat(p);
    c->leaf = leaf;
    return c;
  }
  c->n_parts = c->kind == RAP_CLAUSE_NOT || c->kind == RAP_CLAUSE_SAID ? 1 : any(4);
  const rap_clause **parts = rap_arena_array(p->arena, c->n_parts, sizeof *parts);
  assert_non_null(parts);
  for (size_t i = 0; i < c->n_parts; i++) parts[i] = draw_clause(p, depth - 1, said || c->kind == RAP_CLAUSE_SAID);
  c->parts = parts;
  return c;
}

static rap_filter draw_filter(const pool *p) {
  rap_filter f = draw_flat(p);
  if (!one_in(3)) return f;
  if (one_in(2)) f = (rap_filter){.by_event_date = f.by_event_date};
  f.where = draw_clause(p, 3, false);
  return f;
}

static rap_filter draw_flat(const pool *p) {
  static const char *const words[] = {"conference", "\"chief secretaries\"", "water -health", "-minister", "digital OR data", "the", "zzzz", "st*"};
  static const char *const statuses[] = {"planned", "held", "reported"};
  rap_filter f = {0};
  if (one_in(4)) f.words = rap_str_of(words[any(sizeof words / sizeof *words)]);
  draw_some(p, RAP_AXIS_ACTOR, 4, &f.states);
  draw_some(p, one_in(3) ? RAP_AXIS_THEME_TOP : RAP_AXIS_THEME, 4, &f.themes);
  draw_some(p, RAP_AXIS_EVENT, 9, &f.events);
  draw_some(p, RAP_AXIS_SERIES, 9, &f.series);
  draw_some(p, RAP_AXIS_ORGANISATION, 10, &f.organisations);
  draw_some(p, RAP_AXIS_PROGRAMME, 14, &f.programmes);
  draw_some(p, RAP_AXIS_PLACE, 12, &f.places);
  draw_some(p, RAP_AXIS_PERSON, 12, &f.persons);
  draw_some(p, RAP_AXIS_ROLE, 8, &f.roles);
  draw_some(p, RAP_AXIS_PREDICATE, 8, &f.predicates);
  draw_some(p, RAP_AXIS_POLARITY, 9, &f.polarities);
  draw_some(p, RAP_AXIS_SOURCE, 12, &f.sources);
  draw_some(p, RAP_AXIS_LANGUAGE, 12, &f.languages);
  draw_some(p, RAP_AXIS_DOCUMENT, 16, &f.documents);
  if (one_in(7)) assert_true(rap_str_list_add(p->arena, &f.statuses, rap_str_of(statuses[any(3)])));
  if (one_in(12)) assert_true(rap_str_list_add(p->arena, &f.kinds, rap_str_of(statuses[any(3)])));
  if (one_in(16)) assert_true(rap_str_list_add(p->arena, &f.authors, RAP_STR("rao")));
  if (one_in(5)) f.since = draw_day(p);
  if (one_in(5)) f.until = draw_day(p);
  if (one_in(6)) f.mentioned_since = draw_day(p);
  if (one_in(6)) f.mentioned_until = draw_day(p);
  f.by_event_date = one_in(2);
  f.by_mentioned_date = one_in(3);
  f.themes_exactly = one_in(3);
  f.central_only = one_in(3);
  f.with_groups = one_in(3);
  f.with_all = one_in(3);
  rap_cell *cells = rap_arena_array(p->arena, 2, sizeof *cells);
  assert_non_null(cells);
  for (size_t n = any(3); one_in(3) && n > 0; n--) {
    rap_axis axis = (rap_axis)any(RAP_AXIS_COUNT);
    cells[f.n_cells++] = (rap_cell){axis, axis == RAP_AXIS_NONE ? RAP_STR("") : draw(p, axis)};
  }
  f.cells = cells;
  return f;
}

static rap_count_spec draw_spec(bool timeline) {
  static const rap_axis times[] = {RAP_AXIS_YEAR, RAP_AXIS_QUARTER, RAP_AXIS_MONTH, RAP_AXIS_WEEK, RAP_AXIS_DAY};
  rap_count_spec spec = {.base = (rap_base)any(3), .unit = (rap_unit)any(4), .rows = (rap_axis)any(RAP_AXIS_COUNT), .restrict_axes = one_in(2)};
  spec.cols = timeline ? times[any(sizeof times / sizeof *times)] : (rap_axis)any(RAP_AXIS_COUNT);
  if (one_in(3)) spec.rows = RAP_AXIS_STATE;
  if (one_in(3) && !timeline) spec.cols = RAP_AXIS_THEME;
  if (one_in(4)) spec.max_rows = 1 + any(9);
  if (one_in(4)) spec.max_cols = 1 + any(9);
  if (one_in(5)) spec.min = 1 + (int64_t)any(5);
  return spec;
}

/* ---- answers as text ---- */

static void write_labels(const rap_label *labels, const int64_t *totals, size_t n, size_t more, rap_buf *out) {
  for (size_t i = 0; i < n; i++) rap_buf_printf(out, "%.*s (%.*s) %lld\n", RAP_FMT(labels[i].value), RAP_FMT(labels[i].name), (long long)totals[i]);
  rap_buf_printf(out, "%zu more\n", more);
}

static void write_matrix(const rap_matrix *m, rap_buf *out) {
  write_labels(m->rows, m->row_totals, m->n_rows, m->more_rows, out);
  write_labels(m->cols, m->col_totals, m->n_cols, m->more_cols, out);
  for (size_t i = 0; i < m->n_rows * m->n_cols; i++) rap_buf_printf(out, "%lld ", (long long)m->cells[i]);
  rap_buf_printf(out, "%lld\n", (long long)m->total);
}

static void ask_matrix(fixture *fx, rap_arena *arena, const rap_filter *f, const rap_count_spec *spec, bool timeline, rap_buf *out) {
  rap_matrix m;
  rap_error_clear(&fx->err);
  rap_status st = timeline ? rap_query_timeline(fx->store, f, spec, arena, &m, &fx->err) : rap_query_matrix(fx->store, f, spec, arena, &m, &fx->err);
  if (st == RAP_OK && !spec->by_rows) assert_cells(fx, arena, f, spec, &m, any);
  if (st == RAP_OK)
    write_matrix(&m, out);
  else
    rap_buf_puts(out, fx->err.text);
}

static void ask_facets(fixture *fx, rap_arena *arena, const rap_filter *f, const rap_count_spec *spec, rap_buf *out) {
  rap_facets facets;
  assert_ok(rap_query_facets(fx->store, f, spec, arena, &facets, &fx->err));
  for (size_t i = 0; i < facets.n; i++)
    rap_buf_printf(out, "%.*s (%.*s) %lld\n", RAP_FMT(facets.items[i].label.value), RAP_FMT(facets.items[i].label.name),
                   (long long)facets.items[i].n);
  rap_buf_printf(out, "%zu more, %lld\n", facets.more, (long long)facets.total);
}

static void ask_any(const pool *p, size_t kind, bool by_rows, rap_buf *out) {
  const rap_filter a = draw_filter(p);
  rap_count_spec spec = draw_spec(kind == 1);
  spec.by_rows = by_rows;
  rap_buf_printf(out, "%s of %s by %s, %s%s\n", rap_unit_name(spec.unit),
                 spec.base == RAP_FROM_STATEMENTS  ? "statements"
                 : spec.base == RAP_FROM_DOCUMENTS ? "documents"
                                                   : "events",
                 rap_axis_name(spec.rows), rap_axis_name(spec.cols), spec.restrict_axes ? ", restricted" : "");
  if (kind == 2)
    ask_facets(p->fx, p->arena, &a, &spec, out);
  else
    ask_matrix(p->fx, p->arena, &a, &spec, kind == 1, out);
}

/* The same question, both ways. */
static void assert_same_answers(fixture *fx, size_t n_questions, uint64_t from) {
  pool p = {.fx = fx, .arena = rap_arena_new()};
  rap_buf bitmaps = {0}, rows = {0};
  size_t lines = 0;
  assert_non_null(p.arena);
  fill_pool(&p);
  for (size_t i = 0; i < n_questions; i++) {
    uint64_t start = from * 1000003 + i * 7919 + 1;
    rap_arena_reset(p.arena);
    rap_buf_reset(&bitmaps);
    rap_buf_reset(&rows);
    seed = start, (void)any(2), (void)any(2);
    ask_any(&p, i % 3, false, &bitmaps);
    seed = start, (void)any(2), (void)any(2);
    ask_any(&p, i % 3, true, &rows);
    assert_false(rap_buf_failed(&bitmaps) || rap_buf_failed(&rows));
    if (!rap_str_eq(rap_buf_str(&bitmaps), rap_buf_str(&rows)))
      fail_msg("question %zu of %zu: bitmaps\n%s\nrows\n%s", i, (size_t)from, bitmaps.p, rows.p);
    lines += bitmaps.n > 100;
  }
  assert_true(lines > n_questions / 20); /* not all were about nothing */
  rap_buf_clear(&bitmaps);
  rap_buf_clear(&rows);
  rap_arena_free(p.arena);
}

/* ---- pages of listings ---- */

static rap_status write_statement(void *ctx, const rap_statement_row *row, rap_error *err) {
  (void)err;
  rap_buf_printf(ctx, "%lld\n", (long long)row->key);
  return RAP_OK;
}
static rap_status write_document(void *ctx, const rap_search_row *row, rap_error *err) {
  (void)err;
  rap_buf_printf(ctx, "%.*s\n", RAP_FMT(row->id));
  return RAP_OK;
}
static rap_status write_event(void *ctx, const rap_event_row *row, rap_error *err) {
  (void)err;
  rap_buf_printf(ctx, "%.*s %lld\n", RAP_FMT(row->id), (long long)row->n_statements);
  return RAP_OK;
}

/* `how`: what is listed, and in which order. */
enum { LISTS = 8 };
static void list(fixture *fx, const rap_filter *f, size_t how, rap_page page, rap_buf *out, size_t *total) {
  rap_status st = how < 3 ? rap_query_statements_by(fx->store, f, (rap_statement_sort)how, page, write_statement, out, total, &fx->err)
                  : how < 6
                      ? rap_query_search_by(fx->store, f, (rap_search_sort)(RAP_SEARCH_NEWEST + how - 3), page, write_document, out, total, &fx->err)
                      : rap_query_events_ordered(fx->store, f, (rap_event_page){page, (rap_event_order)(how - 6)}, write_event, out, total, &fx->err);
  assert_ok(st);
}

static int64_t count_rows(fixture *fx, rap_arena *arena, const rap_filter *f, size_t how) {
  rap_count_spec spec = {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .by_rows = true};
  if (how >= 3) spec.base = RAP_FROM_DOCUMENTS, spec.unit = RAP_UNIT_DOCUMENTS;
  if (how >= 6) spec.base = RAP_FROM_EVENTS, spec.unit = RAP_UNIT_EVENTS;
  rap_facets facets;
  assert_ok(rap_query_facets(fx->store, f, &spec, arena, &facets, &fx->err));
  return facets.total;
}

/* Pages one after the other are the whole list, which is as long as the rows say. */
static void test_pages(void **state) {
  fixture *fx = *state;
  loaded l = {0};
  pool p = {.fx = fx, .arena = rap_arena_new()};
  rap_buf whole = {0}, pages = {0};
  size_t n, total, again, filled = 0;
  load_packs(fx, &l);
  fixture_open(fx, RAP_STORE_WRITE);
  assert_ok(rap_store_put_rules(fx->store, l.rules, &fx->err));
  put_texts(fx, &l, RAP_TEST_ROOT "/corpus", 0, 1000, &n);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  fill_pool(&p);
  for (size_t i = 0; i < 240; i++) {
    seed = i * 7919 + 11;
    rap_filter f = i < LISTS ? (rap_filter){0} : i < 3 * LISTS ? (rap_filter){.by_event_date = true} : draw_filter(&p);
    rap_buf_reset(&whole);
    rap_buf_reset(&pages);
    list(fx, &f, i % LISTS, (rap_page){0}, &whole, &total);
    assert_int_equal(total, count_rows(fx, p.arena, &f, i % LISTS));
    size_t step = 1 + total / 3;
    for (size_t at = 0; at < total + step; at += step) {
      list(fx, &f, i % LISTS, (rap_page){at, step}, &pages, &again);
      assert_int_equal(again, total);
    }
    if (!rap_str_eq(rap_buf_str(&whole), rap_buf_str(&pages))) fail_msg("list %zu: whole\n%s\npages\n%s", i, whole.p, pages.p);
    filled += total > 3;
  }
  assert_true(filled > 20);
  rap_buf_clear(&whole);
  rap_buf_clear(&pages);
  rap_arena_free(p.arena);
  free_packs(&l);
}

static void test_samples(void **state) {
  fixture *fx = *state;
  loaded l = {0};
  size_t n;
  load_packs(fx, &l);
  fixture_open(fx, RAP_STORE_WRITE);
  assert_ok(rap_store_put_rules(fx->store, l.rules, &fx->err));
  put_texts(fx, &l, RAP_TEST_ROOT "/corpus", 0, 40, &n);
  assert_ok(rap_store_commit(fx->store, &fx->err));
  assert_same_answers(fx, 30, 1); /* the events are not yet known to the bitmaps */
  put_texts(fx, &l, RAP_TEST_ROOT "/corpus", 40, 1000, &n);
  assert_true(n > 20);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(problems(fx), 0);
  assert_same_answers(fx, 90, 2);
  free_packs(&l);
}

/* Real releases, where they are present. */
static void test_releases(void **state) {
  static const char path[] = RAP_TEST_ROOT "/../shared/corpora/pib-2026.jsonl.gz";
  fixture *fx = *state;
  loaded l = {0};
  size_t n;
  if (access(path, R_OK) != 0) skip();
  load_packs(fx, &l);
  fixture_open(fx, RAP_STORE_WRITE);
  assert_ok(rap_store_put_rules(fx->store, l.rules, &fx->err));
  put_texts(fx, &l, path, 0, 100, &n); /* analysing them is nearly all of the time; a chunk is full of other things in test_chunks */
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(problems(fx), 0);
  assert_same_answers(fx, 40, 3);
  free_packs(&l);
}

/* ---- removed, put again ---- */

/* Around the turns of years, where weeks are of another year; days, months, years and stretches; now and then one without a year. */
static void add_random_date(maker *m) {
  static const char *const days[] = {"2020-12-27", "2020-12-31", "2021-01-01", "2021-01-03", "2021-01-04",
                                     "2024-02-29", "2024-12-30", "1947-08-15", "2047-12-31"};
  const size_t n = sizeof days / sizeof *days;
  rap_day begin = day(days[any(n)]), end = begin;
  if (one_in(3)) begin.day = 0;
  if (!begin.day && one_in(2)) begin.month = 0;
  end = one_in(4) ? day(days[any(n)]) : begin;
  if (one_in(9)) begin = end = (rap_day){0};
  add_date(m, "Kerala", rap_day_first(begin), rap_day_last(end));
}

/* A document about chance, its text as new as `version`. */
static maker random_document(fixture *fx, size_t id, size_t version) {
  static const char *const states[] = {"IN-TG", "IN-KL", "IN-PB", "south", "ALL", "IN-TG IN-KL", "south IN-PB"};
  static const char *const themes[] = {"health", "digital.data", "digital", "industry.msme", "health digital.data"};
  static const char *const predicates[] = {"discussed", "proposed", "opposed"};
  static const char *const series[] = {"Conference of A", "Conference of B", "Conference of C"};
  const char *name = rap_arena_printf(fx->arena, "d%zu", id).p, *title = rap_arena_printf(fx->arena, "Title %zu", version).p;
  const char *published = one_in(6) ? "" : rap_arena_printf(fx->arena, "20%02zu-%02zu-11", 20 + any(4), 1 + any(12)).p;
  maker m = make(fx, name, title, "Kerala spoke of water. Punjab spoke of data.", published);
  if (one_in(2)) m.doc.source = RAP_STR("PIB");
  if (one_in(3)) m.doc.author = RAP_STR("Asha Rao");
  if (one_in(3)) add_person(&m, "Kerala", "PM", "chair");
  if (one_in(2)) add_mention(&m, RAP_KIND_STATE, "Kerala", "IN-KL");
  if (one_in(2)) add_mention(&m, RAP_KIND_ORGANISATION, "water", "meity");
  if (one_in(2)) add_theme(&m, "health", one_in(2));
  add_theme(&m, "digital.data", one_in(2));
  for (size_t n = any(4); n > 0; n--) add_random_date(&m);
  for (size_t n = any(3), i = 0; i < n; i++) {
    const char *date = one_in(4) ? "" : rap_arena_printf(fx->arena, "20%02zu-05-0%zu", 20 + any(3), 1 + any(3)).p;
    rap_event *e = add_event(&m, "", series[any(3)], 0, date, date, one_in(3) ? "planned" : "held", i == 0 && !one_in(4));
    if (one_in(3)) e->country = one_in(2) ? RAP_STR("BD") : RAP_STR("NP");
  }
  for (size_t n = any(5); n > 0; n--) {
    rap_statement *s = add_statement(&m, states[any(7)], predicates[any(3)], themes[any(5)], "Kerala spoke of water.");
    s->event = m.record.n_events && !one_in(3) ? any(m.record.n_events) : RAP_NONE;
    if (one_in(3)) s->polarity = RAP_STR("oppose");
    if (one_in(4)) s->status = RAP_STR("planned");
    if (one_in(4)) s->speaker = RAP_STR("Narendra Modi");
  }
  return m;
}

static void put_random(fixture *fx, size_t id, size_t version) {
  maker m = random_document(fx, id, version);
  put(&m);
}

static void reopen(fixture *fx) {
  assert_ok(rap_store_finish(fx->store, &fx->err));
  fixture_open(fx, RAP_STORE_WRITE);
}

static void test_changes(void **state) {
  fixture *fx = *state;
  bool there[240] = {0};
  fixture_open(fx, RAP_STORE_WRITE);
  for (size_t round = 1; round <= 8; round++) {
    seed = round * 104729;
    for (size_t k = 0; k < 60; k++) {
      size_t id = any(240), n;
      if (there[id] && one_in(3)) {
        assert_ok(rap_store_remove(fx->store, rap_arena_printf(fx->arena, "d%zu", id), &n, &fx->err));
        there[id] = false;
      } else if (!there[id] || round > 1) {
        maker m = random_document(fx, id, round * 1000 + k);
        rap_put_result result;
        assert_ok(rap_store_put(fx->store, &m.doc, &m.record, STAMP, &result, &fx->err));
        there[id] = true;
      }
      if (one_in(15)) assert_ok(rap_store_commit(fx->store, &fx->err));
    }
    reopen(fx);
    assert_int_equal(problems(fx), 0);
    assert_same_answers(fx, 15, round + 10);
  }
  assert_ok(rap_store_rebuild(fx->store, &fx->err));
  assert_int_equal(problems(fx), 0);
  assert_same_answers(fx, 40, 40);
}

/* More than one chunk, of 65,536 positions: documents with many statements fill them. */
static void test_chunks(void **state) {
  fixture *fx = *state;
  size_t n;
  fixture_open(fx, RAP_STORE_WRITE);
  for (size_t id = 0; id < 5; id++) {
    seed = id + 5;
    maker m = random_document(fx, id, 1);
    for (size_t i = 0; i < 15000; i++)
      (void)add_statement(&m, i % 3 ? "IN-KL" : "IN-TG south", i % 7 ? "discussed" : "opposed", "health", "Kerala spoke of water.");
    put(&m);
  }
  reopen(fx);
  assert_int_equal(problems(fx), 0);
  assert_same_answers(fx, 9, 50);
  for (size_t id = 1; id < 5; id += 2) assert_ok(rap_store_remove(fx->store, rap_arena_printf(fx->arena, "d%zu", id), &n, &fx->err));
  for (size_t id = 20; id < 30; id++) put_random(fx, id, 2);
  reopen(fx);
  assert_int_equal(problems(fx), 0);
  assert_same_answers(fx, 9, 51);
}

/* Documents that name so many organisations and half as many places each, a third of them those of the document before. */
static void put_names(fixture *fx, size_t n_documents, size_t n) {
  for (size_t id = 0; id < n_documents; id++) {
    maker d = random_document(fx, id, 1);
    for (size_t i = 0; i < n; i++) {
      add_mention(&d, RAP_KIND_ORGANISATION, "Kerala", rap_arena_printf(fx->arena, "o%zu", id * n * 2 / 3 + i).p);
      if (i % 2) add_mention(&d, RAP_KIND_PLACE, "Kerala", rap_arena_printf(fx->arena, "p%zu", (id * n * 2 / 3 + i) / 2).p);
    }
    put(&d);
  }
  reopen(fx);
}

/* More cells than are counted at once: the margins first, then the cells of what is kept. Rows that are joined would take long if all the names were in one document. */
static void test_many_cells(void **state) {
  fixture *fx = *state;
  const rap_filter everything = {0};
  rap_buf bitmaps = {0}, rows = {0};
  rap_matrix m;
  fixture_open(fx, RAP_STORE_WRITE);
  put_names(fx, 40, 45);
  for (size_t unit = RAP_UNIT_DOCUMENTS; unit < 4; unit++) {
    rap_count_spec spec = {.base = RAP_FROM_DOCUMENTS, .unit = (rap_unit)unit, .rows = RAP_AXIS_ORGANISATION, .cols = RAP_AXIS_PLACE};
    spec.max_rows = 7;
    spec.max_cols = 9;
    rap_buf_reset(&bitmaps);
    rap_buf_reset(&rows);
    assert_ok(rap_query_matrix(fx->store, &everything, &spec, fx->arena, &m, &fx->err));
    assert_true(unit != RAP_UNIT_DOCUMENTS ||
                (m.n_rows + m.more_rows) * (m.n_cols + m.more_cols) > RAP_COUNT_CELLS_MAX / 2); /* counters are doubled until they are enough */
    write_matrix(&m, &bitmaps);
    spec.by_rows = true;
    assert_ok(rap_query_matrix(fx->store, &everything, &spec, fx->arena, &m, &fx->err));
    write_matrix(&m, &rows);
    assert_true(rap_str_eq(rap_buf_str(&bitmaps), rap_buf_str(&rows)) && bitmaps.n > 50);
  }
  rap_buf_clear(&bitmaps);
  rap_buf_clear(&rows);
}

/* More than fit into an answer. */
static void test_too_many_cells(void **state) {
  fixture *fx = *state;
  const rap_filter everything = {0};
  rap_count_spec spec = {.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_ORGANISATION, .cols = RAP_AXIS_PLACE};
  rap_matrix m;
  fixture_open(fx, RAP_STORE_WRITE);
  put_names(fx, 1, 3000);
  assert_status(rap_query_matrix(fx->store, &everything, &spec, fx->arena, &m, &fx->err), RAP_ERR_LIMIT);
  assert_int_equal(m.n_rows, 0);
  spec.max_rows = 20;
  assert_ok(rap_query_matrix(fx->store, &everything, &spec, fx->arena, &m, &fx->err));
  assert_int_equal(m.n_rows, 20);
  assert_int_equal(m.cells[0], 1);
}

/* ---- damage ---- */

static void change(fixture *fx, const char *sql) {
  sqlite3 *db;
  assert_int_equal(sqlite3_open(fx->path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL), SQLITE_OK);
  if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) fail_msg("%s: %s", sql, sqlite3_errmsg(db));
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static size_t problems_now(fixture *fx) {
  size_t n;
  assert_ok(rap_store_check(fx->store, NULL, NULL, &n, &fx->err));
  return n;
}

/* What goes wrong with a row or a blob is seen by the check. */
static void test_check_sees(void **state) {
  static const char *const changes[] = {
      "DELETE FROM bitmap WHERE id = 64",
      "DELETE FROM bitmap WHERE id = 77",
      "DELETE FROM statement_theme WHERE statement = (SELECT max(statement) FROM statement_theme)",
      "UPDATE statement SET predicate = 'praised' WHERE id = (SELECT max(id) FROM statement)",
      "UPDATE document SET day = '2001-01-01' WHERE id = 1",
      "UPDATE event SET first = '2001-01-01'",
      "UPDATE statement SET event_idx = NULL WHERE event_idx IS NOT NULL",
      "DELETE FROM chunk",
      "INSERT INTO bitmap(id, z) VALUES(6400, x'01')",
      "UPDATE bitmap SET z = (SELECT z FROM bitmap WHERE id = 69) WHERE id = 78",
      "UPDATE chunk SET frame = x'0100'",
      "UPDATE bitmap SET z = substr(z, 1, length(z) - 1) WHERE id = 69",
  };
  fixture *fx = *state;
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    rap_store_close(fx->store);
    fx->store = NULL;
    (void)unlink(fx->path);
    fixture_open(fx, RAP_STORE_WRITE);
    maker made[3] = {announcement(fx), report(fx), other(fx)};
    for (size_t k = 0; k < 3; k++) put(&made[k]);
    reopen(fx);
    assert_int_equal(problems_now(fx), 0);
    rap_store_close(fx->store);
    fx->store = NULL;
    change(fx, changes[i]);
    fixture_open(fx, RAP_STORE_READ);
    if (problems_now(fx) == 0) fail_msg("not seen: %s", changes[i]);
  }
}

/* A byte changed anywhere gives an answer or RAP_ERR_STORE with the name of the blob. */
static void test_damaged(void **state) {
  fixture *fx = *state;
  size_t damaged = 0;
  fixture_open(fx, RAP_STORE_WRITE);
  for (size_t id = 0; id < 60; id++) {
    seed = id + 77;
    put_random(fx, id, 1);
  }
  reopen(fx);
  rap_store_close(fx->store);
  fx->store = NULL;
  for (size_t i = 0; i < 90; i++) {
    static const rap_base bases[] = {RAP_FROM_STATEMENTS, RAP_FROM_DOCUMENTS, RAP_FROM_EVENTS};
    char sql[300];
    seed = i + 1234567, (void)any(2);
    size_t row = any(22), byte = any(any(2) ? 40 : 300), value = any(256);
    (void)snprintf(
        sql, sizeof sql,
        "UPDATE %s = CAST(substr(%s, 1, %zu) || char(%zu) || substr(%s, %zu) AS BLOB) WHERE id = (SELECT id FROM %s ORDER BY id LIMIT 1 OFFSET %zu)",
        row ? "bitmap SET z" : "chunk SET frame", row ? "z" : "frame", byte, value % 128, row ? "z" : "frame", byte + 2, row ? "bitmap" : "chunk",
        row ? row - 1 : 0);
    change(fx, "CREATE TABLE kept_bitmap AS SELECT * FROM bitmap; CREATE TABLE kept_chunk AS SELECT * FROM chunk");
    change(fx, sql);
    fixture_open(fx, RAP_STORE_READ);
    for (size_t b = 0; b < 3; b++) {
      const rap_count_spec spec = {
          .base = bases[b], .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_ACTOR, .cols = i % 2 ? RAP_AXIS_THEME : RAP_AXIS_YEAR};
      rap_filter f = {.by_event_date = i % 3 == 0};
      rap_matrix m;
      rap_error err = {0};
      rap_status st = rap_query_matrix(fx->store, &f, &spec, fx->arena, &m, &err);
      assert_true(st == RAP_OK || st == RAP_ERR_STORE);
      if (st == RAP_OK) continue;
      damaged++;
      assert_non_null(strstr(err.text, "the store is damaged: bitmaps, chunk 1"));
    }
    (void)problems_now(fx);
    rap_store_close(fx->store);
    fx->store = NULL;
    change(fx, "DELETE FROM bitmap; DELETE FROM chunk; INSERT INTO bitmap SELECT * FROM kept_bitmap; INSERT INTO chunk SELECT * FROM kept_chunk;"
               "DROP TABLE kept_bitmap; DROP TABLE kept_chunk");
  }
  assert_true(damaged > 20);
}

/* ---- blobs ---- */

static void assert_round_trip(fixture *fx, rap_link *links, size_t n) {
  rap_buf blob = {0};
  rap_links l;
  rap_link *before = rap_arena_array(fx->arena, n, sizeof *before);
  memcpy(before, links, n * sizeof *before);
  assert_ok(rap_links_pack(links, n, &blob, &fx->err));
  assert_ok(rap_links_unpack(fx->arena, rap_buf_str(&blob), &l, &fx->err));
  size_t k = 0;
  for (size_t e = 0; e < l.n; e++)
    for (uint32_t i = l.starts[e]; i < l.starts[e + 1]; i++, k++) {
      while (k > 0 && k < n && before[k].entity == before[k - 1].entity && before[k].position == before[k - 1].position) k++;
      assert_true(k < n && before[k].entity == l.entities[e] && before[k].position == l.positions[i]);
    }
  rap_buf_clear(&blob);
}

static void test_blobs(void **state) {
  fixture *fx = *state;
  enum { MANY = 150000 };
  rap_link *links = rap_arena_array(fx->arena, MANY, sizeof *links);
  for (size_t density = 1; density <= 300; density *= 3) { /* arrays, bit sets, runs */
    size_t n = 0;
    seed = density;
    for (int64_t entity = 3; entity < 9; entity++)
      for (uint32_t at = 0; at < RAP_CHUNK_POSITIONS && n < MANY; at += density == 27 ? 1 + (any(9) == 0) : (uint32_t)(1 + any(density)))
        links[n++] = (rap_link){entity * 1000, at};
    assert_round_trip(fx, links, n);
  }
  for (size_t i = 0; i < MANY; i++) links[i] = (rap_link){(int64_t)i * 3 + 1, (uint32_t)(i % RAP_CHUNK_POSITIONS)}; /* three sections */
  assert_round_trip(fx, links, MANY);
  assert_round_trip(fx, links, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_pages, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_samples, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_releases, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_changes, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_chunks, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_many_cells, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_too_many_cells, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_check_sees, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_damaged, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_blobs, fixture_setup, fixture_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
