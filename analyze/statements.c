/* Statements: which States discussed which themes, sentence by sentence.
 *
 * Statement rules run over the shadow of each sentence in the order of their packs; per sentence and actor set the first that matches wins. What a statement is about is
 * weighed from its topic, its sentence, what introduces it and what the document deals with.
 */
#include "analyze/costs.h"
#include "analyze/rules_internal.h"
#include "analyze/statement_work.h"
#include "analyze/trace.h"
#include "base/limits.h"

#define MAX_LIST_BLOCKS 40
#define MAX_LIST_DEPTH 4

static const rap_block *block_of(const rap_statement_finder *f) { return &f->a->doc->blocks[f->a->doc->sentences[f->sentence].block]; }

size_t rap_statement_context(const rap_statement_finder *f) {
  const rap_block *block = block_of(f);
  return block->lead_in != RAP_NONE ? block->lead_in : block->heading;
}

static bool ends_in_colon(const rap_statement_finder *f, size_t block) {
  rap_str text = rap_str_at(f->a->doc->full, f->a->doc->blocks[block].text);
  return text.n > 0 && text.p[text.n - 1] == ':';
}

/* The block that introduces this one: its list's lead-in; else the nearest one before that ends in a colon, as long as only single sentences stand between (long items of a list without bullets, lists
 * within lists). `from`: the block to climb from. RAP_NONE if there is none. */
static size_t introduction(const rap_statement_finder *f, size_t from) {
  const rap_document *doc = f->a->doc;
  const rap_block *block = &doc->blocks[from];
  if (block->lead_in != RAP_NONE) return block->lead_in;
  for (size_t i = from, steps = 0; i-- > 0 && steps < MAX_LIST_BLOCKS; steps++) {
    const rap_block *b = &doc->blocks[i];
    if (b->heading != block->heading || b->kind == RAP_BLOCK_HEADING || b->kind == RAP_BLOCK_TITLE) return RAP_NONE;
    if (ends_in_colon(f, i)) return i;
    if (b->n_sentences > 1) return RAP_NONE;
  }
  return RAP_NONE;
}

/* The first block that is an item of a list or ends like a sentence. */
static size_t body_of(const rap_document *doc) {
  for (size_t i = 0; i < doc->n_blocks; i++) {
    rap_str text = rap_str_at(doc->full, doc->blocks[i].text);
    bool line = doc->blocks[i].kind == RAP_BLOCK_TITLE || doc->blocks[i].kind == RAP_BLOCK_HEADING;
    bool ended = text.n > 0 && memchr(".:!?;", text.p[text.n - 1], 5) != NULL;
    if (!line && (ended || doc->blocks[i].kind != RAP_BLOCK_PARAGRAPH)) return i;
  }
  return doc->n_blocks;
}

static bool is_headline(const rap_statement_finder *f) {
  rap_block_kind kind = block_of(f)->kind;
  return kind == RAP_BLOCK_TITLE || kind == RAP_BLOCK_HEADING || f->a->doc->sentences[f->sentence].block < f->body;
}

static bool in_scope(const rap_statement_finder *f, const rap_rule *rule) {
  rap_block_kind kind = block_of(f)->kind;
  switch (rule->scope) {
  case RAP_SCOPE_ANY: return true;
  case RAP_SCOPE_TITLE: return kind == RAP_BLOCK_TITLE;
  case RAP_SCOPE_HEADING: return is_headline(f);
  case RAP_SCOPE_ITEM: return kind == RAP_BLOCK_ITEM || introduction(f, f->a->doc->sentences[f->sentence].block) != RAP_NONE;
  case RAP_SCOPE_PARAGRAPH: return kind == RAP_BLOCK_PARAGRAPH || kind == RAP_BLOCK_ITEM;
  }
  return false;
}

/* `under` looks at the last sentence of a block that introduces this one: a long paragraph may end in the lead-in. */
static bool block_matches(const rap_statement_finder *f, const rap_rule *rule, size_t at) {
  const rap_document *doc = f->a->doc;
  const rap_block *block = &doc->blocks[at];
  rap_span span = block->n_sentences ? doc->sentences[block->first_sentence + block->n_sentences - 1].view : block->view;
  rap_span groups[RAP_MAX_GROUPS];
  rap_costs *costs = rap_analyzer_costs(f->a->analyzer);
  size_t before = rap_costs_enter_guards(costs, rule);
  bool matches = rap_regex_match(rule->under, rap_analyzer_scratch(f->a->analyzer), rap_str_at(doc->view.s, span), 0, false, groups) == RAP_MATCH_YES;
  rap_costs_tried(costs, matches);
  rap_costs_leave(costs, before);
  return matches;
}

static bool under_holds(const rap_statement_finder *f, const rap_rule *rule) {
  if (!rule->under) return true;
  size_t own = f->a->doc->sentences[f->sentence].block, depth = 0;
  for (size_t at = introduction(f, own); at != RAP_NONE && depth++ < MAX_LIST_DEPTH; at = introduction(f, at))
    if (block_matches(f, rule, at)) return true;
  size_t heading = f->a->doc->blocks[own].heading;
  return heading != RAP_NONE && block_matches(f, rule, heading);
}

static bool within(const rap_str_list *part, const rap_str_list *whole) {
  for (size_t i = 0; i < part->n; i++)
    if (!rap_str_list_has(whole, part->items[i])) return false;
  return true;
}

static bool same_actors(const rap_str_list *a, const rap_str_list *b) { return a->n == b->n && within(a, b); }

/* A later rule adds nothing when an earlier one has the same actors in this sentence, or speaks of all of them in words that overlap: that one's
 * statement, or NULL. */
static const rap_statement *said_before(const rap_statement_finder *f, const rap_statement *s) {
  const rap_record *record = f->a->record;
  for (size_t i = f->first_here; i < record->n_statements; i++) {
    const rap_statement *old = &record->statements[i];
    if (same_actors(&old->actors, &s->actors)) return old;
    bool overlap = old->cue.begin < s->cue.end && s->cue.begin < old->cue.end;
    if (overlap && within(&s->actors, &old->actors)) return old;
  }
  return NULL;
}

/* Where the subject is wider than that of an earlier statement of this sentence, the rest of it is what is new. */
static void leave_out_said(const rap_statement_finder *f, rap_statement *s) {
  if (!rap_str_is(s->role, "subject")) return;
  size_t kept = 0;
  for (size_t i = 0; i < s->actors.n; i++) {
    bool said = false;
    for (size_t k = f->first_here; k < f->a->record->n_statements && !said; k++)
      said = rap_str_list_has(&f->a->record->statements[k].actors, s->actors.items[i]);
    if (!said) s->actors.items[kept++] = s->actors.items[i];
  }
  if (kept) s->actors.n = kept;
}

/* The same sentence again (a headline repeated in the body) counts once, at its first place. */
static bool is_echo(const rap_statement_finder *f, rap_span text) {
  const rap_map_entry *first = rap_map_get(&f->said, rap_str_at(f->a->doc->full, text));
  return first && first->value.num < f->first_here;
}

static size_t event_of(const rap_statement_finder *f) {
  const rap_analysis *a = f->a;
  rap_span view = a->doc->sentences[f->sentence].view;
  size_t first, end;
  rap_hits_within(a->hits, a->n_hits, view, &first, &end);
  for (size_t i = first; i < end; i++)
    if (a->hits[i].kind == RAP_KIND_EVENT && a->hits[i].ref < a->record->n_events) return a->hits[i].ref;
  for (size_t i = 0; i < a->record->n_events; i++)
    if (a->record->events[i].main) return i;
  return RAP_NONE;
}

/* Said by the rule; else what its event is: announced or held. */
static rap_str status_of(const rap_statement_finder *f, const rap_rule *rule, size_t event) {
  if (rule->status.n) return rule->status;
  bool planned = event != RAP_NONE && rap_str_is(f->a->record->events[event].status, "planned");
  return planned ? RAP_STR("planned") : RAP_STR("reported");
}

/* The group named after a predicate that took part, else what the rule says. */
static rap_str predicate_of(const rap_shadow_match *m) {
  const rap_regex *regex = m->rule->regex;
  for (size_t i = 0; i < rap_regex_n_names(regex); i++) {
    unsigned number = 0;
    rap_str name = rap_regex_name(regex, i, &number);
    if (m->groups[number].begin == SIZE_MAX) continue;
    rap_str predicate = rap_rule_predicate(name);
    if (predicate.n) return predicate;
  }
  return m->rule->predicate;
}

/* Who is named last before the words that tell of the States' matter: "X said that States should …". RAP_NONE: no one. */
static size_t person_before(const rap_statement_finder *f, rap_span cue) {
  const rap_analysis *a = f->a;
  size_t first, end, person = RAP_NONE;
  rap_hits_within(a->hits, a->n_hits, a->doc->sentences[f->sentence].view, &first, &end);
  for (size_t i = first; i < end && a->hits[i].view.end <= cue.begin; i++)
    if ((a->hits[i].kind == RAP_KIND_PERSON || a->hits[i].kind == RAP_KIND_OFFICE) && a->hits[i].ref < a->record->n_persons) person = a->hits[i].ref;
  return person;
}

/* The person in the group `speaker`, else the one who stands for the State, else the one who speaks of it. */
static rap_str speaker_of(const rap_statement_finder *f, const rap_shadow_match *m) {
  rap_span span;
  size_t found[1], person = RAP_NONE;
  rap_kind_set kinds = RAP_KIND_BIT(RAP_KIND_PERSON) | RAP_KIND_BIT(RAP_KIND_OFFICE);
  if ((rap_shadow_group(m, "speaker", &span) || rap_shadow_group(m, "actors", &span)) &&
      rap_shadow_hits(m->shadow, f->a->hits, span, kinds, found, 1))
    person = f->a->hits[found[0]].ref;
  else if (rap_str_is(m->rule->role, "subject"))
    person = person_before(f, rap_shadow_to_view(m->shadow, m->whole));
  return person < f->a->record->n_persons ? f->a->record->persons[person].name : (rap_str){0};
}

/* For whoever asks why nothing came of a match. */
static rap_status refuse(const rap_statement_finder *f, const rap_shadow_match *m, const char *why, const rap_rule *other) {
  rap_trace_match(rap_analyzer_trace(f->a->analyzer), m, why, other, RAP_NONE);
  return RAP_OK;
}

static rap_status keep(rap_statement_finder *f, const rap_shadow_match *m, const rap_statement *s) {
  rap_record *record = f->a->record;
  if (record->n_statements >= RAP_MAX_STATEMENTS) return refuse(f, m, "the document has too many statements", NULL);
  if (!rap_arena_grow(f->a->arena, (void **)&record->statements, record->n_statements, &f->capacity, sizeof *record->statements))
    return rap_error_nomem(f->err);
  bool is_new = false;
  rap_map_entry *first = rap_map_put(&f->said, rap_str_at(f->a->doc->full, s->text), &is_new);
  if (!first) return rap_error_nomem(f->err);
  if (is_new) first->value.num = record->n_statements;
  rap_trace_match(rap_analyzer_trace(f->a->analyzer), m, NULL, NULL, record->n_statements);
  record->statements[record->n_statements++] = *s;
  if (record->n_statements == RAP_MAX_STATEMENTS)
    rap_document_warn(f->a->arena, f->a->doc, "more than %d statements: the rest is left out", RAP_MAX_STATEMENTS);
  return RAP_OK;
}

static rap_status take(rap_statement_finder *f, const rap_shadow_match *m) {
  rap_document *doc = f->a->doc;
  const rap_rule *rule = m->rule;
  rap_span open;
  rap_statement s = {.role = rule->role, .predicate = predicate_of(m), .rule = rule->id, .heading = rap_statement_context(f)};
  s.polarity = rule->polarity.n ? rule->polarity : rap_polarity_of(s.predicate);
  s.text = doc->sentences[f->sentence].text;
  s.cue = rap_view_to_text(&doc->view, rap_shadow_to_view(m->shadow, m->whole));
  const rap_rule *aside = NULL;
  rap_status st = rap_statement_find_actors(f, m, &s, &aside);
  if (st != RAP_OK) return st;
  if (s.actors.n == 0) return refuse(f, m, aside ? "the States are named only in passing" : "it leads to no State that acts", aside);
  const rap_statement *old = said_before(f, &s);
  if (old) return refuse(f, m, "another rule has said the same of these actors in this sentence", rap_rules_find(f->a->rules, old->rule));
  leave_out_said(f, &s);
  if (is_echo(f, s.text)) return refuse(f, m, "the sentence repeats an earlier one, which counts", NULL);
  st = rap_statement_find_themes(f, m, &s);
  if (st != RAP_OK) return st;
  if (s.themes.n == 0) return refuse(f, m, "no theme was found for it", NULL);
  s.event = event_of(f);
  s.status = status_of(f, rule, s.event);
  s.speaker = speaker_of(f, m);
  s.open = rap_shadow_group(m, "open", &open);
  return keep(f, m, &s);
}

/* Why the rule isn't tried in the sentence; NULL: it is. */
static const char *out_of_place(const rap_statement_finder *f, const rap_rule *rule) {
  if (!in_scope(f, rule)) return "the sentence is not where `scope` wants it";
  return under_holds(f, rule) ? NULL : "nothing that introduces the sentence matches `under`";
}

static rap_status run_rule(rap_statement_finder *f, const rap_rule *rule, rap_shadow_sentence *sentence) {
  rap_status st = RAP_OK;
  const char *why = out_of_place(f, rule);
  if (why) {
    rap_trace_skipped(rap_analyzer_trace(f->a->analyzer), rule, f->a->doc->sentences[f->sentence].view, why);
    return RAP_OK;
  }
  rap_shadow_match m;
  size_t from = 0;
  while (rap_shadow_next(sentence, rule, &from, &m, &st)) {
    st = take(f, &m);
    if (st != RAP_OK) return st;
  }
  return st == RAP_OK ? RAP_OK : rap_error_nomem(f->err);
}

static rap_status run_rules(rap_statement_finder *f) {
  rap_analysis *a = f->a;
  rap_status st = rap_analysis_sentences(a, f->err);
  for (size_t s = 0; st == RAP_OK && s < a->doc->n_sentences; s++) {
    const rap_rule *rule;
    f->sentence = s;
    f->first_here = a->record->n_statements;
    f->asides_known = false;
    for (size_t at = 0; st == RAP_OK && (rule = rap_shadow_next_rule(&a->sentences[s], RAP_RULE_STATEMENT, &at, &st)) != NULL;)
      if (!rule->aside) st = run_rule(f, rule, &a->sentences[s]);
    if (st != RAP_OK) st = rap_error_nomem(f->err);
  }
  return st;
}

rap_status rap_statements_resolve(rap_analysis *a, rap_error *err) {
  rap_statement_finder f = {.a = a, .err = err, .body = body_of(a->doc)};
  rap_status st = run_rules(&f);
  rap_map_clear(&f.said);
  return st;
}
