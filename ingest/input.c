#include "ingest/input.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/archive.h"
#include "ingest/gunzip.h"
#include "ingest/mojibake.h"

enum { STEP = 64 * 1024 };

/* One more read into `ahead`; at_end when there was nothing. */
static rap_status fill(rap_input *input, rap_error *err) {
  char *room = rap_buf_room(&input->ahead, STEP);
  if (!room) return rap_error_nomem(err);
  size_t n = 0;
  rap_status st = rap_stream_read(input->stream, room, STEP, &n, err);
  if (st != RAP_OK) return st;
  input->ahead.n += n;
  input->bytes += n;
  input->at_end = n == 0;
  return RAP_OK;
}

/* Moves what is left to the front, so that `ahead` stays as small as the longest line. */
static void compact(rap_input *input) {
  if (input->at == 0) return;
  size_t left = input->ahead.n - input->at;
  memmove(input->ahead.p, input->ahead.p + input->at, left);
  input->ahead.n = left;
  input->scanned -= input->at;
  input->at = 0;
}

static rap_status tell(const rap_input *input, const rap_error *failure, rap_error *err) {
  if (failure->status == RAP_ERR_NOMEM) return rap_error_nomem(err);
  return rap_error_set(err, failure->status, "%.*s: %s", RAP_FMT(input->path), failure->text);
}

/* Reads the first bytes. What fails behind some of them is kept in *failure. */
static rap_status fill_head(rap_input *input, rap_error *failure, rap_error *err) {
  rap_status st = RAP_OK;
  while (st == RAP_OK && !input->at_end && input->ahead.n < RAP_SNIFF_BYTES) st = fill(input, failure);
  if (st != RAP_OK && (input->ahead.n == 0 || st == RAP_ERR_NOMEM)) return tell(input, failure, err);
  return RAP_OK;
}

static bool is_compressed(const rap_input *input) {
  rap_str head = rap_buf_str(&input->ahead);
  return rap_is_gzip(head) || rap_packed_kind_of(head) != RAP_PACKED_NONE;
}

/* Puts what unfolds the stream in front of it, and pays for what comes out. */
static rap_status unfold(rap_input *input, rap_error *err) {
  rap_stream *whole = NULL, *unfolded = NULL, *inner = input->stream;
  input->stream = NULL;
  rap_packed_kind kind = rap_packed_kind_of(rap_buf_str(&input->ahead));
  rap_status st = rap_stream_behind(rap_buf_str(&input->ahead), inner, &whole, err);
  if (st == RAP_OK) st = kind == RAP_PACKED_NONE ? rap_gunzip_new(whole, &unfolded, err) : rap_unpack_new(whole, kind, &unfolded, err);
  if (st == RAP_OK) st = rap_budget_stream(unfolded, input->budget, &input->stream, err);
  rap_buf_reset(&input->ahead);
  input->at_end = false;
  input->bytes = 0;
  return st;
}

/* The bytes come anew from `recoded`, as UTF-8. */
static rap_status take_recoded(rap_input *input, rap_stream *recoded, rap_error *failure, rap_error *err) {
  input->stream = recoded;
  input->recoded = recoded;
  input->given.charset = (rap_str){0};
  rap_buf_reset(&input->ahead);
  input->at_end = false;
  input->bytes = 0;
  return fill_head(input, failure, err);
}

/* UTF-16 and UTF-32, whatever the format. */
static rap_status recode_wide(rap_input *input, rap_error *failure, rap_error *err) {
  rap_stream *wide = NULL, *inner = input->stream;
  if (failure->status != RAP_OK) return RAP_OK; /* nothing more is to be read of it */
  input->stream = NULL;
  rap_status st = rap_charset_stream_wide(rap_buf_str(&input->ahead), inner, &wide, err);
  if (st != RAP_OK) return st;
  input->stream = inner;
  return wide ? take_recoded(input, wide, failure, err) : RAP_OK;
}

/* Any set, for a format that wants it. */
static rap_status recode(rap_input *input, rap_error *failure, rap_error *err) {
  /* Only of a feed can it be the declaration. */
  rap_str declared = rap_charset_xml_declared(rap_buf_str(&input->ahead));
  rap_charset_hints hints = {.transport = input->given.charset, .declared = declared, .keep_mojibake = true, .what = "file"};
  rap_stream *whole = NULL, *recoded = NULL, *inner = input->stream;
  if (failure->status != RAP_OK || input->recoded) return RAP_OK;
  input->stream = NULL;
  rap_status st = rap_stream_behind(rap_buf_str(&input->ahead), inner, &whole, err);
  if (st == RAP_OK) st = rap_charset_stream(whole, &hints, &recoded, err);
  return st == RAP_OK ? take_recoded(input, recoded, failure, err) : st;
}

rap_status rap_input_open(rap_input *input, rap_stream *stream, rap_error *err) {
  rap_error failure = {0};
  input->stream = stream;
  rap_status st = fill_head(input, &failure, err);
  for (int n = 0; st == RAP_OK && is_compressed(input); n++) {
    if (failure.status != RAP_OK) return tell(input, &failure, err);
    if (n == RAP_MAX_UNFOLDINGS)
      return rap_error_set(err, RAP_ERR_LIMIT, "%.*s: compressed more than %d times over", RAP_FMT(input->path), RAP_MAX_UNFOLDINGS);
    st = unfold(input, err);
    if (st == RAP_OK) st = fill_head(input, &failure, err);
  }
  if (st == RAP_OK) st = recode_wide(input, &failure, err);
  if (st != RAP_OK) return st;
  rap_head head = {
      .bytes = rap_str_sub(rap_buf_str(&input->ahead), 0, RAP_SNIFF_BYTES), .path = input->path, .given = &input->given, .options = input->options};
  head.text = rap_str_trim(rap_str_sub(head.bytes, rap_utf8_mark(head.bytes), head.bytes.n));
  st = rap_sniff(&head, input, err);
  if (st == RAP_OK && input->format->recode) st = recode(input, &failure, err);
  /* A failure behind the first bytes is told after the documents in front of it. */
  if (st == RAP_OK) input->failure = failure;
  return st;
}

void rap_input_clear(rap_input *input) {
  if (input->format && input->format->end) input->format->end(input);
  rap_stream_free(input->stream);
  rap_buf_clear(&input->ahead);
  *input = (rap_input){0};
}

void rap_input_stop(rap_input *input) {
  input->at_end = true;
  input->at = input->scanned = input->ahead.n;
}

/* More bytes, or the failure that rap_input_open met and put off. */
static rap_status more_of(rap_input *input, rap_error *err) {
  if (input->failure.status == RAP_OK) return fill(input, err);
  rap_status st = rap_error_set(err, input->failure.status, "%s", input->failure.text);
  rap_error_clear(&input->failure);
  input->at_end = true;
  return st;
}

rap_status rap_input_more(rap_input *input, rap_error *err) {
  rap_error failure = {0};
  return more_of(input, &failure) == RAP_OK ? RAP_OK : tell(input, &failure, err);
}

static rap_status read_some(rap_input *input, char *out, size_t room, size_t *n, rap_error *err) {
  *n = 0;
  if (input->at == input->ahead.n && !input->at_end) {
    input->ahead.n = input->at = input->scanned = 0;
    rap_status st = more_of(input, err);
    if (st != RAP_OK) return st;
  }
  *n = input->ahead.n - input->at < room ? input->ahead.n - input->at : room;
  if (*n) memcpy(out, input->ahead.p + input->at, *n);
  input->at += *n;
  input->scanned = input->at;
  return RAP_OK;
}

struct input_stream {
  rap_stream stream;
  rap_input *input;
};

static rap_status read_input(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  return read_some(((struct input_stream *)stream)->input, out, room, n, err);
}

static rap_status seek_input(rap_stream *stream, uint64_t to, rap_error *err) {
  rap_input *input = ((struct input_stream *)stream)->input;
  input->ahead.n = input->at = input->scanned = 0;
  input->at_end = false;
  rap_error_clear(&input->failure);
  return input->stream->seek(input->stream, to, err);
}

static void free_input(rap_stream *stream) { free(stream); }

rap_status rap_input_stream(rap_input *input, rap_stream **out, rap_error *err) {
  *out = NULL;
  struct input_stream *s = malloc(sizeof *s);
  if (!s) return rap_error_nomem(err);
  *s = (struct input_stream){.stream = {.read = read_input, .free = free_input}, .input = input};
  if (input->stream->seek) {
    s->stream.seek = seek_input;
    s->stream.size = input->stream->size;
  }
  *out = &s->stream;
  return RAP_OK;
}

static size_t find_newline(rap_input *input) {
  const char *newline = input->scanned < input->ahead.n ? memchr(input->ahead.p + input->scanned, '\n', input->ahead.n - input->scanned) : NULL;
  if (newline) return (size_t)(newline - input->ahead.p);
  input->scanned = input->ahead.n;
  return SIZE_MAX;
}

/* Reads on to the end of a line that is too long, keeping nothing of it. */
static rap_status skip_line(rap_input *input, rap_error *err) {
  uint64_t skipped = 0;
  for (;;) {
    size_t newline = find_newline(input);
    if (newline != SIZE_MAX) {
      skipped += newline - input->at;
      input->at = input->scanned = newline + 1;
      break;
    }
    skipped += input->ahead.n - input->at;
    rap_buf_clear(&input->ahead);
    input->at = input->scanned = 0;
    if (input->at_end) break;
    rap_status st = rap_input_more(input, err);
    if (st == RAP_OK) continue;
    rap_input_stop(input);
    return st;
  }
  return rap_error_set(err, RAP_ERR_LIMIT, "%.*s:%" PRIu64 ": a line of %" PRIu64 " bytes, more than %zu: passed over", RAP_FMT(input->path),
                       input->line, skipped, RAP_MAX_DOCUMENT_BYTES);
}

rap_status rap_input_line(rap_input *input, rap_str *line, rap_error *err) {
  *line = (rap_str){0};
  size_t newline;
  while ((newline = find_newline(input)) == SIZE_MAX && !input->at_end) {
    if (input->ahead.n - input->at > RAP_MAX_DOCUMENT_BYTES) {
      input->line++;
      return skip_line(input, err);
    }
    compact(input);
    rap_status st = rap_input_more(input, err);
    if (st != RAP_OK) {
      /* The line is broken off: what there is of it is no line. */
      rap_input_stop(input);
      return st;
    }
  }
  size_t end = newline == SIZE_MAX ? input->ahead.n : newline;
  if (newline == SIZE_MAX && input->at == end) return RAP_NOT_FOUND;
  *line = (rap_str){input->ahead.p + input->at, end - input->at};
  input->at = input->scanned = newline == SIZE_MAX ? end : newline + 1;
  input->line++;
  if (line->n && line->p[line->n - 1] == '\r') line->n--;
  return RAP_OK;
}

rap_status rap_input_rest(rap_input *input, rap_str *text, rap_error *err) {
  *text = (rap_str){0};
  while (!input->at_end) {
    rap_status st = rap_input_more(input, err);
    if (st == RAP_OK && input->ahead.n - input->at > RAP_MAX_DOCUMENT_BYTES)
      st = rap_error_set(err, RAP_ERR_LIMIT, "%.*s: more than %zu bytes of text in one document", RAP_FMT(input->path), RAP_MAX_DOCUMENT_BYTES);
    if (st != RAP_OK) {
      input->at_end = true;
      rap_buf_clear(&input->ahead);
      input->at = input->scanned = 0;
      return st;
    }
  }
  *text = rap_str_sub(rap_buf_str(&input->ahead), input->at, input->ahead.n);
  input->at = input->scanned = input->ahead.n;
  return RAP_OK;
}

bool rap_head_is_named(const rap_head *head, const char *const *suffixes) {
  for (; *suffixes; suffixes++)
    if (rap_str_ends_nocase(head->path, rap_str_of(*suffixes))) return true;
  return false;
}

static bool add_warnings(rap_arena *arena, const rap_str_list *warnings, rap_raw_document *raw) {
  for (size_t i = 0; i < warnings->n; i++)
    if (!rap_str_list_add(arena, &raw->warnings, warnings->items[i])) return false;
  return true;
}

rap_status rap_input_decode(const rap_input *input, rap_str bytes, rap_charset_hints hints, rap_arena *arena, rap_buf *buf, rap_str *text,
                            rap_raw_document *raw, rap_error *err) {
  rap_charset_note note;
  hints.transport = input->given.charset;
  rap_status st = rap_charset_decode(arena, bytes, &hints, buf, text, &note, err);
  if (st != RAP_OK) return st;
  if (!rap_str_is(note.assumed, "utf-8")) raw->charset = note.assumed;
  raw->n_mojibake += note.n_mojibake;
  return add_warnings(arena, &note.warnings, raw) ? RAP_OK : rap_error_nomem(err);
}

bool rap_input_keeps_mojibake(const rap_input *input) { return input->options->repairs_off >> RAP_REPAIR_MOJIBAKE & 1; }

static rap_status repair_field(rap_arena *arena, const char *what, rap_str *field, rap_raw_document *raw, rap_error *err) {
  rap_buf room = {0};
  rap_str text;
  size_t n = 0;
  rap_status st = rap_mojibake_repair(*field, &room, &text, &n, err);
  raw->n_mojibake += n;
  if (st == RAP_OK && n) {
    rap_str told = rap_mojibake_tell(arena, what, n);
    *field = rap_arena_str(arena, text);
    if (!field->p || !told.p || !rap_str_list_add(arena, &raw->warnings, told)) st = rap_error_nomem(err);
  }
  rap_buf_clear(&room);
  return st;
}

rap_status rap_input_repair_mojibake(const rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  if (rap_input_keeps_mojibake(input)) return RAP_OK;
  rap_status st = repair_field(arena, "title", &raw->title, raw, err);
  return st == RAP_OK ? repair_field(arena, "text", &raw->text, raw, err) : st;
}

rap_status rap_input_tell_recoded(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_charset_note note;
  if (!input->recoded) return RAP_OK;
  rap_status st = rap_charset_stream_note(input->recoded, arena, &note, err);
  if (st != RAP_OK) return st;
  if (!rap_str_is(note.assumed, "utf-8")) raw->charset = note.assumed;
  if (note.n_replaced + note.n_lone > input->n_told && !add_warnings(arena, &note.warnings, raw)) return rap_error_nomem(err);
  input->n_told = note.n_replaced + note.n_lone;
  return RAP_OK;
}

rap_status rap_input_begin(rap_input *input, const char *format, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  const rap_given *given = &input->given;
  raw->id = rap_arena_str(arena, given->id.n ? given->id : input->name);
  raw->file = rap_arena_str(arena, input->path);
  raw->url = rap_arena_str(arena, given->url);
  raw->title = rap_arena_str(arena, given->title);
  raw->source = rap_arena_str(arena, given->source);
  raw->language = rap_arena_str(arena, given->language);
  raw->format = rap_str_of(format);
  raw->file_time = given->file_time.year ? given->file_time : input->file_time;
  if (given->warning.n) rap_raw_warn(arena, raw, "%.*s", RAP_FMT(given->warning));
  if (given->date.n && !rap_raw_add_date(arena, raw, given->date_from, given->date_name, given->date)) return rap_error_nomem(err);
  if (rap_arena_failed(arena)) return rap_error_nomem(err);
  return rap_input_tell_recoded(input, arena, raw, err);
}
