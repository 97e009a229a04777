/* concordance_text.c: the places in one text: from numbers of words to bytes, contexts and what they are sorted by. Layer: index. */
#include <stdlib.h>

#include "index/concordance_impl.h"
#include "index/instances.h"

/* Marks that end a word on the right, as far as they belong to it: `agreed."` */
enum { MARKS_MAX = 8 };

void rap_kwic_reader_clear(rap_kwic_reader *r) {
  free(r->begins);
  free(r->ends);
  r->begins = r->ends = NULL;
  r->n = r->capacity = 0;
}

static bool grow(rap_kwic_reader *r) {
  size_t want = r->capacity ? r->capacity * 2 : 1024;
  uint32_t *begins = realloc(r->begins, want * sizeof *begins);
  if (begins) r->begins = begins;
  uint32_t *ends = begins ? realloc(r->ends, want * sizeof *ends) : NULL;
  if (ends) r->ends = ends;
  if (begins && ends) r->capacity = want;
  return begins && ends;
}

static bool on_token(void *ctx, const rap_token *token) {
  rap_kwic_reader *r = ctx;
  if (r->n == r->capacity && !grow(r)) r->failed = true;
  if (r->failed) return false;
  r->begins[r->n] = (uint32_t)token->begin;
  r->ends[r->n++] = (uint32_t)token->end;
  return r->n < r->enough;
}

/* ---- keys ---- */

static bool on_key_token(void *ctx, const rap_token *token) {
  rap_kwic_place *p = ((rap_kwic_reader *)ctx)->place;
  size_t room = sizeof p->key - p->key_len, n = token->word.n < room ? token->word.n : room;
  if (n) memcpy(p->key + p->key_len, token->word.p, n);
  p->key_len = (unsigned char)(p->key_len + n);
  return false;
}

/* Tokens from `from` on, by `step`, behind each a byte that is less than any letter. */
static rap_status add_key(rap_kwic_reader *r, rap_str column, int64_t from, int64_t step, size_t words, rap_error *err) {
  rap_kwic_place *p = r->place;
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < words && from >= 0 && from < (int64_t)r->n; i++, from += step) {
    st = rap_tokens_each(r->tokens, rap_str_sub(column, r->begins[from], r->ends[from]), on_key_token, r, err);
    if (p->key_len < sizeof p->key) p->key[p->key_len++] = '\1';
  }
  return st;
}

static rap_status make_key(rap_kwic_reader *r, rap_str column, const rap_instance *at, rap_kwic_place *place, rap_error *err) {
  int64_t skip = r->spec->from_word > 1 ? (int64_t)r->spec->from_word - 1 : 0, behind = (int64_t)at->first + at->n;
  rap_status st = RAP_OK;
  r->place = place;
  if (r->spec->sort == RAP_KWIC_LEFT) return add_key(r, column, (int64_t)at->first - 1 - skip, -1, RAP_KWIC_KEY_WORDS, err);
  if (r->spec->sort == RAP_KWIC_NODE) {
    st = add_key(r, column, at->first, 1, at->n, err);
    skip = 0;
  }
  return st == RAP_OK ? add_key(r, column, behind + skip, 1, RAP_KWIC_KEY_WORDS, err) : st;
}

/* ---- places ---- */

static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t'; }

static size_t end_of_right(const rap_kwic_reader *r, rap_str column, size_t last) {
  size_t end = r->ends[last], most = end + MARKS_MAX < column.n ? end + MARKS_MAX : column.n, e = end;
  if (last + 1 < r->n && r->begins[last + 1] < most) most = r->begins[last + 1];
  while (e < most && !is_blank(column.p[e])) e++;
  return e == column.n || e == most || is_blank(column.p[e]) ? (e < most || e == column.n ? e : end) : end;
}

static rap_status places_in(rap_kwic_reader *r, rap_str column, size_t offset, const rap_instance *at, size_t n, bool keys, rap_kwic_place *out,
                            rap_error *err) {
  size_t context = r->spec->context, reach = context > RAP_KWIC_KEY_WORDS + r->spec->from_word ? context : RAP_KWIC_KEY_WORDS + r->spec->from_word;
  rap_status st = RAP_OK;
  if (!n) return RAP_OK;
  r->n = 0;
  r->enough = (size_t)at[n - 1].first + at[n - 1].n + reach + 1;
  st = rap_tokens_each(r->tokens, column, on_token, r, err);
  if (st == RAP_OK && r->failed) st = rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < n; i++) {
    size_t first = at[i].first, behind = first + at[i].n;
    if (behind > r->n || at[i].n == 0) return rap_error_set(err, RAP_ERR_STORE, "the store is damaged: the full-text index does not fit a text");
    rap_kwic_place *p = &out[i];
    *p = (rap_kwic_place){.begin = offset + r->begins[first], .end = offset + r->ends[behind - 1]};
    p->left = context && first ? offset + r->begins[first > context ? first - context : 0] : p->begin;
    size_t last = r->n - behind > context ? behind + context : r->n;
    p->right = last > behind ? offset + end_of_right(r, column, last - 1) : p->end;
    if (keys) st = make_key(r, column, &at[i], p, err);
  }
  return st;
}

rap_status rap_kwic_places(rap_kwic_reader *r, rap_str text, rap_kwic_layout layout, rap_str blob, bool keys, rap_kwic_place **out, size_t *n,
                           rap_error *err) {
  const rap_str columns[] = {rap_str_sub(text, 0, layout.title_len), rap_str_sub(text, layout.body_at, text.n)};
  const size_t offsets[] = {0, layout.body_at};
  rap_instance *at[RAP_INSTANCE_COLUMNS];
  size_t counts[RAP_INSTANCE_COLUMNS];
  *out = NULL;
  *n = 0;
  rap_arena_reset(r->arena);
  for (int c = 0; c < RAP_INSTANCE_COLUMNS; c++) {
    if (!rap_instances_unpack(r->arena, blob, c, &at[c], &counts[c])) return rap_error_nomem(err);
    *n += counts[c];
  }
  rap_kwic_place *places = rap_arena_array(r->arena, *n, sizeof *places);
  rap_status st = places ? RAP_OK : rap_error_nomem(err);
  for (int c = 0, done = 0; st == RAP_OK && c < RAP_INSTANCE_COLUMNS; done += (int)counts[c++]) {
    st = places_in(r, columns[c], offsets[c], at[c], counts[c], keys, places + done, err);
    for (size_t i = 0; st == RAP_OK && i < counts[c]; i++) places[(size_t)done + i].in_title = c == RAP_INSTANCE_TITLE;
  }
  *out = places;
  return st;
}
