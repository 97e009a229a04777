/* rules_diff.h: `rules diff`. Layer: the program. */
#ifndef RAP_QUERIES_RULES_DIFF_H
#define RAP_QUERIES_RULES_DIFF_H

#include "queries/command.h"

/* Lists on standard output which rules differ between the packs `before` and `after` (each "built-in", a pack's folder, or a folder of packs), and what that gains and loses in the texts of `store` (path; empty:
 * the default store). `format` empty: text. RAP_NOT_FOUND when nothing differs. Errors: RAP_ERR_RULES, RAP_ERR_USAGE, those of rap_store_open. Cost: two analyses of the texts that the change can touch. */
rap_status rap_cli_rules_diff(rap_cli *cli, rap_str before, rap_str after, rap_str store, rap_str format, rap_error *err) RAP_MUST_CHECK;

#endif
