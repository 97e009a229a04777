#include "analyze/rules_change.h"

#include <stdlib.h>

#include "analyze/rules_internal.h"
#include "analyze/rules_outline.h"
#include "analyze/terms.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"

struct rap_rules_change {
  rap_arena *arena;
  rap_rule_difference *differences;
  size_t n_differences;
  rap_str everywhere;
  rap_literals strings; /* of all that differs */
  const rap_literals *expressions[1];
  rap_sieve sieve;
};

/* ---- comparing ---- */

struct compare {
  rap_rules_change *change;
  const rap_json *old_rules, *new_rules, *old_frames, *new_frames;
  rap_map old_by_id; /* id → index */
  bool *kept;        /* by index of the old rules */
  rap_literal *literals;
  rap_buf fold;
  size_t n_literals, literals_capacity, differences_capacity;
  rap_status st;
  rap_error *err;
};

static void nomem(struct compare *c) {
  if (c->st == RAP_OK) c->st = rap_error_nomem(c->err);
}

static rap_str text_at(const rap_json *row, size_t i) { return rap_json_string(rap_json_item(row, i)); }

/* The first reason stays. */
static void everywhere(struct compare *c, const char *before, rap_str what, const char *behind) {
  if (c->change->everywhere.n) return;
  c->change->everywhere = rap_arena_printf(c->change->arena, "%s%.*s%s", before, RAP_FMT(what), behind);
  if (!c->change->everywhere.p) nomem(c);
}

static void add_literal(struct compare *c, rap_str s) {
  void *items = c->literals;
  if (!rap_arena_grow(c->change->arena, &items, c->n_literals, &c->literals_capacity, sizeof *c->literals)) {
    nomem(c);
    return;
  }
  c->literals = items;
  rap_literal *l = &c->literals[c->n_literals++];
  *l = (rap_literal){.n = (unsigned char)(s.n < RAP_LITERAL_BYTES ? s.n : RAP_LITERAL_BYTES)};
  memcpy(l->s, s.p, l->n);
}

static void take_string(struct compare *c, const rap_json *row, rap_str s) {
  if (s.n)
    add_literal(c, s);
  else
    everywhere(c, "rule ", text_at(row, 0), " may match in any text");
}

/* A variant, folded, up to a star. */
static void take_variant(struct compare *c, const rap_json *row, rap_str variant) {
  const char *star = memchr(variant.p, RAP_TERM_STAR, variant.n);
  rap_buf_reset(&c->fold);
  if (c->st == RAP_OK) c->st = rap_rules_fold_text(star ? rap_str_sub(variant, 0, (size_t)(star - variant.p)) : variant, &c->fold, c->err);
  take_string(c, row, rap_str_trim(rap_buf_str(&c->fold)));
}

static void take_term(struct compare *c, const rap_json *row, rap_str term) {
  rap_str wording = rap_str_sub(term, 0, rap_str_find(term, RAP_STR("\t"), 0));
  rap_str_list variants = {0};
  rap_error own = {0};
  if (wording.n && wording.p[0] == RAP_OUTLINE_LITERAL) {
    take_string(c, row, rap_str_sub(wording, 1, wording.n));
    return;
  }
  rap_status st = rap_terms_expand(c->change->arena, wording, &variants, &own);
  if (st == RAP_ERR_NOMEM) nomem(c);
  if (st != RAP_OK) take_string(c, row, (rap_str){0}); /* written by other rules of expansion */
  for (size_t i = 0; st == RAP_OK && i < variants.n; i++) take_variant(c, row, variants.items[i]);
}

/* The name of a term on either side: its frame by digest instead of by number. */
static rap_str name_of(struct compare *c, const rap_json *frames, rap_str term) {
  uint64_t frame = 0;
  size_t tab = rap_str_find(term, RAP_STR("\t"), 0);
  if (tab == SIZE_MAX || !rap_str_uint(rap_str_sub(term, tab + 1, term.n), &frame)) return term;
  rap_str digest = text_at(frames, (size_t)frame);
  rap_str name = rap_arena_printf(c->change->arena, "%.*s\t%.*s", RAP_FMT(rap_str_sub(term, 0, tab)), RAP_FMT(digest));
  if (!name.p) nomem(c);
  return name;
}

/* A rule as one side has it: its strings are looked for. */
static void take_strings(struct compare *c, const rap_json *row) {
  const rap_json *strings = rap_json_item(row, 2), *terms = rap_json_item(row, 3);
  if (rap_json_kind(strings) != RAP_JSON_ARRAY) take_string(c, row, (rap_str){0});
  for (size_t i = 0; i < rap_json_length(strings); i++) take_string(c, row, text_at(strings, i));
  for (size_t i = 0; i < rap_json_length(terms); i++) take_term(c, row, text_at(terms, i));
}

/* Terms that one side of a rule has and the other lacks. How many more, through *n. */
static void take_terms_lacking(struct compare *c, const rap_json *row, const rap_json *frames, const rap_json *other, const rap_json *other_frames,
                               size_t *n) {
  rap_map known = {0};
  const rap_json *mine = rap_json_item(row, 3), *theirs = rap_json_item(other, 3);
  for (size_t i = 0; i < rap_json_length(theirs) && c->st == RAP_OK; i++)
    if (!rap_map_put(&known, name_of(c, other_frames, text_at(theirs, i)), NULL)) nomem(c);
  for (size_t i = 0; i < rap_json_length(mine) && c->st == RAP_OK; i++) {
    if (rap_map_get(&known, name_of(c, frames, text_at(mine, i)))) continue;
    take_term(c, row, text_at(mine, i));
    ++*n;
  }
  rap_map_clear(&known);
}

static void differ(struct compare *c, const rap_json *row, rap_rule_fate fate) {
  void *items = c->change->differences;
  rap_str id = rap_arena_str(c->change->arena, text_at(row, 0));
  if (!id.p || !rap_arena_grow(c->change->arena, &items, c->change->n_differences, &c->differences_capacity, sizeof *c->change->differences)) {
    nomem(c);
    return;
  }
  c->change->differences = items;
  c->change->differences[c->change->n_differences++] = (rap_rule_difference){id, fate};
}

static void index_old(struct compare *c) {
  size_t n = rap_json_length(c->old_rules);
  c->kept = rap_arena_array(c->change->arena, n + 1, sizeof *c->kept);
  if (!c->kept) nomem(c);
  for (size_t i = 0; i < n && c->st == RAP_OK; i++) {
    rap_map_entry *slot = rap_map_put(&c->old_by_id, text_at(rap_json_item(c->old_rules, i), 0), NULL);
    if (!slot)
      nomem(c);
    else
      slot->value.num = i;
  }
}

static void compare_rule(struct compare *c, const rap_json *old, const rap_json *now) {
  size_t n = 0;
  bool same = rap_str_eq(text_at(old, 1), text_at(now, 1));
  if (same) {
    take_terms_lacking(c, old, c->old_frames, now, c->new_frames, &n);
    take_terms_lacking(c, now, c->new_frames, old, c->old_frames, &n);
  } else {
    take_strings(c, old);
    take_strings(c, now);
  }
  if (!same || n) differ(c, now, RAP_RULE_CHANGED);
}

/* Where both have a rule: the same? In the same order? What ties are decided by is the order. */
static void compare_common(struct compare *c) {
  size_t reached = 0;
  for (size_t i = 0; i < rap_json_length(c->new_rules) && c->st == RAP_OK; i++) {
    const rap_json *row = rap_json_item(c->new_rules, i);
    const rap_map_entry *slot = rap_map_get(&c->old_by_id, text_at(row, 0));
    if (!slot) continue;
    const rap_json *old = rap_json_item(c->old_rules, slot->value.num);
    c->kept[slot->value.num] = true;
    if (slot->value.num < reached) everywhere(c, "rule ", text_at(row, 0), " stands elsewhere in the order of the rules");
    reached = slot->value.num;
    compare_rule(c, old, row);
  }
}

static void compare_rest(struct compare *c) {
  for (size_t i = 0; i < rap_json_length(c->old_rules) && c->st == RAP_OK; i++) {
    if (c->kept[i]) continue;
    differ(c, rap_json_item(c->old_rules, i), RAP_RULE_REMOVED);
    take_strings(c, rap_json_item(c->old_rules, i));
  }
  for (size_t i = 0; i < rap_json_length(c->new_rules) && c->st == RAP_OK; i++) {
    const rap_json *row = rap_json_item(c->new_rules, i);
    if (rap_map_get(&c->old_by_id, text_at(row, 0))) continue;
    differ(c, row, RAP_RULE_ADDED);
    take_strings(c, row);
  }
}

/* ---- making ---- */

static bool is_outline(const rap_json *root) {
  int64_t format = 0;
  const rap_json *rules = rap_json_get(root, "rules");
  if (!rap_json_int(rap_json_get(root, "format"), &format) || format != 1 || rap_json_kind(rules) != RAP_JSON_ARRAY) return false;
  for (size_t i = 0; i < rap_json_length(rules); i++) {
    const rap_json *row = rap_json_item(rules, i);
    if (rap_json_kind(row) != RAP_JSON_ARRAY || rap_json_length(row) != 4 || !text_at(row, 0).n || !text_at(row, 1).n) return false;
  }
  return true;
}

static rap_status read_outline(rap_str text, rap_json **out, rap_error *err) {
  rap_error own = {0};
  rap_status st = rap_json_parse(text, out, &own);
  if (st == RAP_ERR_NOMEM) return rap_error_nomem(err);
  if (st == RAP_OK && is_outline(*out)) return RAP_OK;
  return rap_error_set(err, RAP_ERR_STORE, "the outline of the rules is damaged%s%s", st == RAP_OK ? "" : ": ", own.text);
}

static void build_sieve(struct compare *c) {
  rap_rules_change *change = c->change;
  change->strings = (rap_literals){.items = c->literals, .n = c->n_literals};
  change->expressions[0] = &change->strings;
  if (c->st != RAP_OK || change->everywhere.n) return;
  rap_error own = {0};
  c->st = rap_sieve_build(change->arena, change->expressions, 1, &change->sieve, &own);
  if (c->st == RAP_ERR_LIMIT) {
    c->st = RAP_OK;
    everywhere(c, "too many rules differ", (rap_str){0}, "");
  } else if (c->st != RAP_OK) {
    nomem(c);
  }
}

static rap_status compare(rap_rules_change *change, rap_str outline, rap_str now, rap_error *err) {
  rap_json *old_root = NULL, *new_root = NULL;
  struct compare c = {.change = change, .err = err, .st = RAP_OK};
  c.st = read_outline(now, &new_root, err);
  if (c.st == RAP_OK && outline.n) c.st = read_outline(outline, &old_root, err);
  if (c.st != RAP_OK) goto done;
  c.new_rules = rap_json_get(new_root, "rules");
  c.new_frames = rap_json_get(new_root, "frames");
  c.old_frames = old_root ? rap_json_get(old_root, "frames") : NULL;
  c.old_rules = old_root ? rap_json_get(old_root, "rules") : NULL;
  if (!old_root)
    everywhere(&c, "the earlier rules are unknown", (rap_str){0}, "");
  else if (!rap_str_eq(rap_json_string(rap_json_get(old_root, "base")), rap_json_string(rap_json_get(new_root, "base"))))
    everywhere(&c, "the program's own steps, a mapping or the tree of themes differ", (rap_str){0}, "");
  if (old_root) {
    index_old(&c);
    if (c.st == RAP_OK) compare_common(&c);
    if (c.st == RAP_OK) compare_rest(&c);
  }
  build_sieve(&c);
done:
  rap_map_clear(&c.old_by_id);
  rap_buf_clear(&c.fold);
  rap_json_free(old_root);
  rap_json_free(new_root);
  return c.st;
}

rap_status rap_rules_change_new(rap_str outline, const rap_rules *rules, rap_rules_change **out, rap_error *err) {
  *out = NULL;
  rap_buf now = {0};
  rap_status st = RAP_OK;
  rap_rules_change *change = calloc(1, sizeof *change);
  if (change) change->arena = rap_arena_new();
  if (!change || !change->arena) {
    st = rap_error_nomem(err);
    goto done;
  }
  st = rap_rules_outline(rules, &now, err);
  if (st == RAP_OK) st = compare(change, outline, rap_buf_str(&now), err);
  if (st == RAP_OK) {
    *out = change;
    change = NULL;
  }
done:
  rap_buf_clear(&now);
  rap_rules_change_free(change);
  return st;
}

void rap_rules_change_free(rap_rules_change *change) {
  if (!change) return;
  rap_arena_free(change->arena);
  free(change);
}

const rap_rule_difference *rap_rules_change_differences(const rap_rules_change *change, size_t *n) {
  *n = change->n_differences;
  return change->differences;
}

rap_str rap_rules_change_everywhere(const rap_rules_change *change) { return change->everywhere; }

/* ---- asking ---- */

static void note(void *ctx, size_t expression, size_t begin) {
  bool *met = ctx;
  (void)expression, (void)begin;
  *met = true;
}

rap_status rap_rules_change_affects(const rap_rules_change *change, const rap_document *doc, bool *out, rap_error *err) {
  rap_buf text = {0};
  *out = change->everywhere.n > 0;
  if (*out || change->strings.n == 0) return RAP_OK;
  rap_status st = rap_rules_fold_text(doc->view.s, &text, err);
  if (st == RAP_OK) rap_sieve_scan(&change->sieve, rap_buf_str(&text), (rap_span){0, text.n}, note, out);
  rap_buf_clear(&text);
  return st;
}
