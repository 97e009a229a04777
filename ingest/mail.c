/* mail.c: what of an e-mail is its text, and what is attached to it. Layer: ingest. */
#include "ingest/mail.h"

#include "base/limits.h"
#include "ingest/charset.h"
#include "ingest/html_fragment.h"

/* ---- what a part is ---- */

typedef enum role { BODY, ATTACHED, PASSED, INNER } role;

static bool starts(rap_str s, const char *prefix) { return rap_str_starts(s, rap_str_of(prefix)); }

/* Types that are no text and hold none; and files of unknown type whose names don't say that they are documents. */
static bool is_passed(const rap_mime_part *part) {
  static const char *const never[] = {"image/",
                                      "audio/",
                                      "video/",
                                      "font/",
                                      "model/",
                                      "text/css",
                                      "text/calendar",
                                      "text/x-vcard",
                                      "text/vcard",
                                      "text/directory",
                                      "text/rfc822-headers",
                                      "message/delivery-status",
                                      "message/partial",
                                      "message/external-body",
                                      "application/pgp-",
                                      "application/pkcs7-",
                                      "application/x-pkcs7-",
                                      "application/ms-tnef",
                                      "application/ics",
                                      "application/javascript",
                                      "application/x-javascript"};
  static const char *const documents[] = {".pdf", ".docx", ".odt",  ".htm",   ".html", ".xhtml", ".txt",  ".text", ".md",
                                          ".csv", ".tsv",  ".json", ".jsonl", ".xml",  ".rss",   ".atom", ".eml",  ".mbox",
                                          ".zip", ".gz",   ".tar",  ".tgz",   ".bz2",  ".xz",    ".warc"};
  for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
    if (starts(part->type, never[i])) return true;
  if (!rap_str_is(part->type, "application/octet-stream") && part->type.n > 0) return false;
  for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++)
    if (rap_str_ends_nocase(part->name, rap_str_of(documents[i]))) return false;
  return true;
}

static role role_of(const rap_mime_part *part) {
  if (part->kind == RAP_MIME_MULTIPART) return INNER;
  if (part->kind == RAP_MIME_MESSAGE) return ATTACHED;
  if (is_passed(part)) return PASSED;
  bool data = rap_str_is(part->type, "text/csv") || starts(part->type, "text/tab-") || starts(part->type, "text/xml");
  if (starts(part->type, "text/") && !part->attachment && part->name.n == 0 && !data) return BODY;
  return ATTACHED;
}

/* Some programs give the text itself the name of a file: where there is no other text, the first such part is it. SIZE_MAX: none. */
static size_t named_body(const rap_mime *mime) {
  size_t first = SIZE_MAX;
  for (size_t i = 0; i < rap_mime_count(mime); i++) {
    const rap_mime_part *part = rap_mime_part_of(mime, i);
    if (role_of(part) == BODY) return SIZE_MAX;
    bool text = rap_str_is(part->type, "text/plain") || rap_str_is(part->type, "text/html");
    if (first == SIZE_MAX && part->kind == RAP_MIME_LEAF && text && !part->attachment) first = i;
  }
  return first;
}

bool rap_mail_attached(const rap_mime *mime, size_t *at) {
  size_t body = named_body(mime);
  for (size_t i = *at + 1; i < rap_mime_count(mime); i++) {
    *at = i;
    if (i != body && role_of(rap_mime_part_of(mime, i)) == ATTACHED) return true;
  }
  *at = rap_mime_count(mime);
  return false;
}

void rap_mail_tell_passed(const rap_mime *mime, rap_arena *arena, rap_raw_document *raw) {
  rap_str_list types = {0};
  rap_str text = {0};
  size_t n = 0;
  for (size_t i = 0; i < rap_mime_count(mime); i++) {
    const rap_mime_part *part = rap_mime_part_of(mime, i);
    if (role_of(part) != PASSED) continue;
    n++;
    if (types.n >= 4 || rap_str_list_has(&types, part->type) || !rap_str_list_add(arena, &types, part->type)) continue;
    text = rap_arena_printf(arena, "%.*s%s%.*s", RAP_FMT(text), text.n ? ", " : "", RAP_FMT(part->type));
  }
  if (n > 0) rap_raw_warn(arena, raw, "mail: %zu part%s without text passed over (%.*s)", n, n == 1 ? "" : "s", RAP_FMT(text));
}

/* ---- text of parts ---- */

static size_t count_visible(rap_str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) n += (unsigned char)s.p[i] > ' ';
  return n;
}

static size_t quote_depth(rap_str *line) {
  size_t depth = 0;
  while (depth < line->n && line->p[depth] == '>') depth++;
  *line = rap_str_sub(*line, depth, line->n);
  return depth;
}

void rap_mail_unflow(rap_str text, bool delete_space, rap_buf *out) {
  rap_str line;
  size_t before = SIZE_MAX; /* depth of the paragraph that goes on, SIZE_MAX: none does */
  bool first = true;
  while (rap_str_split(&text, '\n', &line)) {
    if (line.n && line.p[line.n - 1] == '\r') line.n--;
    size_t depth = quote_depth(&line);
    if (line.n && line.p[0] == ' ') line = rap_str_sub(line, 1, line.n); /* stuffed */
    bool signature = rap_str_is(line, "-- ");
    bool flows = line.n && line.p[line.n - 1] == ' ' && !signature;
    if (before != depth || signature) {
      if (!first) rap_buf_putc(out, '\n');
      for (size_t i = 0; i < depth && i < 64; i++) rap_buf_puts(out, "> ");
    }
    if (flows && delete_space) line.n--;
    rap_buf_add(out, line);
    first = false;
    before = flows ? depth : SIZE_MAX;
  }
}

struct body {
  rap_str text, layout, charset;
  size_t visible, n_mojibake;
  bool html;
};

struct reader {
  const rap_mime *mime;
  size_t named; /* as named_body has it */
  bool keep_mojibake;
  rap_arena *arena;
  rap_raw_document *raw; /* for warnings */
};

static rap_status read_leaf(const struct reader *r, size_t i, struct body *out, rap_error *err) {
  const rap_mime_part *part = rap_mime_part_of(r->mime, i);
  rap_buf bytes = {0}, decoded = {0}, unflowed = {0};
  rap_charset_note note = {0};
  rap_str text = {0};
  rap_status st = rap_mime_content(r->mime, i, &bytes, err);
  bool enriched = rap_str_is(part->type, "text/enriched") || rap_str_is(part->type, "text/richtext"); /* tags between "<>" as in HTML */
  *out = (struct body){.html = enriched || rap_str_is(part->type, "text/html")};
  rap_charset_hints hints = {.transport = part->charset, .keep_mojibake = r->keep_mojibake, .what = "mail"};
  if (st == RAP_OK && out->html) hints.declared = rap_charset_html_declared(rap_buf_str(&bytes));
  if (st == RAP_OK) st = rap_charset_decode(r->arena, rap_buf_str(&bytes), &hints, &decoded, &text, &note, err);
  if (st != RAP_OK) goto done;
  for (size_t k = 0; k < note.warnings.n; k++) rap_raw_warn(r->arena, r->raw, "%.*s", RAP_FMT(note.warnings.items[k]));
  out->charset = note.assumed;
  out->n_mojibake = note.n_mojibake;
  rap_str trimmed = rap_str_trim(text);
  if (part->untyped && trimmed.n && trimmed.p[0] == '<' && rap_html_is_markup(trimmed)) out->html = true;
  if (out->html) {
    st = rap_html_fragment_text(r->arena, text, &out->text, &out->layout, err);
  } else {
    if (part->flowed) rap_mail_unflow(text, part->delete_space, &unflowed);
    out->text = rap_arena_str(r->arena, rap_str_trim(part->flowed ? rap_buf_str(&unflowed) : text));
    if (!out->text.p || rap_buf_failed(&unflowed)) st = rap_error_nomem(err);
  }
  if (st == RAP_OK) out->visible = count_visible(out->text);
done:
  rap_buf_clear(&bytes);
  rap_buf_clear(&decoded);
  rap_buf_clear(&unflowed);
  return st;
}

/* Two texts, one behind the other. Lines of one with a layout become paragraphs. */
static rap_status append(rap_arena *arena, struct body *to, const struct body *more, rap_error *err) {
  rap_buf text = {0};
  if (more->visible == 0) return RAP_OK;
  if (to->visible == 0) {
    *to = *more;
    return RAP_OK;
  }
  const struct body *both[] = {to, more};
  for (size_t i = 0; i < 2; i++) {
    rap_str rest = both[i]->text, line;
    if (i > 0) rap_buf_puts(&text, "\n\n");
    for (size_t n = 0; both[i]->layout.n && rap_str_split(&rest, '\n', &line); n++) {
      if (n > 0) rap_buf_puts(&text, "\n\n");
      rap_buf_add(&text, line);
    }
    if (both[i]->layout.n == 0) rap_buf_add(&text, both[i]->text);
  }
  to->text = rap_arena_str(arena, rap_buf_str(&text));
  to->layout = (rap_str){0};
  to->visible += more->visible;
  to->n_mojibake += more->n_mojibake;
  bool failed = rap_buf_failed(&text) || !to->text.p;
  rap_buf_clear(&text);
  return failed ? rap_error_nomem(err) : RAP_OK;
}

/* Of two alternatives: the plain one, unless the HTML has a quarter more. */
static bool is_better(const struct body *candidate, const struct body *best) {
  if (best->visible == 0 || candidate->visible == 0) return candidate->visible > 0;
  if (candidate->html == best->html) return candidate->visible > best->visible;
  const struct body *plain = candidate->html ? best : candidate, *html = candidate->html ? candidate : best;
  bool stub = plain->visible + plain->visible / 4 < html->visible;
  return stub ? candidate == html : candidate == plain;
}

/* The text of part `i` and those inside it. Recursion is bounded by RAP_MAX_MIME_DEPTH. */
static rap_status read_part(const struct reader *r, size_t i, struct body *out, rap_error *err) {
  const rap_mime_part *part = rap_mime_part_of(r->mime, i);
  rap_status st = RAP_OK;
  *out = (struct body){0};
  if (role_of(part) == BODY || i == r->named) return read_leaf(r, i, out, err);
  if (part->kind != RAP_MIME_MULTIPART) return RAP_OK;
  bool alternative = rap_str_is(part->type, "multipart/alternative"), related = rap_str_is(part->type, "multipart/related");
  for (size_t k = i + 1; st == RAP_OK && k < part->end; k = rap_mime_part_of(r->mime, k)->end) {
    struct body inner;
    if (related && out->visible > 0) break;
    st = read_part(r, k, &inner, err);
    if (st != RAP_OK) break;
    if (!alternative)
      st = append(r->arena, out, &inner, err);
    else if (is_better(&inner, out))
      *out = inner;
  }
  return st;
}

rap_status rap_mail_text(const rap_mime *mime, bool keep_mojibake, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  const struct reader r = {.mime = mime, .named = named_body(mime), .keep_mojibake = keep_mojibake, .arena = arena, .raw = raw};
  struct body body = {0};
  if (rap_mime_count(mime) == 0) return RAP_OK;
  rap_status st = read_part(&r, 0, &body, err);
  if (st != RAP_OK || body.visible == 0) return st;
  raw->text = body.text;
  raw->layout = body.layout;
  raw->n_mojibake += body.n_mojibake;
  if (!rap_str_is(body.charset, "utf-8")) raw->charset = body.charset;
  return RAP_OK;
}
