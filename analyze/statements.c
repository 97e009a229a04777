/* Statements: which States discussed which themes, sentence by sentence.
 *
 * Statement rules run over the shadow of each sentence in the order of their packs; per sentence and actor set the first that matches wins. A statement's themes come from its topic, else from its
 * sentence, else from the list's lead-in, else from the heading, else from what the document deals with.
 */
#include "analyze/costs.h"
#include "analyze/shadow.h"
#include "analyze/theme_set.h"
#include "analyze/trace.h"
#include "base/limits.h"
#include "base/utf8.h"

#define MAX_ACTOR_HITS 256
#define MAX_LIST_BLOCKS 40
#define MAX_LIST_DEPTH 4
#define DOCUMENT_SIBLINGS 4  /* parts of one theme from which on the text is about the whole */
#define DOCUMENT_SECOND 0.8 /* of the best score: a theme that the text deals with about as much */

typedef struct finder {
  rap_analysis *a;
  rap_error *err;
  size_t sentence;
  size_t capacity;
  size_t first_here; /* index of the first statement of this sentence */
  rap_map said;      /* evidence → index of its first statement */
} finder;

static const rap_block *block_of(const finder *f) { return &f->a->doc->blocks[f->a->doc->sentences[f->sentence].block]; }

static size_t context_block(const finder *f) {
  const rap_block *block = block_of(f);
  return block->lead_in != RAP_NONE ? block->lead_in : block->heading;
}

static bool ends_in_colon(const finder *f, size_t block) {
  rap_str text = rap_str_at(f->a->doc->full, f->a->doc->blocks[block].text);
  return text.n > 0 && text.p[text.n - 1] == ':';
}

/* The block that introduces this one: its list's lead-in; else the nearest one before that ends in a colon, as long as only single sentences stand between (long items of a list without bullets, lists
 * within lists). `from`: the block to climb from. RAP_NONE if there is none. */
static size_t introduction(const finder *f, size_t from) {
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

static bool in_scope(const finder *f, const rap_rule *rule) {
  rap_block_kind kind = block_of(f)->kind;
  switch (rule->scope) {
  case RAP_SCOPE_ANY: return true;
  case RAP_SCOPE_TITLE: return kind == RAP_BLOCK_TITLE;
  case RAP_SCOPE_HEADING: return kind == RAP_BLOCK_HEADING || kind == RAP_BLOCK_TITLE;
  case RAP_SCOPE_ITEM: return kind == RAP_BLOCK_ITEM || introduction(f, f->a->doc->sentences[f->sentence].block) != RAP_NONE;
  case RAP_SCOPE_PARAGRAPH: return kind == RAP_BLOCK_PARAGRAPH || kind == RAP_BLOCK_ITEM;
  }
  return false;
}

/* `under` looks at the last sentence of a block that introduces this one: a long paragraph may end in the lead-in. */
static bool block_matches(const finder *f, const rap_rule *rule, size_t at) {
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

static bool under_holds(const finder *f, const rap_rule *rule) {
  if (!rule->under) return true;
  size_t own = f->a->doc->sentences[f->sentence].block, depth = 0;
  for (size_t at = introduction(f, own); at != RAP_NONE && depth++ < MAX_LIST_DEPTH; at = introduction(f, at))
    if (block_matches(f, rule, at)) return true;
  size_t heading = f->a->doc->blocks[own].heading;
  return heading != RAP_NONE && block_matches(f, rule, heading);
}

static bool add_code(finder *f, rap_str_list *actors, rap_str code) {
  for (size_t i = 0; i < actors->n; i++)
    if (rap_str_eq(actors->items[i], code)) return true;
  return rap_str_list_add(f->a->arena, actors, code);
}

/* A resolved collective may stand for several codes, parted by spaces. */
static bool add_codes(finder *f, rap_str_list *actors, rap_str codes) {
  rap_str rest = codes, code;
  while (rap_str_split(&rest, ' ', &code))
    if (code.n && code.p[0] != '@' && !add_code(f, actors, code)) return false;
  return true;
}

static rap_str published_text(const finder *f, char out[RAP_DAY_TEXT_MAX]) { return (rap_str){out, rap_day_format(f->a->doc->published, out)}; }

/* Those who are members on the day of publication (all, when that is unknown). Dates of one form compare as texts. */
static bool add_members(finder *f, const rap_entry *entry, rap_str_list *actors) {
  char text[RAP_DAY_TEXT_MAX];
  rap_str day = published_text(f, text);
  for (size_t k = 0; k < entry->n_members; k++) {
    const rap_member *m = &entry->members[k];
    if (day.n && m->since.n && rap_str_cmp(day, m->since) < 0) continue;
    if (day.n && m->until.n && rap_str_cmp(day, m->until) > 0) continue;
    if (!add_code(f, actors, m->id)) return false;
  }
  return true;
}

/* "the States … including A and B": the named ones say it better than ALL. */
static void drop_all_beside_named(rap_str_list *actors) {
  size_t kept = 0;
  bool named = false;
  for (size_t i = 0; i < actors->n; i++) named = named || !rap_str_is(actors->items[i], "ALL");
  for (size_t i = 0; i < actors->n; i++)
    if (!named || !rap_str_is(actors->items[i], "ALL")) actors->items[kept++] = actors->items[i];
  actors->n = kept;
}

/* "… was held in New Delhi": a cue says that the name is only a place here. */
static bool is_venue(const finder *f, const rap_hit *hit) {
  size_t first, end;
  const rap_analysis *a = f->a;
  rap_span sentence = a->doc->sentences[f->sentence].view;
  rap_hits_within(a->hits, a->n_hits, sentence, &first, &end);
  for (size_t i = first; i < end && a->hits[i].view.begin <= hit->view.begin; i++)
    if (a->hits[i].kind == RAP_KIND_CUE && a->hits[i].view.end >= hit->view.end && rap_str_is(a->hits[i].value, "venue")) return true;
  return false;
}

#define ACTOR_KINDS (RAP_KINDS_OF_STATES | RAP_KIND_BIT(RAP_KIND_EVENT) | RAP_KIND_BIT(RAP_KIND_PERSON) | RAP_KIND_BIT(RAP_KIND_OFFICE))

/* Whom one hit stands for: a State or group itself, a collective with members ("Union Territories") or an event its members, a person or office the State whose government it belongs to. */
static bool add_hit(finder *f, const rap_hit *hit, rap_str_list *actors) {
  const rap_record *record = f->a->record;
  if (hit->kind == RAP_KIND_PERSON || hit->kind == RAP_KIND_OFFICE)
    return hit->ref >= record->n_persons || add_codes(f, actors, record->persons[hit->ref].state);
  if (hit->kind == RAP_KIND_STATE && is_venue(f, hit)) return true;
  if (hit->entry && hit->entry->n_members && hit->kind != RAP_KIND_GROUP) return add_members(f, hit->entry, actors);
  return hit->kind == RAP_KIND_EVENT || add_codes(f, actors, hit->value);
}

static bool actors_from_hits(finder *f, const rap_shadow_match *m, rap_span span, rap_str_list *actors) {
  size_t found[MAX_ACTOR_HITS];
  size_t n = rap_shadow_hits(m->shadow, f->a->hits, span, ACTOR_KINDS, found, MAX_ACTOR_HITS);
  for (size_t i = 0; i < n && i < MAX_ACTOR_HITS; i++)
    if (!add_hit(f, &f->a->hits[found[i]], actors)) return false;
  drop_all_beside_named(actors);
  return true;
}

/* The last statement under the same heading in which States act; NULL if there is none. */
static const rap_statement *previous_statement(const finder *f) {
  const rap_record *record = f->a->record;
  for (size_t i = record->n_statements; i-- > 0;) {
    const rap_statement *s = &record->statements[i];
    if (s->heading != context_block(f)) return NULL;
    if (rap_str_is(s->role, "actor")) return s;
  }
  return NULL;
}

static bool previous_actors(finder *f, rap_str_list *actors) {
  const rap_statement *s = previous_statement(f);
  for (size_t k = 0; s && k < s->actors.n; k++)
    if (!add_code(f, actors, s->actors.items[k])) return false;
  return true;
}

static bool previous_themes(finder *f, rap_str_list *set) {
  const rap_statement *s = previous_statement(f);
  for (size_t k = 0; s && k < s->themes.n; k++)
    if (!rap_theme_set_add(f->a, set, s->themes.items[k])) return false;
  return true;
}

/* "The participants": all States, when they are who takes part in the main event: its series seats them, or a sentence that names the event names them together. */
static bool participants(finder *f, rap_str_list *actors) {
  const rap_analysis *a = f->a;
  size_t event_sentence = RAP_NONE;
  for (size_t i = 0; i < a->n_hits; i++) {
    const rap_hit *hit = &a->hits[i];
    if (hit->kind != RAP_KIND_EVENT) continue;
    for (size_t k = 0; hit->entry && k < hit->entry->n_members; k++)
      if (rap_str_is(hit->entry->members[k].id, "ALL")) return add_code(f, actors, RAP_STR("ALL"));
    if (event_sentence == RAP_NONE) event_sentence = hit->sentence;
  }
  for (size_t i = 0; i < a->n_hits && event_sentence != RAP_NONE; i++)
    if (a->hits[i].kind == RAP_KIND_COLLECTIVE && a->hits[i].sentence <= event_sentence + 1) return add_code(f, actors, RAP_STR("ALL"));
  return true;
}

/* The next semicolon, unless a mention stands right behind it: "Assam (rice); Bihar (lentils)" is one list. */
static size_t end_of_clause(rap_str shadow, size_t from) {
  for (size_t at = from; (at = rap_str_find(shadow, RAP_STR(";"), at)) != SIZE_MAX; at++) {
    uint32_t cp = 0;
    size_t next = at + 1;
    if (next < shadow.n && shadow.p[next] == ' ') next++;
    if (next < shadow.n) rap_utf8_decode(shadow, next, &cp);
    if (cp < RAP_SHADOW_BASE || cp >= RAP_SHADOW_BASE + RAP_N_KINDS) return at;
  }
  return shadow.n;
}

/* Where States are the subject and the rule ends with the first of them, those that follow in the same clause are meant too ("… in Assam and of the rivers of Bihar"). */
static bool add_following(finder *f, const rap_shadow_match *m, rap_span span, rap_str_list *actors) {
  if (!rap_str_is(m->rule->role, "subject") || span.end != m->whole.end || !actors->n || rap_str_is(actors->items[0], "ALL")) return true;
  rap_span clause = {span.end, end_of_clause(m->shadow->s, span.end)};
  size_t found[MAX_ACTOR_HITS];
  size_t n = rap_shadow_hits(m->shadow, f->a->hits, clause, RAP_KIND_BIT(RAP_KIND_STATE) | RAP_KIND_BIT(RAP_KIND_GROUP), found, MAX_ACTOR_HITS);
  for (size_t i = 0; i < n && i < MAX_ACTOR_HITS; i++) {
    const rap_hit *hit = &f->a->hits[found[i]];
    if (!is_venue(f, hit) && !add_codes(f, actors, hit->value)) return false;
  }
  return true;
}

static bool find_actors(finder *f, const rap_shadow_match *m, rap_statement *s) {
  const rap_rule *rule = m->rule;
  rap_span span;
  if (rap_shadow_group(m, "actors", &span) || rap_shadow_group(m, "actors2", &span)) {
    rap_span view = rap_shadow_to_view(m->shadow, span);
    s->actor_text = rap_view_to_text(&f->a->doc->view, view);
    return actors_from_hits(f, m, span, &s->actors) && add_following(f, m, span, &s->actors);
  }
  switch (rule->actors_from) {
  case RAP_ACTORS_GROUP: return true;
  case RAP_ACTORS_CONSTANT:
    for (size_t i = 0; i < rule->n_actors; i++)
      if (!add_code(f, &s->actors, rule->actors[i])) return false;
    return true;
  case RAP_ACTORS_PREVIOUS: return previous_actors(f, &s->actors);
  case RAP_ACTORS_PARTICIPANTS: return participants(f, &s->actors);
  }
  return true;
}

static bool add_block_themes(finder *f, size_t block, rap_str_list *set) {
  return block == RAP_NONE || rap_theme_set_in(f->a, f->a->doc->blocks[block].view, set);
}

/* What the whole text deals with, when nothing nearer says it: the theme with the highest score, or its parent when several of its siblings are dealt with too, and the next one beside it if it scores nearly
 * as much. */
static bool document_theme(finder *f, rap_str_list *set) {
  const rap_record *record = f->a->record;
  const rap_theme_found *themes = record->themes;
  if (!record->n_themes || !themes[0].central) return true;
  rap_str top = themes[0].id, part;
  rap_str rest = top;
  if (rap_str_split(&rest, '.', &part)) top = part;
  size_t siblings = 0;
  for (size_t i = 0; i < record->n_themes; i++)
    if (themes[i].central && rap_theme_below(themes[i].id, top)) siblings++;
  if (siblings >= DOCUMENT_SIBLINGS) return rap_theme_set_add(f->a, set, top);
  bool second = record->n_themes > 1 && themes[1].central && themes[1].score >= DOCUMENT_SECOND * themes[0].score;
  return rap_theme_set_add(f->a, set, themes[0].id) && (!second || rap_theme_set_add(f->a, set, themes[1].id));
}

static bool find_themes(finder *f, const rap_shadow_match *m, rap_statement *s) {
  const rap_block *block = block_of(f);
  rap_str_list *set = &s->themes;
  rap_span span;
  if (rap_shadow_group(m, "topic", &span)) {
    rap_span view = rap_shadow_to_view(m->shadow, span);
    s->topic = rap_view_to_text(&f->a->doc->view, view);
    if (!rap_theme_set_in(f->a, view, set)) return false;
  }
  if (set->n == 0 && !rap_theme_set_in(f->a, f->a->doc->sentences[f->sentence].view, set)) return false;
  /* What the speakers of the sentence before go on to propose is still on the subject of their section. */
  bool carried = m->rule->actors_from == RAP_ACTORS_PREVIOUS;
  if ((set->n == 0 || carried) && !add_block_themes(f, block->lead_in, set)) return false;
  if ((set->n == 0 || carried) && !add_block_themes(f, block->heading, set)) return false;
  if (set->n == 0 && carried && !previous_themes(f, set)) return false;
  if (set->n == 0 && !document_theme(f, set)) return false;
  rap_theme_set_specific(set);
  return true;
}

static bool same_actors(const rap_str_list *a, const rap_str_list *b) {
  if (a->n != b->n) return false;
  for (size_t i = 0; i < a->n; i++) {
    bool found = false;
    for (size_t j = 0; j < b->n && !found; j++) found = rap_str_eq(a->items[i], b->items[j]);
    if (!found) return false;
  }
  return true;
}

static bool within(const rap_str_list *part, const rap_str_list *whole) {
  for (size_t i = 0; i < part->n; i++) {
    bool found = false;
    for (size_t j = 0; j < whole->n && !found; j++) found = rap_str_eq(part->items[i], whole->items[j]);
    if (!found) return false;
  }
  return true;
}

/* A later rule adds nothing when an earlier one has the same actors in this sentence, or speaks of all of them in words that overlap: that one's
 * statement, or NULL. */
static const rap_statement *said_before(const finder *f, const rap_statement *s) {
  const rap_record *record = f->a->record;
  for (size_t i = f->first_here; i < record->n_statements; i++) {
    const rap_statement *old = &record->statements[i];
    if (same_actors(&old->actors, &s->actors)) return old;
    bool overlap = old->cue.begin < s->cue.end && s->cue.begin < old->cue.end;
    if (overlap && within(&s->actors, &old->actors)) return old;
  }
  return NULL;
}

/* The same sentence again (a headline repeated in the body) counts once, at its first place. */
static bool is_echo(const finder *f, rap_span text) {
  const rap_map_entry *first = rap_map_get(&f->said, rap_str_at(f->a->doc->full, text));
  return first && first->value.num < f->first_here;
}

static size_t event_of(const finder *f) {
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
static rap_str status_of(const finder *f, const rap_rule *rule, size_t event) {
  if (rule->status.n) return rule->status;
  bool planned = event != RAP_NONE && rap_str_is(f->a->record->events[event].status, "planned");
  return planned ? RAP_STR("planned") : RAP_STR("reported");
}

static rap_str polarity_of(const rap_rule *rule) {
  if (rule->polarity.n) return rule->polarity;
  if (rap_str_is(rule->predicate, "supported")) return RAP_STR("support");
  if (rap_str_is(rule->predicate, "opposed")) return RAP_STR("oppose");
  return RAP_STR("neutral");
}

static rap_str speaker_of(const finder *f, const rap_shadow_match *m) {
  rap_span span;
  size_t found[1];
  if (!rap_shadow_group(m, "speaker", &span)) return (rap_str){0};
  if (!rap_shadow_hits(m->shadow, f->a->hits, span, RAP_KIND_BIT(RAP_KIND_PERSON), found, 1)) return (rap_str){0};
  size_t person = f->a->hits[found[0]].ref;
  return person < f->a->record->n_persons ? f->a->record->persons[person].name : (rap_str){0};
}

/* For whoever asks why nothing came of a match. */
static rap_status refuse(const finder *f, const rap_shadow_match *m, const char *why, const rap_statement *other) {
  rap_trace_match(rap_analyzer_trace(f->a->analyzer), m, why, other ? rap_rules_find(f->a->rules, other->rule) : NULL, RAP_NONE);
  return RAP_OK;
}

static rap_status keep(finder *f, const rap_shadow_match *m, const rap_statement *s) {
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

static rap_status take(finder *f, const rap_shadow_match *m) {
  rap_document *doc = f->a->doc;
  const rap_rule *rule = m->rule;
  rap_span open;
  rap_statement s = {.role = rule->role, .predicate = rule->predicate, .polarity = polarity_of(rule), .rule = rule->id, .heading = context_block(f)};
  s.text = doc->sentences[f->sentence].text;
  s.cue = rap_view_to_text(&doc->view, rap_shadow_to_view(m->shadow, m->whole));
  if (!find_actors(f, m, &s)) return rap_error_nomem(f->err);
  if (s.actors.n == 0) return refuse(f, m, "it leads to no State that acts", NULL);
  const rap_statement *old = said_before(f, &s);
  if (old) return refuse(f, m, "another rule has said the same of these actors in this sentence", old);
  if (is_echo(f, s.text)) return refuse(f, m, "the sentence repeats an earlier one, which counts", NULL);
  if (!find_themes(f, m, &s)) return rap_error_nomem(f->err);
  if (s.themes.n == 0) return refuse(f, m, "no theme was found for it", NULL);
  s.event = event_of(f);
  s.status = status_of(f, rule, s.event);
  s.speaker = speaker_of(f, m);
  s.open = rap_shadow_group(m, "open", &open);
  return keep(f, m, &s);
}

static rap_status run_rule(finder *f, const rap_rule *rule, rap_shadow_sentence *sentence) {
  rap_status st = RAP_OK;
  bool in = in_scope(f, rule);
  if (!in || !under_holds(f, rule)) {
    rap_trace_skipped(rap_analyzer_trace(f->a->analyzer), rule, f->a->doc->sentences[f->sentence].view,
                      in ? "nothing that introduces the sentence matches `under`" : "the sentence is not where `scope` wants it");
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

static rap_status run_rules(finder *f) {
  rap_analysis *a = f->a;
  rap_status st = rap_analysis_sentences(a, f->err);
  for (size_t s = 0; st == RAP_OK && s < a->doc->n_sentences; s++) {
    const rap_rule *rule;
    f->sentence = s;
    f->first_here = a->record->n_statements;
    for (size_t at = 0; st == RAP_OK && (rule = rap_shadow_next_rule(&a->sentences[s], RAP_RULE_STATEMENT, &at, &st)) != NULL;)
      st = run_rule(f, rule, &a->sentences[s]);
    if (st != RAP_OK) st = rap_error_nomem(f->err);
  }
  return st;
}

rap_status rap_statements_resolve(rap_analysis *a, rap_error *err) {
  finder f = {.a = a, .err = err};
  rap_status st = run_rules(&f);
  rap_map_clear(&f.said);
  return st;
}
