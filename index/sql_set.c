#include "index/sql_set.h"

/* "prefix" with each '@' replaced by the letter of an axis. */
void rap_sql_lettered(rap_sql *q, const char *text, char letter) {
  for (; *text; text++) rap_buf_putc(&q->text, *text == '@' ? letter : *text);
}

rap_values rap_sql_values_of(const rap_str_list *list) { return (rap_values){list->items, list->n}; }

void rap_sql_values(rap_sql *q, rap_values v) {
  rap_sql_add(q, "(");
  for (size_t i = 0; i < v.n; i++) {
    if (i) rap_sql_add(q, ", ");
    rap_sql_text(q, v.items[i]);
  }
  rap_sql_add(q, ")");
}

void rap_sql_status_values(rap_sql *q, rap_values v) {
  rap_sql_add(q, "(''");
  for (size_t i = 0; i < v.n; i++) {
    bool past = rap_str_is(v.items[i], "held") || rap_str_is(v.items[i], "reported");
    rap_sql_add(q, ", ");
    rap_sql_text(q, past ? RAP_STR("held") : v.items[i]);
    if (past) rap_sql_add(q, ", 'reported'");
  }
  rap_sql_add(q, ")");
}

void rap_sql_actor_ids(rap_sql *q, rap_values v, bool groups, bool all) {
  rap_sql_add(q, "SELECT id FROM entity WHERE kind IN ('state', 'group', 'all') AND (value IN ");
  rap_sql_values(q, v);
  if (groups) {
    rap_sql_add(q, " OR (kind = 'group' AND value IN (SELECT container FROM lexicon_member WHERE member IN ");
    rap_sql_values(q, v);
    rap_sql_add(q, "))");
  }
  rap_sql_add(q, all ? " OR kind = 'all')" : ")");
}

void rap_sql_theme_ids(rap_sql *q, rap_values v, bool exactly) {
  rap_sql_add(q, "SELECT id FROM entity WHERE kind = 'theme' AND value IN ");
  if (exactly) {
    rap_sql_values(q, v);
    return;
  }
  rap_sql_add(q, "(WITH RECURSIVE t(id) AS (SELECT value FROM entity WHERE kind = 'theme' AND value IN ");
  rap_sql_values(q, v);
  rap_sql_add(q, " UNION SELECT id FROM lexicon WHERE kind = 'theme' AND id IN ");
  rap_sql_values(q, v);
  rap_sql_add(q, " UNION SELECT l.id FROM lexicon l JOIN t ON l.parent = t.id WHERE l.kind = 'theme') SELECT id FROM t)");
}

void rap_sql_entity_ids(rap_sql *q, const char *kind, rap_values v) {
  rap_sql_add(q, "SELECT id FROM entity WHERE kind = ");
  rap_sql_text(q, rap_str_of(kind));
  rap_sql_add(q, " AND value IN ");
  rap_sql_values(q, v);
}

/* " OR rap_holds_words(fold, ?)" for each value. */
static void any_words(rap_sql *q, const char *fold_expression, rap_values v) {
  for (size_t i = 0; i < v.n; i++) {
    rap_buf fold = {0};
    if (rap_fold_name(v.items[i], &fold, NULL) != RAP_OK) q->failed = true;
    rap_str words = rap_arena_str(q->arena, rap_buf_str(&fold));
    if (!words.p) q->failed = true;
    rap_buf_clear(&fold);
    rap_sql_add(q, " OR rap_holds_words(");
    rap_sql_add(q, fold_expression);
    rap_sql_add(q, ", ");
    rap_sql_text(q, words);
    rap_sql_add(q, ")");
  }
}

void rap_sql_person_ids(rap_sql *q, rap_values v) {
  /* A person's value is the folded name, and stands in the index of kinds and values. */
  rap_sql_add(q, "SELECT id FROM entity WHERE kind = 'person' AND (0");
  any_words(q, "value", v);
  rap_sql_add(q, ")");
}

void rap_sql_author_documents(rap_sql *q, rap_values v) {
  rap_sql_add(q, "SELECT id FROM document WHERE author IS NOT NULL AND (0");
  any_words(q, "rap_fold(author)", v);
  rap_sql_add(q, ")");
}
