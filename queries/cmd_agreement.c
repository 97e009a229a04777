/* agreement: who supports and who opposes what, and who stands with whom. */
#include <stdlib.h>

#include "index/relations.h"
#include "queries/listing.h"
#include "queries/matrix_text.h"
#include "queries/sentence.h"

typedef struct agreement_options {
  rap_question_options question;
  rap_str of, pair;
} agreement_options;

#define OFFSET(field) offsetof(agreement_options, field)
#define SHOWN 12 /* pairs of a kind on a page */

static const rap_option agreement_table[] = {
    {.name = "of",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(of),
     .argument = "WHAT",
     .help = "which table: themes with their sides (default), actors with what they do (default with --theme), pairs of States",
     .choices = "themes|actors|pairs"},
    {.name = "pair",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(pair),
     .argument = "A,B",
     .help = "the sentences in which two States take the same side, or opposite ones"},
    RAP_OPTIONS_END,
};
static const rap_option *const agreement_tables[] = {rap_common_table, agreement_table, rap_question_table, rap_paging_table, NULL};

/* -- themes ------------------------------------------------------------------------------------------------------------------------------- */

enum { SUPPORT, OPPOSE, NEUTRAL, N_POLARITIES };
static const char *const polarities[N_POLARITIES] = {"support", "oppose", "neutral"};

typedef struct theme {
  rap_label label;
  int64_t n[N_POLARITIES];
} theme;

static int64_t contested(const theme *t) { return t->n[SUPPORT] < t->n[OPPOSE] ? t->n[SUPPORT] : t->n[OPPOSE]; }

/* The most contested first, then those on which most sides are taken. */
static int by_dispute(const void *x, const void *y) {
  const theme *a = x, *b = y;
  int64_t sides_a = a->n[SUPPORT] + a->n[OPPOSE], sides_b = b->n[SUPPORT] + b->n[OPPOSE];
  if (contested(a) != contested(b)) return contested(a) > contested(b) ? -1 : 1;
  if (sides_a != sides_b) return sides_a > sides_b ? -1 : 1;
  return rap_str_cmp(a->label.value, b->label.value);
}

static rap_status find_themes(const rap_question *q, rap_unit unit, theme **out, size_t *n, rap_error *err) {
  const rap_count_spec spec = {.base = RAP_FROM_STATEMENTS, .unit = unit, .rows = RAP_AXIS_THEME, .cols = RAP_AXIS_POLARITY, .restrict_axes = true};
  rap_matrix m;
  *n = 0;
  rap_status st = rap_query_matrix(q->store, &q->filter, &spec, q->cli->arena, &m, err);
  *out = st == RAP_OK ? rap_arena_array(q->cli->arena, m.n_rows, sizeof **out) : NULL;
  if (st == RAP_OK && !*out) st = rap_error_nomem(err);
  for (size_t r = 0; st == RAP_OK && r < m.n_rows; r++) {
    theme t = {.label = m.rows[r]};
    for (size_t c = 0; c < m.n_cols; c++)
      for (size_t p = 0; p < N_POLARITIES; p++)
        if (rap_str_is(m.cols[c].value, polarities[p])) t.n[p] = m.cells[r * m.n_cols + c];
    if (t.n[SUPPORT] || t.n[OPPOSE]) (*out)[(*n)++] = t;
  }
  if (*n) qsort(*out, *n, sizeof **out, by_dispute);
  return st;
}

static void put_note(const rap_question *q, rap_buf *page, rap_unit unit) {
  rap_buf note = {0};
  rap_buf_printf(&note, "Themes on which sides are taken. Counted: %s that say outright that they support or oppose. --theme THEME tells who.",
                 rap_unit_name(unit));
  rap_buf_printf(page, "\n%s", rap_question_dim(q));
  rap_text_wrap(page, rap_buf_str(&note), rap_question_width(q), 0);
  rap_buf_printf(page, "%s\n", rap_question_plain(q));
  if (rap_buf_failed(&note)) page->failed = true;
  rap_buf_clear(&note);
}

static rap_status answer_themes(const rap_question *q, rap_unit unit, size_t *total, rap_error *err) {
  static const rap_column columns[] = {{.name = "theme", .kind = RAP_COL_TEXT},
                                       {.name = "theme_name", .title = "Theme", .kind = RAP_COL_TEXT},
                                       {.name = "support", .title = "support", .kind = RAP_COL_INT},
                                       {.name = "oppose", .title = "oppose", .kind = RAP_COL_INT},
                                       {.name = "neutral", .title = "no side", .kind = RAP_COL_INT}};
  theme *themes = NULL;
  rap_emit *e = NULL;
  rap_status st = find_themes(q, unit, &themes, total, err);
  size_t from = q->page.offset < *total ? q->page.offset : *total, n = *total - from;
  if (q->page.limit && n > q->page.limit) n = q->page.limit;
  rap_buf page = {0};
  if (st == RAP_OK && *total && q->format == RAP_FORMAT_TEXT) {
    rap_question_heading(q, &page, *total, "themes");
    st = rap_question_write(q, &page, err);
  }
  if (st == RAP_OK) st = rap_question_emit(q, columns, sizeof columns / sizeof *columns, &e, err);
  for (size_t i = 0; st == RAP_OK && i < n; i++) {
    rap_emit_text(e, themes[from + i].label.value);
    rap_emit_text(e, themes[from + i].label.name);
    for (size_t p = 0; p < N_POLARITIES; p++) rap_emit_int(e, themes[from + i].n[p]);
    rap_emit_end_row(e);
  }
  st = rap_question_finish(e, st, err);
  if (st == RAP_OK && q->format == RAP_FORMAT_TEXT) {
    rap_question_more(q, &page, n, *total);
    if (n) put_note(q, &page, unit);
    st = rap_question_write(q, &page, err);
  }
  rap_buf_clear(&page);
  return st;
}

/* -- actors ------------------------------------------------------------------------------------------------------------------------------- */

static rap_status count_actors(const rap_question *q, rap_unit unit, rap_axis cols, rap_matrix *out, rap_error *err) {
  const rap_count_spec spec = {.base = RAP_FROM_STATEMENTS, .unit = unit, .rows = RAP_AXIS_ACTOR, .cols = cols, .restrict_axes = true};
  return rap_query_matrix(q->store, &q->filter, &spec, q->cli->arena, out, err);
}

static rap_status emit_actors(const rap_question *q, rap_unit unit, size_t *total, rap_error *err) {
  static const rap_column columns[] = {{.name = "actor", .kind = RAP_COL_TEXT},
                                       {.name = "actor_name", .kind = RAP_COL_TEXT},
                                       {.name = "predicate", .kind = RAP_COL_TEXT},
                                       {.name = "count", .kind = RAP_COL_INT},
                                       {.name = "of", .kind = RAP_COL_TEXT}};
  rap_matrix m;
  rap_emit *e = NULL;
  rap_status st = count_actors(q, unit, RAP_AXIS_PREDICATE, &m, err);
  if (st == RAP_OK) st = rap_question_emit(q, columns, sizeof columns / sizeof *columns, &e, err);
  for (size_t i = 0; st == RAP_OK && i < m.n_rows * m.n_cols; i++) {
    if (!m.cells[i]) continue;
    ++*total;
    rap_emit_text(e, m.rows[i / m.n_cols].value);
    rap_emit_text(e, m.rows[i / m.n_cols].name);
    rap_emit_text(e, m.cols[i % m.n_cols].value);
    rap_emit_int(e, m.cells[i]);
    rap_emit_text(e, rap_str_of(rap_unit_name(unit)));
    rap_emit_end_row(e);
  }
  return rap_question_finish(e, st, err);
}

/* "Support  Kerala 3, Tamil Nadu 2" */
static void put_side(const rap_question *q, const rap_matrix *m, const char *polarity, const char *title, rap_buf *page) {
  rap_buf line = {0};
  size_t n = 0;
  for (size_t c = 0; c < m->n_cols; c++) {
    if (!rap_str_is(m->cols[c].value, polarity)) continue;
    for (size_t r = 0; r < m->n_rows; r++)
      if (m->cells[r * m->n_cols + c])
        rap_buf_printf(&line, "%s%.*s %lld", n++ ? ", " : "", RAP_FMT(m->rows[r].name), (long long)m->cells[r * m->n_cols + c]);
  }
  rap_buf_printf(page, "%s%-9s%s", rap_question_bold(q), title, rap_question_plain(q));
  rap_text_wrap(page, n ? rap_buf_str(&line) : RAP_STR("nobody says so"), rap_question_width(q) - 9, 9);
  rap_buf_putc(page, '\n');
  if (rap_buf_failed(&line)) page->failed = true;
  rap_buf_clear(&line);
}

static rap_status text_actors(const rap_question *q, rap_unit unit, size_t *total, rap_error *err) {
  const rap_table_style style = {.width = rap_question_width(q), .color = q->cli->color};
  rap_matrix sides, acts;
  rap_buf page = {0};
  rap_status st = count_actors(q, unit, RAP_AXIS_POLARITY, &sides, err);
  if (st == RAP_OK) st = count_actors(q, unit, RAP_AXIS_PREDICATE, &acts, err);
  *total = st == RAP_OK ? acts.n_rows : 0;
  if (*total) {
    rap_question_heading(q, &page, (size_t)acts.total, rap_unit_name(unit));
    put_side(q, &sides, "support", "Support", &page);
    put_side(q, &sides, "oppose", "Oppose", &page);
    rap_buf_putc(&page, '\n');
    rap_matrix_text(&page, &acts, &style);
    rap_buf_printf(&page, "\n%sA side is only what a text says outright. --state NAME lists the sentences.%s\n", rap_question_dim(q),
                   rap_question_plain(q));
    st = rap_question_write(q, &page, err);
  }
  rap_buf_clear(&page);
  return st;
}

/* -- pairs -------------------------------------------------------------------------------------------------------------------------------- */

static rap_status emit_pairs(const rap_question *q, const rap_sides *s, rap_error *err) {
  static const rap_column columns[] = {{.name = "a", .kind = RAP_COL_TEXT},   {.name = "a_name", .kind = RAP_COL_TEXT},
                                       {.name = "b", .kind = RAP_COL_TEXT},   {.name = "b_name", .kind = RAP_COL_TEXT},
                                       {.name = "same", .kind = RAP_COL_INT}, {.name = "opposite", .kind = RAP_COL_INT}};
  rap_emit *e = NULL;
  rap_status st = rap_question_emit(q, columns, sizeof columns / sizeof *columns, &e, err);
  for (size_t i = 0; st == RAP_OK && i < s->n_pairs; i++) {
    const rap_label *ends[] = {&s->states.items[s->pairs[i].a].label, &s->states.items[s->pairs[i].b].label};
    for (size_t k = 0; k < 2; k++) {
      rap_emit_text(e, ends[k]->value);
      rap_emit_text(e, ends[k]->name);
    }
    rap_emit_int(e, s->pairs[i].same);
    rap_emit_int(e, s->pairs[i].opposite);
    rap_emit_end_row(e);
  }
  return rap_question_finish(e, st, err);
}

static void put_pairs(const rap_question *q, const rap_sides *s, bool same, rap_buf *page) {
  size_t shown = 0, more = 0;
  rap_buf_printf(page, "%s%s%s\n", rap_question_bold(q), same ? "On the same side" : "On opposite sides", rap_question_plain(q));
  for (size_t i = 0; i < s->n_pairs; i++) {
    int64_t n = same ? s->pairs[i].same : s->pairs[i].opposite, other = same ? s->pairs[i].opposite : s->pairs[i].same;
    if (!n) continue;
    if (shown == SHOWN) {
      more++;
      continue;
    }
    shown++;
    rap_buf_printf(page, "%5lld  %.*s — %.*s", (long long)n, RAP_FMT(s->states.items[s->pairs[i].a].label.name),
                   RAP_FMT(s->states.items[s->pairs[i].b].label.name));
    if (other) rap_buf_printf(page, " (%s %lld)", same ? "opposite" : "same", (long long)other);
    rap_buf_putc(page, '\n');
  }
  if (!shown) rap_buf_puts(page, "       nobody\n");
  if (more) rap_buf_printf(page, "       … and %zu more pairs (-f csv has all)\n", more);
}

static rap_status answer_pairs(const rap_question *q, size_t *total, rap_error *err) {
  rap_sides s;
  rap_buf page = {0};
  rap_status st = rap_query_sides(q->store, &q->filter, NULL, q->cli->arena, &s, err);
  *total = st == RAP_OK ? s.n_pairs : 0;
  if (st != RAP_OK || q->format != RAP_FORMAT_TEXT) return st == RAP_OK ? emit_pairs(q, &s, err) : st;
  if (!*total) return RAP_OK;
  rap_question_heading(q, &page, s.n_pairs, "pairs");
  put_pairs(q, &s, true, &page);
  rap_buf_putc(&page, '\n');
  put_pairs(q, &s, false, &page);
  rap_buf_printf(&page, "\n%s", rap_question_dim(q));
  rap_buf line = {0};
  rap_buf_printf(
      &line,
      "Counted: occasions, that is one theme at one event, on which both say outright that they support or oppose: %lld, of which %lld have both sides. Whoever does both on one occasion is on no side. --pair A,B lists the sentences.",
      (long long)s.occasions, (long long)s.contested);
  rap_text_wrap(&page, rap_buf_str(&line), rap_question_width(q), 0);
  if (rap_buf_failed(&line)) page.failed = true;
  rap_buf_clear(&line);
  rap_buf_printf(&page, "%s\n", rap_question_plain(q));
  st = rap_question_write(q, &page, err);
  rap_buf_clear(&page);
  return st;
}

/* -- sentences ---------------------------------------------------------------------------------------------------------------------------- */

typedef struct evidence {
  const rap_question *q;
  const rap_occasion *at;
  const rap_label *state;
  rap_emit *emit;
  rap_buf page;
  size_t n;
} evidence;

static rap_status on_statement(void *ctx, const rap_statement_row *row, rap_error *err) {
  evidence *x = ctx;
  x->n++;
  if (!x->emit) {
    rap_sentence_text(x->q, &x->page, row, 4);
    return rap_listing_next(err);
  }
  rap_emit_text(x->emit, rap_str_of(x->at->same ? "same" : "opposite"));
  rap_emit_text(x->emit, x->at->theme.value);
  rap_emit_text(x->emit, x->at->theme.name);
  rap_emit_text(x->emit, x->state->value);
  rap_emit_text(x->emit, x->state->name);
  rap_sentence_emit(x->emit, row);
  rap_emit_end_row(x->emit);
  return rap_listing_next(err);
}

static rap_status list_occasion(evidence *x, const rap_label states[2], rap_error *err) {
  rap_str words[] = {RAP_STR("support"), RAP_STR("oppose")};
  rap_filter f = x->q->filter;
  rap_status st = RAP_OK;
  if (!f.polarities.n) f.polarities = (rap_str_list){words, 2, 2};
  if (!x->emit)
    rap_buf_printf(&x->page, "%s%s%.*s%s — %s, %.*s\n", x->n ? "\n" : "", rap_question_bold(x->q), RAP_FMT(x->at->theme.name),
                   rap_question_plain(x->q), x->at->same ? "the same side" : "opposite sides", RAP_FMT(x->at->event.name));
  for (size_t i = 0; i < 2 && st == RAP_OK; i++) {
    const rap_cell cells[] = {{RAP_AXIS_STATE, states[i].value}, {RAP_AXIS_THEME, x->at->theme.value}, {RAP_AXIS_EVENT, x->at->event.value}};
    f.cells = cells;
    f.n_cells = 3;
    x->state = &states[i];
    if (!x->emit) rap_buf_printf(&x->page, "  %.*s\n", RAP_FMT(states[i].name));
    st = rap_query_statements(x->q->store, &f, (rap_page){0}, on_statement, x, NULL, err);
  }
  return st;
}

static rap_status answer_pair(rap_question *q, rap_str text, size_t *total, rap_error *err) {
  static const rap_column columns[] = {{.name = "sides", .kind = RAP_COL_TEXT},      {.name = "theme", .kind = RAP_COL_TEXT},
                                       {.name = "theme_name", .kind = RAP_COL_TEXT}, {.name = "state", .kind = RAP_COL_TEXT},
                                       {.name = "state_name", .kind = RAP_COL_TEXT}, RAP_SENTENCE_COLUMNS};
  size_t comma = rap_str_find(text, RAP_STR(","), 0);
  rap_label states[2];
  rap_sides s;
  evidence x = {.q = q};
  if (comma == SIZE_MAX) return rap_error_set(err, RAP_ERR_USAGE, "--pair: '%.*s' is not A,B (for instance Kerala,Gujarat)", RAP_FMT(text));
  rap_status st = rap_question_resolve_one(q, RAP_AXIS_STATE, rap_str_trim(rap_str_sub(text, 0, comma)), &states[0], err);
  if (st == RAP_OK) st = rap_question_resolve_one(q, RAP_AXIS_STATE, rap_str_trim(rap_str_sub(text, comma + 1, text.n)), &states[1], err);
  const rap_str pair[] = {states[0].value, states[1].value};
  if (st == RAP_OK) st = rap_query_sides(q->store, &q->filter, pair, q->cli->arena, &s, err);
  if (st == RAP_OK && q->format != RAP_FORMAT_TEXT) st = rap_question_emit(q, columns, sizeof columns / sizeof *columns, &x.emit, err);
  for (size_t i = 0; st == RAP_OK && i < s.n_shared; i++) {
    x.at = &s.shared[i];
    st = list_occasion(&x, states, err);
  }
  if (x.emit)
    st = rap_question_finish(x.emit, st, err);
  else if (st == RAP_OK)
    st = rap_question_write(q, &x.page, err);
  rap_buf_clear(&x.page);
  *total = x.n;
  return st;
}

/* What a State says: its sentences that take a side, unless a polarity is asked for. */
static rap_status answer_state(rap_question *q, size_t *total, rap_error *err) {
  rap_str words[] = {RAP_STR("support"), RAP_STR("oppose")};
  const rap_str_list asked = q->filter.polarities;
  if (!asked.n) q->filter.polarities = (rap_str_list){words, 2, 2};
  rap_status st = rap_statements_answer(q, (rap_str){0}, total, err);
  q->filter.polarities = asked;
  return st;
}

static rap_status run_agreement(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  agreement_options *o = options;
  rap_question q;
  size_t total = 0;
  rap_status st = rap_question_open(cli, &o->question, operands, 30, &q, err);
  rap_unit unit = q.has_unit ? q.unit : RAP_UNIT_STATEMENTS;
  bool actors = rap_str_is(o->of, "actors") || (!o->of.n && q.filter.themes.n);
  if (st != RAP_OK) {
    rap_question_close(&q);
    return st;
  }
  if (o->pair.n)
    st = answer_pair(&q, o->pair, &total, err);
  else if (rap_str_is(o->of, "pairs"))
    st = answer_pairs(&q, &total, err);
  else if (q.filter.states.n && !o->of.n)
    st = answer_state(&q, &total, err);
  else if (actors)
    st = q.format == RAP_FORMAT_TEXT ? text_actors(&q, unit, &total, err) : emit_actors(&q, unit, &total, err);
  else
    st = answer_themes(&q, unit, &total, err);
  if (st == RAP_OK) st = rap_question_done(&q, total);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_agreement = {
    .name = "agreement",
    .group = RAP_GROUP_WHO,
    .operands = "[WORDS…]",
    .summary = "who supports and who opposes what, and which States stand on one side",
    .description =
        "Themes on which sides are taken, the most disputed first; with --theme who supports, opposes, requests, agrees …; with --state the sentences; --of pairs: which States were on the same side and on opposite "
        "ones. Only what a text says outright is a side (polarity support or oppose); silence and requests are none. WORDS restrict to documents in whose full text they occur (see search).",
    .tables = agreement_tables,
    .options_size = sizeof(agreement_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_agreement,
};
