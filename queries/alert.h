/* alert.h: what is new in the answer of a saved question. Layer: queries.
 *
 *     rap_alert a;
 *     st = rap_alert_begin(&a, question, key, store, since, arena, err);      // what was told before is read from the store
 *     for each row: st = rap_alert_add(&a, row, err);
 *     st = rap_alert_end(&a, err);
 *     ... tell a.items[0 .. a.n) ...
 *     st = rap_alert_mark(store open for writing, name, key, packed a.all, err);
 *
 * A row is known by some of its columns (its identity), never by a number of the store. It is revised when it was told before and other columns (its content) have changed since, and so is a row that is new in a document that was
 * told of before with another text. The text of a document stands among the contents as "@text".
 * Ownership: the arena. Threads: as the store.
 */
#ifndef RAP_QUERIES_ALERT_H
#define RAP_QUERIES_ALERT_H

#include "base/emit.h"
#include "index/alerts.h"
#include "queries/alert_set.h"
#include "queries/saved.h"

/* At most so many are told at once. */
#define RAP_ALERT_ITEMS_MAX 100000

typedef struct rap_alert_item {
  bool revised;
  uint64_t identity, content;
  rap_str date, title, text, link, document;
  rap_str row; /* as JSON */
} rap_alert_item;

typedef struct rap_alert {
  const rap_saved *question;
  rap_str key; /* rap_saved_key: its parameters */
  rap_store *store;
  rap_arena *arena;
  rap_str since; /* only rows of this date or later are told; empty: all. Others count as told */
  rap_str_list identity, content;
  rap_str shown, shown_text, date, link; /* templates and columns, see rap_saved */
  rap_alert_set before, now, all;
  bool first; /* nothing was told yet */
  rap_alert_item *items;
  size_t n, capacity, n_revised;
  rap_str text_source, text_document, text_hash; /* of the last document that was looked up */
} rap_alert;

/* Errors: RAP_ERR_USAGE when nothing is known of what tells the rows of the question's command apart (alert: identity: …); those of rap_alert_seen. */
rap_status rap_alert_begin(rap_alert *a, const rap_saved *question, rap_str key, rap_store *store, rap_str since, rap_arena *arena,
                           rap_error *err) RAP_MUST_CHECK;
/* A row of the answer; stays the caller's. Errors: RAP_ERR_RULES when it has none of the columns of the identity; RAP_ERR_LIMIT; those of the store. */
rap_status rap_alert_add(rap_alert *a, const rap_json *row, rap_error *err) RAP_MUST_CHECK;
/* Fills .all. */
rap_status rap_alert_end(rap_alert *a, rap_error *err) RAP_MUST_CHECK;
/* "tag:AUTHORITY:rapporteur/NAME/0123456789abcdef" (RFC 4151): the same for the same row at all times; a revision of it has another one. Appends. */
void rap_alert_uri(const rap_alert *a, const rap_alert_item *item, rap_str authority, rap_buf *out);
/* One line for people: "theme=digital, since=2023"; empty without parameters. In the arena. */
rap_status rap_alert_parameters(const rap_alert *a, rap_str *out, rap_error *err) RAP_MUST_CHECK;

/* alert_feed.c: what is new as an Atom feed (RFC 4287), of several questions together; dates are those of what is told, so that the same news are the same bytes. Errors: RAP_ERR_IO, RAP_ERR_NOMEM. */
rap_status rap_alert_feed(const rap_alert *alerts, size_t n, rap_str authority, rap_out *out, rap_error *err) RAP_MUST_CHECK;

#endif
