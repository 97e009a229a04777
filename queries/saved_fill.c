/* saved_fill.c: from a saved question and values to the arguments of its command. Layer: queries. */
#include "base/buf.h"
#include "base/calendar.h"
#include "base/utf8.h"
#include "index/language.h"
#include "queries/saved.h"

/* The values of each parameter. */
typedef struct filling {
  const rap_saved *q;
  rap_arena *arena;
  rap_str_list values[RAP_SAVED_PARAMETERS_MAX];
  rap_saved_line *line;
} filling;

bool rap_saved_value_parse(rap_str text, rap_saved_value *out) {
  size_t equals = rap_str_find(text, RAP_STR("="), 0);
  *out = (rap_saved_value){0};
  if (equals == SIZE_MAX) return false;
  *out = (rap_saved_value){rap_str_sub(text, 0, equals), rap_str_sub(text, equals + 1, text.n)};
  return true;
}

/* ---- values ---- */

static rap_status unknown(const rap_saved *q, rap_str name, rap_error *err) {
  const char *names[RAP_SAVED_PARAMETERS_MAX];
  for (size_t i = 0; i < q->n_parameters; i++) names[i] = q->parameters[i].name.p;
  const char *near = rap_nearest(name, names, q->n_parameters);
  if (near) return rap_error_set(err, RAP_ERR_USAGE, "%.*s has no parameter '%.*s' (did you mean '%s'?)", RAP_FMT(q->name), RAP_FMT(name), near);
  return rap_error_set(err, RAP_ERR_USAGE, "%.*s has no parameter '%.*s' (see rapporteur ask %.*s --help)", RAP_FMT(q->name), RAP_FMT(name),
                       RAP_FMT(q->name));
}

static rap_status check_choice(const rap_saved_parameter *p, rap_str value, rap_error *err) {
  if (rap_str_list_has(&p->choices, value)) return RAP_OK;
  rap_buf list = {0};
  for (size_t i = 0; i < p->choices.n; i++) rap_buf_printf(&list, "%s%.*s", i ? ", " : "", RAP_FMT(p->choices.items[i]));
  rap_status st = rap_error_set(err, RAP_ERR_USAGE, "%.*s: '%.*s' is none of %.*s", RAP_FMT(p->name), RAP_FMT(value), RAP_FMT(rap_buf_str(&list)));
  rap_buf_clear(&list);
  return st;
}

static rap_status check_value(const rap_saved_parameter *p, rap_str value, rap_error *err) {
  rap_day day;
  uint64_t number;
  if (!rap_str_trim(value).n) return rap_error_set(err, RAP_ERR_USAGE, "%.*s: the value is empty", RAP_FMT(p->name));
  if (p->choices.n) return check_choice(p, value, err);
  if (p->type == RAP_SAVED_DATE && !(rap_day_parse(value, &day) && rap_day_valid(day)))
    return rap_error_set(err, RAP_ERR_USAGE, "%.*s: '%.*s' is no date (2023, 2023-01 or 2023-01-08)", RAP_FMT(p->name), RAP_FMT(value));
  if (p->type == RAP_SAVED_NUMBER && !rap_str_uint(value, &number))
    return rap_error_set(err, RAP_ERR_USAGE, "%.*s: '%.*s' is not a whole number", RAP_FMT(p->name), RAP_FMT(value));
  return RAP_OK;
}

static rap_status missing(const rap_saved *q, const rap_saved_parameter *p, rap_error *err) {
  return rap_error_set(err, RAP_ERR_USAGE, "%.*s needs %.*s=%s%s%.*s%s", RAP_FMT(q->name), RAP_FMT(p->name), rap_saved_type_name(p->type),
                       p->description.n ? " (" : "", RAP_FMT(p->description), p->description.n ? ")" : "");
}

static rap_status take_values(filling *f, const rap_saved_value *values, size_t n, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < n; i++) {
    size_t k = rap_saved_parameter_of(f->q, values[i].name);
    if (k == SIZE_MAX) return unknown(f->q, values[i].name, err);
    const rap_saved_parameter *p = &f->q->parameters[k];
    if (f->values[k].n && !p->many) return rap_error_set(err, RAP_ERR_USAGE, "%.*s is given twice", RAP_FMT(p->name));
    st = check_value(p, values[i].value, err);
    if (st == RAP_OK && !rap_str_list_add(f->arena, &f->values[k], values[i].value)) st = rap_error_nomem(err);
  }
  for (size_t k = 0; st == RAP_OK && k < f->q->n_parameters; k++) {
    const rap_saved_parameter *p = &f->q->parameters[k];
    if (f->values[k].n || p->optional) continue;
    if (!p->has_default) return missing(f->q, p, err);
    if (!rap_str_list_add(f->arena, &f->values[k], p->default_value)) st = rap_error_nomem(err);
  }
  return st;
}

/* ---- arguments ---- */

static rap_status add_argument(rap_saved_line *line, rap_arena *arena, rap_str text, rap_error *err) {
  rap_str copy = rap_arena_str(arena, text);
  void *argv = line->argv;
  bool grown = copy.p && rap_arena_grow(arena, &argv, line->n, &line->capacity, sizeof *line->argv);
  line->argv = argv;
  if (!grown) return rap_error_nomem(err);
  line->argv[line->n++] = copy.p;
  return RAP_OK;
}

rap_status rap_saved_add_option(rap_saved_line *line, rap_arena *arena, const char *name, rap_str value, rap_error *err) {
  rap_str option = rap_arena_printf(arena, "--%s=%.*s", name, RAP_FMT(value));
  rap_status st = option.p ? add_argument(line, arena, option, err) : rap_error_nomem(err);
  if (st != RAP_OK) return st;
  const char *last = line->argv[line->n - 1];
  size_t at = line->n - 1;
  memmove(&line->argv[line->n_options + 1], &line->argv[line->n_options], (at - line->n_options) * sizeof *line->argv);
  line->argv[line->n_options++] = last;
  return RAP_OK;
}

/* Does a parameter of the template have no value? */
static bool lacks(const filling *f, rap_str template) {
  rap_saved_piece piece;
  for (size_t at = 0; rap_saved_next_piece(template, &at, &piece);)
    if (piece.parameter.n && !f->values[rap_saved_parameter_of(f->q, piece.parameter)].n) return true;
  return false;
}

/* As it is, for what is a single argument. Of a parameter with many values: the i-th. */
static void put_plain(const filling *f, rap_str template, size_t i, rap_buf *out) {
  rap_saved_piece piece;
  for (size_t at = 0; rap_saved_next_piece(template, &at, &piece);) {
    rap_buf_add(out, piece.text);
    if (piece.brace) rap_buf_putc(out, '{');
    if (!piece.parameter.n) continue;
    const rap_str_list *values = &f->values[rap_saved_parameter_of(f->q, piece.parameter)];
    rap_buf_add(out, values->items[i < values->n ? i : values->n - 1]);
  }
}

/* How often the template stands: as often as the parameter with the most values has some. */
static size_t times(const filling *f, rap_str template) {
  rap_saved_piece piece;
  size_t n = 1;
  for (size_t at = 0; rap_saved_next_piece(template, &at, &piece);) {
    size_t values = piece.parameter.n ? f->values[rap_saved_parameter_of(f->q, piece.parameter)].n : 1;
    if (values > n) n = values;
  }
  return n;
}

static rap_status add_plain(filling *f, rap_str before, rap_str template, rap_error *err) {
  rap_status st = RAP_OK;
  if (lacks(f, template)) return RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < times(f, template); i++) {
    rap_buf b = {0};
    rap_buf_add(&b, before);
    put_plain(f, template, i, &b);
    st = rap_buf_failed(&b) ? rap_error_nomem(err) : add_argument(f->line, f->arena, rap_buf_str(&b), err);
    rap_buf_clear(&b);
  }
  return st;
}

static rap_status add_options(filling *f, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < f->q->n_options; i++) {
    const rap_saved_option *o = &f->q->options[i];
    rap_str flag = rap_arena_printf(f->arena, "--%.*s", RAP_FMT(o->name)), before = rap_arena_printf(f->arena, "--%.*s=", RAP_FMT(o->name));
    if (!flag.p || !before.p) return rap_error_nomem(err);
    if (!o->values.n) st = add_argument(f->line, f->arena, flag, err);
    for (size_t k = 0; st == RAP_OK && k < o->values.n; k++) st = add_plain(f, before, o->values.items[k], err);
  }
  return st;
}

/* ---- the query ---- */

/* The language has no quotation mark within quotation marks, and no control characters; both become blanks. */
static rap_status soften(rap_arena *arena, rap_str value, rap_str *out, rap_error *err) {
  rap_buf b = {0};
  uint32_t cp;
  for (size_t at = 0; at < value.n;) {
    size_t n = rap_utf8_decode(value, at, &cp);
    if (rap_language_is_quote(cp) || cp < 0x20 || cp == 0x7f)
      rap_buf_putc(&b, ' ');
    else
      rap_buf_add(&b, rap_str_sub(value, at, at + n));
    at += n;
  }
  *out = rap_arena_str(arena, rap_str_trim(rap_buf_str(&b)));
  bool failed = rap_buf_failed(&b) || !out->p;
  rap_buf_clear(&b);
  return failed ? rap_error_nomem(err) : RAP_OK;
}

/* What the text in front of a parameter ends in: "theme:", "-theme:=", "state:Goa,". False: no field. */
static bool field_before(rap_str text, rap_query_field *field) {
  size_t start = text.n, length;
  while (start > 0 && text.p[start - 1] != ' ' && text.p[start - 1] != '(' && text.p[start - 1] != '-') start--;
  rap_str word = rap_str_sub(text, start, text.n);
  size_t colon = rap_str_find(word, RAP_STR(":"), 0);
  if (colon == SIZE_MAX) return false;
  length = colon;
  return rap_query_field_parse(rap_str_sub(word, 0, length), field);
}

/* "chief secretaries@2" as the name of a thing with its edition. */
static void split_edition(rap_query_value *v) {
  size_t at = v->text.n;
  uint64_t n;
  while (at > 0 && rap_ascii_is_digit(v->text.p[at - 1])) at--;
  if (at < 2 || at == v->text.n || v->text.n - at > 4 || v->text.p[at - 1] != '@') return;
  if (!rap_str_uint(rap_str_sub(v->text, at, v->text.n), &n) || !n) return;
  v->edition = (unsigned)n;
  v->text = rap_str_trim(rap_str_sub(v->text, 0, at - 1));
}

static rap_status put_field_values(filling *f, rap_query_field field, const rap_str_list *values, rap_buf *out, rap_error *err) {
  rap_query_node node = {.kind = RAP_QUERY_NODE_FIELD, .field = field, .n_values = values->n};
  node.values = rap_arena_array(f->arena, values->n, sizeof *node.values);
  rap_status st = node.values ? RAP_OK : rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < values->n; i++) {
    st = soften(f->arena, values->items[i], &node.values[i].text, err);
    if (st == RAP_OK && !node.values[i].text.n) st = rap_error_set(err, RAP_ERR_USAGE, "a value has nothing but quotation marks");
    if (st == RAP_OK && field == RAP_QUERY_FIELD_EVENT) split_edition(&node.values[i]);
  }
  if (st == RAP_OK) rap_language_put_values(&node, out);
  return st;
}

static rap_status put_subquery(filling *f, rap_str value, rap_buf *out, rap_error *err) {
  rap_language tree;
  rap_span wrong;
  rap_status st = rap_language_parse(f->arena, value, &tree, &wrong, err);
  if (st != RAP_OK || !tree.root) return st;
  rap_buf_putc(out, '(');
  rap_language_put(tree.root, out);
  rap_buf_putc(out, ')');
  return RAP_OK;
}

static rap_status put_value(filling *f, const rap_saved_parameter *p, const rap_str_list *values, rap_str before, rap_buf *out, rap_error *err) {
  rap_query_field field;
  rap_status st = RAP_OK;
  if (field_before(before, &field)) return put_field_values(f, field, values, out, err);
  for (size_t i = 0; st == RAP_OK && i < values->n; i++) {
    rap_str text;
    if (i) rap_buf_putc(out, ' ');
    if (p->type == RAP_SAVED_QUERY) {
      st = put_subquery(f, values->items[i], out, err);
      continue;
    }
    st = soften(f->arena, values->items[i], &text, err);
    if (st == RAP_OK && text.n) rap_language_put_text(text, false, out);
  }
  return st;
}

static rap_status put_part(filling *f, rap_str template, rap_buf *out, rap_error *err) {
  rap_saved_piece piece;
  rap_status st = RAP_OK;
  size_t start = out->n;
  for (size_t at = 0; st == RAP_OK && rap_saved_next_piece(template, &at, &piece);) {
    rap_buf_add(out, piece.text);
    if (piece.brace) rap_buf_putc(out, '{');
    if (!piece.parameter.n || rap_buf_failed(out)) continue;
    size_t k = rap_saved_parameter_of(f->q, piece.parameter);
    st = put_value(f, &f->q->parameters[k], &f->values[k], rap_str_sub(rap_buf_str(out), start, out->n), out, err);
  }
  return st;
}

static rap_status add_query(filling *f, rap_error *err) {
  rap_buf query = {0};
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < f->q->query.n; i++) {
    if (lacks(f, f->q->query.items[i])) continue;
    if (query.n) rap_buf_putc(&query, ' ');
    st = put_part(f, f->q->query.items[i], &query, err);
  }
  if (st == RAP_OK && rap_buf_failed(&query)) st = rap_error_nomem(err);
  if (st == RAP_OK && query.n) st = add_argument(f->line, f->arena, RAP_STR("--"), err);
  if (st == RAP_OK && query.n) st = add_argument(f->line, f->arena, rap_buf_str(&query), err);
  rap_buf_clear(&query);
  return st;
}

static rap_status add_operands(filling *f, rap_error *err) {
  rap_status st = f->q->operands.n ? add_argument(f->line, f->arena, RAP_STR("--"), err) : RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < f->q->operands.n; i++) st = add_plain(f, (rap_str){0}, f->q->operands.items[i], err);
  return st;
}

rap_status rap_saved_fill(const rap_saved *q, const rap_saved_value *values, size_t n_values, rap_arena *arena, rap_saved_line *out, rap_error *err) {
  *out = (rap_saved_line){0};
  filling f = {.q = q, .arena = arena, .line = out};
  rap_status st = take_values(&f, values, n_values, err);
  if (st == RAP_OK) st = add_options(&f, err);
  out->n_options = out->n;
  if (st == RAP_OK) st = q->operands.n ? add_operands(&f, err) : add_query(&f, err);
  if (st != RAP_OK) *out = (rap_saved_line){0};
  return st;
}

rap_status rap_saved_key(const rap_saved *q, const rap_saved_value *values, size_t n_values, rap_arena *arena, rap_str *out, rap_error *err) {
  *out = (rap_str){0};
  filling f = {.q = q, .arena = arena};
  rap_buf b = {0};
  rap_status st = take_values(&f, values, n_values, err);
  for (size_t k = 0; st == RAP_OK && k < q->n_parameters; k++)
    for (size_t i = 0; i < f.values[k].n; i++)
      rap_buf_printf(&b, "%s%.*s=%.*s", b.n ? "\n" : "", RAP_FMT(q->parameters[k].name), RAP_FMT(f.values[k].items[i]));
  if (st == RAP_OK) *out = rap_arena_str(arena, rap_buf_str(&b));
  if (st == RAP_OK && (rap_buf_failed(&b) || !out->p)) st = rap_error_nomem(err);
  rap_buf_clear(&b);
  return st;
}
