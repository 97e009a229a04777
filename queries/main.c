/* The program: finds the command, parses its options by its tables, runs it, says what failed, and ends with the documented status. */
#include "queries/command.h"
#include "queries/help.h"
#include "queries/output.h"
#include "queries/progress.h"
#include "queries/receipting.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Atomic, not volatile sig_atomic_t: the handler runs in the thread that reads, others ask. Lock-free, so that a handler may set it (C11, 7.14.1.1). */
static atomic_llong interrupted; /* when, in milliseconds; 0: not yet */
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "a long long is atomic without a lock");

/* Signals that come so soon behind the first are the same one: timeout(1), for one, sends it to the process and to its group. */
#define SAME_SIGNAL_MS 300

static long long milliseconds(void) {
  struct timespec t = {0};
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The second Ctrl-C ends the program at once. All that is called here may be called in a handler (POSIX.1-2017, 2.4.3). */
static void on_signal(int signal_number) {
  int saved = errno;
  long long now = milliseconds(), first = 0;
  if (!atomic_compare_exchange_strong(&interrupted, &first, now) && now - first > SAME_SIGNAL_MS) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    (void)sigaction(signal_number, &action, NULL);
    (void)raise(signal_number);
  }
  errno = saved;
}

bool rap_cli_interrupted(void) { return atomic_load(&interrupted) != 0; }

/* A closed pipe, and a file at its bound (ulimit -f), are seen as failed writes, not as signals. */
static void catch_signals(void) {
  struct sigaction action = {.sa_handler = on_signal};
  sigemptyset(&action.sa_mask);
  (void)sigaction(SIGINT, &action, NULL);
  (void)sigaction(SIGTERM, &action, NULL);
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  sigemptyset(&ignore.sa_mask);
  (void)sigaction(SIGPIPE, &ignore, NULL);
  (void)sigaction(SIGXFSZ, &ignore, NULL);
}

/* Memory of large documents goes back to the system when it is freed. Else each thread would keep what its largest document took: the allocator has a heap for each thread, and raises by itself the bound
 * above which a block is no part of it. */
static void bound_heaps(void) {
#ifdef __GLIBC__
  (void)mallopt(M_MMAP_THRESHOLD, 256 << 10);
  (void)mallopt(M_TRIM_THRESHOLD, 1 << 20);
#endif
}

static size_t terminal_width(bool terminal) {
  const char *columns = getenv("COLUMNS");
  uint64_t n;
  if (columns && rap_str_uint(rap_str_of(columns), &n) && n > 0 && n < 10000) return (size_t)n;
  struct winsize size;
  if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 0;
}

static bool is_set(const char *variable) {
  const char *value = getenv(variable);
  return value && *value;
}

/* no-color.org and bixense.com/clicolors: NO_COLOR wins, CLICOLOR_FORCE is for output that is no terminal, CLICOLOR=0 and a dumb terminal have none. */
static bool wants_color(bool terminal) {
  const char *force = getenv("CLICOLOR_FORCE"), *color = getenv("CLICOLOR"), *term = getenv("TERM");
  if (is_set("NO_COLOR")) return false;
  if (force && *force && strcmp(force, "0") != 0) return true;
  return terminal && !(color && strcmp(color, "0") == 0) && !(term && strcmp(term, "dumb") == 0);
}

static void look_around(rap_cli *cli) {
  const char *store = getenv("RAPPORTEUR_DB");
  cli->out_terminal = isatty(STDOUT_FILENO) == 1;
  cli->err_terminal = isatty(STDERR_FILENO) == 1;
  cli->width = terminal_width(cli->out_terminal);
  cli->color = wants_color(cli->out_terminal);
  cli->store = store && *store ? rap_str_of(store) : RAP_STR("rapporteur.db");
}

/* The command line as somebody would know it by; as much of it as there is memory for. */
static rap_str join_arguments(rap_arena *arena, int argc, char **argv) {
  rap_buf line = {0};
  rap_buf_puts(&line, "rapporteur");
  for (int i = 1; i < argc; i++) rap_buf_printf(&line, " %s", argv[i]);
  rap_str kept = rap_arena_str(arena, rap_buf_str(&line));
  rap_buf_clear(&line);
  return kept;
}

static void erase_progress(rap_cli *cli) {
  if (cli->progress) fputs("\r\033[K", stderr);
  cli->progress = false;
}

/* One write, so that the lines of several processes that share a log stay whole. */
void rap_cli_say(rap_cli *cli, rap_log_level level, rap_status status, rap_str place, rap_str text) {
  const rap_log_event event = {.level = level, .status = status, .time = (int64_t)time(NULL), .file = cli->file, .place = place, .text = text};
  rap_buf line = {0};
  rap_error ignored = {0};
  erase_progress(cli);
  if (!cli->log_json)
    rap_buf_printf(&line, "rapporteur: %.*s\n", RAP_FMT(text));
  else if (rap_log_write(&event, &line, &ignored) != RAP_OK)
    rap_buf_puts(&line, "{\"level\": \"error\", \"status\": \"RAP_ERR_NOMEM\", \"text\": \"out of memory\"}\n");
  if (!rap_buf_failed(&line)) (void)fwrite(line.p, 1, line.n, stderr);
  rap_buf_clear(&line);
  if (level == RAP_LOG_ERROR && rap_status_exit(status) > rap_status_exit(cli->worst)) cli->worst = status;
  if (cli->told) cli->told(cli->told_ctx, &event);
}

void rap_cli_report(rap_cli *cli, rap_status status, const rap_error *err) {
  rap_cli_say(cli, RAP_LOG_ERROR, status, (rap_str){0}, rap_str_of(err && err->text[0] ? err->text : rap_status_text(status)));
}

void rap_cli_note(rap_cli *cli, const char *format, ...) {
  char line[4 * RAP_ERROR_TEXT_MAX];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(line, sizeof line, format, args);
  va_end(args);
  rap_cli_say(cli, RAP_LOG_INFO, RAP_OK, (rap_str){0}, rap_str_of(line));
}

int rap_cli_exit(const rap_cli *cli, rap_status st) {
  int status = rap_status_exit(st), worst = rap_status_exit(cli->worst);
  return status > 1 ? status : worst > 1 ? worst : status;
}

size_t rap_cli_text_width(const rap_cli *cli) { return cli->width ? cli->width : 100; }

rap_store_options rap_cli_store_options(rap_cli *cli, int64_t wait) {
  const int64_t longest = INT32_MAX / 1000 - 1;
  int milliseconds = (int)((wait < longest ? wait : longest) * 1000);
  return (rap_store_options){.busy_timeout_ms = wait < 0    ? 0
                                                : wait == 0 ? -1
                                                            : milliseconds,
                             .holder = cli->line,
                             .interrupted = rap_cli_interrupted,
                             .tick = rap_progress_tick,
                             .tick_ctx = cli};
}

const rap_command *rap_command_find(rap_str name) {
  for (size_t i = 0; rap_commands[i]; i++)
    if (rap_str_is(name, rap_commands[i]->name)) return rap_commands[i];
  return NULL;
}

/* `topics`: the word may be one of help. */
static rap_status unknown_command(rap_str name, bool topics, rap_error *err) {
  const char *names[128], *topic;
  size_t n = 0, most = sizeof names / sizeof *names;
  rap_str summary;
  while (rap_commands[n] && n < most) names[n] = rap_commands[n]->name, n++;
  for (size_t i = 0; topics && n < most && (topic = rap_help_topic_at(i, &summary)); i++) names[n++] = topic;
  const char *near = rap_nearest(name, names, n), *what = topics ? "there is no command or topic" : "unknown command";
  if (near) return rap_error_set(err, RAP_ERR_USAGE, "%s '%.*s' (did you mean '%s'?)", what, RAP_FMT(name), near);
  return rap_error_set(err, RAP_ERR_USAGE, "%s '%.*s' (see rapporteur help)", what, RAP_FMT(name));
}

static rap_status check_operands(const rap_command *command, const rap_str_list *operands, rap_error *err) {
  if (operands->n < command->min_operands)
    return rap_error_set(err, RAP_ERR_USAGE, "%s needs %s (see rapporteur %s --help)", command->name, command->operands, command->name);
  if (operands->n > command->max_operands)
    return rap_error_set(err, RAP_ERR_USAGE, "%s: unexpected argument '%.*s'", command->name, RAP_FMT(operands->items[command->max_operands]));
  return RAP_OK;
}

/* The command's option --format; NULL: it has none. */
static const rap_option *format_option(const rap_command *command) {
  for (size_t t = 0; command->tables[t]; t++)
    for (const rap_option *o = command->tables[t]; o->name; o++)
      if (strcmp(o->name, "format") == 0 && o->choices) return o;
  return NULL;
}

static bool has_choice(const rap_option *o, const char *word) {
  rap_str rest = rap_str_of(o->choices), part;
  while (rap_str_split(&rest, '|', &part))
    if (rap_str_is(part, word)) return true;
  return false;
}

/* Without --format the ending of the file's name says it. */
static rap_status format_by_name(const rap_command *command, rap_str path, rap_str *format, rap_error *err) {
  rap_format meant;
  const rap_option *o = format_option(command);
  if (!o || format->p || !rap_format_of_file(path, &meant)) return RAP_OK;
  if (!has_choice(o, rap_format_name(meant)))
    return rap_error_set(err, RAP_ERR_USAGE, "%s: --output: '%.*s' is the name of a file of %s, which is none of %s (--format says what it is to be)",
                         command->name, RAP_FMT(path), rap_format_name(meant), o->choices);
  *format = rap_str_of(rap_format_name(meant));
  return RAP_OK;
}

/* Where the answer goes, and what it may look like there. */
static rap_status direct_output(rap_cli *cli, const rap_command *command, void *options, rap_error *err) {
  const rap_common_options *common = options;
  const rap_option *o = format_option(command);
  rap_str none = {0}, *format = o ? (rap_str *)(void *)((char *)options + o->offset) : &none;
  rap_status st = RAP_OK;
  if (common->output.p && !rap_str_is(common->output, "-")) {
    st = format_by_name(command, common->output, format, err);
    cli->out_terminal = false;
    cli->color = wants_color(false);
    cli->width = terminal_width(false);
    if (st == RAP_OK) st = rap_output_to_file(cli->output, common->output, err);
  } else if (cli->out_terminal && !common->no_pager && command->group != RAP_GROUP_PIPELINE && (!format->n || rap_str_is(*format, "text"))) {
    rap_output_page(cli->output);
  }
  if (rap_str_is(common->color, "always")) cli->color = true;
  if (rap_str_is(common->color, "never")) cli->color = false;
  if (common->width) cli->width = (size_t)common->width;
  return st;
}

static rap_status read_line(rap_cli *cli, const rap_command *command, int argc, const char *const *argv, void **options, rap_str_list *operands,
                            rap_error *err) {
  cli->command = command->name;
  *operands = (rap_str_list){0};
  *options = rap_arena_alloc(cli->arena, command->options_size);
  if (!*options) return rap_error_nomem(err);
  rap_status st = rap_options_parse(command->tables, *options, argc, argv, cli->arena, operands, err);
  if (st != RAP_OK) rap_error_prefix(err, "%s: ", command->name);
  return st;
}

rap_status rap_cli_run(rap_cli *cli, const rap_command *command, int argc, const char *const *argv, rap_error *err) {
  rap_str_list operands;
  void *options;
  rap_status st = read_line(cli, command, argc, argv, &options, &operands, err);
  if (st == RAP_OK) st = check_operands(command, &operands, err);
  return st == RAP_OK ? command->run(cli, options, &operands, err) : st;
}

static rap_status run_command(rap_cli *cli, const rap_command *command, int argc, const char *const *argv, rap_error *err) {
  rap_str_list operands;
  void *options;
  rap_status st = read_line(cli, command, argc, argv, &options, &operands, err);
  if (st != RAP_OK) return st;
  const rap_common_options *common = options;
  if (common->help) {
    if (cli->out_terminal && !common->no_pager) rap_output_page(cli->output);
    if (command->help && operands.n) return command->help(cli, options, &operands, err);
    rap_help_command(command, cli->out);
    return RAP_OK;
  }
  st = check_operands(command, &operands, err);
  if (st == RAP_OK) st = direct_output(cli, command, options, err);
  if (st == RAP_OK) st = command->run(cli, options, &operands, err);
  return rap_receipt_end(cli, st, err);
}

/* help, help COMMAND, help TOPIC. */
static rap_status run_help(rap_cli *cli, int argc, const char *const *argv, rap_error *err) {
  rap_str name = argc > 2 ? rap_str_of(argv[2]) : (rap_str){0};
  const rap_command *command = rap_command_find(name);
  if (argc > 3) return rap_error_set(err, RAP_ERR_USAGE, "help: unexpected argument '%s'", argv[3]);
  if (cli->out_terminal) rap_output_page(cli->output);
  if (argc < 3 || rap_str_is(name, "--help") || rap_str_is(name, "help"))
    rap_help_all(cli->out);
  else if (command)
    rap_help_command(command, cli->out);
  else if (!rap_help_topic(name, cli->out))
    return unknown_command(name, true, err);
  return RAP_OK;
}

static rap_status run(rap_cli *cli, int argc, const char *const *argv, rap_error *err) {
  if (argc < 2) {
    fputs("usage: rapporteur COMMAND [OPTION…] [ARGUMENT…]\nSee 'rapporteur help' for the commands.\n", stderr);
    return RAP_ERR_USAGE;
  }
  rap_str name = rap_str_of(argv[1]);
  if (rap_str_is(name, "--version") || rap_str_is(name, "-V") || rap_str_is(name, "version")) {
    rap_help_version(cli->out);
    return RAP_OK;
  }
  if (rap_str_is(name, "help") || rap_str_is(name, "--help") || rap_str_is(name, "-h")) return run_help(cli, argc, argv, err);
  const rap_command *command = rap_command_find(name);
  if (!command) return unknown_command(name, false, err);
  cli->argc = argc - 1;
  cli->argv = argv + 1;
  return run_command(cli, command, argc - 2, argv + 2, err);
}

int main(int argc, char **argv) {
  rap_error err = {0};
  rap_output output;
  rap_output_init(&output);
  rap_cli cli = {.arena = rap_arena_new(), .out = &output.out, .output = &output};
  output.progress = &cli.progress;
  rap_status st = cli.arena ? RAP_OK : rap_error_nomem(&err);
  bound_heaps();
  catch_signals();
  look_around(&cli);
  if (st == RAP_OK) cli.line = join_arguments(cli.arena, argc, argv);
  if (st == RAP_OK) st = run(&cli, argc, (const char *const *)argv, &err);
  st = rap_output_end(&output, st, &err);
  if (err.text[0]) rap_cli_report(&cli, st, &err);
  if (err.text[0] && cli.err_terminal && !cli.log_json && cli.under.n) (void)fwrite(cli.under.p, 1, cli.under.n, stderr);
  rap_arena_free(cli.arena);
  return rap_cli_exit(&cli, st);
}
