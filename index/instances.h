/* instances.h: where in a document the words that were looked for stand. Layer: index. With db.c, fts.c, rank.c, numbers.c and tokens.c the only place that knows sqlite3.h.
 *
 *     rap_instances(fts, groups)    FTS5 auxiliary function: the places of the current row, packed: column by column n (first token − end of the place before it) (tokens), all varints (compress.h)
 *
 * Places that overlap are one, and so are places of different words that follow each other at once: two words that were looked for and stand side by side are one place. A word that stands there twice in a row
 * is two. What stands near another as NEAR(…) asks is one place with what is between; `groups` says which words belong together so (rap_instances_groups). They are counted here without reading a text; to turn tokens into bytes, the text is tokenised (tokens.h).
 */
#ifndef RAP_INDEX_INSTANCES_H
#define RAP_INDEX_INSTANCES_H

#include "base/arena.h"
#include "base/buf.h"

/* Columns of the table fts. */
enum { RAP_INSTANCE_TITLE, RAP_INSTANCE_BODY, RAP_INSTANCE_COLUMNS };

typedef struct rap_instance {
  uint32_t first, n; /* tokens of its column */
} rap_instance;

/* Registers rap_instances; `api`: the connection's fts5_api. An SQLite result code. */
int rap_instances_register(void *api);
/* What rap_instances has to know of an expression as textquery.c makes them: for each phrase the number of its NEAR, from 1, and the words that may stand between; 0 0 for others. Varints. */
void rap_instances_groups(rap_str match, rap_buf *out);
/* How many places a blob tells of; 0 for one that is damaged. */
size_t rap_instances_count(rap_str blob);
/* Those of one column, in `arena`. False when the blob is none of rap_instances', or memory ran out. */
bool rap_instances_unpack(rap_arena *arena, rap_str blob, int column, rap_instance **out, size_t *n);

#endif
