/* language.h: the query language: from text to a tree, and back. Layer: index. It knows neither store nor SQL; rapporteur-query.7 describes the language for people.
 *
 *     rap_language tree;
 *     rap_span wrong;
 *     st = rap_language_parse(arena, RAP_STR("\"cyber security\" state:Telangana,Gujarat -health"), &tree, &wrong, err);
 *     if (st == RAP_OK) st = rap_language_print(arena, tree.root, &text, err);   // the same again, in its canonical form
 *     if (st == RAP_ERR_USAGE) rap_language_mark(&page, tree.text, wrong, 80);   // the query, and ^^^^ under the place
 *
 * Any bytes are a query or an error with a place. Parsing a canonical form gives the same tree again, and printing that the same form. Places are bytes of `text`, which is the query with ill-formed UTF-8
 * replaced and control characters turned to blanks.
 *
 *     query  = [ all ]
 *     all    = any { [ "AND" ] any }
 *     any    = part { "OR" part }                         OR binds closer than AND: a b OR c is a (b OR c)
 *     part   = { "NOT" | "-" | "−" } item
 *     item   = "(" all ")" | near | field | text
 *     near   = "NEAR(" text text { text } [ "," number ] ")"
 *     text   = word [ "*" ] | quoted [ "*" ]
 *     field  = name ":" [ "=" ] ( value { "," value } | "(" value { ( "OR" | "," ) value } ")" )
 *     value  = ( bare | quoted ) [ "@" edition ] | [ date ] ".." [ date ]
 *
 * The tree is simplified: nothing stands in parentheses for itself, NOT of NOT is gone, ALL in ALL and ANY in ANY are one, fields of the same name that are joined by OR are one with all values, terms without a letter or
 * digit are passed over.
 */
#ifndef RAP_INDEX_LANGUAGE_H
#define RAP_INDEX_LANGUAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/options.h"

/* What a field's values are: NAME of a thing that the store knows; WORD of an enumeration; TEXT as it is; DAYS: dates or ranges of them; DAY: one date. */
typedef enum rap_query_value_kind {
  RAP_QUERY_VALUE_NAME,
  RAP_QUERY_VALUE_WORD,
  RAP_QUERY_VALUE_TEXT,
  RAP_QUERY_VALUE_DAYS,
  RAP_QUERY_VALUE_DAY
} rap_query_value_kind;

/* name, kind of value, words of an enumeration, what it says of an answer (rapporteur-query.7 has the same table). */
#define RAP_QUERY_FIELD_TABLE(X)                                                                                                                     \
  X(RAP_QUERY_FIELD_STATE, "state", RAP_QUERY_VALUE_NAME, NULL,                                                                                      \
    "a State, Union Territory or group with its members; ALL: the States taken together")                                                            \
  X(RAP_QUERY_FIELD_THEME, "theme", RAP_QUERY_VALUE_NAME, NULL, "a theme and those below it")                                                        \
  X(RAP_QUERY_FIELD_EVENT, "event", RAP_QUERY_VALUE_NAME, NULL, "an event: words of its name, with edition or year; @2 is the second edition")       \
  X(RAP_QUERY_FIELD_SERIES, "series", RAP_QUERY_VALUE_NAME, NULL, "a series of conferences")                                                         \
  X(RAP_QUERY_FIELD_PERSON, "person", RAP_QUERY_VALUE_NAME, NULL, "a person named, by words of the name")                                            \
  X(RAP_QUERY_FIELD_ORGANISATION, "organisation", RAP_QUERY_VALUE_NAME, NULL, "a ministry, department or body named")                                \
  X(RAP_QUERY_FIELD_PROGRAMME, "programme", RAP_QUERY_VALUE_NAME, NULL, "a scheme, mission or law named")                                            \
  X(RAP_QUERY_FIELD_PLACE, "place", RAP_QUERY_VALUE_NAME, NULL, "a place named")                                                                     \
  X(RAP_QUERY_FIELD_ROLE, "role", RAP_QUERY_VALUE_WORD, "actor|subject",                                                                             \
    "what the State does in a statement: it speaks or acts, or it is asked or told")                                                                 \
  X(RAP_QUERY_FIELD_PREDICATE, "predicate", RAP_QUERY_VALUE_WORD,                                                                                    \
    "discussed|presented|proposed|requested|supported|opposed|agreed|emphasised|asked|addressed", "what is done with the theme in a statement")      \
  X(RAP_QUERY_FIELD_STATUS, "status", RAP_QUERY_VALUE_WORD, "planned|reported|held",                                                                 \
    "of a statement: planned or reported; of an event: planned or held")                                                                             \
  X(RAP_QUERY_FIELD_POLARITY, "polarity", RAP_QUERY_VALUE_WORD, "support|oppose|neutral", "of a statement towards its theme")                        \
  X(RAP_QUERY_FIELD_KIND, "kind", RAP_QUERY_VALUE_WORD, "preview|report", "of a document: its main event lies ahead, or is over")                    \
  X(RAP_QUERY_FIELD_SOURCE, "source", RAP_QUERY_VALUE_NAME, NULL, "source of the document")                                                          \
  X(RAP_QUERY_FIELD_LANGUAGE, "language", RAP_QUERY_VALUE_TEXT, NULL, "language of the document (en, hi …)")                                         \
  X(RAP_QUERY_FIELD_AUTHOR, "author", RAP_QUERY_VALUE_TEXT, NULL, "author of the document as it names them, by words of the name")                   \
  X(RAP_QUERY_FIELD_DOCUMENT, "document", RAP_QUERY_VALUE_NAME, NULL, "a document, by its id")                                                       \
  X(RAP_QUERY_FIELD_DATE, "date", RAP_QUERY_VALUE_DAYS, NULL, "when the event took or takes place; of a text without a dated event its publication") \
  X(RAP_QUERY_FIELD_MENTIONED, "mentioned", RAP_QUERY_VALUE_DAYS, NULL, "a date in the text")                                                        \
  X(RAP_QUERY_FIELD_PUBLISHED, "published", RAP_QUERY_VALUE_DAYS, NULL, "when the document was published")                                           \
  X(RAP_QUERY_FIELD_SINCE, "since", RAP_QUERY_VALUE_DAY, NULL, "from this year, month or day on, of the date that --date says (publication)")        \
  X(RAP_QUERY_FIELD_UNTIL, "until", RAP_QUERY_VALUE_DAY, NULL, "up to and including this year, month or day")                                        \
  X(RAP_QUERY_FIELD_AFTER, "after", RAP_QUERY_VALUE_DAY, NULL, "the same as since: what is named is in it")                                          \
  X(RAP_QUERY_FIELD_BEFORE, "before", RAP_QUERY_VALUE_DAY, NULL, "earlier than this year, month or day: what is named is not in it")

typedef enum rap_query_field {
#define RAP_QUERY_FIELD_ENUM(id, name, kind, words, text) id,
  RAP_QUERY_FIELD_TABLE(RAP_QUERY_FIELD_ENUM)
#undef RAP_QUERY_FIELD_ENUM
      RAP_QUERY_FIELD_COUNT
} rap_query_field;

const char *rap_query_field_name(rap_query_field field);
rap_query_value_kind rap_query_field_kind(rap_query_field field);
/* Words of an enumeration separated by '|', NULL for other fields. */
const char *rap_query_field_words(rap_query_field field);
const char *rap_query_field_text(rap_query_field field);
/* The i-th other name of any field ("lang"), and in *out whose it is; NULL behind the last one. */
const char *rap_query_field_alias(size_t i, rap_query_field *out);
/* By name or other name, whatever the case. */
bool rap_query_field_parse(rap_str name, rap_query_field *out);
/* Is it one of the field's words? Else RAP_ERR_USAGE that lists them ("status: 'done' is none of planned, reported, held"), with `prefix` in front of the field's name. */
rap_status rap_query_field_check_word(rap_query_field field, rap_str word, const char *prefix, rap_error *err) RAP_MUST_CHECK;

typedef struct rap_query_value {
  rap_str text; /* as typed, without quotation marks; of a range where it begins, empty: open */
  rap_str upto; /* where a range ends, empty: open */
  bool range;
  unsigned edition; /* "@2"; 0: none */
  rap_span place;
} rap_query_value;

typedef enum rap_query_node_kind {
  RAP_QUERY_NODE_ALL,
  RAP_QUERY_NODE_ANY,
  RAP_QUERY_NODE_NOT,
  RAP_QUERY_NODE_TEXT,
  RAP_QUERY_NODE_NEAR,
  RAP_QUERY_NODE_FIELD
} rap_query_node_kind;

typedef struct rap_query_node {
  rap_query_node_kind kind;
  rap_span place;
  const struct rap_query_node **parts; /* ALL, ANY: two or more; NOT: one; NEAR: two TEXT or more */
  size_t n_parts;
  rap_str text;      /* TEXT: one word or several in a row, well-formed, with a letter or digit, without quotation marks and control characters */
  bool prefix;       /* TEXT: the last word only begins so */
  unsigned distance; /* NEAR: so many words between at most */
  rap_query_field field;
  bool exactly; /* "=": this thing alone, by its id, code or whole name */
  rap_query_value *values;
  size_t n_values; /* FIELD: one or more; of DAY exactly one */
} rap_query_node;

#define RAP_NEAR_DISTANCE 10 /* where none is given, as in FTS5 */
#define RAP_NEAR_MAX 1000

typedef struct rap_language {
  rap_str text;               /* what the places are in */
  const rap_query_node *root; /* NULL: nothing is asked for */
} rap_language;

/* Everything in `arena`. *where: the place of an error in out->text, which is set also then. Errors: RAP_ERR_USAGE ("query, column 5: …"), RAP_ERR_LIMIT (RAP_MAX_QUERY_*), RAP_ERR_NOMEM. Cost: linear. */
rap_status rap_language_parse(rap_arena *arena, rap_str text, rap_language *out, rap_span *where, rap_error *err) RAP_MUST_CHECK;
/* RAP_ERR_USAGE with the place in front of the message: for what is found out later, about a value. */
void rap_language_place(rap_str text, rap_span place, rap_error *err);

/* Canonical form; empty for NULL. */
rap_status rap_language_print(rap_arena *arena, const rap_query_node *node, rap_str *out, rap_error *err) RAP_MUST_CHECK;
void rap_language_put(const rap_query_node *node, rap_buf *out);
/* The values of a field as they stand behind the colon, "=" with them. */
void rap_language_put_values(const rap_query_node *field, rap_buf *out);
/* One node a line, what is within it further in. */
void rap_language_dump(const rap_query_node *node, rap_buf *out);
/* Two lines: the query, cut around the place to `width` columns, and carets under it. Units: terminal columns. */
void rap_language_mark(rap_buf *out, rap_str text, rap_span place, size_t width);

/* Is there nothing but text in it? NULL: yes. */
bool rap_language_is_text(const rap_query_node *node);
/* Quotation marks of all kinds that enclose a phrase. */
bool rap_language_is_quote(uint32_t cp);
/* Does the text begin with a field (known, and followed by a value)? *len: bytes up to and with the colon. */
bool rap_language_is_field(rap_str text, size_t *len);
/* As text that stays a single word or phrase whatever stands in it: quoted if need be. */
void rap_language_put_text(rap_str s, bool prefix, rap_buf *out);

#endif
