/* field_map.h: which column or key of a record holds which field of a document. Layer: ingest.
 *
 * Written as "title=headline,text=body.content": a field of input records (manual: "Input records"), and a path of keys into the record, separated by dots; a number counts an array's items from 0. A key that holds
 * a dot itself is found too. "records=" names the array of records in a JSON file that holds more. A field that is not mapped is looked for under its own name.
 */
#ifndef RAP_INGEST_FIELD_MAP_H
#define RAP_INGEST_FIELD_MAP_H

#include "base/json.h"
#include "base/options.h"
#include "ingest/document.h"

typedef enum rap_field {
  RAP_FIELD_ID,
  RAP_FIELD_DATE,
  RAP_FIELD_TITLE,
  RAP_FIELD_TEXT,
  RAP_FIELD_SOURCE,
  RAP_FIELD_URL,
  RAP_FIELD_LANGUAGE,
  RAP_FIELD_AUTHOR,
  RAP_FIELD_LAYOUT,
  RAP_FIELD_RECORDS, /* no field of a document */
  RAP_N_FIELDS
} rap_field;
const char *rap_field_name(rap_field field);

typedef struct rap_field_map {
  rap_str path[RAP_N_FIELDS]; /* empty: the field's name; for RAP_FIELD_RECORDS: none */
} rap_field_map;

/* Reads texts as above, later ones go before earlier ones. The map borrows from them. Errors: RAP_ERR_USAGE naming what is at fault. */
rap_status rap_field_map_parse(const rap_str_list *texts, rap_field_map *out, rap_error *err) RAP_MUST_CHECK;
/* Where the field is to be looked for. `map` may be NULL. */
rap_str rap_field_map_path(const rap_field_map *map, rap_field field);
/* What stands at `path` in `record`; NULL: nothing. Borrowed. */
const rap_json *rap_field_find(const rap_json *record, rap_str path);
/* Where the field's text is to go; NULL for RAP_FIELD_RECORDS. */
rap_str *rap_field_of(rap_raw_document *raw, rap_field field);

/* The fields of a JSON object into `raw`, keys that no field is taken from as metadata. A field's value is a string, a number (not for the text), or an array of these, whose items become lines of a text, or are joined by ", "; others are
 * passed over with a warning. Errors: RAP_ERR_NOMEM. */
rap_status rap_record_take(rap_arena *arena, const rap_json *record, const rap_field_map *map, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;

#endif
