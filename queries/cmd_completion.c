/* completion: scripts for shells, and what the scripts ask for. */
#include "base/embedded.h"
#include "index/language.h"
#include "queries/commands.h"
#include "queries/completion.h"

RAP_EMBEDDED_TREE(rap_data_completion);

typedef struct completion_options {
  rap_common_options common;
  rap_str store, values;
  bool words;
} completion_options;

#define OFFSET(field) offsetof(completion_options, field)

static const rap_option completion_table[] = {
    RAP_STORE_OPTION(OFFSET(store)),
    {.name = "values",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(values),
     .argument = "KIND",
     .help = "instead: what the store has of that kind (state, theme, event, series, person …, saved) and the operand begins"},
    {.name = "words",
     .kind = RAP_OPT_FLAG,
     .offset = OFFSET(words),
     .help = "instead: what may stand for the last of the words, which follow the program's name; for the scripts"},
    RAP_OPTIONS_END,
};
static const rap_option *const completion_tables[] = {rap_common_table, completion_table, NULL};

static const struct { const char *shell, *file; } scripts[] = {{"bash", "rapporteur.bash"}, {"zsh", "_rapporteur"}, {"fish", "rapporteur.fish"}};

static rap_status put_script(rap_cli *cli, rap_str shell, rap_error *err) {
  const char *names[sizeof scripts / sizeof *scripts];
  for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
    names[i] = scripts[i].shell;
    for (const struct rap_embedded_file *f = rap_data_completion; f->name; f++)
      if (rap_str_is(shell, scripts[i].shell) && strcmp(f->name, scripts[i].file) == 0) {
        rap_out_write(cli->out, (rap_str){(const char *)f->data, f->len});
        return RAP_OK;
      }
  }
  const char *near = rap_nearest(shell, names, sizeof names / sizeof *names);
  return rap_error_set(err, RAP_ERR_USAGE, "completion: there is no script for '%.*s'%s%s%s (bash, zsh, fish)", RAP_FMT(shell),
                       near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

static rap_status offer_kind(rap_next *next, rap_str kind, rap_str word, rap_error *err) {
  rap_axis axis;
  rap_query_field field;
  if (rap_str_is(kind, "saved"))
    rap_next_offer_saved(next, word);
  else if (rap_str_is(kind, "state"))
    rap_next_offer_values(next, RAP_AXIS_ACTOR, word);
  else if (rap_query_field_parse(kind, &field) && rap_query_field_words(field))
    rap_next_offer_choices(next, word, rap_query_field_words(field));
  else if (rap_axis_parse(kind, &axis))
    rap_next_offer_values(next, axis, word);
  else
    return rap_error_set(
        err, RAP_ERR_USAGE,
        "--values: there is no kind '%.*s' (state, theme, event, series, person, organisation, programme, place, source, document, saved …)",
        RAP_FMT(kind));
  return RAP_OK;
}

static rap_status run_completion(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  static const char *const kinds[] = {"", ":open\n", ":files\n", ":folders\n"};
  const completion_options *o = options;
  rap_str first = operands->n ? operands->items[0] : (rap_str){0};
  rap_next next = {.cli = cli, .store = o->store.n ? o->store : cli->store};
  rap_status st = RAP_OK;
  if (o->words)
    rap_next_of_line(&next, operands);
  else if (operands->n > 1)
    return rap_error_set(err, RAP_ERR_USAGE, "completion: unexpected argument '%.*s'", RAP_FMT(operands->items[1]));
  else if (o->values.p)
    st = offer_kind(&next, o->values, first, err);
  else if (operands->n)
    return put_script(cli, first, err);
  else
    return rap_error_set(err, RAP_ERR_USAGE, "completion needs bash, zsh or fish (see rapporteur completion --help)");
  if (o->words) rap_buf_puts(&next.out, kinds[next.kind]);
  if (st == RAP_OK && rap_buf_failed(&next.out)) st = rap_error_nomem(err);
  if (st == RAP_OK) rap_out_write(cli->out, rap_buf_str(&next.out));
  rap_buf_clear(&next.out);
  return st == RAP_OK && !next.n && next.kind == RAP_NEXT_WORDS ? RAP_NOT_FOUND : st;
}

const rap_command rap_command_completion = {
    .name = "completion",
    .group = RAP_GROUP_PROGRAM,
    .operands = "[bash|zsh|fish]",
    .summary = "a script that lets a shell complete commands, options and names from the store",
    .description =
        "Where the program is installed with its scripts nothing needs doing. Else: source <(rapporteur completion bash) in ~/.bashrc, the same with zsh in ~/.zshrc, or "
        "rapporteur completion fish | source. Names come from the store of --store on the line, else the default one; fields of the query (state:, theme: …) are completed as well.",
    .tables = completion_tables,
    .options_size = sizeof(completion_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_completion,
};
