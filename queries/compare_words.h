/* compare_words.h: the wording of comparisons, in one place. Layer: queries; used by compare_text.c and compare_table.c only.
 *
 * In a template: %n a number, {one|many} a word chosen by it, %N a list of names, %A a set as sentences speak of it, %p the preposition of the sets ("at", "in"), %k "both" or "all 3", %K the same at the begin
 * of a sentence, %v how it is said that States speak. A sentence claims nothing beyond the counts.
 */
#ifndef RAP_QUERIES_COMPARE_WORDS_H
#define RAP_QUERIES_COMPARE_WORDS_H

#include "queries/compare.h"

typedef enum rap_compare_phrase {
  RAP_SAY_COMMON, /* in all of the sets */
  RAP_SAY_NONE,   /* there is nothing in all of them */
  RAP_SAY_CAME,   /* not in the set before, in this one; empty: what is in one set only is told instead */
  RAP_SAY_WENT,
  RAP_SAY_ONLY, /* in one set only; empty: what came and went is told instead */
  RAP_SAYINGS
} rap_compare_phrase;

typedef struct rap_compare_wording {
  rap_compare_what what;
  bool times;        /* of what was announced and what was reported of one event; else of sets side by side */
  const char *title; /* NULL: the dimension's name */
  const char *say[RAP_SAYINGS];
} rap_compare_wording;

/* clang-format off */
static const rap_compare_wording rap_compare_wordings[] = {
    {RAP_COMPARE_THEMES, false, "Themes",
     {"%K deal with %n {theme|themes}: %N.",
      "No theme is common to %k.",
      "New in %A, %n {theme|themes}: %N.",
      "Gone since %A, %n {theme|themes}: %N.",
      "%n {theme|themes} in %A alone: %N."}},
    {RAP_COMPARE_THEMES, true, "Themes",
     {"Announced and reported, %n {theme|themes}: %N.",
      "No theme is both announced and reported.",
      "Reported, not announced, %n {theme|themes}: %N.",
      "Announced, not reported, %n {theme|themes}: %N.",
      ""}},
    {RAP_COMPARE_SAID, false, "Themes of statements",
     {"%K have statements on %n {theme|themes}: %N.",
      "No theme has statements of %k.",
      "",
      "",
      "%n {theme|themes} of %A alone: %N."}},
    {RAP_COMPARE_SPEAKING, false, "States",
     {"%n {State|States} %v %p %k: %N.",
      "No State by name %v %p %k.",
      "",
      "",
      "%n {State|States} only %p %A: %N."}},
    {RAP_COMPARE_SPEAKING, true, "States",
     {"Announced and reported as speaking, %n {State|States}: %N.",
      "No State by name is both announced and reported as speaking.",
      "Reported as speaking, not announced, %n {State|States}: %N.",
      "Announced as speaking, not reported, %n {State|States}: %N.",
      ""}},
    {RAP_COMPARE_NAMED, false, "States named",
     {"%n {State is|States are} named in the texts of %k: %N.",
      "No State is named in the texts of %k.",
      "",
      "",
      "%n only in those of %A: %N."}},
    {RAP_COMPARE_PEOPLE, false, "People",
     {"%n {person takes|people take} part in %k: %N.",
      "Nobody takes part in %k.",
      "",
      "",
      "%n only %p %A: %N."}},
    {RAP_COMPARE_PEOPLE, true, "People",
     {"Announced and reported, %n {person|people}: %N.",
      "Nobody is both announced and reported.",
      "Reported, not announced, %n: %N.",
      "Announced, not reported, %n: %N.",
      ""}},
    {RAP_COMPARE_PERSONS, false, "People named",
     {"%n {person is|people are} named in the texts of %k: %N.",
      "Nobody is named in the texts of %k.",
      "",
      "",
      "%n only in those of %A: %N."}},
    {RAP_COMPARE_BODIES, false, "Ministries and other bodies",
     {"%n {is|are} named in the texts of %k: %N.",
      "None is named in the texts of %k.",
      "",
      "",
      "%n only in those of %A: %N."}},
    {RAP_COMPARE_EVENTS_MET, false, "Events",
     {"%n {event|events} with statements of %k: %N.",
      "No event has statements of %k.",
      "",
      "",
      "%n only with %A: %N."}},
    {RAP_COMPARE_OTHER, false, NULL,
     {"%n in %k: %N.",
      "Nothing is common to %k.",
      "",
      "",
      "%n only in %A: %N."}},
    {RAP_COMPARE_OTHER, true, NULL,
     {"Announced and reported, %n: %N.",
      "Nothing is both announced and reported.",
      "Reported, not announced, %n: %N.",
      "Announced, not reported, %n: %N.",
      ""}},
};
/* clang-format on */

/* %v; the second where a set holds statements that are planned. */
#define RAP_SAY_SPOKE "spoke"
#define RAP_SAY_TO_SPEAK "{speaks, or is announced to speak,|speak, or are announced to speak,}"

#define RAP_SAY_TOGETHER "The States taken together are said to speak %p %A."

#define RAP_SAY_AGENDA_TITLE "Agenda and discussion"
#define RAP_SAY_ANNOUNCED "Announced for %A, %n {theme|themes}: %N."
#define RAP_SAY_TAKEN_UP "Statements report on %n of these: %N."
#define RAP_SAY_NOT_TAKEN_UP "No statement reports on any of these."
#define RAP_SAY_UNANNOUNCED "Reported on without having been announced, %n {theme|themes}: %N."

#define RAP_SAY_TABLE_TITLE "Statements by theme"
#define RAP_SAY_TABLE_ALL "all, each once"
#define RAP_SAY_TABLE_PLANNED "of these planned"
#define RAP_SAY_WORDS_TITLE "Words of the texts"
#define RAP_SAY_WORDS "Typical of %A: %N."
#define RAP_SAY_WORDS_READ "Counted in %N words."

#define RAP_SAY_MORE_ROWS "and %n more {theme|themes} (--limit 0 for all)"
#define RAP_SAY_TYPICAL "Typical of %A: %N."
#define RAP_SAY_FEW "%n {statement|statements} in all, %N: shares say little."
#define RAP_SAY_NO_STATEMENT "There are no statements."

#define RAP_SAY_EVIDENCE_TITLE "The sentences behind the numbers"

#endif
