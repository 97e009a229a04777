/* completion.h: what may come next on a command line. Layer: the program.
 *
 * The tables of commands, options and query fields say what a word may be; the store says what its things are called.
 */
#ifndef RAP_QUERIES_COMPLETION_H
#define RAP_QUERIES_COMPLETION_H

#include "index/query.h"
#include "queries/command.h"

/* What is offered, and what a shell is to do beside. */
typedef enum rap_next_kind { RAP_NEXT_WORDS, RAP_NEXT_OPEN, RAP_NEXT_FILES, RAP_NEXT_FOLDERS } rap_next_kind;

typedef struct rap_next {
  rap_cli *cli;
  rap_str store;      /* whose names are offered */
  rap_str prefix;     /* what a candidate begins with that is not asked for ("--state=", "theme:a,") */
  bool quoted;        /* candidates with blanks stand in quotation marks, for the query language */
  rap_next_kind kind; /* OPEN: the word goes on behind the candidate, no blank is to follow */
  rap_buf out;        /* "candidate", a tab and what it is, line by line */
  size_t n;
} rap_next;

/* One candidate, if it begins with `word`, whatever the case. `text` may be empty. */
void rap_next_offer(rap_next *next, rap_str word, rap_str candidate, rap_str text);
/* "a|b|c" */
void rap_next_offer_choices(rap_next *next, rap_str word, const char *choices);
/* Values from the store that `word` begins. Whatever is wrong with the store offers nothing: a completion has nobody to tell it to. */
void rap_next_offer_values(rap_next *next, rap_axis axis, rap_str word);
/* Names of saved questions. */
void rap_next_offer_saved(rap_next *next, rap_str word);
/* What may stand for the last of the words, which follow the program's name. */
void rap_next_of_line(rap_next *next, const rap_str_list *words);

#endif
