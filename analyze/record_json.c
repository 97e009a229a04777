#include "analyze/record.h"

#include <assert.h>

#include "base/utf8.h"

/* Byte offsets → code points: the count at each STRIDE bytes, and at most STRIDE bytes counted from there, so that a record of n mentions costs O(text + n). */
#define STRIDE 256

typedef struct points {
  rap_str s;
  size_t *at;
  size_t n;
} points;

static bool is_continuation(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

static bool points_init(points *p, rap_arena *arena, rap_str s) {
  *p = (points){.s = s, .n = s.n / STRIDE + 1};
  p->at = rap_arena_array(arena, p->n, sizeof *p->at);
  if (!p->at) return false;
  size_t count = 0;
  for (size_t i = 0; i < s.n; i++) {
    if (i % STRIDE == 0) p->at[i / STRIDE] = count;
    if (!is_continuation(s.p[i])) count++;
  }
  if (s.n % STRIDE == 0) p->at[s.n / STRIDE] = count;
  return true;
}

static size_t point_of(const points *p, size_t offset) {
  if (offset > p->s.n) offset = p->s.n;
  size_t slot = offset / STRIDE, count = p->at[slot];
  for (size_t i = slot * STRIDE; i < offset; i++)
    if (!is_continuation(p->s.p[i])) count++;
  return count;
}

struct rap_record_spans {
  const rap_document *doc;
  points points;
  size_t body_points;
};

rap_record_spans *rap_record_spans_new(rap_arena *arena, const rap_document *doc) {
  rap_record_spans *spans = rap_arena_alloc(arena, sizeof *spans);
  if (!spans || !points_init(&spans->points, arena, doc->full)) return NULL;
  spans->doc = doc;
  spans->body_points = point_of(&spans->points, doc->body);
  return spans;
}

size_t rap_record_spans_point(const rap_record_spans *spans, size_t offset) { return point_of(&spans->points, offset); }

rap_record_place rap_record_spans_place(const rap_record_spans *spans, rap_span text) {
  bool title = spans->doc->title_len > 0 && text.begin < spans->doc->title_len;
  size_t base = title ? 0 : spans->body_points;
  return (rap_record_place){title, point_of(&spans->points, text.begin) - base, point_of(&spans->points, text.end) - base};
}

void rap_record_spans_put(const rap_record_spans *spans, rap_json *object, rap_span text) {
  rap_record_place place = rap_record_spans_place(spans, text);
  rap_json_set_str(object, "in", place.title ? RAP_STR("title") : RAP_STR("text"));
  rap_json_set_int(object, "begin", (int64_t)place.begin);
  rap_json_set_int(object, "end", (int64_t)place.end);
}

typedef struct writer {
  const rap_document *doc;
  const rap_record *record;
  const rap_record_spans *spans;
  size_t *first_reference, *next_reference; /* by person and by reference: chains of the references to one person, RAP_NONE at the end */
} writer;

static void put_span(writer *w, rap_json *object, rap_span span) { rap_record_spans_put(w->spans, object, span); }

static void put_day(rap_json *object, const char *key, rap_day day) {
  char text[RAP_DAY_TEXT_MAX];
  rap_json_set_str_opt(object, key, (rap_str){text, rap_day_format(day, text)});
}

static rap_json *strings(const rap_str_list *list) {
  rap_json *array = rap_json_new_array();
  for (size_t i = 0; i < list->n; i++) rap_json_append(array, rap_json_new_string(list->items[i]));
  return array;
}

static rap_json *mention_json(writer *w, const rap_mention *m) {
  rap_json *o = rap_json_new_object();
  rap_json_set_str(o, "kind", rap_str_of(rap_kind_name(m->kind)));
  put_span(w, o, m->text);
  rap_json_set_str(o, "text", rap_str_at(w->doc->full, m->text));
  rap_json_set_str_opt(o, "value", m->value);
  if (m->kind == RAP_KIND_DATE) {
    put_day(o, "earliest", m->date.begin);
    put_day(o, "latest", m->date.end);
    if (m->date.granularity) rap_json_set_str(o, "granularity", rap_str_of(m->date.granularity));
    rap_json_set_str(o, "basis", rap_str_of(rap_basis_name(m->date.basis)));
  }
  rap_json_set_str_opt(o, "rule", m->rule);
  return o;
}

static rap_json *reference_json(writer *w, const rap_reference *x) {
  rap_json *o = rap_json_new_object();
  put_span(w, o, x->text);
  rap_json_set_str(o, "text", rap_str_at(w->doc->full, x->text));
  rap_json_set_str(o, "as", rap_str_of(x->pronoun ? "pronoun" : "office"));
  return o;
}

static rap_json *participant_json(writer *w, size_t person) {
  const rap_person *p = &w->record->persons[person];
  rap_json *o = rap_json_new_object();
  rap_json_set_str(o, "name", p->name);
  rap_json_set_str_opt(o, "role", p->role);
  rap_json_set_str(o, "function", p->function);
  rap_json_set_str_opt(o, "rule", p->rule);
  if (w->first_reference[person] == RAP_NONE) return o;
  rap_json *list = rap_json_new_array();
  for (size_t i = w->first_reference[person]; i != RAP_NONE; i = w->next_reference[i])
    rap_json_append(list, reference_json(w, &w->record->references[i]));
  rap_json_set(o, "references", list);
  return o;
}

static rap_json *theme_json(const rap_theme_found *t) {
  rap_json *o = rap_json_new_object();
  rap_json_set_str(o, "id", t->id);
  rap_json_set_bool(o, "central", t->central);
  rap_json_set_int(o, "mentions", (int64_t)t->mentions);
  return o;
}

static rap_json *event_json(const rap_event *e) {
  rap_json *o = rap_json_new_object();
  rap_json_set_str(o, "series", e->series);
  rap_json_set_str_opt(o, "series_id", e->series_id);
  if (e->edition > 0) rap_json_set_int(o, "edition", e->edition);
  put_day(o, "start", e->start);
  put_day(o, "end", e->end);
  rap_json_set_str_opt(o, "place", e->place);
  rap_json_set_str_opt(o, "state", e->state);
  rap_json_set_str_opt(o, "country", e->country);
  rap_json_set_str_opt(o, "chair", e->chair);
  rap_json_set_str_opt(o, "organiser", e->organiser);
  rap_json_set_str_opt(o, "status", e->status);
  rap_json_set_bool(o, "main", e->main);
  rap_json_set_str_opt(o, "rule", e->rule);
  return o;
}

static rap_json *statement_json(writer *w, const rap_statement *s) {
  const rap_document *doc = w->doc;
  rap_json *o = rap_json_new_object();
  rap_json_set(o, "actors", strings(&s->actors));
  rap_json_set_str(o, "role", s->role);
  rap_json_set_str(o, "predicate", s->predicate);
  rap_json_set_str(o, "polarity", s->polarity);
  rap_json_set_str(o, "status", s->status);
  rap_json_set(o, "themes", strings(&s->themes));
  rap_json_set_str_opt(o, "topic", rap_str_at(doc->full, s->topic));
  rap_json_set_str_opt(o, "speaker", s->speaker);
  put_span(w, o, s->text);
  rap_json_set_str(o, "evidence", rap_str_at(doc->full, s->text));
  if (s->heading != RAP_NONE) rap_json_set_str(o, "heading", rap_str_at(doc->full, rap_document_block_words(doc, s->heading)));
  if (s->open) rap_json_set_bool(o, "open", true);
  rap_json_set_str(o, "rule", s->rule);
  return o;
}

static rap_json *count_json(writer *w, const rap_count *c) {
  rap_json *o = rap_json_new_object();
  put_span(w, o, c->text);
  rap_json_set_str(o, "text", rap_str_at(w->doc->full, c->text));
  rap_json_set_str(o, "of", c->of);
  if (c->min >= 0) rap_json_set_int(o, "min", c->min);
  if (c->max >= 0) rap_json_set_int(o, "max", c->max);
  rap_json_set_str_opt(o, "rule", c->rule);
  return o;
}

static void put_head(writer *w, rap_json *o) {
  const rap_document *doc = w->doc;
  rap_json_set_int(o, "format", 1);
  rap_json_set_str(o, "id", doc->id);
  put_day(o, "published", doc->published);
  if (doc->published.year) rap_json_set_str(o, "published_from", rap_str_of(rap_published_from_name(doc->published_from)));
  rap_json_set_str_opt(o, "title", rap_document_title(doc));
  rap_json_set_str(o, "text", rap_document_body(doc));
  rap_json_set_str_opt(o, "source", doc->source);
  rap_json_set_str_opt(o, "url", doc->url);
  rap_json_set_str_opt(o, "author", doc->author);
  rap_json_set_str_opt(o, "charset", doc->charset);
  rap_json_set_str_opt(o, "language", doc->language);
  rap_json_set_str(o, "offsets", RAP_STR("codepoint"));
}

static void put_lists(writer *w, rap_json *o) {
  const rap_record *r = w->record;
  rap_json *mentions = rap_json_new_array(), *participants = rap_json_new_array(), *themes = rap_json_new_array();
  rap_json *events = rap_json_new_array(), *statements = rap_json_new_array(), *counts = rap_json_new_array();
  for (size_t i = 0; i < r->n_mentions; i++) rap_json_append(mentions, mention_json(w, &r->mentions[i]));
  for (size_t i = 0; i < r->n_persons; i++)
    if (r->persons[i].function.n) rap_json_append(participants, participant_json(w, i));
  for (size_t i = 0; i < r->n_themes; i++) rap_json_append(themes, theme_json(&r->themes[i]));
  for (size_t i = 0; i < r->n_events; i++) rap_json_append(events, event_json(&r->events[i]));
  for (size_t i = 0; i < r->n_statements; i++) rap_json_append(statements, statement_json(w, &r->statements[i]));
  for (size_t i = 0; i < r->n_counts; i++) rap_json_append(counts, count_json(w, &r->counts[i]));
  rap_json_set(o, "mentions", mentions);
  rap_json_set(o, "participants", participants);
  rap_json_set(o, "themes", themes);
  rap_json_set(o, "events", events);
  rap_json_set(o, "statements", statements);
  rap_json_set(o, "counts", counts);
  rap_json_set(o, "warnings", strings(&w->doc->warnings));
}

static bool chain_references(writer *w, rap_arena *scratch) {
  const rap_record *r = w->record;
  w->first_reference = rap_arena_array(scratch, r->n_persons + 1, sizeof *w->first_reference);
  w->next_reference = rap_arena_array(scratch, r->n_references + 1, sizeof *w->next_reference);
  if (!w->first_reference || !w->next_reference) return false;
  for (size_t i = 0; i < r->n_persons; i++) w->first_reference[i] = RAP_NONE;
  for (size_t i = r->n_references; i-- > 0;) {
    size_t person = r->references[i].person;
    assert(person < r->n_persons);
    w->next_reference[i] = w->first_reference[person];
    w->first_reference[person] = i;
  }
  return true;
}

/* False when out of memory. */
typedef bool put(writer *w, rap_arena *scratch, rap_json *object);

static bool put_record(writer *w, rap_arena *scratch, rap_json *object) {
  if (!chain_references(w, scratch)) return false;
  put_head(w, object);
  put_lists(w, object);
  return true;
}

static rap_status to_json(const rap_document *doc, const rap_record *record, put *fill, rap_json **out, rap_error *err) {
  *out = NULL;
  writer w = {.doc = doc, .record = record};
  rap_json *object = rap_json_new_object();
  rap_arena *scratch = rap_arena_new();
  w.spans = scratch ? rap_record_spans_new(scratch, doc) : NULL;
  if (w.spans && object && fill(&w, scratch, object)) *out = object;
  rap_arena_free(scratch);
  if (*out) return RAP_OK;
  rap_json_free(object);
  return rap_error_nomem(err);
}

rap_status rap_record_to_json(const rap_document *doc, const rap_record *record, rap_json **out, rap_error *err) {
  return to_json(doc, record, put_record, out, err);
}

/* ---- TIMEX3 ---- */

static rap_json *timex_json(const writer *w, const rap_timex *t) {
  rap_json *o = rap_json_new_object();
  size_t base = w->spans->body_points;
  rap_json_set_int(o, "begin", (int64_t)(point_of(&w->spans->points, t->text.begin) - base));
  rap_json_set_int(o, "end", (int64_t)(point_of(&w->spans->points, t->text.end) - base));
  rap_json_set_str(o, "type", rap_str_of(t->type));
  rap_json_set_str(o, "value", t->value);
  rap_json_set_str(o, "text", rap_str_at(w->doc->full, t->text));
  rap_json_set_str_opt(o, "mod", t->mod);
  rap_json_set_str_opt(o, "quant", t->quant);
  rap_json_set_str_opt(o, "freq", t->freq);
  return o;
}

static rap_json *timexes_json(const writer *w) {
  rap_json *array = rap_json_new_array();
  for (size_t i = 0; i < w->record->n_timexes; i++)
    if (w->record->timexes[i].text.begin >= w->doc->body) rap_json_append(array, timex_json(w, &w->record->timexes[i]));
  return array;
}

static bool put_timexes(writer *w, rap_arena *scratch, rap_json *object) {
  (void)scratch;
  rap_json_set_str(object, "id", w->doc->id);
  rap_json_set_str(object, "text", rap_document_body(w->doc));
  rap_json_set(object, "timex3", timexes_json(w));
  return true;
}

rap_status rap_record_timex3_to_json(const rap_document *doc, const rap_record *record, rap_json **out, rap_error *err) {
  return to_json(doc, record, put_timexes, out, err);
}
