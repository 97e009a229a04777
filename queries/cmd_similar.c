/* similar: documents like one, and what they have in common with it. */
#include "index/similar.h"

#include "queries/listing.h"

#define PAGE 10

typedef struct similar_options {
  rap_question_options question;
  bool with_copies;
} similar_options;

#define OFFSET(field) offsetof(similar_options, field)

static const rap_option similar_table[] = {
    {.name = "with-copies",
     .kind = RAP_OPT_FLAG,
     .offset = OFFSET(with_copies),
     .help = "also copies, revisions and translations of DOC, and every copy of the others"},
    RAP_OPTIONS_END,
};
static const rap_option *const similar_tables[] = {rap_common_table, similar_table, rap_question_table, rap_paging_table, NULL};

static const rap_column columns[] = {
    {.name = "rank", .title = "No.", .kind = RAP_COL_INT},
    {.name = "document", .title = "Document"},
    {.name = "source"},
    {.name = "published", .title = "Published"},
    {.name = "title", .title = "Title", .link = "url"},
    {.name = "language"},
    {.name = "likeness", .title = "Likeness", .kind = RAP_COL_REAL},
    {.name = "score", .kind = RAP_COL_REAL},
    {.name = "words", .title = "Words shared", .kind = RAP_COL_JSON},
    {.name = "names", .kind = RAP_COL_JSON},
    {.name = "same_event", .kind = RAP_COL_JSON},
    {.name = "event"},
    {.name = "event_name", .title = "Event"},
    {.name = "copies", .title = "Copies", .kind = RAP_COL_INT},
    {.name = "url", .kind = RAP_COL_URL},
};

/* What names are called on a page, in its order. */
static const struct {
  const char *kind, *title;
} kinds[] = {{"state", ""},
             {"group", ""},
             {"theme", "themes: "},
             {"series", "series: "},
             {"person", "people: "},
             {"organisation", "bodies: "},
             {"programme", "programmes: "},
             {"place", "places: "}};

/* ---- machine formats ---- */

static rap_json *words_of(const rap_similar_row *row) {
  rap_json *array = rap_json_new_array();
  for (size_t i = 0; i < row->n_terms; i++) (void)rap_json_append(array, rap_json_new_string(row->terms[i]));
  return array;
}

/* By kind: {"state": ["IN-TG"], …}. */
static rap_json *names_of(const rap_similar_row *row) {
  rap_json *object = rap_json_new_object();
  for (size_t i = 0; i < row->n_names;) {
    rap_json *array = rap_json_new_array();
    rap_str kind = row->names[i].kind;
    for (; i < row->n_names && rap_str_eq(row->names[i].kind, kind); i++)
      (void)rap_json_append(array, rap_json_new_string(row->names[i].label.value));
    (void)rap_json_set(object, kind.p, array); /* an arena's strings end in NUL */
  }
  return object;
}

static void emit_row(const rap_listing *list, const rap_similar_row *row) {
  rap_emit *e = list->emit;
  rap_emit_int(e, (int64_t)(list->q->page.offset + list->n));
  rap_emit_text(e, row->document);
  rap_listing_text(e, row->source);
  rap_listing_text(e, row->published);
  rap_listing_text(e, row->title);
  rap_listing_text(e, row->language);
  rap_emit_real(e, row->likeness, 3);
  rap_emit_real(e, row->score, 3);
  rap_emit_json(e, words_of(row));
  rap_emit_json(e, names_of(row));
  rap_emit_json(e, rap_json_new_bool(row->same_event));
  rap_listing_text(e, row->event);
  rap_listing_text(e, row->event_name);
  rap_emit_int(e, row->copies);
  rap_listing_text(e, row->url);
  rap_emit_end_row(e);
}

/* ---- text ---- */

static void put_kind(rap_buf *line, const rap_similar_row *row, size_t kind) {
  size_t shown = 0, left = 0;
  for (size_t i = 0; i < row->n_names; i++) {
    if (!rap_str_is(row->names[i].kind, kinds[kind].kind)) continue;
    if (shown == RAP_SIMILAR_SHOWN) {
      left++;
      continue;
    }
    rap_buf_puts(line, shown ? ", " : line->n ? " · " : "");
    if (!shown) rap_buf_puts(line, kinds[kind].title);
    rap_buf_add(line, row->names[i].label.name);
    shown++;
  }
  if (left) rap_buf_printf(line, " and %zu more", left);
}

static void put_paragraph(rap_listing *list) {
  if (list->line.n) rap_layout_paragraph(&list->page, rap_buf_str(&list->line), rap_question_width(list->q), 5);
  rap_buf_reset(&list->line);
}

static void text_row(rap_listing *list, const rap_similar_row *row) {
  const rap_question *q = list->q;
  rap_buf *line = &list->line;
  rap_buf_printf(&list->page, "%s%3zu. %s", list->n > 1 ? "\n" : "", q->page.offset + list->n, rap_question_bold(q));
  rap_text_fit(&list->page, row->title.n ? row->title : row->document, rap_question_width(q) - 5, false);
  rap_buf_printf(&list->page, "%s\n", rap_question_plain(q));
  rap_buf_printf(line, "%s%.0f %% alike", rap_question_dim(q), row->likeness * 100);
  rap_layout_item(line, 0, row->published);
  rap_layout_item(line, 0, row->document);
  if (row->same_event)
    rap_buf_puts(line, " · the same event");
  else
    rap_layout_item(line, 0, row->event_name);
  rap_question_copies(line, row->copies);
  rap_buf_puts(line, rap_question_plain(q));
  put_paragraph(list);
  rap_buf_puts(line, "words: ");
  for (size_t i = 0; i < row->n_terms; i++) rap_buf_printf(line, "%s%.*s", i ? ", " : "", RAP_FMT(row->terms[i]));
  put_paragraph(list);
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) put_kind(line, row, k);
  put_paragraph(list);
}

static rap_status on_row(void *ctx, const rap_similar_row *row, rap_error *err) {
  rap_listing *list = ctx;
  list->n++;
  if (list->emit)
    emit_row(list, row);
  else
    text_row(list, row);
  return rap_listing_next(err);
}

static rap_str heading(const rap_question *q, const rap_similar_answer *found) {
  rap_buf b = {0};
  rap_layout_count(&b, (int64_t)found->total, "documents");
  rap_buf_printf(&b, " like %.*s", RAP_FMT(found->document));
  if (found->title.n) rap_buf_printf(&b, " (%.*s)", RAP_FMT(found->title));
  if (q->asked.n) rap_buf_printf(&b, " for %.*s", RAP_FMT(q->asked));
  rap_buf_puts(&b, "\nby ");
  for (size_t i = 0; i < found->n_terms; i++) rap_buf_printf(&b, "%s%.*s", i ? ", " : "", RAP_FMT(found->terms[i]));
  rap_buf wrapped = {0};
  rap_text_wrap(&wrapped, rap_buf_str(&b), rap_question_width(q) - 3, 3);
  rap_str out = rap_buf_failed(&b) || rap_buf_failed(&wrapped) ? (rap_str){0} : rap_arena_str(q->cli->arena, rap_buf_str(&wrapped));
  rap_buf_clear(&b);
  rap_buf_clear(&wrapped);
  return out;
}

static rap_status run_similar(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const similar_options *o = options;
  rap_question q = {.cli = cli};
  rap_similar_answer found = {0};
  rap_listing list = {.q = &q};
  const rap_similar_spec spec = {.with_copies = o->with_copies};
  const rap_str_list words = {operands->items + 1, operands->n - 1, 0};
  rap_status st = rap_question_open(cli, &o->question, &words, PAGE, &q, err);
  if (st == RAP_OK) st = rap_listing_open(&q, columns, sizeof columns / sizeof *columns, &list, err);
  if (st == RAP_OK) st = rap_query_similar(q.store, operands->items[0], &q.filter, &spec, q.page, on_row, &list, cli->arena, &found, err);
  st = rap_listing_close(&list, heading(&q, &found), "documents", found.total, st, err);
  if (st == RAP_OK) st = rap_question_done(&q, found.total);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_similar = {
    .name = "similar",
    .group = RAP_GROUP_TEXTS,
    .operands = "DOC [WORDS…]",
    .summary = "documents like one, and what they have in common with it",
    .description =
        "By the words that are frequent in DOC and rare elsewhere. DOC is a document's id, SOURCE:ID or file. WORDS and options restrict, as for search. Copies, revisions and translations of DOC are left out. "
        "Likeness is the share of what DOC itself gets for its words.",
    .tables = similar_tables,
    .options_size = sizeof(similar_options),
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run_similar,
};
