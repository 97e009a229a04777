#include "analyze/theme_set.h"

#define OUTSIDE 0.4 /* of the topic, in the same sentence */
#define PLENTY 2.0  /* more words of a theme make it no surer */

static const double grade_weight[] = {[RAP_CUE_CORE] = 1.0, [RAP_CUE_LIKELY] = 0.7, [RAP_CUE_PASSING] = 0.15, [RAP_CUE_FAINT] = 0.1};

bool rap_theme_below(rap_str id, rap_str ancestor) { return id.n > ancestor.n && id.p[ancestor.n] == '.' && rap_str_starts(id, ancestor); }

bool rap_theme_set_add(const rap_analysis *a, rap_str_list *set, rap_str id) { return rap_str_list_add_once(a->arena, set, id); }

/* The name of a known series is a label, not what the sentence is about. */
static bool in_series_name(const rap_analysis *a, size_t hit) {
  rap_span view = a->hits[hit].view;
  for (size_t i = hit; i-- > 0 && a->hits[i].sentence == a->hits[hit].sentence;)
    if (a->hits[i].kind == RAP_KIND_EVENT && a->hits[i].entry && a->hits[i].view.end >= view.end) return true;
  return false;
}

/* Which of record.themes, which are in order of score, a cue speaks of; RAP_NONE if none. */
static size_t theme_of(const rap_record *record, const rap_hit *hit) {
  bool sure = hit->grade < RAP_CUE_PASSING;
  size_t own = RAP_NONE;
  for (size_t i = 0; i < record->n_themes; i++) {
    const rap_theme_found *t = &record->themes[i];
    if (rap_str_eq(t->id, hit->value)) own = i;
    if (sure && t->central && (own == i || rap_theme_below(t->id, hit->value))) return i;
  }
  return own;
}

void rap_theme_weigh(const rap_analysis *a, rap_span view, rap_span inner, double *weights) {
  size_t first, end;
  rap_hits_within(a->hits, a->n_hits, view, &first, &end);
  for (size_t i = first; i < end; i++) {
    const rap_hit *hit = &a->hits[i];
    if (hit->kind != RAP_KIND_THEME || hit->view.end > view.end || in_series_name(a, i)) continue;
    size_t theme = theme_of(a->record, hit);
    if (theme == RAP_NONE) continue;
    bool inside = hit->view.begin >= inner.begin && hit->view.end <= inner.end;
    weights[theme] += grade_weight[hit->grade] * (inside ? 1.0 : OUTSIDE);
    if (weights[theme] > PLENTY) weights[theme] = PLENTY;
  }
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
