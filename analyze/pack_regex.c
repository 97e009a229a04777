#include "analyze/pack.h"
#include "base/limits.h"
#include "base/utf8.h"

const char *const rap_guard_names[RAP_N_GUARDS + 1] = {
    [RAP_GUARD_FOLLOWED] = "followed by",    [RAP_GUARD_NOT_FOLLOWED] = "not followed by",
    [RAP_GUARD_PRECEDED] = "preceded by",    [RAP_GUARD_NOT_PRECEDED] = "not preceded by",
    [RAP_GUARD_IN_SENTENCE] = "in sentence", [RAP_GUARD_NOT_IN_SENTENCE] = "not in sentence",
    [RAP_GUARD_IN_TEXT] = "in text",         [RAP_GUARD_NOT_IN_TEXT] = "not in text",
};

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

/* `(?=[…])`: what a match may begin with, for PCRE2, which passes over other places at once where an expression begins with it. The set holds
 * both cases where case doesn't count; with `(?-i)` PCRE2 doesn't look for the other case of every character up to U+10FFFF. */
static void put_start(const rap_literals *literals, bool caseless, rap_buf *out) {
  bool beyond = (literals->first[2] | literals->first[3]) != 0;
  rap_buf_puts(out, caseless ? "(?=(?-i)[" : "(?=[");
  for (unsigned b = 0; b < 0x80; b++) {
    if (literals->first[b / 64] >> b % 64 & 1) rap_buf_printf(out, "\\x%02X", b);
  }
  rap_buf_puts(out, beyond ? "\\x{80}-\\x{10FFFF}])" : "])");
}

/* Whether PCRE2 would take the set for one character, which it may then want a second time: "(?=[Aa])(?:^Abxaa|a)" doesn't match "a" (10.42). A single character it sees by itself. */
static bool is_one_letter(const rap_literals *literals) {
  unsigned n = 0;
  for (unsigned b = 0; b < 0x80; b++) n += (unsigned)(literals->first[b / 64] >> b % 64 & 1);
  return n <= 2 && (literals->first[2] | literals->first[3]) == 0;
}

/* An expression of a pack, and where it stands. */
struct expression {
  rap_loader *loader;
  const rap_yaml *node;
  rap_str rule, source;
};

/* `text` behind `start`: brings to NFC as texts are (a precomposed letter that NFC takes apart, U+095C, would never be found), and compiles. */
static rap_status compile_text(rap_str start, rap_str text, unsigned flags, rap_regex **out, rap_error *problem) {
  rap_buf nfc = {0};
  rap_status st = rap_utf8_nfc(text, &nfc, problem);
  if (st == RAP_OK) st = rap_regex_compile_behind(start, rap_buf_str(&nfc), flags, out, problem);
  rap_buf_clear(&nfc);
  return st;
}

/* Expands and compiles. `start`: what is put before it. */
static rap_status compile_once(const struct expression *x, const rap_pattern_use *use, rap_str start, rap_hoist hoist, rap_kind_set *collapses,
                               rap_regex **out, rap_error *problem) {
  rap_buf expanded = {0};
  bool sound = rap_pack_expand(x->loader, x->node, x->rule, x->source, use, hoist, collapses, &expanded);
  rap_status st = sound ? compile_text(start, rap_buf_str(&expanded), use->flags, out, problem) : RAP_ERR_INTERNAL;
  rap_buf_clear(&expanded);
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
    loader->st = rap_literals_derive(loader->arena, loader->literals_work, rap_buf_str(&nfc), (use->flags & RAP_REGEX_CASELESS) != 0, use->borders,
                                     facts->literals, loader->err);
  read_outline(loader, use, rap_buf_str(&nfc), facts);
  rap_buf_clear(&nfc);
}

/* Moved behind a class such as `[:alpha:]` inside one; 0: it is none. */
static size_t posix_class_end(rap_str s, size_t at) {
  size_t end = at + 2;
  while (end < s.n && s.p[end] >= 'a' && s.p[end] <= 'z') end++;
  return rap_str_starts(rap_str_sub(s, end, s.n), RAP_STR(":]")) ? end + 2 : 0;
}

/* The class at `at`, moved behind it; 0: it has no end, or may have another one for PCRE2. */
static size_t class_end(rap_str s, size_t at) {
  at += rap_str_starts(rap_str_sub(s, at, s.n), RAP_STR("[^")) ? 2 : 1;
  for (bool first = true; at < s.n; first = false) {
    if (s.p[at] == ']' && !first) return at + 1;
    if (s.p[at] == '\\') {
      if (at + 1 >= s.n || strchr("QEc", s.p[at + 1])) return 0;
      at += 2;
    } else if (s.p[at] == '[' && at + 1 < s.n && strchr(":.=", s.p[at + 1])) {
      at = s.p[at + 1] == ':' ? posix_class_end(s, at) : 0;
      if (at == 0) return 0;
    } else {
      at++;
    }
  }
  return 0;
}

/* True for a group that holds, up to its end, what it seems to: no comment, verb or callout, and blanks count in it. */
static bool plain_group(rap_str s, size_t at) {
  size_t end = at + 2;
  if (at + 1 < s.n && s.p[at + 1] == '*') return false;
  if (at + 2 >= s.n || s.p[at + 1] != '?') return true;
  if (strchr("#C", s.p[end])) return false;
  while (end < s.n && strchr("imsnJx^-", s.p[end])) {
    if (s.p[end++] == 'x') return false;
  }
  return true;
}

/* True when each parenthesis and class of the expression surely ends inside it, so that none can pair with what is put around it. */
static bool closes(rap_str s) {
  size_t depth = 0;
  for (size_t at = 0; at < s.n;) {
    size_t next = at + 1;
    char c = s.p[at];
    if (c == '\\') {
      if (next >= s.n || strchr("QEc", s.p[next])) return false;
      next++;
    } else if (c == '[') {
      next = class_end(s, at);
      if (next == 0) return false;
    } else if (c == '(') {
      if (!plain_group(s, at)) return false;
      depth++;
    } else if (c == ')') {
      if (depth-- == 0) return false;
    }
    at = next;
  }
  return depth == 0;
}

/* Compiles the expression, expanded, with what is put around it (*out) or, where the parentheses may pair with those around it or PCRE2 finds a
 * fault in the whole, by itself (*alone): that tells what is wrong with it. One that is too large for PCRE2 passes (RAP_ERR_LIMIT): with subroutine
 * calls in it PCRE2 can't tell whether it matches the empty string, and such matches are passed over anyhow. */
static rap_status compile_first(const rap_pattern_use *use, rap_str expanded, rap_regex **out, rap_regex **alone, rap_error *problem) {
  rap_buf whole = {0};
  rap_status st = RAP_ERR_RULES;
  if (!use->before && !use->after) return compile_text((rap_str){0}, expanded, use->flags, out, problem);
  rap_buf_printf(&whole, "%s(?:", use->before ? use->before : "");
  rap_buf_add(&whole, expanded);
  rap_buf_printf(&whole, ")%s", use->after ? use->after : "");
  if (rap_buf_failed(&whole))
    st = rap_error_nomem(problem);
  else if (closes(expanded))
    st = compile_text((rap_str){0}, rap_buf_str(&whole), use->flags, out, problem);
  rap_buf_clear(&whole);
  if (st != RAP_ERR_RULES) return st;
  rap_error_clear(problem);
  return compile_text((rap_str){0}, expanded, use->flags, alone, problem);
}

/* As compile_first, and reads the facts; what matches the empty string is refused. *start: what PCRE2 is to be told besides. */
static rap_status judge(const struct expression *x, const rap_pattern_use *use, const rap_pattern_facts *facts, rap_regex **out, rap_buf *start,
                        rap_error *problem) {
  rap_regex *alone = NULL;
  rap_buf expanded = {0};
  rap_pattern_use bare = {.flags = use->flags, .shadow = use->shadow};
  rap_status st = RAP_ERR_INTERNAL;
  if (rap_pack_expand(x->loader, x->node, x->rule, x->source, &bare, RAP_HOIST_NONE, facts->collapses, &expanded))
    st = compile_first(use, rap_buf_str(&expanded), out, &alone, problem);
  if (st == RAP_OK || st == RAP_ERR_LIMIT) read_facts(x->loader, use, rap_buf_str(&expanded), facts);
  const rap_regex *regex = *out ? *out : alone;
  if (regex && !use->may_be_empty && rap_regex_matches_empty(regex)) {
    rap_pack_error(x->loader, x->node, x->rule, "the expression can match the empty string");
    st = RAP_ERR_INTERNAL;
  }
  bool told = !x->loader->plain && facts->literals && !is_one_letter(facts->literals) && facts->literals->starts && !facts->literals->common_start &&
              !(use->flags & RAP_REGEX_ANCHORED);
  if (told && (!regex || rap_regex_starts_anywhere(regex))) put_start(facts->literals, (use->flags & RAP_REGEX_CASELESS) != 0, start);
  if (rap_buf_failed(start)) rap_pack_nomem(x->loader);
  rap_regex_free(alone);
  rap_buf_clear(&expanded);
  return st;
}

rap_regex *rap_pack_compile(rap_loader *loader, const rap_yaml *node, rap_str rule, rap_str source, const rap_pattern_use *use,
                            const rap_pattern_facts *facts) {
  static const rap_pattern_facts none = {0};
  const struct expression expression = {loader, node, rule, source};
  rap_regex *regex = NULL;
  rap_buf start = {0};
  rap_error problem = {0};
  rap_literals unasked = {0};
  rap_pattern_facts all = facts ? *facts : none;
  if (!all.literals && !(use->flags & RAP_REGEX_ANCHORED)) all.literals = &unasked;
  if (all.collapses) *all.collapses = 0;
  if (all.needs) *all.needs = (rap_needs){0};
  if (all.literals) *all.literals = (rap_literals){0};
  if (loader->st != RAP_OK) return NULL;
  warn_absent(loader, node, rule, source);
  warn_unbounded(loader, node, rule, source);
  rap_status st = judge(&expression, use, &all, &regex, &start, &problem);
  if ((st == RAP_OK || st == RAP_ERR_LIMIT) && (!regex || start.n)) {
    rap_regex_free(regex);
    regex = NULL;
    /* One by one, until it is small enough. */
    for (rap_hoist hoist = st == RAP_OK ? RAP_HOIST_NONE : RAP_HOIST_MAPPINGS; hoist <= RAP_HOIST_ALL && !regex; hoist++) {
      rap_error_clear(&problem);
      st = compile_once(&expression, use, rap_buf_str(&start), hoist, all.collapses, &regex, &problem);
      if (st != RAP_ERR_LIMIT) break;
    }
  }
  if (st == RAP_ERR_NOMEM)
    rap_pack_nomem(loader);
  else if (problem.status != RAP_OK)
    rap_pack_error(loader, node, rule, "%s", problem.text);
  rap_buf_clear(&start);
  if (st == RAP_OK && regex) return keep(loader, regex);
  rap_regex_free(regex);
  return NULL;
}

void rap_pack_guards(rap_loader *loader, const rap_yaml *mapping, rap_str rule, rap_guards *out) {
  static const rap_pattern_use behind = {.flags = RAP_REGEX_ANCHORED, .may_be_empty = true};
  static const rap_pattern_use before = {.after = "\\z", .may_be_empty = true};
  static const rap_pattern_use anywhere = {.may_be_empty = true};
  rap_str *sources = NULL;
  *out = (rap_guards){0};
  if (!mapping || mapping->kind != RAP_YAML_MAPPING) return;
  for (size_t i = 0; i < RAP_N_GUARDS; i++) {
    const rap_yaml *node = rap_yaml_get(mapping, rap_guard_names[i]);
    const rap_pattern_use *use = i <= RAP_GUARD_NOT_FOLLOWED ? &behind : i <= RAP_GUARD_NOT_PRECEDED ? &before : &anywhere;
    if (!node) continue;
    if (!sources) sources = rap_pack_alloc(loader, RAP_N_GUARDS, sizeof *sources);
    if (!sources) return;
    sources[i] = rap_pack_needed(loader, mapping, rap_guard_names[i], rule);
    if (sources[i].n) out->of[i] = rap_pack_compile(loader, node, rule, sources[i], use, NULL);
    out->sources = sources;
  }
}
