/* input.h: one opened file (or standard input), line by line or whole, with its format told by content. Layer: ingest (inside).
 *
 * How to add a format: a row in input_formats (sniff.c): a name, a function that recognises its first bytes, a function that yields its next document.
 */
#ifndef RAP_INGEST_INPUT_H
#define RAP_INGEST_INPUT_H

#include "base/buf.h"
#include "ingest/container.h"
#include "ingest/document.h"

typedef struct rap_input rap_input;

typedef struct rap_input_format {
  const char *name;
  /* `head`: the first RAP_SNIFF_BYTES at most; `path`: a hint only. */
  bool (*sniff)(rap_str head, rap_str path);
  /* As rap_source_next for this file; RAP_NOT_FOUND at its end. After a failure the next call goes on behind it. */
  rap_status (*next)(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err);
} rap_input_format;

struct rap_input {
  rap_str path; /* as given, for messages; borrowed */
  rap_str name; /* the id of a document that has none of its own; borrowed */
  rap_day file_time;
  bool (*interrupted)(void);      /* as in rap_source_options */
  const rap_input_format *format; /* set by rap_input_open */
  rap_container *container;
  rap_buf ahead;      /* bytes read and not yet consumed: ahead.p[at..n) */
  size_t at, scanned; /* scanned: no newline before it */
  uint64_t line;      /* number of the line last returned, from 1 */
  uint64_t bytes;     /* unfolded so far */
  bool at_end;
  bool started;      /* for the format: its first line was seen */
  rap_error failure; /* met while sniffing, told when the bytes before it are used up */
};

/* Sniffs `fd` (borrowed) and sets input->format; path, name and file_time are set by the caller before. Errors, all naming the path: RAP_ERR_INPUT (empty, binary, unknown markup),
 * and those of rap_container_read. The input must be cleared in any case. */
rap_status rap_input_open(rap_input *input, int fd, rap_error *err) RAP_MUST_CHECK;
void rap_input_clear(rap_input *input);

/* The next line without its end (LF or CRLF), valid until the next call. RAP_NOT_FOUND at the end. RAP_ERR_LIMIT for a line beyond RAP_MAX_DOCUMENT_BYTES, which is skipped without
 * being kept; then the next call goes on behind it. Other errors end the input. */
rap_status rap_input_line(rap_input *input, rap_str *line, rap_error *err) RAP_MUST_CHECK;
/* Everything that is left, valid until the next call. Errors: RAP_ERR_LIMIT beyond RAP_MAX_DOCUMENT_BYTES; those of rap_container_read. */
rap_status rap_input_rest(rap_input *input, rap_str *text, rap_error *err) RAP_MUST_CHECK;

/* format_text.c, format_jsonl.c */
rap_status rap_format_text_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
bool rap_format_jsonl_sniff(rap_str head, rap_str path);
rap_status rap_format_jsonl_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;

/* The format of a file that begins with `head`. Errors (naming `path`): RAP_ERR_INPUT. */
rap_status rap_sniff(rap_str head, rap_str path, const rap_input_format **out, rap_error *err) RAP_MUST_CHECK;

#endif
