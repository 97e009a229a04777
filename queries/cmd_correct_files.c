/* Corrections as files: given out, taken in. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "index/correction_yaml.h"
#include "queries/correcting.h"

typedef struct collecting {
  rap_arena *arena;
  rap_correction *items;
  size_t n, capacity;
} collecting;

static bool copy_fields(rap_arena *arena, rap_correct_fields *fields) {
  rap_json *json = rap_correct_fields_json(fields);
  bool made = json && rap_correct_fields_from_json(arena, json, fields);
  rap_json_free(json);
  return made;
}

static rap_status collect(void *ctx, const rap_correction *c, const rap_correction_state *state, rap_error *err) {
  collecting *k = ctx;
  (void)state;
  if (!rap_arena_grow(k->arena, (void **)&k->items, k->n, &k->capacity, sizeof *k->items)) return rap_error_nomem(err);
  rap_correction *to = &k->items[k->n++];
  *to = *c;
  rap_str *const texts[] = {&to->uid,           &to->source,       &to->document, &to->kind, &to->value,    &to->anchor.quote,
                            &to->anchor.before, &to->anchor.after, &to->author,   &to->note, &to->undone_by};
  bool made = true;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) made = (*texts[i] = rap_arena_str(k->arena, *texts[i])).p && made;
  return made && copy_fields(k->arena, &to->was) && copy_fields(k->arena, &to->now) ? RAP_OK : rap_error_nomem(err);
}

static int by_order(const void *a, const void *b) { return rap_correction_order(a, b); }

static rap_status make_file(rap_correct_request *r, const rap_correction_filter *filter, rap_buf *out, size_t *n, rap_error *err) {
  collecting k = {.arena = r->q.cli->arena};
  rap_status st = rap_store_corrections(r->q.store, filter, collect, &k, err);
  if (st == RAP_OK && k.n) qsort(k.items, k.n, sizeof *k.items, by_order);
  if (st == RAP_OK) st = rap_corrections_to_yaml(k.items, k.n, out, err);
  *n = k.n;
  return st;
}

rap_status rap_correct_export(rap_correct_request *r, rap_error *err) {
  rap_correction_filter filter;
  rap_buf out = {0};
  size_t n = 0, without = 0;
  rap_status st = rap_correct_open(r, RAP_STORE_READ, err);
  if (st == RAP_OK) st = rap_correct_filter(r, &filter, err);
  if (st == RAP_OK) st = r->o->examples ? rap_correct_examples(&r->q, &filter, &out, &n, &without, err) : make_file(r, &filter, &out, &n, err);
  if (st == RAP_OK && rap_buf_failed(&out)) st = rap_error_nomem(err);
  if (st == RAP_OK) st = rap_question_write(&r->q, &out, err);
  if (st == RAP_OK && without && !r->o->quiet) rap_cli_note(r->q.cli, "%zu corrections speak of no rule: they make no example", without);
  rap_buf_clear(&out);
  return st == RAP_OK && n == 0 ? RAP_NOT_FOUND : st;
}

static rap_status read_file(rap_cli *cli, rap_str path, rap_buf *out, rap_error *err) {
  rap_str name = rap_arena_str(cli->arena, path);
  bool standard = rap_str_is(path, "-");
  FILE *in = !name.p ? NULL : standard ? stdin : fopen(name.p, "rb");
  if (!name.p) return rap_error_nomem(err);
  if (!in) return rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno));
  char bytes[16384];
  errno = 0;
  for (size_t n; (n = fread(bytes, 1, sizeof bytes, in)) > 0 && out->n <= RAP_MAX_YAML_BYTES;) rap_buf_add(out, (rap_str){bytes, n});
  rap_status st = ferror(in) ? rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno)) : RAP_OK;
  if (!standard) (void)fclose(in);
  return st == RAP_OK && rap_buf_failed(out) ? rap_error_nomem(err) : st;
}

/* A time to come would be the last word for good. */
static rap_status check_times(rap_str path, const rap_correction *items, size_t n, rap_error *err) {
  int64_t latest = rap_correct_now() + (int64_t)24 * 3600 * 1000;
  for (size_t i = 0; i < n; i++)
    if (items[i].at > latest || items[i].at <= 0) {
      char at[RAP_CORRECT_TIME_MAX];
      rap_str time = {at, rap_correction_time(items[i].at, at)};
      return rap_error_set(err, RAP_ERR_INPUT, "%.*s: correction %zu is said to be of %.*s", RAP_FMT(path), i + 1, RAP_FMT(time));
    }
  return RAP_OK;
}

static rap_status tell_import(rap_correct_request *r, const rap_correct_result *result, rap_error *err) {
  rap_buf page = {0}, lines = {0};
  size_t troubled;
  rap_status st = rap_correct_tell_all(r, true, &lines, &troubled, err);
  rap_layout_count(&page, (int64_t)r->n, "corrections");
  rap_buf_printf(&page, ": %zu new, %zu known, %zu undone, %zu not applicable now; ", result->added, result->known, result->undone, troubled);
  rap_correct_add_documents(&page, result);
  rap_buf_add(&page, rap_buf_str(&lines));
  if (rap_buf_failed(&lines)) page.failed = true;
  if (st == RAP_OK) st = rap_question_write(&r->q, &page, err);
  rap_buf_clear(&page);
  rap_buf_clear(&lines);
  return st;
}

rap_status rap_correct_import(rap_correct_request *r, rap_error *err) {
  rap_buf text = {0};
  rap_correct_result result;
  if (r->rest.n != 1) return rap_error_set(err, RAP_ERR_USAGE, "correct import needs FILE (-: standard input)");
  rap_status st = read_file(r->q.cli, r->rest.items[0], &text, err);
  if (st == RAP_OK) st = rap_corrections_from_yaml(r->q.cli->arena, r->rest.items[0], rap_buf_str(&text), &r->items, &r->n, err);
  if (st == RAP_OK) st = check_times(r->rest.items[0], r->items, r->n, err);
  if (st == RAP_OK) st = rap_correct_open(r, RAP_STORE_EDIT, err);
  if (st == RAP_OK) st = rap_store_correct(r->q.store, r->q.cli->arena, r->items, r->n, rap_correct_now(), &result, err);
  if (st == RAP_OK) st = rap_store_finish(r->q.store, err);
  if (st == RAP_OK && !r->o->quiet) st = tell_import(r, &result, err);
  rap_buf_clear(&text);
  return st;
}
