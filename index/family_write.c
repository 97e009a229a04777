#include "index/family_work.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* What is being put together from parts of one root. */
typedef struct growing {
  int64_t family, n; /* the largest that was there; documents */
  int64_t canonical;
} growing;

/* By what the canonical member is chosen. */
typedef struct standing {
  rap_str day, name, source;
  int64_t text_len;
} standing;

static rap_status read_standing(rap_store *store, rap_arena *arena, int64_t document, standing *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  *out = (standing){0};
  rap_status st = rap_db_cached(store->db, "SELECT day, text_len, name, source FROM document WHERE id = ?", &s, err);
  rap_bind_int(s, document);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && row)
    *out = (standing){rap_arena_str(arena, rap_col_text(s, 0)), rap_arena_str(arena, rap_col_text(s, 2)), rap_arena_str(arena, rap_col_text(s, 3)),
                      rap_col_int(s, 1)};
  rap_stmt_reset(s);
  return st == RAP_OK && rap_arena_failed(arena) ? rap_error_nomem(err) : st;
}

static bool stands_before(const standing *a, const standing *b) {
  if (!a->day.n != !b->day.n) return a->day.n > 0;
  int c = rap_str_cmp(a->day, b->day);
  if (c == 0) c = a->text_len == b->text_len ? 0 : a->text_len > b->text_len ? -1 : 1;
  if (c == 0) c = rap_str_cmp(a->name, b->name);
  if (c == 0) c = rap_str_cmp(a->source, b->source);
  return c < 0;
}

static rap_status choose(rap_family_slice *x, growing *g, int64_t document, rap_error *err) {
  standing a, b;
  if (!g->canonical || g->canonical == document) {
    g->canonical = document;
    return RAP_OK;
  }
  rap_arena_reset(x->ties.pair);
  rap_status st = read_standing(x->store, x->ties.pair, g->canonical, &a, err);
  TRY(read_standing(x->store, x->ties.pair, document, &b, err));
  if (st == RAP_OK && stands_before(&b, &a)) g->canonical = document;
  return st;
}

static rap_status read_family(rap_store *store, int64_t id, int64_t *canonical, int64_t *n, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(store->db, "SELECT canonical, n_documents FROM family WHERE id = ?", &s, err);
  rap_bind_int(s, id);
  TRY(rap_stmt_step(s, &row, err));
  *canonical = row ? rap_col_int(s, 0) : 0;
  *n = row ? rap_col_int(s, 1) : 0;
  rap_stmt_reset(s);
  if (st == RAP_OK && !row) st = rap_store_fail(store, RAP_ERR_STORE, err, "the store is damaged: no family %lld", (long long)id);
  return st;
}

/* Of two families the members of the smaller one move: each document of n moves log n times at most. */
static rap_status join_family(rap_family_slice *x, growing *g, int64_t family, rap_error *err) {
  int64_t canonical, n, own_canonical, own_n = 0;
  rap_status st = read_family(x->store, family, &canonical, &n, err);
  TRY(choose(x, g, canonical, err));
  if (st == RAP_OK && g->family) {
    TRY(read_family(x->store, g->family, &own_canonical, &own_n, err));
    int64_t stays = n > own_n ? family : g->family, goes = n > own_n ? g->family : family;
    TRY(rap_db_run_two(x->store->db, "UPDATE family_member SET family = ? WHERE family = ?", stays, goes, err));
    TRY(rap_db_run(x->store->db, "DELETE FROM family WHERE id = ?", goes, err));
    TRY(rap_db_run_two(x->store->db, "UPDATE family SET n_documents = ? WHERE id = ?", n + own_n, stays, err));
    family = stays;
  }
  g->family = family;
  g->n += n;
  return st;
}

/* The numbers of what was put together, by root. */
static rap_status count_parts(rap_family_slice *x, growing *all, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < x->ties.n; i++) {
    const rap_family_part part = x->ties.parts[i];
    growing *g = &all[rap_family_root(&x->ties, i)];
    if (part.family)
      st = join_family(x, g, part.family, err);
    else if (part.document) {
      g->n++;
      st = choose(x, g, part.document, err);
    }
  }
  for (size_t i = 0; st == RAP_OK && i < x->n_rows; i++) {
    growing *g = &all[rap_family_root(&x->ties, rap_family_node_of(x, x->rows[i].form)->part)];
    if (x->rows[i].member) continue;
    g->n++;
    st = choose(x, g, x->rows[i].document, err);
  }
  return st;
}

static rap_status open_family(rap_family_slice *x, growing *g, rap_error *err) {
  if (g->family) {
    rap_status st = rap_db_run_two(x->store->db, "UPDATE family SET canonical = ? WHERE id = ?", g->canonical, g->family, err);
    TRY(rap_db_run_two(x->store->db, "UPDATE family SET n_documents = ? WHERE id = ?", g->n, g->family, err));
    return st;
  }
  rap_status st = rap_db_run_two(x->store->db, "INSERT INTO family(canonical, n_documents, broken) VALUES(?, ?, 0)", g->canonical, g->n, err);
  g->family = rap_db_last_id(x->store->db);
  return st;
}

rap_status rap_family_write(rap_family_slice *x, rap_error *err) {
  growing *all = rap_arena_array(x->arena, x->ties.n, sizeof *all);
  rap_status st = all ? count_parts(x, all, err) : rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < x->ties.n; i++)
    if (all[i].n > 1) st = open_family(x, &all[i], err);
  for (size_t i = 0; st == RAP_OK && i < x->ties.n; i++) {
    const growing *g = &all[rap_family_root(&x->ties, i)];
    if (x->ties.parts[i].document && g->n > 1)
      st = rap_db_run_two(x->store->db, "INSERT INTO family_member(family, document) VALUES(?, ?)", g->family, x->ties.parts[i].document, err);
  }
  for (size_t i = 0; st == RAP_OK && i < x->n_rows; i++) {
    const growing *g = &all[rap_family_root(&x->ties, rap_family_node_of(x, x->rows[i].form)->part)];
    if (g->n > 1 && !x->rows[i].member)
      st = rap_db_run_two(x->store->db, "INSERT INTO family_member(family, document) VALUES(?, ?)", g->family, x->rows[i].document, err);
    TRY(rap_db_run(x->store->db, "DELETE FROM dirty_sketch WHERE document = ?", x->rows[i].document, err));
  }
  return st;
}
