/* Statements: who, about what, once; where themes come from when the sentence names none. With a small pack, so that each rule is known. */
#include "packs_fixture.h"

#include "base/limits.h"

static const char yaml[] =
    "lexicons:\n"
    "  - kind: state\n"
    "    entries: [{id: A, name: Aland}, {id: B, name: Bland}, {id: C, name: Cland}, {id: D, name: Dland}]\n"
    "  - kind: group\n"
    "    entries: [{id: hills, name: Hill States, members: [A, B]}]\n"
    "  - kind: collective\n"
    "    entries:\n"
    "      - {id: T, name: Territories, members: [{id: C, until: '2019-12-31'}, {id: D, since: '2020-01-01'}, B]}\n"
    "  - kind: event\n"
    "    entries:\n"
    "      - {id: board, name: River Board, members: [A, C]}\n"
    "      - {id: council, name: Steel Council, themes: [steel], members: [ALL]}\n"
    "  - {kind: event, entries: [{id: fair, name: Autumn Fair}]}\n"
    "patterns:\n"
    "  - {id: t.collective.all, kind: collective, value: ALL, match: '[Aa]ll States'}\n"
    "  - {id: t.cue.venue, kind: cue, value: venue, match: 'held in [A-D]land'}\n"
    "  - {id: t.person.p, kind: person, match: 'Ms (?<name>Ada|Bea)'}\n"
    "  - {id: t.office.cm, kind: office, match: 'Chief Minister of [A-D]land'}\n"
    "themes:\n"
    "  - {id: water, label: Water, core: [water], passing: [rain]}\n"
    "  - {id: water.floods, label: Floods, parent: water, core: [flood(s)]}\n"
    "  - {id: steel, label: Steel, core: [steel]}\n"
    "  - {id: roads, label: Roads, core: [road(s)]}\n"
    "  - {id: rails, label: Rails, core: [rail(s)]}\n"
    "  - {id: ports, label: Ports, core: [port(s)]}\n"
    "statements:\n"
    "  - {id: t.statement.raised, match: '(?<actors>{states}|{person}|{event}) raised(?<topic> [^.;]+)?', role: actor, predicate: requested}\n"
    "  - {id: t.statement.backed, match: '(?<actors>{states}) backed', role: actor, predicate: supported}\n"
    "  - {id: t.statement.opposed, match: '(?<actors>{states}) opposed', role: actor, predicate: opposed}\n"
    "  - {id: t.statement.mild, match: '(?<actors>{states}) mildly opposed', role: actor, predicate: opposed, polarity: neutral}\n"
    "  - {id: t.statement.vow, match: '(?<actors>{states}) will', role: actor, predicate: agreed, status: planned}\n"
    "  - {id: t.statement.said, match: '(?<speaker>{person}) said of (?<actors>{states})(?<open> and others)?', role: subject, predicate: addressed}\n"
    "  - {id: t.statement.asked, match: 'asked (?<actors>{states})', role: subject, predicate: asked}\n"
    "  - {id: t.statement.they, match: '^They also', role: actor, predicate: proposed, actors: previous}\n"
    "  - {id: t.statement.seated, match: '^Those present', role: actor, predicate: discussed, actors: participants}\n"
    "  - {id: t.statement.fixed, match: '^The treaty', role: subject, predicate: discussed, actors: [C, D, C]}\n"
    "  - {id: t.statement.item, match: '(?<actors>{states})$', role: subject, predicate: presented, scope: item, under: 'sent in papers'}\n"
    "  - {id: t.statement.head, match: '(?<actors>{states}) cheered', role: actor, predicate: agreed, scope: heading}\n"
    "  - {id: t.statement.spoke, match: '(?<actors>{states})[^.;]* spoke', role: actor, predicate: discussed}\n"
    "  - {id: t.statement.around, aside: true, match: 'together with {states}'}\n"
    "  - {id: t.statement.told, match: '(?:(?<asked>told)|(?<opposed2>scolded)) [^.]*?(?<actors2>{states})', role: subject}\n"
    "  - {id: t.statement.praised, match: 'praised (?<actors>{states}) for', role: subject, predicate: addressed}\n"
    "  - {id: t.statement.near, match: 'near (?<actors>{states})', role: subject, predicate: discussed}\n"
    "  - {id: t.statement.late, match: '(?<actors>{states})[^.;]* raised', role: actor, predicate: emphasised}\n";

static int setup(void **state) { return packs_open(state, yaml); }

/* "actors:predicate:themes" of each statement. */
#define assert_said(title, text, expected) assert_said_at(title, text, "2023-01-08", expected, __FILE__, __LINE__)
static void assert_said_at(const char *title, const char *text, const char *published, const char *expected, const char *file, int line) {
  const analysed x = analyse(title, text, published);
  rap_str all = RAP_STR("");
  for (size_t i = 0; i < x.record.n_statements; i++) {
    const rap_statement *s = &x.record.statements[i];
    rap_str actors = spaced(&s->actors), themes = spaced(&s->themes);
    all = joined(all, rap_arena_printf(arena, "%.*s:%.*s:%.*s", RAP_FMT(actors), RAP_FMT(s->predicate), RAP_FMT(themes)));
  }
  assert_found_at(all, expected, text, file, line);
}

static void test_none(void **state) {
  (void)state;
  assert_said("", "", "");
  assert_said("Water", "The engineers raised water. Aland slept.", "");
  /* Without a theme anywhere there is no statement; nor without a State. */
  assert_said("", "Aland raised doubts.", "");
  assert_said("Water", "Ms Ada raised water.", "");
}

/* Per sentence and set of actors the first rule in the pack's order; another set is another statement. */
static void test_first_rule(void **state) {
  (void)state;
  assert_said("", "Aland raised water.", "A:requested:water");
  assert_said("", "Aland and Bland raised water.", "A B:requested:water");
  assert_said("", "Aland raised water and Bland backed it.", "A:requested:water; B:supported:water");
  assert_said("", "Aland raised water, then Aland backed it.", "A:requested:water");
  assert_said("", "Aland and Bland raised water; Bland and Aland backed it.", "A B:requested:water");
  assert_said("", "Aland raised water. Aland backed it too, over water.", "A:requested:water; A:supported:water");
}

/* Some of the actors of an earlier statement, in the same words, say nothing new; in other words they do. */
static void test_subsets(void **state) {
  (void)state;
  assert_said("", "Aland, Bland and Cland raised water and spoke.", "A B C:requested:water");
  assert_said("", "Aland and Bland raised water; Bland backed it.", "A B:requested:water; B:supported:water");
}

static void test_echo(void **state) {
  (void)state;
  assert_said("Aland raised water.", "Aland raised water.\n\nBland raised water.", "A:requested:water; B:requested:water");
  assert_said("Aland raises water", "Aland raised water. Aland raised water.", "A:requested:water");
  const analysed x = analyse("Aland raised water.", "Aland raised water.", "2023-01-08");
  assert_int_equal(x.record.statements[0].text.begin, 0); /* the title's place */
}

static void test_actors_from_elsewhere(void **state) {
  (void)state;
  assert_said("", "Aland raised water. They also saw to it.", "A:requested:water; A:proposed:water");
  assert_said("Water", "They also saw to it.", "");
  /* Not from under another heading, and not from those of whom others spoke. */
  assert_said("Water", "## One\n\nAland raised water.\n\n## Two\n\nThey also saw to it.", "A:requested:water");
  assert_said("Water", "Bland raised water. It asked Aland to help. They also saw to it.", "B:requested:water; A:asked:water; B:proposed:water");
  /* A list of codes, each once. */
  assert_said("Water", "The treaty was read.", "C D:discussed:water");
}

static void test_participants(void **state) {
  (void)state;
  assert_said("Water", "The Steel Council met. Those present ate.", "ALL:discussed:water");
  assert_said("Water", "The Autumn Fair was held with all States. Those present ate.", "ALL:discussed:water");
  assert_said("Water", "The Autumn Fair was held. Those present ate.", "");
  assert_said("Water", "Those present ate.", "");
  assert_said("Water", "Those present ate with all States.", "");
}

/* Whom a group, a collective with members, an event and a person stand for. */
static void test_members(void **state) {
  (void)state;
  assert_said("", "Hill States raised water.", "hills:requested:water");
  assert_said("", "Territories raised water.", "D B:requested:water");
  assert_said_at("", "Territories raised water.", "2019-12-31", "C B:requested:water", __FILE__, __LINE__);
  assert_said_at("", "Territories raised water.", "2020-01-01", "D B:requested:water", __FILE__, __LINE__);
  assert_said_at("", "Territories raised water.", NULL, "C D B:requested:water", __FILE__, __LINE__);
  assert_said("", "The River Board raised water.", "A C:requested:water");
  assert_said("Water", "The Autumn Fair raised water.", "");
  assert_said("", "The Chief Minister of Bland, Ms Ada, came. Ms Ada raised water.", "B:requested:water");
  /* Named States say it better than ALL. */
  assert_said("", "All States and Aland raised water.", "A:requested:water");
  assert_said("", "All States raised water.", "ALL:requested:water");
}

static void test_venue(void **state) {
  (void)state;
  assert_said("Water", "The feast held in Aland raised it.", "");
  assert_said("Water", "It was held in Aland, Bland raised it.", "B:requested:water");
  assert_said("Water", "It was held in Aland. Aland raised it.", "A:requested:water");
}

/* The topic weighs more than the rest of the sentence; lead-in, heading and document speak where that says too little. */
static void test_themes(void **state) {
  (void)state;
  assert_said("Ports", "In steel matters Aland raised water.", "A:requested:water");
  assert_said("Steel and water", "In steel matters Aland raised water.", "A:requested:water steel");
  assert_said("Steel, rails and ports", "In steel matters Aland raised roads, rails and ports.", "A:requested:ports rails steel");
  assert_said("Ports", "In steel matters Aland raised doubts.", "A:requested:ports steel");
  assert_said("Ports", "## Rails\n\nThey met and spoke at length. On roads and more roads these were heard:\n- Aland raised doubts\n",
              "A:requested:roads");
  assert_said("Ports", "## Rails\n\nAland raised doubts.", "A:requested:rails");
  assert_said("Ports", "Aland raised doubts.", "A:requested:ports");
  /* Two matters of about the same weight are both the document's; a lesser one is not. */
  assert_said("Ports and rails", "Aland raised doubts.", "A:requested:ports rails");
  assert_said("Ports and rails", "A port, another port. Aland raised doubts.", "A:requested:ports");
  /* What is only touched in passing counts where the document deals with it; the more specific theme stands for its parent. */
  assert_said("Water", "Aland raised the rain.", "A:requested:water");
  assert_said("Ports", "Aland raised the rain.", "A:requested:ports");
  /* Beside surer words of another theme that the document deals with they say little. */
  assert_said("Water, water and roads", "Aland raised rain on roads.", "A:requested:roads");
  /* One sure word in the topic is enough for what the document does not deal with. */
  assert_said("Ports", "Aland raised rain on roads.", "A:requested:roads");
  assert_said("Floods and steel", "Aland raised steel and floods and water.", "A:requested:water.floods steel");
  /* A general cue in a text on one part of the theme speaks of that part. */
  assert_said("Floods, a flood", "Aland raised water.", "A:requested:water.floods");
  /* The name of a series says nothing of the theme. */
  assert_said("Ports", "At the Steel Council Aland raised doubts.", "A:requested:ports");
}

/* Those who go on to propose are still on the subject of their section, or of their last sentence. */
static void test_carried_themes(void **state) {
  (void)state;
  assert_said("", "## Water\n\nAland raised doubts. They also saw to roads.", "A:requested:water; A:proposed:water roads");
  assert_said("", "Aland raised water. They also saw to it.", "A:requested:water; A:proposed:water");
}

/* A group named after a predicate tells it; digits behind a group's name don't count. */
static void test_predicate_groups(void **state) {
  (void)state;
  assert_said("", "He told Aland about water.", "A:asked:water");
  assert_said("", "He scolded Bland about water.", "B:opposed:water");
  const analysed x = analyse("", "He scolded Bland about water.", "2023-01-08");
  assert_int_equal(x.record.n_statements, 1);
  assert_true(rap_str_is(x.record.statements[0].polarity, "oppose"));
}

/* States named in passing are no subject, but may act. */
static void test_aside(void **state) {
  (void)state;
  assert_said("", "He told them, together with Aland, of water.", "");
  assert_said("", "He told them, together with Aland, of water in Bland.", "B:asked:water");
  assert_said("", "It met together with Aland and Bland raised water.", "A B:requested:water");
}

/* Of those of whom the sentence has spoken the second rule says nothing more. */
static void test_rest_of_subjects(void **state) {
  (void)state;
  assert_said("", "He praised Aland for water near Bland and Aland.", "A:addressed:water; B:discussed:water");
  assert_said("", "He praised Aland for water near Aland.", "A:addressed:water");
}

static void test_polarity_and_status(void **state) {
  (void)state;
  static const struct {
    const char *text, *polarity, *status;
  } cases[] = {
      {"Aland raised water.", "neutral", "reported"},    {"Aland backed water.", "support", "reported"},
      {"Aland opposed water.", "oppose", "reported"},    {"Aland mildly opposed water.", "neutral", "reported"},
      {"Aland will store water.", "neutral", "planned"}, {"At the Autumn Fair Aland raised water.", "neutral", "reported"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const analysed x = analyse("", cases[i].text, "2023-01-08");
    assert_int_equal(x.record.n_statements, 1);
    assert_found(x.record.statements[0].polarity, cases[i].polarity, cases[i].text);
    assert_found(x.record.statements[0].status, cases[i].status, cases[i].text);
  }
}

static void test_speaker_and_open_list(void **state) {
  (void)state;
  const analysed x = analyse("", "Ms Ada said of Aland and others that water ran. Ms Bea said of Bland that water stood.", "2023-01-08");
  assert_int_equal(x.record.n_statements, 2);
  assert_found(x.record.statements[0].speaker, "Ada", "the first");
  assert_true(x.record.statements[0].open);
  assert_found(x.record.statements[1].speaker, "Bea", "the second");
  assert_false(x.record.statements[1].open);
}

static void test_event(void **state) {
  (void)state;
  const analysed x = analyse("At the River Board", "The River Board met. Aland raised water. At the Autumn Fair Bland raised water.", "2023-01-08");
  assert_int_equal(x.record.n_statements, 2);
  assert_found(x.record.events[x.record.statements[0].event].series, "River Board", "the main event");
  assert_found(x.record.events[x.record.statements[1].event].series, "Autumn Fair", "the one that the sentence names");
  assert_int_equal(analyse("", "Aland raised water.", "2023-01-08").record.statements[0].event, RAP_NONE);
}

static void test_scope(void **state) {
  (void)state;
  assert_said("Aland cheered water", "Bland cheered water.", "A:agreed:water");
  assert_said("", "## Aland cheered water\n\nBland cheered water.", "A:agreed:water");
  assert_said("Water", "These sent in papers:\n- Aland\n- Bland\n", "A:presented:water; B:presented:water");
  assert_said("Water", "These slept:\n- Aland\n- Bland\n", "");
}

/* Where States are spoken of, those that follow in the clause are meant too; a semicolon ends it, unless the list goes on behind it. */
static void test_following(void **state) {
  (void)state;
  assert_said("", "He asked Aland to save water and also Bland and Cland.", "A B C:asked:water");
  assert_said("", "He asked Aland to save water; the men of Bland were dry.", "A:asked:water");
  assert_said("", "He asked Aland (water); Bland (steel); Cland (roads).", "A B C:asked:roads steel water");
  assert_said("Water", "He asked all States to act, and Bland.", "ALL:asked:water");
  assert_said("", "He asked Aland to save water, in the talk held in Bland.", "A:asked:water");
}

/* The limit is said, once, and not passed. */
static void test_limit(void **state) {
  (void)state;
  rap_buf text = {0};
  for (int i = 0; i < RAP_MAX_STATEMENTS + 20; i++) rap_buf_printf(&text, "Aland raised water %d.\n\n", i);
  const analysed x = analyse("", text.p, "2023-01-08");
  assert_int_equal(x.record.n_statements, RAP_MAX_STATEMENTS);
  size_t warned = 0;
  for (size_t i = 0; i < x.doc.warnings.n; i++) warned += rap_str_starts(x.doc.warnings.items[i], RAP_STR("more than"));
  assert_int_equal(warned, 1);
  rap_buf_clear(&text);
}

/* More actors in one list than are looked at is no failure. */
static void test_long_list(void **state) {
  (void)state;
  rap_buf text = {0};
  for (int i = 0; i < 600; i++) rap_buf_puts(&text, "Aland, Bland, ");
  rap_buf_puts(&text, "Cland raised water.");
  const analysed x = analyse("", text.p, "2023-01-08");
  for (size_t i = 0; i < x.record.n_statements; i++) assert_true(x.record.statements[i].actors.n <= 3);
  rap_buf_clear(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_none),
      cmocka_unit_test(test_first_rule),
      cmocka_unit_test(test_subsets),
      cmocka_unit_test(test_echo),
      cmocka_unit_test(test_actors_from_elsewhere),
      cmocka_unit_test(test_participants),
      cmocka_unit_test(test_members),
      cmocka_unit_test(test_venue),
      cmocka_unit_test(test_themes),
      cmocka_unit_test(test_carried_themes),
      cmocka_unit_test(test_predicate_groups),
      cmocka_unit_test(test_aside),
      cmocka_unit_test(test_rest_of_subjects),
      cmocka_unit_test(test_polarity_and_status),
      cmocka_unit_test(test_speaker_and_open_list),
      cmocka_unit_test(test_event),
      cmocka_unit_test(test_scope),
      cmocka_unit_test(test_following),
      cmocka_unit_test(test_limit),
      cmocka_unit_test(test_long_list),
  };
  return cmocka_run_group_tests(tests, setup, packs_teardown);
}
