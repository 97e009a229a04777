/* Persons: the mentions of a text grouped by person, each with the fullest form of the name, the office, and the short forms that lead to it.
 *
 * Names are compared part by part (people_names.c); a short form ("Mr. Modi") goes to the person who fits it best, among equals to the one named last. Offices and pronouns come after all names are
 * known (people_roles.c), so that a headline's "Minister" finds the one whom the text names later.
 */
#include "analyze/people.h"
#include "analyze/trace.h"
#include "base/limits.h"

#include <assert.h>
#include <string.h>

/* Shorter words tell nothing: "may", "sen", "lal". */
#define ORDINARY_WORD_MIN 4
/* So many words are looked for by reading the text; a text that asks for more gets an index, so that thousands of names don't cost the square of its length. */
#define READINGS 64

bool rap_people_in_running_text(const rap_analysis *a, const rap_hit *hit) {
  if (hit->sentence == RAP_NONE) return false;
  rap_block_kind kind = a->doc->blocks[a->doc->sentences[hit->sentence].block].kind;
  return kind != RAP_BLOCK_TITLE && kind != RAP_BLOCK_HEADING;
}

static char gender_of(const rap_analysis *a, const rap_hit *hit) {
  rap_str value = rap_hit_value_of(a->rules, hit, "honorific");
  if (rap_str_is(value, "m")) return 'm';
  return rap_str_is(value, "f") ? 'f' : 0;
}

/* The person whom this name fits best, RAP_NONE if none. */
static size_t find_person(const rap_people_work *w, const rap_person_name *name, char gender) {
  assert(w->drafts || w->a->record->n_persons == 0);
  size_t best = RAP_NONE;
  int best_fit = 0;
  for (size_t i = 0; i < w->a->record->n_persons; i++) {
    const rap_person_draft *d = &w->drafts[i];
    if (gender && d->gender && gender != d->gender) continue;
    int fit = rap_person_name_fit(name, &d->name);
    if (fit == 0 || fit < best_fit) continue;
    if (fit == best_fit && d->last < w->drafts[best].last) continue;
    best = i;
    best_fit = fit;
  }
  return best;
}

/* Headlines run names into verbs and shout them: a form of two parts or more in running text is better than any of theirs. */
static bool is_fuller(const rap_person_name *name, bool running, rap_str text, const rap_person_draft *d, rap_str old) {
  bool trusted = running && name->n >= 2, old_trusted = d->running && d->name.n >= 2;
  if (trusted != old_trusted) return trusted;
  if (rap_str_is_capitals(text) != rap_str_is_capitals(old)) return rap_str_is_capitals(old);
  if (name->n != d->name.n) return name->n > d->name.n;
  return rap_person_name_letters(name) > rap_person_name_letters(&d->name);
}

static rap_status new_person(rap_people_work *w, rap_error *err) {
  rap_record *record = w->a->record;
  if (!rap_arena_grow(w->a->arena, (void **)&record->persons, record->n_persons, &w->capacity, sizeof *record->persons) ||
      !rap_arena_grow(w->a->arena, (void **)&w->drafts, record->n_persons, &w->drafts_capacity, sizeof *w->drafts))
    return rap_error_nomem(err);
  record->persons[record->n_persons] = (rap_person){0};
  w->drafts[record->n_persons++] = (rap_person_draft){0};
  return RAP_OK;
}

static bool begins_word(rap_str s, size_t at) { return at == 0 || strchr(" \n(\"'", s.p[at - 1]); }
static bool ends_word(rap_str s, size_t at) { return at == s.n || strchr(" \n)\"',.;:", s.p[at]); }

/* False when out of memory. */
static bool index_words(rap_people_work *w) {
  rap_str s = w->a->doc->view.s;
  for (size_t at = 0; at < s.n; at++) {
    size_t begin = at;
    if (!begins_word(s, at)) continue;
    while (!ends_word(s, at) && s.p[at] != '(') at++;
    if (at - begin >= ORDINARY_WORD_MIN && ends_word(s, at) && !rap_map_put(&w->words, rap_str_sub(s, begin, at), NULL)) return false;
  }
  return true;
}

/* The part stands in the text as an ordinary word, in small letters. */
static bool is_ordinary_word(rap_people_work *w, rap_str part) {
  rap_str s = w->a->doc->view.s;
  if (part.n < ORDINARY_WORD_MIN || w->failed) return false;
  if (w->n_asked++ == READINGS) w->failed = !index_words(w);
  if (w->n_asked > READINGS) return rap_map_get(&w->words, part) != NULL;
  for (size_t at = rap_str_find(s, part, 0); at != SIZE_MAX; at = rap_str_find(s, part, at + 1))
    if (begins_word(s, at) && ends_word(s, at + part.n)) return true;
  return false;
}

/* Without an honorific a run of capitalised words may be anything ("Container Train Operator"): none of them may be an ordinary word of the text. */
static bool is_doubtful(rap_people_work *w, const rap_person_name *name) {
  for (size_t i = 0; i < name->n; i++)
    if (is_ordinary_word(w, name->parts[i])) return true;
  return false;
}

/* Cuts words off the end of a headline's name until somebody known fits ("Anil Verma Graces" for Anil Verma), or before its first ordinary word: a headline in title case doesn't show where the name
 * ends. The person, RAP_NONE if unknown. */
static size_t find_cut(rap_people_work *w, rap_person_name *name, char gender, rap_span *view) {
  rap_str s = w->a->doc->view.s;
  rap_person_name shorter = *name;
  size_t end = view->end;
  while (shorter.n > 1) {
    while (end > view->begin && s.p[end - 1] != ' ') end--;
    while (end > view->begin && s.p[end - 1] == ' ') end--;
    bool ordinary = is_ordinary_word(w, shorter.parts[--shorter.n]);
    size_t i = find_person(w, &shorter, gender);
    bool fits = i != RAP_NONE && rap_person_name_fit(&shorter, &w->drafts[i].name) >= (shorter.n > 1 ? 3 : 2);
    if (!fits && !ordinary) continue;
    *name = shorter;
    view->end = end;
    if (fits) return i;
  }
  return RAP_NONE;
}

static void note_form(rap_people_work *w, size_t i, const rap_person_name *name, rap_span view, bool running) {
  rap_analysis *a = w->a;
  rap_person *person = &a->record->persons[i];
  assert(w->drafts && i < a->record->n_persons);
  rap_person_draft *d = &w->drafts[i];
  rap_span text = rap_view_to_text(&a->doc->view, view);
  rap_str shown = rap_str_at(a->doc->full, text);
  if (person->n_mentions > 0 && !is_fuller(name, running, shown, d, person->name)) return;
  person->name = shown;
  person->text = text;
  d->name = *name;
  d->running = running;
}

static bool is_short(const rap_hit *hit) { return rap_hit_capture(hit, "short").n > 0; }
static bool has_honorific(const rap_hit *hit) { return rap_hit_capture(hit, "honorific").n > 0; }

/* A single word in front of which the other parts of the name stand ("Gyanesh Kumar" where only "Kumar said" was found): the mention takes them in. */
static rap_status take_in_front(rap_people_work *w, size_t index, size_t person, rap_error *err) {
  rap_analysis *a = w->a;
  rap_hit *hit = &a->hits[index];
  rap_str s = a->doc->view.s;
  const rap_person_name *full = &w->drafts[person].name;
  for (size_t k = full->n; k-- > 1;) {
    size_t end = hit->view.begin;
    if (end == 0 || s.p[end - 1] != ' ') return RAP_OK;
    size_t begin = --end;
    while (begin > 0 && !strchr(" \n,;:(\"", s.p[begin - 1])) begin--;
    rap_person_name word;
    rap_status st = rap_person_name_parse(a->arena, rap_str_sub(s, begin, end), &word, err);
    if (st != RAP_OK) return st;
    bool same = word.n == 1 && rap_str_eq(word.parts[0], full->parts[k - 1]);
    if (!same || (index > 0 && a->hits[index - 1].view.end > begin)) return RAP_OK;
    hit->view.begin = begin;
  }
  return RAP_OK;
}

static rap_status add_mention(rap_people_work *w, size_t index, rap_error *err) {
  rap_analysis *a = w->a;
  rap_hit *hit = &a->hits[index];
  bool running = rap_people_in_running_text(a, hit);
  const rap_capture *capture = rap_hit_capture_find(hit, "name");
  rap_span view = capture && capture->view.begin != RAP_NONE ? capture->view : hit->view;
  rap_person_name name;
  rap_status st = rap_person_name_parse(a->arena, rap_str_at(a->doc->view.s, view), &name, err);
  if (st != RAP_OK || name.n == 0) return st;
  char gender = gender_of(a, hit);
  size_t i = find_person(w, &name, gender);
  if (i == RAP_NONE && !running) {
    bool at_end = hit->view.end == view.end;
    i = find_cut(w, &name, gender, &view);
    if (i != RAP_NONE && at_end) hit->view.end = view.end;
  }
  if (i == RAP_NONE) {
    if (is_short(hit) || (!has_honorific(hit) && is_doubtful(w, &name))) return RAP_OK;
    if (a->record->n_persons >= RAP_MAX_PERSONS) {
      rap_document_warn(a->arena, a->doc, "more than %d persons: the rest is left out", RAP_MAX_PERSONS);
      return RAP_OK;
    }
    st = new_person(w, err);
    if (st != RAP_OK) return st;
    i = a->record->n_persons - 1;
    w->drafts[i].first = index;
  }
  note_form(w, i, &name, view, running);
  if (gender) w->drafts[i].gender = gender;
  if (index < w->drafts[i].first) w->drafts[i].first = index;
  w->drafts[i].last = index;
  a->record->persons[i].n_mentions++;
  hit->ref = i;
  return is_short(hit) ? take_in_front(w, index, i, err) : RAP_OK;
}

/* The surest first: running text with honorifics, running text without, headlines, which lean on both, and single words, which are names only if they are somebody's. */
static int round_of(const rap_analysis *a, const rap_hit *hit) {
  if (is_short(hit)) return 3;
  if (!rap_people_in_running_text(a, hit)) return 2;
  return has_honorific(hit) ? 0 : 1;
}

static rap_status group_mentions(rap_people_work *w, rap_error *err) {
  rap_analysis *a = w->a;
  rap_status st = RAP_OK;
  for (int round = 0; round <= 3; round++)
    for (size_t i = 0; st == RAP_OK && i < a->n_hits; i++)
      if (a->hits[i].kind == RAP_KIND_PERSON && round_of(a, &a->hits[i]) == round) st = add_mention(w, i, err);
  rap_map_clear(&w->words);
  return st == RAP_OK && w->failed ? rap_error_nomem(err) : st;
}

/* Persons in order of their first mention. An insertion sort: there are few, and nearly in order. */
static rap_status order_persons(rap_people_work *w, rap_error *err) {
  rap_record *record = w->a->record;
  size_t n = record->n_persons, *place = rap_arena_array(w->a->arena, n + 1, sizeof *place), *was = rap_arena_array(w->a->arena, n + 1, sizeof *was);
  if (!place || !was) return rap_error_nomem(err);
  for (size_t i = 0; i < n; i++) {
    rap_person person = record->persons[i];
    rap_person_draft draft = w->drafts[i];
    size_t k = i;
    for (; k > 0 && w->drafts[k - 1].first > draft.first; k--) {
      record->persons[k] = record->persons[k - 1];
      w->drafts[k] = w->drafts[k - 1];
      was[k] = was[k - 1];
    }
    record->persons[k] = person;
    w->drafts[k] = draft;
    was[k] = i;
  }
  for (size_t k = 0; k < n; k++) place[was[k]] = k;
  for (size_t i = 0; i < w->a->n_hits; i++)
    if (w->a->hits[i].kind == RAP_KIND_PERSON && w->a->hits[i].ref != RAP_NONE) w->a->hits[i].ref = place[w->a->hits[i].ref];
  return RAP_OK;
}

/* Words that turned out to be nobody's name are no mentions. */
static void drop_nobodies(rap_analysis *a) {
  size_t kept = 0;
  for (size_t i = 0; i < a->n_hits; i++) {
    if (a->hits[i].kind != RAP_KIND_PERSON || a->hits[i].ref != RAP_NONE)
      a->hits[kept++] = a->hits[i];
    else
      rap_trace_refused(rap_analyzer_trace(a->analyzer), &a->hits[i], "the words turned out to be nobody's name");
  }
  a->n_hits = kept;
}

rap_status rap_people_resolve(rap_analysis *a, rap_error *err) {
  rap_people_work w = {.a = a};
  for (size_t i = 0; i < a->n_hits; i++)
    if (a->hits[i].kind == RAP_KIND_PERSON || a->hits[i].kind == RAP_KIND_OFFICE) a->hits[i].ref = RAP_NONE;
  rap_status st = group_mentions(&w, err);
  if (st == RAP_OK) st = order_persons(&w, err);
  if (st != RAP_OK) return st;
  drop_nobodies(a);
  st = rap_people_cut_offices(a, err);
  if (st != RAP_OK) return st;
  rap_people_join_offices(&w);
  return rap_people_resolve_offices(&w, err);
}
