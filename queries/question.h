/* question.h: options that all questions share, and the way from them to a filter over an open store. Layer: the program.
 *
 *     rap_question q;
 *     st = rap_question_open(cli, &o->question, operands, 10, &q, err);
 *     if (st == RAP_OK) st = ... rap_query_* with q.store, &q.filter, q.page ...
 *     rap_question_close(&q);                  // also after a failure
 */
#ifndef RAP_QUERIES_QUESTION_H
#define RAP_QUERIES_QUESTION_H

#include "index/query.h"
#include "queries/commands.h"
#include "queries/layout.h"
#include "queries/resolve_query.h"
#include "queries/vega.h"

/* A question's options struct begins with this. */
typedef struct rap_question_options {
  rap_common_options common;
  rap_str store, format;
  rap_str_list states, themes, events, series, persons, organisations, programmes, places, roles, predicates, statuses, polarities, sources,
      languages, documents;
  rap_str since, until, date, limit;
  rap_str count_by, receipt;
  int64_t offset;
  bool central, with_groups, with_all, explain;
} rap_question_options;
/* Where the answers come from, and the filter. */
extern const rap_option rap_question_table[];
/* --limit and --offset, for commands that list. */
extern const rap_option rap_paging_table[];

typedef struct rap_question {
  rap_cli *cli;
  rap_store *store;
  rap_filter filter;
  rap_format format;
  bool drawn; /* --format vega-lite (RAP_DRAWN_FORMAT_OPTION): .format is json, and rap_question_draw writes it */
  rap_page page;
  bool has_unit; /* --count-by was given */
  rap_unit unit;
  rap_str in_units;      /* see rap_question_units */
  rap_language query;    /* the operands, as they were parsed */
  rap_resolved resolved; /* what its names came to */
  rap_str asked;         /* the question as it was understood, for people: “cyber AND security” · Telangana · since 2023; empty: everything */
} rap_question;

/* Opens the store and resolves the names in the options. `words` (operands, may be NULL) joined by blanks are a query (rapporteur-query.7); its conditions and those of the options all hold. An operand with blanks was quoted
 * for the shell: beside others it is a phrase, or a field's value. Close with rap_question_close also after a failure. Under --explain the answer is how the question was understood: it is written, and RAP_DONE returned.
 * `default_limit`: of answers in text format when --limit is not given; machine formats give all then. Errors: those of rap_store_open; RAP_ERR_USAGE for a name that the store does not know, a date or a
 * number that is none. */
rap_status rap_question_open(rap_cli *cli, const rap_question_options *options, const rap_str_list *words, size_t default_limit, rap_question *q,
                             rap_error *err) RAP_MUST_CHECK;
/* The steps of it: the query of the operands, with the filter and .asked of the options; --explain. */
rap_status rap_question_query(rap_question *q, const rap_str_list *words, rap_error *err) RAP_MUST_CHECK;
rap_status rap_question_explain(rap_question *q, rap_error *err) RAP_MUST_CHECK;
/* `debug query`: the operands joined by blanks, as a tree; no store is needed. */
rap_status rap_debug_query(rap_cli *cli, const rap_str_list *operands, rap_error *err) RAP_MUST_CHECK;
/* The store alone, without a filter. `store` empty: the default one; `format` empty: text. */
rap_status rap_question_open_store(rap_cli *cli, rap_str store, rap_str format, rap_question *q, rap_error *err) RAP_MUST_CHECK;
void rap_question_close(rap_question *q);

/* Values of an axis that a person may have meant; RAP_ERR_USAGE, with the nearest name if there is one, when there are none. Years, predicates and the like are taken as typed. */
rap_status rap_question_find(rap_question *q, rap_axis axis, rap_str text, rap_labels *found, rap_error *err) RAP_MUST_CHECK;
/* The same, added to a list of ids. */
rap_status rap_question_resolve(rap_question *q, rap_axis axis, rap_str text, rap_str_list *ids, rap_error *err) RAP_MUST_CHECK;
/* The one value that was meant; RAP_ERR_USAGE, listing them, when there are several. */
rap_status rap_question_resolve_one(rap_question *q, rap_axis axis, rap_str text, rap_label *out, rap_error *err) RAP_MUST_CHECK;

/* RAP_NOT_FOUND when `n` is 0 (with a word on standard error in text format), RAP_OK otherwise. */
rap_status rap_question_done(const rap_question *q, size_t n);
/* An emitter for the question's format on standard output. */
rap_status rap_question_emit(const rap_question *q, const rap_column *columns, size_t n_columns, rap_emit **emit, rap_error *err) RAP_MUST_CHECK;
/* A chart (vega.h) on standard output. */
rap_status rap_question_draw(const rap_question *q, const rap_matrix *matrix, const rap_count_spec *spec,
                             rap_status (*draw)(const rap_matrix *, const rap_vega_page *, rap_buf *, rap_error *), rap_error *err) RAP_MUST_CHECK;
/* Ends an emitter (NULL: there is none), also after a failure: `st` is how things went so far, the first failure is returned. */
rap_status rap_question_finish(rap_emit *emit, rap_status st, rap_error *err) RAP_MUST_CHECK;
/* Writes a finished part of a page and empties the buffer. Errors: RAP_ERR_NOMEM if the buffer failed, RAP_ERR_IO. */
rap_status rap_question_write(const rap_question *q, rap_buf *page, rap_error *err) RAP_MUST_CHECK;
/* Columns for text output; at least 40, so that layouts need not think of less. */
size_t rap_question_width(const rap_question *q);
/* For a list of documents or statements under --count-by: what its heading says behind the number of rows (" in 9 families"), and of each family only one document is listed. Does nothing without the option. */
rap_status rap_question_units(rap_question *q, rap_base base, rap_error *err) RAP_MUST_CHECK;
/* "+ 3 copies" behind a row, when there are any. */
void rap_question_copies(rap_buf *out, int64_t n);
/* "12 documents for cyber AND security · Telangana" and an empty line. */
void rap_question_heading(const rap_question *q, rap_buf *page, size_t total, const char *what);
/* "… and 12 more (--offset 10)" when `shown` answers from the page's offset on leave some of `total` out. */
void rap_question_more(const rap_question *q, rap_buf *page, size_t shown, size_t total);
/* An axis given by name; RAP_ERR_USAGE with the nearest name otherwise. `option`: without dashes. */
rap_status rap_question_axis(rap_str text, const char *option, rap_axis *out, rap_error *err) RAP_MUST_CHECK;
/* What the values of an axis are, as a heading: "Themes". */
const char *rap_question_axis_title(rap_axis axis);
/* One of them, within a line: "theme". */
const char *rap_question_axis_noun(rap_axis axis);
/* The operands as one text, with blanks between: a name whose words stand apart. In the program's arena. */
rap_status rap_question_joined(rap_cli *cli, const rap_str_list *operands, rap_str *out, rap_error *err) RAP_MUST_CHECK;
/* What --count and --count-by ask for, as a word for rap_unit_parse; empty: neither was given. Errors: RAP_ERR_USAGE when they disagree. */
rap_status rap_question_unit(const rap_question_options *options, rap_str count, rap_str *unit, rap_error *err) RAP_MUST_CHECK;
/* Base and unit for counting along two axes: from statements when statements have both, else from documents. `unit` (a word, may be empty) overrides what is counted. */
rap_status rap_question_count(rap_axis rows, rap_axis cols, rap_str unit, rap_count_spec *spec, rap_error *err) RAP_MUST_CHECK;
/* cmd_axes.c: the same, with dates mentioned among the axes that only documents have. `from` (a word, may be empty): statements, documents or events, what relates the axes to each other. Errors: RAP_ERR_USAGE, also for what is
 * not defined: statements counted from anything else. */
rap_status rap_question_axes(const rap_question *q, const rap_axis axes[2], rap_str from, rap_str unit, rap_count_spec *spec,
                             rap_error *err) RAP_MUST_CHECK;
#define RAP_FROM_OPTION(at)                                                                                                                          \
  {                                                                                                                                                  \
    .name = "from", .kind = RAP_OPT_CHOICE, .offset = (at), .argument = "BASE",                                                                      \
    .help = "where the axes must meet: in one statement (default, where statements have both), one document, or one document's account of an event", \
    .choices = "statements|documents|events"                                                                                                         \
  }
/* cmd_cell.c: lists what is behind one cell, "ROW,COL" as it was typed ("*" for any): as many statements, documents or events as the cell counts. */
rap_status rap_question_cell(rap_question *q, const rap_count_spec *spec, rap_str cell, rap_error *err) RAP_MUST_CHECK;
/* SGR in text output on a colour terminal, empty otherwise. */
const char *rap_question_bold(const rap_question *q);
const char *rap_question_dim(const rap_question *q);
const char *rap_question_plain(const rap_question *q);

/* The members of a document's family, with what differs. Errors: also those of rap_store_get. */
rap_status rap_family_answer(const rap_question *q, rap_str id, rap_error *err) RAP_MUST_CHECK;
/* The pages of documents, events and statements that `search`, `events`, `statements` and `matrix --cell` share. `heading` empty: the usual one. Errors: also those of the query. */
rap_status rap_documents_answer(const rap_question *q, rap_str heading, size_t *total, rap_error *err) RAP_MUST_CHECK;
rap_status rap_events_answer(const rap_question *q, rap_str heading, size_t *total, rap_error *err) RAP_MUST_CHECK;
rap_status rap_statements_answer(const rap_question *q, rap_str heading, size_t *total, rap_error *err) RAP_MUST_CHECK;

#endif
