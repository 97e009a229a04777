#include "queries/plan.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"

const char *rap_plan_why_text(rap_plan_why why) {
  switch (why) {
  case RAP_PLAN_NEW: return "new";
  case RAP_PLAN_CHANGED: return "changed";
  case RAP_PLAN_RULES: return "rules";
  case RAP_PLAN_READER: return "reader";
  case RAP_PLAN_FAILED: return "failed";
  case RAP_PLAN_WANTED: return "wanted";
  case RAP_PLAN_STREAM: return "stream";
  }
  return "";
}

/* A plan that is being made. */
typedef struct making {
  const rap_plan_options *options;
  rap_plan *plan;
  rap_arena *scratch;       /* of one file */
  rap_buf folder, resolved; /* of the file before, as it came and without links */
} making;

/* ---- paths ---- */

static size_t name_begin(rap_str path) {
  size_t at = path.n;
  while (at > 0 && path.p[at - 1] != '/') at--;
  return at;
}

static rap_status resolve(rap_str folder, rap_buf *out, rap_error *err) {
  rap_buf copy = {0};
  rap_status st = RAP_OK;
  if (folder.n == 0) folder = RAP_STR(".");
  rap_buf_add(&copy, folder);
  char *real = rap_buf_failed(&copy) ? NULL : realpath(copy.p, NULL);
  rap_buf_reset(out);
  if (rap_buf_failed(&copy))
    st = rap_error_nomem(err);
  else if (!real)
    st = errno == ENOMEM ? rap_error_nomem(err) : rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(folder), strerror(errno));
  else
    rap_buf_puts(out, real);
  if (st == RAP_OK && !rap_str_ends(rap_buf_str(out), RAP_STR("/"))) rap_buf_putc(out, '/');
  if (st == RAP_OK && rap_buf_failed(out)) st = rap_error_nomem(err);
  free(real);
  rap_buf_clear(&copy);
  return st;
}

rap_status rap_plan_canonical(rap_arena *arena, rap_str path, rap_str *out, rap_error *err) {
  rap_buf folder = {0};
  *out = (rap_str){0};
  while (path.n > 1 && path.p[path.n - 1] == '/') path.n--;
  size_t at = name_begin(path);
  rap_str name = rap_str_sub(path, at, path.n);
  /* What ends in ".", ".." or "/" has no name of its own. */
  bool whole = name.n == 0 || rap_str_is(name, ".") || rap_str_is(name, "..");
  rap_status st = resolve(whole ? path : rap_str_sub(path, 0, at), &folder, err);
  if (st == RAP_OK) {
    rap_str base = rap_buf_str(&folder);
    if (whole && base.n > 1) base.n--;
    *out = rap_arena_printf(arena, "%.*s%.*s", RAP_FMT(base), whole ? 0 : (int)name.n, whole ? "" : name.p);
    if (!out->p) st = rap_error_nomem(err);
  }
  rap_buf_clear(&folder);
  return st;
}

/* The same of file after file of one folder. In the scratch arena. */
static rap_status known_as(making *m, rap_str path, rap_str *out, rap_error *err) {
  size_t at = name_begin(path);
  rap_str folder = rap_str_sub(path, 0, at);
  rap_status st = RAP_OK;
  if (m->resolved.n == 0 || !rap_str_eq(folder, rap_buf_str(&m->folder))) {
    rap_buf_reset(&m->folder);
    rap_buf_add(&m->folder, folder);
    st = resolve(folder, &m->resolved, err);
    if (st == RAP_OK && rap_buf_failed(&m->folder)) st = rap_error_nomem(err);
    if (st != RAP_OK) m->resolved.n = 0;
  }
  if (st == RAP_OK) *out = rap_arena_printf(m->scratch, "%.*s%.*s", RAP_FMT(rap_buf_str(&m->resolved)), (int)(path.n - at), path.p + at);
  return st == RAP_OK && !out->p ? rap_error_nomem(err) : st;
}

/* ---- what is known of a file ---- */

static int64_t day_of(int64_t nanoseconds) { return rap_time_day(rap_time_seconds(nanoseconds)); }

/* The version of the reader, its settings, and what a list says. */
static rap_status reader_of(const making *m, const rap_manifest_entry *given, rap_str *out, rap_error *err) {
  const rap_str said[] = {given->id, given->date, given->title, given->source, given->url, given->language};
  char hex[RAP_DIGEST_HEX + 1] = "";
  size_t n = 0;
  rap_digest digest;
  rap_digest_init(&digest);
  for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
    rap_digest_add_field(&digest, said[i]);
    n += said[i].n;
  }
  if (n) rap_digest_hex(&digest, hex);
  *out = rap_arena_printf(m->scratch, "%d%s%.*s%s%.16s", RAP_READER_VERSION, m->options->settings.n ? " " : "", RAP_FMT(m->options->settings),
                          n ? " " : "", hex);
  return out->p ? RAP_OK : rap_error_nomem(err);
}

static bool leaves_out_more(rap_day then, rap_day today) { return then.year && (!today.year || rap_day_cmp(today, then) < 0); }

/* Whether the bytes are those of then; *touched: its look is another, and is brought up to date. A file that can't be hashed is left to the reader, who tells why. */
static bool same_bytes(making *m, const rap_selected *file, rap_seen_file *seen, bool *touched) {
  unsigned char hash[RAP_DIGEST_BYTES];
  rap_file_info info;
  rap_error ignored = {0};
  *touched = false;
  if (rap_file_info_same(&file->info, &seen->info) && !seen->racy) return true;
  if (file->info.size != seen->info.size) return false;
  int64_t looked_at = rap_file_clock();
  m->plan->counts.opened++;
  if (rap_file_hash_at(file->path.p, hash, &info, &ignored) != RAP_OK || !rap_file_info_same(&info, &file->info)) return false;
  if (memcmp(hash, seen->hash, sizeof hash) != 0) return false;
  *touched = !rap_file_info_same(&info, &seen->info) || seen->racy != rap_file_info_is_racy(&info, looked_at);
  seen->info = info;
  seen->racy = rap_file_info_is_racy(&info, looked_at);
  return true;
}

/* Passes the file over if it is known as it is; else *why. */
static rap_status judge(making *m, const rap_selected *file, rap_seen_file *seen, rap_str reader, bool *pass, rap_plan_why *why, rap_error *err) {
  const rap_plan_options *o = m->options;
  rap_store *store = o->store;
  bool touched, current = false;
  int64_t day = day_of(seen->info.modified);
  *pass = false;
  *why = RAP_PLAN_NEW;
  if (seen->id == 0) return RAP_OK;
  *why = RAP_PLAN_READER;
  if (!rap_str_eq(reader, seen->reader)) return RAP_OK;
  *why = RAP_PLAN_CHANGED;
  if (!same_bytes(m, file, seen, &touched)) return RAP_OK;
  *why = RAP_PLAN_FAILED;
  if (seen->errors && !o->keep_failed) return RAP_OK;
  *why = RAP_PLAN_WANTED;
  if (leaves_out_more(seen->since, o->since)) return RAP_OK;
  *why = day == day_of(file->info.modified) ? RAP_PLAN_RULES : RAP_PLAN_CHANGED;
  rap_status st = rap_store_file_is_current(store, seen, o->stamp, *why == RAP_PLAN_CHANGED, &current, err);
  if (st != RAP_OK || !current) return st;
  *pass = true;
  m->plan->counts.documents += seen->documents;
  st = rap_store_file_pass(store, seen->id, o->passed, o->ctx, err);
  return st == RAP_OK && touched && !o->only_look ? rap_store_file_touch(store, seen, err) : st;
}

/* ---- the plan ---- */

static rap_status add_entry(making *m, const rap_plan_entry *entry, rap_error *err) {
  rap_plan *p = m->plan;
  void *entries = p->entries, *files = p->files;
  if (!rap_arena_grow(p->arena, &entries, p->n, &p->capacity, sizeof *p->entries)) return rap_error_nomem(err);
  p->entries = entries;
  p->entries[p->n] = *entry;
  if (entry->status == RAP_OK) {
    if (!rap_arena_grow(p->arena, &files, p->n_files, &p->files_capacity, sizeof *p->files)) return rap_error_nomem(err);
    p->files = files;
    p->files[p->n_files++] = p->n;
  }
  p->n++;
  return RAP_OK;
}

static rap_str keep(making *m, rap_str s) { return s.n ? rap_arena_str(m->plan->arena, s) : (rap_str){0}; }

static rap_status add_failure(making *m, const rap_error *failure, rap_error *err) {
  const rap_plan_entry entry = {.status = failure->status, .message = keep(m, rap_str_of(failure->text))};
  return rap_arena_failed(m->plan->arena) ? rap_error_nomem(err) : add_entry(m, &entry, err);
}

static rap_status add_file(making *m, const rap_selected *file, rap_plan_why why, rap_str path, rap_str reader, rap_error *err) {
  const rap_manifest_entry *g = &file->given;
  rap_plan_entry entry = {.why = why, .known_as = keep(m, path), .reader = keep(m, reader)};
  entry.file = (rap_source_file){.path = keep(m, file->path), .name = keep(m, file->name)};
  entry.file.given = (rap_given){.id = keep(m, g->id),
                                 .url = keep(m, g->url),
                                 .title = keep(m, g->title),
                                 .source = keep(m, g->source),
                                 .language = keep(m, g->language),
                                 .date = keep(m, g->date),
                                 .date_from = g->date.n ? RAP_PUBLISHED_META : RAP_PUBLISHED_UNKNOWN,
                                 .date_name = RAP_STR("manifest")};
  m->plan->counts.to_read++;
  m->plan->counts.by_why[why]++;
  return rap_arena_failed(m->plan->arena) ? rap_error_nomem(err) : add_entry(m, &entry, err);
}

bool rap_plan_met(const rap_plan *p, int64_t id) { return rap_id_set_has(&p->met, (size_t)id); }

static rap_status look_at(making *m, const rap_selected *file, rap_error *err) {
  rap_seen_file seen = {0};
  rap_str path = {0}, reader = {0};
  rap_plan_why why = RAP_PLAN_STREAM;
  bool pass = false;
  rap_status st = RAP_OK;
  m->plan->counts.files++;
  if (!file->info.regular) return add_file(m, file, why, path, reader, err);
  rap_arena_reset(m->scratch);
  why = RAP_PLAN_NEW;
  /* A folder that went while it was being walked fails alone. */
  rap_error own = {0};
  st = known_as(m, file->path, &path, &own);
  if (st == RAP_ERR_IO) return add_failure(m, &own, err);
  if (st != RAP_OK) return rap_error_nomem(err);
  st = reader_of(m, &file->given, &reader, err);
  if (st == RAP_OK && m->options->store) {
    st = rap_store_file_find(m->options->store, path, m->scratch, &seen, err);
    if (st == RAP_OK && seen.id && !rap_id_set_add(&m->plan->met, (size_t)seen.id)) st = rap_error_nomem(err);
    if (st == RAP_OK) st = judge(m, file, &seen, reader, &pass, &why, err);
  }
  m->plan->counts.passed += pass;
  return st != RAP_OK || pass ? st : add_file(m, file, why, path, reader, err);
}

static rap_status make_all(making *m, rap_selection *selection, rap_error *err) {
  rap_status st = RAP_OK;
  while (st == RAP_OK) {
    rap_selected file;
    rap_error own = {0};
    if (m->options->interrupted && m->options->interrupted()) return rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted before anything was read");
    st = rap_selection_next(selection, &file, &own);
    if (st == RAP_NOT_FOUND) return RAP_OK;
    if (st == RAP_ERR_NOMEM) return rap_error_nomem(err);
    st = st == RAP_OK ? look_at(m, &file, err) : add_failure(m, &own, err);
  }
  return st;
}

rap_status rap_plan_make(rap_selection *selection, const rap_plan_options *options, rap_plan *out, rap_error *err) {
  *out = (rap_plan){.arena = rap_arena_new()};
  making m = {.options = options, .plan = out, .scratch = rap_arena_new()};
  rap_status st = out->arena && m.scratch ? make_all(&m, selection, err) : rap_error_nomem(err);
  rap_arena_free(m.scratch);
  rap_buf_clear(&m.folder);
  rap_buf_clear(&m.resolved);
  return st;
}

void rap_plan_clear(rap_plan *plan) {
  rap_arena_free(plan->arena);
  rap_id_set_clear(&plan->met);
  *plan = (rap_plan){0};
}
