/* query_near.c: what is near a name that is unknown; what values belong together. Layer: index. */
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- all names of an axis ---- */

/* Folded names, each with its value and the name that people see. ?1, ?2: kinds of the lexicon and of entities. */
static const char names_of_lexicon[] =
    "SELECT id, name, fold FROM lexicon WHERE kind IN (?1, ?2) UNION ALL SELECT id, name, short_fold FROM lexicon WHERE kind IN (?1, ?2) AND short_fold IS NOT NULL "
    "UNION ALL SELECT l.id, l.name, a.fold FROM lexicon_alias a JOIN lexicon l ON l.kind = a.kind AND l.id = a.id WHERE a.kind IN (?1, ?2) "
    "UNION ALL SELECT id, id, lower(id) FROM lexicon WHERE kind IN (?1, ?2) "
    "UNION ALL SELECT value, name, fold FROM entity WHERE kind IN (?1, ?2, ?3)";
static const char names_of_documents[] =
    "SELECT name, name, lower(name) FROM document WHERE name BETWEEN substr(?1, 1, 3) AND substr(?1, 1, 3) || char(1114111)";

typedef struct names {
  rap_label *items;
  const char **folds;
  size_t n, capacity, folds_capacity;
} names;

static rap_status add_name(rap_arena *arena, names *out, rap_stmt *s, rap_error *err) {
  rap_label label = {rap_arena_str(arena, rap_col_text(s, 0)), rap_arena_str(arena, rap_col_text(s, 1))};
  rap_str fold = rap_arena_str(arena, rap_col_text(s, 2));
  void *folds = (void *)(uintptr_t)out->folds;
  if (!label.value.p || !label.name.p || !fold.p || !rap_arena_grow(arena, (void **)&out->items, out->n, &out->capacity, sizeof *out->items) ||
      !rap_arena_grow(arena, &folds, out->n, &out->folds_capacity, sizeof *out->folds))
    return rap_error_nomem(err);
  out->folds = folds;
  out->items[out->n] = label;
  out->folds[out->n++] = fold.p;
  return RAP_OK;
}

static rap_status read_names(rap_store *store, rap_axis axis, rap_str text, rap_arena *arena, names *out, rap_error *err) {
  bool actor = axis == RAP_AXIS_ACTOR, row = false;
  bool events = axis == RAP_AXIS_EVENT || axis == RAP_AXIS_SERIES;
  const char *kind = actor                       ? "state"
                     : events                    ? "event"
                     : axis == RAP_AXIS_SOURCE   ? "source"
                     : axis == RAP_AXIS_LANGUAGE ? "language"
                                                 : rap_axis_entity(axis);
  rap_stmt *s = NULL;
  *out = (names){0};
  if (!kind && axis != RAP_AXIS_DOCUMENT) return RAP_OK;
  rap_status st = rap_db_cached(store->db, kind ? names_of_lexicon : names_of_documents, &s, err);
  rap_bind_text(s, kind ? rap_str_of(kind) : text);
  if (kind) {
    rap_bind_text(s, rap_str_of(actor ? "group" : kind));
    rap_bind_text(s, rap_str_of(actor ? "all" : events ? "series" : kind));
  }
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) st = add_name(arena, out, s, err);
  rap_stmt_reset(s);
  return st;
}

/* ---- near ones ---- */

/* A name, or one of its words when only one was typed: "Modhi" is near "Narendra Modi". */
static rap_status find_near(rap_arena *arena, const names *all, rap_str fold, rap_str *out, rap_error *err) {
  const char *near = rap_nearest(fold, all->folds, all->n);
  for (size_t i = 0; near && i < all->n && !out->n; i++)
    if (all->folds[i] == near) *out = all->items[i].name;
  if (near || fold.n < 4 || memchr(fold.p, ' ', fold.n)) return RAP_OK;
  size_t best = SIZE_MAX;
  for (size_t i = 0; i < all->n; i++) {
    rap_str rest = rap_str_of(all->folds[i]), word;
    while (rap_str_split(&rest, ' ', &word)) {
      if (word.n + 1 < fold.n || fold.n + 1 < word.n || best != SIZE_MAX || word.n < 3 || word.p[0] != fold.p[0]) continue;
      rap_str kept = rap_arena_str(arena, word);
      if (!kept.p) return rap_error_nomem(err);
      if (rap_nearest(fold, &kept.p, 1)) best = i;
    }
  }
  if (best != SIZE_MAX) *out = all->items[best].name;
  return RAP_OK;
}

static bool is_among(const rap_labels *list, rap_str value) {
  for (size_t i = 0; i < list->n; i++)
    if (rap_str_eq(list->items[i].value, value)) return true;
  return false;
}

static rap_status find_holding(rap_arena *arena, const names *all, rap_str fold, size_t max, rap_nearby *out, rap_error *err) {
  for (size_t i = 0; i < all->n && fold.n > 2; i++) {
    if (rap_str_find(rap_str_of(all->folds[i]), fold, 0) == SIZE_MAX || is_among(&out->holding, all->items[i].value)) continue;
    if (out->holding.n == max) {
      out->more++;
      continue;
    }
    if (!rap_arena_grow(arena, (void **)&out->holding.items, out->holding.n, &out->holding.capacity, sizeof *out->holding.items))
      return rap_error_nomem(err);
    out->holding.items[out->holding.n++] = all->items[i];
  }
  return RAP_OK;
}

rap_status rap_query_nearby(rap_store *store, rap_axis axis, rap_str text, size_t max, rap_arena *arena, rap_nearby *out, rap_error *err) {
  names all;
  rap_buf fold = {0};
  *out = (rap_nearby){0};
  rap_status st = rap_fold_name(text, &fold, err);
  TRY(read_names(store, axis, text, arena, &all, err));
  TRY(find_near(arena, &all, rap_buf_str(&fold), &out->near, err));
  TRY(find_holding(arena, &all, rap_buf_str(&fold), max, out, err));
  rap_buf_clear(&fold);
  return st;
}

/* ---- values ---- */

static rap_status list_of(rap_store *store, const char *sql, rap_str text, rap_arena *arena, rap_str_list *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  *out = (rap_str_list){0};
  rap_status st = rap_db_cached(store->db, sql, &s, err);
  rap_bind_text(s, text);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    rap_str value = rap_arena_str(arena, rap_col_text(s, 0));
    if (!value.p || !rap_str_list_add(arena, out, value)) st = rap_error_nomem(err);
  }
  rap_stmt_reset(s);
  return st;
}

rap_status rap_query_values(rap_store *store, rap_axis axis, rap_arena *arena, rap_str_list *out, rap_error *err) {
  return list_of(store, "SELECT value FROM entity WHERE kind = ? AND value <> '' ORDER BY value", rap_str_of(rap_axis_name(axis)), arena, out, err);
}

rap_status rap_query_members(rap_store *store, rap_str group, rap_arena *arena, rap_str_list *out, rap_error *err) {
  return list_of(store, "SELECT member FROM lexicon_member WHERE container = ? ORDER BY member", group, arena, out, err);
}

rap_status rap_query_has_person(rap_store *store, rap_str words, bool *out, rap_error *err) {
  rap_stmt *s = NULL;
  rap_buf fold = {0};
  *out = false;
  rap_status st = rap_fold_name(words, &fold, err);
  TRY(rap_db_cached(store->db, "SELECT 1 FROM entity WHERE kind = 'person' AND rap_holds_words(fold, ?) LIMIT 1", &s, err));
  if (st == RAP_OK) rap_bind_text(s, rap_buf_str(&fold));
  TRY(rap_stmt_step(s, out, err));
  rap_stmt_reset(s);
  rap_buf_clear(&fold);
  return st;
}

rap_status rap_query_is_edition(rap_store *store, rap_str event, unsigned edition, bool *out, rap_error *err) {
  rap_stmt *s = NULL;
  int64_t is = 0;
  rap_status st = rap_db_cached(
      store->db,
      "SELECT CASE WHEN ?1 < 1000 THEN edition IS ?1 ELSE coalesce(CAST(substr(start_date, 1, 4) AS INTEGER) = ?1, 0) END FROM event WHERE key = ?2",
      &s, err);
  rap_bind_int(s, (int64_t)edition);
  rap_bind_text(s, event);
  TRY(rap_stmt_number(s, &is, err));
  *out = is != 0;
  return st;
}
