/* pdf_read.c: what pdftotext writes → pages, pieces of lines, words. Layer: ingest.
 *
 * The form (poppler's utils/pdftotext.cc, printDocBBox): <title>, <meta name= content=/>, then <page width= height=> of <flow> of <block> of <line> of <word xMin= yMin= xMax= yMax=>text</word>; five entities.
 * Words hold whatever the file's fonts gave, control characters too, so that it is not always XML: hence a scanner of its own.
 */
#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/pdf.h"

struct reader {
  rap_arena *arena;
  rap_str s;
  size_t at;
  rap_pdf *pdf;
  rap_buf text; /* of the word under way */
  bool open;    /* a line is begun and not ended: words belong to it */
};

/* ---- tags ---- */

/* The next tag, without its brackets; the text in front of it in *before. */
static bool next_tag(struct reader *r, rap_str *before, rap_str *tag) {
  size_t open = rap_str_find(r->s, RAP_STR("<"), r->at);
  if (open == SIZE_MAX) return false;
  size_t close = rap_str_find(r->s, RAP_STR(">"), open);
  if (close == SIZE_MAX) return false;
  *before = rap_str_sub(r->s, r->at, open);
  *tag = rap_str_sub(r->s, open + 1, close);
  r->at = close + 1;
  return true;
}

static bool is_tag(rap_str tag, const char *name) {
  size_t n = strlen(name);
  return tag.n >= n && memcmp(tag.p, name, n) == 0 && (tag.n == n || tag.p[n] == ' ');
}

/* The value of ` name="…"`, empty if there is none. */
static rap_str attribute(rap_str tag, const char *name) {
  size_t n = strlen(name);
  for (size_t at = 0; (at = rap_str_find(tag, rap_str_of(name), at)) != SIZE_MAX; at += n) {
    if (at == 0 || tag.p[at - 1] != ' ' || !rap_str_starts(rap_str_sub(tag, at + n, tag.n), RAP_STR("=\""))) continue;
    size_t end = rap_str_find(tag, RAP_STR("\""), at + n + 2);
    return rap_str_sub(tag, at + n + 2, end == SIZE_MAX ? tag.n : end);
  }
  return (rap_str){0};
}

/* "72.5": digits and a dot, as C's %f has them in the C locale; what is none or beyond `most` (not a number, infinite) is moved to the border. */
static float number(rap_str s, float most) {
  double value = 0, unit = 1;
  bool negative = s.n && s.p[0] == '-', fraction = false;
  for (size_t i = negative; i < s.n; i++) {
    if (s.p[i] == '.' && !fraction) {
      fraction = true;
    } else if (s.p[i] >= '0' && s.p[i] <= '9') {
      if (fraction) unit /= 10;
      value = fraction ? value + unit * (s.p[i] - '0') : value * 10 + (s.p[i] - '0');
      if (value > (double)most) return negative ? 0 : most;
    } else {
      return 0;
    }
  }
  return negative ? 0 : (float)value;
}

/* ---- text ---- */

/* Characters that stand for letters (ligatures), for nothing (soft hyphens are kept: they tell of a break), or for bullets of symbol fonts. */
static void add_character(rap_buf *out, uint32_t cp, rap_str as_is) {
  static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
  if (cp >= 0xFB00 && cp <= 0xFB06)
    rap_buf_puts(out, ligatures[cp - 0xFB00]);
  else if (cp == 0xFFFD || as_is.n == 0)
    rap_buf_puts(out, "\xEF\xBF\xBD");
  else if (cp == 0xA0 || cp < 0x20 || cp == 0x7F || cp == 0x85 || cp == 0x2028 || cp == 0x2029)
    rap_buf_putc(out, ' '); /* no line may end inside of a word */
  else
    rap_buf_add(out, as_is);
}

static rap_str entity(rap_str s, char *c) {
  static const struct {
    rap_str name;
    char c;
  } entities[] = {{{"&amp;", 5}, '&'}, {{"&lt;", 4}, '<'}, {{"&gt;", 4}, '>'}, {{"&quot;", 6}, '"'}, {{"&apos;", 6}, '\''}};
  for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
    if (rap_str_starts(s, entities[i].name)) {
      *c = entities[i].c;
      return entities[i].name;
    }
  return (rap_str){0};
}

/* Private use is what word processors map symbol fonts' characters to; noncharacters and U+FFFD come from fonts that say nothing of what their shapes mean. */
static void count(rap_pdf *pdf, uint32_t cp) {
  if (cp == RAP_REPLACEMENT || (cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xF0000)
    pdf->unmapped++;
  else if (rap_utf8_is_word(cp))
    pdf->letters++;
}

/* The text of a word or an attribute, in the arena. */
static rap_str clean(struct reader *r, rap_str s, bool counted) {
  uint32_t first = 0;
  rap_buf_reset(&r->text);
  /* A word of one private character is a bullet of a symbol font. */
  if (counted && s.n && rap_utf8_decode(s, 0, &first) == s.n && first >= 0xF020 && first <= 0xF0FF) return rap_arena_str(r->arena, RAP_STR("•"));
  for (size_t at = 0; at < s.n;) {
    char c = 0;
    uint32_t cp = 0;
    rap_str name = s.p[at] == '&' ? entity(rap_str_sub(s, at, s.n), &c) : (rap_str){0};
    size_t n = name.n ? name.n : rap_utf8_decode(s, at, &cp);
    if (name.n)
      rap_buf_putc(&r->text, c);
    else
      add_character(&r->text, cp, rap_str_sub(s, at, at + n));
    if (counted && !name.n) count(r->pdf, cp);
    at += n;
  }
  return rap_arena_str(r->arena, rap_str_trim(rap_buf_str(&r->text)));
}

/* ---- pages ---- */

static rap_status add_page(struct reader *r, rap_str tag, rap_error *err) {
  rap_pdf *pdf = r->pdf;
  void *items = pdf->pages;
  const float most = 20000; /* PDF's own bound is 14,400 points a side (ISO 32000-1, annex C) */
  if (pdf->n_pages == RAP_MAX_PDF_PAGES) return rap_error_set(err, RAP_ERR_LIMIT, "more than %d pages", RAP_MAX_PDF_PAGES);
  if (!rap_arena_grow(r->arena, &items, pdf->n_pages, &pdf->pages_capacity, sizeof *pdf->pages)) return rap_error_nomem(err);
  pdf->pages = items;
  pdf->pages[pdf->n_pages++] =
      (rap_pdf_page){.width = number(attribute(tag, "width"), most), .height = number(attribute(tag, "height"), most), .first_piece = pdf->n_pieces};
  return RAP_OK;
}

/* Its height is that of its longest word: raised figures and marks of another font don't count. One without words is none. */
static void end_piece(struct reader *r) {
  rap_pdf *pdf = r->pdf;
  size_t most = 0;
  if (!r->open) return;
  r->open = false;
  rap_pdf_piece *piece = &pdf->pieces[pdf->n_pieces - 1];
  for (size_t i = 0; i < piece->n_words; i++) {
    const rap_pdf_word *word = &pdf->words[piece->first_word + i];
    if (word->text.n <= most) continue;
    most = word->text.n;
    piece->height = rap_pdf_height(word->box);
  }
  if (piece->n_words > 0) return;
  pdf->n_pieces--;
  pdf->pages[pdf->n_pages - 1].n_pieces--;
}

static rap_status add_piece(struct reader *r, rap_error *err) {
  rap_pdf *pdf = r->pdf;
  void *items = pdf->pieces;
  end_piece(r);
  if (pdf->n_pages == 0) return RAP_OK;
  if (!rap_arena_grow(r->arena, &items, pdf->n_pieces, &pdf->pieces_capacity, sizeof *pdf->pieces)) return rap_error_nomem(err);
  pdf->pieces = items;
  pdf->pieces[pdf->n_pieces++] = (rap_pdf_piece){.first_word = pdf->n_words};
  pdf->pages[pdf->n_pages - 1].n_pieces++;
  r->open = true;
  return RAP_OK;
}

static float least(float a, float b) { return a < b ? a : b; }
static float greatest(float a, float b) { return a > b ? a : b; }

static rap_status add_word(struct reader *r, rap_str tag, rap_str text, rap_error *err) {
  rap_pdf *pdf = r->pdf;
  void *items = pdf->words;
  if (!r->open) return RAP_OK;
  text = clean(r, text, true);
  if (rap_buf_failed(&r->text) || !text.p) return rap_error_nomem(err);
  if (text.n == 0) return RAP_OK;
  if (!rap_arena_grow(r->arena, &items, pdf->n_words, &pdf->words_capacity, sizeof *pdf->words)) return rap_error_nomem(err);
  pdf->words = items;
  const rap_pdf_page *page = &pdf->pages[pdf->n_pages - 1];
  rap_pdf_piece *piece = &pdf->pieces[pdf->n_pieces - 1];
  rap_pdf_box box = {number(attribute(tag, "xMin"), page->width), number(attribute(tag, "yMin"), page->height),
                     number(attribute(tag, "xMax"), page->width), number(attribute(tag, "yMax"), page->height)};
  box.x1 = greatest(box.x0, box.x1);
  box.y1 = greatest(box.y0, box.y1);
  pdf->words[pdf->n_words++] = (rap_pdf_word){box, text};
  if (piece->n_words++ == 0) piece->box = box;
  piece->box =
      (rap_pdf_box){least(piece->box.x0, box.x0), least(piece->box.y0, box.y0), greatest(piece->box.x1, box.x1), greatest(piece->box.y1, box.y1)};
  return RAP_OK;
}

static void read_meta(struct reader *r, rap_str tag) {
  static const char *const names[] = {"Author", "CreationDate", "ModDate"};
  rap_str *const fields[] = {&r->pdf->author, &r->pdf->created, &r->pdf->modified};
  rap_str name = attribute(tag, "name");
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (rap_str_is(name, names[i])) *fields[i] = clean(r, attribute(tag, "content"), false);
}

static rap_status take(struct reader *r, rap_str tag, rap_error *err) {
  rap_str text, end;
  if (is_tag(tag, "page") || is_tag(tag, "/line")) end_piece(r);
  if (is_tag(tag, "page")) return add_page(r, tag, err);
  if (is_tag(tag, "line")) return add_piece(r, err);
  if (is_tag(tag, "word")) return next_tag(r, &text, &end) ? add_word(r, tag, text, err) : RAP_OK;
  if (is_tag(tag, "meta") && r->pdf->n_pages == 0) read_meta(r, tag);
  if (is_tag(tag, "title") && r->pdf->n_pages == 0 && next_tag(r, &text, &end)) r->pdf->title = clean(r, text, false);
  return RAP_OK;
}

/* The commonest height, in steps of half a point, by words. */
static float commonest_height(const rap_pdf *pdf) {
  enum { STEPS = 200 };
  size_t words[STEPS] = {0}, best = 0;
  for (size_t i = 0; i < pdf->n_pieces; i++) {
    float step = pdf->pieces[i].height * 2;
    words[step < STEPS - 1 ? (size_t)step : STEPS - 1] += pdf->pieces[i].n_words;
  }
  for (size_t i = 1; i < STEPS; i++)
    if (words[i] > words[best]) best = i;
  return best ? ((float)best + 0.5F) / 2 : 10;
}

rap_status rap_pdf_read(rap_arena *arena, rap_str xhtml, rap_pdf *out, rap_error *err) {
  struct reader r = {.arena = arena, .s = xhtml, .pdf = out};
  rap_str before, tag;
  rap_status st = RAP_OK;
  *out = (rap_pdf){0};
  while (st == RAP_OK && next_tag(&r, &before, &tag)) st = take(&r, tag, err);
  end_piece(&r); /* one that was broken off has words all the same */
  out->body = commonest_height(out);
  if (st == RAP_OK && (rap_arena_failed(arena) || rap_buf_failed(&r.text))) st = rap_error_nomem(err);
  rap_buf_clear(&r.text);
  return st;
}
