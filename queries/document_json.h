/* document_json.h: a document as it was read, before any rule looks at it. Layer: queries. */
#ifndef RAP_QUERIES_DOCUMENT_JSON_H
#define RAP_QUERIES_DOCUMENT_JSON_H

#include "base/buf.h"
#include "base/json.h"
#include "ingest/document.h"

/* The document as an input record (the manual's "Input records": id, date, title, text, source, url, language, author, layout), so that it can be read again, and how it was read: "file", "format", "charset", "published_from",
 * "dates", "metadata", "warnings". *out is yours. Errors: RAP_ERR_NOMEM. */
rap_status rap_document_to_json(const rap_document *doc, rap_json **out, rap_error *err) RAP_MUST_CHECK;
/* The document as a page of `width` columns for people, appended to `out`: title, how it was read, warnings, its blocks. */
void rap_document_page(const rap_document *doc, size_t width, bool color, rap_buf *out);

#endif
