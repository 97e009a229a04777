#include "queries/rules_cost.h"

#include <stdio.h>
#include <stdlib.h>

#include "analyze/analyze.h"
#include "analyze/rules_check.h"
#include "queries/layout.h"
#include "queries/walk.h"

#define MEGABYTE 1e6
/* The costliest so many are summed up. */
#define TOP 10

/* --- measuring --- */

typedef struct measuring {
  rap_analyzer *analyzer;
} measuring;

static rap_status one(void *ctx, rap_cli *cli, rap_item *item, rap_error *err) {
  const measuring *m = ctx;
  rap_record record;
  (void)cli;
  return rap_analyze(m->analyzer, item->arena, &item->doc, &record, err);
}

static rap_status measure_examples(const measuring *m, const rap_rules *rules, rap_error *err) {
  size_t n = 0;
  const rap_example *examples = rap_rules_examples(rules, &n);
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? RAP_OK : rap_error_nomem(err);
  for (size_t i = 0; i < n && st == RAP_OK; i++) {
    const rap_example *x = &examples[i];
    const rap_raw_document raw = {.id = RAP_STR("example"), .text = x->text, .date = x->published, .file = x->place.file};
    rap_document doc;
    rap_record record;
    rap_arena_reset(arena);
    st = rap_document_build(arena, &raw, &doc, err);
    if (st == RAP_OK) st = rap_analyze(m->analyzer, arena, &doc, &record, err);
    if (st == RAP_OK && rap_cli_interrupted()) st = rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted after %zu examples", i + 1);
  }
  rap_arena_free(arena);
  return st;
}

rap_status rap_cli_cost_measure(rap_cli *cli, const rap_rules *rules, const rap_str_list *paths, rap_costs **out, rap_error *err) {
  *out = NULL;
  measuring m = {0};
  rap_costs *costs = NULL;
  rap_walk_totals totals;
  rap_status st = rap_analyzer_new(rules, &m.analyzer, err);
  if (st == RAP_OK) st = rap_costs_new(rules, &costs, err);
  if (st != RAP_OK) goto done;
  rap_analyzer_set_costs(m.analyzer, costs);
  const rap_walk_options walk = {.paths = paths, .jobs = 1, .ctx = &m, .step = one};
  st = paths->n ? rap_walk(cli, &walk, &totals, err) : measure_examples(&m, rules, err);
  if (st != RAP_OK) goto done;
  *out = costs;
  costs = NULL;
done:
  rap_analyzer_free(m.analyzer);
  rap_costs_free(costs);
  return st;
}

/* --- the table --- */

static const rap_column columns[] = {
    {.name = "rule", .title = "Rule", .kind = RAP_COL_TEXT},
    {.name = "what", .title = "What", .kind = RAP_COL_TEXT},
    {.name = "file", .title = "File", .kind = RAP_COL_TEXT},
    {.name = "line", .title = "Line", .kind = RAP_COL_INT},
    {.name = "hits", .kind = RAP_COL_INT},
    {.name = "tries", .kind = RAP_COL_INT},
    {.name = "matches", .kind = RAP_COL_INT},
    {.name = "hits_per_mb", .title = "Hits/MB", .kind = RAP_COL_REAL},
    {.name = "tries_per_mb", .title = "Tries/MB", .kind = RAP_COL_REAL},
    {.name = "matches_per_mb", .title = "Matches/MB", .kind = RAP_COL_REAL},
    {.name = "tries_per_match", .title = "Tries/match", .kind = RAP_COL_REAL},
    {.name = "share", .title = "Time %", .kind = RAP_COL_REAL},
    {.name = "literals", .title = "Literals", .kind = RAP_COL_TEXT},
};

typedef struct report {
  rap_cli *cli;
  const rap_costs *costs;
  const rap_cost **order; /* the expressions, as they are shown */
  size_t n, limit;
  double megabytes, time;
  rap_emit *emit;
  rap_buf literals;
} report;

/* Items lie in one array: equal ones keep its order. */
static int cmp(uint64_t a, uint64_t b, const rap_cost *x, const rap_cost *y) { return a != b ? (a < b ? 1 : -1) : (x > y) - (x < y); }

static int cmp_time(const void *a, const void *b) {
  const rap_cost *x = *(const rap_cost *const *)a, *y = *(const rap_cost *const *)b;
  return cmp(x->nanoseconds, y->nanoseconds, x, y);
}

static int cmp_hits(const void *a, const void *b) {
  const rap_cost *x = *(const rap_cost *const *)a, *y = *(const rap_cost *const *)b;
  return cmp(x->hits, y->hits, x, y);
}

static int cmp_tries(const void *a, const void *b) {
  const rap_cost *x = *(const rap_cost *const *)a, *y = *(const rap_cost *const *)b;
  return cmp(x->tries, y->tries, x, y);
}

static double percent(double part, double of) { return of > 0 ? 100 * part / of : 0; }

static void put_counts(report *r, const rap_cost *c) {
  const uint64_t counts[] = {c->hits, c->tries, c->matches};
  for (size_t i = 0; i < 3; i++) {
    if (i == 0 && !c->literals)
      rap_emit_null(r->emit);
    else
      rap_emit_int(r->emit, (int64_t)counts[i]);
  }
  for (size_t i = 0; i < 3; i++) {
    if (i == 0 && !c->literals)
      rap_emit_null(r->emit);
    else
      rap_emit_real(r->emit, (double)counts[i] / r->megabytes, 1);
  }
  if (c->matches)
    rap_emit_real(r->emit, (double)c->tries / (double)c->matches, 1);
  else
    rap_emit_null(r->emit);
}

static void put_literals(report *r, const rap_cost *c) {
  rap_buf_reset(&r->literals);
  rap_rules_literals_text(c->literals, &r->literals);
  if (!r->literals.n) rap_buf_printf(&r->literals, "none: %.*s", RAP_FMT(c->literals->why_not));
  rap_emit_text(r->emit, rap_buf_str(&r->literals));
}

static void put_row(report *r, const rap_cost *c) {
  if (c->rule) {
    rap_emit_text(r->emit, c->rule->id);
    rap_emit_text(r->emit, rap_str_of(c->of == RAP_COST_SHADOW ? rap_rule_type_name(c->rule->type) : rap_cost_of_name(c->of)));
    rap_emit_text(r->emit, c->place.file);
    rap_emit_int(r->emit, c->place.line);
    put_counts(r, c);
  } else {
    rap_emit_null(r->emit);
    rap_emit_text(r->emit, rap_str_of(rap_cost_of_name(c->of)));
    for (int i = 0; i < 9; i++) rap_emit_null(r->emit);
  }
  rap_emit_real(r->emit, percent((double)c->nanoseconds, r->time), 2);
  if (c->literals)
    put_literals(r, c);
  else
    rap_emit_null(r->emit);
  rap_emit_end_row(r->emit);
}

static rap_status put_table(report *r, rap_format format, rap_error *err) {
  const rap_emit_options options = {.width = rap_cli_text_width(r->cli), .color = r->cli->color};
  rap_status st = rap_emit_new(r->cli->out, format, columns, sizeof columns / sizeof *columns, &options, &r->emit, err);
  if (st != RAP_OK) return st;
  for (size_t i = 0; i < r->n && i < r->limit; i++) put_row(r, r->order[i]);
  if (format != RAP_FORMAT_TEXT)
    for (size_t i = r->costs->n_expressions; i < r->costs->n; i++)
      if (r->costs->items[i].of != RAP_COST_OUTSIDE) put_row(r, &r->costs->items[i]);
  st = rap_emit_finish(r->emit, err);
  if (st == RAP_OK && rap_buf_failed(&r->literals)) st = rap_error_nomem(err);
  return st;
}

/* --- around the table, in text --- */

static void put_heading(const report *r, bool examples, rap_buf *page) {
  rap_buf_printf(page, "\n%sCost on ", r->cli->color ? RAP_SGR_BOLD : "");
  rap_layout_count(page, (int64_t)r->costs->texts, "texts");
  bool small = r->megabytes < 1;
  rap_buf_printf(page, "%s, %.1f %s%s\n", examples ? " of the rules' own examples" : "", small ? r->megabytes * 1e3 : r->megabytes,
                 small ? "KB" : "MB", r->cli->color ? RAP_SGR_PLAIN : "");
}

/* "guards 4.1 %": all items of a sort. */
static void put_share(const report *r, rap_buf *page, const char *name, rap_cost_of first, rap_cost_of last) {
  double sum = 0;
  for (size_t i = 0; i < r->costs->n; i++)
    if (r->costs->items[i].of >= first && r->costs->items[i].of <= last) sum += (double)r->costs->items[i].nanoseconds;
  rap_buf_printf(page, "%s %.1f %%", name, percent(sum, r->time));
}

static void put_stages(const report *r, rap_buf *page) {
  double seconds = r->time / 1e9;
  rap_buf_printf(page, "\nMatching: %.3f s, %.1f MB/s: ", seconds, seconds > 0 ? r->megabytes / seconds : 0);
  put_share(r, page, "expressions", RAP_COST_TERM, RAP_COST_SHADOW);
  put_share(r, page, ", guards", RAP_COST_GUARDS, RAP_COST_GUARDS);
  put_share(r, page, ", walk of the lexicon", RAP_COST_LEXICON, RAP_COST_LEXICON);
  put_share(r, page, ", scan for literals", RAP_COST_LITERALS, RAP_COST_LITERALS);
  put_share(r, page, ", shadows", RAP_COST_SHADOWS, RAP_COST_SHADOWS);
  put_share(r, page, ", overlaps", RAP_COST_OVERLAPS, RAP_COST_OVERLAPS);
  rap_buf_putc(page, '\n');
}

/* How much the costliest make out of the whole, where there are others. Changes the order. */
static void put_concentration(report *r, rap_buf *page) {
  double time = 0, all_time = 0, hits = 0, all_hits = 0;
  size_t n_guards = 0;
  if (r->n <= TOP) return;
  qsort(r->order, r->n, sizeof *r->order, cmp_time);
  for (size_t i = 0; i < r->n; i++) {
    n_guards += r->order[i]->of == RAP_COST_GUARDS;
    all_time += (double)r->order[i]->nanoseconds;
    if (i < TOP) time = all_time;
  }
  qsort(r->order, r->n, sizeof *r->order, cmp_hits);
  for (size_t i = 0; i < r->n; i++) {
    all_hits += (double)r->order[i]->hits;
    if (i < TOP) hits = all_hits;
  }
  rap_buf_printf(page,
                 "The costliest %d of %zu expressions and %zu rules' guards take %.1f %% of that time, %.1f %% of what all of them take.\n"
                 "The %d with most literal hits have %.1f %% of all %.0f hits.\n",
                 TOP, r->n - n_guards, n_guards, percent(time, r->time), percent(time, all_time), TOP, percent(hits, all_hits), all_hits);
}

static rap_status write(const report *r, rap_buf *page, rap_error *err) {
  rap_status st = RAP_OK;
  if (rap_buf_failed(page))
    st = rap_error_nomem(err);
  else if (!rap_out_write(r->cli->out, rap_buf_str(page)))
    st = rap_error_set(err, RAP_ERR_IO, "cannot write to standard output");
  rap_buf_reset(page);
  return st;
}

static rap_status print_text(report *r, bool examples, rap_error *err) {
  rap_buf page = {0};
  put_heading(r, examples, &page);
  rap_buf_putc(&page, '\n');
  rap_status st = write(r, &page, err);
  if (st == RAP_OK) st = put_table(r, RAP_FORMAT_TEXT, err);
  if (r->limit < r->n) rap_buf_printf(&page, "… and %zu more (--limit 0)\n", r->n - r->limit);
  put_stages(r, &page);
  put_concentration(r, &page);
  if (st == RAP_OK) st = write(r, &page, err);
  rap_buf_clear(&page);
  return st;
}

static rap_status sort(report *r, rap_str by, rap_error *err) {
  r->n = r->costs->n_expressions;
  r->order = rap_arena_array(r->cli->arena, r->n + 1, sizeof *r->order);
  if (!r->order) return rap_error_nomem(err);
  for (size_t i = 0; i < r->n; i++) r->order[i] = &r->costs->items[i];
  qsort(r->order, r->n, sizeof *r->order, rap_str_is(by, "hits") ? cmp_hits : rap_str_is(by, "tries") ? cmp_tries : cmp_time);
  return RAP_OK;
}

rap_status rap_cli_cost_print(rap_cli *cli, const rap_costs *costs, const rap_cost_options *o, rap_error *err) {
  report r = {.cli = cli, .costs = costs, .megabytes = (double)costs->bytes / MEGABYTE, .time = (double)rap_costs_time(costs)};
  rap_format format = RAP_FORMAT_TEXT;
  if (o->format.n) (void)rap_format_parse(o->format, &format); /* one of the option's choices */
  r.limit = o->limit ? o->limit : SIZE_MAX;
  if (!costs->bytes) {
    rap_cli_note(cli, "no text was analysed: there is no cost to report");
    return RAP_NOT_FOUND;
  }
  rap_status st = sort(&r, o->sort, err);
  if (st == RAP_OK) st = format == RAP_FORMAT_TEXT ? print_text(&r, o->examples, err) : put_table(&r, format, err);
  rap_buf_clear(&r.literals);
  return st;
}
