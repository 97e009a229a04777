/* Random rules over random text: both engines give the same hits and the same record. The first half of the bytes writes a pack of expressions from a
 * small grammar, the rest a text from the same characters. A pack that doesn't load proves nothing, and is passed over. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyze/analyze.h"
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
  const uint8_t *data;
  size_t n, at;
};

static unsigned take(struct input *in, unsigned n) { return in->at < in->n ? in->data[in->at++] % n : 0; }

static const char *const words[] = {"a", "b",  "k",   "s", "Ab", "sk", "st",           "K",   "ab", "ba", "\xC3\xA9",  "1",        "12",
                                    " ", ", ", "\\.", "-", "k1", "S",  "\xE0\xA4\x95", "Kit", "as", "is", "Alphaland", "\xC3\x89", "\\x{6B}"};
static const char *const classes[] = {"[a-c]", "[^a]", "\\d",    "\\p{Lu}",      "\\w",    "[sk]", "[A-Z]",       "[^ ,]",
                                      ".",     "\\s",  "[ab1-]", "[\\p{Lu}\\d]", "\\p{L}", "\\S",  "[k\xC3\xA9]", "[]a]"};
static const char *const quantifiers[] = {"?", "*", "+", "{2}", "{0,2}", "{1,3}", "?", "??", "*?", "+?", "?+", "{2,}?"};
static const char *const heads[] = {"(?:", "(", "(?i:", "(?=", "(?!", "(?>", "(?-i:", "(?:(?i)", "(?|"};
static const char *const zero[] = {"\\b", "\\B", "^", "$", "\\K", "(?<=a)", "(?<! )", "(?<=k|st)", "(?i)", "\\z"};
static const char *const pieces[] = {"a",
                                     "b",
                                     "k",
                                     "s",
                                     "A",
                                     "K",
                                     "S",
                                     "B",
                                     " ",
                                     " ",
                                     ", ",
                                     ".",
                                     "-",
                                     "1",
                                     "12",
                                     "\xC3\xA9",
                                     "\xC3\x89",
                                     "\xC5\xBF",
                                     "\n\n",
                                     "\xE2\x84\xAA",
                                     "\xE0\xA4\x95",
                                     "ab",
                                     "sk",
                                     "st",
                                     "Ab",
                                     "Kit",
                                     " as ",
                                     " is ",
                                     "Alphaland ",
                                     "Betaland and ",
                                     "\xEE\x80\x80",
                                     "\xEF\xBF\xBD"};
#define PICK(in, list) ((list)[take(in, sizeof(list) / sizeof *(list))])

static void put_expression(struct input *in, rap_buf *out, unsigned depth);

static void put_atom(struct input *in, rap_buf *out, unsigned depth, bool shadow) {
  switch (take(in, depth < 3 ? 10 : 6)) {
  case 0:
  case 1:
  case 2: rap_buf_puts(out, PICK(in, words)); break;
  case 3: rap_buf_puts(out, PICK(in, classes)); break;
  case 4: rap_buf_puts(out, PICK(in, zero)); return;
  case 5: rap_buf_puts(out, shadow ? "{state}" : "s"); break;
  default:
    rap_buf_puts(out, PICK(in, heads));
    put_expression(in, out, depth + 1);
    rap_buf_putc(out, ')');
  }
  if (take(in, 4) == 1) rap_buf_puts(out, PICK(in, quantifiers));
}

static void put_expression(struct input *in, rap_buf *out, unsigned depth) {
  unsigned n = 1 + take(in, 3);
  for (unsigned i = 0; i < n; i++) {
    unsigned atoms = 1 + take(in, 4);
    if (i) rap_buf_putc(out, '|');
    for (unsigned k = 0; k < atoms; k++) put_atom(in, out, depth, false);
  }
}

static void put_pack(struct input *in, rap_buf *out) {
  rap_buf_puts(out, "lexicon:\n  kind: state\n  entries:\n    - {id: A, name: Alphaland}\n    - {id: B, name: Betaland}\npatterns:\n");
  for (unsigned i = 0; i < 3; i++) {
    rap_buf_printf(out, "  - {id: f.p%u, kind: name, caseless: %s, bounded: %s, match: '", i, take(in, 2) ? "true" : "false",
                   take(in, 2) ? "true" : "false");
    put_expression(in, out, 0);
    rap_buf_puts(out, "'}\n");
  }
  rap_buf_puts(out, "statements:\n");
  for (unsigned i = 0; i < 2; i++) {
    rap_buf_printf(out, "  - {id: f.s%u, role: actor, predicate: discussed, caseless: %s, match: '", i, take(in, 2) ? "true" : "false");
    for (unsigned k = 0; k < 2; k++) put_atom(in, out, 1, true);
    rap_buf_puts(out, "(?<actors>{states})");
    for (unsigned k = 0; k < 2; k++) put_atom(in, out, 1, true);
    rap_buf_puts(out, "'}\n");
  }
}

static void write_file(const char *dir, const char *name, rap_str text) {
  char path[96];
  (void)snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *out = fopen(path, "wb");
  assert(out);
  size_t written = fwrite(text.p, 1, text.n, out);
  assert(written == text.n);
  int rc = fclose(out);
  assert(rc == 0);
}

/* The pack for the fast engine and, compiled as it is written, for the plain one. False when it doesn't load. */
static bool load(rap_str pack, rap_rules *rules[2]) {
  char dir[] = "/tmp/rap-fuzz-engines-XXXXXX", path[96];
  rap_error err = {0};
  if (!mkdtemp(dir)) return false;
  write_file(dir, "pack.yaml", RAP_STR("pack: f\nversion: 1\n"));
  write_file(dir, "r.yaml", pack);
  rap_str name = rap_str_of(dir);
  rap_status st[2];
  for (size_t i = 0; i < 2; i++) {
    rap_rules_source source = {.dirs = &name, .n_dirs = 1, .plain = i == RAP_ENGINE_PLAIN};
    st[i] = rap_rules_load(&source, &rules[i], &err);
  }
  (void)snprintf(path, sizeof path, "%s/r.yaml", dir);
  (void)unlink(path);
  (void)snprintf(path, sizeof path, "%s/pack.yaml", dir);
  (void)unlink(path);
  (void)rmdir(dir);
  assert(st[0] == st[1]);
  return st[0] == RAP_OK;
}

/* Hits and record as text; false when a limit was met, which each engine meets in its own places. */
static bool describe(const rap_rules *rules, rap_engine engine, rap_str text, rap_buf *out) {
  rap_analyzer *analyzer = NULL;
  rap_arena *arena = rap_arena_new();
  rap_document doc;
  rap_record record;
  rap_json *json = NULL;
  rap_hit *hits = NULL;
  size_t n = 0;
  rap_error err = {0};
  rap_raw_document raw = {.id = RAP_STR("f"), .file = RAP_STR("f"), .date = RAP_STR("2023-01-08"), .text = text};
  assert(arena);
  rap_status st = rap_analyzer_new(rules, &analyzer, &err);
  if (st == RAP_OK) rap_analyzer_set_engine(analyzer, engine);
  if (st == RAP_OK) st = rap_document_build(arena, &raw, &doc, &err);
  if (st == RAP_OK) st = rap_engine_run(analyzer, arena, &doc, &hits, &n, &err);
  for (size_t i = 0; i < n; i++) rap_buf_printf(out, "%.*s %zu %zu\n", RAP_FMT(hits[i].rule->id), hits[i].view.begin, hits[i].view.end);
  if (st == RAP_OK) st = rap_analyze(analyzer, arena, &doc, &record, &err);
  if (st == RAP_OK) st = rap_record_to_json(&doc, &record, &json, &err);
  if (st == RAP_OK) st = rap_json_write(json, 1, out, &err);
  bool limit = rap_str_find(rap_buf_str(out), RAP_STR("hit a limit of matching"), 0) != SIZE_MAX;
  rap_json_free(json);
  rap_analyzer_free(analyzer);
  rap_arena_free(arena);
  return st == RAP_OK && !limit;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct input grammar = {data, size / 2, 0}, rest = {data, size, size / 2};
  rap_buf pack = {0}, text = {0}, fast = {0}, plain = {0};
  rap_rules *rules[2] = {NULL, NULL};
  put_pack(&grammar, &pack);
  while (rest.at < rest.n && text.n < 1500) rap_buf_puts(&text, PICK(&rest, pieces));
  assert(!rap_buf_failed(&pack) && !rap_buf_failed(&text));
  if (load(rap_buf_str(&pack), rules)) {
    bool both = describe(rules[0], RAP_ENGINE_FAST, rap_buf_str(&text), &fast);
    both = describe(rules[1], RAP_ENGINE_PLAIN, rap_buf_str(&text), &plain) && both;
    bool same = rap_str_eq(rap_buf_str(&fast), rap_buf_str(&plain));
    if (both && !same)
      fprintf(stderr, "%.*s\n--- text\n%.*s\n--- fast\n%.*s\n--- plain\n%.*s\n", RAP_FMT(rap_buf_str(&pack)), RAP_FMT(rap_buf_str(&text)),
              RAP_FMT(rap_buf_str(&fast)), RAP_FMT(rap_buf_str(&plain)));
    assert(same || !both);
  }
  for (size_t i = 0; i < 2; i++) rap_rules_free(rules[i]);
  rap_buf_clear(&pack);
  rap_buf_clear(&text);
  rap_buf_clear(&fast);
  rap_buf_clear(&plain);
  return 0;
}
