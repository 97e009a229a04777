#include "index/instances.h"

#include <sqlite3.h>

#include "index/compress.h"
#include "index/language.h"

/* `phrases`: those of the run, by their numbers up to 63. */
typedef struct run {
  int column, first, end, phrase;
  uint64_t phrases;
} run;

/* The NEAR that a phrase is part of; 0: none. */
typedef struct membership {
  uint64_t group, distance;
} membership;

enum { PHRASES = 64 };

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

static void read_groups(rap_str blob, membership groups[PHRASES]) {
  size_t at = 0;
  memset(groups, 0, PHRASES * sizeof *groups);
  for (size_t i = 0; i < PHRASES && at < blob.n; i++)
    if (!rap_varint_get(blob, &at, &groups[i].group) || !rap_varint_get(blob, &at, &groups[i].distance)) return;
}

static membership group_of(const membership groups[PHRASES], int phrase) {
  return phrase >= 0 && phrase < PHRASES ? groups[phrase] : (membership){0, 0};
}

static bool follows(const run *held, const run *next, const membership groups[PHRASES]) {
  if (held->column != next->column) return false;
  if (next->first < held->end) return true;
  membership a = group_of(groups, held->phrase), b = group_of(groups, next->phrase);
  if (a.group && a.group == b.group) return !(held->phrases & next->phrases) && (uint64_t)(next->first - held->end) <= a.distance;
  return next->first == held->end && next->phrase != held->phrase;
}

static int pack_instances(const Fts5ExtensionApi *api, Fts5Context *fts, const membership groups[PHRASES], packing *p) {
  run held = {.column = -1};
  int count = 0, rc = api->xInstCount(fts, &count);
  for (int i = 0; rc == SQLITE_OK && i < count; i++) {
    run next = {0};
    rc = api->xInst(fts, i, &next.phrase, &next.column, &next.first);
    if (rc != SQLITE_OK) break;
    next.end = next.first + api->xPhraseSize(fts, next.phrase);
    next.phrases = UINT64_C(1) << (next.phrase % PHRASES);
    if (held.column >= 0 && follows(&held, &next, groups)) {
      if (next.end > held.end) held.end = next.end;
      held.phrase = next.phrase;
      held.phrases |= next.phrases;
      continue;
    }
    if (held.column >= 0) put(p, &held);
    held = next;
  }
  if (rc == SQLITE_OK && held.column >= 0) put(p, &held);
  while (rc == SQLITE_OK && p->column < RAP_INSTANCE_COLUMNS) end_column(p);
  return rc;
}

static void instances_function(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  packing p = {.column = 0};
  membership groups[PHRASES];
  const char *blob = argc == 1 ? sqlite3_value_blob(argv[0]) : NULL;
  read_groups((rap_str){blob, blob ? (size_t)sqlite3_value_bytes(argv[0]) : 0}, groups);
  int rc = pack_instances(api, fts, groups, &p);
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

void rap_instances_groups(rap_str match, rap_buf *out) {
  uint64_t group = 0, n_groups = 0, distance = 0;
  for (size_t at = 0; at < match.n; at++) {
    if (match.p[at] == 'N' && rap_str_starts(rap_str_sub(match, at, match.n), RAP_STR("NEAR("))) {
      size_t end = at;
      /* The number stands behind the last comma that is in no phrase. */
      for (bool quoted = false; end < match.n && (quoted || match.p[end] != ')'); end++)
        if (match.p[end] == '"') quoted = !quoted;
      size_t comma = end;
      while (comma > at && rap_ascii_is_digit(match.p[comma - 1])) comma--;
      bool told = rap_str_uint(rap_str_sub(match, comma, end), &distance);
      if (!told) distance = RAP_NEAR_DISTANCE;
      group = ++n_groups;
      at += 4;
    } else if (match.p[at] == ')') {
      group = 0;
    } else if (match.p[at] == '"') {
      do at++;
      while (at < match.n && match.p[at] != '"');
      rap_varint_put(out, group);
      rap_varint_put(out, group ? distance : 0);
    }
  }
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
