/* pdf_furniture.c: running heads, running feet and page numbers of a PDF file. Layer: ingest.
 *
 * What stands in the upper or lower margin of several pages, at the same height, is the page's and not the text's: either the same words, or words with a number that grows with the pages.
 */
#include "base/map.h"
#include "base/utf8.h"
#include "ingest/pdf.h"

/* Pieces of one page looked at: heads and feet are few. */
enum { BIN = 12, TEXT_MAX = 200, STRIPS_MAX = 32 };

struct seen {
  size_t pages, last; /* on how many pages, and the last of them + 1 */
};

/* A piece in a margin, as it is compared. */
struct strip {
  size_t piece, page;
  rap_str same, pattern; /* the words in small letters; the same with '#' for each number */
  long first, last;      /* the first and the last number in it; 0: none */
  bool top;
  int bins[2]; /* heights on the page, in two rasters: what lies on the border of one lies inside of the other */
};

struct search {
  rap_arena *arena;
  const rap_pdf *pdf;
  rap_map map; /* key → struct seen */
  rap_buf key;
  struct strip *strips;
  size_t n, capacity;
};

/* ---- what is compared ---- */

static void add_number(struct strip *strip, long value, rap_buf *pattern) {
  if (strip->first == 0) strip->first = value;
  strip->last = value;
  rap_buf_putc(pattern, '#');
}

static void fold(struct search *search, const rap_pdf_piece *piece, struct strip *strip, rap_buf *same, rap_buf *pattern) {
  for (size_t i = 0; i < piece->n_words && same->n < TEXT_MAX; i++) {
    rap_str word = search->pdf->words[piece->first_word + i].text;
    long value = -1;
    for (size_t at = 0; at < word.n;) {
      uint32_t cp = 0;
      char bytes[4];
      size_t n = rap_utf8_decode(word, at, &cp);
      int digit = rap_utf8_digit(cp);
      rap_str letter = {bytes, rap_utf8_encode(rap_utf8_lower(cp), bytes)};
      at += n;
      rap_buf_add(same, letter);
      if (digit >= 0) value = value < 0 ? digit : value < 100000 ? value * 10 + digit : value;
      if (value >= 0 && (digit < 0 || at == word.n)) {
        add_number(strip, value, pattern);
        value = -1;
      }
      if (digit < 0) rap_buf_add(pattern, letter);
    }
    rap_buf_putc(same, ' ');
    rap_buf_putc(pattern, ' ');
  }
}

static rap_status add_strip(struct search *search, size_t page, size_t index, bool top, rap_error *err) {
  const rap_pdf_piece *piece = &search->pdf->pieces[index];
  void *items = search->strips;
  rap_buf same = {0}, pattern = {0};
  struct strip strip = {.piece = index, .page = page, .top = top, .bins = {(int)(piece->box.y0 / BIN), (int)(piece->box.y0 / BIN + 0.5F)}};
  fold(search, piece, &strip, &same, &pattern);
  strip.same = rap_arena_str(search->arena, rap_str_trim(rap_buf_str(&same)));
  strip.pattern = rap_arena_str(search->arena, rap_str_trim(rap_buf_str(&pattern)));
  bool good = !rap_buf_failed(&same) && !rap_buf_failed(&pattern) && !rap_arena_failed(search->arena) &&
              rap_arena_grow(search->arena, &items, search->n, &search->capacity, sizeof *search->strips);
  rap_buf_clear(&same);
  rap_buf_clear(&pattern);
  if (!good) return rap_error_nomem(err);
  search->strips = items;
  search->strips[search->n++] = strip;
  return RAP_OK;
}

static rap_status find_strips(struct search *search, rap_error *err) {
  const rap_pdf *pdf = search->pdf;
  const float margin = 0.15F; /* of the height: heads of several lines stay inside of it on A4 and Letter */
  rap_status st = RAP_OK;
  for (size_t p = 0; p < pdf->n_pages; p++) {
    const rap_pdf_page *page = &pdf->pages[p];
    size_t end = search->n + STRIPS_MAX;
    for (size_t i = 0; st == RAP_OK && i < page->n_pieces && search->n < end; i++) {
      rap_pdf_box box = pdf->pieces[page->first_piece + i].box;
      bool top = box.y1 < page->height * margin;
      if (top || box.y0 > page->height * (1 - margin)) st = add_strip(search, p, page->first_piece + i, top, err);
    }
  }
  return st;
}

/* ---- how often ---- */

/* The keys of a strip: its words, and its pattern with what its first and its last number are beside the page's. */
enum { KEYS = 6 };

/* A heading with a number ("Annexure 3") grows with the pages too when each has one. */
static bool is_numbered_heading(rap_str pattern) {
  static const char *const words[] = {"annex",    "appendix", "chapter", "session", "part ",  "table",
                                      "schedule", "section",  "figure",  "item",    "agenda", "day "};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (rap_str_starts(pattern, rap_str_of(words[i]))) return true;
  return false;
}

/* False: the strip has no key of this kind. */
static bool make_key(struct search *search, const struct strip *strip, size_t kind) {
  int bin = strip->bins[kind % 2];
  long number = kind / 2 == 1 ? strip->first : strip->last;
  rap_buf_reset(&search->key);
  if (kind / 2 == 0) {
    if (strip->first && strip->same.n < 4) return false; /* a figure alone: page numbers differ */
    rap_buf_printf(&search->key, "=%zu %d %d ", kind, strip->top, bin);
    rap_buf_add(&search->key, strip->same);
    return true;
  }
  if (number == 0 || is_numbered_heading(strip->pattern)) return false;
  rap_buf_printf(&search->key, "#%zu %d %d %ld ", kind, strip->top, bin, number - (long)strip->page);
  rap_buf_add(&search->key, strip->pattern);
  return true;
}

static rap_status count(struct search *search, const struct strip *strip, rap_error *err) {
  for (size_t kind = 0; kind < KEYS; kind++) {
    if (!make_key(search, strip, kind)) continue;
    if (rap_buf_failed(&search->key)) return rap_error_nomem(err);
    rap_map_entry *entry = rap_map_get(&search->map, rap_buf_str(&search->key));
    if (!entry) {
      rap_str key = rap_arena_str(search->arena, rap_buf_str(&search->key));
      entry = key.p ? rap_map_put(&search->map, key, NULL) : NULL;
      if (entry) entry->value.ptr = rap_arena_alloc(search->arena, sizeof(struct seen));
    }
    struct seen *seen = entry ? entry->value.ptr : NULL;
    if (!seen) return rap_error_nomem(err);
    seen->pages += seen->last != strip->page + 1;
    seen->last = strip->page + 1;
  }
  return RAP_OK;
}

/* "3", "- 3 -", "page 3", "3/10", "page 3 of 10" and the number is that of the page: also where nothing is repeated, as on a single page. */
static bool is_page_number(const struct search *search, const struct strip *strip) {
  static const char *const patterns[] = {"- # -", "-#-", "page #", "page # of #", "page #/#", "p. #", "# of #", "page: #", "पृष्ठ #", "– # –"};
  if (strip->first != (long)strip->page + 1) return false;
  if (rap_str_is(strip->pattern, "#")) return !strip->top && search->pdf->n_pages > 0;
  for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
    if (rap_str_is(strip->pattern, patterns[i])) return true;
  return false;
}

static bool is_furniture(struct search *search, const struct strip *strip) {
  const rap_pdf *pdf = search->pdf;
  const rap_pdf_piece *piece = &pdf->pieces[strip->piece];
  size_t enough = pdf->n_pages < 8 ? 2 : 3;
  if (is_page_number(search, strip)) return true;
  for (size_t kind = 0; kind < KEYS; kind++) {
    const rap_map_entry *entry = make_key(search, strip, kind) ? rap_map_get(&search->map, rap_buf_str(&search->key)) : NULL;
    const struct seen *seen = entry ? entry->value.ptr : NULL;
    /* Large letters are a heading unless most pages have it. */
    bool large = piece->height > pdf->body * 1.2F;
    if (seen && seen->pages >= (large && pdf->n_pages / 2 + 1 > enough ? pdf->n_pages / 2 + 1 : enough)) return true;
  }
  return false;
}

/* Heads and feet stand at the border: behind a line of text, seen from there, is text only. */
static void keep_outer(const rap_pdf *pdf, const rap_pdf_page *page, bool *furniture) {
  const float beside = 3; /* points: of one line */
  float top = page->height, bottom = 0;
  for (size_t i = page->first_piece; i < page->first_piece + page->n_pieces; i++) {
    if (furniture[i]) continue;
    top = pdf->pieces[i].box.y0 < top ? pdf->pieces[i].box.y0 : top;
    bottom = pdf->pieces[i].box.y1 > bottom ? pdf->pieces[i].box.y1 : bottom;
  }
  for (size_t i = page->first_piece; i < page->first_piece + page->n_pieces; i++) {
    rap_pdf_box box = pdf->pieces[i].box;
    furniture[i] = furniture[i] && (box.y0 < top + beside || box.y1 > bottom - beside);
  }
}

rap_status rap_pdf_furniture(rap_arena *arena, const rap_pdf *pdf, bool **out, rap_error *err) {
  struct search search = {.arena = arena, .pdf = pdf};
  *out = rap_arena_array(arena, pdf->n_pieces, sizeof **out);
  rap_status st = *out ? find_strips(&search, err) : rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < search.n; i++) st = count(&search, &search.strips[i], err);
  for (size_t i = 0; st == RAP_OK && i < search.n; i++) (*out)[search.strips[i].piece] = is_furniture(&search, &search.strips[i]);
  for (size_t p = 0; st == RAP_OK && p < pdf->n_pages; p++) keep_outer(pdf, &pdf->pages[p], *out);
  if (st == RAP_OK && rap_buf_failed(&search.key)) st = rap_error_nomem(err);
  rap_map_clear(&search.map);
  rap_buf_clear(&search.key);
  return st;
}
