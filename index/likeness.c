#include "index/likeness.h"

static bool add(rap_shingles *set, uint64_t shingle) {
  if (shingle == 0) {
    bool is_new = !set->zero;
    set->n += is_new;
    set->zero = true;
    return is_new;
  }
  size_t at = (size_t)(shingle >> 20) & set->mask;
  while (set->slots[at] && set->slots[at] != shingle) at = (at + 1) & set->mask;
  if (set->slots[at]) return false;
  set->slots[at] = shingle;
  set->n++;
  return true;
}

static bool holds(const rap_shingles *set, uint64_t shingle) {
  if (shingle == 0) return set->zero;
  size_t at = (size_t)(shingle >> 20) & set->mask;
  while (set->slots[at] && set->slots[at] != shingle) at = (at + 1) & set->mask;
  return set->slots[at] != 0;
}

static bool make_set(rap_arena *arena, const rap_wordrow *row, rap_shingles *out) {
  size_t n = row->n >= RAP_SHINGLE_WORDS ? row->n - RAP_SHINGLE_WORDS + 1 : 0, n_slots = 16;
  while (n_slots < 2 * n) n_slots *= 2;
  *out = (rap_shingles){.slots = rap_arena_array(arena, n_slots, sizeof *out->slots), .mask = n_slots - 1};
  for (size_t i = 0; out->slots && i < n; i++) (void)add(out, rap_shingle(row->symbols + i));
  return out->slots != NULL;
}

static void compare_shingles(const rap_shingles *a, const rap_shingles *b, rap_likeness *out) {
  size_t both = a->zero && b->zero;
  const rap_shingles *few = a->mask < b->mask ? a : b, *many = few == a ? b : a;
  for (size_t i = 0; i <= few->mask; i++) both += few->slots[i] && holds(many, few->slots[i]);
  size_t fewer = a->n < b->n ? a->n : b->n;
  out->jaccard = a->n + b->n > both ? (double)both / (double)(a->n + b->n - both) : 0;
  out->containment = fewer ? (double)both / (double)fewer : 0;
}

/* One text of a comparison. */
typedef struct side {
  rap_str text;
  rap_wordrow row;
} side;

/* The next byte of a letter or digit in words[*word … end), folded no further: glued words and such as were parted are the same letters. */
static bool same_letters(const side *a, size_t a_from, size_t a_end, const side *b, size_t b_from, size_t b_end) {
  size_t i = 0, j = 0;
  while (a_from < a_end || b_from < b_end) {
    if (a_from == a_end || b_from == b_end) return false;
    const rap_word_at *x = &a->row.words[a_from], *y = &b->row.words[b_from];
    unsigned char c = (unsigned char)a->text.p[x->begin + i++], d = (unsigned char)b->text.p[y->begin + j++];
    if (c >= 'A' && c <= 'Z') c = (unsigned char)(c + 32);
    if (d >= 'A' && d <= 'Z') d = (unsigned char)(d + 32);
    if (c != d) return false;
    if (x->begin + i == x->end) a_from++, i = 0;
    if (y->begin + j == y->end) b_from++, j = 0;
  }
  return true;
}

static bool has(const rap_wordrow *row, size_t from, size_t end, uint32_t flag) {
  for (; from < end; from++)
    if (row->words[from].flags & flag) return true;
  return false;
}

/* What stands between two stretches that agree. */
static void count_gap(const side *a, size_t a_from, size_t a_end, const side *b, size_t b_from, size_t b_end, rap_likeness *out) {
  size_t n_a = a_end - a_from, n_b = b_end - b_from;
  if (n_a == 0 || n_b == 0) {
    out->deleted += n_a;
    out->inserted += n_b;
    return;
  }
  if (same_letters(a, a_from, a_end, b, b_from, b_end)) return;
  out->replaced += n_a > n_b ? n_a : n_b;
  bool figures = has(&a->row, a_from, a_end, RAP_WORD_FIGURE) && has(&b->row, b_from, b_end, RAP_WORD_FIGURE);
  out->figures += figures;
  out->names += !figures && has(&a->row, a_from, a_end, RAP_WORD_NAME) && has(&b->row, b_from, b_end, RAP_WORD_NAME);
}

static void count_gaps(const side *a, const side *b, const rap_alignment *al, rap_likeness *out) {
  size_t first = 0, last = al->n;
  while (first < al->n && al->matches[first].n < RAP_CORE_WORDS) first++;
  while (last > first && al->matches[last - 1].n < RAP_CORE_WORDS) last--;
  for (size_t i = 0; i < al->n; i++) out->same += al->matches[i].n;
  if (first == last) {
    out->around_a = a->row.n;
    out->around_b = b->row.n;
    return;
  }
  const rap_common *f = &al->matches[first], *l = &al->matches[last - 1];
  out->around_a = f->a + a->row.n - (l->a + l->n);
  out->around_b = f->b + b->row.n - (l->b + l->n);
  for (size_t i = first; i + 1 < last; i++) {
    const rap_common *m = &al->matches[i], *next = m + 1;
    count_gap(a, m->a + m->n, next->a, b, m->b + m->n, next->b, out);
  }
}

static bool same_titles(rap_arena *arena, rap_str a, rap_str b, bool *same) {
  rap_wordrow x, y;
  if (!rap_wordrow_make(arena, a, NULL, &x) || !rap_wordrow_make(arena, b, NULL, &y)) return false;
  size_t both = 0, all = x.n + y.n;
  for (size_t i = 0; i < x.n; i++) {
    bool found = false;
    for (size_t k = 0; k < y.n && !found; k++) found = x.symbols[i] == y.symbols[k];
    both += found;
  }
  *same = x.n == 0 || y.n == 0 || 3 * both >= all; /* half of the words of both together, counted once */
  return true;
}

static bool few_differ(const rap_likeness *l) {
  size_t moved = l->inserted + l->deleted;
  if (l->words_a < 60 || l->words_b < 60) return l->replaced == 0 && 10 * moved <= l->same;
  return 10 * l->replaced <= l->same && 4 * (l->replaced + moved) <= l->same;
}

/* How far apart they were published: of the same days, of a month (or unknown), or a form that comes again? */
typedef enum apart { SAME_DAYS, SAME_MONTH, LATER } apart;

static apart apart_of(rap_day a, rap_day b) {
  if (!a.day || !b.day) return SAME_MONTH;
  int64_t days = rap_day_number(a) - rap_day_number(b);
  if (days < 0) days = -days;
  return days <= RAP_SAME_DAYS ? SAME_DAYS : days <= RAP_SAME_MONTH ? SAME_MONTH : LATER;
}

static size_t corrections_allowed(const rap_likeness *l, apart when) {
  size_t allowed = when == LATER || l->jaccard < 0.85 ? 0 : l->same / RAP_WORDS_PER_CORRECTION;
  if (when == SAME_DAYS && l->same >= 200 && l->jaccard >= 0.95 && allowed < RAP_CORRECTIONS) return RAP_CORRECTIONS;
  return allowed;
}

static bool resembles(const rap_likeness *l, size_t shorter, apart when) {
  if (when == SAME_DAYS) return true;
  return l->jaccard >= (shorter < RAP_SHORT_WORDS ? 0.95 : when == LATER ? 0.9 : 0.8);
}

static bool is_near(const rap_likeness *l, apart when) {
  size_t shorter = l->words_a < l->words_b ? l->words_a : l->words_b, around = l->around_a > l->around_b ? l->around_a : l->around_b;
  size_t corrections = l->figures + l->names;
  if (4 * l->same < 3 * shorter || corrections > corrections_allowed(l, when) || !resembles(l, shorter, when) || !few_differ(l)) return false;
  if (10 * around > 600 + l->same && l->jaccard < 0.75) return false;
  return l->same_title || (corrections == 0 && 100 * l->replaced <= l->same && l->jaccard >= 0.9);
}

bool rap_likeness_ready(rap_arena *arena, const rap_release *release, rap_compared *out) {
  *out = (rap_compared){.release = *release};
  return rap_wordrow_make(arena, release->body, NULL, &out->row) && make_set(arena, &out->row, &out->shingles);
}

bool rap_likeness_compare(rap_arena *arena, const rap_compared *a, const rap_compared *b, bool thorough, rap_likeness *out) {
  const side x = {a->release.body, a->row}, y = {b->release.body, b->row};
  rap_alignment al;
  *out = (rap_likeness){.words_a = x.row.n, .words_b = y.row.n};
  compare_shingles(&a->shingles, &b->shingles, out);
  bool may = x.row.n >= RAP_NEAR_WORDS && y.row.n >= RAP_NEAR_WORDS && out->jaccard >= RAP_NEAR_JACCARD && out->containment >= RAP_NEAR_CONTAINMENT;
  if (!may && !thorough) return true;
  if (!same_titles(arena, a->release.title, b->release.title, &out->same_title)) return false;
  if (!rap_align(arena, x.row.symbols, x.row.n, y.row.symbols, y.row.n, RAP_ALIGN_BUDGET, &al)) return false;
  count_gaps(&x, &y, &al, out);
  out->near = may && is_near(out, apart_of(a->release.published, b->release.published));
  return true;
}

bool rap_likeness_of(rap_arena *arena, const rap_release *a, const rap_release *b, bool thorough, rap_likeness *out) {
  rap_compared x, y;
  *out = (rap_likeness){0};
  return rap_likeness_ready(arena, a, &x) && rap_likeness_ready(arena, b, &y) && rap_likeness_compare(arena, &x, &y, thorough, out);
}

/* The figures of two digits or more in the order of the text. */
static uint32_t *figure_row(rap_arena *arena, const rap_wordrow *row, size_t *n) {
  uint32_t *out = rap_arena_array(arena, row->n, sizeof *out);
  *n = 0;
  for (size_t i = 0; out && i < row->n; i++)
    if (row->words[i].flags & RAP_WORD_LONG) out[(*n)++] = row->symbols[i];
  return out;
}

static size_t shared_figures(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b) {
  size_t both = 0;
  for (size_t i = 0, j = 0; i < n_a && j < n_b;) {
    both += a[i] == b[j];
    uint32_t x = a[i], y = b[j];
    i += x <= y;
    j += y <= x;
  }
  return both;
}

static bool figures_agree(rap_arena *arena, const rap_wordrow *a, const rap_wordrow *b, bool numbered, bool *out) {
  size_t n_a, n_b, row_a, row_b, aligned = 0;
  rap_alignment al;
  const uint32_t *x = rap_figures_of(arena, a, &n_a), *y = rap_figures_of(arena, b, &n_b);
  const uint32_t *in_a = figure_row(arena, a, &row_a), *in_b = figure_row(arena, b, &row_b);
  if (!x || !y || !in_a || !in_b) return false;
  size_t both = shared_figures(x, n_a, y, n_b);
  double share = n_a + n_b > both ? (double)both / (double)(n_a + n_b - both) : 0;
  size_t fewer = n_a < n_b ? n_a : n_b;
  *out = numbered ? fewer >= RAP_NUMBERED_FIGURES && share >= RAP_TRANSLATED_NUMBERED : fewer >= RAP_FIGURES_LEAST && share >= RAP_TRANSLATED_SHARED;
  if (!*out || numbered) return true;
  if (!rap_align(arena, in_a, row_a, in_b, row_b, RAP_ALIGN_BUDGET, &al)) return false;
  for (size_t i = 0; i < al.n; i++) aligned += al.matches[i].n;
  *out = (double)aligned >= RAP_TRANSLATED_ALIGNED * (double)(row_a < row_b ? row_a : row_b);
  return true;
}

bool rap_is_translation(rap_arena *arena, const rap_release *a, const rap_release *b, bool numbered, bool *out) {
  enum { DAYS = 3 };
  *out = false;
  rap_wordrow x, y;
  if (a->published.day && b->published.day) {
    int64_t days = rap_day_number(a->published) - rap_day_number(b->published);
    if (days > DAYS || days < -DAYS) return true;
  }
  if (!rap_wordrow_make(arena, a->body, NULL, &x) || !rap_wordrow_make(arena, b->body, NULL, &y)) return false;
  if (2 * x.n > 5 * y.n || 2 * y.n > 5 * x.n) return true;
  return figures_agree(arena, &x, &y, numbered, out);
}
