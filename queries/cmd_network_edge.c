/* What stands behind one tie of a network. */
#include "queries/listing.h"
#include "queries/network.h"
#include "queries/sentence.h"

typedef struct edge {
  rap_network *net;
  rap_label ends[2];
  rap_label shared;      /* what both meet, whose evidence is listed now; value empty: they meet each other */
  const rap_label *side; /* the end whose evidence it is; NULL: of both */
  rap_emit *emit;        /* machine formats */
  rap_buf page;
  size_t n;
} edge;

static const rap_column statement_columns[] = {{.name = "through", .kind = RAP_COL_TEXT},
                                               {.name = "through_name", .kind = RAP_COL_TEXT},
                                               {.name = "node", .kind = RAP_COL_TEXT},
                                               {.name = "node_name", .kind = RAP_COL_TEXT},
                                               RAP_SENTENCE_COLUMNS};
static const rap_column document_columns[] = {{.name = "through", .kind = RAP_COL_TEXT},  {.name = "through_name", .kind = RAP_COL_TEXT},
                                              {.name = "node", .kind = RAP_COL_TEXT},     {.name = "node_name", .kind = RAP_COL_TEXT},
                                              {.name = "document", .kind = RAP_COL_TEXT}, {.name = "published", .kind = RAP_COL_TEXT},
                                              {.name = "title", .kind = RAP_COL_TEXT},    {.name = "evidence", .kind = RAP_COL_TEXT},
                                              {.name = "role", .kind = RAP_COL_TEXT},     {.name = "function", .kind = RAP_COL_TEXT}};

static void emit_place(edge *x) {
  rap_listing_text(x->emit, x->shared.value);
  rap_listing_text(x->emit, x->shared.name);
  rap_listing_text(x->emit, x->side ? x->side->value : (rap_str){0});
  rap_listing_text(x->emit, x->side ? x->side->name : (rap_str){0});
}

/* -- rows --------------------------------------------------------------------------------------------------------------------------------- */

static rap_status on_statement(void *ctx, const rap_statement_row *row, rap_error *err) {
  edge *x = ctx;
  x->n++;
  if (x->emit) {
    emit_place(x);
    rap_sentence_emit(x->emit, row);
    rap_emit_end_row(x->emit);
  } else {
    rap_sentence_text(x->net->q, &x->page, row, 4);
  }
  return rap_listing_next(err);
}

typedef struct document_row {
  rap_str document, published, title, evidence, role, function;
} document_row;

static void put_document(edge *x, const document_row *d) {
  const rap_question *q = x->net->q;
  rap_buf line = {0};
  x->n++;
  if (x->emit) {
    emit_place(x);
    rap_emit_text(x->emit, d->document);
    rap_listing_text(x->emit, d->published);
    rap_listing_text(x->emit, d->title);
    rap_listing_text(x->emit, d->evidence);
    rap_listing_text(x->emit, d->role);
    rap_listing_text(x->emit, d->function);
    rap_emit_end_row(x->emit);
    return;
  }
  rap_buf_printf(&line, "“%.*s”", RAP_FMT(d->evidence));
  rap_layout_paragraph(&x->page, rap_buf_str(&line), rap_question_width(q), 4);
  rap_buf_reset(&line);
  rap_buf_puts(&line, rap_question_dim(q));
  size_t start = line.n;
  rap_layout_item(&line, start, d->function);
  rap_layout_item(&line, start, d->role);
  rap_layout_item(&line, start, d->document);
  rap_layout_item(&line, start, d->published);
  rap_layout_item(&line, start, d->title);
  rap_buf_puts(&line, rap_question_plain(q));
  rap_layout_paragraph(&x->page, rap_buf_str(&line), rap_question_width(q), 4);
  if (rap_buf_failed(&line)) x->page.failed = true;
  rap_buf_clear(&line);
}

static rap_status on_document(void *ctx, const rap_search_row *row, rap_error *err) {
  put_document(ctx, &(document_row){.document = row->id, .published = row->published, .title = row->title, .evidence = row->snippet});
  return rap_listing_next(err);
}

static rap_status on_appearance(void *ctx, const rap_appearance *row, rap_error *err) {
  put_document(ctx, &(document_row){.document = row->document,
                                    .published = row->published,
                                    .title = row->title,
                                    .evidence = row->sentence,
                                    .role = row->role,
                                    .function = row->function});
  return rap_listing_next(err);
}

/* -- what is listed ----------------------------------------------------------------------------------------------------------------------- */

/* Evidence of two values that meet. */
static rap_status list(edge *x, const rap_cell cells[2], rap_error *err) {
  rap_question *q = x->net->q;
  const rap_page all = {0};
  rap_filter f = q->filter;
  f.cells = cells;
  f.n_cells = 2;
  switch (x->net->spec.base) {
  case RAP_FROM_STATEMENTS: return rap_query_statements(q->store, &f, all, on_statement, x, NULL, err);
  case RAP_FROM_DOCUMENTS: return rap_query_search(q->store, &f, all, on_document, x, NULL, err);
  default: break;
  }
  bool first = cells[0].axis == RAP_AXIS_PERSON;
  const rap_appearance_spec spec = {.person = cells[first ? 0 : 1].value, .took_part = true};
  f.cells = &cells[first ? 1 : 0];
  f.n_cells = 1;
  return rap_query_appearances(q->store, &f, &spec, on_appearance, x, NULL, err);
}

static void put_heading(edge *x, int64_t a, int64_t b) {
  if (x->emit) return;
  rap_buf_printf(&x->page, "%s%s%.*s%s — %.*s %lld, %.*s %lld\n", x->n ? "\n" : "", rap_question_bold(x->net->q), RAP_FMT(x->shared.name),
                 rap_question_plain(x->net->q), RAP_FMT(x->ends[0].name), (long long)a, RAP_FMT(x->ends[1].name), (long long)b);
}

static rap_status list_shared(edge *x, const rap_pairs *p, uint32_t col, const int64_t n[2], rap_error *err) {
  rap_status st = RAP_OK;
  x->shared = p->cols.items[col].label;
  put_heading(x, n[0], n[1]);
  for (size_t i = 0; i < 2 && st == RAP_OK; i++) {
    const rap_cell cells[] = {{x->net->spec.rows, x->ends[i].value}, {x->net->spec.cols, x->shared.value}};
    x->side = &x->ends[i];
    if (!x->emit) rap_buf_printf(&x->page, "  %.*s\n", RAP_FMT(x->side->name));
    st = list(x, cells, err);
  }
  return st;
}

/* How often end `i` meets a column. */
static int64_t met(const edge *x, const rap_pairs *p, size_t i, uint32_t col) {
  for (size_t k = 0; k < p->n; k++)
    if (p->items[k].col == col && rap_str_eq(p->rows.items[p->items[k].row].label.value, x->ends[i].value)) return p->items[k].n;
  return 0;
}

static rap_status list_projection(edge *x, rap_error *err) {
  rap_question *q = x->net->q;
  rap_pairs pairs;
  rap_str_list only = {0};
  const rap_pairs_spec spec = {.count = x->net->spec, .only = &only};
  size_t shared = 0;
  for (size_t i = 0; i < 2; i++)
    if (!rap_str_list_add(q->cli->arena, &only, x->ends[i].value)) return rap_error_nomem(err);
  rap_status st = rap_query_pairs(q->store, &q->filter, &spec, q->cli->arena, &pairs, err);
  for (uint32_t c = 0; st == RAP_OK && c < pairs.cols.n; c++) shared += met(x, &pairs, 0, c) && met(x, &pairs, 1, c);
  if (st == RAP_OK && !x->emit && shared) {
    rap_buf_printf(&x->page, "%.*s — %.*s: %zu shared (%s)", RAP_FMT(x->ends[0].name), RAP_FMT(x->ends[1].name), shared, x->net->through);
    if (q->asked.n) rap_buf_printf(&x->page, ", for %.*s", RAP_FMT(q->asked));
    rap_buf_puts(&x->page, "\n\n");
  }
  for (uint32_t c = 0; st == RAP_OK && c < pairs.cols.n; c++) {
    const int64_t n[] = {met(x, &pairs, 0, c), met(x, &pairs, 1, c)};
    if (n[0] && n[1]) st = list_shared(x, &pairs, c, n, err);
  }
  return st;
}

static rap_status list_meeting(edge *x, rap_error *err) {
  const rap_cell cells[] = {{x->net->spec.rows, x->ends[0].value}, {x->net->spec.cols, x->ends[1].value}};
  size_t at = x->page.n;
  rap_status st = list(x, cells, err);
  if (st != RAP_OK || x->emit || !x->n) return st;
  rap_buf rows = {0}; /* the heading tells their number */
  rap_buf_add(&rows, rap_str_sub(rap_buf_str(&x->page), at, x->page.n));
  rap_buf_reset(&x->page);
  rap_buf_printf(&x->page, "%s%.*s × %.*s: ", rap_question_bold(x->net->q), RAP_FMT(x->ends[0].name), RAP_FMT(x->ends[1].name));
  rap_layout_count(&x->page, (int64_t)x->n, x->net->spec.base == RAP_FROM_STATEMENTS ? "statements" : "documents");
  rap_buf_printf(&x->page, "%s\n\n", rap_question_plain(x->net->q));
  rap_buf_add(&x->page, rap_buf_str(&rows));
  if (rap_buf_failed(&rows)) x->page.failed = true;
  rap_buf_clear(&rows);
  return RAP_OK;
}

static rap_status name_ends(edge *x, rap_str text, rap_error *err) {
  size_t comma = rap_str_find(text, RAP_STR(","), 0);
  const rap_network *net = x->net;
  if (comma == SIZE_MAX) return rap_error_set(err, RAP_ERR_USAGE, "--edge: '%.*s' is not A,B (for instance Telangana,Kerala)", RAP_FMT(text));
  rap_status st = rap_question_resolve_one(net->q, net->spec.rows, rap_str_trim(rap_str_sub(text, 0, comma)), &x->ends[0], err);
  rap_axis second = net->joined ? net->spec.cols : net->spec.rows;
  return st == RAP_OK ? rap_question_resolve_one(net->q, second, rap_str_trim(rap_str_sub(text, comma + 1, text.n)), &x->ends[1], err) : st;
}

rap_status rap_network_edge(rap_network *net, rap_str text, size_t *n, rap_error *err) {
  edge x = {.net = net};
  const rap_question *q = net->q;
  bool statements = net->spec.base == RAP_FROM_STATEMENTS;
  *n = 0;
  rap_status st = name_ends(&x, text, err);
  if (st != RAP_OK) return st;
  if (q->format != RAP_FORMAT_TEXT)
    st = statements ? rap_question_emit(q, statement_columns, sizeof statement_columns / sizeof *statement_columns, &x.emit, err)
                    : rap_question_emit(q, document_columns, sizeof document_columns / sizeof *document_columns, &x.emit, err);
  bool meeting = net->joined || net->spec.rows == net->spec.cols;
  if (st == RAP_OK) st = meeting ? list_meeting(&x, err) : list_projection(&x, err);
  if (x.emit)
    st = rap_question_finish(x.emit, st, err);
  else if (st == RAP_OK)
    st = rap_question_write(q, &x.page, err);
  rap_buf_clear(&x.page);
  *n = x.n;
  return st;
}
