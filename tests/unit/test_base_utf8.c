/* UTF-8 and Unicode properties. The oracle of normalisation is utf8proc over the whole text. */
#include "test.h"

#include <stdlib.h>

#include <utf8proc.h>

#include "base/utf8.h"

#define FFFD "\xEF\xBF\xBD"

/* Deterministic pseudo-random numbers (Marsaglia, "Xorshift RNGs", 2003). */
static uint32_t next_random(uint32_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 17;
  *seed ^= *seed << 5;
  return *seed;
}

/* ---- Encoding ---------------------------------------------------------------------------------------------------------- */

static void test_every_code_point(void **state) {
  (void)state;
  char bytes[4];
  for (uint32_t cp = 0; cp <= 0x110000; cp++) {
    size_t n = rap_utf8_encode(cp, bytes);
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) {
      assert_int_equal(n, 0);
      continue;
    }
    uint32_t decoded = 0, before = 0;
    assert_int_equal(n, cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4);
    assert_int_equal(rap_utf8_decode((rap_str){bytes, n}, 0, &decoded), n);
    assert_int_equal(decoded, cp);
    assert_int_equal(rap_utf8_before((rap_str){bytes, n}, n, &before), 0);
    assert_int_equal(before, cp);
    assert_int_equal(rap_utf8_invalid_at((rap_str){bytes, n}), SIZE_MAX);
  }
}

typedef struct repair_case {
  rap_str in;
  const char *out;
  size_t n, first;
} repair_case;

/* Maximal subparts, from the examples of the Unicode Standard §3.9 (tables 3-8 to 3-11) and beyond. */
/* Well-formed is what encoding gives (the test above); all else is replaced, by the length of its longest well-formed begin. */
static void test_every_three_bytes(void **state) {
  (void)state;
  for (uint32_t bytes = 0xE00000; bytes <= 0xEFFFFF; bytes++) {
    char text[3] = {(char)(bytes >> 16), (char)(bytes >> 8), (char)bytes}, back[4];
    uint32_t cp = 0, value = (bytes >> 16 & 0xF) << 12 | (bytes >> 8 & 0x3F) << 6 | (bytes & 0x3F);
    size_t n = rap_utf8_decode((rap_str){text, 3}, 0, &cp);
    bool sound = rap_utf8_encode(value, back) == 3 && memcmp(text, back, 3) == 0;
    if (sound ? n != 3 || cp != value : n > 2 || cp != 0xFFFD) fail_msg("%06X", bytes);
    uint32_t cut = 0;
    if (sound && (rap_utf8_decode((rap_str){text, 2}, 0, &cut) != 2 || cut != 0xFFFD)) fail_msg("%06X, cut", bytes);
  }
}

static void test_repair(void **state) {
  (void)state;
  const repair_case cases[] = {
      {RAP_STR(""), "", 0, SIZE_MAX},
      {RAP_STR("plain"), "plain", 0, SIZE_MAX},
      {RAP_STR("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A", 8, 0},
      {RAP_STR("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A", 8, 0},
      {RAP_STR("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), FFFD FFFD FFFD FFFD FFFD "A" FFFD FFFD "B", 7, 0},
      {RAP_STR("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), FFFD FFFD FFFD FFFD "A", 4, 0},
      {RAP_STR("ab\xC3"), "ab" FFFD, 1, 2},
      {RAP_STR("ab\xF0\x9F\x98"), "ab" FFFD, 1, 2},
      {RAP_STR("long enough to be read by words \xFF and on and on"), "long enough to be read by words " FFFD " and on and on", 1, 32},
      {RAP_STR("\xC3\xA9" FFFD), "\xC3\xA9" FFFD, 0, SIZE_MAX},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    rap_buf out = {0};
    size_t first;
    assert_int_equal(rap_utf8_repair(cases[i].in, &out, &first), cases[i].n);
    assert_int_equal(first, cases[i].first);
    assert_true(rap_str_is(rap_buf_str(&out), cases[i].out));
    assert_int_equal(rap_utf8_invalid_at(cases[i].in), cases[i].first);
    rap_buf_clear(&out);
  }
}

/* Going back through any bytes meets the same borders and code points as going forth. */
static void test_before_mirrors_decode(void **state) {
  (void)state;
  static const unsigned char alphabet[] = {'a', 0x80, 0xBF, 0xC2, 0xC0, 0xE0, 0xA0, 0xE2, 0xED, 0xF0, 0x90, 0xF4, 0x8F, 0xFF};
  uint32_t seed = 7;
  for (int round = 0; round < 20000; round++) {
    char bytes[12];
    size_t begins[12], n = 0;
    uint32_t cps[12];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)alphabet[next_random(&seed) % sizeof alphabet];
    rap_str s = {bytes, sizeof bytes};
    for (size_t at = 0; at < s.n; n++) {
      begins[n] = at;
      at += rap_utf8_decode(s, at, &cps[n]);
    }
    for (size_t at = s.n; at > 0;) {
      uint32_t cp;
      at = rap_utf8_before(s, at, &cp);
      n--;
      assert_int_equal(at, begins[n]);
      assert_int_equal(cp, cps[n]);
    }
    assert_int_equal(n, 0);
  }
}

static void test_count(void **state) {
  (void)state;
  assert_int_equal(rap_utf8_count(RAP_STR("")), 0);
  assert_int_equal(rap_utf8_count(RAP_STR("a\xC3\xA9\xE0\xA4\xA6\xF0\x9F\x98\x80")), 4);
  assert_int_equal(rap_utf8_count(RAP_STR("\xE0\xA4\xA6\xE0\xA4\xA6\xE0\xA4\xA6\xE0\xA4\xA6\xE0\xA4\xA6\xE0\xA4\xA6 a word and another")), 25);
}

/* ---- Normalisation ----------------------------------------------------------------------------------------------------- */

static void assert_nfc_as_whole(rap_str s) {
  utf8proc_uint8_t *whole = NULL;
  utf8proc_ssize_t n =
      utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &whole, (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  assert_true(n >= 0);
  rap_buf out = {0};
  rap_error err = {0};
  assert_int_equal(rap_utf8_nfc(s, &out, &err), RAP_OK);
  assert_int_equal(out.n, n);
  assert_memory_equal(out.p, whole, out.n);
  rap_buf again = {0};
  assert_int_equal(rap_utf8_nfc(rap_buf_str(&out), &again, &err), RAP_OK);
  assert_true(rap_str_eq(rap_buf_str(&out), rap_buf_str(&again)));
  rap_buf_clear(&again);
  rap_buf_clear(&out);
  free(whole);
}

/* What makes normalisation hard: bases, marks of many classes, Hangul jamo and syllables, Indic marks and compositions, excluded compositions, singletons,
 * long decompositions, and plain characters between. */
static const uint32_t hard[] = {'a',    'e',    'A',    ' ',     '\n',    '.',     0x00E9,  0x00C5,  0x00A0,  0x1E9B, 0x0300,  0x0301, 0x0307, 0x0308,
                                0x0323, 0x0327, 0x0328, 0x0345,  0x0338,  0x030A,  0x1100,  0x1161,  0x11A8,  0xAC00, 0xAC01,  0x1112, 0x1175, 0x11C2,
                                0x0915, 0x093C, 0x0928, 0x094D,  0x093F,  0x0958,  0x0929,  0x09C7,  0x09BE,  0x09CB, 0x0BC6,  0x0BBE, 0x0DD9, 0x0DCF,
                                0x0DCA, 0x0C46, 0x0C56, 0x1026,  0x1025,  0x102E,  0x212B,  0x2126,  0x2000,  0x2014, 0x2019,  0x2026, 0x2028, 0xFB1D,
                                0x05B4, 0x05D9, 0xFB2C, 0x1D15E, 0x1D157, 0x1D165, 0x110A5, 0x1109A, 0x110BA, 0xFFFD, 0x1F600, 0x0F71, 0x0F72, 0x0F73,
                                0x0344, 0x0374, 0x037E, 0x0387,  0x226E,  0x003C,  0x2ADC,  0x3099,  0x304B,  0x304C};

static void test_nfc_random(void **state) {
  (void)state;
  uint32_t seed = 2023;
  char text[4 * 64];
  for (int round = 0; round < 60000; round++) {
    size_t n = 0, length = next_random(&seed) % 64;
    uint32_t plain = next_random(&seed) % 4; /* share of plain characters, so that runs are long and short */
    for (size_t i = 0; i < length; i++) {
      uint32_t r = next_random(&seed);
      uint32_t cp = r % 4 < plain ? 'a' + r / 4 % 26 : hard[r / 4 % (sizeof hard / sizeof *hard)];
      n += rap_utf8_encode(cp, text + n);
    }
    assert_nfc_as_whole((rap_str){text, n});
  }
}

/* Each code point by itself and between letters: this also proves that the characters that are copied are inert. */
static void test_nfc_every_code_point(void **state) {
  (void)state;
  char text[16];
  for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
    if (cp >= 0x30000 && cp < 0xE0000) continue; /* unassigned planes */
    if (cp >= 0xD800 && cp <= 0xDFFF) continue;
    size_t n = 0;
    n += rap_utf8_encode('e', text + n);
    n += rap_utf8_encode(cp, text + n);
    n += rap_utf8_encode(0x0301, text + n);
    n += rap_utf8_encode('o', text + n);
    assert_nfc_as_whole((rap_str){text, n});
  }
}

static void test_nfc_inert(void **state) {
  (void)state;
  for (uint32_t cp = 0; cp < 0x3000; cp++) {
    if (cp >= 0x300 && (cp < 0x2002 || cp > 0x20BF)) continue;
    assert_int_equal(utf8proc_get_property((utf8proc_int32_t)cp)->combining_class, 0);
    char text[8];
    rap_buf out = {0};
    size_t n = rap_utf8_encode(cp, text);
    assert_int_equal(rap_utf8_nfc((rap_str){text, n}, &out, NULL), RAP_OK);
    assert_true(rap_str_eq(rap_buf_str(&out), (rap_str){text, n}));
    rap_buf_clear(&out);
  }
}

/* Each two of the block in front of a letter and behind one, and longer rows of what takes part in compositions and orderings. */
static void test_nfc_devanagari(void **state) {
  (void)state;
  static const uint32_t some[] = {0x0915, 0x0928, 0x0929, 0x0958, 0x093C, 0x094D, 0x0951, 0x093F, 0x0964, 'a', 0x0301, 0x2019};
  enum { SOME = sizeof some / sizeof *some, BLOCK = 0x80, ROW = 5 };
  char text[4 * ROW];
  for (uint32_t pair = 0; pair < BLOCK * BLOCK; pair++) {
    size_t n = rap_utf8_encode(0x0930, text);
    n += rap_utf8_encode(0x0900 + pair / BLOCK, text + n);
    n += rap_utf8_encode(0x0900 + pair % BLOCK, text + n);
    assert_nfc_as_whole((rap_str){text, n});
    n += rap_utf8_encode(0x0930, text + n);
    assert_nfc_as_whole((rap_str){text, n});
  }
  for (uint32_t row = 0; row < SOME * SOME * SOME * SOME * SOME; row++) {
    size_t n = 0;
    uint32_t left = row;
    for (int i = 0; i < ROW; i++, left /= SOME) n += rap_utf8_encode(some[left % SOME], text + n);
    assert_nfc_as_whole((rap_str){text, n});
  }
}

/* A text of nothing but marks in the wrong order is sorted in linear time: with an insertion sort this would take many minutes. */
static void test_nfc_hostile_marks(void **state) {
  (void)state;
  enum { EACH = 1000000 };
  rap_buf in = {0}, out = {0};
  rap_buf_putc(&in, 'a');
  for (int i = 0; i < EACH; i++) rap_buf_puts(&in, "\xCC\x95"); /* U+0315, class 232 */
  for (int i = 0; i < EACH; i++) rap_buf_puts(&in, "\xCC\xA7"); /* U+0327, class 202 */
  assert_int_equal(rap_utf8_nfc(rap_buf_str(&in), &out, NULL), RAP_OK);
  assert_int_equal(out.n, in.n);
  assert_memory_equal(out.p, "a\xCC\xA7\xCC\xA7", 5);
  assert_true(rap_str_ends(rap_buf_str(&out), RAP_STR("\xCC\x95\xCC\x95")));
  rap_buf_clear(&in);
  rap_buf_clear(&out);
  for (int i = 0; i < 200; i++) rap_buf_puts(&in, i % 3 ? "\xCC\x95" : i % 2 ? "\xCC\xA7" : "\xCC\x81");
  assert_nfc_as_whole(rap_buf_str(&in));
  rap_buf_clear(&in);
}

static void test_nfc_ill_formed(void **state) {
  (void)state;
  const rap_str bad[] = {RAP_STR("\xFF"), RAP_STR("abc\xC3"), RAP_STR("e\xCC\x81\xF0\x90\x80"), RAP_STR("\xED\xA0\x80"), RAP_STR("\xC3\xA9\x80")};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    rap_buf out = {0};
    rap_error err = {0};
    assert_int_equal(rap_utf8_nfc(bad[i], &out, &err), RAP_ERR_INTERNAL);
    assert_int_equal(err.status, RAP_ERR_INTERNAL);
    rap_buf_clear(&out);
  }
  rap_buf out = {0};
  assert_int_equal(rap_utf8_nfc(RAP_STR("kept" FFFD), &out, NULL), RAP_OK);
  assert_true(rap_str_is(rap_buf_str(&out), "kept" FFFD));
  assert_int_equal(rap_utf8_nfc((rap_str){0}, &out, NULL), RAP_OK);
  rap_buf_clear(&out);
}

static void assert_fold(const char *in, const char *expected) {
  rap_buf out = {0}, again = {0};
  assert_int_equal(rap_utf8_fold(rap_str_of(in), &out, NULL), RAP_OK);
  rap_buf_putc(&out, '\0');
  assert_string_equal(out.p, expected);
  assert_int_equal(rap_utf8_fold((rap_str){out.p, out.n - 1}, &again, NULL), RAP_OK);
  assert_true(rap_str_is(rap_buf_str(&again), expected));
  rap_buf_clear(&again);
  rap_buf_clear(&out);
}

static void test_fold(void **state) {
  (void)state;
  assert_fold("", "");
  assert_fold("Tamil NADU", "tamil nadu");
  assert_fold("Arun\xC4\x81"
              "chal",
              "arunachal"); /* precomposed */
  assert_fold("Aruna\xCC\x84"
              "chal",
              "arunachal"); /* decomposed */
  assert_fold("STRASSE", "strasse");
  assert_fold("Stra\xC3\x9F"
              "e",
              "strasse");                        /* full case folding */
  assert_fold("\xEF\xBC\xA4\xEF\xBD\x85", "de"); /* full-width */
  assert_fold("a\xC2\xAD"
              "b\xE2\x80\x8B"
              "c",
              "abc"); /* soft hyphen, zero-width space */
  assert_fold("\xE0\xA4\xA6\xE0\xA4\xBF\xE0\xA4\xB2\xE0\xA5\x8D", "\xE0\xA4\xA6\xE0\xA4\xBF\xE0\xA4\xB2\xE0\xA5\x8D"); /* Devanagari marks stay */
  assert_fold("\xD0\x99", "\xD0\xB9");                                                                                 /* Cyrillic marks stay */
  assert_fold("a\xCC\x81 \xCC\x81", "a \xCC\x81"); /* a mark on a space is none of a letter's */
}

static void test_fold_random(void **state) {
  (void)state;
  uint32_t seed = 99;
  char text[4 * 24];
  for (int round = 0; round < 20000; round++) {
    size_t n = 0;
    for (size_t i = 0; i < 24; i++) {
      uint32_t r = next_random(&seed), cp = r % 2 ? 'A' + r / 2 % 26 : hard[r / 2 % (sizeof hard / sizeof *hard)];
      n += rap_utf8_encode(cp, text + n);
    }
    rap_buf once = {0}, twice = {0};
    assert_int_equal(rap_utf8_fold((rap_str){text, n}, &once, NULL), RAP_OK);
    assert_int_equal(rap_utf8_invalid_at(rap_buf_str(&once)), SIZE_MAX);
    assert_int_equal(rap_utf8_fold(rap_buf_str(&once), &twice, NULL), RAP_OK);
    assert_true(rap_str_eq(rap_buf_str(&once), rap_buf_str(&twice)));
    rap_buf_clear(&once);
    rap_buf_clear(&twice);
  }
}

/* ---- Properties -------------------------------------------------------------------------------------------------------- */

static void test_categories(void **state) {
  (void)state;
  assert_true(rap_utf8_is_upper('A') && rap_utf8_is_upper(0x0394) && rap_utf8_is_upper(0x01C5));
  assert_false(rap_utf8_is_upper('a') || rap_utf8_is_upper('1') || rap_utf8_is_upper(0x0915));
  assert_true(rap_utf8_is_lower('z') && rap_utf8_is_lower(0x00DF));
  assert_true(rap_utf8_is_letter(0x0915) && rap_utf8_is_letter('q') && !rap_utf8_is_letter(0x093F) && !rap_utf8_is_letter('-'));
  assert_true(rap_utf8_is_word(0x093F) && rap_utf8_is_word(0x0967) && rap_utf8_is_word(0x2167) && rap_utf8_is_word('7'));
  assert_false(rap_utf8_is_word('_') || rap_utf8_is_word(' ') || rap_utf8_is_word(0x2019) || rap_utf8_is_word(0x200B));
  assert_int_equal(rap_utf8_lower('Q'), 'q');
  assert_int_equal(rap_utf8_lower(0x00C9), 0x00E9);
  assert_int_equal(rap_utf8_lower(0x0915), 0x0915);
  static const uint32_t outside[] = {0x110000, 0x80000000u, UINT32_MAX, 0xD800};
  for (size_t i = 0; i < 4; i++) {
    uint32_t cp = outside[i];
    assert_false(rap_utf8_is_word(cp) || rap_utf8_is_space(cp) || rap_utf8_is_upper(cp) || rap_utf8_is_digit(cp));
    assert_int_equal(rap_utf8_lower(cp), cp);
    assert_int_equal(rap_utf8_digit(cp), -1);
  }
  size_t spaces = 0;
  for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) spaces += rap_utf8_is_space(cp);
  assert_int_equal(spaces, 25); /* White_Space in PropList.txt */
  assert_true(rap_utf8_is_space(0x3000) && rap_utf8_is_space(0x85) && !rap_utf8_is_space(0x200B) && !rap_utf8_is_space(0x180E));
}

/* ASCII is answered without utf8proc's tables. */
static void test_ascii_categories(void **state) {
  (void)state;
  for (uint32_t cp = 0; cp < 0x100; cp++) {
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
    assert_int_equal(rap_utf8_is_upper(cp), c == UTF8PROC_CATEGORY_LU);
    assert_int_equal(rap_utf8_is_lower(cp), c == UTF8PROC_CATEGORY_LL);
    assert_int_equal(rap_utf8_is_letter(cp), c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO);
    assert_int_equal(rap_utf8_is_digit(cp), c == UTF8PROC_CATEGORY_ND);
    assert_int_equal(rap_utf8_is_word(cp), c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO);
    assert_int_equal(rap_utf8_lower(cp), utf8proc_tolower((utf8proc_int32_t)cp));
  }
}

static void test_digits(void **state) {
  (void)state;
  static const uint32_t zeros[] = {'0', 0x0660, 0x0966, 0x09E6, 0x0BE6, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7F6, 0x1E950, 0x1FBF0};
  for (size_t z = 0; z < sizeof zeros / sizeof *zeros; z++)
    for (uint32_t d = 0; d < 10; d++) assert_int_equal(rap_utf8_digit(zeros[z] + d), d);
  assert_int_equal(rap_utf8_digit('a'), -1);
  assert_int_equal(rap_utf8_digit(0x00B2), -1);
  assert_int_equal(rap_utf8_digit(0x2160), -1);
  /* Rows are gapless: each digit but 0 follows its predecessor. */
  for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
    int v = rap_utf8_digit(cp);
    assert_int_equal(v >= 0, rap_utf8_is_digit(cp));
    if (v > 0) assert_int_equal(rap_utf8_digit(cp - 1), v - 1);
    if (v >= 0 && v < 9) assert_int_equal(rap_utf8_digit(cp + 1), v + 1);
  }
}

static void test_columns(void **state) {
  (void)state;
  assert_int_equal(rap_utf8_width('a'), 1);
  assert_int_equal(rap_utf8_width('\n'), 0);
  assert_int_equal(rap_utf8_width(0x0301), 0);
  assert_int_equal(rap_utf8_width(0x093F), 0);
  assert_int_equal(rap_utf8_width(0x4E2D), 2);
  assert_int_equal(rap_utf8_columns((rap_str){0}), 0);
  assert_int_equal(rap_utf8_columns(RAP_STR("plain text")), 10);
  assert_int_equal(rap_utf8_columns(RAP_STR("e\xCC\x81t\xC3\xA9")), 3);
  assert_int_equal(rap_utf8_columns(RAP_STR("\xE4\xB8\xAD\xE5\x9B\xBD")), 4);
  assert_int_equal(rap_utf8_columns(RAP_STR("\xE0\xA4\xA6\xE0\xA4\xBF\xE0\xA4\xB2")), 2);         /* da with sign i, la */
  assert_int_equal(rap_utf8_columns(RAP_STR("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB")), 2); /* one emoji of two, joined */
  assert_int_equal(rap_utf8_columns(RAP_STR("\xF0\x9F\x87\xAE\xF0\x9F\x87\xB3")), 2);             /* a flag */
  assert_int_equal(rap_utf8_columns(RAP_STR("\xE2\x9C\x88\xEF\xB8\x8F")), 2);                     /* emoji presentation */
  assert_int_equal(rap_utf8_columns(RAP_STR("\xFF")), rap_utf8_columns(RAP_STR(FFFD)));
}

/* Clusters cover any text without gaps and never split a code point. */
static void test_clusters(void **state) {
  (void)state;
  uint32_t seed = 5;
  char text[4 * 32];
  for (int round = 0; round < 5000; round++) {
    size_t n = 0, total = 0;
    for (size_t i = 0; i < 32; i++) n += rap_utf8_encode(hard[next_random(&seed) % (sizeof hard / sizeof *hard)], text + n);
    rap_str s = {text, n};
    for (size_t at = 0; at < n;) {
      size_t columns, end = rap_utf8_cluster(s, at, &columns);
      assert_true(end > at && end <= n);
      assert_true(end == n || ((unsigned char)text[end] & 0xC0) != 0x80);
      assert_true(columns <= 2);
      total += columns;
      at = end;
    }
    assert_int_equal(rap_utf8_columns(s), total);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_code_point),
      cmocka_unit_test(test_every_three_bytes),
      cmocka_unit_test(test_repair),
      cmocka_unit_test(test_before_mirrors_decode),
      cmocka_unit_test(test_count),
      cmocka_unit_test(test_nfc_random),
      cmocka_unit_test(test_nfc_every_code_point),
      cmocka_unit_test(test_nfc_inert),
      cmocka_unit_test(test_nfc_devanagari),
      cmocka_unit_test(test_fold),
      cmocka_unit_test(test_nfc_hostile_marks),
      cmocka_unit_test(test_nfc_ill_formed),
      cmocka_unit_test(test_fold_random),
      cmocka_unit_test(test_categories),
      cmocka_unit_test(test_ascii_categories),
      cmocka_unit_test(test_digits),
      cmocka_unit_test(test_columns),
      cmocka_unit_test(test_clusters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
