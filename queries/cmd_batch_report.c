#include "queries/report.h"

#include <time.h>

#include "base/calendar.h"
#include "queries/replace.h"

static rap_json *new_event(const rap_log_event *event) {
  rap_json *json = rap_json_new_object();
  rap_log_put(event, json);
  return json;
}

static void told(void *ctx, const rap_log_event *event) {
  rap_report *r = ctx;
  if (event->level == RAP_LOG_INFO) return;
  bool failure = event->level == RAP_LOG_ERROR;
  uint64_t n = failure ? r->n_failures++ : r->n_warnings++;
  if (n < RAP_REPORT_KEPT) (void)rap_json_append(failure ? r->failures : r->warnings, new_event(event));
}

void rap_report_begin(rap_report *r, rap_cli *cli) {
  *r = (rap_report){.cli = cli, .failures = rap_json_new_array(), .warnings = rap_json_new_array(), .begun = (int64_t)time(NULL)};
  cli->told = told;
  cli->told_ctx = r;
}

static void set_count(rap_json *object, const char *key, uint64_t n) { (void)rap_json_set_int(object, key, n < INT64_MAX ? (int64_t)n : INT64_MAX); }

static rap_json *new_files(const rap_batch_totals *t) {
  rap_json *o = rap_json_new_object();
  set_count(o, "selected", t->files);
  set_count(o, "unchanged", t->passed);
  set_count(o, "hashed", t->hashed);
  set_count(o, "changed_while_read", t->unsteady);
  set_count(o, "excluded", t->excluded);
  set_count(o, "older", t->older);
  return o;
}

static rap_json *new_documents(const rap_batch_totals *t) {
  rap_json *o = rap_json_new_object();
  set_count(o, "read", t->walk.read.documents);
  set_count(o, "new", t->inserted);
  set_count(o, "changed", t->replaced);
  set_count(o, "reanalysed", t->reanalysed);
  set_count(o, "untouched", t->untouched);
  set_count(o, "unchanged", t->unchanged);
  set_count(o, "left_out", t->walk.unwanted);
  set_count(o, "failed", t->walk.failed + t->conflicts);
  set_count(o, "passed_over", t->walk.passed_over);
  set_count(o, "pruned", t->pruned);
  set_count(o, "quarantined", t->kept);
  return o;
}

static void set_end(rap_json *o, const rap_report *r, const rap_report_facts *f) {
  char begun[RAP_TIME_TEXT_MAX], ended[RAP_TIME_TEXT_MAX];
  (void)rap_json_set_str(o, "begun", (rap_str){begun, rap_time_format(r->begun, begun)});
  (void)rap_json_set_str(o, "ended", (rap_str){ended, rap_time_format((int64_t)time(NULL), ended)});
  /* Milliseconds will do, and read better. */
  (void)rap_json_set(o, "seconds", rap_json_new_real((double)(int64_t)(f->totals->seconds * 1000 + 0.5) / 1000));
  (void)rap_json_set_str(o, "status", rap_str_of(rap_status_name(f->status)));
  (void)rap_json_set_int(o, "exit_status", rap_cli_exit(r->cli, f->status));
  if (f->status != RAP_OK && f->error->text[0]) (void)rap_json_set_str(o, "text", rap_str_of(f->error->text));
}

static rap_json *new_summary(rap_report *r, const rap_report_facts *f) {
  const rap_batch_totals *t = f->totals;
  rap_json *o = rap_json_new_object();
  (void)rap_json_set_int(o, "format", 1);
  (void)rap_json_set_str(o, "version", RAP_STR(RAP_VERSION));
  (void)rap_json_set_str(o, "action", rap_str_of(f->action));
  (void)rap_json_set_str(o, "store", f->store);
  (void)rap_json_set_str_opt(o, "packs", f->stamp);
  set_end(o, r, f);
  (void)rap_json_set(o, "files", new_files(t));
  (void)rap_json_set(o, "documents", new_documents(t));
  set_count(o, "statements", t->statements);
  set_count(o, "text_bytes", t->walk.text_bytes);
  set_count(o, "failures", r->n_failures);
  set_count(o, "warnings", r->n_warnings);
  (void)rap_json_set(o, "first_failures", r->failures);
  (void)rap_json_set(o, "first_warnings", r->warnings);
  r->failures = r->warnings = NULL;
  return o;
}

static rap_status write_summary(rap_report *r, const rap_report_facts *f, rap_error *err) {
  rap_buf text = {0};
  rap_json *json = new_summary(r, f);
  rap_status st = rap_json_write_line(json, 2, &text, err);
  if (st == RAP_OK && rap_str_is(f->path, "-"))
    (void)rap_out_write(r->cli->out, rap_buf_str(&text));
  else if (st == RAP_OK)
    st = rap_file_replace(f->path, rap_buf_str(&text), err);
  rap_json_free(json);
  rap_buf_clear(&text);
  return st;
}

rap_status rap_report_end(rap_report *r, const rap_report_facts *facts, rap_error *err) {
  r->cli->told = NULL;
  r->cli->told_ctx = NULL;
  rap_status st = facts->path.n ? write_summary(r, facts, err) : RAP_OK;
  rap_json_free(r->failures);
  rap_json_free(r->warnings);
  r->failures = r->warnings = NULL;
  return st;
}
