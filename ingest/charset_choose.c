/* charset_choose.c: which character set bytes are in, by the order of trust that charset.h names. Layer: ingest. */
#include <inttypes.h>

#include "base/limits.h"
#include "ingest/charset_impl.h"

static const char by_mark[] = "mark", by_transport[] = "declared, transport", by_text[] = "declared", by_look[] = "detected",
                  by_default[] = "assumed";

/* Sticky: what could not be said for want of memory shows in `failed`. */
struct chooser {
  rap_arena *arena;
  rap_str head;
  rap_charset_choice *choice;
  rap_str_list *warnings;
  size_t sound, broken; /* rap_charset_weigh_utf8 */
  bool longer;
  bool failed;
};

static void warn(struct chooser *c, rap_str text) { c->failed = !text.p || !rap_str_list_add(c->arena, c->warnings, text) || c->failed; }

/* A label as a message can show it. */
static rap_str shown(struct chooser *c, rap_str label) {
  rap_str copy = rap_arena_str(c->arena, rap_str_sub(rap_str_trim(label), 0, 40));
  if (!copy.p) {
    c->failed = true;
    return (rap_str){0};
  }
  char *p = (char *)(uintptr_t)copy.p; /* the arena's, and only lent as constant */
  for (size_t i = 0; i < copy.n; i++)
    if (p[i] < 0x20 || p[i] > 0x7E) p[i] = '?';
  return copy;
}

static const rap_charset *labelled(struct chooser *c, rap_str label, const char *why) {
  if (rap_str_trim(label).n == 0) return NULL;
  const rap_charset *set = rap_charset_find(label);
  if (!set) warn(c, rap_arena_printf(c->arena, "charset: \"%.*s\" (%s) is no character set that is read", RAP_FMT(shown(c, label)), why));
  return set;
}

static bool take(struct chooser *c, const rap_charset *set, const char *why, size_t skip) {
  *c->choice = (rap_charset_choice){.set = set, .why = why, .skip = skip};
  return true;
}

/* ---- Marks and NULs ---------------------------------------------------------------------------------------------------------- */

struct mark {
  rap_str bytes;
  const char *name;
};

/* The longer first: UTF-32LE's begins with that of UTF-16LE, whose text would have to begin with a NUL. */
static const struct mark marks[] = {{{"\xEF\xBB\xBF", 3}, "utf-8"},
                                    {{"\xFF\xFE\0\0", 4}, "utf-32le"},
                                    {{"\0\0\xFE\xFF", 4}, "utf-32be"},
                                    {{"\xFF\xFE", 2}, "utf-16le"},
                                    {{"\xFE\xFF", 2}, "utf-16be"}};

static bool choose_by_mark(struct chooser *c) {
  for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
    if (rap_str_starts(c->head, marks[i].bytes)) return take(c, rap_charset_find(rap_str_of(marks[i].name)), by_mark, marks[i].bytes.n);
  return false;
}

static bool choose_by_zeros(struct chooser *c) {
  const rap_charset *set = NULL;
  if (rap_charset_by_zeros(c->head, &set) != RAP_OK) c->failed = true;
  return set && take(c, set, by_look, 0);
}

/* ---- UTF-8 -------------------------------------------------------------------------------------------------------------------- */

/* In sets of two bytes a character, pairs that are UTF-8 by chance are not rare; in UTF-8 their texts take three bytes each. */
static bool is_chance(const struct chooser *c, const rap_charset *label) { return label && label->kind == RAP_CHARSET_MULTI && !c->longer; }

static bool choose_utf8(struct chooser *c, const rap_charset *transport, const rap_charset *declared) {
  const rap_charset *first = transport ? transport : declared;
  bool escapes = c->head.n && memchr(c->head.p, '\x1B', c->head.n) != NULL;
  if (c->broken > 0 || (c->sound > 0 && is_chance(c, first))) return false;
  if (c->sound == 0 && escapes) return false; /* perhaps ISO-2022 */
  return take(c, rap_charset_find(RAP_STR("utf-8")), NULL, 0);
}

/* UTF-8 with a few broken places: another set would hardly give so many well-formed sequences, least of all longer ones. */
static bool choose_broken_utf8(struct chooser *c, const rap_charset *transport, const rap_charset *declared) {
  if (c->sound * (c->longer ? 2 : 1) <= c->broken) return false;
  const rap_charset *utf8 = rap_charset_find(RAP_STR("utf-8"));
  return take(c, utf8, transport == utf8 ? by_transport : declared == utf8 ? by_text : by_look, 0);
}

/* When nobody says: windows-1252 if that explains most of what is no UTF-8. */
static bool choose_default(struct chooser *c) {
  const rap_charset *utf8 = rap_charset_find(RAP_STR("utf-8"));
  rap_buf out = {0};
  uint64_t n_replaced = 0, n_lone = 0;
  if (c->broken && rap_charset_try(utf8, rap_str_sub(c->head, 0, RAP_CHARSET_WINDOW), true, &out, &n_replaced, &n_lone) != RAP_OK) c->failed = true;
  rap_buf_clear(&out);
  if (n_lone <= n_replaced) return take(c, utf8, c->broken ? by_default : NULL, 0);
  return take(c, rap_charset_find(RAP_STR("windows-1252")), by_look, 0);
}

static bool choose_by_look(struct chooser *c) {
  const rap_charset *set = NULL;
  if (rap_charset_guess(rap_str_sub(c->head, 0, RAP_CHARSET_WINDOW), &set) != RAP_OK) c->failed = true;
  return set && take(c, set, by_look, 0);
}

/* ---- Labels -------------------------------------------------------------------------------------------------------------------- */

/* The text reads so, but for one byte beyond ASCII in a hundred. UTF-16 and UTF-32 must read so throughout: nearly anything is a letter in them. */
static bool reads_as(struct chooser *c, const rap_charset *set) {
  rap_buf out = {0};
  size_t high = 0, controls = 0;
  uint64_t n_replaced = 0, n_lone = 0;
  rap_str head = rap_str_sub(c->head, 0, RAP_CHARSET_WINDOW);
  for (size_t i = 0; i < head.n; i++) high += (unsigned char)head.p[i] >= 0x80;
  rap_status st = rap_charset_try(set, head, false, &out, &n_replaced, &n_lone);
  c->failed = c->failed || st == RAP_ERR_NOMEM;
  for (size_t i = 0; i < out.n; i++) controls += (unsigned char)out.p[i] < 0x20 && !(out.p[i] >= '\t' && out.p[i] <= '\r');
  rap_buf_clear(&out);
  return st == RAP_OK && (rap_charset_is_wide(set) ? n_replaced == 0 && controls == 0 : n_replaced * 100 <= high);
}

static bool choose_by_label(struct chooser *c, const rap_charset *set, const char *why) {
  if (!set || set->kind == RAP_CHARSET_UTF8 || !reads_as(c, set)) return false;
  return take(c, set, why, 0);
}

/* A label that stands and was not followed. Where all is ASCII it makes no difference, but for sets that are no superset of it. */
static void compare(struct chooser *c, const rap_charset *label, const char *why) {
  const rap_charset *set = c->choice->set;
  if (!label || label == set || (c->sound + c->broken == 0 && !rap_charset_is_wide(set) && !rap_charset_is_wide(label))) return;
  if (rap_charset_is_wide(label) && label->kind + 1 == set->kind) return; /* "utf-16" may be either end */
  if (rap_charset_is_wide(label) && why == by_text) return;               /* it could not have been read: a copy in another set */
  warn(c, c->choice->why ? rap_arena_printf(c->arena, "charset: read as %s (%s), not as %s (%s)", set->name, c->choice->why, label->name, why)
                         : rap_arena_printf(c->arena, "charset: read as %s, not as %s (%s)", set->name, label->name, why));
}

rap_status rap_charset_choose_wide(rap_str head, rap_charset_choice *choice, rap_error *err) {
  struct chooser c = {.head = head, .choice = choice};
  *choice = (rap_charset_choice){0};
  bool found = choose_by_mark(&c) || choose_by_zeros(&c);
  if (found && !rap_charset_is_wide(choice->set)) *choice = (rap_charset_choice){0};
  return c.failed ? rap_error_nomem(err) : RAP_OK;
}

size_t rap_charset_plain_end(rap_str s) {
  size_t at = 0;
  while (at < s.n && (unsigned char)s.p[at] < 0x80 && s.p[at] != '\0' && s.p[at] != '\x1B') at++;
  return at;
}

rap_status rap_charset_choose(rap_arena *arena, rap_charset_head head, const rap_charset_hints *hints, rap_charset_choice *choice,
                              rap_str_list *warnings, rap_error *err) {
  size_t plain = rap_charset_plain_end(head.bytes);
  bool behind = head.behind || plain >= RAP_CHARSET_PLAIN;
  if (plain >= RAP_CHARSET_PLAIN) head.bytes = rap_str_sub(head.bytes, plain - 1, head.bytes.n);
  struct chooser c = {.arena = arena, .head = head.bytes, .choice = choice, .warnings = warnings};
  *choice = (rap_charset_choice){0};
  const rap_charset *transport = labelled(&c, hints->transport, by_transport), *declared = labelled(&c, hints->declared, by_text);
  rap_charset_weigh_utf8(head.bytes, head.cut, &c.sound, &c.broken, &c.longer);
  bool chosen = (!behind && (choose_by_mark(&c) || choose_by_zeros(&c))) || choose_utf8(&c, transport, declared) ||
                choose_broken_utf8(&c, transport, declared) || choose_by_label(&c, transport, by_transport) ||
                choose_by_label(&c, declared, by_text) || choose_by_look(&c) || choose_default(&c);
  assert(chosen);
  (void)chosen;
  compare(&c, transport, by_transport);
  if (declared != transport) compare(&c, declared, by_text);
  return c.failed ? rap_error_nomem(err) : RAP_OK;
}

rap_status rap_charset_note_make(rap_arena *arena, const rap_charset_choice *choice, const rap_charset_decoder *decoder, const char *what,
                                 rap_charset_note *note, rap_error *err) {
  const char *name = choice->set->name;
  bool utf8 = choice->set->kind == RAP_CHARSET_UTF8, one = decoder->n_replaced == 1;
  rap_str text = {0};
  if (!what) what = "text";
  note->assumed = choice->why ? rap_arena_printf(arena, "%s (%s)", name, choice->why) : rap_str_of(name);
  note->n_replaced = (size_t)decoder->n_replaced;
  note->first_bad = decoder->n_replaced ? (size_t)decoder->first_bad + choice->skip : SIZE_MAX;
  note->n_lone = (size_t)decoder->n_lone;
  if (note->n_lone) {
    text = rap_arena_printf(arena, "%s: %zu byte%s of windows-1252 within UTF-8, read so, the first at byte %zu", what, note->n_lone,
                            note->n_lone == 1 ? "" : "s", (size_t)decoder->first_lone + choice->skip);
    if (!text.p || !rap_str_list_add(arena, &note->warnings, text)) return rap_error_nomem(err);
  }
  if (note->n_replaced) {
    text = utf8 ? rap_arena_printf(arena, "%s: %zu ill-formed UTF-8 sequence%s replaced by U+FFFD, the first at byte %zu", what, note->n_replaced,
                                   one ? "" : "s", note->first_bad)
                : rap_arena_printf(arena, "%s: %zu sequence%s that %s no %s replaced by U+FFFD, the first at byte %zu", what, note->n_replaced,
                                   one ? "" : "s", one ? "is" : "are", name, note->first_bad);
    if (!text.p || !rap_str_list_add(arena, &note->warnings, text)) return rap_error_nomem(err);
  }
  return note->assumed.p ? RAP_OK : rap_error_nomem(err);
}
