#include "base/markup.h"

#include <assert.h>
#include <libxml/entities.h>
#include <libxml/xmlwriter.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* Elements that HTML has no end tags for (HTML Living Standard, 13.1.2 "void elements"). */
static const char *const void_elements[] = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"};

struct rap_markup {
  rap_markup_kind kind;
  rap_out *out;
  xmlTextWriter *writer;
  rap_buf sound, clean, formatted; /* reused */
  char *names;                     /* of the open elements, each with its NUL */
  size_t names_n, names_capacity;
  bool no_memory;
};

/* ---- where the bytes go ---- */

/* A failure is remembered by the stream; told of it, libxml2 would print. */
static int write_out(void *context, const char *bytes, int n) {
  rap_markup *m = context;
  if (n > 0) (void)rap_out_write(m->out, (rap_str){bytes, (size_t)n});
  return n;
}

static bool well(const rap_markup *m) { return !m->no_memory && !m->out->failed; }

static void check(rap_markup *m, int written) {
  if (written < 0) m->no_memory = true;
}

rap_status rap_markup_new(rap_out *out, rap_markup_kind kind, rap_markup **markup, rap_error *err) {
  *markup = NULL;
  rap_markup *m = calloc(1, sizeof *m);
  if (!m) return rap_error_nomem(err);
  m->kind = kind;
  m->out = out;
  xmlOutputBuffer *buffer = xmlOutputBufferCreateIO(write_out, NULL, m, NULL);
  m->writer = buffer ? xmlNewTextWriter(buffer) : NULL;
  if (!m->writer) {
    if (buffer) (void)xmlOutputBufferClose(buffer);
    free(m);
    return rap_error_nomem(err);
  }
  if (kind == RAP_MARKUP_XML_INDENTED) {
    check(m, xmlTextWriterSetIndent(m->writer, 1));
    check(m, xmlTextWriterSetIndentString(m->writer, BAD_CAST "  "));
  }
  if (kind == RAP_MARKUP_XML || kind == RAP_MARKUP_XML_INDENTED) check(m, xmlTextWriterStartDocument(m->writer, NULL, "UTF-8", NULL));
  if (kind == RAP_MARKUP_HTML) check(m, xmlTextWriterWriteRaw(m->writer, BAD_CAST "<!DOCTYPE html>\n"));
  *markup = m;
  return RAP_OK;
}

/* ---- text ---- */

static bool is_allowed(uint32_t cp) { return (cp >= 0x20 || cp == '\t' || cp == '\n' || cp == '\r') && cp != 0xFFFE && cp != 0xFFFF; }

/* `text` as XML may hold it, in m->clean. */
static bool make_clean(rap_markup *m, rap_str text) {
  size_t first;
  rap_buf_reset(&m->sound);
  rap_buf_reset(&m->clean);
  (void)rap_utf8_repair(text, &m->sound, &first);
  rap_str s = rap_buf_str(&m->sound);
  for (size_t at = 0, from = 0; at < s.n || from < s.n;) {
    uint32_t cp = 0;
    size_t n = at < s.n ? rap_utf8_decode(s, at, &cp) : 0;
    if (n && is_allowed(cp)) {
      at += n;
      if (at < s.n) continue;
    }
    rap_buf_add(&m->clean, rap_str_sub(s, from, at));
    if (at < s.n) rap_buf_puts(&m->clean, REPLACEMENT);
    at += at < s.n ? n : 0;
    from = at;
  }
  rap_buf_puts(&m->clean, ""); /* ended by NUL even when it is empty */
  if (rap_buf_failed(&m->sound) || rap_buf_failed(&m->clean)) m->no_memory = true;
  return well(m) && m->clean.n;
}

void rap_markup_text(rap_markup *m, rap_str text) {
  if (make_clean(m, text)) check(m, xmlTextWriterWriteString(m->writer, BAD_CAST m->clean.p));
}

static void format_text(rap_markup *m, const char *format, va_list ap) RAP_PRINTF(2, 0);
static void format_text(rap_markup *m, const char *format, va_list ap) {
  rap_buf_reset(&m->formatted);
  rap_buf_vprintf(&m->formatted, format, ap);
  if (rap_buf_failed(&m->formatted)) m->no_memory = true;
}

void rap_markup_textf(rap_markup *m, const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  format_text(m, format, ap);
  va_end(ap);
  rap_markup_text(m, rap_buf_str(&m->formatted));
}

/* ---- elements ---- */

static void expect_plain(const char *name) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  assert(*name && strchr(letters, *name) && !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:._-")]);
  (void)name, (void)letters;
}

static bool remember(rap_markup *m, const char *name) {
  size_t n = strlen(name) + 1;
  if (m->names_n + n > m->names_capacity) {
    size_t capacity = 2 * m->names_capacity + n + 64;
    char *grown = realloc(m->names, capacity);
    if (!grown) {
      m->no_memory = true;
      return false;
    }
    m->names = grown;
    m->names_capacity = capacity;
  }
  memcpy(m->names + m->names_n, name, n);
  m->names_n += n;
  return true;
}

static const char *innermost(const rap_markup *m) {
  size_t at = m->names_n - 1;
  while (at > 0 && m->names[at - 1] != '\0') at--;
  return m->names + at;
}

static bool is_void(const char *name) {
  for (size_t i = 0; i < sizeof void_elements / sizeof *void_elements; i++)
    if (strcmp(void_elements[i], name) == 0) return true;
  return false;
}

void rap_markup_open(rap_markup *m, const char *name) {
  expect_plain(name);
  if (well(m) && remember(m, name)) check(m, xmlTextWriterStartElement(m->writer, BAD_CAST name));
}

void rap_markup_close(rap_markup *m) {
  if (!well(m)) return;
  assert(m->names_n > 0);
  const char *name = innermost(m);
  bool html = m->kind == RAP_MARKUP_HTML || m->kind == RAP_MARKUP_FRAGMENT;
  check(m, html && !is_void(name) ? xmlTextWriterFullEndElement(m->writer) : xmlTextWriterEndElement(m->writer));
  m->names_n = (size_t)(name - m->names);
}

/* libxml2's own attributes escape every letter beyond ASCII; its escaping of text does not, but leaves the line breaks and tabs that a reader would take for blanks. */
void rap_markup_attr(rap_markup *m, const char *name, rap_str value) {
  expect_plain(name);
  if (!well(m)) return;
  check(m, xmlTextWriterStartAttribute(m->writer, BAD_CAST name));
  xmlChar *escaped = make_clean(m, value) ? xmlEncodeSpecialChars(NULL, BAD_CAST m->clean.p) : NULL;
  if (m->clean.n && !escaped) m->no_memory = true;
  for (const char *p = (const char *)escaped; p && *p && well(m);) {
    size_t n = strcspn(p, "\n\t");
    assert(n < INT_MAX);
    if (n) check(m, xmlTextWriterWriteRawLen(m->writer, BAD_CAST p, (int)n));
    if (p[n]) check(m, xmlTextWriterWriteRaw(m->writer, BAD_CAST(p[n] == '\n' ? "&#10;" : "&#9;")));
    p += p[n] ? n + 1 : n;
  }
  xmlFree(escaped);
  if (well(m)) check(m, xmlTextWriterEndAttribute(m->writer));
}

void rap_markup_attrf(rap_markup *m, const char *name, const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  format_text(m, format, ap);
  va_end(ap);
  rap_markup_attr(m, name, rap_buf_str(&m->formatted));
}

void rap_markup_element(rap_markup *m, const char *name, rap_str text) {
  rap_markup_open(m, name);
  rap_markup_text(m, text);
  rap_markup_close(m);
}

void rap_markup_style(rap_markup *m, const char *css) {
  assert(!css[strcspn(css, "<&")]);
  rap_markup_open(m, "style");
  if (well(m)) check(m, xmlTextWriterWriteRaw(m->writer, BAD_CAST css));
  rap_markup_close(m);
}

void rap_markup_line(rap_markup *m) {
  if (well(m) && m->kind != RAP_MARKUP_XML_INDENTED) check(m, xmlTextWriterWriteRaw(m->writer, BAD_CAST "\n"));
}

void rap_markup_page(rap_markup *m, rap_str title, const char *css) {
  rap_markup_open(m, "html");
  rap_markup_attr(m, "lang", RAP_STR("en"));
  rap_markup_line(m);
  rap_markup_open(m, "head");
  rap_markup_line(m);
  rap_markup_open(m, "meta");
  rap_markup_attr(m, "charset", RAP_STR("utf-8"));
  rap_markup_close(m);
  rap_markup_line(m);
  rap_markup_open(m, "meta");
  rap_markup_attr(m, "name", RAP_STR("viewport"));
  rap_markup_attr(m, "content", RAP_STR("width=device-width, initial-scale=1"));
  rap_markup_close(m);
  rap_markup_line(m);
  rap_markup_element(m, "title", title);
  rap_markup_line(m);
  rap_markup_style(m, css);
  rap_markup_line(m);
  rap_markup_close(m);
  rap_markup_line(m);
  rap_markup_open(m, "body");
  rap_markup_line(m);
}

rap_status rap_markup_finish(rap_markup *m, rap_status st, rap_error *err) {
  if (!m) return st;
  while (well(m) && m->names_n) rap_markup_close(m);
  if (well(m) && m->kind != RAP_MARKUP_FRAGMENT && m->kind != RAP_MARKUP_XML_INDENTED) rap_markup_line(m);
  if (well(m)) check(m, xmlTextWriterFlush(m->writer));
  if (st == RAP_OK && m->out->failed) st = rap_error_set(err, RAP_ERR_IO, "the output could not be written");
  if (st == RAP_OK && m->no_memory) st = rap_error_nomem(err);
  xmlFreeTextWriter(m->writer);
  rap_buf_clear(&m->sound);
  rap_buf_clear(&m->clean);
  rap_buf_clear(&m->formatted);
  free(m->names);
  free(m);
  return st;
}
