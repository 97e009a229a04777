/* export_annotation.c: W3C Web Annotations as JSON-LD, a page of annotations and its text for each document. Layer: queries.
 *
 * TextPositionSelector counts Unicode code points of the text, not units of an encoding (Web Annotation Data Model, 4.2.4); the text is NFC already. Beside it stands a TextQuoteSelector (4.2.3), so that an annotation is found again in a
 * text that has changed.
 */
#include <stdio.h>

#include "queries/export.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* Bytes of text on each side of a quotation, cut to whole characters. */
#define CONTEXT 48

typedef struct page {
  rap_export *x;
  const rap_document *doc;
  const rap_record_spans *spans;
  rap_str source; /* name of the text */
  rap_json *items;
} page;

static bool is_inside(rap_str s, size_t at) { return at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80; }

static rap_json *quote_json(const page *p, rap_span span) {
  rap_str full = p->doc->full;
  size_t begin = span.begin > CONTEXT ? span.begin - CONTEXT : 0, end = span.end + CONTEXT < full.n ? span.end + CONTEXT : full.n;
  while (is_inside(full, begin)) begin++;
  while (is_inside(full, end)) end--;
  rap_json *o = rap_json_new_object();
  rap_json_set_str(o, "type", RAP_STR("TextQuoteSelector"));
  rap_json_set_str(o, "exact", rap_str_at(full, span));
  rap_json_set_str(o, "prefix", rap_str_sub(full, begin, span.begin));
  rap_json_set_str(o, "suffix", rap_str_sub(full, span.end, end));
  return o;
}

static rap_json *target_json(const page *p, rap_span span) {
  rap_json *o = rap_json_new_object(), *selectors = rap_json_new_array(), *position = rap_json_new_object();
  rap_json_set_str(position, "type", RAP_STR("TextPositionSelector"));
  rap_json_set_int(position, "start", (int64_t)rap_record_spans_point(p->spans, span.begin));
  rap_json_set_int(position, "end", (int64_t)rap_record_spans_point(p->spans, span.end));
  rap_json_append(selectors, position);
  rap_json_append(selectors, quote_json(p, span));
  rap_json_set_str(o, "source", p->source);
  rap_json_set(o, "selector", selectors);
  return o;
}

static void add_body(rap_json *bodies, const char *purpose, const char *prefix, rap_str value) {
  rap_buf text = {0};
  if (!value.n) return;
  rap_buf_puts(&text, prefix);
  rap_buf_add(&text, value);
  rap_json *o = rap_json_new_object();
  rap_json_set_str(o, "type", RAP_STR("TextualBody"));
  rap_json_set_str(o, "purpose", rap_str_of(purpose));
  rap_json_append(bodies, rap_buf_failed(&text) || !rap_json_set_str(o, "value", rap_buf_str(&text)) ? (rap_json_free(o), (rap_json *)NULL) : o);
  rap_buf_clear(&text);
}

/* Takes the bodies. `id`: a fragment of the page. */
static void add_annotation(page *p, const char *kind, size_t number, const char *motivation, rap_json *bodies, rap_span span) {
  rap_json *o = rap_json_new_object();
  char id[48];
  (void)snprintf(id, sizeof id, "#%s-%zu", kind, number);
  rap_json_set_str(o, "id", rap_str_of(id));
  rap_json_set_str(o, "type", RAP_STR("Annotation"));
  rap_json_set_str(o, "motivation", rap_str_of(motivation));
  rap_json_set(o, "body", bodies);
  rap_json_set(o, "target", target_json(p, span));
  rap_json_append(p->items, o);
}

static void add_mention(page *p, const rap_record *r, size_t i) {
  const rap_mention *m = &r->mentions[i];
  rap_json *bodies = rap_json_new_array();
  add_body(bodies, "tagging", "", rap_str_of(rap_kind_name(m->kind)));
  add_body(bodies, "identifying", "", m->value);
  if (m->kind == RAP_KIND_PERSON && m->person < r->n_persons) add_body(bodies, "identifying", "", r->persons[m->person].name);
  add_annotation(p, "mention", i + 1, "identifying", bodies, m->text);
}

static void add_statement(page *p, size_t i, const rap_statement *s) {
  rap_json *bodies = rap_json_new_array();
  add_body(bodies, "tagging", "", RAP_STR("statement"));
  for (size_t k = 0; k < s->actors.n; k++) add_body(bodies, "tagging", "actor:", s->actors.items[k]);
  add_body(bodies, "tagging", "role:", s->role);
  add_body(bodies, "tagging", "predicate:", s->predicate);
  add_body(bodies, "tagging", "polarity:", s->polarity);
  add_body(bodies, "tagging", "status:", s->status);
  for (size_t k = 0; k < s->themes.n; k++) add_body(bodies, "tagging", "theme:", s->themes.items[k]);
  add_body(bodies, "tagging", "speaker:", s->speaker);
  add_annotation(p, "statement", i + 1, "classifying", bodies, s->text);
}

static rap_json *page_json(page *p, const rap_record *r) {
  rap_json *o = rap_json_new_object(), *generator = rap_json_new_object();
  p->items = rap_json_new_array();
  for (size_t i = 0; i < r->n_mentions; i++) add_mention(p, r, i);
  for (size_t i = 0; i < r->n_statements; i++) add_statement(p, i, &r->statements[i]);
  rap_json_set_str(o, "@context", RAP_STR("http://www.w3.org/ns/anno.jsonld"));
  rap_str id = rap_arena_printf(p->x->scratch, "%.*s.jsonld", RAP_FMT(rap_str_sub(p->source, 0, p->source.n - 4)));
  rap_json_set_str(o, "id", id);
  rap_json_set_str(o, "type", RAP_STR("AnnotationPage"));
  rap_json_set_str_opt(o, "label", rap_document_title(p->doc));
  rap_json_set_str(generator, "type", RAP_STR("Software"));
  rap_json_set_str(generator, "name", p->x->program);
  rap_json_set(o, "generator", generator);
  rap_json_set(o, "items", p->items);
  return o;
}

static rap_status annotation_document(rap_export *x, void *state, const rap_exported *document, rap_error *err) {
  (void)state;
  const rap_document *doc = &document->stored->doc;
  rap_str name = rap_export_name(x, doc);
  page p = {.x = x, .doc = doc, .spans = rap_record_spans_new(x->scratch, doc), .source = rap_arena_printf(x->scratch, "%.*s.txt", RAP_FMT(name))};
  if (!p.spans || !name.n || !p.source.p) return rap_error_nomem(err);
  rap_buf text = {0};
  rap_json *json = page_json(&p, &document->stored->record);
  rap_status st = rap_json_write_line(json, 1, &text, err);
  rap_json_free(json);
  TRY(rap_export_file(x, doc, ".txt", doc->full, err));
  TRY(rap_export_file(x, doc, ".jsonld", rap_buf_str(&text), err));
  rap_buf_clear(&text);
  return st;
}

const rap_export_kind rap_export_annotation = {.name = "web-annotation", .suffix = ".jsonld", .folder = true, .document = annotation_document};
