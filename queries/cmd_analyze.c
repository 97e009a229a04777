/* analyze: records of texts, without a store. */
#include "queries/commands.h"
#include "queries/record_text.h"
#include "queries/walk.h"

typedef struct analyze_options {
  rap_common_options common;
  rap_str format, engine;
  rap_str_list rules, map, no_repair;
  int64_t jobs;
} analyze_options;

static const rap_option analyze_table[] = {
    {.name = "format",
     .letter = 'f',
     .kind = RAP_OPT_CHOICE,
     .offset = offsetof(analyze_options, format),
     .argument = "FORMAT",
     .help = "text for people (default), ndjson for programs, timex3: temporal expressions as TimeML has them",
     .choices = "text|ndjson|timex3"},
    RAP_RULES_OPTION(offsetof(analyze_options, rules)),
    RAP_REPAIR_OPTION(offsetof(analyze_options, no_repair)),
    RAP_ENGINE_OPTION(offsetof(analyze_options, engine)),
    RAP_MAP_OPTION(offsetof(analyze_options, map)),
    RAP_JOBS_OPTION(offsetof(analyze_options, jobs)),
    RAP_OPTIONS_END,
};
static const rap_option *const analyze_tables[] = {rap_common_table, analyze_table, NULL};

typedef struct run {
  rap_rules *rules;
  bool text, timex3;
  rap_record_style style;
  size_t documents;
} run;

static rap_str name_of(void *ctx, rap_kind kind, rap_str value) { return rap_cli_entry_name(ctx, kind, value); }

/* Where the record is made, since writing it out costs as much as a good part of finding it. */
static rap_status render(const void *ctx, rap_worker *worker, rap_item *item, rap_error *err) {
  (void)worker;
  const run *r = ctx;
  rap_json *json = NULL;
  rap_status st = RAP_OK;
  if (r->text) {
    rap_record_text(&item->doc, &item->record, &r->style, &item->text);
  } else {
    st = r->timex3 ? rap_record_timex3_to_json(&item->doc, &item->record, &json, err) : rap_record_to_json(&item->doc, &item->record, &json, err);
    if (st == RAP_OK) st = rap_json_write_line(json, 0, &item->text, err);
    rap_json_free(json);
  }
  return st == RAP_OK && rap_buf_failed(&item->text) ? rap_error_nomem(err) : st;
}

static rap_status write_out(void *ctx, rap_cli *cli, rap_item *item, rap_error *err) {
  run *r = ctx;
  bool written = !(r->text && r->documents > 0) || rap_out_write(cli->out, RAP_STR("\n"));
  if (!written || !rap_out_write(cli->out, rap_buf_str(&item->text))) return rap_error_set(err, RAP_ERR_IO, "cannot write to standard output");
  r->documents++;
  return RAP_OK;
}

static rap_status run_all(rap_cli *cli, const analyze_options *o, run *r, const rap_str_list *paths, rap_error *err) {
  rap_walk_totals totals;
  rap_status st = rap_cli_load_pack(cli, &o->rules, r->timex3 ? RAP_STR("timeml") : RAP_STR(""), o->engine, &r->rules, err);
  r->style = (rap_record_style){.width = rap_cli_text_width(cli), .color = cli->color, .name = name_of, .ctx = r->rules};
  rap_walk_options walk = {.paths = paths, .rules = r->rules, .engine = o->engine, .jobs = o->jobs, .ctx = r, .work = render, .step = write_out};
  if (st == RAP_OK) st = rap_field_map_parse(&o->map, &walk.source.map, err);
  if (st == RAP_OK) st = rap_walk_repairs(&o->no_repair, &walk.source.repairs_off, err);
  if (st == RAP_OK) st = rap_walk(cli, &walk, &totals, err);
  if (st == RAP_OK && r->documents == 0 && cli->worst == RAP_OK) st = RAP_NOT_FOUND;
  rap_rules_free(r->rules);
  return st;
}

static rap_status run_analyze(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const analyze_options *o = options;
  run r = {.timex3 = rap_str_is(o->format, "timex3")};
  r.text = !r.timex3 && !rap_str_is(o->format, "ndjson");
  return run_all(cli, o, &r, operands, err);
}

const rap_command rap_command_analyze = {
    .name = "analyze",
    .group = RAP_GROUP_PIPELINE,
    .operands = "PATH…",
    .summary = "show what the rules find in texts: events, people, States, themes, statements",
    .description =
        "Reads files, folders (in a fixed order), archives or standard input (-): texts, pages, feeds, e-mails, PDF, office files, JSON, CSV. Writes one record a document, in input order. "
        "What cannot be read is reported on standard error and passed over; the exit status tells.",
    .tables = analyze_tables,
    .options_size = sizeof(analyze_options),
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run_analyze,
};
