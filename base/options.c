#include "base/options.h"

#include "base/emit.h"
#include "base/utf8.h"

#include <assert.h>

enum { MAX_TABLES = 4, HELP_WIDTH = 80, HELP_COLUMN = 30, WORD_MAX = 64 };

/* ---- Near misses ------------------------------------------------------------------------------------------------------- */

/* Code points of `s`; false when there are more than WORD_MAX, which is no typing error any more. */
static bool decode_word(rap_str s, uint32_t out[WORD_MAX], size_t *n) {
  *n = 0;
  for (size_t at = 0; at < s.n;) {
    if (*n == WORD_MAX) return false;
    at += rap_utf8_decode(s, at, &out[*n]);
    (*n)++;
  }
  return true;
}

static size_t min3(size_t a, size_t b, size_t c) {
  size_t m = a < b ? a : b;
  return m < c ? m : c;
}

/* Damerau (1964) and Levenshtein (1966) in the restricted form (optimal string alignment): insert, delete, replace, swap two neighbours. */
static size_t distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m) {
  size_t rows[3][WORD_MAX + 1];
  size_t *before = rows[0], *last = rows[1], *row = rows[2];
  for (size_t j = 0; j <= m; j++) last[j] = before[j] = j;
  for (size_t i = 1; i <= n; i++) {
    row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      row[j] = min3(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < row[j]) row[j] = before[j - 2] + 1;
    }
    size_t *oldest = before;
    before = last;
    last = row;
    row = oldest;
  }
  return last[m];
}

const char *rap_nearest(rap_str word, const char *const *candidates, size_t n) {
  uint32_t a[WORD_MAX], b[WORD_MAX];
  size_t a_n, b_n, best = SIZE_MAX;
  const char *nearest = NULL;
  if (!decode_word(word, a, &a_n)) return NULL;
  for (size_t i = 0; i < n; i++) {
    if (!candidates[i] || !decode_word(rap_str_of(candidates[i]), b, &b_n)) continue;
    size_t d = distance(a, a_n, b, b_n);
    if (d * 3 > a_n || d >= best) continue;
    best = d;
    nearest = candidates[i];
  }
  return nearest;
}

bool rap_str_list_add(rap_arena *arena, rap_str_list *list, rap_str s) {
  void *items = list->items;
  if (!rap_arena_grow(arena, &items, list->n, &list->capacity, sizeof *list->items)) return false;
  list->items = items;
  list->items[list->n++] = s;
  return true;
}

bool rap_str_list_has(const rap_str_list *list, rap_str s) {
  for (size_t i = 0; i < list->n; i++)
    if (rap_str_eq(list->items[i], s)) return true;
  return false;
}

bool rap_str_list_add_once(rap_arena *arena, rap_str_list *list, rap_str s) { return rap_str_list_has(list, s) || rap_str_list_add(arena, list, s); }

/* ---- Parsing ----------------------------------------------------------------------------------------------------------- */

typedef struct parse {
  const rap_option *const *tables;
  char *target;
  const char *const *argv;
  size_t argc, next; /* next: argument to be looked at */
  rap_arena *arena;
  rap_str_list *operands;
  rap_error *err;
} parse;

static const rap_option *find_long(const parse *p, rap_str name) {
  assert(name.p);
  for (size_t t = 0; p->tables[t]; t++)
    for (const rap_option *o = p->tables[t]; o->name; o++)
      if (rap_str_is(name, o->name)) return o;
  return NULL;
}

static const rap_option *find_letter(const parse *p, char letter) {
  for (size_t t = 0; p->tables[t]; t++)
    for (const rap_option *o = p->tables[t]; o->name; o++)
      if (o->letter == letter) return o;
  return NULL;
}

static rap_status unknown_long(const parse *p, rap_str name) {
  size_t n = 0;
  for (size_t t = 0; p->tables[t]; t++)
    for (const rap_option *o = p->tables[t]; o->name; o++) n++;
  const char **names = rap_arena_array(p->arena, n, sizeof *names);
  if (!names) return rap_error_nomem(p->err);
  n = 0;
  for (size_t t = 0; p->tables[t]; t++)
    for (const rap_option *o = p->tables[t]; o->name; o++) names[n++] = o->name;
  const char *near = rap_nearest(name, names, n);
  if (near) return rap_error_set(p->err, RAP_ERR_USAGE, "unknown option --%.*s; did you mean --%s?", RAP_FMT(name), near);
  return rap_error_set(p->err, RAP_ERR_USAGE, "unknown option --%.*s", RAP_FMT(name));
}

static rap_status store_int(const parse *p, const rap_option *o, rap_str value) {
  int64_t *out = (int64_t *)(void *)(p->target + o->offset);
  bool negative = rap_str_starts(value, RAP_STR("-"));
  uint64_t v;
  if (!rap_str_uint(rap_str_sub(value, negative, value.n), &v) || v > INT64_MAX)
    return rap_error_set(p->err, RAP_ERR_USAGE, "--%s: '%.*s' is not a whole number", o->name, RAP_FMT(value));
  int64_t number = negative ? -(int64_t)v : (int64_t)v;
  bool bounded = o->min != 0 || o->max != 0;
  if (bounded && (number < o->min || number > o->max))
    return rap_error_set(p->err, RAP_ERR_USAGE, "--%s: %lld is not between %lld and %lld", o->name, (long long)number, (long long)o->min,
                         (long long)o->max);
  *out = number;
  return RAP_OK;
}

/* "text|json|csv" as an array of NUL-terminated words in the arena. */
static const char **split_choices(rap_arena *arena, const char *choices, size_t *n) {
  rap_str rest = rap_str_of(choices), part;
  size_t capacity = 0;
  void *items = NULL;
  *n = 0;
  while (rap_str_split(&rest, '|', &part)) {
    rap_str copy = rap_arena_str(arena, part);
    if (!copy.p || !rap_arena_grow(arena, &items, *n, &capacity, sizeof(char *))) return NULL;
    ((const char **)items)[(*n)++] = copy.p;
  }
  return items;
}

static rap_status store_choice(const parse *p, const rap_option *o, rap_str value) {
  assert(o->choices);
  size_t n;
  const char **words = split_choices(p->arena, o->choices, &n);
  if (!words) return rap_error_nomem(p->err);
  for (size_t i = 0; i < n; i++) {
    if (!rap_str_is(value, words[i])) continue;
    *(rap_str *)(void *)(p->target + o->offset) = value;
    return RAP_OK;
  }
  const char *near = rap_nearest(value, words, n);
  if (near) return rap_error_set(p->err, RAP_ERR_USAGE, "--%s: '%.*s' is none of %s; did you mean %s?", o->name, RAP_FMT(value), o->choices, near);
  return rap_error_set(p->err, RAP_ERR_USAGE, "--%s: '%.*s' is none of %s", o->name, RAP_FMT(value), o->choices);
}

static rap_status store(const parse *p, const rap_option *o, rap_str value) {
  void *field = p->target + o->offset;
  switch (o->kind) {
  case RAP_OPT_FLAG: *(bool *)field = true; return RAP_OK;
  case RAP_OPT_INT: return store_int(p, o, value);
  case RAP_OPT_TEXT: *(rap_str *)field = value; return RAP_OK;
  case RAP_OPT_LIST: return rap_str_list_add(p->arena, field, value) ? RAP_OK : rap_error_nomem(p->err);
  case RAP_OPT_CHOICE: return store_choice(p, o, value);
  }
  return rap_error_set(p->err, RAP_ERR_INTERNAL, "--%s: an option of unknown kind", o->name);
}

/* The value of an option that has none attached: the next argument, whatever it looks like. */
static rap_status store_next(parse *p, const rap_option *o) {
  if (o->kind == RAP_OPT_FLAG) return store(p, o, (rap_str){0});
  if (o->alone) return store(p, o, rap_str_of(o->alone));
  if (p->next >= p->argc) return rap_error_set(p->err, RAP_ERR_USAGE, "--%s needs a value (%s)", o->name, o->argument ? o->argument : "VALUE");
  return store(p, o, rap_str_of(p->argv[p->next++]));
}

static rap_status parse_long(parse *p, rap_str body) {
  size_t equals = rap_str_find(body, RAP_STR("="), 0);
  rap_str name = rap_str_sub(body, 0, equals);
  const rap_option *o = find_long(p, name);
  if (!o) return unknown_long(p, name);
  if (equals == SIZE_MAX) return store_next(p, o);
  rap_str value = rap_str_sub(body, equals + 1, body.n);
  if (o->kind == RAP_OPT_FLAG) return rap_error_set(p->err, RAP_ERR_USAGE, "--%s takes no value, but was given '%.*s'", o->name, RAP_FMT(value));
  return store(p, o, value);
}

static rap_status parse_letters(parse *p, rap_str letters) {
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < letters.n; i++) {
    const rap_option *o = find_letter(p, letters.p[i]);
    if (!o) {
      uint32_t cp;
      size_t n = rap_utf8_decode(letters, i, &cp);
      return rap_error_set(p->err, RAP_ERR_USAGE, "unknown option -%.*s", (int)n, letters.p + i);
    }
    bool attached = o->kind != RAP_OPT_FLAG && !o->alone && i + 1 < letters.n;
    if (attached) return store(p, o, rap_str_sub(letters, i + 1, letters.n));
    st = store_next(p, o);
  }
  return st;
}

rap_status rap_options_parse(const rap_option *const *tables, void *target, int argc, const char *const *argv, rap_arena *arena,
                             rap_str_list *operands, rap_error *err) {
  *operands = (rap_str_list){0};
  assert(argc >= 0);
  parse p = {.tables = tables, .target = target, .argv = argv, .argc = (size_t)argc, .arena = arena, .operands = operands, .err = err};
  rap_status st = RAP_OK;
  bool only_operands = false;
  while (st == RAP_OK && p.next < p.argc) {
    rap_str arg = rap_str_of(argv[p.next++]);
    if (!only_operands && rap_str_is(arg, "--"))
      only_operands = true;
    else if (!only_operands && rap_str_starts(arg, RAP_STR("--")))
      st = parse_long(&p, rap_str_sub(arg, 2, arg.n));
    else if (!only_operands && arg.n > 1 && arg.p[0] == '-') /* "-" alone is an operand: standard input */
      st = parse_letters(&p, rap_str_sub(arg, 1, arg.n));
    else if (!rap_str_list_add(arena, operands, arg))
      st = rap_error_nomem(err);
  }
  return st;
}

/* ---- Help and completion ----------------------------------------------------------------------------------------------- */

/* "  -n, --limit N" and its length in columns. */
static size_t put_label(rap_buf *out, const rap_option *o) {
  size_t before = out->n;
  if (o->letter)
    rap_buf_printf(out, "  -%c, --%s", o->letter, o->name);
  else
    rap_buf_printf(out, "      --%s", o->name);
  if (o->alone)
    rap_buf_printf(out, "[=%s]", o->argument);
  else if (o->argument)
    rap_buf_printf(out, " %s", o->argument);
  return rap_buf_failed(out) ? 0 : rap_utf8_columns(rap_str_sub(rap_buf_str(out), before, out->n));
}

static void put_help(rap_buf *out, const rap_option *o) {
  rap_buf text = {0};
  rap_buf_puts(&text, o->help ? o->help : "");
  if (o->choices) {
    rap_str rest = rap_str_of(o->choices), part;
    rap_buf_puts(&text, " (");
    for (bool first = true; rap_str_split(&rest, '|', &part); first = false) rap_buf_printf(&text, "%s%.*s", first ? "" : ", ", RAP_FMT(part));
    rap_buf_puts(&text, ")");
  }
  rap_text_wrap(out, rap_buf_str(&text), HELP_WIDTH - HELP_COLUMN, HELP_COLUMN);
  if (rap_buf_failed(&text)) out->failed = true;
  rap_buf_clear(&text);
}

/* A command's own row stands in place of one of the same name in a later table, as it does when options are parsed. */
static bool is_replaced(const rap_option *const *tables, size_t table, const rap_option *option) {
  for (size_t t = 0; t < table; t++)
    for (const rap_option *o = tables[t]; o->name; o++)
      if (strcmp(o->name, option->name) == 0) return true;
  return false;
}

void rap_options_help(const rap_option *const *tables, rap_buf *out) {
  for (size_t t = 0; tables[t]; t++) {
    assert(t < MAX_TABLES);
    for (const rap_option *o = tables[t]; o->name; o++) {
      if (is_replaced(tables, t, o)) continue;
      size_t columns = put_label(out, o);
      if (columns + 2 > HELP_COLUMN) {
        rap_buf_putc(out, '\n');
        columns = 0;
      }
      for (; columns < HELP_COLUMN; columns++) rap_buf_putc(out, ' ');
      put_help(out, o);
      rap_buf_putc(out, '\n');
    }
  }
}

void rap_options_complete(const rap_option *const *tables, rap_buf *out) {
  for (size_t t = 0; tables[t]; t++)
    for (const rap_option *o = tables[t]; o->name; o++)
      if (!is_replaced(tables, t, o)) rap_buf_printf(out, "--%s\n", o->name);
}

rap_path_kind rap_placeholder_path(const char *placeholder) {
  static const struct {
    const char *word;
    rap_path_kind kind;
  } words[] = {{"FOLDER", RAP_PATH_FOLDER}, {"DIR", RAP_PATH_FOLDER}, {"FILE", RAP_PATH_FILE},   {"PATH", RAP_PATH_FILE},
               {"PACK", RAP_PATH_FILE},     {"GOLD", RAP_PATH_FILE},  {"RECEIPT", RAP_PATH_FILE}};
  for (size_t i = 0; placeholder && i < sizeof words / sizeof *words; i++)
    if (strstr(placeholder, words[i].word)) return words[i].kind;
  return RAP_PATH_NONE;
}
