#include "ingest/entity.h"

#include <libxml/HTMLparser.h>

#include "base/utf8.h"

enum { NAME_MAX_LEN = 32 };

static uint32_t read_number(rap_str digits, unsigned base) {
  uint32_t value = 0;
  if (digits.n == 0) return 0;
  for (size_t i = 0; i < digits.n; i++) {
    int digit = rap_ascii_hex(digits.p[i]);
    if (digit < 0 || (unsigned)digit >= base) return 0;
    if (value <= 0x10FFFF) value = value * base + (unsigned)digit;
  }
  return value == 0 || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000) ? RAP_REPLACEMENT : value;
}

uint32_t rap_entity_by_name(const char *name) {
  const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);
  return entity ? entity->value : 0;
}

uint32_t rap_entity_read(rap_str reference) {
  char name[NAME_MAX_LEN];
  if (reference.n < 3 || reference.p[0] != '&' || reference.p[reference.n - 1] != ';') return 0;
  rap_str s = rap_str_sub(reference, 1, reference.n - 1);
  if (s.n && s.p[0] == '#') {
    bool hex = s.n > 1 && (s.p[1] | 32) == 'x';
    return read_number(rap_str_sub(s, hex ? 2 : 1, s.n), hex ? 16 : 10);
  }
  if (s.n == 0 || s.n >= sizeof name) return 0;
  memcpy(name, s.p, s.n);
  name[s.n] = '\0';
  return rap_entity_by_name(name);
}
