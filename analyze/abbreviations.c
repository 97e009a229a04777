/* Abbreviations that a text introduces: "the National Board for Tea (NBT)". From there on "NBT" is a mention of the same body or programme.
 *
 * Cues of the value `introduced` (rules/common/abbreviations.yaml) find the long form and the letters in brackets. When a mention of a known body or programme ends before the bracket, the letters stand for it; else
 * the long form is taken as the name of a body or programme that no pack knows, if each capital of the letters begins one of its words and one of these words tells what it is (mapping fragment `introduced_kind`:
 * "organisation" or "programme"). Letters are matched from the end, each as late as it can be (Schwartz and Hearst 2003, "A simple algorithm for identifying abbreviation definitions in biomedical text").
 *
 * A mention so made has the rule of the one that it goes back to (the cue, if that was unknown) and a capture `introduced`: the place where the text says so.
 */
#include "analyze/analyze.h"
#include "analyze/engine_internal.h"
#include "analyze/trace.h"
#include "base/limits.h"
#include "base/map.h"

#include <assert.h>
#include <string.h>

/* Capitalised words of the long form that the letters pass over: "Central Board of Indirect Taxes and Customs (CBIC)". */
#define MAX_PASSED 2

typedef struct introduced {
  rap_hit hit; /* as each later mention has it, but for its place */
  rap_span said;
} introduced;

typedef struct work {
  rap_analysis *a;
  rap_map letters; /* → index in list + 1 */
  introduced *list;
  size_t n, capacity;
  size_t longest; /* of the letters, in bytes */
  rap_hit *added;
  size_t n_added, added_capacity;
} work;

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80; }
static bool is_token(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '&'; }
static char lower(char c) { return is_upper(c) ? (char)(c + 32) : c; }

static bool begins_word(rap_str s, size_t at) { return at == 0 || !is_token(s.p[at - 1]); }

/* Where in `name` the letters begin, matched from the end; SIZE_MAX when they don't fit. Strict: capitals begin words, and few capitalised words are passed over. */
static size_t fit(rap_str name, rap_str letters, bool strict) {
  size_t at = name.n, passed = 0;
  for (size_t k = letters.n; k-- > 0;) {
    char c = letters.p[k];
    if (!is_token(c)) continue;
    bool at_word = k == 0 || (strict && is_upper(c));
    for (;; at--) {
      if (at == 0) return SIZE_MAX;
      bool word = begins_word(name, at - 1);
      if (lower(name.p[at - 1]) == lower(c) && (!at_word || word)) break;
      if (word && is_upper(name.p[at - 1]) && ++passed > MAX_PASSED && strict) return SIZE_MAX;
    }
    at--;
  }
  return at;
}

/* What the name is of, by its last word before the first small one ("Board" of "National Tea Board for the Hills"), else by any other. */
static rap_kind kind_of(const rap_analysis *a, rap_str name) {
  rap_str rest = name, word, found = {0};
  bool head = true;
  while (rap_str_split(&rest, ' ', &word)) {
    if (word.n && !is_upper(word.p[0]) && found.n) head = false;
    rap_str value = rap_rules_lookup(a->rules, RAP_STR("introduced_kind"), word);
    if (value.n && (head || !found.n)) found = value;
  }
  if (rap_str_is(found, "organisation")) return RAP_KIND_ORGANISATION;
  return rap_str_is(found, "programme") ? RAP_KIND_PROGRAMME : RAP_N_KINDS;
}

static bool is_named(const rap_hit *hit) { return hit->kind == RAP_KIND_ORGANISATION || hit->kind == RAP_KIND_PROGRAMME; }

/* The longest body or programme that ends at `end`, NULL if none; *overlapped tells that one lies in the way of a name from `begin` on. */
static const rap_hit *known_before(const rap_analysis *a, size_t index, rap_span view, bool *overlapped) {
  const rap_hit *best = NULL;
  *overlapped = false;
  size_t sentence = a->hits[index].sentence, from = index;
  while (from > 0 && a->hits[from - 1].sentence == sentence && index - from < RAP_MAX_LOOK_BACK) from--;
  for (size_t i = from; i < a->n_hits && a->hits[i].view.begin < view.end; i++) {
    const rap_hit *hit = &a->hits[i];
    if (!is_named(hit) || hit->view.end <= view.begin) continue;
    *overlapped = true;
    if (hit->view.end == view.end && (!best || hit->view.begin < best->view.begin)) best = hit;
  }
  return best;
}

static rap_status add(work *w, rap_hit hit, rap_span view, rap_error *err) {
  rap_analysis *a = w->a;
  if (!rap_arena_grow(a->arena, (void **)&w->added, w->n_added, &w->added_capacity, sizeof *w->added)) return rap_error_nomem(err);
  hit.view = view;
  hit.sentence = rap_view_sentence_at(a->doc, view.begin);
  w->added[w->n_added++] = hit;
  return RAP_OK;
}

static rap_status introduce(work *w, const rap_hit *proto, rap_str letters, rap_span said, rap_error *err) {
  rap_analysis *a = w->a;
  bool is_new;
  rap_map_entry *entry = rap_map_put(&w->letters, letters, &is_new);
  rap_capture *capture = rap_arena_array(a->arena, 1, sizeof *capture);
  if (!entry || !capture || !rap_arena_grow(a->arena, (void **)&w->list, w->n, &w->capacity, sizeof *w->list)) return rap_error_nomem(err);
  if (!is_new) return RAP_OK; /* the first place counts */
  *capture = (rap_capture){.name = RAP_STR("introduced"), .text = rap_str_at(a->doc->view.s, said), .view = said};
  w->list[w->n] = (introduced){.hit = *proto, .said = said};
  w->list[w->n].hit.ref = RAP_NONE;
  w->list[w->n].hit.captures = capture;
  w->list[w->n].hit.n_captures = 1;
  entry->value.num = ++w->n;
  if (letters.n > w->longest) w->longest = letters.n;
  return RAP_OK;
}

/* One cue: the letters stand for what is known, or the long form is a name from now on. */
static rap_status take(work *w, size_t index, rap_error *err) {
  rap_analysis *a = w->a;
  const rap_hit *cue = &a->hits[index];
  const rap_capture *name = rap_hit_capture_find(cue, "long"), *letters = rap_hit_capture_find(cue, "short");
  if (!name || !letters || name->view.begin == RAP_NONE || letters->view.begin == RAP_NONE) return RAP_OK;
  bool overlapped;
  const rap_hit *known = known_before(a, index, name->view, &overlapped);
  if (known) {
    if (fit(rap_str_at(a->doc->view.s, known->view), letters->text, false) == SIZE_MAX) return RAP_OK;
    return introduce(w, known, letters->text, (rap_span){known->view.begin, cue->view.end}, err);
  }
  size_t begin = overlapped ? SIZE_MAX : fit(name->text, letters->text, true);
  rap_str trimmed = begin == SIZE_MAX ? (rap_str){0} : rap_str_sub(name->text, begin, name->text.n);
  rap_kind kind = trimmed.n ? kind_of(a, trimmed) : RAP_N_KINDS;
  if (kind == RAP_N_KINDS) {
    rap_trace_refused(rap_analyzer_trace(a->analyzer), cue, "the letters don't fit the words before them, or no word tells what they name");
    return RAP_OK;
  }
  rap_span view = {name->view.begin + begin, name->view.end};
  rap_hit proto = {.kind = kind, .rule = cue->rule, .ref = RAP_NONE, .value = rap_str_at(a->doc->full, rap_view_to_text(&a->doc->view, view))};
  size_t before = w->n;
  rap_status st = introduce(w, &proto, letters->text, (rap_span){view.begin, cue->view.end}, err);
  return st == RAP_OK && w->n > before ? add(w, w->list[before].hit, view, err) : st;
}

/* Something else that is named there. */
static bool is_taken(const rap_analysis *a, rap_span view) {
  static const rap_kind_set in_the_way = RAP_KIND_BIT(RAP_KIND_ORGANISATION) | RAP_KIND_BIT(RAP_KIND_PROGRAMME) | RAP_KIND_BIT(RAP_KIND_PERSON) |
                                         RAP_KIND_BIT(RAP_KIND_STATE) | RAP_KIND_BIT(RAP_KIND_EVENT) | RAP_KIND_BIT(RAP_KIND_NAME);
  size_t first, end;
  rap_hits_within(a->hits, a->n_hits, (rap_span){0, view.end}, &first, &end);
  for (size_t i = end; i-- > 0 && end - i <= RAP_MAX_LOOK_BACK;)
    if ((in_the_way & RAP_KIND_BIT(a->hits[i].kind)) && a->hits[i].view.end > view.begin) return true;
  return false;
}

static size_t end_of_part(rap_str s, size_t at) {
  while (at < s.n && is_token(s.p[at])) at++;
  return at;
}

/* The letters that begin at `begin`, as a word with its hyphens, else as the part before the first of them ("NBT-led"); NULL if none do. *end: behind them, or behind that part. */
static rap_map_entry *letters_at(const work *w, size_t begin, size_t *end) {
  rap_str s = w->a->doc->view.s;
  size_t part = end_of_part(s, begin);
  *end = part;
  while (*end - begin <= w->longest && *end + 1 < s.n && s.p[*end] == '-' && is_token(s.p[*end + 1])) *end = end_of_part(s, *end + 1);
  rap_map_entry *entry = rap_map_get(&w->letters, rap_str_sub(s, begin, *end));
  if (entry || *end == part) return entry;
  *end = part;
  return rap_map_get(&w->letters, rap_str_sub(s, begin, part));
}

/* The letters as words of the text, from where the first were introduced. */
static rap_status find_letters(work *w, rap_error *err) {
  rap_analysis *a = w->a;
  rap_str s = a->doc->view.s;
  rap_status st = RAP_OK;
  for (size_t at = w->list[0].said.begin; st == RAP_OK && at < s.n;) {
    if (!is_token(s.p[at])) {
      at++;
      continue;
    }
    size_t begin = at;
    const rap_map_entry *entry = letters_at(w, begin, &at);
    rap_span view = {begin, at};
    if (!entry || begin < w->list[entry->value.num - 1].said.begin || is_taken(a, view)) continue;
    if (a->n_hits + w->n_added >= RAP_MAX_MENTIONS) {
      rap_document_warn(a->arena, a->doc, "more than %d mentions: abbreviations behind that are left out", RAP_MAX_MENTIONS);
      break;
    }
    st = add(w, w->list[entry->value.num - 1].hit, view, err);
  }
  return st;
}

/* Names come in order, and so do letters. */
static rap_status merge(work *w, size_t n_names, rap_error *err) {
  rap_analysis *a = w->a;
  rap_hit *all = rap_arena_array(a->arena, a->n_hits + w->n_added, sizeof *all);
  if (!all) return rap_error_nomem(err);
  size_t old = 0, names = 0, letters = n_names, n = 0;
  while (old < a->n_hits || names < n_names || letters < w->n_added) {
    const rap_hit *best = NULL;
    size_t *from = NULL;
    if (old < a->n_hits) best = &a->hits[old], from = &old;
    if (names < n_names && (!best || rap_hit_cmp(&w->added[names], best) < 0)) best = &w->added[names], from = &names;
    if (letters < w->n_added && (!best || rap_hit_cmp(&w->added[letters], best) < 0)) best = &w->added[letters], from = &letters;
    assert(best && from); /* one of the three has more */
    ++*from;
    all[n++] = *best;
  }
  a->hits = all;
  a->n_hits = n;
  return RAP_OK;
}

rap_status rap_abbreviations_resolve(rap_analysis *a, rap_error *err) {
  work w = {.a = a};
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < a->n_hits; i++)
    if (a->hits[i].kind == RAP_KIND_CUE && rap_str_is(a->hits[i].value, "introduced")) st = take(&w, i, err);
  size_t n_names = w.n_added;
  if (st == RAP_OK && w.n > 0) st = find_letters(&w, err);
  if (st == RAP_OK && w.n_added > 0) st = merge(&w, n_names, err);
  rap_map_clear(&w.letters);
  return st;
}
