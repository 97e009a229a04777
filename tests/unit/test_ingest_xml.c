/* test_ingest_xml.c: XML as events: strict, repaired, and hostile. */
#include "arena_fixture.h"

#include <stdlib.h>

#include "base/limits.h"
#include "ingest/xml.h"

struct bytes {
  rap_stream stream;
  rap_str s;
  size_t at, step; /* bytes a read, 0: as many as fit */
};

static rap_status read_bytes(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  struct bytes *b = (struct bytes *)stream;
  (void)err;
  size_t most = b->step && b->step < room ? b->step : room;
  rap_str part = rap_str_sub(b->s, b->at, b->at + most);
  if (part.n) memcpy(out, part.p, part.n);
  b->at += part.n;
  *n = part.n;
  return RAP_OK;
}

/* Events as text: <a k="v">, </a>, text as it is (pieces joined), {problem@line}, and at the end !STATUS message. */
static void events_of(rap_str s, bool repair, size_t step, rap_buf *out) {
  static const char *const never[] = {"item", NULL};
  struct bytes bytes = {.stream = {.read = read_bytes}, .s = s, .step = step};
  rap_xml_options options = {.stream = &bytes.stream, .repair = repair, .never_nested = never};
  rap_xml *xml = NULL;
  rap_xml_node node;
  rap_error err = {0};
  assert_int_equal(rap_xml_new(&options, &xml, &err), RAP_OK);
  rap_status st;
  size_t depth = 0;
  while ((st = rap_xml_next(xml, &node, &err)) == RAP_OK) {
    if (node.event == RAP_XML_END) depth--;
    assert_int_equal(node.depth, depth);
    if (node.event == RAP_XML_START) {
      depth++;
      rap_buf_printf(out, "<%.*s%s%.*s", RAP_FMT(node.prefix), node.prefix.n ? ":" : "", RAP_FMT(node.name));
      for (size_t i = 0; i < node.n_attributes; i++)
        rap_buf_printf(out, " %.*s=\"%.*s\"", RAP_FMT(node.attributes[i].name), RAP_FMT(node.attributes[i].value));
      rap_buf_putc(out, '>');
    }
    if (node.event == RAP_XML_END) rap_buf_printf(out, "</%.*s>", RAP_FMT(node.name));
    if (node.event == RAP_XML_TEXT) rap_buf_add(out, node.text);
    if (node.event == RAP_XML_PROBLEM) rap_buf_printf(out, "{%.*s@%d}", RAP_FMT(node.text), (int)node.line);
  }
  if (st != RAP_NOT_FOUND) rap_buf_printf(out, "!%s %s", rap_status_name(st), err.text);
  rap_error_clear(&err);
  assert_int_equal(rap_xml_next(xml, &node, &err), RAP_NOT_FOUND);
  rap_xml_free(xml);
}

static void assert_events(const char *xml, bool repair, const char *expected) {
  for (size_t step = 0; step < 8; step++) {
    rap_buf out = {0};
    events_of(rap_str_of(xml), repair, step, &out);
    if (!rap_str_is(rap_buf_str(&out), expected)) fail_msg("%s\n(%zu bytes a read) got:\n%s\nexpected:\n%s", xml, step, out.p ? out.p : "", expected);
    rap_buf_clear(&out);
  }
}

#define REPAIRED(xml, expected) assert_events(xml, true, expected)
#define STRICT(xml, expected) assert_events(xml, false, expected)

static void reads_sound_xml_alike(void **state) {
  (void)state;
  const char *xml = "<?xml version='1.0' encoding='utf-8'?>\n<!-- a -->\n<r xmlns:m='urn:m'><m:a k='1 &lt; \"2\"' m:l='&#233;'/>x &amp; "
                    "y<![CDATA[<b>]]&gt;]]></r>\n";
  const char *expected = "<r><m:a k=\"1 < \"2\"\" l=\"é\"></a>x & y<b>]]&gt;</r>";
  STRICT(xml, expected);
  REPAIRED(xml, expected);
}

static void strict_ends_at_the_first_error(void **state) {
  (void)state;
  STRICT("<a>\n<b></a>", "<a>\n<b>!RAP_ERR_INPUT line 2: Opening and ending tag mismatch: b line 2 and a");
  STRICT("<a>&eacute;</a>", "<a>!RAP_ERR_INPUT line 1: Entity 'eacute' not defined");
  STRICT("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "!RAP_ERR_INPUT line 1: a document type declaration, which no file of this kind has");
}

static void repairs_text(void **state) {
  (void)state;
  REPAIRED("\xEF\xBB\xBF<a>AT&T &eacute;&nbsp;&#x41; &unknown; a < b &amp</a>",
           "<a>AT{'&' that begins no known entity@1}&T é\xC2\xA0"
           "A {'&' that begins no known entity@1}&unknown; a {'<' that begins no tag@1}< b {'&' that begins no known entity@1}&amp</a>");
  REPAIRED("<a>x\x01y&#0;z ]]> \xEF\xBF\xBF</a>", "<a>x{a control character, dropped@1}y{a control character, dropped@1}z ]]> \xEF\xBF\xBD</a>");
  REPAIRED("junk<a>x</a>junk<b/>", "{text in front of the root element, dropped@1}<a>x</a>{text behind the root element, dropped@1}");
}

static void repairs_tags(void **state) {
  (void)state;
  REPAIRED("<a><b>x<br>y</a>", "<a><b>x<br>y{an element that is not closed@1}</br></b></a>");
  REPAIRED("<a></p>x</a>", "<a>{a closing tag of what is not open, dropped@1}x</a>");
  REPAIRED("<a><b k=1 k='2' l m='x<y'>z</b></a>",
           "<a>{a tag without its '>'@1}{an attribute twice, without quotes or with an impossible name@1}<b k=\"1\" l=\"\" m=\"x\">"
           "{a tag with an impossible name, kept as text@1}<y'>z</b></a>");
  REPAIRED("<r>\n<item>a\n<item>b\n</r>",
           "<r>\n<item>a\n{an element that is not closed@3}</item><item>b\n{an element that is not closed@4}</item></r>");
  REPAIRED("<r>mail <who@example.org></r>", "<r>mail {a tag with an impossible name, kept as text@1}<who@example.org></r>");
  REPAIRED("<r><![CDATA[x", "<r>x{the file ends inside an element@1}</r>");
  REPAIRED("<r><a\n\nk='\n'>\n<&></r>",
           "<r><a k=\" \">\n{'<' that begins no tag@5}<{'&' that begins no known entity@5}&>{an element that is not closed@5}</a></r>");
}

static void drops_document_types(void **state) {
  (void)state;
  REPAIRED("<!DOCTYPE r [\n<!ENTITY a \"]>\">\n<!ENTITY b \"&a;&a;&a;\">]>\n<r>&b;</r>", "<r>{'&' that begins no known entity@4}&b;</r>");
  REPAIRED("<!DOCTYPE r SYSTEM \"file:///etc/passwd\"><r>x</r>", "<r>x</r>");
  REPAIRED("no XML", "{text in front of the root element, dropped@1}!RAP_ERR_INPUT no XML element in it");
}

/* Billion laughs, deep nesting, a tag of megabytes, a document type without end: each ends, in bounded memory, with what could be read. */
static void withstands_hostile_xml(void **state) {
  (void)state;
  rap_buf in = {0}, out = {0};
  for (size_t i = 0; i < 100000; i++) rap_buf_puts(&in, "<d>");
  rap_buf_puts(&in, "text");
  events_of(rap_buf_str(&in), true, 0, &out);
  assert_true(rap_str_find(rap_buf_str(&out), RAP_STR("{elements nested too deeply, only their text kept@1}text"), 0) != SIZE_MAX);
  rap_buf_reset(&out);
  events_of(rap_buf_str(&in), false, 0, &out);
  assert_true(rap_str_find(rap_buf_str(&out), RAP_STR("!RAP_ERR_LIMIT"), 0) != SIZE_MAX);

  rap_buf_reset(&in), rap_buf_reset(&out);
  rap_buf_puts(&in, "<r><a k='");
  for (size_t i = 0; i < RAP_MAX_XML_TAG / 8 + 1; i++) rap_buf_puts(&in, "12345678");
  rap_buf_puts(&in, "'>x</a></r>");
  events_of(rap_buf_str(&in), true, 0, &out);
  assert_string_equal(out.p, "<r>{a tag too long, its attributes dropped@1}<a>x</a></r>");

  rap_buf_reset(&in), rap_buf_reset(&out);
  rap_buf_puts(&in, "<!DOCTYPE r [");
  for (size_t i = 0; i < RAP_MAX_XML_TAG / 8 + 1; i++) rap_buf_puts(&in, "<!-- -->");
  events_of(rap_buf_str(&in), true, 0, &out);
  assert_string_equal(out.p, "!RAP_ERR_LIMIT a document type declaration of more than 1048576 bytes: not read on");
  rap_buf_clear(&in), rap_buf_clear(&out);
}

static void resolves_references(void **state) {
  (void)state;
  assert_true(rap_str_is(rap_xml_resolve(arena, RAP_STR("http://a.example/b/c"), RAP_STR("../d?e")), "http://a.example/d?e"));
  assert_true(rap_str_is(rap_xml_resolve(arena, RAP_STR(""), RAP_STR("/d")), "/d"));
  assert_true(rap_str_is(rap_xml_resolve(arena, RAP_STR("http://a.example/"), RAP_STR("http://b.example/ x")), "http://b.example/ x"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_sound_xml_alike), cmocka_unit_test(strict_ends_at_the_first_error), cmocka_unit_test(repairs_text),
      cmocka_unit_test(repairs_tags),          cmocka_unit_test(drops_document_types),           cmocka_unit_test(withstands_hostile_xml),
      cmocka_unit_test(resolves_references),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
