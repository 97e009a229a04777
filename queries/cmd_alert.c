/* alert: what is new since the last time for saved questions. */
#include "queries/alert.h"
#include "queries/json_lines.h"
#include "queries/layout.h"
#include "queries/replace.h"
#include "queries/saved_run.h"

#include <stdio.h>

typedef struct alert_options {
  rap_common_options common;
  rap_str store, format, since, file, wait, tag;
  rap_str_list folders;
  bool peek, reset;
} alert_options;

#define OFFSET(field) offsetof(alert_options, field)

static const rap_option alert_table[] = {
    RAP_STORE_OPTION(OFFSET(store)),
    {.name = "format",
     .letter = 'f',
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(format),
     .argument = "FORMAT",
     .help = "text by default; atom: a feed for news readers",
     .choices = "text|json|ndjson|atom"},
    {.name = "output",
     .letter = 'o',
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(file),
     .argument = "FILE",
     .help = "write to this file, as a whole; when nothing is new it stays as it is"},
    {.name = "peek", .kind = RAP_OPT_FLAG, .offset = OFFSET(peek), .help = "tell, but do not note it down as told"},
    {.name = "since",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(since),
     .argument = "DATE",
     .help = "tell only what is of this year, month or day or later; what is older counts as told"},
    {.name = "reset", .kind = RAP_OPT_FLAG, .offset = OFFSET(reset), .help = "forget what was told, and tell nothing"},
    {.name = "tag",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(tag),
     .argument = "AUTHORITY,DATE",
     .help = "a name that is yours and a day when it was, for the ids of a feed (RFC 4151; default localhost,2023)"},
    {.name = "wait",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(wait),
     .argument = "SECONDS",
     .help = "how long to wait while another process writes to the store (default 10)"},
    RAP_SAVED_OPTION(OFFSET(folders)),
    RAP_OPTIONS_END,
};
static const rap_option *const alert_tables[] = {rap_common_table, alert_table, NULL};

#define QUESTIONS_MAX 64

typedef struct run {
  rap_cli *cli;
  const alert_options *options;
  rap_str store_path, authority;
  int64_t wait;
  rap_saved_set set;
  rap_store *store; /* to read by */
  const rap_saved *questions[QUESTIONS_MAX];
  rap_saved_value *values;
  size_t n, n_values;
  rap_alert alerts[QUESTIONS_MAX];
} run;

/* ---- the command line ---- */

/* RFC 4151, 2.1: authority and date; so much of it that the URI is one. */
static bool is_tag(rap_str tag) {
  size_t comma = rap_str_find(tag, RAP_STR(","), 0);
  rap_day day;
  if (comma == SIZE_MAX || !comma) return false;
  for (size_t i = 0; i < comma; i++)
    if (!rap_ascii_is_letter(tag.p[i]) && !rap_ascii_is_digit(tag.p[i]) && !strchr("-._@", tag.p[i])) return false;
  return rap_day_parse(rap_str_sub(tag, comma + 1, tag.n), &day) && rap_day_valid(day);
}

static rap_status check_options(run *r, rap_error *err) {
  const alert_options *o = r->options;
  uint64_t wait;
  rap_day day;
  r->store_path = o->store.n ? o->store : r->cli->store;
  r->authority = o->tag.n ? o->tag : RAP_STR("localhost,2023");
  r->wait = -1;
  if (o->tag.n && !is_tag(o->tag))
    return rap_error_set(err, RAP_ERR_USAGE, "--tag: '%.*s' is no name with a date (example.org,2024)", RAP_FMT(o->tag));
  if (o->since.n && !(rap_day_parse(o->since, &day) && rap_day_valid(day)))
    return rap_error_set(err, RAP_ERR_USAGE, "--since: '%.*s' is no date (2023, 2023-01 or 2023-01-08)", RAP_FMT(o->since));
  if (o->wait.n && (!rap_str_uint(o->wait, &wait) || wait > INT32_MAX))
    return rap_error_set(err, RAP_ERR_USAGE, "--wait: '%.*s' is not a whole number of seconds", RAP_FMT(o->wait));
  if (o->wait.n) r->wait = (int64_t)wait;
  if (o->peek && o->reset) return rap_error_set(err, RAP_ERR_USAGE, "--peek and --reset contradict each other");
  return RAP_OK;
}

/* Names of questions first or between; what holds '=' is a value for those that have the parameter. */
static rap_status read_operands(run *r, const rap_str_list *operands, rap_error *err) {
  r->values = rap_arena_array(r->cli->arena, operands->n, sizeof *r->values);
  if (!r->values) return rap_error_nomem(err);
  for (size_t i = 0; i < operands->n; i++) {
    if (rap_saved_value_parse(operands->items[i], &r->values[r->n_values])) {
      r->n_values++;
      continue;
    }
    if (r->n == QUESTIONS_MAX) return rap_error_set(err, RAP_ERR_LIMIT, "more than %d questions at once", QUESTIONS_MAX);
    rap_status st = rap_saved_pick(&r->set, operands->items[i], &r->questions[r->n++], err);
    if (st != RAP_OK) return st;
    rap_saved_say_override(r->cli, r->questions[r->n - 1]);
  }
  if (!r->n) return rap_error_set(err, RAP_ERR_USAGE, "alert needs NAME (rapporteur ask --list has them)");
  for (size_t v = 0; v < r->n_values; v++) {
    size_t q = 0;
    while (q < r->n && rap_saved_parameter_of(r->questions[q], r->values[v].name) == SIZE_MAX) q++;
    if (q == r->n) return rap_error_set(err, RAP_ERR_USAGE, "none of the questions has a parameter '%.*s'", RAP_FMT(r->values[v].name));
  }
  return RAP_OK;
}

/* Those of the values that a question has parameters for. */
static rap_status values_of(run *r, const rap_saved *q, rap_saved_value **values, size_t *n, rap_error *err) {
  *n = 0;
  *values = rap_arena_array(r->cli->arena, r->n_values + 1, sizeof **values);
  if (!*values) return rap_error_nomem(err);
  for (size_t i = 0; i < r->n_values; i++)
    if (rap_saved_parameter_of(q, r->values[i].name) != SIZE_MAX) (*values)[(*n)++] = r->values[i];
  return RAP_OK;
}

/* ---- asking ---- */

static rap_status on_row(void *ctx, rap_json *row, rap_error *err) {
  rap_status st = rap_cli_interrupted() ? rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted") : rap_alert_add(ctx, row, err);
  rap_json_free(row);
  return st;
}

static rap_status ask(run *r, size_t i, rap_error *err) {
  const rap_saved *q = r->questions[i];
  rap_saved_value *values;
  rap_saved_line line;
  rap_json_lines lines;
  rap_str key;
  size_t n;
  rap_arena *arena = r->cli->arena;
  rap_status st = values_of(r, q, &values, &n, err);
  if (st == RAP_OK) st = rap_saved_key(q, values, n, arena, &key, err);
  if (st == RAP_OK) st = rap_saved_fill(q, values, n, arena, &line, err);
  if (st == RAP_OK) st = rap_saved_add_option(&line, arena, "format", RAP_STR("ndjson"), err);
  if (st == RAP_OK) st = rap_saved_add_option(&line, arena, "store", r->store_path, err);
  if (st == RAP_OK && rap_saved_takes(q, "limit")) st = rap_saved_add_option(&line, arena, "limit", RAP_STR("0"), err);
  if (st == RAP_OK) st = rap_alert_begin(&r->alerts[i], q, key, r->store, r->options->since, arena, err);
  if (st != RAP_OK) return st;
  rap_json_lines_open(&lines, on_row, &r->alerts[i]);
  st = rap_saved_run(r->cli, q, &line, &lines.out, err);
  st = rap_json_lines_close(&lines, st, err);
  if (st == RAP_NOT_FOUND) st = RAP_OK;
  return st == RAP_OK ? rap_alert_end(&r->alerts[i], err) : st;
}

/* ---- telling ---- */

static void put_item(const run *r, const rap_alert_item *item, rap_buf *page) {
  rap_buf line = {0};
  size_t width = rap_cli_text_width(r->cli);
  const char *bold = r->cli->color ? RAP_SGR_BOLD : "", *dim = r->cli->color ? RAP_SGR_DIM : "", *plain = r->cli->color ? RAP_SGR_PLAIN : "";
  rap_buf_printf(&line, "%-8s %-10.*s  %s%.*s%s", item->revised ? "revised" : "new", RAP_FMT(rap_str_sub(item->date, 0, 10)), bold,
                 RAP_FMT(item->title), plain);
  rap_layout_spaces(page, 2);
  rap_text_wrap(page, rap_buf_str(&line), width > 42 ? width - 2 : 40, 23);
  rap_buf_putc(page, '\n');
  if (item->text.n) rap_layout_paragraph(page, item->text, width, 23);
  rap_buf_reset(&line);
  rap_layout_item(&line, 0, item->document);
  rap_layout_item(&line, 0, item->link);
  if (line.n) {
    rap_buf_puts(page, dim);
    rap_layout_paragraph(page, rap_buf_str(&line), width, 23);
    rap_buf_puts(page, plain);
  }
  if (rap_buf_failed(&line)) page->failed = true;
  rap_buf_clear(&line);
}

static rap_status put_text(const run *r, rap_buf *page, rap_error *err) {
  rap_str parameters;
  for (size_t i = 0; i < r->n; i++) {
    const rap_alert *a = &r->alerts[i];
    if (!a->n) continue;
    rap_status st = rap_alert_parameters(a, &parameters, err);
    if (st != RAP_OK) return st;
    rap_buf_printf(page, "%s%.*s%s%.*s%s: ", page->n ? "\n" : "", RAP_FMT(a->question->title), parameters.n ? " (" : "", RAP_FMT(parameters),
                   parameters.n ? ")" : "");
    if (a->n > a->n_revised) rap_buf_printf(page, "%zu new%s", a->n - a->n_revised, a->n_revised ? ", " : "");
    if (a->n_revised) rap_buf_printf(page, "%zu revised", a->n_revised);
    rap_buf_puts(page, "\n\n");
    for (size_t k = 0; k < a->n; k++) put_item(r, &a->items[k], page);
  }
  return RAP_OK;
}

static rap_status put_object(const run *r, const rap_alert *a, const rap_alert_item *item, rap_buf *out, rap_error *err) {
  rap_buf uri = {0};
  rap_json *row = NULL, *o = rap_json_new_object();
  rap_alert_uri(a, item, r->authority, &uri);
  rap_str parameters;
  rap_status st = rap_alert_parameters(a, &parameters, err);
  if (st == RAP_OK) st = rap_json_parse(item->row, &row, err);
  (void)rap_json_set_str(o, "question", a->question->name);
  (void)rap_json_set_str_opt(o, "parameters", parameters);
  (void)rap_json_set_str(o, "what", item->revised ? RAP_STR("revised") : RAP_STR("new"));
  (void)rap_json_set_str(o, "id", rap_buf_str(&uri));
  (void)rap_json_set_str_opt(o, "date", item->date);
  (void)rap_json_set_str(o, "title", item->title);
  (void)rap_json_set_str_opt(o, "text", item->text);
  (void)rap_json_set_str_opt(o, "link", item->link);
  if (st == RAP_OK) (void)rap_json_set(o, "row", row);
  if (st == RAP_OK) st = rap_json_write(o, 0, out, err);
  rap_json_free(o);
  rap_buf_clear(&uri);
  return st;
}

static rap_status put_objects(const run *r, bool array, rap_buf *out, rap_error *err) {
  rap_status st = RAP_OK;
  bool first = true;
  if (array) rap_buf_puts(out, "[\n");
  for (size_t i = 0; i < r->n; i++) {
    for (size_t k = 0; st == RAP_OK && k < r->alerts[i].n; k++, first = false) {
      if (array && !first) rap_buf_puts(out, ",\n");
      st = put_object(r, &r->alerts[i], &r->alerts[i].items[k], out, err);
      if (!array) rap_buf_putc(out, '\n');
    }
  }
  if (array) rap_buf_puts(out, "\n]\n");
  return st;
}

static rap_status put_page(const run *r, rap_buf *page, rap_error *err) {
  rap_str format = r->options->format;
  rap_out out = rap_out_to_buf(page);
  rap_status st = RAP_OK;
  if (rap_str_is(format, "atom"))
    st = rap_alert_feed(r->alerts, r->n, r->authority, &out, err);
  else if (rap_str_is(format, "json") || rap_str_is(format, "ndjson"))
    st = put_objects(r, rap_str_is(format, "json"), page, err);
  else
    st = put_text(r, page, err);
  return st == RAP_OK && rap_buf_failed(page) ? rap_error_nomem(err) : st;
}

/* All of it has left the program when this returns RAP_OK: what follows notes it down as told. */
static rap_status tell(const run *r, rap_error *err) {
  rap_buf page = {0};
  rap_status st = put_page(r, &page, err);
  if (st == RAP_OK && r->options->file.n && !rap_str_is(r->options->file, "-"))
    st = rap_file_replace(r->options->file, rap_buf_str(&page), err);
  else if (st == RAP_OK && (!rap_out_write(r->cli->out, rap_buf_str(&page)) || fflush(stdout) != 0))
    st = rap_error_set(err, RAP_ERR_IO, "cannot write to standard output");
  rap_buf_clear(&page);
  return st;
}

/* ---- noting down ---- */

static rap_status open_to_write(run *r, rap_store **store, rap_error *err) {
  const rap_store_options how = rap_cli_store_options(r->cli, r->wait);
  return rap_store_open(r->store_path, RAP_STORE_EDIT, &how, store, err);
}

/* Somebody may have told of the same question meanwhile; what they noted down stays. */
static rap_status mark_one(run *r, rap_store *store, rap_alert *a, rap_error *err) {
  rap_str seen;
  rap_alert_set before, all;
  rap_buf packed = {0};
  rap_arena *arena = r->cli->arena;
  rap_status st = rap_alert_seen(store, a->question->name, a->key, arena, &seen, NULL, err);
  if (st == RAP_OK) st = rap_alert_set_unpack(arena, seen, &before, err);
  if (st == RAP_OK) st = rap_alert_set_join(arena, &before, &a->all, RAP_ALERT_SEEN_MAX, &all, err);
  if (st == RAP_OK) rap_alert_set_pack(&all, &packed);
  if (st == RAP_OK && rap_buf_failed(&packed)) st = rap_error_nomem(err);
  if (st == RAP_OK && (a->first || !rap_str_eq(seen, rap_buf_str(&packed))))
    st = rap_alert_mark(store, a->question->name, a->key, rap_buf_str(&packed), err);
  rap_buf_clear(&packed);
  return st;
}

static bool is_changed(const rap_alert *a) {
  if (a->first || a->n || a->all.n != a->before.n) return true;
  return a->all.n && memcmp(a->all.items, a->before.items, a->all.n * sizeof *a->all.items) != 0;
}

static rap_status mark(run *r, rap_error *err) {
  rap_store *store = NULL;
  bool changed = false;
  for (size_t i = 0; i < r->n; i++) changed = changed || is_changed(&r->alerts[i]);
  if (!changed) return RAP_OK;
  rap_status st = open_to_write(r, &store, err);
  for (size_t i = 0; st == RAP_OK && i < r->n; i++) st = mark_one(r, store, &r->alerts[i], err);
  rap_store_close(store);
  return st;
}

static rap_status forget(run *r, rap_error *err) {
  rap_store *store = NULL;
  bool known = false, any = false;
  rap_status st = open_to_write(r, &store, err);
  for (size_t i = 0; st == RAP_OK && i < r->n; i++) {
    rap_saved_value *values;
    rap_str key;
    size_t n;
    st = values_of(r, r->questions[i], &values, &n, err);
    if (st == RAP_OK) st = rap_saved_key(r->questions[i], values, n, r->cli->arena, &key, err);
    if (st == RAP_OK) st = rap_alert_forget(store, r->questions[i]->name, key, &known, err);
    any = any || known;
  }
  rap_store_close(store);
  return st == RAP_OK && !any ? RAP_NOT_FOUND : st;
}

/* ---- the whole ---- */

static rap_status run_all(run *r, rap_error *err) {
  size_t n = 0;
  rap_status st = rap_store_open(r->store_path, RAP_STORE_READ, NULL, &r->store, err);
  for (size_t i = 0; st == RAP_OK && i < r->n; i++) {
    st = ask(r, i, err);
    if (st == RAP_OK) n += r->alerts[i].n;
  }
  rap_store_close(r->store);
  r->store = NULL;
  if (st == RAP_OK && n) st = tell(r, err);
  if (st == RAP_OK && !r->options->peek) st = mark(r, err);
  return st == RAP_OK && !n ? RAP_NOT_FOUND : st;
}

static rap_status run_alert(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  run *r = rap_arena_alloc(cli->arena, sizeof *r);
  if (!r) return rap_error_nomem(err);
  r->cli = cli;
  r->options = options;
  rap_status st = check_options(r, err);
  if (st == RAP_OK) st = rap_saved_open(cli, &r->options->folders, &r->set, err);
  if (st == RAP_OK) st = read_operands(r, operands, err);
  if (st != RAP_OK) return st;
  return r->options->reset ? forget(r, err) : run_all(r, err);
}

const rap_command rap_command_alert = {
    .name = "alert",
    .group = RAP_GROUP_ANSWERS,
    .operands = "NAME… [KEY=VALUE…]",
    .summary = "what is new since the last time for saved questions; made for cron",
    .description =
        "Tells rows of a saved question that were not told before for the same parameters, and those whose document was revised, and notes them down in the store. Exit status 0: there was something, 1: nothing new. "
        "It is noted down once all is written; what stops it between the two makes it tell again, never not at all.",
    .tables = alert_tables,
    .options_size = sizeof(alert_options),
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run_alert,
};
