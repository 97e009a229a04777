#include "index/top.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

#define RANKED "(SELECT rowid AS id, " RAP_SQL_SCORE " AS score FROM fts WHERE fts MATCH "

typedef struct top {
  rap_store *store;
  rap_arena *arena;
  const rap_asked *asked;
  rap_top_hit *heap; /* the worst one first */
  size_t n, max, all;
  rap_error *err;
  rap_status st; /* of a look-up while two hits were compared */
} top;

static void look_up(top *t, rap_top_hit *h) {
  rap_stmt *s = NULL;
  bool row = false;
  if (h->known || t->st != RAP_OK) return;
  rap_status st =
      t->asked->filter->by_event_date
          ? rap_db_cached(
                t->store->db,
                "SELECT coalesce(e.first, d.day), d.name, d.source FROM document d LEFT JOIN event_document ed ON ed.document = d.id AND ed.idx = 0 AND ed.main = 1 "
                "LEFT JOIN event e ON e.id = ed.event WHERE d.id = ?",
                &s, t->err)
          : rap_db_cached(t->store->db, "SELECT day, name, source FROM document WHERE id = ?", &s, t->err);
  rap_bind_int(s, h->id);
  TRY(rap_stmt_step(s, &row, t->err));
  if (row) {
    h->date = rap_arena_str(t->arena, rap_col_text(s, 0));
    h->name = rap_arena_str(t->arena, rap_col_text(s, 1));
    h->source = rap_arena_str(t->arena, rap_col_text(s, 2));
    if (rap_arena_failed(t->arena)) st = rap_error_nomem(t->err);
  }
  rap_stmt_reset(s);
  h->known = true;
  t->st = st;
}

/* A text without a date (empty here) comes after those with one. */
static bool before(top *t, rap_top_hit *a, rap_top_hit *b) {
  if (a->score > b->score || a->score < b->score) return a->score > b->score;
  look_up(t, a);
  look_up(t, b);
  int order = rap_str_cmp(b->date, a->date);
  if (!order) order = rap_str_cmp(a->name, b->name);
  if (!order) order = rap_str_cmp(a->source, b->source);
  return order < 0;
}

static void swap(rap_top_hit *a, rap_top_hit *b) {
  rap_top_hit kept = *a;
  *a = *b;
  *b = kept;
}

static void sink_down(top *t, size_t n) {
  for (size_t i = 0;;) {
    size_t worst = i, left = 2 * i + 1, right = left + 1;
    if (left < n && before(t, &t->heap[worst], &t->heap[left])) worst = left;
    if (right < n && before(t, &t->heap[worst], &t->heap[right])) worst = right;
    if (worst == i) return;
    swap(&t->heap[i], &t->heap[worst]);
    i = worst;
  }
}

static void offer(top *t, rap_top_hit h) {
  t->all++;
  if (t->n < t->max) {
    size_t i = t->n++;
    t->heap[i] = h;
    for (; i > 0 && before(t, &t->heap[(i - 1) / 2], &t->heap[i]); i = (i - 1) / 2) swap(&t->heap[i], &t->heap[(i - 1) / 2]);
  } else if (before(t, &h, &t->heap[0])) {
    t->heap[0] = h;
    sink_down(t, t->n);
  }
}

/* From the heap to the order of the answer. */
static void sort(top *t) {
  for (size_t n = t->n; n > 1; n--) {
    swap(&t->heap[0], &t->heap[n - 1]);
    sink_down(t, n - 1);
  }
}

/* Is nothing asked but words? Then the table of documents need not be read. */
static rap_status only_words(const top *t, bool *out, rap_error *err) {
  rap_sql where = {.arena = t->arena};
  rap_sql_where(&where, t->asked, false);
  bool failed = where.failed || rap_buf_failed(&where.text);
  *out = !failed && rap_str_is(rap_buf_str(&where.text), " WHERE 1");
  rap_buf_clear(&where.text);
  return failed ? rap_error_nomem(err) : RAP_OK;
}

/* Documents that hold the words, with their scores. */
static rap_status find_hits(top *t, bool words, rap_stmt **out, rap_error *err) {
  rap_sql q = {.arena = t->arena};
  rap_sql_add(&q, words ? "SELECT f.id, f.score FROM " RANKED : "SELECT f.id, f.score");
  if (!words) {
    rap_sql_from(&q, RAP_FROM_DOCUMENTS);
    rap_sql_add(&q, " JOIN " RANKED);
  }
  rap_sql_text(&q, t->asked->words.match);
  rap_sql_add(&q, words ? ") f" : ") f ON f.id = d.id");
  if (!words) rap_sql_where(&q, t->asked, false);
  return rap_sql_prepare(t->store, &q, out, err);
}

static rap_status walk(top *t, bool words, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = find_hits(t, words, &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    offer(t, (rap_top_hit){.id = rap_col_int(s, 0), .score = rap_col_real(s, 1)});
    st = t->st;
  }
  rap_stmt_free(s);
  return st;
}

/* One word or phrase: all at once. *done: false when there are too many for that. */
static rap_status at_once(top *t, bool *done, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(t->store->db, "SELECT rap_ranked(fts, 4.0, 1.0) FROM fts WHERE fts MATCH ? LIMIT 1", &s, err);
  rap_bind_text(s, t->asked->words.match);
  TRY(rap_stmt_step(s, &row, err));
  *done = st == RAP_OK && (!row || !rap_col_null(s, 0));
  rap_str blob = row ? rap_col_blob(s, 0) : (rap_str){0};
  for (size_t i = 0; st == RAP_OK && i < blob.n / sizeof(rap_ranked); i++) {
    rap_ranked r;
    memcpy(&r, blob.p + i * sizeof r, sizeof r);
    offer(t, (rap_top_hit){.id = r.id, .score = r.score});
    st = t->st;
  }
  rap_stmt_reset(s);
  return st;
}

static rap_status collect(top *t, rap_error *err) {
  bool words = false, done = false;
  rap_status st = only_words(t, &words, err);
  if (st == RAP_OK && words && t->asked->words.single) st = at_once(t, &done, err);
  if (st == RAP_OK && !done) st = walk(t, words, err);
  if (st == RAP_OK) sort(t);
  return st == RAP_OK ? t->st : st;
}

rap_status rap_top_hits(rap_store *store, rap_arena *arena, const rap_asked *asked, size_t max, rap_top_hit **out, size_t *n, size_t *total,
                        rap_error *err) {
  *out = NULL;
  *n = *total = 0;
  top t = {.store = store, .arena = arena, .asked = asked, .max = max, .heap = rap_arena_array(arena, max, sizeof *t.heap), .err = err};
  rap_status st = t.heap ? collect(&t, err) : rap_error_nomem(err);
  if (st != RAP_OK) return st;
  *out = t.heap;
  *n = t.n;
  *total = t.all;
  return RAP_OK;
}
