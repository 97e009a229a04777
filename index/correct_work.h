/* correct_work.h: the inside of correct.h, shared by correct*.c only. Layer: index. */
#ifndef RAP_INDEX_CORRECT_WORK_H
#define RAP_INDEX_CORRECT_WORK_H

#include "index/correct.h"

/* Beside each item of the record that is being made. */
typedef struct rap_correct_mark {
  rap_correct_origin origin;
  bool gone;
} rap_correct_mark;

typedef struct rap_correct_person_mark {
  bool gone, touched; /* touched: lost a mention; goes with its last */
} rap_correct_person_mark;

/* A split of this document. */
typedef struct rap_correct_split {
  rap_str key;
  const rap_correction *by;
  size_t local; /* index in c->local */
} rap_correct_split;

typedef struct rap_correct_work {
  rap_arena *arena;
  const rap_document *doc;
  rap_correcting *c;
  const rap_record *machine; /* as it was analysed */
  rap_record r;              /* being made; lists of its own */
  rap_correct_mark *mentions, *statements, *events;
  rap_correct_person_mark *persons;
  size_t mentions_capacity, statements_capacity, persons_capacity;
  size_t mention_marks, statement_marks, person_marks; /* capacities of the marks */
  rap_str_list themes_touched;
  rap_correct_split *splits;
  size_t n_splits, splits_capacity;
  rap_buf key, fold;
  bool nomem;
} rap_correct_work;

/* The identity of an entity as decisions name it: "kind\nvalue", in w->key until the next call. */
rap_str rap_correct_key(rap_correct_work *w, rap_str kind, rap_str value);
/* Folded, in w->fold until the next call; the name itself when nothing is left of it. */
rap_str rap_correct_folded(rap_correct_work *w, rap_str name);
/* "corrected #12 (ana)", of things that c touched. */
rap_str rap_correct_rule(rap_correct_work *w, const rap_correction *c);
/* Takes the item out and notes by whom. */
void rap_correct_drop_mention(rap_correct_work *w, size_t i, const rap_correction *by);
/* Index of the live person of that name, made (as the mention at `text`) if there is none; RAP_NONE when there are too many or out of memory. */
size_t rap_correct_person(rap_correct_work *w, rap_str name, rap_span text, const rap_correction *by);
/* One more mention, at the end; its index, or RAP_NONE. */
size_t rap_correct_add_mention(rap_correct_work *w, const rap_mention *m, const rap_correction *by);
/* Notes who touched an item last; an earlier correction of the document of which nothing is left is overridden. */
void rap_correct_touched(rap_correct_work *w, rap_correct_origin *origin, const rap_correction *by);
void rap_correct_touch_theme(rap_correct_work *w, rap_str id);
/* Gives a mention another kind and value (persons: name), as c says. False: too many persons. */
bool rap_correct_change_mention(rap_correct_work *w, size_t i, rap_str kind, rap_str value, rap_str name, const rap_correction *by);

rap_correct_outcome rap_correct_apply_mention(rap_correct_work *w, const rap_correction *c);
rap_correct_outcome rap_correct_apply_statement(rap_correct_work *w, const rap_correction *c);
rap_correct_outcome rap_correct_apply_account(rap_correct_work *w, const rap_correction *c);
void rap_correct_apply_entities(rap_correct_work *w);

#endif
