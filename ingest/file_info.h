/* file_info.h: what tells whether a file is the one that was seen before. Layer: ingest. */
#ifndef RAP_INGEST_FILE_INFO_H
#define RAP_INGEST_FILE_INFO_H

#include <sys/stat.h>

#include "base/digest.h"
#include "base/status.h"

/* A file that was written to so short before it was looked at may have been written to again within the same tick of its time: file systems count in up to two seconds (FAT), and network ones have a clock of
 * their own. (git calls such entries racy.) */
#define RAP_RACY_NS INT64_C(2000000000)

/* Times: nanoseconds since 1970-01-01, UTC. */
typedef struct rap_file_info {
  bool regular; /* the rest is 0 if not */
  int64_t size;
  int64_t modified, changed; /* st_mtime; st_ctime: also of the name, owner, rights, and of what set st_mtime back */
  uint64_t inode;
} rap_file_info;

rap_file_info rap_file_info_of(const struct stat *info);
/* Of a path, NUL-terminated, links followed. False: errno tells why not. */
bool rap_file_info_at(const char *path, rap_file_info *out);
bool rap_file_info_same(const rap_file_info *a, const rap_file_info *b);
/* The clock that files are dated by. */
int64_t rap_file_clock(void);
/* Whether a file of this look may have changed behind a look taken at `looked_at` without showing it. Of a time that was set back, st_ctime tells. */
bool rap_file_info_is_racy(const rap_file_info *info, int64_t looked_at);
/* SHA-256 of all bytes of a descriptor that can be positioned (its position stays), and what it was before. Errors, naming `path`: RAP_ERR_IO. Cost: reads it. */
rap_status rap_file_hash(int fd, rap_str path, unsigned char hash[RAP_DIGEST_BYTES], rap_error *err) RAP_MUST_CHECK;
/* The same of a path, NUL-terminated. *info: of the bytes that were hashed. */
rap_status rap_file_hash_at(const char *path, unsigned char hash[RAP_DIGEST_BYTES], rap_file_info *info, rap_error *err) RAP_MUST_CHECK;

#endif
