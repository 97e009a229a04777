/* xml_repair.c: XML as it comes → well-formed XML. Layer: ingest. */
#include "ingest/xml_repair.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"

enum { ENTITY_MAX = 32, ATTRIBUTES_MAX = 64 };

typedef enum mode { TEXT, ENTITY, LESS, BANG, TAG, TAG_SKIP, COMMENT, INSTRUCTION, CDATA, DECLARATION } mode;

struct rap_xml_repair {
  rap_xml_repair_options options;
  mode mode;
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

const char *rap_xml_problem_text(rap_xml_problem problem) {
  static const char *const texts[RAP_XML_N_PROBLEMS] = {
      [RAP_XML_BARE_AMPERSAND] = "'&' that begins no known entity",
      [RAP_XML_BARE_LESS] = "'<' that begins no tag",
      [RAP_XML_CONTROL] = "a control character, dropped",
      [RAP_XML_ILL_FORMED] = "ill-formed UTF-8, replaced by U+FFFD",
      [RAP_XML_BEFORE_ROOT] = "text in front of the root element, dropped",
      [RAP_XML_BEHIND_ROOT] = "text behind the root element, dropped",
      [RAP_XML_TAG_CUT] = "a tag without its '>'",
      [RAP_XML_TAG_LONG] = "a tag too long, its attributes dropped",
      [RAP_XML_BAD_NAME] = "a tag with an impossible name, kept as text",
      [RAP_XML_BAD_ATTRIBUTE] = "an attribute twice, without quotes or with an impossible name",
      [RAP_XML_NOT_CLOSED] = "an element that is not closed",
      [RAP_XML_NOT_OPEN] = "a closing tag of what is not open, dropped",
      [RAP_XML_TOO_DEEP] = "elements nested too deeply, only their text kept",
      [RAP_XML_ENDS_INSIDE] = "the file ends inside an element",
  };
  return texts[problem];
}

rap_status rap_xml_repair_new(const rap_xml_repair_options *options, rap_xml_repair **out, rap_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return rap_error_nomem(err);
  (*out)->options = *options;
  return RAP_OK;
}

void rap_xml_repair_free(rap_xml_repair *repair) {
  if (!repair) return;
  rap_buf_clear(&repair->token);
  rap_buf_clear(&repair->names);
  rap_buf_clear(&repair->held);
  free(repair);
}

bool rap_xml_repair_rooted(const rap_xml_repair *repair) { return repair->rooted; }

static void mark(rap_xml_repair *r, rap_xml_problem problem) { rap_buf_printf(r->out, "<?rap %d?>", (int)problem); }

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool is_name(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':'; }
static bool is_inside(const rap_xml_repair *r) { return r->rooted && !r->closed; }

/* Text outside the root: white space is nobody's loss. */
static void put_outside(rap_xml_repair *r, char c) {
  if (c == '\n') rap_buf_putc(r->out, c);
  if (is_space(c) || r->told_outside) return;
  r->told_outside = true;
  mark(r, r->closed ? RAP_XML_BEHIND_ROOT : RAP_XML_BEFORE_ROOT);
}

/* One byte of text or of a value, which is nothing but itself. */
static void put_plain(rap_xml_repair *r, char c, bool value) {
  switch (c) {
  case '&': rap_buf_puts(r->out, "&amp;"); break;
  case '<': rap_buf_puts(r->out, "&lt;"); break;
  case '>': rap_buf_puts(r->out, "&gt;"); break;
  case '"': rap_buf_puts(r->out, value ? "&quot;" : "\""); break;
  default:
    if ((unsigned char)c >= 0x20 || is_space(c))
      rap_buf_putc(r->out, c);
    else if (!value)
      mark(r, RAP_XML_CONTROL);
  }
}

static void put_text(rap_xml_repair *r, char c) {
  if (is_inside(r))
    put_plain(r, c, false);
  else
    put_outside(r, c);
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
    char c = name.p[i], low = (char)(c | 32);
    int digit = c >= '0' && c <= '9' ? c - '0' : hex && low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
    if (digit < 0) return UINT32_MAX;
    if (cp < 0x110000) cp = cp * (hex ? 16u : 10u) + (uint32_t)digit;
  }
  return cp;
}

/* "&name;". False: it is none, and nothing was put. */
static bool put_entity(rap_xml_repair *r, rap_str name, bool value) {
  static const char *const predefined[] = {"amp", "lt", "gt", "quot", "apos"};
  char text[ENTITY_MAX + 1] = {0}, utf8[4];
  if (name.n == 0 || name.n > ENTITY_MAX) return false;
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
    if (!value) mark(r, RAP_XML_CONTROL);
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
      while (end < value.n && end - at <= ENTITY_MAX && (is_name(value.p[end]) || value.p[end] == '#')) end++;
      if (end < value.n && value.p[end] == ';' && put_entity(r, rap_str_sub(value, at + 1, end), true)) {
        at = end;
        continue;
      }
    }
    put_plain(r, value.p[at], true);
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

static void close_down(rap_xml_repair *r, size_t depth) {
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
    if (is_inside(r)) mark(r, RAP_XML_NOT_OPEN);
    return;
  }
  if (at < r->depth) mark(r, RAP_XML_NOT_CLOSED);
  close_down(r, at - 1);
}

/* An element that is never inside its like closes the open one. */
static void close_like(rap_xml_repair *r, rap_str name) {
  if (!is_never_nested(r, name)) return;
  for (size_t at = r->depth; at > 0; at--) {
    if (!rap_str_eq(open_name(r, at - 1), name)) continue;
    mark(r, RAP_XML_NOT_CLOSED);
    close_down(r, at - 1);
    return;
  }
}

/* Names are letters, digits and ".-_", with one colon at most, inside. (Those of other scripts stand in no format that is read here.) */
static bool is_sound_name(rap_str name) {
  size_t colons = 0;
  for (size_t i = 0; i < name.n; i++) {
    if (!is_name(name.p[i])) return false;
    colons += name.p[i] == ':';
  }
  if (name.n == 0 || !is_letter(name.p[0]) || colons > 1 || name.p[name.n - 1] == ':') return false;
  return is_letter(local(name).p[0]);
}

struct attribute {
  rap_str name, value;
  bool quoted;
};

/* The next attribute of a tag's text at *at; false at its end. */
static bool next_attribute(rap_str tag, size_t *at, struct attribute *a) {
  *a = (struct attribute){0};
  size_t i = *at;
  while (i < tag.n && (is_space(tag.p[i]) || tag.p[i] == '/')) i++;
  if (i == tag.n) return false;
  size_t begin = i;
  while (i < tag.n && !is_space(tag.p[i]) && tag.p[i] != '=' && tag.p[i] != '/') i++;
  a->name = rap_str_sub(tag, begin, i);
  size_t eq = i;
  while (eq < tag.n && is_space(tag.p[eq])) eq++;
  if (eq < tag.n && tag.p[eq] == '=') {
    i = eq + 1;
    while (i < tag.n && is_space(tag.p[i])) i++;
    char quote = i < tag.n ? tag.p[i] : 0;
    a->quoted = quote == '"' || quote == '\'';
    begin = a->quoted ? i + 1 : i;
    i = begin;
    while (i < tag.n && (a->quoted ? tag.p[i] != quote : !is_space(tag.p[i]))) i++;
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

static size_t count_lines(rap_str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) n += s.p[i] == '\n';
  return n;
}

static void put_lines(rap_xml_repair *r, size_t n) {
  if (n == 0) return;
  rap_buf_puts(r->out, "<!--");
  while (n-- > 0) rap_buf_putc(r->out, '\n');
  rap_buf_puts(r->out, "-->");
}

static void start_tag(rap_xml_repair *r, rap_str tag, size_t name_end) {
  rap_str name = rap_str_sub(tag, 0, name_end);
  bool empty = tag.n > 0 && tag.p[tag.n - 1] == '/';
  if (r->closed) {
    put_outside(r, '<');
    return;
  }
  close_like(r, name);
  if (r->depth == RAP_MAX_XML_DEPTH) {
    if (r->over == 0) mark(r, RAP_XML_TOO_DEEP);
    r->over += !empty;
    return;
  }
  if (!put_attributes(r, tag, name_end, false)) mark(r, RAP_XML_BAD_ATTRIBUTE);
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
  if (is_inside(r)) mark(r, RAP_XML_BAD_NAME);
  put_text(r, '<');
  for (size_t i = 0; i < tag.n; i++) put_text(r, tag.p[i]);
  put_text(r, '>');
}

/* A tag is complete: r->token holds it without brackets. */
static void finish_tag(rap_xml_repair *r) {
  rap_str tag = rap_buf_str(&r->token);
  size_t lines = count_lines(tag), from = r->out->n;
  bool end = tag.n > 0 && tag.p[0] == '/';
  if (end) tag = rap_str_trim(rap_str_sub(tag, 1, tag.n));
  size_t n = 0;
  while (n < tag.n && !is_space(tag.p[n]) && tag.p[n] != '/') n++;
  if (!is_sound_name(rap_str_sub(tag, 0, n)))
    put_as_text(r);
  else if (end)
    end_tag(r, rap_str_sub(tag, 0, n));
  else
    start_tag(r, tag, n);
  size_t written = rap_buf_failed(r->out) ? lines : count_lines(rap_str_sub(rap_buf_str(r->out), from, r->out->n));
  if (written < lines) put_lines(r, lines - written);
  rap_buf_reset(&r->token);
  r->mode = TEXT;
  r->quote = 0;
  r->less = false;
}

static void tag_byte(rap_xml_repair *r, char c) {
  bool begins = is_letter(c) || c == '/' || c == '!' || c == '?';
  if (r->less && begins) {
    /* "<a href="x <b>": the first tag was never ended, whatever its quotes say. */
    r->token.n--;
    mark(r, RAP_XML_TAG_CUT);
    finish_tag(r);
    r->mode = LESS;
    return;
  }
  r->less = c == '<';
  if (c == '>' && !r->quote) {
    finish_tag(r);
    return;
  }
  if (r->quote)
    r->quote = c == r->quote ? 0 : r->quote;
  else if ((c == '"' || c == '\'') && r->token.n > 0 && (r->token.p[r->token.n - 1] == '=' || is_space(r->token.p[r->token.n - 1])))
    r->quote = c;
  rap_buf_putc(&r->token, c);
  if (r->token.n < RAP_MAX_XML_TAG) return;
  size_t n = 0;
  while (n < r->token.n && is_name(r->token.p[n])) n++;
  mark(r, RAP_XML_TAG_LONG);
  r->lines = count_lines(rap_str_sub(rap_buf_str(&r->token), n, r->token.n));
  r->token.n = n;
  r->mode = TAG_SKIP;
}

/* Behind '<'. */
static void less_byte(rap_xml_repair *r, char c) {
  rap_buf_reset(&r->token);
  r->quote = 0;
  r->less = false;
  r->lines = r->skipped = 0;
  if (is_letter(c) || c == '/') {
    r->mode = TAG;
    rap_buf_putc(&r->token, c);
  } else if (c == '!') {
    r->mode = BANG;
  } else if (c == '?') {
    r->mode = INSTRUCTION;
  } else {
    r->mode = TEXT;
    if (is_inside(r)) mark(r, RAP_XML_BARE_LESS);
    put_text(r, '<');
  }
}

/* Behind "<!": a comment, CDATA, or a declaration. */
static void bang_byte(rap_xml_repair *r, char c) {
  static const char cdata[] = "[CDATA[";
  rap_buf_putc(&r->token, c);
  rap_str token = rap_buf_str(&r->token);
  if (rap_str_is(token, "--")) {
    r->mode = COMMENT;
    rap_buf_reset(&r->token);
  } else if (rap_str_is(token, cdata)) {
    r->mode = CDATA;
    rap_buf_reset(&r->token);
  } else if (!rap_str_starts(RAP_STR("--"), token) && !rap_str_starts(rap_str_of(cdata), token)) {
    r->mode = c == '>' ? TEXT : DECLARATION;
    r->brackets = c == '[';
    r->lines = c == '\n';
  }
}

/* Up to `end`, of which r->token holds what was read of it last. True at its end. */
static bool until(rap_xml_repair *r, char c, const char *end) {
  size_t n = strlen(end);
  rap_buf_putc(&r->token, c);
  if (rap_buf_failed(&r->token)) return false;
  if (r->token.n > n) {
    memmove(r->token.p, r->token.p + 1, n);
    r->token.n = n;
  }
  return rap_str_is(rap_buf_str(&r->token), end);
}

static void dropped_byte(rap_xml_repair *r, char c, const char *end) {
  r->lines += c == '\n';
  if (!until(r, c, end)) return;
  put_lines(r, r->lines);
  rap_buf_reset(&r->token);
  r->mode = TEXT;
}

/* "]]" is put when it turns out that no '>' follows. */
static void cdata_byte(rap_xml_repair *r, char c) {
  size_t held = r->token.n;
  if (c == ']' && held < 2) {
    rap_buf_putc(&r->token, c);
  } else if (c == '>' && held == 2) {
    rap_buf_reset(&r->token);
    r->mode = TEXT;
  } else if (c == ']') {
    put_text(r, c);
  } else {
    for (size_t i = 0; i < held; i++) put_text(r, ']');
    rap_buf_reset(&r->token);
    put_text(r, c);
  }
}

/* A document type with its internal subset, of which nothing is kept: quoted values may hold brackets. */
static rap_status declaration_byte(rap_xml_repair *r, char c, rap_error *err) {
  r->lines += c == '\n';
  if (++r->skipped > RAP_MAX_XML_TAG)
    return rap_error_set(err, RAP_ERR_LIMIT, "a document type declaration of more than %zu bytes: not read on", RAP_MAX_XML_TAG);
  if (r->quote) {
    r->quote = c == r->quote ? 0 : r->quote;
  } else if (c == '"' || c == '\'') {
    r->quote = c;
  } else if (c == '[') {
    r->brackets++;
  } else if (c == ']' && r->brackets > 0) {
    r->brackets--;
  } else if (c == '>' && r->brackets == 0) {
    put_lines(r, r->lines);
    r->mode = TEXT;
    r->quote = 0;
  }
  return RAP_OK;
}

static void entity_byte(rap_xml_repair *r, char c) {
  if ((is_name(c) || c == '#') && r->token.n <= ENTITY_MAX) {
    rap_buf_putc(&r->token, c);
    return;
  }
  rap_str name = rap_buf_str(&r->token);
  r->mode = TEXT;
  bool known = c == ';' && is_inside(r) && put_entity(r, name, false);
  if (!known && is_inside(r)) {
    mark(r, RAP_XML_BARE_AMPERSAND);
    put_plain(r, '&', false);
    for (size_t i = 0; i < name.n; i++) put_plain(r, name.p[i], false);
  } else if (!known) {
    put_outside(r, '&');
  }
  rap_buf_reset(&r->token);
  if (known) return;
  if (c == '<' || c == '&')
    r->mode = c == '<' ? LESS : ENTITY;
  else
    put_text(r, c);
}

static void text_byte(rap_xml_repair *r, char c) {
  if (c == '<')
    r->mode = LESS;
  else if (c == '&')
    r->mode = ENTITY;
  else
    put_text(r, c);
  if (r->mode == ENTITY) rap_buf_reset(&r->token);
}

static rap_status byte(rap_xml_repair *r, char c, rap_error *err) {
  switch (r->mode) {
  case TEXT: text_byte(r, c); break;
  case ENTITY: entity_byte(r, c); break;
  case LESS:
    less_byte(r, c);
    /* "< b": the byte behind is text; "<<a>": or markup again. */
    if (r->mode == TEXT) text_byte(r, c);
    break;
  case BANG: bang_byte(r, c); break;
  case TAG:
    tag_byte(r, c);
    if (r->mode == LESS) less_byte(r, c);
    break;
  case TAG_SKIP:
    r->lines += c == '\n';
    if (c != '>') break;
    finish_tag(r);
    put_lines(r, r->lines);
    break;
  case COMMENT: dropped_byte(r, c, "-->"); break;
  case INSTRUCTION: dropped_byte(r, c, "?>"); break;
  case CDATA: cdata_byte(r, c); break;
  case DECLARATION: return declaration_byte(r, c, err);
  }
  return RAP_OK;
}

/* What the end of the bytes cuts. */
static void finish(rap_xml_repair *r) {
  /* "</rss" and nothing more: only the '>' is missing. */
  if (r->mode == TAG && r->token.n > 1 && r->token.p[0] == '/') {
    if (is_inside(r)) mark(r, RAP_XML_TAG_CUT);
    finish_tag(r);
  }
  if (r->depth > 0) mark(r, RAP_XML_ENDS_INSIDE);
  if (r->mode == ENTITY) entity_byte(r, ' ');
  if (r->mode == CDATA)
    for (size_t i = 0; i < r->token.n; i++) put_text(r, ']');
  close_down(r, 0);
  r->mode = TEXT;
}

/* XML has no U+FFFE and U+FFFF. */
static void replace_noncharacters(rap_buf *out) {
  for (size_t at = 0; at + 2 < out->n; at++) {
    const char *next = memchr(out->p + at, '\xEF', out->n - 2 - at);
    if (!next) break;
    at = (size_t)(next - out->p);
    if (out->p[at + 1] != '\xBF' || (out->p[at + 2] != '\xBE' && out->p[at + 2] != '\xBF')) continue;
    out->p[at + 2] = '\xBD';
  }
}

/* Text inside the root that is copied as it is: up to the next markup, control character or what may end CDATA. */
static size_t plain_end(const rap_xml_repair *r, rap_str text, size_t at) {
  if (!is_inside(r) || !(r->mode == TEXT || (r->mode == CDATA && r->token.n == 0))) return at;
  while (at < text.n) {
    unsigned char c = (unsigned char)text.p[at];
    if ((c < 0x20 && c != '\n') || c == '<' || c == '>' || c == '&' || c == ']' || c == '"') break;
    at++;
  }
  return at;
}

/* Bytes at the end of `s` that are the begin of a character. */
static size_t cut_bytes(rap_str s) {
  for (size_t n = 1; n <= 3 && n <= s.n; n++) {
    unsigned char c = (unsigned char)s.p[s.n - n];
    if (c < 0x80) return 0;
    if (c >= 0xC0) return (c >= 0xF0 ? 4u : c >= 0xE0 ? 3u : 2u) > n ? n : 0;
  }
  return 0;
}

rap_status rap_xml_repair_feed(rap_xml_repair *r, rap_str bytes, bool last, rap_buf *out, rap_error *err) {
  rap_buf sound = {0};
  rap_status st = RAP_OK;
  size_t first = 0;
  rap_buf_add(&r->held, bytes);
  rap_str all = rap_buf_str(&r->held);
  rap_str whole = rap_str_sub(all, 0, all.n - (last ? 0 : cut_bytes(all)));
  r->out = out;
  if (rap_utf8_invalid_at(whole) != SIZE_MAX) {
    rap_utf8_repair(whole, &sound, &first);
    if (is_inside(r) && r->mode == TEXT) mark(r, RAP_XML_ILL_FORMED);
  } else {
    rap_buf_add(&sound, whole);
  }
  if (rap_buf_failed(&sound) || rap_buf_failed(&r->held)) {
    st = rap_error_nomem(err);
    goto done;
  }
  replace_noncharacters(&sound);
  rap_str text = rap_buf_str(&sound);
  size_t at = !r->begun && rap_str_starts(text, RAP_STR("\xEF\xBB\xBF")) ? 3 : 0;
  r->begun = r->begun || text.n > 0;
  while (st == RAP_OK && at < text.n) {
    size_t plain = plain_end(r, text, at);
    rap_buf_add(out, rap_str_sub(text, at, plain));
    at = plain;
    if (at < text.n) st = byte(r, text.p[at++], err);
  }
  if (st == RAP_OK && last) finish(r);
  memmove(r->held.p, r->held.p + whole.n, all.n - whole.n);
  r->held.n = all.n - whole.n;
  if (st == RAP_OK && (rap_buf_failed(out) || rap_buf_failed(&r->token) || rap_buf_failed(&r->names))) st = rap_error_nomem(err);
done:
  rap_buf_clear(&sound);
  r->out = NULL;
  return st;
}
