/* Pages: whatever stands in cells, HTML is read back by libxml2 without an error and with the same cells; the Markdown table has the same number of cells in each row, and md4c reads the cells' texts out of it. */
#include "base/emit.h"
#include "base/utf8.h"

#include <assert.h>
#include <libxml/HTMLparser.h>
#include <md4c.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COLUMNS = 3, ROWS_MOST = 64 };

static const rap_column columns[] = {
    {.name = "title", .title = "Title", .link = "url"},
    {.name = "n", .title = "N", .kind = RAP_COL_INT},
    {.name = "text", .title = "Text", .wrap = true},
    {.name = "url", .kind = RAP_COL_URL},
};

/* What a reader sees of all cells: no white space, and none of what is not shown as itself, so that only letters and signs are compared. */
static void put_seen(rap_buf *out, rap_str s) {
  for (size_t at = 0; at < s.n;) {
    uint32_t cp;
    char bytes[4];
    at += rap_utf8_decode(s, at, &cp);
    if (cp <= ' ' || (cp >= 0x7F && cp <= 0xA0) || cp == 0x2028 || cp == 0x2029 || cp == 0xFFFE || cp == 0xFFFF || cp == RAP_REPLACEMENT) continue;
    rap_buf_add(out, (rap_str){bytes, rap_utf8_encode(cp, bytes)});
  }
}

/* Rows of three fields each, parted by line feeds; marks at places that depend on the text. Appends what is to be seen to `seen`. */
static size_t put_rows(rap_emit *e, rap_str input, rap_buf *seen) {
  size_t n = 0;
  rap_str title, text, url;
  while (n < ROWS_MOST && rap_str_split(&input, '\n', &title)) {
    (void)rap_str_split(&input, '\n', &text);
    (void)rap_str_split(&input, '\n', &url);
    rap_buf sound = {0};
    size_t first;
    (void)rap_utf8_repair(text, &sound, &first);
    rap_span marks[3] = {{0}};
    for (size_t i = 0; i < 3 && sound.n; i++) {
      size_t begin = (i * 7 + n) % sound.n, end = begin + 5 + i;
      while (begin < sound.n && (sound.p[begin] & 0xC0) == 0x80) begin++;
      while (end < sound.n && (sound.p[end] & 0xC0) == 0x80) end++;
      marks[i] = (rap_span){begin, end};
    }
    rap_emit_text(e, title);
    rap_emit_int(e, (int64_t)n);
    rap_emit_marked(e, rap_buf_str(&sound), marks, 3);
    rap_emit_text(e, url);
    rap_emit_end_row(e);
    put_seen(seen, title);
    rap_buf_printf(seen, "%zu", n);
    put_seen(seen, rap_buf_str(&sound));
    rap_buf_clear(&sound);
    n++;
  }
  return n;
}

static size_t write_page(rap_format format, rap_str input, rap_buf *page, rap_buf *seen) {
  rap_out out = rap_out_to_buf(page);
  rap_emit *e = NULL;
  rap_status st = rap_emit_new(&out, format, columns, sizeof columns / sizeof *columns, NULL, &e, NULL);
  assert(st == RAP_OK);
  rap_buf_puts(seen, "TitleNText");
  size_t n = put_rows(e, input, seen);
  st = rap_emit_finish(e, NULL);
  assert(st == RAP_OK);
  rap_str text = rap_buf_str(page);
  assert(rap_utf8_invalid_at(text) == SIZE_MAX);
  for (size_t i = 0; i < text.n; i++) assert((unsigned char)text.p[i] >= ' ' || text.p[i] == '\n');
  return n;
}

/* ---- HTML ---- */

static void read_cells(const xmlNode *node, rap_buf *seen, size_t *n_cells) {
  for (; node; node = node->next) {
    bool cell = node->type == XML_ELEMENT_NODE && (strcmp((const char *)node->name, "td") == 0 || strcmp((const char *)node->name, "th") == 0);
    if (cell) (*n_cells)++;
    if (cell) {
      xmlChar *text = xmlNodeGetContent(node);
      assert(text);
      put_seen(seen, rap_str_of((const char *)text));
      xmlFree(text);
    } else {
      assert(node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, "script") != 0);
      read_cells(node->children, seen, n_cells);
    }
  }
}

static void check_html(rap_str input) {
  rap_buf page = {0}, expected = {0}, seen = {0};
  size_t n = write_page(RAP_FORMAT_HTML, input, &page, &expected), n_cells = 0;
  htmlParserCtxt *context = htmlNewParserCtxt();
  assert(context);
  xmlDoc *doc = htmlCtxtReadMemory(context, page.p, (int)page.n, NULL, "UTF-8", HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
  assert(doc);
  const xmlError *error = xmlCtxtGetLastError(context);
  assert(!error || error->code == XML_ERR_OK || error->code == XML_HTML_UNKNOWN_TAG); /* it knows HTML 4, which had no <mark> */
  read_cells(xmlDocGetRootElement(doc), &seen, &n_cells);
  assert(n_cells == COLUMNS * (n + 1));
  assert(rap_str_eq(rap_buf_str(&seen), rap_buf_str(&expected)));
  xmlFreeDoc(doc);
  htmlFreeParserCtxt(context);
  rap_buf_clear(&page);
  rap_buf_clear(&expected);
  rap_buf_clear(&seen);
}

/* ---- Markdown ---- */

typedef struct reading {
  rap_buf seen;
  size_t n_tables, n_rows, n_cells;
} reading;

static int enter_block(MD_BLOCKTYPE type, void *detail, void *ctx) {
  reading *r = ctx;
  (void)detail;
  assert(type == MD_BLOCK_DOC || type == MD_BLOCK_TABLE || type == MD_BLOCK_THEAD || type == MD_BLOCK_TBODY || type == MD_BLOCK_TR ||
         type == MD_BLOCK_TH || type == MD_BLOCK_TD);
  r->n_tables += type == MD_BLOCK_TABLE;
  r->n_rows += type == MD_BLOCK_TR;
  r->n_cells += type == MD_BLOCK_TH || type == MD_BLOCK_TD;
  return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *ctx) {
  (void)type;
  (void)detail;
  (void)ctx;
  return 0;
}

static int any_span(MD_SPANTYPE type, void *detail, void *ctx) {
  (void)detail;
  (void)ctx;
  assert(type == MD_SPAN_STRONG || type == MD_SPAN_A);
  return 0;
}

static int read_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *ctx) {
  reading *r = ctx;
  rap_str s = {text, size};
  if (type == MD_TEXT_HTML) {
    assert(rap_str_is(s, "<br>"));
  } else if (type == MD_TEXT_ENTITY) {
    assert(rap_str_is(s, "&lt;") || rap_str_is(s, "&gt;") || rap_str_is(s, "&amp;"));
    rap_buf_putc(&r->seen, rap_str_is(s, "&lt;") ? '<' : rap_str_is(s, "&gt;") ? '>' : '&');
  } else {
    assert(type == MD_TEXT_NORMAL);
    put_seen(&r->seen, s);
  }
  return 0;
}

/* Cells of a line: bars that are not escaped, less one. */
static size_t cells_of(rap_str line) {
  size_t bars = 0;
  for (size_t i = 0; i < line.n; i++) {
    if (line.p[i] == '\\')
      i++;
    else
      bars += line.p[i] == '|';
  }
  return bars - 1;
}

static void check_markdown(rap_str input) {
  rap_buf page = {0}, expected = {0};
  size_t n = write_page(RAP_FORMAT_MARKDOWN, input, &page, &expected), n_lines = 0;
  rap_str rest = rap_buf_str(&page), line;
  while (rap_str_split(&rest, '\n', &line)) {
    if (!line.n) continue;
    assert(cells_of(line) == COLUMNS);
    n_lines++;
  }
  assert(n_lines == n + 2);
  reading r = {.seen = {0}};
  const MD_PARSER parser = {.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_LATEXMATHSPANS,
                            .enter_block = enter_block,
                            .leave_block = leave_block,
                            .enter_span = any_span,
                            .leave_span = any_span,
                            .text = read_text};
  int failed = md_parse(page.p, (MD_SIZE)page.n, &parser, &r);
  assert(failed == 0 && r.n_tables == 1 && r.n_rows == n + 1 && r.n_cells == COLUMNS * (n + 1));
  assert(rap_str_eq(rap_buf_str(&r.seen), rap_buf_str(&expected)));
  rap_buf_clear(&r.seen);
  rap_buf_clear(&page);
  rap_buf_clear(&expected);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_str input = {(const char *)data, size};
  check_html(input);
  check_markdown(input);
  return 0;
}
