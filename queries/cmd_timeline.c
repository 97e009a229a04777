/* timeline: what came, stayed and went: counts of one axis over years or months. */
#include "queries/matrix_text.h"
#include "queries/question.h"

typedef struct timeline_options {
  rap_question_options question;
  rap_str of, by, count;
  int64_t top;
} timeline_options;

#define OFFSET(field) offsetof(timeline_options, field)
#define DEFAULT_ROWS 20

static const rap_option timeline_table[] = {
    RAP_DRAWN_FORMAT_OPTION(OFFSET(question.format)),
    {.name = "of",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(of),
     .argument = "AXIS",
     .help = "what the rows are (default theme): state, theme, theme-top, series, predicate, person …; none: one row"},
    {.name = "by", .kind = RAP_OPT_CHOICE, .offset = OFFSET(by), .argument = "PERIOD", .help = "year by default", .choices = "year|month"},
    {.name = "count",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(count),
     .argument = "UNIT",
     .help = "what is counted, each once",
     .choices = "statements|documents|events|families"},
    {.name = "top",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(top),
     .argument = "N",
     .help = "only the N largest rows (text: 20 by default)",
     .min = 1,
     .max = 1000000},
    RAP_OPTIONS_END,
};
static const rap_option *const timeline_tables[] = {rap_common_table, timeline_table, rap_question_table, NULL};

static rap_status emit_cells(const rap_question *q, const rap_matrix *m, const rap_count_spec *spec, rap_error *err) {
  static const rap_column columns[] = {
      {.name = "value", .kind = RAP_COL_TEXT}, {.name = "name", .kind = RAP_COL_TEXT}, {.name = "period", .kind = RAP_COL_TEXT},
      {.name = "count", .kind = RAP_COL_INT},  {.name = "of", .kind = RAP_COL_TEXT},
  };
  rap_emit *e = NULL;
  rap_status st = rap_question_emit(q, columns, sizeof columns / sizeof *columns, &e, err);
  for (size_t i = 0; st == RAP_OK && i < m->n_rows * m->n_cols; i++) {
    rap_emit_text(e, m->rows[i / m->n_cols].value);
    rap_emit_text(e, m->rows[i / m->n_cols].name);
    rap_emit_text(e, m->cols[i % m->n_cols].value);
    rap_emit_int(e, m->cells[i]);
    rap_emit_text(e, rap_str_of(rap_unit_name(spec->unit)));
    rap_emit_end_row(e);
  }
  return st == RAP_OK ? rap_emit_finish(e, err) : st;
}

static rap_status write_text(const rap_question *q, const rap_matrix *m, const rap_count_spec *spec, rap_error *err) {
  const rap_table_style style = {.width = rap_question_width(q), .color = q->cli->color};
  const char *unit = rap_unit_name(spec->unit);
  rap_buf page = {0};
  rap_buf_printf(&page, "%s%c%s", rap_question_bold(q), *unit - 'a' + 'A', unit + 1);
  if (spec->rows == RAP_AXIS_NONE)
    rap_buf_puts(&page, " by ");
  else
    rap_buf_printf(&page, " by %s and ", rap_axis_name(spec->rows));
  rap_buf_printf(&page, "%s of %s", rap_axis_name(spec->cols), q->filter.by_event_date ? "the event" : "publication");
  if (q->asked.n) rap_buf_printf(&page, " for %.*s", RAP_FMT(q->asked));
  rap_buf_printf(&page, "%s\n\n", rap_question_plain(q));
  rap_timeline_text(&page, m, &style);
  if (m->more_rows) {
    rap_buf_puts(&page, "\nLeft out: ");
    rap_layout_count(&page, (int64_t)m->more_rows, "smaller rows");
    rap_buf_printf(&page, " (--top %zu shows all)\n", m->n_rows + m->more_rows);
  }
  rap_status st = rap_question_write(q, &page, err);
  rap_buf_clear(&page);
  return st;
}

static rap_status run_timeline(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const timeline_options *o = options;
  rap_question q;
  rap_axis of = RAP_AXIS_THEME, by = rap_str_is(o->by, "month") ? RAP_AXIS_MONTH : RAP_AXIS_YEAR;
  rap_count_spec spec = {0};
  rap_matrix m = {0};
  rap_str unit = {0};
  rap_status st = rap_question_open(cli, &o->question, operands, 0, &q, err);
  if (st == RAP_OK && o->of.n) st = rap_question_axis(o->of, "of", &of, err);
  if (st == RAP_OK) st = rap_question_unit(&o->question, o->count, &unit, err);
  if (st == RAP_OK) st = rap_question_count(of, by, unit, &spec, err);
  spec.max_rows = o->top ? (size_t)o->top : q.format == RAP_FORMAT_TEXT ? DEFAULT_ROWS : 0;
  if (st == RAP_OK) st = rap_query_timeline(q.store, &q.filter, &spec, cli->arena, &m, err);
  if (st == RAP_OK && of == RAP_AXIS_NONE && m.n_rows) m.rows[0].name = RAP_STR("all");
  bool any = st == RAP_OK && m.n_rows && m.n_cols && m.total > 0;
  if (st == RAP_OK && q.drawn)
    st = rap_question_draw(&q, &m, &spec, rap_vega_timeline, err);
  else if (st == RAP_OK && q.format != RAP_FORMAT_TEXT)
    st = emit_cells(&q, &m, &spec, err);
  else if (any)
    st = write_text(&q, &m, &spec, err);
  if (st == RAP_OK) st = rap_question_done(&q, any);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_timeline = {
    .name = "timeline",
    .group = RAP_GROUP_QUESTIONS,
    .operands = "[WORDS…]",
    .summary = "themes, States, series … over years or months",
    .description =
        "Periods in which nothing was are shown. Where numbers don't fit the line, each row is drawn in block characters to its own scale, with its total and its highest period. "
        "--date event counts by the date of the event instead of that of publication. WORDS restrict to documents in whose full text they occur (see search).",
    .tables = timeline_tables,
    .options_size = sizeof(timeline_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_timeline,
};
