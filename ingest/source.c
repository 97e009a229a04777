/* source.c: paths in, raw documents out. Layer: ingest. */
#include "ingest/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/input.h"
#include "ingest/tree.h"

struct rap_source {
  rap_tree *tree;
  rap_source_options options;
  rap_source_progress progress;
  bool open;        /* input is in use */
  int fd;           /* of the open file, -1 for standard input, which isn't ours to close */
  uint64_t counted; /* bytes of the open file already in progress.bytes_read */
  rap_input input;
  rap_buf path, name; /* behind input.path and input.name */
};

rap_status rap_source_new(const rap_str *paths, size_t n_paths, const rap_source_options *options, rap_source **out, rap_error *err) {
  *out = NULL;
  rap_source *source = calloc(1, sizeof *source);
  if (!source) return rap_error_nomem(err);
  source->options = options ? *options : (rap_source_options){.stdin_fd = -1};
  source->fd = -1;
  rap_status st = rap_tree_new(paths, n_paths, source->options.hidden, &source->tree, err);
  if (st != RAP_OK) {
    free(source);
    return st;
  }
  *out = source;
  return RAP_OK;
}

static void close_input(rap_source *source) {
  rap_input_clear(&source->input);
  if (source->fd >= 0) (void)close(source->fd);
  source->fd = -1;
  source->open = false;
  source->counted = 0;
}

void rap_source_free(rap_source *source) {
  if (!source) return;
  close_input(source);
  rap_tree_free(source->tree);
  rap_buf_clear(&source->path);
  rap_buf_clear(&source->name);
  free(source);
}

rap_source_progress rap_source_progress_of(const rap_source *source) { return source->progress; }

/* "sub/name.txt.gz" → "sub/name": at most ".gz" and one extension go. A dot at the begin of the last part is none, nor is what holds no letter ("2023.01.08"). */
static rap_str without_extension(rap_str name) {
  for (int round = 0; round < 2; round++) {
    size_t dot = name.n;
    bool letter = false;
    while (dot > 0 && name.p[dot - 1] != '.' && name.p[dot - 1] != '/') {
      char c = (char)(name.p[dot - 1] | 32);
      letter = letter || (c >= 'a' && c <= 'z');
      dot--;
    }
    if (dot < 2 || name.p[dot - 1] != '.' || name.p[dot - 2] == '/' || !letter || name.n - dot > 8) break;
    bool gz = rap_str_eq_nocase(rap_str_sub(name, dot, name.n), RAP_STR("gz"));
    name.n = dot - 1;
    if (!gz) break;
  }
  return name;
}

static rap_day day_of_time(int64_t seconds) {
  int64_t days = seconds / 86400 - (seconds % 86400 < 0);
  return rap_day_from_number(days);
}

/* Opens the file that the tree names. O_NONBLOCK would change what a pipe's reader sees, so an argument that is a pipe waits for its writer, as it should. */
static rap_status open_path(rap_source *source, rap_str path, rap_error *err) {
  if (rap_str_is(path, "-")) {
    if (source->options.stdin_fd < 0) return rap_error_set(err, RAP_ERR_IO, "-: standard input is not read here");
    return rap_input_open(&source->input, source->options.stdin_fd, err);
  }
  do {
    source->fd = open(path.p, O_RDONLY | O_CLOEXEC);
  } while (source->fd < 0 && errno == EINTR && !(source->options.interrupted && source->options.interrupted()));
  if (source->fd < 0 && errno == EINTR) return rap_error_set(err, RAP_ERR_INTERRUPTED, "%.*s: interrupted", RAP_FMT(path));
  if (source->fd < 0) return rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno));
  struct stat info;
  if (fstat(source->fd, &info) == 0 && S_ISREG(info.st_mode)) source->input.file_time = day_of_time((int64_t)info.st_mtime);
  return rap_input_open(&source->input, source->fd, err);
}

static rap_status open_next(rap_source *source, rap_error *err) {
  rap_str path, name;
  rap_status st = rap_tree_next(source->tree, &path, &name, err);
  if (st != RAP_OK) return st;
  source->open = true;
  source->progress.files++;
  bool is_stdin = rap_str_is(path, "-");
  rap_buf_reset(&source->path);
  rap_buf_reset(&source->name);
  rap_buf_add(&source->path, path);
  rap_buf_add(&source->name, is_stdin ? RAP_STR("stdin") : without_extension(name));
  if (rap_buf_failed(&source->path) || rap_buf_failed(&source->name)) return rap_error_nomem(err);
  source->input.path = rap_buf_str(&source->path);
  source->input.name = rap_buf_str(&source->name);
  source->input.interrupted = source->options.interrupted;
  return open_path(source, source->input.path, err);
}

static void count_bytes(rap_source *source) {
  source->progress.bytes_read += source->input.bytes - source->counted;
  source->counted = source->input.bytes;
}

rap_status rap_source_next(rap_source *source, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_status st = RAP_OK;
  do {
    *raw = (rap_raw_document){0};
    if (!source->open) {
      st = open_next(source, err);
      count_bytes(source);
      if (st != RAP_OK) close_input(source);
      if (st != RAP_OK) break;
    }
    st = source->input.format->next(&source->input, arena, raw, err);
    count_bytes(source);
    if (st == RAP_NOT_FOUND) close_input(source);
  } while (st == RAP_NOT_FOUND);
  if (st == RAP_OK) source->progress.documents++;
  if (st != RAP_OK && st != RAP_NOT_FOUND) source->progress.errors++;
  if (st != RAP_OK) *raw = (rap_raw_document){0};
  return st;
}
