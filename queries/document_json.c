#include "queries/document_json.h"

#include "queries/layout.h"

/* Adds the object that `text` holds under `key`; what doesn't parse is left out, since it was written by a reader of this program. */
static bool set_parsed(rap_json *o, const char *key, rap_str text) {
  rap_json *value = NULL;
  if (!text.n) return true;
  return rap_json_parse(text, &value, NULL) != RAP_ERR_NOMEM && (!value || rap_json_set(o, key, value));
}

rap_status rap_document_to_json(const rap_document *doc, rap_json **out, rap_error *err) {
  char day[RAP_DAY_TEXT_MAX];
  rap_json *o = *out = rap_json_new_object();
  bool ok = rap_json_set_str(o, "id", doc->id);
  ok = ok && rap_json_set_str_opt(o, "date", (rap_str){day, doc->published.year ? rap_day_format(doc->published, day) : 0});
  const struct {
    const char *key;
    rap_str value;
  } fields[] = {{"title", rap_document_title(doc)},
                {"text", rap_document_body(doc)},
                {"source", doc->source},
                {"url", doc->url},
                {"language", doc->language},
                {"author", doc->author},
                {"layout", doc->layout},
                {"file", doc->file},
                {"format", doc->format},
                {"charset", doc->charset}};
  for (size_t i = 0; ok && i < sizeof fields / sizeof fields[0]; i++) ok = rap_json_set_str_opt(o, fields[i].key, fields[i].value);
  if (ok && doc->published.year) ok = rap_json_set_str(o, "published_from", rap_str_of(rap_published_from_name(doc->published_from)));
  ok = ok && set_parsed(o, "reading", doc->reading) && set_parsed(o, "metadata", doc->metadata);
  rap_json *warnings = ok && doc->warnings.n ? rap_json_new_array() : NULL;
  for (size_t i = 0; warnings && ok && i < doc->warnings.n; i++) ok = rap_json_append(warnings, rap_json_new_string(doc->warnings.items[i]));
  if (ok && doc->warnings.n) ok = rap_json_set(o, "warnings", warnings);
  if (ok) return RAP_OK;
  rap_json_free(o);
  *out = NULL;
  return rap_error_nomem(err);
}

static void put_fact(rap_buf *out, const char *name, rap_str value) {
  if (value.n) rap_buf_printf(out, "%-10s %.*s\n", name, RAP_FMT(value));
}

static void put_block(const rap_document *doc, size_t i, size_t width, bool color, rap_buf *out) {
  const rap_block *b = &doc->blocks[i];
  rap_str words = rap_str_at(doc->full, rap_document_block_words(doc, i));
  size_t indent = 0;
  if (b->kind == RAP_BLOCK_TITLE) return;
  /* Lists and tables stand close, all else apart. */
  bool close = i > 0 && (b->kind == RAP_BLOCK_ITEM || b->kind == RAP_BLOCK_ROW) && doc->blocks[i - 1].kind == b->kind;
  if (!close) rap_buf_putc(out, '\n');
  if (b->aside != RAP_ASIDE_NONE) rap_buf_printf(out, "[%s]\n", rap_aside_name(b->aside));
  switch (b->kind) {
  case RAP_BLOCK_HEADING: rap_buf_puts(out, color ? "\033[1m" : ""); break;
  case RAP_BLOCK_ITEM:
    indent = 2 * (size_t)b->level;
    for (size_t k = 2; k < indent; k++) rap_buf_putc(out, ' ');
    rap_buf_puts(out, "• ");
    break;
  case RAP_BLOCK_TITLE:
  case RAP_BLOCK_ROW:
  case RAP_BLOCK_PARAGRAPH: break;
  }
  rap_text_wrap(out, words, width, indent);
  if (b->kind == RAP_BLOCK_HEADING && color) rap_buf_puts(out, "\033[0m");
  rap_buf_putc(out, '\n');
}

void rap_document_page(const rap_document *doc, size_t width, bool color, rap_buf *out) {
  char day[RAP_DAY_TEXT_MAX + 20];
  rap_str title = doc->title_len ? rap_document_title(doc) : doc->id;
  rap_buf_puts(out, color ? "\033[1m" : "");
  rap_text_wrap(out, title, width, 0);
  rap_buf_puts(out, color ? "\033[0m\n" : "\n");
  put_fact(out, "id", doc->id);
  if (doc->published.year) {
    size_t n = rap_day_format(doc->published, day);
    rap_buf_printf(out, "%-10s %.*s (%s)\n", "published", (int)n, day, rap_published_from_name(doc->published_from));
  }
  put_fact(out, "author", doc->author);
  put_fact(out, "source", doc->source);
  put_fact(out, "url", doc->url);
  put_fact(out, "language", doc->language);
  put_fact(out, "format", doc->format);
  put_fact(out, "charset", doc->charset);
  put_fact(out, "file", doc->file);
  if (rap_repairs_any(0, &doc->repairs)) {
    rap_buf_printf(out, "%-10s ", "repairs");
    rap_repairs_to_text(&doc->repairs, out);
    rap_buf_putc(out, '\n');
  }
  for (size_t i = 0; i < doc->warnings.n; i++) put_fact(out, "warning", doc->warnings.items[i]);
  for (size_t i = 0; i < doc->n_blocks; i++) put_block(doc, i, width, color, out);
}
