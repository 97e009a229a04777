/* Whom a statement speaks of: the hits in the group `actors` of its rule, or what the rule gives in their place. */
#include "analyze/statement_work.h"
#include "analyze/trace.h"
#include "base/utf8.h"

#define MAX_ACTOR_HITS 256
#define MAX_SENTENCES_BACK 3

static bool add_code(rap_statement_finder *f, rap_str_list *actors, rap_str code) { return rap_str_list_add_once(f->a->arena, actors, code); }

/* A resolved collective may stand for several codes, parted by spaces. */
static bool add_codes(rap_statement_finder *f, rap_str_list *actors, rap_str codes) {
  rap_str rest = codes, code;
  while (rap_str_split(&rest, ' ', &code))
    if (code.n && code.p[0] != '@' && !add_code(f, actors, code)) return false;
  return true;
}

static rap_str published_text(const rap_statement_finder *f, char out[RAP_DAY_TEXT_MAX]) {
  return (rap_str){out, rap_day_format(f->a->doc->published, out)};
}

/* Those who are members on the day of publication (all, when that is unknown). Dates of one form compare as texts. */
static bool add_members(rap_statement_finder *f, const rap_entry *entry, rap_str_list *actors) {
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
static bool is_venue(const rap_statement_finder *f, const rap_hit *hit) {
  size_t first, end;
  const rap_analysis *a = f->a;
  rap_span sentence = a->doc->sentences[f->sentence].view;
  rap_hits_within(a->hits, a->n_hits, sentence, &first, &end);
  for (size_t i = first; i < end && a->hits[i].view.begin <= hit->view.begin; i++)
    if (a->hits[i].kind == RAP_KIND_CUE && a->hits[i].view.end >= hit->view.end && rap_str_is(a->hits[i].value, "venue")) return true;
  return false;
}

/* The rule that matched words around the hit which name States only in passing; NULL: none. Rules in which States act say so by their verb, and take no notice. */
static const rap_rule *aside_of(const rap_statement_finder *f, const rap_rule *rule, const rap_hit *hit) {
  if (rap_str_is(rule->role, "actor")) return NULL;
  for (size_t i = 0; i < f->n_asides; i++)
    if (f->asides[i].view.begin <= hit->view.begin && hit->view.end <= f->asides[i].view.end) return f->asides[i].rule;
  return NULL;
}

#define ACTOR_KINDS (RAP_KINDS_OF_STATES | RAP_KIND_BIT(RAP_KIND_EVENT) | RAP_KIND_BIT(RAP_KIND_PERSON) | RAP_KIND_BIT(RAP_KIND_OFFICE))

/* Whom one hit stands for: a State or group itself, a collective with members ("Union Territories") or an event its members, a person or office the State whose government it belongs to. */
static bool add_hit(rap_statement_finder *f, const rap_hit *hit, rap_str_list *actors) {
  const rap_record *record = f->a->record;
  if (hit->kind == RAP_KIND_PERSON || hit->kind == RAP_KIND_OFFICE)
    return hit->ref >= record->n_persons || add_codes(f, actors, record->persons[hit->ref].state);
  if (hit->kind == RAP_KIND_STATE && is_venue(f, hit)) return true;
  if (hit->entry && hit->entry->n_members && hit->kind != RAP_KIND_GROUP) return add_members(f, hit->entry, actors);
  return hit->kind == RAP_KIND_EVENT || add_codes(f, actors, hit->value);
}

/* Adds whom the hits of `kinds` in a span of the shadow stand for. */
static bool add_hits(rap_statement_finder *f, const rap_shadow_match *m, rap_span span, rap_kind_set kinds, rap_str_list *actors,
                     const rap_rule **aside) {
  size_t found[MAX_ACTOR_HITS];
  size_t n = rap_shadow_hits(m->shadow, f->a->hits, span, kinds, found, MAX_ACTOR_HITS);
  for (size_t i = 0; i < n && i < MAX_ACTOR_HITS; i++) {
    const rap_hit *hit = &f->a->hits[found[i]];
    const rap_rule *passing = aside_of(f, m->rule, hit);
    if (passing) *aside = passing;
    if (!passing && !add_hit(f, hit, actors)) return false;
  }
  drop_all_beside_named(actors);
  return true;
}

const rap_statement *rap_statement_previous(const rap_statement_finder *f) {
  const rap_record *record = f->a->record;
  size_t first = f->sentence > MAX_SENTENCES_BACK ? f->sentence - MAX_SENTENCES_BACK : 0;
  for (size_t i = record->n_statements; i-- > 0;) {
    const rap_statement *s = &record->statements[i];
    if (s->heading != rap_statement_context(f) || s->text.begin < f->a->doc->sentences[first].text.begin) return NULL;
    if (rap_str_is(s->role, "actor")) return s;
  }
  return NULL;
}

static bool previous_actors(rap_statement_finder *f, rap_str_list *actors) {
  const rap_statement *s = rap_statement_previous(f);
  for (size_t k = 0; s && k < s->actors.n; k++)
    if (!add_code(f, actors, s->actors.items[k])) return false;
  return true;
}

/* All States take part in the main event: its series seats them, or a sentence that names the event names them together. */
static bool all_participate(const rap_analysis *a) {
  size_t event_sentence = RAP_NONE;
  for (size_t i = 0; i < a->n_hits; i++) {
    const rap_hit *hit = &a->hits[i];
    if (hit->kind != RAP_KIND_EVENT) continue;
    for (size_t k = 0; hit->entry && k < hit->entry->n_members; k++)
      if (rap_str_is(hit->entry->members[k].id, "ALL")) return true;
    if (event_sentence == RAP_NONE) event_sentence = hit->sentence;
  }
  for (size_t i = 0; i < a->n_hits && event_sentence != RAP_NONE; i++)
    if (a->hits[i].kind == RAP_KIND_COLLECTIVE && a->hits[i].sentence <= event_sentence + 1) return true;
  return false;
}

/* "The participants". */
static bool participants(rap_statement_finder *f, rap_str_list *actors) {
  if (!f->participants_known) f->all_participate = all_participate(f->a);
  f->participants_known = true;
  return !f->all_participate || add_code(f, actors, RAP_STR("ALL"));
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

/* Where States are the subject and the rule ends with the first of them, those that follow in the same clause are meant too ("… in Assam and of the rivers of Bihar"); in any clause, where the first was but a place. */
static bool add_following(rap_statement_finder *f, const rap_shadow_match *m, rap_span span, rap_str_list *actors, const rap_rule **aside) {
  if (!rap_str_is(m->rule->role, "subject") || span.end != m->whole.end || (actors->n && rap_str_is(actors->items[0], "ALL"))) return true;
  rap_span clause = {span.end, actors->n ? end_of_clause(m->shadow->s, span.end) : m->shadow->s.n};
  return add_hits(f, m, clause, RAP_KIND_BIT(RAP_KIND_STATE) | RAP_KIND_BIT(RAP_KIND_GROUP) | (actors->n ? 0 : RAP_KIND_BIT(RAP_KIND_COLLECTIVE)),
                  actors, aside);
}

/* Looked for once a sentence, when a rule first has a State as its subject. */
static rap_status find_asides(rap_statement_finder *f) {
  rap_shadow_sentence *sentence = &f->a->sentences[f->sentence];
  rap_status st = RAP_OK;
  const rap_rule *rule;
  f->asides_known = true;
  f->n_asides = 0;
  for (size_t at = 0; (rule = rap_shadow_next_rule(sentence, RAP_RULE_STATEMENT, &at, &st)) != NULL;) {
    rap_shadow_match m;
    size_t from = 0;
    while (rule->aside && rap_shadow_next(sentence, rule, &from, &m, &st)) {
      if (!rap_arena_grow(f->a->arena, (void **)&f->asides, f->n_asides, &f->asides_capacity, sizeof *f->asides)) return RAP_ERR_NOMEM;
      f->asides[f->n_asides++] = (rap_statement_aside){rap_shadow_to_view(m.shadow, m.whole), rule};
    }
    if (st != RAP_OK) return st;
  }
  return st;
}

static bool constant_actors(rap_statement_finder *f, const rap_rule *rule, rap_str_list *actors) {
  for (size_t i = 0; i < rule->n_actors; i++)
    if (!add_code(f, actors, rule->actors[i])) return false;
  return true;
}

static bool find(rap_statement_finder *f, const rap_shadow_match *m, rap_statement *s, const rap_rule **aside) {
  const rap_rule *rule = m->rule;
  rap_span span;
  if (rap_shadow_group(m, "actors", &span)) {
    s->actor_text = rap_view_to_text(&f->a->doc->view, rap_shadow_to_view(m->shadow, span));
    return add_hits(f, m, span, ACTOR_KINDS, &s->actors, aside) && add_following(f, m, span, &s->actors, aside);
  }
  switch (rule->actors_from) {
  case RAP_ACTORS_GROUP: return true;
  case RAP_ACTORS_CONSTANT: return constant_actors(f, rule, &s->actors);
  case RAP_ACTORS_PREVIOUS: return previous_actors(f, &s->actors);
  case RAP_ACTORS_PARTICIPANTS: return participants(f, &s->actors);
  }
  return true;
}

rap_status rap_statement_find_actors(rap_statement_finder *f, const rap_shadow_match *m, rap_statement *s, const rap_rule **aside) {
  *aside = NULL;
  rap_status st = f->asides_known || rap_str_is(m->rule->role, "actor") ? RAP_OK : find_asides(f);
  if (st != RAP_OK) return rap_error_nomem(f->err);
  return find(f, m, s, aside) ? RAP_OK : rap_error_nomem(f->err);
}
