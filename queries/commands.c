/* The table of commands, in the order of the help page. */
#include "queries/commands.h"

const rap_command *const rap_commands[] = {
    &rap_command_ingest,     &rap_command_analyze,
    &rap_command_index,      &rap_command_watch,
    &rap_command_reanalyze,  &rap_command_search,
    &rap_command_statements, &rap_command_matrix,
    &rap_command_timeline,   &rap_command_facets,
    &rap_command_events,     &rap_command_compare,
    &rap_command_show,       &rap_command_families,
    &rap_command_diff,       &rap_command_stats,
    &rap_command_check,      &rap_command_explain,
    &rap_command_rules,      &rap_command_evaluate,
    &rap_command_debug,      NULL,
};
