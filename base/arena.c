#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Blocks are chained newest first. The header is padded to max_align_t, so that the bytes behind it are aligned for any type. */
typedef struct block block;
struct block {
  block *next;
  size_t used, size;
};

#define ALIGNMENT _Alignof(max_align_t)
#define HEADER ((sizeof(block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)
#define BLOCK_MIN ((size_t)32 * 1024)
#define BLOCK_MAX ((size_t)1024 * 1024)

struct rap_arena {
  block *blocks;
  size_t used;
  bool failed;
};

rap_arena *rap_arena_new(void) { return calloc(1, sizeof(rap_arena)); }

static void free_blocks(block *b) {
  while (b) {
    block *next = b->next;
    free(b);
    b = next;
  }
}

void rap_arena_free(rap_arena *arena) {
  if (!arena) return;
  free_blocks(arena->blocks);
  free(arena);
}

void rap_arena_reset(rap_arena *arena) {
  arena->used = 0;
  arena->failed = false;
#ifdef RAP_ARENA_DEBUG
  free_blocks(arena->blocks);
  arena->blocks = NULL;
#else
  if (!arena->blocks) return;
  free_blocks(arena->blocks->next);
  arena->blocks->next = NULL;
  arena->blocks->used = 0;
#endif
}

static block *new_block(rap_arena *arena, size_t size) {
  block *b = malloc(HEADER + size);
  if (!b) return NULL;
  *b = (block){.next = arena->blocks, .used = 0, .size = size};
  arena->blocks = b;
  return b;
}

static void *refuse(rap_arena *arena) {
  arena->failed = true;
  return NULL;
}

/* As rap_arena_alloc, but what the bytes hold is left open. */
static void *take(rap_arena *arena, size_t size) {
  if (size > PTRDIFF_MAX - HEADER - ALIGNMENT) return refuse(arena); /* no object is larger; sanitizers abort on the attempt */
  block *b = arena->blocks;
#ifdef RAP_ARENA_DEBUG
  size_t padded = size;
  b = new_block(arena, padded);
#else
  size_t padded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (!b || b->size - b->used < padded) {
    size_t want = b ? b->size * 2 : BLOCK_MIN;
    if (want > BLOCK_MAX) want = BLOCK_MAX;
    b = new_block(arena, want > padded ? want : padded);
  }
#endif
  if (!b) return refuse(arena);
  char *p = (char *)b + HEADER + b->used;
  b->used += padded;
  assert(b->used <= b->size);
  arena->used += padded;
  return p;
}

void *rap_arena_alloc(rap_arena *arena, size_t size) {
  void *p = take(arena, size);
  if (p && size) memset(p, 0, size);
  return p;
}

void *rap_arena_array(rap_arena *arena, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size) return refuse(arena);
  return rap_arena_alloc(arena, count * size);
}

rap_str rap_arena_str(rap_arena *arena, rap_str s) {
  char *p = s.n < SIZE_MAX ? take(arena, s.n + 1) : refuse(arena);
  if (!p) return (rap_str){0};
  if (s.n) memcpy(p, s.p, s.n);
  p[s.n] = '\0';
  return (rap_str){p, s.n};
}

rap_str rap_arena_printf(rap_arena *arena, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  char *p = n < 0 ? refuse(arena) : rap_arena_alloc(arena, (size_t)n + 1);
  if (p) (void)vsnprintf(p, (size_t)n + 1, format, again);
  va_end(again);
  va_end(args);
  return p ? (rap_str){p, (size_t)n} : (rap_str){0};
}

size_t rap_arena_used(const rap_arena *arena) { return arena->used; }
bool rap_arena_failed(const rap_arena *arena) { return arena->failed; }

bool rap_arena_grow(rap_arena *arena, void **items, size_t n, size_t *capacity, size_t item_size) {
  if (n < *capacity) return true;
  size_t want = *capacity ? *capacity * 2 : 8;
  void *p = rap_arena_array(arena, want, item_size);
  if (!p) return false;
  if (n) memcpy(p, *items, n * item_size);
  *items = p;
  *capacity = want;
  return true;
}
