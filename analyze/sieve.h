/* sieve.h: an Aho-Corasick automaton over the literals of many expressions. Layer: analyze (inside).
 *
 * Aho and Corasick, Efficient String Matching (CACM 18:6, 1975), as a table: states × classes of bytes. Letters of ASCII are looked for in both
 * cases; whether the case of a literal fits is asked of rap_literal_at. Immutable once built: any number of threads may read. */
#ifndef RAP_ANALYZE_SIEVE_H
#define RAP_ANALYZE_SIEVE_H

#include "analyze/literal.h"

typedef struct rap_sieve_output {
  uint32_t expression; /* index of the expression in what rap_sieve_build was given */
  uint32_t literal;    /* and of the literal among its literals */
} rap_sieve_output;

typedef struct rap_sieve {
  const rap_literals *const *expressions; /* as given */
  size_t n_expressions;
  unsigned char classes[256];
  size_t n_classes, n_states;
  const uint32_t *next;    /* by state × class: number of the next state × n_classes, and RAP_SIEVE_HIT when something ends there */
  const uint32_t *first;   /* by state: its outputs are [first[s], first[s + 1]) */
  const uint32_t *shorter; /* by state: the state of the longest suffix at which something ends, 0: none */
  const rap_sieve_output *outputs;
} rap_sieve;

#define RAP_SIEVE_HIT ((uint32_t)1 << 31)

/* `expressions` (borrowed, like the literals in them) may be without literals. Ownership: `arena`. Errors: RAP_ERR_LIMIT (RAP_MAX_SIEVE_BYTES),
 * RAP_ERR_NOMEM. Cost: O(bytes of the literals × classes). */
rap_status rap_sieve_build(rap_arena *arena, const rap_literals *const *expressions, size_t n, rap_sieve *out, rap_error *err) RAP_MUST_CHECK;

/* Called for each literal that stands in the text, case included. */
typedef void (*rap_sieve_found)(void *ctx, size_t expression, size_t begin);
/* Finds all literals in text[span), in order of their ends. Cost: O(span + found). */
void rap_sieve_scan(const rap_sieve *sieve, rap_str text, rap_span span, rap_sieve_found found, void *ctx);

#endif
