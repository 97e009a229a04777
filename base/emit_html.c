/* A table as a document of HTML that needs nothing but itself. */
#include "base/embedded.h"
#include "base/emit_impl.h"

RAP_EMBEDDED(rap_data_emit_css);

/* "2023-01-08": not to be broken at its hyphens. */
static bool is_date(rap_str text) {
  size_t i = 0;
  while (i < text.n && (rap_ascii_is_digit(text.p[i]) || text.p[i] == '-')) i++;
  return i == text.n && text.n >= 7 && rap_ascii_is_digit(text.p[0]);
}

/* Numbers stand to the right, sentences get room. `text`: of a cell; empty: of the heading. */
static void put_class(rap_markup *m, const rap_page_column *c, rap_str text) {
  if (rap_column_is_number(c->column))
    rap_markup_attr(m, "class", RAP_STR("n"));
  else if (c->column->wrap)
    rap_markup_attr(m, "class", RAP_STR("w"));
  else if (is_date(text))
    rap_markup_attr(m, "class", RAP_STR("d"));
}

bool rap_emit_html_begin(rap_emit *e) {
  rap_page_layout *l = &e->layout;
  if (rap_markup_new(e->out, RAP_MARKUP_HTML, &l->markup, NULL) != RAP_OK) return false;
  rap_markup *m = l->markup;
  rap_str caption = e->options.caption;
  rap_markup_page(m, caption.n ? caption : RAP_STR("rapporteur"), (const char *)rap_data_emit_css);
  rap_markup_open(m, "table");
  rap_markup_line(m);
  if (caption.n) {
    rap_markup_element(m, "caption", caption);
    rap_markup_line(m);
  }
  rap_markup_open(m, "thead");
  rap_markup_open(m, "tr");
  for (size_t i = 0; i < l->n; i++) {
    rap_markup_open(m, "th");
    rap_markup_attr(m, "scope", RAP_STR("col"));
    put_class(m, &l->columns[i], (rap_str){0});
    rap_markup_text(m, rap_str_of(l->columns[i].title));
    rap_markup_close(m);
  }
  rap_markup_close(m);
  rap_markup_close(m);
  rap_markup_line(m);
  rap_markup_open(m, "tbody");
  rap_markup_line(m);
  return true;
}

static void put_text(rap_markup *m, const rap_cell *cell) {
  size_t at = 0;
  for (size_t i = 0; i < cell->n_marks; i++) {
    rap_markup_text(m, rap_str_sub(cell->text, at, cell->marks[i].begin));
    rap_markup_element(m, "mark", rap_str_at(cell->text, cell->marks[i]));
    at = cell->marks[i].end;
  }
  rap_markup_text(m, rap_str_sub(cell->text, at, cell->text.n));
}

void rap_emit_html_row(rap_emit *e) {
  rap_markup *m = e->layout.markup;
  rap_markup_open(m, "tr");
  for (size_t i = 0; i < e->layout.n; i++) {
    const rap_page_column *c = &e->layout.columns[i];
    const rap_cell *cell = &e->cells[c->at];
    rap_str address = cell->text.n ? rap_emit_page_link(e, c) : (rap_str){0};
    rap_markup_open(m, i ? "td" : "th");
    if (!i) rap_markup_attr(m, "scope", RAP_STR("row"));
    put_class(m, c, cell->text);
    if (address.n) {
      rap_markup_open(m, "a");
      rap_markup_attr(m, "href", address);
    }
    put_text(m, cell);
    if (address.n) rap_markup_close(m);
    rap_markup_close(m);
  }
  rap_markup_close(m);
  rap_markup_line(m);
}

void rap_emit_html_end(rap_emit *e) {
  rap_status st = rap_markup_finish(e->layout.markup, RAP_OK, NULL);
  e->layout.markup = NULL;
  if (st == RAP_ERR_NOMEM) e->no_memory = true; /* a failed stream tells itself */
}
