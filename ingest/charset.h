/* charset.h: bytes in any character set → UTF-8, with a note of what was assumed and why. Layer: ingest.
 *
 * Order of trust: a byte-order mark; NULs, which only UTF-16 and UTF-32 have in texts; well-formed UTF-8 that holds characters beyond ASCII; the label of the transport (HTTP, MIME); the label in the
 * text itself (XML, HTML); what the bytes look like (uchardet); windows-1252. A label that the bytes contradict is warned of and the next in this order is taken. Labels are those of the WHATWG
 * Encoding Standard, so "latin1" and "ascii" are windows-1252, as browsers have it; UTF-32 and some that uchardet names are known besides.
 * UTF-8, UTF-16, UTF-32 and windows-1252 are decoded here (charset_decoder.c), all else by iconv, without transliteration.
 *
 *     rap_charset_hints hints = {.transport = RAP_STR("iso-8859-2"), .declared = rap_charset_html_declared(page)};
 *     st = rap_charset_decode(arena, page, &hints, &buf, &text, &note, err);
 *     raw->charset = note.assumed;      // "iso-8859-2 (declared, transport)"
 *     ... text ...                      // lies in `page` or in `buf`
 *     rap_buf_clear(&buf);
 */
#ifndef RAP_INGEST_CHARSET_H
#define RAP_INGEST_CHARSET_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/options.h"
#include "base/status.h"
#include "base/str.h"
#include "ingest/stream.h"

/* What is said about the bytes, both labels as they stand, empty if nothing is said. Zero-initialise: then nothing is known, and mojibake is repaired. */
typedef struct rap_charset_hints {
  rap_str transport;  /* by HTTP or MIME; rap_charset_of_type takes it out of a Content-Type */
  rap_str declared;   /* in the text itself */
  bool keep_mojibake; /* leave UTF-8 that was once read as windows-1252 as it is (ingest/mojibake.h) */
  const char *what;   /* the bytes, as the warnings name them; NULL: "text" */
} rap_charset_hints;

typedef struct rap_charset_note {
  rap_str
      assumed; /* the name of the set in small letters, and why unless it is UTF-8 by itself: "utf-8", "utf-16le (mark)", "windows-1252 (detected)", "koi8-r (declared)",
                            "iso-8859-2 (declared, transport)", "utf-8 (assumed)" where bytes are no UTF-8 and nothing speaks for another set */
  size_t n_replaced;     /* ill-formed sequences that became U+FFFD */
  size_t first_bad;      /* the first of them, bytes of the input; SIZE_MAX: none */
  size_t n_lone;         /* single bytes within UTF-8 that were certainly windows-1252, and read so */
  size_t n_mojibake;     /* characters that were put right again */
  rap_str_list warnings; /* for the document: labels unknown or contradicted, what was replaced or put right */
} rap_charset_note;

/* The UTF-8 of `bytes` without a byte-order mark, in *text. Well-formed UTF-8 without mojibake is lent, not copied: *text then lies in `bytes`; else in `out`, behind what that held, until the next append.
 * Ownership: what the note points to is in `arena` or constant. Errors: RAP_ERR_NOMEM. Never fails on content. Cost: linear; one validation and one search for a byte where the text is UTF-8.
 * Threads: any, one per arena and buffer. */
rap_status rap_charset_decode(rap_arena *arena, rap_str bytes, const rap_charset_hints *hints, rap_buf *out, rap_str *text, rap_charset_note *note,
                              rap_error *err) RAP_MUST_CHECK;

/* The label of an XML declaration at the begin of `bytes` (also behind a mark, also of UTF-16 text, in which it says nothing), empty if none. Borrowed from `bytes`. O(1). */
rap_str rap_charset_xml_declared(rap_str bytes);
/* The label that a page declares: WHATWG HTML "prescan a byte stream to determine its encoding", over the first RAP_CHARSET_PRESCAN_BYTES; `meta charset`, or `http-equiv` with `content`; an XML
 * declaration counts if there is neither. Comments, scripts' attributes and end tags are passed over. Borrowed from `bytes`, empty if none. */
rap_str rap_charset_html_declared(rap_str bytes);
/* The value of `charset` in a Content-Type or in the `content` of a meta element, without quotes; empty if none. Borrowed. */
rap_str rap_charset_of_type(rap_str content_type);
/* The name of the set that a label means ("LATIN1 " → "windows-1252"), NULL if it means none that is read. */
const char *rap_charset_name(rap_str label);

/* Bytes, many of them no UTF-8, are a text in letters other than Latin: for telling it from a binary file. Errors: RAP_ERR_NOMEM. */
rap_status rap_charset_is_foreign(rap_str head, bool *is, rap_error *err) RAP_MUST_CHECK;

/* ---- Piece by piece ---------------------------------------------------------------------------------------------------- */

typedef struct rap_charset_reader rap_charset_reader;

/* For what is too large to hold: the same as rap_charset_decode, given the bytes in pieces of any size. As long as all is ASCII it is passed on; at the first byte beyond, up to RAP_CHARSET_WINDOW
 * bytes from there are gathered, and the set is told by those. Mojibake is left alone. Both hints are copied. Errors: RAP_ERR_NOMEM. */
rap_status rap_charset_reader_new(const rap_charset_hints *hints, rap_charset_reader **out, rap_error *err) RAP_MUST_CHECK;
void rap_charset_reader_free(rap_charset_reader *reader);
/* Appends to `out` what is certain after these bytes; `last`: no more will come, and what is held back is appended too. Errors: RAP_ERR_NOMEM.
 * Memory: RAP_CHARSET_WINDOW at most is held back. */
rap_status rap_charset_reader_add(rap_charset_reader *reader, rap_str bytes, bool last, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* What was assumed and met so far, in `arena`. Errors: RAP_ERR_NOMEM. */
rap_status rap_charset_reader_note(const rap_charset_reader *reader, rap_arena *arena, rap_charset_note *note, rap_error *err) RAP_MUST_CHECK;

/* The same as a stream. `inner` is owned, also when it fails. Errors while reading: those of `inner`, RAP_ERR_NOMEM. */
rap_status rap_charset_stream(rap_stream *inner, const rap_charset_hints *hints, rap_stream **out, rap_error *err) RAP_MUST_CHECK;
/* If `head`, the first bytes of `inner` (owned, behind them), is UTF-16 or UTF-32: a stream of its UTF-8. Else *out is NULL, and `inner` stays yours. Errors: RAP_ERR_NOMEM (then `inner` is freed). */
rap_status rap_charset_stream_wide(rap_str head, rap_stream *inner, rap_stream **out, rap_error *err) RAP_MUST_CHECK;
/* As rap_charset_reader_note, of a stream made here. */
rap_status rap_charset_stream_note(const rap_stream *stream, rap_arena *arena, rap_charset_note *note, rap_error *err) RAP_MUST_CHECK;

#endif
