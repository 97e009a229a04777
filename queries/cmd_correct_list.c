/* The corrections of a store, as a table; and those of this run, in a line each. */
#include <stdlib.h>

#include "base/search.h"
#include "queries/correcting.h"

static const rap_column columns[] = {
    {.name = "id", .title = "No.", .kind = RAP_COL_INT},
    {.name = "correction", .title = "Correction", .kind = RAP_COL_TEXT, .wrap = true},
    {.name = "outcome", .kind = RAP_COL_TEXT},
    {.name = "state", .title = "State", .kind = RAP_COL_TEXT, .wrap = true},
    {.name = "documents", .kind = RAP_COL_INT},
    {.name = "author", .title = "By", .kind = RAP_COL_TEXT},
    {.name = "at", .kind = RAP_COL_TEXT},
    {.name = "day", .title = "On", .kind = RAP_COL_TEXT},
    {.name = "note", .title = "Note", .kind = RAP_COL_TEXT, .wrap = true},
    {.name = "operation", .kind = RAP_COL_TEXT},
    {.name = "thing", .kind = RAP_COL_TEXT},
    {.name = "source", .kind = RAP_COL_TEXT},
    {.name = "document", .kind = RAP_COL_TEXT},
    {.name = "kind", .kind = RAP_COL_TEXT},
    {.name = "value", .kind = RAP_COL_TEXT},
    {.name = "quote", .kind = RAP_COL_TEXT},
    {.name = "was", .kind = RAP_COL_JSON},
    {.name = "now", .kind = RAP_COL_JSON},
    {.name = "uid", .kind = RAP_COL_TEXT},
};

typedef struct listing {
  rap_emit *emit;
  bool troubled; /* only those that do not apply */
  size_t n, n_all, n_troubled;
} listing;

static bool is_trouble(rap_correct_outcome outcome) { return outcome != RAP_OUTCOME_APPLIED && outcome != RAP_OUTCOME_ALREADY; }

static void put_or_null(rap_emit *e, rap_str s) {
  if (s.n)
    rap_emit_text(e, s);
  else
    rap_emit_null(e);
}

/* What a person wants to know of how it stands. */
static void describe(const rap_correction *c, const rap_correction_state *state, rap_buf *out) {
  if (c->undone_by.n) {
    char at[RAP_CORRECT_TIME_MAX];
    rap_str time = {at, rap_correction_time(c->undone_at, at)};
    rap_buf_printf(out, "undone by %.*s, %.*s", RAP_FMT(c->undone_by), RAP_FMT(rap_str_sub(time, 0, 10)));
    return;
  }
  rap_buf_puts(out, rap_correct_outcome_text(state->outcome));
  if (!c->document.n && c->thing == RAP_CORRECT_ENTITY && state->documents) {
    rap_buf_puts(out, " in ");
    rap_layout_count(out, state->documents, "documents");
  }
}

static void put_fields(rap_emit *e, const rap_correct_fields *fields) {
  if (fields->n)
    rap_emit_json(e, rap_correct_fields_json(fields));
  else
    rap_emit_null(e);
}

static void put_row(rap_emit *e, const rap_correction *c, const rap_correction_state *state) {
  rap_buf text = {0}, how = {0};
  char at[RAP_CORRECT_TIME_MAX];
  rap_str time = {at, rap_correction_time(c->at, at)};
  rap_correction_text(c, &text);
  describe(c, state, &how);
  rap_emit_int(e, c->id);
  rap_emit_text(e, rap_buf_str(&text));
  rap_emit_text(e, c->undone_by.n ? RAP_STR("undone") : rap_str_of(rap_correct_outcome_name(state->outcome)));
  rap_emit_text(e, rap_buf_str(&how));
  rap_emit_int(e, state->documents);
  rap_emit_text(e, c->author);
  rap_emit_text(e, time);
  rap_emit_text(e, rap_str_sub(time, 0, 10));
  put_or_null(e, c->note);
  rap_emit_text(e, rap_str_of(rap_correct_op_name(c->op)));
  rap_emit_text(e, rap_str_of(rap_correct_thing_name(c->thing)));
  put_or_null(e, c->source);
  put_or_null(e, c->document);
  put_or_null(e, c->kind);
  put_or_null(e, c->value);
  put_or_null(e, c->anchor.quote);
  put_fields(e, &c->was);
  put_fields(e, &c->now);
  rap_emit_text(e, c->uid);
  rap_emit_end_row(e);
  rap_buf_clear(&text);
  rap_buf_clear(&how);
}

static rap_status on_correction(void *ctx, const rap_correction *c, const rap_correction_state *state, rap_error *err) {
  listing *l = ctx;
  (void)err;
  bool trouble = !c->undone_by.n && is_trouble(state->outcome);
  l->n_all++;
  l->n_troubled += trouble;
  if (l->troubled && !trouble) return RAP_OK;
  l->n++;
  put_row(l->emit, c, state);
  return RAP_OK;
}

/* "12", "12-31"; nothing: all. */
rap_status rap_correct_range(rap_str word, int64_t *first, int64_t *last, rap_error *err) {
  size_t dash = rap_str_find(word, RAP_STR("-"), 0);
  uint64_t a = 0, b = 0;
  bool one = dash == SIZE_MAX;
  bool sound = rap_str_uint(one ? word : rap_str_sub(word, 0, dash), &a) && (one || rap_str_uint(rap_str_sub(word, dash + 1, word.n), &b)) && a > 0 &&
               a <= INT64_MAX && b <= INT64_MAX && (one || b >= a);
  *first = (int64_t)a;
  *last = (int64_t)(one ? a : b);
  return sound ? RAP_OK : rap_error_set(err, RAP_ERR_USAGE, "'%.*s' is no number of a correction, nor a range (12, 12-31)", RAP_FMT(word));
}

rap_status rap_correct_filter(rap_correct_request *r, rap_correction_filter *f, rap_error *err) {
  rap_stored_document d;
  rap_status st = RAP_OK;
  *f = (rap_correction_filter){.undone = r->o->all};
  if (r->rest.n > 1) return rap_error_set(err, RAP_ERR_USAGE, "'%.*s' is one word too many", RAP_FMT(r->rest.items[1]));
  if (r->rest.n) st = rap_correct_range(r->rest.items[0], &f->first, &f->last, err);
  if (st == RAP_OK && r->o->document.n) st = rap_store_get(r->q.store, r->q.cli->arena, r->o->document, &d, err);
  if (st == RAP_OK && r->o->document.n) f->source = d.doc.source, f->document = d.doc.id;
  return st;
}

rap_status rap_correct_show(rap_correct_request *r, bool check, rap_error *err) {
  rap_correction_filter filter;
  listing l = {.troubled = check};
  rap_status st = rap_correct_open(r, RAP_STORE_READ, err);
  if (st == RAP_OK) st = rap_correct_filter(r, &filter, err);
  if (st == RAP_OK) st = rap_question_emit(&r->q, columns, sizeof columns / sizeof *columns, &l.emit, err);
  if (st == RAP_OK) st = rap_store_corrections(r->q.store, &filter, on_correction, &l, err);
  st = rap_question_finish(l.emit, st, err);
  if (st != RAP_OK) return st;
  if (!check) return rap_question_done(&r->q, l.n);
  if (r->q.format == RAP_FORMAT_TEXT && !r->o->quiet) {
    rap_buf page = {0};
    if (l.n) rap_buf_putc(&page, '\n');
    rap_layout_count(&page, (int64_t)l.n_all, "corrections");
    rap_buf_printf(&page, ", %zu of them not applicable now\n", l.n_troubled);
    st = rap_question_write(&r->q, &page, err);
    rap_buf_clear(&page);
  }
  return st == RAP_OK && l.n_troubled ? RAP_NOT_FOUND : st;
}

/* ---- what was done ---- */

void rap_correct_add_documents(rap_buf *out, const rap_correct_result *result) {
  rap_layout_count(out, (int64_t)result->documents, "documents");
  rap_buf_puts(out, " changed");
  if (result->overridden)
    rap_buf_printf(out, "; %zu earlier decision%s no longer count%s", result->overridden, result->overridden == 1 ? "" : "s",
                   result->overridden == 1 ? "s" : "");
  rap_buf_putc(out, '\n');
}

/* Corrections of this run, by number. */
typedef struct telling {
  rap_buf *page;
  bool troubled; /* only those that do not apply */
  size_t n_troubled, n_told;
  const int64_t *ids; /* rising */
  size_t n_ids;
} telling;

#define MAX_TOLD 20

static rap_status tell(void *ctx, const rap_correction *c, const rap_correction_state *state, rap_error *err) {
  telling *t = ctx;
  (void)err;
  if (!bsearch(&c->id, t->ids, t->n_ids, sizeof *t->ids, rap_number_order)) return RAP_OK;
  bool trouble = is_trouble(state->outcome) && !c->undone_by.n;
  t->n_troubled += trouble;
  if ((t->troubled && !trouble) || t->n_told++ >= MAX_TOLD) return RAP_OK;
  rap_buf_printf(t->page, "%lld  ", (long long)c->id);
  rap_correction_text(c, t->page);
  if (state->outcome != RAP_OUTCOME_APPLIED) rap_buf_printf(t->page, " [%s]", rap_correct_outcome_text(state->outcome));
  rap_buf_putc(t->page, '\n');
  return RAP_OK;
}

rap_status rap_correct_tell_all(rap_correct_request *r, bool troubled, rap_buf *page, size_t *n_troubled, rap_error *err) {
  telling t = {.page = page, .troubled = troubled};
  *n_troubled = 0;
  int64_t *ids = rap_arena_array(r->q.cli->arena, r->n, sizeof *ids);
  if (!ids) return rap_error_nomem(err);
  for (size_t i = 0; i < r->n; i++) ids[i] = r->items[i].id;
  if (r->n) qsort(ids, r->n, sizeof *ids, rap_number_order);
  t.ids = ids;
  t.n_ids = r->n;
  const rap_correction_filter range = {.first = r->n ? ids[0] : 1, .last = r->n ? ids[r->n - 1] : 1, .undone = true};
  rap_status st = rap_store_corrections(r->q.store, &range, tell, &t, err);
  if (t.n_told > MAX_TOLD) rap_buf_printf(page, "… and %zu more (correct %s)\n", t.n_told - MAX_TOLD, t.troubled ? "check" : "list");
  *n_troubled = t.n_troubled;
  return st;
}
