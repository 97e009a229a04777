/* html_meta.h: what a page says of itself beside its text: title, author, dates of publication, language, address, number of the release. Layer: ingest.
 *
 * Read from JSON-LD (schema.org), OpenGraph and other `meta`, `link`, `time`, microdata, the address, labelled lines ("Posted On: …") and boxes whose class says what they are. Of dates all are kept, in the order
 * of how surely they mean the publication; rap_published_find takes the first and says which contradict it.
 */
#ifndef RAP_INGEST_HTML_META_H
#define RAP_INGEST_HTML_META_H

#include "ingest/document.h"
#include "ingest/html_tree.h"

typedef struct rap_html_meta {
  rap_str title, author, site;
  rap_str language;   /* primary subtag in small letters, as declared; pages often declare that of their frame */
  rap_str url;        /* canonical, absolute; empty: not told */
  rap_str release_id; /* "(Release ID: 123)" */
  rap_str office;     /* the ministry or office above a press bureau's release */
} rap_html_meta;

/* `given_url`: where the page was got from, for relative links and for a date in it; may be empty. Date candidates are added to `raw`, all else goes to *out. Ownership: `arena`. Errors: RAP_ERR_NOMEM. Cost: linear in the tree.
 * Threads: any, one per arena. */
rap_status rap_html_meta_read(rap_arena *arena, const rap_html_tree *tree, rap_str given_url, rap_raw_document *raw, rap_html_meta *out,
                              rap_error *err) RAP_MUST_CHECK;

#endif
