/* Records as JSON: offsets in code points, what is left out, and that other readers of JSON agree. */
#include "packs_fixture.h"

#include <jansson.h>

static const char yaml[] =
    "lexicons:\n"
    "  - {kind: state, entries: [{id: A, name: Aland}, {id: B, name: Bland}, {id: M, name: \"\\u092e\\u0927\\u094d\\u092f\"}]}\n"
    "fragments: {month: {May: 5}}\n"
    "patterns:\n"
    "  - {id: t.date.d, kind: date, match: '(?<day>[0-9]{1,2}) (?<month>{month})(?: (?<year>2[0-9]{3}))?'}\n"
    "  - {id: t.person.p, kind: person, match: 'Ms (?<name>Ada|Bea)'}\n"
    "themes: [{id: water, label: Water, core: [water]}]\n"
    "participants: [{id: t.participant.p, match: '(?<who>{person}) came', function: attended}]\n"
    "statements:\n"
    "  - {id: t.statement.s, match: '(?<actors>{states}) raised(?<topic> [^.]+)?', role: actor, predicate: requested}\n";

static int setup(void **state) { return packs_open(state, yaml); }

/* The record as jansson reads the text that is written; free with json_decref. */
static json_t *reread(const analysed *x, int indent) {
  rap_json *object = NULL;
  rap_buf text = {0};
  rap_error err = {0};
  json_error_t why;
  assert_int_equal(rap_record_to_json(&x->doc, &x->record, &object, &err), RAP_OK);
  assert_int_equal(rap_json_write(object, indent, &text, &err), RAP_OK);
  rap_json_free(object);
  json_t *read = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &why);
  if (!read) fail_msg("%s at %d", why.text, why.position);
  rap_buf_clear(&text);
  return read;
}

static const char *text_of(const json_t *object, const char *key) {
  const char *s = json_string_value(json_object_get(object, key));
  return s ? s : "(none)";
}

static long long number_of(const json_t *object, const char *key) { return json_integer_value(json_object_get(object, key)); }

static const json_t *item(const json_t *read, const char *list, size_t i) { return json_array_get(json_object_get(read, list), i); }

/* The bytes of `s` from one code point to another: as any reader outside would cut them. */
static rap_str cut(const char *s, long long begin, long long end) {
  size_t from = SIZE_MAX, to = SIZE_MAX, n = strlen(s);
  long long point = 0;
  for (size_t i = 0; i <= n; i++) {
    if (i < n && ((unsigned char)s[i] & 0xC0) == 0x80) continue;
    if (point == begin) from = i;
    if (point == end) to = i;
    point++;
  }
  assert_true(from <= to && to <= n);
  return (rap_str){s + from, to - from};
}

/* Every span of a list cuts the words that stand beside it out of the field that it names. */
static size_t check_spans(const json_t *read, const char *list, const char *words) {
  size_t n = json_array_size(json_object_get(read, list));
  for (size_t i = 0; i < n; i++) {
    const json_t *one = item(read, list, i);
    const char *whole = text_of(read, text_of(one, "in"));
    assert_found(cut(whole, number_of(one, "begin"), number_of(one, "end")), text_of(one, words), whole);
  }
  return n;
}

static void test_offsets(void **state) {
  (void)state;
  /* One, two, three and four bytes a character, in the title and in the text. */
  const analysed x = analyse(
      "\xC3\x89t\xC3\xA9 \xF0\x9F\x8C\x8A Aland",
      "\xE0\xA4\xAE\xE0\xA4\xA7\xE0\xA5\x8D\xE0\xA4\xAF \xE2\x82\xB9 Aland raised water \xF0\x9F\x8C\x8A on 8 May 2023. Bland\xE2\x80\x99s end.",
      "2023-01-08");
  json_t *read = reread(&x, 0);
  assert_int_equal(check_spans(read, "mentions", "text"), 6);
  assert_int_equal(check_spans(read, "statements", "evidence"), 1);
  assert_string_equal(text_of(read, "offsets"), "codepoint");
  assert_string_equal(text_of(item(read, "mentions", 0), "in"), "title");
  assert_int_equal(number_of(item(read, "mentions", 0), "begin"), 6);
  assert_string_equal(text_of(item(read, "mentions", 1), "value"), "M");
  assert_int_equal(number_of(item(read, "mentions", 1), "begin"), 0);
  assert_int_equal(number_of(item(read, "mentions", 1), "end"), 4);
  assert_int_equal(number_of(item(read, "mentions", 2), "begin"), 7);
  json_decref(read);
}

/* Where counting starts anew: texts about as long as the stride, and mentions on both sides of it. */
static void test_long_texts(void **state) {
  (void)state;
  for (int n = 60; n < 140; n++) {
    rap_buf text = {0};
    for (int i = 0; i < n; i++) rap_buf_puts(&text, "\xE2\x82\xB9 ");
    rap_buf_puts(&text, "Aland");
    const analysed x = analyse(n % 2 ? "\xE2\x82\xB9 Bland" : "", text.p, "2023-01-08");
    json_t *read = reread(&x, 0);
    assert_int_equal(check_spans(read, "mentions", "text"), n % 2 ? 2 : 1);
    assert_int_equal(number_of(item(read, "mentions", n % 2 ? 1 : 0), "end"), 2 * n + 5);
    json_decref(read);
    rap_buf_clear(&text);
  }
}

static void test_empty(void **state) {
  (void)state;
  static const char *const lists[] = {"mentions", "participants", "themes", "events", "statements", "counts"};
  static const char *const absent[] = {"published", "published_from", "title", "source", "url"};
  const analysed x = analyse("", "", NULL);
  json_t *read = reread(&x, 0);
  assert_int_equal(number_of(read, "format"), 1);
  assert_string_equal(text_of(read, "id"), "t");
  assert_string_equal(text_of(read, "text"), "");
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    assert_true(json_is_array(json_object_get(read, lists[i])));
    assert_int_equal(json_array_size(json_object_get(read, lists[i])), 0);
  }
  for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) assert_null(json_object_get(read, absent[i]));
  assert_true(json_is_array(json_object_get(read, "warnings")));
  json_decref(read);
}

static void test_fields(void **state) {
  (void)state;
  const analysed x = analyse("Water", "Ms Ada came on 8 May. Ms Bea slept. Aland raised \"water\"\\steel. Bland raised.", "2023-04-08");
  json_t *read = reread(&x, 2);
  assert_string_equal(text_of(read, "published"), "2023-04-08");
  const json_t *date = item(read, "mentions", 2);
  assert_string_equal(text_of(date, "kind"), "date");
  assert_string_equal(text_of(date, "value"), "2023-05-08");
  assert_string_equal(text_of(date, "earliest"), "2023-05-08");
  assert_string_equal(text_of(date, "latest"), "2023-05-08");
  assert_string_equal(text_of(date, "granularity"), "day");
  assert_string_equal(text_of(date, "basis"), "implied");
  assert_null(json_object_get(item(read, "mentions", 0), "basis"));
  /* Only those with a function are participants; a role that is not known is left out. */
  assert_int_equal(json_array_size(json_object_get(read, "participants")), 1);
  assert_string_equal(text_of(item(read, "participants", 0), "name"), "Ada");
  assert_null(json_object_get(item(read, "participants", 0), "role"));
  const json_t *said = item(read, "statements", 0);
  assert_string_equal(text_of(said, "evidence"), "Aland raised \"water\"\\steel.");
  assert_string_equal(text_of(said, "topic"), " \"water\"\\steel");
  assert_null(json_object_get(said, "speaker"));
  assert_null(json_object_get(said, "heading"));
  assert_null(json_object_get(said, "open"));
  assert_null(json_object_get(item(read, "statements", 1), "topic"));
  json_decref(read);
}

static void test_heading(void **state) {
  (void)state;
  const analysed x = analyse("", "## On water\n\nAland raised it.", "2023-01-08");
  json_t *read = reread(&x, 0);
  assert_string_equal(text_of(item(read, "statements", 0), "heading"), "On water");
  json_decref(read);
}

/* Counts, events and values that only a record made by hand has. */
static void test_by_hand(void **state) {
  (void)state;
  analysed x = analyse("Aland", "In all 34 came", "2023-01-08");
  size_t body = x.doc.body;
  rap_count counts[] = {{{body + 7, body + 9}, RAP_STR("persons"), 34, -1, RAP_STR("r")}, {{body + 7, body + 9}, RAP_STR("persons"), -1, 0, {0}}};
  rap_event events[] = {{.series = RAP_STR("Fair"), .status = RAP_STR("held"), .start = {.year = 2022, .month = 6}, .main = true},
                        {.series = RAP_STR("Ball"), .edition = 7}};
  x.record.counts = counts;
  x.record.n_counts = 2;
  x.record.events = events;
  x.record.n_events = 2;
  rap_person persons[] = {{.name = RAP_STR("Bea")}, {.name = RAP_STR("Ada"), .function = RAP_STR("chair")}};
  rap_reference references[] = {{{body, body + 2}, 1, true}, {{body + 3, body + 6}, 0, false}, {{body + 7, body + 9}, 1, false}};
  x.record.persons = persons;
  x.record.n_persons = 2;
  x.record.references = references;
  x.record.n_references = 3;
  json_t *read = reread(&x, 0);
  assert_int_equal(check_spans(read, "counts", "text"), 2);
  /* Each with its own person, in order of the text; of those who are no participants none is shown. */
  assert_int_equal(json_array_size(json_object_get(read, "participants")), 1);
  const json_t *led = json_object_get(item(read, "participants", 0), "references");
  assert_int_equal(json_array_size(led), 2);
  assert_string_equal(text_of(json_array_get(led, 0), "text"), "In");
  assert_string_equal(text_of(json_array_get(led, 0), "as"), "pronoun");
  assert_string_equal(text_of(json_array_get(led, 1), "text"), "34");
  assert_string_equal(text_of(json_array_get(led, 1), "as"), "office");
  assert_int_equal(number_of(item(read, "counts", 0), "min"), 34);
  assert_null(json_object_get(item(read, "counts", 0), "max"));
  assert_null(json_object_get(item(read, "counts", 1), "min"));
  assert_true(json_is_integer(json_object_get(item(read, "counts", 1), "max")));
  assert_string_equal(text_of(item(read, "events", 0), "start"), "2022-06");
  assert_null(json_object_get(item(read, "events", 0), "end"));
  assert_null(json_object_get(item(read, "events", 0), "edition"));
  assert_true(json_is_true(json_object_get(item(read, "events", 0), "main")));
  assert_int_equal(number_of(item(read, "events", 1), "edition"), 7);
  assert_true(json_is_false(json_object_get(item(read, "events", 1), "main")));
  json_decref(read);
}

/* What jansson reads and writes again is the same value, to the letter of every string. */
static void test_round_trip(void **state) {
  (void)state;
  const analysed x = analyse("\xE0\xA4\xAE\xE0\xA4\xA7\xE0\xA5\x8D\xE0\xA4\xAF & \"Bland\"",
                             "Aland raised water\tand <b>\\n</b>. \xF0\x9F\x8C\x8A\n\n- Bland raised water\xC2\xA0"
                             "too.",
                             "2023-01-08");
  json_t *read = reread(&x, 0);
  char *dump = json_dumps(read, JSON_COMPACT);
  json_t *again = json_loads(dump, JSON_REJECT_DUPLICATES, NULL);
  assert_true(json_equal(read, again));
  assert_int_equal(rap_str_cmp(rap_document_body(&x.doc), rap_str_of(text_of(again, "text"))), 0);
  assert_int_equal(rap_str_cmp(rap_document_title(&x.doc), rap_str_of(text_of(again, "title"))), 0);
  (void)check_spans(again, "mentions", "text");
  (void)check_spans(again, "statements", "evidence");
  free(dump);
  json_decref(again);
  json_decref(read);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_offsets), cmocka_unit_test(test_long_texts), cmocka_unit_test(test_empty),      cmocka_unit_test(test_fields),
      cmocka_unit_test(test_heading), cmocka_unit_test(test_by_hand),    cmocka_unit_test(test_round_trip),
  };
  return cmocka_run_group_tests(tests, setup, packs_teardown);
}
