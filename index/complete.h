/* complete.h: how a name that somebody begins to type may go on. Layer: index.
 *
 *     rap_labels found;
 *     st = rap_store_complete(store, RAP_AXIS_ACTOR, RAP_STR("tel"), 50, arena, &found, err);    // IN-TG, Telangana
 */
#ifndef RAP_INDEX_COMPLETE_H
#define RAP_INDEX_COMPLETE_H

#include "index/query.h"

/* Values of an axis (ACTOR, STATE, GROUP, THEME, EVENT, SERIES, PERSON, ORGANISATION, PROGRAMME, PLACE, SOURCE, LANGUAGE, DOCUMENT; others have none) whose name or id begins with `text`, then those in which
 * another word does, then those that another name leads to ("Orissa"); each once, at most `most`. Case and diacritics of names do not count. An empty text begins all of them.
 * Cost: a range of an index; where that gives less than `most`, all keys of the axis (60,000 people: some 10 ms). Errors: those of reading, RAP_ERR_NOMEM. */
rap_status rap_store_complete(rap_store *store, rap_axis axis, rap_str text, size_t most, rap_arena *arena, rap_labels *out,
                              rap_error *err) RAP_MUST_CHECK;

#endif
