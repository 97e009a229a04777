/* dossier.h: all that a question finds, gathered for one page: what, when, who, on which themes, and the sentences. Layer: queries. The command `report` writes it.
 *
 * Every number on the page leads to what it counts: a cell of the matrix to the list of its statements, those to the sentences. What is left out for length is said.
 *
 *     rap_dossier d;
 *     st = rap_dossier_gather(store, &request, arena, &d, err);
 *     st = rap_page_new(out, RAP_PAGE_HTML, d.title, &page, err);
 *     if (st == RAP_OK) rap_dossier_write(&d, page);
 *     st = rap_page_finish(page, st, err);
 */
#ifndef RAP_QUERIES_DOSSIER_H
#define RAP_QUERIES_DOSSIER_H

#include "index/query.h"
#include "index/relations.h"
#include "queries/page.h"

typedef struct rap_dossier_request {
  const rap_filter *filter;
  rap_unit unit;         /* what the cells count: statements, families … */
  rap_str asked;         /* the question in words; empty: everything */
  rap_str title;         /* empty: made from the event or the question */
  size_t max_statements; /* to quote; 0: all */
  size_t max_documents;  /* to list; 0: all */
} rap_dossier_request;

/* One statement that is quoted, its strings in the arena. Spans are bytes of `evidence`; empty: none. */
typedef struct rap_dossier_statement {
  rap_str document, title, url, published, predicate, status, role, speaker, heading, evidence, event, event_name;
  rap_span cue, topic, actor;
  const rap_label *actors, *themes;
  size_t n_actors, n_themes;
  bool open;
  int64_t copies;
} rap_dossier_statement;

typedef struct rap_dossier_document {
  rap_str id, title, url, source, published, event;
  int64_t n_statements, copies;
} rap_dossier_document;

typedef struct rap_dossier_event {
  rap_str id, name, start, end, place, chair, organiser, status;
  int64_t n_documents, n_statements;
} rap_dossier_event;

/* Somebody who took part in the one conference, as the newest text on it has it. */
typedef struct rap_dossier_person {
  rap_str name, role, function, sentence, document;
} rap_dossier_person;

typedef struct rap_dossier {
  rap_dossier_request request;
  rap_arena *arena; /* the caller's: all of it lives there */
  rap_str title;
  rap_matrix matrix;    /* actors × themes */
  rap_matrix themes;    /* all of them × planned, reported */
  rap_matrix at_events; /* events × one column, newest first */
  rap_matrix over_time; /* one row */
  rap_axis period;      /* its axis: year or month */
  rap_facets persons, organisations;
  rap_dossier_event event; /* when there is only one; id empty otherwise */
  size_t all_events;
  rap_dossier_person *persons_there; /* of that event */
  size_t n_persons_there;
  rap_attendance attendance; /* of that event: stated totals, States' delegates */
  rap_dossier_statement *statements;
  size_t n_statements, all_statements;
  rap_dossier_document *documents;
  size_t n_documents, all_documents;
} rap_dossier;

/* Errors: those of query.h. Cost: a matrix, four facets, a timeline and three lists. Memory: what is quoted. */
rap_status rap_dossier_gather(rap_store *store, const rap_dossier_request *request, rap_arena *arena, rap_dossier *out,
                              rap_error *err) RAP_MUST_CHECK;
/* Writes the sections; the page is sticky. */
void rap_dossier_write(const rap_dossier *dossier, rap_page *page);
/* dossier_lists.c: the sections that lead from numbers to sentences. */
/* "announced" for planned, "reported". */
rap_str rap_dossier_status(rap_str status);
void rap_dossier_write_lists(const rap_dossier *dossier, rap_page *page);
void rap_dossier_write_statements(const rap_dossier *dossier, rap_page *page);
void rap_dossier_write_documents(const rap_dossier *dossier, rap_page *page);

#endif
