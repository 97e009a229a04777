/* people: persons, their offices as the texts give them, the events that they take part in, what they say. */
#include <stdlib.h>

#include "index/relations.h"
#include "queries/listing.h"
#include "queries/sentence.h"
#include "queries/wording.h"

typedef struct people_options {
  rap_question_options question;
  rap_str sort;
} people_options;

#define OFFSET(field) offsetof(people_options, field)
#define PAGE 30
#define LOOKED_AT 200 /* documents of one person whose records are read for a page */
#define LISTED 12     /* offices, events, sentences on a page */

static const rap_option people_table[] = {
    {.name = "sort",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(sort),
     .argument = "HOW",
     .help = "documents that name them (default), statements that they make, events that they take part in, name, or last seen",
     .choices = "documents|statements|events|name|last"},
    RAP_OPTIONS_END,
};
static const rap_option *const people_tables[] = {rap_common_table, people_table, rap_question_table, rap_paging_table, NULL};

/* -- the list ----------------------------------------------------------------------------------------------------------------------------- */

static rap_activity_order order_of(rap_str word) {
  static const char *const words[] = {"documents", "statements", "events", "name", "last"};
  for (int i = 0; i < (int)(sizeof words / sizeof *words); i++)
    if (rap_str_is(word, words[i])) return (rap_activity_order)i;
  return RAP_ACTIVITY_BY_DOCUMENTS;
}

static rap_status list_people(const rap_question *q, rap_activity_order order, size_t *total, rap_error *err) {
  static const rap_column columns[] = {{.name = "person", .kind = RAP_COL_TEXT},
                                       {.name = "name", .title = "Name", .kind = RAP_COL_TEXT},
                                       {.name = "documents", .title = "documents", .kind = RAP_COL_INT},
                                       {.name = "events", .title = "took part in", .kind = RAP_COL_INT},
                                       {.name = "statements", .title = "statements", .kind = RAP_COL_INT},
                                       {.name = "first", .title = "first seen", .kind = RAP_COL_TEXT},
                                       {.name = "last", .title = "last seen", .kind = RAP_COL_TEXT}};
  const rap_activity_spec spec = {.axis = RAP_AXIS_PERSON, .order = order, .page = q->page};
  rap_activity people;
  rap_emit *e = NULL;
  rap_buf page = {0};
  rap_status st = rap_query_activity(q->store, &q->filter, &spec, q->cli->arena, &people, err);
  *total = people.total;
  if (st == RAP_OK && people.n && q->format == RAP_FORMAT_TEXT) {
    rap_question_heading(q, &page, people.total, "persons");
    st = rap_question_write(q, &page, err);
  }
  if (st == RAP_OK) st = rap_question_emit(q, columns, sizeof columns / sizeof *columns, &e, err);
  for (size_t i = 0; st == RAP_OK && i < people.n; i++) {
    const rap_activity_row *p = &people.rows[i];
    rap_emit_text(e, p->label.value);
    rap_emit_text(e, p->label.name);
    rap_emit_int(e, p->documents);
    rap_emit_int(e, p->events);
    rap_emit_int(e, p->statements);
    rap_listing_text(e, rap_listing_day(q->cli->arena, p->first));
    rap_listing_text(e, rap_listing_day(q->cli->arena, p->last));
    rap_emit_end_row(e);
  }
  st = rap_question_finish(e, st, err);
  if (q->format == RAP_FORMAT_TEXT) rap_question_more(q, &page, people.n, people.total);
  if (st == RAP_OK && page.n) st = rap_question_write(q, &page, err);
  rap_buf_clear(&page);
  return st;
}

/* -- one person: machine formats ---------------------------------------------------------------------------------------------------------- */

static const rap_column appearance_columns[] = {
    {.name = "person", .kind = RAP_COL_TEXT},   {.name = "document", .kind = RAP_COL_TEXT},   {.name = "published", .kind = RAP_COL_TEXT},
    {.name = "function", .kind = RAP_COL_TEXT}, {.name = "role", .kind = RAP_COL_TEXT},       {.name = "state", .kind = RAP_COL_TEXT},
    {.name = "evidence", .kind = RAP_COL_TEXT}, {.name = "forms", .kind = RAP_COL_JSON},      {.name = "mentions", .kind = RAP_COL_INT},
    {.name = "event", .kind = RAP_COL_TEXT},    {.name = "event_name", .kind = RAP_COL_TEXT}, {.name = "title", .kind = RAP_COL_TEXT},
    {.name = "source", .kind = RAP_COL_TEXT}};

typedef struct emitting {
  rap_emit *e;
  rap_str person;
} emitting;

static rap_status emit_appearance(void *ctx, const rap_appearance *a, rap_error *err) {
  const emitting *x = ctx;
  rap_json *forms = rap_json_new_array();
  for (size_t i = 0; i < a->n_forms; i++) (void)rap_json_append(forms, rap_json_new_string(a->forms[i]));
  rap_emit_text(x->e, x->person);
  rap_emit_text(x->e, a->document);
  rap_listing_text(x->e, a->published);
  rap_listing_text(x->e, a->function);
  rap_listing_text(x->e, a->role);
  rap_listing_text(x->e, a->state);
  rap_listing_text(x->e, a->sentence);
  rap_emit_json(x->e, forms);
  rap_emit_int(x->e, a->n_mentions);
  rap_listing_text(x->e, a->event.value);
  rap_listing_text(x->e, a->event.name);
  rap_listing_text(x->e, a->title);
  rap_emit_text(x->e, a->source);
  rap_emit_end_row(x->e);
  return rap_listing_next(err);
}

static rap_status emit_person(const rap_question *q, const rap_label *person, size_t *total, rap_error *err) {
  emitting x = {.person = person->value};
  const rap_appearance_spec spec = {.person = person->value, .page = q->page};
  rap_status st = rap_question_emit(q, appearance_columns, sizeof appearance_columns / sizeof *appearance_columns, &x.e, err);
  if (st == RAP_OK) st = rap_query_appearances(q->store, &q->filter, &spec, emit_appearance, &x, total, err);
  return rap_question_finish(x.e, st, err);
}

/* -- one person: a page ------------------------------------------------------------------------------------------------------------------- */

/* What a text says of the person, and when it was said first and last. */
typedef struct said {
  rap_str what, first, last, document;
  int64_t n;
} said;

typedef struct said_list {
  said *items;
  size_t n, capacity;
} said_list;

typedef struct took_part {
  rap_str event, date, function, role, document, sentence;
} took_part;

typedef struct person_page {
  const rap_question *q;
  rap_arena *arena;
  said_list offices, functions, forms;
  took_part parts[LISTED];
  size_t n_parts, n_more, looked_at;
  bool failed;
} person_page;

static rap_str kept(person_page *p, rap_str s) {
  rap_str copy = rap_arena_str(p->arena, s);
  if (!copy.p) p->failed = true;
  return copy;
}

/* Rows come newest first. */
static void say(person_page *p, said_list *list, rap_str what, const rap_appearance *a) {
  size_t i = 0;
  if (!what.n) return;
  while (i < list->n && !rap_str_eq_nocase(list->items[i].what, what)) i++;
  if (i == list->n) {
    if (!rap_arena_grow(p->arena, (void **)&list->items, list->n, &list->capacity, sizeof *list->items)) {
      p->failed = true;
      return;
    }
    list->items[list->n++] = (said){.what = kept(p, what), .last = kept(p, a->published), .document = kept(p, a->document)};
  }
  list->items[i].n++;
  if (a->published.n) list->items[i].first = kept(p, a->published);
}

static rap_status on_appearance(void *ctx, const rap_appearance *a, rap_error *err) {
  person_page *p = ctx;
  p->looked_at++;
  say(p, &p->offices, a->role, a);
  say(p, &p->functions, a->function, a);
  for (size_t i = 0; i < a->n_forms; i++) say(p, &p->forms, a->forms[i], a);
  if (a->function.n && p->n_parts == LISTED) p->n_more++;
  if (a->function.n && p->n_parts < LISTED)
    p->parts[p->n_parts++] = (took_part){.event = kept(p, a->event.name),
                                         .date = kept(p, a->published),
                                         .function = kept(p, a->function),
                                         .role = kept(p, a->role),
                                         .document = kept(p, a->document),
                                         .sentence = kept(p, a->sentence)};
  return p->failed ? rap_error_nomem(err) : rap_listing_next(err);
}

static void put_title(const rap_question *q, const char *title, rap_buf *page) {
  rap_buf_printf(page, "\n%s%s%s\n", rap_question_bold(q), title, rap_question_plain(q));
}

static void put_wrapped(const rap_question *q, rap_buf *line, size_t indent, rap_buf *page) {
  rap_layout_paragraph(page, rap_buf_str(line), rap_question_width(q), indent);
  if (rap_buf_failed(line)) page->failed = true;
  rap_buf_reset(line);
}

/* "2019-06-15 – 2024-12-13  Prime Minister (33)", newest first */
static void put_offices(const person_page *p, rap_buf *page) {
  rap_buf line = {0};
  if (p->offices.n) put_title(p->q, "Offices, as the texts give them", page);
  for (size_t i = 0; i < p->offices.n && i < LISTED; i++) {
    const said *o = &p->offices.items[i];
    bool range = o->first.n && !rap_str_eq(o->first, o->last);
    rap_buf_printf(&line, "%.*s%s%.*s  %.*s (%lld)", RAP_FMT(range ? o->first : o->last), range ? " – " : "", RAP_FMT(range ? o->last : (rap_str){0}),
                   RAP_FMT(o->what), (long long)o->n);
    put_wrapped(p->q, &line, 2, page);
  }
  if (p->offices.n > LISTED) rap_buf_printf(page, "  … and %zu more (-f ndjson has them with their sentences)\n", p->offices.n - LISTED);
  rap_buf_clear(&line);
}

static void put_list(const person_page *p, const char *title, const said_list *list, rap_buf *page) {
  rap_buf line = {0};
  for (size_t i = 0; i < list->n && i < LISTED; i++)
    rap_buf_printf(&line, "%s%.*s %lld", i ? ", " : "", RAP_FMT(list->items[i].what), (long long)list->items[i].n);
  if (list->n > LISTED) rap_buf_printf(&line, " and %zu more", list->n - LISTED);
  if (list->n) {
    put_title(p->q, title, page);
    put_wrapped(p->q, &line, 2, page);
  }
  rap_buf_clear(&line);
}

static void put_parts(const person_page *p, rap_buf *page) {
  rap_buf line = {0};
  if (p->n_parts) put_title(p->q, "Took part", page);
  for (size_t i = 0; i < p->n_parts; i++) {
    const took_part *t = &p->parts[i];
    rap_buf_printf(&line, "%.*s  %.*s%s%.*s", RAP_FMT(t->date), RAP_FMT(t->function), t->event.n ? ": " : "", RAP_FMT(t->event));
    put_wrapped(p->q, &line, 2, page);
    rap_buf_printf(&line, "“%.*s” %s%.*s%s", RAP_FMT(t->sentence), rap_question_dim(p->q), RAP_FMT(t->document), rap_question_plain(p->q));
    put_wrapped(p->q, &line, 6, page);
  }
  if (p->n_more) {
    rap_buf_puts(page, "  … and ");
    rap_layout_count(page, (int64_t)p->n_more, "more documents");
    rap_buf_putc(page, '\n');
  }
  rap_buf_clear(&line);
}

/* "Spoke on: Water 3, Energy 2" */
static rap_status put_facets(const rap_question *q, const rap_filter *f, rap_axis axis, const char *title, rap_buf *page, rap_error *err) {
  const rap_count_spec spec = {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .rows = axis, .max_rows = LISTED};
  rap_facets facets;
  rap_buf line = {0};
  rap_status st = rap_query_facets(q->store, f, &spec, q->cli->arena, &facets, err);
  if (st != RAP_OK || !facets.n) return st;
  put_title(q, title, page);
  for (size_t i = 0; i < facets.n; i++)
    rap_buf_printf(&line, "%s%.*s %lld", i ? ", " : "", RAP_FMT(facets.items[i].label.name), (long long)facets.items[i].n);
  if (facets.more) rap_buf_printf(&line, " and %zu more", facets.more);
  put_wrapped(q, &line, 2, page);
  rap_buf_clear(&line);
  return st;
}

typedef struct sentences {
  const rap_question *q;
  rap_buf *page;
  size_t n;
} sentences;

static rap_status on_statement(void *ctx, const rap_statement_row *row, rap_error *err) {
  sentences *s = ctx;
  if (!s->n++) put_title(s->q, "Said", s->page);
  rap_sentence_text(s->q, s->page, row, 2);
  return rap_listing_next(err);
}

static rap_status put_speech(const rap_question *q, const rap_label *person, rap_buf *page, rap_error *err) {
  const rap_cell cells[] = {{RAP_AXIS_PERSON, person->value}};
  sentences s = {.q = q, .page = page};
  rap_filter f = q->filter;
  size_t total = 0;
  f.persons = (rap_str_list){0};
  f.cells = cells;
  f.n_cells = 1;
  rap_status st = put_facets(q, &f, RAP_AXIS_THEME, "Spoke on", page, err);
  if (st == RAP_OK) st = put_facets(q, &f, RAP_AXIS_ACTOR, "Spoke of, or for", page, err);
  if (st == RAP_OK) st = rap_query_statements(q->store, &f, (rap_page){.limit = LISTED}, on_statement, &s, &total, err);
  if (st == RAP_OK && total > s.n) rap_buf_printf(page, "  … and %zu more\n", total - s.n);
  return st;
}

/* Others whose names may be the same person's; nobody is put together by the program. */
static void put_namesakes(const rap_question *q, const rap_activity *people, const rap_label *person, rap_buf *page) {
  rap_arena *arena = q->cli->arena;
  rap_buf line = {0};
  rap_str own = rap_name_key(arena, person->name);
  size_t n = 0;
  for (size_t i = 0; i < people->n && n < LISTED; i++) {
    const rap_label *other = &people->rows[i].label;
    if (rap_str_eq(other->value, person->value) || !rap_same_name(own, rap_name_key(arena, other->name))) continue;
    rap_buf_printf(&line, "%s%.*s %lld", n++ ? ", " : "", RAP_FMT(other->name), (long long)people->rows[i].documents);
  }
  if (n) {
    put_title(q, "May be the same person", page);
    put_wrapped(q, &line, 2, page);
  }
  rap_buf_clear(&line);
}

static void put_person(const rap_question *q, const rap_label *person, const rap_activity *people, rap_buf *page) {
  rap_buf_printf(page, "%s%.*s%s\n", rap_question_bold(q), RAP_FMT(person->name), rap_question_plain(q));
  for (size_t i = 0; i < people->n; i++) {
    const rap_activity_row *p = &people->rows[i];
    if (!rap_str_eq(p->label.value, person->value)) continue;
    rap_buf_puts(page, "  named in ");
    rap_layout_count(page, p->documents, "documents");
    rap_str first = rap_listing_day(q->cli->arena, p->first), last = rap_listing_day(q->cli->arena, p->last);
    if (first.n) rap_buf_printf(page, ", %.*s", RAP_FMT(first));
    if (first.n && !rap_str_eq(first, last)) rap_buf_printf(page, " to %.*s", RAP_FMT(last));
    rap_buf_puts(page, " · took part in ");
    rap_layout_count(page, p->events, "events");
    rap_buf_puts(page, " · ");
    rap_layout_count(page, p->statements, "statements");
    rap_buf_putc(page, '\n');
  }
}

static rap_str last_word(rap_str name) {
  size_t at = name.n;
  while (at > 0 && name.p[at - 1] != ' ') at--;
  return rap_str_sub(name, at, name.n);
}

static rap_status text_person(const rap_question *q, const rap_label *person, size_t *total, rap_error *err) {
  person_page p = {.q = q, .arena = q->cli->arena};
  const rap_appearance_spec spec = {.person = person->value, .page = {.limit = LOOKED_AT}};
  const rap_activity_spec everybody = {.axis = RAP_AXIS_PERSON};
  rap_str word = last_word(person->value);
  rap_filter namesakes = q->filter;
  rap_activity people;
  rap_buf page = {0};
  namesakes.persons = (rap_str_list){&word, 1, 1};
  rap_status st = rap_query_appearances(q->store, &q->filter, &spec, on_appearance, &p, total, err);
  if (st == RAP_OK) st = rap_query_activity(q->store, &namesakes, &everybody, q->cli->arena, &people, err);
  if (st != RAP_OK || !*total) return st;
  put_person(q, person, &people, &page);
  put_offices(&p, &page);
  put_list(&p, "Functions", &p.functions, &page);
  put_parts(&p, &page);
  st = put_speech(q, person, &page, err);
  put_list(&p, "Written", &p.forms, &page);
  put_namesakes(q, &people, person, &page);
  if (*total > p.looked_at)
    rap_buf_printf(&page, "\nOffices, functions and forms are those of the newest %zu of %zu documents (--until, --since choose others).\n",
                   p.looked_at, *total);
  if (st == RAP_OK) st = rap_question_write(q, &page, err);
  rap_buf_clear(&page);
  return st;
}

/* -- the command -------------------------------------------------------------------------------------------------------------------------- */

/* Are there others whose name holds the word? */
static rap_status find_others(const rap_question *q, rap_str word, rap_labels *found, rap_error *err) {
  const rap_activity_spec spec = {.axis = RAP_AXIS_PERSON, .page = {.limit = 1}};
  rap_filter f = q->filter;
  rap_activity people;
  f.persons = (rap_str_list){&word, 1, 1};
  rap_status st = rap_query_activity(q->store, &f, &spec, q->cli->arena, &people, err);
  if (st == RAP_OK && people.total > 1) found->n = people.total;
  return st;
}

static rap_status answer(rap_question *q, rap_activity_order order, const rap_str_list *operands, size_t *total, rap_error *err) {
  rap_str name = {0};
  rap_labels found;
  for (size_t i = 0; i < operands->n; i++) {
    name = rap_arena_printf(q->cli->arena, "%.*s%s%.*s", RAP_FMT(name), i ? " " : "", RAP_FMT(operands->items[i]));
    if (!name.p) return rap_error_nomem(err);
  }
  if (!name.n) return list_people(q, order, total, err);
  /* One word is rarely a whole name: "modi" means all who are called so, "=modi" the name itself. */
  bool exactly = rap_str_starts(name, RAP_STR("="));
  if (exactly) name = rap_str_sub(name, 1, name.n);
  rap_status st = rap_question_find(q, RAP_AXIS_PERSON, name, &found, err);
  if (st != RAP_OK) return st;
  if (found.n == 1 && !exactly && !memchr(found.items[0].value.p, ' ', found.items[0].value.n)) st = find_others(q, name, &found, err);
  if (st != RAP_OK) return st;
  if (found.n == 1) return q->format == RAP_FORMAT_TEXT ? text_person(q, &found.items[0], total, err) : emit_person(q, &found.items[0], total, err);
  q->filter.persons = (rap_str_list){&name, 1, 1};
  st = list_people(q, order, total, err);
  q->filter.persons = (rap_str_list){0};
  return st;
}

static rap_status run_people(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  people_options *o = options;
  rap_question q;
  size_t total = 0;
  rap_status st = rap_question_open(cli, &o->question, NULL, PAGE, &q, err);
  if (st == RAP_OK) st = answer(&q, order_of(o->sort), operands, &total, err);
  if (st == RAP_OK) st = rap_question_done(&q, total);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_people = {
    .name = "people",
    .group = RAP_GROUP_WHO,
    .operands = "[NAME…]",
    .summary = "persons: their offices as the texts give them, the events that they take part in, what they say",
    .description =
        "All persons, or those whose names hold the words of NAME (=modi: the name Modi alone). Of one person a page: offices over time, functions at events, themes spoken on, the sentences, and how the texts write the "
        "name. Pronouns are never counted as names, and different names are never taken for one person; those that may be are listed.",
    .tables = people_tables,
    .options_size = sizeof(people_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_people,
};
