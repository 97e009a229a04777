/* rules_internal.h: what a rap_rules is made of. Layer: analyze (inside): for the loader, the engine and the checks only.
 *
 * Everything lives in rules->arena but the compiled expressions (listed in .regexes) and the maps, which rap_rules_free releases.
 */
#ifndef RAP_ANALYZE_RULES_INTERNAL_H
#define RAP_ANALYZE_RULES_INTERNAL_H

#include "analyze/lexicon.h"
#include "analyze/name_words.h"
#include "analyze/places.h"
#include "analyze/rules.h"
#include "analyze/shadow_plan.h"
#include "analyze/sieve.h"

/* A string: an expression; a mapping: keys with values. */
typedef struct rap_fragment {
  rap_str name, source;
  rap_place place;
  bool is_mapping;
  rap_str *keys, *values;
  size_t n_keys, keys_capacity, values_capacity;
  rap_str expansion; /* of a mapping, once it has been used */
  bool open;         /* being expanded: met again, it is a cycle */
  bool broken;       /* at fault, and reported: rules that use it are not reported again */
} rap_fragment;

/* What a sentence must hold for a shadow rule to match: of each of the sets at least one kind. */
#define RAP_MAX_NEEDS 8
typedef struct rap_needs {
  rap_kind_set any_of[RAP_MAX_NEEDS];
  size_t n;
} rap_needs;

/* An expression that is looked for in the view: of a term in slashes, or of a pattern (term NULL). */
typedef struct rap_search {
  const rap_rule *rule;
  const rap_term *term;
  const rap_regex *regex;
  const rap_literals *literals;
  const rap_outline *outline; /* NULL: none */
  size_t places;              /* its group in the plan of places; RAP_PLACES_NONE: none */
} rap_search;

/* Whether timex.c has a form of this name, for rules of kind `timex`. */
bool rap_timex_form_known(rap_str name);

struct rap_rules {
  rap_arena *arena;
  rap_rule *all; /* room for max_all is there from the start, so that pointers to rules stay good */
  size_t n_all, max_all;
  const rap_rule **by_type[RAP_N_RULE_TYPES];
  size_t n_by_type[RAP_N_RULE_TYPES];
  rap_needs *needs;      /* by a rule's order; shadow rules only */
  rap_map rule_by_id;    /* id → rap_rule */
  rap_map entry_by_id;   /* kind byte and id → rap_entry */
  rap_map entry_by_name; /* kind byte and folded name → rap_entry */
  rap_map entry_rule;    /* kind byte and id → rap_rule */
  const rap_entry **entries_of[RAP_N_KINDS];
  size_t n_entries_of[RAP_N_KINDS], entries_capacity[RAP_N_KINDS];
  rap_theme *themes;
  size_t n_themes, themes_capacity;
  rap_map theme_by_id;    /* id → index + 1 */
  rap_map theme_rule;     /* id → rap_rule */
  rap_map fragments;      /* name → rap_fragment */
  rap_map fragment_value; /* name, 0x1f, lower-case key → value: a rap_str in the arena */
  rap_example *examples;
  size_t n_examples, examples_capacity;
  rap_diagnostic *diagnostics;
  size_t n_diagnostics, diagnostics_capacity;
  rap_term **terms;
  size_t n_terms, terms_capacity;
  rap_term **regex_terms; /* terms that are expressions: a pass each */
  size_t n_regex_terms, regex_terms_capacity;
  rap_variant *variants;
  size_t n_variants, variants_capacity;
  rap_lexicon lexicon;
  rap_series_index series;
  /* Expressions over the view, terms before patterns, and their literals; shadow rules likewise. */
  rap_search *searches;
  size_t n_searches;
  rap_places_plan places;
  rap_sieve view_sieve, shadow_sieve;
  size_t *shadow_slot; /* by a rule's order: its place in shadow_sieve */
  rap_shadow_plan plan;
  size_t n_outlines;
  rap_regex **regexes;
  size_t n_regexes, regexes_capacity;
  rap_str stamp;
};

/* Longest key that is looked up: kind byte and id, fragment and key. */
#define RAP_RULES_KEY_MAX 512
/* Writes the kind's byte and `id` to out; an empty view when it is too long to be a key. */
rap_str rap_rules_kind_key(rap_kind kind, rap_str id, char out[RAP_RULES_KEY_MAX]);
/* Writes the fragment's name, 0x1f and the lower-cased key. */
rap_str rap_rules_fragment_key(rap_str fragment, rap_str key, char out[RAP_RULES_KEY_MAX]);
/* Appends the folded form in which names are compared: rap_utf8_fold, hyphens as spaces. Errors: RAP_ERR_NOMEM. */
rap_status rap_rules_fold_text(rap_str text, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* The same behind the kind's byte. */
rap_status rap_rules_name_key(rap_kind kind, rap_str name, rap_buf *out, rap_error *err) RAP_MUST_CHECK;

/* What a group of an expression is called: its name without the digits at its end, which tell groups of one expression apart. */
rap_str rap_rule_group(rap_str name);
/* The predicate that a group of a statement rule is named after; empty if it is none. */
rap_str rap_rule_predicate(rap_str group);
/* What a predicate says of the topic, unless its rule says otherwise. */
rap_str rap_polarity_of(rap_str predicate);

#endif
