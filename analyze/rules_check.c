#include "analyze/rules_check.h"

#include "analyze/rules_internal.h"
#include "base/utf8.h"

/* What takes more than the limits on a short run grows exponentially: an error. What does so only on a long one grows faster than the text: a
 * warning. Runs of mentions are shorter: some 200 of them, as in the longest lists of names. */
#define SHORT_RUN ((size_t)320)
#define LONG_RUN ((size_t)4096)
#define LONG_RUN_OF_MENTIONS ((size_t)1024)

struct checker {
  const rap_rules *rules;
  rap_arena *arena;
  rap_scratch *scratch;
  rap_buf text;
  size_t run_bytes; /* of the text in hand, without its tail */
  rap_diagnostic *list;
  size_t n, capacity;
  rap_status st;
  rap_error *err;
};

static void report(struct checker *c, rap_grade grade, rap_place place, rap_str rule, rap_str text) {
  void *items = c->list;
  if (c->st != RAP_OK) return;
  if (!text.p || !rap_arena_grow(c->arena, &items, c->n, &c->capacity, sizeof *c->list)) {
    c->st = rap_error_nomem(c->err);
    return;
  }
  c->list = items;
  c->list[c->n++] = (rap_diagnostic){grade, place, rule, text};
}

/* --- runaway expressions --- */

/* What runs are made of: each piece repeated. */
static const char *const pieces[] = {"a",  "A",    "1",       " a",         " Aa",   "Aa, ",     "A. ",           "A.",  "Aa-", "1, ", "1 ", ".",
                                     ", ", "the ", " and Aa", "Aa of the ", "(Aa) ", "\xC3\xA9", " \xE0\xA4\x95", "'s ", "-",   "/"};

/* The begin of the text for the message, mentions as {kind}. */
static rap_str excerpt(struct checker *c) {
  rap_buf out = {0};
  rap_str text = rap_buf_str(&c->text);
  for (size_t at = 0, n = 0; at < text.n && n < 24; n++) {
    uint32_t cp = 0;
    size_t len = rap_utf8_decode(text, at, &cp);
    if (cp >= RAP_SHADOW_BASE && cp < RAP_SHADOW_BASE + RAP_N_KINDS)
      rap_buf_printf(&out, "{%s}", rap_kind_name((rap_kind)(cp - RAP_SHADOW_BASE)));
    else
      rap_buf_add(&out, rap_str_sub(text, at, at + len));
    at += len;
  }
  rap_str copy = rap_buf_failed(&out) ? (rap_str){0} : rap_arena_str(c->arena, rap_buf_str(&out));
  rap_buf_clear(&out);
  return copy;
}

/* False when the text showed that the expression runs away: then it need not be run on others. */
static bool run_on(struct checker *c, const rap_rule *rule, const rap_regex *regex, rap_place place, const char *what) {
  rap_span groups[RAP_MAX_GROUPS];
  rap_str text = rap_buf_str(&c->text);
  if (rap_buf_failed(&c->text) && c->st == RAP_OK) c->st = rap_error_nomem(c->err);
  for (size_t from = 0; from < text.n && c->st == RAP_OK;) {
    rap_match m = rap_regex_match(regex, c->scratch, text, from, false, groups);
    if (m == RAP_MATCH_NO) return true;
    if (m == RAP_MATCH_NOMEM) c->st = rap_error_nomem(c->err);
    if (m == RAP_MATCH_LIMIT_HIT) {
      bool runs_away = c->run_bytes <= SHORT_RUN;
      report(c, runs_away ? RAP_ERROR : RAP_WARNING, place, rule->id,
             rap_arena_printf(c->arena, "%s %s on a text like \"%.*s...\", %zu bytes", what,
                              runs_away ? "runs away (catastrophic backtracking)" : "hits the limit of matching", RAP_FMT(excerpt(c)), c->run_bytes));
      return false;
    }
    if (m != RAP_MATCH_YES) return false;
    from = groups[0].end > from ? groups[0].end : from + 1;
    while (from < text.n && ((unsigned char)text.p[from] & 0xC0) == 0x80) from++;
  }
  return true;
}

/* Every printable ASCII character stands behind the run: PCRE2 gives up at once where a character is missing that every match must contain. */
static void repeat(struct checker *c, rap_str piece, size_t bytes) {
  rap_buf_reset(&c->text);
  c->run_bytes = bytes;
  while (piece.n && c->text.n + piece.n <= bytes && !rap_buf_failed(&c->text)) rap_buf_add(&c->text, piece);
  rap_buf_putc(&c->text, '\x01');
  for (char ch = ' '; ch < 0x7F; ch++) rap_buf_putc(&c->text, ch);
}

/* On a short run, then on a long one. */
static bool run_twice(struct checker *c, const rap_rule *rule, const rap_regex *regex, rap_place place, const char *what, rap_str piece) {
  bool mentions = piece.n && (unsigned char)piece.p[0] == 0xEE;
  repeat(c, piece, SHORT_RUN);
  if (!run_on(c, rule, regex, place, what)) return false;
  repeat(c, piece, mentions ? LONG_RUN_OF_MENTIONS : LONG_RUN);
  return run_on(c, rule, regex, place, what);
}

/* The kinds that a shadow rule names, alone and in lists. */
static bool run_on_mentions(struct checker *c, const rap_rule *rule, const rap_regex *regex, rap_place place, const char *what) {
  static const char *const behind[] = {"", ", ", " and ", " aa "};
  for (int k = 0; k < RAP_N_KINDS; k++) {
    if (!(rule->collapses & RAP_KIND_BIT(k))) continue;
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
      char piece[16];
      size_t n = rap_utf8_encode(RAP_SHADOW_BASE + (uint32_t)k, piece), more = strlen(behind[i]);
      memcpy(piece + n, behind[i], more);
      if (!run_twice(c, rule, regex, place, what, (rap_str){piece, n + more})) return false;
    }
  }
  return true;
}

static void run_regex(struct checker *c, const rap_rule *rule, const rap_regex *regex, rap_place place, const char *what) {
  if (!regex || c->st != RAP_OK) return;
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    if (!run_twice(c, rule, regex, place, what, rap_str_of(pieces[i]))) return;
  }
  (void)run_on_mentions(c, rule, regex, place, what);
}

static void run_guards(struct checker *c, const rap_rule *rule, const rap_guards *guards, rap_place place) {
  if (!guards) return;
  for (size_t i = 0; i < RAP_N_GUARDS; i++) run_regex(c, rule, guards->of[i], place, "a guard");
}

static void run_all(struct checker *c) {
  const rap_guards *last = NULL;
  for (size_t i = 0; i < c->rules->n_all && c->st == RAP_OK; i++) {
    const rap_rule *rule = &c->rules->all[i];
    run_regex(c, rule, rule->regex, rule->place, "the expression");
    run_regex(c, rule, rule->under, rule->place, "`under`");
    run_guards(c, rule, &rule->guards, rule->place);
  }
  for (size_t i = 0; i < c->rules->n_terms && c->st == RAP_OK; i++) {
    const rap_term *term = c->rules->terms[i];
    run_guards(c, term->rule, term->guards, term->place);
    if (term->lexicon_guards != last) run_guards(c, term->rule, term->lexicon_guards, term->place);
    last = term->lexicon_guards;
  }
  for (size_t i = 0; i < c->rules->n_regex_terms && c->st == RAP_OK; i++) {
    const rap_term *term = c->rules->regex_terms[i];
    run_regex(c, term->rule, term->regex, term->place, "a term");
    run_guards(c, term->rule, term->guards, term->place);
  }
  /* The examples are what an expression gets farthest into. */
  for (size_t i = 0; i < c->rules->n_examples && c->st == RAP_OK; i++) {
    const rap_example *example = &c->rules->examples[i];
    if (example->rule->regex) (void)run_twice(c, example->rule, example->rule->regex, example->rule->place, "the expression", example->text);
  }
}

/* --- terms claimed twice --- */

static bool unguarded(const rap_guards *guards) {
  static const rap_guards none = {0};
  return !guards || memcmp(guards, &none, sizeof none) == 0;
}

static bool claims_alone(const rap_term *term) {
  return term->role == RAP_TERM_ENTITY && unguarded(term->guards) && unguarded(&term->rule->guards) && unguarded(term->lexicon_guards);
}

static void check_claims(struct checker *c) {
  const rap_lexicon *lexicon = &c->rules->lexicon;
  for (size_t i = 0; i < lexicon->n_nodes; i++) {
    const rap_variant **variants = lexicon->variants + lexicon->nodes[i].first_variant;
    for (size_t k = 1; k < lexicon->nodes[i].n_variants; k++) {
      const rap_term *first = variants[0]->term, *other = variants[k]->term;
      if (first->rule == other->rule || first->rule->kind != other->rule->kind || first->letter_case != other->letter_case || !claims_alone(first) ||
          !claims_alone(other))
        continue;
      report(c, RAP_WARNING, other->place, other->rule->id,
             rap_arena_printf(c->arena, "\"%.*s\" is a term of %.*s already, which wins", RAP_FMT(variants[k]->text), RAP_FMT(first->rule->id)));
    }
  }
}

/* --- examples --- */

/* A plain lexicon entry needs no example: its names are. */
static bool wants_example(const rap_rule *rule) { return rule->type != RAP_RULE_ENTRY || !unguarded(&rule->guards); }

rap_status rap_rules_without_example(const rap_rules *rules, rap_str prefix, rap_arena *arena, const rap_rule ***out, size_t *n, rap_error *err) {
  bool *has = rap_arena_array(arena, rules->n_all, sizeof *has);
  *n = 0;
  *out = rap_arena_array(arena, rules->n_all, sizeof **out);
  if (!has || !*out) return rap_error_nomem(err);
  for (size_t i = 0; i < rules->n_examples; i++) has[rules->examples[i].rule->order] = true;
  for (size_t i = 0; i < rules->n_all; i++)
    if (!has[i] && wants_example(&rules->all[i]) && rap_str_starts(rules->all[i].id, prefix)) (*out)[(*n)++] = &rules->all[i];
  return RAP_OK;
}

static void check_examples(struct checker *c) {
  size_t n = 0;
  const rap_rule **list = NULL;
  c->st = rap_rules_without_example(c->rules, (rap_str){0}, c->arena, &list, &n, c->err);
  for (size_t i = 0; c->st == RAP_OK && i < n; i++) report(c, RAP_NOTE, list[i]->place, list[i]->id, RAP_STR("the rule has no example"));
}

/* --- literals --- */

#define SHOWN_LITERALS 6

void rap_rules_literals_text(const rap_literals *literals, rap_buf *out) {
  size_t n = literals->n, shown = n > SHOWN_LITERALS ? SHOWN_LITERALS - 1 : n;
  if (n == 0) return;
  for (size_t i = 0; i < shown; i++) rap_buf_printf(out, "%s\"%.*s\"", i ? ", " : "", literals->items[i].n, literals->items[i].s);
  if (shown < n) rap_buf_printf(out, " or %zu others", n - shown);
  if (literals->before_max == SIZE_MAX)
    rap_buf_printf(out, ", anywhere behind the begin");
  else if (literals->before_max == 0)
    rap_buf_printf(out, ", at the begin");
  else
    rap_buf_printf(out, ", %zu to %zu bytes behind the begin", literals->before_min, literals->before_max);
}

static void check_literals(struct checker *c) {
  for (size_t i = 0; i < c->rules->n_all; i++) {
    const rap_rule *rule = &c->rules->all[i];
    if (rule->regex && rule->literals.n == 0)
      report(c, RAP_NOTE, rule->place, rule->id, rap_arena_printf(c->arena, "tried everywhere: %.*s", RAP_FMT(rule->literals.why_not)));
  }
  for (size_t i = 0; i < c->rules->n_regex_terms; i++) {
    const rap_term *term = c->rules->regex_terms[i];
    if (term->literals.n == 0)
      report(c, RAP_NOTE, term->place, term->rule->id, rap_arena_printf(c->arena, "tried everywhere: %.*s", RAP_FMT(term->literals.why_not)));
  }
}

rap_status rap_rules_check(const rap_rules *rules, rap_arena *arena, rap_diagnostic **out, size_t *n, rap_error *err) {
  *out = NULL;
  *n = 0;
  struct checker c = {.rules = rules, .arena = arena, .st = RAP_OK, .err = err};
  c.st = rap_scratch_new(&c.scratch, err);
  for (size_t i = 0; i < rules->n_diagnostics; i++)
    report(&c, rules->diagnostics[i].grade, rules->diagnostics[i].place, rules->diagnostics[i].rule, rules->diagnostics[i].text);
  run_all(&c);
  if (c.st == RAP_OK) check_claims(&c);
  if (c.st == RAP_OK) check_examples(&c);
  if (c.st == RAP_OK) check_literals(&c);
  for (size_t i = 0; i < c.n && c.st == RAP_OK; i++) {
    const rap_diagnostic *d = &c.list[i];
    if (d->grade == RAP_ERROR)
      c.st = rap_error_set(err, RAP_ERR_RULES, "%.*s:%u:%u: %.*s%s%.*s", RAP_FMT(d->place.file), d->place.line, d->place.column, RAP_FMT(d->rule),
                           d->rule.n ? ": " : "", RAP_FMT(d->text));
  }
  if (c.st != RAP_ERR_NOMEM) {
    *out = c.list;
    *n = c.n;
  }
  rap_buf_clear(&c.text);
  rap_scratch_free(c.scratch);
  return c.st;
}
