/* What may come next: a command, an option, the value of one, an operand, a field of the query. */
#include "index/language.h"
#include "queries/commands.h"
#include "queries/completion.h"
#include "queries/help.h"
#include "queries/question.h"

/* Nobody completes more, and each candidate has the word's beginning. */
#define LONGEST_WORD 1000

/* Where the word that is typed stands. */
typedef struct place {
  const rap_command *command;
  const rap_option *awaited; /* the option whose value it is; NULL: none */
  bool only_operands;        /* behind "--" */
  size_t n_operands;         /* before it */
} place;

static bool has_table(const rap_command *command, const rap_option *table) {
  for (size_t t = 0; command->tables[t]; t++)
    if (command->tables[t] == table) return true;
  return false;
}

static const rap_option *option_named(const rap_command *command, rap_str name) {
  for (size_t t = 0; command->tables[t]; t++)
    for (const rap_option *o = command->tables[t]; o->name; o++)
      if (rap_str_is(name, o->name)) return o;
  return NULL;
}

static const rap_option *option_of_letter(const rap_command *command, char letter) {
  for (size_t t = 0; command->tables[t]; t++)
    for (const rap_option *o = command->tables[t]; o->name; o++)
      if (letter && o->letter == letter) return o;
  return NULL;
}

static bool takes_next(const rap_option *o) { return o && o->kind != RAP_OPT_FLAG && !o->alone; }

/* The option that a word of letters leaves without its value: the last letter's. */
static const rap_option *awaited_by_letters(const rap_command *command, rap_str letters, rap_str *store) {
  for (size_t i = 0; i < letters.n; i++) {
    const rap_option *o = option_of_letter(command, letters.p[i]);
    if (!takes_next(o)) continue;
    if (i + 1 < letters.n && strcmp(o->name, "store") == 0) *store = rap_str_sub(letters, i + 1, letters.n);
    return i + 1 == letters.n ? o : NULL;
  }
  return NULL;
}

/* Goes over the words before the last one as rap_options_parse would. */
static place find_place(rap_next *next, const rap_command *command, const rap_str_list *words) {
  place p = {.command = command};
  for (size_t i = 1; i + 1 < words->n; i++) {
    rap_str word = words->items[i];
    if (p.awaited) {
      if (strcmp(p.awaited->name, "store") == 0) next->store = word;
      p.awaited = NULL;
    } else if (!p.only_operands && rap_str_is(word, "--")) {
      p.only_operands = true;
    } else if (!p.only_operands && rap_str_starts(word, RAP_STR("--"))) {
      size_t equals = rap_str_find(word, RAP_STR("="), 0);
      const rap_option *o = option_named(command, rap_str_sub(word, 2, equals));
      if (equals == SIZE_MAX && takes_next(o)) p.awaited = o;
      if (equals != SIZE_MAX && o && strcmp(o->name, "store") == 0) next->store = rap_str_sub(word, equals + 1, word.n);
    } else if (!p.only_operands && word.n > 1 && word.p[0] == '-') {
      p.awaited = awaited_by_letters(command, rap_str_sub(word, 1, word.n), &next->store);
    } else {
      p.n_operands++;
    }
  }
  return p;
}

/* ---- values ---- */

static rap_axis axis_of(rap_query_field field) {
  rap_axis axis = RAP_AXIS_NONE;
  if (field == RAP_QUERY_FIELD_STATE) return RAP_AXIS_ACTOR;
  return rap_axis_parse(rap_str_of(rap_query_field_name(field)), &axis) ? axis : RAP_AXIS_NONE;
}

static void offer_field_values(rap_next *next, rap_query_field field, rap_str word) {
  if (rap_query_field_words(field))
    rap_next_offer_choices(next, word, rap_query_field_words(field));
  else if (axis_of(field) != RAP_AXIS_NONE)
    rap_next_offer_values(next, axis_of(field), word);
}

static void offer_axes(rap_next *next, rap_str word) {
  for (size_t i = 0; i < RAP_AXIS_COUNT; i++)
    if ((rap_axis)i != RAP_AXIS_NONE) rap_next_offer(next, word, rap_str_of(rap_axis_name((rap_axis)i)), rap_str_of(rap_axis_text((rap_axis)i)));
}

/* What a placeholder in a table says of a value ("FILE", "[EVENT|QUERY…]"). */
static bool says(const char *placeholder, const char *word) { return placeholder && strstr(placeholder, word); }

static void offer_paths(rap_next *next, const char *placeholder) {
  rap_path_kind kind = rap_placeholder_path(placeholder);
  if (kind != RAP_PATH_NONE) next->kind = kind == RAP_PATH_FOLDER ? RAP_NEXT_FOLDERS : RAP_NEXT_FILES;
}

static void offer_option_values(rap_next *next, const place *p, const rap_option *o, rap_str word) {
  rap_query_field field;
  if (o->choices)
    rap_next_offer_choices(next, word, o->choices);
  else if (says(o->argument, "AXIS"))
    offer_axes(next, word);
  else if (has_table(p->command, rap_question_table) && rap_query_field_parse(rap_str_of(o->name), &field))
    offer_field_values(next, field, word);
  else
    offer_paths(next, o->argument);
}

/* ---- operands ---- */

/* "theme:a,dig": the values before the last comma stay; "theme:=dig", "state:(": so does the sign. */
static void offer_query(rap_next *next, rap_str word) {
  rap_query_field field;
  size_t colon = rap_str_find(word, RAP_STR(":"), 0), from = 0;
  while (from < word.n && strchr("(-", word.p[from])) from++;
  if (colon == SIZE_MAX) {
    next->prefix = rap_str_sub(word, 0, from);
    next->kind = RAP_NEXT_OPEN;
    for (size_t i = 0; i < RAP_QUERY_FIELD_COUNT; i++) {
      rap_str name = rap_arena_printf(next->cli->arena, "%s:", rap_query_field_name((rap_query_field)i));
      rap_next_offer(next, rap_str_sub(word, from, word.n), name, rap_str_of(rap_query_field_text((rap_query_field)i)));
    }
    return;
  }
  if (!rap_query_field_parse(rap_str_sub(word, from, colon), &field)) return;
  size_t value = colon + 1;
  for (size_t i = value; i < word.n; i++)
    if (strchr(",=(", word.p[i])) value = i + 1;
  next->prefix = rap_str_sub(word, 0, value);
  next->quoted = true;
  rap_str rest = rap_str_sub(word, value, word.n);
  if (rap_str_starts(rest, RAP_STR("\""))) rest = rap_str_sub(rest, 1, rest.n);
  offer_field_values(next, field, rest);
}

/* Words of the placeholder in lower case are what may stand there ("check|test|list [PREFIX]"). */
static void offer_literals(rap_next *next, rap_str word, const char *placeholder) {
  for (const char *p = placeholder; *p;) {
    size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyz-");
    if (n) rap_next_offer(next, word, (rap_str){p, n}, (rap_str){0});
    p += n;
    p += strcspn(p, "abcdefghijklmnopqrstuvwxyz-");
  }
}

static void offer_operand(rap_next *next, const place *p, rap_str word) {
  const char *operands = p->command->operands;
  if (p->n_operands >= p->command->max_operands) return;
  if (p->n_operands == 0) offer_literals(next, word, operands);
  if (strncmp(operands, "DOC", 3) == 0 || strncmp(operands, "OLD", 3) == 0)
    rap_next_offer_values(next, RAP_AXIS_DOCUMENT, word);
  else if (says(operands, "EVENT") || strcmp(p->command->name, "events") == 0 || strcmp(p->command->name, "compare") == 0)
    rap_next_offer_values(next, RAP_AXIS_EVENT, word);
  else if (says(operands, "NAME"))
    rap_next_offer_saved(next, word);
  else if (says(operands, "AXIS") && p->n_operands < 2)
    offer_axes(next, word);
  if (has_table(p->command, rap_question_table) && (!next->n || says(operands, "WORDS")) && (word.n || says(operands, "[WORDS")))
    offer_query(next, word);
  offer_paths(next, operands);
}

/* ---- the line ---- */

static void offer_options(rap_next *next, const rap_command *command, rap_str word) {
  for (size_t t = 0; command->tables[t]; t++) {
    for (const rap_option *o = command->tables[t]; o->name; o++) {
      rap_str name = rap_arena_printf(next->cli->arena, "--%s", o->name);
      rap_next_offer(next, word, name, rap_str_of(o->help));
    }
  }
}

static void offer_commands(rap_next *next, rap_str word, bool topics) {
  rap_str summary;
  const char *topic;
  for (size_t i = 0; rap_commands[i]; i++) rap_next_offer(next, word, rap_str_of(rap_commands[i]->name), rap_str_of(rap_commands[i]->summary));
  for (size_t i = 0; topics && (topic = rap_help_topic_at(i, &summary)); i++) rap_next_offer(next, word, rap_str_of(topic), summary);
  if (!topics) rap_next_offer(next, word, RAP_STR("help"), RAP_STR("commands, and what they have in common"));
}

void rap_next_of_line(rap_next *next, const rap_str_list *words) {
  if (!words->n) return;
  rap_str word = words->items[words->n - 1];
  if (word.n > LONGEST_WORD) return;
  if (words->n == 1 || (words->n == 2 && rap_str_is(words->items[0], "help"))) {
    offer_commands(next, word, words->n == 2);
    return;
  }
  const rap_command *command = rap_command_find(words->items[0]);
  if (!command) return;
  place p = find_place(next, command, words);
  size_t equals = rap_str_find(word, RAP_STR("="), 0);
  if (p.awaited) {
    offer_option_values(next, &p, p.awaited, word);
  } else if (!p.only_operands && rap_str_starts(word, RAP_STR("--")) && equals != SIZE_MAX) {
    const rap_option *o = option_named(command, rap_str_sub(word, 2, equals));
    next->prefix = rap_str_sub(word, 0, equals + 1);
    if (o) offer_option_values(next, &p, o, rap_str_sub(word, equals + 1, word.n));
  } else if (!p.only_operands && rap_str_starts(word, RAP_STR("-"))) {
    offer_options(next, command, word);
  } else {
    offer_operand(next, &p, word);
  }
}
