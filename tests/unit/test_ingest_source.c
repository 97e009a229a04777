/* test_ingest_source.c: files, folders, standard input, gzip; and everything that can be wrong with them. */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "base/limits.h"
#include "source_fixture.h"

/* One gzip member of `n` bytes, appended to out; returns its size. */
static size_t gzip(const void *bytes, size_t n, unsigned char *out, size_t room) {
  z_stream z = {0};
  assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
  union {
    const void *in;
    unsigned char *bytes;
  } u = {bytes};
  z.next_in = u.bytes;
  z.avail_in = (uInt)n;
  z.next_out = out;
  z.avail_out = (uInt)room;
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  size_t size = room - z.avail_out;
  deflateEnd(&z);
  return size;
}

static void names_documents(void **state) {
  (void)state;
  make_folder("f");
  make_folder("f/sub");
  make_folder("f/sub/dir");
  put("f/b.txt", " date 2023-01-04 Text of b");
  put("f/a.x.txt", "Text of a");
  put("f/plain", "Text of plain");
  put("f/2023.01", "Text of 2023.01");
  put("f/sub/dir/name.md", "Text of name");
  put("f/.hidden", "Text of hidden");
  unsigned char z[256];
  put_bytes("f/c.txt.gz", z, gzip("Text of c", 9, z, sizeof z));
  assert_reads("f", "2023.01: Text of 2023.01\na.x: Text of a\nb:  Text of b\nc: Text of c\nplain: Text of plain\nsub/dir/name: Text of name\n");
  assert_reads("f/", "2023.01: Text of 2023.01\na.x: Text of a\nb:  Text of b\nc: Text of c\nplain: Text of plain\nsub/dir/name: Text of name\n");
  assert_reads("f/b.txt", "b:  Text of b\n");
  assert_reads("f/.hidden", ".hidden: Text of hidden\n");
}

static void reads_date_line(void **state) {
  (void)state;
  put("a.txt", "\xEF\xBB\xBF date 2023-01-04 In a step");
  put("b.txt", "date 2023-13-01\nIn a step");
  put("c.txt", " date 2023-01-04x is no date line");
  rap_str path = rap_str_of(path_of(""));
  rap_source *source = NULL;
  rap_error err = {0};
  rap_raw_document raw;
  rap_document doc;
  assert_int_equal(rap_source_new(&path, 1, NULL, &source, &err), RAP_OK);
  assert_int_equal(rap_source_next(source, arena, &raw, &err), RAP_OK);
  assert_true(raw.date_line && rap_str_is(raw.date, "2023-01-04"));
  assert_int_equal(rap_document_build(arena, &raw, &doc, &err), RAP_OK);
  assert_true(rap_str_is(doc.full, "In a step"));
  assert_int_equal(rap_source_next(source, arena, &raw, &err), RAP_OK);
  assert_true(raw.date_line && rap_str_is(raw.date, "2023-13-01"));
  assert_int_equal(rap_document_build(arena, &raw, &doc, &err), RAP_OK);
  assert_int_equal(doc.published_from, RAP_PUBLISHED_FILE);
  assert_int_equal(doc.warnings.n, 1);
  assert_int_equal(rap_source_next(source, arena, &raw, &err), RAP_OK);
  assert_true(!raw.date_line && raw.date.n == 0);
  assert_int_equal(rap_source_next(source, arena, &raw, &err), RAP_NOT_FOUND);
  assert_int_equal(rap_source_next(source, arena, &raw, &err), RAP_NOT_FOUND);
  rap_source_free(source);
}

static void reads_records(void **state) {
  (void)state;
  put("r.jsonl", "\xEF\xBB\xBF{\"id\": \"a\", \"text\": \"One\", \"city\": \"Bonn\", \"n\": [1, {\"x\": null}]}\r\n"
                 "\n"
                 "{\"id\": \"b\", \"text\": oops}\n"
                 "{\"id\": 7, \"text\": \"Seven\", \"title\": 5}\n"
                 "{\"id\": \"c\"}\n"
                 "{\"text\": \"no id\"}\n"
                 "{\"id\": \"d\", \"text\": \" \\n \"}\n"
                 "[1, 2]\n"
                 "{\"id\": \"e\", \"text\": \"bad \xFF byte\"}\n"
                 "{\"id\": \"f\", \"text\": \"last, without a newline\"}");
  assert_reads(
      "r.jsonl",
      "a: One\nRAP_ERR_INPUT /r.jsonl:3:24: invalid token near 'oops'\n7: Seven\nRAP_ERR_INPUT /r.jsonl:5: record without \"text\"\n"
      "RAP_ERR_INPUT /r.jsonl:6: record without \"id\"\nRAP_ERR_INPUT /r.jsonl:7: record without \"text\"\nRAP_ERR_INPUT /r.jsonl:8:1: no JSON object\n"
      "e: bad \xEF\xBF\xBD byte\nf: last, without a newl\n");
  rap_str path = rap_str_of(path_of("r.jsonl"));
  rap_source *source = NULL;
  rap_error err = {0};
  rap_raw_document raw;
  rap_document doc;
  assert_int_equal(rap_source_new(&path, 1, NULL, &source, &err), RAP_OK);
  assert_int_equal(rap_source_next(source, arena, &raw, &err), RAP_OK);
  assert_true(rap_str_is(raw.metadata, "{\"city\": \"Bonn\", \"n\": [1, {\"x\": null}]}"));
  assert_true(rap_str_ends(raw.file, RAP_STR("r.jsonl:1")));
  while (rap_source_next(source, arena, &raw, &err) != RAP_OK || !rap_str_is(raw.id, "e")) rap_error_clear(&err);
  rap_error_clear(&err);
  assert_int_equal(rap_document_build(arena, &raw, &doc, &err), RAP_OK);
  assert_int_equal(doc.warnings.n, 1);
  assert_true(rap_str_is(doc.warnings.items[0], "record: 1 ill-formed UTF-8 sequence replaced by U+FFFD, the first at byte 25"));
  rap_source_free(source);
}

static void tells_formats_by_content(void **state) {
  (void)state;
  put("text.json", "No JSON at all: a text.");
  put("records.txt", "{\"id\": \"a\", \"text\": \"A record.\"}\n");
  put("brace.txt", "{Draft} The ministers met.");
  put("broken.jsonl", "\n{\"id\"; \"a\"}\n{\"id\": \"b\", \"text\": \"B\"}\n");
  put("pretty.json", "{\n  \"id\": \"a\",\n  \"text\": \"A\"\n}\n");
  put("array.json", "[{\"id\": \"a\", \"text\": \"A\"}]\n");
  assert_reads("", "a: A\nbrace: {Draft} The minister\n"
                   "RAP_ERR_INPUT /broken.jsonl:2:6: ':' expected near ';'\nb: B\n"
                   "a: A\na: A record.\ntext: No JSON at all: a te\n");
}

static void refuses_what_is_no_text(void **state) {
  (void)state;
  put("a-empty", "");
  put("b-blank", " \n\t\r\n\xEF\xBB\xBF");
  put_bytes("c-nul", "text\0text", 9);
  put("d-controls", "\x01\x02\x03\x04 ab");
  put("e.rtf", "{\\rtf1\\ansi Goa}");
  put_bytes("f-utf16", "\xFF\xFEt\0e\0", 6);
  put("g.html", "\n<!DOCTYPE html><p>x");
  put("h-latin", "La r\xE9union des ministres a commenc\xE9 hier \xE0 Gen\xE8ve avec tous les \xC9tats.");
  put("i-date", " date 2023-01-04 \n\n");
  put("j-bytes", "\xFF\xFA\xFB\xFC\xF9\xF8 a\xFF\xFA");
  assert_reads(
      "",
      "RAP_ERR_INPUT /a-empty: empty file\nRAP_ERR_INPUT /b-blank: no text in it\nRAP_ERR_INPUT /c-nul: binary file\nRAP_ERR_INPUT /d-controls: binary file\n"
      "RAP_ERR_INPUT /e.rtf: not plain text: an RTF document\nf-utf16: te\n"
      "g: x\nh-latin: La réunion des mini\nRAP_ERR_INPUT /i-date: no text in it\n"
      "RAP_ERR_INPUT /j-bytes: binary file\n");
}

static void reports_missing_and_unreadable(void **state) {
  (void)state;
  put("a.txt", "A");
  put("c.txt", "C");
  char missing[128], first[128], last[128];
  (void)snprintf(first, sizeof first, "%s/a.txt", root);
  (void)snprintf(missing, sizeof missing, "%s/missing", root);
  (void)snprintf(last, sizeof last, "%s/c.txt", root);
  const rap_str paths[] = {rap_str_of(first), rap_str_of(missing), RAP_STR("-"), RAP_STR(""), rap_str_of(last)};
  rap_buf out = {0};
  read_all(paths, 5, NULL, &out);
  assert_string_equal(
      out.p,
      "a: A\nRAP_ERR_IO /missing: No such file or directory\nRAP_ERR_IO -: standard input is not read here\nRAP_ERR_IO '': no such file or folder\nc: C\n");
  rap_buf_clear(&out);
  if (geteuid() == 0) return; /* root reads everything */
  make_folder("closed");
  put("locked.txt", "L");
  assert_int_equal(chmod(path_of("closed"), 0), 0);
  assert_int_equal(chmod(path_of("locked.txt"), 0), 0);
  assert_reads("", "a: A\nc: C\nRAP_ERR_IO /closed: Permission denied\nRAP_ERR_IO /locked.txt: Permission denied\n");
}

static void walks_links_and_depth(void **state) {
  (void)state;
  char target[128];
  make_folder("d");
  put("d/a.txt", "A");
  assert_int_equal(symlink("..", path_of("d/loop")), 0);
  assert_int_equal(symlink("self", path_of("d/self")), 0);
  assert_int_equal(symlink("a.txt", path_of("d/link.txt")), 0);
  assert_int_equal(symlink("nothing", path_of("d/dangling")), 0);
  assert_int_equal(mkfifo(path_of("d/pipe"), 0666), 0);
  (void)snprintf(target, sizeof target, "%s/d", root);
  assert_int_equal(symlink(target, path_of("e")), 0);
  assert_reads("d", "a: A\nRAP_ERR_IO /d/dangling: No such file or directory\nlink: A\n");
  assert_reads("e", "a: A\nRAP_ERR_IO /e/dangling: No such file or directory\nlink: A\n"); /* an argument's link is followed */
  make_folder("deep");
  char path[1024] = "deep";
  for (size_t i = 0, n = strlen(path); i < RAP_MAX_TREE_DEPTH + 2; i++, n += 2) {
    (void)snprintf(path + n, sizeof path - n, "/x");
    make_folder(path);
  }
  put("deep/y.txt", "Y");
  rap_str argument = rap_str_of(path_of("deep"));
  rap_buf out = {0};
  read_all(&argument, 1, NULL, &out);
  assert_non_null(strstr(out.p, "folders more than 64 deep\ny: Y\n"));
  rap_buf_clear(&out);
}

static void reads_gzip(void **state) {
  (void)state;
  unsigned char z[4096];
  const char *one = "{\"id\": \"a\", \"text\": \"A\"}\n{\"id\": \"b\", \"te", *two = "xt\": \"B\"}\n{\"id\": \"c\", \"text\": \"C\"}\n";
  size_t n = gzip(one, strlen(one), z, sizeof z);
  n += gzip(two, strlen(two), z + n, sizeof z - n);
  put_bytes("members.jsonl.gz", z, n);
  assert_reads("members.jsonl.gz", "a: A\nb: B\nc: C\n");
  memset(z + n, 0, 100);
  put_bytes("padded.gz", z, n + 100);
  assert_reads("padded.gz", "a: A\nb: B\nc: C\n");
  memcpy(z + n, "tail", 4);
  put_bytes("tail.gz", z, n + 4);
  rap_str path = rap_str_of(path_of("tail.gz"));
  rap_buf out = {0};
  read_all(&path, 1, NULL, &out);
  assert_non_null(strstr(out.p, "RAP_ERR_INPUT /tail.gz: other bytes stand behind the gzip data"));
  rap_buf_clear(&out);
}

/* A long stream of records that do not compress well, so that the break lies far behind the first bytes. */
static size_t make_records(char *text, size_t room) {
  size_t n = 0;
  uint64_t x = 88172645463325252u;
  for (int i = 0; n + 200 < room; i++) {
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    n +=
        (size_t)snprintf(text + n, room - n, "{\"id\": \"%d\", \"text\": \"%016llx%016llx\"}\n", i, (unsigned long long)x, (unsigned long long)x * 3);
  }
  return n;
}

static void reports_broken_gzip(void **state) {
  (void)state;
  enum { ROOM = 300000 };
  char *text = malloc(ROOM);
  unsigned char *z = malloc(ROOM);
  assert_true(text && z);
  size_t n = gzip(text, make_records(text, ROOM), z, ROOM);
  rap_buf out = {0};
  put_bytes("cut.gz", z, n - 2000);
  rap_str path = rap_str_of(path_of("cut.gz"));
  read_all(&path, 1, NULL, &out);
  assert_true(rap_str_starts(rap_buf_str(&out), RAP_STR("0: ")));
  assert_non_null(strstr(out.p, "RAP_ERR_INPUT /cut.gz: truncated gzip: it ends inside member 1"));
  rap_buf_reset(&out);
  z[n / 2] ^= 0x55;
  z[n / 2 + 1] ^= 0x55;
  put_bytes("damaged.gz", z, n);
  path = rap_str_of(path_of("damaged.gz"));
  read_all(&path, 1, NULL, &out);
  assert_true(rap_str_starts(rap_buf_str(&out), RAP_STR("0: ")));
  assert_non_null(strstr(out.p, "/damaged.gz: damaged gzip"));
  rap_buf_clear(&out);
  put_bytes("short.gz", z, 5);
  assert_reads("short.gz", "RAP_ERR_INPUT /short.gz: truncated gzip: it ends inside member 1, after 5 bytes\n");
  unsigned char twice[256], once[128];
  size_t inner = gzip("text", 4, once, sizeof once);
  put_bytes("twice.gz", twice, gzip(once, inner, twice, sizeof twice));
  assert_reads("twice.gz", "twice: text\n");
  free(text);
  free(z);
}

static void stops_gzip_bombs(void **state) {
  (void)state;
  enum { SIZE = 40 << 20 };
  char *blank = malloc(SIZE);
  unsigned char *z = malloc(1 << 20);
  assert_true(blank && z);
  memset(blank, 'a', SIZE);
  put_bytes("bomb.gz", z, gzip(blank, SIZE, z, 1 << 20));
  rap_str path = rap_str_of(path_of("bomb.gz"));
  rap_buf out = {0};
  read_all(&path, 1, NULL, &out);
  assert_true(rap_str_starts(rap_buf_str(&out), RAP_STR("RAP_ERR_LIMIT /bomb.gz: gzip unfolds to more than 200 times its size")));
  rap_buf_clear(&out);
  /* Up to a megabyte the ratio doesn't count. */
  memcpy(blank, "short ", 6);
  put_bytes("small.gz", z, gzip(blank, 1 << 20, z, 1 << 20));
  assert_reads("small.gz", "small: short aaaaaaaaaaaaaa\n");
  free(blank);
  free(z);
}

/* Writes to `fd` a record, a line of `megabytes`, and a record; in a child of its own, since a pipe holds little. */
static pid_t write_long_line(int fd, int other, size_t megabytes) {
  pid_t child = fork();
  if (child != 0) return child;
  (void)close(other);
  static char block[1 << 20];
  const char *first = "{\"id\": \"a\", \"text\": \"A\"}\n{\"id\": \"long\", \"text\": \"", *last = "\"}\n{\"id\": \"b\", \"text\": \"B\"}\n";
  memset(block, 'x', sizeof block);
  bool ok = write(fd, first, strlen(first)) > 0;
  for (size_t i = 0; i < megabytes && ok; i++)
    for (size_t at = 0; at < sizeof block && ok;) {
      ssize_t n = write(fd, block + at, sizeof block - at);
      ok = n > 0;
      at += ok ? (size_t)n : 0;
    }
  ok = ok && write(fd, last, strlen(last)) > 0;
  _exit(ok ? 0 : 1);
}

static void passes_over_long_lines(void **state) {
  (void)state;
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  pid_t child = write_long_line(ends[1], ends[0], 200);
  assert_true(child > 0);
  (void)close(ends[1]);
  const rap_str path = RAP_STR("-");
  const rap_source_options options = {.stdin_fd = ends[0]};
  rap_buf out = {0};
  read_all(&path, 1, &options, &out);
  assert_string_equal(out.p, "a: A\nRAP_ERR_LIMIT -:2: a line of 209715226 bytes, more than 67108864: passed over\nb: B\n");
  rap_buf_clear(&out);
  (void)close(ends[0]);
  int status = 0;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
}

static void passes_over_long_texts(void **state) {
  (void)state;
  FILE *f = fopen(path_of("long.txt"), "wb");
  static char block[1 << 20];
  assert_non_null(f);
  memset(block, 'x', sizeof block);
  for (int i = 0; i < 65; i++) assert_int_equal(fwrite(block, 1, sizeof block, f), sizeof block);
  assert_int_equal(fclose(f), 0);
  put("short.txt", "S");
  assert_reads("", "RAP_ERR_LIMIT /long.txt: more than 67108864 bytes of text in one document\nshort: S\n");
  rap_raw_document raw = {.text = {block, RAP_MAX_DOCUMENT_BYTES + 1}, .file = RAP_STR("long")};
  rap_document doc;
  rap_error err = {0};
  assert_int_equal(rap_document_build(arena, &raw, &doc, &err), RAP_ERR_LIMIT);
  assert_int_equal(doc.n_blocks, 0);
  /* Bounds on the number of lines and sentences. */
  enum { PIECES = 1000001 };
  char *pieces = malloc(PIECES * 3);
  assert_non_null(pieces);
  for (size_t i = 0; i < PIECES; i++) memcpy(pieces + i * 3, "\xE0\xA5\xA4", 3);
  raw.text = (rap_str){pieces, PIECES * 3};
  rap_error_clear(&err);
  assert_int_equal(rap_document_build(arena, &raw, &doc, &err), RAP_OK); /* a run of stops is one sentence */
  for (size_t i = 0; i < PIECES; i++) memcpy(pieces + i * 3, "ab\n", 3);
  assert_int_equal(rap_document_build(arena, &raw, &doc, &err), RAP_ERR_LIMIT);
  assert_string_equal(err.text, "long: more than 500000 lines in one document");
  for (size_t i = 0; i < PIECES; i++) memcpy(pieces + i * 3, "A! ", 3);
  rap_error_clear(&err);
  assert_int_equal(rap_document_build(arena, &raw, &doc, &err), RAP_ERR_LIMIT);
  assert_string_equal(err.text, "long: more than 1000000 sentences in one document");
  free(pieces);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(names_documents, setup, teardown),
      cmocka_unit_test_setup_teardown(reads_date_line, setup, teardown),
      cmocka_unit_test_setup_teardown(reads_records, setup, teardown),
      cmocka_unit_test_setup_teardown(tells_formats_by_content, setup, teardown),
      cmocka_unit_test_setup_teardown(refuses_what_is_no_text, setup, teardown),
      cmocka_unit_test_setup_teardown(reports_missing_and_unreadable, setup, teardown),
      cmocka_unit_test_setup_teardown(walks_links_and_depth, setup, teardown),
      cmocka_unit_test_setup_teardown(reads_gzip, setup, teardown),
      cmocka_unit_test_setup_teardown(reports_broken_gzip, setup, teardown),
      cmocka_unit_test_setup_teardown(stops_gzip_bombs, setup, teardown),
      cmocka_unit_test_setup_teardown(passes_over_long_lines, setup, teardown),
      cmocka_unit_test_setup_teardown(passes_over_long_texts, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
