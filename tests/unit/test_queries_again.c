/* Reanalysis against its oracle: after edits of a pack drawn at random, a store brought up to date holds what a new store holds, whatever was left untouched. */
#include "rules_fixture.h"

#include <inttypes.h>

#include "base/limits.h"
#include "queries/reanalyze.h"

enum { DOCUMENTS = 60, STEPS = 60, MAX_VARIANTS = 7 };

/* A pack is one variant of each slot, one behind the other. */
static const char *const slots[][MAX_VARIANTS + 1] = {
    {"fragments:\n  month: {January: 1, February: 2}\n", "fragments:\n  month: {January: 1, February: 3}\n",
     "fragments:\n  month: {January: 1, February: 2, June: 6}\n"},
    {"lexicons:\n  - kind: state\n    entries:\n"},
    {"      - {id: KL, name: Kerala}\n      - {id: GA, name: Goa}\n", "      - {id: GA, name: Goa}\n      - {id: KL, name: Kerala}\n",
     "      - {id: KL, name: Kerala, aliases: ['Mala*']}\n      - {id: GA, name: Goa, short: G}\n"},
    {"", "      - {id: RV, name: Riverland, aliases: [River Province]}\n",
     "      - {id: RV, name: Riverland, aliases: [{term: River Province, case: exact}]}\n",
     "      - {id: RV, name: Riverland, aliases: [{term: RP, case: exact, not followed by: ' Bank'}]}\n",
     "      - {id: RV, name: Riverland, aliases: [{term: RP, case: exact, not followed by: ' Rail'}]}\n",
     "      - {id: RV, name: Riverland, themes: [roads]}\n"},
    {"  - kind: group\n    entries:\n      - {id: both, name: Twin States, members: [KL, GA]}\n",
     "  - kind: group\n    entries:\n      - {id: both, name: Twin States, members: [KL, {id: GA, since: 2022}]}\n"},
    {"  - kind: programme\n    entries:\n"},
    {"      - {id: a, name: Alpha Scheme, themes: [food]}\n", "      - {id: a, name: Alpha Scheme, themes: [roads]}\n",
     "      - {id: a, name: Alpha Scheme, type: law}\n", "      - {id: a, name: Alpha Scheme, aliases: [First Plan, /(?:Second|Third) Plan/]}\n"},
    {"patterns:\n"},
    {"  - {id: t.place.port, kind: place, match: 'Port [A-Z][a-z]+'}\n",
     "  - {id: t.place.port, kind: place, match: 'Port [A-Z][a-z]+', not followed by: ' road'}\n",
     "  - {id: t.place.port, kind: place, match: 'Port [A-Z][a-z]+', in sentence: bridge}\n",
     "  - {id: t.place.port, kind: place, match: 'Port [A-Z][a-z]+', preceded by: 'in '}\n",
     "  - {id: t.place.port, kind: place, match: '(?:Port|Fort) [A-Z][a-z]+', priority: 5}\n", ""},
    {"  - {id: t.date.day, kind: date, match: '(?<day>\\d{1,2}) (?<month>{month}) (?<year>20\\d\\d)'}\n",
     "  - {id: t.date.day, kind: date, match: '(?<month>{month}) (?<year>20\\d\\d)'}\n"},
    {"  - {id: t.person.title, kind: person, match: '(?:Mr|Ms)\\. (?<name>\\p{Lu}\\p{Ll}{2,20})'}\n",
     "  - {id: t.person.title, kind: person, match: 'Ms\\. (?<name>\\p{Lu}\\p{Ll}{2,20})'}\n"},
    {"  - {id: t.event.council, kind: event, match: '(?<edition>\\d{1,2})(?:st|nd|rd|th) (?<series>Council of Roads)'}\n",
     "  - {id: t.event.council, kind: event, match: '(?<series>Council of Roads)'}\n"},
    {"", "  - {id: t.organisation.any, kind: organisation, match: '[A-Z][a-z]+ [A-Z][a-z]+ Board'}\n",
     "  - {id: t.organisation.any, kind: organisation, match: '[A-Z][a-z]+ [A-Z][a-z]+ [A-Z][a-z]+'}\n"},
    /* Of equal matches the rule that comes first has it. */
    {"  - {id: t.place.lake, kind: place, match: 'Lake [A-Z][a-z]+', value: lake}\n  - {id: t.place.water, kind: place, match: 'Lake [A-Z]\\w+', value: water}\n",
     "  - {id: t.place.water, kind: place, match: 'Lake [A-Z]\\w+', value: water}\n  - {id: t.place.lake, kind: place, match: 'Lake [A-Z][a-z]+', value: lake}\n"},
    {"themes:\n"},
    {"  - {id: food, label: Food, core: [food security, nutrition]}\n", "  - {id: food, label: Food, core: [food security, milk]}\n",
     "  - {id: food, label: Food, core: [food security], passing: [canteen, milk]}\n",
     "  - {id: food, label: Food, core: [food security, nutrition], not: [nutrition board]}\n"},
    {"  - {id: roads, label: Roads, core: ['road*']}\n", "  - {id: roads, label: Roads, core: [road(s), bridge(s)], major topic: 10}\n",
     "  - {id: roads, parent: food, label: Roads, core: ['road*']}\n"},
    {"statements:\n  - {id: t.statement.discussed, match: '(?<actors>{states}) discussed (?<topic>[^.]+)', role: actor, predicate: discussed}\n",
     "statements:\n  - {id: t.statement.discussed, match: '(?<actors>{states}) discussed (?<topic>[^.]+)', role: actor, predicate: presented}\n",
     "statements:\n  - {id: t.statement.discussed, match: '(?<actors>{states}) (?:discussed|reviewed) (?<topic>[^.]+)', role: actor, predicate: discussed}\n",
     "statements:\n  - {id: t.statement.discussed, match: '(?<actors>{states}) discussed (?<topic>[^.]+)', role: actor, predicate: discussed, scope: item}\n"},
    {"",
     "  - {id: t.statement.proposed, match: '(?<actors>{state}) proposed (?<topic>[^.]+)', role: actor, predicate: proposed, polarity: support}\n"},
    {"events:\n  - {id: t.event.chaired, match: '(?<chair>{person}) chaired the (?<event>{event})'}\n",
     "events:\n  - {id: t.event.chaired, match: '(?<chair>{person}) chaired the (?<event>{event})', status: planned}\n"},
    {"", "participants:\n  - {id: t.participant.chaired, match: '(?<who>{persons}) chaired', function: chair}\n",
     "participants:\n  - {id: t.participant.spoke, match: '(?<who>{persons}) (?:chaired|spoke)', function: chair}\n"},
};
enum { N_SLOTS = sizeof slots / sizeof slots[0] };

static const char *const sentences[] = {
    "Kerala discussed nutrition.",
    "Goa and Kerala discussed the roads of the Alpha Scheme.",
    "Malabar reviewed milk prices.",
    "Riverland discussed food security.",
    "River Province and the river province proposed bridges.",
    "RP discussed a canteen.",
    "RP Bank and RP Rail met in Port Anna.",
    "The Twin States discussed the First Plan and the Third Plan.",
    "A bridge near Fort Maria was opened on 7 January 2023.",
    "They met in Port Maria road on 3 February 2023 and 4 June 2023.",
    "Ms. Anna chaired the 3rd Council of Roads.",
    "Mr. Maria spoke and chaired the Council of Roads.",
    "- Goa discussed roads.",
    "The Lake Nutrition Board met.",
    "Goa reviewed milk, nutrition board and all.",
    "Nothing of note was said.",
    "The rest of the day passed without any word.",
};
enum { N_SENTENCES = sizeof sentences / sizeof sentences[0] };

/* xorshift64 (Marsaglia 2003): the same draws everywhere. */
static uint64_t draw(uint64_t *seed, uint64_t below) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  *seed ^= *seed << 17;
  return *seed % below;
}

/* ---- packs ---- */

static size_t variants(size_t slot) {
  size_t n = 0;
  while (slots[slot][n]) n++;
  return n;
}

/* Another variant of one slot that has several. */
static void edit(size_t pack[N_SLOTS], uint64_t *seed) {
  size_t slot;
  do slot = (size_t)draw(seed, N_SLOTS);
  while (variants(slot) < 2);
  pack[slot] = (pack[slot] + 1 + (size_t)draw(seed, variants(slot) - 1)) % variants(slot);
}

static rap_rules *rules_of(const size_t pack[N_SLOTS]) {
  rap_buf yaml = {0};
  for (size_t i = 0; i < N_SLOTS; i++) rap_buf_puts(&yaml, slots[i][pack[i]]);
  rap_buf_putc(&yaml, '\0');
  assert_false(rap_buf_failed(&yaml));
  rap_rules *rules = fixture_load(yaml.p);
  rap_buf_clear(&yaml);
  return rules;
}

/* ---- stores ---- */

typedef struct fixture {
  char dir[256], path[300], fresh[300];
  rap_buf texts[DOCUMENTS];
  rap_arena *arena;
} fixture;

static rap_store *open_store(const char *path) {
  rap_store *store = NULL;
  rap_error err = {0};
  rap_status st = rap_store_open(rap_str_of(path), RAP_STORE_WRITE, NULL, &store, &err);
  assert_string_equal(err.text, "");
  assert_int_equal(st, RAP_OK);
  return store;
}

static int setup(void **state) {
  fixture *fx = calloc(1, sizeof *fx);
  uint64_t seed = 20231124;
  assert_non_null(fx);
  fixture_folder(fx->dir);
  (void)snprintf(fx->path, sizeof fx->path, "%s/again.db", fx->dir);
  (void)snprintf(fx->fresh, sizeof fx->fresh, "%s/fresh.db", fx->dir);
  for (size_t i = 0; i < DOCUMENTS; i++)
    for (uint64_t k = 1 + draw(&seed, 4); k > 0; k--) rap_buf_printf(&fx->texts[i], "%s\n", sentences[draw(&seed, N_SENTENCES)]);
  fx->arena = rap_arena_new();
  assert_non_null(fx->arena);
  *state = fx;
  return 0;
}

static int teardown(void **state) {
  static const char *const names[] = {"again.db", "again.db-lock", "fresh.db", "fresh.db-lock", NULL};
  fixture *fx = *state;
  fixture_remove(fx->dir, names);
  for (size_t i = 0; i < DOCUMENTS; i++) rap_buf_clear(&fx->texts[i]);
  rap_arena_free(fx->arena);
  free(fx);
  return 0;
}

/* All texts, analysed by these rules and put. */
static void index_all(fixture *fx, rap_store *store, const rap_rules *rules) {
  rap_analyzer *analyzer = NULL;
  rap_error err = {0};
  assert_int_equal(rap_analyzer_new(rules, &analyzer, &err), RAP_OK);
  assert_int_equal(rap_store_put_rules(store, rules, &err), RAP_OK);
  for (size_t i = 0; i < DOCUMENTS; i++) {
    rap_document doc;
    rap_record record;
    rap_put_result result;
    rap_arena_reset(fx->arena);
    const rap_raw_document raw = {.id = rap_arena_printf(fx->arena, "%02zu", i),
                                  .text = rap_buf_str(&fx->texts[i]),
                                  .date = RAP_STR("2023-01-08"),
                                  .file = RAP_STR("in.jsonl:1")};
    assert_int_equal(rap_document_build(fx->arena, &raw, &doc, &err), RAP_OK);
    assert_int_equal(rap_analyze(analyzer, fx->arena, &doc, &record, &err), RAP_OK);
    assert_int_equal(rap_store_put(store, &doc, &record, rap_rules_stamp(rules), &result, &err), RAP_OK);
  }
  assert_int_equal(rap_store_finish(store, &err), RAP_OK);
  rap_analyzer_free(analyzer);
}

static rap_status describe_document(void *ctx, const rap_stored_document *d, rap_error *err) {
  rap_json *json = NULL;
  rap_buf_printf(ctx, "%.*s ", RAP_FMT(d->stamp));
  rap_status st = rap_record_to_json(&d->doc, &d->record, &json, err);
  if (st == RAP_OK) st = rap_json_write(json, 0, ctx, err);
  rap_buf_putc(ctx, '\n');
  rap_json_free(json);
  return st;
}

static void on_problem(void *ctx, rap_str line) {
  (void)ctx;
  print_message("problem: %.*s\n", RAP_FMT(line));
}

/* All that a store says of its documents, and what follows from them in number. */
static void describe(rap_store *store, rap_buf *out) {
  rap_store_stats s;
  rap_error err = {0};
  size_t problems = 1;
  rap_buf_reset(out);
  assert_int_equal(rap_store_each(store, (rap_str){0}, describe_document, out, &err), RAP_OK);
  assert_int_equal(rap_store_stats_of(store, &s, &err), RAP_OK);
  const int64_t numbers[] = {
      s.documents, s.mentions, s.statements, s.statements_of_states, s.events,     s.event_records, s.participants, s.counts, s.warnings,
      s.states,    s.groups,   s.themes,     s.organisations,        s.programmes, s.series,        s.stale};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) rap_buf_printf(out, "%" PRId64 " ", numbers[i]);
  rap_buf_printf(out, "%s %s\n", s.corpus_hash, s.stamp);
  assert_false(rap_buf_failed(out));
  assert_int_equal(rap_store_check(store, on_problem, NULL, &problems, &err), RAP_OK);
  assert_int_equal(problems, 0);
}

/* ---- the property ---- */

typedef struct stop {
  uint64_t after; /* so many documents; 0: never */
} stop;

static rap_status after(void *ctx, const rap_reanalysis_totals *totals, const rap_error *failure, rap_error *err) {
  const stop *s = ctx;
  assert_null(failure);
  return s->after && totals->analysed + totals->confirmed >= s->after ? rap_error_set(err, RAP_ERR_INTERRUPTED, "enough") : RAP_OK;
}

static rap_reanalysis_totals bring_up_to_date(rap_store *store, const rap_rules *rules, size_t jobs, uint64_t stop_after) {
  rap_history history = {.rules = rules};
  stop s = {stop_after};
  const rap_reanalysis again = {.store = store, .rules = rules, .history = &history, .jobs = jobs, .ctx = &s, .after = after};
  rap_reanalysis_totals totals;
  size_t used;
  rap_error err = {0};
  rap_status st = rap_reanalyze(&again, &totals, &used, &err);
  if (!stop_after) assert_string_equal(err.text, "");
  assert_true(st == RAP_OK || (stop_after && st == RAP_ERR_INTERRUPTED));
  rap_error_clear(&err);
  assert_int_equal(rap_store_finish(store, &err), RAP_OK);
  rap_history_clear(&history);
  return totals;
}

static void assert_as_new(fixture *fx, rap_store *store, const rap_rules *rules, uint64_t step) {
  rap_buf again = {0}, anew = {0};
  (void)unlink(fx->fresh);
  rap_store *fresh = open_store(fx->fresh);
  index_all(fx, fresh, rules);
  describe(store, &again);
  describe(fresh, &anew);
  if (!rap_str_eq(rap_buf_str(&again), rap_buf_str(&anew)))
    fail_msg("step %" PRIu64 ":\n%.*s\nanew:\n%.*s", step, RAP_FMT(rap_buf_str(&again)), RAP_FMT(rap_buf_str(&anew)));
  rap_store_close(fresh);
  rap_buf_clear(&again);
  rap_buf_clear(&anew);
}

/* One to three edits a step; in every fourth step the run is stopped and the pack edited again, so that the store holds records of several packs. */
static void edited_packs(void **state) {
  fixture *fx = *state;
  size_t pack[N_SLOTS] = {0};
  uint64_t seed = 42, analysed = 0, confirmed = 0;
  rap_rules *rules = rules_of(pack);
  rap_store *store = open_store(fx->path);
  index_all(fx, store, rules);
  rap_rules_free(rules);
  for (uint64_t step = 1; step <= STEPS; step++) {
    bool stopped = step % 4 == 0;
    for (int round = stopped ? 0 : 1; round < 2; round++) {
      for (uint64_t k = 1 + draw(&seed, 3); k > 0; k--) edit(pack, &seed);
      rules = rules_of(pack);
      rap_reanalysis_totals t = bring_up_to_date(store, rules, step % 2 ? 1 : 3, round == 0 ? 1 + draw(&seed, DOCUMENTS) : 0);
      analysed += t.analysed;
      confirmed += t.confirmed;
      if (round == 1) assert_as_new(fx, store, rules, step);
      rap_rules_free(rules);
    }
  }
  rap_store_close(store);
  /* Both happen, often. */
  assert_true(analysed > STEPS * 5);
  assert_true(confirmed > STEPS * 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(edited_packs, setup, teardown)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
