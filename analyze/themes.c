/* What a document deals with, and what it touches in passing.
 *
 * score(theme) = Σ grade × place × 0.7^(k-1) over its cues, where grade is 1 for a core cue, 0.6 for a likely, 0.25 for a passing and 0.1 for a faint one, place is 5 in the title, 2 in the first paragraph,
 * in headings and in the items of an agenda, 1.5 in sentences that speak of an agenda ("discussed", "sessions on": cues with the value `agenda`), 1 elsewhere, and k counts repetitions of the same words.
 * A theme is central when its score reaches the largest of 1, 0.15 per hundred words, and 0.45 times the square root of the best theme's score: the root, because a text that names its main matter four
 * times as often deals with its second matter no less. The figures are those of a plateau over hand-annotated releases, chosen by cross-validation; see tests/quality.
 */
#include "analyze/theme_set.h"

#include <math.h>
#include <stdlib.h>

#define PLACE_TITLE 5.0
#define PLACE_RAISED 2.0
#define PLACE_AGENDA 1.5
#define DAMPING 0.7
#define NEGLIGIBLE 1e-20 /* changes no score: the ten-thousandth repetition costs no more than the hundredth */
#define BAR_LEAST 1.0
#define BAR_OF_ROOT 0.45
#define BAR_PER_WORD 0.0015
#define OWN_RIGHT 3.0 /* times the bar */
#define OPENING_LEAST_BYTES 60
#define AGENDA_ITEM_WORDS 40

static const double grade_weight[] = {[RAP_CUE_CORE] = 1.0, [RAP_CUE_LIKELY] = 0.6, [RAP_CUE_PASSING] = 0.25, [RAP_CUE_FAINT] = 0.1};

typedef struct tally {
  double score;
  size_t mentions, n_cues;
} tally;

typedef struct scorer {
  rap_analysis *a;
  double *place; /* per sentence */
  rap_map seen;  /* theme and words → number in .cues, from 1 */
  rap_theme_cue *cues;
  size_t n_cues;
  const rap_theme *themes;
  tally *tallies;
  size_t n;
} scorer;

/* -- where things stand ---------------------------------------------------------------------------------------------------------- */

/* How many of the eight bytes are `c`: 0x80 is left of each that is, then counted by a multiplication. */
static size_t count_in_word(uint64_t bytes, unsigned char c) {
  uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F), x = bytes ^ UINT64_C(0x0101010101010101) * c;
  uint64_t zero = ~(((x & low) + low) | x | low);
  return (size_t)((zero >> 7) * UINT64_C(0x0101010101010101) >> 56);
}

static size_t words_in(rap_str s) {
  size_t n = 0, i = 0;
  for (uint64_t bytes; s.n - i >= sizeof bytes; i += sizeof bytes) {
    memcpy(&bytes, s.p + i, sizeof bytes);
    n += count_in_word(bytes, ' ') + count_in_word(bytes, '\n');
  }
  for (; i < s.n; i++) n += s.p[i] == ' ' || s.p[i] == '\n';
  return n + 1;
}

static bool is_agenda_block(const scorer *x, size_t block, const bool *agenda) {
  if (block == RAP_NONE) return false;
  const rap_block *b = &x->a->doc->blocks[block];
  return b->n_sentences > 0 && agenda[b->first_sentence + b->n_sentences - 1];
}

/* `before`: the last block that is no item of a list, which introduces a list that nothing else does. */
static double place_of_block(const scorer *x, const rap_block *block, size_t before, bool opening, const bool *agenda) {
  if (block->kind == RAP_BLOCK_TITLE) return PLACE_TITLE;
  if (opening || block->kind == RAP_BLOCK_HEADING) return PLACE_RAISED;
  bool item = block->kind == RAP_BLOCK_ITEM && words_in(rap_str_at(x->a->doc->view.s, block->view)) <= AGENDA_ITEM_WORDS;
  return item && is_agenda_block(x, block->lead_in == RAP_NONE ? before : block->lead_in, agenda) ? PLACE_RAISED : 1.0;
}

/* The title, the opening, headings and the short items of lists that a sentence with a cue of an agenda introduces; then such sentences themselves. */
static void weigh_places(scorer *x, bool *agenda) {
  const rap_document *doc = x->a->doc;
  bool opened = false;
  size_t before = RAP_NONE;
  for (size_t i = 0; i < x->a->n_hits; i++) {
    const rap_hit *hit = &x->a->hits[i];
    if (hit->kind == RAP_KIND_CUE && rap_str_is(hit->value, "agenda") && hit->sentence != RAP_NONE) agenda[hit->sentence] = true;
  }
  for (size_t b = 0; b < doc->n_blocks; b++) {
    const rap_block *block = &doc->blocks[b];
    bool opening =
        !opened && block->kind == RAP_BLOCK_PARAGRAPH && block->aside == RAP_ASIDE_NONE && block->text.end - block->text.begin >= OPENING_LEAST_BYTES;
    if (opening) opened = true;
    double place = place_of_block(x, block, before, opening, agenda);
    if (block->kind != RAP_BLOCK_ITEM) before = b;
    for (size_t s = block->first_sentence; s < block->first_sentence + block->n_sentences; s++)
      x->place[s] = place == 1.0 && agenda[s] ? PLACE_AGENDA : place;
  }
}

/* -- scoring ----------------------------------------------------------------------------------------------------------------------- */

/* The theme's index and the words, as a key. Pointer NULL when out of memory. */
static rap_str cue_key(rap_arena *arena, size_t theme, rap_str words) {
  char *key = rap_arena_alloc(arena, sizeof theme + words.n);
  if (!key) return (rap_str){0};
  memcpy(key, &theme, sizeof theme);
  if (words.n) memcpy(key + sizeof theme, words.p, words.n);
  return (rap_str){key, sizeof theme + words.n};
}

/* What stands there twice by mistake weighs no more for it. */
static bool in_repetition(const rap_document *doc, const rap_hit *hit) {
  return hit->sentence != RAP_NONE && doc->blocks[doc->sentences[hit->sentence].block].aside == RAP_ASIDE_REPETITION;
}

static rap_status add_hit(scorer *x, const rap_hit *hit, rap_error *err) {
  const rap_theme *theme = rap_rules_theme(x->a->rules, hit->value);
  if (!theme || in_repetition(x->a->doc, hit)) return RAP_OK;
  size_t index = (size_t)(theme - x->themes);
  rap_str key = cue_key(x->a->arena, index, rap_str_at(x->a->doc->view.s, hit->view));
  rap_map_entry *seen = key.p ? rap_map_put(&x->seen, key, NULL) : NULL;
  if (!seen) return rap_error_nomem(err);
  double weight = grade_weight[hit->grade] * (hit->sentence == RAP_NONE ? 1.0 : x->place[hit->sentence]);
  if (!seen->value.num) {
    x->cues[x->n_cues++] = (rap_theme_cue){.theme = index, .first = hit->view};
    seen->value.num = x->n_cues;
    x->tallies[index].n_cues++;
  }
  rap_theme_cue *cue = &x->cues[seen->value.num - 1];
  for (size_t k = 0; k < cue->times && weight > NEGLIGIBLE; k++) weight *= DAMPING;
  cue->times++;
  cue->weight += weight;
  x->tallies[index].score += weight;
  x->tallies[index].mentions++;
  return RAP_OK;
}

static int by_score(const void *p, const void *q) {
  const rap_theme_found *a = p, *b = q;
  if (a->score != b->score) return a->score < b->score ? 1 : -1;
  return rap_str_cmp(a->id, b->id);
}

static int by_theme(const void *p, const void *q) {
  const rap_theme_cue *a = p, *b = q;
  if (a->theme != b->theme) return a->theme < b->theme ? -1 : 1;
  if (a->weight != b->weight) return a->weight < b->weight ? 1 : -1;
  return (a->first.begin > b->first.begin) - (a->first.begin < b->first.begin);
}

/* A general theme beside which a part of it scores at least as much is implied, and not listed in its own right, unless it has plenty of words of its own. */
static void drop_implied(rap_record *record, double bar) {
  for (size_t i = 0; i < record->n_themes; i++) {
    rap_theme_found *t = &record->themes[i];
    for (size_t j = 0; t->central && j < record->n_themes; j++) {
      const rap_theme_found *part = &record->themes[j];
      if (part->central && rap_theme_below(part->id, t->id) && part->score >= t->score && t->score < OWN_RIGHT * bar) t->central = false;
    }
  }
}

static void collect(scorer *x) {
  rap_record *record = x->a->record;
  double best = 0, bar = BAR_LEAST, by_length = BAR_PER_WORD * (double)words_in(x->a->doc->view.s);
  for (size_t i = 0; i < x->n; i++)
    if (x->tallies[i].score > best) best = x->tallies[i].score;
  double by_best = BAR_OF_ROOT * sqrt(best);
  if (by_best > bar) bar = by_best;
  if (by_length > bar) bar = by_length;
  if (x->n_cues) qsort(x->cues, x->n_cues, sizeof *x->cues, by_theme);
  const rap_theme_cue *cues = x->cues;
  for (size_t i = 0; i < x->n; cues += x->tallies[i++].n_cues) {
    const tally *t = &x->tallies[i];
    if (t->mentions)
      record->themes[record->n_themes++] = (rap_theme_found){.id = x->themes[i].id,
                                                             .central = t->score >= bar,
                                                             .mentions = t->mentions,
                                                             .score = t->score,
                                                             .asked = bar,
                                                             .cues = cues,
                                                             .n_cues = t->n_cues};
  }
  if (!record->n_themes) return;
  drop_implied(record, bar);
  qsort(record->themes, record->n_themes, sizeof *record->themes, by_score);
}

static rap_status prepare(scorer *x, rap_error *err) {
  rap_arena *arena = x->a->arena;
  size_t n_sentences = x->a->doc->n_sentences + 1;
  bool *agenda = rap_arena_array(arena, n_sentences, sizeof *agenda);
  x->place = rap_arena_array(arena, n_sentences, sizeof *x->place);
  x->tallies = rap_arena_array(arena, x->n + 1, sizeof *x->tallies);
  x->a->record->themes = rap_arena_array(arena, x->n + 1, sizeof *x->a->record->themes);
  size_t n_hits = 1;
  for (size_t i = 0; i < x->a->n_hits; i++) n_hits += x->a->hits[i].kind == RAP_KIND_THEME;
  x->cues = rap_arena_array(arena, n_hits, sizeof *x->cues);
  if (!agenda || !x->place || !x->cues || !x->tallies || !x->a->record->themes) return rap_error_nomem(err);
  weigh_places(x, agenda);
  return RAP_OK;
}

rap_status rap_themes_resolve(rap_analysis *a, rap_error *err) {
  scorer x = {.a = a};
  x.themes = rap_rules_themes(a->rules, &x.n);
  rap_status st = prepare(&x, err);
  for (size_t i = 0; st == RAP_OK && i < a->n_hits; i++)
    if (a->hits[i].kind == RAP_KIND_THEME) st = add_hit(&x, &a->hits[i], err);
  if (st == RAP_OK) collect(&x);
  rap_map_clear(&x.seen);
  return st;
}
