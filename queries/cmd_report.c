/* report: a page of what a question finds, for people who have no terminal. */
#include "queries/dossier.h"
#include "queries/question.h"

typedef struct report_options {
  rap_question_options question;
  rap_str title;
  int64_t sentences, texts;
  bool all;
} report_options;

#define OFFSET(field) offsetof(report_options, field)
#define DEFAULT_SENTENCES 500
#define DEFAULT_TEXTS 200

static const rap_option report_table[] = {
    {.name = "title",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(title),
     .argument = "TEXT",
     .help = "of the page (default: the conference or the question)"},
    {.name = "sentences",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(sentences),
     .argument = "N",
     .help = "quote at most N statements (default 500)",
     .min = 1,
     .max = 1000000},
    {.name = "documents-listed",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(texts),
     .argument = "N",
     .help = "list at most N documents (default 200)",
     .min = 1,
     .max = 1000000},
    {.name = "all", .letter = 'a', .kind = RAP_OPT_FLAG, .offset = OFFSET(all), .help = "quote and list all, however many"},
    RAP_OPTIONS_END,
};
static const rap_option *const report_tables[] = {rap_common_table, report_table, rap_question_table, NULL};

/* "page.pdf"; an ending that stands for a format was taken for one before. */
static bool has_ending(rap_str file) {
  size_t dot = file.n;
  while (dot > 0 && file.p[dot - 1] != '.' && file.p[dot - 1] != '/') dot--;
  return dot > 0 && file.p[dot - 1] == '.';
}

/* HTML when it is asked for, also by the name of the file; else Markdown, which can be read as it is. */
static rap_status choose_kind(const report_options *o, rap_page_kind *kind, rap_error *err) {
  rap_str f = o->question.format;
  *kind = rap_str_is(f, "html") ? RAP_PAGE_HTML : RAP_PAGE_MARKDOWN;
  if (f.n ? *kind == RAP_PAGE_HTML || rap_str_is(f, "markdown") : !has_ending(o->question.common.output)) return RAP_OK;
  if (!f.n) return rap_error_set(err, RAP_ERR_USAGE, "--output '%.*s': a report is .html or .md", RAP_FMT(o->question.common.output));
  return rap_error_set(err, RAP_ERR_USAGE, "--format %.*s: a report is html or markdown", RAP_FMT(f));
}

static rap_status write_page(const rap_question *q, rap_page_kind kind, const rap_dossier *dossier, rap_error *err) {
  rap_page *page = NULL;
  rap_status st = rap_page_new(q->cli->out, kind, dossier->title, &page, err);
  if (st == RAP_OK) rap_dossier_write(dossier, page);
  if (st == RAP_OK && rap_arena_failed(q->cli->arena)) st = rap_error_nomem(err);
  return rap_page_finish(page, st, err);
}

/* Whether the operands name one conference; else they are a query. */
static rap_status is_event(rap_cli *cli, const report_options *o, rap_str operands, bool *event, rap_error *err) {
  rap_question q;
  rap_labels found = {0};
  *event = false;
  if (!operands.n) return RAP_OK;
  rap_status st = rap_question_open_store(cli, o->question.store, (rap_str){0}, &q, err);
  if (st == RAP_OK) st = rap_query_resolve(q.store, RAP_AXIS_EVENT, operands, cli->arena, &found, err);
  *event = st == RAP_OK && found.n == 1;
  rap_question_close(&q);
  return st;
}

static rap_status open_question(rap_cli *cli, report_options *o, const rap_str_list *operands, rap_question *q, rap_error *err) {
  bool event = false;
  rap_str all;
  rap_status st = rap_question_joined(cli, operands, &all, err);
  if (st == RAP_OK) st = is_event(cli, o, all, &event, err);
  if (st != RAP_OK) return st;
  o->question.format = (rap_str){0}; /* is the page's */
  if (event && !rap_str_list_add(cli->arena, &o->question.events, all)) return rap_error_nomem(err);
  if (!event && !o->title.n) o->title = all;
  return rap_question_open(cli, &o->question, event ? NULL : operands, 0, q, err);
}

static size_t at_most(const report_options *o, int64_t given, size_t otherwise) { return o->all ? 0 : given ? (size_t)given : otherwise; }

static rap_status run_report(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  report_options *o = options;
  rap_page_kind kind;
  rap_question q = {0};
  rap_dossier dossier;
  rap_status st = choose_kind(o, &kind, err);
  if (st == RAP_OK) st = open_question(cli, o, operands, &q, err);
  if (st == RAP_OK) {
    const rap_dossier_request request = {.filter = &q.filter,
                                         .unit = q.has_unit ? q.unit : RAP_UNIT_STATEMENTS,
                                         .asked = q.asked,
                                         .title = o->title,
                                         .max_statements = at_most(o, o->sentences, DEFAULT_SENTENCES),
                                         .max_documents = at_most(o, o->texts, DEFAULT_TEXTS)};
    st = rap_dossier_gather(q.store, &request, cli->arena, &dossier, err);
  }
  if (st == RAP_OK && dossier.all_documents) st = write_page(&q, kind, &dossier, err);
  if (st == RAP_OK) st = rap_question_done(&q, dossier.all_documents);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_report = {
    .name = "report",
    .group = RAP_GROUP_ANSWERS,
    .operands = "[EVENT|QUERY…]",
    .summary = "a page of all that a question finds: what, when, who, the matrix, the sentences",
    .description =
        "Operands that name one conference (chief secretaries 2023) are about it; others are a query (see search); none: the whole store. HTML is one file without scripts that loads nothing: matrix as a "
        "heat table, figures within the page, every number linked to the sentences behind it; it prints well and follows light and dark schemes. Markdown has the same without the figures. Statements are "
        "counted, or with --count-by family releases.",
    .tables = report_tables,
    .options_size = sizeof(report_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_report,
};
