#include "analyze/lexicon.h"

#include "base/utf8.h"

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

bool rap_lexicon_case_counts(const rap_variant *variant, size_t token) {
  return variant->term->letter_case == RAP_CASE_EXACT || token_in_capitals(rap_str_sub(variant->text, token, token_end(variant->text, token)));
}

bool rap_lexicon_case_counts_anywhere(const rap_variant *variant) {
  rap_str text = variant->text;
  for (size_t i = 0; i < text.n; i++)
    if ((i == 0 || is_separator(text.p[i - 1])) && rap_lexicon_case_counts(variant, i)) return true;
  return false;
}

/* Compares letter by letter the tokens of the variant whose case counts. The trie has seen to it that the two are equal but for case, spaces and
 * stars. */
static bool tokens_fit(const rap_variant *variant, rap_str found) {
  rap_str text = variant->text;
  uint32_t a = 0, b = 0;
  bool exact = false;
  for (size_t i = 0, k = 0; i < text.n;) {
    if (i == 0 || is_separator(text.p[i - 1])) exact = rap_lexicon_case_counts(variant, i);
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
  bool small; /* what begins there is a small letter */
  rap_lexicon_found found;
  void *ctx;
};

static uint32_t child(const rap_lexicon *lexicon, uint32_t node, unsigned char byte) {
  const rap_lexicon_node *n = &lexicon->nodes[node];
  if (n->byte == byte && n->n_edges) return node + 1;
  if (n->n_edges < 2) return 0;
  const uint32_t *edges = lexicon->edges + n->edges;
  if (n->n_edges >= RAP_LEXICON_ROW_FROM && byte >= 'a' && byte <= 'z') return edges[n->n_edges + byte - 'a'];
  for (unsigned i = 1; i < n->n_edges; i++)
    if ((edges[i] & 0xFF) == byte) return edges[i] >> 8;
  return 0;
}

/* The node behind the lower-cased character beyond ASCII at `at` (moved behind it); 0: none. */
static uint32_t step(const struct scan *s, uint32_t node, size_t *at) {
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

/* Hands on the variants of the node, which end at `at`, so far as their case fits. */
static bool tell(const struct scan *s, const rap_lexicon_node *n, size_t at) {
  for (size_t i = n->first_variant; i < (size_t)n->first_variant + n->n_variants; i++) {
    const rap_variant *variant = s->lexicon->variants[i];
    if (s->small && variant->term->letter_case == RAP_CASE_SMART) continue;
    if (s->lexicon->exact[i] && !tokens_fit(variant, rap_str_sub(s->view, s->begin, at))) continue;
    if (!s->found(s->ctx, variant->term, (rap_span){s->begin, at})) return false;
  }
  return true;
}

/* Goes on from `node` at view offset `at`. Recursion is as deep as a term has stars and hyphens. */
static bool walk(const struct scan *s, uint32_t node, size_t at) {
  const rap_lexicon *lexicon = s->lexicon;
  rap_str view = s->view;
  do {
    const rap_lexicon_node *n = &lexicon->nodes[node];
    if (n->n_variants && rap_lexicon_at_border(view, at) && !tell(s, n, at)) return false;
    /* The smallest byte of all: the first edge, if there is one. It may stand for no letter, also at the end of a block. */
    bool star = n->byte == (unsigned char)RAP_TERM_STAR && node;
    if (star && !walk(s, node + 1, skip_letters(view, at))) return false;
    if (at >= view.n) return true;
    unsigned char c = (unsigned char)view.p[at];
    if (c >= 0x80) {
      node = step(s, node, &at);
      continue;
    }
    if (c == '\n' || c == (unsigned char)RAP_TERM_STAR) return true;
    if (c == '-' && node) {
      uint32_t space = child(lexicon, node, ' ');
      if (space && !walk(s, space, at + 1)) return false;
    }
    node = child(lexicon, node, (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
    at++;
  } while (node);
  return true;
}

static bool has_bit(const uint64_t *set, size_t bit) { return set[bit / 64] >> bit % 64 & 1; }

/* False when no term can match from `at`, as its first bytes show. */
static bool may_begin(const rap_lexicon *lexicon, rap_str view, size_t at) {
  if (view.n - at < RAP_LEXICON_START) return true;
  const unsigned char *p = (const unsigned char *)view.p + at;
  size_t opening = p[0] < 'a' || p[0] > 'z';
  unsigned bytes = 0;
  for (size_t i = 0; i < RAP_LEXICON_OPENING; i++) {
    bytes |= p[i];
    opening = opening << 5 | lexicon->classes[p[i]];
  }
  if (bytes >= 0x80 || has_bit(lexicon->openings, opening)) return true;
  if (!has_bit(lexicon->longer, opening)) return false;
  for (size_t i = RAP_LEXICON_OPENING; i < RAP_LEXICON_START; i++) bytes |= p[i];
  return bytes >= 0x80 || has_bit(lexicon->starts, rap_lexicon_start(lexicon->classes, p));
}

/* Behind the letters and digits of ASCII from `at` on. */
static size_t skip_word(const rap_lexicon *lexicon, rap_str view, size_t at) {
  while (at < view.n && lexicon->classes[(unsigned char)view.p[at]] <= RAP_LEXICON_CLASS_DIGIT) at++;
  return at;
}

bool rap_lexicon_scan(const rap_lexicon *lexicon, rap_str view, rap_lexicon_found found, void *ctx) {
  struct scan s = {.lexicon = lexicon, .view = view, .found = found, .ctx = ctx};
  if (lexicon->n_nodes == 0) return true;
  bool inside = false; /* the character before was part of a word */
  for (size_t at = 0; at < view.n;) {
    unsigned char c = (unsigned char)view.p[at];
    uint32_t cp = c;
    size_t n = c < 0x80 ? 1 : rap_utf8_decode(view, at, &cp);
    bool word = c < 0x80 ? lexicon->classes[c] <= RAP_LEXICON_CLASS_DIGIT : rap_utf8_is_word(cp);
    if (!(word && inside) && c != '\n' && may_begin(lexicon, view, at)) {
      s.begin = at;
      s.small = c < 0x80 ? c >= 'a' && c <= 'z' : rap_utf8_is_lower(cp);
      if (!walk(&s, 0, at)) return false;
    }
    inside = word;
    at = word ? skip_word(lexicon, view, at + n) : at + n;
  }
  return true;
}
