/* lexicon_build.c: from variants to the automaton and the filter before it. Layer: analyze (inside).
 *
 * Keys are sorted, then nodes made breadth first, so that the edges of a node lie side by side, and edge i leads to node i + 1. */
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

/* A node that waits for its edges: the keys [first, end) share their first `depth` bytes. */
struct range {
  size_t first, end, depth;
};

struct build {
  const struct key *keys;
  const rap_variant *source;
  struct range *ranges;
  rap_lexicon_node *nodes;
  unsigned char *edges;
  const rap_variant **variants;
  size_t n_nodes, n_edges, n_variants;
};

/* Fills node i and appends the nodes behind it. False: more terms of one wording than a node counts. */
static bool fill_node(struct build *b, size_t i) {
  struct range r = b->ranges[i];
  rap_lexicon_node *node = &b->nodes[i];
  node->first_variant = (uint32_t)b->n_variants;
  size_t k = r.first;
  for (; k < r.end && b->keys[k].bytes.n == r.depth; k++) b->variants[b->n_variants++] = &b->source[b->keys[k].variant];
  if (k - r.first > UINT16_MAX) return false;
  node->n_variants = (uint16_t)(k - r.first);
  node->first_edge = (uint32_t)b->n_edges;
  while (k < r.end) {
    char c = b->keys[k].bytes.p[r.depth];
    size_t begin = k;
    while (k < r.end && b->keys[k].bytes.p[r.depth] == c) k++;
    b->edges[b->n_edges++] = (unsigned char)c;
    b->ranges[b->n_nodes++] = (struct range){begin, k, r.depth + 1};
    assert(b->n_nodes == b->n_edges + 1);
    if (c == RAP_TERM_STAR && i > 0) node->star = (uint32_t)b->n_edges;
  }
  node->n_edges = (uint16_t)(b->n_edges - node->first_edge);
  return true;
}

static rap_status build_nodes(rap_arena *arena, struct build *b, size_t n_keys, size_t n_bytes, rap_lexicon *out, rap_error *err) {
  rap_status st = RAP_OK;
  if (n_bytes >= UINT32_MAX || n_keys >= UINT32_MAX)
    return rap_error_set(err, RAP_ERR_LIMIT, "terms of %zu bytes; at most 4 GiB are allowed", n_bytes);
  b->nodes = rap_arena_array(arena, n_bytes + 1, sizeof *b->nodes);
  b->edges = rap_arena_array(arena, n_bytes + 1, sizeof *b->edges);
  b->variants = rap_arena_array(arena, n_keys + 1, sizeof *b->variants);
  b->ranges = calloc(n_bytes + 1, sizeof *b->ranges);
  if (!b->nodes || !b->edges || !b->variants || !b->ranges) {
    st = rap_error_nomem(err);
    goto done;
  }
  b->ranges[0] = (struct range){0, n_keys, 0};
  b->n_nodes = 1;
  for (size_t i = 0; i < b->n_nodes; i++) {
    if (fill_node(b, i)) continue;
    st = rap_error_set(err, RAP_ERR_LIMIT, "more than %d terms of one wording", UINT16_MAX);
    goto done;
  }
  assert(b->n_nodes <= n_bytes + 1 && b->n_variants == n_keys);
  *out = (rap_lexicon){
      .nodes = b->nodes, .edges = b->edges, .variants = b->variants, .n_nodes = b->n_nodes, .n_edges = b->n_edges, .n_variants = b->n_variants};
done:
  free(b->ranges);
  return st;
}

/* Nodes with a table of their own: about those of the first three bytes; 512 KB. */
#define MAX_NEAR 512

static rap_status build_near(rap_arena *arena, rap_lexicon *lexicon, rap_error *err) {
  size_t n = lexicon->n_nodes < MAX_NEAR ? lexicon->n_nodes : MAX_NEAR;
  uint32_t *near = rap_arena_array(arena, n * 256, sizeof *near);
  if (!near) return rap_error_nomem(err);
  for (size_t i = 0; i < n; i++) {
    uint32_t first = lexicon->nodes[i].first_edge;
    for (uint32_t e = first; e < first + lexicon->nodes[i].n_edges; e++) near[i * 256 + lexicon->edges[e]] = e + 1;
  }
  lexicon->near = near;
  lexicon->n_near = n;
  return RAP_OK;
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
    for (unsigned char class = word ? RAP_LEXICON_CLASS_DIGIT + 1 : 0; class <= RAP_LEXICON_CLASS_HIGH; class ++)
      set_all(o, index << 5 | class, depth + 1);
  }
}

/* A text that begins with a capital and one that doesn't differ in the highest bit of their openings: many terms match only the first. */
static rap_status build_openings(rap_arena *arena, const struct key *keys, size_t n, const rap_variant *variants, rap_lexicon *out, rap_error *err) {
  uint64_t *bits = rap_arena_array(arena, RAP_LEXICON_OPENINGS / 64, sizeof *bits);
  unsigned char *exact = rap_arena_array(arena, n + 1, sizeof *exact);
  if (!bits || !exact) return rap_error_nomem(err);
  for (unsigned c = 0; c < 256; c++) out->classes[c] = class_of(c);
  for (size_t i = 0; i < n; i++) {
    const rap_variant *v = &variants[keys[i].variant];
    unsigned char first = v->text.n ? (unsigned char)v->text.p[0] : 0;
    bool capital = first >= 'A' && first <= 'Z', small = first >= 'a' && first <= 'z', counts = rap_lexicon_case_counts(v, 0);
    struct openings o = {bits, out->classes, keys[i].bytes};
    if (!(capital && counts) && !(v->term->letter_case == RAP_CASE_SMART && (capital || small))) set_openings(&o, 0, 0);
    if (!(small && counts)) set_openings(&o, 1, 0);
  }
  for (size_t i = 0; i < out->n_variants; i++) exact[i] = rap_lexicon_case_counts_anywhere(out->variants[i]);
  out->openings = bits;
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
  if (st == RAP_OK) st = build_near(arena, out, err);
  if (st == RAP_OK) st = build_openings(arena, keys, n, variants, out, err);
done:
  rap_arena_free(work);
  return st;
}
