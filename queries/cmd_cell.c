/* What is behind one cell of a matrix. */
#include "queries/question.h"

/* A value that a person typed for an axis; "*": any. */
static rap_status value_of(rap_question *q, rap_axis axis, rap_str text, rap_label *out, rap_error *err) {
  *out = (rap_label){.name = RAP_STR("all")};
  if (rap_str_is(text, "*")) return RAP_OK;
  return rap_question_resolve_one(q, axis == RAP_AXIS_STATE ? RAP_AXIS_ACTOR : axis, text, out, err); /* the States together are a row, too */
}

/* Names hold commas, too ("Culture, heritage, sport and media"): the first one that parts two known names counts. */
static rap_status part(rap_question *q, const rap_count_spec *spec, rap_str cell, rap_label values[2], rap_error *err) {
  rap_error first = {0};
  rap_status st = RAP_OK;
  for (size_t comma = rap_str_find(cell, RAP_STR(","), 0); comma != SIZE_MAX; comma = rap_str_find(cell, RAP_STR(","), comma + 1)) {
    rap_error own = {0};
    rap_status found = value_of(q, spec->rows, rap_str_trim(rap_str_sub(cell, 0, comma)), &values[0], &own);
    if (found == RAP_OK) found = value_of(q, spec->cols, rap_str_trim(rap_str_sub(cell, comma + 1, cell.n)), &values[1], &own);
    if (found == RAP_OK) return RAP_OK;
    if (st == RAP_OK) {
      first = own;
      st = found;
    }
  }
  if (st == RAP_OK) return rap_error_set(err, RAP_ERR_USAGE, "--cell: '%.*s' is not ROW,COL (for instance Telangana,digital.data)", RAP_FMT(cell));
  return rap_error_set(err, st, "%s", first.text);
}

/* "Telangana × Data: 2 documents, in 3 statements, for …" */
static rap_status heading_of(const rap_question *q, const rap_label values[2], const rap_evidence *e, const rap_count_spec *spec, rap_str *out,
                             rap_error *err) {
  rap_buf b = {0};
  rap_buf_printf(&b, "%.*s × %.*s: ", RAP_FMT(values[0].name), RAP_FMT(values[1].name));
  rap_layout_count(&b, e->n, rap_unit_name(spec->unit));
  if (spec->unit != e->unit) {
    rap_buf_puts(&b, ", in ");
    rap_layout_count(&b, (int64_t)e->n_rows, rap_unit_name(e->unit));
  }
  if (q->asked.n) rap_buf_printf(&b, ", for %.*s", RAP_FMT(q->asked));
  *out = rap_arena_str(q->cli->arena, rap_buf_str(&b));
  rap_status st = rap_buf_failed(&b) || !out->p ? rap_error_nomem(err) : RAP_OK;
  rap_buf_clear(&b);
  return st;
}

rap_status rap_question_cell(rap_question *q, const rap_count_spec *spec, rap_str cell, rap_error *err) {
  rap_label values[2];
  rap_evidence evidence;
  rap_str heading = {0};
  size_t total = 0;
  rap_status st = part(q, spec, cell, values, err);
  if (st == RAP_OK)
    st = rap_query_evidence(q->store, &q->filter, spec, (const rap_str[2]){values[0].value, values[1].value}, q->cli->arena, &evidence, err);
  if (st == RAP_OK) st = heading_of(q, values, &evidence, spec, &heading, err);
  if (st != RAP_OK) return st;
  const rap_filter whole = q->filter;
  q->filter =
      (rap_filter){.words = whole.words, .by_event_date = whole.by_event_date, .among = &evidence, .one_of_family = spec->unit == RAP_UNIT_FAMILIES};
  st = evidence.unit == RAP_UNIT_STATEMENTS ? rap_statements_answer(q, heading, &total, err)
       : evidence.unit == RAP_UNIT_EVENTS   ? rap_events_answer(q, heading, &total, err)
                                            : rap_documents_answer(q, heading, &total, err);
  q->filter = whole;
  return st == RAP_OK ? rap_question_done(q, total) : st;
}
