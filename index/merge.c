#include "index/merge.h"

#include <assert.h>
#include <stdlib.h>

/* Days. An event longer than a month, or one grown day by day beyond ten, is rather several; equal editions more than a year apart are rather misread. */
enum { LONGEST = 31, LONGEST_BY_DAYS = 10, EDITION_APART = 366, RESUMED_APART = 7, NEWS_APART = 90, REPORTS_APART = 7 };

typedef enum precision { BY_DAY, BY_MONTH, BY_YEAR, BY_EDITION, VAGUE } precision;

typedef struct range {
  int64_t lo, hi; /* day numbers, inclusive */
  bool known;
} range;

typedef struct item {
  rap_account *a;
  precision precision;
  range dates;  /* stated */
  range window; /* from publication */
  size_t next;  /* member of the same cluster, SIZE_MAX at the end */
} item;

typedef struct cluster {
  size_t first, last; /* items */
  int edition;
  precision precision;
  range dates, window;
  rap_str state, place_fold;
  bool undated, held;
} cluster;

typedef struct work {
  item *items;
  cluster *clusters;
  size_t n, n_clusters, bucket; /* bucket: the undated cluster, SIZE_MAX if there is none yet */
} work;

static range range_of_days(rap_day start, rap_day end) {
  if (start.year == 0) start = end;
  if (start.year == 0) return (range){0};
  if (end.year == 0) end = start;
  range r = {rap_day_number(rap_day_first(start)), rap_day_number(rap_day_last(end)), true};
  if (r.hi < r.lo) r.hi = rap_day_number(rap_day_last(start));
  return r;
}

static precision precision_of(const rap_account *a) {
  rap_day d = a->start.year ? a->start : a->end;
  if (d.year == 0) return a->edition ? BY_EDITION : VAGUE;
  return d.day ? BY_DAY : d.month ? BY_MONTH : BY_YEAR;
}

static item item_of(rap_account *a) {
  item it = {.a = a, .precision = precision_of(a), .dates = range_of_days(a->start, a->end), .next = SIZE_MAX};
  range p = range_of_days(a->published, (rap_day){0});
  if (p.known) it.window = a->held ? (range){p.lo - RAP_MERGE_HELD_DAYS, p.hi, true} : (range){p.lo, p.hi + RAP_MERGE_PLANNED_DAYS, true};
  return it;
}

static int order(int64_t a, int64_t b) { return (a > b) - (a < b); }

static int by_precision(const void *x, const void *y) {
  const item *a = x, *b = y;
  int c = order(a->precision, b->precision);
  if (!c && a->precision == BY_DAY) c = order(!a->a->edition, !b->a->edition);
  if (!c) c = order(a->dates.lo, b->dates.lo);
  if (!c) c = order(a->dates.hi, b->dates.hi);
  if (!c) c = order(a->a->edition, b->a->edition);
  if (!c) c = order(b->a->main, a->a->main);
  if (!c) c = order(b->a->held, a->a->held);
  if (!c) c = rap_day_cmp(a->a->published, b->a->published);
  if (!c) c = rap_str_cmp(a->a->document, b->a->document);
  if (!c) c = order((int64_t)a->a->idx, (int64_t)b->a->idx);
  return c;
}

/* ---- what fits ---- */

static int64_t gap(range a, range b) { return a.lo > b.hi ? a.lo - b.hi : b.lo > a.hi ? b.lo - a.hi : 0; }
static bool overlap(range a, range b) { return a.known && b.known && gap(a, b) == 0; }
static range united(range a, range b) { return (range){a.lo < b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi, true}; }
static int64_t length(range r) { return r.hi - r.lo + 1; }

/* Every word of `a` is a word of `b`. */
static bool words_within(rap_str a, rap_str b) {
  rap_str word;
  while (rap_str_split(&a, ' ', &word)) {
    if (!word.n) continue;
    rap_str rest = b, other;
    bool found = false;
    while (!found && rap_str_split(&rest, ' ', &other)) found = rap_str_eq(word, other);
    if (!found) return false;
  }
  return true;
}

static bool places_agree(const cluster *c, const rap_account *a) {
  if (c->state.n && a->state.n) return rap_str_eq(c->state, a->state);
  if (!c->place_fold.n || !a->place_fold.n) return true;
  return words_within(c->place_fold, a->place_fold) || words_within(a->place_fold, c->place_fold);
}

static bool same_document(const work *w, const cluster *c, const rap_account *a) {
  for (size_t i = c->first; i != SIZE_MAX; i = w->items[i].next)
    if (w->items[i].a->row == a->row) return true;
  return false;
}

/* Whole days overlap, or adjoin, and the union is not absurdly long. */
static bool days_connect(range a, range b) {
  int64_t apart = gap(a, b), together = length(united(a, b));
  bool grows = together > length(a) && together > length(b);
  return apart == 0 ? !grows || together <= LONGEST : apart == 1 && together <= LONGEST_BY_DAYS;
}

static bool dates_connect(const cluster *c, const item *it) {
  if (it->precision == BY_DAY && c->precision == BY_DAY) return days_connect(c->dates, it->dates);
  if (it->precision <= BY_YEAR) return overlap(c->dates, it->dates);
  if (it->precision == BY_EDITION && !it->a->main) return false; /* a recalled edition may lie at any time */
  if (c->precision <= BY_MONTH) return overlap(c->dates, it->window);
  return c->precision == BY_EDITION && it->precision == VAGUE && it->a->main && overlap(c->window, it->window);
}

/* Two texts that say neither date nor edition: an announcement and a later report, or two texts of one week. */
static bool windows_connect(const work *w, const cluster *c, const item *it) {
  if (c->precision != VAGUE || c->undated || !it->a->main || !overlap(c->window, it->window)) return false;
  const rap_account *a = w->items[c->first].a, *b = it->a;
  if (a->held != b->held) return rap_day_cmp(a->held ? b->published : a->published, a->held ? a->published : b->published) <= 0;
  return gap(range_of_days(a->published, (rap_day){0}), range_of_days(b->published, (rap_day){0})) <= REPORTS_APART;
}

/* Of one edition all the same: a meeting put off has one set of days in the end; a session that was held for some days, and months later resumed, has two. A text about it that names no days tells of the one that
 * was near. */
static bool apart(const cluster *c, const item *it) {
  if (!c->dates.known) return false;
  if (!it->dates.known) return it->a->main && it->window.known && gap(c->dates, it->window) > NEWS_APART;
  int64_t between = gap(c->dates, it->dates);
  bool resumed = c->held && it->a->held && c->precision == BY_DAY && it->precision == BY_DAY && length(c->dates) > 1 && length(it->dates) > 1;
  return between > (resumed ? RESUMED_APART : EDITION_APART);
}

/* How well an account fits an event: 0 not at all, 1 by overlap, 2 by the very same dates, 3 by edition. */
static int fit(const work *w, const cluster *c, const item *it) {
  const rap_account *a = it->a;
  if (a->alone || w->items[c->first].a->alone || c->undated || (c->edition && a->edition && c->edition != a->edition) || same_document(w, c, a))
    return 0;
  if (c->edition && c->edition == a->edition) return apart(c, it) ? 0 : 3;
  if (!places_agree(c, a)) return 0;
  if (it->precision == VAGUE && windows_connect(w, c, it)) return 1;
  if (!dates_connect(c, it)) return 0;
  return it->dates.known && c->dates.lo == it->dates.lo && c->dates.hi == it->dates.hi ? 2 : 1;
}

/* Among equals the nearest to the publication. */
static int64_t distance(const cluster *c, const item *it) {
  range p = range_of_days(it->a->published, (rap_day){0});
  range d = c->dates.known ? c->dates : c->window;
  return p.known && d.known ? gap(d, p) : 0;
}

static size_t find_cluster(const work *w, const item *it) {
  size_t best = SIZE_MAX, n_overlapping = 0;
  int best_fit = 0;
  for (size_t i = 0; i < w->n_clusters; i++) {
    int f = fit(w, &w->clusters[i], it);
    n_overlapping += f == 1;
    if (f == 0 || f < best_fit) continue;
    if (f > best_fit || distance(&w->clusters[i], it) < distance(&w->clusters[best], it)) best = i, best_fit = f;
  }
  /* "in 2022", "in September": several meetings of that time could be meant, and to guess would be wrong more often than not. */
  bool coarse = it->precision == BY_MONTH || it->precision == BY_YEAR;
  return coarse && best_fit == 1 && n_overlapping > 1 ? SIZE_MAX : best;
}

static void join(work *w, size_t at, size_t i) {
  cluster *c = &w->clusters[at];
  item *it = &w->items[i];
  w->items[c->last].next = i;
  c->last = i;
  if (!c->held && it->a->held && it->precision == BY_DAY && c->precision == BY_DAY)
    c->dates = it->dates; /* what was held counts, not what was planned */
  c->held = c->held || it->a->held;
  if (!c->edition) c->edition = it->a->edition;
  if (!c->state.n) c->state = it->a->state;
  if (it->a->place_fold.n > c->place_fold.n) c->place_fold = it->a->place_fold;
  if (it->precision == BY_DAY && c->precision == BY_DAY && days_connect(c->dates, it->dates)) c->dates = united(c->dates, it->dates);
}

static void found(work *w, size_t i) {
  const item *it = &w->items[i];
  bool undated = it->precision == VAGUE && (!it->a->main || !it->window.known);
  bool alone = it->a->alone;
  if (undated && !alone && w->bucket != SIZE_MAX) {
    w->items[w->clusters[w->bucket].last].next = i;
    w->clusters[w->bucket].last = i;
    return;
  }
  if (undated && !alone) w->bucket = w->n_clusters;
  w->clusters[w->n_clusters++] = (cluster){.first = i,
                                           .last = i,
                                           .edition = it->a->edition,
                                           .held = it->a->held,
                                           .precision = it->precision,
                                           .dates = it->dates,
                                           .window = it->window,
                                           .state = it->a->state,
                                           .place_fold = it->a->place_fold,
                                           .undated = undated};
}

/* ---- what they say together ---- */

typedef enum field { TITLE, PLACE, STATE, COUNTRY, CHAIR, ORGANISER } field;

static rap_str field_of(const rap_account *a, field f) {
  const rap_str values[] = {
      [TITLE] = a->title, [PLACE] = a->place, [STATE] = a->state, [COUNTRY] = a->country, [CHAIR] = a->chair, [ORGANISER] = a->organiser};
  return values[f];
}

static rap_str fold_of(const rap_account *a, field f) {
  const rap_str values[] = {[TITLE] = a->title,     [PLACE] = a->place_fold, [STATE] = a->state,
                            [COUNTRY] = a->country, [CHAIR] = a->chair_fold, [ORGANISER] = a->organiser_fold};
  return values[f];
}

static int64_t votes(const work *w, const cluster *c, field f, rap_str fold) {
  int64_t n = 0;
  for (size_t i = c->first; i != SIZE_MAX; i = w->items[i].next) n += rap_str_eq(fold_of(w->items[i].a, f), fold);
  return n;
}

/* A report beats an announcement, the text about it one in passing, the more frequent the rarer, the longer the shorter. */
static bool better(const work *w, const cluster *c, field f, const rap_account *a, const rap_account *b) {
  int o = order(a->held, b->held);
  if (!o) o = order(a->main, b->main);
  if (!o) o = order(votes(w, c, f, fold_of(a, f)), votes(w, c, f, fold_of(b, f)));
  if (!o) o = order((int64_t)field_of(a, f).n, (int64_t)field_of(b, f).n);
  if (!o) o = rap_str_cmp(field_of(b, f), field_of(a, f));
  return o > 0;
}

/* `place`, folded: only what is said together with this place; empty: all. */
static rap_str choose(const work *w, const cluster *c, field f, rap_str place) {
  const rap_account *best = NULL;
  for (size_t i = c->first; i != SIZE_MAX; i = w->items[i].next) {
    const rap_account *a = w->items[i].a;
    if (place.n && !rap_str_eq(a->place_fold, place)) continue;
    if (field_of(a, f).n && (!best || better(w, c, f, a, best))) best = a;
  }
  if (!best) return (rap_str){0};
  if (f == TITLE || f == STATE || f == COUNTRY) return field_of(best, f);
  /* The fuller form of the same name: "Narendra Modi" for "Modi", "New Delhi" for "Delhi". */
  const rap_account *fullest = best;
  for (size_t i = c->first; i != SIZE_MAX; i = w->items[i].next) {
    const rap_account *a = w->items[i].a;
    rap_str fold = fold_of(a, f), now = fold_of(fullest, f);
    if (fold.n > now.n && now.n && words_within(now, fold)) fullest = a;
  }
  return field_of(fullest, f);
}

static bool is_source_of_dates(const item *it, precision p, bool held) { return it->precision == p && (it->a->held || !held); }

/* How many texts give the same days. */
static int64_t agreeing(const work *w, const cluster *c, const item *it) {
  int64_t n = 0;
  for (size_t i = c->first; i != SIZE_MAX; i = w->items[i].next) {
    const item *other = &w->items[i];
    n += other->precision == it->precision && other->dates.lo == it->dates.lo && other->dates.hi == it->dates.hi;
  }
  return n;
}

/* Better source of dates: about it, then (of announcements) the latest word, what more texts say, else the order of items. */
static bool dates_better(const work *w, const cluster *c, const item *a, const item *b) {
  int o = order(a->a->main, b->a->main);
  if (!o && !a->a->held) o = rap_day_cmp(a->a->published, b->a->published);
  bool same =
      a->dates.lo == b->dates.lo && a->dates.hi == b->dates.hi; /* as most are: ten thousand texts on one event are not counted ten thousand times */
  if (!o && !same) o = order(agreeing(w, c, a), agreeing(w, c, b));
  return o > 0;
}

static void merge_dates(const work *w, const cluster *c, rap_merged *m) {
  bool held = false;
  precision p = VAGUE;
  for (size_t i = c->first; i != SIZE_MAX; i = w->items[i].next)
    if (w->items[i].precision < p) p = w->items[i].precision;
  if (p > BY_YEAR) return;
  for (size_t i = c->first; i != SIZE_MAX; i = w->items[i].next) held = held || is_source_of_dates(&w->items[i], p, true);
  const item *best = NULL;
  for (size_t i = c->first; i != SIZE_MAX; i = w->items[i].next) {
    const item *it = &w->items[i];
    if (is_source_of_dates(it, p, held) && (!best || dates_better(w, c, it, best))) best = it;
  }
  assert(best);
  m->start = best->a->start.year ? best->a->start : best->a->end;
  m->end = best->a->end;
  if (p != BY_DAY) return;
  range r = best->dates;
  bool ends = best->a->end.year > 0, one_day = r.lo == r.hi;
  for (size_t i = c->first; i != SIZE_MAX; i = w->items[i].next) {
    const item *it = &w->items[i];
    /* Of reports that name one day only ("concluded on Saturday") an announcement may give the other days. */
    bool completes = one_day && it->precision == p && overlap(best->dates, it->dates);
    if (!completes && (!is_source_of_dates(it, p, held) || (best->a->main && !it->a->main && !one_day))) continue;
    if (!days_connect(r, it->dates)) continue;
    r = united(r, it->dates);
    ends = ends || it->a->end.year > 0;
  }
  m->start = rap_day_from_number(r.lo);
  m->end = ends || r.hi > r.lo ? rap_day_from_number(r.hi) : (rap_day){0};
}

/* The folded form of the place that was chosen. */
static rap_str place_of(const work *w, const cluster *c, rap_str place) {
  for (size_t i = c->first; place.n && i != SIZE_MAX; i = w->items[i].next)
    if (rap_str_eq(w->items[i].a->place, place)) return w->items[i].a->place_fold;
  return (rap_str){0};
}

static rap_merged merge(const work *w, const cluster *c) {
  const rap_str all = {0};
  rap_merged m = {.edition = c->edition, .undated = c->undated};
  m.title = choose(w, c, TITLE, all);
  m.place = choose(w, c, PLACE, all);
  m.state = choose(w, c, STATE, all);
  m.country = choose(w, c, COUNTRY, place_of(w, c, m.place));
  m.chair = choose(w, c, CHAIR, all);
  m.organiser = choose(w, c, ORGANISER, all);
  if (!c->undated) merge_dates(w, c, &m);
  for (size_t i = c->first; i != SIZE_MAX; i = w->items[i].next) {
    const rap_account *a = w->items[i].a;
    m.held = m.held || a->held;
    m.n_documents++; /* accounts of one document are different events (the undated bucket aside) */
    if (a->published.year && (!m.published.year || rap_day_cmp(a->published, m.published) < 0)) m.published = a->published;
  }
  return m;
}

typedef struct sorted {
  rap_merged merged;
  size_t cluster;
  rap_str document; /* of its first account: decides between equals */
  size_t idx;
} sorted;

static int by_date(const void *x, const void *y) {
  const sorted *a = x, *b = y;
  int c = order(a->merged.undated, b->merged.undated);
  if (!c) c = rap_day_cmp(a->merged.start, b->merged.start);
  if (!c) c = rap_day_cmp(a->merged.end, b->merged.end);
  if (!c) c = order(a->merged.edition, b->merged.edition);
  if (!c) c = rap_day_cmp(a->merged.published, b->merged.published);
  if (!c) c = rap_str_cmp(a->document, b->document);
  if (!c) c = order((int64_t)a->idx, (int64_t)b->idx);
  return c;
}

rap_status rap_merge_accounts(rap_arena *arena, rap_account *accounts, size_t n, rap_merged **merged, size_t *n_merged, rap_error *err) {
  *merged = NULL;
  *n_merged = 0;
  work w = {.items = rap_arena_array(arena, n, sizeof(item)), .clusters = rap_arena_array(arena, n, sizeof(cluster)), .n = n, .bucket = SIZE_MAX};
  if (!w.items || !w.clusters) return rap_error_nomem(err);
  for (size_t i = 0; i < n; i++) w.items[i] = item_of(&accounts[i]);
  if (n) qsort(w.items, n, sizeof *w.items, by_precision);
  for (size_t i = 0; i < n; i++) {
    size_t at = find_cluster(&w, &w.items[i]);
    if (at == SIZE_MAX)
      found(&w, i);
    else
      join(&w, at, i);
  }
  sorted *s = rap_arena_array(arena, w.n_clusters, sizeof *s);
  rap_merged *m = rap_arena_array(arena, w.n_clusters, sizeof *m);
  if (!s || !m) return rap_error_nomem(err);
  for (size_t i = 0; i < w.n_clusters; i++) {
    const rap_account *first = w.items[w.clusters[i].first].a;
    s[i] = (sorted){merge(&w, &w.clusters[i]), i, first->document, first->idx};
  }
  if (w.n_clusters) qsort(s, w.n_clusters, sizeof *s, by_date);
  for (size_t k = 0; k < w.n_clusters; k++) {
    m[k] = s[k].merged;
    for (size_t i = w.clusters[s[k].cluster].first; i != SIZE_MAX; i = w.items[i].next) w.items[i].a->event = k;
  }
  *merged = m;
  *n_merged = w.n_clusters;
  return RAP_OK;
}
