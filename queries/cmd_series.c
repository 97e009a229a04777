/* series: conferences that come again, their editions side by side, and what changed from one to the next. */
#include <stdlib.h>

#include "base/utf8.h"
#include "index/relations.h"
#include "queries/listing.h"

typedef struct series_options {
  rap_question_options question;
  rap_str sort;
  bool all;
} series_options;

#define OFFSET(field) offsetof(series_options, field)
#define PAGE 20
#define EDITIONS 12 /* on a page */
#define THEMES 5    /* of an edition, on a page */

static const rap_option series_table[] = {
    {.name = "sort",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(sort),
     .argument = "HOW",
     .help = "of the list of series: number of events (default), documents, statements, name, or last held",
     .choices = "events|documents|statements|name|last"},
    {.name = "all", .letter = 'a', .kind = RAP_OPT_FLAG, .offset = OFFSET(all), .help = "text: also series of a single event"},
    RAP_OPTIONS_END,
};
static const rap_option *const series_tables[] = {rap_common_table, series_table, rap_question_table, rap_paging_table, NULL};

/* -- the list ----------------------------------------------------------------------------------------------------------------------------- */

static rap_activity_order order_of(rap_str word) {
  if (rap_str_is(word, "documents")) return RAP_ACTIVITY_BY_DOCUMENTS;
  if (rap_str_is(word, "statements")) return RAP_ACTIVITY_BY_STATEMENTS;
  if (rap_str_is(word, "name")) return RAP_ACTIVITY_BY_NAME;
  return rap_str_is(word, "last") ? RAP_ACTIVITY_BY_LAST : RAP_ACTIVITY_BY_EVENTS;
}

static void emit_series(const rap_question *q, rap_emit *e, const rap_activity_row *r) {
  rap_emit_text(e, r->label.value);
  rap_emit_text(e, r->label.name);
  rap_emit_int(e, r->events);
  rap_emit_int(e, r->documents);
  rap_emit_int(e, r->statements);
  rap_listing_text(e, rap_listing_day(q->cli->arena, r->first));
  rap_listing_text(e, rap_listing_day(q->cli->arena, r->last));
  rap_emit_end_row(e);
}

/* A name that comes once is rarely a series: on a page it is only counted. */
static rap_status list_series(const rap_question *q, const series_options *o, size_t *total, rap_error *err) {
  static const rap_column columns[] = {{.name = "series", .kind = RAP_COL_TEXT},
                                       {.name = "name", .title = "Series", .kind = RAP_COL_TEXT, .wrap = true},
                                       {.name = "events", .title = "events", .kind = RAP_COL_INT},
                                       {.name = "documents", .title = "documents", .kind = RAP_COL_INT},
                                       {.name = "statements", .title = "statements", .kind = RAP_COL_INT},
                                       {.name = "first", .title = "first", .kind = RAP_COL_TEXT},
                                       {.name = "last", .title = "last", .kind = RAP_COL_TEXT}};
  bool text = q->format == RAP_FORMAT_TEXT, repeated = text && !o->all;
  const rap_activity_spec spec = {.axis = RAP_AXIS_SERIES, .order = order_of(o->sort), .page = repeated ? (rap_page){0} : q->page};
  rap_activity series;
  rap_emit *e = NULL;
  rap_buf page = {0};
  size_t n = 0, shown = 0, single = 0;
  rap_status st = rap_query_activity(q->store, &q->filter, &spec, q->cli->arena, &series, err);
  for (size_t i = 0; st == RAP_OK && repeated && i < series.n; i++) single += series.rows[i].events < 2;
  *total = series.total;
  if (st == RAP_OK && series.total && text) {
    rap_buf_printf(&page, "%s%zu series%s%.*s%s\n\n", rap_question_bold(q), series.total - single, q->asked.n ? " for " : "", RAP_FMT(q->asked),
                   rap_question_plain(q));
    st = rap_question_write(q, &page, err);
  }
  if (st == RAP_OK) st = rap_question_emit(q, columns, sizeof columns / sizeof *columns, &e, err);
  for (size_t i = 0; st == RAP_OK && i < series.n; i++) {
    if (repeated && series.rows[i].events < 2) continue;
    n++;
    if (repeated && (n <= q->page.offset || (q->page.limit && shown == q->page.limit))) continue;
    shown++;
    emit_series(q, e, &series.rows[i]);
  }
  st = rap_question_finish(e, st, err);
  if (text && st == RAP_OK) rap_question_more(q, &page, shown, repeated ? n : series.total);
  if (single) rap_buf_printf(&page, "%zu others were held once (--all shows them)\n", single);
  if (st == RAP_OK && page.n) st = rap_question_write(q, &page, err);
  rap_buf_clear(&page);
  return st;
}

/* -- the editions of one series ----------------------------------------------------------------------------------------------------------- */

typedef struct edition {
  rap_label event;
  rap_str start, end, place, chair, organiser, status;
  int number; /* 0: not stated */
  int64_t documents, statements;
  const rap_node **themes, **states; /* of the pairs, as they stand there: the largest first */
  size_t n_themes, n_states;
} edition;

typedef struct editions {
  const rap_question *q;
  edition *items; /* the oldest first, undated ones last */
  size_t n, capacity;
  rap_pairs themes, states;
} editions;

static rap_status on_event(void *ctx, const rap_event_row *row, rap_error *err) {
  editions *x = ctx;
  rap_arena *arena = x->q->cli->arena;
  if (!rap_arena_grow(arena, (void **)&x->items, x->n, &x->capacity, sizeof *x->items)) return rap_error_nomem(err);
  edition *e = &x->items[x->n++];
  *e = (edition){.number = row->edition, .documents = row->n_documents, .statements = row->n_statements};
  const rap_str from[] = {row->id, row->name, row->start, row->end, row->place, row->chair, row->organiser, row->status};
  rap_str *const to[] = {&e->event.value, &e->event.name, &e->start, &e->end, &e->place, &e->chair, &e->organiser, &e->status};
  for (size_t i = 0; i < sizeof from / sizeof *from; i++) *to[i] = rap_arena_str(arena, from[i]);
  return rap_arena_failed(arena) ? rap_error_nomem(err) : rap_listing_next(err);
}

static int by_start(const void *x, const void *y) {
  const edition *a = x, *b = y;
  if (!a->start.n != !b->start.n) return a->start.n ? -1 : 1;
  int order = rap_str_cmp(a->start, b->start);
  if (order) return order;
  return a->number != b->number ? a->number - b->number : rap_str_cmp(a->event.value, b->event.value);
}

/* Hands the columns of the pairs to the editions that are their rows. */
static rap_status deal(editions *x, const rap_pairs *p, bool themes, rap_error *err) {
  for (size_t i = 0; i < x->n; i++) {
    edition *e = &x->items[i];
    size_t n = 0;
    const rap_node **found = rap_arena_array(x->q->cli->arena, p->cols.n, sizeof *found);
    if (!found) return rap_error_nomem(err);
    for (size_t k = 0; k < p->n; k++)
      if (rap_str_eq(p->rows.items[p->items[k].row].label.value, e->event.value)) found[n++] = &p->cols.items[p->items[k].col];
    *(themes ? &e->themes : &e->states) = found;
    *(themes ? &e->n_themes : &e->n_states) = n;
  }
  return RAP_OK;
}

static rap_status read_editions(editions *x, rap_error *err) {
  const rap_question *q = x->q;
  rap_str all = RAP_STR("ALL");
  const rap_str_list without = {&all, 1, 1};
  rap_pairs_spec spec = {
      .count = {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .rows = RAP_AXIS_EVENT, .cols = RAP_AXIS_THEME, .restrict_axes = true}};
  rap_status st = rap_query_events(q->store, &q->filter, (rap_page){0}, on_event, x, NULL, err);
  if (st == RAP_OK && x->n) qsort(x->items, x->n, sizeof *x->items, by_start);
  if (st == RAP_OK) st = rap_query_pairs(q->store, &q->filter, &spec, q->cli->arena, &x->themes, err);
  spec.count.cols = RAP_AXIS_STATE;
  spec.without = &without;
  if (st == RAP_OK) st = rap_query_pairs(q->store, &q->filter, &spec, q->cli->arena, &x->states, err);
  if (st == RAP_OK) st = deal(x, &x->themes, true, err);
  return st == RAP_OK ? deal(x, &x->states, false, err) : st;
}

/* The edition before that has statements: what a text without any leaves out says nothing. */
static const edition *before(const editions *x, size_t i) {
  if (!x->items[i].statements) return NULL;
  while (i-- > 0)
    if (x->items[i].statements) return &x->items[i];
  return NULL;
}

static bool has(const rap_node *const *list, size_t n, const rap_node *node) {
  for (size_t i = 0; i < n; i++)
    if (list[i] == node) return true;
  return false;
}

/* How many of `a` are not in `b`; `names`: appends them, at most `most`. */
static size_t differ(const rap_node *const *a, size_t n_a, const rap_node *const *b, size_t n_b, size_t most, rap_buf *names) {
  size_t n = 0;
  for (size_t i = 0; i < n_a; i++) {
    if (has(b, n_b, a[i])) continue;
    if (n++ < most) rap_buf_printf(names, "%s%.*s", names->n ? ", " : "", RAP_FMT(a[i]->label.name));
  }
  if (n > most) rap_buf_printf(names, " and %zu more", n - most);
  return n;
}

/* Numbers between those of the editions that have one, of which no text tells. */
static void find_gaps(const editions *x, rap_buf *out) {
  int low = 0, high = 0;
  size_t n = 0;
  for (size_t i = 0; i < x->n; i++) {
    int number = x->items[i].number;
    if (!number) continue;
    if (!low || number < low) low = number;
    if (number > high) high = number;
  }
  for (int k = low + 1; low && k < high; k++) {
    bool known = false;
    for (size_t i = 0; i < x->n; i++) known = known || x->items[i].number == k;
    if (known) continue;
    if (n++ < 20) rap_buf_printf(out, "%s%d", out->n ? ", " : "", k);
  }
  if (n > 20) rap_buf_printf(out, " and %zu more", n - 20);
}

/* -- machine formats ---------------------------------------------------------------------------------------------------------------------- */

static rap_json *names_json(const rap_node *const *a, size_t n_a, const rap_node *const *b, size_t n_b) {
  rap_json *j = rap_json_new_array();
  for (size_t i = 0; i < n_a; i++)
    if (!b || !has(b, n_b, a[i])) (void)rap_json_append(j, rap_json_new_string(a[i]->label.value));
  return j;
}

static void emit_lists(rap_emit *e, const edition *x, const edition *prior) {
  static const rap_node *const none[1] = {NULL};
  rap_emit_json(e, names_json(x->states, x->n_states, NULL, 0));
  rap_emit_json(e, names_json(x->themes, x->n_themes, NULL, 0));
  if (!prior) {
    for (int i = 0; i < 5; i++) rap_emit_null(e);
    return;
  }
  rap_emit_text(e, prior->event.value);
  rap_emit_json(e, names_json(x->themes, x->n_themes, prior->n_themes ? prior->themes : none, prior->n_themes));
  rap_emit_json(e, names_json(prior->themes, prior->n_themes, x->n_themes ? x->themes : none, x->n_themes));
  rap_emit_json(e, names_json(x->states, x->n_states, prior->n_states ? prior->states : none, prior->n_states));
  rap_emit_json(e, names_json(prior->states, prior->n_states, x->n_states ? x->states : none, x->n_states));
}

static rap_status emit_editions(const editions *x, rap_error *err) {
  static const rap_column columns[] = {
      {.name = "event", .kind = RAP_COL_TEXT},       {.name = "name", .kind = RAP_COL_TEXT},        {.name = "edition", .kind = RAP_COL_INT},
      {.name = "start", .kind = RAP_COL_TEXT},       {.name = "end", .kind = RAP_COL_TEXT},         {.name = "place", .kind = RAP_COL_TEXT},
      {.name = "chair", .kind = RAP_COL_TEXT},       {.name = "organiser", .kind = RAP_COL_TEXT},   {.name = "status", .kind = RAP_COL_TEXT},
      {.name = "documents", .kind = RAP_COL_INT},    {.name = "statements", .kind = RAP_COL_INT},   {.name = "states", .kind = RAP_COL_JSON},
      {.name = "themes", .kind = RAP_COL_JSON},      {.name = "compared_to", .kind = RAP_COL_TEXT}, {.name = "themes_new", .kind = RAP_COL_JSON},
      {.name = "themes_gone", .kind = RAP_COL_JSON}, {.name = "states_new", .kind = RAP_COL_JSON},  {.name = "states_gone", .kind = RAP_COL_JSON}};
  rap_emit *e = NULL;
  rap_status st = rap_question_emit(x->q, columns, sizeof columns / sizeof *columns, &e, err);
  for (size_t i = 0; st == RAP_OK && i < x->n; i++) {
    const edition *d = &x->items[i];
    rap_emit_text(e, d->event.value);
    rap_emit_text(e, d->event.name);
    if (d->number)
      rap_emit_int(e, d->number);
    else
      rap_emit_null(e);
    const rap_str facts[] = {d->start, d->end, d->place, d->chair, d->organiser, d->status};
    for (size_t k = 0; k < sizeof facts / sizeof *facts; k++) rap_listing_text(e, facts[k]);
    rap_emit_int(e, d->documents);
    rap_emit_int(e, d->statements);
    emit_lists(e, d, before(x, i));
    rap_emit_end_row(e);
  }
  return rap_question_finish(e, st, err);
}

/* -- text --------------------------------------------------------------------------------------------------------------------------------- */

static rap_status put_table(const editions *x, size_t from, size_t n, rap_error *err) {
  static const rap_column columns[] = {
      {.name = "", .title = "No.", .kind = RAP_COL_TEXT},      {.name = "", .title = "dates", .kind = RAP_COL_TEXT},
      {.name = "", .title = "place", .kind = RAP_COL_TEXT},    {.name = "", .title = "chair", .kind = RAP_COL_TEXT, .wrap = true},
      {.name = "", .title = "documents", .kind = RAP_COL_INT}, {.name = "", .title = "statements", .kind = RAP_COL_INT},
      {.name = "", .title = "States", .kind = RAP_COL_INT},    {.name = "", .title = "themes", .kind = RAP_COL_INT}};
  rap_arena *arena = x->q->cli->arena;
  rap_emit *e = NULL;
  rap_status st = rap_question_emit(x->q, columns, sizeof columns / sizeof *columns, &e, err);
  for (size_t i = from; st == RAP_OK && i < from + n; i++) {
    const edition *d = &x->items[i];
    bool range = d->end.n && !rap_str_eq(d->start, d->end);
    rap_str number = d->number ? rap_arena_printf(arena, "%d", d->number) : RAP_STR("–"),
            dates = !d->start.n ? RAP_STR("undated")
                    : range     ? rap_arena_printf(arena, "%.*s – %.*s", RAP_FMT(d->start), RAP_FMT(d->end))
                                : d->start;
    rap_emit_text(e, number);
    rap_emit_text(e, rap_str_is(d->status, "planned") ? rap_arena_printf(arena, "%.*s planned", RAP_FMT(dates)) : dates);
    rap_emit_text(e, d->place);
    rap_emit_text(e, d->chair.n ? d->chair : d->organiser);
    rap_emit_int(e, d->documents);
    rap_emit_int(e, d->statements);
    rap_emit_int(e, (int64_t)d->n_states);
    rap_emit_int(e, (int64_t)d->n_themes);
    rap_emit_end_row(e);
  }
  return rap_question_finish(e, st, err);
}

static void put_line(const rap_question *q, const char *title, rap_buf *names, rap_buf *page) {
  if (!names->n) return;
  rap_buf_printf(page, "  %-12s", title);
  rap_text_wrap(page, rap_buf_str(names), rap_question_width(q) - 14, 14);
  rap_buf_putc(page, '\n');
  if (rap_buf_failed(names)) page->failed = true;
  rap_buf_reset(names);
}

static void put_changes(const editions *x, size_t i, rap_buf *page) {
  const rap_question *q = x->q;
  const edition *e = &x->items[i], *prior = before(x, i);
  rap_buf names = {0};
  if (!e->statements) return;
  rap_buf_printf(page, "\n%s%.*s%s\n", rap_question_bold(q), RAP_FMT(e->event.name), rap_question_plain(q));
  (void)differ(e->themes, e->n_themes, NULL, 0, THEMES, &names);
  put_line(q, "themes", &names, page);
  if (prior) {
    (void)differ(e->themes, e->n_themes, prior->themes, prior->n_themes, THEMES, &names);
    put_line(q, "new themes", &names, page);
    (void)differ(prior->themes, prior->n_themes, e->themes, e->n_themes, THEMES, &names);
    put_line(q, "gone", &names, page);
  }
  (void)differ(e->states, e->n_states, NULL, 0, THEMES * 2, &names);
  put_line(q, "States", &names, page);
  if (prior && prior->n_states) {
    (void)differ(e->states, e->n_states, prior->states, prior->n_states, THEMES * 2, &names);
    put_line(q, "new States", &names, page);
  }
  rap_buf_clear(&names);
}

static rap_status text_editions(const editions *x, rap_str name, rap_error *err) {
  const rap_question *q = x->q;
  size_t from = q->page.offset < x->n ? q->page.offset : x->n, n = x->n - from;
  rap_buf page = {0}, gaps = {0};
  if (q->page.limit && n > q->page.limit) n = q->page.limit;
  rap_buf_printf(&page, "%s%.*s%s: ", rap_question_bold(q), RAP_FMT(name), rap_question_plain(q));
  rap_layout_count(&page, (int64_t)x->n, "events");
  rap_buf_puts(&page, "\n\n");
  rap_status st = rap_question_write(q, &page, err);
  if (st == RAP_OK) st = put_table(x, from, n, err);
  find_gaps(x, &gaps);
  if (gaps.n) rap_buf_printf(&page, "\nNo text tells of number %.*s.\n", RAP_FMT(rap_buf_str(&gaps)));
  for (size_t i = from; i < from + n; i++) put_changes(x, i, &page);
  rap_question_more(q, &page, n, x->n);
  if (n)
    rap_buf_printf(&page, "\n%sThe sentences of one: statements --event %.*s%s\n", rap_question_dim(q), RAP_FMT(x->items[from + n - 1].event.value),
                   rap_question_plain(q));
  if (rap_buf_failed(&gaps)) page.failed = true;
  rap_buf_clear(&gaps);
  if (st == RAP_OK) st = rap_question_write(q, &page, err);
  rap_buf_clear(&page);
  return st;
}

/* -- the command -------------------------------------------------------------------------------------------------------------------------- */

static rap_status answer(rap_question *q, const series_options *o, const rap_str_list *operands, size_t *total, rap_error *err) {
  rap_str name = {0};
  rap_label series;
  editions x = {.q = q};
  for (size_t i = 0; i < operands->n; i++) {
    name = rap_arena_printf(q->cli->arena, "%.*s%s%.*s", RAP_FMT(name), i ? " " : "", RAP_FMT(operands->items[i]));
    if (!name.p) return rap_error_nomem(err);
  }
  if (!name.n) return list_series(q, o, total, err);
  rap_labels found;
  rap_status st = rap_question_find(q, RAP_AXIS_SERIES, name, &found, err);
  if (st != RAP_OK) return st;
  series = found.items[0];
  q->filter.series = (rap_str_list){0};
  for (size_t i = 0; i < found.n; i++)
    if (!rap_str_list_add(q->cli->arena, &q->filter.series, found.items[i].value)) return rap_error_nomem(err);
  if (found.n > 1) { /* the lexicon knows more names than the texts */
    const rap_activity_spec held = {.axis = RAP_AXIS_SERIES, .page = {.limit = 2}};
    rap_activity known;
    st = rap_query_activity(q->store, &q->filter, &held, q->cli->arena, &known, err);
    if (st != RAP_OK || known.n != 1) return st == RAP_OK ? list_series(q, &(series_options){.all = true, .sort = o->sort}, total, err) : st;
    series = known.rows[0].label;
  }
  st = read_editions(&x, err);
  *total = x.n;
  if (st != RAP_OK || (!x.n && q->format == RAP_FORMAT_TEXT)) return st;
  return q->format == RAP_FORMAT_TEXT ? text_editions(&x, series.name, err) : emit_editions(&x, err);
}

static rap_status run_series(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  series_options *o = options;
  rap_question q;
  size_t total = 0;
  rap_status st = rap_question_open(cli, &o->question, NULL, operands->n ? EDITIONS : PAGE, &q, err);
  if (st == RAP_OK) st = answer(&q, o, operands, &total, err);
  if (st == RAP_OK) st = rap_question_done(&q, total);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_series = {
    .name = "series",
    .group = RAP_GROUP_WHO,
    .operands = "[NAME…]",
    .summary = "series of conferences; of one its editions side by side, and what is new in each",
    .description =
        "Without NAME: the series, by number of events. With NAME (words of one): its editions, the oldest first, with what came and went against the edition before, by the themes and States of their statements; numbers "
        "that no text tells of are named. Several that hold the words are listed.",
    .tables = series_tables,
    .options_size = sizeof(series_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_series,
};
