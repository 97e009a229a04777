/* literal.h: what a text must hold for an expression to match in it. Layer: analyze (inside).
 *
 * From an expression (fragments expanded, NFC) a set of literals is derived one of which lies in the text that every match consumes or looks ahead to, and how many
 * bytes at least and at most stand between the place where the match is tried and that literal:
 *
 *     "(?:on |by )?(?:3|4)(?:rd|th) Mar(?:ch|\.)"  →  "rd March", "rd Mar.", "th March", "th Mar.", 1 to 4 bytes behind the begin
 *
 * So an expression need be tried only from so many bytes before each place where one of its literals stands. Nothing is guessed: syntax that isn't
 * known here leaves the expression without literals, and the reason is kept. Two characters of the text are beyond the bounds: U+017F and U+212A
 * match "s" and "k" where case doesn't count, with more bytes than those; where a text holds one, expressions are tried everywhere (windows.h). */
#ifndef RAP_ANALYZE_LITERAL_H
#define RAP_ANALYZE_LITERAL_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

/* Longest literal, in bytes; longer ones are cut. */
#define RAP_LITERAL_BYTES 24
/* Most literals of one expression. */
#define RAP_MAX_LITERALS 128

/* Bit i of `caseless`: byte i is a lower-case ASCII letter that stands for both cases. Bytes behind n are zero. */
typedef struct rap_literal {
  uint32_t caseless;
  unsigned char n;
  char s[RAP_LITERAL_BYTES];
} rap_literal;

typedef struct rap_literals {
  const rap_literal *items;
  size_t n;                       /* 0: none that would be of use */
  size_t before_min, before_max;  /* bytes from the begin of the trial to the literal; before_max may be SIZE_MAX */
  bool borders;                   /* it must begin at a border of words */
  bool stepped;                   /* few places of a text have a byte of `first` */
  bool starts;                    /* `first` is known, also where n is 0: each match holds a byte at least */
  bool marked;                    /* `starts`, few places have a byte of `first`, and literals leave most of a text to be tried (places.h) */
  bool common_start;              /* most places of a text have a byte of `first` */
  uint64_t first[4];              /* set of bytes with which each match begins */
  uint64_t behind[4], behind2[4]; /* where one is tried with success, the byte before is among these, if there is one; so is the one before that */
  rap_str why_not;                /* where n is 0: one line */
} rap_literals;

/* Room for the work on one expression after the other: 2 MB, of which groups take as much as they are nested. */
typedef struct rap_literals_work rap_literals_work;
/* NULL when out of memory. */
rap_literals_work *rap_literals_work_new(void);
void rap_literals_work_free(rap_literals_work *work);

/* `caseless`: of the whole expression (PCRE2_CASELESS); options inside it are followed. `borders`: it will have a border of words before it. The expression must be one that PCRE2 has compiled with
 * the options of regex.h. Ownership: `arena`. Errors: RAP_ERR_NOMEM. Cost: O(expression × RAP_MAX_LITERALS). */
rap_status rap_literals_derive(rap_arena *arena, rap_literals_work *work, rap_str expression, bool caseless, bool borders, rap_literals *out,
                               rap_error *err) RAP_MUST_CHECK;

/* Whether the set holds the byte. */
static inline bool rap_byte_in(const uint64_t set[4], unsigned char byte) { return set[byte / 64] >> byte % 64 & 1; }
/* A letter or digit of ASCII. */
static inline bool rap_byte_is_word(unsigned char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

/* True when the literal stands at `at`, its case included. */
bool rap_literal_at(const rap_literal *literal, rap_str text, size_t at);

/* False when no match can begin at `at` (inside the text, and at the begin of a character). */
bool rap_literals_may_begin(const rap_literals *literals, rap_str text, size_t at);

#endif
