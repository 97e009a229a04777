#include "queries/panels.h"

#include "base/utf8.h"

#define BAR_MOST 24
#define PANEL_LEAST 30

rap_status rap_panels_axes(const rap_str_list *of, const rap_axis *defaults, size_t n_defaults, rap_axis axes[RAP_AXIS_COUNT], size_t *n,
                           rap_error *err) {
  *n = 0;
  for (size_t i = 0; i < of->n; i++) {
    rap_str rest = of->items[i], name;
    while (rap_str_split(&rest, ',', &name)) {
      rap_status st = *n < RAP_AXIS_COUNT ? rap_question_axis(rap_str_trim(name), "of", &axes[(*n)++], err)
                                          : rap_error_set(err, RAP_ERR_USAGE, "--of: too many axes");
      if (st != RAP_OK) return st;
    }
  }
  for (size_t i = 0; !of->n && i < n_defaults; i++) axes[(*n)++] = defaults[i];
  return RAP_OK;
}

typedef struct panel {
  const rap_question *q;
  size_t width;
  rap_str_list *lines;
} panel;

/* A line of the panel, padded to its width, so that panels can stand side by side. */
static void keep_line(const panel *p, rap_buf *line) {
  rap_buf fitted = {0};
  rap_text_fit(&fitted, rap_buf_str(line), p->width, true);
  rap_str copy = rap_arena_str(p->q->cli->arena, rap_buf_str(&fitted));
  if (rap_buf_failed(&fitted) || !copy.p || !rap_str_list_add(p->q->cli->arena, p->lines, copy)) line->failed = true;
  rap_buf_clear(&fitted);
  rap_buf_reset(line);
}

rap_status rap_panels_add(const rap_question *q, rap_axis axis, const rap_facets *facets, size_t width, rap_str_list *lines, rap_error *err) {
  const panel p = {q, width > PANEL_LEAST ? width : PANEL_LEAST, lines};
  rap_buf line = {0};
  int64_t most = 0;
  for (size_t i = 0; i < facets->n; i++)
    if (facets->items[i].n > most) most = facets->items[i].n; /* years are not in order of number */
  size_t digits = rap_layout_digits(most), rest = p.width - digits - 3, label = 0;
  for (size_t i = 0; i < facets->n; i++) {
    size_t columns = rap_utf8_columns(facets->items[i].label.name) + 2;
    if (columns > label) label = columns;
  }
  if (label > rest * 4 / 5) label = rest * 4 / 5; /* bars keep a fifth */
  size_t bar = rest - label < BAR_MOST ? rest - label : BAR_MOST;
  label = rest - bar;
  rap_buf_printf(&line, "%s%s%s", rap_question_bold(q), rap_question_axis_title(axis), rap_question_plain(q));
  keep_line(&p, &line);
  for (size_t i = 0; i < facets->n; i++) {
    rap_buf_puts(&line, "  ");
    rap_text_fit(&line, facets->items[i].label.name, label - 2, true);
    rap_buf_printf(&line, " %*lld ", (int)digits, (long long)facets->items[i].n);
    rap_layout_bar(&line, facets->items[i].n, most, bar);
    keep_line(&p, &line);
  }
  if (facets->more) {
    rap_buf_printf(&line, "  … and %zu more", facets->more);
    keep_line(&p, &line);
  }
  rap_status st = rap_buf_failed(&line) ? rap_error_nomem(err) : RAP_OK;
  rap_buf_clear(&line);
  return st;
}

void rap_panels_join(rap_buf *page, rap_str left, rap_str right, size_t gap) {
  size_t start = page->n;
  rap_buf_add(page, left);
  if (right.n) {
    rap_layout_spaces(page, gap);
    rap_buf_add(page, right);
  }
  while (page->n > start && page->p[page->n - 1] == ' ') page->n--;
  rap_buf_putc(page, '\n');
}
