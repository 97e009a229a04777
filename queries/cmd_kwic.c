/* kwic: each place of a word or phrase, one under the other, with what stands before and behind it. */
#include "index/concordance.h"

#include "queries/kwic_text.h"
#include "queries/listing.h"

#define PAGE 25
#define DEFAULT_CONTEXT 12 /* words, in machine formats */
#define DATE_COLUMNS 10
#define ID_COLUMNS 24 /* of the document, where there is room */
#define ID_LEAST 12
#define LEAST_LINE 24

typedef struct kwic_options {
  rap_question_options question;
  rap_str node, sort, in;
  int64_t context, word;
  bool exact;
} kwic_options;

#define OFFSET(field) offsetof(kwic_options, field)

static const rap_option kwic_table[] = {
    {.name = "node",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(node),
     .argument = "WORDS",
     .help = "show these words, in the documents that meet the question (default: the question's own words)"},
    {.name = "sort",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(sort),
     .argument = "ORDER",
     .help = "by what stands left or right of the words, by the words found, newest first (default), or by document",
     .choices = "date|left|right|node|document"},
    {.name = "word",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(word),
     .argument = "N",
     .help = "left, right: sort from the Nth word on, counted from the words found",
     .min = 1,
     .max = 20},
    {.name = "context",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(context),
     .argument = "N",
     .help = "N words on each side (default: what fits into the line; 12 in machine formats)",
     .min = 1,
     .max = 1000},
    {.name = "in",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(in),
     .argument = "WHERE",
     .help = "only in sentences of statements that meet the question",
     .choices = "texts|statements"},
    {.name = "exact",
     .kind = RAP_OPT_FLAG,
     .offset = OFFSET(exact),
     .help = "sort all places, however long that takes, also where documents would be drawn"},
    RAP_OPTIONS_END,
};
static const rap_option *const kwic_tables[] = {rap_common_table, kwic_table, rap_question_table, rap_paging_table, NULL};

static const rap_column columns[] = {
    {.name = "document", .title = "Document", .link = "url"},
    {.name = "source"},
    {.name = "published", .title = "Published"},
    {.name = "left", .title = "before"},
    {.name = "node", .title = "found"},
    {.name = "right", .title = "behind"},
    {.name = "begin", .kind = RAP_COL_INT},
    {.name = "end", .kind = RAP_COL_INT},
    {.name = "in"},
    {.name = "title", .title = "Title"},
    {.name = "language"},
    {.name = "event"},
    {.name = "event_name"},
    {.name = "url", .kind = RAP_COL_URL},
};

typedef struct answer {
  rap_listing list;
  rap_kwic_columns line;
  size_t id; /* columns */
} answer;

static void emit_row(rap_emit *e, const rap_kwic_row *row) {
  rap_emit_text(e, row->document);
  rap_listing_text(e, row->source);
  rap_listing_text(e, row->published);
  rap_emit_text(e, row->left);
  rap_emit_marked(e, row->node, &(rap_span){0, row->node.n}, 1);
  rap_emit_text(e, row->right);
  rap_emit_int(e, (int64_t)row->at.begin);
  rap_emit_int(e, (int64_t)row->at.end);
  rap_emit_text(e, row->in_title ? RAP_STR("title") : RAP_STR("text"));
  rap_listing_text(e, row->title);
  rap_listing_text(e, row->language);
  rap_listing_text(e, row->event);
  rap_listing_text(e, row->event_name);
  rap_listing_text(e, row->url);
  rap_emit_end_row(e);
}

static void text_row(answer *a, const rap_kwic_row *row) {
  rap_buf *page = &a->list.page;
  rap_kwic_line(page, row->left, row->node, row->right, &a->line);
  rap_buf_printf(page, "  %s", rap_question_dim(a->list.q));
  rap_text_fit(page, row->published.n ? row->published : RAP_STR("–"), DATE_COLUMNS, true);
  rap_buf_putc(page, ' ');
  rap_text_fit(page, row->document, a->id, false);
  rap_buf_printf(page, "%s\n", rap_question_plain(a->list.q));
}

static rap_status on_row(void *ctx, const rap_kwic_row *row, rap_error *err) {
  answer *a = ctx;
  a->list.n++;
  if (a->list.emit)
    emit_row(a->list.emit, row);
  else
    text_row(a, row);
  return rap_listing_next(err);
}

/* The places stand a little left of the middle of what date and document leave of the width. */
static void lay_out(answer *a, const rap_question *q, size_t context) {
  size_t width = rap_question_width(q);
  a->id = width >= 110 ? ID_COLUMNS : ID_LEAST;
  size_t taken = 2 + 2 + DATE_COLUMNS + 1 + a->id, line = width > taken + LEAST_LINE ? width - taken : LEAST_LINE;
  a->line.left = line * 4 / 9;
  if (context && context * 12 < a->line.left) a->line.left = context * 12;
  a->line.rest = line - a->line.left;
  a->line.on = q->cli->color ? RAP_SGR_BOLD RAP_SGR_CYAN : "";
  a->line.off = q->cli->color ? RAP_SGR_PLAIN : "";
}

static rap_status fill_spec(const kwic_options *o, const rap_question *q, rap_kwic_spec *spec, rap_error *err) {
  static const char *const sorts[] = {"date", "document", "left", "right", "node"};
  *spec = (rap_kwic_spec){.node = o->node, .from_word = (size_t)o->word, .interrupted = rap_cli_interrupted};
  for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
    if (rap_str_is(o->sort, sorts[i])) spec->sort = (rap_kwic_sort)i;
  if (o->word && spec->sort != RAP_KWIC_LEFT && spec->sort != RAP_KWIC_RIGHT)
    return rap_error_set(err, RAP_ERR_USAGE, "--word: only with --sort left or --sort right");
  spec->context = o->context ? (size_t)o->context : q->format == RAP_FORMAT_TEXT ? rap_question_width(q) / 2 : DEFAULT_CONTEXT;
  spec->in_statements = rap_str_is(o->in, "statements");
  /* Who asks for all lines gets all. */
  spec->max_words = o->exact || !q->page.limit ? UINT64_MAX : 0;
  return RAP_OK;
}

static rap_str heading(const rap_question *q, const rap_kwic_spec *spec, const rap_kwic_totals *totals) {
  rap_buf b = {0};
  bool drawn = totals->documents_read < totals->documents;
  rap_layout_count(&b, (int64_t)totals->hits, "places");
  rap_buf_puts(&b, spec->in_statements ? " in statements of " : " in ");
  rap_layout_count(&b, (int64_t)(spec->in_statements ? totals->documents_read : totals->documents), "documents");
  if (spec->node.n) rap_buf_printf(&b, ": %.*s", RAP_FMT(spec->node));
  if (q->asked.n) rap_buf_printf(&b, " for %.*s", RAP_FMT(q->asked));
  if (q->page.offset) rap_buf_printf(&b, ", from number %zu on", q->page.offset + 1);
  if (drawn && spec->in_statements)
    rap_buf_printf(&b, "; %zu more may have some (--exact: all)", totals->documents - totals->documents_read);
  else if (drawn)
    rap_buf_printf(&b, "; sorted: %zu of %zu documents, evenly drawn (--exact: all)", totals->hits_read, totals->documents_read);
  rap_buf wrapped = {0};
  rap_text_wrap(&wrapped, rap_buf_str(&b), rap_question_width(q), 0);
  rap_str out = rap_buf_failed(&b) || rap_buf_failed(&wrapped) ? (rap_str){0} : rap_arena_str(q->cli->arena, rap_buf_str(&wrapped));
  rap_buf_clear(&b);
  rap_buf_clear(&wrapped);
  return out;
}

static rap_status run_kwic(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const kwic_options *o = options;
  rap_question q = {.cli = cli};
  rap_kwic_spec spec = {0};
  rap_kwic_totals totals = {0};
  answer a = {.list = {.q = &q}};
  rap_status st = rap_question_open(cli, &o->question, operands, PAGE, &q, err);
  if (st == RAP_OK) st = fill_spec(o, &q, &spec, err);
  if (st == RAP_OK && q.has_unit) q.filter.one_of_family = q.unit == RAP_UNIT_FAMILIES;
  if (st == RAP_OK) st = rap_listing_open(&q, columns, sizeof columns / sizeof *columns, &a.list, err);
  lay_out(&a, &q, (size_t)o->context);
  if (st == RAP_OK) st = rap_query_kwic(q.store, &q.filter, &spec, q.page, on_row, &a, &totals, err);
  st = rap_listing_close(&a.list, heading(&q, &spec, &totals), "places", totals.hits_read, st, err);
  if (st == RAP_OK) st = rap_question_done(&q, totals.hits);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_kwic = {
    .name = "kwic",
    .group = RAP_GROUP_TEXTS,
    .operands = "[WORDS…]",
    .summary = "each place of a word or phrase in its context, one under the other",
    .description =
        "A concordance: the words found stand in one column, what comes before and behind them beside it. WORDS as for search; every place of each word that must occur is shown, words side by side as one. "
        "--node shows other words than those that choose the documents. Sorted by context, documents are drawn evenly where there are too many to be read at once, and the answer says so.",
    .tables = kwic_tables,
    .options_size = sizeof(kwic_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_kwic,
};
