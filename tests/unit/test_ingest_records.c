/* test_ingest_records.c: CSV, JSON that is not one record a line, Markdown; and --map. */
#include "source_fixture.h"

#include "base/limits.h"
#include "base/utf8.h"

static rap_field_map map_of(const char *text) {
  rap_str item = rap_str_of(text);
  const rap_str_list list = {.items = &item, .n = 1};
  rap_field_map map;
  rap_error err = {0};
  assert_int_equal(rap_field_map_parse(&list, &map, &err), RAP_OK);
  return map;
}

static void assert_mapped(const char *name, const char *map, const char *expected) {
  rap_str path = rap_str_of(path_of(name));
  const rap_source_options options = {.stdin_fd = -1, .map = map_of(map)};
  rap_buf out = {0};
  read_all(&path, 1, &options, &out);
  if (!rap_str_is(rap_buf_str(&out), expected)) fail_msg("got:\n%s\nexpected:\n%s", out.p ? out.p : "", expected);
  rap_buf_clear(&out);
}

/* The only document of a file. */
static rap_raw_document only(const char *name) {
  rap_str path = rap_str_of(path_of(name));
  rap_source *source = NULL;
  rap_error err = {0};
  rap_raw_document raw, other;
  assert_int_equal(rap_source_new(&path, 1, NULL, &source, &err), RAP_OK);
  assert_int_equal(rap_source_next(source, arena, &raw, &err), RAP_OK);
  assert_int_equal(rap_source_next(source, arena, &other, &err), RAP_NOT_FOUND);
  rap_source_free(source);
  return raw;
}

static void assert_str(rap_str got, const char *expected) {
  if (!rap_str_is(got, expected)) fail_msg("got '%.*s', expected '%s'", RAP_FMT(got), expected);
}

static void reads_csv(void **state) {
  (void)state;
  put("a.csv", "\xEF\xBB\xBFid,title,text,date,seats\r\n1,\"Water, power\",\"Line \"\"one\"\"\r\nline two\",2024-01-02,5\r\n\r\n2,B,Goa,,\r\n");
  assert_reads("a.csv", "1: Line \"one\"/line two\n2: Goa\n");
  put("b.tsv", "id\ttext\n1\tA \"quoted\" word\n");
  assert_reads("b.tsv", "1: A \"quoted\" word\n");
  put("c.csv", "ID;Text\n1;Goa, and Kerala");
  assert_reads("c.csv", "1: Goa, and Kerala\n");
  /* Told by its columns, without a name. */
  put("d", "url,headline,text\nhttp://x/1,H,Goa\n");
  assert_reads("d", "http://x/1: Goa\n");
  put("e.csv", "id,text,mood\n7,Goa,good\n");
  assert_str(only("e.csv").metadata, "{\"mood\": \"good\"}");
  put("f.txt", "Goa, Kerala and others met.\nThe text, which was long, is here.\n");
  assert_reads("f.txt", "f: Goa, Kerala and othe\n");
}

static void refuses_csv(void **state) {
  (void)state;
  put("g.csv", "id,headline\n1,H\n");
  assert_reads("g.csv", "RAP_ERR_INPUT /g.csv:1: no column \"text\"; there are: id, headline (--map says which column is what)\n");
  put("h.csv", "id,text\n,Goa\n2,\n3,Kerala\n");
  assert_reads("h.csv", "RAP_ERR_INPUT /h.csv:2: row without id (nor url)\nRAP_ERR_INPUT /h.csv:3: row without text\n3: Kerala\n");
  put("i.csv", "id,text\n1,Goa,more\n2,\"open\nto the end\n");
  assert_reads("i.csv", "1: Goa\n2: open/to the end/\n");
  put("j.csv", "\n\n");
  assert_reads("j.csv", "RAP_ERR_INPUT /j.csv: empty file\n");
  put("k.csv", "id,text\n");
  assert_reads("k.csv", "");
}

static void reads_json(void **state) {
  (void)state;
  put("a.json", "[{\"id\": 1, \"text\": \"A\"},\n {\"id\": \"b\", \"text\": [\"p1\", \"p2\"]}]\n");
  assert_reads("a.json", "1: A\nb: p1/p2\n");
  put("b.json", "{\n\"text\": \"A\"\n}");
  assert_reads("b.json", "b: A\n");
  put("c.json", "{\"id\": \"x\",\n\"text\": \"A\"}\n{\"id\": \"y\",\n\"text\": \"B\"}");
  assert_reads("c.json", "x: A\ny: B\n");
  put("d.json", "{\"status\": \"ok\", \"articles\": [{\"url\": \"http://x/1\", \"text\": \"A\"}, {\"url\": \"http://x/2\", \"text\": \"B\"}]}");
  assert_reads("d.json", "http://x/1: A\nhttp://x/2: B\n");
  put("e.json", "[]");
  assert_reads("e.json", "");
  /* One record a line is read as such, whatever the file is called. */
  put("f.json", "{\"id\": \"x\", \"text\": \"A\"}\n{\"id\": \"y\" \"text\": \"B\"}\n{\"id\": \"z\", \"text\": \"C\"}\n");
  assert_reads("f.json", "x: A\nRAP_ERR_INPUT /f.json:2:17: '}' expected near '\"text\"'\nz: C\n");
}

static void refuses_json(void **state) {
  (void)state;
  put("g.json", "[{\"id\": \"a\", \"text\": \"A\"} {\"id\": \"b\"}]");
  assert_reads("g.json", "a: A\nRAP_ERR_INPUT /g.json:1: ',' or ']' expected, not '{'; not read on\n");
  put("h.json", "[{\"id\": \"a\", \"text\": \"A\"},\n{\"id\": ");
  assert_reads("h.json", "a: A\nRAP_ERR_INPUT /h.json:2:7: unexpected token near end of file; not read on\n");
  put("i.json", "[{\"id\": \"a\", \"text\": \"A\"}, 5, {\"title\": \"T\"}, {\"text\": \"no id\"}]x");
  assert_reads("i.json", "a: A\nRAP_ERR_INPUT /i.json: record 2 is no JSON object\n"
                         "RAP_ERR_INPUT /i.json: record 3 without \"text\"; it has: title (--map says which key is what)\n"
                         "RAP_ERR_INPUT /i.json: record 4 without \"id\"; it has: text (--map says which key is what)\n"
                         "RAP_ERR_INPUT /i.json:1: the end of the file expected, not 'x'; not read on\n");
  put("j.json", "[{\"id\": \"a\", \"text\": \"A\"},]");
  assert_reads("j.json", "a: A\nRAP_ERR_INPUT /j.json:1: a record expected, not ']'; not read on\n");
  put("k.json", "[{\"id\": \"a\", \"text\": \"A\"}");
  assert_reads("k.json", "a: A\nRAP_ERR_INPUT /k.json:1: the file ends where ',' or ']' is expected\n");
  /* Nesting without end is the parser's limit, not our stack's. */
  rap_buf deep = {0};
  rap_buf_puts(&deep, "[{\"id\": \"a\", \"text\": ");
  for (int i = 0; i < 100000; i++) rap_buf_putc(&deep, '[');
  put_bytes("l.json", deep.p, deep.n);
  rap_buf_clear(&deep);
  assert_reads("l.json", "RAP_ERR_INPUT /l.json:1:2068: maximum parsing depth reached near '['; not read on\n");
}

static void maps_fields(void **state) {
  (void)state;
  put("a.json", "[{\"guid\": 7, \"head.line\": \"H\", \"body\": {\"content\": \"Goa\", \"parts\": [{\"t\": \"P\"}]}}]");
  assert_mapped("a.json", "id=guid, title=head.line, text=body.content", "7: Goa\n");
  assert_mapped("a.json", "id=guid,text=body.parts.0.t", "7: P\n");
  put("b.jsonl", "{\"guid\": \"g\", \"content\": {\"rendered\": \"Goa\"}}\n");
  assert_mapped("b.jsonl", "id=guid,text=content.rendered", "g: Goa\n");
  put("c.json", "{\"page\": 1, \"x\": {\"items\": [{\"id\": \"a\", \"text\": \"A\"}]}, \"others\": [{\"id\": \"n\"}]}");
  assert_mapped("c.json", "records=x.items", "a: A\n");
  put("d.csv", "Nr,Body\n1,Goa\n");
  assert_mapped("d.csv", "id=nr,text=body", "1: Goa\n");

  rap_field_map map;
  rap_error err = {0};
  rap_str items[] = {RAP_STR("title"), RAP_STR("headline=x"), RAP_STR("")};
  const char *const messages[] = {"--map: 'title' is not FIELD=PATH",
                                  "--map: no field 'headline'; fields: id, date, title, text, source, url, language, author, layout; records",
                                  "--map: empty"};
  for (size_t i = 0; i < 3; i++) {
    const rap_str_list list = {.items = &items[i], .n = 1};
    rap_error_clear(&err);
    assert_int_equal(rap_field_map_parse(&list, &map, &err), RAP_ERR_USAGE);
    assert_string_equal(err.text, messages[i]);
  }
}

static void reads_markdown(void **state) {
  (void)state;
  put("a.md",
      "---\ntitle: The meeting\ndate: 2023-05-06\ntags: [x, y]\n---\n# Themes &amp; more\n\nText with **bold**, a [link](http://x/) and ![a picture](p.png)\nover two lines.\n\n"
      "* one\n* two\n  1. nested\n\n  beside\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<!-- note --><div>box</div>\n");
  rap_raw_document raw = only("a.md");
  assert_str(raw.title, "The meeting");
  assert_str(raw.date, "2023-05-06");
  assert_str(raw.metadata, "{\"tags\": [\"x\", \"y\"]}");
  assert_str(raw.text, "Themes & more\nText with bold, a link and over two lines.\none\ntwo\nnested\nbeside\na | b\n1 | 2\nbox");
  assert_str(raw.layout, "1paabpttp");
  /* Told by its front matter; what is no YAML is told, and no part of the text. */
  put("b", "---\ntitle: [open\n---\nGoa\n");
  raw = only("b");
  assert_str(raw.text, "Goa");
  assert_int_equal(raw.warnings.n, 1);
  /* A rule above a text is none. */
  put("c.txt", "---\nGoa met.\n");
  assert_str(only("c.txt").format, "text");
  /* Aliases that stand for a billion values end at the bound. */
  rap_buf bomb = {0};
  rap_buf_puts(&bomb, "---\na: &a [x, x, x, x, x, x, x, x, x, x]\n");
  for (int c = 'b'; c < 'g'; c++)
    rap_buf_printf(&bomb, "%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", c, c, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1);
  rap_buf_puts(&bomb, "---\nGoa\n");
  put_bytes("d.md", bomb.p, bomb.n);
  rap_buf_clear(&bomb);
  raw = only("d.md");
  assert_str(raw.text, "Goa");
  assert_int_equal(raw.warnings.n, 1);
  /* In raw HTML, what begins no tag is text. */
  put("e.md", "<div>\nFewer than < 5 and <b>more</b> <<= 3\n</div>\n");
  assert_str(only("e.md").text, "Fewer than < 5 and more <<= 3");
}

/* What a reader knew of the lines, as blocks of the document. */
static void keeps_layout(void **state) {
  (void)state;
  rap_error err = {0};
  rap_document doc, again;
  const rap_raw_document raw = {
      .id = RAP_STR("x"), .title = RAP_STR("T"), .text = RAP_STR("Themes\nwater\npower\n\nGoa |  Kerala\nEnd."), .layout = RAP_STR("2aaptp")};
  assert_int_equal(rap_document_build(arena, &raw, &doc, &err), RAP_OK);
  assert_str(doc.layout, "2aatp");
  const rap_block_kind kinds[] = {RAP_BLOCK_TITLE, RAP_BLOCK_HEADING, RAP_BLOCK_ITEM, RAP_BLOCK_ITEM, RAP_BLOCK_ROW, RAP_BLOCK_PARAGRAPH};
  assert_int_equal(doc.n_blocks, 6);
  for (size_t i = 0; i < 6; i++) assert_int_equal(doc.blocks[i].kind, kinds[i]);
  assert_int_equal(doc.blocks[2].heading, 1);
  /* Restored from what is stored, it is the same. */
  assert_int_equal(rap_document_restore(arena, &doc, &again, &err), RAP_OK);
  assert_int_equal(again.n_blocks, 6);
  for (size_t i = 0; i < 6; i++) assert_int_equal(again.blocks[i].kind, kinds[i]);
  /* One of another length is told, and passed over. */
  rap_raw_document wrong = raw;
  wrong.layout = RAP_STR("2aa");
  assert_int_equal(rap_document_build(arena, &wrong, &doc, &err), RAP_OK);
  assert_int_equal(doc.warnings.n, 1);
  assert_int_equal(doc.layout.n, 0);
}

static void weighs_dates(void **state) {
  (void)state;
  rap_error err = {0};
  rap_document doc;
  rap_raw_document raw = {.id = RAP_STR("x"), .text = RAP_STR("New Delhi, 9 January 2023: Goa met.")};
  assert_true(rap_raw_add_date(arena, &raw, RAP_PUBLISHED_CAPTURE, RAP_STR("WARC-Date"), RAP_STR("2024-05-05")));
  assert_true(rap_raw_add_date(arena, &raw, RAP_PUBLISHED_META, RAP_STR("Date"), RAP_STR("Sun, 8 Jan 2023 10:00:00 +0530")));
  assert_int_equal(rap_document_build(arena, &raw, &doc, &err), RAP_OK);
  assert_int_equal(doc.published_from, RAP_PUBLISHED_META);
  assert_int_equal(doc.published.day, 8);
  assert_int_equal(doc.warnings.n, 1); /* the dateline says another day; that it was fetched later is none */
  assert_str(doc.reading, "{\"dates\": [{\"from\": \"capture\", \"name\": \"WARC-Date\", \"text\": \"2024-05-05\"}, "
                          "{\"from\": \"metadata\", \"name\": \"Date\", \"text\": \"Sun, 8 Jan 2023 10:00:00 +0530\"}]}");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(reads_csv, setup, teardown),    cmocka_unit_test_setup_teardown(refuses_csv, setup, teardown),
      cmocka_unit_test_setup_teardown(reads_json, setup, teardown),   cmocka_unit_test_setup_teardown(refuses_json, setup, teardown),
      cmocka_unit_test_setup_teardown(maps_fields, setup, teardown),  cmocka_unit_test_setup_teardown(reads_markdown, setup, teardown),
      cmocka_unit_test_setup_teardown(keeps_layout, setup, teardown), cmocka_unit_test_setup_teardown(weighs_dates, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
