/* Persons: names compared, forms grouped, offices joined and resolved, functions at the event. */
#include "packs_fixture.h"

#include "analyze/people.h"

/* --- names --- */

static void assert_fit(const char *a, const char *b, int expected) {
  rap_person_name x, y;
  rap_error err = {0};
  assert_int_equal(rap_person_name_parse(arena, rap_str_of(a), &x, &err), RAP_OK);
  assert_int_equal(rap_person_name_parse(arena, rap_str_of(b), &y, &err), RAP_OK);
  assert_int_equal(rap_person_name_fit(&x, &y), expected);
  assert_int_equal(rap_person_name_fit(&y, &x), expected);
}

static void test_names(void **state) {
  (void)state;
  assert_fit("Anil Verma", "ANIL VERMA", 4);
  assert_fit("Verma", "Anil Verma", 2);
  assert_fit("Anil", "Anil Verma", 1);
  assert_fit("Anil Verma", "Anil K. Verma", 3);
  assert_fit("A. K. Verma", "Anil Kumar Verma", 3);
  assert_fit("H.D. Verma", "H. D. Verma", 4);
  assert_fit("Jos\xC3\xA9 Alvarez", "Jose Alvarez", 4);
  assert_fit("M. Verma", "Anil Verma", 0);
  assert_fit("Anil Verma", "Sunil Verma", 0);
  assert_fit("Kumar", "Anil Kumar Verma", 0); /* a middle name is no short form */
  assert_fit("A.", "Anil Verma", 0);
  assert_fit("A. B.", "Anil Bose", 0); /* initials alone name nobody */
  assert_fit("", "Anil Verma", 0);
}

static void test_many_parts(void **state) {
  (void)state;
  rap_person_name name;
  rap_error err = {0};
  assert_int_equal(rap_person_name_parse(arena, RAP_STR("a b c d e f g h i j k l m n"), &name, &err), RAP_OK);
  assert_int_equal(name.n, RAP_MAX_NAME_PARTS);
}

/* --- documents --- */

static rap_record record;

static void analyze(const char *title, const char *text) { record = analyse(title, text, "2024-05-20").record; }

/* "name|role|function" of each person, joined by "; ". */
static void assert_persons(const char *title, const char *text, const char *expected) {
  analyze(title, text);
  rap_str all = RAP_STR("");
  for (size_t i = 0; i < record.n_persons; i++) {
    const rap_person *p = &record.persons[i];
    all = rap_arena_printf(arena, "%.*s%s%.*s|%.*s|%.*s", RAP_FMT(all), i ? "; " : "", RAP_FMT(p->name), RAP_FMT(p->role), RAP_FMT(p->function));
  }
  assert_string_equal(all.p ? all.p : "", expected);
}

static void test_roles(void **state) {
  (void)state;
  assert_persons("", "The Regional Water Conference was held here. Mr. Anil Verma, Secretary, Ministry of Mines, left early.",
                 "Anil Verma|Secretary, Ministry of Mines|");
  assert_persons("", "The Regional Water Conference was held here. Union Minister for Steel, Ms. Rita Bose, chaired the conference.",
                 "Rita Bose|Union Minister for Steel|chair");
  /* A list in which the office goes before, and one in which it goes behind. */
  assert_persons(
      "",
      "The Regional Water Conference was attended by Secretary, MDoNER, Shri Anil Verma, Joint Secretary, Ministry of MSME, Ms. Rita Bose and others.",
      "Anil Verma|Secretary, MDoNER|attended; Rita Bose|Joint Secretary, Ministry of MSME|attended");
  assert_persons("", "The Regional Water Conference was attended by Shri Anil Verma, Secretary, MDoNER; Ms. Rita Bose, CEO, NHA; and others.",
                 "Anil Verma|Secretary, MDoNER|attended; Rita Bose|CEO, NHA|attended");
  /* "the" behind a name opens another clause. */
  assert_persons("", "The Regional Water Conference met. After tea with Mr. Anil Verma, the Governor left.", "Anil Verma||");
}

static void test_state_in_office_stays(void **state) {
  (void)state;
  analyze("", "The Chief Minister of Assam, Shri Anil Verma, addressed the National Conference on Rivers.");
  bool found = false;
  for (size_t i = 0; i < record.n_mentions; i++)
    found = found || (record.mentions[i].kind == RAP_KIND_STATE && rap_str_is(record.mentions[i].value, "IN-AS"));
  assert_true(found);
}

static void test_short_forms(void **state) {
  (void)state;
  analyze(
      "Minister Opens National Conference on Rivers",
      "Union Minister for Ports Shri Anil Verma inaugurated the National Conference on Rivers. Shri Verma said water matters. The Minister thanked all. He left.\n\n"
      "Verma added that rivers unite. Rivers said nothing.");
  assert_int_equal(record.n_persons, 1);
  assert_string_equal(rap_arena_str(arena, record.persons[0].name).p, "Anil Verma");
  assert_string_equal(rap_arena_str(arena, record.persons[0].function).p, "inaugurated");
  assert_int_equal(record.persons[0].n_mentions, 6); /* the headline's Minister, the full name, Shri Verma, the Minister, He, Verma */
  size_t mentions = 0;
  for (size_t i = 0; i < record.n_mentions; i++) mentions += record.mentions[i].kind == RAP_KIND_PERSON;
  assert_int_equal(mentions, 3); /* neither a pronoun nor an office is one; nor "Rivers" */
}

static void test_fullest_form(void **state) {
  (void)state;
  assert_persons("PM VERMA ADDRESSES SUMMIT",
                 "PM Verma addressed the Global Steel Summit. Prime Minister Anil K. Verma spoke at length. Shri Anil Verma left.",
                 "Anil K. Verma|Prime Minister|addressed");
  /* A headline runs on: the text knows where the name ends. */
  assert_persons("Dr. Anil Verma Frobnicates at Global Steel Summit", "Dr. Anil Verma spoke at the Global Steel Summit.", "Anil Verma||addressed");
  /* Gender keeps two of a name apart. */
  assert_persons("", "At the Global Steel Summit Shri Anil Singh spoke. Smt. Rita Singh spoke. Smt. Singh added a word.",
                 "Anil Singh||addressed; Rita Singh||addressed");
}

static void test_pronouns(void **state) {
  (void)state;
  assert_persons("", "The Global Steel Summit met. Shri Anil Verma praised the work of Smt. Rita Bose. She bowed. He chaired the meeting.",
                 "Anil Verma||chair; Rita Bose||");
  assert_persons(
      "", "The Global Steel Summit met. It was opened in the hall with Ms. Rita Bose. Citing Prime Minister Anil Verma's vision, she stressed steel.",
      "Rita Bose||addressed; Anil Verma|Prime Minister|");
}

static void test_invoked(void **state) {
  (void)state;
  assert_persons("", "Under the leadership of Prime Minister Anil Verma, the Global Steel Summit was held. Ms. Rita Bose spoke.",
                 "Anil Verma|Prime Minister|; Rita Bose||addressed");
  assert_persons("", "The Global Steel Summit recalled the birth anniversary of Dr. Anil Verma. Ms. Rita Bose spoke.",
                 "Anil Verma||; Rita Bose||addressed");
  assert_persons("", "Ms. Rita Bose addressed the Global Steel Summit at the Anil Verma International Airport.", "Rita Bose||addressed");
}

static void test_functions(void **state) {
  (void)state;
  assert_persons(
      "",
      "Chaired by Ms. Rita Bose, the Global Steel Summit was inaugurated by Mr. Anil Verma in the presence of Mr. Carl Roth; Ms. Ada Lind; and others. Mr. Roth spoke.",
      "Rita Bose||chair; Anil Verma||inaugurated; Carl Roth||addressed; Ada Lind||attended");
  assert_persons("", "Shri Anil Verma will chair the Global Steel Summit. Ms. Rita Bose will attend.", "Anil Verma||chair; Rita Bose||attended");
  /* The chair of a part is not the chair of the whole. */
  assert_persons("", "Ms. Rita Bose chaired the Global Steel Summit. The first technical session was chaired by Mr. Anil Verma.",
                 "Rita Bose||chair; Anil Verma||addressed");
}

/* An office that would run on into the next person of the list ends before him or her. */
static void test_office_ends_before_person(void **state) {
  (void)state;
  assert_persons(
      "",
      "The Global Steel Summit will be graced by Shri Anil Verma, Minister of State for Mines and Minister of Steel, and Lena Moore, Secretary, "
      "Ministry of Steel.",
      "Anil Verma|Minister of State for Mines and Minister of Steel|attended; Lena Moore|Secretary, Ministry of Steel|attended");
}

static void test_two_spellings(void **state) {
  (void)state;
  assert_persons("", "Shri Gajendra Verma spoke. Shri Gajender Verma left. Shri Rajendra Bose left. Shri Ravindra Bose left.",
                 "Gajendra Verma||; Rajendra Bose||; Ravindra Bose||");
}

static void test_whole_name_of_a_short_form(void **state) {
  (void)state;
  analyze("", "The Commissioner, Shri Anil Verma, came. CEC Anil Verma said the rolls are ready.");
  bool found = false;
  for (size_t i = 0; i < record.n_mentions; i++)
    found |= record.mentions[i].kind == RAP_KIND_PERSON && record.mentions[i].text.end - record.mentions[i].text.begin == strlen("Anil Verma");
  assert_true(found);
}

/* A title that only greets or shares says nothing of taking part. */
static void test_greetings(void **state) {
  (void)state;
  assert_persons("Shri Anil Verma greets farmers on the harvest", "Shri Anil Verma said the harvest was good.", "Anil Verma||");
  assert_persons("Shri Anil Verma visits farmers", "Shri Anil Verma said the harvest was good.", "Anil Verma||addressed");
}

/* Offices that stand alone and pronouns are kept with the person whom they were led to; an office beside the name is none of them. */
static void test_references(void **state) {
  (void)state;
  const analysed x = analyse("", "The Minister of Steel, Ms. Rita Bose, spoke. The Minister agreed. She left. Shri Anil Verma came.", "2024-05-20");
  assert_int_equal(x.record.n_references, 2);
  assert_true(rap_str_is(rap_str_at(x.doc.full, x.record.references[0].text), "Minister") && !x.record.references[0].pronoun);
  assert_true(rap_str_is(rap_str_at(x.doc.full, x.record.references[1].text), "She") && x.record.references[1].pronoun);
  for (size_t i = 0; i < 2; i++) assert_true(rap_str_is(x.record.persons[x.record.references[i].person].name, "Rita Bose"));
}

static void test_event_chair(void **state) {
  (void)state;
  analyze("", "The Global Steel Summit was held under the chairmanship of Ms. Rita Bose, Secretary of Steel.");
  assert_true(record.n_events > 0);
  assert_string_equal(rap_arena_str(arena, record.events[0].chair).p, "Rita Bose");
}

static void test_no_conference(void **state) {
  (void)state;
  assert_persons("", "Shri Anil Verma said the road is long.", "Anil Verma||");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_names),         cmocka_unit_test(test_many_parts),
      cmocka_unit_test(test_roles),         cmocka_unit_test(test_state_in_office_stays),
      cmocka_unit_test(test_short_forms),   cmocka_unit_test(test_fullest_form),
      cmocka_unit_test(test_pronouns),      cmocka_unit_test(test_invoked),
      cmocka_unit_test(test_functions),     cmocka_unit_test(test_event_chair),
      cmocka_unit_test(test_no_conference), cmocka_unit_test(test_office_ends_before_person),
      cmocka_unit_test(test_two_spellings), cmocka_unit_test(test_whole_name_of_a_short_form),
      cmocka_unit_test(test_greetings),     cmocka_unit_test(test_references),
  };
  return cmocka_run_group_tests(tests, packs_setup, packs_teardown);
}
