/* compare: conferences, editions, periods, States, sources or queries side by side; or what was announced of one conference and what was reported of it. */
#include "queries/compare_sets.h"
#include "queries/compare_text.h"
#include "queries/listing.h"
#include "queries/shell_words.h"

typedef struct compare_options {
  rap_question_options question;
  bool planned;
  rap_str by;
  rap_str_list along;
} compare_options;

static const rap_option compare_table[] = {
    {.name = "by",
     .kind = RAP_OPT_CHOICE,
     .offset = offsetof(compare_options, by),
     .argument = "KIND",
     .help = "what the operands are (default: recognised one by one)",
     .choices = "event|period|state|source|series|document|query"},
    {.name = "along",
     .kind = RAP_OPT_LIST,
     .offset = offsetof(compare_options, along),
     .argument = "AXIS",
     .help = "compare along this axis only; may be repeated (default: themes, States, people, bodies, statements)"},
    {.name = "planned",
     .kind = RAP_OPT_FLAG,
     .offset = offsetof(compare_options, planned),
     .help = "announced against reported; this is what a single EVENT gives anyway"},
    {.name = "limit",
     .letter = 'n',
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(rap_question_options, limit),
     .argument = "N",
     .help = "text: at most N names in a sentence and N rows in a table, 0 for all (default 8 and 15)"},
    RAP_OPTIONS_END,
};
static const rap_option *const compare_tables[] = {rap_common_table, compare_table, rap_question_table, NULL};

#define NAMES 8
#define ROWS 15

static const rap_column columns[] = {
    {.name = "set", .kind = RAP_COL_TEXT},       {.name = "kind", .kind = RAP_COL_TEXT},   {.name = "dimension", .kind = RAP_COL_TEXT},
    {.name = "value", .kind = RAP_COL_TEXT},     {.name = "name", .kind = RAP_COL_TEXT},   {.name = "count", .kind = RAP_COL_INT},
    {.name = "of", .kind = RAP_COL_TEXT},        {.name = "share", .kind = RAP_COL_REAL},  {.name = "g2", .kind = RAP_COL_REAL},
    {.name = "log_ratio", .kind = RAP_COL_REAL}, {.name = "change", .kind = RAP_COL_TEXT}, {.name = "evidence", .kind = RAP_COL_TEXT},
};

/* -- rows ---------------------------------------------------------------------------------------------------------------------------------- */

/* The option that asks for a value of an axis; NULL: there is none. */
static const char *option_of(rap_axis axis) {
  switch (axis) {
  case RAP_AXIS_STATE:
  case RAP_AXIS_GROUP:
  case RAP_AXIS_ACTOR: return "--state";
  case RAP_AXIS_THEME:
  case RAP_AXIS_THEME_TOP: return "--theme";
  case RAP_AXIS_EVENT: return "--event";
  case RAP_AXIS_SERIES: return "--series";
  case RAP_AXIS_PERSON: return "--person";
  case RAP_AXIS_ORGANISATION: return "--organisation";
  case RAP_AXIS_PROGRAMME: return "--programme";
  case RAP_AXIS_PLACE: return "--place";
  case RAP_AXIS_PREDICATE: return "--predicate";
  case RAP_AXIS_ROLE: return "--role";
  case RAP_AXIS_POLARITY: return "--polarity";
  case RAP_AXIS_SOURCE: return "--source";
  case RAP_AXIS_LANGUAGE: return "--language";
  default: return NULL;
  }
}

/* The value itself, without what is below or belongs to it; the whole as one word where the set is a query. */
static void put_condition(rap_buf *line, const rap_compare_set *set, const rap_compare_dimension *d, rap_str value) {
  rap_buf word = {0};
  bool query = set->kind == RAP_COMPARE_QUERY, theme = d->axis == RAP_AXIS_THEME;
  if (!query) rap_buf_printf(line, " %.*s", RAP_FMT(set->ask));
  if (!theme) rap_buf_printf(line, " %s ", option_of(d->axis));
  if (!theme) rap_shell_word(line, value);
  if (query) rap_buf_printf(&word, theme ? "(%.*s) " : "%.*s", RAP_FMT(set->id));
  if (theme) rap_buf_printf(&word, "theme:=%.*s", RAP_FMT(value));
  if (word.n) rap_buf_putc(line, ' ');
  if (word.n) rap_shell_word(line, rap_buf_str(&word));
  if (rap_buf_failed(&word)) line->failed = true;
  rap_buf_clear(&word);
}

/* What counts accounts of events is listed as a cell is. */
static void put_cell(rap_buf *line, const rap_compare_set *set, const rap_compare_dimension *d, rap_str value) {
  rap_buf word = {0};
  rap_buf_printf(line, "rapporteur matrix %.*s --rows %s --cols none --from events --count %s", RAP_FMT(set->ask), rap_axis_name(d->axis),
                 rap_unit_name(d->unit));
  if (d->what == RAP_COMPARE_ANNOUNCED) rap_buf_puts(line, " --status planned");
  rap_buf_puts(line, " --cell ");
  rap_buf_printf(&word, "%.*s,*", RAP_FMT(value));
  rap_shell_word(line, rap_buf_str(&word));
  if (rap_buf_failed(&word)) line->failed = true;
  rap_buf_clear(&word);
}

/* Each place where a word stands. */
static void put_word(rap_buf *line, const rap_compare_set *set, rap_str word) {
  rap_buf query = {0};
  bool own = set->kind == RAP_COMPARE_QUERY;
  rap_buf_puts(line, "rapporteur kwic ");
  if (!own) rap_buf_printf(line, "%.*s ", RAP_FMT(set->ask));
  if (own) rap_buf_printf(&query, "(%.*s) ", RAP_FMT(set->id));
  rap_buf_add(&query, word);
  rap_shell_word(line, rap_buf_str(&query));
  if (rap_buf_failed(&query)) line->failed = true;
  rap_buf_clear(&query);
}

/* The command that lists what a count counts. */
static void emit_evidence(rap_emit *e, rap_buf *line, const rap_compare_set *set, const rap_compare_dimension *d, rap_str value) {
  rap_buf_reset(line);
  if (d->what == RAP_COMPARE_WORDS) {
    put_word(line, set, value);
  } else if (d->base == RAP_FROM_EVENTS) {
    put_cell(line, set, d, value);
  } else if (option_of(d->axis)) {
    rap_buf_printf(line, "rapporteur %s", d->unit == RAP_UNIT_STATEMENTS ? "statements" : "search");
    if (d->what == RAP_COMPARE_SPEAKING) rap_buf_puts(line, " --role actor");
    if (d->what == RAP_COMPARE_DISCUSSED) rap_buf_puts(line, " --status reported");
    put_condition(line, set, d, value);
  } else {
    rap_emit_null(e);
    return;
  }
  rap_emit_text(e, rap_buf_str(line));
}

static void emit_row(rap_emit *e, rap_buf *line, const rap_compare *c, const rap_compare_dimension *d, const rap_compare_line *l, size_t s) {
  rap_emit_text(e, c->sets[s].id);
  rap_emit_text(e, rap_str_of(rap_compare_kind_name(c->sets[s].kind)));
  rap_emit_text(e, rap_str_of(d->name));
  rap_emit_text(e, l->label.value);
  rap_emit_text(e, l->label.name);
  rap_emit_int(e, l->n[s]);
  rap_emit_text(e, rap_str_of(d->of));
  if (d->totals[s])
    rap_emit_real(e, (double)l->n[s] / (double)d->totals[s], 4);
  else
    rap_emit_null(e);
  rap_emit_real(e, l->key[s].g2, 2);
  rap_emit_real(e, l->key[s].log_ratio, 2);
  rap_listing_text(e, rap_str_of(rap_compare_change(l, s)));
  if (l->n[s])
    emit_evidence(e, line, &c->sets[s], d, l->label.value);
  else
    rap_emit_null(e);
  rap_emit_end_row(e);
}

static rap_status emit_all(const rap_question *q, const rap_compare *c, rap_error *err) {
  rap_emit *emit;
  rap_buf line = {0};
  rap_status st = rap_question_emit(q, columns, sizeof columns / sizeof *columns, &emit, err);
  for (size_t i = 0; st == RAP_OK && i < c->n_dimensions; i++)
    for (size_t k = 0; k < c->dimensions[i].n; k++)
      for (size_t s = 0; s < c->n_sets; s++) emit_row(emit, &line, c, &c->dimensions[i], &c->dimensions[i].lines[k], s);
  if (st == RAP_OK && rap_buf_failed(&line)) st = rap_error_nomem(err);
  rap_buf_clear(&line);
  return rap_question_finish(emit, st, err);
}

/* -- text ---------------------------------------------------------------------------------------------------------------------------------- */

static size_t shown(const rap_question *q, const compare_options *o, size_t by_default) { return o->question.limit.n ? q->page.limit : by_default; }

static rap_status write_note(const rap_question *q, const compare_options *o, const rap_compare *c, rap_error *err) {
  rap_compare_style style = {.width = rap_question_width(q),
                             .bold = rap_question_bold(q),
                             .dim = rap_question_dim(q),
                             .plain = rap_question_plain(q),
                             .max_names = shown(q, o, NAMES),
                             .max_rows = shown(q, o, ROWS)};
  rap_buf page = {0};
  rap_status st = rap_compare_note(c, &style, q->cli->arena, &page, err);
  if (st == RAP_OK) st = rap_question_write(q, &page, err);
  rap_buf_clear(&page);
  return st;
}

/* -- the whole ------------------------------------------------------------------------------------------------------------------------------ */

static rap_status parse_axes(const rap_str_list *along, rap_axis *axes, rap_error *err) {
  rap_status st = RAP_OK;
  if (along->n > RAP_COMPARE_DIMENSIONS_MAX) return rap_error_set(err, RAP_ERR_USAGE, "--along: more than %d axes", RAP_COMPARE_DIMENSIONS_MAX);
  for (size_t i = 0; st == RAP_OK && i < along->n; i++) st = rap_question_axis(along->items[i], "along", &axes[i], err);
  return st;
}

static size_t rows_of(const rap_compare *c) {
  size_t n = 0;
  for (size_t i = 0; i < c->n_dimensions; i++) n += c->dimensions[i].n;
  return n;
}

static rap_status run_compare(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const compare_options *o = options;
  rap_axis axes[RAP_COMPARE_DIMENSIONS_MAX];
  rap_question q;
  rap_compare_sets sets = {0};
  rap_compare c = {0};
  rap_status st = parse_axes(&o->along, axes, err);
  if (st != RAP_OK) return st;
  if (o->planned && operands->n > 1) return rap_error_set(err, RAP_ERR_USAGE, "--planned takes one EVENT");
  st = rap_question_open(cli, &o->question, NULL, 0, &q, err);
  if (st == RAP_OK) st = rap_compare_sets_open(&q, &o->question, o->planned ? RAP_STR("event") : o->by, operands, &sets, err);
  const rap_compare_options how = {
      .axes = axes, .n_axes = o->along.n, .unit = q.has_unit ? &q.unit : NULL, .names = q.format == RAP_FORMAT_TEXT ? shown(&q, o, NAMES) : 0};
  if (st == RAP_OK) st = rap_compare_make(q.store, sets.items, sets.n, &how, cli->arena, &c, err);
  size_t n = rows_of(&c);
  if (st == RAP_OK && q.format != RAP_FORMAT_TEXT)
    st = emit_all(&q, &c, err);
  else if (st == RAP_OK && n)
    st = write_note(&q, o, &c, err);
  if (st == RAP_OK) st = rap_question_done(&q, n);
  rap_compare_sets_close(&sets);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_compare = {
    .name = "compare",
    .group = RAP_GROUP_COUNTS,
    .operands = "A [B…]",
    .summary = "conferences, periods, States, sources or queries side by side: what stayed, came and went",
    .description =
        "A, B … are words of an event's name with edition or year (\"chief secretaries 2022\", \"chief secretaries@2\"), periods (2022, 2022-01..2022-06), States, series, sources, documents by their ids, or queries (\"q: "
        "WORDS\"). An event alone: what was announced of it against what was reported; a series alone: its last two editions. Keyness (G², log ratio) is of a set against all others together.",
    .tables = compare_tables,
    .options_size = sizeof(compare_options),
    .min_operands = 1,
    .max_operands = RAP_COMPARE_SETS_MAX,
    .run = run_compare,
};
