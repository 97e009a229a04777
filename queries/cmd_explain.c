/* explain: by what each thing was found; explain --why-not: what stopped a rule. */
#include "analyze/rules_check.h"
#include "base/limits.h"
#include "queries/commands.h"
#include "queries/explain_text.h"
#include "queries/walk.h"

/* Misses shown of each document, and matches beside them. */
#define MAX_SHOWN 5
#define MAX_MATCHES 2

typedef struct explain_options {
  rap_common_options common;
  rap_str format, why_not, engine;
  rap_str_list rules, no_repair;
} explain_options;

#define OFFSET(field) offsetof(explain_options, field)

static const rap_option explain_table[] = {
    RAP_RECORD_FORMAT_OPTION(OFFSET(format)),
    RAP_OUTPUT_OPTION,
    {.name = "why-not",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(why_not),
     .argument = "RULE[:SPAN]",
     .help = "how far this rule got, in all of the text or at SPAN (BEGIN-END, or words of the text), and what stopped it"},
    RAP_RULES_OPTION(OFFSET(rules)),
    RAP_REPAIR_OPTION(OFFSET(no_repair)),
    RAP_ENGINE_OPTION(OFFSET(engine)),
    RAP_OPTIONS_END,
};
static const rap_option *const explain_tables[] = {rap_common_table, explain_table, NULL};

typedef struct run {
  rap_rules *rules;
  rap_analyzer *analyzer;
  bool text;
  size_t documents;
  rap_buf buf;
  /* --why-not */
  const rap_rule *rule; /* NULL: explain */
  rap_str words;        /* a part of the text; empty: none */
  rap_span bytes;       /* or its place; begin == end: none */
  bool matched;
  /* the document in hand */
  rap_explanation explanation;
  rap_status st;
  rap_error *err;
} run;

static rap_str name_of(void *ctx, rap_kind kind, rap_str value) {
  const run *r = ctx;
  return rap_cli_entry_name(r->rules, kind, value);
}

static rap_str place_of(void *ctx, rap_str id) {
  const run *r = ctx;
  const rap_rule *rule = rap_rules_find(r->rules, id);
  return rule ? rap_arena_printf(r->explanation.arena, "%.*s:%u", RAP_FMT(rule->place.file), rule->place.line) : (rap_str){0};
}

static void detail(void *ctx, rap_record_part part, size_t i, rap_buf *out) {
  run *r = ctx;
  const rap_explanation *x = &r->explanation;
  if (r->st != RAP_OK) return;
  switch (part) {
  case RAP_PART_EVENT: r->st = rap_explain_event_text(x, i, out, r->err); break;
  case RAP_PART_PERSON: r->st = rap_explain_person_text(x, i, out, r->err); break;
  case RAP_PART_THEME: rap_explain_theme_text(x, i, out); break;
  case RAP_PART_STATEMENT: r->st = rap_explain_statement_text(x, i, out, r->err); break;
  case RAP_PART_MENTION: r->st = rap_explain_mention_text(x, i, out, r->err); break;
  }
}

static rap_status put_json(run *r, rap_status st, rap_json *json, rap_error *err) {
  if (st == RAP_OK) st = rap_json_write_line(json, 0, &r->buf, err);
  rap_json_free(json);
  return st;
}

static rap_status explain(run *r, const rap_cli *cli, rap_arena *arena, rap_document *doc, rap_error *err) {
  rap_trace trace = {.arena = arena};
  rap_record record;
  rap_json *json = NULL;
  rap_analyzer_set_trace(r->analyzer, &trace);
  rap_status st = rap_analyze(r->analyzer, arena, doc, &record, err);
  rap_analyzer_set_trace(r->analyzer, NULL);
  if (st == RAP_OK && trace.failed) st = rap_error_nomem(err);
  if (st != RAP_OK) return st;
  r->explanation = (rap_explanation){
      .rules = r->rules, .scratch = rap_analyzer_scratch(r->analyzer), .arena = arena, .doc = doc, .record = &record, .trace = &trace};
  if (!r->text) {
    st = rap_explain_to_json(&r->explanation, &json, err);
    return put_json(r, st, json, err);
  }
  const rap_record_style style = {
      .width = rap_cli_text_width(cli), .color = cli->color, .rules = true, .detail = detail, .place = place_of, .name = name_of, .ctx = r};
  r->st = RAP_OK;
  r->err = err;
  rap_record_text(doc, &record, &style, &r->buf);
  return r->st;
}

/* -- why not ------------------------------------------------------------------------------------------------------------------------------ */

/* Where `words` stand: in the stored text, else in the match view, where quotes and dashes are plain. */
static size_t find_words(const rap_document *doc, rap_str words, rap_span *first) {
  size_t n = 0;
  for (int folded = 0; folded < 2 && !n; folded++) {
    rap_str s = folded ? doc->view.s : doc->full;
    for (size_t at = 0; (at = rap_str_find(s, words, at)) != SIZE_MAX; at += words.n)
      if (!n++) *first = folded ? rap_view_to_text(&doc->view, (rap_span){at, at + words.n}) : (rap_span){at, at + words.n};
  }
  return n;
}

static rap_status not_there(run *r, rap_cli *cli, const rap_document *doc) {
  rap_error line = {0};
  if (r->words.n)
    (void)rap_error_set(&line, RAP_ERR_INPUT, "%.*s: --why-not: the text does not hold '%.*s'", RAP_FMT(doc->file), RAP_FMT(r->words));
  else
    (void)rap_error_set(&line, RAP_ERR_INPUT, "%.*s: --why-not: %zu-%zu lies outside of the text, which has %zu bytes", RAP_FMT(doc->file),
                        r->bytes.begin, r->bytes.end, doc->full.n);
  rap_cli_note(cli, "%s", line.text);
  rap_buf_reset(&r->buf);
  return RAP_OK;
}

static rap_status why_not(run *r, rap_cli *cli, rap_arena *arena, rap_document *doc, rap_error *err) {
  rap_why_style style = {
      .width = rap_cli_text_width(cli), .color = cli->color, .max = MAX_SHOWN, .max_matches = MAX_MATCHES, .n_places = 1, .span = r->words};
  rap_span span = r->bytes;
  rap_why_report report;
  rap_json *json = NULL;
  if (r->words.n) style.n_places = find_words(doc, r->words, &span);
  if (!style.n_places || span.end > doc->full.n) return not_there(r, cli, doc);
  if (span.begin < span.end) style.span = rap_str_at(doc->full, span);
  rap_status st = rap_why_not(r->analyzer, arena, doc, r->rule, span, &report, err);
  if (st != RAP_OK) return st;
  if (report.n && report.items[0].stage == RAP_WHY_MATCHED) r->matched = true;
  r->explanation = (rap_explanation){
      .rules = r->rules, .scratch = rap_analyzer_scratch(r->analyzer), .arena = arena, .doc = doc, .record = &report.record, .trace = &report.trace};
  if (!r->text) {
    st = rap_why_to_json(&r->explanation, r->rule, &report, &json, err);
    return put_json(r, st, json, err);
  }
  rap_why_text(&r->explanation, r->rule, &report, &style, &r->buf);
  return RAP_OK;
}

static rap_status unknown_rule(const run *r, rap_arena *arena, rap_str id, rap_error *err) {
  size_t n = 0;
  const rap_rule *all = rap_rules_all(r->rules, &n);
  const char **ids = rap_arena_array(arena, n + 1, sizeof *ids);
  for (size_t i = 0; ids && i < n; i++) {
    ids[i] = rap_arena_str(arena, all[i].id).p;
    if (!ids[i]) ids = NULL;
  }
  if (!ids) return rap_error_nomem(err);
  const char *near = rap_nearest(id, ids, n);
  if (near) return rap_error_set(err, RAP_ERR_USAGE, "--why-not: there is no rule '%.*s' (did you mean '%s'?)", RAP_FMT(id), near);
  return rap_error_set(err, RAP_ERR_USAGE, "--why-not: there is no rule '%.*s' (rapporteur rules list shows them)", RAP_FMT(id));
}

/* "120-131": bytes; anything else, also in double quotes: words. */
static rap_status read_span(run *r, rap_str s, rap_error *err) {
  rap_str rest = s, first;
  uint64_t begin, end;
  if (rap_str_split(&rest, '-', &first) && rap_str_uint(first, &begin) && rap_str_uint(rest, &end)) {
    if (begin >= end) return rap_error_set(err, RAP_ERR_USAGE, "--why-not: '%.*s' is no span: its end must lie behind its begin", RAP_FMT(s));
    r->bytes = (rap_span){(size_t)begin, (size_t)end};
    return RAP_OK;
  }
  bool quoted = s.n > 1 && s.p[0] == '"' && s.p[s.n - 1] == '"';
  r->words = quoted ? rap_str_sub(s, 1, s.n - 1) : s;
  if (!r->words.n) return rap_error_set(err, RAP_ERR_USAGE, "--why-not: nothing stands behind the colon (RULE:BEGIN-END, or RULE:WORDS)");
  return RAP_OK;
}

static rap_status read_question(run *r, rap_arena *arena, rap_str question, rap_error *err) {
  size_t colon = rap_str_find(question, RAP_STR(":"), 0);
  rap_str id = colon == SIZE_MAX ? question : rap_str_sub(question, 0, colon);
  r->rule = rap_rules_find(r->rules, id);
  if (!r->rule) return unknown_rule(r, arena, id, err);
  return colon == SIZE_MAX ? RAP_OK : read_span(r, rap_str_sub(question, colon + 1, question.n), err);
}

/* A rule that doesn't do what its own examples say is at fault itself. */
static rap_status tell_examples(run *r, rap_cli *cli, rap_error *err) {
  rap_rules_report report;
  rap_status st = rap_rules_test(r->rules, r->rule->id, cli->arena, &report, err);
  for (size_t i = 0; st == RAP_OK && i < report.n_failures; i++) {
    const rap_example *example = report.failures[i].example;
    if (example->rule != r->rule) continue;
    rap_cli_note(cli, "%.*s:%u:%u: the rule's own example fails: %.*s", RAP_FMT(example->place.file), example->place.line, example->place.column,
                 RAP_FMT(report.failures[i].text));
  }
  return st;
}

/* -- the walk ------------------------------------------------------------------------------------------------------------------------------ */

static rap_status one(void *ctx, rap_cli *cli, rap_item *item, rap_error *err) {
  run *r = ctx;
  rap_arena *arena = item->arena;
  rap_document *doc = &item->doc;
  rap_buf_reset(&r->buf);
  if (r->text && r->documents > 0) rap_buf_putc(&r->buf, '\n');
  rap_status st = r->rule ? why_not(r, cli, arena, doc, err) : explain(r, cli, arena, doc, err);
  if (st == RAP_OK && rap_buf_failed(&r->buf)) st = rap_error_nomem(err);
  if (st == RAP_OK && !rap_out_write(cli->out, rap_buf_str(&r->buf))) st = rap_error_set(err, RAP_ERR_IO, "cannot write to standard output");
  r->documents++;
  return st;
}

static rap_status run_explain(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const explain_options *o = options;
  run r = {.text = !rap_str_is(o->format, "ndjson")};
  rap_walk_totals totals;
  rap_repairs_off off;
  rap_status st = rap_walk_repairs(&o->no_repair, &off, err);
  if (st == RAP_OK) st = rap_cli_load_rules_for(cli, &o->rules, o->engine, &r.rules, err);
  if (st == RAP_OK && o->why_not.p) st = read_question(&r, cli->arena, o->why_not, err);
  if (st == RAP_OK) st = rap_analyzer_new(r.rules, &r.analyzer, err);
  if (st == RAP_OK && rap_str_is(o->engine, "plain")) rap_analyzer_set_engine(r.analyzer, RAP_ENGINE_PLAIN);
  if (st == RAP_OK && r.rule) st = tell_examples(&r, cli, err);
  const rap_walk_options walk = {.paths = operands, .source = {.repairs_off = off}, .jobs = 1, .ctx = &r, .step = one};
  if (st == RAP_OK) st = rap_walk(cli, &walk, &totals, err);
  bool nothing = r.rule ? !r.matched : r.documents == 0;
  if (st == RAP_OK && nothing && cli->worst == RAP_OK) st = RAP_NOT_FOUND;
  rap_analyzer_free(r.analyzer);
  rap_rules_free(r.rules);
  rap_buf_clear(&r.buf);
  return st;
}

const rap_command rap_command_explain = {
    .name = "explain",
    .group = RAP_GROUP_RULES,
    .operands = "PATH…",
    .summary = "show by which rule and what words everything was found, or why a rule found nothing",
    .description =
        "Like analyze, with the rule of everything that was found, where the rule is written, the words by which it was tried, what its groups caught, "
        "and the guards that held. --why-not names a rule (rapporteur rules list has their ids) and shows how far it got and what stopped it; "
        "the status is 0 when it matched, else 1.",
    .tables = explain_tables,
    .options_size = sizeof(explain_options),
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run_explain,
};
