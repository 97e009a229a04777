/* literal_set.h: sets of literals while an expression is read. Layer: analyze (inside): for literal.c and literal_set.c. */
#ifndef RAP_ANALYZE_LITERAL_SET_H
#define RAP_ANALYZE_LITERAL_SET_H

#include "analyze/literal.h"

typedef struct rap_literal_set {
  size_t n;
  rap_literal items[RAP_MAX_LITERALS];
} rap_literal_set;

/* Members of a class that are worth being told apart. */
#define RAP_MAX_MEMBERS 16

/* A set of bytes. */
typedef struct rap_bytes {
  uint64_t bits[4];
} rap_bytes;

/* What is known of a part of an expression. Lengths are bytes of the text that it consumes; SIZE_MAX: no bound. */
typedef struct rap_part {
  bool exact; /* it consumes one of `all`, whole, and nothing else */
  rap_literal_set all;
  size_t min, max;
  rap_literal_set best; /* one of them lies in what it consumes; none: nothing is known */
  size_t before_min, before_max;
  double cost;     /* of `best`; the less the better */
  rap_bytes first; /* what it consumes, if anything, begins with one of these */
  /* Of a single character: the private-use ones, of three bytes, that it is one of; 0: others, too. */
  size_t n_kinds;
  char kinds[RAP_MAX_MEMBERS][3];
  rap_bytes ahead; /* and where it stands, one of these stands: what it looks ahead to */
  /* Where it stands, the byte before and the one before that are among these, if there are any: what it looks behind to. */
  rap_bytes behind, behind2;
  rap_bytes last, last2; /* the last byte that it consumes and the one before that, or what stands there before it */
  rap_bytes sure;        /* single bytes that it matches in any case */
} rap_part;

void rap_bytes_add(rap_bytes *set, unsigned from, unsigned to);
void rap_bytes_unite(rap_bytes *set, const rap_bytes *other);
void rap_bytes_cut(rap_bytes *set, const rap_bytes *other);
extern const rap_bytes rap_bytes_all;
/* x := what consumes nothing. */
void rap_part_empty(rap_part *x);
/* x := any text of min to max bytes, which may begin with any byte. */
void rap_part_any(rap_part *x, size_t min, size_t max);
void rap_part_copy(rap_part *to, const rap_part *from);
void rap_literal_set_copy(rap_literal_set *to, const rap_literal_set *from);
/* Adds a literal to the alternatives of an exact part; false when there are too many. */
bool rap_literal_set_add(rap_literal_set *set, const rap_literal *literal);
/* Appends one byte to a literal; false when it is full. */
bool rap_literal_put(rap_literal *literal, char byte, bool caseless);
/* Takes `set`, which lies before_min to before_max bytes behind the begin of x, as x->best if it is usable and cheaper. */
void rap_part_consider(rap_part *x, const rap_literal_set *set, size_t before_min, size_t before_max);
/* An exact part's alternatives as its best, if they are better. */
void rap_part_settle(rap_part *x);
/* a := a × b; false, and a unchanged, when there would be too many or too long ones. `spare` is for the work. */
bool rap_literal_set_cross(rap_literal_set *a, const rap_literal_set *b, rap_literal_set *spare);
/* x := x or other. May change `other`. */
void rap_part_or(rap_part *x, rap_part *other);
/* x := x from least to most times (SIZE_MAX: no bound). */
void rap_part_repeat(rap_part *x, size_t least, size_t most, rap_literal_set *spare, rap_literal_set *spare2);
/* Estimate of how many places of a text have one of the bytes; `borders`: of those at which a word may begin. */
double rap_bytes_share(const rap_bytes *set, bool borders);
/* a + b and a × b, not beyond SIZE_MAX, which stands for "no bound". */
size_t rap_length_add(size_t a, size_t b);
size_t rap_length_times(size_t a, size_t b);
/* Estimate of how often one of them stands in a text, by the byte. */
double rap_literal_set_rate(const rap_literal_set *set);
/* Estimate of what the set costs: how often one of it stands in a text, times what each such place costs. */
double rap_literal_set_cost(const rap_literal_set *set, size_t before_min, size_t before_max);

#endif
