/* feed_entry.c: an entry of a feed → a raw document. Layer: ingest. */
#include <inttypes.h>

#include "base/json.h"
#include "base/utf8.h"
#include "ingest/feed_impl.h"
#include "ingest/html_fragment.h"
#include "ingest/language.h"
#include "ingest/webdate.h"

/* RFC 4648; white space is passed over, anything else that isn't of the alphabet ends it. False: no text comes out. */
static bool decode_base64(rap_str s, rap_buf *out) {
  uint32_t bits = 0;
  int n = 0;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    int v = c >= 'A' && c <= 'Z'   ? c - 'A'
            : c >= 'a' && c <= 'z' ? c - 'a' + 26
            : c >= '0' && c <= '9' ? c - '0' + 52
            : c == '+'             ? 62
            : c == '/'             ? 63
                                   : -1;
    if (v < 0 && rap_ascii_is_space(c)) continue;
    if (v < 0) break;
    bits = (bits << 6) | (uint32_t)v;
    n += 6;
    if (n < 8) continue;
    n -= 8;
    rap_buf_putc(out, (char)((bits >> n) & 0xFF));
  }
  rap_str text = rap_buf_str(out);
  return text.n > 0 && rap_utf8_invalid_at(text) == SIZE_MAX && !memchr(text.p, 0, text.n);
}

/* A field as it is meant: base64 taken off. Empty when it is no text. *html tells what it is. */
static rap_status resolve_mode(rap_arena *arena, const rap_feed_value *value, rap_str *out, bool *html, rap_error *err) {
  rap_buf plain = {0};
  *out = value->mode == RAP_FEED_OTHER ? (rap_str){0} : value->text;
  if (value->mode == RAP_FEED_BASE64) {
    bool text = decode_base64(value->text, &plain);
    *out = text                                                                              ? rap_arena_str(arena, rap_buf_str(&plain))
           : rap_utf8_invalid_at(value->text) == SIZE_MAX && rap_html_is_markup(value->text) ? value->text
                                                                                             : (rap_str){0};
    if (rap_buf_failed(&plain) || (text && !out->p)) {
      rap_buf_clear(&plain);
      return rap_error_nomem(err);
    }
  }
  rap_buf_clear(&plain);
  *html = value->mode == RAP_FEED_HTML || (value->mode != RAP_FEED_PLAIN && rap_html_is_markup(*out));
  return RAP_OK;
}

static rap_status read_text(rap_arena *arena, const rap_feed_value *value, rap_str *text, rap_str *layout, rap_error *err) {
  rap_str source;
  bool html = false;
  *text = *layout = (rap_str){0};
  rap_status st = resolve_mode(arena, value, &source, &html, err);
  if (st != RAP_OK || source.n == 0) return st;
  if (html) return rap_html_fragment_text(arena, source, text, layout, err);
  *text = rap_arena_str(arena, rap_str_trim(source));
  return text->p ? RAP_OK : rap_error_nomem(err);
}

static rap_status read_line(rap_arena *arena, const rap_feed_value *value, rap_str *line, rap_error *err) {
  rap_str source;
  bool html = false;
  *line = (rap_str){0};
  rap_status st = resolve_mode(arena, value, &source, &html, err);
  if (st != RAP_OK || source.n == 0) return st;
  if (html) return rap_html_fragment_line(arena, source, line, err);
  char *copy = rap_arena_alloc(arena, source.n + 1);
  for (size_t i = 0; copy && i < source.n; i++) copy[i] = source.p[i] == '\n' || source.p[i] == '\r' || source.p[i] == '\t' ? ' ' : source.p[i];
  *line = (rap_str){copy, copy ? source.n : 0};
  return copy ? RAP_OK : rap_error_nomem(err);
}

/* "who@example.org (A. Name)" and "A. Name <who@example.org>" as "A. Name"; the address alone when there is no name. */
static rap_str author_name(rap_str s) {
  s = rap_str_trim(s);
  const char *open = s.n ? memchr(s.p, '<', s.n) : NULL;
  if (open && s.p[s.n - 1] == '>') {
    rap_str name = rap_str_trim(rap_str_sub(s, 0, (size_t)(open - s.p)));
    return name.n ? name : rap_str_sub(s, (size_t)(open - s.p) + 1, s.n - 1);
  }
  open = s.n ? memchr(s.p, '(', s.n) : NULL;
  if (open && s.p[s.n - 1] == ')' && memchr(s.p, '@', (size_t)(open - s.p))) {
    rap_str name = rap_str_trim(rap_str_sub(s, (size_t)(open - s.p) + 1, s.n - 1));
    return name.n ? name : rap_str_trim(rap_str_sub(s, 0, (size_t)(open - s.p)));
  }
  return s;
}

static bool is_address(rap_str s) { return rap_str_starts(s, RAP_STR("http://")) || rap_str_starts(s, RAP_STR("https://")); }

static void read_names(const rap_feed_entry *entry, const rap_feed_entry *feed, rap_str name, rap_arena *arena, rap_raw_document *raw) {
  rap_str base = entry->base.n ? entry->base : feed->url.text;
  rap_str url = entry->url.text;
  if (!url.n && entry->id.mode == RAP_FEED_GUESS && is_address(entry->id.text)) url = entry->id.text;
  if (url.n) raw->url = rap_xml_resolve(arena, base, url);
  if (entry->id.text.n)
    raw->id = rap_arena_str(arena, entry->id.text);
  else if (url.n)
    raw->id = rap_arena_str(arena, raw->url);
  else
    raw->id = rap_arena_printf(arena, "%.*s#%" PRIu64, RAP_FMT(name), entry->number);
  rap_str language = rap_language_of_tag(arena, entry->language.text.n ? entry->language.text : feed->language.text);
  if (language.n) raw->language = language;
}

static rap_status read_dates(const rap_feed_entry *entry, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  bool published = entry->published.text.n > 0;
  const rap_feed_value *date = published ? &entry->published : &entry->updated;
  rap_str name = published ? entry->published_name : entry->updated_name;
  if (date->text.n == 0) return RAP_OK;
  return rap_raw_add_date(arena, raw, RAP_PUBLISHED_META, name, rap_webdate_text(arena, date->text)) ? RAP_OK : rap_error_nomem(err);
}

static rap_status read_metadata(const rap_feed_entry *entry, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_json *object = rap_json_new_object(), *list = entry->categories.n ? rap_json_new_array() : NULL;
  if (entry->published.text.n) rap_json_set_str_opt(object, "updated", rap_webdate_text(arena, entry->updated.text));
  for (size_t i = 0; i < entry->categories.n; i++) rap_json_append(list, rap_json_new_string(entry->categories.items[i]));
  if (entry->categories.n) rap_json_set(object, "categories", list);
  return rap_raw_set_metadata(arena, raw, object, err);
}

/* The fullest of content and summary. */
static rap_status read_body(const rap_feed_entry *entry, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_str text, layout;
  rap_status st = read_text(arena, &entry->content, &raw->text, &raw->layout, err);
  if (st == RAP_OK && entry->summary.text.n > raw->text.n) {
    st = read_text(arena, &entry->summary, &text, &layout, err);
    if (st == RAP_OK && text.n > raw->text.n) {
      raw->text = text;
      raw->layout = layout;
    }
  }
  return st;
}

rap_status rap_feed_entry_read(const rap_feed_entry *entry, const rap_feed_entry *feed, rap_str name, rap_arena *arena, rap_raw_document *raw,
                               rap_error *err) {
  rap_str source, author;
  read_names(entry, feed, name, arena, raw);
  rap_status st = read_line(arena, &entry->title, &raw->title, err);
  if (st == RAP_OK) st = read_body(entry, arena, raw, err);
  if (st == RAP_OK) st = read_line(arena, entry->source.text.n ? &entry->source : &feed->title, &source, err);
  if (st == RAP_OK) st = read_line(arena, entry->author.text.n ? &entry->author : &feed->author, &author, err);
  if (st == RAP_OK) st = read_dates(entry, arena, raw, err);
  if (st == RAP_OK) st = read_metadata(entry, arena, raw, err);
  if (st != RAP_OK) return st;
  if (source.n) raw->source = source;
  if (author.n) raw->author = author_name(author);
  raw->title = rap_str_trim(raw->title);
  if (raw->text.n == 0 && raw->title.n == 0)
    return rap_error_set(err, RAP_ERR_INPUT, "line %" PRIu64 ": entry %" PRIu64 " has neither title nor text", entry->line, entry->number);
  if (raw->text.n == 0) {
    raw->text = raw->title;
    raw->title = (rap_str){0};
    rap_raw_warn(arena, raw, "feed: a headline alone, without text");
  }
  return rap_arena_failed(arena) ? rap_error_nomem(err) : RAP_OK;
}
