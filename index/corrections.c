/* corrections.c: corrections read, and applied to records. Layer: index. */
#include <stdlib.h>

#include "base/limits.h"
#include "index/corrections_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- rows ---- */

static bool read_fields(rap_arena *arena, rap_str text, rap_correct_fields *out, rap_error *err) {
  rap_json *json = NULL;
  bool read = rap_json_parse(text, &json, err) == RAP_OK && rap_correct_fields_from_json(arena, json, out);
  rap_json_free(json);
  return read;
}

rap_status rap_corrections_row(rap_store *store, rap_arena *arena, rap_stmt *s, rap_correction *out, rap_error *err) {
  rap_error own = {0};
  *out = (rap_correction){.id = rap_col_int(s, 0), .at = rap_col_int(s, 2), .undone_at = rap_col_int(s, 18)};
  const struct {
    rap_str *to;
    int column;
  } texts[] = {{&out->uid, 1},     {&out->source, 5},       {&out->document, 6},       {&out->kind, 7},
               {&out->value, 8},   {&out->anchor.quote, 9}, {&out->anchor.before, 10}, {&out->anchor.after, 11},
               {&out->author, 15}, {&out->note, 16},        {&out->undone_by, 17}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i].to = rap_arena_str(arena, rap_col_text(s, texts[i].column));
  out->anchor.text.begin = (size_t)rap_col_int(s, 12);
  out->anchor.text.end = out->anchor.text.begin + out->anchor.quote.n;
  bool sound = rap_correct_op_parse(rap_col_text(s, 3), &out->op) && rap_correct_thing_parse(rap_col_text(s, 4), &out->thing) &&
               read_fields(arena, rap_col_text(s, 13), &out->was, &own) && read_fields(arena, rap_col_text(s, 14), &out->now, &own);
  if (rap_arena_failed(arena) || own.status == RAP_ERR_NOMEM) return rap_error_nomem(err);
  if (!sound || rap_correction_check(out, &own) != RAP_OK)
    return rap_store_fail(store, RAP_ERR_STORE, err, "the store is damaged: correction %lld: %s", (long long)out->id, own.text);
  return RAP_OK;
}

static int by_order(const void *a, const void *b) { return rap_correction_order(a, b); }

/* All rows of a statement that is bound and ready; in order. */
static rap_status read_all(rap_store *store, rap_arena *arena, rap_stmt *s, rap_correction **items, size_t *n, rap_error *err) {
  rap_status st = RAP_OK;
  size_t capacity = 0;
  bool row = false;
  *items = NULL;
  *n = 0;
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (!rap_arena_grow(arena, (void **)items, *n, &capacity, sizeof **items)) st = rap_error_nomem(err);
    TRY(rap_corrections_row(store, arena, s, &(*items)[*n], err));
    if (st == RAP_OK) ++*n;
  }
  rap_stmt_reset(s);
  if (st == RAP_OK && *n) qsort(*items, *n, sizeof **items, by_order);
  return st;
}

/* ---- what holds everywhere ---- */

void rap_corrections_forget(rap_store *store) {
  if (store->corrections) store->corrections->loaded = false;
}

void rap_corrections_free(rap_store *store) {
  if (!store->corrections) return;
  rap_decisions_clear(&store->corrections->decisions);
  rap_arena_free(store->corrections->arena);
  free(store->corrections);
  store->corrections = NULL;
}

static rap_status make(rap_store *store, rap_error *err) {
  if (store->corrections) return RAP_OK;
  store->corrections = calloc(1, sizeof *store->corrections);
  if (store->corrections) store->corrections->arena = rap_arena_new();
  if (store->corrections && store->corrections->arena) return RAP_OK;
  rap_corrections_free(store);
  return rap_error_nomem(err);
}

static rap_status load(rap_store *store, rap_corrections *k, rap_error *err) {
  rap_stmt *s = NULL;
  rap_correction *entities = NULL;
  size_t n = 0;
  rap_decisions_clear(&k->decisions);
  rap_arena_reset(k->arena);
  rap_status st = rap_db_int(store->db, "SELECT count(*) FROM correction WHERE document IS NOT NULL AND undone_by IS NULL", &k->n_local, err);
  TRY(rap_db_cached(store->db,
                    "SELECT " RAP_CORRECTION_COLUMNS " FROM correction c WHERE c.document IS NULL AND c.undone_by IS NULL AND c.thing = 'entity'", &s,
                    err));
  TRY(read_all(store, k->arena, s, &entities, &n, err));
  TRY(rap_decisions_make(k->arena, entities, n, &k->decisions, err));
  TRY(rap_db_cached(store->db,
                    "SELECT " RAP_CORRECTION_COLUMNS " FROM correction c WHERE c.document IS NULL AND c.undone_by IS NULL AND c.thing = 'event'", &s,
                    err));
  TRY(read_all(store, k->arena, s, &k->events, &k->n_events, err));
  return st;
}

rap_status rap_corrections_load(rap_store *store, rap_error *err) {
  int64_t version = 0;
  rap_status st = make(store, err);
  /* Who writes holds the lock: nobody else can have. */
  if (st == RAP_OK && store->mode == RAP_STORE_READ) {
    rap_stmt *s = NULL;
    st = rap_db_cached(store->db, "PRAGMA data_version", &s, err);
    TRY(rap_stmt_number(s, &version, err));
  }
  if (st != RAP_OK || (store->corrections->loaded && store->corrections->version == version)) return st;
  store->corrections->loaded = false;
  st = load(store, store->corrections, err);
  store->corrections->version = version;
  store->corrections->loaded = st == RAP_OK;
  return st;
}

/* ---- one document ---- */

static rap_status local_of(rap_store *store, rap_arena *arena, int64_t id, rap_correction **items, size_t *n, rap_error *err) {
  rap_stmt *s = NULL;
  *items = NULL;
  *n = 0;
  if (!store->corrections->n_local) return RAP_OK;
  rap_status st =
      rap_db_cached(store->db,
                    "SELECT " RAP_CORRECTION_COLUMNS
                    " FROM document d JOIN correction c ON c.source = d.source AND c.document = d.name WHERE d.id = ? AND c.undone_by IS NULL",
                    &s, err);
  rap_bind_int(s, id);
  TRY(read_all(store, arena, s, items, n, err));
  return st;
}

rap_status rap_corrections_apply(rap_store *store, rap_arena *arena, int64_t id, const rap_document *doc, rap_record *record, rap_correcting *how,
                                 rap_error *err) {
  rap_correcting own = {0};
  rap_correction *local = NULL;
  if (!how) how = &own;
  rap_status st = rap_corrections_load(store, err);
  TRY(local_of(store, arena, id, &local, &how->n_local, err));
  how->local = local;
  if (st == RAP_OK) how->decisions = &store->corrections->decisions;
  TRY(rap_correct_record(arena, doc, how, record, err));
  return st;
}

static rap_status note(rap_store *store, int64_t correction, int64_t document, rap_correct_outcome outcome, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(store->db, "INSERT OR REPLACE INTO corrected(correction, document, outcome) VALUES(?, ?, ?)", &s, err);
  rap_bind_int(s, correction);
  rap_bind_int(s, document);
  rap_bind_int(s, outcome);
  TRY(rap_stmt_run(s, err));
  return st;
}

rap_status rap_corrections_note(rap_store *store, int64_t id, const rap_correcting *how, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < how->n_local && st == RAP_OK; i++) st = note(store, how->local[i].id, id, how->outcomes[i], err);
  for (size_t i = 0; i < how->n_everywhere && st == RAP_OK; i++) st = note(store, how->everywhere[i]->id, id, RAP_OUTCOME_APPLIED, err);
  return st;
}

rap_status rap_store_get_corrected(rap_store *store, rap_arena *arena, rap_str id, rap_corrected_document *out, rap_error *err) {
  int64_t row;
  *out = (rap_corrected_document){.how = {.track = true}};
  rap_status st = rap_store_find(store, id.p ? id : RAP_STR(""), &row, err);
  TRY(rap_store_load_analysed(store, arena, row, &out->stored, err));
  if (st == RAP_OK) out->machine = out->stored.record;
  TRY(rap_corrections_apply(store, arena, row, &out->stored.doc, &out->stored.record, &out->how, err));
  return st;
}

rap_status rap_store_would_circle(rap_store *store, const rap_correction *c, bool *out, rap_error *err) {
  *out = false;
  rap_status st = rap_corrections_load(store, err);
  rap_str kind = c->op == RAP_CORRECT_RETYPE ? rap_correct_text(&c->now, "kind") : c->kind;
  TRY(rap_decisions_circle(&store->corrections->decisions, c->kind, c->value, kind, rap_correct_text(&c->now, "value"), out, err));
  return st;
}

/* ---- lists ---- */

/* How one stands: of an entity first what the decisions say of each other. */
static rap_correct_outcome outcome_of(const rap_store *store, const rap_correction *c, rap_correct_outcome noted, size_t *hint) {
  const rap_decisions *d = &store->corrections->decisions;
  bool everywhere = c->thing == RAP_CORRECT_ENTITY && !c->document.n;
  /* Mostly they were made in the order in which they are applied: the next one is behind the last. */
  for (size_t k = 0; everywhere && k < d->n; k++) {
    size_t i = (*hint + k) % d->n;
    if (d->items[i].id != c->id) continue;
    *hint = i + 1;
    if (d->outcomes[i] != RAP_OUTCOME_APPLIED) return d->outcomes[i];
    break;
  }
  if (c->op == RAP_CORRECT_RENAME) return RAP_OUTCOME_APPLIED;
  return noted;
}

rap_status rap_store_corrections(rap_store *store, const rap_correction_filter *filter, rap_correction_fn fn, void *ctx, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  size_t hint = 0;
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_corrections_load(store, err) : rap_error_nomem(err);
  TRY(rap_db_prepare(
      store->db,
      RAP_STR(
          "SELECT " RAP_CORRECTION_COLUMNS
          ", coalesce((SELECT max(outcome) FROM corrected x WHERE x.correction = c.id), 0), (SELECT count(*) FROM corrected x WHERE x.correction = c.id AND x.outcome = 1) "
          "FROM correction c WHERE (?1 = '' OR (c.source = ?2 AND c.document = ?1)) AND c.id >= ?3 AND c.id <= ?4 AND (?5 OR c.undone_by IS NULL) ORDER BY c.id"),
      &s, err));
  rap_bind_text(s, filter->document);
  rap_bind_text(s, filter->source);
  rap_bind_int(s, filter->first);
  rap_bind_int(s, filter->last ? filter->last : INT64_MAX);
  rap_bind_int(s, filter->undone);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    rap_correction c;
    rap_arena_reset(arena);
    TRY(rap_corrections_row(store, arena, s, &c, err));
    int64_t noted = rap_col_int(s, 19);
    rap_correction_state state = {.documents = rap_col_int(s, 20)};
    if (st == RAP_OK && !c.undone_by.n)
      state.outcome = outcome_of(store, &c, noted > 0 && noted < RAP_N_OUTCOMES ? (rap_correct_outcome)noted : RAP_OUTCOME_WAITING, &hint);
    TRY(fn(ctx, &c, &state, err));
  }
  rap_stmt_free(s);
  rap_arena_free(arena);
  return st;
}

rap_status rap_store_count_corrections(rap_store *store, int64_t *out, rap_error *err) {
  return rap_db_int(store->db, "SELECT count(*) FROM correction WHERE undone_by IS NULL", out, err);
}

rap_status rap_store_value_of_name(rap_arena *arena, rap_str name, rap_str *out, rap_error *err) {
  rap_buf fold = {0};
  rap_status st = rap_fold_name(name, &fold, err);
  *out = st == RAP_OK ? rap_arena_str(arena, fold.n ? rap_buf_str(&fold) : name) : (rap_str){0};
  if (st == RAP_OK && !out->p) st = rap_error_nomem(err);
  rap_buf_clear(&fold);
  return st;
}
