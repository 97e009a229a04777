/* Words that lead to States named elsewhere: "the State", "both the States", "the participating States"; and offices that lead to their State.
 *
 * They are patterns of kind collective whose value begins with '@':
 *   @state   the State last named before, in this sentence or an earlier one
 *   @both    the two States last named together
 *   @listed  the States of the longest list in the text, else all of them
 *   @region  the group of States last named before
 * Once resolved, the value is the codes, parted by spaces; it is empty when nothing was found, and then no rule uses the hit.
 * A pattern of kind state without a value has that of its first group, by the mapping fragment of the group's name.
 */
#include "analyze/analyze.h"

#define MIN_LIST 3

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

static bool holds(const rap_str_list *list, rap_str s) {
  for (size_t i = 0; i < list->n; i++)
    if (rap_str_eq(list->items[i], s)) return true;
  return false;
}

/* Distinct States of the sentence whose first hit is `first`; *next is the first hit behind it. */
static bool sentence_states(const rap_analysis *a, size_t first, rap_str_list *list, size_t *next) {
  size_t sentence = a->hits[first].sentence, i = first;
  for (; i < a->n_hits && a->hits[i].sentence == sentence; i++)
    if (is_state(&a->hits[i]) && !holds(list, a->hits[i].value) && !rap_str_list_add(a->arena, list, a->hits[i].value)) return false;
  *next = i;
  return true;
}

static bool longest_list(const rap_analysis *a, rap_str_list *best) {
  *best = (rap_str_list){0};
  for (size_t i = 0, next; i < a->n_hits; i = next) {
    rap_str_list list = {0};
    if (!sentence_states(a, i, &list, &next)) return false;
    if (list.n >= MIN_LIST && list.n > best->n) *best = list;
  }
  return true;
}

static rap_str joined(const rap_analysis *a, const rap_str_list *list) {
  rap_str out = {0};
  for (size_t i = 0; i < list->n; i++) out = i ? rap_arena_printf(a->arena, "%.*s %.*s", RAP_FMT(out), RAP_FMT(list->items[i])) : list->items[i];
  return out;
}

/* "Chief Minister of Kerala": the office leads to the State that its words name. */
static void find_states_of_offices(rap_analysis *a) {
  for (size_t p = 0; p < a->record->n_persons; p++) {
    rap_person *person = &a->record->persons[p];
    for (size_t i = 0; i < a->n_hits && person->role.n && !person->state.n; i++) {
      if (!is_state(&a->hits[i])) continue;
      rap_str name = rap_str_at(a->doc->full, rap_view_to_text(&a->doc->view, a->hits[i].view));
      if (rap_str_find(person->role, name, 0) != SIZE_MAX) person->state = a->hits[i].value;
    }
  }
}

static void look_up_codes(rap_analysis *a) {
  for (size_t i = 0; i < a->n_hits; i++) {
    rap_hit *hit = &a->hits[i];
    if (hit->kind == RAP_KIND_STATE && hit->value.n == 0 && hit->n_captures > 0)
      hit->value = rap_rules_lookup(a->rules, hit->captures[0].name, hit->captures[0].text);
  }
}

rap_status rap_states_resolve(rap_analysis *a, rap_error *err) {
  rap_str_list listed = {0};
  bool have_list = false;
  look_up_codes(a);
  for (size_t i = 0; i < a->n_hits; i++) {
    rap_hit *hit = &a->hits[i];
    if (hit->kind != RAP_KIND_COLLECTIVE || !rap_str_starts(hit->value, RAP_STR("@"))) continue;
    if (rap_str_is(hit->value, "@state")) {
      hit->value = last_state_before(a, i);
    } else if (rap_str_is(hit->value, "@both")) {
      hit->value = last_pair_before(a, i);
    } else if (rap_str_is(hit->value, "@listed")) {
      if (!have_list && !longest_list(a, &listed)) return rap_error_nomem(err);
      have_list = true;
      hit->value = listed.n ? joined(a, &listed) : RAP_STR("ALL");
    } else if (rap_str_is(hit->value, "@region")) {
      hit->value = last_group_before(a, i);
    } else {
      hit->value = (rap_str){0};
    }
  }
  find_states_of_offices(a);
  return RAP_OK;
}
