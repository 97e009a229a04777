#include "queries/rules_diff.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "analyze/analyze.h"
#include "analyze/rules_change.h"
#include "index/store.h"
#include "queries/question.h"
#include "queries/record_diff.h"

#define MANIFEST "pack.yaml"
#define EVIDENCE_COLUMNS 160
/* Rules named in text; the other formats name all. */
#define SHOWN_RULES 40

static const rap_column columns[] = {
    {.name = "change", .kind = RAP_COL_TEXT}, {.name = "what", .kind = RAP_COL_TEXT}, {.name = "document", .kind = RAP_COL_TEXT},
    {.name = "begin", .kind = RAP_COL_INT},   {.name = "end", .kind = RAP_COL_INT},   {.name = "says", .kind = RAP_COL_TEXT},
    {.name = "text", .kind = RAP_COL_TEXT},   {.name = "rule", .kind = RAP_COL_TEXT},
};

typedef struct side {
  rap_rules *rules;
  rap_analyzer *analyzer;
} side;

typedef struct diff {
  rap_cli *cli;
  rap_question q;
  rap_emit *emit; /* NULL: text */
  rap_arena *arena;
  side before, after;
  rap_rules_change *change;
  rap_buf page;
  uint64_t documents, analysed, differing;
  uint64_t gained[2], lost[2]; /* statements, all else */
} diff;

/* ---- packs ---- */

static bool is_pack(rap_cli *cli, rap_str folder) {
  struct stat info;
  rap_str path = rap_arena_printf(cli->arena, "%.*s/" MANIFEST, RAP_FMT(folder));
  return path.p && stat(path.p, &info) == 0;
}

static int cmp_name(const void *a, const void *b) { return rap_str_cmp(*(const rap_str *)a, *(const rap_str *)b); }

/* The packs that lie in a folder, in order of name. */
static rap_status packs_in(rap_cli *cli, rap_str folder, rap_str_list *out, rap_error *err) {
  rap_str path = rap_arena_str(cli->arena, folder);
  DIR *dir = path.p ? opendir(path.p) : NULL;
  if (!dir) return rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(folder), strerror(errno));
  rap_status st = RAP_OK;
  for (const struct dirent *e; st == RAP_OK && (e = readdir(dir));) {
    if (e->d_name[0] == '.') continue;
    rap_str pack = rap_arena_printf(cli->arena, "%.*s/%s", RAP_FMT(folder), e->d_name);
    if (!pack.p || (is_pack(cli, pack) && !rap_str_list_add(cli->arena, out, pack))) st = rap_error_nomem(err);
  }
  (void)closedir(dir);
  if (st == RAP_OK && out->n == 0)
    return rap_error_set(err, RAP_ERR_USAGE, "%.*s: no rule pack (no " MANIFEST " in it or in its folders)", RAP_FMT(folder));
  if (out->n > 1) qsort(out->items, out->n, sizeof *out->items, cmp_name);
  return st;
}

static rap_status load(rap_cli *cli, rap_str what, side *out, rap_error *err) {
  rap_str_list dirs = {0};
  rap_status st = RAP_OK;
  if (rap_str_is(what, "built-in"))
    st = RAP_OK;
  else if (is_pack(cli, what))
    st = rap_str_list_add(cli->arena, &dirs, what) ? RAP_OK : rap_error_nomem(err);
  else
    st = packs_in(cli, what, &dirs, err);
  if (st == RAP_OK) st = rap_cli_load_rules(cli, &dirs, &out->rules, err);
  if (st == RAP_OK) st = rap_analyzer_new(out->rules, &out->analyzer, err);
  return st;
}

/* ---- rules ---- */

static void tell_rules(diff *d) {
  static const char signs[] = {'+', '-', '~'};
  static const char *const words[] = {"added", "removed", "changed"};
  size_t n, counts[3] = {0};
  const rap_rule_difference *list = rap_rules_change_differences(d->change, &n);
  rap_str everywhere = rap_rules_change_everywhere(d->change);
  for (size_t i = 0; i < n; i++) counts[list[i].fate]++;
  if (!d->emit)
    rap_buf_printf(&d->page, "rules: %zu added, %zu removed, %zu changed\n", counts[RAP_RULE_ADDED], counts[RAP_RULE_REMOVED],
                   counts[RAP_RULE_CHANGED]);
  for (size_t i = 0; i < n; i++) {
    if (!d->emit) {
      if (i < SHOWN_RULES) rap_buf_printf(&d->page, "  %c %.*s\n", signs[list[i].fate], RAP_FMT(list[i].rule));
      if (i == SHOWN_RULES) rap_buf_printf(&d->page, "  … and %zu more\n", n - i);
      continue;
    }
    rap_emit_text(d->emit, rap_str_of(words[list[i].fate]));
    rap_emit_text(d->emit, RAP_STR("rule"));
    for (int k = 0; k < 5; k++) rap_emit_null(d->emit);
    rap_emit_text(d->emit, list[i].rule);
    rap_emit_end_row(d->emit);
  }
  if (!d->emit && everywhere.n) rap_buf_printf(&d->page, "any text may be touched: %.*s\n", RAP_FMT(everywhere));
}

/* ---- texts ---- */

static void put_finding(diff *d, const rap_document *doc, const rap_finding *f, bool gained) {
  rap_str text = rap_str_at(doc->full, f->text);
  if (!d->emit) {
    rap_buf_printf(&d->page, "  %c %s: %.*s  [%.*s]\n      ", gained ? '+' : '-', f->what, RAP_FMT(f->says), RAP_FMT(f->rule));
    rap_text_fit(&d->page, text, EVIDENCE_COLUMNS, false);
    rap_buf_putc(&d->page, '\n');
    return;
  }
  rap_emit_text(d->emit, gained ? RAP_STR("gained") : RAP_STR("lost"));
  rap_emit_text(d->emit, rap_str_of(f->what));
  rap_emit_text(d->emit, doc->id);
  rap_emit_int(d->emit, (int64_t)f->text.begin);
  rap_emit_int(d->emit, (int64_t)f->text.end);
  rap_emit_text(d->emit, f->says);
  rap_emit_text(d->emit, text);
  rap_emit_text(d->emit, f->rule);
  rap_emit_end_row(d->emit);
}

static void count(uint64_t counts[2], const rap_finding *f) { counts[strcmp(f->what, "statement") != 0]++; }

/* Lost and gained in one order of the text, lost first. */
static void tell_document(diff *d, const rap_document *doc, const rap_record_diff *r) {
  if (r->n_lost + r->n_gained == 0) return;
  d->differing++;
  if (!d->emit) rap_buf_printf(&d->page, "\n%s%.*s%s\n", rap_question_bold(&d->q), RAP_FMT(doc->id), rap_question_plain(&d->q));
  for (size_t i = 0, k = 0; i < r->n_lost || k < r->n_gained;) {
    bool lost = k == r->n_gained || (i < r->n_lost && r->lost[i].text.begin <= r->gained[k].text.begin);
    const rap_finding *f = lost ? &r->lost[i++] : &r->gained[k++];
    count(lost ? d->lost : d->gained, f);
    put_finding(d, doc, f, !lost);
  }
}

static rap_status one(void *ctx, const rap_stored_document *stored, rap_error *err) {
  diff *d = ctx;
  rap_document old_doc, new_doc;
  rap_record before, after;
  rap_record_diff result;
  bool affected = false;
  d->documents++;
  if (rap_cli_interrupted()) return rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted after %llu documents", (unsigned long long)d->documents);
  rap_arena_reset(d->arena);
  rap_status st = rap_document_restore(d->arena, &stored->doc, &old_doc, err);
  if (st == RAP_OK) st = rap_rules_change_affects(d->change, &old_doc, &affected, err);
  if (st != RAP_OK || !affected) return st;
  d->analysed++;
  new_doc = old_doc;
  st = rap_analyze(d->before.analyzer, d->arena, &old_doc, &before, err);
  if (st == RAP_OK) st = rap_analyze(d->after.analyzer, d->arena, &new_doc, &after, err);
  if (st == RAP_OK) st = rap_record_compare(d->arena, &before, &after, &result, err);
  if (st == RAP_OK) tell_document(d, &new_doc, &result);
  if (st == RAP_ERR_LIMIT) { /* this document's own fault: the others go on */
    rap_error_prefix(err, "%.*s: ", RAP_FMT(stored->doc.id));
    rap_cli_report(d->cli, st, err);
    rap_error_clear(err);
    st = RAP_OK;
  }
  return st == RAP_OK && !d->emit ? rap_question_write(&d->q, &d->page, err) : st;
}

static void summarise(diff *d) {
  if (d->emit) return;
  rap_buf_printf(
      &d->page,
      "%s%llu documents, %llu of them analysed, %llu differ; statements: %llu gained, %llu lost; mentions, events, participants: %llu gained, %llu lost\n",
      d->differing ? "\n" : "", (unsigned long long)d->documents, (unsigned long long)d->analysed, (unsigned long long)d->differing,
      (unsigned long long)d->gained[0], (unsigned long long)d->lost[0], (unsigned long long)d->gained[1], (unsigned long long)d->lost[1]);
}

static rap_status compare(diff *d, rap_error *err) {
  size_t n_rules;
  rap_buf outline = {0};
  rap_status st = rap_rules_outline(d->before.rules, &outline, err);
  if (st == RAP_OK) st = rap_rules_change_new(rap_buf_str(&outline), d->after.rules, &d->change, err);
  if (st == RAP_OK) {
    tell_rules(d);
    if (!d->emit) st = rap_question_write(&d->q, &d->page, err);
  }
  if (st == RAP_OK) st = rap_store_each(d->q.store, (rap_str){0}, one, d, err);
  if (st == RAP_OK) {
    summarise(d);
    st = d->emit ? RAP_OK : rap_question_write(&d->q, &d->page, err);
    rap_rules_change_differences(d->change, &n_rules);
    if (st == RAP_OK && n_rules == 0 && d->differing == 0) st = RAP_NOT_FOUND;
  }
  rap_buf_clear(&outline);
  return st;
}

static void close_side(side *s) {
  rap_analyzer_free(s->analyzer);
  rap_rules_free(s->rules);
}

rap_status rap_cli_rules_diff(rap_cli *cli, rap_str before, rap_str after, rap_str store, rap_str format, rap_error *err) {
  diff d = {.cli = cli, .arena = rap_arena_new()};
  rap_status st = d.arena ? load(cli, before, &d.before, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = load(cli, after, &d.after, err);
  if (st == RAP_OK) st = rap_question_open_store(cli, store, format, &d.q, err);
  if (st == RAP_OK && d.q.format != RAP_FORMAT_TEXT) st = rap_question_emit(&d.q, columns, sizeof columns / sizeof *columns, &d.emit, err);
  if (st == RAP_OK) st = compare(&d, err);
  st = rap_question_finish(d.emit, st, err);
  rap_question_close(&d.q);
  rap_rules_change_free(d.change);
  rap_buf_clear(&d.page);
  close_side(&d.before);
  close_side(&d.after);
  rap_arena_free(d.arena);
  return st;
}
