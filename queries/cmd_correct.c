/* correct: what people decide about what the analysis found. */
#include <stdlib.h>
#include <time.h>

#include "queries/correcting.h"
#include "queries/progress.h"

#define OFFSET(field) offsetof(rap_correct_options, field)
#define TEXT_OPTION(word, field, arg, text) \
  { .name = (word), .kind = RAP_OPT_TEXT, .offset = OFFSET(field), .argument = (arg), .help = (text) }

static const rap_option correct_table[] = {
    RAP_STORE_OPTION(OFFSET(store)),
    RAP_ANSWER_FORMAT_OPTION(OFFSET(format)),
    RAP_OUTPUT_OPTION,
    {.name = "author",
     .letter = 'a',
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(author),
     .argument = "NAME",
     .help = "who decides (default $RAPPORTEUR_AUTHOR, else $USER)"},
    {.name = "note", .letter = 'm', .kind = RAP_OPT_TEXT, .offset = OFFSET(note), .argument = "TEXT", .help = "why"},
    TEXT_OPTION("at", at, "TIME", "when it was decided (default now): 2026-03-01T12:00:00Z, or a day"),
    {.name = "kind",
     .letter = 'k',
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(kind),
     .argument = "KIND",
     .help = "mention: what it is to be; delete: what it was taken for"},
    TEXT_OPTION("from", from, "KIND", "set, retype mention: what it was taken for, where several were found in the same words"),
    {.name = "value",
     .letter = 'v',
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(value),
     .argument = "NAME",
     .help = "mention, retype: whom or what it names"},
    TEXT_OPTION("nth", nth, "N", "which of the places where the quoted words stand"),
    {.name = "actor",
     .kind = RAP_OPT_LIST,
     .offset = OFFSET(actors),
     .argument = "NAME",
     .help = "statement: State or group, or ALL; may be repeated"},
    {.name = "theme",
     .letter = 't',
     .kind = RAP_OPT_LIST,
     .offset = OFFSET(themes),
     .argument = "THEME",
     .help = "statement: its theme, or none; may be repeated"},
    TEXT_OPTION("role", role, "ROLE", "statement: actor or subject"),
    TEXT_OPTION("predicate", predicate, "WORD", "statement: discussed, proposed, agreed …"),
    TEXT_OPTION("polarity", polarity, "WORD", "statement: support, oppose or neutral"),
    TEXT_OPTION("status", status, "WORD", "statement: planned or reported; event: planned or held"),
    TEXT_OPTION("speaker", speaker, "NAME", "statement: the person who speaks"),
    TEXT_OPTION("event", event, "N", "statement: about which of its document's events, or none"),
    TEXT_OPTION("series", series, "SERIES", "event: its series"),
    TEXT_OPTION("edition", edition, "N", "event: its edition"),
    TEXT_OPTION("start", start, "DATE", "event: its first day, as precise as known"),
    TEXT_OPTION("end", end, "DATE", "event: its last day"),
    TEXT_OPTION("place", place, "NAME", "event: where"),
    TEXT_OPTION("state", state, "NAME", "event: in which State"),
    TEXT_OPTION("country", country, "CODE", "event: in which country (two letters)"),
    TEXT_OPTION("chair", chair, "NAME", "event: who chairs"),
    TEXT_OPTION("organiser", organiser, "NAME", "event: who organises"),
    TEXT_OPTION("document", document, "ID", "list, check, export: those of a document alone"),
    {.name = "all", .kind = RAP_OPT_FLAG, .offset = OFFSET(all), .help = "list, export: also what was undone"},
    {.name = "examples", .kind = RAP_OPT_FLAG, .offset = OFFSET(examples), .help = "export: as examples for rule packs"},
    {.name = "quiet", .letter = 'q', .kind = RAP_OPT_FLAG, .offset = OFFSET(quiet), .help = "says nothing when all went well"},
    RAP_OPTIONS_END,
};
static const rap_option *const correct_tables[] = {rap_common_table, correct_table, NULL};

int64_t rap_correct_now(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Of the documents that are derived anew; the store asks before each of them whether it is to stop, and for nothing else once it is open. */
static struct {
  rap_progress line;
  uint64_t documents;
  bool open;
} progress;

static bool one_more(void) {
  if (progress.open) rap_progress_draw(&progress.line, progress.documents++, 0, 0);
  return rap_cli_interrupted();
}

rap_status rap_correct_open(rap_correct_request *r, rap_store_mode mode, rap_error *err) {
  if (mode == RAP_STORE_READ) return rap_question_open_store(r->q.cli, r->o->store, r->o->format, &r->q, err);
  rap_store_options writing = rap_cli_store_options(r->q.cli, -1);
  writing.interrupted = one_more;
  progress.line = (rap_progress){.cli = r->q.cli, .quiet = r->o->quiet};
  rap_progress_start(&progress.line);
  rap_str path = r->o->store.n ? r->o->store : r->q.cli->store;
  rap_status st = rap_store_open(path, mode, &writing, &r->q.store, err);
  progress.open = st == RAP_OK;
  return st;
}

/* Who, and when. */
static rap_status sign(rap_correct_request *r, rap_error *err) {
  static const char *const names[] = {"RAPPORTEUR_AUTHOR", "USER", "LOGNAME"};
  rap_str author = r->o->author;
  for (size_t i = 0; !author.n && i < sizeof names / sizeof *names; i++) author = rap_str_of(getenv(names[i]));
  if (!author.n) return rap_error_set(err, RAP_ERR_USAGE, "who decides? say --author NAME, or set $RAPPORTEUR_AUTHOR");
  r->base.author = author;
  r->base.note = r->o->note;
  if (r->o->at.p && (!rap_correction_time_parse(r->o->at, &r->base.at) || r->base.at <= 0))
    return rap_error_set(err, RAP_ERR_USAGE, "--at: '%.*s' is no time such as 2026-03-01T12:00:00Z", RAP_FMT(r->o->at));
  return RAP_OK;
}

static rap_status report(rap_correct_request *r, const rap_correct_result *result, rap_error *err) {
  rap_buf page = {0};
  size_t troubled;
  rap_status st = rap_correct_tell_all(r, false, &page, &troubled, err);
  if (rap_str_is(r->what, "statement") && r->op == RAP_CORRECT_DELETE) rap_buf_puts(&page, "the statements behind it are numbered anew\n");
  if (rap_str_is(r->what, "event") && !result->documents)
    rap_buf_puts(&page, "the events of its series were put together anew\n");
  else
    rap_correct_add_documents(&page, result);
  if (st == RAP_OK) st = rap_question_write(&r->q, &page, err);
  rap_buf_clear(&page);
  return st;
}

static rap_status change(rap_correct_request *r, rap_error *err) {
  rap_correct_result result;
  rap_status st = sign(r, err);
  if (st == RAP_OK) st = rap_correct_open(r, RAP_STORE_EDIT, err);
  if (st == RAP_OK) st = rap_correct_make(r, err);
  if (st == RAP_OK) st = rap_store_correct(r->q.store, r->q.cli->arena, r->items, r->n, rap_correct_now(), &result, err);
  if (st == RAP_OK) st = rap_store_finish(r->q.store, err);
  return st == RAP_OK && !r->o->quiet ? report(r, &result, err) : st;
}

/* ---- undo, redo ---- */

static rap_status turn_one(rap_correct_request *r, int64_t id, bool undo, rap_correct_result *sum, rap_error *err) {
  rap_correct_result one;
  rap_status st = undo ? rap_store_correct_undo(r->q.store, id, r->base.author, r->base.at ? r->base.at : rap_correct_now(), &one, err)
                       : rap_store_correct_redo(r->q.store, id, &one, err);
  sum->documents += one.documents;
  sum->overridden += one.overridden;
  return st;
}

/* Ranges take what there is to take. */
static rap_status turn_range(rap_correct_request *r, rap_str word, bool undo, rap_correct_result *sum, rap_error *err) {
  int64_t first, last;
  rap_status st = rap_correct_range(word, &first, &last, err);
  for (int64_t id = last; st == RAP_OK && id >= first; id--) {
    rap_error own = {0};
    st = turn_one(r, id, undo, sum, &own);
    if (last > first && (st == RAP_NOT_FOUND || st == RAP_ERR_USAGE)) {
      st = RAP_OK;
      continue;
    }
    if (st != RAP_OK) return rap_error_set(err, st, "%s", own.text);
    if (!r->o->quiet) rap_out_printf(r->q.cli->out, "%lld  %s\n", (long long)id, undo ? "undone" : "holds again");
  }
  return st;
}

static rap_status turn(rap_correct_request *r, bool undo, rap_error *err) {
  rap_correct_result sum = {0};
  rap_buf page = {0};
  if (!r->rest.n)
    return rap_error_set(err, RAP_ERR_USAGE, "correct %s needs numbers of corrections (correct list shows them)", undo ? "undo" : "redo");
  rap_status st = sign(r, err);
  if (st == RAP_OK) st = rap_correct_open(r, RAP_STORE_EDIT, err);
  for (size_t i = 0; i < r->rest.n && st == RAP_OK; i++) st = turn_range(r, r->rest.items[i], undo, &sum, err);
  if (st == RAP_OK) st = rap_store_finish(r->q.store, err);
  rap_correct_add_documents(&page, &sum);
  if (st == RAP_OK && !r->o->quiet) st = rap_question_write(&r->q, &page, err);
  rap_buf_clear(&page);
  return st;
}

/* ---- the command ---- */

static rap_status dispatch(rap_correct_request *r, rap_str verb, rap_error *err) {
  static const char *const verbs[] = {"list",  "check",  "undo",   "redo",   "export", "import", "merge",
                                      "split", "retype", "rename", "delete", "add",    "set"};
  if (rap_str_is(verb, "list")) return rap_correct_show(r, false, err);
  if (rap_str_is(verb, "check")) return rap_correct_show(r, true, err);
  if (rap_str_is(verb, "undo")) return turn(r, true, err);
  if (rap_str_is(verb, "redo")) return turn(r, false, err);
  if (rap_str_is(verb, "export")) return rap_correct_export(r, err);
  if (rap_str_is(verb, "import")) return rap_correct_import(r, err);
  if (!rap_correct_op_parse(verb, &r->op)) {
    const char *near = rap_nearest(verb, verbs, sizeof verbs / sizeof *verbs);
    return rap_error_set(err, RAP_ERR_USAGE, "there is no correct %.*s%s%s%s", RAP_FMT(verb),
                         near ? "; did you mean " : " (see rapporteur correct --help)", near ? near : "", near ? "?" : "");
  }
  if (!r->rest.n) return rap_error_set(err, RAP_ERR_USAGE, "correct %.*s: what? (mention, statement, event, person, organisation …)", RAP_FMT(verb));
  r->what = r->rest.items[0];
  r->rest.items++;
  r->rest.n--;
  return change(r, err);
}

static rap_status run_correct(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  rap_correct_request r = {.q = {.cli = cli}, .o = options, .rest = {.items = operands->items + 1, .n = operands->n - 1}};
  rap_status st = dispatch(&r, operands->items[0], err);
  if (progress.open) rap_progress_erase(&progress.line);
  rap_question_close(&r.q);
  return st;
}

const rap_command rap_command_correct = {
    .name = "correct",
    .group = RAP_GROUP_STORE,
    .operands = "VERB [WORD…]",
    .summary = "say what the analysis got wrong; kept apart, applied after every analysis",
    .description =
        "merge KIND A B: A is B everywhere. split KIND A B DOCUMENT…: in these documents A is B. retype KIND A KIND: A is a person, a place … rename KIND A NAME: it is to be shown so. delete KIND A: it is "
        "none. KIND: person, organisation, place, programme, state, group, theme, series. "
        "merge event A B. split event DOCUMENT@N: what the document tells there is an event of its own. set event EVENT (or DOCUMENT@N) --start … delete event EVENT (or DOCUMENT@N). "
        "add, set, retype, delete mention DOCUMENT \"QUOTED WORDS\" --kind … --value … "
        "add statement DOCUMENT \"QUOTED WORDS\" --actor … --predicate … set, delete statement DOCUMENT#N, with the number that show gives. "
        "list, check (those that do not apply), undo N…, redo N…, export [N-M], import FILE.",
    .tables = correct_tables,
    .options_size = sizeof(rap_correct_options),
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run_correct,
};
