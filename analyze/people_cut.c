/* Offices that ran on into the next person of a list: "Minister of Trade and Lena Moore, Secretary, Ministry of Ports" is the office of one person, another person, and the office of that one. */
#include "analyze/people.h"

#include <string.h>

/* Without the commas and the words of the mapping fragment `office_end` ("and") that an office doesn't end in. */
static size_t trimmed_end(const rap_analysis *a, size_t begin, size_t end) {
  rap_str s = a->doc->view.s;
  for (;;) {
    while (end > begin && strchr(" ,;", s.p[end - 1])) end--;
    size_t word = end;
    while (word > begin && s.p[word - 1] != ' ') word--;
    if (word == begin || rap_rules_lookup(a->rules, RAP_STR("office_end"), rap_str_sub(s, word, end)).n == 0) return end;
    end = word;
  }
}

static bool runs_into(const rap_hit *office, const rap_hit *person) {
  return office->view.begin < person->view.begin && office->view.end > person->view.begin;
}

/* Cuts `office` before `person`; *rest is what it has behind, empty when nothing is. */
static void cut(const rap_analysis *a, rap_hit *office, const rap_hit *person, rap_hit *rest) {
  rap_str s = a->doc->view.s;
  size_t end = trimmed_end(a, office->view.begin, person->view.begin), begin = person->view.end;
  while (begin < office->view.end && strchr(" ,;(", s.p[begin])) begin++;
  *rest = *office;
  rest->view.begin = begin < office->view.end ? begin : office->view.end;
  if (end > office->view.begin) office->view.end = end;
}

/* How many may have to be cut; mostly none. */
static size_t count_cuts(const rap_analysis *a) {
  size_t n = 0, end = 0;
  for (size_t i = 0; i < a->n_hits; i++) {
    const rap_hit *hit = &a->hits[i];
    if (hit->kind == RAP_KIND_OFFICE && hit->view.end > end) end = hit->view.end;
    if (hit->kind == RAP_KIND_PERSON && hit->view.begin < end) n++;
  }
  return n;
}

rap_status rap_people_cut_offices(rap_analysis *a, rap_error *err) {
  size_t cuts = count_cuts(a);
  if (cuts == 0) return RAP_OK;
  rap_hit *out = rap_arena_array(a->arena, a->n_hits + cuts, sizeof *out), rest = {0};
  if (!out) return rap_error_nomem(err);
  size_t n = 0, open = RAP_NONE;
  bool pending = false;
  for (size_t i = 0; i <= a->n_hits; i++) {
    if (pending && (i == a->n_hits || a->hits[i].view.begin >= rest.view.begin)) {
      open = n;
      out[n++] = rest;
      pending = false;
    }
    if (i == a->n_hits) break;
    const rap_hit *hit = &a->hits[i];
    if (hit->kind == RAP_KIND_PERSON && open != RAP_NONE && runs_into(&out[open], hit)) {
      cut(a, &out[open], hit, &rest);
      pending = rest.view.begin < rest.view.end;
      open = RAP_NONE;
    }
    if (hit->kind == RAP_KIND_OFFICE) open = n;
    out[n++] = *hit;
  }
  a->hits = out;
  a->n_hits = n;
  return RAP_OK;
}
