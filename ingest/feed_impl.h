/* feed_impl.h: between feed.c (what stands where), feed_names.c (what elements mean) and feed_entry.c (entry → raw document). Layer: ingest (inside). */
#ifndef RAP_INGEST_FEED_IMPL_H
#define RAP_INGEST_FEED_IMPL_H

#include "ingest/feed.h"
#include "ingest/xml.h"

typedef enum rap_feed_field {
  RAP_FEED_NOTHING,
  RAP_FEED_ID,
  RAP_FEED_TITLE,
  RAP_FEED_LINK,
  RAP_FEED_ORIGINAL, /* the link before a counter of clicks took its place */
  RAP_FEED_SUMMARY,
  RAP_FEED_CONTENT,
  RAP_FEED_AUTHOR,
  RAP_FEED_PUBLISHED,
  RAP_FEED_UPDATED,
  RAP_FEED_SOURCE,
  RAP_FEED_LANGUAGE,
  RAP_FEED_CATEGORY
} rap_feed_field;

/* What an element is, and its worth among others of the same field (more is better). */
typedef struct rap_feed_name {
  const char *space, *name; /* space: one of the known vocabularies, "" for RSS and Atom */
  rap_feed_field field;
  int worth;
} rap_feed_name;

/* The vocabulary of a node's namespace (or prefix): "" for RSS and Atom, "dc", "media" …; NULL for one that isn't known. */
const char *rap_feed_space(const rap_xml_node *node);
/* The meaning of an element; NULL if it has none here. */
const rap_feed_name *rap_feed_meaning(const rap_xml_node *node);

/* How the characters of a field are to be read. */
typedef enum rap_feed_mode { RAP_FEED_GUESS, RAP_FEED_PLAIN, RAP_FEED_HTML, RAP_FEED_BASE64, RAP_FEED_OTHER } rap_feed_mode;

typedef struct rap_feed_value {
  rap_str text; /* pointer NULL: not there */
  rap_feed_mode mode;
  int worth;
} rap_feed_value;

/* An entry, or what the feed says of itself. Strings lie in the arena of whom it is. */
typedef struct rap_feed_entry {
  rap_feed_value id, title, url, summary, content, author, published, updated, source, language;
  rap_str published_name, updated_name;
  rap_str base; /* of relative links */
  rap_str_list categories;
  uint64_t line, number;
} rap_feed_entry;

/* Puts what the entry says into *raw; `feed` is what the feed says of itself, for what the entry doesn't. Errors: as rap_feed_next. */
rap_status rap_feed_entry_read(const rap_feed_entry *entry, const rap_feed_entry *feed, rap_str name, rap_arena *arena, rap_raw_document *raw,
                               rap_error *err) RAP_MUST_CHECK;

#endif
