/* glob.c: a pattern as a nondeterministic automaton, run over the path once. Layer: ingest. */
#include "ingest/glob.h"

#include "base/limits.h"
#include "base/utf8.h"

typedef enum kind { CHARACTER, ANY, STAR, SET, DEEP, TAIL } kind;

typedef struct range {
  uint32_t first, last;
} range;

typedef struct token {
  kind kind;
  bool negated;    /* SET */
  uint32_t c;      /* CHARACTER */
  size_t first, n; /* SET: its ranges */
} token;

struct rap_glob {
  token *tokens;
  size_t n;
  range *ranges;
  bool folder; /* only folders */
};

/* What is no UTF-8 is a character of its own, behind all of Unicode. */
static uint32_t character(rap_str s, size_t *at) {
  uint32_t c = 0;
  unsigned char byte = (unsigned char)s.p[*at];
  size_t n = rap_utf8_decode(s, *at, &c);
  if (c == RAP_REPLACEMENT && !(n == 3 && byte == 0xEF)) {
    ++*at;
    return UINT32_C(0x110000) + byte;
  }
  *at += n;
  return c;
}

/* ---- reading a pattern ---- */

typedef struct reading {
  rap_str pattern;
  rap_str whole; /* for messages */
  size_t at;
  rap_glob *glob;
  size_t n_ranges;
  rap_error *err;
} reading;

static rap_status wrong(const reading *r, const char *what) {
  return rap_error_set(r->err, RAP_ERR_USAGE, "pattern '%.*s': %s", RAP_FMT(r->whole), what);
}

static void add(reading *r, token t) { r->glob->tokens[r->glob->n++] = t; }

static rap_status read_escaped(reading *r, uint32_t *c) {
  if (r->at < r->pattern.n && r->pattern.p[r->at] == '\\') r->at++;
  if (r->at == r->pattern.n) return wrong(r, "a '\\' with nothing behind it");
  *c = character(r->pattern, &r->at);
  return RAP_OK;
}

/* Behind the '['. */
static rap_status read_set(reading *r) {
  rap_str p = r->pattern;
  token t = {.kind = SET, .first = r->n_ranges};
  if (r->at < p.n && (p.p[r->at] == '!' || p.p[r->at] == '^')) {
    t.negated = true;
    r->at++;
  }
  for (bool first = true; r->at < p.n && (first || p.p[r->at] != ']'); first = false) {
    range one = {0};
    rap_status st = read_escaped(r, &one.first);
    one.last = one.first;
    if (st == RAP_OK && r->at + 1 < p.n && p.p[r->at] == '-' && p.p[r->at + 1] != ']') {
      r->at++;
      st = read_escaped(r, &one.last);
    }
    if (st != RAP_OK) return st;
    if (one.last < one.first) return wrong(r, "a range that runs backwards");
    r->glob->ranges[r->n_ranges++] = one;
  }
  if (r->at == p.n) return wrong(r, "a '[' without its ']'");
  r->at++;
  t.n = r->n_ranges - t.first;
  add(r, t);
  return RAP_OK;
}

/* One or more stars. Two between slashes, or between one and an end of the pattern, stand for folders. */
static void read_stars(reading *r) {
  rap_str p = r->pattern;
  size_t begin = r->at;
  while (r->at < p.n && p.p[r->at] == '*') r->at++;
  bool opens = begin == 0 || p.p[begin - 1] == '/', two = r->at - begin == 2;
  if (two && opens && r->at == p.n) {
    add(r, (token){.kind = TAIL});
  } else if (two && opens && p.p[r->at] == '/') {
    r->at++;
    add(r, (token){.kind = DEEP});
  } else {
    add(r, (token){.kind = STAR});
  }
}

static rap_status read_tokens(reading *r) {
  rap_status st = RAP_OK;
  while (st == RAP_OK && r->at < r->pattern.n) {
    char c = r->pattern.p[r->at];
    token t = {.kind = CHARACTER};
    if (c == '*') {
      read_stars(r);
    } else if (c == '?') {
      r->at++;
      add(r, (token){.kind = ANY});
    } else if (c == '[') {
      r->at++;
      st = read_set(r);
    } else {
      st = read_escaped(r, &t.c);
      if (st == RAP_OK) add(r, t);
    }
  }
  return st;
}

rap_status rap_glob_new(rap_arena *arena, rap_str pattern, const rap_glob **out, rap_error *err) {
  *out = NULL;
  reading r = {.pattern = pattern, .whole = pattern, .err = err};
  if (pattern.n > RAP_MAX_GLOB_BYTES) return rap_error_set(err, RAP_ERR_USAGE, "a pattern of %zu bytes, more than %d", pattern.n, RAP_MAX_GLOB_BYTES);
  r.glob = rap_arena_alloc(arena, sizeof *r.glob);
  if (!r.glob) return rap_error_nomem(err);
  /* Each byte makes one token or range at most; one more for "at any depth". */
  r.glob->tokens = rap_arena_array(arena, pattern.n + 1, sizeof *r.glob->tokens);
  r.glob->ranges = rap_arena_array(arena, pattern.n + 1, sizeof *r.glob->ranges);
  if (!r.glob->tokens || !r.glob->ranges) return rap_error_nomem(err);
  bool escaped = pattern.n > 1 && pattern.p[pattern.n - 2] == '\\';
  if (rap_str_ends(r.pattern, RAP_STR("/")) && !escaped) {
    r.glob->folder = true;
    r.pattern.n--;
  }
  if (rap_str_starts(r.pattern, RAP_STR("/")))
    r.pattern = rap_str_sub(r.pattern, 1, r.pattern.n);
  else if (rap_str_find(r.pattern, RAP_STR("/"), 0) == SIZE_MAX)
    add(&r, (token){.kind = DEEP});
  if (r.pattern.n == 0) return wrong(&r, "nothing to be met");
  rap_status st = read_tokens(&r);
  if (st == RAP_OK) *out = r.glob;
  return st;
}

/* ---- meeting a path ---- */

static bool in_set(const rap_glob *g, const token *t, uint32_t c) {
  bool found = false;
  for (size_t i = 0; i < t->n && !found; i++) found = c >= g->ranges[t->first + i].first && c <= g->ranges[t->first + i].last;
  return found != t->negated;
}

/* State 2i stands before token i; 2i+1 inside a folder's name that DEEP takes in, or inside what TAIL takes in. */
enum { STATES = 2 * (RAP_MAX_GLOB_BYTES + 2) };

/* Stars and DEEP may stand for nothing. */
static void close_over(const rap_glob *g, bool *states) {
  for (size_t i = 0; i < g->n; i++)
    if (states[2 * i] && (g->tokens[i].kind == STAR || g->tokens[i].kind == DEEP)) states[2 * i + 2] = true;
}

static void step(const rap_glob *g, const bool *from, bool *to, uint32_t c) {
  memset(to, 0, (2 * g->n + 2) * sizeof *to);
  for (size_t i = 0; i < g->n; i++) {
    const token *t = &g->tokens[i];
    bool before = from[2 * i], inside = from[2 * i + 1];
    if (!before && !inside) continue;
    switch (t->kind) {
    case CHARACTER: to[2 * i + 2] |= c == t->c; break;
    case ANY: to[2 * i + 2] |= c != '/'; break;
    case SET: to[2 * i + 2] |= c != '/' && in_set(g, t, c); break;
    case STAR: to[2 * i] |= c != '/'; break;
    case DEEP:
      to[2 * i] |= inside && c == '/';
      to[2 * i + 1] |= c != '/';
      break;
    case TAIL: to[2 * i + 1] = true; break;
    }
  }
  close_over(g, to);
}

/* The pattern is used up, or its TAIL has taken in something. */
static bool is_met(const rap_glob *g, const bool *states) {
  return states[2 * g->n] || (g->n && g->tokens[g->n - 1].kind == TAIL && states[2 * g->n - 1]);
}

bool rap_glob_meets(const rap_glob *g, rap_str path, bool folder) {
  bool states[2][STATES];
  bool *now = states[0], *then = states[1];
  memset(now, 0, (2 * g->n + 2) * sizeof *now);
  now[0] = true;
  close_over(g, now);
  for (size_t at = 0; at < path.n;) {
    if (path.p[at] == '/' && is_met(g, now)) return true; /* a folder above it */
    step(g, now, then, character(path, &at));
    bool *swap = now;
    now = then;
    then = swap;
  }
  return (folder || !g->folder) && is_met(g, now);
}
