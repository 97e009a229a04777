#include "index/textquery.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

typedef struct term {
  rap_str text; /* without quotes, star and minus */
  bool phrase, prefix, negated;
  bool or_next; /* OR stands between this one and the next */
} term;

typedef struct parser {
  rap_str s;
  size_t at;
  term terms[RAP_MAX_QUERY_TERMS];
  size_t n;
  bool or_pending, too_many;
} parser;

static bool is_quote(uint32_t cp) { return cp == '"' || cp == 0x201C || cp == 0x201D || cp == 0x201E || cp == 0xAB || cp == 0xBB; }

static bool has_word(rap_str s) {
  for (size_t at = 0; at < s.n;) {
    uint32_t cp;
    at += rap_utf8_decode(s, at, &cp);
    if (rap_utf8_is_letter(cp) || rap_utf8_is_digit(cp)) return true;
  }
  return false;
}

static void add(parser *p, term t) {
  if (!has_word(t.text)) return;
  if (p->n == RAP_MAX_QUERY_TERMS) {
    p->too_many = true;
    return;
  }
  if (p->or_pending && p->n && !t.negated && !p->terms[p->n - 1].negated) p->terms[p->n - 1].or_next = true;
  p->or_pending = false;
  p->terms[p->n++] = t;
}

static void phrase(parser *p, bool negated) {
  uint32_t cp;
  size_t begin = p->at, end = p->s.n;
  while (p->at < p->s.n) {
    size_t n = rap_utf8_decode(p->s, p->at, &cp);
    p->at += n;
    if (!is_quote(cp)) continue;
    end = p->at - n;
    break;
  }
  bool star = p->at < p->s.n && p->s.p[p->at] == '*';
  if (star) p->at++;
  add(p, (term){.text = rap_str_sub(p->s, begin, end), .phrase = true, .prefix = star, .negated = negated});
}

static void word(parser *p, bool negated) {
  uint32_t cp;
  size_t begin = p->at;
  while (p->at < p->s.n) {
    size_t n = rap_utf8_decode(p->s, p->at, &cp);
    if (rap_utf8_is_space(cp) || is_quote(cp)) break;
    p->at += n;
  }
  rap_str text = rap_str_sub(p->s, begin, p->at);
  if (!negated && rap_str_is(text, "OR")) {
    p->or_pending = p->n > 0;
    return;
  }
  if (!negated && rap_str_is(text, "AND")) return;
  bool star = text.n > 1 && text.p[text.n - 1] == '*';
  while (text.n && text.p[text.n - 1] == '*') text.n--;
  add(p, (term){.text = text, .prefix = star, .negated = negated});
}

static void parse(parser *p) {
  uint32_t cp;
  while (p->at < p->s.n) {
    size_t n = rap_utf8_decode(p->s, p->at, &cp);
    if (rap_utf8_is_space(cp)) {
      p->at += n;
      continue;
    }
    bool negated = cp == '-' || cp == 0x2212;
    if (negated) p->at += n;
    if (p->at >= p->s.n) return;
    n = rap_utf8_decode(p->s, p->at, &cp);
    if (is_quote(cp)) {
      p->at += n;
      phrase(p, negated);
    } else {
      word(p, negated);
    }
  }
}

static void add_quoted(rap_buf *b, const term *t) {
  rap_buf_putc(b, '"');
  for (size_t i = 0; i < t->text.n; i++) rap_buf_putc(b, t->text.p[i] == '"' || t->text.p[i] == '\0' ? ' ' : t->text.p[i]);
  rap_buf_puts(b, t->prefix ? "\" *" : "\"");
}

static void add_shown(rap_buf *b, const term *t) {
  if (t->phrase) rap_buf_putc(b, '"');
  rap_buf_add(b, t->text);
  if (t->phrase) rap_buf_putc(b, '"');
  if (t->prefix) rap_buf_putc(b, '*');
}

/* Terms that must be there, those joined by OR in parentheses. */
static void add_positive(const parser *p, rap_buf *b, void (*put)(rap_buf *, const term *)) {
  for (size_t i = 0; i < p->n; i++) {
    if (p->terms[i].negated) continue;
    if (b->n) rap_buf_puts(b, " AND ");
    bool group = p->terms[i].or_next;
    if (group) rap_buf_putc(b, '(');
    put(b, &p->terms[i]);
    while (p->terms[i].or_next) {
      rap_buf_puts(b, " OR ");
      put(b, &p->terms[++i]);
    }
    if (group) rap_buf_putc(b, ')');
  }
}

static void add_negative(const parser *p, rap_buf *b, void (*put)(rap_buf *, const term *)) {
  bool first = true;
  for (size_t i = 0; i < p->n; i++) {
    if (!p->terms[i].negated) continue;
    if (!first) rap_buf_puts(b, " OR ");
    put(b, &p->terms[i]);
    first = false;
  }
}

static void build(const parser *p, rap_buf *match, rap_buf *exclude, rap_buf *shown) {
  size_t negative = 0;
  for (size_t i = 0; i < p->n; i++) negative += p->terms[i].negated;
  rap_buf positive = {0};
  add_positive(p, &positive, add_quoted);
  add_positive(p, shown, add_shown);
  if (negative) {
    rap_buf_puts(shown, shown->n ? " NOT " : "NOT ");
    if (negative > 1) rap_buf_putc(shown, '(');
    add_negative(p, shown, add_shown);
    if (negative > 1) rap_buf_putc(shown, ')');
  }
  if (positive.n && negative) {
    rap_buf_puts(match, "(");
    rap_buf_add(match, rap_buf_str(&positive));
    rap_buf_puts(match, ") NOT (");
    add_negative(p, match, add_quoted);
    rap_buf_puts(match, ")");
  } else {
    rap_buf_add(match, rap_buf_str(&positive));
    add_negative(p, exclude, add_quoted);
  }
  if (rap_buf_failed(&positive)) match->failed = true;
  rap_buf_clear(&positive);
}

rap_status rap_textquery_compile(rap_arena *arena, rap_str text, rap_textquery *out, rap_error *err) {
  *out = (rap_textquery){0};
  if (text.n > RAP_MAX_QUERY_BYTES) return rap_error_set(err, RAP_ERR_LIMIT, "a query of %zu bytes is longer than %d", text.n, RAP_MAX_QUERY_BYTES);
  rap_status st = RAP_OK;
  rap_buf sound = {0}, match = {0}, exclude = {0}, shown = {0};
  size_t first;
  (void)rap_utf8_repair(text, &sound, &first);
  parser *p = rap_arena_alloc(arena, sizeof *p);
  if (!p || rap_buf_failed(&sound)) {
    st = rap_error_nomem(err);
    goto done;
  }
  p->s = rap_buf_str(&sound);
  parse(p);
  if (p->too_many) {
    st = rap_error_set(err, RAP_ERR_LIMIT, "a query of more than %d terms", RAP_MAX_QUERY_TERMS);
    goto done;
  }
  build(p, &match, &exclude, &shown);
  *out = (rap_textquery){rap_arena_str(arena, rap_buf_str(&match)), rap_arena_str(arena, rap_buf_str(&exclude)),
                         rap_arena_str(arena, rap_buf_str(&shown)), p->n == 1 && !p->terms[0].negated, false};
  for (size_t i = 0; i < p->n; i++) out->prefixes = out->prefixes || (p->terms[i].prefix && !p->terms[i].negated);
  if (rap_buf_failed(&match) || rap_buf_failed(&exclude) || rap_buf_failed(&shown) || !out->match.p || !out->exclude.p || !out->shown.p)
    st = rap_error_nomem(err);
done:
  rap_buf_clear(&sound);
  rap_buf_clear(&match);
  rap_buf_clear(&exclude);
  rap_buf_clear(&shown);
  return st;
}
