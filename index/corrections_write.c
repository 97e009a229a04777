/* corrections_write.c: corrections added and taken back, and what has to be derived again. Layer: index. */
#include "base/limits.h"
#include "index/corrections_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- what is decided of entities ---- */

/* How the entity is shown, now that something was decided. */
static rap_status rename_entity(rap_store *store, rap_str kind, rap_str value, rap_str otherwise, rap_error *err) {
  rap_stmt *s = NULL;
  rap_buf fold = {0};
  rap_str name;
  rap_status st = rap_decisions_name(&store->corrections->decisions, kind, value, &name, err);
  if (!name.n) name = otherwise;
  if (!name.n) return st;
  TRY(rap_fold_name(name, &fold, err));
  TRY(rap_db_cached(store->db, "UPDATE entity SET name = ?, fold = ? WHERE kind = ? AND value = ?", &s, err));
  rap_bind_text(s, name);
  rap_bind_text(s, rap_buf_str(&fold));
  rap_bind_text(s, kind);
  rap_bind_text(s, value);
  TRY(rap_stmt_run(s, err));
  rap_buf_clear(&fold);
  return st;
}

/* What holds of entities, before and after: a decision that begins or ceases to count concerns the documents that name its entity, or that it changed. */
typedef struct held {
  int64_t *ids;
  rap_correct_outcome *outcomes;
  size_t n;
  rap_correction *undone; /* what ceases to count because it is taken back */
  size_t n_undone, capacity;
} held;

static rap_status hold(rap_store *store, rap_arena *arena, held *out, rap_error *err) {
  rap_status st = rap_corrections_load(store, err);
  const rap_decisions *d = st == RAP_OK ? &store->corrections->decisions : NULL;
  *out = (held){0};
  if (!d) return st;
  out->n = d->n;
  out->ids = rap_arena_array(arena, d->n, sizeof *out->ids);
  out->outcomes = rap_arena_array(arena, d->n, sizeof *out->outcomes);
  if (!out->ids || !out->outcomes) return rap_error_nomem(err);
  for (size_t i = 0; i < d->n; i++) out->ids[i] = d->items[i].id, out->outcomes[i] = d->outcomes[i];
  return RAP_OK;
}

static rap_status set_aside(rap_arena *arena, held *h, const rap_correction *c, rap_error *err) {
  if (!rap_arena_grow(arena, (void **)&h->undone, h->n_undone, &h->capacity, sizeof *h->undone)) return rap_error_nomem(err);
  h->undone[h->n_undone++] = *c;
  return RAP_OK;
}

/* Both are in order of time, which new ones may stand amidst. */
static bool counted(const held *before, int64_t id, size_t *hint) {
  for (size_t k = 0; k < before->n; k++) {
    size_t i = (*hint + k) % before->n;
    if (before->ids[i] != id) continue;
    *hint = i + 1;
    return before->outcomes[i] == RAP_OUTCOME_APPLIED;
  }
  return false;
}

static rap_status mark_changed(rap_store *store, rap_arena *arena, const held *before, rap_correct_result *result, rap_error *err) {
  size_t hint = 0;
  rap_corrections_forget(store);
  rap_status st = rap_corrections_load(store, err);
  const rap_decisions *d = st == RAP_OK ? &store->corrections->decisions : NULL;
  for (size_t i = 0; st == RAP_OK && i < d->n; i++) {
    const rap_correction *c = &d->items[i];
    bool counts = d->outcomes[i] == RAP_OUTCOME_APPLIED, did = counted(before, c->id, &hint);
    if (counts == did) continue;
    result->overridden += did;
    st = counts && c->op != RAP_CORRECT_RENAME ? rap_corrections_mark_entity(store, arena, c, err) : rap_corrections_mark_touched(store, c->id, err);
    bool to_other = c->op == RAP_CORRECT_MERGE || c->op == RAP_CORRECT_RETYPE;
    rap_str kind = c->op == RAP_CORRECT_RETYPE ? rap_correct_text(&c->now, "kind") : c->kind;
    if (counts) TRY(rename_entity(store, kind, to_other ? rap_correct_text(&c->now, "value") : c->value, (rap_str){0}, err));
  }
  return st;
}

static rap_status mark_one(rap_store *store, const rap_correction *c, rap_error *err) {
  if (c->document.n) return rap_corrections_mark_document(store, c, err);
  return c->thing == RAP_CORRECT_EVENT ? rap_corrections_mark_series(store, c, err) : RAP_OK;
}

/* ---- derived again ---- */

static rap_status derive_again(rap_store *store, rap_arena *arena, int64_t id, rap_error *err) {
  rap_stored_document d;
  rap_arena_reset(arena);
  rap_status st = rap_store_load_analysed(store, arena, id, &d, err);
  TRY(rap_derive_remove(store, id, err));
  TRY(rap_derive_put(store, id, &d.doc, &d.record, err));
  TRY(rap_db_run(store->db, "DELETE FROM dirty_document WHERE document = ?", id, err));
  TRY(rap_store_count_written(store, d.doc.full.n, err));
  return st;
}

rap_status rap_corrections_resume(rap_store *store, size_t *n, rap_error *err) {
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? RAP_OK : rap_error_nomem(err);
  *n = 0;
  for (int64_t id = 1; st == RAP_OK && id;) {
    st = rap_db_int(store->db, "SELECT min(document) FROM dirty_document", &id, err);
    if (st != RAP_OK || !id) break;
    if (store->options.interrupted && store->options.interrupted())
      st = rap_store_fail(store, RAP_ERR_INTERRUPTED, err, "interrupted; the next run that writes goes on with it");
    TRY(rap_store_begin(store, err));
    TRY(derive_again(store, arena, id, err));
    if (st == RAP_OK) ++*n;
  }
  if (st == RAP_ERR_INTERRUPTED) {
    rap_error ignored = {0};
    if (rap_store_commit(store, &ignored) != RAP_OK) rap_error_clear(&ignored);
  } else if (st != RAP_OK) {
    rap_store_rollback(store);
  }
  store->text_of = 0;
  rap_arena_free(arena);
  return st;
}

/* ---- rows ---- */

static void bind_fields(rap_stmt *s, const rap_correct_fields *fields, rap_buf *text, bool *failed) {
  rap_json *json = rap_correct_fields_json(fields);
  rap_error ignored = {0};
  if (rap_json_write(json, 0, text, &ignored) != RAP_OK) *failed = true;
  rap_json_free(json);
  rap_bind_text(s, rap_buf_str(text));
}

static rap_status insert(rap_store *store, rap_correction *c, rap_error *err) {
  rap_stmt *s = NULL;
  rap_buf was = {0}, now = {0};
  bool failed = false, placed = c->anchor.quote.n > 0;
  rap_status st = rap_db_cached(
      store->db,
      "INSERT INTO correction(uid, at, operation, thing, source, document, kind, value, quote, before, after, text_begin, was, now, author, note, undone_by, undone_at) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      &s, err);
  rap_bind_text(s, c->uid);
  rap_bind_int(s, c->at);
  rap_bind_text(s, rap_str_of(rap_correct_op_name(c->op)));
  rap_bind_text(s, rap_str_of(rap_correct_thing_name(c->thing)));
  if (c->document.n)
    rap_bind_text(s, c->source);
  else
    rap_bind_null(s);
  rap_bind_text_or_null(s, c->document);
  rap_bind_text_or_null(s, c->kind);
  rap_bind_text_or_null(s, c->value);
  rap_bind_text_or_null(s, c->anchor.quote);
  rap_bind_text_or_null(s, c->anchor.before);
  rap_bind_text_or_null(s, c->anchor.after);
  rap_bind_int_or_null(s, placed, (int64_t)c->anchor.text.begin);
  bind_fields(s, &c->was, &was, &failed);
  bind_fields(s, &c->now, &now, &failed);
  rap_bind_text(s, c->author);
  rap_bind_text_or_null(s, c->note);
  rap_bind_text_or_null(s, c->undone_by);
  rap_bind_int_or_null(s, c->undone_by.n > 0, c->undone_at);
  if (st == RAP_OK && failed) st = rap_error_nomem(err);
  TRY(rap_stmt_run(s, err));
  c->id = rap_db_last_id(store->db);
  rap_stmt_reset(s);
  rap_buf_clear(&was);
  rap_buf_clear(&now);
  return st;
}

/* The row of a statement that gives one at most, in `arena`; .id 0: none. */
static rap_status find_one(rap_store *store, rap_arena *arena, rap_stmt *s, rap_correction *out, rap_error *err) {
  bool row = false;
  *out = (rap_correction){0};
  rap_status st = rap_stmt_step(s, &row, err);
  if (st == RAP_OK && row) st = rap_corrections_row(store, arena, s, out, err);
  rap_stmt_reset(s);
  return st;
}

/* The one with that uid; .id 0: none. */
static rap_status find_uid(rap_store *store, rap_arena *arena, rap_str uid, rap_correction *out, rap_error *err) {
  rap_stmt *s = NULL;
  *out = (rap_correction){0};
  rap_status st = rap_db_cached(store->db, "SELECT " RAP_CORRECTION_COLUMNS " FROM correction c WHERE c.uid = ?", &s, err);
  rap_bind_text(s, uid);
  TRY(find_one(store, arena, s, out, err));
  return st;
}

static rap_status set_undone(rap_store *store, int64_t id, rap_str by, int64_t at, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(store->db, "UPDATE correction SET undone_by = ?, undone_at = ? WHERE id = ?", &s, err);
  rap_bind_text_or_null(s, by);
  rap_bind_int_or_null(s, by.n > 0, at);
  rap_bind_int(s, id);
  TRY(rap_stmt_run(s, err));
  return st;
}

/* ---- the operations ---- */

static rap_status within_bounds(rap_store *store, const rap_correction *c, rap_error *err) {
  rap_stmt *s = NULL;
  int64_t n = 0;
  if (!c->document.n) return RAP_OK;
  rap_status st = rap_db_cached(store->db, "SELECT count(*) FROM correction WHERE source = ? AND document = ? AND undone_by IS NULL", &s, err);
  rap_bind_text(s, c->source);
  rap_bind_text(s, c->document);
  TRY(rap_stmt_number(s, &n, err));
  if (st == RAP_OK && n > RAP_MAX_CORRECTIONS_PER_DOCUMENT)
    st = rap_store_fail(store, RAP_ERR_LIMIT, err, "document \"%.*s\": more than %d corrections", RAP_FMT(c->document),
                        RAP_MAX_CORRECTIONS_PER_DOCUMENT);
  return st;
}

static rap_status add_one(rap_store *store, rap_arena *arena, rap_correction *c, held *before, rap_correct_result *result, rap_error *err) {
  rap_correction there;
  rap_status st = rap_correction_check(c, err);
  TRY(rap_correction_identify(arena, c, err));
  TRY(find_uid(store, arena, c->uid, &there, err));
  if (st != RAP_OK) return st;
  if (!there.id) {
    TRY(insert(store, c, err));
    if (!c->undone_by.n) TRY(within_bounds(store, c, err));
    result->added++;
  } else {
    c->id = there.id;
    result->known++;
    if (!c->undone_by.n || there.undone_by.n) return RAP_OK; /* what was undone here stays so */
    st = set_undone(store, c->id, c->undone_by, c->undone_at, err);
    TRY(rap_corrections_mark_touched(store, c->id, err));
    TRY(set_aside(arena, before, &there, err));
    result->undone++;
  }
  if (!there.id && c->undone_by.n) return st;
  TRY(mark_one(store, c, err));
  return st;
}

/* The name that a decision gave goes with it: what it was before, or what another decision says. */
static rap_status unname(rap_store *store, const rap_correction *c, rap_error *err) {
  if (c->thing != RAP_CORRECT_ENTITY || c->op != RAP_CORRECT_RENAME) return RAP_OK;
  return rename_entity(store, c->kind, c->value, rap_correct_text(&c->was, "name"), err);
}

/* All but the documents is settled before these are derived again, which may be many commits: who goes on with them after an end in their midst has nothing else to do. */
static rap_status settle(rap_store *store, rap_arena *arena, const held *before, rap_correct_result *result, rap_error *err) {
  rap_status st = mark_changed(store, arena, before, result, err);
  for (size_t i = 0; i < before->n_undone; i++) TRY(unname(store, &before->undone[i], err));
  TRY(rap_corrections_resume(store, &result->documents, err));
  TRY(rap_store_commit(store, err));
  if (st != RAP_OK && st != RAP_ERR_INTERRUPTED) rap_store_rollback(store);
  return st;
}

rap_status rap_store_correct(rap_store *store, rap_arena *arena, rap_correction *items, size_t n, int64_t now, rap_correct_result *result,
                             rap_error *err) {
  held before;
  int64_t total = 0, latest = 0;
  *result = (rap_correct_result){0};
  rap_status st = rap_store_begin(store, err);
  TRY(hold(store, arena, &before, err));
  TRY(rap_db_int(store->db, "SELECT max(at) FROM correction", &latest, err));
  for (size_t i = 0; i < n && st == RAP_OK; i++) {
    if (items[i].at == 0) items[i].at = latest = now > latest ? now : latest + 1;
    st = add_one(store, arena, &items[i], &before, result, err);
  }
  TRY(rap_db_int(store->db, "SELECT count(*) FROM correction", &total, err));
  if (st == RAP_OK && total > RAP_MAX_CORRECTIONS) st = rap_store_fail(store, RAP_ERR_LIMIT, err, "more than %d corrections", RAP_MAX_CORRECTIONS);
  if (st == RAP_OK) return settle(store, arena, &before, result, err);
  rap_store_rollback(store);
  *result = (rap_correct_result){0};
  return st;
}

static rap_status find_id(rap_store *store, rap_arena *arena, int64_t id, rap_correction *out, rap_error *err) {
  rap_stmt *s = NULL;
  *out = (rap_correction){0};
  rap_status st = rap_db_cached(store->db, "SELECT " RAP_CORRECTION_COLUMNS " FROM correction c WHERE c.id = ?", &s, err);
  rap_bind_int(s, id);
  TRY(find_one(store, arena, s, out, err));
  if (st == RAP_OK && !out->id) st = rap_store_fail(store, RAP_NOT_FOUND, err, "no correction %lld", (long long)id);
  return st;
}

/* `by` empty: it holds again. */
static rap_status turn(rap_store *store, int64_t id, rap_str by, int64_t now, rap_correct_result *result, rap_error *err) {
  held before;
  rap_correction c = {0};
  *result = (rap_correct_result){0};
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_store_begin(store, err) : rap_error_nomem(err);
  TRY(hold(store, arena, &before, err));
  TRY(find_id(store, arena, id, &c, err));
  if (st == RAP_OK && (c.undone_by.n > 0) == (by.n > 0))
    st = rap_store_fail(store, RAP_ERR_USAGE, err, by.n ? "correction %lld is undone already" : "correction %lld holds already", (long long)id);
  TRY(set_undone(store, id, by, now, err));
  TRY(rap_corrections_mark_touched(store, id, err));
  TRY(mark_one(store, &c, err));
  if (by.n) TRY(set_aside(arena, &before, &c, err));
  if (st == RAP_OK)
    st = settle(store, arena, &before, result, err);
  else
    rap_store_rollback(store);
  rap_arena_free(arena);
  return st;
}

rap_status rap_store_correct_undo(rap_store *store, int64_t id, rap_str by, int64_t now, rap_correct_result *result, rap_error *err) {
  return turn(store, id, by, now, result, err);
}

rap_status rap_store_correct_redo(rap_store *store, int64_t id, rap_correct_result *result, rap_error *err) {
  return turn(store, id, (rap_str){0}, 0, result, err);
}

rap_status rap_store_in_lexicon(rap_store *store, rap_str kind, rap_str value, bool *out, rap_error *err) {
  rap_stmt *s = NULL;
  *out = false;
  rap_status st = rap_db_cached(store->db, "SELECT 1 FROM lexicon WHERE kind = ? AND id = ?", &s, err);
  rap_bind_text(s, rap_str_is(kind, "series") ? RAP_STR("event") : kind);
  rap_bind_text(s, value);
  TRY(rap_stmt_step(s, out, err));
  rap_stmt_reset(s);
  return st;
}
