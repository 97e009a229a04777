/* sniff.c: what a file holds, by its first bytes. Layer: ingest. */
#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/input.h"

static bool any_text(const rap_head *head) {
  (void)head;
  return true;
}

/* In this order; the last takes everything that is text. */
static const rap_input_format input_formats[] = {
    {.name = "pdf", .sniff = rap_format_pdf_sniff, .next = rap_format_pdf_next, .binary = true},
    {.name = "office", .sniff = rap_format_office_sniff, .next = rap_format_office_next, .binary = true},
    {.name = "archive", .sniff = rap_format_archive_sniff, .member = rap_format_archive_member, .end = rap_format_archive_end, .binary = true},
    {.name = "warc", .sniff = rap_format_warc_sniff, .member = rap_format_warc_member, .end = rap_format_warc_end, .binary = true},
    {.name = "arc", .sniff = rap_format_arc_sniff, .member = rap_format_arc_member, .end = rap_format_arc_end, .binary = true},
    {.name = "feed", .sniff = rap_format_feed_sniff, .next = rap_format_feed_next, .end = rap_format_feed_end, .recode = true, .binary = true},
    {.name = "mbox", .sniff = rap_format_mbox_sniff, .member = rap_format_mbox_member, .end = rap_format_mbox_end, .binary = true},
    {.name = "mail",
     .sniff = rap_format_mail_sniff,
     .next = rap_format_mail_next,
     .member = rap_format_mail_member,
     .end = rap_format_mail_end,
     .binary = true},
    {.name = "html", .sniff = rap_format_html_sniff, .next = rap_format_html_next},
    {.name = "json", .sniff = rap_format_json_sniff, .next = rap_format_json_next, .end = rap_format_json_end, .recode = true},
    {.name = "jsonl", .sniff = rap_format_jsonl_sniff, .next = rap_format_jsonl_next},
    {.name = "csv", .sniff = rap_format_csv_sniff, .next = rap_format_csv_next, .end = rap_format_csv_end, .recode = true},
    {.name = "markdown", .sniff = rap_format_markdown_sniff, .next = rap_format_markdown_next, .recode = true},
    {.name = "text", .sniff = any_text, .next = rap_format_text_next},
};

struct magic {
  rap_str bytes;
  const char *what;
  bool no_document; /* beside the texts of an archive nobody expects one of it */
};

/* Files that people do put into such folders, so that the message can say what it is. */
static const struct magic *known_binary(rap_str head) {
  static const struct magic magics[] = {
      {{"7z\xBC\xAF\x27\x1C", 6}, "a 7-Zip archive", false},
      {{"Rar!\x1A\x07", 6}, "a RAR archive", false},
      {{"!<arch>\n", 8}, "an archive of ar", false},
      {{"SQLite format 3", 15}, "an SQLite file", true},
      {{"\x89PNG", 4}, "an image", true},
      {{"\xFF\xD8\xFF", 3}, "an image", true},
      {{"GIF8", 4}, "an image", true},
      {{"{\\rtf", 5}, "an RTF document", false},
  };
  for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++)
    if (rap_str_starts(head, magics[i].bytes)) return &magics[i];
  return NULL;
}

/* Binary: a NUL, or more than one byte in ten a control character, or more than three in ten no UTF-8, unless they are letters of another script. (Western text in another character set has one such byte
 * in twenty or so.) */
static rap_status look_for_binary(rap_str head, const rap_given *given, bool *is, rap_error *err) {
  size_t controls = 0, bad = 0;
  *is = head.n && memchr(head.p, 0, head.n);
  if (*is) return RAP_OK;
  for (size_t at = 0; at < head.n;) {
    unsigned char c = (unsigned char)head.p[at];
    controls += c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1B;
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(head, at, &cp);
    bool cut = at + 4 > head.n; /* the last character may be cut */
    if (cp == RAP_REPLACEMENT && !(n == 3 && c == 0xEF) && !cut) bad += n;
    at += n;
  }
  *is = controls * 10 > head.n;
  if (*is || bad * 10 <= head.n * 3 || rap_charset_name(given->charset)) return RAP_OK;
  rap_status st = rap_charset_is_foreign(head, is, err);
  *is = !*is;
  return st;
}

static rap_status refuse(const rap_head *head, rap_input *input, rap_error *err) {
  const struct magic *known = known_binary(head->bytes);
  input->no_document_as = RAP_PASSED_BINARY;
  input->no_document = known && known->no_document;
  if (known) return rap_error_set(err, RAP_ERR_INPUT, "%.*s: not plain text: %s", RAP_FMT(head->path), known->what);
  rap_status st = look_for_binary(head->bytes, head->given, &input->no_document, err);
  if (st != RAP_OK) return st;
  if (input->no_document) return rap_error_set(err, RAP_ERR_INPUT, "%.*s: binary file", RAP_FMT(head->path));
  return RAP_OK;
}

rap_status rap_sniff(const rap_head *head, rap_input *input, rap_error *err) {
  const size_t n = sizeof input_formats / sizeof input_formats[0];
  size_t i = 0;
  if (head->text.n == 0 && head->bytes.n < RAP_SNIFF_BYTES) {
    input->no_document = true;
    input->no_document_as = RAP_PASSED_EMPTY;
    return rap_error_set(err, RAP_ERR_INPUT, "%.*s: empty file", RAP_FMT(head->path));
  }
  while (i < n && !(input_formats[i].binary && input_formats[i].sniff(head))) i++;
  if (i == n) {
    rap_status st = refuse(head, input, err);
    if (st != RAP_OK) return st;
    for (i = 0; input_formats[i].binary || !input_formats[i].sniff(head);) i++;
  }
  input->format = &input_formats[i];
  return RAP_OK;
}
