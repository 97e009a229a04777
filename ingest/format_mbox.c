/* format_mbox.c: an mbox of any length; each message is a member, read as an e-mail. Layer: ingest.
 *
 * A message begins with a line "From address date" at the begin or behind an empty line (RFC 4155, appendix A). ">From " in a text, with any number of '>', loses one: what mboxrd wrote comes back as it was,
 * and what mboxo wrote with one '>'. Content-Length (mboxcl) is not asked, since it is often wrong.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "ingest/input.h"

struct state {
  rap_input *input;
  bool at_message; /* the line "From " of the next message is read */
  bool at_end;
  bool blank; /* the last line was empty */
  uint64_t n;
  char path[24];
};

/* A message under way: its lines, until the next one's first. */
struct message {
  rap_stream stream;
  struct state *state;
  rap_buf line;
  size_t at;
  rap_error failure; /* to be told with the next call */
};

/* "From who@where Sun Jan  8 02:51:00 2023": a time and a year stand in it. */
static bool is_from_line(rap_str line) {
  if (!rap_str_starts(line, RAP_STR("From "))) return false;
  bool time = false, year = false;
  for (size_t i = 5; i + 3 < line.n && i < 200; i++) {
    const char *p = line.p + i;
    bool digits = p[0] >= '0' && p[0] <= '9' && p[1] >= '0' && p[1] <= '9';
    time = time || (digits && p[2] == ':');
    year = year || ((p[0] == '1' || p[0] == '2') && digits && p[2] >= '0' && p[2] <= '9' && p[3] >= '0' && p[3] <= '9');
  }
  return time && year;
}

bool rap_format_mbox_sniff(const rap_head *head) {
  rap_str rest = head->text, line;
  if (!rap_str_split(&rest, '\n', &line) || !is_from_line(line)) return false;
  while (rap_str_split(&rest, '\n', &line))
    if (!rap_str_starts(line, RAP_STR(">From "))) return rap_mail_is_header(line);
  return false;
}

void rap_format_mbox_end(rap_input *input) {
  free(input->state);
  input->state = NULL;
}

/* The next line of the message under way; RAP_NOT_FOUND in front of the next one, or at the end. */
static rap_status next_line(struct state *s, rap_str *line, rap_error *err) {
  *line = (rap_str){0};
  if (s->at_message || s->at_end) return RAP_NOT_FOUND;
  rap_status st = rap_input_line(s->input, line, err);
  if (st == RAP_NOT_FOUND) s->at_end = true;
  if (st != RAP_OK) return st;
  if (s->blank && is_from_line(*line)) {
    s->at_message = true;
    return RAP_NOT_FOUND;
  }
  s->blank = line->n == 0;
  return RAP_OK;
}

static rap_str unquoted(rap_str line) {
  size_t n = 0;
  while (n < line.n && line.p[n] == '>') n++;
  return n > 0 && rap_str_starts(rap_str_sub(line, n, line.n), RAP_STR("From ")) ? rap_str_sub(line, 1, line.n) : line;
}

/* The next line into m->line. RAP_NOT_FOUND at the end of the message. */
static rap_status fill(struct message *m, rap_error *err) {
  rap_str line;
  rap_status st = next_line(m->state, &line, err);
  if (st != RAP_OK) return st;
  rap_buf_reset(&m->line);
  m->at = 0;
  rap_buf_add(&m->line, unquoted(line));
  rap_buf_putc(&m->line, '\n');
  return rap_buf_failed(&m->line) ? rap_error_nomem(err) : RAP_OK;
}

/* A failure without the path of the mbox, whose stream it is puts its own in front: "a.mbox: why" → "why", "a.mbox:5: why" → "line 5: why". */
static rap_status tell(const struct message *m, rap_error *err) {
  rap_str text = rap_str_of(m->failure.text), path = m->state->input->path;
  bool line = false;
  if (rap_str_starts(text, path) && text.n > path.n + 2 && text.p[path.n] == ':') {
    line = text.p[path.n + 1] != ' ';
    text = rap_str_trim(rap_str_sub(text, path.n + 1, text.n));
  }
  return rap_error_set(err, m->failure.status, "%s%.*s", line ? "line " : "", RAP_FMT(text));
}

static rap_status read_message(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  struct message *m = (struct message *)stream;
  *n = 0;
  if (m->failure.status != RAP_OK) return tell(m, err);
  while (*n < room) {
    rap_status st = m->at == m->line.n ? fill(m, &m->failure) : RAP_OK;
    if (st == RAP_NOT_FOUND) break;
    if (st != RAP_OK) return *n > 0 ? RAP_OK : tell(m, err);
    rap_str part = rap_str_sub(rap_buf_str(&m->line), m->at, m->at + room - *n);
    if (part.n) memcpy(out + *n, part.p, part.n);
    *n += part.n;
    m->at += part.n;
  }
  return RAP_OK;
}

static void free_message(rap_stream *stream) {
  struct message *m = (struct message *)stream;
  rap_buf_clear(&m->line);
  free(m);
}

static rap_status begin(rap_input *input, rap_error *err) {
  struct state *s = calloc(1, sizeof *s);
  if (!s) return rap_error_nomem(err);
  s->input = input;
  s->blank = true;
  input->state = s;
  return RAP_OK;
}

rap_status rap_format_mbox_member(rap_input *input, rap_member *out, rap_error *err) {
  *out = (rap_member){0};
  rap_str line;
  rap_status st = input->state ? RAP_OK : begin(input, err);
  if (st != RAP_OK) return st;
  struct state *s = input->state;
  /* What its reader left of the message before. */
  while ((st = next_line(s, &line, err)) == RAP_OK) {}
  if (st != RAP_NOT_FOUND) return st;
  if (s->at_end) return RAP_NOT_FOUND;
  struct message *m = calloc(1, sizeof *m);
  if (!m) return rap_error_nomem(err);
  s->at_message = s->blank = false;
  m->stream = (rap_stream){.read = read_message, .free = free_message};
  m->state = s;
  (void)snprintf(s->path, sizeof s->path, "%" PRIu64, ++s->n);
  out->stream = &m->stream;
  out->path = rap_str_of(s->path);
  out->given.media_type = RAP_STR("message/rfc822");
  return RAP_OK;
}
