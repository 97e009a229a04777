/* search.h: numbers in order, and binary search in an array of structs that rises by a number in them. Layer: base. Inline, so that size and place of the number are constants where it is called.
 *
 *     const rap_copies *found = rap_search_number(copies, n, sizeof *copies, offsetof(rap_copies, document), 7);
 */
#ifndef RAP_BASE_SEARCH_H
#define RAP_BASE_SEARCH_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* The first of `n` items of `size` bytes whose int64_t at byte `place` is `number`; NULL when there is none. Cost: log n. */
static inline void *rap_search_number(const void *items, size_t n, size_t size, size_t place, int64_t number) {
  const char *all = items;
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (*(const int64_t *)(const void *)(all + middle * size + place) < number)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == n || *(const int64_t *)(const void *)(all + low * size + place) != number) return NULL;
  return (void *)(uintptr_t)(all + low * size);
}

/* For qsort and bsearch: int64_t, rising. */
static inline int rap_number_order(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* Sorts them and keeps one of those that are equal; how many are left. `numbers` may be NULL when n is 0. Cost: n log n; n when they rise. */
static inline size_t rap_number_each_once(int64_t *numbers, size_t n) {
  size_t kept = 0, rising = 1;
  while (rising < n && numbers[rising - 1] < numbers[rising]) rising++;
  if (rising >= n) return n;
  qsort(numbers, n, sizeof *numbers, rap_number_order);
  for (size_t i = 0; i < n; i++)
    if (!kept || numbers[kept - 1] != numbers[i]) numbers[kept++] = numbers[i];
  return kept;
}

#endif
