/* correction_text.c: corrections in words, and words in texts. Layer: index. */
#include "base/emit.h"
#include "base/utf8.h"
#include "index/correction.h"

/* ---- anchors ---- */

static size_t whole_characters_from(rap_str full, size_t at) {
  while (at < full.n && ((unsigned char)full.p[at] & 0xC0) == 0x80) at++;
  return at;
}

static size_t whole_characters_to(rap_str full, size_t at) {
  while (at > 0 && at < full.n && ((unsigned char)full.p[at] & 0xC0) == 0x80) at--;
  return at;
}

bool rap_anchor_make(rap_arena *arena, rap_str full, rap_span text, rap_anchor *out) {
  size_t from = text.begin > RAP_CORRECT_CONTEXT ? whole_characters_from(full, text.begin - RAP_CORRECT_CONTEXT) : 0;
  size_t to = full.n - text.end > RAP_CORRECT_CONTEXT ? whole_characters_to(full, text.end + RAP_CORRECT_CONTEXT) : full.n;
  *out = (rap_anchor){.text = text};
  out->quote = rap_arena_str(arena, rap_str_at(full, text));
  out->before = rap_arena_str(arena, rap_str_sub(full, from, text.begin));
  out->after = rap_arena_str(arena, rap_str_sub(full, text.end, to));
  return out->quote.p && out->before.p && out->after.p;
}

/* How many sides are as they were: an empty side is the text's border. */
static int sides(const rap_anchor *a, rap_str full, size_t at) {
  size_t end = at + a->quote.n;
  bool before = a->before.n ? rap_str_ends(rap_str_sub(full, 0, at), a->before) : at == 0;
  bool after = a->after.n ? rap_str_starts(rap_str_sub(full, end, full.n), a->after) : end == full.n;
  return before + after;
}

rap_anchor_found rap_anchor_find(const rap_anchor *a, rap_str full, rap_span *out) {
  size_t n[3] = {0}, place[3] = {0}, at = a->text.begin;
  *out = (rap_span){0, 0};
  if (!a->quote.n) return RAP_ANCHOR_LOST;
  if (at <= full.n && rap_str_starts(rap_str_sub(full, at, full.n), a->quote) && sides(a, full, at) > 0) {
    *out = (rap_span){at, at + a->quote.n};
    return RAP_ANCHOR_FOUND;
  }
  for (at = rap_str_find(full, a->quote, 0); at != SIZE_MAX; at = rap_str_find(full, a->quote, at + 1)) {
    int k = sides(a, full, at);
    if (n[k]++ == 0) place[k] = at;
  }
  for (int k = 2; k >= 0; k--) {
    if (n[k] > 1 && k > 0) return RAP_ANCHOR_UNCLEAR;
    if (n[k] != 1 || (k == 0 && a->quote.n < RAP_CORRECT_ALONE)) continue;
    *out = (rap_span){place[k], place[k] + a->quote.n};
    return RAP_ANCHOR_FOUND;
  }
  return RAP_ANCHOR_LOST;
}

/* ---- in words ---- */

#define SHOWN_QUOTE 60

static void add_quote(rap_buf *out, rap_str quote) {
  rap_buf_puts(out, "“");
  rap_text_fit(out, quote, SHOWN_QUOTE, false);
  rap_buf_puts(out, "”");
}

static rap_str or_else(rap_str first, rap_str other) { return first.n ? first : other; }

/* What is set: "theme digital.data, status planned". */
static void add_settings(rap_buf *out, const rap_correct_fields *now) {
  for (size_t i = 0; i < now->n; i++) {
    const rap_correct_field *f = &now->items[i];
    rap_buf_printf(out, "%s%.*s ", i ? ", " : "", RAP_FMT(f->name));
    for (size_t k = 0; k < f->values.n; k++) rap_buf_printf(out, "%s%.*s", k ? " + " : "", RAP_FMT(f->values.items[k]));
    if (!f->values.n || (f->values.n == 1 && !f->values.items[0].n)) rap_buf_puts(out, "none");
  }
}

static void entity_text(const rap_correction *c, rap_buf *out) {
  rap_str name = or_else(rap_correct_text(&c->was, "name"), c->value),
          into = or_else(rap_correct_text(&c->now, "name"), rap_correct_text(&c->now, "value"));
  rap_str kind = rap_correct_text(&c->now, "kind");
  rap_buf_printf(out, "%s %.*s %.*s", rap_correct_op_name(c->op), RAP_FMT(c->kind), RAP_FMT(name));
  switch (c->op) {
  case RAP_CORRECT_MERGE: rap_buf_printf(out, " into %.*s", RAP_FMT(into)); break;
  case RAP_CORRECT_SPLIT: rap_buf_printf(out, " in %.*s: %.*s", RAP_FMT(c->document), RAP_FMT(into)); break;
  case RAP_CORRECT_RETYPE: rap_buf_printf(out, " to %.*s %.*s", RAP_FMT(kind), RAP_FMT(into)); break;
  case RAP_CORRECT_RENAME: rap_buf_printf(out, " to %.*s", RAP_FMT(into)); break;
  default: break;
  }
}

static void event_text(const rap_correction *c, rap_buf *out) {
  rap_buf_printf(out, "%s event %.*s", rap_correct_op_name(c->op), RAP_FMT(c->value));
  if (c->op == RAP_CORRECT_MERGE) rap_buf_printf(out, " into %.*s", RAP_FMT(rap_correct_text(&c->now, "value")));
  if (c->op != RAP_CORRECT_SET) return;
  rap_buf_puts(out, ": ");
  add_settings(out, &c->now);
}

void rap_correction_text(const rap_correction *c, rap_buf *out) {
  if (c->thing == RAP_CORRECT_ENTITY) {
    entity_text(c, out);
    return;
  }
  if (c->thing == RAP_CORRECT_EVENT) {
    event_text(c, out);
    return;
  }
  const char *thing = c->thing == RAP_CORRECT_ACCOUNT ? "event" : rap_correct_thing_name(c->thing);
  rap_buf_printf(out, "%s %s in %.*s ", rap_correct_op_name(c->op), thing, RAP_FMT(c->document));
  add_quote(out, c->anchor.quote);
  if (c->thing == RAP_CORRECT_MENTION) {
    rap_str kind = rap_correct_text(&c->now, "kind"), value = rap_correct_text(&c->now, "value"), name = rap_correct_text(&c->now, "name");
    bool added = c->op == RAP_CORRECT_ADD;
    rap_buf_printf(out, ", %.*s %.*s", RAP_FMT(c->kind), RAP_FMT(added ? or_else(name, c->value) : c->value));
    if (value.n) rap_buf_printf(out, ": %.*s %.*s", RAP_FMT(kind), RAP_FMT(or_else(name, value)));
    return;
  }
  if (c->now.n) rap_buf_puts(out, ": ");
  add_settings(out, &c->now);
}
