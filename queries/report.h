/* report.h: what a run did, for programs: the summary of `index` and `watch`. Layer: the program.
 *
 *     rap_report report;
 *     rap_report_begin(&report, cli);
 *     ... the run; what is said in it is counted, the first failures are kept ...
 *     st = rap_report_end(&report, &facts, err);         // writes the summary if one is wanted
 */
#ifndef RAP_QUERIES_REPORT_H
#define RAP_QUERIES_REPORT_H

#include "queries/batch.h"

typedef struct rap_report {
  rap_cli *cli;
  rap_json *failures, *warnings; /* the first RAP_REPORT_KEPT of each, as they are written */
  uint64_t n_failures, n_warnings;
  int64_t begun;
} rap_report;

#define RAP_REPORT_KEPT 100

typedef struct rap_report_facts {
  rap_str path;       /* of the summary; "-": standard output; empty: none is wanted */
  const char *action; /* "index", "watch" */
  rap_str store, stamp;
  const rap_batch_totals *totals;
  rap_status status; /* how the run ended, with its message */
  const rap_error *error;
} rap_report_facts;

/* *report has to stay where it is until the end. */
void rap_report_begin(rap_report *report, rap_cli *cli);
/* Errors: those of rap_file_replace; RAP_ERR_NOMEM. */
rap_status rap_report_end(rap_report *report, const rap_report_facts *facts, rap_error *err) RAP_MUST_CHECK;

#endif
