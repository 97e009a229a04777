/* test_ingest_repair.c: the steps of repair: what they put right, what they leave alone, and that no word changes. */
#include "arena_fixture.h"

#include "base/utf8.h"
#include "ingest/document.h"
#include "ingest/raw.h"

#define OFF_BUT(step) (RAP_REPAIRS_ALL_OFF & ~((rap_repairs_off)1 << (step)))
#define PROSE \
  "The members spoke at length about the state of the roads, the rivers and the rails in all parts of the land, and of what they would cost."

static void assert_str(rap_str s, const char *expected) {
  if (!rap_str_is(s, expected)) fail_msg("'%.*s', expected '%s'", RAP_FMT(s), expected);
}

static rap_document build(const char *title, const char *text, const char *layout, rap_repairs_off off) {
  rap_raw_document raw = {.id = RAP_STR("x"), .title = rap_str_of(title), .text = rap_str_of(text), .layout = rap_str_of(layout), .repairs_off = off};
  rap_document doc;
  rap_error err = {0};
  assert_int_equal(rap_document_build(arena, &raw, &doc, &err), RAP_OK);
  return doc;
}

/* The body with only this step on. */
static void assert_step(rap_repair step, const char *text, const char *expected) {
  rap_document doc = build(NULL, text, NULL, OFF_BUT(step));
  assert_str(doc.full, expected);
  assert_int_equal(doc.repairs.n[step] > 0, !rap_str_is(doc.full, text));
}

static void assert_left(rap_repair step, const char *text) { assert_step(step, text, text); }

static void parts_sentences(void **state) {
  (void)state;
  const rap_repair step = RAP_REPAIR_GLUED_SENTENCES;
  assert_step(step, "It is the pride of India.The portal opened (in May).The rest is known in 2023.Growth went on.",
              "It is the pride of India. The portal opened (in May). The rest is known in 2023. Growth went on.");
  assert_step(step, "How was it solved?He had asked early!They went on.", "How was it solved? He had asked early! They went on.");
  assert_step(step, "He said \xE2\x80\x9Cwe must act.\xE2\x80\x9DThe others agreed.\xE2\x80\x9CSo be it\xE2\x80\x9D.",
              "He said \xE2\x80\x9Cwe must act.\xE2\x80\x9D The others agreed. \xE2\x80\x9CSo be it\xE2\x80\x9D.");
  assert_step(step, "He told \"all.\"Then he left.\"It is late\" they said.", "He told \"all.\" Then he left. \"It is late\" they said.");
  static const char *const left[] = {
      "A degree of M.Tech or Ph.D or B.Sc is asked for, U.S.A or e.g.X included.",
      "See www.example.Com/a.B or https://x.Org/Y.Z or a@b.Org for more, or x.org/index.cfm?Action=List.Of.All now.",
      "Bill No.12 and 3.5 of S.Con.Res.55 in FCCC/CP/1998/12.Add.1 went on.",
      "Wait...What is it? Gov.In and the rest.",
      "SEN. REID CELEBRATES C?SAR CH?VEZ DAY",
      "\xE0\xA4\x88 \xE0\xA4\x95\xE0\xA5\xA4\xE0\xA4\x88",
  };
  for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) assert_left(step, left[i]);
}

static void parts_headlines(void **state) {
  (void)state;
  const rap_repair step = RAP_REPAIR_GLUED_HEADINGS;
#define BODY "\nThe States met. The Council was there."
  assert_step(step, "Minister reviews the work of the StatesCouncil agrees on two new roads" BODY,
              "Minister reviews the work of the States\nCouncil agrees on two new roads" BODY);
  assert_step(step, "Minister speaks of roads and of the rest\xE2\x80\x9CRoads come first for all\xE2\x80\x9D" BODY,
              "Minister speaks of roads and of the rest\n\xE2\x80\x9CRoads come first for all\xE2\x80\x9D" BODY);
  assert_step(step, "Ten long words that no one has in the rest aboveBehind them ten more that no one has in the rest either" BODY,
              "Ten long words that no one has in the rest above\nBehind them ten more that no one has in the rest either" BODY);
  assert_step(step, "It does not come back with any of the rains129 plants were built by the firm" BODY,
              "It does not come back with any of the rains\n129 plants were built by the firm" BODY);
  assert_step(step, "He spoke in ShillongThe Minister was there. It was to start in 2026The rest came. The schemes:The first is new.",
              "He spoke in Shillong\nThe Minister was there. It was to start in 2026\nThe rest came. The schemes: The first is new.");
  assert_step(step, "The list (with all)The rest of it. In \xE2\x80\x9Cthese times\xE2\x80\x9DIndian ships sail.",
              "The list (with all)\nThe rest of it. In \xE2\x80\x9Cthese times\xE2\x80\x9D Indian ships sail.");
  static const char *const left[] = {
      "The BharatNet and DigiLocker of PhonePe, McDonald, iPhone, eShram, e-Shram, PayTM and the ITIs met. They of the EMRs too.",
      "On AgriStack he spoke. AgriStack grows. Agri too, and Stack.",
      "Youth Co:Lab met at 24June 2026 with #Youth4ViksitBharat and LinkedIn. It is so.",
      "See https://x.org/PressReleasePage and a_ThingThe rest of all. The Thing is.",
      "One | HighSpeed The | rest\nHigh Speed The",
  };
  for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) assert_left(step, left[i]);
  /* A title stays one line. */
  rap_document doc =
      build("Minister reviews the work of the StatesCouncil agrees on two new roads", "The States met. The Council was there.", NULL, 0);
  assert_str(rap_document_title(&doc), "Minister reviews the work of the States Council agrees on two new roads");
  assert_str(rap_document_body(&doc), "The States met. The Council was there.");
#undef BODY
}

static void mends_words(void **state) {
  (void)state;
  assert_step(RAP_REPAIR_SOFT_HYPHENS,
              "The confer\xC2\xAD"
              "ence of \xC2\xAD\xC2\xAD"
              "five.",
              "The conference of five.");
  assert_left(RAP_REPAIR_SOFT_HYPHENS, "e\xC2\xAD\xCC\x81 is two"); /* which would become one */
  const rap_repair lines = RAP_REPAIR_LINE_HYPHENS;
  assert_step(lines, "They met for the confer-\nence of all.", "They met for the conference\nof all.");
  assert_step(lines, "The confer\xC2\xAD\nence of all, and self-\nmade men.", "The conference\nof all, and self-made\nmen.");
  assert_step(lines, "State and level. It is state-\nlevel work of the state, at any level.",
              "State and level. It is state-level\nwork of the state, at any level.");
  assert_left(lines, "Both pre-\nand post-harvest, in May-\nJune, and A-\nb.");
  const rap_repair spaced = RAP_REPAIR_SPACED_LETTERS;
  assert_step(spaced, "P R E S S   N O T E\nOf all.", "PRESS NOTE\nOf all.");
  assert_step(spaced, "M I N U T E S", "MINUTES");
  assert_left(spaced, "A B C D E F\na b a b\n1 0 0 2 0\nI a m here\nB C D F G H");
}

static void breaks_lists(void **state) {
  (void)state;
  const rap_repair step = RAP_REPAIR_RUN_ON_BULLETS;
  assert_step(step, "Themes include: \xE2\x80\xA2 roads and rails \xE2\x80\xA2 rivers",
              "Themes include:\n\xE2\x80\xA2 roads and rails\n\xE2\x80\xA2 rivers");
  assert_step(step, "\xE2\x80\xA2 Roads \xE2\x80\xA2 Rivers", "\xE2\x80\xA2 Roads\n\xE2\x80\xA2 Rivers");
  assert_step(step, "\xEF\x82\xB7 Roads \xEF\x82\xB7 Rivers", "\xEF\x82\xB7 Roads\n\xEF\x82\xB7 Rivers");
  assert_left(step, "The theme is Educate \xE2\x80\xA2 Innovate \xE2\x80\xA2 Transform. A \xC2\xB7 b, at: 5 \xE2\x80\xA2 6.");
  rap_document doc = build(NULL, "\xEF\x83\x98 Roads \xEF\x83\x98 Rivers", NULL, 0);
  assert_int_equal(doc.n_blocks, 2);
  assert_int_equal(doc.blocks[1].kind, RAP_BLOCK_ITEM);
}

/* The layout keeps in step with the lines. */
static void keeps_layouts(void **state) {
  (void)state;
  rap_document doc = build("T", "Head\n\xE2\x80\xA2 Roads \xE2\x80\xA2 Rivers\nThe confer-\nence of all", "1app", 0);
  assert_str(rap_document_body(&doc), "Head\n\xE2\x80\xA2 Roads\n\xE2\x80\xA2 Rivers\nThe confer-\nence of all");
  assert_str(doc.layout, "1aapp");
}

/* One letter a block: '-' none, 'r' repetition, 'c' caption, 't' tweet, 'f' furniture. */
static void assert_asides(const char *text, rap_repairs_off off, const char *expected) {
  rap_document doc = build(NULL, text, NULL, off);
  rap_buf got = {0};
  size_t n = 0;
  for (size_t i = 0; i < doc.n_blocks; i++) rap_buf_putc(&got, "-rctf"[doc.blocks[i].aside]);
  for (size_t i = RAP_REPAIR_FIRST_OF_BLOCKS; i < RAP_N_REPAIRS; i++) n += doc.repairs.n[i];
  assert_str(rap_buf_str(&got), expected);
  assert_int_equal(n, doc.n_aside);
  rap_buf_clear(&got);
}

static void sets_aside(void **state) {
  (void)state;
  assert_asides("One.\n\n" PROSE "\n\nTwo.\n\n" PROSE, 0, "---r");
  assert_asides(PROSE " And more.\n\nthe state of the roads, the rivers and the rails in all parts of the land\n\nTwo.", 0, "-r-");
  assert_asides("The members took note.\n\nTwo.\n\nThe members took note.", 0, "---");
  assert_asides("Fig. 1. The river\n\nPhoto: the bridge\n\nFigure 2 shows the river.\n\nPhotos were shown.\n\nImage", 0, "cc--c");
  assert_asides("He said:\n\nIt is #good that all met @place\n\n\xE2\x80\x94 A Person (@person) June 20, 2026\n\nOur day https://t.co/abc\n\n" PROSE,
                0, "-ttt-");
  assert_asides("PRESS INFORMATION BUREAU\n\nGovernment of India\n\n" PROSE
                "\n\nA Name/ B Name\n\n(Release ID: 12) Visitor Counter: 5\n\nRead this release in: Urdu",
                0, "ff-fff");
  assert_asides(PROSE "\n\n*****\n\nSTK", 0, "-ff");
  assert_asides(PROSE "\n\nThe rivers/ roads are long.\n\nHFW/Meeting/12May2026/3", 0, "---");
  assert_asides("PRESS INFORMATION BUREAU\n\n" PROSE "\n\n***", RAP_REPAIRS_ALL_OFF, "---");
}

static void sets_pages_aside(void **state) {
  (void)state;
#define PAGE "\n\n" PROSE " " PROSE " " PROSE " " PROSE " " PROSE " " PROSE " %d\n\n"
  rap_buf text = {0};
  for (int i = 1; i <= 3; i++) rap_buf_printf(&text, "Paper of the Council" PAGE "%d\n\n", i, i);
  assert_asides(text.p, OFF_BUT(RAP_REPAIR_PAGE_LINES), "--ff-ff-f");
  rap_buf_clear(&text);
  assert_asides("One\n\n1\n\n2\n\n3\n\nPage 3 of 9\n\nTwo", 0, "----f-");
#undef PAGE
}

static void restores(void **state) {
  (void)state;
  const char *text = "It is the pride of India.The portal opened.\n\nPRESS INFORMATION BUREAU\n\n" PROSE "\n\n*****";
  rap_error err = {0};
  rap_repairs_off off = 0;
  assert_true(rap_repairs_switch_off(RAP_STR("signatures"), &off));
  assert_false(rap_repairs_switch_off(RAP_STR("signature"), &off));
  rap_document doc = build(NULL, text, NULL, off), again;
  assert_str(doc.reading, "{\"repairs\": {\"glued-sentences\": 1, \"agency-lines\": 1}, \"not_repaired\": [\"signatures\"]}");
  assert_int_equal(rap_document_restore(arena, &doc, &again, &err), RAP_OK);
  assert_int_equal(again.repairs_off, off);
  assert_memory_equal(&again.repairs, &doc.repairs, sizeof doc.repairs);
  assert_int_equal(again.n_blocks, doc.n_blocks);
  for (size_t i = 0; i < doc.n_blocks; i++) assert_int_equal(again.blocks[i].aside, doc.blocks[i].aside);
  /* Another choice of steps is another document, also of the same bytes. */
  rap_raw_document raw = {.id = RAP_STR("x"), .text = rap_str_of(text)};
  rap_raw_key a, b;
  assert_int_equal(rap_raw_key_make(arena, &raw, &a, &err), RAP_OK);
  raw.repairs_off = off;
  assert_int_equal(rap_raw_key_make(arena, &raw, &b, &err), RAP_OK);
  assert_memory_not_equal(a.hash, b.hash, sizeof a.hash);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parts_sentences), cmocka_unit_test(parts_headlines), cmocka_unit_test(mends_words),      cmocka_unit_test(breaks_lists),
      cmocka_unit_test(keeps_layouts),   cmocka_unit_test(sets_aside),      cmocka_unit_test(sets_pages_aside), cmocka_unit_test(restores),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
