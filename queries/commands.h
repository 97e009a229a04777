/* commands.h: the commands, in the order of the help page; each is the row rap_command_NAME of a cmd_*.c. Layer: the program. */
#ifndef RAP_QUERIES_COMMANDS_H
#define RAP_QUERIES_COMMANDS_H

#include "queries/command.h"

#define RAP_COMMANDS(X) \
  X(ingest)             \
  X(analyze)            \
  X(index)              \
  X(watch)              \
  X(reanalyze)          \
  X(search)             \
  X(statements)         \
  X(kwic)               \
  X(similar)            \
  X(show)               \
  X(families)           \
  X(diff)               \
  X(matrix)             \
  X(timeline)           \
  X(facets)             \
  X(keyness)            \
  X(compare)            \
  X(events)             \
  X(series)             \
  X(people)             \
  X(network)            \
  X(agreement)          \
  X(silence)            \
  X(ask)                \
  X(alert)              \
  X(report)             \
  X(export)             \
  X(verify)             \
  X(correct)            \
  X(stats)              \
  X(backup)             \
  X(check)              \
  X(explain)            \
  X(rules)              \
  X(evaluate)           \
  X(debug)              \
  X(completion)

#define RAP_DECLARE_COMMAND(name) extern const rap_command rap_command_##name;
RAP_COMMANDS(RAP_DECLARE_COMMAND)
#undef RAP_DECLARE_COMMAND

#endif
