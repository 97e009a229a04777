/* utf8.h: UTF-8 and Unicode properties. Layer: base. The only file that knows utf8proc.
 *
 * Decoding follows Unicode 15 §3.9: ill-formed input is replaced by U+FFFD per maximal subpart. Offsets are bytes.
 */
#ifndef RAP_BASE_UTF8_H
#define RAP_BASE_UTF8_H

#include "base/buf.h"
#include "base/status.h"
#include "base/str.h"

#define RAP_REPLACEMENT 0xFFFD
/* What one code point becomes at most: 18 by NFKC (U+FDFA), each of them 3 by case folding. */
#define RAP_LETTER_MAX 64

/* Decodes the code point at s.p[at] (at < s.n) into *cp; returns its length in bytes (1..4). Ill-formed: *cp = RAP_REPLACEMENT and the length of the
 * maximal subpart. Cost O(1). */
size_t rap_utf8_decode(rap_str s, size_t at, uint32_t *cp);
/* Writes cp (a Unicode scalar value) to out[0..3]; returns its length, 0 when cp is none. */
size_t rap_utf8_encode(uint32_t cp, char out[4]);
/* Offset behind the character at `at` of a well-formed view. */
size_t rap_utf8_next(rap_str s, size_t at);
/* The code point that ends at `at` (at > 0), and where it begins. */
size_t rap_utf8_before(rap_str s, size_t at, uint32_t *cp);
/* How many bytes a byte-order mark takes at the begin of `s`: 3, or 0 if there is none. */
static inline size_t rap_utf8_mark(rap_str s) { return rap_str_starts(s, RAP_STR("\xEF\xBB\xBF")) ? 3 : 0; }
/* Offset of the first ill-formed byte, or SIZE_MAX. */
size_t rap_utf8_invalid_at(rap_str s);
/* Number of code points of a well-formed view. */
size_t rap_utf8_count(rap_str s);
/* Appends `s` with each ill-formed subpart replaced by U+FFFD; returns the number of replacements, and the offset of the first in *first (SIZE_MAX if none). */
size_t rap_utf8_repair(rap_str s, rap_buf *out, size_t *first);
/* Appends NFC of a well-formed view (Unicode Standard Annex 15). Runs of ASCII are copied, only runs around other characters go through utf8proc;
 * equal to utf8proc over the whole (tests). Errors: RAP_ERR_NOMEM; RAP_ERR_INTERNAL for ill-formed input. */
rap_status rap_utf8_nfc(rap_str s, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* Appends the case-folded, diacritics-stripped form used to look names up (NFKC casefold, then marks of Latin letters dropped; Indic marks stay). */
rap_status rap_utf8_fold(rap_str s, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* Simple (one-to-one) lower case of one code point. */
uint32_t rap_utf8_lower(uint32_t cp);
bool rap_utf8_is_upper(uint32_t cp);  /* Lu or Lt */
bool rap_utf8_is_lower(uint32_t cp);  /* Ll */
bool rap_utf8_is_letter(uint32_t cp); /* L* */
bool rap_utf8_is_digit(uint32_t cp);  /* Nd */
/* L*, N*, M*: what words are made of; word boundaries of terms lie between this and anything else. */
bool rap_utf8_is_word(uint32_t cp);
bool rap_utf8_is_alphanumeric(uint32_t cp); /* L*, N*: words without their marks */
/* A letter, digit or mark (L*, N*, Mn, Mc) for comparing texts by nothing else: NFKC and then full case folding of it alone, to out[0..n); returns n, 0 for any other code point. */
size_t rap_utf8_letter(uint32_t cp, uint32_t out[RAP_LETTER_MAX]);
bool rap_utf8_is_space(uint32_t cp); /* White_Space */
/* Value 0..9 of a decimal digit of any script, -1 otherwise. */
int rap_utf8_digit(uint32_t cp);
/* Columns on a terminal: 0 for combining marks and controls, 2 for wide characters (East Asian Width, through utf8proc_charwidth). */
int rap_utf8_width(uint32_t cp);
/* End of the grapheme cluster (Unicode Standard Annex 29) that begins at `at` (at < s.n), and in *columns (may be NULL) the columns it takes: those of its
 * widest code point; 2 for emoji presentation (U+FE0F) and for a pair of regional indicators. Cost: O(length of the cluster). */
size_t rap_utf8_cluster(rap_str s, size_t at, size_t *columns);
/* Columns of a view: clusters (a base with its marks and joiners) count once, as terminals show them. */
size_t rap_utf8_columns(rap_str s);

#endif
