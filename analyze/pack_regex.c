#include "analyze/pack.h"
#include "base/limits.h"
#include "base/utf8.h"

const char *const rap_pack_guard_keys[] = {"followed by", "not followed by", "preceded by", "not preceded by",
                                           "in sentence", "not in sentence", NULL};

/* Written as one negative assertion, which PCRE2 passes over when it looks for the characters that a match can begin with. */
const char rap_pack_border[] = "(?!(?<=[\\p{L}\\p{N}\\p{M}])(?=[\\p{L}\\p{N}\\p{M}]))";

/* Characters that the match view doesn't hold: an expression with one of them waits in vain. */
static bool absent_in_view(uint32_t cp) {
  return cp == 0xA0 || cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x2010 && cp <= 0x2015) || (cp >= 0x2018 && cp <= 0x201F) ||
         cp == 0x2212;
}

static void warn_absent(rap_loader *loader, const rap_yaml *node, rap_str rule, rap_str source) {
  for (size_t at = 0; at < source.n;) {
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(source, at, &cp);
    if (absent_in_view(cp)) {
      rap_pack_report(loader, RAP_WARNING, rap_pack_place(loader, node), rule,
                      "\"%.*s\" (U+%04X) never occurs in the match view; write the plain character", RAP_FMT(rap_str_sub(source, at, at + n)),
                      (unsigned)cp);
      return;
    }
    at += n;
  }
}

/* `.*`, `.+`, `.{3,}` outside a class. */
static void warn_unbounded(rap_loader *loader, const rap_yaml *node, rap_str rule, rap_str source) {
  bool in_class = false;
  for (size_t at = 0; at + 1 < source.n; at++) {
    char c = source.p[at], next = source.p[at + 1];
    if (c == '\\') {
      at++;
      continue;
    }
    if (in_class) {
      in_class = c != ']';
      continue;
    }
    in_class = c == '[';
    if (in_class && next == ']') at++;
    bool open_ended = next == '*' || next == '+';
    if (next == '{') {
      size_t end = at + 2;
      while (end < source.n && (source.p[end] == ',' || (source.p[end] >= '0' && source.p[end] <= '9'))) end++;
      open_ended = end < source.n && source.p[end] == '}' && source.p[end - 1] == ',';
    }
    if (c != '.' || !open_ended) continue;
    rap_pack_report(loader, RAP_WARNING, rap_pack_place(loader, node), rule, "`.%c` has no bound; write [^\\n]{0,80}, or what may stand between",
                    next);
    return;
  }
}

/* `(?=[…])`: what a match may begin with, for PCRE2, which passes over other places at once where an expression begins with it. */
static void put_start(const rap_literals *literals, rap_buf *out) {
  bool beyond = (literals->first[2] | literals->first[3]) != 0;
  rap_buf_puts(out, "(?=[");
  for (unsigned b = 0; b < 0x80; b++) {
    if (literals->first[b / 64] >> b % 64 & 1) rap_buf_printf(out, "\\x%02X", b);
  }
  rap_buf_puts(out, beyond ? "\\x{80}-\\x{10FFFF}])" : "])");
}

/* An expression of a pack, and where it stands. */
struct expression {
  rap_loader *loader;
  const rap_yaml *node;
  rap_str rule, source;
};

/* Expands, brings to NFC as texts are (a precomposed letter that NFC takes apart, U+095C, would never be found), compiles. `start`: what is put
 * before it. */
static rap_status compile_once(const struct expression *x, const rap_pattern_use *use, rap_str start, rap_hoist hoist, rap_kind_set *collapses,
                               rap_buf *expanded, rap_regex **out, rap_error *problem) {
  rap_buf nfc = {0};
  rap_buf_reset(expanded);
  if (!rap_pack_expand(x->loader, x->node, x->rule, x->source, use, hoist, collapses, expanded)) return RAP_ERR_INTERNAL;
  rap_status st = rap_utf8_nfc(rap_buf_str(expanded), &nfc, problem);
  if (st == RAP_OK) st = rap_regex_compile_behind(start, rap_buf_str(&nfc), use->flags, out, problem);
  rap_buf_clear(&nfc);
  return st;
}

static rap_regex *keep(rap_loader *loader, rap_regex *regex) {
  rap_rules *rules = loader->rules;
  void *items = rules->regexes;
  if (!rap_arena_grow(loader->arena, &items, rules->n_regexes, &rules->regexes_capacity, sizeof *rules->regexes)) {
    rap_pack_nomem(loader);
    rap_regex_free(regex);
    return NULL;
  }
  rules->regexes = items;
  rules->regexes[rules->n_regexes++] = regex;
  return regex;
}

static void read_outline(rap_loader *loader, const rap_pattern_use *use, rap_str expression, const rap_pattern_facts *facts) {
  rap_outline *outline = NULL;
  bool caseless = (use->flags & RAP_REGEX_CASELESS) != 0;
  if (!facts->outline || loader->plain || loader->st != RAP_OK) return;
  loader->st = rap_outline_build(loader->arena, expression, caseless, facts->literals, &outline, loader->err);
  if (outline) outline->number = loader->rules->n_outlines++;
  *facts->outline = outline;
}

/* Off the expression with its fragments in place and nothing around it. */
static void read_facts(rap_loader *loader, const rap_pattern_use *use, rap_str expanded, const rap_pattern_facts *facts) {
  rap_buf nfc = {0};
  if (facts->needs) rap_needs_of(expanded, facts->needs);
  if (!facts->literals || loader->st != RAP_OK) return;
  loader->st = rap_utf8_nfc(expanded, &nfc, loader->err);
  if (loader->st == RAP_OK)
    loader->st =
        rap_literals_derive(loader->arena, rap_buf_str(&nfc), (use->flags & RAP_REGEX_CASELESS) != 0, use->borders, facts->literals, loader->err);
  read_outline(loader, use, rap_buf_str(&nfc), facts);
  rap_buf_clear(&nfc);
}

/* Whether the expression by itself is sound and matches no empty string: a parenthesis too many must not pair with what is put around it. One
 * that is too large for PCRE2 passes: with subroutine calls in it PCRE2 can't tell whether it matches the empty string, and such matches are
 * passed over anyhow. */
static bool sound_alone(const struct expression *x, const rap_pattern_use *use, rap_regex **regex, rap_error *problem, rap_status *st,
                        const rap_pattern_facts *facts) {
  rap_pattern_use alone = {.flags = use->flags | RAP_REGEX_SLOW, .shadow = use->shadow};
  rap_buf expanded = {0};
  *st = compile_once(x, &alone, (rap_str){0}, RAP_HOIST_NONE, NULL, &expanded, regex, problem);
  if (*st == RAP_OK || *st == RAP_ERR_LIMIT) read_facts(x->loader, use, rap_buf_str(&expanded), facts);
  rap_buf_clear(&expanded);
  bool empty = *st == RAP_OK && !use->may_be_empty && rap_regex_matches_empty(*regex);
  if (empty) rap_pack_error(x->loader, x->node, x->rule, "the expression can match the empty string");
  return !empty && (*st == RAP_OK || *st == RAP_ERR_LIMIT);
}

rap_regex *rap_pack_compile(rap_loader *loader, const rap_yaml *node, rap_str rule, rap_str source, const rap_pattern_use *use,
                            const rap_pattern_facts *facts) {
  static const rap_pattern_facts none = {0};
  const struct expression expression = {loader, node, rule, source};
  rap_regex *alone = NULL, *regex = NULL;
  rap_buf expanded = {0}, start = {0};
  rap_error problem = {0};
  rap_status st = RAP_OK;
  rap_literals unasked = {0};
  rap_pattern_facts all = facts ? *facts : none;
  if (!all.literals) all.literals = &unasked;
  facts = &all;
  if (facts->collapses) *facts->collapses = 0;
  if (facts->needs) *facts->needs = (rap_needs){0};
  if (facts->literals) *facts->literals = (rap_literals){0};
  if (loader->st != RAP_OK) return NULL;
  warn_absent(loader, node, rule, source);
  warn_unbounded(loader, node, rule, source);
  if (sound_alone(&expression, use, &alone, &problem, &st, facts)) {
    bool told = !loader->plain && facts->literals->starts && !facts->literals->common_start && !(use->flags & RAP_REGEX_ANCHORED);
    if (told && (!alone || rap_regex_starts_anywhere(alone))) put_start(facts->literals, &start);
    if (rap_buf_failed(&start)) rap_pack_nomem(loader);
    /* One by one, until it is small enough. */
    for (rap_hoist hoist = st == RAP_OK ? RAP_HOIST_NONE : RAP_HOIST_MAPPINGS; hoist <= RAP_HOIST_ALL && !regex; hoist++) {
      rap_error_clear(&problem);
      st = compile_once(&expression, use, rap_buf_str(&start), hoist, facts->collapses, &expanded, &regex, &problem);
      if (st != RAP_ERR_LIMIT) break;
    }
  }
  if (st == RAP_ERR_NOMEM)
    rap_pack_nomem(loader);
  else if (problem.status != RAP_OK)
    rap_pack_error(loader, node, rule, "%s", problem.text);
  rap_regex_free(alone);
  rap_buf_clear(&start);
  rap_buf_clear(&expanded);
  return regex ? keep(loader, regex) : NULL;
}

void rap_pack_guards(rap_loader *loader, const rap_yaml *mapping, rap_str rule, rap_guards *out) {
  static const rap_pattern_use behind = {.flags = RAP_REGEX_ANCHORED, .may_be_empty = true};
  static const rap_pattern_use before = {.after = "\\z", .may_be_empty = true};
  static const rap_pattern_use anywhere = {.may_be_empty = true};
  struct {
    const rap_pattern_use *use;
    rap_regex **target;
  } guards[] = {{&behind, &out->followed_by},     {&behind, &out->not_followed_by}, {&before, &out->preceded_by},
                {&before, &out->not_preceded_by}, {&anywhere, &out->in_sentence},   {&anywhere, &out->not_in_sentence}};
  rap_str *sources = NULL;
  *out = (rap_guards){0};
  if (!mapping || mapping->kind != RAP_YAML_MAPPING) return;
  for (size_t i = 0; rap_pack_guard_keys[i]; i++) {
    const rap_yaml *node = rap_yaml_get(mapping, rap_pack_guard_keys[i]);
    if (!node) continue;
    if (!sources) sources = rap_pack_alloc(loader, sizeof guards / sizeof *guards, sizeof *sources);
    if (!sources) return;
    sources[i] = rap_pack_needed(loader, mapping, rap_pack_guard_keys[i], rule);
    if (sources[i].n) *guards[i].target = rap_pack_compile(loader, node, rule, sources[i], guards[i].use, NULL);
    out->sources = sources;
  }
}
