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

/* Prints one line and exits with 1: a benchmark that can't go on has nothing to tell. */
_Noreturn void bench_die(const char *format, ...) RAP_PRINTF(1, 2);
double bench_now(void);
/* CPU time of this process so far: steadier than the wall clock on a machine that others use, too. */
double bench_cpu(void);

typedef struct bench_time {
  double wall, cpu;
} bench_time;

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
  rap_raw_document *raw; /* the documents before normalisation, in the same order; as many as `items` */
  size_t raw_capacity;
} bench_texts;

/* Reads and normalises everything at `path`. Documents that cannot be read are passed over, as the pipeline does. All of it is held in memory. */
void bench_texts_read(bench_texts *texts, const char *path);
void bench_texts_free(bench_texts *texts);
/* Writes JSON Lines of `bytes` of text to `path`: documents of `texts` drawn with replacement by a generator with a fixed seed, each under an id of its own. */
void bench_texts_resample(const bench_texts *texts, size_t bytes, const char *path);

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
/* Size of a file; 0 if there is none. */
size_t bench_file_bytes(const char *path);

/* --- analysis.c --- */

typedef struct bench_analysis {
  double build, analyze; /* CPU seconds: bytes to document, document to record */
  size_t bytes, documents, statements;
} bench_analysis;
/* Builds and analyses, in this process and thread, documents spread evenly over the input, of at most about `max_bytes` in all. The packs are loaded once, outside the time. */
void bench_analyse(const bench_texts *texts, size_t max_bytes, bench_analysis *out);

#endif
