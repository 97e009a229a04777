/* test_ingest_mail.c: e-mails and mboxes: what their text is, what is attached, what is malformed, what is hostile. */
#include "arena_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "ingest/mail.h"
#include "ingest/source.h"

/* Everything that a file with these bytes gives: a line for each document (path behind "-", id, fields) and failure. Line breaks of texts show as '/'. */
static void read_with(rap_str bytes, rap_repairs_off off, rap_buf *out) {
  FILE *file = tmpfile();
  assert_non_null(file);
  assert_int_equal(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
  assert_int_equal(fflush(file), 0);
  assert_int_equal(lseek(fileno(file), 0, SEEK_SET), 0);
  const rap_str path = RAP_STR("-");
  rap_source_options options = {.stdin_fd = fileno(file), .repairs_off = off};
  rap_source *source = NULL;
  rap_error err = {0};
  rap_raw_document raw;
  rap_status st;
  assert_int_equal(rap_source_new(&path, 1, &options, &source, &err), RAP_OK);
  while ((st = rap_source_next(source, arena, &raw, &err)) != RAP_NOT_FOUND) {
    if (st == RAP_OK) {
      rap_buf_printf(out, "%.*s %.*s [%.*s] %.*s <", RAP_FMT(raw.file), RAP_FMT(raw.id), RAP_FMT(raw.title), RAP_FMT(raw.source));
      for (size_t i = 0; i < raw.text.n; i++) rap_buf_putc(out, raw.text.p[i] == '\n' ? '/' : raw.text.p[i]);
      rap_buf_printf(out, "> %.*s", RAP_FMT(raw.layout));
      for (size_t i = 0; i < raw.n_dates; i++) rap_buf_printf(out, " %.*s", RAP_FMT(raw.dates[i].text));
      if (raw.metadata.n) rap_buf_printf(out, " %.*s", RAP_FMT(raw.metadata));
      for (size_t i = 0; i < raw.warnings.n; i++) rap_buf_printf(out, " WARNING=%.*s", RAP_FMT(raw.warnings.items[i]));
      rap_buf_putc(out, '\n');
    } else {
      rap_buf_printf(out, "%s %s\n", rap_status_name(st), err.text);
    }
    rap_error_clear(&err);
  }
  rap_source_free(source);
  (void)fclose(file);
}

static void read_file(rap_str bytes, rap_buf *out) { read_with(bytes, 0, out); }

static void assert_bytes(rap_str bytes, const char *expected) {
  rap_buf out = {0};
  read_file(bytes, &out);
  if (!rap_str_is(rap_buf_str(&out), expected)) fail_msg("got:\n%s\nexpected:\n%s", out.p ? out.p : "", expected);
  rap_buf_clear(&out);
}

/* UTF-8 that was read as windows-1252 before it was sent; it can be left as it is, as in other formats. */
static void repairs_mojibake(void **state) {
  (void)state;
  const rap_str mail =
      RAP_STR("From: a@h.example\nSubject: s\nContent-Type: text/plain; charset=utf-8\n\nThe minister\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s office\n");
  rap_buf out = {0};
  read_with(mail, 0, &out);
  assert_non_null(strstr(out.p, "<The minister\xE2\x80\x99s office>"));
  rap_buf_reset(&out);
  read_with(mail, (rap_repairs_off)1 << RAP_REPAIR_MOJIBAKE, &out);
  assert_non_null(strstr(out.p, "<The minister\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s office>"));
  rap_buf_clear(&out);
}

static void assert_file(const char *bytes, const char *expected) { assert_bytes(rap_str_of(bytes), expected); }

static void reads_headers_and_text(void **state) {
  (void)state;
  assert_file("From: =?utf-8?Q?Press_Office_=E2=80=93_Shimla?= <press@h.example>\r\nTo: all@h.example\r\n"
              "Subject: =?iso-8859-1?Q?R=E9union?= of\r\n ministers\r\nDate: Sun, 08 Jan 2023 02:51:00 +0530\r\nMessage-ID: <m1@h.example>\r\n"
              "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nCaf=E9 =\r\nmeeting\r\n",
              "- m1@h.example [R\xC3\xA9union of ministers] Press Office \xE2\x80\x93 Shimla <Caf\xC3\xA9 meeting>  2023-01-08T02:51\n");
  assert_file("From: a@h.example\nSubject: f\nContent-Type: text/plain; format=flowed\n\nOne \ntwo \nthree.\n> quoted \n> on\n-- \nA.\n",
              "- stdin [f] a@h.example <One two three./> quoted on/-- /A.> \n");
  assert_file("From a@h.example\nFrom: a@h.example\nSubject: left over\nList-Id: News <news.h.example>\n\nText\n",
              "- stdin [left over] a@h.example <Text>  {\"list\": \"News <news.h.example>\"}\n");
}

static void chooses_the_text(void **state) {
  (void)state;
#define ALTERNATIVES(plain)                                                                                                   \
  "From: a@h.example\nSubject: s\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n" plain \
  "\n--b\nContent-Type: text/html\n\n<h1>Title</h1><p>The ministers met in <b>Shimla</b>.</p>\n--b--\n"
  assert_file(ALTERNATIVES("Title\n\nThe ministers met in Shimla."), "- stdin [s] a@h.example <Title//The ministers met in Shimla.> \n");
  assert_file(ALTERNATIVES("No HTML here."), "- stdin [s] a@h.example <Title/The ministers met in Shimla.> 1p\n");
  assert_file("From: a@h.example\nSubject: s\nMIME-Version: 1.0\n\n<p>Untyped</p>\n", "- stdin [s] a@h.example <Untyped> p\n");
}

static void opens_what_is_attached(void **state) {
  (void)state;
  assert_file(
      "From: A <a@h.example>\nSubject: s\nDate: 8 Jan 2023 10:00 +0000\nMessage-ID: <1@h>\nContent-Type: multipart/mixed; boundary=\"x y\"\n\n"
      "--x y\n\nSee the files.\n"
      "--x y\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"
      "--x y\nContent-Type: text/plain; charset=koi8-r\nContent-Disposition: attachment; filename*=utf-8''n%C3%A9.txt\n\n\xF0\xD2\xC9\xD7\xC5\xD4 everyone\n"
      "--x y\nContent-Type: message/rfc822\n\nFrom: B <b@h.example>\nSubject: inner\nMessage-ID: <2@h>\nDate: 7 Jan 2023 09:00 +0000\n\nForwarded text.\n"
      "--x y--\n",
      "- 1@h [s] A <See the files.>  2023-01-08T10:00 WARNING=mail: 1 part without text passed over (image/png)\n"
      "-/n\xC3\xA9.txt -/n\xC3\xA9 [] A <\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82 everyone>  2023-01-08T10:00\n"
      "-/part-4 2@h [inner] B <Forwarded text.>  2023-01-08T10:00 2023-01-07T09:00\n");
}

static void splits_mboxes(void **state) {
  (void)state;
  assert_file(
      "From a@h.example Sun Jan  8 02:51:00 2023\nFrom: a@h.example\nSubject: one\n\nText one\n>From here\n>>From there\nFrom inside 10:00 2023\n\n"
      "From b@h.example Mon Jan  9 02:51:00 2023\nFrom: b@h.example\nSubject: two\n\nText two\n",
      "-/1 -/1 [one] a@h.example <Text one/From here/>From there/From inside 10:00 2023> \n-/2 -/2 [two] b@h.example <Text two> \n");
}

static void tells_what_is_wrong(void **state) {
  (void)state;
  assert_file("From: a@h.example\nSubject: s\nContent-Type: image/png\n\nx\n", "RAP_PASSED_OVER -: an e-mail without text\n");
  assert_file("From: a@h.example\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n",
              "RAP_ERR_INPUT -: an e-mail without text: the message is truncated\n");
  /* Letters that only look like one. */
  assert_file("Subject: The conference\nDate: 8 January 2023\n\nThe ministers met.\n",
              "- stdin []  <Subject: The conference/Date: 8 January 2023//The ministers met./> \n");
}

static void withstands_hostile_mails(void **state) {
  (void)state;
  rap_buf in = {0}, out = {0};
  rap_buf_puts(&in, "From: a@h.example\nSubject: deep\nMIME-Version: 1.0\n");
  for (int i = 0; i < 10000; i++) rap_buf_printf(&in, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
  rap_buf_puts(&in, "Content-Type: text/plain\n\nText\n");
  read_file(rap_buf_str(&in), &out);
  assert_true(rap_str_starts(rap_buf_str(&out), RAP_STR("RAP_ERR_INPUT -: an e-mail without text: ")));

  rap_buf_reset(&in), rap_buf_reset(&out);
  rap_buf_puts(&in, "From: a@h.example\nSubject: many\nContent-Type: multipart/mixed; boundary=b\n\n");
  for (int i = 0; i < 1200; i++) rap_buf_puts(&in, "--b\n\np\n");
  read_file(rap_buf_str(&in), &out);
  assert_true(rap_str_find(rap_buf_str(&out), RAP_STR("mail: too many parts, the last left out"), 0) != SIZE_MAX);

  rap_buf_reset(&in), rap_buf_reset(&out);
  rap_buf_puts(&in, "From: a@h.example\nSubject: ");
  for (int i = 0; i < 10000; i++) rap_buf_puts(&in, "=?utf-8?Q?=C3=A9?= long\n ");
  rap_buf_puts(&in, "\n\nText\n");
  read_file(rap_buf_str(&in), &out);
  assert_true(rap_str_starts(rap_buf_str(&out), RAP_STR("- stdin [\xC3\xA9 long")));

  /* What would take many times its size is not begun: headers, of the message, of a part or of what is forwarded, and parts. */
  const char *const fronts[] = {"", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "Content-Type: message/rfc822\n\nFrom: c@h.example\n"};
  for (size_t i = 0; i < 3; i++) {
    rap_buf_reset(&in);
    rap_buf_printf(&in, "From: a@h.example\nSubject: s\n%sTo: b@h.example", fronts[i]);
    for (int k = 0; k < 200000; k++) rap_buf_puts(&in, ",\n b@h.example");
    rap_buf_puts(&in, "\n\nText\n");
    assert_bytes(rap_buf_str(&in), "RAP_ERR_LIMIT -: an e-mail with more than 2097152 bytes of headers: not read\n");
  }
  rap_buf_reset(&in), rap_buf_reset(&out);
  rap_buf_puts(&in, "From: a@h.example\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n");
  for (int i = 0; i < 50001; i++) rap_buf_puts(&in, "--b\n\np\n");
  assert_bytes(rap_buf_str(&in), "RAP_ERR_LIMIT -: an e-mail with more than 50000 lines that begin with --, as parts do: not read\n");
  /* Long texts with rules, colons and quoted headers are none of that. */
  rap_buf_reset(&in), rap_buf_reset(&out);
  rap_buf_puts(&in, "From: a@h.example\nSubject: s\n\n");
  for (int i = 0; i < 40000; i++)
    rap_buf_puts(&in, "-----\nThe minister said: roads are built, and bridges, and more of them: schools, and wells.\n\n");
  read_file(rap_buf_str(&in), &out);
  assert_true(rap_str_starts(rap_buf_str(&out), RAP_STR("- stdin [s]")));
  rap_buf_clear(&in), rap_buf_clear(&out);
}

static void unflows(void **state) {
  (void)state;
  static const char *const texts[][3] = {
      {"a \nb", "a b", NULL},
      {"a \nb", "ab", "yes"},
      {" >x\n From y", ">x\nFrom y", NULL},
      {">a \n>b\n>>c \nd", "> ab\n> > c\nd", "yes"},
      {"", "", NULL},
      {"a\n\n\nb \n", "a\n\n\nb ", NULL},
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    rap_buf out = {0};
    rap_mail_unflow(rap_str_of(texts[i][0]), texts[i][2] != NULL, &out);
    if (!rap_str_is(rap_buf_str(&out), texts[i][1])) fail_msg("'%s': got '%s'", texts[i][0], out.p ? out.p : "");
    rap_buf_clear(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_headers_and_text),   cmocka_unit_test(repairs_mojibake), cmocka_unit_test(chooses_the_text),
      cmocka_unit_test(opens_what_is_attached),   cmocka_unit_test(splits_mboxes),    cmocka_unit_test(tells_what_is_wrong),
      cmocka_unit_test(withstands_hostile_mails), cmocka_unit_test(unflows),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
