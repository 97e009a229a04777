#include "index/tokens.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "index/fts.h"

struct rap_tokens {
  fts5_tokenizer does;
  Fts5Tokenizer *made;
};

typedef struct walk {
  rap_token_fn fn;
  void *ctx;
} walk;

/* Those of the table fts in schema/derived.sql. */
static const char *const arguments[] = {"remove_diacritics", "2", "categories", "L* N* Co Mn Mc"};

rap_status rap_tokens_new(rap_db *db, rap_tokens **out, rap_error *err) {
  *out = NULL;
  void *context = NULL, *found = NULL;
  rap_tokens *t = calloc(1, sizeof *t);
  if (!t) return rap_error_nomem(err);
  int rc = rap_fts_api(rap_db_connection(db), &found);
  fts5_api *api = found;
  if (rc == SQLITE_OK) rc = api->xFindTokenizer(api, "unicode61", &context, &t->does);
  if (rc == SQLITE_OK) rc = t->does.xCreate(context, (const char **)(uintptr_t)arguments, (int)(sizeof arguments / sizeof *arguments), &t->made);
  if (rc == SQLITE_OK) {
    *out = t;
    return RAP_OK;
  }
  free(t);
  return rap_db_fail(db, rc, err);
}

void rap_tokens_free(rap_tokens *tokens) {
  if (!tokens) return;
  tokens->does.xDelete(tokens->made);
  free(tokens);
}

static int on_token(void *ctx, int flags, const char *word, int n, int begin, int end) {
  walk *w = ctx;
  if (flags & FTS5_TOKEN_COLOCATED) return SQLITE_OK;
  const rap_token token = {{word, (size_t)n}, (size_t)begin, (size_t)end};
  return w->fn(w->ctx, &token) ? SQLITE_OK : SQLITE_DONE;
}

rap_status rap_tokens_each(rap_tokens *tokens, rap_str text, rap_token_fn fn, void *ctx, rap_error *err) {
  walk w = {fn, ctx};
  if (text.n == 0) return RAP_OK;
  if (text.n > INT_MAX) return rap_error_set(err, RAP_ERR_LIMIT, "a text of %zu bytes is too long", text.n);
  int rc = tokens->does.xTokenize(tokens->made, &w, FTS5_TOKENIZE_DOCUMENT, text.p, (int)text.n, on_token);
  if (rc == SQLITE_OK || rc == SQLITE_DONE) return RAP_OK;
  return rc == SQLITE_NOMEM ? rap_error_nomem(err) : rap_error_set(err, RAP_ERR_INTERNAL, "tokenizer: %s", sqlite3_errstr(rc));
}
