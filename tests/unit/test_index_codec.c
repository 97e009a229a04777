/* Packed records and compressed values: every damage is told, none does harm. */
#include "index_fixture.h"

#include "index/codec.h"
#include "index/compress.h"

static void test_varints(void **state) {
  (void)state;
  static const uint64_t values[] = {0, 1, 127, 128, 300, 16383, 16384, UINT32_MAX, UINT64_MAX - 1, UINT64_MAX};
  rap_buf b = {0};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) rap_varint_put(&b, values[i]);
  size_t at = 0;
  uint64_t v;
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    assert_true(rap_varint_get(rap_buf_str(&b), &at, &v));
    assert_true(v == values[i]);
  }
  assert_false(rap_varint_get(rap_buf_str(&b), &at, &v));
  at = 0;
  assert_false(rap_varint_get(RAP_STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), &at, &v)); /* 65 bits */
  at = 0;
  assert_false(rap_varint_get(RAP_STR("\x80"), &at, &v));
  rap_buf_clear(&b);
}

static void test_compression(void **state) {
  fixture *fx = *state;
  rap_zip *zip = rap_zip_new();
  rap_buf plain = {0}, z = {0}, back = {0};
  assert_non_null(zip);
  for (size_t n = 0; n < 200000; n = n * 3 + 1) {
    rap_buf_reset(&plain), rap_buf_reset(&z), rap_buf_reset(&back);
    for (size_t i = 0; i < n; i++) rap_buf_putc(&plain, (char)('a' + (i * i / 7) % 26));
    assert_ok(rap_zip_deflate(zip, n % 2 ? RAP_ZIP_TEXT : RAP_ZIP_RECORD, rap_buf_str(&plain), &z, &fx->err));
    assert_ok(rap_zip_inflate(zip, rap_buf_str(&z), SIZE_MAX, &back, &fx->err));
    assert_true(rap_str_eq(rap_buf_str(&plain), rap_buf_str(&back)));
    rap_buf_reset(&back);
    assert_ok(rap_zip_inflate(zip, rap_buf_str(&z), n / 2, &back, &fx->err));
    assert_true(rap_str_eq(rap_str_sub(rap_buf_str(&plain), 0, n / 2), rap_buf_str(&back)));
    /* A piece is missing: at the end, or all of it. */
    for (size_t cut = 0; n > 1 && cut < z.n; cut += z.n / 5 + 1) {
      rap_buf_reset(&back);
      assert_status(rap_zip_inflate(zip, rap_str_sub(rap_buf_str(&z), 0, cut), SIZE_MAX, &back, &fx->err), RAP_ERR_STORE);
    }
  }
  rap_buf_reset(&back);
  /* A length beyond any text is refused before memory is asked for. */
  assert_status(rap_zip_inflate(zip, RAP_STR("\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), SIZE_MAX, &back, &fx->err), RAP_ERR_STORE);
  rap_buf_clear(&plain), rap_buf_clear(&z), rap_buf_clear(&back);
  rap_zip_free(zip);
}

static void test_dictionaries(void **state) {
  fixture *fx = *state;
  static const char without[] = "\x05\x78\x9c\xcb\x48\xcd\xc9\xc9\x07\x00\x06\x2c\x02\x15"; /* "hello", by zlib's own compress() */
  rap_str text = RAP_STR("the implementation of the Government of the United Nations Conference on sustainable development");
  rap_zip *zip = rap_zip_new();
  rap_buf z = {0}, back = {0};
  assert_non_null(zip);
  assert_ok(rap_zip_inflate(zip, (rap_str){without, sizeof without - 1}, SIZE_MAX, &back, &fx->err));
  assert_text(rap_buf_str(&back), "hello");
  assert_ok(rap_zip_deflate(zip, RAP_ZIP_TEXT, text, &z, &fx->err));
  assert_true(z.n < text.n / 2);
  /* A length of one byte, the two of zlib's head, then the name of the dictionary: no such one is known. */
  z.p[4] ^= 1;
  assert_status(rap_zip_inflate(zip, rap_buf_str(&z), SIZE_MAX, &back, &fx->err), RAP_ERR_STORE);
  rap_buf_clear(&z), rap_buf_clear(&back);
  rap_zip_free(zip);
}

/* The made record with an office and a pronoun that lead to its first person. */
static void refer(maker *m, rap_reference *two) {
  assert_true(m->record.n_persons > 0);
  two[0] = (rap_reference){.text = {0, 3}};
  two[1] = (rap_reference){.text = {2, 4}, .pronoun = true};
  m->record.references = two;
  m->record.n_references = 2;
}

/* Every truncation and every single changed byte either gives a record whose spans and indices are sound, or RAP_ERR_STORE. */
static void test_damaged_records(void **state) {
  fixture *fx = *state;
  maker makers[] = {announcement(fx), report(fx)};
  for (size_t k = 0; k < 2; k++) {
    maker *m = &makers[k];
    rap_buf packed = {0};
    rap_reference two[2];
    if (m->record.n_persons > 0) refer(m, two);
    assert_ok(rap_codec_pack(&m->doc, &m->record, &packed, &fx->err));
    for (size_t n = 0; n < packed.n; n++) {
      rap_arena *arena = rap_arena_new();
      rap_document doc = m->doc;
      rap_record r;
      assert_status(rap_codec_unpack(arena, rap_str_sub(rap_buf_str(&packed), 0, n), &doc, &r, &fx->err), RAP_ERR_STORE);
      assert_int_equal(r.n_mentions, 0);
      rap_arena_free(arena);
    }
    for (size_t n = 0; n < packed.n; n++)
      for (int bit = 0; bit < 8; bit++) {
        rap_arena *arena = rap_arena_new();
        rap_document doc = m->doc;
        rap_record r;
        packed.p[n] = (char)(packed.p[n] ^ (1 << bit));
        rap_error_clear(&fx->err);
        rap_status st = rap_codec_unpack(arena, rap_buf_str(&packed), &doc, &r, &fx->err);
        if (st == RAP_OK)
          assert_null(rap_codec_bad_span(&doc, &r));
        else
          assert_int_equal(st, RAP_ERR_STORE);
        packed.p[n] = (char)(packed.p[n] ^ (1 << bit));
        rap_arena_free(arena);
      }
    rap_buf_clear(&packed);
  }
}

static void test_packing_is_stable(void **state) {
  fixture *fx = *state;
  maker m = report(fx);
  rap_reference two[2];
  refer(&m, two);
  rap_buf once = {0}, twice = {0};
  rap_document doc = m.doc;
  rap_record r;
  assert_ok(rap_codec_pack(&m.doc, &m.record, &once, &fx->err));
  assert_ok(rap_codec_unpack(fx->arena, rap_buf_str(&once), &doc, &r, &fx->err));
  assert_int_equal(r.n_references, 2);
  assert_true(r.references[1].pronoun && r.references[1].text.end == 4 && r.references[1].person == 0);
  assert_ok(rap_codec_pack(&doc, &r, &twice, &fx->err));
  assert_true(rap_str_eq(rap_buf_str(&once), rap_buf_str(&twice)));
  rap_buf_clear(&once);
  rap_buf_clear(&twice);
}

/* A record of format 1 has no references and no countries of events, and is read as ever: here one without events, so that its bytes are those of a newer one less its last list. */
static void test_older_format(void **state) {
  fixture *fx = *state;
  maker m = report(fx);
  rap_buf packed = {0};
  rap_document doc = m.doc;
  rap_record r;
  m.record.n_events = m.record.n_statements = 0;
  assert_ok(rap_codec_pack(&m.doc, &m.record, &packed, &fx->err));
  packed.p[0] = 1;
  assert_int_equal(packed.p[packed.n - 1], 0); /* the length of the list that format 1 lacks */
  assert_ok(rap_codec_unpack(fx->arena, rap_str_sub(rap_buf_str(&packed), 0, packed.n - 1), &doc, &r, &fx->err));
  assert_int_equal(r.n_mentions, m.record.n_mentions);
  assert_int_equal(r.n_references, 0);
  packed.p[0] = 3;
  assert_status(rap_codec_unpack(fx->arena, rap_buf_str(&packed), &doc, &r, &fx->err), RAP_ERR_STORE);
  rap_buf_clear(&packed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_varints), TEST(test_compression),       TEST(test_dictionaries),
                                     TEST(test_damaged_records),     TEST(test_packing_is_stable), TEST(test_older_format)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
