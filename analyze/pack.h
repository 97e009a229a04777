/* pack.h: loading rule packs. Layer: analyze (inside). The format is rapporteur-rules.5.
 *
 * Files are found and parsed (pack_files.c), then read in three rounds: the fragments of all files, then the rules, then what refers to rules. A
 * fault is reported and reading goes on, so that an analyst sees all of them at once; only memory, a path or a limit ends it (loader->st). */
#ifndef RAP_ANALYZE_PACK_H
#define RAP_ANALYZE_PACK_H

#include "analyze/rules_internal.h"
#include "base/yaml.h"

typedef struct rap_pack_file {
  rap_str name; /* as diagnostics show it */
  rap_str text;
  const rap_yaml *root;
} rap_pack_file;

typedef struct rap_pack {
  rap_str name, version, title;
  rap_pack_file *files; /* in byte order of name */
  size_t n_files, files_capacity;
  size_t manifest; /* index of pack.yaml; RAP_NONE: missing */
  rap_str *required;
  size_t n_required;
  bool by_default;
  bool open, placed; /* for the order by `requires` */
} rap_pack;

typedef struct rap_pack_set {
  rap_pack **items;
  size_t n, capacity;
} rap_pack_set;

typedef struct rap_loader {
  rap_rules *rules;
  rap_arena *arena;
  rap_arena *work; /* for one step of the loading */
  rap_literals_work *literals_work;
  rap_pack_set packs;   /* in the order of loading */
  const rap_pack *pack; /* being read */
  rap_str file;         /* being read */
  rap_status st;        /* RAP_OK, or what ended the loading */
  size_t n_errors;
  bool plain;     /* as in rap_rules_source */
  rap_error *err; /* the first error */
} rap_loader;

/* --- pack_files.c --- */
/* Finds, reads and orders the packs: loader->packs; of their files only the manifests are parsed. Errors (loader->st): RAP_ERR_IO, RAP_ERR_LIMIT, RAP_ERR_NOMEM; syntax and manifests are
 * diagnostics. */
void rap_pack_find(rap_loader *loader, const rap_rules_source *source);
/* Parses all other files of the packs found. */
void rap_pack_parse(rap_loader *loader);
/* "common-1.india-1." and twelve digits over all file names and bytes: needs what rap_pack_find gave only. */
void rap_pack_stamp(rap_loader *loader);

/* --- pack_read.c: diagnostics, and typed access to YAML --- */
rap_place rap_pack_place(const rap_loader *loader, const rap_yaml *node);
void rap_pack_report(rap_loader *loader, rap_grade grade, rap_place place, rap_str rule, const char *format, ...) RAP_PRINTF(5, 6);
void rap_pack_error(rap_loader *loader, const rap_yaml *node, rap_str rule, const char *format, ...) RAP_PRINTF(4, 5);
void rap_pack_nomem(rap_loader *loader);
/* From the arena of the rules; NULL (and loader->st set) when out of memory. */
void *rap_pack_alloc(rap_loader *loader, size_t count, size_t size);
/* True for a mapping all of whose keys are in `allowed` (NULL-terminated) or, with `guards`, keys of guards; reports what is not. Unknown keys
 * don't make it false: reading goes on. */
bool rap_pack_keys(rap_loader *loader, const rap_yaml *node, rap_str rule, const char *const *allowed, bool guards);
/* True for a sequence; an absent node is an empty one, anything else is reported. */
bool rap_pack_sequence(rap_loader *loader, const rap_yaml *node, rap_str rule);
/* A scalar's text; empty when absent; reported when it is no scalar. */
rap_str rap_pack_text(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule);
/* As rap_pack_text, but reported when it is absent or empty. */
rap_str rap_pack_needed(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule);
bool rap_pack_flag(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule, bool otherwise);
int rap_pack_int(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule, int otherwise);
/* One of `words` (NULL-terminated), or empty; anything else is reported with the nearest. */
rap_str rap_pack_word(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule, const char *const *words);
/* A sequence of scalars, or one scalar. */
void rap_pack_list(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule, rap_str **items, size_t *n);
/* `kind`, which must be there; false when it isn't or is unknown (reported). */
bool rap_pack_kind(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule, rap_kind *out);
rap_kind_set rap_pack_kinds(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule, rap_kind_set otherwise);

/* --- pack_fragments.c, pack_expand.c, pack_regex.c --- */
void rap_pack_fragments(rap_loader *loader, const rap_yaml *node);
/* Reports cycles and unknown names of fragments that no rule uses, too. */
void rap_pack_check_fragments(rap_loader *loader);
typedef struct rap_pattern_use {
  const char *before, *after; /* put around the expression */
  unsigned flags;             /* of rap_regex_compile */
  bool shadow;                /* names of kinds stand for mentions */
  bool borders;               /* .before and .after are borders of words */
  bool may_be_empty;
} rap_pattern_use;
/* An assertion for .before and .after: no border of words is where two characters of words meet. */
extern const char rap_pack_border[];
/* Which fragments become subroutines: see pack_expand.c. */
typedef enum rap_hoist { RAP_HOIST_NONE, RAP_HOIST_MAPPINGS, RAP_HOIST_ALL } rap_hoist;
/* Expands the fragments of `source`, with what `use` puts around it, into `out`. False when something was at fault, and reported. */
bool rap_pack_expand(rap_loader *loader, const rap_yaml *node, rap_str rule, rap_str source, const rap_pattern_use *use, rap_hoist hoist,
                     rap_kind_set *collapses, rap_buf *out);
bool rap_fragment_name_begins(char c);
bool rap_fragment_name_goes_on(char c);
/* What is read off an expression besides; NULL: not asked for. */
typedef struct rap_pattern_facts {
  rap_kind_set *collapses;
  rap_needs *needs;
  rap_literals *literals;
  const rap_outline **outline;
} rap_pattern_facts;
/* Expands and compiles. The result belongs to the rules. NULL when something was at fault. `facts` may be NULL. */
rap_regex *rap_pack_compile(rap_loader *loader, const rap_yaml *node, rap_str rule, rap_str source, const rap_pattern_use *use,
                            const rap_pattern_facts *facts);
/* Names of guards' keys, NULL-terminated, and the guards of a mapping. */
void rap_pack_guards(rap_loader *loader, const rap_yaml *mapping, rap_str rule, rap_guards *out);

/* --- pack_needs.c --- */
/* What must be in a sentence for `pattern` (expanded, shadow) to match; errs on the side of needing nothing. */
void rap_needs_of(rap_str pattern, rap_needs *out);

/* --- pack_sieve.c --- */
/* The searches of the rules, and the automata over their literals. */
void rap_pack_sieves(rap_loader *loader);

/* --- the rules --- */
/* A new rule, registered under its id; NULL when the id is taken (reported). */
rap_rule *rap_pack_rule(rap_loader *loader, rap_rule_type type, rap_str id, const rap_yaml *node);
void rap_pack_lexicons(rap_loader *loader, const rap_yaml *root);
void rap_pack_themes(rap_loader *loader, const rap_yaml *node);
void rap_pack_patterns(rap_loader *loader, const rap_yaml *node);
void rap_pack_statements(rap_loader *loader, const rap_yaml *node);
void rap_pack_events(rap_loader *loader, const rap_yaml *node);
void rap_pack_participants(rap_loader *loader, const rap_yaml *node);
/* `examples` of a rule, and the list of a file. */
void rap_pack_examples(rap_loader *loader, const rap_yaml *node, const rap_rule *rule);
void rap_pack_file_examples(rap_loader *loader, const rap_yaml *node);
/* References that can be checked only when all is loaded: parents, members, themes of entries. */
void rap_pack_check_references(rap_loader *loader);
/* A term (scalar, or mapping with `term`) of a rule. `prototype` says all but its wording. */
void rap_pack_term(rap_loader *loader, const rap_yaml *node, const rap_term *prototype);
bool rap_pack_case(rap_loader *loader, const rap_yaml *mapping, rap_str rule, rap_term_case *letter_case);

#endif
