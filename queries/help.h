/* help.h: --help and --version pages, made from the tables of commands and options. Layer: the program. */
#ifndef RAP_QUERIES_HELP_H
#define RAP_QUERIES_HELP_H

#include "queries/command.h"

void rap_help_version(rap_out *out);
/* "0.1.0" */
rap_str rap_help_version_text(void);
void rap_help_all(rap_out *out);
void rap_help_command(const rap_command *command, rap_out *out);

#endif
