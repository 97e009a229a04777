/* compare: two conferences, two periods, or what was announced of one conference and what was reported of it. */
#include "queries/question.h"
#include "queries/short_names.h"

#include "base/utf8.h"

#include <assert.h>

typedef struct compare_options {
  rap_question_options question;
  bool planned;
  rap_str_list by;
} compare_options;

static const rap_option compare_table[] = {
    {.name = "planned",
     .kind = RAP_OPT_FLAG,
     .offset = offsetof(compare_options, planned),
     .help = "announced against reported; this is what a single EVENT gives anyway"},
    {.name = "by",
     .kind = RAP_OPT_LIST,
     .offset = offsetof(compare_options, by),
     .argument = "AXIS",
     .help = "compare along this axis; may be repeated (default themes, States, people, and statements by theme)"},
    RAP_OPTIONS_END,
};
static const rap_option *const compare_tables[] = {rap_common_table, compare_table, rap_question_table, NULL};

#define TABLE_ROWS 15
#define LABEL_COLUMNS 16
#define MAX_SECTIONS 16

typedef struct side {
  rap_str id; /* event, period, "planned", "reported": for machine formats */
  rap_filter filter;
  rap_str event; /* empty: a period */
} side;

/* How the two sides are spoken of. */
typedef struct wording {
  const char *both, *only_a, *only_b, *a, *b;
} wording;
static const wording two_sets = {"In both", "Only in A", "Only in B", "A", "B"};
static const wording two_times = {"Announced and reported", "Announced, not reported", "Reported, not announced", "Announced", "Reported"};

typedef struct section {
  const char *name, *title;
  rap_count_spec spec;
  bool table; /* numbers side by side; else names in three groups */
} section;

typedef struct comparison {
  rap_question *q;
  side a, b;
  const wording *words;
  section sections[MAX_SECTIONS];
  size_t n_sections;
  rap_emit *emit;
  rap_buf page, line;
  size_t n;
  bool legend; /* the numbers need explaining */
} comparison;

/* -- what is compared --------------------------------------------------------------------------------------------------------------------- */

/* A date or a year means what happened then; anything else, an event. */
static rap_status fill_side(rap_question *q, rap_str text, side *s, rap_error *err) {
  rap_day day;
  rap_label event;
  *s = (side){.id = text, .filter = q->filter};
  if (rap_day_parse(text, &day) && rap_day_valid(day)) {
    s->filter.since = s->filter.until = day;
    s->filter.by_event_date = true;
    return RAP_OK;
  }
  rap_status st = rap_question_resolve_one(q, RAP_AXIS_EVENT, text, &event, err);
  if (st != RAP_OK) return st;
  s->id = s->event = event.value;
  s->filter.events = (rap_str_list){0};
  return rap_str_list_add(q->cli->arena, &s->filter.events, event.value) ? RAP_OK : rap_error_nomem(err);
}

static rap_status fill_sides(comparison *c, const compare_options *o, const rap_str_list *operands, rap_error *err) {
  bool times = operands->n == 1;
  if (!times && o->planned) return rap_error_set(err, RAP_ERR_USAGE, "--planned takes one EVENT");
  rap_status st = fill_side(c->q, operands->items[0], &c->a, err);
  if (st != RAP_OK) return st;
  c->words = times ? &two_times : &two_sets;
  if (!times) return fill_side(c->q, operands->items[1], &c->b, err);
  c->b = c->a;
  c->a.id = RAP_STR("planned");
  c->b.id = RAP_STR("reported");
  c->a.filter.statuses = c->b.filter.statuses = (rap_str_list){0};
  bool added = rap_str_list_add(c->q->cli->arena, &c->a.filter.statuses, RAP_STR("planned")) &&
               rap_str_list_add(c->q->cli->arena, &c->b.filter.statuses, RAP_STR("held"));
  return added ? RAP_OK : rap_error_nomem(err);
}

static rap_status fill_sections(comparison *c, const compare_options *o, rap_error *err) {
  static const section defaults[] = {
      {"themes", "Themes", {.base = RAP_FROM_EVENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_THEME}, false},
      {"states", "States", {.base = RAP_FROM_EVENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_ACTOR}, false},
      {"people", "People", {.base = RAP_FROM_EVENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_PERSON}, false},
      {"statements", "Statements by theme", {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .rows = RAP_AXIS_THEME}, true},
  };
  if (o->by.n > MAX_SECTIONS) return rap_error_set(err, RAP_ERR_USAGE, "--by: more than %d axes", MAX_SECTIONS);
  for (size_t i = 0; i < o->by.n; i++) {
    rap_axis axis;
    rap_status st = rap_question_axis(o->by.items[i], "by", &axis, err);
    if (st != RAP_OK) return st;
    c->sections[i] =
        (section){rap_axis_name(axis), rap_question_axis_title(axis), {.base = RAP_FROM_EVENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = axis}, false};
    c->n_sections++;
  }
  if (o->by.n) return RAP_OK;
  static_assert(sizeof defaults / sizeof *defaults <= MAX_SECTIONS, "the default sections fit");
  memcpy(c->sections, defaults, sizeof defaults);
  c->n_sections = sizeof defaults / sizeof *defaults;
  return RAP_OK;
}

/* -- text: the heads ---------------------------------------------------------------------------------------------------------------------- */

static void put_paragraph(comparison *c, size_t indent) {
  rap_layout_paragraph(&c->page, rap_buf_str(&c->line), rap_question_width(c->q), indent);
  if (rap_buf_failed(&c->line)) c->page.failed = true;
  rap_buf_reset(&c->line);
}

typedef struct head {
  comparison *c;
  const char *letter;
} head;

static rap_status on_event(void *ctx, const rap_event_row *row, rap_error *err) {
  (void)err;
  comparison *c = ((head *)ctx)->c;
  const char *letter = ((head *)ctx)->letter;
  rap_buf_printf(&c->page, "%s%s%s", rap_question_bold(c->q), letter, *letter ? "  " : "");
  rap_text_wrap(&c->page, row->name, rap_question_width(c->q) - 3, 3);
  rap_buf_printf(&c->page, "%s\n", rap_question_plain(c->q));
  if (!rap_str_ends(row->name, row->place)) rap_layout_item(&c->line, 0, row->place);
  if (row->chair.n) rap_buf_printf(&c->line, "%schair %.*s", c->line.n ? " · " : "", RAP_FMT(row->chair));
  if (row->organiser.n) rap_buf_printf(&c->line, "%sorganiser %.*s", c->line.n ? " · " : "", RAP_FMT(row->organiser));
  rap_layout_item(&c->line, 0, row->status);
  rap_buf_puts(&c->line, " · ");
  rap_layout_count(&c->line, row->n_statements, "statements");
  rap_buf_puts(&c->line, " in ");
  rap_layout_count(&c->line, row->n_documents, "documents");
  put_paragraph(c, 3);
  return RAP_OK;
}

/* "A  2023: 12 events in 31 documents, 240 statements" */
static rap_status put_period(comparison *c, const side *s, const char *letter, rap_error *err) {
  static const rap_count_spec counted[] = {{.base = RAP_FROM_EVENTS, .unit = RAP_UNIT_EVENTS},
                                           {.base = RAP_FROM_EVENTS, .unit = RAP_UNIT_DOCUMENTS},
                                           {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS}};
  static const char *const before[] = {": ", " in ", ", "};
  rap_status st = RAP_OK;
  rap_buf_printf(&c->line, "%s%s  %.*s", rap_question_bold(c->q), letter, RAP_FMT(s->id));
  for (size_t i = 0; st == RAP_OK && i < sizeof counted / sizeof *counted; i++) {
    rap_facets n;
    st = rap_query_facets(c->q->store, &s->filter, &counted[i], c->q->cli->arena, &n, err);
    rap_buf_puts(&c->line, before[i]);
    if (st == RAP_OK) rap_layout_count(&c->line, n.total, rap_unit_name(counted[i].unit));
  }
  rap_buf_puts(&c->line, rap_question_plain(c->q));
  put_paragraph(c, 0);
  return st;
}

static rap_status put_head(comparison *c, const side *s, const char *letter, rap_error *err) {
  head h = {c, letter};
  rap_filter one = {.events = s->filter.events};
  if (!s->event.n) return put_period(c, s, letter, err);
  return rap_query_events(c->q->store, &one, (rap_page){0, 1}, on_event, &h, NULL, err);
}

/* -- text: the sections ------------------------------------------------------------------------------------------------------------------- */

/* "Only in A (3)    Education, Health ×2, Water": a paragraph of names, with the number of documents where it is more than one. */
static void put_group(comparison *c, const char *label, const rap_compare_row *rows, size_t n) {
  rap_buf_printf(&c->line, "%s (%zu)", label, n);
  size_t columns = c->words == &two_times ? 30 : LABEL_COLUMNS;
  rap_buf_puts(&c->page, "  ");
  rap_text_fit(&c->page, rap_buf_str(&c->line), columns, true);
  rap_buf_reset(&c->line);
  for (size_t i = 0; i < n; i++) {
    const rap_compare_row *r = &rows[i];
    rap_buf_printf(&c->line, "%s%.*s", i ? ", " : "", RAP_FMT(r->label.name));
    long long a = r->a, b = r->b;
    if (a && b && a + b > 2)
      rap_buf_printf(&c->line, " ×%lld/%lld", a, b);
    else if ((!a || !b) && a + b > 1)
      rap_buf_printf(&c->line, " ×%lld", a + b);
    if (a && b && a + b > 2) c->legend = true;
  }
  if (!n) rap_buf_puts(&c->line, "–");
  size_t width = rap_question_width(c->q);
  rap_text_wrap(&c->page, rap_buf_str(&c->line), width > columns + 22 ? width - columns - 2 : 20, columns + 2);
  rap_buf_putc(&c->page, '\n');
  if (rap_buf_failed(&c->line)) c->page.failed = true;
  rap_buf_reset(&c->line);
}

static void put_table(comparison *c, const rap_comparison *found) {
  size_t width = rap_question_width(c->q), label = sizeof "all, each once" - 1, most = width > 46 ? width - 26 : 20;
  for (size_t i = 0; i < found->n && i < TABLE_ROWS; i++) {
    size_t columns = rap_utf8_columns(found->items[i].label.name);
    if (columns > label) label = columns < most ? columns : most;
  }
  rap_layout_spaces(&c->page, label + 2);
  rap_buf_printf(&c->page, "%12s%12s\n", c->words->a, c->words->b);
  for (size_t i = 0; i < found->n && i < TABLE_ROWS; i++) {
    const rap_compare_row *r = &found->items[i];
    rap_buf_puts(&c->page, "  ");
    rap_text_fit(&c->page, r->label.name, label, true);
    for (int k = 0; k < 2; k++) {
      int64_t n = k ? r->b : r->a;
      if (n)
        rap_buf_printf(&c->page, "%12lld", (long long)n);
      else
        rap_buf_puts(&c->page, "           ·");
    }
    rap_buf_putc(&c->page, '\n');
  }
  if (found->n > TABLE_ROWS) rap_buf_printf(&c->page, "  … and %zu more themes\n", found->n - TABLE_ROWS);
  rap_buf_puts(&c->page, "  ");
  rap_text_fit(&c->page, RAP_STR("all, each once"), label, true);
  rap_buf_printf(&c->page, "%12lld%12lld\n", (long long)found->total_a, (long long)found->total_b);
}

static void put_section(comparison *c, const section *s, const rap_comparison *found) {
  rap_buf_printf(&c->page, "\n%s%s%s\n", rap_question_bold(c->q), s->title, rap_question_plain(c->q));
  if (s->table) {
    put_table(c, found);
    return;
  }
  put_group(c, c->words->both, found->items, found->n_both);
  put_group(c, c->words->only_a, found->items + found->n_both, found->n_only_a);
  put_group(c, c->words->only_b, found->items + found->n_both + found->n_only_a, found->n_only_b);
}

/* -- all formats --------------------------------------------------------------------------------------------------------------------------- */

static void emit_section(comparison *c, const section *s, const rap_comparison *found) {
  for (size_t i = 0; i < found->n; i++) {
    const rap_compare_row *r = &found->items[i];
    rap_emit_text(c->emit, rap_str_of(s->name));
    rap_emit_text(c->emit, r->label.value);
    rap_emit_text(c->emit, r->label.name);
    rap_emit_text(c->emit, r->a && r->b ? RAP_STR("both") : r->a ? RAP_STR("a") : RAP_STR("b"));
    rap_emit_int(c->emit, r->a);
    rap_emit_int(c->emit, r->b);
    rap_emit_text(c->emit, rap_str_of(rap_unit_name(s->spec.unit)));
    rap_emit_text(c->emit, c->a.id);
    rap_emit_text(c->emit, c->b.id);
    rap_emit_end_row(c->emit);
  }
}

static rap_status compare_all(comparison *c, rap_error *err) {
  rap_status st = RAP_OK;
  bool times = c->words == &two_times;
  if (!c->emit) st = put_head(c, &c->a, times ? "" : "A", err);
  if (!c->emit && st == RAP_OK && !times) st = put_head(c, &c->b, "B", err);
  for (size_t i = 0; st == RAP_OK && i < c->n_sections; i++) {
    rap_comparison found;
    st = rap_query_compare(c->q->store, &c->a.filter, &c->b.filter, &c->sections[i].spec, c->q->cli->arena, &found, err);
    if (st != RAP_OK) break;
    if (c->sections[i].spec.rows == RAP_AXIS_PERSON) rap_join_short_names(&found);
    c->n += found.n;
    if (c->emit)
      emit_section(c, &c->sections[i], &found);
    else if (found.n)
      put_section(c, &c->sections[i], &found);
  }
  if (c->legend)
    rap_buf_printf(&c->page, "\n%s×2/3: in 2 texts of %s, in 3 of %s%s\n", rap_question_dim(c->q), times ? "those that announce" : "A",
                   times ? "those that report" : "B", rap_question_plain(c->q));
  return st;
}

static rap_status run_compare(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  static const rap_column columns[] = {
      {.name = "section", .kind = RAP_COL_TEXT}, {.name = "value", .kind = RAP_COL_TEXT}, {.name = "name", .kind = RAP_COL_TEXT},
      {.name = "in", .kind = RAP_COL_TEXT},      {.name = "a", .kind = RAP_COL_INT},      {.name = "b", .kind = RAP_COL_INT},
      {.name = "of", .kind = RAP_COL_TEXT},      {.name = "set_a", .kind = RAP_COL_TEXT}, {.name = "set_b", .kind = RAP_COL_TEXT},
  };
  const compare_options *o = options;
  rap_question q;
  comparison c = {.q = &q};
  rap_status st = rap_question_open(cli, &o->question, NULL, 0, &q, err);
  if (st == RAP_OK) st = fill_sides(&c, o, operands, err);
  if (st == RAP_OK) st = fill_sections(&c, o, err);
  for (size_t i = 0; q.has_unit && i < c.n_sections; i++) c.sections[i].spec.unit = q.unit;
  if (st == RAP_OK && q.format != RAP_FORMAT_TEXT) st = rap_question_emit(&q, columns, sizeof columns / sizeof *columns, &c.emit, err);
  if (st == RAP_OK) st = compare_all(&c, err);
  bool text = !c.emit;
  st = rap_question_finish(c.emit, st, err);
  if (st == RAP_OK && text && c.n) st = rap_question_write(&q, &c.page, err);
  if (st == RAP_OK) st = rap_question_done(&q, c.n);
  rap_question_close(&q);
  rap_buf_clear(&c.page);
  rap_buf_clear(&c.line);
  return st;
}

const rap_command rap_command_compare = {
    .name = "compare",
    .group = RAP_GROUP_QUESTIONS,
    .operands = "A [B]",
    .summary = "two conferences, or two years: what stayed, went and came; or one: announced against reported",
    .description =
        "A and B are words of an event's name, with edition or year (\"chief secretaries 2022\"), its id, or a date (2022, 2022-06) for all events of that time. A alone: what was announced of the event and what was "
        "reported of it. Themes, States and people are those of the texts' accounts of the event, with the number of texts where it is more than one.",
    .tables = compare_tables,
    .options_size = sizeof(compare_options),
    .min_operands = 1,
    .max_operands = 2,
    .run = run_compare,
};
