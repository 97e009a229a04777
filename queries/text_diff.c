#include "queries/text_diff.h"

#include "base/align.h"
#include "base/utf8.h"
#include "index/wordrow.h"

typedef struct side {
  rap_str text;
  rap_wordrow row;
  uint32_t *sentences; /* a hash of the words of each */
  size_t *starts;      /* its first word; one more for the end */
  size_t n;
} side;

typedef struct work {
  rap_arena *arena;
  side a, b;
  rap_text_diff *out;
  size_t capacity, budget;
} work;

/* A sentence ends before word `i` when it begins a line or follows a full stop. */
static bool begins_sentence(const side *s, size_t i) {
  if (i == 0 || s->row.words[i].flags & RAP_WORD_FIRST) return true;
  for (size_t at = s->row.words[i - 1].end; at < s->row.words[i].begin; at++) {
    char c = s->text.p[at];
    if ((c == '.' || c == '?' || c == '!') && at + 1 < s->row.words[i].begin) return true;
  }
  return false;
}

static bool cut_sentences(rap_arena *arena, side *s) {
  s->sentences = rap_arena_array(arena, s->row.n, sizeof *s->sentences);
  s->starts = rap_arena_array(arena, s->row.n + 1, sizeof *s->starts);
  if (!s->sentences || !s->starts) return false;
  uint64_t hash = 0;
  for (size_t i = 0; i < s->row.n; i++) {
    if (begins_sentence(s, i)) {
      s->starts[s->n++] = i;
      hash = 0;
    }
    hash = (hash + s->row.symbols[i]) * 0x9e3779b97f4a7c15u;
    s->sentences[s->n - 1] = (uint32_t)(hash >> 32);
  }
  s->starts[s->n] = s->row.n;
  return true;
}

/* The same letters and digits, however they are parted into words. */
static bool same_letters(const work *w, size_t a, size_t a_end, size_t b, size_t b_end) {
  size_t i = 0, j = 0;
  while (a < a_end && b < b_end) {
    const rap_word_at *x = &w->a.row.words[a], *y = &w->b.row.words[b];
    char c = w->a.text.p[x->begin + i++], d = w->b.text.p[y->begin + j++];
    if (c >= 'A' && c <= 'Z') c = (char)(c + ('a' - 'A'));
    if (d >= 'A' && d <= 'Z') d = (char)(d + ('a' - 'A'));
    if (c != d) return false;
    if (x->begin + i == x->end) a++, i = 0;
    if (y->begin + j == y->end) b++, j = 0;
  }
  return a == a_end && b == b_end;
}

/* Bytes of a range of words; of an empty one the place behind the word before it. */
static rap_span bytes_of(const side *s, size_t from, size_t end) {
  if (from < end) return (rap_span){s->row.words[from].begin, s->row.words[end - 1].end};
  size_t at = from > 0 ? s->row.words[from - 1].end : 0;
  return (rap_span){at, at};
}

static bool keep(work *w, size_t a, size_t a_end, size_t b, size_t b_end) {
  if (a == a_end && b == b_end) return true;
  if (same_letters(w, a, a_end, b, b_end)) {
    w->out->same += a_end - a;
    return true;
  }
  if (!rap_arena_grow(w->arena, (void **)&w->out->changes, w->out->n, &w->capacity, sizeof *w->out->changes)) return false;
  w->out->changes[w->out->n++] = (rap_change){bytes_of(&w->a, a, a_end), bytes_of(&w->b, b, b_end)};
  return true;
}

/* Words between sentences that are the same. */
static bool compare_words(work *w, size_t a, size_t a_end, size_t b, size_t b_end) {
  rap_alignment al;
  if (a == a_end || b == b_end) return keep(w, a, a_end, b, b_end);
  if (!rap_align(w->arena, w->a.row.symbols + a, a_end - a, w->b.row.symbols + b, b_end - b, w->budget, &al)) return false;
  w->out->cut |= al.cut;
  if (al.cut) w->budget /= 2;
  size_t at_a = a, at_b = b;
  for (size_t i = 0; i < al.n; i++) {
    const rap_common *m = &al.matches[i];
    if (!keep(w, at_a, a + m->a, at_b, b + m->b)) return false;
    w->out->same += m->n;
    at_a = a + m->a + m->n;
    at_b = b + m->b + m->n;
  }
  return keep(w, at_a, a_end, at_b, b_end);
}

/* Sentences are equal by hash; the words decide. */
static bool same_words(const work *w, size_t a, size_t b, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (w->a.row.symbols[a + i] != w->b.row.symbols[b + i]) return false;
  return true;
}

static bool compare_sentences(work *w) {
  rap_alignment al;
  size_t a = 0, b = 0;
  if (!rap_align(w->arena, w->a.sentences, w->a.n, w->b.sentences, w->b.n, RAP_ALIGN_BUDGET, &al)) return false;
  w->out->cut = al.cut;
  for (size_t i = 0; i < al.n; i++) {
    const rap_common *m = &al.matches[i];
    size_t from_a = w->a.starts[m->a], from_b = w->b.starts[m->b], n = w->a.starts[m->a + m->n] - from_a;
    if (n != w->b.starts[m->b + m->n] - from_b || !same_words(w, from_a, from_b, n)) continue;
    if (!compare_words(w, a, from_a, b, from_b)) return false;
    w->out->same += n;
    a = from_a + n;
    b = from_b + n;
  }
  return compare_words(w, a, w->a.row.n, b, w->b.row.n);
}

bool rap_text_diff_make(rap_arena *arena, rap_str a, rap_str b, rap_text_diff *out) {
  *out = (rap_text_diff){0};
  work w = {.arena = arena, .a = {.text = a}, .b = {.text = b}, .out = out, .budget = RAP_ALIGN_BUDGET};
  bool ok = rap_wordrow_make(arena, a, NULL, &w.a.row) && rap_wordrow_make(arena, b, NULL, &w.b.row) && cut_sentences(arena, &w.a) &&
            cut_sentences(arena, &w.b);
  out->words_a = w.a.row.n;
  out->words_b = w.b.row.n;
  ok = ok && compare_sentences(&w);
  if (!ok) *out = (rap_text_diff){0};
  return ok;
}

size_t rap_context_before(rap_str text, size_t at, size_t words, size_t limit) {
  for (bool within = false; at > limit; at--) {
    char c = text.p[at - 1];
    bool space = c == ' ' || c == '\n';
    if (c == '\n') break;
    if (space && within && --words == 0) break;
    within = !space;
  }
  return at;
}

size_t rap_context_after(rap_str text, size_t at, size_t words, size_t limit) {
  for (bool within = false; at < limit; at++) {
    char c = text.p[at];
    bool space = c == ' ' || c == '\n';
    if (c == '\n') break;
    if (space && within && --words == 0) break;
    within = !space;
  }
  return at;
}
