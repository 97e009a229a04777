/* html_tree.h: an HTML page as a flat tree of elements and text. Layer: ingest.
 *
 * Nodes lie in one array in document order: node 0 is the root, a node's descendants are the nodes (i, nodes[i].end), so that sums over subtrees are one pass over the array (backwards:
 * children before parents) and nothing needs recursion. 0 as `next`, `prev`, `first`, `last` means none. All text lies in one buffer in document order too: an element's text is
 * [text, text_end) of it, entities resolved, white space as written.
 *
 * Left out: comments, doctype, style sheets, scripts. Scripts of a JSON type are kept apart (`json`), since they tell who wrote what and when. The content of <noscript>, <template>,
 * <iframe> and hidden elements stands in the tree like any other; who reads it decides.
 *
 * The parser is libxml2's (html_parse.c, the only file that knows it), since it is maintained, streams without recursion and is the faster one; see README.md for what was measured.
 * Bounds: beyond RAP_MAX_HTML_DEPTH an element is kept as an empty leaf of the deepest ancestor, its content as that ancestor's; beyond RAP_MAX_HTML_NODES no elements are made, text is still
 * kept; `flattened` counts both. Attributes beyond RAP_MAX_HTML_ATTRIBUTES of one tag are left out.
 *
 *     rap_html_tree tree;
 *     st = rap_html_parse(arena, bytes, &tree, err);
 *     for (uint32_t i = 1; i < tree.n; i++)
 *       if (tree.nodes[i].tag == RAP_HTML_META) … rap_html_attribute(&tree, i, "content") …
 */
#ifndef RAP_INGEST_HTML_TREE_H
#define RAP_INGEST_HTML_TREE_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

/* What an element does to the text around it, when no style sheet says otherwise. */
typedef enum rap_html_flow {
  RAP_HTML_INLINE, /* part of the line; also elements of unknown names, unless blocks stand in them */
  RAP_HTML_BLOCK,  /* begins and ends a line */
  RAP_HTML_UNSEEN  /* has no text of the page: head, script, options of a form … */
} rap_html_flow;

/* Enumerator, name, flow; in byte order of the names, as they are searched by halving. */
#define RAP_HTML_TAGS(X)             \
  X(A, "a", INLINE)                  \
  X(ABBR, "abbr", INLINE)            \
  X(ADDRESS, "address", BLOCK)       \
  X(AMP_AD, "amp-ad", UNSEEN)        \
  X(APPLET, "applet", UNSEEN)        \
  X(AREA, "area", INLINE)            \
  X(ARTICLE, "article", BLOCK)       \
  X(ASIDE, "aside", BLOCK)           \
  X(AUDIO, "audio", UNSEEN)          \
  X(B, "b", INLINE)                  \
  X(BASE, "base", UNSEEN)            \
  X(BLOCKQUOTE, "blockquote", BLOCK) \
  X(BODY, "body", BLOCK)             \
  X(BR, "br", BLOCK)                 \
  X(BUTTON, "button", UNSEEN)        \
  X(CANVAS, "canvas", UNSEEN)        \
  X(CAPTION, "caption", BLOCK)       \
  X(CENTER, "center", BLOCK)         \
  X(CITE, "cite", INLINE)            \
  X(CODE, "code", INLINE)            \
  X(COL, "col", BLOCK)               \
  X(COLGROUP, "colgroup", BLOCK)     \
  X(DATALIST, "datalist", UNSEEN)    \
  X(DD, "dd", BLOCK)                 \
  X(DEL, "del", INLINE)              \
  X(DETAILS, "details", BLOCK)       \
  X(DFN, "dfn", INLINE)              \
  X(DIALOG, "dialog", UNSEEN)        \
  X(DIR, "dir", BLOCK)               \
  X(DIV, "div", BLOCK)               \
  X(DL, "dl", BLOCK)                 \
  X(DT, "dt", BLOCK)                 \
  X(EM, "em", INLINE)                \
  X(EMBED, "embed", UNSEEN)          \
  X(FIELDSET, "fieldset", BLOCK)     \
  X(FIGCAPTION, "figcaption", BLOCK) \
  X(FIGURE, "figure", BLOCK)         \
  X(FONT, "font", INLINE)            \
  X(FOOTER, "footer", BLOCK)         \
  X(FORM, "form", BLOCK)             \
  X(FRAME, "frame", UNSEEN)          \
  X(FRAMESET, "frameset", BLOCK)     \
  X(H1, "h1", BLOCK)                 \
  X(H2, "h2", BLOCK)                 \
  X(H3, "h3", BLOCK)                 \
  X(H4, "h4", BLOCK)                 \
  X(H5, "h5", BLOCK)                 \
  X(H6, "h6", BLOCK)                 \
  X(HEAD, "head", UNSEEN)            \
  X(HEADER, "header", BLOCK)         \
  X(HGROUP, "hgroup", BLOCK)         \
  X(HR, "hr", BLOCK)                 \
  X(HTML, "html", BLOCK)             \
  X(I, "i", INLINE)                  \
  X(IFRAME, "iframe", UNSEEN)        \
  X(IMG, "img", INLINE)              \
  X(INPUT, "input", UNSEEN)          \
  X(INS, "ins", INLINE)              \
  X(LABEL, "label", INLINE)          \
  X(LEGEND, "legend", BLOCK)         \
  X(LI, "li", BLOCK)                 \
  X(LINK, "link", UNSEEN)            \
  X(MAIN, "main", BLOCK)             \
  X(MAP, "map", UNSEEN)              \
  X(MATH, "math", INLINE)            \
  X(MENU, "menu", BLOCK)             \
  X(META, "meta", UNSEEN)            \
  X(NAV, "nav", BLOCK)               \
  X(NOFRAMES, "noframes", BLOCK)     \
  X(NOSCRIPT, "noscript", UNSEEN)    \
  X(OBJECT, "object", UNSEEN)        \
  X(OL, "ol", BLOCK)                 \
  X(OPTGROUP, "optgroup", UNSEEN)    \
  X(OPTION, "option", UNSEEN)        \
  X(P, "p", BLOCK)                   \
  X(PARAM, "param", UNSEEN)          \
  X(PICTURE, "picture", INLINE)      \
  X(PRE, "pre", BLOCK)               \
  X(PROGRESS, "progress", UNSEEN)    \
  X(RP, "rp", UNSEEN)                \
  X(RT, "rt", UNSEEN)                \
  X(RUBY, "ruby", INLINE)            \
  X(SCRIPT, "script", UNSEEN)        \
  X(SECTION, "section", BLOCK)       \
  X(SELECT, "select", UNSEEN)        \
  X(SMALL, "small", INLINE)          \
  X(SOURCE, "source", INLINE)        \
  X(SPAN, "span", INLINE)            \
  X(STRONG, "strong", INLINE)        \
  X(STYLE, "style", UNSEEN)          \
  X(SUB, "sub", INLINE)              \
  X(SUMMARY, "summary", BLOCK)       \
  X(SUP, "sup", INLINE)              \
  X(SVG, "svg", UNSEEN)              \
  X(TABLE, "table", BLOCK)           \
  X(TBODY, "tbody", BLOCK)           \
  X(TD, "td", BLOCK)                 \
  X(TEMPLATE, "template", UNSEEN)    \
  X(TEXTAREA, "textarea", UNSEEN)    \
  X(TFOOT, "tfoot", BLOCK)           \
  X(TH, "th", BLOCK)                 \
  X(THEAD, "thead", BLOCK)           \
  X(TIME, "time", INLINE)            \
  X(TITLE, "title", UNSEEN)          \
  X(TR, "tr", BLOCK)                 \
  X(TT, "tt", INLINE)                \
  X(U, "u", INLINE)                  \
  X(UL, "ul", BLOCK)                 \
  X(VAR, "var", INLINE)              \
  X(VIDEO, "video", UNSEEN)          \
  X(WBR, "wbr", INLINE)

typedef enum rap_html_tag {
  RAP_HTML_TEXT,  /* a run of text */
  RAP_HTML_OTHER, /* an element of another name */
#define RAP_HTML_TAG_ENUM(id, name, flow) RAP_HTML_##id,
  RAP_HTML_TAGS(RAP_HTML_TAG_ENUM)
#undef RAP_HTML_TAG_ENUM
      RAP_HTML_TAG_COUNT
} rap_html_tag;

typedef struct rap_html_node {
  uint32_t parent, next, prev, first, last;
  uint32_t end;            /* one behind the last node of its subtree */
  uint32_t text, text_end; /* its text in tree->text */
  uint32_t attributes;     /* its first one in tree->attributes */
  uint16_t n_attributes;
  uint16_t depth; /* 0: the root */
  uint16_t tag;   /* rap_html_tag */
} rap_html_node;

typedef struct rap_html_attribute {
  rap_str name, value; /* name in small letters; value with entities resolved, as written */
} rap_html_attribute;

/* A script whose type names JSON. */
typedef struct rap_html_json {
  uint32_t node;
  rap_str text;
} rap_html_json;

typedef struct rap_html_tree {
  rap_html_node *nodes;
  uint32_t n;
  rap_html_attribute *attributes;
  rap_html_json *json;
  size_t n_json;
  rap_str text;
  size_t flattened; /* elements that a bound kept from having content of their own, or from being */
} rap_html_tree;

/* Parses a page into `arena`. Any bytes give a tree: an empty page one with a root alone; what is ill-formed is repaired as a browser would, roughly.
 * Units: `bytes` is UTF-8; ill-formed subparts become U+FFFD, control characters blanks. `bytes` may go once it returns. Ownership: everything in `arena`. Errors: RAP_ERR_LIMIT beyond
 * RAP_MAX_DOCUMENT_BYTES; RAP_ERR_NOMEM. Cost: linear in `bytes` (times RAP_MAX_HTML_DEPTH for a page of unmatched end tags); some 100 MB/s of a common page. Threads: any, one per arena. */
rap_status rap_html_parse(rap_arena *arena, rap_str bytes, rap_html_tree *tree, rap_error *err) RAP_MUST_CHECK;

/* The known tag of a name in small letters, RAP_HTML_OTHER if none. Cost: some seven comparisons. */
rap_html_tag rap_html_tag_of(rap_str name);
rap_html_flow rap_html_flow_of(rap_html_tag tag);
/* The value of an attribute; empty, with a NULL pointer, if the node has none of that name (`name` in small letters). */
rap_str rap_html_attribute_of(const rap_html_tree *tree, uint32_t node, const char *name);
/* Not displayed: by the attribute `hidden`, or by its own style. */
bool rap_html_is_hidden(const rap_html_tree *tree, uint32_t node);
static inline bool rap_html_is_heading(uint16_t tag) { return tag >= RAP_HTML_H1 && tag <= RAP_HTML_H6; }
static inline bool rap_html_is_list(uint16_t tag) { return tag == RAP_HTML_UL || tag == RAP_HTML_OL || tag == RAP_HTML_MENU || tag == RAP_HTML_DIR; }
static inline bool rap_html_is_cell(uint16_t tag) { return tag == RAP_HTML_TD || tag == RAP_HTML_TH; }
/* A script whose content is kept in tree->json. */
bool rap_html_is_json(const rap_html_tree *tree, uint32_t script);
/* All text in an element, or of a text node, as written: blocks are not told apart, hidden ones not left out. */
rap_str rap_html_text_of(const rap_html_tree *tree, uint32_t node);

#endif
