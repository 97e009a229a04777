/* test_ingest_structure.c: blocks: kinds, headings, lead-ins, lists, hard-wrapped text; and the date of publication. */
#include "arena_fixture.h"

#include "ingest/document.h"

static rap_document build(const rap_raw_document *raw) {
  rap_document doc;
  rap_error err = {0};
  assert_int_equal(rap_document_build(arena, raw, &doc, &err), RAP_OK);
  return doc;
}

#define PROSE \
  "The members spoke at length about the state of the roads, the rivers and the rails in all parts of the land, and of what they would cost to keep."

/* One line a block: the letter of its kind and its level, '<' heading, '^' lead-in (numbers of blocks), and the begin of its text. */
static void assert_outline(const char *text, const char *expected) {
  rap_raw_document raw = {.id = RAP_STR("x"), .text = rap_str_of(text)};
  rap_document doc = build(&raw);
  rap_buf out = {0};
  for (size_t i = 0; i < doc.n_blocks; i++) {
    const rap_block *b = &doc.blocks[i];
    rap_buf_putc(&out, "THPIR"[b->kind]);
    if (b->level) rap_buf_printf(&out, "%d", b->level);
    if (b->heading != RAP_NONE) rap_buf_printf(&out, "<%zu", b->heading);
    if (b->lead_in != RAP_NONE) rap_buf_printf(&out, "^%zu", b->lead_in);
    rap_str s = rap_str_at(doc.view.s, doc.sentences[b->first_sentence].view);
    rap_buf_printf(&out, " %.*s\n", RAP_FMT(rap_str_sub(s, 0, 12)));
  }
  if (!rap_str_is(rap_buf_str(&out), expected)) fail_msg("got:\n%s\nexpected:\n%s", out.p, expected);
  rap_buf_clear(&out);
}

static void sees_headings(void **state) {
  (void)state;
  assert_outline(
      "Roads and Rivers of the North\n\n" PROSE "\n\nBREAKOUT SESSIONS\n\nSession 1: Roads\n\n" PROSE "\n\nSession 2: Rivers\n\n" PROSE
      "\n\nThe Way Ahead\n\n" PROSE,
      "H1 Roads and Ri\nP The members \nH1 BREAKOUT SES\nH2<2 Session 1: R\nP<3 The members \nH2<2 Session 2: R\nP<5 The members \nH2<2 The Way Ahea\nP<7 The members \n");
  assert_outline("# Top\n\n## Sub\n\n" PROSE "\n\n# Next\n\n" PROSE, "H1 Top\nH2<0 Sub\nP<1 The members \nH1 Next\nP<3 The members \n");
  assert_outline("**Bold words alone**\n\n" PROSE, "H1 **Bold words\nP The members \n"); /* a headline: it heads all, and so nothing in particular */
  assert_outline(PROSE "\n\n**Bold words alone**\n\n" PROSE, "P The members \nH1 **Bold words\nP<1 The members \n");
  /* Names at the end, and lines that nothing stands under, are no headings; a sentence never is. */
  assert_outline(PROSE "\n\nAsha Rao/ B. Das\n\nRD/AR", "P The members \nP Asha Rao/ B.\nP RD/AR\n");
  assert_outline("The Members Met in May.\n\n" PROSE, "P The Members \nP The members \n");
  assert_outline("What was said about roads\n\n" PROSE, "H1 What was sai\nP The members \n");
}

static void sees_bare_lists(void **state) {
  (void)state;
  /* A short lead-in is a heading whose scope is its list; a sentence glued to the last item is a paragraph. */
  assert_outline(
      PROSE
      "\n\nMain points included:\n\nBetter roads for all.\n\nCleaner rivers.\n\nFaster rails. The guests then rose and left.\n\nA Look Back\n\n" PROSE,
      "P The members \nH1 Main points \nI1<1^1 Better roads\nI1<1^1 Cleaner rive\nI1<1^1 Faster rails\nP The guests t\nH1 A Look Back\nP<6 The members \n");
  assert_outline("Officers gave news of works under way in the districts such as:\n\nRoads in the hills.\n\nBridges.\n\n" PROSE " " PROSE " " PROSE,
                 "P Officers gav\nI1^0 Roads in the\nI1^0 Bridges.\nP The members \n");
  /* One block is no list, and neither is a quotation. */
  assert_outline("Three sessions were held in the course of the day:\n\nSession 1: Roads\n\n" PROSE,
                 "P Three sessio\nH1 Session 1: R\nP<1 The members \n");
  assert_outline("Addressing them all the Minister of Roads said:\n\n\"We go on.\"\n\n\"We do not rest.\"",
                 "P Addressing t\nP \"We go on.\"\nP \"We do not r\n");
}

static void sees_bulleted_lists(void **state) {
  (void)state;
  assert_outline(PROSE " They are:\n\xE2\x80\xA2 one;\n\xE2\x80\xA2 two:\n  - inner\n  - more\n\xE2\x80\xA2 three\n\n" PROSE,
                 "P The members \nI1^0 one;\nI1^0 two:\nI2^2 inner\nI2^2 more\nI1^0 three\nP The members \n");
  assert_outline("(i) one\n(ii) two\n(a) inner\n(b) more\n(iii) three", "I1 one\nI1 two\nI2 inner\nI2 more\nI1 three\n");
  assert_outline("The steps are:\n\n1. Roads\n\n" PROSE "\n\n2. Rivers\n\n" PROSE,
                 "P The steps ar\nH1 Roads\nP<1 The members \nH1 Rivers\nP<3 The members \n");
  assert_outline("The steps are:\n\n1) build roads;\n\nThis comes first.\n\n2) clean rivers.",
                 "P The steps ar\nI1^0 build roads;\nP This comes f\nI1^0 clean rivers\n");
  /* No markers: names, numbers, dashes inside. */
  assert_outline("A. Rao spoke.\n1.5 lakh came.\n2023 was long.\n-5 degrees.\ni.e. cold.",
                 "P A. Rao spoke\nP 1.5 lakh cam\nP 2023 was lon\nP -5 degrees.\nP i.e. cold.\n");
  assert_outline("State | Roads | Rivers\nGoa | 1 | 2\nTotal | 3", "R State | Road\nR Goa | 1 | 2\nR Total | 3\n");
  assert_outline(PROSE "\n\n*****\n\nEnd words.", "P The members \nP *****\nP End words.\n");
}

static void joins_wrapped_lines(void **state) {
  (void)state;
  assert_outline(
      "MEETING OF MINISTERS\n\nThe ministers from all parts of the land came to the capital for\nthe yearly meeting, in which they spoke of the roads and of the\n"
      "rivers. They will meet again.\n- a first point that is so long that it must be wrapped onto the\n  next line of the letter\n- a second one\n",
      "H1 MEETING OF M\nP The minister\nI1 a first poin\nI1 a second one\n");
  /* Lines that are thoughts of their own stay blocks. */
  assert_outline("First thing done.\nSecond thing done.\nThird thing done.", "P First thing \nP Second thing\nP Third thing \n");
  rap_raw_document raw = {
      .text = RAP_STR(
          "The ministers from all parts of the land came to the capital for\nthe yearly meeting, in which they spoke of the roads and of the\nrivers of the land.")};
  rap_document doc = build(&raw);
  assert_int_equal(doc.n_blocks, 1);
  assert_int_equal(doc.n_sentences, 1);
  assert_true(memchr(doc.full.p, '\n', doc.full.n) != NULL);
  assert_true(memchr(doc.view.s.p, '\n', doc.view.s.n) == NULL);
}

static void assert_published(const char *date, bool line, const char *text, const char *expected, rap_published_from from, size_t n_warnings) {
  rap_raw_document raw = {.date = rap_str_of(date), .text = rap_str_of(text), .date_line = line, .file_time = {.year = 2020, .month = 5, .day = 6}};
  rap_document doc = build(&raw);
  char got[RAP_DAY_TEXT_MAX];
  rap_day_format(doc.published, got);
  assert_string_equal(got, expected);
  assert_int_equal(doc.published_from, from);
  if (doc.warnings.n != n_warnings)
    fail_msg("%zu warnings, first: %.*s", doc.warnings.n, RAP_FMT(doc.warnings.n ? doc.warnings.items[0] : RAP_STR("-")));
}

static void finds_publication(void **state) {
  (void)state;
  assert_published("2023-01-08", false, "Text.", "2023-01-08", RAP_PUBLISHED_RECORD, 0);
  assert_published("2023-01-08T10:00:00Z", false, "Text.", "2023-01-08T10:00", RAP_PUBLISHED_RECORD, 0);
  assert_published("2023-01-08", true, "Text.", "2023-01-08", RAP_PUBLISHED_LINE, 0);
  assert_published("", false, "January 08, 2023 02:51 am | Updated 02:51 am - Town\n\nText.", "2023-01-08T02:51", RAP_PUBLISHED_DATELINE, 0);
  assert_published("", false, "Head\n\nPosted On: 24 MAR 2026 4:53PM by PRESS Town\n\nText.", "2026-03-24T16:53", RAP_PUBLISHED_DATELINE, 0);
  assert_published("", false, "22 AUG 2026 8:41PM by PRESS Town\n\nText.", "2026-08-22T20:41", RAP_PUBLISHED_DATELINE, 0);
  assert_published("", false, "New Delhi, 8 January 2023 (AGENCY): The ministers met.", "2023-01-08", RAP_PUBLISHED_DATELINE, 0);
  assert_published("", false, "NEW DELHI, Jan. 8, 2023 \xE2\x80\x94 The ministers met.", "2023-01-08", RAP_PUBLISHED_DATELINE, 0);
  assert_published("", false, "8 January 2023\n\nThe ministers met.", "2023-01-08", RAP_PUBLISHED_DATELINE, 0);
  assert_published(
      "", false,
      "\xE0\xA5\xA8\xE0\xA5\xA9 \xE0\xA4\xAE\xE0\xA4\xBE\xE0\xA4\xB0\xE0\xA5\x8D\xE0\xA4\x9A \xE0\xA5\xA8\xE0\xA5\xA6\xE0\xA5\xA8\xE0\xA5\xAA 3:15PM by X\n\nText.",
      "2024-03-23T15:15", RAP_PUBLISHED_DATELINE, 0);
  /* Dates in prose are no datelines; then the file's time counts. */
  assert_published("", false, "On 8 January 2023 the ministers met.\n\nThe last date is 5 May 2023.\n\n8 January 2023 saw them meet.", "2020-05-06",
                   RAP_PUBLISHED_FILE, 0);
  /* Contradictions, impossible dates and far years are warned of. */
  assert_published("2023-01-09", false, "8 JAN 2023 5:00PM by X\n\nText.", "2023-01-09", RAP_PUBLISHED_RECORD, 1);
  assert_published("2023-01", false, "8 JAN 2023 5:00PM by X\n\nText.", "2023-01", RAP_PUBLISHED_RECORD, 0);
  assert_published("2023-02-30", true, "Text.", "2020-05-06", RAP_PUBLISHED_FILE, 1);
  assert_published("soon", false, "31 FEB 2023 5:00PM by X\n\nText.", "2020-05-06", RAP_PUBLISHED_FILE, 2);
  assert_published("2999-01-01", false, "Text.", "2020-05-06", RAP_PUBLISHED_FILE, 1);
  assert_published("1799-12-31", false, "Text.", "2020-05-06", RAP_PUBLISHED_FILE, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(sees_headings, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(sees_bare_lists, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(sees_bulleted_lists, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(joins_wrapped_lines, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(finds_publication, arena_setup, arena_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
