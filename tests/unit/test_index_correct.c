/* Corrections without a store: words found again, decisions followed, records corrected, the YAML file. */
#include "index_fixture.h"

#include "index/correct.h"
#include "index/correction_yaml.h"

/* ---- anchors ---- */

static rap_anchor_found found_in(fixture *fx, const char *before, const char *quote, const char *after, size_t *at) {
  rap_anchor anchor;
  rap_span span;
  rap_str full = rap_str_of(before), words = rap_str_of(quote);
  size_t begin = rap_str_find(full, words, 0);
  assert_true(rap_anchor_make(fx->arena, full, (rap_span){begin, begin + words.n}, &anchor));
  rap_anchor_found found = rap_anchor_find(&anchor, rap_str_of(after), &span);
  *at = span.begin;
  if (found == RAP_ANCHOR_FOUND) assert_true(rap_str_eq(rap_str_at(rap_str_of(after), span), words));
  return found;
}

static void test_anchors(void **state) {
  fixture *fx = *state;
  size_t at;
  const char *text = "One. The AP government agreed to the plan. Two.";
  assert_int_equal(found_in(fx, text, "AP", text, &at), RAP_ANCHOR_FOUND);
  assert_int_equal(at, 9);
  /* Shifted, with what stood around it; then with one side of it. */
  assert_int_equal(found_in(fx, text, "AP", "More. One. The AP government agreed to the plan. Two.", &at), RAP_ANCHOR_FOUND);
  assert_int_equal(at, 15);
  assert_int_equal(found_in(fx, text, "AP", "More. An AP government agreed to the plan. Two.", &at), RAP_ANCHOR_FOUND);
  /* The same letters elsewhere are not it. */
  assert_int_equal(found_in(fx, text, "AP", "One. Everything is new, and AP too.", &at), RAP_ANCHOR_LOST);
  /* Two places with the same surroundings, neither of them the old one. */
  const char *twice = "x One. The AP government agreed to the plan. Two. One. The AP government agreed to the plan. Two.";
  assert_int_equal(found_in(fx, "The AP government agreed to the plan", "AP", twice, &at), RAP_ANCHOR_UNCLEAR);
  /* Many words are enough by themselves; characters are not cut. */
  assert_int_equal(found_in(fx, text, "government agreed to the plan", "At last the government agreed to the plan, it said.", &at), RAP_ANCHOR_FOUND);
  rap_anchor anchor;
  rap_str hindi = RAP_STR("दिल्ली में आज राज्यों की बैठक हुई।");
  size_t begin = rap_str_find(hindi, RAP_STR("बैठक"), 0);
  assert_true(rap_anchor_make(fx->arena, hindi, (rap_span){begin, begin + 12}, &anchor));
  assert_true(anchor.before.n <= RAP_CORRECT_CONTEXT && ((unsigned char)anchor.before.p[0] & 0xC0) != 0x80);
}

/* ---- corrections made by hand ---- */

static rap_correction base(fixture *fx, rap_correct_op op, rap_correct_thing thing, int64_t at) {
  (void)fx;
  return (rap_correction){.id = at, .op = op, .thing = thing, .author = RAP_STR("ana"), .at = at};
}

static void set(fixture *fx, rap_correct_fields *fields, const char *name, const char *value) {
  assert_true(rap_correct_put(fx->arena, fields, name, rap_str_of(value)));
}

static rap_correction merge_of(fixture *fx, const char *kind, const char *a, const char *b, int64_t at) {
  rap_correction c = base(fx, RAP_CORRECT_MERGE, RAP_CORRECT_ENTITY, at);
  c.kind = rap_str_of(kind);
  c.value = rap_str_of(a);
  set(fx, &c.now, "value", b);
  assert_ok(rap_correction_check(&c, &fx->err));
  assert_ok(rap_correction_identify(fx->arena, &c, &fx->err));
  return c;
}

static void test_decisions(void **state) {
  fixture *fx = *state;
  rap_decisions d;
  bool circle;
  /* A into B, B into C; back into A is void; A into D later wins over A into B. */
  rap_correction items[] = {merge_of(fx, "person", "a", "b", 1), merge_of(fx, "person", "b", "c", 2), merge_of(fx, "person", "c", "a", 3),
                            merge_of(fx, "person", "a", "d", 4)};
  assert_ok(rap_decisions_make(fx->arena, items, 4, &d, &fx->err));
  assert_int_equal(d.outcomes[0], RAP_OUTCOME_OVERRIDDEN);
  assert_int_equal(d.outcomes[1], RAP_OUTCOME_APPLIED);
  assert_int_equal(d.outcomes[2], RAP_OUTCOME_CIRCLE);
  assert_int_equal(d.outcomes[3], RAP_OUTCOME_APPLIED);
  assert_ok(rap_decisions_circle(&d, RAP_STR("person"), RAP_STR("d"), RAP_STR("person"), RAP_STR("a"), &circle, &fx->err));
  assert_true(circle);
  assert_ok(rap_decisions_circle(&d, RAP_STR("person"), RAP_STR("d"), RAP_STR("person"), RAP_STR("d"), &circle, &fx->err));
  assert_true(circle);
  assert_ok(rap_decisions_circle(&d, RAP_STR("person"), RAP_STR("e"), RAP_STR("person"), RAP_STR("a"), &circle, &fx->err));
  assert_false(circle);
  rap_decisions_clear(&d);
}

static void test_check(void **state) {
  fixture *fx = *state;
  rap_correction good = merge_of(fx, "person", "a", "b", 1), c = good;
  c.author = (rap_str){0};
  assert_status(rap_correction_check(&c, &fx->err), RAP_ERR_INPUT);
  c = good;
  c.kind = RAP_STR("count");
  assert_status(rap_correction_check(&c, &fx->err), RAP_ERR_INPUT);
  c = good;
  c.value = RAP_STR("b");
  assert_status(rap_correction_check(&c, &fx->err), RAP_ERR_INPUT);
  c = good;
  c.note = RAP_STR("a\x01");
  assert_status(rap_correction_check(&c, &fx->err), RAP_ERR_INPUT);
  c = good;
  c.note = RAP_STR("\xFF");
  assert_status(rap_correction_check(&c, &fx->err), RAP_ERR_INPUT);
  c = good;
  set(fx, &c.now, "predicate", "agreed");
  assert_status(rap_correction_check(&c, &fx->err), RAP_ERR_INPUT);
  c = base(fx, RAP_CORRECT_ADD, RAP_CORRECT_EVENT, 1);
  assert_status(rap_correction_check(&c, &fx->err), RAP_ERR_INPUT);
}

static void test_time(void **state) {
  (void)state;
  char text[RAP_CORRECT_TIME_MAX];
  static const struct {
    const char *text;
    int64_t at;
  } times[] = {{"2026-11-22T08:36:53.123Z", 1795336613123}, {"1970-01-01T00:00:01Z", 1000}, {"1969-12-31T23:59:59.500Z", -500}};
  for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
    int64_t at;
    assert_true(rap_correction_time_parse(rap_str_of(times[i].text), &at));
    assert_int_equal(at, times[i].at);
    assert_int_equal(rap_correction_time(at, text), strlen(times[i].text));
    assert_string_equal(text, times[i].text);
  }
  static const char *const bad[] = {
      "", "2026", "2026-02-30", "2026-01-01T", "2026-01-01T00:00:00", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00.1Z", "2026-01-01T00:00:00Zx"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    int64_t at;
    assert_false(rap_correction_time_parse(rap_str_of(bad[i]), &at));
  }
}

/* ---- records ---- */

static maker sample(fixture *fx) {
  maker m = make(fx, "talk", "Talks", "AP and Kerala discussed data.\nN. Modi spoke. Modi left.\nDesk officers met in Leh on 6 January 2023.",
                 "2023-01-08");
  m.doc.source = RAP_STR("pib");
  add_mention(&m, RAP_KIND_STATE, "AP", "IN-AP");
  add_mention(&m, RAP_KIND_STATE, "Kerala", "IN-KL");
  add_mention(&m, RAP_KIND_THEME, "data", "digital.data");
  add_person(&m, "N. Modi", "PM", "chair");
  add_mention(&m, RAP_KIND_ORGANISATION, "Desk", "");
  add_mention(&m, RAP_KIND_PLACE, "Leh", "leh");
  add_theme(&m, "digital.data", true);
  rap_event *e = add_event(&m, "", "Desk meeting", 0, "2023-01-06", "2023-01-06", "held", true);
  e->text = span_of(&m, "Desk officers met");
  e->chair = RAP_STR("N. Modi");
  rap_statement *s = add_statement(&m, "IN-AP IN-KL", "discussed", "digital.data", "AP and Kerala discussed data.");
  s->cue = span_of(&m, "discussed");
  s->actor_text = span_of(&m, "AP and Kerala");
  s = add_statement(&m, "IN-KL", "agreed", "digital.data", "Modi left.");
  s->speaker = RAP_STR("N. Modi");
  return m;
}

typedef struct corrected {
  rap_record record;
  rap_correcting how;
  rap_decisions decisions;
} corrected;

static void apply(maker *m, const rap_correction *local, size_t n_local, const rap_correction *wide, size_t n_wide, corrected *out) {
  fixture *fx = m->fx;
  assert_ok(rap_decisions_make(fx->arena, wide, n_wide, &out->decisions, &fx->err));
  out->record = m->record;
  out->how = (rap_correcting){.decisions = &out->decisions, .local = local, .n_local = n_local, .track = true};
  assert_ok(rap_correct_record(fx->arena, &m->doc, &out->how, &out->record, &fx->err));
  for (size_t i = 0; i < out->record.n_mentions; i++) {
    const rap_mention *x = &out->record.mentions[i];
    assert_true(x->text.begin <= x->text.end && x->text.end <= m->doc.full.n);
    if (i) assert_true(out->record.mentions[i - 1].text.begin <= x->text.begin);
    assert_true(x->person == RAP_NONE || x->person < out->record.n_persons);
  }
}

static void clear(corrected *c) { rap_decisions_clear(&c->decisions); }

/* Aimed at an item of the untouched record. */
typedef bool (*aim_fn)(rap_arena *arena, const rap_document *doc, const rap_correcting *c, const rap_record *machine, size_t i, rap_correction *out);
static rap_correction aimed(maker *m, rap_correct_op op, rap_correct_thing thing, int64_t at, aim_fn aim, size_t i) {
  corrected none;
  rap_correction c = base(m->fx, op, thing, at);
  apply(m, NULL, 0, NULL, 0, &none);
  assert_true(aim(m->fx->arena, &m->doc, &none.how, &m->record, i, &c));
  clear(&none);
  c.source = m->doc.source;
  c.document = m->doc.id;
  return c;
}

static void test_mentions(void **state) {
  fixture *fx = *state;
  maker m = sample(fx);
  corrected k;
  /* This AP is another State: the statement follows. */
  rap_correction items[3] = {aimed(&m, RAP_CORRECT_SET, RAP_CORRECT_MENTION, 1, rap_correct_aim_mention, 0)};
  assert_text(items[0].value, "IN-AP");
  set(fx, &items[0].now, "kind", "state");
  set(fx, &items[0].now, "value", "IN-AR");
  assert_ok(rap_correction_check(&items[0], &fx->err));
  apply(&m, items, 1, NULL, 0, &k);
  assert_text(k.record.mentions[0].value, "IN-AR");
  assert_text(k.record.statements[0].actors.items[0], "IN-AR");
  assert_int_equal(k.record.statements[0].actors.n, 2);
  assert_text(k.record.mentions[0].rule, "corrected #1 (ana)");
  clear(&k);
  /* Deleted afterwards: the later one wins. */
  items[1] = aimed(&m, RAP_CORRECT_DELETE, RAP_CORRECT_MENTION, 2, rap_correct_aim_mention, 0);
  apply(&m, items, 2, NULL, 0, &k);
  assert_int_equal(k.record.n_mentions, m.record.n_mentions - 1);
  assert_int_equal(k.record.statements[0].actors.n, 1);
  assert_int_equal(k.how.outcomes[0], RAP_OUTCOME_OVERRIDDEN);
  assert_int_equal(k.how.outcomes[1], RAP_OUTCOME_APPLIED);
  clear(&k);
  /* Added, in its place in the order; a person with it. The same once more is there already. */
  rap_correction add = base(fx, RAP_CORRECT_ADD, RAP_CORRECT_MENTION, 3);
  add.kind = RAP_STR("person");
  add.value = RAP_STR("Desk Officer");
  assert_true(rap_anchor_make(fx->arena, m.doc.full, span_of(&m, "Desk officers"), &add.anchor));
  items[0] = items[1] = add;
  apply(&m, items, 2, NULL, 0, &k);
  assert_int_equal(k.how.outcomes[1], RAP_OUTCOME_ALREADY);
  assert_int_equal(k.record.n_persons, 2);
  assert_int_equal(k.record.persons[1].n_mentions, 1);
  clear(&k);
  /* The only mention of a theme goes, but statements are about it: it stays; without them it goes. */
  items[0] = aimed(&m, RAP_CORRECT_DELETE, RAP_CORRECT_MENTION, 4, rap_correct_aim_mention, 2);
  apply(&m, items, 1, NULL, 0, &k);
  assert_int_equal(k.record.n_themes, 1);
  clear(&k);
  items[1] = aimed(&m, RAP_CORRECT_DELETE, RAP_CORRECT_STATEMENT, 5, rap_correct_aim_statement, 0);
  items[2] = aimed(&m, RAP_CORRECT_DELETE, RAP_CORRECT_STATEMENT, 6, rap_correct_aim_statement, 1);
  apply(&m, items, 3, NULL, 0, &k);
  assert_int_equal(k.record.n_themes, 0);
  assert_int_equal(k.record.n_statements, 0);
  clear(&k);
  /* A person without mentions goes, and is the chair in name only. */
  items[0] = aimed(&m, RAP_CORRECT_DELETE, RAP_CORRECT_MENTION, 7, rap_correct_aim_mention, 3);
  apply(&m, items, 1, NULL, 0, &k);
  assert_int_equal(k.record.n_persons, 0);
  clear(&k);
}

static void test_statements(void **state) {
  fixture *fx = *state;
  maker m = sample(fx);
  corrected k;
  rap_correction items[3] = {aimed(&m, RAP_CORRECT_SET, RAP_CORRECT_STATEMENT, 1, rap_correct_aim_statement, 0)};
  assert_text(rap_correct_text(&items[0].was, "cue"), "discussed");
  assert_text(rap_correct_text(&items[0].was, "cue-at"), "14");
  set(fx, &items[0].now, "theme", "digital.emerging");
  set(fx, &items[0].now, "predicate", "agreed");
  set(fx, &items[0].now, "event", "0");
  /* The second aims at what was found, not at what the first made of it. */
  items[1] = aimed(&m, RAP_CORRECT_SET, RAP_CORRECT_STATEMENT, 2, rap_correct_aim_statement, 0);
  set(fx, &items[1].now, "status", "planned");
  rap_correction add = base(fx, RAP_CORRECT_ADD, RAP_CORRECT_STATEMENT, 3);
  assert_true(rap_anchor_make(fx->arena, m.doc.full, span_of(&m, "N. Modi spoke."), &add.anchor));
  static const char *const fields[][2] = {
      {"actor", "IN-KL"}, {"role", "actor"}, {"predicate", "asked"}, {"polarity", "neutral"}, {"status", "reported"}};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) set(fx, &add.now, fields[i][0], fields[i][1]);
  items[2] = add;
  apply(&m, items, 3, NULL, 0, &k);
  for (size_t i = 0; i < 3; i++) assert_int_equal(k.how.outcomes[i], RAP_OUTCOME_APPLIED);
  assert_int_equal(k.record.n_statements, 3);
  assert_text(k.record.statements[0].predicate, "agreed");
  assert_text(k.record.statements[0].status, "planned");
  assert_true(k.record.statements[0].event == RAP_NONE);
  assert_text(k.record.statements[1].predicate, "asked");
  assert_int_equal(k.record.statements[1].event, 0);
  assert_true(k.how.statements[1].machine == RAP_NONE && k.how.statements[2].machine == 1);
  assert_int_equal(k.record.n_themes, 2);
  clear(&k);
  /* Other rules make another statement of the sentence: it is not touched. */
  m.record.statements[0].predicate = RAP_STR("opposed");
  apply(&m, items, 1, NULL, 0, &k);
  assert_int_equal(k.how.outcomes[0], RAP_OUTCOME_LOST);
  assert_false(k.how.changed);
  clear(&k);
}

static void test_accounts(void **state) {
  fixture *fx = *state;
  maker m = sample(fx);
  corrected k;
  rap_correction items[2] = {aimed(&m, RAP_CORRECT_SET, RAP_CORRECT_ACCOUNT, 1, rap_correct_aim_account, 0)};
  set(fx, &items[0].now, "start", "2023-01-07");
  set(fx, &items[0].now, "edition", "4");
  set(fx, &items[0].now, "chair", "");
  items[1] = aimed(&m, RAP_CORRECT_SPLIT, RAP_CORRECT_ACCOUNT, 2, rap_correct_aim_account, 0);
  apply(&m, items, 2, NULL, 0, &k);
  const rap_event *e = &k.record.events[0];
  assert_true(e->start.day == 7 && e->end.year == 0 && e->edition == 4 && e->chair.n == 0 && e->alone);
  clear(&k);
  items[0] = aimed(&m, RAP_CORRECT_DELETE, RAP_CORRECT_ACCOUNT, 3, rap_correct_aim_account, 0);
  apply(&m, items, 1, NULL, 0, &k);
  assert_int_equal(k.record.n_events, 0);
  for (size_t i = 0; i < k.record.n_statements; i++) assert_true(k.record.statements[i].event == RAP_NONE);
  clear(&k);
}

static void test_entities(void **state) {
  fixture *fx = *state;
  maker m = sample(fx);
  corrected k;
  rap_correction wide[] = {merge_of(fx, "person", "n modi", "narendra modi", 1), merge_of(fx, "person", "narendra modi", "the pm", 2),
                           merge_of(fx, "state", "IN-KL", "IN-AP", 3), merge_of(fx, "theme", "digital.data", "digital", 4)};
  set(fx, &wide[1].now, "name", "The PM");
  apply(&m, NULL, 0, wide, 4, &k);
  assert_text(k.record.persons[0].name, "The PM");
  assert_text(k.record.events[0].chair, "The PM");
  assert_text(k.record.statements[1].speaker, "The PM");
  assert_int_equal(k.record.statements[0].actors.n, 1);
  assert_text(k.record.statements[1].actors.items[0], "IN-AP");
  assert_text(k.record.themes[0].id, "digital");
  assert_text(k.record.mentions[2].value, "digital");
  assert_int_equal(k.how.n_everywhere, 4);
  clear(&k);
  /* Deleted: with what is said of it alone. Retyped: no actor any more. */
  rap_correction gone = base(fx, RAP_CORRECT_DELETE, RAP_CORRECT_ENTITY, 5);
  gone.kind = RAP_STR("state");
  gone.value = RAP_STR("IN-KL");
  rap_correction retyped = base(fx, RAP_CORRECT_RETYPE, RAP_CORRECT_ENTITY, 6);
  retyped.kind = RAP_STR("person");
  retyped.value = RAP_STR("n modi");
  set(fx, &retyped.now, "kind", "place");
  set(fx, &retyped.now, "value", "modi town");
  rap_correction both[] = {gone, retyped};
  apply(&m, NULL, 0, both, 2, &k);
  assert_int_equal(k.record.n_statements, 1);
  assert_int_equal(k.record.statements[0].actors.n, 1);
  assert_int_equal(k.record.n_persons, 0);
  assert_int_equal(k.record.n_mentions, m.record.n_mentions - 1);
  assert_text(k.record.events[0].chair, "");
  clear(&k);
  /* In this document alone, whatever holds elsewhere; an organisation that has nothing but its words becomes a person. */
  rap_correction split = merge_of(fx, "state", "IN-AP", "IN-AR", 7), person = base(fx, RAP_CORRECT_RETYPE, RAP_CORRECT_ENTITY, 8);
  split.op = RAP_CORRECT_SPLIT;
  person.kind = RAP_STR("organisation");
  person.value = RAP_STR("desk");
  set(fx, &person.now, "kind", "person");
  set(fx, &person.now, "value", "d desk");
  set(fx, &person.now, "name", "D. Desk");
  apply(&m, &split, 1, &person, 1, &k);
  assert_int_equal(k.how.outcomes[0], RAP_OUTCOME_APPLIED);
  assert_text(k.record.mentions[0].value, "IN-AR");
  assert_text(k.record.statements[0].actors.items[0], "IN-AR");
  assert_int_equal(k.record.n_persons, 2);
  assert_text(k.record.persons[1].name, "D. Desk");
  clear(&k);
  /* What nobody names: nothing happens, and nothing is copied. */
  rap_correction other = merge_of(fx, "person", "nobody", "somebody", 9);
  apply(&m, NULL, 0, &other, 1, &k);
  assert_false(k.how.changed);
  assert_ptr_equal(k.record.mentions, m.record.mentions);
  clear(&k);
}

/* ---- YAML ---- */

static void test_yaml(void **state) {
  fixture *fx = *state;
  maker m = sample(fx);
  rap_correction items[3] = {merge_of(fx, "person", "n modi", "yes", 1),
                             aimed(&m, RAP_CORRECT_SET, RAP_CORRECT_STATEMENT, 1795336613123, rap_correct_aim_statement, 0),
                             aimed(&m, RAP_CORRECT_DELETE, RAP_CORRECT_MENTION, 2000, rap_correct_aim_mention, 0)};
  set(fx, &items[1].now, "theme", "");
  items[0].note = RAP_STR("a: b\n\"c\" # d — ‘é’");
  items[0].undone_by = RAP_STR("12");
  items[0].undone_at = 5;
  rap_buf first = {0}, second = {0};
  rap_correction *read = NULL;
  size_t n = 0;
  assert_ok(rap_corrections_to_yaml(items, 3, &first, &fx->err));
  assert_ok(rap_corrections_from_yaml(fx->arena, RAP_STR("f"), rap_buf_str(&first), &read, &n, &fx->err));
  assert_int_equal(n, 3);
  assert_true(rap_str_eq(read[0].note, items[0].note) && rap_str_is(read[0].undone_by, "12"));
  assert_ok(rap_correction_identify(fx->arena, &items[1], &fx->err));
  assert_true(rap_str_eq(read[1].uid, items[1].uid));
  assert_ok(rap_corrections_to_yaml(read, n, &second, &fx->err));
  assert_true(rap_str_eq(rap_buf_str(&first), rap_buf_str(&second)));
  rap_buf_clear(&first);
  rap_buf_clear(&second);
}

static void test_bad_yaml(void **state) {
  fixture *fx = *state;
  static const struct {
    const char *text, *message;
  } bad[] = {
      {"", "no file of corrections"},
      {"a: [", "f:2:1: "},
      {"rapporteur-corrections: 2\ncorrections: []\n", "f:1:25: corrections of a format"},
      {"rapporteur-corrections: 1\ncorrections: 1\n", "no file of corrections"},
      {"rapporteur-corrections: 1\ncorrections:\n- 1\n", "f:3:3: a correction must be a mapping"},
      {"rapporteur-corrections: 1\ncorrections:\n- {operation: burn, thing: entity, at: 2020-01-01}\n", "there is no operation 'burn'"},
      {"rapporteur-corrections: 1\ncorrections:\n- {operation: delete, thing: entity, at: 2020-01-01, kind: person, value: x}\n",
       "'author' is missing"},
      {"rapporteur-corrections: 1\ncorrections:\n- {operation: delete, thing: entity, at: yesterday, kind: person, value: x, author: a}\n",
       "no time"},
      {"rapporteur-corrections: 1\ncorrections:\n- {operation: delete, thing: entity, at: 2020-01-01, kind: person, value: x, author: a, now: {kind: place}}\n",
       "there is no 'kind' here"},
      {"rapporteur-corrections: 1\ncorrections:\n- {operation: delete, thing: entity, at: 2020-01-01, kind: person, value: x, author: a, colour: red}\n",
       "there is no key 'colour'"},
      {"rapporteur-corrections: 1\ncorrections:\n- {operation: delete, thing: mention, at: 2020-01-01, kind: state, value: x, author: a, document: d, quote: q, begin: -1}\n",
       "no place in a text"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    rap_correction *read;
    size_t n;
    assert_status(rap_corrections_from_yaml(fx->arena, RAP_STR("f"), rap_str_of(bad[i].text), &read, &n, &fx->err), RAP_ERR_INPUT);
    if (!strstr(fx->err.text, bad[i].message)) fail_msg("%zu: %s", i, fx->err.text);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(test_anchors),    TEST(test_decisions), TEST(test_check),    TEST(test_time), TEST(test_mentions),
                                     TEST(test_statements), TEST(test_accounts),  TEST(test_entities), TEST(test_yaml), TEST(test_bad_yaml)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
