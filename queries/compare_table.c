/* compare_table.c: statements by theme, set beside set. Layer: queries. */
#include <stdlib.h>

#include "base/emit.h"
#include "base/utf8.h"
#include "queries/compare_note.h"
#include "queries/compare_words.h"
#include "queries/layout.h"

typedef rap_compare_note_state note;
typedef rap_compare_fill fill;

#define COUNT_COLUMNS 8
#define SHARE_COLUMNS 6
#define G2_COLUMNS 9
#define RATIO_COLUMNS 11
#define LABEL_MIN 16
#define TYPICAL_MAX 5

typedef struct row {
  const rap_compare_line *line;
  int64_t sum;
  double g2;
} row;

static int by_sum(const void *x, const void *y) {
  const row *a = x, *b = y;
  if (a->sum != b->sum) return a->sum > b->sum ? -1 : 1;
  return rap_str_cmp(a->line->label.value, b->line->label.value);
}

static int by_g2(const void *x, const void *y) {
  const row *a = x, *b = y;
  if (a->g2 != b->g2) return a->g2 > b->g2 ? -1 : 1;
  return rap_str_cmp(a->line->label.value, b->line->label.value);
}

typedef struct table {
  note *t;
  const rap_compare_dimension *d;
  row *rows;
  size_t shown, label, column;
  bool shares, keyness;
} table;

/* Of what the counts leave. */
static void measure(table *b) {
  size_t sets = b->t->c->n_sets, width = b->t->style->width;
  b->keyness = sets == 2 && !b->t->c->few;
  size_t extra = b->keyness ? G2_COLUMNS + RATIO_COLUMNS : 0, plain = COUNT_COLUMNS * sets, with_shares = (COUNT_COLUMNS + SHARE_COLUMNS) * sets;
  b->shares = !b->t->c->few && with_shares + extra + LABEL_MIN + 2 <= width;
  size_t taken = extra + (b->shares ? with_shares : plain) + 2, widest = sizeof RAP_SAY_TABLE_PLANNED - 1;
  for (size_t i = 0; i < b->shown; i++) {
    size_t columns = rap_utf8_columns(b->rows[i].line->label.name);
    if (columns > widest) widest = columns;
  }
  for (size_t s = 0; s < sets; s++)
    if (rap_utf8_columns(b->t->headings[s]) + 2 > COUNT_COLUMNS && !b->shares) b->column = rap_utf8_columns(b->t->headings[s]) + 2;
  if (!b->column) b->column = COUNT_COLUMNS;
  taken += (b->column - COUNT_COLUMNS) * sets;
  size_t room = width > taken + LABEL_MIN ? width - taken : LABEL_MIN;
  b->label = widest < room ? widest : room;
}

static void put_heading(table *b) {
  rap_buf *out = b->t->out;
  rap_layout_spaces(out, b->label + 2);
  for (size_t s = 0; s < b->t->c->n_sets; s++) {
    size_t columns = b->column + (b->shares ? SHARE_COLUMNS : 0), used = rap_utf8_columns(b->t->headings[s]);
    rap_layout_spaces(out, columns > used ? columns - used : 1);
    rap_buf_add(out, b->t->headings[s]);
  }
  if (b->keyness) rap_buf_printf(out, "%*s%*s", G2_COLUMNS + 1, "G²", RATIO_COLUMNS, "log ratio");
  rap_buf_putc(out, '\n');
}

static void put_cells(table *b, rap_str label, const int64_t *n, const int64_t *of) {
  rap_buf *out = b->t->out;
  rap_buf_puts(out, "  ");
  rap_text_fit(out, label, b->label, true);
  for (size_t s = 0; s < b->t->c->n_sets; s++) {
    if (n[s])
      rap_buf_printf(out, "%*lld", (int)b->column, (long long)n[s]);
    else
      rap_buf_printf(out, "%*s", (int)b->column + 1, "·"); /* two bytes, one column */
    if (!b->shares) continue;
    if (of && n[s])
      rap_buf_printf(out, "%*.0f %%", SHARE_COLUMNS - 2, 100.0 * (double)n[s] / (double)of[s]);
    else
      rap_layout_spaces(out, SHARE_COLUMNS);
  }
}

/* Ends a row, without blanks at its end. */
static void end_row(rap_buf *out) {
  while (!out->failed && out->n && out->p[out->n - 1] == ' ') out->n--;
  rap_buf_putc(out, '\n');
}

static void put_rows(table *b) {
  rap_buf *out = b->t->out;
  for (size_t i = 0; i < b->shown; i++) {
    const rap_compare_line *line = b->rows[i].line;
    put_cells(b, line->label.name, line->n, b->d->totals);
    if (b->keyness) rap_buf_printf(out, "%*.1f%+*.1f", G2_COLUMNS, line->key[1].g2, RATIO_COLUMNS, line->key[1].log_ratio);
    end_row(out);
  }
  if (b->shown < b->d->n) rap_note_sentence(b->t, RAP_SAY_MORE_ROWS, &(fill){.n = (int64_t)(b->d->n - b->shown)});
  int64_t planned[RAP_COMPARE_SETS_MAX] = {0}, all[RAP_COMPARE_SETS_MAX] = {0}, sum = 0;
  for (size_t s = 0; s < b->t->c->n_sets; s++) {
    all[s] = b->t->c->sets[s].statements;
    planned[s] = b->t->c->sets[s].planned;
    sum += planned[s];
  }
  put_cells(b, RAP_STR(RAP_SAY_TABLE_ALL), all, NULL);
  end_row(out);
  if (!sum || b->t->c->sets[0].kind == RAP_COMPARE_STATUS) return;
  put_cells(b, RAP_STR(RAP_SAY_TABLE_PLANNED), planned, all);
  end_row(out);
}

/* "More at the 2nd than elsewhere: Health (12 of 40; G² 9.3)" of what is significant. */
static void put_typical(note *t, const rap_compare_dimension *d, row *rows, size_t set) {
  rap_buf names = {0};
  rap_str list[TYPICAL_MAX];
  size_t n = 0;
  for (size_t i = 0; i < d->n; i++) {
    const rap_keyness *k = &d->lines[i].key[set];
    rows[i] = (row){.line = &d->lines[i], .g2 = k->over && rap_keyness_level(k->g2) > 1 ? k->g2 : 0};
  }
  qsort(rows, d->n, sizeof *rows, by_g2);
  for (; n < TYPICAL_MAX && n < d->n && rows[n].g2 > 0; n++) {
    const rap_compare_line *line = rows[n].line;
    list[n] = rap_arena_printf(t->arena, "%.*s (%lld of %lld, G² %.1f)", RAP_FMT(line->label.name), (long long)line->n[set],
                               (long long)d->totals[set], rows[n].g2);
    if (!list[n].p) t->out->failed = true;
  }
  rap_note_names(t, list, n, &names);
  if (n) rap_note_sentence(t, RAP_SAY_TYPICAL, &(fill){.n = (int64_t)n, .names = rap_buf_str(&names), .set = t->brief[set]});
  if (rap_buf_failed(&names)) t->out->failed = true;
  rap_buf_clear(&names);
}

/* "12 statements in all, 7 in the 1st and 5 in the 2nd: shares say little." */
static void put_few(note *t) {
  rap_buf names = {0};
  rap_str list[RAP_COMPARE_SETS_MAX];
  fill f = {0};
  for (size_t s = 0; s < t->c->n_sets; s++) {
    f.n += t->c->sets[s].statements;
    list[s] = rap_arena_printf(t->arena, "%lld in %.*s", (long long)t->c->sets[s].statements, RAP_FMT(t->brief[s]));
    if (!list[s].p) t->out->failed = true;
  }
  rap_note_names(t, list, t->c->n_sets, &names);
  f.names = rap_buf_str(&names);
  rap_note_sentence(t, RAP_SAY_FEW, &f);
  if (rap_buf_failed(&names)) t->out->failed = true;
  rap_buf_clear(&names);
}

void rap_note_statements(note *t) {
  const rap_compare_dimension *d = rap_compare_find(t->c, RAP_COMPARE_SAID);
  if (!d) return;
  rap_note_title(t, RAP_STR(RAP_SAY_TABLE_TITLE));
  if (!d->n) {
    rap_note_sentence(t, RAP_SAY_NO_STATEMENT, &(fill){0});
    return;
  }
  table b = {.t = t, .d = d, .rows = rap_arena_array(t->arena, d->n, sizeof *b.rows), .shown = d->n};
  if (!b.rows) {
    t->out->failed = true;
    return;
  }
  for (size_t i = 0; i < d->n; i++) {
    b.rows[i].line = &d->lines[i];
    for (size_t s = 0; s < t->c->n_sets; s++) b.rows[i].sum += d->lines[i].n[s];
  }
  qsort(b.rows, d->n, sizeof *b.rows, by_sum);
  if (t->style->max_rows && d->n > t->style->max_rows) b.shown = t->style->max_rows;
  measure(&b);
  put_heading(&b);
  put_rows(&b);
  if (t->c->few)
    put_few(t);
  else
    for (size_t s = 0; s < t->c->n_sets; s++) put_typical(t, d, b.rows, s);
}

void rap_note_words(note *t) {
  const rap_compare_dimension *d = rap_compare_find(t->c, RAP_COMPARE_WORDS);
  if (!d || !d->n) return;
  rap_str read = rap_arena_printf(t->arena, "%lld and %lld", (long long)d->totals[0], (long long)d->totals[1]);
  if (!read.p) t->out->failed = true;
  rap_note_title(t, RAP_STR(RAP_SAY_WORDS_TITLE));
  for (size_t s = 0; s < 2; s++) {
    rap_buf names = {0};
    rap_str list[RAP_COMPARE_WORDS_KEPT];
    size_t n = 0;
    for (size_t i = 0; i < d->n && n < RAP_COMPARE_WORDS_KEPT; i++) {
      const rap_compare_line *line = &d->lines[i];
      if (!line->key[s].over) continue;
      list[n] = rap_arena_printf(t->arena, "%.*s (%lld to %lld)", RAP_FMT(line->label.name), (long long)line->n[s], (long long)line->n[1 - s]);
      if (!list[n++].p) t->out->failed = true;
    }
    rap_note_names(t, list, n, &names);
    if (n) rap_note_sentence(t, RAP_SAY_WORDS, &(fill){.n = (int64_t)n, .names = rap_buf_str(&names), .set = t->brief[s]});
    if (rap_buf_failed(&names)) t->out->failed = true;
    rap_buf_clear(&names);
  }
  rap_note_sentence(t, RAP_SAY_WORDS_READ, &(fill){.n = 2, .names = read});
}
