/* statement_work.h: one search for statements, shared by statements.c (which rules hold, what becomes of a match), statement_actors.c (whom it speaks of) and statement_themes.c (what about). Layer:
 * analyze, internal. */
#ifndef RAP_ANALYZE_STATEMENT_WORK_H
#define RAP_ANALYZE_STATEMENT_WORK_H

#include "analyze/analyze.h"
#include "analyze/shadow.h"

/* Words of the sentence in which States are named only in passing: what a rule with `aside` matched. */
typedef struct rap_statement_aside {
  rap_span view;
  const rap_rule *rule;
} rap_statement_aside;

typedef struct rap_statement_finder {
  rap_analysis *a;
  rap_error *err;
  size_t sentence;
  size_t capacity;
  size_t first_here; /* index of the first statement of this sentence */
  size_t body;       /* first block of text: those before it are the title, headings and headlines */
  rap_map said;      /* evidence → index of its first statement */
  rap_statement_aside *asides;
  size_t n_asides, asides_capacity;
  bool asides_known;                        /* of this sentence: they are looked for when a rule first has a State as its subject */
  bool participants_known, all_participate; /* in the main event: asked once a document */
} rap_statement_finder;

/* The block that introduces the sentence: the lead-in of its list, else its heading; RAP_NONE if there is none. */
size_t rap_statement_context(const rap_statement_finder *f);
/* The last statement under the same heading in which States act, a few sentences back at most; NULL if there is none. */
const rap_statement *rap_statement_previous(const rap_statement_finder *f);
/* Sets s->actors and s->actor_text. *aside: the rule that set States aside which would be actors otherwise, or NULL. Errors: RAP_ERR_NOMEM. */
rap_status rap_statement_find_actors(rap_statement_finder *f, const rap_shadow_match *m, rap_statement *s, const rap_rule **aside) RAP_MUST_CHECK;
/* Sets s->themes and s->topic. Errors: RAP_ERR_NOMEM. */
rap_status rap_statement_find_themes(rap_statement_finder *f, const rap_shadow_match *m, rap_statement *s) RAP_MUST_CHECK;

#endif
