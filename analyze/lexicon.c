#include "analyze/lexicon.h"

#include <assert.h>
#include <stdlib.h>

#include "base/utf8.h"

/* --- building: sorted keys, then nodes breadth first, so that the edges of a node lie side by side --- */

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
  rap_lexicon_edge *edges;
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
    b->edges[b->n_edges++] = (rap_lexicon_edge){.node = (uint32_t)b->n_nodes, .byte = (unsigned char)c};
    b->ranges[b->n_nodes++] = (struct range){begin, k, r.depth + 1};
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
    const rap_lexicon_edge *edges = lexicon->edges + lexicon->nodes[i].first_edge;
    for (size_t e = 0; e < lexicon->nodes[i].n_edges; e++) near[i * 256 + edges[e].byte] = edges[e].node;
  }
  lexicon->near = near;
  lexicon->n_near = n;
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
done:
  rap_arena_free(work);
  return st;
}

/* --- scanning --- */

static bool ascii_word(unsigned char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

static bool word_at(rap_str s, size_t at) {
  unsigned char c = (unsigned char)s.p[at];
  if (c < 0x80) return ascii_word(c);
  uint32_t cp = 0;
  (void)rap_utf8_decode(s, at, &cp);
  return rap_utf8_is_word(cp);
}

static bool word_before(rap_str s, size_t at) {
  unsigned char c = (unsigned char)s.p[at - 1];
  if (c < 0x80) return ascii_word(c);
  uint32_t cp = 0;
  (void)rap_utf8_before(s, at, &cp);
  return rap_utf8_is_word(cp);
}

bool rap_lexicon_at_border(rap_str view, size_t at) { return at == 0 || at >= view.n || !word_before(view, at) || !word_at(view, at); }

/* A token of a term is in capitals when it has two letters or more and all of them are, a final "s" behind them apart ("MSMEs"). */
static bool token_in_capitals(rap_str token) {
  size_t n_letters = 0;
  for (size_t at = 0; at < token.n;) {
    uint32_t cp = 0;
    size_t begin = at;
    at += rap_utf8_decode(token, at, &cp);
    if (!rap_utf8_is_letter(cp)) continue;
    if (rap_utf8_is_upper(cp))
      n_letters++;
    else if (!(cp == 's' && at == token.n && begin > 0))
      return false;
  }
  return n_letters >= 2;
}

static bool is_separator(char c) { return c == ' ' || c == '-' || c == '/'; }

static size_t token_end(rap_str s, size_t at) {
  while (at < s.n && !is_separator(s.p[at])) at++;
  return at;
}

static size_t skip_letters(rap_str s, size_t at) {
  while (at < s.n) {
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(s, at, &cp);
    if (!rap_utf8_is_word(cp) || rap_utf8_is_digit(cp)) break;
    at += n;
  }
  return at;
}

/* Compares letter by letter the parts of the variant whose case counts. The trie has seen to it that the two are equal but for case, spaces and
 * stars. */
static bool case_fits(const rap_variant *variant, rap_str found) {
  rap_term_case rule = variant->term->letter_case;
  uint32_t first = 0, a = 0, b = 0;
  (void)rap_utf8_decode(found, 0, &first);
  if (rule == RAP_CASE_SMART && rap_utf8_is_lower(first)) return false;
  rap_str text = variant->text;
  bool exact = false;
  for (size_t i = 0, k = 0; i < text.n;) {
    if (i == 0 || is_separator(text.p[i - 1])) exact = rule == RAP_CASE_EXACT || token_in_capitals(rap_str_sub(text, i, token_end(text, i)));
    if (text.p[i] == RAP_TERM_STAR) {
      i++;
      k = skip_letters(found, k);
      continue;
    }
    if (k >= found.n) return false;
    bool space = text.p[i] == ' ';
    i += rap_utf8_decode(text, i, &a);
    k += rap_utf8_decode(found, k, &b);
    if (exact && !space && a != b) return false;
  }
  return true;
}

struct scan {
  const rap_lexicon *lexicon;
  rap_str view;
  size_t begin;
  rap_lexicon_found found;
  void *ctx;
};

static uint32_t child(const rap_lexicon *lexicon, uint32_t node, unsigned char byte) {
  if (node < lexicon->n_near) return lexicon->near[(size_t)node * 256 + byte];
  const rap_lexicon_node *n = &lexicon->nodes[node];
  const rap_lexicon_edge *edges = lexicon->edges + n->first_edge;
  for (size_t i = 0; i < n->n_edges && edges[i].byte <= byte; i++)
    if (edges[i].byte == byte) return edges[i].node;
  return 0;
}

/* The node behind the lower-cased character at `at` (moved behind it); 0: none. */
static uint32_t step(const struct scan *s, uint32_t node, size_t *at) {
  unsigned char c = (unsigned char)s->view.p[*at];
  if (c < 0x80) {
    ++*at;
    return c == (unsigned char)RAP_TERM_STAR ? 0 : child(s->lexicon, node, (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
  }
  uint32_t cp = 0;
  char bytes[4];
  *at += rap_utf8_decode(s->view, *at, &cp);
  size_t n = rap_utf8_encode(rap_utf8_lower(cp), bytes);
  for (size_t i = 0; i < n; i++) {
    node = child(s->lexicon, node, (unsigned char)bytes[i]);
    if (!node) return 0;
  }
  return n ? node : 0;
}

/* Goes on from `node` at view offset `at`. Recursion is as deep as a term has stars and hyphens. */
static bool walk(struct scan *s, uint32_t node, size_t at) {
  for (;;) {
    const rap_lexicon_node *n = &s->lexicon->nodes[node];
    if (n->n_variants && rap_lexicon_at_border(s->view, at)) {
      for (size_t i = 0; i < n->n_variants; i++) {
        const rap_variant *variant = s->lexicon->variants[n->first_variant + i];
        if (case_fits(variant, rap_str_sub(s->view, s->begin, at)) && !s->found(s->ctx, variant->term, (rap_span){s->begin, at})) return false;
      }
    }
    if (at >= s->view.n || s->view.p[at] == '\n') return true;
    uint32_t star = node ? child(s->lexicon, node, (unsigned char)RAP_TERM_STAR) : 0;
    if (star && !walk(s, star, skip_letters(s->view, at))) return false;
    if (s->view.p[at] == '-' && node) {
      uint32_t space = child(s->lexicon, node, ' ');
      if (space && !walk(s, space, at + 1)) return false;
    }
    node = step(s, node, &at);
    if (!node) return true;
  }
}

bool rap_lexicon_scan(const rap_lexicon *lexicon, rap_str view, rap_lexicon_found found, void *ctx) {
  struct scan s = {.lexicon = lexicon, .view = view, .found = found, .ctx = ctx};
  if (lexicon->n_nodes == 0) return true;
  bool inside = false; /* the character before was part of a word */
  for (size_t at = 0; at < view.n;) {
    unsigned char c = (unsigned char)view.p[at];
    uint32_t cp = c;
    size_t n = c < 0x80 ? 1 : rap_utf8_decode(view, at, &cp);
    bool word = c < 0x80 ? ascii_word(c) : rap_utf8_is_word(cp);
    if (!(word && inside) && c != '\n') {
      s.begin = at;
      if (!walk(&s, 0, at)) return false;
    }
    inside = word;
    at += n;
  }
  return true;
}
