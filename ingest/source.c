/* source.c: paths in, raw documents out. Layer: ingest. */
#include "ingest/source.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "ingest/input.h"
#include "ingest/tree.h"

/* An opened file, or a member of the one below it. */
struct level {
  rap_input input;
  rap_buf path, name; /* behind input.path and input.name */
  size_t base;        /* bytes of the path in front of what names it */
  bool members;       /* its documents are all told */
};

struct rap_source {
  rap_tree *tree;
  rap_source_options options;
  rap_source_progress progress;
  int fd;             /* of the open file, -1 for standard input, which isn't ours to close */
  rap_budget budget;  /* of the open file */
  uint64_t counted;   /* bytes of the open file already in progress.bytes_read */
  rap_source_end end; /* of the open file */
  struct level levels[RAP_MAX_NESTING];
  size_t depth; /* levels in use; 0: no file is open */
};

rap_status rap_source_new(const rap_str *paths, size_t n_paths, const rap_source_options *options, rap_source **out, rap_error *err) {
  *out = NULL;
  rap_source *source = calloc(1, sizeof *source);
  if (!source) return rap_error_nomem(err);
  source->options = options ? *options : (rap_source_options){.stdin_fd = -1};
  source->fd = -1;
  rap_status st = source->options.next_file ? RAP_OK : rap_tree_new(paths, n_paths, source->options.hidden, &source->tree, err);
  if (st != RAP_OK) {
    free(source);
    return st;
  }
  *out = source;
  return RAP_OK;
}

static void count_bytes(rap_source *source) {
  uint64_t bytes = source->levels[0].input.bytes;
  source->progress.bytes_read += bytes - source->counted;
  source->counted = bytes;
}

/* Another name or other rights make no other content. */
static bool same_content(const rap_file_info *a, const rap_file_info *b) {
  return a->regular == b->regular && a->size == b->size && a->modified == b->modified && a->inode == b->inode;
}

/* A file that grew, shrank or was replaced while it was read is told from one that stayed as it was. */
static void tell_end(rap_source *source) {
  rap_source_end *end = &source->end;
  const char *path = source->levels[0].path.p;
  struct stat info;
  rap_file_info opened = {0}, named = {0};
  rap_error ignored = {0};
  if (end->info.regular && rap_file_hash(source->fd, rap_str_of(path), end->hash, &ignored) == RAP_OK) {
    if (fstat(source->fd, &info) == 0) opened = rap_file_info_of(&info);
    end->steady = same_content(&opened, &end->info) && rap_file_info_at(path, &named) && same_content(&named, &end->info);
  }
  source->options.file_end(source->options.ctx, end);
}

/* Closes the innermost input, and with the outermost the file. */
static void close_level(rap_source *source) {
  count_bytes(source);
  rap_input_clear(&source->levels[--source->depth].input);
  if (source->depth > 0) return;
  if (source->options.file_end && source->fd >= 0) tell_end(source);
  if (source->fd >= 0) (void)close(source->fd);
  source->fd = -1;
  source->counted = 0;
}

void rap_source_free(rap_source *source) {
  if (!source) return;
  while (source->depth > 0) close_level(source);
  rap_tree_free(source->tree);
  for (size_t i = 0; i < RAP_MAX_NESTING; i++) {
    rap_buf_clear(&source->levels[i].path);
    rap_buf_clear(&source->levels[i].name);
  }
  free(source);
}

rap_source_progress rap_source_progress_of(const rap_source *source) { return source->progress; }

static bool is_compression(rap_str extension) {
  static const char *const all[] = {"gz", "bz2", "xz", "lzma", "zst", "lz4", "z"};
  size_t i = 0;
  while (i < sizeof all / sizeof all[0] && !rap_str_eq_nocase(extension, rap_str_of(all[i]))) i++;
  return i < sizeof all / sizeof all[0];
}

/* "sub/name.txt.gz" → "sub/name": at most that of a compression and one extension go. A dot at the begin of the last part is none, nor is what holds no letter ("2023.01.08"). */
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
    bool compression = is_compression(rap_str_sub(name, dot, name.n));
    name.n = dot - 1;
    if (!compression) break;
  }
  return name;
}

/* The next level, with its path and name; its input is empty yet. */
static struct level *push(rap_source *source) {
  struct level *level = &source->levels[source->depth++];
  rap_buf_reset(&level->path);
  rap_buf_reset(&level->name);
  level->base = 0;
  level->members = false;
  level->input = (rap_input){.options = &source->options, .budget = &source->budget};
  return level;
}

static rap_status name_level(struct level *level, rap_error *err) {
  if (rap_buf_failed(&level->path) || rap_buf_failed(&level->name)) return rap_error_nomem(err);
  level->input.path = rap_buf_str(&level->path);
  level->input.name = rap_buf_str(&level->name);
  return RAP_OK;
}

/* ---- files ---- */

/* Opens the file that the tree names. O_NONBLOCK would change what a pipe's reader sees, so an argument that is a pipe waits for its writer, as it should. */
static rap_status open_path(rap_source *source, rap_input *input, const char *path, rap_error *err) {
  int fd = source->options.stdin_fd;
  source->budget = (rap_budget){0};
  if (strcmp(path, "-") == 0) {
    if (fd < 0) return rap_error_set(err, RAP_ERR_IO, "-: standard input is not read here");
  } else {
    do {
      source->fd = fd = open(path, O_RDONLY | O_CLOEXEC);
    } while (fd < 0 && errno == EINTR && !(source->options.interrupted && source->options.interrupted()));
    if (fd < 0 && errno == EINTR) return rap_error_set(err, RAP_ERR_INTERRUPTED, "%s: interrupted", path);
    if (fd < 0) return rap_error_set(err, RAP_ERR_IO, "%s: %s", path, strerror(errno));
    struct stat info;
    source->end.opened_at = rap_file_clock();
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
      input->file_time = rap_day_from_number(rap_time_day((int64_t)info.st_mtime));
      source->end.info = rap_file_info_of(&info);
    }
  }
  rap_stream *stream = NULL;
  rap_status st = rap_stream_of_fd(fd, source->options.interrupted, &source->budget.n_read, &stream, err);
  if (st != RAP_OK) return st;
  source->budget.size = stream->size;
  return rap_input_open(input, stream, err);
}

static rap_status next_file(rap_source *source, rap_source_file *out, rap_error *err) {
  *out = (rap_source_file){0};
  return source->tree ? rap_tree_next(source->tree, &out->path, &out->name, err) : source->options.next_file(source->options.ctx, out, err);
}

static rap_status open_file(rap_source *source, rap_error *err) {
  rap_source_file file;
  rap_status st = next_file(source, &file, err);
  if (st != RAP_OK) return st;
  struct level *level = push(source);
  source->end = (rap_source_end){.file = ++source->progress.files};
  level->base = rap_str_ends(file.path, file.name) ? file.path.n - file.name.n : 0;
  level->input.given = file.given;
  rap_buf_add(&level->path, file.path);
  rap_buf_add(&level->name, rap_str_is(file.path, "-") ? RAP_STR("stdin") : without_extension(file.name));
  st = name_level(level, err);
  return st == RAP_OK ? open_path(source, &level->input, level->path.p, err) : st;
}

/* ---- members ---- */

/* "/../a//b.txt" as "/a/b.txt": what a member is called leads nowhere outside of its container, and never touches the file system. */
static void add_member_path(rap_buf *out, rap_str path) {
  rap_str part;
  while (path.n && rap_str_split(&path, '/', &part)) {
    if (part.n == 0 || rap_str_is(part, ".") || rap_str_is(part, "..")) continue;
    rap_buf_putc(out, '/');
    rap_buf_add(out, part);
  }
}

/* At the end of a container: what it held beside documents, in one line; RAP_NOT_FOUND if there was nothing such. */
static rap_status tell_passed(rap_input *input, rap_error *err) {
  static const char *const names[RAP_PASSED_COUNT] = {
      [RAP_PASSED_EMPTY] = "empty",
      [RAP_PASSED_BINARY] = "binary",
      [RAP_PASSED_LINK] = "links and devices",
      [RAP_PASSED_RECORD] = "records that are no pages",
      [RAP_PASSED_STATUS] = "responses without success",
      [RAP_PASSED_MEDIA] = "of media types without text",
  };
  char text[256];
  size_t n = 0;
  for (int i = 0; i < RAP_PASSED_COUNT; i++) {
    if (!input->passed[i]) continue;
    n += (size_t)snprintf(text + n, sizeof text - n, "%s%s (%" PRIu64 ")", n ? ", " : "", names[i], input->passed[i]);
    input->passed[i] = 0;
  }
  if (n == 0) return RAP_NOT_FOUND;
  return rap_error_set(err, RAP_PASSED_OVER, "%.*s: passed over: %s", RAP_FMT(input->path), text);
}

static rap_status open_member(rap_source *source, rap_error *err) {
  struct level *outer = &source->levels[source->depth - 1];
  rap_member member = {0};
  if (!outer->input.format->member) return RAP_NOT_FOUND;
  rap_status st = outer->input.format->member(&outer->input, &member, err);
  if (st == RAP_NOT_FOUND) return tell_passed(&outer->input, err);
  if (st != RAP_OK) return st;
  if (source->depth == RAP_MAX_NESTING) {
    rap_stream_free(member.stream);
    source->budget.spent = true; /* what is so deep was made to be: sixteen archives in each of sixteen … */
    return rap_error_set(err, RAP_ERR_LIMIT, "%.*s/%.*s: nested more than %d deep: the file is not read on", RAP_FMT(outer->input.path),
                         RAP_FMT(member.path), RAP_MAX_NESTING);
  }
  struct level *level = push(source);
  rap_buf_add(&level->path, outer->input.path);
  if (member.is_uri) {
    rap_buf_putc(&level->path, '/');
    rap_buf_add(&level->path, member.path);
  } else {
    add_member_path(&level->path, member.path);
  }
  /* Its id is that of a file in a folder with the container's name. */
  level->base = outer->base;
  rap_buf_add(&level->name, without_extension(rap_str_sub(rap_buf_str(&level->path), level->base, level->path.n)));
  level->input.given = member.given;
  if (!level->input.given.source.n) level->input.given.source = outer->input.given.source;
  if (!level->input.given.language.n) level->input.given.language = outer->input.given.language;
  level->input.file_time = member.given.file_time.year ? member.given.file_time : outer->input.file_time;
  st = name_level(level, err);
  if (st == RAP_OK) return rap_input_open(&level->input, member.stream, err);
  rap_stream_free(member.stream);
  return st;
}

/* ---- documents ---- */

/* A document, RAP_NOT_FOUND when there is none but perhaps behind it, or a failure. *end: the tree is walked through. */
static rap_status step(rap_source *source, rap_arena *arena, rap_raw_document *raw, bool *end, rap_error *err) {
  size_t depth = source->depth;
  struct level *top = depth ? &source->levels[depth - 1] : NULL;
  rap_status st = RAP_NOT_FOUND;
  if (top && top->input.format->next && !top->members) st = top->input.format->next(&top->input, arena, raw, err);
  if (st != RAP_NOT_FOUND) return st;
  if (top) top->members = true;
  st = top ? open_member(source, err) : open_file(source, err);
  *end = !top && st == RAP_NOT_FOUND;
  /* What could not be opened is closed again, what is at its end too. */
  bool opened = source->depth > depth;
  if (top && opened && st == RAP_ERR_INPUT && source->levels[depth].input.no_document) {
    top->input.passed[source->levels[depth].input.no_document_as]++;
    rap_error_clear(err);
    st = RAP_OK;
    close_level(source);
  } else if (opened ? st != RAP_OK : top && st == RAP_NOT_FOUND) {
    if (opened) raw->file = rap_arena_str(arena, source->levels[depth].input.path);
    close_level(source);
  }
  return st == RAP_OK ? RAP_NOT_FOUND : st;
}

rap_status rap_source_next(rap_source *source, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_status st = RAP_OK;
  bool end = false;
  do {
    *raw = (rap_raw_document){0};
    st = step(source, arena, raw, &end, err);
    raw->repairs_off = source->options.repairs_off;
    if (source->depth > 0) count_bytes(source);
  } while (st == RAP_NOT_FOUND && !end);
  if (st == RAP_OK) source->progress.documents++;
  if (st == RAP_PASSED_OVER) source->progress.passed_over++;
  if (st != RAP_OK && st != RAP_NOT_FOUND && st != RAP_PASSED_OVER) source->progress.errors++;
  rap_str place = raw->file, refused = raw->refused;
  if (st != RAP_OK && place.n == 0 && source->depth > 0) {
    place = rap_arena_str(arena, source->levels[source->depth - 1].input.path);
    if (!place.p) rap_error_clear(err);
    if (!place.p) st = rap_error_nomem(err);
  }
  /* A bomb: what is left of the file would fail member by member. */
  while (st != RAP_OK && source->budget.spent && source->depth > 0) close_level(source);
  if (st != RAP_OK) *raw = (rap_raw_document){.file = place, .refused = refused};
  return st;
}
