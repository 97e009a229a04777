/* test_ingest_text.c: normalisation, the match view and its map, sentences. */
#include "arena_fixture.h"

#include <stdio.h>

#include "base/utf8.h"
#include "ingest/document.h"

static rap_document build_raw(const rap_raw_document *raw) {
  rap_document doc;
  rap_error err = {0};
  assert_int_equal(rap_document_build(arena, raw, &doc, &err), RAP_OK);
  return doc;
}

static rap_document build(const char *text) {
  rap_raw_document raw = {.id = RAP_STR("x"), .text = rap_str_of(text)};
  return build_raw(&raw);
}

static void assert_str(rap_str s, const char *expected) {
  if (!rap_str_is(s, expected)) fail_msg("'%.*s', expected '%s'", RAP_FMT(s), expected);
}

static void assert_normal(const char *raw, const char *expected) {
  rap_buf out = {0};
  size_t n = 0, first = 0;
  rap_error err = {0};
  assert_int_equal(rap_normalise(rap_str_of(raw), false, &out, &n, &first, &err), RAP_OK);
  assert_str(rap_buf_str(&out), expected);
  rap_buf_clear(&out);
}

static void normalises(void **state) {
  (void)state;
  assert_normal("", "");
  assert_normal(" \r\n\t\n", "");
  assert_normal("\xEF\xBB\xBF"
                "a\r\nb\rc\n",
                "a\nb\nc");
  assert_normal("a\tb \t\n\n  c\x01\x7F", "a b\n\n  c");
  assert_normal("a\x0C"
                "b\xC2\x85"
                "c\xE2\x80\xA8"
                "d",
                "a\nb\nc\nd");
  assert_normal("e\xCC\x81", "\xC3\xA9");                                                            /* NFC */
  assert_normal("\xE2\x80\x9Cx\xE2\x80\x9D \xE2\x80\x93", "\xE2\x80\x9Cx\xE2\x80\x9D \xE2\x80\x93"); /* typography stays */
  assert_normal("India\xC2\x92s", "India\xE2\x80\x99s");                                             /* C1 as windows-1252 */
  assert_normal("a\xFF"
                "b\xE2\x80 c",
                "a\xEF\xBF\xBD"
                "b\xEF\xBF\xBD c");
}

static void repairs_and_warns(void **state) {
  (void)state;
  rap_document doc = build("good \xE2\x80 bad \xFF");
  assert_str(doc.full, "good \xEF\xBF\xBD bad \xEF\xBF\xBD");
  assert_int_equal(doc.warnings.n, 1);
  assert_str(doc.warnings.items[0], "text: 2 ill-formed UTF-8 sequences replaced by U+FFFD, the first at byte 5");
}

static void joins_title_and_body(void **state) {
  (void)state;
  rap_raw_document raw = {.id = RAP_STR("x"), .title = RAP_STR(" A\n title "), .text = RAP_STR("\n\nBody.\n")};
  rap_document doc = build_raw(&raw);
  assert_str(doc.full, "A title\nBody.");
  assert_str(rap_document_title(&doc), "A title");
  assert_str(rap_document_body(&doc), "Body.");
  assert_int_equal(doc.blocks[0].kind, RAP_BLOCK_TITLE);
  assert_int_equal(doc.n_blocks, 2);
  rap_document empty = build("");
  assert_int_equal(empty.n_blocks, 0);
  assert_int_equal(empty.view.s.n, 0);
}

static void assert_view(const char *text, const char *expected) {
  rap_document doc = build(text);
  assert_str(doc.view.s, expected);
}

static void folds_the_view(void **state) {
  (void)state;
  assert_view("\xE2\x80\x98"
              "a\xE2\x80\x99 \xE2\x80\x9C"
              "b\xE2\x80\x9D \xC2\xAB"
              "c\xC2\xBB",
              "'a' \"b\" \"c\"");
  assert_view("1\xE2\x80\x93"
              "2\xE2\x80\x94"
              "3\xE2\x88\x92"
              "4 non\xE2\x80\x91stop",
              "1-2-3-4 non-stop");
  assert_view("a \xC2\xA0\xE2\x80\xAF\xE3\x80\x80 b", "a b");
  assert_view("co\xC2\xADop a\xE2\x80\x8B"
              "b \xE2\x80\x8B c",
              "coop ab c");
  assert_view("\xE0\xA5\xA7\xE0\xA5\xA8 \xD9\xA3 \xEF\xBC\xA1\xEF\xBC\x91", "12 3 A1");
  assert_view("\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D\xE0\xA4\xB7", "\xE0\xA4\x95\xE0\xA5\x8D\xE0\xA4\xB7"); /* a joiner inside a conjunct */
  assert_view("One.\n\n\n Two \n\xE2\x80\x8B\nThree", "One.\nTwo\nThree");
  assert_view("Se\xC3\xB1or Caf\xC3\xA9", "Se\xC3\xB1or Caf\xC3\xA9"); /* letters keep case and diacritics */
}

static void maps_offsets(void **state) {
  (void)state;
  /*            0   1..3          4   5..7          8   9..11      12 */
  const char *text = "a\xE2\x80\x99"
                     "b\xE2\x80\x8B"
                     "c\xE2\x80\x8B d\n\ne";
  rap_document doc = build(text);
  assert_str(doc.view.s, "a'bc d\ne");
  const rap_view *v = &doc.view;
  assert_int_equal(rap_view_text_begin(v, 0), 0);
  assert_int_equal(rap_view_text_begin(v, 1), 1);
  assert_int_equal(rap_view_text_end(v, 2), 4);   /* behind the quote's three bytes */
  assert_int_equal(rap_view_text_end(v, 3), 5);   /* behind b, before the dropped character */
  assert_int_equal(rap_view_text_begin(v, 3), 8); /* c, behind it */
  rap_span ab = rap_view_to_text(v, (rap_span){0, 3});
  assert_int_equal(ab.begin, 0);
  assert_int_equal(ab.end, 5);
  assert_int_equal(rap_view_text_end(v, 4), 9);
  assert_int_equal(rap_view_text_begin(v, 7), doc.full.n - 1);
  assert_int_equal(rap_view_text_end(v, v->s.n), doc.full.n);
  assert_int_equal(rap_view_from_text(v, 1), 1);
  assert_int_equal(rap_view_from_text(v, 2), 2); /* inside the quote: the next character */
  assert_int_equal(rap_view_from_text(v, 6), 3);
  assert_int_equal(rap_view_from_text(v, doc.full.n), v->s.n);
  assert_int_equal(rap_document_block_at(&doc, 0), 0);
  assert_int_equal(rap_document_block_at(&doc, doc.full.n - 1), 1);
  assert_int_equal(rap_document_block_at(&doc, doc.full.n - 2), RAP_NONE);
}

/* `marked`: the text with '/' between the sentences that are expected (slash and blank: a blank between them; slash alone: none). */
static void assert_cut(const char *marked) {
  rap_buf text = {0}, got = {0};
  for (const char *p = marked; *p; p++)
    if (*p != '/') rap_buf_putc(&text, *p);
  rap_document doc = build(text.p);
  for (size_t i = 0; i < doc.n_sentences; i++) {
    if (i > 0) rap_buf_putc(&got, '/');
    if (i > 0 && doc.sentences[i].text.begin > doc.sentences[i - 1].text.end) rap_buf_putc(&got, ' ');
    rap_buf_add(&got, rap_str_at(doc.full, doc.sentences[i].text));
  }
  assert_str(rap_buf_str(&got), marked);
  rap_buf_clear(&text);
  rap_buf_clear(&got);
}

static void cuts_sentences(void **state) {
  (void)state;
  static const char *const cases[] = {
      "The talks began./ They went on!/ What came of them?/ Nothing.",
      "It was led by Shri S. Krishnan, Secretary./ Mr. Modi and Dr. A. P. Rao spoke with Smt. Rekha Das and Prof. J.P. Naik of St. Mary's.",
      "The firm XYZ Pvt. Ltd. of Pune got Rs. 500 cr. for it./ Bill No. 5 and Bill No.12 were passed.",
      "The U.S. President met the U.K. delegation at 5 p.m. on Jan. 5, i.e. before the vote./ It went well.",
      "He came from the U.S./ The others did not.",
      "The Govt. of India, Lt. Gen. Das, Hon'ble Minister Rao etc. were there.",
      "The share is 4.5./ 34 States took part.",
      "He said: \"We must act./ The time is short.\"/ Then he left.",
      "\xE2\x80\x9CThis is insurance for the future.\xE2\x80\x9D/ He left (as planned.)/ So did we.[1]/ All of us.",
      "\"Is it so?\" he asked./ \"Yes!\" they said.",
      "It is the pride of India./ The portal opened (in May)./ The rest is known in 2023./ Growth went on.",
      "A degree of M.Tech or Ph.D or B.Sc is asked for, U.S.A or e.g.X included.",
      "Wait... what is it?/ So.../ It ended\xE2\x80\xA6/ We left.",
      "The eSanjeevani portal is open./ eSanjeevani serves all./ e-NAM too.",
      "the first step. the second is in lower case.",
      "\xE0\xA4\x88 \xE0\xA4\x95\xE0\xA5\xA4/ \xE0\xA4\xA1\xE0\xA5\x89. \xE0\xA4\xB0\xE0\xA4\xBE\xE0\xA4\xB5 \xE0\xA4\x86\xE0\xA4\x8F\xE0\xA5\xA4",
      "Then it ended./ 20. The two sides met./ 21. They agreed.",
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) assert_cut(cases[i]);
}

static void assert_sentences(const char *text, size_t n, const char *const *expected) {
  rap_document doc = build(text);
  for (size_t i = 0; i < n && i < doc.n_sentences; i++) assert_str(rap_str_at(doc.view.s, doc.sentences[i].view), expected[i]);
  assert_int_equal(doc.n_sentences, n);
}

static void cuts_beside_slashes(void **state) {
  (void)state;
  assert_sentences("It grew by 12.5 per cent in Q1. See www.example.Com/a.B or https://x.Org/Y.Z for more.", 2,
                   (const char *const[]){"It grew by 12.5 per cent in Q1.", "See www.example.Com/a.B or https://x.Org/Y.Z for more."});
  assert_sentences(
      "The item (FCCC/SBI/2007/10/Add. 1 and IPCC/Doc. 3) was closed. Parties opposed P&Ms. Others did not.", 3,
      (const char *const[]){"The item (FCCC/SBI/2007/10/Add. 1 and IPCC/Doc. 3) was closed.", "Parties opposed P&Ms.", "Others did not."});
  assert_sentences("\xE2\x80\xA2 1.5 lakh homes. They stand.", 2, (const char *const[]){"1.5 lakh homes.", "They stand."});
  assert_sentences("1. The first point.", 1, (const char *const[]){"The first point."});
  assert_sentences("| S. No. | Name |", 1, (const char *const[]){"| S. No. | Name |"});
}

/* The first sentences; `n` in all. */
static void assert_heads(const char *text, size_t n, const char *first, const char *second) {
  rap_document doc = build(text);
  assert_int_equal(doc.n_sentences, n);
  assert_str(rap_str_at(doc.view.s, doc.sentences[0].view), first);
  assert_str(rap_str_at(doc.view.s, doc.sentences[1].view), second);
}

/* Headlines above the text that were run together; in the text, and in names, capitals inside words tell nothing. */
static void cuts_headlines(void **state) {
  (void)state;
#define BODY "\n\nThe States met. The Council was there."
  assert_heads("Minister reviews the work of the StatesCouncil agrees on two new roads" BODY, 4, "Minister reviews the work of the States",
               "Council agrees on two new roads");
  assert_heads("Minister speaks of roads and of the rest\"Roads come first for all\"" BODY, 4, "Minister speaks of roads and of the rest",
               "\"Roads come first for all\"");
  assert_heads("Ten long words that no one has in the rest aboveBehind them ten more that no one has in the rest either" BODY, 4,
               "Ten long words that no one has in the rest above", "Behind them ten more that no one has in the rest either");
  /* A name of the text, words of the text, words that are nowhere else, and the text itself. */
  assert_heads("Minister opens the way for AgriStack in all of the land" BODY " AgriStack grows. Agri too.", 5,
               "Minister opens the way for AgriStack in all of the land", "The States met.");
  assert_heads("Minister meets the StatesCouncil agrees on roads" BODY, 4, "Minister meets the States", "Council agrees on roads");
  assert_heads("Minister opens the way for MicroSteps in the land" BODY, 3, "Minister opens the way for MicroSteps in the land", "The States met.");
  assert_heads("The States met.\n\nMinister reviews the work of the StatesCouncil agrees on two new roads", 2, "The States met.",
               "Minister reviews the work of the StatesCouncil agrees on two new roads");
#undef BODY
}

static void tells_languages(void **state) {
  (void)state;
  assert_str(build("The ministers of the States met in the capital and agreed on a plan.").language, "en");
  assert_str(
      build(
          "\xE0\xA4\xB0\xE0\xA4\xBE\xE0\xA4\x9C\xE0\xA5\x8D\xE0\xA4\xAF\xE0\xA5\x8B\xE0\xA4\x82 \xE0\xA4\x95\xE0\xA5\x87 \xE0\xA4\xAC\xE0\xA5\x80\xE0\xA4\x9A \xE0\xA4\xAE\xE0\xA5\x87\xE0\xA4\x82 \xE0\xA4\xAC\xE0\xA5\x88\xE0\xA4\xA0\xE0\xA4\x95 \xE0\xA4\xB9\xE0\xA5\x88")
          .language,
      "hi");
  assert_str(build("Kuala Lumpur Jakarta Manila").language, "");
}

enum { LETTERS = 24 };

/* `put` behind two of the letters. */
static void put_twice(char out[80], const char *put, int first, int second) {
  static const char letters[LETTERS + 1] = "abcdefghijklmnopqrstuvwx";
  (void)snprintf(out, 80, "%.*s%s%.*s%s%s", first, letters, put, second - first, letters + first, put, letters + second);
}

/* Plain stretches are read eight bytes at a time: what ends them must be seen at each place of eight, at each distance from the next. */
static void sees_each_place(void **state) {
  (void)state;
  static const struct {
    const char *put, *view;
  } cases[] = {{"`", "'"},
               {"\xE2\x80\x99", "'"},
               {"\xC2\x92", "'"},
               {"\x07", ""},
               {"\x7F", ""},
               {"\xE2\x80\x8B", ""},
               {"\t", " "},
               {"  ", " "},
               {" \xC2\xA0 ", " "},
               {"\xE0\xA5\xA7", "1"},
               {"\xE0\xA4\x95", "\xE0\xA4\x95"},
               {"\xE0\xA4\x95\xE0\xA5\x8D", "\xE0\xA4\x95\xE0\xA5\x8D"},
               {"\xE0\xA6\x95", "\xE0\xA6\x95"},
               {"\xE2\x80\xA8", "\n"},
               {"\n", "\n"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    for (int first = 1; first < LETTERS; first++) {
      for (int second = first + 1; second < LETTERS; second++) {
        char text[80], expected[80];
        put_twice(text, cases[i].put, first, second);
        put_twice(expected, cases[i].view, first, second);
        rap_document doc = build(text);
        assert_str(doc.view.s, expected);
        rap_span whole = rap_view_to_text(&doc.view, (rap_span){0, doc.view.s.n});
        assert_int_equal(whole.begin, 0);
        assert_int_equal(whole.end, doc.full.n);
        rap_arena_reset(arena);
      }
    }
  }
}

static void sees_each_stop(void **state) {
  (void)state;
  static const char *const stops[] = {". ", "! ", "? ", "\xE0\xA5\xA4 ", "\xE2\x80\xA6 "};
  for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
    for (int before = 8; before < 26; before++) {
      char text[80];
      (void)snprintf(text, sizeof text, "A%.*s%sThey met again.", before, "bcdefghijklmnopqrstuvwxyzabc", stops[i]);
      rap_document doc = build(text);
      assert_int_equal(doc.n_sentences, 2);
      assert_str(rap_str_at(doc.full, doc.sentences[1].text), "They met again.");
      rap_arena_reset(arena);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(normalises, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(repairs_and_warns, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(joins_title_and_body, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(folds_the_view, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(maps_offsets, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(cuts_sentences, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(cuts_headlines, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(cuts_beside_slashes, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(sees_each_place, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(sees_each_stop, arena_setup, arena_teardown),
      cmocka_unit_test_setup_teardown(tells_languages, arena_setup, arena_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
