#include "queries/batch_impl.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "queries/moment.h"
#include "queries/prune.h"

/* ---- options ---- */

static rap_status read_patterns(rap_batch *b, const char *option, const rap_str_list *patterns, const rap_glob ***out, rap_error *err) {
  rap_status st = RAP_OK;
  *out = rap_arena_array(b->cli->arena, patterns->n, sizeof **out);
  if (!*out) return rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < patterns->n; i++) st = rap_glob_new(b->cli->arena, patterns->items[i], &(*out)[i], err);
  if (st == RAP_ERR_USAGE) rap_error_prefix(err, "%s: ", option);
  return st;
}

rap_status rap_batch_read_wait(rap_str text, int64_t *out, rap_error *err) {
  uint64_t seconds = 0;
  *out = -1;
  if (text.n == 0) return RAP_OK;
  if (!rap_str_uint(text, &seconds) || seconds > INT32_MAX)
    return rap_error_set(err, RAP_ERR_USAGE, "--wait: '%.*s' is no number of seconds", RAP_FMT(text));
  *out = (int64_t)seconds;
  return RAP_OK;
}

rap_status rap_batch_read_options(rap_batch *b, rap_error *err) {
  const rap_batch_options *o = b->options;
  int64_t now = (int64_t)time(NULL), seconds = 0;
  rap_status st = rap_batch_read_wait(o->wait, &b->wait, err);
  if (st == RAP_OK) st = rap_field_map_parse(&o->map, &b->map, err);
  if (st == RAP_OK) st = rap_walk_repairs(&o->no_repair, &b->repairs_off, err);
  if (st == RAP_OK) st = read_patterns(b, "--include", &o->include, &b->include, err);
  if (st == RAP_OK) st = read_patterns(b, "--exclude", &o->exclude, &b->exclude, err);
  if (st == RAP_OK && o->since.n) {
    st = rap_moment_parse(o->since, now, &seconds, err);
    if (st == RAP_OK) b->since = rap_moment_day(seconds);
    if (st != RAP_OK) rap_error_prefix(err, "--since: ");
  }
  if (st == RAP_OK && o->modified_since.n) {
    st = rap_moment_parse(o->modified_since, now, &seconds, err);
    b->modified_since = seconds * INT64_C(1000000000);
    if (st != RAP_OK) rap_error_prefix(err, "--modified-since: ");
  }
  return st;
}

/* ---- the plan ---- */

/* A document of a file that is passed over. */
static rap_status passed(void *ctx, const rap_document *doc, uint64_t text_len, rap_error *err) {
  rap_batch *b = ctx;
  (void)err;
  b->totals->walk.read.documents++;
  b->totals->walk.text_bytes += text_len;
  b->totals->unchanged++;
  if (!b->options->known_quietly) rap_walk_tell_known(b->cli, doc, &b->totals->walk);
  return RAP_OK;
}

/* What of the options changes what a file gives. */
static rap_status settings_of(rap_batch *b, rap_str *out, rap_error *err) {
  rap_buf text = {0};
  if (b->repairs_off) rap_buf_printf(&text, " repairs-off=%llx", (unsigned long long)b->repairs_off);
  for (size_t i = 0; i < b->options->map.n; i++) rap_buf_printf(&text, " map=%.*s", RAP_FMT(b->options->map.items[i]));
  *out = rap_arena_str(b->arena, rap_buf_str(&text));
  rap_status st = rap_buf_failed(&text) || !out->p ? rap_error_nomem(err) : RAP_OK;
  rap_buf_clear(&text);
  return st;
}

static rap_status make_plan(rap_batch *b, rap_selection *selection, bool only_look, rap_error *err) {
  rap_str settings;
  rap_status st = settings_of(b, &settings, err);
  if (st != RAP_OK) return st;
  const rap_plan_options options = {.store = b->store,
                                    .settings = settings,
                                    .stamp = b->stamp,
                                    .since = b->since,
                                    .keep_failed = rap_str_is(b->options->retry_failed, "no"),
                                    .only_look = only_look,
                                    .interrupted = rap_cli_interrupted,
                                    .passed = only_look ? NULL : passed,
                                    .ctx = b};
  st = rap_plan_make(selection, &options, &b->plan, err);
  b->tally = rap_selection_tally_of(selection);
  if (st == RAP_OK) b->ends = calloc(b->plan.n_files + 1, sizeof *b->ends);
  return st == RAP_OK && !b->ends ? rap_error_nomem(err) : st;
}

rap_status rap_batch_plan(rap_batch *b, const rap_str_list *paths, bool only_look, rap_error *err) {
  rap_manifest *manifest = NULL;
  rap_selection *selection = NULL;
  rap_status st = RAP_OK;
  b->arena = rap_arena_new();
  if (!b->arena) return rap_error_nomem(err);
  if (b->options->manifest.n) st = rap_manifest_open(b->options->manifest, b->options->null, STDIN_FILENO, &manifest, err);
  const rap_selection_options options = {.paths = paths->items,
                                         .n_paths = paths->n,
                                         .manifest = manifest,
                                         .include = b->include,
                                         .exclude = b->exclude,
                                         .n_include = b->options->include.n,
                                         .n_exclude = b->options->exclude.n,
                                         .modified_since = b->modified_since,
                                         .wants = b->part ? b->part->wants : NULL,
                                         .ctx = b->part ? b->part->ctx : NULL};
  if (st == RAP_OK) st = rap_selection_new(&options, &selection, err);
  if (st == RAP_OK) st = make_plan(b, selection, only_look, err);
  rap_selection_free(selection);
  rap_manifest_free(manifest);
  if (!b->totals) return st;
  b->totals->files = b->plan.counts.files;
  b->totals->passed = b->totals->walk.read.files = b->plan.counts.passed;
  b->totals->hashed = b->plan.counts.opened;
  b->totals->excluded = b->tally.excluded;
  b->totals->older = b->tally.older;
  return st;
}

void rap_batch_end_run(rap_batch *b) {
  rap_plan_clear(&b->plan);
  rap_arena_free(b->arena);
  free(b->ends);
  b->cli->file = (rap_str){0};
  b->arena = NULL;
  b->ends = NULL;
  b->totals = NULL;
  b->part = NULL;
  b->next = 0;
  b->file = 0;
}

/* ---- what is gone ---- */

rap_status rap_batch_roots(rap_batch *b, const rap_str_list *paths, rap_str_list *out, rap_error *err) {
  rap_status st = RAP_OK;
  *out = (rap_str_list){0};
  for (size_t i = 0; st == RAP_OK && i < paths->n; i++) {
    rap_str root;
    if (rap_str_is(paths->items[i], "-")) continue;
    st = rap_plan_canonical(b->arena, paths->items[i], &root, err);
    if (st == RAP_OK && !rap_str_list_add(b->arena, out, root)) st = rap_error_nomem(err);
  }
  return st;
}

/* A failure that keeps anything from being taken out, and no more. */
static void not_pruned(rap_batch *b, rap_status st, const char *why) {
  rap_error own = {0};
  rap_cli_report(b->cli, rap_error_set(&own, st, "nothing was pruned: %s", why), &own);
}

rap_status rap_batch_prune(rap_batch *b, const rap_str_list *paths, rap_error *err) {
  rap_prune_counts look;
  rap_str_list roots;
  rap_error own = {0};
  char why[128];
  if (b->tally.failed) {
    not_pruned(b, RAP_ERR_IO, "not all of the paths could be looked at");
    return RAP_OK;
  }
  rap_status st = rap_batch_roots(b, paths, &roots, &own);
  if (st == RAP_OK) st = rap_prune_look(b->store, &b->plan, &roots, NULL, NULL, &look, &own);
  if (st == RAP_ERR_IO) {
    not_pruned(b, st, own.text);
    return RAP_OK;
  }
  if (st != RAP_OK) return rap_error_set(err, st, "%s", own.text);
  if (look.documents > look.of / 2 && !rap_str_is(b->options->prune, "all")) {
    (void)snprintf(why, sizeof why, "%" PRIu64 " of %" PRIu64 " documents would go, more than half; --prune=all takes them out", look.documents,
                   look.of);
    not_pruned(b, RAP_ERR_LIMIT, why);
    return RAP_OK;
  }
  if (look.documents == 0 && look.files == 0) return RAP_OK;
  st = rap_prune(b->store, &b->plan, &roots, &look, err);
  b->totals->pruned = look.documents;
  return st;
}

rap_status rap_batch_prune_gone(rap_batch *b, rap_error *err) {
  rap_prune_counts counts;
  rap_error own = {0};
  rap_status st = rap_prune(b->store, &b->plan, b->part->gone, &counts, &own);
  b->totals->pruned = counts.documents;
  if (st != RAP_ERR_IO) return st == RAP_OK ? st : rap_error_set(err, st, "%s", own.text);
  not_pruned(b, st, own.text);
  return RAP_OK;
}
