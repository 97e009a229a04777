/* rules check | test | list | diff: the tools of those who write rules. */
#include "analyze/rules_check.h"
#include "queries/commands.h"
#include "queries/rules_cost.h"
#include "queries/rules_diff.h"

#include <stdio.h>

typedef struct rules_options {
  rap_common_options common;
  rap_str format, kind, type, store, sort, limit;
  rap_str_list rules;
  bool notes, cost, strict;
} rules_options;

#define OFFSET(field) offsetof(rules_options, field)
/* Rows of a cost report for people. */
#define DEFAULT_LIMIT 20

static const rap_option rules_table[] = {
    RAP_RULES_OPTION(OFFSET(rules)),
    {.name = "format",
     .letter = 'f',
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(format),
     .argument = "FORMAT",
     .help = "check --cost, list, diff: text by default",
     .choices = "text|json|ndjson|csv|tsv|markdown|html"},
    RAP_OUTPUT_OPTION,
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
    {.name = "notes",
     .kind = RAP_OPT_FLAG,
     .offset = OFFSET(notes),
     .help = "check: show notes too, and by which literals each expression is found; test: which rules have no example"},
    {.name = "strict", .kind = RAP_OPT_FLAG, .offset = OFFSET(strict), .help = "test: a rule without an example fails; tells which"},
    {.name = "cost",
     .kind = RAP_OPT_FLAG,
     .offset = OFFSET(cost),
     .help = "check: what each expression costs, on the texts of PATHs or of the rules' own examples"},
    {.name = "sort",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(sort),
     .argument = "KEY",
     .help = "check --cost: the most time (default), literal hits or tries first",
     .choices = "time|hits|tries"},
    {.name = "limit",
     .letter = 'n',
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(limit),
     .argument = "N",
     .help = "check --cost: at most N expressions, 0 for all (default: 20 in text format, all in the others)"},
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

/* One check on its way. */
typedef struct checking {
  rap_cli *cli;
  const rules_options *o;
  rap_str_list paths;
  bool cost, apart; /* apart: standard output is for the table alone, what there is to say goes to standard error */
  size_t counts[3];
} checking;

static void tell(const checking *k, const rap_diagnostic *d) {
  const char *colon = d->rule.n ? ": " : "";
  if (k->apart)
    rap_cli_note(k->cli, "%.*s:%u:%u: %s: %.*s%s%.*s", RAP_FMT(d->place.file), d->place.line, d->place.column, grade_names[d->grade],
                 RAP_FMT(d->rule), colon, RAP_FMT(d->text));
  else
    rap_out_printf(k->cli->out, "%.*s:%u:%u: %s: %.*s%s%.*s\n", RAP_FMT(d->place.file), d->place.line, d->place.column, grade_names[d->grade],
                   RAP_FMT(d->rule), colon, RAP_FMT(d->text));
}

static void tell_all(checking *k, const rap_diagnostic *list, size_t n) {
  for (size_t i = 0; i < n; i++) {
    k->counts[list[i].grade]++;
    if (k->o->notes || list[i].grade != RAP_NOTE) tell(k, &list[i]);
  }
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

/* Counts the costs, and tells what is to be noted of them. */
static rap_status measure(checking *k, const rap_rules *rules, rap_costs **costs, rap_error *err) {
  rap_diagnostic *notes = NULL;
  size_t n = 0;
  rap_status st = rap_cli_cost_measure(k->cli, rules, &k->paths, costs, err);
  if (st == RAP_OK) st = rap_costs_notes(*costs, k->cli->arena, &notes, &n, err);
  if (st == RAP_OK) tell_all(k, notes, n);
  return st;
}

static rap_status check_rules(checking *k, rap_rules **rules, rap_error *err) {
  const rap_rules_source source = {.dirs = k->o->rules.items, .n_dirs = k->o->rules.n};
  rap_diagnostic *list = NULL;
  size_t n = 0;
  rap_status st = rap_rules_load(&source, rules, err);
  if (st == RAP_OK) st = rap_rules_check(*rules, k->cli->arena, &list, &n, err);
  const rap_diagnostic *shown = list;
  if (!shown && *rules) shown = rap_rules_diagnostics(*rules, &n);
  if (shown) tell_all(k, shown, n);
  return st;
}

static rap_status read_limit(const rules_options *o, size_t *limit, rap_error *err) {
  uint64_t n = 0;
  bool text = !o->format.n || rap_str_is(o->format, "text");
  *limit = text ? DEFAULT_LIMIT : 0;
  if (!o->limit.p) return RAP_OK;
  if (!rap_str_uint(o->limit, &n) || n > INT32_MAX)
    return rap_error_set(err, RAP_ERR_USAGE, "--limit: '%.*s' is not a whole number (0: all)", RAP_FMT(o->limit));
  *limit = (size_t)n;
  return RAP_OK;
}

static rap_status check(rap_cli *cli, const rules_options *o, const rap_str_list *operands, rap_error *err) {
  rap_rules *rules = NULL;
  rap_costs *costs = NULL;
  size_t n_rules = 0;
  checking k = {.cli = cli, .o = o, .paths = {.items = operands->items + 1, .n = operands->n - 1}};
  k.cost = o->cost || k.paths.n;
  k.apart = k.cost && o->format.n && !rap_str_is(o->format, "text");
  rap_cost_options options = {.format = o->format, .sort = o->sort, .examples = k.paths.n == 0};
  rap_status st = read_limit(o, &options.limit, err);
  if (st == RAP_OK) st = check_rules(&k, &rules, err);
  if (st == RAP_OK && k.cost) st = measure(&k, rules, &costs, err);
  if (rules && o->notes && !k.apart) print_literals(cli, rules);
  if (rules && !k.apart) {
    rap_rules_all(rules, &n_rules);
    rap_out_printf(cli->out, "%zu rules: %zu errors, %zu warnings, %zu notes\n", n_rules, k.counts[RAP_ERROR], k.counts[RAP_WARNING],
                   k.counts[RAP_NOTE]);
  }
  if (st == RAP_OK && costs) st = rap_cli_cost_print(cli, costs, &options, err);
  rap_costs_free(costs);
  rap_rules_free(rules);
  return st;
}

static rap_status tell_without_example(rap_cli *cli, const rules_options *o, const rap_rules *rules, rap_str prefix, size_t *n_without,
                                       rap_error *err) {
  const rap_rule **list = NULL;
  size_t n = 0;
  *n_without = 0;
  rap_status st = rap_rules_without_example(rules, prefix, cli->arena, &list, &n, err);
  for (size_t i = 0; (o->notes || o->strict) && i < n; i++)
    rap_out_printf(cli->out, "%.*s:%u:%u: note: %.*s: the rule has no example\n", RAP_FMT(list[i]->place.file), list[i]->place.line,
                   list[i]->place.column, RAP_FMT(list[i]->id));
  if (st == RAP_OK && n) rap_out_printf(cli->out, "%zu rules without an example\n", n);
  if (st == RAP_OK) *n_without = n;
  return st;
}

static void tell_failures(const rap_cli *cli, const rap_rules_report *report) {
  for (size_t i = 0; i < report->n_failures; i++) {
    const rap_example *example = report->failures[i].example;
    rap_out_printf(cli->out, "%.*s:%u:%u: %.*s: %.*s\n", RAP_FMT(example->place.file), example->place.line, example->place.column,
                   RAP_FMT(example->rule->id), RAP_FMT(report->failures[i].text));
  }
  rap_out_printf(cli->out, "%zu examples, %zu failed\n", report->n_run, report->n_failures);
}

static rap_status test(rap_cli *cli, const rules_options *o, rap_str prefix, rap_error *err) {
  rap_rules *rules = NULL;
  rap_rules_report report = {0};
  size_t n_without = 0;
  rap_status st = rap_cli_load_rules(cli, &o->rules, &rules, err);
  if (st == RAP_OK) st = rap_rules_test(rules, prefix, cli->arena, &report, err);
  if (st == RAP_OK) {
    tell_failures(cli, &report);
    st = tell_without_example(cli, o, rules, prefix, &n_without, err);
  }
  if (st == RAP_OK && report.n_failures) st = rap_error_set(err, RAP_ERR_RULES, "%zu of %zu examples failed", report.n_failures, report.n_run);
  if (st == RAP_OK && o->strict && n_without) st = rap_error_set(err, RAP_ERR_RULES, "%zu rules without an example", n_without);
  if (st == RAP_OK && !report.n_run) st = RAP_NOT_FOUND;
  rap_rules_free(rules);
  return st;
}

static const rap_column list_columns[] = {
    {.name = "rule", .title = "Rule", .kind = RAP_COL_TEXT, .wrap = true},
    {.name = "type", .title = "Type", .kind = RAP_COL_TEXT},
    {.name = "kind", .title = "Kind", .kind = RAP_COL_TEXT},
    {.name = "value", .title = "Value", .kind = RAP_COL_TEXT, .wrap = true},
    {.name = "file", .title = "File", .kind = RAP_COL_TEXT, .wrap = true},
    {.name = "line", .title = "Line", .kind = RAP_COL_INT},
    {.name = "name", .title = "Name or expression", .kind = RAP_COL_TEXT, .wrap = true},
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
  const rap_emit_options options = {.width = cli->width, .color = cli->color};
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
  if (rap_str_is(what, "check")) return check(cli, options, operands, err);
  if (operands->n > 2) return rap_error_set(err, RAP_ERR_USAGE, "rules %.*s: too many arguments", RAP_FMT(what));
  if (rap_str_is(what, "test")) return test(cli, options, prefix, err);
  if (rap_str_is(what, "list")) return list(cli, options, prefix, err);
  return rap_error_set(err, RAP_ERR_USAGE, "rules: unknown action '%.*s' (check, test, list or diff)", RAP_FMT(what));
}

const rap_command rap_command_rules = {
    .name = "rules",
    .group = RAP_GROUP_RULES,
    .operands = "check [PATH…] | test|list [PREFIX] | diff OLD NEW",
    .summary = "check rule packs, run the rules' examples, list rules, compare packs",
    .description =
        "check: everything that can be said about packs without a text, and how each expression behaves on hostile texts; fails on errors; with texts "
        "(PATHs as for analyze) or --cost also what each expression costs on them. "
        "test: runs the examples of all rules, or of those whose id begins with PREFIX; fails when one does, and says how many rules have none (with --strict that fails, too). list: rules with kind, value and place. "
        "diff: which rules differ between the packs OLD and NEW (each a pack's folder, a folder of packs, or built-in), and the mentions, events, participants and statements that the stored texts gain and "
        "lose by it; exit status 1 when nothing differs.",
    .tables = rules_tables,
    .options_size = sizeof(rules_options),
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run_rules,
};
