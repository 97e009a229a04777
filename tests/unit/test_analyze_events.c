/* Events: editions, which mentions are one event, the main one, dates, place, status. With the embedded packs. */
#include "packs_fixture.h"

#include "analyze/event_work.h"

#define PUBLISHED "2024-06-10"

static rap_str field(rap_str all, const char *name, rap_str value) {
  return value.n ? rap_arena_printf(arena, "%.*s %s=%.*s", RAP_FMT(all), name, RAP_FMT(value)) : all;
}

static rap_str day_field(rap_str all, const char *name, rap_day day) {
  char text[RAP_DAY_TEXT_MAX];
  return field(all, name, (rap_str){text, rap_day_format(day, text)});
}

/* "*series#edition status start=… end=… place=… state=…" of each event, '*' for the main one, "#0" left out. */
static rap_str events_of(const analysed *x) {
  rap_str all = RAP_STR("");
  for (size_t i = 0; i < x->record.n_events; i++) {
    const rap_event *e = &x->record.events[i];
    rap_str one = rap_arena_printf(arena, "%s%.*s", e->main ? "*" : "", RAP_FMT(e->series));
    if (e->edition) one = rap_arena_printf(arena, "%.*s#%d", RAP_FMT(one), e->edition);
    one = rap_arena_printf(arena, "%.*s %.*s", RAP_FMT(one), RAP_FMT(e->status));
    one = day_field(day_field(one, "start", e->start), "end", e->end);
    all = joined(all, field(field(one, "place", e->place), "state", e->state));
  }
  return all;
}

#define assert_events(title, text, expected) assert_events_at(title, text, PUBLISHED, expected, __FILE__, __LINE__)
static void assert_events_at(const char *title, const char *text, const char *published, const char *expected, const char *file, int line) {
  const analysed x = analyse(title, text, published);
  assert_found_at(events_of(&x), expected, text, file, line);
}

static void test_none(void **state) {
  (void)state;
  assert_events("", "", "");
  assert_events("Roads are long", "The committee's members met their friends. They will meet again.", "");
  assert_events("", "Such a conference was never held.", "");
}

static void test_editions(void **state) {
  (void)state;
  assert_events("", "The 48th meeting of the National Skills Committee opened.", "*meeting of the National Skills Committee#48 held");
  assert_events("", "The second Global Steel Summit opened.", "*Global Steel Summit#2 held");
  assert_events("", "The Forty-Second Global Steel Summit opened.", "*Global Steel Summit#42 held");
  assert_events("", "The twenty first Global Steel Summit opened.", "*Global Steel Summit#21 held");
  assert_events("", "The inaugural Global Steel Summit opened.", "*Global Steel Summit#1 held");
  assert_events("", "The Global Steel Summit opened.", "*Global Steel Summit held");
  assert_events("", "The Global Steel Summit opened. It was the 3rd edition.", "*Global Steel Summit#3 held");
  assert_events("", "It was the third edition of the Global Steel Summit.", "*Global Steel Summit#3 held");
}

static void assert_edition(const char *text, int expected) {
  const rap_analysis a = {.rules = packs_rules, .arena = arena};
  assert_int_equal(rap_event_edition(&a, rap_str_of(text)), expected);
}

static void test_numbers_of_editions(void **state) {
  (void)state;
  assert_edition("48th", 48);
  assert_edition("1st", 1);
  assert_edition("999th", 999);
  assert_edition("1000th", 0);
  assert_edition("99999999999999999999999th", 0);
  assert_edition("second", 2);
  assert_edition("SECOND", 2);
  assert_edition("twenty-fifth", 25);
  assert_edition("Fifty Third", 53);
  assert_edition("thirtieth", 30);
  assert_edition("IV", 4);
  assert_edition("XXIV", 24);
  assert_edition("XCIX", 99);
  assert_edition("CL", 150);
  assert_edition("", 0);
  assert_edition("umpteenth", 0);
  assert_edition("umpteen-second", 0);
  assert_edition("twenty-", 0);
  assert_edition("-fifth", 0);
  assert_edition("XIIth", 0);
  assert_edition("Vienna", 0);
}

static void test_same_event(void **state) {
  (void)state;
  /* A known series under several names. */
  assert_events("", "The National Conference of Chief Secretaries opened. The Chief Secretaries' Conference heard much.",
                "*National Conference of Chief Secretaries held");
  /* An unknown one by its words, with and without an edition. */
  assert_events("", "The 3rd Global Steel Summit opened. The Global Steel Summit heard much. The Summit on Global Steel closed.",
                "*Global Steel Summit#3 held");
  assert_events("", "The Global Steel Summit opened. The Global Copper Summit will be held later.",
                "*Global Steel Summit held; Global Copper Summit planned");
  /* Editions that differ are different events. */
  assert_events("", "The 3rd Global Steel Summit opened. The 2nd Global Steel Summit had been small.",
                "*Global Steel Summit#3 held; Global Steel Summit#2 held");
}

static void test_another_edition(void **state) {
  (void)state;
  assert_events("", "The Global Steel Summit opened here today. The first such summit was held in Pune in June 2022.",
                "*Global Steel Summit held start=2024-06-10 end=2024-06-10; Global Steel Summit#1 held start=2022-06 end=2022-06 place=Pune");
  assert_events("", "The Global Steel Summit opened here today. In a similar summit in 2021 they met.",
                "*Global Steel Summit held start=2024-06-10 end=2024-06-10; Global Steel Summit held start=2021 end=2021");
}

static void test_merged_by_date(void **state) {
  (void)state;
  assert_events("", "The second Global Steel Summit was held on 5 June 2024. The first such summit was held on 5 June 2024.",
                "*Global Steel Summit#2 held start=2024-06-05 end=2024-06-05; Global Steel Summit#1 held start=2024-06-05 end=2024-06-05");
  assert_events("", "The Global Steel Summit was held on 5 June 2024. A similar summit was held on 5 June 2024.",
                "*Global Steel Summit held start=2024-06-05 end=2024-06-05");
  assert_events("", "The Global Steel Summit was held on 5 June 2024. A similar summit was held on 5 June 2022.",
                "*Global Steel Summit held start=2024-06-05 end=2024-06-05; Global Steel Summit held start=2022-06-05 end=2022-06-05");
}

static void test_main(void **state) {
  (void)state;
#define MANY "The Global Copper Summit opened with songs. The Global Copper Summit heard much. The Global Copper Summit closed. "
  assert_events("Minister at the Global Steel Summit", MANY, "*Global Steel Summit held; Global Copper Summit held");
  assert_events("", MANY "They walked. They sang. They ate. They slept. They rose. They left for the Global Steel Summit.",
                "*Global Copper Summit held; Global Steel Summit held");
  const analysed x = analyse("Minister at the Global Steel Summit", MANY, PUBLISHED);
  size_t n_main = 0;
  for (size_t i = 0; i < x.record.n_events; i++) n_main += x.record.events[i].main;
  assert_int_equal(n_main, 1);
}

static void test_told_by_topic(void **state) {
  (void)state;
  assert_events("", "A meeting to review harvest plans was held in Pune.", "*meeting to review harvest plans held place=Pune");
  assert_events("", "They held a seminar on \"Clean Water, Clean Homes\" in Pune.", "*seminar on \"Clean Water, Clean Homes\" held place=Pune");
  /* A bare name takes its topic from the headline. */
  assert_events("Fisheries Minister Reviews Harbour Safety", "He chaired a high-level meeting with officials today.",
                "*high-level meeting with officials on Harbour Safety held start=2024-06-10 end=2024-06-10");
}

static void test_wordings(void **state) {
  (void)state;
  assert_events("Secretary chairs meeting of State Steel Secretaries",
                "The two-day National Conference of State Steel Secretaries ended on Saturday.",
                "*National Conference of State Steel Secretaries held start=2024-06-07 end=2024-06-08");
  assert_events("", "The Pune Steel Summit opened. The Pune Copper Summit closed.", "*Pune Steel Summit held; Pune Copper Summit held");
}

static void test_headlines(void **state) {
  (void)state;
  assert_events("Steel Minister Shri Ravi Rao inaugurates New Furnace in Pune", "It is large.", "*Inauguration of New Furnace held place=Pune");
  /* Not when there is a meeting, nor outside headlines, nor in a message. */
  assert_events("Steel Minister visits Furnace Town", "The Global Steel Summit opened.", "*Global Steel Summit held");
  assert_events("", "Long ago the old king of the hills visits Furnace Town again and again, as the people of the plain still say in their songs.",
                "");
  assert_events("Prime Minister shares glimpses of address", "He visits Furnace Town.", "");
}

static void test_not_reported(void **state) {
  (void)state;
  assert_events("Steel output", "Data were shared with the Global Steel Summit. This was said by the Minister in a written reply in the House.",
                "Global Steel Summit held");
  assert_events("", "They met on the sidelines of the Global Steel Summit. The Copper Trade Dialogue heard both.",
                "*Copper Trade Dialogue held; Global Steel Summit held");
}

static void test_opening(void **state) {
  (void)state;
  assert_events("Global Steel Summit", "Ministers came together in Pune today.",
                "*Global Steel Summit held start=2024-06-10 end=2024-06-10 place=Pune");
  assert_events("Global Steel Summit", "Ministers came together in Pune in June 2022.", "*Global Steel Summit held");
  assert_events("", "The second day of the two-day Global Steel Summit was busy.", "*Global Steel Summit held start=2024-06-09 end=2024-06-10");
  assert_events("", "He spoke at the Global Steel Summit on 4 June. The Global Steel Summit (3-5 June 2024) was large.",
                "*Global Steel Summit held start=2024-06-03 end=2024-06-05");
  assert_events("", "The Global Steel Summit was held at Sher-i-Kashmir International Conference Centre.",
                "*Global Steel Summit held place=Srinagar");
}

static void test_days(void **state) {
  (void)state;
  assert_events("", "The two-day Global Steel Summit, which was held in Pune, concluded on Saturday.",
                "*Global Steel Summit held start=2024-06-07 end=2024-06-08 place=Pune");
  assert_events("", "The three-day Global Steel Summit will be held from 1 March 2025.",
                "*Global Steel Summit planned start=2025-03-01 end=2025-03-03");
  assert_events("", "The 3-day Global Steel Summit ended on 1 March 2024.", "*Global Steel Summit held start=2024-02-28 end=2024-03-01");
  assert_events("", "The Global Steel Summit was held from 28 February to 1 March 2024.",
                "*Global Steel Summit held start=2024-02-28 end=2024-03-01");
  /* What is said of the days does not stretch a range, nor a count that is none. */
  assert_events("", "The two-day Global Steel Summit was held from 1 to 3 March 2024.", "*Global Steel Summit held start=2024-03-01 end=2024-03-03");
  assert_events("", "The many-day Global Steel Summit ended on 1 March 2024.", "*Global Steel Summit held start=2024-03-01 end=2024-03-01");
}

static void test_status(void **state) {
  (void)state;
  assert_events("", "The Global Steel Summit will be held on 1 July 2024.", "*Global Steel Summit planned start=2024-07-01 end=2024-07-01");
  assert_events("", "The Global Steel Summit was held on 1 May 2024.", "*Global Steel Summit held start=2024-05-01 end=2024-05-01");
  assert_events("", "The Global Steel Summit will be held in Pune.", "*Global Steel Summit planned place=Pune");
  assert_events("", "The Global Steel Summit is of note.", "*Global Steel Summit held");
  /* The day of publication itself: as the words say. */
  assert_events("", "The Global Steel Summit will be held on 10 June 2024.", "*Global Steel Summit planned start=2024-06-10 end=2024-06-10");
  assert_events("", "The Global Steel Summit was held on 10 June 2024.", "*Global Steel Summit held start=2024-06-10 end=2024-06-10");
  /* Dates say more than tenses. */
  assert_events("", "The Global Steel Summit will be held on 1 May 2024.", "*Global Steel Summit held start=2024-05-01 end=2024-05-01");
  /* Without a day of publication only the words are left. */
  assert_events_at("", "The Global Steel Summit will be held on 1 May 2024.", NULL, "*Global Steel Summit planned start=2024-05-01 end=2024-05-01",
                   __FILE__, __LINE__);
}

/* The lead's word for it says more than the headline's, and both say of what kind it is. */
static void test_kinds(void **state) {
  (void)state;
  assert_events("Minister holds high-level review meeting with traders",
                "Dr. Anil Rao today held a high-level review meeting on harbour safety, for which all of his officials had come.",
                "*high-level review meeting on harbour safety held start=2024-06-10 end=2024-06-10");
}

static void test_place(void **state) {
  (void)state;
  assert_events("", "The Global Steel Summit was held in Pune.", "*Global Steel Summit held place=Pune");
  assert_events("", "The Global Steel Summit was held in Pune, Maharashtra.", "*Global Steel Summit held place=Pune state=IN-MH");
  assert_events("", "The Global Steel Summit was held in New Delhi.", "*Global Steel Summit held place=New Delhi state=IN-DL");
  assert_events("", "The Global Steel Summit was held at Bharat Mandapam, New Delhi.", "*Global Steel Summit held place=New Delhi state=IN-DL");
  /* A State is no more than that, and leaves the place to the city; a State inside a name is none. */
  assert_events("", "The Global Steel Summit was held in Maharashtra.", "*Global Steel Summit held state=IN-MH");
  assert_events("", "The Global Steel Summit was held in Maharashtra. The Summit was hosted in Pune.",
                "*Global Steel Summit held place=Pune state=IN-MH");
  assert_events("", "The Global Steel Summit was held at Maharashtra Vidhan Sabha in Pune.", "*Global Steel Summit held place=Pune state=IN-MH");
  /* What stands behind a semicolon is another matter. */
  assert_events("", "The Global Steel Summit is of note; the fair of Pune on 5 June 2024 is not.",
                "*Global Steel Summit held start=2024-06-05 end=2024-06-05");
}

/* "here" is the place of the dateline, not one that is named later. */
static void test_here(void **state) {
  (void)state;
  assert_events("", "Pune: The Global Steel Summit opened here.", "*Global Steel Summit held place=Pune");
  assert_events("", "The Global Steel Summit opened here. They left for Pune.", "*Global Steel Summit held");
}

static void test_hostile(void **state) {
  (void)state;
  rap_buf text = {0};
  for (int i = 0; i < 400; i++) rap_buf_printf(&text, "The %dth Global Steel Summit opened. ", i + 4);
  const analysed x = analyse("", text.p, PUBLISHED);
  assert_int_equal(x.record.n_events, 400);
  assert_true(x.record.events[0].main);
  assert_int_equal(x.record.events[0].edition, 4);
  rap_buf_clear(&text);
  assert_events("", "The \xE0\xA4\xB8\xE0\xA4\xAD\xE0\xA4\xBE Global Steel Summit \xE2\x80\x93 2024 was held on 30 February 2024.",
                "*Global Steel Summit held");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_none),       cmocka_unit_test(test_editions),        cmocka_unit_test(test_numbers_of_editions),
      cmocka_unit_test(test_same_event), cmocka_unit_test(test_another_edition), cmocka_unit_test(test_merged_by_date),
      cmocka_unit_test(test_main),       cmocka_unit_test(test_told_by_topic),   cmocka_unit_test(test_wordings),
      cmocka_unit_test(test_headlines),  cmocka_unit_test(test_not_reported),    cmocka_unit_test(test_opening),
      cmocka_unit_test(test_days),       cmocka_unit_test(test_status),          cmocka_unit_test(test_place),
      cmocka_unit_test(test_here),       cmocka_unit_test(test_hostile),         cmocka_unit_test(test_kinds),
  };
  return cmocka_run_group_tests(tests, packs_setup, packs_teardown);
}
