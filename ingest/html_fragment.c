/* html_fragment.c: an HTML fragment → text with its layout. Layer: ingest. */
#include "ingest/html_fragment.h"

#include "base/limits.h"
#include "ingest/html_tree.h"
#include "ingest/laid_text.h"

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
  rap_laid_text out;
  bool cell;  /* a new cell of the row begins */
  size_t row; /* rows that are open: within them blocks don't end the line */
};

/* What the line under way is, by the innermost block that says so. */
static char kind_of_line(struct writer *w) {
  size_t lists = 0;
  struct open *item = NULL;
  if (w->row) return 't';
  for (size_t i = w->depth; i-- > 0;) {
    struct open *o = &w->stack[i];
    if (rap_html_is_heading(o->tag) && !item) return (char)('1' + (o->tag - RAP_HTML_H1));
    if (o->tag == RAP_HTML_LI && !item) item = o;
    lists += rap_html_is_list(o->tag);
  }
  /* What follows in an item behind its first line is a paragraph of it. */
  if (!item || item->begun) return 'p';
  item->begun = true;
  return (char)('a' + (lists > 6 ? 5 : lists > 0 ? lists - 1 : 0));
}

static void end_line(struct writer *w) {
  w->cell = false;
  rap_laid_end(&w->out, rap_laid_open(&w->out) ? kind_of_line(w) : 'p');
}

static void put_blank(struct writer *w) { rap_laid_add(&w->out, RAP_STR(" ")); }

static void put_line(struct writer *w, rap_str s) {
  if (w->cell && rap_str_trim(s).n) {
    if (rap_laid_open(&w->out)) rap_laid_add(&w->out, RAP_STR(" | "));
    w->cell = false;
  }
  rap_laid_add(&w->out, s);
}

static void put_text(struct writer *w, rap_str s, bool keep_lines) {
  rap_str line = s;
  while (keep_lines && rap_str_split(&s, '\n', &line) && s.p) {
    put_line(w, line);
    end_line(w);
  }
  put_line(w, line);
}

/* A row of data: two cells with text at least, in none of them a block. What places things has one cell, or paragraphs and tables in it. */
static bool is_data_row(const rap_html_tree *tree, uint32_t row) {
  size_t filled = 0;
  for (uint32_t cell = tree->nodes[row].first; cell; cell = tree->nodes[cell].next) {
    if (!rap_html_is_cell(tree->nodes[cell].tag)) continue;
    for (uint32_t i = cell + 1; i < tree->nodes[cell].end; i++) {
      uint16_t inner = tree->nodes[i].tag;
      if (inner != RAP_HTML_BR && inner != RAP_HTML_P && rap_html_flow_of((rap_html_tag)inner) == RAP_HTML_BLOCK) return false;
    }
    filled += rap_str_trim(rap_html_text_of(tree, cell)).n > 0;
  }
  return filled >= 2;
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
      put_blank(w);
    }
    w->depth--;
  }
}

static void open_block(struct writer *w, uint32_t i) {
  const rap_html_node *node = &w->tree->nodes[i];
  bool cell = rap_html_is_cell(node->tag);
  if (!w->row)
    end_line(w);
  else if (cell)
    w->cell = true;
  else
    put_blank(w);
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
    } else if ((flow == RAP_HTML_UNSEEN && node->tag != RAP_HTML_HEAD) || node->tag == RAP_HTML_TEMPLATE || rap_html_is_hidden(tree, i)) {
      i = node->end - 1;
    } else if (flow == RAP_HTML_BLOCK) {
      open_block(w, i);
    }
  }
  close_ended(w, tree->n);
  end_line(w);
}

static rap_status write_text(rap_arena *arena, rap_str fragment, rap_laid_text *out, rap_error *err) {
  rap_html_tree tree;
  struct writer w = {.tree = &tree};
  rap_status st = rap_html_parse(arena, fragment, &tree, err);
  if (st != RAP_OK) return st;
  w.stack = rap_arena_array(arena, RAP_MAX_HTML_DEPTH + 1, sizeof *w.stack);
  if (!w.stack) return rap_error_nomem(err);
  walk(&w);
  *out = w.out;
  return RAP_OK;
}

rap_status rap_html_fragment_text(rap_arena *arena, rap_str fragment, rap_str *text, rap_str *layout, rap_error *err) {
  rap_laid_text out = {0};
  *text = *layout = (rap_str){0};
  rap_status st = write_text(arena, fragment, &out, err);
  if (st == RAP_OK) st = rap_laid_take(&out, arena, text, layout, err);
  rap_laid_clear(&out);
  return st;
}

rap_status rap_html_fragment_line(rap_arena *arena, rap_str fragment, rap_str *line, rap_error *err) {
  rap_laid_text lines = {0}, out = {0};
  rap_str layout;
  *line = (rap_str){0};
  rap_status st = write_text(arena, fragment, &lines, err);
  rap_laid_add(&out, rap_buf_str(&lines.text));
  if (st == RAP_OK && rap_laid_failed(&lines)) st = rap_error_nomem(err);
  if (st == RAP_OK) st = rap_laid_take(&out, arena, line, &layout, err);
  rap_laid_clear(&lines);
  rap_laid_clear(&out);
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
