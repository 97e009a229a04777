/* Corrections as examples for rule packs: what a rule must no longer find, or find otherwise. */
#include "base/yaml.h"
#include "queries/correcting.h"

typedef struct examples {
  rap_question *q;
  rap_json *list;
  rap_arena *arena; /* of one document */
  size_t n, without;
} examples;

/* The sentence around the words, as it stands in the text now; the words alone when they are lost. */
static rap_status sentence_of(examples *x, const rap_correction *c, rap_str *out, rap_error *err) {
  rap_stored_document d;
  rap_document doc;
  rap_span at;
  rap_error own = {0};
  *out = c->anchor.quote;
  rap_str id = c->source.n ? rap_arena_printf(x->arena, "%.*s:%.*s", RAP_FMT(c->source), RAP_FMT(c->document)) : c->document;
  rap_status st = id.p ? rap_store_get(x->q->store, x->arena, id, &d, &own) : rap_error_nomem(err);
  if (st == RAP_NOT_FOUND) return RAP_OK;
  if (st == RAP_OK) st = rap_document_restore(x->arena, &d.doc, &doc, &own);
  if (st != RAP_OK) return rap_error_set(err, st, "%s", own.text);
  if (rap_anchor_find(&c->anchor, d.doc.full, &at) != RAP_ANCHOR_FOUND) return RAP_OK;
  for (size_t i = 0; i < doc.n_sentences; i++) {
    rap_span s = doc.sentences[i].text;
    if (s.begin <= at.begin && at.end <= s.end) *out = rap_str_at(doc.full, s);
  }
  return RAP_OK;
}

/* The keys of a statement's example, as rule packs name them. */
static void put_expected(rap_json *o, const rap_correct_fields *now) {
  static const char *const names[][2] = {{"actor", "actors"},        {"theme", "themes"},      {"role", "role"},
                                         {"predicate", "predicate"}, {"polarity", "polarity"}, {"status", "status"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const rap_str_list *values = rap_correct_list(now, names[i][0]);
    if (!values) continue;
    if (i > 1) {
      (void)rap_json_set_str(o, names[i][1], values->items[0]);
      continue;
    }
    rap_json *list = rap_json_new_array();
    for (size_t k = 0; k < values->n; k++)
      if (values->items[k].n) (void)rap_json_append(list, rap_json_new_string(values->items[k]));
    (void)rap_json_set(o, names[i][1], list);
  }
}

static rap_status one(void *ctx, const rap_correction *c, const rap_correction_state *state, rap_error *err) {
  examples *x = ctx;
  (void)state;
  rap_str rule = rap_correct_text(&c->was, "rule"), text;
  bool set = c->thing == RAP_CORRECT_STATEMENT && c->op == RAP_CORRECT_SET;
  if (!rule.n || (set && rap_correct_list(&c->now, "speaker") && c->now.n == 1)) {
    x->without++;
    return RAP_OK;
  }
  rap_arena_reset(x->arena);
  rap_status st = sentence_of(x, c, &text, err);
  if (st != RAP_OK) return st;
  rap_json *o = rap_json_new_object();
  (void)rap_json_set_str(o, "rule", rule);
  (void)rap_json_set_str(o, set ? "text" : "no match", text);
  if (set) put_expected(o, &c->now);
  x->n++;
  return rap_json_append(x->list, o) ? RAP_OK : rap_error_nomem(err);
}

rap_status rap_correct_examples(rap_question *q, const rap_correction_filter *filter, rap_buf *out, size_t *n, size_t *without, rap_error *err) {
  rap_json *file = rap_json_new_object();
  examples x = {.q = q, .list = rap_json_new_array(), .arena = rap_arena_new()};
  rap_status st = x.arena && x.list ? rap_store_corrections(q->store, filter, one, &x, err) : rap_error_nomem(err);
  bool made = rap_json_set(file, "examples", x.list);
  if (st == RAP_OK) st = made ? rap_yaml_write(file, out, err) : rap_error_nomem(err);
  *n = x.n;
  *without = x.without;
  rap_json_free(file);
  rap_arena_free(x.arena);
  return st;
}
