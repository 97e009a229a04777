/* correcting.h: what the files of the command `correct` share. Layer: the program. */
#ifndef RAP_QUERIES_CORRECTING_H
#define RAP_QUERIES_CORRECTING_H

#include "index/corrections.h"
#include "queries/question.h"
#include "queries/record_text.h"

typedef struct rap_correct_options {
  rap_common_options common;
  rap_str store, format;
  rap_str author, note, at;
  rap_str kind, value, from, nth;
  rap_str_list actors, themes;
  rap_str role, predicate, polarity, status, speaker, event;
  rap_str series, edition, start, end, place, state, country, chair, organiser;
  rap_str document;
  bool all, examples, quiet;
} rap_correct_options;

/* Corrections on their way from the command line. */
typedef struct rap_correct_request {
  rap_question q; /* with the store open for writing */
  const rap_correct_options *o;
  rap_correct_op op;
  rap_str what;        /* second word: a kind of entity, "mention", "statement", "event" */
  rap_str_list rest;   /* the words behind it */
  rap_correction base; /* author, note, time */
  rap_correction *items;
  size_t n, capacity;
} rap_correct_request;

/* From the words to corrections, r->items; nothing is written. Errors: RAP_ERR_USAGE; RAP_NOT_FOUND (no such document); those of the store. */
rap_status rap_correct_make(rap_correct_request *r, rap_error *err) RAP_MUST_CHECK;
/* One more, a copy of `c` with author, note and time. */
rap_status rap_correct_push(rap_correct_request *r, const rap_correction *c, rap_error *err) RAP_MUST_CHECK;
/* Those of a document: mentions, statements ("DOC#3"), accounts ("DOC@2"). */
rap_status rap_correct_make_local(rap_correct_request *r, rap_error *err) RAP_MUST_CHECK;
/* "event DOC@2 …": true when the word is of that form; *document and *n, from 1. `mark`: '#' or '@'. */
bool rap_correct_numbered(rap_str word, char mark, rap_str *document, size_t *n);
rap_status rap_correct_account(rap_correct_request *r, rap_str document, size_t number, const rap_correct_fields *now, rap_correct_op op,
                               rap_error *err) RAP_MUST_CHECK;
/* What the options say of an event. */
rap_status rap_correct_event_fields(rap_correct_request *r, rap_correct_fields *now, rap_error *err) RAP_MUST_CHECK;
/* One value of an axis that was meant. */
rap_status rap_correct_find(rap_correct_request *r, rap_axis axis, rap_str text, rap_label *out, rap_error *err) RAP_MUST_CHECK;
/* RAP_AXIS_NONE when there is no such kind of entity. */
rap_axis rap_correct_axis(rap_str kind);

/* Opens the store of --store. */
rap_status rap_correct_open(rap_correct_request *r, rap_store_mode mode, rap_error *err) RAP_MUST_CHECK;
/* Milliseconds since 1970. */
int64_t rap_correct_now(void);
/* "12", "12-31" as numbers of corrections. Errors: RAP_ERR_USAGE. */
rap_status rap_correct_range(rap_str word, int64_t *first, int64_t *last, rap_error *err) RAP_MUST_CHECK;
/* What --document, --all and a range leave of the corrections. */
rap_status rap_correct_filter(rap_correct_request *r, rap_correction_filter *f, rap_error *err) RAP_MUST_CHECK;
/* `correct list` and `correct check`. */
rap_status rap_correct_show(rap_correct_request *r, bool check, rap_error *err) RAP_MUST_CHECK;
/* Those of this run, a line each; `troubled`: only those that do not apply. */
rap_status rap_correct_tell_all(rap_correct_request *r, bool troubled, rap_buf *page, size_t *n_troubled, rap_error *err) RAP_MUST_CHECK;
/* "12 documents changed" */
void rap_correct_add_documents(rap_buf *out, const rap_correct_result *result);
rap_status rap_correct_export(rap_correct_request *r, rap_error *err) RAP_MUST_CHECK;
rap_status rap_correct_import(rap_correct_request *r, rap_error *err) RAP_MUST_CHECK;

/* What show tells of corrections: of a part that one touched, for rap_record_style.detail; all that concern the document, as a section of the page, and as "corrections" of the record. */
void rap_corrected_detail(const rap_record *record, rap_record_part part, size_t index, rap_buf *out);
void rap_corrected_text(const rap_question *q, const rap_correcting *how, rap_buf *out);
bool rap_corrected_json(const rap_question *q, const rap_correcting *how, rap_json *record) RAP_MUST_CHECK;

/* `correct export --examples`: of those that the filter lets through. */
rap_status rap_correct_examples(rap_question *q, const rap_correction_filter *filter, rap_buf *out, size_t *n, size_t *without,
                                rap_error *err) RAP_MUST_CHECK;

#endif
