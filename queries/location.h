/* location.h: a place as a reader names it, taken apart: the file on disk, the way inside it, the line. Layer: queries.
 *
 * "in/a.zip/b/c.jsonl:7" of the file "in/a.zip" is its member "b/c.jsonl", line 7.
 */
#ifndef RAP_QUERIES_LOCATION_H
#define RAP_QUERIES_LOCATION_H

#include "base/json.h"
#include "base/str.h"

typedef struct rap_location {
  rap_str file, member; /* empty: none */
  int64_t line;         /* 0: none */
} rap_location;

/* Views into `file` and `place`. A place that is none of the file's is a file of its own; an empty file: the whole place is one, but for a line's number. */
rap_location rap_location_of(rap_str file, rap_str place);
/* Sets file, member and line, those that there are. */
void rap_location_write(rap_json *object, const rap_location *place);

#endif
