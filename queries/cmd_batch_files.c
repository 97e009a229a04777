#include "queries/batch_impl.h"

#include <stdlib.h>

#include "queries/quarantine.h"

/* ---- the reader's side ---- */

rap_status rap_batch_next_file(void *ctx, rap_source_file *out, rap_error *err) {
  rap_batch *b = ctx;
  *out = (rap_source_file){0};
  if (b->next == b->plan.n) return RAP_NOT_FOUND;
  const rap_plan_entry *entry = &b->plan.entries[b->next++];
  if (entry->status != RAP_OK) return rap_error_set(err, entry->status, "%.*s", RAP_FMT(entry->message));
  *out = entry->file;
  return RAP_OK;
}

void rap_batch_file_end(void *ctx, const rap_source_end *end) {
  rap_batch *b = ctx;
  assert(end->file >= 1 && end->file <= b->plan.n_files);
  b->ends[end->file - 1] = *end;
}

/* ---- one file after the other ---- */

static const rap_plan_entry *entry_of(const rap_batch *b, uint64_t file) { return &b->plan.entries[b->plan.files[file - 1]]; }

/* The file under way is done with: what is known of it is noted. One that could not be opened, or is no regular file, has no end. */
static rap_status note_file(rap_batch *b, rap_error *err) {
  const rap_plan_entry *entry = entry_of(b, b->file);
  const rap_source_end *end = &b->ends[b->file - 1];
  rap_error own = {0};
  if (end->file == 0 || !end->info.regular || entry->known_as.n == 0) return RAP_OK;
  if (!end->steady) {
    b->totals->unsteady++;
    rap_status st = rap_error_set(&own, RAP_ERR_IO, "%.*s: changed while it was read; the next run reads it again", RAP_FMT(entry->file.path));
    rap_cli_say(b->cli, RAP_LOG_ERROR, st, entry->file.path, rap_str_of(own.text));
    return rap_store_file_forget(b->store, entry->known_as, err);
  }
  rap_seen_file seen = {.info = end->info,
                        .racy = rap_file_info_is_racy(&end->info, end->opened_at),
                        .reader = entry->reader,
                        .since = b->unwanted ? b->since : (rap_day){0},
                        .errors = b->errors,
                        .reason = b->reason};
  memcpy(seen.hash, end->hash, sizeof seen.hash);
  return rap_store_file_put(b->store, entry->known_as, &seen, err);
}

static rap_status turn_to(rap_batch *b, uint64_t file, rap_error *err) {
  rap_status st = RAP_OK;
  while (st == RAP_OK && b->file < file) {
    if (b->file) st = note_file(b, err);
    b->file++;
    b->errors = b->unwanted = 0;
    b->reason = (rap_str){0};
    rap_store_file_begin(b->store);
    b->cli->file = entry_of(b, b->file)->file.path;
  }
  return st;
}

rap_status rap_batch_turn(void *ctx, const rap_item *item, rap_error *err) {
  rap_batch *b = ctx;
  rap_status st = turn_to(b, item->progress.files, err);
  if (item->stage == RAP_ITEM_UNWANTED) b->unwanted++;
  return st;
}

/* The files behind the last that gave anything, too. */
rap_status rap_batch_last_turn(rap_batch *b, rap_error *err) {
  rap_status st = turn_to(b, b->plan.n_files, err);
  return st == RAP_OK && b->file ? note_file(b, err) : st;
}

/* ---- failures ---- */

static void quarantine(rap_batch *b, const rap_item *item, rap_status status, rap_str why) {
  const rap_plan_entry *entry = b->file ? entry_of(b, b->file) : NULL;
  rap_error own = {0};
  bool made = false;
  if (b->options->quarantine.n == 0 || !entry || item->raw.file.n == 0) return;
  const rap_refusal refusal = {.file = entry->file.path, .place = item->raw.file, .record = item->raw.refused, .status = status, .reason = why};
  rap_status st = rap_quarantine_put(b->options->quarantine, &refusal, &made, &own);
  if (st != RAP_OK) rap_cli_report(b->cli, st, &own);
  b->totals->kept += made;
}

/* A text without memory for the reason is a text with a reason all the same. */
void rap_batch_count_error(rap_batch *b, const rap_item *item, rap_status status, rap_str why) {
  if (b->errors++ == 0) b->reason = rap_arena_str(b->arena, why);
  quarantine(b, item, status, why);
}

/* A path at which no file was reached is told, and looked at again anyway. */
void rap_batch_refused(void *ctx, const rap_item *item, const rap_error *why) {
  if (item->raw.file.n) rap_batch_count_error(ctx, item, why->status, rap_str_of(why->text));
}
