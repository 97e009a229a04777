/* office_meta.c: what office documents say of themselves: docProps/core.xml (ISO/IEC 29500-2, clause 11) and meta.xml (OpenDocument 1.3, part 3, 4.3). Layer: ingest. */
#include "ingest/office.h"

#define DC "http://purl.org/dc/elements/1.1/"
#define TERMS "http://purl.org/dc/terms/"
#define META "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"

struct meta {
  rap_arena *arena;
  rap_office_meta *out;
  rap_buf text;
  int field; /* open, -1: none */
};

/* In both formats: the fields of one kind, the better one first where there are several. */
static const struct {
  const char *space, *name;
  size_t offset;
} fields[] = {
    {DC, "title", offsetof(rap_office_meta, title)},
    {META, "initial-creator", offsetof(rap_office_meta, author)},
    {DC, "creator", offsetof(rap_office_meta, author)},
    {DC, "language", offsetof(rap_office_meta, language)},
    {DC, "description", offsetof(rap_office_meta, description)},
    {TERMS, "created", offsetof(rap_office_meta, created)},
    {META, "creation-date", offsetof(rap_office_meta, created)},
    {TERMS, "modified", offsetof(rap_office_meta, modified)},
    {DC, "date", offsetof(rap_office_meta, modified)},
};

static bool take(void *state, const rap_xml_node *node) {
  struct meta *m = state;
  if (node->event == RAP_XML_TEXT) {
    if (m->field >= 0) rap_buf_add(&m->text, node->text);
    return true;
  }
  if (node->event == RAP_XML_END && m->field >= 0) {
    rap_str *field = (rap_str *)(void *)((char *)m->out + fields[m->field].offset);
    rap_str text = rap_str_trim(rap_buf_str(&m->text));
    if (text.n && field->n == 0) *field = rap_arena_str(m->arena, text);
    m->field = -1;
  }
  if (node->event != RAP_XML_START) return true;
  rap_buf_reset(&m->text);
  m->field = -1;
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
    if (rap_str_is(node->name, fields[i].name) && rap_str_is(node->space, fields[i].space)) m->field = (int)i;
  return true;
}

rap_status rap_office_read_meta(rap_arena *arena, rap_str xml, const char *part, rap_office_meta *out, rap_error *err) {
  struct meta m = {.arena = arena, .out = out, .field = -1};
  *out = (rap_office_meta){0};
  rap_status st = xml.n ? rap_office_walk(xml, part, take, &m, err) : RAP_OK;
  if (st == RAP_OK && (rap_buf_failed(&m.text) || rap_arena_failed(arena))) st = rap_error_nomem(err);
  rap_buf_clear(&m.text);
  return st;
}
