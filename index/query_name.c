/* query_name.c: names of values, and values of what people type. Layer: index. */
#include <stdlib.h>

#include "index/bitmap_documents.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- value to name ---- */

static const char label_of_entity[] =
    "SELECT coalesce((SELECT name FROM lexicon WHERE kind = CASE ?1 WHEN 'series' THEN 'event' ELSE ?1 END AND id = ?2), (SELECT name FROM entity WHERE kind = ?1 AND value = ?2))";
static const char label_of_actor[] =
    "SELECT coalesce((SELECT name FROM lexicon WHERE kind IN ('state', 'group') AND id = ?1), (SELECT name FROM entity WHERE kind IN ('state', 'group', 'all') AND value = ?1))";
static const char label_of_event[] = "SELECT name FROM event WHERE key = ?";
static const char label_of_country[] = "SELECT name FROM lexicon WHERE kind = 'state' AND id = ?";
static const char label_of_document[] = "SELECT nullif(title, '') FROM document WHERE name = ? ORDER BY source LIMIT 1";

rap_status rap_query_label(rap_store *store, rap_axis axis, rap_str value, rap_arena *arena, rap_str *out, rap_error *err) {
  *out = (rap_str){0};
  const char *kind = rap_axis_entity(axis);
  bool actor = axis == RAP_AXIS_ACTOR || axis == RAP_AXIS_STATE || axis == RAP_AXIS_GROUP;
  const char *sql = actor                       ? label_of_actor
                    : kind                      ? label_of_entity
                    : axis == RAP_AXIS_EVENT    ? label_of_event
                    : axis == RAP_AXIS_COUNTRY  ? label_of_country
                    : axis == RAP_AXIS_DOCUMENT ? label_of_document
                                                : NULL;
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = RAP_OK;
  if (sql) {
    st = rap_db_cached(store->db, sql, &s, err);
    if (kind && !actor) rap_bind_text(s, rap_str_of(kind));
    rap_bind_text(s, value);
    TRY(rap_stmt_step(s, &row, err));
  }
  if (st == RAP_OK) {
    *out = rap_arena_str(arena, row && !rap_col_null(s, 0) ? rap_col_text(s, 0) : value);
    if (!out->p) st = rap_error_nomem(err);
  }
  rap_stmt_reset(s);
  return st;
}

/* ---- what people type to values ---- */

/* value, name, folded name, folded short name, entity (it is asked afterwards how often that is used). ?1: kind; ?2: the text, ?3: folded, by which most of many are passed over. `how`: a kind that is much of the
 * table is read in the table's order. */
#define ENTITY_CANDIDATES(uses, how)                                                                                                \
  "SELECT l.id, l.name, l.fold, l.short_fold, (SELECT " uses " FROM entity n WHERE n.kind = ?1 AND n.value = l.id) FROM lexicon l " \
  "WHERE l.kind = CASE ?1 WHEN 'series' THEN 'event' ELSE ?1 END "                                                                  \
  "UNION ALL SELECT n.value, n.name, n.fold, NULL, " uses " FROM entity n" how                                                      \
  " WHERE n.kind = ?1 AND (n.value = ?2 COLLATE NOCASE OR rap_may_hold(?3, n.fold)) "                                               \
  "AND NOT EXISTS (SELECT 1 FROM lexicon l WHERE l.kind = CASE ?1 WHEN 'series' THEN 'event' ELSE ?1 END AND l.id = n.value)"

static const char candidates_linked[] = ENTITY_CANDIDATES("n.id", "");
static const char candidates_many[] = ENTITY_CANDIDATES("n.id", " NOT INDEXED");
static const char candidates_actors[] =
    "SELECT l.id, l.name, l.fold, l.short_fold, (SELECT n.id FROM entity n WHERE n.kind = l.kind AND n.value = l.id) FROM lexicon l WHERE l.kind IN ('state', 'group') "
    "UNION ALL SELECT n.value, n.name, n.fold, NULL, n.id FROM entity n "
    "WHERE n.kind IN ('state', 'group', 'all') AND NOT EXISTS (SELECT 1 FROM lexicon l WHERE l.kind = n.kind AND l.id = n.value)";
/* An event is found by its series' names, its edition, its dates and its place. */
static const char candidates_events[] =
    "SELECT e.key, e.name, coalesce(n.fold, '') || ' ' || coalesce(l.fold, '') || ' ' || coalesce(l.short_fold, '') || ' ' || coalesce(e.edition, '') || ' ' || "
    "coalesce(replace(e.start_date, '-', ' '), '') || ' ' || coalesce(substr(e.start_date, 1, 7), '') || ' ' || coalesce(e.start_date, ''), NULL, e.n_documents, e.name "
    "FROM event e JOIN entity n ON n.id = e.series LEFT JOIN lexicon l ON l.kind = 'event' AND l.id = n.value "
    "WHERE e.key = lower(?2) OR rap_may_hold(?1, e.name, e.start_date) OR e.series IN (SELECT x.id FROM lexicon y JOIN entity x ON x.kind = 'series' AND x.value = y.id "
    "WHERE y.kind = 'event' AND rap_shares_word(y.fold || ' ' || coalesce(y.short_fold, ''), ?1))";
static const char candidates_sources[] = "SELECT value, value, fold, NULL, 0 FROM entity WHERE kind = 'source'";
static const char candidates_documents[] =
    "SELECT name, title, NULL, NULL, 0 FROM document WHERE name = ?1 "
    "UNION ALL SELECT name, title, NULL, NULL, 0 FROM document WHERE NOT EXISTS (SELECT 1 FROM document WHERE name = ?1) AND name = ?1 COLLATE NOCASE";

typedef struct candidate {
  rap_label label;
  rap_name_match rank;
  int64_t uses;
} candidate;

/* Are all of `words` words of `text`? WORDS; with the last one as a beginning: PREFIX. */
static rap_name_match words_in(rap_str words, rap_str text) {
  rap_name_match match = RAP_NAMED_NONE;
  rap_str word;
  while (rap_str_split(&words, ' ', &word)) {
    if (!word.n) continue;
    rap_str rest = text, part;
    bool whole = false, begins = false, last = !words.p;
    while (!whole && rap_str_split(&rest, ' ', &part)) {
      whole = rap_str_eq(part, word);
      begins = begins || (last && rap_str_starts(part, word));
    }
    if (!whole && !begins) return RAP_NAMED_NONE;
    match = whole ? RAP_NAMED_BY_WORDS : RAP_NAMED_BY_PREFIX;
  }
  return match;
}

/* "2nd" → "2", so that an edition is found as it is spoken; in place. */
static void drop_ordinals(rap_buf *fold) {
  static const char *const endings[] = {"st", "nd", "rd", "th"};
  size_t to = 0;
  for (size_t i = 0; i < fold->n;) {
    bool ending = false;
    for (size_t k = 0; k < 4 && to > 0 && fold->p[to - 1] >= '0' && fold->p[to - 1] <= '9'; k++)
      ending = ending || (i + 2 <= fold->n && memcmp(fold->p + i, endings[k], 2) == 0 && (i + 2 == fold->n || fold->p[i + 2] == ' '));
    if (ending) {
      i += 2;
      continue;
    }
    fold->p[to++] = fold->p[i++];
  }
  fold->n = to;
}

static rap_name_match rank_of(rap_stmt *s, rap_axis axis, rap_str text, rap_str fold, rap_buf *scratch) {
  if (rap_str_eq_nocase(rap_col_text(s, 0), text)) return RAP_NAMED_BY_ID;
  rap_str name = rap_col_text(s, 2), short_name = rap_col_text(s, 3);
  if (rap_col_null(s, 2)) { /* no folded name is stored */
    rap_buf_reset(scratch);
    if (rap_fold_name(rap_col_text(s, 1), scratch, NULL) != RAP_OK) return RAP_NAMED_NONE;
    name = rap_buf_str(scratch);
  }
  if (fold.n && (rap_str_eq(name, fold) || rap_str_eq(short_name, fold))) return RAP_NAMED_WHOLE;
  rap_name_match match = words_in(fold, name);
  if (axis == RAP_AXIS_EVENT && match != RAP_NAMED_BY_WORDS) { /* also the words of the event's own name, such as its place or month */
    rap_buf_reset(scratch);
    rap_buf_add(scratch, name);
    rap_buf_putc(scratch, ' ');
    if (rap_fold_name(rap_col_text(s, 5), scratch, NULL) != RAP_OK || rap_buf_failed(scratch)) return RAP_NAMED_NONE;
    match = words_in(fold, rap_buf_str(scratch));
  }
  return match;
}

static int by_use(const void *x, const void *y) {
  const candidate *a = x, *b = y;
  if (a->uses != b->uses) return a->uses > b->uses ? -1 : 1;
  return rap_str_cmp(a->label.value, b->label.value);
}

static const char *candidates_of(rap_axis axis) {
  switch (axis) {
  case RAP_AXIS_ACTOR: return candidates_actors;
  case RAP_AXIS_EVENT: return candidates_events;
  case RAP_AXIS_SOURCE: return candidates_sources;
  case RAP_AXIS_DOCUMENT: return candidates_documents;
  case RAP_AXIS_PERSON:
  case RAP_AXIS_SERIES: return candidates_many;
  default: return rap_axis_entity(axis) ? candidates_linked : NULL;
  }
}

static rap_bitmap_kind links_of(rap_axis axis) {
  switch (axis) {
  case RAP_AXIS_THEME:
  case RAP_AXIS_THEME_TOP: return RAP_BITMAP_THEME;
  case RAP_AXIS_PERSON: return RAP_BITMAP_PERSON;
  case RAP_AXIS_ORGANISATION: return RAP_BITMAP_ORGANISATION;
  case RAP_AXIS_PROGRAMME: return RAP_BITMAP_PROGRAMME;
  case RAP_AXIS_PLACE: return RAP_BITMAP_PLACE;
  case RAP_AXIS_MENTIONED: return RAP_BITMAP_MENTIONED;
  default: return RAP_BITMAP_ACTOR;
  }
}

static rap_status count_series(rap_store *store, const int64_t *series, size_t n, int64_t *uses, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = RAP_OK;
  for (size_t i = 0; i < n && st == RAP_OK; i++) {
    st = rap_db_cached(store->db, "SELECT count(*) FROM event_document WHERE series = ?", &s, err);
    rap_bind_int(s, series[i]);
    TRY(rap_stmt_number(s, &uses[i], err));
  }
  return st;
}

/* From the entities to the numbers of documents that they are linked to. */
static rap_status count_uses(rap_store *store, rap_axis axis, rap_arena *arena, candidate *found, size_t n, rap_error *err) {
  int64_t *entities = rap_arena_array(arena, n, sizeof *entities), *uses = rap_arena_array(arena, n, sizeof *uses);
  if (!entities || !uses) return rap_error_nomem(err);
  for (size_t i = 0; i < n; i++) entities[i] = found[i].uses;
  rap_status st =
      axis == RAP_AXIS_SERIES ? count_series(store, entities, n, uses, err) : rap_bitmap_uses(store, links_of(axis), entities, n, uses, err);
  for (size_t i = 0; i < n; i++) found[i].uses = uses[i];
  return st;
}

/* Those that match in the best way. */
static rap_status collect(rap_store *store, rap_axis axis, rap_str text, rap_str fold, rap_arena *arena, candidate **found, size_t *n,
                          rap_error *err) {
  const char *sql = candidates_of(axis);
  bool linked = sql == candidates_linked || sql == candidates_many;
  rap_stmt *s = NULL;
  rap_buf scratch = {0};
  size_t capacity = 0;
  bool row = false;
  rap_status st = rap_db_cached(store->db, sql, &s, err);
  if (axis == RAP_AXIS_EVENT) rap_bind_text(s, fold);
  if (linked) rap_bind_text(s, rap_str_of(rap_axis_entity(axis)));
  if (axis == RAP_AXIS_EVENT || axis == RAP_AXIS_DOCUMENT || linked) rap_bind_text(s, text);
  if (linked) rap_bind_text(s, fold);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    rap_name_match rank = rank_of(s, axis, text, fold, &scratch);
    if (rank == RAP_NAMED_NONE || (*n && rank > (*found)[0].rank)) continue;
    if (*n && rank < (*found)[0].rank) *n = 0;
    candidate c = {{rap_arena_str(arena, rap_col_text(s, 0)), rap_arena_str(arena, rap_col_text(s, 1))}, rank, rap_col_int(s, 4)};
    if (!c.label.value.p || !c.label.name.p || !rap_arena_grow(arena, (void **)found, *n, &capacity, sizeof **found))
      st = rap_error_nomem(err);
    else
      (*found)[(*n)++] = c;
  }
  rap_stmt_reset(s);
  rap_buf_clear(&scratch);
  if ((linked || sql == candidates_actors) && *n > 1) TRY(count_uses(store, axis, arena, *found, *n, err));
  return st;
}

/* Another name ("Orissa", "MeitY"); several kinds for ACTOR, of which the State comes first. *n is 1 when there is one. */
static rap_status collect_alias(rap_store *store, rap_axis axis, rap_str fold, rap_arena *arena, candidate **found, size_t *n, rap_error *err) {
  static const char sql[] =
      "SELECT l.id, l.name FROM lexicon_alias a JOIN lexicon l ON l.kind = a.kind AND l.id = a.id WHERE a.fold = ?1 AND a.kind IN (?2, ?3) ORDER BY a.kind DESC LIMIT 1";
  const char *kind = rap_axis_entity(axis);
  bool actor = axis == RAP_AXIS_ACTOR, row = false;
  rap_stmt *s = NULL;
  if (!actor && !kind) return RAP_OK;
  if (axis == RAP_AXIS_SERIES) kind = "event";
  rap_status st = rap_db_cached(store->db, sql, &s, err);
  rap_bind_text(s, fold);
  rap_bind_text(s, rap_str_of(actor ? "state" : kind));
  rap_bind_text(s, rap_str_of(actor ? "group" : kind));
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && row) {
    *found = rap_arena_alloc(arena, sizeof **found);
    if (*found) **found = (candidate){{rap_arena_str(arena, rap_col_text(s, 0)), rap_arena_str(arena, rap_col_text(s, 1))}, RAP_NAMED_WHOLE, 0};
    if (!*found || !(*found)->label.value.p || !(*found)->label.name.p)
      st = rap_error_nomem(err);
    else
      *n = 1;
  }
  rap_stmt_reset(s);
  return st;
}

rap_status rap_query_find(rap_store *store, rap_axis axis, rap_str text, rap_arena *arena, rap_labels *out, rap_name_match *match, rap_error *err) {
  *out = (rap_labels){0};
  *match = RAP_NAMED_NONE;
  candidate *found = NULL;
  size_t n = 0;
  rap_buf fold = {0};
  if (!candidates_of(axis)) return RAP_OK;
  rap_status st = rap_fold_name(text, &fold, err);
  if (axis == RAP_AXIS_EVENT) drop_ordinals(&fold);
  TRY(collect(store, axis, rap_str_trim(text), rap_buf_str(&fold), arena, &found, &n, err));
  if (st == RAP_OK && n) qsort(found, n, sizeof *found, by_use);
  if (st == RAP_OK && (n == 0 || found[0].rank > RAP_NAMED_WHOLE)) st = collect_alias(store, axis, rap_buf_str(&fold), arena, &found, &n, err);
  rap_buf_clear(&fold);
  if (st != RAP_OK || n == 0) return st;
  out->items = rap_arena_array(arena, n, sizeof *out->items);
  if (!out->items) return rap_error_nomem(err);
  for (size_t i = 0; i < n; i++) out->items[i] = found[i].label;
  out->n = out->capacity = n;
  *match = found[0].rank;
  return RAP_OK;
}

rap_status rap_query_resolve(rap_store *store, rap_axis axis, rap_str text, rap_arena *arena, rap_labels *out, rap_error *err) {
  rap_name_match match;
  rap_status st = rap_query_find(store, axis, text, arena, out, &match, err);
  if (match == RAP_NAMED_BY_PREFIX && out->n > 1) *out = (rap_labels){0};
  return st;
}
