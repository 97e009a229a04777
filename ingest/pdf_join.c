/* pdf_join.c: lines into paragraphs. Layer: ingest. */
#include "ingest/pdf_join.h"

#include "base/utf8.h"
#include "ingest/structure.h"

bool rap_pdf_ends_sentence(rap_str text) {
  for (size_t at = text.n; at > 0;) {
    uint32_t cp = 0;
    at = rap_utf8_before(text, at, &cp);
    if (cp == '"' || cp == '\'' || cp == ')' || cp == ']' || cp == 0x2019 || cp == 0x201D) continue;
    return cp == '.' || cp == '!' || cp == '?' || cp == ':' || cp == ';' || cp == 0x0964 || cp == 0x0965;
  }
  return true;
}

bool rap_pdf_is_large(const rap_pdf *pdf, const rap_pdf_line *line) { return line->height > 1.12F * pdf->body; }

bool rap_pdf_is_marked(rap_str text, bool weak) {
  size_t content;
  uint32_t glyph;
  unsigned number;
  rap_marker marker = rap_marker_read(text, &content, &glyph, &number);
  if (marker == RAP_MARKER_NONE || marker == RAP_MARKER_ROW || marker == RAP_MARKER_HASHES) return false;
  return weak || (marker == RAP_MARKER_GLYPH && glyph > 0x7F && glyph != 0x2013 && glyph != 0x2014);
}

float rap_pdf_leading(const rap_pdf_lines *lines) {
  enum { STEPS = 60 };
  size_t counts[STEPS] = {0}, n = 0, below = 0, step = 0;
  const float unit = 0.05F, most = unit * STEPS;
  for (size_t i = 1; i < lines->n; i++) {
    const rap_pdf_line *line = &lines->items[i], *above = line - 1;
    float ratio = line->height > 0 ? (line->box.y0 - above->box.y0) / line->height : 0;
    bool alike = !line->begins && !line->row && above->height > 0.9F * line->height && above->height < 1.1F * line->height;
    if (!alike || ratio < 0.7F || ratio >= most) continue;
    counts[(size_t)(ratio / unit)]++;
    n++;
  }
  if (n == 0) return 1.2F;
  /* The first quarter: lines of a paragraph are closer than paragraphs, and the commoner where anything is to be joined. */
  while (step < STEPS && (below += counts[step]) * 4 < n) step++;
  return unit * (float)(step + 1);
}

/* ---- together or not ---- */

static uint32_t first_letter(rap_str text) {
  uint32_t cp = 0;
  if (text.n) rap_utf8_decode(text, 0, &cp);
  return cp;
}

static uint32_t last_letter(rap_str text) {
  uint32_t cp = 0;
  if (text.n) rap_utf8_before(text, text.n, &cp);
  return cp;
}

static bool is_hyphen(uint32_t cp) { return cp == '-' || cp == 0xAD || cp == 0x2010; }

/* The next line's first word would not have fitted behind `last`. */
static bool is_full(const rap_pdf_line *last, const rap_pdf_line *line) {
  return last->right - last->box.x1 < line->first_word + 0.8F * line->height;
}

/* Over the border of a column or a page: only what shows that it isn't at its end. */
static bool carries_over(const rap_pdf_line *last, size_t n_lines, const rap_pdf_line *line) {
  uint32_t end = last_letter(last->text), begin = first_letter(line->text);
  if (rap_pdf_ends_sentence(last->text) || rap_pdf_is_marked(line->text, true)) return false;
  if (rap_utf8_is_lower(begin)) return true;
  bool open = rap_utf8_is_lower(end) || end == ',' || is_hyphen(end) || (rap_utf8_is_word(end) && !rap_utf8_is_upper(end) && end > 0x2FF);
  return open && is_full(last, line) && n_lines > 1 && (rap_utf8_is_letter(begin) || rap_utf8_digit(begin) >= 0);
}

bool rap_pdf_joins(const rap_pdf *pdf, float leading, const rap_pdf_line *first, const rap_pdf_line *last, size_t n_lines, const rap_pdf_line *line) {
  float em = line->height, step = line->box.y0 - last->box.y0;
  float ratio = last->height > em ? last->height / em : em / last->height;
  if (last->row || line->row || last->leader) return false;
  /* Letters of another size are another matter, but for a line of a sentence with words of another font in it. */
  if (!(ratio < 1.12F) &&
      (!(ratio < 1.6F) || last->height > 1.2F * pdf->body || rap_pdf_ends_sentence(last->text) || !rap_utf8_is_lower(first_letter(line->text))))
    return false;
  if (line->begins) return !rap_pdf_is_large(pdf, line) && carries_over(last, n_lines, line);
  if (rap_pdf_is_marked(line->text, false) || step > 1.22F * leading * em || step < 0.3F * em) return false;
  if (rap_pdf_is_large(pdf, line)) return n_lines < 6 && !rap_pdf_ends_sentence(last->text);
  bool ended = rap_pdf_ends_sentence(last->text), full = is_full(last, line);
  if (rap_pdf_is_marked(line->text, true) && (ended || !full)) return false;
  if (!ended && rap_utf8_is_lower(first_letter(line->text))) return true;
  if (!full) return false;
  /* A first line set in, or one that goes back to where the block's first line (an item's) stood, while the lines between were set in. */
  bool set_in = line->box.x0 > last->box.x0 + 0.8F * em && n_lines > 1;
  bool back =
      n_lines > 1 && last->box.x0 > first->box.x0 + 0.8F * em && line->box.x0 < last->box.x0 - 0.8F * em && rap_pdf_is_marked(first->text, true);
  return !(ended && (set_in || back));
}

/* ---- broken words ---- */

enum { WORD_MAX = 100 };

/* The word of letters, marks and hyphens at the end of `text`, in small letters, without its last hyphen; and the one at the begin of `line`. */
static void add_last_word(rap_str text, rap_buf *out) {
  size_t begin = text.n;
  uint32_t cp = 0;
  while (begin > 0 && text.n - begin < WORD_MAX) {
    size_t at = rap_utf8_before(text, begin, &cp);
    if (!rap_utf8_is_word(cp) && !is_hyphen(cp)) break;
    begin = at;
  }
  for (size_t at = begin; at < text.n;) {
    char bytes[4];
    at += rap_utf8_decode(text, at, &cp);
    if (at < text.n || !is_hyphen(cp)) rap_buf_add(out, (rap_str){bytes, rap_utf8_encode(rap_utf8_lower(cp), bytes)});
  }
}

static void add_first_word(rap_str line, rap_buf *out) {
  for (size_t at = 0; at < line.n && at < WORD_MAX;) {
    char bytes[4];
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(line, at, &cp);
    if (!rap_utf8_is_word(cp) && !(is_hyphen(cp) && at + n < line.n)) break;
    rap_buf_add(out, (rap_str){bytes, rap_utf8_encode(rap_utf8_lower(cp), bytes)});
    at += n;
  }
}

/* The word that is broken between `text` and `line`, with or without its hyphen. False: none is, a letter must stand at both sides. */
static bool broken_word(rap_str text, rap_str line, bool hyphen, rap_buf *out) {
  uint32_t cp = last_letter(text);
  rap_buf_reset(out);
  if (!is_hyphen(cp) || !rap_utf8_is_lower(first_letter(line))) return false;
  rap_str before = {text.p, rap_utf8_before(text, text.n, &cp)};
  if (!rap_utf8_is_letter(last_letter(before))) return false;
  add_last_word(text, out);
  if (hyphen) rap_buf_putc(out, '-');
  add_first_word(line, out);
  return true;
}

static rap_status note(rap_arena *arena, rap_str word, rap_pdf_broken *out, rap_error *err) {
  if (rap_map_get(out, word)) return RAP_OK;
  word = rap_arena_str(arena, word);
  return word.p && rap_map_put(out, word, NULL) ? RAP_OK : rap_error_nomem(err);
}

/* Marks what of the noted words stands in the line; its last word only if no hyphen ends it. */
static void look_up(rap_str line, rap_buf *word, const rap_pdf_broken *out) {
  uint32_t cp = 0;
  for (size_t at = 0; at < line.n;) {
    size_t n = rap_utf8_decode(line, at, &cp);
    if (!rap_utf8_is_letter(cp)) {
      at += n;
      continue;
    }
    rap_buf_reset(word);
    rap_str rest = rap_str_sub(line, at, line.n);
    add_first_word(rest, word);
    rap_map_entry *entry = rap_buf_failed(word) ? NULL : rap_map_get(out, rap_buf_str(word));
    if (entry) entry->value.num = 1;
    while (at < line.n) {
      n = rap_utf8_decode(line, at, &cp);
      if (!rap_utf8_is_word(cp) && !is_hyphen(cp)) break;
      at += n;
    }
  }
}

rap_status rap_pdf_find_broken(rap_arena *arena, const rap_pdf_lines *lines, rap_pdf_broken *out, rap_error *err) {
  rap_buf word = {0};
  rap_status st = RAP_OK;
  for (size_t i = 1; st == RAP_OK && i < lines->n; i++)
    for (int hyphen = 0; st == RAP_OK && hyphen < 2; hyphen++) {
      if (!broken_word(lines->items[i - 1].text, lines->items[i].text, hyphen, &word)) continue;
      st = rap_buf_failed(&word) ? rap_error_nomem(err) : note(arena, rap_buf_str(&word), out, err);
    }
  for (size_t i = 0; st == RAP_OK && out->n && i < lines->n; i++) look_up(lines->items[i].text, &word, out);
  if (st == RAP_OK && rap_buf_failed(&word)) st = rap_error_nomem(err);
  rap_buf_clear(&word);
  return st;
}

static bool stands(const rap_pdf_broken *broken, rap_str word) {
  const rap_map_entry *entry = rap_map_get(broken, word);
  return entry && entry->value.num;
}

/* First parts that are written with a hyphen more often than not. */
static bool wants_hyphen(rap_str word) {
  static const char *const parts[] = {"self", "non",  "ex",  "well", "vice",  "all",  "so",   "one",   "two",  "three", "four",
                                      "five", "high", "low", "long", "short", "full", "part", "multi", "post", "pre"};
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
    if (rap_str_is(word, parts[i])) return true;
  return false;
}

/* Is the hyphen at the end of `text` one that printing put there? */
static bool is_printers(const rap_pdf_broken *broken, rap_str text, rap_str line, bool *failed) {
  rap_buf word = {0};
  bool drop = false;
  if (broken_word(text, line, false, &word) && !rap_buf_failed(&word)) {
    drop = stands(broken, rap_buf_str(&word));
    if (!drop && broken_word(text, line, true, &word) && !rap_buf_failed(&word) && !stands(broken, rap_buf_str(&word))) {
      rap_buf_reset(&word);
      add_last_word(text, &word);
      drop = last_letter(text) == 0xAD || !(rap_buf_failed(&word) || wants_hyphen(rap_buf_str(&word)));
    }
  }
  *failed = rap_buf_failed(&word);
  rap_buf_clear(&word);
  return drop;
}

void rap_pdf_append(const rap_pdf_broken *broken, rap_str line, rap_buf *text) {
  rap_str so_far = rap_buf_str(text);
  uint32_t cp = last_letter(so_far);
  if (so_far.n && is_hyphen(cp)) {
    size_t at = rap_utf8_before(so_far, so_far.n, &cp);
    rap_str before = {so_far.p, at};
    bool failed = false;
    if (cp == 0xAD || is_printers(broken, so_far, line, &failed))
      text->n = at;
    else if (!rap_utf8_is_word(last_letter(before)) || !rap_utf8_is_word(first_letter(line)))
      rap_buf_putc(text, ' ');
    text->failed = text->failed || failed;
  } else if (so_far.n) {
    rap_buf_putc(text, ' ');
  }
  rap_buf_add(text, line);
}
