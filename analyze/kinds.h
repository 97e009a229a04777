/* kinds.h: the kinds of mention. Layer: analyze.
 *
 * One table: enumerator, name (as in rule packs and output), plural (lists in shadow rules), exported in records, default kinds hidden inside it.
 * A mention of kind k stands in a shadow as the private-use code point RAP_SHADOW_BASE + k (three bytes in UTF-8).
 */
#ifndef RAP_ANALYZE_KINDS_H
#define RAP_ANALYZE_KINDS_H

#include "base/str.h"

#define RAP_KIND_TABLE(X)                                      \
  X(RAP_KIND_STATE, "state", "states", 1)                      \
  X(RAP_KIND_GROUP, "group", "groups", 1)                      \
  X(RAP_KIND_COLLECTIVE, "collective", "collectives", 0)       \
  X(RAP_KIND_DATE, "date", "dates", 1)                         \
  X(RAP_KIND_TIME, "time", "times", 1)                         \
  X(RAP_KIND_DURATION, "duration", "durations", 1)             \
  X(RAP_KIND_PERSON, "person", "persons", 1)                   \
  X(RAP_KIND_OFFICE, "office", "offices", 0)                   \
  X(RAP_KIND_ORGANISATION, "organisation", "organisations", 1) \
  X(RAP_KIND_PLACE, "place", "places", 1)                      \
  X(RAP_KIND_PROGRAMME, "programme", "programmes", 1)          \
  X(RAP_KIND_EVENT, "event", "events", 0)                      \
  X(RAP_KIND_NAME, "name", "names", 0)                         \
  X(RAP_KIND_COUNT, "count", "counts", 1)                      \
  X(RAP_KIND_THEME, "theme", "themes", 1)                      \
  X(RAP_KIND_CUE, "cue", "cues", 0)                            \
  X(RAP_KIND_HEADLINE, "headline", "headlines", 0)             \
  X(RAP_KIND_TIMEX, "timex", "timexes", 0)

typedef enum rap_kind {
#define RAP_KIND_ENUM(id, name, plural, exported) id,
  RAP_KIND_TABLE(RAP_KIND_ENUM)
#undef RAP_KIND_ENUM
      RAP_N_KINDS
} rap_kind;

typedef uint32_t rap_kind_set; /* bit k: kind k */
#define RAP_KIND_BIT(k) ((rap_kind_set)1 << (k))
/* What `{states}` is a list of. */
#define RAP_KINDS_OF_STATES (RAP_KIND_BIT(RAP_KIND_STATE) | RAP_KIND_BIT(RAP_KIND_GROUP) | RAP_KIND_BIT(RAP_KIND_COLLECTIVE))

#define RAP_SHADOW_BASE 0xE000u

const char *rap_kind_name(rap_kind kind);
const char *rap_kind_plural(rap_kind kind);
bool rap_kind_exported(rap_kind kind);
/* By name (not plural); false when unknown. */
bool rap_kind_parse(rap_str name, rap_kind *out);
/* Kinds that a mention of this kind hides inside itself unless its rule says otherwise. */
rap_kind_set rap_kind_hides(rap_kind kind);

#endif
