/* The receipt of an answer, from the command line to the file. */
#include "queries/commands.h"
#include "queries/help.h"
#include "queries/receipting.h"
#include "queries/replace.h"

/* ---- the command line without files ---- */

/* Placeholders that stand for something outside of the store. */
bool rap_receipt_keeps_out(const rap_option *o) { return rap_placeholder_path(o->argument) != RAP_PATH_NONE; }

/* What is about the way of the answer only. */
static bool is_about_output(const rap_option *o) {
  static const char *const names[] = {"color", "force", "quiet", "pager", "no-pager", "width"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(o->name, names[i]) == 0) return true;
  return rap_receipt_keeps_out(o);
}

static const rap_option *find_option(const rap_option *const *tables, rap_str name, char letter) {
  for (size_t t = 0; tables[t]; t++)
    for (const rap_option *o = tables[t]; o->name; o++)
      if (letter ? o->letter == letter : rap_str_is(name, o->name)) return o;
  return NULL;
}

/* An argument that begins with '-': which option it is, the one whose value the next argument is (or NULL), and whether the argument is kept. Of letters together only the last can take a value. */
static bool keep_option(const rap_option *const *tables, rap_str arg, const rap_option **option, const rap_option **waits) {
  const rap_option *o = NULL;
  *option = *waits = NULL;
  if (rap_str_starts(arg, RAP_STR("--"))) {
    size_t equals = rap_str_find(arg, RAP_STR("="), 0);
    o = find_option(tables, rap_str_sub(arg, 2, equals), 0);
    if (o && o->kind != RAP_OPT_FLAG && !o->alone && equals == SIZE_MAX) *waits = o;
    *option = o;
    return !o || !is_about_output(o);
  }
  for (size_t i = 1; i < arg.n; i++) {
    o = find_option(tables, (rap_str){0}, arg.p[i]);
    if (!o || (o->kind != RAP_OPT_FLAG && !o->alone)) {
      if (o && i + 1 == arg.n) *waits = o;
      break;
    }
  }
  *option = o;
  return !o || !is_about_output(o);
}

/* --output of answers, whose name may say the format. */
static bool is_output(const rap_option *o) { return o && strcmp(o->name, "output") == 0 && o->offset == offsetof(rap_common_options, output); }

/* The value of an option in the argument itself: "--output=FILE", "-oFILE". */
static rap_str value_within(rap_str arg) {
  if (!rap_str_starts(arg, RAP_STR("--"))) return rap_str_sub(arg, 2, arg.n);
  size_t equals = rap_str_find(arg, RAP_STR("="), 0);
  return equals == SIZE_MAX ? (rap_str){0} : rap_str_sub(arg, equals + 1, arg.n);
}

/* What main.c does with the name of the answer's file: without --format it says the format. Once the name is gone that is an argument of its own, for which the place behind the command's name was kept free. */
static rap_status say_format(rap_arena *arena, rap_str output, bool has_format, rap_str_list *arguments, rap_error *err) {
  rap_format meant;
  if (!has_format && output.n && rap_format_of_file(output, &meant)) {
    arguments->items[1] = rap_arena_printf(arena, "--format=%s", rap_format_name(meant));
    return arguments->items[1].p ? RAP_OK : rap_error_nomem(err);
  }
  arguments->n--;
  memmove(&arguments->items[1], &arguments->items[2], (arguments->n - 1) * sizeof *arguments->items);
  return RAP_OK;
}

static rap_status put_arguments(const rap_cli *cli, rap_arena *arena, rap_str_list *out, rap_error *err) {
  const rap_command *command = rap_command_find(rap_str_of(cli->argv[0]));
  const rap_option *option = NULL, *waits = NULL;
  rap_str output = {0};
  bool only_operands = false, kept = true, has_format = false;
  bool added = rap_str_list_add(arena, out, rap_str_of(cli->argv[0])) && rap_str_list_add(arena, out, (rap_str){0});
  for (int i = 1; added && i < cli->argc; i++) {
    rap_str arg = rap_str_of(cli->argv[i]);
    bool value = waits != NULL;
    waits = NULL;
    if (!value) {
      kept = true;
      option = NULL;
      if (!only_operands && rap_str_is(arg, "--"))
        only_operands = true;
      else if (!only_operands && arg.n > 1 && arg.p[0] == '-' && command)
        kept = keep_option(command->tables, arg, &option, &waits);
      has_format = has_format || (option && strcmp(option->name, "format") == 0);
    }
    if (is_output(option)) output = value ? arg : value_within(arg);
    if (kept) added = rap_str_list_add(arena, out, arg);
  }
  return added ? say_format(arena, output, has_format, out, err) : rap_error_nomem(err);
}

/* ---- begin and end ---- */

static bool write_tee(void *ctx, rap_str bytes) {
  rap_receipting *r = ctx;
  rap_digest_add(&r->digest, bytes);
  r->bytes += bytes.n;
  return rap_out_write(r->behind, bytes);
}

rap_status rap_receipt_begin(rap_cli *cli, rap_store *store, rap_str path, rap_str interpreted, rap_format format, rap_error *err) {
  bool page = format == RAP_FORMAT_TEXT;
  rap_receipting *r = cli->receipt;
  if (r ? r->begun : path.n == 0) return RAP_OK;
  if (!r && !(r = cli->receipt = rap_arena_alloc(cli->arena, sizeof *r))) return rap_error_nomem(err);
  r->begun = true;
  r->arena = cli->arena;
  if (!r->verifying) r->path = path;
  r->receipt =
      (rap_receipt){.version = rap_help_version_text(), .rows = -1, .width = page ? rap_cli_text_width(cli) : 0, .color = page && cli->color};
  r->receipt.interpreted = rap_arena_str(r->arena, interpreted);
  rap_digest_init(&r->digest);
  r->tee = (rap_out){.write = write_tee, .ctx = r};
  r->behind = cli->out;
  cli->out = &r->tee;
  rap_status st = put_arguments(cli, r->arena, &r->receipt.arguments, err);
  if (st == RAP_OK) st = rap_export_hold(store, err);
  return st == RAP_OK ? rap_export_facts_of(store, r->arena, &r->receipt.facts, err) : st;
}

static void count_output(rap_receipting *r, bool text) {
  if (r->counted) return;
  if (!text) r->receipt.rows = (int64_t)r->rows;
  r->receipt.output = (rap_outputs_totals){.files = 1, .bytes = r->bytes};
  rap_digest_hex(&r->digest, r->receipt.output.sha256);
  r->counted = true;
}

rap_status rap_receipt_text(const rap_cli *cli, rap_buf *out, rap_error *err) { return rap_receipt_write(&cli->receipt->receipt, out, err); }

rap_status rap_receipt_end(rap_cli *cli, rap_status st, rap_error *err) {
  rap_receipting *r = cli->receipt;
  if (!r || !r->begun) return st;
  if (cli->out == &r->tee) cli->out = r->behind;
  r->begun = false;
  count_output(r, r->receipt.width > 0);
  if (r->path.n == 0 || (st != RAP_OK && st != RAP_NOT_FOUND) || r->behind->failed) return st;
  rap_buf text = {0};
  rap_status written = rap_receipt_text(cli, &text, err);
  if (written == RAP_OK) written = rap_file_replace(r->path, rap_buf_str(&text), err);
  rap_buf_clear(&text);
  return written == RAP_OK ? st : written;
}
