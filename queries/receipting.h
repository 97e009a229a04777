/* receipting.h: an answer gets its receipt while it is written. Layer: the program.
 *
 * A question or export begins its receipt when the store is open and the query is understood (rap_receipt_begin); from then on the store is held as it is, and what goes to standard output is counted and hashed on its way. When
 * the command has ended, main writes the receipt (rap_receipt_end). `verify` runs a command with a receipt of its own, and with an output that leads nowhere.
 */
#ifndef RAP_QUERIES_RECEIPTING_H
#define RAP_QUERIES_RECEIPTING_H

#include "queries/command.h"
#include "queries/receipt.h"

typedef struct rap_receipting {
  rap_receipt receipt;
  rap_arena *arena;
  rap_str path;   /* where it is to be written by rap_receipt_end; empty: nowhere */
  bool verifying; /* no file is to be written: exports are hashed only */
  bool begun;
  bool counted; /* receipt.output is complete: the export counted its files */
  rap_out tee, *behind;
  rap_digest digest;
  uint64_t bytes;
  size_t rows; /* of the emitter */
} rap_receipting;

/* --receipt, for a rap_str at the offset. */
#define RAP_RECEIPT_OPTION(at)                                                                      \
  {                                                                                                 \
    .name = "receipt", .kind = RAP_OPT_TEXT, .offset = (at), .argument = "FILE",                    \
    .help = "also write down what the answer was made from, so that verify can make it again there" \
  }

/* Begins the receipt of a command, if one is wanted: `path` not empty, or the command is being verified. `interpreted`: the query as it was understood. `format`: of the output; text is a page, which depends on its width. */
rap_status rap_receipt_begin(rap_cli *cli, rap_store *store, rap_str path, rap_str interpreted, rap_format format, rap_error *err) RAP_MUST_CHECK;
/* Ends it and writes it where it is wanted. `st`: how the command ended; the first failure is returned. */
rap_status rap_receipt_end(rap_cli *cli, rap_status st, rap_error *err) RAP_MUST_CHECK;
/* Receipt as JSON, for an export that puts it beside its files. Appends. */
rap_status rap_receipt_text(const rap_cli *cli, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* Whether an option names a file, which a receipt neither holds nor may hold. */
bool rap_receipt_keeps_out(const rap_option *option);

#endif
