/* record_text.h: a document's record as a person wants to read it. Layer: queries. Shared by `analyze --format text`, `explain` and `show`. */
#ifndef RAP_QUERIES_RECORD_TEXT_H
#define RAP_QUERIES_RECORD_TEXT_H

#include "analyze/record.h"
#include "base/buf.h"

/* Lists of the record that .detail speaks of. */
typedef enum rap_record_part { RAP_PART_EVENT, RAP_PART_PERSON, RAP_PART_THEME, RAP_PART_STATEMENT, RAP_PART_MENTION } rap_record_part;

typedef struct rap_record_style {
  size_t width; /* columns of a line; 0: not wrapped */
  bool color;   /* SGR sequences for headings and evidence */
  bool rules;   /* name the rule of everything, list every mention (explain) */
  /* By what a part was found, in lines that go under it: appended to `out`, parted by line breaks. May be NULL. */
  void (*detail)(void *ctx, rap_record_part part, size_t index, rap_buf *out);
  /* Where a rule is written, shown behind its id ("common/dates.yaml:123"); may be NULL. */
  rap_str (*place)(void *ctx, rap_str rule);
  /* Shown name of a value ("IN-TG" → "Telangana"); the value itself when nothing better is known. May be NULL. */
  rap_str (*name)(void *ctx, rap_kind kind, rap_str value);
  void *ctx;
} rap_record_style;

/* Appends the page. Spans must lie in doc->full. Sticky: check the buffer at the end. Cost: linear in the record. */
void rap_record_text(const rap_document *doc, const rap_record *record, const rap_record_style *style, rap_buf *out);
/* "National Conference of Chief Secretaries (2nd), 6–7 January 2023, New Delhi" */
void rap_record_event_title(rap_buf *out, rap_str series, int edition, rap_day start, rap_day end, rap_str place);
/* "6–7 January 2023", "June 2022", "30 December 2022 – 2 January 2023" */
void rap_day_range(rap_buf *out, rap_day start, rap_day end);

#endif
