/* format_archive.c: ZIP and tar, whose members are read like the files of a folder. Layer: ingest.
 *
 * What a folder's walk passes over is passed over here too: folders, what begins with a dot, and what macOS puts beside each file ("__MACOSX/"). Links, devices and empty files are counted. What is encrypted,
 * has holes or a name beyond all measure is refused by its name.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "ingest/archive.h"
#include "ingest/input.h"

enum { STEP = 64 * 1024 };

struct state {
  rap_stream *in;
  rap_buf kept; /* a ZIP that cannot be sought in */
  rap_archive *archive;
  bool any; /* it has members, whatever they are */
  bool ended;
};

struct member_stream {
  rap_stream stream;
  rap_archive *archive;
};

static rap_status read_member(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  return rap_archive_read(((struct member_stream *)stream)->archive, out, room, n, err);
}

static void free_member(rap_stream *stream) { free(stream); }

bool rap_format_archive_sniff(const rap_head *head) { return rap_archive_kind_of(head->bytes) != RAP_ARCHIVE_NONE; }

void rap_format_archive_end(rap_input *input) {
  struct state *s = input->state;
  if (!s) return;
  rap_archive_free(s->archive);
  rap_stream_free(s->in);
  rap_buf_clear(&s->kept);
  free(s);
  input->state = NULL;
}

/* Puts a ZIP that is not too large where it can be sought in; see RAP_MAX_KEPT_ARCHIVE. */
static rap_status keep(struct state *s, rap_error *err) {
  size_t n = 1;
  while (n > 0 && s->kept.n < RAP_MAX_KEPT_ARCHIVE) {
    char *room = rap_buf_room(&s->kept, STEP);
    if (!room) return rap_error_nomem(err);
    rap_status st = rap_stream_read(s->in, room, STEP, &n, err);
    if (st != RAP_OK) return st;
    s->kept.n += n;
  }
  rap_stream *inner = s->in;
  s->in = NULL;
  if (n > 0) return rap_stream_behind(rap_buf_str(&s->kept), inner, &s->in, err);
  rap_stream_free(inner);
  return rap_stream_of_memory(rap_buf_str(&s->kept), &s->in, err);
}

static rap_status begin(rap_input *input, rap_error *err) {
  struct state *s = calloc(1, sizeof *s);
  if (!s) return rap_error_nomem(err);
  input->state = s;
  rap_archive_kind kind = rap_archive_kind_of(rap_buf_str(&input->ahead));
  rap_status st = rap_input_stream(input, &s->in, err);
  if (st == RAP_OK && kind == RAP_ARCHIVE_ZIP && !s->in->seek) st = keep(s, err);
  if (st == RAP_OK) st = rap_archive_open(s->in, kind, input->budget, &s->archive, err);
  if (st == RAP_OK || st == RAP_ERR_NOMEM) return st;
  s->ended = s->any = true;
  rap_error_prefix(err, "%.*s: ", RAP_FMT(input->path));
  return st;
}

/* One of the name's parts begins with a dot, as in a folder, or is the one that macOS puts its own into. */
static bool is_hidden(rap_str name, bool dots_too) {
  rap_str part;
  while (name.n && rap_str_split(&name, '/', &part)) {
    if (rap_str_is(part, "__MACOSX") || rap_str_is(part, ".DS_Store") || rap_str_starts(part, RAP_STR("._"))) return true;
    if (!dots_too && part.n > 1 && part.p[0] == '.' && !rap_str_is(part, "..")) return true;
  }
  return false;
}

/* Why it is not read although it may hold a text. */
static rap_status refuse(const rap_input *input, const rap_archive_entry *entry, rap_error *err) {
  const char *why = entry->name.n > RAP_MAX_MEMBER_NAME ? "a name of that length"
                    : entry->encrypted                  ? "encrypted"
                    : entry->sparse                     ? "a file with holes"
                                                        : NULL;
  if (!why) return RAP_OK;
  return rap_error_set(err, entry->name.n > RAP_MAX_MEMBER_NAME ? RAP_ERR_LIMIT : RAP_ERR_INPUT, "%.*s/%.*s: %s: not read", RAP_FMT(input->path),
                       RAP_FMT(rap_str_sub(entry->name, 0, 200)), why);
}

/* The next entry that is a file to be read. */
static rap_status next_file(rap_input *input, struct state *s, rap_archive_entry *entry, rap_error *err) {
  for (;;) {
    rap_status st = rap_archive_next(s->archive, entry, err);
    if (st == RAP_NOT_FOUND && !s->any) {
      s->any = true;
      return rap_error_set(err, RAP_ERR_INPUT, "%.*s: an archive with nothing in it", RAP_FMT(input->path));
    }
    if (st != RAP_OK && st != RAP_NOT_FOUND) {
      s->any = true;
      rap_error_prefix(err, "%.*s: ", RAP_FMT(input->path));
    }
    if (st != RAP_OK) return st;
    s->any = true;
    if (entry->kind == RAP_ENTRY_FOLDER || is_hidden(entry->name, input->options->hidden)) continue;
    if (entry->kind == RAP_ENTRY_OTHER)
      input->passed[RAP_PASSED_LINK]++;
    else if (entry->sized && entry->size == 0)
      input->passed[RAP_PASSED_EMPTY]++;
    else
      return refuse(input, entry, err);
  }
}

rap_status rap_format_archive_member(rap_input *input, rap_member *out, rap_error *err) {
  *out = (rap_member){0};
  rap_archive_entry entry;
  rap_status st = input->state ? RAP_OK : begin(input, err);
  struct state *s = input->state;
  if (st != RAP_OK) return st;
  if (s->ended) return RAP_NOT_FOUND;
  st = next_file(input, s, &entry, err);
  if (st != RAP_OK) return st;
  struct member_stream *stream = malloc(sizeof *stream);
  if (!stream) return rap_error_nomem(err);
  *stream = (struct member_stream){.stream = {.read = read_member, .free = free_member}, .archive = s->archive};
  *out = (rap_member){.stream = &stream->stream, .path = entry.name, .given = {.file_time = entry.time}};
  return RAP_OK;
}
