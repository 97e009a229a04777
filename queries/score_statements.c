/* score_statements.c: statements by sentence, and what they say by actor. */
#include "queries/score_compare.h"

/* Which sentence a statement is about: for an annotated one its own place, for a finding that of the annotated one it agrees with, else its own. Own places of findings are told from annotated ones. */
typedef struct sentence {
  size_t at;
  bool annotated;
} sentence;

/* Half of the shorter one lies in both. */
static bool near(rap_span a, rap_span b) {
  size_t begin = a.begin > b.begin ? a.begin : b.begin, end = a.end < b.end ? a.end : b.end;
  size_t len_a = a.end - a.begin, len_b = b.end - b.begin;
  return begin < end && 2 * (end - begin) >= (len_a < len_b ? len_a : len_b);
}

/* A headline that is said again in the text counts once: hence by its letters too. */
static sentence sentence_of(const rap_annotated *gold, const rap_annotated_statement *found) {
  const rap_annotated_statement *all = gold->statements;
  size_t i = 0;
  while (i < gold->n_statements && !near(all[i].at, found->at)) i++;
  if (i == gold->n_statements && found->letters.n)
    for (i = 0; i < gold->n_statements && !rap_str_eq(all[i].letters, found->letters);) i++;
  bool annotated = i < gold->n_statements;
  return (sentence){.at = annotated ? all[i].at.begin : found->at.begin, .annotated = annotated};
}

typedef struct part {
  rap_measure measure;
  bool actors, role, predicate, themes;
} part;

static void add_item(rap_scoring *s, rap_bag *bag, sentence where, const rap_annotated_statement *st, rap_str says, rap_str theme) {
  rap_str value = rap_arena_printf(s->arena, "%.*s%s%.*s", RAP_FMT(says), theme.n ? ", " : "", RAP_FMT(theme));
  rap_str key = rap_arena_printf(s->arena, "%c%zu %.*s", where.annotated ? 'a' : 'f', where.at, RAP_FMT(value));
  rap_bag_add(s, bag, (rap_scored){.key = key, .value = value, .at = st->at.begin});
}

static void add_actor(rap_scoring *s, rap_bag *bag, sentence where, const rap_annotated_statement *st, const part *p, rap_str actor) {
  rap_str word = p->role ? st->role : p->predicate ? st->predicate : (rap_str){0};
  rap_str says = rap_arena_printf(s->arena, "%.*s%s%.*s", RAP_FMT(actor), p->role || p->predicate ? ", " : "", RAP_FMT(word));
  if (!p->themes) add_item(s, bag, where, st, says, (rap_str){0});
  for (size_t i = 0; p->themes && i < st->themes.n; i++) add_item(s, bag, where, st, says, st->themes.items[i]);
}

static rap_bag bag_of(rap_scoring *s, const rap_annotated *of, const sentence *where, const part *p) {
  rap_bag bag = {0};
  for (size_t i = 0; i < of->n_statements; i++) {
    const rap_annotated_statement *st = &of->statements[i];
    if (st->at.begin == SIZE_MAX) continue;
    if (!p->actors) add_item(s, &bag, where[i], st, RAP_STR(""), (rap_str){0});
    for (size_t k = 0; p->actors && k < st->actors.n; k++) add_actor(s, &bag, where[i], st, p, st->actors.items[k]);
  }
  return bag;
}

static rap_bag pairs_of(rap_scoring *s, const rap_annotated *of, bool top) {
  rap_bag bag = {0};
  for (size_t i = 0; i < of->n_statements; i++) {
    const rap_annotated_statement *st = &of->statements[i];
    for (size_t k = 0; k < st->actors.n; k++) {
      for (size_t t = 0; t < st->themes.n; t++) {
        rap_str theme = st->themes.items[t], head, rest = theme;
        if (top && rap_str_split(&rest, '.', &head)) theme = head;
        rap_str pair = rap_arena_printf(s->arena, "%.*s, %.*s", RAP_FMT(st->actors.items[k]), RAP_FMT(theme));
        rap_bag_add(s, &bag, (rap_scored){.key = pair, .value = pair, .at = st->at.begin});
      }
    }
  }
  return bag;
}

void rap_score_statements(rap_scoring *s) {
  static const part parts[] = {{.measure = RAP_MEASURE_STATEMENT},
                               {.measure = RAP_MEASURE_STATEMENT_ACTOR, .actors = true},
                               {.measure = RAP_MEASURE_STATEMENT_ROLE, .actors = true, .role = true},
                               {.measure = RAP_MEASURE_STATEMENT_PREDICATE, .actors = true, .predicate = true},
                               {.measure = RAP_MEASURE_STATEMENT_THEME, .actors = true, .themes = true}};
  const rap_annotated *g = s->gold, *f = s->found;
  sentence *of_gold = rap_arena_array(s->arena, g->n_statements, sizeof *of_gold);
  sentence *of_found = rap_arena_array(s->arena, f->n_statements, sizeof *of_found);
  if (!of_gold || !of_found) {
    s->failed = true;
    return;
  }
  for (size_t i = 0; i < g->n_statements; i++) of_gold[i] = (sentence){.at = g->statements[i].at.begin, .annotated = true};
  for (size_t i = 0; i < f->n_statements; i++) of_found[i] = sentence_of(g, &f->statements[i]);
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    rap_bag gold = bag_of(s, g, of_gold, &parts[i]), found = bag_of(s, f, of_found, &parts[i]);
    rap_scoring_compare(s, parts[i].measure, &gold, &found, true);
  }
  for (int top = 0; top < 2; top++) {
    rap_bag gold = pairs_of(s, g, top), found = pairs_of(s, f, top);
    rap_scoring_compare(s, top ? RAP_MEASURE_STATE_THEME_TOP : RAP_MEASURE_STATE_THEME, &gold, &found, true);
  }
}
