/* language.c: the parser of the query language. Layer: index. */
#include "base/limits.h"
#include "base/utf8.h"
#include "index/language_impl.h"

static const rap_query_node *parse_all(rap_parser *p);

/* ---- text ---- */

static const rap_query_node *text_node(rap_parser *p, size_t begin, rap_str text, bool prefix) {
  if (!rap_language_has_word(text)) return NULL;
  if (++p->n_terms > RAP_MAX_QUERY_TERMS)
    return p->st == RAP_OK
               ? rap_parser_fail(p, (rap_span){begin, p->at}, rap_error_set(p->err, RAP_ERR_LIMIT, "more than %d terms", RAP_MAX_QUERY_TERMS))
               : NULL;
  rap_query_node *node = rap_parser_node(p, RAP_QUERY_NODE_TEXT, begin);
  if (!node) return NULL;
  node->text = text;
  node->prefix = prefix;
  return node;
}

/* A word or phrase. NULL also for what has no letter or digit. */
static const rap_query_node *parse_text(rap_parser *p, bool comma) {
  size_t begin = p->at;
  rap_str text;
  if (rap_language_is_quote(rap_parser_peek(p))) {
    if (!rap_parser_quoted(p, &text)) return NULL;
    return text_node(p, begin, text, rap_parser_take(p, '*'));
  }
  text = rap_parser_bare(p, comma);
  p->at += text.n;
  bool prefix = text.n > 1 && text.p[text.n - 1] == '*';
  while (text.n && text.p[text.n - 1] == '*') text.n--;
  return text_node(p, begin, text, prefix);
}

static void near_distance(rap_parser *p, rap_query_node *near) {
  uint64_t n;
  rap_parser_skip_blanks(p);
  size_t begin = p->at;
  while (p->at < p->s.n && rap_ascii_is_digit(p->s.p[p->at])) p->at++;
  if (rap_str_uint(rap_str_sub(p->s, begin, p->at), &n) && n <= RAP_NEAR_MAX) {
    near->distance = (unsigned)n;
    rap_parser_skip_blanks(p);
    return;
  }
  if (p->st == RAP_OK)
    (void)rap_parser_fail(
        p, (rap_span){begin, p->at > begin ? p->at : begin + 1},
        rap_error_set(p->err, RAP_ERR_USAGE, "behind the ',' of NEAR stands how many words may lie between, 0 to %d", RAP_NEAR_MAX));
}

/* A sole word within NEAR that would be no text elsewhere. */
static bool is_near_text(const rap_parser *p) {
  size_t name;
  rap_query_field field;
  const char *near;
  rap_str word = rap_parser_bare(p, true);
  uint32_t cp = rap_parser_peek(p);
  return cp != '(' && !(rap_language_is_minus(cp) && word.n > 1) && !rap_str_is(word, "AND") && !rap_str_is(word, "OR") && !rap_str_is(word, "NOT") &&
         rap_language_word_kind(p->s, p->at, &name, &field, &near) == RAP_WORD_TEXT;
}

/* Behind "NEAR(". */
static const rap_query_node *parse_near(rap_parser *p, size_t begin) {
  rap_query_nodes texts = {0};
  rap_query_node *node = rap_parser_node(p, RAP_QUERY_NODE_NEAR, begin);
  if (!node) return NULL;
  node->distance = RAP_NEAR_DISTANCE;
  for (rap_parser_skip_blanks(p); p->st == RAP_OK && p->at < p->s.n && p->s.p[p->at] != ')' && p->s.p[p->at] != ','; rap_parser_skip_blanks(p)) {
    size_t word = rap_parser_bare(p, true).n;
    if (!is_near_text(p)) return rap_parser_wrong(p, (rap_span){p->at, p->at + (word ? word : 1)}, "within NEAR there are only words and phrases");
    rap_parser_push(p, &texts, parse_text(p, true));
  }
  if (rap_parser_take(p, ',')) near_distance(p, node);
  if (p->st != RAP_OK) return NULL;
  if (!rap_parser_take(p, ')')) return rap_parser_wrong(p, (rap_span){begin, begin + 5}, "NEAR( is not closed");
  node->place.end = p->at;
  if (texts.n < 2) return rap_parser_wrong(p, node->place, "NEAR needs two words or more");
  node->parts = texts.items;
  node->n_parts = texts.n;
  return node;
}

static void *no_field(rap_parser *p, size_t name, const char *near) {
  rap_str word = rap_str_sub(p->s, p->at, p->at + name);
  rap_span place = {p->at, p->at + name + 1};
  if (p->st != RAP_OK) return NULL;
  if (near)
    return rap_parser_fail(
        p, place,
        rap_error_set(p->err, RAP_ERR_USAGE, "no field '%.*s' (did you mean %s:? For text put it in quotation marks)", RAP_FMT(word), near));
  return rap_parser_fail(
      p, place, rap_error_set(p->err, RAP_ERR_USAGE, "no field '%.*s' (see rapporteur-query(7); for text put it in quotation marks)", RAP_FMT(word)));
}

/* ---- AND, OR, NOT ---- */

static const rap_query_node *parse_group(rap_parser *p) {
  size_t open = p->at++;
  if (++p->nesting > RAP_MAX_QUERY_DEPTH)
    return p->st == RAP_OK ? rap_parser_fail(p, (rap_span){open, open + 1},
                                             rap_error_set(p->err, RAP_ERR_LIMIT, "more than %d parentheses within each other", RAP_MAX_QUERY_DEPTH))
                           : NULL;
  const rap_query_node *inner = parse_all(p);
  p->nesting--;
  if (p->st == RAP_OK && !rap_parser_take(p, ')')) return rap_parser_wrong(p, (rap_span){open, open + 1}, "the parenthesis is not closed");
  return inner;
}

static const rap_query_node *parse_item(rap_parser *p) {
  size_t begin = p->at, name;
  rap_query_field field;
  const char *near;
  if (rap_parser_peek(p) == '(') return parse_group(p);
  if (rap_language_is_quote(rap_parser_peek(p))) return parse_text(p, false);
  if (rap_str_starts(rap_str_sub(p->s, p->at, p->s.n), RAP_STR("NEAR("))) {
    p->at += 5;
    return parse_near(p, begin);
  }
  switch (rap_language_word_kind(p->s, p->at, &name, &field, &near)) {
  case RAP_WORD_FIELD: p->at += name + 1; return rap_parser_field(p, field, begin);
  case RAP_WORD_NO_FIELD: return no_field(p, name, near);
  case RAP_WORD_TEXT: break;
  }
  return parse_text(p, false);
}

/* The same less its negations, or NOT of it. */
static const rap_query_node *negate(rap_parser *p, const rap_query_node *node, size_t begin) {
  const rap_query_node **parts = rap_arena_alloc(p->arena, sizeof *parts);
  rap_query_node *not = rap_parser_node(p, RAP_QUERY_NODE_NOT, begin);
  if (!parts || !not ) return rap_parser_no_memory(p);
  if (node->kind == RAP_QUERY_NODE_NOT) return node->parts[0];
  parts[0] = node;
  not ->parts = parts;
  not ->n_parts = 1;
  return not ;
}

static const rap_query_node *parse_part(rap_parser *p) {
  size_t begin = p->at;
  bool negated = false;
  for (;;) {
    size_t at = p->at;
    if (rap_parser_take_word(p, "NOT")) {
      rap_parser_skip_blanks(p);
      if (p->at == p->s.n || rap_parser_peek(p) == ')') return rap_parser_wrong(p, (rap_span){at, at + 3}, "nothing stands behind NOT");
    } else if (p->at < p->s.n && rap_language_is_minus(rap_parser_peek(p))) {
      rap_parser_skip(p);
      if (p->at == p->s.n || rap_utf8_is_space(rap_parser_peek(p)) || rap_parser_peek(p) == ')') return NULL; /* a dash by itself */
    } else {
      break;
    }
    negated = !negated;
  }
  const rap_query_node *item = parse_item(p);
  return item && negated && p->st == RAP_OK ? negate(p, item, begin) : item;
}

/* Does a field of the same name stand in the list, whose values this one's can join? */
static rap_query_node *field_like(const rap_query_nodes *list, const rap_query_node *node) {
  if (node->kind != RAP_QUERY_NODE_FIELD || rap_query_field_kind(node->field) == RAP_QUERY_VALUE_DAY) return NULL;
  for (size_t i = 0; i < list->n; i++)
    if (list->items[i]->kind == RAP_QUERY_NODE_FIELD && list->items[i]->field == node->field && list->items[i]->exactly == node->exactly)
      return (rap_query_node *)(uintptr_t)list->items[i]; /* ours: made by this parser */
  return NULL;
}

static void merge_values(rap_parser *p, rap_query_node *to, const rap_query_node *from) {
  rap_query_value *values = rap_arena_array(p->arena, to->n_values + from->n_values, sizeof *values);
  if (!values) {
    (void)rap_parser_no_memory(p);
    return;
  }
  memcpy(values, to->values, to->n_values * sizeof *values);
  memcpy(values + to->n_values, from->values, from->n_values * sizeof *values);
  to->values = values;
  to->n_values += from->n_values;
}

/* What a part adds to a list: itself, or the parts of a list of the same kind. */
static void add_part(rap_parser *p, rap_query_nodes *list, rap_query_node_kind kind, const rap_query_node *part) {
  if (!part || p->st != RAP_OK) return;
  if (part->kind == kind) {
    for (size_t i = 0; i < part->n_parts; i++) add_part(p, list, kind, part->parts[i]);
    return;
  }
  rap_query_node *like = kind == RAP_QUERY_NODE_ANY ? field_like(list, part) : NULL;
  if (like)
    merge_values(p, like, part);
  else
    rap_parser_push(p, list, part);
}

static const rap_query_node *close_list(rap_parser *p, rap_query_node_kind kind, const rap_query_nodes *list, size_t begin) {
  if (p->st != RAP_OK || list->n == 0) return NULL;
  if (list->n == 1) return list->items[0];
  rap_query_node *node = rap_parser_node(p, kind, begin);
  if (!node) return NULL;
  node->parts = list->items;
  node->n_parts = list->n;
  return node;
}

/* Is there nothing more here, or an operator that needs something before it? */
static bool at_gap(const rap_parser *p) {
  rap_str word = rap_parser_bare(p, false);
  return p->at == p->s.n || rap_parser_peek(p) == ')' || rap_str_is(word, "OR") || rap_str_is(word, "AND");
}

static const rap_query_node *parse_any(rap_parser *p) {
  rap_query_nodes list = {0};
  size_t begin = p->at;
  for (;;) {
    add_part(p, &list, RAP_QUERY_NODE_ANY, parse_part(p));
    if (p->st != RAP_OK) return NULL;
    rap_parser_skip_blanks(p);
    size_t at = p->at;
    if (!rap_parser_take_word(p, "OR")) break;
    rap_parser_skip_blanks(p);
    if (at_gap(p)) return rap_parser_wrong(p, (rap_span){at, at + 2}, "nothing stands behind OR");
  }
  return close_list(p, RAP_QUERY_NODE_ANY, &list, begin);
}

/* Up to the end or a parenthesis that is closed. */
static const rap_query_node *parse_all(rap_parser *p) {
  rap_query_nodes list = {0};
  rap_parser_skip_blanks(p);
  size_t begin = p->at;
  for (bool first = true; p->st == RAP_OK; first = false) {
    rap_parser_skip_blanks(p);
    if (p->at == p->s.n || rap_parser_peek(p) == ')') break;
    size_t at = p->at;
    bool and = rap_parser_take_word(p, "AND");
    if (and) rap_parser_skip_blanks(p);
    if (and&&(first || at_gap(p)))
      return rap_parser_wrong(p, (rap_span){at, at + 3}, first ? "nothing stands before AND" : "nothing stands behind AND");
    if (rap_parser_take_word(p, "OR")) return rap_parser_wrong(p, (rap_span){at, at + 2}, "nothing stands before OR");
    add_part(p, &list, RAP_QUERY_NODE_ALL, parse_any(p));
  }
  return close_list(p, RAP_QUERY_NODE_ALL, &list, begin);
}

/* ---- the whole ---- */

/* Levels of lists and negations. */
static size_t depth_of(const rap_query_node *node) {
  size_t deepest = 0;
  if (!node || node->kind > RAP_QUERY_NODE_NOT) return 0;
  for (size_t i = 0; i < node->n_parts; i++) {
    size_t depth = depth_of(node->parts[i]);
    if (depth > deepest) deepest = depth;
  }
  return deepest + 1;
}

/* Well-formed, in one line. */
static rap_status make_sound(rap_arena *arena, rap_str text, rap_str *out, rap_error *err) {
  rap_buf repaired = {0}, sound = {0};
  size_t first;
  (void)rap_utf8_repair(text, &repaired, &first);
  rap_str s = rap_buf_str(&repaired);
  for (size_t at = 0, n; at < s.n; at += n) {
    uint32_t cp;
    n = rap_utf8_decode(s, at, &cp);
    bool control = cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029;
    rap_buf_add(&sound, control ? RAP_STR(" ") : rap_str_sub(s, at, at + n));
  }
  *out = rap_arena_str(arena, rap_buf_str(&sound));
  rap_status st = rap_buf_failed(&repaired) || rap_buf_failed(&sound) || !out->p ? rap_error_nomem(err) : RAP_OK;
  rap_buf_clear(&repaired);
  rap_buf_clear(&sound);
  return st;
}

rap_status rap_language_parse(rap_arena *arena, rap_str text, rap_language *out, rap_span *where, rap_error *err) {
  *out = (rap_language){0};
  *where = (rap_span){0};
  if (text.n > RAP_MAX_QUERY_BYTES) return rap_error_set(err, RAP_ERR_LIMIT, "a query of %zu bytes is longer than %d", text.n, RAP_MAX_QUERY_BYTES);
  rap_parser p = {.arena = arena, .err = err};
  p.st = make_sound(arena, text, &p.s, err);
  out->text = p.s;
  const rap_query_node *root = p.st == RAP_OK ? parse_all(&p) : NULL;
  if (p.st == RAP_OK && p.at < p.s.n) (void)rap_parser_wrong(&p, (rap_span){p.at, p.at + 1}, "there is no '(' to this ')'");
  if (p.st == RAP_OK && depth_of(root) > RAP_MAX_QUERY_DEPTH)
    (void)rap_parser_fail(&p, root->place, rap_error_set(err, RAP_ERR_LIMIT, "AND, OR and NOT more than %d deep", RAP_MAX_QUERY_DEPTH));
  *where = p.wrong;
  if (p.st == RAP_OK) out->root = root;
  return p.st;
}
