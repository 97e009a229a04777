/* Temporal expressions by TimeML: each hit of kind `timex` becomes one TIMEX3, or several ("6 and 7 January"). Places are resolved in the order of the text, so that "the following day" finds the day spoken of;
 * times whose day the text says elsewhere in the sentence come last. */
#include "analyze/rules_internal.h"
#include "analyze/timex_work.h"

#include "analyze/trace.h"

typedef struct tagged {
  rap_timex timex;
  rap_place_in_time place;
  size_t sentence; /* of the hit */
  bool undated;
} tagged;

typedef struct list {
  tagged *items;
  size_t n, capacity;
} list;

/* How many expressions on each side of a time are looked at for its day. */
#define MAX_APART 12

static rap_timex_form *form_of(rap_str name) {
  static const struct {
    const char *name;
    rap_timex_form *form;
  } forms[] = {
      {"point", rap_timex_point},
      {"numeric", rap_timex_numeric},
      {"month-day", rap_timex_month_day},
      {"month-of", rap_timex_month_of},
      {"month-shift", rap_timex_month_shift},
      {"fiscal-year", rap_timex_fiscal_year},
      {"decade", rap_timex_decade},
      {"century", rap_timex_century},
      {"weekday", rap_timex_weekday},
      {"holiday", rap_timex_holiday},
      {"relday", rap_timex_relday},
      {"today-part", rap_timex_today_part},
      {"ref-day", rap_timex_ref_day},
      {"ref-before", rap_timex_ref_before},
      {"unit", rap_timex_unit_form},
      {"the-unit", rap_timex_the_unit},
      {"ref-unit", rap_timex_ref_unit},
      {"same-period", rap_timex_same_period},
      {"ago", rap_timex_ago},
      {"later", rap_timex_later},
      {"quarter", rap_timex_quarter},
      {"season", rap_timex_season},
      {"nth-unit", rap_timex_nth_unit},
      {"clock", rap_timex_clock},
      {"o-clock", rap_timex_o_clock},
      {"day-part", rap_timex_day_part},
      {"overnight", rap_timex_overnight},
      {"duration", rap_timex_duration},
      {"vague-duration", rap_timex_vague_duration},
      {"past-unit", rap_timex_past_unit},
      {"long", rap_timex_long},
      {"set", rap_timex_set},
      {"set-adverb", rap_timex_set_adverb},
      {"set-weekday", rap_timex_set_weekday},
      {"set-month", rap_timex_set_month},
      {"set-part", rap_timex_set_part},
      {"set-weekend", rap_timex_set_weekend},
      {"const", rap_timex_const},
  };
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (rap_str_is(name, forms[i].name)) return forms[i].form;
  return NULL;
}

static bool falls_apart(rap_str form) {
  return rap_str_is(form, "days") || rap_str_is(form, "durations") || rap_str_is(form, "years") || rap_str_is(form, "clocks");
}

bool rap_timex_form_known(rap_str name) { return falls_apart(name) || form_of(name); }

/* ---- taking down ---- */

static rap_span trimmed(rap_str view, rap_span span) {
  while (span.end > span.begin && view.p[span.end - 1] == ' ') span.end--;
  while (span.begin < span.end && view.p[span.begin] == ' ') span.begin++;
  return span;
}

static bool take(rap_timex_work *w, list *l, rap_span span) {
  const rap_document *doc = w->a->doc;
  if (!rap_arena_grow(w->a->arena, (void **)&l->items, l->n, &l->capacity, sizeof *l->items)) return false;
  w->out.text = rap_view_to_text(&doc->view, trimmed(doc->view.s, span));
  w->out.rule = w->hit->rule->id;
  l->items[l->n++] = (tagged){w->out, w->place, w->hit->sentence, w->undated};
  if (w->place.grain != RAP_GRAIN_NONE && w->place.day.year) w->focus = w->place;
  if (w->place.grain >= RAP_GRAIN_DAY && w->place.day.year) {
    w->focus_day = w->place.day;
    w->focus_sentence = w->hit->sentence;
  }
  return true;
}

static void reset(rap_timex_work *w) {
  w->out = (rap_timex){0};
  w->place = (rap_place_in_time){0};
  w->undated = w->impossible = false;
}

static void warn(const rap_timex_work *w) {
  rap_analysis *a = w->a;
  rap_str text = rap_str_at(a->doc->view.s, w->hit->view);
  rap_document_warn(a->arena, a->doc, "impossible date \"%.*s\" at byte %zu", RAP_FMT(text), rap_view_text_begin(&a->doc->view, w->hit->view.begin));
}

/* ---- one hit ---- */

#define MAX_OWN 3
#define MAX_PARTS 8

/* One of several expressions: where it stands, and the captures that are its own, under the names that its form knows. */
typedef struct piece {
  const char *span;
  const char *own[MAX_OWN][2];
} piece;

static void add_part(const rap_hit *whole, const char *from, const char *to, rap_capture *parts, size_t *n) {
  const rap_capture *c = from ? rap_hit_capture_find(whole, from) : NULL;
  if (!c || !c->text.n) return;
  parts[*n] = *c;
  parts[(*n)++].name = rap_str_of(to);
}

/* The hit as if it had caught this piece only, with what all pieces share. */
static rap_hit hit_of(const rap_hit *whole, const piece *p, rap_capture parts[MAX_PARTS]) {
  static const char *const shared[] = {"mon", "year", "unit", "ampm", "zone"};
  rap_hit hit = *whole;
  hit.n_captures = 0;
  hit.captures = parts;
  for (size_t i = 0; i < MAX_OWN; i++) add_part(whole, p->own[i][0], p->own[i][1], parts, &hit.n_captures);
  for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) add_part(whole, shared[i], shared[i], parts, &hit.n_captures);
  return hit;
}

static bool take_pieces(rap_timex_work *w, list *l, const piece *pieces, size_t n, rap_timex_form *form) {
  const rap_hit *whole = w->hit;
  for (size_t i = 0; i < n; i++) {
    const rap_capture *span = rap_hit_capture_find(whole, pieces[i].span);
    rap_capture parts[MAX_PARTS];
    if (!span || span->view.begin == RAP_NONE) continue;
    rap_hit own = hit_of(whole, &pieces[i], parts);
    w->hit = &own;
    reset(w);
    bool found = form(w), taken = !found || take(w, l, span->view);
    w->hit = whole;
    if (!found && w->impossible) warn(w);
    if (!taken) return false;
  }
  return true;
}

/* "6, 7 and 8 January". */
static bool take_days(rap_timex_work *w, list *l) {
  static const piece pieces[] = {
      {"span", {{"daya", "day"}}}, {"span2", {{"dayb", "day"}}}, {"span3", {{"dayc", "day"}}}, {"span4", {{"dayd", "day"}}}};
  return take_pieces(w, l, pieces, sizeof pieces / sizeof *pieces, rap_timex_point);
}

/* "60 and 90 days". */
static bool take_durations(rap_timex_work *w, list *l) {
  static const piece pieces[] = {{"span", {{"na", "n"}}}, {"span2", {{"nb", "n"}}}};
  return take_pieces(w, l, pieces, sizeof pieces / sizeof *pieces, rap_timex_duration);
}

/* "from 11 to 2 p.m." */
static bool take_clocks(rap_timex_work *w, list *l) {
  static const piece pieces[] = {{"span", {{"hour", "hour"}, {"minute", "minute"}, {"hourb", "until"}}},
                                 {"span2", {{"hourb", "hour"}, {"minuteb", "minute"}}}};
  return take_pieces(w, l, pieces, sizeof pieces / sizeof *pieces, rap_timex_clock);
}

/* "1994-97": the century of the second is that of the first. */
static bool take_years(rap_timex_work *w, list *l) {
  static const char *const spans[] = {"span", "span2"};
  uint64_t first = 0, second = 0;
  if (!rap_str_uint(rap_hit_capture(w->hit, "year"), &first) || !rap_str_uint(rap_hit_capture(w->hit, "yy"), &second)) return true;
  if (second < 100) second += first / 100 * 100 + (second < first % 100 ? 100 : 0);
  if (second <= first || second > 9999) return true;
  for (size_t i = 0; i < 2; i++) {
    const rap_capture *span = rap_hit_capture_find(w->hit, spans[i]);
    if (!span) continue;
    reset(w);
    rap_timex_put_place(w, "DATE", (rap_place_in_time){.grain = RAP_GRAIN_YEAR, .day = {.year = (int)(i ? second : first)}});
    if (!take(w, l, span->view)) return false;
  }
  return true;
}

/* Takes what comes of one hit; false: out of memory. */
static bool take_hit(rap_timex_work *w, list *l) {
  rap_str name = rap_hit_capture(w->hit, "form");
  if (rap_str_is(name, "days")) return take_days(w, l);
  if (rap_str_is(name, "durations")) return take_durations(w, l);
  if (rap_str_is(name, "years")) return take_years(w, l);
  if (rap_str_is(name, "clocks")) return take_clocks(w, l);
  rap_timex_form *form = form_of(name);
  reset(w);
  if (!form || !form(w) || !w->out.value.n) {
    if (w->impossible) warn(w);
    rap_trace_refused(rap_analyzer_trace(w->a->analyzer), w->hit, "no TIMEX3 comes of what it caught");
    return true;
  }
  if (rap_str_is(rap_hit_capture(w->hit, "anchor"), "dateline") && w->place.day.day) w->anchor = w->place.day;
  return take(w, l, w->hit->view);
}

/* ---- times without a day ---- */

static bool has_day(const tagged *f) { return !f->undated && f->place.day.day && f->place.grain >= RAP_GRAIN_DAY; }

/* The nearest expression before or behind one in its sentence that names a day; SIZE_MAX if none. */
static size_t day_near(const list *l, size_t at, bool behind) {
  for (size_t apart = 1; apart <= MAX_APART; apart++) {
    if (behind ? at + apart >= l->n : at < apart) break;
    size_t i = behind ? at + apart : at - apart;
    if (l->items[i].sentence != l->items[at].sentence) break;
    if (has_day(&l->items[i])) return i;
  }
  return SIZE_MAX;
}

/* The day of a time: of the nearest expression in its sentence that names one; else the last before it in its text; else the day of the text. */
static rap_day day_for(const list *l, size_t at, rap_day last, rap_day anchor) {
  size_t before = day_near(l, at, false), behind = day_near(l, at, true);
  if (before != SIZE_MAX && behind != SIZE_MAX) {
    rap_span text = l->items[at].timex.text;
    size_t back = text.begin - l->items[before].timex.text.end, ahead = l->items[behind].timex.text.begin - text.end;
    if (ahead < back) before = SIZE_MAX;
  }
  if (before != SIZE_MAX) return l->items[before].place.day;
  if (behind != SIZE_MAX) return l->items[behind].place.day;
  return last.day ? last : anchor;
}

static void date_times(rap_arena *arena, list *l, rap_day anchor) {
  rap_day last = {0};
  for (size_t i = 0; i < l->n; i++) {
    tagged *f = &l->items[i];
    if (has_day(f)) last = f->place.day;
    if (!f->undated) continue;
    f->place.day = day_for(l, i, last, anchor);
    f->timex.value = rap_place_text(arena, f->place);
  }
}

/* ---- all of them ---- */

rap_status rap_timex_resolve(rap_analysis *a, rap_error *err) {
  list l = {0};
  rap_timex_work w = {.a = a, .anchor = a->doc->published};
  w.anchor.has_time = false;
  w.anchor.hour = w.anchor.minute = 0;
  for (size_t i = 0; i < a->n_hits; i++) {
    if (a->hits[i].kind != RAP_KIND_TIMEX) continue;
    w.index = i;
    w.hit = &a->hits[i];
    if (!take_hit(&w, &l)) return rap_error_nomem(err);
  }
  date_times(a->arena, &l, w.anchor);
  rap_timex *timexes = rap_arena_array(a->arena, l.n, sizeof *timexes);
  if (!timexes) return rap_error_nomem(err);
  for (size_t i = 0; i < l.n; i++) timexes[i] = l.items[i].timex;
  a->record->timexes = timexes;
  a->record->n_timexes = l.n;
  return rap_arena_failed(a->arena) ? rap_error_nomem(err) : RAP_OK;
}
