/* xml_tags.c: what xml_repair writes for text, entities and tags. Layer: ingest. */
#include <inttypes.h>

#include "base/utf8.h"
#include "ingest/xml_repair_impl.h"

enum { ATTRIBUTES_MAX = 64 };

void rap_xml_mark(rap_xml_repair *r, rap_xml_problem problem) { rap_buf_printf(r->out, "<?rap %d?>", (int)problem); }

/* Text outside the root: white space is nobody's loss. */
void rap_xml_put_outside(rap_xml_repair *r, char c) {
  if (c == '\n') rap_buf_putc(r->out, c);
  if (rap_xml_is_space(c) || r->told_outside) return;
  r->told_outside = true;
  rap_xml_mark(r, r->closed ? RAP_XML_BEHIND_ROOT : RAP_XML_BEFORE_ROOT);
}

/* One byte of text or of a value, which is nothing but itself. */
void rap_xml_put_plain(rap_xml_repair *r, char c, bool value) {
  switch (c) {
  case '&': rap_buf_puts(r->out, "&amp;"); break;
  case '<': rap_buf_puts(r->out, "&lt;"); break;
  case '>': rap_buf_puts(r->out, "&gt;"); break;
  case '"': rap_buf_puts(r->out, value ? "&quot;" : "\""); break;
  default:
    if ((unsigned char)c >= 0x20 || rap_xml_is_space(c))
      rap_buf_putc(r->out, c);
    else if (!value)
      rap_xml_mark(r, RAP_XML_CONTROL);
  }
}

void rap_xml_put_text(rap_xml_repair *r, char c) {
  if (rap_xml_is_inside(r))
    rap_xml_put_plain(r, c, false);
  else
    rap_xml_put_outside(r, c);
}

static bool is_xml_char(uint32_t cp) {
  return cp == '\t' || cp == '\n' || cp == '\r' || (cp >= 0x20 && cp <= 0xD7FF) || (cp >= 0xE000 && cp <= 0xFFFD) ||
         (cp >= 0x10000 && cp <= 0x10FFFF);
}

/* "#233" or "#xE9" → its code point, UINT32_MAX if that is no number. */
static uint32_t numeric(rap_str name) {
  bool hex = name.n > 1 && (name.p[1] == 'x' || name.p[1] == 'X');
  uint32_t cp = 0;
  size_t from = hex ? 2 : 1;
  if (name.n <= from) return UINT32_MAX;
  for (size_t i = from; i < name.n; i++) {
    int digit = rap_ascii_hex(name.p[i]);
    if (digit < 0 || (digit > 9 && !hex)) return UINT32_MAX;
    if (cp < 0x110000) cp = cp * (hex ? 16u : 10u) + (uint32_t)digit;
  }
  return cp;
}

/* "&name;". False: it is none, and nothing was put. */
bool rap_xml_put_entity(rap_xml_repair *r, rap_str name, bool value) {
  static const char *const predefined[] = {"amp", "lt", "gt", "quot", "apos"};
  char text[RAP_XML_ENTITY_MAX + 1] = {0}, utf8[4];
  if (name.n == 0 || name.n > RAP_XML_ENTITY_MAX) return false;
  memcpy(text, name.p, name.n);
  for (size_t i = 0; i < sizeof predefined / sizeof predefined[0]; i++) {
    if (strcmp(text, predefined[i]) != 0) continue;
    rap_buf_printf(r->out, "&%s;", text);
    return true;
  }
  bool is_number = name.p[0] == '#';
  uint32_t cp = is_number ? numeric(name) : r->options.entity ? r->options.entity(text) : 0;
  if (is_number ? cp == UINT32_MAX : cp == 0) return false;
  if (!is_xml_char(cp)) {
    if (!value) rap_xml_mark(r, RAP_XML_CONTROL);
  } else if (cp < 0x80) {
    rap_buf_printf(r->out, "&#%" PRIu32 ";", cp);
  } else {
    rap_buf_add(r->out, (rap_str){utf8, rap_utf8_encode(cp, utf8)});
  }
  return true;
}

/* In front of text, or as a value (then what is wrong isn't marked: a mark cannot stand in a tag). */
static void put_value(rap_xml_repair *r, rap_str value) {
  for (size_t at = 0; at < value.n; at++) {
    if (value.p[at] == '&') {
      size_t end = at + 1;
      while (end < value.n && end - at <= RAP_XML_ENTITY_MAX && (rap_xml_is_name(value.p[end]) || value.p[end] == '#')) end++;
      if (end < value.n && value.p[end] == ';' && rap_xml_put_entity(r, rap_str_sub(value, at + 1, end), true)) {
        at = end;
        continue;
      }
    }
    rap_xml_put_plain(r, value.p[at], true);
  }
}

static rap_str open_name(const rap_xml_repair *r, size_t i) { return rap_str_sub(rap_buf_str(&r->names), i ? r->ends[i - 1] : 0, r->ends[i]); }

static void close_one(rap_xml_repair *r) {
  rap_str name = open_name(r, r->depth - 1);
  rap_buf_printf(r->out, "</%.*s>", RAP_FMT(name));
  r->depth--;
  r->names.n = r->depth ? r->ends[r->depth - 1] : 0;
  r->closed = r->depth == 0;
  r->told_outside = false;
}

void rap_xml_close_down(rap_xml_repair *r, size_t depth) {
  r->over = 0;
  while (r->depth > depth) close_one(r);
}

static rap_str local(rap_str name) {
  const char *colon = name.n ? memchr(name.p, ':', name.n) : NULL;
  return colon ? rap_str_sub(name, (size_t)(colon - name.p) + 1, name.n) : name;
}

static bool is_never_nested(const rap_xml_repair *r, rap_str name) {
  for (size_t i = 0; r->options.never_nested && r->options.never_nested[i]; i++)
    if (rap_str_is(local(name), r->options.never_nested[i])) return true;
  return false;
}

static void end_tag(rap_xml_repair *r, rap_str name) {
  /* Which of those beyond the depth it closes isn't known, unless it cannot be one of them. */
  if (r->over > 0 && !is_never_nested(r, name)) {
    r->over--;
    return;
  }
  size_t at = r->depth;
  while (at > 0 && !rap_str_eq(open_name(r, at - 1), name)) at--;
  if (at == 0) {
    if (rap_xml_is_inside(r)) rap_xml_mark(r, RAP_XML_NOT_OPEN);
    return;
  }
  if (at < r->depth) rap_xml_mark(r, RAP_XML_NOT_CLOSED);
  rap_xml_close_down(r, at - 1);
}

/* An element that is never inside its like closes the open one. */
static void close_like(rap_xml_repair *r, rap_str name) {
  if (!is_never_nested(r, name)) return;
  for (size_t at = r->depth; at > 0; at--) {
    if (!rap_str_eq(open_name(r, at - 1), name)) continue;
    rap_xml_mark(r, RAP_XML_NOT_CLOSED);
    rap_xml_close_down(r, at - 1);
    return;
  }
}

/* Names are letters, digits and ".-_", with one colon at most, inside. (Those of other scripts stand in no format that is read here.) */
static bool is_sound_name(rap_str name) {
  size_t colons = 0;
  for (size_t i = 0; i < name.n; i++) {
    if (!rap_xml_is_name(name.p[i])) return false;
    colons += name.p[i] == ':';
  }
  if (name.n == 0 || !rap_xml_is_letter(name.p[0]) || colons > 1 || name.p[name.n - 1] == ':') return false;
  return rap_xml_is_letter(local(name).p[0]);
}

struct attribute {
  rap_str name, value;
  bool quoted;
};

/* The next attribute of a tag's text at *at; false at its end. */
static bool next_attribute(rap_str tag, size_t *at, struct attribute *a) {
  *a = (struct attribute){0};
  size_t i = *at;
  while (i < tag.n && (rap_xml_is_space(tag.p[i]) || tag.p[i] == '/')) i++;
  if (i == tag.n) return false;
  size_t begin = i;
  while (i < tag.n && !rap_xml_is_space(tag.p[i]) && tag.p[i] != '=' && tag.p[i] != '/') i++;
  a->name = rap_str_sub(tag, begin, i);
  size_t eq = i;
  while (eq < tag.n && rap_xml_is_space(tag.p[eq])) eq++;
  if (eq < tag.n && tag.p[eq] == '=') {
    i = eq + 1;
    while (i < tag.n && rap_xml_is_space(tag.p[i])) i++;
    char quote = i < tag.n ? tag.p[i] : 0;
    a->quoted = quote == '"' || quote == '\'';
    begin = a->quoted ? i + 1 : i;
    i = begin;
    while (i < tag.n && (a->quoted ? tag.p[i] != quote : !rap_xml_is_space(tag.p[i]))) i++;
    a->value = rap_str_sub(tag, begin, i);
    if (a->quoted && i < tag.n) i++;
  }
  *at = i;
  return true;
}

/* Attributes: sound ones are written, `write` false only tells whether all are. */
static bool put_attributes(rap_xml_repair *r, rap_str tag, size_t at, bool write) {
  struct attribute a;
  rap_str seen[ATTRIBUTES_MAX];
  size_t n = 0;
  bool sound = true;
  while (next_attribute(tag, &at, &a)) {
    bool twice = false;
    for (size_t i = 0; i < n; i++) twice = twice || rap_str_eq(seen[i], a.name);
    bool keep = is_sound_name(a.name) && !twice && n < ATTRIBUTES_MAX;
    sound = sound && keep && a.quoted;
    if (!keep) continue;
    seen[n++] = a.name;
    if (!write) continue;
    rap_buf_printf(r->out, " %.*s=\"", RAP_FMT(a.name));
    put_value(r, a.value);
    rap_buf_putc(r->out, '"');
  }
  return sound;
}

size_t rap_xml_count_lines(rap_str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) n += s.p[i] == '\n';
  return n;
}

void rap_xml_put_lines(rap_xml_repair *r, size_t n) {
  if (n == 0) return;
  rap_buf_puts(r->out, "<!--");
  while (n-- > 0) rap_buf_putc(r->out, '\n');
  rap_buf_puts(r->out, "-->");
}

static void start_tag(rap_xml_repair *r, rap_str tag, size_t name_end) {
  rap_str name = rap_str_sub(tag, 0, name_end);
  bool empty = tag.n > 0 && tag.p[tag.n - 1] == '/';
  if (r->closed) {
    rap_xml_put_outside(r, '<');
    return;
  }
  close_like(r, name);
  if (r->depth == RAP_MAX_XML_DEPTH) {
    if (r->over == 0) rap_xml_mark(r, RAP_XML_TOO_DEEP);
    r->over += !empty;
    return;
  }
  if (!put_attributes(r, tag, name_end, false)) rap_xml_mark(r, RAP_XML_BAD_ATTRIBUTE);
  rap_buf_printf(r->out, "<%.*s", RAP_FMT(name));
  put_attributes(r, tag, name_end, true);
  rap_buf_putc(r->out, '>');
  rap_buf_add(&r->names, name);
  r->ends[r->depth++] = r->names.n;
  r->rooted = true;
  if (empty) close_one(r);
}

/* "<who@example.org>" is no tag. */
static void put_as_text(rap_xml_repair *r) {
  rap_str tag = rap_buf_str(&r->token);
  if (rap_xml_is_inside(r)) rap_xml_mark(r, RAP_XML_BAD_NAME);
  rap_xml_put_text(r, '<');
  for (size_t i = 0; i < tag.n; i++) rap_xml_put_text(r, tag.p[i]);
  rap_xml_put_text(r, '>');
}

/* A tag is complete: r->token holds it without brackets. */
void rap_xml_finish_tag(rap_xml_repair *r) {
  rap_str tag = rap_buf_str(&r->token);
  size_t lines = rap_xml_count_lines(tag), from = r->out->n;
  bool end = tag.n > 0 && tag.p[0] == '/';
  if (end) tag = rap_str_trim(rap_str_sub(tag, 1, tag.n));
  size_t n = 0;
  while (n < tag.n && !rap_xml_is_space(tag.p[n]) && tag.p[n] != '/') n++;
  if (!is_sound_name(rap_str_sub(tag, 0, n)))
    put_as_text(r);
  else if (end)
    end_tag(r, rap_str_sub(tag, 0, n));
  else
    start_tag(r, tag, n);
  size_t written = rap_buf_failed(r->out) ? lines : rap_xml_count_lines(rap_str_sub(rap_buf_str(r->out), from, r->out->n));
  if (written < lines) rap_xml_put_lines(r, lines - written);
  rap_buf_reset(&r->token);
  r->mode = RAP_XML_IN_TEXT;
  r->quote = 0;
  r->less = false;
}
