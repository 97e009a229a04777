#include "analyze/kinds.h"

#include <assert.h>

#define HIDDEN_BY_NAMES                                                                                                            \
  (RAP_KIND_BIT(RAP_KIND_STATE) | RAP_KIND_BIT(RAP_KIND_GROUP) | RAP_KIND_BIT(RAP_KIND_COLLECTIVE) | RAP_KIND_BIT(RAP_KIND_DATE) | \
   RAP_KIND_BIT(RAP_KIND_PLACE) | RAP_KIND_BIT(RAP_KIND_PERSON) | RAP_KIND_BIT(RAP_KIND_COUNT))

static const struct {
  const char *name, *plural;
  bool exported;
} kinds[RAP_N_KINDS] = {
#define RAP_KIND_ROW(id, name, plural, exported) {name, plural, exported},
    RAP_KIND_TABLE(RAP_KIND_ROW)
#undef RAP_KIND_ROW
};

const char *rap_kind_name(rap_kind kind) {
  assert(kind < RAP_N_KINDS);
  return kinds[kind].name;
}

const char *rap_kind_plural(rap_kind kind) {
  assert(kind < RAP_N_KINDS);
  return kinds[kind].plural;
}

bool rap_kind_exported(rap_kind kind) {
  assert(kind < RAP_N_KINDS);
  return kinds[kind].exported;
}

bool rap_kind_parse(rap_str name, rap_kind *out) {
  *out = RAP_KIND_STATE;
  for (int k = 0; k < RAP_N_KINDS; k++) {
    if (!rap_str_is(name, kinds[k].name)) continue;
    *out = (rap_kind)k;
    return true;
  }
  return false;
}

rap_kind_set rap_kind_hides(rap_kind kind) {
  switch (kind) {
  case RAP_KIND_NAME:
  case RAP_KIND_ORGANISATION: return HIDDEN_BY_NAMES | RAP_KIND_BIT(RAP_KIND_THEME);
  case RAP_KIND_PROGRAMME: return HIDDEN_BY_NAMES;
  case RAP_KIND_EVENT: return RAP_KIND_BIT(RAP_KIND_COUNT) | RAP_KIND_BIT(RAP_KIND_DATE);
  case RAP_KIND_OFFICE: return RAP_KIND_BIT(RAP_KIND_THEME);
  case RAP_KIND_DATE: return RAP_KIND_BIT(RAP_KIND_COUNT) | RAP_KIND_BIT(RAP_KIND_DURATION) | RAP_KIND_BIT(RAP_KIND_TIME);
  case RAP_KIND_PERSON: return RAP_KIND_BIT(RAP_KIND_STATE) | RAP_KIND_BIT(RAP_KIND_PLACE) | RAP_KIND_BIT(RAP_KIND_GROUP);
  default: return 0;
  }
}
