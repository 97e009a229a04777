/* log.h: what a run has to say, line by line, for programs that read logs. Layer: queries.
 *
 *     {"time": "2023-01-08T02:51:07Z", "level": "error", "status": "RAP_ERR_INPUT", "file": "in/a.jsonl", "line": 2, "text": "in/a.jsonl:2:17: …"}
 */
#ifndef RAP_QUERIES_LOG_H
#define RAP_QUERIES_LOG_H

#include "base/buf.h"
#include "base/json.h"
#include "base/status.h"
#include "base/str.h"

typedef enum rap_log_level { RAP_LOG_ERROR, RAP_LOG_WARNING, RAP_LOG_INFO } rap_log_level;

typedef struct rap_log_event {
  rap_log_level level;
  rap_status status; /* RAP_OK: none is said */
  int64_t time;      /* seconds since 1970 */
  rap_str file;      /* that is being handled; empty: none */
  rap_str place;     /* see location.h; empty: none */
  rap_str text;
} rap_log_event;

/* Sets status, file, member, line and text, those that there are. */
void rap_log_put(const rap_log_event *event, rap_json *object);
/* Appends the event as one line of JSON with its newline: whatever bytes its strings hold, the line is well-formed UTF-8 and holds no other newline. Errors: RAP_ERR_NOMEM, *out is as before. */
rap_status rap_log_write(const rap_log_event *event, rap_buf *out, rap_error *err) RAP_MUST_CHECK;

#endif
