/* analyzer.h: what clang's static analyser must know and cannot see, since it looks at one file at a time and never into variadic functions: rap_error_set doesn't return
 * RAP_OK. Included before each source by `./dev lint` only, except for base/status.c, which defines the real functions.
 */
#ifndef RAP_BASE_TOOLS_ANALYZER_H
#define RAP_BASE_TOOLS_ANALYZER_H

#include "base/status.h"

static inline rap_status rap_analyzer_fail(rap_error *err, rap_status status) {
  if (err && err->status == RAP_OK) err->status = status;
  return status;
}

/* The message counts as used and its format is checked, by the real function, whose result the analyser would know nothing of. */
#define rap_error_set(err, status, ...) ((void)(rap_error_set)(NULL, (status), __VA_ARGS__), rap_analyzer_fail((err), (status)))
#define rap_error_nomem(err) rap_analyzer_fail((err), RAP_ERR_NOMEM)

#endif
