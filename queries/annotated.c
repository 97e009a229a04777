#include "base/calendar.h"
#include "base/utf8.h"
#include "queries/annotated_read.h"

#define SHOWN_BYTES 80 /* of a value in a message */

static const char *const functions[] = {"chair", "inaugurated", "addressed", "attended", "organiser", NULL};
static const char *const event_statuses[] = {"planned", "held", NULL};
static const char *const event_fields[RAP_N_EVENT_FIELDS] = {"series", "edition", "start", "end", "place", "state", "status", "chair", "organiser"};

const char *rap_event_field_name(rap_event_field field) { return event_fields[field]; }

/* ---- faults ---- */

static void add_line(rap_faults *f, rap_str line) {
  if (!line.p || !rap_str_list_add(f->arena, &f->lines, line)) f->failed = true;
}

void rap_faults_add(rap_faults *f, const char *format, ...) {
  rap_error line = {0}; /* makes one printable line of it */
  va_list args;
  va_start(args, format);
  (void)rap_error_vset(&line, RAP_ERR_INPUT, format, args);
  va_end(args);
  add_line(f, rap_arena_str(f->arena, rap_str_of(line.text)));
}

void rap_reading_fault(rap_reading *r, const char *format, ...) {
  rap_error line = {0};
  va_list args;
  va_start(args, format);
  (void)rap_error_vset(&line, RAP_ERR_INPUT, format, args);
  va_end(args);
  if (r->list) rap_error_prefix(&line, "%s[%zu]: ", r->list, r->item);
  rap_error_prefix(&line, "%.*s: ", RAP_FMT(r->place));
  add_line(r->faults, rap_arena_str(r->faults->arena, rap_str_of(line.text)));
}

/* ---- fields ---- */

static bool is_absent(const rap_json *value) { return rap_json_kind(value) == RAP_JSON_NULL; }

static rap_str copy(rap_reading *r, rap_str s) {
  rap_str out = rap_arena_str(r->arena, s);
  if (!out.p) r->faults->failed = true;
  return out;
}

bool rap_reading_string(rap_reading *r, const rap_json *object, const char *key, bool wanted, rap_str *out) {
  const rap_json *value = rap_json_get(object, key);
  *out = (rap_str){0};
  if (is_absent(value)) {
    if (wanted) rap_reading_fault(r, "no \"%s\"", key);
    return !wanted;
  }
  if (rap_json_kind(value) != RAP_JSON_STRING) {
    rap_reading_fault(r, "\"%s\" is no string", key);
    return false;
  }
  *out = copy(r, rap_json_string(value));
  if (wanted && r->gold && out->n == 0) rap_reading_fault(r, "\"%s\" is empty", key);
  return !(wanted && r->gold && out->n == 0);
}

bool rap_reading_word(rap_reading *r, const rap_json *object, const char *key, const char *const *words, rap_str *out) {
  if (!rap_reading_string(r, object, key, r->gold, out)) return false;
  if (!r->gold) return true;
  size_t n = 0;
  for (; words[n]; n++)
    if (rap_str_is(*out, words[n])) return true;
  const char *near = rap_nearest(*out, words, n);
  rap_reading_fault(r, "unknown %s '%.*s'%s%s%s", key, RAP_FMT(rap_str_sub(*out, 0, SHOWN_BYTES)), near ? " (did you mean '" : "", near ? near : "",
                    near ? "'?)" : "");
  return false;
}

bool rap_reading_int(rap_reading *r, const rap_json *object, const char *key, int64_t *out) {
  const rap_json *value = rap_json_get(object, key);
  *out = 0;
  if (is_absent(value)) return false;
  if (rap_json_int(value, out)) return true;
  rap_reading_fault(r, "\"%s\" is no whole number", key);
  return false;
}

bool rap_reading_strings(rap_reading *r, const rap_json *object, const char *key, rap_str_list *out) {
  const rap_json *list = rap_json_get(object, key);
  *out = (rap_str_list){0};
  if (rap_json_kind(list) != RAP_JSON_ARRAY) {
    rap_reading_fault(r, "\"%s\" is no list", key);
    return false;
  }
  for (size_t i = 0; i < rap_json_length(list); i++) {
    const rap_json *value = rap_json_item(list, i);
    if (rap_json_kind(value) != RAP_JSON_STRING) {
      rap_reading_fault(r, "\"%s\" holds what is no string", key);
      return false;
    }
    if (!rap_reading_room(r, i)) return false;
    if (!rap_str_list_add(r->arena, out, copy(r, rap_json_string(value)))) r->faults->failed = true;
  }
  return true;
}

bool rap_reading_each(rap_reading *r, const rap_json *record, const char *list, rap_reading_item fn) {
  const rap_json *items = rap_json_get(record, list);
  if (is_absent(items)) return false;
  if (rap_json_kind(items) != RAP_JSON_ARRAY) {
    rap_reading_fault(r, "\"%s\" is no list", list);
    return false;
  }
  r->list = list;
  for (r->item = 0; r->item < rap_json_length(items); r->item++) {
    const rap_json *item = rap_json_item(items, r->item);
    if (rap_json_kind(item) == RAP_JSON_OBJECT)
      fn(r, item);
    else
      rap_reading_fault(r, "no object");
  }
  r->list = NULL;
  return true;
}

static bool has_room(rap_reading *r, size_t n, size_t most) {
  if (n == most) rap_reading_fault(r, "more than %zu of its kind", most);
  return n < most;
}

bool rap_reading_room(rap_reading *r, size_t n) { return has_room(r, n, RAP_MAX_ANNOTATIONS); }

void rap_reading_add(rap_reading *r, rap_labelled_list *list, rap_labelled item) {
  void *items = list->items;
  if (!rap_reading_room(r, list->n)) return;
  if (!rap_arena_grow(r->arena, &items, list->n, &list->capacity, sizeof item)) {
    r->faults->failed = true;
    return;
  }
  list->items = items;
  list->items[list->n++] = item;
}

/* ---- values ---- */

void rap_reading_check_code(rap_reading *r, rap_str code, bool actor) {
  bool all = actor && rap_str_is(code, "ALL");
  if (!r->gold || !r->rules || all || rap_rules_entry(r->rules, RAP_KIND_STATE, code)) return;
  if (!actor || !rap_rules_entry(r->rules, RAP_KIND_GROUP, code))
    rap_reading_fault(r, "no State of the packs: '%.*s'", RAP_FMT(rap_str_sub(code, 0, SHOWN_BYTES)));
}

void rap_reading_check_theme(rap_reading *r, rap_str theme) {
  if (r->gold && r->rules && !rap_rules_theme(r->rules, theme))
    rap_reading_fault(r, "no theme of the packs: '%.*s'", RAP_FMT(rap_str_sub(theme, 0, SHOWN_BYTES)));
}

/* As it is written out: no seconds, no zone. */
static bool is_day(rap_str s) {
  rap_day d;
  char text[RAP_DAY_TEXT_MAX];
  return rap_day_parse(s, &d) && rap_day_valid(d) && rap_str_eq(s, (rap_str){text, rap_day_format(d, text)});
}

/* FY2022-23 */
static bool is_financial_year(rap_str s) {
  uint64_t from, to;
  return s.n == 9 && rap_str_starts(s, RAP_STR("FY")) && s.p[6] == '-' && rap_str_uint(rap_str_sub(s, 2, 6), &from) &&
         rap_str_uint(rap_str_sub(s, 7, 9), &to) && (from + 1) % 100 == to;
}

void rap_reading_check_date(rap_reading *r, rap_str value, bool interval) {
  rap_str rest = value, begin, end;
  bool sound = is_day(value) || (interval && is_financial_year(value));
  if (!sound && interval && rap_str_split(&rest, '/', &begin) && rap_str_split(&rest, '\0', &end)) sound = is_day(begin) && is_day(end);
  if (r->gold && !sound) rap_reading_fault(r, "no date: '%.*s'", RAP_FMT(rap_str_sub(value, 0, SHOWN_BYTES)));
}

/* ---- lists without places ---- */

static void read_participant(rap_reading *r, const rap_json *item) {
  rap_labelled p = {.at = {SIZE_MAX, SIZE_MAX}};
  if (!has_room(r, r->out->participants.n, RAP_MAX_ANNOTATED_PARTICIPANTS)) return;
  if (!rap_reading_string(r, item, "name", true, &p.text) || !rap_reading_word(r, item, "function", functions, &p.value)) return;
  rap_reading_add(r, &r->out->participants, p);
}

static void read_theme(rap_reading *r, const rap_json *item) {
  bool central = true;
  rap_str id;
  if (!rap_reading_string(r, item, "id", true, &id) || !rap_reading_room(r, r->out->themes.n)) return;
  if (rap_json_get(item, "central")) (void)rap_json_bool(rap_json_get(item, "central"), &central);
  if (central && !rap_str_list_add(r->arena, &r->out->themes, id)) r->faults->failed = true;
}

static void read_themes_of_gold(rap_reading *r, const rap_json *record, const char *key, rap_str_list *out) {
  if (is_absent(rap_json_get(record, key)) || !rap_reading_strings(r, record, key, out)) return;
  r->list = key;
  for (r->item = 0; r->item < out->n; r->item++) rap_reading_check_theme(r, out->items[r->item]);
  r->list = NULL;
}

/* True when the edition, a number, was written out. */
static bool read_edition(rap_reading *r, const rap_json *item, rap_str *out) {
  int64_t edition;
  if (!rap_reading_int(r, item, "edition", &edition) || edition == 0) return false;
  *out = rap_arena_printf(r->arena, "%lld", (long long)edition);
  if (!out->p) r->faults->failed = true;
  return true;
}

static void read_event(rap_reading *r, const rap_json *item) {
  rap_str fields[RAP_N_EVENT_FIELDS] = {{0}};
  bool main_one = false;
  const rap_json *flag = rap_json_get(item, "main");
  if (!is_absent(flag) && !rap_json_bool(flag, &main_one)) rap_reading_fault(r, "\"main\" is neither true nor false");
  for (int f = 0; f < RAP_N_EVENT_FIELDS; f++) {
    if (f == RAP_EVENT_EDITION)
      (void)read_edition(r, item, &fields[f]);
    else if (f == RAP_EVENT_STATUS)
      (void)rap_reading_word(r, item, event_fields[f], event_statuses, &fields[f]);
    else
      (void)rap_reading_string(r, item, event_fields[f], f == RAP_EVENT_SERIES && r->gold, &fields[f]);
  }
  for (int f = RAP_EVENT_START; f <= RAP_EVENT_END; f++)
    if (fields[f].n) rap_reading_check_date(r, fields[f], false);
  if (fields[RAP_EVENT_STATE].n) rap_reading_check_code(r, fields[RAP_EVENT_STATE], false);
  if (!main_one) return;
  if (r->gold && r->out->has_event) rap_reading_fault(r, "a second main event");
  if (!r->out->has_event) memcpy(r->out->event, fields, sizeof fields);
  r->out->has_event = true;
}

/* ---- documents ---- */

static rap_status begin(rap_reading *r, rap_error *err) {
  rap_str full = rap_arena_printf(r->arena, "%.*s\n%.*s", RAP_FMT(r->title), RAP_FMT(r->text));
  *r->out = (rap_annotated){0};
  r->title_points = rap_utf8_count(r->title);
  r->text_points = rap_utf8_count(r->text);
  return full.p && rap_letters_make(r->arena, full, &r->out->letters) ? RAP_OK : rap_error_nomem(err);
}

static void read_lists(rap_reading *r, const rap_json *record) {
  rap_annotated *out = r->out;
  if (rap_reading_each(r, record, "mentions", rap_reading_mention)) out->lists |= RAP_LIST_MENTIONS;
  if (rap_reading_each(r, record, "participants", read_participant)) out->lists |= RAP_LIST_PARTICIPANTS;
  if (rap_reading_each(r, record, "events", read_event)) out->lists |= RAP_LIST_EVENTS;
  if (rap_reading_each(r, record, "statements", rap_reading_statement)) out->lists |= RAP_LIST_STATEMENTS;
  if (rap_reading_each(r, record, "counts", rap_reading_count)) out->lists |= RAP_LIST_COUNTS;
  if (!r->gold && rap_reading_each(r, record, "themes", read_theme)) out->lists |= RAP_LIST_THEMES;
  if (!is_absent(rap_json_get(record, "timex3"))) {
    rap_reading_timex(r, record);
    out->lists |= RAP_LIST_TIMEX3;
  }
}

/* Totals are few: where everything else is annotated, none is what their absence says. */
static void read_gold(rap_reading *r, const rap_json *record) {
  rap_annotated *out = r->out;
  if (rap_reading_string(r, record, "published", false, &out->published) && out->published.n) rap_reading_check_date(r, out->published, false);
  read_lists(r, record);
  read_themes_of_gold(r, record, "themes", &out->themes);
  read_themes_of_gold(r, record, "themes_mentioned", &out->touched);
  if (rap_json_kind(rap_json_get(record, "themes")) == RAP_JSON_ARRAY) out->lists |= RAP_LIST_THEMES;
  if (out->lists & RAP_LISTS_OF_RECORDS) out->lists |= RAP_LIST_COUNTS;
  if (!out->lists) rap_reading_fault(r, "nothing is annotated (no \"mentions\", \"statements\", \"themes\" …)");
}

rap_status rap_annotated_gold(rap_arena *arena, const rap_raw_document *raw, const rap_rules *rules, rap_faults *faults, rap_annotated *out,
                              rap_error *err) {
  rap_reading r = {
      .arena = arena, .faults = faults, .rules = rules, .place = raw->file, .gold = true, .title = raw->title, .text = raw->text, .out = out};
  rap_json *json = NULL;
  rap_status st = begin(&r, err);
  if (st == RAP_OK) st = rap_json_parse(raw->metadata.n ? raw->metadata : RAP_STR("{}"), &json, err);
  if (st == RAP_OK) read_gold(&r, json);
  rap_json_free(json);
  return st == RAP_OK && (faults->failed || rap_arena_failed(arena)) ? rap_error_nomem(err) : st;
}

/* The first fault of a record is its failure. */
static rap_status read_record(rap_reading *r, const rap_json *json, rap_error *err) {
  const rap_faults *faults = r->faults;
  rap_status st = begin(r, err);
  if (st != RAP_OK) return st;
  if (rap_json_get(json, "format")) r->out->lists = RAP_LISTS_OF_RECORDS;
  read_lists(r, json);
  if (faults->failed || rap_arena_failed(r->arena)) return rap_error_nomem(err);
  return faults->lines.n ? rap_error_set(err, RAP_ERR_INPUT, "%.*s", RAP_FMT(faults->lines.items[0])) : RAP_OK;
}

/* Behind the string that begins with the quote at `at`. */
static size_t string_end(rap_str json, size_t at) {
  for (at++; at < json.n && json.p[at] != '"'; at++)
    if (json.p[at] == '\\') at++;
  return at < json.n ? at + 1 : json.n;
}

/* Of sound JSON: whether the object has this key itself. A record is large, and is parsed when its turn comes. */
static bool has_key(rap_str json, const char *key) {
  size_t depth = 0;
  for (size_t at = 0; at < json.n;) {
    char c = json.p[at];
    depth += c == '{' || c == '[';
    depth -= c == '}' || c == ']';
    if (c != '"') {
      at++;
      continue;
    }
    size_t end = string_end(json, at);
    bool is_key = depth == 1 && end < json.n && json.p[end] == ':';
    if (is_key && rap_str_is(rap_str_sub(json, at + 1, end - 1), key)) return true;
    at = end;
  }
  return false;
}

bool rap_annotated_is_record(const rap_raw_document *raw) { return has_key(raw->metadata, "format") || has_key(raw->metadata, "timex3"); }

rap_status rap_annotated_record(rap_arena *arena, const rap_raw_document *raw, rap_annotated *out, rap_error *err) {
  rap_faults faults = {.arena = arena};
  rap_reading r = {.arena = arena, .faults = &faults, .place = raw->file, .title = raw->title, .text = raw->text, .out = out};
  rap_json *json = NULL;
  rap_status st = rap_json_parse(raw->metadata.n ? raw->metadata : RAP_STR("{}"), &json, err);
  if (st == RAP_OK) st = read_record(&r, json, err);
  rap_json_free(json);
  return st;
}

rap_status rap_annotated_made(rap_arena *arena, const rap_document *doc, const rap_json *json, rap_annotated *out, rap_error *err) {
  rap_faults faults = {.arena = arena};
  rap_reading r = {
      .arena = arena, .faults = &faults, .place = doc->file, .title = rap_document_title(doc), .text = rap_document_body(doc), .out = out};
  return read_record(&r, json, err);
}
