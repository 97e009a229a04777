/* receipt.h: what an answer was made from, so that it can be made again and compared. Layer: queries.
 *
 * A receipt is a JSON object (format 1, rapporteur-output(5)). It holds no time of day and no path: the same question to the same store with the same program gives the same receipt.
 */
#ifndef RAP_QUERIES_RECEIPT_H
#define RAP_QUERIES_RECEIPT_H

#include "base/buf.h"
#include "base/options.h"
#include "index/export.h"
#include "queries/outputs.h"

#define RAP_RECEIPT_FORMAT 1
/* A receipt lists at most RAP_OUTPUTS_LISTED files and a pack for each change of rules: some KB. */
#define RAP_RECEIPT_MAX_BYTES ((size_t)4 << 20)
#define RAP_RECEIPT_MAX_ARGUMENTS 1000

/* Views are borrowed; of one that was read they live in the arena. */
typedef struct rap_receipt {
  rap_str version;        /* of the program */
  rap_str_list arguments; /* as typed, the command first, without what says where the store is and where the output goes */
  rap_str interpreted;    /* the query as it was understood; empty: everything */
  size_t width;           /* of text pages; 0: not text */
  bool color;
  rap_export_facts facts;
  rap_str_list rules; /* stamps of packs that the answer itself was made with, besides those of the records */
  int64_t rows;       /* of the answer; of an export its documents; -1: not counted (text pages) */
  bool folder;        /* output: a folder, else one stream of bytes */
  rap_outputs_totals output;
} rap_receipt;

/* Appends it as indented JSON. Errors: RAP_ERR_NOMEM. */
rap_status rap_receipt_write(const rap_receipt *receipt, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* Reads one. What it says is not trusted: every field is checked for type and form, unknown ones are passed over. **Errors**: RAP_ERR_INPUT with what is wrong; RAP_ERR_VERSION for a later format; RAP_ERR_LIMIT; RAP_ERR_NOMEM. */
rap_status rap_receipt_read(rap_arena *arena, rap_str text, rap_receipt *out, rap_error *err) RAP_MUST_CHECK;

/* Tells what differs, a line each ("corpus: 72 documents then, 73 now"), most telling first. Returns how many lines; 0: the answer is the same. A difference of facts alone (other documents elsewhere in the store) is told, too:
 * *same_output says whether the answer's bytes are nevertheless the same. */
typedef void (*rap_receipt_fn)(void *ctx, rap_str line);
size_t rap_receipt_compare(const rap_receipt *then, const rap_receipt *now, bool *same_output, rap_receipt_fn fn, void *ctx);

#endif
