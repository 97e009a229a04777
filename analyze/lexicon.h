/* lexicon.h: all terms of all lexicons and themes in one automaton. Layer: analyze (inside).
 *
 * A trie over the lower-cased bytes of the terms' variants, walked from every word start of the view. Two bytes have a meaning of their own: a
 * space stands for one space or one hyphen, and RAP_TERM_STAR for any number of letters and marks. Case is checked when a variant has been found
 * (see rap_term_case). A walk never crosses a '\n'. */
#ifndef RAP_ANALYZE_LEXICON_H
#define RAP_ANALYZE_LEXICON_H

#include "analyze/rules.h"

#define RAP_TERM_STAR '\x01'

/* ANY: a word wholly in capitals (two letters or more, a plural "s" apart) matches only in capitals, all else without regard to case. SMART: in
 * addition the matched text must not begin with a lower-case letter. EXACT: letter by letter. */
typedef enum rap_term_case { RAP_CASE_ANY, RAP_CASE_SMART, RAP_CASE_EXACT } rap_term_case;
/* The grades of a theme's cues, from RAP_TERM_CORE down, are in the order of rap_cue_grade. */
typedef enum rap_term_role { RAP_TERM_ENTITY, RAP_TERM_CORE, RAP_TERM_LIKELY, RAP_TERM_PASSING, RAP_TERM_FAINT, RAP_TERM_NOT } rap_term_role;

/* A term as written: of a lexicon entry or of a theme. */
typedef struct rap_term {
  const rap_rule *rule;
  rap_term_case letter_case;
  rap_term_role role;
  bool plus;                        /* themes: stays a cue inside a longer cue of another theme */
  const rap_guards *lexicon_guards; /* of the whole lexicon; NULL: none. The entry's are rule->guards. */
  const rap_guards *guards;         /* of this alias; NULL: none */
  rap_regex *regex;                 /* a term in slashes; NULL: a phrase */
  rap_literals literals;            /* of .regex */
  rap_str source;                   /* as written, without "+" and slashes */
  rap_str wording;                  /* as written, without a `+` before it; of phrases only */
  rap_place place;
} rap_term;

/* One of the literals that a term stands for, folded like the view but with its case. */
typedef struct rap_variant {
  rap_str text;
  const rap_term *term;
} rap_variant;

/* The first of a node's edges leads to the node behind it. Those of a node with several stand at edges[node.edges], each as its byte under the number of
 * the node that it leads to, by rising bytes; behind those of a node with many, the numbers of the nodes behind its small letters of ASCII, 0: none. */
typedef struct rap_lexicon_node {
  uint32_t first_variant, edges;
  uint16_t n_variants;
  unsigned char n_edges, byte; /* of the first edge */
} rap_lexicon_node;
#define RAP_LEXICON_MAX_NODES (1 << 24)
#define RAP_LEXICON_ROW 26
#define RAP_LEXICON_ROW_FROM 4

/* The first bytes of a text that say whether a match may begin there at all. */
#define RAP_LEXICON_OPENING 4
enum {
  RAP_LEXICON_CLASS_DIGIT = 26, /* below it: a letter, whatever its case */
  RAP_LEXICON_CLASS_SPACE,      /* what a space of a term stands for */
  RAP_LEXICON_CLASS_OTHER,
  RAP_LEXICON_CLASS_NEWLINE,
  RAP_LEXICON_CLASS_HIGH /* not ASCII */
};
#define RAP_LEXICON_OPENINGS ((size_t)2 << 5 * RAP_LEXICON_OPENING)
/* And those that tell most of the others. */
#define RAP_LEXICON_START 8
#define RAP_LEXICON_STARTS ((size_t)1 << 18)

/* Immutable once built; in the arena of the rules. */
typedef struct rap_lexicon {
  const rap_lexicon_node *nodes;
  const uint32_t *edges;
  const rap_variant **variants;
  const unsigned char *exact; /* by variant: whether the case of anything in it counts, but for its first letter's */
  size_t n_nodes, n_edges, n_variants;
  /* Sets of bits. Openings by five bits for each byte, by `classes`, under one for "not a small letter": `openings` of terms that may match whatever
   * follows, `longer` of those that match only what begins as one of `starts` (or with bytes beyond ASCII). Openings with such bytes are not looked
   * up. */
  unsigned char classes[256];
  const uint64_t *openings, *longer, *starts;
} rap_lexicon;

/* Builds from `variants` (borrowed; must live as long). Errors: RAP_ERR_LIMIT (2^24 bytes, 65535 terms of one wording), RAP_ERR_NOMEM. Cost:
 * O(bytes log variants). */
rap_status rap_lexicon_build(rap_arena *arena, const rap_variant *variants, size_t n, rap_lexicon *out, rap_error *err) RAP_MUST_CHECK;

/* Called for each occurrence; false stops the walk. */
typedef bool (*rap_lexicon_found)(void *ctx, const rap_term *term, rap_span view);
/* Finds every variant of every term at every word start in `view`, in order of begin; case is checked, guards are not. False when `found` stopped
 * it. Cost: O(view × depth reached). */
bool rap_lexicon_scan(const rap_lexicon *lexicon, rap_str view, rap_lexicon_found found, void *ctx);

/* The place in `starts` of the RAP_LEXICON_START bytes at `p`: a multiplicative hash (Knuth, The Art of Computer Programming 3, 6.4) of their classes. */
static inline size_t rap_lexicon_start(const unsigned char *classes, const unsigned char *p) {
  uint64_t key = 0;
  for (size_t i = 0; i < RAP_LEXICON_START; i++) key = key << 5 | classes[p[i]];
  return (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 46);
}

/* Whether the letters of the variant's token that begins at byte `token` must be in the case that they are written in; and of any of its tokens. */
bool rap_lexicon_case_counts(const rap_variant *variant, size_t token);
bool rap_lexicon_case_counts_anywhere(const rap_variant *variant);

/* True when `at` is no border inside a word: not both the characters before and behind it are letters, marks or digits. */
bool rap_lexicon_at_border(rap_str view, size_t at);

#endif
