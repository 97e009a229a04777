/* test_ingest_pdf.c: PDF files to text: the tool that reads them, and what is made of words with places. */
#include "pdf_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ingest/input.h"
#include "ingest/pdf.h"
#include "ingest/pdf_tool.h"

static rap_arena *arena;
static char folder[64];

static int setup(void **state) {
  (void)state;
  (void)snprintf(folder, sizeof folder, "/tmp/rap-pdf-XXXXXX");
  arena = rap_arena_new();
  return arena && mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  rap_arena_free(arena);
  return rmdir(folder);
}

/* ---- whole files ---- */

/* What the format makes of the bytes; its status. */
static rap_status read_bytes(rap_str bytes, rap_raw_document *raw, rap_error *err) {
  rap_input input = {.path = RAP_STR("a.pdf"), .name = RAP_STR("a")};
  rap_stream *stream = NULL;
  *raw = (rap_raw_document){0};
  *err = (rap_error){0};
  rap_status st = rap_stream_of_memory(bytes, &stream, err);
  if (st == RAP_OK) st = rap_input_open(&input, stream, err);
  if (st == RAP_OK) assert_string_equal(input.format->name, "pdf");
  if (st == RAP_OK) st = input.format->next(&input, arena, raw, err);
  if (st == RAP_OK) {
    rap_raw_document again;
    assert_int_equal(input.format->next(&input, arena, &again, err), RAP_NOT_FOUND);
  }
  rap_input_clear(&input);
  return st;
}

static bool has_tool(void) {
  rap_raw_document raw;
  rap_error err;
  (void)read_bytes(RAP_STR("%PDF-1.4 x"), &raw, &err);
  return !strstr(err.text, "not installed");
}

static void check(const pdf_line *lines, size_t n, int n_pages, const char *trailer, const char *title, const char *text, const char *layout) {
  rap_buf pdf = {0};
  rap_raw_document raw;
  rap_error err;
  if (!has_tool()) skip();
  pdf_write(lines, n, n_pages, trailer, &pdf);
  rap_status st = read_bytes(rap_buf_str(&pdf), &raw, &err);
  if (st != RAP_OK) print_message("%s\n", err.text);
  assert_int_equal(st, RAP_OK);
  assert_string_equal(raw.title.p ? raw.title.p : "", title);
  assert_string_equal(raw.text.p, text);
  assert_string_equal(raw.layout.p, layout);
  rap_buf_clear(&pdf);
}

#define CHECK(lines, n_pages, trailer, title, text, layout) check(lines, sizeof(lines) / sizeof *(lines), n_pages, trailer, title, text, layout)

static void test_paragraphs(void **state) {
  (void)state;
  static const pdf_line lines[] = {
      {0, 72, 80, 18, "Ministers agree on roads"},
      {0, 72, 110, 11, "The ministers of eight States met in the capital on the second day of the week and spoke at length about inter-"},
      {0, 72, 124, 11, "national roads, about bridges and about the well-"},
      {0, 72, 138, 11, "known water of the hills."},
      {0, 72, 165, 11, "A second paragraph stands apart. Others say well-known things about roads and the rivers of the north and"},
      {0, 72, 179, 11, "east."},
      {0, 72, 205, 14, "Decisions"},
      {0, 90, 225, 11, "1. Roads are built."},
      {0, 90, 239, 11, "2. Bridges are mended."},
  };
  CHECK(
      lines, 1, "/Info << /Title (Microsoft Word - roads.doc) /Author (A. Rao) /CreationDate (D:20230108103000+05'30') >>",
      "Ministers agree on roads",
      "The ministers of eight States met in the capital on the second day of the week and spoke at length about international roads, about bridges and about the "
      "well-known water of the hills.\n"
      "A second paragraph stands apart. Others say well-known things about roads and the rivers of the north and east.\n"
      "Decisions\n1. Roads are built.\n2. Bridges are mended.",
      "pp3pp");
}

static void test_columns(void **state) {
  (void)state;
  static const pdf_line lines[] = {
      {0, 72, 60, 16, "A newsletter of two columns about roads and water"},
      {0, 72, 100, 10, "The left column begins here and it goes on"},
      {0, 72, 113, 10, "for some lines of the same length as these,"},
      {0, 72, 126, 10, "and at its end a sentence is cut in two by the"},
      {0, 320, 100, 10, "border of the column, behind which it ends."},
      {0, 320, 113, 10, "Then there is a last sentence, which is long"},
      {0, 320, 126, 10, "enough to reach the third line of this column."},
      {0, 72, 170, 10, "State"},
      {0, 200, 170, 10, "Roads"},
      {0, 320, 170, 10, "Dams"},
      {0, 72, 184, 10, "Assam"},
      {0, 200, 184, 10, "12"},
      {0, 320, 184, 10, "13"},
      {0, 72, 198, 10, "Manipur"},
      {0, 200, 198, 10, "14"},
      {0, 320, 198, 10, "15"},
  };
  CHECK(
      lines, 1, "", "A newsletter of two columns about roads and water",
      "The left column begins here and it goes on for some lines of the same length as these, and at its end a sentence is cut in two by the border of the "
      "column, behind which it ends. Then there is a last sentence, which is long enough to reach the third line of this column.\n"
      "State | Roads | Dams\nAssam | 12 | 13\nManipur | 14 | 15",
      "pttt");
}

static void test_furniture(void **state) {
  (void)state;
  static const pdf_line lines[] = {
      {0, 72, 40, 9, "Report of the Council"},
      {0, 300, 760, 9, "Page 1 of 3"},
      {0, 72, 100, 11, "The first page holds a sentence that is cut at its end, so that the words of it go on where"},
      {1, 72, 40, 9, "Report of the Council"},
      {1, 300, 760, 9, "Page 2 of 3"},
      {1, 72, 100, 11, "the second one begins."},
      {1, 72, 140, 11, "Annexure"},
      {2, 72, 40, 9, "Report of the Council"},
      {2, 300, 760, 9, "Page 3 of 3"},
      {2, 72, 100, 11, "It ends here."},
  };
  CHECK(lines, 3, "", "",
        "The first page holds a sentence that is cut at its end, so that the words of it go on where the second one begins.\nAnnexure\nIt ends here.",
        "ppp");
}

static void test_nothing(void **state) {
  (void)state;
  rap_buf pdf = {0};
  rap_raw_document raw;
  rap_error err;
  if (!has_tool()) skip();
  pdf_write(NULL, 0, 2, "", &pdf);
  assert_int_equal(read_bytes(rap_buf_str(&pdf), &raw, &err), RAP_ERR_INPUT);
  assert_string_equal(err.text, "a.pdf: a PDF file with no text in it (2 scanned pages?)");
  rap_buf_clear(&pdf);
  assert_int_equal(read_bytes(RAP_STR("%PDF-1.7\nrubbish"), &raw, &err), RAP_ERR_INPUT);
  assert_non_null(strstr(err.text, "a.pdf: a damaged PDF file: pdftotext ends with status 1"));
  /* A key that no empty password gives. */
  const pdf_line line = {0, 72, 100, 11, "Secret"};
  pdf_write(
      &line, 1, 1,
      "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -44 "
      "/O <000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f> /U <202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f> >>",
      &pdf);
  assert_int_equal(read_bytes(rap_buf_str(&pdf), &raw, &err), RAP_ERR_INPUT);
  assert_string_equal(err.text, "a.pdf: an encrypted PDF file: it opens with a password only");
  rap_buf_clear(&pdf);
}

static void test_legacy_font(void **state) {
  (void)state;
  static const pdf_line lines[] = {{0, 72, 80, 11, "Hkkjr ljdkj ds ea=h us fnYyh esa dgk gS fd lM+d vkSj ty dh ;kstuk"},
                                   {0, 72, 94, 11, "jkT;ksa dks nh tk,xh vkSj ds"}};
  rap_buf pdf = {0};
  rap_raw_document raw;
  rap_error err;
  if (!has_tool()) skip();
  pdf_write(lines, 2, 1, "", &pdf);
  assert_int_equal(read_bytes(rap_buf_str(&pdf), &raw, &err), RAP_OK);
  assert_true(raw.warnings.items && raw.warnings.n == 1 && strstr(raw.warnings.items[0].p, "Kruti Dev"));
  rap_buf_clear(&pdf);
}

/* Private characters are bullets by themselves, and letters that nobody can tell inside of words. */
static void test_private_characters(void **state) {
  (void)state;
  static const char xhtml[] =
      "<page width=\"600\" height=\"800\"><flow><block><line><word xMin=\"72\" yMin=\"100\" xMax=\"78\" yMax=\"110\">\xEF\x82\xB7</word></line>"
      "<line><word xMin=\"90\" yMin=\"100\" xMax=\"120\" yMax=\"110\">Of\xEF\x82\xB7\xEF\xAC\x81"
      "ce</word></line></block></flow></page>";
  rap_pdf pdf;
  rap_error err = {0};
  assert_int_equal(rap_pdf_read(arena, rap_str_of(xhtml), &pdf, &err), RAP_OK);
  assert_int_equal(pdf.n_words, 2);
  assert_string_equal(pdf.words[0].text.p, "\xE2\x80\xA2");
  assert_string_equal(pdf.words[1].text.p, "Of\xEF\x82\xB7"
                                           "fice");
  assert_int_equal(pdf.unmapped, 1);
  assert_int_equal(pdf.letters, 5);
}

static void test_truncated(void **state) {
  (void)state;
  static const pdf_line lines[] = {{0, 72, 80, 18, "Ministers agree on roads"}, {0, 72, 110, 11, "They met."}};
  rap_buf pdf = {0};
  if (!has_tool()) skip();
  pdf_write(lines, 2, 1, "", &pdf);
  for (size_t n = 8; n <= pdf.n; n += 23) {
    rap_raw_document raw;
    rap_error err;
    rap_status st = read_bytes(rap_str_sub(rap_buf_str(&pdf), 0, n), &raw, &err);
    assert_true(st == RAP_OK || st == RAP_ERR_INPUT);
    if (st == RAP_OK) assert_true(raw.title.n + raw.text.n > 0);
  }
  rap_buf_clear(&pdf);
}

/* ---- the tool ---- */

/* Runs a script in the place of pdftotext. It may start no process of its own. */
static rap_status run_script(const char *script, size_t max_output, rap_buf *out, rap_error *complaint, rap_error *err) {
  char path[128];
  (void)snprintf(path, sizeof path, "%s/tool", folder);
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  (void)fprintf(f, "#!/bin/sh\n%s\n", script);
  assert_int_equal(fclose(f), 0);
  assert_int_equal(chmod(path, 0700), 0);
  const rap_pdf_tool tool = {.program = path, .seconds = 1, .max_output = max_output};
  static char bytes[300000];
  memset(bytes, 'x', sizeof bytes);
  *err = (rap_error){0};
  *complaint = (rap_error){0};
  rap_status st = rap_pdf_tool_run(&tool, (rap_str){bytes, sizeof bytes}, out, complaint, err);
  (void)unlink(path);
  return st;
}

static void test_tool(void **state) {
  (void)state;
  static const struct {
    const char *script, *message;
    rap_status status;
  } cases[] = {
      {"exec cat", "", RAP_OK},
      {"exit 0", "", RAP_OK}, /* reads nothing: what is written to it must not end us */
      {"echo 'Command Line Error: Incorrect password' >&2; exit 1", "an encrypted PDF file: it opens with a password only", RAP_ERR_INPUT},
      {"echo 'Syntax Warning: odd' >&2; echo 'Syntax Error: worse' >&2; echo end >&2; exit 3",
       "a damaged PDF file: pdftotext ends with status 3, 'Syntax Error: worse'", RAP_ERR_INPUT},
      {"exit 99", "a damaged PDF file: pdftotext ends with status 99", RAP_ERR_INPUT},
      {"kill -SEGV $$", "pdftotext was ended by signal 11 (damaged, or made to do harm?)", RAP_ERR_INPUT},
      {"exec sleep 30", "pdftotext takes more than 1 seconds: not read on", RAP_ERR_LIMIT},
      {"exec >&- 2>&-; exec sleep 30", "pdftotext takes more than 1 seconds: not read on", RAP_ERR_LIMIT},
      {"exec cat /dev/zero", "pdftotext gives more than 1000000 bytes: not read on", RAP_ERR_LIMIT},
      {"exec cat /dev/zero >&2", "pdftotext takes more than 1 seconds: not read on", RAP_ERR_LIMIT},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    rap_buf out = {0};
    rap_error err, complaint;
    rap_status st = run_script(cases[i].script, 1000000, &out, &complaint, &err);
    assert_string_equal(err.text, cases[i].message);
    assert_int_equal(st, cases[i].status);
    if (i == 0) assert_int_equal(out.n, 300000);
    rap_buf_clear(&out);
  }
}

static void test_tool_surroundings(void **state) {
  (void)state;
  rap_buf out = {0};
  rap_error err, complaint;
  assert_int_equal(setenv("RAP_TEST_SECRET", "yes", 1), 0);
  assert_int_equal(run_script("echo \"$RAP_TEST_SECRET,$LC_ALL,$1,$2,$3,$4,$5\"; echo 'Syntax Error: mended' >&2", 0, &out, &complaint, &err),
                   RAP_OK);
  assert_true(rap_str_is(rap_buf_str(&out), ",C,-bbox-layout,-enc,UTF-8,-,-\n"));
  assert_string_equal(complaint.text, "pdftotext says 'Syntax Error: mended'");
  rap_buf_clear(&out);
#ifdef __linux__
  /* Its bounds are set before it sees anything of the file. */
  assert_int_equal(run_script("read -r bytes; echo x >\"$0.written\" && echo written", 0, &out, &complaint, &err), RAP_ERR_INPUT);
  assert_int_equal(out.n, 0);
  char path[128];
  (void)snprintf(path, sizeof path, "%s/tool.written", folder);
  (void)unlink(path);
#endif
  const rap_pdf_tool none = {.program = "/nowhere/pdftotext"};
  err = (rap_error){0};
  assert_int_equal(rap_pdf_tool_run(&none, RAP_STR("x"), &out, &complaint, &err), RAP_ERR_INPUT);
  assert_string_equal(err.text, "a PDF file, and the program pdftotext that reads them is not installed (package poppler-utils)");
  rap_buf_clear(&out);
}

static bool yes(void) { return true; }

static void test_tool_interrupted(void **state) {
  (void)state;
  rap_buf out = {0};
  rap_error err = {0}, complaint;
  const rap_pdf_tool tool = {.program = "/bin/cat", .interrupted = yes};
  assert_int_equal(rap_pdf_tool_run(&tool, RAP_STR("x"), &out, &complaint, &err), RAP_ERR_INTERRUPTED);
  rap_buf_clear(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_paragraphs),         cmocka_unit_test(test_columns),
      cmocka_unit_test(test_furniture),          cmocka_unit_test(test_nothing),
      cmocka_unit_test(test_truncated),          cmocka_unit_test(test_legacy_font),
      cmocka_unit_test(test_private_characters), cmocka_unit_test(test_tool),
      cmocka_unit_test(test_tool_surroundings),  cmocka_unit_test(test_tool_interrupted),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
