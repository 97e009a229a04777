/* ingest: documents as they are read, without rules. */
#include "queries/commands.h"
#include "queries/document_json.h"
#include "queries/walk.h"

typedef struct ingest_options {
  rap_common_options common;
  rap_str format;
  rap_str_list map, no_repair;
  int64_t jobs;
} ingest_options;

static const rap_option ingest_table[] = {
    {.name = "format",
     .letter = 'f',
     .kind = RAP_OPT_CHOICE,
     .offset = offsetof(ingest_options, format),
     .argument = "FORMAT",
     .help = "text for people (default), ndjson: records that can be read again",
     .choices = "text|ndjson"},
    RAP_MAP_OPTION(offsetof(ingest_options, map)),
    RAP_REPAIR_OPTION(offsetof(ingest_options, no_repair)),
    RAP_JOBS_OPTION(offsetof(ingest_options, jobs)),
    RAP_OPTIONS_END,
};
static const rap_option *const ingest_tables[] = {rap_common_table, ingest_table, NULL};

typedef struct run {
  bool text;
  size_t documents;
} run;

static rap_status render(const rap_cli *cli, const run *r, rap_item *item, rap_error *err) {
  rap_json *json = NULL;
  rap_status st = RAP_OK;
  if (r->text) {
    if (r->documents) rap_buf_putc(&item->text, '\n');
    rap_document_page(&item->doc, rap_cli_text_width(cli), cli->color, &item->text);
  } else {
    st = rap_document_to_json(&item->doc, &json, err);
    if (st == RAP_OK) st = rap_json_write_line(json, 0, &item->text, err);
    rap_json_free(json);
  }
  return st == RAP_OK && rap_buf_failed(&item->text) ? rap_error_nomem(err) : st;
}

static rap_status write_out(void *ctx, rap_cli *cli, rap_item *item, rap_error *err) {
  run *r = ctx;
  rap_status st = render(cli, r, item, err);
  if (st == RAP_OK && !rap_out_write(cli->out, rap_buf_str(&item->text))) return rap_error_set(err, RAP_ERR_IO, "cannot write to standard output");
  if (st == RAP_OK) r->documents++;
  return st;
}

static rap_status run_ingest(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const ingest_options *o = options;
  run r = {.text = !rap_str_is(o->format, "ndjson")};
  rap_walk_totals totals;
  rap_walk_options walk = {.paths = operands, .jobs = o->jobs, .ctx = &r, .step = write_out};
  rap_status st = rap_field_map_parse(&o->map, &walk.source.map, err);
  if (st == RAP_OK) st = rap_walk_repairs(&o->no_repair, &walk.source.repairs_off, err);
  if (st == RAP_OK) st = rap_walk(cli, &walk, &totals, err);
  if (st == RAP_OK && r.documents == 0 && cli->worst == RAP_OK) st = RAP_NOT_FOUND;
  return st;
}

const rap_command rap_command_ingest = {
    .name = "ingest",
    .group = RAP_GROUP_PIPELINE,
    .operands = "PATH…",
    .summary = "show texts as they are read, before any rule looks at them",
    .description =
        "Reads as analyze and index do, and writes each document: its text without what surrounds it, its title, date of publication and what else the source says of it, how it was read, and what is doubtful. "
        "PDF files want the program pdftotext (package poppler-utils). "
        "What cannot be read is reported on standard error and passed over; the exit status tells.",
    .tables = ingest_tables,
    .options_size = sizeof(ingest_options),
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run_ingest,
};
