/* terms.h: from a term as an analyst writes it to the literals that it stands for. Layer: analyze (inside).
 *
 *     "organi[s|z]ation* (of) States"  →  "organisation\1 of States", "organization\1 of States", "organisation\1 States", …
 */
#ifndef RAP_ANALYZE_TERMS_H
#define RAP_ANALYZE_TERMS_H

#include "base/arena.h"
#include "base/options.h"
#include "base/status.h"
#include "base/str.h"

/* `text` as the match view would show it: NFC, folded quotes, dashes, spaces and digits. Errors: RAP_ERR_NOMEM. */
rap_status rap_terms_fold(rap_arena *arena, rap_str text, rap_str *out, rap_error *err) RAP_MUST_CHECK;
/* All literals of `term`, without repeats, trailing `*` of a word as RAP_TERM_STAR, a backslash taking the meaning from the character behind it.
 * Errors: RAP_ERR_RULES (unbalanced bracket, `*` in the middle of a word, a variant without a character, more than RAP_MAX_TERM_VARIANTS),
 * RAP_ERR_NOMEM. */
rap_status rap_terms_expand(rap_arena *arena, rap_str term, rap_str_list *out, rap_error *err) RAP_MUST_CHECK;

#endif
