/* xml.c: XML as a stream of events, by libxml2's push parser. Layer: ingest. */
#include "ingest/xml.h"

#include <inttypes.h>
#include <libxml/parser.h>
#include <libxml/uri.h>
#include <stdlib.h>

#include "base/limits.h"
#include "ingest/entity.h"
#include "ingest/xml_repair.h"

enum { PIECE = 16 * 1024, RESOLVE_MAX = 8192 };

struct rap_xml {
  rap_xml_options options;
  rap_xml_repair *repair; /* NULL: strict */
  xmlParserCtxtPtr parser;
  rap_arena *arena; /* of the events */
  rap_xml_node *events;
  size_t n_events, capacity, at, depth;
  rap_buf repaired;
  rap_error failure; /* met while parsing, told behind the events in front of it */
  bool at_end, told;
};

static rap_str of_xml(const xmlChar *s) { return rap_str_of((const char *)s); }

static void fail(rap_xml *xml, rap_status status, const char *what) {
  int line = xml->parser && xml->parser->input ? xml->parser->input->line : 1;
  rap_error_set(&xml->failure, status, "line %d: %s", line > 0 ? line : 1, what);
  if (xml->parser) xmlStopParser(xml->parser);
}

/* A new event, zeroed but for depth and line; NULL when out of memory, which is then the failure. */
static rap_xml_node *add(rap_xml *xml, rap_xml_event event) {
  if (xml->failure.status != RAP_OK) return NULL;
  void *items = xml->events;
  if (!rap_arena_grow(xml->arena, &items, xml->n_events, &xml->capacity, sizeof *xml->events)) {
    rap_error_nomem(&xml->failure);
    xmlStopParser(xml->parser);
    return NULL;
  }
  xml->events = items;
  rap_xml_node *node = &xml->events[xml->n_events++];
  int line = xml->parser->input ? xml->parser->input->line : 1;
  *node = (rap_xml_node){.event = event, .depth = xml->depth, .line = line > 0 ? (uint64_t)line : 1};
  return node;
}

static rap_str keep(rap_xml *xml, rap_str s) { return s.n ? rap_arena_str(xml->arena, s) : (rap_str){0}; }

/* NOLINTNEXTLINE(readability-function-size): libxml2 hands it nine things */
static void on_start(void *state, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_spaces, const xmlChar **spaces,
                     int n_attributes, int n_defaulted, const xmlChar **attributes) {
  rap_xml *xml = state;
  (void)n_spaces, (void)spaces, (void)n_defaulted;
  rap_xml_node *node = add(xml, RAP_XML_START);
  if (!node) return;
  if (xml->depth >= RAP_MAX_XML_DEPTH) {
    fail(xml, RAP_ERR_LIMIT, "elements nested too deeply");
    return;
  }
  xml->depth++;
  node->name = keep(xml, of_xml(name));
  node->prefix = keep(xml, of_xml(prefix));
  node->space = keep(xml, of_xml(uri));
  if (n_attributes <= 0) return;
  rap_xml_attribute *list = rap_arena_array(xml->arena, (size_t)n_attributes, sizeof *list);
  if (!list) return;
  for (int i = 0; i < n_attributes; i++) {
    /* Five pointers each: name, prefix, URI, begin and end of the value (libxml2, startElementNsSAX2Func). */
    const xmlChar **a = attributes + 5 * (size_t)i;
    list[i] = (rap_xml_attribute){.name = keep(xml, of_xml(a[0])),
                                  .prefix = keep(xml, of_xml(a[1])),
                                  .space = keep(xml, of_xml(a[2])),
                                  .value = keep(xml, (rap_str){(const char *)a[3], (size_t)(a[4] - a[3])})};
  }
  node->attributes = list;
  node->n_attributes = (size_t)n_attributes;
}

static void on_end(void *state, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  rap_xml *xml = state;
  if (xml->depth > 0) xml->depth--;
  rap_xml_node *node = add(xml, RAP_XML_END);
  if (!node) return;
  node->name = keep(xml, of_xml(name));
  node->prefix = keep(xml, of_xml(prefix));
  node->space = keep(xml, of_xml(uri));
}

static void on_text(void *state, const xmlChar *text, int n) {
  rap_xml *xml = state;
  rap_xml_node *node = n > 0 ? add(xml, RAP_XML_TEXT) : NULL;
  if (node) node->text = keep(xml, (rap_str){(const char *)text, (size_t)n});
}

/* The marks of xml_repair. Strict documents may hold instructions of their own, which are nobody's concern here. */
static void on_instruction(void *state, const xmlChar *target, const xmlChar *data) {
  rap_xml *xml = state;
  if (!xml->repair || !rap_str_is(of_xml(target), "rap") || !data) return;
  uint64_t problem = 0;
  if (!rap_str_uint(of_xml(data), &problem) || problem >= RAP_XML_N_PROBLEMS) return;
  rap_xml_node *node = add(xml, RAP_XML_PROBLEM);
  if (!node) return;
  node->text = rap_str_of(rap_xml_problem_text((rap_xml_problem)problem));
  node->lost = problem == RAP_XML_BEFORE_ROOT || problem == RAP_XML_BEHIND_ROOT || problem == RAP_XML_ENDS_INSIDE;
}

static void on_document_type(void *state, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id) {
  (void)name, (void)public_id, (void)system_id;
  fail(state, RAP_ERR_INPUT, "a document type declaration, which no file of this kind has");
}

static void on_error(void *state, xmlErrorPtr error) {
  rap_xml *xml = state;
  if (!error || error->level < XML_ERR_ERROR || error->domain == XML_FROM_NAMESPACE || xml->failure.status != RAP_OK) return;
  if (error->code == XML_ERR_NO_MEMORY) {
    rap_error_nomem(&xml->failure);
    return;
  }
  rap_str text = rap_str_trim(rap_str_of(error->message));
  if (!xml->repair) rap_error_set(&xml->failure, RAP_ERR_INPUT, "line %d: %.*s", error->line, RAP_FMT(text));
  rap_xml_node *node = xml->repair ? add(xml, RAP_XML_PROBLEM) : NULL;
  if (node) node->text = keep(xml, text);
}

static rap_status new_parser(rap_xml *xml, rap_error *err) {
  xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                       .startElementNs = on_start,
                       .endElementNs = on_end,
                       .characters = on_text,
                       .ignorableWhitespace = on_text,
                       .cdataBlock = on_text,
                       .processingInstruction = on_instruction,
                       .internalSubset = on_document_type,
                       .serror = on_error};
  xmlInitParser();
  xml->parser = xmlCreatePushParserCtxt(&sax, xml, NULL, 0, NULL);
  if (!xml->parser) return rap_error_nomem(err);
  /* Never XML_PARSE_NOENT, XML_PARSE_DTDLOAD or XML_PARSE_HUGE: nothing is expanded or fetched, and the parser's own bounds stay. */
  int options = XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | (xml->repair ? XML_PARSE_RECOVER : 0);
  if (xmlCtxtUseOptions(xml->parser, options) != 0) return rap_error_set(err, RAP_ERR_INTERNAL, "libxml2 knows not all of its options");
  return RAP_OK;
}

rap_status rap_xml_new(const rap_xml_options *options, rap_xml **out, rap_error *err) {
  *out = NULL;
  rap_xml *xml = calloc(1, sizeof *xml);
  if (!xml) return rap_error_nomem(err);
  xml->options = *options;
  xml->arena = rap_arena_new();
  rap_status st = xml->arena ? RAP_OK : rap_error_nomem(err);
  rap_xml_repair_options repair = {.never_nested = options->never_nested, .entity = rap_entity_by_name};
  if (st == RAP_OK && options->repair) st = rap_xml_repair_new(&repair, &xml->repair, err);
  if (st == RAP_OK) st = new_parser(xml, err);
  if (st != RAP_OK) {
    rap_xml_free(xml);
    return st;
  }
  *out = xml;
  return RAP_OK;
}

void rap_xml_free(rap_xml *xml) {
  if (!xml) return;
  xmlFreeParserCtxt(xml->parser);
  rap_xml_repair_free(xml->repair);
  rap_arena_free(xml->arena);
  rap_buf_clear(&xml->repaired);
  free(xml);
}

static void parse(rap_xml *xml, rap_str bytes, bool last) {
  /* xmlParseChunk takes an int; what repair makes of a piece and a tag is far below. */
  assert(bytes.n < INT32_MAX);
  int code = xmlParseChunk(xml->parser, bytes.p, (int)bytes.n, last);
  if (xml->failure.status != RAP_OK || code == XML_ERR_OK) return;
  if (xml->parser->errNo == XML_ERR_NO_MEMORY) rap_error_nomem(&xml->failure);
  /* With XML_PARSE_RECOVER the parser goes on after most errors; of those that stop it something was told as a problem. */
  if (xml->parser->disableSAX && xml->failure.status == RAP_OK) {
    rap_str why = rap_str_trim(rap_str_of(xml->parser->lastError.message));
    rap_error_set(&xml->failure, RAP_ERR_INPUT, "line %d: %.*s", xml->parser->lastError.line, RAP_FMT(why));
  }
}

/* One more piece into the parser: its events are queued. */
static rap_status more(rap_xml *xml, rap_error *err) {
  char piece[PIECE];
  size_t n = 0;
  rap_arena_reset(xml->arena);
  xml->events = NULL;
  xml->n_events = xml->capacity = xml->at = 0;
  rap_status st = rap_stream_read(xml->options.stream, piece, sizeof piece, &n, err);
  if (st != RAP_OK) return st;
  xml->at_end = n == 0;
  rap_str bytes = {piece, n};
  if (xml->repair) {
    rap_buf_reset(&xml->repaired);
    st = rap_xml_repair_feed(xml->repair, bytes, xml->at_end, &xml->repaired, err);
    bytes = rap_buf_str(&xml->repaired);
    if (st == RAP_OK && xml->at_end && !rap_xml_repair_rooted(xml->repair)) st = rap_error_set(err, RAP_ERR_INPUT, "no XML element in it");
    if (st != RAP_OK) return st;
  }
  parse(xml, bytes, xml->at_end);
  if (rap_arena_failed(xml->arena)) {
    rap_error_clear(&xml->failure);
    rap_error_nomem(&xml->failure);
  }
  return RAP_OK;
}

rap_status rap_xml_next(rap_xml *xml, rap_xml_node *node, rap_error *err) {
  *node = (rap_xml_node){0};
  while (xml->at == xml->n_events) {
    if (xml->told) return RAP_NOT_FOUND;
    if (xml->failure.status != RAP_OK) {
      xml->told = true;
      return rap_error_set(err, xml->failure.status, "%s", xml->failure.text);
    }
    if (xml->at_end) return RAP_NOT_FOUND;
    rap_status st = more(xml, err);
    xml->told = st != RAP_OK;
    if (st != RAP_OK) return st;
  }
  *node = xml->events[xml->at++];
  return RAP_OK;
}

rap_str rap_xml_attribute_of(const rap_xml_node *node, const char *space, const char *name) {
  for (size_t i = 0; i < node->n_attributes; i++) {
    const rap_xml_attribute *a = &node->attributes[i];
    if (rap_str_is(a->name, name) && rap_str_is(a->space, space ? space : "")) return a->value;
  }
  return (rap_str){0};
}

rap_str rap_xml_resolve(rap_arena *arena, rap_str base, rap_str reference) {
  rap_str plain = rap_arena_str(arena, reference), against = rap_arena_str(arena, base);
  if (!plain.p || !against.p || base.n == 0 || base.n + reference.n > RESOLVE_MAX) return plain;
  xmlChar *resolved = xmlBuildURI((const xmlChar *)plain.p, (const xmlChar *)against.p);
  if (!resolved) return plain;
  rap_str out = rap_arena_str(arena, of_xml(resolved));
  xmlFree(resolved);
  return out;
}
