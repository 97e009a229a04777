/* people.h: persons while a document is analysed. Layer: analyze (inside): shared by people.c (who is who), people_names.c (names), people_roles.c (offices) and functions.c.
 *
 * A mention of a person (kind person) leads to one entry of record.persons through its .ref; so do the offices (kind office) that stand for one: those that stand beside a name, and those that
 * stand alone ("the Minister", "he") once they are resolved.
 */
#ifndef RAP_ANALYZE_PEOPLE_H
#define RAP_ANALYZE_PEOPLE_H

#include "analyze/analyze.h"
#include "base/map.h"

#define RAP_MAX_NAME_PARTS 12

/* A name's parts: folded (no case, no diacritics), without dots and hyphens. Parts beyond RAP_MAX_NAME_PARTS are left out. */
typedef struct rap_person_name {
  rap_str parts[RAP_MAX_NAME_PARTS];
  size_t n;
} rap_person_name;

/* What is known of record.persons[i] besides. */
typedef struct rap_person_draft {
  rap_person_name name; /* of the fullest form so far */
  char gender;          /* 'm', 'f', or 0: not known */
  bool running;         /* the fullest form stands in running text, not in a headline */
  bool role_running;    /* likewise its role */
  size_t first, last;   /* index of the first and the last hit that names him or her; of use only until hits are dropped */
} rap_person_draft;

typedef struct rap_people_work {
  rap_analysis *a;
  rap_person_draft *drafts; /* beside record.persons */
  size_t capacity, drafts_capacity, references_capacity;
  size_t n_asked; /* words that were looked for in the text */
  rap_map words;  /* of the text, between spaces and marks, once many have been looked for */
  bool failed;    /* no memory for them */
} rap_people_work;

/* Errors: RAP_ERR_NOMEM. Cost: O(name). Ownership: `arena`. */
rap_status rap_person_name_parse(rap_arena *arena, rap_str name, rap_person_name *out, rap_error *err) RAP_MUST_CHECK;
/* How well two names fit one person: 0 not at all; 1 one is a single word, the first of the other; 2 the last of the other; 3 each part of the shorter one is found, in order, in the longer (initials
 * stand for words: "J P Nadda", "Jagat Prakash Nadda"), or they are two spellings of one name ("Gajendra Yadav", "Gajender Yadav"); 4 they are equal. */
int rap_person_name_fit(const rap_person_name *a, const rap_person_name *b);
/* Letters of all parts. */
size_t rap_person_name_letters(const rap_person_name *name);

/* The hit stands in running text: not in a title or heading. */
bool rap_people_in_running_text(const rap_analysis *a, const rap_hit *hit);
/* True when a mention with the value "@invoked" stands just before, or one with "@invoked-behind" just behind this hit (or the offices beside it): the person is spoken of and takes no part. */
bool rap_people_is_invoked(const rap_analysis *a, size_t hit);

/* Cuts offices that ran on into the next person of a list; what they have behind that person becomes an office of its own. Errors: RAP_ERR_NOMEM. Cost: O(hits). */
rap_status rap_people_cut_offices(rap_analysis *a, rap_error *err) RAP_MUST_CHECK;
/* Gives each office that stands beside a person to that person, as role and as reference. Cost: O(hits). */
void rap_people_join_offices(rap_people_work *w);
/* Leads offices that stand alone, and pronouns, to the person they mean. Errors: RAP_ERR_NOMEM. Cost: O(offices × persons). */
rap_status rap_people_resolve_offices(rap_people_work *w, rap_error *err) RAP_MUST_CHECK;

#endif
