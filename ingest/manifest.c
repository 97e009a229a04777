/* manifest.c: lists of files: paths, TSV, JSON Lines. Layer: ingest. */
#include "ingest/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"

enum { STEP = 64 * 1024 };

typedef enum form { PATHS, NULS, TSV, JSONL } form;

static const struct {
  const char *name;
  size_t offset;
} fields[] = {{"path", offsetof(rap_manifest_entry, path)},        {"id", offsetof(rap_manifest_entry, id)},
              {"date", offsetof(rap_manifest_entry, date)},        {"title", offsetof(rap_manifest_entry, title)},
              {"source", offsetof(rap_manifest_entry, source)},    {"url", offsetof(rap_manifest_entry, url)},
              {"language", offsetof(rap_manifest_entry, language)}};
enum { N_FIELDS = sizeof fields / sizeof *fields };

struct rap_manifest {
  rap_buf name, bytes;
  form form;
  size_t begin, at; /* of the first line behind the head, of the next one */
  uint64_t first_line, line;
  size_t columns[N_FIELDS]; /* TSV: the field of each column */
  size_t n_columns;
  rap_buf path;   /* of the line given last */
  rap_json *json; /* behind the strings of the line given last */
};

/* ---- reading it ---- */

static rap_status read_all(rap_str path, int fd, rap_buf *out, rap_error *err) {
  for (;;) {
    char *room = rap_buf_room(out, STEP);
    if (!room) return rap_error_nomem(err);
    ssize_t n = read(fd, room, STEP);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno));
    if (n == 0) return RAP_OK;
    out->n += (size_t)n;
    if (out->n > RAP_MAX_MANIFEST_BYTES)
      return rap_error_set(err, RAP_ERR_LIMIT, "%.*s: a list of more than %zu bytes", RAP_FMT(path), RAP_MAX_MANIFEST_BYTES);
  }
}

/* The next line without its end; false behind the last. */
static bool next_line(rap_manifest *m, rap_str *line) {
  rap_str all = rap_buf_str(&m->bytes);
  if (m->at >= all.n) return false;
  const char *end = memchr(all.p + m->at, m->form == NULS ? '\0' : '\n', all.n - m->at);
  size_t stop = end ? (size_t)(end - all.p) : all.n;
  *line = rap_str_sub(all, m->at, stop);
  m->at = stop + 1;
  m->line++;
  if (m->form != NULS && rap_str_ends(*line, RAP_STR("\r"))) line->n--;
  return true;
}

static size_t field_of(rap_str name) {
  size_t i = 0;
  while (i < N_FIELDS && !rap_str_is(name, fields[i].name)) i++;
  return i;
}

/* The line of names. A path alone, or one with a tab in it, is none: then "path" is not among what the tabs divide. */
static bool is_head(rap_str line) {
  rap_str part;
  while (line.n && rap_str_split(&line, '\t', &part))
    if (rap_str_is(part, "path")) return true;
  return false;
}

static rap_status read_head(rap_manifest *m, rap_str line, rap_error *err) {
  rap_str part;
  while (rap_str_split(&line, '\t', &part)) {
    size_t field = field_of(part);
    bool twice = false;
    for (size_t i = 0; i < m->n_columns; i++) twice = twice || m->columns[i] == field;
    if (field == N_FIELDS || twice)
      return rap_error_set(err, RAP_ERR_INPUT, "%.*s:%" PRIu64 ": %s column '%.*s'", RAP_FMT(rap_buf_str(&m->name)), m->line,
                           twice ? "twice the" : "unknown", RAP_FMT(part));
    m->columns[m->n_columns++] = field;
  }
  return RAP_OK;
}

/* What the list is, by its first line that is not blank. */
static rap_status look(rap_manifest *m, bool nul, rap_error *err) {
  rap_str line;
  rap_status st = RAP_OK;
  m->form = nul ? NULS : PATHS;
  if (!nul) m->at = rap_utf8_mark(rap_buf_str(&m->bytes));
  m->begin = m->at;
  while (!nul && next_line(m, &line)) {
    if (rap_str_trim(line).n == 0) continue;
    if (is_head(line)) {
      m->form = TSV;
      m->begin = m->at;
      m->first_line = m->line;
      st = read_head(m, line, err);
    } else if (rap_str_starts(rap_str_trim(line), RAP_STR("{"))) {
      m->form = JSONL;
    }
    break;
  }
  rap_manifest_rewind(m);
  return st;
}

static rap_manifest *make(rap_str name) {
  rap_manifest *m = calloc(1, sizeof *m);
  if (!m) return NULL;
  rap_buf_add(&m->name, name);
  if (!rap_buf_failed(&m->name)) return m;
  rap_manifest_free(m);
  return NULL;
}

static rap_status finish(rap_manifest *m, rap_status st, rap_manifest **out) {
  if (st == RAP_OK)
    *out = m;
  else
    rap_manifest_free(m);
  return st;
}

rap_status rap_manifest_parse(rap_str name, rap_str bytes, bool nul, rap_manifest **out, rap_error *err) {
  *out = NULL;
  rap_manifest *m = make(name);
  if (!m) return rap_error_nomem(err);
  rap_buf_add(&m->bytes, bytes);
  return finish(m, rap_buf_failed(&m->bytes) ? rap_error_nomem(err) : look(m, nul, err), out);
}

rap_status rap_manifest_open(rap_str path, bool nul, int stdin_fd, rap_manifest **out, rap_error *err) {
  *out = NULL;
  rap_status st = RAP_OK;
  bool is_stdin = rap_str_is(path, "-");
  if (is_stdin && stdin_fd < 0) return rap_error_set(err, RAP_ERR_IO, "-: standard input is not read here");
  rap_manifest *m = make(path);
  if (!m) return rap_error_nomem(err);
  int fd = is_stdin ? stdin_fd : open(path.n ? m->name.p : "", O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    st = rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno));
  else
    st = read_all(path, fd, &m->bytes, err);
  if (fd >= 0 && !is_stdin) (void)close(fd);
  if (st == RAP_OK) st = look(m, nul, err);
  return finish(m, st, out);
}

void rap_manifest_free(rap_manifest *m) {
  if (!m) return;
  rap_buf_clear(&m->name);
  rap_buf_clear(&m->bytes);
  rap_buf_clear(&m->path);
  rap_json_free(m->json);
  free(m);
}

void rap_manifest_rewind(rap_manifest *m) {
  m->at = m->begin;
  m->line = m->first_line;
}

/* ---- its lines ---- */

static rap_str *field_in(rap_manifest_entry *entry, size_t field) { return (rap_str *)(void *)((char *)entry + fields[field].offset); }

static rap_status bad(const rap_manifest *m, rap_error *err, const char *what, rap_str value) {
  return rap_error_set(err, RAP_ERR_INPUT, "%.*s:%" PRIu64 ": %s%.*s", RAP_FMT(rap_buf_str(&m->name)), m->line, what, RAP_FMT(value));
}

static rap_status take_columns(const rap_manifest *m, rap_str line, rap_manifest_entry *out, rap_error *err) {
  rap_str part;
  size_t i = 0;
  for (; rap_str_split(&line, '\t', &part); i++) {
    if (i == m->n_columns) return bad(m, err, "more fields than columns, from ", part);
    *field_in(out, m->columns[i]) = part;
  }
  return RAP_OK;
}

static rap_status take_object(rap_manifest *m, rap_str line, rap_manifest_entry *out, rap_error *err) {
  rap_error own = {0};
  rap_json *value;
  rap_str key;
  void *cursor = NULL;
  rap_status st = rap_json_parse(line, &m->json, &own);
  if (st != RAP_OK) return st == RAP_ERR_INPUT ? bad(m, err, "", rap_str_of(own.text)) : rap_error_set(err, st, "%s", own.text);
  if (rap_json_kind(m->json) != RAP_JSON_OBJECT) return bad(m, err, "no JSON object", (rap_str){0});
  while (rap_json_next(m->json, &cursor, &key, &value)) {
    size_t field = field_of(key);
    if (field == N_FIELDS) return bad(m, err, "unknown key ", key);
    if (rap_json_kind(value) == RAP_JSON_NULL) continue;
    if (rap_json_kind(value) != RAP_JSON_STRING) return bad(m, err, "no string: ", key);
    *field_in(out, field) = rap_json_string(value);
  }
  return RAP_OK;
}

static rap_status check(rap_manifest *m, rap_manifest_entry *out, rap_error *err) {
  rap_day day;
  if (out->path.n == 0) return bad(m, err, "no path", (rap_str){0});
  if (out->path.n > RAP_MAX_PATH_BYTES) return bad(m, err, "a path that is too long: ", rap_str_sub(out->path, 0, 100));
  if (memchr(out->path.p, '\0', out->path.n)) return bad(m, err, "a path with a NUL byte in it: ", out->path);
  if (rap_str_is(out->path, "-")) return bad(m, err, "standard input can't be listed", (rap_str){0});
  if (out->date.n && !rap_day_parse(out->date, &day)) return bad(m, err, "no date: ", out->date);
  rap_buf_reset(&m->path);
  rap_buf_add(&m->path, out->path);
  if (rap_buf_failed(&m->path)) return rap_error_nomem(err);
  out->path = rap_buf_str(&m->path);
  return RAP_OK;
}

rap_status rap_manifest_next(rap_manifest *m, rap_manifest_entry *out, rap_error *err) {
  rap_str line;
  rap_status st = RAP_OK;
  rap_manifest_entry entry = {0};
  *out = entry;
  rap_json_free(m->json);
  m->json = NULL;
  do {
    if (!next_line(m, &line)) return RAP_NOT_FOUND;
  } while (m->form == NULS ? line.n == 0 : rap_str_trim(line).n == 0);
  switch (m->form) {
  case PATHS:
  case NULS: entry.path = line; break;
  case TSV: st = take_columns(m, line, &entry, err); break;
  case JSONL: st = take_object(m, line, &entry, err); break;
  }
  if (st == RAP_OK) st = check(m, &entry, err);
  entry.line = m->line;
  if (st == RAP_OK) *out = entry;
  return st;
}
