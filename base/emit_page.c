/* What Markdown and HTML have in common: which columns a page shows, cells with marks, addresses. */
#include "base/emit_impl.h"
#include "base/utf8.h"

#include <stdlib.h>

/* ---- columns ---- */

static size_t find_column(const rap_emit *e, const char *name) {
  for (size_t i = 0; name && i < e->n_columns; i++)
    if (strcmp(e->columns[i].name, name) == 0) return i;
  return SIZE_MAX;
}

static void choose_columns(rap_emit *e) {
  bool titled = false;
  for (size_t i = 0; i < e->n_columns; i++) titled = titled || e->columns[i].title;
  for (size_t i = 0; i < e->n_columns; i++) {
    const rap_column *c = &e->columns[i];
    if (titled && !c->title) continue;
    e->layout.columns[e->layout.n++] =
        (rap_page_column){.column = c, .title = c->title ? c->title : c->name, .at = i, .link = c->kind == RAP_COL_URL ? i : find_column(e, c->link)};
  }
}

bool rap_emit_page_begin(rap_emit *e) {
  e->layout.columns = calloc(e->n_columns + 1, sizeof *e->layout.columns);
  if (!e->layout.columns) return false;
  choose_columns(e);
  if (e->format == RAP_FORMAT_HTML) return rap_emit_html_begin(e);
  e->layout.kept = rap_arena_new();
  return e->layout.kept != NULL;
}

void rap_emit_page_row(rap_emit *e) {
  if (e->format == RAP_FORMAT_HTML)
    rap_emit_html_row(e);
  else
    rap_emit_markdown_row(e);
}

void rap_emit_page_end(rap_emit *e) {
  if (e->format == RAP_FORMAT_HTML)
    rap_emit_html_end(e);
  else
    rap_emit_markdown_end(e);
}

void rap_emit_page_clear(rap_emit *e) {
  free(e->layout.columns);
  rap_arena_free(e->layout.kept);
  e->layout = (rap_page_layout){0};
}

/* ---- cells ---- */

static int by_begin(const void *a, const void *b) {
  const rap_span *x = a, *y = b;
  if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
  return x->end < y->end ? -1 : x->end > y->end;
}

/* Sorts the marks within `length`, in place, and joins those that overlap or touch; returns how many are left. */
static size_t join_marks(rap_span *marks, size_t n, size_t length) {
  size_t left = 0;
  for (size_t i = 0; i < n; i++) {
    if (marks[i].end > length) marks[i].end = length;
    if (marks[i].begin < marks[i].end) marks[left++] = marks[i];
  }
  n = left;
  if (n) qsort(marks, n, sizeof *marks, by_begin);
  left = 0;
  for (size_t i = 0; i < n; i++) {
    if (left && marks[i].begin <= marks[left - 1].end) {
      if (marks[i].end > marks[left - 1].end) marks[left - 1].end = marks[i].end;
    } else {
      marks[left++] = marks[i];
    }
  }
  return left;
}

static void put_clean(rap_buf *b, rap_str s) {
  for (size_t at = 0; at < s.n;) {
    uint32_t cp;
    char bytes[4];
    at += rap_utf8_decode(s, at, &cp);
    if (cp == '\r' && at < s.n && s.p[at] == '\n') continue;
    if (cp == '\r' || cp == 0x2028 || cp == 0x2029)
      cp = '\n';
    else if ((cp < 0x20 && cp != '\n') || (cp >= 0x7F && cp < 0xA0))
      cp = ' ';
    rap_buf_add(b, (rap_str){bytes, rap_utf8_encode(cp, bytes)});
  }
}

rap_cell rap_emit_page_cell(rap_emit *e, rap_str s, const rap_span *marks, size_t n) {
  rap_cell cell = {0};
  rap_buf clean = {0};
  size_t at = 0;
  rap_span *own = n ? rap_arena_array(e->arena, n, sizeof *own) : NULL;
  if (n && !own) return cell;
  if (n) memcpy(own, marks, n * sizeof *own);
  n = join_marks(own, n, s.n);
  for (size_t i = 0; i < n; i++) {
    put_clean(&clean, rap_str_sub(s, at, own[i].begin));
    at = own[i].end;
    size_t begin = clean.n;
    put_clean(&clean, rap_str_at(s, own[i]));
    own[i] = (rap_span){begin, clean.n};
  }
  put_clean(&clean, rap_str_sub(s, at, s.n));
  if (!rap_buf_failed(&clean)) cell = (rap_cell){.text = rap_arena_str(e->arena, rap_buf_str(&clean)), .marks = own, .n_marks = n};
  rap_buf_clear(&clean);
  return cell;
}

/* ---- addresses ---- */

/* Of the web or of mail. Others ("javascript:", a path) are shown as the text they are: a page must not do what a document tells it to. */
static bool is_address(rap_str s) {
  if (!rap_str_starts_nocase(s, RAP_STR("https://")) && !rap_str_starts_nocase(s, RAP_STR("http://")) &&
      !rap_str_starts_nocase(s, RAP_STR("mailto:")))
    return false;
  for (size_t i = 0; i < s.n; i++)
    if (rap_ascii_is_space(s.p[i])) return false;
  return true;
}

rap_str rap_emit_page_link(const rap_emit *e, const rap_page_column *c) {
  if (c->link == SIZE_MAX) return (rap_str){0};
  rap_str address = rap_str_trim(e->cells[c->link].text);
  return is_address(address) ? address : (rap_str){0};
}
