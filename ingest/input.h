/* input.h: one opened file, standard input, or member of an archive: line by line or whole, with its format told by content. Layer: ingest (inside).
 *
 * How to add a format: a row in input_formats (sniff.c): a name, a function that recognises its first bytes, and functions that yield its documents, its members or both.
 */
#ifndef RAP_INGEST_INPUT_H
#define RAP_INGEST_INPUT_H

#include "base/buf.h"
#include "ingest/budget.h"
#include "ingest/charset.h"
#include "ingest/document.h"
#include "ingest/given.h"
#include "ingest/source.h"
#include "ingest/stream.h"

typedef struct rap_input rap_input;

/* What a format is told by. */
typedef struct rap_head {
  rap_str bytes; /* the first RAP_SNIFF_BYTES at most */
  rap_str text;  /* these without a byte order mark of UTF-8 and without blanks at the ends */
  rap_str path;
  const rap_given *given;
  const rap_source_options *options;
} rap_head;

/* A member of a container, on its way to an input of its own. */
typedef struct rap_member {
  rap_stream *stream; /* owned by who asked for it; reads from the input that it came from, so that it is freed before that is asked again */
  rap_str path;       /* inside of the container, as it stands there */
  bool is_uri;        /* `path` is no path: nothing of it is left out, and the given id is the document's */
  rap_given given;
} rap_member;

typedef struct rap_input_format {
  const char *name;
  bool (*sniff)(const rap_head *head);
  /* As rap_source_next for this file; RAP_NOT_FOUND at its end. After a failure the next call goes on behind it. NULL: it holds members only. */
  rap_status (*next)(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err);
  /* Asked when `next` has come to its end: the next member, whose strings are valid until the next call; RAP_NOT_FOUND at the end, and again when asked again. After a failure the next call goes on behind it. NULL: it has none. */
  rap_status (*member)(rap_input *input, rap_member *out, rap_error *err);
  void (*end)(rap_input *input); /* frees input->state; NULL: there is none */
  bool
      recode; /* wants nothing but UTF-8: text in another character set reaches it recoded. Others read bytes, see given.charset, and call rap_charset_decode */
  bool binary; /* not held back by what shows that a file is no text */
} rap_input_format;

/* What a container holds and nobody expects a document of: counted, and told once for all of it, not one by one. */
typedef enum rap_passed {
  RAP_PASSED_EMPTY,
  RAP_PASSED_BINARY, /* an image, a program: nothing that is read here in another form */
  RAP_PASSED_LINK,
  RAP_PASSED_RECORD,
  RAP_PASSED_STATUS,
  RAP_PASSED_MEDIA,
  RAP_PASSED_COUNT
} rap_passed;

struct rap_input {
  rap_str path; /* as given, for messages: "a.zip/b/c.html" for a member; borrowed */
  rap_str name; /* the id of a document that has none of its own; borrowed */
  rap_given given;
  rap_day file_time;
  const rap_source_options *options;
  rap_budget *budget;             /* of the file that it is part of; NULL: there is no bound */
  const rap_input_format *format; /* set by rap_input_open */
  void *state;                    /* of the format */
  rap_stream *stream;
  const rap_stream *recoded; /* `stream` where it gives the UTF-8 of another character set; else NULL */
  size_t n_told;             /* ill-formed sequences in it that a document was warned of */
  rap_buf ahead;             /* bytes read and not yet consumed: ahead.p[at..n) */
  size_t at, scanned;        /* scanned: no newline before it */
  uint64_t line;             /* number of the line last returned, from 1 */
  uint64_t bytes;            /* unfolded so far */
  bool at_end;
  rap_error failure; /* met while sniffing, told (behind the path) when the bytes before it are used up */
  bool no_document;  /* set by rap_input_open when it fails: empty or binary, so that nobody misses a document */
  rap_passed no_document_as;
  uint64_t passed[RAP_PASSED_COUNT]; /* by the format's `member`, and members with no_document */
};

/* Takes `stream` (owned in any case), unfolds it if it is compressed, recodes it if it is UTF-16 or UTF-32 (so that no format has to see to these) or if the format wants it, and sets input->format; path, name, given, file_time, options and budget are set by the caller before. Errors, all naming the path:
 * RAP_ERR_INPUT (empty, binary, unknown markup), RAP_ERR_LIMIT (compressed more than RAP_MAX_UNFOLDINGS times over), and those of the stream. The input must be cleared in any case. */
rap_status rap_input_open(rap_input *input, rap_stream *stream, rap_error *err) RAP_MUST_CHECK;
void rap_input_clear(rap_input *input);

/* Whether UTF-8 that was once read as windows-1252 is to stay as it is. */
bool rap_input_keeps_mojibake(const rap_input *input);
/* One more read into input->ahead, for formats that look at more than a line before they take it. Errors: those of the stream. */
rap_status rap_input_more(rap_input *input, rap_error *err) RAP_MUST_CHECK;
/* The bytes that are left as a stream, whose failures don't name the path; it can seek where the input's own can, and then begins with the first byte of the input. `input` is borrowed until it is freed. Errors: RAP_ERR_NOMEM. */
rap_status rap_input_stream(rap_input *input, rap_stream **out, rap_error *err) RAP_MUST_CHECK;
/* The next line without its end (LF or CRLF), valid until the next call. RAP_NOT_FOUND at the end. RAP_ERR_LIMIT for a line beyond RAP_MAX_DOCUMENT_BYTES, which is skipped without
 * being kept; then the next call goes on behind it. Other errors end the input. */
rap_status rap_input_line(rap_input *input, rap_str *line, rap_error *err) RAP_MUST_CHECK;
/* Everything that is left, valid until the next call. Errors: RAP_ERR_LIMIT beyond RAP_MAX_DOCUMENT_BYTES; those of the stream. */
rap_status rap_input_rest(rap_input *input, rap_str *text, rap_error *err) RAP_MUST_CHECK;
/* Gives up what is left, for a file that one failure makes worthless. */
void rap_input_stop(rap_input *input);

/* For formats that read text: rap_charset_decode of bytes from the input; what was assumed and the warnings go to `raw`. hints.transport is set here, to what is given of their character set. */
rap_status rap_input_decode(const rap_input *input, rap_str bytes, rap_charset_hints hints, rap_arena *arena, rap_buf *buf, rap_str *text,
                            rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
/* For formats of records, whose fields are decoded one by one: mojibake in title and text put right, unless the options have it left. */
rap_status rap_input_repair_mojibake(const rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
/* Where the input was recoded as a whole: what was assumed, and the warnings that no document has got. Part of rap_input_begin. Errors: RAP_ERR_NOMEM. */
rap_status rap_input_tell_recoded(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
/* For formats: whether the path's name ends with one of `suffixes` (NULL at their end), small or capital letters. */
bool rap_head_is_named(const rap_head *head, const char *const *suffixes);
/* Sets what the input tells of any document in it: id (input's own or given), file, url, source, title, language, date candidate, file time. Everything in `arena`. Errors: RAP_ERR_NOMEM. */
rap_status rap_input_begin(rap_input *input, const char *format, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;

/* format_text.c, format_html.c, format_jsonl.c, format_json.c, format_csv.c, format_markdown.c */
rap_status rap_format_text_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
bool rap_format_jsonl_sniff(const rap_head *head);
rap_status rap_format_jsonl_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
bool rap_format_html_sniff(const rap_head *head);
rap_status rap_format_html_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
bool rap_format_json_sniff(const rap_head *head);
rap_status rap_format_json_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
void rap_format_json_end(rap_input *input);
bool rap_format_csv_sniff(const rap_head *head);
rap_status rap_format_csv_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
void rap_format_csv_end(rap_input *input);
bool rap_format_markdown_sniff(const rap_head *head);
rap_status rap_format_markdown_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
/* format_feed.c */
bool rap_format_feed_sniff(const rap_head *head);
rap_status rap_format_feed_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
void rap_format_feed_end(rap_input *input);
/* format_mail.c, format_mbox.c */
bool rap_format_mail_sniff(const rap_head *head);
rap_status rap_format_mail_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
rap_status rap_format_mail_member(rap_input *input, rap_member *out, rap_error *err) RAP_MUST_CHECK;
void rap_format_mail_end(rap_input *input);
/* A line of an e-mail's head: "Name: …". */
bool rap_mail_is_header(rap_str line);
bool rap_format_mbox_sniff(const rap_head *head);
rap_status rap_format_mbox_member(rap_input *input, rap_member *out, rap_error *err) RAP_MUST_CHECK;
void rap_format_mbox_end(rap_input *input);

/* format_pdf.c, format_office.c */
bool rap_format_pdf_sniff(const rap_head *head);
rap_status rap_format_pdf_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
bool rap_format_office_sniff(const rap_head *head);
rap_status rap_format_office_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;

/* format_archive.c: ZIP and tar */
bool rap_format_archive_sniff(const rap_head *head);
rap_status rap_format_archive_member(rap_input *input, rap_member *out, rap_error *err) RAP_MUST_CHECK;
void rap_format_archive_end(rap_input *input);

/* format_warc.c, format_arc.c */
bool rap_format_warc_sniff(const rap_head *head);
rap_status rap_format_warc_member(rap_input *input, rap_member *out, rap_error *err) RAP_MUST_CHECK;
void rap_format_warc_end(rap_input *input);
bool rap_format_arc_sniff(const rap_head *head);
rap_status rap_format_arc_member(rap_input *input, rap_member *out, rap_error *err) RAP_MUST_CHECK;
void rap_format_arc_end(rap_input *input);

/* Sets the format of a file that begins with `head`, or says that it is none (no_document). Errors (naming the path): RAP_ERR_INPUT. */
rap_status rap_sniff(const rap_head *head, rap_input *input, rap_error *err) RAP_MUST_CHECK;

#endif
