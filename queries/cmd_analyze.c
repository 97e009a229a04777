/* analyze: records of texts, without a store. */
#include "queries/commands.h"
#include "queries/pipeline.h"
#include "queries/record_text.h"

typedef struct analyze_options {
  rap_common_options common;
  rap_str format, engine;
  rap_str_list rules;
} analyze_options;

static const rap_option analyze_table[] = {
    {.name = "format",
     .letter = 'f',
     .kind = RAP_OPT_CHOICE,
     .offset = offsetof(analyze_options, format),
     .argument = "FORMAT",
     .help = "text for people (default), ndjson for programs",
     .choices = "text|ndjson"},
    RAP_RULES_OPTION(offsetof(analyze_options, rules)),
    RAP_ENGINE_OPTION(offsetof(analyze_options, engine)),
    RAP_OPTIONS_END,
};
static const rap_option *const analyze_tables[] = {rap_common_table, analyze_table, NULL};

typedef struct run {
  rap_rules *rules;
  rap_analyzer *analyzer;
  bool text;
  size_t documents;
  rap_buf buf;
} run;

static rap_str name_of(void *ctx, rap_kind kind, rap_str value) {
  const run *r = ctx;
  const rap_entry *entry = rap_rules_entry(r->rules, kind, value);
  if (!entry && kind == RAP_KIND_STATE) entry = rap_rules_entry(r->rules, RAP_KIND_GROUP, value);
  return entry ? entry->name : value;
}

static rap_status write_ndjson(run *r, const rap_document *doc, const rap_record *record, rap_error *err) {
  rap_json *json = NULL;
  rap_status st = rap_record_to_json(doc, record, &json, err);
  if (st == RAP_OK) st = rap_json_write(json, 0, &r->buf, err);
  rap_buf_putc(&r->buf, '\n');
  rap_json_free(json);
  return st;
}

static void write_text(run *r, const rap_cli *cli, const rap_document *doc, const rap_record *record) {
  const rap_record_style style = {.width = rap_cli_text_width(cli), .color = cli->color, .name = name_of, .ctx = r};
  if (r->documents > 0) rap_buf_putc(&r->buf, '\n');
  rap_record_text(doc, record, &style, &r->buf);
}

static rap_status one(void *ctx, rap_cli *cli, rap_arena *arena, rap_document *doc, rap_error *err) {
  run *r = ctx;
  rap_record record;
  rap_status st = rap_analyze(r->analyzer, arena, doc, &record, err);
  if (st != RAP_OK) rap_error_prefix(err, "%.*s: ", RAP_FMT(doc->file));
  if (st == RAP_ERR_LIMIT || st == RAP_ERR_INTERNAL) { /* this document's own fault, or ours with it: the others go on */
    rap_cli_report(cli, st, err);
    rap_error_clear(err);
    return RAP_OK;
  }
  if (st != RAP_OK) return st;
  rap_buf_reset(&r->buf);
  if (r->text)
    write_text(r, cli, doc, &record);
  else
    st = write_ndjson(r, doc, &record, err);
  if (st == RAP_OK && rap_buf_failed(&r->buf)) st = rap_error_nomem(err);
  if (st == RAP_OK && !rap_out_write(cli->out, rap_buf_str(&r->buf))) st = rap_error_set(err, RAP_ERR_IO, "cannot write to standard output");
  r->documents++;
  return st;
}

static rap_status run_all(rap_cli *cli, const analyze_options *o, run *r, const rap_str_list *paths, rap_error *err) {
  rap_walk_totals totals;
  rap_status st = rap_cli_load_rules(cli, &o->rules, &r->rules, err);
  if (st == RAP_OK) st = rap_analyzer_new(r->rules, &r->analyzer, err);
  if (st == RAP_OK && rap_str_is(o->engine, "plain")) rap_analyzer_set_engine(r->analyzer, RAP_ENGINE_PLAIN);
  if (st == RAP_OK) st = rap_walk(cli, paths, one, r, NULL, &totals, err);
  if (st == RAP_OK && r->documents == 0 && cli->worst == RAP_OK) st = RAP_NOT_FOUND;
  rap_analyzer_free(r->analyzer);
  rap_rules_free(r->rules);
  rap_buf_clear(&r->buf);
  return st;
}

static rap_status run_analyze(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const analyze_options *o = options;
  run r = {.text = !rap_str_is(o->format, "ndjson")};
  return run_all(cli, o, &r, operands, err);
}

const rap_command rap_command_analyze = {
    .name = "analyze",
    .group = RAP_GROUP_PIPELINE,
    .operands = "PATH…",
    .summary = "show what the rules find in texts: events, people, States, themes, statements",
    .description =
        "Reads files, folders (in a fixed order) or standard input (-): plain text, JSON Lines, and gzip of either. Writes one record a document, in input order. "
        "What cannot be read is reported on standard error and passed over; the exit status tells.",
    .tables = analyze_tables,
    .options_size = sizeof(analyze_options),
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run_analyze,
};
