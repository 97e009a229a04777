/* From the words of `correct` to corrections of what stands in a document: mentions, statements, its accounts of events. */
#include "queries/correcting.h"

#include "base/limits.h"

bool rap_correct_numbered(rap_str word, char mark, rap_str *document, size_t *n) {
  uint64_t number = 0;
  size_t at = word.n;
  while (at > 0 && word.p[at - 1] != mark) at--;
  *document = (rap_str){0};
  *n = 0;
  if (at < 2 || !rap_str_uint(rap_str_sub(word, at, word.n), &number) || number == 0 || number > RAP_MAX_STATEMENTS) return false;
  *document = rap_str_sub(word, 0, at - 1);
  *n = (size_t)number;
  return true;
}

static rap_status put(rap_correct_request *r, rap_correct_fields *fields, const char *name, rap_str value, rap_error *err) {
  return rap_correct_put(r->q.cli->arena, fields, name, value) ? RAP_OK : rap_error_nomem(err);
}

static rap_status get(rap_correct_request *r, rap_str id, rap_corrected_document *d, rap_correction *c, rap_error *err) {
  rap_status st = rap_store_get_corrected(r->q.store, r->q.cli->arena, id, d, err);
  c->source = d->stored.doc.source;
  c->document = d->stored.doc.id;
  return st;
}

/* ---- words of a text ---- */

#define SHOWN_PLACES 4
#define SHOWN_AROUND 24

/* "… with the AP government …" */
static void add_place(rap_buf *out, rap_str full, size_t at, size_t n) {
  size_t from = at > SHOWN_AROUND ? at - SHOWN_AROUND : 0, to = at + n + SHOWN_AROUND;
  while (from < at && ((unsigned char)full.p[from] & 0xC0) == 0x80) from++;
  while (to < full.n && ((unsigned char)full.p[to] & 0xC0) == 0x80) to++;
  rap_str part = rap_str_sub(full, from, to);
  rap_buf_puts(out, " …");
  for (size_t i = 0; i < part.n; i++) rap_buf_putc(out, part.p[i] == '\n' ? ' ' : part.p[i]);
  rap_buf_puts(out, "…");
}

static rap_status unclear(rap_str quote, rap_str full, const size_t *places, size_t n, rap_error *err) {
  rap_buf list = {0};
  for (size_t i = 0; i < n && i < SHOWN_PLACES; i++) {
    rap_buf_printf(&list, "%s %zu:", i ? ";" : "", i + 1);
    add_place(&list, full, places[i], quote.n);
  }
  rap_status st = rap_error_set(err, RAP_ERR_USAGE, "“%.*s” stands there %zu times: quote more of it, or say --nth N:%.*s%s", RAP_FMT(quote), n,
                                RAP_FMT(rap_buf_str(&list)), n > SHOWN_PLACES ? " …" : "");
  rap_buf_clear(&list);
  return st;
}

/* Where the words stand. `wanted` (may be NULL) passes over places that are none; none wanted: all count. --nth chooses. */
typedef bool (*wanted_fn)(const void *ctx, rap_span at);
static rap_status find_quote(const rap_correct_request *r, rap_str full, rap_str quote, wanted_fn wanted, const void *ctx, rap_span *out,
                             rap_error *err) {
  size_t n = 0, all = 0, capacity = 0, *places = NULL;
  uint64_t nth = 0;
  if (r->o->nth.n && (!rap_str_uint(r->o->nth, &nth) || nth == 0))
    return rap_error_set(err, RAP_ERR_USAGE, "--nth: '%.*s' is no number from 1", RAP_FMT(r->o->nth));
  if (!quote.n) return rap_error_set(err, RAP_ERR_USAGE, "an empty quote is nowhere");
  for (size_t at = rap_str_find(full, quote, 0); at != SIZE_MAX; at = rap_str_find(full, quote, at + 1)) {
    all++;
    if (wanted && !wanted(ctx, (rap_span){at, at + quote.n})) continue;
    if (!rap_arena_grow(r->q.cli->arena, (void **)&places, n, &capacity, sizeof *places)) return rap_error_nomem(err);
    places[n++] = at;
  }
  if (!all) return rap_error_set(err, RAP_ERR_USAGE, "“%.*s” does not stand in the text", RAP_FMT(quote));
  if (!n)
    return rap_error_set(err, RAP_ERR_USAGE,
                         "“%.*s” stands in the text, but nothing of that kind was found there (show --format ndjson lists what was)", RAP_FMT(quote));
  if (nth > n) return rap_error_set(err, RAP_ERR_USAGE, "--nth: “%.*s” stands there %zu times", RAP_FMT(quote), n);
  if (n > 1 && !nth) return unclear(quote, full, places, n, err);
  size_t at = places[nth ? nth - 1 : 0];
  *out = (rap_span){at, at + quote.n};
  return RAP_OK;
}

/* ---- mentions ---- */

typedef struct mention_at {
  const rap_record *record;
  rap_str kind;
} mention_at;

static bool is_it(const rap_mention *m, rap_span at, rap_str kind) {
  return m->text.begin == at.begin && m->text.end == at.end && (!kind.n || rap_str_is(kind, rap_kind_name(m->kind)));
}

static bool has_mention(const void *ctx, rap_span at) {
  const mention_at *k = ctx;
  for (size_t i = 0; i < k->record->n_mentions; i++)
    if (is_it(&k->record->mentions[i], at, k->kind)) return true;
  return false;
}

/* The value of what it is to become: resolved, or as it is typed where names are open. */
static rap_status value_of(rap_correct_request *r, rap_str kind, rap_str text, rap_label *out, rap_error *err) {
  rap_axis axis = rap_correct_axis(kind);
  rap_labels found = {0};
  *out = (rap_label){text, text};
  if (rap_str_is(kind, "person")) return RAP_OK;
  if (axis == RAP_AXIS_STATE || axis == RAP_AXIS_GROUP || axis == RAP_AXIS_THEME) return rap_correct_find(r, axis, text, out, err);
  if (axis == RAP_AXIS_NONE) return rap_error_set(err, RAP_ERR_USAGE, "there is no kind '%.*s' of mention to correct", RAP_FMT(kind));
  rap_status st = rap_query_resolve(r->q.store, axis, text, r->q.cli->arena, &found, err);
  if (st == RAP_OK && found.n == 1)
    *out = found.items[0];
  else if (st == RAP_OK)
    st = rap_store_value_of_name(r->q.cli->arena, text, &out->value, err);
  return st;
}

static rap_status add_mention(rap_correct_request *r, rap_error *err) {
  rap_corrected_document d;
  rap_correction c = {.op = r->op, .thing = RAP_CORRECT_MENTION, .kind = r->o->kind};
  rap_span at;
  rap_label value;
  if (!r->o->kind.n) return rap_error_set(err, RAP_ERR_USAGE, "correct add mention needs --kind (state, person, organisation …)");
  rap_status st = get(r, r->rest.items[0], &d, &c, err);
  if (st == RAP_OK) st = find_quote(r, d.stored.doc.full, r->rest.items[1], NULL, NULL, &at, err);
  if (st == RAP_OK) st = value_of(r, c.kind, r->o->value.n ? r->o->value : r->rest.items[1], &value, err);
  if (st == RAP_OK && !rap_anchor_make(r->q.cli->arena, d.stored.doc.full, at, &c.anchor)) st = rap_error_nomem(err);
  c.value = value.value;
  if (st == RAP_OK && !rap_str_eq(value.name, value.value)) st = put(r, &c.now, "name", value.name, err);
  return st == RAP_OK ? rap_correct_push(r, &c, err) : st;
}

static rap_status change_mention(rap_correct_request *r, rap_error *err) {
  rap_corrected_document d;
  rap_correction c = {.op = r->op == RAP_CORRECT_RETYPE ? RAP_CORRECT_SET : r->op, .thing = RAP_CORRECT_MENTION};
  rap_span at;
  size_t n = 0, which = 0;
  /* delete: --kind says what it is; else --from does, as --kind says what it becomes. */
  rap_str from = r->op == RAP_CORRECT_DELETE && r->o->kind.n ? r->o->kind : r->o->from;
  rap_status st = get(r, r->rest.items[0], &d, &c, err);
  const mention_at k = {&d.stored.record, from};
  if (st == RAP_OK) st = find_quote(r, d.stored.doc.full, r->rest.items[1], has_mention, &k, &at, err);
  for (size_t i = 0; st == RAP_OK && i < k.record->n_mentions; i++)
    if (is_it(&k.record->mentions[i], at, from) && n++ == 0) which = i;
  if (st == RAP_OK && n > 1)
    st = rap_error_set(err, RAP_ERR_USAGE, "“%.*s” was found as %zu things: say which with --%s KIND", RAP_FMT(r->rest.items[1]), n,
                       r->op == RAP_CORRECT_DELETE ? "kind" : "from");
  if (st == RAP_OK && !rap_correct_aim_mention(r->q.cli->arena, &d.stored.doc, &d.how, &d.machine, which, &c)) st = rap_error_nomem(err);
  if (st == RAP_OK && c.op == RAP_CORRECT_SET) {
    rap_str kind = r->o->kind.n ? r->o->kind : rap_str_of(rap_kind_name(k.record->mentions[which].kind));
    rap_label value;
    if (!r->o->kind.n && !r->o->value.n) return rap_error_set(err, RAP_ERR_USAGE, "nothing is to be set (--kind, --value)");
    st = value_of(r, kind, r->o->value.n ? r->o->value : r->rest.items[1], &value, err);
    if (st == RAP_OK) st = put(r, &c.now, "kind", kind, err);
    if (st == RAP_OK) st = put(r, &c.now, "value", value.value, err);
    if (st == RAP_OK && !rap_str_eq(value.name, value.value)) st = put(r, &c.now, "name", value.name, err);
  }
  return st == RAP_OK ? rap_correct_push(r, &c, err) : st;
}

/* ---- statements ---- */

static rap_status put_names(rap_correct_request *r, rap_correct_fields *now, const char *name, rap_axis axis, const rap_str_list *typed,
                            rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < typed->n && st == RAP_OK; i++) {
    rap_label label = {0};
    bool none = !typed->items[i].n || rap_str_is(typed->items[i], "none");
    if (rap_str_is(typed->items[i], "ALL")) label.value = typed->items[i];
    if (!none && !label.value.n) st = rap_correct_find(r, axis, typed->items[i], &label, err);
    if (st == RAP_OK && (!none || typed->n == 1)) st = put(r, now, name, label.value, err);
  }
  return st;
}

/* Predicates are the rules' own words; one that no statement has is likely misspelt if it is like one that some have. */
static rap_status check_predicate(rap_correct_request *r, rap_str word, rap_error *err) {
  const rap_count_spec spec = {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .rows = RAP_AXIS_PREDICATE};
  const rap_filter everything = {0};
  rap_facets known;
  rap_status st = rap_query_facets(r->q.store, &everything, &spec, r->q.cli->arena, &known, err);
  const char **names = st == RAP_OK ? rap_arena_array(r->q.cli->arena, known.n, sizeof *names) : NULL;
  if (st == RAP_OK && !names) return rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < known.n; i++) {
    if (rap_str_eq(known.items[i].label.value, word)) return RAP_OK;
    rap_str name = rap_arena_str(r->q.cli->arena, known.items[i].label.value);
    if (!name.p) return rap_error_nomem(err);
    names[i] = name.p;
  }
  if (st != RAP_OK) return st;
  const char *near = rap_nearest(word, names, known.n);
  if (near) return rap_error_set(err, RAP_ERR_USAGE, "--predicate: no statement has '%.*s'; did you mean %s?", RAP_FMT(word), near);
  rap_cli_note(r->q.cli, "no other statement has the predicate '%.*s'", RAP_FMT(word));
  return RAP_OK;
}

static rap_status statement_fields(rap_correct_request *r, rap_correct_fields *now, rap_error *err) {
  const rap_correct_options *o = r->o;
  const struct {
    const char *name;
    rap_str text;
  } texts[] = {{"role", o->role},     {"predicate", o->predicate}, {"polarity", o->polarity},
               {"status", o->status}, {"speaker", o->speaker},     {"event", rap_str_is(o->event, "none") ? RAP_STR("0") : o->event}};
  rap_status st = put_names(r, now, "actor", RAP_AXIS_ACTOR, &o->actors, err);
  if (st == RAP_OK) st = put_names(r, now, "theme", RAP_AXIS_THEME, &o->themes, err);
  for (size_t i = 0; st == RAP_OK && i < sizeof texts / sizeof *texts; i++)
    if (texts[i].text.p && (texts[i].text.n || rap_str_is(rap_str_of(texts[i].name), "speaker"))) st = put(r, now, texts[i].name, texts[i].text, err);
  if (st == RAP_OK && o->predicate.n) st = check_predicate(r, o->predicate, err);
  return st;
}

/* Whole sentences: evidence is read as such. */
static rap_status whole_sentences(rap_correct_request *r, const rap_stored_document *d, rap_span *at, rap_error *err) {
  rap_document doc;
  rap_status st = rap_document_restore(r->q.cli->arena, &d->doc, &doc, err);
  rap_span whole = *at;
  for (size_t i = 0; st == RAP_OK && i < doc.n_sentences; i++) {
    rap_span s = doc.sentences[i].text;
    if (s.begin <= at->begin && at->begin < s.end) whole.begin = s.begin;
    if (s.begin < at->end && at->end <= s.end) whole.end = s.end;
  }
  if (whole.end - whole.begin <= RAP_MAX_CORRECTION_TEXT) *at = whole;
  return st;
}

static rap_status default_to(rap_correct_request *r, rap_correct_fields *now, const char *name, const char *value, rap_error *err) {
  return rap_correct_list(now, name) ? RAP_OK : put(r, now, name, rap_str_of(value), err);
}

static rap_status add_statement(rap_correct_request *r, rap_error *err) {
  rap_corrected_document d;
  rap_correction c = {.op = r->op, .thing = RAP_CORRECT_STATEMENT};
  rap_span at;
  if (!r->o->actors.n || !r->o->predicate.n)
    return rap_error_set(err, RAP_ERR_USAGE, "correct add statement needs --actor and --predicate (and --theme, --role, --polarity, --status)");
  rap_status st = get(r, r->rest.items[0], &d, &c, err);
  if (st == RAP_OK) st = find_quote(r, d.stored.doc.full, r->rest.items[1], NULL, NULL, &at, err);
  if (st == RAP_OK) st = whole_sentences(r, &d.stored, &at, err);
  if (st == RAP_OK) st = statement_fields(r, &c.now, err);
  rap_str predicate = r->o->predicate;
  const char *polarity = rap_str_is(predicate, "supported") ? "support" : rap_str_is(predicate, "opposed") ? "oppose" : "neutral";
  if (st == RAP_OK) st = default_to(r, &c.now, "role", "actor", err);
  if (st == RAP_OK) st = default_to(r, &c.now, "polarity", polarity, err);
  if (st == RAP_OK) st = default_to(r, &c.now, "status", "reported", err);
  if (st == RAP_OK && !rap_anchor_make(r->q.cli->arena, d.stored.doc.full, at, &c.anchor)) st = rap_error_nomem(err);
  return st == RAP_OK ? rap_correct_push(r, &c, err) : st;
}

/* All words are looked up before any of them counts, so that numbers mean what was shown. */
static rap_status change_statements(rap_correct_request *r, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < r->rest.n && st == RAP_OK; i++) {
    rap_corrected_document d;
    rap_correction c = {.op = r->op, .thing = RAP_CORRECT_STATEMENT};
    rap_str document;
    size_t number;
    if (!rap_correct_numbered(r->rest.items[i], '#', &document, &number))
      return rap_error_set(err, RAP_ERR_USAGE, "'%.*s' names no statement: DOCUMENT#N, with the number that show gives", RAP_FMT(r->rest.items[i]));
    st = get(r, document, &d, &c, err);
    if (st == RAP_OK && number > d.stored.record.n_statements)
      st = rap_error_set(err, RAP_ERR_USAGE, "%.*s has %zu statements, no number %zu", RAP_FMT(document), d.stored.record.n_statements, number);
    if (st == RAP_OK && !rap_correct_aim_statement(r->q.cli->arena, &d.stored.doc, &d.how, &d.machine, number - 1, &c)) st = rap_error_nomem(err);
    if (st == RAP_OK && c.op == RAP_CORRECT_SET) st = statement_fields(r, &c.now, err);
    if (st == RAP_OK && c.op == RAP_CORRECT_SET && !c.now.n)
      st = rap_error_set(
          err, RAP_ERR_USAGE,
          "correct set statement: nothing is to be set (--actor, --theme, --predicate, --role, --polarity, --status, --speaker, --event)");
    if (st == RAP_OK) st = rap_correct_push(r, &c, err);
  }
  return st;
}

/* ---- accounts ---- */

rap_status rap_correct_account(rap_correct_request *r, rap_str document, size_t number, const rap_correct_fields *now, rap_correct_op op,
                               rap_error *err) {
  rap_corrected_document d;
  rap_correction c = {.op = op, .thing = RAP_CORRECT_ACCOUNT, .now = *now};
  rap_status st = get(r, document, &d, &c, err);
  if (st == RAP_OK && number > d.stored.record.n_events)
    st = rap_error_set(err, RAP_ERR_USAGE, "%.*s tells of %zu events, not of a number %zu", RAP_FMT(document), d.stored.record.n_events, number);
  if (st == RAP_OK && !rap_correct_aim_account(r->q.cli->arena, &d.stored.doc, &d.how, &d.machine, number - 1, &c)) st = rap_error_nomem(err);
  return st == RAP_OK ? rap_correct_push(r, &c, err) : st;
}

static rap_status change_accounts(rap_correct_request *r, rap_error *err) {
  rap_correct_fields now = {0};
  rap_label series = {0};
  rap_status st = r->op == RAP_CORRECT_SET ? rap_correct_event_fields(r, &now, err) : RAP_OK;
  if (st == RAP_OK && r->op == RAP_CORRECT_SET && r->o->series.n) {
    st = rap_correct_find(r, RAP_AXIS_SERIES, r->o->series, &series, err);
    if (st == RAP_OK) st = put(r, &now, "series", series.value, err);
    if (st == RAP_OK) st = put(r, &now, "title", series.name, err);
  }
  if (st == RAP_OK && r->op == RAP_CORRECT_SET && !now.n)
    st = rap_error_set(err, RAP_ERR_USAGE,
                       "correct set event: nothing is to be set (--start, --end, --place, --state, --edition, --status, --chair, --series …)");
  for (size_t i = 0; i < r->rest.n && st == RAP_OK; i++) {
    rap_str document;
    size_t number;
    if (!rap_correct_numbered(r->rest.items[i], '@', &document, &number))
      return rap_error_set(err, RAP_ERR_USAGE, "'%.*s' names no document's event: DOCUMENT@N, 1 for the first that show lists",
                           RAP_FMT(r->rest.items[i]));
    st = rap_correct_account(r, document, number, &now, r->op, err);
  }
  return st;
}

rap_status rap_correct_make_local(rap_correct_request *r, rap_error *err) {
  bool mention = rap_str_is(r->what, "mention"), statement = rap_str_is(r->what, "statement"), add = r->op == RAP_CORRECT_ADD;
  bool known = r->op == RAP_CORRECT_SET || r->op == RAP_CORRECT_DELETE || (add && (mention || statement)) ||
               (mention && r->op == RAP_CORRECT_RETYPE) || (!mention && !statement && r->op == RAP_CORRECT_SPLIT);
  if (!known)
    return rap_error_set(err, RAP_ERR_USAGE, "there is no correct %s %.*s (%s)", rap_correct_op_name(r->op), RAP_FMT(r->what),
                         mention     ? "add, set, retype, delete"
                         : statement ? "add, set, delete"
                                     : "split, set, delete");
  if (r->rest.n < 1 || ((mention || add) && r->rest.n != 2))
    return rap_error_set(err, RAP_ERR_USAGE, "correct %s %.*s needs %s", rap_correct_op_name(r->op), RAP_FMT(r->what),
                         mention || add ? "DOCUMENT and \"QUOTED WORDS\"" : "DOCUMENT#N");
  if (mention) return add ? add_mention(r, err) : change_mention(r, err);
  if (statement) return add ? add_statement(r, err) : change_statements(r, err);
  return change_accounts(r, err);
}
