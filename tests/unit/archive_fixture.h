/* archive_fixture.h: builds ZIP and tar archives byte by byte, honest ones and others. Tests only. */
#ifndef RAP_TESTS_ARCHIVE_FIXTURE_H
#define RAP_TESTS_ARCHIVE_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"

static inline void put16(rap_buf *out, unsigned v) {
  rap_buf_putc(out, (char)(unsigned char)v);
  rap_buf_putc(out, (char)(unsigned char)(v >> 8));
}

static inline void put32(rap_buf *out, size_t v) {
  put16(out, (unsigned)(v & 0xFFFF));
  put16(out, (unsigned)(v >> 16 & 0xFFFF));
}

/* A ZIP under construction: the file, and its directory, which is put behind it by zip_end. */
typedef struct zip {
  rap_buf file, directory;
  unsigned n;
} zip;

enum { ZIP_ENCRYPTED = 1, ZIP_DESCRIPTOR = 8, ZIP_UTF8 = 0x800 };

/* What a member claims, where it differs from what is so. */
typedef struct zip_member {
  rap_str name, data;
  unsigned flags;
  bool stored;
  unsigned unix_mode; /* 0: a plain file of DOS */
  size_t size;        /* 0: that of `data` */
  bool bad_crc;
} zip_member;

static inline void zip_entry(rap_buf *out, const zip_member *m, bool local, uLong crc, size_t packed, size_t size, size_t at) {
  bool later = local && (m->flags & ZIP_DESCRIPTOR);
  put32(out, local ? 0x04034B50 : 0x02014B50);
  if (!local) put16(out, m->unix_mode ? 3 << 8 | 20 : 20);
  put16(out, 20);
  put16(out, m->flags);
  put16(out, m->stored ? 0 : 8);
  put16(out, 0x6000); /* 12:00:00 */
  put16(out, (2023 - 1980) << 9 | 1 << 5 | 8);
  put32(out, later ? 0 : (size_t)crc);
  put32(out, later ? 0 : packed);
  put32(out, later ? 0 : size);
  put16(out, (unsigned)m->name.n);
  put16(out, 0);
  if (!local) {
    put16(out, 0);
    put16(out, 0);
    put16(out, 0);
    put32(out, (size_t)m->unix_mode << 16);
    put32(out, at);
  }
  rap_buf_add(out, m->name);
}

/* Adds a directory's entry alone, for a member whose local header is at `at`: members may lie over each other. */
static inline void zip_claim(zip *z, const zip_member *m, uLong crc, size_t packed, size_t size, size_t at) {
  zip_entry(&z->directory, m, false, crc, packed, size, at);
  z->n++;
}

static inline void zip_add(zip *z, zip_member m) {
  uLong crc = crc32(0, (const Bytef *)m.data.p, (uInt)m.data.n) ^ (m.bad_crc ? 1 : 0);
  uLong room = compressBound((uLong)m.data.n) + 64;
  Bytef *packed = calloc(1, room);
  size_t n = m.data.n, size = m.size ? m.size : m.data.n, at = z->file.n;
  union {
    const void *in;
    Bytef *bytes;
  } u = {m.data.p};
  z_stream s = {.next_in = u.bytes, .avail_in = (uInt)m.data.n, .next_out = packed, .avail_out = (uInt)room};
  if (!packed) return;
  if (m.stored) {
    if (n) memcpy(packed, m.data.p, n);
  } else {
    (void)deflateInit2(&s, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
    (void)deflate(&s, Z_FINISH);
    n = room - s.avail_out;
    deflateEnd(&s);
  }
  zip_entry(&z->file, &m, true, crc, n, size, 0);
  rap_buf_add(&z->file, (rap_str){(const char *)packed, n});
  if (m.flags & ZIP_DESCRIPTOR) {
    put32(&z->file, 0x08074B50);
    put32(&z->file, (size_t)crc);
    put32(&z->file, n);
    put32(&z->file, size);
  }
  zip_claim(z, &m, crc, n, size, at);
  free(packed);
}

static inline void zip_text(zip *z, const char *name, const char *text) {
  zip_add(z, (zip_member){.name = rap_str_of(name), .data = rap_str_of(text)});
}

static inline void zip_stored(zip *z, const char *name, rap_str data) {
  zip_add(z, (zip_member){.name = rap_str_of(name), .data = data, .stored = true});
}

/* The whole, in z->file. */
static inline rap_str zip_end(zip *z) {
  size_t at = z->file.n;
  rap_buf_add(&z->file, rap_buf_str(&z->directory));
  put32(&z->file, 0x06054B50);
  put32(&z->file, 0);
  put16(&z->file, z->n & 0xFFFF);
  put16(&z->file, z->n & 0xFFFF);
  put32(&z->file, z->directory.n);
  put32(&z->file, at);
  put16(&z->file, 0);
  rap_buf_clear(&z->directory);
  return rap_buf_str(&z->file);
}

static inline void zip_clear(zip *z) {
  rap_buf_clear(&z->file);
  rap_buf_clear(&z->directory);
  *z = (zip){0};
}

/* A header of ustar that declares `size` bytes, of 2023-01-08. */
static inline void tar_header(rap_buf *out, const char *name, char type, const char *link, unsigned long long size) {
  char h[512] = {0};
  unsigned sum = 0;
  (void)snprintf(h, 100, "%s", name);
  (void)snprintf(h + 100, 8, "0000644");
  (void)snprintf(h + 108, 8, "0000000");
  (void)snprintf(h + 116, 8, "0000000");
  (void)snprintf(h + 124, 12, "%011llo", size < 077777777777ULL ? size : 077777777777ULL);
  (void)snprintf(h + 136, 12, "%011llo", 1673179200ULL);
  memset(h + 148, ' ', 8);
  h[156] = type;
  (void)snprintf(h + 157, 100, "%s", link);
  memcpy(h + 257,
         "ustar\0"
         "00",
         8);
  for (size_t i = 0; i < sizeof h; i++) sum += (unsigned char)h[i];
  (void)snprintf(h + 148, 8, "%06o", sum);
  rap_buf_add(out, (rap_str){h, sizeof h});
}

static inline void tar_add(rap_buf *out, const char *name, rap_str data) {
  tar_header(out, name, '0', "", data.n);
  rap_buf_add(out, data);
  for (size_t n = data.n; n % 512; n++) rap_buf_putc(out, '\0');
}

static inline void tar_text(rap_buf *out, const char *name, const char *text) { tar_add(out, name, rap_str_of(text)); }

static inline void tar_end(rap_buf *out) {
  for (size_t i = 0; i < 1024; i++) rap_buf_putc(out, '\0');
}

/* `data` as one member of gzip, appended. */
static inline void gzip_add(rap_buf *out, rap_str data) {
  union {
    const void *in;
    Bytef *bytes;
  } u = {data.p};
  uLong room = compressBound((uLong)data.n) + 64;
  char *to = rap_buf_room(out, room);
  z_stream s = {.next_in = u.bytes, .avail_in = (uInt)data.n, .next_out = (Bytef *)to, .avail_out = (uInt)room};
  if (!to) return;
  (void)deflateInit2(&s, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
  (void)deflate(&s, Z_FINISH);
  out->n += room - s.avail_out;
  deflateEnd(&s);
}

#endif
