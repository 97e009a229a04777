#include "queries/quarantine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/calendar.h"
#include "base/json.h"
#include "ingest/file_info.h"
#include "queries/location.h"
#include "queries/replace.h"

enum { STEP = 64 * 1024, NAME_HEX = 16, NAME_MAX_KEPT = 100 };

/* One refusal on its way. */
typedef struct keeping {
  rap_arena *arena;
  rap_str folder, file; /* NUL-terminated */
  const rap_refusal *refusal;
  rap_file_info info; /* of the file; not regular: there is none to be kept */
  char hash[RAP_DIGEST_HEX + 1];
  rap_str name, kept; /* "0123456789abcdef"; name of what is kept in the folder, empty if nothing */
} keeping;

rap_status rap_quarantine_open(rap_str folder, rap_error *err) {
  struct stat info;
  rap_buf path = {0};
  rap_buf_add(&path, folder);
  rap_status st = rap_buf_failed(&path) ? rap_error_nomem(err) : RAP_OK;
  if (st == RAP_OK && (folder.n == 0 || memchr(folder.p, '\0', folder.n)))
    st = rap_error_set(err, RAP_ERR_IO, "'%.*s': no folder for a quarantine", RAP_FMT(folder));
  if (st == RAP_OK && mkdir(path.p, 0777) != 0 && errno != EEXIST) st = rap_file_failed(path.p, err);
  if (st == RAP_OK && stat(path.p, &info) != 0) st = rap_file_failed(path.p, err);
  if (st == RAP_OK && !S_ISDIR(info.st_mode)) st = rap_error_set(err, RAP_ERR_IO, "%s: not a folder", path.p);
  rap_buf_clear(&path);
  return st;
}

/* ---- names ---- */

/* The last part of a path, of characters that do no harm in any folder or shell. */
static rap_str harmless(rap_arena *arena, rap_str path) {
  size_t at = path.n;
  while (at > 0 && path.p[at - 1] != '/') at--;
  rap_str last = rap_str_sub(path, at, path.n);
  if (last.n > NAME_MAX_KEPT) last = rap_str_sub(last, last.n - NAME_MAX_KEPT, last.n); /* the extension tells the format */
  char *copy = rap_arena_alloc(arena, last.n + 1);
  if (!copy) return (rap_str){0};
  for (size_t i = 0; i < last.n; i++) {
    char c = last.p[i];
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    copy[i] = plain ? c : '_';
  }
  return (rap_str){copy, last.n};
}

/* The hash of what is refused: the record, or the file if there is one that can be read. */
static rap_status hash_refused(keeping *k, rap_error *err) {
  unsigned char hash[RAP_DIGEST_BYTES] = {0};
  rap_error ignored = {0};
  rap_digest digest;
  if (k->refusal->record.n) {
    rap_digest_init(&digest);
    rap_digest_add(&digest, k->refusal->record);
    rap_digest_bytes(&digest, hash);
  } else if (rap_str_is(k->file, "-") || rap_file_hash_at(k->file.p, hash, &k->info, &ignored) != RAP_OK) {
    k->info = (rap_file_info){0};
    memset(hash, 0, sizeof hash);
  }
  rap_hex(hash, sizeof hash, k->hash);
  k->hash[RAP_DIGEST_HEX] = '\0';
  char name[RAP_DIGEST_HEX + 1];
  rap_digest_init(&digest);
  rap_digest_add_field(&digest, k->refusal->place);
  rap_digest_add_field(&digest, rap_str_of(k->hash));
  rap_digest_hex(&digest, name);
  k->name = rap_arena_str(k->arena, (rap_str){name, NAME_HEX});
  rap_str last = harmless(k->arena, k->file);
  /* Many members of one container, one link. */
  const char *of = rap_str_eq(k->refusal->place, k->refusal->file) || k->refusal->record.n ? name : k->hash;
  if (k->refusal->record.n || k->info.regular)
    k->kept = rap_arena_printf(k->arena, "%.*s-%.*s%s", NAME_HEX, of, RAP_FMT(last), k->refusal->record.n ? ".record" : "");
  return rap_arena_failed(k->arena) ? rap_error_nomem(err) : RAP_OK;
}

/* ---- files ---- */

static rap_str path_in(const keeping *k, rap_str name) {
  bool slash = rap_str_ends(k->folder, RAP_STR("/"));
  return rap_arena_printf(k->arena, "%.*s%s%.*s", RAP_FMT(k->folder), slash ? "" : "/", RAP_FMT(name));
}

static bool copy_all(int from, int to) {
  char bytes[STEP];
  for (;;) {
    ssize_t n = read(from, bytes, sizeof bytes);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n == 0;
    if (!rap_file_write(to, (rap_str){bytes, (size_t)n})) return false;
  }
}

/* Writes under a name of its own first, so that what has the name is whole; a name that is taken stays as it is. `from` < 0: the bytes. */
static rap_status make_file(keeping *k, rap_str name, rap_str bytes, int from, bool *made, rap_error *err) {
  rap_status st = RAP_OK;
  rap_str path = path_in(k, name), part = rap_arena_printf(k->arena, "%.*s.part-%ld", RAP_FMT(path), (long)getpid());
  *made = false;
  if (!path.p || !part.p) return rap_error_nomem(err);
  if (access(path.p, F_OK) == 0) return RAP_OK;
  int fd = open(part.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return rap_file_failed(part.p, err);
  if (!(from < 0 ? rap_file_write(fd, bytes) : copy_all(from, fd))) st = rap_file_failed(path.p, err);
  if (close(fd) != 0 && st == RAP_OK) st = rap_file_failed(path.p, err);
  *made = st == RAP_OK && link(part.p, path.p) == 0;
  /* A file system without hard links: then nobody else has taken the name meanwhile, as far as can be told. */
  if (st == RAP_OK && !*made && errno != EEXIST) {
    *made = rename(part.p, path.p) == 0;
    if (!*made) st = rap_file_failed(path.p, err);
  }
  (void)unlink(part.p);
  return st;
}

static rap_status keep_file(keeping *k, rap_error *err) {
  bool made;
  rap_str path = path_in(k, k->kept);
  if (!path.p) return rap_error_nomem(err);
  if (link(k->file.p, path.p) == 0 || errno == EEXIST) return RAP_OK;
  int from = open(k->file.p, O_RDONLY | O_CLOEXEC);
  if (from < 0) return rap_file_failed(k->file.p, err);
  rap_status st = make_file(k, k->kept, (rap_str){0}, from, &made, err);
  (void)close(from);
  return st;
}

static bool add_time(rap_json *json, const rap_file_info *info) {
  char time[RAP_TIME_TEXT_MAX];
  size_t n = rap_time_format(rap_time_seconds(info->modified), time);
  return rap_json_set_str_opt(json, "file_time", (rap_str){time, n});
}

static rap_status write_reason(keeping *k, bool *made, rap_error *err) {
  const rap_refusal *r = k->refusal;
  rap_buf text = {0};
  rap_json *json = rap_json_new_object();
  if (!json) return rap_error_nomem(err);
  (void)rap_json_set_int(json, "format", 1);
  const rap_location place = rap_location_of(r->file, r->place);
  rap_location_write(json, &place);
  (void)rap_json_set_str(json, "status", rap_str_of(rap_status_name(r->status)));
  (void)rap_json_set_str(json, "reason", r->reason);
  bool dated = !k->info.regular || add_time(json, &k->info);
  if (k->kept.n) (void)rap_json_set_str(json, "kept", k->kept);
  if (k->kept.n) (void)rap_json_set_str(json, "sha256", rap_str_of(k->hash));
  rap_status st = dated ? rap_json_write_line(json, 2, &text, err) : rap_error_nomem(err);
  rap_str name = rap_arena_printf(k->arena, "%.*s.json", RAP_FMT(k->name));
  if (st == RAP_OK && !name.p) st = rap_error_nomem(err);
  if (st == RAP_OK) st = make_file(k, name, rap_buf_str(&text), -1, made, err);
  rap_json_free(json);
  rap_buf_clear(&text);
  return st;
}

rap_status rap_quarantine_put(rap_str folder, const rap_refusal *refusal, bool *made, rap_error *err) {
  bool kept;
  rap_status st = RAP_OK;
  *made = false;
  keeping k = {.arena = rap_arena_new(), .refusal = refusal};
  if (!k.arena) return rap_error_nomem(err);
  k.folder = rap_arena_str(k.arena, folder);
  k.file = rap_arena_str(k.arena, refusal->file);
  st = rap_arena_failed(k.arena) ? rap_error_nomem(err) : hash_refused(&k, err);
  if (st == RAP_OK && !rap_str_is(k.file, "-") && !k.info.regular) (void)rap_file_info_at(k.file.p, &k.info);
  /* What is kept comes first, so that a reason never speaks of what is not there. */
  if (st == RAP_OK && k.kept.n) st = refusal->record.n ? make_file(&k, k.kept, refusal->record, -1, &kept, err) : keep_file(&k, err);
  if (st == RAP_OK) st = write_reason(&k, made, err);
  rap_arena_free(k.arena);
  return st;
}
