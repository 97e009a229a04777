/* rules_cost.h: `rules check --cost`. Layer: the program.
 *
 *     st = rap_cli_cost_measure(cli, rules, &paths, &costs, err);    // then rap_costs_notes
 *     if (st == RAP_OK) st = rap_cli_cost_print(cli, costs, &options, err);
 *     rap_costs_free(costs);
 */
#ifndef RAP_QUERIES_RULES_COST_H
#define RAP_QUERIES_RULES_COST_H

#include "analyze/costs.h"
#include "queries/command.h"

/* Analyses the texts of `paths` (as `analyze` reads them; what fails is told and passed over) or, where there are none, those of the rules' own
 * examples; by one thread. *out is yours (rap_costs_free). Errors: RAP_ERR_NOMEM, RAP_ERR_INTERRUPTED. */
rap_status rap_cli_cost_measure(rap_cli *cli, const rap_rules *rules, const rap_str_list *paths, rap_costs **out, rap_error *err) RAP_MUST_CHECK;

typedef struct rap_cost_options {
  rap_str format, sort; /* as given; may be empty */
  size_t limit;         /* 0: none */
  bool examples;        /* what the texts were */
} rap_cost_options;

/* Writes the report to standard output. RAP_NOT_FOUND, and a note, when no text was analysed. Errors: RAP_ERR_IO, RAP_ERR_NOMEM. */
rap_status rap_cli_cost_print(rap_cli *cli, const rap_costs *costs, const rap_cost_options *options, rap_error *err) RAP_MUST_CHECK;

#endif
