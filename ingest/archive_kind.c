/* archive_kind.c: archives and compressed streams by their first bytes. Layer: ingest. */
#include "base/limits.h"
#include "ingest/archive.h"

static unsigned byte_at(rap_str s, size_t at) { return (unsigned char)s.p[at]; }

/* A header of tar has the sum of its bytes in it, in octal, counted with blanks where it stands itself (POSIX.1-1988, 10.1.1; some old writers added signed characters). */
static bool is_tar(rap_str head) {
  enum { HEADER = 512, SUM = 148, SUM_LEN = 8 };
  if (head.n < HEADER || head.p[0] == '\0') return false;
  int64_t plain = 0, with_signs = 0, sum = 0;
  for (size_t i = 0; i < HEADER; i++) {
    bool in_sum = i >= SUM && i < SUM + SUM_LEN;
    plain += in_sum ? ' ' : (int64_t)byte_at(head, i);
    with_signs += in_sum ? ' ' : (int64_t)(signed char)head.p[i];
  }
  size_t i = SUM;
  while (i < SUM + SUM_LEN && head.p[i] == ' ') i++;
  if (i == SUM + SUM_LEN || head.p[i] < '0' || head.p[i] > '7') return false;
  for (; i < SUM + SUM_LEN && head.p[i] >= '0' && head.p[i] <= '7'; i++) sum = sum * 8 + (head.p[i] - '0');
  return sum == plain || sum == with_signs;
}

rap_archive_kind rap_archive_kind_of(rap_str head) {
  /* A ZIP begins with a member, or, without any, with its end record. */
  if (rap_str_starts(head, RAP_STR("PK\x03\x04")) || rap_str_starts(head, RAP_STR("PK\x05\x06"))) return RAP_ARCHIVE_ZIP;
  return is_tar(head) ? RAP_ARCHIVE_TAR : RAP_ARCHIVE_NONE;
}

/* "BZh", the block size, and a block's or the end's mark. */
static bool is_bzip2(rap_str head) {
  if (head.n < 10 || !rap_str_starts(head, RAP_STR("BZh")) || head.p[3] < '1' || head.p[3] > '9') return false;
  rap_str mark = rap_str_sub(head, 4, 10);
  return rap_str_eq(mark, RAP_STR("1AY&SY")) || rap_str_eq(mark, RAP_STR("\x17\x72\x45\x38\x50\x90"));
}

/* LZMA has no magic: the usual properties, a dictionary of a power of two (which takes that much memory; writers use 64 MB at most), and a size of eight bytes that is not known or below a terabyte. */
static bool is_lzma(rap_str head) {
  if (head.n < 14 || byte_at(head, 0) != 0x5D || byte_at(head, 13) != 0) return false;
  uint64_t dictionary = 0, size = 0;
  for (size_t i = 0; i < 4; i++) dictionary |= (uint64_t)byte_at(head, 1 + i) << (8 * i);
  for (size_t i = 0; i < 8; i++) size |= (uint64_t)byte_at(head, 5 + i) << (8 * i);
  return dictionary >= 4096 && dictionary <= RAP_MAX_LZMA_DICTIONARY && (dictionary & (dictionary - 1)) == 0 &&
         (size == UINT64_MAX || size >> 40 == 0);
}

rap_packed_kind rap_packed_kind_of(rap_str head) {
  if (is_bzip2(head)) return RAP_PACKED_BZIP2;
  if (rap_str_starts(head, (rap_str){"\xFD"
                                     "7zXZ",
                                     6}))
    return RAP_PACKED_XZ;
  if (rap_str_starts(head, RAP_STR("\x28\xB5\x2F\xFD"))) return RAP_PACKED_ZSTD;
  if (rap_str_starts(head, RAP_STR("\x04\x22\x4D\x18"))) return RAP_PACKED_LZ4;
  /* The third byte: bits a code, 9 to 16, and whether codes are ever given anew. */
  if (head.n > 3 && rap_str_starts(head, RAP_STR("\x1F\x9D")) && (byte_at(head, 2) & 0x60) == 0 && (byte_at(head, 2) & 0x1F) >= 9 &&
      (byte_at(head, 2) & 0x1F) <= 16)
    return RAP_PACKED_COMPRESS;
  return is_lzma(head) ? RAP_PACKED_LZMA : RAP_PACKED_NONE;
}

const char *rap_packed_name(rap_packed_kind kind) {
  static const char *const names[] = {
      [RAP_PACKED_NONE] = "",   [RAP_PACKED_BZIP2] = "bzip2",       [RAP_PACKED_XZ] = "xz", [RAP_PACKED_LZMA] = "lzma", [RAP_PACKED_ZSTD] = "zstd",
      [RAP_PACKED_LZ4] = "lz4", [RAP_PACKED_COMPRESS] = "compress",
  };
  return names[kind];
}
