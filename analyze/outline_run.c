/* outline_run.c: the deterministic automaton of an outline, made as far as texts ask for it. Layer: analyze (inside). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/outline.h"
#include "analyze/places.h"

/* Of one automaton: bytes of its states and transitions. When it is full it begins anew; one that is full too often is given up. */
#define MAX_BYTES ((size_t)2 << 20)
/* Bytes behind a place that are looked at; if they don't tell, PCRE2 is asked. Hardly a match is as long, and a list of a hundred thousand names without a full stop would cost the square of its length. */
#define REACH ((size_t)1024)
/* The same behind the last place of a window, for outlines that look at a block as a whole: with thousands of windows in a block of a megabyte each would look at all of it. Few blocks are as long. */
#define REACH_ANYWHERE ((size_t)8192)
#define MAX_RESETS 8
#define MAX_BUCKETS 1024

/* What a transition leads to; otherwise the offset of a state's row + STATES. */
enum { UNKNOWN, DEAD, MATCH, STATES };

struct state {
  size_t first, n; /* its nodes, in order */
  uint32_t hash, bucket_next;
};

struct automaton {
  bool open, given_up;
  unsigned resets;
  struct state *states;
  size_t n_states, states_capacity;
  uint32_t *nodes; /* of all states */
  size_t n_nodes, nodes_capacity;
  uint32_t *next; /* by state × class */
  size_t next_capacity;
  uint32_t buckets[MAX_BUCKETS]; /* number of a state + 1 */
};

struct rap_outline_cache {
  struct automaton **automata;
  size_t n;
  /* Of the step in hand: */
  uint32_t *stamps; /* by node: the step in which it was met last */
  size_t n_stamps;
  uint32_t stamp;
  uint32_t *list, *stack;
  size_t n_list;
};

rap_outline_cache *rap_outline_cache_new(size_t n) {
  rap_outline_cache *cache = calloc(1, sizeof *cache);
  if (!cache) return NULL;
  cache->n = n;
  cache->automata = calloc(n + 1, sizeof *cache->automata);
  if (cache->automata) return cache;
  free(cache);
  return NULL;
}

static void clear(struct automaton *a) {
  free(a->states);
  free(a->nodes);
  free(a->next);
  *a = (struct automaton){.resets = a->resets};
}

void rap_outline_cache_free(rap_outline_cache *cache) {
  if (!cache) return;
  for (size_t i = 0; i < cache->n; i++) {
    if (cache->automata[i]) clear(cache->automata[i]);
    free(cache->automata[i]);
  }
  free(cache->automata);
  free(cache->stamps);
  free(cache->list);
  free(cache->stack);
  free(cache);
}

/* --- sets of nodes --- */

/* Room for the work on an outline. */
static bool prepare(rap_outline_cache *cache, const rap_outline *outline) {
  if (outline->n_nodes <= cache->n_stamps) return true;
  free(cache->stamps);
  free(cache->list);
  free(cache->stack);
  cache->n_stamps = 0;
  cache->stamp = 0;
  cache->stamps = calloc(outline->n_nodes, sizeof *cache->stamps);
  cache->list = calloc(outline->n_nodes, sizeof *cache->list);
  cache->stack = calloc(2 * outline->n_nodes + 2, sizeof *cache->stack);
  if (!cache->stamps || !cache->list || !cache->stack) return false;
  cache->n_stamps = outline->n_nodes;
  return true;
}

static void begin_set(rap_outline_cache *cache) {
  cache->n_list = 0;
  if (++cache->stamp) return;
  memset(cache->stamps, 0, cache->n_stamps * sizeof *cache->stamps);
  cache->stamp = 1;
}

/* Adds the node and what it leads to without consuming anything. True when that is the end. */
static bool add_node(rap_outline_cache *cache, const rap_outline *outline, uint32_t number) {
  size_t n = 0;
  bool ends = false;
  cache->stack[n++] = number;
  while (n) {
    uint32_t i = cache->stack[--n];
    if (i == UINT32_MAX || cache->stamps[i] == cache->stamp) continue;
    cache->stamps[i] = cache->stamp;
    const rap_outline_node *node = &outline->nodes[i];
    if (node->set == RAP_OUTLINE_END) {
      ends = true;
    } else if (node->set == RAP_OUTLINE_FORK) {
      cache->stack[n++] = node->other;
      cache->stack[n++] = node->next;
    } else {
      cache->list[cache->n_list++] = i;
    }
  }
  return ends;
}

static int cmp_nodes(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static bool grow(void **items, size_t n, size_t *capacity, size_t size) {
  if (n <= *capacity) return true;
  size_t more = *capacity ? *capacity : 64;
  while (more < n) more *= 2;
  void *grown = realloc(*items, more * size);
  if (!grown) return false;
  *items = grown;
  *capacity = more;
  return true;
}

/* The state of the set in hand, made where it isn't there; SIZE_MAX: out of memory. */
static size_t state_of_set(rap_outline_cache *cache, const rap_outline *outline, struct automaton *a) {
  uint32_t hash = 2166136261u;
  qsort(cache->list, cache->n_list, sizeof *cache->list, cmp_nodes);
  for (size_t i = 0; i < cache->n_list; i++) hash = (hash ^ cache->list[i]) * 16777619u;
  for (uint32_t s = a->buckets[hash % MAX_BUCKETS]; s; s = a->states[s - 1].bucket_next) {
    assert(a->states); /* a bucket is filled with a state */
    const struct state *state = &a->states[s - 1];
    if (state->hash == hash && state->n == cache->n_list && memcmp(a->nodes + state->first, cache->list, state->n * sizeof *cache->list) == 0)
      return s - 1;
  }
  void *states = a->states, *nodes = a->nodes, *next = a->next;
  bool ok = grow(&states, a->n_states + 1, &a->states_capacity, sizeof *a->states);
  a->states = states;
  ok = ok && grow(&nodes, a->n_nodes + cache->n_list + 1, &a->nodes_capacity, sizeof *a->nodes);
  a->nodes = nodes;
  ok = ok && grow(&next, (a->n_states + 1) * outline->n_classes, &a->next_capacity, sizeof *a->next);
  a->next = next;
  if (!ok) return SIZE_MAX;
  memcpy(a->nodes + a->n_nodes, cache->list, cache->n_list * sizeof *cache->list);
  memset(a->next + a->n_states * outline->n_classes, 0, outline->n_classes * sizeof *a->next);
  a->states[a->n_states] = (struct state){a->n_nodes, cache->n_list, hash, a->buckets[hash % MAX_BUCKETS]};
  a->n_nodes += cache->n_list;
  a->buckets[hash % MAX_BUCKETS] = (uint32_t)++a->n_states;
  return a->n_states - 1;
}

/* --- steps --- */

static bool is_full(const struct automaton *a) {
  return a->n_states * sizeof *a->states + a->n_nodes * sizeof *a->nodes + a->next_capacity * sizeof *a->next > MAX_BYTES;
}

/* The automaton, with its first state as number 0; NULL where there is none to be had. */
static struct automaton *open_automaton(const rap_outline *outline, rap_outline_cache *cache) {
  struct automaton *a = cache->automata[outline->number];
  if (!a) a = cache->automata[outline->number] = calloc(1, sizeof *a);
  if (!a || a->given_up) return NULL;
  if (a->open && !is_full(a)) return a;
  if (a->open) {
    clear(a);
    a->resets++;
  }
  a->given_up = a->resets > MAX_RESETS || !prepare(cache, outline);
  if (a->given_up) return NULL;
  begin_set(cache);
  a->open = !add_node(cache, outline, outline->begin) && state_of_set(cache, outline, a) == 0;
  a->given_up = !a->open;
  return a->open ? a : NULL;
}

/* Where the state leads to by a byte of the class; UNKNOWN: out of memory, or full. In the table a state is the offset of its row. */
static uint32_t find_transition(const rap_outline *outline, rap_outline_cache *cache, struct automaton *a, size_t state, unsigned char class) {
  bool ends = false;
  if (outline->n_nodes > cache->n_stamps || is_full(a)) return UNKNOWN;
  begin_set(cache);
  for (size_t i = 0; i < a->states[state].n && !ends; i++) {
    const rap_outline_node *node = &outline->nodes[a->nodes[a->states[state].first + i]];
    if (outline->member[node->set * outline->n_classes + class]) ends = add_node(cache, outline, node->next);
  }
  if (!ends && outline->anywhere) (void)add_node(cache, outline, outline->begin);
  uint32_t to = ends ? MATCH : DEAD;
  if (!ends && cache->n_list) {
    size_t next = state_of_set(cache, outline, a);
    if (next == SIZE_MAX) return UNKNOWN;
    to = (uint32_t)(next * outline->n_classes) + STATES;
  }
  a->next[state * outline->n_classes + class] = to;
  return to;
}

/* True unless the outline accepts nothing that begins at `at` (anywhere: or behind it), as far as `reach` bytes tell. */
static bool accepts(const rap_outline *outline, rap_outline_cache *cache, struct automaton *a, rap_str text, size_t at, size_t reach) {
  bool whole = text.n - at <= reach;
  const unsigned char *p = (const unsigned char *)text.p + at, *end = whole ? (const unsigned char *)text.p + text.n : p + reach;
  const uint32_t *next = a->next;
  size_t row = 0;
  for (; p < end; p++) {
    unsigned char class = outline->classes[*p];
    uint32_t to = next[row + class];
    if (to < STATES) {
      if (to == UNKNOWN) to = find_transition(outline, cache, a, row / outline->n_classes, class);
      next = a->next;
      if (to < STATES) return to != DEAD;
    }
    row = to - STATES;
  }
  return !whole;
}

/* As rap_outline_next, from mark to mark. */
static size_t next_marked(const rap_outline *outline, rap_outline_cache *cache, struct automaton *a, rap_str text, size_t from, size_t last,
                          const uint64_t *marks) {
  size_t end = last < text.n ? last + 1 : text.n;
  for (size_t at = from; (at = rap_places_next(marks, at, end)) != SIZE_MAX; at++)
    if (accepts(outline, cache, a, text, at, REACH)) return at;
  return SIZE_MAX;
}

size_t rap_outline_next(const rap_outline *outline, rap_outline_cache *cache, rap_str text, size_t from, size_t last, const uint64_t *marks) {
  struct automaton *a = open_automaton(outline, cache);
  if (!a) return from;
  if (outline->anywhere) return accepts(outline, cache, a, text, from, last < text.n ? last - from + REACH_ANYWHERE : SIZE_MAX) ? from : SIZE_MAX;
  if (marks) return next_marked(outline, cache, a, text, from, last, marks);
  const size_t end = last < text.n ? last + 1 : text.n;
  for (size_t at = from; at < end; at++) {
    if (!outline->starts[(unsigned char)text.p[at]]) continue;
    if (at > 0 && !rap_byte_in(outline->behind, (unsigned char)text.p[at - 1])) continue;
    if (at > 1 && !rap_byte_in(outline->behind2, (unsigned char)text.p[at - 2])) continue;
    if (outline->borders && at > 0 && rap_byte_is_word((unsigned char)text.p[at]) && rap_byte_is_word((unsigned char)text.p[at - 1])) continue;
    if (accepts(outline, cache, a, text, at, REACH)) return at;
  }
  return SIZE_MAX;
}
