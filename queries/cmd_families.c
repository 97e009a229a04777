/* families: documents that are one release; also the family of one document, for show --family. */
#include "index/likeness.h"
#include "queries/listing.h"
#include "queries/text_diff.h"

#define PAGE 20
#define EXAMPLES 3       /* changes told of a member */
#define EXAMPLE_BYTES 60 /* of each side of a change */

static const rap_option *const families_tables[] = {rap_common_table, rap_question_table, rap_paging_table, NULL};

/* -- all families ---------------------------------------------------------------------------------------------------------------------- */

static const rap_column columns[] = {
    {.name = "canonical", .kind = RAP_COL_TEXT}, {.name = "title", .kind = RAP_COL_TEXT},     {.name = "published", .kind = RAP_COL_TEXT},
    {.name = "source", .kind = RAP_COL_TEXT},    {.name = "documents", .kind = RAP_COL_INT},  {.name = "copies", .kind = RAP_COL_INT},
    {.name = "revisions", .kind = RAP_COL_INT},  {.name = "syndicated", .kind = RAP_COL_INT}, {.name = "translations", .kind = RAP_COL_INT},
    {.name = "members", .kind = RAP_COL_JSON},
};

static void count_relations(const rap_family *f, int64_t n[RAP_RELATIONS]) {
  for (size_t i = 0; i < RAP_RELATIONS; i++) n[i] = 0;
  for (size_t i = 0; i < f->n; i++) n[f->members[i].relation]++;
}

static void emit_family(rap_emit *e, const rap_family *f) {
  const rap_family_member *c = &f->members[0];
  int64_t n[RAP_RELATIONS];
  rap_json *members = rap_json_new_array();
  count_relations(f, n);
  for (size_t i = 0; i < f->n; i++) (void)rap_json_append(members, rap_json_new_string(f->members[i].document));
  rap_emit_text(e, c->document);
  rap_listing_text(e, c->title);
  rap_listing_text(e, c->published);
  rap_listing_text(e, c->source);
  rap_emit_int(e, (int64_t)f->n);
  for (size_t i = RAP_RELATION_COPY; i < RAP_RELATIONS; i++) rap_emit_int(e, n[i]);
  rap_emit_json(e, members);
  rap_emit_end_row(e);
}

/* "2 copies, 1 revision" */
static void put_relations(rap_buf *out, const rap_family *f) {
  static const char *const plurals[] = {"", "copies", "revisions", "syndicated copies", "translations"};
  int64_t n[RAP_RELATIONS];
  const char *comma = "";
  count_relations(f, n);
  for (size_t i = RAP_RELATION_COPY; i < RAP_RELATIONS; i++) {
    if (!n[i]) continue;
    rap_buf_puts(out, comma);
    rap_layout_count(out, n[i], plurals[i]);
    comma = ", ";
  }
}

static void text_family(rap_listing *a, const rap_family *f) {
  const rap_family_member *c = &f->members[0];
  size_t width = rap_question_width(a->q);
  rap_buf_printf(&a->page, "%s%4zu. %s", a->n > 1 ? "\n" : "", a->q->page.offset + a->n, rap_question_bold(a->q));
  rap_text_fit(&a->page, c->title.n ? c->title : c->document, width - 6, false);
  rap_buf_printf(&a->page, "%s\n", rap_question_plain(a->q));
  size_t start = a->line.n;
  rap_layout_item(&a->line, start, c->document);
  rap_layout_item(&a->line, start, c->published);
  rap_layout_item(&a->line, start, c->source);
  rap_buf_puts(&a->line, " · ");
  put_relations(&a->line, f);
  rap_layout_paragraph(&a->page, rap_buf_str(&a->line), width, 6);
  rap_buf_reset(&a->line);
}

static rap_status on_family(void *ctx, const rap_family *f, rap_error *err) {
  rap_listing *a = ctx;
  a->n++;
  if (a->emit)
    emit_family(a->emit, f);
  else
    text_family(a, f);
  return rap_listing_next(err);
}

static rap_status run_families(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  rap_question q;
  size_t total = 0;
  rap_listing list = {.q = &q};
  rap_status st = rap_question_open(cli, options, operands, PAGE, &q, err);
  if (st == RAP_OK) st = rap_listing_open(&q, columns, sizeof columns / sizeof *columns, &list, err);
  if (st == RAP_OK) st = rap_query_families(q.store, &q.filter, q.page, on_family, &list, &total, err);
  st = rap_listing_close(&list, (rap_str){0}, "families", total, st, err);
  if (st == RAP_OK) st = rap_question_done(&q, total);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_families = {
    .name = "families",
    .group = RAP_GROUP_TEXTS,
    .operands = "[WORDS…]",
    .summary = "releases of which there are several documents: copies, revisions, translations",
    .description =
        "Largest first. A family is listed when one of its documents meets the question. Its canonical document is the one published first; copies have the same words, revisions are other versions by the "
        "same source, syndicated copies nearly the same words by another one. show --family tells in short what differs, diff in full.",
    .tables = families_tables,
    .options_size = sizeof(rap_question_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_families,
};

/* -- one family ------------------------------------------------------------------------------------------------------------------------ */

static const rap_column member_columns[] = {
    {.name = "document", .kind = RAP_COL_TEXT}, {.name = "relation", .kind = RAP_COL_TEXT},  {.name = "similarity", .kind = RAP_COL_REAL},
    {.name = "differs", .kind = RAP_COL_TEXT},  {.name = "published", .kind = RAP_COL_TEXT}, {.name = "source", .kind = RAP_COL_TEXT},
    {.name = "language", .kind = RAP_COL_TEXT}, {.name = "title", .kind = RAP_COL_TEXT},     {.name = "url", .kind = RAP_COL_TEXT},
};

typedef struct member_view {
  double similarity; /* −1: not to be told */
  rap_str differs;
} member_view;

static void put_example(rap_buf *out, rap_str words) {
  rap_str cut = rap_str_sub(words, 0, EXAMPLE_BYTES);
  while (cut.n < words.n && cut.n > 0 && ((unsigned char)words.p[cut.n] & 0xC0) == 0x80) cut.n--;
  rap_buf_puts(out, "“");
  for (size_t i = 0; i < cut.n; i++) rap_buf_putc(out, cut.p[i] == '\n' ? ' ' : cut.p[i]);
  rap_buf_puts(out, cut.n < words.n ? "…”" : "”");
}

/* "5 changes: “02:51” → “08:41”, + “Read this release in: Hindi” …" */
static void put_differences(rap_buf *out, const rap_text_diff *diff, rap_str a, rap_str b) {
  rap_layout_count(out, (int64_t)diff->n, "changes");
  for (size_t i = 0; i < diff->n && i < EXAMPLES; i++) {
    rap_str old = rap_str_at(a, diff->changes[i].a), new = rap_str_at(b, diff->changes[i].b);
    rap_buf_puts(out, i ? ", " : ": ");
    if (!new.n) rap_buf_puts(out, "− ");
    if (old.n) put_example(out, old);
    if (new.n) rap_buf_puts(out, old.n ? " → " : "+ ");
    if (new.n) put_example(out, new);
  }
  if (diff->n > EXAMPLES) rap_buf_puts(out, " …");
}

static rap_status view_of(const rap_question *q, rap_arena *arena, const rap_family *f, size_t i, member_view *out, rap_error *err) {
  rap_release a = {0}, b = {0};
  rap_likeness likeness;
  rap_text_diff diff;
  rap_buf line = {0};
  *out = (member_view){.similarity = -1};
  rap_relation relation = f->members[i].relation;
  if (relation == RAP_RELATION_CANONICAL || relation == RAP_RELATION_TRANSLATION) return RAP_OK;
  rap_status st = rap_query_member_text(q->store, arena, &f->members[0], &a.title, &a.body, err);
  if (st == RAP_OK) st = rap_query_member_text(q->store, arena, &f->members[i], &b.title, &b.body, err);
  if (st != RAP_OK) return st;
  if (!rap_likeness_of(arena, &a, &b, true, &likeness) || !rap_text_diff_make(arena, a.body, b.body, &diff)) return rap_error_nomem(err);
  out->similarity = relation == RAP_RELATION_COPY ? 1 : likeness.jaccard;
  if (diff.n) put_differences(&line, &diff, a.body, b.body);
  out->differs = rap_arena_str(arena, rap_buf_str(&line));
  if (rap_buf_failed(&line) || !out->differs.p) st = rap_error_nomem(err);
  rap_buf_clear(&line);
  return st;
}

static void emit_member(rap_emit *e, const rap_family_member *m, const member_view *v) {
  rap_emit_text(e, m->document);
  rap_emit_text(e, rap_str_of(rap_relation_name(m->relation)));
  if (v->similarity < 0)
    rap_emit_null(e);
  else
    rap_emit_real(e, v->similarity, 3);
  rap_listing_text(e, v->differs);
  rap_listing_text(e, m->published);
  rap_listing_text(e, m->source);
  rap_listing_text(e, m->language);
  rap_listing_text(e, m->title);
  rap_listing_text(e, m->url);
  rap_emit_end_row(e);
}

static void text_member(rap_listing *a, const rap_family_member *m, const member_view *v) {
  size_t width = rap_question_width(a->q);
  rap_buf_printf(&a->page, "%s%-12s%s", rap_question_bold(a->q), rap_relation_name(m->relation), rap_question_plain(a->q));
  if (v->similarity >= 0)
    rap_buf_printf(&a->page, "%4d %%  ", (int)(v->similarity * 100));
  else
    rap_buf_puts(&a->page, "        ");
  size_t start = a->line.n;
  rap_layout_item(&a->line, start, m->document);
  rap_layout_item(&a->line, start, m->published);
  rap_layout_item(&a->line, start, m->source);
  rap_layout_item(&a->line, start, m->title);
  rap_text_fit(&a->page, rap_buf_str(&a->line), width - 20, false);
  rap_buf_putc(&a->page, '\n');
  rap_buf_reset(&a->line);
  if (v->differs.n) rap_layout_paragraph(&a->page, v->differs, width, 20);
}

rap_status rap_family_answer(const rap_question *q, rap_str id, rap_error *err) {
  rap_family family;
  rap_listing list;
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_query_family(q->store, id, q->cli->arena, &family, err) : rap_error_nomem(err);
  if (st != RAP_OK) {
    rap_arena_free(arena);
    return st;
  }
  st = rap_listing_open(q, member_columns, sizeof member_columns / sizeof *member_columns, &list, err);
  for (size_t i = 0; st == RAP_OK && i < family.n; i++) {
    member_view v;
    rap_arena_reset(arena);
    list.n++;
    st = view_of(q, arena, &family, i, &v, err);
    if (st == RAP_OK && list.emit) emit_member(list.emit, &family.members[i], &v);
    if (st == RAP_OK && !list.emit) text_member(&list, &family.members[i], &v);
    if (st == RAP_OK) st = rap_listing_next(err);
  }
  st = rap_listing_close(&list, (rap_str){0}, "documents", family.n, st, err);
  rap_arena_free(arena);
  return st;
}
