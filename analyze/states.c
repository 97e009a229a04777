/* Words that lead to States named elsewhere: "the State", "both the States", "the participating States"; and offices that lead to their State.
 *
 * They are patterns of kind collective whose value begins with '@':
 *   @state   the State last named before, in this sentence or an earlier one
 *   @both    the two States last named together
 *   @these   the States last named together, be they two or more
 *   @listed  the States of the longest list in the text, else all of them
 *   @named   the States of the longest list in the text
 *   @counted the States of a list that is as long as the number in the words says ("the four States")
 *   @sole    the State that the text is about: the only one, or nearly so, that it names other than as a venue
 *   @local   the same, else all States
 *   @region  the group of States last named before
 * In a text about one group of States, those that stand for all States stand for the group.
 * Once resolved, the value is the codes, parted by spaces; it is empty when nothing was found, and then no rule uses the hit.
 * A pattern of kind state without a value has that of its first group, by the mapping fragment of the group's name.
 */
#include "analyze/analyze.h"

#define MIN_LIST 3
#define MIN_REGIONAL 5
#define SOLE_SHARE 3 /* times as often as all others together */
#define MAX_SENTENCES_BACK 4

static bool is_state(const rap_hit *hit) { return hit->kind == RAP_KIND_STATE && hit->value.n > 0; }

/* "PIB Delhi", "… - New Delhi": the place of a dateline is not what "the State" speaks of. */
static bool in_dateline(const rap_analysis *a, const rap_hit *hit) {
  if (hit->sentence == RAP_NONE) return true;
  const rap_sentence *s = &a->doc->sentences[hit->sentence];
  return s->block == 0 && s->view.end - s->view.begin < 80 && a->doc->n_blocks > 1 && a->doc->blocks[0].kind != RAP_BLOCK_TITLE;
}

static rap_str last_state_before(const rap_analysis *a, size_t i) {
  while (i-- > 0)
    if (is_state(&a->hits[i]) && !in_dateline(a, &a->hits[i])) return a->hits[i].value;
  return (rap_str){0};
}

static rap_str last_group_before(const rap_analysis *a, size_t i) {
  while (i-- > 0)
    if (a->hits[i].kind == RAP_KIND_GROUP) return a->hits[i].value;
  return (rap_str){0};
}

static rap_str last_pair_before(const rap_analysis *a, size_t i) {
  const rap_hit *second = NULL;
  while (i-- > 0) {
    const rap_hit *hit = &a->hits[i];
    if (!is_state(hit)) continue;
    if (second && second->sentence == hit->sentence && !rap_str_eq(second->value, hit->value))
      return rap_arena_printf(a->arena, "%.*s %.*s", RAP_FMT(hit->value), RAP_FMT(second->value));
    second = hit;
  }
  return (rap_str){0};
}

/* Distinct States of the sentence whose first hit is `first`; *next is the first hit behind it. */
static bool sentence_states(const rap_analysis *a, size_t first, rap_str_list *list, size_t *next) {
  size_t sentence = a->hits[first].sentence, i = first;
  for (; i < a->n_hits && a->hits[i].sentence == sentence; i++)
    if (is_state(&a->hits[i]) && !rap_str_list_add_once(a->arena, list, a->hits[i].value)) return false;
  *next = i;
  return true;
}

/* The longest list of the text; with `n`, the first of just that length. */
static bool longest_list(const rap_analysis *a, size_t n, rap_str_list *best) {
  *best = (rap_str_list){0};
  for (size_t i = 0, next; i < a->n_hits; i = next) {
    rap_str_list list = {0};
    if (!sentence_states(a, i, &list, &next)) return false;
    bool fits = n ? list.n == n && best->n == 0 : list.n >= MIN_LIST && list.n > best->n;
    if (fits) *best = list;
  }
  return true;
}

/* The number in the words: digits, or by the mapping fragment that the group is named after; 0: none. */
static size_t number_of(const rap_analysis *a, const rap_hit *hit) {
  if (!hit->n_captures) return 0;
  rap_str text = hit->captures[0].text, value = rap_rules_lookup(a->rules, hit->captures[0].name, text);
  if (value.n) text = value;
  uint64_t number;
  return rap_str_uint(text, &number) ? (size_t)number : 0;
}

/* Where the words end that name a State only as a venue, of this hit and those before. */
static size_t end_of_venue(const rap_hit *hit, size_t before) {
  bool venue = hit->kind == RAP_KIND_CUE && rap_str_is(hit->value, "venue");
  return venue && hit->view.end > before ? hit->view.end : before;
}

/* How often the text names States, venues aside; of these `*own` times the one of `code`. `*most`: the one that has more than half of the names, if any has. */
static size_t count_names(const rap_analysis *a, rap_str code, size_t *own, rap_str *most) {
  size_t n = 0, lead = 0, venue_end = 0;
  *own = 0;
  *most = (rap_str){0};
  for (size_t i = 0; i < a->n_hits; i++) {
    const rap_hit *hit = &a->hits[i];
    venue_end = end_of_venue(hit, venue_end);
    if (!is_state(hit) || hit->view.end <= venue_end || in_dateline(a, hit)) continue;
    n++;
    *own += rap_str_eq(hit->value, code);
    if (!lead) *most = hit->value;
    lead = rap_str_eq(hit->value, *most) ? lead + 1 : lead - 1;
  }
  return n;
}

/* The State that the text is about: named again and again, and others hardly; empty when there is none. */
static rap_str sole_state(const rap_analysis *a) {
  size_t own;
  rap_str most, unused;
  (void)count_names(a, (rap_str){0}, &own, &most);
  size_t n = count_names(a, most, &own, &unused);
  return own >= 2 && own >= SOLE_SHARE * (n - own) ? most : (rap_str){0};
}

static rap_str joined(const rap_analysis *a, const rap_str_list *list) {
  rap_str out = {0};
  for (size_t i = 0; i < list->n; i++) out = i ? rap_arena_printf(a->arena, "%.*s %.*s", RAP_FMT(out), RAP_FMT(list->items[i])) : list->items[i];
  return out;
}

/* The nearest sentence, its own first, that names several States before hit `i`. */
static bool last_list_before(const rap_analysis *a, size_t i, rap_str_list *list) {
  size_t own = a->hits[i].sentence;
  *list = (rap_str_list){0};
  for (size_t end = i; end > 0 && list->n < 2;) {
    size_t sentence = a->hits[end - 1].sentence, first = end;
    if (sentence == RAP_NONE || sentence + MAX_SENTENCES_BACK < own) break;
    while (first > 0 && a->hits[first - 1].sentence == sentence) first--;
    *list = (rap_str_list){0};
    for (size_t k = first; k < end; k++)
      if (is_state(&a->hits[k]) && !rap_str_list_add_once(a->arena, list, a->hits[k].value)) return false;
    end = first;
  }
  if (list->n < 2) *list = (rap_str_list){0};
  return true;
}

static bool names(const rap_analysis *a, rap_str role, const rap_hit *hit) {
  return rap_str_find(role, rap_str_at(a->doc->full, rap_view_to_text(&a->doc->view, hit->view)), 0) != SIZE_MAX;
}

/* "Secretary of the board in New Delhi": the words that name the State are a venue's, though elsewhere its name stands for itself ("Delhi"). */
static bool names_venue(const rap_analysis *a, rap_str role, const rap_hit *state) {
  size_t venue_end = 0;
  for (size_t i = 0; i < a->n_hits; i++) {
    const rap_hit *hit = &a->hits[i];
    venue_end = end_of_venue(hit, venue_end);
    bool longer = hit->view.end - hit->view.begin > state->view.end - state->view.begin;
    if (is_state(hit) && longer && hit->view.end <= venue_end && rap_str_eq(hit->value, state->value) && names(a, role, hit)) return true;
  }
  return false;
}

/* "Chief Minister of Kerala": the office leads to the State that its words name. */
static void find_states_of_offices(rap_analysis *a) {
  for (size_t p = 0; p < a->record->n_persons; p++) {
    rap_person *person = &a->record->persons[p];
    size_t venue_end = 0;
    for (size_t i = 0; i < a->n_hits && person->role.n && !person->state.n; i++) {
      const rap_hit *hit = &a->hits[i];
      venue_end = end_of_venue(hit, venue_end);
      if (!is_state(hit) || hit->view.end <= venue_end || !names(a, person->role, hit)) continue;
      if (!names_venue(a, person->role, hit)) person->state = hit->value;
    }
  }
}

static bool is_member(const rap_entry *group, rap_str code) {
  for (size_t k = 0; k < group->n_members; k++)
    if (rap_str_eq(group->members[k].id, code)) return true;
  return false;
}

/* The group of States that the text is about: named again and again, no other group is, and hardly a State outside it. NULL: none. */
static const rap_entry *region_of(const rap_analysis *a) {
  const rap_entry *group = NULL;
  size_t groups = 0, outside = 0, venue_end = 0;
  for (size_t i = 0; i < a->n_hits; i++) {
    const rap_hit *hit = &a->hits[i];
    if (hit->kind != RAP_KIND_GROUP || !hit->entry) continue;
    if (group && hit->entry != group) return NULL;
    group = hit->entry;
    groups++;
  }
  for (size_t i = 0; group && i < a->n_hits; i++) {
    venue_end = end_of_venue(&a->hits[i], venue_end);
    if (is_state(&a->hits[i]) && a->hits[i].view.end > venue_end && !in_dateline(a, &a->hits[i]) && !is_member(group, a->hits[i].value)) outside++;
  }
  return groups >= MIN_REGIONAL && groups >= SOLE_SHARE * outside ? group : NULL;
}

/* In a text about one group, "the States" are those of the group. */
static void narrow_collectives(rap_analysis *a) {
  const rap_entry *group = region_of(a);
  for (size_t i = 0; group && i < a->n_hits; i++)
    if (a->hits[i].kind == RAP_KIND_COLLECTIVE && rap_str_is(a->hits[i].value, "ALL")) a->hits[i].value = group->id;
}

static void look_up_codes(rap_analysis *a) {
  for (size_t i = 0; i < a->n_hits; i++) {
    rap_hit *hit = &a->hits[i];
    if (hit->kind == RAP_KIND_STATE && hit->value.n == 0 && hit->n_captures > 0)
      hit->value = rap_rules_lookup(a->rules, hit->captures[0].name, hit->captures[0].text);
  }
}

/* What is found once for the text. */
struct whole {
  rap_str listed, sole;
  bool known;
};

static bool know_whole(const rap_analysis *a, struct whole *whole) {
  rap_str_list list;
  if (whole->known) return true;
  if (!longest_list(a, 0, &list)) return false;
  *whole = (struct whole){joined(a, &list), sole_state(a), true};
  return true;
}

/* The codes that the words of hit `i` lead to. False: no memory. */
static bool look_back(const rap_analysis *a, size_t i, struct whole *whole, rap_str *codes) {
  rap_str how = a->hits[i].value;
  *codes = (rap_str){0};
  if (!know_whole(a, whole)) return false;
  if (rap_str_is(how, "@state")) *codes = last_state_before(a, i);
  if (rap_str_is(how, "@both")) *codes = last_pair_before(a, i);
  if (rap_str_is(how, "@region")) *codes = last_group_before(a, i);
  if (rap_str_is(how, "@named") || rap_str_is(how, "@listed")) *codes = whole->listed;
  if (rap_str_is(how, "@sole") || rap_str_is(how, "@local")) *codes = whole->sole;
  if ((rap_str_is(how, "@listed") || rap_str_is(how, "@local")) && !codes->n) *codes = RAP_STR("ALL");
  rap_str_list list = {0};
  size_t number = rap_str_is(how, "@counted") ? number_of(a, &a->hits[i]) : 0;
  if (number && !longest_list(a, number, &list)) return false;
  if (rap_str_is(how, "@these") && !last_list_before(a, i, &list)) return false;
  if (list.n) *codes = joined(a, &list);
  return true;
}

rap_status rap_states_resolve(rap_analysis *a, rap_error *err) {
  struct whole whole = {0};
  look_up_codes(a);
  for (size_t i = 0; i < a->n_hits; i++) {
    rap_hit *hit = &a->hits[i];
    if (hit->kind != RAP_KIND_COLLECTIVE || !rap_str_starts(hit->value, RAP_STR("@"))) continue;
    rap_str codes;
    if (!look_back(a, i, &whole, &codes)) return rap_error_nomem(err);
    hit->value = codes;
  }
  narrow_collectives(a);
  find_states_of_offices(a);
  return RAP_OK;
}
