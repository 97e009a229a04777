/* archive.h: members of ZIP and tar archives, and what compressed streams unfold to. Layer: ingest (inside). archive.c is the only file that knows libarchive.
 *
 * Only the formats and compressions named here are ever tried, each only on bytes that were recognised as such. Nothing is written or looked up anywhere: a member's name is text.
 *
 *     rap_archive *archive = NULL;
 *     st = rap_archive_open(stream, RAP_ARCHIVE_ZIP, budget, &archive, err);
 *     while (st == RAP_OK && (st = rap_archive_next(archive, &entry, err)) == RAP_OK)
 *       while ((st = rap_archive_read(archive, out, sizeof out, &n, err)) == RAP_OK && n > 0) ...
 *     rap_archive_free(archive);
 */
#ifndef RAP_INGEST_ARCHIVE_H
#define RAP_INGEST_ARCHIVE_H

#include "base/buf.h"
#include "base/calendar.h"
#include "ingest/budget.h"
#include "ingest/stream.h"

typedef struct rap_archive rap_archive;

typedef enum rap_archive_kind { RAP_ARCHIVE_NONE, RAP_ARCHIVE_ZIP, RAP_ARCHIVE_TAR } rap_archive_kind;
typedef enum rap_packed_kind {
  RAP_PACKED_NONE,
  RAP_PACKED_BZIP2,
  RAP_PACKED_XZ,
  RAP_PACKED_LZMA,
  RAP_PACKED_ZSTD,
  RAP_PACKED_LZ4,
  RAP_PACKED_COMPRESS
} rap_packed_kind;

typedef enum rap_entry_kind { RAP_ENTRY_FILE, RAP_ENTRY_FOLDER, RAP_ENTRY_OTHER /* a link, a device */ } rap_entry_kind;

typedef struct rap_archive_entry {
  rap_str
      name; /* UTF-8 where the archive says or shows what it is, else its bytes; '/' between its parts; "unnamed-3" for the third entry if its name cannot be read. Valid until the next entry */
  rap_entry_kind kind;
  bool encrypted;
  bool sparse; /* a file with holes: text has none */
  bool sized;  /* `size` is declared (which proves nothing) */
  uint64_t size;
  rap_day time; /* year 0: not known */
} rap_archive_entry;

/* What begins so; `head`: the first RAP_SNIFF_BYTES, or all there are. Formats: ZIP, tar (v7, ustar, pax, GNU). Cost: O(1). */
rap_archive_kind rap_archive_kind_of(rap_str head);
rap_packed_kind rap_packed_kind_of(rap_str head);
const char *rap_packed_name(rap_packed_kind kind);

/* Reads the archive from `stream`, borrowed until rap_archive_free. Where it can seek, a ZIP's directory says what its members are; else they are taken as they come. What is unfolded is taken from `budget`, as is
 * each entry; NULL: no bound. Errors: RAP_ERR_NOMEM; RAP_ERR_INPUT, RAP_ERR_LIMIT or those of the stream when it cannot be read at all. */
rap_status rap_archive_open(rap_stream *stream, rap_archive_kind kind, rap_budget *budget, rap_archive **out, rap_error *err) RAP_MUST_CHECK;
/* NULL allowed. */
void rap_archive_free(rap_archive *archive);
/* The next entry; what is left of the one before is passed over. RAP_NOT_FOUND at the end. After a failure the next call goes on behind it, if there is anything to be had behind it.
 * Errors, without a place: RAP_ERR_INPUT (damaged, truncated), RAP_ERR_LIMIT (a directory beyond RAP_MAX_DIRECTORY_BYTES, the budget, memory that a hostile header asks for), those of the stream. */
rap_status rap_archive_next(rap_archive *archive, rap_archive_entry *out, rap_error *err) RAP_MUST_CHECK;
/* Up to `room` (> 0) bytes of the entry; *n = 0 at its end. Errors as above; after one the entry is at its end. */
rap_status rap_archive_read(rap_archive *archive, char *out, size_t room, size_t *n, rap_error *err) RAP_MUST_CHECK;

/* A file that is looked for by its name in an archive in memory, and what is in it. */
typedef struct rap_archive_pick {
  rap_str name; /* as it stands in the archive, compared byte by byte */
  bool found;
  rap_buf content; /* owned by the caller: rap_buf_clear */
} rap_archive_pick;

/* Fills in those of `picks` that the ZIP in `bytes` holds, by one walk through it; of several entries of that name the first counts. For formats that are ZIPs with known members (office documents).
 * `max`: bytes of all contents together. Errors: those above; RAP_ERR_LIMIT (more than `max`), RAP_ERR_INPUT (one of them is encrypted), naming the member. Contents must be cleared in any case. */
rap_status rap_archive_pick_members(rap_str bytes, rap_budget *budget, uint64_t max, rap_archive_pick *picks, size_t n_picks,
                                    rap_error *err) RAP_MUST_CHECK;

/* What `inner` unfolds to, of a kind that its first bytes showed. `inner` is owned by what comes out, and freed when that fails. Errors: RAP_ERR_NOMEM; reading: those of `inner`, RAP_ERR_INPUT (truncated or
 * damaged), RAP_ERR_LIMIT (it asks for too much memory). Truncation of what compress(1) made does not show: it has no end mark. */
rap_status rap_unpack_new(rap_stream *inner, rap_packed_kind kind, rap_stream **out, rap_error *err) RAP_MUST_CHECK;

#endif
