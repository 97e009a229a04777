/* pack_expand.c: `{name}` in expressions. Layer: analyze (inside).
 *
 * A fragment is inserted as (?:…). PCRE2 takes at most 64 KB of compiled code, and compiles what stands in `{0,6}` seven times; an expression
 * that proves too large is expanded once more with its large fragments "hoisted": each defined once at the end, `(?(DEFINE)(?<_f1>…))`, and
 * called by `(?&_f1)`. First only mappings are, since PCRE2 doesn't look into calls for the characters that a match can begin with; if that
 * doesn't do, all. Calls keep the case options of the definition, so that inside `(?i:…)` fragments stay in place. */
#include <stdlib.h>

#include "analyze/pack.h"
#include "base/limits.h"
#include "base/utf8.h"

/* What stands between the items of a list of mentions ("A, B, and C"); a pack may define a fragment of this name for other languages. */
#define SEPARATOR_NAME "list_separator"
#define SEPARATOR "(?:, ?(?:and |& |as well as )?| and | & | ?/ ?| as well as )"
/* Fragments whose expansion is shorter are never hoisted: a call costs about as much. */
#define HOIST_FROM 256
#define HOIST_MAX 24

bool rap_fragment_name_begins(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool rap_fragment_name_goes_on(char c) { return rap_fragment_name_begins(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; }

/* Where in the syntax of an expression the reader is: enough to know whether case options other than the whole expression's hold. */
struct syntax {
  bool in_class, options_everywhere;
  unsigned depth, options_from; /* depth of the group in which options hold; 0: none */
};

struct expansion {
  rap_loader *loader;
  rap_place place; /* of the text being expanded */
  rap_str rule;
  bool shadow, failed;
  rap_hoist hoist;
  unsigned depth;
  rap_kind_set collapses;
  struct syntax syntax;
  const rap_fragment *hoisted[HOIST_MAX];
  rap_str bodies[HOIST_MAX];
  size_t n_hoisted;
  rap_buf *out;
};

static char at_or_nul(rap_str s, size_t at) { return at < s.n ? s.p[at] : '\0'; }

/* `(?` at `at`, then letters of options: ':' or ')' behind them, or 0 when it is another group. */
static char options_end(rap_str s, size_t at) {
  size_t end = at + 2;
  if (at_or_nul(s, at + 1) != '?') return '\0';
  while (end < s.n && strchr("imsxnJ^-", s.p[end])) end++;
  char c = at_or_nul(s, end);
  return end > at + 2 && (c == ':' || c == ')') ? c : '\0';
}

/* Takes note of the unescaped character at `at`; returns how many bytes belong together with it. */
static size_t follow(struct syntax *x, rap_str s, size_t at) {
  char c = s.p[at];
  if (x->in_class) {
    if (c == '[' && at_or_nul(s, at + 1) == ':') {
      size_t end = rap_str_find(s, RAP_STR(":]"), at + 2);
      return end == SIZE_MAX ? 1 : end + 2 - at;
    }
    x->in_class = c != ']';
    return 1;
  }
  if (c == '[') {
    size_t n = at_or_nul(s, at + 1) == '^' ? 2 : 1;
    x->in_class = true;
    return at_or_nul(s, at + n) == ']' ? n + 1 : n;
  }
  if (c == '(') {
    char end = options_end(s, at);
    x->depth++;
    if (end == ':' && !x->options_from) x->options_from = x->depth;
    if (end == ')' && x->depth == 1) x->options_everywhere = true;
    if (end == ')' && x->depth > 1 && (!x->options_from || x->options_from >= x->depth)) x->options_from = x->depth - 1;
  }
  if (c == ')' && x->depth) {
    if (x->options_from == x->depth) x->options_from = 0;
    x->depth--;
  }
  return 1;
}

static void expand(struct expansion *x, rap_str source);

/* --- mappings: the alternation of the keys, as a trie, since PCRE2 tries alternatives one by one: "Ja(?:n(?:uary)?|…)" --- */

static int cmp_keys(const void *a, const void *b) { return rap_str_cmp(*(const rap_str *)a, *(const rap_str *)b); }

/* Keys [first, end) that go on with the same character. */
struct branch {
  size_t first, end, longest;
};

/* Of keys that are prefixes of one another the longest is tried first: within a trie that is the order "on, then end". Across branches it can
 * matter only where case doesn't, hence the order here. */
static int cmp_branches(const void *a, const void *b) {
  const struct branch *x = a, *y = b;
  if (x->longest != y->longest) return x->longest > y->longest ? -1 : 1;
  return (x->first > y->first) - (x->first < y->first);
}

static void put_character(rap_buf *out, rap_str s) {
  if (s.n == 1 && strchr("\\^$.|?*+()[]{}-#", s.p[0])) rap_buf_putc(out, '\\');
  rap_buf_add(out, s);
}

/* The keys [first, end), sorted, without their first `depth` bytes, which they share. */
static void put_trie(struct expansion *x, const rap_str *keys, size_t first, size_t end, size_t depth) {
  bool ends = first < end && keys[first].n == depth;
  while (first < end && keys[first].n == depth) first++;
  struct branch *branches = rap_pack_alloc(x->loader, end - first, sizeof *branches);
  size_t n = 0;
  if (!branches || first == end) return;
  for (size_t k = first, next = first; k < end; k = next, n++) {
    uint32_t cp = 0;
    rap_str head = rap_str_sub(keys[k], depth, depth + rap_utf8_decode(keys[k], depth, &cp));
    branches[n] = (struct branch){k, k, 0};
    for (; next < end && rap_str_starts(rap_str_sub(keys[next], depth, keys[next].n), head); next++)
      if (keys[next].n > branches[n].longest) branches[n].longest = keys[next].n;
    branches[n].end = next;
  }
  qsort(branches, n, sizeof *branches, cmp_branches);
  bool group = ends || n > 1;
  if (group) rap_buf_puts(x->out, "(?:");
  for (size_t i = 0; i < n; i++) {
    uint32_t cp = 0;
    rap_str key = keys[branches[i].first];
    size_t behind = depth + rap_utf8_decode(key, depth, &cp);
    if (i) rap_buf_putc(x->out, '|');
    put_character(x->out, rap_str_sub(key, depth, behind));
    put_trie(x, keys, branches[i].first, branches[i].end, behind);
  }
  if (group) rap_buf_puts(x->out, ends ? ")?" : ")");
}

/* Made when it is used first: many rules name the months. */
static void make_expansion(struct expansion *x, rap_fragment *fragment) {
  rap_str *keys = rap_pack_alloc(x->loader, fragment->n_keys, sizeof *keys);
  size_t from = x->out->n;
  if (!keys) {
    x->failed = true;
    return;
  }
  if (fragment->n_keys) memcpy(keys, fragment->keys, fragment->n_keys * sizeof *keys);
  qsort(keys, fragment->n_keys, sizeof *keys, cmp_keys);
  put_trie(x, keys, 0, fragment->n_keys, 0);
  if (x->loader->st != RAP_OK || rap_buf_failed(x->out)) return;
  fragment->expansion = rap_arena_str(x->loader->arena, rap_str_sub(rap_buf_str(x->out), from, x->out->n));
  if (!fragment->expansion.p) rap_pack_nomem(x->loader);
}

static void expand_mapping(struct expansion *x, rap_fragment *fragment) {
  if (fragment->expansion.p)
    rap_buf_add(x->out, fragment->expansion);
  else
    make_expansion(x, fragment);
}

static void unknown_fragment(struct expansion *x, rap_str name) {
  const rap_map *map = &x->loader->rules->fragments;
  const char **names = rap_pack_alloc(x->loader, map->n + 2 * RAP_N_KINDS, sizeof *names);
  size_t n = 0;
  x->failed = true;
  if (!names) return;
  for (size_t i = 0; i < map->n; i++) names[n++] = rap_arena_str(x->loader->arena, map->entries[i].key).p;
  for (int k = 0; x->shadow && k < RAP_N_KINDS; k++) {
    names[n++] = rap_kind_name((rap_kind)k);
    names[n++] = rap_kind_plural((rap_kind)k);
  }
  for (size_t i = 0; i < n; i++) {
    if (names[i]) continue;
    rap_pack_nomem(x->loader);
    return;
  }
  const char *near = rap_nearest(name, names, n);
  rap_pack_report(x->loader, RAP_ERROR, x->place, x->rule, "unknown fragment {%.*s}%s%s%s", RAP_FMT(name), near ? "; did you mean {" : "",
                  near ? near : "", near ? "}?" : "");
}

static bool holds_names(rap_str s) {
  for (size_t at = 0; at + 3 < s.n; at++)
    if (s.p[at] == '(' && s.p[at + 1] == '?' &&
        ((s.p[at + 2] == '<' && s.p[at + 3] != '=' && s.p[at + 3] != '!') || s.p[at + 2] == 'P' || s.p[at + 2] == '\''))
      return true;
  return false;
}

static void put_call(struct expansion *x, size_t i) { rap_buf_printf(x->out, "(?&_f%zu)", i + 1); }

static bool may_hoist(const struct expansion *x, const rap_fragment *fragment) {
  if (x->hoist == RAP_HOIST_NONE || (x->hoist == RAP_HOIST_MAPPINGS && !fragment->is_mapping)) return false;
  return !x->syntax.options_from && !x->syntax.options_everywhere && !x->syntax.in_class;
}

/* Writes a call when the fragment is hoisted already. */
static bool call_hoisted(struct expansion *x, const rap_fragment *fragment) {
  if (!may_hoist(x, fragment)) return false;
  for (size_t i = 0; i < x->n_hoisted; i++) {
    if (x->hoisted[i] != fragment) continue;
    put_call(x, i);
    return true;
  }
  return false;
}

/* Moves out[from, …), the expansion of the fragment, to the definitions if it is worth it. Named groups must stay: those of a call don't capture. */
static void hoist_body(struct expansion *x, const rap_fragment *fragment, size_t from) {
  if (!may_hoist(x, fragment) || x->failed || rap_buf_failed(x->out)) return;
  rap_str body = rap_str_sub(rap_buf_str(x->out), from, x->out->n);
  if (body.n < HOIST_FROM || x->n_hoisted == HOIST_MAX || holds_names(body)) return;
  body = rap_arena_str(x->loader->arena, body);
  if (!body.p) {
    rap_pack_nomem(x->loader);
    return;
  }
  x->hoisted[x->n_hoisted] = fragment;
  x->bodies[x->n_hoisted] = body;
  x->out->n = from;
  put_call(x, x->n_hoisted++);
}

static void put_definitions(struct expansion *x) {
  if (!x->n_hoisted) return;
  rap_buf_puts(x->out, "(?(DEFINE)");
  for (size_t i = 0; i < x->n_hoisted; i++) rap_buf_printf(x->out, "(?<_f%zu>%.*s)", i + 1, RAP_FMT(x->bodies[i]));
  rap_buf_putc(x->out, ')');
}

static void expand_fragment(struct expansion *x, rap_str name) {
  rap_map_entry *slot = rap_map_get(&x->loader->rules->fragments, name);
  rap_fragment *fragment = slot ? slot->value.ptr : NULL;
  if (!fragment) {
    unknown_fragment(x, name);
    return;
  }
  bool endless = fragment->open || x->depth >= RAP_MAX_FRAGMENT_DEPTH;
  if (fragment->broken || endless) x->failed = true;
  if (fragment->broken) return;
  if (endless) {
    fragment->broken = true;
    rap_pack_report(x->loader, RAP_ERROR, x->place, x->rule, fragment->open ? "fragment {%.*s} contains itself" : "fragment {%.*s}: nested too deep",
                    RAP_FMT(name));
    return;
  }
  if (call_hoisted(x, fragment)) return;
  size_t from = x->out->n;
  rap_place outer_place = x->place;
  rap_str outer_rule = x->rule;
  bool failed_before = x->failed;
  x->failed = false;
  x->place = fragment->place;
  x->rule = (rap_str){0};
  fragment->open = true;
  x->depth++;
  x->syntax.depth++;
  rap_buf_puts(x->out, "(?:");
  if (fragment->is_mapping)
    expand_mapping(x, fragment);
  else
    expand(x, fragment->source);
  rap_buf_putc(x->out, ')');
  x->syntax.depth--;
  x->depth--;
  fragment->open = false;
  x->place = outer_place;
  x->rule = outer_rule;
  if (x->failed) fragment->broken = true;
  hoist_body(x, fragment, from);
  x->failed = x->failed || failed_before;
}

static void put_kind(struct expansion *x, rap_kind kind) {
  x->collapses |= RAP_KIND_BIT(kind);
  rap_buf_printf(x->out, "\\x{%X}", RAP_SHADOW_BASE + (unsigned)kind);
}

static void put_list(struct expansion *x, rap_kind kind) {
  bool states = kind == RAP_KIND_STATE;
  bool own = rap_map_get(&x->loader->rules->fragments, RAP_STR(SEPARATOR_NAME)) != NULL;
  for (int round = 0; round < 2; round++) {
    if (round) rap_buf_puts(x->out, "(?:");
    if (round && own) expand_fragment(x, RAP_STR(SEPARATOR_NAME));
    if (round && !own) rap_buf_puts(x->out, SEPARATOR);
    if (states) {
      x->collapses |= RAP_KINDS_OF_STATES;
      rap_buf_printf(x->out, "(?:[Tt]he )?[\\x{%X}\\x{%X}\\x{%X}]", RAP_SHADOW_BASE + RAP_KIND_STATE, RAP_SHADOW_BASE + RAP_KIND_GROUP,
                     RAP_SHADOW_BASE + RAP_KIND_COLLECTIVE);
    } else {
      put_kind(x, kind);
    }
  }
  rap_buf_puts(x->out, ")*");
}

/* {kind} and {kinds} of a shadow rule; false when the name is none. */
static bool expand_kind(struct expansion *x, rap_str name) {
  for (int k = 0; k < RAP_N_KINDS; k++) {
    if (rap_str_is(name, rap_kind_name((rap_kind)k))) {
      put_kind(x, (rap_kind)k);
      return true;
    }
    if (rap_str_is(name, rap_kind_plural((rap_kind)k))) {
      rap_buf_puts(x->out, "(?:");
      put_list(x, (rap_kind)k);
      rap_buf_putc(x->out, ')');
      return true;
    }
  }
  return false;
}

/* End of `{name}` that begins at `at`; 0 when the brace is something else. */
static size_t name_end(rap_str s, size_t at) {
  size_t end = at + 1;
  if (end >= s.n || !rap_fragment_name_begins(s.p[end])) return 0;
  while (end < s.n && rap_fragment_name_goes_on(s.p[end])) end++;
  return end < s.n && s.p[end] == '}' ? end : 0;
}

/* Length of a backslash sequence: `\p{…}` and its like with their braces. */
static size_t escape_length(rap_str s, size_t at) {
  if (at + 2 < s.n && s.p[at + 2] == '{' && strchr("pPxkgNo", s.p[at + 1])) {
    size_t end = at + 3;
    while (end < s.n && s.p[end] != '}') end++;
    return end < s.n ? end + 1 - at : s.n - at;
  }
  return at + 2 <= s.n ? 2 : 1;
}

static void expand(struct expansion *x, rap_str source) {
  for (size_t at = 0; at < source.n && x->loader->st == RAP_OK;) {
    if (x->out->n > RAP_MAX_PATTERN_BYTES) {
      if (!x->failed) rap_pack_report(x->loader, RAP_ERROR, x->place, x->rule, "the expression grows beyond %zu bytes", RAP_MAX_PATTERN_BYTES);
      x->failed = true;
      return;
    }
    size_t n = 1, end = source.p[at] == '{' ? name_end(source, at) : 0;
    if (end) {
      rap_str name = rap_str_sub(source, at + 1, end);
      if (!x->shadow || !expand_kind(x, name)) expand_fragment(x, name);
      at = end + 1;
      continue;
    }
    n = source.p[at] == '\\' ? escape_length(source, at) : follow(&x->syntax, source, at);
    rap_buf_add(x->out, rap_str_sub(source, at, at + n));
    at += n;
  }
}

bool rap_pack_expand(rap_loader *loader, const rap_yaml *node, rap_str rule, rap_str source, const rap_pattern_use *use, rap_hoist hoist,
                     rap_kind_set *collapses, rap_buf *out) {
  struct expansion x = {.loader = loader, .place = rap_pack_place(loader, node), .rule = rule, .shadow = use->shadow, .hoist = hoist, .out = out};
  bool enclosed = use->before || use->after;
  rap_buf_puts(out, use->before ? use->before : "");
  if (enclosed) rap_buf_puts(out, "(?:");
  x.syntax.depth = enclosed;
  expand(&x, source);
  if (enclosed) rap_buf_putc(out, ')');
  rap_buf_puts(out, use->after ? use->after : "");
  put_definitions(&x);
  if (rap_buf_failed(out)) rap_pack_nomem(loader);
  if (collapses) *collapses = x.collapses;
  return !x.failed && loader->st == RAP_OK;
}

void rap_pack_check_fragments(rap_loader *loader) {
  rap_buf out = {0};
  const rap_map *map = &loader->rules->fragments;
  for (size_t i = 0; i < map->n && loader->st == RAP_OK; i++) {
    rap_fragment *fragment = map->entries[i].value.ptr;
    if (!fragment) continue;
    /* As in a shadow rule, where the names of kinds are known: a rule over the view that uses it will say if it may not. */
    struct expansion x = {.loader = loader, .place = fragment->place, .shadow = true, .out = &out};
    rap_buf_reset(&out);
    expand_fragment(&x, fragment->name);
    if (rap_buf_failed(&out)) rap_pack_nomem(loader);
  }
  rap_buf_clear(&out);
}
