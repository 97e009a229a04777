#include "analyze/analyze.h"
#include "analyze/rules_check.h"
#include "analyze/shadow.h"

#define DEFAULT_PUBLISHED "2023-01-08"
/* What came instead: at most so many mentions or statements are told. */
#define MAX_TOLD 6

/* One example on its way through the analysis. */
struct trial {
  rap_analyzer *analyzer;
  rap_arena *work; /* of one example */
  const rap_example *example;
  rap_document doc;
  rap_hit *hits;
  size_t n_hits;
  rap_record record;
  rap_buf why; /* what came instead */
  rap_status st;
  rap_error *err;
};

static rap_str text_of(const struct trial *t, rap_span view) { return rap_str_at(t->doc.full, rap_view_to_text(&t->doc.view, view)); }

static bool same_text(rap_str wanted, rap_str a, rap_str b) { return !wanted.n || rap_str_eq(wanted, a) || rap_str_eq(wanted, b); }

static bool same_field(rap_str wanted, rap_str found) { return !wanted.n || rap_str_eq(wanted, found); }

static bool all_in(const rap_str_list *some, const rap_str_list *all) {
  for (size_t i = 0; i < some->n; i++)
    if (!rap_str_list_has(all, some->items[i])) return false;
  return true;
}

/* --- mentions --- */

/* The mention of the record that stands for a hit, after resolution; NULL: dropped, or of a kind that is not exported. */
static const rap_mention *mention_of(const struct trial *t, const rap_hit *hit) {
  rap_span span = rap_view_to_text(&t->doc.view, hit->view);
  for (size_t i = 0; i < t->record.n_mentions; i++) {
    const rap_mention *m = &t->record.mentions[i];
    if (m->kind == hit->kind && m->text.begin == span.begin && m->text.end == span.end && rap_str_eq(m->rule, hit->rule->id)) return m;
  }
  return NULL;
}

/* Does one of the temporal expressions that the hit became have the value and the span of the example? *value: of one of them; empty if there is none. */
static bool timex_fits(const struct trial *t, const rap_hit *hit, rap_str *value) {
  rap_span span = rap_view_to_text(&t->doc.view, hit->view);
  bool fits = false;
  *value = (rap_str){0};
  for (size_t i = 0; i < t->record.n_timexes; i++) {
    const rap_timex *x = &t->record.timexes[i];
    if (x->text.begin < span.begin || x->text.end > span.end || !rap_str_eq(x->rule, hit->rule->id)) continue;
    fits = fits || (same_field(t->example->span, rap_str_at(t->doc.full, x->text)) && same_field(t->example->value, x->value));
    *value = x->value;
  }
  return fits;
}

static bool hit_fits(const struct trial *t, const rap_hit *hit) {
  const rap_example *x = t->example;
  /* A theme may be cued by an entity that has it (a programme): the mention is what counts. */
  bool theme = x->rule->type == RAP_RULE_THEME && hit->kind == RAP_KIND_THEME && rap_str_eq(hit->value, x->rule->value);
  if (!theme && (hit->rule != x->rule || hit->kind != x->rule->kind)) return false;
  rap_str ignored;
  if (hit->kind == RAP_KIND_TIMEX) return timex_fits(t, hit, &ignored);
  const rap_mention *mention = mention_of(t, hit);
  /* A date that is none (30 February) is dropped by its resolution. */
  if (hit->kind == RAP_KIND_DATE && !mention) return false;
  if (!same_text(x->span, text_of(t, hit->view), rap_str_at(t->doc.view.s, hit->view))) return false;
  return same_field(x->value, hit->value) || (mention && rap_str_eq(x->value, mention->value));
}

static void tell_hits(struct trial *t) {
  size_t told = 0;
  for (size_t i = 0; i < t->n_hits && told < MAX_TOLD; i++) {
    const rap_hit *hit = &t->hits[i];
    if (hit->kind == RAP_KIND_THEME && t->example->rule->kind != RAP_KIND_THEME) continue;
    const rap_mention *m = mention_of(t, hit);
    rap_str value = m && m->value.n ? m->value : hit->value;
    if (hit->kind == RAP_KIND_TIMEX) (void)timex_fits(t, hit, &value);
    rap_buf_printf(&t->why, "%s%s \"%.*s\"%s%.*s (%.*s)%s", told++ ? "; " : "", rap_kind_name(hit->kind), RAP_FMT(text_of(t, hit->view)),
                   value.n ? " = " : "", RAP_FMT(value), RAP_FMT(hit->rule->id), hit->kind == RAP_KIND_DATE && !m ? " dropped" : "");
  }
  if (!told) rap_buf_puts(&t->why, "no mention");
}

static bool matches_mention(struct trial *t) {
  bool found = false;
  for (size_t i = 0; i < t->n_hits && !found; i++) found = hit_fits(t, &t->hits[i]);
  if (found != t->example->must_match) tell_hits(t);
  return found;
}

/* --- statements --- */

static bool statement_fits(const struct trial *t, const rap_statement *s) {
  const rap_example *x = t->example;
  if (!rap_str_eq(s->rule, x->rule->id)) return false;
  if (!same_field(x->role, s->role) || !same_field(x->predicate, s->predicate) || !same_field(x->polarity, s->polarity) ||
      !same_field(x->status, s->status))
    return false;
  if (!same_field(x->topic, rap_str_at(t->doc.full, s->topic)) || !same_field(x->span, rap_str_at(t->doc.full, s->cue))) return false;
  if (x->actors.n && !(all_in(&x->actors, &s->actors) && all_in(&s->actors, &x->actors))) return false;
  return all_in(&x->themes, &s->themes);
}

static void tell_list(rap_buf *out, const char *name, const rap_str_list *list) {
  rap_buf_printf(out, " %s [", name);
  for (size_t i = 0; i < list->n; i++) rap_buf_printf(out, "%s%.*s", i ? ", " : "", RAP_FMT(list->items[i]));
  rap_buf_putc(out, ']');
}

static void tell_statements(struct trial *t) {
  for (size_t i = 0; i < t->record.n_statements && i < MAX_TOLD; i++) {
    const rap_statement *s = &t->record.statements[i];
    rap_buf_printf(&t->why, "%s%.*s: %.*s %.*s %.*s %.*s", i ? "; " : "", RAP_FMT(s->rule), RAP_FMT(s->role), RAP_FMT(s->predicate),
                   RAP_FMT(s->polarity), RAP_FMT(s->status));
    tell_list(&t->why, "actors", &s->actors);
    tell_list(&t->why, "themes", &s->themes);
    rap_buf_printf(&t->why, " topic \"%.*s\"", RAP_FMT(rap_str_at(t->doc.full, s->topic)));
  }
  if (t->record.n_statements) return;
  rap_buf_puts(&t->why, "no statement; ");
  tell_hits(t);
}

static bool matches_statement(struct trial *t) {
  bool found = false;
  for (size_t i = 0; i < t->record.n_statements && !found; i++) found = statement_fits(t, &t->record.statements[i]);
  if (found != t->example->must_match) tell_statements(t);
  return found;
}

/* --- event and participant rules, statement rules with `aside` --- */

static bool match_fits(const struct trial *t, const rap_shadow_match *match) {
  rap_str wanted = t->example->span;
  if (!wanted.n || rap_str_eq(wanted, text_of(t, rap_shadow_to_view(match->shadow, match->whole)))) return true;
  for (size_t i = 1; i < rap_regex_n_groups(match->rule->regex); i++)
    if (match->groups[i].begin != SIZE_MAX && rap_str_eq(wanted, text_of(t, rap_shadow_to_view(match->shadow, match->groups[i])))) return true;
  return false;
}

static bool gave_function(const struct trial *t) {
  if (!t->example->value.n) return true;
  for (size_t i = 0; i < t->record.n_persons; i++) {
    const rap_person *p = &t->record.persons[i];
    if (rap_str_eq(p->name, t->example->value) && rap_str_eq(p->rule, t->example->rule->id)) return true;
  }
  return false;
}

static bool matches_sentence(struct trial *t) {
  bool found = false;
  for (size_t i = 0; i < t->doc.n_sentences && !found && t->st == RAP_OK; i++) {
    rap_shadow_sentence sentence = {.analyzer = t->analyzer, .arena = t->work, .doc = &t->doc, .hits = t->hits, .n_hits = t->n_hits, .index = i};
    rap_shadow_match match;
    size_t from = 0;
    while (!found && rap_shadow_next(&sentence, t->example->rule, &from, &match, &t->st)) found = match_fits(t, &match);
  }
  if (found && !gave_function(t)) {
    found = false;
    for (size_t i = 0; i < t->record.n_persons && i < MAX_TOLD; i++)
      rap_buf_printf(&t->why, "%s%.*s: %.*s (%.*s)", i ? "; " : "", RAP_FMT(t->record.persons[i].name), RAP_FMT(t->record.persons[i].function),
                     RAP_FMT(t->record.persons[i].rule));
  } else if (found != t->example->must_match) {
    tell_hits(t);
  }
  return found;
}

/* --- running --- */

static void analyse(struct trial *t) {
  const rap_example *x = t->example;
  /* An example is what the rule is to see, glued words and all. */
  rap_raw_document raw = {.repairs_off = RAP_REPAIRS_ALL_OFF,
                          .id = RAP_STR("example"),
                          .text = x->text,
                          .date = x->published.n ? x->published : RAP_STR(DEFAULT_PUBLISHED),
                          .file = x->place.file};
  t->hits = NULL;
  t->n_hits = 0;
  t->record = (rap_record){0};
  t->st = rap_document_build(t->work, &raw, &t->doc, t->err);
  if (t->st == RAP_OK) t->st = rap_engine_run(t->analyzer, t->work, &t->doc, &t->hits, &t->n_hits, t->err);
  bool resolve = x->rule->type >= RAP_RULE_STATEMENT ||
                 ((x->rule->kind == RAP_KIND_DATE || x->rule->kind == RAP_KIND_TIMEX) && x->rule->type == RAP_RULE_PATTERN) || x->value.n;
  if (t->st == RAP_OK && resolve) t->st = rap_analyze(t->analyzer, t->work, &t->doc, &t->record, t->err);
}

static void add_failure(struct trial *t, rap_arena *arena, rap_rules_report *out) {
  const rap_example *x = t->example;
  rap_buf text = {0};
  rap_buf_printf(&text, "%s: \"%.*s\"", x->must_match ? "no match" : "a match that must not be", RAP_FMT(x->text));
  if (x->span.n) rap_buf_printf(&text, ", span \"%.*s\"", RAP_FMT(x->span));
  if (x->value.n) rap_buf_printf(&text, ", value %.*s", RAP_FMT(x->value));
  if (x->actors.n) tell_list(&text, ", actors", &x->actors);
  if (x->themes.n) tell_list(&text, ", themes", &x->themes);
  rap_buf_printf(&text, "; came: %.*s", RAP_FMT(rap_buf_str(&t->why)));
  void *items = out->failures;
  rap_str copy = rap_buf_failed(&text) || rap_buf_failed(&t->why) ? (rap_str){0} : rap_arena_str(arena, rap_buf_str(&text));
  if (!copy.p || !rap_arena_grow(arena, &items, out->n_failures, &out->capacity, sizeof *out->failures)) {
    t->st = rap_error_nomem(t->err);
  } else {
    out->failures = items;
    out->failures[out->n_failures++] = (rap_rules_failure){x, copy};
  }
  rap_buf_clear(&text);
}

static void run_example(struct trial *t, rap_arena *arena, rap_rules_report *out) {
  rap_arena_reset(t->work);
  rap_buf_reset(&t->why);
  analyse(t);
  if (t->st != RAP_OK) return;
  bool found = false;
  switch (t->example->rule->type) {
  case RAP_RULE_STATEMENT: found = t->example->rule->aside ? matches_sentence(t) : matches_statement(t); break;
  case RAP_RULE_EVENT:
  case RAP_RULE_PARTICIPANT: found = matches_sentence(t); break;
  default: found = matches_mention(t);
  }
  out->n_run++;
  if (t->st == RAP_OK && found != t->example->must_match) add_failure(t, arena, out);
}

rap_status rap_rules_test(const rap_rules *rules, rap_str prefix, rap_arena *arena, rap_rules_report *out, rap_error *err) {
  *out = (rap_rules_report){0};
  struct trial t = {.st = RAP_OK, .err = err};
  size_t n = 0;
  const rap_example *examples = rap_rules_examples(rules, &n);
  t.st = rap_analyzer_new(rules, &t.analyzer, err);
  t.work = rap_arena_new();
  if (!t.work && t.st == RAP_OK) t.st = rap_error_nomem(err);
  for (size_t i = 0; i < n && t.st == RAP_OK; i++) {
    t.example = &examples[i];
    if (rap_str_starts(t.example->rule->id, prefix)) run_example(&t, arena, out);
  }
  rap_buf_clear(&t.why);
  rap_arena_free(t.work);
  rap_analyzer_free(t.analyzer);
  return t.st;
}
