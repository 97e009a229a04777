/* pack_needs.c: which kinds of mention a shadow rule cannot do without, read off its expanded expression, so that it is not tried on sentences
 * without them. Layer: analyze (inside). */
#include <stdio.h>
#include <stdlib.h>

#include "analyze/pack.h"
#include "ingest/document.h"

#define MAX_DEPTH 64

struct reader {
  rap_str s;
  size_t at;
  unsigned depth;
  bool lost; /* something that isn't understood: nothing is needed then */
};

static void add(rap_needs *needs, rap_kind_set set) {
  if (!set) return;
  for (size_t i = 0; i < needs->n; i++)
    if (needs->any_of[i] == set) return;
  if (needs->n < RAP_MAX_NEEDS) needs->any_of[needs->n++] = set;
}

static rap_needs read_alternatives(struct reader *r);

/* The code point of `\x{…}` at r->at as a kind, moved behind; 0 for any other escape. */
static rap_kind_set read_escape(struct reader *r) {
  rap_kind_set set = 0;
  size_t at = r->at + 2;
  char c = r->at + 1 < r->s.n ? r->s.p[r->at + 1] : '\0';
  if (c == 'Q') r->lost = true;
  if (at < r->s.n && r->s.p[at] == '{' && c && strchr("pPxkgNo", c)) {
    size_t end = at;
    while (end < r->s.n && r->s.p[end] != '}') end++;
    if (c == 'x') {
      unsigned long cp = strtoul(r->s.p + at + 1, NULL, 16);
      if (cp >= RAP_SHADOW_BASE && cp < RAP_SHADOW_BASE + RAP_N_KINDS) set = RAP_KIND_BIT(cp - RAP_SHADOW_BASE);
    }
    at = end + 1;
  }
  r->at = at < r->s.n ? at : r->s.n;
  return set;
}

/* A class: what it needs is any of its kinds, provided that it holds nothing else. */
static rap_kind_set read_class(struct reader *r) {
  rap_kind_set set = 0;
  bool only_kinds = true;
  size_t begin = ++r->at;
  if (r->at < r->s.n && r->s.p[r->at] == '^') {
    only_kinds = false;
    begin = ++r->at;
  }
  while (r->at < r->s.n && (r->s.p[r->at] != ']' || r->at == begin)) {
    if (r->s.p[r->at] == '\\') {
      rap_kind_set kind = read_escape(r);
      only_kinds = only_kinds && kind;
      set |= kind;
    } else if (r->s.p[r->at] == '[' && r->at + 1 < r->s.n && r->s.p[r->at + 1] == ':') {
      size_t end = rap_str_find(r->s, RAP_STR(":]"), r->at + 2);
      only_kinds = false;
      r->at = end == SIZE_MAX ? r->s.n : end + 2;
    } else {
      only_kinds = false;
      r->at++;
    }
  }
  if (r->at < r->s.n) r->at++;
  return only_kinds ? set : 0;
}

static bool looking_at(const struct reader *r, const char *s) { return rap_str_starts(rap_str_sub(r->s, r->at, r->s.n), rap_str_of(s)); }

/* A group, moved behind its ')'. Assertions need nothing: what they look at may lie outside the match, or must not be there. */
static rap_needs read_group(struct reader *r) {
  bool asserts = looking_at(r, "(?=") || looking_at(r, "(?!") || looking_at(r, "(?<=") || looking_at(r, "(?<!");
  bool plain = looking_at(r, "(?:") || looking_at(r, "(?|") || looking_at(r, "(?>") || looking_at(r, "(?<") || looking_at(r, "(?P<") ||
               looking_at(r, "(?i") || looking_at(r, "(?-i");
  bool special = (looking_at(r, "(?") && !plain && !asserts) || looking_at(r, "(*");
  if (special || ++r->depth > MAX_DEPTH) {
    r->lost = true;
    return (rap_needs){0};
  }
  r->at++;
  if (r->at < r->s.n && r->s.p[r->at] == '?') {
    r->at++;
    bool named = looking_at(r, "<") || looking_at(r, "P<");
    if (asserts) r->at += looking_at(r, "<") ? 2 : 1;
    while (!asserts && r->at < r->s.n && !strchr(named ? ">" : ":|>)", r->s.p[r->at])) {
      /* Extended syntax may hold comments, and brackets in them. */
      if (!named && r->s.p[r->at] == 'x') r->lost = true;
      r->at++;
    }
    /* `(?i)` is no group: its ')' ends it. */
    if (!asserts && r->at < r->s.n && r->s.p[r->at] != ')') r->at++;
  }
  rap_needs needs = read_alternatives(r);
  r->depth--;
  if (r->at < r->s.n) r->at++;
  return asserts ? (rap_needs){0} : needs;
}

/* Moves behind a quantifier; true when it allows for none. */
static bool read_quantifier(struct reader *r) {
  bool optional = false;
  while (r->at < r->s.n) {
    char c = r->s.p[r->at];
    if (c == '?' || c == '*') {
      /* Behind another quantifier a `?` makes it lazy; to take it for "optional" as well only loses a need. */
      optional = true;
      r->at++;
    } else if (c == '+') {
      r->at++;
    } else if (c == '{' && r->at + 1 < r->s.n && (r->s.p[r->at + 1] == ',' || (r->s.p[r->at + 1] >= '0' && r->s.p[r->at + 1] <= '9'))) {
      optional = optional || r->s.p[r->at + 1] == '0' || r->s.p[r->at + 1] == ',';
      while (r->at < r->s.n && r->s.p[r->at] != '}') r->at++;
      if (r->at < r->s.n) r->at++;
    } else {
      break;
    }
  }
  return optional;
}

static rap_needs read_sequence(struct reader *r) {
  rap_needs needs = {0};
  while (r->at < r->s.n && !r->lost && r->s.p[r->at] != '|' && r->s.p[r->at] != ')') {
    rap_needs atom = {0};
    char c = r->s.p[r->at];
    if (c == '\\')
      add(&atom, read_escape(r));
    else if (c == '[')
      add(&atom, read_class(r));
    else if (c == '(')
      atom = read_group(r);
    else
      r->at++;
    if (read_quantifier(r)) continue;
    for (size_t i = 0; i < atom.n; i++) add(&needs, atom.any_of[i]);
  }
  return needs;
}

static int size_of(rap_kind_set set) {
  int n = 0;
  for (; set; set &= set - 1) n++;
  return n;
}

/* Of alternatives each of which needs something, one of the things is needed: the smallest set of each. */
static rap_needs read_alternatives(struct reader *r) {
  rap_needs needs = read_sequence(r);
  while (r->at < r->s.n && !r->lost && r->s.p[r->at] == '|') {
    r->at++;
    rap_needs other = read_sequence(r), both = {0};
    if (needs.n && other.n) {
      rap_kind_set a = needs.any_of[0], b = other.any_of[0];
      for (size_t i = 1; i < needs.n; i++)
        if (size_of(needs.any_of[i]) < size_of(a)) a = needs.any_of[i];
      for (size_t i = 1; i < other.n; i++)
        if (size_of(other.any_of[i]) < size_of(b)) b = other.any_of[i];
      add(&both, a | b);
    }
    needs = both;
  }
  return needs;
}

void rap_needs_of(rap_str pattern, rap_needs *out) {
  struct reader r = {.s = pattern};
  *out = read_alternatives(&r);
  /* (?x) with its comments, and whatever else isn't read to the end. */
  if (r.lost || r.at < pattern.n) *out = (rap_needs){0};
}
