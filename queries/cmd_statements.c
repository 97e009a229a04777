/* statements: who said what on which theme, where, in which sentence. Also the evidence of a matrix cell. */
#include <stdlib.h>

#include "queries/groups.h"
#include "queries/listing.h"

#define PAGE 20
#define GROUPS_PAGE 10
#define PER_GROUP 3
#define GROUPS "state|theme|event|predicate|series|person|document|month|year|source"

typedef struct statements_options {
  rap_question_options question;
  rap_str sort, group_by;
  int64_t per_group;
  bool marks;
} statements_options;

#define OFFSET(field) offsetof(statements_options, field)

static const rap_option statements_table[] = {
    {.name = "sort",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(sort),
     .argument = "ORDER",
     .help = "newest first (date, default), oldest first (-date), or by document",
     .choices = "date|-date|document"},
    RAP_GROUP_BY_OPTION(OFFSET(group_by), GROUPS),
    RAP_PER_GROUP_OPTION(OFFSET(per_group), "statements"),
    {.name = "marks",
     .kind = RAP_OPT_FLAG,
     .offset = OFFSET(marks),
     .help = "mark sentences without colour: [who], «on what», and what the rule matched between ‹ and ›"},
    RAP_OPTIONS_END,
};
static const rap_option *const statements_tables[] = {rap_common_table, statements_table, rap_question_table, rap_paging_table, NULL};

typedef struct page {
  rap_listing list;
  rap_statement_sort sort;
  bool marks;
  const rap_group *group; /* the current one; NULL: no groups */
  size_t number, n_groups;
} page;

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
#define N_COLUMNS (sizeof columns / sizeof *columns)

static void put_labels(rap_emit *e, const rap_label *labels, size_t n, bool names) {
  rap_json *array = rap_json_new_array();
  for (size_t i = 0; i < n; i++) (void)rap_json_append(array, rap_json_new_string(names ? labels[i].name : labels[i].value));
  rap_emit_json(e, array);
}

static void emit_row(const page *p, const rap_statement_row *row) {
  rap_emit *e = p->list.emit;
  const rap_span marks[] = {rap_span_within(row->text, row->actor_text), rap_span_within(row->text, row->topic)};
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
  rap_listing_text(e, rap_str_at(row->evidence, rap_span_within(row->text, row->topic)));
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
  if (p->list.q->filter.one_of_family) rap_emit_int(e, row->copies);
  if (p->group) rap_groups_emit(e, p->group);
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
  rap_buf_printf(&a->page, "%s%4zu. ", number > 1 && a->n > 1 ? "\n" : "", number);
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

typedef struct sign {
  size_t at;
  int rank; /* at one place: what ends before what begins, and what lies within what within its signs */
  const char *text;
} sign;

static int by_place(const void *a, const void *b) {
  const sign *x = a, *y = b;
  if (x->at != y->at) return x->at < y->at ? -1 : 1;
  return (x->rank > y->rank) - (x->rank < y->rank);
}

/* The sentence with signs around its parts. */
static void put_signs(rap_buf *out, const rap_statement_row *row) {
  const rap_span spans[] = {rap_span_within(row->text, row->cue), rap_span_within(row->text, row->actor_text),
                            rap_span_within(row->text, row->topic)};
  static const char *const on[] = {"‹", "[", "«"}, *const off[] = {"›", "]", "»"};
  sign signs[6];
  size_t n = 0, at = 0;
  for (int i = 0; i < 3; i++) {
    if (spans[i].begin >= spans[i].end) continue;
    signs[n++] = (sign){spans[i].begin, 10 + i, on[i]};
    signs[n++] = (sign){spans[i].end, 3 - i, off[i]};
  }
  qsort(signs, n, sizeof *signs, by_place);
  for (size_t i = 0; i < n; i++) {
    rap_buf_add(out, rap_str_sub(row->evidence, at, signs[i].at));
    rap_buf_puts(out, signs[i].text);
    at = signs[i].at;
  }
  rap_buf_add(out, rap_str_sub(row->evidence, at, row->evidence.n));
}

/* The sentence to the letter. On a colour terminal the actors are bold, the topic coloured, and what the rule did not look at is dim. */
static void put_evidence(page *p, const rap_statement_row *row) {
  rap_mark marks[4];
  rap_listing *a = &p->list;
  size_t n = 0;
  rap_span cue = rap_span_within(row->text, row->cue);
  if (a->q->cli->color) {
    if (cue.end) marks[n++] = (rap_mark){{0, cue.begin}, RAP_SGR_DIM};
    if (cue.end) marks[n++] = (rap_mark){{cue.end, row->evidence.n}, RAP_SGR_DIM};
    marks[n++] = (rap_mark){rap_span_within(row->text, row->actor_text), RAP_SGR_BOLD};
    marks[n++] = (rap_mark){rap_span_within(row->text, row->topic), RAP_SGR_CYAN};
  }
  rap_buf_puts(&a->line, "“");
  if (p->marks)
    put_signs(&a->line, row);
  else
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

static void text_row(page *p, const rap_statement_row *row) {
  rap_listing *a = &p->list;
  put_summary(a, row, p->number);
  if (row->heading.n) {
    rap_buf_printf(&a->line, "under: %.*s", RAP_FMT(row->heading));
    flush_line(a, 6);
  }
  put_evidence(p, row);
  put_origin(a, row);
}

static rap_status on_row(void *ctx, const rap_statement_row *row, rap_error *err) {
  page *p = ctx;
  p->list.n++;
  p->number++;
  if (p->list.emit)
    emit_row(p, row);
  else
    text_row(p, row);
  return rap_listing_next(err);
}

rap_status rap_statements_answer(const rap_question *q, rap_str heading, size_t *total, rap_error *err) {
  *total = 0;
  page p = {.number = q->page.offset};
  rap_status st = rap_listing_open(q, columns, N_COLUMNS - !q->filter.one_of_family, &p.list, err);
  if (st == RAP_OK) st = rap_query_statements(q->store, &q->filter, q->page, on_row, &p, total, err);
  return rap_listing_close(&p.list, heading, "statements", *total, st, err);
}

/* ---- the command ---- */

static rap_status on_group(void *ctx, const rap_group *group, rap_error *err) {
  page *p = ctx;
  rap_listing *list = &p->list;
  p->group = group;
  p->n_groups++;
  p->number = 0;
  if (!list->emit) rap_groups_heading(list->q, &list->page, group, "statements");
  rap_status st = rap_query_statements_by(list->q->store, group->filter, p->sort, group->page, on_row, p, NULL, err);
  if (st == RAP_OK && !list->emit && (int64_t)p->number < group->n)
    rap_buf_printf(&list->page, "      … and %lld more\n", (long long)(group->n - (int64_t)p->number));
  return st;
}

static rap_status answer_groups(page *p, const rap_question *q, const statements_options *o, size_t *total, rap_error *err) {
  rap_groups_spec spec = {.base = RAP_FROM_STATEMENTS};
  rap_column all[N_COLUMNS + RAP_GROUPS_COLUMNS];
  size_t n = N_COLUMNS - !q->filter.one_of_family;
  memcpy(all, columns, n * sizeof *all);
  memcpy(all + n, rap_groups_columns, sizeof rap_groups_columns);
  rap_status st = rap_groups_axis(o->group_by, GROUPS, &spec.axis, err);
  if (st == RAP_OK) st = rap_listing_open(q, all, n + RAP_GROUPS_COLUMNS, &p->list, err);
  spec.per_group = o->per_group ? (size_t)o->per_group : p->list.emit ? 0 : PER_GROUP;
  if (st == RAP_OK) st = rap_groups_walk(q, &spec, on_group, p, total, err);
  p->list.n = p->n_groups;
  return rap_listing_close(&p->list, (rap_str){0}, rap_groups_what(spec.axis), *total, st, err);
}

static rap_status answer(const rap_question *q, const statements_options *o, size_t *total, rap_error *err) {
  static const char *const sorts[] = {"date", "-date", "document"};
  page p = {.list = {.q = q}, .number = q->page.offset, .marks = o->marks && !q->cli->color};
  *total = 0;
  for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
    if (rap_str_is(o->sort, sorts[i])) p.sort = (rap_statement_sort)i;
  if (o->per_group && !o->group_by.n) return rap_error_set(err, RAP_ERR_USAGE, "--per-group: only with --group-by");
  if (o->group_by.n) return answer_groups(&p, q, o, total, err);
  rap_status st = rap_listing_open(q, columns, N_COLUMNS - !q->filter.one_of_family, &p.list, err);
  if (st == RAP_OK) st = rap_query_statements_by(q->store, &q->filter, p.sort, q->page, on_row, &p, total, err);
  return rap_listing_close(&p.list, (rap_str){0}, "statements", *total, st, err);
}

static rap_status run_statements(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const statements_options *o = options;
  rap_question q;
  size_t total;
  rap_status st = rap_question_open(cli, &o->question, operands, o->group_by.n ? GROUPS_PAGE : PAGE, &q, err);
  if (st == RAP_OK) st = rap_question_units(&q, RAP_FROM_STATEMENTS, err);
  if (st == RAP_OK) st = answer(&q, o, &total, err);
  if (st == RAP_OK) st = rap_question_done(&q, total);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_statements = {
    .name = "statements",
    .group = RAP_GROUP_TEXTS,
    .operands = "[WORDS…]",
    .summary = "who said what on which theme, at which conference, in which sentence",
    .description =
        "Newest first. State, theme, role, predicate, polarity and status must hold of one and the same statement. WORDS restrict to documents in whose full text they occur (see search). "
        "On a colour terminal the actors are bold, the topic is coloured, and the parts of the sentence outside the rule's match are dim.",
    .tables = statements_tables,
    .options_size = sizeof(statements_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_statements,
};
