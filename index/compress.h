/* compress.h: zlib for texts and records. Layer: index. The only file that knows zlib here.
 *
 * A compressed value is its plain length as a varint (seven bits a byte, low ones first, the high bit says that more follow), then a zlib stream (RFC 1950; its Adler-32 tells damage).
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
/* Appends the compressed form of `plain`. Errors: RAP_ERR_NOMEM. */
rap_status rap_zip_deflate(rap_zip *zip, rap_str plain, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* Appends at most the first `max` plain bytes (SIZE_MAX: all, and then the whole must be sound). Errors: RAP_ERR_STORE (damaged, or longer than any text of this program), RAP_ERR_NOMEM. */
rap_status rap_zip_inflate(rap_zip *zip, rap_str z, size_t max, rap_buf *out, rap_error *err) RAP_MUST_CHECK;

/* Varints, also used by the record codec. */
void rap_varint_put(rap_buf *out, uint64_t v);
/* Reads at *at and moves it; false at the end of `s` or beyond 64 bits. */
bool rap_varint_get(rap_str s, size_t *at, uint64_t *v);

#endif
