/* html_reduce.c: a page without comments, styles and scripts, so that the parser has less to do and nothing to trip over. Layer: ingest. */
#include "ingest/html_build.h"

#include "base/utf8.h"

/* ---- Scanning ---------------------------------------------------------------------------------------------------------- */

typedef struct scan {
  rap_str page;
  size_t at;
  /* Known not to come any more from here on, so that each is looked for in vain once only. */
  bool no_quote[2], no_comment_end, no_script_end, no_style_end;
  size_t stray; /* a quote that nothing closes, in the tag under way; SIZE_MAX: none */
  rap_buf *out;
} scan;

static char letter_at(const scan *s, size_t at) { return at < s->page.n ? s->page.p[at] : '\0'; }
static void copy(scan *s, size_t begin, size_t end) { rap_buf_add(s->out, rap_str_sub(s->page, begin, end)); }

static size_t find_byte(rap_str s, char c, size_t from) {
  const char *p = from < s.n ? memchr(s.p + from, c, s.n - from) : NULL;
  return p ? (size_t)(p - s.p) : SIZE_MAX;
}

/* Offset of `</name` at or after `from`, in letters of any case. */
static size_t find_end_tag(rap_str page, rap_str name, size_t from) {
  for (size_t at = from; (at = rap_str_find(page, RAP_STR("</"), at)) != SIZE_MAX; at += 2)
    if (rap_str_eq_nocase(rap_str_sub(page, at + 2, at + 2 + name.n), name)) return at;
  return SIZE_MAX;
}

/* ---- Tags -------------------------------------------------------------------------------------------------------------- */

/* Behind a quoted value that begins at `at`; a quote that is never closed is a letter like others. */
static size_t skip_quoted(scan *s, size_t at) {
  char quote = s->page.p[at];
  bool *none = &s->no_quote[quote == '"'];
  size_t end = *none ? SIZE_MAX : find_byte(s->page, quote, at + 1);
  if (end != SIZE_MAX) return end + 1;
  *none = true;
  s->stray = at;
  return at + 1;
}

/* Where the tag that begins at s->at ends, at its '>' (SIZE_MAX: nowhere), and in *keep where it is to be cut for having too many attributes. */
static size_t tag_end(scan *s, size_t *keep) {
  size_t at = s->at + 1, n_attributes = 0;
  *keep = SIZE_MAX;
  bool fresh = false, value = false; /* behind a blank or a value; behind '=' */
  while (at < s->page.n && s->page.p[at] != '>') {
    char c = s->page.p[at];
    if (fresh && !rap_ascii_is_space(c) && c != '/' && c != '=' && n_attributes++ == RAP_MAX_HTML_ATTRIBUTES) *keep = at;
    fresh = rap_ascii_is_space(c) ? fresh || !value : c == '/';
    if (value && (c == '"' || c == '\'')) {
      at = skip_quoted(s, at);
      fresh = true;
    } else {
      at++;
    }
    value = c == '=' || (value && rap_ascii_is_space(c));
  }
  return at < s->page.n ? at : SIZE_MAX;
}

/* The name of the tag that begins at `at`, without '<'. */
static rap_str tag_name(rap_str page, size_t at) {
  size_t end = at + 1;
  while (end < page.n && !rap_ascii_is_space(page.p[end]) && page.p[end] != '>' && page.p[end] != '/') end++;
  return rap_str_sub(page, at + 1, end);
}

static bool names_json(rap_str tag) {
  for (size_t at = 0; (at = find_byte(tag, '/', at)) != SIZE_MAX; at++) {
    rap_str rest = rap_str_sub(tag, at + 1, tag.n);
    if (rap_str_eq_nocase(rap_str_sub(rest, 0, 4), RAP_STR("json")) || rap_str_eq_nocase(rap_str_sub(rest, 0, 7), RAP_STR("ld+json"))) return true;
  }
  return false;
}

/* Passes over what stands between <script> or <style> and its end tag, unless it is JSON. */
static void skip_raw(scan *s, rap_str tag, rap_str name) {
  bool script = rap_str_eq_nocase(name, RAP_STR("script")), style = rap_str_eq_nocase(name, RAP_STR("style"));
  if (!script && !style) return;
  bool *none = script ? &s->no_script_end : &s->no_style_end;
  size_t end = *none ? SIZE_MAX : find_end_tag(s->page, name, s->at);
  *none = end == SIZE_MAX;
  if (end == SIZE_MAX) return;
  if (script && names_json(tag)) copy(s, s->at, end);
  s->at = end;
}

static void read_tag(scan *s) {
  size_t begin = s->at, keep;
  s->stray = SIZE_MAX;
  size_t end = tag_end(s, &keep);
  if (end == SIZE_MAX) { /* the page ends within the tag: there is nothing behind it */
    s->at = s->page.n;
    return;
  }
  if (keep > end) keep = end;
  copy(s, begin, s->stray < keep ? s->stray : keep);
  copy(s, s->stray < keep ? s->stray + 1 : keep, keep);
  rap_buf_putc(s->out, '>');
  s->at = end + 1;
  skip_raw(s, rap_str_sub(s->page, begin, end), tag_name(s->page, begin));
}

/* ---- What is no tag ---------------------------------------------------------------------------------------------------- */

/* `<!-->` and `<!--->` are complete comments. One that never ends is none: what follows would be lost. */
static void skip_comment(scan *s) {
  size_t body = s->at + 4;
  size_t end = s->no_comment_end ? SIZE_MAX : rap_str_find(s->page, RAP_STR("--"), s->at + 2);
  while (end != SIZE_MAX && letter_at(s, end + 2) != '>' && !(letter_at(s, end + 2) == '!' && letter_at(s, end + 3) == '>'))
    end = rap_str_find(s->page, RAP_STR("--"), end + 1);
  s->no_comment_end = end == SIZE_MAX;
  s->at = end == SIZE_MAX ? body : find_byte(s->page, '>', end) + 1;
}

static void skip_declaration(scan *s) {
  size_t end = find_byte(s->page, '>', s->at);
  s->at = end == SIZE_MAX ? s->page.n : end + 1;
}

/* At a '<'. */
static void read_markup(scan *s) {
  char next = letter_at(s, s->at + 1), behind = letter_at(s, s->at + 2);
  if (rap_ascii_is_letter(next) || (next == '/' && rap_ascii_is_letter(behind))) {
    read_tag(s);
  } else if (next == '!' && rap_str_starts(rap_str_sub(s->page, s->at + 2, s->page.n), RAP_STR("--"))) {
    skip_comment(s);
  } else if (next == '!' || next == '?' || next == '/') {
    skip_declaration(s);
  } else {
    rap_buf_puts(s->out, "&lt;");
    s->at++;
  }
}

/* ---- The whole --------------------------------------------------------------------------------------------------------- */

static void blank_controls(char *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    unsigned char c = (unsigned char)p[i];
    if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) p[i] = ' ';
  }
}

void rap_html_reduce(rap_str page, rap_buf *out) {
  rap_buf whole = {0};
  size_t first;
  page = rap_str_sub(page, rap_utf8_mark(page), page.n);
  if (rap_utf8_invalid_at(page) != SIZE_MAX) {
    (void)rap_utf8_repair(page, &whole, &first);
    page = rap_buf_str(&whole);
    out->failed = out->failed || rap_buf_failed(&whole);
  }
  scan s = {.page = page, .out = out};
  (void)rap_buf_room(out, page.n);
  while (s.at < page.n && !rap_buf_failed(out)) {
    size_t markup = find_byte(page, '<', s.at);
    if (markup == SIZE_MAX) markup = page.n;
    copy(&s, s.at, markup);
    s.at = markup;
    if (s.at < page.n) read_markup(&s);
  }
  if (out->p) blank_controls(out->p, out->n);
  rap_buf_clear(&whole);
}
