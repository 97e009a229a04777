/* saved_run.h: what `ask` and `alert` share: the questions that there are, and running one. Layer: the program. */
#ifndef RAP_QUERIES_SAVED_RUN_H
#define RAP_QUERIES_SAVED_RUN_H

#include "queries/command.h"
#include "queries/saved.h"

/* --saved, for a rap_str_list at the offset. */
#define RAP_SAVED_OPTION(at)                                                                                       \
  {                                                                                                                \
    .name = "saved", .kind = RAP_OPT_LIST, .offset = (at), .argument = "DIR",                                      \
    .help = "a folder with saved questions of your own (after $XDG_CONFIG_HOME/rapporteur/saved); may be repeated" \
  }

/* Built-in questions, those of $XDG_CONFIG_HOME/rapporteur/saved (~/.config without it), those of the folders. */
rap_status rap_saved_open(rap_cli *cli, const rap_str_list *folders, rap_saved_set *set, rap_error *err) RAP_MUST_CHECK;
/* RAP_ERR_USAGE, with the nearest name, when there is none. */
rap_status rap_saved_pick(const rap_saved_set *set, rap_str name, const rap_saved **out, rap_error *err) RAP_MUST_CHECK;
/* Says that a question is another one than the built-in of that name. */
void rap_saved_say_override(rap_cli *cli, const rap_saved *q);
/* The operands "name=value" from the index-th on. Errors: RAP_ERR_USAGE for one without '='. */
rap_status rap_saved_values(rap_cli *cli, const rap_str_list *operands, size_t first, rap_saved_value **values, size_t *n,
                            rap_error *err) RAP_MUST_CHECK;
/* Does the command know the option? */
bool rap_saved_takes(const rap_saved *q, const char *option);
/* Runs the question's command in this process, with its answer to `out`. Errors: those of the command. */
rap_status rap_saved_run(rap_cli *cli, const rap_saved *q, const rap_saved_line *line, rap_out *out, rap_error *err) RAP_MUST_CHECK;

#endif
