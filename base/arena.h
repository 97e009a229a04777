/* arena.h: memory of one document, one request or one pack, released at once. Layer: base.
 *
 * Everything allocated from an arena lives until rap_arena_reset or rap_arena_free; nothing is freed singly. In a build with
 * RAP_ARENA_DEBUG (the asan preset) each item is a malloc of its own, so that the sanitizer sees an overrun of a single item.
 * Threads: an arena belongs to one thread at a time.
 *
 *     rap_arena *arena = rap_arena_new();
 *     struct point *p = rap_arena_alloc(arena, sizeof *p);     // zeroed; NULL when out of memory
 *     rap_arena_free(arena);
 */
#ifndef RAP_BASE_ARENA_H
#define RAP_BASE_ARENA_H

#include "base/status.h"
#include "base/str.h"

typedef struct rap_arena rap_arena;

/* NULL when out of memory. Free with rap_arena_free (NULL is allowed there). */
rap_arena *rap_arena_new(void);
void rap_arena_free(rap_arena *arena);
/* Forgets all items, keeps one block for reuse. */
void rap_arena_reset(rap_arena *arena);
/* `size` zeroed bytes, aligned for any type, or NULL when out of memory. A size of 0 gives a valid pointer. */
void *rap_arena_alloc(rap_arena *arena, size_t size);
/* `count` items of `size`; NULL also when the product overflows. */
void *rap_arena_array(rap_arena *arena, size_t count, size_t size);
/* A copy of `s` with a NUL behind it (not counted in .n). On failure the result's pointer is NULL and n is 0. */
rap_str rap_arena_str(rap_arena *arena, rap_str s);
/* printf into the arena; pointer NULL on failure. */
rap_str rap_arena_printf(rap_arena *arena, const char *format, ...) RAP_PRINTF(2, 3);
/* Bytes handed out since the last reset, for limits and statistics. */
size_t rap_arena_used(const rap_arena *arena);
/* Sticky: an allocation of any kind was refused since the last reset. Who fills an arena asks once at the end, so that what a step left out for want of memory (a warning, a name) is
 * never missing in silence. */
bool rap_arena_failed(const rap_arena *arena);

/* Growable array in an arena: ensures room for one more item behind `n`. *items, *capacity are updated; doubling, so that n appends
 * cost O(n) (old arrays stay in the arena). False when out of memory (nothing changed). Use through RAP_PUSH. */
bool rap_arena_grow(rap_arena *arena, void **items, size_t n, size_t *capacity, size_t item_size);

#endif
