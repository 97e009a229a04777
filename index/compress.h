/* compress.h: zlib for texts and records. Layer: index. The only file that knows zlib here.
 *
 * A compressed value is its plain length as a varint (seven bits a byte, low ones first, the high bit says that more follow), then a zlib stream (RFC 1950; its Adler-32 tells damage) with a preset
 * dictionary, which the stream names by its Adler-32: dictionary/text-1.txt, the commonest words and turns of English press texts, or dictionary/record-1.txt, the names that the built-in packs put into
 * records; what is commonest stands last, where it is nearest. A release is too short to build up much of either by itself. A released dictionary never changes: a better one gets the next number.
 * Values without a dictionary are read too.
 * The states are reused from value to value: making one costs more than compressing a press release. Threads: one rap_zip per thread.
 */
#ifndef RAP_INDEX_COMPRESS_H
#define RAP_INDEX_COMPRESS_H

#include "base/buf.h"
#include "base/status.h"

typedef struct rap_zip rap_zip;

/* NULL when out of memory. */
rap_zip *rap_zip_new(void);
void rap_zip_free(rap_zip *zip);
typedef enum rap_zip_kind { RAP_ZIP_TEXT, RAP_ZIP_RECORD } rap_zip_kind;

/* Appends the compressed form of `plain`; `kind` only chooses the dictionary. Errors: RAP_ERR_LIMIT (longer than any text of this program), RAP_ERR_NOMEM. */
rap_status rap_zip_deflate(rap_zip *zip, rap_zip_kind kind, rap_str plain, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* Appends at most the first `max` plain bytes (SIZE_MAX: all, and then the whole must be sound). Errors: RAP_ERR_STORE (damaged, or longer than any text of this program), RAP_ERR_NOMEM. */
rap_status rap_zip_inflate(rap_zip *zip, rap_str z, size_t max, rap_buf *out, rap_error *err) RAP_MUST_CHECK;

/* Varints, also used by the record codec. */
void rap_varint_put(rap_buf *out, uint64_t v);
/* Reads at *at and moves it; false at the end of `s` or beyond 64 bits. */
bool rap_varint_get(rap_str s, size_t *at, uint64_t *v);

#endif
