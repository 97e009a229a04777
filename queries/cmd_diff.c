/* diff: what changed between two documents, word by word. */
#include "queries/question.h"
#include "queries/text_diff.h"

typedef struct diff_options {
  rap_common_options common;
  rap_str store, format;
  int64_t context;
} diff_options;

#define OFFSET(field) offsetof(diff_options, field)
#define DEFAULT_CONTEXT 8

static const rap_option diff_table[] = {
    RAP_STORE_OPTION(OFFSET(store)),
    RAP_ANSWER_FORMAT_OPTION(OFFSET(format)),
    RAP_OUTPUT_OPTION,
    {.name = "context",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(context),
     .argument = "N",
     .help = "words shown around a change (default 8)",
     .min = 1,
     .max = 1000},
    RAP_OPTIONS_END,
};
static const rap_option *const diff_tables[] = {rap_common_table, diff_table, NULL};

typedef struct comparison {
  const rap_question *q;
  rap_stored_document a, b;
  rap_text_diff diff;
  size_t context;
  rap_buf page, line;
} comparison;

static const char *kind_of(const rap_change *c) { return c->a.begin == c->a.end ? "inserted" : c->b.begin == c->b.end ? "deleted" : "replaced"; }

/* Where the change before this one ends in the first text, and the one behind it begins. */
static size_t border_before(const comparison *x, size_t i) { return i ? x->diff.changes[i - 1].a.end : 0; }
static size_t border_after(const comparison *x, size_t i) { return i + 1 < x->diff.n ? x->diff.changes[i + 1].a.begin : x->a.doc.full.n; }

/* -- machine formats ---------------------------------------------------------------------------------------------------------------- */

static rap_status emit_changes(const comparison *x, rap_error *err) {
  static const rap_column columns[] = {
      {.name = "change", .kind = RAP_COL_TEXT}, {.name = "old", .kind = RAP_COL_TEXT},      {.name = "new", .kind = RAP_COL_TEXT},
      {.name = "before", .kind = RAP_COL_TEXT}, {.name = "after", .kind = RAP_COL_TEXT},    {.name = "old_start", .kind = RAP_COL_INT},
      {.name = "old_end", .kind = RAP_COL_INT}, {.name = "new_start", .kind = RAP_COL_INT}, {.name = "new_end", .kind = RAP_COL_INT},
  };
  rap_emit *e = NULL;
  rap_str text = x->a.doc.full;
  rap_status st = rap_question_emit(x->q, columns, sizeof columns / sizeof *columns, &e, err);
  for (size_t i = 0; st == RAP_OK && i < x->diff.n; i++) {
    const rap_change *c = &x->diff.changes[i];
    rap_emit_text(e, rap_str_of(kind_of(c)));
    rap_emit_text(e, rap_str_at(text, c->a));
    rap_emit_text(e, rap_str_at(x->b.doc.full, c->b));
    rap_emit_text(e, rap_str_trim(rap_str_sub(text, rap_context_before(text, c->a.begin, x->context, border_before(x, i)), c->a.begin)));
    rap_emit_text(e, rap_str_trim(rap_str_sub(text, c->a.end, rap_context_after(text, c->a.end, x->context, border_after(x, i)))));
    rap_emit_int(e, (int64_t)c->a.begin);
    rap_emit_int(e, (int64_t)c->a.end);
    rap_emit_int(e, (int64_t)c->b.begin);
    rap_emit_int(e, (int64_t)c->b.end);
    rap_emit_end_row(e);
  }
  return rap_question_finish(e, st, err);
}

/* -- text ------------------------------------------------------------------------------------------------------------------------------ */

static void put_side(comparison *x, const char *sign, const rap_stored_document *d) {
  rap_buf_printf(&x->page, "%s%s %s", rap_question_bold(x->q), sign, rap_question_plain(x->q));
  size_t start = x->line.n;
  rap_layout_item(&x->line, start, d->doc.id);
  char day[RAP_DAY_TEXT_MAX];
  rap_layout_item(&x->line, start, (rap_str){day, rap_day_format(d->doc.published, day)});
  rap_layout_item(&x->line, start, d->doc.source);
  rap_layout_item(&x->line, start, rap_document_title(&d->doc));
  rap_text_fit(&x->page, rap_buf_str(&x->line), rap_question_width(x->q) - 2, false);
  rap_buf_putc(&x->page, '\n');
  rap_buf_reset(&x->line);
}

/* Line breaks within what changed are shown as such, several in a row as one. */
static void put_words(rap_buf *out, rap_str words) {
  for (size_t i = 0; i < words.n; i++)
    if (words.p[i] != '\n')
      rap_buf_putc(out, words.p[i]);
    else if (i == 0 || words.p[i - 1] != '\n')
      rap_buf_puts(out, " ¶ ");
}

static void put_marked(comparison *x, rap_str words, bool inserted) {
  bool color = x->q->cli->color;
  if (!words.n) return;
  rap_buf_puts(&x->line, color ? (inserted ? "\033[32m" : "\033[31m") : inserted ? "{+" : "[-");
  put_words(&x->line, words);
  rap_buf_puts(&x->line, color ? RAP_SGR_PLAIN : inserted ? "+}" : "-]");
}

/* The context before a change, each change with what lies between it and the next, and the context behind the last: changes that are near each other are one paragraph. */
static void put_changes(comparison *x) {
  rap_str text = x->a.doc.full;
  for (size_t i = 0; i < x->diff.n; i++) {
    const rap_change *c = &x->diff.changes[i];
    size_t from = rap_context_before(text, c->a.begin, x->context, border_before(x, i));
    bool joined = i > 0 && from == x->diff.changes[i - 1].a.end;
    if (!joined) {
      if (i) rap_buf_putc(&x->page, '\n');
      if (from > 0 && text.p[from - 1] != '\n') rap_buf_puts(&x->line, "… ");
    }
    put_words(&x->line,
              joined ? rap_str_sub(text, from, c->a.begin) : rap_str_sub(text, from + (from < c->a.begin && text.p[from] == ' '), c->a.begin));
    put_marked(x, rap_str_at(text, c->a), false);
    if (c->a.begin == c->a.end && c->a.begin > 0 && text.p[c->a.begin - 1] != ' ') rap_buf_putc(&x->line, ' ');
    put_marked(x, rap_str_at(x->b.doc.full, c->b), true);
    size_t next = border_after(x, i), to = rap_context_after(text, c->a.end, x->context, next);
    if (i + 1 < x->diff.n && rap_context_before(text, next, x->context, c->a.end) == c->a.end) continue;
    put_words(&x->line, rap_str_sub(text, c->a.end, to));
    if (to < text.n && text.p[to] != '\n') rap_buf_puts(&x->line, " …");
    rap_layout_paragraph(&x->page, rap_buf_str(&x->line), rap_question_width(x->q), 0);
    rap_buf_reset(&x->line);
  }
}

static rap_status write_text(comparison *x, rap_error *err) {
  put_side(x, "---", &x->a);
  put_side(x, "+++", &x->b);
  rap_buf_putc(&x->page, '\n');
  if (x->diff.n) put_changes(x);
  if (x->diff.n) rap_buf_putc(&x->page, '\n');
  rap_layout_count(&x->page, (int64_t)x->diff.n, "changes");
  rap_buf_printf(&x->page, ": %zu words stay, of %zu in the first text and %zu in the second%s\n", x->diff.same, x->diff.words_a, x->diff.words_b,
                 x->diff.cut ? " (too many changes for the shortest way to be found)" : "");
  if (rap_buf_failed(&x->line)) x->page.failed = true;
  return rap_question_write(x->q, &x->page, err);
}

static rap_status run_diff(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const diff_options *o = options;
  rap_question q;
  comparison x = {.q = &q, .context = o->context ? (size_t)o->context : DEFAULT_CONTEXT};
  rap_status st = rap_question_open_store(cli, o->store, o->format, &q, err);
  if (st == RAP_OK) st = rap_store_get(q.store, cli->arena, operands->items[0], &x.a, err);
  if (st == RAP_OK) st = rap_store_get(q.store, cli->arena, operands->items[1], &x.b, err);
  if (st == RAP_OK && !rap_text_diff_make(cli->arena, x.a.doc.full, x.b.doc.full, &x.diff)) st = rap_error_nomem(err);
  if (st == RAP_OK) st = q.format == RAP_FORMAT_TEXT ? write_text(&x, err) : emit_changes(&x, err);
  rap_buf_clear(&x.page);
  rap_buf_clear(&x.line);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_diff = {
    .name = "diff",
    .group = RAP_GROUP_TEXTS,
    .operands = "OLD NEW",
    .summary = "what changed between two documents, word by word",
    .description =
        "OLD and NEW are documents as for show. What was taken out stands in [-…-], what was put in in {+…+}; on a colour terminal they are red and green. Other quotes, dashes, white space and capitals are "
        "no change.",
    .tables = diff_tables,
    .options_size = sizeof(diff_options),
    .min_operands = 2,
    .max_operands = 2,
    .run = run_diff,
};
