#include "ingest/html_build.h"

/* ---- Names ------------------------------------------------------------------------------------------------------------- */

typedef struct tag_row {
  rap_str name;
  rap_html_flow flow;
} tag_row;

static const tag_row tags[] = {{{"", 0}, RAP_HTML_INLINE},
                               {{"", 0}, RAP_HTML_INLINE},
#define RAP_HTML_TAG_ROW(id, name, flow) {{name, sizeof(name) - 1}, RAP_HTML_##flow},
                               RAP_HTML_TAGS(RAP_HTML_TAG_ROW)
#undef RAP_HTML_TAG_ROW
};

rap_html_tag rap_html_tag_of(rap_str name) {
  size_t low = RAP_HTML_OTHER + 1, high = RAP_HTML_TAG_COUNT;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = rap_str_cmp(tags[middle].name, name);
    if (order == 0) return (rap_html_tag)middle;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return RAP_HTML_OTHER;
}

rap_html_flow rap_html_flow_of(rap_html_tag tag) { return tags[tag].flow; }

rap_str rap_html_attribute_of(const rap_html_tree *tree, uint32_t node, const char *name) {
  const rap_html_node *n = &tree->nodes[node];
  rap_str wanted = rap_str_of(name);
  for (uint32_t i = n->attributes; i < n->attributes + n->n_attributes; i++)
    if (rap_str_eq(tree->attributes[i].name, wanted)) return tree->attributes[i].value;
  return (rap_str){0};
}

bool rap_html_is_json(const rap_html_tree *tree, uint32_t script) {
  rap_str type = rap_html_attribute_of(tree, script, "type");
  for (size_t at = 0; at + 4 <= type.n; at++)
    if (rap_str_eq_nocase(rap_str_sub(type, at, at + 4), RAP_STR("json"))) return true;
  return false;
}

rap_str rap_html_text_of(const rap_html_tree *tree, uint32_t node) {
  return rap_str_sub(tree->text, tree->nodes[node].text, tree->nodes[node].text_end);
}

/* ---- Building ---------------------------------------------------------------------------------------------------------- */

/* A node below the element on top, behind its last child. */
static bool add_node(rap_html_build *b, rap_html_tag tag) {
  rap_html_tree *tree = b->tree;
  if (b->failed || !rap_arena_grow(b->arena, (void **)&tree->nodes, tree->n, &b->nodes_capacity, sizeof *tree->nodes)) {
    b->failed = true;
    return false;
  }
  uint32_t at = tree->n++, text = (uint32_t)b->n_text;
  uint32_t parent = at ? b->open[b->n_open - 1] : 0;
  rap_html_node *node = &tree->nodes[at], *above = &tree->nodes[parent];
  *node = (rap_html_node){.parent = parent, .end = at + 1, .tag = (uint16_t)tag, .text = text, .text_end = text};
  node->attributes = (uint32_t)b->n_attributes;
  if (at == 0) return true;
  node->depth = (uint16_t)(above->depth + 1);
  node->prev = above->last;
  if (above->last)
    tree->nodes[above->last].next = at;
  else
    above->first = at;
  above->last = at;
  return true;
}

void rap_html_build_begin(rap_html_build *b, rap_arena *arena, rap_html_tree *tree, size_t room, size_t guess) {
  *b = (rap_html_build){.arena = arena, .tree = tree, .back = room};
  *tree = (rap_html_tree){0};
  b->nodes_capacity = guess < RAP_MAX_HTML_NODES ? guess + 1 : RAP_MAX_HTML_NODES;
  b->bytes = rap_arena_alloc(arena, room);
  tree->nodes = rap_arena_array(arena, b->nodes_capacity, sizeof *tree->nodes);
  b->failed = !b->bytes || !tree->nodes;
  b->n_open = 1; /* the root, node 0 */
  (void)add_node(b, RAP_HTML_OTHER);
}

void rap_html_build_open(rap_html_build *b, rap_html_tag tag) {
  if (b->failed) return;
  uint32_t at = b->tree->n;
  bool fits = b->n_open <= RAP_MAX_HTML_DEPTH;
  b->last_is_element = at < RAP_MAX_HTML_NODES && add_node(b, tag);
  if (fits && b->last_is_element) {
    b->open[b->n_open++] = at;
    return;
  }
  if (!b->last_is_element && rap_html_flow_of(tag) == RAP_HTML_BLOCK) rap_html_build_text(b, RAP_STR("\n"));
  b->tree->flattened++;
  b->beyond++;
  if (!b->mute && rap_html_flow_of(tag) == RAP_HTML_UNSEEN) b->mute = b->beyond;
}

/* A copy at the back of the bytes. */
static rap_str keep_back(rap_html_build *b, rap_str s) {
  assert(s.n <= b->back - b->n_text);
  if (s.n > b->back - b->n_text) b->failed = true;
  if (b->failed) return (rap_str){0};
  b->back -= s.n;
  if (s.n) memcpy(b->bytes + b->back, s.p, s.n);
  return (rap_str){b->bytes + b->back, s.n};
}

void rap_html_build_attribute(rap_html_build *b, rap_str name, rap_str value) {
  rap_html_tree *tree = b->tree;
  if (b->failed || !b->last_is_element) return;
  rap_html_node *node = &tree->nodes[tree->n - 1];
  if (node->n_attributes == RAP_MAX_HTML_ATTRIBUTES) return;
  if (!rap_arena_grow(b->arena, (void **)&tree->attributes, b->n_attributes, &b->attributes_capacity, sizeof *tree->attributes)) {
    b->failed = true;
    return;
  }
  tree->attributes[b->n_attributes++] = (rap_html_attribute){keep_back(b, name), keep_back(b, value)};
  node->n_attributes++;
}

static void end_node(rap_html_build *b, uint32_t at) {
  b->tree->nodes[at].end = b->tree->n;
  b->tree->nodes[at].text_end = (uint32_t)b->n_text;
}

/* The script on top is complete. */
static void keep_script(rap_html_build *b) {
  rap_html_tree *tree = b->tree;
  if (b->script.n && rap_arena_grow(b->arena, (void **)&tree->json, tree->n_json, &b->json_capacity, sizeof *tree->json))
    tree->json[tree->n_json++] = (rap_html_json){b->open[b->n_open - 1], rap_arena_str(b->arena, rap_buf_str(&b->script))};
  b->failed = b->failed || rap_buf_failed(&b->script) || rap_arena_failed(b->arena);
  rap_buf_reset(&b->script);
}

void rap_html_build_close(rap_html_build *b) {
  if (b->failed) return;
  if (b->beyond) {
    if (b->mute == b->beyond) b->mute = 0;
    b->beyond--;
    return;
  }
  if (b->n_open == 1) return;
  if (b->script.n) keep_script(b);
  end_node(b, b->open[--b->n_open]);
}

void rap_html_build_text(rap_html_build *b, rap_str text) {
  rap_html_tree *tree = b->tree;
  if (b->failed || b->mute || text.n == 0) return;
  uint32_t top = b->open[b->n_open - 1];
  if (tree->nodes[top].tag == RAP_HTML_SCRIPT) {
    if (rap_html_is_json(tree, top)) rap_buf_add(&b->script, text);
    return;
  }
  uint32_t last = tree->nodes[top].last;
  if (!last || tree->nodes[last].tag != RAP_HTML_TEXT) {
    last = tree->n;
    if (!add_node(b, RAP_HTML_TEXT)) return;
  }
  assert(text.n <= b->back - b->n_text);
  if (text.n > b->back - b->n_text) b->failed = true; /* a parser that gives more than it was given must not write on */
  if (b->failed) return;
  memcpy(b->bytes + b->n_text, text.p, text.n);
  b->n_text += text.n;
  tree->nodes[last].text_end = (uint32_t)b->n_text;
  b->last_is_element = false;
}

void rap_html_build_forget(rap_html_build *b) { b->beyond = b->mute = 0; }

void rap_html_build_end(rap_html_build *b) {
  rap_html_build_forget(b);
  while (!b->failed && b->n_open > 1) rap_html_build_close(b);
  b->failed = b->failed || rap_buf_failed(&b->script);
  if (!b->failed) end_node(b, 0);
  rap_buf_clear(&b->script);
  b->tree->text = (rap_str){b->bytes, b->n_text};
}

/* Whether a style attribute holds `property:value`, blanks apart. */
static bool style_has(rap_str style, const char *declaration) {
  rap_str wanted = rap_str_of(declaration);
  for (size_t at = 0; at < style.n; at++) {
    size_t i = at, k = 0;
    while (i < style.n && k < wanted.n) {
      char c = style.p[i++];
      if (c == ' ') continue;
      if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
      if (c != wanted.p[k]) break;
      k++;
    }
    if (k == wanted.n) return true;
  }
  return false;
}

bool rap_html_is_hidden(const rap_html_tree *tree, uint32_t node) {
  if (tree->nodes[node].n_attributes == 0) return false;
  if (rap_html_attribute_of(tree, node, "hidden").p) return true;
  rap_str style = rap_html_attribute_of(tree, node, "style");
  return style.n && (style_has(style, "display:none") || style_has(style, "visibility:hidden"));
}
