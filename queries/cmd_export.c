/* export: the record, or a query's part of it, for other programs. */
#include "queries/export.h"
#include "queries/help.h"
#include "queries/progress.h"
#include "queries/question.h"
#include "queries/receipting.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct export_options {
  rap_question_options question;
  rap_str to, output;
  bool force, with_text, quiet;
} export_options;

#define OFFSET(field) offsetof(export_options, field)
static const rap_option export_table[] = {
    {.name = "to",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(to),
     .argument = "KIND",
     .help =
         "what to make (default ndjson): records as analyze writes them; tables with a data dictionary; a plain database; annotations for other tools",
     .choices = RAP_EXPORT_KINDS},
    {.name = "output", .letter = 'o', .kind = RAP_OPT_TEXT, .offset = OFFSET(output), .argument = "PATH", .help = "the file or folder to write"},
    {.name = "force", .kind = RAP_OPT_FLAG, .offset = OFFSET(force), .help = "replace the file, or the export in the folder, that is there"},
    {.name = "with-text", .kind = RAP_OPT_FLAG, .offset = OFFSET(with_text), .help = "csv: also the texts (the others have them in any case)"},
    {.name = "quiet", .letter = 'q', .kind = RAP_OPT_FLAG, .offset = OFFSET(quiet), .help = "no progress, no summary"},
    RAP_OPTIONS_END,
};
static const rap_option *const export_tables[] = {rap_common_table, export_table, rap_question_table, NULL};

/* One export under way. */
typedef struct job {
  rap_cli *cli;
  const export_options *o;
  const rap_export_kind *kind;
  rap_export x;
  void *state;
  rap_out *list_out; /* documents.csv, of the kinds with a file for each document */
  rap_emit *list;
  rap_progress progress;
  uint64_t documents, text_bytes;
} job;

/* ---- where to ---- */

static bool to_stdout(const job *j) { return !j->o->output.n || rap_str_is(j->o->output, "-"); }

static rap_status check_usage(const job *j, rap_error *err) {
  if (j->o->question.format.n) return rap_error_set(err, RAP_ERR_USAGE, "export: what to make is told by --to, not by --format");
  if (j->o->with_text && !rap_str_is(rap_str_of(j->kind->name), "csv")) return rap_error_set(err, RAP_ERR_USAGE, "--with-text is for --to csv");
  if (to_stdout(j) && !j->cli->receipt && (j->kind->folder || j->kind->parts))
    return rap_error_set(err, RAP_ERR_USAGE, "--to %s needs --output PATH: it makes a %s", j->kind->name, j->kind->folder ? "folder" : "file");
  return RAP_OK;
}

/* ---- documents ---- */

static rap_status open_list(job *j, rap_error *err) {
  static const rap_column columns[] = {{.name = "file"},      {.name = "id"},       {.name = "source"}, {.name = "title"},
                                       {.name = "published"}, {.name = "language"}, {.name = "url"}};
  if (!j->kind->suffix) return RAP_OK;
  rap_status st = rap_outputs_open(j->x.outputs, RAP_STR("documents.csv"), &j->list_out, err);
  TRY(rap_emit_new(j->list_out, RAP_FORMAT_CSV, columns, sizeof columns / sizeof *columns, NULL, &j->list, err));
  return st;
}

static rap_status put_in_list(job *j, const rap_document *doc, rap_error *err) {
  char day[RAP_DAY_TEXT_MAX];
  rap_str base = rap_export_name(&j->x, doc), file = rap_arena_printf(j->x.scratch, "%.*s%s", RAP_FMT(base), j->kind->suffix);
  if (!base.n || !file.p) return rap_error_nomem(err);
  rap_emit_text(j->list, file);
  rap_emit_text(j->list, doc->id);
  rap_emit_text(j->list, doc->source);
  rap_emit_text(j->list, rap_document_title(doc));
  rap_emit_text(j->list, (rap_str){day, rap_day_format(doc->published, day)});
  rap_emit_text(j->list, doc->language);
  rap_emit_text(j->list, doc->url);
  rap_emit_end_row(j->list);
  return RAP_OK;
}

static rap_status close_list(job *j, rap_status st, rap_error *err) {
  rap_error own = {0};
  rap_status finished = rap_emit_finish(j->list, &own);
  j->list = NULL;
  if (!j->list_out) return st;
  TRY(rap_outputs_close(j->x.outputs, j->list_out, err));
  if (st == RAP_OK && finished != RAP_OK) st = rap_error_set(err, finished, "%s", own.text);
  return st;
}

static rap_status on_document(void *ctx, const rap_exported *document, rap_error *err) {
  job *j = ctx;
  if (rap_cli_interrupted()) return rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted; nothing was written");
  rap_arena_reset(j->x.scratch);
  rap_status st = j->kind->document(&j->x, j->state, document, err);
  if (j->list) TRY(put_in_list(j, &document->stored->doc, err));
  j->documents++;
  j->text_bytes += document->stored->doc.full.n;
  rap_progress_draw(&j->progress, j->documents, j->text_bytes, 0);
  return st;
}

static rap_status write_documents(job *j, rap_question *q, rap_error *err) {
  rap_status st = open_list(j, err);
  if (j->kind->begin) TRY(j->kind->begin(&j->x, &j->state, err));
  TRY(rap_export_documents(q->store, &q->filter, on_document, j, NULL, err));
  rap_progress_erase(&j->progress);
  if (j->kind->end) TRY(j->kind->end(&j->x, j->state, err));
  if (j->kind->free) j->kind->free(j->state);
  return close_list(j, st, err);
}

/* ---- the end ---- */

/* The receipt stands in the folder, or beside the file. */
static rap_status put_receipt(job *j, rap_error *err) {
  rap_receipting *r = j->cli->receipt;
  rap_buf text = {0};
  rap_status st = rap_outputs_sum(j->x.outputs, &r->receipt.output, err);
  r->receipt.rows = (int64_t)j->documents;
  r->receipt.folder = j->kind->folder || j->kind->parts;
  /* The list goes with the outputs; the receipt may be looked at later. */
  rap_outputs_file *list = rap_arena_array(j->cli->arena, r->receipt.output.n_list, sizeof *list);
  if (st == RAP_OK && !list) st = rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < r->receipt.output.n_list; i++) {
    list[i] = r->receipt.output.list[i];
    list[i].name = rap_arena_str(j->cli->arena, list[i].name);
    if (!list[i].name.p) st = rap_error_nomem(err);
  }
  r->receipt.output.list = list;
  r->counted = true;
  if (j->kind->folder) {
    TRY(rap_receipt_text(j->cli, &text, err));
    TRY(rap_outputs_beside(j->x.outputs, RAP_STR("receipt.json"), rap_buf_str(&text), err));
    rap_buf_clear(&text);
  }
  return st;
}

static rap_status make(job *j, rap_question *q, rap_error *err) {
  bool verifying = j->cli->receipt->verifying;
  const rap_outputs_options options = {
      .path = j->o->output, .folder = j->kind->folder, .parts = j->kind->parts, .force = j->o->force, .hash_only = verifying};
  rap_status st = rap_outputs_new(&options, &j->x.outputs, err);
  TRY(write_documents(j, q, err));
  if (st == RAP_OK && j->documents == 0) {
    if (!verifying && !j->o->quiet) rap_cli_note(j->cli, "nothing found; nothing was written");
    st = RAP_NOT_FOUND;
  }
  TRY(put_receipt(j, err));
  TRY(rap_outputs_commit(j->x.outputs, err));
  if (st == RAP_OK && !verifying && !j->o->quiet)
    rap_cli_note(j->cli, "%.*s: %llu document%s, %llu file%s, %.1f MB", RAP_FMT(j->o->output), (unsigned long long)j->documents,
                 j->documents == 1 ? "" : "s", (unsigned long long)j->cli->receipt->receipt.output.files,
                 j->cli->receipt->receipt.output.files == 1 ? "" : "s", rap_progress_megabytes(j->cli->receipt->receipt.output.bytes));
  return st;
}

/* Records as they come, to standard output. */
static rap_status on_stream(void *ctx, const rap_exported *document, rap_error *err) {
  job *j = ctx;
  rap_json *json = NULL;
  rap_buf line = {0};
  if (rap_cli_interrupted()) return rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted");
  rap_status st = rap_record_to_json(&document->stored->doc, &document->stored->record, &json, err);
  TRY(rap_json_write_line(json, 0, &line, err));
  if (st == RAP_OK && !rap_out_write(j->cli->out, rap_buf_str(&line))) st = rap_error_set(err, RAP_ERR_IO, "cannot write to standard output");
  rap_json_free(json);
  rap_buf_clear(&line);
  j->documents++;
  return st;
}

static rap_status stream(job *j, rap_question *q, rap_error *err) {
  rap_status st = rap_export_documents(q->store, &q->filter, on_stream, j, NULL, err);
  if (j->cli->receipt) j->cli->receipt->rows = (size_t)j->documents;
  return st == RAP_OK ? rap_question_done(q, j->documents) : st;
}

/* Where the receipt of an export goes that is one file: beside it, unless it was asked for elsewhere. */
static rap_str receipt_path(const job *j, rap_error *err) {
  if (j->o->question.receipt.n || to_stdout(j) || j->kind->folder) return j->o->question.receipt;
  rap_str path = rap_arena_printf(j->cli->arena, "%.*s.receipt.json", RAP_FMT(j->o->output));
  if (!path.p) (void)rap_error_nomem(err);
  return path;
}

static rap_status load_rules(job *j, rap_rules **rules, rap_error *err) {
  if (!j->kind->pack) return RAP_OK;
  rap_status st = rap_cli_load_pack(j->cli, &(rap_str_list){0}, rap_str_of(j->kind->pack), (rap_str){0}, rules, err);
  j->x.rules = *rules;
  rap_str stamp = st == RAP_OK ? rap_arena_str(j->cli->arena, rap_rules_stamp(*rules)) : (rap_str){0};
  if (st == RAP_OK && (!stamp.p || !rap_str_list_add(j->cli->arena, &j->cli->receipt->receipt.rules, stamp))) st = rap_error_nomem(err);
  return st;
}

static rap_status run_export(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const export_options *o = options;
  job j = {.cli = cli, .o = o, .progress = {.cli = cli, .quiet = o->quiet}};
  rap_question q = {0};
  rap_rules *rules = NULL;
  rap_question_options asked = o->question;
  j.kind = rap_export_kind_of(o->to.n ? o->to : RAP_STR("ndjson"));
  rap_status st = check_usage(&j, err);
  bool streams = to_stdout(&j) && !j.kind->folder && !j.kind->parts;
  if (st == RAP_OK) asked.receipt = receipt_path(&j, err);
  asked.format = RAP_STR("ndjson"); /* no text page */
  if (!streams && !cli->receipt && !(cli->receipt = rap_arena_alloc(cli->arena, sizeof *cli->receipt))) st = rap_error_nomem(err);
  TRY(rap_question_open(cli, &asked, operands, 0, &q, err));
  j.x = (rap_export){.store = q.store, .arena = cli->arena, .scratch = rap_arena_new(), .with_text = o->with_text};
  rap_str version = rap_help_version_text();
  j.x.program = rap_arena_printf(cli->arena, "rapporteur %.*s", RAP_FMT(version));
  if (st == RAP_OK && (!j.x.scratch || !j.x.program.p)) st = rap_error_nomem(err);
  rap_progress_start(&j.progress);
  if (!streams) TRY(load_rules(&j, &rules, err));
  TRY(streams ? stream(&j, &q, err) : make(&j, &q, err));
  if (st != RAP_OK && !streams && cli->receipt) cli->receipt->path = (rap_str){0}; /* of what is not there */
  rap_outputs_free(j.x.outputs);
  rap_arena_free(j.x.scratch);
  rap_question_close(&q);
  rap_rules_free(rules);
  return st;
}

const rap_command rap_command_export = {
    .name = "export",
    .group = RAP_GROUP_ANSWERS,
    .operands = "[WORDS…]",
    .summary = "the record, or a query's part of it, for other programs: NDJSON, CSV, SQLite, brat, Web Annotation, TEI, TimeML",
    .description =
        "Exports the documents that meet the query, whole, in order of their ids: the same store and query give the same bytes. What is written is there whole or not at all. ndjson and sqlite are one file, the others a folder. Each comes with a "
        "receipt (PATH.receipt.json, or receipt.json in the folder) from which verify makes it again and compares. ndjson without --output goes to standard output. The formats are described in rapporteur-output(5).",
    .tables = export_tables,
    .options_size = sizeof(export_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_export,
};
