#include "queries/alert.h"

#include "base/digest.h"

/* ---- what rows are known by ---- */

typedef struct usual {
  const char *command, *identity, *content, *shown, *text, *date, *link; /* lists by commas */
} usual;

static const usual usuals[] = {
    {"statements", "source,document,evidence,actors,role,predicate", "", "{actor_names} {predicate}: {theme_names}", "{evidence}", "published",
     "url"},
    {"search", "source,document", "@text", "{title}", "{snippet}", "published", "url"},
    {"events", "event", "start,end,place,status", "{name}", "{place}", "start", ""},
};

static rap_status list_of(rap_arena *arena, const char *words, rap_str_list *out, rap_error *err) {
  rap_str rest = rap_str_of(words), part;
  while (*words && rap_str_split(&rest, ',', &part))
    if (!rap_str_list_add(arena, out, part)) return rap_error_nomem(err);
  return RAP_OK;
}

static rap_status take_usual(rap_alert *a, rap_error *err) {
  const rap_saved *q = a->question;
  a->identity = q->identity;
  a->content = q->content;
  a->shown = q->shown;
  a->date = q->date;
  a->link = q->link;
  for (size_t i = 0; i < sizeof usuals / sizeof *usuals; i++) {
    const usual *u = &usuals[i];
    if (!rap_str_is(q->command, u->command)) continue;
    rap_status st = a->identity.n ? RAP_OK : list_of(a->arena, u->identity, &a->identity, err);
    if (st == RAP_OK && !a->content.n) st = list_of(a->arena, u->content, &a->content, err);
    if (!a->shown.n) a->shown = rap_str_of(u->shown);
    if (!a->date.n) a->date = rap_str_of(u->date);
    if (!a->link.n) a->link = rap_str_of(u->link);
    a->shown_text = rap_str_of(u->text);
    return st;
  }
  if (a->identity.n) return RAP_OK;
  return rap_error_set(err, RAP_ERR_USAGE, "%.*s: what tells two rows of '%.*s' apart is not known (alert: identity: …, see rapporteur-saved(5))",
                       RAP_FMT(q->name), RAP_FMT(q->command));
}

rap_status rap_alert_begin(rap_alert *a, const rap_saved *question, rap_str key, rap_store *store, rap_str since, rap_arena *arena, rap_error *err) {
  rap_str seen;
  bool known = false;
  *a = (rap_alert){.question = question, .key = key, .store = store, .since = since, .arena = arena};
  rap_status st = take_usual(a, err);
  if (st == RAP_OK) st = rap_alert_seen(store, question->name, key, arena, &seen, &known, err);
  if (st == RAP_OK) st = rap_alert_set_unpack(arena, seen, &a->before, err);
  a->first = !known;
  return st;
}

/* ---- cells ---- */

static const rap_json *cell(rap_alert *a, const rap_json *row, rap_str column) {
  rap_str name = rap_arena_str(a->arena, column);
  return name.p ? rap_json_get(row, name.p) : NULL;
}

/* As it is told: texts as they are, lists by commas. */
static void put_cell(const rap_json *value, rap_buf *out) {
  int64_t n;
  if (!value) return;
  if (rap_json_int(value, &n)) {
    rap_buf_printf(out, "%lld", (long long)n);
  } else if (rap_json_kind(value) == RAP_JSON_ARRAY) {
    for (size_t i = 0; i < rap_json_length(value); i++) {
      if (i) rap_buf_puts(out, ", ");
      rap_buf_add(out, rap_json_string(rap_json_item(value, i)));
    }
  } else {
    rap_buf_add(out, rap_json_string(value));
  }
}

static rap_status fill_template(rap_alert *a, const rap_json *row, rap_str template, rap_str *out, rap_error *err) {
  rap_buf b = {0};
  rap_saved_piece piece;
  for (size_t at = 0; rap_saved_next_piece(template, &at, &piece);) {
    rap_buf_add(&b, piece.text);
    if (piece.brace) rap_buf_putc(&b, '{');
    if (piece.parameter.n) put_cell(cell(a, row, piece.parameter), &b);
  }
  *out = rap_arena_str(a->arena, rap_str_trim(rap_buf_str(&b)));
  bool failed = rap_buf_failed(&b) || !out->p;
  rap_buf_clear(&b);
  return failed ? rap_error_nomem(err) : RAP_OK;
}

static rap_status take_cell(rap_alert *a, const rap_json *row, rap_str column, rap_str *out, rap_error *err) {
  rap_buf b = {0};
  put_cell(column.n ? cell(a, row, column) : NULL, &b);
  *out = rap_arena_str(a->arena, rap_buf_str(&b));
  bool failed = rap_buf_failed(&b) || !out->p;
  rap_buf_clear(&b);
  return failed ? rap_error_nomem(err) : RAP_OK;
}

/* ---- identity and content ---- */

static uint64_t first_half(rap_digest *d) {
  unsigned char bytes[RAP_DIGEST_BYTES];
  uint64_t v = 0;
  rap_digest_bytes(d, bytes);
  for (int i = 7; i >= 0; i--) v = v << 8 | bytes[i];
  return v;
}

static rap_status text_hash(rap_alert *a, const rap_json *row, rap_str *hash, rap_error *err) {
  rap_str source = rap_json_string(rap_json_get(row, "source")), document = rap_json_string(rap_json_get(row, "document"));
  *hash = (rap_str){0};
  if (!document.n) return RAP_OK;
  if (!a->text_document.p || !rap_str_eq(a->text_document, document) || !rap_str_eq(a->text_source, source)) {
    rap_status st = rap_alert_text_hash(a->store, source, document, a->arena, &a->text_hash, err);
    a->text_source = rap_arena_str(a->arena, source);
    a->text_document = rap_arena_str(a->arena, document);
    if (st == RAP_OK && (!a->text_source.p || !a->text_document.p)) st = rap_error_nomem(err);
    if (st != RAP_OK) return st;
  }
  *hash = a->text_hash;
  return RAP_OK;
}

static rap_status digest_columns(rap_alert *a, const rap_json *row, const rap_str_list *columns, uint64_t *out, bool *any, rap_error *err) {
  rap_digest d;
  rap_str value;
  rap_digest_init(&d);
  *any = false;
  for (size_t i = 0; i < columns->n; i++) {
    rap_status st = rap_str_is(columns->items[i], "@text") ? text_hash(a, row, &value, err) : take_cell(a, row, columns->items[i], &value, err);
    if (st != RAP_OK) return st;
    if (value.n) *any = true;
    rap_digest_add_field(&d, value);
  }
  *out = first_half(&d);
  return RAP_OK;
}

/* The document of a row as an entry of its own, so that a revision is known by its text. Its text is empty when the row is of none. */
static rap_status document_entry(rap_alert *a, const rap_json *row, rap_alert_entry *entry, bool *is, rap_error *err) {
  rap_digest d;
  rap_str hash;
  rap_status st = text_hash(a, row, &hash, err);
  *is = st == RAP_OK && hash.n > 0;
  if (!*is) return st;
  rap_digest_init(&d);
  rap_digest_add_field(&d, RAP_STR("document"));
  rap_digest_add_field(&d, a->text_source);
  rap_digest_add_field(&d, a->text_document);
  entry->identity = first_half(&d);
  rap_digest_init(&d);
  rap_digest_add_field(&d, hash);
  entry->content = first_half(&d);
  return RAP_OK;
}

/* ---- rows ---- */

static rap_status tell(rap_alert *a, const rap_json *row, rap_alert_entry entry, bool revised, rap_error *err) {
  rap_alert_item item = {.revised = revised, .identity = entry.identity, .content = entry.content};
  rap_buf json = {0};
  rap_status st = take_cell(a, row, a->date, &item.date, err);
  if (st == RAP_OK && a->since.n && item.date.n && rap_str_cmp(rap_str_sub(item.date, 0, a->since.n), a->since) < 0) return RAP_OK;
  if (a->n >= RAP_ALERT_ITEMS_MAX)
    return rap_error_set(err, RAP_ERR_LIMIT, "%.*s: more than %d are new: tell less of it at first, by --since DATE", RAP_FMT(a->question->name),
                         RAP_ALERT_ITEMS_MAX);
  if (st == RAP_OK) st = fill_template(a, row, a->shown, &item.title, err);
  if (st == RAP_OK) st = fill_template(a, row, a->shown_text, &item.text, err);
  if (st == RAP_OK) st = take_cell(a, row, a->link, &item.link, err);
  if (st == RAP_OK) st = take_cell(a, row, RAP_STR("document"), &item.document, err);
  if (st == RAP_OK) st = rap_json_write(row, 0, &json, err);
  if (st == RAP_OK) item.row = rap_arena_str(a->arena, rap_buf_str(&json));
  rap_buf_clear(&json);
  if (st != RAP_OK) return st;
  if (!item.title.n) item.title = item.document.n ? item.document : a->question->title;
  if (!item.row.p || !rap_arena_grow(a->arena, (void **)&a->items, a->n, &a->capacity, sizeof *a->items)) return rap_error_nomem(err);
  a->items[a->n++] = item;
  if (revised) a->n_revised++;
  return RAP_OK;
}

rap_status rap_alert_add(rap_alert *a, const rap_json *row, rap_error *err) {
  rap_alert_entry entry, document = {0};
  bool any, is_document, ignored;
  rap_status st = digest_columns(a, row, &a->identity, &entry.identity, &any, err);
  if (st == RAP_OK && !any)
    st = rap_error_set(err, RAP_ERR_RULES, "%.*s: a row of the answer has none of the columns of its identity", RAP_FMT(a->question->name));
  if (st == RAP_OK) st = digest_columns(a, row, &a->content, &entry.content, &ignored, err);
  if (st == RAP_OK) st = document_entry(a, row, &document, &is_document, err);
  if (st == RAP_OK) st = rap_alert_set_add(a->arena, &a->now, entry, err);
  if (st == RAP_OK && is_document) st = rap_alert_set_add(a->arena, &a->now, document, err);
  if (st != RAP_OK) return st;
  const rap_alert_entry *told = rap_alert_set_find(&a->before, entry.identity);
  if (told && told->content == entry.content) return RAP_OK;
  const rap_alert_entry *text = is_document ? rap_alert_set_find(&a->before, document.identity) : NULL;
  return tell(a, row, entry, told || (text && text->content != document.content), err);
}

rap_status rap_alert_end(rap_alert *a, rap_error *err) {
  rap_status st = rap_alert_set_sort(a->arena, &a->now, err);
  return st == RAP_OK ? rap_alert_set_join(a->arena, &a->before, &a->now, RAP_ALERT_SEEN_MAX, &a->all, err) : st;
}

/* ---- how it is named ---- */

void rap_alert_uri(const rap_alert *a, const rap_alert_item *item, rap_str authority, rap_buf *out) {
  rap_digest d;
  rap_digest_init(&d);
  rap_digest_add_field(&d, a->question->name);
  rap_digest_add_field(&d, a->key);
  rap_digest_add_number(&d, item->identity);
  rap_digest_add_number(&d, item->content);
  rap_buf_printf(out, "tag:%.*s:rapporteur/%.*s/%016llx", RAP_FMT(authority), RAP_FMT(a->question->name), (unsigned long long)first_half(&d));
}

rap_status rap_alert_parameters(const rap_alert *a, rap_str *out, rap_error *err) {
  rap_buf b = {0};
  rap_str rest = a->key, part;
  while (a->key.n && rap_str_split(&rest, '\n', &part)) rap_buf_printf(&b, "%s%.*s", b.n ? ", " : "", RAP_FMT(part));
  *out = rap_arena_str(a->arena, rap_buf_str(&b));
  bool failed = rap_buf_failed(&b) || !out->p;
  rap_buf_clear(&b);
  return failed ? rap_error_nomem(err) : RAP_OK;
}
