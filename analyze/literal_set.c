#include "analyze/literal_set.h"

#include <string.h>

/* A trial costs about as much as going over so many bytes. */
#define BYTES_PER_TRIAL 60.0
/* Where the literal may lie anywhere behind the begin, a paragraph is gone over. */
#define BYTES_UNBOUND 400.0

const rap_bytes rap_bytes_all = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};

size_t rap_length_add(size_t a, size_t b) { return a > SIZE_MAX - b ? SIZE_MAX : a + b; }

size_t rap_length_times(size_t a, size_t b) {
  if (a == 0 || b == 0) return 0;
  return a > SIZE_MAX / b ? SIZE_MAX : a * b;
}

void rap_literal_set_copy(rap_literal_set *to, const rap_literal_set *from) {
  to->n = from->n;
  if (from->n) memcpy(to->items, from->items, from->n * sizeof *to->items);
}

void rap_bytes_add(rap_bytes *set, unsigned from, unsigned to) {
  for (unsigned b = from; b <= to; b++) {
    if (b % 64 == 0 && b + 63 <= to) {
      set->bits[b / 64] = UINT64_MAX;
      b += 63;
      continue;
    }
    set->bits[b / 64] |= (uint64_t)1 << b % 64;
  }
}

void rap_bytes_unite(rap_bytes *set, const rap_bytes *other) {
  for (size_t i = 0; i < 4; i++) set->bits[i] |= other->bits[i];
}

void rap_bytes_cut(rap_bytes *set, const rap_bytes *other) {
  for (size_t i = 0; i < 4; i++) set->bits[i] &= other->bits[i];
}

void rap_part_empty(rap_part *x) {
  static const rap_literal nothing = {0};
  rap_part_any(x, 0, 0);
  x->exact = true;
  x->all.items[0] = nothing;
  x->all.n = 1;
  x->first = (rap_bytes){{0}};
}

void rap_part_any(rap_part *x, size_t min, size_t max) {
  x->exact = false;
  x->all.n = x->best.n = x->n_kinds = 0;
  x->min = min;
  x->max = max;
  x->before_min = x->before_max = 0;
  x->cost = 0;
  x->first = x->ahead = x->behind = x->behind2 = x->last = x->last2 = rap_bytes_all;
  x->sure = (rap_bytes){{0}};
}

void rap_part_copy(rap_part *to, const rap_part *from) {
  to->exact = from->exact;
  to->n_kinds = 0;
  to->min = from->min;
  to->max = from->max;
  to->before_min = from->before_min;
  to->before_max = from->before_max;
  to->cost = from->cost;
  to->first = from->first;
  to->ahead = from->ahead;
  to->behind = from->behind;
  to->behind2 = from->behind2;
  to->last = from->last;
  to->last2 = from->last2;
  to->sure = from->sure;
  rap_literal_set_copy(&to->all, &from->all);
  rap_literal_set_copy(&to->best, &from->best);
}

bool rap_literal_put(rap_literal *literal, char byte, bool caseless) {
  if (literal->n >= RAP_LITERAL_BYTES) return false;
  if (caseless) literal->caseless |= (uint32_t)1 << literal->n;
  literal->s[literal->n++] = byte;
  return true;
}

/* Bytes behind the end are zero, so that as many are compared in any case. */
static bool same(const rap_literal *a, const rap_literal *b) {
  return a->n == b->n && a->caseless == b->caseless && memcmp(a->s, b->s, sizeof a->s) == 0;
}

bool rap_literal_set_add(rap_literal_set *set, const rap_literal *literal) {
  for (size_t i = 0; i < set->n; i++)
    if (same(&set->items[i], literal)) return true;
  if (set->n == RAP_MAX_LITERALS) return false;
  set->items[set->n++] = *literal;
  return true;
}

/* --- how often a literal is to be expected --- */

/* Share of a character in running English text, in tenths of a percent: Lewand, Cryptological Mathematics (2000), table 1.1, with blanks counted. */
static double share_of(char c, bool caseless) {
  static const unsigned char letters[26] = {68, 12, 23, 36, 105, 18, 17, 50, 58, 2, 7, 33, 20, 56, 62, 16, 1, 50, 53, 75, 23, 8, 20, 2, 16, 1};
  if (c >= 'a' && c <= 'z') return letters[c - 'a'] / 1000.0;
  if (c == ' ') return 0.165;
  if (c >= 'A' && c <= 'Z') return 0.006;
  return caseless ? 0.01 : 0.008;
}

/* Letters of a text aren't independent: what four of them leave of a text is as a rule a few words, of which the fifth leaves half. */
static double rate_of(const rap_literal *literal) {
  double rate = 1;
  for (size_t i = 0; i < literal->n; i++) {
    double share = share_of(literal->s[i], (literal->caseless >> i & 1) != 0);
    rate *= i < 4 ? share * 1.3 : 0.5;
  }
  return rate;
}

double rap_literal_set_rate(const rap_literal_set *set) {
  double rate = 0;
  for (size_t i = 0; i < set->n; i++) rate += rate_of(&set->items[i]);
  return rate;
}

double rap_literal_set_cost(const rap_literal_set *set, size_t before_min, size_t before_max) {
  double window = before_max == SIZE_MAX ? BYTES_UNBOUND : (double)(before_max - before_min);
  return rap_literal_set_rate(set) * (BYTES_PER_TRIAL + (window > BYTES_UNBOUND ? BYTES_UNBOUND : window));
}

void rap_part_consider(rap_part *x, const rap_literal_set *set, size_t before_min, size_t before_max) {
  if (set->n == 0) return;
  for (size_t i = 0; i < set->n; i++)
    if (set->items[i].n == 0) return;
  double cost = rap_literal_set_cost(set, before_min, before_max);
  if (x->best.n && cost >= x->cost) return;
  rap_literal_set_copy(&x->best, set);
  x->before_min = before_min;
  x->before_max = before_max;
  x->cost = cost;
}

/* --- the operations of expressions --- */

void rap_part_settle(rap_part *x) {
  if (!x->exact) return;
  rap_part_consider(x, &x->all, 0, 0);
  x->exact = false;
  x->all.n = 0;
}

static void put_tail(rap_literal *x, const rap_literal *tail) {
  memcpy(x->s + x->n, tail->s, tail->n);
  if (tail->n) x->caseless |= tail->caseless << x->n;
  x->n = (unsigned char)(x->n + tail->n);
}

/* With one tail there is as much as before, and each is different from the others as before. */
static bool append_tail(rap_literal_set *a, const rap_literal *tail) {
  for (size_t i = 0; i < a->n; i++)
    if ((size_t)a->items[i].n + tail->n > RAP_LITERAL_BYTES) return false;
  for (size_t i = 0; i < a->n; i++) put_tail(&a->items[i], tail);
  return true;
}

static bool equally_long(const rap_literal_set *set) {
  for (size_t i = 1; i < set->n; i++)
    if (set->items[i].n != set->items[0].n) return false;
  return true;
}

bool rap_literal_set_cross(rap_literal_set *a, const rap_literal_set *b, rap_literal_set *spare) {
  if (a->n * b->n > RAP_MAX_LITERALS) return false;
  if (b->n == 1) return append_tail(a, &b->items[0]);
  spare->n = 0;
  for (size_t i = 0; i < a->n; i++) {
    for (size_t k = 0; k < b->n; k++) {
      rap_literal *joined = &spare->items[spare->n++];
      const rap_literal *tail = &b->items[k];
      *joined = a->items[i];
      if ((size_t)joined->n + tail->n > RAP_LITERAL_BYTES) return false;
      put_tail(joined, tail);
    }
  }
  /* Only where they part at different places can two pairs be the same text. */
  if (equally_long(a) || equally_long(b)) {
    rap_literal_set_copy(a, spare);
    return true;
  }
  a->n = 0;
  for (size_t i = 0; i < spare->n; i++) (void)rap_literal_set_add(a, &spare->items[i]);
  return true;
}

/* a := a ∪ b; false when there are too many. */
static bool unite(rap_literal_set *a, const rap_literal_set *b) {
  for (size_t i = 0; i < b->n; i++)
    if (!rap_literal_set_add(a, &b->items[i])) return false;
  return true;
}

void rap_part_or(rap_part *x, rap_part *other) {
  if (other->min < x->min) x->min = other->min;
  if (other->max > x->max) x->max = other->max;
  rap_bytes_unite(&x->first, &other->first);
  rap_bytes_unite(&x->ahead, &other->ahead);
  rap_bytes_unite(&x->behind, &other->behind);
  rap_bytes_unite(&x->behind2, &other->behind2);
  rap_bytes_unite(&x->last, &other->last);
  rap_bytes_unite(&x->last2, &other->last2);
  rap_bytes_unite(&x->sure, &other->sure);
  if (x->exact && other->exact && x->all.n + other->all.n <= RAP_MAX_LITERALS) {
    (void)unite(&x->all, &other->all);
    x->best.n = 0;
    return;
  }
  rap_part_settle(x);
  rap_part_settle(other);
  if (x->best.n == 0 || other->best.n == 0 || !unite(&x->best, &other->best)) {
    x->best.n = 0;
    return;
  }
  if (other->before_min < x->before_min) x->before_min = other->before_min;
  if (other->before_max > x->before_max) x->before_max = other->before_max;
  x->cost = rap_literal_set_cost(&x->best, x->before_min, x->before_max);
}

void rap_part_repeat(rap_part *x, size_t least, size_t most, rap_literal_set *spare, rap_literal_set *spare2) {
  static const rap_literal nothing = {0};
  if (least == 1 && most == 1) return;
  bool exact = x->exact;
  if (most == 0) {
    rap_part_empty(x);
    return;
  }
  if (least == 0) x->ahead = x->behind = x->behind2 = rap_bytes_all;
  if (most > 1) rap_bytes_unite(&x->last2, &x->last);
  x->sure = (rap_bytes){{0}};
  if (exact && least == 0 && most == 1) {
    exact = rap_literal_set_add(&x->all, &nothing);
  } else if (exact && least == most && least <= RAP_LITERAL_BYTES) {
    rap_literal_set_copy(spare2, &x->all);
    for (size_t i = 1; exact && i < least; i++) exact = rap_literal_set_cross(&x->all, spare2, spare);
    if (!exact) rap_literal_set_copy(&x->all, spare2);
  } else {
    exact = false;
  }
  if (!exact) rap_part_settle(x);
  if (least == 0) x->best.n = 0;
  x->min = rap_length_times(x->min, least);
  x->max = rap_length_times(x->max, most);
}

double rap_bytes_share(const rap_bytes *set, bool borders) {
  double share = 0;
  for (unsigned b = 0; b < 256; b++) {
    if (!(set->bits[b / 64] >> b % 64 & 1)) continue;
    bool letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
    double of_byte = b >= 'A' && b <= 'Z' ? 0.0015 : b >= 0x80 ? 0.0002 : share_of((char)b, false);
    share += of_byte * (borders && letter ? 0.2 : 1.0);
  }
  return share;
}
