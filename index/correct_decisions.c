/* correct_decisions.c: what becomes of entities everywhere. Layer: index. */
#include "index/correct.h"

static rap_str key_of(rap_arena *arena, rap_str kind, rap_str value) { return rap_arena_printf(arena, "%.*s\n%.*s", RAP_FMT(kind), RAP_FMT(value)); }

static bool decides(rap_correct_op op) { return op == RAP_CORRECT_MERGE || op == RAP_CORRECT_RETYPE || op == RAP_CORRECT_DELETE; }

static rap_str target_kind(const rap_correction *c) { return c->op == RAP_CORRECT_RETYPE ? rap_correct_text(&c->now, "kind") : c->kind; }

/* The entry of an entity; *out NULL: there is none. */
static rap_status look_up(const rap_map *map, rap_str kind, rap_str value, rap_buf *key, const rap_map_entry **out, rap_error *err) {
  *out = NULL;
  if (!map->n) return RAP_OK;
  rap_buf_reset(key);
  rap_buf_printf(key, "%.*s\n%.*s", RAP_FMT(kind), RAP_FMT(value));
  if (rap_buf_failed(key)) return rap_error_nomem(err);
  *out = rap_map_get(map, rap_buf_str(key));
  return RAP_OK;
}

rap_status rap_decisions_circle(const rap_decisions *d, rap_str kind, rap_str value, rap_str into_kind, rap_str into, bool *out, rap_error *err) {
  rap_buf key = {0};
  rap_status st = RAP_OK;
  *out = false;
  for (size_t steps = 0; steps <= d->n && !*out && st == RAP_OK; steps++) {
    const rap_map_entry *e;
    *out = rap_str_eq(kind, into_kind) && rap_str_eq(value, into);
    st = look_up(&d->entities, into_kind, into, &key, &e, err);
    if (!e || d->items[e->value.num].op == RAP_CORRECT_DELETE) break;
    into_kind = target_kind(&d->items[e->value.num]);
    into = rap_correct_text(&d->items[e->value.num].now, "value");
  }
  rap_buf_clear(&key);
  return st;
}

static const char *const kinds[] = {"state", "group", "person", "organisation", "place", "programme", "theme", "series"};

static uint32_t kind_bit(rap_str kind) {
  for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (rap_str_is(kind, kinds[i])) return 1u << i;
  return 0;
}

bool rap_decisions_concern(const rap_decisions *d, rap_str kind) { return d->kinds && (d->kinds & kind_bit(kind)) != 0; }

static bool decide(rap_arena *arena, rap_decisions *d, size_t i) {
  const rap_correction *c = &d->items[i];
  rap_str into = rap_correct_text(&c->now, "value"), name = rap_correct_text(&c->now, "name");
  d->outcomes[i] = RAP_OUTCOME_APPLIED;
  bool named = c->op == RAP_CORRECT_RENAME;
  if (decides(c->op)) {
    bool circle = false;
    if (c->op != RAP_CORRECT_DELETE && rap_decisions_circle(d, c->kind, c->value, target_kind(c), into, &circle, NULL) != RAP_OK) return false;
    if (circle) {
      d->outcomes[i] = RAP_OUTCOME_CIRCLE;
      return true;
    }
    bool first;
    rap_str key = key_of(arena, c->kind, c->value);
    rap_map_entry *e = key.p ? rap_map_put(&d->entities, key, &first) : NULL;
    if (!e) return false;
    if (!first) d->outcomes[e->value.num] = RAP_OUTCOME_OVERRIDDEN;
    e->value.num = i;
    d->kinds |= kind_bit(c->kind);
  }
  if (!name.n || c->op == RAP_CORRECT_DELETE) return true;
  bool first;
  rap_str key = named ? key_of(arena, c->kind, c->value) : key_of(arena, target_kind(c), into);
  rap_map_entry *e = key.p ? rap_map_put(&d->names, key, &first) : NULL;
  if (!e) return false;
  bool renamed = !first && d->items[e->value.num].op == RAP_CORRECT_RENAME;
  if (renamed && named) d->outcomes[e->value.num] = RAP_OUTCOME_OVERRIDDEN;
  if (!renamed || named) e->value.num = i;
  return true;
}

rap_status rap_decisions_make(rap_arena *arena, const rap_correction *items, size_t n, rap_decisions *out, rap_error *err) {
  *out = (rap_decisions){.items = items, .n = n, .outcomes = rap_arena_array(arena, n, sizeof *out->outcomes)};
  bool made = out->outcomes != NULL;
  for (size_t i = 0; made && i < n; i++) made = decide(arena, out, i);
  if (made) return RAP_OK;
  rap_decisions_clear(out);
  return rap_error_nomem(err);
}

void rap_decisions_clear(rap_decisions *d) {
  rap_map_clear(&d->entities);
  rap_map_clear(&d->names);
  *d = (rap_decisions){0};
}

rap_status rap_decisions_name(const rap_decisions *d, rap_str kind, rap_str value, rap_str *out, rap_error *err) {
  rap_buf key = {0};
  const rap_map_entry *e;
  rap_status st = look_up(&d->names, kind, value, &key, &e, err);
  *out = e ? rap_correct_text(&d->items[e->value.num].now, "name") : (rap_str){0};
  rap_buf_clear(&key);
  return st;
}
