/* rules_outline.c: rap_rules_outline. Layer: analyze.
 *
 * {"format": 1, "base": DIGEST, "frames": [DIGEST, …], "rules": [[ID, DIGEST, [STRING, …] or null, [TERM, …]], …]}: rules in their order. DIGEST and STRINGs (folded) are of all but the terms; null: it may match
 * anywhere. A TERM is its wording as written (or, behind RAP_OUTLINE_LITERAL, a literal of its expression; nothing behind that: it may match anywhere), a tab, and the number of the frame that digests the rest of it: as
 * long as the rest of its rule stays, a change of terms touches only the texts that hold one of those that came or went. */
#include "analyze/rules_outline.h"
#include "analyze/analyze.h"
#include "analyze/rules_change.h"
#include "analyze/rules_internal.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/utf8.h"

/* Of the SHA-256: enough to tell versions of one rule apart. */
#define DIGEST_DIGITS 16

/* Terms of one rule, from the lists of all. */
struct wording {
  const rap_term **terms;
  size_t n_terms;
  const rap_term **regex_terms;
  size_t n_regex_terms;
};

struct outline {
  const rap_rules *rules;
  rap_arena *arena;
  struct wording *wordings; /* by a rule's order */
  rap_map frames;           /* digest → number */
  rap_buf fold;
  rap_error *err;
  rap_status st;
};

/* ---- digests ---- */

static void add_list(rap_digest *d, const rap_str *items, size_t n) {
  rap_digest_add_number(d, n);
  for (size_t i = 0; i < n; i++) rap_digest_add_field(d, items[i]);
}

static void add_regex(rap_digest *d, const rap_regex *regex) { rap_digest_add_field(d, regex ? rap_regex_digest(regex) : (rap_str){0}); }

static void add_guards(rap_digest *d, const rap_guards *guards) {
  static const rap_guards none = {0};
  if (!guards) guards = &none;
  for (size_t i = 0; i < RAP_N_GUARDS; i++) add_regex(d, guards->of[i]);
}

static void add_entry(rap_digest *d, const rap_entry *e) {
  const rap_str fields[] = {e->id, e->name, e->type, e->short_name, e->parent, e->state, e->country, e->since, e->until};
  add_list(d, fields, sizeof fields / sizeof *fields);
  add_list(d, e->themes, e->n_themes);
  rap_digest_add_number(d, e->n_members);
  for (size_t i = 0; i < e->n_members; i++) {
    const rap_str member[] = {e->members[i].id, e->members[i].since, e->members[i].until};
    add_list(d, member, sizeof member / sizeof *member);
  }
}

static void add_term(rap_digest *d, const rap_term *term) {
  rap_digest_add_number(d, term->letter_case);
  rap_digest_add_number(d, term->role);
  rap_digest_add_number(d, term->plus);
  add_guards(d, term->lexicon_guards);
  add_guards(d, term->guards);
  add_regex(d, term->regex);
}

/* All but its terms. */
static void add_rule(rap_digest *d, const rap_rule *rule) {
  const uint64_t numbers[] = {rule->type,      rule->kind,        rule->hides, (uint64_t)(int64_t)rule->priority,
                              rule->collapses, rule->actors_from, rule->scope, rule->aside};
  const rap_str texts[] = {rule->id, rule->value, rule->role, rule->predicate, rule->polarity, rule->status, rule->function};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) rap_digest_add_number(d, numbers[i]);
  add_list(d, texts, sizeof texts / sizeof *texts);
  add_list(d, rule->actors, rule->n_actors);
  rap_digest_add_number(d, rule->n_settings);
  for (size_t i = 0; i < rule->n_settings; i++) {
    rap_digest_add_field(d, rule->settings[i].name);
    rap_digest_add_field(d, rule->settings[i].value);
  }
  add_regex(d, rule->regex);
  add_regex(d, rule->under);
  add_guards(d, &rule->guards);
  if (rule->entry) add_entry(d, rule->entry);
}

/* What all rules share: the steps of the program, the mappings in which words are looked up, the tree of themes. */
static rap_str base_digest(struct outline *o) {
  char hex[RAP_DIGEST_HEX + 1];
  rap_digest d;
  rap_digest_init(&d);
  rap_digest_add_number(&d, RAP_ANALYSIS_VERSION);
  rap_digest_add_field(&d, RAP_STR(RAP_VERSION));
  for (size_t i = 0; i < o->rules->fragments.n; i++) {
    const rap_fragment *f = o->rules->fragments.entries[i].value.ptr;
    if (!f->is_mapping) continue;
    rap_digest_add_field(&d, f->name);
    add_list(&d, f->keys, f->n_keys);
    add_list(&d, f->values, f->n_keys);
  }
  for (size_t i = 0; i < o->rules->n_themes; i++) {
    rap_digest_add_field(&d, o->rules->themes[i].id);
    rap_digest_add_field(&d, o->rules->themes[i].parent);
  }
  rap_digest_hex(&d, hex);
  return rap_arena_str(o->arena, (rap_str){hex, DIGEST_DIGITS});
}

/* ---- strings ---- */

/* Folded as texts are; `s` may end inside a character. Empty where nothing is left. */
static rap_str folded(struct outline *o, rap_str s) {
  rap_buf_reset(&o->fold);
  while (s.n && rap_utf8_invalid_at(s) != SIZE_MAX) s.n--;
  if (o->st == RAP_OK) o->st = rap_rules_fold_text(s, &o->fold, o->err);
  rap_str text = rap_str_trim(rap_buf_str(&o->fold));
  rap_str copy = rap_arena_str(o->arena, text);
  if (!copy.p && o->st == RAP_OK) o->st = rap_error_nomem(o->err);
  return copy;
}

/* False: the string is no help. */
static bool put_string(struct outline *o, rap_str_list *list, rap_str s) {
  rap_str text = folded(o, s);
  if (!text.n) return false;
  for (size_t i = 0; i < list->n; i++) {
    if (rap_str_find(text, list->items[i], 0) != SIZE_MAX) return true;
    if (rap_str_find(list->items[i], text, 0) != SIZE_MAX) {
      list->items[i] = text; /* what holds the longer one holds this one */
      return true;
    }
  }
  if (!rap_str_list_add(o->arena, list, text) && o->st == RAP_OK) o->st = rap_error_nomem(o->err);
  return true;
}

static bool put_literals(struct outline *o, rap_str_list *list, const rap_literals *literals) {
  for (size_t i = 0; i < literals->n; i++)
    if (!put_string(o, list, (rap_str){literals->items[i].s, literals->items[i].n})) return false;
  return literals->n > 0;
}

static bool is_name_byte(char c) {
  unsigned char u = (unsigned char)c;
  return u >= 0x80 || (u >= '0' && u <= '9') || ((u | 0x20) >= 'a' && (u | 0x20) <= 'z');
}

/* A series is known also by its id, and by the words of its name in another order, with or without a plural "s" (events.c). */
static bool put_series(struct outline *o, rap_str_list *list, const rap_entry *entry) {
  rap_str name = entry->name, longest = {0};
  for (size_t at = 0; at < name.n; at++) {
    size_t begin = at;
    while (at < name.n && is_name_byte(name.p[at])) at++;
    if (at - begin > longest.n) longest = rap_str_sub(name, begin, at);
  }
  if (longest.n > 4 && (longest.p[longest.n - 1] | 0x20) == 's') longest.n--;
  return put_string(o, list, longest) && put_string(o, list, entry->id);
}

/* Of a rule without its terms: one of `list` stands in every text where it matters. False: it may matter anywhere. */
static bool find_strings(struct outline *o, const rap_rule *rule, rap_str_list *list) {
  if (rule->regex && !put_literals(o, list, &rule->literals)) return false;
  /* Entries are also looked up by names that no term has. */
  if (rule->entry && rule->entry->name.n && !put_string(o, list, rule->entry->name)) return false;
  if (rule->entry && rule->entry->short_name.n && !put_string(o, list, rule->entry->short_name)) return false;
  return !rule->entry || rule->kind != RAP_KIND_EVENT || put_series(o, list, rule->entry);
}

/* Number of the frame: all of a term but its wording. */
static size_t frame_of(struct outline *o, const rap_term *term) {
  char hex[RAP_DIGEST_HEX + 1];
  rap_digest d;
  bool is_new = false;
  rap_digest_init(&d);
  add_term(&d, term);
  rap_digest_hex(&d, hex);
  rap_str key = rap_arena_str(o->arena, (rap_str){hex, DIGEST_DIGITS});
  rap_map_entry *slot = key.p ? rap_map_put(&o->frames, key, &is_new) : NULL;
  if (!slot) {
    if (o->st == RAP_OK) o->st = rap_error_nomem(o->err);
    return 0;
  }
  if (is_new) slot->value.num = o->frames.n - 1;
  return slot->value.num;
}

static void put_term(struct outline *o, rap_json *terms, const char *mark, rap_str wording, size_t frame) {
  rap_str term = rap_arena_printf(o->arena, "%s%.*s\t%zu", mark, RAP_FMT(wording), frame);
  if (!term.p && o->st == RAP_OK) o->st = rap_error_nomem(o->err);
  rap_json_append(terms, rap_json_new_string(term));
}

static rap_json *terms_json(struct outline *o, const struct wording *wording) {
  static const char literal[] = {RAP_OUTLINE_LITERAL, '\0'};
  rap_json *terms = rap_json_new_array();
  for (size_t i = 0; i < wording->n_terms; i++) put_term(o, terms, "", wording->terms[i]->wording, frame_of(o, wording->terms[i]));
  for (size_t i = 0; i < wording->n_regex_terms; i++) {
    rap_str_list list = {0};
    size_t frame = frame_of(o, wording->regex_terms[i]);
    if (!put_literals(o, &list, &wording->regex_terms[i]->literals)) {
      list = (rap_str_list){0};
      put_term(o, terms, literal, (rap_str){0}, frame);
    }
    for (size_t k = 0; k < list.n; k++) put_term(o, terms, literal, list.items[k], frame);
  }
  return terms;
}

/* ---- the whole ---- */

static bool count_wordings(struct outline *o) {
  const rap_rules *rules = o->rules;
  for (size_t i = 0; i < rules->n_terms; i++) o->wordings[rules->terms[i]->rule->order].n_terms++;
  for (size_t i = 0; i < rules->n_regex_terms; i++) o->wordings[rules->regex_terms[i]->rule->order].n_regex_terms++;
  for (size_t i = 0; i < rules->n_all; i++) {
    struct wording *w = &o->wordings[i];
    w->terms = rap_arena_array(o->arena, w->n_terms, sizeof *w->terms);
    w->regex_terms = rap_arena_array(o->arena, w->n_regex_terms, sizeof *w->regex_terms);
    if (!w->terms || !w->regex_terms) return false;
    w->n_terms = w->n_regex_terms = 0;
  }
  return true;
}

static bool gather_wordings(struct outline *o) {
  const rap_rules *rules = o->rules;
  o->wordings = rap_arena_array(o->arena, rules->n_all + 1, sizeof *o->wordings);
  if (!o->wordings || !count_wordings(o)) return false;
  for (size_t i = 0; i < rules->n_terms; i++) {
    struct wording *w = &o->wordings[rules->terms[i]->rule->order];
    w->terms[w->n_terms++] = rules->terms[i];
  }
  for (size_t i = 0; i < rules->n_regex_terms; i++) {
    struct wording *w = &o->wordings[rules->regex_terms[i]->rule->order];
    w->regex_terms[w->n_regex_terms++] = rules->regex_terms[i];
  }
  return true;
}

static rap_json *rule_json(struct outline *o, const rap_rule *rule) {
  char hex[RAP_DIGEST_HEX + 1];
  rap_digest d;
  rap_str_list list = {0};
  rap_digest_init(&d);
  add_rule(&d, rule);
  rap_digest_hex(&d, hex);
  rap_json *row = rap_json_new_array(), *strings = find_strings(o, rule, &list) ? rap_json_new_array() : NULL;
  for (size_t i = 0; strings && i < list.n; i++) rap_json_append(strings, rap_json_new_string(list.items[i]));
  rap_json_append(row, rap_json_new_string(rule->id));
  rap_json_append(row, rap_json_new_string((rap_str){hex, DIGEST_DIGITS}));
  rap_json_append(row, strings ? strings : rap_json_new_null());
  rap_json_append(row, terms_json(o, &o->wordings[rule->order]));
  return row;
}

rap_status rap_rules_outline(const rap_rules *rules, rap_buf *out, rap_error *err) {
  struct outline o = {.rules = rules, .arena = rap_arena_new(), .err = err, .st = RAP_OK};
  rap_json *root = rap_json_new_object(), *list = rap_json_new_array();
  if (!o.arena || !gather_wordings(&o)) {
    o.st = rap_error_nomem(err);
    goto done;
  }
  rap_json_set_int(root, "format", 1);
  rap_json_set_str(root, "base", base_digest(&o));
  for (size_t i = 0; i < rules->n_all && o.st == RAP_OK; i++) rap_json_append(list, rule_json(&o, &rules->all[i]));
  rap_json *frames = rap_json_new_array();
  for (size_t i = 0; i < o.frames.n; i++) rap_json_append(frames, rap_json_new_string(o.frames.entries[i].key));
  rap_json_set(root, "frames", frames);
  rap_json_set(root, "rules", list);
  list = NULL;
  if (o.st == RAP_OK && rap_arena_failed(o.arena)) o.st = rap_error_nomem(err);
  if (o.st == RAP_OK) o.st = rap_json_write(root, 0, out, err);
done:
  rap_json_free(list);
  rap_json_free(root);
  rap_buf_clear(&o.fold);
  rap_map_clear(&o.frames);
  rap_arena_free(o.arena);
  return o.st;
}
