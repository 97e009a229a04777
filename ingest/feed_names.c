/* feed_names.c: what the elements of feeds mean. Layer: ingest. */
#include "ingest/feed_impl.h"

static const rap_feed_name names[] = {
    {"", "id", RAP_FEED_ID, 3},
    {"", "guid", RAP_FEED_ID, 3},
    {"", "title", RAP_FEED_TITLE, 3},
    {"dc", "title", RAP_FEED_TITLE, 2},
    {"media", "title", RAP_FEED_TITLE, 1},
    {"itunes", "title", RAP_FEED_TITLE, 1},
    {"", "link", RAP_FEED_LINK, 0},
    {"feedburner", "origLink", RAP_FEED_ORIGINAL, 9},
    {"", "content", RAP_FEED_CONTENT, 3},
    {"content", "encoded", RAP_FEED_CONTENT, 4},
    {"", "encoded", RAP_FEED_CONTENT, 3},
    {"", "fullitem", RAP_FEED_CONTENT, 2},
    {"xhtml", "body", RAP_FEED_CONTENT, 3},
    {"xhtml", "div", RAP_FEED_CONTENT, 2},
    {"", "body", RAP_FEED_CONTENT, 3},
    {"", "description", RAP_FEED_SUMMARY, 3},
    {"", "summary", RAP_FEED_SUMMARY, 3},
    {"", "abstract", RAP_FEED_SUMMARY, 2},
    {"dc", "description", RAP_FEED_SUMMARY, 2},
    {"dcterms", "abstract", RAP_FEED_SUMMARY, 2},
    {"itunes", "summary", RAP_FEED_SUMMARY, 1},
    {"media", "description", RAP_FEED_SUMMARY, 1},
    {"", "author", RAP_FEED_AUTHOR, 3},
    {"", "managingEditor", RAP_FEED_AUTHOR, 2},
    {"dc", "creator", RAP_FEED_AUTHOR, 4},
    {"dc", "author", RAP_FEED_AUTHOR, 2},
    {"dcterms", "creator", RAP_FEED_AUTHOR, 2},
    {"itunes", "author", RAP_FEED_AUTHOR, 1},
    {"", "published", RAP_FEED_PUBLISHED, 5},
    {"", "pubDate", RAP_FEED_PUBLISHED, 5},
    {"", "issued", RAP_FEED_PUBLISHED, 4},
    {"dcterms", "issued", RAP_FEED_PUBLISHED, 4},
    {"dc", "date", RAP_FEED_PUBLISHED, 3},
    {"", "created", RAP_FEED_PUBLISHED, 2},
    {"dcterms", "created", RAP_FEED_PUBLISHED, 2},
    {"", "date", RAP_FEED_PUBLISHED, 1},
    {"", "updated", RAP_FEED_UPDATED, 3},
    {"", "modified", RAP_FEED_UPDATED, 3},
    {"dcterms", "modified", RAP_FEED_UPDATED, 2},
    {"", "source", RAP_FEED_SOURCE, 3},
    {"", "language", RAP_FEED_LANGUAGE, 2},
    {"dc", "language", RAP_FEED_LANGUAGE, 2},
    {"", "category", RAP_FEED_CATEGORY, 0},
    {"dc", "subject", RAP_FEED_CATEGORY, 0},
};

/* Part of the URI → vocabulary: URIs of feeds vary in ends, versions and letter case. */
static const struct {
  const char *part, *space;
} spaces[] = {
    {"w3.org/2005/atom", ""},
    {"purl.org/atom/ns", ""},
    {"purl.org/rss/1.0/modules/content", "content"},
    {"purl.org/rss/", ""},
    {"netscape.com/rdf", ""},
    {"purl.org/net/rss1.1", ""},
    {"backend.userland.com/", ""},
    {"/tech/rss", ""},
    {"purl.org/dc/terms", "dcterms"},
    {"purl.org/dc/", "dc"},
    {"w3.org/1999/xhtml", "xhtml"},
    {"itunes.com/dtds", "itunes"},
    {"search.yahoo.com/mrss", "media"},
    {"feedburner", "feedburner"},
};
static const char *const prefixes[] = {"content", "dcterms", "dc", "xhtml", "itunes", "media", "feedburner"};

const char *rap_feed_space(const rap_xml_node *node) {
  char low[128];
  size_t n = node->space.n < sizeof low ? node->space.n : sizeof low;
  for (size_t i = 0; i < n; i++) low[i] = node->space.p[i] >= 'A' && node->space.p[i] <= 'Z' ? (char)(node->space.p[i] | 32) : node->space.p[i];
  for (size_t i = 0; n > 0 && i < sizeof spaces / sizeof spaces[0]; i++)
    if (rap_str_find((rap_str){low, n}, rap_str_of(spaces[i].part), 0) != SIZE_MAX) return spaces[i].space;
  /* An address that nobody knows, or none: as if there were no namespaces. */
  if (node->prefix.n == 0 || rap_str_is(node->prefix, "atom") || rap_str_is(node->prefix, "rss")) return "";
  for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
    if (rap_str_is(node->prefix, prefixes[i])) return prefixes[i];
  return NULL;
}

const rap_feed_name *rap_feed_meaning(const rap_xml_node *node) {
  const char *space = rap_feed_space(node);
  for (size_t i = 0; space && i < sizeof names / sizeof names[0]; i++)
    if (strcmp(space, names[i].space) == 0 && rap_str_eq_nocase(node->name, rap_str_of(names[i].name))) return &names[i];
  return NULL;
}
