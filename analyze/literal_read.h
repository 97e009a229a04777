/* literal_read.h: an expression while it is read for its literals. Layer: analyze (inside): for literal.c (groups, sequences), literal_character.c
 * (single characters, escapes, classes) and outline.c. */
#ifndef RAP_ANALYZE_LITERAL_READ_H
#define RAP_ANALYZE_LITERAL_READ_H

#include "analyze/literal_set.h"

/* Longest character. */
#define RAP_MAX_CHARACTER 4

struct rap_pattern_level;
typedef struct rap_pattern_reader {
  rap_str s;
  size_t at;
  unsigned depth;
  bool caseless;
  const char *why_not;              /* set: reading has ended */
  struct rap_pattern_level *levels; /* of literal.c */
} rap_pattern_reader;

static inline char rap_pattern_peek(const rap_pattern_reader *r, size_t ahead) { return r->at + ahead < r->s.n ? r->s.p[r->at + ahead] : '\0'; }

static inline bool rap_pattern_at_end(const rap_pattern_reader *r) { return r->why_not || r->at >= r->s.n; }

static inline void rap_pattern_give_up(rap_pattern_reader *r, const char *why) {
  if (!r->why_not) r->why_not = why;
}

typedef enum rap_pattern_group {
  RAP_PATTERN_PLAIN,
  RAP_PATTERN_NOT_AHEAD,
  RAP_PATTERN_AHEAD,
  RAP_PATTERN_BEHIND,
  RAP_PATTERN_NOT_BEHIND,
  RAP_PATTERN_OPTIONS,
  RAP_PATTERN_CALL,
  RAP_PATTERN_UNKNOWN
} rap_pattern_group;
/* What the parenthesis at r->at opens; moved to its inside (OPTIONS, CALL: behind its end). Changes r->caseless, which is the caller's to restore. */
rap_pattern_group rap_pattern_open_group(rap_pattern_reader *r);
/* Moves behind a quantifier and its `?` or `+`. False: none there. */
bool rap_pattern_quantifier(rap_pattern_reader *r, size_t *least, size_t *most);

/* Each reads what stands at r->at, moves behind it, and describes it in *out; what isn't known gives up. */
/* A character that means itself. */
void rap_pattern_character(rap_pattern_reader *r, rap_part *out);
/* A backslash and what belongs to it. */
void rap_pattern_escape(rap_pattern_reader *r, rap_part *out);
/* `[…]`. */
void rap_pattern_class(rap_pattern_reader *r, rap_part *out);

#endif
