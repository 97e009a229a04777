/* pdf_fixture.h: PDF files of a few pages, as small as they can be written: text in Helvetica at given places. */
#ifndef RAP_TESTS_PDF_FIXTURE_H
#define RAP_TESTS_PDF_FIXTURE_H

#include "test.h"

#include "base/buf.h"

typedef struct pdf_line {
  int page;    /* from 0 */
  double x, y; /* of the base line, from the upper left corner of a page of 612 by 792 points */
  double size;
  const char *text; /* ASCII, without parentheses and backslashes */
} pdf_line;

static void pdf_object(rap_buf *out, size_t *places, size_t number, const char *content) {
  places[number] = out->n;
  rap_buf_printf(out, "%zu 0 obj\n%s\nendobj\n", number, content);
}

static void pdf_page(rap_buf *out, size_t *places, int page, const pdf_line *lines, size_t n) {
  rap_buf content = {0}, object = {0};
  size_t number = 4 + 2 * (size_t)page;
  rap_buf_puts(&content, "BT");
  for (size_t i = 0; i < n; i++)
    if (lines[i].page == page)
      rap_buf_printf(&content, " /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj", lines[i].size, lines[i].x, 792 - lines[i].y, lines[i].text);
  rap_buf_puts(&content, " ET");
  rap_buf_printf(&object, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents %zu 0 R >>",
                 number + 1);
  pdf_object(out, places, number, object.p);
  rap_buf_reset(&object);
  rap_buf_printf(&object, "<< /Length %zu >>\nstream\n%s\nendstream", content.n, content.p);
  pdf_object(out, places, number + 1, object.p);
  rap_buf_clear(&content);
  rap_buf_clear(&object);
}

/* `trailer`: more of the trailer dictionary ("/Info << /Title (x) >>"), may be empty. */
static void pdf_write(const pdf_line *lines, size_t n, int n_pages, const char *trailer, rap_buf *out) {
  enum { OBJECTS = 4 + 2 * 64 };
  size_t places[OBJECTS] = {0}, end = 4 + 2 * (size_t)n_pages;
  rap_buf pages = {0};
  assert_true(end <= OBJECTS);
  rap_buf_puts(out, "%PDF-1.4\n");
  pdf_object(out, places, 1, "<< /Type /Catalog /Pages 2 0 R >>");
  rap_buf_printf(&pages, "<< /Type /Pages /Count %d /Kids [", n_pages);
  for (int i = 0; i < n_pages; i++) rap_buf_printf(&pages, " %d 0 R", 4 + 2 * i);
  rap_buf_puts(&pages, " ] >>");
  pdf_object(out, places, 2, pages.p);
  pdf_object(out, places, 3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  for (int i = 0; i < n_pages; i++) pdf_page(out, places, i, lines, n);
  size_t table = out->n;
  rap_buf_printf(out, "xref\n0 %zu\n0000000000 65535 f \n", end);
  for (size_t i = 1; i < end; i++) rap_buf_printf(out, "%010zu 00000 n \n", places[i]);
  rap_buf_printf(out, "trailer\n<< /Size %zu /Root 1 0 R %s >>\nstartxref\n%zu\n%%%%EOF\n", end, trailer, table);
  rap_buf_clear(&pages);
  assert_false(rap_buf_failed(out));
}

#endif
