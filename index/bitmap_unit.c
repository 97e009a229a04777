#include "index/bitmap_unit.h"

#include "base/search.h"

/* Stamps of families; chunks × 65536 + position never gets there. */
#define FAMILY_STAMP ((uint64_t)1 << 63)

static rap_status read_members(rap_store *store, rap_arena *arena, rap_bitmap_units *u, rap_error *err) {
  rap_stmt *s = NULL;
  size_t capacity = 0;
  bool row = false;
  rap_status st = rap_db_cached(store->db, "SELECT document, family FROM family_member ORDER BY document", &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (!rap_arena_grow(arena, (void **)&u->members, u->n_members, &capacity, sizeof *u->members))
      st = rap_error_nomem(err);
    else
      u->members[u->n_members++] = (rap_bitmap_member){rap_col_int(s, 0), rap_col_int(s, 1)};
  }
  rap_stmt_reset(s);
  return st;
}

rap_status rap_bitmap_units_make(rap_store *store, rap_arena *arena, rap_base base, rap_unit unit, rap_bitmap_units *out, rap_error *err) {
  *out = (rap_bitmap_units){.base = base, .unit = unit};
  return unit == RAP_UNIT_FAMILIES ? read_members(store, arena, out, err) : RAP_OK;
}

static int64_t family_of(const rap_bitmap_units *u, int64_t document) {
  const rap_bitmap_member *found = rap_search_number(u->members, u->n_members, sizeof *u->members, offsetof(rap_bitmap_member, document), document);
  return found ? found->family : 0;
}

bool rap_bitmap_unit_at(const rap_bitmap_units *u, const rap_chunk *chunk, uint32_t position, rap_bitmap_unit *out) {
  *out = (rap_bitmap_unit){.stamp = u->chunks << 16 | position};
  if (u->unit == RAP_UNIT_EVENTS) {
    const rap_account_event *e = rap_chunk_event(chunk, position, (rap_level)u->base);
    if (!e) return false;
    *out = (rap_bitmap_unit){(uint64_t)e->event, e->event};
  } else if (u->unit != RAP_UNIT_STATEMENTS || u->base != RAP_FROM_STATEMENTS) {
    out->stamp = u->chunks << 16 | rap_chunk_document(chunk, position)->base;
    int64_t family = u->unit == RAP_UNIT_FAMILIES ? family_of(u, rap_chunk_document(chunk, position)->id) : 0;
    if (family) *out = (rap_bitmap_unit){FAMILY_STAMP | (uint64_t)family, family};
  }
  return true;
}
