/* export_brat.c: brat's standoff format: a text and its annotations for each document. Layer: queries.
 *
 * Offsets are Unicode code points of the .txt, which is the full text: title, line break, body (https://brat.nlplab.org/standoff.html). A line break within an annotated text is written as a space, as brat does.
 */
#include "queries/export.h"
#include "queries/export_words.h"

#include <stdio.h>

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* One document under way. */
typedef struct ann {
  const rap_document *doc;
  const rap_record *record;
  const rap_record_spans *spans;
  rap_buf out;
  size_t n_texts, n_notes, n_attributes, n_relations;
} ann;

static void put_clean(rap_buf *out, rap_str s) {
  for (size_t i = 0; i < s.n; i++) rap_buf_putc(out, s.p[i] == '\n' || s.p[i] == '\t' ? ' ' : s.p[i]);
}

/* A type's name: a capital, then the kind. */
static void put_type(rap_buf *out, const char *name) { rap_buf_printf(out, "%c%s", *name - 'a' + 'A', name + 1); }

/* T line; returns its number. */
static size_t put_text(ann *a, const char *type, rap_span span) {
  rap_buf_printf(&a->out, "T%zu\t", ++a->n_texts);
  put_type(&a->out, type);
  rap_buf_printf(&a->out, " %zu %zu\t", rap_record_spans_point(a->spans, span.begin), rap_record_spans_point(a->spans, span.end));
  put_clean(&a->out, rap_str_at(a->doc->full, span));
  rap_buf_putc(&a->out, '\n');
  return a->n_texts;
}

static void put_note(ann *a, char kind, size_t number, const char *what, rap_str value) {
  if (!value.n) return;
  rap_buf_printf(&a->out, "#%zu\tAnnotatorNotes %c%zu\t%s: ", ++a->n_notes, kind, number, what);
  put_clean(&a->out, value);
  rap_buf_putc(&a->out, '\n');
}

static void put_attribute(ann *a, const char *name, size_t event, rap_str value) {
  if (!value.n) return;
  rap_buf_printf(&a->out, "A%zu\t%s E%zu %.*s\n", ++a->n_attributes, name, event, RAP_FMT(value));
}

static bool is_within(rap_span a, rap_span b) { return a.begin >= b.begin && a.end <= b.end; }

/* Mentions are T1 to Tn, in the order of the record. */
static void put_mentions(ann *a) {
  for (size_t i = 0; i < a->record->n_mentions; i++) {
    const rap_mention *m = &a->record->mentions[i];
    size_t t = put_text(a, rap_kind_name(m->kind), m->text);
    put_note(a, 'T', t, "value", m->value);
  }
}

static void put_references(ann *a) {
  for (size_t i = 0; i < a->record->n_references; i++) {
    const rap_reference *x = &a->record->references[i];
    const rap_person *p = &a->record->persons[x->person];
    size_t t = put_text(a, "reference", x->text), to = 0;
    for (size_t k = 0; k < a->record->n_mentions && !to; k++)
      if (a->record->mentions[k].kind == RAP_KIND_PERSON && a->record->mentions[k].person == x->person) to = k + 1;
    if (to)
      rap_buf_printf(&a->out, "R%zu\tRefers Arg1:T%zu Arg2:T%zu\n", ++a->n_relations, t, to);
    else
      put_note(a, 'T', t, "person", p->name);
  }
}

/* Arguments of a statement: the mentions in its sentence that name its actors, first where the actors stand. */
static void put_actors(ann *a, const rap_statement *s) {
  bool placed = s->actor_text.begin < s->actor_text.end;
  size_t n = 0;
  for (size_t k = 0; k < s->actors.n; k++)
    for (size_t i = 0; i < a->record->n_mentions; i++) {
      const rap_mention *m = &a->record->mentions[i];
      if ((m->kind != RAP_KIND_STATE && m->kind != RAP_KIND_GROUP) || !rap_str_eq(m->value, s->actors.items[k])) continue;
      if (!is_within(m->text, placed ? s->actor_text : s->text)) continue;
      rap_buf_puts(&a->out, " Actor");
      if (n++) rap_buf_printf(&a->out, "%zu", n);
      rap_buf_printf(&a->out, ":T%zu", i + 1);
      break;
    }
}

static void put_list_note(ann *a, size_t event, const char *what, const rap_str_list *list) {
  rap_buf joined = {0};
  for (size_t i = 0; i < list->n; i++) rap_buf_printf(&joined, "%s%.*s", i ? ", " : "", RAP_FMT(list->items[i]));
  put_note(a, 'E', event, what, rap_buf_str(&joined));
  if (rap_buf_failed(&joined)) a->out.failed = true;
  rap_buf_clear(&joined);
}

static void put_statements(ann *a) {
  for (size_t i = 0; i < a->record->n_statements; i++) {
    const rap_statement *s = &a->record->statements[i];
    char type[32];
    (void)snprintf(type, sizeof type, "%.*s", RAP_FMT(s->predicate));
    size_t trigger = put_text(a, type, rap_export_predicate(a->doc, s)), evidence = put_text(a, "evidence", s->text), topic = 0;
    if (s->topic.begin < s->topic.end) topic = put_text(a, "topic", s->topic);
    rap_buf_printf(&a->out, "E%zu\t", i + 1);
    put_type(&a->out, type);
    rap_buf_printf(&a->out, ":T%zu", trigger);
    put_actors(a, s);
    if (topic) rap_buf_printf(&a->out, " Topic:T%zu", topic);
    rap_buf_printf(&a->out, " Evidence:T%zu\n", evidence);
    put_attribute(a, "Role", i + 1, s->role);
    put_attribute(a, "Polarity", i + 1, s->polarity);
    put_attribute(a, "Status", i + 1, s->status);
    put_list_note(a, i + 1, "actors", &s->actors);
    put_list_note(a, i + 1, "themes", &s->themes);
    put_note(a, 'E', i + 1, "speaker", s->speaker);
  }
}

static rap_status brat_document(rap_export *x, void *state, const rap_exported *document, rap_error *err) {
  (void)state;
  const rap_document *doc = &document->stored->doc;
  ann a = {.doc = doc, .record = &document->stored->record, .spans = rap_record_spans_new(x->scratch, doc)};
  if (!a.spans) return rap_error_nomem(err);
  put_mentions(&a);
  put_references(&a);
  put_statements(&a);
  rap_status st = rap_buf_failed(&a.out) ? rap_error_nomem(err) : RAP_OK;
  TRY(rap_export_file(x, doc, ".txt", doc->full, err));
  TRY(rap_export_file(x, doc, ".ann", rap_buf_str(&a.out), err));
  rap_buf_clear(&a.out);
  return st;
}

/* What the types are, for brat; it refuses to show others. */
static rap_status brat_end(rap_export *x, void *state, rap_error *err) {
  static const char *const predicates[] = {"Discussed", "Presented", "Proposed",   "Requested", "Supported",
                                           "Opposed",   "Agreed",    "Emphasised", "Asked",     "Addressed"};
  (void)state;
  rap_buf conf = {0};
  rap_buf_puts(&conf, "[entities]\n");
  for (int k = 0; k < RAP_N_KINDS; k++) {
    if (!rap_kind_exported((rap_kind)k)) continue;
    put_type(&conf, rap_kind_name((rap_kind)k));
    rap_buf_putc(&conf, '\n');
  }
  rap_buf_puts(
      &conf,
      "Reference\nTopic\nEvidence\n\n[relations]\nRefers Arg1:Reference, Arg2:Person\n<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n[events]\n");
  for (size_t i = 0; i < sizeof predicates / sizeof *predicates; i++)
    rap_buf_printf(&conf, "%s Actor*:State|Group, Topic?:Topic, Evidence:Evidence\n", predicates[i]);
  rap_buf_puts(
      &conf,
      "\n[attributes]\nRole Arg:<EVENT>, Value:actor|subject\nPolarity Arg:<EVENT>, Value:support|oppose|neutral\nStatus Arg:<EVENT>, Value:planned|reported\n");
  rap_status st = rap_buf_failed(&conf) ? rap_error_nomem(err) : rap_export_whole_file(x, RAP_STR("annotation.conf"), rap_buf_str(&conf), err);
  rap_buf_clear(&conf);
  return st;
}

const rap_export_kind rap_export_brat = {.name = "brat", .suffix = ".ann", .folder = true, .document = brat_document, .end = brat_end};
