/* document.c: building a document from what a reader yields. Layer: ingest. */
#include "ingest/document.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/json.h"
#include "base/limits.h"
#include "ingest/language.h"
#include "ingest/published.h"
#include "ingest/repair_blocks.h"
#include "ingest/segment.h"
#include "ingest/structure.h"
#include "ingest/view.h"

const char *rap_block_kind_name(rap_block_kind kind) {
  static const char *const names[] = {"title", "heading", "paragraph", "item", "row"};
  assert((size_t)kind < sizeof names / sizeof names[0]);
  return names[kind];
}

const char *rap_aside_name(rap_aside aside) {
  static const char *const names[] = {"none", "repetition", "caption", "tweet", "furniture"};
  assert((size_t)aside < sizeof names / sizeof names[0]);
  return names[aside];
}

const char *rap_published_from_name(rap_published_from from) {
  static const char *const names[] = {"unknown", "record", "line", "dateline", "file", "metadata", "url", "capture"};
  assert((size_t)from < sizeof names / sizeof names[0]);
  return names[from];
}

void rap_document_warn(rap_arena *arena, rap_document *doc, const char *format, ...) {
  if (doc->warnings.n > RAP_MAX_WARNINGS) return;
  char text[RAP_ERROR_TEXT_MAX];
  va_list args;
  va_start(args, format);
  int n = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  if (n < 0) return;
  size_t len = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
  /* A cut character at the end would be ill-formed. */
  if ((size_t)n >= sizeof text) {
    while (len > 0 && ((unsigned char)text[len - 1] & 0xC0) == 0x80) len--;
    if (len > 0 && (unsigned char)text[len - 1] >= 0xC0) len--;
  }
  for (size_t i = 0; i < doc->warnings.n; i++)
    if (rap_str_eq(doc->warnings.items[i], (rap_str){text, len})) return;
  if (doc->warnings.n == RAP_MAX_WARNINGS) {
    rap_str_list_add(arena, &doc->warnings, RAP_STR("more warnings were dropped"));
    return;
  }
  rap_str copy = rap_arena_str(arena, (rap_str){text, len});
  if (copy.p) rap_str_list_add(arena, &doc->warnings, copy);
}

rap_str rap_document_title(const rap_document *doc) { return rap_str_sub(doc->full, 0, doc->title_len); }
rap_str rap_document_body(const rap_document *doc) { return rap_str_sub(doc->full, doc->body, doc->full.n); }

size_t rap_document_sentence_at(const rap_document *doc, size_t text_offset) {
  size_t low = 0, high = doc->n_sentences;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (doc->sentences[middle].text.end <= text_offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low < doc->n_sentences && doc->sentences[low].text.begin <= text_offset ? low : RAP_NONE;
}

size_t rap_document_block_at(const rap_document *doc, size_t text_offset) {
  size_t low = 0, high = doc->n_blocks;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (doc->blocks[middle].text.end <= text_offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low < doc->n_blocks && doc->blocks[low].text.begin <= text_offset ? low : RAP_NONE;
}

/* ---- Building ------------------------------------------------------------------------------------------------------------ */

/* Normalises a short field into the arena. */
static rap_status copy_field(rap_arena *arena, rap_str raw, rap_str *out, rap_error *err) {
  rap_buf text = {0};
  size_t n_bad = 0, first_bad = 0;
  *out = (rap_str){0};
  if (raw.n == 0) return RAP_OK;
  rap_status st = rap_normalise(raw, true, &text, &n_bad, &first_bad, err);
  if (st == RAP_OK) {
    *out = rap_arena_str(arena, rap_buf_str(&text));
    if (!out->p) st = rap_error_nomem(err);
  }
  rap_buf_clear(&text);
  return st;
}

static rap_status copy_fields(rap_arena *arena, const rap_raw_document *raw, rap_document *doc, rap_error *err) {
  const struct {
    rap_str from;
    rap_str *to;
  } fields[] = {{raw->id, &doc->id},          {raw->source, &doc->source},     {raw->url, &doc->url},       {raw->language, &doc->language},
                {raw->file, &doc->file},      {raw->metadata, &doc->metadata}, {raw->author, &doc->author}, {raw->format, &doc->format},
                {raw->charset, &doc->charset}};
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    rap_status st = copy_field(arena, fields[i].from, fields[i].to, err);
    if (st != RAP_OK) return st;
  }
  for (size_t i = 0; i < raw->warnings.n; i++) rap_document_warn(arena, doc, "%.*s", RAP_FMT(raw->warnings.items[i]));
  return RAP_OK;
}

static void warn_of_repair(rap_arena *arena, rap_document *doc, const char *field, size_t n_bad, size_t first_bad) {
  if (n_bad)
    rap_document_warn(arena, doc, "%s: %zu ill-formed UTF-8 sequence%s replaced by U+FFFD, the first at byte %zu", field, n_bad,
                      n_bad == 1 ? "" : "s", first_bad);
}

static size_t count_lines(rap_str s) {
  size_t n = s.n > 0;
  for (size_t i = 0; i < s.n; i++) n += s.p[i] == '\n';
  return n;
}

/* The body of a text with a layout: each line is normalised by itself, so that the two stay in step; empty ones go, with their bytes of the layout. */
static rap_status normalise_lines(const rap_raw_document *raw, rap_buf *full, rap_buf *layout, size_t *n_bad, size_t *first_bad, rap_error *err) {
  size_t body = full->n;
  rap_str rest = raw->text, line;
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < raw->layout.n && rap_str_split(&rest, '\n', &line); i++) {
    size_t before = full->n, bad = 0, first = 0;
    if (before > body) rap_buf_putc(full, '\n');
    size_t begin = full->n;
    st = rap_normalise(line, true, full, &bad, &first, err);
    if (bad && *n_bad == 0) *first_bad = (size_t)(line.p - raw->text.p) + first;
    *n_bad += bad;
    if (full->n > begin)
      rap_buf_putc(layout, raw->layout.p[i]);
    else
      full->n = before;
  }
  return st;
}

/* The body of doc->full, with doc->layout if there is one. */
static rap_status normalise_body(rap_arena *arena, const rap_raw_document *raw, rap_document *doc, rap_buf *full, rap_error *err) {
  rap_buf layout = {0};
  size_t n_bad = 0, first_bad = 0;
  bool laid_out = raw->layout.n > 0;
  if (laid_out && count_lines(raw->text) != raw->layout.n) {
    rap_document_warn(arena, doc, "layout: of %zu lines, but the text has %zu: passed over", raw->layout.n, count_lines(raw->text));
    laid_out = false;
  }
  rap_status st =
      laid_out ? normalise_lines(raw, full, &layout, &n_bad, &first_bad, err) : rap_normalise(raw->text, false, full, &n_bad, &first_bad, err);
  if (st == RAP_OK) warn_of_repair(arena, doc, "text", n_bad, first_bad);
  if (st == RAP_OK && layout.n) doc->layout = rap_arena_str(arena, rap_buf_str(&layout));
  if (st == RAP_OK && (rap_buf_failed(&layout) || (layout.n && !doc->layout.p))) st = rap_error_nomem(err);
  rap_buf_clear(&layout);
  return st;
}

/* What the steps of the text put right in doc->full and what goes with it. */
static rap_status repair(rap_arena *arena, rap_document *doc, rap_error *err) {
  rap_repair_in text = {.full = doc->full, .title_len = doc->title_len, .layout = doc->layout};
  rap_status st = rap_repair_text(arena, doc->repairs_off, &text, &doc->repairs, err);
  doc->full = text.full;
  doc->title_len = text.title_len;
  doc->body = text.title_len ? text.title_len + 1 : 0;
  doc->layout = text.layout;
  return st;
}

/* doc->full, title_len, body and layout. */
static rap_status make_full(rap_arena *arena, const rap_raw_document *raw, rap_document *doc, rap_error *err) {
  rap_buf full = {0};
  size_t n_bad = 0, first_bad = 0;
  rap_status st = rap_normalise(raw->title, true, &full, &n_bad, &first_bad, err);
  if (st != RAP_OK) goto done;
  warn_of_repair(arena, doc, "title", n_bad, first_bad);
  doc->title_len = full.n;
  if (full.n) rap_buf_putc(&full, '\n');
  doc->body = full.n;
  st = normalise_body(arena, raw, doc, &full, err);
  if (st != RAP_OK) goto done;
  if (full.n > RAP_MAX_DOCUMENT_BYTES) {
    st = rap_error_set(err, RAP_ERR_LIMIT, "%.*s: text of %zu bytes, more than %zu", RAP_FMT(doc->file), full.n, RAP_MAX_DOCUMENT_BYTES);
    goto done;
  }
  doc->full = rap_arena_str(arena, rap_buf_str(&full));
  if (rap_buf_failed(&full) || !doc->full.p) st = rap_error_nomem(err);
  if (st == RAP_OK) st = repair(arena, doc, err);
done:
  rap_buf_clear(&full);
  return st;
}

/* doc->reading: what is worth keeping of how a document was read. Plain texts have none. */
static rap_status describe(rap_arena *arena, const rap_raw_document *raw, rap_document *doc, rap_error *err) {
  bool repaired = rap_repairs_any(doc->repairs_off, &doc->repairs);
  if (raw->n_dates == 0 && !repaired) return RAP_OK;
  rap_buf text = {0};
  rap_json *reading = rap_json_new_object(), *dates = raw->n_dates ? rap_json_new_array() : NULL;
  bool ok = reading != NULL;
  for (size_t i = 0; ok && i < raw->n_dates; i++) {
    const rap_raw_date *d = &raw->dates[i];
    rap_json *date = rap_json_new_object();
    ok = rap_json_set_str(date, "from", rap_str_of(rap_published_from_name(d->from))) && rap_json_set_str_opt(date, "name", d->name) &&
         rap_json_set_str(date, "text", d->text);
    if (!rap_json_append(dates, date)) ok = false;
  }
  if (dates && !rap_json_set(reading, "dates", dates)) ok = false;
  if (ok && repaired) ok = rap_repairs_to_json(doc->repairs_off, &doc->repairs, reading);
  rap_status st = ok ? rap_json_write(reading, 0, &text, err) : rap_error_nomem(err);
  if (st == RAP_OK) doc->reading = rap_arena_str(arena, rap_buf_str(&text));
  if (st == RAP_OK && !doc->reading.p) st = rap_error_nomem(err);
  rap_buf_clear(&text);
  rap_json_free(reading);
  return st;
}

/* Blocks, view, date of publication, sentences and language of doc->full. */
static rap_status take_apart(rap_arena *arena, const rap_raw_document *raw, rap_document *doc, rap_error *err) {
  rap_draft *drafts = NULL;
  char *view_bytes = NULL;
  rap_status st = rap_lines_cut(arena, doc, &drafts, err);
  if (st == RAP_OK) st = rap_view_build(arena, doc, &view_bytes, err);
  if (st == RAP_OK) st = rap_published_find(arena, doc, raw, drafts, err);
  if (st == RAP_OK) st = rap_segment(arena, doc, drafts, err);
  if (st == RAP_OK) st = rap_structure_resolve(arena, doc, drafts, view_bytes, err);
  if (st == RAP_OK) st = rap_repair_blocks(arena, doc, drafts, err);
  if (st == RAP_OK && doc->language.n == 0)
    doc->language = rap_language_guess(rap_str_sub(doc->view.s, doc->n_blocks && doc->title_len ? doc->blocks[0].view.end : 0, doc->view.s.n));
  return st;
}

rap_status rap_document_build(rap_arena *arena, const rap_raw_document *raw, rap_document *doc, rap_error *err) {
  *doc = (rap_document){0};
  if (raw->text.n > RAP_MAX_DOCUMENT_BYTES || raw->title.n > RAP_MAX_DOCUMENT_BYTES)
    return rap_error_set(err, RAP_ERR_LIMIT, "%.*s: text of %zu bytes, more than %zu", RAP_FMT(raw->file), raw->text.n, RAP_MAX_DOCUMENT_BYTES);
  doc->repairs_off = raw->repairs_off;
  rap_status st = copy_fields(arena, raw, doc, err);
  if (st == RAP_OK) st = make_full(arena, raw, doc, err);
  doc->repairs.n[RAP_REPAIR_MOJIBAKE] = (uint32_t)(raw->n_mojibake < UINT32_MAX ? raw->n_mojibake : UINT32_MAX);
  if (st == RAP_OK) st = take_apart(arena, raw, doc, err);
  if (st == RAP_OK) st = describe(arena, raw, doc, err);
  if (st == RAP_OK && rap_arena_failed(arena)) st = rap_error_nomem(err); /* a warning, say, that found no room */
  doc->n_read_warnings = doc->warnings.n;
  if (st != RAP_OK) *doc = (rap_document){0};
  return st;
}

rap_status rap_document_restore(rap_arena *arena, const rap_document *stored, rap_document *doc, rap_error *err) {
  const rap_raw_document raw = {0};
  *doc = (rap_document){.full = rap_arena_str(arena, stored->full), .title_len = stored->title_len, .body = stored->body};
  const struct {
    rap_str from;
    rap_str *to;
  } fields[] = {
      {stored->id, &doc->id},           {stored->source, &doc->source},     {stored->url, &doc->url},       {stored->language, &doc->language},
      {stored->file, &doc->file},       {stored->metadata, &doc->metadata}, {stored->author, &doc->author}, {stored->format, &doc->format},
      {stored->charset, &doc->charset}, {stored->reading, &doc->reading},   {stored->layout, &doc->layout}};
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
    if (fields[i].from.n) *fields[i].to = rap_arena_str(arena, fields[i].from);
  rap_status st = rap_repairs_from_json(doc->reading, &doc->repairs_off, &doc->repairs, err);
  if (st == RAP_OK) st = take_apart(arena, &raw, doc, err);
  doc->published = stored->published;
  doc->published_from = stored->published_from;
  doc->published_text = rap_arena_str(arena, stored->published_text);
  doc->warnings = (rap_str_list){0};
  for (size_t i = 0; i < stored->n_read_warnings && i < stored->warnings.n; i++)
    rap_document_warn(arena, doc, "%.*s", RAP_FMT(stored->warnings.items[i]));
  doc->n_read_warnings = doc->warnings.n;
  if (st == RAP_OK && rap_arena_failed(arena)) st = rap_error_nomem(err);
  if (st != RAP_OK) *doc = (rap_document){0};
  return st;
}

rap_span rap_document_block_words(const rap_document *doc, size_t block) {
  const rap_block *b = &doc->blocks[block];
  return b->n_sentences ? (rap_span){doc->sentences[b->first_sentence].text.begin, b->text.end} : b->text;
}
