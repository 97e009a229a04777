/* structure.c: which blocks are headings, which are items, and what stands under what. Layer: ingest.
 *
 * Nothing here knows words; only shapes (shape.h) and neighbours. The steps: shapes; bare lists (items without bullets behind a lead-in); headings; levels and scopes; lists with bullets.
 */
#include "ingest/structure.h"

#include <assert.h>

#include "ingest/shape.h"

/* Bounds of a bare item, in characters; against the list's first one, so that news in paragraphs of one sentence isn't taken for a list. */
enum { BARE_MIN = 160, BARE_MAX = 320, BARE_SENTENCES = 2 };
/* A paragraph that a heading may introduce. */
enum { CONTENT_CHARACTERS = 80, LONG_CHARACTERS = 120, HEADLINE_CHARACTERS = 300 };
/* More lines than this in a row that look like headings are a table or a list of names. */
enum { HEADING_RUN = 6 };
enum { LIST_DEPTH = 8, HEADING_DEPTH = 16 };

struct structure {
  rap_arena *arena;
  char *view_bytes;
  rap_document *doc;
  rap_draft *drafts;
  rap_shape *shapes;
  bool *bare;        /* an item without a marker */
  size_t *bare_lead; /* its lead-in */
  bool *split;       /* a bare list's last item with more sentences glued behind */
  size_t head_end;   /* index of the first dateline: blocks in front of it are headlines; 0: none */
  bool *heads_list;  /* a colon heading that introduces a list: its scope ends with the list */
};

static rap_str content_of(const struct structure *s, size_t i) {
  const rap_block *block = &s->doc->blocks[i];
  size_t begin = s->drafts[i].content > block->text.begin ? rap_view_from_text(&s->doc->view, s->drafts[i].content) : block->view.begin;
  return rap_str_sub(s->doc->view.s, begin, block->view.end);
}

static bool is_item_marker(rap_marker m) { return m != RAP_MARKER_NONE && m != RAP_MARKER_HASHES && m != RAP_MARKER_ROW; }

/* Plain blocks: neither marked, nor rules, datelines, titles. */
static bool is_plain(const struct structure *s, size_t i) {
  const rap_draft *d = &s->drafts[i];
  return d->marker == RAP_MARKER_NONE && !d->rule && !d->dateline && s->doc->blocks[i].kind != RAP_BLOCK_TITLE;
}

static bool has_look(const struct structure *s, size_t i) { return is_plain(s, i) && s->shapes[i].look >= RAP_LOOK_TITLE && !s->bare[i]; }

/* Something to stand under a heading. */
static bool is_content(const struct structure *s, size_t i) {
  const rap_draft *d = &s->drafts[i];
  const rap_shape *shape = &s->shapes[i];
  if (d->rule || d->dateline || shape->enclosed) return false;
  if (d->marker != RAP_MARKER_NONE) return d->marker != RAP_MARKER_HASHES;
  return shape->stop || shape->quoted || shape->colon || shape->characters >= CONTENT_CHARACTERS;
}

/* Length that is weighed: of a block with more than one sentence behind the list's first item, only the first sentence's, since the others may be glued. */
static size_t item_characters(const struct structure *s, size_t i, size_t first) {
  const rap_block *block = &s->doc->blocks[i];
  if (i == first || block->n_sentences < 2 || s->shapes[i].characters > BARE_MAX) return s->shapes[i].characters;
  rap_span view = s->doc->sentences[block->first_sentence].view;
  return view.end - view.begin;
}

/* Could block i be an item, without a bullet, of the list whose first item is `first`? */
static bool is_bare_item(const struct structure *s, size_t i, size_t first) {
  const rap_shape *shape = &s->shapes[i];
  if (!is_plain(s, i) || shape->colon || shape->quoted || shape->enclosed) return false;
  size_t bound = s->shapes[first].characters * 3;
  bound = bound < BARE_MIN ? BARE_MIN : bound > BARE_MAX ? BARE_MAX : bound;
  if (item_characters(s, i, first) > bound || s->doc->blocks[i].n_sentences > BARE_SENTENCES) return false;
  /* In a list of sentences a line without a stop that looks like a heading is one; a list of phrases ends at the first stop. */
  if (s->shapes[first].stop) return shape->stop || shape->look < RAP_LOOK_TITLE;
  return !shape->stop;
}

/* The number of bare items behind the lead-in at `lead`, 0 when there is no list. */
static size_t bare_items(const struct structure *s, size_t lead) {
  const rap_document *doc = s->doc;
  size_t first = lead + 1, i = first;
  bool single = true;
  for (; i < doc->n_blocks && is_bare_item(s, i, first); i++) {
    if (doc->blocks[i].n_sentences > 1 && i > first && single) {
      /* Behind items of one sentence each, one with more is the last: what follows its first sentence was glued to it. */
      i++;
      break;
    }
    single = single && doc->blocks[i].n_sentences == 1;
  }
  size_t n = i - first;
  /* The last phrase may be the heading of the paragraph that follows, if it doesn't look like the one before it. */
  if (n >= 2 && i < doc->n_blocks && !s->shapes[i - 1].stop && s->shapes[i - 1].look >= RAP_LOOK_TITLE && s->shapes[i - 2].look < RAP_LOOK_TITLE &&
      is_plain(s, i) && (s->shapes[i].characters >= LONG_CHARACTERS || s->shapes[i].colon))
    n--;
  return n >= 2 ? n : 0;
}

/* Moves what is known of block `from` to place `to`. */
static void move_block(struct structure *s, size_t from, size_t to) {
  s->doc->blocks[to] = s->doc->blocks[from];
  s->drafts[to] = s->drafts[from];
  s->shapes[to] = s->shapes[from];
  s->bare[to] = s->bare[from];
  s->bare_lead[to] = s->bare_lead[from] + (to - from);
  s->split[to] = s->split[from];
}

/* Block `i`, a list's last item, keeps its first sentence; the others become the paragraph i + 1. */
static void split_block(struct structure *s, size_t i) {
  rap_document *doc = s->doc;
  rap_block *block = &doc->blocks[i], *rest = block + 1;
  size_t cut = block->first_sentence + 1;
  const rap_sentence *first = &doc->sentences[cut - 1], *second = &doc->sentences[cut];
  *rest = *block;
  rest->text.begin = second->text.begin;
  rest->view.begin = second->view.begin;
  rest->first_sentence = cut;
  rest->n_sentences = block->n_sentences - 1;
  block->text.end = first->text.end;
  block->view.end = first->view.end;
  block->n_sentences = 1;
  /* The blank between them is now a border between blocks, which the view shows as a line break. The view's bytes are this module's until the document is handed out. */
  assert(second->view.begin == first->view.end + 1);
  s->view_bytes[first->view.end] = '\n';
  s->drafts[i + 1] = (rap_draft){.content = rest->text.begin};
  s->bare[i + 1] = false;
  s->shapes[i] = rap_shape_of(content_of(s, i), 1);
  s->shapes[i + 1] = rap_shape_of(content_of(s, i + 1), rest->n_sentences);
}

/* Splits all blocks so marked, in one pass from behind: lists don't overlap, so a list's lead-in moves as far as its items. */
static void split_glued(struct structure *s, size_t n_splits) {
  rap_document *doc = s->doc;
  size_t shift = n_splits;
  for (size_t i = doc->n_blocks; i-- > 0 && shift > 0;) {
    bool split = s->split[i];
    if (split) shift--;
    if (shift > 0) move_block(s, i, i + shift);
    if (split) split_block(s, i + shift);
  }
  doc->n_blocks += n_splits;
  for (size_t i = 0; i < doc->n_blocks; i++)
    for (size_t k = 0; k < doc->blocks[i].n_sentences; k++) doc->sentences[doc->blocks[i].first_sentence + k].block = i;
}

/* Has the last of `n` bare items a sentence glued to it? The blank in front of it must be there, to become the border. */
static bool is_glued(const struct structure *s, size_t last) {
  const rap_document *doc = s->doc;
  const rap_block *block = &doc->blocks[last];
  if (block->n_sentences < 2 || doc->blocks[last - 1].n_sentences != 1) return false;
  const rap_sentence *first = &doc->sentences[block->first_sentence];
  return first[1].view.begin == first->view.end + 1;
}

static size_t find_bare_lists(struct structure *s) {
  size_t n_splits = 0;
  for (size_t i = 0; i + 1 < s->doc->n_blocks; i++) {
    const rap_draft *d = &s->drafts[i];
    if (d->dateline || d->rule || d->marker == RAP_MARKER_ROW || !s->shapes[i].colon || s->doc->blocks[i].kind == RAP_BLOCK_TITLE) continue;
    size_t n = bare_items(s, i);
    if (n == 0) continue;
    for (size_t k = i + 1; k <= i + n; k++) {
      s->bare[k] = true;
      s->bare_lead[k] = i;
    }
    i += n;
    s->split[i] = is_glued(s, i);
    n_splits += s->split[i];
  }
  return n_splits;
}

/* A line that ends with ':' is a heading when it reads like a name ("Background:", "Key themes included:"), else a sentence that leads in. */
static bool is_colon_heading(const struct structure *s, size_t i) {
  const rap_shape *shape = &s->shapes[i];
  if (!shape->colon || shape->look == RAP_LOOK_NONE || i + 1 >= s->doc->n_blocks) return false;
  if (s->shapes[i + 1].quoted || s->drafts[i + 1].rule) return false;
  return shape->look >= RAP_LOOK_TITLE || shape->words <= 4;
}

static bool is_plain_heading(const struct structure *s, size_t i) {
  if (s->shapes[i].look != RAP_LOOK_PLAIN || s->shapes[i].stop || i + 1 >= s->doc->n_blocks) return false;
  const rap_shape *next = &s->shapes[i + 1];
  if (!is_plain(s, i + 1) || s->bare[i + 1] || !next->stop || next->characters < LONG_CHARACTERS) return false;
  if (i == 0 || s->doc->blocks[i - 1].kind != RAP_BLOCK_PARAGRAPH || s->drafts[i - 1].dateline) return true;
  return s->shapes[i - 1].stop;
}

/* Title Case and CAPITALS lines are headings when something stands under them before too many of their like. */
static bool leads_to_content(const struct structure *s, size_t i) {
  size_t run = 0;
  for (size_t k = i + 1; k < s->doc->n_blocks && run < HEADING_RUN; k++) {
    if (s->drafts[k].rule) return false;
    if (s->drafts[k].dateline) continue;
    if (s->drafts[k].marker == RAP_MARKER_HASHES || s->bare[k]) return s->bare[k];
    if (has_look(s, k)) {
      run++;
      continue;
    }
    return is_content(s, k);
  }
  return false;
}

static rap_block_kind kind_of(const struct structure *s, size_t i) {
  const rap_draft *d = &s->drafts[i];
  if (s->doc->blocks[i].kind == RAP_BLOCK_TITLE) return RAP_BLOCK_TITLE;
  if (s->bare[i]) return RAP_BLOCK_ITEM;
  if (d->rule || d->dateline) return RAP_BLOCK_PARAGRAPH;
  if (d->marker == RAP_MARKER_HASHES) return RAP_BLOCK_HEADING;
  if (d->marker == RAP_MARKER_ROW) return RAP_BLOCK_ROW;
  if (d->marker != RAP_MARKER_NONE) {
    /* "1. Infrastructure" above a paragraph is a heading; among other items it is an item. */
    bool number = d->number && d->marker != RAP_MARKER_GLYPH && s->shapes[i].look >= RAP_LOOK_TITLE && !s->shapes[i].stop;
    bool alone = i + 1 < s->doc->n_blocks && s->drafts[i + 1].marker == RAP_MARKER_NONE && !s->bare[i + 1] && s->shapes[i + 1].stop &&
                 s->shapes[i + 1].characters >= LONG_CHARACTERS;
    return number && alone ? RAP_BLOCK_HEADING : RAP_BLOCK_ITEM;
  }
  if (i < s->head_end && !s->shapes[i].stop && s->shapes[i].characters <= HEADLINE_CHARACTERS) return RAP_BLOCK_HEADING;
  if (s->shapes[i].bold && s->doc->blocks[i].n_sentences == 1 && i + 1 < s->doc->n_blocks) return RAP_BLOCK_HEADING;
  if (s->shapes[i].colon) return is_colon_heading(s, i) ? RAP_BLOCK_HEADING : RAP_BLOCK_PARAGRAPH;
  if (has_look(s, i) && leads_to_content(s, i)) return RAP_BLOCK_HEADING;
  return is_plain_heading(s, i) ? RAP_BLOCK_HEADING : RAP_BLOCK_PARAGRAPH;
}

/* ---- Scopes ------------------------------------------------------------------------------------------------------------ */

struct scopes {
  size_t stack[HEADING_DEPTH]; /* headings in force, outermost first */
  size_t depth;
  int markdown;      /* level of the last Markdown heading */
  bool content_seen; /* a block that is neither title nor heading */
  bool capitals;     /* a heading in capitals was seen: Title Case stands below it */
};

static int level_of(const struct structure *s, struct scopes *sc, size_t i) {
  const rap_draft *d = &s->drafts[i];
  const rap_shape *shape = &s->shapes[i];
  if (d->marker == RAP_MARKER_HASHES) return sc->markdown = (int)d->number;
  int base = sc->markdown + 1;
  /* What stands under the nearest heading that is not of its own kind: numbered ones, and those that head a list only. */
  if (shape->look == RAP_LOOK_NUMBERED || d->marker != RAP_MARKER_NONE || s->heads_list[i]) {
    size_t depth = sc->depth;
    while (depth > 0) {
      size_t h = sc->stack[depth - 1];
      bool same = s->shapes[h].look == RAP_LOOK_NUMBERED || (s->drafts[h].marker != RAP_MARKER_NONE && s->drafts[h].marker != RAP_MARKER_HASHES);
      if (!same || s->heads_list[i]) break;
      depth--;
    }
    return depth > 0 ? s->doc->blocks[sc->stack[depth - 1]].level + 1 : base;
  }
  if (shape->look == RAP_LOOK_CAPITALS) {
    sc->capitals = true;
    return base;
  }
  return base + (sc->capitals ? 1 : 0);
}

static void pop_list_heads(const struct structure *s, struct scopes *sc) {
  while (sc->depth > 0 && s->heads_list[sc->stack[sc->depth - 1]]) sc->depth--;
}

/* Lines at the head of a text, in front of all else, are its headlines: like the title, they head everything and so nothing in particular. */
static bool is_headline(const struct structure *s, const struct scopes *sc, size_t i) {
  return !sc->content_seen && s->drafts[i].marker == RAP_MARKER_NONE && !s->shapes[i].colon && s->shapes[i].look != RAP_LOOK_NUMBERED;
}

static void push_heading(struct structure *s, struct scopes *sc, size_t i) {
  rap_block *block = &s->doc->blocks[i];
  pop_list_heads(s, sc);
  block->level = is_headline(s, sc, i) ? 1 : level_of(s, sc, i);
  if (is_headline(s, sc, i)) return;
  while (sc->depth > 0 && s->doc->blocks[sc->stack[sc->depth - 1]].level >= block->level) sc->depth--;
  block->heading = sc->depth > 0 ? sc->stack[sc->depth - 1] : RAP_NONE;
  if (sc->depth == HEADING_DEPTH) sc->depth--;
  sc->stack[sc->depth++] = i;
}

static void set_scopes(struct structure *s) {
  struct scopes sc = {0};
  for (size_t i = 0; i < s->doc->n_blocks; i++) {
    rap_block *block = &s->doc->blocks[i];
    if (block->kind == RAP_BLOCK_HEADING) {
      push_heading(s, &sc, i);
      continue;
    }
    if (block->kind != RAP_BLOCK_ITEM) pop_list_heads(s, &sc);
    sc.content_seen = sc.content_seen || (block->kind != RAP_BLOCK_TITLE && !s->drafts[i].dateline);
    /* A dateline closes the head of a release, a rule closes its body: what follows stands under nothing before. */
    if (s->drafts[i].dateline || s->drafts[i].rule) sc.depth = 0;
    block->heading = sc.depth > 0 ? sc.stack[sc.depth - 1] : RAP_NONE;
  }
}

/* ---- Lists with bullets -------------------------------------------------------------------------------------------------- */

struct level {
  rap_marker marker;
  uint32_t glyph;
  size_t indent, lead_in, last; /* last item of this level */
};

struct list {
  struct level levels[LIST_DEPTH];
  size_t depth;
};

static bool same_level(const struct level *level, const rap_draft *d) {
  if (level->marker != d->marker || level->glyph != d->glyph) return false;
  return level->indent == d->indent || d->marker != RAP_MARKER_GLYPH;
}

/* Another marker within a run opens a list inside the item above, but numbers behind bullets that announce nothing are a list of their own. */
static bool starts_anew(const struct structure *s, const struct list *list, const rap_draft *d) {
  if (list->depth == 0) return false;
  const struct level *above = &list->levels[list->depth - 1];
  return above->marker == RAP_MARKER_GLYPH && d->marker != RAP_MARKER_GLYPH && d->indent <= above->indent && !s->shapes[above->last].colon;
}

static void place_item(struct structure *s, struct list *list, size_t i) {
  const rap_draft *d = &s->drafts[i];
  size_t depth = list->depth;
  while (depth > 0 && !same_level(&list->levels[depth - 1], d)) depth--;
  if (depth == 0 && starts_anew(s, list, d)) list->depth = 0;
  if (depth > 0) {
    list->depth = depth;
  } else if (list->depth < LIST_DEPTH) {
    size_t lead = RAP_NONE;
    if (list->depth > 0) {
      const struct level *above = &list->levels[list->depth - 1];
      lead = s->shapes[above->last].colon ? above->last : above->lead_in;
    } else if (i > 0 && s->shapes[i - 1].colon && s->doc->blocks[i - 1].kind != RAP_BLOCK_TITLE) {
      lead = i - 1;
    }
    list->levels[list->depth++] = (struct level){.marker = d->marker, .glyph = d->glyph, .indent = d->indent, .lead_in = lead};
  }
  struct level *level = &list->levels[list->depth - 1];
  level->last = i;
  s->doc->blocks[i].level = (int)list->depth;
  s->doc->blocks[i].lead_in = level->lead_in;
}

/* A numbered item behind paragraphs that explain the one before it goes on with that list. */
static bool goes_on(const struct structure *s, const struct list *list, size_t i) {
  const rap_draft *d = &s->drafts[i];
  if (list->depth == 0 || d->marker == RAP_MARKER_GLYPH || d->number < 2 || s->shapes[i - 1].colon) return false;
  for (size_t k = list->depth; k > 0; k--)
    if (same_level(&list->levels[k - 1], d) && s->drafts[list->levels[k - 1].last].number + 1 == d->number) return true;
  return false;
}

static void set_lists(struct structure *s) {
  struct list list = {.depth = 0};
  for (size_t i = 0; i < s->doc->n_blocks; i++) {
    rap_block *block = &s->doc->blocks[i];
    if (block->kind == RAP_BLOCK_HEADING) list.depth = 0;
    if (block->kind != RAP_BLOCK_ITEM) continue;
    if (s->bare[i]) {
      block->lead_in = s->bare_lead[i];
      block->level = 1;
      continue;
    }
    bool first = i == 0 || s->doc->blocks[i - 1].kind != RAP_BLOCK_ITEM || s->bare[i - 1];
    if (first && !goes_on(s, &list, i)) list.depth = 0;
    place_item(s, &list, i);
  }
}

static rap_status allocate(struct structure *s, rap_error *err) {
  size_t room = s->doc->n_blocks + s->doc->n_blocks / 2 + 2;
  s->shapes = rap_arena_array(s->arena, room, sizeof *s->shapes);
  s->bare = rap_arena_array(s->arena, room, sizeof *s->bare);
  s->bare_lead = rap_arena_array(s->arena, room, sizeof *s->bare_lead);
  s->split = rap_arena_array(s->arena, room, sizeof *s->split);
  s->heads_list = rap_arena_array(s->arena, room, sizeof *s->heads_list);
  return s->shapes && s->bare && s->split && s->bare_lead && s->heads_list ? RAP_OK : rap_error_nomem(err);
}

rap_status rap_structure_resolve(rap_arena *arena, rap_document *doc, rap_draft *drafts, char *view_bytes, rap_error *err) {
  struct structure s = {.arena = arena, .view_bytes = view_bytes, .doc = doc, .drafts = drafts};
  rap_status st = allocate(&s, err);
  if (st != RAP_OK) return st;
  for (size_t i = 0; i < doc->n_blocks; i++) s.shapes[i] = rap_shape_of(content_of(&s, i), doc->blocks[i].n_sentences);
  split_glued(&s, find_bare_lists(&s));
  for (size_t i = doc->n_blocks; i-- > 0;)
    if (drafts[i].dateline) s.head_end = i;
  for (size_t i = 0; i < doc->n_blocks; i++) {
    doc->blocks[i].kind = kind_of(&s, i);
    if (doc->blocks[i].kind == RAP_BLOCK_HEADING && s.shapes[i].colon && i + 1 < doc->n_blocks)
      s.heads_list[i] = s.bare[i + 1] || (is_item_marker(drafts[i + 1].marker) && drafts[i].marker != RAP_MARKER_HASHES);
  }
  set_scopes(&s);
  set_lists(&s);
  return RAP_OK;
}
