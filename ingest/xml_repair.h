/* xml_repair.h: XML as it comes → well-formed XML, in one pass and bounded memory. Layer: ingest (inside).
 *
 * What comes out has one root, balanced tags, quoted attributes, each once, no document type, and no entity but the five predefined ones and numeric ones; so no parser behind it can be made to expand
 * an entity, whatever its own defences. Comments and processing instructions are dropped, CDATA becomes escaped text. Text and names of well-formed XML come through as they are, and lines keep their
 * numbers: what is dropped leaves its line breaks in a comment.
 *
 * Each repair is marked where it was made by a processing instruction `<?rap N?>`, N a rap_xml_problem; since none of the input's come through, it can be no other's.
 */
#ifndef RAP_INGEST_XML_REPAIR_H
#define RAP_INGEST_XML_REPAIR_H

#include "base/buf.h"

typedef enum rap_xml_problem {
  RAP_XML_BARE_AMPERSAND,
  RAP_XML_BARE_LESS,
  RAP_XML_CONTROL,
  RAP_XML_ILL_FORMED,
  RAP_XML_BEFORE_ROOT,
  RAP_XML_BEHIND_ROOT,
  RAP_XML_TAG_CUT,
  RAP_XML_TAG_LONG,
  RAP_XML_BAD_NAME,
  RAP_XML_BAD_ATTRIBUTE,
  RAP_XML_NOT_CLOSED,
  RAP_XML_NOT_OPEN,
  RAP_XML_TOO_DEEP,
  RAP_XML_ENDS_INSIDE,
  RAP_XML_N_PROBLEMS
} rap_xml_problem;
/* What it says in a warning: "a tag that is never closed". */
const char *rap_xml_problem_text(rap_xml_problem problem);

typedef struct rap_xml_repair rap_xml_repair;

typedef struct rap_xml_repair_options {
  /* Names, without prefix, of elements never inside their like (NULL-terminated, may be NULL): the second closes the first, so that a feed that closes no item stays flat. */
  const char *const *never_nested;
  /* Code point of a named HTML entity, 0 if there is none. */
  uint32_t (*entity)(const char *name);
} rap_xml_repair_options;

/* Errors: RAP_ERR_NOMEM. */
rap_status rap_xml_repair_new(const rap_xml_repair_options *options, rap_xml_repair **out, rap_error *err) RAP_MUST_CHECK;
void rap_xml_repair_free(rap_xml_repair *repair);
/* Appends what `bytes` (UTF-8; ill-formed sequences are replaced) add, to `out`; `last`: nothing comes behind them. Errors: RAP_ERR_LIMIT (a document type that does not end within
 * RAP_MAX_XML_TAG bytes), RAP_ERR_NOMEM. Cost: linear; keeps at most a tag. */
rap_status rap_xml_repair_feed(rap_xml_repair *repair, rap_str bytes, bool last, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* The root element was seen. */
bool rap_xml_repair_rooted(const rap_xml_repair *repair);

#endif
