/* Exports read back: what each format says stands at a place is what stands there in the store, whatever the text is made of. */
#include "index_fixture.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>

#include "index/plain.h"
#include "queries/export.h"

/* Every plane of Unicode's, both directions, what XML, JSON, CSV and brat have to escape, and a mention that crosses another. */
#define BODY                                                                                                                                       \
  "Telangana \xF0\x9F\x8C\x8F agreed on \xE0\xA4\xA1\xE0\xA4\xBF\xE0\xA4\x9C\xE0\xA4\xBF\xE0\xA4\x9F\xE0\xA4\xB2 data ]]> & <b>\"rules\"</b>.\n\n" \
  "## Water & power\n\n"                                                                                                                           \
  "- \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D, Kerala\n- \xF0\x9D\x94\x98 Goa, 5,5 per cent\n\n"                                                           \
  "The Water Ministry of Goa met on 6 January 2023."

static maker hostile(fixture *fx, const char *id, const char *title) {
  maker m = {.fx = fx};
  const rap_raw_document raw = {.id = rap_str_of(id),
                                .title = rap_str_of(title),
                                .text = RAP_STR(BODY),
                                .date = RAP_STR("2023-01-08"),
                                .source = RAP_STR("p\xC3\xAD"
                                                  "b/x"),
                                .file = RAP_STR("in.jsonl:1")};
  assert_ok(rap_document_build(fx->arena, &raw, &m.doc, &fx->err));
  m.doc.view = (rap_view){0};
  add_mention(&m, RAP_KIND_STATE, "Telangana", "IN-TG");
  add_mention(&m, RAP_KIND_THEME, "\xE0\xA4\xA1\xE0\xA4\xBF\xE0\xA4\x9C\xE0\xA4\xBF\xE0\xA4\x9F\xE0\xA4\xB2 data ]]> & <b>\"rules\"</b>",
              "digital.data");
  add_mention(&m, RAP_KIND_STATE, "Kerala", "IN-KL");
  add_mention(&m, RAP_KIND_STATE, "Goa, 5,5", "IN-GA");
  add_mention(&m, RAP_KIND_ORGANISATION, "Water Ministry", "water");
  add_mention(&m, RAP_KIND_THEME, "Ministry of Goa", "governance");
  add_date(&m, "6 January 2023", day("2023-01-06"), day("2023-01-06"));
  add_theme(&m, "digital.data", true);
  add_person(&m, "power", "", "attended");
  add_count(&m, "5,5 per cent", "states", 5, -1);
  add_event(&m, "water", "Water Meeting", 0, "2023-01-06", "2023-01-06", "held", true)->text = span_of(&m, "Water Ministry");
  rap_statement *s = add_statement(
      &m, "IN-TG", "agreed", "digital.data",
      "Telangana \xF0\x9F\x8C\x8F agreed on \xE0\xA4\xA1\xE0\xA4\xBF\xE0\xA4\x9C\xE0\xA4\xBF\xE0\xA4\x9F\xE0\xA4\xB2 data ]]> & <b>\"rules\"</b>.");
  s->actor_text = span_of(&m, "Telangana \xF0\x9F\x8C\x8F");
  s->topic = span_of(&m, "\xE0\xA4\xA1\xE0\xA4\xBF\xE0\xA4\x9C\xE0\xA4\xBF\xE0\xA4\x9F\xE0\xA4\xB2");
  return m;
}

static void put_hostile(fixture *fx) {
  fixture_open(fx, RAP_STORE_WRITE);
  maker a = hostile(fx, "../../x", "T\xC3\xADtle & <i>"), b = hostile(fx, "CON .", ""), c = hostile(fx, "\xF0\x9F\x8C\x8F", "=1+1");
  assert_int_equal(put(&a), RAP_PUT_INSERTED);
  assert_int_equal(put(&b), RAP_PUT_INSERTED);
  assert_int_equal(put(&c), RAP_PUT_INSERTED);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  fixture_open(fx, RAP_STORE_READ);
}

/* ---- running an export ---- */

typedef struct run {
  rap_export x;
  const rap_export_kind *kind;
  void *state;
} run;

static rap_status on_document(void *ctx, const rap_exported *document, rap_error *err) {
  run *r = ctx;
  rap_arena_reset(r->x.scratch);
  return r->kind->document(&r->x, r->state, document, err);
}

static rap_status export_to(fixture *fx, const char *kind, const char *path, bool hash_only, bool commit, rap_outputs_totals *totals) {
  run r = {.kind = rap_export_kind_of(rap_str_of(kind)),
           .x = {.store = fx->store, .arena = fx->arena, .scratch = rap_arena_new(), .program = RAP_STR("test 1")}};
  const rap_outputs_options options = {.path = rap_str_of(path), .folder = r.kind->folder, .parts = r.kind->parts, .hash_only = hash_only};
  const rap_filter all = {0};
  rap_error_clear(&fx->err);
  rap_status st = rap_outputs_new(&options, &r.x.outputs, &fx->err);
  if (st == RAP_OK && r.kind->begin) st = r.kind->begin(&r.x, &r.state, &fx->err);
  if (st == RAP_OK) st = rap_export_documents(fx->store, &all, on_document, &r, NULL, &fx->err);
  if (st == RAP_OK && r.kind->end) st = r.kind->end(&r.x, r.state, &fx->err);
  if (r.kind->free) r.kind->free(r.state);
  if (st == RAP_OK) st = rap_outputs_sum(r.x.outputs, totals, &fx->err);
  totals->list = NULL;
  if (st == RAP_OK && commit) st = rap_outputs_commit(r.x.outputs, &fx->err);
  rap_outputs_free(r.x.outputs);
  rap_arena_free(r.x.scratch);
  return st;
}

static const char *folder_of(fixture *fx, const char *name) { return rap_arena_printf(fx->arena, "%s/%s", fx->dir, name).p; }

static const char *export_it(fixture *fx, const char *kind) {
  rap_outputs_totals totals;
  const char *path = folder_of(fx, kind);
  assert_ok(export_to(fx, kind, path, false, true, &totals));
  return path;
}

static rap_str read_all(fixture *fx, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail_msg("%s is not there", path);
  char *text = rap_arena_alloc(fx->arena, 1 << 20);
  size_t n = fread(text, 1, 1 << 20, file);
  assert_int_equal(fclose(file), 0);
  return (rap_str){text, n};
}

static rap_str read_member(fixture *fx, const char *folder, rap_str name) {
  return read_all(fx, rap_arena_printf(fx->arena, "%s/%.*s", folder, RAP_FMT(name)).p);
}

/* The part of `s` between code points. */
static rap_str points(rap_str s, size_t begin, size_t end) {
  size_t at = 0, from = 0;
  for (size_t n = 0; n <= end; n++) {
    if (n == begin) from = at;
    if (n == end) break;
    assert_true(at < s.n);
    do at++;
    while (at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80);
  }
  return rap_str_sub(s, from, at);
}

/* Names of the documents' files without suffix, and their texts: as rap_export_name made them of hostile ids. */
static const char *const names[] = {"p%C3%ADb%2Fx@%2E.%2F..%2Fx", "p%C3%ADb%2Fx@CON%20.", "p%C3%ADb%2Fx@%F0%9F%8C%8F"};

/* ---- the formats ---- */

static void test_brat(void **state) {
  fixture *fx = *state;
  put_hostile(fx);
  const char *folder = export_it(fx, "brat");
  size_t n = 0;
  for (size_t i = 0; i < 3; i++) {
    const char *name = names[i];
    rap_str text = read_member(fx, folder, rap_arena_printf(fx->arena, "%s.txt", name)),
            rest = read_member(fx, folder, rap_arena_printf(fx->arena, "%s.ann", name)), line;
    while (rap_str_split(&rest, '\n', &line)) {
      size_t begin, end;
      char type[32];
      if (!rap_str_starts(line, RAP_STR("T"))) continue;
      rap_str copy = rap_arena_str(fx->arena, line);
      assert_int_equal(sscanf(copy.p, "T%*u\t%31s %zu %zu\t", type, &begin, &end), 3);
      size_t tab = rap_str_find(line, RAP_STR("\t"), rap_str_find(line, RAP_STR("\t"), 0) + 1);
      rap_str said = rap_str_sub(line, tab + 1, line.n);
      assert_true(rap_str_eq(points(text, begin, end), said));
      n++;
    }
    assert_true(rap_str_find(read_member(fx, folder, rap_arena_printf(fx->arena, "%s.ann", name)),
                             RAP_STR("E1\tAgreed:T9 Actor:T1 Topic:T11 Evidence:T10"), 0) != SIZE_MAX);
  }
  assert_int_equal(n, 3 * (8 + 3));
}

static void test_web_annotation(void **state) {
  fixture *fx = *state;
  put_hostile(fx);
  const char *folder = export_it(fx, "web-annotation");
  for (size_t i = 1; i < 3; i++) {
    rap_json *page = NULL;
    rap_str text = read_member(fx, folder, rap_arena_printf(fx->arena, "%s.txt", names[i]));
    assert_ok(rap_json_parse(read_member(fx, folder, rap_arena_printf(fx->arena, "%s.jsonld", names[i])), &page, &fx->err));
    const rap_json *items = rap_json_get(page, "items");
    assert_int_equal(rap_json_length(items), 8 + 1);
    for (size_t k = 0; k < rap_json_length(items); k++) {
      const rap_json *selectors = rap_json_get(rap_json_get(rap_json_item(items, k), "target"), "selector"), *quote = rap_json_item(selectors, 1);
      int64_t begin, end;
      assert_true(rap_json_int(rap_json_get(rap_json_item(selectors, 0), "start"), &begin) &&
                  rap_json_int(rap_json_get(rap_json_item(selectors, 0), "end"), &end));
      rap_str exact = rap_json_string(rap_json_get(quote, "exact"));
      assert_true(rap_str_eq(points(text, (size_t)begin, (size_t)end), exact));
      rap_str before = points(text, 0, (size_t)begin);
      assert_true(rap_str_ends(before, rap_json_string(rap_json_get(quote, "prefix"))));
      assert_true(rap_str_starts(rap_str_sub(text, before.n + exact.n, text.n), rap_json_string(rap_json_get(quote, "suffix"))));
    }
    rap_json_free(page);
  }
}

/* Text content of XML from `at` on, to the end tag of the element that begins there. */
static rap_str content(fixture *fx, rap_str xml, const char *begin) {
  static const struct { const char *name, *text; } entities[] = {{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"&quot;", "\""}, {"&#13;", "\r"}};
  rap_buf out = {0};
  size_t at = rap_str_find(xml, rap_str_of(begin), 0);
  if (at == SIZE_MAX) fail_msg("no %s", begin);
  for (int depth = 0; at < xml.n;) {
    if (xml.p[at] == '<') {
      size_t end = rap_str_find(xml, RAP_STR(">"), at);
      if (xml.p[at + 1] == '/')
        depth--;
      else if (xml.p[end - 1] != '/')
        depth++;
      at = end + 1;
      if (depth == 0) break;
      continue;
    }
    size_t n = 1;
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
      if (rap_str_starts(rap_str_sub(xml, at, xml.n), rap_str_of(entities[i].name))) {
        rap_buf_puts(&out, entities[i].text);
        n = strlen(entities[i].name);
      }
    if (n == 1) rap_buf_putc(&out, xml.p[at]);
    at += n;
  }
  rap_str kept = rap_arena_str(fx->arena, rap_buf_str(&out));
  rap_buf_clear(&out);
  return kept;
}

/* Without white space, which lies between blocks. */
static rap_str squeezed(fixture *fx, rap_str s) {
  char *out = rap_arena_alloc(fx->arena, s.n + 1);
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++)
    if (!rap_ascii_is_space(s.p[i])) out[n++] = s.p[i];
  return (rap_str){out, n};
}

static void test_tei(void **state) {
  fixture *fx = *state;
  put_hostile(fx);
  const char *folder = export_it(fx, "tei");
  maker m = hostile(fx, "x", "");
  rap_str xml = read_member(fx, folder, rap_arena_printf(fx->arena, "%s.xml", names[1]));
  assert_true(rap_str_eq(squeezed(fx, content(fx, xml, "<body>")), squeezed(fx, m.doc.full)));
  for (size_t i = 0; i < m.record.n_mentions; i++) {
    char id[32];
    (void)snprintf(id, sizeof id, "xml:id=\"m%zu\"", i + 1);
    size_t at = rap_str_find(xml, rap_str_of(id), 0), begin = at;
    assert_true(at != SIZE_MAX);
    while (xml.p[begin] != '<') begin--;
    bool crossing = rap_str_starts(rap_str_sub(xml, begin, xml.n), RAP_STR("<span "));
    assert_int_equal(crossing, i == 5);
    if (crossing) continue;
    rap_str tag = rap_arena_str(fx->arena, rap_str_sub(xml, begin, rap_str_find(xml, RAP_STR(">"), begin) + 1));
    assert_true(rap_str_eq(content(fx, xml, tag.p), rap_str_at(m.doc.full, m.record.mentions[i].text)));
  }
  /* What crosses stands between anchors named after its place. */
  size_t from = rap_str_find(xml, RAP_STR("<anchor xml:id=\"c"), rap_str_find(xml, RAP_STR("The <orgName"), 0));
  assert_true(from != SIZE_MAX && rap_str_find(xml, RAP_STR("<orgName xml:id=\"m5\" key=\"water\">Water <anchor"), 0) != SIZE_MAX);
  assert_true(rap_str_find(xml, RAP_STR("<date xml:id=\"m7\" when=\"2023-01-06\">6 January 2023</date>"), 0) != SIZE_MAX);
  assert_true(rap_str_find(xml, RAP_STR("<list><item>- "), 0) != SIZE_MAX);
}

static void test_ndjson(void **state) {
  fixture *fx = *state;
  put_hostile(fx);
  rap_str all = read_all(fx, export_it(fx, "ndjson")), line;
  size_t n = 0;
  while (rap_str_split(&all, '\n', &line)) {
    rap_json *json = NULL;
    if (!line.n) continue;
    assert_ok(rap_json_parse(line, &json, &fx->err));
    const rap_json *mentions = rap_json_get(json, "mentions");
    rap_str text = rap_json_string(rap_json_get(json, "text"));
    for (size_t i = 0; i < rap_json_length(mentions); i++) {
      int64_t begin, end;
      assert_true(rap_json_int(rap_json_get(rap_json_item(mentions, i), "begin"), &begin) &&
                  rap_json_int(rap_json_get(rap_json_item(mentions, i), "end"), &end));
      assert_true(rap_str_eq(points(text, (size_t)begin, (size_t)end), rap_json_string(rap_json_get(rap_json_item(mentions, i), "text"))));
    }
    rap_json_free(json);
    n++;
  }
  assert_int_equal(n, 3);
}

/* ---- tables ---- */

typedef struct counted {
  fixture *fx;
  size_t rows[RAP_TABLES];
  rap_str texts[3];
  size_t n_texts;
} counted;

static rap_status count_row(void *ctx, rap_table table, const rap_value *values, rap_error *err) {
  (void)err;
  counted *c = ctx;
  const rap_table_info *info = rap_table_of(table);
  int64_t begin = -1, end = -1;
  rap_str said = {0};
  c->rows[table]++;
  for (size_t i = 0; i < info->n_columns; i++) {
    const rap_table_column *column = &info->columns[i];
    if (column->needed) assert_int_not_equal(values[i].kind, RAP_STORED_NULL);
    if (values[i].kind != RAP_STORED_NULL) assert_int_equal(values[i].kind == RAP_STORED_TEXT, column->type == RAP_TYPE_TEXT);
    if (strcmp(column->name, "char_begin") == 0) begin = values[i].number;
    if (strcmp(column->name, "char_end") == 0) end = values[i].number;
    if (strcmp(column->name, "evidence") == 0 || (strcmp(column->name, "text") == 0 && table != RAP_TABLE_DOCUMENT)) said = values[i].text;
    if (strcmp(column->name, "text") == 0 && table == RAP_TABLE_DOCUMENT) c->texts[c->n_texts++] = rap_arena_str(c->fx->arena, values[i].text);
  }
  /* All these stand in the body. */
  if (begin >= 0) assert_true(rap_str_eq(points(c->texts[c->n_texts - 1], (size_t)begin, (size_t)end), said));
  return RAP_OK;
}

static rap_status rows_of(void *ctx, const rap_exported *document, rap_error *err) {
  void **both = ctx;
  rap_export *x = both[1];
  return rap_export_rows_document(both[0], x, document, err);
}

static void test_rows(void **state) {
  fixture *fx = *state;
  put_hostile(fx);
  counted c = {.fx = fx};
  rap_export x = {.store = fx->store, .arena = fx->arena, .scratch = rap_arena_new(), .with_text = true};
  rap_export_rows rows = {.fn = count_row, .ctx = &c};
  void *both[] = {&rows, &x};
  size_t total;
  const rap_filter all = {0};
  assert_ok(rap_export_documents(fx->store, &all, rows_of, both, &total, &fx->err));
  assert_ok(rap_export_rows_end(&rows, &x, &fx->err));
  rap_export_rows_clear(&rows);
  rap_arena_free(x.scratch);
  assert_int_equal(total, 3);
  assert_int_equal(c.rows[RAP_TABLE_DOCUMENT], 3);
  assert_int_equal(c.rows[RAP_TABLE_MENTION], 3 * 8);
  assert_int_equal(c.rows[RAP_TABLE_STATEMENT], 3);
  assert_int_equal(c.rows[RAP_TABLE_STATEMENT_ACTOR], 3);
  assert_int_equal(c.rows[RAP_TABLE_STATEMENT_THEME], 3);
  assert_int_equal(c.rows[RAP_TABLE_PARTICIPANT], 3);
  assert_int_equal(c.rows[RAP_TABLE_STATED_COUNT], 3);
  assert_int_equal(c.rows[RAP_TABLE_EVENT_DOCUMENT], 3);
  assert_int_equal(c.rows[RAP_TABLE_EVENT], 1);
}

/* ---- whole or not at all, and the same again ---- */

static size_t entries(const char *folder) {
  DIR *dir = opendir(folder);
  size_t n = 0;
  assert_non_null(dir);
  while (readdir(dir)) n++;
  (void)closedir(dir);
  return n - 2;
}

static const char *const kinds[] = {"ndjson", "csv", "sqlite", "brat", "web-annotation", "tei"};

static void test_same_again(void **state) {
  fixture *fx = *state;
  put_hostile(fx);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    rap_outputs_totals a, b;
    assert_ok(export_to(fx, kinds[i], folder_of(fx, kinds[i]), false, true, &a));
    assert_ok(export_to(fx, kinds[i], "", true, true, &b));
    assert_string_equal(a.sha256, b.sha256);
    assert_int_equal(a.bytes, b.bytes);
    assert_int_equal(a.files, b.files);
    /* There is something now. */
    assert_status(export_to(fx, kinds[i], folder_of(fx, kinds[i]), false, true, &a), RAP_ERR_USAGE);
  }
}

static void test_nothing_half(void **state) {
  fixture *fx = *state;
  put_hostile(fx);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    rap_outputs_totals totals;
    size_t before = entries(fx->dir);
    assert_ok(export_to(fx, kinds[i], folder_of(fx, kinds[i]), false, false, &totals)); /* not committed */
    assert_int_equal(entries(fx->dir), before);
    struct rlimit old, low;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    low = (struct rlimit){.rlim_cur = 64, .rlim_max = old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    rap_status st = export_to(fx, kinds[i], folder_of(fx, kinds[i]), false, true, &totals);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(st, RAP_ERR_FULL);
    assert_int_equal(entries(fx->dir), before);
  }
}

static void test_file_names(void **state) {
  (void)state;
  rap_buf name = {0};
  char longer[400];
  rap_file_name(RAP_STR(".x\\y:z%"), &name);
  assert_text(rap_buf_str(&name), "%2Ex%5Cy%3Az%25");
  rap_buf_reset(&name);
  memset(longer, 'a', sizeof longer);
  rap_file_name((rap_str){longer, sizeof longer}, &name);
  assert_int_equal(name.n, RAP_FILE_NAME_MAX);
  assert_int_equal(name.p[RAP_FILE_NAME_MAX - 17], '~');
  rap_buf_clear(&name);
}

/* --force takes away nothing but an export. */
static void test_force(void **state) {
  fixture *fx = *state;
  rap_outputs *o = NULL;
  const char *path = folder_of(fx, "mine");
  assert_int_equal(mkdir(path, 0777), 0);
  rap_outputs_options options = {.path = rap_str_of(path), .folder = true, .force = true};
  FILE *file = fopen(rap_arena_printf(fx->arena, "%s/letter.txt", path).p, "w");
  assert_non_null(file);
  assert_int_equal(fclose(file), 0);
  assert_status(rap_outputs_new(&options, &o, &fx->err), RAP_ERR_USAGE);
  assert_int_equal(entries(path), 1);
  options.folder = false;
  assert_status(rap_outputs_new(&options, &o, &fx->err), RAP_ERR_USAGE);
  options.path = RAP_STR("/no/such/folder/x");
  assert_status(rap_outputs_new(&options, &o, &fx->err), RAP_ERR_IO);
}

int main(void) {
  (void)signal(SIGXFSZ, SIG_IGN);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_brat, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_web_annotation, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_tei, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_ndjson, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_rows, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_same_again, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_nothing_half, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_file_names, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_force, fixture_setup, fixture_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
