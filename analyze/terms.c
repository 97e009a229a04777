#include "analyze/terms.h"

#include "analyze/lexicon.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/view.h"

#define MAX_NESTING 8
/* No name is longer; the work of expanding grows with its square. */
#define MAX_TERM_BYTES 1000

rap_status rap_terms_fold(rap_arena *arena, rap_str text, rap_str *out, rap_error *err) {
  *out = (rap_str){0};
  rap_buf nfc = {0};
  rap_status st = rap_utf8_nfc(text, &nfc, err);
  if (st != RAP_OK) goto done;
  /* By the very function that makes the view of a document, so that the two can't drift apart. */
  rap_block block = {.kind = RAP_BLOCK_PARAGRAPH, .text = {0, nfc.n}};
  rap_document doc = {.full = rap_buf_str(&nfc), .blocks = &block, .n_blocks = 1};
  char *bytes = NULL;
  st = rap_view_build(arena, &doc, &bytes, err);
  if (st == RAP_OK) *out = doc.view.s;
done:
  rap_buf_clear(&nfc);
  return st;
}

/* Recursive descent; every function appends to each of the literals made so far. */
struct expander {
  rap_arena *arena;
  rap_str term;
  size_t at;
  unsigned depth;
  rap_status st;
  rap_error *err;
};

static void fail(struct expander *x, const char *what) {
  if (x->st == RAP_OK) x->st = rap_error_set(x->err, RAP_ERR_RULES, "term \"%.*s\": %s", RAP_FMT(x->term), what);
}

static void add(struct expander *x, rap_str_list *list, rap_str s) {
  if (x->st != RAP_OK) return;
  if (list->n >= RAP_MAX_TERM_VARIANTS)
    fail(x, "too many variants");
  else if (!rap_str_list_add(x->arena, list, s))
    x->st = rap_error_nomem(x->err);
}

static rap_str joined(struct expander *x, rap_str a, rap_str b) {
  char *p = rap_arena_alloc(x->arena, a.n + b.n + 1);
  if (!p) {
    if (x->st == RAP_OK) x->st = rap_error_nomem(x->err);
    return (rap_str){0};
  }
  if (a.n) memcpy(p, a.p, a.n);
  if (b.n) memcpy(p + a.n, b.p, b.n);
  return (rap_str){p, a.n + b.n};
}

/* heads := heads × tails. */
static void multiply(struct expander *x, rap_str_list *heads, const rap_str_list *tails) {
  rap_str_list product = {0};
  for (size_t i = 0; i < heads->n && x->st == RAP_OK; i++)
    for (size_t k = 0; k < tails->n && x->st == RAP_OK; k++) add(x, &product, joined(x, heads->items[i], tails->items[k]));
  *heads = product;
}

static void parse_sequence(struct expander *x, rap_str_list *out);

/* The inside of a bracket up to `close`: alternatives between '|' where `choice`. */
static void parse_bracket(struct expander *x, char close, rap_str_list *out) {
  x->at++;
  if (++x->depth > MAX_NESTING) fail(x, "brackets nested too deep");
  if (close == ')') add(x, out, RAP_STR(""));
  for (;;) {
    rap_str_list part = {0};
    parse_sequence(x, &part);
    for (size_t i = 0; i < part.n; i++) add(x, out, part.items[i]);
    if (x->st != RAP_OK) return;
    if (x->at >= x->term.n) {
      fail(x, "a bracket is not closed");
      return;
    }
    char c = x->term.p[x->at];
    if (c == close) break;
    if (c != '|') {
      fail(x, "brackets don't match");
      return;
    }
    x->at++;
  }
  x->at++;
  x->depth--;
}

/* A `*`, or a run of literal characters, the first of which may be escaped. */
static rap_str parse_literal(struct expander *x) {
  static const char star[] = {RAP_TERM_STAR};
  if (x->term.p[x->at] == '*') {
    size_t next = ++x->at;
    if (next < x->term.n && !strchr(" -)|]", x->term.p[next])) fail(x, "`*` stands only at the end of a word");
    return (rap_str){star, 1};
  }
  if (x->term.p[x->at] == '\\' && x->at + 1 < x->term.n) x->at++;
  uint32_t cp = 0;
  size_t begin = x->at;
  x->at += rap_utf8_decode(x->term, begin, &cp);
  while (x->at < x->term.n && !strchr("()[]|*\\", x->term.p[x->at])) x->at++;
  return rap_str_sub(x->term, begin, x->at);
}

static void parse_sequence(struct expander *x, rap_str_list *out) {
  add(x, out, RAP_STR(""));
  while (x->st == RAP_OK && x->at < x->term.n) {
    char c = x->term.p[x->at];
    if (x->depth && (c == ')' || c == ']' || c == '|')) return;
    rap_str_list part = {0};
    if (c == '(' || c == '[')
      parse_bracket(x, c == '(' ? ')' : ']', &part);
    else if (c == ')' || c == ']')
      fail(x, "a bracket is closed that was not opened");
    else
      add(x, &part, parse_literal(x));
    if (x->st == RAP_OK) multiply(x, out, &part);
  }
}

/* Without the blanks that an omitted part leaves behind. */
static rap_str tidy(struct expander *x, rap_str s) {
  char *p = rap_arena_alloc(x->arena, s.n + 1);
  if (!p) {
    x->st = rap_error_nomem(x->err);
    return (rap_str){0};
  }
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] != ' ' || (n > 0 && p[n - 1] != ' ')) p[n++] = s.p[i];
  while (n > 0 && p[n - 1] == ' ') n--;
  return (rap_str){p, n};
}

/* Most terms stand for themselves alone. A NUL is none of the characters of a run, either. */
static bool is_plain(rap_str s) {
  for (size_t i = 0; i < s.n; i++)
    if (strchr("()[]|*\\", s.p[i])) return false;
  return true;
}

rap_status rap_terms_expand(rap_arena *arena, rap_str term, rap_str_list *out, rap_error *err) {
  *out = (rap_str_list){0};
  struct expander x = {.arena = arena, .err = err, .st = RAP_OK};
  x.st = rap_terms_fold(arena, term, &x.term, err);
  rap_str_list raw = {0};
  if (x.st == RAP_OK && x.term.n > MAX_TERM_BYTES) {
    x.term.n = 40;
    fail(&x, "longer than 1000 bytes");
  }
  if (x.st == RAP_OK && is_plain(x.term))
    add(&x, &raw, x.term);
  else if (x.st == RAP_OK)
    parse_sequence(&x, &raw);
  for (size_t i = 0; i < raw.n && x.st == RAP_OK; i++) {
    rap_str s = tidy(&x, raw.items[i]);
    if (x.st != RAP_OK) break;
    if (s.n == 0 || s.p[0] == RAP_TERM_STAR)
      fail(&x, "it can match the empty string");
    else if (!rap_str_list_has(out, s))
      add(&x, out, s);
  }
  return x.st;
}
