#include "index/bitmap_list.h"

#include "base/search.h"
#include "index/bitmap_walk.h"
#include "index/numbers.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* Bits of a day of a month, and of a month: a day's place in the calendar, rising. */
enum { DAY_BITS = 5, MONTH_BITS = 4 };

typedef struct unit_met {
  int64_t id;
  int32_t day; /* 0: unknown */
} unit_met;

typedef struct met {
  const rap_asked *asked;
  unit_met *items;
  size_t n, capacity;
  rap_idset *events; /* those that were met */
} met;

static int32_t day_of(const rap_bitmap_walk *w, const rap_bitmap_meeting *at) {
  if (w->units.unit == RAP_UNIT_EVENTS) return rap_chunk_event(at->chunk, at->position, (rap_level)w->units.base)->first;
  return rap_bitmap_filter_day(&w->filter, at->chunk, at->position, false);
}

static bool is_hidden(const rap_asked *a, int64_t document) {
  return a->n_hidden && rap_search_number(a->hidden_ids, a->n_hidden, sizeof *a->hidden_ids, 0, document);
}

static rap_status on_meeting(void *ctx, rap_bitmap_walk *w, const rap_bitmap_meeting *at, rap_error *err) {
  met *m = ctx;
  int64_t id = rap_bitmap_walk_id(w, at);
  if (is_hidden(m->asked, rap_chunk_document(at->chunk, at->position)->id)) return RAP_OK;
  if (w->units.unit == RAP_UNIT_EVENTS) {
    if (id > UINT32_MAX) w->can = false;
    if (!w->can || rap_idset_has(m->events, (uint32_t)id)) return RAP_OK;
    rap_idset_add(m->events, (uint32_t)id);
  }
  if (!rap_arena_grow(w->arena, (void **)&m->items, m->n, &m->capacity, sizeof *m->items)) return rap_error_nomem(err);
  m->items[m->n++] = (unit_met){id, day_of(w, at)};
  return RAP_OK;
}

/* ---- the page ---- */

static uint32_t place_of(int32_t day) {
  uint32_t d = (uint32_t)day;
  return (d / 10000 << (MONTH_BITS + DAY_BITS)) + (d / 100 % 100 << DAY_BITS) + d % 100;
}

/* The order as numbers: days from the first one of the list, 1 the first; 0 for unknown ones, which come last. */
typedef struct calendar {
  uint32_t first, n;
  bool newest_first;
  size_t *counts; /* by day */
} calendar;

static uint32_t slot_of(const calendar *c, int32_t day) {
  if (!day) return c->n - 1;
  uint32_t at = place_of(day) - c->first;
  return c->newest_first ? c->n - 2 - at : at;
}

static bool make_calendar(rap_arena *arena, const met *m, bool newest_first, calendar *out) {
  uint32_t first = UINT32_MAX, last = 0;
  for (size_t i = 0; i < m->n; i++) {
    if (!m->items[i].day) continue;
    uint32_t at = place_of(m->items[i].day);
    if (at < first) first = at;
    if (at > last) last = at;
  }
  if (first > last) first = last = 0;
  *out = (calendar){.first = first, .n = last - first + 2, .newest_first = newest_first};
  out->counts = rap_arena_array(arena, out->n, sizeof *out->counts);
  for (size_t i = 0; out->counts && i < m->n; i++) out->counts[slot_of(out, m->items[i].day)]++;
  return out->counts != NULL;
}

/* Keeps the days that the page is made of. */
static bool cut(rap_arena *arena, met *m, rap_days days, rap_page *page) {
  calendar c;
  size_t before = 0, kept = 0, end = page->limit < m->n - page->offset ? page->offset + page->limit : m->n;
  uint32_t from = 0, to;
  if (!make_calendar(arena, m, days == RAP_DAYS_NEWEST, &c)) return false;
  while (before + c.counts[from] <= page->offset) before += c.counts[from++];
  size_t seen = before + c.counts[from];
  for (to = from; seen < end;) seen += c.counts[++to];
  for (size_t i = 0; i < m->n; i++) {
    uint32_t slot = slot_of(&c, m->items[i].day);
    if (slot >= from && slot <= to) m->items[kept++] = m->items[i];
  }
  m->n = kept;
  page->offset -= before;
  return true;
}

static rap_status pack(rap_arena *arena, const met *m, rap_str *out, rap_error *err) {
  rap_buf numbers = {0};
  int64_t last = 0;
  for (size_t i = 0; i < m->n; i++) rap_numbers_put(&numbers, &last, m->items[i].id, 1);
  *out = rap_arena_str(arena, rap_buf_str(&numbers));
  rap_status st = rap_buf_failed(&numbers) || !out->p ? rap_error_nomem(err) : RAP_OK;
  rap_buf_clear(&numbers);
  return st;
}

/* All that meet what is asked. */
static rap_status collect(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_unit unit, met *out, bool *done, rap_error *err) {
  const rap_count_spec spec = {.base = asked->base, .unit = unit};
  rap_bitmap_walk w;
  *out = (met){.asked = asked, .events = rap_idset_new()};
  rap_status st = rap_bitmap_walk_make(store, arena, asked, &spec, (const rap_axis[2]){RAP_AXIS_NONE, RAP_AXIS_NONE}, &w, err);
  if (st == RAP_OK && !out->events) st = rap_error_nomem(err);
  if (asked->filter->by_event_date) w.filter.needs_events = true;
  if (w.can) TRY(rap_bitmap_walk_run(&w, on_meeting, out, err));
  *done = st == RAP_OK && w.can;
  rap_idset_free(out->events);
  out->events = NULL;
  rap_bitmap_walk_clear(&w);
  return st;
}

rap_status rap_bitmap_list_page(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_unit unit, rap_days days, rap_page page,
                                rap_bitmap_list *out, bool *done, rap_error *err) {
  met m;
  *out = (rap_bitmap_list){.page = page};
  rap_status st = collect(store, arena, asked, unit, &m, done, err);
  if (!*done) return st;
  out->total = m.n;
  if (page.offset >= m.n)
    m.n = 0;
  else if (days != RAP_DAYS_ANY && page.limit && !cut(arena, &m, days, &out->page))
    st = rap_error_nomem(err);
  TRY(pack(arena, &m, &out->rows, err));
  *done = st == RAP_OK;
  return st;
}

rap_status rap_bitmap_list_ids(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_unit unit, int64_t **ids, size_t *n, bool *done,
                               rap_error *err) {
  met m;
  *ids = NULL;
  *n = 0;
  rap_status st = collect(store, arena, asked, unit, &m, done, err);
  if (!*done) return st;
  *ids = rap_arena_array(arena, m.n, sizeof **ids);
  *done = *ids != NULL;
  if (!*done) return rap_error_nomem(err);
  for (; *n < m.n; ++*n) (*ids)[*n] = m.items[*n].id;
  return RAP_OK;
}
