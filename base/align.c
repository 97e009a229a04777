#include "base/align.h"

#include <assert.h>

/* A part of both rows that is still to be aligned, or a match that comes behind such a part. */
typedef struct box {
  size_t a, a_end, b, b_end;
  bool is_match;
} box;

enum { NONE = -1, DIAGONALS = 2 * RAP_ALIGN_DIFFERENCES + 3 };

/* Furthest reaching x by diagonal x − y, from the beginning of the box and from its end. */
typedef struct reach {
  int64_t x[DIAGONALS];
} reach;

typedef struct work {
  rap_arena *arena;
  const uint32_t *a, *b;
  size_t budget;
  reach *forward, *backward;
  box *stack;
  size_t n, capacity, matches_capacity;
  rap_alignment *out;
} work;

static int64_t *at(reach *r, int64_t k) { return &r->x[k + RAP_ALIGN_DIFFERENCES + 1]; }

static bool push(work *w, box item) {
  if (!rap_arena_grow(w->arena, (void **)&w->stack, w->n, &w->capacity, sizeof *w->stack)) return false;
  w->stack[w->n++] = item;
  return true;
}

static bool keep(work *w, size_t a, size_t b, size_t n) {
  rap_alignment *out = w->out;
  rap_common *last = out->n ? &out->matches[out->n - 1] : NULL;
  if (n == 0) return true;
  if (last && last->a + last->n == a && last->b + last->n == b) {
    last->n += n;
    return true;
  }
  if (!rap_arena_grow(w->arena, (void **)&out->matches, out->n, &w->matches_capacity, sizeof *out->matches)) return false;
  out->matches[out->n++] = (rap_common){a, b, n};
  return true;
}

/* One step of a search: the furthest x on diagonal k with d differences, NONE when none leads there. Symbols are read from the end when `back`. */
static int64_t extend(const work *w, const box *v, reach *r, int64_t d, int64_t k, bool back) {
  int64_t n = (int64_t)(v->a_end - v->a), m = (int64_t)(v->b_end - v->b);
  int64_t left = *at(r, k - 1), above = *at(r, k + 1), x = NONE;
  if (d == 0) x = 0;
  if (left != NONE && left < n) x = left + 1;
  if (above != NONE && above - k <= m && above > x) x = above;
  if (x == NONE) return NONE;
  int64_t y = x - k;
  if (back)
    while (x < n && y < m && w->a[v->a_end - 1 - (size_t)x] == w->b[v->b_end - 1 - (size_t)y]) x++, y++;
  else
    while (x < n && y < m && w->a[v->a + (size_t)x] == w->b[v->b + (size_t)y]) x++, y++;
  return x;
}

/* The lowest diagonal, of those d apart from the middle one, that a side of `side` symbols reaches; what lies beyond was left behind by smaller d. */
static int64_t lowest(int64_t d, int64_t side) { return d > side ? d - 2 * side : -d; }

/* Extends all diagonals by one difference. Where the other search was met, true and *x, *y. */
static bool advance(work *w, const box *v, reach *r, reach *other, int64_t d, bool back, int64_t *x, int64_t *y) {
  int64_t n = (int64_t)(v->a_end - v->a), m = (int64_t)(v->b_end - v->b), delta = n - m;
  bool may_meet = (delta % 2 != 0) != back;
  int64_t reached = back ? d : d - 1; /* differences that the other search has gone */
  *at(r, -d - 1) = *at(r, d + 1) = NONE;
  for (int64_t k = lowest(d, m); k <= -lowest(d, n); k += 2) {
    int64_t end = extend(w, v, r, d, k, back), across = delta - k;
    *at(r, k) = end;
    if (w->budget) w->budget--;
    if (!may_meet || end == NONE || across < -reached || across > reached || *at(other, across) == NONE || end + *at(other, across) < n) continue;
    *x = back ? n - end : end;
    *y = back ? m - (end - k) : end - k;
    return true;
  }
  return false;
}

/* Where the search forward came furthest. */
static void furthest(work *w, const box *v, int64_t d, int64_t *x, int64_t *y) {
  int64_t best = -1, n = (int64_t)(v->a_end - v->a), m = (int64_t)(v->b_end - v->b);
  for (int64_t k = lowest(d, m); k <= -lowest(d, n); k += 2) {
    int64_t end = *at(w->forward, k);
    if (end == NONE || 2 * end - k <= best) continue;
    best = 2 * end - k;
    *x = end;
    *y = end - k;
  }
}

/* A point that a shortest way (or a short one) through the box passes. False: the budget is used up. */
static bool split(work *w, const box *v, int64_t *x, int64_t *y) {
  for (int64_t d = 0; w->budget; d++) {
    if (advance(w, v, w->forward, w->backward, d, false, x, y) || advance(w, v, w->backward, w->forward, d, true, x, y)) return true;
    if (d < RAP_ALIGN_DIFFERENCES) continue;
    w->out->cut = true;
    furthest(w, v, d, x, y);
    return true;
  }
  w->out->cut = true;
  return false;
}

static bool align_box(work *w, box v) {
  size_t before = v.a;
  while (v.a < v.a_end && v.b < v.b_end && w->a[v.a] == w->b[v.b]) v.a++, v.b++;
  if (!keep(w, before, v.b - (v.a - before), v.a - before)) return false;
  size_t n = 0;
  while (v.a + n < v.a_end && v.b + n < v.b_end && w->a[v.a_end - 1 - n] == w->b[v.b_end - 1 - n]) n++;
  v.a_end -= n;
  v.b_end -= n;
  if (n && !push(w, (box){v.a_end, v.a_end + n, v.b_end, v.b_end + n, true})) return false;
  int64_t x = 0, y = 0;
  if (v.a == v.a_end || v.b == v.b_end || !split(w, &v, &x, &y)) return true;
  size_t a = v.a + (size_t)x, b = v.b + (size_t)y;
  assert(a <= v.a_end && b <= v.b_end && a + b > v.a + v.b && a + b < v.a_end + v.b_end);
  return push(w, (box){a, v.a_end, b, v.b_end, false}) && push(w, (box){v.a, a, v.b, b, false});
}

bool rap_align(rap_arena *arena, const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b, size_t budget, rap_alignment *out) {
  *out = (rap_alignment){0};
  work w = {.arena = arena, .a = a, .b = b, .budget = budget, .out = out};
  w.forward = rap_arena_alloc(arena, sizeof *w.forward);
  w.backward = rap_arena_alloc(arena, sizeof *w.backward);
  bool ok = w.forward && w.backward && push(&w, (box){0, n_a, 0, n_b, false});
  while (ok && w.n) {
    box v = w.stack[--w.n];
    ok = v.is_match ? keep(&w, v.a, v.b, v.a_end - v.a) : align_box(&w, v);
  }
  if (!ok) *out = (rap_alignment){0};
  return ok;
}
