/* relation_appearances.c: a person, as the texts speak of him or her. Layer: index. */
#include "index/relations.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- what a record says of one person ---- */

#define FORMS_MAX 16   /* ways of writing one name in one text */
#define AROUND_MAX 240 /* bytes on each side of a name, where no sentence is stored */

/* Does something end before the byte at `i`? */
static bool ends_before(rap_str text, size_t i) {
  char before = text.p[i - 1];
  return before == '\n' || (before == ' ' && i >= 2 && memchr(".?!", text.p[i - 2], 3) && i >= 4 && text.p[i - 4] != ' ');
}

static rap_span around(rap_str text, rap_span name) {
  rap_span s = name;
  while (s.begin > 0 && name.begin - s.begin < AROUND_MAX && !ends_before(text, s.begin)) s.begin--;
  while (s.begin < name.begin && ((unsigned char)text.p[s.begin] & 0xC0) == 0x80) s.begin++;
  while (s.end < text.n && s.end - name.end < AROUND_MAX && text.p[s.end] != '\n' && !(s.end > name.end && ends_before(text, s.end))) s.end++;
  while (s.end > name.end && s.end < text.n && ((unsigned char)text.p[s.end] & 0xC0) == 0x80) s.end--;
  return s;
}

static bool add_form(rap_arena *arena, rap_str form, rap_appearance *a, rap_str *forms) {
  for (size_t i = 0; i < a->n_forms; i++)
    if (rap_str_eq(forms[i], form)) return true;
  if (a->n_forms == FORMS_MAX) return true;
  forms[a->n_forms] = rap_arena_str(arena, form);
  return forms[a->n_forms++].p != NULL;
}

static rap_status read_forms(rap_arena *arena, const rap_stored_document *d, size_t person, rap_appearance *a, rap_error *err) {
  rap_str *forms = rap_arena_array(arena, FORMS_MAX, sizeof *forms);
  if (!forms) return rap_error_nomem(err);
  for (size_t i = 0; i < d->record.n_mentions; i++) {
    const rap_mention *m = &d->record.mentions[i];
    if (m->kind != RAP_KIND_PERSON || m->person != person) continue;
    a->n_mentions++;
    if (!add_form(arena, rap_str_at(d->doc.full, m->text), a, forms)) return rap_error_nomem(err);
  }
  a->forms = forms;
  return RAP_OK;
}

/* The same name may be two persons of one record: the one who takes part, else who is mentioned most. */
static const rap_person *find_person(const rap_record *r, rap_str name_fold, rap_buf *scratch, size_t *index) {
  const rap_person *best = NULL;
  for (size_t i = 0; i < r->n_persons; i++) {
    const rap_person *p = &r->persons[i];
    rap_buf_reset(scratch);
    if (rap_fold_name(p->name, scratch, NULL) != RAP_OK || !rap_str_eq(rap_buf_str(scratch), name_fold)) continue;
    bool better =
        !best || (p->function.n > 0) > (best->function.n > 0) || ((p->function.n > 0) == (best->function.n > 0) && p->n_mentions > best->n_mentions);
    if (!better) continue;
    best = p;
    *index = i;
  }
  return best;
}

static rap_status read_person(rap_arena *arena, const rap_stored_document *d, rap_str value, rap_appearance *a, rap_error *err) {
  rap_buf scratch = {0};
  size_t index = 0;
  const rap_person *p = find_person(&d->record, value, &scratch, &index);
  bool failed = rap_buf_failed(&scratch);
  rap_buf_clear(&scratch);
  if (failed) return rap_error_nomem(err);
  if (!p) return RAP_OK;
  a->role = rap_arena_str(arena, p->role);
  a->function = rap_arena_str(arena, p->function);
  a->state = rap_arena_str(arena, p->state);
  bool has_sentence = p->function.n && p->evidence.end > p->evidence.begin;
  a->sentence = rap_arena_str(arena, rap_str_trim(rap_str_at(d->doc.full, has_sentence ? p->evidence : around(d->doc.full, p->text))));
  return rap_arena_failed(arena) ? rap_error_nomem(err) : read_forms(arena, d, index, a, err);
}

/* ---- documents that name a person ---- */

typedef struct people_sink {
  rap_appearance_fn fn;
  void *ctx;
  rap_str person;
} people_sink;

#define COLUMNS "SELECT d.id, d.name, d.source, d.title, d.published, e.key, e.name"
#define ORDER " ORDER BY d.day DESC NULLS LAST, d.name, d.source"

static void named_sql(rap_sql *q, const rap_asked *asked) {
  rap_sql_add(q, COLUMNS);
  rap_sql_from(q, RAP_FROM_DOCUMENTS);
  rap_sql_where(q, asked, true);
  rap_sql_add(q, ORDER);
}

/* The person is in the first cell. */
static void took_part_where(rap_sql *q, const rap_asked *asked) {
  rap_sql_from(q, RAP_FROM_EVENTS);
  rap_sql_where(q, asked, true);
  rap_sql_add(
      q,
      " AND ed.main = 1 AND EXISTS (SELECT 1 FROM participant p JOIN entity n ON n.id = p.person WHERE p.document = d.id AND n.kind = 'person' AND n.value = ");
  rap_sql_text(q, asked->filter->cells[0].value);
  rap_sql_add(q, ")");
}

static void took_part_sql(rap_sql *q, const rap_asked *asked) {
  rap_sql_add(q, COLUMNS);
  took_part_where(q, asked);
  rap_sql_add(q, ORDER);
}

static rap_status appearance_answer(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_stmt *s, const void *sink, rap_error *err) {
  const people_sink *to = sink;
  rap_stored_document d;
  rap_appearance a = {0};
  (void)asked;
  rap_str *const fields[] = {&a.document, &a.source, &a.title, &a.published, &a.event.value, &a.event.name};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) *fields[i] = rap_arena_str(arena, rap_col_text(s, (int)i + 1));
  rap_status st = rap_arena_failed(arena) ? rap_error_nomem(err) : rap_store_load(store, arena, rap_col_int(s, 0), true, &d, err);
  TRY(read_person(arena, &d, to->person, &a, err));
  TRY(to->fn(to->ctx, &a, err));
  return st;
}

static rap_status count_took_part(rap_store *store, rap_arena *arena, const rap_filter *filter, size_t *total, rap_error *err) {
  rap_sql q = {.arena = arena};
  rap_asked asked;
  rap_status st = rap_sql_ask(arena, filter, RAP_FROM_EVENTS, &asked, err);
  rap_sql_add(&q, "SELECT count(DISTINCT d.id)");
  if (st == RAP_OK) took_part_where(&q, &asked);
  if (st != RAP_OK) rap_buf_clear(&q.text);
  return st == RAP_OK ? rap_sql_count(store, &q, total, err) : st;
}

rap_status rap_query_appearances(rap_store *store, const rap_filter *filter, const rap_appearance_spec *spec, rap_appearance_fn fn, void *ctx,
                                 size_t *total, rap_error *err) {
  const people_sink sink = {fn, ctx, spec->person};
  const rap_sql_listing listing = {spec->took_part ? RAP_FROM_EVENTS : RAP_FROM_DOCUMENTS,
                                   RAP_UNIT_DOCUMENTS,
                                   spec->took_part ? took_part_sql : named_sql,
                                   appearance_answer,
                                   &sink,
                                   spec->took_part ? RAP_DAYS_UNKNOWN : RAP_DAYS_NEWEST};
  rap_arena *arena = rap_arena_new();
  rap_filter with = *filter;
  rap_cell *cells = arena ? rap_arena_array(arena, filter->n_cells + 1, sizeof *cells) : NULL;
  bool own = false;
  if (total) *total = 0;
  rap_status st = cells ? rap_sql_begin(store, &own, err) : rap_error_nomem(err);
  if (st == RAP_OK) {
    cells[0] = (rap_cell){RAP_AXIS_PERSON, spec->person};
    for (size_t i = 0; i < filter->n_cells; i++) cells[i + 1] = filter->cells[i];
    with.cells = cells;
    with.n_cells = filter->n_cells + 1;
  }
  if (total && spec->took_part) TRY(count_took_part(store, arena, &with, total, err));
  TRY(rap_sql_list(store, &with, spec->page, &listing, spec->took_part ? NULL : total, err));
  rap_sql_end(store, own);
  rap_arena_free(arena);
  return st;
}
