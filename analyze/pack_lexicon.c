#include "analyze/pack.h"
#include "analyze/terms.h"
#include "base/calendar.h"
#include "base/limits.h"
#include "ingest/document.h"

static const char *const lexicon_keys[] = {"kind", "case", "hides", "priority", "entries", NULL};
static const char *const entry_keys[] = {"id",    "name",  "aliases",   "type",  "short", "parent",   "themes", "state",    "country", "members",
                                         "since", "until", "unmatched", "hides", "case",  "priority", "extend", "examples", NULL};
static const char *const alias_keys[] = {"term", "case", NULL};
static const char *const member_keys[] = {"id", "since", "until", NULL};

/* What the entries of one lexicon share. */
struct lexicon {
  rap_kind kind;
  rap_term_case letter_case;
  rap_kind_set hides;
  int priority;
  const rap_guards *guards;
};

bool rap_pack_case(rap_loader *loader, const rap_yaml *mapping, rap_str rule, rap_term_case *letter_case) {
  static const char *const words[] = {"any", "smart", "exact", NULL};
  rap_str s = rap_pack_text(loader, mapping, "case", rule);
  if (!s.n) return false;
  if (!rap_pack_word(loader, mapping, "case", rule, words).n) return false;
  *letter_case = rap_str_is(s, "any") ? RAP_CASE_ANY : rap_str_is(s, "smart") ? RAP_CASE_SMART : RAP_CASE_EXACT;
  return true;
}

/* --- terms --- */

static bool push_term(rap_loader *loader, rap_term ***list, size_t *n, size_t *capacity, rap_term *term) {
  void *items = *list;
  if (!rap_arena_grow(loader->arena, &items, *n, capacity, sizeof **list)) {
    rap_pack_nomem(loader);
    return false;
  }
  *list = items;
  (*list)[(*n)++] = term;
  return true;
}

/* Names of an entry as typed in a question; the first entry that has a name keeps it. */
static void index_name(rap_loader *loader, const rap_term *term, rap_str name) {
  if (term->role != RAP_TERM_ENTITY || !term->rule->entry || memchr(name.p, RAP_TERM_STAR, name.n)) return;
  rap_buf key = {0};
  bool is_new = false;
  rap_status st = rap_rules_name_key(term->rule->kind, name, &key, loader->err);
  rap_str copy = st == RAP_OK ? rap_arena_str(loader->arena, rap_buf_str(&key)) : (rap_str){0};
  rap_map_entry *slot = copy.p ? rap_map_put(&loader->rules->entry_by_name, copy, &is_new) : NULL;
  if (!slot)
    rap_pack_nomem(loader);
  else if (is_new)
    slot->value.ptr = (void *)(uintptr_t)term->rule->entry;
  rap_buf_clear(&key);
}

static void add_phrase(rap_loader *loader, const rap_yaml *node, rap_term *term, rap_str wording) {
  rap_rules *rules = loader->rules;
  rap_str_list variants = {0};
  rap_error problem = {0};
  rap_arena_reset(loader->work);
  rap_status st = rap_terms_expand(loader->work, wording, &variants, &problem);
  if (st == RAP_ERR_NOMEM) {
    rap_pack_nomem(loader);
    return;
  }
  if (st != RAP_OK) {
    rap_pack_error(loader, node, term->rule->id, "%s", problem.text);
    return;
  }
  for (size_t i = 0; i < variants.n; i++) {
    void *items = rules->variants;
    if (!rap_arena_grow(loader->arena, &items, rules->n_variants, &rules->variants_capacity, sizeof *rules->variants)) {
      rap_pack_nomem(loader);
      return;
    }
    rules->variants = items;
    rap_str variant = rap_arena_str(loader->arena, variants.items[i]);
    if (!variant.p) {
      rap_pack_nomem(loader);
      return;
    }
    rules->variants[rules->n_variants++] = (rap_variant){variant, term};
    index_name(loader, term, variant);
  }
}

void rap_pack_term(rap_loader *loader, const rap_yaml *node, const rap_term *prototype) {
  rap_rules *rules = loader->rules;
  rap_str id = prototype->rule->id, wording = node->text;
  rap_term *term = rap_pack_alloc(loader, 1, sizeof *term);
  if (!term) return;
  *term = *prototype;
  term->place = rap_pack_place(loader, node);
  if (node->kind != RAP_YAML_SCALAR) {
    rap_guards *guards = rap_pack_alloc(loader, 1, sizeof *guards);
    if (!guards || !rap_pack_keys(loader, node, id, alias_keys, true)) return;
    wording = rap_pack_needed(loader, node, "term", id);
    (void)rap_pack_case(loader, node, id, &term->letter_case);
    rap_pack_guards(loader, node, id, guards);
    term->guards = guards;
  }
  if (term->role != RAP_TERM_ENTITY && wording.n && wording.p[0] == '+') {
    term->plus = true;
    wording = rap_str_trim(rap_str_sub(wording, 1, wording.n));
  }
  term->source = wording;
  if (!wording.n) {
    if (node->kind == RAP_YAML_SCALAR) rap_pack_error(loader, node, id, "an empty term");
    return;
  }
  if (wording.n > 2 && wording.p[0] == '/' && wording.p[wording.n - 1] == '/') {
    const rap_pattern_facts facts = {.literals = &term->literals};
    rap_pattern_use use = {
        .before = rap_pack_border, .after = rap_pack_border, .borders = true, .flags = term->letter_case == RAP_CASE_EXACT ? 0 : RAP_REGEX_CASELESS};
    term->source = rap_str_sub(wording, 1, wording.n - 1);
    term->regex = rap_pack_compile(loader, node, id, term->source, &use, &facts);
    if (term->regex) (void)push_term(loader, &rules->regex_terms, &rules->n_regex_terms, &rules->regex_terms_capacity, term);
    return;
  }
  term->wording = wording;
  if (push_term(loader, &rules->terms, &rules->n_terms, &rules->terms_capacity, term)) add_phrase(loader, node, term, wording);
}

/* --- entries --- */

static void read_date(rap_loader *loader, const rap_yaml *node, const char *key, rap_str rule, rap_str *out) {
  rap_str s = rap_pack_text(loader, node, key, rule);
  rap_day day = {0};
  if (!s.n) return;
  /* A year or a month stands for its first day. */
  bool sound = rap_day_parse(s, &day) && rap_day_valid(day) && !day.has_time;
  char text[RAP_DAY_TEXT_MAX];
  if (sound) {
    bool until = strcmp(key, "until") == 0;
    size_t n = rap_day_format(until ? rap_day_last(day) : rap_day_first(day), text);
    *out = rap_arena_str(loader->arena, (rap_str){text, n});
    if (!out->p) rap_pack_nomem(loader);
  } else {
    rap_pack_error(loader, rap_yaml_get(node, key), rule, "`%s`: \"%.*s\" is no date (YYYY, YYYY-MM or YYYY-MM-DD)", key, RAP_FMT(s));
  }
}

static void read_member(rap_loader *loader, const rap_yaml *node, rap_str rule, rap_member *out) {
  *out = (rap_member){0};
  if (node->kind == RAP_YAML_SCALAR) {
    out->id = node->text;
    return;
  }
  if (!rap_pack_keys(loader, node, rule, member_keys, false)) return;
  out->id = rap_pack_needed(loader, node, "id", rule);
  read_date(loader, node, "since", rule, &out->since);
  read_date(loader, node, "until", rule, &out->until);
}

/* Appends to what an earlier definition of the entry gave. */
static void read_members(rap_loader *loader, const rap_yaml *entry_node, rap_str rule, rap_entry *entry) {
  const rap_yaml *node = rap_yaml_get(entry_node, "members");
  if (!rap_pack_sequence(loader, node, rule)) return;
  rap_member *members = rap_pack_alloc(loader, entry->n_members + node->n, sizeof *members);
  if (!members) return;
  if (entry->n_members) memcpy(members, entry->members, entry->n_members * sizeof *members);
  for (size_t i = 0; i < node->n; i++) read_member(loader, node->items[i], rule, &members[entry->n_members + i]);
  entry->members = members;
  entry->n_members += node->n;
}

static void read_themes(rap_loader *loader, const rap_yaml *entry_node, rap_str rule, rap_entry *entry) {
  rap_str *more = NULL;
  size_t n = 0;
  rap_pack_list(loader, entry_node, "themes", rule, &more, &n);
  rap_str *all = n ? rap_pack_alloc(loader, entry->n_themes + n, sizeof *all) : NULL;
  if (!all) return;
  if (entry->n_themes) memcpy(all, entry->themes, entry->n_themes * sizeof *all);
  memcpy(all + entry->n_themes, more, n * sizeof *all);
  entry->themes = all;
  entry->n_themes += n;
}

static void read_terms(rap_loader *loader, const rap_yaml *node, const rap_rule *rule, const struct lexicon *lexicon, const rap_guards *own,
                       bool extends) {
  rap_term term = {.rule = rule, .letter_case = lexicon->letter_case, .role = RAP_TERM_ENTITY, .lexicon_guards = lexicon->guards, .guards = own};
  (void)rap_pack_case(loader, node, rule->id, &term.letter_case);
  const rap_yaml *name = rap_yaml_get(node, "name"), *aliases = rap_yaml_get(node, "aliases");
  bool unmatched = rap_pack_flag(loader, node, "unmatched", rule->id, false);
  if (name && name->kind == RAP_YAML_SCALAR && !unmatched && !extends) rap_pack_term(loader, name, &term);
  if (unmatched && rule->entry->name.n) index_name(loader, &term, rule->entry->name);
  if (rule->entry->short_name.n) index_name(loader, &term, rule->entry->short_name);
  if (!rap_pack_sequence(loader, aliases, rule->id)) return;
  for (size_t i = 0; i < aliases->n && loader->st == RAP_OK; i++) rap_pack_term(loader, aliases->items[i], &term);
}

static void list_entry(rap_loader *loader, rap_kind kind, const rap_entry *entry) {
  rap_rules *rules = loader->rules;
  void *items = rules->entries_of[kind];
  if (!rap_arena_grow(loader->arena, &items, rules->n_entries_of[kind], &rules->entries_capacity[kind], sizeof *rules->entries_of[kind])) {
    rap_pack_nomem(loader);
    return;
  }
  rules->entries_of[kind] = items;
  rules->entries_of[kind][rules->n_entries_of[kind]++] = entry;
}

/* Registers rule and entry under kind and id. */
static bool register_entry(rap_loader *loader, rap_rule *rule, rap_entry *entry) {
  char buffer[RAP_RULES_KEY_MAX];
  rap_str key = rap_arena_str(loader->arena, rap_rules_kind_key(rule->kind, entry->id, buffer));
  rap_map_entry *by_id = key.p ? rap_map_put(&loader->rules->entry_by_id, key, NULL) : NULL;
  if (by_id) by_id->value.ptr = entry;
  rap_map_entry *by_rule = key.p ? rap_map_put(&loader->rules->entry_rule, key, NULL) : NULL;
  if (by_rule) by_rule->value.ptr = rule;
  if (!by_id || !by_rule) {
    rap_pack_nomem(loader);
    return false;
  }
  list_entry(loader, rule->kind, entry);
  return true;
}

static rap_rule *new_entry(rap_loader *loader, const rap_yaml *node, const struct lexicon *lexicon, rap_str id, rap_entry **out) {
  rap_str rule_id = rap_arena_printf(loader->arena, "%.*s.%s.%.*s", RAP_FMT(loader->pack->name), rap_kind_name(lexicon->kind), RAP_FMT(id));
  rap_entry *entry = rap_pack_alloc(loader, 1, sizeof *entry);
  if (!rule_id.p) rap_pack_nomem(loader);
  rap_rule *rule = rule_id.p && entry ? rap_pack_rule(loader, RAP_RULE_ENTRY, rule_id, rap_yaml_get(node, "id")) : NULL;
  if (!rule) return NULL;
  entry->id = id;
  entry->name = rap_pack_needed(loader, node, "name", rule_id);
  entry->type = rap_pack_text(loader, node, "type", rule_id);
  entry->short_name = rap_pack_text(loader, node, "short", rule_id);
  entry->parent = rap_pack_text(loader, node, "parent", rule_id);
  entry->state = rap_pack_text(loader, node, "state", rule_id);
  entry->country = rap_pack_text(loader, node, "country", rule_id);
  read_date(loader, node, "since", rule_id, &entry->since);
  read_date(loader, node, "until", rule_id, &entry->until);
  rule->kind = lexicon->kind;
  rule->entry = entry;
  rule->value = id;
  rule->hides = rap_pack_kinds(loader, node, "hides", rule_id, lexicon->hides);
  rule->priority = rap_pack_int(loader, node, "priority", rule_id, lexicon->priority);
  rap_pack_guards(loader, node, rule_id, &rule->guards);
  *out = entry;
  return register_entry(loader, rule, entry) ? rule : NULL;
}

/* The entry that `extend: true` adds to. Its guards hold for the new aliases; guards given here hold for them as well. */
static rap_rule *extended_entry(rap_loader *loader, const rap_yaml *node, rap_kind kind, rap_str id, rap_entry **out) {
  static const char *const allowed[] = {"id", "name", "aliases", "themes", "members", "case", "extend", "examples", NULL};
  char buffer[RAP_RULES_KEY_MAX];
  rap_str key = rap_rules_kind_key(kind, id, buffer);
  rap_map_entry *slot = rap_map_get(&loader->rules->entry_rule, key);
  if (!slot) {
    rap_pack_error(loader, node, (rap_str){0}, "`extend`: there is no %s \"%.*s\" before this", rap_kind_name(kind), RAP_FMT(id));
    return NULL;
  }
  rap_rule *rule = slot->value.ptr;
  (void)rap_pack_keys(loader, node, rule->id, allowed, true);
  *out = rap_map_get(&loader->rules->entry_by_id, key)->value.ptr;
  return rule;
}

static void read_entry(rap_loader *loader, const rap_yaml *node, const struct lexicon *lexicon) {
  char buffer[RAP_RULES_KEY_MAX];
  rap_entry *entry = NULL;
  rap_guards *own = NULL;
  if (!rap_pack_keys(loader, node, (rap_str){0}, entry_keys, true)) return;
  rap_str id = rap_pack_needed(loader, node, "id", (rap_str){0});
  if (!id.n) return;
  if (!rap_rules_kind_key(lexicon->kind, id, buffer).n) {
    rap_pack_error(loader, rap_yaml_get(node, "id"), (rap_str){0}, "the id is too long");
    return;
  }
  bool extends = rap_pack_flag(loader, node, "extend", id, false);
  rap_rule *rule = extends ? extended_entry(loader, node, lexicon->kind, id, &entry) : new_entry(loader, node, lexicon, id, &entry);
  if (!rule || loader->st != RAP_OK) return;
  if (extends) {
    own = rap_pack_alloc(loader, 1, sizeof *own);
    if (!own) return;
    rap_pack_guards(loader, node, rule->id, own);
  }
  read_themes(loader, node, rule->id, entry);
  read_members(loader, node, rule->id, entry);
  read_terms(loader, node, rule, lexicon, own, extends);
  rap_pack_examples(loader, rap_yaml_get(node, "examples"), rule);
}

static void read_lexicon(rap_loader *loader, const rap_yaml *node) {
  struct lexicon lexicon = {.letter_case = RAP_CASE_SMART};
  rap_str none = {0};
  if (!rap_pack_keys(loader, node, none, lexicon_keys, true) || !rap_pack_kind(loader, node, "kind", none, &lexicon.kind)) return;
  (void)rap_pack_case(loader, node, none, &lexicon.letter_case);
  lexicon.hides = rap_pack_kinds(loader, node, "hides", none, rap_kind_hides(lexicon.kind));
  lexicon.priority = rap_pack_int(loader, node, "priority", none, 0);
  rap_guards *guards = rap_pack_alloc(loader, 1, sizeof *guards);
  if (!guards) return;
  rap_pack_guards(loader, node, none, guards);
  lexicon.guards = guards;
  const rap_yaml *entries = rap_yaml_get(node, "entries");
  if (!entries) rap_pack_error(loader, node, none, "`entries` is missing");
  if (!entries || !rap_pack_sequence(loader, entries, none)) return;
  for (size_t i = 0; i < entries->n && loader->st == RAP_OK; i++) read_entry(loader, entries->items[i], &lexicon);
}

void rap_pack_lexicons(rap_loader *loader, const rap_yaml *root) {
  const rap_yaml *one = rap_yaml_get(root, "lexicon"), *many = rap_yaml_get(root, "lexicons");
  if (one) read_lexicon(loader, one);
  if (!rap_pack_sequence(loader, many, (rap_str){0})) return;
  for (size_t i = 0; i < many->n && loader->st == RAP_OK; i++) read_lexicon(loader, many->items[i]);
}
