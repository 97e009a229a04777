#include <assert.h>
#include <stdlib.h>

#include "analyze/engine_internal.h"
#include "analyze/trace.h"

static size_t length(const rap_candidate *c) { return c->hit.view.end - c->hit.view.begin; }
static int cmp_size(size_t a, size_t b) { return (a > b) - (a < b); }

/* Candidates that compete for the same text: those of one kind, for themes those of one theme. */
static int cmp_group(const rap_candidate *a, const rap_candidate *b) {
  if (a->hit.kind != b->hit.kind) return a->hit.kind < b->hit.kind ? -1 : 1;
  return a->hit.kind == RAP_KIND_THEME ? rap_str_cmp(a->hit.value, b->hit.value) : 0;
}

/* By group, then by begin, longer first. */
static int cmp_place(const void *pa, const void *pb) {
  const rap_candidate *a = *(rap_candidate *const *)pa, *b = *(rap_candidate *const *)pb;
  int c = cmp_group(a, b);
  if (!c) c = cmp_size(a->hit.view.begin, b->hit.view.begin);
  if (!c) c = cmp_size(b->hit.view.end, a->hit.view.end);
  if (!c) c = (int)b->negative - (int)a->negative;
  return c ? c : cmp_size(a->number, b->number);
}

/* By group, then who wins: longest, highest priority, core before passing, earlier rule, earlier place. */
static int cmp_rank(const void *pa, const void *pb) {
  const rap_candidate *a = *(rap_candidate *const *)pa, *b = *(rap_candidate *const *)pb;
  int c = cmp_group(a, b);
  if (!c) c = cmp_size(length(b), length(a));
  if (!c && a->priority != b->priority) c = a->priority > b->priority ? -1 : 1;
  if (!c) c = (int)a->hit.passing - (int)b->hit.passing;
  if (!c) c = cmp_size(a->hit.rule->order, b->hit.rule->order);
  if (!c) c = cmp_size(a->hit.view.begin, b->hit.view.begin);
  return c ? c : cmp_size(a->number, b->number);
}

int rap_candidates_cmp(const void *pa, const void *pb) {
  const rap_candidate *a = *(rap_candidate *const *)pa, *b = *(rap_candidate *const *)pb;
  int c = cmp_size(a->hit.view.begin, b->hit.view.begin);
  if (!c) c = cmp_size(b->hit.view.end, a->hit.view.end);
  if (!c) c = (a->hit.kind > b->hit.kind) - (a->hit.kind < b->hit.kind);
  if (!c) c = cmp_size(a->hit.rule->order, b->hit.rule->order);
  return c ? c : cmp_size(a->number, b->number);
}

/* Containers before what they contain; of equal spans themes last (they hide nothing, and follow their entity), then by falling priority. */
static int cmp_nesting(const void *pa, const void *pb) {
  const rap_candidate *a = *(rap_candidate *const *)pa, *b = *(rap_candidate *const *)pb;
  int c = cmp_size(a->hit.view.begin, b->hit.view.begin);
  if (!c) c = cmp_size(b->hit.view.end, a->hit.view.end);
  if (!c) c = (int)(a->hit.kind == RAP_KIND_THEME) - (int)(b->hit.kind == RAP_KIND_THEME);
  if (!c && a->priority != b->priority) c = a->priority > b->priority ? -1 : 1;
  return c ? c : rap_candidates_cmp(pa, pb);
}

static void sort(rap_candidates *list, int (*cmp)(const void *, const void *)) {
  if (list->n > 1) qsort(list->items, list->n, sizeof *list->items, cmp);
}

/* Cues inside a `not` term of their theme. */
static void drop_negated(rap_candidates *list) {
  size_t reach = 0;
  sort(list, cmp_place);
  for (size_t i = 0; i < list->n; i++) {
    rap_candidate *c = list->items[i];
    if (i == 0 || cmp_group(list->items[i - 1], c) != 0) reach = 0;
    if (c->negative) {
      if (c->hit.view.end > reach) reach = c->hit.view.end;
      c->dropped = true;
    } else if (c->hit.view.end <= reach) {
      c->dropped = true;
      rap_trace_lost(list->trace, list, i, RAP_LOST_NEGATED);
    }
  }
}

static void mark(unsigned char *taken, rap_span span, unsigned char value) { memset(taken + span.begin, value, span.end - span.begin); }

/* Within a group, those that come first by rank take their text. Since these are never shorter, whatever overlaps a candidate covers its first or
 * its last byte. */
static void drop_outranked(rap_candidates *list, unsigned char *taken) {
  sort(list, cmp_rank);
  for (size_t first = 0, end = 0; first < list->n; first = end) {
    for (end = first; end < list->n && cmp_group(list->items[first], list->items[end]) == 0; end++) {
      rap_candidate *c = list->items[end];
      if (c->dropped) continue;
      if (taken[c->hit.view.begin] || taken[c->hit.view.end - 1]) {
        c->dropped = true;
        rap_trace_lost(list->trace, list, end, RAP_LOST_RANK);
      } else {
        mark(taken, c->hit.view, 1);
      }
    }
    for (size_t i = first; i < end; i++)
      if (!list->items[i]->dropped) mark(taken, list->items[i]->hit.view, 0);
  }
}

/* An entity with themes is a cue of each of them. */
static bool add_themes(rap_arena *arena, rap_candidates *list) {
  for (size_t i = 0, n = list->n; i < n; i++) {
    const rap_candidate *entity = list->items[i];
    const rap_entry *entry = entity->hit.entry;
    if (entity->dropped || !entry) continue;
    for (size_t k = 0; k < entry->n_themes; k++) {
      rap_candidate *c = rap_candidates_add(arena, list);
      if (!c) return false;
      c->hit = (rap_hit){.kind = RAP_KIND_THEME,
                         .view = entity->hit.view,
                         .rule = entity->hit.rule,
                         .entry = entry,
                         .value = entry->themes[k],
                         .sentence = RAP_NONE,
                         .ref = RAP_NONE};
      c->priority = entity->priority;
      c->parent = entity;
    }
  }
  return true;
}

static void keep_standing(rap_candidates *list) {
  size_t n = 0;
  for (size_t i = 0; i < list->n; i++)
    if (!list->items[i]->dropped) list->items[n++] = list->items[i];
  list->n = n;
}

/* Ends of the spans seen so far that hide a kind, for each kind the farthest; `cues` for cues that displace shorter ones of other themes. All of
 * them begin at or before the candidate in hand, so that one of them contains it exactly when the farthest does. */
struct reach {
  size_t hides[RAP_N_KINDS];
  size_t cues;
};

static void extend(struct reach *reach, const rap_candidate *c) {
  for (int k = 0; k < RAP_N_KINDS; k++)
    if ((c->hides & RAP_KIND_BIT(k)) && c->hit.view.end > reach->hides[k]) reach->hides[k] = c->hit.view.end;
  if (c->hit.kind == RAP_KIND_THEME && c->hit.view.end > reach->cues) reach->cues = c->hit.view.end;
}

/* Candidates [first, end) have the same span: `reach` speaks of longer ones only. */
static void drop_hidden_in_group(const rap_candidates *list, size_t first, size_t end, struct reach *reach) {
  rap_candidate **items = list->items;
  for (size_t i = first; i < end; i++) {
    rap_candidate *c = items[i];
    size_t here = c->hit.view.end;
    if (here <= reach->hides[c->hit.kind] || (c->parent && c->parent->dropped)) c->dropped = true;
    if (c->hit.kind == RAP_KIND_THEME && !c->plus && here <= reach->cues) c->dropped = true;
    for (size_t k = first; k < i && !c->dropped; k++)
      c->dropped = !items[k]->dropped && items[k]->priority > c->priority && (items[k]->hides & RAP_KIND_BIT(c->hit.kind));
    if (c->dropped) rap_trace_lost(list->trace, list, i, RAP_LOST_HIDDEN);
  }
  for (size_t i = first; i < end; i++)
    if (!items[i]->dropped) extend(reach, items[i]);
}

static void drop_hidden(rap_candidates *list) {
  struct reach reach = {0};
  sort(list, cmp_nesting);
  for (size_t first = 0, end = 0; first < list->n; first = end) {
    rap_span span = list->items[first]->hit.view;
    for (end = first; end < list->n && list->items[end]->hit.view.begin == span.begin && list->items[end]->hit.view.end == span.end; end++) continue;
    drop_hidden_in_group(list, first, end, &reach);
  }
}

rap_status rap_overlap_resolve(rap_arena *arena, size_t view_len, rap_candidates *candidates, rap_error *err) {
  unsigned char *taken = rap_arena_alloc(arena, view_len + 1);
  if (!taken) return rap_error_nomem(err);
  rap_trace_candidates(candidates->trace, candidates);
  for (int round = 0; round < 2; round++) {
    /* Entities first; then once more with the themes that they bring, which compete with the cues. */
    drop_negated(candidates);
    drop_outranked(candidates, taken);
    keep_standing(candidates);
    if (round == 0 && !add_themes(arena, candidates)) return rap_error_nomem(err);
  }
  drop_hidden(candidates);
  keep_standing(candidates);
  return RAP_OK;
}
