/* tokens.h: the words of a text, exactly as the full-text index has them. Layer: index. With db.c, fts.c, rank.c, numbers.c and instances.c the only place that knows sqlite3.h.
 *
 * It is FTS5's own tokenizer that runs here, with the arguments of the table fts, so that what is counted or shown in a text is what a search for it finds: case and Latin diacritics folded, combining marks
 * of Indic scripts within their words.
 *
 *     rap_tokens *tokens = NULL;
 *     st = rap_tokens_new(store->db, &tokens, err);
 *     if (st == RAP_OK) st = rap_tokens_each(tokens, RAP_STR("Café-Nord"), on_token, ctx, err);      // "cafe" 0–5, "nord" 6–10
 *     rap_tokens_free(tokens);
 */
#ifndef RAP_INDEX_TOKENS_H
#define RAP_INDEX_TOKENS_H

#include "index/db.h"

typedef struct rap_tokens rap_tokens;

typedef struct rap_token {
  rap_str word;      /* folded; valid until the callback returns */
  size_t begin, end; /* bytes of the text */
} rap_token;
/* Tokens come in the order of the text, each counting for one in FTS5's numbers of words. False: enough. */
typedef bool (*rap_token_fn)(void *ctx, const rap_token *token);

/* *out is yours, and borrows `db`. Errors: those of db.h (FTS5 is asked for through the connection). */
rap_status rap_tokens_new(rap_db *db, rap_tokens **out, rap_error *err) RAP_MUST_CHECK;
void rap_tokens_free(rap_tokens *tokens); /* NULL allowed */
/* Text that is not UTF-8 gives tokens, too. Errors: RAP_ERR_LIMIT (longer than RAP_MAX_DOCUMENT_BYTES allows any text to be), RAP_ERR_NOMEM. Cost: some 15 ns a byte. */
rap_status rap_tokens_each(rap_tokens *tokens, rap_str text, rap_token_fn fn, void *ctx, rap_error *err) RAP_MUST_CHECK;

#endif
