#include "index/family_work.h"

#include "index/likeness.h"

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
  bool row = false;
  *family = 0;
  rap_status st = rap_db_cached(store->db, "SELECT family FROM family_member WHERE document = ?", &s, err);
  rap_bind_int(s, document);
  TRY(rap_stmt_step(s, &row, err));
  if (row) *family = rap_col_int(s, 0);
  rap_stmt_reset(s);
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

typedef struct compared {
  rap_release release;
  rap_str language;
} compared;

static rap_status read_release(rap_family_ties *ties, int64_t document, compared *out, rap_error *err) {
  rap_store *store = ties->store;
  rap_stmt *s = NULL;
  bool row = false;
  size_t title = 0, body = 0;
  rap_str text = {0};
  *out = (compared){0};
  rap_status st = rap_db_cached(store->db, "SELECT title_len, body_at, published, language FROM document WHERE id = ?", &s, err);
  rap_bind_int(s, document);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && row) {
    title = (size_t)rap_col_int(s, 0);
    body = (size_t)rap_col_int(s, 1);
    if (!rap_day_parse(rap_col_text(s, 2), &out->release.published)) out->release.published = (rap_day){0};
    out->language = rap_arena_str(ties->pair, rap_col_text(s, 3));
  }
  rap_stmt_reset(s);
  TRY(rap_store_text(store, document, &text, err));
  if (st != RAP_OK) return st;
  if (body > text.n || title > body)
    return rap_store_fail(store, RAP_ERR_STORE, err, "the store is damaged: document %lld has another text", (long long)document);
  text = rap_arena_str(ties->pair, text);
  if (!text.p) return rap_error_nomem(err);
  out->release.title = rap_str_sub(text, 0, title);
  out->release.body = rap_str_sub(rap_str_sub(text, body, text.n), 0, RAP_SKETCH_BYTES);
  return RAP_OK;
}

static rap_status is_one_release(rap_family_ties *ties, int64_t a, int64_t b, bool numbered, bool *one, rap_error *err) {
  compared x, y;
  rap_likeness likeness;
  *one = false;
  rap_arena_reset(ties->pair);
  rap_status st = read_release(ties, a, &x, err);
  TRY(read_release(ties, b, &y, err));
  if (st != RAP_OK) return st;
  if (x.language.n && y.language.n && !rap_str_eq(x.language, y.language))
    return rap_is_translation(ties->pair, &x.release, &y.release, numbered, one) ? RAP_OK : rap_error_nomem(err);
  if (!rap_likeness_of(ties->pair, &x.release, &y.release, false, &likeness)) return rap_error_nomem(err);
  *one = likeness.near || (numbered && (likeness.jaccard >= RAP_NUMBERED_JACCARD || likeness.containment >= RAP_NUMBERED_CONTAINMENT));
  return RAP_OK;
}

rap_status rap_family_compare(rap_family_ties *ties, rap_family_side a, rap_family_side b, bool numbered, rap_error *err) {
  bool one, ok;
  if (a.form == b.form || rap_family_root(ties, a.part) == rap_family_root(ties, b.part)) return RAP_OK;
  if (a.form > b.form) { /* so that the outcome depends on nothing else */
    rap_family_side first = b;
    b = a;
    a = first;
  }
  if (was_seen(ties, name_of_pair(a.form, b.form, numbered), &ok)) return RAP_OK;
  if (!ok) return rap_error_nomem(err);
  rap_status st = is_one_release(ties, a.document, b.document, numbered, &one, err);
  if (st == RAP_OK && one) rap_family_tie(ties, a.part, b.part);
  return st;
}
