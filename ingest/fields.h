/* fields.h: lines "Name: value", as WARC records and HTTP responses have them in front of their content. Layer: ingest (inside).
 *
 * Archives hold what servers really sent, so nothing is refused here: a line without a colon is passed over, control characters and any bytes stand in values, a name may stand twice, lines end with LF or CRLF.
 * (A parser made for servers, like http-parser, refuses the whole response for each of these.)
 */
#ifndef RAP_INGEST_FIELDS_H
#define RAP_INGEST_FIELDS_H

#include "base/str.h"

/* The value of the first field of that name (small or capital letters), without blanks at its ends; with the continuation lines behind it, line breaks and all. False when there is none. Cost: linear. */
bool rap_field_get(rap_str fields, const char *name, rap_str *value);
/* "text/html; charset=\"utf-8\"" → the type and the character set, either may be empty. */
void rap_media_type_split(rap_str value, rap_str *type, rap_str *charset);
/* Where the fields end: the offset behind the first blank line at or after `from`, SIZE_MAX when there is none. */
size_t rap_fields_end(rap_str s, size_t from);

#endif
