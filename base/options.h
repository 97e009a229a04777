/* options.h: command-line options as tables: they alone yield parsing, --help and shell completion. Layer: base.
 *
 *     struct search_options { rap_str_list states; bool ids; int64_t limit; rap_str format; };
 *     static const rap_option options[] = {
 *       {"state", 's', RAP_OPT_LIST, offsetof(struct search_options, states), "NAME", "only documents that name this State"},
 *       {"limit", 'n', RAP_OPT_INT, offsetof(struct search_options, limit), "N", "at most N answers", .min = 0, .max = 100000},
 *       RAP_OPTIONS_END};
 */
#ifndef RAP_BASE_OPTIONS_H
#define RAP_BASE_OPTIONS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "base/str.h"

typedef struct rap_str_list {
  rap_str *items;
  size_t n, capacity;
} rap_str_list;

/* What the target field must be: FLAG bool; INT int64_t; TEXT rap_str; LIST rap_str_list (option may be repeated); CHOICE rap_str, one of `choices`. */
typedef enum rap_option_kind { RAP_OPT_FLAG, RAP_OPT_INT, RAP_OPT_TEXT, RAP_OPT_LIST, RAP_OPT_CHOICE } rap_option_kind;

typedef struct rap_option {
  const char *name; /* long name without dashes; NULL ends the table */
  char letter;      /* short form, 0 if none */
  rap_option_kind kind;
  size_t offset;        /* of the field in the caller's struct */
  const char *argument; /* placeholder shown in help; NULL for a flag */
  const char *help;     /* one line, lower case, no full stop */
  int64_t min, max;     /* INT: accepted range; both 0: any number */
  const char *choices;  /* CHOICE: "text|json|csv" */
  const char
      *alone; /* CHOICE: what the name alone stands for ("--prune"); another value is then given as "--prune=all" only. NULL: it needs a value */
} rap_option;

/* What a placeholder ("FILE", "PATH…") says of the value: whether it names something in the file system, and what. */
typedef enum rap_path_kind { RAP_PATH_NONE, RAP_PATH_FILE, RAP_PATH_FOLDER } rap_path_kind;
/* By the words in the tables: FILE, PATH, PACK, GOLD, RECEIPT; FOLDER, DIR; whatever stands around them ("[FILE]"). NULL: none. Tables keep to these words, because completion and receipts go by them. */
rap_path_kind rap_placeholder_path(const char *placeholder);

#define RAP_OPTIONS_END \
  { 0 }

/* Parses argv[0..argc) against up to four tables (NULL-terminated array of tables, all writing to the struct at `target`): "--name value", "--name=value", "-n value", "-nvalue",
 * clustered flags, "--" ends options; of rows with one name in several tables that of the first table counts; operands may stand between options and are collected in *operands. Unambiguous prefixes of long names are NOT accepted (scripts must not break
 * when an option is added). Strings are borrowed from argv. An option that takes a value takes the next argument whatever
 * it looks like; given twice, the last one counts (LIST: all). "-" is an operand. Fields of options not given are left alone: the caller fills in defaults. Errors: RAP_ERR_USAGE naming the option and the value, with a suggestion for a near miss; RAP_ERR_NOMEM. */
rap_status rap_options_parse(const rap_option *const *tables, void *target, int argc, const char *const *argv, rap_arena *arena,
                             rap_str_list *operands, rap_error *err) RAP_MUST_CHECK;
/* Appends the options part of a --help page, aligned to 80 columns. */
void rap_options_help(const rap_option *const *tables, rap_buf *out);
/* Appends one "--name" a line, for shell completion. */
void rap_options_complete(const rap_option *const *tables, rap_buf *out);
/* Of `candidates` the one nearest to `word` by Damerau–Levenshtein distance, if not farther than a third of its length in code points (nor longer
 * than 64); NULL otherwise; the first of equally near ones. For "did you mean". */
const char *rap_nearest(rap_str word, const char *const *candidates, size_t n);
/* Appends to a list in `arena`; false when out of memory. */
bool rap_str_list_add(rap_arena *arena, rap_str_list *list, rap_str s);
/* Whether it is among them. Cost: O(n). */
bool rap_str_list_has(const rap_str_list *list, rap_str s);
/* Adds it unless it is there. False when out of memory. O(n). */
bool rap_str_list_add_once(rap_arena *arena, rap_str_list *list, rap_str s) RAP_MUST_CHECK;

#endif
