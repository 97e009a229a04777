/* resolve_query.h: from a query to a filter: what people type becomes ids of the store. Layer: queries.
 *
 *     rap_resolved r;
 *     rap_span wrong;
 *     st = rap_resolve_query(store, arena, &tree, &filter, &r, &wrong, err);       // `filter` has the conditions of the options, and gets those of the query
 *
 * The conjunction that a query is for the most part goes into the filter's lists: the first field of a kind, and all text, which ranks documents and makes snippets. What is left (a second field of a kind, OR of different
 * things, NOT of a field) becomes filter.where.
 * Conditions on statements within one conjunction hold of one and the same statement, as those of a filter do, when one of them asks for a role, a predicate or a polarity. NOT does not take part in that: it excludes what
 * would be found without it (a statement, a document).
 */
#ifndef RAP_QUERIES_RESOLVE_QUERY_H
#define RAP_QUERIES_RESOLVE_QUERY_H

#include "index/language.h"
#include "index/query.h"

/* A field of the query, with what its values came to. */
typedef struct rap_resolved_field {
  const rap_query_node *field;
  rap_labels named;         /* what was named, without the members of groups */
  rap_labels values;        /* names: ids and names, groups with their members; words, texts, days: as they are asked for */
  const rap_clause *clause; /* LEAF, or ANY of LEAF */
  rap_str shown;            /* "Telangana or Gujarat", "theme Health" */
} rap_resolved_field;

typedef struct rap_resolved {
  rap_resolved_field *fields; /* in order of the query */
  size_t n_fields, capacity;
  rap_str asked; /* the query for people: cyber AND security · Telangana · not theme Health */
} rap_resolved;

/* Everything in `arena`. *wrong: the place of what is unknown. Errors: RAP_ERR_USAGE ("query, column 5: no state in the store is called …"), and those of query.h. Cost: for each name a look at all names of its kind. */
rap_status rap_resolve_query(rap_store *store, rap_arena *arena, const rap_language *tree, rap_filter *filter, rap_resolved *out, rap_span *wrong,
                             rap_error *err) RAP_MUST_CHECK;

/* RAP_ERR_USAGE: no value of the axis is called so, with what is near. */
rap_status rap_resolve_unknown(rap_store *store, rap_arena *arena, rap_axis axis, rap_str text, rap_error *err);

/* Is the field's one value, all of it, an id, a name or words of one? */
bool rap_resolve_is_name(rap_store *store, rap_arena *arena, const rap_query_node *field);

/* ---- inside: resolve_value.c ---- */

typedef struct rap_resolver {
  rap_store *store;
  rap_arena *arena;
  const rap_filter *options; /* its flags hold everywhere */
  rap_resolved *out;
  rap_span *wrong;
  rap_error *err;
} rap_resolver;

/* The field's values, and the clause that asks for them. Errors as above, without a place in the message but with it in *wrong. */
rap_status rap_resolve_field(const rap_resolver *x, const rap_query_node *field, rap_resolved_field *out) RAP_MUST_CHECK;

#endif
