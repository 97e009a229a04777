/* What reads words: tokens, even draws, phrases, keyness, concordances, likeness. */
#include "index_fixture.h"

#include <sqlite3.h>

#include "index/concordance.h"
#include "index/document_set.h"
#include "index/instances.h"
#include "index/keyness.h"
#include "index/similar.h"
#include "index/store_impl.h"
#include "index/tokens.h"

/* ---- tokens ---- */

typedef struct listed {
  rap_buf words;
  rap_str text;
  size_t n, most;
} listed;

static bool on_token(void *ctx, const rap_token *token) {
  listed *l = ctx;
  assert_true(token->begin < token->end && token->end <= l->text.n);
  rap_buf_add(&l->words, token->word);
  rap_buf_putc(&l->words, '|');
  return ++l->n < l->most;
}

static void assert_tokens(fixture *fx, rap_str text, const char *expected) {
  rap_tokens *tokens = NULL;
  listed l = {.text = text, .most = SIZE_MAX};
  assert_ok(rap_tokens_new(fx->store->db, &tokens, &fx->err));
  assert_ok(rap_tokens_each(tokens, text, on_token, &l, &fx->err));
  assert_text(rap_buf_str(&l.words), expected);
  rap_buf_clear(&l.words);
  rap_tokens_free(tokens);
}

static void test_tokens(void **state) {
  fixture *fx = *state;
  assert_tokens(fx, RAP_STR(""), "");
  assert_tokens(fx, RAP_STR("  ,;—  "), "");
  assert_tokens(fx, RAP_STR("Café-Nord 2023"), "cafe|nord|2023|");
  assert_tokens(fx, RAP_STR("दिल्ली में"), "दिल्ली|में|");
  assert_tokens(fx, RAP_STR("e\xCC\x81tat \xFF\xFEz"), "etat|z|");
  rap_tokens *tokens = NULL;
  listed l = {.text = RAP_STR("one two three"), .most = 2};
  assert_ok(rap_tokens_new(fx->store->db, &tokens, &fx->err));
  assert_ok(rap_tokens_each(tokens, l.text, on_token, &l, &fx->err));
  assert_text(rap_buf_str(&l.words), "one|two|");
  rap_buf_clear(&l.words);
  rap_tokens_free(tokens);
  rap_tokens_free(NULL);
}

/* The tokenizer has the arguments of the index: what it finds in the texts is the vocabulary of the index, word for word. */
static void test_tokens_are_those_of_the_index(void **state) {
  fixture *fx = *state;
  sqlite3 *db = NULL;
  sqlite3_stmt *s = NULL;
  rap_str text = {0};
  assert_int_equal(sqlite3_open(fx->path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, 'fts', 'instance')", NULL, NULL, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_prepare_v2(db,
                                      "SELECT group_concat(term, '|') || '|' FROM (SELECT term FROM temp.v WHERE doc = 1 ORDER BY col DESC, offset)",
                                      -1, &s, NULL),
                   SQLITE_OK);
  assert_int_equal(sqlite3_step(s), SQLITE_ROW);
  assert_ok(rap_store_text(fx->store, 1, &text, &fx->err));
  assert_true(sqlite3_column_bytes(s, 0) > 100);
  assert_tokens(fx, text, (const char *)sqlite3_column_text(s, 0));
  assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* ---- draws ---- */

static void test_draws(void **state) {
  fixture *fx = *state;
  enum { N = 1000 };
  static int64_t ids[N];
  static uint32_t words[N];
  rap_document_set set = {ids, words, N, 0}, drawn;
  for (size_t i = 0; i < N; i++) {
    ids[i] = (int64_t)i * 3 + 1;
    words[i] = 100;
    set.n_words += words[i];
  }
  assert_ok(rap_document_set_draw(fx->arena, &set, 1000000, &drawn, &fx->err));
  assert_int_equal(drawn.n, N);
  assert_ok(rap_document_set_draw(fx->arena, &set, 5000, &drawn, &fx->err));
  assert_int_equal(drawn.n, 50);
  assert_int_equal(drawn.n_words, 5000);
  for (size_t i = 0; i < drawn.n; i++) assert_int_equal(drawn.ids[i], (int64_t)(i * 20 + 10) * 3 + 1);
  assert_true(rap_document_set_has(&set, 4) && !rap_document_set_has(&set, 5));
  assert_ok(rap_document_set_draw(fx->arena, &set, 0, &drawn, &fx->err));
  assert_int_equal(drawn.n, 1);
  /* One text that alone is longer than all that may be read. */
  words[500] = 50000000;
  set.n_words += words[500] - 100;
  assert_ok(rap_document_set_draw(fx->arena, &set, 5000, &drawn, &fx->err));
  assert_true(drawn.n >= 1 && drawn.n < 50);
  const rap_document_set nothing = {0};
  assert_ok(rap_document_set_draw(fx->arena, &nothing, 10, &drawn, &fx->err));
  assert_int_equal(drawn.n, 0);
}

static void test_sets(void **state) {
  fixture *fx = *state;
  rap_document_set all, some, rest;
  const rap_filter none = {0}, telangana = {.words = RAP_STR("telangana")};
  assert_ok(rap_document_set_of(fx->store, fx->arena, &none, &all, &fx->err));
  assert_int_equal(all.n, 3);
  assert_ok(rap_document_set_of(fx->store, fx->arena, &telangana, &some, &fx->err));
  assert_int_equal(some.n, 1);
  assert_ok(rap_document_set_rest(fx->store, fx->arena, &some, &rest, &fx->err));
  assert_int_equal(rest.n, 2);
  assert_int_equal(rest.n_words + some.n_words, all.n_words);
  rap_filter dated = {.since = {.year = 2023}, .until = {.year = 2023}};
  assert_ok(rap_document_set_of(fx->store, fx->arena, &dated, &some, &fx->err));
  assert_int_equal(some.n, 2);
}

/* ---- phrases ---- */

static void count_words(rap_grams *g, int set, const char *text) {
  rap_str rest = rap_str_of(text), word;
  rap_grams_text(g, set);
  bool joined = false;
  while (rap_str_split(&rest, ' ', &word)) {
    if (rap_str_is(word, ".")) {
      joined = false;
      continue;
    }
    assert_true(rap_grams_word(g, word, joined));
    joined = true;
  }
}

static const rap_gram *gram(const rap_grams *g, const char *term) {
  for (size_t i = 0; i < g->n; i++) {
    rap_buf b = {0};
    rap_grams_term(g, &g->items[i], &b);
    bool is = rap_str_is(rap_buf_str(&b), term);
    rap_buf_clear(&b);
    if (is) return &g->items[i];
  }
  return NULL;
}

static void test_grams(void **state) {
  (void)state;
  rap_grams g = {.longest = 3};
  count_words(&g, 0, "a b c a b . c");
  count_words(&g, 0, "a b");
  count_words(&g, 1, "b a");
  assert_int_equal(gram(&g, "a")->n[0], 3);
  assert_int_equal(gram(&g, "a")->documents[0], 2);
  assert_int_equal(gram(&g, "a b")->n[0], 3);
  assert_int_equal(gram(&g, "a b c")->n[0], 1);
  assert_int_equal(gram(&g, "c a b")->n[0], 1);
  assert_null(gram(&g, "a b ."));
  assert_int_equal(gram(&g, "b c")->n[0], 1); /* not over the stop */
  assert_int_equal(gram(&g, "b a")->n[1], 1);
  assert_int_equal(rap_grams_length(gram(&g, "c a b")), 3);
  assert_int_equal(g.total[0], 8);
  for (size_t i = 0; i < 5000; i++) { /* many words: the table grows */
    char word[16];
    (void)snprintf(word, sizeof word, "w%zu", i);
    assert_true(rap_grams_word(&g, rap_str_of(word), true));
  }
  assert_int_equal(gram(&g, "w4998 w4999")->n[1], 1);
  rap_grams_clear(&g);
  rap_grams_clear(&g);
}

/* ---- places ---- */

static void test_groups(void **state) {
  (void)state;
  rap_buf b = {0};
  rap_instances_groups(RAP_STR("\"a\" AND NEAR(\"b c\" \"d, 9)\" *, 5) AND (\"e\" OR NEAR(\"f\" \"g\"))"), &b);
  static const char expected[] = {0, 0, 1, 5, 1, 5, 0, 0, 2, 10, 2, 10};
  assert_int_equal(b.n, sizeof expected);
  assert_memory_equal(b.p, expected, sizeof expected);
  rap_buf_reset(&b);
  rap_instances_groups(RAP_STR("NEAR(\"never closed"), &b);
  rap_instances_groups((rap_str){0}, &b);
  rap_buf_clear(&b);
}

static void test_damaged_places(void **state) {
  fixture *fx = *state;
  rap_instance *at;
  size_t n;
  assert_int_equal(rap_instances_count((rap_str){0}), 0);
  assert_int_equal(rap_instances_count(RAP_STR("\x05\x01\x01")), 0);
  assert_false(rap_instances_unpack(fx->arena, RAP_STR("\x00\x02\x01\x01\x03"), RAP_INSTANCE_BODY, &at, &n));
  assert_true(rap_instances_unpack(fx->arena, RAP_STR("\x00\x02\x01\x01\x03\x02"), RAP_INSTANCE_BODY, &at, &n));
  assert_int_equal(n, 2);
  assert_int_equal(at[1].first, 5);
  assert_int_equal(at[1].n, 2);
}

/* ---- concordance ---- */

typedef struct lines {
  fixture *fx;
  rap_buf text; /* "left[node]right (document)\n" */
  size_t n;
} lines;

static rap_status on_line(void *ctx, const rap_kwic_row *row, rap_error *err) {
  lines *l = ctx;
  rap_stored_document d;
  (void)err;
  l->n++;
  rap_buf_printf(&l->text, "%.*s[%.*s]%.*s (%.*s)\n", RAP_FMT(row->left), RAP_FMT(row->node), RAP_FMT(row->right), RAP_FMT(row->document));
  /* Offsets are those of the full text. */
  assert_int_equal(rap_store_get(l->fx->store, l->fx->arena, row->document, &d, NULL), RAP_OK);
  assert_true(rap_str_eq(rap_str_at(d.doc.full, row->at), row->node));
  assert_true(rap_str_eq(rap_str_sub(d.doc.full, row->at.begin - row->left.n, row->at.begin), row->left));
  assert_true(rap_str_eq(rap_str_sub(d.doc.full, row->at.end, row->at.end + row->right.n), row->right));
  assert_int_equal(row->in_title, row->at.begin < d.doc.title_len);
  return RAP_OK;
}

static void assert_kwic(fixture *fx, const rap_filter *filter, const rap_kwic_spec *spec, rap_page page, size_t hits, const char *expected) {
  lines l = {.fx = fx};
  rap_kwic_totals totals;
  assert_ok(rap_query_kwic(fx->store, filter, spec, page, on_line, &l, &totals, &fx->err));
  assert_text(l.text.p ? rap_buf_str(&l.text) : RAP_STR(""), expected);
  assert_int_equal(totals.hits, hits);
  rap_buf_clear(&l.text);
}

static void test_kwic(void **state) {
  fixture *fx = *state;
  const rap_filter secretaries = {.words = RAP_STR("secretaries")}, two = {.words = RAP_STR("cyber security")}, none = {0};
  rap_kwic_spec spec = {.context = 2};
  assert_kwic(fx, &secretaries, &spec, (rap_page){0, 0}, 5,
              "IT [Secretaries] meet (other)\nState IT [Secretaries] on 17 (other)\nof chief [secretaries] ended in (report)\n"
              "Chief [Secretaries] to meet (announcement)\nof Chief [Secretaries] on 6 (announcement)\n");

  assert_kwic(fx, &secretaries, &spec, (rap_page){1, 2}, 5, "State IT [Secretaries] on 17 (other)\nof chief [secretaries] ended in (report)\n");
  assert_kwic(fx, &two, &spec, (rap_page){0, 0}, 1, "Kerala discussed [cyber security] with Narendra (report)\n");
  spec.sort = RAP_KWIC_RIGHT;
  assert_kwic(fx, &secretaries, &spec, (rap_page){0, 2}, 5, "of chief [secretaries] ended in (report)\nIT [Secretaries] meet (other)\n");
  spec.sort = RAP_KWIC_LEFT;
  assert_kwic(fx, &secretaries, &spec, (rap_page){4, 9}, 5, "State IT [Secretaries] on 17 (other)\n");
  spec = (rap_kwic_spec){.context = 1, .node = RAP_STR("kerala"), .in_statements = true};
  assert_kwic(fx, &none, &spec, (rap_page){0, 0}, 2, "[Kerala] proposed (other)\nand [Kerala] discussed (report)\n");
  spec = (rap_kwic_spec){.node = RAP_STR("NEAR(telangana discussed, 3)")};
  assert_kwic(fx, &none, &spec, (rap_page){0, 0}, 1, "[Telangana and Kerala discussed] (report)\n");
}

static void test_kwic_bad(void **state) {
  fixture *fx = *state;
  lines l = {.fx = fx};
  rap_kwic_totals totals;
  rap_kwic_spec spec = {.context = 3};
  rap_filter filter = {0};
  assert_status(rap_query_kwic(fx->store, &filter, &spec, (rap_page){0, 0}, on_line, &l, &totals, &fx->err), RAP_ERR_USAGE);
  filter.words = RAP_STR("-water");
  assert_status(rap_query_kwic(fx->store, &filter, &spec, (rap_page){0, 0}, on_line, &l, &totals, &fx->err), RAP_ERR_USAGE);
  filter.words = RAP_STR("zzz");
  assert_kwic(fx, &filter, &spec, (rap_page){0, 0}, 0, "");
  spec.sort = RAP_KWIC_NODE;
  assert_kwic(fx, &filter, &spec, (rap_page){100, 5}, 0, "");
  filter.words = RAP_STR("kerala");
  assert_status(rap_query_kwic(fx->store, &filter, &spec, (rap_page){SIZE_MAX - 1, 2}, on_line, &l, &totals, &fx->err), RAP_ERR_LIMIT);
  assert_int_equal(l.n, 0);
}

/* ---- keyness ---- */

static const rap_keyness_row *row_of(const rap_keyness_row *rows, size_t n, const char *term) {
  for (size_t i = 0; i < n; i++)
    if (rap_str_is(rows[i].term, term)) return &rows[i];
  return NULL;
}

static void test_keyness(void **state) {
  fixture *fx = *state;
  rap_keyness_answer k;
  const rap_filter report_only = {.words = RAP_STR("telangana")}, nobody = {.words = RAP_STR("zzz")}, all = {0};
  rap_keyness_spec spec = {.longest = 2, .min_documents = 1};
  assert_ok(rap_query_keyness(fx->store, &report_only, NULL, &spec, fx->arena, &k, &fx->err));
  assert_int_equal(k.a.documents, 1);
  assert_int_equal(k.b.documents, 2);
  assert_int_equal(k.a.read, 1);
  const rap_keyness_row *r = row_of(k.over, k.n_over, "telangana");
  assert_non_null(r);
  assert_int_equal(r->a, 2);
  assert_int_equal(r->b, 0);
  assert_int_equal(r->documents_a, 1);
  assert_true(r->stats.log_ratio > 1 && r->stats.g2 > 0);
  assert_non_null(row_of(k.over, k.n_over, "cyber security"));
  assert_null(row_of(k.over, k.n_over, "saturday telangana")); /* over the end of a sentence */
  for (size_t i = 1; i < k.n_over; i++) assert_true(k.over[i - 1].stats.g2 >= k.over[i].stats.g2);
  for (size_t i = 0; i < k.n_under; i++) assert_false(k.under[i].stats.over);
  spec.limit = 3;
  assert_ok(rap_query_keyness(fx->store, &report_only, &all, &spec, fx->arena, &k, &fx->err));
  assert_int_equal(k.n_over, 3);
  assert_true(k.more_over > 0);
  assert_int_equal(k.both, 1);
  spec = (rap_keyness_spec){.min_documents = 1};
  assert_ok(rap_query_keyness(fx->store, &nobody, NULL, &spec, fx->arena, &k, &fx->err));
  assert_int_equal(k.n_over + k.n_under, 0);
  assert_ok(rap_query_keyness(fx->store, &all, NULL, &spec, fx->arena, &k, &fx->err)); /* the other side is empty */
  assert_int_equal(k.n_over + k.n_under, 0);
  spec.max_words = 1;
  assert_ok(rap_query_keyness(fx->store, &all, &report_only, &spec, fx->arena, &k, &fx->err));
  assert_int_equal(k.a.read, 1);
  spec.longest = 9;
  assert_status(rap_query_keyness(fx->store, &all, NULL, &spec, fx->arena, &k, &fx->err), RAP_ERR_LIMIT);
}

/* ---- likeness ---- */

static rap_status on_similar(void *ctx, const rap_similar_row *row, rap_error *err) {
  (void)err;
  lines *l = ctx;
  l->n++;
  rap_buf_printf(&l->text, "%.*s:", RAP_FMT(row->document));
  for (size_t i = 0; i < row->n_names; i++) rap_buf_printf(&l->text, " %.*s", RAP_FMT(row->names[i].label.value));
  rap_buf_printf(&l->text, "%s\n", row->same_event ? " same" : "");
  assert_true(row->likeness > 0 && row->likeness <= 1.5 && row->n_terms > 0);
  return RAP_OK;
}

static int setup_like(void **state) {
  (void)fixture_setup(state);
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  for (int i = 0; i < 40; i++) {
    char id[16], body[200];
    (void)snprintf(id, sizeof id, "filler-%d", i);
    (void)snprintf(body, sizeof body, "Officials of department %c%c spoke about roads, ports and bridges number %d in the capital.", 'a' + i % 26,
                   'a' + i / 2, i);
    maker m = make(fx, id, "", body, "2024-01-01");
    put(&m);
  }
  maker a = report(fx), b = announcement(fx);
  put(&a), put(&b);
  maker c = make(fx, "echo", "", "Telangana and Kerala asked for cyber security drills; Kerala will host them. Ransomware worries secretaries.",
                 "2023-02-01");
  add_mention(&c, RAP_KIND_STATE, "Kerala", "IN-KL");
  put(&c);
  maker word = make(fx, "one", "", "Telangana", "2023-02-02"), empty = make(fx, "none", "", "—", "2023-02-03");
  put(&word), put(&empty);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  fixture_open(fx, RAP_STORE_READ);
  return 0;
}

static void assert_similar(fixture *fx, const char *id, const char *words, const char *expected) {
  lines l = {.fx = fx};
  rap_similar_answer answer;
  const rap_similar_spec spec = {0};
  const rap_filter filter = {.words = rap_str_of(words)};
  assert_ok(rap_query_similar(fx->store, rap_str_of(id), &filter, &spec, (rap_page){0, 0}, on_similar, &l, fx->arena, &answer, &fx->err));
  assert_text(l.text.p ? rap_buf_str(&l.text) : RAP_STR(""), expected);
  assert_int_equal(answer.total, l.n);
  rap_buf_clear(&l.text);
}

static void test_similar(void **state) {
  fixture *fx = *state;
  lines l = {.fx = fx};
  rap_similar_answer answer;
  const rap_similar_spec spec = {0};
  const rap_filter none = {0};
  assert_similar(fx, "report", "ransomware", "echo: IN-KL\n");
  assert_similar(fx, "report", "dharamshala", "announcement: industry.msme same\n");
  assert_similar(fx, "report", "zzz", "");
  assert_similar(fx, "none", "", ""); /* not a word */
  assert_similar(fx, "one", "ransomware", "echo:\n");
  assert_status(rap_query_similar(fx->store, RAP_STR("nobody"), &none, &spec, (rap_page){0, 0}, on_similar, &l, fx->arena, &answer, &fx->err),
                RAP_NOT_FOUND);
}

/* A text of ten megabytes: one word after the other, of few letters; and marks without letters. */
static int setup_long(void **state) {
  (void)fixture_setup(state);
  fixture *fx = *state;
  enum { BYTES = 10 << 20 };
  fixture_open(fx, RAP_STORE_WRITE);
  char *body = rap_arena_alloc(fx->arena, BYTES + 64);
  assert_non_null(body);
  size_t n = 0;
  for (unsigned i = 0; n < BYTES; i++) n += (size_t)snprintf(body + n, 24, "w%u%s", i % 5000, i % 11 ? " " : ". ");
  (void)snprintf(body + n, 40, "the needle \xCC\x81\xCC\x81 is here");
  maker m = make(fx, "long", "", body, "2024-01-01"), s = make(fx, "short", "", "A needle, w1 and w2.", "2024-01-02");
  put(&m), put(&s);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  fixture_open(fx, RAP_STORE_READ);
  return 0;
}

static void test_long(void **state) {
  fixture *fx = *state;
  rap_keyness_answer k;
  const rap_filter needle = {.words = RAP_STR("needle")}, common = {.words = RAP_STR("w7")}, none = {0};
  rap_kwic_spec spec = {.context = 1, .sort = RAP_KWIC_DOCUMENT};
  assert_kwic(fx, &needle, &spec, (rap_page){0, 0}, 2, "the [needle] \xCC\x81\xCC\x81 (long)\nA [needle], w1 (short)\n");
  rap_kwic_totals totals;
  lines l = {.fx = fx};
  spec.sort = RAP_KWIC_RIGHT;
  assert_ok(rap_query_kwic(fx->store, &common, &spec, (rap_page){0, 1}, on_line, &l, &totals, &fx->err));
  assert_int_equal(l.n, 1);
  assert_true(totals.hits > 300 && totals.hits_read == totals.hits);
  rap_buf_clear(&l.text);
  const rap_keyness_spec both = {.longest = 3, .min_documents = 1};
  assert_ok(rap_query_keyness(fx->store, &needle, NULL, &both, fx->arena, &k, &fx->err));
  rap_similar_answer answer;
  const rap_similar_spec like = {0};
  assert_ok(rap_query_similar(fx->store, RAP_STR("long"), &none, &like, (rap_page){0, 5}, on_similar, &l, fx->arena, &answer, &fx->err));
  rap_buf_clear(&l.text);
}

static int setup(void **state) {
  (void)fixture_setup(state);
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  maker a = announcement(fx), b = report(fx), c = other(fx);
  put(&a), put(&b), put(&c);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  fixture_open(fx, RAP_STORE_READ);
  return 0;
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH(test_tokens),
      WITH(test_tokens_are_those_of_the_index),
      WITH(test_draws),
      WITH(test_sets),
      cmocka_unit_test(test_grams),
      cmocka_unit_test(test_groups),
      WITH(test_damaged_places),
      WITH(test_kwic),
      WITH(test_kwic_bad),
      WITH(test_keyness),
      cmocka_unit_test_setup_teardown(test_similar, setup_like, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_long, setup_long, fixture_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
