/* office_odt.c: OpenDocument text → lines. Layer: ingest. References are to OpenDocument 1.3, part 3. */
#include "base/map.h"
#include "ingest/office.h"

#define NS "urn:oasis:names:tc:opendocument:xmlns:"

struct odt {
  rap_arena *arena;
  rap_office_text *out;
  rap_map parents; /* style → the name of the one it is made from */
  size_t lists;    /* open */
  bool failed;
};

static bool is(const rap_xml_node *node, const char *space, const char *name) {
  return rap_str_is(node->name, name) && rap_str_is(node->space, space);
}

static bool take_style(void *state, const rap_xml_node *node) {
  struct odt *o = state;
  if (node->event != RAP_XML_START) return true;
  if (is(node, NS "office:1.0", "body")) return false;
  if (!is(node, NS "style:1.0", "style")) return true;
  rap_str name = rap_arena_str(o->arena, rap_xml_attribute_of(node, NS "style:1.0", "name"));
  rap_str parent = rap_arena_str(o->arena, rap_xml_attribute_of(node, NS "style:1.0", "parent-style-name"));
  rap_map_entry *entry = name.p && parent.p && parent.n ? rap_map_put(&o->parents, name, NULL) : NULL;
  if (entry) {
    entry->value.ptr = rap_arena_alloc(o->arena, sizeof parent);
    if (entry->value.ptr) memcpy(entry->value.ptr, &parent, sizeof parent);
  }
  o->failed = o->failed || !name.p || !parent.p || (parent.n && (!entry || !entry->value.ptr));
  return true;
}

static char paragraph_kind(const struct odt *o, rap_str style) {
  enum { PARENTS_MAX = 12 };
  for (int i = 0; i < PARENTS_MAX && style.n; i++) {
    if (rap_str_is(style, "Title")) return 'T';
    if (rap_str_is(style, "Subtitle")) return '2';
    const rap_map_entry *entry = rap_map_get(&o->parents, style);
    if (!entry || !entry->value.ptr) break;
    memcpy(&style, entry->value.ptr, sizeof style);
  }
  return o->lists ? (char)('a' + (o->lists < 6 ? o->lists - 1 : 5)) : 'p';
}

static char heading_kind(const rap_xml_node *node) {
  uint64_t level = 0;
  if (!rap_str_uint(rap_xml_attribute_of(node, NS "text:1.0", "outline-level"), &level) || level < 1) return '1';
  return (char)(level < 6 ? '0' + (int)level : '6');
}

/* Old texts of tracked changes (5.5.3), comments, what is made of headings, the marks of notes, readings over characters, what drawings are called. */
static bool is_passed_over(const rap_xml_node *node) {
  static const struct {
    const char *space, *name;
  } names[] = {{NS "text:1.0", "tracked-changes"},    {NS "office:1.0", "annotation"},       {NS "office:1.0", "forms"},
               {NS "text:1.0", "table-of-content"},   {NS "text:1.0", "alphabetical-index"}, {NS "text:1.0", "note-citation"},
               {NS "text:1.0", "ruby-text"},          {NS "svg-compatible:1.0", "title"},    {NS "svg-compatible:1.0", "desc"},
               {NS "text:1.0", "sequence-decls"},     {NS "text:1.0", "variable-decls"},     {NS "office:1.0", "scripts"},
               {NS "text:1.0", "illustration-index"}, {NS "text:1.0", "table-index"},        {NS "office:1.0", "binary-data"},
               {NS "office:1.0", "event-listeners"}};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (is(node, names[i].space, names[i].name)) return true;
  return false;
}

static void take_text_start(struct odt *o, const rap_xml_node *node) {
  rap_str name = node->name;
  if (rap_str_is(name, "h") || rap_str_is(name, "p")) {
    rap_office_begin(o->out);
    rap_office_kind(o->out, rap_str_is(name, "h") ? heading_kind(node) : paragraph_kind(o, rap_xml_attribute_of(node, NS "text:1.0", "style-name")));
  }
  if (rap_str_is(name, "list")) o->lists++;
  if (rap_str_is(name, "note-body")) rap_office_note(o->out, true);
  if (rap_str_is(name, "s") || rap_str_is(name, "tab")) rap_office_add(o->out, RAP_STR(" "));
  if (rap_str_is(name, "line-break")) rap_office_break(o->out);
}

static void take_text_end(struct odt *o, const rap_xml_node *node) {
  rap_str name = node->name;
  if (rap_str_is(name, "h") || rap_str_is(name, "p")) rap_office_end(o->out, false);
  if (rap_str_is(name, "list") && o->lists) o->lists--;
  if (rap_str_is(name, "note-body")) rap_office_note(o->out, false);
}

static void take_table(struct odt *o, const rap_xml_node *node) {
  bool begins = node->event == RAP_XML_START;
  if (rap_str_is(node->name, "table")) rap_office_table(o->out, begins);
  if (rap_str_is(node->name, "table-row")) rap_office_row(o->out, begins);
  if (rap_str_is(node->name, "table-cell") && !begins) rap_office_cell_end(o->out);
}

static bool take_text(void *state, const rap_xml_node *node) {
  struct odt *o = state;
  if (node->event == RAP_XML_TEXT) rap_office_add(o->out, node->text);
  if (node->event == RAP_XML_START && is_passed_over(node)) return false;
  if (node->event == RAP_XML_START && rap_str_is(node->space, NS "text:1.0")) take_text_start(o, node);
  if (node->event == RAP_XML_END && rap_str_is(node->space, NS "text:1.0")) take_text_end(o, node);
  if (node->event != RAP_XML_TEXT && rap_str_is(node->space, NS "table:1.0")) take_table(o, node);
  return true;
}

rap_status rap_office_read_odt(rap_arena *arena, const rap_office_parts *parts, rap_office_text *out, rap_error *err) {
  struct odt o = {.arena = arena, .out = out};
  rap_status st = parts->styles.n ? rap_office_walk(parts->styles, "styles.xml", take_style, &o, err) : RAP_OK;
  if (st == RAP_OK) st = rap_office_walk(parts->content, "content.xml", take_style, &o, err);
  if (st == RAP_OK) st = rap_office_walk(parts->content, "content.xml", take_text, &o, err);
  if (st == RAP_OK) st = rap_office_finish(out, err);
  if (st == RAP_OK && (o.failed || rap_arena_failed(arena))) st = rap_error_nomem(err);
  rap_map_clear(&o.parents);
  return st;
}
