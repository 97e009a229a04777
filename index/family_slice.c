#include <stdlib.h>

#include "base/search.h"
#include "index/family_work.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- who waits, and who shares a key with them ---- */

static int by_form(const void *a, const void *b) {
  const rap_family_row *x = &((const rap_family_node *)a)->row, *y = &((const rap_family_node *)b)->row;
  if (x->form != y->form) return x->form < y->form ? -1 : 1;
  if (x->ord != y->ord) return x->ord < y->ord ? -1 : 1;
  return (x->document > y->document) - (x->document < y->document);
}

rap_family_node *rap_family_node_of(const rap_family_slice *x, int64_t form) {
  return rap_search_number(x->nodes, x->n_nodes, sizeof *x->nodes, offsetof(rap_family_node, row.form), form);
}

static rap_status make_nodes(rap_family_slice *x, rap_error *err) {
  x->nodes = rap_arena_array(x->arena, x->n_rows, sizeof *x->nodes);
  if (!x->nodes) return rap_error_nomem(err);
  for (size_t i = 0; i < x->n_rows; i++) x->nodes[i] = (rap_family_node){.row = x->rows[i]};
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

static rap_status ask_keys(rap_family_slice *x, rap_error *err) {
  if (!rap_family_keys_make(x->arena, (x->n_rows + x->n_gone) * (RAP_SKETCH_KEYS + 1), &x->keys)) return rap_error_nomem(err);
  for (size_t i = 0; i < x->n_rows + x->n_gone; i++) {
    const rap_family_row *row = i < x->n_rows ? &x->rows[i] : &x->gone[i - x->n_rows];
    for (size_t k = 0; k < RAP_SKETCH_KEYS; k++) rap_family_keys_ask(&x->keys, rap_family_key(k, row->keys[k]));
    if (i < x->n_rows) rap_family_keys_ask(&x->keys, rap_family_form_key(row->form));
  }
  return RAP_OK;
}

bool rap_family_waits(const rap_family_slice *x, int64_t document) {
  return rap_search_number(x->rows, x->n_rows, sizeof *x->rows, offsetof(rap_family_row, document), document) != NULL;
}

/* Who shares a key with what waits. */
static rap_status collect(rap_family_slice *x, const rap_family_row *row, rap_error *err) {
  for (size_t k = 0; k < RAP_SKETCH_KEYS; k++) {
    rap_family_bucket *bucket = rap_family_keys_get(&x->keys, rap_family_key(k, row->keys[k]));
    if (bucket && !rap_family_keys_add(&x->keys, bucket, row)) return rap_error_nomem(err);
  }
  rap_family_bucket *same = rap_family_keys_get(&x->keys, rap_family_form_key(row->form));
  if (!same) return RAP_OK;
  if (!rap_family_keys_add(&x->keys, same, row)) return rap_error_nomem(err);
  rap_family_node *n = rap_family_node_of(x, row->form);
  if (n && !n->settled && !rap_family_waits(x, row->document)) n->settled = row->document;
  return RAP_OK;
}

rap_status rap_family_slice_make(rap_family_slice *x, rap_error *err) {
  rap_status st = make_nodes(x, err);
  TRY(ask_keys(x, err));
  TRY(rap_family_each_sketch(x, collect, err));
  return st;
}

/* ---- leaders that come and go ---- */

bool rap_family_leads(const rap_family_slice *x, const rap_family_bucket *bucket, int64_t form) {
  const rap_family_item *last = rap_family_keys_at(&x->keys, bucket, RAP_FAMILY_LEADERS - 1);
  return !last || form <= last->form;
}

bool rap_family_crowded(const rap_family_bucket *bucket) { return bucket->n > RAP_FAMILY_LEADERS; }

/* A new leader took the place of another, whose ties may have hung on it. */
static rap_status find_anew(rap_family_slice *x, const rap_family_bucket *bucket, bool *more, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = RAP_FAMILY_LEADERS; st == RAP_OK && i < bucket->n; i++) {
    const rap_family_item *lost = rap_family_keys_at(&x->keys, bucket, i);
    if (rap_family_waits(x, lost->document)) continue;
    st = rap_db_run(x->store->db, "UPDATE family SET broken = 1 WHERE broken = 0 AND id = (SELECT family FROM family_member WHERE document = ?)",
                    lost->document, err);
    if (st == RAP_OK && rap_db_changes(x->store->db)) *more = true;
  }
  return st;
}

/* A leader went, and another leads in its place from now on. */
static rap_status promote(rap_family_slice *x, rap_family_bucket *bucket, bool *more, rap_error *err) {
  if (bucket->gone == RAP_FAMILY_LEADERS) return RAP_OK;
  const rap_family_item *next = rap_family_keys_at(&x->keys, bucket, RAP_FAMILY_LEADERS - 1u - bucket->gone++);
  if (rap_family_waits(x, next->document)) return RAP_OK;
  *more = true;
  return rap_db_run(x->store->db, "INSERT OR IGNORE INTO dirty_sketch(document, fresh) VALUES(?, 0)", next->document, err);
}

rap_status rap_family_follow_leaders(rap_family_slice *x, bool *more, rap_error *err) {
  rap_status st = RAP_OK;
  *more = false;
  for (size_t i = 0; st == RAP_OK && i < x->n_nodes + x->n_gone; i++) {
    bool is_gone = i >= x->n_nodes;
    const rap_family_row *row = is_gone ? &x->gone[i - x->n_nodes] : &x->nodes[i].row;
    if (!is_gone && (!row->fresh || x->nodes[i].settled)) continue;
    for (size_t k = 0; st == RAP_OK && k < RAP_SKETCH_KEYS; k++) {
      rap_family_bucket *bucket = rap_family_keys_get(&x->keys, rap_family_key(k, row->keys[k]));
      if (!bucket || !rap_family_crowded(bucket) || !rap_family_leads(x, bucket, row->form)) continue;
      st = is_gone ? promote(x, bucket, more, err) : find_anew(x, bucket, more, err);
    }
  }
  if (x->n_gone) TRY(rap_db_run(x->store->db, "DELETE FROM gone_sketch WHERE id <= ?", x->gone[x->n_gone - 1].document, err));
  return st;
}
