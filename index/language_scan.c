/* language_scan.c: what the parsers of the query language share: failures, characters, words. Layer: index. */
#include "base/utf8.h"
#include "index/language_impl.h"

/* ---- failures ---- */

void rap_language_place(rap_str text, rap_span place, rap_error *err) {
  rap_error_prefix(err, "query, column %zu: ", rap_utf8_columns(rap_str_sub(text, 0, place.begin)) + 1);
}

/* After rap_error_set. */
void *rap_parser_fail(rap_parser *p, rap_span place, rap_status st) {
  if (p->st == RAP_OK) {
    p->st = st;
    p->wrong = (rap_span){place.begin, place.end < p->s.n ? place.end : p->s.n};
    rap_language_place(p->s, place, p->err);
  }
  return NULL;
}

void *rap_parser_wrong(rap_parser *p, rap_span place, const char *what) {
  return p->st == RAP_OK ? rap_parser_fail(p, place, rap_error_set(p->err, RAP_ERR_USAGE, "%s", what)) : NULL;
}

void *rap_parser_no_memory(rap_parser *p) {
  if (p->st == RAP_OK) p->st = rap_error_nomem(p->err);
  return NULL;
}

rap_query_node *rap_parser_node(rap_parser *p, rap_query_node_kind kind, size_t begin) {
  rap_query_node *node = rap_arena_alloc(p->arena, sizeof *node);
  if (!node) return rap_parser_no_memory(p);
  node->kind = kind;
  node->place = (rap_span){begin, p->at};
  return node;
}

void rap_parser_push(rap_parser *p, rap_query_nodes *list, const rap_query_node *node) {
  void *items = list->items;
  if (!node || p->st != RAP_OK) return;
  if (!rap_arena_grow(p->arena, &items, list->n, &list->capacity, sizeof *list->items)) {
    (void)rap_parser_no_memory(p);
    return;
  }
  list->items = items;
  list->items[list->n++] = node;
}

/* ---- characters ---- */

uint32_t rap_parser_peek(const rap_parser *p) {
  uint32_t cp = 0;
  if (p->at < p->s.n) (void)rap_utf8_decode(p->s, p->at, &cp);
  return cp;
}

void rap_parser_skip(rap_parser *p) {
  uint32_t cp;
  p->at += rap_utf8_decode(p->s, p->at, &cp);
}

void rap_parser_skip_blanks(rap_parser *p) {
  while (p->at < p->s.n && rap_utf8_is_space(rap_parser_peek(p))) rap_parser_skip(p);
}

/* Takes the character if it stands there. */
bool rap_parser_take(rap_parser *p, char c) {
  if (p->at >= p->s.n || p->s.p[p->at] != c) return false;
  p->at++;
  return true;
}

static bool ends_word(uint32_t cp, bool comma) {
  return rap_utf8_is_space(cp) || rap_language_is_quote(cp) || cp == '(' || cp == ')' || (comma && cp == ',');
}

/* The run of what is neither blank, quotation mark nor parenthesis (nor comma), from `at` on. */
rap_str rap_parser_bare(const rap_parser *p, bool comma) {
  rap_parser ahead = *p;
  while (ahead.at < p->s.n && !ends_word(rap_parser_peek(&ahead), comma)) rap_parser_skip(&ahead);
  return rap_str_sub(p->s, p->at, ahead.at);
}

/* Takes the operator if it stands there. */
bool rap_parser_take_word(rap_parser *p, const char *word) {
  if (!rap_str_is(rap_parser_bare(p, false), word)) return false;
  p->at += strlen(word);
  return true;
}

/* What stands between quotation marks, the first of which is next; the other one may be of any kind. */
bool rap_parser_quoted(rap_parser *p, rap_str *out) {
  size_t open = p->at;
  rap_parser_skip(p);
  size_t begin = p->at;
  while (p->at < p->s.n && !rap_language_is_quote(rap_parser_peek(p))) rap_parser_skip(p);
  *out = rap_str_trim(rap_str_sub(p->s, begin, p->at));
  if (p->at == p->s.n) {
    (void)rap_parser_wrong(p, (rap_span){open, begin}, "the quotation mark is not closed");
    return false;
  }
  rap_parser_skip(p);
  return true;
}
