/* annotated_places.c: the lists whose items have places in the text: mentions, statements, totals, expressions of TimeML. */
#include <stdlib.h>

#include "base/utf8.h"
#include "queries/annotated_read.h"

#define SHOWN_BYTES 80 /* of a quote in a message */

static const char *const kinds[] = {"state", "group", "date", NULL};
static const char *const roles[] = {"actor", "subject", NULL};
static const char *const statuses[] = {"planned", "reported", NULL};
static const char *const predicates[] = {"discussed", "presented", "proposed",   "requested", "supported", "opposed",
                                         "agreed",    "addressed", "emphasised", "asked",     NULL};

static const rap_span nowhere = {SIZE_MAX, SIZE_MAX};

/* ---- places ---- */

/* The bytes where the n-th `quote` stands in title and text; occurrences may overlap. */
static bool find_quote(const rap_reading *r, rap_str quote, int64_t n, rap_span *bytes) {
  rap_str text = r->out->letters.text;
  size_t at = SIZE_MAX;
  for (int64_t i = 0; i < n; i++) {
    at = rap_str_find(text, quote, at == SIZE_MAX ? 0 : at + 1);
    if (at == SIZE_MAX) return false;
  }
  *bytes = (rap_span){at, at + quote.n};
  return true;
}

/* The quote of an item and its place. */
static bool take_quote(rap_reading *r, const rap_json *item, const char *key, rap_str *quote, rap_span *at) {
  int64_t occurrence = 1;
  rap_span bytes;
  if (!rap_reading_string(r, item, key, true, quote)) return false;
  if (rap_json_get(item, "occurrence") && !rap_reading_int(r, item, "occurrence", &occurrence)) occurrence = 1;
  rap_str shown = rap_str_sub(*quote, 0, SHOWN_BYTES);
  if (occurrence < 1) {
    rap_reading_fault(r, "occurrence %lld of '%.*s': they are counted from 1", (long long)occurrence, RAP_FMT(shown));
    return false;
  }
  if (!find_quote(r, *quote, occurrence, &bytes)) {
    if (occurrence > 1)
      rap_reading_fault(r, "'%.*s' does not stand %lld times in the text", RAP_FMT(shown), (long long)occurrence);
    else
      rap_reading_fault(r, "not in the text: '%.*s'", RAP_FMT(shown));
    return false;
  }
  *at = rap_letters_bytes(&r->out->letters, bytes);
  return true;
}

/* The offsets of an item of a record; nowhere if it has none. Code points of the field that "in" names, the title's before the text's. */
static bool take_offsets(rap_reading *r, const rap_json *item, rap_span *at) {
  int64_t begin, end;
  rap_str field;
  *at = nowhere;
  if (!rap_reading_string(r, item, "in", false, &field) || !rap_reading_int(r, item, "begin", &begin)) return true;
  if (!rap_reading_int(r, item, "end", &end) || begin < 0 || end < begin) {
    rap_reading_fault(r, "\"begin\" and \"end\" are no offsets: %lld, %lld", (long long)begin, (long long)end);
    return false;
  }
  bool title = rap_str_is(field, "title");
  size_t base = title ? 0 : r->title_points + 1, room = title ? r->title_points : r->text_points;
  size_t from = (size_t)begin < room ? (size_t)begin : room, to = (size_t)end < room ? (size_t)end : room;
  *at = rap_letters_points(&r->out->letters, base + from, base + to);
  return true;
}

static bool take_place(rap_reading *r, const rap_json *item, rap_labelled *out) {
  out->at = nowhere;
  if (r->gold) return take_quote(r, item, "quote", &out->text, &out->at);
  return rap_reading_string(r, item, "text", false, &out->text) && take_offsets(r, item, &out->at);
}

/* ---- mentions ---- */

static void check_mention(rap_reading *r, char kind, const rap_labelled *m) {
  if (kind == 'd')
    rap_reading_check_date(r, m->value, true);
  else if (kind == 's')
    rap_reading_check_code(r, m->value, false);
  else if (r->gold && r->rules && !rap_rules_entry(r->rules, RAP_KIND_GROUP, m->value))
    rap_reading_fault(r, "no group of the packs: '%.*s'", RAP_FMT(rap_str_sub(m->value, 0, SHOWN_BYTES)));
}

/* Of a record only the kinds that are annotated. */
void rap_reading_mention(rap_reading *r, const rap_json *item) {
  rap_labelled m;
  rap_str kind;
  if (!rap_reading_word(r, item, "kind", kinds, &kind)) return;
  bool state = rap_str_is(kind, "state"), group = rap_str_is(kind, "group");
  if (!state && !group && !rap_str_is(kind, "date")) return;
  if (!rap_reading_string(r, item, "value", r->gold, &m.value) || !take_place(r, item, &m)) return;
  check_mention(r, kind.p[0], &m);
  rap_reading_add(r, state ? &r->out->states : group ? &r->out->groups : &r->out->dates, m);
}

/* ---- statements ---- */

static void check_statement(rap_reading *r, const rap_json *item, const rap_annotated_statement *s) {
  rap_str status;
  (void)rap_reading_word(r, item, "status", statuses, &status);
  if (r->gold && s->actors.n == 0) rap_reading_fault(r, "no actors");
  if (r->gold && s->themes.n == 0) rap_reading_fault(r, "no themes");
  for (size_t i = 0; i < s->actors.n; i++) rap_reading_check_code(r, s->actors.items[i], true);
  for (size_t i = 0; i < s->themes.n; i++) rap_reading_check_theme(r, s->themes.items[i]);
}

/* An annotated sentence is where its letters stand first. */
static bool place_statement(rap_reading *r, const rap_json *item, rap_annotated_statement *s) {
  rap_span quoted;
  if (r->gold && !take_quote(r, item, "evidence", &s->sentence, &quoted)) return false;
  if (!r->gold && !(rap_reading_string(r, item, "evidence", false, &s->sentence) && take_offsets(r, item, &s->at))) return false;
  s->letters = rap_letters_fold(r->arena, s->sentence);
  if (!s->letters.p) r->faults->failed = true;
  if (r->gold) s->at = rap_letters_find(&r->out->letters, s->letters);
  return true;
}

void rap_reading_statement(rap_reading *r, const rap_json *item) {
  rap_annotated *out = r->out;
  rap_annotated_statement s = {.at = nowhere};
  void *items = out->statements;
  bool sound = rap_reading_strings(r, item, "actors", &s.actors);
  sound = rap_reading_strings(r, item, "themes", &s.themes) && sound;
  sound = rap_reading_word(r, item, "role", roles, &s.role) && sound;
  sound = rap_reading_word(r, item, "predicate", predicates, &s.predicate) && sound;
  r->n_pairs += s.actors.n * s.themes.n;
  if (r->n_pairs > RAP_MAX_ANNOTATED_PAIRS) {
    rap_reading_fault(r, "more than %zu pairs of actor and theme", RAP_MAX_ANNOTATED_PAIRS);
    return;
  }
  check_statement(r, item, &s);
  if (!place_statement(r, item, &s) || !sound || !rap_reading_room(r, out->n_statements)) return;
  if (!rap_arena_grow(r->arena, &items, out->n_statements, &out->statements_capacity, sizeof s)) {
    r->faults->failed = true;
    return;
  }
  out->statements = items;
  out->statements[out->n_statements++] = s;
}

/* ---- totals ---- */

void rap_reading_count(rap_reading *r, const rap_json *item) {
  rap_labelled c;
  rap_str of;
  int64_t least, most;
  if (!rap_reading_string(r, item, "of", r->gold, &of) || !take_place(r, item, &c)) return;
  c.value = rap_arena_printf(r->arena, "%.*s ", RAP_FMT(of));
  if (rap_reading_int(r, item, "min", &least)) c.value = rap_arena_printf(r->arena, "%.*s%lld", RAP_FMT(c.value), (long long)least);
  c.value = rap_arena_printf(r->arena, "%.*s..", RAP_FMT(c.value));
  if (rap_reading_int(r, item, "max", &most)) c.value = rap_arena_printf(r->arena, "%.*s%lld", RAP_FMT(c.value), (long long)most);
  if (!c.value.p) r->faults->failed = true;
  rap_reading_add(r, &r->out->counts, c);
}

/* ---- TimeML ---- */

/* Letters and digits before each code point of the text, and all of them. */
static uint32_t *count_alphanumeric(rap_reading *r) {
  uint32_t *before = rap_arena_array(r->arena, r->text_points + 1, sizeof *before), n = 0;
  size_t point = 0;
  for (size_t at = 0; before && at < r->text.n; point++) {
    uint32_t cp;
    at += rap_utf8_decode(r->text, at, &cp);
    before[point] = n;
    n += rap_utf8_is_alphanumeric(cp);
  }
  if (before) before[point] = n;
  return before;
}

/* False: without offsets in the text, or the date of the document itself, which are not counted. */
static bool take_timex_offsets(rap_reading *r, const rap_json *item, int64_t *begin, int64_t *end) {
  rap_str function;
  const char *key = rap_json_get(item, "begin") ? "begin" : "start";
  if (!rap_reading_string(r, item, "functionInDocument", false, &function) || rap_str_is(function, "CREATION_TIME")) return false;
  if (!rap_reading_int(r, item, key, begin) || *begin < 0) return false;
  bool sound = rap_reading_int(r, item, "end", end) && *end >= *begin && (uint64_t)*end <= r->text_points;
  if (!sound) rap_reading_fault(r, "\"%s\" and \"end\" are no offsets: %lld, %lld", key, (long long)*begin, (long long)*end);
  return sound;
}

static void read_timex(rap_reading *r, const rap_json *item, const uint32_t *before) {
  rap_annotated *out = r->out;
  rap_annotated_timex t;
  int64_t begin, end;
  void *items = out->timex;
  bool sound = rap_reading_string(r, item, "type", false, &t.type) && rap_reading_string(r, item, "value", false, &t.value) &&
               rap_reading_string(r, item, "text", false, &t.text) && take_timex_offsets(r, item, &begin, &end);
  if (!sound) return;
  t.at = (rap_span){before[begin], before[end]};
  t.place = rap_letters_points(&out->letters, r->title_points + 1 + (size_t)begin, 0).begin;
  if (t.at.begin == t.at.end || !rap_reading_room(r, out->n_timex)) return;
  if (!rap_arena_grow(r->arena, &items, out->n_timex, &out->timex_capacity, sizeof t)) {
    r->faults->failed = true;
    return;
  }
  out->timex = items;
  out->timex[out->n_timex++] = t;
}

static int cmp_timex(const void *a, const void *b) {
  const rap_annotated_timex *x = a, *y = b;
  if (x->at.begin != y->at.begin) return x->at.begin < y->at.begin ? -1 : 1;
  if (x->at.end != y->at.end) return x->at.end < y->at.end ? -1 : 1;
  int type = rap_str_cmp(x->type, y->type);
  int value = type ? type : rap_str_cmp(x->value, y->value);
  return value ? value : rap_str_cmp(x->text, y->text);
}

void rap_reading_timex(rap_reading *r, const rap_json *record) {
  const rap_json *list = rap_json_get(record, "timex3");
  const uint32_t *before = count_alphanumeric(r);
  if (!before) r->faults->failed = true;
  if (before && rap_json_kind(list) != RAP_JSON_ARRAY) rap_reading_fault(r, "\"timex3\" is no list");
  r->list = "timex3";
  for (r->item = 0; before && rap_json_kind(list) == RAP_JSON_ARRAY && r->item < rap_json_length(list); r->item++)
    read_timex(r, rap_json_item(list, r->item), before);
  r->list = NULL;
  if (r->out->n_timex > 1) qsort(r->out->timex, r->out->n_timex, sizeof *r->out->timex, cmp_timex);
}
