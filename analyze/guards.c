#include "analyze/engine_internal.h"
#include "base/limits.h"

size_t rap_view_block_at(const rap_document *doc, size_t at) {
  size_t low = 0, high = doc->n_blocks;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (doc->blocks[middle].view.end <= at)
      low = middle + 1;
    else
      high = middle;
  }
  return low < doc->n_blocks && doc->blocks[low].view.begin <= at ? low : RAP_NONE;
}

size_t rap_view_sentence_at(const rap_document *doc, size_t at) {
  size_t low = 0, high = doc->n_sentences;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (doc->sentences[middle].view.end <= at)
      low = middle + 1;
    else
      high = middle;
  }
  return low < doc->n_sentences && doc->sentences[low].view.begin <= at ? low : RAP_NONE;
}

static bool inside_character(rap_str s, size_t at) { return at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80; }

struct check {
  const rap_guards *guards;
  rap_scratch *scratch;
  bool *limit;
};

/* Does the guard's expression match? A guard that isn't there is said to hold, as is its negation. */
static bool holds(const struct check *c, rap_guard guard, rap_str subject, size_t from) {
  rap_span groups[RAP_MAX_GROUPS];
  bool wanted = guard % 2 == 0;
  const rap_regex *regex = c->guards->of[guard];
  if (!regex) return true;
  rap_match m = rap_regex_match(regex, c->scratch, subject, from, false, groups);
  if (m == RAP_MATCH_LIMIT_HIT || m == RAP_MATCH_NOMEM) {
    *c->limit = true;
    return false;
  }
  return (m == RAP_MATCH_YES) == wanted;
}

/* What a guard on the whole text says is the same for all mentions. */
static bool text_holds(const struct check *c, rap_guard guard, rap_str view, rap_guard_memo *memo) {
  const rap_regex *regex = c->guards->of[guard];
  if (!regex) return true;
  for (size_t i = 0; memo && i < memo->n; i++)
    if (memo->items[i].regex == regex) return memo->items[i].holds;
  bool answer = holds(c, guard, view, 0);
  void *items = memo ? memo->items : NULL;
  if (memo && !*c->limit && rap_arena_grow(memo->arena, &items, memo->n, &memo->capacity, sizeof *memo->items)) {
    memo->items = items;
    memo->items[memo->n].regex = regex;
    memo->items[memo->n++].holds = answer;
  }
  return answer;
}

/* At most RAP_GUARD_SENTENCE bytes of the sentence on each side of the mention, at borders of characters. */
static rap_span around(rap_str view, rap_span sentence, rap_span span) {
  if (span.begin - sentence.begin > RAP_GUARD_SENTENCE) sentence.begin = span.begin - RAP_GUARD_SENTENCE;
  if (sentence.end > span.end && sentence.end - span.end > RAP_GUARD_SENTENCE) sentence.end = span.end + RAP_GUARD_SENTENCE;
  while (inside_character(view, sentence.begin)) sentence.begin++;
  while (inside_character(view, sentence.end)) sentence.end--;
  return sentence;
}

bool rap_guards_hold(const rap_guards *guards, rap_scratch *scratch, const rap_document *doc, rap_span span, rap_guard_memo *memo, bool *limit) {
  static const rap_guards none = {0};
  if (!guards || memcmp(guards, &none, sizeof none) == 0) return true;
  struct check c = {guards, scratch, limit};
  size_t b = rap_view_block_at(doc, span.begin);
  rap_span block = b == RAP_NONE ? (rap_span){0, doc->view.s.n} : doc->blocks[b].view;
  rap_str view = doc->view.s;
  size_t end = block.end - span.end > RAP_GUARD_WINDOW ? span.end + RAP_GUARD_WINDOW : block.end;
  while (inside_character(view, end)) end--;
  size_t begin = span.begin - block.begin > RAP_GUARD_WINDOW ? span.begin - RAP_GUARD_WINDOW : block.begin;
  while (inside_character(view, begin)) begin++;
  /* The subject goes back to the view's begin, so that lookbehind and `^` see what really stands there. */
  rap_str until_end = rap_str_sub(view, 0, end), until_begin = rap_str_sub(view, 0, span.begin);
  if (!holds(&c, RAP_GUARD_FOLLOWED, until_end, span.end) || !holds(&c, RAP_GUARD_NOT_FOLLOWED, until_end, span.end)) return false;
  if (!holds(&c, RAP_GUARD_PRECEDED, until_begin, begin) || !holds(&c, RAP_GUARD_NOT_PRECEDED, until_begin, begin)) return false;
  if (guards->of[RAP_GUARD_IN_SENTENCE] || guards->of[RAP_GUARD_NOT_IN_SENTENCE]) {
    size_t s = rap_view_sentence_at(doc, span.begin);
    rap_str sentence = rap_str_at(view, around(view, s == RAP_NONE ? block : doc->sentences[s].view, span));
    if (!holds(&c, RAP_GUARD_IN_SENTENCE, sentence, 0) || !holds(&c, RAP_GUARD_NOT_IN_SENTENCE, sentence, 0)) return false;
  }
  return text_holds(&c, RAP_GUARD_IN_TEXT, view, memo) && text_holds(&c, RAP_GUARD_NOT_IN_TEXT, view, memo);
}
