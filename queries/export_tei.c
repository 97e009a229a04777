/* export_tei.c: TEI P5, one file for each document. Layer: queries.
 *
 * The text's blocks become <head>, <p>, <list> and <table>; mentions that nest become <name>, <persName>, <date> …, those that cross another become a <span> in <standOff>, as do the statements: from and to an <anchor> in the text. Anchors
 * are named after their place: "c120" stands behind 120 code points of the full text. Nothing but the text stands in <body>, with a line break behind each block.
 */
#include <stdlib.h>

#include "base/markup.h"
#include "queries/export.h"
#include "queries/export_inline.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct tei {
  rap_markup *m;
  const rap_document *doc;
  const rap_record *record;
  const rap_record_spans *spans;
  rap_inline in;
} tei;

static void put_day(tei *t, const char *name, rap_day day) {
  char text[RAP_DAY_TEXT_MAX];
  day.has_time = false; /* the attributes take no times without seconds */
  size_t n = rap_day_format(day, text);
  if (n) rap_markup_attr(t->m, name, (rap_str){text, n});
}

static void put_dates(tei *t, rap_day from, rap_day to) {
  rap_day month = {.year = from.year, .month = from.month}, year = {.year = from.year};
  if (rap_day_same(from, rap_day_first(month)) && rap_day_same(to, rap_day_last(month))) {
    put_day(t, "when", month);
  } else if (rap_day_same(from, rap_day_first(year)) && rap_day_same(to, rap_day_last(year))) {
    put_day(t, "when", year);
  } else if (rap_day_same(from, to) || !to.year) {
    put_day(t, "when", from);
  } else {
    put_day(t, "from", from);
    put_day(t, "to", to);
  }
}

/* ---- inline ---- */

static const char *element_of(rap_kind kind) {
  switch (kind) {
  case RAP_KIND_PERSON: return "persName";
  case RAP_KIND_ORGANISATION: return "orgName";
  case RAP_KIND_PLACE: return "placeName";
  case RAP_KIND_DATE: return "date";
  case RAP_KIND_TIME: return "time";
  case RAP_KIND_STATE:
  case RAP_KIND_GROUP:
  case RAP_KIND_PROGRAMME: return "name";
  default: return "rs";
  }
}

static void open_mention(void *ctx, size_t id) {
  tei *t = ctx;
  const rap_mention *m = &t->record->mentions[id];
  const char *element = element_of(m->kind);
  rap_markup_open(t->m, element);
  rap_markup_attrf(t->m, "xml:id", "m%zu", id + 1);
  if (strcmp(element, "name") == 0 || strcmp(element, "rs") == 0) rap_markup_attr(t->m, "type", rap_str_of(rap_kind_name(m->kind)));
  if (m->kind == RAP_KIND_DATE)
    put_dates(t, m->date.begin, m->date.end);
  else if (m->value.n && m->kind != RAP_KIND_TIME)
    rap_markup_attr(t->m, "key", m->value);
  if (m->kind == RAP_KIND_PERSON && m->person < t->record->n_persons) rap_markup_attrf(t->m, "ref", "#p%zu", m->person + 1);
}

static void close_mention(void *ctx, size_t id) {
  (void)id;
  rap_markup_close(((tei *)ctx)->m);
}

static void put_anchor(void *ctx, const rap_inline_point *point) {
  tei *t = ctx;
  if (point > t->in.points && point[-1].at == point->at) return; /* one is enough for all */
  rap_markup_open(t->m, "anchor");
  rap_markup_attrf(t->m, "xml:id", "c%zu", rap_record_spans_point(t->spans, point->at));
  rap_markup_close(t->m);
}

static void put_text(void *ctx, rap_str text) { rap_markup_text(((tei *)ctx)->m, text); }

/* Points of what is no element: statements, references, mentions that cross. */
static void add_points(tei *t, rap_span span) {
  if (span.end <= span.begin) return;
  t->in.points[t->in.n_points++] = (rap_inline_point){.at = span.begin};
  t->in.points[t->in.n_points++] = (rap_inline_point){.at = span.end, .end = true};
}

static rap_status arrange(tei *t, rap_arena *arena, rap_error *err) {
  const rap_record *r = t->record;
  t->in = (rap_inline){.ctx = t, .open = open_mention, .close = close_mention, .point = put_anchor, .text = put_text};
  t->in.items = rap_arena_array(arena, r->n_mentions + 1, sizeof *t->in.items);
  t->in.points = rap_arena_array(arena, 2 * (r->n_mentions + r->n_statements + r->n_references) + 1, sizeof *t->in.points);
  if (!t->in.items || !t->in.points) return rap_error_nomem(err);
  for (size_t i = 0; i < r->n_mentions; i++) t->in.items[t->in.n_items++] = (rap_inline_item){.span = r->mentions[i].text, .id = i};
  rap_inline_arrange(&t->in, t->doc, false);
  for (size_t i = 0; i < t->in.n_items; i++)
    if (t->in.items[i].crossing) add_points(t, t->in.items[i].span);
  for (size_t i = 0; i < r->n_statements; i++) add_points(t, r->statements[i].text);
  for (size_t i = 0; i < r->n_references; i++) add_points(t, r->references[i].text);
  size_t n_items = t->in.n_items;
  t->in.n_items = 0; /* they are arranged */
  rap_inline_arrange(&t->in, t->doc, false);
  t->in.n_items = n_items;
  return RAP_OK;
}

/* ---- the parts of the file ---- */

static void put_header(tei *t, rap_str program) {
  rap_markup *m = t->m;
  const rap_document *d = t->doc;
  rap_markup_open(m, "teiHeader");
  rap_markup_open(m, "fileDesc");
  rap_markup_open(m, "titleStmt");
  rap_markup_element(m, "title", d->title_len ? rap_document_title(d) : d->id);
  if (d->author.n) rap_markup_element(m, "author", d->author);
  rap_markup_close(m);
  rap_markup_open(m, "publicationStmt");
  rap_markup_open(m, "p");
  rap_markup_textf(m, "Annotated by %.*s.", RAP_FMT(program));
  rap_markup_close(m);
  rap_markup_close(m);
  rap_markup_open(m, "sourceDesc");
  rap_markup_open(m, "bibl");
  rap_markup_element(m, "title", d->title_len ? rap_document_title(d) : d->id);
  if (d->source.n) rap_markup_element(m, "publisher", d->source);
  if (d->published.year) {
    rap_markup_open(m, "date");
    put_day(t, "when", d->published);
    rap_markup_close(m);
  }
  rap_markup_open(m, "idno");
  rap_markup_attr(m, "type", RAP_STR("document"));
  rap_markup_text(m, d->id);
  rap_markup_close(m);
  if (d->url.n) {
    rap_markup_open(m, "idno");
    rap_markup_attr(m, "type", RAP_STR("URL"));
    rap_markup_text(m, d->url);
    rap_markup_close(m);
  }
  for (int i = 0; i < 4; i++) rap_markup_close(m);
  rap_markup_line(m);
}

/* Which element holds blocks of a kind: a list, a table, or none. */
static const char *holder_of(rap_block_kind kind) { return kind == RAP_BLOCK_ITEM ? "list" : kind == RAP_BLOCK_ROW ? "table" : NULL; }

static void put_block(tei *t, const rap_block *b) {
  rap_markup *m = t->m;
  static const char *const elements[] = {
      [RAP_BLOCK_TITLE] = "head", [RAP_BLOCK_HEADING] = "head", [RAP_BLOCK_PARAGRAPH] = "p", [RAP_BLOCK_ITEM] = "item", [RAP_BLOCK_ROW] = "cell"};
  if (b->kind == RAP_BLOCK_ROW) rap_markup_open(m, "row");
  rap_markup_open(m, elements[b->kind]);
  if (b->aside != RAP_ASIDE_NONE) rap_markup_attr(m, "rend", rap_str_of(rap_aside_name(b->aside)));
  if (b->kind == RAP_BLOCK_ITEM && b->level > 1) rap_markup_attrf(m, "n", "level %d", b->level);
  rap_inline_write(&t->in, t->doc->full, b->text);
  rap_markup_close(m);
  if (b->kind == RAP_BLOCK_ROW) rap_markup_close(m);
  rap_markup_line(m);
}

static void put_body(tei *t) {
  rap_markup *m = t->m;
  const char *holder = NULL;
  bool in_div = false, empty = true;
  rap_markup_open(m, "text");
  if (t->doc->language.n) rap_markup_attr(m, "xml:lang", t->doc->language);
  rap_markup_open(m, "body");
  for (size_t i = 0; i < t->doc->n_blocks; i++) {
    const rap_block *b = &t->doc->blocks[i];
    const char *wants = holder_of(b->kind);
    if (holder && holder != wants) rap_markup_close(m);
    if (b->kind == RAP_BLOCK_HEADING) {
      if (in_div) rap_markup_close(m);
      rap_markup_open(m, "div");
      in_div = true;
    }
    if (wants && holder != wants) rap_markup_open(m, wants);
    holder = wants;
    put_block(t, b);
    empty = empty && b->kind == RAP_BLOCK_TITLE;
  }
  if (holder) rap_markup_close(m);
  if (in_div) rap_markup_close(m);
  if (empty) rap_markup_element(m, "p", (rap_str){0});
  rap_markup_close(m);
  rap_markup_close(m);
  rap_markup_line(m);
}

/* ---- beside the text ---- */

static void put_people(tei *t) {
  rap_markup *m = t->m;
  if (!t->record->n_persons) return;
  rap_markup_open(m, "listPerson");
  for (size_t i = 0; i < t->record->n_persons; i++) {
    const rap_person *p = &t->record->persons[i];
    rap_markup_open(m, "person");
    rap_markup_attrf(m, "xml:id", "p%zu", i + 1);
    rap_markup_element(m, "persName", p->name);
    if (p->role.n) rap_markup_element(m, "occupation", p->role);
    if (p->function.n) {
      rap_markup_open(m, "note");
      rap_markup_attr(m, "type", RAP_STR("function"));
      rap_markup_text(m, p->function);
      rap_markup_close(m);
    }
    rap_markup_close(m);
  }
  rap_markup_close(m);
  rap_markup_line(m);
}

static void put_events(tei *t) {
  rap_markup *m = t->m;
  if (!t->record->n_events) return;
  rap_markup_open(m, "listEvent");
  for (size_t i = 0; i < t->record->n_events; i++) {
    const rap_event *e = &t->record->events[i];
    rap_markup_open(m, "event");
    rap_markup_attrf(m, "xml:id", "e%zu", i + 1);
    rap_markup_attr(m, "type", e->status);
    if (e->start.year) put_dates(t, e->start, e->end);
    rap_markup_element(m, "label", e->series);
    if (e->edition) {
      rap_markup_open(m, "note");
      rap_markup_attr(m, "type", RAP_STR("edition"));
      rap_markup_textf(m, "%d", e->edition);
      rap_markup_close(m);
    }
    if (e->place.n) {
      rap_markup_open(m, "note");
      rap_markup_attr(m, "type", RAP_STR("place"));
      rap_markup_text(m, e->place);
      rap_markup_close(m);
    }
    rap_markup_close(m);
  }
  rap_markup_close(m);
  rap_markup_line(m);
}

static void open_span(tei *t, rap_span span) {
  rap_markup_open(t->m, "span");
  rap_markup_attrf(t->m, "from", "#c%zu", rap_record_spans_point(t->spans, span.begin));
  rap_markup_attrf(t->m, "to", "#c%zu", rap_record_spans_point(t->spans, span.end));
}

static void put_list(tei *t, const char *what, const rap_str_list *list) {
  for (size_t i = 0; i < list->n; i++) rap_markup_textf(t->m, "; %s %.*s", what, RAP_FMT(list->items[i]));
}

static void put_statements(tei *t) {
  if (!t->record->n_statements) return;
  rap_markup_open(t->m, "spanGrp");
  rap_markup_attr(t->m, "type", RAP_STR("statement"));
  for (size_t i = 0; i < t->record->n_statements; i++) {
    const rap_statement *s = &t->record->statements[i];
    open_span(t, s->text);
    rap_markup_attrf(t->m, "xml:id", "s%zu", i + 1);
    rap_markup_textf(t->m, "predicate %.*s; role %.*s; polarity %.*s; status %.*s", RAP_FMT(s->predicate), RAP_FMT(s->role), RAP_FMT(s->polarity),
                     RAP_FMT(s->status));
    put_list(t, "actor", &s->actors);
    put_list(t, "theme", &s->themes);
    if (s->speaker.n) rap_markup_textf(t->m, "; speaker %.*s", RAP_FMT(s->speaker));
    rap_markup_close(t->m);
  }
  rap_markup_close(t->m);
  rap_markup_line(t->m);
}

static void put_references(tei *t) {
  if (!t->record->n_references) return;
  rap_markup_open(t->m, "spanGrp");
  rap_markup_attr(t->m, "type", RAP_STR("reference"));
  for (size_t i = 0; i < t->record->n_references; i++) {
    open_span(t, t->record->references[i].text);
    rap_markup_attrf(t->m, "corresp", "#p%zu", t->record->references[i].person + 1);
    rap_markup_close(t->m);
  }
  rap_markup_close(t->m);
  rap_markup_line(t->m);
}

static void put_crossing(tei *t) {
  bool any = false;
  for (size_t i = 0; i < t->in.n_items; i++) {
    const rap_mention *m = &t->record->mentions[t->in.items[i].id];
    if (!t->in.items[i].crossing || m->text.end <= m->text.begin) continue;
    if (!any) {
      rap_markup_open(t->m, "spanGrp");
      rap_markup_attr(t->m, "type", RAP_STR("mention"));
      any = true;
    }
    open_span(t, m->text);
    rap_markup_attrf(t->m, "xml:id", "m%zu", t->in.items[i].id + 1);
    rap_markup_attr(t->m, "type", rap_str_of(rap_kind_name(m->kind)));
    rap_markup_text(t->m, m->value);
    rap_markup_close(t->m);
  }
  if (any) rap_markup_close(t->m);
}

static bool has_standoff(const tei *t) {
  bool any = t->record->n_persons || t->record->n_events || t->record->n_statements || t->record->n_references;
  for (size_t i = 0; i < t->in.n_items && !any; i++) any = t->in.items[i].crossing;
  return any;
}

static void put_standoff(tei *t) {
  if (!has_standoff(t)) return;
  rap_markup_open(t->m, "standOff");
  put_people(t);
  put_events(t);
  put_statements(t);
  put_references(t);
  put_crossing(t);
  rap_markup_close(t->m);
  rap_markup_line(t->m);
}

static rap_status tei_document(rap_export *x, void *state, const rap_exported *document, rap_error *err) {
  (void)state;
  rap_buf text = {0};
  rap_out out = rap_out_to_buf(&text);
  tei t = {.doc = &document->stored->doc, .record = &document->stored->record};
  t.spans = rap_record_spans_new(x->scratch, t.doc);
  rap_status st = t.spans ? arrange(&t, x->scratch, err) : rap_error_nomem(err);
  TRY(rap_markup_new(&out, RAP_MARKUP_XML, &t.m, err));
  if (st == RAP_OK) {
    rap_markup_open(t.m, "TEI");
    rap_markup_attr(t.m, "xmlns", RAP_STR("http://www.tei-c.org/ns/1.0"));
    rap_markup_line(t.m);
    put_header(&t, x->program);
    put_standoff(&t);
    put_body(&t);
  }
  st = rap_export_markup_end(t.m, st, &text, err);
  TRY(rap_export_file(x, t.doc, ".xml", rap_buf_str(&text), err));
  rap_buf_clear(&text);
  return st;
}

const rap_export_kind rap_export_tei = {.name = "tei", .suffix = ".xml", .folder = true, .document = tei_document};
