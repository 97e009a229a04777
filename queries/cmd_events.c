/* events: conferences, as all documents together tell of them. */
#include "queries/listing.h"

#define PAGE 20

typedef struct events_options {
  rap_question_options question;
  rap_str sort, group_by;
} events_options;

#define OFFSET(field) offsetof(events_options, field)

static const rap_option events_table[] = {
    {.name = "sort",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(sort),
     .argument = "HOW",
     .help = "newest first (default), or by number of documents, of statements, or by series",
     .choices = "date|documents|statements|series"},
    {.name = "group-by", .kind = RAP_OPT_CHOICE, .offset = OFFSET(group_by), .argument = "WHAT", .help = "under headings", .choices = "series|year"},
    RAP_OPTIONS_END,
};
static const rap_option *const events_tables[] = {rap_common_table, events_table, rap_question_table, rap_paging_table, NULL};

/* The list, and the heading that stands above its last row. */
typedef struct events_list {
  rap_listing list; /* first: rows know only this */
  rap_str group_by, group;
  rap_str only; /* id of the last event shown */
} events_list;

static const rap_column columns[] = {
    {.name = "event"},
    {.name = "name", .title = "Event"},
    {.name = "series_id"},
    {.name = "series", .title = "Series"},
    {.name = "edition", .title = "Edition", .kind = RAP_COL_INT},
    {.name = "start", .title = "From"},
    {.name = "end", .title = "To"},
    {.name = "place", .title = "Place"},
    {.name = "state"},
    {.name = "country"},
    {.name = "chair", .title = "Chair"},
    {.name = "organiser", .title = "Organiser"},
    {.name = "status", .title = "Status"},
    {.name = "documents", .title = "Documents", .kind = RAP_COL_INT},
    {.name = "statements", .title = "Statements", .kind = RAP_COL_INT},
    {.name = "accounts", .title = "Accounts", .kind = RAP_COL_JSON},
};

/* One document's account as an object in JSON, as the document's id elsewhere. */
static rap_json *account(const rap_event_document *d, bool object) {
  if (!object) return rap_json_new_string(d->document);
  rap_json *j = rap_json_new_object();
  (void)rap_json_set_str(j, "document", d->document);
  (void)rap_json_set_str_opt(j, "source", d->source);
  (void)rap_json_set_str_opt(j, "title", d->title);
  (void)rap_json_set_str_opt(j, "published", d->published);
  (void)rap_json_set_str_opt(j, "series", d->series);
  if (d->edition) (void)rap_json_set_int(j, "edition", d->edition);
  (void)rap_json_set_str_opt(j, "start", d->start);
  (void)rap_json_set_str_opt(j, "end", d->end);
  (void)rap_json_set_str_opt(j, "place", d->place);
  (void)rap_json_set_str_opt(j, "state", d->state);
  (void)rap_json_set_str_opt(j, "country", d->country);
  (void)rap_json_set_str_opt(j, "chair", d->chair);
  (void)rap_json_set_str_opt(j, "organiser", d->organiser);
  (void)rap_json_set_str_opt(j, "status", d->status);
  (void)rap_json_set_bool(j, "main", d->main);
  (void)rap_json_set_str_opt(j, "text", d->name);
  (void)rap_json_set_str_opt(j, "rule", d->rule);
  return j;
}

static void emit_row(rap_listing *a, const rap_event_row *row) {
  rap_emit *e = a->emit;
  bool objects = a->q->format == RAP_FORMAT_JSON || a->q->format == RAP_FORMAT_NDJSON;
  rap_json *accounts = rap_json_new_array();
  for (size_t i = 0; i < row->n_docs; i++) (void)rap_json_append(accounts, account(&row->documents[i], objects));
  rap_emit_text(e, row->id);
  rap_emit_text(e, row->name);
  rap_listing_text(e, row->series_id);
  rap_listing_text(e, row->series);
  if (row->edition)
    rap_emit_int(e, row->edition);
  else
    rap_emit_null(e);
  rap_listing_text(e, row->start);
  rap_listing_text(e, row->end);
  rap_listing_text(e, row->place);
  rap_listing_text(e, row->state);
  rap_listing_text(e, row->country);
  rap_listing_text(e, row->chair);
  rap_listing_text(e, row->organiser);
  rap_listing_text(e, row->status);
  rap_emit_int(e, row->n_documents);
  rap_emit_int(e, row->n_statements);
  rap_emit_json(e, accounts);
  rap_emit_end_row(e);
}

/* -- text ------------------------------------------------------------------------------------------------------------------------------ */

static void put_facts(rap_listing *a, const rap_event_row *row) {
  if (rap_str_find(row->name, row->place, 0) == SIZE_MAX) rap_layout_item(&a->line, 0, row->place);
  if (row->chair.n) rap_buf_printf(&a->line, "%schair %.*s", a->line.n ? " · " : "", RAP_FMT(row->chair));
  if (row->organiser.n) rap_buf_printf(&a->line, "%sorganiser %.*s", a->line.n ? " · " : "", RAP_FMT(row->organiser));
  rap_layout_item(&a->line, 0, row->status);
  rap_buf_puts(&a->line, " · ");
  rap_layout_count(&a->line, row->n_statements, "statements");
  rap_buf_puts(&a->line, " in ");
  rap_layout_count(&a->line, row->n_documents, a->q->filter.one_of_family ? "families" : "documents");
  rap_layout_paragraph(&a->page, rap_buf_str(&a->line), rap_question_width(a->q), 2);
  rap_buf_reset(&a->line);
}

/* "announced", "reported" for its main event, "recalled" where a text looks back at it. */
static const char *kind_of_account(const rap_event_document *d) {
  if (rap_str_is(d->status, "planned")) return "announced";
  return d->main ? "reported" : "recalled";
}

static void put_account(rap_listing *a, const rap_event_document *d) {
  size_t width = rap_question_width(a->q);
  rap_buf_printf(&a->line, "  %-10s %-11.*s%.*s", kind_of_account(d), RAP_FMT(d->published), RAP_FMT(d->document));
  if (d->title.n) rap_buf_printf(&a->line, "  %.*s", RAP_FMT(d->title));
  rap_buf_puts(&a->page, rap_question_dim(a->q));
  rap_text_fit(&a->page, rap_buf_str(&a->line), width, false);
  rap_buf_printf(&a->page, "%s\n", rap_question_plain(a->q));
  rap_buf_reset(&a->line);
}

static void text_row(rap_listing *a, const rap_event_row *row) {
  if (a->n > 1) rap_buf_putc(&a->page, '\n');
  rap_buf_puts(&a->page, rap_question_bold(a->q));
  rap_text_wrap(&a->page, row->name, rap_question_width(a->q), 2);
  rap_buf_printf(&a->page, "%s\n", rap_question_plain(a->q));
  put_facts(a, row);
  for (size_t i = 0; i < row->n_docs; i++) put_account(a, &row->documents[i]);
}

/* "2023", "National Conference of Chief Secretaries" where another group begins. */
static rap_status put_group(events_list *l, const rap_event_row *row, rap_error *err) {
  rap_listing *a = &l->list;
  bool by_year = rap_str_is(l->group_by, "year");
  rap_str group = !by_year ? row->series : row->start.n >= 4 ? rap_str_sub(row->start, 0, 4) : RAP_STR("undated");
  if (!l->group_by.n || (a->n > 1 && rap_str_eq(group, l->group))) return RAP_OK;
  l->group = rap_arena_str(a->q->cli->arena, group);
  rap_buf_printf(&a->page, "%s%s── %.*s ──%s\n%s", a->n > 1 ? "\n" : "", rap_question_bold(a->q), RAP_FMT(group), rap_question_plain(a->q),
                 a->n > 1 ? "" : "\n");
  return l->group.p ? RAP_OK : rap_error_nomem(err);
}

static rap_status on_row(void *ctx, const rap_event_row *row, rap_error *err) {
  events_list *l = ctx;
  rap_listing *a = &l->list;
  rap_status st = RAP_OK;
  a->n++;
  if (a->emit) {
    emit_row(a, row);
  } else {
    st = put_group(l, row, err);
    text_row(a, row);
    l->only = rap_arena_str(a->q->cli->arena, row->id);
  }
  return st == RAP_OK ? rap_listing_next(err) : st;
}

/* Operands are words of one event's name, like --event; those of no event's name are words that the texts on it hold. */
static rap_status open_question(rap_cli *cli, const events_options *o, const rap_str_list *operands, rap_question *q, rap_error *err) {
  rap_str name;
  rap_labels found = {0};
  rap_status st = rap_question_open(cli, &o->question, NULL, PAGE, q, err);
  if (st == RAP_OK) st = rap_question_joined(cli, operands, &name, err);
  if (st != RAP_OK || !operands->n) return st;
  st = rap_query_resolve(q->store, RAP_AXIS_EVENT, name, cli->arena, &found, err);
  for (size_t i = 0; st == RAP_OK && i < found.n; i++)
    if (!rap_str_list_add(cli->arena, &q->filter.events, found.items[i].value)) st = rap_error_nomem(err);
  if (st != RAP_OK || found.n) return st;
  rap_question_close(q);
  return rap_question_open(cli, &o->question, operands, PAGE, q, err);
}

static rap_event_order order_of(const events_options *o) {
  if (rap_str_is(o->group_by, "series") || rap_str_is(o->sort, "series")) return RAP_EVENTS_BY_SERIES;
  if (o->group_by.n) return RAP_EVENTS_BY_DATE;
  if (rap_str_is(o->sort, "documents")) return RAP_EVENTS_BY_DOCUMENTS;
  return rap_str_is(o->sort, "statements") ? RAP_EVENTS_BY_STATEMENTS : RAP_EVENTS_BY_DATE;
}

/* Nothing at all: the nearest name of an event, if there is one. */
static rap_status suggest(rap_question *q, const rap_str_list *operands, rap_error *err) {
  rap_labels found;
  rap_str name;
  rap_status st = rap_question_joined(q->cli, operands, &name, err);
  return st == RAP_OK ? rap_question_find(q, RAP_AXIS_EVENT, name, &found, err) : st;
}

rap_status rap_events_answer(const rap_question *q, rap_str heading, size_t *total, rap_error *err) {
  events_list l = {0};
  *total = 0;
  rap_status st = rap_listing_open(q, columns, sizeof columns / sizeof *columns, &l.list, err);
  if (st == RAP_OK) st = rap_query_events(q->store, &q->filter, q->page, on_row, &l, total, err);
  return rap_listing_close(&l.list, heading, "events", *total, st, err);
}

static rap_status run_events(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const events_options *o = options;
  rap_question q;
  size_t total = 0;
  events_list l = {.group_by = o->group_by};
  rap_status st = o->group_by.n && o->sort.n && !rap_str_is(o->sort, "date")
                      ? rap_error_set(err, RAP_ERR_USAGE, "--group-by and --sort: groups have an order of their own, and events in them are by date")
                      : RAP_OK;
  if (st != RAP_OK) return st;
  st = open_question(cli, o, operands, &q, err);
  l.list.q = &q;
  q.filter.one_of_family = q.has_unit && q.unit == RAP_UNIT_FAMILIES;
  if (st == RAP_OK) st = rap_listing_open(&q, columns, sizeof columns / sizeof *columns, &l.list, err);
  if (st == RAP_OK) st = rap_query_events_ordered(q.store, &q.filter, (rap_event_page){q.page, order_of(o)}, on_row, &l, &total, err);
  if (st == RAP_OK && total == 1 && l.only.n)
    rap_buf_printf(&l.list.page, "\n%sWhat was said there: rapporteur statements --event %.*s%s\n", rap_question_dim(&q), RAP_FMT(l.only),
                   rap_question_plain(&q));
  st = rap_listing_close(&l.list, (rap_str){0}, "events", total, st, err);
  if (st == RAP_OK && !total && operands->n) st = suggest(&q, operands, err);
  if (st == RAP_OK) st = rap_question_done(&q, total);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_events = {
    .name = "events",
    .group = RAP_GROUP_WHO,
    .operands = "[WORDS…]",
    .summary = "conferences: edition, dates, place, chair, organiser, and the texts that tell of them",
    .description =
        "Newest first. WORDS are words of an event's name, with the edition or year if you like (chief secretaries 2023), or else words that texts on it hold (see search). What several documents say of one conference is put together: "
        "announced by those written before it, reported by those after it, recalled by texts about another one.",
    .tables = events_tables,
    .options_size = sizeof(events_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_events,
};
