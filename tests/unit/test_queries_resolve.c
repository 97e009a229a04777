/* From a query to a filter: what goes into its lists, what into its clauses, and what is found; the same from rows and from bitmaps. */
#include "index_fixture.h"

#include "queries/resolve_query.h"

static void put_texts(fixture *fx) {
  maker a = make(fx, "a", "Roads", "Telangana spoke of health. Kerala spoke of data in 2021. Asha Rao was there.", "2023-01-08");
  add_mention(&a, RAP_KIND_STATE, "Telangana", "IN-TG");
  add_mention(&a, RAP_KIND_STATE, "Kerala", "IN-KL");
  add_theme(&a, "health", true);
  add_theme(&a, "digital.data", true);
  add_person(&a, "Asha Rao", "Minister", "speaker");
  add_date(&a, "2021", day("2021-01-01"), day("2021-12-31"));
  rap_event *e = add_event(&a, "", "Conference of Ministers", 3, "2022-12-30", "2023-01-02", "held", true);
  e->text = span_of(&a, "Roads");
  (void)add_statement(&a, "IN-TG", "discussed", "health", "Telangana spoke of health.");
  (void)add_statement(&a, "IN-KL", "proposed", "digital.data", "Kerala spoke of data in 2021.");
  put(&a);
  maker b = make(fx, "b", "Water", "Telangana proposed data.", "2023-02-01");
  add_mention(&b, RAP_KIND_STATE, "Telangana", "IN-TG");
  add_theme(&b, "digital.data", true);
  b.doc.author = RAP_STR("R. Iyer");
  add_statement(&b, "IN-TG", "proposed", "digital.data", "Telangana proposed data.")->polarity = RAP_STR("support");
  put(&b);
  maker c = make(fx, "c", "Weather", "Nothing of note.", "");
  c.doc.language = RAP_STR("hi");
  e = add_event(&c, "", "Conference of Ministers", 4, "2024-05-01", "2024-05-01", "planned", true);
  e->text = span_of(&c, "Weather");
  put(&c);
  assert_ok(rap_store_finish(fx->store, &fx->err));
}

static int setup(void **state) {
  int rc = fixture_setup(state);
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  put_texts(fx);
  fixture_open(fx, RAP_STORE_READ);
  return rc;
}

static rap_filter resolve(fixture *fx, const char *query, rap_filter options, rap_resolved *out) {
  rap_language tree;
  rap_span wrong;
  rap_filter filter = options;
  assert_ok(rap_language_parse(fx->arena, rap_str_of(query), &tree, &wrong, &fx->err));
  assert_ok(rap_resolve_query(fx->store, fx->arena, &tree, &filter, out, &wrong, &fx->err));
  return filter;
}

static rap_status on_hit(void *ctx, const rap_search_row *row, rap_error *err) {
  (void)err;
  rap_buf_printf(ctx, "%.*s ", RAP_FMT(row->id));
  return RAP_OK;
}

static int64_t count(fixture *fx, const rap_filter *filter, rap_base base, bool by_rows) {
  const rap_count_spec spec = {.base = base, .unit = RAP_UNIT_STATEMENTS, .rows = RAP_AXIS_NONE, .by_rows = by_rows};
  rap_facets facets;
  assert_ok(rap_query_facets(fx->store, filter, &spec, fx->arena, &facets, &fx->err));
  return facets.total;
}

/* Documents found, in the order of their ids' letters; and how many statements. */
static void assert_found(fixture *fx, const char *query, const char *documents, int64_t n_statements) {
  rap_resolved r;
  rap_buf ids = {0};
  size_t total = 0;
  const rap_filter filter = resolve(fx, query, (rap_filter){0}, &r);
  assert_ok(rap_query_search(fx->store, &filter, (rap_page){0, 0}, on_hit, &ids, &total, &fx->err));
  bool same = ids.n == strlen(documents) * 2;
  for (const char *p = documents; *p && same; p++) same = memchr(ids.p, *p, ids.n) != NULL;
  if (!same) fail_msg("%s: documents %s, not %s", query, ids.p ? ids.p : "", documents);
  int64_t n = count(fx, &filter, RAP_FROM_STATEMENTS, false);
  if (n != n_statements || n != count(fx, &filter, RAP_FROM_STATEMENTS, true)) fail_msg("%s: %lld statements", query, (long long)n);
  assert_int_equal(count(fx, &filter, RAP_FROM_DOCUMENTS, false), (int64_t)total);
  assert_int_equal(count(fx, &filter, RAP_FROM_DOCUMENTS, true), (int64_t)total);
  assert_int_equal(count(fx, &filter, RAP_FROM_EVENTS, false), count(fx, &filter, RAP_FROM_EVENTS, true));
  rap_buf_clear(&ids);
}

static void test_found(void **state) {
  fixture *fx = *state;
  assert_found(fx, "", "abc", 3);
  assert_found(fx, "state:IN-TG", "ab", 2);
  assert_found(fx, "state:IN-TG,IN-KL", "ab", 3);
  assert_found(fx, "state:IN-TG state:IN-KL", "a", 0);
  assert_found(fx, "-state:IN-KL", "bc", 2);
  assert_found(fx, "-state:IN-KL -lang:hi", "b", 2);
  assert_found(fx, "data -water", "a", 2);
  assert_found(fx, "roads OR weather", "ac", 2);
  assert_found(fx, "roads OR lang:hi", "ac", 2);
  assert_found(fx, "roads OR (lang:hi -nothing) OR author:iyer", "ab", 3);
  assert_found(fx, "kind:preview", "c", 0);
  assert_found(fx, "-kind:report", "bc", 1);
  assert_found(fx, "person:rao", "a", 2);
  assert_found(fx, "event:ministers@4", "c", 0);
  assert_found(fx, "event:ministers", "ac", 2);
}

/* Of one and the same statement, where one asks for what is done in it. */
static void test_said(void **state) {
  fixture *fx = *state;
  assert_found(fx, "state:IN-TG predicate:proposed", "b", 1);
  assert_found(fx, "state:IN-TG (predicate:proposed OR predicate:agreed)", "b", 1);
  assert_found(fx, "state:IN-TG (predicate:proposed OR polarity:oppose)", "b", 1);
  assert_found(fx, "(state:IN-TG OR theme:health) (predicate:proposed OR polarity:oppose)", "b", 1);
  assert_found(fx, "state:IN-KL state:IN-TG predicate:proposed", "", 0);
  assert_found(fx, "state:IN-KL predicate:discussed", "", 0);
  assert_found(fx, "(state:IN-KL predicate:discussed) OR lang:hi", "c", 0);
  assert_found(fx, "(state:IN-KL predicate:proposed) OR lang:hi", "ac", 1);
  assert_found(fx, "-(state:IN-TG predicate:proposed)", "ac", 2);
  assert_found(fx, "state:IN-TG -predicate:proposed", "", 1); /* of documents: none without a proposal */
}

static void test_days(void **state) {
  fixture *fx = *state;
  assert_found(fx, "published:2023-01", "a", 2);
  assert_found(fx, "-published:2023-01", "bc", 1); /* without a date it was not published then */
  assert_found(fx, "published:2023-01,2023-02", "ab", 3);
  assert_found(fx, "date:2022", "a", 2);
  assert_found(fx, "date:..2023-01-02", "a", 2);
  assert_found(fx, "date:2023-02", "b", 1); /* of no event: its publication */
  assert_found(fx, "date:2024..", "c", 0);
  assert_found(fx, "mentioned:2021-05", "a", 2);
  assert_found(fx, "after:2023-01-09", "b", 1);
  assert_found(fx, "since:2023-01-08 before:2023-02", "a", 2);
  assert_found(fx, "until:2023-01-08 OR lang:hi", "ac", 2);
}

/* A conjunction goes into the filter's lists; the rest into clauses. */
static void test_shape(void **state) {
  fixture *fx = *state;
  rap_resolved r;
  rap_filter f = resolve(fx, "data \"of health\" -x state:IN-TG theme:=health after:2023 before:2023-03 predicate:proposed", (rap_filter){0}, &r);
  assert_null(f.where);
  assert_text(f.words, "data \"of health\" -x");
  assert_int_equal(f.states.n, 1);
  assert_true(f.themes_exactly);
  assert_int_equal(f.since.day, 1);
  assert_int_equal(f.until.month * 100 + f.until.day, 228);
  assert_text(r.asked, "data AND \"of health\" NOT x · Telangana · theme exactly health · since 2023 · before 2023-03 · proposed");
  /* The options hold too: a list that is taken stays, days are cut. */
  const rap_filter options = {.states = list_of(fx, "IN-KL"), .since = day("2023-02"), .by_event_date = true};
  f = resolve(fx, "state:IN-TG since:2022 date:..2024", options, &r);
  assert_text(f.states.items[0], "IN-KL");
  assert_int_equal(f.since.month, 2);
  assert_int_equal(f.until.year, 2024);
  assert_non_null(f.where);
  assert_int_equal(f.where->kind, RAP_CLAUSE_LEAF);
  f = resolve(fx, "state:IN-TG OR roads", (rap_filter){0}, &r);
  assert_int_equal(f.where->kind, RAP_CLAUSE_ANY);
  assert_int_equal(f.states.n + f.words.n, 0);
  assert_text(r.asked, "Telangana OR roads");
}

static void assert_unknown(fixture *fx, const char *query, const char *message) {
  rap_language tree;
  rap_span wrong;
  rap_resolved r;
  rap_filter filter = {0};
  assert_ok(rap_language_parse(fx->arena, rap_str_of(query), &tree, &wrong, &fx->err));
  assert_status(rap_resolve_query(fx->store, fx->arena, &tree, &filter, &r, &wrong, &fx->err), RAP_ERR_USAGE);
  if (!strstr(fx->err.text, message)) fail_msg("%s: %s", query, fx->err.text);
  assert_true(wrong.end > wrong.begin && wrong.end <= tree.text.n);
}

static void test_unknown(void **state) {
  fixture *fx = *state;
  assert_unknown(fx, "x state:IN-XX", "query, column 9: no state or group in the store is called 'IN-XX'");
  assert_unknown(fx, "theme:healht", "did you mean 'health'?");
  assert_unknown(fx, "theme:ealth", "health");
  assert_unknown(fx, "person:Roa", "no person");
  assert_unknown(fx, "person:=Rao", "does not apply");
  assert_unknown(fx, "lang:xx", "there are en, hi");
  assert_unknown(fx, "event:ministers@9", "none of them is of edition 9");
  assert_unknown(fx, "event:=Ministers", "no event");
  assert_unknown(fx, "document:zz", "no document");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
  const struct CMUnitTest tests[] = {TEST(test_found), TEST(test_said), TEST(test_days), TEST(test_shape), TEST(test_unknown)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
