/* saved.h: saved questions: a command line with a name, a title and parameters, kept as YAML (rapporteur-saved.5). Layer: queries.
 *
 *     name: states-on-theme
 *     title: Which States speak on a theme
 *     for: analyst
 *     command: statements
 *     parameters:
 *       theme: {type: theme, description: the theme, default: digital}
 *       since: {type: date, optional: true}
 *     options: {theme: "{theme}", role: actor, since: "{since}"}
 *     columns: {published: Published, actor_names: States, evidence: Sentence}
 *     sort: -published
 *
 *     rap_saved_set set = {.arena = arena, .commands = &known};
 *     st = rap_saved_load_embedded(&set, err);
 *     st = rap_saved_load_folder(&set, RAP_STR("/home/me/.config/rapporteur/saved"), false, err);
 *     const rap_saved *q = rap_saved_find(&set, RAP_STR("states-on-theme"));
 *     st = rap_saved_fill(q, values, n_values, arena, &line, err);       // line.argv: what the command is run with
 *
 * A parameter stands as {name} in the query, in an option's value or in an operand. A value never leaves its place: options and operands are single arguments, and what goes into a query is written by the language's own
 * printer. Whatever holds a parameter without a value is left out.
 * Errors of reading: RAP_ERR_RULES ("file:line:column: reason"), RAP_ERR_LIMIT, RAP_ERR_IO, RAP_ERR_NOMEM. Ownership: the set's arena. Threads: one.
 */
#ifndef RAP_QUERIES_SAVED_H
#define RAP_QUERIES_SAVED_H

#include "base/arena.h"
#include "base/options.h"
#include "base/status.h"

#define RAP_SAVED_PARAMETERS_MAX 16
#define RAP_SAVED_NAME_MAX 64

typedef enum rap_saved_type {
  RAP_SAVED_TEXT,  /* a word or phrase */
  RAP_SAVED_QUERY, /* a query of its own, in parentheses */
  RAP_SAVED_STATE,
  RAP_SAVED_THEME,
  RAP_SAVED_EVENT,
  RAP_SAVED_SERIES,
  RAP_SAVED_PERSON,
  RAP_SAVED_SOURCE,
  RAP_SAVED_DOCUMENT,
  RAP_SAVED_DATE,
  RAP_SAVED_NUMBER,
  RAP_SAVED_TYPES
} rap_saved_type;
const char *rap_saved_type_name(rap_saved_type type);

typedef struct rap_saved_parameter {
  rap_str name, description;
  rap_saved_type type;
  bool has_default, optional, many;
  rap_str default_value;
  rap_str_list choices;
} rap_saved_parameter;

typedef struct rap_saved_option {
  rap_str name;
  rap_str_list values; /* empty: a flag */
} rap_saved_option;

typedef struct rap_saved_column {
  rap_str name, title;
} rap_saved_column;

typedef struct rap_saved {
  rap_str name, title, description, audience, command;
  rap_saved_parameter *parameters;
  size_t n_parameters;
  rap_str_list query, operands; /* parts of the query; arguments */
  rap_saved_option *options;
  size_t n_options;
  rap_saved_column *columns; /* none: the answer as the command gives it */
  size_t n_columns;
  rap_str sort; /* of the columns; "-" before it: falling; empty: as the command has it */
  /* alert: what a row is known by, what of it makes it another when it changes, and how it is shown; empty: as the command has it */
  rap_str_list identity, content;
  rap_str shown, date, link;
  rap_str file;      /* where it stands */
  rap_str overrides; /* the file whose question of this name it replaces; empty: none */
} rap_saved;

/* What is known of commands, so that a question is held against it when it is read. */
typedef struct rap_saved_commands {
  /* The option tables of a command that answers questions; NULL when there is none of that name. */
  const rap_option *const *(*tables)(rap_str command);
  /* The nearest name, NULL if none is near. */
  const char *(*nearest)(rap_str command);
} rap_saved_commands;

typedef struct rap_saved_set {
  rap_arena *arena;
  const rap_saved_commands *commands; /* NULL: commands and options are not looked at */
  rap_saved *items;                   /* by name */
  size_t n, capacity;
} rap_saved_set;

/* One file. */
rap_status rap_saved_parse(rap_arena *arena, const rap_saved_commands *commands, rap_str file, rap_str text, rap_saved *out,
                           rap_error *err) RAP_MUST_CHECK;
/* The built-in ones. */
rap_status rap_saved_load_embedded(rap_saved_set *set, rap_error *err) RAP_MUST_CHECK;
/* All *.yaml of a folder, in order of their names; they replace those of the same name from before. A folder that is not there is an error only if it `must` be. */
rap_status rap_saved_load_folder(rap_saved_set *set, rap_str folder, bool must, rap_error *err) RAP_MUST_CHECK;
/* NULL: there is none. */
const rap_saved *rap_saved_find(const rap_saved_set *set, rap_str name);

/* A parameter's value as given on the command line: several for one that takes many. */
typedef struct rap_saved_value {
  rap_str name, value;
} rap_saved_value;

typedef struct rap_saved_line {
  const char **argv; /* arguments behind the command's name, NUL-terminated each */
  size_t n, capacity;
  size_t n_options; /* of them, the first ones; "--" and what is asked for follow */
} rap_saved_line;

/* "theme=digital" as a value; false when there is no '='. */
bool rap_saved_value_parse(rap_str text, rap_saved_value *out);
/* The arguments with these values. Errors: RAP_ERR_USAGE for a parameter that is unknown, lacks a value, is given twice, or does not have the form of its type (with the nearest name or the choices); those of
 * rap_language_parse for a query. */
rap_status rap_saved_fill(const rap_saved *q, const rap_saved_value *values, size_t n_values, rap_arena *arena, rap_saved_line *out,
                          rap_error *err) RAP_MUST_CHECK;
/* The same values in the order of the parameters, with those by default: "theme=digital since=2023": what tells one use of a question from another. */
rap_status rap_saved_key(const rap_saved *q, const rap_saved_value *values, size_t n_values, rap_arena *arena, rap_str *out,
                         rap_error *err) RAP_MUST_CHECK;
/* One more option, behind the others, so that it counts: --name=value. */
rap_status rap_saved_add_option(rap_saved_line *line, rap_arena *arena, const char *name, rap_str value, rap_error *err) RAP_MUST_CHECK;

/* The next {name} in a template at or after *at: what stands before it, and the name (empty: the end). "{{" is a brace. For the files of this module. */
typedef struct rap_saved_piece {
  rap_str text, parameter;
  bool brace; /* a brace follows the text */
} rap_saved_piece;
bool rap_saved_next_piece(rap_str template, size_t *at, rap_saved_piece *out);
/* SIZE_MAX: there is none. */
size_t rap_saved_parameter_of(const rap_saved *q, rap_str name);

#endif
