/* json_lines.h: a stream that reads what is written to it as objects, one a line. Layer: queries. So one command can work on the answer of another.
 *
 *     rap_json_lines lines;
 *     rap_json_lines_open(&lines, on_row, ctx);
 *     cli->out = &lines.out; … run … ;
 *     st = rap_json_lines_close(&lines, st, err);
 *
 * Memory: one line. Threads: one.
 */
#ifndef RAP_QUERIES_JSON_LINES_H
#define RAP_QUERIES_JSON_LINES_H

#include "base/emit.h"

/* The row is the callee's (rap_json_free). Anything but RAP_OK ends the stream: what is written next fails. */
typedef rap_status (*rap_json_line_fn)(void *ctx, rap_json *row, rap_error *err);

typedef struct rap_json_lines {
  rap_out out;
  rap_buf line; /* what there is of the next one */
  rap_json_line_fn fn;
  void *ctx;
  rap_status st; /* of the callback, or of parsing */
  rap_error err;
} rap_json_lines;

void rap_json_lines_open(rap_json_lines *lines, rap_json_line_fn fn, void *ctx);
/* `st`: how the writer ended. A failure of the callback takes its place, for it is the cause. Frees what is held. Errors: also RAP_ERR_INTERNAL for a line that is no JSON, RAP_ERR_NOMEM. */
rap_status rap_json_lines_close(rap_json_lines *lines, rap_status st, rap_error *err) RAP_MUST_CHECK;

#endif
