#include "index/correction.h"

#include <stdio.h>

#include "analyze/kinds.h"
#include "base/calendar.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/utf8.h"

static const char *const op_names[RAP_CORRECT_N_OPS] = {"merge", "split", "retype", "rename", "delete", "add", "set"};
static const char *const thing_names[RAP_CORRECT_N_THINGS] = {"entity", "mention", "statement", "account", "event"};

const char *rap_correct_op_name(rap_correct_op op) { return op_names[op]; }
const char *rap_correct_thing_name(rap_correct_thing thing) { return thing_names[thing]; }

static bool parse(rap_str name, const char *const *names, unsigned n, unsigned *out) {
  for (*out = 0; *out < n; ++*out)
    if (rap_str_is(name, names[*out])) return true;
  *out = 0;
  return false;
}

bool rap_correct_op_parse(rap_str name, rap_correct_op *out) {
  unsigned i;
  bool known = parse(name, op_names, RAP_CORRECT_N_OPS, &i);
  *out = (rap_correct_op)i;
  return known;
}

bool rap_correct_thing_parse(rap_str name, rap_correct_thing *out) {
  unsigned i;
  bool known = parse(name, thing_names, RAP_CORRECT_N_THINGS, &i);
  *out = (rap_correct_thing)i;
  return known;
}

/* ---- fields ---- */

const rap_str_list *rap_correct_list(const rap_correct_fields *fields, const char *name) {
  for (size_t i = 0; i < fields->n; i++)
    if (rap_str_is(fields->items[i].name, name)) return &fields->items[i].values;
  return NULL;
}

rap_str rap_correct_text(const rap_correct_fields *fields, const char *name) {
  const rap_str_list *list = rap_correct_list(fields, name);
  return list && list->n ? list->items[0] : (rap_str){0};
}

static bool put(rap_arena *arena, rap_correct_fields *fields, rap_str name, rap_str value) {
  size_t at = 0;
  while (at < fields->n && rap_str_cmp(fields->items[at].name, name) < 0) at++;
  if (at == fields->n || !rap_str_eq(fields->items[at].name, name)) {
    if (!rap_arena_grow(arena, (void **)&fields->items, fields->n, &fields->capacity, sizeof *fields->items)) return false;
    memmove(fields->items + at + 1, fields->items + at, (fields->n - at) * sizeof *fields->items);
    fields->items[at] = (rap_correct_field){.name = name};
    fields->n++;
  }
  return rap_str_list_add(arena, &fields->items[at].values, value);
}

bool rap_correct_put(rap_arena *arena, rap_correct_fields *fields, const char *name, rap_str value) {
  return put(arena, fields, rap_str_of(name), value);
}

rap_json *rap_correct_fields_json(const rap_correct_fields *fields) {
  rap_json *object = rap_json_new_object();
  for (size_t i = 0; i < fields->n; i++) {
    const rap_str_list *list = &fields->items[i].values;
    rap_json *value = list->n == 1 ? rap_json_new_string(list->items[0]) : rap_json_new_array();
    for (size_t k = 0; list->n != 1 && k < list->n; k++) (void)rap_json_append(value, rap_json_new_string(list->items[k]));
    (void)rap_json_set(object, fields->items[i].name.p, value); /* names are literals or NUL-terminated copies */
  }
  return object;
}

bool rap_correct_fields_from_json(rap_arena *arena, const rap_json *json, rap_correct_fields *out) {
  void *cursor = NULL;
  rap_str key;
  rap_json *value;
  *out = (rap_correct_fields){0};
  if (rap_json_kind(json) != RAP_JSON_OBJECT) return false;
  while (rap_json_next(json, &cursor, &key, &value)) {
    rap_str name = rap_arena_str(arena, key);
    bool many = rap_json_kind(value) == RAP_JSON_ARRAY;
    size_t n = many ? rap_json_length(value) : 1;
    for (size_t i = 0; i < n; i++) {
      const rap_json *item = many ? rap_json_item(value, i) : value;
      rap_str text = rap_arena_str(arena, rap_json_string(item));
      if (rap_json_kind(item) != RAP_JSON_STRING || !name.p || !text.p || !put(arena, out, name, text)) return false;
    }
  }
  return true;
}

/* ---- is it sound? ---- */

/* What is allowed, and what there must be of it. `was`, `now`: names, blank between; '!' in front: needed. */
typedef struct form {
  rap_correct_thing thing;
  rap_correct_op op;
  bool document, quote, kind, value;
  const char *was, *now;
} form;

#define OF_STATEMENT "actor theme role predicate polarity status speaker event"
#define OF_EVENT "edition start end place state country chair organiser status"

static const form forms[] = {
    {RAP_CORRECT_ENTITY, RAP_CORRECT_MERGE, false, false, true, true, "name", "!value name"},
    {RAP_CORRECT_ENTITY, RAP_CORRECT_SPLIT, true, false, true, true, "name", "!value name"},
    {RAP_CORRECT_ENTITY, RAP_CORRECT_RETYPE, false, false, true, true, "name", "!kind !value name"},
    {RAP_CORRECT_ENTITY, RAP_CORRECT_RENAME, false, false, true, true, "name", "!name"},
    {RAP_CORRECT_ENTITY, RAP_CORRECT_DELETE, false, false, true, true, "name", ""},
    {RAP_CORRECT_MENTION, RAP_CORRECT_ADD, true, true, true, true, "", "name"},
    {RAP_CORRECT_MENTION, RAP_CORRECT_SET, true, true, true, true, "rule", "!kind !value name"},
    {RAP_CORRECT_MENTION, RAP_CORRECT_DELETE, true, true, true, true, "rule", ""},
    {RAP_CORRECT_STATEMENT, RAP_CORRECT_ADD, true, true, false, false, "", "!actor theme !role !predicate !polarity !status speaker event"},
    {RAP_CORRECT_STATEMENT, RAP_CORRECT_SET, true, true, false, false, "cue cue-at predicate actor theme added rule", OF_STATEMENT},
    {RAP_CORRECT_STATEMENT, RAP_CORRECT_DELETE, true, true, false, false, "cue cue-at predicate actor theme added rule", ""},
    {RAP_CORRECT_ACCOUNT, RAP_CORRECT_SET, true, true, false, false, "!series", "series title " OF_EVENT},
    {RAP_CORRECT_ACCOUNT, RAP_CORRECT_SPLIT, true, true, false, false, "!series", ""},
    {RAP_CORRECT_ACCOUNT, RAP_CORRECT_DELETE, true, true, false, false, "!series", ""},
    {RAP_CORRECT_EVENT, RAP_CORRECT_MERGE, false, false, false, true, "!series name start edition published place",
     "!value name start edition published place"},
    {RAP_CORRECT_EVENT, RAP_CORRECT_SET, false, false, false, true, "!series name start edition published place", OF_EVENT},
};

static const form *form_of(const rap_correction *c) {
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (forms[i].thing == c->thing && forms[i].op == c->op) return &forms[i];
  return NULL;
}

static bool sound_text(rap_str s) {
  if (s.n > RAP_MAX_CORRECTION_TEXT || rap_utf8_invalid_at(s) != SIZE_MAX) return false;
  for (size_t i = 0; i < s.n; i++)
    if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t' && s.p[i] != '\n') || s.p[i] == 0x7F) return false;
  return true;
}

/* The name, or "!name", among those of a form. */
static bool among(const char *names, rap_str name) {
  rap_str rest = rap_str_of(names), word;
  while (rap_str_split(&rest, ' ', &word)) {
    if (rap_str_starts(word, RAP_STR("!"))) word = rap_str_sub(word, 1, word.n);
    if (word.n && rap_str_eq(word, name)) return true;
  }
  return false;
}

static rap_status check_fields(const rap_correct_fields *fields, const char *names, const char *part, rap_error *err) {
  for (size_t i = 0; i < fields->n; i++) {
    const rap_correct_field *f = &fields->items[i];
    if (!among(names, f->name)) return rap_error_set(err, RAP_ERR_INPUT, "%s: there is no '%.*s' here", part, RAP_FMT(f->name));
    if (f->values.n > RAP_MAX_CORRECTION_VALUES)
      return rap_error_set(err, RAP_ERR_INPUT, "%s: more than %d values for '%.*s'", part, RAP_MAX_CORRECTION_VALUES, RAP_FMT(f->name));
    for (size_t k = 0; k < f->values.n; k++)
      if (!sound_text(f->values.items[k]))
        return rap_error_set(err, RAP_ERR_INPUT, "%s: '%.*s' is too long, or no plain text", part, RAP_FMT(f->name));
  }
  rap_str rest = rap_str_of(names), word;
  while (rap_str_split(&rest, ' ', &word)) {
    if (!rap_str_starts(word, RAP_STR("!"))) continue;
    word = rap_str_sub(word, 1, word.n);
    bool there = false;
    for (size_t i = 0; i < fields->n; i++) there = there || (rap_str_eq(fields->items[i].name, word) && fields->items[i].values.n);
    if (!there) return rap_error_set(err, RAP_ERR_INPUT, "%s: '%.*s' is missing", part, RAP_FMT(word));
  }
  return RAP_OK;
}

static bool is_one_of(rap_str s, const char *const *list) {
  for (; *list; list++)
    if (rap_str_is(s, *list)) return true;
  return false;
}

/* Entities that documents name; of events their series. */
static bool is_entity_kind(rap_str kind) {
  static const char *const kinds[] = {"state", "group", "person", "organisation", "place", "programme", "theme", "series", NULL};
  return is_one_of(kind, kinds);
}

static bool is_mention_kind(rap_str kind) {
  rap_kind k;
  return rap_kind_parse(kind, &k) && rap_kind_exported(k) && k != RAP_KIND_COUNT && k != RAP_KIND_DATE && k != RAP_KIND_TIME &&
         k != RAP_KIND_DURATION;
}

/* A word of a closed list, where the field is there. */
static rap_status check_choice(const rap_correction *c, const char *name, const char *const *list, rap_error *err) {
  const rap_str_list *values = rap_correct_list(&c->now, name);
  for (size_t i = 0; values && i < values->n; i++)
    if (!is_one_of(values->items[i], list)) return rap_error_set(err, RAP_ERR_INPUT, "'%.*s' is no %s", RAP_FMT(values->items[i]), name);
  return RAP_OK;
}

static rap_status check_number(const rap_correction *c, const char *name, uint64_t max, rap_error *err) {
  rap_str text = rap_correct_text(&c->now, name);
  uint64_t n;
  if (text.n && !(rap_str_uint(text, &n) && n <= max)) return rap_error_set(err, RAP_ERR_INPUT, "'%.*s' is no %s", RAP_FMT(text), name);
  return RAP_OK;
}

static rap_status check_values(const rap_correction *c, rap_error *err) {
  static const char *const roles[] = {"actor", "subject", NULL}, *const polarities[] = {"support", "oppose", "neutral", NULL};
  static const char *const of_statements[] = {"planned", "reported", NULL}, *const of_events[] = {"planned", "held", NULL};
  static const char *const days[] = {"start", "end"};
  bool statement = c->thing == RAP_CORRECT_STATEMENT;
  rap_status st = check_choice(c, "role", roles, err);
  if (st == RAP_OK) st = check_choice(c, "polarity", polarities, err);
  if (st == RAP_OK) st = check_choice(c, "status", statement ? of_statements : of_events, err);
  if (st == RAP_OK) st = check_number(c, "edition", RAP_MAX_CORRECTION_EDITION, err);
  if (st == RAP_OK && statement) st = check_number(c, "event", RAP_MAX_EVENTS, err);
  for (size_t i = 0; st == RAP_OK && i < sizeof days / sizeof *days; i++) {
    rap_str text = rap_correct_text(&c->now, days[i]);
    rap_day day;
    if (text.n && !(rap_day_parse(text, &day) && rap_day_valid(day)))
      st = rap_error_set(err, RAP_ERR_INPUT, "'%.*s' is no date for %s", RAP_FMT(text), days[i]);
  }
  return st;
}

static rap_status check_kinds(const rap_correction *c, rap_error *err) {
  bool entity = c->thing == RAP_CORRECT_ENTITY;
  rap_str now = rap_correct_text(&c->now, "kind");
  bool (*known)(rap_str) = entity ? is_entity_kind : is_mention_kind;
  if (c->kind.n && !known(c->kind)) return rap_error_set(err, RAP_ERR_INPUT, "'%.*s' is no kind of %s", RAP_FMT(c->kind), thing_names[c->thing]);
  if (now.n && (!known(now) || (entity && (rap_str_is(now, "theme") || rap_str_is(now, "series")))))
    return rap_error_set(err, RAP_ERR_INPUT, "nothing can become a '%.*s'", RAP_FMT(now));
  if (c->op == RAP_CORRECT_RETYPE && (rap_str_is(c->kind, "theme") || rap_str_is(c->kind, "series")))
    return rap_error_set(err, RAP_ERR_INPUT, "a %.*s cannot become anything else", RAP_FMT(c->kind));
  if (entity && c->op != RAP_CORRECT_RENAME && c->op != RAP_CORRECT_DELETE && rap_str_eq(c->value, rap_correct_text(&c->now, "value")) &&
      (!now.n || rap_str_eq(now, c->kind)))
    return rap_error_set(err, RAP_ERR_INPUT, "%.*s '%.*s' is that already", RAP_FMT(c->kind), RAP_FMT(c->value));
  return RAP_OK;
}

rap_status rap_correction_check(const rap_correction *c, rap_error *err) {
  const form *f = form_of(c);
  if (!f) return rap_error_set(err, RAP_ERR_INPUT, "there is no '%s' of %s", op_names[c->op], thing_names[c->thing]);
  const struct {
    rap_str text;
    bool needed, allowed;
    const char *name;
  } parts[] = {
      {c->document, f->document, f->document, "document"},
      {c->source, false, f->document, "source"},
      {c->kind, f->kind, f->kind, "kind"},
      {c->value, f->value, f->value, "value"},
      {c->anchor.quote, f->quote, f->quote, "quote"},
      {c->anchor.before, false, f->quote, "before"},
      {c->anchor.after, false, f->quote, "after"},
      {c->author, true, true, "author"},
      {c->note, false, true, "note"},
      {c->undone_by, false, true, "undone"},
  };
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    if (parts[i].needed && !parts[i].text.n) return rap_error_set(err, RAP_ERR_INPUT, "'%s' is missing", parts[i].name);
    if (!parts[i].allowed && parts[i].text.n)
      return rap_error_set(err, RAP_ERR_INPUT, "there is no '%s' in %s %s", parts[i].name, op_names[c->op], thing_names[c->thing]);
    if (!sound_text(parts[i].text)) return rap_error_set(err, RAP_ERR_INPUT, "'%s' is too long, or no plain text", parts[i].name);
  }
  if (c->author.n > RAP_MAX_CORRECTION_AUTHOR || (c->author.n && memchr(c->author.p, '\n', c->author.n)))
    return rap_error_set(err, RAP_ERR_INPUT, "'author' is longer than %d bytes, or than a line", RAP_MAX_CORRECTION_AUTHOR);
  if (c->anchor.before.n > RAP_CORRECT_CONTEXT || c->anchor.after.n > RAP_CORRECT_CONTEXT)
    return rap_error_set(err, RAP_ERR_INPUT, "'before' or 'after' is longer than %d bytes", RAP_CORRECT_CONTEXT);
  if (c->anchor.text.end - c->anchor.text.begin != c->anchor.quote.n || c->anchor.text.end < c->anchor.text.begin)
    return rap_error_set(err, RAP_ERR_INPUT, "'begin' is out of range");
  rap_status st = check_fields(&c->was, f->was, "was", err);
  if (st == RAP_OK) st = check_fields(&c->now, f->now, "now", err);
  if (st == RAP_OK && c->op == RAP_CORRECT_SET && !c->now.n) st = rap_error_set(err, RAP_ERR_INPUT, "nothing is to be set");
  if (st == RAP_OK) st = check_kinds(c, err);
  return st == RAP_OK ? check_values(c, err) : st;
}

/* ---- identity ---- */

static void digest_fields(rap_digest *d, const rap_correct_fields *fields) {
  rap_digest_add_number(d, fields->n);
  for (size_t i = 0; i < fields->n; i++) {
    rap_digest_add_field(d, fields->items[i].name);
    rap_digest_add_number(d, fields->items[i].values.n);
    for (size_t k = 0; k < fields->items[i].values.n; k++) rap_digest_add_field(d, fields->items[i].values.items[k]);
  }
}

rap_status rap_correction_identify(rap_arena *arena, rap_correction *c, rap_error *err) {
  rap_digest d;
  char hex[RAP_DIGEST_HEX + 1];
  const rap_str texts[] = {c->source, c->document, c->kind, c->value, c->anchor.quote, c->anchor.before, c->anchor.after, c->author, c->note};
  rap_digest_init(&d);
  rap_digest_add_number(&d, (uint64_t)c->op);
  rap_digest_add_number(&d, (uint64_t)c->thing);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) rap_digest_add_field(&d, texts[i]);
  rap_digest_add_number(&d, c->anchor.text.begin);
  digest_fields(&d, &c->was);
  digest_fields(&d, &c->now);
  rap_digest_add_number(&d, (uint64_t)c->at);
  rap_digest_hex(&d, hex);
  c->uid = rap_arena_str(arena, (rap_str){hex, RAP_CORRECT_UID});
  return c->uid.p ? RAP_OK : rap_error_nomem(err);
}

int rap_correction_order(const rap_correction *a, const rap_correction *b) {
  return a->at != b->at ? (a->at > b->at) - (a->at < b->at) : rap_str_cmp(a->uid, b->uid);
}

/* ---- time ---- */

size_t rap_correction_time(int64_t at, char out[RAP_CORRECT_TIME_MAX]) {
  char whole[RAP_TIME_TEXT_MAX];
  int64_t ms = at % 1000, seconds = at / 1000;
  if (ms < 0) ms += 1000, seconds--;
  size_t n = rap_time_format(seconds, whole);
  out[0] = '\0';
  if (!n) return 0;
  int length = ms ? snprintf(out, RAP_CORRECT_TIME_MAX, "%.*s.%03dZ", (int)n - 1, whole, (int)ms) : snprintf(out, RAP_CORRECT_TIME_MAX, "%s", whole);
  return length > 0 && length < RAP_CORRECT_TIME_MAX ? (size_t)length : 0;
}

/* Digits of `s` from `*at` on, exactly `n`. */
static bool digits(rap_str s, size_t *at, size_t n, int64_t *out) {
  uint64_t v;
  rap_str part = rap_str_sub(s, *at, *at + n);
  *at += n;
  *out = part.n == n && rap_str_uint(part, &v) ? (int64_t)v : -1;
  return *out >= 0;
}

bool rap_correction_time_parse(rap_str text, int64_t *out) {
  rap_day day;
  int64_t hour = 0, minute = 0, second = 0, ms = 0;
  size_t at = 10;
  *out = 0;
  if (text.n < 10 || !rap_day_parse(rap_str_sub(text, 0, 10), &day) || !day.day || !rap_day_valid(day)) return false;
  if (text.n > 10) {
    bool sound = text.p[at++] == 'T' && digits(text, &at, 2, &hour) && at < text.n && text.p[at++] == ':' && digits(text, &at, 2, &minute) &&
                 at < text.n && text.p[at++] == ':' && digits(text, &at, 2, &second);
    if (sound && at < text.n && text.p[at] == '.') {
      at++;
      sound = digits(text, &at, 3, &ms);
    }
    if (!sound || at + 1 != text.n || text.p[at] != 'Z' || hour > 23 || minute > 59 || second > 59) return false;
  }
  *out = ((rap_day_number(day) * 24 + hour) * 60 + minute) * 60000 + second * 1000 + ms;
  return true;
}
