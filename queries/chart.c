#include "queries/chart.h"

#include <assert.h>
#include <stdio.h>

#include "base/utf8.h"

/* User units. LETTER: width of a letter of 12 units, on average and rounded up, since the page's font is not known here. */
enum { LETTER = 7, LINE = 20, MARGIN = 8 };

static void open_svg(rap_markup *m, int width, int height, const char *label) {
  rap_markup_open(m, "svg");
  rap_markup_attr(m, "xmlns", RAP_STR("http://www.w3.org/2000/svg"));
  rap_markup_attrf(m, "viewBox", "0 0 %d %d", width, height);
  rap_markup_attrf(m, "width", "%d", width);
  rap_markup_attrf(m, "height", "%d", height);
  rap_markup_attr(m, "role", RAP_STR("img"));
  rap_markup_attrf(m, "aria-label", "%s", label);
  rap_markup_line(m);
}

typedef struct place {
  int x, y;
} place;

static void put_text(rap_markup *m, place at, const char *anchor, const char *class, rap_str text) {
  rap_markup_open(m, "text");
  rap_markup_attrf(m, "x", "%d", at.x);
  rap_markup_attrf(m, "y", "%d", at.y);
  if (*anchor) rap_markup_attrf(m, "text-anchor", "%s", anchor);
  if (*class) rap_markup_attrf(m, "class", "%s", class);
  rap_markup_text(m, text);
  rap_markup_close(m);
  rap_markup_line(m);
}

/* ---- bars ---- */

enum { PLOT_HEIGHT = 140, PLOT_WIDTH = 680, AXIS_WIDTH = 44, BAR_MOST = 48 };

static int64_t largest(const int64_t *n, size_t count) {
  int64_t max = 0;
  for (size_t i = 0; i < count; i++)
    if (n[i] > max) max = n[i];
  return max;
}

/* A round number not below n, with a half that is round, too. */
static int64_t round_up(int64_t n) {
  static const int64_t steps[] = {1, 2, 3, 4, 5, 6, 8, 10};
  int64_t unit = 1;
  while (unit <= INT64_MAX / 10 && unit * 10 <= n) unit *= 10;
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    if (unit <= INT64_MAX / steps[i] && unit * steps[i] >= n) return unit * steps[i];
  return n;
}

static void put_grid(rap_markup *m, int64_t top, int width) {
  for (int i = 0; i <= 2; i++) {
    int y = MARGIN + PLOT_HEIGHT - PLOT_HEIGHT * i / 2;
    if (i == 1 && top % 2) continue;
    char label[24];
    rap_markup_open(m, "path");
    rap_markup_attrf(m, "d", "M%d %dH%d", AXIS_WIDTH, y, width);
    rap_markup_attr(m, "class", RAP_STR("grid"));
    rap_markup_close(m);
    (void)snprintf(label, sizeof label, "%lld", (long long)(top * i / 2));
    put_text(m, (place){AXIS_WIDTH - 6, y + 4}, "end", "soft", rap_str_of(label));
  }
}

static void put_bar(rap_markup *m, const rap_label *period, int64_t n, const char *unit, place at, int width, int height) {
  rap_markup_open(m, "rect");
  rap_markup_attrf(m, "x", "%d.%d", at.x / 10, at.x % 10);
  rap_markup_attrf(m, "y", "%d", at.y);
  rap_markup_attrf(m, "width", "%d.%d", width / 10, width % 10);
  rap_markup_attrf(m, "height", "%d", height);
  rap_markup_attr(m, "class", RAP_STR("bar"));
  rap_markup_open(m, "title");
  rap_markup_textf(m, "%.*s: %lld %s", RAP_FMT(period->name), (long long)n, unit);
  rap_markup_close(m);
  rap_markup_close(m);
  rap_markup_line(m);
}

void rap_chart_draw_bars(void *ctx, rap_markup *svg) {
  rap_markup *m = svg;
  const rap_chart_bars *c = ctx;
  const rap_matrix *over = c->over;
  assert(over->n_rows == 1);
  size_t first = over->n_cols > RAP_CHART_MAX_BARS ? over->n_cols - RAP_CHART_MAX_BARS : 0, n = over->n_cols - first;
  int64_t top = round_up(largest(over->cells + first, n));
  int step = n ? 10 * PLOT_WIDTH / (int)n : 0; /* tenths */
  if (step > 10 * BAR_MOST) step = 10 * BAR_MOST;
  int width = AXIS_WIDTH + (step * (int)n + 9) / 10, gap = step > 60 ? step / 5 : step > 20 ? 10 : 0;
  int longest = 1;
  for (size_t i = 0; i < n; i++) {
    int columns = (int)rap_utf8_columns(over->cols[first + i].name);
    if (columns > longest) longest = columns;
  }
  int every = step ? (10 * LETTER * (longest + 1) + step - 1) / step : 1;
  int half = longest * LETTER / 2, left = step / 20 < half ? half - step / 20 : 0; /* the outer labels stand out on both sides */
  open_svg(m, (width > AXIS_WIDTH + left ? width : AXIS_WIDTH + left) + left + MARGIN, MARGIN + PLOT_HEIGHT + LINE + MARGIN, "bars over time");
  put_grid(m, top, width);
  for (size_t i = 0; i < n; i++) {
    int64_t value = over->cells[first + i];
    int x = 10 * AXIS_WIDTH + step * (int)i, height = top ? (int)(PLOT_HEIGHT * (double)value / (double)top + 0.5) : 0;
    if (value && !height) height = 1;
    if (value) put_bar(m, &over->cols[first + i], value, c->unit, (place){x + gap / 2, MARGIN + PLOT_HEIGHT - height}, step - gap, height);
    if (i % (size_t)every == 0)
      put_text(m, (place){(x + step / 2) / 10, MARGIN + PLOT_HEIGHT + LINE - 4}, "middle", "soft", over->cols[first + i].name);
  }
  rap_markup_close(m);
}

/* ---- ties ---- */

enum { TIES_WIDTH = 240, STROKE_MOST = 12, NAME_MOST = 34 };

static int side_width(const rap_label *labels, size_t n) {
  size_t longest = 1;
  for (size_t i = 0; i < n; i++) {
    size_t columns = rap_utf8_columns(labels[i].name);
    if (columns > longest) longest = columns;
  }
  return (int)(longest < NAME_MOST ? longest : NAME_MOST) * LETTER + MARGIN;
}

static int middle_of(size_t i, size_t n, size_t most) { return MARGIN + LINE / 2 + (int)(LINE * (most - n) / 2) + LINE * (int)i; }

static void put_tie(rap_markup *m, place from, place to, double share) {
  int thousandths = (int)(1000 * share + 0.5), stroke = 10 + (int)((STROKE_MOST * 10 - 10) * share), middle = (from.x + to.x) / 2;
  rap_markup_open(m, "path");
  rap_markup_attrf(m, "d", "M%d %dC%d %d %d %d %d %d", from.x, from.y, middle, from.y, middle, to.y, to.x, to.y);
  rap_markup_attr(m, "class", RAP_STR("tie"));
  rap_markup_attrf(m, "stroke-width", "%d.%d", stroke / 10, stroke % 10);
  rap_markup_attrf(m, "stroke-opacity", "0.%03d", 250 + thousandths * 55 / 100);
}

static void put_names(rap_markup *m, const rap_label *labels, size_t n, size_t most, int x, const char *anchor) {
  rap_buf name = {0};
  for (size_t i = 0; i < n; i++) {
    rap_buf_reset(&name);
    rap_text_fit(&name, labels[i].name, NAME_MOST, false);
    put_text(m, (place){x, middle_of(i, n, most) + 4}, anchor, "", rap_buf_failed(&name) ? labels[i].name : rap_buf_str(&name));
  }
  rap_buf_clear(&name);
}

void rap_chart_draw_ties(void *ctx, rap_markup *svg) {
  rap_markup *m = svg;
  const rap_chart_ties *c = ctx;
  const rap_matrix *of = c->between;
  size_t rows = of->n_rows < RAP_CHART_MAX_SIDE ? of->n_rows : RAP_CHART_MAX_SIDE,
         cols = of->n_cols < RAP_CHART_MAX_SIDE ? of->n_cols : RAP_CHART_MAX_SIDE;
  size_t most = rows > cols ? rows : cols;
  int left = side_width(of->rows, rows), right = side_width(of->cols, cols);
  int64_t max = largest(of->cells, of->n_rows * of->n_cols);
  open_svg(m, left + TIES_WIDTH + right + 2 * MARGIN, 2 * MARGIN + LINE * (int)most, "who stands with what");
  for (size_t i = 0; i < rows * cols; i++) {
    size_t r = i / cols, k = i % cols;
    int64_t n = of->cells[r * of->n_cols + k];
    if (!n) continue;
    put_tie(m, (place){left + MARGIN, middle_of(r, rows, most)}, (place){left + TIES_WIDTH, middle_of(k, cols, most)}, (double)n / (double)max);
    rap_markup_open(m, "title");
    rap_markup_textf(m, "%.*s · %.*s: %lld %s", RAP_FMT(of->rows[r].name), RAP_FMT(of->cols[k].name), (long long)n, c->unit);
    rap_markup_close(m);
    rap_markup_close(m);
    rap_markup_line(m);
  }
  put_names(m, of->rows, rows, most, left, "end");
  put_names(m, of->cols, cols, most, left + TIES_WIDTH + MARGIN, "");
  rap_markup_close(m);
}
