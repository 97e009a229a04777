/* keyness.h: words and phrases that are typical of one set of documents, held against another. Layer: index. The measures: keyness_stats.h.
 *
 * The texts of both sets are read and their words counted, as the full-text index knows them (tokens.h); a set of more words than fit into the time of a question is drawn from evenly (document_set.h), and the
 * answer says how much of it was read. Significance is that of what was read. Comparing documents instead of words is the text dispersion keyness of Jesse Egbert and Doug Biber, "Incorporating text dispersion into
 * keyword analyses", Corpora 14 (2019), 77–104. Runs of words end at marks of punctuation and at the end of a line.
 *
 *     rap_keyness_answer k;
 *     const rap_keyness_spec spec = {.longest = 2, .min_documents = 3, .level = 3, .limit = 20};
 *     st = rap_query_keyness(store, &filter, NULL, &spec, arena, &k, err);
 *     for (i < k.n_over) …k.over[i].term, k.over[i].stats.log_ratio…
 */
#ifndef RAP_INDEX_KEYNESS_H
#define RAP_INDEX_KEYNESS_H

#include "index/grams.h"
#include "index/keyness_stats.h"
#include "index/query.h"

/* Words of each set that are read when nothing else is asked, by the longest phrase: both sets together take 100 to 200 ms. */
#define RAP_KEYNESS_WORDS(longest) ((longest) > 2 ? 250000 : (longest) > 1 ? 350000 : 500000)

typedef struct rap_keyness_spec {
  size_t shortest, longest;  /* words of a phrase; 0: 1. longest ≤ RAP_GRAMS_LONGEST */
  size_t min_documents;      /* of the set that it is typical of, among those read, that must hold it */
  bool by_documents;         /* what is compared: in how many documents it stands, not how often; one long text weighs no more than a short one */
  int level;                 /* only what is sure at this level (rap_keyness_level) */
  size_t limit;              /* rows of each direction; 0: all */
  uint64_t max_words;        /* of each set; 0: RAP_KEYNESS_WORDS; UINT64_MAX: all are read */
  bool (*interrupted)(void); /* asked between texts; NULL: never */
} rap_keyness_spec;

typedef struct rap_keyness_side {
  size_t documents, read; /* in the set; of them read */
  uint64_t words, words_read;
} rap_keyness_side;

typedef struct rap_keyness_row {
  rap_str term;                           /* folded, as the full-text index has it */
  int64_t a, b, documents_a, documents_b; /* among what was read */
  rap_keyness stats;
} rap_keyness_row;

typedef struct rap_keyness_answer {
  rap_keyness_side a, b;
  size_t both;                                   /* documents that are in either set */
  rap_keyness_row *over, *under;                 /* typical of a, of b: by falling G², then as they were met */
  size_t n_over, n_under, more_over, more_under; /* more: left out by the limit */
} rap_keyness_answer;

/* `b` NULL: all documents that are not in a. Everything in `arena`. A set without documents gives no rows. Errors: those of query.h; RAP_ERR_LIMIT for more than RAP_GRAMS_MAX different phrases;
 * RAP_ERR_INTERRUPTED. Cost: inflating and tokenising what is read. */
rap_status rap_query_keyness(rap_store *store, const rap_filter *a, const rap_filter *b, const rap_keyness_spec *spec, rap_arena *arena,
                             rap_keyness_answer *out, rap_error *err) RAP_MUST_CHECK;

#endif
