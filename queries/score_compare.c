#include "queries/score_compare.h"
#include "base/map.h"

void rap_bag_add(rap_scoring *s, rap_bag *bag, rap_scored item) {
  void *items = bag->items;
  if (!item.key.p || !rap_arena_grow(s->arena, &items, bag->n, &bag->capacity, sizeof item)) {
    s->failed = true;
    return;
  }
  bag->items = items;
  bag->items[bag->n++] = item;
}

void rap_bag_add_value(rap_scoring *s, rap_bag *bag, rap_str value) {
  rap_str key = value.p ? value : RAP_STR("");
  rap_bag_add(s, bag, (rap_scored){.key = key, .value = key, .at = SIZE_MAX});
}

void rap_scoring_mistake(rap_scoring *s, rap_measure measure, rap_mistake_kind kind, const rap_scored *item) {
  rap_mistakes *m = s->mistakes;
  if (!m || m->measure != measure) return;
  void *items = m->items;
  if (!rap_arena_grow(s->arena, &items, m->n, &m->capacity, sizeof *m->items)) {
    s->failed = true;
    return;
  }
  m->items = items;
  m->items[m->n++] = (rap_mistake){.kind = kind, .value = item->value, .text = item->text, .at = item->at};
}

void rap_scoring_count(rap_scoring *s, rap_measure measure, size_t right, size_t n_gold, size_t n_found) {
  const rap_tally t = {.right = right, .spurious = n_found - right, .missed = n_gold - right};
  rap_tally_add(&s->out->of[measure], &t);
  s->out->measured |= RAP_MEASURE_BIT(measure);
}

/* How often each side has a key, and how often it was met while mistakes are told. */
typedef struct counted {
  size_t gold, found, met;
} counted;

static void count_bag(rap_scoring *s, rap_map *keys, counted *counts, const rap_bag *bag, bool is_gold) {
  for (size_t i = 0; i < bag->n; i++) {
    rap_map_entry *e = rap_map_put(keys, bag->items[i].key, NULL);
    if (!e) {
      s->failed = true;
      return;
    }
    counted *c = &counts[e - keys->entries];
    ++*(is_gold ? &c->gold : &c->found);
  }
}

/* Of equal items the first ones are right. */
static void tell_bag(rap_scoring *s, const rap_map *keys, counted *counts, rap_measure measure, const rap_bag *bag, rap_mistake_kind kind) {
  for (size_t i = 0; i < keys->n; i++) counts[i].met = 0;
  for (size_t i = 0; i < bag->n; i++) {
    counted *c = &counts[rap_map_get(keys, bag->items[i].key) - keys->entries];
    size_t right = c->gold < c->found ? c->gold : c->found, own = kind == RAP_MISSED ? c->gold : c->found;
    if (++c->met > right && c->met <= own) rap_scoring_mistake(s, measure, kind, &bag->items[i]);
  }
}

void rap_scoring_compare(rap_scoring *s, rap_measure measure, const rap_bag *gold, const rap_bag *found, bool once) {
  rap_map keys = {0};
  size_t n_gold = 0, n_found = 0, right = 0;
  counted *counts = rap_arena_array(s->arena, gold->n + found->n, sizeof *counts);
  if (!counts) s->failed = true;
  if (!s->failed) count_bag(s, &keys, counts, gold, true);
  if (!s->failed) count_bag(s, &keys, counts, found, false);
  for (size_t i = 0; !s->failed && i < keys.n; i++) {
    counted *c = &counts[i];
    if (once) *c = (counted){.gold = c->gold > 0, .found = c->found > 0};
    n_gold += c->gold;
    n_found += c->found;
    right += c->gold < c->found ? c->gold : c->found;
  }
  rap_scoring_count(s, measure, right, n_gold, n_found);
  if (!s->failed && s->mistakes && s->mistakes->measure == measure) {
    tell_bag(s, &keys, counts, measure, gold, RAP_MISSED);
    tell_bag(s, &keys, counts, measure, found, RAP_SPURIOUS);
  }
  rap_map_clear(&keys);
}
