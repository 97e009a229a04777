/* xml_repair_impl.h: between xml_repair.c (bytes → text and markup) and xml_tags.c (what is written for them). Layer: ingest (inside). */
#ifndef RAP_INGEST_XML_REPAIR_IMPL_H
#define RAP_INGEST_XML_REPAIR_IMPL_H

#include "base/limits.h"
#include "ingest/xml_repair.h"

enum { RAP_XML_ENTITY_MAX = 32 };

typedef enum rap_xml_mode {
  RAP_XML_IN_TEXT,
  RAP_XML_IN_ENTITY,
  RAP_XML_BEHIND_LESS,
  RAP_XML_BEHIND_BANG, /* "<!" */
  RAP_XML_IN_TAG,
  RAP_XML_IN_LONG_TAG, /* which is read to its end */
  RAP_XML_IN_COMMENT,
  RAP_XML_IN_INSTRUCTION,
  RAP_XML_IN_CDATA,
  RAP_XML_IN_DECLARATION
} rap_xml_mode;

struct rap_xml_repair {
  rap_xml_repair_options options;
  rap_xml_mode mode;
  bool begun;            /* bytes were seen */
  bool rooted, closed;   /* the root was opened; and closed again */
  bool told_outside;     /* text outside the root is told once */
  char quote;            /* TAG, DECLARATION: inside a value that ends with it */
  bool less;             /* TAG: a '<' came last */
  size_t brackets;       /* DECLARATION: depth of '[' */
  size_t skipped, lines; /* bytes and line breaks of what is being dropped */
  rap_buf token;         /* what is being read: an entity's name, a tag without its brackets, what follows "<!" */
  rap_buf names;         /* names of open elements, one behind the other */
  size_t ends[RAP_MAX_XML_DEPTH], depth;
  uint64_t over; /* open elements beyond the depth, of which only text is kept */
  rap_buf *out;
  rap_buf held; /* bytes of a character that the end of the last piece cut */
};

static inline bool rap_xml_is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
static inline bool rap_xml_is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static inline bool rap_xml_is_name(char c) { return rap_xml_is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':'; }
static inline bool rap_xml_is_inside(const rap_xml_repair *r) { return r->rooted && !r->closed; }

/* Puts the mark of a problem. */
void rap_xml_mark(rap_xml_repair *r, rap_xml_problem problem);
/* One byte outside of the root: white space is nobody's loss, the rest is told once. */
void rap_xml_put_outside(rap_xml_repair *r, char c);
/* One byte of text, or of an attribute's value, which is nothing but itself. */
void rap_xml_put_plain(rap_xml_repair *r, char c, bool value);
/* One byte of text, wherever it stands. */
void rap_xml_put_text(rap_xml_repair *r, char c);
/* "&name;". False: it is none, and nothing was put. */
bool rap_xml_put_entity(rap_xml_repair *r, rap_str name, bool value);
/* Line breaks of what was dropped. */
void rap_xml_put_lines(rap_xml_repair *r, size_t n);
size_t rap_xml_count_lines(rap_str s);
/* The tag in r->token, without its brackets, is whole. */
void rap_xml_finish_tag(rap_xml_repair *r);
/* Closes open elements until `depth` are left. */
void rap_xml_close_down(rap_xml_repair *r, size_t depth);

#endif
