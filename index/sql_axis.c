/* sql_axis.c: the axes of matrices and facets: which tables they join, which value they show. Layer: index. */
#include "index/sql_time.h"

static const char *actor_kinds(rap_axis axis) {
  return axis == RAP_AXIS_STATE ? "('state', 'all')" : axis == RAP_AXIS_GROUP ? "('group')" : "('state', 'group', 'all')";
}

/* CROSS: the lists of a document are unpacked once, not once for each entity of the kind, as SQLite would sooner have it, who knows no sizes. */
static void join_entities(rap_sql *q, rap_base base, const char *statements, const char *documents, const char *events, char letter) {
  rap_sql_lettered(q, base == RAP_FROM_STATEMENTS ? statements : base == RAP_FROM_DOCUMENTS ? documents : events, letter);
}

static void restrict_to(rap_sql *q, char letter, rap_values v) {
  if (!v.n) return;
  rap_sql_lettered(q, " AND @e.value IN ", letter);
  rap_sql_values(q, v);
}

static void join_actors(rap_sql *q, const rap_asked *a, rap_axis axis, char letter, bool restricted) {
  const rap_filter *f = a->filter;
  join_entities(
      q, a->base, " JOIN statement_actor @a ON @a.statement = s.id JOIN entity @e ON @e.id = @a.actor",
      " JOIN names_of @a ON @a.document = d.id CROSS JOIN entity @e ON @e.id = @a.entity",
      " JOIN statement @s ON @s.id BETWEEN ed.document * 65536 AND ed.document * 65536 + 65535 AND @s.event_idx = ed.idx JOIN statement_actor @a ON @a.statement = @s.id JOIN entity @e ON @e.id = @a.actor",
      letter);
  rap_sql_lettered(q, " AND @e.kind IN ", letter);
  rap_sql_add(q, actor_kinds(axis));
  if (!restricted || !f->states.n) return;
  rap_sql_lettered(q, " AND @e.id IN (", letter);
  rap_sql_actor_ids(q, rap_sql_values_of(&f->states), f->with_groups, f->with_all);
  rap_sql_add(q, ")");
}

static void join_themes(rap_sql *q, const rap_asked *a, rap_axis axis, char letter, bool restricted) {
  const rap_filter *f = a->filter;
  join_entities(q, a->base, " JOIN statement_theme @t ON @t.statement = s.id JOIN entity @e ON @e.id = @t.theme",
                " JOIN themes_of @t ON @t.document = d.id CROSS JOIN entity @e ON @e.id = @t.theme",
                " JOIN event_theme @t ON @t.document = ed.document AND @t.idx = ed.idx JOIN entity @e ON @e.id = @t.theme", letter);
  if (a->base == RAP_FROM_DOCUMENTS && f->central_only) rap_sql_lettered(q, " AND @t.central = 1", letter);
  if (restricted && f->themes.n) {
    rap_sql_lettered(q, " AND @e.id IN (", letter);
    rap_sql_theme_ids(q, rap_sql_values_of(&f->themes), f->themes_exactly);
    rap_sql_add(q, ")");
  }
  if (axis == RAP_AXIS_THEME_TOP) rap_sql_lettered(q, " LEFT JOIN lexicon @l ON @l.kind = 'theme' AND @l.id = @e.value", letter);
}

static void join_named(rap_sql *q, const rap_asked *a, rap_axis axis, char letter, bool restricted) {
  const rap_filter *f = a->filter;
  rap_sql_lettered(q, " JOIN names_of @n ON @n.document = d.id CROSS JOIN entity @e ON @e.id = @n.entity AND @e.kind = ", letter);
  rap_sql_text(q, rap_str_of(rap_axis_entity(axis)));
  if (!restricted) return;
  if (axis == RAP_AXIS_PERSON && f->persons.n) {
    rap_sql_lettered(q, " AND @e.id IN (", letter);
    rap_sql_person_ids(q, rap_sql_values_of(&f->persons));
    rap_sql_add(q, ")");
  }
  if (axis == RAP_AXIS_ORGANISATION) restrict_to(q, letter, rap_sql_values_of(&f->organisations));
  if (axis == RAP_AXIS_PROGRAMME) restrict_to(q, letter, rap_sql_values_of(&f->programmes));
  if (axis == RAP_AXIS_PLACE) restrict_to(q, letter, rap_sql_values_of(&f->places));
}

static void join_mentioned(rap_sql *q, const rap_asked *a, rap_axis axis, char letter, bool restricted) {
  join_named(q, a, RAP_AXIS_MENTIONED, letter, restricted);
  if (!restricted || !rap_filter_mentions(a->filter)) return;
  rap_sql_lettered(q, " AND @e.id IN (", letter);
  rap_sql_mentioned_shown(q, a->filter, axis);
  rap_sql_add(q, ")");
}

static void join_persons(rap_sql *q, const rap_asked *a, char letter, bool restricted) {
  if (a->base == RAP_FROM_STATEMENTS)
    rap_sql_lettered(q, " JOIN entity @e ON @e.id = s.speaker", letter);
  else if (a->base == RAP_FROM_EVENTS)
    rap_sql_lettered(q, " JOIN participant @p ON @p.document = ed.document AND ed.main = 1 JOIN entity @e ON @e.id = @p.person", letter);
  else
    join_named(q, a, RAP_AXIS_PERSON, letter, restricted);
}

void rap_sql_axis_join(rap_sql *q, const rap_asked *a, rap_axis axis, char letter, bool restricted) {
  bool documents = a->base == RAP_FROM_DOCUMENTS;
  if (rap_axis_mentioned(a->filter, axis)) {
    join_mentioned(q, a, axis, letter, restricted);
    return;
  }
  switch (axis) {
  case RAP_AXIS_STATE:
  case RAP_AXIS_GROUP:
  case RAP_AXIS_ACTOR: join_actors(q, a, axis, letter, restricted); break;
  case RAP_AXIS_THEME:
  case RAP_AXIS_THEME_TOP: join_themes(q, a, axis, letter, restricted); break;
  case RAP_AXIS_EVENT:
    if (documents) rap_sql_lettered(q, " JOIN event_document @d ON @d.document = d.id JOIN event @v ON @v.id = @d.event", letter);
    if (documents && restricted && a->filter->events.n) {
      rap_sql_lettered(q, " AND @v.key IN ", letter);
      rap_sql_values(q, rap_sql_values_of(&a->filter->events));
    }
    break;
  case RAP_AXIS_SERIES:
    rap_sql_lettered(
        q, documents ? " JOIN event_document @d ON @d.document = d.id JOIN entity @e ON @e.id = @d.series" : " JOIN entity @e ON @e.id = ed.series",
        letter);
    if (restricted) restrict_to(q, letter, rap_sql_values_of(&a->filter->series));
    break;
  case RAP_AXIS_PERSON: join_persons(q, a, letter, restricted); break;
  case RAP_AXIS_ORGANISATION:
  case RAP_AXIS_PROGRAMME:
  case RAP_AXIS_PLACE: join_named(q, a, axis, letter, restricted); break;
  case RAP_AXIS_PREDICATE:
  case RAP_AXIS_ROLE:
  case RAP_AXIS_POLARITY:
    if (documents) rap_sql_lettered(q, " JOIN statement @s ON @s.id BETWEEN d.id * 65536 AND d.id * 65536 + 65535", letter);
    if (a->base == RAP_FROM_EVENTS)
      rap_sql_lettered(q, " JOIN statement @s ON @s.id BETWEEN ed.document * 65536 AND ed.document * 65536 + 65535 AND @s.event_idx = ed.idx",
                       letter);
    break;
  case RAP_AXIS_KIND: rap_sql_lettered(q, " JOIN event_document @k ON @k.document = d.id AND @k.idx = 0 AND @k.main = 1", letter); break;
  default: break;
  }
}

static void add_column(rap_sql *q, const rap_asked *a, const char *column, char letter) {
  rap_sql_lettered(q, a->base == RAP_FROM_STATEMENTS ? "s." : "@s.", letter);
  rap_sql_add(q, column);
}

static void period_value(rap_sql *q, const rap_filter *f, rap_axis axis, char letter) {
  rap_period unit;
  (void)rap_axis_period(axis, &unit);
  if (f->by_mentioned_date)
    rap_sql_mentioned_period(q, unit, letter);
  else
    rap_sql_period(q, unit, rap_sql_date(f));
}

void rap_sql_axis_value(rap_sql *q, const rap_asked *a, rap_axis axis, char letter) {
  switch (axis) {
  case RAP_AXIS_NONE: rap_sql_add(q, "''"); break;
  case RAP_AXIS_THEME_TOP: rap_sql_lettered(q, "coalesce(@l.top, @e.value)", letter); break;
  case RAP_AXIS_EVENT: rap_sql_lettered(q, a->base == RAP_FROM_DOCUMENTS ? "@v.key" : "e.key", letter); break;
  case RAP_AXIS_YEAR:
  case RAP_AXIS_QUARTER:
  case RAP_AXIS_MONTH:
  case RAP_AXIS_WEEK:
  case RAP_AXIS_DAY: period_value(q, a->filter, axis, letter); break;
  case RAP_AXIS_KIND: rap_sql_lettered(q, RAP_SQL_KIND("@k.status"), letter); break;
  case RAP_AXIS_COUNTRY: rap_sql_add(q, "ed.country"); break;
  case RAP_AXIS_PREDICATE: add_column(q, a, "predicate", letter); break;
  case RAP_AXIS_ROLE: add_column(q, a, "role", letter); break;
  case RAP_AXIS_POLARITY: add_column(q, a, "polarity", letter); break;
  case RAP_AXIS_STATUS: rap_sql_add(q, a->base == RAP_FROM_STATEMENTS ? "s.status" : "ed.status"); break;
  case RAP_AXIS_SOURCE: rap_sql_add(q, "d.source"); break;
  case RAP_AXIS_LANGUAGE: rap_sql_add(q, "d.language"); break;
  case RAP_AXIS_DOCUMENT: rap_sql_add(q, "d.name"); break;
  default: rap_sql_lettered(q, "@e.value", letter); break;
  }
}

void rap_sql_meetings(rap_sql *q, const rap_asked *asked, const rap_count_spec *spec, const rap_axis axes[2]) {
  static const char letters[2] = {'x', 'y'};
  rap_sql_from(q, asked->base);
  for (size_t i = 0; i < 2; i++) rap_sql_axis_join(q, asked, axes[i], letters[i], spec->restrict_axes);
  rap_sql_where(q, asked, true);
  for (size_t i = 0; i < 2; i++) {
    rap_sql_add(q, " AND ");
    rap_sql_axis_value(q, asked, axes[i], letters[i]);
    rap_sql_add(q, " IS NOT NULL");
  }
}
