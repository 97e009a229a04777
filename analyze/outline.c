#include "analyze/outline.h"

#include <stdlib.h>
#include <string.h>

#include "analyze/literal_read.h"

#define NONE UINT32_MAX
#define MAX_DEPTH 200
#define MAX_SETS 4096
#define MAX_NODES ((size_t)1 << 18)
/* What is larger than so many nodes isn't copied for the least number of its repetitions. */
#define MAX_COPIED 64

/* A part of the expression: it ends in a fork that leads nowhere yet. */
struct piece {
  uint32_t begin, end;
};

struct builder {
  rap_pattern_reader r;
  rap_part *part; /* of the character in hand */
  rap_outline_node *nodes;
  size_t n_nodes, nodes_capacity;
  rap_bytes *sets;
  size_t n_sets, sets_capacity;
  uint32_t set_of_byte[2][256]; /* number + 1 of the set of a byte; of both its cases */
  bool failed;                  /* out of memory */
};

/* --- nodes --- */

static bool room(struct builder *b, void **items, size_t n, size_t *capacity, size_t size) {
  if (n < *capacity) return true;
  size_t more = *capacity ? 2 * *capacity : 256;
  void *grown = realloc(*items, more * size);
  if (!grown) {
    b->failed = true;
    rap_pattern_give_up(&b->r, "out of memory");
    return false;
  }
  *items = grown;
  *capacity = more;
  return true;
}

static uint32_t node(struct builder *b, uint32_t set, uint32_t next, uint32_t other) {
  void *items = b->nodes;
  if (b->n_nodes >= MAX_NODES) rap_pattern_give_up(&b->r, "too large");
  if (b->r.why_not || !room(b, &items, b->n_nodes, &b->nodes_capacity, sizeof *b->nodes)) return 0;
  b->nodes = items;
  b->nodes[b->n_nodes] = (rap_outline_node){set, next, other};
  return (uint32_t)b->n_nodes++;
}

static uint32_t fork_node(struct builder *b, uint32_t next, uint32_t other) { return node(b, RAP_OUTLINE_FORK, next, other); }

static void lead(struct builder *b, uint32_t from, uint32_t to) {
  if (!b->r.why_not) b->nodes[from].next = to;
}

static uint32_t set_of(struct builder *b, const rap_bytes *bytes) {
  for (size_t i = b->n_sets; i-- > 0;)
    if (memcmp(&b->sets[i], bytes, sizeof *bytes) == 0) return (uint32_t)i;
  void *items = b->sets;
  if (b->n_sets == MAX_SETS) rap_pattern_give_up(&b->r, "too large");
  if (b->r.why_not || !room(b, &items, b->n_sets, &b->sets_capacity, sizeof *b->sets)) return 0;
  b->sets = items;
  b->sets[b->n_sets] = *bytes;
  return (uint32_t)b->n_sets++;
}

/* Of one byte, in both cases where that doesn't count. */
static uint32_t set_of_byte(struct builder *b, unsigned char byte, bool caseless) {
  uint32_t *known = &b->set_of_byte[caseless][byte];
  if (*known) return *known - 1;
  rap_bytes bytes = {{0}};
  rap_bytes_add(&bytes, byte, byte);
  if (caseless) rap_bytes_add(&bytes, byte ^ 0x20, byte ^ 0x20);
  uint32_t set = set_of(b, &bytes);
  *known = set + 1;
  return set;
}

static struct piece nothing(struct builder *b) {
  uint32_t n = fork_node(b, NONE, NONE);
  return (struct piece){n, n};
}

static void append(struct builder *b, struct piece *x, struct piece tail) {
  lead(b, x->end, tail.begin);
  x->end = tail.end;
}

static struct piece either(struct builder *b, struct piece x, struct piece y) {
  struct piece both = {fork_node(b, x.begin, y.begin), fork_node(b, NONE, NONE)};
  lead(b, x.end, both.end);
  lead(b, y.end, both.end);
  return both;
}

static struct piece maybe(struct builder *b, struct piece x) {
  struct piece out = {fork_node(b, x.begin, NONE), fork_node(b, NONE, NONE)};
  lead(b, x.end, out.end);
  if (!b->r.why_not) b->nodes[out.begin].other = out.end;
  return out;
}

/* Any number of times, none among them. */
static struct piece any_number(struct builder *b, struct piece x) {
  struct piece out = maybe(b, x);
  lead(b, x.end, out.begin);
  return out;
}

/* --- characters --- */

static const rap_bytes continuation = {{0, 0, UINT64_MAX, 0}};

/* One byte of `bytes`; behind the first byte of a longer character whatever belongs to it. */
static struct piece one_of(struct builder *b, const rap_bytes *bytes) {
  rap_bytes first = *bytes;
  bool longer = (first.bits[2] | first.bits[3]) != 0;
  if (longer) first.bits[2] = 0;
  uint32_t end = fork_node(b, NONE, NONE);
  struct piece out = {node(b, set_of(b, &first), end, NONE), end};
  if (!longer) return out;
  struct piece rest = {node(b, set_of(b, &continuation), NONE, NONE), NONE};
  rest.end = fork_node(b, NONE, NONE);
  lead(b, rest.begin, rest.end);
  append(b, &out, any_number(b, rest));
  return out;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_plain(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == ' '; }

/* A character that means itself. */
static struct piece byte_piece(struct builder *b, char c) {
  bool both = b->r.caseless && is_letter(c);
  uint32_t end = fork_node(b, NONE, NONE);
  return (struct piece){node(b, set_of_byte(b, (unsigned char)(both ? c | 0x20 : c), both), end, NONE), end};
}

static struct piece literal_piece(struct builder *b, const rap_literal *literal) {
  struct piece out = nothing(b);
  for (size_t i = 0; i < literal->n; i++) {
    uint32_t set = set_of_byte(b, (unsigned char)literal->s[i], literal->caseless >> i & 1), end = fork_node(b, NONE, NONE);
    append(b, &out, (struct piece){node(b, set, end, NONE), end});
  }
  return out;
}

/* Of the single bytes of a class one set is made. */
static struct piece one_of_literals(struct builder *b, const rap_literal_set *all) {
  struct piece out = {NONE, NONE};
  rap_bytes single = {{0}};
  bool singles = false;
  for (size_t i = 0; i < all->n; i++) {
    const rap_literal *x = &all->items[i];
    unsigned c = (unsigned char)x->s[0];
    if (x->n == 1) {
      rap_bytes_add(&single, c, c);
      if (x->caseless & 1) rap_bytes_add(&single, c ^ 0x20, c ^ 0x20);
      singles = true;
      continue;
    }
    struct piece one = literal_piece(b, x);
    out = out.begin == NONE ? one : either(b, out, one);
  }
  if (!singles) return out.begin == NONE ? nothing(b) : out;
  struct piece one = one_of(b, &single);
  return out.begin == NONE ? one : either(b, out, one);
}

static struct piece anything(struct builder *b) {
  static const rap_bytes all = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
  struct piece one = {node(b, set_of(b, &all), NONE, NONE), fork_node(b, NONE, NONE)};
  lead(b, one.begin, one.end);
  return any_number(b, one);
}

static struct piece character_piece(struct builder *b) {
  const rap_part *part = b->part;
  if (b->r.why_not) return (struct piece){0, 0};
  if (part->n_kinds) {
    struct piece out = {NONE, NONE};
    for (size_t i = 0; i < part->n_kinds; i++) {
      rap_literal literal = {0};
      for (size_t k = 0; k < 3; k++) (void)rap_literal_put(&literal, part->kinds[i][k], false);
      struct piece one = literal_piece(b, &literal);
      out = i == 0 ? one : either(b, out, one);
    }
    return out;
  }
  if (part->exact) return one_of_literals(b, &part->all);
  return part->max > RAP_MAX_CHARACTER ? anything(b) : one_of(b, &part->first);
}

/* --- groups, sequences, alternatives --- */

static struct piece alternatives(struct builder *b);

static struct piece group(struct builder *b, bool *quantified) {
  rap_pattern_reader *r = &b->r;
  bool caseless = r->caseless;
  size_t before = b->n_nodes;
  rap_pattern_group kind = rap_pattern_open_group(r);
  *quantified = kind != RAP_PATTERN_OPTIONS;
  if (kind == RAP_PATTERN_OPTIONS) return nothing(b);
  if (kind == RAP_PATTERN_CALL || kind == RAP_PATTERN_UNKNOWN || ++r->depth >= MAX_DEPTH) {
    rap_pattern_give_up(r, "a group that is not known");
    return (struct piece){0, 0};
  }
  struct piece out = alternatives(b);
  r->depth--;
  r->caseless = caseless;
  if (rap_pattern_peek(r, 0) != ')') rap_pattern_give_up(r, "a group that is not closed");
  r->at++;
  bool counts = kind == RAP_PATTERN_PLAIN || (kind == RAP_PATTERN_AHEAD && r->at == r->s.n && r->depth == 0);
  if (counts || r->why_not) return out;
  b->n_nodes = before; /* nothing leads to them */
  return nothing(b);
}

static struct piece atom(struct builder *b, bool *quantified) {
  rap_pattern_reader *r = &b->r;
  char c = rap_pattern_peek(r, 0);
  *quantified = true;
  if (c == '(') return group(b, quantified);
  if (c == '^' || c == '$') {
    r->at++;
    *quantified = false;
    return nothing(b);
  }
  if (is_plain(c)) {
    r->at++;
    return byte_piece(b, c);
  }
  if (c == '[') {
    rap_pattern_class(r, b->part);
  } else if (c == '\\') {
    rap_pattern_escape(r, b->part);
  } else if (c == '.') {
    r->at++;
    rap_part_any(b->part, 1, RAP_MAX_CHARACTER);
    b->part->first.bits[0] &= ~((uint64_t)1 << '\n');
  } else if (c == '\0' || strchr("*+?{", c)) {
    rap_pattern_give_up(r, "a quantifier without anything before it");
  } else {
    rap_pattern_character(r, b->part);
  }
  return character_piece(b);
}

/* x, which was read at `from`, at least `least` and at most `most` times. */
static struct piece repeat(struct builder *b, struct piece x, size_t size, size_t from, bool caseless, size_t least, size_t most) {
  rap_pattern_reader *r = &b->r;
  size_t behind = r->at, copies = size * least <= MAX_COPIED ? least : 1;
  bool after = r->caseless, quantified = false;
  if (most == 0) return nothing(b);
  if (least == 0) return most == 1 ? maybe(b, x) : any_number(b, x);
  for (size_t i = 1; i <= copies && !r->why_not; i++) {
    if (i == copies && most == copies) break;
    r->at = from;
    r->caseless = caseless;
    struct piece copy = atom(b, &quantified);
    append(b, &x, i < copies ? copy : most - copies == 1 ? maybe(b, copy) : any_number(b, copy));
  }
  r->at = behind;
  r->caseless = after;
  return x;
}

static struct piece sequence(struct builder *b) {
  rap_pattern_reader *r = &b->r;
  struct piece out = nothing(b);
  while (!rap_pattern_at_end(r) && rap_pattern_peek(r, 0) != '|' && rap_pattern_peek(r, 0) != ')') {
    size_t from = r->at, before = b->n_nodes, least = 0, most = 0;
    bool caseless = r->caseless, quantified = false;
    struct piece x = atom(b, &quantified);
    for (size_t n = 0; !r->why_not && quantified && rap_pattern_quantifier(r, &least, &most); n++) {
      if (n) rap_pattern_give_up(r, "a quantifier of a quantifier");
      x = repeat(b, x, b->n_nodes - before, from, caseless, least, most);
    }
    append(b, &out, x);
  }
  return out;
}

static struct piece alternatives(struct builder *b) {
  struct piece out = sequence(b);
  while (!rap_pattern_at_end(&b->r) && rap_pattern_peek(&b->r, 0) == '|') {
    b->r.at++;
    struct piece other = sequence(b);
    out = either(b, out, other);
  }
  return out;
}

/* --- the whole --- */

/* The first byte of the set that is not below `from`; 256: none. */
static unsigned next_of(const rap_bytes *set, unsigned from) {
  for (unsigned i = from / 64; i < 4; i++) {
    uint64_t bits = set->bits[i] & (i == from / 64 ? UINT64_MAX << from % 64 : UINT64_MAX);
    if (bits) return i * 64 + (unsigned)__builtin_ctzll(bits);
  }
  return 256;
}

/* Bytes that all sets treat alike are one class: each set parts those classes of which it has some bytes only. */
static void find_classes(const struct builder *b, rap_outline *out) {
  unsigned size[256] = {256};
  out->n_classes = 1;
  for (size_t s = 0; s < b->n_sets; s++) {
    unsigned inside[256] = {0}, parted[256] = {0};
    size_t n_before = out->n_classes;
    for (unsigned byte = next_of(&b->sets[s], 0); byte < 256; byte = next_of(&b->sets[s], byte + 1)) inside[out->classes[byte]]++;
    for (unsigned byte = next_of(&b->sets[s], 0); byte < 256; byte = next_of(&b->sets[s], byte + 1)) {
      unsigned c = out->classes[byte];
      if (inside[c] == size[c]) continue;
      if (!parted[c]) parted[c] = (unsigned)out->n_classes++;
      out->classes[byte] = (unsigned char)parted[c];
    }
    for (size_t c = 0; c < n_before && out->n_classes > n_before; c++) {
      if (!parted[c]) continue;
      size[parted[c]] = inside[c];
      size[c] -= inside[c];
    }
  }
}

static rap_outline *finish(rap_arena *arena, const struct builder *b, uint32_t begin) {
  rap_outline *out = rap_arena_alloc(arena, sizeof *out);
  if (!out) return NULL;
  find_classes(b, out);
  rap_outline_node *nodes = rap_arena_array(arena, b->n_nodes, sizeof *nodes);
  unsigned char *member = rap_arena_array(arena, b->n_sets * out->n_classes + 1, 1);
  if (!nodes || !member) return NULL;
  memcpy(nodes, b->nodes, b->n_nodes * sizeof *nodes);
  for (size_t s = 0; s < b->n_sets; s++)
    for (unsigned byte = next_of(&b->sets[s], 0); byte < 256; byte = next_of(&b->sets[s], byte + 1))
      member[s * out->n_classes + out->classes[byte]] = 1;
  out->nodes = nodes;
  out->n_nodes = b->n_nodes;
  out->member = member;
  out->n_sets = b->n_sets;
  out->begin = begin;
  return out;
}

rap_status rap_outline_build(rap_arena *arena, rap_str expression, bool caseless, const rap_literals *literals, rap_outline **out, rap_error *err) {
  *out = NULL;
  rap_status st = RAP_OK;
  rap_outline *outline = NULL;
  struct builder b = {.r = {.s = expression, .caseless = caseless}, .part = malloc(sizeof *b.part)};
  if (!b.part) return rap_error_nomem(err);
  if (!literals->starts) rap_pattern_give_up(&b.r, "a match may be empty");
  struct piece whole = alternatives(&b);
  if (b.r.at < expression.n) rap_pattern_give_up(&b.r, "a parenthesis that was not opened");
  uint32_t end = node(&b, RAP_OUTLINE_END, NONE, NONE);
  lead(&b, whole.end, end);
  if (!b.r.why_not) {
    outline = finish(arena, &b, whole.begin);
    if (!outline) b.failed = true;
  }
  if (b.failed) st = rap_error_nomem(err);
  if (outline) {
    for (unsigned byte = 0; byte < 256; byte++) outline->starts[byte] = (byte & 0xC0) != 0x80 && (literals->first[byte / 64] >> byte % 64 & 1);
    memcpy(outline->behind, literals->behind, sizeof outline->behind);
    memcpy(outline->behind2, literals->behind2, sizeof outline->behind2);
    outline->borders = literals->borders;
    outline->anywhere = literals->common_start;
    *out = outline;
  }
  free(b.part);
  free(b.nodes);
  free(b.sets);
  return st;
}
