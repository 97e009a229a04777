#include "index/codec.h"

#include <assert.h>

#include "base/map.h"
#include "index/compress.h"

/* 1 had no references and no countries of events; it is read all the same. */
enum { FORMAT = 2 };

/* One description of each item serves both directions, so that they cannot drift apart. A failure is sticky: values read after it are zero. */
typedef struct codec {
  bool writing, failed, nomem;
  uint64_t format;
  size_t last_begin;
  /* writing */
  rap_buf *out;
  rap_map table;
  /* reading */
  rap_arena *arena;
  rap_str in;
  size_t at;
  rap_str *strings;
  size_t n_strings;
  size_t text_len;
} codec;

static void number(codec *c, uint64_t *v) {
  if (c->writing) {
    rap_varint_put(c->out, *v);
    return;
  }
  if (c->failed || !rap_varint_get(c->in, &c->at, v)) {
    c->failed = true;
    *v = 0;
  }
}

static void size(codec *c, size_t *v) {
  uint64_t x = *v;
  number(c, &x);
  *v = (size_t)x;
}

static void integer(codec *c, int *v) {
  uint64_t x = ((uint64_t)(int64_t)*v << 1) ^ (uint64_t)((int64_t)*v >> 63);
  number(c, &x);
  int64_t back = (int64_t)(x >> 1) ^ -(int64_t)(x & 1);
  if (back < INT32_MIN || back > INT32_MAX) {
    c->failed = true;
    back = 0;
  }
  *v = (int)back;
}

static void boolean(codec *c, bool *v) {
  uint64_t x = *v;
  number(c, &x);
  if (x > 1) c->failed = true;
  *v = x == 1;
}

static void real(codec *c, double *v) {
  uint64_t bits = 0;
  if (c->writing) {
    memcpy(&bits, v, sizeof bits);
    for (unsigned i = 0; i < 64; i += 8) rap_buf_putc(c->out, (char)(unsigned char)(bits >> i));
    return;
  }
  *v = 0;
  if (c->failed || c->in.n - c->at < 8) {
    c->failed = true;
    return;
  }
  for (unsigned i = 0; i < 64; i += 8) bits |= (uint64_t)(unsigned char)c->in.p[c->at++] << i;
  memcpy(v, &bits, sizeof bits);
}

static void string(codec *c, rap_str *s) {
  uint64_t i = 0;
  if (c->writing && s->n) {
    bool is_new;
    rap_map_entry *e = rap_map_put(&c->table, *s, &is_new);
    if (!e) {
      c->failed = c->nomem = true;
      return;
    }
    if (is_new) e->value.num = c->table.n;
    i = e->value.num;
  }
  number(c, &i);
  if (c->writing) return;
  if (i > c->n_strings) c->failed = true;
  *s = c->failed || i == 0 ? (rap_str){0} : c->strings[i - 1];
}

static void strings(codec *c, rap_str_list *list) {
  size_t n = list->n;
  size(c, &n);
  if (!c->writing) {
    *list = (rap_str_list){0};
    if (c->failed || n > c->in.n - c->at) {
      c->failed = true;
      return;
    }
    list->items = rap_arena_array(c->arena, n, sizeof *list->items);
    if (!list->items) c->failed = c->nomem = true;
    if (c->failed) return;
    list->n = list->capacity = n;
  }
  for (size_t i = 0; i < n; i++) string(c, &list->items[i]);
}

static void span(codec *c, rap_span *s) {
  int64_t delta = (int64_t)s->begin - (int64_t)c->last_begin;
  uint64_t x = ((uint64_t)delta << 1) ^ (uint64_t)(delta >> 63), len = s->end - s->begin;
  number(c, &x);
  number(c, &len);
  if (!c->writing) {
    uint64_t begin = (uint64_t)c->last_begin + ((x >> 1) ^ (0 - (x & 1)));
    if (begin > c->text_len || len > c->text_len - begin) c->failed = true;
    *s = c->failed ? (rap_span){0, 0} : (rap_span){(size_t)begin, (size_t)(begin + len)};
  }
  c->last_begin = s->begin;
}

/* `n`: length of the list that the index points into. */
static void index_of(codec *c, size_t *i, size_t n) {
  uint64_t x = *i == RAP_NONE ? 0 : (uint64_t)*i + 1;
  number(c, &x);
  if (x > n) c->failed = true;
  *i = x == 0 || c->failed ? RAP_NONE : (size_t)(x - 1);
}

static void day(codec *c, rap_day *d) {
  integer(c, &d->year);
  if (d->year == 0) return;
  uint64_t md = (uint64_t)d->month * 64 + (uint64_t)d->day * 2 + d->has_time;
  number(c, &md);
  if (md >= 13 * 64) c->failed = true;
  d->month = (int)(md / 64);
  d->day = (int)(md / 2 % 32);
  d->has_time = md % 2;
  if (!d->has_time) return;
  uint64_t hm = (uint64_t)d->hour * 60 + (uint64_t)d->minute;
  number(c, &hm);
  if (hm >= 24 * 60) c->failed = true;
  d->hour = (int)(hm / 60);
  d->minute = (int)(hm % 60);
}

static void block(codec *c, rap_block *b, size_t n) {
  size_t kind = (size_t)b->kind;
  size(c, &kind);
  if (kind > RAP_BLOCK_ROW) c->failed = true, kind = 0;
  b->kind = (rap_block_kind)kind;
  span(c, &b->text);
  index_of(c, &b->heading, n);
  index_of(c, &b->lead_in, n);
  integer(c, &b->level);
}

static void date(codec *c, rap_date_value *d) {
  bool has = d->value.n > 0 || d->begin.year > 0;
  boolean(c, &has);
  if (!has) return;
  string(c, &d->value);
  day(c, &d->begin);
  day(c, &d->end);
  rap_str granularity = rap_str_of(d->granularity);
  string(c, &granularity);
  if (!c->writing) d->granularity = granularity.p ? granularity.p : "";
  size_t basis = (size_t)d->basis;
  size(c, &basis);
  if (basis > RAP_BASIS_ANCHORED) c->failed = true, basis = 0;
  d->basis = (rap_basis)basis;
}

static void mention(codec *c, rap_mention *m, size_t n_persons) {
  size_t kind = (size_t)m->kind;
  size(c, &kind);
  if (kind >= RAP_N_KINDS) c->failed = true, kind = 0;
  m->kind = (rap_kind)kind;
  span(c, &m->text);
  string(c, &m->value);
  string(c, &m->rule);
  date(c, &m->date);
  index_of(c, &m->person, n_persons);
}

static void person(codec *c, rap_person *p) {
  string(c, &p->name);
  string(c, &p->role);
  string(c, &p->function);
  string(c, &p->rule);
  span(c, &p->text);
  span(c, &p->evidence);
  size(c, &p->n_mentions);
}

static void reference(codec *c, rap_reference *x, size_t n_persons) {
  span(c, &x->text);
  index_of(c, &x->person, n_persons);
  if (x->person == RAP_NONE) c->failed = true;
  boolean(c, &x->pronoun);
}

static void theme(codec *c, rap_theme_found *t) {
  string(c, &t->id);
  boolean(c, &t->central);
  size(c, &t->mentions);
  real(c, &t->score);
}

static void event(codec *c, rap_event *e) {
  string(c, &e->series_id);
  string(c, &e->series);
  integer(c, &e->edition);
  day(c, &e->start);
  day(c, &e->end);
  string(c, &e->place);
  string(c, &e->state);
  if (c->format >= 2) string(c, &e->country);
  string(c, &e->chair);
  string(c, &e->organiser);
  string(c, &e->status);
  boolean(c, &e->main);
  string(c, &e->rule);
  span(c, &e->text);
}

static void statement(codec *c, rap_statement *s, size_t n_blocks, size_t n_events) {
  strings(c, &s->actors);
  string(c, &s->role);
  string(c, &s->predicate);
  string(c, &s->polarity);
  string(c, &s->status);
  strings(c, &s->themes);
  span(c, &s->text);
  span(c, &s->cue);
  span(c, &s->topic);
  span(c, &s->actor_text);
  string(c, &s->speaker);
  index_of(c, &s->heading, n_blocks);
  index_of(c, &s->event, n_events);
  boolean(c, &s->open);
  string(c, &s->rule);
}

static void count(codec *c, rap_count *k) {
  span(c, &k->text);
  string(c, &k->of);
  uint64_t min = (uint64_t)(k->min + 1), max = (uint64_t)(k->max + 1);
  number(c, &min);
  number(c, &max);
  k->min = (int64_t)(min - 1);
  k->max = (int64_t)(max - 1);
  string(c, &k->rule);
}

/* Reads the length of a list and makes it; on failure the list is empty. */
static void *list(codec *c, size_t *n, size_t item_size) {
  if (c->writing) {
    size(c, n);
    return NULL;
  }
  *n = 0;
  size(c, n);
  if (c->failed || *n > c->in.n - c->at) { /* every item has at least one byte */
    c->failed = true;
    *n = 0;
  }
  void *items = rap_arena_array(c->arena, *n, item_size);
  if (!items) c->failed = c->nomem = true, *n = 0;
  return items;
}

/* Walks one list: in writing, a copy of each item goes through the description, so that the record stays const. */
#define EACH(type, items, n, call)                   \
  do {                                               \
    void *made = list(c, &(n), sizeof(type));        \
    if (!c->writing) (items) = made;                 \
    assert((items) || !(n));                         \
    for (size_t i = 0; i < (n) && !c->failed; i++) { \
      type x = (items)[i];                           \
      call;                                          \
      if (!c->writing) (items)[i] = x;               \
    }                                                \
  } while (0)

static void what_is_named(codec *c, rap_record *r) {
  c->last_begin = 0;
  EACH(rap_person, r->persons, r->n_persons, person(c, &x));
  c->last_begin = 0;
  EACH(rap_mention, r->mentions, r->n_mentions, mention(c, &x, r->n_persons));
  EACH(rap_theme_found, r->themes, r->n_themes, theme(c, &x));
  EACH(rap_event, r->events, r->n_events, event(c, &x));
}

static void what_is_said(codec *c, rap_record *r, size_t n_blocks) {
  c->last_begin = 0;
  EACH(rap_statement, r->statements, r->n_statements, statement(c, &x, n_blocks, r->n_events));
  EACH(rap_count, r->counts, r->n_counts, count(c, &x));
  c->last_begin = 0;
  if (c->format >= 2) EACH(rap_reference, r->references, r->n_references, reference(c, &x, r->n_persons));
}

/* Persons, events and blocks come before what points to them, so that indices can be checked. */
static void everything(codec *c, rap_document *doc, rap_record *r) {
  c->last_begin = 0;
  EACH(rap_block, doc->blocks, doc->n_blocks, block(c, &x, doc->n_blocks));
  what_is_named(c, r);
  what_is_said(c, r, doc->n_blocks);
}

rap_status rap_codec_pack(const rap_document *doc, const rap_record *record, rap_buf *out, rap_error *err) {
  rap_status st = RAP_OK;
  rap_buf body = {0};
  codec c = {.writing = true, .format = FORMAT, .out = &body};
  rap_document d = *doc;
  rap_record r = *record;
  everything(&c, &d, &r);
  rap_varint_put(out, FORMAT);
  rap_varint_put(out, c.table.n);
  for (size_t i = 0; i < c.table.n; i++) {
    rap_varint_put(out, c.table.entries[i].key.n);
    rap_buf_add(out, c.table.entries[i].key);
  }
  rap_buf_add(out, rap_buf_str(&body));
  if (c.failed || rap_buf_failed(&body) || rap_buf_failed(out))
    st = c.nomem || !c.failed ? rap_error_nomem(err)
                              : rap_error_set(err, RAP_ERR_INTERNAL, "a record cannot be packed: an index or a date is out of range");
  rap_map_clear(&c.table);
  rap_buf_clear(&body);
  return st;
}

static void read_strings(codec *c) {
  number(c, &c->format);
  if (c->format < 1 || c->format > FORMAT) c->failed = true;
  c->strings = list(c, &c->n_strings, sizeof *c->strings);
  for (size_t i = 0; i < c->n_strings && !c->failed; i++) {
    size_t n = 0;
    size(c, &n);
    if (c->failed || n > c->in.n - c->at) {
      c->failed = true;
      return;
    }
    c->strings[i] = rap_arena_str(c->arena, rap_str_sub(c->in, c->at, c->at + n));
    if (!c->strings[i].p) c->failed = c->nomem = true;
    c->at += n;
  }
}

rap_status rap_codec_unpack(rap_arena *arena, rap_str packed, rap_document *doc, rap_record *record, rap_error *err) {
  *record = (rap_record){0};
  doc->blocks = NULL;
  doc->n_blocks = 0;
  codec c = {.arena = arena, .in = packed, .text_len = doc->full.n};
  read_strings(&c);
  if (!c.failed) everything(&c, doc, record);
  if (!c.failed && c.at != packed.n) c.failed = true;
  if (!c.failed) return RAP_OK;
  *record = (rap_record){0};
  doc->blocks = NULL;
  doc->n_blocks = 0;
  return c.nomem ? rap_error_nomem(err) : rap_error_set(err, RAP_ERR_STORE, "a packed record is damaged");
}

static bool bad(const rap_document *doc, rap_span s) { return s.begin > s.end || s.end > doc->full.n; }

const char *rap_codec_bad_span(const rap_document *doc, const rap_record *r) {
  for (size_t i = 0; i < doc->n_blocks; i++)
    if (bad(doc, doc->blocks[i].text)) return "block";
  for (size_t i = 0; i < r->n_mentions; i++)
    if (bad(doc, r->mentions[i].text)) return "mention";
  for (size_t i = 0; i < r->n_persons; i++)
    if (bad(doc, r->persons[i].text) || bad(doc, r->persons[i].evidence)) return "person";
  for (size_t i = 0; i < r->n_references; i++)
    if (bad(doc, r->references[i].text) || r->references[i].person >= r->n_persons) return "reference";
  for (size_t i = 0; i < r->n_events; i++)
    if (bad(doc, r->events[i].text)) return "event";
  for (size_t i = 0; i < r->n_counts; i++)
    if (bad(doc, r->counts[i].text)) return "count";
  for (size_t i = 0; i < r->n_statements; i++) {
    const rap_statement *s = &r->statements[i];
    if (bad(doc, s->text) || bad(doc, s->cue) || bad(doc, s->topic) || bad(doc, s->actor_text)) return "statement";
    if (s->heading != RAP_NONE && s->heading >= doc->n_blocks) return "statement's heading";
    if (s->event != RAP_NONE && s->event >= r->n_events) return "statement's event";
  }
  return NULL;
}
