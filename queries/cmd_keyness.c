/* keyness: words and phrases that are typical of the documents that meet one question, held against those of another or against all others. */
#include "index/keyness.h"

#include "queries/ask_again.h"
#include "queries/shell_words.h"

#define DEFAULT_LIMIT 20
#define DEFAULT_MIN_DOCUMENTS 3
#define DEFAULT_LEVEL 3

typedef struct keyness_options {
  rap_question_options question;
  rap_str ngrams, by, p, side;
  int64_t min_documents;
  bool exact;
} keyness_options;

#define OFFSET(field) offsetof(keyness_options, field)

static const rap_option keyness_table[] = {
    {.name = "ngrams",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(ngrams),
     .argument = "N..M",
     .help = "phrases of N to M words, up to 3 (default 1: single words)"},
    {.name = "by",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(by),
     .argument = "WHAT",
     .help =
         "what is compared: how often it occurs (words), or in how many texts (documents, default: one long text weighs no more than a short one)",
     .choices = "documents|words"},
    {.name = "min-documents",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(min_documents),
     .argument = "N",
     .help = "only what N documents hold of the set that it is typical of (default 3)",
     .min = 1,
     .max = 1000000000},
    {.name = "p",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(p),
     .argument = "P",
     .help = "only differences with an error probability below P (default 0.001)",
     .choices = "0.05|0.01|0.001|0.0001"},
    {.name = "side",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(side),
     .argument = "SIDE",
     .help = "what is typical of A, of B, or both (default: A; both where B is given)",
     .choices = "a|b|both"},
    {.name = "exact", .kind = RAP_OPT_FLAG, .offset = OFFSET(exact), .help = "read all documents of large sets, however long that takes"},
    RAP_OPTIONS_END,
};
static const rap_option *const keyness_tables[] = {rap_common_table, keyness_table, rap_question_table, rap_paging_table, NULL};

/* Documents, words: in text the counts that are compared are shown as titles; NULL: not in text. */
#define COLUMNS(documents, words)                                                                                                                 \
  {                                                                                                                                               \
    {.name = "term", .title = "Term", .kind = RAP_COL_TEXT}, {.name = "side", .kind = RAP_COL_TEXT},                                              \
        {.name = "documents_a", .title = "docs A", .kind = RAP_COL_INT}, {.name = "share_a", .title = documents("% of A"), .kind = RAP_COL_REAL}, \
        {.name = "documents_b", .title = "docs B", .kind = RAP_COL_INT}, {.name = "share_b", .title = documents("% of B"), .kind = RAP_COL_REAL}, \
        {.name = "n_a", .kind = RAP_COL_INT}, {.name = "per_million_a", .title = words("A per million"), .kind = RAP_COL_REAL},                   \
        {.name = "n_b", .kind = RAP_COL_INT}, {.name = "per_million_b", .title = words("B per million"), .kind = RAP_COL_REAL},                   \
        {.name = "log_ratio", .title = "log ratio", .kind = RAP_COL_REAL}, {.name = "g2", .title = "G²", .kind = RAP_COL_REAL},                   \
        {.name = "p", .kind = RAP_COL_TEXT}, {.name = "drawn", .kind = RAP_COL_JSON}, {.name = "kwic", .kind = RAP_COL_TEXT},                     \
  }
#define SHOWN(title) title
#define HIDDEN(title) NULL
static const rap_column by_documents[] = COLUMNS(SHOWN, HIDDEN), by_words[] = COLUMNS(HIDDEN, SHOWN);
#define N_COLUMNS (sizeof by_words / sizeof *by_words)

typedef struct answer {
  rap_question a, b;
  const keyness_options *options;
  rap_str_list words_a, words_b;
  rap_keyness_spec spec;
  rap_keyness_answer found;
  bool two;
} answer;

/* ---- the question ---- */

static rap_status parse_ngrams(rap_str text, rap_keyness_spec *spec, rap_error *err) {
  uint64_t from, to;
  size_t dots = rap_str_find(text, RAP_STR(".."), 0);
  rap_str first = rap_str_sub(text, 0, dots), last = dots == SIZE_MAX ? text : rap_str_sub(text, dots + 2, text.n);
  spec->shortest = spec->longest = 1;
  if (!text.p) return RAP_OK;
  if (!rap_str_uint(first, &from) || !rap_str_uint(last, &to) || from < 1 || to < from || to > RAP_GRAMS_LONGEST)
    return rap_error_set(err, RAP_ERR_USAGE, "--ngrams: '%.*s' is none of 1, 2, 3, 1..2, 1..3, 2..3", RAP_FMT(text));
  spec->shortest = (size_t)from;
  spec->longest = (size_t)to;
  return RAP_OK;
}

static rap_status fill_spec(answer *x, rap_error *err) {
  const keyness_options *o = x->options;
  x->spec.level = DEFAULT_LEVEL;
  for (int level = 1; o->p.n && level < RAP_KEYNESS_LEVELS; level++)
    if (rap_str_is(o->p, rap_keyness_p(level))) x->spec.level = level;
  x->spec.min_documents = o->min_documents ? (size_t)o->min_documents : DEFAULT_MIN_DOCUMENTS;
  x->spec.by_documents = !rap_str_is(o->by, "words");
  x->spec.limit = x->a.page.limit;
  x->spec.max_words = o->exact ? UINT64_MAX : 0;
  x->spec.interrupted = rap_cli_interrupted;
  if (x->a.page.offset) return rap_error_set(err, RAP_ERR_USAGE, "--offset: the list is made as a whole; --limit says how long it is");
  return parse_ngrams(o->ngrams, &x->spec, err);
}

static rap_status open_both(rap_cli *cli, const rap_str_list *operands, answer *x, rap_error *err) {
  x->two = operands->n > 1;
  x->words_a = (rap_str_list){operands->items, operands->n ? 1 : 0, 0};
  x->words_b = (rap_str_list){x->two ? operands->items + 1 : NULL, x->two ? 1 : 0, 0};
  rap_status st = rap_question_open(cli, &x->options->question, &x->words_a, DEFAULT_LIMIT, &x->a, err);
  if (st == RAP_OK && x->two) st = rap_question_open(cli, &x->options->question, &x->words_b, DEFAULT_LIMIT, &x->b, err);
  if (st == RAP_OK && x->a.has_unit) x->a.filter.one_of_family = x->b.filter.one_of_family = x->a.unit == RAP_UNIT_FAMILIES;
  return st;
}

static bool shows(const answer *x, bool over) {
  if (rap_str_is(x->options->side, "both") || (!x->options->side.n && x->two)) return true;
  return rap_str_is(x->options->side, "b") != over;
}

/* ---- rows ---- */

static void put_kwic(const answer *x, bool over, rap_str term, rap_buf *out) {
  rap_buf_puts(out, "rapporteur kwic --node ");
  if (memchr(term.p, ' ', term.n)) {
    rap_buf_printf(out, "'\"%.*s\"'", RAP_FMT(term));
  } else {
    rap_shell_word(out, term);
  }
  if (over || x->two) rap_ask_again(out, &x->options->question, over ? &x->words_a : &x->words_b);
}

static double share(int64_t n, uint64_t of) { return of ? (double)n / (double)of : 0; }

static rap_status emit_row(const answer *x, rap_emit *e, const rap_keyness_row *r, rap_error *err) {
  const rap_keyness_side *a = &x->found.a, *b = &x->found.b;
  rap_buf kwic = {0};
  put_kwic(x, r->stats.over, r->term, &kwic);
  rap_emit_text(e, r->term);
  rap_emit_text(e, r->stats.over ? RAP_STR("a") : RAP_STR("b"));
  rap_emit_int(e, r->documents_a);
  rap_emit_real(e, share(r->documents_a, a->read) * 100, 1);
  rap_emit_int(e, r->documents_b);
  rap_emit_real(e, share(r->documents_b, b->read) * 100, 1);
  rap_emit_int(e, r->a);
  rap_emit_real(e, share(r->a, a->words_read) * 1e6, 1);
  rap_emit_int(e, r->b);
  rap_emit_real(e, share(r->b, b->words_read) * 1e6, 1);
  rap_emit_real(e, r->stats.log_ratio, 2);
  rap_emit_real(e, r->stats.g2, 1);
  rap_emit_text(e, rap_str_of(rap_keyness_p(rap_keyness_level(r->stats.g2))));
  if (a->read < a->documents || b->read < b->documents)
    rap_emit_json(e, rap_json_new_bool(true));
  else
    rap_emit_null(e);
  rap_emit_text(e, rap_buf_str(&kwic));
  rap_emit_end_row(e);
  bool failed = rap_buf_failed(&kwic);
  rap_buf_clear(&kwic);
  if (failed) return rap_error_nomem(err);
  return rap_cli_interrupted() ? rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted") : RAP_OK;
}

static rap_status put_rows(answer *x, bool over, rap_error *err) {
  const rap_keyness_row *rows = over ? x->found.over : x->found.under;
  size_t n = over ? x->found.n_over : x->found.n_under;
  rap_emit *e = NULL;
  rap_status st = rap_question_emit(&x->a, x->spec.by_documents ? by_documents : by_words, N_COLUMNS, &e, err);
  for (size_t i = 0; st == RAP_OK && i < n; i++) st = emit_row(x, e, &rows[i], err);
  return rap_question_finish(e, st, err);
}

/* Machine formats have one table: both directions in it. */
static rap_status put_table(answer *x, rap_error *err) {
  rap_emit *e = NULL;
  rap_status st = rap_question_emit(&x->a, x->spec.by_documents ? by_documents : by_words, N_COLUMNS, &e, err);
  for (size_t i = 0; st == RAP_OK && shows(x, true) && i < x->found.n_over; i++) st = emit_row(x, e, &x->found.over[i], err);
  for (size_t i = 0; st == RAP_OK && shows(x, false) && i < x->found.n_under; i++) st = emit_row(x, e, &x->found.under[i], err);
  return rap_question_finish(e, st, err);
}

/* ---- text ---- */

static void put_side(const answer *x, rap_buf *page, const char *name, const rap_keyness_side *side, rap_str asked) {
  rap_buf line = {0};
  rap_buf_printf(&line, "%s  ", name);
  rap_layout_count(&line, (int64_t)side->documents, "documents");
  if (asked.n) rap_buf_printf(&line, " for %.*s", RAP_FMT(asked));
  rap_buf_puts(&line, ", ");
  rap_layout_count(&line, (int64_t)side->words, "words");
  if (side->read < side->documents)
    rap_buf_printf(&line, "; read: %zu of them, evenly drawn, with %llu words", side->read, (unsigned long long)side->words_read);
  rap_text_wrap(page, rap_buf_str(&line), rap_question_width(&x->a) - 3, 3);
  rap_buf_putc(page, '\n');
  if (rap_buf_failed(&line)) page->failed = true;
  rap_buf_clear(&line);
}

static rap_status put_head(const answer *x, rap_error *err) {
  rap_buf page = {0};
  const rap_keyness_answer *k = &x->found;
  put_side(x, &page, "A", &k->a, x->a.asked);
  put_side(x, &page, "B", &k->b, x->two ? x->b.asked : (rap_str){0});
  if (k->both) {
    rap_layout_count(&page, (int64_t)k->both, "documents");
    rap_buf_puts(&page, k->both == 1 ? " is in both\n" : " are in both\n");
  }
  if ((k->a.read < k->a.documents || k->b.read < k->b.documents) && !x->options->exact)
    rap_buf_printf(&page, "%s--exact reads all%s\n", rap_question_dim(&x->a), rap_question_plain(&x->a));
  rap_status st = rap_question_write(&x->a, &page, err);
  rap_buf_clear(&page);
  return st;
}

static rap_status put_direction(answer *x, bool over, rap_error *err) {
  size_t n = over ? x->found.n_over : x->found.n_under, more = over ? x->found.more_over : x->found.more_under;
  rap_buf page = {0};
  if (!n) return RAP_OK;
  rap_buf_printf(&page, "\n%sTypical of %s%s\n", rap_question_bold(&x->a),
                 over     ? "A"
                 : x->two ? "B"
                          : "B, the other documents",
                 rap_question_plain(&x->a));
  rap_status st = rap_question_write(&x->a, &page, err);
  if (st == RAP_OK) st = put_rows(x, over, err);
  if (more) rap_buf_printf(&page, "… and %zu more (--limit 0 for all)\n", more);
  rap_buf_printf(&page, "%sIts places, for one: ", rap_question_dim(&x->a));
  put_kwic(x, over, (over ? x->found.over : x->found.under)[0].term, &page);
  rap_buf_printf(&page, "%s\n", rap_question_plain(&x->a));
  if (st == RAP_OK) st = rap_question_write(&x->a, &page, err);
  rap_buf_clear(&page);
  return st;
}

static rap_status put_text(answer *x, rap_error *err) {
  rap_status st = put_head(x, err);
  if (st == RAP_OK && shows(x, true)) st = put_direction(x, true, err);
  if (st == RAP_OK && shows(x, false)) st = put_direction(x, false, err);
  return st;
}

static rap_status run_keyness(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  answer x = {.options = options};
  rap_status st = open_both(cli, operands, &x, err);
  if (st == RAP_OK) st = fill_spec(&x, err);
  if (st == RAP_OK) st = rap_query_keyness(x.a.store, &x.a.filter, x.two ? &x.b.filter : NULL, &x.spec, cli->arena, &x.found, err);
  size_t n = (shows(&x, true) ? x.found.n_over : 0) + (shows(&x, false) ? x.found.n_under : 0);
  if (st == RAP_OK && (n || x.a.format != RAP_FORMAT_TEXT)) st = x.a.format == RAP_FORMAT_TEXT ? put_text(&x, err) : put_table(&x, err);
  if (st == RAP_OK) st = rap_question_done(&x.a, n);
  rap_question_close(&x.a);
  rap_question_close(&x.b);
  return st;
}

const rap_command rap_command_keyness = {
    .name = "keyness",
    .group = RAP_GROUP_COUNTS,
    .operands = "[A [B]]",
    .summary = "words and phrases typical of some documents, held against others",
    .description =
        "A and B are questions (see search), each one operand: keyness cyber, keyness \"cyber security\" health. Without B: against all documents that A leaves out. Options that restrict hold for A and for B. "
        "Counted are the documents that hold a word (--by words: how often it occurs). Ordered by log-likelihood (G²), which says how sure the difference is; the log ratio says how large: 1 is twice as frequent, 2 four times. Of sets too large to be read at once documents are drawn evenly, "
        "and the answer says so.",
    .tables = keyness_tables,
    .options_size = sizeof(keyness_options),
    .min_operands = 0,
    .max_operands = 2,
    .run = run_keyness,
};
