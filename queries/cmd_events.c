/* events: conferences, as all documents together tell of them. */
#include "queries/listing.h"

#define PAGE 20

static const rap_option *const events_tables[] = {rap_common_table, rap_question_table, rap_paging_table, NULL};

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

static rap_status on_row(void *ctx, const rap_event_row *row, rap_error *err) {
  rap_listing *a = ctx;
  a->n++;
  if (a->emit)
    emit_row(a, row);
  else
    text_row(a, row);
  return rap_listing_next(err);
}

/* Operands are words of one event's name, like --event: nobody looks for a conference by the full text of its reports. */
static rap_status add_operands(rap_question *q, const rap_str_list *operands, rap_error *err) {
  rap_str all = {0};
  for (size_t i = 0; i < operands->n; i++) {
    all = rap_arena_printf(q->cli->arena, "%.*s%s%.*s", RAP_FMT(all), i ? " " : "", RAP_FMT(operands->items[i]));
    if (!all.p) return rap_error_nomem(err);
  }
  return operands->n ? rap_question_resolve(q, RAP_AXIS_EVENT, all, &q->filter.events, err) : RAP_OK;
}

rap_status rap_events_answer(const rap_question *q, rap_str heading, size_t *total, rap_error *err) {
  rap_listing list;
  *total = 0;
  rap_status st = rap_listing_open(q, columns, sizeof columns / sizeof *columns, &list, err);
  if (st == RAP_OK) st = rap_query_events(q->store, &q->filter, q->page, on_row, &list, total, err);
  return rap_listing_close(&list, heading, "events", *total, st, err);
}

static rap_status run_events(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  rap_question q;
  size_t total;
  rap_status st = rap_question_open(cli, options, NULL, PAGE, &q, err);
  q.filter.one_of_family = q.has_unit && q.unit == RAP_UNIT_FAMILIES;
  if (st == RAP_OK) st = add_operands(&q, operands, err);
  if (st == RAP_OK) st = rap_events_answer(&q, (rap_str){0}, &total, err);
  if (st == RAP_OK) st = rap_question_done(&q, total);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_events = {
    .name = "events",
    .group = RAP_GROUP_QUESTIONS,
    .operands = "[WORDS…]",
    .summary = "conferences: edition, dates, place, chair, organiser, and the texts that tell of them",
    .description =
        "Newest first. WORDS are words of an event's name, with the edition or year if you like (chief secretaries 2023). What several documents say of one conference is put together: "
        "announced by those written before it, reported by those after it, recalled by texts about another one.",
    .tables = events_tables,
    .options_size = sizeof(rap_question_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_events,
};
