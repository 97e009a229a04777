/* The store: what goes in comes out, the same input changes nothing, bad files are told apart. */
#include "index_fixture.h"

#include <fcntl.h>
#include <sqlite3.h>

#include "base/digest.h"

static void sql(const char *path, const char *text) {
  sqlite3 *db;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  char *message = NULL;
  if (sqlite3_exec(db, text, NULL, NULL, &message) != SQLITE_OK) fail_msg("%s: %s", text, message);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void write_file(const char *path, const void *bytes, size_t n) {
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  assert_int_equal(fwrite(bytes, 1, n, out), n);
  assert_int_equal(fclose(out), 0);
}

static void file_hash(const char *path, char out[RAP_DIGEST_HEX + 1]) {
  char bytes[4096];
  size_t n;
  rap_digest d;
  FILE *in = fopen(path, "rb");
  assert_non_null(in);
  rap_digest_init(&d);
  while ((n = fread(bytes, 1, sizeof bytes, in)) > 0) rap_digest_add(&d, (rap_str){bytes, n});
  rap_digest_hex(&d, out);
  assert_int_equal(fclose(in), 0);
}

static void finish_and_close(fixture *fx) {
  assert_ok(rap_store_finish(fx->store, &fx->err));
  rap_store_close(fx->store);
  fx->store = NULL;
}

/* Nothing is left beside a closed store. */
static void assert_alone(fixture *fx) {
  static const char *const suffixes[] = {"-wal", "-shm", "-lock", "-journal"};
  for (size_t i = 0; i < 4; i++) {
    char path[400];
    (void)snprintf(path, sizeof path, "%s%s", fx->path, suffixes[i]);
    assert_int_not_equal(access(path, F_OK), 0);
  }
}

static void test_round_trip(void **state) {
  fixture *fx = *state;
  rap_stored_document d;
  fixture_open(fx, RAP_STORE_WRITE);
  maker m = announcement(fx);
  m.doc.source = RAP_STR("PIB");
  m.doc.url = RAP_STR("https://example.org/1");
  m.doc.metadata = RAP_STR("{\"ministry\": \"PMO\"}");
  assert_true(rap_str_list_add(fx->arena, &m.doc.warnings, RAP_STR("one warning")));
  rap_block blocks[] = {
      {.kind = RAP_BLOCK_TITLE, .text = {0, m.doc.title_len}, .heading = RAP_NONE, .lead_in = RAP_NONE},
      {.kind = RAP_BLOCK_HEADING, .text = span_of(&m, "Modi will chair"), .heading = RAP_NONE, .lead_in = RAP_NONE, .level = 2},
      {.kind = RAP_BLOCK_ITEM, .text = span_of(&m, "The States will discuss small firms."), .heading = 1, .lead_in = 1, .level = 1}};
  m.doc.blocks = blocks;
  m.doc.n_blocks = 3;
  m.record.statements[0].heading = 1;
  m.record.statements[0].open = true;
  add_mention(&m, RAP_KIND_DATE, "6 and 7 January", "2023-01-06/2023-01-07");
  m.record.mentions[m.record.n_mentions - 1].date =
      (rap_date_value){RAP_STR("2023-01-06/2023-01-07"), day("2023-01-06"), day("2023-01-07"), "day", RAP_BASIS_ANCHORED};
  assert_int_equal(put(&m), RAP_PUT_INSERTED);
  finish_and_close(fx);
  assert_alone(fx);

  fixture_open(fx, RAP_STORE_READ);
  assert_ok(rap_store_get(fx->store, fx->arena, RAP_STR("announcement"), &d, &fx->err));
  assert_true(rap_str_eq(d.doc.full, m.doc.full));
  assert_text(d.doc.source, "PIB");
  assert_text(d.doc.url, "https://example.org/1");
  assert_text(d.doc.metadata, "{\"ministry\": \"PMO\"}");
  assert_true(rap_str_eq(d.doc.file, m.doc.file));
  assert_true(rap_day_same(d.doc.published, m.doc.published));
  assert_int_equal(d.doc.published_from, RAP_PUBLISHED_RECORD);
  assert_int_equal(d.doc.warnings.n, 1);
  assert_text(d.doc.warnings.items[0], "one warning");
  assert_text(d.stamp, "test-1.0123456789ab");
  assert_int_equal(d.doc.n_blocks, 3);
  assert_int_equal(d.doc.blocks[2].heading, 1);
  assert_int_equal(d.doc.blocks[1].level, 2);
  const rap_record *r = &d.record;
  assert_int_equal(r->n_mentions, m.record.n_mentions);
  for (size_t i = 0; i < r->n_mentions; i++) {
    const rap_mention *a = &r->mentions[i], *b = &m.record.mentions[i];
    assert_true(a->kind == b->kind && a->text.begin == b->text.begin && a->text.end == b->text.end && rap_str_eq(a->value, b->value) &&
                rap_str_eq(a->rule, b->rule) && a->person == b->person);
  }
  const rap_date_value *date = &r->mentions[r->n_mentions - 1].date;
  assert_text(date->value, "2023-01-06/2023-01-07");
  assert_string_equal(date->granularity, "day");
  assert_int_equal(date->basis, RAP_BASIS_ANCHORED);
  assert_int_equal(r->n_persons, 1);
  assert_text(r->persons[0].function, "chair");
  assert_int_equal(r->n_themes, 2);
  assert_true(r->themes[0].score == 1.5 && r->themes[0].central);
  assert_int_equal(r->n_events, 2);
  assert_int_equal(r->events[0].edition, 2);
  assert_true(rap_day_same(r->events[1].start, day("2022-06")));
  assert_int_equal(r->n_statements, 1);
  assert_true(r->statements[0].open && r->statements[0].heading == 1 && r->statements[0].event == 0);
  assert_text(r->statements[0].actors.items[0], "ALL");
  assert_int_equal(r->counts[0].max, -1);
  assert_int_equal(r->counts[0].min, 1);
  assert_ok(rap_store_get(fx->store, fx->arena, RAP_STR("PIB:announcement"), &d, &fx->err));
  assert_ok(rap_store_get(fx->store, fx->arena, m.doc.file, &d, &fx->err));
  assert_status(rap_store_get(fx->store, fx->arena, RAP_STR("nobody"), &d, &fx->err), RAP_NOT_FOUND);
  assert_int_equal(problems(fx), 0);
}

static void test_empty_text(void **state) {
  fixture *fx = *state;
  rap_stored_document d;
  fixture_open(fx, RAP_STORE_WRITE);
  maker m = make(fx, "empty", "", "", "");
  assert_int_equal(put(&m), RAP_PUT_INSERTED);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_ok(rap_store_get(fx->store, fx->arena, RAP_STR("empty"), &d, &fx->err));
  assert_int_equal(d.doc.full.n, 0);
  assert_int_equal(d.doc.published.year, 0);
  assert_int_equal(problems(fx), 0);
}

/* The same again leaves the file as it is, to the byte. */
static void test_same_again(void **state) {
  fixture *fx = *state;
  char before[RAP_DIGEST_HEX + 1], after[RAP_DIGEST_HEX + 1];
  fixture_open(fx, RAP_STORE_WRITE);
  maker a = announcement(fx), b = report(fx), c = other(fx);
  put(&a), put(&b), put(&c);
  finish_and_close(fx);
  file_hash(fx->path, before);
  fixture_open(fx, RAP_STORE_WRITE);
  assert_int_equal(put(&a), RAP_PUT_UNCHANGED);
  assert_int_equal(put(&b), RAP_PUT_UNCHANGED);
  assert_int_equal(put(&c), RAP_PUT_UNCHANGED);
  assert_int_equal(rap_store_pending(fx->store), 0);
  finish_and_close(fx);
  file_hash(fx->path, after);
  assert_string_equal(before, after);
}

static size_t statements_of(fixture *fx, const char *id);

static rap_status count_row(void *ctx, const rap_statement_row *row, rap_error *err) {
  (void)row, (void)err;
  ++*(size_t *)ctx;
  return RAP_OK;
}

static size_t statements_of(fixture *fx, const char *id) {
  size_t n = 0, total;
  rap_filter f = {0};
  f.documents = list_of(fx, id);
  assert_ok(rap_query_statements(fx->store, &f, (rap_page){0, 0}, count_row, &n, &total, &fx->err));
  assert_int_equal(n, total);
  return n;
}

static rap_status count_hit(void *ctx, const rap_search_row *row, rap_error *err) {
  (void)row, (void)err;
  ++*(size_t *)ctx;
  return RAP_OK;
}

static size_t hits(fixture *fx, const char *words) {
  size_t n = 0, total;
  rap_filter f = {.words = rap_str_of(words)};
  assert_ok(rap_query_search(fx->store, &f, (rap_page){0, 0}, count_hit, &n, &total, &fx->err));
  assert_int_equal(n, total);
  return n;
}

static void test_changed(void **state) {
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  maker a = report(fx), o = other(fx);
  put(&a), put(&o);
  finish_and_close(fx);
  fixture_open(fx, RAP_STORE_WRITE);
  maker changed = make(fx, "report", "", "Only Goa spoke, about fisheries.", "2023-01-08");
  add_statement(&changed, "IN-GA", "presented", "agriculture", "Only Goa spoke, about fisheries.");
  assert_int_equal(put(&changed), RAP_PUT_REPLACED);
  finish_and_close(fx);
  fixture_open(fx, RAP_STORE_EDIT);
  assert_int_equal(statements_of(fx, "report"), 1);
  assert_int_equal(hits(fx, "fisheries"), 1);
  assert_int_equal(hits(fx, "cyber"), 0);
  assert_int_equal(hits(fx, "open data"), 1);
  rap_store_stats s;
  assert_ok(rap_store_stats_of(fx->store, &s, &fx->err));
  assert_int_equal(s.documents, 2);
  assert_int_equal(s.statements, 2);
  assert_int_equal(s.events, 1);
  assert_int_equal(problems(fx), 0);
}

static void test_other_packs(void **state) {
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  maker a = report(fx);
  put(&a);
  a.record.n_statements = 1;
  assert_int_equal(put_with(&a, RAP_STR("test-2.ffffffffffff")).what, RAP_PUT_REANALYSED);
  assert_int_equal(put_with(&a, RAP_STR("test-2.ffffffffffff")).what, RAP_PUT_UNCHANGED);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(statements_of(fx, "report"), 1);
  assert_int_equal(hits(fx, "cyber"), 1);
  assert_int_equal(problems(fx), 0);
}

static void test_removed(void **state) {
  fixture *fx = *state;
  size_t n;
  fixture_open(fx, RAP_STORE_WRITE);
  maker a = announcement(fx), b = report(fx), c = other(fx);
  b.doc.file = rap_arena_printf(fx->arena, "%s/sub/report.txt", fx->dir);
  c.doc.file = rap_arena_printf(fx->arena, "%s/sub/more.jsonl:7", fx->dir);
  put(&a), put(&b), put(&c);
  finish_and_close(fx);
  fixture_open(fx, RAP_STORE_EDIT);
  assert_ok(rap_store_remove(fx->store, RAP_STR("announcement"), &n, &fx->err));
  assert_int_equal(n, 1);
  assert_status(rap_store_remove(fx->store, RAP_STR("announcement"), &n, &fx->err), RAP_NOT_FOUND);
  assert_int_equal(n, 0);
  /* A path is no prefix of names: "…/su" is not the folder "…/sub". */
  assert_status(rap_store_remove(fx->store, rap_arena_printf(fx->arena, "%s/su", fx->dir), &n, &fx->err), RAP_NOT_FOUND);
  assert_ok(rap_store_remove(fx->store, rap_arena_printf(fx->arena, "%s/sub/", fx->dir), &n, &fx->err));
  assert_int_equal(n, 2);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(hits(fx, "secretaries"), 0);
  rap_store_stats s;
  assert_ok(rap_store_stats_of(fx->store, &s, &fx->err));
  assert_int_equal(s.documents, 0);
  assert_int_equal(s.events, 0);
  assert_int_equal(s.statements, 0);
  assert_int_equal(problems(fx), 0);
}

/* Two files of one name in two folders; a file that moved; a file that moved and changed. */
static void test_names_from_paths(void **state) {
  fixture *fx = *state;
  char a_path[400], b_path[400];
  (void)snprintf(a_path, sizeof a_path, "%s/a", fx->dir);
  (void)snprintf(b_path, sizeof b_path, "%s/b", fx->dir);
  assert_int_equal(mkdir(a_path, 0700), 0);
  assert_int_equal(mkdir(b_path, 0700), 0);
  (void)snprintf(a_path, sizeof a_path, "%s/a/000.txt", fx->dir);
  (void)snprintf(b_path, sizeof b_path, "%s/b/000.txt", fx->dir);
  write_file(a_path, "x", 1);
  write_file(b_path, "y", 1);
  maker a = make(fx, "000", "", "The text in folder a.", "2023-01-01"), b = make(fx, "000", "", "The text in folder b.", "2023-01-01");
  a.doc.file = rap_str_of(a_path);
  b.doc.file = rap_str_of(b_path);
  for (int run = 0; run < 2; run++) {
    fixture_open(fx, RAP_STORE_WRITE);
    assert_int_equal(put(&a), run == 0 ? RAP_PUT_INSERTED : RAP_PUT_UNCHANGED);
    rap_put_result r = put_with(&b, STAMP);
    assert_int_equal(r.what, run == 0 ? RAP_PUT_INSERTED : RAP_PUT_UNCHANGED);
    assert_string_equal(r.id, "000~2");
    assert_true((r.message[0] != '\0') == (run == 0));
    finish_and_close(fx);
  }
  /* The same file by another path, with another id made from it. */
  fixture_open(fx, RAP_STORE_WRITE);
  maker again = a;
  again.doc.file = rap_arena_printf(fx->arena, "%s/b/../a/000.txt", fx->dir);
  again.doc.id = RAP_STR("a/000");
  assert_int_equal(put(&again), RAP_PUT_UNCHANGED);
  /* b moves to c, then changes there. */
  maker moved = b;
  char c_path[400];
  (void)snprintf(c_path, sizeof c_path, "%s/000.txt", fx->dir);
  assert_int_equal(rename(b_path, c_path), 0);
  moved.doc.file = rap_str_of(c_path);
  assert_int_equal(put(&moved), RAP_PUT_UNCHANGED);
  finish_and_close(fx);
  fixture_open(fx, RAP_STORE_WRITE);
  moved.doc.full = RAP_STR("The text in folder b, corrected.");
  rap_put_result r = put_with(&moved, STAMP);
  assert_int_equal(r.what, RAP_PUT_REPLACED);
  assert_string_equal(r.id, "000~2");
  rap_store_stats s;
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_ok(rap_store_stats_of(fx->store, &s, &fx->err));
  assert_int_equal(s.documents, 2);
  assert_int_equal(problems(fx), 0);
}

/* Two records of one id in one run: the first stays, also the second time. In a later run the newer text replaces it. */
static void test_conflict(void **state) {
  fixture *fx = *state;
  maker a = make(fx, "X", "", "First text.", "2023-01-01"), b = make(fx, "X", "", "Second text.", "2023-01-01");
  b.doc.file = rap_arena_printf(fx->arena, "%s/in.jsonl:9", fx->dir);
  for (int run = 0; run < 2; run++) {
    fixture_open(fx, RAP_STORE_WRITE);
    put(&a);
    rap_put_result r = put_with(&b, STAMP);
    assert_int_equal(r.what, RAP_PUT_CONFLICT);
    assert_non_null(strstr(r.message, "in.jsonl:9"));
    assert_non_null(strstr(r.message, "in.jsonl:1"));
    assert_int_equal(put(&a), RAP_PUT_UNCHANGED);
    finish_and_close(fx);
  }
  fixture_open(fx, RAP_STORE_WRITE);
  assert_int_equal(put(&b), RAP_PUT_REPLACED);
  /* Another source has ids of its own. */
  a.doc.source = RAP_STR("elsewhere");
  assert_int_equal(put(&a), RAP_PUT_INSERTED);
  rap_stored_document d;
  assert_status(rap_store_get(fx->store, fx->arena, RAP_STR("X"), &d, &fx->err), RAP_ERR_USAGE);
  assert_ok(rap_store_get(fx->store, fx->arena, RAP_STR("elsewhere:X"), &d, &fx->err));
  assert_text(d.doc.full, "First text.");
}

static void test_bad_record(void **state) {
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  maker good = other(fx), bad = report(fx);
  put(&good);
  bad.record.statements[0].text.end = bad.doc.full.n + 1;
  rap_put_result r;
  assert_status(rap_store_put(fx->store, &bad.doc, &bad.record, STAMP, &r, &fx->err), RAP_ERR_INTERNAL);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  rap_store_stats s;
  assert_ok(rap_store_stats_of(fx->store, &s, &fx->err));
  assert_int_equal(s.documents, 1);
  assert_int_equal(problems(fx), 0);
}

static void test_rebuild(void **state) {
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  maker a = announcement(fx), b = report(fx), c = other(fx);
  put(&a), put(&b), put(&c);
  finish_and_close(fx);
  rap_store_stats before, after;
  fixture_open(fx, RAP_STORE_READ);
  assert_ok(rap_store_stats_of(fx->store, &before, &fx->err));
  rap_store_close(fx->store);
  fx->store = NULL;
  /* Derived tables of another version: told apart when reading, made anew when writing. */
  sql(fx->path, "DROP TABLE statement_theme; DELETE FROM event; UPDATE setting SET value = 0 WHERE key = 'derived'");
  assert_status(rap_store_open(rap_str_of(fx->path), RAP_STORE_READ, NULL, &fx->store, &fx->err), RAP_ERR_STORE);
  fixture_open(fx, RAP_STORE_EDIT);
  assert_ok(rap_store_stats_of(fx->store, &after, &fx->err));
  assert_int_equal(after.documents, before.documents);
  assert_int_equal(after.events, before.events);
  assert_int_equal(after.statements, before.statements);
  assert_string_equal(after.corpus_hash, before.corpus_hash);
  assert_int_equal(hits(fx, "cyber"), 1);
  assert_int_equal(problems(fx), 0);
  assert_ok(rap_store_rebuild(fx->store, &fx->err));
  assert_int_equal(problems(fx), 0);
}

static void test_bad_files(void **state) {
  fixture *fx = *state;
  rap_str path = rap_str_of(fx->path);
  static const rap_store_mode modes[] = {RAP_STORE_READ, RAP_STORE_WRITE, RAP_STORE_EDIT};
  assert_status(rap_store_open(path, RAP_STORE_READ, NULL, &fx->store, &fx->err), RAP_ERR_IO);
  assert_status(rap_store_open(path, RAP_STORE_EDIT, NULL, &fx->store, &fx->err), RAP_ERR_IO);
  assert_status(rap_store_open(RAP_STR("/no/such/folder/x.db"), RAP_STORE_WRITE, NULL, &fx->store, &fx->err), RAP_ERR_IO);
  assert_status(rap_store_open(RAP_STR(""), RAP_STORE_WRITE, NULL, &fx->store, &fx->err), RAP_ERR_IO);
  assert_status(rap_store_open(rap_str_of(fx->dir), RAP_STORE_READ, NULL, &fx->store, &fx->err), RAP_ERR_IO);
  char text[5000];
  memset(text, 'x', sizeof text);
  write_file(fx->path, text, sizeof text);
  for (size_t i = 0; i < 3; i++) {
    assert_status(rap_store_open(path, modes[i], NULL, &fx->store, &fx->err), RAP_ERR_STORE);
    assert_true(rap_str_find(rap_str_of(fx->err.text), path, 0) != SIZE_MAX);
    assert_null(fx->store);
  }
  assert_int_equal(unlink(fx->path), 0);
  sql(fx->path, "CREATE TABLE t(x)");
  for (size_t i = 0; i < 3; i++) assert_status(rap_store_open(path, modes[i], NULL, &fx->store, &fx->err), RAP_ERR_STORE);
  assert_int_equal(unlink(fx->path), 0);
  write_file(fx->path, "", 0);
  assert_status(rap_store_open(path, RAP_STORE_READ, NULL, &fx->store, &fx->err), RAP_ERR_STORE);
  fixture_open(fx, RAP_STORE_WRITE); /* an empty file may become a store */
  finish_and_close(fx);
  sql(fx->path, "PRAGMA user_version = 99");
  for (size_t i = 0; i < 3; i++) assert_status(rap_store_open(path, modes[i], NULL, &fx->store, &fx->err), RAP_ERR_VERSION);
  assert_alone(fx);
}

static void test_damage_is_found(void **state) {
  fixture *fx = *state;
  static const char *const damages[] = {
      "UPDATE body SET z = substr(z, 1, length(z) - 3) WHERE document = 1",
      "UPDATE record SET z = x'00' WHERE document = 1",
      "DELETE FROM statement_actor WHERE statement IN (SELECT id FROM statement LIMIT 1); DELETE FROM statement WHERE id IN (SELECT id FROM statement LIMIT 1)",
      "DELETE FROM event",
      "UPDATE document SET text_hash = zeroblob(32) WHERE id = 2",
      "INSERT INTO body(document, z) VALUES(77, x'00')",
      "DELETE FROM record WHERE document = 1",
      "DELETE FROM fts_docsize WHERE id = 1",
  };
  for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
    (void)unlink(fx->path);
    fixture_open(fx, RAP_STORE_WRITE);
    maker a = announcement(fx), b = report(fx);
    put(&a), put(&b);
    finish_and_close(fx);
    fixture_open(fx, RAP_STORE_READ);
    assert_int_equal(problems(fx), 0);
    rap_store_close(fx->store);
    fx->store = NULL;
    sql(fx->path, damages[i]);
    fixture_open(fx, RAP_STORE_READ);
    print_message("%s\n", damages[i]);
    assert_int_not_equal(problems(fx), 0);
    rap_store_close(fx->store);
    fx->store = NULL;
  }
}

/* The index of another text: only FTS5's own comparison can tell. */
static void test_full_text_is_compared(void **state) {
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  maker a = report(fx);
  put(&a);
  finish_and_close(fx);
  sql(fx->path, "INSERT INTO fts(rowid, title, body) VALUES(1, '', 'something else')");
  fixture_open(fx, RAP_STORE_READ);
  assert_int_not_equal(problems(fx), 0);
}

static rap_status one_each(void *ctx, const rap_stored_document *d, rap_error *err) {
  (void)err;
  rap_buf_add(ctx, d->doc.id);
  rap_buf_putc(ctx, ' ');
  return RAP_OK;
}

static rap_status stop_at_once(void *ctx, const rap_stored_document *d, rap_error *err) {
  (void)ctx, (void)d;
  return rap_error_set(err, RAP_ERR_INTERRUPTED, "enough");
}

static void test_each(void **state) {
  fixture *fx = *state;
  rap_buf ids = {0};
  fixture_open(fx, RAP_STORE_WRITE);
  maker a = report(fx), b = announcement(fx), c = other(fx);
  put(&a), put(&b);
  put_with(&c, RAP_STR("older"));
  assert_ok(rap_store_each(fx->store, RAP_STR(""), one_each, &ids, &fx->err));
  assert_text(rap_buf_str(&ids), "announcement other report ");
  rap_buf_reset(&ids);
  assert_ok(rap_store_each(fx->store, STAMP, one_each, &ids, &fx->err));
  assert_text(rap_buf_str(&ids), "other ");
  assert_status(rap_store_each(fx->store, RAP_STR(""), stop_at_once, NULL, &fx->err), RAP_ERR_INTERRUPTED);
  rap_buf_clear(&ids);
}

/* ---- the full-text index ---- */

static int64_t segments(fixture *fx) {
  sqlite3 *db;
  sqlite3_stmt *s;
  assert_int_equal(sqlite3_open(fx->path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(DISTINCT segid) FROM fts_idx", -1, &s, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(s), SQLITE_ROW);
  int64_t n = sqlite3_column_int64(s, 0);
  assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
  return n;
}

static void put_many(fixture *fx, int from, int to, const char *text) {
  for (int i = from; i < to; i++) {
    maker m = announcement(fx);
    m.doc.id = rap_arena_printf(fx->arena, "many-%d", i);
    m.doc.full = rap_arena_printf(fx->arena, "%.*s%s", RAP_FMT(m.doc.full), text);
    put(&m);
  }
}

/* A commit is one segment, whatever was put, replaced and removed before it: nothing in a batch makes FTS5 write out what it holds (but for rows that go backwards, by FTS5's design). A run that adds much leaves one segment, one that adds little
 * leaves its own beside the others. */
static void test_segments(void **state) {
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  put_many(fx, 0, 30, "");
  assert_ok(rap_store_commit(fx->store, &fx->err));
  assert_int_equal(segments(fx), 1);
  put_many(fx, 30, 60, "");
  assert_ok(rap_store_commit(fx->store, &fx->err));
  assert_int_equal(segments(fx), 2);
  finish_and_close(fx);
  assert_int_equal(segments(fx), 1);
  fixture_open(fx, RAP_STORE_WRITE);
  size_t n = 0;
  put_many(fx, 0, 5, " And more.");
  assert_ok(rap_store_remove(fx->store, RAP_STR("many-7"), &n, &fx->err));
  put_many(fx, 60, 65, "");
  finish_and_close(fx);
  assert_int_equal(segments(fx), 2);
  fixture_open(fx, RAP_STORE_READ);
  assert_int_equal(problems(fx), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(test_round_trip),
                                     TEST(test_empty_text),
                                     TEST(test_same_again),
                                     TEST(test_changed),
                                     TEST(test_other_packs),
                                     TEST(test_removed),
                                     TEST(test_names_from_paths),
                                     TEST(test_conflict),
                                     TEST(test_bad_record),
                                     TEST(test_rebuild),
                                     TEST(test_bad_files),
                                     TEST(test_damage_is_found),
                                     TEST(test_full_text_is_compared),
                                     TEST(test_each),
                                     TEST(test_segments)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
