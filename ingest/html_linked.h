/* html_linked.h: a page's JSON-LD (schema.org, in <script type="application/ld+json">). Layer: ingest (inside). */
#ifndef RAP_INGEST_HTML_LINKED_H
#define RAP_INGEST_HTML_LINKED_H

#include "ingest/html_tree.h"

typedef struct rap_html_linked {
  rap_str type; /* of the object that the others are from, "NewsArticle"; empty: there is none */
  rap_str headline, published, author, publisher, language;
} rap_html_linked;

/* Of the first object that is an article or a page of one (articles before others). Scripts that are no JSON are passed over: pages have many. Ownership: `arena`. Errors: RAP_ERR_NOMEM. Cost: linear in the scripts;
 * objects nested more than RAP_MAX_LINKED_DEPTH deep are not looked into. */
rap_status rap_html_linked_read(rap_arena *arena, const rap_html_tree *tree, rap_html_linked *out, rap_error *err) RAP_MUST_CHECK;

#endif
