#include "analyze/windows.h"

#include "analyze/costs.h"
#include "base/limits.h"

struct finder {
  rap_arena *arena;
  const rap_rules *rules;
  rap_str view;
  size_t block;
  rap_span span; /* of the block */
  rap_windows *windows;
  rap_costs *costs;
  bool failed;
};

bool rap_windows_strange(rap_str text) {
  return rap_str_find(text, RAP_STR("\xC5\xBF"), 0) != SIZE_MAX || rap_str_find(text, RAP_STR("\xE2\x84\xAA"), 0) != SIZE_MAX;
}

/* Literals come in order of their ends; where windows of a longer and a shorter one come out of order, they become one with what lies between. */
static void add(struct finder *f, size_t search, size_t first, size_t last) {
  rap_windows *w = &f->windows[search];
  if (f->block >= w->rest) return;
  rap_window *tail = w->items && w->n ? &w->items[w->n - 1] : NULL;
  if (tail && tail->block == f->block && first <= tail->last) {
    if (last > tail->last) tail->last = last;
    if (first < tail->first) tail->first = first;
    for (; w->n > 1; w->n--) {
      rap_window *before = &w->items[w->n - 2], *joined = &w->items[w->n - 1];
      if (before->block != f->block || before->last < joined->first) break;
      if (joined->first < before->first) before->first = joined->first;
      before->last = joined->last;
    }
    return;
  }
  if (w->n == RAP_MAX_WINDOWS) {
    /* The windows of this block go into the whole of it. */
    while (w->items && w->n && w->items[w->n - 1].block == f->block) w->n--;
    w->rest = f->block;
    return;
  }
  void *items = w->items;
  if (!rap_arena_grow(f->arena, &items, w->n, &w->capacity, sizeof *w->items)) {
    f->failed = true;
    return;
  }
  w->items = items;
  w->items[w->n++] = (rap_window){f->block, first, last};
}

/* For rap_sieve_scan. */
static void found(void *ctx, size_t expression, size_t begin) {
  struct finder *f = ctx;
  const rap_literals *literals = f->rules->searches[expression].literals;
  if (literals->before_max == 0 && !rap_literals_may_begin(literals, f->view, begin)) return;
  size_t behind = begin - f->span.begin;
  if (behind < literals->before_min) return;
  size_t first = behind < literals->before_max ? f->span.begin : begin - literals->before_max;
  while (first < begin && ((unsigned char)f->view.p[first] & 0xC0) == 0x80) first++;
  size_t last = begin - literals->before_min;
  if (first <= last) add(f, expression, first, last);
}

static void found_and_counted(void *ctx, size_t expression, size_t begin) {
  struct finder *f = ctx;
  f->costs->items[expression].hits++;
  found(ctx, expression, begin);
}

rap_status rap_windows_find(rap_arena *arena, const rap_rules *rules, const rap_document *doc, rap_costs *costs, rap_windows **out, rap_error *err) {
  struct finder f = {.arena = arena, .rules = rules, .view = doc->view.s, .costs = costs};
  *out = NULL;
  f.windows = rap_arena_array(arena, rules->n_searches + 1, sizeof *f.windows);
  if (!f.windows) return rap_error_nomem(err);
  for (size_t i = 0; i < rules->n_searches; i++) f.windows[i].rest = doc->n_blocks;
  bool strange = rap_windows_strange(f.view);
  for (f.block = 0; f.block < doc->n_blocks && !f.failed; f.block++) {
    f.span = doc->blocks[f.block].view;
    if (f.span.begin >= f.span.end) continue;
    if (!strange || !rap_windows_strange(rap_str_at(f.view, f.span))) {
      rap_sieve_scan(&rules->view_sieve, f.view, f.span, costs ? found_and_counted : found, &f);
      continue;
    }
    for (size_t i = 0; i < rules->n_searches; i++)
      if (rules->searches[i].literals->n) add(&f, i, f.span.begin, f.span.end);
  }
  if (f.failed) return rap_error_nomem(err);
  *out = f.windows;
  return RAP_OK;
}
