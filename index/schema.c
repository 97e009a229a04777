#include "index/schema.h"

#include <assert.h>
#include <stdio.h>

#include "base/embedded.h"

RAP_EMBEDDED_TREE(rap_data_schema);

rap_status rap_schema_look(rap_db *db, rap_schema_state *out, rap_error *err) {
  *out = RAP_SCHEMA_EMPTY;
  int64_t id = 0, version = 0, tables = 0, derived = 0;
  rap_status st = rap_db_int(db, "PRAGMA application_id", &id, err);
  if (st == RAP_OK) st = rap_db_int(db, "PRAGMA user_version", &version, err);
  if (st == RAP_OK) st = rap_db_int(db, "SELECT count(*) FROM sqlite_schema", &tables, err);
  if (st != RAP_OK) return st;
  if (id == 0 && version == 0 && tables == 0) return RAP_OK;
  if (id != RAP_APPLICATION_ID)
    return rap_error_set(err, RAP_ERR_STORE, "%s: not a store of this program (SQLite file with application id %lld)", rap_db_path(db),
                         (long long)id);
  if (version > RAP_SCHEMA_VERSION)
    return rap_error_set(err, RAP_ERR_VERSION, "%s: the store has schema %lld, this program knows up to %d", rap_db_path(db), (long long)version,
                         RAP_SCHEMA_VERSION);
  if (version < 1) return rap_error_set(err, RAP_ERR_STORE, "%s: the store is damaged: it has no schema version", rap_db_path(db));
  *out = RAP_SCHEMA_OLD;
  if (version < RAP_SCHEMA_VERSION) return RAP_OK;
  st = rap_db_int(db, "SELECT value FROM setting WHERE key = 'derived'", &derived, err);
  if (st == RAP_OK) *out = derived == RAP_DERIVED_VERSION ? RAP_SCHEMA_CURRENT : RAP_SCHEMA_STALE;
  return st;
}

rap_status rap_schema_apply(rap_db *db, const char *name, rap_error *err) {
  for (const struct rap_embedded_file *f = rap_data_schema; f->name; f++)
    if (strcmp(f->name, name) == 0) return rap_db_exec(db, (const char *)f->data, err);
  return rap_error_set(err, RAP_ERR_INTERNAL, "schema file %s is not in the program", name);
}

rap_status rap_schema_migrate(rap_db *db, rap_error *err) {
  assert(rap_db_in_transaction(db));
  int64_t version = 0;
  rap_status st = rap_db_int(db, "PRAGMA user_version", &version, err);
  for (const struct rap_embedded_file *f = rap_data_schema; st == RAP_OK && f->name; f++) {
    unsigned number = 0;
    if (sscanf(f->name, "%4u-", &number) != 1 || (int64_t)number <= version) continue;
    assert(number <= RAP_SCHEMA_VERSION);
    st = rap_db_exec(db, (const char *)f->data, err);
    version = (int64_t)number;
  }
  char pragmas[96];
  (void)snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d", RAP_APPLICATION_ID, RAP_SCHEMA_VERSION);
  if (st == RAP_OK) st = rap_db_exec(db, pragmas, err);
  return st;
}

rap_status rap_schema_make_derived(rap_db *db, rap_error *err) {
  assert(rap_db_in_transaction(db));
  rap_status st = rap_schema_apply(db, "views-drop.sql", err);
  if (st == RAP_OK) st = rap_schema_apply(db, "derived-drop.sql", err);
  if (st == RAP_OK) st = rap_schema_apply(db, "derived.sql", err);
  if (st == RAP_OK) st = rap_schema_apply(db, "views.sql", err);
  static const char set[] = "INSERT OR REPLACE INTO setting(key, value) VALUES(CASE ?1 WHEN 0 THEN 'derived' ELSE 'views' END, ?2)";
  if (st == RAP_OK) st = rap_db_run_two(db, set, 0, RAP_DERIVED_VERSION, err);
  return st == RAP_OK ? rap_db_run_two(db, set, 1, RAP_VIEWS_VERSION, err) : st;
}
