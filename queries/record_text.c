#include "queries/record_text.h"

#include "base/emit.h"
#include "base/map.h"

#define LABEL_WIDTH 12
#define SGR_BOLD "\033[1m"
#define SGR_DIM "\033[2m"
#define SGR_RESET "\033[0m"

static const char *const month_names[] = {"",     "January", "February",  "March",   "April",    "May",     "June",
                                          "July", "August",  "September", "October", "November", "December"};

static void put_day(rap_buf *out, rap_day d, bool month, bool year) {
  if (d.day) rap_buf_printf(out, "%d", d.day);
  if (d.month && month) rap_buf_printf(out, "%s%s", d.day ? " " : "", month_names[d.month]);
  if (year) rap_buf_printf(out, "%s%d", d.month && month ? " " : d.day ? " " : "", d.year);
}

void rap_day_range(rap_buf *out, rap_day start, rap_day end) {
  if (!start.year) return;
  if (!end.year || rap_day_same(start, end)) {
    put_day(out, start, true, true);
    return;
  }
  bool same_year = start.year == end.year, same_month = same_year && start.month == end.month;
  put_day(out, start, !same_month, !same_year);
  rap_buf_puts(out, same_month ? "–" : " – ");
  put_day(out, end, true, true);
}

static const char *ordinal_suffix(int n) {
  if (n % 100 >= 11 && n % 100 <= 13) return "th";
  return n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
}

void rap_record_event_title(rap_buf *out, rap_str series, int edition, rap_day start, rap_day end, rap_str place) {
  rap_buf_add(out, series);
  if (edition > 0) rap_buf_printf(out, " (%d%s)", edition, ordinal_suffix(edition));
  if (start.year) rap_buf_puts(out, ", ");
  rap_day_range(out, start, end);
  if (place.n) rap_buf_printf(out, ", %.*s", RAP_FMT(place));
}

/* -- a page of labelled lines -------------------------------------------------------------------------------------------------- */

typedef struct page {
  const rap_document *doc;
  const rap_record *record;
  const rap_record_style *style;
  rap_buf *out;
  rap_buf line;
} page;

static rap_str name_of(const page *p, rap_kind kind, rap_str value) { return p->style->name ? p->style->name(p->style->ctx, kind, value) : value; }

static void heading(page *p, const char *text) {
  rap_buf_printf(p->out, "%s%s%s\n", p->style->color ? SGR_BOLD : "", text, p->style->color ? SGR_RESET : "");
}

/* The collected line behind its label, wrapped with a hanging indent. */
static void flush_line(page *p, const char *label) {
  if (!p->line.n) return;
  rap_buf_printf(p->out, "%-*s", LABEL_WIDTH, label);
  size_t width = p->style->width > LABEL_WIDTH + 20 ? p->style->width - LABEL_WIDTH : 0;
  rap_text_wrap(p->out, rap_buf_str(&p->line), width, LABEL_WIDTH);
  rap_buf_putc(p->out, '\n');
  rap_buf_reset(&p->line);
}

static void put_rule(page *p, rap_str rule) {
  if (!p->style->rules || !rule.n) return;
  rap_str place = p->style->place ? p->style->place(p->style->ctx, rule) : (rap_str){0};
  rap_buf_printf(&p->line, "  [%.*s%s%.*s]", RAP_FMT(rule), place.n ? " " : "", RAP_FMT(place));
}

/* What .detail says of a part, in lines of its own. */
static void put_detail(page *p, rap_record_part part, size_t index, size_t indent) {
  if (!p->style->detail) return;
  rap_buf_reset(&p->line);
  p->style->detail(p->style->ctx, part, index, &p->line);
  if (p->line.n) {
    size_t width = p->style->width > indent + 20 ? p->style->width - indent : 0;
    rap_buf_printf(p->out, "%*s%s", (int)indent, "", p->style->color ? SGR_DIM : "");
    rap_text_wrap(p->out, rap_buf_str(&p->line), width, indent);
    rap_buf_printf(p->out, "%s\n", p->style->color ? SGR_RESET : "");
  }
  rap_buf_reset(&p->line);
}

static void put_events(page *p) {
  for (size_t i = 0; i < p->record->n_events; i++) {
    const rap_event *e = &p->record->events[i];
    rap_record_event_title(&p->line, e->series, e->edition, e->start, e->end, e->place);
    if (e->country.n) rap_buf_printf(&p->line, " (%.*s)", RAP_FMT(e->country));
    rap_buf_printf(&p->line, " · %.*s", RAP_FMT(e->status));
    if (e->chair.n) rap_buf_printf(&p->line, " · chair %.*s", RAP_FMT(e->chair));
    if (e->organiser.n) rap_buf_printf(&p->line, " · organiser %.*s", RAP_FMT(e->organiser));
    put_rule(p, e->rule);
    flush_line(p, e->main ? "Event" : "also");
    put_detail(p, RAP_PART_EVENT, i, LABEL_WIDTH);
  }
}

static void put_participants(page *p) {
  const char *label = "People";
  for (size_t i = 0; i < p->record->n_persons; i++) {
    const rap_person *person = &p->record->persons[i];
    if (!person->function.n) continue;
    rap_buf_add(&p->line, person->name);
    if (person->role.n) rap_buf_printf(&p->line, ", %.*s", RAP_FMT(person->role));
    rap_buf_printf(&p->line, " (%.*s)", RAP_FMT(person->function));
    put_rule(p, person->rule);
    flush_line(p, label);
    put_detail(p, RAP_PART_PERSON, i, LABEL_WIDTH);
    label = "";
  }
}

/* Each State or group once, with the number of its mentions, in order of first mention. */
static void put_states(page *p) {
  const rap_record *r = p->record;
  rap_map counts[2] = {{0}, {0}}; /* States, groups: value → mentions */
  for (int pass = 0; pass < 2; pass++)
    for (size_t i = 0; i < r->n_mentions; i++) {
      const rap_mention *m = &r->mentions[i];
      if (m->kind != RAP_KIND_STATE && m->kind != RAP_KIND_GROUP) continue;
      rap_map_entry *entry = rap_map_put(&counts[m->kind == RAP_KIND_GROUP], m->value, NULL);
      if (!entry) {
        p->out->failed = true;
      } else if (pass == 0) {
        entry->value.num++;
      } else if (entry->value.num) {
        rap_str name = name_of(p, m->kind, m->value);
        rap_buf_printf(&p->line, "%s%.*s", p->line.n ? ", " : "", RAP_FMT(name));
        if (entry->value.num > 1) rap_buf_printf(&p->line, " ×%zu", (size_t)entry->value.num);
        entry->value.num = 0;
      }
    }
  rap_map_clear(&counts[0]);
  rap_map_clear(&counts[1]);
  flush_line(p, "States");
}

static void put_themes(page *p, bool central, const char *label) {
  for (size_t i = 0; i < p->record->n_themes; i++) {
    const rap_theme_found *t = &p->record->themes[i];
    if (t->central == central) rap_buf_printf(&p->line, "%s%.*s", p->line.n ? ", " : "", RAP_FMT(t->id));
  }
  flush_line(p, label);
  for (size_t i = 0; i < p->record->n_themes; i++)
    if (p->record->themes[i].central == central) put_detail(p, RAP_PART_THEME, i, LABEL_WIDTH);
}

static void put_dates(page *p) {
  for (size_t i = 0; i < p->record->n_mentions; i++) {
    const rap_mention *m = &p->record->mentions[i];
    if (m->kind != RAP_KIND_DATE) continue;
    rap_str text = rap_str_at(p->doc->full, m->text);
    rap_buf_printf(&p->line, "%s%.*s", p->line.n ? ", " : "", RAP_FMT(m->value));
    if (!rap_str_eq(text, m->value)) rap_buf_printf(&p->line, " “%.*s”", RAP_FMT(text));
  }
  flush_line(p, "Dates");
}

static void put_counts(page *p) {
  for (size_t i = 0; i < p->record->n_counts; i++) {
    const rap_count *c = &p->record->counts[i];
    rap_str text = rap_str_at(p->doc->full, c->text);
    rap_buf_printf(&p->line, "%s%.*s", p->line.n ? "; " : "", RAP_FMT(text));
  }
  flush_line(p, "Counts");
}

static void put_statement(page *p, const rap_statement *s, size_t number) {
  rap_buf_printf(p->out, "%3zu. ", number);
  for (size_t i = 0; i < s->actors.n; i++) {
    rap_str code = s->actors.items[i];
    rap_str name = rap_str_is(code, "ALL") ? RAP_STR("the States") : name_of(p, RAP_KIND_STATE, code);
    rap_buf_printf(&p->line, "%s%.*s", i ? ", " : "", RAP_FMT(name));
  }
  rap_buf_printf(&p->line, " · %.*s %.*s · ", RAP_FMT(s->role), RAP_FMT(s->predicate));
  for (size_t i = 0; i < s->themes.n; i++) rap_buf_printf(&p->line, "%s%.*s", i ? ", " : "", RAP_FMT(s->themes.items[i]));
  rap_buf_printf(&p->line, " · %.*s", RAP_FMT(s->status));
  put_rule(p, s->rule);
  size_t width = p->style->width > 30 ? p->style->width - 5 : 0;
  rap_text_wrap(p->out, rap_buf_str(&p->line), width, 5);
  rap_buf_reset(&p->line);
  if (s->heading != RAP_NONE && s->heading < p->doc->n_blocks) {
    rap_str under = rap_str_at(p->doc->full, rap_document_block_words(p->doc, s->heading));
    while (under.n && (under.p[under.n - 1] == ':' || under.p[under.n - 1] == ' ')) under.n--;
    if (under.n < 200) rap_buf_printf(&p->line, "%.*s: ", RAP_FMT(under));
  }
  rap_str evidence = rap_str_at(p->doc->full, s->text);
  rap_buf_printf(&p->line, "“%.*s”", RAP_FMT(evidence));
  rap_buf_puts(p->out, "\n     ");
  if (p->style->color) rap_buf_puts(p->out, SGR_DIM);
  rap_text_wrap(p->out, rap_buf_str(&p->line), width, 5);
  if (p->style->color) rap_buf_puts(p->out, SGR_RESET);
  rap_buf_reset(&p->line);
  rap_buf_putc(p->out, '\n');
}

static void put_statements(page *p) {
  if (!p->record->n_statements) return;
  heading(p, "Statements");
  for (size_t i = 0; i < p->record->n_statements; i++) {
    put_statement(p, &p->record->statements[i], i + 1);
    put_detail(p, RAP_PART_STATEMENT, i, 5);
  }
}

static void put_mentions(page *p) {
  if (!p->style->rules || !p->record->n_mentions) return;
  heading(p, "Mentions");
  for (size_t i = 0; i < p->record->n_mentions; i++) {
    const rap_mention *m = &p->record->mentions[i];
    rap_str text = rap_str_at(p->doc->full, m->text);
    rap_buf_printf(p->out, "%7zu  %-12s ", m->text.begin, rap_kind_name(m->kind));
    rap_text_fit(p->out, text, 40, true);
    rap_buf_printf(&p->line, "  %.*s", RAP_FMT(m->value));
    put_rule(p, m->rule);
    rap_buf_add(p->out, rap_buf_str(&p->line));
    rap_buf_putc(p->out, '\n');
    put_detail(p, RAP_PART_MENTION, i, 22);
    rap_buf_reset(&p->line);
  }
}

void rap_record_text(const rap_document *doc, const rap_record *record, const rap_record_style *style, rap_buf *out) {
  page p = {.doc = doc, .record = record, .style = style, .out = out};
  char day[RAP_DAY_TEXT_MAX];
  rap_day_format(doc->published, day);
  rap_str title = rap_document_title(doc);
  rap_buf_printf(&p.line, "%.*s", RAP_FMT(doc->id));
  if (doc->published.year) rap_buf_printf(&p.line, " · published %s (from the %s)", day, rap_published_from_name(doc->published_from));
  heading(&p, p.line.p ? p.line.p : "");
  rap_buf_reset(&p.line);
  rap_buf_add(&p.line, title);
  flush_line(&p, "Title");
  rap_buf_add(&p.line, doc->author);
  flush_line(&p, "Author");
  put_events(&p);
  put_participants(&p);
  put_states(&p);
  put_themes(&p, true, "Themes");
  put_themes(&p, false, "in passing");
  put_dates(&p);
  put_counts(&p);
  for (size_t i = 0; i < doc->warnings.n; i++) {
    rap_buf_add(&p.line, doc->warnings.items[i]);
    flush_line(&p, "Warning");
  }
  put_statements(&p);
  put_mentions(&p);
  if (rap_buf_failed(&p.line)) out->failed = true;
  rap_buf_clear(&p.line);
}
