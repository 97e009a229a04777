/* derive.c: the rows that follow from a document and its record. Layer: index. */
#include <stdlib.h>

#include "index/bitmap.h"
#include "index/corrections_impl.h"
#include "index/numbers.h"
#include "index/sql_time.h"
#include "index/store_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

static rap_status in_lexicon(rap_store *store, const char *kind, rap_str id, bool *known, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(store->db, "SELECT 1 FROM lexicon WHERE kind = ? AND id = ?", &s, err);
  rap_bind_text(s, rap_str_of(kind));
  rap_bind_text(s, id);
  TRY(rap_stmt_step(s, known, err));
  rap_stmt_reset(s);
  return st;
}

static rap_status actor_entity(rap_store *store, const rap_record *r, rap_str actor, int64_t *id, rap_error *err) {
  bool group = false;
  const char *kind = "all";
  rap_status st = RAP_OK;
  if (!rap_str_is(actor, "ALL")) {
    st = in_lexicon(store, "group", actor, &group, err);
    for (size_t i = 0; i < r->n_mentions && !group; i++) group = r->mentions[i].kind == RAP_KIND_GROUP && rap_str_eq(r->mentions[i].value, actor);
    kind = group ? "group" : "state";
  }
  TRY(rap_entity_row(store, kind, actor, *kind == 'a' ? RAP_STR("the States") : (rap_str){0}, id, err));
  return st;
}

/* ---- what the document names ---- */

/* An entity that the document is linked to, once for each time; `n` as in rap_numbers. */
typedef struct link {
  int64_t entity;
  size_t nth;
  uint64_t n;
} link;

/* Of one entity the first stays first. */
static int by_entity(const void *a, const void *b) {
  const link *x = a, *y = b;
  return x->entity != y->entity ? (x->entity > y->entity) - (x->entity < y->entity) : (x->nth > y->nth) - (x->nth < y->nth);
}

/* One for each stretch of days; none when the words fix none. */
static rap_status mentioned_entity(rap_store *store, const rap_date_value *date, int64_t *id, rap_error *err) {
  char text[RAP_MENTIONED_TEXT_MAX];
  rap_str value = {text, rap_mentioned_format(date->begin, date->end, text)};
  return value.n ? rap_entity_row(store, "mentioned", value, (rap_str){0}, id, err) : RAP_OK;
}

static rap_status mention_entity(rap_store *store, const rap_document *doc, const rap_record *r, const rap_mention *m, int64_t *id, rap_error *err) {
  *id = 0;
  switch (m->kind) {
  case RAP_KIND_STATE:
  case RAP_KIND_GROUP:
  case RAP_KIND_ORGANISATION:
  case RAP_KIND_PROGRAMME:
  case RAP_KIND_PLACE:
    if (m->value.n) return rap_entity_row(store, rap_kind_name(m->kind), m->value, m->name.n ? m->name : rap_str_at(doc->full, m->text), id, err);
    return rap_entity_named(store, rap_kind_name(m->kind), rap_str_at(doc->full, m->text), id, err);
  case RAP_KIND_PERSON:
    if (m->person >= r->n_persons || !r->persons[m->person].name.n) return RAP_OK;
    return rap_entity_named(store, "person", r->persons[m->person].name, id, err);
  case RAP_KIND_DATE: return mentioned_entity(store, &m->date, id, err);
  default: return RAP_OK;
  }
}

static rap_bitmap_kind bitmap_of(rap_kind kind) {
  switch (kind) {
  case RAP_KIND_PERSON: return RAP_BITMAP_PERSON;
  case RAP_KIND_ORGANISATION: return RAP_BITMAP_ORGANISATION;
  case RAP_KIND_PROGRAMME: return RAP_BITMAP_PROGRAMME;
  case RAP_KIND_PLACE: return RAP_BITMAP_PLACE;
  case RAP_KIND_DATE: return RAP_BITMAP_MENTIONED;
  default: return RAP_BITMAP_ACTOR;
  }
}

/* Rising, each once, with the sum of its mentions. */
static rap_status pack_names(rap_store *store, const rap_document *doc, const rap_record *r, rap_buf *out, rap_error *err) {
  size_t n = 0;
  int64_t last = 0;
  link *links = rap_arena_array(store->scratch, r->n_mentions, sizeof *links);
  rap_status st = links ? RAP_OK : rap_error_nomem(err);
  for (size_t i = 0; i < r->n_mentions && st == RAP_OK; i++) {
    links[n].nth = i;
    st = mention_entity(store, doc, r, &r->mentions[i], &links[n].entity, err);
    if (st == RAP_OK && links[n].entity) rap_bitmap_link_document(store, bitmap_of(r->mentions[i].kind), links[n++].entity);
  }
  if (st == RAP_OK && n) qsort(links, n, sizeof *links, by_entity);
  for (size_t i = 0, j; i < n && st == RAP_OK; i = j) {
    for (j = i; j < n && links[j].entity == links[i].entity;) j++;
    rap_numbers_put(out, &last, links[i].entity, j - i);
  }
  return st;
}

/* Rising, each once, as the record says it first. */
static rap_status pack_themes(rap_store *store, const rap_record *r, rap_buf *out, rap_error *err) {
  int64_t last = 0;
  link *links = rap_arena_array(store->scratch, r->n_themes, sizeof *links);
  rap_status st = links ? RAP_OK : rap_error_nomem(err);
  for (size_t i = 0; i < r->n_themes && st == RAP_OK; i++) {
    links[i] = (link){.nth = i, .n = (uint64_t)r->themes[i].mentions * 2 + r->themes[i].central};
    st = rap_entity_row(store, "theme", r->themes[i].id, (rap_str){0}, &links[i].entity, err);
  }
  if (st == RAP_OK && r->n_themes) qsort(links, r->n_themes, sizeof *links, by_entity);
  for (size_t i = 0; i < r->n_themes && st == RAP_OK; i++) {
    if (i && links[i].entity == links[i - 1].entity) continue;
    rap_numbers_put(out, &last, links[i].entity, links[i].n);
    rap_bitmap_link_document(store, RAP_BITMAP_THEME, links[i].entity);
    if (links[i].n % 2) rap_bitmap_link_document(store, RAP_BITMAP_CENTRAL, links[i].entity);
  }
  return st;
}

static rap_status put_document_links(rap_store *store, int64_t doc_id, const rap_document *doc, const rap_record *r, rap_error *err) {
  rap_buf names = {0}, themes = {0};
  rap_stmt *s = NULL;
  rap_status st = pack_names(store, doc, r, &names, err);
  TRY(pack_themes(store, r, &themes, err));
  if (st == RAP_OK && (rap_buf_failed(&names) || rap_buf_failed(&themes))) st = rap_error_nomem(err);
  TRY(rap_db_cached(store->db, "INSERT INTO document_links(document, names, themes) VALUES(?, ?, ?)", &s, err));
  rap_bind_int(s, doc_id);
  rap_bind_blob(s, rap_buf_str(&names));
  rap_bind_blob(s, rap_buf_str(&themes));
  TRY(rap_stmt_run(s, err));
  rap_buf_clear(&names);
  rap_buf_clear(&themes);
  return st;
}

static rap_status put_participants(rap_store *store, int64_t doc_id, const rap_record *r, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < r->n_persons && st == RAP_OK; i++) {
    const rap_person *p = &r->persons[i];
    int64_t person = 0;
    rap_stmt *s = NULL;
    if (!p->function.n) continue;
    TRY(rap_entity_named(store, "person", p->name, &person, err));
    TRY(rap_db_cached(store->db, "INSERT INTO participant(document, idx, person, function) VALUES(?, ?, ?, ?)", &s, err));
    rap_bind_int(s, doc_id);
    rap_bind_int(s, (int64_t)i);
    rap_bind_int(s, person);
    rap_bind_text(s, p->function);
    TRY(rap_stmt_run(s, err));
    for (size_t k = 0; k < r->n_events && st == RAP_OK; k++)
      if (r->events[k].main) rap_bitmap_link_account(store, RAP_BITMAP_PARTICIPANT, person, k);
  }
  return st;
}

static rap_status put_counts(rap_store *store, int64_t doc_id, const rap_record *r, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < r->n_counts && st == RAP_OK; i++) {
    const rap_count *c = &r->counts[i];
    rap_stmt *s = NULL;
    TRY(rap_db_cached(store->db, "INSERT INTO stated_count(document, idx, of, min, max, text_begin, text_end, rule) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                      &s, err));
    rap_bind_int(s, doc_id);
    rap_bind_int(s, (int64_t)i);
    rap_bind_text(s, c->of);
    rap_bind_int_or_null(s, c->min >= 0, c->min);
    rap_bind_int_or_null(s, c->max >= 0, c->max);
    rap_bind_span(s, c->text);
    rap_bind_text_or_null(s, c->rule);
    TRY(rap_stmt_run(s, err));
  }
  return st;
}

/* ---- statements ---- */

static rap_status put_links(rap_store *store, const rap_record *r, size_t idx, int64_t key, rap_error *err) {
  const rap_statement *x = &r->statements[idx];
  rap_status st = RAP_OK;
  rap_stmt *s = NULL;
  int64_t entity = 0;
  for (size_t i = 0; i < x->actors.n && st == RAP_OK; i++) {
    TRY(actor_entity(store, r, x->actors.items[i], &entity, err));
    TRY(rap_db_cached(store->db, "INSERT OR IGNORE INTO statement_actor(actor, statement, ord) VALUES(?, ?, ?)", &s, err));
    rap_bind_int(s, entity);
    rap_bind_int(s, key);
    rap_bind_int(s, (int64_t)i);
    TRY(rap_stmt_run(s, err));
    if (st == RAP_OK) rap_bitmap_link_statement(store, RAP_BITMAP_STATEMENT_ACTOR, entity, idx);
  }
  for (size_t i = 0; i < x->themes.n && st == RAP_OK; i++) {
    TRY(rap_entity_row(store, "theme", x->themes.items[i], (rap_str){0}, &entity, err));
    TRY(rap_db_cached(store->db, "INSERT OR IGNORE INTO statement_theme(theme, statement, ord) VALUES(?, ?, ?)", &s, err));
    rap_bind_int(s, entity);
    rap_bind_int(s, key);
    rap_bind_int(s, (int64_t)i);
    TRY(rap_stmt_run(s, err));
    if (st == RAP_OK) rap_bitmap_link_statement(store, RAP_BITMAP_STATEMENT_THEME, entity, idx);
  }
  return st;
}

static rap_status put_statement(rap_store *store, int64_t doc_id, const rap_document *doc, const rap_record *r, size_t idx, rap_error *err) {
  const rap_statement *x = &r->statements[idx];
  int64_t key = doc_id * RAP_STATEMENTS_PER_DOCUMENT + (int64_t)idx, speaker = 0;
  rap_stmt *s = NULL;
  rap_status st = RAP_OK;
  if (x->speaker.n) st = rap_entity_named(store, "person", x->speaker, &speaker, err);
  TRY(rap_db_cached(
      store->db,
      "INSERT INTO statement(id, document, event_idx, role, predicate, polarity, status, speaker, open, text_begin, text_end, cue_begin, cue_end, topic_begin, topic_end, actor_begin, "
      "actor_end, heading_begin, heading_end, rule) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      &s, err));
  rap_bind_int(s, key);
  rap_bind_int(s, doc_id);
  rap_bind_int_or_null(s, x->event != RAP_NONE, (int64_t)x->event);
  rap_bind_text(s, x->role);
  rap_bind_text(s, x->predicate);
  rap_bind_text(s, x->polarity);
  rap_bind_text(s, x->status);
  rap_bind_int_or_null(s, speaker != 0, speaker);
  rap_bind_int(s, x->open);
  rap_bind_span(s, x->text);
  rap_bind_span(s, x->cue);
  rap_bind_span(s, x->topic);
  rap_bind_span(s, x->actor_text);
  rap_bind_span(s, x->heading == RAP_NONE ? (rap_span){0, 0} : rap_document_block_words(doc, x->heading));
  rap_bind_text_or_null(s, x->rule);
  TRY(rap_stmt_run(s, err));
  if (st == RAP_OK && speaker) rap_bitmap_link_statement(store, RAP_BITMAP_SPEAKER, speaker, idx);
  TRY(put_links(store, r, idx, key, err));
  return st;
}

/* ---- all of it ---- */

rap_status rap_derive_put(rap_store *store, int64_t id, const rap_document *doc, const rap_record *record, rap_error *err) {
  rap_record corrected = *record;
  const rap_record *r = &corrected;
  rap_correcting how = {0};
  rap_arena_reset(store->scratch);
  rap_status st = rap_corrections_apply(store, store->scratch, id, doc, &corrected, &how, err);
  TRY(rap_corrections_note(store, id, &how, err));
  char day[RAP_DAY_TEXT_MAX];
  rap_day first = doc->published.year ? rap_day_first(doc->published) : (rap_day){0};
  TRY(rap_bitmap_begin(store, id, (rap_str){day, rap_day_format(first, day)}, r, err));
  TRY(put_document_links(store, id, doc, r, err));
  TRY(put_participants(store, id, r, err));
  TRY(put_counts(store, id, r, err));
  TRY(rap_derive_put_events(store, id, r, err));
  for (size_t i = 0; i < r->n_statements; i++) TRY(put_statement(store, id, doc, r, i, err));
  TRY(rap_derive_put_event_themes(store, id, r, err));
  TRY(rap_bitmap_end(store, doc->source, doc->language, r, err));
  return st;
}

/* Statements of a document are a range of keys; 65536 = RAP_STATEMENTS_PER_DOCUMENT. */
#define ITS_STATEMENTS "BETWEEN ?1 * 65536 AND ?1 * 65536 + 65535"

rap_status rap_derive_remove(rap_store *store, int64_t id, rap_error *err) {
  rap_status st = RAP_OK;
  TRY(rap_bitmap_remove(store, id, err));
  TRY(rap_db_run(store->db, "INSERT OR IGNORE INTO dirty_series(series) SELECT series FROM event_document WHERE document = ?", id, err));
  TRY(rap_db_run(store->db, "DELETE FROM statement_actor WHERE statement " ITS_STATEMENTS, id, err));
  TRY(rap_db_run(store->db, "DELETE FROM statement_theme WHERE statement " ITS_STATEMENTS, id, err));
  TRY(rap_db_run(store->db, "DELETE FROM statement WHERE id " ITS_STATEMENTS, id, err));
  TRY(rap_db_run(store->db, "DELETE FROM event_theme WHERE document = ?", id, err));
  TRY(rap_db_run(store->db, "DELETE FROM event_document WHERE document = ?", id, err));
  TRY(rap_db_run(store->db, "DELETE FROM stated_count WHERE document = ?", id, err));
  TRY(rap_db_run(store->db, "DELETE FROM participant WHERE document = ?", id, err));
  TRY(rap_db_run(store->db, "DELETE FROM document_links WHERE document = ?", id, err));
  TRY(rap_db_run(store->db, "DELETE FROM corrected WHERE document = ?", id, err));
  return st;
}

/* The texts are bound, not selected: a statement with a SELECT opens a journal of its own, at which FTS5 writes out all that it holds (fts5SavepointMethod), and every document would become a segment
 * of the index. For the same reason nothing else that runs within a batch may need such a journal (db.h, rap_db_cached). */
static rap_status full_text(rap_store *store, const char *sql, int64_t id, rap_str title, rap_str body, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_lengths_touch(&store->lengths, id, err);
  TRY(rap_db_cached(store->db, sql, &s, err));
  rap_bind_int(s, id);
  rap_bind_text(s, title);
  rap_bind_text(s, body);
  TRY(rap_stmt_run(s, err));
  return st;
}

rap_status rap_derive_index(rap_store *store, int64_t id, const rap_document *doc, rap_error *err) {
  store->indexed++;
  return full_text(store, "INSERT INTO fts(rowid, title, body) VALUES(?, ?, ?)", id, rap_document_title(doc), rap_document_body(doc), err);
}

rap_status rap_derive_unindex(rap_store *store, int64_t id, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_str text, title = {0};
  size_t body = 0;
  rap_arena_reset(store->scratch);
  rap_status st = rap_store_text(store, id, &text, err);
  TRY(rap_db_cached(store->db, "SELECT title, body_at FROM document WHERE id = ?", &s, err));
  rap_bind_int(s, id);
  TRY(rap_stmt_step(s, &row, err));
  if (row) {
    title = rap_arena_str(store->scratch, rap_col_text(s, 0));
    body = (size_t)rap_col_int(s, 1);
  }
  rap_stmt_reset(s);
  if (st == RAP_OK && (!row || body > text.n))
    st = rap_store_fail(store, RAP_ERR_STORE, err, "the store is damaged: document %lld has no text", (long long)id);
  if (st == RAP_OK && !title.p) st = rap_error_nomem(err);
  TRY(full_text(store, "INSERT INTO fts(fts, rowid, title, body) VALUES('delete', ?, ?, ?)", id, title, rap_str_sub(text, body, text.n), err));
  store->text_of = 0; /* about to change */
  return st;
}
