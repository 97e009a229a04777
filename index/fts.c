#include "index/fts.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "base/buf.h"
#include "index/compress.h"
#include "index/instances.h"
#include "index/numbers.h"
#include "index/rank.h"
#include "index/store_impl.h"

/* Matches of one document that are looked at; the best stretch of a text with more of them is among the first. */
enum { MAX_MATCHES = 512 };

static void destroy_zip(void *p) { rap_zip_free(p); }

static rap_str blob_of(sqlite3_value *v) {
  const char *p = sqlite3_value_blob(v);
  return (rap_str){p, p ? (size_t)sqlite3_value_bytes(v) : 0};
}

static void inflate_function(sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  (void)argc;
  rap_buf plain = {0};
  rap_error err = {0};
  sqlite3_int64 from = sqlite3_value_int64(argv[1]);
  rap_status st = rap_zip_inflate(sqlite3_user_data(ctx), blob_of(argv[0]), SIZE_MAX, &plain, &err);
  if (st == RAP_ERR_NOMEM) {
    sqlite3_result_error_nomem(ctx);
  } else if (st != RAP_OK || from < 0) {
    sqlite3_result_error(ctx, st != RAP_OK ? err.text : "a text's offset is damaged", -1);
    sqlite3_result_error_code(ctx, SQLITE_CORRUPT);
  } else {
    rap_str s = rap_str_sub(rap_buf_str(&plain), (size_t)from, plain.n);
    sqlite3_result_text64(ctx, s.p ? s.p : "", s.n, SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  rap_buf_clear(&plain);
}

static bool has_word(rap_str text, rap_str word) {
  rap_str part;
  while (rap_str_split(&text, ' ', &part))
    if (rap_str_eq(part, word)) return true;
  return false;
}

static void holds_words_function(sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  (void)argc;
  rap_str text = blob_of(argv[0]), words = blob_of(argv[1]), word;
  bool all = words.n > 0;
  while (all && rap_str_split(&words, ' ', &word))
    if (word.n) all = has_word(text, word);
  sqlite3_result_int(ctx, all);
}

static bool holds_part(rap_str text, rap_str part) {
  for (size_t i = 0; i + part.n <= text.n; i++)
    if ((text.p[i] | 0x20) == (part.p[0] | 0x20) && rap_str_eq_nocase(rap_str_sub(text, i, i + part.n), part)) return true;
  return false;
}

/* Is there a letter that folding may make another one? Dashes and quotation marks (E2 80 xx) are none. */
static bool has_foreign(rap_str s) {
  for (size_t i = 0; i < s.n; i++) {
    if ((unsigned char)s.p[i] < 0x80) continue;
    if (!rap_str_starts(rap_str_sub(s, i, s.n), RAP_STR("\xE2\x80"))) return true;
    i += 2;
  }
  return false;
}

/* Cheaper than folding: true of all texts that hold the words once they are folded, and of some others. */
static void may_hold_function(sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  rap_str words = blob_of(argv[0]), word;
  bool all = words.n > 0, foreign = has_foreign(words);
  for (int i = 1; i < argc && !foreign; i++) foreign = has_foreign(blob_of(argv[i]));
  while (all && !foreign && rap_str_split(&words, ' ', &word)) {
    bool found = word.n == 0;
    for (int i = 1; i < argc && !found; i++) found = holds_part(blob_of(argv[i]), word);
    all = found;
  }
  sqlite3_result_int(ctx, all || foreign);
}

static void shares_word_function(sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  (void)argc;
  rap_str text = blob_of(argv[0]), words = blob_of(argv[1]), word;
  bool any = false;
  while (!any && rap_str_split(&words, ' ', &word)) any = word.n && holds_part(text, word);
  sqlite3_result_int(ctx, any);
}

static void fold_function(sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  (void)argc;
  rap_buf fold = {0};
  if (rap_fold_name(blob_of(argv[0]), &fold, NULL) == RAP_OK)
    sqlite3_result_text64(ctx, fold.n ? fold.p : "", fold.n, SQLITE_TRANSIENT, SQLITE_UTF8);
  else
    sqlite3_result_error_nomem(ctx);
  rap_buf_clear(&fold);
}

/* ---- snippets ---- */

typedef struct match {
  int phrase, first, last; /* tokens, both inclusive */
  size_t begin, end;       /* bytes */
} match;

typedef struct places {
  match *matches;
  size_t n;
  int token, last;
} places;

/* Gives the matches their bytes while the tokenizer runs over the text once more: FTS5 stores token numbers only. */
static int on_token(void *ctx, int flags, const char *token, int n, int begin, int end) {
  (void)token, (void)n;
  places *p = ctx;
  if (flags & FTS5_TOKEN_COLOCATED) return SQLITE_OK;
  for (size_t i = 0; i < p->n && p->matches[i].first <= p->token; i++) {
    if (p->matches[i].first == p->token) p->matches[i].begin = (size_t)begin;
    if (p->matches[i].last == p->token) p->matches[i].end = (size_t)end;
  }
  return p->token++ >= p->last ? SQLITE_DONE : SQLITE_OK;
}

static int find_matches(const Fts5ExtensionApi *api, Fts5Context *fts, match *matches, size_t *n) {
  *n = 0;
  int count = 0, rc = api->xInstCount(fts, &count);
  for (int i = 0; rc == SQLITE_OK && i < count && *n < MAX_MATCHES; i++) {
    int phrase, column, token;
    rc = api->xInst(fts, i, &phrase, &column, &token);
    if (rc == SQLITE_OK && column == 1)
      matches[(*n)++] = (match){.phrase = phrase, .first = token, .last = token + api->xPhraseSize(fts, phrase) - 1};
  }
  return rc;
}

/* From each match on, what fits into `max` bytes: most different phrases wins, then most matches (up to nine), then the earliest. */
static void best_window(const match *m, size_t n, size_t max, size_t *first, size_t *last) {
  int best = -1;
  *first = *last = 0;
  for (size_t i = 0; i < n; i++) {
    uint64_t phrases = 0;
    int different = 0, all = 0;
    size_t j = i;
    for (; j < n && m[j].end <= m[i].begin + max; j++) {
      uint64_t bit = UINT64_C(1) << (m[j].phrase % 64);
      different += !(phrases & bit);
      phrases |= bit;
      all++;
    }
    int score = different * 10 + (all > 9 ? 9 : all);
    if (j > i && score > best) {
      best = score;
      *first = i;
      *last = j - 1;
    }
  }
}

static bool is_continuation(char c) { return ((unsigned char)c & 0xC0) == 0x80; }
static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t'; }

/* Widens [begin, end) to at most `max` bytes: back to the sentence's or block's beginning if that is near, else to a word's; then on to a word's end. */
static rap_span widen(rap_str text, size_t begin, size_t end, size_t max) {
  if (begin > text.n) begin = text.n; /* an index that does not fit the text: rap_store_check tells */
  if (end < begin || end > text.n) end = begin;
  size_t room = max > end - begin ? max - (end - begin) : 0, lowest = begin > room * 2 / 3 ? begin - room * 2 / 3 : 0;
  size_t b = begin, word = begin;
  bool at_border = false;
  while (b > lowest && !at_border) {
    b--;
    if (is_blank(text.p[b]) && b + 1 < begin) word = b + 1;
    at_border = text.p[b] == '\n' || (is_blank(text.p[b]) && b > 0 && strchr(".!?", text.p[b - 1]));
  }
  if (at_border)
    begin = b + 1;
  else
    begin = b == 0 ? 0 : word;
  size_t highest = begin + max < text.n ? begin + max : text.n;
  if (highest > end) {
    size_t e = highest;
    if (e < text.n)
      while (e > end && !is_blank(text.p[e])) e--;
    end = e;
  }
  while (begin < end && is_blank(text.p[begin])) begin++;
  while (end > begin && is_blank(text.p[end - 1])) end--;
  return (rap_span){begin, end};
}

static void pack(rap_buf *b, rap_str text, rap_span window, const match *m, size_t first, size_t last, bool any) {
  rap_varint_put(b, window.begin);
  rap_varint_put(b, (window.begin > 0 ? 1u : 0u) | (window.end < text.n ? 2u : 0u));
  rap_buf marks = {0};
  size_t n = 0, reached = window.begin;
  for (size_t i = first; any && i <= last; i++) {
    size_t begin = m[i].begin < reached ? reached : m[i].begin;
    if (m[i].end <= begin || m[i].end > window.end) continue; /* inside the one before it */
    rap_varint_put(&marks, begin - window.begin);
    rap_varint_put(&marks, m[i].end - window.begin);
    reached = m[i].end;
    n++;
  }
  rap_varint_put(b, n);
  rap_buf_add(b, rap_buf_str(&marks));
  if (rap_buf_failed(&marks)) b->failed = true;
  rap_buf_clear(&marks);
  rap_str s = rap_str_at(text, window);
  for (size_t i = 0; i < s.n; i++) rap_buf_putc(b, s.p[i] == '\n' ? ' ' : s.p[i]);
}

static void snippet_function(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  size_t max = argc == 1 ? (size_t)sqlite3_value_int(argv[0]) : 240, n = 0, first = 0, last = 0;
  const char *p = NULL;
  int length = 0;
  rap_buf out = {0};
  match *matches = malloc(MAX_MATCHES * sizeof *matches);
  int rc = matches ? find_matches(api, fts, matches, &n) : SQLITE_NOMEM;
  if (rc == SQLITE_OK) rc = api->xColumnText(fts, 1, &p, &length);
  rap_str text = {p, (size_t)length};
  if (rc == SQLITE_OK && n > 0) {
    places where = {matches, n, 0, 0};
    for (size_t i = 0; i < n; i++)
      if (matches[i].last > where.last) where.last = matches[i].last;
    rc = api->xTokenize(fts, p, length, &where, on_token);
  }
  if (rc == SQLITE_OK) {
    best_window(matches, n, max, &first, &last);
    rap_span window = n ? widen(text, matches[first].begin, matches[last].end, max) : widen(text, 0, 0, max);
    pack(&out, text, window, matches, first, last, n > 0);
    if (rap_buf_failed(&out)) rc = SQLITE_NOMEM;
  }
  if (rc == SQLITE_OK)
    sqlite3_result_blob64(ctx, out.p, out.n, SQLITE_TRANSIENT);
  else
    sqlite3_result_error_code(ctx, rc);
  rap_buf_clear(&out);
  free(matches);
}

bool rap_snippet_unpack(rap_arena *arena, rap_str blob, rap_snippet *out) {
  *out = (rap_snippet){0};
  size_t at = 0;
  uint64_t begin, flags, n, a, b;
  if (!rap_varint_get(blob, &at, &begin) || !rap_varint_get(blob, &at, &flags) || !rap_varint_get(blob, &at, &n) || n > blob.n) return false;
  rap_span *marks = rap_arena_array(arena, (size_t)n, sizeof *marks);
  if (!marks) return false;
  for (size_t i = 0; i < n; i++) {
    if (!rap_varint_get(blob, &at, &a) || !rap_varint_get(blob, &at, &b)) return false;
    marks[i] = (rap_span){(size_t)a, (size_t)b};
  }
  out->text = rap_arena_str(arena, rap_str_sub(blob, at, blob.n));
  out->at = (size_t)begin;
  out->highlights = marks;
  out->n_highlights = (size_t)n;
  out->cut_before = flags & 1;
  out->cut_after = flags & 2;
  return out->text.p != NULL;
}

bool rap_snippet_head(rap_arena *arena, rap_str text, size_t max, bool more, rap_snippet *out) {
  *out = (rap_snippet){0};
  size_t begin = 0, end = text.n;
  while (begin < end && is_blank(text.p[begin])) begin++;
  if (end - begin > max || more) {
    size_t e = begin + max < end ? begin + max : end;
    size_t hard = e;
    while (e > begin && !is_blank(text.p[e - 1])) e--;
    if (e == begin)
      for (e = hard; e > begin && e < text.n && is_continuation(text.p[e]);) e--; /* one endless word */
    end = e;
    more = true;
  }
  while (end > begin && is_blank(text.p[end - 1])) end--;
  out->text = rap_arena_str(arena, rap_str_sub(text, begin, end));
  if (!out->text.p) return false;
  char *copy = (char *)(uintptr_t)out->text.p; /* ours: made in the line above */
  for (size_t i = 0; i < out->text.n; i++)
    if (copy[i] == '\n') copy[i] = ' ';
  out->at = begin;
  out->cut_after = more;
  return true;
}

/* ---- registration ---- */

int rap_fts_api(struct sqlite3 *db, void **out) {
  fts5_api *api = NULL;
  *out = NULL;
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &stmt, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_bind_pointer(stmt, 1, (void *)&api, "fts5_api_ptr", NULL);
  if (rc == SQLITE_OK) rc = sqlite3_step(stmt);
  (void)sqlite3_finalize(stmt);
  if (rc != SQLITE_ROW && rc != SQLITE_DONE && rc != SQLITE_OK) return rc;
  *out = api;
  return api ? SQLITE_OK : SQLITE_ERROR;
}

int rap_fts_register(struct sqlite3 *db) {
  /* Innocuous: they may be used in views, since they see nothing but their arguments. */
  enum { FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };
  rap_zip *zip = rap_zip_new();
  if (!zip) return SQLITE_NOMEM;
  int rc = sqlite3_create_function_v2(db, "rap_inflate", 2, FLAGS, zip, inflate_function, NULL, NULL, destroy_zip); /* frees zip also when it fails */
  if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(db, "rap_holds_words", 2, FLAGS, NULL, holds_words_function, NULL, NULL, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(db, "rap_fold", 1, FLAGS, NULL, fold_function, NULL, NULL, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(db, "rap_may_hold", -1, FLAGS, NULL, may_hold_function, NULL, NULL, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(db, "rap_shares_word", 2, FLAGS, NULL, shares_word_function, NULL, NULL, NULL);
  void *found = NULL;
  if (rc == SQLITE_OK) rc = rap_fts_api(db, &found);
  fts5_api *api = found;
  if (rc == SQLITE_OK) rc = api->xCreateFunction(api, "rap_snippet", NULL, snippet_function, NULL);
  if (rc == SQLITE_OK) rc = rap_rank_register(api);
  if (rc == SQLITE_OK) rc = rap_instances_register(api);
  if (rc == SQLITE_OK) rc = rap_numbers_register(db);
  return rc;
}
