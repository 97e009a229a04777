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

/* Documents that hold the words, with their scores. The table of documents is asked only when something else is, too. */
static rap_status find_hits(top *t, rap_stmt **out, rap_error *err) {
  rap_sql q = {.arena = t->arena}, where = {.arena = t->arena};
  rap_sql_where(&where, t->asked, false);
  bool only_words = rap_str_is(rap_buf_str(&where.text), " WHERE 1");
  if (where.failed || rap_buf_failed(&where.text)) q.failed = true;
  rap_buf_clear(&where.text);
  if (only_words) {
    rap_sql_add(&q, "SELECT id, score FROM " RANKED);
    rap_sql_text(&q, t->asked->words.match);
    rap_sql_add(&q, ")");
  } else {
    rap_sql_add(&q, "SELECT f.id, f.score");
    rap_sql_from(&q, RAP_FROM_DOCUMENTS);
    rap_sql_add(&q, " JOIN " RANKED);
    rap_sql_text(&q, t->asked->words.match);
    rap_sql_add(&q, ") f ON f.id = d.id");
    rap_sql_where(&q, t->asked, false);
  }
  return rap_sql_prepare(t->store, &q, out, err);
}

static rap_status collect(top *t, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = find_hits(t, &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    offer(t, (rap_top_hit){.id = rap_col_int(s, 0), .score = rap_col_real(s, 1)});
    st = t->st;
  }
  rap_stmt_free(s);
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
