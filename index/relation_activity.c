/* relation_activity.c: how often persons are named, take part, speak; how often series are held, and what of them. Layer: index. */
#include <stdlib.h>

#include "base/map.h"
#include "index/relation_walk.h"
#include "index/relations.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct meeting {
  size_t row;
  uint64_t event;
} meeting;

typedef struct tallying {
  rap_arena *arena;
  const rap_relation_values *values;
  rap_map known; /* value → row */
  rap_activity_row *rows;
  size_t n, capacity;
  size_t *row_of; /* by number of the walk in hand: 1 + row */
  size_t n_numbers;
  bool adds;          /* values that are not known yet are added */
  bool by_event_days; /* first and last are days of events */
  meeting *meetings;
  size_t n_meetings, meetings_capacity;
} tallying;

/* NULL: not asked for, or (*failed) out of memory. */
static rap_activity_row *row_at(tallying *t, uint32_t number, bool *failed) {
  *failed = true;
  if (number >= t->n_numbers) {
    size_t n = t->n_numbers ? t->n_numbers : 1024;
    while (n <= number) n *= 2;
    size_t *row_of = rap_arena_array(t->arena, n, sizeof *row_of);
    if (!row_of) return NULL;
    if (t->n_numbers) memcpy(row_of, t->row_of, t->n_numbers * sizeof *row_of);
    t->row_of = row_of;
    t->n_numbers = n;
  }
  if (!t->row_of[number]) {
    rap_str value = t->values[0].items[number];
    rap_map_entry *e = t->adds ? rap_map_put(&t->known, value, NULL) : rap_map_get(&t->known, value);
    if (t->adds && (!e || !rap_arena_grow(t->arena, (void **)&t->rows, t->n, &t->capacity, sizeof *t->rows))) return NULL;
    if (t->adds) {
      e->value.num = t->n;
      t->rows[t->n++] = (rap_activity_row){.label.value = value};
    }
    t->row_of[number] = e ? e->value.num + 1 : SIZE_MAX;
  }
  *failed = false;
  return t->row_of[number] == SIZE_MAX ? NULL : &t->rows[t->row_of[number] - 1];
}

static void see(rap_activity_row *p, int32_t day) {
  if (day && (!p->first || day < p->first)) p->first = day;
  if (day > p->last) p->last = day;
}

static rap_status on_document(void *ctx, const rap_relation_row *row, rap_error *err) {
  tallying *t = ctx;
  for (size_t i = 0; i < row->n[0]; i++) {
    bool failed;
    rap_activity_row *p = row_at(t, row->values[0][i], &failed);
    if (!p) return rap_error_nomem(err);
    p->documents++;
    if (!t->by_event_days) see(p, row->day);
  }
  return RAP_OK;
}

static rap_status on_statement(void *ctx, const rap_relation_row *row, rap_error *err) {
  tallying *t = ctx;
  for (size_t i = 0; i < row->n[0]; i++) {
    bool failed;
    rap_activity_row *p = row_at(t, row->values[0][i], &failed);
    if (failed) return rap_error_nomem(err);
    if (p) p->statements++;
  }
  return RAP_OK;
}

static rap_status on_event(void *ctx, const rap_relation_row *row, rap_error *err) {
  tallying *t = ctx;
  for (size_t i = 0; i < row->n[0]; i++) {
    bool failed;
    rap_activity_row *p = row_at(t, row->values[0][i], &failed);
    if (failed || (p && !rap_arena_grow(t->arena, (void **)&t->meetings, t->n_meetings, &t->meetings_capacity, sizeof *t->meetings)))
      return rap_error_nomem(err);
    if (p && t->by_event_days) see(p, row->day);
    if (p) t->meetings[t->n_meetings++] = (meeting){(size_t)(p - t->rows), row->unit};
  }
  return RAP_OK;
}

static int by_row(const void *x, const void *y) {
  const meeting *a = x, *b = y;
  if (a->row != b->row) return a->row < b->row ? -1 : 1;
  return (a->event > b->event) - (a->event < b->event);
}

static void count_events(tallying *t) {
  if (t->n_meetings) qsort(t->meetings, t->n_meetings, sizeof *t->meetings, by_row);
  for (size_t i = 0; i < t->n_meetings; i++)
    if (!i || by_row(&t->meetings[i - 1], &t->meetings[i])) t->rows[t->meetings[i].row].events++;
}

static rap_status walk(rap_store *store, const rap_filter *filter, rap_axis axis, tallying *t, rap_error *err) {
  const rap_axis axes[] = {axis};
  static const struct {
    rap_base base;
    rap_unit unit;
    rap_relation_fn fn;
  } walks[] = {{RAP_FROM_DOCUMENTS, RAP_UNIT_DOCUMENTS, on_document},
               {RAP_FROM_EVENTS, RAP_UNIT_EVENTS, on_event},
               {RAP_FROM_STATEMENTS, RAP_UNIT_STATEMENTS, on_statement}};
  rap_status st = RAP_OK;
  for (size_t i = 0; i < sizeof walks / sizeof *walks; i++) {
    const rap_relation_spec spec = {.base = walks[i].base, .unit = walks[i].unit, .axes = axes, .n_axes = 1, .restrict_axes = true};
    rap_relation_values values[RAP_RELATION_AXES];
    t->values = values;
    t->adds = i == 0;
    if (t->n_numbers) memset(t->row_of, 0, t->n_numbers * sizeof *t->row_of);
    TRY(rap_relation_walk(store, filter, &spec, t->arena, walks[i].fn, t, values, err));
    t->values = NULL;
  }
  count_events(t);
  return st;
}

/* ---- order ---- */

static int by_value(const rap_activity_row *a, const rap_activity_row *b) { return rap_str_cmp(a->label.value, b->label.value); }

static int falling(int64_t a, int64_t b, const rap_activity_row *x, const rap_activity_row *y) { return a != b ? (a > b ? -1 : 1) : by_value(x, y); }

static int by_documents(const void *x, const void *y) {
  const rap_activity_row *a = x, *b = y;
  return falling(a->documents, b->documents, a, b);
}
static int by_statements(const void *x, const void *y) {
  const rap_activity_row *a = x, *b = y;
  return a->statements == b->statements ? by_documents(x, y) : falling(a->statements, b->statements, a, b);
}
static int by_events(const void *x, const void *y) {
  const rap_activity_row *a = x, *b = y;
  return a->events == b->events ? by_documents(x, y) : falling(a->events, b->events, a, b);
}
static int by_name(const void *x, const void *y) { return by_value(x, y); }
static int by_last(const void *x, const void *y) {
  const rap_activity_row *a = x, *b = y;
  return falling(a->last, b->last, a, b);
}

rap_status rap_query_activity(rap_store *store, const rap_filter *filter, const rap_activity_spec *spec, rap_arena *arena, rap_activity *out,
                              rap_error *err) {
  static int (*const orders[])(const void *, const void *) = {by_documents, by_statements, by_events, by_name, by_last};
  tallying t = {.arena = arena, .by_event_days = spec->axis == RAP_AXIS_SERIES};
  rap_filter own_days = *filter;
  bool own = false;
  *out = (rap_activity){0};
  if (t.by_event_days && !filter->since.year && !filter->until.year)
    own_days.by_event_date = true; /* else the filter's days say which documents count */
  rap_status st = rap_sql_begin(store, &own, err);
  TRY(walk(store, &own_days, spec->axis, &t, err));
  if (st == RAP_OK && t.n) qsort(t.rows, t.n, sizeof *t.rows, orders[spec->order]);
  size_t from = spec->page.offset < t.n ? spec->page.offset : t.n, n = t.n - from;
  if (spec->page.limit && n > spec->page.limit) n = spec->page.limit;
  for (size_t i = from; i < from + n && st == RAP_OK; i++)
    st = rap_query_label(store, spec->axis, t.rows[i].label.value, arena, &t.rows[i].label.name, err);
  if (st == RAP_OK) *out = (rap_activity){t.rows ? t.rows + from : NULL, n, t.n};
  rap_sql_end(store, own);
  rap_map_clear(&t.known);
  return st;
}
