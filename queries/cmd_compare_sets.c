/* What the operands of compare stand for. */
#include "queries/compare_sets.h"
#include "queries/shell_words.h"

typedef struct reader {
  rap_question *q;
  const rap_question_options *options;
  rap_compare_sets *sets;
  rap_compare_set *set; /* that is being filled */
  int edition;          /* of an event; 0: none */
  rap_str series;
} reader;

#define ARENA(r) ((r)->q->cli->arena)

static rap_status only(reader *r, rap_str_list *list, rap_str value, rap_error *err) {
  *list = (rap_str_list){0};
  return rap_str_list_add(ARENA(r), list, value) ? RAP_OK : rap_error_nomem(err);
}

/* "--event ID", as one types it. */
static rap_status ask(reader *r, const char *option, rap_str value, rap_error *err) {
  rap_buf b = {0};
  rap_buf_puts(&b, r->set->ask.p ? r->set->ask.p : "");
  rap_buf_printf(&b, "%s%s%s", b.n ? " " : "", option, *option ? " " : "");
  rap_shell_word(&b, value);
  r->set->ask = rap_arena_str(ARENA(r), rap_buf_str(&b));
  bool failed = rap_buf_failed(&b) || !r->set->ask.p;
  rap_buf_clear(&b);
  return failed ? rap_error_nomem(err) : RAP_OK;
}

static rap_status name(reader *r, rap_compare_kind kind, rap_label label, rap_error *err) {
  r->set->kind = kind;
  r->set->id = label.value;
  r->set->name = rap_arena_str(ARENA(r), label.name.n ? label.name : label.value);
  return r->set->name.p ? RAP_OK : rap_error_nomem(err);
}

/* ---- periods ---- */

static bool parse_period(rap_str text, rap_day *since, rap_day *until) {
  size_t dots = rap_str_find(text, RAP_STR(".."), 0);
  rap_str first = rap_str_sub(text, 0, dots), last = dots == SIZE_MAX ? first : rap_str_sub(text, dots + 2, text.n);
  *since = *until = (rap_day){0};
  return rap_day_parse(first, since) && rap_day_valid(*since) && rap_day_parse(last, until) && rap_day_valid(*until);
}

static rap_status fill_period(reader *r, rap_str text, bool *is, rap_error *err) {
  rap_day since, until;
  *is = parse_period(text, &since, &until);
  if (!*is) return RAP_OK;
  if (rap_day_cmp(rap_day_first(since), rap_day_last(until)) > 0)
    return rap_error_set(err, RAP_ERR_USAGE, "'%.*s': the period ends before it begins", RAP_FMT(text));
  size_t dots = rap_str_find(text, RAP_STR(".."), 0);
  rap_str first = rap_str_sub(text, 0, dots), last = dots == SIZE_MAX ? first : rap_str_sub(text, dots + 2, text.n);
  rap_compare_set *s = r->set;
  s->filter.since = since;
  s->filter.until = until;
  s->filter.by_event_date = !rap_str_is(r->options->date, "published");
  s->brief = text;
  s->when = first;
  s->facts = s->filter.by_event_date ? RAP_STR("by the dates of events") : RAP_STR("by dates of publication");
  rap_status st = name(r, RAP_COMPARE_PERIOD, (rap_label){text, text}, err);
  if (st == RAP_OK) st = ask(r, "--since", first, err);
  if (st == RAP_OK) st = ask(r, "--until", last, err);
  if (st == RAP_OK && s->filter.by_event_date) st = ask(r, "--date", RAP_STR("event"), err);
  return st;
}

/* ---- events and series ---- */

static rap_status add_fact(reader *r, const char *before, rap_str fact, rap_error *err) {
  if (!fact.n) return RAP_OK;
  r->set->facts = rap_arena_printf(ARENA(r), "%.*s%s%s%.*s", RAP_FMT(r->set->facts), r->set->facts.n ? " · " : "", before, RAP_FMT(fact));
  return r->set->facts.p ? RAP_OK : rap_error_nomem(err);
}

static rap_status on_event(void *ctx, const rap_event_row *row, rap_error *err) {
  reader *r = ctx;
  r->edition = row->edition;
  r->series = rap_arena_str(ARENA(r), row->series_id);
  r->set->when = rap_arena_str(ARENA(r), row->start);
  rap_status st = add_fact(r, "", rap_str_find(row->name, row->place, 0) == SIZE_MAX ? row->place : (rap_str){0}, err);
  if (st == RAP_OK) st = add_fact(r, "chair ", row->chair, err);
  if (st == RAP_OK) st = add_fact(r, "organiser ", row->organiser, err);
  if (st == RAP_OK) st = add_fact(r, "", row->status, err);
  return st == RAP_OK && rap_arena_failed(ARENA(r)) ? rap_error_nomem(err) : st;
}

/* "the 2nd" */
static rap_status brief_edition(reader *r, rap_error *err) {
  int n = r->edition, tens = n % 100;
  const char *end = tens > 10 && tens < 14 ? "th" : n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
  if (n) r->set->brief = rap_arena_printf(ARENA(r), "the %d%s", n, end);
  return n && !r->set->brief.p ? rap_error_nomem(err) : RAP_OK;
}

static rap_status fill_event(reader *r, rap_label event, rap_error *err) {
  rap_status st = name(r, RAP_COMPARE_EVENT, event, err);
  if (st == RAP_OK) st = only(r, &r->set->filter.events, event.value, err);
  rap_filter one = {.events = r->set->filter.events};
  if (st == RAP_OK) st = rap_query_events(r->q->store, &one, (rap_page){0, 1}, on_event, r, NULL, err);
  if (st == RAP_OK) st = brief_edition(r, err);
  return st == RAP_OK ? ask(r, "--event", event.value, err) : st;
}

static rap_status fill_series(reader *r, rap_label series, rap_error *err) {
  rap_status st = name(r, RAP_COMPARE_SERIES, series, err);
  if (st == RAP_OK) st = only(r, &r->set->filter.series, series.value, err);
  return st == RAP_OK ? ask(r, "--series", series.value, err) : st;
}

typedef struct editions {
  rap_arena *arena;
  int wanted; /* 0: any */
  rap_labels found;
  rap_buf known;
} editions;

static rap_status on_edition(void *ctx, const rap_event_row *row, rap_error *err) {
  editions *e = ctx;
  if (row->edition) rap_buf_printf(&e->known, "%s%d", e->known.n ? ", " : "", row->edition);
  if (e->wanted ? row->edition != e->wanted : !row->start.n) return RAP_OK;
  if (!rap_arena_grow(e->arena, (void **)&e->found.items, e->found.n, &e->found.capacity, sizeof *e->found.items)) return rap_error_nomem(err);
  rap_label label = {rap_arena_str(e->arena, row->id), rap_arena_str(e->arena, row->name)};
  e->found.items[e->found.n++] = label;
  return label.value.p && label.name.p ? RAP_OK : rap_error_nomem(err);
}

/* "Chief Secretaries@2" */
static rap_status fill_edition(reader *r, rap_str text, rap_str words, int edition, rap_error *err) {
  editions e = {.arena = ARENA(r), .wanted = edition};
  rap_filter f = {0};
  rap_status st = rap_question_resolve(r->q, RAP_AXIS_EVENT, words, &f.events, err);
  if (st == RAP_OK) st = rap_query_events(r->q->store, &f, (rap_page){0, 0}, on_edition, &e, NULL, err);
  if (st == RAP_OK && e.found.n == 1) st = fill_event(r, e.found.items[0], err);
  if (st == RAP_OK && e.found.n != 1)
    st = e.found.n ? rap_error_set(err, RAP_ERR_USAGE, "'%.*s' is not one event but %zu: %.*s; %.*s …", RAP_FMT(text), e.found.n,
                                   RAP_FMT(e.found.items[0].value), RAP_FMT(e.found.items[1].value))
                   : rap_error_set(err, RAP_ERR_USAGE, "'%.*s': there is no such edition in the store%s%.*s", RAP_FMT(text),
                                   e.known.n ? "; there are: " : "", RAP_FMT(rap_buf_str(&e.known)));
  rap_buf_clear(&e.known);
  return st;
}

static bool parse_edition(rap_str text, rap_str *words, int *edition) {
  size_t at = text.n;
  uint64_t n;
  while (at > 0 && text.p[at - 1] != '@') at--;
  if (!at || !rap_str_uint(rap_str_sub(text, at, text.n), &n) || !n || n > 9999) return false;
  *words = rap_str_trim(rap_str_sub(text, 0, at - 1));
  if (words->n > 1 && words->p[0] == '"' && words->p[words->n - 1] == '"') *words = rap_str_sub(*words, 1, words->n - 1);
  *edition = (int)n;
  return words->n > 0;
}

/* ---- others ---- */

static rap_status fill_state(reader *r, rap_label state, rap_error *err) {
  rap_status st = name(r, RAP_COMPARE_STATE, state, err);
  r->set->brief = r->set->name;
  if (st == RAP_OK) st = only(r, &r->set->filter.states, state.value, err);
  return st == RAP_OK ? ask(r, "--state", state.value, err) : st;
}

static rap_status fill_source(reader *r, rap_label source, rap_error *err) {
  rap_status st = name(r, RAP_COMPARE_SOURCE, source, err);
  r->set->brief = r->set->name;
  if (st == RAP_OK) st = only(r, &r->set->filter.sources, source.value, err);
  return st == RAP_OK ? ask(r, "--source", source.value, err) : st;
}

static rap_status on_document(void *ctx, const rap_search_row *row, rap_error *err) {
  reader *r = ctx;
  rap_arena *arena = ARENA(r);
  r->set->when = rap_arena_str(arena, row->published);
  if (row->title.n) r->set->name = rap_arena_str(arena, row->title);
  rap_str day = rap_str_sub(row->published, 0, 10);
  if (day.n) r->set->brief = rap_arena_printf(arena, "the release of %.*s", RAP_FMT(day));
  rap_status st = add_fact(r, "", row->title.n ? row->id : (rap_str){0}, err);
  if (st == RAP_OK) st = add_fact(r, "published ", day, err);
  return st == RAP_OK && rap_arena_failed(arena) ? rap_error_nomem(err) : st;
}

static rap_status fill_document(reader *r, rap_label document, rap_error *err) {
  rap_status st = name(r, RAP_COMPARE_DOCUMENT, document, err);
  if (st == RAP_OK) st = only(r, &r->set->filter.documents, document.value, err);
  rap_filter one = {.documents = r->set->filter.documents};
  if (st == RAP_OK) st = rap_query_search(r->q->store, &one, (rap_page){0, 1}, on_document, r, NULL, err);
  return st == RAP_OK ? ask(r, "--document", document.value, err) : st;
}

/* A question of its own, with the common options and these words. */
static rap_status fill_query(reader *r, rap_str words, rap_error *err) {
  rap_str_list list = {0};
  rap_question *q = &r->sets->queries[r->sets->n_queries];
  words = rap_str_trim(words);
  if (!words.n) return rap_error_set(err, RAP_ERR_USAGE, "a query after 'q:' is missing");
  if (!rap_str_list_add(ARENA(r), &list, words)) return rap_error_nomem(err);
  rap_status st = rap_question_open(r->q->cli, r->options, &list, 0, q, err);
  r->sets->n_queries++;
  if (st != RAP_OK) return st;
  r->set->filter = q->filter;
  st = name(r, RAP_COMPARE_QUERY, (rap_label){words, words}, err);
  return st == RAP_OK ? ask(r, "", words, err) : st;
}

/* ---- recognising ---- */

typedef rap_status (*fill_fn)(reader *r, rap_label label, rap_error *err);

static const struct {
  rap_compare_kind kind;
  rap_axis axis;
  fill_fn fill;
} named[] = {{RAP_COMPARE_SOURCE, RAP_AXIS_SOURCE, fill_source},
             {RAP_COMPARE_DOCUMENT, RAP_AXIS_DOCUMENT, fill_document},
             {RAP_COMPARE_STATE, RAP_AXIS_ACTOR, fill_state},
             {RAP_COMPARE_EVENT, RAP_AXIS_EVENT, fill_event},
             {RAP_COMPARE_SERIES, RAP_AXIS_SERIES, fill_series}};

/* Sources and documents are known by their whole ids; others by what leads to one of them only. */
static bool is_meant(rap_compare_kind kind, const rap_labels *found, rap_str text) {
  bool whole = kind == RAP_COMPARE_SOURCE || kind == RAP_COMPARE_DOCUMENT;
  return found->n == 1 && (!whole || rap_str_eq(found->items[0].value, text));
}

static rap_status recognise(reader *r, rap_str text, rap_error *err) {
  for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
    rap_labels found;
    rap_status st = rap_query_resolve(r->q->store, named[i].axis, text, ARENA(r), &found, err);
    if (st != RAP_OK) return st;
    if (is_meant(named[i].kind, &found, text)) return named[i].fill(r, found.items[0], err);
  }
  rap_label none;
  rap_status st = rap_question_resolve_one(r->q, RAP_AXIS_EVENT, text, &none, err); /* says what there is, or is near */
  return st == RAP_OK ? rap_error_set(err, RAP_ERR_USAGE, "'%.*s' is nothing that can be compared", RAP_FMT(text)) : st;
}

static rap_status fill_by(reader *r, rap_str by, rap_str text, rap_error *err) {
  bool is = true;
  rap_label label;
  if (rap_str_is(by, "query")) return fill_query(r, rap_str_starts(text, RAP_STR("q:")) ? rap_str_sub(text, 2, text.n) : text, err);
  if (rap_str_is(by, "period")) {
    rap_status st = fill_period(r, text, &is, err);
    return st != RAP_OK || is ? st : rap_error_set(err, RAP_ERR_USAGE, "'%.*s' is no period (2022, 2022-01, 2022-01..2022-06)", RAP_FMT(text));
  }
  for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
    if (!rap_str_is(by, rap_compare_kind_name(named[i].kind))) continue;
    rap_status st = rap_question_resolve_one(r->q, named[i].axis, text, &label, err);
    return st == RAP_OK ? named[i].fill(r, label, err) : st;
  }
  return rap_error_set(err, RAP_ERR_INTERNAL, "--by %.*s", RAP_FMT(by));
}

static rap_status fill_set(reader *r, rap_str by, rap_str text, rap_error *err) {
  rap_str words;
  int edition;
  bool is = false;
  r->edition = 0;
  r->series = (rap_str){0};
  *r->set = (rap_compare_set){.filter = r->q->filter};
  if (!text.n)
    return rap_error_set(err, RAP_ERR_USAGE, "compare: operand %zu is empty: an event, period, State, series, source, document or query",
                         r->sets->n + 1);
  if (parse_edition(text, &words, &edition) && (!by.n || rap_str_is(by, "event"))) return fill_edition(r, text, words, edition, err);
  if (by.n) return fill_by(r, by, text, err);
  if (rap_str_starts(text, RAP_STR("q:"))) return fill_query(r, rap_str_sub(text, 2, text.n), err);
  rap_status st = fill_period(r, text, &is, err);
  return st == RAP_OK && !is ? recognise(r, text, err) : st;
}

/* ---- one operand alone ---- */

static rap_status split_event(reader *r, rap_error *err) {
  static const struct {
    const char *id, *status, *name, *brief, *option;
  } times[] = {{"planned", "planned", "announced of the ", "what was announced", "planned"},
               {"reported", "held", "reported of the ", "what was reported", "reported"}};
  rap_compare_set whole = *r->set;
  for (size_t i = 0; i < 2; i++) {
    rap_compare_set *s = r->set = &r->sets->items[i];
    *s = whole;
    s->kind = RAP_COMPARE_STATUS;
    s->id = rap_str_of(times[i].id);
    s->brief = rap_str_of(times[i].brief);
    s->name = rap_arena_printf(ARENA(r), "%c%s%.*s", times[i].name[0] - 'a' + 'A', times[i].name + 1, RAP_FMT(whole.name));
    rap_status st = s->name.p ? only(r, &s->filter.statuses, rap_str_of(times[i].status), err) : rap_error_nomem(err);
    if (st == RAP_OK) st = ask(r, "--status", rap_str_of(times[i].option), err);
    if (st != RAP_OK) return st;
  }
  r->sets->n = 2;
  return RAP_OK;
}

static rap_status last_editions(reader *r, rap_error *err) {
  editions e = {.arena = ARENA(r)};
  rap_filter f = {.series = r->set->filter.series};
  rap_str series = r->set->name;
  rap_status st = rap_query_events(r->q->store, &f, (rap_page){0, 2}, on_edition, &e, NULL, err); /* the newest come first, undated ones last */
  rap_buf_clear(&e.known);
  if (st == RAP_OK && e.found.n < 2)
    return rap_error_set(err, RAP_ERR_USAGE, "'%.*s' has fewer than two dated events in the store: nothing to compare", RAP_FMT(series));
  for (size_t i = 0; st == RAP_OK && i < 2; i++) {
    r->set = &r->sets->items[i];
    *r->set = (rap_compare_set){.filter = r->q->filter};
    st = fill_event(r, e.found.items[1 - i], err);
  }
  r->sets->n = 2;
  return st;
}

static rap_status split(reader *r, rap_error *err) {
  if (r->set->kind == RAP_COMPARE_EVENT) return split_event(r, err);
  if (r->set->kind == RAP_COMPARE_SERIES) return last_editions(r, err);
  return rap_error_set(err, RAP_ERR_USAGE, "compare needs a second %s beside '%.*s' (an event or a series may stand alone)",
                       rap_compare_kind_name(r->set->kind), RAP_FMT(r->set->name));
}

/* "the 1st" and "the 2nd" are clear among the editions of one series only, and so is every brief name among different ones only. */
static void check_briefs(rap_compare_sets *sets, bool one_series) {
  bool clear = true;
  for (size_t i = 0; i < sets->n; i++) {
    if (!sets->items[i].brief.n || (sets->items[i].kind == RAP_COMPARE_EVENT && !one_series)) clear = false;
    for (size_t k = 0; k < i; k++)
      if (rap_str_eq(sets->items[i].brief, sets->items[k].brief)) clear = false;
  }
  for (size_t i = 0; !clear && i < sets->n; i++) sets->items[i].brief = (rap_str){0};
}

rap_status rap_compare_sets_open(rap_question *q, const rap_question_options *options, rap_str by, const rap_str_list *operands,
                                 rap_compare_sets *out, rap_error *err) {
  *out = (rap_compare_sets){0};
  reader r = {.q = q, .options = options, .sets = out};
  rap_str series = {0};
  bool one_series = true;
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < operands->n; i++) {
    r.set = &out->items[i];
    out->n = i;
    st = fill_set(&r, by, rap_str_trim(operands->items[i]), err);
    if (i && !rap_str_eq(series, r.series)) one_series = false;
    series = r.series;
  }
  out->n = operands->n;
  if (st == RAP_OK && operands->n == 1) st = split(&r, err);
  if (st == RAP_OK) check_briefs(out, one_series);
  return st;
}

void rap_compare_sets_close(rap_compare_sets *sets) {
  for (size_t i = 0; i < sets->n_queries; i++) rap_question_close(&sets->queries[i]);
  sets->n_queries = 0;
}
