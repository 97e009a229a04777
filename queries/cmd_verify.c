/* verify: makes an answer again from its receipt, and compares. */
#include <errno.h>
#include <stdio.h>

#include "queries/commands.h"
#include "queries/receipting.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct verify_options {
  rap_common_options common;
  rap_str store;
  bool quiet;
} verify_options;

static const rap_option verify_table[] = {
    RAP_STORE_OPTION(offsetof(verify_options, store)),
    {.name = "quiet", .letter = 'q', .kind = RAP_OPT_FLAG, .offset = offsetof(verify_options, quiet), .help = "only the exit status"},
    RAP_OPTIONS_END,
};
static const rap_option *const verify_tables[] = {rap_common_table, verify_table, NULL};

/* ---- what a receipt may run ---- */

/* Commands that read a store and nothing else, and write to standard output only. A receipt is somebody else's file: it runs nothing that is not named here. */
static const char *const repeatable[] = {"search",  "statements", "matrix",  "timeline", "facets", "events",  "compare", "kwic",  "keyness",
                                         "network", "agreement",  "silence", "series",   "people", "similar", "report",  "export"};

static const rap_command *repeatable_command(rap_str name) {
  for (size_t i = 0; i < sizeof repeatable / sizeof *repeatable; i++)
    if (rap_str_is(name, repeatable[i])) return rap_command_find(name);
  return NULL;
}

/* An option that names a file has no business in a receipt, whatever it is for. */
static rap_status check_options(const rap_command *command, const void *options, rap_error *err) {
  for (size_t t = 0; command->tables[t]; t++)
    for (const rap_option *o = command->tables[t]; o->name; o++) {
      const char *field = (const char *)options + o->offset;
      if (!rap_receipt_keeps_out(o)) continue;
      bool given = o->kind == RAP_OPT_LIST   ? ((const rap_str_list *)(const void *)field)->n > 0
                   : o->kind == RAP_OPT_FLAG ? *(const bool *)field
                                             : ((const rap_str *)(const void *)field)->p != NULL;
      if (given) return rap_error_set(err, RAP_ERR_INPUT, "a receipt may not name files: --%s", o->name);
    }
  return RAP_OK;
}

/* ---- running it ---- */

static bool write_nowhere(void *ctx, rap_str bytes) {
  (void)ctx, (void)bytes;
  return true;
}

static rap_status parse(const rap_receipt *then, rap_arena *arena, const rap_command **command, void **options, rap_str_list *operands,
                        const char *const **argv, rap_error *err) {
  *command = NULL;
  *options = NULL;
  *argv = NULL;
  const char **words = rap_arena_array(arena, then->arguments.n + 1, sizeof *words);
  rap_str name = then->arguments.items[0];
  *command = repeatable_command(name);
  if (!*command) return rap_error_set(err, RAP_ERR_INPUT, "'%.*s' is no question that can be asked again", RAP_FMT(name));
  *options = rap_arena_alloc(arena, (*command)->options_size);
  if (!words || !*options) return rap_error_nomem(err);
  for (size_t i = 0; i < then->arguments.n; i++) words[i] = then->arguments.items[i].p;
  *argv = words;
  rap_status st = rap_options_parse((*command)->tables, *options, (int)then->arguments.n - 1, words + 1, arena, operands, err);
  if (st == RAP_ERR_USAGE) st = RAP_ERR_INPUT; /* the receipt's, not that of who verifies it */
  TRY(check_options(*command, *options, err));
  if (st == RAP_OK &&
      (operands->n < (*command)->min_operands || operands->n > (*command)->max_operands || ((const rap_common_options *)*options)->help))
    st = rap_error_set(err, RAP_ERR_INPUT, "its arguments are not those of a question");
  return st;
}

/* The question as if it had been asked now, on a terminal like the one of then. */
static rap_status run_again(const rap_cli *cli, rap_str store, const rap_receipt *then, rap_arena *arena, rap_receipting *now, rap_error *err) {
  const rap_command *command;
  void *options;
  rap_str_list operands;
  rap_out nowhere = {.write = write_nowhere};
  rap_cli child = {.arena = arena, .out = &nowhere, .width = then->width, .color = then->color, .store = store, .line = cli->line, .receipt = now};
  now->verifying = true;
  rap_status st = parse(then, arena, &command, &options, &operands, &child.argv, err);
  if (st != RAP_OK) return st;
  child.command = command->name;
  child.argc = (int)then->arguments.n;
  child.log_json = cli->log_json;
  st = command->run(&child, options, &operands, err);
  bool began = now->begun || now->counted;
  st = rap_receipt_end(&child, st, err);
  if (st == RAP_OK || st == RAP_NOT_FOUND) return began ? RAP_OK : rap_error_set(err, RAP_ERR_INPUT, "'%s' gives no receipts", command->name);
  return st;
}

static rap_status read_file(rap_arena *arena, rap_str path, rap_str *out, rap_error *err) {
  *out = (rap_str){0};
  rap_buf text = {0};
  rap_status st = RAP_OK;
  rap_str name = rap_arena_str(arena, path);
  FILE *file = name.p ? fopen(name.p, "rb") : NULL;
  if (!file) return rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno));
  for (size_t n = 1; st == RAP_OK && n > 0 && text.n <= RAP_RECEIPT_MAX_BYTES;) {
    char *room = rap_buf_room(&text, 1 << 16);
    if (!room) st = rap_error_nomem(err);
    n = room ? fread(room, 1, 1 << 16, file) : 0;
    text.n += n;
  }
  if (st == RAP_OK && ferror(file)) st = rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno));
  (void)fclose(file);
  if (st == RAP_OK && text.n && !(*out = rap_arena_str(arena, rap_buf_str(&text))).p) st = rap_error_nomem(err);
  rap_buf_clear(&text);
  return st;
}

typedef struct telling {
  rap_cli *cli;
  bool quiet;
} telling;

static void on_difference(void *ctx, rap_str line) {
  const telling *t = ctx;
  if (!t->quiet) rap_out_printf(t->cli->out, "%.*s\n", RAP_FMT(line));
}

static rap_status run_verify(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const verify_options *o = options;
  telling t = {cli, o->quiet};
  rap_arena *arena = rap_arena_new();
  rap_str text, path = operands->items[0], store = o->store.n ? o->store : cli->store;
  rap_receipt then = {0};
  rap_receipting now = {0};
  rap_error own = {0};
  bool same = false;
  rap_status st = arena ? read_file(arena, path, &text, err) : rap_error_nomem(err);
  if (st != RAP_OK) goto done;
  st = rap_receipt_read(arena, text, &then, &own);
  TRY(run_again(cli, store, &then, arena, &now, &own));
  if (st != RAP_OK) {
    if (own.text[0]) (void)rap_error_set(err, st, "%.*s: %s", RAP_FMT(path), own.text);
    goto done;
  }
  size_t n = rap_receipt_compare(&then, &now.receipt, &same, on_difference, &t);
  if (!o->quiet)
    rap_out_printf(cli->out, "%.*s: %s (%lld %s)\n", RAP_FMT(path),
                   !same ? "another answer"
                   : n   ? "still the same answer"
                         : "the same answer",
                   (long long)now.receipt.output.bytes, now.receipt.output.bytes == 1 ? "byte" : "bytes");
  st = same ? RAP_OK : RAP_NOT_FOUND;
done:
  rap_arena_free(arena);
  return st;
}

const rap_command rap_command_verify = {
    .name = "verify",
    .group = RAP_GROUP_ANSWERS,
    .operands = "RECEIPT",
    .summary = "make an answer again from its receipt, and tell whether it is the same",
    .description =
        "Runs the question or export of the receipt on the store, without writing it anywhere, and compares what it was made from (documents, texts, records, rules, program) and every byte of what came out. Exit status 0: the same answer; 1: "
        "another one, and why. A receipt can run nothing but questions and exports, on the store that is named here.",
    .tables = verify_tables,
    .options_size = sizeof(verify_options),
    .min_operands = 1,
    .max_operands = 1,
    .run = run_verify,
};
