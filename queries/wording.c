#include "queries/wording.h"

#include "base/options.h"
#include "base/utf8.h"

/* No title and no name is longer; what a hostile one has behind it is not looked at. */
#define LONGEST 4096
#define LONGEST_NAME 256

static const char *const honorifics[] = {"shri", "smt", "dr", "mr", "mrs", "ms", "prof", "honble", "kumari", "sri", "gen", "lt", "sushri", NULL};
static const char *const small_words[] = {"the", "of", "on", "and", "for", "a", "in", NULL};

static bool is_one_of(rap_str word, const char *const *words) {
  for (; *words; words++)
    if (rap_str_is(word, *words)) return true;
  return false;
}

static void add_lower(rap_buf *out, rap_str s) {
  for (size_t at = 0; at < s.n;) {
    uint32_t cp;
    char bytes[4];
    at += rap_utf8_decode(s, at, &cp);
    rap_buf_add(out, (rap_str){bytes, rap_utf8_encode(rap_utf8_lower(cp), bytes)});
  }
}

/* The end of the run of letters, digits and underscores that begins at `at`. */
static size_t run_end(rap_str s, size_t at) {
  while (at < s.n) {
    uint32_t cp;
    size_t n = rap_utf8_decode(s, at, &cp);
    if (!rap_utf8_is_alphanumeric(cp) && cp != '_') break;
    at += n;
  }
  return at;
}

/* The words of a run, which an underscore parts. */
static void add_words(rap_buf *out, rap_str run) {
  rap_str word;
  while (rap_str_split(&run, '_', &word)) {
    if (!word.n) continue;
    if (out->n) rap_buf_putc(out, ' ');
    rap_buf_add(out, word);
  }
}

/* Behind "hon" at `end`: where hon'ble ends, 0 if it is none. */
static size_t honble_end(rap_str s, size_t end) {
  size_t ble = end + 1;
  bool is = end < s.n && s.p[end] == '\'' && rap_str_is(rap_str_sub(s, ble, run_end(s, ble)), "ble");
  return is ? ble + 3 : 0;
}

/* Appends the words of `lower` to `out`, honorifics left out when `names`. */
static void split_words(rap_str lower, bool names, rap_buf *out) {
  for (size_t at = 0; at < lower.n;) {
    size_t end = run_end(lower, at);
    if (end == at) {
      at = rap_utf8_next(lower, at);
      continue;
    }
    rap_str run = rap_str_sub(lower, at, end);
    size_t honble = names && rap_str_is(run, "hon") ? honble_end(lower, end) : 0;
    if (!honble && !(names && is_one_of(run, honorifics))) add_words(out, run);
    at = honble ? honble : end;
  }
}

static rap_str words_of(rap_arena *arena, rap_str s, bool names) {
  rap_buf lower = {0}, out = {0};
  add_lower(&lower, rap_str_sub(s, 0, names ? LONGEST_NAME : LONGEST));
  split_words(rap_buf_str(&lower), names, &out);
  rap_str kept = rap_buf_failed(&lower) || rap_buf_failed(&out) ? (rap_str){0} : rap_arena_str(arena, rap_buf_str(&out));
  rap_buf_clear(&lower);
  rap_buf_clear(&out);
  return kept;
}

rap_str rap_name_key(rap_arena *arena, rap_str name) { return words_of(arena, name, true); }

/* ---- names ---- */

static rap_str last_word(rap_str key) {
  size_t at = key.n;
  while (at > 0 && key.p[at - 1] != ' ') at--;
  return rap_str_sub(key, at, key.n);
}

static bool has_word(rap_str key, rap_str word) {
  rap_str one;
  while (rap_str_split(&key, ' ', &one))
    if (rap_str_eq(one, word)) return true;
  return false;
}

static bool has_all(rap_str key, rap_str words) {
  rap_str word;
  while (rap_str_split(&words, ' ', &word))
    if (!has_word(key, word)) return false;
  return true;
}

bool rap_same_name(rap_str a, rap_str b) {
  if (rap_str_eq(a, b)) return true;
  if (!a.n || !b.n || !rap_str_eq(last_word(a), last_word(b))) return false;
  uint32_t first_a, first_b;
  (void)rap_utf8_decode(a, 0, &first_a);
  (void)rap_utf8_decode(b, 0, &first_b);
  return first_a == first_b || has_all(a, b) || has_all(b, a);
}

/* ---- titles ---- */

static rap_str different_words(rap_arena *arena, rap_str s, size_t *n) {
  rap_str all = words_of(arena, s, false), word;
  rap_buf kept = {0};
  *n = 0;
  if (!all.p) return all;
  while (rap_str_split(&all, ' ', &word)) {
    if (!word.n || is_one_of(word, small_words) || has_word(rap_buf_str(&kept), word)) continue;
    add_words(&kept, word);
    ++*n;
  }
  rap_str out = rap_buf_failed(&kept) ? (rap_str){0} : rap_arena_str(arena, rap_buf_str(&kept));
  rap_buf_clear(&kept);
  return out;
}

double rap_words_f1(rap_arena *arena, rap_str a, rap_str b) {
  size_t n_a, n_b, both = 0;
  rap_str words_a = different_words(arena, a, &n_a), words_b = different_words(arena, b, &n_b), word;
  if (!words_a.p || !words_b.p) return -1;
  if (!n_a || !n_b) return 0;
  while (rap_str_split(&words_a, ' ', &word)) both += has_word(words_b, word);
  return 2 * (double)both / (double)(n_a + n_b);
}
