/* Events that are held together ("COP 20 and CMP 10", "the Lima Climate Change Conference included COP 20"): what is known of one's days and place holds of the other. */
#include "analyze/event_work.h"

/* No conference is longer, in days. */
#define LONGEST 31
/* Of events held together; more are in no text that means it well. */
#define MAX_PAIRS 256

bool rap_event_days_extend(const rap_event_draft *d, const rap_date_value *date) {
  const rap_event *e = &d->event;
  if (!e->start.day || (e->end.year && !rap_day_same(e->start, e->end)) || !date->begin.day || !date->end.day) return false;
  int64_t from = rap_day_number(date->begin), to = rap_day_number(date->end), day = rap_day_number(rap_day_first(e->start));
  return from < to && to - from < LONGEST && from <= day && day <= to;
}

void rap_event_pair_up(rap_event_work *w, size_t one, size_t other) {
  if (other == one || w->n_pairs >= MAX_PAIRS) return;
  if (rap_arena_grow(w->a->arena, (void **)&w->pairs, w->n_pairs, &w->pairs_capacity, sizeof *w->pairs))
    w->pairs[w->n_pairs++] = (rap_event_pair){one, other};
}

static void share_with(rap_event_draft *to, const rap_event_draft *from) {
  rap_event *a = &to->event;
  const rap_event *b = &from->event;
  bool longer = b->start.day && from->dated.value.n && rap_event_days_extend(to, &from->dated);
  if (b->start.year && (!a->start.year || longer)) a->start = b->start, a->end = b->end, to->dated = from->dated;
  if (b->place.n && !a->place.n) a->place = b->place, a->state = b->state, a->country = b->country;
}

/* Twice, since a third event may stand between two. */
void rap_event_share(rap_event_work *w) {
  for (size_t k = 0; k < 2 * w->n_pairs; k++) {
    rap_event_draft *one = &w->drafts[w->pairs[k % w->n_pairs].one], *other = &w->drafts[w->pairs[k % w->n_pairs].other];
    share_with(one, other);
    share_with(other, one);
  }
}

void rap_event_merge_pairs(rap_event_work *w) {
  for (size_t k = 0; k < w->n_pairs; k++) {
    size_t into = w->pairs[k].one, from = w->pairs[k].other;
    if (!w->drafts[into].event.edition) into = w->pairs[k].other, from = w->pairs[k].one;
    rap_event_draft *a = &w->drafts[into], *b = &w->drafts[from];
    if (a->merged || b->merged || !a->session || !b->session || !a->event.edition || b->event.edition) continue;
    if (!a->event.start.day || !rap_day_same(a->event.start, b->event.start) || !rap_day_same(a->event.end, b->event.end)) continue;
    a->event.main = a->event.main || b->event.main;
    b->event.main = false;
    rap_event_absorb(w, into, from);
  }
}
