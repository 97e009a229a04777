#include "analyze/sieve.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

static unsigned char folded(unsigned char c) { return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c; }

/* The trie while it is built; states in the order of their making, a parent before its children. */
struct build {
  rap_sieve *sieve;
  uint32_t *next;                    /* state × class: a state, 0: none yet */
  uint32_t *suffix, *shorter, *ends; /* by state; ends: its outputs so far */
  uint32_t *order;                   /* states breadth first */
};

/* By the bytes in one case, as the states tell them apart. */
static int cmp_folded(const void *a, const void *b) {
  const rap_literal *x = *(const rap_literal *const *)a, *y = *(const rap_literal *const *)b;
  for (size_t i = 0; i < x->n && i < y->n; i++) {
    unsigned char p = folded((unsigned char)x->s[i]), q = folded((unsigned char)y->s[i]);
    if (p != q) return p < q ? -1 : 1;
  }
  return (x->n > y->n) - (x->n < y->n);
}

/* The states there will be: for each literal in order the bytes that it doesn't share with the one before. `sorted`: room for the literals. */
static size_t count_states(const rap_sieve *sieve, const rap_literal **sorted) {
  size_t n = 0, n_states = 1;
  for (size_t i = 0; i < sieve->n_expressions; i++)
    for (size_t k = 0; k < sieve->expressions[i]->n; k++) sorted[n++] = &sieve->expressions[i]->items[k];
  if (n) qsort(sorted, n, sizeof *sorted, cmp_folded);
  for (size_t i = 0; i < n; i++) {
    size_t shared = 0;
    while (i && shared < sorted[i]->n && shared < sorted[i - 1]->n &&
           folded((unsigned char)sorted[i]->s[shared]) == folded((unsigned char)sorted[i - 1]->s[shared]))
      shared++;
    n_states += sorted[i]->n - shared;
  }
  return n_states;
}

static void count_classes(rap_sieve *sieve, size_t *n_bytes, size_t *n_literals) {
  bool used[256] = {false};
  *n_bytes = *n_literals = 0;
  for (size_t i = 0; i < sieve->n_expressions; i++) {
    const rap_literals *e = sieve->expressions[i];
    *n_literals += e->n;
    for (size_t k = 0; k < e->n; k++) {
      *n_bytes += e->items[k].n;
      for (size_t b = 0; b < e->items[k].n; b++) used[folded((unsigned char)e->items[k].s[b])] = true;
    }
  }
  sieve->n_classes = 1;
  for (size_t c = 0; c < 256; c++)
    if (used[c] && folded((unsigned char)c) == c) sieve->classes[c] = (unsigned char)sieve->n_classes++;
  for (size_t c = 'A'; c <= 'Z'; c++) sieve->classes[c] = sieve->classes[folded((unsigned char)c)];
}

/* The state behind the literal, made where it isn't there. */
static uint32_t insert(struct build *b, const rap_literal *literal) {
  rap_sieve *sieve = b->sieve;
  uint32_t state = 0;
  for (size_t i = 0; i < literal->n; i++) {
    uint32_t *cell = &b->next[state * sieve->n_classes + sieve->classes[(unsigned char)literal->s[i]]];
    if (!*cell) *cell = (uint32_t)sieve->n_states++;
    state = *cell;
  }
  return state;
}

static void link_states(struct build *b) {
  rap_sieve *sieve = b->sieve;
  size_t n_classes = sieve->n_classes, n = 0;
  for (size_t c = 0; c < n_classes; c++)
    if (b->next[c]) b->order[n++] = b->next[c];
  for (size_t i = 0; i < n; i++) {
    uint32_t s = b->order[i], suffix = b->suffix[s];
    b->shorter[s] = b->ends[suffix] ? suffix : b->shorter[suffix];
    for (size_t c = 0; c < n_classes; c++) {
      uint32_t *cell = &b->next[s * n_classes + c], otherwise = b->next[suffix * n_classes + c];
      if (*cell) {
        b->suffix[*cell] = otherwise;
        b->order[n++] = *cell;
      } else {
        *cell = otherwise;
      }
    }
  }
  assert(n + 1 == sieve->n_states);
}

/* Writes the table as it is walked. */
static void finish_table(struct build *b) {
  size_t n_classes = b->sieve->n_classes;
  for (size_t i = 0; i < b->sieve->n_states * n_classes; i++) {
    uint32_t s = b->next[i];
    b->next[i] = (uint32_t)(s * n_classes) | (b->ends[s] || b->shorter[s] ? RAP_SIEVE_HIT : 0);
  }
}

/* The literals by the state behind them. */
static rap_status fill(rap_arena *arena, struct build *b, size_t n_literals, const uint32_t *state_of, rap_error *err) {
  rap_sieve *sieve = b->sieve;
  uint32_t *first = rap_arena_array(arena, sieve->n_states + 1, sizeof *first);
  rap_sieve_output *outputs = rap_arena_array(arena, n_literals + 1, sizeof *outputs);
  if (!first || !outputs) return rap_error_nomem(err);
  for (size_t s = 0; s < sieve->n_states; s++) first[s + 1] = first[s] + b->ends[s];
  uint32_t *at = b->suffix; /* of no more use */
  memcpy(at, first, sieve->n_states * sizeof *at);
  size_t n = 0;
  for (size_t i = 0; i < sieve->n_expressions; i++)
    for (size_t k = 0; k < sieve->expressions[i]->n; k++) outputs[at[state_of[n++]]++] = (rap_sieve_output){(uint32_t)i, (uint32_t)k};
  sieve->first = first;
  sieve->outputs = outputs;
  sieve->next = b->next;
  sieve->shorter = b->shorter;
  return RAP_OK;
}

/* Room for `n_states` states. */
static bool make_room(rap_arena *arena, rap_arena *work, struct build *b, size_t n_states) {
  b->next = rap_arena_array(arena, n_states * b->sieve->n_classes, sizeof *b->next);
  b->shorter = rap_arena_array(arena, n_states, sizeof *b->shorter);
  b->suffix = rap_arena_array(work, n_states, sizeof *b->suffix);
  b->ends = rap_arena_array(work, n_states, sizeof *b->ends);
  b->order = rap_arena_array(work, n_states, sizeof *b->order);
  return b->next && b->shorter && b->suffix && b->ends && b->order;
}

rap_status rap_sieve_build(rap_arena *arena, const rap_literals *const *expressions, size_t n, rap_sieve *out, rap_error *err) {
  *out = (rap_sieve){.expressions = expressions, .n_expressions = n, .n_states = 1};
  rap_status st = RAP_OK;
  size_t n_bytes = 0, n_literals = 0, k = 0;
  struct build b = {.sieve = out};
  rap_arena *work = rap_arena_new();
  count_classes(out, &n_bytes, &n_literals);
  if (n_bytes > RAP_MAX_SIEVE_BYTES) {
    st = rap_error_set(err, RAP_ERR_LIMIT, "literals of %zu bytes; at most %zu are allowed", n_bytes, RAP_MAX_SIEVE_BYTES);
    goto done;
  }
  const rap_literal **sorted = work ? rap_arena_array(work, n_literals + 1, sizeof *sorted) : NULL;
  uint32_t *state_of = work ? rap_arena_array(work, n_literals + 1, sizeof *state_of) : NULL;
  if (!sorted || !state_of || !make_room(arena, work, &b, count_states(out, sorted))) {
    st = rap_error_nomem(err);
    goto done;
  }
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < expressions[i]->n; j++) {
      state_of[k] = insert(&b, &expressions[i]->items[j]);
      b.ends[state_of[k++]]++;
    }
  }
  link_states(&b);
  finish_table(&b);
  st = fill(arena, &b, n_literals, state_of, err);
done:
  rap_arena_free(work);
  if (st != RAP_OK) *out = (rap_sieve){0};
  return st;
}

/* Everything that ends at `end`, in state s or a suffix of it. */
static void tell(const rap_sieve *sieve, rap_str text, size_t end, uint32_t s, rap_sieve_found found, void *ctx) {
  for (; s; s = sieve->shorter[s]) {
    for (uint32_t i = sieve->first[s]; i < sieve->first[s + 1]; i++) {
      rap_sieve_output output = sieve->outputs[i];
      const rap_literal *literal = &sieve->expressions[output.expression]->items[output.literal];
      assert(end >= literal->n);
      if (rap_literal_at(literal, text, end - literal->n)) found(ctx, output.expression, end - literal->n);
    }
  }
}

void rap_sieve_scan(const rap_sieve *sieve, rap_str text, rap_span span, rap_sieve_found found, void *ctx) {
  uint32_t state = 0;
  if (sieve->n_states <= 1) return;
  for (size_t at = span.begin; at < span.end; at++) {
    state = sieve->next[state + sieve->classes[(unsigned char)text.p[at]]];
    if (!(state & RAP_SIEVE_HIT)) continue;
    state &= ~RAP_SIEVE_HIT;
    tell(sieve, text, at + 1, (uint32_t)(state / sieve->n_classes), found, ctx);
  }
}
