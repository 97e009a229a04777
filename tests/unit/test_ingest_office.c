/* test_ingest_office.c: word processors' documents to text. */
#include "archive_fixture.h"
#include "arena_fixture.h"

#include <stdio.h>
#include <string.h>

#include "ingest/input.h"
#include "ingest/office.h"

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define P(style, text) "<w:p><w:pPr><w:pStyle w:val=\"" style "\"/></w:pPr><w:r><w:t>" text "</w:t></w:r></w:p>"
#define PLAIN(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define CELL(content) "<w:tc><w:tcPr/>" content "</w:tc>"
#define TYPES                                                                                              \
  "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"  \
  "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" " \
  "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"
#define TYPES_OF(kind)                                                                                                                           \
  "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/x/y.xml\" ContentType=\"application/vnd." \
  "openxmlformats-officedocument." kind ".main+xml\"/></Types>"
#define CORE                                                                                                                \
  "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "                \
  "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\"><dc:title>Of roads</dc:title>" \
  "<dc:creator>A. Rao</dc:creator><dc:language>en-IN</dc:language><dc:description>A release</dc:description>"               \
  "<dcterms:created>2021-05-04T10:00:00Z</dcterms:created><dcterms:modified>2023-01-08T10:00:00Z</dcterms:modified></cp:coreProperties>"
#define STYLES                                                                                                                                    \
  "<w:styles " W "><w:style w:styleId=\"Titel\"><w:name w:val=\"Title\"/></w:style>"                                                              \
  "<w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style>"                                                                    \
  "<w:style w:styleId=\"Eigene\"><w:name w:val=\"Own\"/><w:basedOn w:val=\"berschrift1\"/></w:style>"                                             \
  "<w:style w:styleId=\"Punkt\"><w:name w:val=\"Point\"/><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr></w:style>" \
  "<w:style w:styleId=\"Kreis\"><w:name w:val=\"Round\"/><w:basedOn w:val=\"Kreis\"/></w:style>"                                                  \
  "<w:style w:styleId=\"TOC1\"><w:name w:val=\"toc 1\"/></w:style></w:styles>"

static rap_status read_bytes(rap_str bytes, const char *path, rap_raw_document *raw, rap_error *err) {
  rap_input input = {.path = rap_str_of(path), .name = RAP_STR("a")};
  rap_stream *stream = NULL;
  *raw = (rap_raw_document){0};
  *err = (rap_error){0};
  rap_status st = rap_stream_of_memory(bytes, &stream, err);
  if (st == RAP_OK) st = rap_input_open(&input, stream, err);
  if (st == RAP_OK) assert_string_equal(input.format->name, "office");
  if (st == RAP_OK) st = input.format->next(&input, arena, raw, err);
  rap_input_clear(&input);
  return st;
}

static rap_str docx(zip *z, const char *body) {
  rap_buf document = {0};
  rap_buf_printf(&document, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document " W "><w:body>%s</w:body></w:document>", body);
  zip_stored(z, "[Content_Types].xml", RAP_STR(TYPES));
  zip_stored(z, "word/document.xml", rap_buf_str(&document));
  zip_stored(z, "word/styles.xml", RAP_STR(STYLES));
  zip_stored(z, "word/footnotes.xml",
             RAP_STR("<w:footnotes " W "><w:footnote w:type=\"separator\" w:id=\"0\">" PLAIN("line") "</w:footnote><w:footnote w:id=\"1\">" PLAIN(
                 "A note.") "</w:footnote></w:footnotes>"));
  zip_stored(z, "word/header1.xml", RAP_STR("<w:hdr " W ">" PLAIN("Head") "</w:hdr>"));
  zip_stored(z, "docProps/core.xml", RAP_STR(CORE));
  rap_buf_clear(&document);
  return zip_end(z);
}

static void check_docx(const char *body, const char *title, const char *text, const char *layout) {
  zip z = {0};
  rap_raw_document raw;
  rap_error err;
  rap_status st = read_bytes(docx(&z, body), "a.docx", &raw, &err);
  if (st != RAP_OK) print_message("%s\n", err.text);
  assert_int_equal(st, RAP_OK);
  assert_string_equal(raw.title.p, title);
  assert_string_equal(raw.text.p, text);
  assert_string_equal(raw.layout.p, layout);
  zip_clear(&z);
}

static void test_docx_styles(void **state) {
  (void)state;
  check_docx(P("Titel", "Ministers agree") P("berschrift1", "Agenda") P("Eigene", "More") P("Punkt", "a point") P("Kreis", "round")
                 P("TOC1", "Agenda 1") PLAIN("All agreed."),
             "Ministers agree", "Agenda\nMore\na point\nround\nAll agreed.\nA note.", "11bppp");
  /* What the paragraph says goes before its style; without styles the id says it. */
  check_docx("<w:p><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr><w:r><w:t>Third</w:t></w:r></w:p>"
             "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr><w:r><w:t>item</w:t></w:r></w:p>"
             "<w:p><w:pPr><w:pStyle w:val=\"Punkt\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>no item</w:t></w:r></w:p>" P(
                 "Heading2", "Second"),
             "Of roads", "Third\nitem\nno item\nSecond\nA note.", "3ap2p");
}

static void test_docx_text(void **state) {
  (void)state;
  check_docx(
      "<w:p><w:r><w:t xml:space=\"preserve\">One </w:t></w:r><w:ins w:id=\"1\"><w:r><w:t>new</w:t></w:r></w:ins><w:del w:id=\"2\"><w:r><w:delText>old</w:delText></w:r></w:del>"
      "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:r><w:tab/><w:t>tab</w:t></w:r><w:hyperlink><w:r><w:t> link</w:t></w:r></w:hyperlink>"
      "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:noBreakHyphen/><w:t>end.</w:t><w:br/><w:t>Next</w:t><w:br/><w:t>line</w:t></w:r></w:p>",
      "Of roads", "One new tab link-end.\nNext line\nA note.", "ppp");
  /* A deletion that took the end of a paragraph; text boxes stand in front, and once. */
  check_docx(
      "<w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr><w:r><w:t xml:space=\"preserve\">First </w:t></w:r></w:p>" PLAIN("second.") "<w:p><w:r><w:t>Anchor</w:t></w:r><mc:AlternateContent xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><mc:Choice><w:txbxContent>" PLAIN(
          "Box") "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>" PLAIN("Box") "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:p>",
      "Of roads", "First second.\nBox\nAnchor\nA note.", "pppp");
}

static void test_docx_tables(void **state) {
  (void)state;
  check_docx("<w:tbl><w:tr>" CELL(PLAIN("State")) CELL(PLAIN("Roads")) CELL("<w:p/>") "</w:tr><w:tr>" CELL(PLAIN("Assam") PLAIN("(north)"))
                 CELL("<w:tbl><w:tr>" CELL(PLAIN("12")) CELL(PLAIN("km")) "</w:tr></w:tbl>" PLAIN("built")) "</w:tr></w:tbl>" PLAIN("After"),
             "Of roads", "State | Roads\nAssam (north) | 12 km built\nAfter\nA note.", "ttpp");
  /* A table around the whole page. */
  check_docx("<w:tbl><w:tr>" CELL(P("berschrift1", "Agenda") PLAIN("Text.")) CELL("<w:p/>") "</w:tr></w:tbl>", "Of roads", "Agenda\nText.\nA note.",
             "1pp");
}

static void test_docx_properties(void **state) {
  (void)state;
  zip z = {0};
  rap_raw_document raw;
  rap_error err;
  assert_int_equal(read_bytes(docx(&z, PLAIN("Text.")), "a.docx", &raw, &err), RAP_OK);
  assert_string_equal(raw.author.p, "A. Rao");
  assert_string_equal(raw.language.p, "en");
  assert_string_equal(raw.metadata.p, "{\"description\": \"A release\"}");
  assert_string_equal(raw.format.p, "docx");
  assert_true(raw.dates && raw.n_dates == 2 && rap_str_is(raw.dates[0].text, "2023-01-08") && raw.dates[0].from == RAP_PUBLISHED_CAPTURE);
  zip_clear(&z);
}

#define ODT_NS                                                                                                                       \
  "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" " \
  "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" " \
  "xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" "  \
  "xmlns:dc=\"http://purl.org/dc/elements/1.1/\""

static rap_str odt(zip *z, const char *type, const char *body, const char *manifest) {
  rap_buf document = {0};
  rap_buf_printf(&document,
                 "<office:document-content " ODT_NS
                 "><office:automatic-styles><style:style style:name=\"P1\" style:parent-style-name=\"Title\"/></office:automatic-styles>"
                 "<office:body><office:text>%s</office:text></office:body></office:document-content>",
                 body);
  zip_stored(z, "mimetype", rap_str_of(type));
  zip_stored(z, "content.xml", rap_buf_str(&document));
  zip_stored(
      z, "meta.xml",
      RAP_STR(
          "<office:document-meta " ODT_NS "><office:meta><meta:initial-creator>B. Sen</meta:initial-creator><dc:creator>C. Das</dc:creator>"
          "<meta:creation-date>2021-05-04T10:00:00</meta:creation-date><dc:date>2023-01-08T10:00:00</dc:date></office:meta></office:document-meta>"));
  zip_stored(z, "META-INF/manifest.xml", rap_str_of(manifest));
  rap_buf_clear(&document);
  return zip_end(z);
}

#define ODT_TYPE "application/vnd.oasis.opendocument.text"

static void test_odt(void **state) {
  (void)state;
  zip z = {0};
  rap_raw_document raw;
  rap_error err;
  rap_str bytes = odt(
      &z, ODT_TYPE,
      "<text:tracked-changes><text:changed-region><text:deletion><text:p>old</text:p></text:deletion></text:changed-region></text:tracked-changes>"
      "<text:p text:style-name=\"P1\">Ministers <text:span>agree</text:span></text:p><text:h text:outline-level=\"2\">Agenda</text:h>"
      "<text:p>It met<text:s text:c=\"3\"/>in Shillong<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>.<text:line-break/>"
      "<text:a>Links</text:a> stay.<office:annotation><text:p>who?</text:p></office:annotation></text:p>"
      "<text:list><text:list-item><text:p>Roads</text:p><text:list><text:list-item><text:p>in hills</text:p></text:list-item></text:list></text:list-item></text:list>"
      "<table:table><table:table-row><table:table-cell><text:p>State</text:p></table:table-cell><table:table-cell><text:p>Dams</text:p></table:table-cell></table:table-row></table:table>",
      "<m/>");
  assert_int_equal(read_bytes(bytes, "a.odt", &raw, &err), RAP_OK);
  assert_string_equal(raw.title.p, "Ministers agree");
  assert_string_equal(raw.text.p, "Agenda\nIt met in Shillong.\nLinks stay.\nRoads\nin hills\nState | Dams\nA note.");
  assert_string_equal(raw.layout.p, "2ppabtp");
  assert_string_equal(raw.author.p, "B. Sen");
  assert_string_equal(raw.format.p, "odt");
  assert_true(raw.dates && rap_str_is(raw.dates[0].text, "2023-01-08"));
  zip_clear(&z);
}

static void check_refused(rap_str bytes, const char *path, const char *message) {
  rap_raw_document raw;
  rap_error err;
  assert_int_equal(read_bytes(bytes, path, &raw, &err), RAP_ERR_INPUT);
  assert_string_equal(err.text, message);
}

static void check_types(const char *types, const char *message) {
  zip z = {0};
  zip_stored(&z, "[Content_Types].xml", rap_str_of(types));
  check_refused(zip_end(&z), "a", message);
  zip_clear(&z);
}

static void check_open(const char *type, const char *manifest, const char *message) {
  zip z = {0};
  check_refused(odt(&z, type, "<text:p>x</text:p>", manifest), "a", message);
  zip_clear(&z);
}

static void test_refused(void **state) {
  (void)state;
  check_types(TYPES_OF("spreadsheetml.sheet"), "a: an Excel workbook, which is not read");
  check_types(TYPES_OF("presentationml.presentation"), "a: a PowerPoint presentation, which is not read");
  check_types("<Types/>", "a: a package of Office Open XML, but no text document");
  check_types(TYPES, "a: an office document without its word/document.xml: not all there");
  check_open("application/vnd.oasis.opendocument.spreadsheet", "", "a: an OpenDocument spreadsheet (.ods), which is not read");
  check_open(ODT_TYPE, "<manifest:encryption-data>", "a: an encrypted OpenDocument text: it opens with a password only");
  check_refused(RAP_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"), "a",
                "a: a Word document of before 2007 (.doc), which is not read; Word and LibreOffice save it as .docx");
  check_refused(RAP_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), "a",
                "a: an encrypted Office document: it opens with a password only");
  zip z = {0};
  check_refused(docx(&z, "<w:p></w:q>") /* not well-formed */, "a.docx",
                "a.docx: document.xml: line 1: Opening and ending tag mismatch: p line 1 and q");
  zip_clear(&z);
}

/* Entities that unfold, a document type, elements deeper than any: refused, in no time. */
static void test_hostile(void **state) {
  (void)state;
  static const char bomb[] = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><w:document " W
                             "><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>";
  zip z = {0};
  rap_raw_document raw;
  rap_error err;
  zip_stored(&z, "[Content_Types].xml", RAP_STR(TYPES));
  zip_stored(&z, "word/document.xml", rap_str_of(bomb));
  assert_int_equal(read_bytes(zip_end(&z), "a.docx", &raw, &err), RAP_ERR_INPUT);
  zip_clear(&z);
  rap_buf deep = {0};
  for (int i = 0; i < 100000; i++) rap_buf_puts(&deep, "<w:p>");
  rap_status st = read_bytes(docx(&z, deep.p), "a.docx", &raw, &err);
  assert_true(st == RAP_ERR_INPUT || st == RAP_ERR_LIMIT);
  zip_clear(&z);
  rap_buf_reset(&deep);
  for (int i = 0; i < 30; i++) rap_buf_puts(&deep, "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r>");
  for (int i = 0; i < 30; i++) rap_buf_puts(&deep, "</w:p></w:tc></w:tr></w:tbl>");
  assert_int_equal(read_bytes(docx(&z, deep.p), "a.docx", &raw, &err), RAP_OK);
  zip_clear(&z);
  rap_buf_clear(&deep);
}

static void test_truncated(void **state) {
  (void)state;
  zip z = {0};
  rap_raw_document raw;
  rap_error err;
  rap_str bytes = docx(&z, P("Titel", "Ministers agree") PLAIN("Text."));
  for (size_t n = 60; n < bytes.n; n++) {
    rap_status st = read_bytes(rap_str_sub(bytes, 0, n), "a.docx", &raw, &err);
    assert_true(st == RAP_OK || st == RAP_ERR_INPUT);
    if (st == RAP_OK) assert_string_equal(raw.text.p, "Text.\nA note.");
  }
  zip_clear(&z);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_docx_styles),     cmocka_unit_test(test_docx_text), cmocka_unit_test(test_docx_tables),
      cmocka_unit_test(test_docx_properties), cmocka_unit_test(test_odt),       cmocka_unit_test(test_refused),
      cmocka_unit_test(test_hostile),         cmocka_unit_test(test_truncated),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
