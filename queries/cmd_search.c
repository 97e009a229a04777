/* search: documents, best first, each with a snippet around the words found. */
#include "queries/listing.h"

#define PAGE 10
#define MAX_MARKS 64

static const rap_option *const search_tables[] = {rap_common_table, rap_question_table, rap_paging_table, NULL};

typedef struct search {
  rap_listing list;
  rap_arena *arena; /* of a document without a title */
} search;

static const rap_column columns[] = {
    {.name = "rank", .title = "No.", .kind = RAP_COL_INT},
    {.name = "document", .title = "Document"},
    {.name = "source"},
    {.name = "published", .title = "Published"},
    {.name = "title", .title = "Title", .link = "url"},
    {.name = "language"},
    {.name = "event"},
    {.name = "event_name", .title = "Event"},
    {.name = "statements", .title = "Statements", .kind = RAP_COL_INT},
    {.name = "score", .kind = RAP_COL_REAL},
    {.name = "snippet", .title = "Passage", .wrap = true},
    {.name = "found", .kind = RAP_COL_JSON},
    {.name = "url", .kind = RAP_COL_URL},
    {.name = "copies", .title = "Copies", .kind = RAP_COL_INT}, /* only where one document stands for its family */
};
#define N_COLUMNS(q) (sizeof columns / sizeof *columns - !(q)->filter.one_of_family)

static void emit_row(const rap_listing *list, const rap_search_row *row) {
  rap_emit *e = list->emit;
  rap_emit_int(e, (int64_t)(list->q->page.offset + list->n));
  rap_emit_text(e, row->id);
  rap_listing_text(e, row->source);
  rap_listing_text(e, row->published);
  rap_listing_text(e, row->title);
  rap_listing_text(e, row->language);
  rap_listing_text(e, row->event);
  rap_listing_text(e, row->event_name);
  rap_emit_int(e, row->n_statements);
  if (row->score > 0)
    rap_emit_real(e, row->score, 3);
  else
    rap_emit_null(e);
  rap_emit_marked(e, row->snippet, row->highlights, row->n_highlights);
  rap_json *found = row->n_highlights ? rap_json_new_array() : NULL;
  for (size_t i = 0; i < row->n_highlights; i++) (void)rap_json_append(found, rap_json_new_string(rap_str_at(row->snippet, row->highlights[i])));
  if (found)
    rap_emit_json(e, found);
  else
    rap_emit_null(e);
  rap_listing_text(e, row->url);
  if (list->q->filter.one_of_family) rap_emit_int(e, row->copies);
  rap_emit_end_row(e);
}

/* A text without a title is known by its first block: its first line, or the beginning of it. */
static rap_str first_line(search *s, rap_str id) {
  rap_stored_document stored;
  rap_arena_reset(s->arena);
  if (rap_store_get(s->list.q->store, s->arena, id, &stored, NULL) != RAP_OK) return id;
  rap_str text = rap_str_trim(stored.doc.full), line;
  return rap_str_split(&text, '\n', &line) ? line : id;
}

static void put_snippet(rap_listing *list, const rap_search_row *row, rap_str title, size_t width) {
  rap_mark marks[MAX_MARKS];
  rap_buf *line = &list->line;
  bool color = list->q->cli->color;
  size_t n = row->n_highlights < MAX_MARKS ? row->n_highlights : MAX_MARKS;
  for (size_t i = 0; i < n; i++) marks[i] = (rap_mark){row->highlights[i], color ? RAP_SGR_BOLD RAP_SGR_CYAN : "«"};
  rap_str snippet = row->snippet;
  /* The beginning of a text is its title, which stands above (unless a long first line was cut there). */
  if (!n && title.n < width - 5 && rap_str_starts(snippet, title)) snippet = rap_str_trim(rap_str_sub(snippet, title.n, snippet.n));
  if (row->cut_before) rap_buf_puts(line, "… ");
  rap_layout_marked(line, snippet, marks, n, color ? RAP_SGR_PLAIN : "»");
  if (row->cut_after) rap_buf_puts(line, " …");
  if (line->n) rap_layout_paragraph(&list->page, rap_buf_str(line), width, 5);
  rap_buf_reset(line);
}

static void text_row(search *s, const rap_search_row *row) {
  rap_listing *list = &s->list;
  size_t width = rap_question_width(list->q), start;
  rap_buf *line = &list->line;
  rap_str title = row->title.n ? row->title : first_line(s, row->id);
  rap_buf_printf(&list->page, "%s%3zu. %s", list->n > 1 ? "\n" : "", list->q->page.offset + list->n, rap_question_bold(list->q));
  rap_text_fit(&list->page, title, width - 5, false);
  rap_buf_printf(&list->page, "%s\n", rap_question_plain(list->q));
  rap_buf_puts(line, rap_question_dim(list->q));
  start = line->n;
  rap_layout_item(line, start, row->published);
  rap_layout_item(line, start, row->id);
  rap_layout_item(line, start, row->event_name);
  if (row->n_statements) {
    rap_buf_puts(line, " · ");
    rap_layout_count(line, row->n_statements, "statements");
  }
  rap_question_copies(line, row->copies);
  rap_buf_puts(line, rap_question_plain(list->q));
  rap_layout_paragraph(&list->page, rap_buf_str(line), width, 5);
  rap_buf_reset(line);
  put_snippet(list, row, title, width);
}

static rap_status on_row(void *ctx, const rap_search_row *row, rap_error *err) {
  search *s = ctx;
  s->list.n++;
  if (s->list.emit)
    emit_row(&s->list, row);
  else
    text_row(s, row);
  return rap_listing_next(err);
}

static rap_status run_search(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  rap_question q = {.cli = cli};
  size_t total = 0;
  search s = {.list = {.q = &q}, .arena = rap_arena_new()};
  rap_status st = s.arena ? rap_question_open(cli, options, operands, PAGE, &q, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = rap_question_units(&q, RAP_FROM_DOCUMENTS, err);
  if (st == RAP_OK) st = rap_listing_open(&q, columns, N_COLUMNS(&q), &s.list, err);
  if (st == RAP_OK) st = rap_query_search(q.store, &q.filter, q.page, on_row, &s, &total, err);
  st = rap_listing_close(&s.list, (rap_str){0}, "documents", total, st, err);
  if (st == RAP_OK) st = rap_question_done(&q, total);
  rap_question_close(&q);
  rap_arena_free(s.arena);
  return st;
}

const rap_command rap_command_search = {
    .name = "search",
    .group = RAP_GROUP_QUESTIONS,
    .operands = "[WORDS…]",
    .summary = "documents by their words and by what they are about, best first",
    .description =
        "Words must all occur; \"a phrase\", prefix*, -word (must not occur) and OR between two words are understood, anything else is text. "
        "Without words: the newest documents that meet the options. Words found are coloured on a terminal, and stand between « and » elsewhere.",
    .tables = search_tables,
    .options_size = sizeof(rap_question_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_search,
};
