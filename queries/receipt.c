#include "queries/receipt.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- writing ---- */

static rap_json *strings(const rap_str_list *list) {
  rap_json *array = rap_json_new_array();
  for (size_t i = 0; i < list->n; i++) rap_json_append(array, rap_json_new_string(list->items[i]));
  return array;
}

static rap_json *corpus_json(const rap_export_facts *f) {
  rap_json *o = rap_json_new_object(), *packs = rap_json_new_array(), *schema = rap_json_new_object();
  for (size_t i = 0; i < f->n_packs; i++) {
    rap_json *pack = rap_json_new_object();
    rap_json_set_str(pack, "stamp", f->packs[i].stamp);
    rap_json_set_int(pack, "documents", f->packs[i].documents);
    rap_json_append(packs, pack);
  }
  rap_json_set_int(schema, "content", f->schema);
  rap_json_set_int(schema, "derived", f->derived);
  rap_json_set_int(schema, "views", f->views);
  rap_json_set_int(o, "documents", f->documents);
  rap_json_set_str(o, "sha256", rap_str_of(f->corpus));
  rap_json_set_str(o, "texts_sha256", rap_str_of(f->texts));
  rap_json *corrections = rap_json_new_object();
  rap_json_set_int(corrections, "count", f->corrections);
  rap_json_set_str(corrections, "sha256", rap_str_of(f->corrected));
  rap_json_set(o, "corrections", corrections);
  rap_json_set_str_opt(o, "newest", f->newest);
  rap_json_set_str_opt(o, "lexicon", f->lexicon);
  rap_json_set(o, "packs", packs);
  rap_json_set(o, "schema", schema);
  return o;
}

static rap_json *output_json(const rap_receipt *r) {
  rap_json *o = rap_json_new_object();
  if (r->rows >= 0) rap_json_set_int(o, "rows", r->rows);
  rap_json_set_str(o, "form", r->folder ? RAP_STR("folder") : RAP_STR("stream"));
  rap_json_set_int(o, "files", (int64_t)r->output.files);
  rap_json_set_int(o, "bytes", (int64_t)r->output.bytes);
  rap_json_set_str(o, "sha256", rap_str_of(r->output.sha256));
  if (!r->folder || r->output.n_list < r->output.files) return o;
  rap_json *list = rap_json_new_array();
  for (size_t i = 0; i < r->output.n_list; i++) {
    rap_json *file = rap_json_new_object();
    rap_json_set_str(file, "name", r->output.list[i].name);
    rap_json_set_int(file, "bytes", (int64_t)r->output.list[i].bytes);
    rap_json_set_str(file, "sha256", rap_str_of(r->output.list[i].sha256));
    rap_json_append(list, file);
  }
  rap_json_set(o, "list", list);
  return o;
}

rap_status rap_receipt_write(const rap_receipt *r, rap_buf *out, rap_error *err) {
  rap_json *o = rap_json_new_object();
  rap_json_set_int(o, "receipt", RAP_RECEIPT_FORMAT);
  rap_json_set_str(o, "program", RAP_STR("rapporteur"));
  rap_json_set_str(o, "version", r->version);
  rap_json_set(o, "arguments", strings(&r->arguments));
  rap_json_set_str(o, "interpreted", r->interpreted);
  if (r->width) {
    rap_json *page = rap_json_new_object();
    rap_json_set_int(page, "width", (int64_t)r->width);
    rap_json_set_bool(page, "color", r->color);
    rap_json_set(o, "page", page);
  }
  rap_json_set(o, "corpus", corpus_json(&r->facts));
  if (r->rules.n) rap_json_set(o, "rules", strings(&r->rules));
  rap_json_set(o, "output", output_json(r));
  rap_status st = rap_json_write_line(o, 2, out, err);
  rap_json_free(o);
  return st;
}

/* ---- reading ---- */

typedef struct reader {
  rap_arena *arena;
  rap_error *err;
  rap_status st; /* sticky */
} reader;

static void bad(reader *r, const char *field, const char *what) {
  if (r->st == RAP_OK) r->st = rap_error_set(r->err, RAP_ERR_INPUT, "no receipt: '%s' %s", field, what);
}

static rap_str get_text(reader *r, const rap_json *object, const char *key, bool needed) {
  const rap_json *value = rap_json_get(object, key);
  if (value ? rap_json_kind(value) != RAP_JSON_STRING : needed) bad(r, key, value ? "is no text" : "is missing");
  rap_str text = rap_json_string(value);
  if (r->st != RAP_OK || !value) return (rap_str){0};
  if (text.n && memchr(text.p, '\0', text.n)) bad(r, key, "holds a NUL");
  rap_str kept = rap_arena_str(r->arena, text);
  if (!kept.p && r->st == RAP_OK) r->st = rap_error_nomem(r->err);
  return kept;
}

static int64_t get_number(reader *r, const rap_json *object, const char *key, bool needed, int64_t otherwise) {
  int64_t n = otherwise;
  const rap_json *value = rap_json_get(object, key);
  if (value ? !rap_json_int(value, &n) || n < 0 : needed) bad(r, key, value ? "is no number" : "is missing");
  return n;
}

static void get_hash(reader *r, const rap_json *object, const char *key, char out[RAP_DIGEST_HEX + 1]) {
  rap_str text = get_text(r, object, key, true);
  bool sound = text.n == RAP_DIGEST_HEX;
  for (size_t i = 0; sound && i < text.n; i++) sound = rap_ascii_hex(text.p[i]) >= 0;
  if (!sound) bad(r, key, "is no SHA-256");
  if (sound) memcpy(out, text.p, RAP_DIGEST_HEX);
  out[sound ? RAP_DIGEST_HEX : 0] = '\0';
}

static void get_texts(reader *r, const rap_json *object, const char *key, bool needed, rap_str_list *out) {
  const rap_json *list = rap_json_get(object, key);
  if (list ? rap_json_kind(list) != RAP_JSON_ARRAY : needed) bad(r, key, list ? "is no list" : "is missing");
  size_t n = r->st == RAP_OK && list ? rap_json_length(list) : 0;
  if (n > RAP_RECEIPT_MAX_ARGUMENTS && r->st == RAP_OK)
    r->st = rap_error_set(r->err, RAP_ERR_LIMIT, "no receipt: '%s' has more than %d items", key, RAP_RECEIPT_MAX_ARGUMENTS);
  for (size_t i = 0; r->st == RAP_OK && i < n; i++) {
    const rap_json *item = rap_json_item(list, i);
    rap_str text = rap_json_string(item);
    if (rap_json_kind(item) != RAP_JSON_STRING || (text.n && memchr(text.p, '\0', text.n))) bad(r, key, "holds what is no text");
    rap_str kept = rap_arena_str(r->arena, text);
    if (r->st == RAP_OK && (!kept.p || !rap_str_list_add(r->arena, out, kept))) r->st = rap_error_nomem(r->err);
  }
}

static const rap_json *get_object(reader *r, const rap_json *object, const char *key) {
  const rap_json *value = rap_json_get(object, key);
  if (!value || rap_json_kind(value) != RAP_JSON_OBJECT) bad(r, key, "is missing or no object");
  return value;
}

static void read_corpus(reader *r, const rap_json *o, rap_export_facts *f) {
  f->documents = get_number(r, o, "documents", true, 0);
  get_hash(r, o, "sha256", f->corpus);
  get_hash(r, o, "texts_sha256", f->texts);
  const rap_json *corrections = get_object(r, o, "corrections");
  f->corrections = get_number(r, corrections, "count", true, 0);
  get_hash(r, corrections, "sha256", f->corrected);
  f->newest = get_text(r, o, "newest", false);
  f->lexicon = get_text(r, o, "lexicon", false);
  const rap_json *schema = get_object(r, o, "schema"), *packs = rap_json_get(o, "packs");
  f->schema = get_number(r, schema, "content", true, 0);
  f->derived = get_number(r, schema, "derived", true, 0);
  f->views = get_number(r, schema, "views", true, 0);
  if (!packs || rap_json_kind(packs) != RAP_JSON_ARRAY) bad(r, "packs", "is missing or no list");
  size_t n = r->st == RAP_OK ? rap_json_length(packs) : 0;
  f->packs = rap_arena_array(r->arena, n, sizeof *f->packs);
  if (!f->packs && r->st == RAP_OK) r->st = rap_error_nomem(r->err);
  for (size_t i = 0; r->st == RAP_OK && i < n; i++, f->n_packs++) {
    const rap_json *pack = rap_json_item(packs, i);
    f->packs[i] = (rap_export_pack){.stamp = get_text(r, pack, "stamp", true), .documents = get_number(r, pack, "documents", true, 0)};
  }
}

static void read_output(reader *r, const rap_json *o, rap_receipt *out) {
  rap_str form = get_text(r, o, "form", true);
  out->rows = get_number(r, o, "rows", false, -1);
  out->folder = rap_str_is(form, "folder");
  if (!out->folder && !rap_str_is(form, "stream")) bad(r, "form", "is neither folder nor stream");
  out->output.files = (uint64_t)get_number(r, o, "files", true, 0);
  out->output.bytes = (uint64_t)get_number(r, o, "bytes", true, 0);
  get_hash(r, o, "sha256", out->output.sha256);
  const rap_json *list = rap_json_get(o, "list");
  if (!list || r->st != RAP_OK) return;
  size_t n = rap_json_kind(list) == RAP_JSON_ARRAY ? rap_json_length(list) : SIZE_MAX;
  if (n > RAP_OUTPUTS_LISTED) {
    bad(r, "list", "is no list of files, or too long");
    return;
  }
  rap_outputs_file *files = rap_arena_array(r->arena, n, sizeof *files);
  if (!files) r->st = rap_error_nomem(r->err);
  for (size_t i = 0; r->st == RAP_OK && i < n; i++) {
    const rap_json *file = rap_json_item(list, i);
    files[i].name = get_text(r, file, "name", true);
    files[i].bytes = (uint64_t)get_number(r, file, "bytes", true, 0);
    get_hash(r, file, "sha256", files[i].sha256);
  }
  out->output.list = files;
  out->output.n_list = n;
}

static void read_whole(reader *r, const rap_json *o, rap_receipt *out) {
  if (rap_json_kind(o) != RAP_JSON_OBJECT) bad(r, "receipt", "is missing");
  int64_t format = get_number(r, o, "receipt", true, 0);
  if (r->st == RAP_OK && format > RAP_RECEIPT_FORMAT)
    r->st = rap_error_set(r->err, RAP_ERR_VERSION, "a receipt of format %lld; this program knows up to %d", (long long)format, RAP_RECEIPT_FORMAT);
  if (format < 1) bad(r, "receipt", "is no format");
  out->version = get_text(r, o, "version", true);
  out->interpreted = get_text(r, o, "interpreted", true);
  get_texts(r, o, "arguments", true, &out->arguments);
  get_texts(r, o, "rules", false, &out->rules);
  if (r->st == RAP_OK && out->arguments.n == 0) bad(r, "arguments", "is empty");
  const rap_json *page = rap_json_get(o, "page");
  if (page) {
    int64_t width = get_number(r, page, "width", true, 0);
    if (width < 1 || width > 10000) bad(r, "width", "is no width of a page");
    out->width = (size_t)width;
    if (!rap_json_bool(rap_json_get(page, "color"), &out->color)) bad(r, "color", "is neither true nor false");
  }
  const rap_json *corpus = get_object(r, o, "corpus"), *output = get_object(r, o, "output");
  if (r->st == RAP_OK) read_corpus(r, corpus, &out->facts);
  if (r->st == RAP_OK) read_output(r, output, out);
}

rap_status rap_receipt_read(rap_arena *arena, rap_str text, rap_receipt *out, rap_error *err) {
  *out = (rap_receipt){.rows = -1};
  reader r = {.arena = arena, .err = err};
  rap_json *o = NULL;
  if (text.n > RAP_RECEIPT_MAX_BYTES) return rap_error_set(err, RAP_ERR_LIMIT, "no receipt: larger than %zu MB", RAP_RECEIPT_MAX_BYTES >> 20);
  r.st = rap_json_parse(text, &o, err);
  if (r.st == RAP_ERR_INPUT) rap_error_prefix(err, "no receipt: ");
  if (r.st == RAP_OK) read_whole(&r, o, out);
  rap_json_free(o);
  if (r.st != RAP_OK) *out = (rap_receipt){.rows = -1};
  return r.st;
}

/* ---- comparing ---- */

typedef struct comparison {
  rap_receipt_fn fn;
  void *ctx;
  size_t n;
} comparison;

static void tell(comparison *c, const char *format, ...) RAP_PRINTF(2, 3);
static void tell(comparison *c, const char *format, ...) {
  rap_error line = {0}; /* for its cleaning: a receipt may say anything */
  va_list args;
  va_start(args, format);
  (void)rap_error_vset(&line, RAP_NOT_FOUND, format, args);
  va_end(args);
  c->fn(c->ctx, rap_str_of(line.text));
  c->n++;
}

static void compare_number(comparison *c, const char *what, uint64_t then, uint64_t now) {
  if (then != now) tell(c, "%s: %llu then, %llu now", what, (unsigned long long)then, (unsigned long long)now);
}

static void compare_text(comparison *c, const char *what, rap_str then, rap_str now) {
  if (!rap_str_eq(then, now))
    tell(c, "%s: %.*s then, %.*s now", what, RAP_FMT(then.n ? then : RAP_STR("none")), RAP_FMT(now.n ? now : RAP_STR("none")));
}

static void compare_corpus(comparison *c, const rap_export_facts *then, const rap_export_facts *now) {
  if (then->documents != now->documents)
    tell(c, "corpus: %lld documents then, %lld now", (long long)then->documents, (long long)now->documents);
  else if (strcmp(then->texts, now->texts) != 0)
    tell(c, "corpus: as many documents, but other texts");
  else if (strcmp(then->corpus, now->corpus) != 0)
    tell(c, "corpus: the same texts, but other records");
  if (then->corrections != now->corrections)
    tell(c, "corrections: %lld then, %lld now", (long long)then->corrections, (long long)now->corrections);
  else if (strcmp(then->corrected, now->corrected) != 0)
    tell(c, "corrections: as many, but others");
  compare_text(c, "newest publication", then->newest, now->newest);
}

static bool same_packs(const rap_export_facts *a, const rap_export_facts *b) {
  bool same = a->n_packs == b->n_packs;
  for (size_t i = 0; same && i < a->n_packs; i++)
    same = a->packs[i].documents == b->packs[i].documents && rap_str_eq(a->packs[i].stamp, b->packs[i].stamp);
  return same;
}

static void compare_rules(comparison *c, const rap_receipt *then, const rap_receipt *now) {
  const rap_export_facts *a = &then->facts, *b = &now->facts;
  if (a->n_packs == 1 && b->n_packs == 1)
    compare_text(c, "rules of the records", a->packs[0].stamp, b->packs[0].stamp);
  else if (!same_packs(a, b))
    tell(c, "rules of the records: other packs, or other numbers of documents by each");
  compare_text(c, "names of the rules", a->lexicon, b->lexicon);
  bool same = then->rules.n == now->rules.n;
  for (size_t i = 0; same && i < then->rules.n; i++) same = rap_str_eq(then->rules.items[i], now->rules.items[i]);
  if (!same) tell(c, "rules of the export: others");
}

static const rap_outputs_file *find_file(const rap_outputs_totals *in, rap_str name) {
  for (size_t i = 0; i < in->n_list; i++)
    if (rap_str_eq(in->list[i].name, name)) return &in->list[i];
  return NULL;
}

static void compare_files(comparison *c, const rap_outputs_totals *then, const rap_outputs_totals *now) {
  if (then->n_list < then->files || now->n_list < now->files) return;
  for (size_t i = 0; i < then->n_list; i++) {
    const rap_outputs_file *a = &then->list[i], *b = find_file(now, a->name);
    if (!b)
      tell(c, "%.*s: no such file now", RAP_FMT(a->name));
    else if (a->bytes == b->bytes && strcmp(a->sha256, b->sha256) != 0)
      tell(c, "%.*s: as many bytes (%llu), but others", RAP_FMT(a->name), (unsigned long long)a->bytes);
    else if (strcmp(a->sha256, b->sha256) != 0)
      tell(c, "%.*s: %llu bytes then, %llu now", RAP_FMT(a->name), (unsigned long long)a->bytes, (unsigned long long)b->bytes);
  }
  for (size_t i = 0; i < now->n_list; i++)
    if (!find_file(then, now->list[i].name)) tell(c, "%.*s: no such file then", RAP_FMT(now->list[i].name));
}

size_t rap_receipt_compare(const rap_receipt *then, const rap_receipt *now, bool *same_output, rap_receipt_fn fn, void *ctx) {
  comparison c = {fn, ctx, 0};
  const rap_outputs_totals *a = &then->output, *b = &now->output;
  *same_output = strcmp(a->sha256, b->sha256) == 0 && a->bytes == b->bytes && a->files == b->files && then->folder == now->folder;
  compare_corpus(&c, &then->facts, &now->facts);
  compare_rules(&c, then, now);
  compare_text(&c, "program", then->version, now->version);
  compare_number(&c, "schema", (uint64_t)then->facts.schema, (uint64_t)now->facts.schema);
  compare_number(&c, "derived tables", (uint64_t)then->facts.derived, (uint64_t)now->facts.derived);
  compare_number(&c, "views", (uint64_t)then->facts.views, (uint64_t)now->facts.views);
  compare_text(&c, "question", then->interpreted, now->interpreted);
  if (then->rows != now->rows) tell(&c, "rows: %lld then, %lld now", (long long)then->rows, (long long)now->rows);
  compare_number(&c, "files", a->files, b->files);
  if (a->bytes != b->bytes)
    compare_number(&c, "bytes", a->bytes, b->bytes);
  else if (!*same_output)
    tell(&c, "bytes: as many (%llu), but others", (unsigned long long)a->bytes);
  compare_files(&c, a, b);
  return c.n;
}
