#include "analyze/explain.h"

#include "analyze/engine_internal.h"

#include "analyze/rules_internal.h"
#include "analyze/windows.h"

rap_str rap_explain_literal(const rap_literals *literals, rap_str text, size_t begin, size_t end, size_t *at) {
  *at = RAP_NONE;
  if (end > text.n) end = text.n;
  if (!literals->n || begin > end) return (rap_str){0};
  size_t first = literals->before_min > end - begin ? end : begin + literals->before_min;
  size_t last = literals->before_max > end - begin ? end : begin + literals->before_max;
  for (size_t i = first; i <= last; i++)
    for (size_t k = 0; k < literals->n; k++) {
      if (!rap_literal_at(&literals->items[k], text, i)) continue;
      *at = i;
      return rap_str_sub(text, i, i + literals->items[k].n);
    }
  return (rap_str){0};
}

/* --- terms --- */

struct wanted {
  const rap_rule *rule;
  size_t length;
  const rap_term *term;
};

/* For rap_lexicon_scan over the mention itself. */
static bool is_wanted(void *ctx, const rap_term *term, rap_span span) {
  struct wanted *w = ctx;
  if (term->rule == w->rule && term->role != RAP_TERM_NOT && span.begin == 0 && span.end == w->length) w->term = term;
  return !w->term;
}

/* The term whose wording the mention is. */
static const rap_term *term_of(const rap_rules *rules, rap_scratch *scratch, const rap_document *doc, const rap_hit *hit) {
  rap_span groups[RAP_MAX_GROUPS];
  rap_str mention = rap_str_at(doc->view.s, hit->view);
  struct wanted wanted = {hit->rule, mention.n, NULL};
  (void)rap_lexicon_scan(&rules->lexicon, mention, is_wanted, &wanted);
  for (size_t i = 0; i < rules->n_regex_terms && !wanted.term; i++) {
    const rap_term *term = rules->regex_terms[i];
    if (term->rule != hit->rule) continue;
    bool fits = rap_regex_match(term->regex, scratch, doc->view.s, hit->view.begin, true, groups) == RAP_MATCH_YES;
    if (fits && groups[0].end == hit->view.end) wanted.term = term;
  }
  return wanted.term;
}

/* --- guards --- */

static void add_guards(const rap_guards *guards, rap_explained *out) {
  for (size_t i = 0; guards && guards->sources && i < RAP_N_GUARDS; i++)
    if (guards->sources[i].n) out->held[out->n_held++] = (rap_held){rap_guard_names[i], guards->sources[i]};
}

rap_status rap_explain_hit(const rap_rules *rules, rap_scratch *scratch, rap_arena *arena, const rap_document *doc, const rap_hit *hit,
                           rap_explained *out, rap_error *err) {
  *out = (rap_explained){.rule = hit->rule, .literal_at = RAP_NONE, .captures = hit->captures, .n_captures = hit->n_captures};
  const rap_term *term = hit->rule->type == RAP_RULE_PATTERN ? NULL : term_of(rules, scratch, doc, hit);
  const rap_literals *literals = term ? &term->literals : &hit->rule->literals;
  out->held = rap_arena_array(arena, 3 * RAP_N_GUARDS, sizeof *out->held);
  if (!out->held) return rap_error_nomem(err);
  size_t block = rap_view_block_at(doc, hit->view.begin);
  size_t end = block == RAP_NONE ? doc->view.s.n : doc->blocks[block].view.end;
  out->literal = rap_explain_literal(literals, doc->view.s, hit->view.begin, end, &out->literal_at);
  if (term) {
    out->term = term->source;
    out->term_place = term->place;
    add_guards(term->lexicon_guards, out);
  }
  add_guards(&hit->rule->guards, out);
  if (term) add_guards(term->guards, out);
  return RAP_OK;
}

/* --- shadow rules --- */

static int by_place(const rap_capture *a, const rap_capture *b) {
  if (a->view.begin != b->view.begin) return a->view.begin < b->view.begin ? -1 : 1;
  return rap_str_cmp(a->name, b->name);
}

rap_status rap_explain_match(rap_arena *arena, const rap_document *doc, const rap_shadow_match *match, rap_explained *out, rap_error *err) {
  const rap_regex *regex = match->rule->regex;
  size_t n_names = rap_regex_n_names(regex), n = 0;
  rap_capture *captures = rap_arena_array(arena, n_names + 1, sizeof *captures);
  *out = (rap_explained){.rule = match->rule, .literal_at = RAP_NONE, .captures = captures};
  if (!captures) return rap_error_nomem(err);
  for (size_t i = 0; i < n_names; i++) {
    unsigned number = 0;
    rap_capture c = {.name = rap_regex_name(regex, i, &number)};
    if (match->groups[number].begin == SIZE_MAX || c.name.p[0] == '_') continue;
    c.view = rap_shadow_to_view(match->shadow, match->groups[number]);
    c.text = rap_str_at(doc->full, rap_view_to_text(&doc->view, c.view));
    size_t at = n++;
    for (; at > 0 && by_place(&captures[at - 1], &c) > 0; at--) captures[at] = captures[at - 1];
    captures[at] = c;
  }
  out->n_captures = n;
  rap_literals anywhere = match->rule->literals;
  rap_span whole = rap_shadow_to_view(match->shadow, match->whole);
  anywhere.before_min = 0;
  anywhere.before_max = SIZE_MAX;
  out->literal =
      rap_explain_literal(&anywhere, rap_str_sub(doc->view.s, 0, match->shadow->view.end), whole.begin, match->shadow->view.end, &out->literal_at);
  return RAP_OK;
}

/* --- all literals of a text --- */

struct walk {
  const rap_rules *rules;
  const rap_document *doc;
  rap_span block;
  size_t *last_in_view, *last_in_shadow; /* by expression: one behind where a literal of it began last */
  rap_literal_fn fn;
  void *ctx;
  bool over;
};

/* The longest of the expression's literals that stands at `at`. */
static rap_str literal_at(const rap_literals *literals, rap_str text, size_t at) {
  size_t n = 0;
  for (size_t i = 0; i < literals->n; i++)
    if (literals->items[i].n > n && rap_literal_at(&literals->items[i], text, at)) n = literals->items[i].n;
  return rap_str_sub(text, at, at + n);
}

static void found_in_view(void *ctx, size_t expression, size_t begin) {
  struct walk *w = ctx;
  const rap_search *search = &w->rules->searches[expression];
  const rap_literals *literals = search->literals;
  size_t behind = begin - w->block.begin;
  if (w->over || behind < literals->before_min || w->last_in_view[expression] == begin + 1) return;
  w->last_in_view[expression] = begin + 1;
  size_t first = behind < literals->before_max ? w->block.begin : begin - literals->before_max;
  while (first < begin && ((unsigned char)w->doc->view.s.p[first] & 0xC0) == 0x80) first++;
  const rap_literal_place place = {.rule = search->rule,
                                   .term = search->term ? search->term->source : (rap_str){0},
                                   .literal = literal_at(literals, w->doc->view.s, begin),
                                   .at = begin,
                                   .trial = {first, begin - literals->before_min},
                                   .sentence = RAP_NONE};
  w->over = !w->fn(w->ctx, &place);
}

static void found_in_sentence(void *ctx, size_t expression, size_t begin) {
  struct walk *w = ctx;
  const rap_literals *literals = w->rules->shadow_sieve.expressions[expression];
  size_t n = 0;
  const rap_rule *all = rap_rules_all(w->rules, &n), *rule = NULL;
  for (size_t i = 0; i < n && !rule; i++)
    if (&all[i].literals == literals) rule = &all[i];
  if (w->over || !rule || w->last_in_shadow[expression] == begin + 1) return;
  w->last_in_shadow[expression] = begin + 1;
  const rap_literal_place place = {.rule = rule,
                                   .literal = literal_at(literals, w->doc->view.s, begin),
                                   .at = begin,
                                   .trial = {RAP_NONE, RAP_NONE},
                                   .sentence = rap_view_sentence_at(w->doc, begin)};
  w->over = !w->fn(w->ctx, &place);
}

rap_status rap_explain_literals(const rap_rules *rules, rap_arena *arena, const rap_document *doc, rap_literal_fn fn, void *ctx, rap_error *err) {
  struct walk w = {.rules = rules, .doc = doc, .fn = fn, .ctx = ctx};
  w.last_in_view = rap_arena_array(arena, rules->view_sieve.n_expressions + 1, sizeof *w.last_in_view);
  w.last_in_shadow = rap_arena_array(arena, rules->shadow_sieve.n_expressions + 1, sizeof *w.last_in_shadow);
  if (!w.last_in_view || !w.last_in_shadow) return rap_error_nomem(err);
  for (size_t b = 0; b < doc->n_blocks && !w.over; b++) {
    w.block = doc->blocks[b].view;
    rap_sieve_scan(&rules->view_sieve, doc->view.s, w.block, found_in_view, &w);
    for (size_t s = 0; s < doc->blocks[b].n_sentences && !w.over; s++)
      rap_sieve_scan(&rules->shadow_sieve, doc->view.s, doc->sentences[doc->blocks[b].first_sentence + s].view, found_in_sentence, &w);
  }
  return RAP_OK;
}

void rap_explain_terms(const rap_rules *rules, const rap_rule *rule, size_t max, rap_buf *out) {
  size_t n = 0;
  for (int pass = 0; pass < 2; pass++) {
    size_t n_terms = pass ? rules->n_regex_terms : rules->n_terms;
    for (size_t i = 0; i < n_terms; i++) {
      const rap_term *term = pass ? rules->regex_terms[i] : rules->terms[i];
      if (term->rule != rule || term->role == RAP_TERM_NOT) continue;
      const char *quote = pass ? "/" : "\"";
      if (n++ < max) rap_buf_printf(out, "%s%s%.*s%s", n > 1 ? ", " : "", quote, RAP_FMT(term->source), quote);
    }
  }
  if (n > max) rap_buf_printf(out, " or %zu others", n - max);
}
