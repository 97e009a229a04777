/* Saved questions: where they are, and how one is run. */
#include "queries/commands.h"
#include "queries/saved_run.h"

#include <stdlib.h>

/* ---- commands that answer questions ---- */

/* Those that ask a saved question themselves are none. */
static const rap_command *find_question(rap_str name) {
  static const char *const others[] = {"report", "check", "stats"};
  for (size_t i = 0; rap_commands[i]; i++) {
    const rap_command *c = rap_commands[i];
    bool question = c->group == RAP_GROUP_TEXTS || c->group == RAP_GROUP_COUNTS || c->group == RAP_GROUP_WHO;
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) question = question || strcmp(c->name, others[k]) == 0;
    if (question && rap_str_is(name, c->name)) return c;
  }
  return NULL;
}

static const rap_option *const *tables_of(rap_str command) {
  const rap_command *c = find_question(command);
  return c ? c->tables : NULL;
}

static const char *nearest_of(rap_str command) {
  const char *names[64];
  size_t n = 0;
  for (size_t i = 0; rap_commands[i] && n < sizeof names / sizeof *names; i++)
    if (find_question(rap_str_of(rap_commands[i]->name))) names[n++] = rap_commands[i]->name;
  return rap_nearest(command, names, n);
}

/* ---- which there are ---- */

static rap_status own_folder(rap_cli *cli, rap_str *out, rap_error *err) {
  const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
  *out = (rap_str){0};
  if (config && *config == '/') /* a relative one is to be passed over (XDG Base Directory Specification) */
    *out = rap_arena_printf(cli->arena, "%s/rapporteur/saved", config);
  else if (home && *home)
    *out = rap_arena_printf(cli->arena, "%s/.config/rapporteur/saved", home);
  else
    return RAP_OK;
  return out->p ? RAP_OK : rap_error_nomem(err);
}

rap_status rap_saved_open(rap_cli *cli, const rap_str_list *folders, rap_saved_set *set, rap_error *err) {
  static const rap_saved_commands commands = {tables_of, nearest_of};
  rap_str own;
  *set = (rap_saved_set){.arena = cli->arena, .commands = &commands};
  rap_status st = rap_saved_load_embedded(set, err);
  if (st == RAP_OK) st = own_folder(cli, &own, err);
  if (st == RAP_OK && own.n) st = rap_saved_load_folder(set, own, false, err);
  for (size_t i = 0; st == RAP_OK && i < folders->n; i++) st = rap_saved_load_folder(set, folders->items[i], true, err);
  return st;
}

rap_status rap_saved_pick(const rap_saved_set *set, rap_str name, const rap_saved **out, rap_error *err) {
  *out = rap_saved_find(set, name);
  if (*out) return RAP_OK;
  const char **names = rap_arena_array(set->arena, set->n, sizeof *names);
  if (!names) return rap_error_nomem(err);
  for (size_t i = 0; i < set->n; i++) names[i] = set->items[i].name.p;
  const char *near = rap_nearest(name, names, set->n);
  if (near) return rap_error_set(err, RAP_ERR_USAGE, "there is no saved question '%.*s' (did you mean '%s'?)", RAP_FMT(name), near);
  return rap_error_set(err, RAP_ERR_USAGE, "there is no saved question '%.*s' (rapporteur ask --list has them)", RAP_FMT(name));
}

void rap_saved_say_override(rap_cli *cli, const rap_saved *q) {
  if (q->overrides.n) rap_cli_note(cli, "'%.*s' is that of %.*s, in place of %.*s", RAP_FMT(q->name), RAP_FMT(q->file), RAP_FMT(q->overrides));
}

rap_status rap_saved_values(rap_cli *cli, const rap_str_list *operands, size_t first, rap_saved_value **values, size_t *n, rap_error *err) {
  *n = 0;
  *values = rap_arena_array(cli->arena, operands->n + 1, sizeof **values);
  if (!*values) return rap_error_nomem(err);
  for (size_t i = first; i < operands->n; i++)
    if (!rap_saved_value_parse(operands->items[i], &(*values)[(*n)++]))
      return rap_error_set(err, RAP_ERR_USAGE, "'%.*s' is no NAME=VALUE", RAP_FMT(operands->items[i]));
  return RAP_OK;
}

/* ---- running ---- */

bool rap_saved_takes(const rap_saved *q, const char *option) {
  const rap_option *const *tables = tables_of(q->command);
  for (size_t t = 0; tables && tables[t]; t++)
    for (const rap_option *o = tables[t]; o->name; o++)
      if (strcmp(o->name, option) == 0) return true;
  return false;
}

rap_status rap_saved_run(rap_cli *cli, const rap_saved *q, const rap_saved_line *line, rap_out *out, rap_error *err) {
  const rap_command *command = find_question(q->command);
  if (!command) return rap_error_set(err, RAP_ERR_INTERNAL, "the command %.*s is gone", RAP_FMT(q->command));
  rap_cli within = *cli;
  within.out = out;
  rap_status st = rap_cli_run(&within, command, (int)line->n, line->argv, err);
  if (rap_status_exit(within.worst) > rap_status_exit(cli->worst)) cli->worst = within.worst;
  return st;
}
