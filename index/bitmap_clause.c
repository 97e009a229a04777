/* bitmap_clause.c: the clauses of a filter as sets of positions. Layer: index. sql_clause.c says the same in SQL. */
#include "index/bitmap_filter.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

struct rap_bitmap_clause {
  rap_clause_kind kind;
  rap_bitmap_filter leaf;
  struct rap_bitmap_clause *parts;
  size_t n_parts;
};

/* What a leaf cannot do or needs, the whole cannot do or needs. `must`: the leaf must hold wherever the whole does. */
static rap_status make_leaf(rap_bitmap_filter *whole, const rap_asked *asked, bool must, rap_bitmap_clause *out, rap_error *err) {
  rap_status st = rap_bitmap_filter_make(whole->store, whole->arena, asked, &out->leaf, err);
  if (!out->leaf.expressible) whole->expressible = false;
  if (out->leaf.needs_events) whole->needs_events = true;
  if (must && out->leaf.fewest < whole->fewest) whole->fewest = out->leaf.fewest;
  return st;
}

static rap_status make_clause(rap_bitmap_filter *whole, const rap_asked_clause *c, bool must, rap_bitmap_clause *out, rap_error *err) {
  *out = (rap_bitmap_clause){.kind = c->kind};
  if (c->kind == RAP_CLAUSE_LEAF) return make_leaf(whole, c->leaf, must, out, err);
  out->parts = rap_arena_array(whole->arena, c->n_parts, sizeof *out->parts);
  if (!out->parts) return rap_error_nomem(err);
  rap_status st = RAP_OK;
  for (; out->n_parts < c->n_parts && st == RAP_OK; out->n_parts++) {
    bool part_must = must && (c->kind == RAP_CLAUSE_ALL || c->kind == RAP_CLAUSE_SAID);
    st = make_clause(whole, &c->parts[out->n_parts], part_must, &out->parts[out->n_parts], err);
  }
  return st;
}

rap_status rap_bitmap_clause_make(rap_bitmap_filter *whole, const rap_asked_clause *where, rap_bitmap_clause **out, rap_error *err) {
  *out = NULL;
  if (!where) return RAP_OK;
  *out = rap_arena_alloc(whole->arena, sizeof **out);
  return *out ? make_clause(whole, where, true, *out, err) : rap_error_nomem(err);
}

void rap_bitmap_clause_clear(rap_bitmap_clause *clause) {
  if (!clause) return;
  if (clause->kind == RAP_CLAUSE_LEAF) rap_bitmap_filter_clear(&clause->leaf);
  for (size_t i = 0; i < clause->n_parts; i++) rap_bitmap_clause_clear(&clause->parts[i]);
}

static rap_status apply_parts(const rap_bitmap_clause *c, const rap_chunk *v, rap_level level, rap_bits *out, rap_error *err) {
  rap_bits part;
  rap_status st = RAP_OK;
  if (c->kind == RAP_CLAUSE_ANY)
    rap_bits_clear(out);
  else
    *out = v->live[level];
  for (size_t i = 0; i < c->n_parts && st == RAP_OK; i++) {
    st = rap_bitmap_clause_apply(&c->parts[i], v, level, &part, err);
    if (c->kind == RAP_CLAUSE_ANY)
      rap_bits_or(out, &part);
    else if (c->kind == RAP_CLAUSE_NOT)
      rap_bits_and_not(out, &part);
    else
      rap_bits_and(out, &part);
  }
  return st;
}

rap_status rap_bitmap_clause_apply(const rap_bitmap_clause *c, const rap_chunk *v, rap_level level, rap_bits *out, rap_error *err) {
  if (c->kind == RAP_CLAUSE_LEAF) return rap_bitmap_filter_apply(&c->leaf, v, out, err);
  if (c->kind != RAP_CLAUSE_SAID) return apply_parts(c, v, level, out, err);
  rap_bits statements;
  rap_status st = rap_bitmap_clause_apply(&c->parts[0], v, RAP_AT_STATEMENT, &statements, err);
  if (level == RAP_AT_STATEMENT)
    *out = statements;
  else
    rap_chunk_lift(v, &statements, RAP_AT_STATEMENT, level, false, out);
  return st;
}
