/* dossier_page.c: the sections of a dossier that tell what, when, who and how much. Layer: queries. */
#include <math.h>
#include <stdio.h>

#include "queries/chart.h"
#include "queries/dossier.h"
#include "queries/layout.h"

static void put_count(rap_page *page, int64_t n, const char *what) {
  rap_buf b = {0};
  rap_layout_count(&b, n, what);
  rap_page_text(page, rap_buf_str(&b));
  rap_buf_clear(&b);
}

/* ---- the beginning ---- */

/* First and last period in which anything was. */
static void put_period(const rap_dossier *d, rap_page *page) {
  const rap_matrix *t = &d->over_time;
  if (!t->n_cols) return;
  if (t->n_cols == 1)
    rap_page_textf(page, ", %.*s", RAP_FMT(t->cols[0].name));
  else
    rap_page_textf(page, ", %.*s to %.*s", RAP_FMT(t->cols[0].name), RAP_FMT(t->cols[t->n_cols - 1].name));
}

static void put_lead(const rap_dossier *d, rap_page *page) {
  rap_page_begin(page, RAP_PAGE_LEAD);
  put_count(page, (int64_t)d->all_statements, "statements");
  rap_page_text(page, RAP_STR(" by "));
  if (d->matrix.n_rows == 1)
    rap_page_text(page, d->matrix.rows[0].name);
  else
    rap_page_textf(page, "%zu States and groups", d->matrix.n_rows + d->matrix.more_rows);
  rap_page_text(page, RAP_STR(" on "));
  put_count(page, (int64_t)(d->matrix.n_cols + d->matrix.more_cols), "themes");
  rap_page_text(page, RAP_STR(", in "));
  put_count(page, (int64_t)d->all_documents, d->request.unit == RAP_UNIT_FAMILIES ? "families" : "documents");
  put_period(d, page);
  rap_page_text(page, RAP_STR("."));
  rap_page_end(page);
}

static void put_fact(rap_page *page, const char *term, rap_str value) {
  if (!value.n) return;
  rap_page_fact(page, rap_str_of(term));
  rap_page_text(page, value);
}

/* Those named most, without numbers: what names them is in the store, not on the page. */
static void put_names(rap_page *page, const char *term, const rap_facets *names) {
  if (!names->n) return;
  rap_page_fact(page, rap_str_of(term));
  for (size_t i = 0; i < names->n; i++) rap_page_textf(page, "%s%.*s", i ? ", " : "", RAP_FMT(names->items[i].label.name));
  if (names->more) rap_page_textf(page, " and %zu more", names->more);
}

static void put_event(const rap_dossier *d, rap_page *page) {
  const rap_dossier_event *e = &d->event;
  if (!rap_str_eq(d->title, e->name)) put_fact(page, "Conference", e->name);
  if (e->start.n && !rap_str_eq(e->start, e->end) && e->end.n) {
    rap_page_fact(page, RAP_STR("Dates"));
    rap_page_textf(page, "%.*s to %.*s", RAP_FMT(e->start), RAP_FMT(e->end));
  } else {
    put_fact(page, "Date", e->start);
  }
  put_fact(page, "Place", e->place);
  put_fact(page, "Chair", e->chair);
  put_fact(page, "Organiser", e->organiser);
  put_fact(page, "Status", e->status);
}

static void put_facts(const rap_dossier *d, rap_page *page) {
  bool one = d->all_events == 1;
  if (!one && !d->request.asked.n && !d->persons.n && !d->organisations.n) return;
  rap_page_facts_begin(page);
  if (one) put_event(d, page);
  if (!one || !rap_str_ends(d->request.asked, d->title)) put_fact(page, "Question", d->request.asked);
  if (!d->n_persons_there) put_names(page, "People named", &d->persons);
  put_names(page, "Bodies named", &d->organisations);
  rap_page_facts_end(page);
}

/* ---- who took part ---- */

/* "The texts speak of “34 States and UTs”." */
static void put_stated(const rap_dossier *d, rap_page *page) {
  const rap_attendance *a = &d->attendance;
  if (!a->n_counts && !a->open) return;
  rap_page_begin(page, RAP_PAGE_NOTE);
  for (size_t i = 0; i < a->n_counts; i++) rap_page_textf(page, "%s“%.*s”", i ? ", " : "The texts speak of ", RAP_FMT(a->counts[i].name));
  if (a->n_counts) rap_page_text(page, RAP_STR(". "));
  if (a->open) {
    put_count(page, a->open, "statements");
    rap_page_text(page, a->open == 1 ? RAP_STR(" names") : RAP_STR(" name"));
    rap_page_text(page, RAP_STR(" some States for others, too."));
  }
  rap_page_end(page);
}

static void put_persons(const rap_dossier *d, rap_page *page) {
  const rap_page_column columns[] = {{RAP_STR("Person"), false, false},
                                     {RAP_STR("Office"), false, false},
                                     {RAP_STR("Part"), false, false},
                                     {RAP_STR("In the words of the text"), false, false}};
  if (!d->n_persons_there && !d->attendance.n_counts && !d->attendance.open) return;
  rap_page_heading(page, 2, RAP_STR("who"), RAP_STR("Who took part"));
  if (d->n_persons_there) {
    rap_page_table_begin(page, RAP_STR("People who are said to have taken part, or to be about to; office and part as the newest text has them."),
                         columns, 4);
    for (size_t i = 0; i < d->n_persons_there; i++) {
      const rap_dossier_person *p = &d->persons_there[i];
      rap_page_cell(page, p->name, (rap_str){0});
      rap_page_cell(page, p->role, (rap_str){0});
      rap_page_cell(page, p->function, (rap_str){0});
      rap_page_cell(page, p->sentence, (rap_str){0});
    }
    rap_page_table_end(page);
  }
  put_stated(d, page);
}

/* ---- the matrix ---- */

static int64_t largest(const rap_matrix *m) {
  int64_t max = 0;
  for (size_t i = 0; i < m->n_rows * m->n_cols; i++)
    if (m->cells[i] > max) max = m->cells[i];
  return max;
}

/* The square root, so that small numbers beside a large one still differ. It is the same everywhere: IEEE 754 has it rounded correctly. */
static double shade(int64_t n, int64_t max) { return n > 0 && max > 0 ? sqrt((double)n / (double)max) : 0; }

static void put_matrix_row(const rap_matrix *m, size_t r, int64_t max, rap_page *page) {
  char href[64];
  rap_page_cell(page, m->rows[r].name, (rap_str){0});
  for (size_t c = 0; c < m->n_cols; c++) {
    int64_t n = m->cells[r * m->n_cols + c];
    (void)snprintf(href, sizeof href, "#cell-%zu-%zu", r + 1, c + 1);
    rap_page_cell_heat(page, n, shade(n, max), n ? rap_str_of(href) : (rap_str){0});
  }
  char total[24];
  (void)snprintf(total, sizeof total, "%lld", (long long)m->row_totals[r]);
  (void)snprintf(href, sizeof href, "#row-%zu", r + 1);
  rap_page_cell(page, rap_str_of(total), rap_str_of(href));
}

static size_t row_of(const rap_matrix *m, rap_str value) {
  size_t r = 0;
  while (r < m->n_rows && !rap_str_eq(m->rows[r].value, value)) r++;
  return r;
}

static void put_number(rap_page *page, int64_t n, const char *place, size_t number) {
  char text[24], href[48];
  (void)snprintf(text, sizeof text, "%lld", (long long)n);
  (void)snprintf(href, sizeof href, "#%s-%zu", place, number);
  rap_page_cell(page, rap_str_of(text), n && *place ? rap_str_of(href) : (rap_str){0});
}

static void put_totals(const rap_dossier *d, rap_page *page) {
  const rap_matrix *m = &d->matrix;
  rap_page_cell(page, RAP_STR("All"), (rap_str){0});
  for (size_t c = 0; c < m->n_cols; c++) put_number(page, m->col_totals[c], "theme", row_of(&d->themes, m->cols[c].value) + 1);
  put_number(page, m->total, "", 0);
}

static void put_left_out(const rap_matrix *m, rap_page *page) {
  if (!m->more_rows && !m->more_cols) return;
  rap_page_begin(page, RAP_PAGE_NOTE);
  rap_page_text(page, RAP_STR("Left out of the table, but counted in its totals: "));
  if (m->more_rows) put_count(page, (int64_t)m->more_rows, "smaller rows");
  if (m->more_rows && m->more_cols) rap_page_text(page, RAP_STR(" and "));
  if (m->more_cols) put_count(page, (int64_t)m->more_cols, "smaller columns");
  rap_page_text(page, RAP_STR("."));
  rap_page_end(page);
}

static void put_matrix(const rap_dossier *d, rap_page *page) {
  const rap_matrix *m = &d->matrix;
  rap_page_column *columns = rap_arena_array(d->arena, m->n_cols + 2, sizeof *columns);
  if (!columns || !m->n_rows) return;
  columns[0].title = RAP_STR("State or group");
  for (size_t c = 0; c < m->n_cols; c++) columns[c + 1] = (rap_page_column){.title = m->cols[c].name, .upright = true};
  columns[m->n_cols + 1] = (rap_page_column){.title = RAP_STR("All"), .number = true};
  rap_page_heading(page, 2, RAP_STR("matrix"), RAP_STR("Who spoke on what"));
  rap_str caption = rap_arena_printf(
      d->arena, "Number of %s in which a State or group and a theme meet. A statement on two themes counts under both, but once in the totals.",
      rap_unit_name(d->request.unit));
  rap_page_table_begin(page, caption, columns, m->n_cols + 2);
  int64_t max = largest(m);
  for (size_t r = 0; r < m->n_rows; r++) put_matrix_row(m, r, max, page);
  put_totals(d, page);
  rap_page_table_end(page);
  put_left_out(m, page);
}

/* ---- announced and reported ---- */

rap_str rap_dossier_status(rap_str status) { return rap_str_is(status, "planned") ? RAP_STR("announced") : status; }

static void put_planned(const rap_dossier *d, rap_page *page) {
  const rap_matrix *m = &d->themes;
  const rap_page_column columns[] = {{RAP_STR("Theme"), false, false}, {RAP_STR("Announced"), true, false}, {RAP_STR("Reported"), true, false}};
  size_t planned = 0, reported = 0;
  while (planned < m->n_cols && !rap_str_is(m->cols[planned].value, "planned")) planned++;
  while (reported < m->n_cols && !rap_str_is(m->cols[reported].value, "reported")) reported++;
  if (planned == m->n_cols || reported == m->n_cols) return;
  rap_page_heading(page, 2, RAP_STR("planned"), RAP_STR("Announced and reported"));
  rap_page_table_begin(page, RAP_STR("Statements about what was to come, and about what was said to have happened."), columns, 3);
  for (size_t r = 0; r < m->n_rows; r++) {
    rap_page_cell(page, m->rows[r].name, (rap_str){0});
    put_number(page, m->cells[r * m->n_cols + planned], "theme", r + 1);
    put_number(page, m->cells[r * m->n_cols + reported], "theme", r + 1);
  }
  rap_page_table_end(page);
}

/* ---- figures ---- */

static void put_timeline(const rap_dossier *d, rap_page *page) {
  const rap_matrix *t = &d->over_time;
  if (t->n_cols < 2 || !t->n_rows) return;
  size_t peak = 0;
  for (size_t c = 1; c < t->n_cols; c++)
    if (t->cells[c] > t->cells[peak]) peak = c;
  rap_chart_bars bars = {t, rap_unit_name(d->request.unit)};
  rap_page_heading(page, 2, RAP_STR("time"), RAP_STR("When"));
  rap_str caption = rap_arena_printf(d->arena, "Number of %s by %s", bars.unit, rap_axis_name(d->period));
  rap_str alternative =
      rap_arena_printf(d->arena, "%lld %s from %.*s to %.*s; most, %lld, in %.*s.", (long long)t->total, bars.unit, RAP_FMT(t->cols[0].name),
                       RAP_FMT(t->cols[t->n_cols - 1].name), (long long)t->cells[peak], RAP_FMT(t->cols[peak].name));
  rap_page_figure(page, caption, alternative, rap_chart_draw_bars, &bars);
}

static void put_ties(const rap_dossier *d, rap_page *page) {
  const rap_matrix *m = &d->matrix;
  if (m->n_rows < 2 || m->n_cols < 2) return;
  rap_chart_ties ties = {m, rap_unit_name(d->request.unit)};
  size_t best = 0;
  for (size_t i = 1; i < m->n_rows * m->n_cols; i++)
    if (m->cells[i] > m->cells[best]) best = i;
  rap_page_heading(page, 2, RAP_STR("network"), RAP_STR("Who stands with what"));
  rap_str alternative = rap_arena_printf(
      d->arena,
      "Lines between States or groups and themes, the thicker the more %s; the strongest is %.*s with %.*s (%lld). The table above has the same numbers.",
      ties.unit, RAP_FMT(m->rows[best / m->n_cols].name), RAP_FMT(m->cols[best % m->n_cols].name), (long long)m->cells[best]);
  rap_page_figure(page, RAP_STR("States and groups on the left, themes on the right; a line is as thick as they meet often"), alternative,
                  rap_chart_draw_ties, &ties);
}

void rap_dossier_write(const rap_dossier *d, rap_page *page) {
  put_lead(d, page);
  put_facts(d, page);
  put_persons(d, page);
  put_matrix(d, page);
  put_ties(d, page);
  put_planned(d, page);
  put_timeline(d, page);
  rap_dossier_write_lists(d, page);
  rap_dossier_write_statements(d, page);
  rap_dossier_write_documents(d, page);
}
