/* html_fragment.c: an HTML fragment → text with its layout. Layer: ingest. */
#include "ingest/html_fragment.h"

#include "base/buf.h"
#include "base/limits.h"
#include "ingest/html_tree.h"

/* A block that is open at the node under way. */
struct open {
  uint32_t end; /* node behind it */
  uint16_t tag;
  bool begun; /* an item: its first line is written; a row: a cell of it is */
};

struct writer {
  const rap_html_tree *tree;
  struct open *stack; /* RAP_MAX_HTML_DEPTH + 1 */
  size_t depth;
  rap_buf text, layout;
  size_t line; /* where the line under way begins in `text` */
  bool blank;  /* white space came since the last character */
  bool cell;   /* a new cell of the row begins */
  size_t row;  /* rows that are open: within them blocks don't end the line */
};

static bool is_heading(uint16_t tag) { return tag >= RAP_HTML_H1 && tag <= RAP_HTML_H6; }
static bool is_list(uint16_t tag) { return tag == RAP_HTML_UL || tag == RAP_HTML_OL || tag == RAP_HTML_MENU || tag == RAP_HTML_DIR; }

/* What the line under way is, by the innermost block that says so. */
static char kind_of_line(struct writer *w) {
  size_t lists = 0;
  struct open *item = NULL;
  if (w->row) return 't';
  for (size_t i = w->depth; i-- > 0;) {
    struct open *o = &w->stack[i];
    if (is_heading(o->tag) && !item) return (char)('1' + (o->tag - RAP_HTML_H1));
    if (o->tag == RAP_HTML_LI && !item) item = o;
    lists += is_list(o->tag);
  }
  /* What follows in an item behind its first line is a paragraph of it. */
  if (!item || item->begun) return 'p';
  item->begun = true;
  return (char)('a' + (lists > 6 ? 5 : lists > 0 ? lists - 1 : 0));
}

static void end_line(struct writer *w) {
  w->blank = w->cell = false;
  if (w->text.n == w->line) return;
  rap_buf_putc(&w->layout, kind_of_line(w));
  rap_buf_putc(&w->text, '\n');
  w->line = w->text.n;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

static void put_text(struct writer *w, rap_str s, bool keep_lines) {
  for (size_t at = 0; at < s.n;) {
    if (is_space(s.p[at])) {
      if (keep_lines && s.p[at] == '\n') end_line(w);
      w->blank = true;
      at++;
      continue;
    }
    size_t end = at;
    while (end < s.n && !is_space(s.p[end])) end++;
    if (w->cell && w->text.n > w->line)
      rap_buf_puts(&w->text, " | ");
    else if (w->blank && w->text.n > w->line)
      rap_buf_putc(&w->text, ' ');
    w->blank = w->cell = false;
    rap_buf_add(&w->text, rap_str_sub(s, at, end));
    at = end;
  }
}

static bool has_text(const rap_html_tree *tree, uint32_t node) {
  rap_str text = rap_html_text_of(tree, node);
  for (size_t i = 0; i < text.n; i++)
    if (!is_space(text.p[i])) return true;
  return false;
}

/* A row of data: two cells with text at least, in none of them a block. What places things has one cell, or paragraphs and tables in it. */
static bool is_data_row(const rap_html_tree *tree, uint32_t row) {
  size_t filled = 0;
  for (uint32_t cell = tree->nodes[row].first; cell; cell = tree->nodes[cell].next) {
    uint16_t tag = tree->nodes[cell].tag;
    if (tag != RAP_HTML_TD && tag != RAP_HTML_TH) continue;
    for (uint32_t i = cell + 1; i < tree->nodes[cell].end; i++) {
      uint16_t inner = tree->nodes[i].tag;
      if (inner != RAP_HTML_BR && inner != RAP_HTML_P && rap_html_flow_of((rap_html_tag)inner) == RAP_HTML_BLOCK) return false;
    }
    filled += has_text(tree, cell);
  }
  return filled >= 2;
}

static bool is_hidden(const rap_html_tree *tree, uint32_t node) {
  if (tree->nodes[node].n_attributes == 0) return false;
  if (rap_html_attribute_of(tree, node, "hidden").p) return true;
  rap_str style = rap_html_attribute_of(tree, node, "style");
  size_t at = rap_str_find(style, RAP_STR("display"), 0);
  if (at == SIZE_MAX) return false;
  rap_str value = rap_str_trim(rap_str_sub(style, at + 7, style.n));
  return value.n && value.p[0] == ':' && rap_str_starts(rap_str_trim(rap_str_sub(value, 1, value.n)), RAP_STR("none"));
}

static void close_ended(struct writer *w, uint32_t node) {
  while (w->depth > 0 && w->stack[w->depth - 1].end <= node) {
    const struct open *o = &w->stack[w->depth - 1];
    if (o->tag == RAP_HTML_TR && o->begun) {
      end_line(w);
      w->row--;
    } else if (!w->row) {
      end_line(w);
    } else {
      w->blank = true;
    }
    w->depth--;
  }
}

static void open_block(struct writer *w, uint32_t i) {
  const rap_html_node *node = &w->tree->nodes[i];
  bool cell = node->tag == RAP_HTML_TD || node->tag == RAP_HTML_TH;
  if (!w->row)
    end_line(w);
  else if (cell)
    w->cell = true;
  else
    w->blank = true;
  if (w->depth > RAP_MAX_HTML_DEPTH) return;
  struct open *o = &w->stack[w->depth++];
  *o = (struct open){.end = node->end, .tag = node->tag};
  if (node->tag != RAP_HTML_TR || !is_data_row(w->tree, i)) return;
  o->begun = true;
  w->row++;
}

static bool in_pre(const struct writer *w) {
  for (size_t i = w->depth; i-- > 0;)
    if (w->stack[i].tag == RAP_HTML_PRE) return true;
  return false;
}

static void walk(struct writer *w) {
  const rap_html_tree *tree = w->tree;
  for (uint32_t i = 1; i < tree->n; i++) {
    const rap_html_node *node = &tree->nodes[i];
    close_ended(w, i);
    rap_html_flow flow = rap_html_flow_of((rap_html_tag)node->tag);
    if (node->tag == RAP_HTML_TEXT) {
      put_text(w, rap_html_text_of(tree, i), in_pre(w));
    } else if ((flow == RAP_HTML_UNSEEN && node->tag != RAP_HTML_HEAD) || node->tag == RAP_HTML_TEMPLATE || is_hidden(tree, i)) {
      i = node->end - 1;
    } else if (flow == RAP_HTML_BLOCK) {
      open_block(w, i);
    }
  }
  close_ended(w, tree->n);
  end_line(w);
}

static rap_status write_text(rap_arena *arena, rap_str fragment, rap_buf *text, rap_buf *layout, rap_error *err) {
  rap_html_tree tree;
  struct writer w = {.tree = &tree};
  rap_status st = rap_html_parse(arena, fragment, &tree, err);
  if (st != RAP_OK) return st;
  w.stack = rap_arena_array(arena, RAP_MAX_HTML_DEPTH + 1, sizeof *w.stack);
  if (w.stack) walk(&w);
  *text = w.text;
  *layout = w.layout;
  return w.stack && !rap_buf_failed(text) && !rap_buf_failed(layout) ? RAP_OK : rap_error_nomem(err);
}

rap_status rap_html_fragment_text(rap_arena *arena, rap_str fragment, rap_str *text, rap_str *layout, rap_error *err) {
  rap_buf t = {0}, l = {0};
  *text = *layout = (rap_str){0};
  rap_status st = write_text(arena, fragment, &t, &l, err);
  if (st == RAP_OK && t.n > 0) {
    *text = rap_arena_str(arena, rap_str_sub(rap_buf_str(&t), 0, t.n - 1));
    *layout = rap_arena_str(arena, rap_buf_str(&l));
    if (!text->p || !layout->p) st = rap_error_nomem(err);
  }
  rap_buf_clear(&t);
  rap_buf_clear(&l);
  return st;
}

rap_status rap_html_fragment_line(rap_arena *arena, rap_str fragment, rap_str *line, rap_error *err) {
  rap_buf t = {0}, l = {0};
  *line = (rap_str){0};
  rap_status st = write_text(arena, fragment, &t, &l, err);
  for (size_t i = 0; i < t.n; i++)
    if (t.p[i] == '\n') t.p[i] = ' ';
  if (st == RAP_OK) *line = rap_arena_str(arena, rap_str_trim(rap_buf_str(&t)));
  if (st == RAP_OK && !line->p) st = rap_error_nomem(err);
  rap_buf_clear(&t);
  rap_buf_clear(&l);
  return st;
}

bool rap_html_is_markup(rap_str s) {
  for (size_t i = 0; i + 2 < s.n; i++) {
    if (s.p[i] == '<' && (rap_ascii_is_letter(s.p[i + 1]) || s.p[i + 1] == '/' || s.p[i + 1] == '!') && memchr(s.p + i, '>', s.n - i)) return true;
    if (s.p[i] != '&' || !(rap_ascii_is_letter(s.p[i + 1]) || s.p[i + 1] == '#')) continue;
    size_t end = i + 2;
    while (end < s.n && end < i + 32 && (rap_ascii_is_letter(s.p[end]) || rap_ascii_is_digit(s.p[end]))) end++;
    if (end < s.n && s.p[end] == ';') return true;
  }
  return false;
}
