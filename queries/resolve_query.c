#include "queries/resolve_query.h"

#include "base/buf.h"
#include "index/textquery.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* Clauses of one conjunction: those on statements, which may have to hold of one and the same, and the others. */
typedef struct clauses {
  const rap_clause **items;
  size_t n, capacity;
} clauses;

typedef struct conjunction {
  clauses said, others;
  bool acts; /* one of those on statements asks for what is done in it: role, predicate, polarity */
} conjunction;

/* ---- making clauses ---- */

static rap_status push(const rap_resolver *x, clauses *list, const rap_clause *c) {
  void *items = list->items;
  if (!c || !rap_arena_grow(x->arena, &items, list->n, &list->capacity, sizeof *list->items)) return rap_error_nomem(x->err);
  list->items = items;
  list->items[list->n++] = c;
  return RAP_OK;
}

/* NULL when out of memory. A list of one is that one. */
static const rap_clause *join(const rap_resolver *x, rap_clause_kind kind, const clauses *list) {
  bool single = list->n == 1 && (kind == RAP_CLAUSE_ALL || kind == RAP_CLAUSE_ANY);
  rap_clause *c = single ? NULL : rap_arena_alloc(x->arena, sizeof *c);
  if (c) *c = (rap_clause){.kind = kind, .parts = list->items, .n_parts = list->n};
  return single ? list->items[0] : c;
}

static const rap_clause *around(const rap_resolver *x, rap_clause_kind kind, const rap_clause *part) {
  clauses one = {0};
  return push(x, &one, part) == RAP_OK ? join(x, kind, &one) : NULL;
}

static const rap_clause *leaf_of(const rap_resolver *x, const rap_filter *filter) {
  rap_filter *leaf = rap_arena_alloc(x->arena, sizeof *leaf);
  rap_clause *c = rap_arena_alloc(x->arena, sizeof *c);
  if (!leaf || !c) return NULL;
  *leaf = *filter;
  *c = (rap_clause){.kind = RAP_CLAUSE_LEAF, .leaf = leaf};
  return c;
}

/* ---- what parts are about ---- */

static bool is_of_statement(rap_query_field field) {
  return field == RAP_QUERY_FIELD_STATE || field == RAP_QUERY_FIELD_THEME || field == RAP_QUERY_FIELD_ROLE || field == RAP_QUERY_FIELD_PREDICATE ||
         field == RAP_QUERY_FIELD_STATUS || field == RAP_QUERY_FIELD_POLARITY;
}

/* Are there but conditions on statements in it, and no NOT? */
static bool is_said(const rap_query_node *node) {
  if (node->kind == RAP_QUERY_NODE_FIELD) return is_of_statement(node->field);
  bool said = node->kind == RAP_QUERY_NODE_ALL || node->kind == RAP_QUERY_NODE_ANY;
  for (size_t i = 0; i < node->n_parts && said; i++) said = is_said(node->parts[i]);
  return said;
}

static bool is_acting(const rap_query_node *node) {
  bool acting = node->kind == RAP_QUERY_NODE_FIELD &&
                (node->field == RAP_QUERY_FIELD_ROLE || node->field == RAP_QUERY_FIELD_PREDICATE || node->field == RAP_QUERY_FIELD_POLARITY);
  for (size_t i = 0; i < node->n_parts && !acting; i++) acting = is_acting(node->parts[i]);
  return acting;
}

/* ---- fields ---- */

static rap_status resolve_fields(const rap_resolver *x, const rap_query_node *node) {
  rap_status st = RAP_OK;
  if (!node) return RAP_OK;
  if (node->kind == RAP_QUERY_NODE_FIELD) {
    rap_resolved *r = x->out;
    if (!rap_arena_grow(x->arena, (void **)&r->fields, r->n_fields, &r->capacity, sizeof *r->fields)) return rap_error_nomem(x->err);
    return rap_resolve_field(x, node, &r->fields[r->n_fields++]);
  }
  for (size_t i = 0; i < node->n_parts; i++) TRY(resolve_fields(x, node->parts[i]));
  return st;
}

static const rap_resolved_field *resolved(const rap_resolver *x, const rap_query_node *field) {
  const rap_resolved *r = x->out;
  size_t i = 0;
  while (i < r->n_fields && r->fields[i].field != field) i++;
  assert(i < r->n_fields);
  return &r->fields[i];
}

/* ---- the tree ---- */

static const rap_clause *clause_of(const rap_resolver *x, const rap_query_node *node);

/* The texts among the parts, as one: FTS5 does it at once. NULL: there is none. */
static const rap_query_node *texts_of(const rap_resolver *x, const rap_query_node *node, rap_status *st) {
  const rap_query_node **parts = rap_arena_array(x->arena, node->n_parts, sizeof *parts);
  rap_query_node *list = rap_arena_alloc(x->arena, sizeof *list);
  size_t n = 0;
  if (!parts || !list) {
    *st = rap_error_nomem(x->err);
    return NULL;
  }
  for (size_t i = 0; i < node->n_parts; i++)
    if (rap_language_is_text(node->parts[i])) parts[n++] = node->parts[i];
  *list = (rap_query_node){.kind = node->kind, .place = node->place, .parts = parts, .n_parts = n};
  return n > 1 ? list : n ? parts[0] : NULL;
}

static const rap_clause *text_clause(const rap_resolver *x, const rap_query_node *text) {
  rap_filter leaf = {0};
  return rap_language_print(x->arena, text, &leaf.words, x->err) == RAP_OK ? leaf_of(x, &leaf) : NULL;
}

static rap_status add_part(const rap_resolver *x, conjunction *to, const rap_query_node *part) {
  if (!is_said(part)) return push(x, &to->others, clause_of(x, part));
  to->acts = to->acts || is_acting(part);
  return push(x, &to->said, clause_of(x, part));
}

/* NULL when out of memory. */
static const rap_clause *close_conjunction(const rap_resolver *x, conjunction *c) {
  rap_status st = RAP_OK;
  if (c->acts && c->said.n > 1)
    st = push(x, &c->others, around(x, RAP_CLAUSE_SAID, join(x, RAP_CLAUSE_ALL, &c->said)));
  else
    for (size_t i = 0; i < c->said.n; i++) TRY(push(x, &c->others, c->said.items[i]));
  return st == RAP_OK ? join(x, RAP_CLAUSE_ALL, &c->others) : NULL;
}

static const rap_clause *list_clause(const rap_resolver *x, const rap_query_node *node) {
  rap_status st = RAP_OK;
  conjunction c = {0};
  const rap_query_node *texts = texts_of(x, node, &st);
  if (texts) TRY(push(x, &c.others, text_clause(x, texts)));
  for (size_t i = 0; i < node->n_parts && st == RAP_OK; i++) {
    if (rap_language_is_text(node->parts[i])) continue;
    st = node->kind == RAP_QUERY_NODE_ALL ? add_part(x, &c, node->parts[i]) : push(x, &c.others, clause_of(x, node->parts[i]));
  }
  if (st != RAP_OK) return NULL;
  return node->kind == RAP_QUERY_NODE_ALL ? close_conjunction(x, &c) : join(x, RAP_CLAUSE_ANY, &c.others);
}

/* NULL when out of memory. */
static const rap_clause *clause_of(const rap_resolver *x, const rap_query_node *node) {
  if (rap_language_is_text(node)) return text_clause(x, node);
  switch (node->kind) {
  case RAP_QUERY_NODE_FIELD: return resolved(x, node)->clause;
  case RAP_QUERY_NODE_NOT: return around(x, RAP_CLAUSE_NOT, clause_of(x, node->parts[0]));
  default: return list_clause(x, node);
  }
}

/* ---- the conjunction at the top ---- */

/* Lists of a filter; false when both have one. */
static bool merge_lists(rap_filter *to, const rap_filter *from) {
  rap_str_list *const lists[] = {&to->states,    &to->events,    &to->series,     &to->persons,  &to->organisations, &to->programmes,
                                 &to->places,    &to->roles,     &to->predicates, &to->statuses, &to->polarities,    &to->sources,
                                 &to->languages, &to->documents, &to->kinds,      &to->authors,  &to->themes};
  const rap_str_list *const added[] = {&from->states,     &from->events,  &from->series,    &from->persons,    &from->organisations,
                                       &from->programmes, &from->places,  &from->roles,     &from->predicates, &from->statuses,
                                       &from->polarities, &from->sources, &from->languages, &from->documents,  &from->kinds,
                                       &from->authors,    &from->themes};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    if (lists[i]->n && added[i]->n) return false;
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    if (added[i]->n) *lists[i] = *added[i];
  if (from->themes.n) to->themes_exactly = from->themes_exactly;
  return true;
}

/* The later of two first days, the earlier of two last ones; 0 is open. */
static void cut(rap_day *to, rap_day day, bool later) {
  if (!day.year) return;
  int order = to->year ? rap_day_cmp(later ? rap_day_first(*to) : rap_day_last(*to), day) : 0;
  if (!to->year || (later ? order < 0 : order > 0)) *to = day;
}

/* A leaf's days become the filter's where they mean the same date. */
static bool merge_days(rap_filter *to, const rap_filter *from, bool of_options) {
  bool mentioned = from->mentioned_since.year || from->mentioned_until.year, dated = from->since.year || from->until.year;
  if (mentioned && (to->mentioned_since.year || to->mentioned_until.year) && !of_options) return false; /* each may be another date of the text */
  if (dated && (to->by_mentioned_date || to->by_event_date != from->by_event_date)) return false;
  cut(&to->since, from->since, true);
  cut(&to->until, from->until, false);
  cut(&to->mentioned_since, from->mentioned_since, true);
  cut(&to->mentioned_until, from->mentioned_until, false);
  return true;
}

static bool merge_field(const rap_resolver *x, rap_filter *to, const rap_query_node *field) {
  const rap_clause *c = resolved(x, field)->clause;
  rap_query_value_kind kind = rap_query_field_kind(field->field);
  if (c->kind != RAP_CLAUSE_LEAF) return false;
  bool days = kind == RAP_QUERY_VALUE_DAYS || kind == RAP_QUERY_VALUE_DAY;
  return days ? merge_days(to, c->leaf, kind == RAP_QUERY_VALUE_DAY) : merge_lists(to, c->leaf);
}

/* What the filter's lists ask of a statement joins the conditions of the rest. */
static rap_status add_said_lists(const rap_resolver *x, const rap_filter *f, conjunction *c) {
  const rap_filter said = {.states = f->states,
                           .themes = f->themes,
                           .roles = f->roles,
                           .predicates = f->predicates,
                           .statuses = f->statuses,
                           .polarities = f->polarities,
                           .themes_exactly = f->themes_exactly,
                           .central_only = f->central_only,
                           .with_groups = f->with_groups,
                           .with_all = f->with_all};
  bool acts = f->roles.n || f->predicates.n || f->polarities.n;
  if (!c->said.n || !(acts || c->acts) || !(acts || f->states.n || f->themes.n || f->statuses.n)) return RAP_OK;
  c->acts = true;
  return push(x, &c->said, leaf_of(x, &said));
}

/* Text to the words, fields to the lists where they can, the rest to the clauses. */
static rap_status fill(const rap_resolver *x, const rap_query_node *root, rap_filter *filter) {
  const rap_query_node *const single[] = {root};
  bool all = root->kind == RAP_QUERY_NODE_ALL;
  const rap_query_node whole = {.kind = RAP_QUERY_NODE_ALL,
                                .place = root->place,
                                .parts = all ? root->parts : (const rap_query_node **)(uintptr_t)single,
                                .n_parts = all ? root->n_parts : 1};
  rap_status st = RAP_OK;
  conjunction c = {0};
  const rap_query_node *texts = texts_of(x, &whole, &st);
  if (texts) TRY(rap_language_print(x->arena, texts, &filter->words, x->err));
  for (size_t i = 0; i < whole.n_parts && st == RAP_OK; i++) {
    const rap_query_node *part = whole.parts[i];
    bool done = rap_language_is_text(part) || (part->kind == RAP_QUERY_NODE_FIELD && merge_field(x, filter, part));
    if (!done) st = add_part(x, &c, part);
  }
  TRY(add_said_lists(x, filter, &c));
  if (st == RAP_OK && c.said.n + c.others.n && !(filter->where = close_conjunction(x, &c))) st = rap_error_nomem(x->err);
  return st;
}

/* ---- for people ---- */

static void show(const rap_resolver *x, const rap_query_node *node, rap_buf *out);

static void show_part(const rap_resolver *x, const rap_query_node *node, rap_buf *out) {
  bool list =
      node->kind == RAP_QUERY_NODE_ALL || node->kind == RAP_QUERY_NODE_ANY || (node->kind == RAP_QUERY_NODE_FIELD && resolved(x, node)->named.n > 1);
  if (list) rap_buf_putc(out, '(');
  show(x, node, out);
  if (list) rap_buf_putc(out, ')');
}

static void show(const rap_resolver *x, const rap_query_node *node, rap_buf *out) {
  switch (node->kind) {
  case RAP_QUERY_NODE_ALL:
  case RAP_QUERY_NODE_ANY:
    for (size_t i = 0; i < node->n_parts; i++) {
      if (i) rap_buf_puts(out, node->kind == RAP_QUERY_NODE_ALL ? " AND " : " OR ");
      show_part(x, node->parts[i], out);
    }
    break;
  case RAP_QUERY_NODE_NOT:
    rap_buf_puts(out, "NOT ");
    show_part(x, node->parts[0], out);
    break;
  case RAP_QUERY_NODE_FIELD: rap_buf_add(out, resolved(x, node)->shown); break;
  default: rap_language_put(node, out); break;
  }
}

/* Text first, as one; then the other parts of the conjunction. */
static rap_status describe(const rap_resolver *x, const rap_query_node *root, const rap_filter *filter) {
  rap_buf b = {0};
  rap_str words = {0};
  rap_status st = filter->words.n ? rap_query_explain(x->arena, filter->words, &words, x->err) : RAP_OK;
  rap_buf_add(&b, words);
  size_t n = root->kind == RAP_QUERY_NODE_ALL ? root->n_parts : 1;
  for (size_t i = 0; i < n; i++) {
    const rap_query_node *part = root->kind == RAP_QUERY_NODE_ALL ? root->parts[i] : root;
    if (rap_language_is_text(part)) continue;
    if (b.n) rap_buf_puts(&b, " · ");
    show(x, part, &b);
  }
  x->out->asked = rap_arena_str(x->arena, rap_buf_str(&b));
  if (st == RAP_OK && (rap_buf_failed(&b) || !x->out->asked.p)) st = rap_error_nomem(x->err);
  rap_buf_clear(&b);
  return st;
}

rap_status rap_resolve_query(rap_store *store, rap_arena *arena, const rap_language *tree, rap_filter *filter, rap_resolved *out, rap_span *wrong,
                             rap_error *err) {
  *out = (rap_resolved){0};
  *wrong = (rap_span){0};
  if (!tree->root) return RAP_OK;
  const rap_filter options = *filter;
  const rap_resolver x = {.store = store, .arena = arena, .options = &options, .out = out, .wrong = wrong, .err = err};
  rap_status st = resolve_fields(&x, tree->root);
  if (st == RAP_ERR_USAGE || st == RAP_ERR_LIMIT) rap_language_place(tree->text, *wrong, err);
  TRY(fill(&x, tree->root, filter));
  TRY(describe(&x, tree->root, filter));
  return st;
}
