#include "base/threads.h"
#include "queries/walk.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

typedef struct walk {
  const rap_walk_options *options;
  rap_cli *cli;
  rap_walk_totals *totals;
  rap_probe known;  /* of the document that is settled next, if .unchanged or .stale */
  rap_day tomorrow; /* somewhere on Earth it may be tomorrow already */
} walk;

static void tell_warning(const walk *w, const rap_document *doc, rap_str text) {
  rap_error line = {0}; /* makes one printable line of it */
  (void)rap_error_set(&line, RAP_ERR_INPUT, "%.*s: warning: %.*s", RAP_FMT(doc->file), RAP_FMT(text));
  rap_cli_say(w->cli, RAP_LOG_WARNING, RAP_OK, doc->file, rap_str_of(line.text));
  w->totals->warnings++;
}

/* A date to come is possible (an embargo), but rarely meant; it is kept, since this machine's clock may be what is wrong. Said here only: what is stored never depends on the day of the run. */
static void check_future(const walk *w, const rap_document *doc) {
  if (doc->published_from == RAP_PUBLISHED_UNKNOWN || rap_day_cmp(rap_day_first(doc->published), w->tomorrow) <= 0) return;
  char text[RAP_ERROR_TEXT_MAX];
  int n = snprintf(text, sizeof text, "date of publication (%s): '%.*s' lies in the future", rap_published_from_name(doc->published_from),
                   RAP_FMT(rap_str_sub(doc->published_text, 0, 60)));
  tell_warning(w, doc, (rap_str){text, n > 0 ? (size_t)n : 0});
}

static void tell_warnings(const walk *w, const rap_document *doc) {
  for (size_t i = 0; i < doc->warnings.n; i++) tell_warning(w, doc, doc->warnings.items[i]);
}

/* Says a failure that is this input's alone. */
static rap_status pass_over(const walk *w, const rap_item *item, rap_status st, const rap_error *err) {
  const rap_walk_options *o = w->options;
  w->totals->failed++;
  rap_cli_say(w->cli, RAP_LOG_ERROR, st, item->raw.file, rap_str_of(err->text[0] ? err->text : rap_status_text(st)));
  if (o->refused) o->refused(o->ctx, item, err);
  return RAP_OK;
}

static rap_status not_built(const walk *w, const rap_item *item, rap_error *err) {
  if (item->status == RAP_ERR_NOMEM) return rap_error_nomem(err);
  if (item->status == RAP_PASSED_OVER) {
    w->totals->passed_over++;
    rap_cli_say(w->cli, RAP_LOG_INFO, item->status, item->raw.file, rap_str_of(item->error.text));
    return RAP_OK;
  }
  if (item->status == RAP_ERR_INTERRUPTED) return RAP_OK; /* settle sees it and says so */
  return pass_over(w, item, item->status, &item->error);
}

static rap_status unchanged(const walk *w, rap_error *err) {
  const rap_walk_options *o = w->options;
  w->totals->text_bytes += w->known.text_len;
  check_future(w, &w->known.doc);
  rap_status st = o->step(o->ctx, w->cli, NULL, err);
  if (st == RAP_OK) tell_warnings(w, &w->known.doc);
  return st;
}

/* Its record stands, and so do the warnings that were stored with it. */
static rap_status untouched(const walk *w, rap_item *item, rap_error *err) {
  const rap_walk_options *o = w->options;
  w->totals->text_bytes += item->doc.full.n;
  check_future(w, &w->known.doc);
  tell_warnings(w, &w->known.doc); /* before the store is asked for anything else */
  return o->step(o->ctx, w->cli, item, err);
}

static rap_status analysed(const walk *w, rap_item *item, rap_error *err) {
  const rap_walk_options *o = w->options;
  w->totals->text_bytes += item->doc.full.n;
  check_future(w, &item->doc);
  rap_error own = item->error;
  rap_status st = item->status == RAP_OK ? o->step(o->ctx, w->cli, item, &own) : item->status;
  if (st == RAP_ERR_LIMIT || st == RAP_ERR_INTERNAL) { /* this document's own fault, or ours with it: the others go on */
    rap_error_prefix(&own, "%.*s: ", RAP_FMT(item->doc.file));
    st = pass_over(w, item, st, &own);
  } else if (st != RAP_OK) {
    *err = own;
  }
  if (st == RAP_OK) tell_warnings(w, &item->doc);
  return st;
}

static rap_status work(const void *ctx, rap_worker *worker, rap_item *item, rap_error *err) {
  const walk *w = ctx;
  return w->options->work(w->options->ctx, worker, item, err);
}

static bool wanted(const void *ctx, const rap_document *doc) {
  const walk *w = ctx;
  return w->options->wanted(w->options->ctx, doc);
}

static rap_status settle(void *ctx, rap_item *item, bool chosen, rap_error *err) {
  walk *w = ctx;
  rap_status st = RAP_OK;
  if (w->options->turn) st = w->options->turn(w->options->ctx, item, err);
  if (st != RAP_OK) return st;
  if (item->stage == RAP_ITEM_NONE || (chosen && item->stage == RAP_ITEM_READ))
    st = not_built(w, item, err);
  else if (chosen && item->stage == RAP_ITEM_UNWANTED)
    w->totals->unwanted++;
  else if (chosen && item->stage == RAP_ITEM_UNTOUCHED)
    st = untouched(w, item, err);
  else if (chosen)
    st = analysed(w, item, err);
  else
    st = unchanged(w, err);
  w->totals->read = item->progress;
  if (w->options->progress) w->options->progress(w->options->ctx, w->totals);
  if (st == RAP_OK && rap_cli_interrupted())
    st = rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted after %llu documents", (unsigned long long)item->progress.documents);
  return st;
}

/* An answer that is final is followed by settle at once, so that w->known is still that document. */
static rap_status choose(void *ctx, rap_item *item, bool final, bool *work, rap_error *err) {
  walk *w = ctx;
  rap_status st = w->options->probe(w->options->ctx, item, final, &w->known, err);
  *work = st == RAP_OK && !w->known.unchanged;
  return st;
}

static rap_status load(void *ctx, const rap_rules **rules, rap_error *err) {
  const walk *w = ctx;
  return w->options->load(w->options->ctx, rules, err);
}

static rap_day tomorrow(void) { return rap_day_from_number(rap_time_day((int64_t)time(NULL)) + 1); }

void rap_walk_tell_known(rap_cli *cli, const rap_document *doc, rap_walk_totals *totals) {
  const walk w = {.cli = cli, .totals = totals, .tomorrow = tomorrow()};
  check_future(&w, doc);
  tell_warnings(&w, doc);
}

void rap_walk_tell_jobs(rap_cli *cli, size_t wanted, size_t used) {
  if (used < wanted) rap_cli_note(cli, "the system gives no more threads: %zu instead of %zu analysed", used, wanted);
}

rap_status rap_walk_repairs(const rap_str_list *names, rap_repairs_off *off, rap_error *err) {
  const char *known[RAP_N_REPAIRS + 1] = {[RAP_N_REPAIRS] = "all"};
  *off = 0;
  for (size_t i = 0; i < RAP_N_REPAIRS; i++) known[i] = rap_repair_steps[i].name;
  for (size_t i = 0; i < names->n; i++) {
    if (rap_repairs_switch_off(names->items[i], off)) continue;
    const char *nearest = rap_nearest(names->items[i], known, sizeof known / sizeof *known);
    return rap_error_set(err, RAP_ERR_USAGE, "--no-repair: no step '%.*s'%s%s%s", RAP_FMT(names->items[i]), nearest ? "; did you mean '" : "",
                         nearest ? nearest : "", nearest ? "'?" : "");
  }
  return RAP_OK;
}

size_t rap_walk_jobs(int64_t wanted) {
  size_t n = wanted > 0 ? (size_t)wanted : rap_processors();
  return n < RAP_MAX_JOBS ? n : RAP_MAX_JOBS;
}

rap_status rap_walk(rap_cli *cli, const rap_walk_options *o, rap_walk_totals *totals, rap_error *err) {
  *totals = (rap_walk_totals){0};
  walk w = {.options = o, .cli = cli, .totals = totals, .tomorrow = tomorrow()};
  rap_source_options source = o->source;
  source.stdin_fd = STDIN_FILENO;
  source.interrupted = rap_cli_interrupted;
  const rap_pipeline_options options = {.paths = o->paths,
                                        .source = source,
                                        .wanted = o->wanted ? wanted : NULL,
                                        .rules = o->rules,
                                        .load = o->load ? load : NULL,
                                        .engine = rap_str_is(o->engine, "plain") ? RAP_ENGINE_PLAIN : RAP_ENGINE_FAST,
                                        .jobs = rap_walk_jobs(o->jobs),
                                        .keyed = o->probe != NULL,
                                        .ctx = &w,
                                        .choose = o->probe ? choose : NULL,
                                        .work = o->work ? work : NULL,
                                        .settle = settle};
  rap_source_progress end;
  size_t jobs;
  rap_status st = rap_pipeline_run(&options, &end, &jobs, err);
  rap_walk_tell_jobs(cli, options.jobs, jobs);
  if (st == RAP_OK) totals->read = end;
  return st;
}
