/* Saved questions: a file is a question or an error with its place; a question that is filled with any values has arguments that begin with options, and a query that is one for the language. */
#include <assert.h>
#include <stdint.h>

#include "base/limits.h"
#include "index/language.h"
#include "queries/saved.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first half of the input's last line is given as the value of every parameter. */
static rap_str some_value(rap_str text) {
  size_t at = text.n;
  while (at > 0 && text.p[at - 1] != '\n') at--;
  rap_str value = rap_str_sub(text, at, text.n);
  for (size_t i = 0; i < value.n; i++)
    if (value.p[i] == '\0') return rap_str_sub(value, 0, i);
  return value;
}

static void check_line(const rap_saved *q, const rap_saved_line *line, rap_arena *arena) {
  size_t rest = line->n_options;
  rap_error err = {0};
  for (size_t i = 0; i < rest; i++) assert(rap_str_starts(rap_str_of(line->argv[i]), RAP_STR("--")));
  assert(rest <= line->n);
  if (rest < line->n) assert(rap_str_is(rap_str_of(line->argv[rest]), "--"));
  if (q->operands.n || rest == line->n) return;
  assert(line->n == rest + 2);
  rap_language tree;
  rap_span wrong;
  rap_status st = rap_language_parse(arena, rap_str_of(line->argv[rest + 1]), &tree, &wrong, &err);
  assert(st == RAP_OK || st == RAP_ERR_USAGE || st == RAP_ERR_LIMIT); /* the template itself may be none */
}

static void fill(const rap_saved *q, rap_str value, rap_arena *arena) {
  rap_saved_value values[RAP_SAVED_PARAMETERS_MAX];
  rap_saved_line line;
  rap_error err = {0};
  rap_str key;
  for (size_t i = 0; i < q->n_parameters; i++) values[i] = (rap_saved_value){q->parameters[i].name, value};
  rap_status st = rap_saved_fill(q, values, q->n_parameters, arena, &line, &err);
  assert(st == RAP_OK || (err.status == st && err.text[0]));
  if (st == RAP_OK) check_line(q, &line, arena);
  rap_error_clear(&err);
  st = rap_saved_key(q, values, q->n_parameters, arena, &key, &err);
  assert(st == RAP_OK || st == RAP_ERR_USAGE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_arena *arena = rap_arena_new();
  rap_saved q;
  rap_error err = {0};
  rap_str text = {(const char *)data, size};
  if (!arena) return 0;
  rap_status st = rap_saved_parse(arena, NULL, RAP_STR("f"), text, &q, &err);
  if (st == RAP_OK) {
    assert(q.name.n && q.title.n + 1 && q.command.p && q.n_parameters <= RAP_SAVED_PARAMETERS_MAX);
    fill(&q, some_value(text), arena);
  } else {
    assert((st == RAP_ERR_RULES || st == RAP_ERR_LIMIT) && err.status == st && !q.name.p);
    assert(rap_str_starts(rap_str_of(err.text), RAP_STR("f:")) && err.text[2] >= '1' && err.text[2] <= '9');
  }
  rap_arena_free(arena);
  return 0;
}
