/* mojibake.h: UTF-8 that was once read as windows-1252 or Latin-1, put right again ("donâ€™t" → "don’t"), where that is certain. Layer: ingest.
 *
 * A sequence of characters is repaired if their bytes in windows-1252 (or, for U+0080..U+009F, in Latin-1) are one well-formed sequence of UTF-8, what comes out is a mark of punctuation, a sign or a letter as
 * texts have them, and nobody could have meant the characters as they stand:
 *   - punctuation and signs: the second character is one that follows no letter ("â€", "Â£", "â„¢");
 *   - a Latin letter: within or at the begin of a word of small letters ("cafÃ©", "Ã–sterreich"), never in capitals ("NÃO", "MANHÔ”);
 *   - letters of other scripts, and signs beyond U+FFFF: two of one script side by side, or one whose characters no language puts together ("à¤•").
 * Tried again on what comes out, for text that was misread twice.
 */
#ifndef RAP_INGEST_MOJIBAKE_H
#define RAP_INGEST_MOJIBAKE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "base/str.h"

/* Well-formed `text` put right, in *out: `text` itself, borrowed, where there is nothing to do (*n = 0), else in `room`, behind what it holds, until the next append. *n: characters that came out.
 * Errors: RAP_ERR_NOMEM. Cost: a search for one byte where there is no such character; linear. */
rap_status rap_mojibake_repair(rap_str text, rap_buf *room, rap_str *out, size_t *n, rap_error *err) RAP_MUST_CHECK;
/* The warning for a document, in `arena`; pointer NULL when out of memory. `what`: the text, as the warning names it; NULL: "text". */
rap_str rap_mojibake_tell(rap_arena *arena, const char *what, size_t n);

#endif
