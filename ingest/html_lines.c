/* html_lines.c: the tree → lines, each with what it is and what stands in it; tables of data told from those that place things. Layer: ingest. */
#include "ingest/html_page.h"

#include "base/utf8.h"

/* ---- Marks ------------------------------------------------------------------------------------------------------------- */

/* Screen readers are told to pass over what is decoration to the eye: on pages it is, in e-mails and feeds nobody has such. */
static bool is_hidden(const rap_html_tree *tree, uint32_t at) {
  return rap_html_is_hidden(tree, at) || rap_str_is(rap_html_attribute_of(tree, at, "aria-hidden"), "true");
}

static void inherit(rap_html_page *page, uint32_t at) {
  const rap_html_node *node = &page->tree->nodes[at];
  rap_html_mark *mark = &page->marks[at];
  const rap_html_mark *above = &page->marks[node->parent];
  *mark = (rap_html_mark){.block = above->block,
                          .item = above->item,
                          .row = above->row,
                          .lists = above->lists,
                          .heading = above->heading,
                          .flags = above->flags & (RAP_MARK_LINK | RAP_MARK_PRE)};
  if (node->tag == RAP_HTML_TEXT) return;
  if (rap_html_flow_of((rap_html_tag)node->tag) == RAP_HTML_BLOCK) mark->block = at;
  if (rap_html_is_heading(node->tag)) mark->heading = (uint8_t)(node->tag - RAP_HTML_H1 + 1);
  if (rap_html_is_list(node->tag) && mark->lists < UINT8_MAX) mark->lists++;
  if (node->tag == RAP_HTML_LI || node->tag == RAP_HTML_DD) mark->item = at;
  if (node->tag == RAP_HTML_A && rap_html_attribute_of(page->tree, at, "href").p) mark->flags |= RAP_MARK_LINK;
  if (node->tag == RAP_HTML_PRE) mark->flags |= RAP_MARK_PRE;
  mark->flags |= rap_html_label_of(page->tree, at);
}

/* ---- Cards ------------------------------------------------------------------------------------------------------------- */

static uint32_t visible(rap_str s) {
  uint32_t n = 0;
  for (size_t i = 0; i < s.n; i++) n += (unsigned char)s.p[i] > ' ';
  return n;
}

static void count_links(rap_html_page *page) {
  const rap_html_tree *tree = page->tree;
  for (uint32_t i = tree->n - 1; i > 0; i--) {
    rap_html_mark *mark = &page->marks[i], *above = &page->marks[tree->nodes[i].parent];
    if (tree->nodes[i].tag == RAP_HTML_TEXT) {
      mark->bytes = visible(rap_html_text_of(tree, i));
      if (!(mark->flags & RAP_MARK_LINK)) mark->plain = mark->bytes;
    }
    above->bytes += mark->bytes;
    above->plain += mark->plain;
    above->n_links += mark->n_links + (tree->nodes[i].tag == RAP_HTML_A);
  }
}

enum { NOTE_MAX = 200 };

/* A note is short: names such as "category-press" stand on whole articles too. */
static void spread_notes(rap_html_page *page) {
  const rap_html_tree *tree = page->tree;
  for (uint32_t i = 1; i < tree->n; i++) {
    rap_html_mark *mark = &page->marks[i];
    if (mark->bytes > NOTE_MAX) mark->flags &= (uint16_t)~RAP_MARK_NOTE;
    mark->flags |= page->marks[tree->nodes[i].parent].flags & RAP_MARK_NOTE;
  }
}

/* A card that unfolds over a word of a sentence: an inline element that begins with a picture and has no text but links. */
static bool is_card(const rap_html_page *page, uint32_t at) {
  const rap_html_tree *tree = page->tree;
  const rap_html_mark *mark = &page->marks[at];
  if (tree->nodes[at].tag != RAP_HTML_SPAN || mark->n_links < 2 || mark->plain || page->marks[mark->block].plain == 0) return false;
  uint32_t first = at;
  while (tree->nodes[first].first) {
    first = tree->nodes[first].first;
    while (tree->nodes[first].next && tree->nodes[first].tag == RAP_HTML_TEXT && visible(rap_html_text_of(tree, first)) == 0)
      first = tree->nodes[first].next;
  }
  return tree->nodes[first].tag == RAP_HTML_IMG;
}

/* ---- Tables ------------------------------------------------------------------------------------------------------------ */

enum { CELL_MAX = 200 };

typedef struct table {
  uint32_t n_rows, n_cells, n_long;
  bool layout;
} table;

/* More than CELL_MAX visible bytes, or so much white space that nothing is known: tables within tables would have the same bytes looked at again and again. */
static bool is_long(rap_str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.n && n <= CELL_MAX; i++) {
    if (i == CELL_MAX * 20) return true;
    n += (unsigned char)s.p[i] > ' ';
  }
  return n > CELL_MAX;
}

/* Tables of data are told from tables that place things: rows of several short cells. tables[i] for each table node, by the index in `ordinal`. */
static void look_at_tables(const rap_html_tree *tree, uint32_t *nearest, table *tables) {
  for (uint32_t i = 1, n = 0; i < tree->n; i++) {
    const rap_html_node *node = &tree->nodes[i];
    nearest[i] = nearest[node->parent];
    if (node->tag == RAP_HTML_TABLE) {
      if (nearest[i]) tables[nearest[i]].layout = true;
      nearest[i] = ++n;
      rap_str role = rap_html_attribute_of(tree, i, "role");
      tables[n].layout = rap_str_is(role, "presentation") || rap_str_is(role, "none");
    }
    table *t = &tables[nearest[i]];
    if (node->tag == RAP_HTML_TR) t->n_rows++;
    if (rap_html_is_cell(node->tag)) {
      t->n_cells++;
      if (!t->layout && is_long(rap_html_text_of(tree, i))) t->n_long++;
    }
    if (node->tag == RAP_HTML_FORM || node->tag == RAP_HTML_H1) t->layout = true;
  }
}

static bool is_data(const table *t) {
  return !t->layout && t->n_rows >= 2 && t->n_cells >= t->n_rows + t->n_rows / 2 && t->n_long * 10 <= t->n_cells;
}

static rap_status mark_rows(rap_html_page *page, rap_error *err) {
  const rap_html_tree *tree = page->tree;
  size_t n_tables = 1;
  for (uint32_t i = 1; i < tree->n; i++) n_tables += tree->nodes[i].tag == RAP_HTML_TABLE;
  if (n_tables == 1) return RAP_OK;
  uint32_t *nearest = rap_arena_array(page->arena, tree->n, sizeof *nearest);
  table *tables = rap_arena_array(page->arena, n_tables, sizeof *tables);
  if (!nearest || !tables) return rap_error_nomem(err);
  look_at_tables(tree, nearest, tables);
  for (uint32_t i = 1; i < tree->n; i++) {
    const rap_html_node *node = &tree->nodes[i];
    if (node->tag == RAP_HTML_TR && nearest[i] && is_data(&tables[nearest[i]]))
      page->marks[i].row = i;
    else
      page->marks[i].row = page->marks[node->parent].row;
  }
  return RAP_OK;
}

/* ---- Lines ------------------------------------------------------------------------------------------------------------- */

typedef struct walk {
  rap_html_page *page;
  rap_html_line line; /* the one under way: begins at line.begin */
  uint32_t last_item; /* the list item whose first line was made */
  uint32_t row, row_end;
  uint32_t open[RAP_HTML_STACK]; /* block elements that are open */
  size_t n_open;
  bool blank;      /* white space waits to be written */
  bool first_cell; /* no cell of the row yet */
  uint32_t last;   /* last visible character */
  uint32_t before; /* the one before it */
  bool failed;
} walk;

static char layout_of(walk *w) {
  const rap_html_mark *mark = &w->page->marks[w->line.node];
  if (w->row) return 't';
  if (mark->heading) return (char)('0' + mark->heading);
  if (!mark->item || mark->item == w->last_item) return 'p';
  w->last_item = mark->item;
  unsigned depth = mark->lists ? mark->lists - 1u : 0u;
  return (char)('a' + (depth < 5 ? depth : 5));
}

static bool ends_sentence(uint32_t c) {
  switch (c) {
  case '.':
  case '!':
  case '?':
  case ':':
  case 0x2026: /* … */
  case 0x0964: /* danda */
  case 0x0965:
  case 0x3002: /* ideographic full stop */
  case 0xFF01:
  case 0xFF1F:
  case 0x06D4: /* Arabic full stop */
  case 0x061F: return true;
  default: return false;
  }
}

static bool closes(uint32_t c) {
  return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x201D || c == 0x2019 || c == 0xBB || c == 0x300D || c == 0xFF09;
}

static void end_line(walk *w) {
  rap_html_page *page = w->page;
  w->blank = false;
  if (page->text.n == w->line.begin) return;
  w->line.end = (uint32_t)page->text.n;
  w->line.layout = layout_of(w);
  w->line.sentence = ends_sentence(w->last) || (closes(w->last) && ends_sentence(w->before));
  if (w->line.letters == 0) { /* rules of dashes, lone bullets */
    page->text.n = w->line.begin;
  } else if (!rap_arena_grow(page->arena, (void **)&page->lines, page->n_lines, &page->lines_capacity, sizeof *page->lines)) {
    w->failed = true;
  } else {
    page->lines[page->n_lines++] = w->line;
  }
  w->line = (rap_html_line){.begin = (uint32_t)page->text.n};
  w->last = w->before = 0;
}

/* Scripts that have no blanks between words: a letter says as much as three of others. */
static uint32_t letters_of(uint32_t c) {
  if ((c >= 0x3040 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0x20000 && c <= 0x3FFFF)) return 3;
  return rap_utf8_is_alphanumeric(c);
}

/* C1 controls are the windows-1252 characters that they nearly always are; here only that no line break of any standard is left. */
static bool is_blank(uint32_t c) {
  return c == 0xA0 || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0x200B || (c >= 0x80 && c < 0xA0) || c <= ' ';
}

static void add_character(walk *w, rap_str raw, uint32_t c, uint32_t node) {
  rap_html_page *page = w->page;
  if (is_blank(c)) {
    w->blank = true;
    return;
  }
  if (page->text.n == w->line.begin)
    w->line.node = page->marks[node].block;
  else if (w->blank) {
    rap_buf_putc(&page->text, ' ');
    w->line.n_blanks++;
  }
  w->blank = false;
  rap_buf_add(&page->text, raw);
  uint32_t n = letters_of(c);
  w->line.letters += n;
  if (n > 1) w->line.wide += n;
  if (page->marks[node].flags & RAP_MARK_LINK) w->line.linked += n;
  if (page->marks[node].flags & RAP_MARK_NOTE) w->line.noted += n;
  w->before = w->last;
  w->last = c;
}

static void add_text(walk *w, uint32_t node) {
  rap_str text = rap_html_text_of(w->page->tree, node);
  bool pre = w->page->marks[node].flags & RAP_MARK_PRE;
  for (size_t at = 0, n; at < text.n; at += n) {
    uint32_t c;
    n = rap_utf8_decode(text, at, &c);
    if (pre && c == '\n' && !w->row)
      end_line(w);
    else
      add_character(w, rap_str_sub(text, at, at + n), c, node);
  }
}

/* In a row of data, blocks part words and cells. */
static void part(walk *w, uint32_t node) {
  if (!w->row) {
    end_line(w);
    return;
  }
  w->blank = true;
  if (!rap_html_is_cell(w->page->tree->nodes[node].tag) || w->page->marks[node].row != w->row) return;
  if (!w->first_cell) {
    if (w->page->text.n == w->line.begin) w->line.node = w->row;
    rap_buf_puts(&w->page->text, w->page->text.n == w->line.begin ? "|" : " |");
  }
  w->first_cell = false;
}

static void leave(walk *w, uint32_t node) {
  if (node == w->row) {
    end_line(w);
    w->row = 0;
  } else if (!w->row) {
    end_line(w);
  } else {
    w->blank = true;
  }
}

static void enter(walk *w, uint32_t node) {
  part(w, node);
  if (w->page->marks[node].row == node) {
    w->row = node;
    w->first_cell = true;
  }
  w->open[w->n_open++] = node;
}

static void read_tree(walk *w) {
  bool with_hidden = w->page->with_hidden;
  const rap_html_tree *tree = w->page->tree;
  uint32_t i = 1;
  while (i < tree->n && !w->failed) {
    const rap_html_node *node = &tree->nodes[i];
    while (w->n_open && i >= tree->nodes[w->open[w->n_open - 1]].end) leave(w, w->open[--w->n_open]);
    rap_html_flow flow = rap_html_flow_of((rap_html_tag)node->tag);
    bool skip =
        (flow == RAP_HTML_UNSEEN && !(with_hidden && node->tag == RAP_HTML_NOSCRIPT)) || (!with_hidden && is_hidden(tree, i)) || is_card(w->page, i);
    if (node->tag == RAP_HTML_TEXT)
      add_text(w, i);
    else if (flow == RAP_HTML_BLOCK && !skip && node->tag != RAP_HTML_BR)
      enter(w, i);
    else if (flow == RAP_HTML_BLOCK)
      part(w, i);
    i = skip ? node->end : i + 1;
  }
  while (w->n_open) leave(w, w->open[--w->n_open]);
  end_line(w);
}

rap_status rap_html_read_lines(rap_html_page *page, rap_error *err) {
  const rap_html_tree *tree = page->tree;
  walk *w = rap_arena_alloc(page->arena, sizeof *w);
  if (!page->marks) page->marks = rap_arena_array(page->arena, tree->n, sizeof *page->marks);
  if (!w || !page->marks) return rap_error_nomem(err);
  page->marks[0] = (rap_html_mark){0};
  for (uint32_t i = 1; i < tree->n; i++) inherit(page, i);
  count_links(page);
  spread_notes(page);
  rap_status st = mark_rows(page, err);
  if (st != RAP_OK) return st;
  w->page = page;
  rap_buf_reset(&page->text);
  page->n_lines = 0;
  read_tree(w);
  return w->failed || rap_buf_failed(&page->text) ? rap_error_nomem(err) : RAP_OK;
}
