/* test_ingest_archive.c: ZIP and tar, compressions around them, and archives that were made to harm. */
#include "test.h"

#include <time.h>

#include "archive_fixture.h"
#include "base/limits.h"
#include "ingest/archive.h"
#include "packed_samples.h"
#include "read_fixture.h"

#define ROADS "Roads and bridges.\n"
#define PACKED(bytes) ((rap_str){(const char *)(bytes), sizeof(bytes)})

static void sample_tar(rap_buf *out) {
  tar_header(out, "dir/", '5', "", 0);
  tar_text(out, "dir/one.txt", "One.\n");
  tar_header(out, "dir/link.txt", '2', "/etc/passwd", 0);
  tar_header(out, "dir/hard.txt", '1', "dir/one.txt", 0);
  tar_header(out, "dir/device", '3', "", 0);
  tar_text(out, "dir/two.jsonl", "{\"id\": \"2\", \"text\": \"Two.\"}\n");
  tar_end(out);
}

static void sample_zip(zip *z) {
  rap_buf inner = {0}, packed = {0};
  sample_tar(&inner);
  gzip_add(&packed, rap_buf_str(&inner));
  zip_text(z, "a.txt", "A text.\n");
  zip_text(z, "sub/", "");
  zip_text(z, "sub/b.txt", "B text.\n");
  zip_add(z, (zip_member){.name = RAP_STR("sub/in.tar.gz"), .data = rap_buf_str(&packed), .stored = true});
  zip_end(z);
  rap_buf_clear(&inner);
  rap_buf_clear(&packed);
}

static void reads_members(void **state) {
  (void)state;
  zip z = {0};
  reading r;
  sample_zip(&z);
  read_file("x.zip", rap_buf_str(&z.file), &r);
  assert_lines(&r, "x.zip/a: A text.\nx.zip/sub/b: B text.\nx.zip/sub/in.tar.gz/dir/one: One.\n2: Two.\n"
                   "RAP_PASSED_OVER F/sub/in.tar.gz: passed over: links and devices (3)\n");
  read_pipe(rap_buf_str(&z.file), &r);
  assert_lines(&r, "-/a: A text.\n-/sub/b: B text.\n-/sub/in.tar.gz/dir/one: One.\n2: Two.\n"
                   "RAP_PASSED_OVER F/sub/in.tar.gz: passed over: links and devices (3)\n");
  rap_buf_clear(&z.file);
}

static void reads_compressions(void **state) {
  (void)state;
  const struct {
    const char *name;
    rap_str bytes;
  } all[] = {{"x.txt.bz2", PACKED(packed_bzip2)}, {"x.txt.xz", PACKED(packed_xz)},   {"x.txt.lzma", PACKED(packed_lzma)},
             {"x.txt.zst", PACKED(packed_zstd)},  {"x.txt.lz4", PACKED(packed_lz4)}, {"x.txt.Z", PACKED(packed_compress)}};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    reading r;
    assert_file_reads(all[i].name, all[i].bytes, "x: Roads and bridges.\n");
    bool marked = strcmp(all[i].name, "x.txt.Z") != 0; /* compress has no end mark */
    for (size_t n = 14; n < all[i].bytes.n; n++) {
      read_file(all[i].name, rap_str_sub(all[i].bytes, 0, n), &r);
      assert_int_equal(r.documents + r.failures, 1);
      if (marked && r.documents) fail_msg("%s cut to %zu bytes: %s", all[i].name, n, r.lines.p);
      rap_buf_clear(&r.lines);
    }
    /* In a member, and over one another. */
    rap_buf tar = {0}, twice = {0};
    tar_add(&tar, all[i].name, all[i].bytes);
    tar_end(&tar);
    assert_file_reads("y.tar", rap_buf_str(&tar), "y.tar/x: Roads and bridges.\n");
    gzip_add(&twice, all[i].bytes);
    assert_file_reads("x.txt", rap_buf_str(&twice), "x: Roads and bridges.\n");
    rap_buf_clear(&tar);
    rap_buf_clear(&twice);
  }
}

static void passes_over_what_folders_do(void **state) {
  (void)state;
  zip z = {0};
  zip_text(&z, "__MACOSX/._a.txt", "x");
  zip_text(&z, ".hidden/a.txt", "x");
  zip_text(&z, "sub/.DS_Store", "x");
  zip_text(&z, "sub/._b.txt", "x");
  zip_text(&z, "empty.txt", "");
  zip_text(&z, "blank.txt", " ");
  zip_text(&z, "pic.png", "\x89PNG\r\n\x1A\nabc");
  zip_add(&z, (zip_member){.name = RAP_STR("bin"),
                           .data = RAP_STR("\x7F"
                                           "ELF\0\0\0\1\2\3\4\0")});
  zip_add(&z, (zip_member){.name = RAP_STR("link"), .data = RAP_STR("/etc/passwd"), .unix_mode = 0120777});
  zip_text(&z, "paper.rtf", "{\\rtf1 x}");
  zip_text(&z, "../../a.txt", "Out.");
  zip_text(&z, "/etc/b.txt", "Root.");
  zip_end(&z);
  assert_file_reads("x.zip", rap_buf_str(&z.file),
                    "RAP_ERR_INPUT F/paper.rtf: not plain text: an RTF document\nx.zip/a: Out.\nx.zip/etc/b: Root.\n"
                    "RAP_PASSED_OVER F: passed over: empty (2), binary (2), links and devices (1)\n");
  rap_buf_clear(&z.file);
}

static void names_members(void **state) {
  (void)state;
  zip z = {0};
  char name[RAP_MAX_MEMBER_NAME + 2];
  zip_text(&z, "caf\x82.txt", "1"); /* code page 437 */
  zip_add(&z, (zip_member){.name = RAP_STR("\xE0\xA4\xA6.txt"), .data = RAP_STR("2"), .flags = ZIP_UTF8});
  zip_text(&z, "\xC3\xA9.txt", "3");                                                                   /* not said to be UTF-8, and is */
  zip_add(&z, (zip_member){.name = RAP_STR("\xFF\xFE.txt"), .data = RAP_STR("4"), .flags = ZIP_UTF8}); /* said to be, and isn't */
  zip_text(&z, "a.txt", "5");
  zip_text(&z, "a.txt", "6");
  memset(name, 'n', sizeof name);
  zip_add(&z, (zip_member){.name = {name, sizeof name}, .data = RAP_STR("7")});
  zip_end(&z);
  reading r;
  read_file("x.zip", rap_buf_str(&z.file), &r);
  assert_non_null(strstr(
      r.lines.p, "x.zip/caf\xC3\xA9: 1\nx.zip/\xE0\xA4\xA6: 2\nx.zip/\xC3\xA9: 3\nx.zip/unnamed-4: 4\nx.zip/a: 5\nx.zip/a: 6\nRAP_ERR_LIMIT F/nnn"));
  assert_non_null(strstr(r.lines.p, "nnn: a name of that length: not read\n"));
  rap_buf_clear(&r.lines);
  rap_buf_clear(&z.file);
}

static void knows_quirks(void **state) {
  (void)state;
  zip z = {0};
  zip_add(&z, (zip_member){.name = RAP_STR("secret.txt"), .data = RAP_STR("secret secret"), .flags = ZIP_ENCRYPTED});
  zip_add(&z, (zip_member){.name = RAP_STR("later.txt"), .data = RAP_STR("Sizes behind it."), .flags = ZIP_DESCRIPTOR});
  zip_add(&z, (zip_member){.name = RAP_STR("stored.txt"), .data = RAP_STR("Stored."), .stored = true});
  zip_add(&z, (zip_member){.name = RAP_STR("crc.txt"), .data = RAP_STR("Damaged."), .bad_crc = true});
  zip_add(&z, (zip_member){.name = RAP_STR("large.txt"), .data = RAP_STR("Not that large."), .size = 4000000000});
  zip_text(&z, "last.txt", "Last.");
  zip_end(&z);
  reading r;
  read_file("x.zip", rap_buf_str(&z.file), &r);
  assert_lines(
      &r,
      "RAP_ERR_INPUT F/secret.txt: encrypted: not read\nx.zip/later: Sizes behind it.\nx.zip/stored: Stored.\n"
      "RAP_ERR_INPUT F/crc.txt: damaged or truncated ZIP archive: ZIP bad CRC: 0xc0a6734b should be 0xc0a6734a\n"
      "RAP_ERR_INPUT F/large.txt: damaged or truncated ZIP archive: ZIP uncompressed data is wrong size (read 15, expected 4000000000)\nx.zip/last: Last.\n");
  read_pipe(rap_buf_str(&z.file), &r);
  assert_int_equal(r.documents, 3);
  assert_int_equal(r.failures, 3);
  rap_buf_clear(&r.lines);
  rap_buf_clear(&z.file);
  zip empty = {0};
  zip_end(&empty);
  assert_file_reads("x.zip", rap_buf_str(&empty.file), "RAP_ERR_INPUT F: an archive with nothing in it\n");
  rap_buf_clear(&empty.file);
}

/* Whatever is cut off behind the bytes that show what it is: what is there is told right, and that something is missing is said. */
static void tells_truncation(rap_str whole, const char *name, const char *const *texts, size_t n_texts, size_t from) {
  for (size_t n = from; n < whole.n; n++) {
    reading r;
    read_file(name, rap_str_sub(whole, 0, n), &r);
    size_t known = 0;
    for (size_t i = 0; i < n_texts; i++) known += r.lines.p && strstr(r.lines.p, texts[i]) != NULL;
    if (r.documents != known || (r.failures == 0 && r.documents < n_texts))
      fail_msg("cut to %zu of %zu:\n%s", n, whole.n, r.lines.p ? r.lines.p : "");
    rap_buf_clear(&r.lines);
  }
}

static void says_what_is_missing(void **state) {
  (void)state;
  const char *const texts[] = {": One.\n", ": Two.\n"};
  rap_buf tar = {0}, packed = {0};
  zip z = {0};
  tar_text(&tar, "1.txt", "One.");
  tar_text(&tar, "2.txt", "Two.");
  size_t members = tar.n;
  tar_end(&tar);
  tells_truncation(rap_str_sub(rap_buf_str(&tar), 0, members), "x.tar", texts, 2, 512);
  gzip_add(&packed, rap_buf_str(&tar));
  tells_truncation(rap_buf_str(&packed), "x.tar.gz", texts, 2, 10);
  zip_text(&z, "1.txt", "One.");
  zip_text(&z, "2.txt", "Two.");
  zip_end(&z);
  tells_truncation(rap_buf_str(&z.file), "x.zip", texts, 2, 10);
  rap_buf_clear(&tar);
  rap_buf_clear(&packed);
  rap_buf_clear(&z.file);
}

/* ---- harm ---- */

static void *filled(char c, size_t n) {
  char *p = malloc(n);
  assert_non_null(p);
  memset(p, c, n);
  return p;
}

static void bounds_what_unfolds(void **state) {
  (void)state;
  enum { LARGE = 8 << 20 };
  char *large = filled('a', LARGE);
  rap_buf once = {0}, twice = {0};
  zip z = {0}, nested = {0};
  reading r;
  /* Each level within its own bound, both together far beyond. */
  gzip_add(&once, (rap_str){large, 150000});
  for (size_t i = 0; i < 100; i++) rap_buf_add(&twice, rap_str_sub(rap_buf_str(&once), 0, once.n));
  rap_buf_clear(&once);
  gzip_add(&once, rap_buf_str(&twice));
  assert_true(once.n < 2000);
  read_file("x", rap_buf_str(&once), &r);
  assert_non_null(strstr(r.lines.p, "RAP_ERR_LIMIT F: unfolds to more than 200 times the size of the file ("));
  assert_int_equal(r.documents + r.failures, 1);
  rap_buf_clear(&r.lines);
  /* Claims that all lie over the same few bytes are one member. */
  zip_member m = {.name = RAP_STR("a.txt"), .data = {large, LARGE}};
  zip_add(&nested, m);
  size_t packed = nested.file.n - 30 - m.name.n;
  for (size_t i = 0; i < 1000; i++) zip_claim(&nested, &m, crc32(0, (const Bytef *)large, LARGE), packed, LARGE, 0);
  zip_end(&nested);
  assert_file_reads("x.zip", rap_buf_str(&nested.file), "x.zip/a: aaaaaaaaaaaaaaaaaaaa\n");
  rap_buf_clear(&nested.file);
  nested = (zip){0};
  /* Members each of which alone would pass. */
  for (size_t i = 0; i < 10; i++) zip_add(&z, m);
  zip_end(&z);
  read_file("x.zip", rap_buf_str(&z.file), &r);
  assert_true(r.text_bytes <= z.file.n * RAP_MAX_INFLATE_RATIO + RAP_INFLATE_RATIO_FROM);
  assert_int_equal(r.failures, 1);
  assert_non_null(strstr(r.lines.p, "RAP_ERR_LIMIT F/a.txt: unfolds to more than 200 times the size of the file ("));
  rap_buf_clear(&r.lines);
  /* In an archive in an archive, it is the file on disk that counts. */
  zip_add(&nested, (zip_member){.name = RAP_STR("in.zip"), .data = rap_buf_str(&z.file)});
  zip_end(&nested);
  read_pipe(rap_buf_str(&nested.file), &r);
  assert_true(r.text_bytes <= nested.file.n * RAP_MAX_INFLATE_RATIO + RAP_INFLATE_RATIO_FROM);
  assert_int_equal(r.failures, 1);
  rap_buf_clear(&r.lines);
  free(large);
  rap_buf_clear(&once);
  rap_buf_clear(&twice);
  rap_buf_clear(&z.file);
  rap_buf_clear(&nested.file);
}

static void bounds_depth(void **state) {
  (void)state;
  rap_buf inner = {0};
  rap_buf_puts(&inner, ROADS);
  for (int i = 0; i < RAP_MAX_NESTING + 2; i++) {
    zip z = {0};
    zip_add(&z, (zip_member){.name = i ? RAP_STR("z.zip") : RAP_STR("z.txt"), .data = rap_buf_str(&inner)});
    zip_end(&z);
    rap_buf_clear(&inner);
    inner = z.file;
  }
  assert_file_reads("z.zip", rap_buf_str(&inner),
                    "RAP_ERR_LIMIT F/z.zip/z.zip/z.zip/z.zip/z.zip/z.zip/z.zip/z.zip: nested more than 8 deep: the file is not read on\n");
  rap_buf_clear(&inner);
}

static void bounds_sizes_that_are_claimed(void **state) {
  (void)state;
  rap_buf tar = {0};
  tar_header(&tar, "large.txt", '0', "", (8ULL << 30) - 1); /* the most that eleven octal digits hold */
  rap_buf_puts(&tar, "Text that never ends as it should");
  assert_file_reads("x.tar", rap_buf_str(&tar), "RAP_ERR_INPUT F/large.txt: damaged or truncated tar archive: Truncated tar archive\n");
  reading r;
  read_pipe(rap_buf_str(&tar), &r);
  assert_int_equal(r.documents, 0);
  assert_int_equal(r.failures, 1);
  rap_buf_clear(&r.lines);
  rap_buf_clear(&tar);
}

static void bounds_directories(void **state) {
  (void)state;
  zip z = {0};
  const zip_member m = {.name = RAP_STR("a")};
  zip_text(&z, "a", "A");
  while (z.directory.n <= RAP_MAX_DIRECTORY_BYTES) zip_claim(&z, &m, 0, 0, 0, 0);
  zip_end(&z);
  assert_file_reads("x.zip", rap_buf_str(&z.file), "RAP_ERR_LIMIT F: more than 33554432 bytes of names and attributes\n");
  rap_buf_clear(&z.file);
}

/* ---- members by name ---- */

static void picks_members(void **state) {
  (void)state;
  zip z = {0};
  rap_error err = {0};
  zip_text(&z, "word/document.xml", "<document/>");
  zip_text(&z, "docProps/core.xml", "<core/>");
  zip_text(&z, "word/document.xml", "<another/>");
  zip_end(&z);
  rap_archive_pick picks[] = {{.name = RAP_STR("docProps/core.xml")}, {.name = RAP_STR("word/document.xml")}, {.name = RAP_STR("missing")}};
  assert_int_equal(rap_archive_pick_members(rap_buf_str(&z.file), NULL, 100, picks, 3, &err), RAP_OK);
  assert_true(picks[0].found && rap_str_is(rap_buf_str(&picks[0].content), "<core/>"));
  assert_true(picks[1].found && rap_str_is(rap_buf_str(&picks[1].content), "<document/>"));
  assert_false(picks[2].found);
  for (size_t i = 0; i < 3; i++) rap_buf_clear(&picks[i].content);
  rap_archive_pick one = {.name = RAP_STR("word/document.xml")};
  assert_int_equal(rap_archive_pick_members(rap_buf_str(&z.file), NULL, 5, &one, 1, &err), RAP_ERR_LIMIT);
  assert_string_equal(err.text, "word/document.xml: more than the bytes that are allowed for");
  rap_error_clear(&err);
  rap_buf_clear(&one.content);
  one.found = false;
  assert_int_equal(rap_archive_pick_members(RAP_STR("no archive"), NULL, 5, &one, 1, &err), RAP_ERR_INPUT);
  rap_buf_clear(&z.file);
}

static void is_not_led_by_the_time_zone(void **state) {
  (void)state;
  zip z = {0};
  rap_error err = {0};
  zip_text(&z, "a.txt", "A");
  zip_end(&z);
  static const char *const zones[] = {"UTC", "Asia/Kolkata", "XYZ-14", "XYZ12"};
  for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
    rap_stream *stream = NULL;
    rap_archive *archive = NULL;
    rap_archive_entry entry;
    assert_int_equal(setenv("TZ", zones[i], 1), 0);
    tzset();
    assert_int_equal(rap_stream_of_memory(rap_buf_str(&z.file), &stream, &err), RAP_OK);
    assert_int_equal(rap_archive_open(stream, RAP_ARCHIVE_ZIP, NULL, &archive, &err), RAP_OK);
    assert_int_equal(rap_archive_next(archive, &entry, &err), RAP_OK);
    assert_true(rap_day_same(entry.time, (rap_day){.year = 2023, .month = 1, .day = 8}));
    rap_archive_free(archive);
    rap_stream_free(stream);
  }
  rap_buf_clear(&z.file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_members),       cmocka_unit_test(reads_compressions), cmocka_unit_test(passes_over_what_folders_do),
      cmocka_unit_test(names_members),       cmocka_unit_test(knows_quirks),       cmocka_unit_test(says_what_is_missing),
      cmocka_unit_test(bounds_what_unfolds), cmocka_unit_test(bounds_depth),       cmocka_unit_test(bounds_sizes_that_are_claimed),
      cmocka_unit_test(bounds_directories),  cmocka_unit_test(picks_members),      cmocka_unit_test(is_not_led_by_the_time_zone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
