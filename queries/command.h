/* command.h: what every command of the program shares: the table's row, the surroundings (output, terminal, arena), and common options. Layer: the program (main.c and cmd_*.c), the only
 * code that prints, exits and reads the environment. */
#ifndef RAP_QUERIES_COMMAND_H
#define RAP_QUERIES_COMMAND_H

#include <time.h>

#include "analyze/rules.h"
#include "base/arena.h"
#include "base/emit.h"
#include "base/options.h"
#include "base/status.h"
#include "index/store.h"
#include "queries/log.h"

/* The surroundings of one run. */
typedef struct rap_cli {
  rap_arena *arena;          /* of the whole run */
  rap_out *out;              /* standard output, buffered; a pager; or the file of --output */
  struct rap_output *output; /* the same, for whoever directs it */
  bool out_terminal, err_terminal;
  size_t width;      /* --width, else of the terminal ($COLUMNS, else the terminal's own); 0 when output is no terminal and $COLUMNS is unset */
  bool color;        /* a terminal, $NO_COLOR and its like, --color */
  rap_str store;     /* $RAPPORTEUR_DB or "./rapporteur.db" */
  bool progress;     /* an unfinished line of progress stands on standard error; whatever is said next erases it */
  bool own_progress; /* the command draws its own line */
  struct timespec started, last_drawn; /* of what is drawn while the store is asked, see rap_progress_tick */
  rap_status worst;                    /* the worst of what was reported and passed over */
  const char *command;                 /* its name */
  rap_str under;                       /* lines for people under the message of a failure: the query, and a mark under the place */
  rap_str line;                        /* the command line, for those who wait for the store */
  bool log_json;                       /* what is said is said in JSON, see log.h */
  rap_str file;                        /* that is being handled; empty: none */
  /* Told of all that is said; NULL: nobody. */
  void (*told)(void *ctx, const rap_log_event *event);
  void *told_ctx;
  int argc; /* the command's name and its arguments, as typed */
  const char *const *argv;
  struct rap_receipting *receipt; /* receipting.h; NULL: none is wanted */
} rap_cli;

/* Options that several commands take. A command's options struct begins with the ones it uses, in this order. */
typedef struct rap_common_options {
  bool help, no_pager;
  int64_t width;  /* 0: the terminal's */
  rap_str color;  /* auto | always | never */
  rap_str output; /* of RAP_OUTPUT_OPTION; main.c directs the answer there */
} rap_common_options;
extern const rap_option rap_common_table[];

/* --output, for the commands whose answer may go to a file: a row of their table. It is written as a whole or not at all; without --format the ending of its name says the format. */
#define RAP_OUTPUT_OPTION                                                                                                       \
  {                                                                                                                             \
    .name = "output", .letter = 'o', .kind = RAP_OPT_TEXT, .offset = offsetof(rap_common_options, output), .argument = "FILE",  \
    .help = "write the answer to this file; without --format in the format that its name ends in (.csv, .json, .md, .html …)" \
  }

/* --store, for a rap_str at the offset. */
#define RAP_STORE_OPTION(at)                                                                  \
  {                                                                                           \
    .name = "store", .letter = 'd', .kind = RAP_OPT_TEXT, .offset = (at), .argument = "FILE", \
    .help = "the store (default $RAPPORTEUR_DB, else rapporteur.db)"                          \
  }

/* --rules, for the commands that load packs: a row of their table. `at`: offset of a rap_str_list in their struct. */
#define RAP_RULES_OPTION(at)                                                                                            \
  {                                                                                                                     \
    .name = "rules", .letter = 'R', .kind = RAP_OPT_LIST, .offset = (at), .argument = "PACK",                           \
    .help = "a rule pack instead of the default ones: its folder, or the name of one that is built in; may be repeated" \
  }

/* --format of the commands that answer with a table, for a rap_str at the offset. */
#define RAP_ANSWER_FORMAT_OPTION(at)                                                                                          \
  {                                                                                                                           \
    .name = "format", .letter = 'f', .kind = RAP_OPT_CHOICE, .offset = (at), .argument = "FORMAT", .help = "text by default", \
    .choices = "text|json|ndjson|csv|tsv|markdown|html"                                                                       \
  }

/* The same for those whose answer can be drawn; it stands in front of the other in their tables. */
#define RAP_DRAWN_FORMAT_OPTION(at)                                                                                                          \
  {                                                                                                                                          \
    .name = "format", .letter = 'f', .kind = RAP_OPT_CHOICE, .offset = (at), .argument = "FORMAT",                                           \
    .help = "text by default; vega-lite: a chart for web pages and notebooks", .choices = "text|json|ndjson|csv|tsv|markdown|html|vega-lite" \
  }

/* --format of the commands that show records or parts of them, for a rap_str at the offset. */
#define RAP_RECORD_FORMAT_OPTION(at)                                                               \
  {                                                                                                \
    .name = "format", .letter = 'f', .kind = RAP_OPT_CHOICE, .offset = (at), .argument = "FORMAT", \
    .help = "text for people (default), ndjson for programs", .choices = "text|ndjson"             \
  }

/* The option --engine of the commands that analyse, for a rap_str at the offset. */
#define RAP_ENGINE_OPTION(at)                                                                                  \
  {                                                                                                            \
    .name = "engine", .kind = RAP_OPT_CHOICE, .offset = (at), .argument = "ENGINE",                            \
    .help = "fast (default); plain tries every rule everywhere: slower, same results", .choices = "fast|plain" \
  }

typedef enum rap_command_group {
  RAP_GROUP_PIPELINE,
  RAP_GROUP_TEXTS, /* questions: what stands in which document */
  RAP_GROUP_COUNTS,
  RAP_GROUP_WHO,
  RAP_GROUP_ANSWERS, /* that are asked for again, or leave the program */
  RAP_GROUP_STORE,
  RAP_GROUP_RULES,
  RAP_GROUP_PROGRAM,
  RAP_N_GROUPS
} rap_command_group;

typedef struct rap_command {
  const char *name;
  rap_command_group group;
  const char *operands;            /* "PATH…" for the usage line; "" if none */
  const char *summary;             /* one line, lower case, no full stop */
  const char *description;         /* paragraph for --help */
  const rap_option *const *tables; /* NULL-terminated; the first is rap_common_table */
  size_t options_size;             /* of the struct that the tables write to; it begins with a rap_common_options */
  size_t min_operands, max_operands;
  rap_status (*run)(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err);
  /* --help beside operands; NULL: as without them. */
  rap_status (*help)(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err);
} rap_command;

/* All commands, ended by a NULL name: in commands.c. */
extern const rap_command *const rap_commands[];
/* NULL: unknown. */
const rap_command *rap_command_find(rap_str name);

/* --log-format of the commands that run unattended, for a rap_str at the offset; they hand it to cli->log_json. */
#define RAP_LOG_OPTION(at)                                                                                       \
  {                                                                                                              \
    .name = "log-format", .kind = RAP_OPT_CHOICE, .offset = (at), .argument = "FORMAT",                          \
    .help = "what is said on standard error: text (default), or json: one object a line", .choices = "text|json" \
  }

/* Runs a command within another one, with arguments as from the command line; its answer goes to cli->out as that is now. Errors: those of parsing and of the command. */
rap_status rap_cli_run(rap_cli *cli, const rap_command *command, int argc, const char *const *argv, rap_error *err) RAP_MUST_CHECK;

/* Says something on standard error, as one line ("rapporteur: …"). `place`: of a file, line or member that it is about; empty: none. An error's status counts for cli->worst. */
void rap_cli_say(rap_cli *cli, rap_log_level level, rap_status status, rap_str place, rap_str text);
/* Says a failure that was passed over and remembers the worst. */
void rap_cli_report(rap_cli *cli, rap_status status, const rap_error *err);
void rap_cli_note(rap_cli *cli, const char *format, ...) RAP_PRINTF(2, 3);
/* The exit status of a run that ends with `st`: that of the worst that was passed over, unless it failed itself. */
int rap_cli_exit(const rap_cli *cli, rap_status st);
/* How a command opens a store for writing. `wait`: seconds for the write lock, 0: not at all; < 0: the default. */
rap_store_options rap_cli_store_options(rap_cli *cli, int64_t wait);
/* True once SIGINT or SIGTERM was received: stop at the next safe place and return RAP_ERR_INTERRUPTED. */
bool rap_cli_interrupted(void);
/* The rule packs of --rules (folders) or the embedded ones. Warnings and errors of the packs are printed to standard error. */
rap_status rap_cli_load_rules(rap_cli *cli, const rap_str_list *dirs, rap_rules **rules, rap_error *err) RAP_MUST_CHECK;
/* The same for an option --engine: "plain" compiles the expressions as they are written. */
rap_status rap_cli_load_rules_for(rap_cli *cli, const rap_str_list *dirs, rap_str engine, rap_rules **rules, rap_error *err) RAP_MUST_CHECK;
/* The same, but with that built-in pack instead of the default ones when there are no folders; empty: the default ones. */
rap_status rap_cli_load_pack(rap_cli *cli, const rap_str_list *dirs, rap_str pack, rap_str engine, rap_rules **rules, rap_error *err) RAP_MUST_CHECK;
/* How an entry is shown: its name; the value itself when no lexicon has it. A group stands where a State may. */
rap_str rap_cli_entry_name(const rap_rules *rules, rap_kind kind, rap_str value);
/* Columns for text output: cli->width, or 100 when that is unknown. */
size_t rap_cli_text_width(const rap_cli *cli);

#endif
