/* format_feed.c: a feed, each entry a document (feed.h). Layer: ingest. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/limits.h"
#include "ingest/feed.h"
#include "ingest/input.h"

/* ---- Is it one? ---- */

/* Behind what may stand in front of the root element: declarations, instructions, comments, white space. At the end of the head when the root isn't in it. */
static size_t find_root(rap_str s) {
  size_t at = 0;
  while (at < s.n) {
    rap_str rest = rap_str_sub(s, at, s.n);
    const char *end = ">";
    if (s.p[at] != '<') {
      if ((unsigned char)s.p[at] > ' ') break;
      at++;
      continue;
    }
    if (rap_str_starts(rest, RAP_STR("<!--")))
      end = "-->";
    else if (rap_str_starts(rest, RAP_STR("<!DOCTYPE")) && rap_str_find(rest, RAP_STR("["), 0) < rap_str_find(rest, RAP_STR(">"), 0))
      end = "]>";
    else if (!rap_str_starts(rest, RAP_STR("<!")) && !rap_str_starts(rest, RAP_STR("<?")))
      break;
    size_t found = rap_str_find(s, rap_str_of(end), at);
    at = found == SIZE_MAX ? s.n : found + strlen(end);
  }
  return at;
}

static bool has(rap_str s, const char *what) { return rap_str_find(s, rap_str_of(what), 0) != SIZE_MAX; }

/* The root is that of a feed. RDF is much else too. */
static bool is_feed_root(rap_str s) {
  if (s.n == 0 || s.p[0] != '<') return false;
  size_t end = 1, local = 1;
  while (end < s.n && (unsigned char)s.p[end] > ' ' && s.p[end] != '>' && s.p[end] != '/') {
    if (s.p[end] == ':') local = end + 1;
    end++;
  }
  rap_str name = rap_str_sub(s, local, end);
  if (rap_str_eq_nocase(name, RAP_STR("rss")) || rap_str_eq_nocase(name, RAP_STR("feed")) || rap_str_eq_nocase(name, RAP_STR("channel"))) return true;
  if (rap_str_eq_nocase(name, RAP_STR("RDF"))) return has(s, "purl.org/rss") || has(s, "netscape.com/rdf") || has(s, "purl.org/net/rss");
  return rap_str_is(name, "entry") && (has(s, "w3.org/2005/Atom") || has(s, "purl.org/atom"));
}

bool rap_format_feed_sniff(const rap_head *head) {
  static const char *const suffixes[] = {".rss", ".atom", ".rdf", ".rss.gz", ".atom.gz", ".rdf.gz", NULL};
  rap_str text = head->text, type = head->given->media_type;
  size_t root = find_root(text);
  if (root < text.n) return is_feed_root(rap_str_sub(text, root, text.n));
  if (text.n == 0 || text.p[0] != '<') return false;
  /* A comment fills the head; or there is nothing but comments and declarations: no text at least. */
  return head->bytes.n < RAP_SNIFF_BYTES || rap_head_is_named(head, suffixes) || rap_str_is(type, "application/rss+xml") ||
         rap_str_is(type, "application/atom+xml");
}

/* ---- Its documents ---- */

struct state {
  rap_stream *in;
  rap_feed *feed;
};

void rap_format_feed_end(rap_input *input) {
  struct state *s = input->state;
  if (!s) return;
  rap_feed_free(s->feed);
  rap_stream_free(s->in);
  free(s);
  input->state = NULL;
}

static rap_status begin(rap_input *input, rap_error *err) {
  struct state *s = calloc(1, sizeof *s);
  if (!s) return rap_error_nomem(err);
  input->state = s;
  rap_status st = rap_input_stream(input, &s->in, err);
  const rap_feed_options options = {.stream = s->in, .name = input->name, .url = input->given.url};
  return st == RAP_OK ? rap_feed_new(&options, &s->feed, err) : st;
}

/* "line 7: …" as "path:7: …". */
static rap_status tell(const rap_input *input, const rap_error *inner, rap_error *err) {
  rap_str text = rap_str_of(inner->text);
  size_t colon = rap_str_find(text, RAP_STR(": "), 0);
  uint64_t line = 0;
  if (rap_str_starts(text, RAP_STR("line ")) && colon != SIZE_MAX && rap_str_uint(rap_str_sub(text, 5, colon), &line))
    return rap_error_set(err, inner->status, "%.*s:%" PRIu64 "%.*s", RAP_FMT(input->path), line, RAP_FMT(rap_str_sub(text, colon, text.n)));
  return rap_error_set(err, inner->status, "%.*s: %.*s", RAP_FMT(input->path), RAP_FMT(text));
}

rap_status rap_format_feed_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_error inner = {0};
  rap_status st = input->state ? RAP_OK : begin(input, err);
  if (st != RAP_OK) return st;
  struct state *s = input->state;
  if (!s->feed) return RAP_NOT_FOUND;
  uint64_t line = 0;
  st = rap_input_begin(input, "feed", arena, raw, err);
  if (st == RAP_OK) st = rap_feed_next(s->feed, arena, raw, &line, &inner);
  if (inner.status != RAP_OK) return tell(input, &inner, err);
  if (st == RAP_OK) st = rap_input_tell_recoded(input, arena, raw, err);
  if (st == RAP_OK) st = rap_input_repair_mojibake(input, arena, raw, err);
  if (st != RAP_OK) return st;
  raw->file = rap_arena_printf(arena, "%.*s:%" PRIu64, RAP_FMT(input->path), line);
  return raw->file.p ? RAP_OK : rap_error_nomem(err);
}
