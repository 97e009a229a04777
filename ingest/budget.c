#include "ingest/budget.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/limits.h"

rap_status rap_budget_take(rap_budget *budget, uint64_t n, rap_error *err) {
  if (!budget) return RAP_OK;
  budget->unfolded += n;
  /* What is read twice of a file (members of a ZIP that lie over each other) makes it no larger. */
  const uint64_t size = budget->size ? budget->size : budget->n_read;
  budget->spent = budget->spent || budget->unfolded > RAP_MAX_INFLATED_BYTES;
  if (budget->spent)
    return rap_error_set(err, RAP_ERR_LIMIT, "unfolds to more than %" PRIu64 " bytes in all: the file is not read on",
                         (uint64_t)RAP_MAX_INFLATED_BYTES);
  budget->spent = budget->unfolded > RAP_INFLATE_RATIO_FROM && budget->unfolded / RAP_MAX_INFLATE_RATIO > size;
  if (budget->spent)
    return rap_error_set(err, RAP_ERR_LIMIT,
                         "unfolds to more than %d times the size of the file (%" PRIu64 " bytes from %" PRIu64 "): it is not read on",
                         RAP_MAX_INFLATE_RATIO, budget->unfolded, size);
  return RAP_OK;
}

rap_status rap_budget_take_member(rap_budget *budget, rap_error *err) {
  if (!budget) return RAP_OK;
  budget->members++;
  if (budget->members <= RAP_MAX_MEMBERS) return RAP_OK;
  budget->spent = true;
  return rap_error_set(err, RAP_ERR_LIMIT, "more than %d members in one file: it is not read on", RAP_MAX_MEMBERS);
}

struct budget_stream {
  rap_stream stream;
  rap_stream *inner;
  rap_budget *budget;
};

static rap_status read_within(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  const struct budget_stream *s = (const struct budget_stream *)stream;
  rap_status st = rap_stream_read(s->inner, out, room, n, err);
  if (st == RAP_OK) st = rap_budget_take(s->budget, *n, err);
  if (st != RAP_OK) *n = 0;
  return st;
}

static void free_within(rap_stream *stream) {
  rap_stream_free(((struct budget_stream *)stream)->inner);
  free(stream);
}

rap_status rap_budget_stream(rap_stream *inner, rap_budget *budget, rap_stream **out, rap_error *err) {
  *out = NULL;
  struct budget_stream *s = malloc(sizeof *s);
  if (!s) {
    rap_stream_free(inner);
    return rap_error_nomem(err);
  }
  *s = (struct budget_stream){.stream = {.read = read_within, .free = free_within}, .inner = inner, .budget = budget};
  *out = &s->stream;
  return RAP_OK;
}
