/* export_timeml.c: TimeML 1.2.1, one file for each document. Layer: queries.
 *
 * TIMEX3 are the temporal expressions that `analyze --format timex3` finds, by the same rules (the pack `timeml`), run over the stored text. EVENTs are the names of the record's events (OCCURRENCE) and the words of its statements that
 * say what is done (REPORTING); a statement without words of its own for that has none. Elements of TimeML don't nest: what overlaps another gives way, temporal expressions first kept.
 */
#include <stdlib.h>

#include "base/markup.h"
#include "queries/export.h"
#include "queries/export_inline.h"
#include "queries/export_words.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct timeml {
  rap_analyzer *analyzer;
} timeml;

/* What an element stands for: a temporal expression, an event of the record, or a statement, in this order. */
typedef struct page {
  rap_markup *m;
  const rap_record *record;   /* the stored one */
  const rap_timex *timexes;   /* of the analysis */
  size_t n_timexes, n_events; /* elements: [0, n_timexes) timexes, then events, then statements */
  rap_inline in;
} page;

static void put_timex(const page *p, size_t i) {
  const rap_timex *t = &p->timexes[i];
  rap_markup_open(p->m, "TIMEX3");
  rap_markup_attrf(p->m, "tid", "t%zu", i + 1);
  rap_markup_attr(p->m, "type", rap_str_of(t->type));
  rap_markup_attr(p->m, "value", t->value);
  if (t->mod.n) rap_markup_attr(p->m, "mod", t->mod);
  if (t->quant.n) rap_markup_attr(p->m, "quant", t->quant);
  if (t->freq.n) rap_markup_attr(p->m, "freq", t->freq);
}

static void open_element(void *ctx, size_t id) {
  const page *p = ctx;
  if (id < p->n_timexes) {
    put_timex(p, id);
    return;
  }
  rap_markup_open(p->m, "EVENT");
  rap_markup_attrf(p->m, "eid", "e%zu", id - p->n_timexes + 1);
  rap_markup_attr(p->m, "class", id < p->n_timexes + p->n_events ? RAP_STR("OCCURRENCE") : RAP_STR("REPORTING"));
}

static void close_element(void *ctx, size_t id) {
  (void)id;
  rap_markup_close(((page *)ctx)->m);
}

static void no_point(void *ctx, const rap_inline_point *point) { (void)ctx, (void)point; }
static void put_text(void *ctx, rap_str text) { rap_markup_text(((page *)ctx)->m, text); }

/* Whether it overlaps one of the temporal expressions, the first n_kept items, which are in order and disjoint. */
static bool overlaps(const page *p, size_t n_kept, rap_span span) {
  size_t low = 0, high = n_kept;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (p->in.items[middle].span.end <= span.begin)
      low = middle + 1;
    else
      high = middle;
  }
  return low < n_kept && p->in.items[low].span.begin < span.end;
}

static void add(page *p, const rap_document *doc, size_t n_kept, rap_span span, size_t id) {
  if (span.begin < doc->body || span.end <= span.begin || overlaps(p, n_kept, span)) return;
  p->in.items[p->in.n_items++] = (rap_inline_item){.span = span, .id = id};
}

static rap_status collect(page *p, const rap_document *doc, rap_arena *arena, rap_error *err) {
  const rap_record *r = p->record;
  p->n_events = r->n_events;
  p->in = (rap_inline){.ctx = p, .open = open_element, .close = close_element, .point = no_point, .text = put_text};
  p->in.items = rap_arena_array(arena, p->n_timexes + r->n_events + r->n_statements + 1, sizeof *p->in.items);
  if (!p->in.items) return rap_error_nomem(err);
  for (size_t i = 0; i < p->n_timexes; i++) add(p, doc, p->in.n_items, p->timexes[i].text, i);
  size_t kept = p->in.n_items;
  for (size_t i = 0; i < r->n_events; i++) add(p, doc, kept, r->events[i].text, p->n_timexes + i);
  for (size_t i = 0; i < r->n_statements; i++) add(p, doc, kept, rap_export_verb(doc, &r->statements[i]), p->n_timexes + p->n_events + i);
  rap_inline_arrange(&p->in, &(rap_document){0}, true);
  return RAP_OK;
}

static void put_head(const page *p, const rap_document *doc) {
  char day[RAP_DAY_TEXT_MAX];
  rap_str published = {day, rap_day_format(doc->published, day)};
  rap_markup_open(p->m, "TimeML");
  rap_markup_attr(p->m, "xmlns:xsi", RAP_STR("http://www.w3.org/2001/XMLSchema-instance"));
  rap_markup_attr(p->m, "xsi:noNamespaceSchemaLocation", RAP_STR("http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd"));
  rap_markup_line(p->m);
  rap_markup_element(p->m, "DOCID", doc->id);
  rap_markup_line(p->m);
  if (published.n) {
    rap_markup_open(p->m, "DCT");
    rap_markup_open(p->m, "TIMEX3");
    rap_markup_attr(p->m, "tid", RAP_STR("t0"));
    rap_markup_attr(p->m, "type", doc->published.has_time ? RAP_STR("TIME") : RAP_STR("DATE"));
    rap_markup_attr(p->m, "value", published);
    rap_markup_attr(p->m, "temporalFunction", RAP_STR("false"));
    rap_markup_attr(p->m, "functionInDocument", RAP_STR("CREATION_TIME"));
    rap_markup_text(p->m, published);
    rap_markup_close(p->m);
    rap_markup_close(p->m);
    rap_markup_line(p->m);
  }
  if (doc->title_len) {
    rap_markup_element(p->m, "TITLE", rap_document_title(doc));
    rap_markup_line(p->m);
  }
}

/* An instance for each event, as TimeML asks for. */
static void put_instances(const page *p) {
  for (size_t i = 0; i < p->in.n_items; i++) {
    size_t id = p->in.items[i].id;
    if (id < p->n_timexes || p->in.items[i].crossing) continue;
    size_t event = id - p->n_timexes;
    bool noun = event < p->n_events;
    rap_markup_open(p->m, "MAKEINSTANCE");
    rap_markup_attrf(p->m, "eiid", "ei%zu", event + 1);
    rap_markup_attrf(p->m, "eventID", "e%zu", event + 1);
    rap_markup_attr(p->m, "tense", RAP_STR("NONE"));
    rap_markup_attr(p->m, "aspect", RAP_STR("NONE"));
    rap_markup_attr(p->m, "polarity", RAP_STR("POS"));
    rap_markup_attr(p->m, "pos", noun ? RAP_STR("NOUN") : RAP_STR("VERB"));
    rap_markup_close(p->m);
    rap_markup_line(p->m);
  }
}

static rap_status write_page(page *p, const rap_document *doc, rap_buf *text, rap_error *err) {
  rap_out out = rap_out_to_buf(text);
  rap_status st = rap_markup_new(&out, RAP_MARKUP_XML, &p->m, err);
  if (st == RAP_OK) {
    put_head(p, doc);
    rap_markup_open(p->m, "TEXT");
    rap_inline_write(&p->in, doc->full, (rap_span){doc->body, doc->full.n});
    rap_markup_close(p->m);
    rap_markup_line(p->m);
    put_instances(p);
  }
  return rap_export_markup_end(p->m, st, text, err);
}

static rap_status timeml_begin(rap_export *x, void **state, rap_error *err) {
  timeml *t = *state = calloc(1, sizeof *t);
  return t ? rap_analyzer_new(x->rules, &t->analyzer, err) : rap_error_nomem(err);
}

static rap_status timeml_document(rap_export *x, void *state, const rap_exported *document, rap_error *err) {
  timeml *t = state;
  const rap_document *stored = &document->stored->doc;
  rap_document doc;
  rap_record found;
  rap_buf text = {0};
  rap_status st = rap_document_restore(x->scratch, stored, &doc, err);
  TRY(rap_analyze(t->analyzer, x->scratch, &doc, &found, err));
  page p = {.record = &document->stored->record};
  if (st == RAP_OK) {
    p.timexes = found.timexes;
    p.n_timexes = found.n_timexes;
  }
  TRY(collect(&p, stored, x->scratch, err));
  TRY(write_page(&p, stored, &text, err));
  TRY(rap_export_file(x, stored, ".tml", rap_buf_str(&text), err));
  rap_buf_clear(&text);
  return st;
}

static void timeml_free(void *state) {
  timeml *t = state;
  if (t) rap_analyzer_free(t->analyzer);
  free(t);
}

const rap_export_kind rap_export_timeml = {
    .name = "timeml", .suffix = ".tml", .pack = "timeml", .folder = true, .begin = timeml_begin, .document = timeml_document, .free = timeml_free};
