#include "queries/arrivals.h"

#include <stdlib.h>

static void clear_heap(rap_arrivals_heap *heap) {
  rap_arena_free(heap->arena);
  *heap = (rap_arrivals_heap){0};
}

void rap_arrivals_clear(rap_arrivals *a) {
  clear_heap(&a->waiting);
  clear_heap(&a->under_way);
  rap_arena_free(a->writing_arena);
  *a = (rap_arrivals){0};
}

static void make_whole(rap_arrivals_heap *heap) {
  clear_heap(heap);
  heap->all = true;
}

/* False when it can't be kept. */
static bool keep(rap_arena **arena, rap_str_list *list, rap_str path) {
  if (!*arena) *arena = rap_arena_new();
  if (!*arena || list->n == RAP_ARRIVALS_MAX) return false;
  rap_str copy = rap_arena_str(*arena, path);
  return copy.p && rap_str_list_add(*arena, list, copy);
}

/* Bursts tell of one file many times in a row. */
static bool was_last(const rap_str_list *list, rap_str path) { return list->n && rap_str_eq(list->items[list->n - 1], path); }

static void add(rap_arrivals_heap *heap, rap_str_list *list, rap_str path) {
  if (!heap->all && !was_last(list, path) && !keep(&heap->arena, list, path)) make_whole(heap);
}

static bool is_at_or_below(rap_str path, rap_str folder) { return rap_str_starts(path, folder) && (path.n == folder.n || path.p[folder.n] == '/'); }

/* Of a file, or of all in a folder that came or went. */
static void stop_writing(rap_arrivals *a, rap_str path) {
  for (size_t i = a->writing.n; i > 0; i--)
    if (is_at_or_below(a->writing.items[i - 1], path)) a->writing.items[i - 1] = a->writing.items[--a->writing.n];
  if (a->writing.n == 0 && a->writing_arena) {
    rap_arena_reset(a->writing_arena);
    a->writing = (rap_str_list){0};
  }
}

void rap_arrivals_note(rap_arrivals *a, rap_notify_what what, rap_str path) {
  rap_arrivals_heap *w = &a->waiting;
  switch (what) {
  case RAP_NOTIFY_CAME:
    stop_writing(a, path);
    add(w, &w->came, path);
    break;
  case RAP_NOTIFY_GONE:
    stop_writing(a, path);
    add(w, &w->gone, path);
    break;
  case RAP_NOTIFY_WRITING:
    /* Without the memory for it a file counts as whole once it rests. */
    if (!rap_arrivals_is_written(a, path)) (void)keep(&a->writing_arena, &a->writing, path);
    break;
  case RAP_NOTIFY_UNMOUNTED: rap_arrivals_note_all(a, false); break;
  case RAP_NOTIFY_LOST: rap_arrivals_note_all(a, true); break;
  }
}

void rap_arrivals_defer(rap_arrivals *a, rap_str path) { add(&a->waiting, &a->waiting.came, path); }

void rap_arrivals_note_all(rap_arrivals *a, bool forget) {
  make_whole(&a->waiting);
  if (!forget) return;
  rap_arena_free(a->writing_arena);
  a->writing_arena = NULL;
  a->writing = (rap_str_list){0};
}

bool rap_arrivals_due(const rap_arrivals *a) { return a->waiting.all || a->waiting.came.n || a->waiting.gone.n; }

static int by_bytes(const void *a, const void *b) { return rap_str_cmp(*(const rap_str *)a, *(const rap_str *)b); }

void rap_arrivals_begin(rap_arrivals *a) {
  clear_heap(&a->under_way);
  a->under_way = a->waiting;
  a->waiting = (rap_arrivals_heap){0};
  if (a->under_way.came.n) qsort(a->under_way.came.items, a->under_way.came.n, sizeof(rap_str), by_bytes);
}

void rap_arrivals_end(rap_arrivals *a, bool done) {
  const rap_arrivals_heap *u = &a->under_way;
  if (!done && u->all) make_whole(&a->waiting);
  for (size_t i = 0; !done && i < u->came.n; i++) add(&a->waiting, &a->waiting.came, u->came.items[i]);
  for (size_t i = 0; !done && i < u->gone.n; i++) add(&a->waiting, &a->waiting.gone, u->gone.items[i]);
  clear_heap(&a->under_way);
}

/* The first that is not before `path`. */
static size_t lower(const rap_str_list *sorted, rap_str path) {
  size_t low = 0, high = sorted->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (rap_str_cmp(sorted->items[middle], path) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static bool has(const rap_str_list *sorted, rap_str path) {
  size_t at = lower(sorted, path);
  return at < sorted->n && rap_str_eq(sorted->items[at], path);
}

/* Whether one of them lies below the folder. Between a folder and what is below it may stand others ("a", "a-b", "a/c"), so that it is looked for with its '/'. */
static bool has_below(const rap_str_list *sorted, rap_str folder) {
  size_t low = 0, high = sorted->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    rap_str item = sorted->items[middle];
    int c = rap_str_cmp(rap_str_sub(item, 0, item.n < folder.n ? item.n : folder.n), folder);
    if (c == 0 && item.n > folder.n && item.p[folder.n] == '/') return true;
    bool before = c < 0 || (c == 0 && (item.n == folder.n || (unsigned char)item.p[folder.n] < '/'));
    if (before)
      low = middle + 1;
    else
      high = middle;
  }
  return false;
}

bool rap_arrivals_wants(const rap_arrivals *a, rap_str path, bool folder) {
  const rap_str_list *came = &a->under_way.came;
  if (a->under_way.all || has(came, path)) return true;
  for (size_t n = path.n; n > 0; n--)
    if (path.p[n - 1] == '/' && has(came, rap_str_sub(path, 0, n - 1))) return true;
  return folder && has_below(came, path);
}

const rap_str_list *rap_arrivals_gone(const rap_arrivals *a) { return a->under_way.all ? NULL : &a->under_way.gone; }

bool rap_arrivals_is_written(const rap_arrivals *a, rap_str path) {
  for (size_t i = 0; i < a->writing.n; i++)
    if (rap_str_eq(a->writing.items[i], path)) return true;
  return false;
}
