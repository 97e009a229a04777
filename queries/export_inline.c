#include "queries/export_inline.h"

#include <assert.h>
#include <stdlib.h>

/* Elements within elements; more are no longer inline. */
#define MAX_OPEN 64

static int by_place(const void *a, const void *b) {
  const rap_inline_item *x = a, *y = b;
  if (x->span.begin != y->span.begin) return x->span.begin < y->span.begin ? -1 : 1;
  if (x->span.end != y->span.end) return x->span.end > y->span.end ? -1 : 1;
  return (x->id > y->id) - (x->id < y->id);
}

static int by_point(const void *a, const void *b) {
  const rap_inline_point *x = a, *y = b;
  if (x->at != y->at) return x->at < y->at ? -1 : 1;
  if (x->end != y->end) return x->end ? -1 : 1;
  return (x->id > y->id) - (x->id < y->id);
}

static bool in_one_block(const rap_document *doc, rap_span span) {
  if (doc->n_blocks == 0) return true;
  size_t block = rap_document_block_at(doc, span.begin);
  return block != RAP_NONE && span.end <= doc->blocks[block].text.end;
}

void rap_inline_arrange(rap_inline *in, const rap_document *doc, bool flat) {
  size_t ends[MAX_OPEN], n = 0;
  if (in->n_items) qsort(in->items, in->n_items, sizeof *in->items, by_place);
  if (in->n_points) qsort(in->points, in->n_points, sizeof *in->points, by_point);
  for (size_t i = 0; i < in->n_items; i++) {
    rap_inline_item *item = &in->items[i];
    while (n > 0 && ends[n - 1] <= item->span.begin) n--;
    bool fits = n == 0 || (!flat && n < MAX_OPEN && item->span.end <= ends[n - 1]);
    item->crossing = !fits || item->span.end <= item->span.begin || !in_one_block(doc, item->span);
    if (!item->crossing) ends[n++] = item->span.end;
  }
}

static size_t first_item(const rap_inline *in, size_t at) {
  size_t low = 0, high = in->n_items;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (in->items[middle].span.begin < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static size_t first_point(const rap_inline *in, size_t at) {
  size_t low = 0, high = in->n_points;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (in->points[middle].at < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

void rap_inline_write(const rap_inline *in, rap_str full, rap_span stretch) {
  const rap_inline_item *open[MAX_OPEN];
  size_t n = 0, at = stretch.begin, item = first_item(in, at), point = first_point(in, at);
  for (;;) {
    while (n > 0 && open[n - 1]->span.end == at) in->close(in->ctx, open[--n]->id);
    for (; point < in->n_points && in->points[point].at == at; point++) in->point(in->ctx, &in->points[point]);
    for (; item < in->n_items && in->items[item].span.begin == at; item++) {
      if (in->items[item].crossing || at == stretch.end) continue;
      open[n++] = &in->items[item];
      in->open(in->ctx, in->items[item].id);
    }
    if (at == stretch.end) break;
    size_t next = n ? open[n - 1]->span.end : stretch.end;
    if (item < in->n_items && in->items[item].span.begin < next) next = in->items[item].span.begin;
    if (point < in->n_points && in->points[point].at < next) next = in->points[point].at;
    assert(next > at && next <= stretch.end);
    in->text(in->ctx, rap_str_sub(full, at, next));
    at = next;
  }
  assert(n == 0);
}
