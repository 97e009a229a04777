#include "queries/evaluation_rows.h"

#define DECIMALS 3

enum { COL_DOCUMENT, COL_NAME, COL_MEASURE, COL_PRECISION, COL_RECALL, COL_F1, COL_LOW, COL_HIGH, COL_RIGHT, COL_SPURIOUS, COL_MISSED, N_COLUMNS };

static const rap_column columns[N_COLUMNS] = {
    [COL_DOCUMENT] = {.name = "document", .title = "Document", .kind = RAP_COL_TEXT},
    [COL_NAME] = {.name = "name", .kind = RAP_COL_TEXT},
    [COL_MEASURE] = {.name = "measure", .title = "Measure", .kind = RAP_COL_TEXT},
    [COL_PRECISION] = {.name = "precision", .title = "P", .kind = RAP_COL_REAL},
    [COL_RECALL] = {.name = "recall", .title = "R", .kind = RAP_COL_REAL},
    [COL_F1] = {.name = "f1", .title = "F1", .kind = RAP_COL_REAL},
    [COL_LOW] = {.name = "low", .title = "from", .kind = RAP_COL_REAL},
    [COL_HIGH] = {.name = "high", .title = "to", .kind = RAP_COL_REAL},
    [COL_RIGHT] = {.name = "right", .title = "right", .kind = RAP_COL_INT},
    [COL_SPURIOUS] = {.name = "spurious", .title = "spurious", .kind = RAP_COL_INT},
    [COL_MISSED] = {.name = "missed", .title = "missed", .kind = RAP_COL_INT},
};

static void put_row(rap_emit *emit, rap_str document, rap_measure m, const rap_tally *t, const rap_interval *interval) {
  if (document.n)
    rap_emit_text(emit, document);
  else
    rap_emit_null(emit);
  rap_emit_text(emit, rap_str_of(rap_measure_name(m)));
  rap_emit_text(emit, rap_str_of(rap_measure_title(m)));
  rap_emit_real(emit, rap_tally_precision(t), DECIMALS);
  rap_emit_real(emit, rap_tally_recall(t), DECIMALS);
  rap_emit_real(emit, rap_tally_f1(t), DECIMALS);
  for (int i = 0; i < 2; i++) {
    if (interval)
      rap_emit_real(emit, i ? interval->high : interval->low, DECIMALS);
    else
      rap_emit_null(emit);
  }
  rap_emit_int(emit, (int64_t)t->right);
  rap_emit_int(emit, (int64_t)t->spurious);
  rap_emit_int(emit, (int64_t)t->missed);
  rap_emit_end_row(emit);
}

static void put_total(rap_emit *emit, const rap_evaluation *e, rap_measure_set measures, const rap_interval *intervals) {
  const rap_tallies *total = rap_evaluation_total(e);
  for (int m = 0; m < RAP_N_MEASURES; m++)
    if (total->measured & measures & RAP_MEASURE_BIT(m)) put_row(emit, (rap_str){0}, (rap_measure)m, &total->of[m], intervals ? &intervals[m] : NULL);
}

static void put_documents(rap_emit *emit, const rap_evaluation *e, const rap_evaluation_view *view) {
  for (size_t i = 0; i < view->gold->n; i++) {
    const rap_tallies *t = rap_evaluation_document(e, i);
    for (int m = 0; m < RAP_N_MEASURES; m++) {
      const rap_tally *of = &t->of[m];
      bool wanted = t->measured & view->measures & RAP_MEASURE_BIT(m);
      if (wanted && of->right + of->spurious + of->missed) put_row(emit, view->gold->items[i].id, (rap_measure)m, of, NULL);
    }
  }
}

rap_status rap_evaluation_write(const rap_evaluation *e, const rap_evaluation_view *view, rap_out *out, size_t *n_rows, rap_error *err) {
  rap_column shown[N_COLUMNS];
  rap_interval intervals[RAP_N_MEASURES] = {{0}};
  rap_emit *emit = NULL;
  *n_rows = 0;
  memcpy(shown, columns, sizeof shown);
  if (view->by_document) /* beside a long id there is room for the short name */
    shown[COL_NAME].title = "Measure", shown[COL_MEASURE].title = NULL;
  else
    shown[COL_DOCUMENT].title = NULL;
  if (!view->intervals) shown[COL_LOW].title = shown[COL_HIGH].title = NULL;
  rap_status st = view->intervals ? rap_evaluation_intervals(e, intervals, err) : RAP_OK;
  if (st == RAP_OK) st = rap_emit_new(out, view->format, shown, N_COLUMNS, &view->emit, &emit, err);
  if (st != RAP_OK) return st;
  if (view->by_document)
    put_documents(emit, e, view);
  else
    put_total(emit, e, view->measures, view->intervals ? intervals : NULL);
  *n_rows = rap_emit_rows(emit);
  return rap_emit_finish(emit, err);
}

static const rap_column mistake_columns[] = {
    {.name = "document", .title = "Document", .kind = RAP_COL_TEXT},
    {.name = "error", .title = "Error", .kind = RAP_COL_TEXT},
    {.name = "value", .title = "Value", .kind = RAP_COL_TEXT, .wrap = true},
    {.name = "text", .title = "Words", .kind = RAP_COL_TEXT, .wrap = true},
    {.name = "sentence", .title = "Sentence", .kind = RAP_COL_TEXT, .wrap = true},
};

static void put_mistake(rap_emit *emit, rap_str document, const rap_placed_mistake *m) {
  const rap_str cells[] = {document, rap_str_of(rap_mistake_name(m->kind)), m->value, m->text, m->sentence};
  for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
    if (cells[i].n)
      rap_emit_text(emit, cells[i]);
    else
      rap_emit_null(emit);
  }
  rap_emit_end_row(emit);
}

rap_status rap_evaluation_write_mistakes(const rap_evaluation *e, const rap_evaluation_view *view, rap_out *out, size_t *n_total, rap_error *err) {
  rap_emit *emit = NULL;
  *n_total = 0;
  rap_status st = rap_emit_new(out, view->format, mistake_columns, sizeof mistake_columns / sizeof *mistake_columns, &view->emit, &emit, err);
  for (size_t i = 0; st == RAP_OK && i < view->gold->n; i++) {
    size_t n;
    const rap_placed_mistake *list = rap_evaluation_mistakes(e, i, &n);
    for (size_t k = 0; k < n; k++)
      if ((*n_total)++ < view->limit || !view->limit) put_mistake(emit, view->gold->items[i].id, &list[k]);
  }
  return st == RAP_OK ? rap_emit_finish(emit, err) : st;
}
