/* groups.h: answers under headings: the values of an axis, each with how many there are and the first of them. Layer: the program.
 *
 *     const rap_groups_spec spec = {.base = RAP_FROM_DOCUMENTS, .axis = RAP_AXIS_EVENT, .per_group = 3};
 *     st = rap_groups_walk(&q, &spec, on_group, ctx, &total, err);    // on_group asks its question with the filter it is handed
 */
#ifndef RAP_QUERIES_GROUPS_H
#define RAP_QUERIES_GROUPS_H

#include "queries/question.h"

/* --group-by and --per-group: rows of a table, for a rap_str and an int64_t at the offsets. `axes`: "state|theme"; `what`: "documents". */
#define RAP_GROUP_BY_OPTION(at, axes)                                                                              \
  {                                                                                                                \
    .name = "group-by", .kind = RAP_OPT_CHOICE, .offset = (at), .argument = "AXIS",                                \
    .help = "under headings with numbers, the largest first; --limit and --offset count groups", .choices = (axes) \
  }
#define RAP_PER_GROUP_OPTION(at, what)                                                                            \
  {                                                                                                               \
    .name = "per-group", .kind = RAP_OPT_INT, .offset = (at), .argument = "N",                                    \
    .help = "at most N " what " under each heading (default 3, all in machine formats)", .min = 1, .max = 1000000 \
  }

typedef struct rap_groups_spec {
  rap_base base; /* statements or documents: what a group holds */
  rap_axis axis;
  size_t per_group; /* answers under each; 0: all */
} rap_groups_spec;

typedef struct rap_group {
  rap_label label;
  int64_t n;                /* answers in it */
  const rap_filter *filter; /* the question's, and this value */
  rap_page page;            /* the first answers */
} rap_group;
typedef rap_status (*rap_group_fn)(void *ctx, const rap_group *group, rap_error *err);

/* The groups of the question's page, by falling number of answers, then by value; time axes newest first. An answer that has several values stands in each of their groups, one without any in none. *total: groups
 * that there are. Errors: those of query.h; what the callback returns. */
rap_status rap_groups_walk(const rap_question *q, const rap_groups_spec *spec, rap_group_fn fn, void *ctx, size_t *total,
                           rap_error *err) RAP_MUST_CHECK;

/* What the groups of an axis are called in a heading: "events", "States". */
const char *rap_groups_what(rap_axis axis);
/* --group-by: one of the axes named in `choices` ("state|theme"). Errors: RAP_ERR_USAGE. */
rap_status rap_groups_axis(rap_str text, const char *choices, rap_axis *out, rap_error *err) RAP_MUST_CHECK;
/* "Telangana · 34 statements", bold, on a line of its own. */
void rap_groups_heading(const rap_question *q, rap_buf *page, const rap_group *group, const char *what);
/* What a table of answers in groups has more: `group`, `group_name`, `group_n`; and their cells. */
#define RAP_GROUPS_COLUMNS 3
extern const rap_column rap_groups_columns[RAP_GROUPS_COLUMNS];
void rap_groups_emit(rap_emit *e, const rap_group *group);

#endif
