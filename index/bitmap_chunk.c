#include "index/bitmap_chunk.h"

enum { WORDS = RAP_CHUNK_POSITIONS / 64 };

void rap_bits_clear(rap_bits *b) { memset(b, 0, sizeof *b); }

void rap_bits_and(rap_bits *a, const rap_bits *b) {
  for (size_t i = 0; i < WORDS; i++) a->words[i] &= b->words[i];
}

void rap_bits_or(rap_bits *a, const rap_bits *b) {
  for (size_t i = 0; i < WORDS; i++) a->words[i] |= b->words[i];
}

void rap_bits_and_not(rap_bits *a, const rap_bits *b) {
  for (size_t i = 0; i < WORDS; i++) a->words[i] &= ~b->words[i];
}

uint32_t rap_bits_next(const rap_bits *b, uint32_t i) {
  if (i >= RAP_CHUNK_POSITIONS) return RAP_CHUNK_POSITIONS;
  uint64_t word = b->words[i / 64] >> (i % 64);
  if (word) return i + (uint32_t)__builtin_ctzll(word);
  for (i = i / 64 + 1; i < WORDS; i++)
    if (b->words[i]) return i * 64 + (uint32_t)__builtin_ctzll(b->words[i]);
  return RAP_CHUNK_POSITIONS;
}

static void lay_out(rap_chunk *v) {
  uint16_t event = 0;
  for (size_t l = 0; l < 3; l++) rap_bits_clear(&v->live[l]);
  for (size_t i = 0; i < v->frame.n; i++) {
    const rap_frame_document *d = &v->frame.documents[i];
    uint32_t at = d->base;
    v->document[at] = (uint16_t)i;
    rap_bits_add(&v->live[RAP_AT_DOCUMENT], at++);
    for (uint32_t k = 0; k < d->n_accounts; k++, at++) {
      v->document[at] = (uint16_t)i;
      v->account[at] = event++;
      rap_bits_add(&v->live[RAP_AT_ACCOUNT], at);
    }
    for (uint32_t k = 0; k < d->n_statements; k++, at++) {
      v->document[at] = (uint16_t)i;
      v->account[at] = (uint16_t)(d->about[k] ? d->base + d->about[k] : 0);
      rap_bits_add(&v->live[RAP_AT_STATEMENT], at);
    }
  }
}

rap_status rap_chunk_next(rap_chunk *view, bool with_events, bool *more, rap_error *err) {
  *more = false;
  rap_arena_reset(view->arena);
  rap_status st = rap_bitmap_next_chunk(view->store, view->chunk, view->arena, &view->chunk, &view->frame, err);
  if (st != RAP_OK || view->chunk == 0) return st;
  *more = true;
  lay_out(view);
  rap_account_event *events = NULL;
  if (with_events) st = rap_bitmap_events(view->store, view->chunk, &view->frame, view->arena, &events, err);
  view->events = events;
  return st;
}

rap_level rap_chunk_level(rap_bitmap_kind kind) {
  if (kind >= RAP_BITMAP_STATEMENT_ACTOR) return RAP_AT_STATEMENT;
  return kind >= RAP_BITMAP_SERIES ? RAP_AT_ACCOUNT : RAP_AT_DOCUMENT;
}

uint32_t rap_chunk_whole(const rap_chunk *v, uint32_t position, rap_level from, rap_level to, bool main_only) {
  if (from == to) return position;
  if (to == RAP_AT_ACCOUNT) return v->account[position] ? v->account[position] : RAP_CHUNK_POSITIONS;
  const rap_frame_document *d = rap_chunk_document(v, position);
  if (main_only && !(d->main && position == d->base + 1)) return RAP_CHUNK_POSITIONS;
  return d->base;
}

const rap_account_event *rap_chunk_event(const rap_chunk *v, uint32_t position, rap_level level) {
  if (level == RAP_AT_STATEMENT) {
    position = v->account[position];
    if (!position) return NULL;
  } else if (level == RAP_AT_DOCUMENT) {
    if (!rap_chunk_document(v, position)->main) return NULL;
    position++;
  }
  const rap_account_event *e = &v->events[v->account[position]];
  return e->event ? e : NULL;
}

static bool is_part(rap_level from, rap_level to) { return from == RAP_AT_STATEMENT || to == RAP_AT_DOCUMENT; }

void rap_chunk_lift(const rap_chunk *v, const rap_bits *set, rap_level from, rap_level to, bool main_only, rap_bits *out) {
  rap_bits_clear(out);
  if (is_part(from, to)) {
    for (uint32_t i = rap_bits_next(set, 0); i < RAP_CHUNK_POSITIONS; i = rap_bits_next(set, i + 1)) {
      uint32_t whole = rap_chunk_whole(v, i, from, to, main_only);
      if (whole < RAP_CHUNK_POSITIONS) rap_bits_add(out, whole);
    }
    return;
  }
  const rap_bits *parts = &v->live[to];
  for (uint32_t i = rap_bits_next(parts, 0); i < RAP_CHUNK_POSITIONS; i = rap_bits_next(parts, i + 1)) {
    uint32_t whole = rap_chunk_whole(v, i, to, from, false);
    if (whole < RAP_CHUNK_POSITIONS && rap_bits_has(set, whole)) rap_bits_add(out, i);
  }
}
