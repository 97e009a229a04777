#include "ingest/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "base/utf8.h"

enum { WINDOW = 64 * 1024, RETRIES = 16 };

struct rap_archive {
  struct archive *reader;
  struct archive_entry *entry;
  rap_stream *in;
  rap_archive_kind kind; /* RAP_ARCHIVE_NONE: a compressed stream */
  rap_budget *budget;
  /* libarchive gives names in the character set of the locale; this one is UTF-8, whatever that of the process is. 0 where there is none of that name: then names other than ASCII may be lost. */
  locale_t locale;
  rap_error failure; /* of the stream, told when libarchive gives up on it */
  uint64_t at;       /* in the stream */
  uint64_t heading;  /* bytes read since the next entry was asked for */
  bool in_heading, in_entry, done;
  bool open_end; /* the stream is at its end, and its last bytes are not a tar's end mark */
  uint64_t n_entries;
  rap_str block; /* what libarchive unfolded and nobody has read yet */
  uint64_t block_at;
  rap_buf name;
  char window[WINDOW];
};

static const int filters[] = {
    [RAP_PACKED_NONE] = ARCHIVE_FILTER_NONE,         [RAP_PACKED_BZIP2] = ARCHIVE_FILTER_BZIP2, [RAP_PACKED_XZ] = ARCHIVE_FILTER_XZ,
    [RAP_PACKED_LZMA] = ARCHIVE_FILTER_LZMA,         [RAP_PACKED_ZSTD] = ARCHIVE_FILTER_ZSTD,   [RAP_PACKED_LZ4] = ARCHIVE_FILTER_LZ4,
    [RAP_PACKED_COMPRESS] = ARCHIVE_FILTER_COMPRESS,
};

/* ---- libarchive's calls ---- */

static locale_t enter(const rap_archive *a) { return a->locale ? uselocale(a->locale) : (locale_t)0; }

static void leave(locale_t before) {
  if (before) (void)uselocale(before);
}

/* A tar ends with two blocks of zeros, so the last bytes of what is cut at a member's border are none. */
static bool ends_open(const char *window, size_t n) {
  enum { BLOCK = 512 };
  for (size_t i = n > BLOCK ? n - BLOCK : 0; i < n; i++)
    if (window[i] != 0) return true;
  return false;
}

static la_ssize_t give(struct archive *reader, void *ctx, const void **out) {
  rap_archive *a = ctx;
  size_t n = 0;
  *out = a->window;
  rap_status st = rap_stream_read(a->in, a->window, WINDOW, &n, &a->failure);
  if (st == RAP_OK && a->in_heading && (a->heading += n) > RAP_MAX_DIRECTORY_BYTES)
    st = rap_error_set(&a->failure, RAP_ERR_LIMIT, "more than %" PRIu64 " bytes of names and attributes", (uint64_t)RAP_MAX_DIRECTORY_BYTES);
  if (st != RAP_OK) {
    archive_set_error(reader, EIO, "%s", a->failure.text);
    return ARCHIVE_FATAL;
  }
  a->at += n;
  if (n) a->open_end = ends_open(a->window, n);
  return (la_ssize_t)n;
}

static la_int64_t go_to(struct archive *reader, void *ctx, la_int64_t offset, int whence) {
  rap_archive *a = ctx;
  uint64_t from = whence == SEEK_CUR ? a->at : whence == SEEK_END ? a->in->size : 0;
  uint64_t back = offset < 0 ? (uint64_t)0 - (uint64_t)offset : 0, on = offset < 0 ? 0 : (uint64_t)offset;
  if (back > from || from > INT64_MAX || on > INT64_MAX - from || a->in->seek(a->in, from - back + on, &a->failure) != RAP_OK) {
    archive_set_error(reader, EIO, "an offset that leads out of the file");
    return ARCHIVE_FATAL;
  }
  a->at = from - back + on;
  return (la_int64_t)a->at;
}

/* Why libarchive gave up. What it has no memory for is what the archive's headers ask for, and its own fault. */
static rap_status failed(const rap_archive *a, rap_error *err) {
  if (a->failure.status != RAP_OK) return rap_error_set(err, a->failure.status, "%s", a->failure.text);
  const char *text = archive_error_string(a->reader);
  rap_str told = rap_str_trim(rap_str_of(text ? text : "it cannot be read"));
  if (archive_errno(a->reader) == ENOMEM) return rap_error_set(err, RAP_ERR_LIMIT, "it asks for too much memory (%.*s)", RAP_FMT(told));
  const char *what = a->kind == RAP_ARCHIVE_ZIP ? "ZIP archive" : a->kind == RAP_ARCHIVE_TAR ? "tar archive" : "compressed file";
  return rap_error_set(err, RAP_ERR_INPUT, "damaged or truncated %s: %.*s", what, RAP_FMT(told));
}

/* ---- open and close ---- */

static int choose(struct archive *reader, rap_archive_kind kind, rap_packed_kind pack) {
  if (kind == RAP_ARCHIVE_ZIP) return archive_read_support_format_zip(reader);
  if (kind == RAP_ARCHIVE_TAR) return archive_read_support_format_tar(reader);
  /* Appended, a filter is put in once; offered, as often over as it fits. (Appended, that of compress reads before there is anything to read; see check_once.) */
  int code = pack == RAP_PACKED_COMPRESS ? archive_read_support_filter_compress(reader) : archive_read_append_filter(reader, filters[pack]);
  if (code == ARCHIVE_OK) code = archive_read_support_format_raw(reader);
  return code == ARCHIVE_OK ? archive_read_support_format_empty(reader) : code;
}

static rap_status open_reader(rap_stream *stream, rap_archive_kind kind, rap_packed_kind pack, rap_budget *budget, rap_archive **out,
                              rap_error *err) {
  *out = NULL;
  rap_archive *a = calloc(1, sizeof *a);
  if (!a) return rap_error_nomem(err);
  a->in = stream;
  a->kind = kind;
  a->budget = budget;
  a->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  a->reader = archive_read_new();
  locale_t before = enter(a);
  rap_status st = a->reader ? RAP_OK : rap_error_nomem(err);
  if (st == RAP_OK && choose(a->reader, kind, pack) != ARCHIVE_OK) st = failed(a, err);
  if (st == RAP_OK && stream->seek) (void)archive_read_set_seek_callback(a->reader, go_to);
  if (st == RAP_OK && archive_read_open(a->reader, a, NULL, give, NULL) != ARCHIVE_OK) st = failed(a, err);
  /* What is damaged from its begin looks empty to libarchive, which remembers the reason all the same. */
  if (st == RAP_OK && kind == RAP_ARCHIVE_NONE && archive_errno(a->reader) != 0) st = failed(a, err);
  leave(before);
  if (st == RAP_OK)
    *out = a;
  else
    rap_archive_free(a);
  return st;
}

rap_status rap_archive_open(rap_stream *stream, rap_archive_kind kind, rap_budget *budget, rap_archive **out, rap_error *err) {
  return open_reader(stream, kind, RAP_PACKED_NONE, budget, out, err);
}

void rap_archive_free(rap_archive *a) {
  if (!a) return;
  locale_t before = enter(a);
  if (a->reader) (void)archive_read_free(a->reader);
  leave(before);
  if (a->locale) freelocale(a->locale);
  rap_buf_clear(&a->name);
  free(a);
}

/* ---- entries ---- */

/* The upper half of code page 437, in which names of a ZIP are that don't say otherwise (APPNOTE.TXT 6.3.10, D.1). */
static const uint16_t cp437[128] = {
    0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF, 0x00EE, 0x00EC, 0x00C4, 0x00C5,
    0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9, 0x00FF, 0x00D6, 0x00DC, 0x00A2, 0x00A3, 0x00A5, 0x20A7, 0x0192,
    0x00E1, 0x00ED, 0x00F3, 0x00FA, 0x00F1, 0x00D1, 0x00AA, 0x00BA, 0x00BF, 0x2310, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557, 0x255D, 0x255C, 0x255B, 0x2510,
    0x2514, 0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x255E, 0x255F, 0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256C, 0x2567,
    0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256B, 0x256A, 0x2518, 0x250C, 0x2588, 0x2584, 0x258C, 0x2590, 0x2580,
    0x03B1, 0x00DF, 0x0393, 0x03C0, 0x03A3, 0x03C3, 0x00B5, 0x03C4, 0x03A6, 0x0398, 0x03A9, 0x03B4, 0x221E, 0x03C6, 0x03B5, 0x2229,
    0x2261, 0x00B1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00F7, 0x2248, 0x00B0, 0x2219, 0x00B7, 0x221A, 0x207F, 0x00B2, 0x25A0, 0x00A0,
};

static void name_entry(rap_archive *a) {
  const char *utf8 = archive_entry_pathname_utf8(a->entry), *bytes = archive_entry_pathname(a->entry);
  rap_str name = rap_str_of(utf8 ? utf8 : bytes);
  rap_buf_reset(&a->name);
  if (name.n == 0) {
    rap_buf_printf(&a->name, "unnamed-%" PRIu64, a->n_entries);
  } else if (a->kind == RAP_ARCHIVE_TAR || rap_utf8_invalid_at(name) == SIZE_MAX) {
    rap_buf_add(&a->name, name);
  } else {
    for (size_t i = 0; i < name.n; i++) {
      char c[4];
      unsigned char byte = (unsigned char)name.p[i];
      rap_buf_add(&a->name, (rap_str){c, rap_utf8_encode(byte < 0x80 ? byte : cp437[byte - 0x80], c)});
    }
  }
}

/* The day of the file. tar and the extra field of Info-ZIP count in UTC, and with the latter comes the time of the last access; without it the time is that of a clock on the wall, which libarchive took for one of
 * this machine's time zone: taken back, so that the zone doesn't matter. */
static rap_day day_of(const rap_archive *a) {
  if (!archive_entry_mtime_is_set(a->entry)) return (rap_day){0};
  time_t t = archive_entry_mtime(a->entry);
  struct tm tm;
  bool wall = a->kind == RAP_ARCHIVE_ZIP && archive_entry_atime(a->entry) == 0;
  if (!(wall ? localtime_r(&t, &tm) : gmtime_r(&t, &tm))) return (rap_day){0};
  rap_day d = {.year = tm.tm_year + 1900, .month = tm.tm_mon + 1, .day = tm.tm_mday};
  /* 1980-01-01 is the zero of ZIP, 1970-01-01 that of the others: nobody's date. */
  return rap_day_valid(d) && !(d.month == 1 && d.day == 1 && (d.year == 1980 || d.year == 1970)) ? d : (rap_day){0};
}

static void describe(rap_archive *a, rap_archive_entry *out) {
  struct archive_entry *e = a->entry;
  name_entry(a);
  out->name = rap_buf_str(&a->name);
  bool file = archive_entry_filetype(e) == AE_IFREG && !archive_entry_hardlink(e);
  out->kind = file ? RAP_ENTRY_FILE : archive_entry_filetype(e) == AE_IFDIR ? RAP_ENTRY_FOLDER : RAP_ENTRY_OTHER;
  out->encrypted = archive_entry_is_encrypted(e) != 0;
  out->sparse = archive_entry_sparse_count(e) > 0;
  out->sized = archive_entry_size_is_set(e) != 0 && archive_entry_size(e) >= 0;
  out->size = out->sized ? (uint64_t)archive_entry_size(e) : 0;
  out->time = day_of(a);
}

/* libarchive passes over what it knows the size of without unfolding it. The rest has to be read, which the budget pays for. */
static rap_status pass_over(rap_archive *a, rap_error *err) {
  a->in_entry = false;
  bool cheap = a->kind == RAP_ARCHIVE_TAR || a->in->seek || archive_entry_size_is_set(a->entry);
  if (cheap) return archive_read_data_skip(a->reader) == ARCHIVE_FATAL ? failed(a, err) : RAP_OK;
  for (;;) {
    const void *bytes;
    size_t n;
    la_int64_t offset;
    int code = archive_read_data_block(a->reader, &bytes, &n, &offset);
    if (code == ARCHIVE_EOF || code == ARCHIVE_WARN || code == ARCHIVE_FAILED) return RAP_OK;
    if (code == ARCHIVE_FATAL) return failed(a, err);
    rap_status st = rap_budget_take(a->budget, n, err);
    if (st != RAP_OK) return st;
  }
}

static rap_status next_entry(rap_archive *a, rap_archive_entry *out, rap_error *err) {
  if (a->in_entry) {
    rap_status st = pass_over(a, err);
    if (st != RAP_OK) return st;
  }
  rap_status st = rap_budget_take_member(a->budget, err);
  if (st != RAP_OK) return st;
  a->block = (rap_str){0};
  a->block_at = 0;
  a->in_heading = true;
  a->heading = 0;
  int code, tries = 0;
  do {
    code = archive_read_next_header(a->reader, &a->entry);
  } while (code == ARCHIVE_RETRY && ++tries < RETRIES);
  a->in_heading = false;
  a->n_entries++;
  if (code == ARCHIVE_EOF) {
    a->done = true;
    if (a->kind == RAP_ARCHIVE_TAR && a->open_end)
      return rap_error_set(err, RAP_ERR_INPUT, "truncated tar archive: it has no end mark, and members may be missing");
    return RAP_NOT_FOUND;
  }
  if (code == ARCHIVE_FAILED) return failed(a, err);
  if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
    a->done = true;
    return failed(a, err);
  }
  a->in_entry = true;
  describe(a, out);
  return rap_buf_failed(&a->name) ? rap_error_nomem(err) : RAP_OK;
}

rap_status rap_archive_next(rap_archive *a, rap_archive_entry *out, rap_error *err) {
  *out = (rap_archive_entry){0};
  if (a->done) return RAP_NOT_FOUND;
  locale_t before = enter(a);
  rap_status st = next_entry(a, out, err);
  leave(before);
  /* Behind what the stream or the budget doesn't give there is nothing. */
  if (st != RAP_OK && (a->failure.status != RAP_OK || (a->budget && a->budget->spent))) a->done = true;
  return st;
}

/* The next stretch that libarchive unfolds. */
static rap_status next_block(rap_archive *a, rap_error *err) {
  const void *bytes = NULL;
  size_t n = 0;
  la_int64_t offset = 0;
  locale_t before = enter(a);
  int code, tries = 0;
  do {
    code = archive_read_data_block(a->reader, &bytes, &n, &offset);
  } while ((code == ARCHIVE_RETRY && ++tries < RETRIES) || (code == ARCHIVE_OK && n == 0));
  leave(before);
  if (code == ARCHIVE_OK && (uint64_t)offset != a->block_at) return rap_error_set(err, RAP_ERR_INPUT, "a file with holes: not read");
  if (code == ARCHIVE_OK) {
    a->block = (rap_str){bytes, n};
    a->block_at += n;
    return a->kind == RAP_ARCHIVE_ZIP ? rap_budget_take(a->budget, n, err) : RAP_OK;
  }
  a->in_entry = code != ARCHIVE_EOF && code != ARCHIVE_FATAL;
  a->done = a->done || code == ARCHIVE_FATAL;
  return code == ARCHIVE_EOF ? RAP_OK : failed(a, err);
}

rap_status rap_archive_read(rap_archive *a, char *out, size_t room, size_t *n, rap_error *err) {
  *n = 0;
  if (a->block.n == 0 && a->in_entry) {
    rap_status st = next_block(a, err);
    if (st != RAP_OK) {
      a->block = (rap_str){0};
      return st;
    }
  }
  *n = a->block.n < room ? a->block.n : room;
  if (*n) memcpy(out, a->block.p, *n);
  a->block = rap_str_sub(a->block, *n, a->block.n);
  return RAP_OK;
}

/* ---- compressed streams ---- */

struct unpack {
  rap_stream stream;
  rap_stream *inner;
  rap_packed_kind kind;
  rap_archive *reader; /* opened by the first read, since that reads */
  bool done;
};

/* Data that were compressed twice over are unfolded a step at a time, by input.c, which counts. */
static rap_status check_once(rap_archive *a, rap_error *err) {
  if (archive_filter_count(a->reader) <= 2) return RAP_OK;
  return rap_error_set(err, RAP_ERR_LIMIT, "compressed several times over by compress: not read");
}

static rap_status read_unpacked(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  struct unpack *u = (struct unpack *)stream;
  if (u->done) return RAP_OK;
  rap_status st = RAP_OK;
  if (!u->reader) {
    rap_archive_entry entry;
    st = open_reader(u->inner, RAP_ARCHIVE_NONE, u->kind, NULL, &u->reader, err);
    if (st == RAP_OK) st = check_once(u->reader, err);
    if (st == RAP_OK) st = rap_archive_next(u->reader, &entry, err);
  }
  if (st == RAP_OK) st = rap_archive_read(u->reader, out, room, n, err);
  u->done = st != RAP_OK || *n == 0;
  return st == RAP_NOT_FOUND ? RAP_OK : st;
}

static void free_unpacked(rap_stream *stream) {
  struct unpack *u = (struct unpack *)stream;
  rap_archive_free(u->reader);
  rap_stream_free(u->inner);
  free(u);
}

rap_status rap_unpack_new(rap_stream *inner, rap_packed_kind kind, rap_stream **out, rap_error *err) {
  *out = NULL;
  struct unpack *u = malloc(sizeof *u);
  if (!u) {
    rap_stream_free(inner);
    return rap_error_nomem(err);
  }
  *u = (struct unpack){.stream = {.read = read_unpacked, .free = free_unpacked}, .inner = inner, .kind = kind};
  *out = &u->stream;
  return RAP_OK;
}
