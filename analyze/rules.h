/* rules.h: rule packs, loaded and compiled. Layer: analyze. Immutable after loading: any number of threads may read.
 *
 * The format is rapporteur-rules.5. Loading checks everything that can be checked without a text; each diagnostic has a grade, file:line:column and the rule's id.
 */
#ifndef RAP_ANALYZE_RULES_H
#define RAP_ANALYZE_RULES_H

#include "analyze/kinds.h"
#include "analyze/literal.h"
#include "analyze/outline.h"
#include "analyze/regex.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/options.h"
#include "base/status.h"

/* Where a rule or an example was written. */
typedef struct rap_place {
  rap_str file;
  unsigned line, column;
} rap_place;

/* What a guard looks at; each positive one is followed by its negation. */
typedef enum rap_guard {
  RAP_GUARD_FOLLOWED,
  RAP_GUARD_NOT_FOLLOWED,
  RAP_GUARD_PRECEDED,
  RAP_GUARD_NOT_PRECEDED,
  RAP_GUARD_IN_SENTENCE,
  RAP_GUARD_NOT_IN_SENTENCE,
  RAP_GUARD_IN_TEXT,
  RAP_GUARD_NOT_IN_TEXT,
  RAP_N_GUARDS
} rap_guard;
/* The keys of packs, in this order; NULL behind the last. */
extern const char *const rap_guard_names[RAP_N_GUARDS + 1];

typedef struct rap_guards {
  rap_regex *of[RAP_N_GUARDS]; /* NULL: none */
  const rap_str *sources;      /* the expressions as written, in this order; NULL when there is no guard */
} rap_guards;

typedef struct rap_member {
  rap_str id, since, until; /* since/until: YYYY-MM-DD or empty */
} rap_member;

/* A lexicon entry. */
typedef struct rap_entry {
  rap_str id, name, type, short_name, parent, state, country, since, until;
  rap_str *themes;
  size_t n_themes;
  rap_member *members;
  size_t n_members;
} rap_entry;

typedef enum rap_rule_type {
  RAP_RULE_ENTRY,
  RAP_RULE_PATTERN,
  RAP_RULE_THEME,
  RAP_RULE_STATEMENT,
  RAP_RULE_EVENT,
  RAP_RULE_PARTICIPANT,
  RAP_N_RULE_TYPES
} rap_rule_type;
const char *rap_rule_type_name(rap_rule_type type);

typedef enum rap_scope { RAP_SCOPE_ANY, RAP_SCOPE_TITLE, RAP_SCOPE_HEADING, RAP_SCOPE_ITEM, RAP_SCOPE_PARAGRAPH } rap_scope;
typedef enum rap_actors_from { RAP_ACTORS_GROUP, RAP_ACTORS_CONSTANT, RAP_ACTORS_PREVIOUS, RAP_ACTORS_PARTICIPANTS } rap_actors_from;

/* A constant of `set:`, as if captured. */
typedef struct rap_setting {
  rap_str name, value;
} rap_setting;

/* One rule of any type; fields that don't apply are empty. Rules keep the order of their packs and files. */
typedef struct rap_rule {
  rap_rule_type type;
  rap_str id, pack;
  rap_place place;
  size_t order;  /* position among all rules */
  rap_kind kind; /* entries and patterns */
  rap_kind_set hides;
  int priority;
  uint32_t group;         /* entries, patterns, themes: mentions of one kind, for themes of one theme, compete for the same text */
  uint32_t *theme_groups; /* entries: the groups of entry->themes */
  const rap_entry *entry; /* entries */
  rap_str value;          /* entries: the id; patterns: constant `value` */
  rap_setting *settings;
  size_t n_settings;
  rap_regex *regex;           /* patterns; shadow rules */
  rap_str source;             /* the expression as written (patterns, shadow rules) */
  bool caseless, bounded;     /* how it was compiled */
  rap_literals literals;      /* of .regex */
  const rap_outline *outline; /* of .regex; NULL: none */
  rap_guards guards;
  rap_kind_set collapses; /* shadow rules: the kinds that it names */
  /* statements */
  rap_str role, predicate, polarity, status;
  rap_actors_from actors_from;
  rap_str *actors;
  size_t n_actors;
  rap_scope scope;
  rap_regex *under;
  bool aside; /* no statement: States in what it matches are named in passing, and are no subject of other rules */
  /* participants */
  rap_str function;
} rap_rule;

typedef struct rap_theme {
  rap_str id, parent, label;
  int major_topic;
  rap_place place;
  size_t parent_index; /* RAP_NONE at the top */
} rap_theme;

/* An example: text and what must, or must not, come of it. Empty fields are not checked. */
typedef struct rap_example {
  const rap_rule *rule;
  rap_place place;
  bool must_match;
  rap_str text, span, value, published, role, predicate, polarity, status, topic;
  rap_str_list actors, themes;
} rap_example;

typedef enum rap_grade { RAP_NOTE, RAP_WARNING, RAP_ERROR } rap_grade;
typedef struct rap_diagnostic {
  rap_grade grade;
  rap_place place;
  rap_str rule; /* may be empty */
  rap_str text;
} rap_diagnostic;

typedef struct rap_rules rap_rules;

/* Where packs come from: `dirs` (folders on disk, each one pack) or, when n_dirs is 0, the packs embedded in the program; `names` selects embedded packs (NULL: all the default ones). */
typedef struct rap_rules_source {
  const rap_str *dirs;
  size_t n_dirs;
  const rap_str *names;
  size_t n_names;
  bool plain; /* each expression compiled as it is written, without what makes matching fast: for RAP_ENGINE_PLAIN */
} rap_rules_source;

/* Loads and compiles. *out is yours (rap_rules_free) also on RAP_ERR_RULES, so that its diagnostics can be shown; it must not be used for analysis then. `err` holds the first error.
 * Errors: RAP_ERR_RULES (syntax, unknown key or fragment, duplicate id, pattern that matches the empty string, example at fault …), RAP_ERR_IO, RAP_ERR_LIMIT, RAP_ERR_NOMEM. */
rap_status rap_rules_load(const rap_rules_source *source, rap_rules **out, rap_error *err) RAP_MUST_CHECK;
void rap_rules_free(rap_rules *rules);

const rap_diagnostic *rap_rules_diagnostics(const rap_rules *rules, size_t *n);
/* All rules in order; those of one type are contiguous in the array that rap_rules_of_type gives. */
const rap_rule *rap_rules_all(const rap_rules *rules, size_t *n);
const rap_rule *const *rap_rules_of_type(const rap_rules *rules, rap_rule_type type, size_t *n);
const rap_rule *rap_rules_find(const rap_rules *rules, rap_str id);
const rap_example *rap_rules_examples(const rap_rules *rules, size_t *n);
/* Lexicon entry by kind and id. NULL if unknown. */
const rap_entry *rap_rules_entry(const rap_rules *rules, rap_kind kind, rap_str id);
/* The same by id or any of its aliases, case and diacritics folded (for names as people write them). *out NULL if unknown. Errors: RAP_ERR_NOMEM. */
rap_status rap_rules_entry_named(const rap_rules *rules, rap_kind kind, rap_str name, const rap_entry **out, rap_error *err) RAP_MUST_CHECK;
/* Every name and alias without wildcards by which an entry is known, folded as rap_rules_entry_named folds them; in order of the packs. `fn` ends the walk by returning anything but RAP_OK, which is handed on. */
typedef rap_status (*rap_name_fn)(void *ctx, rap_kind kind, const rap_entry *entry, rap_str folded, rap_error *err);
rap_status rap_rules_each_name(const rap_rules *rules, rap_name_fn fn, void *ctx, rap_error *err) RAP_MUST_CHECK;
/* Entries of a kind in order of packs. */
const rap_entry *const *rap_rules_entries(const rap_rules *rules, rap_kind kind, size_t *n);
const rap_theme *rap_rules_themes(const rap_rules *rules, size_t *n);
const rap_theme *rap_rules_theme(const rap_rules *rules, rap_str id);
/* Value of `key` in mapping fragment `fragment` (case-insensitive); empty if none. */
rap_str rap_rules_lookup(const rap_rules *rules, rap_str fragment, rap_str key);
/* Names what was loaded, for receipts and to tell whether a stored record is current:
 * the packs' names and versions and the first 12 hex digits of the SHA-256 (base/digest.h) of the program's version and all their file names and bytes, e.g. "common-1.india-1.9f3a12c4d0e1". */
rap_str rap_rules_stamp(const rap_rules *rules);
/* Appends the stamp that rules loaded from `source` would have, without making rules of the packs: only their manifests are parsed. Says nothing of whether the packs can be loaded. Errors: RAP_ERR_RULES (a manifest
 * at fault: rap_rules_load tells all of it), RAP_ERR_IO, RAP_ERR_LIMIT, RAP_ERR_NOMEM. Cost: SHA-256 of the files, some milliseconds for the default packs. */
rap_status rap_rules_stamp_of(const rap_rules_source *source, rap_buf *out, rap_error *err) RAP_MUST_CHECK;

#endif
