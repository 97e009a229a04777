/* search: documents, best first, each with a snippet around the words found; in groups, with facets beside. */
#include "queries/groups.h"
#include "queries/listing.h"
#include "queries/panels.h"

#define PAGE 10
#define MAX_MARKS 64
#define PER_GROUP 3
#define FACET_TOP 6        /* values of each axis on a page */
#define FACET_TOP_JSON 100 /* and in an object */
#define FACETS_BESIDE 110  /* columns of a terminal from which on facets stand beside the list */
#define PANEL 36
#define PANEL_GAP 3

typedef struct search_options {
  rap_question_options question;
  rap_str sort, group_by;
  rap_str_list of;
  int64_t per_group;
  bool facets;
} search_options;

#define OFFSET(field) offsetof(search_options, field)
#define GROUPS "event|family|source|series|month|year|state|theme|person|language"

static const rap_option search_table[] = {
    {.name = "sort",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(sort),
     .argument = "ORDER",
     .help = "best first (rank, default), newest first (date), oldest first (-date), by title or source",
     .choices = "rank|date|-date|title|source"},
    RAP_GROUP_BY_OPTION(OFFSET(group_by), GROUPS),
    RAP_PER_GROUP_OPTION(OFFSET(per_group), "documents"),
    {.name = "facets",
     .kind = RAP_OPT_FLAG,
     .offset = OFFSET(facets),
     .help = "also what all these documents name: beside the list on wide terminals, below it on others; in JSON an object of its own at the end"},
    {.name = "of",
     .kind = RAP_OPT_LIST,
     .offset = OFFSET(of),
     .argument = "AXIS",
     .help = "facets of this axis, or of several with commas between (default state, theme, event, year)"},
    RAP_OPTIONS_END,
};
static const rap_option *const search_tables[] = {rap_common_table, search_table, rap_question_table, rap_paging_table, NULL};

static const rap_axis default_facets[] = {RAP_AXIS_STATE, RAP_AXIS_THEME, RAP_AXIS_EVENT, RAP_AXIS_YEAR};

typedef struct search {
  rap_listing list;
  rap_arena *arena; /* of a document without a title, of a family */
  const search_options *options;
  rap_search_sort sort;
  size_t width, rank, n_groups;
  const char *what; /* is listed: "documents" */
  rap_str heading;  /* in place of the usual one */
  bool families, with_facets;
  const rap_group *group;        /* the current one; NULL: no groups */
  rap_axis axes[RAP_AXIS_COUNT]; /* of facets */
  size_t n_axes;
} search;

static const rap_column columns[] = {
    {.name = "rank", .title = "No.", .kind = RAP_COL_INT},
    {.name = "document", .title = "Document"},
    {.name = "source"},
    {.name = "published", .title = "Published"},
    {.name = "title", .title = "Title", .link = "url"},
    {.name = "language"},
    {.name = "event"},
    {.name = "event_name", .title = "Event"},
    {.name = "statements", .title = "Statements", .kind = RAP_COL_INT},
    {.name = "score", .kind = RAP_COL_REAL},
    {.name = "snippet", .title = "Passage", .wrap = true},
    {.name = "found", .kind = RAP_COL_JSON},
    {.name = "url", .kind = RAP_COL_URL},
    {.name = "copies", .title = "Copies", .kind = RAP_COL_INT}, /* only where one document stands for its family */
};
#define N_COLUMNS (sizeof columns / sizeof *columns)

/* Copies and other versions of a document, without itself: {"document": …, "relation": …}. */
static rap_json *family_of(search *s, const rap_search_row *row) {
  rap_family family;
  rap_json *array = rap_json_new_array();
  rap_arena_reset(s->arena);
  rap_str id = rap_arena_printf(s->arena, "%.*s:%.*s", RAP_FMT(row->source), RAP_FMT(row->id));
  if (!row->copies || rap_query_family(s->list.q->store, id, s->arena, &family, NULL) != RAP_OK) return array;
  for (size_t i = 0; i < family.n; i++) {
    if (rap_str_eq(family.members[i].document, row->id) && rap_str_eq(family.members[i].source, row->source)) continue;
    rap_json *member = rap_json_new_object();
    (void)rap_json_set(member, "document", rap_json_new_string(family.members[i].document));
    (void)rap_json_set(member, "relation", rap_json_new_string(rap_str_of(rap_relation_name(family.members[i].relation))));
    (void)rap_json_append(array, member);
  }
  return array;
}

static void emit_row(search *s, const rap_search_row *row) {
  const rap_listing *list = &s->list;
  rap_emit *e = list->emit;
  rap_emit_int(e, (int64_t)s->rank);
  rap_emit_text(e, row->id);
  rap_listing_text(e, row->source);
  rap_listing_text(e, row->published);
  rap_listing_text(e, row->title);
  rap_listing_text(e, row->language);
  rap_listing_text(e, row->event);
  rap_listing_text(e, row->event_name);
  rap_emit_int(e, row->n_statements);
  if (row->score > 0)
    rap_emit_real(e, row->score, 3);
  else
    rap_emit_null(e);
  rap_emit_marked(e, row->snippet, row->highlights, row->n_highlights);
  rap_json *found = row->n_highlights ? rap_json_new_array() : NULL;
  for (size_t i = 0; i < row->n_highlights; i++) (void)rap_json_append(found, rap_json_new_string(rap_str_at(row->snippet, row->highlights[i])));
  if (found)
    rap_emit_json(e, found);
  else
    rap_emit_null(e);
  rap_listing_text(e, row->url);
  if (list->q->filter.one_of_family) rap_emit_int(e, row->copies);
  if (s->families) rap_emit_json(e, family_of(s, row));
  if (s->group) rap_groups_emit(e, s->group);
  rap_emit_end_row(e);
}

/* A text without a title is known by its first block: its first line, or the beginning of it. */
static rap_str first_line(search *s, rap_str id) {
  rap_stored_document stored;
  rap_arena_reset(s->arena);
  if (rap_store_get(s->list.q->store, s->arena, id, &stored, NULL) != RAP_OK) return id;
  rap_str text = rap_str_trim(stored.doc.full), line;
  return rap_str_split(&text, '\n', &line) ? line : id;
}

static void put_snippet(rap_listing *list, const rap_search_row *row, rap_str title, size_t width) {
  rap_mark marks[MAX_MARKS];
  rap_buf *line = &list->line;
  bool color = list->q->cli->color;
  size_t n = row->n_highlights < MAX_MARKS ? row->n_highlights : MAX_MARKS;
  for (size_t i = 0; i < n; i++) marks[i] = (rap_mark){row->highlights[i], color ? RAP_SGR_BOLD RAP_SGR_CYAN : "«"};
  rap_str snippet = row->snippet;
  /* The beginning of a text is its title, which stands above (unless a long first line was cut there). */
  if (!n && title.n < width - 5 && rap_str_starts(snippet, title)) snippet = rap_str_trim(rap_str_sub(snippet, title.n, snippet.n));
  if (row->cut_before) rap_buf_puts(line, "… ");
  rap_layout_marked(line, snippet, marks, n, color ? RAP_SGR_PLAIN : "»");
  if (row->cut_after) rap_buf_puts(line, " …");
  if (line->n) rap_layout_paragraph(&list->page, rap_buf_str(line), width, 5);
  rap_buf_reset(line);
}

/* The other members of a family, one a line. */
static void put_family(search *s, const rap_search_row *row) {
  rap_listing *list = &s->list;
  rap_family family;
  rap_arena_reset(s->arena);
  rap_str id = rap_arena_printf(s->arena, "%.*s:%.*s", RAP_FMT(row->source), RAP_FMT(row->id));
  if (!row->copies || rap_query_family(list->q->store, id, s->arena, &family, NULL) != RAP_OK) return;
  for (size_t i = 0; i < family.n; i++) {
    const rap_family_member *m = &family.members[i];
    if (rap_str_eq(m->document, row->id) && rap_str_eq(m->source, row->source)) continue;
    rap_buf_printf(&list->line, "%s: ", rap_relation_name(m->relation));
    size_t start = list->line.n;
    rap_layout_item(&list->line, start, m->published);
    rap_layout_item(&list->line, start, m->document);
    rap_layout_item(&list->line, start, m->source);
    rap_layout_paragraph(&list->page, rap_buf_str(&list->line), s->width, 7);
    rap_buf_reset(&list->line);
  }
}

static void text_row(search *s, const rap_search_row *row) {
  rap_listing *list = &s->list;
  size_t start;
  rap_buf *line = &list->line;
  rap_str title = row->title.n ? row->title : first_line(s, row->id);
  rap_buf_printf(&list->page, "%s%3zu. %s", list->n > 1 && !s->group ? "\n" : "", s->rank, rap_question_bold(list->q));
  rap_text_fit(&list->page, title, s->width - 5, false);
  rap_buf_printf(&list->page, "%s\n", rap_question_plain(list->q));
  rap_buf_puts(line, rap_question_dim(list->q));
  start = line->n;
  rap_layout_item(line, start, row->published);
  rap_layout_item(line, start, row->id);
  rap_layout_item(line, start, row->event_name);
  if (row->n_statements) {
    rap_buf_puts(line, " · ");
    rap_layout_count(line, row->n_statements, "statements");
  }
  rap_question_copies(line, row->copies);
  rap_buf_puts(line, rap_question_plain(list->q));
  rap_layout_paragraph(&list->page, rap_buf_str(line), s->width, 5);
  rap_buf_reset(line);
  put_snippet(list, row, title, s->width);
  if (s->families) put_family(s, row);
}

static rap_status on_row(void *ctx, const rap_search_row *row, rap_error *err) {
  search *s = ctx;
  s->list.n++;
  s->rank++;
  if (s->list.emit)
    emit_row(s, row);
  else
    text_row(s, row);
  return rap_listing_next(err);
}

/* ---- groups ---- */

static rap_status on_group(void *ctx, const rap_group *group, rap_error *err) {
  search *s = ctx;
  rap_listing *list = &s->list;
  s->group = group;
  s->n_groups++;
  s->rank = 0;
  if (!list->emit) rap_groups_heading(list->q, &list->page, group, "documents");
  rap_status st = rap_query_search_by(list->q->store, group->filter, s->sort, group->page, on_row, s, NULL, err);
  if (st == RAP_OK && !list->emit && (int64_t)s->rank < group->n)
    rap_buf_printf(&list->page, "     … and %lld more\n", (long long)(group->n - (int64_t)s->rank));
  return st;
}

static rap_status search_groups(search *s, rap_question *q, size_t *total, rap_error *err) {
  rap_groups_spec spec = {.base = RAP_FROM_DOCUMENTS};
  spec.per_group = s->options->per_group ? (size_t)s->options->per_group : s->list.emit ? 0 : PER_GROUP;
  rap_status st = rap_groups_axis(s->options->group_by, GROUPS, &spec.axis, err);
  if (st == RAP_OK) s->what = rap_groups_what(spec.axis);
  if (st == RAP_OK) st = rap_groups_walk(q, &spec, on_group, s, total, err);
  return st;
}

/* ---- facets ---- */

static rap_status ask_facets(const search *s, rap_axis axis, rap_facets *out, rap_error *err) {
  const rap_question *q = s->list.q;
  rap_count_spec spec = {.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = axis};
  if (q->filter.one_of_family) spec.unit = RAP_UNIT_FAMILIES;
  spec.max_rows = s->list.emit ? FACET_TOP_JSON : FACET_TOP;
  return rap_query_facets(q->store, &q->filter, &spec, q->cli->arena, out, err);
}

static rap_status emit_facets(const search *s, size_t n_columns, rap_error *err) {
  rap_json *all = rap_json_new_object();
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < s->n_axes; i++) {
    rap_facets facets = {0};
    rap_json *array = rap_json_new_array();
    st = ask_facets(s, s->axes[i], &facets, err);
    for (size_t k = 0; k < facets.n; k++) {
      rap_json *one = rap_json_new_object();
      (void)rap_json_set(one, "value", rap_json_new_string(facets.items[k].label.value));
      (void)rap_json_set(one, "name", rap_json_new_string(facets.items[k].label.name));
      (void)rap_json_set(one, "count", rap_json_new_int(facets.items[k].n));
      (void)rap_json_append(array, one);
    }
    (void)rap_json_set(all, rap_axis_name(s->axes[i]), array);
  }
  for (size_t i = 1; i < n_columns; i++) rap_emit_null(s->list.emit);
  rap_emit_json(s->list.emit, all);
  rap_emit_end_row(s->list.emit);
  return st;
}

static rap_status make_panels(const search *s, size_t width, rap_str_list *lines, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < s->n_axes; i++) {
    rap_facets facets;
    st = ask_facets(s, s->axes[i], &facets, err);
    if (st != RAP_OK || !facets.n) continue;
    if (lines->n && !rap_str_list_add(s->list.q->cli->arena, lines, (rap_str){0})) return rap_error_nomem(err);
    st = rap_panels_add(s->list.q, s->axes[i], &facets, width, lines, err);
  }
  return st;
}

/* The page with a column of facets at its right, or the facets below it. */
static rap_status put_facets(search *s, rap_error *err) {
  rap_buf *page = &s->list.page, joined = {0}, padded = {0};
  bool beside = s->width < rap_question_width(s->list.q);
  rap_str_list lines = {0};
  rap_status st = make_panels(s, beside ? PANEL : s->width, &lines, err);
  rap_str rest = rap_buf_str(page), line;
  size_t k = 0;
  while (beside && (rest.n || k < lines.n)) {
    if (!rest.n || !rap_str_split(&rest, '\n', &line)) line = (rap_str){0};
    rap_buf_reset(&padded);
    rap_text_fit(&padded, line, s->width, true);
    rap_panels_join(&joined, rap_buf_str(&padded), k < lines.n ? lines.items[k] : (rap_str){0}, PANEL_GAP);
    k++;
  }
  if (beside) {
    rap_buf_reset(page);
    rap_buf_add(page, rap_buf_str(&joined));
  } else if (lines.n) {
    rap_buf_putc(page, '\n');
    for (size_t i = 0; i < lines.n; i++) rap_panels_join(page, lines.items[i], (rap_str){0}, 0);
  }
  if (rap_buf_failed(&joined) || rap_buf_failed(&padded)) page->failed = true;
  rap_buf_clear(&joined);
  rap_buf_clear(&padded);
  return st;
}

/* ---- the question ---- */

static rap_status fill(search *s, rap_question *q, rap_error *err) {
  static const char *const sorts[] = {"rank", "date", "-date", "title", "source"};
  const search_options *o = s->options;
  for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
    if (rap_str_is(o->sort, sorts[i])) s->sort = (rap_search_sort)i;
  s->families = rap_str_is(o->group_by, "family");
  s->with_facets = o->facets || o->of.n;
  s->width = rap_question_width(q);
  s->rank = q->page.offset;
  s->what = s->families ? "families" : "documents";
  if (s->families) q->filter.one_of_family = true;
  if (o->per_group && (!o->group_by.n || s->families))
    return rap_error_set(err, RAP_ERR_USAGE, "--per-group: only with --group-by, and not with families");
  if (!s->with_facets) return RAP_OK;
  if (q->format != RAP_FORMAT_TEXT && q->format != RAP_FORMAT_JSON && q->format != RAP_FORMAT_NDJSON)
    return rap_error_set(err, RAP_ERR_USAGE, "--facets: format %s has room for one table only (rapporteur facets gives the other)",
                         rap_format_name(q->format));
  if (s->width >= FACETS_BESIDE) s->width -= PANEL + PANEL_GAP;
  return rap_panels_axes(&o->of, default_facets, sizeof default_facets / sizeof *default_facets, s->axes, &s->n_axes, err);
}

/* Columns of this answer; NULL when out of memory. */
static const rap_column *columns_of(const search *s, const rap_question *q, size_t *n) {
  static const rap_column family = {.name = "family", .kind = RAP_COL_JSON}, facets = {.name = "facets", .kind = RAP_COL_JSON};
  rap_column *all = rap_arena_array(q->cli->arena, N_COLUMNS + 2 + RAP_GROUPS_COLUMNS, sizeof *all);
  *n = 0;
  if (!all) return NULL;
  memcpy(all, columns, sizeof columns);
  *n = N_COLUMNS - !q->filter.one_of_family;
  if (s->families) all[(*n)++] = family;
  if (s->options->group_by.n && !s->families) {
    memcpy(all + *n, rap_groups_columns, sizeof rap_groups_columns);
    *n += RAP_GROUPS_COLUMNS;
  }
  if (s->with_facets) all[(*n)++] = facets;
  return all;
}

static rap_status answer(search *s, rap_question *q, size_t *total, rap_error *err) {
  size_t n_columns;
  const rap_column *shown = columns_of(s, q, &n_columns);
  rap_status st = shown ? rap_listing_open(q, shown, n_columns, &s->list, err) : rap_error_nomem(err);
  bool groups = s->options->group_by.n && !s->families;
  if (st == RAP_OK)
    st = groups ? search_groups(s, q, total, err) : rap_query_search_by(q->store, &q->filter, s->sort, q->page, on_row, s, total, err);
  if (groups) s->list.n = s->n_groups;
  if (st == RAP_OK && s->with_facets && *total) st = s->list.emit ? emit_facets(s, n_columns, err) : put_facets(s, err);
  return rap_listing_close(&s->list, s->heading, s->what, *total, st, err);
}

rap_status rap_documents_answer(const rap_question *q, rap_str heading, size_t *total, rap_error *err) {
  static const search_options plain;
  rap_question own = *q;
  search s = {.list = {.q = &own}, .arena = rap_arena_new(), .options = &plain, .heading = heading};
  *total = 0;
  rap_status st = s.arena ? fill(&s, &own, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = answer(&s, &own, total, err);
  rap_arena_free(s.arena);
  return st;
}

static rap_status run_search(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  rap_question q = {.cli = cli};
  size_t total = 0;
  search s = {.list = {.q = &q}, .arena = rap_arena_new(), .options = options};
  rap_status st = s.arena ? rap_question_open(cli, options, operands, PAGE, &q, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = rap_question_units(&q, RAP_FROM_DOCUMENTS, err);
  if (st == RAP_OK) st = fill(&s, &q, err);
  if (st == RAP_OK) st = answer(&s, &q, &total, err);
  if (st == RAP_OK) st = rap_question_done(&q, total);
  rap_question_close(&q);
  rap_arena_free(s.arena);
  return st;
}

const rap_command rap_command_search = {
    .name = "search",
    .group = RAP_GROUP_TEXTS,
    .operands = "[WORDS…]",
    .summary = "documents by their words and by what they are about, best first",
    .description =
        "Words must all occur; \"a phrase\", prefix*, -word (must not occur) and OR between two words are understood, anything else is text. "
        "Without words: the newest documents that meet the options. Words found are coloured on a terminal, and stand between « and » elsewhere.",
    .tables = search_tables,
    .options_size = sizeof(search_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_search,
};
