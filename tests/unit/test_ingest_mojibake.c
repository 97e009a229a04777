#include "test.h"

#include "base/utf8.h"
#include "ingest/mojibake.h"

static void assert_repaired(const char *text, const char *expected) {
  rap_buf room = {0};
  rap_str out;
  size_t n = 0;
  assert_int_equal(rap_mojibake_repair(rap_str_of(text), &room, &out, &n, NULL), RAP_OK);
  if (!rap_str_eq(out, rap_str_of(expected))) fail_msg("\"%.*s\" instead of \"%s\"", RAP_FMT(out), expected);
  assert_int_equal(n > 0, strcmp(text, expected) != 0);
  rap_buf_clear(&room);
}

static void assert_kept(const char *text) { assert_repaired(text, text); }

static void repairs_punctuation(void **state) {
  (void)state;
  assert_repaired("donâ€™t", "don’t");
  assert_repaired("â€œgoodâ€\xC2\x9D â€“ he said", "“good” – he said");
  assert_repaired("2020â€”2021â€¦", "2020—2021…");
  assert_repaired("don\u00E2\xC2\x80\xC2\x99t", "don’t"); /* by way of Latin-1 */
  assert_repaired("Â£5 and Â© 2020, 25Â°C,Â\u00A0end", "£5 and © 2020, 25°C,\u00A0end");
  assert_repaired("of â‚¬5 million", "of €5 million");
  assert_repaired("ï»¿Title", "\uFEFFTitle");
  assert_repaired("donÂ’t", "don’t");
}

static void repairs_letters(void **state) {
  (void)state;
  assert_repaired("cafÃ©", "café");
  assert_repaired("Ã–sterreich, FranÃ§ois, naÃ¯ve", "Österreich, François, naïve");
  assert_repaired("l'Ã©tat, GONÃ‡ALVES", "l'état, GONÇALVES");
  assert_repaired("WaÅ‚Ä™sa", "Wałęsa");
  assert_repaired("PoznaÅ\xC2\x84.", "Poznań.");
  assert_repaired("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет");
  assert_repaired("à¤¦à¥‚à¤¸à¤°à¤¾", "दूसरा");
  assert_repaired("ðŸ˜€!", "😀!");
}

static void repairs_twice(void **state) {
  (void)state;
  assert_repaired("cafÃƒÂ©", "café");
  assert_repaired("donÃ¢â‚¬â„¢t", "don’t");
}

/* What could be meant stays. */
static void keeps_what_is_meant(void **state) {
  (void)state;
  assert_kept("NÃO, MANHÔ, IRMÃ’S, MANHÃ… e IRMÃ–");
  assert_kept("“Ö” and “É…”, PARITÉ² and MÜ»");
  assert_kept("Úžasný, žížala, neuvidíš”, café’”, né…”, voilà…”");
  assert_kept("Â Ã â à Ă ă â€ Spaß” Fuß–");
  assert_kept("ROMÂNIA, CHÂTEAU, ĐÃ…, ngữ pháp Việt: ỨNG DỤNG");
  assert_kept("Crème brûlée à l’été, « déjà » — ça va… l’Île; Ærø, Øystein, Þór");
  assert_kept("दूसरा सम्मेलन, Привет, 日本, café");
  assert_kept("");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(repairs_punctuation),
      cmocka_unit_test(repairs_letters),
      cmocka_unit_test(repairs_twice),
      cmocka_unit_test(keeps_what_is_meant),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
