/* words.c: turns a word list (ingest/words.h says how it is written) into a C source of a constant table; a tool of the build, not part of the program.
 *
 *     words SYMBOL INPUT OUTPUT SECTION…
 *
 * Exit status 0, or 1 with a line on stderr that names the place.
 */
#include "ingest/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct table {
  const char *path;
  size_t line;
  rap_word *slots;
  size_t n_slots, longest;
};

static int fail(const struct table *t, const char *what) {
  (void)fprintf(stderr, "words: %s:%zu: %s\n", t->path, t->line, what);
  return -1;
}

/* The whole of `path`; free(out->p) by the caller. */
static int read_file(const struct table *t, rap_str *out) {
  *out = (rap_str){0};
  char *bytes = NULL;
  size_t n = 0, room = 0;
  FILE *in = fopen(t->path, "rb");
  if (!in) return fail(t, strerror(errno));
  int rc = 0;
  do {
    if (room - n < 4096) {
      room = room ? room * 2 : 65536;
      char *more = realloc(bytes, room);
      if (!more) {
        rc = fail(t, "out of memory");
        break;
      }
      bytes = more;
    }
    n += fread(bytes + n, 1, room - n, in);
  } while (!feof(in) && !ferror(in));
  if (rc == 0 && ferror(in)) rc = fail(t, "cannot be read");
  (void)fclose(in);
  if (rc == 0)
    *out = (rap_str){bytes, n};
  else
    free(bytes);
  return rc;
}

/* The number behind the word, if the line ends in one; *line is cut to the word. */
static size_t take_number(rap_str *line) {
  size_t at = line->n;
  while (at > 0 && line->p[at - 1] >= '0' && line->p[at - 1] <= '9') at--;
  uint64_t number = 0;
  if (at == line->n || at == 0 || line->p[at - 1] != ' ' || !rap_str_uint(rap_str_sub(*line, at, line->n), &number) || number > RAP_WORD_NUMBER_MAX)
    return 0;
  *line = rap_str_trim(rap_str_sub(*line, 0, at));
  return (size_t)number;
}

static void put(struct table *t, rap_str word, size_t num) {
  size_t i = rap_words_home(word, t->n_slots);
  while (t->slots[i].text.n && !rap_str_eq(t->slots[i].text, word)) i = (i + 1) & (t->n_slots - 1);
  t->slots[i].text = word;
  t->slots[i].num |= num;
  if (word.n > t->longest) t->longest = word.n;
}

static int read_words(struct table *t, rap_str data, char **sections, size_t n_sections) {
  rap_str line;
  size_t section = n_sections;
  while (rap_str_split(&data, '\n', &line)) {
    t->line++;
    line = rap_str_trim(line);
    if (line.n == 0 || line.p[0] == '#') continue;
    if (line.p[0] == '[' && line.p[line.n - 1] == ']') {
      section = 0;
      while (section < n_sections && !rap_str_is(rap_str_sub(line, 1, line.n - 1), sections[section])) section++;
      if (section == n_sections) return fail(t, "unknown section");
      continue;
    }
    if (section == n_sections) return fail(t, "a word in no section");
    size_t number = take_number(&line);
    put(t, line, (size_t)1 << section | number << RAP_WORD_SECTIONS_MAX);
  }
  return 0;
}

/* Slots for twice as many words as there are lines, so that the way to a free one is short. */
static int make_slots(struct table *t, rap_str data) {
  size_t lines = 1;
  for (size_t i = 0; i < data.n; i++) lines += data.p[i] == '\n';
  for (t->n_slots = 2; t->n_slots < 2 * lines;) t->n_slots *= 2;
  t->slots = calloc(t->n_slots, sizeof *t->slots);
  return t->slots ? 0 : fail(t, "out of memory");
}

static void write_word(FILE *out, const rap_word *word) {
  (void)fputs("  {{\"", out);
  for (size_t i = 0; i < word->text.n; i++) {
    if (word->text.p[i] == '"' || word->text.p[i] == '\\') (void)putc('\\', out);
    (void)putc(word->text.p[i], out);
  }
  (void)fprintf(out, "\", %zu}, %zu},\n", word->text.n, word->num);
}

static int write_table(const struct table *t, const char *symbol, const char *path) {
  FILE *out = fopen(path, "wb");
  if (!out) {
    (void)fprintf(stderr, "words: %s: %s\n", path, strerror(errno));
    return -1;
  }
  (void)fprintf(out, "#include \"ingest/words.h\"\n\nstatic const rap_word slots[%zu] = {\n", t->n_slots);
  for (size_t i = 0; i < t->n_slots; i++) {
    if (t->slots[i].text.n)
      write_word(out, &t->slots[i]);
    else
      (void)fputs("  {{0, 0}, 0},\n", out);
  }
  (void)fprintf(out, "};\n\nconst rap_words %s = {slots, %zu, %zu};\n", symbol, t->n_slots, t->longest);
  int bad = ferror(out);
  if (fclose(out) != 0 || bad) {
    (void)fprintf(stderr, "words: %s: cannot be written\n", path);
    (void)remove(path); /* half a source would be taken for a whole one */
    return -1;
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 5 || argc - 4 > RAP_WORD_SECTIONS_MAX) {
    (void)fputs("usage: words SYMBOL INPUT OUTPUT SECTION...\n", stderr);
    return 1;
  }
  struct table t = {.path = argv[2]};
  rap_str data;
  int rc = read_file(&t, &data);
  if (rc == 0) rc = make_slots(&t, data);
  if (rc == 0) rc = read_words(&t, data, argv + 4, (size_t)argc - 4);
  if (rc == 0) rc = write_table(&t, argv[1], argv[3]);
  free(t.slots);
  free((char *)(uintptr_t)data.p);
  return rc == 0 ? 0 : 1;
}
