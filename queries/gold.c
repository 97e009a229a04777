#include "queries/gold.h"

#include <inttypes.h>

#define SHOWN_BYTES 80 /* of an id in a message */

static void add_warnings(rap_gold *gold, const rap_raw_document *raw) {
  for (size_t i = 0; i < raw->warnings.n; i++) rap_faults_add(&gold->faults, "%.*s: %.*s", RAP_FMT(raw->file), RAP_FMT(raw->warnings.items[i]));
}

static rap_status add_document(rap_gold *gold, const rap_raw_document *raw, rap_error *err) {
  void *items = gold->items;
  bool is_new;
  rap_map_entry *entry = rap_map_put(&gold->by_id, raw->id, &is_new);
  if (!entry) return rap_error_nomem(err);
  if (!is_new) {
    rap_faults_add(&gold->faults, "%.*s: the id '%.*s' is already that of %.*s", RAP_FMT(raw->file), RAP_FMT(rap_str_sub(raw->id, 0, SHOWN_BYTES)),
                   RAP_FMT(gold->items[entry->value.num].file));
    return RAP_OK;
  }
  entry->value.num = gold->n;
  if (!rap_arena_grow(gold->arena, &items, gold->n, &gold->capacity, sizeof *raw)) return rap_error_nomem(err);
  gold->items = items;
  gold->items[gold->n++] = *raw;
  return RAP_OK;
}

/* `scratch`: for the annotation, which is read again when it is compared. */
static rap_status take(rap_gold *gold, rap_raw_document *raw, const rap_rules *rules, rap_arena *scratch, rap_error *err) {
  rap_annotated annotated;
  rap_day day;
  rap_arena_reset(scratch);
  raw->id = rap_str_trim(raw->id);
  add_warnings(gold, raw);
  rap_status st = rap_annotated_gold(scratch, raw, rules, &gold->faults, &annotated, err);
  if (st != RAP_OK) return st;
  if (raw->date.n && (!rap_day_parse(raw->date, &day) || !rap_day_valid(day)))
    rap_faults_add(&gold->faults, "%.*s: no date: '%.*s'", RAP_FMT(raw->file), RAP_FMT(rap_str_sub(raw->date, 0, SHOWN_BYTES)));
  gold->lists |= annotated.lists;
  if (annotated.published.n) raw->date = rap_arena_str(gold->arena, annotated.published);
  return add_document(gold, raw, err);
}

static bool is_final(rap_status st) { return st == RAP_ERR_NOMEM || st == RAP_ERR_INTERRUPTED || st == RAP_ERR_IO; }

static rap_status read_all(rap_gold *gold, rap_source *source, const rap_rules *rules, rap_arena *scratch, rap_error *err) {
  for (;;) {
    rap_raw_document raw = {0};
    rap_error inner = {0};
    rap_status st = rap_source_next(source, gold->arena, &raw, &inner);
    if (st == RAP_NOT_FOUND) return RAP_OK;
    if (st == RAP_OK) st = take(gold, &raw, rules, scratch, &inner);
    if (is_final(st)) {
      *err = inner;
      return st;
    }
    if (st != RAP_OK && st != RAP_PASSED_OVER) rap_faults_add(&gold->faults, "%s", inner.text);
  }
}

rap_status rap_gold_read(rap_str path, const rap_source_options *options, const rap_rules *rules, rap_gold *gold, rap_error *err) {
  *gold = (rap_gold){.arena = rap_arena_new()};
  gold->faults.arena = gold->arena;
  rap_arena *scratch = rap_arena_new();
  rap_source *source = NULL;
  rap_status st = gold->arena && scratch ? RAP_OK : rap_error_nomem(err);
  if (st == RAP_OK) st = rap_source_new(&path, 1, options, &source, err);
  if (st == RAP_OK) st = read_all(gold, source, rules, scratch, err);
  if (st == RAP_OK && gold->n == 0 && gold->faults.lines.n == 0) rap_faults_add(&gold->faults, "%.*s: no annotated documents", RAP_FMT(path));
  if (st == RAP_OK && (gold->faults.failed || rap_arena_failed(gold->arena))) st = rap_error_nomem(err);
  rap_source_free(source);
  rap_arena_free(scratch);
  return st;
}

void rap_gold_clear(rap_gold *gold) {
  rap_map_clear(&gold->by_id);
  rap_arena_free(gold->arena);
  *gold = (rap_gold){0};
}

size_t rap_gold_find(const rap_gold *gold, rap_str id) {
  const rap_map_entry *entry = rap_map_get(&gold->by_id, rap_str_trim(id));
  return entry ? entry->value.num : SIZE_MAX;
}
