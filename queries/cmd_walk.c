#include "queries/pipeline.h"

#include "base/limits.h"

#include <time.h>
#include <unistd.h>

typedef struct walk {
  rap_cli *cli;
  rap_source *source;
  rap_arena *arena;
  rap_document_step step;
  void *ctx;
  rap_walk_totals *totals;
  rap_day tomorrow; /* somewhere on Earth it may be tomorrow already */
} walk;

static void pass_over(walk *w, rap_status st, const rap_error *err) {
  w->totals->failed++;
  rap_cli_report(w->cli, st, err);
}

static void tell_warning(const walk *w, const rap_document *doc, rap_str text) {
  rap_error line = {0}; /* makes one printable line of it */
  (void)rap_error_set(&line, RAP_ERR_INPUT, "%.*s: warning: %.*s", RAP_FMT(doc->file), RAP_FMT(text));
  rap_cli_note(w->cli, "%s", line.text);
  w->totals->warnings++;
}

/* A date to come is possible (an embargo), but rarely meant; it is kept, since this machine's clock may be what is wrong. Said here only: what is stored never depends on the day of the run. */
static void check_future(walk *w, const rap_document *doc) {
  if (doc->published_from == RAP_PUBLISHED_UNKNOWN || rap_day_cmp(rap_day_first(doc->published), w->tomorrow) <= 0) return;
  tell_warning(w, doc,
               rap_arena_printf(w->arena, "date of publication (%s): '%.*s' lies in the future", rap_published_from_name(doc->published_from),
                                RAP_FMT(rap_str_sub(doc->published_text, 0, 60))));
}

static void tell_warnings(walk *w, const rap_document *doc) {
  for (size_t i = 0; i < doc->warnings.n; i++) tell_warning(w, doc, doc->warnings.items[i]);
}

/* One document: read, built, handed on. *end when there are no more. */
static rap_status one_document(walk *w, bool *end, rap_error *err) {
  rap_raw_document raw;
  rap_document doc;
  rap_error own = {0};
  rap_status st = rap_source_next(w->source, w->arena, &raw, &own);
  if (st == RAP_NOT_FOUND) {
    *end = true;
    return RAP_OK;
  }
  if (st == RAP_OK) st = rap_document_build(w->arena, &raw, &doc, &own);
  if (st == RAP_ERR_NOMEM) return rap_error_nomem(err);
  if (st == RAP_ERR_INTERRUPTED) return RAP_OK; /* rap_walk sees it and says so */
  if (st != RAP_OK) {
    pass_over(w, st, &own);
    return RAP_OK;
  }
  w->totals->text_bytes += doc.full.n;
  check_future(w, &doc);
  st = w->step(w->ctx, w->cli, w->arena, &doc, err);
  if (st == RAP_OK) tell_warnings(w, &doc);
  return st;
}

rap_status rap_walk(rap_cli *cli, const rap_str_list *paths, rap_document_step step, void *ctx,
                    void (*progress)(void *ctx, const rap_walk_totals *totals), rap_walk_totals *totals, rap_error *err) {
  *totals = (rap_walk_totals){0};
  walk w = {.cli = cli,
            .step = step,
            .ctx = ctx,
            .totals = totals,
            .arena = rap_arena_new(),
            .tomorrow = rap_day_from_number((int64_t)time(NULL) / 86400 + 1)};
  const rap_source_options options = {.stdin_fd = STDIN_FILENO, .interrupted = rap_cli_interrupted};
  bool end = false;
  rap_status st = w.arena ? rap_source_new(paths->items, paths->n, &options, &w.source, err) : rap_error_nomem(err);
  while (st == RAP_OK && !end) {
    rap_arena_reset(w.arena);
    st = one_document(&w, &end, err);
    totals->read = rap_source_progress_of(w.source);
    if (progress) progress(ctx, totals);
    if (st == RAP_OK && !end && rap_cli_interrupted())
      st = rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted after %llu documents", (unsigned long long)totals->read.documents);
  }
  rap_source_free(w.source);
  rap_arena_free(w.arena);
  return st;
}
