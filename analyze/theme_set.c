#include "analyze/theme_set.h"

#define MAX_THEMES_PER_SPAN 2

bool rap_theme_below(rap_str id, rap_str ancestor) { return id.n > ancestor.n && id.p[ancestor.n] == '.' && rap_str_starts(id, ancestor); }

bool rap_theme_set_add(const rap_analysis *a, rap_str_list *set, rap_str id) {
  for (size_t i = 0; i < set->n; i++)
    if (rap_str_eq(set->items[i], id)) return true;
  return rap_str_list_add(a->arena, set, id);
}

static bool is_central(const rap_analysis *a, rap_str id) {
  for (size_t i = 0; i < a->record->n_themes; i++)
    if (rap_str_eq(a->record->themes[i].id, id)) return a->record->themes[i].central;
  return false;
}

/* A general cue in a text that deals more with one part of the theme speaks of that part. record.themes is in order of score. */
static rap_str narrowed(const rap_analysis *a, rap_str id) {
  for (size_t i = 0; i < a->record->n_themes; i++) {
    const rap_theme_found *t = &a->record->themes[i];
    if (t->central && (rap_str_eq(t->id, id) || rap_theme_below(t->id, id))) return t->id;
  }
  return id;
}

/* The name of a known series is a label, not what the sentence is about. */
static bool in_series_name(const rap_analysis *a, size_t hit) {
  rap_span view = a->hits[hit].view;
  for (size_t i = hit; i-- > 0 && a->hits[i].sentence == a->hits[hit].sentence;)
    if (a->hits[i].kind == RAP_KIND_EVENT && a->hits[i].entry && a->hits[i].view.end >= view.end) return true;
  return false;
}

/* Of the theme that the text deals with most, passing words say as much as others' surer ones. record.themes is in order of score. */
static bool is_of_main_theme(const rap_analysis *a, const rap_hit *hit) {
  return hit->grade == RAP_CUE_PASSING && a->record->n_themes && rap_str_eq(a->record->themes[0].id, hit->value);
}

static bool collect(const rap_analysis *a, rap_span view, bool passing, rap_str_list *found) {
  size_t first, end;
  rap_hits_within(a->hits, a->n_hits, view, &first, &end);
  for (size_t i = first; i < end; i++) {
    const rap_hit *hit = &a->hits[i];
    if (hit->kind != RAP_KIND_THEME || hit->view.end > view.end) continue;
    if ((hit->grade >= RAP_CUE_PASSING) != passing && (passing || !is_of_main_theme(a, hit))) continue;
    if ((passing && !is_central(a, hit->value)) || in_series_name(a, i)) continue;
    if (!rap_theme_set_add(a, found, passing ? hit->value : narrowed(a, hit->value))) return false;
  }
  return true;
}

/* A part of a theme that the document deals with counts as well as the whole. */
static bool lies_in_central(const rap_analysis *a, rap_str id) {
  for (size_t i = 0; i < a->record->n_themes; i++)
    if (a->record->themes[i].central && (rap_str_eq(a->record->themes[i].id, id) || rap_theme_below(id, a->record->themes[i].id))) return true;
  return false;
}

static void keep_central(const rap_analysis *a, rap_str_list *found) {
  size_t kept = 0, central = 0;
  for (size_t i = 0; i < found->n; i++) central += lies_in_central(a, found->items[i]);
  for (size_t i = 0; central && i < found->n; i++)
    if (lies_in_central(a, found->items[i])) found->items[kept++] = found->items[i];
  if (central) found->n = kept;
}

bool rap_theme_set_in(const rap_analysis *a, rap_span view, rap_str_list *set) {
  rap_str_list found = {0};
  if (!collect(a, view, false, &found)) return false;
  if (found.n > MAX_THEMES_PER_SPAN) keep_central(a, &found);
  if (found.n == 0 && !collect(a, view, true, &found)) return false;
  for (size_t i = 0; i < found.n; i++)
    if (!rap_theme_set_add(a, set, found.items[i])) return false;
  return true;
}

void rap_theme_set_specific(rap_str_list *set) {
  size_t kept = 0;
  for (size_t i = 0; i < set->n; i++) {
    bool general = false;
    for (size_t j = 0; j < set->n && !general; j++) general = rap_theme_below(set->items[j], set->items[i]);
    if (!general) set->items[kept++] = set->items[i];
  }
  set->n = kept;
}
