/* sql_set.h: pieces of SQL that name sets of entities, shared by the filter's conditions and the axes. Layer: index. */
#ifndef RAP_INDEX_SQL_SET_H
#define RAP_INDEX_SQL_SET_H

#include "index/sql.h"

typedef struct rap_values {
  const rap_str *items;
  size_t n;
} rap_values;

rap_values rap_sql_values_of(const rap_str_list *list);
/* The text with each '@' replaced by the letter of an axis. */
void rap_sql_lettered(rap_sql *q, const char *text, char letter);
/* "(?, ?)" */
void rap_sql_values(rap_sql *q, rap_values v);
/* The same of a status: "reported" is said of statements, "held" of events: either finds both. */
void rap_sql_status_values(rap_sql *q, rap_values v);
/* "SELECT id FROM entity …": the rows of States and groups (with the groups they belong to, with ALL), of themes (with descendants, unless exactly), of another kind, of persons whose name holds all
 * words of one of the values. */
void rap_sql_actor_ids(rap_sql *q, rap_values v, bool groups, bool all);
void rap_sql_theme_ids(rap_sql *q, rap_values v, bool exactly);
void rap_sql_entity_ids(rap_sql *q, const char *kind, rap_values v);
void rap_sql_person_ids(rap_sql *q, rap_values v);
/* "SELECT id FROM document …": those whose author's name holds all words of one of the values. */
void rap_sql_author_documents(rap_sql *q, rap_values v);

#endif
