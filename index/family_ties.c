#include "index/family_work.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

size_t rap_family_root(rap_family_ties *ties, size_t part) {
  while (ties->parts[part].root != part) {
    ties->parts[part].root = ties->parts[ties->parts[part].root].root;
    part = ties->parts[part].root;
  }
  return part;
}

void rap_family_tie(rap_family_ties *ties, size_t a, size_t b) {
  a = rap_family_root(ties, a);
  b = rap_family_root(ties, b);
  if (a < b)
    ties->parts[b].root = a;
  else
    ties->parts[a].root = b;
}

size_t rap_family_part_add(rap_family_ties *ties, int64_t family, int64_t document) {
  if (!rap_arena_grow(ties->arena, (void **)&ties->parts, ties->n, &ties->capacity, sizeof *ties->parts)) return SIZE_MAX;
  ties->parts[ties->n] = (rap_family_part){family, document, ties->n};
  return ties->n++;
}

static rap_status family_of(rap_store *store, int64_t document, int64_t *family, rap_error *err) {
  rap_stmt *s = NULL;
  *family = 0;
  rap_status st = rap_db_cached(store->db, "SELECT family FROM family_member WHERE document = ?", &s, err);
  rap_bind_int(s, document);
  TRY(rap_stmt_number(s, family, err));
  return st;
}

rap_status rap_family_part_of(rap_family_ties *ties, int64_t document, size_t *part, rap_error *err) {
  int64_t family = 0;
  bool is_new;
  *part = SIZE_MAX;
  rap_status st = family_of(ties->store, document, &family, err);
  if (st != RAP_OK) return st;
  rap_str key = rap_arena_printf(ties->arena, family ? "f%lld" : "d%lld", (long long)(family ? family : document));
  rap_map_entry *e = key.p ? rap_map_put(&ties->by_key, key, &is_new) : NULL;
  if (!e) return rap_error_nomem(err);
  if (is_new) {
    size_t made = rap_family_part_add(ties, family, family ? 0 : document);
    if (made == SIZE_MAX) return rap_error_nomem(err);
    e->value.num = made;
  }
  *part = e->value.num;
  return RAP_OK;
}

/* ---- comparing ---- */

/* Whether the pair was compared before; notes it. False in *ok when out of memory. */
static bool was_seen(rap_family_ties *ties, uint64_t pair, bool *ok) {
  *ok = true;
  if (2 * ties->n_seen >= ties->n_seen_slots) {
    size_t n_slots = ties->n_seen_slots ? 2 * ties->n_seen_slots : 1024;
    uint64_t *slots = rap_arena_array(ties->arena, n_slots, sizeof *slots);
    if (!slots) return *ok = false;
    for (size_t i = 0; i < ties->n_seen_slots; i++) {
      if (!ties->seen[i]) continue;
      size_t at = (size_t)ties->seen[i] & (n_slots - 1);
      while (slots[at]) at = (at + 1) & (n_slots - 1);
      slots[at] = ties->seen[i];
    }
    ties->seen = slots;
    ties->n_seen_slots = n_slots;
  }
  size_t at = (size_t)pair & (ties->n_seen_slots - 1);
  while (ties->seen[at] && ties->seen[at] != pair) at = (at + 1) & (ties->n_seen_slots - 1);
  if (ties->seen[at]) return true;
  ties->seen[at] = pair;
  ties->n_seen++;
  return false;
}

static uint64_t name_of_pair(int64_t a, int64_t b, bool numbered) {
  uint64_t h = (uint64_t)a * 0x9e3779b97f4a7c15u + ((uint64_t)b ^ (uint64_t)b >> 32) * 0xc2b2ae3d27d4eb4fu + numbered;
  h ^= h >> 31;
  return h ? h : 1;
}

/* In `arena`. */
static rap_status read_text(rap_family_ties *ties, rap_arena *arena, int64_t document, rap_family_text *out, rap_error *err) {
  rap_store *store = ties->store;
  rap_stmt *s = NULL;
  rap_release release = {0};
  bool row = false;
  size_t title = 0, body = 0;
  rap_str text = {0};
  *out = (rap_family_text){0};
  rap_arena_reset(arena);
  rap_status st = rap_db_cached(store->db, "SELECT title_len, body_at, published, language FROM document WHERE id = ?", &s, err);
  rap_bind_int(s, document);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && row) {
    title = (size_t)rap_col_int(s, 0);
    body = (size_t)rap_col_int(s, 1);
    if (!rap_day_parse(rap_col_text(s, 2), &release.published)) release.published = (rap_day){0};
    out->language = rap_arena_str(arena, rap_col_text(s, 3));
  }
  rap_stmt_reset(s);
  TRY(rap_store_text(store, document, &text, err));
  if (st != RAP_OK) return st;
  if (body > text.n || title > body)
    return rap_store_fail(store, RAP_ERR_STORE, err, "the store is damaged: document %lld has another text", (long long)document);
  text = rap_arena_str(arena, text);
  if (!text.p) return rap_error_nomem(err);
  release.title = rap_str_sub(text, 0, title);
  release.body = rap_str_sub(rap_str_sub(text, body, text.n), 0, RAP_SKETCH_BYTES);
  if (!rap_likeness_ready(arena, &release, &out->compared) || rap_arena_failed(arena)) return rap_error_nomem(err);
  out->document = document;
  return RAP_OK;
}

/* The first of two is kept for its next comparison: each form is held against several. */
static rap_status read_two(rap_family_ties *ties, int64_t own, int64_t other, rap_error *err) {
  rap_status st = RAP_OK;
  if (ties->own.document != own) st = read_text(ties, ties->own_arena, own, &ties->own, err);
  TRY(read_text(ties, ties->pair, other, &ties->other, err));
  if (st != RAP_OK) ties->own.document = 0;
  return st;
}

static rap_status is_one_release(rap_family_ties *ties, bool turned, bool numbered, bool *one, rap_error *err) {
  const rap_family_text *a = turned ? &ties->other : &ties->own, *b = turned ? &ties->own : &ties->other;
  rap_likeness likeness;
  *one = false;
  if (a->language.n && b->language.n && !rap_str_eq(a->language, b->language))
    return rap_is_translation(ties->pair, &a->compared.release, &b->compared.release, numbered, one) ? RAP_OK : rap_error_nomem(err);
  if (!rap_likeness_compare(ties->pair, &a->compared, &b->compared, false, &likeness)) return rap_error_nomem(err);
  *one = likeness.near || (numbered && (likeness.jaccard >= RAP_NUMBERED_JACCARD || likeness.containment >= RAP_NUMBERED_CONTAINMENT));
  return RAP_OK;
}

rap_status rap_family_compare(rap_family_ties *ties, rap_family_side own, rap_family_side other, bool numbered, rap_error *err) {
  bool one = false, ok, turned = own.form > other.form; /* compared by rising form, so that the outcome depends on nothing else */
  if (own.form == other.form || rap_family_root(ties, own.part) == rap_family_root(ties, other.part)) return RAP_OK;
  uint64_t pair = turned ? name_of_pair(other.form, own.form, numbered) : name_of_pair(own.form, other.form, numbered);
  if (was_seen(ties, pair, &ok)) return RAP_OK;
  if (!ok) return rap_error_nomem(err);
  rap_status st = read_two(ties, own.document, other.document, err);
  TRY(is_one_release(ties, turned, numbered, &one, err));
  if (st == RAP_OK && one) rap_family_tie(ties, own.part, other.part);
  return st;
}

/* ---- a slice ---- */

static rap_status side_of(rap_family_slice *x, int64_t form, int64_t document, rap_family_side *out, rap_error *err) {
  const rap_family_node *n = rap_family_node_of(x, form);
  *out = (rap_family_side){form, document, n ? n->part : SIZE_MAX};
  return n ? RAP_OK : rap_family_part_of(&x->ties, document, &out->part, err);
}

/* Documents of one form are one part, whether they wait or not. */
static rap_status tie_same(rap_family_slice *x, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < x->n_rows; i++) {
    size_t part;
    if (!x->rows[i].member) continue; /* tied by one that was resolved before it */
    st = rap_family_part_of(&x->ties, x->rows[i].document, &part, err);
    if (st == RAP_OK) rap_family_tie(&x->ties, rap_family_node_of(x, x->rows[i].form)->part, part);
  }
  for (size_t i = 0; st == RAP_OK && i < x->n_nodes; i++) {
    size_t part;
    rap_family_node *n = &x->nodes[i];
    const rap_family_item *all = rap_family_keys_at(&x->keys, rap_family_keys_get(&x->keys, rap_family_form_key(n->row.form)), 0);
    n->row.document = all->document; /* stands for the form, now that all of it were seen */
    if (!n->settled) continue;
    st = rap_family_part_of(&x->ties, n->settled, &part, err);
    if (st == RAP_OK) rap_family_tie(&x->ties, n->part, part);
  }
  return st;
}

/* The leaders of all keys; of those keys that it leads itself all others come later. */
static rap_status tie_leaders(rap_family_slice *x, rap_family_node *n, const uint32_t keys[RAP_SKETCH_KEYS], rap_error *err) {
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
    if (rap_family_crowded(bucket) && rap_family_leads(x, bucket, n->row.form)) bucket->whole = true;
  }
  return st;
}

static rap_status tie_whole(rap_family_slice *x, const rap_family_row *row, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t k = 0; st == RAP_OK && k < RAP_SKETCH_KEYS; k++) {
    const rap_family_bucket *bucket = rap_family_keys_get(&x->keys, rap_family_key(k, row->keys[k]));
    if (!bucket || !bucket->whole) continue;
    for (size_t i = 0; st == RAP_OK && i < RAP_FAMILY_LEADERS; i++) {
      const rap_family_item leader = *rap_family_keys_at(&x->keys, bucket, i);
      rap_family_side own, other;
      const rap_family_node *n = rap_family_node_of(x, row->form);
      if (leader.form == row->form || !rap_family_node_of(x, leader.form)) continue;
      st = side_of(x, leader.form, leader.document, &own, err);
      TRY(side_of(x, row->form, n ? n->row.document : row->document, &other, err));
      TRY(rap_family_compare(&x->ties, own, other, k == RAP_KEY_RELEASE, err));
    }
  }
  return st;
}

rap_status rap_family_tie_all(rap_family_slice *x, rap_error *err) {
  bool whole = false;
  rap_status st = tie_same(x, err);
  for (size_t i = 0; st == RAP_OK && i < x->n_rows; i++) st = tie_leaders(x, rap_family_node_of(x, x->rows[i].form), x->rows[i].keys, err);
  for (size_t i = 0; i < x->keys.n_slots && !whole; i++) whole = x->keys.slots[i].whole;
  return st == RAP_OK && whole ? rap_family_each_sketch(x, tie_whole, err) : st;
}
