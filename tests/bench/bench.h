/* bench.h: what the parts of the benchmark share. A program for developers: it prints and exits, and knows SQLite and utf8proc, against which it measures.
 *
 * Units: seconds, bytes, megabytes of 10^6 bytes.
 */
#ifndef RAP_TESTS_BENCH_H
#define RAP_TESTS_BENCH_H

#include "base/buf.h"
#include "ingest/source.h"

#include <stdio.h>

#define BENCH_MAX_RUNS 99
#define BENCH_MEGABYTE 1e6
#define BENCH_PATH 4096
#define BENCH_SEED UINT64_C(20230106)
/* Words that are looked for, one a question. */
#define BENCH_WORDS 200
#define BENCH_MAX_WORD 24 /* bytes of one */
#define BENCH_MAX_SAMPLES 200

/* Prints one line and exits with 1: a benchmark that can't go on has nothing to tell. */
_Noreturn void bench_die(const char *format, ...) RAP_PRINTF(1, 2);
double bench_now(void);
/* CPU time of this process so far: steadier than the wall clock on a machine that others use, too. */
double bench_cpu(void);

typedef struct bench_time {
  double wall, cpu;
} bench_time;

/* --- stats.c --- */

typedef struct bench_samples {
  double values[BENCH_MAX_SAMPLES];
  size_t n;
} bench_samples;
void bench_keep(bench_samples *samples, double value);
double bench_percentile(const bench_samples *samples, double percent);
double bench_median(const bench_samples *samples);
/* How far apart the least and the largest are, in percent of the median. */
double bench_spread(const bench_samples *samples);

/* --- texts.c: what is measured on --- */

/* A document as the bare load sees it. */
typedef struct bench_text {
  rap_str title, body;
} bench_text;

typedef struct bench_texts {
  rap_arena *arena; /* holds the texts */
  bench_text *items;
  size_t n, capacity;
  size_t bytes;          /* of all titles and bodies, normalised: what both sides are measured by */
  size_t largest;        /* document */
  rap_raw_document *raw; /* the documents before normalisation, in the same order; as many as `items` */
  size_t raw_capacity;
} bench_texts;

/* Reads and normalises everything at `path`. Documents that cannot be read are passed over, as the pipeline does. All of it is held in memory. */
void bench_texts_read(bench_texts *texts, const char *path);
void bench_texts_free(bench_texts *texts);

/* --- sample.c: as many texts as are wanted, from a few --- */

/* Makes documents: three to twelve paragraphs, most of them from one text of the base. Within a document each State's name, month, year and a part of the other names become others, numbers are drawn, and now and then a
 * word is invented; the invented ones are as unevenly common as words are. The same base and seed give the same documents. One document is held in memory at a time. */
typedef struct bench_sampler bench_sampler;
bench_sampler *bench_sampler_new(const bench_texts *base, uint64_t seed);
void bench_sampler_free(bench_sampler *sampler);
/* Lives until the next call. */
void bench_sampler_next(bench_sampler *sampler, rap_raw_document *out);
/* Writes JSON Lines to `path`: so many documents or, when that is 0, until there are so many bytes of text. Bytes of text written. */
size_t bench_sample_write(const bench_texts *base, size_t documents, size_t bytes, const char *path);

/* --- loads.c: the other sides --- */

typedef enum bench_load { BENCH_LOAD_DEFAULT, BENCH_LOAD_TUNED } bench_load;
/* Loads all texts into a new FTS5 table in the file `path` (replaced), optimises it and closes; the time that this took. Tuned as PERFORMANCE.md says: hash table of 64 MB, no automatic merges, pages of 16 KiB,
 * a larger cache, no journal. */
bench_time bench_fts5_load(const bench_texts *texts, bench_load how, const char *path);
/* utf8proc's NFC over each whole text, and rap_utf8_nfc over the same: CPU seconds of each. *equal: their outputs agree. */
void bench_nfc(const bench_texts *texts, double *whole, double *runs, bool *equal);

/* --- child.c: the program --- */

typedef struct bench_child {
  bench_time time;
  double peak_mb; /* resident, of this child */
} bench_child;
/* Runs argv[0] with these arguments (ends with NULL), its output thrown away. Dies when it fails, unless its exit status is `also_fine`. */
bench_child bench_run(char *const *argv, int also_fine);
/* `rapporteur index` of `input` into `store`. */
bench_child bench_index(char *program, char *store, char *input);
/* Size of a file; 0 if there is none. */
size_t bench_file_bytes(const char *path);
void bench_remove_store(const char *path);

/* --- files.c --- */

/* Makes 10,000 small files in `folder`, indexes them, and prints what it takes to pass them over. */
void bench_files(char *program, char *folder, char *store, size_t rounds);

/* --- analysis.c --- */

typedef struct bench_analysis {
  double build, analyze; /* CPU seconds: bytes to document, document to record */
  size_t bytes, documents, statements;
} bench_analysis;
/* Builds and analyses, in this process and thread, documents spread evenly over the input, of at most about `max_bytes` in all. The packs are loaded once, outside the time. */
void bench_analyse(const bench_texts *texts, size_t max_bytes, bench_analysis *out);

typedef struct bench_matching {
  double fast, plain; /* CPU seconds of rap_engine_run: lexicons, cues, patterns, guards, overlaps */
  size_t bytes, hits;
  bool equal; /* both engines gave the same mentions */
} bench_matching;
/* The matching stage alone with either engine, one after the other. */
void bench_match(const bench_texts *texts, size_t max_bytes, bench_matching *out);

/* --- words.c --- */

/* One sample for each word; for each document. */
typedef struct bench_word_answers {
  bench_samples kwic, kwic_sorted, keyness, keyness_phrases, similar;
} bench_word_answers;
struct rap_store;
/* Asks once about each of n_words words (up to BENCH_MAX_SAMPLES), and about some documents. */
void bench_words(struct rap_store *store, char words[][BENCH_MAX_WORD + 1], size_t n_words, bench_word_answers *out);

/* --- questions.c --- */

typedef struct bench_answers {
  bench_samples own, builtin, search; /* median of each word: top 20 by rap_rank, by bm25(), rap_query_search with rows and snippets */
  bench_samples matrix, matrix_words, matrix_statements, facets;
  bench_samples matrix_mentioned, matrix_large, timeline_days;
  bench_samples pairs, persons_events, sides, silence, people; /* relations.h */
  bench_samples events_either, statements_deep;                /* pages of listings */
  size_t mean_hits;                                            /* documents that hold a word */
  bool same_order;                                             /* rap_rank and bm25() gave the same rows and scores */
  bench_word_answers words;
} bench_answers;
/* Asks the store of documents made from `base`: each of BENCH_WORDS words in each of three ways, and the counts, round by round. */
void bench_questions(const bench_texts *base, const char *store, size_t rounds, bench_answers *out);

/* --- report.c --- */

/* Lines of the table: a figure with its unit and how far its rounds lay apart (negative: not said); a ratio. */
void bench_row(const char *what, double value, const char *unit, double spread_percent, const char *target);
void bench_ratio(const char *what, double value, const char *target);

/* --- growth.c --- */

/* From 2,000 documents to `largest` in five steps, each about the same times the one before: time, memory, size of the store, questions; and what each grew by per tenfold documents. */
void bench_growth(const bench_texts *base, char *program, const char *folder, size_t largest, size_t rounds);

#endif
