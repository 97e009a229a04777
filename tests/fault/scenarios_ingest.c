/* scenarios_ingest.c: files to documents with each allocation failing. */
#include "fault.h"

#include <stdio.h>
#include <zlib.h>

#include "ingest/charset.h"
#include "ingest/html_extract.h"
#include "ingest/source.h"
#include "tests/unit/archive_fixture.h"

/* A text with what the stage looks for: a heading, a list, typographic quotes, a mark to compose, ill-formed bytes, a dateline. */
#define SAMPLE                                                                                                                                      \
  "Ministers of two States meet\n date 2023-01-08 \n\nNew Delhi, 8 January 2023\n\nThe third meeting was held in “New Delhi” on 7 January.\n\n" \
  "Key themes included:\n- Roads and bridges;\n- Digital Cafe\xCC\x81\xC2\xA0services;\n\n\xFF Mr. A. Rao thanked all. दूसरा सम्मेलन हुआ।\n"

static rap_status run_document(const char *folder, rap_error *err) {
  (void)folder;
  rap_document doc;
  rap_raw_document raw = {
      .id = RAP_STR("a"), .title = RAP_STR("Ministers meet"), .text = RAP_STR(SAMPLE), .file = RAP_STR("a.txt"), .metadata = RAP_STR("{}")};
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_document_build(arena, &raw, &doc, err) : rap_error_nomem(err);
  rap_arena_free(arena);
  return st;
}

static bool write_file(const char *folder, const char *name, const char *text, bool packed) {
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  gzFile out = gzopen(path, packed ? "wb" : "wbT");
  if (!out) return false;
  bool written = gzputs(out, text) >= 0;
  return gzclose(out) == Z_OK && written;
}

static bool write_bytes(const char *folder, const char *name, const char *bytes, size_t n) {
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *out = fopen(path, "wb");
  if (!out) return false;
  bool written = fwrite(bytes, 1, n, out) == n;
  return fclose(out) == 0 && written;
}

/* Reads all of the source. One failed call may cost one document, whose failure is then the scenario's; going on afterwards must be safe. */
static rap_status read_all(rap_source *source, rap_arena *arena, rap_error *err) {
  rap_status first = RAP_OK;
  for (int i = 0; i < 100; i++) {
    rap_raw_document raw;
    rap_document doc;
    rap_error own = {0};
    rap_arena_reset(arena);
    rap_status st = rap_source_next(source, arena, &raw, &own);
    if (st == RAP_NOT_FOUND) return first;
    if (st == RAP_PASSED_OVER) continue;
    if (st == RAP_OK) st = rap_document_build(arena, &raw, &doc, &own);
    if (st != RAP_OK && first == RAP_OK) {
      first = st;
      *err = own;
    }
    if (st == RAP_ERR_NOMEM) return first;
  }
  return rap_error_set(err, RAP_ERR_INTERNAL, "the source does not end");
}

/* A folder with a plain text, JSON Lines and both packed. */
static rap_status run_source(const char *folder, rap_error *err) {
  static const char lines[] = "{\"id\": \"1\", \"title\": \"One\", \"text\": \"Some text.\", \"date\": \"2022-06-15\"}\n"
                              "{\"id\": \"2\", \"text\": \"Other text\\nof two lines.\", \"extra\": [1, 2]}\n";
  bool written =
      write_file(folder, "a.txt", SAMPLE, false) && write_file(folder, "b.jsonl", lines, false) && write_file(folder, "c.txt.gz", SAMPLE, true) &&
      write_file(folder, "d.jsonl.gz", lines, true) &&
      write_file(folder, "e.txt", "\xD1\xE5\xE3\xEE\xE4\xED\xFF \xE2 \xCC\xEE\xF1\xEA\xE2\xE5 don\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2t", false) &&
      write_bytes(folder, "f.txt", "\xFF\xFEG\0o\0a\0", 8);
  if (!written) return rap_error_set(err, RAP_ERR_IO, "%s: cannot be written to", folder);
  rap_str path = rap_str_of(folder);
  rap_source *source = NULL;
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_source_new(&path, 1, NULL, &source, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = read_all(source, arena, err);
  rap_source_free(source);
  rap_arena_free(arena);
  return st;
}

/* One text a way of telling its character set: labels, statistics, the detector, single bytes, mojibake; and in pieces. */
static rap_status run_charset(const char *folder, rap_error *err) {
  (void)folder;
  static const struct {
    rap_str bytes;
    const char *label;
  } texts[] = {{{"a\0 \0b\0c\0d\0 \0e\0f\0", 16}, NULL},
               {{"l\xF3\x64\xBC no", 7}, "iso-8859-2"},
               {{"\xD1\xE5\xE3\xEE\xE4\xED\xFF \xE2 \xCC\xEE\xF1\xEA\xE2\xE5 \xEF\xF0\xEE\xF8\xEB\xE0 \xEA", 25}, "no such set"},
               {{"don\x92t \xE9t\xE9 \xFF", 11}, "utf-8"},
               {{"caf\xC3\x83\xC2\xA9", 7}, "koi8-r"}};
  rap_buf buf = {0};
  rap_str text;
  rap_charset_note note;
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? RAP_OK : rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < sizeof texts / sizeof texts[0]; i++) {
    rap_charset_hints hints = {.declared = rap_str_of(texts[i].label)};
    rap_charset_reader *reader = NULL;
    st = rap_charset_decode(arena, texts[i].bytes, &hints, &buf, &text, &note, err);
    if (st == RAP_OK) st = rap_charset_reader_new(&hints, &reader, err);
    if (st == RAP_OK) st = rap_charset_reader_add(reader, texts[i].bytes, true, &buf, err);
    if (st == RAP_OK) st = rap_charset_reader_note(reader, arena, &note, err);
    rap_charset_reader_free(reader);
  }
  rap_buf_clear(&buf);
  rap_arena_free(arena);
  return st;
}

/* A page with what the steps look for, and one of which only looser attempts get a text. */
static rap_status run_html(const char *folder, rap_error *err) {
  (void)folder;
  static const char *const pages[] = {
      "<title>Ministers meet</title><script type='application/ld+json'>{\"articleBody\": \"The ministers of two States met in New Delhi on Monday, and "
      "spoke of roads, of bridges and of boats until late in the evening, as they had done the year before, when they had met in Kochi and had spoken of the "
      "same things at greater length, in the same order and with the same people, of whom not one was missing this time, officials said on Tuesday.\"}</script>"
      "<div><h1>Ministers meet</h1><p class=byline>By A. Rao<p>The ministers of two States met in New Delhi on Monday.<ul><li><a href=x>Roads</a></ul>"
      "<table><tr><td>a<td>b<tr><td>c<td>d</table></div>",
      "<div hidden class=comments><p>The ministers of two States met in New Delhi on Monday, it is said.</div>\xFF"};
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? RAP_OK : rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < sizeof pages / sizeof *pages; i++) {
    rap_html_tree tree;
    rap_html_text text;
    st = rap_html_parse(arena, rap_str_of(pages[i]), &tree, err);
    if (st == RAP_OK) st = rap_html_extract(arena, &tree, &text, err);
  }
  rap_arena_free(arena);
  return st;
}

static void add_response(rap_buf *warc, const char *uri, const char *head, rap_str body) {
  rap_buf_printf(
      warc, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nWARC-Date: 2023-01-08T02:15:00Z\r\nContent-Type: application/http\r\n", uri);
  rap_buf_printf(warc, "Content-Length: %zu\r\n\r\nHTTP/1.1 200 OK\r\n%s\r\n", strlen(head) + body.n + 19, head);
  rap_buf_add(warc, body);
  rap_buf_puts(warc, "\r\n\r\n");
}

/* A ZIP with a tar in it, and an archive of the Web whose pages are wrapped in all that pages are wrapped in. Made once, since what makes them allocates too. */
static struct {
  zip z;
  rap_buf warc;
} archives;

static rap_status make_archives(rap_error *err) {
  rap_buf tar = {0}, packed = {0}, *warc = &archives.warc;
  tar_text(&tar, "a.txt", "Some text.");
  tar_end(&tar);
  gzip_add(&packed, rap_buf_str(&tar));
  zip_text(&archives.z, "b.txt", SAMPLE);
  zip_text(&archives.z, "pic.png", "\x89PNG");
  zip_add(&archives.z, (zip_member){.name = RAP_STR("in.tar.gz"), .data = rap_buf_str(&packed)});
  zip_end(&archives.z);
  rap_buf_reset(&packed);
  gzip_add(&packed, RAP_STR("Packed text."));
  add_response(warc, "http://e.org/1", "Content-Type: text/plain; charset=utf-8\r\n", RAP_STR("Plain text."));
  add_response(warc, "http://e.org/2", "Content-Encoding: gzip\r\n", rap_buf_str(&packed));
  add_response(warc, "http://e.org/3", "Content-Encoding: br\r\nContent-Length: 3\r\n", RAP_STR("Undone already."));
  add_response(warc, "http://e.org/4", "Transfer-Encoding: chunked\r\n", RAP_STR("a\r\nSome text.\r\n0\r\n\r\n"));
  bool failed = rap_buf_failed(&tar) || rap_buf_failed(&packed) || rap_buf_failed(warc) || rap_buf_failed(&archives.z.file);
  rap_buf_clear(&tar);
  rap_buf_clear(&packed);
  return failed ? rap_error_nomem(err) : RAP_OK;
}

static void release_archives(void) {
  rap_buf_clear(&archives.z.file);
  rap_buf_clear(&archives.warc);
}

static rap_status run_archives(const char *folder, rap_error *err) {
  if (!write_bytes(folder, "a.zip", archives.z.file.p, archives.z.file.n) || !write_bytes(folder, "b.warc", archives.warc.p, archives.warc.n))
    return rap_error_set(err, RAP_ERR_IO, "%s: cannot be written to", folder);
  rap_str path = rap_str_of(folder);
  rap_source *source = NULL;
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_source_new(&path, 1, NULL, &source, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = read_all(source, arena, err);
  rap_source_free(source);
  rap_arena_free(arena);
  return st;
}

const fault_scenario fault_scenarios[] = {
    {.name = "charset", .run = run_charset, .kinds = FAULT_MEMORY},
    {.name = "document", .run = run_document, .kinds = FAULT_MEMORY},
    {.name = "html", .run = run_html, .kinds = FAULT_MEMORY},
    {.name = "source", .run = run_source, .kinds = FAULT_MEMORY, .max_runs = 1000},
    {.name = "archives", .prepare = make_archives, .release = release_archives, .run = run_archives, .kinds = FAULT_MEMORY},
    {0}};
