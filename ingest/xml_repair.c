/* xml_repair.c: XML as it comes → well-formed XML. Layer: ingest. */
#include <stdlib.h>

#include "base/utf8.h"
#include "ingest/xml_repair_impl.h"

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

static void tag_byte(rap_xml_repair *r, char c) {
  bool begins = rap_xml_is_letter(c) || c == '/' || c == '!' || c == '?';
  if (r->less && begins) {
    /* "<a href="x <b>": the first tag was never ended, whatever its quotes say. */
    r->token.n--;
    rap_xml_mark(r, RAP_XML_TAG_CUT);
    rap_xml_finish_tag(r);
    r->mode = RAP_XML_BEHIND_LESS;
    return;
  }
  r->less = c == '<';
  if (c == '>' && !r->quote) {
    rap_xml_finish_tag(r);
    return;
  }
  if (r->quote)
    r->quote = c == r->quote ? 0 : r->quote;
  else if ((c == '"' || c == '\'') && r->token.n > 0 && (r->token.p[r->token.n - 1] == '=' || rap_xml_is_space(r->token.p[r->token.n - 1])))
    r->quote = c;
  rap_buf_putc(&r->token, c);
  if (r->token.n < RAP_MAX_XML_TAG) return;
  size_t n = 0;
  while (n < r->token.n && rap_xml_is_name(r->token.p[n])) n++;
  rap_xml_mark(r, RAP_XML_TAG_LONG);
  r->lines = rap_xml_count_lines(rap_str_sub(rap_buf_str(&r->token), n, r->token.n));
  r->token.n = n;
  r->mode = RAP_XML_IN_LONG_TAG;
}

/* Behind '<'. */
static void less_byte(rap_xml_repair *r, char c) {
  rap_buf_reset(&r->token);
  r->quote = 0;
  r->less = false;
  r->lines = r->skipped = 0;
  if (rap_xml_is_letter(c) || c == '/') {
    r->mode = RAP_XML_IN_TAG;
    rap_buf_putc(&r->token, c);
  } else if (c == '!') {
    r->mode = RAP_XML_BEHIND_BANG;
  } else if (c == '?') {
    r->mode = RAP_XML_IN_INSTRUCTION;
  } else {
    r->mode = RAP_XML_IN_TEXT;
    if (rap_xml_is_inside(r)) rap_xml_mark(r, RAP_XML_BARE_LESS);
    rap_xml_put_text(r, '<');
  }
}

/* Behind "<!": a comment, CDATA, or a declaration. */
static void bang_byte(rap_xml_repair *r, char c) {
  static const char cdata[] = "[CDATA[";
  rap_buf_putc(&r->token, c);
  rap_str token = rap_buf_str(&r->token);
  if (rap_str_is(token, "--")) {
    r->mode = RAP_XML_IN_COMMENT;
    rap_buf_reset(&r->token);
  } else if (rap_str_is(token, cdata)) {
    r->mode = RAP_XML_IN_CDATA;
    rap_buf_reset(&r->token);
  } else if (!rap_str_starts(RAP_STR("--"), token) && !rap_str_starts(rap_str_of(cdata), token)) {
    r->mode = c == '>' ? RAP_XML_IN_TEXT : RAP_XML_IN_DECLARATION;
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
  rap_xml_put_lines(r, r->lines);
  rap_buf_reset(&r->token);
  r->mode = RAP_XML_IN_TEXT;
}

/* "]]" is put when it turns out that no '>' follows. */
static void cdata_byte(rap_xml_repair *r, char c) {
  size_t held = r->token.n;
  if (c == ']' && held < 2) {
    rap_buf_putc(&r->token, c);
  } else if (c == '>' && held == 2) {
    rap_buf_reset(&r->token);
    r->mode = RAP_XML_IN_TEXT;
  } else if (c == ']') {
    rap_xml_put_text(r, c);
  } else {
    for (size_t i = 0; i < held; i++) rap_xml_put_text(r, ']');
    rap_buf_reset(&r->token);
    rap_xml_put_text(r, c);
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
    rap_xml_put_lines(r, r->lines);
    r->mode = RAP_XML_IN_TEXT;
    r->quote = 0;
  }
  return RAP_OK;
}

static void entity_byte(rap_xml_repair *r, char c) {
  if ((rap_xml_is_name(c) || c == '#') && r->token.n <= RAP_XML_ENTITY_MAX) {
    rap_buf_putc(&r->token, c);
    return;
  }
  rap_str name = rap_buf_str(&r->token);
  r->mode = RAP_XML_IN_TEXT;
  bool known = c == ';' && rap_xml_is_inside(r) && rap_xml_put_entity(r, name, false);
  if (!known && rap_xml_is_inside(r)) {
    rap_xml_mark(r, RAP_XML_BARE_AMPERSAND);
    rap_xml_put_plain(r, '&', false);
    for (size_t i = 0; i < name.n; i++) rap_xml_put_plain(r, name.p[i], false);
  } else if (!known) {
    rap_xml_put_outside(r, '&');
  }
  rap_buf_reset(&r->token);
  if (known) return;
  if (c == '<' || c == '&')
    r->mode = c == '<' ? RAP_XML_BEHIND_LESS : RAP_XML_IN_ENTITY;
  else
    rap_xml_put_text(r, c);
}

static void text_byte(rap_xml_repair *r, char c) {
  if (c == '<')
    r->mode = RAP_XML_BEHIND_LESS;
  else if (c == '&')
    r->mode = RAP_XML_IN_ENTITY;
  else
    rap_xml_put_text(r, c);
  if (r->mode == RAP_XML_IN_ENTITY) rap_buf_reset(&r->token);
}

static rap_status byte(rap_xml_repair *r, char c, rap_error *err) {
  switch (r->mode) {
  case RAP_XML_IN_TEXT: text_byte(r, c); break;
  case RAP_XML_IN_ENTITY: entity_byte(r, c); break;
  case RAP_XML_BEHIND_LESS:
    less_byte(r, c);
    /* "< b": the byte behind is text; "<<a>": or markup again. */
    if (r->mode == RAP_XML_IN_TEXT) text_byte(r, c);
    break;
  case RAP_XML_BEHIND_BANG: bang_byte(r, c); break;
  case RAP_XML_IN_TAG:
    tag_byte(r, c);
    if (r->mode == RAP_XML_BEHIND_LESS) less_byte(r, c);
    break;
  case RAP_XML_IN_LONG_TAG:
    r->lines += c == '\n';
    if (c != '>') break;
    rap_xml_finish_tag(r);
    rap_xml_put_lines(r, r->lines);
    break;
  case RAP_XML_IN_COMMENT: dropped_byte(r, c, "-->"); break;
  case RAP_XML_IN_INSTRUCTION: dropped_byte(r, c, "?>"); break;
  case RAP_XML_IN_CDATA: cdata_byte(r, c); break;
  case RAP_XML_IN_DECLARATION: return declaration_byte(r, c, err);
  }
  return RAP_OK;
}

/* What the end of the bytes cuts. */
static void finish(rap_xml_repair *r) {
  /* "</rss" and nothing more: only the '>' is missing. */
  if (r->mode == RAP_XML_IN_TAG && r->token.n > 1 && r->token.p[0] == '/') {
    if (rap_xml_is_inside(r)) rap_xml_mark(r, RAP_XML_TAG_CUT);
    rap_xml_finish_tag(r);
  }
  if (r->depth > 0) rap_xml_mark(r, RAP_XML_ENDS_INSIDE);
  if (r->mode == RAP_XML_IN_ENTITY) entity_byte(r, ' ');
  if (r->mode == RAP_XML_IN_CDATA)
    for (size_t i = 0; i < r->token.n; i++) rap_xml_put_text(r, ']');
  rap_xml_close_down(r, 0);
  r->mode = RAP_XML_IN_TEXT;
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
  if (!rap_xml_is_inside(r) || !(r->mode == RAP_XML_IN_TEXT || (r->mode == RAP_XML_IN_CDATA && r->token.n == 0))) return at;
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
    if (rap_xml_is_inside(r) && r->mode == RAP_XML_IN_TEXT) rap_xml_mark(r, RAP_XML_ILL_FORMED);
  } else {
    rap_buf_add(&sound, whole);
  }
  if (rap_buf_failed(&sound) || rap_buf_failed(&r->held)) {
    st = rap_error_nomem(err);
    goto done;
  }
  replace_noncharacters(&sound);
  rap_str text = rap_buf_str(&sound);
  size_t at = r->begun ? 0 : rap_utf8_mark(text);
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
