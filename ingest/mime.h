/* mime.h: an e-mail (RFC 5322, MIME) as headers and a flat list of parts. Layer: ingest (inside). mime.c is the only file that knows gmime.
 *
 * gmime reads whatever it is given, and most of what is malformed in the wild; what it doesn't make sense of is told as a problem. GLib, on which it is built, ends the process when it is out of memory; so
 * messages are bounded (RAP_MAX_DOCUMENT_BYTES), and what is decoded at a time is one part.
 *
 *     rap_mime *mime = NULL;
 *     st = rap_mime_new(bytes, &mime, err);
 *     for (size_t i = 0; i < rap_mime_count(mime); i++)
 *       if (rap_mime_part_of(mime, i)->kind == RAP_MIME_LEAF) st = rap_mime_content(mime, i, &out, err);
 *     rap_mime_free(mime);
 */
#ifndef RAP_INGEST_MIME_H
#define RAP_INGEST_MIME_H

#include "base/arena.h"
#include "base/buf.h"

typedef struct rap_mime rap_mime;

/* Headers as UTF-8, encoded words (RFC 2047) resolved; empty if there are none. Raw bytes beyond ASCII are taken as UTF-8, else windows-1252. */
typedef struct rap_mime_headers {
  rap_str subject, date, message_id; /* date as it stands; message_id without <> */
  rap_str from_name, from_address;   /* of the first sender */
  rap_str list_id;                   /* of a mailing list */
} rap_mime_headers;

typedef enum rap_mime_kind { RAP_MIME_LEAF, RAP_MIME_MULTIPART, RAP_MIME_MESSAGE } rap_mime_kind;

typedef struct rap_mime_part {
  rap_mime_kind kind;
  rap_str type;              /* "text/plain", small letters */
  rap_str charset;           /* as declared; empty if it isn't */
  rap_str name;              /* of the file; RFC 2231 and 2047 resolved; empty if none */
  bool untyped;              /* without Content-Type; then text/plain, but programs leave it out of HTML too */
  bool attachment;           /* by Content-Disposition */
  bool flowed, delete_space; /* RFC 3676 */
  size_t end;                /* behind the last of its parts; parts lie in order, each before those inside it */
  size_t depth;              /* 0: the message's own part */
} rap_mime_part;

/* Whether a message keeps within RAP_MAX_DOCUMENT_BYTES, RAP_MAX_MIME_HEADERS and RAP_MAX_MIME_MARKS, before anything is made of it. Errors: RAP_ERR_LIMIT. Cost: one look at each line. */
rap_status rap_mime_check(rap_str bytes, rap_error *err) RAP_MUST_CHECK;
/* `bytes` is one message, copied. Errors: RAP_ERR_LIMIT as rap_mime_check, RAP_ERR_INPUT (no headers at all), RAP_ERR_NOMEM. Threads: one at a time in the process (gmime's tables). */
rap_status rap_mime_new(rap_str bytes, rap_mime **out, rap_error *err) RAP_MUST_CHECK;
void rap_mime_free(rap_mime *mime);
const rap_mime_headers *rap_mime_headers_of(const rap_mime *mime);
size_t rap_mime_count(const rap_mime *mime);
/* Borrowed from `mime`, as are its strings. */
const rap_mime_part *rap_mime_part_of(const rap_mime *mime, size_t i);
/* Appends the bytes of part `i`: of a leaf with base64, quoted-printable or uuencode taken off, of a message as it stands. Nothing of a multipart. Errors: RAP_ERR_NOMEM. */
rap_status rap_mime_content(const rap_mime *mime, size_t i, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* What is malformed, in the order met, once each; at most RAP_MAX_WARNINGS. Parts beyond RAP_MAX_MIME_PARTS or deeper than RAP_MAX_MIME_DEPTH are left out, and that is one of them. */
size_t rap_mime_n_problems(const rap_mime *mime);
const char *rap_mime_problem(const rap_mime *mime, size_t i);
/* One of the problems is that something may be missing. */
bool rap_mime_is_damaged(const rap_mime *mime);

#endif
