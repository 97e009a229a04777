/* archive_pick.c: members of an archive in memory, by their names. Layer: ingest. */
#include "ingest/archive.h"

enum { WINDOW = 64 * 1024 };

static rap_status fill(rap_archive *a, rap_archive_pick *pick, uint64_t *left, rap_error *err) {
  rap_status st;
  size_t n = 0;
  pick->found = true;
  do {
    char *room = rap_buf_room(&pick->content, WINDOW);
    if (!room) return rap_error_nomem(err);
    st = rap_archive_read(a, room, WINDOW, &n, err);
    if (st == RAP_OK && n > *left) st = rap_error_set(err, RAP_ERR_LIMIT, "more than the bytes that are allowed for");
    if (st == RAP_OK) {
      pick->content.n += n;
      *left -= n;
    }
  } while (st == RAP_OK && n > 0);
  return st;
}

rap_status rap_archive_pick_members(rap_str bytes, rap_budget *budget, uint64_t max, rap_archive_pick *picks, size_t n_picks, rap_error *err) {
  rap_stream *stream = NULL;
  rap_archive *a = NULL;
  rap_archive_entry entry;
  size_t missing = 0;
  for (size_t i = 0; i < n_picks; i++) missing += !picks[i].found;
  rap_status st = rap_stream_of_memory(bytes, &stream, err);
  if (st == RAP_OK) st = rap_archive_open(stream, RAP_ARCHIVE_ZIP, budget, &a, err);
  while (st == RAP_OK && missing && (st = rap_archive_next(a, &entry, err)) == RAP_OK) {
    size_t i = 0;
    while (i < n_picks && (picks[i].found || !rap_str_eq(picks[i].name, entry.name))) i++;
    if (i == n_picks || entry.kind != RAP_ENTRY_FILE) continue;
    st = entry.encrypted ? rap_error_set(err, RAP_ERR_INPUT, "encrypted") : fill(a, &picks[i], &max, err);
    if (st != RAP_OK) rap_error_prefix(err, "%.*s: ", RAP_FMT(entry.name));
    missing--;
  }
  rap_archive_free(a);
  rap_stream_free(stream);
  return st == RAP_NOT_FOUND ? RAP_OK : st;
}
