/* mime.c: an e-mail as headers and a flat list of parts, by gmime. Layer: ingest. */
#include "ingest/mime.h"

#include <gmime/gmime.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/charset.h"

struct rap_mime {
  rap_arena *arena;
  GMimeMessage *message;
  GMimeParserOptions *options;
  rap_mime_headers headers;
  rap_mime_part *parts;
  GMimeObject **objects; /* of the parts, borrowed from `message`; a RAP_MIME_MESSAGE's is its part */
  size_t n, parts_capacity, objects_capacity;
  const char *problems[RAP_MAX_WARNINGS];
  size_t n_problems;
  bool damaged;
};

static void add_problem(rap_mime *mime, const char *what) {
  for (size_t i = 0; i < mime->n_problems; i++)
    if (strcmp(mime->problems[i], what) == 0) return;
  if (mime->n_problems < RAP_MAX_WARNINGS) mime->problems[mime->n_problems++] = what;
}

/* What is worth a warning: that words may be missing or wrong. Doubled and unknown headers are commonplace. */
static void on_warning(gint64 offset, GMimeParserWarning code, const gchar *item, gpointer state) {
  rap_mime *mime = state;
  (void)offset, (void)item;
  mime->damaged = mime->damaged || code == GMIME_WARN_MALFORMED_MULTIPART || code == GMIME_WARN_TRUNCATED_MESSAGE ||
                  code == GMIME_WARN_MALFORMED_MESSAGE || code == GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY || code == GMIME_CRIT_NESTING_OVERFLOW;
  switch (code) {
  case GMIME_WARN_INVALID_CONTENT_TYPE: add_problem(mime, "a Content-Type that is none"); break;
  case GMIME_WARN_INVALID_RFC2047_HEADER_VALUE: add_problem(mime, "an encoded word that is malformed"); break;
  case GMIME_WARN_MALFORMED_MULTIPART: add_problem(mime, "a multipart without parts"); break;
  case GMIME_WARN_TRUNCATED_MESSAGE: add_problem(mime, "the message is truncated"); break;
  case GMIME_WARN_MALFORMED_MESSAGE: add_problem(mime, "a malformed message"); break;
  case GMIME_CRIT_INVALID_HEADER_NAME: add_problem(mime, "a line among the headers that is none"); break;
  case GMIME_CRIT_CONFLICTING_HEADER: add_problem(mime, "headers that contradict each other"); break;
  case GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY: add_problem(mime, "a multipart without boundary"); break;
  case GMIME_CRIT_NESTING_OVERFLOW: add_problem(mime, "parts nested too deeply, left out"); break;
  default: break;
  }
}

/* ---- headers ---- */

/* What gmime makes of encoded words may be ill-formed still, where their bytes are. */
static rap_str keep(rap_mime *mime, const char *s) {
  rap_buf repaired = {0};
  size_t first;
  rap_str text = rap_str_trim(rap_str_of(s)), out = {0};
  if (text.n == 0) return out;
  bool sound = rap_utf8_invalid_at(text) == SIZE_MAX;
  if (!sound) rap_utf8_repair(text, &repaired, &first);
  if (!rap_buf_failed(&repaired)) out = rap_arena_str(mime->arena, sound ? text : rap_buf_str(&repaired));
  rap_buf_clear(&repaired);
  return out;
}

/* A header's text with encoded words resolved. */
static rap_str header_text(rap_mime *mime, const char *name) {
  GMimeHeaderList *list = g_mime_object_get_header_list(GMIME_OBJECT(mime->message));
  GMimeHeader *header = list ? g_mime_header_list_get_header(list, name) : NULL;
  const char *raw = header ? g_mime_header_get_raw_value(header) : NULL;
  if (!raw) return (rap_str){0};
  char *unfolded = g_mime_utils_header_unfold(raw);
  char *text = g_mime_utils_header_decode_text(mime->options, unfolded);
  rap_str out = keep(mime, text);
  g_free(text);
  g_free(unfolded);
  return out;
}

static rap_str without_brackets(rap_str s) {
  if (s.n > 0 && s.p[0] == '<') s = rap_str_sub(s, 1, s.n);
  const char *end = s.n ? memchr(s.p, '>', s.n) : NULL;
  return rap_str_trim(end ? rap_str_sub(s, 0, (size_t)(end - s.p)) : s);
}

/* The first mailbox of From, also inside of a group; Sender's if there is none. */
static void read_sender(rap_mime *mime) {
  InternetAddressList *lists[2] = {g_mime_message_get_from(mime->message), g_mime_message_get_sender(mime->message)};
  for (size_t i = 0; i < 2 && mime->headers.from_address.n == 0; i++) {
    InternetAddress *address = lists[i] && internet_address_list_length(lists[i]) > 0 ? internet_address_list_get_address(lists[i], 0) : NULL;
    if (address && INTERNET_ADDRESS_IS_GROUP(address)) {
      InternetAddressList *members = internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address));
      address = members && internet_address_list_length(members) > 0 ? internet_address_list_get_address(members, 0) : NULL;
    }
    if (!address || !INTERNET_ADDRESS_IS_MAILBOX(address)) continue;
    mime->headers.from_name = keep(mime, internet_address_get_name(address));
    mime->headers.from_address = keep(mime, internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
  }
  if (mime->headers.from_address.n == 0 && mime->headers.from_name.n == 0) mime->headers.from_name = header_text(mime, "From");
}

/* A subject in bytes beyond ASCII is most likely in the character set of the text. */
static rap_status read_subject(rap_mime *mime, rap_error *err) {
  GMimeHeader *header = g_mime_header_list_get_header(g_mime_object_get_header_list(GMIME_OBJECT(mime->message)), "Subject");
  const char *raw = header ? g_mime_header_get_raw_value(header) : NULL;
  rap_charset_hints hints = {.what = "subject"};
  rap_charset_note note;
  rap_buf decoded = {0};
  rap_str text;
  mime->headers.subject = header_text(mime, "Subject");
  if (!raw || strstr(raw, "=?") || rap_utf8_invalid_at(rap_str_of(raw)) == SIZE_MAX) return RAP_OK;
  for (size_t i = 0; i < mime->n && !hints.transport.n; i++) hints.transport = mime->parts[i].charset;
  rap_status st = rap_charset_decode(mime->arena, rap_str_trim(rap_str_of(raw)), &hints, &decoded, &text, &note, err);
  if (st == RAP_OK) mime->headers.subject = rap_arena_str(mime->arena, text);
  rap_buf_clear(&decoded);
  return st;
}

static void read_headers(rap_mime *mime) {
  rap_mime_headers *h = &mime->headers;
  h->date = header_text(mime, "Date");
  h->message_id = without_brackets(header_text(mime, "Message-ID"));
  h->list_id = header_text(mime, "List-Id");
  read_sender(mime);
}

/* ---- parts ---- */

static rap_str low(rap_mime *mime, const char *a, const char *b) {
  char *text = g_strconcat(a ? a : "", b ? "/" : "", b ? b : "", NULL);
  char *small = g_ascii_strdown(text, -1);
  rap_str out = keep(mime, small);
  g_free(small);
  g_free(text);
  return out;
}

static void describe(rap_mime *mime, GMimeObject *object, rap_mime_part *part) {
  GMimeContentType *type = g_mime_object_get_content_type(object);
  if (type) {
    part->type = low(mime, g_mime_content_type_get_media_type(type), g_mime_content_type_get_media_subtype(type));
    part->charset = keep(mime, g_mime_content_type_get_parameter(type, "charset"));
    part->flowed = rap_str_eq_nocase(keep(mime, g_mime_content_type_get_parameter(type, "format")), RAP_STR("flowed"));
    part->delete_space = rap_str_eq_nocase(keep(mime, g_mime_content_type_get_parameter(type, "delsp")), RAP_STR("yes"));
  }
  part->untyped = !g_mime_object_get_header(object, "Content-Type");
  const char *disposition = g_mime_object_get_disposition(object);
  part->attachment = disposition && g_ascii_strcasecmp(disposition, "attachment") == 0;
  if (GMIME_IS_PART(object)) part->name = keep(mime, g_mime_part_get_filename(GMIME_PART(object)));
}

/* Recursion is bounded by RAP_MAX_MIME_DEPTH. */
static void add_part(rap_mime *mime, GMimeObject *object, size_t depth) {
  void *parts = mime->parts, *objects = mime->objects;
  if (!object) return;
  if (depth >= RAP_MAX_MIME_DEPTH) {
    mime->damaged = true;
    add_problem(mime, "parts nested too deeply, left out");
    return;
  }
  if (mime->n >= RAP_MAX_MIME_PARTS) {
    mime->damaged = true;
    add_problem(mime, "too many parts, the last left out");
    return;
  }
  if (!rap_arena_grow(mime->arena, &parts, mime->n, &mime->parts_capacity, sizeof *mime->parts)) return;
  mime->parts = parts;
  if (!rap_arena_grow(mime->arena, &objects, mime->n, &mime->objects_capacity, sizeof *mime->objects)) return;
  mime->objects = objects;
  size_t at = mime->n++;
  mime->parts[at] = (rap_mime_part){.depth = depth};
  mime->objects[at] = object;
  describe(mime, object, &mime->parts[at]);
  if (GMIME_IS_MULTIPART(object)) {
    mime->parts[at].kind = RAP_MIME_MULTIPART;
    int n = g_mime_multipart_get_count(GMIME_MULTIPART(object));
    for (int i = 0; i < n; i++) add_part(mime, g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth + 1);
  } else if (GMIME_IS_MESSAGE_PART(object)) {
    mime->parts[at].kind = RAP_MIME_MESSAGE;
  }
  mime->parts[at].end = mime->n;
}

/* ---- the message ---- */

static rap_status parse(rap_mime *mime, rap_str bytes, rap_error *err) {
  const char *list[] = {"utf-8", "windows-1252", NULL};
  mime->options = g_mime_parser_options_new();
  /* Without a list of its own gmime asks the locale. */
  g_mime_parser_options_set_fallback_charsets(mime->options, list);
  g_mime_parser_options_set_warning_callback(mime->options, on_warning, mime);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes.p, bytes.n);
  GMimeParser *parser = g_mime_parser_new_with_stream(stream);
  g_object_unref(stream);
  g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
  mime->message = g_mime_parser_construct_message(parser, mime->options);
  g_object_unref(parser);
  if (!mime->message) return rap_error_set(err, RAP_ERR_INPUT, "no e-mail: it has no headers");
  return RAP_OK;
}

rap_status rap_mime_new(rap_str bytes, rap_mime **out, rap_error *err) {
  *out = NULL;
  rap_status st = rap_mime_check(bytes, err);
  if (st != RAP_OK) return st;
  rap_mime *mime = calloc(1, sizeof *mime);
  if (!mime) return rap_error_nomem(err);
  mime->arena = rap_arena_new();
  st = mime->arena ? RAP_OK : rap_error_nomem(err);
  /* Counted by gmime; its tables stay until the process ends. */
  g_mime_init();
  if (st == RAP_OK) st = parse(mime, bytes, err);
  if (st == RAP_OK) {
    read_headers(mime);
    add_part(mime, g_mime_message_get_mime_part(mime->message), 0);
    st = read_subject(mime, err);
    if (st == RAP_OK && rap_arena_failed(mime->arena)) st = rap_error_nomem(err);
  }
  if (st != RAP_OK) {
    rap_mime_free(mime);
    return st;
  }
  *out = mime;
  return RAP_OK;
}

void rap_mime_free(rap_mime *mime) {
  if (!mime) return;
  if (mime->message) g_object_unref(mime->message);
  if (mime->options) g_mime_parser_options_free(mime->options);
  rap_arena_free(mime->arena);
  free(mime);
}

const rap_mime_headers *rap_mime_headers_of(const rap_mime *mime) { return &mime->headers; }
size_t rap_mime_count(const rap_mime *mime) { return mime->n; }
const rap_mime_part *rap_mime_part_of(const rap_mime *mime, size_t i) { return &mime->parts[i]; }
size_t rap_mime_n_problems(const rap_mime *mime) { return mime->n_problems; }
const char *rap_mime_problem(const rap_mime *mime, size_t i) { return mime->problems[i]; }
bool rap_mime_is_damaged(const rap_mime *mime) { return mime->damaged; }

rap_status rap_mime_content(const rap_mime *mime, size_t i, rap_buf *out, rap_error *err) {
  GMimeObject *object = mime->objects[i];
  GMimeStream *stream = g_mime_stream_mem_new();
  if (GMIME_IS_MESSAGE_PART(object)) {
    GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
    if (message) (void)g_mime_object_write_to_stream(GMIME_OBJECT(message), NULL, stream);
  } else if (GMIME_IS_PART(object)) {
    GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(object));
    if (content) (void)g_mime_data_wrapper_write_to_stream(content, stream);
  }
  const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
  if (bytes && bytes->len > 0) rap_buf_add(out, (rap_str){(const char *)bytes->data, bytes->len});
  g_object_unref(stream);
  return rap_buf_failed(out) ? rap_error_nomem(err) : RAP_OK;
}
