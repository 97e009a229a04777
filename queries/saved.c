#include "queries/saved.h"

#include "base/calendar.h"
#include "base/yaml.h"

const char *rap_saved_type_name(rap_saved_type type) {
  static const char *const names[RAP_SAVED_TYPES] = {"text",   "query",  "state",    "theme", "event", "series",
                                                     "person", "source", "document", "date",  "number"};
  return names[type];
}

typedef struct reader {
  rap_arena *arena;
  const rap_saved_commands *commands;
  rap_str file;
  rap_saved *out;
  rap_error *err;
} reader;

static rap_status fail(const reader *r, const rap_yaml *at, const char *reason, rap_str value) {
  return rap_error_set(r->err, RAP_ERR_RULES, "%.*s:%u:%u: %s%s%.*s%s", RAP_FMT(r->file), at->line, at->column, reason, value.n ? " '" : "",
                       RAP_FMT(value), value.n ? "'" : "");
}

/* ---- keys ---- */

/* One key of a mapping: its name, and what reads its value. */
typedef struct key {
  const char *name;
  rap_status (*read)(reader *r, const rap_yaml *node, void *to);
  size_t offset; /* of what it is read into */
} key;

static rap_status unknown_key(const reader *r, const rap_yaml *node, const key *keys, size_t n) {
  const char *names[32];
  for (size_t i = 0; i < n && i < sizeof names / sizeof *names; i++) names[i] = keys[i].name;
  const char *near = rap_nearest(node->text, names, n);
  if (near)
    return rap_error_set(r->err, RAP_ERR_RULES, "%.*s:%u:%u: unknown key '%.*s' (did you mean '%s'?)", RAP_FMT(r->file), node->line, node->column,
                         RAP_FMT(node->text), near);
  return fail(r, node, "unknown key", node->text);
}

static rap_status read_keys(reader *r, const rap_yaml *node, const key *keys, size_t n, void *to) {
  if (node->kind != RAP_YAML_MAPPING) return fail(r, node, "a mapping is expected here", (rap_str){0});
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < node->n; i++) {
    size_t k = 0;
    while (k < n && !rap_str_is(node->keys[i]->text, keys[k].name)) k++;
    st = k < n ? keys[k].read(r, node->items[i], (char *)to + keys[k].offset) : unknown_key(r, node->keys[i], keys, n);
  }
  return st;
}

static rap_status read_text(reader *r, const rap_yaml *node, void *to) {
  if (node->kind != RAP_YAML_SCALAR) return fail(r, node, "a text is expected here", (rap_str){0});
  if (memchr(node->text.p, '\0', node->text.n)) return fail(r, node, "a text cannot hold a NUL character", (rap_str){0});
  *(rap_str *)to = rap_str_trim(node->text);
  return RAP_OK;
}

static rap_status read_flag(reader *r, const rap_yaml *node, void *to) {
  return rap_yaml_bool(node, to) ? RAP_OK : fail(r, node, "true or false is expected here", (rap_str){0});
}

/* A text, or a list of them. */
static rap_status read_texts(reader *r, const rap_yaml *node, void *to) {
  rap_status st = RAP_OK;
  rap_str text = {0};
  if (node->kind == RAP_YAML_MAPPING) return fail(r, node, "a text or a list of texts is expected here", (rap_str){0});
  size_t n = node->kind == RAP_YAML_SCALAR ? 1 : node->n;
  for (size_t i = 0; st == RAP_OK && i < n; i++) {
    st = read_text(r, node->kind == RAP_YAML_SCALAR ? node : node->items[i], &text);
    if (st == RAP_OK && !rap_str_list_add(r->arena, to, text)) st = rap_error_nomem(r->err);
  }
  return st;
}

/* ---- names ---- */

/* Small letters, digits and dashes, the first a letter: what goes through shells, file names and URIs as it is. */
static bool is_name(rap_str s) {
  if (!s.n || s.n > RAP_SAVED_NAME_MAX || s.p[0] < 'a' || s.p[0] > 'z') return false;
  for (size_t i = 0; i < s.n; i++)
    if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !rap_ascii_is_digit(s.p[i]) && s.p[i] != '-') return false;
  return true;
}

static rap_status read_name(reader *r, const rap_yaml *node, void *to) {
  rap_status st = read_text(r, node, to);
  if (st == RAP_OK && !is_name(*(rap_str *)to))
    st = fail(r, node, "a name has small letters, digits and dashes, the first a letter; not", *(rap_str *)to);
  return st;
}

static rap_status read_command(reader *r, const rap_yaml *node, void *to) {
  rap_status st = read_text(r, node, to);
  rap_str name = *(rap_str *)to;
  if (st != RAP_OK || !r->commands || r->commands->tables(name)) return st;
  const char *near = r->commands->nearest(name);
  if (near)
    return rap_error_set(r->err, RAP_ERR_RULES, "%.*s:%u:%u: there is no question '%.*s' to ask (did you mean '%s'?)", RAP_FMT(r->file), node->line,
                         node->column, RAP_FMT(name), near);
  return fail(r, node, "there is no command for questions that is called", name);
}

/* ---- parameters ---- */

static rap_status read_type(reader *r, const rap_yaml *node, void *to) {
  rap_str text;
  rap_status st = read_text(r, node, &text);
  if (st != RAP_OK) return st;
  for (int i = 0; i < RAP_SAVED_TYPES; i++) {
    if (!rap_str_is(text, rap_saved_type_name((rap_saved_type)i))) continue;
    *(rap_saved_type *)to = (rap_saved_type)i;
    return RAP_OK;
  }
  return fail(r, node, "a type is one of text, query, state, theme, event, series, person, source, document, date and number; not", text);
}

static rap_status read_parameter(reader *r, const rap_yaml *name, const rap_yaml *node, rap_saved_parameter *p) {
  static const key keys[] = {{"type", read_type, offsetof(rap_saved_parameter, type)},
                             {"description", read_text, offsetof(rap_saved_parameter, description)},
                             {"default", read_text, offsetof(rap_saved_parameter, default_value)},
                             {"optional", read_flag, offsetof(rap_saved_parameter, optional)},
                             {"many", read_flag, offsetof(rap_saved_parameter, many)},
                             {"choices", read_texts, offsetof(rap_saved_parameter, choices)}};
  *p = (rap_saved_parameter){.name = name->text};
  if (!is_name(name->text)) return fail(r, name, "a parameter's name has small letters, digits and dashes, the first a letter; not", name->text);
  rap_status st = read_keys(r, node, keys, sizeof keys / sizeof *keys, p);
  if (st != RAP_OK) return st;
  const rap_yaml *value = rap_yaml_get(node, "default");
  p->has_default = value != NULL;
  if (!rap_yaml_get(node, "type")) return fail(r, node, "a parameter needs a type", (rap_str){0});
  if (p->has_default && p->optional) return fail(r, value, "what has a default is never without a value: 'optional' says nothing", (rap_str){0});
  if (p->has_default && p->choices.n && !rap_str_list_has(&p->choices, p->default_value))
    return fail(r, value, "the default is none of the choices:", p->default_value);
  return RAP_OK;
}

static rap_status read_parameters(reader *r, const rap_yaml *node, void *to) {
  (void)to;
  if (node->kind != RAP_YAML_MAPPING) return fail(r, node, "a mapping from names to parameters is expected here", (rap_str){0});
  if (node->n > RAP_SAVED_PARAMETERS_MAX) return fail(r, node, "more than 16 parameters", (rap_str){0});
  r->out->parameters = rap_arena_array(r->arena, node->n, sizeof *r->out->parameters);
  if (!r->out->parameters) return rap_error_nomem(r->err);
  rap_status st = RAP_OK;
  for (; st == RAP_OK && r->out->n_parameters < node->n; r->out->n_parameters++)
    st = read_parameter(r, node->keys[r->out->n_parameters], node->items[r->out->n_parameters], &r->out->parameters[r->out->n_parameters]);
  return st;
}

size_t rap_saved_parameter_of(const rap_saved *q, rap_str name) {
  for (size_t i = 0; i < q->n_parameters; i++)
    if (rap_str_eq(q->parameters[i].name, name)) return i;
  return SIZE_MAX;
}

/* ---- options and columns ---- */

static rap_status read_options(reader *r, const rap_yaml *node, void *to) {
  (void)to;
  if (node->kind != RAP_YAML_MAPPING) return fail(r, node, "a mapping from options to values is expected here", (rap_str){0});
  r->out->options = rap_arena_array(r->arena, node->n, sizeof *r->out->options);
  if (!r->out->options) return rap_error_nomem(r->err);
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < node->n; i++) {
    bool flag = false;
    rap_saved_option option = {.name = node->keys[i]->text};
    bool is_flag = rap_yaml_bool(node->items[i], &flag);
    if (!is_name(option.name)) st = fail(r, node->keys[i], "an option is named without dashes before it; not", option.name);
    if (st == RAP_OK && !is_flag) st = read_texts(r, node->items[i], &option.values);
    if (st == RAP_OK && !is_flag && !option.values.n) st = fail(r, node->items[i], "an option needs a value", (rap_str){0});
    if (st == RAP_OK && (!is_flag || flag)) r->out->options[r->out->n_options++] = option;
  }
  return st;
}

static rap_status read_columns(reader *r, const rap_yaml *node, void *to) {
  (void)to;
  if (node->kind == RAP_YAML_SCALAR || !node->n) return fail(r, node, "columns are a list of names, or a mapping from names to titles", (rap_str){0});
  r->out->columns = rap_arena_array(r->arena, node->n, sizeof *r->out->columns);
  if (!r->out->columns) return rap_error_nomem(r->err);
  rap_status st = RAP_OK;
  for (; st == RAP_OK && r->out->n_columns < node->n; r->out->n_columns++) {
    rap_saved_column *c = &r->out->columns[r->out->n_columns];
    st = read_text(r, node->items[r->out->n_columns], &c->title);
    c->name = node->kind == RAP_YAML_MAPPING ? node->keys[r->out->n_columns]->text : c->title;
  }
  return st;
}

static rap_status read_alert(reader *r, const rap_yaml *node, void *to) {
  static const key keys[] = {{"identity", read_texts, offsetof(rap_saved, identity)},
                             {"content", read_texts, offsetof(rap_saved, content)},
                             {"title", read_text, offsetof(rap_saved, shown)},
                             {"date", read_text, offsetof(rap_saved, date)},
                             {"link", read_text, offsetof(rap_saved, link)}};
  (void)to;
  return read_keys(r, node, keys, sizeof keys / sizeof *keys, r->out);
}

/* ---- what belongs together ---- */

bool rap_saved_next_piece(rap_str template, size_t *at, rap_saved_piece *out) {
  *out = (rap_saved_piece){0};
  if (*at >= template.n) return false;
  size_t open = rap_str_find(template, RAP_STR("{"), *at);
  out->text = rap_str_sub(template, *at, open);
  if (open == SIZE_MAX) {
    *at = template.n;
    return true;
  }
  if (open + 1 < template.n && template.p[open + 1] == '{') {
    out->brace = true;
    *at = open + 2;
    return true;
  }
  size_t close = rap_str_find(template, RAP_STR("}"), open);
  out->parameter = close == SIZE_MAX ? rap_str_sub(template, open, template.n) : rap_str_sub(template, open + 1, close);
  *at = close == SIZE_MAX ? template.n : close + 1;
  return true;
}

/* Marks the parameters of a template; one that is not declared is an error at `node`. */
static rap_status check_template(const reader *r, const rap_yaml *node, rap_str template, bool *used) {
  rap_saved_piece piece;
  for (size_t at = 0; rap_saved_next_piece(template, &at, &piece);) {
    if (!piece.parameter.n && !piece.brace && at < template.n) return fail(r, node, "'{}' names no parameter", (rap_str){0});
    if (!piece.parameter.n) continue;
    size_t i = rap_saved_parameter_of(r->out, piece.parameter);
    if (i == SIZE_MAX) return fail(r, node, "there is no parameter", piece.parameter);
    used[i] = true;
  }
  return RAP_OK;
}

static rap_status check_templates(const reader *r, const rap_yaml *node, const rap_str_list *templates, bool *used) {
  rap_status st = RAP_OK;
  for (size_t i = 0; node && st == RAP_OK && i < templates->n; i++)
    st = check_template(r, node->kind == RAP_YAML_SEQUENCE ? node->items[i] : node, templates->items[i], used);
  return st;
}

static const rap_option *find_option(const rap_option *const *tables, rap_str name) {
  for (size_t t = 0; tables[t]; t++)
    for (const rap_option *o = tables[t]; o->name; o++)
      if (rap_str_is(name, o->name)) return o;
  return NULL;
}

static rap_status check_option(const reader *r, const rap_yaml *node, const rap_saved_option *option) {
  const rap_option *o = find_option(r->commands->tables(r->out->command), option->name);
  static const char *const own[] = {"store", "format", "output", "help", "width", "color", "no-pager"};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    if (rap_str_is(option->name, own[i])) return fail(r, node, "this option is given when the question is asked:", option->name);
  if (!o) return fail(r, node, "the command has no option", option->name);
  if ((o->kind == RAP_OPT_FLAG) != (option->values.n == 0))
    return fail(r, node, o->kind == RAP_OPT_FLAG ? "true or false is all that this option takes:" : "this option needs a value:", option->name);
  if (o->kind != RAP_OPT_LIST && option->values.n > 1) return fail(r, node, "this option takes one value:", option->name);
  return RAP_OK;
}

static rap_status check_options(const reader *r, const rap_yaml *root, bool *used) {
  const rap_yaml *node = rap_yaml_get(root, "options");
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < r->out->n_options; i++) {
    const rap_saved_option *option = &r->out->options[i];
    size_t k = 0;
    while (!rap_str_eq(node->keys[k]->text, option->name)) k++;
    if (r->commands) st = check_option(r, node->keys[k], option);
    if (st == RAP_OK) st = check_templates(r, node->items[k], &option->values, used);
  }
  return st;
}

static rap_status check_sort(const reader *r, const rap_yaml *root) {
  rap_str name = r->out->sort;
  if (!name.n) return RAP_OK;
  if (name.p[0] == '-') name = rap_str_sub(name, 1, name.n);
  for (size_t i = 0; i < r->out->n_columns; i++)
    if (rap_str_eq(r->out->columns[i].name, name)) return RAP_OK;
  return fail(r, rap_yaml_get(root, "sort"), "this is none of the columns:", name);
}

static rap_status check(const reader *r, const rap_yaml *root) {
  bool used[RAP_SAVED_PARAMETERS_MAX] = {false};
  static const char *const needed[] = {"name", "title", "command"};
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
    if (!rap_yaml_get(root, needed[i])) return fail(r, root, "a key is missing:", rap_str_of(needed[i]));
  if (r->out->query.n && r->out->operands.n)
    return fail(r, rap_yaml_get(root, "operands"), "a question has a query or operands, not both", (rap_str){0});
  rap_status st = check_templates(r, rap_yaml_get(root, "query"), &r->out->query, used);
  if (st == RAP_OK) st = check_templates(r, rap_yaml_get(root, "operands"), &r->out->operands, used);
  if (st == RAP_OK) st = check_options(r, root, used);
  if (st == RAP_OK) st = check_sort(r, root);
  for (size_t i = 0; st == RAP_OK && i < r->out->n_parameters; i++)
    if (!used[i]) st = fail(r, rap_yaml_get(root, "parameters"), "this parameter is used nowhere:", r->out->parameters[i].name);
  return st;
}

rap_status rap_saved_parse(rap_arena *arena, const rap_saved_commands *commands, rap_str file, rap_str text, rap_saved *out, rap_error *err) {
  static const key keys[] = {{"name", read_name, offsetof(rap_saved, name)},
                             {"title", read_text, offsetof(rap_saved, title)},
                             {"description", read_text, offsetof(rap_saved, description)},
                             {"for", read_text, offsetof(rap_saved, audience)},
                             {"command", read_command, offsetof(rap_saved, command)},
                             {"parameters", read_parameters, 0},
                             {"query", read_texts, offsetof(rap_saved, query)},
                             {"operands", read_texts, offsetof(rap_saved, operands)},
                             {"options", read_options, 0},
                             {"columns", read_columns, 0},
                             {"sort", read_text, offsetof(rap_saved, sort)},
                             {"alert", read_alert, 0}};
  *out = (rap_saved){.file = rap_arena_str(arena, file)};
  reader r = {.arena = arena, .commands = commands, .file = file, .out = out, .err = err};
  rap_yaml *root = NULL;
  rap_status st = rap_yaml_parse(arena, file, text, &root, err);
  if (st == RAP_OK && !root) st = rap_error_set(err, RAP_ERR_RULES, "%.*s:1:1: there is nothing in it", RAP_FMT(file));
  if (st == RAP_OK) st = read_keys(&r, root, keys, sizeof keys / sizeof *keys, out);
  if (st == RAP_OK) st = check(&r, root);
  if (st != RAP_OK) *out = (rap_saved){0};
  return st;
}
