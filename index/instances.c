#include "index/instances.h"

#include <sqlite3.h>

#include "index/compress.h"

typedef struct run {
  int column, first, end, phrase;
} run;

typedef struct packing {
  rap_buf places, out;
  size_t n; /* of the column */
  int column, reached;
} packing;

static void end_column(packing *p) {
  rap_varint_put(&p->out, p->n);
  rap_buf_add(&p->out, rap_buf_str(&p->places));
  if (rap_buf_failed(&p->places)) p->out.failed = true;
  rap_buf_reset(&p->places);
  p->n = 0;
  p->reached = 0;
  p->column++;
}

static void put(packing *p, const run *r) {
  while (p->column < r->column) end_column(p);
  rap_varint_put(&p->places, (uint64_t)(r->first - p->reached));
  rap_varint_put(&p->places, (uint64_t)(r->end - r->first));
  p->reached = r->end;
  p->n++;
}

static bool follows(const run *before, const run *next) {
  if (before->column != next->column) return false;
  return next->first < before->end || (next->first == before->end && next->phrase != before->phrase);
}

static void instances_function(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  (void)argc, (void)argv;
  packing p = {.column = 0};
  run held = {.column = -1};
  int count = 0, rc = api->xInstCount(fts, &count);
  for (int i = 0; rc == SQLITE_OK && i < count; i++) {
    run next;
    rc = api->xInst(fts, i, &next.phrase, &next.column, &next.first);
    if (rc != SQLITE_OK) break;
    next.end = next.first + api->xPhraseSize(fts, next.phrase);
    if (held.column >= 0 && follows(&held, &next)) {
      if (next.end > held.end) held.end = next.end;
      held.phrase = next.phrase;
      continue;
    }
    if (held.column >= 0) put(&p, &held);
    held = next;
  }
  if (rc == SQLITE_OK && held.column >= 0) put(&p, &held);
  while (rc == SQLITE_OK && p.column < RAP_INSTANCE_COLUMNS) end_column(&p);
  if (rc == SQLITE_OK && rap_buf_failed(&p.out)) rc = SQLITE_NOMEM;
  if (rc == SQLITE_OK)
    sqlite3_result_blob64(ctx, p.out.p, p.out.n, SQLITE_TRANSIENT);
  else
    sqlite3_result_error_code(ctx, rc);
  rap_buf_clear(&p.places);
  rap_buf_clear(&p.out);
}

int rap_instances_register(void *api) {
  fts5_api *fts5 = api;
  return fts5->xCreateFunction(fts5, "rap_instances", NULL, instances_function, NULL);
}

/* Passes over a column's places, which go to `to` if that is not NULL. */
static bool read_column(rap_str blob, size_t *at, rap_instance *to, size_t *n) {
  uint64_t count, gap, length, reached = 0;
  *n = 0;
  if (!rap_varint_get(blob, at, &count) || count > blob.n) return false;
  for (uint64_t i = 0; i < count; i++) {
    if (!rap_varint_get(blob, at, &gap) || !rap_varint_get(blob, at, &length)) return false;
    if (gap > UINT32_MAX || length > UINT32_MAX || reached + gap + length > UINT32_MAX) return false;
    if (to) to[i] = (rap_instance){(uint32_t)(reached + gap), (uint32_t)length};
    reached += gap + length;
  }
  *n = (size_t)count;
  return true;
}

size_t rap_instances_count(rap_str blob) {
  size_t at = 0, n, all = 0;
  for (int column = 0; column < RAP_INSTANCE_COLUMNS; column++) {
    if (!read_column(blob, &at, NULL, &n)) return 0;
    all += n;
  }
  return all;
}

bool rap_instances_unpack(rap_arena *arena, rap_str blob, int column, rap_instance **out, size_t *n) {
  size_t at = 0, before;
  *out = NULL;
  *n = 0;
  for (int c = 0; c < column; c++)
    if (!read_column(blob, &at, NULL, n)) return false;
  before = at;
  if (!read_column(blob, &at, NULL, n)) return false;
  *out = rap_arena_array(arena, *n, sizeof **out);
  return *out && read_column(blob, &before, *out, n);
}
