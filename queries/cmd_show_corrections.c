/* What people corrected in a document, as show tells it. */
#include "queries/correcting.h"

static rap_str rule_of(const rap_record *r, rap_record_part part, size_t index) {
  switch (part) {
  case RAP_PART_EVENT: return r->events[index].rule;
  case RAP_PART_PERSON: return r->persons[index].rule;
  case RAP_PART_STATEMENT: return r->statements[index].rule;
  default: return (rap_str){0};
  }
}

void rap_corrected_detail(const rap_record *record, rap_record_part part, size_t index, rap_buf *out) {
  rap_str rule = rule_of(record, part, index);
  if (rap_str_starts(rule, RAP_STR("corrected #"))) rap_buf_add(out, rule);
}

typedef struct page {
  const rap_question *q;
  rap_buf *out;
  rap_buf line;
  rap_json *list;
} page;

static void put_line(page *p, const rap_correction *c, rap_correct_outcome outcome) {
  char at[RAP_CORRECT_TIME_MAX];
  rap_str time = {at, rap_correction_time(c->at, at)};
  size_t width = rap_question_width(p->q);
  rap_buf_reset(&p->line);
  rap_correction_text(c, &p->line);
  rap_buf_printf(&p->line, " (%.*s, %.*s)", RAP_FMT(c->author), RAP_FMT(rap_str_sub(time, 0, 10)));
  if (c->note.n) rap_buf_printf(&p->line, ": %.*s", RAP_FMT(c->note));
  if (outcome != RAP_OUTCOME_APPLIED) rap_buf_printf(&p->line, " [%s]", rap_correct_outcome_text(outcome));
  rap_buf_printf(p->out, "%4lld  ", (long long)c->id);
  rap_text_wrap(p->out, rap_buf_str(&p->line), width > 30 ? width - 6 : 0, 6);
  rap_buf_putc(p->out, '\n');
}

static void put_object(page *p, const rap_correction *c, rap_correct_outcome outcome) {
  char at[RAP_CORRECT_TIME_MAX];
  rap_json *o = rap_json_new_object();
  rap_buf_reset(&p->line);
  rap_correction_text(c, &p->line);
  (void)rap_json_set_int(o, "id", c->id);
  (void)rap_json_set_str(o, "uid", c->uid);
  (void)rap_json_set_str(o, "correction", rap_buf_str(&p->line));
  (void)rap_json_set_str(o, "outcome", rap_str_of(rap_correct_outcome_name(outcome)));
  (void)rap_json_set_str(o, "author", c->author);
  (void)rap_json_set_str(o, "at", (rap_str){at, rap_correction_time(c->at, at)});
  (void)rap_json_set_str_opt(o, "note", c->note);
  if (!rap_json_append(p->list, o)) p->line.failed = true;
}

static void put_all(page *p, const rap_correcting *how) {
  void (*put)(page * p, const rap_correction *c, rap_correct_outcome outcome) = p->list ? put_object : put_line;
  for (size_t i = 0; i < how->n_everywhere; i++) put(p, how->everywhere[i], RAP_OUTCOME_APPLIED);
  for (size_t i = 0; i < how->n_local; i++) put(p, &how->local[i], how->outcomes[i]);
}

void rap_corrected_text(const rap_question *q, const rap_correcting *how, rap_buf *out) {
  page p = {.q = q, .out = out};
  if (how->n_everywhere + how->n_local == 0) return;
  rap_buf_printf(out, "%sCorrections%s\n", rap_question_bold(q), rap_question_plain(q));
  put_all(&p, how);
  if (rap_buf_failed(&p.line)) out->failed = true;
  rap_buf_clear(&p.line);
}

bool rap_corrected_json(const rap_question *q, const rap_correcting *how, rap_json *record) {
  page p = {.q = q, .list = rap_json_new_array()};
  if (how->n_everywhere + how->n_local == 0) {
    rap_json_free(p.list);
    return true;
  }
  if (!p.list) return false;
  put_all(&p, how);
  bool made = !rap_buf_failed(&p.line);
  rap_buf_clear(&p.line);
  return rap_json_set(record, "corrections", p.list) && made;
}
