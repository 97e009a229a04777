#include "queries/dossier.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

enum { MAX_ACTORS = 40, MAX_THEMES = 18, MAX_NAMES = 25, MAX_EVENTS = 25, MONTHS_UP_TO = 3 /* years */ };

/* ---- copies of what lives only for a row ---- */

static rap_str keep(rap_dossier *d, rap_str s) { return s.n ? rap_arena_str(d->arena, s) : (rap_str){0}; }

static const rap_label *keep_labels(rap_dossier *d, const rap_label *labels, size_t n) {
  rap_label *kept = rap_arena_array(d->arena, n, sizeof *kept);
  for (size_t i = 0; kept && i < n; i++) kept[i] = (rap_label){keep(d, labels[i].value), keep(d, labels[i].name)};
  return kept;
}

static rap_status on_statement(void *ctx, const rap_statement_row *row, rap_error *err) {
  rap_dossier *d = ctx;
  d->statements[d->n_statements++] = (rap_dossier_statement){.document = keep(d, row->document),
                                                             .title = keep(d, row->title),
                                                             .url = keep(d, row->url),
                                                             .published = keep(d, row->published),
                                                             .predicate = keep(d, row->predicate),
                                                             .status = keep(d, row->status),
                                                             .role = keep(d, row->role),
                                                             .speaker = keep(d, row->speaker),
                                                             .heading = keep(d, row->heading),
                                                             .evidence = keep(d, row->evidence),
                                                             .event = keep(d, row->event.value),
                                                             .event_name = keep(d, row->event.name),
                                                             .cue = rap_span_within(row->text, row->cue),
                                                             .topic = rap_span_within(row->text, row->topic),
                                                             .actor = rap_span_within(row->text, row->actor_text),
                                                             .actors = keep_labels(d, row->actors, row->n_actors),
                                                             .themes = keep_labels(d, row->themes, row->n_themes),
                                                             .n_actors = row->n_actors,
                                                             .n_themes = row->n_themes,
                                                             .open = row->open,
                                                             .copies = row->copies};
  return rap_arena_failed(d->arena) ? rap_error_nomem(err) : RAP_OK;
}

static rap_status on_document(void *ctx, const rap_search_row *row, rap_error *err) {
  rap_dossier *d = ctx;
  d->documents[d->n_documents++] = (rap_dossier_document){keep(d, row->id),        keep(d, row->title),      keep(d, row->url), keep(d, row->source),
                                                          keep(d, row->published), keep(d, row->event_name), row->n_statements, row->copies};
  return rap_arena_failed(d->arena) ? rap_error_nomem(err) : RAP_OK;
}

static rap_status on_event(void *ctx, const rap_event_row *row, rap_error *err) {
  rap_dossier *d = ctx;
  d->event = (rap_dossier_event){keep(d, row->id),    keep(d, row->name),      keep(d, row->start),  keep(d, row->end), keep(d, row->place),
                                 keep(d, row->chair), keep(d, row->organiser), keep(d, row->status), row->n_documents,  row->n_statements};
  return rap_arena_failed(d->arena) ? rap_error_nomem(err) : RAP_OK;
}

/* ---- lists ---- */

static rap_status count_only(void *ctx, const rap_statement_row *row, rap_error *err) {
  (void)ctx, (void)row, (void)err;
  return RAP_OK;
}

static rap_status list_statements(rap_store *store, rap_dossier *d, const rap_filter *filter, rap_error *err) {
  size_t most = d->request.max_statements;
  rap_status st = most ? RAP_OK : rap_query_statements(store, filter, (rap_page){0, 1}, count_only, NULL, &most, err);
  d->statements = rap_arena_array(d->arena, most, sizeof *d->statements);
  if (st == RAP_OK && !d->statements) st = rap_error_nomem(err);
  if (most) TRY(rap_query_statements(store, filter, (rap_page){0, most}, on_statement, d, &d->all_statements, err));
  return st;
}

static rap_status pass_over(void *ctx, const rap_search_row *row, rap_error *err) {
  (void)ctx, (void)row, (void)err;
  return RAP_OK;
}

static rap_status list_documents(rap_store *store, rap_dossier *d, const rap_filter *filter, rap_error *err) {
  size_t most = d->request.max_documents;
  rap_status st = most ? RAP_OK : rap_query_search(store, filter, (rap_page){0, 1}, pass_over, NULL, &most, err);
  d->documents = rap_arena_array(d->arena, most, sizeof *d->documents);
  if (st == RAP_OK && !d->documents) st = rap_error_nomem(err);
  if (most) TRY(rap_query_search(store, filter, (rap_page){0, most}, on_document, d, &d->all_documents, err));
  return st;
}

/* How many there are; and what is known of it when it is one. */
static rap_status list_events(rap_store *store, rap_dossier *d, const rap_filter *filter, rap_error *err) {
  rap_status st = rap_query_events(store, filter, (rap_page){0, 1}, on_event, d, &d->all_events, err);
  if (d->all_events != 1) d->event = (rap_dossier_event){0};
  return st;
}

static rap_status on_appearance(void *ctx, const rap_appearance *row, rap_error *err) {
  rap_dossier *d = ctx;
  rap_dossier_person *p = &d->persons_there[d->n_persons_there];
  p->role = keep(d, row->role);
  p->function = keep(d, row->function);
  p->sentence = keep(d, row->sentence);
  p->document = keep(d, row->document);
  return rap_arena_failed(d->arena) ? rap_error_nomem(err) : RAP_OK;
}

/* Who took part in the one event: those with the most events first, which here is one or none. */
static rap_status list_persons_there(rap_store *store, rap_dossier *d, rap_error *err) {
  rap_filter filter = {.events = {&d->event.id, 1, 1}};
  rap_activity all = {0};
  const rap_activity_spec spec = {.axis = RAP_AXIS_PERSON, .order = RAP_ACTIVITY_BY_EVENTS, .page = {0, MAX_NAMES}};
  if (!d->event.id.n) return RAP_OK;
  rap_status st = rap_query_activity(store, &filter, &spec, d->arena, &all, err);
  d->persons_there = rap_arena_array(d->arena, all.n, sizeof *d->persons_there);
  if (st == RAP_OK && !d->persons_there) st = rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < all.n && all.rows[i].events; i++) {
    const rap_appearance_spec one = {.person = all.rows[i].label.value, .took_part = true, .page = {0, 1}};
    d->persons_there[d->n_persons_there].name = all.rows[i].label.name;
    st = rap_query_appearances(store, &filter, &one, on_appearance, d, NULL, err);
    d->n_persons_there++;
  }
  TRY(rap_query_attendance(store, d->event.id, d->arena, &d->attendance, err));
  return st;
}

/* ---- counts ---- */

static rap_status count_pair(rap_store *store, rap_dossier *d, rap_axis rows, rap_axis cols, size_t most, rap_matrix *out, rap_error *err) {
  const rap_count_spec spec = {
      .base = RAP_FROM_STATEMENTS, .unit = d->request.unit, .rows = rows, .cols = cols, .max_rows = most, .restrict_axes = true};
  return rap_query_matrix(store, d->request.filter, &spec, d->arena, out, err);
}

static rap_status count_over_time(rap_store *store, rap_dossier *d, rap_error *err) {
  rap_count_spec spec = {.base = RAP_FROM_STATEMENTS, .unit = d->request.unit, .rows = RAP_AXIS_NONE, .cols = RAP_AXIS_YEAR};
  d->period = RAP_AXIS_YEAR;
  rap_status st = rap_query_timeline(store, d->request.filter, &spec, d->arena, &d->over_time, err);
  if (st != RAP_OK || d->over_time.n_cols > MONTHS_UP_TO) return st;
  spec.cols = d->period = RAP_AXIS_MONTH;
  return rap_query_timeline(store, d->request.filter, &spec, d->arena, &d->over_time, err);
}

static rap_status count_names(rap_store *store, rap_dossier *d, rap_axis axis, rap_facets *out, rap_error *err) {
  rap_unit unit = d->request.unit == RAP_UNIT_FAMILIES ? RAP_UNIT_FAMILIES : RAP_UNIT_DOCUMENTS;
  rap_count_spec spec = {.base = RAP_FROM_DOCUMENTS, .unit = unit, .rows = axis, .max_rows = MAX_NAMES};
  return rap_query_facets(store, d->request.filter, &spec, d->arena, out, err);
}

static rap_status make_title(rap_dossier *d, rap_error *err) {
  if (d->request.title.n)
    d->title = d->request.title;
  else if (d->request.filter->events.n == 1 && d->event.id.n)
    d->title = d->event.name;
  else if (d->request.asked.n)
    d->title = d->request.asked;
  else
    d->title = RAP_STR("All that the store holds");
  d->title = rap_arena_str(d->arena, d->title);
  return d->title.p ? RAP_OK : rap_error_nomem(err);
}

rap_status rap_dossier_gather(rap_store *store, const rap_dossier_request *request, rap_arena *arena, rap_dossier *out, rap_error *err) {
  *out = (rap_dossier){.request = *request, .arena = arena};
  rap_filter lists = *request->filter;
  lists.one_of_family = request->unit == RAP_UNIT_FAMILIES;
  const rap_count_spec spec = {.base = RAP_FROM_STATEMENTS,
                               .unit = request->unit,
                               .rows = RAP_AXIS_ACTOR,
                               .cols = RAP_AXIS_THEME,
                               .max_rows = MAX_ACTORS,
                               .max_cols = MAX_THEMES,
                               .restrict_axes = true};
  rap_status st = rap_query_matrix(store, request->filter, &spec, arena, &out->matrix, err);
  TRY(count_pair(store, out, RAP_AXIS_THEME, RAP_AXIS_STATUS, 0, &out->themes, err));
  TRY(count_pair(store, out, RAP_AXIS_EVENT, RAP_AXIS_NONE, MAX_EVENTS, &out->at_events, err));
  TRY(count_over_time(store, out, err));
  TRY(count_names(store, out, RAP_AXIS_PERSON, &out->persons, err));
  TRY(count_names(store, out, RAP_AXIS_ORGANISATION, &out->organisations, err));
  TRY(list_events(store, out, &lists, err));
  TRY(list_persons_there(store, out, err));
  TRY(list_statements(store, out, &lists, err));
  TRY(list_documents(store, out, &lists, err));
  TRY(make_title(out, err));
  return st;
}
