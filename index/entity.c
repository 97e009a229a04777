/* entity.c: rows of what documents name: found, or made, by kind and value; names folded for comparison. Layer: index. */
#include "base/utf8.h"
#include "index/corrections_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

void rap_name_cache_clear(rap_name_cache *cache) {
  rap_map_clear(&cache->map);
  if (cache->arena) rap_arena_reset(cache->arena);
}

rap_status rap_fold_name(rap_str s, rap_buf *out, rap_error *err) {
  rap_buf sound = {0}, folded = {0};
  size_t first;
  (void)rap_utf8_repair(s, &sound, &first); /* names also come from command lines */
  rap_status st = rap_buf_failed(&sound) ? rap_error_nomem(err) : rap_utf8_fold(rap_buf_str(&sound), &folded, err);
  rap_buf_clear(&sound);
  rap_str f = rap_buf_str(&folded);
  bool gap = false;
  size_t from = out->n;
  for (size_t at = 0; st == RAP_OK && at < f.n;) {
    uint32_t cp;
    size_t n = rap_utf8_decode(f, at, &cp);
    if (!rap_utf8_is_word(cp)) {
      gap = out->n > from;
    } else {
      if (gap) rap_buf_putc(out, ' ');
      gap = false;
      rap_buf_add(out, rap_str_sub(f, at, at + n));
    }
    at += n;
  }
  rap_buf_clear(&folded);
  return st == RAP_OK && rap_buf_failed(out) ? rap_error_nomem(err) : st;
}

static rap_status insert_entity(rap_store *store, rap_str kind, rap_str value, rap_str name, int64_t *id, rap_error *err) {
  rap_buf fold = {0};
  rap_stmt *s = NULL;
  *id = 0;
  rap_status st = rap_db_cached(store->db, "SELECT id FROM entity WHERE kind = ? AND value = ?", &s, err);
  rap_bind_text(s, kind);
  rap_bind_text(s, value);
  TRY(rap_stmt_number(s, id, err));
  if (st != RAP_OK || *id) return st;
  TRY(rap_corrections_load(store, err));
  rap_str decided = {0};
  TRY(rap_decisions_name(&store->corrections->decisions, kind, value, &decided, err));
  if (decided.n) name = decided;
  TRY(rap_fold_name(name, &fold, err));
  TRY(rap_db_cached(store->db, "INSERT INTO entity(kind, value, name, fold) VALUES(?, ?, ?, ?)", &s, err));
  if (st == RAP_OK) {
    rap_bind_text(s, kind);
    rap_bind_text(s, value);
    rap_bind_text(s, name);
    rap_bind_text(s, rap_buf_str(&fold));
    st = rap_stmt_run(s, err);
    *id = rap_db_last_id(store->db);
  }
  rap_buf_clear(&fold);
  return st;
}

/* Two kinds of keys lead to an id: values, and names as they stand in texts, so that a name that comes again needs no folding. */
typedef enum key_kind { BY_VALUE, BY_NAME } key_kind;

/* Leaves the key in store->key for remember(). *id 0: not known. */
static rap_status look_up(rap_store *store, const char *kind, key_kind by, rap_str text, int64_t *id, rap_error *err) {
  *id = 0;
  rap_buf_reset(&store->key);
  rap_buf_puts(&store->key, kind);
  rap_buf_putc(&store->key, by == BY_VALUE ? '\0' : '\1');
  rap_buf_add(&store->key, text);
  if (rap_buf_failed(&store->key)) {
    rap_buf_clear(&store->key);
    return rap_error_nomem(err);
  }
  if (store->names.map.n > RAP_NAME_CACHE_MAX) rap_name_cache_clear(&store->names);
  const rap_map_entry *e = rap_map_get(&store->names.map, rap_buf_str(&store->key));
  if (e) *id = (int64_t)e->value.num;
  return RAP_OK;
}

static rap_status remember(rap_store *store, int64_t id, rap_error *err) {
  rap_str kept = rap_arena_str(store->names.arena, rap_buf_str(&store->key));
  rap_map_entry *e = kept.p ? rap_map_put(&store->names.map, kept, NULL) : NULL;
  if (!e) return rap_error_nomem(err);
  e->value.num = (size_t)id;
  return RAP_OK;
}

rap_status rap_entity_row(rap_store *store, const char *kind, rap_str value, rap_str name, int64_t *id, rap_error *err) {
  rap_status st = look_up(store, kind, BY_VALUE, value, id, err);
  if (st != RAP_OK || *id) return st;
  TRY(insert_entity(store, rap_str_of(kind), value, name.n ? name : value, id, err));
  TRY(remember(store, *id, err));
  return st;
}

rap_status rap_entity_named(rap_store *store, const char *kind, rap_str name, int64_t *id, rap_error *err) {
  int64_t unknown;
  rap_buf fold = {0};
  rap_status st = look_up(store, kind, BY_NAME, name, id, err);
  if (st != RAP_OK || *id) return st;
  TRY(rap_fold_name(name, &fold, err));
  TRY(rap_entity_row(store, kind, fold.n ? rap_buf_str(&fold) : name, name, id, err));
  TRY(look_up(store, kind, BY_NAME, name, &unknown, err)); /* the key was written over */
  TRY(remember(store, *id, err));
  rap_buf_clear(&fold);
  return st;
}
