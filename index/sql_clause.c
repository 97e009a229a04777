/* sql_clause.c: the clauses of a filter as SQL. Layer: index. bitmap_clause.c says the same in sets of positions. */
#include "base/limits.h"
#include "index/bitmap_documents.h"
#include "index/numbers.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- made ready ---- */

static rap_status ask_clause(rap_arena *arena, const rap_clause *c, rap_base base, size_t depth, rap_asked_clause *out, rap_error *err) {
  rap_status st = RAP_OK;
  *out = (rap_asked_clause){.kind = c->kind, .n_parts = c->n_parts};
  if (depth > RAP_MAX_CLAUSE_DEPTH) return rap_error_set(err, RAP_ERR_LIMIT, "conditions within conditions, more than %d deep", RAP_MAX_CLAUSE_DEPTH);
  if (c->kind == RAP_CLAUSE_LEAF) {
    rap_asked *leaf = rap_arena_alloc(arena, sizeof *leaf);
    if (!leaf) return rap_error_nomem(err);
    out->leaf = leaf;
    *leaf = (rap_asked){.filter = c->leaf, .base = base};
    return rap_textquery_compile(arena, c->leaf->words, &leaf->words, err);
  }
  rap_asked_clause *parts = rap_arena_array(arena, c->n_parts, sizeof *parts);
  if (!parts) return rap_error_nomem(err);
  if (c->kind == RAP_CLAUSE_SAID) base = RAP_FROM_STATEMENTS;
  for (size_t i = 0; i < c->n_parts; i++) TRY(ask_clause(arena, c->parts[i], base, depth + 1, &parts[i], err));
  out->parts = parts;
  return st;
}

rap_status rap_sql_ask_clauses(rap_arena *arena, const rap_clause *where, rap_base base, const rap_asked_clause **out, rap_error *err) {
  *out = NULL;
  if (!where) return RAP_OK;
  rap_asked_clause *top = rap_arena_alloc(arena, sizeof *top);
  if (!top) return rap_error_nomem(err);
  *out = top;
  return ask_clause(arena, where, base, 1, top, err);
}

static void add_found(const rap_asked_clause *c, rap_buf *out, bool *prefixes) {
  if (c->kind == RAP_CLAUSE_NOT) return;
  if (c->kind == RAP_CLAUSE_LEAF && c->leaf->words.match.n) {
    if (out->n) rap_buf_puts(out, " OR ");
    rap_buf_putc(out, '(');
    rap_buf_add(out, c->leaf->words.match);
    rap_buf_putc(out, ')');
    *prefixes = *prefixes || c->leaf->words.prefixes;
  }
  for (size_t i = 0; i < c->n_parts; i++) add_found(&c->parts[i], out, prefixes);
}

rap_status rap_sql_ask_found(rap_arena *arena, rap_asked *asked, rap_error *err) {
  rap_buf b = {0};
  asked->found = asked->words.match;
  asked->found_prefixes = asked->words.prefixes;
  if (!asked->where) return RAP_OK;
  if (asked->words.match.n) {
    rap_buf_putc(&b, '(');
    rap_buf_add(&b, asked->words.match);
    rap_buf_putc(&b, ')');
  }
  add_found(asked->where, &b, &asked->found_prefixes);
  asked->found = rap_arena_str(arena, rap_buf_str(&b));
  rap_status st = rap_buf_failed(&b) || !asked->found.p ? rap_error_nomem(err) : RAP_OK;
  rap_buf_clear(&b);
  return st;
}

/* ---- as SQL ---- */

/* From which base, and whether by rows alone. */
typedef struct context {
  rap_base base;
  bool by_rows;
} context;

static void clause_holds(rap_sql *q, const rap_asked_clause *c, context x);

static void joined(rap_sql *q, const rap_asked_clause *c, context x, const char *operator, const char * of_none) {
  if (!c->n_parts) rap_sql_add(q, of_none);
  for (size_t i = 0; i < c->n_parts; i++) {
    rap_sql_add(q, i ? operator: "(");
    clause_holds(q, &c->parts[i], x);
  }
  if (c->n_parts) rap_sql_add(q, ")");
}

static void said(rap_sql *q, const rap_asked_clause *part, context x) {
  static const char *const from[] = {
      [RAP_FROM_STATEMENTS] = "(",
      [RAP_FROM_DOCUMENTS] = "d.id IN (SELECT s.document FROM statement s WHERE ",
      [RAP_FROM_EVENTS] =
          "EXISTS (SELECT 1 FROM statement s WHERE s.id BETWEEN ed.document * 65536 AND ed.document * 65536 + 65535 AND s.event_idx = ed.idx AND "};
  rap_sql_add(q, from[x.base]);
  clause_holds(q, part, (context){RAP_FROM_STATEMENTS, x.by_rows});
  rap_sql_add(q, ")");
}

/* An expression; NULL, of a date that is not known, is false, also to NOT. */
static void clause_holds(rap_sql *q, const rap_asked_clause *c, context x) {
  switch (c->kind) {
  case RAP_CLAUSE_LEAF: {
    rap_asked leaf = *c->leaf;
    leaf.by_rows = x.by_rows;
    rap_sql_add(q, "(1");
    rap_sql_conditions(q, &leaf, true);
    rap_sql_add(q, ")");
    break;
  }
  case RAP_CLAUSE_ALL: joined(q, c, x, " AND ", "1"); break;
  case RAP_CLAUSE_ANY: joined(q, c, x, " OR ", "0"); break;
  case RAP_CLAUSE_NOT:
    rap_sql_add(q, "NOT coalesce(");
    clause_holds(q, &c->parts[0], x);
    rap_sql_add(q, ", 0)");
    break;
  case RAP_CLAUSE_SAID: said(q, &c->parts[0], x); break;
  }
}

/* What a row of the base is counted by. */
static const char *unit_of(rap_base base) {
  return base == RAP_FROM_DOCUMENTS ? "d.id" : base == RAP_FROM_STATEMENTS ? "s.id" : "ed.document * 65536 + ed.idx";
}

/* Asked row by row, each leaf that names something would be looked for in each; so all of it is asked first, and handed on as one list. */
void rap_sql_clauses_hold(rap_sql *q, const rap_asked *a) {
  if (!a->where) return;
  rap_sql_add(q, " AND ");
  if (a->by_rows) {
    clause_holds(q, a->where, (context){a->base, true});
    return;
  }
  rap_sql_add(q, unit_of(a->base));
  rap_sql_add(q, " IN (SELECT value FROM rap_numbers(");
  rap_sql_units(q, a);
  rap_sql_add(q, "))");
}

void rap_sql_units_hold(rap_sql *q, rap_base base, const rap_filter *filter) {
  struct {
    rap_filter filter;
    rap_asked leaf, whole;
    rap_asked_clause clause;
  } *kept = rap_arena_alloc(q->arena, sizeof *kept);
  if (!kept) {
    q->failed = true;
    return;
  }
  kept->filter = *filter;
  kept->leaf = (rap_asked){.filter = &kept->filter, .base = base};
  kept->clause = (rap_asked_clause){.kind = RAP_CLAUSE_LEAF, .leaf = &kept->leaf};
  kept->whole = (rap_asked){.filter = &kept->filter, .base = base, .where = &kept->clause};
  rap_sql_clauses_hold(q, &kept->whole);
}

static rap_status units_by_rows(rap_store *store, rap_arena *arena, const rap_asked *a, rap_str *out, rap_error *err) {
  rap_sql q = {.arena = arena};
  rap_stmt *s = NULL;
  rap_buf numbers = {0};
  int64_t last = 0;
  bool row = false;
  rap_sql_add(&q, "SELECT ");
  rap_sql_add(&q, unit_of(a->base));
  rap_sql_from(&q, a->base);
  rap_sql_add(&q, " WHERE ");
  clause_holds(&q, a->where, (context){a->base, a->base == RAP_FROM_EVENTS}); /* of accounts everything is asked of bitmaps, which cannot tell */
  rap_sql_add(&q, " ORDER BY 1");
  rap_status st = rap_sql_prepare(store, &q, &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) rap_numbers_put(&numbers, &last, rap_col_int(s, 0), 1);
  *out = rap_arena_str(arena, rap_buf_str(&numbers));
  if (st == RAP_OK && (rap_buf_failed(&numbers) || !out->p)) st = rap_error_nomem(err);
  rap_stmt_free(s);
  rap_buf_clear(&numbers);
  return st;
}

rap_status rap_sql_clause_units(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_str *out, rap_error *err) {
  bool done = false;
  rap_status st = rap_bitmap_units(store, arena, asked, out, &done, err);
  return st == RAP_OK && !done ? units_by_rows(store, arena, asked, out, err) : st;
}
