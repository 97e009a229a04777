/* sample.c: invented documents in the manner of others: their paragraphs drawn anew, with other States, dates, numbers, names and some words never seen before. */
#include "analyze/rules.h"
#include "base/json.h"
#include "bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Shares of a thousand. */
enum { FROM_SAME_TEXT = 700, NEW_NAME = 150, NEW_WORD = 12 };
enum { MIN_PARAGRAPHS = 3, MORE_PARAGRAPHS = 10, INVENTED = 400000, FIRST_YEAR = 2004, YEARS = 22, DESKS = 7 };

typedef struct paragraph {
  rap_str text;
  size_t document;
} paragraph;

struct bench_sampler {
  const bench_texts *base;
  rap_arena *arena;
  rap_rules *rules;
  rap_str *states;
  size_t n_states;
  paragraph *paragraphs;
  size_t n_paragraphs, capacity;
  size_t *first; /* of each document of the base, and one behind the last */
  uint64_t random;
  uint64_t key; /* of the document that is being made: the same name becomes the same other name throughout */
  int year, month;
  size_t number;
  rap_buf title, text;
  char id[32], date[16], source[16];
};

/* xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016): the same documents on every machine. */
static uint64_t next_random(uint64_t *state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * UINT64_C(2685821657736338717) >> 16;
}

static size_t below(bench_sampler *s, size_t n) { return (size_t)(next_random(&s->random) % n); }
static bool chance(bench_sampler *s, size_t thousandths) { return below(s, 1000) < thousandths; }

/* FNV-1a over a word, begun with the document's key. */
static uint64_t word_key(const bench_sampler *s, rap_str word) {
  uint64_t h = UINT64_C(14695981039346656037) ^ s->key;
  for (size_t i = 0; i < word.n; i++) h = (h ^ (unsigned char)word.p[i]) * UINT64_C(1099511628211);
  return h ^ h >> 29;
}

/* ---- the base ---- */

static void add_paragraphs(bench_sampler *s, size_t document) {
  rap_str rest = s->base->raw[document].text, line;
  s->first[document] = s->n_paragraphs;
  while (rap_str_split(&rest, '\n', &line)) {
    line = rap_str_trim(line);
    if (!line.n) continue;
    if (!rap_arena_grow(s->arena, (void **)&s->paragraphs, s->n_paragraphs, &s->capacity, sizeof *s->paragraphs)) bench_die("out of memory");
    s->paragraphs[s->n_paragraphs++] = (paragraph){line, document};
  }
}

static void take_states(bench_sampler *s) {
  const rap_rules_source packs = {0};
  rap_error err = {0};
  if (rap_rules_load(&packs, &s->rules, &err) != RAP_OK) bench_die("rules: %s", err.text);
  const rap_entry *const *entries = rap_rules_entries(s->rules, RAP_KIND_STATE, &s->n_states);
  s->states = rap_arena_array(s->arena, s->n_states + 1, sizeof *s->states);
  if (!s->states) bench_die("out of memory");
  for (size_t i = 0; i < s->n_states; i++) s->states[i] = entries[i]->name;
}

bench_sampler *bench_sampler_new(const bench_texts *base, uint64_t seed) {
  bench_sampler *s = calloc(1, sizeof *s);
  if (!s || !(s->arena = rap_arena_new())) bench_die("out of memory");
  s->base = base;
  s->random = seed;
  s->first = rap_arena_array(s->arena, base->n + 1, sizeof *s->first);
  if (!s->first) bench_die("out of memory");
  take_states(s);
  for (size_t i = 0; i < base->n; i++) add_paragraphs(s, i);
  s->first[base->n] = s->n_paragraphs;
  if (s->n_paragraphs == 0) bench_die("the texts have no paragraphs");
  return s;
}

void bench_sampler_free(bench_sampler *s) {
  rap_rules_free(s->rules);
  rap_arena_free(s->arena);
  rap_buf_clear(&s->title);
  rap_buf_clear(&s->text);
  free(s);
}

/* ---- words ---- */

/* The rank-th of the invented words; ranks are drawn so that the r-th is r times rarer than the first (Zipf), as names are. */
static void invent(uint64_t key, bool capital, rap_buf *out) {
  static const char *const syllables[] = {"ra",  "ma", "ni",  "ka",  "ver", "da", "pur", "sha", "li", "gar", "na",  "vi", "bha",
                                          "tan", "su", "mel", "dha", "ro",  "ki", "yal", "jo",  "an", "ti",  "war", "ha"};
  enum { N = sizeof syllables / sizeof *syllables };
  double uniform = (double)(key >> 11) / 9007199254740992.0; /* 2^53 */
  size_t rank = (size_t)exp(uniform * log((double)INVENTED)), start = out->n;
  for (rank += N; rank > 0; rank /= N) rap_buf_puts(out, syllables[rank % N]);
  if (capital && !rap_buf_failed(out)) out->p[start] = (char)(out->p[start] - 'a' + 'A');
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ((unsigned char)c & 0x80); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};

/* A State's name at the beginning of `rest` becomes another's. Bytes used, 0 if there is none. */
static size_t put_state(bench_sampler *s, rap_str rest, rap_buf *out) {
  size_t best = s->n_states;
  for (size_t i = 0; i < s->n_states; i++)
    if (rap_str_starts(rest, s->states[i]) && (rest.n == s->states[i].n || !is_letter(rest.p[s->states[i].n])) &&
        (best == s->n_states || s->states[i].n > s->states[best].n))
      best = i;
  if (best == s->n_states) return 0;
  rap_buf_add(out, s->states[word_key(s, s->states[best]) % s->n_states]);
  return s->states[best].n;
}

static void put_number(bench_sampler *s, rap_str digits, rap_buf *out) {
  uint64_t value = 0;
  if (digits.n > 4 || !rap_str_uint(digits, &value)) value = 0;
  if (digits.n == 4 && value > 1950 && value < 2050) {
    rap_buf_printf(out, "%d", s->year + (int)(value % 3) - 1);
  } else if (digits.n <= 2 && value <= 31) {
    rap_buf_printf(out, "%zu", 1 + below(s, 28));
  } else {
    for (size_t i = 0; i < digits.n; i++) rap_buf_putc(out, (char)('0' + (i ? below(s, 10) : 1 + below(s, 9))));
  }
}

static void put_word(bench_sampler *s, rap_str word, bool begins_sentence, rap_buf *out) {
  bool capital = word.p[0] >= 'A' && word.p[0] <= 'Z', ascii = true;
  for (size_t i = 0; i < word.n; i++) ascii = ascii && !((unsigned char)word.p[i] & 0x80);
  for (size_t i = 0; capital && i < 12; i++) {
    if (!rap_str_is(word, months[i])) continue;
    rap_buf_puts(out, months[s->month - 1]);
    return;
  }
  uint64_t key = word_key(s, word);
  if (ascii && capital && !begins_sentence && word.n > 3 && key / 7 % 1000 < NEW_NAME)
    invent(key * UINT64_C(0x9E3779B97F4A7C15), true, out);
  else if (ascii && !capital && word.n > 5 && chance(s, NEW_WORD))
    invent(next_random(&s->random) << 16, false, out);
  else
    rap_buf_add(out, word);
}

static void vary(bench_sampler *s, rap_str text, rap_buf *out) {
  bool begins_sentence = true;
  for (size_t at = 0, end; at < text.n; at = end) {
    end = at + 1;
    if (is_digit(text.p[at])) {
      while (end < text.n && is_digit(text.p[end])) end++;
      put_number(s, rap_str_sub(text, at, end), out);
      begins_sentence = false;
    } else if (is_letter(text.p[at])) {
      size_t used = put_state(s, rap_str_sub(text, at, text.n), out);
      end = at + (used ? used : 1);
      while (!used && end < text.n && is_letter(text.p[end])) end++;
      if (!used) put_word(s, rap_str_sub(text, at, end), begins_sentence, out);
      begins_sentence = false;
    } else {
      if (strchr(".!?:", text.p[at])) begins_sentence = true;
      rap_buf_putc(out, text.p[at]);
    }
  }
}

/* ---- documents ---- */

void bench_sampler_next(bench_sampler *s, rap_raw_document *out) {
  size_t document = below(s, s->base->n), n = MIN_PARAGRAPHS + below(s, MORE_PARAGRAPHS);
  s->key = next_random(&s->random);
  s->year = FIRST_YEAR + (int)below(s, YEARS);
  s->month = 1 + (int)below(s, 12);
  rap_buf_reset(&s->title);
  rap_buf_reset(&s->text);
  vary(s, s->base->items[document].title, &s->title);
  for (size_t i = 0; i < n; i++) {
    size_t own = s->first[document + 1] - s->first[document];
    size_t which = own && chance(s, FROM_SAME_TEXT) ? s->first[document] + below(s, own) : below(s, s->n_paragraphs);
    if (i) rap_buf_puts(&s->text, "\n\n");
    vary(s, s->paragraphs[which].text, &s->text);
  }
  if (rap_buf_failed(&s->title) || rap_buf_failed(&s->text)) bench_die("out of memory");
  (void)snprintf(s->id, sizeof s->id, "sample-%07zu", ++s->number);
  (void)snprintf(s->date, sizeof s->date, "%04d-%02d-%02zu", s->year, s->month, 1 + below(s, 28));
  (void)snprintf(s->source, sizeof s->source, "desk-%zu", 1 + below(s, DESKS));
  *out = (rap_raw_document){.id = rap_str_of(s->id),
                            .date = rap_str_of(s->date),
                            .source = rap_str_of(s->source),
                            .title = rap_buf_str(&s->title),
                            .text = rap_buf_str(&s->text)};
}

static size_t write_record(FILE *file, const rap_raw_document *raw, rap_buf *buf) {
  rap_error err = {0};
  rap_json *json = rap_json_new_object();
  bool ok = rap_json_set_str(json, "id", raw->id) && rap_json_set_str(json, "source", raw->source) && rap_json_set_str(json, "date", raw->date) &&
            rap_json_set_str(json, "title", raw->title) && rap_json_set_str(json, "text", raw->text);
  rap_buf_reset(buf);
  if (!ok || rap_json_write(json, 0, buf, &err) != RAP_OK) bench_die("cannot make a record: %s", err.text);
  rap_buf_putc(buf, '\n');
  rap_json_free(json);
  rap_str line = rap_buf_str(buf);
  if (rap_buf_failed(buf) || fwrite(line.p, 1, line.n, file) != line.n) bench_die("cannot write the sample");
  return raw->title.n + raw->text.n + 1;
}

size_t bench_sample_write(const bench_texts *base, size_t documents, size_t bytes, const char *path) {
  FILE *file = fopen(path, "w");
  if (!file) bench_die("%s: cannot be written", path);
  rap_buf buf = {0};
  bench_sampler *s = bench_sampler_new(base, BENCH_SEED);
  size_t written = 0;
  for (size_t i = 0; documents ? i < documents : written < bytes; i++) {
    rap_raw_document raw;
    bench_sampler_next(s, &raw);
    written += write_record(file, &raw, &buf);
  }
  bench_sampler_free(s);
  rap_buf_clear(&buf);
  if (fclose(file) != 0) bench_die("%s: cannot be written", path);
  return written;
}
