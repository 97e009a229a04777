/* repair_lines.c: captions, posts, page numbers, lines of the agency, signatures: by the words of furniture.txt, by shape and place. Layer: ingest. */
#include "base/utf8.h"
#include "ingest/repair_blocks.h"
#include "ingest/words.h"

/* Longest label, line of the agency, caption, signature, running head, and paragraph of a post that has no link in it, in bytes; blocks at the end among which signatures stand. */
enum { LABEL_MAX = 120, AGENCY_MAX = 240, CAPTION_MAX = 700, SIGNATURE_MAX = 140, HEAD_MAX = 100, POST_MAX = 500, END_BLOCKS = 10 };
/* Bytes between two page numbers, and how many in a row make them such. */
enum { PAGE_MIN = 700, PAGES_MIN = 3 };

static rap_str block_str(const rap_document *doc, size_t i) { return rap_str_at(doc->view.s, doc->blocks[i].view); }

/* `s` in small letters in `out`; empty when it is too long. */
static rap_str small(rap_str s, char out[LABEL_MAX]) {
  size_t n = 0;
  for (size_t at = 0; at < s.n;) {
    uint32_t cp = 0;
    at += rap_utf8_decode(s, at, &cp);
    if (n + 4 > LABEL_MAX) return (rap_str){0};
    n += rap_utf8_encode(rap_utf8_lower(cp), out + n);
  }
  return rap_str_trim((rap_str){out, n});
}

static bool has(rap_str s, const char *part) { return rap_str_find(s, rap_str_of(part), 0) != SIZE_MAX; }
static size_t classes_of(rap_str s) {
  char bytes[LABEL_MAX];
  return s.n > LABEL_MAX ? 0 : rap_words_get(&rap_words_furniture, small(s, bytes));
}

/* ---- Lines of the agency, captions ------------------------------------------------------------------------------------------ */

bool rap_repair_is_agency_line(rap_str s) {
  if (s.n > AGENCY_MAX || s.n == 0) return false;
  /* "(Release ID: 123)", "(Release ID: 123) Visitor Counter: 5" */
  if (s.p[0] == '(') s = rap_str_sub(s, 1, s.p[s.n - 1] == ')' ? s.n - 1 : s.n);
  const char *colon = memchr(s.p, ':', s.n);
  if (RAP_WORD_IN(classes_of(s), RAP_FURNITURE_LINE)) return true;
  return colon && RAP_WORD_IN(classes_of(rap_str_sub(s, 0, (size_t)(colon - s.p))), RAP_FURNITURE_LABEL);
}

/* "Fig. 1. …", "Photo: …": the label, a number perhaps, and a mark. */
static bool is_caption(rap_str s) {
  if (s.n > CAPTION_MAX) return false;
  size_t end = 0, words = 0;
  while (end < s.n && end < LABEL_MAX && !(s.p[end] >= '0' && s.p[end] <= '9') && s.p[end] != ':' && s.p[end] != '.' && words < 3)
    words += s.p[end++] == ' ';
  if (!RAP_WORD_IN(classes_of(rap_str_sub(s, 0, end)), RAP_FURNITURE_CAPTION)) return false;
  if (end < s.n && s.p[end] == '.') end++;
  while (end < s.n && s.p[end] == ' ') end++;
  size_t number = end;
  while (end < s.n && end - number < 6 && ((s.p[end] >= '0' && s.p[end] <= '9') || (end > number && strchr(".abcdefgh", s.p[end])))) end++;
  while (end < s.n && s.p[end] == ' ') end++;
  if (end == s.n) return true;
  if (s.p[end] == ':' || s.p[end] == '-') return true;
  return end > number && s.p[end - 1] == ' ' && strchr(".)", s.p[end - 2]);
}

/* ---- Posts ------------------------------------------------------------------------------------------------------------------ */

/* "— Name of the writer (@handle) June 20, 2026": what signs an embedded post. */
static bool signs_post(rap_str s) {
  if (s.n > 200 || s.n < 12 || s.p[0] != '-') return false;
  size_t handle = rap_str_find(s, RAP_STR("(@"), 0);
  const char *close = handle == SIZE_MAX ? NULL : memchr(s.p + handle, ')', s.n - handle);
  if (!close) return false;
  size_t end = (size_t)(close - s.p) + 1;
  return s.n - end <= 24;
}

static bool ends_with_link(rap_str s) {
  size_t at = rap_str_find(s, RAP_STR("pic.twitter.com/"), 0);
  if (at == SIZE_MAX) at = rap_str_find(s, RAP_STR("https://t.co/"), 0);
  return at != SIZE_MAX && rap_str_find(s, RAP_STR(" "), at) == SIZE_MAX;
}

static void mark_posts(rap_document *doc) {
  for (size_t i = 0; i < doc->n_blocks; i++) {
    if (!rap_repair_may(&doc->blocks[i])) continue;
    rap_str s = block_str(doc, i);
    bool signs = signs_post(s);
    if (!signs && !ends_with_link(s)) continue;
    rap_repair_set_aside(doc, i, RAP_ASIDE_TWEET, RAP_REPAIR_TWEETS);
    if (!signs || i == 0) continue;
    /* A signature ends a post, also one without a link. */
    rap_str before = block_str(doc, i - 1);
    bool post = before.n <= POST_MAX && (memchr(before.p, '@', before.n) || memchr(before.p, '#', before.n));
    if (post && rap_repair_may(&doc->blocks[i - 1])) rap_repair_set_aside(doc, i - 1, RAP_ASIDE_TWEET, RAP_REPAIR_TWEETS);
  }
}

/* ---- Page numbers and running heads ------------------------------------------------------------------------------------------ */

static size_t number_of(rap_str s) {
  uint64_t n = 0;
  return s.n <= 4 && rap_str_uint(s, &n) ? (size_t)n : 0;
}

/* "12", "- 12 -", "Page 12", "Page 12 of 40": 12; 0 for anything else. */
static size_t page_of(rap_str s, bool *sure) {
  *sure = false;
  if (s.n == 0 || s.n > 20) return 0;
  if (s.n > 4 && s.p[0] == '-' && s.p[s.n - 1] == '-') return number_of(rap_str_trim(rap_str_sub(s, 1, s.n - 1)));
  if (s.n > 5 && rap_str_eq_nocase(rap_str_sub(s, 0, 5), RAP_STR("page "))) {
    size_t end = 5;
    while (end < s.n && s.p[end] >= '0' && s.p[end] <= '9') end++;
    rap_str rest = rap_str_trim(rap_str_sub(s, end, s.n));
    *sure = rap_str_starts(rest, RAP_STR("of ")) && number_of(rap_str_sub(rest, 3, rest.n)) > 0;
    return rest.n == 0 || *sure ? number_of(rap_str_sub(s, 5, end)) : 0;
  }
  return number_of(s);
}

/* Page numbers count up, each a page behind the one before; figures of a table stand closer. */
static void mark_pages(rap_document *doc) {
  size_t first = 0, n = 0, last = 0, expected = 0;
  bool sure = false;
  for (size_t i = 0; i < doc->n_blocks; i++) {
    const rap_block *block = &doc->blocks[i];
    size_t page = block->kind == RAP_BLOCK_TITLE ? 0 : page_of(block_str(doc, i), &sure);
    if (page && sure) rap_repair_set_aside(doc, i, RAP_ASIDE_FURNITURE, RAP_REPAIR_PAGE_LINES);
    if (!page || sure || block->kind == RAP_BLOCK_ROW) continue;
    if (n && page == expected && block->view.begin - last >= PAGE_MIN) {
      n++;
    } else if (n == 0 || block->view.begin - last >= PAGE_MIN || page != expected) {
      first = i;
      n = 1;
    }
    last = block->view.end;
    expected = page + 1;
    if (n < PAGES_MIN) continue;
    for (size_t k = n == PAGES_MIN ? first : i, next = n == PAGES_MIN ? page + 1 - PAGES_MIN : page; k <= i; k++) {
      bool ignored;
      if (page_of(block_str(doc, k), &ignored) != next || !rap_repair_may(&doc->blocks[k])) continue;
      rap_repair_set_aside(doc, k, RAP_ASIDE_FURNITURE, RAP_REPAIR_PAGE_LINES);
      next++;
    }
  }
}

static bool is_page(const rap_document *doc, size_t i) {
  bool sure;
  return doc->blocks[i].aside == RAP_ASIDE_FURNITURE && page_of(block_str(doc, i), &sure) > 0;
}

/* A line beside a page number that stands beside others too. */
static void mark_heads(rap_document *doc) {
  rap_str heads[2] = {{0}, {0}};
  size_t times[2] = {0, 0};
  for (int round = 0; round < 2; round++) {
    for (size_t i = 0; i < doc->n_blocks; i++) {
      if (!is_page(doc, i)) continue;
      for (size_t side = 0; side < 2; side++) {
        size_t k = side ? i + 1 : i - 1;
        if ((side == 0 && i == 0) || k >= doc->n_blocks || !rap_repair_may(&doc->blocks[k])) continue;
        rap_str s = block_str(doc, k);
        if (s.n > HEAD_MAX) continue;
        if (round == 1 && times[side] >= PAGES_MIN - 1 && rap_str_eq(s, heads[side]))
          rap_repair_set_aside(doc, k, RAP_ASIDE_FURNITURE, RAP_REPAIR_PAGE_LINES);
        if (round == 1) continue;
        if (times[side] == 0) heads[side] = s;
        if (rap_str_eq(s, heads[side]))
          times[side]++;
        else if (times[side] < PAGES_MIN - 1)
          heads[side] = s, times[side] = 1;
      }
    }
  }
}

/* ---- The end ------------------------------------------------------------------------------------------------------------------ */

/* "SR/SK", "Name of One/ Name of Another": short parts between strokes, no figures and no sentence. */
static bool is_signed(rap_str s) {
  size_t strokes = 0, blanks = 0;
  uint32_t first = 0;
  if (s.n > SIGNATURE_MAX || s.n < 2 || has(s, "://") || has(s, "www.")) return false;
  rap_utf8_decode(s, 0, &first);
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '/') strokes++, blanks = 0;
    blanks += s.p[i] == ' ';
    if (blanks > 5 || strchr(":;!?\"0123456789", s.p[i])) return false;
  }
  return strokes > 0 && s.p[s.n - 1] != '.' && rap_utf8_is_upper(first);
}

/* "STK": capitals only. */
static bool is_initials(rap_str s) {
  if (s.n < 2 || s.n > 5) return false;
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] < 'A' || s.p[i] > 'Z') return false;
  return true;
}

static void mark_end(rap_document *doc, const rap_draft *drafts) {
  bool ruled = false;
  for (size_t i = doc->n_blocks, seen = 0; i > 1 && seen < END_BLOCKS; seen++) {
    const rap_block *block = &doc->blocks[--i];
    if (block->kind == RAP_BLOCK_TITLE || block->kind == RAP_BLOCK_ROW) break;
    if (block->aside == RAP_ASIDE_FURNITURE) continue;
    rap_str s = block_str(doc, i);
    bool rule = drafts[i].rule || RAP_WORD_IN(classes_of(s), RAP_FURNITURE_ENDING);
    bool initials = is_initials(s) && drafts[i - 1].rule;
    if (!rule && !initials && !is_signed(s)) break;
    ruled = ruled || rule;
    rap_repair_set_aside(doc, i, RAP_ASIDE_FURNITURE, RAP_REPAIR_SIGNATURES);
  }
}

void rap_repair_lines(rap_document *doc, const rap_draft *drafts) {
  bool agency = rap_repair_wanted(doc, RAP_REPAIR_AGENCY_LINES), captions = rap_repair_wanted(doc, RAP_REPAIR_CAPTIONS);
  for (size_t i = 0; i < doc->n_blocks; i++) {
    if (!rap_repair_may(&doc->blocks[i])) continue;
    rap_str s = block_str(doc, i);
    if (agency && rap_repair_is_agency_line(s)) rap_repair_set_aside(doc, i, RAP_ASIDE_FURNITURE, RAP_REPAIR_AGENCY_LINES);
    if (captions && is_caption(s)) rap_repair_set_aside(doc, i, RAP_ASIDE_CAPTION, RAP_REPAIR_CAPTIONS);
  }
  if (rap_repair_wanted(doc, RAP_REPAIR_TWEETS)) mark_posts(doc);
  if (rap_repair_wanted(doc, RAP_REPAIR_PAGE_LINES)) {
    mark_pages(doc);
    mark_heads(doc);
  }
  if (rap_repair_wanted(doc, RAP_REPAIR_SIGNATURES)) mark_end(doc, drafts);
}
