#include "test.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "ingest/charset.h"

#define assert_str(actual, expected)                                                             \
  do {                                                                                           \
    rap_str a_ = (actual), e_ = (expected);                                                      \
    if (!rap_str_eq(a_, e_)) fail_msg("\"%.*s\" instead of \"%.*s\"", RAP_FMT(a_), RAP_FMT(e_)); \
  } while (0)

/* What decoding gives, all at once and in pieces of every small size. */
struct decoded {
  rap_arena *arena;
  rap_buf buf;
  rap_str text;
  rap_charset_note note;
};

static struct decoded decode(rap_str bytes, const rap_charset_hints *hints) {
  struct decoded d = {.arena = rap_arena_new()};
  assert_non_null(d.arena);
  assert_int_equal(rap_charset_decode(d.arena, bytes, hints, &d.buf, &d.text, &d.note, NULL), RAP_OK);
  assert_true(rap_utf8_invalid_at(d.text) == SIZE_MAX);
  return d;
}

static void release(struct decoded *d) {
  rap_buf_clear(&d->buf);
  rap_arena_free(d->arena);
}

static void assert_pieces(rap_str bytes, const rap_charset_hints *hints, size_t size, const struct decoded *whole) {
  rap_charset_reader *reader = NULL;
  rap_charset_note note;
  rap_buf out = {0};
  assert_int_equal(rap_charset_reader_new(hints, &reader, NULL), RAP_OK);
  for (size_t at = 0; at < bytes.n; at += size) {
    char *copy = malloc(size); /* exactly what is given, for sanitizers */
    assert_non_null(copy);
    rap_str piece = rap_str_sub(bytes, at, at + size);
    memcpy(copy, piece.p, piece.n);
    assert_int_equal(rap_charset_reader_add(reader, (rap_str){copy, piece.n}, false, &out, NULL), RAP_OK);
    free(copy);
  }
  assert_int_equal(rap_charset_reader_add(reader, (rap_str){0}, true, &out, NULL), RAP_OK);
  assert_int_equal(rap_charset_reader_note(reader, whole->arena, &note, NULL), RAP_OK);
  assert_str(rap_buf_str(&out), whole->text);
  assert_str(note.assumed, whole->note.assumed);
  assert_int_equal(note.n_replaced, whole->note.n_replaced);
  assert_int_equal(note.first_bad, whole->note.first_bad);
  assert_int_equal(note.n_lone, whole->note.n_lone);
  assert_int_equal(note.warnings.n, whole->note.warnings.n);
  rap_charset_reader_free(reader);
  rap_buf_clear(&out);
}

static void assert_decoded(rap_str bytes, const char *transport, const char *declared, const char *assumed, const char *text) {
  rap_charset_hints hints = {.transport = rap_str_of(transport), .declared = rap_str_of(declared), .keep_mojibake = true};
  struct decoded d = decode(bytes, &hints);
  assert_str(d.note.assumed, rap_str_of(assumed));
  assert_str(d.text, rap_str_of(text));
  for (size_t size = 1; size <= 17; size++) assert_pieces(bytes, &hints, size, &d);
  release(&d);
}

static void reads_marks(void **state) {
  (void)state;
  assert_decoded(RAP_STR("\xEF\xBB\xBF"
                         "a\xC3\xA9"),
                 NULL, NULL, "utf-8 (mark)", "a\xC3\xA9");
  assert_decoded(RAP_STR("\xFF\xFE"
                         "a\0\xE9\0=\xD8\0\xDE"),
                 NULL, NULL, "utf-16le (mark)", "a\xC3\xA9\xF0\x9F\x98\x80");
  assert_decoded(RAP_STR("\xFE\xFF\0a\0\xE9\xD8=\xDE\0"), NULL, NULL, "utf-16be (mark)", "a\xC3\xA9\xF0\x9F\x98\x80");
  assert_decoded(RAP_STR("\xFF\xFE\0\0a\0\0\0\0\xF6\x01\0"), NULL, NULL, "utf-32le (mark)", "a\xF0\x9F\x98\x80");
  assert_decoded(RAP_STR("\0\0\xFE\xFF\0\0\0a\0\x01\xF6\0"), NULL, NULL, "utf-32be (mark)", "a\xF0\x9F\x98\x80");
}

/* `ascii` with each byte in `width` bytes. */
static rap_str widen(rap_str ascii, size_t width, bool big, char *out) {
  memset(out, 0, ascii.n * width);
  for (size_t i = 0; i < ascii.n; i++) out[i * width + (big ? width - 1 : 0)] = ascii.p[i];
  return (rap_str){out, ascii.n * width};
}

static void tells_wide_text_without_mark(void **state) {
  (void)state;
  static const char text[] = "The third meeting of the ministers was held in Goa.\n";
  char wide[sizeof text * 4];
  assert_decoded(widen(rap_str_of(text), 2, false, wide), NULL, NULL, "utf-16le (detected)", text);
  assert_decoded(widen(rap_str_of(text), 2, true, wide), NULL, NULL, "utf-16be (detected)", text);
  assert_decoded(widen(rap_str_of(text), 4, false, wide), NULL, NULL, "utf-32le (detected)", text);
  assert_decoded(widen(rap_str_of(text), 4, true, wide), NULL, NULL, "utf-32be (detected)", text);
  assert_decoded(widen(rap_str_of(text), 2, true, wide), "utf-16", NULL, "utf-16be (detected)", text);
  /* Hindi: NULs only in the blanks. */
  assert_decoded(RAP_STR("\x26\x09\x42\x09\x38\x09\x30\x09\x3E\x09 \0\x38\x09\x2E\x09\x4D\x09"), NULL, NULL, "utf-16le (detected)",
                 "\u0926\u0942\u0938\u0930\u093E \u0938\u092E\u094D");
}

static void leaves_lists_with_nuls(void **state) {
  (void)state;
  rap_str bytes = RAP_STR("one name\0three of them\0");
  rap_charset_hints hints = {0};
  struct decoded d = decode(bytes, &hints);
  assert_str(d.note.assumed, RAP_STR("utf-8"));
  assert_str(d.text, bytes);
  release(&d);
}

static void replaces_what_is_ill_formed(void **state) {
  (void)state;
  rap_charset_hints hints = {0};
  struct decoded d = decode(RAP_STR("\xFF\xFE"
                                    "a\0\0\xD8"
                                    "b\0\0\xDC"
                                    "c"),
                            &hints);
  assert_str(d.text, RAP_STR("a\uFFFDb\uFFFD\uFFFD"));
  assert_int_equal(d.note.n_replaced, 3);
  assert_int_equal(d.note.first_bad, 4);
  assert_int_equal(d.note.warnings.n, 1);
  assert_str(d.note.warnings.items[0], RAP_STR("text: 3 sequences that are no utf-16le replaced by U+FFFD, the first at byte 4"));
  release(&d);
  d = decode(RAP_STR("\0\0\xFE\xFF\0\x11\0\0\0\0\xD8\0\0\0"), &hints);
  assert_str(d.text, RAP_STR("\uFFFD\uFFFD\uFFFD"));
  release(&d);
}

static void follows_labels(void **state) {
  (void)state;
  assert_decoded(RAP_STR("\xB3\xF3\x64\xBC, Pozna\xF1"), " ISO-8859-2 ", NULL, "iso-8859-2 (declared, transport)", "łódź, Poznań");
  assert_decoded(RAP_STR("\xD0\xD2\xC9\xD7\xC5\xD4"), NULL, "koi8-r", "koi8-r (declared)", "привет");
  assert_decoded(RAP_STR("\xEF\xF0\xE8\xE2\xE5\xF2"), "cp1251", "koi8-r", "windows-1251 (declared, transport)", "привет");
  assert_decoded(RAP_STR("\x93"
                         "a\x94\x80\xE9"),
                 "latin1", NULL, "windows-1252 (declared, transport)", "“a”€é");
  assert_decoded(RAP_STR("\x93\xFA\x96\x7B"), NULL, "Shift_JIS", "shift_jis (declared)", "日本");
  assert_decoded(RAP_STR("\xC4\xE3\xBA\xC3"), NULL, "gb2312", "gbk (declared)", "你好");
  assert_decoded(RAP_STR("\x1B$BF|K\\\x1B(B."), "iso-2022-jp", NULL, "iso-2022-jp (declared, transport)", "日本.");
  assert_decoded(RAP_STR("only ASCII"), "iso-8859-2", "koi8-r", "utf-8", "only ASCII");
}

static void reports_contradictions(void **state) {
  (void)state;
  static const struct {
    const char *bytes, *transport, *declared, *assumed, *text, *warning;
  } cases[] = {
      {"caf\xC3\xA9", "iso-8859-1", NULL, "utf-8", "café", "charset: read as utf-8, not as windows-1252 (declared, transport)"},
      {"caf\xC3\xA9", NULL, "koi8-r", "utf-8", "café", "charset: read as utf-8, not as koi8-r (declared)"},
      {"caf\xE9 \x93x\x94 ", "utf-8", NULL, "windows-1252 (detected)", "café “x” ",
       "charset: read as windows-1252 (detected), not as utf-8 (declared, transport)"},
      {"caf\xE9", NULL, "klingon", "windows-1252 (detected)", "café", "charset: \"klingon\" (declared) is no character set that is read"},
      {"caf\xC3\xA9", "a\x01\xFF\"", NULL, "utf-8", "café", "charset: \"a???\" (declared, transport) is no character set that is read"},
      {"\xEF\xBB\xBF\xC3\xA9", NULL, "latin1", "utf-8 (mark)", "é", "charset: read as utf-8 (mark), not as windows-1252 (declared)"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    rap_charset_hints hints = {.transport = rap_str_of(cases[i].transport), .declared = rap_str_of(cases[i].declared)};
    if (i == 4) hints.transport.p = "a\x01\xFF\x02";
    struct decoded d = decode(rap_str_of(cases[i].bytes), &hints);
    assert_str(d.note.assumed, rap_str_of(cases[i].assumed));
    assert_str(d.text, rap_str_of(cases[i].text));
    assert_int_equal(d.note.warnings.n, 1);
    assert_str(d.note.warnings.items[0], rap_str_of(cases[i].warning));
    release(&d);
  }
  assert_decoded(RAP_STR("caf\xC3\xA9"), NULL, "utf-16", "utf-8", "café"); /* said in bytes that were read: no contradiction */
}

/* Two characters in GBK that are two of UTF-8 by chance. */
static void follows_labels_of_double_bytes(void **state) {
  (void)state;
  assert_decoded(RAP_STR("\xC1\xAA\xCD\xA8"), "gbk", NULL, "gbk (declared, transport)", "联通");
  assert_decoded(RAP_STR("\xE8\x81\x94\xE9\x80\x9A"), "gbk", NULL, "utf-8", "联通");
}

static void detects(void **state) {
  (void)state;
  assert_decoded(
      RAP_STR("\xD1\xE5\xE3\xEE\xE4\xED\xFF \xE2 \xCC\xEE\xF1\xEA\xE2\xE5 \xEF\xF0\xEE\xF8\xEB\xE0 \xEA\xEE\xED\xF4\xE5\xF0\xE5\xED\xF6\xE8\xFF"),
      NULL, NULL, "windows-1251 (detected)", "Сегодня в Москве прошла конференция");
  assert_decoded(RAP_STR("The \x93"
                         "caf\xE9\x94 in Bogot\xE1."),
                 NULL, NULL, "windows-1252 (detected)", "The “café” in Bogotá.");
  assert_decoded(RAP_STR("We don\x92t know."), NULL, NULL, "windows-1252 (detected)", "We don’t know.");
  assert_decoded(RAP_STR("a\xFF"), NULL, NULL, "utf-8 (assumed)", "a\uFFFD");
  assert_decoded(RAP_STR("1\xFF\xFF"
                         "2"),
                 NULL, NULL, "utf-8 (assumed)", "1\uFFFD\uFFFD2");
}

static void reads_lone_bytes(void **state) {
  (void)state;
  rap_charset_hints hints = {0};
  struct decoded d = decode(RAP_STR("दूसरा don\x92t caf\xE9 5 \x96 6 \xE2\x80 \xC3x"), &hints);
  assert_str(d.text, RAP_STR("दूसरा don’t café 5 – 6 \uFFFD \uFFFDx"));
  assert_str(d.note.assumed, RAP_STR("utf-8 (detected)"));
  assert_int_equal(d.note.n_lone, 3);
  assert_int_equal(d.note.n_replaced, 2);
  assert_str(d.note.warnings.items[0], RAP_STR("text: 3 bytes of windows-1252 within UTF-8, read so, the first at byte 19"));
  assert_str(d.note.warnings.items[1], RAP_STR("text: 2 ill-formed UTF-8 sequences replaced by U+FFFD, the first at byte 33"));
  for (size_t size = 1; size < 40; size++) {
    hints.keep_mojibake = true;
    assert_pieces(RAP_STR("दूसरा don\x92t caf\xE9 5 \x96 6 \xE2\x80 \xC3x"), &hints, size, &d);
  }
  release(&d);
}

static void lends_what_is_sound(void **state) {
  (void)state;
  rap_str bytes = RAP_STR("India’s second meeting");
  rap_charset_hints hints = {.transport = RAP_STR("UTF8")};
  struct decoded d = decode(bytes, &hints);
  assert_ptr_equal(d.text.p, bytes.p);
  assert_int_equal(d.buf.capacity, 0);
  assert_str(d.note.assumed, RAP_STR("utf-8"));
  release(&d);
  hints.transport = (rap_str){0};
  d = decode((rap_str){0}, &hints);
  assert_int_equal(d.text.n, 0);
  release(&d);
}

static void appends(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_buf buf = {0};
  rap_str text;
  rap_charset_note note;
  rap_buf_puts(&buf, "before ");
  assert_int_equal(rap_charset_decode(arena, RAP_STR("don\x92t"), &(rap_charset_hints){0}, &buf, &text, &note, NULL), RAP_OK);
  assert_str(text, RAP_STR("don’t"));
  assert_str(rap_buf_str(&buf), RAP_STR("before don’t"));
  rap_buf_clear(&buf);
  rap_arena_free(arena);
}

static void reads_declarations(void **state) {
  (void)state;
  assert_str(rap_charset_xml_declared(RAP_STR("<?xml version='1.0' encoding='KOI8-R'?><a/>")), RAP_STR("KOI8-R"));
  assert_str(rap_charset_xml_declared(RAP_STR("\xEF\xBB\xBF\n<?xml encoding = \"utf-8\"?>")), RAP_STR("utf-8"));
  assert_str(rap_charset_xml_declared(RAP_STR("<?xml version='1.0'?><a encoding='x'/>")), RAP_STR(""));
  assert_str(rap_charset_xml_declared(RAP_STR("<?xmlx encoding='x'?>")), RAP_STR(""));
  assert_str(rap_charset_html_declared(RAP_STR("<html><meta charset=cp1251>")), RAP_STR("cp1251"));
  assert_str(rap_charset_html_declared(RAP_STR("<META name=a charset = ' utf8 ' />")), RAP_STR("utf8"));
  assert_str(rap_charset_html_declared(RAP_STR("<meta http-equiv='Content-Type' content='text/html; CHARSET=\"big5\"'>")), RAP_STR("big5"));
  assert_str(rap_charset_html_declared(RAP_STR("<meta content='text/html; charset=l2; x' http-equiv=content-type>")), RAP_STR("l2"));
  assert_str(rap_charset_html_declared(RAP_STR("<meta name=x content='charset=l2'>")), RAP_STR(""));
  assert_str(rap_charset_html_declared(RAP_STR("<!-- <meta charset=a> --><p title='<meta charset=b>'></p><meta charset=c>")), RAP_STR("c"));
  assert_str(rap_charset_html_declared(RAP_STR("<?xml version='1.0' encoding='x-sjis'?><html>")), RAP_STR("x-sjis"));
  assert_str(rap_charset_html_declared(RAP_STR("<meta charset='a")), RAP_STR(""));
  assert_str(rap_charset_html_declared((rap_str){0}), RAP_STR(""));
}

static void reads_labels(void **state) {
  (void)state;
  assert_str(rap_charset_of_type(RAP_STR("text/html;charset=UTF-8")), RAP_STR("UTF-8"));
  assert_str(rap_charset_of_type(RAP_STR("text/html; charset")), RAP_STR(""));
  assert_string_equal(rap_charset_name(RAP_STR("ASCII ")), "windows-1252");
  assert_string_equal(rap_charset_name(RAP_STR("unicode-1-1-utf-8")), "utf-8");
  assert_null(rap_charset_name(RAP_STR("")));
  assert_null(rap_charset_name(RAP_STR("utf-8 latin1")));
}

/* A long head of ASCII is given on before the set is known, and doesn't change what it is taken for. */
static void reads_behind_plain_text(void **state) {
  (void)state;
  rap_buf bytes = {0};
  for (int i = 0; i < 1000; i++) rap_buf_puts(&bytes, "plain text ");
  rap_buf_puts(&bytes, "don\x92t \xE9t\xE9 ");
  for (int i = 0; i < 10000; i++) rap_buf_puts(&bytes, "more of it ");
  rap_charset_hints hints = {.keep_mojibake = true};
  struct decoded d = decode(rap_buf_str(&bytes), &hints);
  assert_str(d.note.assumed, RAP_STR("windows-1252 (detected)"));
  const size_t sizes[] = {1, 4095, 4096, 4097, 65536, 100000};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) assert_pieces(rap_buf_str(&bytes), &hints, sizes[i], &d);
  release(&d);
  /* What stands before the first byte that says something counts. */
  rap_buf_reset(&bytes);
  for (int i = 0; i < 1000; i++) rap_buf_puts(&bytes, "plain text ");
  rap_buf_puts(&bytes, "in Bogot\xE1.");
  d = decode(rap_buf_str(&bytes), &hints);
  assert_str(d.note.assumed, RAP_STR("windows-1252 (detected)"));
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) assert_pieces(rap_buf_str(&bytes), &hints, sizes[i], &d);
  release(&d);
  rap_buf_clear(&bytes);
}

static void reads_streams(void **state) {
  (void)state;
  rap_stream *memory = NULL, *stream = NULL;
  rap_arena *arena = rap_arena_new();
  rap_charset_note note;
  char out[3];
  rap_buf all = {0};
  size_t n = 0;
  assert_int_equal(rap_stream_of_memory(RAP_STR("\0b\0\xE9"), &memory, NULL), RAP_OK);
  assert_int_equal(rap_charset_stream_wide(RAP_STR("\xFE\xFF\0a"), memory, &stream, NULL), RAP_OK);
  assert_non_null(stream);
  do {
    assert_int_equal(rap_stream_read(stream, out, sizeof out, &n, NULL), RAP_OK);
    rap_buf_add(&all, (rap_str){out, n});
  } while (n);
  assert_str(rap_buf_str(&all), RAP_STR("abé"));
  assert_int_equal(rap_charset_stream_note(stream, arena, &note, NULL), RAP_OK);
  assert_str(note.assumed, RAP_STR("utf-16be (mark)"));
  rap_stream_free(stream);
  assert_int_equal(rap_stream_of_memory(RAP_STR("caf\xE9"), &memory, NULL), RAP_OK);
  assert_int_equal(rap_charset_stream_wide(RAP_STR("text"), memory, &stream, NULL), RAP_OK);
  assert_null(stream);
  assert_int_equal(rap_charset_stream(memory, &(rap_charset_hints){0}, &stream, NULL), RAP_OK);
  rap_buf_reset(&all);
  do {
    assert_int_equal(rap_stream_read(stream, out, sizeof out, &n, NULL), RAP_OK);
    rap_buf_add(&all, (rap_str){out, n});
  } while (n);
  assert_str(rap_buf_str(&all), RAP_STR("café"));
  rap_stream_free(stream);
  rap_buf_clear(&all);
  rap_arena_free(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_marks),
      cmocka_unit_test(tells_wide_text_without_mark),
      cmocka_unit_test(leaves_lists_with_nuls),
      cmocka_unit_test(replaces_what_is_ill_formed),
      cmocka_unit_test(follows_labels),
      cmocka_unit_test(reports_contradictions),
      cmocka_unit_test(follows_labels_of_double_bytes),
      cmocka_unit_test(detects),
      cmocka_unit_test(reads_lone_bytes),
      cmocka_unit_test(lends_what_is_sound),
      cmocka_unit_test(appends),
      cmocka_unit_test(reads_declarations),
      cmocka_unit_test(reads_labels),
      cmocka_unit_test(reads_behind_plain_text),
      cmocka_unit_test(reads_streams),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
