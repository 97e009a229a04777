/* texts.c: the input of the benchmark, read. */
#include "bench.h"

static void *grow(bench_texts *t, void *items, size_t *capacity, size_t size) {
  void *p = items;
  if (!rap_arena_grow(t->arena, &p, t->n, capacity, size)) bench_die("out of memory");
  return p;
}

static rap_str keep(bench_texts *t, rap_str s) {
  rap_str copy = rap_arena_str(t->arena, s);
  if (!copy.p) bench_die("out of memory");
  return copy;
}

static void add(bench_texts *t, const rap_raw_document *raw, const rap_document *doc) {
  t->items = grow(t, t->items, &t->capacity, sizeof *t->items);
  t->raw = grow(t, t->raw, &t->raw_capacity, sizeof *t->raw);
  t->items[t->n] = (bench_text){keep(t, rap_document_title(doc)), keep(t, rap_document_body(doc))};
  rap_raw_document copy = {.id = keep(t, raw->id),
                           .title = keep(t, raw->title),
                           .text = keep(t, raw->text),
                           .date = keep(t, raw->date),
                           .file = keep(t, raw->file),
                           .date_line = raw->date_line};
  t->raw[t->n++] = copy;
  t->bytes += doc->full.n;
  if (doc->full.n > t->largest) t->largest = doc->full.n;
}

void bench_texts_read(bench_texts *t, const char *path) {
  *t = (bench_texts){.arena = rap_arena_new()};
  rap_arena *work = rap_arena_new();
  rap_source *source = NULL;
  rap_error err = {0};
  const rap_str given = rap_str_of(path);
  if (!t->arena || !work || rap_source_new(&given, 1, NULL, &source, &err) != RAP_OK) bench_die("%s: %s", path, err.text);
  for (;;) {
    rap_raw_document raw;
    rap_document doc;
    rap_arena_reset(work);
    rap_error_clear(&err);
    rap_status st = rap_source_next(source, work, &raw, &err);
    if (st == RAP_NOT_FOUND) break;
    if (st == RAP_OK) st = rap_document_build(work, &raw, &doc, &err);
    if (st == RAP_ERR_NOMEM) bench_die("out of memory");
    if (st == RAP_OK) add(t, &raw, &doc);
  }
  rap_source_free(source);
  rap_arena_free(work);
  if (t->n == 0) bench_die("%s: no documents", path);
}

void bench_texts_free(bench_texts *t) {
  rap_arena_free(t->arena);
  *t = (bench_texts){0};
}
