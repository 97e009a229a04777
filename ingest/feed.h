/* feed.h: RSS 0.9 to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, sound or broken, as a stream of raw documents. Layer: ingest (inside).
 *
 * One entry is in memory at a time, so a feed may have any number. Elements are told by namespace, or by prefix where none is declared; what stands in none of the known ones counts by its name.
 *
 * What becomes of an entry:
 *   id        atom:id, guid, rdf:about, else its link, else the feed's name, '#' and its number
 *   title     markup taken out, on one line; an entry that is a title alone becomes a document with that as its text, no title, and a warning
 *   text      the longest of content:encoded, content, description, summary; HTML (escaped, in CDATA or as XHTML) becomes text with a layout
 *   url       feedburner:origLink, link (rel alternate), guid that is one; resolved against xml:base, else against the address of the feed
 *   author    author, dc:creator, itunes:author; else the feed's
 *   dates     published, pubDate, issued, dc:date, dcterms:issued, created; only without one of these updated, modified
 *   source    the title of source, else of the feed
 *   language  xml:lang, language, dc:language: the first part of the tag
 *   metadata  "updated" (beside a date of publication), "categories"
 */
#ifndef RAP_INGEST_FEED_H
#define RAP_INGEST_FEED_H

#include "ingest/document.h"
#include "ingest/stream.h"

typedef struct rap_feed rap_feed;

typedef struct rap_feed_options {
  rap_stream *stream; /* borrowed; as in rap_xml_options */
  rap_str name;       /* for ids; copied */
  rap_str url;        /* where the feed was got from; may be empty; copied */
} rap_feed_options;

/* Errors: RAP_ERR_NOMEM. */
rap_status rap_feed_new(const rap_feed_options *options, rap_feed **out, rap_error *err) RAP_MUST_CHECK;
void rap_feed_free(rap_feed *feed);
/* Sets id, title, text, layout, url, author, dates, source, language, metadata and warnings of *raw, and the line where the entry begins; fields that `raw` has already stay where the entry says nothing.
 * RAP_NOT_FOUND at the end. RAP_PASSED_OVER, with a message: a feed without entries. Errors, without the path: RAP_ERR_INPUT (no XML; an entry without title and text; text dropped, or the end missing, behind the last entry), RAP_ERR_LIMIT (an entry
 * beyond RAP_MAX_DOCUMENT_BYTES; then nothing follows: what the feed says of itself beyond it), those of rap_xml_next. After a failure the next call goes on behind it. */
rap_status rap_feed_next(rap_feed *feed, rap_arena *arena, rap_raw_document *raw, uint64_t *line, rap_error *err) RAP_MUST_CHECK;

#endif
