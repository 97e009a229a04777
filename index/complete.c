#include "index/complete.h"

#include "base/utf8.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* Behind every string that begins like another one: no character is greater. */
#define LAST_CHARACTER "\xF4\x8F\xBF\xBF"

/* Names of the packs. ?1: kind in the lexicon, ?2: kind of entity, ?3: folded text, ?4: the text as an id, ?5: at most. A theme that only others stand below is asked for too. */
static const char of_lexicon[] =
    "SELECT l.id, CASE WHEN substr(l.fold, 1, length(?3)) = ?3 OR substr(l.short_fold, 1, length(?3)) = ?3 OR substr(l.id, 1, length(?4)) = ?4 COLLATE NOCASE THEN 0 "
    "WHEN instr(' ' || l.fold, ' ' || ?3) OR instr('.' || l.id, '.' || ?4) THEN 1 "
    "WHEN EXISTS (SELECT 1 FROM lexicon_alias a WHERE a.kind = ?1 AND a.fold >= ?3 AND a.fold < ?3 || '" LAST_CHARACTER
    "' AND a.id = l.id) THEN 2 END AS place "
    "FROM lexicon l WHERE l.kind = ?1 AND place IS NOT NULL AND (?1 = 'theme' OR EXISTS (SELECT 1 FROM entity e WHERE e.kind = ?2 AND e.value = l.id)) "
    "ORDER BY place, CASE ?1 WHEN 'theme' THEN l.id ELSE l.fold END, l.id LIMIT ?5";

/* Keys alone, each from an index that covers it. ?1: kind of entity, ?2: text, ?3: behind all that begins so, ?4: at most; within: ?2 is the text behind what separates words. */
static const char entity_begins[] = "SELECT value FROM entity WHERE kind = ?1 AND value >= ?2 AND value < ?3 ORDER BY value LIMIT ?4";
static const char entity_within[] = "SELECT value FROM entity WHERE kind = ?1 AND instr(value, ?2) AND ?3 IS NOT NULL ORDER BY value LIMIT ?4";
static const char event_begins[] = "SELECT key FROM event WHERE ?1 IS NULL AND key >= ?2 AND key < ?3 ORDER BY key LIMIT ?4";
static const char event_within[] = "SELECT key FROM event WHERE ?1 IS NULL AND instr(key, ?2) AND ?3 IS NOT NULL ORDER BY key LIMIT ?4";
static const char document_begins[] = "SELECT name FROM document WHERE ?1 IS NULL AND name >= ?2 AND name < ?3 ORDER BY name LIMIT ?4";

typedef struct completion {
  rap_store *store;
  rap_axis axis;
  rap_arena *arena;
  size_t most;
  rap_labels *out;
  rap_buf fold, id, bound; /* the text as names, as ids and as keys are compared; where the range of a key ends */
} completion;

static bool add(completion *c, rap_str value) {
  for (size_t i = 0; i < c->out->n; i++)
    if (rap_str_eq(c->out->items[i].value, value)) return true;
  void *items = c->out->items;
  rap_str copy = rap_arena_str(c->arena, value);
  if (!copy.p || !rap_arena_grow(c->arena, &items, c->out->n, &c->out->capacity, sizeof *c->out->items)) return false;
  c->out->items = items;
  c->out->items[c->out->n++] = (rap_label){.value = copy};
  return true;
}

static rap_status add_all(completion *c, rap_stmt *s, rap_error *err) {
  bool row = false;
  rap_status st = RAP_OK;
  while (st == RAP_OK && c->out->n < c->most && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row)
    if (!add(c, rap_col_text(s, 0))) st = rap_error_nomem(err);
  rap_stmt_reset(s);
  return st;
}

static rap_status from_lexicon(completion *c, const char *lexicon, const char *entity, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(c->store->db, of_lexicon, &s, err);
  if (st != RAP_OK) return st;
  rap_bind_text(s, rap_str_of(lexicon));
  rap_bind_text(s, rap_str_of(entity));
  rap_bind_text(s, rap_buf_str(&c->fold));
  rap_bind_text(s, rap_buf_str(&c->id));
  rap_bind_int(s, (int64_t)c->most);
  return add_all(c, s, err);
}

/* `kind` NULL: the keys are not of entities. */
static rap_status from_keys(completion *c, const char *sql, const char *kind, rap_str text, rap_error *err) {
  rap_stmt *s = NULL;
  if (c->out->n >= c->most) return RAP_OK;
  rap_status st = rap_db_cached(c->store->db, sql, &s, err);
  if (st != RAP_OK) return st;
  rap_buf_reset(&c->bound);
  rap_buf_add(&c->bound, text);
  rap_buf_puts(&c->bound, LAST_CHARACTER);
  rap_bind_text_or_null(s, rap_str_of(kind));
  rap_bind_text(s, text);
  rap_bind_text(s, rap_buf_str(&c->bound));
  rap_bind_int(s, (int64_t)c->most);
  return add_all(c, s, err);
}

/* Keys with the text at the beginning, then behind the first letter of another word. */
static rap_status from_words(completion *c, const char *begins, const char *within, const char *kind, char between, rap_error *err) {
  rap_buf text = {0};
  rap_buf_putc(&text, between);
  for (size_t i = 0; i < c->fold.n; i++) rap_buf_putc(&text, c->fold.p[i] == ' ' ? between : c->fold.p[i]);
  rap_status st = rap_buf_failed(&text) ? rap_error_nomem(err) : from_keys(c, begins, kind, rap_str_sub(rap_buf_str(&text), 1, text.n), err);
  if (c->fold.n) TRY(from_keys(c, within, kind, rap_buf_str(&text), err));
  rap_buf_clear(&text);
  return st;
}

static rap_status find(completion *c, rap_str text, rap_error *err) {
  const char *kind = rap_axis_entity(c->axis);
  rap_status st = RAP_OK;
  switch (c->axis) {
  case RAP_AXIS_ACTOR:
  case RAP_AXIS_STATE: st = from_lexicon(c, "state", "state", err); break;
  case RAP_AXIS_THEME: return from_lexicon(c, "theme", "theme", err);
  case RAP_AXIS_EVENT: return from_words(c, event_begins, event_within, NULL, '-', err);
  case RAP_AXIS_DOCUMENT: return from_keys(c, document_begins, NULL, text, err);
  case RAP_AXIS_SOURCE:
  case RAP_AXIS_LANGUAGE: return from_keys(c, entity_begins, rap_axis_name(c->axis), text, err);
  case RAP_AXIS_SERIES: st = from_lexicon(c, "event", "series", err); break;
  case RAP_AXIS_PERSON:
  case RAP_AXIS_ORGANISATION:
  case RAP_AXIS_PROGRAMME:
  case RAP_AXIS_PLACE: st = from_lexicon(c, kind, kind, err); break;
  case RAP_AXIS_GROUP: break;
  default: return RAP_OK;
  }
  if (c->axis == RAP_AXIS_ACTOR || c->axis == RAP_AXIS_GROUP) {
    TRY(from_lexicon(c, "group", "group", err));
    return st;
  }
  if (c->axis == RAP_AXIS_STATE) return st;
  TRY(from_words(c, entity_begins, entity_within, kind, ' ', err));
  return st;
}

rap_status rap_store_complete(rap_store *store, rap_axis axis, rap_str text, size_t most, rap_arena *arena, rap_labels *out, rap_error *err) {
  *out = (rap_labels){0};
  completion c = {.store = store, .axis = axis, .arena = arena, .most = most, .out = out};
  size_t first;
  rap_status st = rap_fold_name(text, &c.fold, err);
  (void)rap_utf8_repair(rap_str_trim(text), &c.id, &first);
  if (rap_buf_failed(&c.id)) TRY(rap_error_nomem(err));
  TRY(find(&c, rap_buf_str(&c.id), err));
  for (size_t i = 0; st == RAP_OK && i < out->n; i++) st = rap_query_label(store, axis, out->items[i].value, arena, &out->items[i].name, err);
  rap_buf_clear(&c.fold);
  rap_buf_clear(&c.id);
  rap_buf_clear(&c.bound);
  return st;
}
