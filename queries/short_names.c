#include "queries/short_names.h"

#include <stdlib.h>

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

static size_t only_partner(const rap_comparison *c, size_t i) {
  size_t partner = SIZE_MAX;
  for (size_t j = 0; j < c->n; j++) {
    if (j == i || !rap_names_agree(c->items[i].label.name, c->items[j].label.name)) continue;
    if (partner != SIZE_MAX) return SIZE_MAX;
    partner = j;
  }
  return partner;
}

/* In both first, then only in a, then only in b; each by falling counts, then name. */
static int by_side(const void *x, const void *y) {
  const rap_compare_row *p = x, *q = y;
  int side_p = p->a && p->b ? 0 : p->a ? 1 : 2, side_q = q->a && q->b ? 0 : q->a ? 1 : 2;
  if (side_p != side_q) return side_p - side_q;
  if (p->a + p->b != q->a + q->b) return p->a + p->b > q->a + q->b ? -1 : 1;
  return rap_str_cmp(p->label.value, q->label.value);
}

void rap_join_short_names(rap_comparison *found) {
  for (size_t i = 0; i < found->n;) {
    size_t j = only_partner(found, i);
    rap_compare_row *row = &found->items[i];
    if (j == SIZE_MAX || row->label.name.n > found->items[j].label.name.n) {
      i++;
      continue;
    }
    found->items[j].a += row->a;
    found->items[j].b += row->b;
    memmove(row, row + 1, (--found->n - i) * sizeof *row);
  }
  found->n_both = found->n_only_a = found->n_only_b = 0;
  for (size_t i = 0; i < found->n; i++) {
    const rap_compare_row *row = &found->items[i];
    if (row->a && row->b)
      found->n_both++;
    else if (row->a)
      found->n_only_a++;
    else
      found->n_only_b++;
  }
  if (found->n) qsort(found->items, found->n, sizeof *found->items, by_side);
}
