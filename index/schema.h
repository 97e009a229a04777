/* schema.h: makes, recognises, migrates and rebuilds the tables of a store. Layer: index.
 *
 * schema/NNNN-*.sql: content, applied in order of number, user_version = the last number applied. schema/derived.sql: what is made from the content; its version is the setting 'derived'. schema/views.sql: what is promised to those
 * who ask with plain SQL (docs/sql.md); made with the derived tables.
 */
#ifndef RAP_INDEX_SCHEMA_H
#define RAP_INDEX_SCHEMA_H

#include "index/db.h"

#define RAP_APPLICATION_ID 0x52415054 /* "RAPT" */
#define RAP_SCHEMA_VERSION 7
#define RAP_DERIVED_VERSION 11
/* Of what schema/views.sql promises to others; the setting 'views'. */
#define RAP_VIEWS_VERSION 1

typedef enum rap_schema_state {
  RAP_SCHEMA_EMPTY, /* a new, empty file */
  RAP_SCHEMA_CURRENT,
  RAP_SCHEMA_OLD,  /* content tables of an older version */
  RAP_SCHEMA_STALE /* content is current, derived tables are of another version or missing */
} rap_schema_state;

/* Errors: RAP_ERR_STORE (no SQLite file, another program's, damaged), RAP_ERR_VERSION (newer than this program). */
rap_status rap_schema_look(rap_db *db, rap_schema_state *out, rap_error *err) RAP_MUST_CHECK;
/* Applies the numbered files that are missing, and sets application_id and user_version. Within a transaction of the caller. */
rap_status rap_schema_migrate(rap_db *db, rap_error *err) RAP_MUST_CHECK;
/* Runs one file of schema/, by its name. */
rap_status rap_schema_apply(rap_db *db, const char *name, rap_error *err) RAP_MUST_CHECK;
/* Drops and makes the derived tables, empty. Within a transaction of the caller. */
rap_status rap_schema_make_derived(rap_db *db, rap_error *err) RAP_MUST_CHECK;

#endif
