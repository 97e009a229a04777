/* debug: each intermediate form of a text, for those who write rules. */
#include "analyze/explain.h"
#include "base/utf8.h"
#include "queries/question.h"
#include "queries/walk.h"

/* Folded places that are listed of each document, in text. */
#define MAX_FOLDED 40

typedef struct debug_options {
  rap_common_options common;
  rap_str format, rule;
  rap_str_list rules, no_repair;
  bool view;
} debug_options;

#define OFFSET(field) offsetof(debug_options, field)

static const rap_option debug_table[] = {
    RAP_RECORD_FORMAT_OPTION(OFFSET(format)),
    RAP_OUTPUT_OPTION,
    {.name = "view", .kind = RAP_OPT_FLAG, .offset = OFFSET(view), .help = "normalize: the match view, and what was folded for it"},
    {.name = "rule",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(rule),
     .argument = "RULE",
     .help = "shadow: as this rule sees it; literals: only those of this rule"},
    RAP_RULES_OPTION(OFFSET(rules)),
    RAP_REPAIR_OPTION(OFFSET(no_repair)),
    RAP_OPTIONS_END,
};
static const rap_option *const debug_tables[] = {rap_common_table, debug_table, NULL};

typedef struct run {
  rap_cli *cli;
  rap_rules *rules;
  rap_analyzer *analyzer;
  const rap_rule *rule; /* --rule; NULL: all */
  rap_kind_set kinds;   /* of shadows */
  bool text, view;
  rap_status (*show)(struct run *r, rap_arena *arena, rap_document *doc, rap_error *err);
  size_t documents;
  rap_emit *emit; /* of the document in hand */
  const rap_document *doc;
} run;

/* -- what the forms share ------------------------------------------------------------------------------------------------------------------- */

static rap_status begin_rows(run *r, const rap_document *doc, const rap_column *columns, size_t n, rap_error *err) {
  const rap_emit_options options = {.width = rap_cli_text_width(r->cli), .color = r->cli->color};
  r->doc = doc;
  return rap_emit_new(r->cli->out, r->text ? RAP_FORMAT_TEXT : RAP_FORMAT_NDJSON, columns, n, &options, &r->emit, err);
}

static void put_document(const run *r) { rap_emit_text(r->emit, r->doc->id); }

static void put_span(const run *r, rap_span text) {
  rap_emit_int(r->emit, (int64_t)text.begin);
  rap_emit_int(r->emit, (int64_t)text.end);
}

static void put_index(const run *r, size_t i) {
  if (i == RAP_NONE)
    rap_emit_null(r->emit);
  else
    rap_emit_int(r->emit, (int64_t)i);
}

#define DOCUMENT_COLUMN \
  { .name = "document", .title = NULL, .kind = RAP_COL_TEXT }
#define SPAN_COLUMNS \
  {.name = "begin", .title = "Begin", .kind = RAP_COL_INT}, { .name = "end", .title = "End", .kind = RAP_COL_INT }

/* -- normalize -------------------------------------------------------------------------------------------------------------------------------- */

/* One place at which view and stored text differ: `view` bytes stand for `text` bytes. */
typedef void (*fold_fn)(run *r, void *ctx, rap_span text, rap_str view);

static void each_fold(run *r, const rap_document *doc, fold_fn fn, void *ctx) {
  const rap_view *view = &doc->view;
  for (size_t b = 0; b < doc->n_blocks; b++) {
    size_t text_at = doc->blocks[b].text.begin;
    for (size_t at = doc->blocks[b].view.begin; at < doc->blocks[b].view.end;) {
      uint32_t cp = 0;
      size_t n = rap_utf8_decode(view->s, at, &cp), end = rap_view_text_end(view, at + n), begin = rap_view_text_begin(view, at);
      if (begin > text_at) fn(r, ctx, (rap_span){text_at, begin}, (rap_str){0});
      rap_str shown = rap_str_sub(view->s, at, at + n);
      if (!rap_str_eq(shown, rap_str_sub(doc->full, begin, end))) fn(r, ctx, (rap_span){begin, end}, shown);
      text_at = end;
      at += n;
    }
  }
}

static void put_code_points(rap_buf *out, rap_str s) {
  for (size_t at = 0; at < s.n;) {
    uint32_t cp = 0;
    rap_buf_puts(out, at ? " " : "");
    at += rap_utf8_decode(s, at, &cp);
    rap_buf_printf(out, "U+%04X", (unsigned)cp);
  }
}

struct folds {
  rap_buf out;
  rap_json *list;
  size_t n;
};

static void tell_fold(run *r, void *ctx, rap_span text, rap_str view) {
  struct folds *f = ctx;
  if (f->n++ >= MAX_FOLDED) return;
  rap_buf_printf(&f->out, "%7zu  ", text.begin);
  put_code_points(&f->out, rap_str_at(r->doc->full, text));
  rap_buf_printf(&f->out, view.n ? " → “%.*s”\n" : " dropped%.*s\n", RAP_FMT(view));
}

static void list_fold(run *r, void *ctx, rap_span text, rap_str view) {
  struct folds *f = ctx;
  rap_json *o = rap_json_new_object();
  rap_json_set_int(o, "begin", (int64_t)text.begin);
  rap_json_set_int(o, "end", (int64_t)text.end);
  rap_json_set_str(o, "text", rap_str_at(r->doc->full, text));
  rap_json_set_str(o, "view", view);
  rap_json_append(f->list, o);
}

static void put_repaired(const rap_document *doc, rap_json *list, rap_buf *out) {
  size_t n = 0;
  for (size_t at = 0; (at = rap_str_find(doc->full, RAP_STR("\xEF\xBF\xBD"), at)) != SIZE_MAX; at += 3) {
    if (list) rap_json_append(list, rap_json_new_int((int64_t)at));
    if (out && n < MAX_FOLDED) rap_buf_printf(out, "%s%zu", n ? ", " : "Repaired: U+FFFD at ", at);
    n++;
  }
  if (out && n > MAX_FOLDED) rap_buf_printf(out, " and %zu more places", n - MAX_FOLDED);
  if (out && n) rap_buf_putc(out, '\n');
  if (!out || !rap_repairs_any(0, &doc->repairs)) return;
  rap_buf_puts(out, "Repairs: ");
  rap_repairs_to_text(&doc->repairs, out);
  rap_buf_putc(out, '\n');
}

static rap_status normalize_json(run *r, const rap_document *doc, struct folds *f, rap_error *err) {
  rap_json *o = rap_json_new_object(), *repaired = rap_json_new_array();
  f->list = rap_json_new_array();
  rap_json_set_str(o, "document", doc->id);
  rap_json_set_int(o, "body", (int64_t)doc->body);
  rap_json_set_str(o, "text", doc->full);
  put_repaired(doc, repaired, NULL);
  rap_json_set(o, "repaired", repaired);
  (void)rap_repairs_to_json(doc->repairs_off, &doc->repairs, o);
  if (r->view) {
    rap_json_set_str(o, "view", doc->view.s);
    each_fold(r, doc, list_fold, f);
    rap_json_set(o, "folded", f->list);
  } else {
    rap_json_free(f->list);
  }
  rap_status st = rap_json_write_line(o, 0, &f->out, err);
  rap_json_free(o);
  return st;
}

static rap_status show_normalize(run *r, rap_arena *arena, rap_document *doc, rap_error *err) {
  struct folds f = {0};
  rap_status st = RAP_OK;
  (void)arena;
  r->doc = doc;
  if (r->text) {
    rap_buf_add(&f.out, r->view ? doc->view.s : doc->full);
    rap_buf_putc(&f.out, '\n');
    put_repaired(doc, NULL, &f.out);
    if (r->view) each_fold(r, doc, tell_fold, &f);
    if (f.n > MAX_FOLDED) rap_buf_printf(&f.out, "         … and %zu more places\n", f.n - MAX_FOLDED);
  } else {
    st = normalize_json(r, doc, &f, err);
  }
  if (st == RAP_OK && rap_buf_failed(&f.out)) st = rap_error_nomem(err);
  if (st == RAP_OK) (void)rap_out_write(r->cli->out, rap_buf_str(&f.out));
  rap_buf_clear(&f.out);
  return st;
}

/* -- blocks, sentences ------------------------------------------------------------------------------------------------------------------------- */

static rap_status show_blocks(run *r, rap_arena *arena, rap_document *doc, rap_error *err) {
  static const rap_column columns[] = {DOCUMENT_COLUMN,
                                       {.name = "block", .title = "Block", .kind = RAP_COL_INT},
                                       {.name = "kind", .title = "Kind", .kind = RAP_COL_TEXT},
                                       {.name = "level", .title = "Level", .kind = RAP_COL_INT},
                                       {.name = "heading", .title = "Heading", .kind = RAP_COL_INT},
                                       {.name = "lead_in", .title = "Lead-in", .kind = RAP_COL_INT},
                                       {.name = "aside", .title = "Aside", .kind = RAP_COL_TEXT},
                                       SPAN_COLUMNS,
                                       {.name = "text", .title = "Text", .kind = RAP_COL_TEXT, .wrap = true}};
  rap_status st = begin_rows(r, doc, columns, sizeof columns / sizeof *columns, err);
  (void)arena;
  for (size_t i = 0; st == RAP_OK && i < doc->n_blocks; i++) {
    const rap_block *b = &doc->blocks[i];
    put_document(r);
    rap_emit_int(r->emit, (int64_t)i);
    rap_emit_text(r->emit, rap_str_of(rap_block_kind_name(b->kind)));
    rap_emit_int(r->emit, b->level);
    put_index(r, b->heading);
    put_index(r, b->lead_in);
    if (b->aside == RAP_ASIDE_NONE)
      rap_emit_null(r->emit);
    else
      rap_emit_text(r->emit, rap_str_of(rap_aside_name(b->aside)));
    put_span(r, b->text);
    rap_emit_text(r->emit, rap_str_at(doc->full, b->text));
    rap_emit_end_row(r->emit);
  }
  return st == RAP_OK ? rap_emit_finish(r->emit, err) : st;
}

static rap_status show_sentences(run *r, rap_arena *arena, rap_document *doc, rap_error *err) {
  static const rap_column columns[] = {DOCUMENT_COLUMN,
                                       {.name = "sentence", .title = "Sentence", .kind = RAP_COL_INT},
                                       {.name = "block", .title = "Block", .kind = RAP_COL_INT},
                                       SPAN_COLUMNS,
                                       {.name = "text", .title = "Text", .kind = RAP_COL_TEXT, .wrap = true}};
  rap_status st = begin_rows(r, doc, columns, sizeof columns / sizeof *columns, err);
  (void)arena;
  for (size_t i = 0; st == RAP_OK && i < doc->n_sentences; i++) {
    const rap_sentence *s = &doc->sentences[i];
    put_document(r);
    rap_emit_int(r->emit, (int64_t)i);
    rap_emit_int(r->emit, (int64_t)s->block);
    put_span(r, s->text);
    rap_emit_text(r->emit, rap_str_at(doc->full, s->text));
    rap_emit_end_row(r->emit);
  }
  return st == RAP_OK ? rap_emit_finish(r->emit, err) : st;
}

/* -- shadow -------------------------------------------------------------------------------------------------------------------------------------- */

static rap_str shadow_text(rap_arena *arena, const rap_shadow *shadow) {
  rap_buf out = {0};
  rap_shadow_show(shadow->s, &out);
  rap_str copy = rap_buf_failed(&out) ? (rap_str){0} : rap_arena_str(arena, rap_buf_str(&out));
  rap_buf_clear(&out);
  return copy;
}

static rap_json *legend(const run *r, const rap_shadow *shadow, const rap_trace *trace) {
  rap_json *list = rap_json_new_array();
  for (size_t i = 0; i < shadow->n_steps; i++) {
    if (shadow->steps[i].hit == RAP_NONE) continue;
    const rap_hit *hit = &trace->hits[shadow->steps[i].hit];
    rap_span text = rap_view_to_text(&r->doc->view, hit->view);
    rap_json *o = rap_json_new_object();
    rap_json_set_str(o, "kind", rap_str_of(rap_kind_name(hit->kind)));
    rap_json_set_int(o, "begin", (int64_t)text.begin);
    rap_json_set_int(o, "end", (int64_t)text.end);
    rap_json_set_str(o, "text", rap_str_at(r->doc->full, text));
    rap_json_set_str_opt(o, "value", hit->value);
    rap_json_set_str(o, "rule", hit->rule->id);
    rap_json_append(list, o);
  }
  return list;
}

static void print_shadow(const run *r, size_t sentence, rap_str text, const rap_shadow *shadow, const rap_trace *trace) {
  rap_buf line = {0};
  size_t width = rap_cli_text_width(r->cli);
  rap_buf_printf(&line, "%7zu  ", r->doc->sentences[sentence].text.begin);
  rap_text_wrap(&line, text, width > 30 ? width - 9 : 0, 9);
  rap_buf_putc(&line, '\n');
  for (size_t i = 0; i < shadow->n_steps; i++) {
    if (shadow->steps[i].hit == RAP_NONE) continue;
    const rap_hit *hit = &trace->hits[shadow->steps[i].hit];
    rap_buf_printf(&line, "         %-12s ", rap_kind_name(hit->kind));
    rap_text_fit(&line, rap_str_at(r->doc->full, rap_view_to_text(&r->doc->view, hit->view)), 40, true);
    rap_buf_printf(&line, "%s%.*s  [%.*s]\n", hit->value.n ? "  " : "", RAP_FMT(hit->value), RAP_FMT(hit->rule->id));
  }
  (void)rap_out_write(r->cli->out, rap_buf_str(&line));
  if (rap_buf_failed(&line)) r->cli->out->failed = true;
  rap_buf_clear(&line);
}

static rap_status show_shadow(run *r, rap_arena *arena, rap_document *doc, rap_error *err) {
  static const rap_column columns[] = {DOCUMENT_COLUMN,
                                       {.name = "sentence", .title = "Sentence", .kind = RAP_COL_INT},
                                       SPAN_COLUMNS,
                                       {.name = "shadow", .title = "Shadow", .kind = RAP_COL_TEXT, .wrap = true},
                                       {.name = "mentions", .title = "Mentions", .kind = RAP_COL_JSON}};
  rap_trace trace = {.arena = arena};
  rap_record record;
  rap_analyzer_set_trace(r->analyzer, &trace);
  rap_status st = rap_analyze(r->analyzer, arena, doc, &record, err);
  rap_analyzer_set_trace(r->analyzer, NULL);
  r->doc = doc;
  if (st == RAP_OK && !r->text) st = begin_rows(r, doc, columns, sizeof columns / sizeof *columns, err);
  for (size_t i = 0; st == RAP_OK && i < doc->n_sentences; i++) {
    rap_shadow shadow;
    st = rap_shadow_build(arena, doc, trace.hits, trace.n_hits, i, r->kinds, &shadow, err);
    rap_str text = st == RAP_OK ? shadow_text(arena, &shadow) : (rap_str){0};
    if (st == RAP_OK && !text.p) st = rap_error_nomem(err);
    if (st == RAP_OK && r->text) print_shadow(r, i, text, &shadow, &trace);
    if (st != RAP_OK || r->text) continue;
    put_document(r);
    rap_emit_int(r->emit, (int64_t)i);
    put_span(r, doc->sentences[i].text);
    rap_emit_text(r->emit, text);
    rap_emit_json(r->emit, legend(r, &shadow, &trace));
    rap_emit_end_row(r->emit);
  }
  return st == RAP_OK && r->emit ? rap_emit_finish(r->emit, err) : st;
}

/* -- literals ------------------------------------------------------------------------------------------------------------------------------------ */

/* For rap_explain_literals. */
static bool put_literal(void *ctx, const rap_literal_place *place) {
  run *r = ctx;
  const rap_view *view = &r->doc->view;
  if (r->rule && place->rule != r->rule) return true;
  put_document(r);
  put_span(r, rap_view_to_text(view, (rap_span){place->at, place->at + place->literal.n}));
  rap_emit_text(r->emit, place->literal);
  if (place->trial.begin == RAP_NONE) {
    rap_emit_null(r->emit);
    rap_emit_null(r->emit);
  } else {
    rap_emit_int(r->emit, (int64_t)rap_view_text_begin(view, place->trial.begin));
    rap_emit_int(r->emit, (int64_t)rap_view_text_begin(view, place->trial.end));
  }
  put_index(r, place->sentence);
  rap_emit_text(r->emit, place->rule->id);
  if (place->term.n)
    rap_emit_text(r->emit, place->term);
  else
    rap_emit_null(r->emit);
  rap_emit_end_row(r->emit);
  return !rap_cli_interrupted();
}

static rap_status show_literals(run *r, rap_arena *arena, rap_document *doc, rap_error *err) {
  static const rap_column columns[] = {DOCUMENT_COLUMN,
                                       SPAN_COLUMNS,
                                       {.name = "literal", .title = "Literal", .kind = RAP_COL_TEXT},
                                       {.name = "tried_from", .title = "Tried from", .kind = RAP_COL_INT},
                                       {.name = "tried_to", .title = "to", .kind = RAP_COL_INT},
                                       {.name = "sentence", .title = "Sentence", .kind = RAP_COL_INT},
                                       {.name = "rule", .title = "Rule", .kind = RAP_COL_TEXT},
                                       {.name = "term", .title = "Term", .kind = RAP_COL_TEXT}};
  rap_status st = begin_rows(r, doc, columns, sizeof columns / sizeof *columns, err);
  if (st != RAP_OK) return st;
  st = rap_explain_literals(r->rules, arena, doc, put_literal, r, err);
  rap_status finished = rap_emit_finish(r->emit, st == RAP_OK ? err : NULL);
  return st == RAP_OK ? finished : st;
}

/* -- the command ----------------------------------------------------------------------------------------------------------------------------------- */

static const struct form {
  const char *name;
  rap_status (*show)(run *r, rap_arena *arena, rap_document *doc, rap_error *err);
  bool rules; /* needs them */
} forms[] = {{"normalize", show_normalize, false},
             {"blocks", show_blocks, false},
             {"sentences", show_sentences, false},
             {"shadow", show_shadow, true},
             {"literals", show_literals, true}};
#define N_FORMS (sizeof forms / sizeof *forms)

static rap_status one(void *ctx, rap_cli *cli, rap_item *item, rap_error *err) {
  run *r = ctx;
  rap_arena *arena = item->arena;
  rap_document *doc = &item->doc;
  if (r->text) rap_out_printf(cli->out, "%s%.*s · %zu bytes\n", r->documents ? "\n" : "", RAP_FMT(doc->id), doc->full.n);
  r->emit = NULL;
  r->documents++;
  return r->show(r, arena, doc, err);
}

static rap_status choose_rule(run *r, rap_str id, rap_error *err) {
  size_t n = 0;
  const rap_rule *all = rap_rules_all(r->rules, &n);
  r->rule = id.p ? rap_rules_find(r->rules, id) : NULL;
  if (id.p && !r->rule) return rap_error_set(err, RAP_ERR_USAGE, "--rule: there is no rule '%.*s' (rapporteur rules list shows them)", RAP_FMT(id));
  for (size_t i = 0; i < n; i++)
    if (!r->rule || r->rule == &all[i]) r->kinds |= all[i].collapses;
  if (r->rule && !r->kinds && r->show == show_shadow)
    return rap_error_set(err, RAP_ERR_USAGE, "--rule: '%.*s' does not look at shadows (statement, event and participant rules do)", RAP_FMT(id));
  return RAP_OK;
}

static rap_status run_debug(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const debug_options *o = options;
  rap_str what = operands->items[0];
  const rap_str_list paths = {.items = operands->items + 1, .n = operands->n - 1};
  rap_walk_totals totals;
  rap_repairs_off off;
  if (rap_str_is(what, "query")) return rap_debug_query(cli, &paths, err);
  rap_status st = rap_walk_repairs(&o->no_repair, &off, err);
  if (st != RAP_OK) return st;
  run r = {.cli = cli, .text = !rap_str_is(o->format, "ndjson"), .view = o->view};
  size_t i = 0;
  while (i < N_FORMS && !rap_str_is(what, forms[i].name)) i++;
  if (i == N_FORMS)
    return rap_error_set(err, RAP_ERR_USAGE, "debug: unknown form '%.*s' (normalize, blocks, sentences, shadow, literals or query)", RAP_FMT(what));
  r.show = forms[i].show;
  if (forms[i].rules) st = rap_cli_load_rules(cli, &o->rules, &r.rules, err);
  if (st == RAP_OK && forms[i].rules) st = choose_rule(&r, o->rule, err);
  if (st == RAP_OK && forms[i].rules) st = rap_analyzer_new(r.rules, &r.analyzer, err);
  const rap_walk_options walk = {.paths = &paths, .source = {.repairs_off = off}, .jobs = 1, .ctx = &r, .step = one};
  if (st == RAP_OK) st = rap_walk(cli, &walk, &totals, err);
  if (st == RAP_OK && r.documents == 0 && cli->worst == RAP_OK) st = RAP_NOT_FOUND;
  rap_analyzer_free(r.analyzer);
  rap_rules_free(r.rules);
  return st;
}

const rap_command rap_command_debug = {
    .name = "debug",
    .group = RAP_GROUP_RULES,
    .operands = "normalize|blocks|sentences|shadow|literals PATH… | query WORDS…",
    .summary = "show the intermediate forms of a text that rules work on",
    .description =
        "normalize: the text as it is stored, with the places that were repaired, or (--view) as rules over the text see it. "
        "blocks, sentences: how it was cut. shadow: the sentences as statement, event and participant rules see them, each mention as the "
        "name of its kind. literals: the words that let expressions be tried, and where. Offsets are bytes of the stored text. query: a query as the tree that it is parsed to.",
    .tables = debug_tables,
    .options_size = sizeof(debug_options),
    .min_operands = 2,
    .max_operands = SIZE_MAX,
    .run = run_debug,
};
