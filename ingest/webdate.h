/* webdate.h: dates as feeds, e-mails and web servers write them. Layer: ingest (inside). */
#ifndef RAP_INGEST_WEBDATE_H
#define RAP_INGEST_WEBDATE_H

#include "base/arena.h"
#include "base/calendar.h"

/* RFC 3339 and W3CDTF ("2003-12-31T10:14:55Z", "2003-12"), RFC 822 to 5322 ("Thu, 01 Jan 2004 19:48:21 GMT", without weekday, seconds, zone or comma, with a year of two digits: 00 to 49 is
 * 20xx, as RFC 5322, 4.3 has it), RFC 850 ("Thursday, 01-Jan-04 19:48:21 GMT"), asctime ("Thu Jan  1 19:48:21 2004"), "20040101", "January 1, 2004". Month names are English, three letters or more.
 * The date is that of the writer: the zone is read and dropped, as rap_day_parse does. False, *out zeroed: none of these, or no day of the calendar. Cost: linear in the first 200 bytes. */
bool rap_webdate_parse(rap_str s, rap_day *out);
/* The same as text for a candidate: "2004-01-01T19:48", or `s` as it is when it is none. Pointer NULL: out of memory. */
rap_str rap_webdate_text(rap_arena *arena, rap_str s);

#endif
