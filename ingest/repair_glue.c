/* repair_glue.c: sentences and headlines that scraping ran together ("India.The", "ShillongThe"). Layer: ingest.
 *
 * Every place where a capital stands without a blank in front is looked at. Behind a full stop the words on both sides decide, as they do where sentences are cut (segment.c); without one, names such as "BharatNet" look the same,
 * so that the words have to be known: from elsewhere in the text, or as those that open sentences.
 */
#include "base/bytes.h"
#include "base/utf8.h"
#include "ingest/repair_text.h"
#include "ingest/words.h"

/* How far a word, and what stands without blanks around it, is read; how much of a line. */
enum { WORD_MAX = 40, ADDRESS_MAX = 200, LINE_MAX = 600, HEADLINES_MAX = 4000, FIGURES_MAX = 64 };
/* Words on either side of a place between headlines: where one of its words is known, and where neither is, for words that long. */
enum { WORDS_BEFORE = 4, WORDS_BEHIND = 3, MANY_WORDS = 8, LONG_WORD = 4 };

struct glue {
  rap_repairer *r;
  rap_str s;
  size_t
      head_end; /* where the first line begins that ends like a sentence, or is too long: headlines stand in front; 0: none; SIZE_MAX: not looked for yet */
};

static bool is_small(char c) { return c >= 'a' && c <= 'z'; }
static bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
/* Blanks and line breaks. */
static bool is_gap(char c) { return c == ' ' || c == '\n'; }

static char byte_at(rap_str s, size_t at) { return at < s.n ? s.p[at] : '\0'; }

static bool is_close(uint32_t cp) {
  return cp == ')' || cp == ']' || cp == '}' || cp == '"' || cp == '\'' || cp == '*' || cp == '_' || cp == 0x2019 || cp == 0x201D || cp == 0xBB;
}

static size_t classes_of(rap_str word) { return rap_words_get(&rap_words_abbreviations, word); }
static bool opens(rap_str word) { return RAP_WORD_IN(classes_of(word), RAP_ABBR_OPENER); }

/* The word that ends at `end`, with what holds a word together ("U.S", "P&Ms", "Hon'ble"), without what it begins with of it. */
static rap_str word_before(rap_str s, size_t end) {
  size_t at = end;
  while (at > 0 && end - at < WORD_MAX) {
    uint32_t cp = 0;
    size_t before = rap_utf8_before(s, at, &cp);
    if (!rap_utf8_is_word(cp) && cp != '\'' && cp != '-' && cp != '.' && cp != '/' && cp != '&' && cp != 0x2019 && cp != 0x2013) break;
    at = before;
  }
  while (at < end && (s.p[at] == '\'' || s.p[at] == '-' || s.p[at] == '.')) at++;
  return rap_str_sub(s, at, end);
}

static rap_str word_at(rap_str s, size_t at) {
  size_t i = at;
  while (i < s.n && i - at < WORD_MAX) {
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(s, i, &cp);
    if (!rap_utf8_is_word(cp)) break;
    i += n;
  }
  return rap_str_sub(s, at, i);
}

static rap_str behind(rap_str word, const char *marks) {
  size_t at = word.n;
  while (at > 0 && !strchr(marks, word.p[at - 1])) at--;
  return rap_str_sub(word, at, word.n);
}

static bool all_digits(rap_str s) {
  for (size_t i = 0; i < s.n; i++)
    if (!rap_ascii_is_digit(s.p[i])) return false;
  return s.n > 0;
}

/* What stands around `at` without blanks. */
static rap_str token_at(rap_str s, size_t at) {
  size_t begin = at, end = at;
  while (begin > 0 && !is_gap(s.p[begin - 1]) && at - begin < ADDRESS_MAX) begin--;
  while (end < s.n && !is_gap(s.p[end]) && end - at < ADDRESS_MAX) end++;
  return rap_str_sub(s, begin, end);
}

/* Addresses and what is like them: "https://x.Gov.in", "a@b.Org", "x.gov.in/index.cfm?FuseAction=PressReleases.List". */
static bool in_address(rap_str s, size_t at) {
  rap_str token = token_at(s, at);
  return memchr(token.p, '@', token.n) || memchr(token.p, '=', token.n) || memchr(token.p, '%', token.n) || memchr(token.p, '_', token.n) ||
         rap_str_find(token, RAP_STR("://"), 0) != SIZE_MAX || rap_str_find(token, RAP_STR("www."), 0) != SIZE_MAX;
}

/* ---- Sentences ----------------------------------------------------------------------------------------------------------- */

/* May `left`, with a full stop behind it and a capital behind that, end a sentence? */
static bool may_end(rap_str left, rap_str right, bool right_small) {
  uint32_t last = 0;
  size_t classes = classes_of(left) | classes_of(behind(left, "-/"));
  if (classes & ((size_t)1 << RAP_ABBR_TITLE | (size_t)1 << RAP_ABBR_NUMBER)) return false;
  if (RAP_WORD_IN(classes, RAP_ABBR_EITHER)) return right.n > 1 && opens(right);
  bool word = right.n > 2 && right_small;
  if (all_digits(left)) return word && (left.n == 4 || (left.n > 1 && opens(right)));
  if (left.n < 2) return false;
  rap_utf8_before(left, left.n, &last);
  if (!rap_utf8_is_letter(last)) return word && left.n > 3;
  /* Two runs of capitals are one abbreviation ("B.TECH"), unless what follows is a plain word. */
  if (rap_utf8_is_upper(last) && (left.n < 3 || !(right_small || right.n == 1))) return false;
  return right.n > 1 || opens(right);
}

/* Does a quotation open with the mark at `at`? It does when as many were opened as closed before, in this line. */
static bool opens_quote(rap_str s, size_t at) {
  size_t marks = 0;
  for (size_t i = at; i > 0 && at - i < LINE_MAX && s.p[i - 1] != '\n'; i--) marks += s.p[i - 1] == '"';
  return marks % 2 == 0;
}

/* A sentence that ends with the stop at `stop` and another that begins with the capital at `at`; between them at most quotes and brackets. */
static bool are_sentences(rap_str s, size_t stop, size_t at) {
  rap_str right = word_at(s, at);
  bool right_small = is_small(byte_at(s, at + 1));
  /* One of a row of stops leaves something out. */
  if (stop > 0 && strchr(".!?", s.p[stop - 1])) return false;
  /* "A" and "I" must stand alone. */
  if (right.n == 1 && !is_gap(byte_at(s, at + 1))) return false;
  uint32_t before = 0;
  if (stop > 0) rap_utf8_before(s, stop, &before);
  /* A question mark also stands for a letter that was lost ("C?SAR"). */
  if (s.p[stop] != '.') return right_small && stop > 0 && !is_gap(s.p[stop - 1]) && !in_address(s, at);
  /* A bracket or quote on either side of the stop closes whatever it was, an address too. */
  if (is_close(before)) return right.n > 1;
  if (at > stop + 1) return right.n > 1 && !in_address(s, at);
  rap_str before_stop = word_before(s, stop), left = behind(before_stop, ".");
  /* "S.Con.Res.55", "CP/1998/12.Add.1": parts of one mark. */
  if (!opens(right) && ((left.n < before_stop.n && left.n < LONG_WORD) || RAP_WORD_IN(classes_of(right), RAP_ABBR_NUMBER))) return false;
  return may_end(left, right, right_small) && !in_address(s, at);
}

/* Quotes and brackets in front of the capital at `at`: *from is where they begin, behind what is not one of them; *cut is where the one that opens something is, or `at`. */
static void read_marks(rap_str s, size_t at, size_t *from, size_t *cut) {
  size_t begin = at;
  *cut = at;
  for (int n = 0; begin > 0 && n < 3; n++) {
    uint32_t cp = 0;
    size_t before = rap_utf8_before(s, begin, &cp);
    bool opening = cp == 0x201C || cp == 0x2018 || cp == 0xAB || (cp == '"' && opens_quote(s, before));
    if (!opening && !is_close(cp)) break;
    if (opening) *cut = before;
    begin = before;
  }
  *from = begin;
}

/* ---- Headlines ----------------------------------------------------------------------------------------------------------- */

static bool ends_line_like_sentence(rap_str s, size_t end) {
  uint32_t cp = 0;
  size_t at = end;
  while (at > 0 && s.p[at - 1] != '\n') {
    size_t before = rap_utf8_before(s, at, &cp);
    if (cp != ' ' && !is_close(cp)) break;
    at = before;
  }
  return at > 0 && (cp == '.' || cp == '!' || cp == '?' || cp == ':' || cp == 0x2026 || cp == 0x0964);
}

static bool in_head(struct glue *g, size_t at) {
  if (g->head_end == SIZE_MAX) {
    size_t begin = 0;
    while (begin < g->s.n) {
      const char *newline = memchr(g->s.p + begin, '\n', g->s.n - begin);
      size_t end = newline ? (size_t)(newline - g->s.p) : g->s.n;
      if (end > begin + HEADLINES_MAX || (end > begin && ends_line_like_sentence(g->s, end))) break;
      begin = end + 1;
    }
    g->head_end = begin < g->s.n ? begin : 0; /* a text without sentences has no headlines in front of them */
  }
  return at < g->head_end;
}

/* Blanks from `at` to the line's begin, or end; not more than `enough` are counted. */
static size_t blanks_before(rap_str s, size_t at, size_t enough) {
  size_t n = 0;
  for (size_t i = at; i > 0 && at - i < LINE_MAX && s.p[i - 1] != '\n' && n < enough; i--) n += s.p[i - 1] == ' ';
  return n;
}

static size_t blanks_behind(rap_str s, size_t at, size_t enough) {
  size_t n = 0;
  for (size_t i = at; i < s.n && i - at < LINE_MAX && s.p[i] != '\n' && n < enough; i++) n += s.p[i] == ' ';
  return n;
}

/* A row of a table has no headlines. */
static bool in_row(rap_str s, size_t at) {
  size_t begin = at, end = at;
  while (begin > 0 && s.p[begin - 1] != '\n' && at - begin < ADDRESS_MAX) begin--;
  while (end < s.n && s.p[end] != '\n' && end - at < ADDRESS_MAX) end++;
  return memchr(s.p + begin, '|', end - begin) != NULL;
}

/* One capital at most, at the begin, and then small letters; or capitals only. */
static bool is_simple(rap_str word) {
  size_t capitals = 0;
  for (size_t i = 1; i < word.n; i++) capitals += is_capital(word.p[i]);
  return capitals == 0 || (capitals == word.n - 1 && is_capital(word.p[0]));
}

/* What goes between: a line break where one heading or sentence ends and another begins, a blank between words of which that is not so sure. */
static char gap_before(rap_str right, bool head) { return head || (right.n > 2 && opens(right)) ? '\n' : ' '; }

/* "Shivir" and "NHA" of "ShivirNHA", glued at `at`: letters on both sides. Returns what goes between, 0 if they are one word. */
static char between_letters(struct glue *g, size_t at) {
  rap_str s = g->s;
  size_t from = at, to = at;
  while (from > 0 && rap_ascii_is_letter(s.p[from - 1]) && at - from < WORD_MAX) from--;
  while (to < s.n && rap_ascii_is_letter(s.p[to]) && to - at < WORD_MAX) to++;
  rap_str left = rap_str_sub(s, from, at), right = rap_str_sub(s, at, to);
  bool acronym = is_capital(s.p[at - 1]);
  if (left.n < (acronym ? 2 : 3) || right.n < 2 || !is_simple(right)) return 0;
  /* "MDoNER" and "Union": an abbreviation that is not capitals throughout has to be known. */
  if (!is_simple(left) && !(acronym && is_capital(s.p[at - 2]) && rap_repairer_count(g->r, left) > 0)) return 0;
  if (!acronym && (left.n < 3 || is_capital(s.p[at - 2]) || is_capital(s.p[at - 3])) && left.n < 4) return 0;
  if ((from > 0 && ((unsigned char)s.p[from - 1] >= 0x80 || strchr("#@/_&=%-.\\'", s.p[from - 1]))) ||
      (to < s.n && ((unsigned char)s.p[to] >= 0xC0 || strchr("/_@=%\\", s.p[to]) || rap_ascii_is_digit(s.p[to]))))
    return 0;
  rap_str token = token_at(s, at);
  if (in_address(s, at) || memchr(token.p, '#', token.n) || in_row(s, at) || rap_repairer_count(g->r, rap_str_sub(s, from, to)) > 1) return 0;
  bool left_known = rap_repairer_count(g->r, left) > 0, right_known = rap_repairer_count(g->r, right) > 0;
  bool head = in_head(g, at);
  if (!head && byte_at(s, to) == '-') return 0;
  if (!head && right.n < 3 && is_capital(right.p[1])) return 0; /* "BharatFS" */
  size_t before = blanks_before(s, at, MANY_WORDS), after = blanks_behind(s, at, MANY_WORDS);
  if (acronym && right.n < 3) return 0; /* "EMRs" */
  bool two = opens(right) && byte_at(s, to) == ' ' && (left_known || (right.n > 2 && !acronym));
  /* Two words with capitals in the middle of a text may be a name made of both. */
  two = two || (left_known && right_known && before >= 2 && after >= 1 &&
                (head || acronym || is_small(left.p[0]) || RAP_WORD_IN(classes_of(left), RAP_ABBR_TITLE)));
  if (!acronym && head && before >= WORDS_BEFORE && after >= WORDS_BEHIND)
    two = two || left_known || right_known || (left.n >= LONG_WORD && right.n >= LONG_WORD && before >= MANY_WORDS && after >= MANY_WORDS);
  return two ? gap_before(right, head) : 0;
}

/* "during the rains129 plants": between headlines only, where a figure begins the second. */
static bool before_digits(struct glue *g, size_t at) {
  rap_str s = g->s;
  size_t from = at, to = at;
  while (from > 0 && is_small(s.p[from - 1]) && at - from < WORD_MAX) from--;
  while (to < s.n && (rap_ascii_is_digit(s.p[to]) || (s.p[to] == ',' && rap_ascii_is_digit(byte_at(s, to + 1)))) && to - at < WORD_MAX) to++;
  bool small = at - from >= LONG_WORD && (from == 0 || s.p[from - 1] == ' ');
  bool known = at - from >= LONG_WORD - 1 && from > 0 && is_capital(s.p[from - 1]) && (from == 1 || s.p[from - 2] == ' ') &&
               rap_repairer_count(g->r, rap_str_sub(s, from - 1, at)) > 0;
  /* "Network18" is a name when it stands there twice. */
  size_t begin = small ? from : from - 1, first = small || known ? rap_str_find(s, rap_str_sub(s, begin, to), 0) : SIZE_MAX;
  if (first == SIZE_MAX || rap_str_find(s, rap_str_sub(s, begin, to), first + 1) != SIZE_MAX) return false;
  if (byte_at(s, to) == '%') to++;
  return (small || known) && byte_at(s, to) == ' ' && to + 1 < s.n && rap_ascii_is_letter(s.p[to + 1]) &&
         blanks_before(s, at, WORDS_BEFORE) == WORDS_BEFORE && blanks_behind(s, at, WORDS_BEHIND) == WORDS_BEHIND && !in_row(s, at);
}

/* "2026The", "April 11Through". */
static char behind_digits(struct glue *g, size_t at) {
  rap_str s = g->s;
  size_t from = at;
  while (from > 0 && rap_ascii_is_digit(s.p[from - 1]) && at - from < WORD_MAX) from--;
  rap_str digits = rap_str_sub(s, from, at), right = word_at(s, at);
  bool year = digits.n == 4 && (digits.p[0] == '1' || digits.p[0] == '2');
  if ((!year && digits.n > 2) || right.n < 2 || !is_small(right.p[1]) || !is_simple(right) || (from > 0 && !strchr(" \n,-(", s.p[from - 1])))
    return 0;
  size_t behind_right = at + right.n;
  if (behind_right < s.n && !strchr(" ,:'-", s.p[behind_right])) return 0;
  if (in_address(s, at) || in_row(s, at) || RAP_WORD_IN(rap_words_get(&rap_words_datelines, right), RAP_DATELINE_MONTH)) return 0;
  if (opens(right) && (year || right.n > 2)) return '\n';
  bool head = in_head(g, at);
  if (head && right.n >= LONG_WORD && blanks_before(s, at, WORDS_BEFORE) == WORDS_BEFORE && blanks_behind(s, at, WORDS_BEHIND) == WORDS_BEHIND)
    return '\n';
  bool known = year && right.n > 2 && blanks_before(s, at, 2) == 2 && rap_repairer_count(g->r, right) > 0;
  return known ? gap_before(right, head) : 0;
}

/* "schemes:The". */
static char behind_colon(struct glue *g, size_t at) {
  rap_str s = g->s;
  size_t left = 0;
  while (left + 1 < at && left < LONG_WORD && rap_ascii_is_letter(s.p[at - 2 - left])) left++;
  rap_str right = word_at(s, at);
  rap_str token = token_at(s, at);
  bool word = left == LONG_WORD && right.n > 2 && is_small(right.p[1]) && is_simple(right);
  return word && !in_address(s, at) && !memchr(token.p, '/', token.n) && !memchr(token.p, '#', token.n) && blanks_behind(s, at, 1) ? ' ' : 0;
}

/* "times”Indian", "(ABP)The": behind a mark that closes, which begins at `from`. */
static char behind_mark(struct glue *g, size_t from, size_t at) {
  rap_str s = g->s, right = word_at(s, at);
  uint32_t mark = 0;
  size_t mark_at = rap_utf8_before(s, at, &mark);
  bool sure = mark == 0x201D || (mark == '"' && !opens_quote(s, mark_at));
  if ((!sure && mark != ')') || right.n < 2 || !is_simple(right) || !strchr(" ,:", byte_at(s, at + right.n)) || at + right.n >= s.n) return 0;
  uint32_t before = 0;
  if (from > 0) rap_utf8_before(s, from, &before);
  if (!(rap_utf8_is_word(before) || (before < 0x80 && strchr(".!?%", (int)before))) || in_address(s, at) || in_row(s, at)) return 0;
  bool opener = opens(right);
  if (!sure && !opener && !(is_small(right.p[1]) && rap_repairer_count(g->r, right) > 0)) return 0;
  return in_head(g, at) || opener ? '\n' : ' ';
}

/* "of the rest“Roads come first”": between headlines only, in front of the mark that opens the second. */
static char before_quote(struct glue *g, size_t mark) {
  rap_str s = g->s;
  bool small = mark >= 3 && is_small(s.p[mark - 1]) && is_small(s.p[mark - 2]) && is_small(s.p[mark - 3]);
  bool long_enough = blanks_before(s, mark, WORDS_BEFORE) == WORDS_BEFORE && blanks_behind(s, mark, WORDS_BEHIND) == WORDS_BEHIND;
  return small && long_enough && in_head(g, mark) && !in_row(s, mark) ? '\n' : 0;
}

/* ---- The search ---------------------------------------------------------------------------------------------------------- */

/* The next capital at or behind `at` (> 0) with something other than a gap in front; s.n if there is none. */
static size_t next_place(rap_str s, size_t at) {
  for (; at < s.n; at++) {
    for (; s.n - at >= RAP_BYTES; at += RAP_BYTES) {
      uint64_t word = rap_bytes_load(s.p + at), before = rap_bytes_load(s.p + at - 1);
      if (rap_bytes_below(word, 'Z' + 1) & ~rap_bytes_below(word, 'A') & ~rap_bytes_below(before, ' ' + 1)) break;
    }
    if (at == s.n || (is_capital(s.p[at]) && !is_gap(s.p[at - 1]))) break;
  }
  return at;
}

static void look_at(struct glue *g, size_t at, bool sentences, bool headings) {
  rap_str s = g->s;
  char last = s.p[at - 1], put = 0;
  size_t from = at, cut = at;
  rap_repair step = RAP_REPAIR_GLUED_HEADINGS;
  if (!rap_ascii_is_letter(last) && !rap_ascii_is_digit(last) && last != '.') read_marks(s, at, &from, &cut);
  if (from > 0 && strchr(".!?", s.p[from - 1])) {
    step = RAP_REPAIR_GLUED_SENTENCES;
    if (sentences && are_sentences(s, from - 1, at)) put = ' ';
  } else if (!headings || is_gap(byte_at(s, from - (from > 0)))) {
    return;
  } else if (from < at) {
    put = cut == at ? behind_mark(g, from, at) : cut == from ? before_quote(g, cut) : 0;
  } else if (is_small(last) || (is_capital(last) && is_small(byte_at(s, at + 1)))) {
    put = between_letters(g, at);
  } else if (rap_ascii_is_digit(last)) {
    put = behind_digits(g, at);
  } else if (last == ':') {
    put = behind_colon(g, at);
  }
  if (put) rap_repairer_edit(g->r, (rap_edit){.at = cut, .put = put, .step = (uint8_t)step, .counts = true});
}

static void look_for_digits(struct glue *g) {
  (void)in_head(g, 0);
  size_t places = 0;
  for (size_t at = 1; at < g->head_end && places < FIGURES_MAX && !g->r->failed; at++)
    if (rap_ascii_is_digit(g->s.p[at]) && is_small(g->s.p[at - 1]) && ++places && before_digits(g, at))
      rap_repairer_edit(g->r, (rap_edit){.at = at, .put = '\n', .step = RAP_REPAIR_GLUED_HEADINGS, .counts = true});
}

void rap_repair_glue(rap_repairer *r, bool sentences, bool headings) {
  struct glue g = {.r = r, .s = r->s, .head_end = SIZE_MAX};
  for (size_t at = 1; at < r->s.n && !r->failed; at++) {
    at = next_place(r->s, at);
    if (at < r->s.n) look_at(&g, at, sentences, headings);
  }
  if (headings) look_for_digits(&g);
}
