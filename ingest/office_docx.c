/* office_docx.c: WordprocessingML → lines. Layer: ingest. References are to ISO/IEC 29500-1:2016. */
#include "base/map.h"
#include "ingest/office.h"

/* Styles based on styles: Word's own reach three. */
enum { BASED_MAX = 12, NO_LEVEL = 99 };

struct style {
  rap_str name, based_on;
  int outline; /* 0 to 8; NO_LEVEL: not said */
  int list;    /* level of numbering from 0; NO_LEVEL: none */
};

struct docx {
  rap_arena *arena;
  rap_office_text *out;
  rap_map styles;      /* id → struct style */
  struct style *style; /* the one being read */
  bool in_properties, in_text, failed, struck;
  rap_str style_id; /* of the open paragraph, in the arena */
  int outline, list;
  bool unlisted; /* numId 0 takes a paragraph out of the list that its style puts it in */
};

/* Transitional and strict (part 4, annex A). */
static bool is_word(const rap_xml_node *node) {
  return rap_str_is(node->space, "http://schemas.openxmlformats.org/wordprocessingml/2006/main") ||
         rap_str_is(node->space, "http://purl.oclc.org/ooxml/wordprocessingml/main");
}

static rap_str value_of(const rap_xml_node *node, const char *name) {
  for (size_t i = 0; i < node->n_attributes; i++)
    if (rap_str_is(node->attributes[i].name, name)) return node->attributes[i].value;
  return (rap_str){0};
}

static int level_of(const rap_xml_node *node) {
  uint64_t n = 0;
  return rap_str_uint(value_of(node, "val"), &n) && n < 9 ? (int)n : NO_LEVEL;
}

/* ---- styles (17.7) ---- */

static bool take_style(void *state, const rap_xml_node *node) {
  struct docx *d = state;
  if (node->event != RAP_XML_START || !is_word(node)) return node->event != RAP_XML_START || node->depth == 0;
  if (rap_str_is(node->name, "style")) {
    rap_str id = rap_arena_str(d->arena, value_of(node, "styleId"));
    rap_map_entry *entry = id.p ? rap_map_put(&d->styles, id, NULL) : NULL;
    d->style = entry ? rap_arena_alloc(d->arena, sizeof *d->style) : NULL;
    d->failed = d->failed || !d->style;
    if (!d->style) return true;
    *d->style = (struct style){.outline = NO_LEVEL, .list = NO_LEVEL};
    entry->value.ptr = d->style;
  }
  if (!d->style) return true;
  if (rap_str_is(node->name, "name")) d->style->name = rap_arena_str(d->arena, value_of(node, "val"));
  if (rap_str_is(node->name, "basedOn")) d->style->based_on = rap_arena_str(d->arena, value_of(node, "val"));
  if (rap_str_is(node->name, "outlineLvl")) d->style->outline = level_of(node);
  if (rap_str_is(node->name, "ilvl")) d->style->list = level_of(node);
  if (rap_str_is(node->name, "numId") && d->style->list == NO_LEVEL) d->style->list = 0;
  return true;
}

static const struct style *style_of(const struct docx *d, rap_str id) {
  const rap_map_entry *entry = rap_map_get(&d->styles, id);
  return entry ? entry->value.ptr : NULL;
}

/* Built-in styles have these names in every language that Word is sold in (17.7.4.9); without styles.xml the id is all there is. */
static char kind_by_name(rap_str name) {
  static const char heading[] = "heading ";
  if (rap_str_eq_nocase(name, RAP_STR("title"))) return 'T';
  if (rap_str_eq_nocase(name, RAP_STR("subtitle"))) return '2';
  if (rap_str_starts_nocase(name, RAP_STR("toc"))) return '-'; /* made of the headings */
  size_t n = sizeof heading - 1;
  if (name.n == n && rap_str_eq_nocase(rap_str_sub(name, 0, n - 1), RAP_STR("heading"))) n--;
  if (name.n != n + 1 || !rap_str_eq_nocase(rap_str_sub(name, 0, n), (rap_str){heading, n})) return 0;
  char digit = name.p[n];
  return digit >= '1' && digit <= '6' ? digit : digit >= '7' && digit <= '9' ? '6' : (char)0;
}

static char heading_of(int outline) { return (char)(outline < 6 ? '1' + outline : '6'); }

/* What the paragraph says itself goes before its style, that before what the style is based on. */
static char kind_of(const struct docx *d) {
  int list = d->list, outline = d->outline;
  rap_str id = d->style_id;
  const struct style *style = style_of(d, id);
  char kind = style ? 0 : kind_by_name(id);
  for (int i = 0; style && !kind && i < BASED_MAX; i++) {
    kind = kind_by_name(style->name);
    if (outline == NO_LEVEL) outline = style->outline;
    if (list == NO_LEVEL && !d->unlisted) list = style->list;
    style = style_of(d, style->based_on);
  }
  if (kind) return kind;
  if (outline != NO_LEVEL) return heading_of(outline);
  return list == NO_LEVEL ? 'p' : (char)('a' + (list < 6 ? list : 5));
}

/* ---- text (17.3) ---- */

/* 'old' properties of tracked changes, what was deleted or moved away, drawings' own names; mc:Fallback repeats a text box for old programs (29500-3, 7.6). */
static bool is_passed_over(const rap_xml_node *node) {
  static const char *const names[] = {"del",       "moveFrom", "pPrChange", "rPrChange", "tblPrChange", "sectPrChange",
                                      "instrText", "delText",  "rt",        "sectPr",    "footnotePr"};
  if (rap_str_is(node->name, "Fallback")) return true;
  for (size_t i = 0; is_word(node) && i < sizeof names / sizeof names[0]; i++)
    if (rap_str_is(node->name, names[i])) return true;
  /* Between notes there are those that hold the line over them. */
  bool note = is_word(node) && (rap_str_is(node->name, "footnote") || rap_str_is(node->name, "endnote"));
  rap_str type = note ? value_of(node, "type") : (rap_str){0};
  return type.n > 0 && !rap_str_is(type, "normal");
}

static void take_property(struct docx *d, const rap_xml_node *node) {
  if (rap_str_is(node->name, "pStyle")) {
    d->style_id = rap_arena_str(d->arena, value_of(node, "val"));
    d->failed = d->failed || !d->style_id.p;
  }
  if (rap_str_is(node->name, "outlineLvl")) d->outline = level_of(node);
  if (rap_str_is(node->name, "ilvl")) d->list = level_of(node);
  if (rap_str_is(node->name, "numId")) {
    d->unlisted = rap_str_is(value_of(node, "val"), "0");
    if (d->unlisted)
      d->list = NO_LEVEL;
    else if (d->list == NO_LEVEL)
      d->list = 0;
  }
}

static void begin_paragraph(struct docx *d) {
  rap_office_begin(d->out);
  d->style_id = (rap_str){0};
  d->outline = d->list = NO_LEVEL;
  d->unlisted = d->struck = false;
}

static void take_start(struct docx *d, const rap_xml_node *node) {
  rap_str name = node->name;
  if (d->in_properties) {
    take_property(d, node);
    return;
  }
  if (rap_str_is(name, "p")) begin_paragraph(d);
  if (rap_str_is(name, "pPr")) d->in_properties = true;
  if (rap_str_is(name, "t")) d->in_text = true;
  if (rap_str_is(name, "tab") || rap_str_is(name, "ptab")) rap_office_add(d->out, RAP_STR("\t"));
  if (rap_str_is(name, "noBreakHyphen")) rap_office_add(d->out, RAP_STR("-"));
  /* A character of a symbol font: at the begin of a line a bullet, elsewhere a picture. */
  if (rap_str_is(name, "sym")) rap_office_add(d->out, rap_office_is_empty(d->out) ? RAP_STR("• ") : RAP_STR(" "));
  if (rap_str_is(name, "br") || rap_str_is(name, "cr")) rap_office_break(d->out);
  if (rap_str_is(name, "tbl")) rap_office_table(d->out, true);
  if (rap_str_is(name, "tr")) rap_office_row(d->out, true);
}

static void take_end(struct docx *d, const rap_xml_node *node) {
  rap_str name = node->name;
  if (rap_str_is(name, "pPr")) {
    d->in_properties = false;
    rap_office_kind(d->out, kind_of(d));
  }
  if (rap_str_is(name, "t")) d->in_text = false;
  if (rap_str_is(name, "p")) {
    rap_office_end(d->out, d->struck);
    d->struck = false;
  }
  if (rap_str_is(name, "tc")) rap_office_cell_end(d->out);
  if (rap_str_is(name, "tr")) rap_office_row(d->out, false);
  if (rap_str_is(name, "tbl")) rap_office_table(d->out, false);
}

static bool take_text(void *state, const rap_xml_node *node) {
  struct docx *d = state;
  if (node->event == RAP_XML_START && is_passed_over(node)) {
    /* A deletion among the properties is that of the paragraph's end (17.13.5.15). */
    if (d->in_properties && rap_str_is(node->name, "del")) d->struck = true;
    return false;
  }
  if (node->event == RAP_XML_TEXT && d->in_text) rap_office_add(d->out, node->text);
  if (node->event == RAP_XML_START && is_word(node)) take_start(d, node);
  if (node->event == RAP_XML_END && is_word(node)) take_end(d, node);
  return true;
}

rap_status rap_office_read_docx(rap_arena *arena, const rap_office_parts *parts, rap_office_text *out, rap_error *err) {
  struct docx d = {.arena = arena, .out = out, .outline = NO_LEVEL, .list = NO_LEVEL};
  rap_status st = parts->styles.n ? rap_office_walk(parts->styles, "styles.xml", take_style, &d, err) : RAP_OK;
  if (st == RAP_OK) st = rap_office_walk(parts->content, "document.xml", take_text, &d, err);
  rap_office_note(out, true);
  if (st == RAP_OK && parts->footnotes.n) st = rap_office_walk(parts->footnotes, "footnotes.xml", take_text, &d, err);
  if (st == RAP_OK && parts->endnotes.n) st = rap_office_walk(parts->endnotes, "endnotes.xml", take_text, &d, err);
  rap_office_note(out, false);
  if (st == RAP_OK) st = rap_office_finish(out, err);
  if (st == RAP_OK && (d.failed || rap_arena_failed(arena))) st = rap_error_nomem(err);
  rap_map_clear(&d.styles);
  return st;
}
