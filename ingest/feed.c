/* feed.c: what stands where in a feed: entries, and what the feed says of itself. Layer: ingest. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "ingest/feed_impl.h"

/* A field under way: an element whose characters are gathered. */
struct capture {
  const rap_feed_name *name; /* NULL: none is under way */
  rap_feed_entry *to;
  rap_arena *arena;
  size_t depth;
  rap_feed_mode mode;
  rap_str language;
  rap_buf text;   /* characters as they stand */
  rap_buf markup; /* the same as HTML, with the elements inside */
  rap_buf part;   /* characters of the element inside that counts alone: atom:name of an author, atom:title of a source */
  bool nested, in_part;
  size_t part_depth;
};

struct rap_feed {
  rap_xml *xml;
  rap_arena *own, *arena; /* of the feed, of the entry */
  rap_str name;
  rap_feed_entry feed, entry;
  struct capture capture;
  size_t entry_depth, channel_depth;
  bool in_entry, in_channel, too_large, ended;
  uint64_t n_entries;
  uint64_t n_problems, problem_line;
  bool lost; /* one of the problems is that something is missing */
  char problem[128];
};

rap_status rap_feed_new(const rap_feed_options *options, rap_feed **out, rap_error *err) {
  static const char *const entries[] = {"item", "entry", NULL};
  *out = NULL;
  rap_feed *feed = calloc(1, sizeof *feed);
  if (!feed) return rap_error_nomem(err);
  rap_xml_options xml = {.stream = options->stream, .repair = true, .never_nested = entries};
  rap_status st = rap_xml_new(&xml, &feed->xml, err);
  feed->own = rap_arena_new();
  feed->arena = rap_arena_new();
  if (st == RAP_OK && feed->own && feed->arena) {
    feed->name = rap_arena_str(feed->own, options->name);
    feed->feed.base = rap_arena_str(feed->own, options->url);
  }
  if (st == RAP_OK && (!feed->own || !feed->arena || rap_arena_failed(feed->own))) st = rap_error_nomem(err);
  if (st != RAP_OK) {
    rap_feed_free(feed);
    return st;
  }
  *out = feed;
  return RAP_OK;
}

void rap_feed_free(rap_feed *feed) {
  if (!feed) return;
  rap_xml_free(feed->xml);
  rap_arena_free(feed->own);
  rap_arena_free(feed->arena);
  rap_buf_clear(&feed->capture.text);
  rap_buf_clear(&feed->capture.markup);
  rap_buf_clear(&feed->capture.part);
  free(feed);
}

static void set(rap_feed_value *value, rap_arena *arena, rap_str text, rap_feed_mode mode, int worth) {
  text = rap_str_trim(text);
  bool better = !value->text.p || worth > value->worth || (worth == value->worth && text.n > value->text.n && mode != RAP_FEED_OTHER);
  if (text.n == 0 || !better) return;
  *value = (rap_feed_value){rap_arena_str(arena, text), mode, worth};
}

/* ---- fields ---- */

/* Atom's type and mode (0.3), on any element that has them. */
static rap_feed_mode mode_of(const rap_xml_node *node) {
  rap_str type = rap_str_trim(rap_xml_attribute_of(node, NULL, "type"));
  if (rap_xml_attribute_of(node, NULL, "src").n) return RAP_FEED_OTHER;
  if (rap_str_is(rap_xml_attribute_of(node, NULL, "mode"), "base64")) return RAP_FEED_BASE64;
  if (rap_str_eq_nocase(type, RAP_STR("text")) || rap_str_eq_nocase(type, RAP_STR("text/plain"))) return RAP_FEED_PLAIN;
  if (rap_str_eq_nocase(type, RAP_STR("xhtml"))) return RAP_FEED_PLAIN; /* its elements make it HTML */
  if (rap_str_eq_nocase(type, RAP_STR("html")) || rap_str_eq_nocase(type, RAP_STR("text/html"))) return RAP_FEED_HTML;
  bool media = type.n && memchr(type.p, '/', type.n) && !rap_str_starts(type, RAP_STR("text/"));
  if (media && !rap_str_ends(type, RAP_STR("xml"))) return RAP_FEED_BASE64;
  return RAP_FEED_GUESS;
}

/* A link with href: rel alternate, or none, is where the entry is to be read. */
static void take_href(const rap_xml_node *node, rap_feed_entry *to, rap_arena *arena) {
  rap_str rel = rap_str_trim(rap_xml_attribute_of(node, NULL, "rel")), type = rap_str_trim(rap_xml_attribute_of(node, NULL, "type"));
  rap_str href = rap_str_trim(rap_xml_attribute_of(node, NULL, "href"));
  if (rel.n && !rap_str_eq_nocase(rel, RAP_STR("alternate")) && !rap_str_is(rel, "http://www.iana.org/assignments/relation/alternate")) return;
  bool html = type.n == 0 || rap_str_find(type, RAP_STR("html"), 0) != SIZE_MAX;
  if (!to->url.text.p || to->url.worth < (html ? 5 : 3)) set(&to->url, arena, href, RAP_FEED_PLAIN, html ? 5 : 3);
}

static void begin_capture(rap_feed *feed, const rap_xml_node *node, const rap_feed_name *name) {
  struct capture *c = &feed->capture;
  rap_feed_entry *to = feed->in_entry ? &feed->entry : &feed->feed;
  rap_arena *arena = feed->in_entry ? feed->arena : feed->own;
  rap_str address = rap_xml_attribute_of(node, NULL, "href");
  if (name->field == RAP_FEED_LINK && address.n) take_href(node, to, arena);
  c->name = name;
  c->to = to;
  c->arena = arena;
  c->depth = node->depth;
  c->mode = mode_of(node);
  c->nested = c->in_part = false;
  c->language = rap_arena_str(arena, rap_xml_attribute_of(node, RAP_XML_SPACE, "lang"));
  rap_buf_reset(&c->text);
  rap_buf_reset(&c->markup);
  rap_buf_reset(&c->part);
  rap_str term = rap_xml_attribute_of(node, NULL, "label");
  if (term.n == 0) term = rap_xml_attribute_of(node, NULL, "term");
  if (name->field == RAP_FEED_CATEGORY) rap_buf_add(&c->text, term);
  /* An id that is an address, unless the feed says that it is none. */
  rap_str permalink = rap_xml_attribute_of(node, NULL, "isPermaLink");
  if (name->field == RAP_FEED_ID && rap_str_eq_nocase(node->name, RAP_STR("guid")) && !rap_str_eq_nocase(permalink, RAP_STR("false")))
    c->mode = RAP_FEED_GUESS;
  else if (name->field == RAP_FEED_ID)
    c->mode = RAP_FEED_PLAIN;
}

static void put_escaped(rap_buf *out, rap_str s) {
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '<')
      rap_buf_puts(out, "&lt;");
    else if (s.p[i] == '&')
      rap_buf_puts(out, "&amp;");
    else
      rap_buf_putc(out, s.p[i]);
  }
}

/* Inside of a field. */
static void gather(rap_feed *feed, const rap_xml_node *node) {
  struct capture *c = &feed->capture;
  if (c->text.n + c->markup.n > 2 * RAP_MAX_DOCUMENT_BYTES) {
    feed->too_large = true;
    return;
  }
  if (node->event == RAP_XML_TEXT) {
    rap_buf_add(&c->text, node->text);
    put_escaped(&c->markup, node->text);
    if (c->in_part) rap_buf_add(&c->part, node->text);
    return;
  }
  bool start = node->event == RAP_XML_START;
  const char *part = c->name->field == RAP_FEED_AUTHOR ? "name" : c->name->field == RAP_FEED_SOURCE ? "title" : NULL;
  if (part && start && node->depth == c->depth + 1 && rap_str_is(node->name, part)) {
    c->in_part = true;
    c->part_depth = node->depth;
  } else if (c->in_part && !start && node->depth == c->part_depth) {
    c->in_part = false;
  }
  c->nested = true;
  rap_buf_printf(&c->markup, "<%s%.*s>", start ? "" : "/", RAP_FMT(node->name));
}

static rap_feed_value *value_of(rap_feed_entry *to, rap_feed_field field) {
  switch (field) {
  case RAP_FEED_TITLE: return &to->title;
  case RAP_FEED_ORIGINAL:
  case RAP_FEED_LINK: return &to->url;
  case RAP_FEED_SUMMARY: return &to->summary;
  case RAP_FEED_CONTENT: return &to->content;
  case RAP_FEED_AUTHOR: return &to->author;
  case RAP_FEED_PUBLISHED: return &to->published;
  case RAP_FEED_UPDATED: return &to->updated;
  case RAP_FEED_SOURCE: return &to->source;
  case RAP_FEED_LANGUAGE: return &to->language;
  default: return &to->id;
  }
}

static void end_capture(rap_feed *feed) {
  struct capture *c = &feed->capture;
  rap_feed_entry *to = c->to;
  rap_feed_field field = c->name->field;
  rap_feed_mode mode = c->nested && c->mode != RAP_FEED_OTHER ? RAP_FEED_HTML : c->mode;
  rap_str text = rap_str_trim(rap_buf_str(c->nested ? &c->markup : &c->text));
  int worth = field == RAP_FEED_LINK ? 4 : c->name->worth;
  if ((field == RAP_FEED_AUTHOR || field == RAP_FEED_SOURCE) && c->nested) text = rap_str_trim(rap_buf_str(&c->part)), mode = RAP_FEED_GUESS;
  if (field == RAP_FEED_PUBLISHED && text.n && worth > to->published.worth) to->published_name = rap_str_of(c->name->name);
  if (field == RAP_FEED_UPDATED && text.n && worth > to->updated.worth) to->updated_name = rap_str_of(c->name->name);
  if ((field == RAP_FEED_TITLE || field == RAP_FEED_CONTENT) && c->language.n) set(&to->language, c->arena, c->language, RAP_FEED_PLAIN, 3);
  if (field == RAP_FEED_CATEGORY) {
    /* Those of the feed itself are nobody's. */
    if (text.n && to == &feed->entry) (void)rap_str_list_add(c->arena, &to->categories, rap_arena_str(c->arena, text));
  } else {
    set(value_of(to, field), c->arena, text, mode, worth);
  }
  c->name = NULL;
}

/* ---- elements ---- */

static bool is_entry(const rap_xml_node *node) {
  const char *space = rap_feed_space(node);
  return space && !*space && (rap_str_eq_nocase(node->name, RAP_STR("item")) || rap_str_eq_nocase(node->name, RAP_STR("entry")));
}

static bool is_channel(const rap_xml_node *node) {
  return node->depth == 0 || rap_str_eq_nocase(node->name, RAP_STR("channel")) || rap_str_eq_nocase(node->name, RAP_STR("feed"));
}

/* xml:base and xml:lang of an entry or the feed. */
static void take_inherited(rap_feed_entry *to, rap_str base, rap_arena *arena, const rap_xml_node *node) {
  rap_str own = rap_str_trim(rap_xml_attribute_of(node, RAP_XML_SPACE, "base"));
  to->base = own.n ? rap_xml_resolve(arena, base, own) : base;
  set(&to->language, arena, rap_xml_attribute_of(node, RAP_XML_SPACE, "lang"), RAP_FEED_PLAIN, 1);
}

static void begin_entry(rap_feed *feed, const rap_xml_node *node) {
  rap_arena_reset(feed->arena);
  feed->entry = (rap_feed_entry){.line = node->line, .number = ++feed->n_entries};
  feed->in_entry = true;
  feed->too_large = false;
  feed->entry_depth = node->depth;
  take_inherited(&feed->entry, feed->feed.base, feed->arena, node);
  for (size_t i = 0; i < node->n_attributes; i++)
    if (rap_str_is(node->attributes[i].name, "about")) {
      set(&feed->entry.id, feed->arena, node->attributes[i].value, RAP_FEED_PLAIN, 1);
      set(&feed->entry.url, feed->arena, node->attributes[i].value, RAP_FEED_PLAIN, 1);
    }
}

static void start_element(rap_feed *feed, const rap_xml_node *node) {
  if (!feed->in_entry && is_entry(node)) {
    begin_entry(feed, node);
    return;
  }
  if (!feed->in_entry && is_channel(node)) {
    feed->in_channel = true;
    feed->channel_depth = node->depth;
    take_inherited(&feed->feed, feed->feed.base, feed->own, node);
    return;
  }
  size_t parent = feed->in_entry ? feed->entry_depth : feed->channel_depth;
  const rap_feed_name *name = feed->in_entry || feed->in_channel ? rap_feed_meaning(node) : NULL;
  /* media:title stands in media:group or media:content; all else in the entry itself, since images and text fields have titles and links of their own. */
  bool here = node->depth == parent + 1 || (name && strcmp(name->space, "media") == 0 && node->depth <= parent + 3);
  if (name && here) begin_capture(feed, node, name);
}

/* True when an entry is whole. */
static bool take_node(rap_feed *feed, const rap_xml_node *node) {
  struct capture *c = &feed->capture;
  if (node->event == RAP_XML_PROBLEM) {
    if (feed->n_problems++ == 0) {
      feed->problem_line = node->line;
      (void)snprintf(feed->problem, sizeof feed->problem, "%.*s", RAP_FMT(node->text));
    }
    feed->lost = feed->lost || node->lost;
  } else if (c->name) {
    if (node->event == RAP_XML_END && node->depth == c->depth)
      end_capture(feed);
    else
      gather(feed, node);
  } else if (node->event == RAP_XML_START) {
    start_element(feed, node);
  } else if (node->event == RAP_XML_END) {
    if (feed->in_channel && node->depth == feed->channel_depth) feed->in_channel = false;
    if (feed->in_entry && node->depth == feed->entry_depth) return true;
  }
  if (rap_arena_used(feed->arena) > 2 * RAP_MAX_DOCUMENT_BYTES) feed->too_large = true;
  return false;
}

/* What was mended since the last entry, as a warning of this one. */
static void tell_problems(rap_feed *feed, rap_arena *arena, rap_raw_document *raw) {
  if (feed->n_problems == 1)
    rap_raw_warn(arena, raw, "feed: line %" PRIu64 ": %s", feed->problem_line, feed->problem);
  else if (feed->n_problems > 1)
    rap_raw_warn(arena, raw, "feed: line %" PRIu64 ": %s (and %" PRIu64 " more)", feed->problem_line, feed->problem, feed->n_problems - 1);
  feed->n_problems = 0;
  feed->lost = false;
}

static rap_status tell_end(rap_feed *feed, rap_error *err) {
  feed->ended = true;
  if (feed->n_entries == 0 && feed->lost)
    return rap_error_set(err, RAP_ERR_INPUT, "a feed without entries (line %" PRIu64 ": %s)", feed->problem_line, feed->problem);
  if (feed->n_entries == 0) return rap_error_set(err, RAP_PASSED_OVER, "a feed without entries");
  if (feed->lost) return rap_error_set(err, RAP_ERR_INPUT, "line %" PRIu64 ": behind the last entry: %s", feed->problem_line, feed->problem);
  return RAP_NOT_FOUND;
}

static rap_status end_entry(rap_feed *feed, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  feed->in_entry = false;
  if (feed->too_large) {
    feed->n_problems = 0;
    return rap_error_set(err, RAP_ERR_LIMIT, "line %" PRIu64 ": an entry of more than %zu bytes: passed over", feed->entry.line,
                         RAP_MAX_DOCUMENT_BYTES);
  }
  if (rap_arena_failed(feed->arena) || rap_arena_failed(feed->own) || rap_buf_failed(&feed->capture.text) || rap_buf_failed(&feed->capture.markup) ||
      rap_buf_failed(&feed->capture.part))
    return rap_error_nomem(err);
  tell_problems(feed, arena, raw);
  return rap_feed_entry_read(&feed->entry, &feed->feed, feed->name, arena, raw, err);
}

rap_status rap_feed_next(rap_feed *feed, rap_arena *arena, rap_raw_document *raw, uint64_t *line, rap_error *err) {
  rap_xml_node node;
  rap_status st;
  *line = 0;
  if (feed->ended) return RAP_NOT_FOUND;
  while ((st = rap_xml_next(feed->xml, &node, err)) == RAP_OK) {
    bool whole = take_node(feed, &node);
    if (rap_arena_used(feed->own) > RAP_MAX_DOCUMENT_BYTES) {
      feed->ended = true;
      return rap_error_set(err, RAP_ERR_LIMIT, "line %" PRIu64 ": a feed that says more than %zu bytes of itself: not read on", node.line,
                           RAP_MAX_DOCUMENT_BYTES);
    }
    if (!whole) continue;
    *line = feed->entry.line;
    return end_entry(feed, arena, raw, err);
  }
  if (st == RAP_NOT_FOUND) return tell_end(feed, err);
  feed->ended = true;
  return st;
}
