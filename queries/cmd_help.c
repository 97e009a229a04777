#include "queries/help.h"

#include <stdio.h>

#ifndef RAP_VERSION
#error "the build defines RAP_VERSION"
#endif

const rap_option rap_common_table[] = {
    {.name = "help", .letter = 'h', .kind = RAP_OPT_FLAG, .offset = offsetof(rap_common_options, help), .help = "show this page"},
    {.name = "color",
     .kind = RAP_OPT_CHOICE,
     .offset = offsetof(rap_common_options, color),
     .argument = "WHEN",
     .help = "colours in text output: auto (on a terminal), always, never",
     .choices = "auto|always|never"},
    {.name = "width",
     .kind = RAP_OPT_INT,
     .offset = offsetof(rap_common_options, width),
     .argument = "N",
     .help = "columns of text output (default: those of the terminal, else 100)",
     .min = 20,
     .max = 10000},
    {.name = "no-pager",
     .kind = RAP_OPT_FLAG,
     .offset = offsetof(rap_common_options, no_pager),
     .help = "long answers go to the terminal as they are"},
    RAP_OPTIONS_END,
};

static const char *const group_titles[RAP_N_GROUPS] = {"From texts to the store", "Questions", "The store", "Rules", "The program"};

rap_str rap_help_version_text(void) { return rap_str_of(RAP_VERSION); }

void rap_help_version(rap_out *out) { rap_out_printf(out, "rapporteur %s\n", RAP_VERSION); }

void rap_help_all(rap_out *out) {
  rap_out_printf(out, "usage: rapporteur COMMAND [OPTION…] [ARGUMENT…]\n\n"
                      "Which states discussed which themes, at which conference, when, and in which sentence.\n");
  for (int group = 0; group < RAP_N_GROUPS; group++) {
    rap_out_printf(out, "\n%s:\n", group_titles[group]);
    for (size_t i = 0; rap_commands[i]; i++)
      if (rap_commands[i]->group == (rap_command_group)group) rap_out_printf(out, "  %-12s %s\n", rap_commands[i]->name, rap_commands[i]->summary);
  }
  rap_out_printf(out, "\nTopics (rapporteur help TOPIC):\n");
  rap_str summary;
  const char *topic;
  for (size_t i = 0; (topic = rap_help_topic_at(i, &summary)); i++) rap_out_printf(out, "  %-12s %.*s\n", topic, RAP_FMT(summary));
  rap_out_printf(out, "\n'rapporteur COMMAND --help' shows a command's options; the manual is rapporteur(1).\n");
}

void rap_help_command(const rap_command *command, rap_out *out) {
  rap_buf b = {0};
  rap_buf_printf(&b, "usage: rapporteur %s [OPTION…]%s%s\n\n", command->name, *command->operands ? " " : "", command->operands);
  rap_text_wrap(&b, rap_str_of(command->description), 80, 0);
  rap_buf_puts(&b, "\n\nOptions:\n");
  rap_options_help(command->tables, &b);
  rap_out_write(out, rap_buf_str(&b));
  rap_buf_clear(&b);
}
