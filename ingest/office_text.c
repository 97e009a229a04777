/* office_text.c: paragraphs, rows and notes → lines with a layout. Layer: ingest. */
#include "base/limits.h"
#include "ingest/office.h"

#include "base/utf8.h"

/* Lines of the text in front of a title: a ministry's name, a date. A row longer than this is the page's layout and no table. */
enum { TITLE_LINES = 3, ROW_MAX = 2000 };

static rap_office_paragraph *innermost(rap_office_text *t) {
  if (t->depth == 0) return NULL;
  return &t->open[(t->depth < RAP_OFFICE_NESTED ? t->depth : RAP_OFFICE_NESTED) - 1];
}

void rap_office_begin(rap_office_text *t) {
  if (++t->depth > RAP_OFFICE_NESTED) {
    rap_office_add(t, RAP_STR(" "));
    return;
  }
  rap_office_paragraph *p = innermost(t);
  if (!p->joins) rap_buf_reset(&p->text);
  p->kind = 'p';
  p->note = t->notes_open > 0;
  p->joins = false;
}

void rap_office_kind(rap_office_text *t, char kind) {
  if (t->depth > 0 && t->depth <= RAP_OFFICE_NESTED) innermost(t)->kind = kind;
}

void rap_office_add(rap_office_text *t, rap_str s) {
  rap_office_paragraph *p = innermost(t);
  if (p) rap_buf_add(&p->text, s);
}

bool rap_office_is_empty(const rap_office_text *t) {
  if (t->depth == 0) return true;
  return rap_str_trim(rap_buf_str(&t->open[(t->depth < RAP_OFFICE_NESTED ? t->depth : RAP_OFFICE_NESTED) - 1].text)).n == 0;
}

static bool is_heading(char kind) { return kind >= '1' && kind <= '6'; }

static void put(rap_office_text *t, rap_office_paragraph *p) {
  rap_laid_text *out = p->note ? &t->notes : &t->body;
  bool title = p->kind == 'T' && !p->note && t->tables == 0 && out->layout.n <= TITLE_LINES;
  if (title && t->title.n) rap_buf_putc(&t->title, ' ');
  if (title) {
    rap_buf_add(&t->title, rap_str_trim(rap_buf_str(&p->text)));
  } else if (p->kind != '-') {
    rap_laid_add(out, rap_buf_str(&p->text));
    rap_laid_end(out, p->kind == 'T' ? '1' : p->kind);
  }
  t->failed = t->failed || rap_buf_failed(&p->text);
  rap_buf_reset(&p->text);
}

static bool ends_sentence(rap_str text) {
  uint32_t cp = 0;
  text = rap_str_trim(text);
  if (text.n == 0) return true;
  rap_utf8_before(text, text.n, &cp);
  return cp == '.' || cp == '!' || cp == '?' || cp == ':' || cp == ';' || cp == 0x0964 || cp == 0x201D;
}

void rap_office_break(rap_office_text *t) {
  rap_office_paragraph *p = innermost(t);
  if (!p) return;
  if (is_heading(p->kind) || p->kind == 'T' || t->depth > RAP_OFFICE_NESTED || !ends_sentence(rap_buf_str(&p->text)))
    rap_buf_putc(&p->text, ' ');
  else
    put(t, p);
}

void rap_office_end(rap_office_text *t, bool struck) {
  if (t->depth == 0) return;
  rap_office_paragraph *p = innermost(t);
  if (t->depth-- > RAP_OFFICE_NESTED) return;
  p->joins = struck;
  if (!struck) put(t, p);
}

void rap_office_note(rap_office_text *t, bool begins) {
  if (begins)
    t->notes_open++;
  else if (t->notes_open > 0)
    t->notes_open--;
}

/* ---- tables ---- */

void rap_office_table(rap_office_text *t, bool begins) {
  if (begins)
    t->tables++;
  else if (t->tables > 0)
    t->tables--;
}

void rap_office_cell_end(rap_office_text *t) {
  if (t->tables != 1 || t->notes_open) return;
  size_t lines = t->body.layout.n;
  rap_buf_add(&t->cells, (rap_str){(const char *)&lines, sizeof lines});
}

static size_t cell_at(const rap_office_text *t, size_t i) {
  size_t lines;
  memcpy(&lines, t->cells.p + i * sizeof lines, sizeof lines);
  return lines;
}

/* The lines of the row as one: those of a cell with blanks between, cells with bars. */
static void join_cells(rap_office_text *t, rap_buf *row) {
  rap_str rest = rap_str_sub(rap_buf_str(&t->body.text), t->row_text, t->body.text.n), line;
  size_t n = t->cells.n / sizeof(size_t), number = t->row_lines, cell = 0, last = SIZE_MAX;
  for (; number < t->body.layout.n && rap_str_split(&rest, '\n', &line); number++) {
    while (cell < n && cell_at(t, cell) <= number) cell++;
    if (row->n) rap_buf_puts(row, cell == last ? " " : " | ");
    rap_buf_add(row, line);
    last = cell;
  }
}

static size_t count_filled(const rap_office_text *t) {
  size_t filled = 0, before = t->row_lines;
  for (size_t i = 0; i < t->cells.n / sizeof(size_t); i++) {
    filled += cell_at(t, i) > before;
    before = cell_at(t, i);
  }
  return filled;
}

void rap_office_row(rap_office_text *t, bool begins) {
  if (t->tables != 1 || t->notes_open) return;
  if (begins) {
    rap_buf_reset(&t->cells);
    t->row_text = t->body.text.n;
    t->row_lines = t->body.layout.n;
    return;
  }
  if (rap_buf_failed(&t->cells) || rap_laid_failed(&t->body)) return;
  /* A row that was not begun, in a document that isn't sound. */
  if (t->row_text > t->body.text.n || t->row_lines >= t->body.layout.n) return;
  if (count_filled(t) < 2 || t->body.text.n - t->row_text > ROW_MAX) return;
  rap_buf row = {0};
  join_cells(t, &row);
  t->failed = t->failed || rap_buf_failed(&row);
  t->body.text.n = t->body.begin = t->row_text;
  t->body.layout.n = t->row_lines;
  rap_laid_add(&t->body, rap_buf_str(&row));
  rap_laid_end(&t->body, 't');
  rap_buf_clear(&row);
}

/* ---- the end ---- */

rap_status rap_office_finish(rap_office_text *t, rap_error *err) {
  while (t->depth > 0) rap_office_end(t, false);
  for (size_t i = 0; i < RAP_OFFICE_NESTED; i++) put(t, &t->open[i]); /* one whose end was struck out, and nothing followed */
  rap_str rest = rap_buf_str(&t->notes.text), line;
  for (size_t i = 0; i < t->notes.layout.n && rap_str_split(&rest, '\n', &line); i++) {
    rap_laid_add(&t->body, line);
    rap_laid_end(&t->body, t->notes.layout.p[i]);
  }
  bool failed = t->failed || rap_laid_failed(&t->notes) || rap_laid_failed(&t->body) || rap_buf_failed(&t->title) || rap_buf_failed(&t->cells);
  return failed ? rap_error_nomem(err) : RAP_OK;
}

void rap_office_clear(rap_office_text *t) {
  rap_laid_clear(&t->body);
  rap_laid_clear(&t->notes);
  rap_buf_clear(&t->title);
  rap_buf_clear(&t->cells);
  for (size_t i = 0; i < RAP_OFFICE_NESTED; i++) rap_buf_clear(&t->open[i].text);
  *t = (rap_office_text){0};
}

/* ---- XML ---- */

rap_status rap_office_walk(rap_str xml, const char *part, rap_office_take take, void *state, rap_error *err) {
  rap_stream *stream = NULL;
  rap_xml *reader = NULL;
  rap_xml_node node;
  size_t passed = SIZE_MAX; /* depth of the element that is passed over */
  xml = rap_str_sub(xml, rap_utf8_mark(xml), xml.n);
  rap_status st = rap_stream_of_memory(xml, &stream, err);
  const rap_xml_options options = {.stream = stream};
  if (st == RAP_OK) st = rap_xml_new(&options, &reader, err);
  while (st == RAP_OK && (st = rap_xml_next(reader, &node, err)) == RAP_OK) {
    if (passed != SIZE_MAX) {
      if (node.event == RAP_XML_END && node.depth == passed) passed = SIZE_MAX;
      continue;
    }
    if (!take(state, &node) && node.event == RAP_XML_START) passed = node.depth;
  }
  rap_xml_free(reader);
  rap_stream_free(stream);
  if (st == RAP_NOT_FOUND) return RAP_OK;
  if (st != RAP_ERR_NOMEM) rap_error_prefix(err, "%s: ", part);
  return st;
}
