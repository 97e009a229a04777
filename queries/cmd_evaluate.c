/* evaluate: what the program finds, held against annotated texts. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "queries/commands.h"
#include "queries/evaluation_rows.h"
#include "queries/layout.h"
#include "queries/walk.h"

/* Mistakes shown in text format, and lines of bad annotations and missing documents that are told; the rest is counted. */
#define SHOWN_MISTAKES 40
#define SHOWN_LINES 20

typedef struct evaluate_options {
  rap_common_options common;
  rap_str format, by, errors, limit, floors, engine;
  rap_str_list rules, measures, no_repair;
  int64_t jobs;
  bool interval, check;
} evaluate_options;

#define OFFSET(field) offsetof(evaluate_options, field)

static const rap_option evaluate_table[] = {
    RAP_ANSWER_FORMAT_OPTION(OFFSET(format)),
    RAP_OUTPUT_OPTION,
    {.name = "measure",
     .letter = 'm',
     .kind = RAP_OPT_LIST,
     .offset = OFFSET(measures),
     .argument = "NAME",
     .help = "only this measure; may be repeated"},
    {.name = "by",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(by),
     .argument = "WHAT",
     .help = "figures of all documents together (default) or of each document",
     .choices = "all|document"},
    {.name = "interval", .kind = RAP_OPT_FLAG, .offset = OFFSET(interval), .help = "the 95 % interval of each F1, by bootstrap over documents"},
    {.name = "errors",
     .letter = 'e',
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(errors),
     .argument = "NAME",
     .help = "instead of figures: what is missed and spurious in a measure, with its sentence"},
    {.name = "limit",
     .letter = 'n',
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(limit),
     .argument = "N",
     .help = "at most N errors, 0 for all (default: 40 in text format, all in the others)"},
    {.name = "floors",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(floors),
     .argument = "FILE",
     .help = "lines of a measure, a tab and its least F1; exit status 1 when a figure is below"},
    {.name = "check", .kind = RAP_OPT_FLAG, .offset = OFFSET(check), .help = "check the annotations only, codes and themes among them"},
    RAP_RULES_OPTION(OFFSET(rules)),
    RAP_REPAIR_OPTION(OFFSET(no_repair)),
    RAP_ENGINE_OPTION(OFFSET(engine)),
    RAP_JOBS_OPTION(OFFSET(jobs)),
    RAP_OPTIONS_END,
};
static const rap_option *const evaluate_tables[] = {rap_common_table, evaluate_table, NULL};

typedef struct run {
  rap_cli *cli;
  const evaluate_options *o;
  rap_str gold_path;
  rap_str_list paths; /* none: the annotated texts themselves */
  rap_gold gold;
  bool timex3; /* nothing else is annotated: texts are analysed for that */
  rap_evaluation *evaluation;
  rap_rules *rules;
  rap_evaluation_view view;
  rap_repairs_off repairs_off;
  rap_measure errors; /* RAP_N_MEASURES: figures are wanted */
  rap_floor *floors;
  size_t n_floors;
  size_t next, n_met, n_strangers; /* next: the annotated text to be read */
} run;

/* ---- options ---- */

static rap_status read_measures(run *r, rap_error *err) {
  rap_status st = RAP_OK;
  r->view.measures = r->o->measures.n ? 0 : ~(rap_measure_set)0;
  for (size_t i = 0; st == RAP_OK && i < r->o->measures.n; i++) {
    rap_measure m;
    st = rap_measure_parse(r->o->measures.items[i], &m, err);
    if (st == RAP_OK) r->view.measures |= RAP_MEASURE_BIT(m);
  }
  if (st != RAP_OK) rap_error_prefix(err, "--measure: ");
  r->errors = RAP_N_MEASURES;
  if (st != RAP_OK || !r->o->errors.p) return st;
  st = rap_measure_parse(r->o->errors, &r->errors, err);
  if (st != RAP_OK) rap_error_prefix(err, "--errors: ");
  return st;
}

static rap_status read_limit(run *r, rap_error *err) {
  uint64_t n = 0;
  r->view.limit = r->view.format == RAP_FORMAT_TEXT ? SHOWN_MISTAKES : 0;
  if (!r->o->limit.p) return RAP_OK;
  if (!r->o->errors.p) return rap_error_set(err, RAP_ERR_USAGE, "--limit is for --errors");
  if (!rap_str_uint(r->o->limit, &n) || n > INT32_MAX)
    return rap_error_set(err, RAP_ERR_USAGE, "--limit: '%.*s' is not a whole number (0: all)", RAP_FMT(r->o->limit));
  r->view.limit = (size_t)n;
  return RAP_OK;
}

/* Options that say different things of what is to be shown. */
static rap_status check_options(const run *r, rap_error *err) {
  const evaluate_options *o = r->o;
  bool errors = o->errors.p != NULL, by = r->view.by_document;
  if (o->check && (r->paths.n || errors || by || o->interval || o->floors.p || o->measures.n))
    return rap_error_set(err, RAP_ERR_USAGE, "--check takes annotations alone: no PATH, --measure, --by, --interval, --errors or --floors");
  if (errors && (by || o->interval || o->measures.n))
    return rap_error_set(err, RAP_ERR_USAGE, "--errors shows no figures: no --measure, --by or --interval with it");
  if (by && o->interval) return rap_error_set(err, RAP_ERR_USAGE, "--interval is over documents: not with --by document");
  return RAP_OK;
}

static rap_status read_file(rap_str path, rap_cli *cli, rap_buf *out, rap_error *err) {
  rap_str name = rap_arena_str(cli->arena, path);
  FILE *in = name.p ? fopen(name.p, "rb") : NULL;
  if (!name.p) return rap_error_nomem(err);
  if (!in) return rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno));
  char bytes[4096];
  errno = 0;
  for (size_t n; (n = fread(bytes, 1, sizeof bytes, in)) > 0 && out->n < RAP_MAX_YAML_BYTES;) rap_buf_add(out, (rap_str){bytes, n});
  rap_status st = ferror(in) ? rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno)) : RAP_OK;
  (void)fclose(in);
  return st == RAP_OK && rap_buf_failed(out) ? rap_error_nomem(err) : st;
}

static rap_status read_floors(run *r, rap_error *err) {
  rap_buf text = {0};
  if (!r->o->floors.p) return RAP_OK;
  rap_status st = read_file(r->o->floors, r->cli, &text, err);
  if (st == RAP_OK) st = rap_floors_parse(r->cli->arena, rap_buf_str(&text), r->o->floors, &r->floors, &r->n_floors, err);
  rap_buf_clear(&text);
  return st;
}

/* ---- annotations ---- */

static void tell_faults(const run *r) {
  const rap_str_list *lines = &r->gold.faults.lines;
  size_t shown = r->o->check || lines->n <= SHOWN_LINES ? lines->n : SHOWN_LINES;
  for (size_t i = 0; i < shown; i++) {
    rap_error line = {0};
    (void)rap_error_set(&line, RAP_ERR_INPUT, "%.*s", RAP_FMT(lines->items[i]));
    rap_cli_report(r->cli, RAP_ERR_INPUT, &line);
  }
  if (shown < lines->n) rap_cli_note(r->cli, "… and %zu more (evaluate --check shows them all)", lines->n - shown);
}

/* Nothing is measured by annotations that are at fault. */
static rap_status read_gold(run *r, rap_error *err) {
  const rap_source_options options = {.stdin_fd = STDIN_FILENO, .interrupted = rap_cli_interrupted, .repairs_off = r->repairs_off};
  rap_status st = rap_gold_read(r->gold_path, &options, r->rules, &r->gold, err);
  if (st != RAP_OK || r->gold.faults.lines.n == 0) return st;
  tell_faults(r);
  return RAP_ERR_INPUT;
}

static rap_status check_gold(run *r, rap_error *err) {
  rap_status st = rap_cli_load_rules(r->cli, &r->o->rules, &r->rules, err);
  if (st == RAP_OK) st = read_gold(r, err);
  if (st != RAP_OK && !r->gold.faults.lines.n) return st;
  rap_buf line = {0};
  rap_buf_printf(&line, "%.*s: ", RAP_FMT(r->gold_path));
  rap_layout_count(&line, (int64_t)r->gold.n, "documents");
  rap_buf_puts(&line, ", ");
  rap_layout_count(&line, (int64_t)r->gold.faults.lines.n, "faults");
  rap_buf_putc(&line, '\n');
  if (rap_buf_failed(&line)) st = rap_error_nomem(err);
  rap_out_write(r->cli->out, rap_buf_str(&line));
  rap_buf_clear(&line);
  return st;
}

/* ---- findings ---- */

/* The annotated text as an input of its own; in the thread that reads, which alone touches r->next. */
static rap_status read_next(void *ctx, rap_item *item, rap_error *err) {
  run *r = ctx;
  (void)err;
  if (r->next == r->gold.n) return RAP_NOT_FOUND;
  const rap_raw_document *from = &r->gold.items[r->next++];
  item->raw = (rap_raw_document){.id = from->id, .title = from->title, .text = from->text, .date = from->date, .file = from->file};
  return RAP_OK;
}

static rap_status load(void *ctx, const rap_rules **rules, rap_error *err) {
  run *r = ctx;
  rap_status st = rap_cli_load_pack(r->cli, &r->o->rules, r->timex3 ? RAP_STR("timeml") : RAP_STR(""), r->o->engine, &r->rules, err);
  *rules = r->rules;
  return st;
}

/* Only annotated texts are analysed, and records stand as they are. */
static rap_status choose(void *ctx, rap_item *item, bool final, bool *work, rap_error *err) {
  const run *r = ctx;
  (void) final;
  (void)err;
  *work = rap_gold_find(&r->gold, item->raw.id) != SIZE_MAX && !(r->paths.n && rap_annotated_is_record(&item->raw));
  return RAP_OK;
}

static void tell_warnings(const run *r, const rap_document *doc) {
  for (size_t i = 0; i < doc->warnings.n; i++) {
    rap_error line = {0};
    (void)rap_error_set(&line, RAP_ERR_INPUT, "%.*s: warning: %.*s", RAP_FMT(doc->file), RAP_FMT(doc->warnings.items[i]));
    rap_cli_note(r->cli, "%s", line.text);
  }
}

static rap_status take(run *r, rap_item *item, bool chosen, rap_error *err) {
  size_t i = rap_gold_find(&r->gold, item->raw.id);
  if (i == SIZE_MAX) {
    r->n_strangers++;
    return RAP_OK;
  }
  if (rap_evaluation_has(r->evaluation, i))
    return rap_error_set(err, RAP_ERR_INPUT, "%.*s: the id '%.*s' a second time; the first one counts", RAP_FMT(item->raw.file),
                         RAP_FMT(rap_str_sub(item->raw.id, 0, 80)));
  rap_status st = chosen ? rap_evaluation_made(r->evaluation, i, &item->doc, &item->record, r->timex3, err)
                         : rap_evaluation_record(r->evaluation, i, &item->raw, err);
  if (st == RAP_OK && chosen) tell_warnings(r, &item->doc);
  r->n_met += st == RAP_OK;
  return st;
}

/* What is this document's own fault is told, and the others go on. */
static rap_status settle(void *ctx, rap_item *item, bool chosen, rap_error *err) {
  run *r = ctx;
  rap_error own = item->error;
  rap_status st = item->status;
  if (st == RAP_OK) st = take(r, item, chosen, &own);
  if (rap_cli_interrupted())
    return rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted after %llu documents", (unsigned long long)item->progress.documents);
  if (st == RAP_ERR_NOMEM) return rap_error_nomem(err);
  if (st != RAP_OK) rap_cli_report(r->cli, st, &own);
  return RAP_OK;
}

static rap_status find_all(run *r, rap_error *err) {
  const rap_pipeline_options options = {.paths = &r->paths,
                                        .source = {.stdin_fd = STDIN_FILENO, .interrupted = rap_cli_interrupted, .repairs_off = r->repairs_off},
                                        .read = r->paths.n ? NULL : read_next,
                                        .reader = r,
                                        .load = load,
                                        .engine = rap_str_is(r->o->engine, "plain") ? RAP_ENGINE_PLAIN : RAP_ENGINE_FAST,
                                        .jobs = rap_walk_jobs(r->o->jobs),
                                        .ctx = r,
                                        .choose = choose,
                                        .settle = settle};
  rap_source_progress end;
  size_t jobs;
  rap_status st = rap_pipeline_run(&options, &end, &jobs, err);
  rap_walk_tell_jobs(r->cli, options.jobs, jobs);
  return st;
}

static void tell_missing(const run *r) {
  size_t n = 0;
  for (size_t i = 0; i < r->gold.n; i++) {
    if (rap_evaluation_has(r->evaluation, i) || n++ >= SHOWN_LINES) continue;
    rap_error line = {0};
    (void)rap_error_set(&line, RAP_ERR_INPUT, "%.*s: '%.*s' is missing: all of it counts as missed", RAP_FMT(r->gold.items[i].file),
                        RAP_FMT(rap_str_sub(r->gold.items[i].id, 0, 80)));
    rap_cli_note(r->cli, "%s", line.text);
  }
  if (n > SHOWN_LINES) rap_cli_note(r->cli, "… and %zu more are missing", n - SHOWN_LINES);
  if (r->n_strangers) rap_cli_note(r->cli, "passed over, since not annotated: %zu", r->n_strangers);
}

/* ---- answers ---- */

/* RAP_NOT_FOUND when a figure is below its floor. */
static rap_status hold_floors(const run *r) {
  const rap_tallies *total = rap_evaluation_total(r->evaluation);
  rap_status st = RAP_OK;
  for (size_t i = 0; i < r->n_floors; i++) {
    const rap_floor *f = &r->floors[i];
    const rap_tally *t = &total->of[f->measure];
    double f1 = rap_figure_shown(rap_tally_f1(t));
    bool measured = t->right + t->spurious + t->missed > 0;
    if (measured && f1 >= f->least) continue;
    st = RAP_NOT_FOUND;
    if (measured)
      rap_cli_note(r->cli, "%.*s:%zu: %s: F1 %.3f is below %g (%llu right, %llu spurious, %llu missed)", RAP_FMT(r->o->floors), f->line,
                   rap_measure_title(f->measure), f1, f->least, (unsigned long long)t->right, (unsigned long long)t->spurious,
                   (unsigned long long)t->missed);
    else
      rap_cli_note(r->cli, "%.*s:%zu: %s: nothing to measure", RAP_FMT(r->o->floors), f->line, rap_measure_title(f->measure));
  }
  return st;
}

static rap_status answer(run *r, rap_error *err) {
  size_t n = 0;
  rap_status st;
  if (r->errors == RAP_N_MEASURES) {
    st = rap_evaluation_write(r->evaluation, &r->view, r->cli->out, &n, err);
  } else {
    st = rap_evaluation_write_mistakes(r->evaluation, &r->view, r->cli->out, &n, err);
    size_t shown = r->view.limit && r->view.limit < n ? r->view.limit : n;
    if (st == RAP_OK && shown < n && r->view.format == RAP_FORMAT_TEXT)
      rap_out_printf(r->cli->out, "… and %zu more (--limit 0 shows all)\n", n - shown);
  }
  if (st == RAP_OK) st = hold_floors(r);
  if (st == RAP_OK && n == 0) {
    if (r->view.format == RAP_FORMAT_TEXT) rap_cli_note(r->cli, r->errors == RAP_N_MEASURES ? "nothing to measure" : "no errors");
    st = RAP_NOT_FOUND;
  }
  return st;
}

static rap_status evaluate(run *r, rap_error *err) {
  rap_status st = read_floors(r, err);
  if (st == RAP_OK) st = read_gold(r, err);
  r->timex3 = r->gold.lists == RAP_LIST_TIMEX3;
  if (st == RAP_OK) st = rap_evaluation_new(&r->gold, r->errors, &r->evaluation, err);
  if (st == RAP_OK) st = find_all(r, err);
  if (st == RAP_OK) st = rap_evaluation_finish(r->evaluation, err);
  if (st != RAP_OK) return st;
  tell_missing(r);
  return answer(r, err);
}

static rap_status run_evaluate(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const evaluate_options *o = options;
  run r = {.cli = cli, .o = o, .gold_path = operands->items[0], .paths = {.items = operands->items + 1, .n = operands->n - 1}};
  r.view = (rap_evaluation_view){.gold = &r.gold, .emit = {.width = rap_cli_text_width(cli), .color = cli->color}, .intervals = o->interval};
  r.view.by_document = rap_str_is(o->by, "document");
  if (o->format.n && !rap_format_parse(o->format, &r.view.format))
    return rap_error_set(err, RAP_ERR_USAGE, "--format: unknown value '%.*s'", RAP_FMT(o->format));
  rap_status st = check_options(&r, err);
  if (st == RAP_OK) st = rap_walk_repairs(&o->no_repair, &r.repairs_off, err);
  if (st == RAP_OK) st = read_measures(&r, err);
  if (st == RAP_OK) st = read_limit(&r, err);
  if (st == RAP_OK) st = o->check ? check_gold(&r, err) : evaluate(&r, err);
  rap_evaluation_free(r.evaluation);
  rap_gold_clear(&r.gold);
  rap_rules_free(r.rules);
  return st;
}

const rap_command rap_command_evaluate = {
    .name = "evaluate",
    .group = RAP_GROUP_RULES,
    .operands = "GOLD [PATH…]",
    .summary = "measure what is found against annotated texts",
    .description =
        "Holds what the rules find against annotated texts (GOLD, JSON Lines; rapporteur-output(5) describes the form) and shows precision, recall and F1 by measure. Without PATH the "
        "annotated texts themselves are analysed; with PATHs the documents in them, matched by id: records of analyze --format ndjson as they stand, anything else as analyze would "
        "find it. The measures are described in rapporteur(1).",
    .tables = evaluate_tables,
    .options_size = sizeof(evaluate_options),
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run_evaluate,
};
