/* arrivals.h: what happened since the last look: which files are to be looked at, which are gone, which are still being written. Layer: queries.
 *
 *     rap_arrivals_note(&arrivals, RAP_NOTIFY_CAME, path);   // for each thing that is told
 *     ... when nothing was told for a while:
 *     rap_arrivals_begin(&arrivals);                         // from here on, what is told belongs to the next look
 *     ... rap_arrivals_wants(&arrivals, path, folder) for all that is there ...
 *     rap_arrivals_end(&arrivals, done);                     // false: it could not be done, and is due again
 *
 * Running out of memory makes the next look one at everything: nothing is lost by it. Paths are absolute, without links.
 */
#ifndef RAP_QUERIES_ARRIVALS_H
#define RAP_QUERIES_ARRIVALS_H

#include "base/arena.h"
#include "base/options.h"
#include "queries/notify.h"

/* More than that, and everything is looked at: it costs a moment, since the store knows the files. */
#define RAP_ARRIVALS_MAX 4096

typedef struct rap_arrivals_heap {
  rap_arena *arena;
  rap_str_list came, gone;
  bool all;
} rap_arrivals_heap;

/* Zero-initialise; rap_arrivals_clear. */
typedef struct rap_arrivals {
  rap_arrivals_heap waiting, under_way;
  rap_arena *writing_arena;
  rap_str_list writing; /* files that were not closed yet; kept from look to look */
} rap_arrivals;

void rap_arrivals_clear(rap_arrivals *a);
/* UNMOUNTED and LOST are no files: everything is due. */
void rap_arrivals_note(rap_arrivals *a, rap_notify_what what, rap_str path);
/* A file that was found not to rest yet is due again. */
void rap_arrivals_defer(rap_arrivals *a, rap_str path);
/* Everything is to be looked at. `forget`: what was being written, too, as its end may have been missed. */
void rap_arrivals_note_all(rap_arrivals *a, bool forget);
bool rap_arrivals_due(const rap_arrivals *a);
void rap_arrivals_begin(rap_arrivals *a);
void rap_arrivals_end(rap_arrivals *a, bool done);
/* Of the look under way: whether a file is part of it, or a folder leads to such files. Cost: O(log n) for each part of the path. */
bool rap_arrivals_wants(const rap_arrivals *a, rap_str path, bool folder);
/* What is gone; NULL: everything is looked at. */
const rap_str_list *rap_arrivals_gone(const rap_arrivals *a);
bool rap_arrivals_is_written(const rap_arrivals *a, rap_str path);

#endif
