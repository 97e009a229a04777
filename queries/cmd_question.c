#include "queries/progress.h"
#include "queries/question.h"
#include "queries/receipting.h"

#define OFFSET(field) offsetof(rap_question_options, field)

const rap_option rap_question_table[] = {
    RAP_STORE_OPTION(OFFSET(store)),
    RAP_ANSWER_FORMAT_OPTION(OFFSET(format)),
    RAP_OUTPUT_OPTION,
    {.name = "state",
     .letter = 's',
     .kind = RAP_OPT_LIST,
     .offset = OFFSET(states),
     .argument = "NAME",
     .help = "a State, Union Territory or group, by name or code; ALL: the States together"},
    {.name = "theme",
     .letter = 't',
     .kind = RAP_OPT_LIST,
     .offset = OFFSET(themes),
     .argument = "THEME",
     .help = "a theme, with those below it, by id or name"},
    {.name = "event",
     .letter = 'e',
     .kind = RAP_OPT_LIST,
     .offset = OFFSET(events),
     .argument = "EVENT",
     .help = "an event: words of its name, with edition or year"},
    {.name = "series", .kind = RAP_OPT_LIST, .offset = OFFSET(series), .argument = "SERIES", .help = "a series of conferences"},
    {.name = "person",
     .letter = 'p',
     .kind = RAP_OPT_LIST,
     .offset = OFFSET(persons),
     .argument = "NAME",
     .help = "a person named (words of the name)"},
    {.name = "organisation", .kind = RAP_OPT_LIST, .offset = OFFSET(organisations), .argument = "NAME", .help = "a ministry, department or body"},
    {.name = "programme", .kind = RAP_OPT_LIST, .offset = OFFSET(programmes), .argument = "NAME", .help = "a scheme, mission or law"},
    {.name = "place", .kind = RAP_OPT_LIST, .offset = OFFSET(places), .argument = "NAME", .help = "a place"},
    {.name = "role",
     .kind = RAP_OPT_LIST,
     .offset = OFFSET(roles),
     .argument = "ROLE",
     .help = "actor (the State speaks or acts) or subject (it is asked or told)"},
    {.name = "predicate",
     .kind = RAP_OPT_LIST,
     .offset = OFFSET(predicates),
     .argument = "WORD",
     .help = "discussed, presented, proposed, requested, supported, opposed, agreed, emphasised, asked, addressed"},
    {.name = "status", .kind = RAP_OPT_LIST, .offset = OFFSET(statuses), .argument = "WORD", .help = "planned or reported"},
    {.name = "polarity", .kind = RAP_OPT_LIST, .offset = OFFSET(polarities), .argument = "WORD", .help = "support, oppose or neutral"},
    {.name = "source", .kind = RAP_OPT_LIST, .offset = OFFSET(sources), .argument = "NAME", .help = "source of the document"},
    {.name = "language", .kind = RAP_OPT_LIST, .offset = OFFSET(languages), .argument = "CODE", .help = "language of the document (en, hi …)"},
    {.name = "document", .kind = RAP_OPT_LIST, .offset = OFFSET(documents), .argument = "ID", .help = "a document"},
    {.name = "since",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(since),
     .argument = "DATE",
     .help = "from this year, month or day on (2023, 2023-01, 2023-01-08)"},
    {.name = "until", .kind = RAP_OPT_TEXT, .offset = OFFSET(until), .argument = "DATE", .help = "up to and including this year, month or day"},
    {.name = "date",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(date),
     .argument = "WHICH",
     .help = "what --since, --until and years mean: date of publication (default), of the event, or dates mentioned in the text",
     .choices = "published|event|mentioned"},
    {.name = "central",
     .kind = RAP_OPT_FLAG,
     .offset = OFFSET(central),
     .help = "themes of documents: only what they deal with, not what they touch in passing"},
    {.name = "with-groups",
     .kind = RAP_OPT_FLAG,
     .offset = OFFSET(with_groups),
     .help = "a State also counts where a group that it belongs to is named"},
    {.name = "with-all", .kind = RAP_OPT_FLAG, .offset = OFFSET(with_all), .help = "a State also counts where the States together are named"},
    {.name = "count-by",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(count_by),
     .argument = "UNIT",
     .help = "what is counted, each once; family: copies, revisions and translations of one release together",
     .choices = "statement|document|family|event"},
    RAP_RECEIPT_OPTION(OFFSET(receipt)),
    {.name = "explain",
     .kind = RAP_OPT_FLAG,
     .offset = OFFSET(explain),
     .help = "instead of an answer: how the question was understood (names resolved, groups, dates, the full-text expression)"},
    RAP_OPTIONS_END,
};

const rap_option rap_paging_table[] = {
    {.name = "limit",
     .letter = 'n',
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(limit),
     .argument = "N",
     .help = "at most N answers, 0 for all (default: a page in text format, all in the others)"},
    {.name = "offset",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(offset),
     .argument = "N",
     .help = "pass over the first N answers",
     .min = 0,
     .max = 1000000000},
    RAP_OPTIONS_END,
};

const char *rap_question_bold(const rap_question *q) { return q->cli->color ? RAP_SGR_BOLD : ""; }
const char *rap_question_dim(const rap_question *q) { return q->cli->color ? RAP_SGR_DIM : ""; }
const char *rap_question_plain(const rap_question *q) { return q->cli->color ? RAP_SGR_PLAIN : ""; }

#define MAX_LISTED 6   /* names in the heading of an answer */
#define LEAST_WIDTH 40 /* narrower terminals get lines of this width */

/* -- the question in words --------------------------------------------------------------------------------------------------------- */

static rap_status ask(rap_question *q, rap_str words, rap_error *err) {
  q->asked = rap_arena_printf(q->cli->arena, "%.*s%s%.*s", RAP_FMT(q->asked), q->asked.n ? " · " : "", RAP_FMT(words));
  return q->asked.p ? RAP_OK : rap_error_nomem(err);
}

static rap_status ask_list(rap_question *q, const char *what, const rap_str_list *words, rap_error *err) {
  if (!words->n) return RAP_OK;
  rap_buf b = {0};
  rap_buf_puts(&b, what);
  for (size_t i = 0; i < words->n && i < MAX_LISTED; i++) rap_buf_printf(&b, "%s%.*s", i ? " or " : *what ? " " : "", RAP_FMT(words->items[i]));
  if (words->n > MAX_LISTED) rap_buf_printf(&b, " or %zu more", words->n - MAX_LISTED);
  rap_status st = rap_buf_failed(&b) ? rap_error_nomem(err) : ask(q, rap_buf_str(&b), err);
  rap_buf_clear(&b);
  return st;
}

/* -- from options to a filter ------------------------------------------------------------------------------------------------------ */

static rap_status resolve_all(rap_question *q, rap_axis axis, const char *what, const rap_str_list *texts, rap_str_list *ids, rap_error *err) {
  rap_str_list names = {0};
  for (size_t i = 0; i < texts->n; i++) {
    rap_labels found;
    rap_status st = rap_question_find(q, axis, texts->items[i], &found, err);
    if (st != RAP_OK) return st;
    for (size_t k = 0; k < found.n; k++)
      if (!rap_str_list_add(q->cli->arena, ids, found.items[k].value) ||
          !rap_str_list_add(q->cli->arena, &names, axis == RAP_AXIS_DOCUMENT ? found.items[k].value : found.items[k].name))
        return rap_error_nomem(err);
  }
  return ask_list(q, what, &names, err);
}

static rap_status check_list(rap_query_field field, const rap_str_list *given, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < given->n && st == RAP_OK; i++) st = rap_query_field_check_word(field, given->items[i], "--", err);
  return st;
}

static rap_status check_words(const rap_question_options *o, rap_error *err) {
  rap_status st = check_list(RAP_QUERY_FIELD_ROLE, &o->roles, err);
  if (st == RAP_OK) st = check_list(RAP_QUERY_FIELD_STATUS, &o->statuses, err);
  if (st == RAP_OK) st = check_list(RAP_QUERY_FIELD_POLARITY, &o->polarities, err);
  return st == RAP_OK ? check_list(RAP_QUERY_FIELD_PREDICATE, &o->predicates, err) : st;
}

static rap_status parse_day(rap_question *q, rap_str text, const char *option, rap_day *out, rap_error *err) {
  *out = (rap_day){0};
  if (!text.n) return RAP_OK;
  if (!rap_day_parse(text, out) || !rap_day_valid(*out))
    return rap_error_set(err, RAP_ERR_USAGE, "--%s: '%.*s' is no date (2023, 2023-01 or 2023-01-08)", option, RAP_FMT(text));
  rap_str asked = rap_arena_printf(q->cli->arena, "%s%s %.*s",
                                   q->filter.by_mentioned_date ? "mentioning dates "
                                   : q->filter.by_event_date   ? "held "
                                                               : "",
                                   option, RAP_FMT(text));
  return asked.p ? ask(q, asked, err) : rap_error_nomem(err);
}

static rap_status fill_names(rap_question *q, const rap_question_options *o, rap_error *err) {
  rap_filter *f = &q->filter;
  rap_status st = resolve_all(q, RAP_AXIS_ACTOR, "", &o->states, &f->states, err);
  if (st == RAP_OK) st = resolve_all(q, RAP_AXIS_THEME, "theme", &o->themes, &f->themes, err);
  if (st == RAP_OK) st = resolve_all(q, RAP_AXIS_EVENT, "event", &o->events, &f->events, err);
  if (st == RAP_OK) st = resolve_all(q, RAP_AXIS_SERIES, "series", &o->series, &f->series, err);
  if (st == RAP_OK) st = resolve_all(q, RAP_AXIS_ORGANISATION, "", &o->organisations, &f->organisations, err);
  if (st == RAP_OK) st = resolve_all(q, RAP_AXIS_PROGRAMME, "", &o->programmes, &f->programmes, err);
  if (st == RAP_OK) st = resolve_all(q, RAP_AXIS_PLACE, "place", &o->places, &f->places, err);
  if (st == RAP_OK) st = resolve_all(q, RAP_AXIS_DOCUMENT, "document", &o->documents, &f->documents, err);
  return st;
}

static rap_status fill_filter(rap_question *q, const rap_question_options *o, rap_error *err) {
  rap_filter *f = &q->filter;
  f->roles = o->roles;
  f->predicates = o->predicates;
  f->statuses = o->statuses;
  f->polarities = o->polarities;
  f->sources = o->sources;
  f->languages = o->languages;
  f->persons = o->persons;
  f->central_only = o->central;
  f->with_groups = o->with_groups;
  f->with_all = o->with_all;
  f->by_event_date = rap_str_is(o->date, "event");
  f->by_mentioned_date = rap_str_is(o->date, "mentioned");
  rap_day *since = f->by_mentioned_date ? &f->mentioned_since : &f->since, *until = f->by_mentioned_date ? &f->mentioned_until : &f->until;
  rap_status st = fill_names(q, o, err);
  if (st == RAP_OK) st = ask_list(q, "person", &o->persons, err);
  if (st == RAP_OK) st = ask_list(q, "as", &o->roles, err);
  if (st == RAP_OK) st = ask_list(q, "", &o->predicates, err);
  if (st == RAP_OK) st = ask_list(q, "", &o->statuses, err);
  if (st == RAP_OK) st = ask_list(q, "polarity", &o->polarities, err);
  if (st == RAP_OK) st = ask_list(q, "source", &o->sources, err);
  if (st == RAP_OK) st = ask_list(q, "language", &o->languages, err);
  if (st == RAP_OK) st = parse_day(q, o->since, "since", since, err);
  return st == RAP_OK ? parse_day(q, o->until, "until", until, err) : st;
}

static rap_status parse_limit(const rap_question_options *o, size_t default_limit, rap_question *q, rap_error *err) {
  uint64_t n;
  q->page = (rap_page){.offset = (size_t)o->offset, .limit = q->format == RAP_FORMAT_TEXT ? default_limit : 0};
  if (!o->limit.p) return RAP_OK;
  if (!rap_str_uint(o->limit, &n) || n > INT32_MAX)
    return rap_error_set(err, RAP_ERR_USAGE, "--limit: '%.*s' is not a whole number (0: all)", RAP_FMT(o->limit));
  q->page.limit = (size_t)n;
  return RAP_OK;
}

rap_status rap_question_open_store(rap_cli *cli, rap_str store, rap_str format, rap_question *q, rap_error *err) {
  *q = (rap_question){.cli = cli};
  q->drawn = rap_str_is(format, "vega-lite");
  if (q->drawn) format = RAP_STR("json");
  if (format.n && !rap_format_parse(format, &q->format)) return rap_error_set(err, RAP_ERR_USAGE, "--format: unknown value '%.*s'", RAP_FMT(format));
  const rap_store_options options = {.tick = rap_progress_tick, .tick_ctx = cli};
  return rap_store_open(store.n ? store : cli->store, RAP_STORE_READ, &options, &q->store, err);
}

static rap_status fill_unit(rap_question *q, const rap_question_options *o, rap_error *err) {
  rap_str unit;
  rap_status st = rap_question_unit(o, (rap_str){0}, &unit, err);
  q->has_unit = st == RAP_OK && unit.n && rap_unit_parse(unit, &q->unit);
  return st;
}

rap_status rap_question_open(rap_cli *cli, const rap_question_options *o, const rap_str_list *words, size_t default_limit, rap_question *q,
                             rap_error *err) {
  *q = (rap_question){.cli = cli};
  rap_status st = check_words(o, err);
  if (st == RAP_OK) st = rap_question_open_store(cli, o->store, o->format, q, err);
  if (st == RAP_OK) st = parse_limit(o, default_limit, q, err);
  if (st == RAP_OK) st = fill_unit(q, o, err);
  if (st == RAP_OK) st = fill_filter(q, o, err);
  if (st == RAP_OK) st = rap_question_query(q, words, err);
  if (st == RAP_OK && o->explain) return rap_question_explain(q, err);
  return st == RAP_OK ? rap_receipt_begin(cli, q->store, o->receipt, q->asked, q->format, err) : st;
}

void rap_question_close(rap_question *q) {
  rap_store_close(q->store);
  q->store = NULL;
}

static const struct {
  const char *by, *unit;
} units[] = {{"statement", "statements"}, {"document", "documents"}, {"family", "families"}, {"event", "events"}};

rap_status rap_question_unit(const rap_question_options *o, rap_str count, rap_str *unit, rap_error *err) {
  *unit = count;
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (rap_str_is(o->count_by, units[i].by)) *unit = rap_str_of(units[i].unit);
  if (count.n && !rap_str_eq(count, *unit))
    return rap_error_set(err, RAP_ERR_USAGE, "--count-by %.*s contradicts --count %.*s", RAP_FMT(o->count_by), RAP_FMT(count));
  return RAP_OK;
}

/* -- what to count --------------------------------------------------------------------------------------------------------------------- */

static bool of_statements(rap_axis axis) {
  return axis != RAP_AXIS_ORGANISATION && axis != RAP_AXIS_PROGRAMME && axis != RAP_AXIS_PLACE && axis != RAP_AXIS_PERSON && axis != RAP_AXIS_GROUP;
}

rap_status rap_question_count(rap_axis rows, rap_axis cols, rap_str unit, rap_count_spec *spec, rap_error *err) {
  bool statements = of_statements(rows) && of_statements(cols);
  *spec = (rap_count_spec){.rows = rows, .cols = cols, .restrict_axes = true, .base = statements ? RAP_FROM_STATEMENTS : RAP_FROM_DOCUMENTS};
  spec->unit = statements ? RAP_UNIT_STATEMENTS : RAP_UNIT_DOCUMENTS;
  if (!unit.n) return RAP_OK;
  if (!rap_unit_parse(unit, &spec->unit)) return rap_error_set(err, RAP_ERR_USAGE, "--count: unknown value '%.*s'", RAP_FMT(unit));
  if (spec->unit == RAP_UNIT_STATEMENTS) spec->base = RAP_FROM_STATEMENTS;
  return RAP_OK;
}

/* -- answers --------------------------------------------------------------------------------------------------------------------------- */

size_t rap_question_width(const rap_question *q) {
  size_t width = rap_cli_text_width(q->cli);
  return width < LEAST_WIDTH ? LEAST_WIDTH : width;
}

rap_status rap_question_done(const rap_question *q, size_t n) {
  rap_error note = {0}; /* for its cleaning of what was typed */
  if (n) return RAP_OK;
  (void)rap_error_set(&note, RAP_NOT_FOUND, "nothing found%s%.*s", q->asked.n ? " for " : "", RAP_FMT(q->asked));
  if (q->format == RAP_FORMAT_TEXT) rap_cli_note(q->cli, "%s", note.text);
  return RAP_NOT_FOUND;
}

rap_status rap_question_emit(const rap_question *q, const rap_column *columns, size_t n_columns, rap_emit **emit, rap_error *err) {
  rap_str caption = rap_arena_printf(q->cli->arena, "%s%s%.*s", q->cli->command, q->asked.n ? ": " : "", RAP_FMT(q->asked));
  const rap_emit_options options = {
      .width = rap_question_width(q), .color = q->cli->color, .caption = caption, .rows = q->cli->receipt ? &q->cli->receipt->rows : NULL};
  if (!caption.p) return rap_error_nomem(err);
  return rap_emit_new(q->cli->out, q->format, columns, n_columns, &options, emit, err);
}

rap_status rap_question_draw(const rap_question *q, const rap_matrix *matrix, const rap_count_spec *spec,
                             rap_status (*draw)(const rap_matrix *, const rap_vega_page *, rap_buf *, rap_error *), rap_error *err) {
  const rap_vega_page page = {
      .unit = rap_unit_name(spec->unit), .rows = rap_axis_name(spec->rows), .cols = rap_axis_name(spec->cols), .asked = q->asked};
  rap_buf text = {0};
  rap_status st = draw(matrix, &page, &text, err);
  if (st == RAP_OK) st = rap_question_write(q, &text, err);
  rap_buf_clear(&text);
  return st;
}

rap_status rap_question_finish(rap_emit *emit, rap_status st, rap_error *err) {
  rap_status finished = rap_emit_finish(emit, err);
  return st == RAP_OK ? finished : st;
}

rap_status rap_question_write(const rap_question *q, rap_buf *page, rap_error *err) {
  if (rap_buf_failed(page)) return rap_error_nomem(err);
  bool written = rap_out_write(q->cli->out, rap_buf_str(page));
  rap_buf_reset(page);
  return written ? RAP_OK : rap_error_set(err, RAP_ERR_IO, "cannot write to standard output");
}

rap_status rap_question_units(rap_question *q, rap_base base, rap_error *err) {
  rap_facets facets;
  rap_buf b = {0};
  const rap_count_spec spec = {.base = base, .unit = q->unit, .rows = RAP_AXIS_NONE};
  rap_unit own = base == RAP_FROM_STATEMENTS ? RAP_UNIT_STATEMENTS : RAP_UNIT_DOCUMENTS;
  if (!q->has_unit) return RAP_OK;
  q->filter.one_of_family = q->unit == RAP_UNIT_FAMILIES;
  if (q->unit == own || (q->unit == RAP_UNIT_STATEMENTS && base != RAP_FROM_STATEMENTS)) return RAP_OK;
  rap_status st = rap_query_facets(q->store, &q->filter, &spec, q->cli->arena, &facets, err);
  if (st != RAP_OK) return st;
  rap_buf_puts(&b, q->unit == RAP_UNIT_EVENTS ? " at " : " in ");
  rap_layout_count(&b, facets.total, rap_unit_name(q->unit));
  q->in_units = rap_arena_str(q->cli->arena, rap_buf_str(&b));
  if (rap_buf_failed(&b) || !q->in_units.p) st = rap_error_nomem(err);
  rap_buf_clear(&b);
  return st;
}

void rap_question_copies(rap_buf *out, int64_t n) {
  if (n <= 0) return;
  rap_buf_puts(out, " · + ");
  rap_layout_count(out, n, "copies");
}

void rap_question_heading(const rap_question *q, rap_buf *page, size_t total, const char *what) {
  rap_buf line = {0};
  rap_layout_count(&line, (int64_t)total, what);
  rap_buf_add(&line, q->in_units);
  if (q->asked.n) rap_buf_printf(&line, " for %.*s", RAP_FMT(q->asked));
  if (q->page.offset) rap_buf_printf(&line, ", from number %zu on", q->page.offset + 1);
  rap_buf_puts(page, rap_question_bold(q));
  rap_text_wrap(page, rap_buf_str(&line), rap_question_width(q), 0);
  rap_buf_printf(page, "%s\n\n", rap_question_plain(q));
  if (rap_buf_failed(&line)) page->failed = true;
  rap_buf_clear(&line);
}

void rap_question_more(const rap_question *q, rap_buf *page, size_t shown, size_t total) {
  size_t seen = q->page.offset + shown;
  if (shown && seen < total) rap_buf_printf(page, "… and %zu more (--offset %zu)\n", total - seen, seen);
}
