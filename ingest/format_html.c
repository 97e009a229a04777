/* format_html.c: an HTML page is one document, unless it is a page of links. Layer: ingest. */
#include "base/json.h"
#include "ingest/charset.h"
#include "ingest/html_extract.h"
#include "ingest/html_meta.h"
#include "ingest/input.h"
#include "ingest/language.h"
#include "ingest/published.h"
#include "ingest/repair_blocks.h"

/* Comments, processing instructions and blanks in front of the first element. */
static rap_str skip_prolog(rap_str s) {
  for (;;) {
    s = rap_str_trim(s);
    const char *end = rap_str_starts_nocase(s, RAP_STR("<!--")) ? "-->" : rap_str_starts_nocase(s, RAP_STR("<?")) ? ">" : NULL;
    size_t at = end ? rap_str_find(s, rap_str_of(end), 2) : SIZE_MAX;
    if (at == SIZE_MAX) return s;
    s = rap_str_sub(s, at + strlen(end), s.n);
  }
}

bool rap_format_html_sniff(const rap_head *head) {
  static const char *const suffixes[] = {".html", ".htm", ".xhtml", ".html.gz", ".htm.gz", NULL};
  static const char *const begins[] = {"<!doctype html", "<html", "<head", "<body", "<title", "<meta ", "<script", NULL};
  rap_str text = skip_prolog(head->text);
  for (const char *const *b = begins; *b; b++)
    if (rap_str_starts_nocase(text, rap_str_of(*b))) return true;
  if (text.n == 0 || text.p[0] != '<') return false;
  if (rap_head_is_named(head, suffixes)) return true;
  return rap_str_is(head->given->media_type, "text/html") || rap_str_is(head->given->media_type, "application/xhtml+xml");
}

/* ---- metadata ---- */

/* "https://www.pib.gov.in/x" → "pib.gov.in" */
static rap_str host_of(rap_str url) {
  size_t begin = rap_str_find(url, RAP_STR("://"), 0);
  if (begin == SIZE_MAX) return (rap_str){0};
  url = rap_str_sub(url, begin + 3, url.n);
  if (rap_str_starts(url, RAP_STR("www."))) url = rap_str_sub(url, 4, url.n);
  size_t end = 0;
  while (end < url.n && !strchr("/?#:", url.p[end])) end++;
  return rap_str_sub(url, 0, end);
}

static rap_status take_meta(rap_arena *arena, const rap_html_meta *meta, const rap_html_text *text, rap_raw_document *raw, rap_error *err) {
  if (meta->title.n) raw->title = meta->title;
  if (meta->author.n) raw->author = meta->author;
  if (meta->url.n) raw->url = meta->url;
  if (raw->source.n == 0) raw->source = meta->site.n ? meta->site : host_of(raw->url);
  /* The text is believed before the frame around it. */
  if (raw->language.n == 0 && rap_language_guess(text->text).n == 0) raw->language = meta->language;
  rap_json *metadata = rap_json_new_object();
  rap_json_set_str_opt(metadata, "release_id", meta->release_id);
  rap_json_set_str_opt(metadata, "office", meta->office);
  return rap_raw_set_metadata(arena, raw, metadata, err);
}

/* ---- the page ---- */

/* How far into a text its title, its dateline and the lines of the agency may stand, and how far from its end these. */
enum { HEAD_LINES = 8, END_LINES = 4 };

static bool is_frame(rap_str line, rap_str title) {
  rap_day day;
  rap_span where;
  bool whole = false;
  if (rap_repair_is_agency_line(line) || (title.n && rap_str_eq_nocase(line, title))) return true;
  return line.n < 160 && rap_dateline_read(line, &day, &where, &whole) && whole && where.begin > 0;
}

/* A page has its title, its labelled date and the lines of the agency beside the text (html_meta.h has them); here they would stand in it. */
static rap_status take_text(rap_arena *arena, const rap_html_text *text, rap_str title, rap_raw_document *raw, rap_error *err) {
  char *p = rap_arena_alloc(arena, text->text.n + 1), *layout = rap_arena_alloc(arena, text->layout.n + 1);
  size_t n = 0, kept = 0;
  rap_str rest = text->text, line;
  if (!p || !layout) return rap_error_nomem(err);
  for (size_t i = 0; i < text->layout.n && rap_str_split(&rest, '\n', &line); i++) {
    if ((i < HEAD_LINES || i + END_LINES >= text->layout.n) && is_frame(line, title)) continue;
    if (kept) p[n++] = '\n';
    memcpy(p + n, line.p, line.n);
    n += line.n;
    layout[kept++] = text->layout.p[i];
  }
  raw->text = (rap_str){p, n};
  raw->layout = (rap_str){layout, kept};
  return RAP_OK;
}

static rap_status read_page(rap_input *input, rap_str page, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_html_tree tree;
  rap_html_text text;
  rap_html_meta meta;
  rap_status st = rap_html_parse(arena, page, &tree, err);
  if (st == RAP_OK) st = rap_html_extract(arena, &tree, &text, err);
  if (st == RAP_OK) st = rap_html_meta_read(arena, &tree, input->given.url, raw, &meta, err);
  if (st == RAP_OK) st = take_meta(arena, &meta, &text, raw, err);
  if (st == RAP_OK) st = take_text(arena, &text, meta.title, raw, err);
  if (st != RAP_OK) return st;
  if (tree.flattened)
    rap_raw_warn(arena, raw, "%zu elements are nested too deep or too many: their content is kept, but not what it stands in", tree.flattened);
  switch (text.verdict) {
  case RAP_HTML_IS_ARTICLE:
    if (raw->text.n) return RAP_OK;
    break;
  case RAP_HTML_IS_LISTING:
    return rap_error_set(err, RAP_PASSED_OVER, "%.*s: a page of links, no document: %.*s", RAP_FMT(input->path), RAP_FMT(text.reason));
  case RAP_HTML_IS_EMPTY: break;
  }
  return rap_error_set(err, RAP_ERR_INPUT, "%.*s: a page without text", RAP_FMT(input->path));
}

rap_status rap_format_html_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_str bytes, page = {0};
  rap_buf converted = {0};
  if (input->at_end && input->at == input->ahead.n) return RAP_NOT_FOUND;
  rap_status st = rap_input_rest(input, &bytes, err);
  if (st == RAP_OK) st = rap_input_begin(input, "html", arena, raw, err);
  const rap_charset_hints hints = {.declared = rap_charset_html_declared(bytes), .keep_mojibake = rap_input_keeps_mojibake(input), .what = "page"};
  if (st == RAP_OK) st = rap_input_decode(input, bytes, hints, arena, &converted, &page, raw, err);
  if (st == RAP_OK) st = read_page(input, page, arena, raw, err);
  if (st == RAP_OK && rap_arena_failed(arena)) st = rap_error_nomem(err);
  rap_buf_clear(&converted);
  return st;
}
