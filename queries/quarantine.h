/* quarantine.h: what was refused, kept beside its reason for somebody to look at. Layer: queries.
 *
 * For each refusal the folder gets NAME.json: where it was (file, and line or path inside the file), why, the status, the time of the file, and what was kept. NAME is made from the place and the SHA-256 of what was refused, so that another run
 * over the same makes nothing new, and nothing is ever overwritten. Kept beside it, as NAME and the name of the file: of a record its line, of anything else the whole file, by a hard link where the file system lets
 * us, else as a copy.
 */
#ifndef RAP_QUERIES_QUARANTINE_H
#define RAP_QUERIES_QUARANTINE_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

typedef struct rap_refusal {
  rap_str file;   /* path of the file on disk; "-": standard input, of which nothing but a record can be kept */
  rap_str place;  /* file, file:line, or file/path of a member */
  rap_str record; /* its bytes; empty: the file is what is refused */
  rap_status status;
  rap_str reason;
} rap_refusal;

/* Makes the folder if it is missing (not those above it). Errors, naming it: RAP_ERR_IO, RAP_ERR_READONLY. */
rap_status rap_quarantine_open(rap_str folder, rap_error *err) RAP_MUST_CHECK;
/* Keeps one refusal. *made: it was not there before. Errors, naming the path: RAP_ERR_IO, RAP_ERR_FULL, RAP_ERR_NOMEM; what was begun is taken away again. Cost: hashing what is kept, and copying it where it can't be linked. */
rap_status rap_quarantine_put(rap_str folder, const rap_refusal *refusal, bool *made, rap_error *err) RAP_MUST_CHECK;

#endif
