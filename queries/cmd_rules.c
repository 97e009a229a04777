/* rules check | test | list | diff: the tools of those who write rules. */
#include "analyze/rules_check.h"
#include "queries/commands.h"
#include "queries/rules_diff.h"

#include <stdio.h>

typedef struct rules_options {
  rap_common_options common;
  rap_str format, kind, type, store;
  rap_str_list rules;
  bool notes;
} rules_options;

#define OFFSET(field) offsetof(rules_options, field)

static const rap_option rules_table[] = {
    RAP_RULES_OPTION(OFFSET(rules)),
    {.name = "format",
     .letter = 'f',
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(format),
     .argument = "FORMAT",
     .help = "list, diff: text (default), json, ndjson, csv, tsv",
     .choices = "text|json|ndjson|csv|tsv"},
    {.name = "kind",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(kind),
     .argument = "KIND",
     .help = "list: only rules for this kind of mention (state, date, person …)"},
    {.name = "type",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(type),
     .argument = "TYPE",
     .help = "list: only rules of this type",
     .choices = "entry|pattern|theme|statement|event|participant"},
    {.name = "notes", .kind = RAP_OPT_FLAG, .offset = OFFSET(notes), .help = "check: show notes too, and by which literals each expression is found"},
    {.name = "store",
     .letter = 'd',
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(store),
     .argument = "FILE",
     .help = "diff: the store whose texts are compared (default $RAPPORTEUR_DB, else rapporteur.db)"},
    RAP_OPTIONS_END,
};
static const rap_option *const rules_tables[] = {rap_common_table, rules_table, NULL};

static const char *const grade_names[] = {"note", "warning", "error"};

static void print_diagnostic(const rap_cli *cli, const rap_diagnostic *d) {
  rap_out_printf(cli->out, "%.*s:%u:%u: %s: ", RAP_FMT(d->place.file), d->place.line, d->place.column, grade_names[d->grade]);
  if (d->rule.n) rap_out_printf(cli->out, "%.*s: ", RAP_FMT(d->rule));
  rap_out_printf(cli->out, "%.*s\n", RAP_FMT(d->text));
}

/* What the rules are found by: no diagnostics, and not counted. */
static void print_literals(const rap_cli *cli, const rap_rules *rules) {
  size_t n = 0;
  rap_buf text = {0};
  const rap_rule *all = rap_rules_all(rules, &n);
  for (size_t i = 0; i < n; i++) {
    const rap_rule *rule = &all[i];
    rap_buf_reset(&text);
    rap_rules_literals_text(&rule->literals, &text);
    if (rule->regex && text.n)
      rap_out_printf(cli->out, "%.*s:%u:%u: literals: %.*s: %.*s\n", RAP_FMT(rule->place.file), rule->place.line, rule->place.column,
                     RAP_FMT(rule->id), RAP_FMT(rap_buf_str(&text)));
  }
  rap_buf_clear(&text);
}

static rap_status check(rap_cli *cli, const rules_options *o, rap_error *err) {
  rap_rules *rules = NULL;
  rap_diagnostic *list = NULL;
  size_t n = 0, n_rules = 0, counts[3] = {0};
  const rap_rules_source source = {.dirs = o->rules.items, .n_dirs = o->rules.n};
  rap_status st = rap_rules_load(&source, &rules, err);
  if (st == RAP_OK) st = rap_rules_check(rules, cli->arena, &list, &n, err);
  const rap_diagnostic *shown = list;
  if (!shown && rules) shown = rap_rules_diagnostics(rules, &n);
  for (size_t i = 0; shown && i < n; i++) {
    counts[shown[i].grade]++;
    if (o->notes || shown[i].grade != RAP_NOTE) print_diagnostic(cli, &shown[i]);
  }
  if (rules && o->notes) print_literals(cli, rules);
  if (rules) {
    rap_rules_all(rules, &n_rules);
    rap_out_printf(cli->out, "%zu rules: %zu errors, %zu warnings, %zu notes\n", n_rules, counts[RAP_ERROR], counts[RAP_WARNING], counts[RAP_NOTE]);
  }
  rap_rules_free(rules);
  return st;
}

static rap_status test(rap_cli *cli, const rules_options *o, rap_str prefix, rap_error *err) {
  rap_rules *rules = NULL;
  rap_rules_report report = {0};
  rap_status st = rap_cli_load_rules(cli, &o->rules, &rules, err);
  if (st == RAP_OK) st = rap_rules_test(rules, prefix, cli->arena, &report, err);
  if (st == RAP_OK) {
    for (size_t i = 0; i < report.n_failures; i++) {
      const rap_example *example = report.failures[i].example;
      rap_out_printf(cli->out, "%.*s:%u:%u: %.*s: %.*s\n", RAP_FMT(example->place.file), example->place.line, example->place.column,
                     RAP_FMT(example->rule->id), RAP_FMT(report.failures[i].text));
    }
    rap_out_printf(cli->out, "%zu examples, %zu failed\n", report.n_run, report.n_failures);
    if (report.n_failures)
      st = rap_error_set(err, RAP_ERR_RULES, "%zu of %zu examples failed", report.n_failures, report.n_run);
    else if (!report.n_run)
      st = RAP_NOT_FOUND;
  }
  rap_rules_free(rules);
  return st;
}

static const rap_column list_columns[] = {
    {.name = "rule", .title = "Rule", .kind = RAP_COL_TEXT},
    {.name = "type", .title = "Type", .kind = RAP_COL_TEXT},
    {.name = "kind", .title = "Kind", .kind = RAP_COL_TEXT},
    {.name = "value", .title = "Value", .kind = RAP_COL_TEXT},
    {.name = "file", .title = "File", .kind = RAP_COL_TEXT},
    {.name = "line", .title = "Line", .kind = RAP_COL_INT},
    {.name = "name", .title = "Name or expression", .kind = RAP_COL_TEXT, .wrap = false},
};

static bool has_kind(const rap_rule *rule) { return rule->type == RAP_RULE_ENTRY || rule->type == RAP_RULE_PATTERN; }

static bool wanted(const rules_options *o, const rap_rule *rule, rap_str prefix) {
  if (o->kind.n && !(has_kind(rule) && rap_str_is(o->kind, rap_kind_name(rule->kind)))) return false;
  if (o->type.n && !rap_str_is(o->type, rap_rule_type_name(rule->type))) return false;
  return rap_str_starts(rule->id, prefix);
}

/* In a terminal's table an expression is only hinted at; the other formats have it whole. */
static void put_rule(rap_emit *e, const rap_rule *rule, bool whole) {
  rap_str name = rule->entry ? rule->entry->name : rule->source;
  rap_str value = rule->type == RAP_RULE_STATEMENT ? rule->predicate : rule->type == RAP_RULE_PARTICIPANT ? rule->function : rule->value;
  rap_buf cut = {0};
  rap_emit_text(e, rule->id);
  rap_emit_text(e, rap_str_of(rap_rule_type_name(rule->type)));
  if (has_kind(rule))
    rap_emit_text(e, rap_str_of(rap_kind_name(rule->kind)));
  else
    rap_emit_null(e);
  rap_emit_text(e, value);
  rap_emit_text(e, rule->place.file);
  rap_emit_int(e, rule->place.line);
  if (!whole) rap_text_fit(&cut, name, 40, false);
  rap_emit_text(e, whole ? name : rap_buf_str(&cut));
  rap_emit_end_row(e);
  rap_buf_clear(&cut);
}

static rap_status list(rap_cli *cli, const rules_options *o, rap_str prefix, rap_error *err) {
  rap_rules *rules = NULL;
  rap_emit *e = NULL;
  rap_format format = RAP_FORMAT_TEXT;
  size_t n = 0, shown = 0;
  if (o->format.n && !rap_format_parse(o->format, &format))
    return rap_error_set(err, RAP_ERR_USAGE, "--format: unknown value '%.*s'", RAP_FMT(o->format));
  rap_status st = rap_cli_load_rules(cli, &o->rules, &rules, err);
  const rap_emit_options options = {.width = 0, .color = cli->color};
  if (st == RAP_OK) st = rap_emit_new(cli->out, format, list_columns, sizeof list_columns / sizeof *list_columns, &options, &e, err);
  if (st == RAP_OK) {
    const rap_rule *all = rap_rules_all(rules, &n);
    for (size_t i = 0; i < n; i++)
      if (wanted(o, &all[i], prefix)) put_rule(e, &all[i], format != RAP_FORMAT_TEXT), shown++;
    st = rap_emit_finish(e, err);
  }
  rap_rules_free(rules);
  return st == RAP_OK && !shown ? RAP_NOT_FOUND : st;
}

static rap_status run_rules(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const rules_options *o = options;
  rap_str what = operands->items[0], prefix = operands->n > 1 ? operands->items[1] : (rap_str){0};
  bool is_diff = rap_str_is(what, "diff");
  if (is_diff && (operands->n != 3 || o->rules.n))
    return rap_error_set(err, RAP_ERR_USAGE,
                         o->rules.n ? "rules diff: OLD and NEW name the packs, not --rules" : "rules diff: OLD and NEW are wanted");
  if (is_diff) return rap_cli_rules_diff(cli, operands->items[1], operands->items[2], o->store, o->format, err);
  if (operands->n > 2) return rap_error_set(err, RAP_ERR_USAGE, "rules %.*s: too many arguments", RAP_FMT(what));
  if (rap_str_is(what, "check")) return check(cli, options, err);
  if (rap_str_is(what, "test")) return test(cli, options, prefix, err);
  if (rap_str_is(what, "list")) return list(cli, options, prefix, err);
  return rap_error_set(err, RAP_ERR_USAGE, "rules: unknown action '%.*s' (check, test, list or diff)", RAP_FMT(what));
}

const rap_command rap_command_rules = {
    .name = "rules",
    .group = RAP_GROUP_RULES,
    .operands = "check|test|list [PREFIX] | diff OLD NEW",
    .summary = "check rule packs, run the rules' examples, list rules, compare packs",
    .description =
        "check: everything that can be said about packs without a text, and how each expression behaves on hostile texts; fails on errors. "
        "test: runs the examples of all rules, or of those whose id begins with PREFIX; fails when one does. list: rules with kind, value and place. "
        "diff: which rules differ between the packs OLD and NEW (each a pack's folder, a folder of packs, or built-in), and the mentions, events, participants and statements that the stored texts gain and "
        "lose by it; exit status 1 when nothing differs.",
    .tables = rules_tables,
    .options_size = sizeof(rules_options),
    .min_operands = 1,
    .max_operands = 3,
    .run = run_rules,
};
