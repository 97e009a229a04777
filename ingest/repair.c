/* repair.c: the table of repairs, and the text put together from what its steps found. Layer: ingest. */
#include "ingest/repair.h"

#include <assert.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "ingest/repair_text.h"

const rap_repair_step rap_repair_steps[RAP_N_REPAIRS] = {
    [RAP_REPAIR_MOJIBAKE] = {"mojibake", "UTF-8 that was once read as windows-1252 is read as what it is, where that is certain"},
    [RAP_REPAIR_GLUED_SENTENCES] = {"glued-sentences", "a blank between a sentence's end and the next one's begin: \"India.The\""},
    [RAP_REPAIR_GLUED_HEADINGS] = {"glued-headings",
                                   "a line break or blank where headlines ran together: \"ShillongThe\", \"2026The\", \"schemes:The\""},
    [RAP_REPAIR_SOFT_HYPHENS] = {"soft-hyphens", "soft hyphens are taken out"},
    [RAP_REPAIR_LINE_HYPHENS] = {"line-hyphens", "words broken by a hyphen at a line's end are one again"},
    [RAP_REPAIR_SPACED_LETTERS] = {"spaced-letters", "words written with blanks between their letters: \"P R E S S  N O T E\""},
    [RAP_REPAIR_RUN_ON_BULLETS] = {"run-on-bullets", "items that stand in one line behind their bullets get lines of their own"},
    [RAP_REPAIR_REPETITIONS] = {"repetitions", "paragraphs that stand there before are set aside"},
    [RAP_REPAIR_CAPTIONS] = {"captions", "captions of pictures are set aside"},
    [RAP_REPAIR_TWEETS] = {"tweets", "posts of social media embedded in a text are set aside"},
    [RAP_REPAIR_PAGE_LINES] = {"page-lines", "page numbers and running heads are set aside"},
    [RAP_REPAIR_AGENCY_LINES] = {"agency-lines",
                                 "lines of the agency are set aside: its name, \"Posted On\", the release's number, its other languages"},
    [RAP_REPAIR_SIGNATURES] = {"signatures", "initials, names and stars at the end of a release are set aside"},
};

/* ---- Sets of steps ------------------------------------------------------------------------------------------------------- */

bool rap_repairs_switch_off(rap_str name, rap_repairs_off *off) {
  if (rap_str_is(name, "all")) {
    *off = RAP_REPAIRS_ALL_OFF;
    return true;
  }
  for (size_t i = 0; i < RAP_N_REPAIRS; i++) {
    if (!rap_str_is(name, rap_repair_steps[i].name)) continue;
    *off |= (rap_repairs_off)1 << i;
    return true;
  }
  return false;
}

bool rap_repairs_any(rap_repairs_off off, const rap_repair_counts *counts) {
  for (size_t i = 0; i < RAP_N_REPAIRS; i++)
    if (counts->n[i]) return true;
  return off != 0;
}

bool rap_repairs_to_json(rap_repairs_off off, const rap_repair_counts *counts, rap_json *reading) {
  rap_json *done = NULL, *left = off ? rap_json_new_array() : NULL;
  bool ok = true;
  for (size_t i = 0; ok && i < RAP_N_REPAIRS; i++) {
    if (off >> i & 1) ok = rap_json_append(left, rap_json_new_string(rap_str_of(rap_repair_steps[i].name)));
    if (!counts->n[i]) continue;
    if (!done) done = rap_json_new_object();
    ok = ok && rap_json_set_int(done, rap_repair_steps[i].name, counts->n[i]);
  }
  if (done && !rap_json_set(reading, "repairs", done)) ok = false;
  if (left && !rap_json_set(reading, "not_repaired", left)) ok = false;
  return ok;
}

void rap_repairs_to_text(const rap_repair_counts *counts, rap_buf *out) {
  const char *between = "";
  for (size_t i = 0; i < RAP_N_REPAIRS; i++) {
    if (!counts->n[i]) continue;
    rap_buf_printf(out, "%s%s %u", between, rap_repair_steps[i].name, counts->n[i]);
    between = ", ";
  }
}

static void read_counts(const rap_json *done, rap_repair_counts *counts) {
  void *cursor = NULL;
  rap_str name;
  rap_json *value = NULL;
  int64_t n = 0;
  while (rap_json_next(done, &cursor, &name, &value))
    for (size_t i = 0; i < RAP_REPAIR_FIRST_OF_BLOCKS; i++)
      if (rap_str_is(name, rap_repair_steps[i].name) && rap_json_int(value, &n) && n > 0 && n <= UINT32_MAX) counts->n[i] = (uint32_t)n;
}

rap_status rap_repairs_from_json(rap_str reading, rap_repairs_off *off, rap_repair_counts *counts, rap_error *err) {
  rap_json *o = NULL;
  rap_error inner = {0};
  *off = 0;
  *counts = (rap_repair_counts){0};
  if (reading.n == 0) return RAP_OK;
  rap_status st = rap_json_parse(reading, &o, &inner);
  if (st == RAP_ERR_NOMEM) return rap_error_nomem(err);
  if (st != RAP_OK || rap_json_kind(o) != RAP_JSON_OBJECT) goto done;
  const rap_json *done = rap_json_get(o, "repairs"), *left = rap_json_get(o, "not_repaired");
  if (done && rap_json_kind(done) == RAP_JSON_OBJECT) read_counts(done, counts);
  for (size_t i = 0; left && i < rap_json_length(left); i++) {
    rap_str name = rap_json_string(rap_json_item(left, i));
    if (!rap_str_is(name, "all")) (void)rap_repairs_switch_off(name, off);
  }
done:
  rap_json_free(o);
  return RAP_OK;
}

/* ---- The text ------------------------------------------------------------------------------------------------------------ */

void rap_repairer_edit(rap_repairer *r, rap_edit edit) {
  void *items = r->edits;
  if (r->failed || !rap_arena_grow(r->arena, &items, r->n_edits, &r->capacity, sizeof *r->edits)) {
    r->failed = true;
    return;
  }
  r->edits = items;
  r->edits[r->n_edits++] = edit;
}

/* So many words are looked for one by one; a text that asks for more gets a table. */
enum { SEARCHES_MAX = 48 };

static void count_words(rap_repairer *r) {
  for (size_t at = 0; at < r->s.n && !r->failed;) {
    size_t end = at;
    while (end < r->s.n && rap_ascii_is_letter(r->s.p[end])) end++;
    rap_map_entry *entry = end > at ? rap_map_put(&r->words, rap_str_sub(r->s, at, end), NULL) : NULL;
    if (entry)
      entry->value.num++;
    else
      r->failed = r->failed || end > at;
    at = end + 1;
  }
  r->has_words = true;
}

/* At most two of them, by a search. */
static size_t search_word(rap_str s, rap_str word) {
  size_t n = 0;
  for (size_t at = 0; n < 2 && (at = rap_str_find(s, word, at)) != SIZE_MAX;) {
    size_t end = at + word.n;
    n += (at == 0 || !rap_ascii_is_letter(s.p[at - 1])) && (end == s.n || !rap_ascii_is_letter(s.p[end]));
    at = end;
  }
  return n;
}

size_t rap_repairer_count(rap_repairer *r, rap_str word) {
  if (word.n == 0) return 0;
  if (!r->has_words && r->n_searches++ < SEARCHES_MAX) return search_word(r->s, word);
  if (!r->has_words) count_words(r);
  const rap_map_entry *entry = rap_map_get(&r->words, word);
  return entry ? entry->value.num : 0;
}

static int by_place(const void *a, const void *b) {
  const rap_edit *x = a, *y = b;
  if (x->at != y->at) return x->at < y->at ? -1 : 1;
  return (int)x->step - (int)y->step;
}

/* The text that comes out, written piece by piece. */
struct writer {
  const rap_repairer *r;
  char *p, *layout;
  size_t n, at; /* bytes written; how far the text before is done with */
  size_t line, n_layout;
};

/* The layout of the lines that end in [begin, end) of the text before. */
static void copy_layout(struct writer *w, size_t begin, size_t end) {
  rap_str s = w->r->s, layout = w->r->text->layout;
  if (!layout.n) return;
  for (size_t at = begin; at < end; at++) {
    const char *newline = memchr(s.p + at, '\n', end - at);
    if (!newline) break;
    at = (size_t)(newline - s.p);
    if (at >= w->r->body && w->line < layout.n) w->layout[w->n_layout++] = layout.p[w->line++];
  }
}

static void copy_to(struct writer *w, size_t end) {
  memcpy(w->p + w->n, w->r->s.p + w->at, end - w->at);
  w->n += end - w->at;
  copy_layout(w, w->at, end);
  w->at = end;
}

static void put_edit(struct writer *w, const rap_edit *edit, rap_repair_in *text, rap_repair_counts *counts) {
  bool in_title = edit->at < w->r->text->title_len;
  rap_str layout = w->r->text->layout;
  copy_to(w, edit->at);
  w->at += edit->drop;
  if (edit->put) w->p[w->n++] = in_title ? ' ' : edit->put;
  if (in_title) text->title_len = text->title_len + (edit->put != 0) - edit->drop;
  /* A line cut in two is two of its kind. */
  if (!in_title && edit->put == '\n' && w->line < layout.n) w->layout[w->n_layout++] = layout.p[w->line];
  counts->n[edit->step] += edit->counts;
}

/* Steps look at the text one by one, and where two would change the same place, the first in the table does. */
static void apply(rap_repairer *r, rap_repair_in *text, rap_repair_counts *counts) {
  rap_str layout = r->text->layout;
  struct writer w = {.r = r, .p = rap_arena_alloc(r->arena, r->s.n + r->n_edits + 1)};
  if (layout.n) w.layout = rap_arena_alloc(r->arena, layout.n + r->n_edits + 1);
  if (!w.p || (layout.n && !w.layout)) {
    r->failed = true;
    return;
  }
  qsort(r->edits, r->n_edits, sizeof *r->edits, by_place);
  for (size_t i = 0; i < r->n_edits; i++)
    if (r->edits[i].at >= w.at) put_edit(&w, &r->edits[i], text, counts);
  copy_to(&w, r->s.n);
  if (w.line < layout.n) w.layout[w.n_layout++] = layout.p[w.line]; /* of the last line, which nothing ends */
  text->full = (rap_str){w.p, w.n};
  if (layout.n) text->layout = (rap_str){w.layout, w.n_layout};
}

rap_status rap_repair_text(rap_arena *arena, rap_repairs_off off, rap_repair_in *text, rap_repair_counts *counts, rap_error *err) {
  static void (*const steps[])(rap_repairer *) = {
      [RAP_REPAIR_SOFT_HYPHENS] = rap_repair_soft_hyphens,
      [RAP_REPAIR_LINE_HYPHENS] = rap_repair_line_hyphens,
      [RAP_REPAIR_SPACED_LETTERS] = rap_repair_spaced_letters,
      [RAP_REPAIR_RUN_ON_BULLETS] = rap_repair_run_on_bullets,
  };
  const rap_repair_in before = *text;
  rap_repairer r = {.arena = arena, .text = &before, .s = text->full, .body = text->title_len ? text->title_len + 1 : 0};
  *counts = (rap_repair_counts){0};
  bool sentences = !(off >> RAP_REPAIR_GLUED_SENTENCES & 1), headings = !(off >> RAP_REPAIR_GLUED_HEADINGS & 1);
  if (sentences || headings) rap_repair_glue(&r, sentences, headings);
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    if (steps[i] && !(off >> i & 1)) steps[i](&r);
  if (r.n_edits && !r.failed) apply(&r, text, counts);
  rap_map_clear(&r.words);
  return r.failed ? rap_error_nomem(err) : RAP_OK;
}
