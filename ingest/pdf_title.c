/* pdf_title.c: the title of a PDF file. Layer: ingest. */
#include "base/utf8.h"
#include "ingest/pdf.h"

/* Blocks at the head of a first page; characters of a title at least and at most, in bytes. */
enum { HEAD_BLOCKS = 12, TAKEN_BLOCKS = 6, TITLE_MIN = 8, TITLE_MAX = 400 };

/* Letters and digits alone, in small letters, so that two spellings of one line are equal. */
static void fold(rap_str s, rap_buf *out) {
  rap_buf_reset(out);
  for (size_t at = 0; at < s.n;) {
    char bytes[4];
    uint32_t cp = 0;
    at += rap_utf8_decode(s, at, &cp);
    if (rap_utf8_is_word(cp)) rap_buf_add(out, (rap_str){bytes, rap_utf8_encode(rap_utf8_lower(cp), bytes)});
  }
}

static bool begins_with_any(rap_str folded, const char *const *words, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (rap_str_starts(folded, rap_str_of(words[i]))) return true;
  return false;
}

/* What programs put there: the file's name, their own, a number. */
static bool is_made_up(rap_str title, rap_str folded) {
  static const char *const beginnings[] = {
      "microsoftword", "microsoftpowerpoint", "microsoftexcel", "untitled", "document1", "document2", "powerpointpresentation",
      "slide1",        "slidenumber",         "layout1",        "scan",     "print",     "page1",     "filename",
      "noslidetitle",  "about:blank",         "aboutblank"};
  static const char *const endings[] = {".doc", ".docx", ".pdf",  ".odt", ".rtf",  ".txt", ".indd", ".cdr",  ".pmd", ".p65",
                                        ".qxd", ".xls",  ".xlsx", ".ppt", ".pptx", ".tmp", ".htm",  ".html", ".jpg", ".tif"};
  uint32_t cp = 0;
  size_t letters = 0;
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    size_t n = strlen(endings[i]);
    if (title.n >= n && rap_str_eq_nocase(rap_str_sub(title, title.n - n, title.n), rap_str_of(endings[i]))) return true;
  }
  for (size_t at = 0; at < folded.n;) {
    at += rap_utf8_decode(folded, at, &cp);
    letters += rap_utf8_is_letter(cp);
  }
  return letters < 4 || title.n > TITLE_MAX || begins_with_any(folded, beginnings, sizeof beginnings / sizeof beginnings[0]);
}

/* Who issues it stands in large letters over the title. */
static bool is_letterhead(rap_str folded) {
  static const char *const heads[] = {
      "pressinformationbureau", "governmentof",         "pressrelease",       "pressnote", "pressbrief", "ministryof",
      "departmentof",           "primeministersoffice", "cabinetsecretariat", "भारतसरकार", "पत्रसूचना",    "प्रेसविज्ञप्ति"};
  return folded.n < 60 && begins_with_any(folded, heads, sizeof heads / sizeof heads[0]);
}

/* The first of the largest blocks at the head of the first page, SIZE_MAX if none is larger than running text. */
static size_t largest(const rap_pdf *pdf, const rap_pdf_block *blocks, size_t n, rap_buf *folded) {
  size_t best = SIZE_MAX;
  float height = 1.12F * pdf->body;
  for (size_t i = 0; i < n && i < HEAD_BLOCKS && blocks[i].page == 0; i++) {
    if (blocks[i].text.n < TITLE_MIN || blocks[i].text.n > TITLE_MAX || blocks[i].layout == 't' || blocks[i].height <= height) continue;
    fold(blocks[i].text, folded);
    if (is_letterhead(rap_buf_str(folded)) || folded->n < TITLE_MIN) continue;
    best = i;
    height = blocks[i].height;
  }
  return best;
}

/* The block at the head of the first page that says the same. */
static size_t same_words(const rap_pdf_block *blocks, size_t n, rap_str title, rap_buf *folded) {
  for (size_t i = 0; i < n && i < HEAD_BLOCKS && blocks[i].page == 0; i++) {
    fold(blocks[i].text, folded);
    if (rap_str_eq(rap_buf_str(folded), title)) return i;
  }
  return SIZE_MAX;
}

rap_status rap_pdf_title(rap_arena *arena, const rap_pdf *pdf, const rap_pdf_block *blocks, size_t n, rap_str *title, size_t *block, rap_error *err) {
  rap_buf told = {0}, folded = {0};
  *title = (rap_str){0};
  *block = SIZE_MAX;
  fold(pdf->title, &told);
  bool sound = !rap_buf_failed(&told) && !is_made_up(pdf->title, rap_buf_str(&told));
  size_t at = sound ? same_words(blocks, n, rap_buf_str(&told), &folded) : SIZE_MAX;
  if (at == SIZE_MAX) at = largest(pdf, blocks, n, &folded);
  if (at != SIZE_MAX)
    *title = blocks[at].text;
  else if (sound)
    *title = rap_arena_str(arena, pdf->title);
  /* Further down it stays in its place too. A document that is nothing but its title keeps it as its text. */
  if (at < TAKEN_BLOCKS && n > 1) *block = at;
  rap_status st = rap_buf_failed(&told) || rap_buf_failed(&folded) || rap_arena_failed(arena) ? rap_error_nomem(err) : RAP_OK;
  rap_buf_clear(&told);
  rap_buf_clear(&folded);
  return st;
}
