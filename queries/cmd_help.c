#include "queries/help.h"

#include <stdio.h>

#ifndef RAP_VERSION
#error "the build defines RAP_VERSION"
#endif

#define HELP_WIDTH 80
#define SUMMARY_COLUMN 15

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

static const char *const group_titles[RAP_N_GROUPS] = {"From texts to the store",
                                                       "Questions: documents and their sentences",
                                                       "Questions: counts and comparisons",
                                                       "Questions: conferences and who speaks at them",
                                                       "Answers again, and for others",
                                                       "The store",
                                                       "Rules",
                                                       "The program"};

rap_str rap_help_version_text(void) { return rap_str_of(RAP_VERSION); }

void rap_help_version(rap_out *out) { rap_out_printf(out, "rapporteur %s\n", RAP_VERSION); }

static void put_entry(rap_buf *b, const char *name, rap_str summary) {
  rap_buf_printf(b, "  %-*s", SUMMARY_COLUMN - 2, name);
  rap_text_wrap(b, summary, HELP_WIDTH - SUMMARY_COLUMN, SUMMARY_COLUMN);
  rap_buf_putc(b, '\n');
}

static void put_page(rap_buf *b, rap_out *out) {
  if (rap_buf_failed(b))
    out->failed = true;
  else
    (void)rap_out_write(out, rap_buf_str(b));
  rap_buf_clear(b);
}

void rap_help_all(rap_out *out) {
  rap_buf b = {0};
  rap_str summary;
  const char *topic;
  rap_buf_puts(&b, "usage: rapporteur COMMAND [OPTION…] [ARGUMENT…]\n\n");
  rap_text_wrap(&b, RAP_STR("Which states discussed which themes, at which conference, when, and in which sentence."), HELP_WIDTH, 0);
  rap_buf_putc(&b, '\n');
  for (int group = 0; group < RAP_N_GROUPS; group++) {
    rap_buf_printf(&b, "\n%s:\n", group_titles[group]);
    for (size_t i = 0; rap_commands[i]; i++)
      if (rap_commands[i]->group == (rap_command_group)group) put_entry(&b, rap_commands[i]->name, rap_str_of(rap_commands[i]->summary));
  }
  rap_buf_puts(&b, "\nTopics (rapporteur help TOPIC):\n");
  for (size_t i = 0; (topic = rap_help_topic_at(i, &summary)); i++) put_entry(&b, topic, summary);
  rap_buf_putc(&b, '\n');
  rap_text_wrap(&b, RAP_STR("'rapporteur COMMAND --help' shows a command's options; the manual is rapporteur(1)."), HELP_WIDTH, 0);
  rap_buf_putc(&b, '\n');
  put_page(&b, out);
}

void rap_help_command(const rap_command *command, rap_out *out) {
  rap_buf b = {0};
  rap_buf_printf(&b, "usage: rapporteur %s [OPTION…]%s%s\n\n", command->name, *command->operands ? " " : "", command->operands);
  rap_text_wrap(&b, rap_str_of(command->description), HELP_WIDTH, 0);
  rap_buf_puts(&b, "\n\nOptions:\n");
  rap_options_help(command->tables, &b);
  put_page(&b, out);
}
