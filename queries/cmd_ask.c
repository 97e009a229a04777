/* ask: a saved question. */
#include "queries/json_lines.h"
#include "queries/layout.h"
#include "queries/saved_run.h"
#include "queries/saved_table.h"
#include "queries/shell_words.h"

typedef struct ask_options {
  rap_common_options common;
  rap_str store, format, limit;
  rap_str_list folders;
  bool list, explain;
} ask_options;

static const rap_option ask_table[] = {
    RAP_OUTPUT_OPTION,
    RAP_STORE_OPTION(offsetof(ask_options, store)),
    RAP_ANSWER_FORMAT_OPTION(offsetof(ask_options, format)),
    {.name = "limit",
     .letter = 'n',
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(ask_options, limit),
     .argument = "N",
     .help = "at most N answers, 0 for all; as the question's command has it"},
    {.name = "list", .kind = RAP_OPT_FLAG, .offset = offsetof(ask_options, list), .help = "list the saved questions"},
    {.name = "explain",
     .kind = RAP_OPT_FLAG,
     .offset = offsetof(ask_options, explain),
     .help = "say the command line that would be run, and no more"},
    RAP_SAVED_OPTION(offsetof(ask_options, folders)),
    RAP_OPTIONS_END,
};
static const rap_option *const ask_tables[] = {rap_common_table, ask_table, NULL};

#define SHOWN 20 /* rows of a table of chosen columns, in text */

static rap_status format_of(const ask_options *o, rap_format *format, rap_error *err) {
  *format = RAP_FORMAT_TEXT;
  if (o->format.n && !rap_format_parse(o->format, format))
    return rap_error_set(err, RAP_ERR_USAGE, "--format: unknown value '%.*s'", RAP_FMT(o->format));
  return RAP_OK;
}

/* ---- the list ---- */

/* "theme=… [since=…]" */
static void put_parameters(const rap_saved *q, rap_buf *out) {
  for (size_t i = 0; i < q->n_parameters; i++) {
    const rap_saved_parameter *p = &q->parameters[i];
    bool needed = !p->optional && !p->has_default;
    rap_buf_printf(out, "%s%s%.*s=%.*s%s", i ? " " : "", needed ? "" : "[", RAP_FMT(p->name),
                   RAP_FMT(p->has_default ? p->default_value : RAP_STR("…")), needed ? "" : "]");
  }
}

static rap_status list_all(rap_cli *cli, const rap_saved_set *set, rap_format format, rap_error *err) {
  static const rap_column columns[] = {{.name = "name", .title = "Name"},
                                       {.name = "for", .title = "For"},
                                       {.name = "title", .title = "Question", .wrap = true},
                                       {.name = "parameters", .title = "Parameters", .wrap = true},
                                       {.name = "command"},
                                       {.name = "file"},
                                       {.name = "overrides"}};
  const rap_emit_options look = {.width = rap_cli_text_width(cli), .color = cli->color};
  rap_emit *emit;
  rap_buf line = {0};
  rap_status st = rap_emit_new(cli->out, format, columns, sizeof columns / sizeof *columns, &look, &emit, err);
  for (size_t i = 0; st == RAP_OK && i < set->n; i++) {
    const rap_saved *q = &set->items[i];
    rap_buf_reset(&line);
    put_parameters(q, &line);
    rap_emit_text(emit, q->name);
    rap_emit_text(emit, q->audience);
    rap_emit_text(emit, q->title);
    rap_emit_text(emit, rap_buf_str(&line));
    rap_emit_text(emit, q->command);
    rap_emit_text(emit, q->file);
    if (q->overrides.n)
      rap_emit_text(emit, q->overrides);
    else
      rap_emit_null(emit);
    rap_emit_end_row(emit);
  }
  if (st == RAP_OK && rap_buf_failed(&line)) st = rap_error_nomem(err);
  rap_buf_clear(&line);
  rap_status finished = rap_emit_finish(emit, err);
  return st == RAP_OK ? finished : st;
}

/* ---- help on one ---- */

static void put_parameter(const rap_saved_parameter *p, size_t width, rap_buf *out) {
  rap_buf text = {0};
  rap_buf_printf(out, "  %.*s=", RAP_FMT(p->name));
  rap_buf_printf(out, "%s\n", rap_saved_type_name(p->type));
  rap_buf_add(&text, p->description);
  for (size_t i = 0; i < p->choices.n; i++)
    rap_buf_printf(&text, "%s%.*s", i ? ", " : text.n ? "; one of " : "one of ", RAP_FMT(p->choices.items[i]));
  if (p->has_default) rap_buf_printf(&text, "%s%.*s unless given", text.n ? "; " : "", RAP_FMT(p->default_value));
  if (p->optional) rap_buf_printf(&text, "%smay be left out", text.n ? "; " : "");
  if (p->many) rap_buf_printf(&text, "%smay be given several times", text.n ? "; " : "");
  if (text.n) rap_layout_paragraph(out, rap_buf_str(&text), width, 6);
  if (rap_buf_failed(&text)) out->failed = true;
  rap_buf_clear(&text);
}

static rap_status write_page(rap_cli *cli, rap_buf *page, rap_error *err) {
  rap_status st = RAP_OK;
  if (rap_buf_failed(page))
    st = rap_error_nomem(err);
  else if (!rap_out_write(cli->out, rap_buf_str(page)))
    st = rap_error_set(err, RAP_ERR_IO, "cannot write to standard output");
  rap_buf_clear(page);
  return st;
}

static rap_status help_on(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const ask_options *o = options;
  rap_saved_set set;
  const rap_saved *q = NULL;
  rap_buf page = {0};
  rap_status st = rap_saved_open(cli, &o->folders, &set, err);
  if (st == RAP_OK) st = rap_saved_pick(&set, operands->items[0], &q, err);
  if (st != RAP_OK) return st;
  size_t width = rap_cli_text_width(cli);
  rap_buf_printf(&page, "%.*s\n\n", RAP_FMT(q->title));
  rap_buf_printf(&page, "usage: rapporteur ask %.*s ", RAP_FMT(q->name));
  put_parameters(q, &page);
  rap_buf_puts(&page, q->n_parameters ? " [-f FORMAT]\n" : "[-f FORMAT]\n");
  if (q->description.n) rap_buf_putc(&page, '\n');
  if (q->description.n) rap_layout_paragraph(&page, q->description, width, 2);
  if (q->n_parameters) rap_buf_puts(&page, "\nparameters:\n");
  for (size_t i = 0; i < q->n_parameters; i++) put_parameter(&q->parameters[i], width, &page);
  rap_buf_printf(&page, "\nIt asks: rapporteur %.*s (%.*s)\n", RAP_FMT(q->command), RAP_FMT(q->file));
  if (q->overrides.n) rap_buf_printf(&page, "It takes the place of %.*s.\n", RAP_FMT(q->overrides));
  return write_page(cli, &page, err);
}

/* ---- asking ---- */

static rap_status say_line(rap_cli *cli, const rap_saved *q, const rap_saved_line *line, rap_error *err) {
  rap_buf page = {0};
  rap_buf_printf(&page, "rapporteur %.*s", RAP_FMT(q->command));
  for (size_t i = 0; i < line->n; i++) {
    rap_buf_putc(&page, ' ');
    rap_shell_word(&page, rap_str_of(line->argv[i]));
  }
  rap_buf_putc(&page, '\n');
  return write_page(cli, &page, err);
}

static rap_status ask_for_columns(rap_cli *cli, const ask_options *o, const rap_saved *q, rap_saved_line *line, rap_format format, rap_error *err) {
  rap_saved_table table;
  rap_json_lines lines;
  const rap_saved_table_options how = {.out = cli->out,
                                       .format = format,
                                       .look = {.width = rap_cli_text_width(cli), .color = cli->color},
                                       .shown = format == RAP_FORMAT_TEXT && !o->limit.n ? SHOWN : 0};
  rap_status st = rap_saved_add_option(line, cli->arena, "format", RAP_STR("ndjson"), err);
  if (st != RAP_OK) return st;
  rap_saved_table_open(&table, q, &how, cli->arena);
  rap_json_lines_open(&lines, rap_saved_table_add, &table);
  st = rap_saved_run(cli, q, line, &lines.out, err);
  st = rap_json_lines_close(&lines, st, err);
  st = rap_saved_table_close(&table, st, err);
  if (st == RAP_NOT_FOUND && format == RAP_FORMAT_TEXT) rap_cli_note(cli, "nothing found for %.*s", RAP_FMT(q->name));
  return st;
}

static rap_status ask(rap_cli *cli, const ask_options *o, const rap_saved *q, const rap_str_list *operands, rap_format format, rap_error *err) {
  rap_saved_value *values;
  rap_saved_line line;
  size_t n;
  rap_status st = rap_saved_values(cli, operands, 1, &values, &n, err);
  if (st == RAP_OK) st = rap_saved_fill(q, values, n, cli->arena, &line, err);
  if (st == RAP_OK && o->limit.n) st = rap_saved_add_option(&line, cli->arena, "limit", o->limit, err);
  if (st == RAP_OK && o->store.n) st = rap_saved_add_option(&line, cli->arena, "store", o->store, err);
  if (st != RAP_OK) return st;
  if (o->explain) return say_line(cli, q, &line, err);
  if (q->n_columns) return ask_for_columns(cli, o, q, &line, format, err);
  if (o->format.n) st = rap_saved_add_option(&line, cli->arena, "format", o->format, err);
  return st == RAP_OK ? rap_saved_run(cli, q, &line, cli->out, err) : st;
}

static rap_status run_ask(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const ask_options *o = options;
  rap_saved_set set;
  rap_format format;
  const rap_saved *q = NULL;
  rap_status st = format_of(o, &format, err);
  if (st == RAP_OK && !o->list && !operands->n) st = rap_error_set(err, RAP_ERR_USAGE, "ask needs NAME (rapporteur ask --list has them)");
  if (st == RAP_OK) st = rap_saved_open(cli, &o->folders, &set, err);
  if (st != RAP_OK) return st;
  if (o->list) return list_all(cli, &set, format, err);
  st = rap_saved_pick(&set, operands->items[0], &q, err);
  if (st == RAP_OK) rap_saved_say_override(cli, q);
  return st == RAP_OK ? ask(cli, o, q, operands, format, err) : st;
}

const rap_command rap_command_ask = {
    .name = "ask",
    .group = RAP_GROUP_ANSWERS,
    .operands = "NAME [KEY=VALUE…]",
    .summary = "a saved question: one with a name and parameters",
    .description =
        "Saved questions are command lines with a title and parameters, kept as YAML (rapporteur-saved(5)): those that are built in, and your own in $XDG_CONFIG_HOME/rapporteur/saved or the folders of --saved, which take "
        "the place of others of the same name. --list shows them, NAME --help tells of one, --explain gives the command line that it stands for.",
    .tables = ask_tables,
    .options_size = sizeof(ask_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_ask,
    .help = help_on,
};
