/* markup.h: XML and HTML written as a stream of elements. Layer: base. markup.c is the only file that knows libxml2 as a writer.
 *
 * Any bytes may be given as text: ill-formed UTF-8 becomes U+FFFD, characters that XML 1.0 does not allow (2.2: controls but tab, line feed and carriage return, U+FFFE, U+FFFF) become U+FFFD, and what is
 * special is escaped. Names of elements and attributes are the program's own and are asserted to be plain. The first failure sticks; it comes out of rap_markup_finish.
 *
 *     rap_markup *m = NULL;
 *     st = rap_markup_new(out, RAP_MARKUP_HTML, &m, err);
 *     if (st == RAP_OK) {
 *       rap_markup_open(m, "p");
 *       rap_markup_attr(m, "lang", doc->language);
 *       rap_markup_text(m, sentence);
 *       rap_markup_close(m);
 *     }
 *     st = rap_markup_finish(m, st, err);      // closes what is open
 */
#ifndef RAP_BASE_MARKUP_H
#define RAP_BASE_MARKUP_H

#include "base/emit.h"

typedef struct rap_markup rap_markup;

typedef enum rap_markup_kind {
  RAP_MARKUP_XML,          /* with the declaration; nothing is put between elements */
  RAP_MARKUP_XML_INDENTED, /* data whose elements hold elements or text, not both: an element a line */
  RAP_MARKUP_HTML,         /* "<!DOCTYPE html>"; an element without content is closed by an end tag unless HTML knows it as void */
  RAP_MARKUP_FRAGMENT      /* HTML elements without the doctype, for a page that is put together elsewhere; SVG inside of HTML */
} rap_markup_kind;

/* **Ownership**: `out` is borrowed until finish. **Errors**: RAP_ERR_NOMEM. */
rap_status rap_markup_new(rap_out *out, rap_markup_kind kind, rap_markup **markup, rap_error *err) RAP_MUST_CHECK;

/* Begins an element. A prefix may stand in the name ("xml:id"); name spaces are attributes. */
void rap_markup_open(rap_markup *m, const char *name);
/* An attribute of the element just begun, before any content. */
void rap_markup_attr(rap_markup *m, const char *name, rap_str value);
void rap_markup_attrf(rap_markup *m, const char *name, const char *format, ...) RAP_PRINTF(3, 4);
void rap_markup_text(rap_markup *m, rap_str text);
void rap_markup_textf(rap_markup *m, const char *format, ...) RAP_PRINTF(2, 3);
/* Ends the innermost element. */
void rap_markup_close(rap_markup *m);
/* A whole element with text. */
void rap_markup_element(rap_markup *m, const char *name, rap_str text);
/* The text of <style>: as it is. The program's own; without '<' and '&' (asserted), which would mean different things to HTML and to XML. */
void rap_markup_style(rap_markup *m, const char *css);
/* The beginning of an HTML page, up to and with <body>: character set, title, style. The program's own style; its texts are English. */
void rap_markup_page(rap_markup *m, rap_str title, const char *css);
/* A line break between elements, for people who read the source; not in RAP_MARKUP_XML_INDENTED. */
void rap_markup_line(rap_markup *m);

/* Closes all that is open, writes what is pending and frees `m` (NULL allowed). `st`: how things went so far; the first failure is returned. Errors: RAP_ERR_IO, RAP_ERR_NOMEM. */
rap_status rap_markup_finish(rap_markup *m, rap_status st, rap_error *err) RAP_MUST_CHECK;

#endif
