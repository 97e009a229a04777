/* xml.h: XML as a stream of events, in bounded memory. Layer: ingest (inside). xml.c is the only file that knows libxml2 as a reader of XML.
 *
 * No network, no external entity, no document type, no entity but predefined and numeric ones (with `repair` the named ones of HTML too): a parser that expands nothing cannot be made to
 * explode. Strict (office documents): the first error ends it, and so does a document type. With `repair` (feeds): xml_repair.h stands in front, and what it mended comes as RAP_XML_PROBLEM where it was.
 *
 *     rap_xml *xml = NULL;
 *     rap_xml_options options = {.stream = part};
 *     st = rap_xml_new(&options, &xml, err);
 *     while (st == RAP_OK && (st = rap_xml_next(xml, &node, err)) == RAP_OK)
 *       if (node.event == RAP_XML_TEXT && inside_paragraph) rap_buf_add(&text, node.text);
 *     rap_xml_free(xml);
 */
#ifndef RAP_INGEST_XML_H
#define RAP_INGEST_XML_H

#include "base/arena.h"
#include "base/buf.h"
#include "ingest/stream.h"

typedef struct rap_xml rap_xml;

typedef enum rap_xml_event { RAP_XML_START, RAP_XML_END, RAP_XML_TEXT, RAP_XML_PROBLEM } rap_xml_event;

typedef struct rap_xml_attribute {
  rap_str space, prefix, name, value; /* space: the namespace's URI, empty if none; name: without prefix */
} rap_xml_attribute;

typedef struct rap_xml_node {
  rap_xml_event event;
  rap_str space, prefix, name; /* START, END */
  const rap_xml_attribute *attributes;
  size_t n_attributes;
  rap_str text;  /* TEXT: a piece, of which several may follow each other; PROBLEM: what it is */
  bool lost;     /* PROBLEM: something of the text is missing, not only mended */
  size_t depth;  /* open elements around it; 0 for START and END of the root */
  uint64_t line; /* from 1 */
} rap_xml_node;

typedef struct rap_xml_options {
  rap_stream *stream; /* borrowed; UTF-8 (ill-formed sequences with `repair` only), whatever a declaration says of the encoding */
  bool repair;
  const char *const *never_nested; /* as in rap_xml_repair_options */
} rap_xml_options;

/* Errors: RAP_ERR_NOMEM. */
rap_status rap_xml_new(const rap_xml_options *options, rap_xml **out, rap_error *err) RAP_MUST_CHECK;
void rap_xml_free(rap_xml *xml);
/* The next event. RAP_NOT_FOUND at the end. **Ownership**: the node is good until the next call. **Errors**, without the path: RAP_ERR_INPUT ("line 7: …": not well-formed; with `repair` only what has no element at
 * all), RAP_ERR_LIMIT, RAP_ERR_NOMEM, those of the stream; after one the next call gives RAP_NOT_FOUND. **Cost**: linear; memory: one piece of 16 KB with its events, and one tag (RAP_MAX_XML_TAG). */
rap_status rap_xml_next(rap_xml *xml, rap_xml_node *node, rap_error *err) RAP_MUST_CHECK;

/* The value of an attribute of a START, empty if it has none. `space` NULL: of those without a namespace. */
rap_str rap_xml_attribute_of(const rap_xml_node *node, const char *space, const char *name);
#define RAP_XML_SPACE "http://www.w3.org/XML/1998/namespace"

/* `reference` resolved against `base` (RFC 3986, 5.2); as it is when `base` is empty, or when either is none or longer than 8 KB. Pointer NULL: out of memory. */
rap_str rap_xml_resolve(rap_arena *arena, rap_str base, rap_str reference);

#endif
