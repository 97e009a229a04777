/* format_mail.c: an e-mail: its text is a document, what is attached are members (mail.h). Layer: ingest. */
#include <stdlib.h>

#include "base/json.h"
#include "ingest/input.h"
#include "ingest/mail.h"
#include "ingest/webdate.h"

/* ---- Is it one? ---- */

/* "Name: …" with a name of letters, digits and '-'; 0 if it is none, else the length of the name. */
static size_t header_name(rap_str line) {
  size_t n = 0;
  while (n < line.n && (rap_ascii_is_letter(line.p[n]) || rap_ascii_is_digit(line.p[n]) || line.p[n] == '-')) n++;
  size_t colon = n; /* RFC 5322, 4.5: old mails have blanks in front of it */
  while (colon < line.n && (line.p[colon] == ' ' || line.p[colon] == '\t')) colon++;
  return n > 0 && colon < line.n && line.p[colon] == ':' ? n : 0;
}

bool rap_mail_is_header(rap_str line) { return header_name(line) > 0; }

static bool is_one_of(rap_str name, const char *const *names) {
  for (size_t i = 0; names[i]; i++)
    if (rap_str_eq_nocase(name, rap_str_of(names[i]))) return true;
  return false;
}

/* The line that mbox puts in front of a message, left over when it was taken out. */
static bool is_leftover(rap_str line) { return rap_str_starts(line, RAP_STR("From ")) || rap_str_starts(line, RAP_STR(">From ")); }

/* The head begins with header lines: one that only mails have, or two of those that letters have too, the sender with an address. */
bool rap_format_mail_sniff(const rap_head *head) {
  static const char *const suffixes[] = {".eml", ".eml.gz", ".mht", ".mhtml", NULL};
  static const char *const sure[] = {"Received",     "Message-ID", "MIME-Version",   "Return-Path",
                                     "Delivered-To", "X-Mailer",   "DKIM-Signature", "Content-Transfer-Encoding",
                                     "List-Id",      NULL};
  static const char *const usual[] = {"To", "Subject", "Date", "Reply-To", "Cc", "Sender", "Content-Type", NULL};
  bool told = rap_str_is(head->given->media_type, "message/rfc822") || rap_head_is_named(head, suffixes);
  size_t n_sure = 0, n_usual = 0, n_from = 0, n = 0;
  rap_str rest = head->text, line;
  while (rap_str_split(&rest, '\n', &line)) {
    if (line.n && line.p[line.n - 1] == '\r') line.n--;
    if (line.n == 0) break;
    if (n == 0 && is_leftover(line)) continue;
    if (n > 0 && (line.p[0] == ' ' || line.p[0] == '\t')) continue;
    rap_str name = rap_str_sub(line, 0, header_name(line));
    if (name.n == 0) break;
    n++;
    n_sure += is_one_of(name, sure);
    n_usual += is_one_of(name, usual);
    n_from += rap_str_eq_nocase(name, RAP_STR("From")) && memchr(line.p, '@', line.n);
  }
  return told ? n > 0 : n_sure + n_usual + n_from > 1 && (n_sure > 0 || n_from > 0);
}

/* ---- Its document ---- */

struct state {
  rap_mime *mime;
  size_t attached; /* index of the part last given */
  rap_buf content; /* of that part */
  rap_buf path;
  char date[RAP_DAY_TEXT_MAX]; /* of the message, for what is attached */
};

void rap_format_mail_end(rap_input *input) {
  struct state *s = input->state;
  if (!s) return;
  rap_mime_free(s->mime);
  rap_buf_clear(&s->content);
  rap_buf_clear(&s->path);
  free(s);
  input->state = NULL;
}

static rap_status begin(rap_input *input, rap_error *err) {
  rap_str bytes;
  rap_error inner = {0};
  struct state *s = calloc(1, sizeof *s);
  if (!s) return rap_error_nomem(err);
  s->attached = SIZE_MAX;
  input->state = s;
  rap_status st = rap_input_rest(input, &bytes, err);
  if (st != RAP_OK) return st;
  while (is_leftover(bytes)) {
    size_t end = rap_str_find(bytes, RAP_STR("\n"), 0);
    bytes = rap_str_sub(bytes, end == SIZE_MAX ? bytes.n : end + 1, bytes.n);
  }
  st = rap_mime_new(bytes, &s->mime, &inner);
  return st == RAP_OK ? st : rap_error_set(err, st, "%.*s: %s", RAP_FMT(input->path), inner.text);
}

static rap_status read_headers(const rap_mime_headers *h, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  if (h->message_id.n) raw->id = rap_arena_str(arena, h->message_id);
  if (h->subject.n) raw->title = rap_arena_str(arena, h->subject);
  rap_str sender = h->from_name.n ? h->from_name : h->from_address;
  if (sender.n) raw->source = rap_arena_str(arena, sender);
  rap_json *metadata = rap_json_new_object();
  rap_json_set_str_opt(metadata, "list", h->list_id);
  rap_status st = rap_raw_set_metadata(arena, raw, metadata, err);
  if (st != RAP_OK) return st;
  if (!rap_raw_add_date(arena, raw, RAP_PUBLISHED_META, RAP_STR("Date"), rap_webdate_text(arena, h->date))) return rap_error_nomem(err);
  return rap_arena_failed(arena) ? rap_error_nomem(err) : RAP_OK;
}

/* Pictures alone, or nothing: no failure, unless the text may have been lost. */
static rap_status tell_empty(const rap_input *input, const rap_mime *mime, rap_error *err) {
  if (rap_mime_is_damaged(mime))
    return rap_error_set(err, RAP_ERR_INPUT, "%.*s: an e-mail without text: %s", RAP_FMT(input->path), rap_mime_problem(mime, 0));
  return rap_error_set(err, RAP_PASSED_OVER, "%.*s: an e-mail without text", RAP_FMT(input->path));
}

rap_status rap_format_mail_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  if (input->state) return RAP_NOT_FOUND;
  rap_status st = begin(input, err);
  if (st != RAP_OK) return st;
  const rap_mime *mime = ((struct state *)input->state)->mime;
  st = rap_input_begin(input, "mail", arena, raw, err);
  if (st == RAP_OK) st = read_headers(rap_mime_headers_of(mime), arena, raw, err);
  if (st == RAP_OK) st = rap_mail_text(mime, rap_input_keeps_mojibake(input), arena, raw, err);
  if (st != RAP_OK) return st;
  size_t attached = SIZE_MAX;
  if (raw->text.n == 0 && rap_mail_attached(mime, &attached)) return RAP_NOT_FOUND;
  if (raw->text.n == 0) return tell_empty(input, mime, err);
  for (size_t i = 0; i < rap_mime_n_problems(mime); i++) rap_raw_warn(arena, raw, "mail: %s", rap_mime_problem(mime, i));
  rap_mail_tell_passed(mime, arena, raw);
  return rap_arena_failed(arena) ? rap_error_nomem(err) : RAP_OK;
}

/* ---- What is attached ---- */

/* Another part in front of `at` has the same file name. */
static bool is_named_before(const rap_mime *mime, size_t at) {
  rap_str name = rap_mime_part_of(mime, at)->name;
  for (size_t i = 0; i < at; i++)
    if (rap_str_eq(rap_mime_part_of(mime, i)->name, name)) return true;
  return false;
}

/* The next part that has any content, in s->content. */
static rap_status next_attached(struct state *s, rap_error *err) {
  rap_status st = RAP_OK;
  do {
    if (!rap_mail_attached(s->mime, &s->attached)) return RAP_NOT_FOUND;
    rap_buf_reset(&s->content);
    st = rap_mime_content(s->mime, s->attached, &s->content, err);
  } while (st == RAP_OK && rap_str_trim(rap_buf_str(&s->content)).n == 0);
  return st;
}

rap_status rap_format_mail_member(rap_input *input, rap_member *out, rap_error *err) {
  struct state *s = input->state;
  *out = (rap_member){0};
  if (!s || !s->mime) return RAP_NOT_FOUND;
  rap_status st = next_attached(s, err);
  if (st != RAP_OK) return st;
  const rap_mime_part *part = rap_mime_part_of(s->mime, s->attached);
  const rap_mime_headers *h = rap_mime_headers_of(s->mime);
  rap_buf_reset(&s->path);
  if (part->name.n == 0)
    rap_buf_printf(&s->path, "part-%zu", s->attached);
  else if (is_named_before(s->mime, s->attached))
    rap_buf_printf(&s->path, "part-%zu-%.*s", s->attached, RAP_FMT(part->name));
  else
    rap_buf_add(&s->path, part->name);
  if (rap_buf_failed(&s->path)) st = rap_error_nomem(err);
  if (st == RAP_OK) st = rap_stream_of_memory(rap_buf_str(&s->content), &out->stream, err);
  if (st != RAP_OK) return st;
  rap_day day;
  if (rap_webdate_parse(h->date, &day)) rap_day_format(day, s->date);
  out->path = rap_buf_str(&s->path);
  out->given = (rap_given){.media_type = part->type,
                           .charset = part->charset,
                           .source = h->from_name.n ? h->from_name : h->from_address,
                           .date = rap_str_of(s->date),
                           .date_from = RAP_PUBLISHED_CAPTURE,
                           .date_name = RAP_STR("Date")};
  return RAP_OK;
}
