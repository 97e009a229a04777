/* document.h: one press text as the rest of the program sees it. Layer: ingest.
 *
 * Invariants. `full` is the stored text: title, '\n', body (without a title: the body alone); valid UTF-8, NFC, no CR, no control characters but '\n'; blocks are
 * separated by white space with at least one '\n' in it (two exceptions, behind a plain space: a sentence glued behind the last item of a list without bullets, and what follows a repetition of the title, are blocks of their own). All offsets inside the program are bytes of `full`, half-open; an export subtracts `body` for fields of the text.
 * `view` is the match view of `full` (folded quotes, dashes, digits, spaces; zero-width characters dropped; blocks separated by exactly one '\n', no other '\n').
 * Blocks are in order, don't overlap, hold no blank ends; block 0 is the title when there is one. Sentences are in order, each inside one block.
 * Everything lives in the arena given to rap_document_build.
 */
#ifndef RAP_INGEST_DOCUMENT_H
#define RAP_INGEST_DOCUMENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/options.h"
#include "base/status.h"
#include "base/str.h"
#include "ingest/repair.h"

#define RAP_NONE SIZE_MAX

typedef enum rap_block_kind { RAP_BLOCK_TITLE, RAP_BLOCK_HEADING, RAP_BLOCK_PARAGRAPH, RAP_BLOCK_ITEM, RAP_BLOCK_ROW } rap_block_kind;
const char *rap_block_kind_name(rap_block_kind kind);

/* Why a block is no part of the text proper (repair.h). It stays in the text, but no rules look at it. */
typedef enum rap_aside { RAP_ASIDE_NONE, RAP_ASIDE_REPETITION, RAP_ASIDE_CAPTION, RAP_ASIDE_TWEET, RAP_ASIDE_FURNITURE } rap_aside;
const char *rap_aside_name(rap_aside aside); /* "none", "repetition", "caption", "tweet", "furniture" */

typedef struct rap_block {
  rap_block_kind kind;
  rap_aside aside;
  rap_span text;  /* in full */
  rap_span view;  /* in view */
  size_t heading; /* index of the heading block it stands under, RAP_NONE if none */
  size_t lead_in; /* items: index of the block that introduces the list ("Key themes included:"), RAP_NONE if none */
  size_t first_sentence, n_sentences;
  int level; /* headings: 1 = outermost, as far as it shows; items: nesting from 1 */
} rap_block;

typedef struct rap_sentence {
  rap_span text, view;
  size_t block;
} rap_sentence;

/* One step of the map: from view[view] on, bytes correspond one to one to full[text] on, until the next step. Where characters were dropped, two steps have the same view offset: the first
 * holds the text offset in front of what was dropped, the second the one behind it. */
typedef struct rap_map_step {
  size_t view, text;
} rap_map_step;

typedef struct rap_view {
  rap_str s;
  rap_map_step
      *steps; /* text increasing, view not decreasing, at most two steps with the same view; steps[0].view = 0; the last step's view may be s.n */
  size_t n_steps;
} rap_view;

/* The offset in full that corresponds to an offset in the view: for the begin of a span the begin of the folded character; `rap_view_text_end` gives the end just behind the
 * last character of the span, so that trailing dropped characters are not included. Both O(log steps). */
size_t rap_view_text_begin(const rap_view *view, size_t view_offset);
size_t rap_view_text_end(const rap_view *view, size_t view_offset);
rap_span rap_view_to_text(const rap_view *view, rap_span span);
/* The smallest view offset whose text offset is >= text_offset. */
size_t rap_view_from_text(const rap_view *view, size_t text_offset);

/* Where the date of publication came from. Declared order of preference: record, line, metadata, dateline, url, capture, file. (The numbers are stored.) */
typedef enum rap_published_from {
  RAP_PUBLISHED_UNKNOWN,
  RAP_PUBLISHED_RECORD,
  RAP_PUBLISHED_LINE,
  RAP_PUBLISHED_DATELINE,
  RAP_PUBLISHED_FILE,
  RAP_PUBLISHED_META,   /* what a page, a feed, an e-mail or an office document says of itself */
  RAP_PUBLISHED_URL,    /* "/2023/01/08/" */
  RAP_PUBLISHED_CAPTURE /* when it was fetched or sent on: not before it was published */
} rap_published_from;
const char *rap_published_from_name(rap_published_from from); /* "record", "line", "dateline", "file", "metadata", "url", "capture", "unknown" */

typedef struct rap_document {
  rap_str id, source, url, language; /* language: "en", "hi", … or empty when unknown */
  rap_str file;                      /* the path it was read from, as given; with ":N" (line) for records */
  rap_str full;
  size_t title_len; /* bytes of the title in full; 0: no title */
  size_t body;      /* offset of the body in full: title_len + 1, or 0 */
  rap_view view;
  rap_block *blocks;
  size_t n_blocks;
  size_t n_aside; /* of them set aside */
  rap_sentence *sentences;
  size_t n_sentences;
  rap_day published;
  rap_published_from published_from;
  rap_str published_text;      /* the characters it was read from, for conflicts */
  rap_str metadata;            /* unknown keys of the record, as a JSON object; empty if none */
  rap_str author;              /* as the source names its author */
  rap_str format;              /* of the reader: "text", "jsonl", "html" … */
  rap_str charset;             /* what was assumed and why; empty: UTF-8 */
  rap_str reading;             /* what else is worth keeping of how it was read, as a JSON object ("dates": the candidates); empty if nothing */
  rap_str layout;              /* empty, or one byte for each line of the body: see rap_raw_document */
  rap_repairs_off repairs_off; /* the steps of repair that were not run */
  rap_repair_counts repairs;   /* what the others did */
  rap_str_list warnings;
  size_t n_read_warnings; /* the first so many came from building it; those behind them from later steps */
} rap_document;

/* A candidate for the date of publication. */
typedef struct rap_raw_date {
  rap_published_from from;
  rap_str name; /* what said so: "json-ld", "og:article:published_time", "Date" */
  rap_str text; /* as it stood there; "2023-01-08", an RFC 3339 time, or what datelines are written like */
} rap_raw_date;

/* A document before normalisation: what a format reader yields. Bytes may be ill-formed UTF-8. */
typedef struct rap_raw_document {
  rap_str id, title, text, date, source, url, language, metadata, file, author;
  rap_str format;  /* "text", "html" … */
  rap_str charset; /* what was assumed and why, "windows-1252 (detected)"; empty: UTF-8 */
  /* Empty, or one byte for each line of `text`: 'p' a paragraph or what the text shows by itself, '1' to '6' a heading of that level, 'a' to 'f' a list item nested so deep, 't' a row of a table. Each
   * line is then a block of its own; without layout, lines of wrapped text are joined. A layout of another length than the text has lines is passed over with a warning. */
  rap_str layout;
  rap_raw_date *dates; /* candidates beside `date`, in the order of their worth within each `from` */
  size_t n_dates, dates_capacity;
  rap_day file_time;           /* date of the file, year 0 if unknown */
  bool date_line;              /* `date` stood in the text's first line, not in a record */
  rap_repairs_off repairs_off; /* the steps of repair that are not wanted */
  size_t n_mojibake;           /* characters that the reader put right, by RAP_REPAIR_MOJIBAKE */
  rap_str_list warnings;       /* the reader's own; they come before the document's */
  rap_str refused; /* the record's bytes as they stood in the file, for one that fails later; set only when asked for (rap_source_options) */
} rap_raw_document;

/* Adds a candidate; `name` is borrowed, `text` copied into `arena`. Blank texts are none. False when out of memory. */
bool rap_raw_add_date(rap_arena *arena, rap_raw_document *raw, rap_published_from from, rap_str name, rap_str text) RAP_MUST_CHECK;
/* Makes what `object` (owned in any case) holds the metadata; none when it is empty. Errors: RAP_ERR_NOMEM, also for an object that is NULL or that something could not be put into. */
rap_status rap_raw_set_metadata(rap_arena *arena, rap_raw_document *raw, rap_json *object, rap_error *err) RAP_MUST_CHECK;
/* Adds a warning of the reader's; the arena remembers when there was no memory. */
void rap_raw_warn(rap_arena *arena, rap_raw_document *raw, const char *format, ...) RAP_PRINTF(3, 4);

/* Normalises, cuts into blocks and sentences, finds the date of publication. Never fails on content: ill-formed bytes are replaced and warned of with their offset, an impossible
 * date is warned of and passed over. Ownership: everything in `arena`, nothing borrowed from `raw`. Errors: RAP_ERR_LIMIT (text beyond RAP_MAX_DOCUMENT_BYTES, RAP_MAX_BLOCKS, RAP_MAX_SENTENCES), RAP_ERR_NOMEM.
 * Cost: linear in the text. Threads: any, one per arena. */
rap_status rap_document_build(rap_arena *arena, const rap_raw_document *raw, rap_document *doc, rap_error *err) RAP_MUST_CHECK;
/* Makes a document that was stored (fields and full text as rap_document_build gave them; no blocks, sentences or view needed) whole again: what rap_document_build made of it, without the input. `stored` is
 * borrowed by nothing that comes out; of its warnings only those from building come along. Errors and cost as above. */
rap_status rap_document_restore(rap_arena *arena, const rap_document *stored, rap_document *doc, rap_error *err) RAP_MUST_CHECK;
/* What rap_document_build does first: `s` without a leading byte order mark; ill-formed bytes as U+FFFD; C1 controls as the windows-1252 characters that they nearly always are (as HTML
 * does, WHATWG "numeric character reference end state"); CRLF, CR, VT, FF, NEL, LS, PS as '\n'; tabs as spaces; other controls dropped; no blanks at line ends, no blank lines at
 * the ends; NFC. `one_line`: line breaks become spaces. *n_replaced, *first_bad: how many ill-formed subparts, and the byte offset of the first in `s` (SIZE_MAX: none).
 * Appended to `out`. Errors: RAP_ERR_NOMEM. Cost: linear. */
rap_status rap_normalise(rap_str s, bool one_line, rap_buf *out, size_t *n_replaced, size_t *first_bad, rap_error *err) RAP_MUST_CHECK;
/* Adds a warning, unless the same is there already (at most RAP_MAX_WARNINGS; then a last one says that more were dropped). */
void rap_document_warn(rap_arena *arena, rap_document *doc, const char *format, ...) RAP_PRINTF(3, 4);
rap_str rap_document_title(const rap_document *doc);
rap_str rap_document_body(const rap_document *doc);
/* Index of the sentence / block that holds this offset of full, RAP_NONE between them. O(log n). */
size_t rap_document_sentence_at(const rap_document *doc, size_t text_offset);
size_t rap_document_block_at(const rap_document *doc, size_t text_offset);
/* A block without the mark at its begin ("## ", "- ", "3. "), as its sentences have it. */
rap_span rap_document_block_words(const rap_document *doc, size_t block);

#endif
