/* html_hint.c: the body as the page tells it to search engines: "articleBody" in JSON for linked data (schema.org/Article). It is often cut, of another edition or without lists, so that it is only a hint on where
 * the text begins and ends. Read without a JSON parser, since these scripts often are no JSON (line breaks within strings). Layer: ingest. */
#include "ingest/html_page.h"

#include "base/utf8.h"

enum { WORDS = 3 }; /* to a shingle */

typedef struct shingles {
  uint64_t *slots; /* hashes; 0: free */
  size_t n_slots;  /* power of two */
  size_t n;
} shingles;

/* ---- The body ---------------------------------------------------------------------------------------------------------- */

/* `\uXXXX` at `at`, behind the 'u'; surrogates stay halves, which no word is compared by. */
static size_t add_escape(rap_str s, size_t at, rap_buf *out) {
  uint32_t cp = 0;
  size_t i = 0;
  for (; i < 4 && at + i < s.n && rap_ascii_hex(s.p[at + i]) >= 0; i++) cp = cp * 16 + (uint32_t)rap_ascii_hex(s.p[at + i]);
  char bytes[4];
  rap_buf_add(out, (rap_str){bytes, rap_utf8_encode(cp, bytes)});
  return at + i;
}

/* The string that begins behind `at`, tags left out. */
static void read_string(rap_str s, size_t at, rap_buf *out) {
  bool tag = false;
  while (at < s.n && s.p[at] != '"') {
    char c = s.p[at++];
    if (c == '\\' && at < s.n) {
      c = s.p[at++];
      if (c == 'u') {
        at = add_escape(s, at, out);
        continue;
      }
      if (c == 'n' || c == 'r' || c == 't') c = ' ';
    }
    if (c == '<') tag = true;
    rap_buf_putc(out, tag || c == '\n' ? ' ' : c);
    if (c == '>') tag = false;
  }
}

/* The longest "articleBody" of the page. */
static void find_body(const rap_html_tree *tree, rap_buf *out) {
  rap_buf other = {0};
  for (size_t i = 0; i < tree->n_json; i++) {
    rap_str s = tree->json[i].text;
    for (size_t at = 0; (at = rap_str_find(s, RAP_STR("\"articleBody\""), at)) != SIZE_MAX;) {
      at += strlen("\"articleBody\"");
      while (at < s.n && (s.p[at] == ' ' || s.p[at] == ':' || s.p[at] == '\n')) at++;
      if (at == s.n || s.p[at] != '"') continue;
      rap_buf_reset(&other);
      read_string(s, at + 1, &other);
      if (other.n <= out->n) continue;
      rap_buf_reset(out);
      rap_buf_add(out, rap_buf_str(&other));
    }
  }
  out->failed = out->failed || rap_buf_failed(&other);
  rap_buf_clear(&other);
}

/* ---- Shingles ---------------------------------------------------------------------------------------------------------- */

/* The next word at or after *at, as a hash; 0 at the end. */
static uint64_t next_word(rap_str s, size_t *at) {
  size_t begin = SIZE_MAX;
  while (*at < s.n) {
    uint32_t c;
    size_t n = rap_utf8_decode(s, *at, &c);
    bool word = rap_utf8_is_word(c);
    if (word && begin == SIZE_MAX) begin = *at;
    if (!word && begin != SIZE_MAX) break;
    *at += n;
  }
  return begin == SIZE_MAX ? 0 : rap_str_hash(rap_str_sub(s, begin, *at)) | 1;
}

static uint64_t join(const uint64_t last[WORDS]) { return ((last[0] * 31 + last[1]) * 31 + last[2]) | 1; }

static size_t slot_of(const shingles *set, uint64_t hash) {
  size_t i = (size_t)(hash ^ hash >> 29) & (set->n_slots - 1);
  while (set->slots[i] && set->slots[i] != hash) i = (i + 1) & (set->n_slots - 1);
  return i;
}

static bool make_set(rap_arena *arena, rap_str body, shingles *set) {
  uint64_t last[WORDS] = {0}, word;
  *set = (shingles){.n_slots = 64};
  while (set->n_slots < body.n) set->n_slots *= 2; /* a word and its blank are two bytes at least */
  set->slots = rap_arena_array(arena, set->n_slots, sizeof *set->slots);
  if (!set->slots) return false;
  for (size_t at = 0, n = 0; (word = next_word(body, &at)) != 0; n++) {
    last[n % WORDS] = word;
    if (n + 1 < WORDS) continue;
    uint64_t turned[WORDS] = {last[(n + 1) % WORDS], last[(n + 2) % WORDS], word};
    size_t i = slot_of(set, join(turned));
    set->n += set->slots[i] == 0;
    set->slots[i] = join(turned);
  }
  return true;
}

/* How many of a line's shingles stand in the set, and how many it has. */
static void look_up(const shingles *set, rap_str line, size_t *found, size_t *all) {
  uint64_t last[WORDS] = {0}, word;
  *found = *all = 0;
  for (size_t at = 0, n = 0; (word = next_word(line, &at)) != 0; n++) {
    last[n % WORDS] = word;
    if (n + 1 < WORDS) continue;
    uint64_t turned[WORDS] = {last[(n + 1) % WORDS], last[(n + 2) % WORDS], word};
    (*all)++;
    *found += set->slots[slot_of(set, join(turned))] != 0;
  }
}

bool rap_html_hint(rap_html_page *page) {
  rap_buf body = {0};
  shingles set = {0};
  find_body(page->tree, &body);
  bool ok = !rap_buf_failed(&body);
  page->hint = 0;
  if (ok && body.n >= 300) {
    ok = make_set(page->arena, rap_buf_str(&body), &set);
    for (size_t i = 0; ok && i < page->n_lines; i++) {
      rap_html_line *line = &page->lines[i];
      size_t found, all;
      look_up(&set, rap_str_sub(rap_buf_str(&page->text), line->begin, line->end), &found, &all);
      line->found = (uint32_t)found;
      line->hinted = all && found * 10 >= all * 6;
    }
    page->hint = set.n;
  }
  rap_buf_clear(&body);
  return ok;
}
