#include "index/backup.h"

#include "index/export.h"
#include "index/store_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

static rap_status integrity(rap_store *copy, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_prepare(copy->db, RAP_STR("PRAGMA integrity_check(1)"), &s, err);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && row && !rap_str_is(rap_col_text(s, 0), "ok"))
    st = rap_store_fail(copy, RAP_ERR_STORE, err, "the copy is damaged: %.*s", RAP_FMT(rap_col_text(s, 0)));
  rap_stmt_free(s);
  return st;
}

static rap_status look_over(rap_str path, const rap_export_facts *then, rap_error *err) {
  rap_store *copy = NULL;
  rap_export_facts now;
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_store_open(path, RAP_STORE_READ, NULL, &copy, err) : rap_error_nomem(err);
  TRY(integrity(copy, err));
  TRY(rap_export_facts_of(copy, arena, &now, err));
  if (st == RAP_OK && (strcmp(then->corpus, now.corpus) != 0 || strcmp(then->corrected, now.corrected) != 0))
    st = rap_store_fail(copy, RAP_ERR_STORE, err, "the copy is damaged: other documents than in the store");
  rap_store_close(copy);
  rap_arena_free(arena);
  return st;
}

rap_status rap_store_backup(rap_store *store, rap_str path, rap_backup_fn step, void *ctx, int64_t *documents, rap_error *err) {
  rap_export_facts facts;
  rap_arena *arena = rap_arena_new();
  *documents = 0;
  rap_status st = arena ? rap_export_hold(store, err) : rap_error_nomem(err);
  TRY(rap_export_facts_of(store, arena, &facts, err));
  TRY(rap_db_backup(store->db, path, step, ctx, err));
  TRY(look_over(path, &facts, err));
  if (st == RAP_OK) *documents = facts.documents;
  rap_export_release(store);
  rap_arena_free(arena);
  return st;
}
