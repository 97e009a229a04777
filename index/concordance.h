/* concordance.h: words in their context (KWIC, keyword in context): each place in the texts with what stands before and behind it. Layer: index.
 *
 * Which documents hold what is looked for, and in how many places, is known from the full-text index alone; only the texts of the lines that are shown are read. Sorted by context every text would have to be read:
 * of more than fit into the time of a question documents are drawn evenly (document_set.h), and the answer says so.
 *
 *     rap_kwic_spec spec = {.context = 10, .sort = RAP_KWIC_RIGHT};
 *     rap_kwic_totals totals;
 *     st = rap_query_kwic(store, &filter, &spec, (rap_page){0, 20}, on_row, ctx, &totals, err);
 */
#ifndef RAP_INDEX_CONCORDANCE_H
#define RAP_INDEX_CONCORDANCE_H

#include "index/query.h"

/* Words of the texts that are read to sort by context, or to count places in statements, when nothing else is asked: some 100 ms. */
#define RAP_KWIC_WORDS 600000
/* Lines that can be sorted by context at once (of a page: its last number): 200 bytes each. */
#define RAP_KWIC_SORTED_MAX ((size_t)500000)

typedef enum rap_kwic_sort {
  RAP_KWIC_DATE,     /* newest document first, then by id and source; within a document in order of place */
  RAP_KWIC_DOCUMENT, /* by id of the document, then source */
  RAP_KWIC_LEFT,     /* by the words before the place, the nearest first */
  RAP_KWIC_RIGHT,    /* by the words behind it */
  RAP_KWIC_NODE      /* by the words of the place itself (prefix*, OR), then those behind it */
} rap_kwic_sort;

typedef struct rap_kwic_spec {
  rap_str node;       /* what to show, as words of a query; empty: those of the filter and of its clauses. The filter says in which documents */
  size_t context;     /* words on each side; they do not go beyond the title, or the text */
  rap_kwic_sort sort; /* by words folded as the full-text index has them, compared by code points */
  size_t from_word;   /* LEFT, RIGHT: from the so-manieth word on; 0: 1 */
  bool in_statements; /* only places within sentences of statements that meet the filter */
  uint64_t max_words; /* see RAP_KWIC_WORDS; 0: that; UINT64_MAX: all texts are read */
  bool (*interrupted)(void); /* asked between texts; NULL: never */
} rap_kwic_spec;

typedef struct rap_kwic_row {
  rap_str document, source, title, url, language, published;
  rap_str event, event_name; /* of the main event; empty if none */
  bool in_title;
  rap_span at;               /* the place: bytes of the document's full text */
  rap_str left, node, right; /* to the letter, line breaks and all: left ends where the node begins, right begins where it ends */
} rap_kwic_row;
typedef rap_status (*rap_kwic_fn)(void *ctx, const rap_kwic_row *row, rap_error *err);

typedef struct rap_kwic_totals {
  size_t hits, documents;           /* that there are; in statements: among the documents read */
  size_t hits_read, documents_read; /* that the lines were chosen from; fewer than there are when documents were drawn */
} rap_kwic_totals;

/* Errors: those of query.h; RAP_ERR_USAGE when there are no words; RAP_ERR_LIMIT beyond RAP_KWIC_SORTED_MAX; RAP_ERR_INTERRUPTED. Memory: some 20 bytes a document that holds the words, one text, and, sorted by
 * context, the lines up to the end of the page. */
rap_status rap_query_kwic(rap_store *store, const rap_filter *filter, const rap_kwic_spec *spec, rap_page page, rap_kwic_fn fn, void *ctx,
                          rap_kwic_totals *totals, rap_error *err) RAP_MUST_CHECK;

#endif
