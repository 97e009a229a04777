/* What a statement is about: the themes of its topic, else of its sentence, else of what introduces it, else of the whole text. */
#include "analyze/statement_work.h"
#include "analyze/theme_set.h"

#define DOCUMENT_SIBLINGS 4 /* parts of one theme from which on the text is about the whole */
#define DOCUMENT_SECOND 0.8 /* of the best score: a theme that the text deals with about as much */

static bool previous_themes(rap_statement_finder *f, rap_str_list *set) {
  const rap_statement *s = rap_statement_previous(f);
  for (size_t k = 0; s && k < s->themes.n; k++)
    if (!rap_theme_set_add(f->a, set, s->themes.items[k])) return false;
  return true;
}

static bool add_block_themes(rap_statement_finder *f, size_t block, rap_str_list *set) {
  return block == RAP_NONE || rap_theme_set_in(f->a, f->a->doc->blocks[block].view, set);
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

static bool find(rap_statement_finder *f, const rap_shadow_match *m, rap_statement *s) {
  const rap_block *block = &f->a->doc->blocks[f->a->doc->sentences[f->sentence].block];
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

rap_status rap_statement_find_themes(rap_statement_finder *f, const rap_shadow_match *m, rap_statement *s) {
  return find(f, m, s) ? RAP_OK : rap_error_nomem(f->err);
}
