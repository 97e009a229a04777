#include "queries/command.h"

#define SHOWN 20

/* Only errors: the rest is what `rules check` is for. A single one is what the message of the failure says already. */
static void tell_errors(rap_cli *cli, const rap_rules *rules, rap_error *err) {
  size_t n, errors = 0;
  const rap_diagnostic *diagnostics = rap_rules_diagnostics(rules, &n);
  for (size_t i = 0; i < n; i++) errors += diagnostics[i].grade == RAP_ERROR;
  if (errors < 2) return;
  for (size_t i = 0, shown = 0; i < n && shown < SHOWN; i++) {
    const rap_diagnostic *d = &diagnostics[i];
    if (d->grade != RAP_ERROR) continue;
    shown++;
    rap_cli_note(cli, "%.*s:%u:%u: %.*s%s%.*s", RAP_FMT(d->place.file), d->place.line, d->place.column, RAP_FMT(d->rule), d->rule.n ? ": " : "",
                 RAP_FMT(d->text));
  }
  rap_error_clear(err);
  (void)rap_error_set(err, RAP_ERR_RULES, "%zu errors in the rules%s", errors, errors > SHOWN ? " (rapporteur rules check shows them all)" : "");
}

rap_status rap_cli_load_rules(rap_cli *cli, const rap_str_list *dirs, rap_rules **rules, rap_error *err) {
  return rap_cli_load_rules_for(cli, dirs, (rap_str){0}, rules, err);
}

rap_status rap_cli_load_rules_for(rap_cli *cli, const rap_str_list *dirs, rap_str engine, rap_rules **rules, rap_error *err) {
  return rap_cli_load_pack(cli, dirs, (rap_str){0}, engine, rules, err);
}

rap_status rap_cli_load_pack(rap_cli *cli, const rap_str_list *dirs, rap_str pack, rap_str engine, rap_rules **rules, rap_error *err) {
  const rap_rules_source source = {
      .names = pack.n ? &pack : NULL, .n_names = pack.n > 0, .dirs = dirs->items, .n_dirs = dirs->n, .plain = rap_str_is(engine, "plain")};
  rap_status st = rap_rules_load(&source, rules, err);
  if (st == RAP_ERR_RULES && *rules) tell_errors(cli, *rules, err);
  return st;
}

rap_str rap_cli_entry_name(const rap_rules *rules, rap_kind kind, rap_str value) {
  const rap_entry *entry = rap_rules_entry(rules, kind, value);
  if (!entry && kind == RAP_KIND_STATE) entry = rap_rules_entry(rules, RAP_KIND_GROUP, value);
  return entry ? entry->name : value;
}
