/* commands.h: the rows of the command table, one per command. Layer: the program. */
#ifndef RAP_QUERIES_COMMANDS_H
#define RAP_QUERIES_COMMANDS_H

#include "queries/command.h"

extern const rap_command rap_command_ingest, rap_command_analyze, rap_command_index, rap_command_watch, rap_command_reanalyze, rap_command_explain,
    rap_command_rules, rap_command_evaluate, rap_command_debug;
extern const rap_command rap_command_search, rap_command_statements, rap_command_matrix, rap_command_timeline, rap_command_facets, rap_command_events,
    rap_command_compare, rap_command_show, rap_command_families, rap_command_diff;
extern const rap_command rap_command_stats, rap_command_check;

#endif
