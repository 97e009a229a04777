/* db.h: SQLite, wrapped: statuses instead of codes, sticky binding, views instead of C strings. Layer: index.
 *
 * Only db.c, fts.c, rank.c, numbers.c, tokens.c and instances.c know sqlite3.h. SQL text is written in index/ alone.
 *
 *     rap_stmt *s = NULL;
 *     st = rap_db_cached(db, "SELECT name FROM document WHERE id = ?", &s, err);
 *     rap_bind_int(s, 7);
 *     while ((st = rap_stmt_step(s, &row, err)) == RAP_OK && row) use(rap_col_text(s, 0));
 *     rap_stmt_reset(s);
 *
 * Errors of all fallible functions: those of store.h, with the store's path before SQLite's own message.
 */
#ifndef RAP_INDEX_DB_H
#define RAP_INDEX_DB_H

#include "base/status.h"
#include "base/str.h"

typedef struct rap_db rap_db;
typedef struct rap_stmt rap_stmt;

typedef enum rap_db_mode { RAP_DB_READ, RAP_DB_IMMUTABLE, RAP_DB_WRITE, RAP_DB_CREATE } rap_db_mode;

/* Opens the file and registers the functions of fts.c. `path` is copied. SQLite looks into the file only at the first statement. */
rap_status rap_db_open(rap_str path, rap_db_mode mode, int busy_timeout_ms, rap_db **out, rap_error *err) RAP_MUST_CHECK;
/* Finalises what is cached. NULL allowed. */
void rap_db_close(rap_db *db);
const char *rap_db_path(const rap_db *db);
/* SQLite's own, for those that know sqlite3.h. */
struct sqlite3 *rap_db_connection(const rap_db *db);
/* A failure of SQLite's, by its code, as the status and message that the functions here give. */
rap_status rap_db_fail(rap_db *db, int rc, rap_error *err);
/* The file was opened for writing but can only be read. */
bool rap_db_readonly(const rap_db *db);
bool rap_db_in_transaction(const rap_db *db);
int64_t rap_db_last_id(const rap_db *db);
int64_t rap_db_changes(const rap_db *db);
int64_t rap_db_total_changes(const rap_db *db); /* since it was opened */

/* Asked every some milliseconds while a statement runs, in the thread that runs it; true stops the statement (RAP_ERR_INTERRUPTED). NULL: nobody is asked any more. */
typedef bool (*rap_db_tick_fn)(void *ctx);
void rap_db_watch(rap_db *db, rap_db_tick_fn tick, void *ctx);

/* Copies the whole database as one connection sees it, page by page (SQLite's online backup), into a new file: others may read and write meanwhile. `from` may be within a read transaction; then the copy is that state. `step` is told pages done and
 * pages in all after each step of some megabytes; false stops it (RAP_ERR_INTERRUPTED). */
typedef bool (*rap_db_step_fn)(void *ctx, int64_t done, int64_t all);
rap_status rap_db_backup(rap_db *from, rap_str path, rap_db_step_fn step, void *ctx, rap_error *err) RAP_MUST_CHECK;

/* Runs all statements of `sql` (NUL-terminated). */
rap_status rap_db_exec(rap_db *db, const char *sql, rap_error *err) RAP_MUST_CHECK;
/* First column of the first row, 0 if there is none or it is NULL. */
rap_status rap_db_int(rap_db *db, const char *sql, int64_t *out, rap_error *err) RAP_MUST_CHECK;
/* A statement kept for the life of the connection, found by the address of its text (string literals only). Not to be freed; reset it when done. */
rap_status rap_db_cached(rap_db *db, const char *sql, rap_stmt **out, rap_error *err) RAP_MUST_CHECK;
/* A statement of your own; rap_stmt_free. */
rap_status rap_db_prepare(rap_db *db, rap_str sql, rap_stmt **out, rap_error *err) RAP_MUST_CHECK;
void rap_stmt_free(rap_stmt *s);

/* Bind the next parameter. Text and blobs are borrowed until the statement is reset. A failure shows at the next step. NULL statements are passed over. */
void rap_bind_int(rap_stmt *s, int64_t v);
void rap_bind_text(rap_stmt *s, rap_str v);
void rap_bind_text_or_null(rap_stmt *s, rap_str v); /* NULL when empty */
void rap_bind_blob(rap_stmt *s, rap_str v);
void rap_bind_null(rap_stmt *s);
void rap_bind_int_or_null(rap_stmt *s, bool known, int64_t v);
void rap_bind_span(rap_stmt *s, rap_span v); /* two parameters: begin, end */

rap_status rap_stmt_step(rap_stmt *s, bool *row, rap_error *err) RAP_MUST_CHECK;
/* Ends a walk and forgets the bindings. */
void rap_stmt_reset(rap_stmt *s);
/* For statements without rows: step, then reset. */
rap_status rap_stmt_run(rap_stmt *s, rap_error *err) RAP_MUST_CHECK;
/* For statements that tell a number: the first column of the first row, 0 if there is none or it is NULL; then reset. */
rap_status rap_stmt_number(rap_stmt *s, int64_t *out, rap_error *err) RAP_MUST_CHECK;
/* A cached statement without rows, with `value` for its one parameter (?1 when it stands in several places). */
rap_status rap_db_run(rap_db *db, const char *sql, int64_t value, rap_error *err) RAP_MUST_CHECK;
/* The same with two parameters. */
rap_status rap_db_run_two(rap_db *db, const char *sql, int64_t a, int64_t b, rap_error *err) RAP_MUST_CHECK;

/* Columns of the current row; views are valid until the next step or reset. */
int64_t rap_col_int(rap_stmt *s, int i);
double rap_col_real(rap_stmt *s, int i);
rap_str rap_col_text(rap_stmt *s, int i);
rap_str rap_col_blob(rap_stmt *s, int i);
bool rap_col_null(rap_stmt *s, int i);

#endif
