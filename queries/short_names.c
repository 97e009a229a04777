#include "queries/short_names.h"

static rap_str last_word(rap_str name) {
  size_t at = name.n;
  while (at > 0 && name.p[at - 1] != ' ') at--;
  return rap_str_sub(name, at, name.n);
}

bool rap_names_agree(rap_str a, rap_str b) {
  rap_str few = a.n < b.n ? a : b, many = a.n < b.n ? b : a, word, other;
  if (!few.n || !rap_str_eq_nocase(last_word(few), last_word(many))) return false;
  while (rap_str_split(&few, ' ', &word)) {
    bool found = false;
    while (!found && rap_str_split(&many, ' ', &other)) found = rap_str_eq_nocase(word, other);
    if (!found) return false;
  }
  return true;
}

static size_t only_partner(const rap_compare_line *lines, size_t n, size_t i) {
  size_t partner = SIZE_MAX;
  for (size_t j = 0; j < n; j++) {
    if (j == i || !rap_names_agree(lines[i].label.value, lines[j].label.value)) continue;
    if (partner != SIZE_MAX) return SIZE_MAX;
    partner = j;
  }
  return partner;
}

size_t rap_join_short_names(rap_compare_line *lines, size_t n, size_t n_sets) {
  if (n > RAP_SHORT_NAMES_MAX) return n;
  for (size_t i = 0; i < n;) {
    size_t j = only_partner(lines, n, i);
    if (j == SIZE_MAX || lines[i].label.value.n > lines[j].label.value.n) {
      i++;
      continue;
    }
    for (size_t s = 0; s < n_sets; s++) lines[j].n[s] += lines[i].n[s];
    memmove(&lines[i], &lines[i + 1], (--n - i) * sizeof *lines);
  }
  return n;
}
