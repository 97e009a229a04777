/* why_text.c: the reports of `explain --why-not`. Layer: queries. */
#include "analyze/rules_check.h"
#include "base/emit.h"
#include "base/utf8.h"
#include "queries/explain_text.h"

#define SGR_BOLD "\033[1m"
#define SGR_RESET "\033[0m"
#define INDENT 9
#define LABEL_WIDTH 12
#define MAX_TERMS 8
#define QUOTED_COLUMNS 60

typedef struct page {
  const rap_explanation *x;
  const rap_rule *rule;
  const rap_why_report *report;
  const rap_why_style *style;
  rap_buf *out;
} page;

/* -- pieces -------------------------------------------------------------------------------------------------------------------------------- */

static void put_quoted(rap_buf *out, rap_str s) {
  rap_buf_puts(out, "“");
  rap_text_fit(out, s, QUOTED_COLUMNS, false);
  rap_buf_puts(out, "”");
}

static size_t line_width(const page *p) {
  size_t taken = INDENT + LABEL_WIDTH;
  return p->style->width > taken + 30 ? p->style->width - taken : p->style->width ? 30 : SIZE_MAX;
}

/* The last columns of `s`, behind "…" when something is left out. */
static void put_tail(rap_buf *out, rap_str s, size_t columns) {
  size_t from = s.n, taken = 0;
  while (from > 0) {
    uint32_t cp = 0;
    size_t before = rap_utf8_before(s, from, &cp);
    size_t width = (size_t)(rap_utf8_width(cp) > 0 ? rap_utf8_width(cp) : 0);
    if (taken + width > columns) break;
    taken += width;
    from = before;
  }
  if (from) rap_buf_puts(out, "…");
  rap_buf_add(out, rap_str_sub(s, from, s.n));
}

/* `before` and `behind` on one line, and a mark in the next one under the place where they meet. */
static void put_marked(const page *p, const char *label, rap_str before, rap_str behind) {
  size_t width = line_width(p), part = width == SIZE_MAX ? SIZE_MAX : width / 2;
  rap_buf line = {0}, shown = {0};
  put_tail(&line, before, part);
  size_t columns = rap_utf8_columns(rap_buf_str(&line));
  rap_buf_add(&line, behind);
  rap_text_fit(&shown, rap_buf_str(&line), width == SIZE_MAX ? rap_utf8_columns(rap_buf_str(&line)) + 1 : width, false);
  rap_buf_printf(p->out, "%*s%-*s%.*s\n", INDENT, "", LABEL_WIDTH, label, RAP_FMT(rap_buf_str(&shown)));
  rap_buf_printf(p->out, "%*s^\n", (int)(INDENT + LABEL_WIDTH + columns), "");
  if (rap_buf_failed(&line) || rap_buf_failed(&shown)) p->out->failed = true;
  rap_buf_clear(&line);
  rap_buf_clear(&shown);
}

static void put_line(const page *p, const char *label, rap_str text) {
  rap_buf_printf(p->out, "%*s%-*s", INDENT, "", LABEL_WIDTH, label);
  size_t width = line_width(p);
  rap_text_wrap(p->out, text, width == SIZE_MAX ? 0 : width, INDENT + LABEL_WIDTH);
  rap_buf_putc(p->out, '\n');
}

static rap_str text_of(const page *p, rap_span view) { return rap_str_at(p->x->doc->full, rap_view_to_text(&p->x->doc->view, view)); }
static size_t place_of(const page *p, rap_span view) { return rap_view_text_begin(&p->x->doc->view, view.begin); }

static void put_kinds(rap_buf *out, rap_kind_set kinds) {
  bool first = true;
  for (int k = 0; k < RAP_N_KINDS; k++) {
    if (!(kinds & RAP_KIND_BIT(k))) continue;
    rap_buf_printf(out, "%s%s", first ? "" : " or ", rap_kind_name((rap_kind)k));
    first = false;
  }
}

static void put_looked_for(const page *p, rap_buf *out) {
  if (p->rule->regex)
    rap_rules_literals_text(&p->rule->literals, out);
  else
    rap_explain_terms(p->x->rules, p->rule, MAX_TERMS, out);
}

/* -- items --------------------------------------------------------------------------------------------------------------------------------- */

/* Not even the first element of the expression was found. */
static bool is_blank(const rap_why *item) { return item->reach.known && item->reach.element == 0 && item->reach.progress == 0; }

static void put_unfit(const page *p, const rap_why *item) {
  rap_buf before = {0}, behind = {0};
  const rap_reach *reach = &item->reach;
  if (item->literal.n) {
    rap_buf_printf(&before, "“%.*s” at %zu", RAP_FMT(item->literal), rap_view_text_begin(&p->x->doc->view, item->literal_at));
    put_line(p, "literal", rap_buf_str(&before));
    rap_buf_reset(&before);
  }
  if (is_blank(item) || item->why) return;
  if (item->shadow) {
    rap_shadow_show(rap_str_sub(item->subject, 0, reach->known ? reach->at : 0), &before);
    rap_shadow_show(rap_str_sub(item->subject, reach->known ? reach->at : 0, item->subject.n), &behind);
  } else {
    rap_buf_add(&before, rap_str_sub(item->subject, item->view.begin, reach->known ? reach->at : item->view.begin));
    rap_buf_add(&behind, rap_str_sub(item->subject, reach->known ? reach->at : item->view.begin, item->subject.n));
  }
  if (reach->known) {
    put_marked(p, item->shadow ? "shadow" : "text", rap_buf_str(&before), rap_buf_str(&behind));
    put_marked(p, "expression", rap_str_sub(item->source, 0, reach->source), rap_str_sub(item->source, reach->source, item->source.n));
  } else {
    put_line(p, item->shadow ? "shadow" : "text", rap_buf_str(&behind));
    put_line(p, "expression", item->source);
  }
  if (rap_buf_failed(&before) || rap_buf_failed(&behind)) p->out->failed = true;
  rap_buf_clear(&before);
  rap_buf_clear(&behind);
}

static void put_guard(const page *p, const rap_why *item) {
  rap_buf line = {0}, source = {0};
  rap_span saw = item->guard_view;
  bool behind = item->guard && saw.begin == item->view.end, ahead = item->guard && saw.end == item->view.begin;
  rap_str text = rap_str_at(p->x->doc->view.s, saw);
  if (ahead && text.n > QUOTED_COLUMNS) {
    rap_buf_puts(&line, "“");
    put_tail(&line, text, QUOTED_COLUMNS);
    rap_buf_puts(&line, "”");
  } else {
    put_quoted(&line, text);
  }
  rap_buf_printf(&source, "/%.*s/", RAP_FMT(item->guard_source));
  put_line(p, "guard", rap_buf_str(&source));
  put_line(p, behind ? "behind it" : ahead ? "before it" : "sentence", rap_buf_str(&line));
  if (rap_buf_failed(&line) || rap_buf_failed(&source)) p->out->failed = true;
  rap_buf_clear(&line);
  rap_buf_clear(&source);
}

static void put_other(const page *p, const rap_why *item) {
  rap_buf line = {0};
  if (!item->other) return;
  rap_buf_printf(&line, "%.*s (%.*s:%u)", RAP_FMT(item->other->id), RAP_FMT(item->other->place.file), item->other->place.line);
  if (item->other_view.begin < item->other_view.end) {
    rap_buf_printf(&line, ", %s at %zu: ", rap_kind_name(item->other_kind), place_of(p, item->other_view));
    put_quoted(&line, text_of(p, item->other_view));
  }
  put_line(p, "other rule", rap_buf_str(&line));
  if (rap_buf_failed(&line)) p->out->failed = true;
  rap_buf_clear(&line);
}

/* What came of a match. */
static void put_result(const page *p, const rap_why *item, rap_buf *out) {
  const rap_record *record = &p->report->record;
  rap_buf_puts(out, "it matched");
  if (item->hit) {
    rap_kind kind = item->hit->kind;
    rap_str value = item->hit->value;
    if (kind == RAP_KIND_PERSON && item->hit->ref < record->n_persons) value = record->persons[item->hit->ref].name;
    if (kind == RAP_KIND_EVENT && item->hit->ref < record->n_events) value = record->events[item->hit->ref].series;
    rap_buf_printf(out, ": %s%s%.*s%s", rap_kind_name(kind), value.n ? " " : "", RAP_FMT(value),
                   rap_kind_exported(kind) || kind == RAP_KIND_EVENT ? "" : ", for other rules only");
  } else if (item->step && p->rule->type == RAP_RULE_STATEMENT) {
    rap_buf_printf(out, ": statement %zu of the record", item->step->result + 1);
  } else if (item->step && p->rule->type == RAP_RULE_PARTICIPANT && item->step->result < record->n_persons) {
    const rap_person *person = &record->persons[item->step->result];
    rap_buf_printf(out, ": %.*s (%.*s)", RAP_FMT(person->name), RAP_FMT(person->function));
  }
}

/* What stopped it, in a few words. */
static void put_reason(const page *p, const rap_why *item, rap_buf *out) {
  switch (item->stage) {
  case RAP_WHY_ABSENT:
    if (item->n_missing) {
      if (item->literal.n) rap_buf_printf(out, "has “%.*s”, ", RAP_FMT(item->literal));
      rap_buf_puts(out, "lacks ");
      put_kinds(out, item->missing);
      if (item->n_missing > 1) rap_buf_printf(out, ", and %zu more", item->n_missing - 1);
    } else {
      rap_buf_puts(out, "lacks all literals of the rule");
    }
    break;
  case RAP_WHY_UNFIT:
    if (item->why)
      rap_buf_puts(out, item->why);
    else if (item->reach.all)
      rap_buf_puts(out, "the expression matches, but a word goes on behind it");
    else if (is_blank(item))
      rap_buf_puts(out, "the expression doesn't match from its first element on");
    else
      rap_buf_puts(out, "the expression doesn't match");
    break;
  case RAP_WHY_CASE: rap_buf_puts(out, "capital and small letters don't fit"); break;
  case RAP_WHY_GUARD: rap_buf_printf(out, "`%s` refused it", item->guard ? item->guard : "a guard"); break;
  case RAP_WHY_SKIPPED: rap_buf_printf(out, "the expression matches, but %s", item->why); break;
  case RAP_WHY_LOST: rap_buf_printf(out, "it matched, but lost its place: %s", item->why); break;
  case RAP_WHY_REFUSED: rap_buf_printf(out, "it matched, but %s", item->why ? item->why : "nothing came of it"); break;
  case RAP_WHY_MATCHED: put_result(p, item, out); break;
  case RAP_WHY_N_STAGES: break;
  }
}

static void put_item(const page *p, const rap_why *item) {
  rap_buf line = {0};
  bool shadow = p->rule->type >= RAP_RULE_STATEMENT;
  rap_span shown = shadow && item->sentence != RAP_NONE && item->stage != RAP_WHY_MATCHED ? p->x->doc->sentences[item->sentence].view : item->view;
  if (item->stage == RAP_WHY_UNFIT && item->literal.n && !shadow && shown.end <= item->literal_at) shown.end = item->literal_at + item->literal.n;
  put_quoted(&line, text_of(p, shown));
  rap_buf_puts(&line, ": ");
  put_reason(p, item, &line);
  rap_buf_printf(p->out, "%7zu  ", place_of(p, shown));
  rap_text_wrap(p->out, rap_buf_str(&line), p->style->width > 30 ? p->style->width - INDENT : 0, INDENT);
  rap_buf_putc(p->out, '\n');
  if (item->stage == RAP_WHY_UNFIT) put_unfit(p, item);
  if (item->stage == RAP_WHY_GUARD) put_guard(p, item);
  if (item->stage == RAP_WHY_LOST || item->stage == RAP_WHY_REFUSED) put_other(p, item);
  if (rap_buf_failed(&line)) p->out->failed = true;
  rap_buf_clear(&line);
}

/* -- the page -------------------------------------------------------------------------------------------------------------------------------- */

static size_t count_matches(const rap_why_report *report) {
  size_t n = 0;
  while (n < report->n && report->items[n].stage == RAP_WHY_MATCHED) n++;
  return n;
}

static const char *const verdicts[] = {
    [RAP_WHY_ABSENT] = "no sentence holds what the rule needs",     [RAP_WHY_UNFIT] = "the expression matches nowhere",
    [RAP_WHY_CASE] = "its words stand there, but in other letters", [RAP_WHY_GUARD] = "a guard refused it",
    [RAP_WHY_SKIPPED] = "it matches, but not where it may",         [RAP_WHY_LOST] = "another match displaced it",
    [RAP_WHY_REFUSED] = "it matched, and nothing came of it",
};

static void put_verdict(const page *p) {
  const rap_why_report *report = p->report;
  size_t matches = count_matches(report);
  if (p->style->span.n) {
    rap_buf_puts(p->out, "At ");
    put_quoted(p->out, p->style->span);
    if (p->style->n_places > 1) rap_buf_printf(p->out, " (the first of %zu places)", p->style->n_places);
    rap_buf_puts(p->out, ": ");
  }
  if (matches)
    rap_buf_printf(p->out, "it matched%s.", matches == 1 ? "" : " more than once");
  else if (report->n)
    rap_buf_printf(p->out, "no match: %s.", verdicts[report->items[0].stage]);
  else
    rap_buf_puts(p->out, "no match: nothing that the rule looks for stands there.");
  rap_buf_putc(p->out, '\n');
}

/* How many are worth a line: sentences that lack what the rule needs only where nothing came nearer, or a part of the text was asked for. */
static size_t count_near(const page *p) {
  const rap_why_report *report = p->report;
  size_t n = 0;
  while (n < report->n && report->items[n].stage > RAP_WHY_ABSENT) n++;
  return n && !p->style->span.n ? n : report->n;
}

static void put_more(const page *p, size_t n, const char *one, const char *many) {
  if (n) rap_buf_printf(p->out, "%*s… and %zu %s\n", INDENT, "", n, n == 1 ? one : many);
}

static void put_items(const page *p) {
  const rap_why_report *report = p->report;
  size_t matches = count_matches(report), near = count_near(p), most = matches < near ? p->style->max_matches : p->style->max, shown = 0;
  for (; shown < matches && shown < most; shown++) put_item(p, &report->items[shown]);
  put_more(p, matches - shown, "more match", "more matches");
  for (shown = matches; shown < near && shown < matches + p->style->max; shown++) put_item(p, &report->items[shown]);
  put_more(p, near - shown, "more place", "more places");
  put_more(p, report->n - near, "sentence that lacks what the rule needs", "sentences that lack what the rule needs");
  put_more(p, report->untried, "place that was not looked at", "places that were not looked at");
}

void rap_why_text(const rap_explanation *x, const rap_rule *rule, const rap_why_report *report, const rap_why_style *style, rap_buf *out) {
  const page p = {x, rule, report, style, out};
  rap_buf looked = {0};
  rap_buf_printf(out, "%s%.*s%s · %s · %.*s (%.*s:%u)\n", style->color ? SGR_BOLD : "", RAP_FMT(x->doc->id), style->color ? SGR_RESET : "",
                 rap_rule_type_name(rule->type), RAP_FMT(rule->id), RAP_FMT(rule->place.file), rule->place.line);
  put_verdict(&p);
  put_items(&p);
  bool none = !report->n || (report->items[0].stage == RAP_WHY_ABSENT && report->items[0].n_missing == 0);
  if (none) put_looked_for(&p, &looked);
  if (looked.n) put_line(&p, "looked for", rap_buf_str(&looked));
  if (rap_buf_failed(&looked)) out->failed = true;
  rap_buf_clear(&looked);
}

/* -- JSON ---------------------------------------------------------------------------------------------------------------------------------------- */

static void set_span(const rap_explanation *x, const rap_record_spans *spans, rap_json *o, rap_span view) {
  rap_span text = rap_view_to_text(&x->doc->view, view);
  rap_record_spans_put(spans, o, text);
  rap_json_set_str(o, "text", rap_str_at(x->doc->full, text));
}

static void set_reach(const rap_why *item, rap_json *o) {
  rap_buf shadow = {0};
  if (item->shadow) rap_shadow_show(item->subject, &shadow);
  rap_json_set_str_opt(o, "shadow", rap_buf_str(&shadow));
  rap_json_set_str_opt(o, "expression", item->source);
  if (item->reach.known) {
    rap_buf_reset(&shadow);
    if (item->shadow)
      rap_shadow_show(rap_str_sub(item->subject, item->reach.begin, item->reach.at), &shadow);
    else
      rap_buf_add(&shadow, rap_str_sub(item->subject, item->reach.begin, item->reach.at));
    rap_json_set_str(o, "passed", rap_str_sub(item->source, 0, item->reach.source));
    rap_json_set_str(o, "taken", rap_buf_str(&shadow));
  }
  rap_buf_clear(&shadow);
}

static rap_json *item_json(const rap_explanation *x, const rap_record_spans *spans, const rap_why *item) {
  rap_json *o = rap_json_new_object();
  rap_buf kinds = {0};
  rap_json_set_str(o, "stage", rap_str_of(rap_why_stage_name(item->stage)));
  set_span(x, spans, o, item->view);
  if (item->missing) put_kinds(&kinds, item->missing);
  rap_json_set_str_opt(o, "lacks", rap_buf_str(&kinds));
  rap_json_set_str_opt(o, "literal", item->literal);
  if (item->stage == RAP_WHY_UNFIT) set_reach(item, o);
  if (item->guard) {
    rap_json_set_str(o, "guard", rap_str_of(item->guard));
    rap_json_set_str(o, "expression", item->guard_source);
  }
  if (item->why) rap_json_set_str(o, "why", rap_str_of(item->why));
  if (item->other) {
    rap_json *other = rap_json_new_object();
    rap_json_set_str(other, "rule", item->other->id);
    rap_json_set_str(other, "file", item->other->place.file);
    rap_json_set_int(other, "line", item->other->place.line);
    if (item->other_view.begin < item->other_view.end) set_span(x, spans, other, item->other_view);
    rap_json_set(o, "other", other);
  }
  rap_buf_clear(&kinds);
  return o;
}

rap_status rap_why_to_json(const rap_explanation *x, const rap_rule *rule, const rap_why_report *report, rap_json **out, rap_error *err) {
  const rap_record_spans *spans = rap_record_spans_new(x->arena, x->doc);
  *out = NULL;
  if (!spans) return rap_error_nomem(err);
  rap_json *o = rap_json_new_object(), *items = rap_json_new_array();
  rap_json_set_int(o, "format", 1);
  rap_json_set_str(o, "id", x->doc->id);
  rap_json_set_str(o, "rule", rule->id);
  rap_json_set_str(o, "type", rap_str_of(rap_rule_type_name(rule->type)));
  rap_json_set_str(o, "file", rule->place.file);
  rap_json_set_int(o, "line", rule->place.line);
  rap_json_set_bool(o, "matched", count_matches(report) > 0);
  rap_json_set_int(o, "untried", (int64_t)report->untried);
  for (size_t i = 0; i < report->n; i++) rap_json_append(items, item_json(x, spans, &report->items[i]));
  rap_json_set(o, "places", items);
  *out = o;
  return RAP_OK;
}
