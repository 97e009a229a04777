/* correct: what people decide about what the analysis found. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "index/correction_yaml.h"
#include "queries/correcting.h"
#include "queries/replace.h"

#define OFFSET(field) offsetof(rap_correct_options, field)
#define TEXT_OPTION(word, field, arg, text) \
  { .name = (word), .kind = RAP_OPT_TEXT, .offset = OFFSET(field), .argument = (arg), .help = (text) }

static const rap_option correct_table[] = {
    RAP_STORE_OPTION(OFFSET(store)),
    {.name = "format",
     .letter = 'f',
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(format),
     .argument = "FORMAT",
     .help = "list, check: text by default",
     .choices = "text|json|ndjson|csv|tsv"},
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
    {.name = "output",
     .letter = 'o',
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(output),
     .argument = "FILE",
     .help = "export: into this file, not to standard output"},
    {.name = "all", .kind = RAP_OPT_FLAG, .offset = OFFSET(all), .help = "list, export: also what was undone"},
    {.name = "examples", .kind = RAP_OPT_FLAG, .offset = OFFSET(examples), .help = "export: as examples for rule packs"},
    {.name = "quiet", .letter = 'q', .kind = RAP_OPT_FLAG, .offset = OFFSET(quiet), .help = "says nothing when all went well"},
    RAP_OPTIONS_END,
};
static const rap_option *const correct_tables[] = {rap_common_table, correct_table, NULL};

static int64_t now(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static rap_status open_store(rap_correct_request *r, rap_store_mode mode, rap_error *err) {
  if (mode == RAP_STORE_READ) return rap_question_open_store(r->q.cli, r->o->store, r->o->format, &r->q, err);
  const rap_store_options writing = rap_cli_store_options(r->q.cli, -1);
  rap_str path = r->o->store.n ? r->o->store : r->q.cli->store;
  return rap_store_open(path, mode, &writing, &r->q.store, err);
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

/* ---- listing ---- */

static const rap_column columns[] = {
    {.name = "id", .title = "No.", .kind = RAP_COL_INT},
    {.name = "correction", .title = "Correction", .kind = RAP_COL_TEXT, .wrap = true},
    {.name = "outcome", .kind = RAP_COL_TEXT},
    {.name = "state", .title = "State", .kind = RAP_COL_TEXT, .wrap = true},
    {.name = "documents", .kind = RAP_COL_INT},
    {.name = "author", .title = "By", .kind = RAP_COL_TEXT},
    {.name = "at", .kind = RAP_COL_TEXT},
    {.name = "day", .title = "On", .kind = RAP_COL_TEXT},
    {.name = "note", .title = "Note", .kind = RAP_COL_TEXT, .wrap = true},
    {.name = "operation", .kind = RAP_COL_TEXT},
    {.name = "thing", .kind = RAP_COL_TEXT},
    {.name = "source", .kind = RAP_COL_TEXT},
    {.name = "document", .kind = RAP_COL_TEXT},
    {.name = "kind", .kind = RAP_COL_TEXT},
    {.name = "value", .kind = RAP_COL_TEXT},
    {.name = "quote", .kind = RAP_COL_TEXT},
    {.name = "was", .kind = RAP_COL_JSON},
    {.name = "now", .kind = RAP_COL_JSON},
    {.name = "uid", .kind = RAP_COL_TEXT},
};

typedef struct listing {
  rap_emit *emit;
  bool troubled; /* only those that do not apply */
  size_t n, n_all, n_troubled;
} listing;

static bool is_trouble(rap_correct_outcome outcome) { return outcome != RAP_OUTCOME_APPLIED && outcome != RAP_OUTCOME_ALREADY; }

static void put_or_null(rap_emit *e, rap_str s) {
  if (s.n)
    rap_emit_text(e, s);
  else
    rap_emit_null(e);
}

/* What a person wants to know of how it stands. */
static void describe(const rap_correction *c, const rap_correction_state *state, rap_buf *out) {
  if (c->undone_by.n) {
    char at[RAP_CORRECT_TIME_MAX];
    rap_str time = {at, rap_correction_time(c->undone_at, at)};
    rap_buf_printf(out, "undone by %.*s, %.*s", RAP_FMT(c->undone_by), RAP_FMT(rap_str_sub(time, 0, 10)));
    return;
  }
  rap_buf_puts(out, rap_correct_outcome_text(state->outcome));
  if (!c->document.n && c->thing == RAP_CORRECT_ENTITY && state->documents) {
    rap_buf_puts(out, " in ");
    rap_layout_count(out, state->documents, "documents");
  }
}

static void put_fields(rap_emit *e, const rap_correct_fields *fields) {
  if (fields->n)
    rap_emit_json(e, rap_correct_fields_json(fields));
  else
    rap_emit_null(e);
}

static void put_row(rap_emit *e, const rap_correction *c, const rap_correction_state *state) {
  rap_buf text = {0}, how = {0};
  char at[RAP_CORRECT_TIME_MAX];
  rap_str time = {at, rap_correction_time(c->at, at)};
  rap_correction_text(c, &text);
  describe(c, state, &how);
  rap_emit_int(e, c->id);
  rap_emit_text(e, rap_buf_str(&text));
  rap_emit_text(e, c->undone_by.n ? RAP_STR("undone") : rap_str_of(rap_correct_outcome_name(state->outcome)));
  rap_emit_text(e, rap_buf_str(&how));
  rap_emit_int(e, state->documents);
  rap_emit_text(e, c->author);
  rap_emit_text(e, time);
  rap_emit_text(e, rap_str_sub(time, 0, 10));
  put_or_null(e, c->note);
  rap_emit_text(e, rap_str_of(rap_correct_op_name(c->op)));
  rap_emit_text(e, rap_str_of(rap_correct_thing_name(c->thing)));
  put_or_null(e, c->source);
  put_or_null(e, c->document);
  put_or_null(e, c->kind);
  put_or_null(e, c->value);
  put_or_null(e, c->anchor.quote);
  put_fields(e, &c->was);
  put_fields(e, &c->now);
  rap_emit_text(e, c->uid);
  rap_emit_end_row(e);
  rap_buf_clear(&text);
  rap_buf_clear(&how);
}

static rap_status on_correction(void *ctx, const rap_correction *c, const rap_correction_state *state, rap_error *err) {
  listing *l = ctx;
  (void)err;
  bool trouble = !c->undone_by.n && is_trouble(state->outcome);
  l->n_all++;
  l->n_troubled += trouble;
  if (l->troubled && !trouble) return RAP_OK;
  l->n++;
  put_row(l->emit, c, state);
  return RAP_OK;
}

/* "12", "12-31"; nothing: all. */
static rap_status read_range(rap_str word, int64_t *first, int64_t *last, rap_error *err) {
  size_t dash = rap_str_find(word, RAP_STR("-"), 0);
  uint64_t a = 0, b = 0;
  bool one = dash == SIZE_MAX;
  bool sound = rap_str_uint(one ? word : rap_str_sub(word, 0, dash), &a) && (one || rap_str_uint(rap_str_sub(word, dash + 1, word.n), &b)) && a > 0 &&
               a <= INT64_MAX && b <= INT64_MAX && (one || b >= a);
  *first = (int64_t)a;
  *last = (int64_t)(one ? a : b);
  return sound ? RAP_OK : rap_error_set(err, RAP_ERR_USAGE, "'%.*s' is no number of a correction, nor a range (12, 12-31)", RAP_FMT(word));
}

static rap_status make_filter(rap_correct_request *r, rap_correction_filter *f, rap_error *err) {
  rap_stored_document d;
  rap_status st = RAP_OK;
  *f = (rap_correction_filter){.undone = r->o->all};
  if (r->rest.n > 1) return rap_error_set(err, RAP_ERR_USAGE, "'%.*s' is one word too many", RAP_FMT(r->rest.items[1]));
  if (r->rest.n) st = read_range(r->rest.items[0], &f->first, &f->last, err);
  if (st == RAP_OK && r->o->document.n) st = rap_store_get(r->q.store, r->q.cli->arena, r->o->document, &d, err);
  if (st == RAP_OK && r->o->document.n) f->source = d.doc.source, f->document = d.doc.id;
  return st;
}

static rap_status list(rap_correct_request *r, bool check, rap_error *err) {
  rap_correction_filter filter;
  listing l = {.troubled = check};
  rap_status st = open_store(r, RAP_STORE_READ, err);
  if (st == RAP_OK) st = make_filter(r, &filter, err);
  if (st == RAP_OK) st = rap_question_emit(&r->q, columns, sizeof columns / sizeof *columns, &l.emit, err);
  if (st == RAP_OK) st = rap_store_corrections(r->q.store, &filter, on_correction, &l, err);
  st = rap_question_finish(l.emit, st, err);
  if (st != RAP_OK) return st;
  if (!check) return rap_question_done(&r->q, l.n);
  if (r->q.format == RAP_FORMAT_TEXT && !r->o->quiet) {
    rap_buf page = {0};
    if (l.n) rap_buf_putc(&page, '\n');
    rap_layout_count(&page, (int64_t)l.n_all, "corrections");
    rap_buf_printf(&page, ", %zu of them not applicable now\n", l.n_troubled);
    st = rap_question_write(&r->q, &page, err);
    rap_buf_clear(&page);
  }
  return st == RAP_OK && l.n_troubled ? RAP_NOT_FOUND : st;
}

/* ---- what was done ---- */

static void add_documents(rap_buf *out, const rap_correct_result *result) {
  rap_layout_count(out, (int64_t)result->documents, "documents");
  rap_buf_puts(out, " changed");
  if (result->overridden)
    rap_buf_printf(out, "; %zu earlier decision%s no longer count%s", result->overridden, result->overridden == 1 ? "" : "s",
                   result->overridden == 1 ? "s" : "");
  rap_buf_putc(out, '\n');
}

typedef struct telling {
  rap_buf *page;
  bool troubled;
  size_t n_troubled;
} telling;

static rap_status tell(void *ctx, const rap_correction *c, const rap_correction_state *state, rap_error *err) {
  telling *t = ctx;
  (void)err;
  bool trouble = is_trouble(state->outcome);
  t->n_troubled += trouble;
  if (t->troubled && !trouble) return RAP_OK;
  rap_buf_printf(t->page, "%lld  ", (long long)c->id);
  rap_correction_text(c, t->page);
  if (state->outcome != RAP_OUTCOME_APPLIED) rap_buf_printf(t->page, "  [%s]", rap_correct_outcome_text(state->outcome));
  rap_buf_putc(t->page, '\n');
  return RAP_OK;
}

static rap_status report(rap_correct_request *r, const rap_correct_result *result, rap_error *err) {
  rap_buf page = {0};
  telling t = {&page, false, 0};
  rap_status st = RAP_OK;
  for (size_t i = 0; i < r->n && st == RAP_OK; i++) {
    const rap_correction_filter one = {.first = r->items[i].id, .last = r->items[i].id};
    st = rap_store_corrections(r->q.store, &one, tell, &t, err);
  }
  if (rap_str_is(r->what, "statement") && r->op == RAP_CORRECT_DELETE) rap_buf_puts(&page, "the statements behind it are numbered anew\n");
  add_documents(&page, result);
  if (st == RAP_OK) st = rap_question_write(&r->q, &page, err);
  rap_buf_clear(&page);
  return st;
}

static rap_status change(rap_correct_request *r, rap_error *err) {
  rap_correct_result result;
  rap_status st = sign(r, err);
  if (st == RAP_OK) st = open_store(r, RAP_STORE_EDIT, err);
  if (st == RAP_OK) st = rap_correct_make(r, err);
  if (st == RAP_OK) st = rap_store_correct(r->q.store, r->q.cli->arena, r->items, r->n, now(), &result, err);
  if (st == RAP_OK) st = rap_store_finish(r->q.store, err);
  return st == RAP_OK && !r->o->quiet ? report(r, &result, err) : st;
}

/* ---- undo, redo ---- */

static rap_status turn_one(rap_correct_request *r, int64_t id, bool undo, rap_correct_result *sum, rap_error *err) {
  rap_correct_result one;
  rap_status st = undo ? rap_store_correct_undo(r->q.store, id, r->base.author, r->base.at ? r->base.at : now(), &one, err)
                       : rap_store_correct_redo(r->q.store, id, &one, err);
  sum->documents += one.documents;
  sum->overridden += one.overridden;
  return st;
}

/* Ranges take what there is to take. */
static rap_status turn_range(rap_correct_request *r, rap_str word, bool undo, rap_correct_result *sum, rap_error *err) {
  int64_t first, last;
  rap_status st = read_range(word, &first, &last, err);
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
  if (st == RAP_OK) st = open_store(r, RAP_STORE_EDIT, err);
  for (size_t i = 0; i < r->rest.n && st == RAP_OK; i++) st = turn_range(r, r->rest.items[i], undo, &sum, err);
  if (st == RAP_OK) st = rap_store_finish(r->q.store, err);
  add_documents(&page, &sum);
  if (st == RAP_OK && !r->o->quiet) st = rap_question_write(&r->q, &page, err);
  rap_buf_clear(&page);
  return st;
}

/* ---- export, import ---- */

typedef struct collecting {
  rap_arena *arena;
  rap_correction *items;
  size_t n, capacity;
} collecting;

static bool copy_fields(rap_arena *arena, rap_correct_fields *fields) {
  rap_json *json = rap_correct_fields_json(fields);
  bool made = json && rap_correct_fields_from_json(arena, json, fields);
  rap_json_free(json);
  return made;
}

static rap_status collect(void *ctx, const rap_correction *c, const rap_correction_state *state, rap_error *err) {
  collecting *k = ctx;
  (void)state;
  if (!rap_arena_grow(k->arena, (void **)&k->items, k->n, &k->capacity, sizeof *k->items)) return rap_error_nomem(err);
  rap_correction *to = &k->items[k->n++];
  *to = *c;
  rap_str *const texts[] = {&to->uid,           &to->source,       &to->document, &to->kind, &to->value,    &to->anchor.quote,
                            &to->anchor.before, &to->anchor.after, &to->author,   &to->note, &to->undone_by};
  bool made = true;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) made = (*texts[i] = rap_arena_str(k->arena, *texts[i])).p && made;
  return made && copy_fields(k->arena, &to->was) && copy_fields(k->arena, &to->now) ? RAP_OK : rap_error_nomem(err);
}

static int by_order(const void *a, const void *b) { return rap_correction_order(a, b); }

static rap_status make_file(rap_correct_request *r, const rap_correction_filter *filter, rap_buf *out, size_t *n, rap_error *err) {
  collecting k = {.arena = r->q.cli->arena};
  rap_status st = rap_store_corrections(r->q.store, filter, collect, &k, err);
  if (st == RAP_OK && k.n) qsort(k.items, k.n, sizeof *k.items, by_order);
  if (st == RAP_OK) st = rap_corrections_to_yaml(k.items, k.n, out, err);
  *n = k.n;
  return st;
}

static rap_status export_all(rap_correct_request *r, rap_error *err) {
  rap_correction_filter filter;
  rap_buf out = {0};
  size_t n = 0, without = 0;
  rap_status st = open_store(r, RAP_STORE_READ, err);
  if (st == RAP_OK) st = make_filter(r, &filter, err);
  if (st == RAP_OK) st = r->o->examples ? rap_correct_examples(&r->q, &filter, &out, &n, &without, err) : make_file(r, &filter, &out, &n, err);
  if (st == RAP_OK && rap_buf_failed(&out)) st = rap_error_nomem(err);
  if (st == RAP_OK && r->o->output.n) {
    st = rap_file_replace(r->o->output, rap_buf_str(&out), err);
  } else if (st == RAP_OK) {
    st = rap_question_write(&r->q, &out, err);
  }
  if (st == RAP_OK && without && !r->o->quiet) rap_cli_note(r->q.cli, "%zu corrections speak of no rule: they make no example", without);
  rap_buf_clear(&out);
  return st == RAP_OK && n == 0 ? RAP_NOT_FOUND : st;
}

static rap_status read_file(rap_cli *cli, rap_str path, rap_buf *out, rap_error *err) {
  rap_str name = rap_arena_str(cli->arena, path);
  bool standard = rap_str_is(path, "-");
  FILE *in = !name.p ? NULL : standard ? stdin : fopen(name.p, "rb");
  if (!name.p) return rap_error_nomem(err);
  if (!in) return rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno));
  char bytes[16384];
  errno = 0;
  for (size_t n; (n = fread(bytes, 1, sizeof bytes, in)) > 0 && out->n <= RAP_MAX_YAML_BYTES;) rap_buf_add(out, (rap_str){bytes, n});
  rap_status st = ferror(in) ? rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno)) : RAP_OK;
  if (!standard) (void)fclose(in);
  return st == RAP_OK && rap_buf_failed(out) ? rap_error_nomem(err) : st;
}

/* A time to come would be the last word for good. */
static rap_status check_times(rap_str path, const rap_correction *items, size_t n, rap_error *err) {
  int64_t latest = now() + (int64_t)24 * 3600 * 1000;
  for (size_t i = 0; i < n; i++)
    if (items[i].at > latest || items[i].at <= 0) {
      char at[RAP_CORRECT_TIME_MAX];
      rap_str time = {at, rap_correction_time(items[i].at, at)};
      return rap_error_set(err, RAP_ERR_INPUT, "%.*s: correction %zu is said to be of %.*s", RAP_FMT(path), i + 1, RAP_FMT(time));
    }
  return RAP_OK;
}

static rap_status tell_import(rap_correct_request *r, size_t n, const rap_correct_result *result, rap_error *err) {
  rap_buf page = {0}, lines = {0};
  telling t = {&lines, true, 0};
  rap_status st = RAP_OK;
  for (size_t i = 0; i < r->n && st == RAP_OK; i++) {
    const rap_correction_filter one = {.first = r->items[i].id, .last = r->items[i].id};
    st = rap_store_corrections(r->q.store, &one, tell, &t, err);
  }
  rap_layout_count(&page, (int64_t)n, "corrections");
  rap_buf_printf(&page, ": %zu new, %zu known, %zu undone, %zu not applicable now; ", result->added, result->known, result->undone, t.n_troubled);
  add_documents(&page, result);
  rap_buf_add(&page, rap_buf_str(&lines));
  if (st == RAP_OK) st = rap_question_write(&r->q, &page, err);
  rap_buf_clear(&page);
  rap_buf_clear(&lines);
  return st;
}

static rap_status import(rap_correct_request *r, rap_error *err) {
  rap_buf text = {0};
  rap_correct_result result;
  if (r->rest.n != 1) return rap_error_set(err, RAP_ERR_USAGE, "correct import needs FILE (-: standard input)");
  rap_status st = read_file(r->q.cli, r->rest.items[0], &text, err);
  if (st == RAP_OK) st = rap_corrections_from_yaml(r->q.cli->arena, r->rest.items[0], rap_buf_str(&text), &r->items, &r->n, err);
  if (st == RAP_OK) st = check_times(r->rest.items[0], r->items, r->n, err);
  if (st == RAP_OK) st = open_store(r, RAP_STORE_EDIT, err);
  if (st == RAP_OK) st = rap_store_correct(r->q.store, r->q.cli->arena, r->items, r->n, now(), &result, err);
  if (st == RAP_OK) st = rap_store_finish(r->q.store, err);
  if (st == RAP_OK && !r->o->quiet) st = tell_import(r, r->n, &result, err);
  rap_buf_clear(&text);
  return st;
}

/* ---- the command ---- */

static rap_status dispatch(rap_correct_request *r, rap_str verb, rap_error *err) {
  static const char *const verbs[] = {"list",  "check",  "undo",   "redo",   "export", "import", "merge",
                                      "split", "retype", "rename", "delete", "add",    "set"};
  if (rap_str_is(verb, "list")) return list(r, false, err);
  if (rap_str_is(verb, "check")) return list(r, true, err);
  if (rap_str_is(verb, "undo")) return turn(r, true, err);
  if (rap_str_is(verb, "redo")) return turn(r, false, err);
  if (rap_str_is(verb, "export")) return export_all(r, err);
  if (rap_str_is(verb, "import")) return import(r, err);
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
