/* index_fixture.h: for tests of the store: a folder of its own, documents and records made by hand. */
#ifndef RAP_TESTS_INDEX_FIXTURE_H
#define RAP_TESTS_INDEX_FIXTURE_H

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/query.h"
#include "index/store.h"

#define STAMP RAP_STR("test-1.0123456789ab")

typedef struct fixture {
  char dir[256], path[300];
  rap_arena *arena;
  rap_store *store;
  rap_error err;
} fixture;

/* Functions behind the macros, so that a check is one statement where it stands. */
static inline void assert_status_at(const fixture *fx, rap_status status, rap_status expected, const char *expression, const char *file, int line) {
  if (status == expected && (expected == RAP_OK || fx->err.text[0])) return;
  print_error("%s: %s (%s)\n", expression, rap_status_name(status), fx->err.text);
  _fail(file, line);
}

static inline void assert_text_at(rap_str view, const char *text, const char *expression, const char *file, int line) {
  if (rap_str_is(view, text)) return;
  print_error("%s is \"%.*s\", not \"%s\"\n", expression, RAP_FMT(view), text);
  _fail(file, line);
}

/* Of an expression that writes to fx->err; a failure must have a message. */
#define assert_status(expression, expected) assert_status_at(fx, (rap_error_clear(&fx->err), (expression)), expected, #expression, __FILE__, __LINE__)
#define assert_ok(expression) assert_status(expression, RAP_OK)
#define assert_text(view, text) assert_text_at(view, text, #view, __FILE__, __LINE__)

static inline int fixture_setup(void **state) {
  fixture *fx = calloc(1, sizeof *fx);
  assert_non_null(fx);
  const char *base = getenv("TMPDIR");
  (void)snprintf(fx->dir, sizeof fx->dir, "%s/rap-index-XXXXXX", base && strlen(base) < 200 ? base : "/tmp");
  assert_non_null(mkdtemp(fx->dir));
  (void)snprintf(fx->path, sizeof fx->path, "%s/test.db", fx->dir);
  fx->arena = rap_arena_new();
  assert_non_null(fx->arena);
  *state = fx;
  return 0;
}

/* The folder must be empty but for what the test says: a closed store is one file. */
static inline int fixture_teardown(void **state) {
  fixture *fx = *state;
  rap_store_close(fx->store);
  rap_arena_free(fx->arena);
  (void)chmod(fx->dir, 0700);
  char command[600];
  (void)snprintf(command, sizeof command, "rm -rf '%s'", fx->dir);
  int rc = system(command);
  free(fx);
  return rc;
}

static inline void fixture_open(fixture *fx, rap_store_mode mode) {
  rap_store_close(fx->store);
  fx->store = NULL;
  assert_ok(rap_store_open(rap_str_of(fx->path), mode, NULL, &fx->store, &fx->err));
}

/* ---- documents ---- */

typedef struct maker {
  fixture *fx;
  rap_document doc;
  rap_record record;
  size_t capacity[7];
} maker;

static inline maker make(fixture *fx, const char *id, const char *title, const char *body, const char *published) {
  maker m = {.fx = fx};
  rap_document *d = &m.doc;
  d->id = rap_str_of(id);
  d->file = rap_arena_printf(fx->arena, "%s/in.jsonl:1", fx->dir);
  d->full = *title ? rap_arena_printf(fx->arena, "%s\n%s", title, body) : rap_str_of(body);
  d->title_len = strlen(title);
  d->body = *title ? d->title_len + 1 : 0;
  assert_true(!*published || rap_day_parse(rap_str_of(published), &d->published));
  d->published_from = *published ? RAP_PUBLISHED_RECORD : RAP_PUBLISHED_UNKNOWN;
  d->language = RAP_STR("en");
  return m;
}

static inline rap_span span_of(const maker *m, const char *text) {
  size_t at = rap_str_find(m->doc.full, rap_str_of(text), 0);
  if (at == SIZE_MAX) fail_msg("\"%s\" is not in the text", text);
  return (rap_span){at, at + strlen(text)};
}

#define MAKE_ROOM(m, list, slot) \
  assert_true(rap_arena_grow((m)->fx->arena, (void **)&(m)->record.list, (m)->record.n_##list, &(m)->capacity[slot], sizeof *(m)->record.list))

static inline void add_mention(maker *m, rap_kind kind, const char *text, const char *value) {
  MAKE_ROOM(m, mentions, 0);
  m->record.mentions[m->record.n_mentions++] =
      (rap_mention){.kind = kind, .text = span_of(m, text), .value = rap_str_of(value), .rule = RAP_STR("t.mention"), .person = RAP_NONE};
}

static inline void add_person(maker *m, const char *name, const char *role, const char *function) {
  MAKE_ROOM(m, persons, 1);
  m->record.persons[m->record.n_persons++] = (rap_person){.name = rap_str_of(name),
                                                          .role = rap_str_of(role),
                                                          .function = rap_str_of(function),
                                                          .rule = RAP_STR("t.person"),
                                                          .text = span_of(m, name),
                                                          .evidence = span_of(m, name),
                                                          .n_mentions = 1};
  add_mention(m, RAP_KIND_PERSON, name, "");
  m->record.mentions[m->record.n_mentions - 1].person = m->record.n_persons - 1;
}

static inline void add_theme(maker *m, const char *id, bool central) {
  MAKE_ROOM(m, themes, 2);
  m->record.themes[m->record.n_themes++] = (rap_theme_found){.id = rap_str_of(id), .central = central, .mentions = 2, .score = 1.5};
}

static inline rap_day day(const char *text) {
  rap_day d = {0};
  assert_true(!*text || rap_day_parse(rap_str_of(text), &d));
  return d;
}

static inline rap_event *add_event(maker *m, const char *series_id, const char *series, int edition, const char *start, const char *end,
                                   const char *status, bool main) {
  MAKE_ROOM(m, events, 3);
  rap_event *e = &m->record.events[m->record.n_events++];
  *e = (rap_event){.series_id = rap_str_of(series_id),
                   .series = rap_str_of(series),
                   .edition = edition,
                   .start = day(start),
                   .end = day(end),
                   .status = rap_str_of(status),
                   .main = main,
                   .rule = RAP_STR("t.event")};
  return e;
}

/* `actors` and `themes`: words separated by spaces. */
static inline rap_str_list list_of(fixture *fx, const char *words) {
  rap_str_list list = {0};
  rap_str rest = rap_str_of(words), part;
  while (rap_str_split(&rest, ' ', &part))
    if (part.n) assert_true(rap_str_list_add(fx->arena, &list, part));
  return list;
}

static inline rap_statement *add_statement(maker *m, const char *actors, const char *predicate, const char *themes, const char *sentence) {
  MAKE_ROOM(m, statements, 4);
  rap_statement *s = &m->record.statements[m->record.n_statements++];
  *s = (rap_statement){.actors = list_of(m->fx, actors),
                       .themes = list_of(m->fx, themes),
                       .role = RAP_STR("actor"),
                       .predicate = rap_str_of(predicate),
                       .polarity = RAP_STR("neutral"),
                       .status = RAP_STR("reported"),
                       .text = span_of(m, sentence),
                       .cue = span_of(m, sentence),
                       .heading = RAP_NONE,
                       .event = m->record.n_events ? 0 : RAP_NONE,
                       .rule = RAP_STR("t.statement")};
  return s;
}

/* A mention of the days from `begin` to `end`. */
static inline void add_date(maker *m, const char *text, rap_day begin, rap_day end) {
  add_mention(m, RAP_KIND_DATE, text, "");
  m->record.mentions[m->record.n_mentions - 1].date =
      (rap_date_value){.value = RAP_STR("some date"), .begin = begin, .end = end, .granularity = "day"};
}

static inline void add_count(maker *m, const char *text, const char *of, int64_t min, int64_t max) {
  MAKE_ROOM(m, counts, 5);
  m->record.counts[m->record.n_counts++] =
      (rap_count){.text = span_of(m, text), .of = rap_str_of(of), .min = min, .max = max, .rule = RAP_STR("t.count")};
}

static inline rap_put_result put_with(maker *m, rap_str stamp) {
  fixture *fx = m->fx;
  rap_put_result result;
  assert_ok(rap_store_put(fx->store, &m->doc, &m->record, stamp, &result, &fx->err));
  return result;
}

static inline rap_put put(maker *m) { return put_with(m, STAMP).what; }

static inline void on_problem(void *ctx, rap_str line) {
  (void)ctx;
  print_message("problem: %.*s\n", RAP_FMT(line));
}

static inline size_t problems(fixture *fx) {
  size_t n;
  assert_ok(rap_store_check(fx->store, on_problem, NULL, &n, &fx->err));
  return n;
}

/* ---- three texts about two conferences, in our own words ---- */

static inline maker announcement(fixture *fx) {
  maker m = make(
      fx, "announcement", "Chief Secretaries to meet in Delhi",
      "Modi will chair the National Conference of Chief Secretaries on 6 and 7 January.\nThe States will discuss small firms.\nThe first one met in Dharamshala in June 2022.",
      "2023-01-04");
  add_person(&m, "Modi", "PM", "chair");
  add_mention(&m, RAP_KIND_STATE, "Delhi", "IN-DL");
  add_theme(&m, "industry.msme", true);
  add_theme(&m, "economy.gst", true);
  rap_event *e = add_event(&m, "", "National Conference of Chief Secretaries", 2, "2023-01-06", "2023-01-07", "planned", true);
  e->text = span_of(&m, "National Conference of Chief Secretaries");
  e->chair = RAP_STR("Modi");
  e->place = RAP_STR("Delhi");
  e->state = RAP_STR("IN-DL");
  e = add_event(&m, "", "National Conference of Chief Secretaries", 1, "2022-06", "2022-06", "held", false);
  e->place = RAP_STR("Dharamshala");
  rap_statement *s = add_statement(&m, "ALL", "discussed", "industry.msme", "The States will discuss small firms.");
  s->status = RAP_STR("planned");
  add_count(&m, "first one", "states", 1, -1);
  return m;
}

static inline maker report(fixture *fx) {
  maker m = make(
      fx, "report", "",
      "The two-day national conference of chief secretaries ended in New Delhi on Saturday.\nTelangana and Kerala discussed cyber security with Narendra Modi.\nTelangana opposed the health cess.",
      "2023-01-08");
  add_person(&m, "Narendra Modi", "Prime Minister", "chair");
  add_mention(&m, RAP_KIND_STATE, "Telangana", "IN-TG");
  add_mention(&m, RAP_KIND_STATE, "Kerala", "IN-KL");
  add_theme(&m, "digital.cybersecurity", true);
  add_theme(&m, "industry.msme", true);
  add_theme(&m, "health", false);
  rap_event *e = add_event(&m, "", "national conference of chief secretaries", 0, "2023-01-06", "2023-01-07", "held", true);
  e->text = span_of(&m, "national conference of chief secretaries");
  e->chair = RAP_STR("Narendra Modi");
  e->place = RAP_STR("New Delhi");
  e->state = RAP_STR("IN-DL");
  e->organiser = RAP_STR("NITI Aayog");
  add_statement(&m, "IN-TG IN-KL", "discussed", "digital.cybersecurity", "Telangana and Kerala discussed cyber security with Narendra Modi.")
      ->speaker = RAP_STR("Narendra Modi");
  rap_statement *s = add_statement(&m, "IN-TG", "opposed", "health", "Telangana opposed the health cess.");
  s->polarity = RAP_STR("oppose");
  s->topic = span_of(&m, "the health cess");
  return m;
}

static inline maker other(fixture *fx) {
  maker m = make(fx, "other", "IT Secretaries meet", "Kerala proposed open data at the Conference of State IT Secretaries on 17 December 2024.",
                 "2024-12-23");
  m.doc.source = RAP_STR("PIB");
  add_mention(&m, RAP_KIND_STATE, "Kerala", "IN-KL");
  add_theme(&m, "digital.data", true);
  rap_event *e = add_event(&m, "", "Conference of State IT Secretaries", 0, "2024-12-17", "2024-12-17", "held", true);
  e->text = span_of(&m, "Conference of State IT Secretaries");
  e->place = RAP_STR("New Delhi");
  e->state = RAP_STR("IN-DL");
  add_statement(&m, "IN-KL", "proposed", "digital.data", "Kerala proposed open data at the Conference of State IT Secretaries on 17 December 2024.");
  return m;
}

#endif
