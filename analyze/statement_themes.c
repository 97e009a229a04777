/* What a statement is about.
 *
 * weight(theme) = min(2, sum of grade * place over its cues) * share, where grade is 1 for a core cue, 0.7 for a likely, 0.15 for a passing and 0.1 for a faint one; place is 1 in the topic (or in
 * the sentence, if the rule has no topic) and 0.4 elsewhere in the sentence; share is 1 + score / best score for a theme that the document deals with, and 0.45 for others: one core cue in the topic is
 * enough. As long as none weighs 0.4, the words of the list's lead-in are added, then those of the heading. The themes are the best three that weigh at least 0.4 and 0.35 of the best. If none does, the
 * statement is about what its best word points to if the document deals with that, else about what the document deals with most, and about its best word too if that is more than a trace. The figures
 * are those of a plateau over hand-annotated releases, chosen by cross-validation; the share of 0.45 was raised from 0.3, which scored about the same, for the sake of what a topic says.
 */
#include "analyze/statement_work.h"
#include "analyze/theme_set.h"

#define SHARE_OTHER 0.45
#define BAR 0.4
#define BAR_OF_BEST 0.35
#define TRACE 0.1
#define MOST_THEMES 3
#define DOCUMENT_SIBLINGS 4 /* parts of one theme from which on the text is about the whole */
#define DOCUMENT_SECOND 0.8 /* of the best score: a theme that the text deals with about as much */

static bool previous_themes(rap_statement_finder *f, rap_str_list *set) {
  const rap_statement *s = rap_statement_previous(f);
  for (size_t k = 0; s && k < s->themes.n; k++)
    if (!rap_theme_set_add(f->a, set, s->themes.items[k])) return false;
  return true;
}

/* What the whole text deals with, when nothing nearer says it: the theme with the highest score, or its parent when several of its siblings are dealt with too, and the next one beside it if it scores nearly
 * as much. */
static bool document_theme(rap_statement_finder *f, rap_str_list *set) {
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

static double share_of(const rap_record *record, size_t theme) {
  const rap_theme_found *t = &record->themes[theme];
  return t->central ? 1.0 + t->score / record->themes[0].score : SHARE_OTHER;
}

/* The theme that weighs most; RAP_NONE: none weighs anything. */
static size_t heaviest(const rap_record *record, const double *weights) {
  size_t best = RAP_NONE;
  for (size_t i = 0; i < record->n_themes; i++)
    if (weights[i] > 0 && (best == RAP_NONE || weights[i] > weights[best])) best = i;
  return best;
}

/* Adds the words of a view span to the sums of the themes, and gives the heaviest by `weights`. */
static size_t weigh(const rap_statement_finder *f, rap_span view, rap_span topic, double *sums, double *weights) {
  const rap_record *record = f->a->record;
  rap_theme_weigh(f->a, view, topic, sums);
  for (size_t i = 0; i < record->n_themes; i++) weights[i] = sums[i] * share_of(record, i);
  return heaviest(record, weights);
}

/* The words of the sentence; while they say too little, also those of what introduces it. `carried`: it goes on with what was said before, so that these speak of it in any case. */
static size_t weigh_all(const rap_statement_finder *f, rap_span topic, bool carried, double *sums, double *weights) {
  const rap_document *doc = f->a->doc;
  const rap_block *block = &doc->blocks[doc->sentences[f->sentence].block];
  const size_t context[] = {block->lead_in, block->heading};
  size_t best = weigh(f, doc->sentences[f->sentence].view, topic, sums, weights);
  for (size_t i = 0; i < 2; i++) {
    if (context[i] == RAP_NONE || (!carried && best != RAP_NONE && weights[best] >= BAR)) continue;
    rap_span view = doc->blocks[context[i]].view;
    best = weigh(f, view, view, sums, weights);
  }
  return best;
}

/* A general theme gives way to a part of it that reaches the bar as well. */
static void drop_general(const rap_record *record, double bar, double *weights) {
  for (size_t i = 0; i < record->n_themes; i++)
    for (size_t j = 0; weights[i] >= bar && j < record->n_themes; j++)
      if (weights[j] >= bar && rap_theme_below(record->themes[j].id, record->themes[i].id)) weights[i] = 0;
}

static bool choose(rap_statement_finder *f, double bar, double *weights, rap_str_list *set) {
  const rap_record *record = f->a->record;
  drop_general(record, bar, weights);
  for (size_t best; set->n < MOST_THEMES && (best = heaviest(record, weights)) != RAP_NONE && weights[best] >= bar; weights[best] = 0)
    if (!rap_theme_set_add(f->a, set, record->themes[best].id)) return false;
  return true;
}

/* Its own words say too little alone: those on what the document deals with point to that, others add to it. */
static bool fall_back(rap_statement_finder *f, bool carried, size_t own, const double *weights, rap_str_list *set) {
  const rap_theme_found *themes = f->a->record->themes;
  if (carried && !previous_themes(f, set)) return false;
  if (set->n) return true;
  bool more_than_a_trace = own != RAP_NONE && weights[own] >= TRACE;
  if (more_than_a_trace && themes[own].central) return rap_theme_set_add(f->a, set, themes[own].id);
  if (!document_theme(f, set)) return false;
  bool adds = more_than_a_trace || (own != RAP_NONE && set->n == 0);
  if (adds && !rap_theme_set_add(f->a, set, themes[own].id)) return false;
  rap_theme_set_specific(set);
  return true;
}

static bool find(rap_statement_finder *f, const rap_shadow_match *m, rap_statement *s) {
  rap_span group, topic = f->a->doc->sentences[f->sentence].view;
  if (rap_shadow_group(m, "topic", &group)) {
    topic = rap_shadow_to_view(m->shadow, group);
    s->topic = rap_view_to_text(&f->a->doc->view, topic);
  }
  double *sums = rap_arena_array(f->a->arena, f->a->record->n_themes + 1, sizeof *sums);
  double *weights = rap_arena_array(f->a->arena, f->a->record->n_themes + 1, sizeof *weights);
  if (!sums || !weights) return false;
  bool carried = m->rule->actors_from == RAP_ACTORS_PREVIOUS;
  size_t best = weigh_all(f, topic, carried, sums, weights);
  if (best == RAP_NONE || weights[best] < BAR) return fall_back(f, carried, best, weights, &s->themes);
  double bar = BAR_OF_BEST * weights[best];
  return choose(f, bar > BAR ? bar : BAR, weights, &s->themes);
}

rap_status rap_statement_find_themes(rap_statement_finder *f, const rap_shadow_match *m, rap_statement *s) {
  return find(f, m, s) ? RAP_OK : rap_error_nomem(f->err);
}
