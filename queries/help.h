/* help.h: --help and --version pages, made from the tables of commands and options. Layer: the program. */
#ifndef RAP_QUERIES_HELP_H
#define RAP_QUERIES_HELP_H

#include "queries/command.h"

void rap_help_version(rap_out *out);
/* "0.1.0" */
rap_str rap_help_version_text(void);
void rap_help_all(rap_out *out);
void rap_help_command(const rap_command *command, rap_out *out);

/* Topics beside the commands: files of help/, whose first line is a summary. The i-th name, ended by NULL, and its summary. */
const char *rap_help_topic_at(size_t i, rap_str *summary);
/* Writes what there is to say; false when there is no such topic. */
bool rap_help_topic(rap_str name, rap_out *out);

#endif
