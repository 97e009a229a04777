/* segment.c: where sentences end. Layer: ingest.
 *
 * A stop ends a sentence unless what stands before and behind it says otherwise; the cases are those of Grefenstette and Tapanainen, "What is a word, what is a sentence?" (1994), with
 * the word lists of abbreviations.txt. Sentences that scraping glued together ("India.The") were set apart before (repair_glue.c).
 */
#include "ingest/segment.h"

#include <assert.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/words.h"

/* How far a word is read around a stop. */
#define WORD_MAX 40

struct cutter {
  rap_arena *arena;
  rap_document *doc;
  size_t capacity;
  bool failed; /* out of memory, or too many sentences */
};

static uint32_t at_cp(rap_str s, size_t at) {
  uint32_t cp = 0;
  if (at < s.n) rap_utf8_decode(s, at, &cp);
  return cp;
}

static bool is_open(uint32_t cp) { return cp == '(' || cp == '[' || cp == '{' || cp == '"' || cp == '\'' || cp == '*' || cp == '_'; }
static bool is_close(uint32_t cp) { return cp == ')' || cp == ']' || cp == '}' || cp == '"' || cp == '\'' || cp == '*' || cp == '_'; }
static bool is_stop(uint32_t cp) { return cp == '.' || cp == '!' || cp == '?' || cp == 0x2026 || cp == 0x0964 || cp == 0x0965; }

/* Characters that hold a word together: letters, digits, marks and a few signs between them ("P&Ms", "India-U.S"). */
static bool in_token(uint32_t cp) { return rap_utf8_is_word(cp) || cp == '\'' || cp == '-' || cp == '.' || cp == '/' || cp == '&'; }

/* The word that ends at `end`, with inner stops ("U.S", "No", "Hon'ble"), not beyond `from`. */
static rap_str word_before(rap_str s, size_t from, size_t end) {
  size_t at = end;
  while (at > from && end - at < WORD_MAX) {
    uint32_t cp = 0;
    size_t before = rap_utf8_before(s, at, &cp);
    if (before < from || !in_token(cp)) break;
    at = before;
  }
  while (at < end && (s.p[at] == '\'' || s.p[at] == '-' || s.p[at] == '.')) at++;
  return rap_str_sub(s, at, end);
}

/* The word that begins at `at`: letters, marks and apostrophes. */
static rap_str word_at(rap_str s, size_t at, size_t end) {
  size_t i = at;
  while (i < end && i - at < WORD_MAX) {
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(s, i, &cp);
    if (!rap_utf8_is_word(cp)) break;
    i += n;
  }
  return rap_str_sub(s, at, i);
}

/* "U.S", "Ph.D", "a.m": short parts between stops. And single letters: initials. */
static bool is_initials(rap_str word) {
  size_t part = 0;
  bool dotted = false, letters = false;
  for (size_t i = 0; i < word.n;) {
    uint32_t cp = 0;
    i += rap_utf8_decode(word, i, &cp);
    if (cp == '.') {
      dotted = true;
      part = 0;
      continue;
    }
    if (!rap_utf8_is_word(cp) || rap_utf8_is_digit(cp)) return false;
    if (rap_utf8_is_letter(cp)) part++;
    letters = true;
    if (part > 4) return false;
  }
  return letters && (dotted || part == 1);
}

/* "U.S" of "India-U.S". */
static rap_str last_part(rap_str word) {
  size_t at = word.n;
  while (at > 0 && word.p[at - 1] != '-' && word.p[at - 1] != '/') at--;
  return rap_str_sub(word, at, word.n);
}

/* "20.", "Q.", "1b.": what numbers a sentence is none by itself. */
static bool is_number_only(rap_str s) {
  size_t digits = 0, at = 0;
  while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9') at++, digits++;
  bool letter = at < s.n && (unsigned char)s.p[at] < 0x80 && rap_utf8_is_letter((unsigned char)s.p[at]);
  return digits <= 3 && digits + letter > 0 && at + letter + 1 == s.n && s.p[s.n - 1] == '.';
}

/* "e-Shram", "iGOT", "eSanjeevani": names that begin in lower case. */
static bool lower_name(rap_str s, size_t at) {
  uint32_t second = at_cp(s, at + 1);
  if (s.p[at] != 'e' && s.p[at] != 'i' && s.p[at] != 'm') return false;
  return rap_utf8_is_upper(second) || (second == '-' && rap_utf8_is_upper(at_cp(s, at + 2)));
}

static size_t classes_of(rap_str word) { return rap_words_get(&rap_words_abbreviations, word); }

static bool opens(rap_str word) { return RAP_WORD_IN(classes_of(word), RAP_ABBR_OPENER); }

/* After "word." and blanks comes `next`: does the sentence end? */
static bool ends_before(rap_str s, rap_str word, size_t next, size_t end) {
  while (next < end && is_open(at_cp(s, next))) next++;
  if (next >= end) return true;
  uint32_t cp = at_cp(s, next);
  if (rap_utf8_is_lower(cp) && !lower_name(s, next)) return false;
  rap_str part = last_part(word);
  size_t classes = classes_of(word) | classes_of(part);
  bool digit = cp >= '0' && cp <= '9';
  if (RAP_WORD_IN(classes, RAP_ABBR_TITLE)) return false;
  if (digit) return !RAP_WORD_IN(classes, RAP_ABBR_NUMBER) && !(part.n == 1 && rap_utf8_is_upper((unsigned char)part.p[0]));
  bool either = RAP_WORD_IN(classes, RAP_ABBR_EITHER) || is_initials(part);
  if (!either) {
    /* "12.5 lakh cr.": an abbreviation glued to a number. */
    size_t i = 0;
    while (i < word.n && word.p[i] >= '0' && word.p[i] <= '9') i++;
    either = i > 0 && i < word.n && RAP_WORD_IN(classes_of(rap_str_sub(word, i, word.n)), RAP_ABBR_EITHER);
  }
  if (!either) return true;
  /* "Shri N. K. Singh": an initial before another one or a name. A sentence opener of one letter ("A", "I") before a stop is an initial too. */
  rap_str opener = word_at(s, next, end);
  size_t behind = next + opener.n;
  if (opener.n == 1 && behind < end && s.p[behind] == '.') return false;
  return opens(opener);
}

/* Behind a run of stops at [*at, …): quotes, brackets and note numbers that close. */
static size_t skip_closers(rap_str s, size_t at, size_t end) {
  while (at < end) {
    uint32_t cp = at_cp(s, at);
    if (cp == '[' && at + 2 < end) {
      size_t i = at + 1;
      while (i < end && s.p[i] >= '0' && s.p[i] <= '9') i++;
      if (i == at + 1 || i >= end || s.p[i] != ']') break;
      at = i + 1;
    } else if (is_close(cp)) {
      at++;
    } else {
      break;
    }
  }
  return at;
}

/* If a sentence ends with the stop at `at`, the offset behind its last character, else 0. `*resume`: where to go on looking. */
static size_t end_at(rap_str s, size_t from, size_t at, size_t end, size_t *resume) {
  size_t stops = at, n_stops = 0;
  uint32_t first = at_cp(s, at);
  while (stops < end && is_stop(at_cp(s, stops))) {
    uint32_t ignored = 0;
    stops += rap_utf8_decode(s, stops, &ignored);
    n_stops++;
  }
  size_t behind = skip_closers(s, stops, end);
  *resume = stops;
  if (behind >= end) return behind;
  bool plain_stop = first == '.' && n_stops == 1;
  if (at_cp(s, behind) == ' ') {
    size_t next = behind;
    while (next < end && s.p[next] == ' ') next++;
    /* A quote or bracket that closes behind a blank, at the very end. */
    if (skip_closers(s, next, end) == end) return end;
    /* Some scraped text has blanks in front of its stops. */
    size_t word_end = at > from && s.p[at - 1] == ' ' ? at - 1 : at;
    rap_str word = plain_stop && at > from && !is_close((unsigned char)s.p[at - 1]) ? word_before(s, from, word_end) : (rap_str){0};
    return ends_before(s, word, next, end) ? behind : 0;
  }
  if (first == 0x0964 || first == 0x0965) return behind;
  return 0;
}

static void add_sentence(struct cutter *c, size_t block, size_t begin, size_t end) {
  rap_document *doc = c->doc;
  void *items = doc->sentences;
  if (c->failed || doc->n_sentences == RAP_MAX_SENTENCES ||
      !rap_arena_grow(c->arena, &items, doc->n_sentences, &c->capacity, sizeof *doc->sentences)) {
    c->failed = true;
    return;
  }
  doc->sentences = items;
  rap_span view = {begin, end};
  doc->sentences[doc->n_sentences++] = (rap_sentence){.text = rap_view_to_text(&doc->view, view), .view = view, .block = block};
  doc->blocks[block].n_sentences++;
}

/* The first bytes of what is_stop knows. */
static const bool stop_leads[256] = {['.'] = true, ['!'] = true, ['?'] = true, [0xE0] = true, [0xE2] = true};

/* The next place at or behind `at` where a stop may be. */
static size_t next_stop(rap_str s, size_t at, size_t end) {
  for (; end - at >= RAP_BYTES; at += RAP_BYTES) {
    uint64_t word = rap_bytes_load(s.p + at);
    if (rap_bytes_not_ascii(word) | rap_bytes_equal(word, '.') | rap_bytes_equal(word, '!') | rap_bytes_equal(word, '?')) break;
  }
  while (at < end && !stop_leads[(unsigned char)s.p[at]]) at++;
  return at;
}

static void cut_block(struct cutter *c, size_t block, const rap_draft *draft) {
  rap_str s = c->doc->view.s;
  size_t end = c->doc->blocks[block].view.end;
  size_t begin = rap_view_from_text(&c->doc->view, draft->content);
  while (begin < end && s.p[begin] == ' ') begin++;
  /* A table row is one, whatever its cells hold. */
  for (size_t at = draft->marker == RAP_MARKER_ROW ? end : begin; at < end && !c->failed;) {
    at = next_stop(s, at, end);
    if (at == end) break;
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(s, at, &cp);
    size_t resume = at + n;
    size_t stop = is_stop(cp) ? end_at(s, begin, at, end, &resume) : 0;
    at = resume;
    if (!stop || (stop < end && is_number_only(rap_str_sub(s, begin, stop)))) continue;
    add_sentence(c, block, begin, stop);
    begin = stop;
    while (begin < end && s.p[begin] == ' ') begin++;
    at = begin;
  }
  if (begin < end) add_sentence(c, block, begin, end);
}

rap_status rap_segment(rap_arena *arena, rap_document *doc, const rap_draft *drafts, rap_error *err) {
  struct cutter c = {.arena = arena, .doc = doc};
  for (size_t i = 0; i < doc->n_blocks && !c.failed; i++) {
    doc->blocks[i].first_sentence = doc->n_sentences;
    doc->blocks[i].n_sentences = 0;
    cut_block(&c, i, &drafts[i]);
    assert(c.failed || doc->blocks[i].n_sentences > 0);
  }
  if (!c.failed) return RAP_OK;
  if (doc->n_sentences < RAP_MAX_SENTENCES) return rap_error_nomem(err);
  return rap_error_set(err, RAP_ERR_LIMIT, "%.*s: more than %zu sentences in one document", RAP_FMT(doc->file), RAP_MAX_SENTENCES);
}
