/* page_html.c: a page as HTML. Layer: queries. */
#include "base/embedded.h"
#include "queries/page_impl.h"

RAP_EMBEDDED(rap_data_page_style);

static rap_status begin(rap_page *p, rap_str title, rap_error *err) {
  rap_status st = rap_markup_new(p->out, RAP_MARKUP_HTML, &p->markup, err);
  if (st != RAP_OK) return st;
  rap_markup *m = p->markup;
  rap_markup_page(m, title, (const char *)rap_data_page_style);
  rap_markup_open(m, "main");
  rap_markup_line(m);
  rap_markup_element(m, "h1", title);
  rap_markup_line(m);
  return RAP_OK;
}

static rap_status finish(rap_page *p, rap_status st, rap_error *err) { return rap_markup_finish(p->markup, st, err); }

static void put_id(rap_page *p, rap_str id) {
  if (id.n) rap_markup_attr(p->markup, "id", id);
}

static void heading(rap_page *p, int level, rap_str id, rap_str text) {
  static const char *const names[] = {"h2", "h3", "h4"};
  if (level == 2) {
    if (p->in_section) rap_markup_close(p->markup);
    p->in_section = true;
    rap_markup_open(p->markup, "section");
    rap_markup_line(p->markup);
  }
  rap_markup_open(p->markup, names[level - 2]);
  put_id(p, id);
  rap_markup_text(p->markup, text);
  rap_markup_close(p->markup);
  rap_markup_line(p->markup);
}

/* ---- blocks ---- */

static void block(rap_page *p, rap_page_block of, rap_str id) {
  static const struct {
    const char *name, *class;
  } elements[] = {[RAP_PAGE_PARAGRAPH] = {"p", NULL},     [RAP_PAGE_LEAD] = {"p", "lead"}, [RAP_PAGE_NOTE] = {"p", "note"},
                  [RAP_PAGE_LIST] = {"ul", NULL},         [RAP_PAGE_ITEM] = {"li", NULL},  [RAP_PAGE_ENTRY] = {"article", NULL},
                  [RAP_PAGE_QUOTE] = {"blockquote", NULL}};
  rap_markup_open(p->markup, elements[of].name);
  if (elements[of].class) rap_markup_attr(p->markup, "class", rap_str_of(elements[of].class));
  put_id(p, id);
}

static void block_end(rap_page *p, rap_page_block of) {
  (void)of;
  rap_markup_close(p->markup);
  rap_markup_line(p->markup);
}

static void styled(rap_page *p, rap_page_style style, rap_str text) {
  static const char *const names[] = {
      [RAP_PAGE_PLAIN] = NULL, [RAP_PAGE_STRONG] = "strong", [RAP_PAGE_ACTOR] = "mark", [RAP_PAGE_CUE] = "mark", [RAP_PAGE_TOPIC] = "mark"};
  if (!names[style]) {
    rap_markup_text(p->markup, text);
    return;
  }
  rap_markup_open(p->markup, names[style]);
  if (style == RAP_PAGE_CUE) rap_markup_attr(p->markup, "class", RAP_STR("cue"));
  if (style == RAP_PAGE_TOPIC) rap_markup_attr(p->markup, "class", RAP_STR("topic"));
  rap_markup_text(p->markup, text);
  rap_markup_close(p->markup);
}

static void link(rap_page *p, rap_str href, rap_str text) {
  rap_markup_open(p->markup, "a");
  rap_markup_attr(p->markup, "href", href);
  if (href.p[0] != '#') rap_markup_attr(p->markup, "rel", RAP_STR("noreferrer"));
  rap_markup_text(p->markup, text);
  rap_markup_close(p->markup);
}

static void facts(rap_page *p, bool begins) {
  if (begins) {
    rap_markup_open(p->markup, "dl");
    return;
  }
  if (p->in_fact) rap_markup_close(p->markup);
  rap_markup_close(p->markup);
  rap_markup_line(p->markup);
}

static void fact(rap_page *p, rap_str term) {
  if (p->in_fact) rap_markup_close(p->markup);
  rap_markup_line(p->markup);
  rap_markup_element(p->markup, "dt", term);
  rap_markup_open(p->markup, "dd");
}

/* ---- tables ---- */

static void put_head(rap_page *p, const rap_page_column *c) {
  rap_markup_open(p->markup, "th");
  rap_markup_attr(p->markup, "scope", RAP_STR("col"));
  if (c->number || c->upright) rap_markup_attrf(p->markup, "class", "%s", c->upright ? "upright" : "number");
  if (c->upright)
    rap_markup_element(p->markup, "span", c->title);
  else
    rap_markup_text(p->markup, c->title);
  rap_markup_close(p->markup);
}

/* Wider than the page it scrolls by itself: the keyboard has to reach it then. */
static void table(rap_page *p, rap_str caption) {
  rap_markup *m = p->markup;
  rap_markup_open(m, "div");
  rap_markup_attr(m, "class", RAP_STR("wide"));
  rap_markup_attr(m, "tabindex", RAP_STR("0"));
  rap_markup_attr(m, "role", RAP_STR("region"));
  rap_markup_attr(m, "aria-label", caption);
  rap_markup_open(m, "table");
  rap_markup_element(m, "caption", caption);
  rap_markup_line(m);
  rap_markup_open(m, "thead");
  rap_markup_open(m, "tr");
  for (size_t i = 0; i < p->n_columns; i++) put_head(p, &p->columns[i]);
  rap_markup_close(m);
  rap_markup_close(m);
  rap_markup_line(m);
  rap_markup_open(m, "tbody");
}

/* The shading leaves some of the scheme's colours to choose: half of it is where the letters change. */
static void put_shade(rap_page *p, double heat) {
  rap_markup_attrf(p->markup, "class", "heat%s%s", heat > 0.55 ? " hot" : "", heat <= 0 ? " none" : "");
  int thousandths = heat <= 0 ? 0 : (int)(1000 * (0.08 + 0.92 * (heat > 1 ? 1 : heat)) + 0.5);
  rap_markup_attrf(p->markup, "style", "--share: %d.%03d", thousandths / 1000, thousandths % 1000);
}

static void cell(rap_page *p, rap_str text, double heat, rap_str href) {
  rap_markup *m = p->markup;
  bool first = p->at_column == 0, last = p->at_column + 1 == p->n_columns;
  if (first) {
    rap_markup_line(m);
    rap_markup_open(m, "tr");
  }
  rap_markup_open(m, first ? "th" : "td");
  if (first) rap_markup_attr(m, "scope", RAP_STR("row"));
  if (heat >= 0)
    put_shade(p, heat);
  else if (p->columns[p->at_column].number || p->columns[p->at_column].upright)
    rap_markup_attrf(m, "class", "%s", p->columns[p->at_column].number ? "number" : "middle");
  if (href.n)
    link(p, href, text);
  else
    rap_markup_text(m, text);
  rap_markup_close(m);
  if (last) rap_markup_close(m);
}

static void table_end(rap_page *p) {
  for (int i = 0; i < 3; i++) rap_markup_close(p->markup); /* tbody, table, div */
  rap_markup_line(p->markup);
}

/* ---- figures ---- */

static void figure(rap_page *p, rap_str caption, rap_str alternative, rap_page_draw draw, void *ctx) {
  rap_markup_open(p->markup, "figure");
  rap_markup_attr(p->markup, "aria-label", alternative);
  rap_markup_element(p->markup, "figcaption", caption);
  rap_markup_open(p->markup, "div");
  rap_markup_attr(p->markup, "class", RAP_STR("wide"));
  draw(ctx, p->markup);
  rap_markup_close(p->markup);
  rap_markup_close(p->markup);
  rap_markup_line(p->markup);
}

const rap_page_writer rap_page_html = {begin, finish, heading, block, block_end, styled, link, facts, fact, table, cell, table_end, figure};
