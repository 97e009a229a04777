/* Sets side by side: what is counted, in which order, what came of it, and the sentences. */
#include "test.h"

#include "queries/compare_text.h"
#include "queries/shell_words.h"

/* ---- lines ---- */

static void changes(void **state) {
  (void)state;
  rap_compare_line line = {.in = 5}; /* in the first and the third set */
  assert_string_equal(rap_compare_change(&line, 0), "");
  assert_string_equal(rap_compare_change(&line, 1), "went");
  assert_string_equal(rap_compare_change(&line, 2), "came");
  line.in = 3;
  assert_string_equal(rap_compare_change(&line, 1), "stayed");
  assert_string_equal(rap_compare_change(&line, 2), "went");
  line.in = 1;
  assert_string_equal(rap_compare_change(&line, 2), "");
  for (int kind = 0; kind < RAP_COMPARE_KINDS; kind++) assert_non_null(rap_compare_kind_name((rap_compare_kind)kind));
}

/* ---- the note ---- */

typedef struct sample {
  rap_compare_set sets[2];
  rap_compare c;
  int64_t counts[8][2];
  rap_keyness key[8][2];
  rap_compare_line lines[8];
} sample;

static void add_line(sample *s, const char *value, const char *name, int64_t a, int64_t b) {
  rap_compare_dimension *d = &s->c.dimensions[0];
  s->counts[d->n][0] = a;
  s->counts[d->n][1] = b;
  s->lines[d->n] = (rap_compare_line){
      .label = {rap_str_of(value), rap_str_of(name)}, .n = s->counts[d->n], .key = s->key[d->n], .in = (a ? 1u : 0) | (b ? 2u : 0)};
  d->lines = s->lines;
  d->n++;
}

static void make_sample(sample *s, rap_compare_what what, const char *name, rap_axis axis) {
  memset(s, 0, sizeof *s);
  s->sets[0] =
      (rap_compare_set){.kind = RAP_COMPARE_EVENT, .name = RAP_STR("Council, 1st"), .brief = RAP_STR("the 1st"), .ask = RAP_STR("--event a")};
  s->sets[1] =
      (rap_compare_set){.kind = RAP_COMPARE_EVENT, .name = RAP_STR("Council, 2nd"), .brief = RAP_STR("the 2nd"), .ask = RAP_STR("--event b")};
  s->c = (rap_compare){.sets = s->sets, .n_sets = 2, .n_dimensions = 1, .ordered = true};
  s->c.dimensions[0] = (rap_compare_dimension){.what = what, .name = name, .axis = axis};
}

static void assert_note(const sample *s, size_t width, size_t names, const char *expected) {
  rap_arena *arena = rap_arena_new();
  rap_buf out = {0};
  rap_error err = {0};
  const rap_compare_style style = {.width = width, .bold = "", .dim = "", .plain = "", .max_names = names, .max_rows = 2};
  assert_int_equal(rap_compare_note(&s->c, &style, arena, &out, &err), RAP_OK);
  assert_false(rap_buf_failed(&out));
  const char *body = strchr(strchr(strchr(strchr(out.p, '\n') + 1, '\n') + 1, '\n') + 1, '\n') + 1; /* behind the heads */
  if (!strstr(body, expected)) fail_msg("not in the note: %s\n%s", expected, body);
  rap_buf_clear(&out);
  rap_arena_free(arena);
}

static void sentences(void **state) {
  (void)state;
  sample s;
  make_sample(&s, RAP_COMPARE_THEMES, "theme", RAP_AXIS_THEME);
  add_line(&s, "health", "Health", 2, 1);
  add_line(&s, "water", "Water", 1, 0);
  add_line(&s, "culture", "Culture, sport and media", 0, 3);
  add_line(&s, "roads", "Roads", 0, 1);
  assert_note(&s, 100, 8,
              "\nThemes\n"
              "  Both deal with 1 theme: Health.\n"
              "  New in the 2nd, 2 themes: Culture, sport and media; and Roads.\n"
              "  Gone since the 1st, 1 theme: Water.\n");
  s.c.ordered = false;
  assert_note(&s, 100, 8,
              "  Both deal with 1 theme: Health.\n"
              "  1 theme in the 1st alone: Water.\n"
              "  2 themes in the 2nd alone: Culture, sport and media; and Roads.\n");
}

static void lists_are_cut(void **state) {
  (void)state;
  sample s;
  make_sample(&s, RAP_COMPARE_THEMES, "theme", RAP_AXIS_THEME);
  add_line(&s, "a", "Health", 1, 1);
  add_line(&s, "b", "Water", 1, 1);
  add_line(&s, "c", "Roads", 1, 1);
  assert_note(&s, 100, 2, "Both deal with 3 themes: Health, Water and Roads.\n"); /* one more is named, too */
  add_line(&s, "d", "Tax", 1, 1);
  assert_note(&s, 100, 2, "Both deal with 4 themes: Health, Water and 2 more.\n");
  assert_note(&s, 100, 0, "Both deal with 4 themes: Health, Water, Roads and Tax.\n");
}

static void states(void **state) {
  (void)state;
  sample s;
  make_sample(&s, RAP_COMPARE_SPEAKING, "state", RAP_AXIS_STATE);
  add_line(&s, "ALL", "the States", 1, 0);
  add_line(&s, "IN-KL", "Kerala", 0, 1);
  assert_note(&s, 100, 8,
              "\nStates\n"
              "  No State by name spoke at both.\n"
              "  1 State only at the 2nd: Kerala.\n"
              "  The States taken together are said to speak at the 1st.\n");
  s.sets[0].planned = 1;
  s.counts[0][1] = 1;
  s.lines[0].in = 3;
  assert_note(&s, 100, 8,
              "  No State by name speaks, or is announced to speak, at both.\n"
              "  1 State only at the 2nd: Kerala.\n"
              "  The States taken together are said to speak at both.\n");
}

static void tables(void **state) {
  (void)state;
  sample s;
  make_sample(&s, RAP_COMPARE_SAID, "statement-theme", RAP_AXIS_THEME);
  s.c.few = true;
  s.sets[0].statements = 3;
  s.sets[1].statements = 1;
  assert_note(&s, 100, 8, "\nStatements by theme\n  There are no statements.\n");
  add_line(&s, "a", "Health", 2, 1);
  add_line(&s, "b", "Water", 1, 0);
  add_line(&s, "c", "Roads", 0, 1);
  assert_note(&s, 72, 8,
              "                       1st     2nd\n"
              "  Health                 2       1\n"
              "  Water                  1       ·\n"
              "  and 1 more theme (--limit 0 for all)\n"
              "  all, each once         3       1\n"
              "  4 statements in all, 3 in the 1st and 1 in the 2nd: shares say little.\n");
}

static void typical_words(void **state) {
  (void)state;
  sample s;
  make_sample(&s, RAP_COMPARE_WORDS, "word", RAP_AXIS_NONE);
  add_line(&s, "millets", "millets", 9, 0);
  add_line(&s, "ports", "ports", 1, 8);
  s.key[0][0].over = s.key[1][1].over = true;
  s.c.dimensions[0].totals[0] = 400;
  s.c.dimensions[0].totals[1] = 500;
  assert_note(&s, 100, 8,
              "\nWords of the texts\n"
              "  Typical of the 1st: millets (9 to 0).\n"
              "  Typical of the 2nd: ports (8 to 1).\n"
              "  Counted in 400 and 500 words.\n");
}

/* ---- words for a shell ---- */

static void shell_words(void **state) {
  (void)state;
  static const struct {
    const char *word, *typed;
  } cases[] = {{"IN-TG", "IN-TG"},
               {"2022-01..2022-06", "2022-01..2022-06"},
               {"West Bengal", "'West Bengal'"},
               {"", "''"},
               {"it's", "'it'\\''s'"},
               {"$(rm)", "'$(rm)'"},
               {"दिल्ली", "दिल्ली"},
               {"a\nb", "'a\nb'"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    rap_buf b = {0};
    rap_shell_word(&b, rap_str_of(cases[i].word));
    assert_string_equal(b.p, cases[i].typed);
    rap_buf_clear(&b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(changes),    cmocka_unit_test(sentences), cmocka_unit_test(lists_are_cut),
                                     cmocka_unit_test(states),     cmocka_unit_test(tables),    cmocka_unit_test(typical_words),
                                     cmocka_unit_test(shell_words)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
