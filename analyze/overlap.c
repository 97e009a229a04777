#include "analyze/engine_internal.h"
#include "analyze/trace.h"

static size_t length(const rap_candidate *c) { return c->hit.view.end - c->hit.view.begin; }
static int cmp_size(size_t a, size_t b) { return (a > b) - (a < b); }

/* Within a group: by begin, longer first. */
static int cmp_place(const rap_candidate *a, const rap_candidate *b) {
  int c = cmp_size(a->hit.view.begin, b->hit.view.begin);
  if (!c) c = cmp_size(b->hit.view.end, a->hit.view.end);
  if (!c) c = (int)b->negative - (int)a->negative;
  return c ? c : cmp_size(a->number, b->number);
}

/* Within a group: who wins: longest, highest priority, the surer grade, earlier rule, earlier place. */
static int cmp_rank(const rap_candidate *a, const rap_candidate *b) {
  int c = cmp_size(length(b), length(a));
  if (!c && a->priority != b->priority) c = a->priority > b->priority ? -1 : 1;
  if (!c) c = (int)a->hit.grade - (int)b->hit.grade;
  if (!c) c = cmp_size(a->hit.rule->order, b->hit.rule->order);
  if (!c) c = cmp_size(a->hit.view.begin, b->hit.view.begin);
  return c ? c : cmp_size(a->number, b->number);
}

int rap_hit_cmp(const rap_hit *a, const rap_hit *b) {
  int c = cmp_size(a->view.begin, b->view.begin);
  if (!c) c = cmp_size(b->view.end, a->view.end);
  if (!c) c = (a->kind > b->kind) - (a->kind < b->kind);
  return c ? c : cmp_size(a->rule->order, b->rule->order);
}

static int cmp_hits(const rap_candidate *a, const rap_candidate *b) {
  int c = rap_hit_cmp(&a->hit, &b->hit);
  return c ? c : cmp_size(a->number, b->number);
}

/* Containers before what they contain; of equal spans themes last (they hide nothing, and follow their entity), then by falling priority. */
static int cmp_nesting(const rap_candidate *a, const rap_candidate *b) {
  int c = cmp_size(a->hit.view.begin, b->hit.view.begin);
  if (!c) c = cmp_size(b->hit.view.end, a->hit.view.end);
  if (!c) c = (int)(a->hit.kind == RAP_KIND_THEME) - (int)(b->hit.kind == RAP_KIND_THEME);
  if (!c && a->priority != b->priority) c = a->priority > b->priority ? -1 : 1;
  return c ? c : cmp_hits(a, b);
}

/* --- sorting: candidates are put in heaps by group or begin, so that what is left to be compared lies near its place --- */

typedef int compare(const rap_candidate *a, const rap_candidate *b);

static void merge(rap_candidate **items, size_t middle, size_t n, rap_candidate **room, compare *cmp) {
  memcpy(room, items, middle * sizeof *items);
  for (size_t i = 0, k = middle, to = 0; i < middle; to++) items[to] = k < n && cmp(items[k], room[i]) < 0 ? items[k++] : room[i++];
}

/* Stable. `room` holds as many. */
static void sort(rap_candidate **items, size_t n, rap_candidate **room, compare *cmp) {
  if (n > 12) {
    sort(items, n / 2, room, cmp);
    sort(items + n / 2, n - n / 2, room, cmp);
    if (cmp(items[n / 2], items[n / 2 - 1]) < 0) merge(items, n / 2, n, room, cmp);
    return;
  }
  for (size_t i = 1; i < n; i++) {
    rap_candidate *c = items[i];
    size_t to = i;
    for (; to > 0 && cmp(c, items[to - 1]) < 0; to--) items[to] = items[to - 1];
    items[to] = c;
  }
}

static size_t group_of(const rap_candidate *c) { return c->group; }
static size_t begin_of(const rap_candidate *c) { return c->hit.view.begin; }

/* By rising key, else in the order that they are in: a byte of the key at a time, from the last. */
static void sort_by_key(rap_candidates *list, rap_candidate **room, size_t (*key)(const rap_candidate *c)) {
  size_t most = 0;
  for (size_t i = 0; i < list->n; i++) most |= key(list->items[i]);
  for (unsigned shift = 0; shift < 64 && most >> shift; shift += 8) {
    size_t at[257] = {0};
    for (size_t i = 0; i < list->n; i++) at[(key(list->items[i]) >> shift & 0xFF) + 1]++;
    for (size_t b = 1; b < 256; b++) at[b] += at[b - 1];
    for (size_t i = 0; i < list->n; i++) room[at[key(list->items[i]) >> shift & 0xFF]++] = list->items[i];
    memcpy(list->items, room, list->n * sizeof *room);
  }
}

static size_t group_end(const rap_candidates *list, size_t first) {
  size_t end = first + 1;
  while (end < list->n && list->items[end]->group == list->items[first]->group) end++;
  return end;
}

static void sort_in_groups(rap_candidates *list, rap_candidate **room, compare *cmp) {
  for (size_t first = 0, end = 0; first < list->n; first = end) {
    end = group_end(list, first);
    sort(list->items + first, end - first, room, cmp);
  }
}

/* --- what displaces what --- */

/* Cues inside a `not` term of their theme. */
static void drop_negated(rap_candidates *list, rap_candidate **room) {
  size_t reach = 0;
  sort_in_groups(list, room, cmp_place);
  for (size_t i = 0; i < list->n; i++) {
    rap_candidate *c = list->items[i];
    if (i == 0 || list->items[i - 1]->group != c->group) reach = 0;
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
static void drop_outranked(rap_candidates *list, rap_candidate **room, unsigned char *taken) {
  sort_in_groups(list, room, cmp_rank);
  for (size_t first = 0, end = 0; first < list->n; first = end) {
    for (end = first; end < list->n && list->items[end]->group == list->items[first]->group; end++) {
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
      c->group = entity->hit.rule->theme_groups[k];
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
  rap_kind_set hides = c->hides;
  for (int k = 0; hides; k++, hides >>= 1)
    if ((hides & 1) && c->hit.view.end > reach->hides[k]) reach->hides[k] = c->hit.view.end;
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

static void drop_hidden(rap_candidates *list, rap_candidate **room) {
  struct reach reach = {0};
  sort_by_key(list, room, begin_of);
  sort(list->items, list->n, room, cmp_nesting);
  for (size_t first = 0, end = 0; first < list->n; first = end) {
    rap_span span = list->items[first]->hit.view;
    for (end = first; end < list->n && list->items[end]->hit.view.begin == span.begin && list->items[end]->hit.view.end == span.end; end++) continue;
    drop_hidden_in_group(list, first, end, &reach);
  }
}

/* Room for sorting; NULL when out of memory. */
static rap_candidate **room_for(rap_arena *arena, const rap_candidates *list) { return rap_arena_array(arena, list->n, sizeof(rap_candidate *)); }

rap_status rap_overlap_resolve(rap_arena *arena, size_t view_len, rap_candidates *candidates, rap_error *err) {
  unsigned char *taken = rap_arena_alloc(arena, view_len + 1);
  rap_trace_candidates(candidates->trace, candidates);
  rap_candidate **room = room_for(arena, candidates);
  for (int round = 0; round < 2; round++) {
    /* Entities first; then once more with the themes that they bring, which compete with the cues. */
    if (!taken || !room) return rap_error_nomem(err);
    sort_by_key(candidates, room, group_of);
    drop_negated(candidates, room);
    drop_outranked(candidates, room, taken);
    keep_standing(candidates);
    if (round == 0 && !add_themes(arena, candidates)) return rap_error_nomem(err);
    if (round == 0) room = room_for(arena, candidates);
  }
  drop_hidden(candidates, room);
  keep_standing(candidates);
  sort(candidates->items, candidates->n, room, cmp_hits);
  return RAP_OK;
}
