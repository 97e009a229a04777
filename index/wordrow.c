#include "index/wordrow.h"

#include "base/utf8.h"

/* What the character before belongs to. */
typedef enum side { OUTSIDE, SMALL, CAPITAL, OTHER_LETTER, DIGIT } side;

typedef struct reader {
  rap_arena *arena;
  rap_digest *digest;
  rap_wordrow *out;
  size_t capacity_words, capacity_symbols;
  uint64_t hash;
  side before;
  bool first; /* of its line */
  char folded[1024];
  size_t n_folded;
} reader;

#define FNV_BASIS 0xcbf29ce484222325u
#define FNV_PRIME 0x100000001b3u

static void flush_digest(reader *r) {
  if (r->digest && r->n_folded) rap_digest_add(r->digest, (rap_str){r->folded, r->n_folded});
  r->n_folded = 0;
}

static void keep_byte(reader *r, char c) {
  r->folded[r->n_folded++] = c;
  if (r->n_folded == sizeof r->folded) flush_digest(r);
}

static void fold_byte(reader *r, unsigned char c) {
  r->hash = (r->hash ^ c) * FNV_PRIME;
  if (r->digest) keep_byte(r, (char)c);
}

static bool begin_word(reader *r, size_t at) {
  rap_wordrow *out = r->out;
  if (!rap_arena_grow(r->arena, (void **)&out->words, out->n, &r->capacity_words, sizeof *out->words) ||
      !rap_arena_grow(r->arena, (void **)&out->symbols, out->n, &r->capacity_symbols, sizeof *out->symbols))
    return false;
  out->words[out->n++] = (rap_word_at){.begin = (uint32_t)at, .flags = r->first ? RAP_WORD_FIRST : 0};
  r->first = false;
  if (r->digest) fold_byte(r, '\0');
  r->hash = FNV_BASIS;
  return true;
}

static void end_word(reader *r) {
  if (r->before == OUTSIDE) return;
  uint64_t h = (r->hash ^ r->hash >> 32) * 0x9e3779b97f4a7c15u; /* FNV mixes upwards only */
  r->out->symbols[r->out->n - 1] = (uint32_t)(h >> 32);
  r->before = OUTSIDE;
}

/* The run of small letters from `at` on, which goes on with the word that is open: what texts mostly consist of. Returns its end. */
static size_t take_small(reader *r, rap_str text, size_t at) {
  uint64_t hash = r->hash;
  size_t end = at;
  for (; end < text.n; end++) {
    unsigned char c = (unsigned char)text.p[end];
    if ((unsigned)c - 'a' >= 26) break;
    hash = (hash ^ c) * FNV_PRIME;
  }
  if (end == at) return at;
  r->hash = hash;
  if (r->digest)
    for (size_t i = at; i < end; i++) keep_byte(r, text.p[i]);
  r->out->words[r->out->n - 1].end = (uint32_t)end;
  r->before = SMALL;
  return end;
}

/* One character of a word, at `at`, `n` bytes long; `folded` is what it becomes. */
static bool take(reader *r, side now, size_t at, size_t n, rap_str folded) {
  bool border = r->before == OUTSIDE || (r->before == SMALL && now == CAPITAL) || ((r->before == DIGIT) != (now == DIGIT));
  if (border) {
    end_word(r);
    if (!begin_word(r, at)) return false;
    r->out->words[r->out->n - 1].flags |= now == DIGIT ? RAP_WORD_FIGURE : now == CAPITAL ? RAP_WORD_NAME : 0;
  }
  rap_word_at *word = &r->out->words[r->out->n - 1];
  bool leading = now == DIGIT && folded.n == 1 && *folded.p == '0' && r->hash == FNV_BASIS;
  if (now == DIGIT && r->hash != FNV_BASIS) word->flags |= RAP_WORD_LONG;
  for (size_t i = 0; !leading && i < folded.n; i++) fold_byte(r, (unsigned char)folded.p[i]);
  word->end = (uint32_t)(at + n);
  r->before = now;
  return true;
}

static bool take_ascii(reader *r, unsigned char c, size_t at) {
  char folded = (char)c;
  side now = c >= 'a' && c <= 'z' ? SMALL : c >= 'A' && c <= 'Z' ? CAPITAL : c >= '0' && c <= '9' ? DIGIT : OUTSIDE;
  if (now == OUTSIDE) {
    end_word(r);
    if (c == '\n') r->first = true;
    return true;
  }
  if (now == CAPITAL) folded = (char)(c + ('a' - 'A'));
  return take(r, now, at, 1, (rap_str){&folded, 1});
}

/* Soft hyphens, joiners and their like show nothing. */
static bool is_invisible(uint32_t cp) { return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 || cp == 0xFEFF; }

/* Digits of other scripts are those of ASCII; marks belong to what they stand on. */
static bool take_other(reader *r, uint32_t cp, size_t at, size_t n) {
  uint32_t letters[RAP_LETTER_MAX];
  char folded[4 * RAP_LETTER_MAX];
  if (is_invisible(cp)) return true;
  int digit = rap_utf8_digit(cp);
  size_t n_letters = digit < 0 ? rap_utf8_letter(cp, letters) : 0, len = 0;
  if (digit < 0 && n_letters == 0) {
    end_word(r);
    return true;
  }
  if (digit >= 0) folded[len++] = (char)('0' + digit);
  for (size_t i = 0; i < n_letters; i++) len += rap_utf8_encode(letters[i], folded + len);
  side now = digit >= 0 ? DIGIT : rap_utf8_is_upper(cp) ? CAPITAL : rap_utf8_is_lower(cp) ? SMALL : OTHER_LETTER;
  if (now == OTHER_LETTER && r->before != OUTSIDE && r->before != DIGIT && !rap_utf8_is_letter(cp)) now = r->before; /* a mark */
  return take(r, now, at, n, (rap_str){folded, len});
}

bool rap_wordrow_make(rap_arena *arena, rap_str text, rap_digest *digest, rap_wordrow *out) {
  *out = (rap_wordrow){0};
  reader r = {.arena = arena, .digest = digest, .out = out, .first = true};
  bool ok = text.n < UINT32_MAX;
  for (size_t at = 0; ok && at < text.n;) {
    unsigned char c = (unsigned char)text.p[at];
    uint32_t cp = c;
    size_t n = c < 0x80 ? 1 : rap_utf8_decode(text, at, &cp);
    ok = c < 0x80 ? take_ascii(&r, c, at) : take_other(&r, cp, at, n);
    at += n;
    if (ok && (r.before == SMALL || r.before == CAPITAL)) at = take_small(&r, text, at);
  }
  end_word(&r);
  flush_digest(&r);
  if (!ok) *out = (rap_wordrow){0};
  return ok;
}
