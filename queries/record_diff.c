#include "queries/record_diff.h"

#include <stdlib.h>

struct findings {
  rap_arena *arena;
  rap_finding *items;
  size_t n, capacity;
  bool failed;
};

static void add(struct findings *f, const char *what, rap_span text, rap_str says, rap_str rule) {
  void *items = f->items;
  if (!says.p || !rap_arena_grow(f->arena, &items, f->n, &f->capacity, sizeof *f->items)) {
    f->failed = true;
    return;
  }
  f->items = items;
  f->items[f->n++] = (rap_finding){what, text, says, rule};
}

static rap_str joined(struct findings *f, const rap_str_list *list) {
  rap_str all = RAP_STR("");
  for (size_t i = 0; i < list->n; i++) all = rap_arena_printf(f->arena, "%.*s%s%.*s", RAP_FMT(all), i ? ", " : "", RAP_FMT(list->items[i]));
  return all;
}

static void add_event(struct findings *f, const rap_event *e) {
  char start[RAP_DAY_TEXT_MAX], end[RAP_DAY_TEXT_MAX];
  rap_str from = {start, rap_day_format(e->start, start)}, to = {end, rap_day_format(e->end, end)};
  rap_str says = rap_arena_printf(f->arena, "%.*s, edition %d, %.*s/%.*s, place %.*s, state %.*s, country %.*s, chair %.*s, organiser %.*s, %.*s%s",
                                  RAP_FMT(e->series), e->edition, RAP_FMT(from), RAP_FMT(to), RAP_FMT(e->place), RAP_FMT(e->state),
                                  RAP_FMT(e->country), RAP_FMT(e->chair), RAP_FMT(e->organiser), RAP_FMT(e->status), e->main ? ", main" : "");
  add(f, "event", e->text, says, e->rule);
}

static void add_statement(struct findings *f, const rap_statement *s) {
  rap_str actors = joined(f, &s->actors), themes = joined(f, &s->themes);
  rap_str says = rap_arena_printf(f->arena, "%.*s %.*s %.*s (%.*s, %.*s, %.*s)%s%.*s", RAP_FMT(actors), RAP_FMT(s->predicate), RAP_FMT(themes),
                                  RAP_FMT(s->role), RAP_FMT(s->status), RAP_FMT(s->polarity), s->speaker.n ? ", speaker " : "", RAP_FMT(s->speaker));
  add(f, "statement", s->text, says, s->rule);
}

static void gather(struct findings *f, const rap_record *r) {
  for (size_t i = 0; i < r->n_mentions; i++) {
    const rap_mention *m = &r->mentions[i];
    add(f, "mention", m->text, rap_arena_printf(f->arena, "%s%s%.*s", rap_kind_name(m->kind), m->value.n ? " " : "", RAP_FMT(m->value)), m->rule);
  }
  for (size_t i = 0; i < r->n_events; i++) add_event(f, &r->events[i]);
  for (size_t i = 0; i < r->n_persons; i++) {
    const rap_person *p = &r->persons[i];
    if (!p->function.n) continue;
    rap_str says = rap_arena_printf(f->arena, "%.*s %.*s%s%.*s", RAP_FMT(p->name), RAP_FMT(p->function), p->role.n ? ", " : "", RAP_FMT(p->role));
    add(f, "participant", p->evidence, says, p->rule);
  }
  for (size_t i = 0; i < r->n_statements; i++) add_statement(f, &r->statements[i]);
}

static int cmp(const void *pa, const void *pb) {
  const rap_finding *a = pa, *b = pb;
  if (a->text.begin != b->text.begin) return a->text.begin < b->text.begin ? -1 : 1;
  if (a->text.end != b->text.end) return a->text.end < b->text.end ? -1 : 1;
  int c = strcmp(a->what, b->what);
  return c ? c : rap_str_cmp(a->says, b->says);
}

rap_status rap_record_compare(rap_arena *arena, const rap_record *before, const rap_record *after, rap_record_diff *out, rap_error *err) {
  struct findings a = {.arena = arena}, b = {.arena = arena};
  *out = (rap_record_diff){0};
  gather(&a, before);
  gather(&b, after);
  out->lost = rap_arena_array(arena, a.n, sizeof *out->lost);
  out->gained = rap_arena_array(arena, b.n, sizeof *out->gained);
  if (a.failed || b.failed || !out->lost || !out->gained || rap_arena_failed(arena)) return rap_error_nomem(err);
  if (a.n > 1) qsort(a.items, a.n, sizeof *a.items, cmp);
  if (b.n > 1) qsort(b.items, b.n, sizeof *b.items, cmp);
  for (size_t i = 0, k = 0; i < a.n || k < b.n;) {
    int c = i == a.n ? 1 : k == b.n ? -1 : cmp(&a.items[i], &b.items[k]);
    if (c < 0) out->lost[out->n_lost++] = a.items[i];
    if (c > 0) out->gained[out->n_gained++] = b.items[k];
    i += c <= 0;
    k += c >= 0;
  }
  return RAP_OK;
}
