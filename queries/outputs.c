#include "queries/outputs.h"
#include "queries/replace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* More files than this are not synced one by one, which takes milliseconds each: a loss of power just behind the end may then leave files without content, a killed program never does. */
#define SYNCED_FILES 64
#define ATTEMPTS 100
#define SUMS_NAME "SHA256SUMS"
#define RECEIPT_NAME "receipt.json"

/* One file under way. */
typedef struct part {
  rap_out out;
  rap_digest digest;
  uint64_t bytes;
  FILE *file; /* NULL: only hashed */
  int reason; /* errno of the first failure */
  rap_str name;
  struct part *next;
} part;

struct rap_outputs {
  rap_outputs_options options;
  rap_arena *arena;
  char *path, *work; /* final, and being written; NUL-terminated; work NULL: nothing is written */
  part *open;
  part sums; /* of a folder */
  rap_outputs_totals totals;
  rap_outputs_file list[RAP_OUTPUTS_LISTED];
  bool committed;
};

static rap_status fail(const char *path, int reason, rap_error *err) {
  errno = reason;
  return rap_file_failed(path, err);
}

/* ---- writing ---- */

static bool write_part(void *ctx, rap_str bytes) {
  part *p = ctx;
  rap_digest_add(&p->digest, bytes);
  p->bytes += bytes.n;
  if (!p->file || fwrite(bytes.p, 1, bytes.n, p->file) == bytes.n) return true;
  p->reason = errno;
  return false;
}

/* Path of a file of the folder; of a single file that itself. */
static rap_str path_of(const rap_outputs *o, rap_str name) {
  return o->options.folder ? rap_arena_printf(o->arena, "%s/%.*s", o->work, RAP_FMT(name)) : rap_str_of(o->work);
}

/* A failure names the file as it would have been called. */
static rap_status part_failed(const rap_outputs *o, rap_str name, int reason, rap_error *err) {
  rap_str path = o->options.folder ? rap_arena_printf(o->arena, "%s/%.*s", o->path, RAP_FMT(name)) : rap_str_of(o->path);
  return path.p ? fail(path.p, reason, err) : rap_error_nomem(err);
}

static rap_status begin(rap_outputs *o, part *p, rap_str name, rap_error *err) {
  *p = (part){.out = {.write = write_part, .ctx = p}, .name = rap_arena_str(o->arena, name)};
  rap_digest_init(&p->digest);
  if (!p->name.p) return rap_error_nomem(err);
  if (!o->work || o->options.parts) return RAP_OK;
  rap_str path = path_of(o, name);
  if (!path.p) return rap_error_nomem(err);
  int fd = open(path.p, O_WRONLY | O_CREAT | O_CLOEXEC | (o->options.folder ? O_EXCL : O_TRUNC), 0666);
  if (fd >= 0) p->file = fdopen(fd, "wb");
  if (p->file) return RAP_OK;
  int reason = errno;
  if (fd >= 0) (void)close(fd);
  return part_failed(o, name, reason, err);
}

static rap_status end(rap_outputs *o, part *p, rap_error *err) {
  if (!p->file) return p->out.failed ? rap_error_nomem(err) : RAP_OK;
  bool sync = o->totals.files < SYNCED_FILES;
  if (fflush(p->file) != 0 && !p->reason) p->reason = errno;
  if (!p->reason && sync && fsync(fileno(p->file)) != 0 && errno != EINVAL && errno != ENOTSUP) p->reason = errno;
  if (fclose(p->file) != 0 && !p->reason) p->reason = errno;
  p->file = NULL;
  if (!p->reason) return p->out.failed ? rap_error_nomem(err) : RAP_OK; /* a text that found no room */
  return part_failed(o, p->name, p->reason, err);
}

rap_status rap_outputs_open(rap_outputs *o, rap_str name, rap_out **out, rap_error *err) {
  *out = NULL;
  part *p = calloc(1, sizeof *p);
  rap_status st = p ? begin(o, p, name, err) : rap_error_nomem(err);
  if (st != RAP_OK) {
    free(p);
    return st;
  }
  p->next = o->open;
  o->open = p;
  *out = &p->out;
  return RAP_OK;
}

static void count(rap_outputs *o, part *p) {
  char hex[RAP_DIGEST_HEX + 1];
  rap_digest_hex(&p->digest, hex);
  if (o->options.folder || o->options.parts)
    rap_out_printf(&o->sums.out, "%s  %.*s\n", hex, RAP_FMT(p->name));
  else
    memcpy(o->totals.sha256, hex, sizeof hex);
  o->totals.files++;
  o->totals.bytes += p->bytes;
  if (o->totals.n_list == RAP_OUTPUTS_LISTED) return;
  rap_outputs_file *file = &o->list[o->totals.n_list++];
  *file = (rap_outputs_file){.name = p->name, .bytes = p->bytes};
  memcpy(file->sha256, hex, sizeof hex);
}

rap_status rap_outputs_close(rap_outputs *o, rap_out *out, rap_error *err) {
  part *p = out->ctx;
  part **at = &o->open;
  while (*at != p) at = &(*at)->next;
  *at = p->next;
  rap_status st = end(o, p, err);
  if (st == RAP_OK) count(o, p);
  free(p);
  return st;
}

rap_status rap_outputs_beside(rap_outputs *o, rap_str name, rap_str content, rap_error *err) {
  part p;
  if (!o->work) return RAP_OK;
  rap_status st = begin(o, &p, name, err);
  if (st != RAP_OK) return st;
  (void)rap_out_write(&p.out, content);
  return end(o, &p, err);
}

rap_status rap_outputs_sum(rap_outputs *o, rap_outputs_totals *out, rap_error *err) {
  rap_status st = RAP_OK;
  if (o->options.folder || o->options.parts) {
    st = end(o, &o->sums, err);
    rap_digest_hex(&o->sums.digest, o->totals.sha256);
  }
  o->totals.list = o->list;
  *out = o->totals;
  return st;
}

const char *rap_outputs_path(const rap_outputs *o) { return o->work; }

rap_status rap_outputs_blame(const rap_outputs *o, rap_status st, const rap_error *own, rap_error *err) {
  if (st == RAP_OK || !own->text[0]) return st;
  if (st == RAP_ERR_FULL && o && o->path) return rap_error_set(err, st, "%s: no space left", o->path);
  return rap_error_set(err, st, "%s", own->text);
}

/* ---- begin and end of the whole ---- */

/* Removes a folder with the plain files in it. */
static void remove_flat(const char *path) {
  DIR *dir = opendir(path);
  const struct dirent *entry;
  while (dir && (entry = readdir(dir))) (void)unlinkat(dirfd(dir), entry->d_name, 0);
  if (dir) (void)closedir(dir);
  (void)rmdir(path);
}

/* A folder may be replaced when it is empty or an export: nobody's files are to go. */
static bool is_export(const rap_outputs *o) {
  rap_str receipt = rap_arena_printf(o->arena, "%s/" RECEIPT_NAME, o->path), sums = rap_arena_printf(o->arena, "%s/" SUMS_NAME, o->path);
  return (receipt.p && sums.p && access(receipt.p, F_OK) == 0 && access(sums.p, F_OK) == 0) || rmdir(o->path) == 0;
}

static rap_status check_free(const rap_outputs *o, rap_error *err) {
  struct stat info;
  if (lstat(o->path, &info) != 0) return errno == ENOENT ? RAP_OK : fail(o->path, errno, err);
  if (!o->options.force) return rap_error_set(err, RAP_ERR_USAGE, "%s: there is something already (--force replaces it)", o->path);
  if (o->options.folder && !S_ISDIR(info.st_mode)) return rap_error_set(err, RAP_ERR_USAGE, "%s: a file; this export is a folder", o->path);
  if (!o->options.folder && !S_ISREG(info.st_mode)) return rap_error_set(err, RAP_ERR_USAGE, "%s: no plain file; it is not replaced", o->path);
  if (o->options.folder && !is_export(o))
    return rap_error_set(err, RAP_ERR_USAGE, "%s: a folder that holds other things than an export; it is not replaced", o->path);
  return RAP_OK;
}

/* A name beside the final one that nobody has. */
static rap_status make_work(rap_outputs *o, rap_str path, rap_error *err) {
  for (int i = 0; i < ATTEMPTS; i++) {
    rap_str work = rap_arena_printf(o->arena, "%.*s.partial-%ld-%d", RAP_FMT(path), (long)getpid(), i);
    if (!work.p) return rap_error_nomem(err);
    int made = o->options.folder ? mkdir(work.p, 0777) : open(work.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (made >= 0) {
      if (!o->options.folder) (void)close(made);
      o->work = (char *)(uintptr_t)work.p;
      return RAP_OK;
    }
    if (errno != EEXIST) break;
  }
  return fail(o->path, errno, err);
}

rap_status rap_outputs_new(const rap_outputs_options *options, rap_outputs **out, rap_error *err) {
  *out = NULL;
  rap_status st = RAP_OK;
  rap_outputs *o = calloc(1, sizeof *o);
  if (!o || !(o->arena = rap_arena_new())) {
    st = rap_error_nomem(err);
    goto done;
  }
  o->options = *options;
  rap_str path = options->path;
  while (path.n > 1 && path.p[path.n - 1] == '/') path.n--;
  if (!options->hash_only) {
    if (path.n == 0 || memchr(path.p, '\0', path.n)) {
      st = rap_error_set(err, RAP_ERR_USAGE, "'%.*s' is no path to write to", RAP_FMT(path));
      goto done;
    }
    o->path = (char *)(uintptr_t)rap_arena_str(o->arena, path).p;
    if (!o->path) st = rap_error_nomem(err);
    TRY(check_free(o, err));
    TRY(make_work(o, path, err));
  }
  if (options->folder || options->parts) TRY(begin(o, &o->sums, RAP_STR(SUMS_NAME), err));
done:
  if (st == RAP_OK)
    *out = o;
  else
    rap_outputs_free(o);
  return st;
}

void rap_outputs_free(rap_outputs *o) {
  if (!o) return;
  while (o->open) {
    part *p = o->open;
    o->open = p->next;
    if (p->file) (void)fclose(p->file);
    free(p);
  }
  if (o->sums.file) (void)fclose(o->sums.file);
  if (o->work && !o->committed) {
    if (o->options.folder)
      remove_flat(o->work);
    else
      (void)unlink(o->work);
  }
  rap_arena_free(o->arena);
  free(o);
}

/* The folder that holds it, so that the new name lasts. */
static void sync_parent(const rap_outputs *o) {
  const char *slash = strrchr(o->path, '/');
  rap_str parent = slash ? rap_arena_str(o->arena, (rap_str){o->path, slash == o->path ? 1 : (size_t)(slash - o->path)}) : RAP_STR(".");
  int fd = parent.p ? open(parent.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  if (fd < 0) return;
  (void)fsync(fd);
  (void)close(fd);
}

/* A folder that is there is moved away, since a rename replaces none that has files. */
static rap_status replace_folder(rap_outputs *o, rap_error *err) {
  rap_str old = rap_arena_printf(o->arena, "%s.old", o->work);
  if (!old.p) return rap_error_nomem(err);
  if (rename(o->path, old.p) != 0) return fail(o->path, errno, err);
  if (rename(o->work, o->path) != 0) {
    int reason = errno;
    (void)rename(old.p, o->path);
    return fail(o->path, reason, err);
  }
  remove_flat(old.p);
  return RAP_OK;
}

rap_status rap_outputs_sync(rap_outputs *o, rap_error *err) {
  if (!o->work) return RAP_OK;
  int fd = open(o->work, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail(o->work, errno, err);
  int reason = fsync(fd) == 0 ? 0 : errno;
  (void)close(fd);
  return reason ? fail(o->work, reason, err) : RAP_OK;
}

rap_status rap_outputs_commit(rap_outputs *o, rap_error *err) {
  rap_status st = RAP_OK;
  if (!o->work) return RAP_OK;
  struct stat info;
  bool there = lstat(o->path, &info) == 0;
  if (there && !o->options.force)
    st = rap_error_set(err, RAP_ERR_USAGE, "%s: there is something by now (--force replaces it)", o->path);
  else if (there && o->options.folder)
    st = replace_folder(o, err);
  else if (rename(o->work, o->path) != 0)
    st = fail(o->path, errno, err);
  o->committed = st == RAP_OK;
  if (o->committed) sync_parent(o);
  return st;
}

/* ---- names ---- */

void rap_file_name(rap_str text, rap_buf *out) {
  static const char digits[] = "0123456789ABCDEF";
  size_t from = out->n;
  for (size_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)text.p[i];
    bool plain = rap_ascii_is_letter((char)c) || rap_ascii_is_digit((char)c) || c == '_' || c == '-' || (c == '.' && i > 0);
    if (plain) {
      rap_buf_putc(out, (char)c);
    } else {
      rap_buf_putc(out, '%');
      rap_buf_putc(out, digits[c >> 4]);
      rap_buf_putc(out, digits[c & 15]);
    }
  }
  if (rap_buf_failed(out) || out->n - from <= RAP_FILE_NAME_MAX) return;
  char hex[RAP_DIGEST_HEX + 1];
  rap_digest whole;
  rap_digest_init(&whole);
  rap_digest_add(&whole, text);
  rap_digest_hex(&whole, hex);
  out->n = from + RAP_FILE_NAME_MAX - 17;
  rap_buf_printf(out, "~%.16s", hex);
}
