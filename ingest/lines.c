/* lines.c: lines into blocks, joining those of hard-wrapped text. Layer: ingest. */
#include <assert.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/structure.h"
#include "ingest/view.h"

struct line {
  size_t begin, end;          /* without blanks at its ends */
  size_t columns, first_word; /* code points of the line and of its first word */
  size_t indent;
  bool gap_before;
  bool open_end; /* no stop, colon or semicolon at its end */
  bool lower_start;
  bool cells; /* a bar between blanks */
  rap_draft mark;
};

struct lines {
  struct line *items;
  size_t n, capacity;
};

/* Widths between which plain text is wrapped by hand or by mail programs. */
enum { WRAP_MIN = 45, WRAP_MAX = 100 };
/* A title shorter than this may begin any sentence; its repetition stands among the first blocks. */
enum { TITLE_MIN = 20, HEAD_BLOCKS = 4 };

static rap_span trimmed(rap_str s, size_t begin, size_t end) {
  uint32_t cp = 0;
  while (begin < end) {
    size_t n = rap_utf8_decode(s, begin, &cp);
    if (!rap_view_is_blank(cp)) break;
    begin += n;
  }
  while (end > begin) {
    size_t at = rap_utf8_before(s, end, &cp);
    if (!rap_view_is_blank(cp)) break;
    end = at;
  }
  return (rap_span){begin, end};
}

static bool ends_open(rap_str line) {
  uint32_t cp = 0;
  if (line.n == 0) return false;
  rap_utf8_before(line, line.n, &cp);
  return rap_utf8_is_word(cp) || cp == ',' || cp == '-' || cp == 0x2013 || cp == 0x2014 || cp == '&' || cp == '/';
}

static bool has_word(rap_str text) {
  uint32_t cp = 0;
  for (size_t at = 0; at < text.n;) {
    at += rap_utf8_decode(text, at, &cp);
    if (rap_utf8_is_word(cp)) return true;
  }
  return false;
}

static void measure(rap_str s, struct line *line) {
  rap_str text = rap_str_sub(s, line->begin, line->end);
  const char *space = memchr(text.p, ' ', text.n);
  uint32_t cp = 0;
  rap_utf8_decode(text, 0, &cp);
  line->lower_start = rap_utf8_is_lower(cp);
  line->columns = rap_utf8_count(text);
  line->first_word = space ? rap_utf8_count((rap_str){text.p, (size_t)(space - text.p)}) : line->columns;
  line->mark.rule = !has_word(text);
  line->open_end = ends_open(text);
  line->mark.marker = rap_marker_read(text, &line->mark.content, &line->mark.glyph, &line->mark.number);
  line->mark.content += line->begin;
  line->cells = line->mark.marker == RAP_MARKER_ROW || (memchr(text.p, '|', text.n) && rap_str_find(text, RAP_STR(" | "), 0) != SIZE_MAX);
}

/* What the layout says of a line, unless it leaves it to the text. */
static void lay_out(struct line *line, char kind) {
  line->gap_before = true;
  if (kind >= '1' && kind <= '6') {
    line->mark = (rap_draft){.marker = RAP_MARKER_HASHES, .number = (unsigned)(kind - '0'), .content = line->begin};
  } else if (kind >= 'a' && kind <= 'f') {
    /* A bullet that stands in the text too, or a number, stays what it is. */
    if (line->mark.marker == RAP_MARKER_NONE || line->mark.marker == RAP_MARKER_HASHES || line->mark.marker == RAP_MARKER_ROW)
      line->mark = (rap_draft){.marker = RAP_MARKER_GLYPH, .glyph = 0x2022, .content = line->begin};
    line->indent = 2 * (size_t)(kind - 'a');
  } else if (kind == 't') {
    line->mark = (rap_draft){.marker = RAP_MARKER_ROW, .content = line->begin};
  }
}

/* A row of two cells shows only beside another row. */
static void mark_narrow_rows(struct lines *lines) {
  for (size_t i = 0; i < lines->n; i++) {
    struct line *line = &lines->items[i];
    bool beside = (i > 0 && line[-1].cells) || (i + 1 < lines->n && line[1].cells);
    if (!line->cells || line->mark.marker == RAP_MARKER_ROW || !beside) continue;
    line->mark.marker = RAP_MARKER_ROW;
    line->mark.content = line->begin;
  }
}

static rap_status read_lines(rap_arena *arena, const rap_document *doc, struct lines *lines, rap_error *err) {
  rap_str s = doc->full;
  bool gap = false;
  size_t number = 0;
  for (size_t at = doc->body; at < s.n; number++) {
    const char *newline = memchr(s.p + at, '\n', s.n - at);
    size_t end = newline ? (size_t)(newline - s.p) : s.n;
    rap_span span = trimmed(s, at, end);
    if (span.begin == span.end) {
      gap = true;
    } else {
      void *items = lines->items;
      if (lines->n == RAP_MAX_BLOCKS)
        return rap_error_set(err, RAP_ERR_LIMIT, "%.*s: more than %zu lines in one document", RAP_FMT(doc->file), RAP_MAX_BLOCKS);
      if (!rap_arena_grow(arena, &items, lines->n, &lines->capacity, sizeof *lines->items)) return rap_error_nomem(err);
      lines->items = items;
      struct line *line = &lines->items[lines->n++];
      *line = (struct line){.begin = span.begin, .end = span.end, .indent = span.begin - at, .gap_before = gap};
      measure(s, line);
      if (number < doc->layout.n) lay_out(line, doc->layout.p[number]);
      gap = false;
    }
    at = end + 1;
  }
  return RAP_OK;
}

static bool starts_block(const struct line *line) { return line->gap_before || line->mark.marker != RAP_MARKER_NONE || line->mark.rule; }

/* The width to which the text is wrapped, 0 if it is not. A break is natural in wrapped text when the next word would not have fitted any more; in text of one line a block
 * lines end where the thought ends. */
static size_t wrap_width(const struct lines *lines) {
  size_t width = 0, breaks = 0, longer = 0;
  for (size_t i = 0; i + 1 < lines->n; i++) {
    if (starts_block(&lines->items[i + 1]) || lines->items[i].mark.marker == RAP_MARKER_ROW) continue;
    breaks++;
    size_t columns = lines->items[i].columns + lines->items[i].indent;
    if (columns > WRAP_MAX)
      longer++;
    else if (columns > width)
      width = columns;
  }
  if (breaks < 2 || longer * 10 > breaks || width < WRAP_MIN) return 0;
  size_t full = 0, open = 0;
  for (size_t i = 0; i + 1 < lines->n; i++) {
    const struct line *line = &lines->items[i], *next = line + 1;
    if (starts_block(next) || line->mark.marker == RAP_MARKER_ROW) continue;
    full += line->columns + line->indent + 1 + next->first_word + 6 > width;
    open += line->open_end || next->lower_start;
  }
  return full * 10 >= breaks * 6 && open * 10 >= breaks * 5 ? width : 0;
}

/* Does line i + 1 go on with the block of line i? */
static bool joined(const struct lines *lines, size_t i, size_t width) {
  const struct line *line = &lines->items[i], *next = line + 1;
  if (width == 0 || starts_block(next) || line->mark.rule || line->mark.marker == RAP_MARKER_ROW || line->mark.marker == RAP_MARKER_HASHES)
    return false;
  if (next->lower_start) return true;
  return line->columns + line->indent + 1 + next->first_word + width / 6 > width;
}

static void add_title(rap_document *doc, rap_draft *drafts) {
  if (doc->title_len == 0) return;
  rap_span span = trimmed(doc->full, 0, doc->title_len);
  if (span.begin == span.end) return;
  doc->blocks[0] = (rap_block){.kind = RAP_BLOCK_TITLE, .text = span, .heading = RAP_NONE, .lead_in = RAP_NONE};
  drafts[0] = (rap_draft){.content = span.begin, .gap_before = true};
  doc->n_blocks = 1;
}

/* Scraped pages repeat the title at the head of the text, with the subtitles run on behind it. Then the repetition is a block of its own; returns its end, or 0. */
static size_t repeated_title_end(const rap_document *doc, const struct line *line) {
  if (doc->n_blocks == 0 || doc->n_blocks > HEAD_BLOCKS || doc->blocks[0].kind != RAP_BLOCK_TITLE) return 0;
  rap_str title = rap_str_at(doc->full, doc->blocks[0].text);
  size_t end = line->begin + title.n;
  if (title.n < TITLE_MIN || end >= line->end || doc->full.p[end] != ' ') return 0;
  return rap_str_eq_nocase(rap_str_sub(doc->full, line->begin, end), title) ? end : 0;
}

static void add_block(rap_document *doc, rap_draft *drafts, const rap_draft *draft, rap_span text) {
  drafts[doc->n_blocks] = *draft;
  doc->blocks[doc->n_blocks++] = (rap_block){.kind = RAP_BLOCK_PARAGRAPH, .text = text, .heading = RAP_NONE, .lead_in = RAP_NONE};
}

rap_status rap_lines_cut(rap_arena *arena, rap_document *doc, rap_draft **drafts, rap_error *err) {
  struct lines lines = {0};
  *drafts = NULL;
  rap_status st = read_lines(arena, doc, &lines, err);
  if (st != RAP_OK) return st;
  /* One more for the title, one for its repetitions, one for the item that rap_structure_resolve may split per list; lists have two items at least. */
  size_t room = lines.n + lines.n / 2 + 2 + HEAD_BLOCKS;
  doc->blocks = rap_arena_array(arena, room, sizeof *doc->blocks);
  *drafts = rap_arena_array(arena, room, sizeof **drafts);
  if (!doc->blocks || !*drafts) return rap_error_nomem(err);
  add_title(doc, *drafts);
  if (doc->layout.n == 0) mark_narrow_rows(&lines);
  size_t width = doc->layout.n == 0 ? wrap_width(&lines) : 0;
  for (size_t i = 0; i < lines.n; i++) {
    const struct line *line = &lines.items[i];
    if (i > 0 && joined(&lines, i - 1, width)) {
      doc->blocks[doc->n_blocks - 1].text.end = line->end;
      continue;
    }
    rap_draft draft = line->mark;
    draft.indent = line->indent;
    draft.gap_before = line->gap_before;
    rap_span span = {line->begin, line->end};
    size_t title_end = draft.marker == RAP_MARKER_NONE ? repeated_title_end(doc, line) : 0;
    if (title_end) {
      add_block(doc, *drafts, &draft, (rap_span){span.begin, title_end});
      span = trimmed(doc->full, title_end, span.end);
      draft = (rap_draft){.content = span.begin};
    }
    if (span.begin < span.end) add_block(doc, *drafts, &draft, span);
  }
  assert(doc->n_blocks <= room);
  return RAP_OK;
}
