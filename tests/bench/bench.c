/* bench.c: measures the program side by side with what it is compared to, round by round, and prints medians and ratios. Called by run.sh.
 *
 *     rapporteur-bench table PROGRAM WORK-FOLDER ROUNDS PATH SAMPLE-MB DOCUMENTS
 *     rapporteur-bench growth PROGRAM WORK-FOLDER ROUNDS PATH LARGEST
 *
 * SAMPLE-MB 0: PATH is measured as it is; else so much text is made from the documents at PATH. DOCUMENTS: of the store that is asked questions; 0: none is. Nothing is asserted on time; a failure of the
 * program itself ends the run.
 */
#include "bench.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Analysis and matching alone are measured on so much: enough for a steady figure; the plain engine takes its time. */
#define ANALYSIS_BYTES ((size_t)4 << 20)
#define MATCHING_BYTES ((size_t)1 << 20)
#define NOTHING_FOUND 1

void bench_die(const char *format, ...) {
  va_list args;
  va_start(args, format);
  (void)fputs("rapporteur-bench: ", stderr);
  (void)vfprintf(stderr, format, args);
  (void)fputc('\n', stderr);
  va_end(args);
  exit(1);
}

static double clock_of(clockid_t which) {
  struct timespec t;
  (void)clock_gettime(which, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double bench_now(void) { return clock_of(CLOCK_MONOTONIC); }
double bench_cpu(void) { return clock_of(CLOCK_PROCESS_CPUTIME_ID); }

/* --- a round --- */

typedef struct timed {
  bench_samples wall, cpu;
} timed;

typedef struct results {
  timed load, tuned, first, again;
  bench_samples build, analyze;          /* MB/s */
  bench_samples match_fast, match_plain; /* MB/s */
  bench_samples nfc_whole, nfc_runs, peak, peak_again;
  size_t store_bytes;
  bool nfc_equal, match_equal;
} results;

typedef struct places {
  char program[BENCH_PATH], input[BENCH_PATH], store[BENCH_PATH], bare[BENCH_PATH], many[BENCH_PATH], many_store[BENCH_PATH], tree[BENCH_PATH];
} places;

static void keep_time(timed *t, bench_time time) {
  bench_keep(&t->wall, time.wall);
  bench_keep(&t->cpu, time.cpu);
}

static void measure_index(places *p, results *r) {
  bench_remove_store(p->store);
  bench_child first = bench_index(p->program, p->store, p->input);
  r->store_bytes = bench_file_bytes(p->store);
  bench_child again = bench_index(p->program, p->store, p->input);
  keep_time(&r->first, first.time);
  keep_time(&r->again, again.time);
  bench_keep(&r->peak, first.peak_mb);
  bench_keep(&r->peak_again, again.peak_mb);
}

static void measure_stages(const bench_texts *texts, results *r) {
  bench_analysis a;
  bench_matching m;
  double whole, runs;
  bool equal;
  bench_analyse(texts, ANALYSIS_BYTES, &a);
  bench_keep(&r->build, (double)a.bytes / BENCH_MEGABYTE / a.build);
  bench_keep(&r->analyze, (double)a.bytes / BENCH_MEGABYTE / a.analyze);
  bench_match(texts, MATCHING_BYTES, &m);
  bench_keep(&r->match_fast, (double)m.bytes / BENCH_MEGABYTE / m.fast);
  bench_keep(&r->match_plain, (double)m.bytes / BENCH_MEGABYTE / m.plain);
  r->match_equal = r->match_equal && m.equal;
  bench_nfc(texts, &whole, &runs, &equal);
  bench_keep(&r->nfc_whole, whole);
  bench_keep(&r->nfc_runs, runs);
  r->nfc_equal = r->nfc_equal && equal;
}

static void one_round(const bench_texts *texts, places *p, results *r) {
  keep_time(&r->load, bench_fts5_load(texts, BENCH_LOAD_DEFAULT, p->bare));
  measure_index(p, r);
  keep_time(&r->tuned, bench_fts5_load(texts, BENCH_LOAD_TUNED, p->bare));
  measure_stages(texts, r);
}

/* --- the table --- */

/* Both rates of a measure. */
static void rate(const char *what, const timed *t, double mb) {
  bench_row(what, mb / bench_median(&t->wall), "MB/s", bench_spread(&t->wall), "");
  bench_row("… in CPU time", mb / bench_median(&t->cpu), "MB/s", bench_spread(&t->cpu), "");
}

static void ratios(const char *what, const timed *a, const timed *b, const char *target) {
  bench_ratio(what, bench_median(&a->wall) / bench_median(&b->wall), target);
  bench_ratio("… in CPU time", bench_median(&a->cpu) / bench_median(&b->cpu), "");
}

static void report_pipeline(const results *r, double mb) {
  rate("bare FTS5 load, default settings", &r->load, mb);
  rate("bare FTS5 load, tuned", &r->tuned, mb);
  rate("index: all packs, bodies compressed", &r->first, mb);
  ratios("index ÷ bare FTS5, default", &r->first, &r->load, "≤ 1.0");
  ratios("index ÷ bare FTS5, tuned", &r->first, &r->tuned, "");
  rate("index again, nothing changed", &r->again, mb);
  ratios("first time ÷ again", &r->first, &r->again, "≥ 20");
}

static void report_stages(const results *r, double mb) {
  bench_row("ingest from memory, CPU time", bench_median(&r->build), "MB/s", bench_spread(&r->build), "");
  bench_row("analysis alone, CPU time", bench_median(&r->analyze), "MB/s", bench_spread(&r->analyze), "");
  bench_row("matching stage, CPU time", bench_median(&r->match_fast), "MB/s", bench_spread(&r->match_fast), "≥ 100 MB/s");
  bench_row("… each rule alone over the whole text", bench_median(&r->match_plain), "MB/s", bench_spread(&r->match_plain), "");
  bench_ratio(r->match_equal ? "each rule alone ÷ matching stage, equal matches" : "each rule alone ÷ matching stage, MATCHES DIFFER",
              bench_median(&r->match_fast) / bench_median(&r->match_plain), "≥ 40");
  bench_row("utf8proc NFC over whole texts, CPU time", mb / bench_median(&r->nfc_whole), "MB/s", bench_spread(&r->nfc_whole), "");
  bench_row("NFC of the runs that need it, CPU time", mb / bench_median(&r->nfc_runs), "MB/s", bench_spread(&r->nfc_runs), "");
  bench_ratio(r->nfc_equal ? "whole ÷ runs, equal output" : "whole ÷ runs, OUTPUTS DIFFER", bench_median(&r->nfc_whole) / bench_median(&r->nfc_runs),
              "≥ 10");
}

static void report_sizes(const results *r, const bench_texts *texts) {
  char target[64];
  bench_ratio("store ÷ text, bodies compressed", (double)r->store_bytes / (double)texts->bytes, "≤ 1.4");
  (void)snprintf(target, sizeof target, "≤ %.0f MB", 256 + 8 * (double)texts->largest / BENCH_MEGABYTE);
  bench_row("peak resident memory of index", bench_median(&r->peak), "MB", bench_spread(&r->peak), target);
  bench_row("… nothing changed", bench_median(&r->peak_again), "MB", bench_spread(&r->peak_again), target);
}

static void head(void) { printf("\n| measure | median | spread | target |\n|---|---|---|---|\n"); }

/* --- a store of many documents --- */

static void two(const char *what, const bench_samples *s, double p50, double p99) {
  char name[128], target[2][32] = {"", ""};
  if (p50 > 0) (void)snprintf(target[0], sizeof *target, "≤ %.0f ms", p50);
  if (p99 > 0) (void)snprintf(target[1], sizeof *target, "≤ %.0f ms", p99);
  (void)snprintf(name, sizeof name, "%s, p50", what);
  bench_row(name, 1e3 * bench_percentile(s, 50), "ms", -1, target[0]);
  bench_row("… p99", 1e3 * bench_percentile(s, 99), "ms", -1, target[1]);
}

static void report_answers(const bench_answers *a) {
  two("top 20 of one word: search, with rows and snippets", &a->search, 5, 10);
  two("top 20 of one word: rap_rank alone, in SQL", &a->own, 5, 10);
  two("top 20 of one word: bm25() alone, in SQL", &a->builtin, 0, 0);
  bench_ratio(a->same_order ? "bm25() ÷ rap_rank, p50, same order and scores" : "bm25() ÷ rap_rank, p50, THE ORDER DIFFERS",
              bench_median(&a->builtin) / bench_median(&a->own), "");
  bench_row("matrix state × theme, documents", 1e3 * bench_median(&a->matrix), "ms", bench_spread(&a->matrix), "≤ 50 ms");
  bench_row("… with a word", 1e3 * bench_median(&a->matrix_words), "ms", bench_spread(&a->matrix_words), "≤ 200 ms");
  bench_row("matrix state × theme, statements", 1e3 * bench_median(&a->matrix_statements), "ms", bench_spread(&a->matrix_statements), "≤ 50 ms");
  bench_row("matrix state × quarter mentioned, documents", 1e3 * bench_median(&a->matrix_mentioned), "ms", bench_spread(&a->matrix_mentioned),
            "≤ 300 ms");
  bench_row("matrix person × event, the 40 × 20 largest", 1e3 * bench_median(&a->matrix_large), "ms", bench_spread(&a->matrix_large), "≤ 300 ms");
  bench_row("timeline by day, documents", 1e3 * bench_median(&a->timeline_days), "ms", bench_spread(&a->timeline_days), "≤ 50 ms");
  bench_row("facets by theme, documents", 1e3 * bench_median(&a->facets), "ms", bench_spread(&a->facets), "");
  two("kwic of one word, newest 25 places", &a->words.kwic, 50, 300);
  two("kwic of one word, sorted by what stands behind", &a->words.kwic_sorted, 300, 300);
  two("keyness of the documents with one word against the others", &a->words.keyness, 300, 300);
  two("… phrases of up to three words", &a->words.keyness_phrases, 300, 300);
  two("documents like one", &a->words.similar, 50, 50);
  bench_row("network: States and themes", 1e3 * bench_median(&a->pairs), "ms", bench_spread(&a->pairs), "≤ 50 ms");
  bench_row("network: persons and events", 1e3 * bench_median(&a->persons_events), "ms", bench_spread(&a->persons_events), "≤ 300 ms");
  bench_row("agreement: pairs of States", 1e3 * bench_median(&a->sides), "ms", bench_spread(&a->sides), "≤ 50 ms");
  bench_row("silence of one State on every theme", 1e3 * bench_median(&a->silence), "ms", bench_spread(&a->silence), "≤ 300 ms");
  bench_row("people, the first 20", 1e3 * bench_median(&a->people), "ms", bench_spread(&a->people), "≤ 300 ms");
  bench_row("events of a State or a theme", 1e3 * bench_median(&a->events_either), "ms", bench_spread(&a->events_either), "≤ 300 ms");
  bench_row("statements: a page in the middle", 1e3 * bench_median(&a->statements_deep), "ms", bench_spread(&a->statements_deep), "≤ 300 ms");
}

/* Whole processes, from start to end: one that finds nothing, one that shows a page, one without a store. */
static void measure_processes(places *p, size_t rounds) {
  static bench_samples nothing, page, help;
  char *find_nothing[] = {p->program, "search", "--store", p->many_store, "zzqqxx", NULL};
  char *find[] = {p->program, "search", "--store", p->many_store, "--limit", "20", "water", NULL};
  char *no_store[] = {p->program, "--help", NULL};
  for (size_t i = 0; i < 2 * rounds + 1; i++) {
    bench_keep(&nothing, bench_run(find_nothing, NOTHING_FOUND).time.wall);
    bench_keep(&page, bench_run(find, NOTHING_FOUND).time.wall);
    bench_keep(&help, bench_run(no_store, 0).time.wall);
  }
  bench_row("start-up: a search that finds nothing, whole process", 1e3 * bench_median(&nothing), "ms", bench_spread(&nothing), "≤ 20 ms");
  bench_row("search, top 20 of a common word, whole process", 1e3 * bench_median(&page), "ms", bench_spread(&page), "");
  bench_row("process without a store (--help)", 1e3 * bench_median(&help), "ms", bench_spread(&help), "");
}

static void measure_questions(const bench_texts *base, places *p, size_t documents, size_t rounds) {
  static bench_answers a;
  (void)fprintf(stderr, "a store of %zu documents\n", documents);
  double mb = (double)bench_sample_write(base, documents, 0, p->many) / BENCH_MEGABYTE;
  bench_remove_store(p->many_store);
  bench_child child = bench_index(p->program, p->many_store, p->many);
  bench_questions(base, p->many_store, rounds, &a);
  printf("\nQuestions to a store of %zu documents, %.0f MB of text; %d words, each held by %zu documents on average.\n", documents, mb, BENCH_WORDS,
         a.mean_hits);
  head();
  report_answers(&a);
  measure_processes(p, rounds);
  bench_row("index of these documents", mb / child.time.wall, "MB/s", -1, "");
  bench_row("… peak resident memory", child.peak_mb, "MB", -1, "≤ 256 MB");
  bench_ratio("… store ÷ text", (double)bench_file_bytes(p->many_store) / BENCH_MEGABYTE / mb, "≤ 1.4");
}

/* --- start --- */

static size_t number(const char *what, const char *s, size_t max) {
  uint64_t n = 0;
  if (!rap_str_uint(rap_str_of(s), &n) || n > max) bench_die("%s: %s is no number up to %zu", what, s, max);
  return (size_t)n;
}

static void set_path(char out[BENCH_PATH], const char *folder, const char *name) {
  int n = name ? snprintf(out, BENCH_PATH, "%s/%s", folder, name) : snprintf(out, BENCH_PATH, "%s", folder);
  if (n < 0 || n >= BENCH_PATH) bench_die("%s: too long", folder);
}

static void table(const bench_texts *base, places *p, size_t megabytes, size_t documents, size_t rounds) {
  static results r = {.nfc_equal = true, .match_equal = true};
  bench_texts made = {0};
  const bench_texts *texts = base;
  if (megabytes > 0) {
    (void)bench_sample_write(base, 0, megabytes * (size_t)BENCH_MEGABYTE, p->input);
    bench_texts_read(&made, p->input);
    texts = &made;
  }
  for (size_t i = 0; i < rounds; i++) {
    (void)fprintf(stderr, "round %zu of %zu\n", i + 1, rounds);
    one_round(texts, p, &r);
  }
  double mb = (double)texts->bytes / BENCH_MEGABYTE;
  printf("%zu documents, %.1f MB of text; medians of %zu rounds, all measures interleaved.\n", texts->n, mb, rounds);
  head();
  report_pipeline(&r, mb);
  report_stages(&r, mb);
  report_sizes(&r, texts);
  bench_files(p->program, p->tree, p->store, rounds);
  (void)fflush(stdout);
  if (megabytes > 0) bench_texts_free(&made);
  if (documents > 0) measure_questions(base, p, documents, rounds);
}

int main(int argc, char **argv) {
  bool growth = argc == 7 && strcmp(argv[1], "growth") == 0;
  if (!growth && (argc != 8 || strcmp(argv[1], "table") != 0)) bench_die("usage: rapporteur-bench table|growth PROGRAM WORK-FOLDER ROUNDS PATH …");
  static places p;
  bench_texts base;
  size_t rounds = number("rounds", argv[4], BENCH_MAX_RUNS), megabytes = growth ? 0 : number("size", argv[6], 100000);
  size_t documents = number("documents", argv[growth ? 6 : 7], 100000000);
  if (rounds == 0) bench_die("rounds: at least one");
  set_path(p.program, argv[2], NULL);
  set_path(p.input, megabytes ? argv[3] : argv[5], megabytes ? "sample.jsonl" : NULL);
  set_path(p.store, argv[3], "store.db");
  set_path(p.bare, argv[3], "bare.db");
  set_path(p.many, argv[3], "many.jsonl");
  set_path(p.many_store, argv[3], "many.db");
  set_path(p.tree, argv[3], "tree");
  bench_texts_read(&base, argv[5]);
  if (growth)
    bench_growth(&base, p.program, argv[3], documents, rounds);
  else
    table(&base, &p, megabytes, documents, rounds);
  bench_texts_free(&base);
  return 0;
}
