/* correction_yaml.h: corrections as a YAML file, for people to read and other stores to take in. Layer: index. The format is in rapporteur-output.5.
 *
 * No row of the store is in it: the same corrections give the same bytes in every store that holds them. Export, import, export gives the same file.
 */
#ifndef RAP_INDEX_CORRECTION_YAML_H
#define RAP_INDEX_CORRECTION_YAML_H

#include "index/correction.h"

/* Appends the file. Errors: RAP_ERR_LIMIT when it would be longer than RAP_MAX_YAML_BYTES, which no store would take in; RAP_ERR_NOMEM. */
rap_status rap_corrections_to_yaml(const rap_correction *items, size_t n, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* Reads one; `file` for messages. Each correction is sound (rap_correction_check), identified, and lives in `arena`; .id is 0. Errors: RAP_ERR_INPUT with file:line:column and what is wrong; RAP_ERR_LIMIT; RAP_ERR_NOMEM. */
rap_status rap_corrections_from_yaml(rap_arena *arena, rap_str file, rap_str text, rap_correction **items, size_t *n, rap_error *err) RAP_MUST_CHECK;

#endif
