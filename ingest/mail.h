/* mail.h: what of an e-mail is its text, and what is attached to it. Layer: ingest (inside).
 *
 * The text: parts of type text that are neither attached nor files, in order. Of alternatives the plain one, unless the HTML has a quarter more: then the plain one is a stub. Of related parts the first. Signatures
 * and quoted replies stay, as the author sent them. format=flowed (RFC 3676) is unwrapped. Text of several parts, or of one plain part, has no layout.
 * Attached: everything else but what is never text by itself (pictures, sound, signatures, styles, reports of delivery), which is counted. A forwarded message (message/rfc822) is attached too: a
 * document of its own.
 */
#ifndef RAP_INGEST_MAIL_H
#define RAP_INGEST_MAIL_H

#include "ingest/document.h"
#include "ingest/mime.h"

/* Sets text, layout, charset and warnings of *raw, and adds to its n_mojibake; no text leaves them empty. `keep_mojibake` as in rap_charset_hints. Errors: RAP_ERR_LIMIT, RAP_ERR_NOMEM. */
rap_status rap_mail_text(const rap_mime *mime, bool keep_mojibake, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
/* The next attached part behind `*at`, and its index there; false when there is none. Start with SIZE_MAX. */
bool rap_mail_attached(const rap_mime *mime, size_t *at);
/* Parts that are neither text nor attached, as a warning ("3 parts passed over (image/png, image/gif …)"). */
void rap_mail_tell_passed(const rap_mime *mime, rap_arena *arena, rap_raw_document *raw);
/* Appends `text` with lines joined as RFC 3676, 4 has it: each paragraph one line, quoted ones behind "> " for each depth. */
void rap_mail_unflow(rap_str text, bool delete_space, rap_buf *out);

#endif
