#include "index/prepare.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "index/codec.h"
#include "index/compress.h"

struct rap_preparer {
  rap_zip *zip;
  rap_arena *arena; /* of one sketch */
  rap_buf packed, zipped;
};

rap_preparer *rap_preparer_new(void) {
  rap_preparer *preparer = calloc(1, sizeof *preparer);
  if (!preparer) return NULL;
  preparer->zip = rap_zip_new();
  preparer->arena = rap_arena_new();
  if (preparer->zip && preparer->arena) return preparer;
  rap_preparer_free(preparer);
  return NULL;
}

void rap_preparer_free(rap_preparer *preparer) {
  if (!preparer) return;
  rap_zip_free(preparer->zip);
  rap_arena_free(preparer->arena);
  rap_buf_clear(&preparer->packed);
  rap_buf_clear(&preparer->zipped);
  free(preparer);
}

static void make_hashes(rap_prepared *p) {
  const rap_document *doc = p->doc;
  rap_digest text, input;
  char day[RAP_DAY_TEXT_MAX];
  rap_digest_init(&text);
  rap_digest_add_field(&text, doc->full);
  rap_digest_add_number(&text, doc->title_len);
  rap_digest_bytes(&text, p->text_hash);
  rap_digest_init(&input);
  rap_digest_add_field(&input, (rap_str){(const char *)p->text_hash, RAP_DIGEST_BYTES});
  rap_digest_add_field(&input, doc->source);
  rap_digest_add_field(&input, doc->url);
  rap_digest_add_field(&input, doc->language);
  rap_digest_add_field(&input, (rap_str){day, rap_day_format(doc->published, day)});
  rap_digest_add_number(&input, (uint64_t)doc->published_from);
  rap_digest_add_field(&input, doc->metadata);
  /* What plain texts don't have was added later, and leaves their hashes as they were. */
  const rap_str further[] = {doc->author, doc->charset, doc->reading, doc->layout};
  for (size_t i = 0; i < sizeof further / sizeof further[0]; i++)
    if (further[i].n) {
      rap_digest_add_number(&input, i);
      rap_digest_add_field(&input, further[i]);
    }
  rap_digest_bytes(&input, p->input_hash);
}

static rap_status pack(rap_preparer *preparer, rap_arena *arena, rap_prepared *p, rap_error *err) {
  rap_buf *packed = &preparer->packed, *zipped = &preparer->zipped;
  rap_buf_reset(packed);
  rap_buf_reset(zipped);
  rap_status st = rap_codec_pack(p->doc, p->record, packed, err);
  if (st == RAP_OK) st = rap_zip_deflate(preparer->zip, RAP_ZIP_TEXT, p->doc->full, zipped, err);
  size_t border = zipped->n;
  if (st == RAP_OK) st = rap_zip_deflate(preparer->zip, RAP_ZIP_RECORD, rap_buf_str(packed), zipped, err);
  if (st != RAP_OK) return st;
  if (rap_buf_failed(zipped)) return rap_error_nomem(err);
  rap_digest d;
  rap_digest_init(&d);
  rap_digest_add(&d, rap_buf_str(packed));
  rap_digest_bytes(&d, p->record_hash);
  rap_str both = rap_arena_str(arena, rap_buf_str(zipped));
  if (!both.p) return rap_error_nomem(err);
  p->body_z = rap_str_sub(both, 0, border);
  p->record_z = rap_str_sub(both, border, both.n);
  return RAP_OK;
}

static rap_status join_warnings(rap_arena *arena, const rap_str_list *list, rap_str *out, rap_error *err) {
  size_t n = 0;
  *out = (rap_str){0};
  if (list->n == 0) return RAP_OK;
  for (size_t i = 0; i < list->n; i++) n += list->items[i].n + 1;
  char *p = rap_arena_alloc(arena, n);
  if (!p) return rap_error_nomem(err);
  *out = (rap_str){p, n - 1};
  for (size_t i = 0; i < list->n; i++) {
    if (i) *p++ = '\n';
    for (size_t k = 0; k < list->items[i].n; k++) *p++ = list->items[i].p[k] == '\n' ? ' ' : list->items[i].p[k];
  }
  return RAP_OK;
}

static rap_status sketch(rap_preparer *preparer, rap_prepared *p, rap_error *err) {
  const rap_document *doc = p->doc;
  if (p->text_stays) return RAP_OK;
  rap_arena_reset(preparer->arena);
  bool made = rap_sketch_make(preparer->arena, rap_document_title(doc), rap_document_body(doc), doc->url, &p->sketch);
  return made ? RAP_OK : rap_error_nomem(err);
}

rap_status rap_store_prepare(rap_preparer *preparer, rap_arena *arena, rap_prepared *p, rap_error *err) {
  *p = (rap_prepared){.doc = p->doc, .record = p->record, .raw = p->raw, .text_stays = p->text_stays};
  const char *bad = rap_codec_bad_span(p->doc, p->record);
  if (bad) return rap_error_set(err, RAP_ERR_INTERNAL, "document %.*s: a %s does not lie in the text", RAP_FMT(p->doc->id), bad);
  if (p->record->n_statements > RAP_MAX_STATEMENTS)
    return rap_error_set(err, RAP_ERR_LIMIT, "document %.*s: %zu statements, more than %d", RAP_FMT(p->doc->id), p->record->n_statements,
                         RAP_MAX_STATEMENTS);
  make_hashes(p);
  rap_status st = pack(preparer, arena, p, err);
  if (st == RAP_OK) st = sketch(preparer, p, err);
  if (st == RAP_OK) st = join_warnings(arena, &p->doc->warnings, &p->warnings, err);
  return st;
}
