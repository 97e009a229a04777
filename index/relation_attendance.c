/* relation_attendance.c: what the texts say of who was at an event. Layer: index. */
#include <stdlib.h>

#include "index/relations.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct attendance {
  rap_store *store;
  rap_arena *arena; /* of the answer */
  rap_attendance *out;
  size_t delegates_capacity, counts_capacity;
} attendance;

static rap_status add_delegate(attendance *a, const rap_stored_document *d, const rap_person *p, rap_error *err) {
  rap_attendance *out = a->out;
  for (size_t i = 0; i < out->n_delegates; i++)
    if (rap_str_eq(out->delegates[i].name, p->name) && rap_str_eq(out->delegates[i].state, p->state)) return RAP_OK;
  if (!rap_arena_grow(a->arena, (void **)&out->delegates, out->n_delegates, &a->delegates_capacity, sizeof *out->delegates))
    return rap_error_nomem(err);
  out->delegates[out->n_delegates++] =
      (rap_delegate){rap_arena_str(a->arena, p->state), rap_arena_str(a->arena, p->name), rap_arena_str(a->arena, p->role),
                     rap_arena_str(a->arena, p->function), rap_arena_str(a->arena, d->doc.id)};
  return rap_arena_failed(a->arena) ? rap_error_nomem(err) : RAP_OK;
}

static rap_status add_count(attendance *a, const rap_stored_document *d, const rap_count *c, rap_error *err) {
  rap_attendance *out = a->out;
  rap_str text = rap_str_at(d->doc.full, c->text);
  for (size_t i = 0; i < out->n_counts; i++)
    if (rap_str_eq(out->counts[i].name, text)) return RAP_OK;
  if (!rap_arena_grow(a->arena, (void **)&out->counts, out->n_counts, &a->counts_capacity, sizeof *out->counts)) return rap_error_nomem(err);
  out->counts[out->n_counts++] = (rap_label){rap_arena_str(a->arena, c->of), rap_arena_str(a->arena, text)};
  return rap_arena_failed(a->arena) ? rap_error_nomem(err) : RAP_OK;
}

static rap_status read_document(attendance *a, rap_arena *scratch, int64_t row, rap_error *err) {
  rap_stored_document d;
  rap_arena_reset(scratch);
  rap_status st = rap_store_load(a->store, scratch, row, true, &d, err);
  for (size_t i = 0; st == RAP_OK && i < d.record.n_persons; i++)
    if (d.record.persons[i].function.n && d.record.persons[i].state.n) st = add_delegate(a, &d, &d.record.persons[i], err);
  for (size_t i = 0; st == RAP_OK && i < d.record.n_counts; i++)
    if (rap_str_is(d.record.counts[i].of, "states") || rap_str_is(d.record.counts[i].of, "union territories"))
      st = add_count(a, &d, &d.record.counts[i], err);
  for (size_t i = 0; st == RAP_OK && i < d.record.n_statements; i++) a->out->open += d.record.statements[i].open;
  return st;
}

static int by_state(const void *x, const void *y) {
  const rap_delegate *a = x, *b = y;
  int order = rap_str_cmp(a->state, b->state);
  return order ? order : rap_str_cmp(a->name, b->name);
}

rap_status rap_query_attendance(rap_store *store, rap_str event, rap_arena *arena, rap_attendance *out, rap_error *err) {
  attendance a = {.store = store, .arena = arena, .out = out};
  rap_arena *scratch = rap_arena_new();
  rap_stmt *s = NULL;
  bool row = false, own = false;
  size_t n = 0;
  *out = (rap_attendance){0};
  rap_status st = scratch ? rap_sql_begin(store, &own, err) : rap_error_nomem(err);
  TRY(rap_db_cached(
      store->db,
      "SELECT d.id FROM event e JOIN event_document ed ON ed.event = e.id AND ed.main = 1 JOIN document d ON d.id = ed.document WHERE e.key = ? "
      "ORDER BY d.day DESC NULLS LAST, d.name, d.source",
      &s, err));
  rap_bind_text(s, event);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (n++ < RAP_ATTENDANCE_DOCUMENTS)
      st = read_document(&a, scratch, rap_col_int(s, 0), err);
    else
      out->more++;
  }
  rap_stmt_reset(s);
  rap_sql_end(store, own);
  rap_arena_free(scratch);
  if (out->n_delegates) qsort(out->delegates, out->n_delegates, sizeof *out->delegates, by_state);
  return st;
}
