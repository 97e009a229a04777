#include "index/families.h"

#include <stdlib.h>

#include "index/family_work.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- sketches as rows ---- */

void rap_families_pack_keys(const uint32_t keys[RAP_SKETCH_KEYS], char out[RAP_SKETCH_BYTES_STORED]) {
  for (size_t i = 0; i < RAP_SKETCH_KEYS; i++)
    for (size_t k = 0; k < 4; k++) out[4 * i + k] = (char)(unsigned char)(keys[i] >> (8 * k));
}

static rap_status unpack_keys(const rap_store *store, rap_str blob, uint32_t keys[RAP_SKETCH_KEYS], rap_error *err) {
  if (blob.n != RAP_SKETCH_BYTES_STORED) return rap_store_fail(store, RAP_ERR_STORE, err, "the store is damaged: a sketch of %zu bytes", blob.n);
  for (size_t i = 0; i < RAP_SKETCH_KEYS; i++) {
    const unsigned char *p = (const unsigned char *)blob.p + 4 * i;
    keys[i] = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
  }
  return RAP_OK;
}

/* By which documents of one form are ordered: chance, but not of the order of indexing. */
static rap_status order_of(rap_store *store, int64_t document, int64_t *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  uint64_t h = 0;
  rap_status st = rap_db_cached(store->db, "SELECT source, name FROM document WHERE id = ?", &s, err);
  rap_bind_int(s, document);
  TRY(rap_stmt_step(s, &row, err));
  if (row) h = rap_str_hash(rap_col_text(s, 0)) * 0x9e3779b97f4a7c15u ^ rap_str_hash(rap_col_text(s, 1));
  rap_stmt_reset(s);
  h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u; /* splitmix64, as in sketch.c */
  h = (h ^ h >> 27) * 0x94d049bb133111ebu;
  *out = (int64_t)((h ^ h >> 31) & INT64_MAX);
  return st;
}

rap_status rap_families_put(rap_store *store, int64_t document, const rap_sketch *sketch, rap_error *err) {
  char keys[RAP_SKETCH_BYTES_STORED];
  rap_stmt *s = NULL;
  int64_t order = 0;
  if (!sketch->form) return RAP_OK;
  rap_families_pack_keys(sketch->keys, keys);
  rap_status st = order_of(store, document, &order, err);
  TRY(rap_db_cached(store->db, "INSERT INTO sketch(document, form, ord, keys) VALUES(?, ?, ?, ?)", &s, err));
  rap_bind_int(s, document);
  rap_bind_int(s, sketch->form);
  rap_bind_int(s, order);
  rap_bind_blob(s, (rap_str){keys, sizeof keys});
  TRY(rap_stmt_run(s, err));
  TRY(rap_db_run(store->db, "INSERT INTO dirty_sketch(document, fresh) VALUES(?, 1)", document, err));
  store->unsketched++;
  return st;
}

/* Columns: document, form, ord, keys, and whether it is fresh and in a family. */
static rap_status read_row(const rap_store *store, rap_stmt *s, rap_family_row *out, rap_error *err) {
  *out = (rap_family_row){.document = rap_col_int(s, 0),
                          .form = rap_col_int(s, 1),
                          .ord = rap_col_int(s, 2),
                          .fresh = rap_col_int(s, 4) != 0,
                          .member = rap_col_int(s, 5) != 0};
  return unpack_keys(store, rap_col_blob(s, 3), out->keys, err);
}

static rap_status note_gone(rap_store *store, int64_t document, rap_error *err) {
  rap_stmt *s = NULL, *insert = NULL;
  bool row = false;
  rap_status st = rap_db_cached(store->db, "SELECT form, keys FROM sketch WHERE document = ?", &s, err);
  rap_bind_int(s, document);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && row) {
    st = rap_db_cached(store->db, "INSERT INTO gone_sketch(form, keys) VALUES(?, ?)", &insert, err);
    rap_bind_int(insert, rap_col_int(s, 0));
    rap_bind_blob(insert, rap_col_blob(s, 1));
    TRY(rap_stmt_run(insert, err));
  }
  rap_stmt_reset(s);
  return st;
}

rap_status rap_families_remove(rap_store *store, int64_t document, rap_error *err) {
  rap_status st = note_gone(store, document, err);
  TRY(rap_db_run(store->db, "UPDATE family SET broken = 1 WHERE id = (SELECT family FROM family_member WHERE document = ?)", document, err));
  TRY(rap_db_run(store->db, "DELETE FROM family_member WHERE document = ?", document, err));
  TRY(rap_db_run(store->db, "DELETE FROM dirty_sketch WHERE document = ?", document, err));
  TRY(rap_db_run(store->db, "DELETE FROM sketch WHERE document = ?", document, err));
  store->unsketched++;
  return st;
}

/* ---- one slice ---- */

/* A form that waits. */
typedef struct node {
  rap_family_row row; /* of the document that stands for it */
  int64_t settled;    /* a document of the same form that doesn't wait; 0: none */
  size_t part;
} node;

typedef struct slice {
  rap_store *store;
  rap_arena *arena;
  rap_family_row *rows; /* of the documents that wait, rising */
  size_t n_rows, rows_capacity;
  rap_family_row *gone;
  size_t n_gone, gone_capacity;
  node *nodes; /* by form, rising */
  size_t n_nodes;
  rap_family_keys keys;
  rap_family_ties ties;
} slice;

static rap_status read_rows(slice *x, const char *sql, rap_family_row **rows, size_t *n, size_t *capacity, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(x->store->db, sql, &s, err);
  rap_bind_int(s, RAP_FAMILY_SLICE);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (!rap_arena_grow(x->arena, (void **)rows, *n, capacity, sizeof **rows))
      st = rap_error_nomem(err);
    else
      st = read_row(x->store, s, &(*rows)[(*n)++], err);
  }
  rap_stmt_reset(s);
  return st;
}

/* The members of broken families wait again. */
static rap_status dissolve_broken(rap_store *store, rap_error *err) {
  rap_status st = rap_db_exec(
      store->db,
      "INSERT OR IGNORE INTO dirty_sketch(document, fresh) SELECT document, 0 FROM family_member WHERE family IN (SELECT id FROM family WHERE broken = 1);"
      "DELETE FROM family_member WHERE family IN (SELECT id FROM family WHERE broken = 1);"
      "DELETE FROM family WHERE broken = 1",
      err);
  return st;
}

static int by_form(const void *a, const void *b) {
  const rap_family_row *x = &((const node *)a)->row, *y = &((const node *)b)->row;
  if (x->form != y->form) return x->form < y->form ? -1 : 1;
  if (x->ord != y->ord) return x->ord < y->ord ? -1 : 1;
  return (x->document > y->document) - (x->document < y->document);
}

static node *node_of(const slice *x, int64_t form) {
  size_t low = 0, high = x->n_nodes;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (x->nodes[middle].row.form < form)
      low = middle + 1;
    else
      high = middle;
  }
  return low < x->n_nodes && x->nodes[low].row.form == form ? &x->nodes[low] : NULL;
}

static rap_status make_nodes(slice *x, rap_error *err) {
  x->nodes = rap_arena_array(x->arena, x->n_rows, sizeof *x->nodes);
  if (!x->nodes) return rap_error_nomem(err);
  for (size_t i = 0; i < x->n_rows; i++) x->nodes[i] = (node){.row = x->rows[i]};
  if (x->n_rows) qsort(x->nodes, x->n_rows, sizeof *x->nodes, by_form);
  x->n_nodes = 0;
  for (size_t i = 0; i < x->n_rows; i++) {
    bool is_new = x->n_nodes == 0 || x->nodes[i].row.form != x->nodes[x->n_nodes - 1].row.form;
    bool fresh = x->nodes[i].row.fresh;
    if (is_new) x->nodes[x->n_nodes++] = x->nodes[i];
    if (!fresh) x->nodes[x->n_nodes - 1].row.fresh = false;
  }
  for (size_t i = 0; i < x->n_nodes; i++)
    if ((x->nodes[i].part = rap_family_part_add(&x->ties, 0, 0)) == SIZE_MAX) return rap_error_nomem(err);
  return RAP_OK;
}

static rap_status ask_keys(slice *x, rap_error *err) {
  if (!rap_family_keys_make(x->arena, (x->n_rows + x->n_gone) * (RAP_SKETCH_KEYS + 1), &x->keys)) return rap_error_nomem(err);
  for (size_t i = 0; i < x->n_rows + x->n_gone; i++) {
    const rap_family_row *row = i < x->n_rows ? &x->rows[i] : &x->gone[i - x->n_rows];
    for (size_t k = 0; k < RAP_SKETCH_KEYS; k++) rap_family_keys_ask(&x->keys, rap_family_key(k, row->keys[k]));
    if (i < x->n_rows) rap_family_keys_ask(&x->keys, rap_family_form_key(row->form));
  }
  return RAP_OK;
}

static bool waits(const slice *x, int64_t document) {
  size_t low = 0, high = x->n_rows;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (x->rows[middle].document < document)
      low = middle + 1;
    else
      high = middle;
  }
  return low < x->n_rows && x->rows[low].document == document;
}

typedef rap_status (*row_fn)(slice *x, const rap_family_row *row, rap_error *err);

static rap_status each_sketch(slice *x, row_fn fn, rap_error *err) {
  rap_stmt *s = NULL;
  rap_family_row r;
  bool row = false;
  rap_status st = rap_db_cached(x->store->db, "SELECT document, form, ord, keys, 0, 0 FROM sketch ORDER BY document", &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    st = read_row(x->store, s, &r, err);
    TRY(fn(x, &r, err));
  }
  rap_stmt_reset(s);
  return st;
}

/* Who shares a key with what waits. */
static rap_status collect(slice *x, const rap_family_row *row, rap_error *err) {
  for (size_t k = 0; k < RAP_SKETCH_KEYS; k++) {
    rap_family_bucket *bucket = rap_family_keys_get(&x->keys, rap_family_key(k, row->keys[k]));
    if (bucket && !rap_family_keys_add(&x->keys, bucket, row)) return rap_error_nomem(err);
  }
  rap_family_bucket *same = rap_family_keys_get(&x->keys, rap_family_form_key(row->form));
  if (!same) return RAP_OK;
  if (!rap_family_keys_add(&x->keys, same, row)) return rap_error_nomem(err);
  node *n = node_of(x, row->form);
  if (n && !n->settled && !waits(x, row->document)) n->settled = row->document;
  return RAP_OK;
}

/* ---- leaders that come and go ---- */

static bool leads(const slice *x, const rap_family_bucket *bucket, int64_t form) {
  const rap_family_item *last = rap_family_keys_at(&x->keys, bucket, RAP_FAMILY_LEADERS - 1);
  return !last || form <= last->form;
}

static bool is_crowded(const rap_family_bucket *bucket) { return bucket->n > RAP_FAMILY_LEADERS; }

/* A new leader took the place of another, whose ties may have hung on it. */
static rap_status find_anew(slice *x, const rap_family_bucket *bucket, bool *more, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = RAP_FAMILY_LEADERS; st == RAP_OK && i < bucket->n; i++) {
    const rap_family_item *lost = rap_family_keys_at(&x->keys, bucket, i);
    if (waits(x, lost->document)) continue;
    st = rap_db_run(x->store->db, "UPDATE family SET broken = 1 WHERE broken = 0 AND id = (SELECT family FROM family_member WHERE document = ?)",
                    lost->document, err);
    if (st == RAP_OK && rap_db_changes(x->store->db)) *more = true;
  }
  return st;
}

/* A leader went, and another leads in its place from now on. */
static rap_status promote(slice *x, rap_family_bucket *bucket, bool *more, rap_error *err) {
  if (bucket->gone == RAP_FAMILY_LEADERS) return RAP_OK;
  const rap_family_item *next = rap_family_keys_at(&x->keys, bucket, RAP_FAMILY_LEADERS - 1u - bucket->gone++);
  if (waits(x, next->document)) return RAP_OK;
  *more = true;
  return rap_db_run(x->store->db, "INSERT OR IGNORE INTO dirty_sketch(document, fresh) VALUES(?, 0)", next->document, err);
}

/* *more: further documents wait now. */
static rap_status follow_leaders(slice *x, bool *more, rap_error *err) {
  rap_status st = RAP_OK;
  *more = false;
  for (size_t i = 0; st == RAP_OK && i < x->n_nodes + x->n_gone; i++) {
    bool is_gone = i >= x->n_nodes;
    const rap_family_row *row = is_gone ? &x->gone[i - x->n_nodes] : &x->nodes[i].row;
    if (!is_gone && (!row->fresh || x->nodes[i].settled)) continue;
    for (size_t k = 0; st == RAP_OK && k < RAP_SKETCH_KEYS; k++) {
      rap_family_bucket *bucket = rap_family_keys_get(&x->keys, rap_family_key(k, row->keys[k]));
      if (!bucket || !is_crowded(bucket) || !leads(x, bucket, row->form)) continue;
      st = is_gone ? promote(x, bucket, more, err) : find_anew(x, bucket, more, err);
    }
  }
  if (x->n_gone) TRY(rap_db_run(x->store->db, "DELETE FROM gone_sketch WHERE id <= ?", x->gone[x->n_gone - 1].document, err));
  return st;
}

/* ---- ties ---- */

static rap_status side_of(slice *x, int64_t form, int64_t document, rap_family_side *out, rap_error *err) {
  const node *n = node_of(x, form);
  *out = (rap_family_side){form, document, n ? n->part : SIZE_MAX};
  return n ? RAP_OK : rap_family_part_of(&x->ties, document, &out->part, err);
}

/* Documents of one form are one part, whether they wait or not. */
static rap_status tie_same(slice *x, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < x->n_rows; i++) {
    size_t part;
    if (!x->rows[i].member) continue; /* tied by one that was resolved before it */
    st = rap_family_part_of(&x->ties, x->rows[i].document, &part, err);
    if (st == RAP_OK) rap_family_tie(&x->ties, node_of(x, x->rows[i].form)->part, part);
  }
  for (size_t i = 0; st == RAP_OK && i < x->n_nodes; i++) {
    size_t part;
    node *n = &x->nodes[i];
    const rap_family_item *all = rap_family_keys_at(&x->keys, rap_family_keys_get(&x->keys, rap_family_form_key(n->row.form)), 0);
    n->row.document = all->document; /* stands for the form, now that all of it were seen */
    if (!n->settled) continue;
    st = rap_family_part_of(&x->ties, n->settled, &part, err);
    if (st == RAP_OK) rap_family_tie(&x->ties, n->part, part);
  }
  return st;
}

/* The leaders of all keys; of those keys that it leads itself all others come later. */
static rap_status tie_leaders(slice *x, node *n, const uint32_t keys[RAP_SKETCH_KEYS], rap_error *err) {
  rap_status st = RAP_OK;
  const rap_family_side own = {n->row.form, n->row.document, n->part};
  for (size_t k = 0; st == RAP_OK && k < RAP_SKETCH_KEYS; k++) {
    rap_family_bucket *bucket = rap_family_keys_get(&x->keys, rap_family_key(k, keys[k]));
    if (!bucket) continue;
    for (size_t i = 0; st == RAP_OK && i < RAP_FAMILY_LEADERS && i < bucket->n; i++) {
      const rap_family_item item = *rap_family_keys_at(&x->keys, bucket, i);
      rap_family_side other;
      if (item.form == n->row.form) continue;
      st = side_of(x, item.form, item.document, &other, err);
      TRY(rap_family_compare(&x->ties, own, other, k == RAP_KEY_RELEASE, err));
    }
    if (is_crowded(bucket) && leads(x, bucket, n->row.form)) bucket->whole = true;
  }
  return st;
}

static rap_status tie_whole(slice *x, const rap_family_row *row, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t k = 0; st == RAP_OK && k < RAP_SKETCH_KEYS; k++) {
    const rap_family_bucket *bucket = rap_family_keys_get(&x->keys, rap_family_key(k, row->keys[k]));
    if (!bucket || !bucket->whole) continue;
    for (size_t i = 0; st == RAP_OK && i < RAP_FAMILY_LEADERS; i++) {
      const rap_family_item leader = *rap_family_keys_at(&x->keys, bucket, i);
      rap_family_side own, other;
      const node *n = node_of(x, row->form);
      if (leader.form == row->form || !node_of(x, leader.form)) continue;
      st = side_of(x, leader.form, leader.document, &own, err);
      TRY(side_of(x, row->form, n ? n->row.document : row->document, &other, err));
      TRY(rap_family_compare(&x->ties, own, other, k == RAP_KEY_RELEASE, err));
    }
  }
  return st;
}

static rap_status tie_all(slice *x, rap_error *err) {
  bool whole = false;
  rap_status st = tie_same(x, err);
  for (size_t i = 0; st == RAP_OK && i < x->n_rows; i++) st = tie_leaders(x, node_of(x, x->rows[i].form), x->rows[i].keys, err);
  for (size_t i = 0; i < x->keys.n_slots && !whole; i++) whole = x->keys.slots[i].whole;
  return st == RAP_OK && whole ? each_sketch(x, tie_whole, err) : st;
}

/* ---- families as rows ---- */

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

static rap_status choose(slice *x, growing *g, int64_t document, rap_error *err) {
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

static rap_status run_two(rap_store *store, const char *sql, int64_t a, int64_t b, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(store->db, sql, &s, err);
  rap_bind_int(s, a);
  rap_bind_int(s, b);
  TRY(rap_stmt_run(s, err));
  return st;
}

/* Of two families the members of the smaller one move: each document of n moves log n times at most. */
static rap_status join_family(slice *x, growing *g, int64_t family, rap_error *err) {
  int64_t canonical, n, own_canonical, own_n = 0;
  rap_status st = read_family(x->store, family, &canonical, &n, err);
  TRY(choose(x, g, canonical, err));
  if (st == RAP_OK && g->family) {
    TRY(read_family(x->store, g->family, &own_canonical, &own_n, err));
    int64_t stays = n > own_n ? family : g->family, goes = n > own_n ? g->family : family;
    TRY(run_two(x->store, "UPDATE family_member SET family = ? WHERE family = ?", stays, goes, err));
    TRY(rap_db_run(x->store->db, "DELETE FROM family WHERE id = ?", goes, err));
    TRY(run_two(x->store, "UPDATE family SET n_documents = ? WHERE id = ?", n + own_n, stays, err));
    family = stays;
  }
  g->family = family;
  g->n += n;
  return st;
}

/* The numbers of what was put together, by root. */
static rap_status count_parts(slice *x, growing *all, rap_error *err) {
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
    growing *g = &all[rap_family_root(&x->ties, node_of(x, x->rows[i].form)->part)];
    if (x->rows[i].member) continue;
    g->n++;
    st = choose(x, g, x->rows[i].document, err);
  }
  return st;
}

static rap_status open_family(slice *x, growing *g, rap_error *err) {
  if (g->family) {
    rap_status st = run_two(x->store, "UPDATE family SET canonical = ? WHERE id = ?", g->canonical, g->family, err);
    TRY(run_two(x->store, "UPDATE family SET n_documents = ? WHERE id = ?", g->n, g->family, err));
    return st;
  }
  rap_status st = run_two(x->store, "INSERT INTO family(canonical, n_documents, broken) VALUES(?, ?, 0)", g->canonical, g->n, err);
  g->family = rap_db_last_id(x->store->db);
  return st;
}

static rap_status write_families(slice *x, rap_error *err) {
  growing *all = rap_arena_array(x->arena, x->ties.n, sizeof *all);
  rap_status st = all ? count_parts(x, all, err) : rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < x->ties.n; i++)
    if (all[i].n > 1) st = open_family(x, &all[i], err);
  for (size_t i = 0; st == RAP_OK && i < x->ties.n; i++) {
    const growing *g = &all[rap_family_root(&x->ties, i)];
    if (x->ties.parts[i].document && g->n > 1)
      st = run_two(x->store, "INSERT INTO family_member(family, document) VALUES(?, ?)", g->family, x->ties.parts[i].document, err);
  }
  for (size_t i = 0; st == RAP_OK && i < x->n_rows; i++) {
    const growing *g = &all[rap_family_root(&x->ties, node_of(x, x->rows[i].form)->part)];
    if (g->n > 1 && !x->rows[i].member)
      st = run_two(x->store, "INSERT INTO family_member(family, document) VALUES(?, ?)", g->family, x->rows[i].document, err);
    TRY(rap_db_run(x->store->db, "DELETE FROM dirty_sketch WHERE document = ?", x->rows[i].document, err));
  }
  return st;
}

/* ---- all of it ---- */

static rap_status read_slice(slice *x, rap_error *err) {
  rap_status st = read_rows(x,
                            "SELECT s.document, s.form, s.ord, s.keys, d.fresh, EXISTS (SELECT 1 FROM family_member m WHERE m.document = d.document) "
                            "FROM dirty_sketch d JOIN sketch s ON s.document = d.document ORDER BY d.document LIMIT ?",
                            &x->rows, &x->n_rows, &x->rows_capacity, err);
  TRY(read_rows(x, "SELECT id, form, 0, keys, 0, 0 FROM gone_sketch ORDER BY id LIMIT ?", &x->gone, &x->n_gone, &x->gone_capacity, err));
  return st;
}

/* *more: something is left that waits, or waits now. */
static rap_status resolve_slice(slice *x, bool *more, rap_error *err) {
  *more = false;
  rap_status st = dissolve_broken(x->store, err);
  TRY(read_slice(x, err));
  if (st != RAP_OK || x->n_rows + x->n_gone == 0) return st;
  TRY(make_nodes(x, err));
  TRY(ask_keys(x, err));
  TRY(each_sketch(x, collect, err));
  TRY(follow_leaders(x, more, err));
  if (st != RAP_OK || *more) return st;
  TRY(tie_all(x, err));
  TRY(write_families(x, err));
  *more = x->n_rows == RAP_FAMILY_SLICE || x->n_gone == RAP_FAMILY_SLICE;
  return st;
}

rap_status rap_families_resolve(rap_store *store, bool all, rap_error *err) {
  if (!all && store->unsketched < RAP_FAMILY_SLICE) return RAP_OK;
  bool more = true;
  rap_arena *arena = rap_arena_new(), *pair = rap_arena_new(), *own = rap_arena_new();
  rap_status st = arena && pair && own ? RAP_OK : rap_error_nomem(err);
  while (st == RAP_OK && more) {
    rap_arena_reset(arena);
    slice x = {.store = store, .arena = arena, .ties = {.store = store, .arena = arena, .pair = pair, .own_arena = own}};
    st = resolve_slice(&x, &more, err);
    rap_map_clear(&x.ties.by_key);
  }
  if (st == RAP_OK) store->unsketched = 0;
  rap_arena_free(own);
  rap_arena_free(pair);
  rap_arena_free(arena);
  return st;
}
