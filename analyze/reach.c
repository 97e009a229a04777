#include "analyze/reach.h"

#include <stdlib.h>

#include "analyze/pack.h"
#include "base/utf8.h"

/* More are not told apart. */
#define MAX_MARKS 2000

/* A callout: the element that stands behind it. */
struct mark {
  size_t source;  /* its offset in the expression as written */
  size_t element; /* how many elements of the outermost sequence stand before it */
  bool outer;     /* it is itself one of the outermost sequence */
};

struct rap_reach_probe {
  rap_arena *arena;
  rap_regex *regex;
  struct mark *marks;
  size_t n; /* the last one stands behind the last element */
};

/* The expression being written out with its callouts. */
struct writer {
  rap_str source;
  rap_buf out;
  struct mark *marks;
  size_t n, depth, element;
  size_t assertion; /* depth of the outermost assertion, inside which nothing is marked; 0: none */
  bool lost;        /* syntax that isn't followed here */
};

static void put_mark(struct writer *w, size_t at) {
  if (w->assertion) return;
  if (w->n == MAX_MARKS) {
    w->lost = true;
    return;
  }
  rap_buf_printf(&w->out, "(?C\"%zu\")", w->n);
  w->marks[w->n++] = (struct mark){at, w->element, w->depth == 0};
}

/* Offset behind the closing character, or behind the end. */
static size_t behind(rap_str s, size_t at, char close) {
  while (at < s.n && s.p[at] != close) at++;
  return at < s.n ? at + 1 : at;
}

static size_t class_end(rap_str s, size_t at) {
  at++;
  if (at < s.n && s.p[at] == '^') at++;
  if (at < s.n && s.p[at] == ']') at++;
  while (at < s.n && s.p[at] != ']') {
    if (s.p[at] == '\\') {
      at += 2;
    } else if (s.p[at] == '[' && at + 1 < s.n && s.p[at + 1] == ':') {
      size_t end = rap_str_find(s, RAP_STR(":]"), at + 2);
      at = end == SIZE_MAX ? at + 1 : end + 2;
    } else {
      at++;
    }
  }
  return at < s.n ? at + 1 : s.n;
}

static size_t escape_end(rap_str s, size_t at) {
  if (at + 2 < s.n && strchr("pPxkgNo", s.p[at + 1])) {
    char open = s.p[at + 2];
    if (open == '{') return behind(s, at + 3, '}');
    if (open == '<') return behind(s, at + 3, '>');
    if (open == '\'') return behind(s, at + 3, '\'');
  }
  if (at + 1 < s.n && s.p[at + 1] == 'x') {
    size_t end = at + 2;
    while (end < s.n && end < at + 4 && strchr("0123456789abcdefABCDEF", s.p[end])) end++;
    return end;
  }
  return at + 2 <= s.n ? at + 2 : s.n;
}

static size_t quantifier_end(rap_str s, size_t at) {
  if (at >= s.n) return at;
  size_t end = at;
  if (strchr("*+?", s.p[at])) {
    end = at + 1;
  } else if (s.p[at] == '{') {
    for (end = at + 1; end < s.n && strchr("0123456789,", s.p[end]);) end++;
    if (end == at + 1 || end >= s.n || s.p[end] != '}') return at;
    end++;
  } else {
    return at;
  }
  return end < s.n && (s.p[end] == '+' || s.p[end] == '?') ? end + 1 : end;
}

/* What opens the group at `at`: the offset behind it. *closed: it is a group without inside, like an option, and that is behind it; *assertion: text
 * in it isn't consumed. */
static size_t group_head(struct writer *w, size_t at, bool *closed, bool *assertion) {
  rap_str s = w->source, rest = rap_str_sub(s, at, s.n);
  static const char *const assertions[] = {"(?=", "(?!", "(?<=", "(?<!"};
  *closed = *assertion = false;
  for (size_t i = 0; i < sizeof assertions / sizeof *assertions; i++)
    if (rap_str_starts(rest, rap_str_of(assertions[i]))) {
      *assertion = true;
      return at + strlen(assertions[i]);
    }
  if (!rap_str_starts(rest, RAP_STR("(?"))) {
    *closed = rap_str_starts(rest, RAP_STR("(*"));
    return *closed ? behind(s, at, ')') : at + 1;
  }
  char c = at + 2 < s.n ? s.p[at + 2] : '\0';
  if (c == ':' || c == '>' || c == '|') return at + 3;
  if (c == '<') return behind(s, at, '>');
  if (c == 'P' && at + 3 < s.n && s.p[at + 3] == '<') return behind(s, at, '>');
  if (c == '\'') return behind(s, at + 3, '\'');
  size_t end = at + 2;
  while (end < s.n && strchr("imsnJ^-", s.p[end])) end++;
  if (end > at + 2 && end < s.n && s.p[end] == ':') return end + 1;
  *closed = true;
  if ((end > at + 2 && end < s.n && s.p[end] == ')') || c == '&' || c == '#' || c == 'R') return behind(s, at, ')');
  w->lost = true; /* conditions, comments between, recursion by number */
  return s.n;
}

static size_t put_group(struct writer *w, size_t at) {
  bool closed, assertion;
  size_t end = group_head(w, at, &closed, &assertion);
  put_mark(w, at);
  rap_buf_add(&w->out, rap_str_sub(w->source, at, end));
  if (closed) {
    w->element += w->depth == 0;
    return end;
  }
  w->depth++;
  if (assertion && !w->assertion) w->assertion = w->depth;
  return end;
}

static bool is_letter(rap_str s, size_t at) {
  return at < s.n && ((unsigned char)s.p[at] >= 0x80 || (s.p[at] >= 'a' && s.p[at] <= 'z') || (s.p[at] >= 'A' && s.p[at] <= 'Z'));
}

/* A word is one element, less its last letter where a quantifier stands behind it. */
static size_t word_end(rap_str s, size_t at) {
  size_t end = at, last = at;
  while (is_letter(s, end)) {
    uint32_t cp = 0;
    last = end;
    end += rap_utf8_decode(s, end, &cp);
  }
  return quantifier_end(s, end) > end && last > at ? last : end;
}

static size_t element_end(rap_str s, size_t at) {
  char c = s.p[at];
  if (c == '\\') return escape_end(s, at);
  if (c == '[') return class_end(s, at);
  if (c == '{' && at + 1 < s.n && rap_fragment_name_begins(s.p[at + 1])) return behind(s, at, '}');
  return is_letter(s, at) ? word_end(s, at) : at + 1;
}

/* One element with its quantifier, or a piece of punctuation. Returns the offset behind it. */
static size_t put_next(struct writer *w, size_t at) {
  rap_str s = w->source;
  size_t end = at + 1;
  switch (s.p[at]) {
  case '(': return put_group(w, at);
  case ')':
    if (w->depth == 0) w->lost = true;
    if (w->assertion == w->depth) w->assertion = 0;
    w->depth -= w->depth > 0;
    end = quantifier_end(s, end);
    w->element += w->depth == 0;
    break;
  case '|':
    if (w->depth == 0) w->element = 0;
    break;
  default:
    put_mark(w, at);
    end = element_end(s, at);
    end = quantifier_end(s, end);
    w->element += w->depth == 0;
    if (s.p[at] == '\\' && at + 1 < s.n && s.p[at + 1] == 'Q') w->lost = true;
  }
  rap_buf_add(&w->out, rap_str_sub(s, at, end));
  return end;
}

/* The expression with its callouts; false when it can't be followed. */
static bool write_marked(struct writer *w) {
  for (size_t at = 0; at < w->source.n && !w->lost;) at = put_next(w, at);
  put_mark(w, w->source.n);
  return !w->lost && w->depth == 0;
}

static rap_status compile(const rap_rules *rules, rap_reach_of of, rap_str marked, rap_arena *arena, rap_regex **out, rap_error *err) {
  rap_error problem = {0};
  rap_rules copy = *rules; /* what the loader would note of a fault isn't the rules' */
  rap_loader loader = {.rules = &copy, .arena = arena, .file = of.rule->place.file, .st = RAP_OK, .err = &problem};
  bool bounded = of.term || of.rule->bounded, caseless = of.term ? of.term->letter_case != RAP_CASE_EXACT : of.rule->caseless;
  const rap_pattern_use use = {.before = bounded ? rap_pack_border : NULL,
                               .after = bounded ? rap_pack_border : NULL,
                               .flags = (caseless ? RAP_REGEX_CASELESS : 0) | RAP_REGEX_WATCHED,
                               .shadow = of.rule->type >= RAP_RULE_STATEMENT};
  rap_status st = RAP_ERR_LIMIT;
  /* As in pack_regex.c: one by one, until it is small enough. */
  for (int hoist = RAP_HOIST_NONE; hoist <= RAP_HOIST_ALL && st == RAP_ERR_LIMIT; hoist++) {
    rap_buf expanded = {0}, nfc = {0};
    rap_error_clear(&problem);
    st = rap_pack_expand(&loader, NULL, of.rule->id, marked, &use, (rap_hoist)hoist, NULL, &expanded) ? RAP_OK : RAP_ERR_RULES;
    if (st == RAP_OK) st = rap_utf8_nfc(rap_buf_str(&expanded), &nfc, &problem);
    if (st == RAP_OK) st = rap_regex_compile(rap_buf_str(&nfc), use.flags, out, &problem);
    rap_buf_clear(&expanded);
    rap_buf_clear(&nfc);
  }
  return st == RAP_ERR_NOMEM ? rap_error_nomem(err) : RAP_OK;
}

rap_status rap_reach_new(const rap_rules *rules, rap_reach_of of, rap_reach_probe **out, rap_error *err) {
  *out = NULL;
  rap_status st = RAP_OK;
  struct writer w = {.source = of.term ? of.term->source : of.rule->source};
  rap_reach_probe *probe = calloc(1, sizeof *probe);
  if (probe) probe->arena = rap_arena_new();
  if (probe && probe->arena) w.marks = rap_arena_array(probe->arena, MAX_MARKS, sizeof *w.marks);
  if (!w.marks) {
    st = rap_error_nomem(err);
    goto done;
  }
  if (!write_marked(&w)) goto done;
  if (rap_buf_failed(&w.out)) {
    st = rap_error_nomem(err);
    goto done;
  }
  probe->marks = w.marks;
  probe->n = w.n;
  st = compile(rules, of, rap_buf_str(&w.out), probe->arena, &probe->regex, err);
  if (st == RAP_OK && probe->regex) {
    *out = probe;
    probe = NULL;
  }
done:
  rap_buf_clear(&w.out);
  rap_reach_free(probe);
  return st;
}

void rap_reach_free(rap_reach_probe *probe) {
  if (!probe) return;
  rap_regex_free(probe->regex);
  rap_arena_free(probe->arena);
  free(probe);
}

struct trial {
  const rap_reach_probe *probe;
  rap_reach *best;
  size_t element_at; /* where in the subject the element of the outermost sequence that is being tried begins */
};

/* An element that took nothing counts from where it stands: the gap before it may have been of any length, and the shortest is shown. */
static bool farther(const rap_reach *a, const rap_reach *b) {
  if (!b->known) return true;
  if (a->element != b->element) return a->element > b->element;
  if (a->progress != b->progress) return a->progress > b->progress;
  return a->begin == b->begin && a->at < b->at;
}

/* For rap_regex_watch. */
static void passed(void *ctx, size_t number, size_t begin, size_t at) {
  struct trial *t = ctx;
  if (number >= t->probe->n) return;
  const struct mark *mark = &t->probe->marks[number];
  if (mark->outer) t->element_at = at;
  rap_reach now = {.known = true,
                   .element = mark->element,
                   .source = mark->source,
                   .begin = begin,
                   .at = at,
                   .progress = mark->outer || at < t->element_at ? 0 : at - t->element_at,
                   .all = number + 1 == t->probe->n};
  if (farther(&now, t->best)) *t->best = now;
}

void rap_reach_try(const rap_reach_probe *probe, rap_scratch *scratch, rap_str subject, size_t from, size_t last, rap_reach *best) {
  rap_span groups[RAP_MAX_GROUPS];
  if (!probe || from > subject.n) return;
  struct trial trial = {probe, best, from};
  (void)rap_regex_watch(probe->regex, scratch, subject, from, last, passed, &trial, groups);
}
