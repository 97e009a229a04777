/* Loading rule packs: what a good one gives, and the place of every fault of a bad one. */
#include "test.h"

#include "rules_fixture.h"

static const char good[] =
    "fragments:\n"
    "  day: '[0-9]{1,2}'\n"
    "  month: {January: 1, Jan: 1, February: 2}\n"
    "  day_month: '{day} {month}'\n"
    "  verb: '(?:met|agreed)'\n"
    "lexicon:\n"
    "  kind: state\n"
    "  entries:\n"
    "    - {id: XX-A, name: Alphaland, aliases: [Alpha State, {term: AL, case: exact}], type: state, short: Alph}\n"
    "    - {id: XX-B, name: Betaland, themes: [trade.ports], since: 2014-06-02, until: 2020}\n"
    "lexicons:\n"
    "  - kind: group\n"
    "    entries:\n"
    "      - {id: hills, name: hill States, case: any, members: [XX-A, {id: XX-B, since: 2015}]}\n"
    "patterns:\n"
    "  - id: t.date.day-month\n"
    "    kind: date\n"
    "    match: '(?<day>{day}) (?<month>{month})'\n"
    "    set: {rel: this}\n"
    "    priority: 3\n"
    "    hides: [count]\n"
    "    not followed by: ' BC'\n"
    "    examples:\n"
    "      match:\n"
    "        - {text: on 5 Jan 2020, span: 5 Jan}\n"
    "      no match: [on 5 Jan BC]\n"
    "themes:\n"
    "  - {id: trade, label: Trade, core: [trade]}\n"
    "  - {id: trade.ports, parent: trade, label: Ports, 'major topic': 18, core: [port(s)], passing: [+ship], not: [port wine]}\n"
    "events:\n"
    "  - {id: t.event.chaired, match: '(?<chair>{person}) chaired (?<event>{event})', status: held}\n"
    "participants:\n"
    "  - {id: t.participant.chaired, match: '(?<who>{persons}) chaired', function: chair}\n"
    "statements:\n"
    "  - id: t.statement.met\n"
    "    match: '(?<actors>{states}) {verb} on (?<topic>[^.;]{3,80})'\n"
    "    role: actor\n"
    "    predicate: opposed\n"
    "    scope: item\n"
    "    under: '[Aa]genda'\n"
    "  - {id: t.statement.all, match: 'it was {verb}', role: subject, predicate: agreed, actors: [ALL, XX-A], status: planned}\n"
    "examples:\n"
    "  - {rule: t.state.XX-A, text: in Alphaland}\n"
    "  - {rule: t.state.XX-A, no match: in Alphalandia}\n";

static const rap_entry *named(const rap_rules *rules, rap_kind kind, rap_str name) {
  const rap_entry *entry = NULL;
  assert_int_equal(rap_rules_entry_named(rules, kind, name, &entry, NULL), RAP_OK);
  return entry;
}

static void test_good(void **state) {
  (void)state;
  size_t n = 0;
  rap_rules *rules = fixture_load(good);
  (void)rap_rules_diagnostics(rules, &n);
  assert_int_equal(n, 0);
  (void)rap_rules_all(rules, &n);
  assert_int_equal(n, 10);
  const rap_rule *const *statements = rap_rules_of_type(rules, RAP_RULE_STATEMENT, &n);
  assert_int_equal(n, 2);
  const rap_rule *met = statements[0];
  assert_ptr_equal(met, rap_rules_find(rules, RAP_STR("t.statement.met")));
  assert_int_equal(met->place.line, 35);
  assert_int_equal(met->place.column, 9);
  assert_true(rap_str_ends(met->place.file, RAP_STR("/r.yaml")));
  assert_true(rap_str_is(met->predicate, "opposed") && rap_str_is(met->polarity, "oppose") && rap_str_is(met->role, "actor") && met->status.n == 0);
  assert_true(met->scope == RAP_SCOPE_ITEM && met->under && met->actors_from == RAP_ACTORS_GROUP);
  assert_int_equal(met->collapses, RAP_KINDS_OF_STATES);
  assert_true(statements[1]->actors_from == RAP_ACTORS_CONSTANT && statements[1]->n_actors == 2 && rap_str_is(statements[1]->status, "planned"));
  const rap_rule *date = rap_rules_find(rules, RAP_STR("t.date.day-month"));
  assert_true(date->kind == RAP_KIND_DATE && date->priority == 3 && date->hides == RAP_KIND_BIT(RAP_KIND_COUNT) && date->n_settings == 1 &&
              date->guards.of[RAP_GUARD_NOT_FOLLOWED]);
  assert_true(rap_str_is(rap_rules_find(rules, RAP_STR("t.participant.chaired"))->function, "chair"));
  const rap_example *examples = rap_rules_examples(rules, &n);
  assert_int_equal(n, 4);
  assert_true(examples[0].must_match && rap_str_is(examples[0].span, "5 Jan") && !examples[1].must_match);
  assert_true(examples[3].rule == rap_rules_find(rules, RAP_STR("t.state.XX-A")) && !examples[3].must_match);
  assert_null(rap_rules_find(rules, RAP_STR("t.state.XX-C")));
  rap_rules_free(rules);
}

static void test_entries_and_lookups(void **state) {
  (void)state;
  size_t n = 0;
  rap_rules *rules = fixture_load(good);
  const rap_entry *a = rap_rules_entry(rules, RAP_KIND_STATE, RAP_STR("XX-A")), *b = rap_rules_entry(rules, RAP_KIND_STATE, RAP_STR("XX-B"));
  assert_true(a && b && rap_str_is(a->short_name, "Alph") && rap_str_is(b->since, "2014-06-02") && rap_str_is(b->until, "2020-12-31"));
  assert_ptr_equal(named(rules, RAP_KIND_STATE, RAP_STR(" ALPHA-state ")), a);
  assert_ptr_equal(named(rules, RAP_KIND_STATE, RAP_STR("\xC3\x84lphaland")), a);
  assert_ptr_equal(named(rules, RAP_KIND_STATE, RAP_STR("xx-b")), b);
  assert_null(named(rules, RAP_KIND_GROUP, RAP_STR("Alphaland")));
  const rap_entry *const *groups = rap_rules_entries(rules, RAP_KIND_GROUP, &n);
  assert_int_equal(n, 1);
  assert_true(groups[0]->n_members == 2 && rap_str_is(groups[0]->members[1].since, "2015-01-01") && groups[0]->members[0].since.n == 0);
  const rap_theme *themes = rap_rules_themes(rules, &n);
  assert_true(n == 2 && themes[0].parent_index == RAP_NONE && themes[1].parent_index == 0 && themes[1].major_topic == 18);
  assert_ptr_equal(rap_rules_theme(rules, RAP_STR("trade.ports")), &themes[1]);
  assert_true(rap_str_is(rap_rules_lookup(rules, RAP_STR("month"), RAP_STR("JANUARY")), "1"));
  assert_int_equal(rap_rules_lookup(rules, RAP_STR("month"), RAP_STR("March")).n, 0);
  assert_int_equal(rap_rules_lookup(rules, RAP_STR("day"), RAP_STR("1")).n, 0);
  rap_rules_free(rules);
}

/* What is told without loading is what is told when loaded. */
static void assert_stamp_of(const rap_rules_source *source, const rap_rules *rules) {
  rap_buf stamp = {0};
  rap_error err = {0};
  assert_int_equal(rap_rules_stamp_of(source, &stamp, &err), RAP_OK);
  assert_true(rap_str_eq(rap_buf_str(&stamp), rap_rules_stamp(rules)));
  rap_buf_clear(&stamp);
}

static void test_stamp(void **state) {
  (void)state;
  rap_rules *a = fixture_load("patterns: [{id: t.date.x, kind: date, match: x}]"),
            *b = fixture_load("patterns: [{id: t.date.x, kind: date, match: x}]"),
            *c = fixture_load("patterns: [{id: t.date.x, kind: date, match: y}]");
  assert_true(rap_str_starts(rap_rules_stamp(a), RAP_STR("t-1.")));
  assert_int_equal(rap_rules_stamp(a).n, 4 + 12);
  /* Where the pack lies makes no difference; what it says does. */
  assert_true(rap_str_eq(rap_rules_stamp(a), rap_rules_stamp(b)));
  assert_false(rap_str_eq(rap_rules_stamp(a), rap_rules_stamp(c)));
  rap_rules_free(a);
  rap_rules_free(b);
  rap_rules_free(c);
}

/* --- faults --- */

static const struct fault {
  const char *yaml, *place, *text;
} faults[] = {
    {"patern: []\n", ":1:1:", "unknown key \"patern\""},
    {"patterns:\n  - {id: t.date.x, kind: date, match: x, caseles: true}\n", ":2:42:", "did you mean \"caseless\"?"},
    {"patterns:\n  - {id: t.date.x, kind: datte, match: x}\n", ":2:26:", "unknown kind \"datte\"; did you mean \"date\"?"},
    {"patterns:\n  - {id: t.date.x, match: x}\n", ":2:5:", "`kind` is missing"},
    {"patterns:\n  - {id: t.date.x, kind: date}\n", ":2:5:", "`match` is missing or empty"},
    {"patterns:\n  - {kind: date, match: x}\n", ":2:5:", "`id` is missing or empty"},
    {"patterns:\n  - {id: t.date.x, kind: date, match: x}\n  - {id: t.date.x, kind: date, match: y}\n",
     ":3:10:", "t.date.x: the id is taken already"},
    {"patterns:\n  - {id: t.date.x, kind: date, match: 'a(b'}\n", ":2:39:", "missing closing parenthesis"},
    {"patterns:\n  - {id: t.date.x, kind: date, match: 'a)|(b'}\n", ":2:39:", "unmatched closing parenthesis"},
    /* What is put around an expression would close these. */
    {"patterns:\n  - {id: t.date.x, kind: date, match: 'a)(b'}\n", ":2:39:", "unmatched closing parenthesis (after \"a\")"},
    {"patterns:\n  - {id: t.date.x, kind: date, match: '(((a[b'}\n", ":2:39:", "missing terminating ] for character class (after \"(((a[b\")"},
    {"patterns:\n  - {id: t.date.x, kind: date, match: '(?#'}\n", ":2:39:", "missing ) after (?# comment (after \"(?#\")"},
    {"patterns:\n  - {id: t.date.x, kind: date, match: 'a?b*'}\n", ":2:39:", "can match the empty string"},
    {"patterns:\n  - {id: t.date.x, kind: date, match: '{monht}'}\nfragments: {month: a}\n",
     ":2:39:", "unknown fragment {monht}; did you mean {month}?"},
    {"patterns:\n  - {id: t.date.x, kind: date, match: '{person}'}\n", ":2:39:", "unknown fragment {person}"},
    {"patterns:\n  - {id: t.date.x, kind: date, match: x, followed by: '['}\n", ":2:55:", "missing terminating ]"},
    {"patterns:\n  - {id: t.date.x, kind: date, match: x, priority: high}\n", ":2:52:", "`priority` must be a whole number"},
    {"patterns:\n  - {id: t.date.x, kind: date, match: x, bounded: no}\n", ":2:51:", "`bounded` must be true or false"},
    {"patterns:\n  - {id: t.date.x, kind: date, match: x, hides: state}\n", ":2:49:", "a list is expected"},
    {"patterns: {a: b}\n", ":1:11:", "a list is expected"},
    {"patterns: [x]\n", ":1:12:", "a mapping (key: value) is expected"},
    {"fragments:\n  a: '{b}'\n  b: '{a}'\n", ":3:6:", "fragment {a} contains itself"},
    {"fragments:\n  a: '{b}'\n", ":2:6:", "unknown fragment {b}"},
    {"fragments:\n  a: ''\n", ":2:6:", "must be an expression or a mapping"},
    {"fragments:\n  '1a': x\n", ":2:3:", "cannot be the name of a fragment"},
    {"fragments:\n  m: {a: 1, A: 2}\n", ":2:13:", "\"A\" has the value 1 already"},
    {"lexicon:\n  entries: [{id: a, name: A}]\n", ":2:3:", "`kind` is missing"},
    {"lexicon:\n  kind: state\n", ":2:3:", "`entries` is missing"},
    {"lexicon:\n  kind: state\n  entries:\n    - {id: a, name: A}\n    - {id: a, name: B}\n", ":5:12:", "t.state.a: the id is taken already"},
    {"lexicon:\n  kind: state\n  entries:\n    - {id: a, name: A, aliases: [b(c]}\n", ":4:34:", "a bracket is not closed"},
    {"lexicon:\n  kind: state\n  entries:\n    - {id: a, name: A, aliases: [{case: any}]}\n", ":4:34:", "`term` is missing or empty"},
    {"lexicon:\n  kind: state\n  entries:\n    - {id: a, name: A, case: loud}\n", ":4:30:", "unknown case \"loud\""},
    {"lexicon:\n  kind: state\n  entries:\n    - {id: a, name: A, since: 2014-02-30}\n", ":4:31:", "is no date"},
    {"lexicon:\n  kind: state\n  entries:\n    - {id: a, name: A, themes: [none]}\n", ":4:12:", "unknown theme \"none\""},
    {"lexicon:\n  kind: group\n  entries:\n    - {id: a, name: A, members: [XX]}\n", ":4:12:", "unknown member \"XX\""},
    {"lexicon:\n  kind: state\n  entries:\n    - {id: a, extend: true, aliases: [b]}\n", ":4:7:", "there is no state \"a\" before this"},
    {"themes:\n  - {id: a, label: A, parent: b}\n", ":2:10:", "unknown parent theme \"b\""},
    {"themes:\n  - {id: a, label: A, parent: b}\n  - {id: b, label: B, parent: a}\n", ":2:10:", "its own ancestor"},
    {"themes:\n  - {id: a, label: A}\n  - {id: a, label: B}\n", ":3:10:", "theme \"a\" is already defined"},
    {"themes:\n  - {id: a, label: A, core: ['/b(/']}\n", ":2:30:", "missing closing parenthesis"},
    {"statements:\n  - {id: t.statement.x, match: '(?<actors>{state})', role: actor}\n", ":2:5:", "`predicate` is missing"},
    {"statements:\n  - {id: t.statement.x, match: '(?<actors>{state})', role: actor, predicate: discused}\n",
     ":2:78:", "did you mean \"discussed\"?"},
    {"statements:\n  - {id: t.statement.x, match: '{state}', role: actor, predicate: agreed}\n", ":2:5:", "says who"},
    {"statements:\n  - {id: t.statement.x, match: '(?<actors>{stat})', role: actor, predicate: agreed}\n", ":2:32:", "did you mean {state}?"},
    {"participants:\n  - {id: t.participant.x, match: '{person}', function: cook}\n", ":2:56:", "unknown function \"cook\""},
    {"examples:\n  - {rule: t.none, text: x}\n", ":2:12:", "unknown rule \"t.none\""},
    {"patterns:\n  - {id: t.date.x, kind: date, match: x, examples: {match: [{text: a x, span: b}]}}\n", ":2:61:", "span \"b\" is not in its text"},
    {"patterns:\n  - {id: t.date.x, kind: date, match: x, examples: {mach: [x]}}\n", ":2:53:", "unknown key \"mach\""},
    {"- a\n", ":1:1:", "a rule file must be a mapping"},
    {"patterns:\n  - {id: t.date.x\n", ":3:1:", ""},
};

static void test_faults(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    const struct fault *f = &faults[i];
    rap_rules *rules = NULL;
    rap_error err = {0};
    rap_status st = fixture_try(f->yaml, &rules, &err);
    bool sound = st == RAP_ERR_RULES && err.status == RAP_ERR_RULES && rules && strstr(err.text, f->place) && strstr(err.text, f->text);
    if (!sound) fail_msg("%s: %s, wanted %s %s, got: %s", f->yaml, rap_status_name(st), f->place, f->text, err.text);
    size_t n = 0, n_errors = 0;
    const rap_diagnostic *diagnostics = rap_rules_diagnostics(rules, &n);
    for (size_t k = 0; k < n; k++) n_errors += diagnostics[k].grade == RAP_ERROR;
    assert_true(n_errors >= 1);
    rap_rules_free(rules);
  }
}

/* All faults of a file are reported, in order. */
static void test_several_faults(void **state) {
  (void)state;
  rap_rules *rules = NULL;
  rap_error err = {0};
  size_t n = 0;
  assert_int_equal(
      fixture_try(
          "patterns:\n  - {id: t.date.a, kind: date, match: '('}\n  - {id: t.date.b, kind: date, match: '{x}'}\n  - {id: t.date.c, kind: date, match: '(?<x>a).*'}\n",
          &rules, &err),
      RAP_ERR_RULES);
  const rap_diagnostic *d = rap_rules_diagnostics(rules, &n);
  assert_int_equal(n, 3);
  assert_true(d[0].grade == RAP_ERROR && d[0].place.line == 2 && rap_str_is(d[0].rule, "t.date.a"));
  assert_true(d[1].grade == RAP_ERROR && d[1].place.line == 3);
  assert_true(d[2].grade == RAP_WARNING && d[2].place.line == 4 && strstr(d[2].text.p, "no bound"));
  rap_rules_free(rules);
}

static void test_warnings(void **state) {
  (void)state;
  static const struct {
    const char *yaml, *text;
  } cases[] = {
      {"patterns: [{id: t.date.x, kind: date, match: 'a.+b'}]", "no bound"},
      {"patterns: [{id: t.date.x, kind: date, match: 'a.{3,}b'}]", "no bound"},
      {"patterns: [{id: t.date.x, kind: date, match: \"a\xE2\x80\x99s\"}]", "U+2019"},
      {"patterns: [{id: u.date.x, kind: date, match: x}]", "begins with \"t.\""},
      {"participants: [{id: t.participant.x, match: '(?<whom>{person})', function: chair}]", "no use is made of group \"whom\""},
      {"statements: [{id: t.statement.x, match: x, role: actor, predicate: agreed, actors: [XX]}]", "unknown actor \"XX\""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t n = 0;
    rap_rules *rules = fixture_load(cases[i].yaml);
    const rap_diagnostic *d = rap_rules_diagnostics(rules, &n);
    assert_int_equal(n, 1);
    assert_int_equal(d[0].grade, RAP_WARNING);
    assert_non_null(strstr(d[0].text.p, cases[i].text));
    rap_rules_free(rules);
  }
  rap_rules *rules = fixture_load("patterns: [{id: t.date.x, kind: date, match: '[.*]a\\.*b[.]+'}]");
  size_t n = 0;
  (void)rap_rules_diagnostics(rules, &n);
  assert_int_equal(n, 0);
  rap_rules_free(rules);
}

/* --- expanding --- */

static void test_large_mapping(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_str yaml = RAP_STR("fragments:\n  word:\n");
  for (int i = 0; i < 700; i++)
    yaml = rap_arena_printf(arena, "%.*s    %c%c%dword: %d\n", RAP_FMT(yaml), 'A' + i % 26, 'a' + i % 7, i * 7919 % 10007, i);
  /* Compiled eight times over it would exceed what PCRE2 can link; inside (?i:) it must keep its own case. */
  yaml = rap_arena_printf(
      arena,
      "%.*s  lower: '(?i:x{word})'\npatterns:\n  - {id: t.name.x, kind: name, match: '(?<first>{word})(?: (?!{word}y){word}){0,7}'}\n  - {id: t.count.x, kind: count, match: '{lower}'}\n",
      RAP_FMT(yaml));
  rap_rules *rules = fixture_load(yaml.p);
  assert_string_equal(fixture_run(arena, rules, "Aa0word Cc5831word Dword").p, "name:Aa0word Cc5831word");
  assert_string_equal(fixture_run(arena, rules, "aa0word XAA0WORD").p, "count:XAA0WORD");
  rap_rules_free(rules);
  rap_arena_free(arena);
}

static void test_fragments(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_rules *rules = fixture_load(
      "fragments: {m: {Jan: 1, January: 1, 'a.b': 2, J: 3}, n: 'x{2}|\\x{79}\\p{Lu}'}\npatterns:\n  - {id: t.date.m, kind: date, match: '(?<m>{m})\\+?'}\n  - {id: t.count.n, kind: count, match: '{n}'}\n");
  /* Longest key first, keys literally; braces of other kinds are left alone. */
  assert_string_equal(fixture_run(arena, rules, "January Jan J a.b aXb xx yB x{2}").p,
                      "date:January | date:Jan | date:J | date:a.b | count:xx | count:yB");
  rap_rules_free(rules);
  rap_arena_free(arena);
}

/* --- packs --- */

static rap_status load_two(const char *manifest_a, const char *a, const char *manifest_b, const char *b, bool b_first, rap_rules **rules,
                           rap_error *err) {
  static const char *const names[] = {"pack.yaml", "r.yaml", NULL};
  char dir[2][256];
  const char *texts[2][2] = {{manifest_a, a}, {manifest_b, b}};
  rap_str dirs[2];
  for (int i = 0; i < 2; i++) {
    fixture_folder(dir[i]);
    fixture_write(dir[i], "pack.yaml", texts[i][0]);
    fixture_write(dir[i], "r.yaml", texts[i][1]);
    dirs[b_first ? 1 - i : i] = rap_str_of(dir[i]);
  }
  rap_rules_source source = {.dirs = dirs, .n_dirs = 2};
  rap_status st = rap_rules_load(&source, rules, err);
  if (st == RAP_OK) assert_stamp_of(&source, *rules);
  for (int i = 0; i < 2; i++) fixture_remove(dir[i], names);
  return st;
}

static void test_requires_and_extend(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_rules *rules = NULL;
  rap_error err = {0};
  rap_status st = load_two(
      "{pack: a, version: 2}",
      "fragments: {m: {x: 1}}\nlexicon: {kind: state, entries: [{id: S, name: Sland}]}\nthemes: [{id: q, label: Q, core: [quartz]}]",
      "{pack: b, version: 1, requires: [a]}",
      "fragments: {m: {y: 2}}\nlexicon: {kind: state, entries: [{id: S, extend: true, aliases: [Essland], themes: [q]}]}\nthemes: [{id: q, extend: true, core: [beryl]}]\npatterns: [{id: b.count.m, kind: count, match: '{m}'}]",
      true, &rules, &err);
  assert_string_equal(err.text, "");
  assert_int_equal(st, RAP_OK);
  assert_true(rap_str_starts(rap_rules_stamp(rules), RAP_STR("a-2.b-1.")));
  assert_string_equal(fixture_run(arena, rules, "Sland x y beryl").p, "state:Sland=S | theme:Sland=q | count:x | count:y | theme:beryl=q");
  assert_string_equal(fixture_run(arena, rules, "Essland").p, "state:Essland=S | theme:Essland=q");
  assert_true(rap_str_is(rap_rules_find(rules, RAP_STR("a.state.S"))->pack, "a"));
  rap_rules_free(rules);
  rap_arena_free(arena);
}

static void assert_pair_fails(const char *manifest_a, const char *a, const char *manifest_b, const char *b, const char *text) {
  rap_rules *rules = NULL;
  rap_error err = {0};
  assert_int_equal(load_two(manifest_a, a, manifest_b, b, false, &rules, &err), RAP_ERR_RULES);
  if (!strstr(err.text, text)) fail_msg("wanted %s, got %s", text, err.text);
  rap_rules_free(rules);
}

static void test_manifests(void **state) {
  (void)state;
  const char *empty = "patterns: []";
  assert_pair_fails("{pack: a, version: 1, requires: [b]}", empty, "{pack: b, version: 1, requires: [a]}", empty, "require each other");
  assert_pair_fails("{pack: a, version: 1}", empty, "{pack: a, version: 1}", empty, "given twice");
  assert_pair_fails("{pack: a, version: 1, requires: [no-such-pack]}", empty, "{pack: b, version: 1}", empty,
                    "required pack \"no-such-pack\" not found");
  assert_pair_fails("{pack: a}", empty, "{pack: b, version: 1}", empty, "`version` is missing");
  assert_pair_fails("{pack: A, version: 1}", empty, "{pack: b, version: 1}", empty, "cannot be the name of a pack");
  assert_pair_fails("{pack: a, version: 1, vresion: 2}", empty, "{pack: b, version: 1}", empty, "unknown key \"vresion\"");
  assert_pair_fails("{pack: a, version: 1}", "fragments: {f: x}", "{pack: b, version: 1}", "fragments: {f: y}", "already defined");
}

static void test_folders(void **state) {
  (void)state;
  static const char *const manifest[] = {"pack.yaml", NULL}, *const rules_only[] = {"r.yaml", NULL};
  char dir[256];
  rap_rules *rules = NULL;
  rap_error err = {0};
  rap_str path = RAP_STR("/no/such/folder");
  rap_rules_source source = {.dirs = &path, .n_dirs = 1};
  assert_int_equal(rap_rules_load(&source, &rules, &err), RAP_ERR_IO);
  assert_null(rules);
  assert_non_null(strstr(err.text, "/no/such/folder: "));
  rap_error_clear(&err);
  fixture_folder(dir);
  path = rap_str_of(dir);
  assert_int_equal(rap_rules_load(&source, &rules, &err), RAP_ERR_RULES);
  assert_non_null(strstr(err.text, "no .yaml file"));
  rap_rules_free(rules);
  rap_error_clear(&err);
  fixture_write(dir, "r.yaml", "patterns: []");
  assert_int_equal(rap_rules_load(&source, &rules, &err), RAP_ERR_RULES);
  assert_non_null(strstr(err.text, "there is no pack.yaml"));
  rap_rules_free(rules);
  fixture_remove(dir, rules_only);
  fixture_folder(dir);
  fixture_write(dir, "pack.yaml", FIXTURE_MANIFEST);
  rap_error_clear(&err);
  assert_int_equal(rap_rules_load(&source, &rules, &err), RAP_OK);
  rap_rules_free(rules);
  fixture_remove(dir, manifest);
}

static void test_embedded(void **state) {
  (void)state;
  rap_rules *rules = NULL;
  rap_error err = {0};
  rap_str names[] = {RAP_STR("no-such-pack")};
  rap_rules_source source = {.names = names, .n_names = 1};
  assert_int_equal(rap_rules_load(&source, &rules, &err), RAP_ERR_RULES);
  assert_non_null(strstr(err.text, "no-such-pack"));
  rap_rules_free(rules);
  rap_rules_source all = {0};
  rap_error_clear(&err);
  /* A built-in pack may be named where folders are. */
  rap_str common[] = {RAP_STR("common")}, nothing[] = {RAP_STR("no-such-pack")};
  rap_rules_source by_name = {.dirs = common, .n_dirs = 1}, by_no_name = {.dirs = nothing, .n_dirs = 1};
  assert_int_equal(rap_rules_load(&by_name, &rules, &err), RAP_OK);
  assert_true(rap_str_starts(rap_rules_stamp(rules), RAP_STR("common-")) && !strstr(rap_rules_stamp(rules).p, "india"));
  rap_rules_free(rules);
  assert_int_equal(rap_rules_load(&by_no_name, &rules, &err), RAP_ERR_IO);
  rap_error_clear(&err);
  rap_status st = rap_rules_load(&all, &rules, &err);
  assert_string_equal(err.text, "");
  assert_int_equal(st, RAP_OK);
  assert_true(rap_str_starts(rap_rules_stamp(rules), RAP_STR("common-")));
  assert_stamp_of(&all, rules);
  rap_rules_free(rules);
}

/* A stamp says nothing of the rules, so their faults are left to loading; a manifest's are not. */
static void test_stamp_of_faulty(void **state) {
  (void)state;
  static const char *const names[] = {"pack.yaml", "r.yaml", NULL};
  char dir[256];
  fixture_folder(dir);
  rap_str path = rap_str_of(dir);
  const rap_rules_source source = {.dirs = &path, .n_dirs = 1};
  rap_buf stamp = {0};
  rap_error err = {0};
  fixture_write(dir, "pack.yaml", FIXTURE_MANIFEST);
  fixture_write(dir, "r.yaml", "patterns: [{id: ]");
  assert_int_equal(rap_rules_stamp_of(&source, &stamp, &err), RAP_OK);
  assert_int_equal(stamp.n, 4 + 12);
  rap_buf_reset(&stamp);
  fixture_write(dir, "pack.yaml", "version: 1\n");
  assert_int_equal(rap_rules_stamp_of(&source, &stamp, &err), RAP_ERR_RULES);
  assert_non_null(strstr(err.text, "pack.yaml:1:1"));
  assert_int_equal(stamp.n, 0);
  rap_buf_clear(&stamp);
  fixture_remove(dir, names);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_good),          cmocka_unit_test(test_entries_and_lookups),
      cmocka_unit_test(test_stamp),         cmocka_unit_test(test_stamp_of_faulty),
      cmocka_unit_test(test_faults),        cmocka_unit_test(test_several_faults),
      cmocka_unit_test(test_warnings),      cmocka_unit_test(test_fragments),
      cmocka_unit_test(test_large_mapping), cmocka_unit_test(test_requires_and_extend),
      cmocka_unit_test(test_manifests),     cmocka_unit_test(test_folders),
      cmocka_unit_test(test_embedded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
