/* zip_fixture.h: ZIP archives of stored members, by hand (APPNOTE 6.3.10, 4.3). */
#ifndef RAP_TESTS_ZIP_FIXTURE_H
#define RAP_TESTS_ZIP_FIXTURE_H

#include "test.h"

#include <zlib.h>

#include "base/buf.h"

typedef struct zip_fixture {
  rap_buf bytes, directory;
  unsigned n;
} zip_fixture;

static void zip_number(rap_buf *out, unsigned long value, int size) {
  for (int i = 0; i < size; i++) rap_buf_putc(out, (char)(unsigned char)(value >> 8 * i & 0xFF));
}

/* What the local and the central header share: version to the lengths of name and extra field. */
static void zip_header(rap_buf *out, unsigned long crc, size_t size, size_t name) {
  zip_number(out, 20, 2);
  zip_number(out, 0, 2);      /* flags */
  zip_number(out, 0, 2);      /* stored */
  zip_number(out, 0, 2);      /* time */
  zip_number(out, 0x5628, 2); /* 8 January 2023 */
  zip_number(out, crc, 4);
  zip_number(out, size, 4);
  zip_number(out, size, 4);
  zip_number(out, name, 2);
  zip_number(out, 0, 2);
}

static void zip_add(zip_fixture *zip, const char *name, rap_str content) {
  size_t place = zip->bytes.n;
  unsigned long crc = crc32(0, (const unsigned char *)content.p, (unsigned)content.n);
  rap_buf_puts(&zip->bytes, "PK\x03\x04");
  zip_header(&zip->bytes, crc, content.n, strlen(name));
  rap_buf_puts(&zip->bytes, name);
  rap_buf_add(&zip->bytes, content);
  rap_buf_puts(&zip->directory, "PK\x01\x02");
  zip_number(&zip->directory, 20, 2);
  zip_header(&zip->directory, crc, content.n, strlen(name));
  zip_number(&zip->directory, 0, 2 + 2 + 2); /* comment, disk, internal attributes */
  zip_number(&zip->directory, 0, 4);
  zip_number(&zip->directory, place, 4);
  rap_buf_puts(&zip->directory, name);
  zip->n++;
}

/* The archive; valid until zip_clear. */
static rap_str zip_end(zip_fixture *zip) {
  size_t place = zip->bytes.n;
  rap_buf_add(&zip->bytes, rap_buf_str(&zip->directory));
  rap_buf_puts(&zip->bytes, "PK\x05\x06");
  zip_number(&zip->bytes, 0, 4);
  zip_number(&zip->bytes, zip->n, 2);
  zip_number(&zip->bytes, zip->n, 2);
  zip_number(&zip->bytes, zip->directory.n, 4);
  zip_number(&zip->bytes, place, 4);
  zip_number(&zip->bytes, 0, 2);
  assert_false(rap_buf_failed(&zip->bytes) || rap_buf_failed(&zip->directory));
  return rap_buf_str(&zip->bytes);
}

static void zip_clear(zip_fixture *zip) {
  rap_buf_clear(&zip->bytes);
  rap_buf_clear(&zip->directory);
  *zip = (zip_fixture){0};
}

#endif
