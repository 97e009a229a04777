#include "queries/compare.h"

#include <assert.h>
#include <stdlib.h>

#include "base/map.h"
#include "queries/short_names.h"

const char *rap_compare_kind_name(rap_compare_kind kind) {
  static const char *const names[RAP_COMPARE_KINDS] = {
      [RAP_COMPARE_EVENT] = "event",   [RAP_COMPARE_SERIES] = "series",     [RAP_COMPARE_PERIOD] = "period", [RAP_COMPARE_STATE] = "state",
      [RAP_COMPARE_SOURCE] = "source", [RAP_COMPARE_DOCUMENT] = "document", [RAP_COMPARE_QUERY] = "query",   [RAP_COMPARE_STATUS] = "status"};
  return names[kind];
}

/* ---- which dimensions ---- */

typedef struct plan {
  rap_compare_what what;
  const char *name;
  rap_count_spec spec;
  const char *role, *status; /* further conditions; NULL: none */
} plan;

static const plan plans[] = {
    {RAP_COMPARE_THEMES, "theme", {.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_THEME}, NULL, NULL},
    {RAP_COMPARE_SAID, "statement-theme", {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .rows = RAP_AXIS_THEME}, NULL, NULL},
    {RAP_COMPARE_ANNOUNCED, "announced-theme", {.base = RAP_FROM_EVENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_THEME}, NULL, "planned"},
    {RAP_COMPARE_DISCUSSED, "reported-theme", {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .rows = RAP_AXIS_THEME}, NULL, "held"},
    {RAP_COMPARE_SPEAKING, "state", {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .rows = RAP_AXIS_STATE}, "actor", NULL},
    {RAP_COMPARE_NAMED, "state-named", {.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_STATE}, NULL, NULL},
    {RAP_COMPARE_EVENTS_MET, "event", {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .rows = RAP_AXIS_EVENT}, NULL, NULL},
    {RAP_COMPARE_PEOPLE, "person", {.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_PERSON}, NULL, NULL},
    {RAP_COMPARE_PERSONS, "person", {.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_PERSON}, NULL, NULL},
    {RAP_COMPARE_BODIES, "organisation", {.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_ORGANISATION}, NULL, NULL},
};

/* All sets are events or series, or one event's announcements and reports: what their accounts tell counts, not all that the documents hold. */
static bool of_events(const rap_compare *c) {
  for (size_t i = 0; i < c->n_sets; i++)
    if (c->sets[i].kind != RAP_COMPARE_EVENT && c->sets[i].kind != RAP_COMPARE_SERIES && c->sets[i].kind != RAP_COMPARE_STATUS) return false;
  return true;
}

static bool has_kind(const rap_compare *c, rap_compare_kind kind) {
  for (size_t i = 0; i < c->n_sets; i++)
    if (c->sets[i].kind == kind) return true;
  return false;
}

static bool fits(const rap_compare *c, rap_compare_what what) {
  bool states = has_kind(c, RAP_COMPARE_STATE), status = has_kind(c, RAP_COMPARE_STATUS);
  switch (what) {
  case RAP_COMPARE_ANNOUNCED:
  case RAP_COMPARE_DISCUSSED: return of_events(c) && !status;
  case RAP_COMPARE_SPEAKING: return !states;
  case RAP_COMPARE_NAMED:
  case RAP_COMPARE_BODIES: return !states && !status;
  case RAP_COMPARE_EVENTS_MET: return states;
  case RAP_COMPARE_THEMES: return !states;
  case RAP_COMPARE_PEOPLE: return of_events(c);
  case RAP_COMPARE_PERSONS: return !of_events(c) && !states;
  default: return true;
  }
}

static bool events_know(rap_compare_what what) { return what == RAP_COMPARE_THEMES || what == RAP_COMPARE_PEOPLE; }

/* ---- lines ---- */

static rap_status add_set(rap_arena *arena, rap_map *index, size_t *capacity, rap_compare_dimension *d, const rap_facets *f, size_t set,
                          size_t n_sets, rap_error *err) {
  d->totals[set] = f->total;
  for (size_t i = 0; i < f->n; i++) {
    bool is_new;
    rap_map_entry *e = rap_map_put(index, f->items[i].label.value, &is_new);
    if (!e) return rap_error_nomem(err);
    if (is_new) {
      int64_t *n = rap_arena_array(arena, n_sets, sizeof *n);
      rap_keyness *key = rap_arena_array(arena, n_sets, sizeof *key);
      if (!n || !key || !rap_arena_grow(arena, (void **)&d->lines, d->n, capacity, sizeof *d->lines)) return rap_error_nomem(err);
      e->value.num = d->n;
      d->lines[d->n++] = (rap_compare_line){.label = f->items[i].label, .n = n, .key = key};
    }
    d->lines[e->value.num].n[set] = f->items[i].n;
  }
  return RAP_OK;
}

static unsigned bits(unsigned in) {
  unsigned n = 0;
  for (; in; in &= in - 1) n++;
  return n;
}

typedef struct weighed {
  rap_compare_line line;
  int64_t sum;
} weighed;

static int by_presence(const void *x, const void *y) {
  const weighed *a = x, *b = y;
  if (bits(a->line.in) != bits(b->line.in)) return bits(a->line.in) > bits(b->line.in) ? -1 : 1;
  if (a->sum != b->sum) return a->sum > b->sum ? -1 : 1;
  return rap_str_cmp(a->line.label.value, b->line.label.value);
}

static void weigh(rap_compare_dimension *d, size_t n_sets, rap_compare_line *line) {
  int64_t sum = 0, total = 0;
  line->in = 0;
  for (size_t s = 0; s < n_sets; s++) {
    sum += line->n[s];
    total += d->totals[s];
    if (line->n[s]) line->in |= 1u << s;
  }
  for (size_t s = 0; s < n_sets; s++) {
    int64_t own = d->totals[s], others = total - own;
    line->key[s] = rap_keyness_of((rap_keyness_counts){.a = line->n[s], .of_a = own, .b = sum - line->n[s], .of_b = others});
  }
}

static rap_status finish_lines(rap_arena *arena, rap_compare_dimension *d, size_t n_sets, rap_error *err) {
  if (!d->n) return RAP_OK;
  weighed *all = rap_arena_array(arena, d->n, sizeof *all);
  if (!all) return rap_error_nomem(err);
  for (size_t i = 0; i < d->n; i++) {
    weigh(d, n_sets, &d->lines[i]);
    all[i].line = d->lines[i];
    for (size_t s = 0; s < n_sets; s++) all[i].sum += d->lines[i].n[s];
  }
  qsort(all, d->n, sizeof *all, by_presence);
  for (size_t i = 0; i < d->n; i++) d->lines[i] = all[i].line;
  return RAP_OK;
}

/* Lines that are in the same sets follow each other by count; names are needed of the first of each such row only. */
static rap_status name_lines(rap_store *store, rap_compare_dimension *d, size_t names, rap_arena *arena, rap_error *err) {
  size_t named[1u << RAP_COMPARE_SETS_MAX] = {0};
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < d->n && d->what != RAP_COMPARE_WORDS; i++) {
    rap_label *label = &d->lines[i].label;
    if (d->n > RAP_COMPARE_NAMED_ALL && names && named[d->lines[i].in]++ > names) continue;
    st = rap_query_label(store, d->axis, label->value, arena, &label->name, err);
  }
  return st;
}

/* ---- counting ---- */

static rap_status narrow(rap_arena *arena, rap_filter *f, const char *role, const char *status, rap_error *err) {
  bool added = true;
  if (role) {
    f->roles = (rap_str_list){0};
    added = rap_str_list_add(arena, &f->roles, rap_str_of(role));
  }
  if (status && !f->statuses.n) added = added && rap_str_list_add(arena, &f->statuses, rap_str_of(status));
  return added ? RAP_OK : rap_error_nomem(err);
}

static rap_status count_dimension(rap_store *store, const rap_compare *c, const plan *p, rap_arena *arena, rap_compare_dimension *d, rap_error *err) {
  rap_map index = {0};
  size_t capacity = 0;
  rap_status st = RAP_OK;
  *d = (rap_compare_dimension){
      .what = p->what, .name = p->name, .base = p->spec.base, .axis = p->spec.rows, .unit = p->spec.unit, .of = rap_unit_name(p->spec.unit)};
  for (size_t s = 0; st == RAP_OK && s < c->n_sets; s++) {
    rap_filter f = c->sets[s].filter;
    rap_facets found = {0};
    rap_count_spec spec = p->spec;
    spec.unnamed = true;
    st = narrow(arena, &f, p->role, p->status, err);
    if (st == RAP_OK) st = rap_query_facets(store, &f, &spec, arena, &found, err);
    if (st == RAP_OK) st = add_set(arena, &index, &capacity, d, &found, s, c->n_sets, err);
  }
  rap_map_clear(&index);
  if (st == RAP_OK && d->axis == RAP_AXIS_PERSON) d->n = rap_join_short_names(d->lines, d->n, c->n_sets);
  return st == RAP_OK ? finish_lines(arena, d, c->n_sets, err) : st;
}

static rap_status count_axes(rap_store *store, rap_compare *c, const rap_compare_options *o, rap_arena *arena, rap_error *err) {
  rap_status st = RAP_OK;
  rap_base base = of_events(c) ? RAP_FROM_EVENTS : RAP_FROM_DOCUMENTS;
  for (size_t i = 0; st == RAP_OK && i < o->n_axes; i++) {
    plan p = {.what = RAP_COMPARE_OTHER, .name = rap_axis_name(o->axes[i]), .spec = {.base = base, .rows = o->axes[i]}};
    p.spec.unit = o->unit ? *o->unit : RAP_UNIT_DOCUMENTS;
    if (o->axes[i] == RAP_AXIS_THEME && p.spec.unit == RAP_UNIT_DOCUMENTS) p.what = RAP_COMPARE_THEMES;
    if (p.spec.unit == RAP_UNIT_STATEMENTS) p.spec.base = RAP_FROM_STATEMENTS;
    st = count_dimension(store, c, &p, arena, &c->dimensions[c->n_dimensions++], err);
  }
  return st;
}

/* Then the States that texts only name are not counted: they are of interest where none speaks. */
static bool somebody_speaks(const rap_compare *c) {
  const rap_compare_dimension *d = rap_compare_find(c, RAP_COMPARE_SPEAKING);
  for (size_t i = 0; d && i < d->n; i++)
    if (!rap_str_is(d->lines[i].label.value, "ALL")) return true;
  return false;
}

static rap_status count_plans(rap_store *store, rap_compare *c, const rap_unit *unit, rap_arena *arena, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < sizeof plans / sizeof *plans; i++) {
    plan p = plans[i];
    if (!fits(c, p.what) || (p.what == RAP_COMPARE_NAMED && somebody_speaks(c))) continue;
    if (events_know(p.what) && of_events(c)) p.spec.base = RAP_FROM_EVENTS;
    if (unit && *unit != RAP_UNIT_STATEMENTS) p.spec.unit = *unit;
    st = count_dimension(store, c, &p, arena, &c->dimensions[c->n_dimensions++], err);
  }
  return st;
}

/* ---- words ---- */

static rap_status add_words(rap_compare_dimension *d, const rap_keyness_row *rows, size_t n, rap_arena *arena, size_t *capacity, rap_error *err) {
  for (size_t i = 0; i < n; i++) {
    int64_t *counts = rap_arena_array(arena, 2, sizeof *counts);
    rap_keyness *key = rap_arena_array(arena, 2, sizeof *key);
    void *lines = d->lines;
    if (!counts || !key || !rap_arena_grow(arena, &lines, d->n, capacity, sizeof *d->lines)) return rap_error_nomem(err);
    d->lines = lines;
    counts[0] = rows[i].a;
    counts[1] = rows[i].b;
    d->lines[d->n++] = (rap_compare_line){.label = {rows[i].term, rows[i].term}, .n = counts, .key = key};
  }
  return RAP_OK;
}

/* Of two sets of texts; States are compared by what they say, not by all that stands beside their names. */
static bool has_words(const rap_compare *c) {
  if (c->n_sets != 2 || has_kind(c, RAP_COMPARE_STATE)) return false;
  return c->sets[0].documents <= RAP_COMPARE_WORDS_DOCUMENTS && c->sets[1].documents <= RAP_COMPARE_WORDS_DOCUMENTS;
}

static rap_status count_words(rap_store *store, rap_compare *c, rap_arena *arena, rap_error *err) {
  const rap_keyness_spec spec = {.min_documents = RAP_COMPARE_WORDS_TEXTS,
                                 .level = RAP_COMPARE_WORDS_LEVEL,
                                 .limit = RAP_COMPARE_WORDS_KEPT,
                                 .max_words = RAP_COMPARE_WORDS_READ};
  rap_compare_dimension *d = &c->dimensions[c->n_dimensions++];
  rap_keyness_answer found;
  size_t capacity = 0;
  *d = (rap_compare_dimension){.what = RAP_COMPARE_WORDS, .name = "word", .base = RAP_FROM_DOCUMENTS, .of = "words"};
  rap_status st = rap_query_keyness(store, &c->sets[0].filter, &c->sets[1].filter, &spec, arena, &found, err);
  if (st != RAP_OK) return st;
  d->totals[0] = (int64_t)found.a.words_read;
  d->totals[1] = (int64_t)found.b.words_read;
  st = add_words(d, found.over, found.n_over, arena, &capacity, err);
  if (st == RAP_OK) st = add_words(d, found.under, found.n_under, arena, &capacity, err);
  for (size_t i = 0; st == RAP_OK && i < d->n; i++) weigh(d, 2, &d->lines[i]);
  return st;
}

static rap_status count_set(rap_store *store, rap_compare_set *set, bool events, rap_arena *arena, rap_error *err) {
  rap_facets found;
  rap_count_spec spec = {.base = events ? RAP_FROM_EVENTS : RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS};
  rap_status st = rap_query_facets(store, &set->filter, &spec, arena, &found, err);
  set->documents = found.total;
  spec = (rap_count_spec){.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .rows = RAP_AXIS_STATUS};
  if (st == RAP_OK) st = rap_query_facets(store, &set->filter, &spec, arena, &found, err);
  set->statements = set->planned = set->reported = 0;
  if (st != RAP_OK) return st;
  set->statements = found.total;
  for (size_t i = 0; i < found.n; i++) *(rap_str_is(found.items[i].label.value, "planned") ? &set->planned : &set->reported) += found.items[i].n;
  return RAP_OK;
}

static bool is_small(const rap_compare *c) {
  int64_t all = 0, least = INT64_MAX;
  for (size_t i = 0; i < c->n_sets; i++) {
    all += c->sets[i].statements;
    if (c->sets[i].statements < least) least = c->sets[i].statements;
  }
  return all > 0 && least < RAP_COMPARE_FEW;
}

/* Each begins after the one before it, and all are of a kind that has a place in time. */
static bool in_order(const rap_compare *c) {
  for (size_t i = 0; i < c->n_sets; i++) {
    if (!c->sets[i].when.n || c->sets[i].kind != c->sets[0].kind) return false;
    if (i && rap_str_cmp(c->sets[i - 1].when, c->sets[i].when) >= 0) return false;
  }
  return true;
}

rap_status rap_compare_make(rap_store *store, rap_compare_set *sets, size_t n_sets, const rap_compare_options *options, rap_arena *arena,
                            rap_compare *out, rap_error *err) {
  assert(n_sets > 1 && n_sets <= RAP_COMPARE_SETS_MAX && options->n_axes <= RAP_COMPARE_DIMENSIONS_MAX);
  static_assert(sizeof plans / sizeof *plans < RAP_COMPARE_DIMENSIONS_MAX, "all plans and the words fit");
  *out = (rap_compare){.sets = sets, .n_sets = n_sets};
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < n_sets; i++) st = count_set(store, &sets[i], of_events(out), arena, err);
  if (st == RAP_OK) st = options->n_axes ? count_axes(store, out, options, arena, err) : count_plans(store, out, options->unit, arena, err);
  if (st == RAP_OK && !options->n_axes && has_words(out)) st = count_words(store, out, arena, err);
  for (size_t i = 0; st == RAP_OK && i < out->n_dimensions; i++) st = name_lines(store, &out->dimensions[i], options->names, arena, err);
  out->ordered = in_order(out);
  out->few = is_small(out);
  if (st != RAP_OK) *out = (rap_compare){0};
  return st;
}

const rap_compare_dimension *rap_compare_find(const rap_compare *c, rap_compare_what what) {
  for (size_t i = 0; i < c->n_dimensions; i++)
    if (c->dimensions[i].what == what) return &c->dimensions[i];
  return NULL;
}

const char *rap_compare_change(const rap_compare_line *line, size_t set) {
  if (!set) return "";
  bool before = line->in >> (set - 1) & 1, now = line->in >> set & 1;
  return before && now ? "stayed" : before ? "went" : now ? "came" : "";
}
