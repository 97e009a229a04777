/* Corrections in a store: they survive whatever happens to documents, are listed, undone, and leave the store sound. */
#include "index_fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "base/limits.h"
#include "index/corrections.h"

enum { NOW = 1000000 };

static void set(fixture *fx, rap_correct_fields *fields, const char *name, const char *value) {
  assert_true(rap_correct_put(fx->arena, fields, name, rap_str_of(value)));
}

static int64_t add(fixture *fx, rap_correction *c) {
  rap_correct_result result;
  c->author = RAP_STR("ana");
  assert_ok(rap_store_correct(fx->store, fx->arena, c, 1, NOW, &result, &fx->err));
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(problems(fx), 0);
  return c->id;
}

static void undo(fixture *fx, int64_t id) {
  rap_correct_result result;
  assert_ok(rap_store_correct_undo(fx->store, id, RAP_STR("bo"), NOW, &result, &fx->err));
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(problems(fx), 0);
}

static void redo(fixture *fx, int64_t id) {
  rap_correct_result result;
  assert_ok(rap_store_correct_redo(fx->store, id, &result, &fx->err));
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(problems(fx), 0);
}

static rap_correction entity(fixture *fx, rap_correct_op op, const char *kind, const char *value, const char *into) {
  rap_correction c = {.op = op, .thing = RAP_CORRECT_ENTITY, .kind = rap_str_of(kind), .value = rap_str_of(value)};
  if (*into) set(fx, &c.now, "value", into);
  return c;
}

/* ---- how one stands ---- */

typedef struct standing {
  int64_t id;
  rap_correct_outcome outcome;
  int64_t documents;
} standing;

static rap_status note(void *ctx, const rap_correction *c, const rap_correction_state *state, rap_error *err) {
  standing *s = ctx;
  (void)err;
  if (c->id == s->id) *s = (standing){c->id, state->outcome, state->documents};
  return RAP_OK;
}

static standing stands(fixture *fx, int64_t id) {
  standing s = {.id = id};
  const rap_correction_filter filter = {.first = id, .last = id};
  assert_ok(rap_store_corrections(fx->store, &filter, note, &s, &fx->err));
  return s;
}

/* ---- texts ---- */

static maker text_of(fixture *fx, const char *id, const char *lead) {
  maker m = make(fx, id, "",
                 rap_arena_printf(fx->arena, "%sTelangana and Kerala discussed data in %s.\nMinister Rao spoke at the Water Council.", lead, id).p,
                 "2023-01-08");
  m.doc.source = RAP_STR("pib");
  add_mention(&m, RAP_KIND_STATE, "Telangana", "IN-TG");
  add_mention(&m, RAP_KIND_STATE, "Kerala", "IN-KL");
  add_person(&m, "Rao", "Minister", "addressed");
  add_theme(&m, "digital", true);
  rap_event *e = add_event(&m, "", "Water Council", 3, "2023-01-07", "2023-01-07", "held", true);
  e->text = span_of(&m, "Water Council");
  rap_statement *s =
      add_statement(&m, "IN-TG IN-KL", "discussed", "digital", rap_arena_printf(fx->arena, "Telangana and Kerala discussed data in %s.", id).p);
  s->cue = span_of(&m, "discussed");
  s->actor_text = span_of(&m, "Telangana and Kerala");
  return m;
}

typedef bool (*aim_fn)(rap_arena *arena, const rap_document *doc, const rap_correcting *c, const rap_record *machine, size_t i, rap_correction *out);
static rap_correction aimed(fixture *fx, const char *document, rap_correct_op op, rap_correct_thing thing, aim_fn aim) {
  rap_corrected_document d;
  rap_correction c = {.op = op, .thing = thing};
  assert_ok(rap_store_get_corrected(fx->store, fx->arena, rap_str_of(document), &d, &fx->err));
  assert_true(aim(fx->arena, &d.stored.doc, &d.how, &d.machine, 0, &c));
  c.source = d.stored.doc.source;
  c.document = d.stored.doc.id;
  return c;
}

static rap_record record_of(fixture *fx, const char *document) {
  rap_stored_document d;
  assert_ok(rap_store_get(fx->store, fx->arena, rap_str_of(document), &d, &fx->err));
  return d.record;
}

static size_t count_of(fixture *fx, rap_axis axis, const char *value) {
  const rap_cell cell = {axis, rap_str_of(value)};
  const rap_filter filter = {.cells = &cell, .n_cells = 1};
  const rap_count_spec spec = {.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_NONE};
  rap_facets facets;
  assert_ok(rap_query_facets(fx->store, &filter, &spec, fx->arena, &facets, &fx->err));
  return facets.n ? (size_t)facets.items[0].n : 0;
}

static void fill(fixture *fx, size_t n) {
  fixture_open(fx, RAP_STORE_WRITE);
  for (size_t i = 0; i < n; i++) {
    maker m = text_of(fx, rap_arena_printf(fx->arena, "d%zu", i).p, "");
    put(&m);
  }
  assert_ok(rap_store_finish(fx->store, &fx->err));
}

/* ---- what they survive ---- */

static void test_survives(void **state) {
  fixture *fx = *state;
  fill(fx, 3);
  rap_correction c = aimed(fx, "d1", RAP_CORRECT_SET, RAP_CORRECT_STATEMENT, rap_correct_aim_statement);
  set(fx, &c.now, "predicate", "agreed");
  int64_t id = add(fx, &c);
  assert_text(record_of(fx, "d1").statements[0].predicate, "agreed");
  /* Other rules, the same text. */
  maker m = text_of(fx, "d1", "");
  assert_int_equal(put_with(&m, RAP_STR("other-1.0")).what, RAP_PUT_REANALYSED);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_text(record_of(fx, "d1").statements[0].predicate, "agreed");
  /* Another text, in which it stands further on. */
  fixture_open(fx, RAP_STORE_WRITE);
  m = text_of(fx, "d1", "Updated.\n");
  assert_int_equal(put_with(&m, RAP_STR("other-1.0")).what, RAP_PUT_REPLACED);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_text(record_of(fx, "d1").statements[0].predicate, "agreed");
  assert_int_equal(problems(fx), 0);
  /* Everything derived anew. */
  assert_ok(rap_store_rebuild(fx->store, &fx->err));
  assert_int_equal(stands(fx, id).outcome, RAP_OUTCOME_APPLIED);
  assert_int_equal(problems(fx), 0);
  /* Away and back again: it waits meanwhile. */
  size_t n;
  assert_ok(rap_store_remove(fx->store, RAP_STR("d1"), &n, &fx->err));
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(stands(fx, id).outcome, RAP_OUTCOME_WAITING);
  put(&m);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_text(record_of(fx, "d1").statements[0].predicate, "agreed");
  /* The sentence is no more: said, not forgotten. */
  fixture_open(fx, RAP_STORE_WRITE);
  maker other = make(fx, "d1", "", "Everything is new here.", "2023-01-08");
  other.doc.source = RAP_STR("pib");
  assert_int_equal(put(&other), RAP_PUT_REPLACED);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(stands(fx, id).outcome, RAP_OUTCOME_LOST);
  assert_int_equal(problems(fx), 0);
}

static void test_undo_of_each(void **state) {
  fixture *fx = *state;
  fill(fx, 3);
  rap_correction each[] = {
      aimed(fx, "d1", RAP_CORRECT_DELETE, RAP_CORRECT_STATEMENT, rap_correct_aim_statement),
      aimed(fx, "d1", RAP_CORRECT_DELETE, RAP_CORRECT_MENTION, rap_correct_aim_mention),
      aimed(fx, "d1", RAP_CORRECT_SPLIT, RAP_CORRECT_ACCOUNT, rap_correct_aim_account),
      aimed(fx, "d1", RAP_CORRECT_DELETE, RAP_CORRECT_ACCOUNT, rap_correct_aim_account),
      entity(fx, RAP_CORRECT_MERGE, "person", "rao", "k rao"),
      entity(fx, RAP_CORRECT_MERGE, "state", "IN-KL", "IN-TG"),
      entity(fx, RAP_CORRECT_DELETE, "theme", "digital", ""),
      entity(fx, RAP_CORRECT_DELETE, "series", "water council", ""),
      entity(fx, RAP_CORRECT_SPLIT, "person", "rao", "b rao"),
      entity(fx, RAP_CORRECT_RENAME, "person", "rao", ""),
  };
  set(fx, &each[9].now, "name", "Shri Rao");
  set(fx, &each[9].was, "name", "Rao");
  each[8].source = RAP_STR("pib");
  each[8].document = RAP_STR("d2");
  rap_store_stats before, after;
  assert_ok(rap_store_stats_of(fx->store, &before, &fx->err));
  for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
    int64_t id = add(fx, &each[i]);
    assert_int_equal(stands(fx, id).outcome, RAP_OUTCOME_APPLIED);
    undo(fx, id);
    assert_ok(rap_store_stats_of(fx->store, &after, &fx->err));
    assert_int_equal(after.corrections, 0);
    after.file_bytes = before.file_bytes;
    assert_memory_equal(&before, &after, sizeof before);
    redo(fx, id);
    assert_int_equal(stands(fx, id).outcome, RAP_OUTCOME_APPLIED);
    undo(fx, id);
  }
  rap_str name;
  assert_ok(rap_query_label(fx->store, RAP_AXIS_PERSON, RAP_STR("rao"), fx->arena, &name, &fx->err));
  assert_text(name, "Rao");
  rap_correct_result result;
  assert_status(rap_store_correct_undo(fx->store, each[0].id, RAP_STR("bo"), NOW, &result, &fx->err), RAP_ERR_USAGE);
  assert_status(rap_store_correct_undo(fx->store, 4711, RAP_STR("bo"), NOW, &result, &fx->err), RAP_NOT_FOUND);
}

/* A name goes with the decision that gave it: at once, and when it is another store that took it back. */
static void test_names(void **state) {
  fixture *fx = *state;
  fill(fx, 1);
  rap_correction c = entity(fx, RAP_CORRECT_RENAME, "person", "rao", ""), other;
  rap_correct_result result;
  rap_str name;
  set(fx, &c.now, "name", "Shri Rao");
  set(fx, &c.was, "name", "Rao");
  other = c;
  (void)add(fx, &c);
  assert_ok(rap_query_label(fx->store, RAP_AXIS_PERSON, RAP_STR("rao"), fx->arena, &name, &fx->err));
  assert_text(name, "Shri Rao");
  other.author = c.author;
  other.at = c.at;
  other.undone_by = RAP_STR("bo");
  other.undone_at = NOW + 1;
  assert_ok(rap_store_correct(fx->store, fx->arena, &other, 1, NOW, &result, &fx->err));
  assert_true(result.known == 1 && result.undone == 1);
  assert_ok(rap_query_label(fx->store, RAP_AXIS_PERSON, RAP_STR("rao"), fx->arena, &name, &fx->err));
  assert_text(name, "Rao");
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(problems(fx), 0);
}

static void test_merges(void **state) {
  fixture *fx = *state;
  bool circle;
  fill(fx, 3);
  rap_correction first = entity(fx, RAP_CORRECT_MERGE, "person", "rao", "b rao"), second = entity(fx, RAP_CORRECT_MERGE, "person", "b rao", "c rao"),
                 back = entity(fx, RAP_CORRECT_MERGE, "person", "c rao", "rao");
  add(fx, &first);
  add(fx, &second);
  assert_int_equal(count_of(fx, RAP_AXIS_PERSON, "c rao"), 3);
  assert_ok(rap_store_would_circle(fx->store, &back, &circle, &fx->err));
  assert_true(circle);
  /* One that came from elsewhere is void, until what stands in its way is undone. */
  add(fx, &back);
  assert_int_equal(stands(fx, back.id).outcome, RAP_OUTCOME_CIRCLE);
  undo(fx, first.id);
  assert_int_equal(count_of(fx, RAP_AXIS_PERSON, "rao"), 3);
  assert_int_equal(stands(fx, back.id).outcome, RAP_OUTCOME_WAITING);
  /* A document that comes later is told the same. */
  redo(fx, first.id);
  undo(fx, back.id);
  maker m = text_of(fx, "late", "");
  put(&m);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(count_of(fx, RAP_AXIS_PERSON, "c rao"), 4);
  assert_int_equal(stands(fx, first.id).documents, 4);
  /* The later of two that contradict wins. */
  rap_correction other = entity(fx, RAP_CORRECT_MERGE, "person", "rao", "d rao");
  add(fx, &other);
  assert_int_equal(stands(fx, first.id).outcome, RAP_OUTCOME_OVERRIDDEN);
  assert_int_equal(count_of(fx, RAP_AXIS_PERSON, "d rao"), 4);
  undo(fx, other.id);
  assert_int_equal(count_of(fx, RAP_AXIS_PERSON, "c rao"), 4);
}

static rap_status count_event(void *ctx, const rap_event_row *row, rap_error *err) {
  (void)err;
  rap_str *place = ctx;
  if (row->place.n) *place = RAP_STR("there is one");
  return RAP_OK;
}

static size_t events(fixture *fx, rap_str *place) {
  const rap_filter all = {0};
  size_t total;
  *place = (rap_str){0};
  assert_ok(rap_query_events(fx->store, &all, (rap_page){0, 0}, count_event, place, &total, &fx->err));
  return total;
}

static void test_events(void **state) {
  fixture *fx = *state;
  rap_str place;
  fill(fx, 3);
  assert_int_equal(events(fx, &place), 1);
  /* One account on its own; its event set; then both are one again. */
  rap_correction split = aimed(fx, "d1", RAP_CORRECT_SPLIT, RAP_CORRECT_ACCOUNT, rap_correct_aim_account);
  add(fx, &split);
  assert_int_equal(events(fx, &place), 2);
  rap_correction placed = {.op = RAP_CORRECT_SET, .thing = RAP_CORRECT_EVENT};
  rap_correction day = aimed(fx, "d1", RAP_CORRECT_SET, RAP_CORRECT_ACCOUNT, rap_correct_aim_account);
  set(fx, &day.now, "start", "2023-02-01");
  set(fx, &day.now, "end", "");
  set(fx, &day.now, "edition", "");
  add(fx, &day);
  assert_ok(rap_store_aim_event(fx->store, fx->arena, RAP_STR("water-council-2023-02-01"), false, &placed, &fx->err));
  set(fx, &placed.now, "place", "Pune");
  add(fx, &placed);
  assert_int_equal(stands(fx, placed.id).outcome, RAP_OUTCOME_APPLIED);
  (void)events(fx, &place);
  assert_text(place, "there is one");
  rap_correction merge = {.op = RAP_CORRECT_MERGE, .thing = RAP_CORRECT_EVENT};
  assert_ok(rap_store_aim_event(fx->store, fx->arena, RAP_STR("water-council-2023-02-01"), false, &merge, &fx->err));
  assert_ok(rap_store_aim_event(fx->store, fx->arena, RAP_STR("water-council-2023-01-07"), true, &merge, &fx->err));
  add(fx, &merge);
  assert_int_equal(events(fx, &place), 1);
  assert_ok(rap_store_rebuild(fx->store, &fx->err));
  assert_int_equal(events(fx, &place), 1);
  assert_int_equal(stands(fx, merge.id).outcome, RAP_OUTCOME_APPLIED);
  undo(fx, merge.id);
  assert_int_equal(events(fx, &place), 2);
  undo(fx, day.id);
  assert_int_equal(stands(fx, placed.id).outcome, RAP_OUTCOME_LOST);
  undo(fx, split.id);
  assert_int_equal(events(fx, &place), 1);
  assert_status(rap_store_aim_event(fx->store, fx->arena, RAP_STR("nothing"), false, &merge, &fx->err), RAP_NOT_FOUND);
}

/* Two stores with the same corrections say the same, whatever came first. */
static void test_known(void **state) {
  fixture *fx = *state;
  rap_correct_result result;
  fill(fx, 2);
  rap_correction items[] = {entity(fx, RAP_CORRECT_MERGE, "person", "rao", "b rao"), entity(fx, RAP_CORRECT_DELETE, "theme", "digital", "")};
  items[0].author = items[1].author = RAP_STR("ana");
  items[0].at = 5;
  items[1].at = 7;
  assert_ok(rap_store_correct(fx->store, fx->arena, items, 2, NOW, &result, &fx->err));
  assert_int_equal(result.added, 2);
  assert_int_equal(result.documents, 2);
  items[0].undone_by = RAP_STR("bo");
  items[0].undone_at = 9;
  assert_ok(rap_store_correct(fx->store, fx->arena, items, 2, NOW, &result, &fx->err));
  assert_int_equal(result.added, 0);
  assert_int_equal(result.known, 2);
  assert_int_equal(result.undone, 1);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(count_of(fx, RAP_AXIS_PERSON, "rao"), 2);
  /* What is unsound is refused as a whole. */
  rap_correction bad[] = {entity(fx, RAP_CORRECT_DELETE, "person", "rao", ""), entity(fx, RAP_CORRECT_DELETE, "colour", "red", "")};
  bad[0].author = bad[1].author = RAP_STR("ana");
  assert_status(rap_store_correct(fx->store, fx->arena, bad, 2, NOW, &result, &fx->err), RAP_ERR_INPUT);
  int64_t n;
  assert_ok(rap_store_count_corrections(fx->store, &n, &fx->err));
  assert_int_equal(n, 1);
  assert_int_equal(problems(fx), 0);
}

/* Many, of one document and of all, at once. */
static void test_many(void **state) {
  fixture *fx = *state;
  enum { N = 4000 };
  rap_correct_result result;
  fill(fx, 2);
  rap_correction *items = rap_arena_array(fx->arena, N, sizeof *items);
  rap_correction proto = aimed(fx, "d1", RAP_CORRECT_SET, RAP_CORRECT_STATEMENT, rap_correct_aim_statement);
  for (size_t i = 0; i < N; i++) {
    items[i] = proto;
    if (i % 2)
      items[i] = entity(fx, RAP_CORRECT_MERGE, "person", rap_arena_printf(fx->arena, "p%zu", i).p, rap_arena_printf(fx->arena, "p%zu", i + 2).p);
    else
      set(fx, &items[i].now, "predicate", i + 2 < N ? "asked" : "agreed");
    items[i].author = RAP_STR("ana");
  }
  assert_ok(rap_store_correct(fx->store, fx->arena, items, N, NOW, &result, &fx->err));
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(result.added, N);
  assert_text(record_of(fx, "d1").statements[0].predicate, "agreed");
  assert_int_equal(problems(fx), 0);
}

/* ---- killed ---- */

/* The correction is committed with its list, and one batch after it; then it is killed. */
static void correct_and_wait(fixture *fx, int ready) {
  rap_error err = {0};
  rap_correct_result result;
  rap_correction c = {
      .op = RAP_CORRECT_MERGE, .thing = RAP_CORRECT_ENTITY, .kind = RAP_STR("person"), .value = RAP_STR("rao"), .author = RAP_STR("ana")};
  if (rap_store_open(rap_str_of(fx->path), RAP_STORE_WRITE, NULL, &fx->store, &err) != RAP_OK ||
      !rap_correct_put(fx->arena, &c.now, "value", RAP_STR("b rao")))
    _exit(1);
  if (rap_store_correct(fx->store, fx->arena, &c, 1, NOW, &result, &err) != RAP_OK) _exit(1);
  (void)!write(ready, "x", 1);
}

static void test_killed(void **state) {
  fixture *fx = *state;
  enum { N = 3 * RAP_BATCH_DOCUMENTS };
  fill(fx, N);
  rap_store_close(fx->store);
  fx->store = NULL;
  for (unsigned wait = 2000; wait < 400000; wait *= 3) {
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
      correct_and_wait(fx, ends[1]);
      _exit(0);
    }
    const struct timespec nap = {.tv_nsec = wait * 1000L};
    (void)nanosleep(&nap, NULL);
    (void)kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    (void)close(ends[0]);
    (void)close(ends[1]);
    fixture_open(fx, RAP_STORE_WRITE); /* goes on with it */
    int64_t n;
    assert_ok(rap_store_count_corrections(fx->store, &n, &fx->err));
    assert_int_equal(count_of(fx, RAP_AXIS_PERSON, "b rao"), n ? N : 0);
    assert_int_equal(count_of(fx, RAP_AXIS_PERSON, "rao"), n ? 0 : N);
    if (n) break;
    rap_store_close(fx->store);
    fx->store = NULL;
  }
  fixture_open(fx, RAP_STORE_WRITE);
  assert_int_equal(problems(fx), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(test_survives), TEST(test_undo_of_each), TEST(test_names), TEST(test_merges),
                                     TEST(test_events),   TEST(test_known),        TEST(test_many),  TEST(test_killed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
