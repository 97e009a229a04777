/* literal.c: reads an expression, in the syntax of pcre2pattern(3) as far as rule packs use it, part by part, and derives its literals. */
#include "analyze/literal.h"

#include <stdlib.h>
#include <string.h>

#include "analyze/literal_read.h"

#define MAX_DEPTH 40

/* Room for the parts of one group; one for each depth, since a part takes some kilobytes. */
struct rap_pattern_level {
  rap_part result, branch, atom;
  rap_literal_set run, spare, spare2;
};

struct rap_literals_work {
  struct rap_pattern_level levels[MAX_DEPTH + 1];
};

rap_literals_work *rap_literals_work_new(void) { return malloc(sizeof(rap_literals_work)); }
void rap_literals_work_free(rap_literals_work *work) { free(work); }

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* --- quantifiers --- */

static bool number(rap_pattern_reader *r, size_t *out) {
  *out = 0;
  if (!is_digit(rap_pattern_peek(r, 0))) return false;
  while (is_digit(rap_pattern_peek(r, 0))) {
    if (*out > 65535) return false;
    *out = *out * 10 + (size_t)(rap_pattern_peek(r, 0) - '0');
    r->at++;
  }
  return true;
}

bool rap_pattern_quantifier(rap_pattern_reader *r, size_t *least, size_t *most) {
  char c = rap_pattern_peek(r, 0);
  *least = c == '+';
  *most = c == '?' ? 1 : SIZE_MAX;
  if (rap_pattern_at_end(r)) return false;
  if (c == '{') {
    r->at++;
    bool known = number(r, least);
    *most = *least;
    if (known && rap_pattern_peek(r, 0) == ',') {
      r->at++;
      *most = SIZE_MAX;
      if (rap_pattern_peek(r, 0) != '}') known = number(r, most);
    }
    if (!known || rap_pattern_peek(r, 0) != '}' || *most < *least) rap_pattern_give_up(r, "a brace that is no quantifier");
  } else if (c != '?' && c != '*' && c != '+') {
    return false;
  }
  r->at++;
  if (rap_pattern_peek(r, 0) == '?' || rap_pattern_peek(r, 0) == '+') r->at++;
  return true;
}

/* --- groups --- */

static void alternatives(rap_pattern_reader *r, rap_part *out);

static bool looking_at(const rap_pattern_reader *r, const char *s) { return rap_str_starts(rap_str_sub(r->s, r->at, r->s.n), rap_str_of(s)); }

/* Letters of options behind `(?`, moved behind them. */
static bool options(rap_pattern_reader *r) {
  bool on = true;
  size_t begin = r->at;
  for (;; r->at++) {
    char c = rap_pattern_peek(r, 0);
    if (c == '-') {
      on = false;
    } else if (c == 'i') {
      r->caseless = on;
    } else if (c != 's' && c != 'm') { /* neither changes what is derived */
      return r->at > begin;
    }
  }
}

rap_pattern_group rap_pattern_open_group(rap_pattern_reader *r) {
  static const struct {
    const char *text;
    rap_pattern_group kind;
  } assertions[] = {{"(?=", RAP_PATTERN_AHEAD}, {"(?!", RAP_PATTERN_NOT_AHEAD}, {"(?<=", RAP_PATTERN_BEHIND}, {"(?<!", RAP_PATTERN_NOT_BEHIND}};
  static const char *const plain[] = {"(?:", "(?>", "(?|"};
  static const char *const named[] = {"(?<", "(?P<", "(?'"};
  static const char *const calls[] = {"(?&", "(?P>"};
  if (looking_at(r, "(*")) return RAP_PATTERN_UNKNOWN;
  if (!looking_at(r, "(?")) {
    r->at++;
    return RAP_PATTERN_PLAIN;
  }
  for (size_t i = 0; i < 4; i++) {
    if (!looking_at(r, assertions[i].text)) continue;
    r->at += strlen(assertions[i].text);
    return assertions[i].kind;
  }
  for (size_t i = 0; i < 3; i++) {
    if (!looking_at(r, plain[i])) continue;
    r->at += 3;
    return RAP_PATTERN_PLAIN;
  }
  for (size_t i = 0; i < 3; i++) {
    if (!looking_at(r, named[i])) continue;
    r->at += strlen(named[i]);
    while (!rap_pattern_at_end(r) && rap_pattern_peek(r, 0) != (i == 2 ? '\'' : '>')) r->at++;
    r->at++;
    return RAP_PATTERN_PLAIN;
  }
  for (size_t i = 0; i < 2; i++) {
    if (!looking_at(r, calls[i])) continue;
    while (!rap_pattern_at_end(r) && rap_pattern_peek(r, 0) != ')') r->at++;
    r->at++;
    return RAP_PATTERN_CALL;
  }
  r->at += 2;
  if (!options(r)) return RAP_PATTERN_UNKNOWN;
  char c = rap_pattern_peek(r, 0);
  r->at++;
  return c == ':' ? RAP_PATTERN_PLAIN : c == ')' ? RAP_PATTERN_OPTIONS : RAP_PATTERN_UNKNOWN;
}

/* What is looked ahead to must stand there, in the same subject, although it isn't consumed. */
static void look_ahead(rap_part *inside, rap_part *out) {
  rap_part_settle(inside);
  rap_literal_set_copy(&out->best, &inside->best);
  out->before_min = inside->before_min;
  out->before_max = inside->before_max;
  out->cost = inside->cost;
  out->ahead = inside->ahead;
  if (inside->min > 0) rap_bytes_cut(&out->ahead, &inside->first);
}

/* What is looked behind to stands there. */
static void look_behind(const rap_part *inside, rap_part *out) {
  if (inside->min > 0) out->behind = inside->last;
  if (inside->min > 1) out->behind2 = inside->last2;
}

/* What is surely matched by itself doesn't stand there. */
static void look_behind_not(const rap_part *inside, rap_part *out) {
  for (size_t i = 0; i < 4; i++) out->behind.bits[i] = ~inside->sure.bits[i];
}

/* *quantified: something that may have a quantifier behind it. */
static void group(rap_pattern_reader *r, rap_part *out, bool *quantified) {
  bool caseless = r->caseless;
  rap_pattern_group kind = rap_pattern_open_group(r);
  rap_part_empty(out);
  *quantified = kind != RAP_PATTERN_OPTIONS;
  if (kind == RAP_PATTERN_OPTIONS) return;
  if (kind == RAP_PATTERN_CALL) rap_part_any(out, 0, SIZE_MAX);
  if (kind == RAP_PATTERN_UNKNOWN) rap_pattern_give_up(r, "a group that is not known");
  if (kind == RAP_PATTERN_CALL || kind == RAP_PATTERN_UNKNOWN) return;
  if (++r->depth >= MAX_DEPTH) {
    rap_pattern_give_up(r, "groups nested too deep");
    return;
  }
  rap_part *inside = &r->levels[r->depth].result;
  alternatives(r, inside);
  if (kind == RAP_PATTERN_PLAIN) rap_part_copy(out, inside);
  if (kind == RAP_PATTERN_AHEAD) look_ahead(inside, out);
  if (kind == RAP_PATTERN_BEHIND) look_behind(inside, out);
  if (kind == RAP_PATTERN_NOT_BEHIND) look_behind_not(inside, out);
  r->depth--;
  if (rap_pattern_peek(r, 0) != ')') rap_pattern_give_up(r, "a group that is not closed");
  r->at++;
  r->caseless = caseless;
}

/* What a single character ends in, by what it may begin with: one of ASCII is that byte, others are longer. */
static void character_ends(rap_part *x) {
  if (x->min == 0 || x->max > RAP_MAX_CHARACTER) return;
  bool longer = (x->first.bits[2] | x->first.bits[3]) != 0;
  x->last = (rap_bytes){{x->first.bits[0], x->first.bits[1], longer ? UINT64_MAX : 0, 0}};
  x->last2 = (rap_bytes){{0, 0, longer ? UINT64_MAX : 0, longer ? UINT64_MAX : 0}};
}

/* The atom at r->at with its quantifiers. */
static void atom(rap_pattern_reader *r, rap_part *out) {
  struct rap_pattern_level *level = &r->levels[r->depth];
  size_t least = 0, most = 0;
  bool quantified = true;
  char c = rap_pattern_peek(r, 0);
  if (c == '(') {
    group(r, out, &quantified);
  } else if (c == '[') {
    rap_pattern_class(r, out);
  } else if (c == '\\') {
    rap_pattern_escape(r, out);
  } else if (c == '^' || c == '$') {
    r->at++;
    rap_part_empty(out);
    quantified = false;
  } else if (c == '.') {
    r->at++;
    rap_part_any(out, 1, RAP_MAX_CHARACTER);
  } else if (strchr("*+?{", c)) { /* NUL, too */
    rap_pattern_give_up(r, "a quantifier without anything before it");
  } else {
    rap_pattern_character(r, out);
  }
  if (c != '(') character_ends(out);
  while (!r->why_not && quantified && rap_pattern_quantifier(r, &least, &most)) rap_part_repeat(out, least, most, &level->spare, &level->spare2);
}

/* --- sequences and alternatives --- */

/* Where the run of literals in hand begins: bytes behind the begin of the sequence. */
struct run {
  size_t before_min, before_max;
};

/* What the sequence ends in with `part` behind it. */
static void append_end(rap_part *out, const rap_part *part) {
  if (part->max == 0) return;
  rap_bytes last = part->last, last2 = part->last2;
  if (part->min == 0) {
    rap_bytes_unite(&last, &out->last);
    rap_bytes_unite(&last2, &out->last2);
  }
  if (part->min < 2) rap_bytes_unite(&last2, &out->last);
  out->last = last;
  out->last2 = last2;
}

/* `level->atom` behind what was read of the sequence: the run goes on, or ends, which makes it a candidate. */
static void append(rap_part *out, struct rap_pattern_level *level, struct run *run) {
  const rap_part *part = &level->atom;
  size_t min = rap_length_add(out->min, part->min), max = rap_length_add(out->max, part->max);
  if (out->max == 0) {
    rap_bytes_cut(&out->ahead, &part->ahead);
    rap_bytes_cut(&out->behind, &part->behind);
    rap_bytes_cut(&out->behind2, &part->behind2);
  }
  append_end(out, part);
  if (out->min == 0) rap_bytes_unite(&out->first, &part->first);
  rap_part_consider(out, &part->best, rap_length_add(out->min, part->before_min), rap_length_add(out->max, part->before_max));
  if (!part->exact || !rap_literal_set_cross(&level->run, &part->all, &level->spare)) {
    rap_part_consider(out, &level->run, run->before_min, run->before_max);
    if (part->exact) {
      rap_literal_set_copy(&level->run, &part->all);
      *run = (struct run){out->min, out->max};
    } else {
      level->run.n = 1;
      level->run.items[0] = (rap_literal){0};
      *run = (struct run){min, max};
    }
    out->exact = false;
  }
  out->min = min;
  out->max = max;
}

static void sequence(rap_pattern_reader *r, rap_part *out) {
  struct rap_pattern_level *level = &r->levels[r->depth];
  struct run run = {0, 0};
  const rap_bytes none = {{0}};
  size_t n_atoms = 0;
  rap_part_empty(out);
  level->run.n = 1;
  level->run.items[0] = (rap_literal){0};
  while (!rap_pattern_at_end(r) && rap_pattern_peek(r, 0) != '|' && rap_pattern_peek(r, 0) != ')') {
    atom(r, &level->atom);
    if (!r->why_not) append(out, level, &run);
    out->sure = n_atoms++ == 0 ? level->atom.sure : none;
  }
  if (out->min > 0) rap_bytes_cut(&out->first, &out->ahead);
  if (out->exact) {
    rap_literal_set_copy(&out->all, &level->run);
  } else {
    out->all.n = 0;
    rap_part_consider(out, &level->run, run.before_min, run.before_max);
  }
}

static void alternatives(rap_pattern_reader *r, rap_part *out) {
  struct rap_pattern_level *level = &r->levels[r->depth];
  sequence(r, out);
  while (!rap_pattern_at_end(r) && rap_pattern_peek(r, 0) == '|') {
    r->at++;
    sequence(r, &level->branch);
    if (!r->why_not) rap_part_or(out, &level->branch);
  }
}

/* --- the whole --- */

/* More than so many literals by the byte, and to try the expression everywhere costs no more. */
#define MAX_RATE 0.03
/* Where more places than these are left to be tried, PCRE2 goes over them faster by itself. */
#define MAX_SHARE 0.16
/* Where more places than these may be begins, to look for them first saves nothing. */
#define MAX_COMMON 0.5
/* Bytes of a block before a literal, as a rule. */
#define MAX_WINDOW 300
/* So many places are gone over one by one. */
#define MAX_STEPS 24

/* Share of a text that the windows of the literals leave. */
static double left_to_try(const rap_part *whole) {
  double rate = whole->best.n ? rap_literal_set_rate(&whole->best) : 1, window = (double)(whole->before_max - whole->before_min);
  if (whole->before_max == SIZE_MAX || window > MAX_WINDOW) window = MAX_WINDOW;
  return rate > MAX_RATE ? 1 : rate * (window + 1);
}

static void finish(const rap_part *whole, bool borders, rap_literals *out) {
  out->before_min = whole->before_min;
  out->before_max = whole->before_max;
  out->borders = borders;
  bool narrow = whole->best.n && whole->before_max - whole->before_min <= MAX_STEPS;
  out->starts = whole->min > 0;
  out->common_start = rap_bytes_share(&whole->first, borders) > MAX_COMMON;
  bool rare = whole->min > 0 && rap_bytes_share(&whole->first, borders) < MAX_SHARE;
  out->stepped = whole->min > 0 && (narrow || rare);
  out->marked = rare && left_to_try(whole) > MAX_COMMON;
  memcpy(out->first, whole->first.bits, sizeof out->first);
  memcpy(out->behind, whole->behind.bits, sizeof out->behind);
  memcpy(out->behind2, whole->behind2.bits, sizeof out->behind2);
}

rap_status rap_literals_derive(rap_arena *arena, rap_literals_work *work, rap_str expression, bool caseless, bool borders, rap_literals *out,
                               rap_error *err) {
  *out = (rap_literals){0};
  memset(out->behind, 0xFF, sizeof out->behind);
  memset(out->behind2, 0xFF, sizeof out->behind2);
  rap_pattern_reader r = {.s = expression, .caseless = caseless, .levels = work->levels};
  rap_part *whole = &r.levels[0].result;
  alternatives(&r, whole);
  if (r.at < expression.n) rap_pattern_give_up(&r, "a parenthesis that was not opened");
  if (!r.why_not) {
    rap_part_settle(whole);
    finish(whole, borders, out);
    if (whole->best.n == 0) rap_pattern_give_up(&r, "no text is common to all that it matches");
    if (rap_literal_set_rate(&whole->best) > MAX_RATE) rap_pattern_give_up(&r, "what all its matches hold is too common");
  }
  if (r.why_not) {
    out->why_not = rap_str_of(r.why_not);
    return RAP_OK;
  }
  rap_literal *items = rap_arena_array(arena, whole->best.n, sizeof *items);
  if (!items) return rap_error_nomem(err);
  memcpy(items, whole->best.items, whole->best.n * sizeof *items);
  out->items = items;
  out->n = whole->best.n;
  return RAP_OK;
}

/* --- asking --- */

bool rap_literal_at(const rap_literal *literal, rap_str text, size_t at) {
  if (at > text.n || text.n - at < literal->n) return false;
  for (size_t i = 0; i < literal->n; i++) {
    char c = text.p[at + i];
    if ((literal->caseless >> i & 1) && c >= 'A' && c <= 'Z') c = (char)(c + ('a' - 'A'));
    if (c != literal->s[i]) return false;
  }
  return true;
}

bool rap_literals_may_begin(const rap_literals *literals, rap_str text, size_t at) {
  if (at > 0 && !rap_byte_in(literals->behind, (unsigned char)text.p[at - 1])) return false;
  if (at > 1 && !rap_byte_in(literals->behind2, (unsigned char)text.p[at - 2])) return false;
  /* PCRE2 looks at the borders of other words. */
  if (literals->borders && at > 0 && rap_byte_is_word((unsigned char)text.p[at]) && rap_byte_is_word((unsigned char)text.p[at - 1])) return false;
  return !literals->stepped || rap_byte_in(literals->first, (unsigned char)text.p[at]);
}
