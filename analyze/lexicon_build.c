/* lexicon_build.c: from variants to the automaton and the filter before it. Layer: analyze (inside).
 *
 * Keys are sorted, then nodes made depth first, so that the first child of a node is the one behind it, and a way through nodes with one child lies
 * side by side in memory. */
#include "analyze/lexicon.h"

#include <assert.h>
#include <stdlib.h>

#include "base/utf8.h"

struct key {
  rap_str bytes;
  size_t variant;
};

static int cmp_keys(const void *a, const void *b) {
  const struct key *x = a, *y = b;
  int c = rap_str_cmp(x->bytes, y->bytes);
  return c ? c : (x->variant > y->variant) - (x->variant < y->variant);
}

/* Lower case per code point; may differ in length from the text (U+212A, U+0130). */
static rap_str lower_key(rap_arena *arena, rap_str text) {
  char *p = rap_arena_alloc(arena, text.n * 4 + 1);
  if (!p) return (rap_str){0};
  size_t n = 0;
  for (size_t at = 0; at < text.n;) {
    uint32_t cp = 0;
    at += rap_utf8_decode(text, at, &cp);
    n += rap_utf8_encode(rap_utf8_lower(cp), p + n);
  }
  return (rap_str){p, n};
}

/* A node that waits to be made: the keys [first, end) share their first `depth` bytes. Where it goes into the edges of its parent, and into the row of
 * letters there; NOWHERE: it has no place in them. */
struct range {
  size_t first, end, depth, edge, row;
};
#define NOWHERE SIZE_MAX

struct build {
  const struct key *keys;
  const rap_variant *source;
  struct range *stack; /* ends with the node that comes next */
  rap_lexicon_node *nodes;
  uint32_t *edges;
  const rap_variant **variants;
  size_t n_stack, n_nodes, n_edges, n_variants;
};

static bool is_letter(unsigned char c) { return c >= 'a' && c <= 'z'; }

/* The children of the node, whose keys are [first, r.end): the first one is put last on the stack, so that it becomes the next node. */
static void put_children(struct build *b, rap_lexicon_node *node, struct range r, size_t first) {
  unsigned n = 0;
  for (size_t k = first; k < r.end; k++) n += k == first || b->keys[k].bytes.p[r.depth] != b->keys[k - 1].bytes.p[r.depth];
  if (n == 0) return;
  bool row = n >= RAP_LEXICON_ROW_FROM;
  node->byte = (unsigned char)b->keys[first].bytes.p[r.depth];
  node->n_edges = (unsigned char)n;
  node->edges = (uint32_t)b->n_edges;
  if (n > 1) b->n_edges += n + (row ? RAP_LEXICON_ROW : 0);
  size_t end = r.end;
  for (unsigned i = n; i-- > 0;) {
    unsigned char c = (unsigned char)b->keys[end - 1].bytes.p[r.depth];
    size_t begin = end - 1;
    while (begin > first && (unsigned char)b->keys[begin - 1].bytes.p[r.depth] == c) begin--;
    b->stack[b->n_stack++] =
        (struct range){begin, end, r.depth + 1, n > 1 ? node->edges + i : NOWHERE, row && is_letter(c) ? node->edges + n + (c - 'a') : NOWHERE};
    end = begin;
  }
}

/* Makes the node on top of the stack. False: more terms of one wording than a node counts. */
static bool make_node(struct build *b) {
  struct range r = b->stack[--b->n_stack];
  uint32_t number = (uint32_t)b->n_nodes++;
  rap_lexicon_node *node = &b->nodes[number];
  if (r.edge != NOWHERE) b->edges[r.edge] = number << 8 | (unsigned char)b->keys[r.first].bytes.p[r.depth - 1];
  if (r.row != NOWHERE) b->edges[r.row] = number;
  node->first_variant = (uint32_t)b->n_variants;
  size_t k = r.first;
  for (; k < r.end && b->keys[k].bytes.n == r.depth; k++) b->variants[b->n_variants++] = &b->source[b->keys[k].variant];
  if (k - r.first > UINT16_MAX) return false;
  node->n_variants = (uint16_t)(k - r.first);
  put_children(b, node, r, k);
  return true;
}

static void *copied(rap_arena *arena, const void *items, size_t n, size_t size) {
  void *p = rap_arena_array(arena, n, size);
  if (p && n) memcpy(p, items, n * size);
  return p;
}

static rap_status build_nodes(rap_arena *arena, struct build *b, size_t n_keys, size_t n_bytes, rap_lexicon *out, rap_error *err) {
  rap_status st = RAP_OK;
  if (n_bytes >= RAP_LEXICON_MAX_NODES || n_keys >= UINT32_MAX)
    return rap_error_set(err, RAP_ERR_LIMIT, "terms of %zu bytes; at most %d are allowed", n_bytes, RAP_LEXICON_MAX_NODES);
  /* Only what of it is filled takes memory. A row costs its letters, for each of at least RAP_LEXICON_ROW_FROM edges. */
  b->nodes = calloc(n_bytes + 1, sizeof *b->nodes);
  b->stack = calloc(n_bytes + 1, sizeof *b->stack);
  b->edges = calloc(n_bytes + n_bytes / RAP_LEXICON_ROW_FROM * RAP_LEXICON_ROW + 1, sizeof *b->edges);
  b->variants = rap_arena_array(arena, n_keys + 1, sizeof *b->variants);
  if (!b->nodes || !b->edges || !b->variants || !b->stack) {
    st = rap_error_nomem(err);
    goto done;
  }
  b->stack[b->n_stack++] = (struct range){0, n_keys, 0, NOWHERE, NOWHERE};
  while (b->n_stack) {
    if (make_node(b)) continue;
    st = rap_error_set(err, RAP_ERR_LIMIT, "more than %d terms of one wording", UINT16_MAX);
    goto done;
  }
  assert(b->n_nodes <= n_bytes + 1 && b->n_variants == n_keys);
  *out = (rap_lexicon){.nodes = copied(arena, b->nodes, b->n_nodes, sizeof *b->nodes),
                       .edges = copied(arena, b->edges, b->n_edges, sizeof *b->edges),
                       .variants = b->variants,
                       .n_nodes = b->n_nodes,
                       .n_edges = b->n_edges,
                       .n_variants = b->n_variants};
  if (!out->nodes || !out->edges) st = rap_error_nomem(err);
done:
  free(b->nodes);
  free(b->stack);
  free(b->edges);
  return st;
}

/* --- how a match may begin --- */

static unsigned char class_of(unsigned c) {
  if (c >= 'a' && c <= 'z') return (unsigned char)(c - 'a');
  if (c >= 'A' && c <= 'Z') return (unsigned char)(c - 'A');
  if (c >= '0' && c <= '9') return RAP_LEXICON_CLASS_DIGIT;
  if (c == ' ' || c == '-') return RAP_LEXICON_CLASS_SPACE;
  if (c == '\n') return RAP_LEXICON_CLASS_NEWLINE;
  return c < 0x80 ? RAP_LEXICON_CLASS_OTHER : RAP_LEXICON_CLASS_HIGH;
}

struct openings {
  uint64_t *bits;
  const unsigned char *classes;
  rap_str key;
};

static void set_all(struct openings *o, size_t index, unsigned depth) {
  unsigned shift = 5 * (RAP_LEXICON_OPENING - depth);
  for (size_t i = index << shift; i < (index + 1) << shift; i++) o->bits[i / 64] |= UINT64_C(1) << i % 64;
}

/* What a match of the key can begin with behind its first `depth` bytes, which gave `index`. Characters beyond ASCII are not asked for, so that a key
 * with one of them needs no opening from there on. */
static void set_openings(struct openings *o, size_t index, unsigned depth) {
  if (depth == RAP_LEXICON_OPENING || o->key.p[depth] == RAP_TERM_STAR) {
    set_all(o, index, depth);
  } else if (depth < o->key.n) {
    unsigned char class = o->classes[(unsigned char)o->key.p[depth]];
    if (class != RAP_LEXICON_CLASS_HIGH) set_openings(o, index << 5 | class, depth + 1);
  } else {
    /* The key is at its end: a border, unless it ends in something that makes one by itself. */
    bool word = depth > 0 && o->classes[(unsigned char)o->key.p[depth - 1]] <= RAP_LEXICON_CLASS_DIGIT;
    for (size_t class = word ? RAP_LEXICON_CLASS_DIGIT + 1 : 0; class <= RAP_LEXICON_CLASS_HIGH; class ++) set_all(o, index << 5 | class, depth + 1);
  }
}

/* A key of RAP_LEXICON_START bytes or more, without a star among them, is found by them in `starts`; false: it isn't, and whatever has its opening must
 * be walked. */
static bool set_start(uint64_t *starts, const unsigned char *classes, rap_str key) {
  bool high = false;
  if (key.n < RAP_LEXICON_START) return false;
  for (size_t i = 0; i < RAP_LEXICON_START; i++) {
    if (key.p[i] == RAP_TERM_STAR) return false;
    high = high || classes[(unsigned char)key.p[i]] == RAP_LEXICON_CLASS_HIGH;
  }
  size_t bit = rap_lexicon_start(classes, (const unsigned char *)key.p);
  if (!high) starts[bit / 64] |= UINT64_C(1) << bit % 64;
  return true;
}

/* A text that begins with a capital and one that doesn't differ in the highest bit of their openings: many terms match only the first. */
static rap_status build_openings(rap_arena *arena, const struct key *keys, size_t n, const rap_variant *variants, rap_lexicon *out, rap_error *err) {
  uint64_t *openings = rap_arena_array(arena, RAP_LEXICON_OPENINGS / 64, sizeof *openings);
  uint64_t *longer = rap_arena_array(arena, RAP_LEXICON_OPENINGS / 64, sizeof *longer);
  uint64_t *starts = rap_arena_array(arena, RAP_LEXICON_STARTS / 64, sizeof *starts);
  unsigned char *exact = rap_arena_array(arena, n + 1, sizeof *exact);
  if (!openings || !longer || !starts || !exact) return rap_error_nomem(err);
  for (unsigned c = 0; c < 256; c++) out->classes[c] = class_of(c);
  for (size_t i = 0; i < n; i++) {
    const rap_variant *v = &variants[keys[i].variant];
    unsigned char first = v->text.n ? (unsigned char)v->text.p[0] : 0;
    bool capital = first >= 'A' && first <= 'Z', small = first >= 'a' && first <= 'z', counts = rap_lexicon_case_counts(v, 0);
    struct openings o = {set_start(starts, out->classes, keys[i].bytes) ? longer : openings, out->classes, keys[i].bytes};
    if (!(capital && counts) && !(v->term->letter_case == RAP_CASE_SMART && (capital || small))) set_openings(&o, 0, 0);
    if (!(small && counts)) set_openings(&o, 1, 0);
  }
  for (size_t i = 0; i < out->n_variants; i++) exact[i] = rap_lexicon_case_counts_anywhere(out->variants[i]);
  out->openings = openings;
  out->longer = longer;
  out->starts = starts;
  out->exact = exact;
  return RAP_OK;
}

rap_status rap_lexicon_build(rap_arena *arena, const rap_variant *variants, size_t n, rap_lexicon *out, rap_error *err) {
  *out = (rap_lexicon){0};
  rap_status st = RAP_OK;
  size_t n_bytes = 0;
  rap_arena *work = rap_arena_new();
  struct key *keys = work ? rap_arena_array(work, n + 1, sizeof *keys) : NULL;
  if (!keys) {
    st = rap_error_nomem(err);
    goto done;
  }
  for (size_t i = 0; i < n; i++) {
    keys[i] = (struct key){lower_key(work, variants[i].text), i};
    if (!keys[i].bytes.p) {
      st = rap_error_nomem(err);
      goto done;
    }
    n_bytes += keys[i].bytes.n;
  }
  qsort(keys, n, sizeof *keys, cmp_keys);
  struct build b = {.keys = keys, .source = variants};
  st = build_nodes(arena, &b, n, n_bytes, out, err);
  if (st == RAP_OK) st = build_openings(arena, keys, n, variants, out, err);
done:
  rap_arena_free(work);
  return st;
}
