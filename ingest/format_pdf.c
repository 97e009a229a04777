/* format_pdf.c: PDF files, by pdftotext (pdf_tool.h) and what is made of its words (pdf.h). Layer: ingest.
 *
 * The days that its Info tells are candidates of the lowest rank but the file's own time: a release is printed to PDF on its day as a rule, but collections are made years later, and drafts before.
 */
#include "ingest/input.h"
#include "ingest/pdf.h"
#include "ingest/pdf_tool.h"

bool rap_format_pdf_sniff(const rap_head *head) {
  static const char *const names[] = {".pdf", NULL};
  if (rap_str_starts(head->bytes, RAP_STR("%PDF-"))) return true;
  /* Readers take it anywhere in the first 1,024 bytes (ISO 32000-1, annex H.3, note 13), which a text about PDF may hold too: then the name or the transport must say so. */
  bool told = rap_head_is_named(head, names) || rap_str_is(head->given->media_type, "application/pdf");
  return told && rap_str_find(rap_str_sub(head->bytes, 0, 1024), RAP_STR("%PDF-"), 0) != SIZE_MAX;
}

/* "D:20230108103000+05'30'" (ISO 32000-1, 7.9.4), as older releases of pdftotext pass it on, to "2023-01-08"; newer ones write that by themselves. */
static rap_str day_of(rap_arena *arena, rap_str s) {
  if (!rap_str_starts(s, RAP_STR("D:")) || s.n < 10) return rap_str_sub(s, 0, s.n < 10 ? 0 : 10);
  return rap_arena_printf(arena, "%.4s-%.2s-%.2s", s.p + 2, s.p + 6, s.p + 8);
}

/* Whose program it was, when nobody told it who is writing. */
static bool is_nobody(rap_str author) {
  static const char *const names[] = {"user", "admin", "administrator", "windows user", "owner", "hp",        "dell", "lenovo",
                                      "acer", "pc",    "unknown",       "author",       "root",  "anonymous", "home"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (rap_str_eq_nocase(author, rap_str_of(names[i]))) return true;
  return false;
}

/* Fonts in which each Latin letter looks like a piece of Devanagari (Kruti Dev and its kin): its commonest words, "of", "is", "in", "and", "from", "to", "has", are no words of any language in Latin letters. */
static bool is_legacy_hindi(const rap_pdf *pdf) {
  static const char *const words[] = {"ds", "dh", "gS", "esa", "vkSj", "dks", "fd", "gSA", "fd;k", "x;k", "ds}", "djus", "fy,"};
  size_t found = 0;
  for (size_t i = 0; i < pdf->n_words; i++)
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) found += rap_str_is(pdf->words[i].text, words[k]);
  return found >= 5 && found * 20 > pdf->n_words;
}

static rap_status check_letters(const rap_pdf *pdf, rap_error *err) {
  if (pdf->n_pages == 0) return rap_error_set(err, RAP_ERR_INPUT, "a PDF file without a page");
  if (pdf->letters + pdf->unmapped == 0)
    return rap_error_set(err, RAP_ERR_INPUT, "a PDF file with no text in it (%zu scanned page%s?)", pdf->n_pages, pdf->n_pages == 1 ? "" : "s");
  if (pdf->unmapped > pdf->letters)
    return rap_error_set(err, RAP_ERR_INPUT, "a PDF file whose fonts don't tell their letters (%zu of %zu cannot be told)", pdf->unmapped,
                         pdf->letters + pdf->unmapped);
  return RAP_OK;
}

static rap_status fill(rap_arena *arena, const rap_pdf *pdf, const rap_pdf_lines *lines, rap_pdf_text *text, rap_raw_document *raw, rap_error *err) {
  rap_status st = rap_laid_take(&text->body, arena, &raw->text, &raw->layout, err);
  if (st != RAP_OK) return st;
  if (text->title.n) raw->title = rap_arena_str(arena, text->title);
  if (!is_nobody(pdf->author)) raw->author = rap_arena_str(arena, pdf->author);
  raw->metadata = rap_arena_printf(arena, "{\"pages\": %zu, \"page_furniture\": %zu}", pdf->n_pages, lines->furniture);
  bool added = rap_raw_add_date(arena, raw, RAP_PUBLISHED_CAPTURE, RAP_STR("CreationDate"), day_of(arena, pdf->created));
  if (added) added = rap_raw_add_date(arena, raw, RAP_PUBLISHED_CAPTURE, RAP_STR("ModDate"), day_of(arena, pdf->modified));
  if (pdf->unmapped)
    rap_raw_warn(arena, raw, "%zu of %zu characters cannot be told: a font doesn't say what its shapes are", pdf->unmapped,
                 pdf->letters + pdf->unmapped);
  if (is_legacy_hindi(pdf))
    rap_raw_warn(arena, raw, "the text looks like Hindi in a font of its own coding (Kruti Dev or the like), which cannot be read as Hindi");
  return added && !rap_arena_failed(arena) ? RAP_OK : rap_error_nomem(err);
}

static rap_status read_pdf(rap_input *input, rap_str bytes, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  const rap_pdf_tool tool = {.interrupted = input->options ? input->options->interrupted : NULL};
  rap_error complaint = {0};
  rap_buf xhtml = {0};
  rap_pdf pdf = {0};
  rap_pdf_lines lines = {0};
  rap_pdf_text text = {0};
  rap_arena *work = rap_arena_new();
  rap_status st = work ? rap_pdf_tool_run(&tool, bytes, &xhtml, &complaint, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = rap_pdf_read(work, rap_buf_str(&xhtml), &pdf, err);
  rap_buf_clear(&xhtml);
  if (st == RAP_OK) st = check_letters(&pdf, err);
  if (st == RAP_OK) st = rap_pdf_order(work, &pdf, &lines, err);
  if (st == RAP_OK) st = rap_pdf_blocks(work, &pdf, &lines, &text, err);
  if (st == RAP_OK && text.body.layout.n == 0 && text.title.n == 0)
    st = rap_error_set(err, RAP_ERR_INPUT, "a PDF file with no text in it but page numbers");
  if (st == RAP_OK && complaint.status != RAP_OK) rap_raw_warn(arena, raw, "%s", complaint.text);
  if (st == RAP_OK) st = fill(arena, &pdf, &lines, &text, raw, err);
  rap_laid_clear(&text.body);
  rap_arena_free(work);
  return st;
}

rap_status rap_format_pdf_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_str bytes;
  if (input->at_end && input->at == input->ahead.n) return RAP_NOT_FOUND;
  rap_status st = rap_input_rest(input, &bytes, err);
  if (st != RAP_OK) return st;
  st = rap_input_begin(input, "pdf", arena, raw, err);
  if (st == RAP_OK) st = read_pdf(input, bytes, arena, raw, err);
  if (st != RAP_OK && st != RAP_ERR_NOMEM) rap_error_prefix(err, "%.*s: ", RAP_FMT(input->path));
  return st;
}
