/* pdf_order.c: the order of reading of a page of pieces. Layer: ingest.
 *
 * pdftotext's own order breaks tables into their columns and lists into bullets and words, so it is made anew: pieces make rows by their heights; rows that leave the same gap free make a band, cut into columns there;
 * a band of columns of running text is read column by column, one of short cells is a table and read row by row; rows outside of any band are lines over the whole width.
 */
#include "ingest/pdf_rows.h"

/* Rows that a band may have, which bounds the work on pages made to be slow; columns of a band. */
enum { ROWS_MAX = 300, GAPS_MAX = 24, DEPTH_MAX = 4 };

struct gaps {
  float x0[GAPS_MAX], x1[GAPS_MAX];
  size_t n;
};

/* ---- bands ---- */

/* Takes what the row covers out of the gaps, and gaps narrower than `width`. */
static void cover(const rap_pdf_ordering *o, const rap_pdf_row *row, float width, struct gaps *gaps) {
  for (size_t i = row->first; i < row->first + row->n; i++) {
    rap_pdf_box box = o->cells[i].box;
    struct gaps rest = {.n = 0};
    for (size_t g = 0; g < gaps->n; g++) {
      float from[2] = {gaps->x0[g], rap_pdf_greatest(gaps->x0[g], box.x1)}, to[2] = {rap_pdf_least(gaps->x1[g], box.x0), gaps->x1[g]};
      bool apart = box.x1 <= gaps->x0[g] || box.x0 >= gaps->x1[g];
      if (apart) to[0] = gaps->x1[g];
      for (int side = 0; side < (apart ? 1 : 2); side++) {
        if (to[side] - from[side] < width || rest.n == GAPS_MAX) continue;
        rest.x0[rest.n] = from[side];
        rest.x1[rest.n++] = to[side];
      }
    }
    *gaps = rest;
  }
}

static size_t column_of(const struct gaps *gaps, const rap_pdf_cell *cell) {
  size_t column = 0;
  while (column < gaps->n && gaps->x0[column] < cell->box.x0) column++;
  return column;
}

/* Drops gaps with nothing at their left or right, which are margins: `left` and `right` are where the text begins and ends. */
static void keep_inner(float left, float right, struct gaps *gaps) {
  size_t n = 0;
  for (size_t g = 0; g < gaps->n; g++) {
    if (gaps->x0[g] <= left || gaps->x1[g] >= right) continue;
    gaps->x0[n] = gaps->x0[g];
    gaps->x1[n++] = gaps->x1[g];
  }
  gaps->n = n;
}

/* A band under way, and the text's sides in it. */
struct band {
  size_t begin, end;
  struct gaps gaps; /* margins too */
  float left, right;
};

static void widen(const rap_pdf_ordering *o, const rap_pdf_row *row, struct band *band) {
  for (size_t i = row->first; i < row->first + row->n; i++) {
    band->left = rap_pdf_least(band->left, o->cells[i].box.x0);
    band->right = rap_pdf_greatest(band->right, o->cells[i].box.x1);
  }
}

static size_t count_inner(const struct band *band) {
  struct gaps inner = band->gaps;
  keep_inner(band->left, band->right, &inner);
  return inner.n;
}

/* Of a page of one column nothing but its margins is free. */
static bool may_go_on(const rap_pdf_ordering *o, const struct gaps *gaps) {
  for (size_t g = 0; g < gaps->n; g++)
    if (gaps->x1[g] > o->left + o->pdf->body && gaps->x0[g] < o->right - o->pdf->body) return true;
  return false;
}

/* The longest band from row `begin`: its end, and the gaps that all its rows leave free between columns. */
static size_t find_band(const rap_pdf_ordering *o, size_t begin, struct gaps *gaps) {
  /* The margins reach beyond the page, so that they are there to the end. */
  struct band band = {begin, begin, {.x0 = {-100}, .x1 = {o->pdf->pages[o->page].width + 100}, .n = 1}, 1e9F, -1e9F};
  while (band.end < o->n_rows && band.end - begin < ROWS_MAX) {
    const rap_pdf_row *row = &o->rows[band.end];
    if (band.end > begin && row->y0 - o->rows[band.end - 1].y1 > 3.5F * o->pdf->body) break;
    struct band next = band;
    cover(o, row, o->pdf->body, &next.gaps);
    widen(o, row, &next);
    if (!may_go_on(o, &next.gaps)) break;
    /* A heading under a table lies across its gaps. */
    if (row->n == 1 && count_inner(&next) < count_inner(&band)) break;
    next.end++;
    band = next;
  }
  *gaps = band.gaps;
  return band.end;
}

/* ---- columns of running text ---- */

struct column {
  float left, right;
  size_t pieces, lines, wide, words;
};

static void measure_sides(const rap_pdf_ordering *o, size_t begin, size_t end, const struct gaps *gaps, struct column *columns) {
  for (size_t c = 0; c <= gaps->n; c++) columns[c] = (struct column){.left = 1e9F, .right = -1e9F};
  for (size_t r = begin; r < end; r++)
    for (size_t i = o->rows[r].first; i < o->rows[r].first + o->rows[r].n; i++) {
      const rap_pdf_cell *cell = &o->cells[i];
      struct column *column = &columns[column_of(gaps, cell)];
      column->left = rap_pdf_least(column->left, cell->box.x0);
      column->right = rap_pdf_greatest(column->right, cell->box.x1);
      column->pieces += cell->n;
      for (size_t p = cell->first; p < cell->first + cell->n; p++) column->words += rap_pdf_piece_at(o, p)->n_words;
    }
}

/* Lines of each column: cells of one row are one (a table inside of a column). */
static void measure(const rap_pdf_ordering *o, size_t begin, size_t end, const struct gaps *gaps, struct column *columns) {
  measure_sides(o, begin, end, gaps, columns);
  for (size_t r = begin; r < end; r++) {
    const rap_pdf_row *row = &o->rows[r];
    for (size_t i = row->first, next; i < row->first + row->n; i = next) {
      size_t c = column_of(gaps, &o->cells[i]);
      for (next = i + 1; next < row->first + row->n && column_of(gaps, &o->cells[next]) == c; next++) continue;
      columns[c].lines++;
      columns[c].wide += o->cells[next - 1].box.x1 - o->cells[i].box.x0 > 0.65F * (columns[c].right - columns[c].left);
    }
  }
}

/* Columns of a newsletter are ten letters' heights wide at least, a third of their lines are full, with some words in each; the last may break off early. */
static bool is_running_text(const rap_pdf_ordering *o, const struct gaps *gaps, const struct column *columns) {
  for (size_t c = 0; c <= gaps->n; c++) {
    const struct column *column = &columns[c];
    bool last = c == gaps->n && c > 0;
    if (column->right - column->left < 9 * o->pdf->body && !last) return false;
    if (column->lines < 3 && !last) return false;
    if (column->wide * 3 < column->lines || column->words < column->lines * 5 / 2) return false;
  }
  return true;
}

static rap_status order_rows(rap_pdf_ordering *o, rap_error *err);

/* Each column is put in order by itself: it may hold tables and columns again. The recursion ends at DEPTH_MAX. */
static rap_status add_columns(const rap_pdf_ordering *o, size_t begin, size_t end, const struct gaps *gaps, const struct column *columns,
                              rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t c = 0; st == RAP_OK && c <= gaps->n; c++) {
    rap_pdf_ordering inner = *o;
    inner.depth++;
    inner.left = columns[c].left;
    inner.right = columns[c].right;
    inner.n_pieces = 0;
    inner.pieces = rap_arena_array(o->arena, columns[c].pieces, sizeof *inner.pieces);
    if (!inner.pieces) return rap_error_nomem(err);
    for (size_t r = begin; r < end; r++)
      for (size_t i = o->rows[r].first; i < o->rows[r].first + o->rows[r].n; i++)
        for (size_t p = 0; column_of(gaps, &o->cells[i]) == c && p < o->cells[i].n; p++)
          inner.pieces[inner.n_pieces++] = o->pieces[o->cells[i].first + p];
    st = order_rows(&inner, err);
  }
  return st;
}

/* ---- tables ---- */

/* Does row r go on with the one above, as cells of several lines do? Its first cell is empty and it stands close; or other rows are set apart by more room and this one isn't. */
static bool goes_on(const rap_pdf_ordering *o, size_t r, const struct gaps *gaps, float wide) {
  const rap_pdf_row *row = &o->rows[r], *above = row - 1;
  float step = row->y0 - above->y0;
  bool empty = row->n == 0 || column_of(gaps, &o->cells[row->first]) > 0;
  return (empty && step < 1.7F * o->pdf->body) || (wide > 0 && step < wide);
}

/* The step from line to line below which it is the same row, 0 where steps are all alike: where a third of them is a third larger than the least. */
static float row_step(const rap_pdf_ordering *o, size_t begin, size_t end) {
  float smallest = 1e9F;
  size_t larger = 0;
  for (size_t r = begin + 1; r < end; r++) smallest = rap_pdf_least(smallest, o->rows[r].y0 - o->rows[r - 1].y0);
  for (size_t r = begin + 1; r < end; r++) larger += o->rows[r].y0 - o->rows[r - 1].y0 > 1.35F * smallest;
  return larger * 3 >= end - begin - 1 ? 1.35F * smallest : 0;
}

/* One row of the table: the lines [begin, end) of the page, cell by cell. */
static rap_status add_table_row(rap_pdf_ordering *o, size_t begin, size_t end, const struct gaps *gaps, bool begins, rap_error *err) {
  const rap_pdf_cell *first = &o->cells[o->rows[begin].first];
  rap_pdf_line line = {.box = first->box, .height = first->height, .left = o->left, .right = o->right, .begins = begins, .row = true};
  size_t n_cells = 0;
  for (size_t c = 0; c <= gaps->n; c++) {
    bool any = false;
    for (size_t r = begin; r < end; r++)
      for (size_t i = o->rows[r].first; i < o->rows[r].first + o->rows[r].n; i++) {
        const rap_pdf_cell *cell = &o->cells[i];
        if (column_of(gaps, cell) != c) continue;
        if (any || n_cells) rap_buf_puts(o->text, any ? " " : " | ");
        (void)rap_pdf_add_cell_text(o, cell);
        any = true;
        line.box.y1 = rap_pdf_greatest(line.box.y1, cell->box.y1);
        line.box.x1 = rap_pdf_greatest(line.box.x1, cell->box.x1);
      }
    n_cells += any;
  }
  /* One cell alone, over or under a table, is a line of text. */
  line.row = n_cells > 1;
  return rap_pdf_add_line(o, line, err);
}

static rap_status add_table(rap_pdf_ordering *o, size_t begin, size_t end, const struct gaps *gaps, rap_error *err) {
  float wide = row_step(o, begin, end);
  rap_status st = RAP_OK;
  for (size_t r = begin, next; st == RAP_OK && r < end; r = next) {
    for (next = r + 1; next < end && goes_on(o, next, gaps, wide); next++) continue;
    st = add_table_row(o, r, next, gaps, true, err);
  }
  return st;
}

/* Two rows at least have cells in two columns, and half of all. */
static bool is_table(const rap_pdf_ordering *o, size_t begin, size_t end) {
  size_t full = 0;
  for (size_t r = begin; r < end; r++) full += o->rows[r].n > 1;
  return full >= 2 && full * 2 >= end - begin;
}

/* ---- pages ---- */

/* Rows at either end that reach into one column only and stand off are no part of the band. */
static void trim_band(const rap_pdf_ordering *o, size_t *begin, size_t *end) {
  const float off = o->pdf->body;
  while (*end > *begin + 1 && o->rows[*end - 1].n == 1 && o->rows[*end - 1].y0 - o->rows[*end - 2].y1 > off) (*end)--;
  if (*end > *begin + 1 && o->rows[*begin].n == 1 && o->rows[*begin + 1].y0 - o->rows[*begin].y1 > off) *end = *begin;
}

static rap_status order_rows(rap_pdf_ordering *o, rap_error *err) {
  rap_status st = rap_pdf_make_rows(o, err);
  o->fresh = true;
  for (size_t r = 0; st == RAP_OK && r < o->n_rows;) {
    struct gaps gaps;
    struct column columns[GAPS_MAX + 1];
    size_t begin = r, end = find_band(o, r, &gaps);
    trim_band(o, &begin, &end);
    struct band sides = {.left = 1e9F, .right = -1e9F};
    for (size_t i = begin; i < end; i++) widen(o, &o->rows[i], &sides);
    keep_inner(sides.left, sides.right, &gaps);
    if (gaps.n) measure(o, begin, end, &gaps, columns);
    bool text = gaps.n && o->depth < DEPTH_MAX && is_running_text(o, &gaps, columns);
    bool table = gaps.n && !text && is_table(o, begin, end);
    if (text) st = add_columns(o, begin, end, &gaps, columns, err);
    if (table) st = add_table(o, begin, end, &gaps, err);
    if (!text && !table) st = rap_pdf_add_row(o, &o->rows[r], err);
    o->fresh = o->fresh || text || table;
    r = text || table ? end : r + 1;
  }
  return st;
}

static rap_status order_page(rap_pdf_ordering *o, rap_error *err) {
  const rap_pdf_page *page = &o->pdf->pages[o->page];
  o->n_pieces = 0;
  o->pieces = rap_arena_array(o->arena, page->n_pieces, sizeof *o->pieces);
  if (!o->pieces) return rap_error_nomem(err);
  for (size_t i = 0; i < page->n_pieces; i++) {
    rap_pdf_box box = o->pdf->pieces[page->first_piece + i].box;
    if (o->furniture[page->first_piece + i])
      o->out->furniture++;
    else
      o->pieces[o->n_pieces++] = (rap_pdf_place){(box.y0 + box.y1) / 2, box.x0, page->first_piece + i};
  }
  return order_rows(o, err);
}

/* Where the text begins and ends at the sides, on all pages of the width that the first one has. What few pieces reach beyond (a wide table, a stamp) is not its border. */
static rap_status find_sides(rap_pdf_ordering *o, rap_error *err) {
  enum { STEP = 2, STEPS = 10002 }; /* no page is wider (add_page) */
  const rap_pdf *pdf = o->pdf;
  size_t *ends = rap_arena_array(o->arena, STEPS, sizeof *ends), n = 0, beyond = 0, step = STEPS;
  if (!ends) return rap_error_nomem(err);
  o->left = 1e9F;
  for (size_t p = 0; p < pdf->n_pages; p++) {
    const rap_pdf_page *page = &pdf->pages[p];
    if (page->width != pdf->pages[0].width) continue;
    for (size_t i = page->first_piece; i < page->first_piece + page->n_pieces; i++) {
      if (o->furniture[i]) continue;
      o->left = rap_pdf_least(o->left, pdf->pieces[i].box.x0);
      ends[(size_t)(pdf->pieces[i].box.x1 / STEP)]++;
      n++;
    }
  }
  while (step > 0 && (beyond == 0 || (n >= 20 && beyond < 3 + n / 25))) beyond += ends[--step];
  o->right = (float)((step + 1) * STEP);
  return RAP_OK;
}

/* Text that is narrower than its column, as quotations and summaries are, has a right border of its own: how far the lines around reach, if that is most of the column. */
static void narrow(rap_pdf_lines *lines) {
  enum { AROUND = 3 };
  for (size_t i = 0; i < lines->n; i++) {
    rap_pdf_line *line = &lines->items[i];
    float right = line->box.x1;
    if (line->row) continue;
    for (size_t k = i, n = 0; n < AROUND && k > 0 && !lines->items[k].begins && !lines->items[k - 1].row; n++)
      right = rap_pdf_greatest(right, lines->items[--k].box.x1);
    for (size_t k = i + 1, n = 0; n < AROUND && k < lines->n && !lines->items[k].begins && !lines->items[k].row; n++)
      right = rap_pdf_greatest(right, lines->items[k++].box.x1);
    if (right - line->left > 0.6F * (line->right - line->left)) line->right = rap_pdf_least(line->right, right);
  }
}

rap_status rap_pdf_order(rap_arena *arena, const rap_pdf *pdf, rap_pdf_lines *out, rap_error *err) {
  rap_buf text = {0};
  rap_pdf_ordering o = {.arena = arena, .pdf = pdf, .out = out, .text = &text};
  bool *furniture = NULL;
  *out = (rap_pdf_lines){0};
  rap_status st = rap_pdf_furniture(arena, pdf, &furniture, err);
  o.furniture = furniture;
  if (st == RAP_OK) st = find_sides(&o, err);
  for (; st == RAP_OK && o.page < pdf->n_pages; o.page++) st = order_page(&o, err);
  if (st == RAP_OK) narrow(out);
  rap_buf_clear(&text);
  return st;
}
