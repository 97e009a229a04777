/* From two axes to what is counted along them. */
#include "queries/question.h"

/* Texts mention dates, not statements. */
static bool is_mentioned(const rap_question *q, rap_axis axis) {
  return axis == RAP_AXIS_MENTIONED || (q->filter.by_mentioned_date && rap_axis_is_time(axis));
}

static rap_status set_base(rap_str from, bool has_unit, rap_count_spec *spec, rap_error *err) {
  static const struct {
    const char *name;
    rap_base base;
    rap_unit unit;
  } bases[] = {{"statements", RAP_FROM_STATEMENTS, RAP_UNIT_STATEMENTS},
               {"documents", RAP_FROM_DOCUMENTS, RAP_UNIT_DOCUMENTS},
               {"events", RAP_FROM_EVENTS, RAP_UNIT_EVENTS}};
  for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
    if (!rap_str_is(from, bases[i].name)) continue;
    if (has_unit && spec->unit == RAP_UNIT_STATEMENTS && bases[i].base != RAP_FROM_STATEMENTS)
      return rap_error_set(err, RAP_ERR_USAGE, "--from %s: statements can only be counted from statements", bases[i].name);
    spec->base = bases[i].base;
    if (!has_unit) spec->unit = bases[i].unit;
  }
  return RAP_OK;
}

rap_status rap_question_axes(const rap_question *q, const rap_axis axes[2], rap_str from, rap_str unit, rap_count_spec *spec, rap_error *err) {
  rap_status st = rap_question_count(axes[0], axes[1], unit, spec, err);
  if (st != RAP_OK) return st;
  if ((is_mentioned(q, axes[0]) || is_mentioned(q, axes[1])) && !(unit.n && spec->unit == RAP_UNIT_STATEMENTS)) {
    spec->base = RAP_FROM_DOCUMENTS;
    if (!unit.n) spec->unit = RAP_UNIT_DOCUMENTS;
  }
  return set_base(from, unit.n > 0, spec, err);
}
