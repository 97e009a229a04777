/* show: one stored document's record, and its text. */
#include "queries/correcting.h"

typedef struct show_options {
  rap_common_options common;
  rap_str store, format;
  bool text, family;
} show_options;

static const rap_option show_table[] = {
    RAP_STORE_OPTION(offsetof(show_options, store)),
    {.name = "format",
     .letter = 'f',
     .kind = RAP_OPT_CHOICE,
     .offset = offsetof(show_options, format),
     .argument = "FORMAT",
     .help = "text by default; json and ndjson are the record that analyze writes",
     .choices = "text|json|ndjson"},
    RAP_OUTPUT_OPTION,
    {.name = "text", .kind = RAP_OPT_FLAG, .offset = offsetof(show_options, text), .help = "also the text itself"},
    {.name = "family",
     .kind = RAP_OPT_FLAG,
     .offset = offsetof(show_options, family),
     .help = "instead: the copies, revisions and translations of it, and what differs from the one published first"},
    RAP_OPTIONS_END,
};
static const rap_option *const show_tables[] = {rap_common_table, show_table, NULL};

typedef struct names {
  rap_question *q;
  rap_arena *arena;
  const rap_record *record;
} names;

static rap_axis axis_of(rap_kind kind) {
  switch (kind) {
  case RAP_KIND_STATE:
  case RAP_KIND_GROUP:
  case RAP_KIND_COLLECTIVE: return RAP_AXIS_ACTOR;
  case RAP_KIND_THEME: return RAP_AXIS_THEME;
  case RAP_KIND_ORGANISATION: return RAP_AXIS_ORGANISATION;
  case RAP_KIND_PROGRAMME: return RAP_AXIS_PROGRAMME;
  case RAP_KIND_PLACE: return RAP_AXIS_PLACE;
  default: return RAP_AXIS_NONE;
  }
}

static rap_str name_of(void *ctx, rap_kind kind, rap_str value) {
  const names *n = ctx;
  rap_axis axis = axis_of(kind);
  rap_str name;
  if (axis == RAP_AXIS_NONE || rap_query_label(n->q->store, axis, value, n->arena, &name, NULL) != RAP_OK || !name.n) return value;
  return name;
}

static void detail_of(void *ctx, rap_record_part part, size_t index, rap_buf *out) {
  const names *n = ctx;
  rap_corrected_detail(n->record, part, index, out);
}

static rap_status put_json(const rap_question *q, const rap_corrected_document *d, int indent, rap_buf *page, rap_error *err) {
  rap_json *json = NULL;
  rap_status st = rap_record_to_json(&d->stored.doc, &d->stored.record, &json, err);
  if (st == RAP_OK && !rap_corrected_json(q, &d->how, json)) st = rap_error_nomem(err);
  if (st == RAP_OK) st = rap_json_write(json, indent, page, err);
  rap_json_free(json);
  return st;
}

static void put_text(const rap_question *q, const rap_corrected_document *d, names *n, bool with_text, rap_buf *page) {
  const rap_record_style style = {.width = rap_question_width(q), .color = q->cli->color, .name = name_of, .detail = detail_of, .ctx = n};
  const rap_stored_document *stored = &d->stored;
  rap_record_text(&stored->doc, &stored->record, &style, page);
  rap_corrected_text(q, &d->how, page);
  if (!with_text) return;
  rap_buf_printf(page, "%sText%s\n", rap_question_bold(q), rap_question_plain(q));
  rap_text_wrap(page, rap_document_body(&stored->doc), rap_question_width(q), 0);
  rap_buf_putc(page, '\n');
}

static rap_status show_one(rap_question *q, const show_options *o, rap_arena *arena, rap_str what, size_t number, rap_error *err) {
  rap_corrected_document d;
  rap_buf page = {0};
  names n = {q, arena, &d.stored.record};
  rap_status st = rap_store_get_corrected(q->store, arena, what, &d, err);
  if (st != RAP_OK) return st;
  if (q->format == RAP_FORMAT_TEXT) {
    if (number) rap_buf_putc(&page, '\n');
    put_text(q, &d, &n, o->text, &page);
  } else {
    bool array = q->format == RAP_FORMAT_JSON;
    if (array) rap_buf_puts(&page, number ? ",\n" : "[");
    st = put_json(q, &d, 0, &page, err);
    if (!array) rap_buf_putc(&page, '\n');
  }
  if (st == RAP_OK) st = rap_question_write(q, &page, err);
  rap_buf_clear(&page);
  return st;
}

static rap_status run_show(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const show_options *o = options;
  rap_question q;
  size_t shown = 0;
  rap_status missing = RAP_OK;
  rap_arena *arena = rap_arena_new();
  rap_status st = rap_question_open_store(cli, o->store, o->format, &q, err);
  if (st == RAP_OK && !arena) st = rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < operands->n; i++) {
    rap_error own = {0};
    rap_arena_reset(arena);
    st = o->family ? rap_family_answer(&q, operands->items[i], &own) : show_one(&q, o, arena, operands->items[i], shown, &own);
    if (st == RAP_NOT_FOUND) {
      rap_cli_note(cli, "%s", own.text);
      missing = st;
      st = RAP_OK;
    } else if (st == RAP_OK) {
      shown++;
    } else {
      *err = own;
    }
  }
  if (q.format == RAP_FORMAT_JSON && st == RAP_OK && !o->family) rap_out_printf(cli->out, shown ? "]\n" : "[]\n");
  rap_question_close(&q);
  rap_arena_free(arena);
  return st == RAP_OK ? missing : st;
}

const rap_command rap_command_show = {
    .name = "show",
    .group = RAP_GROUP_TEXTS,
    .operands = "DOCUMENT…",
    .summary = "what is known of a document, and its text",
    .description =
        "DOCUMENT is an id as the other questions show it, the path of its file, or SOURCE:ID. What people corrected is shown corrected, with who did; see correct.",
    .tables = show_tables,
    .options_size = sizeof(show_options),
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run_show,
};
