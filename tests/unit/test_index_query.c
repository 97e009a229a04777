/* Questions: each kind of answer over three small texts, and questions meant to break things. */
#include "index_fixture.h"

#include "base/limits.h"

#include <sqlite3.h>

/* The names of a few entities, as rap_store_put_rules would leave them. */
static void put_names(fixture *fx) {
  sqlite3 *db;
  assert_int_equal(sqlite3_open(fx->path, &db), SQLITE_OK);
  assert_int_equal(
      sqlite3_exec(
          db,
          "INSERT INTO lexicon(kind, id, name, short, fold, short_fold, parent, top) VALUES"
          "('state', 'IN-TG', 'Telangana', NULL, 'telangana', NULL, NULL, NULL), ('state', 'IN-KL', 'Kerala', NULL, 'kerala', NULL, NULL, NULL),"
          "('group', 'south', 'Southern States', NULL, 'southern states', NULL, NULL, NULL),"
          "('organisation', 'meity', 'Ministry of Electronics', 'MeitY', 'ministry of electronics', 'meity', NULL, NULL),"
          "('theme', 'digital', 'Digital', NULL, 'digital', NULL, NULL, 'digital'), ('theme', 'digital.data', 'Data', NULL, 'data', NULL, 'digital', 'digital'),"
          "('theme', 'digital.cybersecurity', 'Cyber security', NULL, 'cyber security', NULL, 'digital', 'digital');"
          "INSERT INTO lexicon_member VALUES('south', 'IN-KL', NULL, NULL)",
          NULL, NULL, NULL),
      SQLITE_OK);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int setup(void **state) {
  (void)fixture_setup(state);
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  maker a = announcement(fx), b = report(fx), c = other(fx);
  put(&c), put(&b), put(&a);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  rap_store_close(fx->store);
  fx->store = NULL;
  put_names(fx);
  fixture_open(fx, RAP_STORE_READ);
  return 0;
}

typedef struct found {
  rap_buf ids; /* each with a space behind it */
  size_t n, total;
} found;

static rap_status on_hit(void *ctx, const rap_search_row *row, rap_error *err) {
  (void)err;
  found *f = ctx;
  rap_buf_add(&f->ids, row->id);
  rap_buf_putc(&f->ids, ' ');
  f->n++;
  return RAP_OK;
}

static void assert_search(fixture *fx, const rap_filter *filter, const char *expected) {
  found f = {0};
  assert_ok(rap_query_search(fx->store, filter, (rap_page){0, 0}, on_hit, &f, &f.total, &fx->err));
  rap_str ids = f.ids.p ? rap_str_trim(rap_buf_str(&f.ids)) : RAP_STR("");
  if (!rap_str_is(ids, expected)) fail_msg("\"%.*s\": found \"%.*s\", not \"%s\"", RAP_FMT(filter->words), RAP_FMT(ids), expected);
  assert_int_equal(f.total, f.n);
  rap_buf_clear(&f.ids);
}

static void assert_words(fixture *fx, const char *words, const char *expected) {
  rap_filter f = {.words = rap_str_of(words)};
  assert_search(fx, &f, expected);
}

static void test_words(void **state) {
  fixture *fx = *state;
  assert_words(fx, "", "other report announcement"); /* newest first */
  assert_words(fx, "telangana", "report");
  assert_words(fx, "TELANGANA kerala", "report");
  assert_words(fx, "\"cyber security\"", "report");
  assert_words(fx, "\"security cyber\"", "");
  assert_words(fx, "cyb*", "report");
  assert_words(fx, "cyber-security", "report");
  assert_words(fx, "kerala -telangana", "other");
  assert_words(fx, "-telangana", "other announcement");
  assert_words(fx, "-\"open data\" -telangana", "announcement");
  assert_words(fx, "dharamshala OR telangana", "report announcement");
  assert_words(fx, "secretaries dharamshala OR telangana", "report announcement");
  assert_words(fx, "-(-kerala)", "other report");
  assert_words(fx, "kerala OR -telangana", "other report announcement"); /* all but those with Telangana and without Kerala */
  assert_words(fx, "-kerala OR -telangana", "other announcement");
  assert_words(fx, "NEAR(cyber security, 0)", "report");
  assert_words(fx, "NEAR(security \"cyber\")", "report");
  assert_words(fx, "NEAR(cyber zebra, 9)", "");
  assert_words(fx, "(telangana (kerala OR zebra)) NOT (zebra AND kerala)", "report");
}

/* Whatever is typed gives an answer. */
static void test_hostile_words(void **state) {
  fixture *fx = *state;
  static const char *const words[] = {"\"",
                                      "\"\"",
                                      "\"\"\"",
                                      "*",
                                      "**",
                                      "a*b",
                                      "(",
                                      ")",
                                      "((a",
                                      "AND",
                                      "NOT",
                                      "a NOT",
                                      "NEAR(a b, 3)",
                                      "{title}: a",
                                      "^a",
                                      "a + b",
                                      "-",
                                      "--",
                                      "- -",
                                      "-\"",
                                      "\"a",
                                      "a\"b",
                                      "'; DROP TABLE document; --",
                                      "a:b",
                                      "a:*",
                                      ":",
                                      "\\",
                                      "%",
                                      "_",
                                      "?1",
                                      "?",
                                      "@x",
                                      "$x",
                                      "OR OR",
                                      "a OR",
                                      "OR a",
                                      "-a OR -b",
                                      "\xff\xfe",
                                      "a\xc3",
                                      "\xe0\xa4\xa6\xe0\xa4\xbf\xe0\xa4\xb2",
                                      "\xcc\x81",
                                      "\xe2\x80\x9c",
                                      "\xe2\x80\x9c\141 b\xe2\x80\x9d", /* an octal \141: a hexadecimal escape would take the letter with it */
                                      "\x01\x02"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    found f = {0};
    rap_filter filter = {.words = rap_str_of(words[i])};
    rap_error_clear(&fx->err);
    rap_status st = rap_query_search(fx->store, &filter, (rap_page){0, 0}, on_hit, &f, &f.total, &fx->err);
    if (st != RAP_OK && (st != RAP_ERR_USAGE || !rap_str_starts(rap_str_of(fx->err.text), RAP_STR("query, column "))))
      fail_msg("%s: %s", words[i], fx->err.text);
    rap_buf_clear(&f.ids);
  }
  rap_filter filter = {.words = {"a\0b\0", 4}};
  found f = {0};
  assert_ok(rap_query_search(fx->store, &filter, (rap_page){0, 0}, on_hit, &f, &f.total, &fx->err));
  rap_buf_clear(&f.ids);
  /* Values of other fields too. */
  rap_filter odd = {0};
  odd.states = list_of(fx, "'; -- \"");
  odd.themes = odd.persons = odd.events = odd.series = odd.sources = odd.predicates = odd.states;
  assert_search(fx, &odd, "");
  rap_buf many = {0};
  for (int i = 0; i < 70; i++) rap_buf_printf(&many, "w%d ", i);
  filter.words = rap_buf_str(&many);
  assert_status(rap_query_search(fx->store, &filter, (rap_page){0, 0}, on_hit, &f, NULL, &fx->err), RAP_ERR_LIMIT);
  rap_buf_clear(&many);
}

/* What the language allows is not too deep for FTS5's parser. */
static void test_deep_words(void **state) {
  fixture *fx = *state;
  static const char *const levels[] = {"a -(b OR ", "a OR (b ", "a (b OR ", "-(", "\"a b\" -(-c OR "};
  for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
    rap_status st = RAP_OK;
    for (size_t n = 1; st == RAP_OK; n++) {
      rap_buf words = {0};
      for (size_t k = 0; k < n; k++) rap_buf_puts(&words, levels[i]);
      rap_buf_puts(&words, "c d");
      for (size_t k = 0; k < n; k++) rap_buf_putc(&words, ')');
      found f = {0};
      const rap_filter filter = {.words = rap_buf_str(&words)};
      rap_error_clear(&fx->err);
      st = rap_query_search(fx->store, &filter, (rap_page){0, 0}, on_hit, &f, NULL, &fx->err);
      if (st != RAP_OK && st != RAP_ERR_LIMIT) fail_msg("%s: %s", words.p, fx->err.text);
      assert_true(st == RAP_OK || n > RAP_MAX_QUERY_DEPTH / 4);
      rap_buf_clear(&f.ids);
      rap_buf_clear(&words);
    }
  }
}

static void test_explained(void **state) {
  fixture *fx = *state;
  rap_str shown;
  assert_ok(rap_query_explain(fx->arena, RAP_STR("\"cyber security\" telangana OR kerala pre* -health -\"old news\""), &shown, &fx->err));
  assert_text(shown, "\"cyber security\" AND (telangana OR kerala) AND pre* NOT (health OR \"old news\")");
  assert_ok(rap_query_explain(fx->arena, RAP_STR("-a"), &shown, &fx->err));
  assert_text(shown, "NOT a");
  assert_ok(rap_query_explain(fx->arena, RAP_STR(" ... "), &shown, &fx->err));
  assert_text(shown, "");
}

static void test_filters(void **state) {
  fixture *fx = *state;
  rap_filter f = {.states = list_of(fx, "IN-KL")};
  assert_search(fx, &f, "other report");
  f.themes = list_of(fx, "digital");
  assert_search(fx, &f, "other report"); /* descendants */
  f.themes_exactly = true;
  assert_search(fx, &f, "");
  f = (rap_filter){.themes = list_of(fx, "health")};
  assert_search(fx, &f, "report");
  f.central_only = true;
  assert_search(fx, &f, "");
  f = (rap_filter){.states = list_of(fx, "IN-KL"), .predicates = list_of(fx, "opposed")};
  assert_search(fx, &f, ""); /* Telangana opposed, Kerala only stood by: one statement must hold it all */
  f.states = list_of(fx, "IN-TG");
  assert_search(fx, &f, "report");
  f = (rap_filter){.persons = list_of(fx, "Modi")};
  assert_search(fx, &f, "report announcement");
  f.persons = list_of(fx, "narendra");
  assert_search(fx, &f, "report");
  f = (rap_filter){.since = day("2023-01-05"), .until = day("2023")};
  assert_search(fx, &f, "report");
  f = (rap_filter){.since = day("2023-01-07"), .until = day("2023-01-07"), .by_event_date = true};
  assert_search(fx, &f, "announcement report"); /* of one date: by id */
  f = (rap_filter){.statuses = list_of(fx, "planned")};
  assert_search(fx, &f, "announcement");
  f.statuses = list_of(fx, "reported");
  assert_search(fx, &f, "other report");
  f = (rap_filter){.sources = list_of(fx, "PIB")};
  assert_search(fx, &f, "other");
  f = (rap_filter){.events = list_of(fx, "national-conference-of-chief-secretaries-2022-06")};
  assert_search(fx, &f, "announcement");
  f = (rap_filter){.series = list_of(fx, "nothing")};
  assert_search(fx, &f, "");
}

typedef struct shown {
  fixture *fx;
  rap_search_row rows[8];
  size_t n;
} shown;

static rap_status keep_hit(void *ctx, const rap_search_row *row, rap_error *err) {
  (void)err;
  shown *s = ctx;
  rap_search_row *r = &s->rows[s->n++];
  *r = *row;
  r->snippet = rap_arena_str(s->fx->arena, row->snippet);
  rap_span *marks = rap_arena_array(s->fx->arena, row->n_highlights, sizeof *marks);
  if (row->n_highlights) memcpy(marks, row->highlights, row->n_highlights * sizeof *marks);
  r->highlights = marks;
  return RAP_OK;
}

static void test_snippets(void **state) {
  fixture *fx = *state;
  shown s = {.fx = fx};
  rap_filter f = {.words = RAP_STR("\"cyber security\" health")};
  assert_ok(rap_query_search(fx->store, &f, (rap_page){0, 1}, keep_hit, &s, NULL, &fx->err));
  assert_int_equal(s.n, 1);
  assert_int_equal(s.rows[0].n_highlights, 2);
  assert_text(rap_str_at(s.rows[0].snippet, s.rows[0].highlights[0]), "cyber security");
  assert_text(rap_str_at(s.rows[0].snippet, s.rows[0].highlights[1]), "health");
  rap_stored_document d;
  assert_ok(rap_store_get(fx->store, fx->arena, RAP_STR("report"), &d, &fx->err));
  assert_int_equal(s.rows[0].in_text.end - s.rows[0].in_text.begin, s.rows[0].snippet.n);
  rap_span mark = {s.rows[0].in_text.begin + s.rows[0].highlights[0].begin, s.rows[0].in_text.begin + s.rows[0].highlights[0].end};
  assert_text(rap_str_at(d.doc.full, mark), "cyber security");
  assert_true(s.rows[0].score > 0);
  assert_int_equal(s.rows[0].n_statements, 2);
  /* A title's word is no word of the body: its beginning is shown. */
  s.n = 0;
  f.words = RAP_STR("meet delhi");
  assert_ok(rap_query_search(fx->store, &f, (rap_page){0, 0}, keep_hit, &s, NULL, &fx->err));
  assert_int_equal(s.n, 1);
  assert_true(rap_str_starts(s.rows[0].snippet, RAP_STR("Modi will chair")));
  assert_int_equal(s.rows[0].n_highlights, 0);
  s.n = 0;
  f.words = (rap_str){0};
  assert_ok(rap_query_search(fx->store, &f, (rap_page){2, 5}, keep_hit, &s, NULL, &fx->err));
  assert_int_equal(s.n, 1);
  assert_true(rap_str_starts(s.rows[0].snippet, RAP_STR("Modi will chair")));
}

/* ---- statements ---- */

typedef struct lines {
  rap_buf text;
} lines;

static rap_status on_statement(void *ctx, const rap_statement_row *r, rap_error *err) {
  (void)err;
  lines *l = ctx;
  for (size_t i = 0; i < r->n_actors; i++) rap_buf_printf(&l->text, "%s%.*s", i ? "+" : "", RAP_FMT(r->actors[i].name));
  rap_buf_printf(&l->text, " %.*s", RAP_FMT(r->predicate));
  for (size_t i = 0; i < r->n_themes; i++) rap_buf_printf(&l->text, "%s%.*s", i ? "+" : " ", RAP_FMT(r->themes[i].value));
  rap_buf_printf(&l->text, " [%.*s] %.*s#%zu\n", RAP_FMT(r->event.name), RAP_FMT(r->document), r->number);
  assert_int_equal(r->text.end - r->text.begin, r->evidence.n);
  return RAP_OK;
}

static void assert_statements(fixture *fx, const rap_filter *f, const char *expected) {
  lines l = {0};
  size_t total;
  rap_buf_puts(&l.text, "");
  assert_ok(rap_query_statements(fx->store, f, (rap_page){0, 0}, on_statement, &l, &total, &fx->err));
  assert_text(rap_buf_str(&l.text), expected);
  rap_buf_clear(&l.text);
}

static void test_statements(void **state) {
  fixture *fx = *state;
  rap_filter f = {.states = list_of(fx, "IN-TG")};
  assert_statements(
      fx, &f,
      "Telangana+Kerala discussed digital.cybersecurity [national conference of chief secretaries (2nd), 6–7 January 2023, New Delhi] report#1\n"
      "Telangana opposed health [national conference of chief secretaries (2nd), 6–7 January 2023, New Delhi] report#2\n");
  f.polarities = list_of(fx, "oppose");
  assert_statements(fx, &f, "Telangana opposed health [national conference of chief secretaries (2nd), 6–7 January 2023, New Delhi] report#2\n");
  f = (rap_filter){.with_all = true, .states = list_of(fx, "IN-TG"), .themes = list_of(fx, "industry.msme")};
  assert_statements(
      fx, &f, "the States discussed industry.msme [national conference of chief secretaries (2nd), 6–7 January 2023, New Delhi] announcement#1\n");
  f = (rap_filter){.words = RAP_STR("\"open data\"")};
  assert_statements(fx, &f, "Kerala proposed digital.data [Conference of State IT Secretaries, 17 December 2024, New Delhi] other#1\n");
  f = (rap_filter){.statuses = list_of(fx, "planned"), .states = list_of(fx, "IN-KL")};
  assert_statements(fx, &f, "");
}

/* ---- counts ---- */

static void test_matrix(void **state) {
  fixture *fx = *state;
  rap_filter f = {0};
  rap_matrix m;
  rap_count_spec spec = {.rows = RAP_AXIS_STATE, .cols = RAP_AXIS_THEME_TOP, .restrict_axes = true};
  assert_ok(rap_query_matrix(fx->store, &f, &spec, fx->arena, &m, &fx->err));
  assert_int_equal(m.n_rows, 3);
  assert_int_equal(m.n_cols, 3);
  assert_int_equal(m.total, 4);
  assert_text(m.rows[0].value, "IN-KL");
  assert_text(m.rows[0].name, "Kerala");
  assert_text(m.cols[0].value, "digital");
  assert_int_equal(m.cells[0], 2);
  assert_int_equal(m.col_totals[0], 2);
  assert_int_equal(m.row_totals[0], 2);
  /* The evidence of a cell. */
  rap_cell cells[] = {{RAP_AXIS_STATE, RAP_STR("IN-KL")}, {RAP_AXIS_THEME_TOP, RAP_STR("digital")}};
  f.cells = cells;
  f.n_cells = 2;
  size_t total;
  lines l = {0};
  assert_ok(rap_query_statements(fx->store, &f, (rap_page){0, 0}, on_statement, &l, &total, &fx->err));
  assert_int_equal(total, 2);
  rap_buf_clear(&l.text);
  /* Only what the filter names. */
  f = (rap_filter){.states = list_of(fx, "IN-TG")};
  assert_ok(rap_query_matrix(fx->store, &f, &spec, fx->arena, &m, &fx->err));
  assert_int_equal(m.n_rows, 1);
  spec.restrict_axes = false;
  assert_ok(rap_query_matrix(fx->store, &f, &spec, fx->arena, &m, &fx->err));
  assert_int_equal(m.n_rows, 2);
  spec.max_rows = 1;
  assert_ok(rap_query_matrix(fx->store, &f, &spec, fx->arena, &m, &fx->err));
  assert_int_equal(m.n_rows, 1);
  assert_int_equal(m.more_rows, 1);
  /* Nothing at all. */
  f = (rap_filter){.words = RAP_STR("zebra")};
  assert_ok(rap_query_matrix(fx->store, &f, &spec, fx->arena, &m, &fx->err));
  assert_int_equal(m.n_rows + m.n_cols, 0);
}

/* Every pair of axes from every base is sound SQL, and no cell is larger than its margins. */
static void test_every_axis(void **state) {
  fixture *fx = *state;
  rap_filter filters[3] = {{0},
                           {.words = RAP_STR("secretaries"), .by_event_date = true},
                           {.roles = list_of(fx, "actor"),
                            .states = list_of(fx, "IN-TG IN-KL south"),
                            .themes = list_of(fx, "digital"),
                            .with_groups = true,
                            .with_all = true}};
  for (int b = 0; b < 3; b++)
    for (int r = 0; r < RAP_AXIS_COUNT; r++)
      for (int c = 0; c < RAP_AXIS_COUNT; c++)
        for (int f = 0; f < 3; f++) {
          rap_matrix m;
          rap_count_spec spec = {
              .base = (rap_base)b, .unit = (rap_unit)((r + c) % 3), .rows = (rap_axis)r, .cols = (rap_axis)c, .restrict_axes = f == 2};
          rap_arena *arena = rap_arena_new();
          rap_error_clear(&fx->err);
          if (rap_query_matrix(fx->store, &filters[f], &spec, arena, &m, &fx->err) != RAP_OK)
            fail_msg("%s × %s from %d: %s", rap_axis_name(spec.rows), rap_axis_name(spec.cols), b, fx->err.text);
          for (size_t i = 0; i < m.n_rows; i++)
            for (size_t k = 0; k < m.n_cols; k++)
              assert_true(m.cells[i * m.n_cols + k] <= m.row_totals[i] && m.cells[i * m.n_cols + k] <= m.col_totals[k] && m.row_totals[i] <= m.total);
          if (m.n_rows && r != RAP_AXIS_NONE) { /* a cell found again by its own value */
            rap_cell cell = {spec.rows, m.rows[0].value};
            rap_filter narrowed = filters[f];
            rap_matrix again;
            narrowed.cells = &cell;
            narrowed.n_cells = 1;
            assert_ok(rap_query_matrix(fx->store, &narrowed, &spec, arena, &again, &fx->err));
            assert_true(again.total >= m.row_totals[0] || r == RAP_AXIS_STATUS || r == RAP_AXIS_PERSON);
          }
          rap_arena_free(arena);
        }
}

static void test_facets(void **state) {
  fixture *fx = *state;
  rap_facets facets;
  rap_filter f = {0};
  rap_count_spec spec = {.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_STATE};
  assert_ok(rap_query_facets(fx->store, &f, &spec, fx->arena, &facets, &fx->err));
  assert_int_equal(facets.n, 3);
  assert_text(facets.items[0].label.value, "IN-KL");
  assert_int_equal(facets.items[0].n, 2);
  assert_int_equal(facets.total, 3);
  spec.rows = RAP_AXIS_YEAR;
  assert_ok(rap_query_facets(fx->store, &f, &spec, fx->arena, &facets, &fx->err));
  assert_int_equal(facets.n, 2);
  assert_text(facets.items[0].label.value, "2023");
  spec = (rap_count_spec){.base = RAP_FROM_EVENTS, .unit = RAP_UNIT_EVENTS, .rows = RAP_AXIS_SERIES};
  assert_ok(rap_query_facets(fx->store, &f, &spec, fx->arena, &facets, &fx->err));
  assert_int_equal(facets.n, 2);
  assert_int_equal(facets.items[0].n, 2);
}

static void test_timeline(void **state) {
  fixture *fx = *state;
  rap_matrix m;
  rap_filter f = {0};
  rap_count_spec spec = {.rows = RAP_AXIS_THEME_TOP, .cols = RAP_AXIS_MONTH};
  assert_ok(rap_query_timeline(fx->store, &f, &spec, fx->arena, &m, &fx->err));
  assert_int_equal(m.n_cols, 24);
  assert_text(m.cols[0].value, "2023-01");
  assert_text(m.cols[1].value, "2023-02");
  assert_text(m.cols[23].value, "2024-12");
  assert_int_equal(m.col_totals[0], 3);
  assert_int_equal(m.col_totals[1], 0);
  assert_text(m.rows[0].value, "digital");
  assert_int_equal(m.cells[0], 1);
  assert_int_equal(m.cells[1], 0);
  assert_int_equal(m.cells[23], 1);
  spec.cols = RAP_AXIS_YEAR;
  spec.rows = RAP_AXIS_NONE;
  f.by_event_date = true;
  assert_ok(rap_query_timeline(fx->store, &f, &spec, fx->arena, &m, &fx->err));
  assert_int_equal(m.n_rows, 1);
  assert_int_equal(m.n_cols, 2);
  spec.cols = RAP_AXIS_THEME;
  assert_status(rap_query_timeline(fx->store, &f, &spec, fx->arena, &m, &fx->err), RAP_ERR_USAGE);
}

/* ---- events ---- */

typedef struct event_lines {
  rap_buf text;
} event_lines;

static rap_status on_event(void *ctx, const rap_event_row *e, rap_error *err) {
  (void)err;
  event_lines *l = ctx;
  rap_buf_printf(&l->text, "%.*s|%d|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%zu:", RAP_FMT(e->id), e->edition, RAP_FMT(e->start), RAP_FMT(e->end),
                 RAP_FMT(e->place), RAP_FMT(e->state), RAP_FMT(e->chair), RAP_FMT(e->organiser), RAP_FMT(e->status), (size_t)e->n_statements);
  for (size_t i = 0; i < e->n_docs; i++) rap_buf_printf(&l->text, " %.*s(%.*s)", RAP_FMT(e->documents[i].document), RAP_FMT(e->documents[i].status));
  rap_buf_putc(&l->text, '\n');
  return RAP_OK;
}

static const char all_events[] =
    "conference-of-state-it-secretaries-2024-12-17|0|2024-12-17|2024-12-17|New Delhi|IN-DL|||held|1: other(held)\n"
    "national-conference-of-chief-secretaries-2023-01-06|2|2023-01-06|2023-01-07|New Delhi|IN-DL|Narendra Modi|NITI Aayog|held|3: announcement(planned) report(held)\n"
    "national-conference-of-chief-secretaries-2022-06|1|2022-06|2022-06|Dharamshala||||held|0: announcement(held)\n";

static void assert_events(fixture *fx, const rap_filter *f, const char *expected) {
  event_lines l = {0};
  size_t total, n = 0;
  rap_buf_puts(&l.text, "");
  assert_ok(rap_query_events(fx->store, f, (rap_page){0, 0}, on_event, &l, &total, &fx->err));
  assert_text(rap_buf_str(&l.text), expected);
  for (size_t i = 0; i < l.text.n; i++) n += l.text.p[i] == '\n';
  assert_int_equal(n, total);
  rap_buf_clear(&l.text);
}

static void test_events(void **state) {
  fixture *fx = *state;
  rap_filter f = {0};
  assert_events(fx, &f, all_events);
  f.states = list_of(fx, "IN-TG");
  f.themes = list_of(fx, "health");
  event_lines l = {0};
  size_t total;
  assert_ok(rap_query_events(fx->store, &f, (rap_page){0, 0}, on_event, &l, &total, &fx->err));
  assert_int_equal(total, 1);
  rap_buf_clear(&l.text);
}

/* The same events, whatever came first, in one run or in several. */
static void test_events_in_every_order(void **state) {
  fixture *fx = *state;
  static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
  for (int o = 0; o < 6; o++)
    for (int runs = 0; runs < 2; runs++) {
      rap_store_close(fx->store);
      fx->store = NULL;
      assert_int_equal(unlink(fx->path), 0);
      fixture_open(fx, RAP_STORE_WRITE);
      maker made[3] = {announcement(fx), report(fx), other(fx)};
      for (int i = 0; i < 3; i++) {
        put(&made[orders[o][i]]);
        if (runs) assert_ok(rap_store_finish(fx->store, &fx->err));
      }
      assert_ok(rap_store_finish(fx->store, &fx->err));
      rap_filter f = {0};
      assert_events(fx, &f, all_events);
      assert_int_equal(problems(fx), 0);
    }
}

/* ---- names ---- */

static void assert_resolves(fixture *fx, rap_axis axis, const char *text, const char *expected) {
  rap_labels labels;
  rap_buf all = {0};
  rap_buf_puts(&all, "");
  assert_ok(rap_query_resolve(fx->store, axis, rap_str_of(text), fx->arena, &labels, &fx->err));
  for (size_t i = 0; i < labels.n; i++) rap_buf_printf(&all, "%s%.*s", i ? " " : "", RAP_FMT(labels.items[i].value));
  if (!rap_str_is(rap_buf_str(&all), expected)) fail_msg("%s \"%s\": \"%s\", not \"%s\"", rap_axis_name(axis), text, all.p, expected);
  rap_buf_clear(&all);
}

static void test_names(void **state) {
  fixture *fx = *state;
  assert_resolves(fx, RAP_AXIS_STATE, "telangana", "IN-TG");
  assert_resolves(fx, RAP_AXIS_STATE, "in-tg", "IN-TG");
  assert_resolves(fx, RAP_AXIS_STATE, "Delhi", "IN-DL");
  assert_resolves(fx, RAP_AXIS_ACTOR, "southern states", "south");
  assert_resolves(fx, RAP_AXIS_ACTOR, "all", "ALL");
  assert_resolves(fx, RAP_AXIS_THEME, "cyber", "digital.cybersecurity");
  assert_resolves(fx, RAP_AXIS_THEME, "digital.data", "digital.data");
  assert_resolves(fx, RAP_AXIS_ORGANISATION, "meity", "meity");
  assert_resolves(fx, RAP_AXIS_PERSON, "modi", "modi"); /* the exact name before the one that holds it */
  assert_resolves(fx, RAP_AXIS_PERSON, "narendra", "narendra modi");
  assert_resolves(fx, RAP_AXIS_SERIES, "chief secretaries", "national conference of chief secretaries");
  assert_resolves(fx, RAP_AXIS_EVENT, "chief secretaries 2nd", "national-conference-of-chief-secretaries-2023-01-06");
  assert_resolves(fx, RAP_AXIS_EVENT, "chief secretaries 2022", "national-conference-of-chief-secretaries-2022-06");
  assert_resolves(fx, RAP_AXIS_EVENT, "chief secretaries january 2023", "national-conference-of-chief-secretaries-2023-01-06");
  assert_resolves(
      fx, RAP_AXIS_EVENT, "secretaries",
      "national-conference-of-chief-secretaries-2023-01-06 conference-of-state-it-secretaries-2024-12-17 national-conference-of-chief-secretaries-2022-06");
  assert_resolves(fx, RAP_AXIS_DOCUMENT, "REPORT", "report");
  assert_resolves(fx, RAP_AXIS_SOURCE, "pib", "PIB");
  assert_resolves(fx, RAP_AXIS_YEAR, "2023", "");
  assert_resolves(fx, RAP_AXIS_STATE, "", "");
  assert_resolves(fx, RAP_AXIS_STATE, "Atlantis", "");
  rap_str name;
  assert_ok(rap_query_label(fx->store, RAP_AXIS_EVENT, RAP_STR("national-conference-of-chief-secretaries-2022-06"), fx->arena, &name, &fx->err));
  assert_text(name, "National Conference of Chief Secretaries (1st), June 2022, Dharamshala");
  assert_ok(rap_query_label(fx->store, RAP_AXIS_MONTH, RAP_STR("2022-06"), fx->arena, &name, &fx->err));
  assert_text(name, "2022-06");
}

static void test_tables_of_names(void **state) {
  (void)state;
  for (int i = 0; i < RAP_AXIS_COUNT; i++) {
    rap_axis axis;
    assert_true(rap_axis_parse(rap_str_of(rap_axis_name((rap_axis)i)), &axis));
    assert_int_equal(axis, i);
  }
  rap_axis axis;
  rap_unit unit;
  assert_false(rap_axis_parse(RAP_STR("colour"), &axis));
  assert_true(rap_unit_parse(RAP_STR("events"), &unit) && unit == RAP_UNIT_EVENTS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(test_words),
                                     TEST(test_hostile_words),
                                     TEST(test_deep_words),
                                     TEST(test_explained),
                                     TEST(test_filters),
                                     TEST(test_snippets),
                                     TEST(test_statements),
                                     TEST(test_matrix),
                                     TEST(test_every_axis),
                                     TEST(test_facets),
                                     TEST(test_timeline),
                                     TEST(test_events),
                                     TEST(test_events_in_every_order),
                                     TEST(test_names),
                                     cmocka_unit_test(test_tables_of_names)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
