/* dossier_lists.c: the sections of a dossier that lead from numbers to sentences. Layer: queries. */
#include <stdio.h>

#include "queries/dossier.h"

/* ---- from a cell to its statements ---- */

static bool has_value(const rap_label *labels, size_t n, rap_str value) {
  for (size_t i = 0; i < n; i++)
    if (rap_str_eq(labels[i].value, value)) return true;
  return false;
}

/* What the statements of a list have in common; what is empty does not matter. */
typedef struct shared {
  rap_str actor, theme, status, event;
} shared;

static bool shares(const rap_dossier_statement *s, const shared *x) {
  return (!x->actor.n || has_value(s->actors, s->n_actors, x->actor)) && (!x->theme.n || has_value(s->themes, s->n_themes, x->theme)) &&
         (!x->status.n || rap_str_eq(s->status, x->status)) && (!x->event.n || rap_str_eq(s->event, x->event));
}

static void put_reference(rap_page *page, size_t number, bool first) {
  char href[32], text[24];
  (void)snprintf(href, sizeof href, "#s-%zu", number);
  (void)snprintf(text, sizeof text, "%zu", number);
  if (!first) rap_page_text(page, RAP_STR(", "));
  rap_page_link(page, rap_str_of(href), rap_str_of(text));
}

/* "4, 7, 12" of n; "…" behind them when some are not quoted. */
static void put_references(const rap_dossier *d, const shared *x, int64_t n, rap_page *page) {
  size_t listed = 0;
  for (size_t i = 0; i < d->n_statements; i++)
    if (shares(&d->statements[i], x)) put_reference(page, i + 1, listed++ == 0);
  if (listed == 0)
    rap_page_text(page, RAP_STR("not among the sentences quoted below"));
  else if (d->request.unit == RAP_UNIT_STATEMENTS && (int64_t)listed < n)
    rap_page_text(page, RAP_STR(" …"));
}

/* "Cyber security (3): 4, 7, 12" */
static void put_item(const rap_dossier *d, rap_str id, rap_str label, const shared *x, int64_t n, rap_page *page) {
  rap_page_begin_at(page, RAP_PAGE_ITEM, id);
  rap_page_textf(page, "%.*s (%lld): ", RAP_FMT(label), (long long)n);
  put_references(d, x, n, page);
  rap_page_end(page);
}

static void write_states(const rap_dossier *d, rap_page *page) {
  const rap_matrix *m = &d->matrix;
  if (!m->n_rows) return;
  rap_page_heading(page, 2, RAP_STR("by-state"), RAP_STR("By State and theme"));
  rap_page_begin(page, RAP_PAGE_NOTE);
  rap_page_textf(page, "How often, and the numbers of the sentences below.%s",
                 d->n_statements < d->all_statements ? " “…”: some of them are not quoted." : "");
  rap_page_end(page);
  for (size_t r = 0; r < m->n_rows; r++) {
    rap_page_heading(page, 3, rap_arena_printf(d->arena, "row-%zu", r + 1), m->rows[r].name);
    rap_page_begin(page, RAP_PAGE_LIST);
    put_item(d, (rap_str){0}, RAP_STR("All"), &(shared){.actor = m->rows[r].value}, m->row_totals[r], page);
    for (size_t c = 0; c < m->n_cols; c++) {
      const shared x = {.actor = m->rows[r].value, .theme = m->cols[c].value};
      int64_t n = m->cells[r * m->n_cols + c];
      if (n) put_item(d, rap_arena_printf(d->arena, "cell-%zu-%zu", r + 1, c + 1), m->cols[c].name, &x, n, page);
    }
    rap_page_end(page);
  }
}

static void write_themes(const rap_dossier *d, rap_page *page) {
  const rap_matrix *m = &d->themes;
  if (!m->n_rows) return;
  rap_page_heading(page, 2, RAP_STR("by-theme"), RAP_STR("By theme"));
  for (size_t r = 0; r < m->n_rows; r++) {
    rap_page_heading(page, 3, rap_arena_printf(d->arena, "theme-%zu", r + 1), m->rows[r].name);
    rap_page_begin(page, RAP_PAGE_LIST);
    for (size_t c = 0; c < m->n_cols; c++) {
      const shared x = {.theme = m->rows[r].value, .status = m->cols[c].value};
      int64_t n = m->cells[r * m->n_cols + c];
      if (n) put_item(d, (rap_str){0}, rap_dossier_status(m->cols[c].value), &x, n, page);
    }
    rap_page_end(page);
  }
}

static void write_events(const rap_dossier *d, rap_page *page) {
  const rap_matrix *m = &d->at_events;
  if (m->n_rows + m->more_rows < 2) return;
  rap_page_heading(page, 2, RAP_STR("by-event"), RAP_STR("By conference"));
  rap_page_begin(page, RAP_PAGE_LIST);
  for (size_t r = 0; r < m->n_rows; r++) put_item(d, (rap_str){0}, m->rows[r].name, &(shared){.event = m->rows[r].value}, m->row_totals[r], page);
  rap_page_end(page);
  if (!m->more_rows) return;
  rap_page_begin(page, RAP_PAGE_NOTE);
  rap_page_textf(page, "Left out: %zu with fewer.", m->more_rows);
  rap_page_end(page);
}

void rap_dossier_write_lists(const rap_dossier *d, rap_page *page) {
  write_states(d, page);
  write_themes(d, page);
  write_events(d, page);
}

/* ---- sentences ---- */

static void put_labels(rap_page *page, rap_page_style style, const rap_label *labels, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (i) rap_page_text(page, RAP_STR(", "));
    rap_page_styled(page, style, labels[i].name);
  }
}

/* "4 · Telangana and others · discussed · Cyber security · reported · said by …" */
static void put_summary(const rap_dossier_statement *s, size_t number, rap_page *page) {
  rap_page_begin(page, RAP_PAGE_PARAGRAPH);
  rap_page_textf(page, "%zu · ", number);
  put_labels(page, RAP_PAGE_STRONG, s->actors, s->n_actors);
  rap_page_textf(page, "%s · %.*s%s · ", s->open ? " and others" : "", RAP_FMT(s->predicate), rap_str_is(s->role, "subject") ? " (as subject)" : "");
  put_labels(page, RAP_PAGE_PLAIN, s->themes, s->n_themes);
  if (!s->n_themes) rap_page_text(page, RAP_STR("no theme"));
  rap_page_textf(page, " · %.*s", RAP_FMT(s->status));
  if (s->speaker.n) rap_page_textf(page, " · said by %.*s", RAP_FMT(s->speaker));
  rap_page_end(page);
}

static bool inside(rap_span span, size_t at) { return at >= span.begin && at < span.end; }

static rap_page_style style_at(const rap_dossier_statement *s, size_t at) {
  if (inside(s->actor, at)) return RAP_PAGE_ACTOR;
  if (inside(s->topic, at)) return RAP_PAGE_TOPIC;
  return inside(s->cue, at) ? RAP_PAGE_CUE : RAP_PAGE_PLAIN;
}

static void earlier(size_t *end, size_t bound, size_t at) {
  if (bound > at && bound < *end) *end = bound;
}

/* Stretches between the bounds of the three spans, each in the style of the strongest. */
static void put_evidence(const rap_dossier_statement *s, rap_page *page) {
  rap_page_begin(page, RAP_PAGE_QUOTE);
  rap_page_text(page, RAP_STR("“"));
  for (size_t at = 0; at < s->evidence.n;) {
    size_t end = s->evidence.n;
    const rap_span spans[] = {s->actor, s->topic, s->cue};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
      earlier(&end, spans[i].begin, at);
      earlier(&end, spans[i].end, at);
    }
    rap_page_styled(page, style_at(s, at), rap_str_sub(s->evidence, at, end));
    at = end;
  }
  rap_page_text(page, RAP_STR("”"));
  rap_page_end(page);
}

static void put_origin(const rap_dossier_statement *s, rap_page *page) {
  rap_page_begin(page, RAP_PAGE_NOTE);
  if (s->heading.n) rap_page_textf(page, "Under “%.*s”. ", RAP_FMT(s->heading));
  rap_page_link(page, s->url, s->title.n ? s->title : s->document);
  if (s->title.n) rap_page_textf(page, " (%.*s)", RAP_FMT(s->document));
  if (s->published.n) rap_page_textf(page, ", %.*s", RAP_FMT(s->published));
  if (s->event_name.n) rap_page_textf(page, " · %.*s", RAP_FMT(s->event_name));
  if (s->copies) rap_page_textf(page, " · also in %lld other text%s of this release", (long long)s->copies, s->copies == 1 ? "" : "s");
  rap_page_end(page);
}

void rap_dossier_write_statements(const rap_dossier *d, rap_page *page) {
  if (!d->n_statements) return;
  rap_page_heading(page, 2, RAP_STR("sentences"), RAP_STR("Sentences"));
  rap_page_begin(page, RAP_PAGE_NOTE);
  if (d->n_statements < d->all_statements) rap_page_textf(page, "The first %zu of %zu, ", d->n_statements, d->all_statements);
  rap_page_text(page, d->n_statements < d->all_statements ? RAP_STR("newest first. Marked: ") : RAP_STR("Newest first. Marked: "));
  rap_page_styled(page, RAP_PAGE_ACTOR, RAP_STR("who"));
  rap_page_text(page, RAP_STR(", "));
  rap_page_styled(page, RAP_PAGE_TOPIC, RAP_STR("on what"));
  rap_page_text(page, RAP_STR(", "));
  rap_page_styled(page, RAP_PAGE_CUE, RAP_STR("the words by which it was found"));
  rap_page_text(page, RAP_STR("."));
  rap_page_end(page);
  for (size_t i = 0; i < d->n_statements; i++) {
    rap_page_begin_at(page, RAP_PAGE_ENTRY, rap_arena_printf(d->arena, "s-%zu", i + 1));
    put_summary(&d->statements[i], i + 1, page);
    put_evidence(&d->statements[i], page);
    put_origin(&d->statements[i], page);
    rap_page_end(page);
  }
}

/* ---- documents ---- */

void rap_dossier_write_documents(const rap_dossier *d, rap_page *page) {
  if (!d->n_documents) return;
  rap_page_heading(page, 2, RAP_STR("documents"), RAP_STR("Documents"));
  if (d->n_documents < d->all_documents) {
    rap_page_begin(page, RAP_PAGE_NOTE);
    rap_page_textf(page, "The first %zu of %zu.", d->n_documents, d->all_documents);
    rap_page_end(page);
  }
  rap_page_begin(page, RAP_PAGE_LIST);
  for (size_t i = 0; i < d->n_documents; i++) {
    const rap_dossier_document *x = &d->documents[i];
    rap_page_begin(page, RAP_PAGE_ITEM);
    rap_page_link(page, x->url, x->title.n ? x->title : x->id);
    if (x->title.n) rap_page_textf(page, " (%.*s)", RAP_FMT(x->id));
    if (x->source.n) rap_page_textf(page, ", %.*s", RAP_FMT(x->source));
    if (x->published.n) rap_page_textf(page, ", %.*s", RAP_FMT(x->published));
    rap_page_textf(page, " · %lld statement%s", (long long)x->n_statements, x->n_statements == 1 ? "" : "s");
    if (x->copies) rap_page_textf(page, " · %lld other text%s of this release", (long long)x->copies, x->copies == 1 ? "" : "s");
    rap_page_end(page);
  }
  rap_page_end(page);
}
