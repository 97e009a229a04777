/* silence: States that were present and said nothing on what others raised. */
#include "index/relations.h"
#include "queries/listing.h"

#define PAGE 40

static const rap_option *const silence_tables[] = {rap_common_table, rap_question_table, rap_paging_table, NULL};

/* What is asked, apart from the filter. */
typedef struct asked {
  rap_question *q;
  rap_silence_spec spec;
  rap_str_list themes;
  rap_label state; /* value empty: all */
  rap_str theme;   /* its name, for people */
  rap_silence answer;
} asked;

/* -- machine formats ---------------------------------------------------------------------------------------------------------------------- */

static const char *kind_of(const asked *a) { return a->spec.by_event ? "event" : a->spec.themes->n ? "state" : "theme"; }

static rap_status emit_rows(const asked *a, rap_error *err) {
  const rap_column columns[] = {{.name = kind_of(a), .kind = RAP_COL_TEXT},    {.name = "name", .kind = RAP_COL_TEXT},
                                {.name = "raised", .kind = RAP_COL_INT},       {.name = "silent_spoke", .kind = RAP_COL_INT},
                                {.name = "silent_named", .kind = RAP_COL_INT}, {.name = "with_group", .kind = RAP_COL_INT}};
  rap_emit *e = NULL;
  rap_status st = rap_question_emit(a->q, columns, sizeof columns / sizeof *columns, &e, err);
  for (size_t i = 0; st == RAP_OK && i < a->answer.n_rows; i++) {
    const rap_silence_row *r = &a->answer.rows[i];
    rap_emit_text(e, r->label.value);
    rap_emit_text(e, r->label.name);
    rap_emit_int(e, r->raised);
    rap_emit_int(e, r->spoke);
    rap_emit_int(e, r->named);
    rap_emit_int(e, r->with_group);
    rap_emit_end_row(e);
  }
  return rap_question_finish(e, st, err);
}

/* -- text --------------------------------------------------------------------------------------------------------------------------------- */

static void put_paragraph(const rap_question *q, rap_buf *page, const char *title, rap_buf *names, size_t indent) {
  if (!names->n) return;
  rap_buf line = {0};
  rap_buf_printf(&line, "%s%s%s%.*s", rap_question_bold(q), title, rap_question_plain(q), RAP_FMT(rap_buf_str(names)));
  rap_text_wrap(page, rap_buf_str(&line), rap_question_width(q), indent);
  rap_buf_putc(page, '\n');
  if (rap_buf_failed(&line) || rap_buf_failed(names)) page->failed = true;
  rap_buf_clear(&line);
  rap_buf_reset(names);
}

static void put_raisers(const asked *a, bool with_numbers, rap_buf *page) {
  rap_buf names = {0};
  for (size_t i = 0; i < a->answer.raised_by.n; i++) {
    const rap_node *n = &a->answer.raised_by.items[i];
    rap_buf_printf(&names, "%s%.*s", i ? ", " : "", RAP_FMT(n->label.name));
    if (with_numbers) rap_buf_printf(&names, " %lld", (long long)n->n);
  }
  put_paragraph(a->q, page, "Raised by: ", &names, 2);
  rap_buf_clear(&names);
}

static void put_absent(const asked *a, const char *title, rap_buf *page) {
  rap_buf names = {0};
  for (size_t i = 0; i < a->answer.n_absent; i++) rap_buf_printf(&names, "%s%.*s", i ? ", " : "", RAP_FMT(a->answer.absent[i].name));
  put_paragraph(a->q, page, title, &names, 2);
  rap_buf_clear(&names);
}

static rap_status put_table(const asked *a, rap_error *err) {
  const rap_column columns[] = {{.name = "",
                                 .title = a->spec.by_event    ? "Event"
                                          : a->spec.themes->n ? "State"
                                                              : "Theme",
                                 .kind = RAP_COL_TEXT,
                                 .wrap = a->spec.by_event},
                                {.name = "", .title = "silent: spoke", .kind = RAP_COL_INT},
                                {.name = "", .title = "only named", .kind = RAP_COL_INT},
                                {.name = "", .title = "raised it", .kind = RAP_COL_INT},
                                {.name = "", .title = "its group did", .kind = RAP_COL_INT}};
  const rap_question *q = a->q;
  size_t total = a->answer.n_rows, from = q->page.offset < total ? q->page.offset : total, n = total - from;
  if (q->page.limit && n > q->page.limit) n = q->page.limit;
  rap_emit *e = NULL;
  rap_buf page = {0};
  rap_status st = rap_question_emit(q, columns, sizeof columns / sizeof *columns, &e, err);
  for (size_t i = from; st == RAP_OK && i < from + n; i++) {
    const rap_silence_row *r = &a->answer.rows[i];
    rap_emit_text(e, r->label.name);
    rap_emit_int(e, r->spoke);
    rap_emit_int(e, r->named);
    rap_emit_int(e, r->raised);
    rap_emit_int(e, r->with_group);
    rap_emit_end_row(e);
  }
  st = rap_question_finish(e, st, err);
  rap_question_more(q, &page, n, total);
  if (st == RAP_OK) st = rap_question_write(q, &page, err);
  rap_buf_clear(&page);
  return st;
}

static void put_heading(const asked *a, rap_buf *page) {
  const rap_question *q = a->q;
  rap_buf line = {0};
  if (a->spec.themes->n)
    rap_buf_printf(&line, "%.*s was raised at ", RAP_FMT(a->theme));
  else
    rap_buf_puts(&line, "Themes were raised at ");
  rap_layout_count(&line, a->answer.events, "events");
  if (a->state.value.n) rap_buf_printf(&line, " where %.*s was present", RAP_FMT(a->state.name));
  if (q->asked.n) rap_buf_printf(&line, ", for %.*s", RAP_FMT(q->asked));
  rap_buf_puts(page, rap_question_bold(q));
  rap_text_wrap(page, rap_buf_str(&line), rap_question_width(q), 0);
  rap_buf_printf(page, "%s\n\n", rap_question_plain(q));
  if (rap_buf_failed(&line)) page->failed = true;
  rap_buf_clear(&line);
}

static void put_note(const asked *a, rap_buf *page) {
  const rap_question *q = a->q;
  rap_str note = RAP_STR(
      "Silent: present where another raised it, without a statement of its own on it. “Spoke”: it has a statement on something else there; “only named”: a text on the event names it, which is "
      "no proof that it took part. Venues and datelines (Delhi) don't count as present. What the texts leave out is not known.");
  rap_buf_printf(page, "\n%s", rap_question_dim(q));
  rap_text_wrap(page, note, rap_question_width(q), 0);
  rap_buf_printf(page, "%s\n", rap_question_plain(q));
}

static rap_status text_counts(const asked *a, rap_error *err) {
  rap_buf page = {0};
  put_heading(a, &page);
  rap_status st = rap_question_write(a->q, &page, err);
  if (st == RAP_OK) st = put_table(a, err);
  if (!a->answer.n_rows) rap_buf_puts(&page, "No State is said to be present there.\n");
  if ((a->spec.themes->n && !a->spec.by_event) || !a->answer.n_rows) {
    rap_buf_putc(&page, '\n');
    put_raisers(a, true, &page);
    put_absent(a, "Never present there: ", &page);
  }
  put_note(a, &page);
  if (st == RAP_OK) st = rap_question_write(a->q, &page, err);
  rap_buf_clear(&page);
  return st;
}

/* -- one event ---------------------------------------------------------------------------------------------------------------------------- */

enum { SPOKE, TOOK_PART, ONLY_NAMED, N_WAYS };

static bool has_delegate(const rap_attendance *at, rap_str state) {
  for (size_t i = 0; i < at->n_delegates; i++)
    if (rap_str_eq(at->delegates[i].state, state)) return true;
  return false;
}

/* "Kerala (Pinarayi Vijayan, Chief Minister)" */
static void put_state(const rap_attendance *at, const rap_label *state, rap_buf *out) {
  size_t n = 0;
  rap_buf_printf(out, "%s%.*s", out->n ? ", " : "", RAP_FMT(state->name));
  for (size_t i = 0; i < at->n_delegates; i++) {
    const rap_delegate *d = &at->delegates[i];
    if (!rap_str_eq(d->state, state->value)) continue;
    rap_buf_printf(out, "%s%.*s", n++ ? "; " : " (", RAP_FMT(d->name));
    if (d->role.n) rap_buf_printf(out, ", %.*s", RAP_FMT(d->role));
  }
  if (n) rap_buf_putc(out, ')');
}

static void put_ways(const asked *a, const rap_attendance *at, rap_buf *page) {
  static const char *const titles[N_WAYS] = {"Silent, spoke on other themes: ", "Silent, an office-holder took part: ", "Only named: "};
  rap_buf names = {0};
  for (int way = 0; way < N_WAYS; way++) {
    for (size_t i = 0; i < a->answer.n_rows; i++) {
      const rap_silence_row *r = &a->answer.rows[i];
      if (!r->spoke && !r->named) continue;
      int its = r->spoke ? SPOKE : has_delegate(at, r->label.value) ? TOOK_PART : ONLY_NAMED;
      if (its == way) put_state(at, &r->label, &names);
    }
    for (size_t i = 0; way == TOOK_PART && i < a->answer.n_absent; i++) /* venues */
      if (has_delegate(at, a->answer.absent[i].value)) put_state(at, &a->answer.absent[i], &names);
    put_paragraph(a->q, page, titles[way], &names, 2);
  }
  for (size_t i = 0; i < a->answer.n_absent; i++)
    if (!has_delegate(at, a->answer.absent[i].value)) rap_buf_printf(&names, "%s%.*s", names.n ? ", " : "", RAP_FMT(a->answer.absent[i].name));
  put_paragraph(a->q, page, "Never named: ", &names, 2);
  rap_buf_clear(&names);
}

static void put_limits(const asked *a, const rap_attendance *at, rap_buf *page) {
  rap_buf line = {0};
  for (size_t i = 0; i < at->n_counts; i++) rap_buf_printf(&line, "%s“%.*s”", i ? ", " : "", RAP_FMT(at->counts[i].name));
  put_paragraph(a->q, page, "Who came, as the texts count: ", &line, 2);
  if (at->open) {
    rap_layout_count(&line, at->open, "statements");
    rap_buf_puts(&line, " (“States like …”): more may have spoken than are named");
    put_paragraph(a->q, page, "Open lists in ", &line, 2);
  }
  if (at->more) {
    rap_layout_count(&line, (int64_t)at->more, "older documents");
    put_paragraph(a->q, page, "Not looked at for who took part: ", &line, 2);
  }
  rap_buf_clear(&line);
}

static rap_status text_event(const asked *a, rap_error *err) {
  rap_buf page = {0};
  rap_attendance at;
  rap_status st = rap_query_attendance(a->q->store, a->q->filter.events.items[0], a->q->cli->arena, &at, err);
  if (st != RAP_OK) return st;
  put_heading(a, &page);
  put_raisers(a, false, &page);
  put_ways(a, &at, &page);
  put_limits(a, &at, &page);
  put_note(a, &page);
  st = rap_question_write(a->q, &page, err);
  rap_buf_clear(&page);
  return st;
}

/* -- the command -------------------------------------------------------------------------------------------------------------------------- */

/* Theme and State are no conditions here: the filter without them tells where to look. */
static rap_status take(asked *a, const rap_str_list *operands, rap_error *err) {
  rap_question *q = a->q;
  rap_status st = RAP_OK;
  a->themes = q->filter.themes;
  q->filter.themes = (rap_str_list){0};
  if (operands->n) st = rap_question_resolve(q, RAP_AXIS_THEME, operands->items[0], &a->themes, err);
  if (st == RAP_OK && q->filter.states.n > 1) return rap_error_set(err, RAP_ERR_USAGE, "--state: silence is asked of one State, or of all");
  if (st == RAP_OK && q->filter.states.n) {
    a->state.value = q->filter.states.items[0];
    st = rap_query_label(q->store, RAP_AXIS_STATE, a->state.value, q->cli->arena, &a->state.name, err);
  }
  q->filter.states = (rap_str_list){0};
  if (st == RAP_OK && a->themes.n) st = rap_query_label(q->store, RAP_AXIS_THEME, a->themes.items[0], q->cli->arena, &a->theme, err);
  if (st == RAP_OK && a->themes.n > 1) {
    a->theme = rap_arena_printf(q->cli->arena, "%.*s or %zu other themes", RAP_FMT(a->theme), a->themes.n - 1);
    if (!a->theme.p) st = rap_error_nomem(err);
  }
  a->spec = (rap_silence_spec){.themes = &a->themes, .state = a->state.value, .by_event = a->themes.n && a->state.value.n};
  return st;
}

static rap_status answer(asked *a, rap_error *err) {
  const rap_question *q = a->q;
  rap_status st = rap_query_silence(q->store, &q->filter, &a->spec, q->cli->arena, &a->answer, err);
  if (st != RAP_OK) return st;
  if (q->format != RAP_FORMAT_TEXT) return emit_rows(a, err);
  if (!a->answer.n_rows && !a->answer.raised_by.n) return RAP_OK;
  bool one_event = q->filter.events.n == 1 && a->themes.n && !a->state.value.n && a->answer.raised_by.n;
  return one_event ? text_event(a, err) : text_counts(a, err);
}

static rap_status run_silence(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const rap_str_list words = {.items = operands->items + 1, .n = operands->n ? operands->n - 1 : 0};
  rap_question q;
  asked a = {.q = &q};
  rap_status st = rap_question_open(cli, options, operands->n > 1 ? &words : NULL, PAGE, &q, err);
  if (st == RAP_OK) st = take(&a, operands, err);
  if (st == RAP_OK) st = answer(&a, err);
  if (st == RAP_OK) st = rap_question_done(&q, a.answer.n_rows + a.answer.raised_by.n);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_silence = {
    .name = "silence",
    .group = RAP_GROUP_WHO,
    .operands = "[THEME [WORDS…]]",
    .summary = "States that were present and said nothing on a theme that others raised",
    .description =
        "THEME: how often each State was present and silent where another raised it; with --event, one by one, and who took part for it. Without THEME: the themes on which those present were silent; with --state those of one "
        "State, and with THEME and --state the events. Present is who has a statement at the event or is named in a text on it. WORDS restrict to documents in whose full text they occur.",
    .tables = silence_tables,
    .options_size = sizeof(rap_question_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_silence,
};
