/* html_build.h: how a parser's events become a tree. Between html_parse.c, html_reduce.c and html_tree.c. Layer: ingest.
 *
 * The tree never needs more text than the page has bytes, so that room for all of it is taken at the begin. */
#ifndef RAP_INGEST_HTML_BUILD_H
#define RAP_INGEST_HTML_BUILD_H

#include "base/buf.h"
#include "base/limits.h"
#include "ingest/html_tree.h"

typedef struct rap_html_build {
  rap_arena *arena;
  rap_html_tree *tree;
  size_t nodes_capacity, attributes_capacity, json_capacity, n_attributes;
  char *bytes; /* text from the front, names and values of attributes from the back: together never more than the page */
  size_t n_text, back;
  rap_buf script;                        /* the JSON script that is open */
  uint32_t open[RAP_MAX_HTML_DEPTH + 1]; /* from the root to the element that takes what comes */
  size_t n_open;
  bool last_is_element; /* the newest node is the element opened last, which may get attributes */
  size_t beyond;        /* open elements that have no content of their own */
  size_t mute;          /* the first so many of them hold no text of the page; 0: all do */
  bool failed;          /* out of memory */
} rap_html_build;

/* Begins a tree with its root, for a page of `room` bytes. `guess`: the number of nodes, roughly. rap_html_build_end is due also after a failure. */
void rap_html_build_begin(rap_html_build *b, rap_arena *arena, rap_html_tree *tree, size_t room, size_t guess);
/* An element below the one on top, and one attribute of it at a time before anything else. */
void rap_html_build_open(rap_html_build *b, rap_html_tag tag);
void rap_html_build_attribute(rap_html_build *b, rap_str name, rap_str value);
/* The element opened last is complete. */
void rap_html_build_close(rap_html_build *b);
void rap_html_build_text(rap_html_build *b, rap_str text);
/* The parser forgot what is open: what comes belongs to the deepest element that has content. */
void rap_html_build_forget(rap_html_build *b);
void rap_html_build_end(rap_html_build *b);

/* Appends the page without what no tree needs: comments, style sheets, scripts (those of a JSON type go to the tree), NUL and other control characters, and attributes beyond
 * RAP_MAX_HTML_ATTRIBUTES of a tag. Done before parsing because it halves a common page, and because parsers take the square of a tag's attributes. Cost: linear. */
void rap_html_reduce(rap_str page, rap_buf *out);

#endif
