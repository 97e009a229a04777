/* regex.h: compiled expressions and matching scratch. Layer: analyze. The only file that knows PCRE2.
 *
 * Compiled with UTF (not UCP), MULTILINE (`^` and `$` stand at the borders of a block) and JIT; a line ends with LF, which `.` doesn't match.
 * Subjects are well-formed UTF-8 and are not checked again. A rap_regex is immutable and may be shared by threads; a rap_scratch (match data, JIT
 * stack, match context with the limits of limits.h) belongs to one thread. JIT code costs more time than all else about an expression and is made when it is looked for first (rap_once_do). */
#ifndef RAP_ANALYZE_REGEX_H
#define RAP_ANALYZE_REGEX_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

typedef struct rap_regex rap_regex;
typedef struct rap_scratch rap_scratch;

/* ANCHORED: matches only where the search begins; dearer as a parameter of the match, since PCRE2's JIT code has it or hasn't. WATCHED: for
 * rap_regex_watch, without JIT. */
enum { RAP_REGEX_CASELESS = 1, RAP_REGEX_ANCHORED = 2, RAP_REGEX_WATCHED = 4 };
#define RAP_MAX_GROUPS 48

/* Errors: RAP_ERR_RULES with PCRE2's message and the text where it stopped reading the pattern, also for more than RAP_MAX_GROUPS - 1 groups;
 * RAP_ERR_LIMIT when the compiled pattern would exceed what PCRE2's links span (64 KB as usually built); RAP_ERR_NOMEM. */
rap_status rap_regex_compile(rap_str pattern, unsigned flags, rap_regex **out, rap_error *err) RAP_MUST_CHECK;
/* The same with `start` before it, which must change nothing of what it matches: the digest is that of the expression alone. */
rap_status rap_regex_compile_behind(rap_str start, rap_str pattern, unsigned flags, rap_regex **out, rap_error *err) RAP_MUST_CHECK;
void rap_regex_free(rap_regex *regex);
/* 32 hex digits of the SHA-256 of the pattern and the flags that bear on what it matches: equal for equal expressions. */
rap_str rap_regex_digest(const rap_regex *regex);
/* Number of named groups, and the i-th one's name and number. Names are in PCRE2's order (alphabetic). */
size_t rap_regex_n_names(const rap_regex *regex);
rap_str rap_regex_name(const rap_regex *regex, size_t i, unsigned *number);
/* Number of groups, the whole match included: rap_regex_match fills so many spans. */
size_t rap_regex_n_groups(const rap_regex *regex);
/* True when the pattern can match the empty string (PCRE2_INFO_MATCHEMPTY). */
bool rap_regex_matches_empty(const rap_regex *regex);

/* True when PCRE2 sees nothing that tells where a match may begin: it tries every place then. It looks neither into properties nor into calls. */
bool rap_regex_starts_anywhere(const rap_regex *regex);

rap_status rap_scratch_new(rap_scratch **out, rap_error *err) RAP_MUST_CHECK;
void rap_scratch_free(rap_scratch *scratch);

typedef enum rap_match { RAP_MATCH_NO, RAP_MATCH_YES, RAP_MATCH_LIMIT_HIT, RAP_MATCH_NOMEM } rap_match;
/* First match in subject[from, ...): offsets into `groups` (pairs for group 0..n-1; an unset group is {SIZE_MAX, SIZE_MAX}). `anchored`: only at
 * `from`. Lookbehind sees what stands before `from`, which must be the border of a character. `groups` holds RAP_MAX_GROUPS. RAP_MATCH_LIMIT_HIT:
 * a limit of limits.h, or the JIT stack, was exhausted. */
rap_match rap_regex_match(const rap_regex *regex, rap_scratch *scratch, rap_str subject, size_t from, bool anchored, rap_span *groups);
/* As rap_regex_match, not anchored, but tried only from places up to `last` (a match may go on behind it). The expression must be without
 * RAP_REGEX_ANCHORED. */
rap_match rap_regex_match_until(const rap_regex *regex, rap_scratch *scratch, rap_str subject, size_t from, size_t last, rap_span *groups);

/* Called where matching passes a callout `(?C"N")` of the expression: N, where in the subject this trial began, and where it stands. */
typedef void (*rap_regex_step)(void *ctx, size_t number, size_t begin, size_t at);
/* As rap_regex_match_until, for an expression compiled with RAP_REGEX_WATCHED: from places up to `last` (SIZE_MAX: any). Slow. */
rap_match rap_regex_watch(const rap_regex *regex, rap_scratch *scratch, rap_str subject, size_t from, size_t last, rap_regex_step step, void *ctx,
                          rap_span *groups);

#endif
