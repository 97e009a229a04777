/* language_impl.h: what the parser and the printer of the query language share. Layer: index (inside). */
#ifndef RAP_INDEX_LANGUAGE_IMPL_H
#define RAP_INDEX_LANGUAGE_IMPL_H

#include "index/language.h"

/* What a word that begins at `at` is: text, a field that is known, or the name of a field that is not, followed by a colon and a value. */
typedef enum rap_word_kind { RAP_WORD_TEXT, RAP_WORD_FIELD, RAP_WORD_NO_FIELD } rap_word_kind;
/* *name: bytes before the colon. *near: a name that is like one that is unknown, or NULL. */
rap_word_kind rap_language_word_kind(rap_str text, size_t at, size_t *name, rap_query_field *field, const char **near);
/* Has it a letter or a digit? FTS5 takes a phrase without any for one that matches nothing. */
bool rap_language_has_word(rap_str s);
/* Does the value end like an edition ("@2")? Bytes in front of the '@', SIZE_MAX if not. */
size_t rap_language_edition_at(rap_str value);
bool rap_language_is_minus(uint32_t cp);
bool rap_language_is_days(rap_query_field field);

/* ---- the parser ---- */

typedef struct rap_parser {
  rap_arena *arena;
  rap_str s; /* well-formed, in one line */
  size_t at, n_terms, n_values, nesting;
  rap_span wrong;
  rap_status st; /* sticky: after a failure every step returns NULL */
  rap_error *err;
} rap_parser;

typedef struct rap_query_nodes {
  const rap_query_node **items;
  size_t n, capacity;
} rap_query_nodes;

/* Failures; NULL, so that a step can end with them. fail: after rap_error_set, which gave the status; wrong: RAP_ERR_USAGE. The first one counts. */
void *rap_parser_fail(rap_parser *p, rap_span place, rap_status st);
void *rap_parser_wrong(rap_parser *p, rap_span place, const char *what);
void *rap_parser_no_memory(rap_parser *p);
/* A node that ends where the parser stands. NULL after a failure. */
rap_query_node *rap_parser_node(rap_parser *p, rap_query_node_kind kind, size_t begin);
/* Adds a node (NULL: does nothing). */
void rap_parser_push(rap_parser *p, rap_query_nodes *list, const rap_query_node *node);

/* The character that is next, 0 at the end. */
uint32_t rap_parser_peek(const rap_parser *p);
void rap_parser_skip(rap_parser *p);
void rap_parser_skip_blanks(rap_parser *p);
/* Takes the character, the operator, if it stands there. */
bool rap_parser_take(rap_parser *p, char c);
bool rap_parser_take_word(rap_parser *p, const char *word);
/* The run of what is neither blank, quotation mark nor parenthesis (nor comma), from here on. */
rap_str rap_parser_bare(const rap_parser *p, bool comma);
/* What stands between quotation marks, the first of which is next; the other one may be of any kind. False when there is none. */
bool rap_parser_quoted(rap_parser *p, rap_str *out);

/* language_value.c: behind the colon of a field that began at `begin`. */
const rap_query_node *rap_parser_field(rap_parser *p, rap_query_field which, size_t begin);

#endif
