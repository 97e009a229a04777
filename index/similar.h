/* similar.h: documents like one: what else is there on this. Layer: index.
 *
 * The words that make the document what it is (often in it, seldom elsewhere) are looked for as a query, any of them enough, each with its weight; documents come in order of BM25 (rank.h). How rare a word is
 * elsewhere is first guessed from a small even draw of documents (document_set.h), so that the index need not be asked about common words, then told by the index. Each document says which of the words, and which
 * names, themes and event it shares.
 *
 *     st = rap_query_similar(store, RAP_STR("pib-2301829"), &filter, &(rap_similar_spec){0}, page, on_row, ctx, &answer, err);
 */
#ifndef RAP_INDEX_SIMILAR_H
#define RAP_INDEX_SIMILAR_H

#include "index/query.h"

/* Words of the document that are looked for; more change hardly anything in the first pages. */
#define RAP_SIMILAR_TERMS 24
/* What the lists of documents that hold them may take together: 32 MB. Where stores are so large that this is met, the rarest of the strongest words decide. */
#define RAP_SIMILAR_POSTINGS ((size_t)2000000)
/* A document with less than this share of what the document itself would get is not like it. */
#define RAP_SIMILAR_LEAST 0.1
/* Words and names shown for each. */
#define RAP_SIMILAR_SHOWN 8

typedef struct rap_similar_spec {
  bool with_copies; /* also the document's own family, and every copy of others */
} rap_similar_spec;

typedef struct rap_similar_name {
  rap_str kind; /* state, group, all, theme, person, organisation, programme, place, series */
  rap_label label;
} rap_similar_name;

typedef struct rap_similar_row {
  rap_str document, source, title, url, language, published, event, event_name;
  double score;         /* BM25 of the weighted words */
  double likeness;      /* of what the document itself gets: 1 is as good */
  int64_t copies;       /* other documents of its family that are like it, too, and left out for it */
  const rap_str *terms; /* shared, the weightiest first */
  size_t n_terms;
  const rap_similar_name *names; /* what both name: by kind, then as often as this document names them */
  size_t n_names;
  bool same_event; /* the main event of both */
} rap_similar_row;
typedef rap_status (*rap_similar_fn)(void *ctx, const rap_similar_row *row, rap_error *err);

typedef struct rap_similar_answer {
  rap_str document, title; /* what was asked about, in the arena of the call */
  const rap_str *terms;    /* what was looked for, the weightiest first */
  size_t n_terms;
  size_t total;  /* documents that are like it */
  size_t family; /* of the document: left out */
} rap_similar_answer;

/* Documents that meet the filter (nothing asked: all) and are like document `id` (as in rap_store_get), the likest first, then by their rows. `answer` lives in `arena`. Errors: those of query.h and rap_store_get.
 * Cost: one text, the draw, and the index's lists of the words. */
rap_status rap_query_similar(rap_store *store, rap_str id, const rap_filter *filter, const rap_similar_spec *spec, rap_page page, rap_similar_fn fn,
                             void *ctx, rap_arena *arena, rap_similar_answer *answer, rap_error *err) RAP_MUST_CHECK;

#endif
