/* statements: who said what on which theme, where, in which sentence. Also the evidence of a matrix cell. */
#include "queries/listing.h"

#define PAGE 20

static const rap_option *const statements_tables[] = {rap_common_table, rap_question_table, rap_paging_table, NULL};

static const rap_column columns[] = {
    {.name = "document", .title = "Document", .link = "url"},
    {.name = "number", .kind = RAP_COL_INT},
    {.name = "published", .title = "Published"},
    {.name = "actors", .kind = RAP_COL_JSON},
    {.name = "actor_names", .title = "Who", .kind = RAP_COL_JSON},
    {.name = "open", .kind = RAP_COL_JSON},
    {.name = "role", .title = "As"},
    {.name = "predicate", .title = "Predicate"},
    {.name = "polarity"},
    {.name = "status", .title = "Status"},
    {.name = "themes", .kind = RAP_COL_JSON},
    {.name = "theme_names", .title = "Themes", .kind = RAP_COL_JSON},
    {.name = "topic"},
    {.name = "speaker", .title = "Said by"},
    {.name = "heading", .title = "Under"},
    {.name = "evidence", .title = "Sentence", .wrap = true},
    {.name = "event"},
    {.name = "event_name", .title = "Event"},
    {.name = "event_start"},
    {.name = "event_end"},
    {.name = "event_place"},
    {.name = "title"},
    {.name = "source"},
    {.name = "url", .kind = RAP_COL_URL},
    {.name = "rule"},
    {.name = "copies", .title = "Copies", .kind = RAP_COL_INT}, /* only where one document stands for its family */
};
#define N_COLUMNS(q) (sizeof columns / sizeof *columns - !(q)->filter.one_of_family)

static void put_labels(rap_emit *e, const rap_label *labels, size_t n, bool names) {
  rap_json *array = rap_json_new_array();
  for (size_t i = 0; i < n; i++) (void)rap_json_append(array, rap_json_new_string(names ? labels[i].name : labels[i].value));
  rap_emit_json(e, array);
}

/* What part of the evidence a span of the full text is. */
static rap_span in_evidence(const rap_statement_row *row, rap_span span) {
  if (span.begin < row->text.begin || span.end > row->text.end || span.begin >= span.end) return (rap_span){0, 0};
  return (rap_span){span.begin - row->text.begin, span.end - row->text.begin};
}

static void emit_row(const rap_question *q, rap_emit *e, const rap_statement_row *row) {
  const rap_span marks[] = {in_evidence(row, row->actor_text), in_evidence(row, row->topic)};
  rap_emit_text(e, row->document);
  rap_emit_int(e, (int64_t)row->number);
  rap_listing_text(e, row->published);
  put_labels(e, row->actors, row->n_actors, false);
  put_labels(e, row->actors, row->n_actors, true);
  if (row->open)
    rap_emit_json(e, rap_json_new_bool(true));
  else
    rap_emit_null(e);
  rap_emit_text(e, row->role);
  rap_emit_text(e, row->predicate);
  rap_listing_text(e, row->polarity);
  rap_emit_text(e, row->status);
  put_labels(e, row->themes, row->n_themes, false);
  put_labels(e, row->themes, row->n_themes, true);
  rap_listing_text(e, rap_str_at(row->evidence, in_evidence(row, row->topic)));
  rap_listing_text(e, row->speaker);
  rap_listing_text(e, row->heading);
  rap_emit_marked(e, row->evidence, marks, sizeof marks / sizeof *marks);
  rap_listing_text(e, row->event.value);
  rap_listing_text(e, row->event.name);
  rap_listing_text(e, row->event_start);
  rap_listing_text(e, row->event_end);
  rap_listing_text(e, row->event_place);
  rap_listing_text(e, row->title);
  rap_listing_text(e, row->source);
  rap_listing_text(e, row->url);
  rap_listing_text(e, row->rule);
  if (q->filter.one_of_family) rap_emit_int(e, row->copies);
  rap_emit_end_row(e);
}

/* -- text ------------------------------------------------------------------------------------------------------------------------------ */

static void flush_line(rap_listing *a, size_t indent) {
  rap_layout_paragraph(&a->page, rap_buf_str(&a->line), rap_question_width(a->q), indent);
  rap_buf_reset(&a->line);
}

static void put_names(rap_buf *out, const rap_label *labels, size_t n) {
  for (size_t i = 0; i < n; i++) rap_buf_printf(out, "%s%.*s", i ? ", " : "", RAP_FMT(labels[i].name));
}

/* "Telangana, Uttar Pradesh · discussed · Data · reported"; "Bihar · asked (as subject) · Water · reported" when somebody else acts. */
static void put_summary(rap_listing *a, const rap_statement_row *row, size_t number) {
  rap_buf_printf(&a->page, "%s%4zu. ", a->n > 1 ? "\n" : "", number);
  rap_buf_puts(&a->line, rap_question_bold(a->q));
  put_names(&a->line, row->actors, row->n_actors);
  rap_buf_puts(&a->line, rap_question_plain(a->q));
  if (row->open) rap_buf_puts(&a->line, " and others");
  rap_buf_printf(&a->line, " · %.*s%s · ", RAP_FMT(row->predicate), rap_str_is(row->role, "subject") ? " (as subject)" : "");
  if (row->n_themes)
    put_names(&a->line, row->themes, row->n_themes);
  else
    rap_buf_puts(&a->line, "no theme");
  rap_buf_printf(&a->line, " · %.*s", RAP_FMT(row->status));
  if (row->speaker.n) rap_buf_printf(&a->line, " · said by %.*s", RAP_FMT(row->speaker));
  size_t width = rap_question_width(a->q);
  rap_text_wrap(&a->page, rap_buf_str(&a->line), width - 6, 6);
  rap_buf_putc(&a->page, '\n');
  rap_buf_reset(&a->line);
}

/* The sentence to the letter. On a colour terminal the actors are bold, the topic coloured, and what the rule did not look at is dim. */
static void put_evidence(rap_listing *a, const rap_statement_row *row) {
  rap_mark marks[4];
  size_t n = 0;
  rap_span cue = in_evidence(row, row->cue);
  if (a->q->cli->color) {
    if (cue.end) marks[n++] = (rap_mark){{0, cue.begin}, RAP_SGR_DIM};
    if (cue.end) marks[n++] = (rap_mark){{cue.end, row->evidence.n}, RAP_SGR_DIM};
    marks[n++] = (rap_mark){in_evidence(row, row->actor_text), RAP_SGR_BOLD};
    marks[n++] = (rap_mark){in_evidence(row, row->topic), RAP_SGR_CYAN};
  }
  rap_buf_puts(&a->line, "“");
  rap_layout_marked(&a->line, row->evidence, marks, n, RAP_SGR_PLAIN);
  rap_buf_puts(&a->line, "”");
  flush_line(a, 6);
}

static void put_origin(rap_listing *a, const rap_statement_row *row) {
  rap_buf_puts(&a->line, rap_question_dim(a->q));
  size_t start = a->line.n;
  rap_layout_item(&a->line, start, row->document);
  rap_layout_item(&a->line, start, row->published);
  rap_layout_item(&a->line, start, row->event.name);
  rap_question_copies(&a->line, row->copies);
  rap_buf_puts(&a->line, rap_question_plain(a->q));
  flush_line(a, 6);
}

static void text_row(rap_listing *a, const rap_statement_row *row) {
  put_summary(a, row, a->q->page.offset + a->n);
  if (row->heading.n) {
    rap_buf_printf(&a->line, "under: %.*s", RAP_FMT(row->heading));
    flush_line(a, 6);
  }
  put_evidence(a, row);
  put_origin(a, row);
}

static rap_status on_row(void *ctx, const rap_statement_row *row, rap_error *err) {
  rap_listing *a = ctx;
  a->n++;
  if (a->emit)
    emit_row(a->q, a->emit, row);
  else
    text_row(a, row);
  return rap_listing_next(err);
}

rap_status rap_statements_answer(const rap_question *q, rap_str heading, size_t *total, rap_error *err) {
  *total = 0;
  rap_listing list;
  rap_status st = rap_listing_open(q, columns, N_COLUMNS(q), &list, err);
  if (st == RAP_OK) st = rap_query_statements(q->store, &q->filter, q->page, on_row, &list, total, err);
  return rap_listing_close(&list, heading, "statements", *total, st, err);
}

static rap_status run_statements(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  rap_question q;
  size_t total;
  rap_status st = rap_question_open(cli, options, operands, PAGE, &q, err);
  if (st == RAP_OK) st = rap_question_units(&q, RAP_FROM_STATEMENTS, err);
  if (st == RAP_OK) st = rap_statements_answer(&q, (rap_str){0}, &total, err);
  if (st == RAP_OK) st = rap_question_done(&q, total);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_statements = {
    .name = "statements",
    .group = RAP_GROUP_QUESTIONS,
    .operands = "[WORDS…]",
    .summary = "who said what on which theme, at which conference, in which sentence",
    .description =
        "Newest first. State, theme, role, predicate, polarity and status must hold of one and the same statement. WORDS restrict to documents in whose full text they occur (see search). "
        "On a colour terminal the actors are bold, the topic is coloured, and the parts of the sentence outside the rule's match are dim.",
    .tables = statements_tables,
    .options_size = sizeof(rap_question_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_statements,
};
