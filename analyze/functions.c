/* Functions: what each person did at the main event, by the `participants:` rules over the sentences' shadows.
 *
 * The strongest function wins (chair, inaugurated, addressed, attended, organiser). Whoever is only invoked ("under the leadership of …") gets none from that mention. The chair of the main event comes
 * from an event rule, else from the first rule here that makes somebody chair.
 */
#include "analyze/people.h"
#include "analyze/shadow.h"
#include "analyze/trace.h"

#define MAX_WHO 256

/* Strongest first. */
static const char *const functions[] = {"chair", "inaugurated", "addressed", "attended", "organiser"};
#define N_FUNCTIONS (sizeof functions / sizeof *functions)

static size_t strength(rap_str function) {
  for (size_t i = 0; i < N_FUNCTIONS; i++)
    if (rap_str_is(function, functions[i])) return i;
  return N_FUNCTIONS;
}

static rap_event *main_event(const rap_analysis *a) {
  for (size_t i = 0; i < a->record->n_events; i++)
    if (a->record->events[i].main) return &a->record->events[i];
  return NULL;
}

/* The title says who did something, and it isn't only a greeting or a post (cue `message`). */
static bool title_names_somebody(const rap_analysis *a) {
  bool named = false;
  size_t end = rap_view_from_text(&a->doc->view, a->doc->body);
  for (size_t i = 0; i < a->n_hits && a->hits[i].view.begin < end; i++) {
    const rap_hit *hit = &a->hits[i];
    bool person = hit->kind == RAP_KIND_PERSON || hit->kind == RAP_KIND_OFFICE;
    if (hit->kind == RAP_KIND_CUE && rap_str_is(hit->value, "message")) return false;
    if (person && hit->ref != RAP_NONE && !rap_people_is_invoked(a, i)) named = true;
  }
  return named;
}

/* So many speakers make a meeting. */
#define MEETING_SPEAKERS 3

/* In a text in which no conference was found, somebody may still have held one: it says who chaired, opened or attended, or lets several speak, or its title names who did something. */
static bool tells_of_taking_part(const rap_analysis *a) {
  size_t speakers = 0;
  for (size_t i = 0; i < a->record->n_persons; i++) {
    rap_str function = a->record->persons[i].function;
    if (function.n && !rap_str_is(function, "addressed")) return true;
    if (function.n && ++speakers >= MEETING_SPEAKERS) return true;
  }
  return title_names_somebody(a);
}

static void forget_functions(rap_record *record) {
  for (size_t i = 0; i < record->n_persons; i++) {
    rap_person *p = &record->persons[i];
    p->function = p->rule = (rap_str){0};
    p->evidence = (rap_span){0};
  }
}

static void give(rap_analysis *a, size_t person, const rap_rule *rule, size_t sentence) {
  rap_person *p = &a->record->persons[person];
  if (strength(rule->function) >= strength(p->function)) return;
  p->function = rule->function;
  p->rule = rule->id;
  p->evidence = a->doc->sentences[sentence].text;
}

/* An office that nobody in the text holds by name may still be the chair: "under the chairmanship of Chairman, Water Commission". */
static void chair_by_office(const rap_analysis *a, const rap_rule *rule, const rap_hit *hit) {
  rap_event *event = main_event(a);
  if (!event || event->chair.n || strength(rule->function) != 0 || rap_str_starts(hit->value, RAP_STR("@"))) return;
  event->chair = rap_str_at(a->doc->full, rap_view_to_text(&a->doc->view, hit->view));
}

static void take(rap_analysis *a, const rap_shadow_match *m, size_t sentence) {
  rap_trace *trace = rap_analyzer_trace(a->analyzer);
  rap_span who;
  size_t found[MAX_WHO];
  if (!rap_shadow_group(m, "who", &who)) {
    rap_trace_match(trace, m, "its group `who` took no part", NULL, RAP_NONE);
    return;
  }
  size_t n = rap_shadow_hits(m->shadow, a->hits, who, RAP_KIND_BIT(RAP_KIND_PERSON) | RAP_KIND_BIT(RAP_KIND_OFFICE), found, MAX_WHO);
  bool named = false;
  for (size_t i = 0; i < n && i < MAX_WHO; i++) {
    const rap_hit *hit = &a->hits[found[i]];
    if (hit->ref == RAP_NONE || rap_people_is_invoked(a, found[i])) continue;
    give(a, hit->ref, m->rule, sentence);
    rap_trace_match(trace, m, NULL, NULL, hit->ref);
    named = true;
  }
  if (!named) rap_trace_match(trace, m, "`who` leads to nobody known by name, or to somebody who is only invoked", NULL, RAP_NONE);
  if (!named && n > 0) chair_by_office(a, m->rule, &a->hits[found[0]]);
}

static bool is_chair(const rap_person *p) { return p->function.n && strength(p->function) == 0; }

/* Whom the rules above made chair is the event's chair, unless the event rules named one of several such. When nobody was made chair, the one whom the event rules named is. */
static void settle_chair(rap_analysis *a) {
  rap_event *event = main_event(a);
  rap_person *first = NULL, *named = NULL;
  if (!event) return;
  for (size_t i = 0; i < a->record->n_persons; i++) {
    rap_person *p = &a->record->persons[i];
    if (!first && is_chair(p)) first = p;
    if (!named && event->chair.n && rap_str_eq(event->chair, p->name)) named = p;
  }
  if (first && !(named && is_chair(named))) {
    event->chair = first->name;
  } else if (named && !first) {
    named->function = RAP_STR("chair");
    named->rule = event->rule;
  }
}

static rap_status run_rules(rap_analysis *a, rap_error *err) {
  rap_status st = rap_analysis_sentences(a, err);
  if (st != RAP_OK) return st;
  for (size_t s = 0; st == RAP_OK && s < a->doc->n_sentences; s++) {
    const rap_rule *rule;
    rap_shadow_match m;
    for (size_t at = 0; st == RAP_OK && (rule = rap_shadow_next_rule(&a->sentences[s], RAP_RULE_PARTICIPANT, &at, &st)) != NULL;) {
      size_t from = 0;
      while (rap_shadow_next(&a->sentences[s], rule, &from, &m, &st)) take(a, &m, s);
    }
  }
  return st == RAP_OK ? RAP_OK : rap_error_nomem(err);
}

rap_status rap_functions_resolve(rap_analysis *a, rap_error *err) {
  rap_status st = run_rules(a, err);
  if (st != RAP_OK) return st;
  if (!main_event(a) && !tells_of_taking_part(a)) forget_functions(a->record);
  settle_chair(a);
  return RAP_OK;
}
