/* timeline: what came, stayed and went: one axis over years, quarters, months, weeks or days. */
#include "queries/question.h"
#include "queries/timeline_text.h"
#include "queries/vega.h"

typedef struct timeline_options {
  rap_question_options question;
  rap_str of, by, from, count;
  int64_t top, average;
  bool share;
} timeline_options;

#define OFFSET(field) offsetof(timeline_options, field)
#define DEFAULT_ROWS 20
#define SHARE_DECIMALS 6
#define AVERAGE_DECIMALS 6

static const rap_option timeline_table[] = {
    RAP_DRAWN_FORMAT_OPTION(OFFSET(question.format)),
    {.name = "of",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(of),
     .argument = "AXIS",
     .help = "what the rows are (default theme): state, theme, theme-top, series, predicate, person …; none: one row"},
    {.name = "by",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(by),
     .argument = "PERIOD",
     .help = "year by default; weeks are those of ISO 8601",
     .choices = "year|quarter|month|week|day"},
    RAP_FROM_OPTION(OFFSET(from)),
    {.name = "count",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(count),
     .argument = "UNIT",
     .help = "what is counted, each once",
     .choices = "statements|documents|events|families"},
    {.name = "share",
     .kind = RAP_OPT_FLAG,
     .offset = OFFSET(share),
     .help = "shares of all that meets the question in the period; with --of none: of all that there is in it"},
    {.name = "average",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(average),
     .argument = "N",
     .help = "moving average of N periods with each one in the middle, of fewer at both ends",
     .min = 1,
     .max = 1000},
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

static const rap_column columns[] = {
    {.name = "value"},
    {.name = "name"},
    {.name = "period"},
    {.name = "count", .kind = RAP_COL_INT},
    {.name = "of"},
    {.name = "start"},
    {.name = "end"},
    {.name = "volume", .kind = RAP_COL_INT},
    {.name = "share", .kind = RAP_COL_REAL},
    {.name = "average", .kind = RAP_COL_REAL}, /* the last three only when they were asked for */
};
enum { COLUMNS_ALWAYS = 7, COLUMNS_SHARE = 2 };

static void emit_day(rap_emit *e, rap_day day) {
  char text[RAP_DAY_TEXT_MAX];
  rap_emit_text(e, (rap_str){text, rap_day_format(day, text)});
}

static rap_status emit_cells(const rap_question *q, const rap_timeline *t, const rap_count_spec *spec, rap_error *err) {
  const rap_matrix *m = &t->m;
  rap_emit *e = NULL;
  rap_column shown[sizeof columns / sizeof *columns];
  size_t n = COLUMNS_ALWAYS;
  memcpy(shown, columns, sizeof columns);
  if (t->volume) n += COLUMNS_SHARE;
  if (t->average) shown[n++] = columns[COLUMNS_ALWAYS + COLUMNS_SHARE];
  rap_status st = rap_question_emit(q, shown, n, &e, err);
  for (size_t i = 0; st == RAP_OK && i < m->n_rows * m->n_cols; i++) {
    size_t row = i / m->n_cols, period = i % m->n_cols;
    rap_day first, last;
    rap_timeline_days(t, period, &first, &last);
    rap_emit_text(e, m->rows[row].value);
    rap_emit_text(e, m->rows[row].name);
    rap_emit_text(e, m->cols[period].value);
    rap_emit_int(e, m->cells[i]);
    rap_emit_text(e, rap_str_of(rap_unit_name(spec->unit)));
    emit_day(e, first);
    emit_day(e, last);
    if (t->volume) rap_emit_int(e, t->volume[period]);
    if (t->volume) rap_emit_real(e, rap_timeline_share(t, row, period), SHARE_DECIMALS);
    if (t->average) rap_emit_real(e, rap_timeline_average(t, row, period), AVERAGE_DECIMALS);
    rap_emit_end_row(e);
  }
  return rap_question_finish(e, st, err);
}

/* "Statements by theme and year of publication, shares of all in the year, moving average of 3 years, for Telangana" */
static void put_title(const rap_question *q, const timeline_options *o, const rap_timeline *t, const rap_count_spec *spec, rap_buf *page) {
  const char *unit = rap_unit_name(spec->unit), *period = rap_axis_name(spec->cols);
  rap_buf_printf(page, "%s%c%s", rap_question_bold(q), *unit - 'a' + 'A', unit + 1);
  if (spec->rows == RAP_AXIS_NONE)
    rap_buf_puts(page, " by ");
  else
    rap_buf_printf(page, " by %s and ", rap_question_axis_noun(spec->rows));
  rap_buf_printf(page, "%s %s", period, q->filter.by_mentioned_date ? "mentioned" : q->filter.by_event_date ? "of the event" : "of publication");
  size_t plain = page->n;
  if (t->volume) rap_buf_printf(page, ", shares of all in the %s", period);
  if (o->average) rap_buf_printf(page, ", moving average of %lld %s%s", (long long)o->average, period, o->average == 1 ? "" : "s");
  if (q->asked.n) rap_buf_printf(page, "%s for %.*s", page->n > plain ? "," : "", RAP_FMT(q->asked));
  rap_buf_printf(page, "%s\n\n", rap_question_plain(q));
}

static rap_status write_text(const rap_question *q, const timeline_options *o, const rap_timeline *t, const rap_count_spec *spec, rap_error *err) {
  const rap_table_style style = {.width = rap_question_width(q), .color = q->cli->color};
  rap_buf page = {0};
  put_title(q, o, t, spec, &page);
  rap_timeline_text(&page, t, &style);
  if (t->m.more_rows) {
    rap_buf_puts(&page, "\nLeft out: ");
    rap_layout_count(&page, (int64_t)t->m.more_rows, "smaller rows");
    rap_buf_printf(&page, " (--top %zu shows all)\n", t->m.n_rows + t->m.more_rows);
  }
  rap_status st = rap_question_write(q, &page, err);
  rap_buf_clear(&page);
  return st;
}

static rap_status write_answer(const rap_question *q, const timeline_options *o, rap_timeline *t, const rap_count_spec *spec, rap_error *err) {
  rap_matrix *m = &t->m;
  if (spec->rows == RAP_AXIS_NONE && m->n_rows) m->rows[0].name = RAP_STR("all");
  bool any = m->n_rows && m->n_cols && m->total > 0;
  rap_status st = RAP_OK;
  if (q->drawn)
    st = rap_question_draw(q, m, spec, rap_vega_timeline, err);
  else if (q->format != RAP_FORMAT_TEXT)
    st = emit_cells(q, t, spec, err);
  else if (any)
    st = write_text(q, o, t, spec, err);
  return st == RAP_OK ? rap_question_done(q, any) : st;
}

static rap_status run_timeline(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const timeline_options *o = options;
  const rap_timeline_options how = {.average = (size_t)o->average, .share = o->share};
  rap_question q;
  rap_axis axes[2] = {RAP_AXIS_THEME, RAP_AXIS_YEAR};
  rap_count_spec spec = {0};
  rap_timeline t = {0};
  rap_str unit = {0};
  if (o->by.n) (void)rap_axis_parse(o->by, &axes[1]); /* one of the option's choices */
  rap_status st = rap_question_open(cli, &o->question, operands, 0, &q, err);
  if (st == RAP_OK && o->of.n) st = rap_question_axis(o->of, "of", &axes[0], err);
  if (st == RAP_OK) st = rap_question_unit(&o->question, o->count, &unit, err);
  if (st == RAP_OK) st = rap_question_axes(&q, axes, o->from, unit, &spec, err);
  spec.max_rows = o->top ? (size_t)o->top : q.format == RAP_FORMAT_TEXT ? DEFAULT_ROWS : 0;
  if (st == RAP_OK) st = rap_timeline_make(q.store, &q.filter, &spec, &how, cli->arena, &t, err);
  if (st == RAP_OK) st = write_answer(&q, o, &t, &spec, err);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_timeline = {
    .name = "timeline",
    .group = RAP_GROUP_COUNTS,
    .operands = "[WORDS…]",
    .summary = "themes, States, series … over years, quarters, months, weeks or days",
    .description =
        "Periods in which nothing was are shown. Where numbers don't fit the line, each row is drawn in block characters to its own scale, with its total and its highest period; one row alone has a bar for each period. "
        "--date event counts by the date of the event instead of that of publication, --date mentioned by the dates that the text mentions. WORDS restrict to documents in whose full text they occur (see search).",
    .tables = timeline_tables,
    .options_size = sizeof(timeline_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_timeline,
};
