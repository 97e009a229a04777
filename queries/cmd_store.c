/* stats and check: what is in the store, and whether it is sound. */
#include "queries/listing.h"

typedef struct store_options {
  rap_common_options common;
  rap_str store, format;
  bool warnings;
} store_options;

static const rap_option store_table[] = {
    RAP_STORE_OPTION(offsetof(store_options, store)),
    RAP_ANSWER_FORMAT_OPTION(offsetof(store_options, format)),
    RAP_OUTPUT_OPTION,
    RAP_OPTIONS_END,
};
static const rap_option warnings_table[] = {
    {.name = "warnings",
     .kind = RAP_OPT_FLAG,
     .offset = offsetof(store_options, warnings),
     .help = "instead: the warnings with which documents were read and analysed, by document"},
    RAP_OPTIONS_END,
};
static const rap_option *const store_tables[] = {rap_common_table, store_table, NULL};
static const rap_option *const stats_tables[] = {rap_common_table, store_table, warnings_table, NULL};

/* -- stats ------------------------------------------------------------------------------------------------------------------------------ */

/* One row a figure; `text` when it is none. Names are part of the interface. */
typedef struct figure {
  const char *name, *title;
  size_t offset;
} figure;

#define FIGURE(field, title) \
  { #field, title, offsetof(rap_store_stats, field) }
static const figure figures[] = {
    FIGURE(documents, "documents"),
    FIGURE(sources, "sources"),
    FIGURE(text_bytes, "bytes of text"),
    FIGURE(body_bytes, "bytes of it as stored"),
    FIGURE(record_bytes, "bytes of records"),
    FIGURE(file_bytes, "bytes of the file"),
    FIGURE(mentions, "mentions"),
    FIGURE(statements, "statements"),
    FIGURE(statements_of_states, "of them with named States"),
    FIGURE(events, "events"),
    FIGURE(event_records, "accounts of events"),
    FIGURE(participants, "participants"),
    FIGURE(counts, "stated counts"),
    FIGURE(warnings, "warnings"),
    FIGURE(states, "States"),
    FIGURE(groups, "groups"),
    FIGURE(themes, "themes"),
    FIGURE(persons, "people"),
    FIGURE(organisations, "organisations"),
    FIGURE(programmes, "programmes"),
    FIGURE(series, "series of conferences"),
    FIGURE(families, "families (copies counted once)"),
    FIGURE(copies, "copies, revisions and translations"),
    FIGURE(corrections, "corrections that hold"),
    FIGURE(stale, "documents analysed by other rules"),
};
#define N_FIGURES (sizeof figures / sizeof *figures)

static int64_t value_of(const rap_store_stats *s, const figure *f) {
  int64_t n;
  memcpy(&n, (const char *)s + f->offset, sizeof n);
  return n;
}

/* "12,345,678" right-aligned in 15 columns. */
static void put_grouped(rap_buf *out, int64_t n) {
  char digits[32];
  size_t length = 0, at = 0;
  do digits[length++] = (char)('0' + n % 10);
  while (n /= 10);
  char text[48];
  for (size_t i = length; i-- > 0;) {
    text[at++] = digits[i];
    if (i && i % 3 == 0) text[at++] = ',';
  }
  rap_buf_printf(out, "%15.*s", (int)at, text);
}

static void put_stats(const rap_question *q, const rap_store_stats *s, rap_buf *page) {
  rap_str path = rap_store_path(q->store);
  rap_buf_printf(page, "%s%.*s%s\n", rap_question_bold(q), RAP_FMT(path), rap_question_plain(q));
  for (size_t i = 0; i < N_FIGURES; i++) {
    put_grouped(page, value_of(s, &figures[i]));
    rap_buf_printf(page, "  %s\n", figures[i].title);
  }
  rap_buf_putc(page, '\n');
  if (s->first[0]) rap_buf_printf(page, "published    %s to %s\n", s->first, s->last);
  rap_buf_printf(page, "rules        %s\ncorpus       %s\nschema       %d\n", s->stamp, s->corpus_hash, s->schema);
}

static rap_status emit_stats(const rap_question *q, const rap_store_stats *s, rap_error *err) {
  rap_column columns[N_FIGURES + 6];
  rap_emit *e = NULL;
  size_t n = 0;
  columns[n++] = (rap_column){.name = "store", .kind = RAP_COL_TEXT};
  for (size_t i = 0; i < N_FIGURES; i++) columns[n++] = (rap_column){.name = figures[i].name, .kind = RAP_COL_INT};
  columns[n++] = (rap_column){.name = "first", .kind = RAP_COL_TEXT};
  columns[n++] = (rap_column){.name = "last", .kind = RAP_COL_TEXT};
  columns[n++] = (rap_column){.name = "rules", .kind = RAP_COL_TEXT};
  columns[n++] = (rap_column){.name = "corpus", .kind = RAP_COL_TEXT};
  columns[n++] = (rap_column){.name = "schema", .kind = RAP_COL_INT};
  rap_status st = rap_question_emit(q, columns, n, &e, err);
  if (st != RAP_OK) return st;
  rap_emit_text(e, rap_store_path(q->store));
  for (size_t i = 0; i < N_FIGURES; i++) rap_emit_int(e, value_of(s, &figures[i]));
  rap_emit_text(e, rap_str_of(s->first));
  rap_emit_text(e, rap_str_of(s->last));
  rap_emit_text(e, rap_str_of(s->stamp));
  rap_emit_text(e, rap_str_of(s->corpus_hash));
  rap_emit_int(e, s->schema);
  rap_emit_end_row(e);
  return rap_emit_finish(e, err);
}

/* -- warnings --------------------------------------------------------------------------------------------------------------------------- */

static rap_status on_warning(void *ctx, const rap_warning_row *row, rap_error *err) {
  rap_listing *a = ctx;
  a->n++;
  if (a->emit) {
    rap_emit_text(a->emit, row->document);
    rap_listing_text(a->emit, row->source);
    rap_listing_text(a->emit, row->published);
    rap_emit_text(a->emit, row->warning);
    rap_listing_text(a->emit, row->file);
    rap_emit_end_row(a->emit);
  } else {
    rap_buf_printf(&a->line, "%.*s: %.*s", RAP_FMT(row->document), RAP_FMT(row->warning));
    rap_layout_paragraph(&a->page, rap_buf_str(&a->line), rap_question_width(a->q), 2);
    rap_buf_reset(&a->line);
  }
  return rap_listing_next(err);
}

static rap_status list_warnings(const rap_question *q, rap_error *err) {
  static const rap_column columns[] = {{.name = "document", .title = "Document"},
                                       {.name = "source"},
                                       {.name = "published", .title = "Published"},
                                       {.name = "warning", .title = "Warning", .wrap = true},
                                       {.name = "file"}};
  rap_listing list = {.q = q};
  rap_status st = rap_listing_open(q, columns, sizeof columns / sizeof *columns, &list, err);
  if (st == RAP_OK) st = rap_query_warnings(q->store, on_warning, &list, err);
  size_t n = list.n;
  st = rap_listing_close(&list, (rap_str){0}, "warnings", n, st, err);
  return st == RAP_OK ? rap_question_done(q, n) : st;
}

static rap_status run_stats(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  (void)operands;
  const store_options *o = options;
  rap_question q;
  rap_store_stats stats;
  rap_buf page = {0};
  rap_status st = rap_question_open_store(cli, o->store, o->format, &q, err);
  if (st == RAP_OK && !o->warnings) st = rap_store_stats_of(q.store, &stats, err);
  if (st == RAP_OK && o->warnings)
    st = list_warnings(&q, err);
  else if (st == RAP_OK && q.format != RAP_FORMAT_TEXT)
    st = emit_stats(&q, &stats, err);
  else if (st == RAP_OK) {
    put_stats(&q, &stats, &page);
    st = rap_question_write(&q, &page, err);
  }
  rap_buf_clear(&page);
  rap_question_close(&q);
  return st;
}

/* -- check ------------------------------------------------------------------------------------------------------------------------------ */

typedef struct checking {
  rap_cli *cli;
  rap_emit *emit;
} checking;

static void on_problem(void *ctx, rap_str problem) {
  checking *c = ctx;
  if (c->emit) {
    rap_emit_text(c->emit, problem);
    rap_emit_end_row(c->emit);
  } else {
    rap_out_printf(c->cli->out, "%.*s\n", RAP_FMT(problem));
  }
}

static rap_status run_check(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  (void)operands;
  static const rap_column columns[] = {{.name = "problem", .kind = RAP_COL_TEXT}};
  const store_options *o = options;
  rap_question q;
  rap_store_stats stats;
  size_t n = 0;
  checking c = {.cli = cli};
  rap_status st = rap_question_open_store(cli, o->store, o->format, &q, err);
  if (st == RAP_OK && q.format != RAP_FORMAT_TEXT) st = rap_question_emit(&q, columns, 1, &c.emit, err);
  if (st == RAP_OK) st = rap_store_check(q.store, on_problem, &c, &n, err);
  bool text = !c.emit;
  st = rap_question_finish(c.emit, st, err);
  if (st == RAP_OK && n) st = rap_error_set(err, RAP_ERR_STORE, "%.*s: %zu problem%s", RAP_FMT(rap_store_path(q.store)), n, n == 1 ? "" : "s");
  if (st == RAP_OK && text) {
    st = rap_store_stats_of(q.store, &stats, err);
    rap_str path = rap_store_path(q.store);
    if (st == RAP_OK)
      rap_out_printf(cli->out, "%.*s: no problems in %lld document%s\n", RAP_FMT(path), (long long)stats.documents, stats.documents == 1 ? "" : "s");
  }
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_stats = {
    .name = "stats",
    .group = RAP_GROUP_STORE,
    .operands = "",
    .summary = "what the store holds: documents, statements, events, sizes, rules",
    .description =
        "Figures of the whole store. The hash of the corpus depends on the documents alone, not on when or in which order they were indexed.",
    .tables = stats_tables,
    .options_size = sizeof(store_options),
    .run = run_stats,
};

const rap_command rap_command_check = {
    .name = "check",
    .group = RAP_GROUP_STORE,
    .operands = "",
    .summary = "verify the store: file, full-text index, texts, records, counts, bitmaps, families",
    .description = "Reads everything. Each problem is one line on standard output; the exit status is 6 if there is any.",
    .tables = store_tables,
    .options_size = sizeof(store_options),
    .run = run_check,
};
