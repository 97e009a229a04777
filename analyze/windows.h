/* windows.h: from where the expressions over the view are to be tried. Layer: analyze (inside).
 *
 * An expression matches only where one of its literals lies at most so many bytes behind the place where the match is tried (literal.h). One pass of
 * an automaton finds all literals; what is left of the view are windows of such places, mostly a few bytes long. To try an expression from the
 * places of its windows only, over the same subject, gives the matches that trying it from all places gives: a trial depends on the subject and its
 * place, not on what was tried before. */
#ifndef RAP_ANALYZE_WINDOWS_H
#define RAP_ANALYZE_WINDOWS_H

#include "analyze/rules_internal.h"
#include "ingest/document.h"

typedef struct rap_costs rap_costs; /* costs.h */

/* Places from `first` to `last`, both included, of one block. */
typedef struct rap_window {
  size_t block, first, last;
} rap_window;

/* Of one search: in order, without overlap; all of every block from `rest` on belongs to it besides. */
typedef struct rap_windows {
  rap_window *items;
  size_t n, capacity, rest;
} rap_windows;

/* The windows of rules->searches (searches without literals have none), in `arena`; literals found are counted in `costs` (NULL: nowhere). Errors: RAP_ERR_NOMEM. Cost: O(view + literals found). */
rap_status rap_windows_find(rap_arena *arena, const rap_rules *rules, const rap_document *doc, rap_costs *costs, rap_windows **out,
                            rap_error *err) RAP_MUST_CHECK;

/* True when the text holds a character that a letter of ASCII matches where case doesn't count: U+017F for "s", U+212A for "k". */
bool rap_windows_strange(rap_str text);

#endif
