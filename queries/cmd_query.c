/* The operands of a question: a query, parsed, resolved and explained. */
#include "base/utf8.h"
#include "index/textquery.h"
#include "queries/explain_query.h"
#include "queries/question.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- from operands to a query ---- */

static bool has_blank(rap_str s) { return s.n && memchr(s.p, ' ', s.n); }

/* Does anything in it but words mean something to the language? `from`: bytes passed over. */
static bool has_syntax(rap_str s, size_t from) {
  rap_str rest = rap_str_sub(s, from, s.n), word;
  size_t len;
  for (size_t at = from; at < s.n;) {
    uint32_t cp;
    at += rap_utf8_decode(s, at, &cp);
    if (rap_language_is_quote(cp) || cp == '(' || cp == ')') return true;
  }
  while (rap_str_split(&rest, ' ', &word)) {
    bool minus = rap_str_starts(word, RAP_STR("-")) && word.n > 1;
    if (minus || rap_str_is(word, "OR") || rap_str_is(word, "AND") || rap_str_is(word, "NOT") || rap_language_is_field(word, &len)) return true;
  }
  return false;
}

/* 'event:Chief Secretaries@2', as the shell hands on event:"Chief Secretaries"@2. */
static rap_str quote_value(rap_arena *arena, rap_str operand, size_t name) {
  rap_str value = rap_str_sub(operand, name, operand.n);
  size_t digits = value.n;
  bool exactly = rap_str_starts(value, RAP_STR("="));
  while (digits > 0 && rap_ascii_is_digit(value.p[digits - 1])) digits--;
  size_t end = digits > 0 && digits < value.n && value.p[digits - 1] == '@' ? digits - 1 : value.n;
  return rap_arena_printf(arena, "%.*s%s\"%.*s\"%.*s", RAP_FMT(rap_str_sub(operand, 0, name)), exactly ? "=" : "",
                          RAP_FMT(rap_str_sub(value, exactly, end)), RAP_FMT(rap_str_sub(value, end, value.n)));
}

/* Would the value, all of it, be a name? */
static bool is_whole_name(rap_question *q, rap_str query) {
  rap_language tree;
  rap_span wrong;
  return rap_language_parse(q->cli->arena, query, &tree, &wrong, NULL) == RAP_OK && tree.root && tree.root->kind == RAP_QUERY_NODE_FIELD &&
         rap_resolve_is_name(q->store, q->cli->arena, tree.root);
}

/* An operand with blanks was quoted for the shell, which took the quotation marks away: a phrase beside others, a field's value; by itself it is a query, unless it is a field whose value is a name with blanks. */
static rap_status as_query(rap_question *q, rap_str operand, bool alone, rap_str *out, rap_error *err) {
  rap_arena *arena = q->cli->arena;
  size_t minus = rap_str_starts(operand, RAP_STR("-")) ? 1 : 0, name;
  bool field = rap_language_is_field(rap_str_sub(operand, minus, operand.n), &name);
  *out = operand;
  if (!has_blank(operand)) return RAP_OK;
  if (field && !has_syntax(operand, minus + name)) {
    rap_str quoted = quote_value(arena, operand, minus + name);
    if (!quoted.p) return rap_error_nomem(err);
    if (!alone || is_whole_name(q, quoted)) *out = quoted;
  } else if (!field && !alone && !has_syntax(operand, 0)) {
    *out = rap_arena_printf(arena, "\"%.*s\"", RAP_FMT(operand));
  }
  return out->p ? RAP_OK : rap_error_nomem(err);
}

static rap_status join_operands(rap_question *q, const rap_str_list *words, rap_str *out, rap_error *err) {
  rap_buf b = {0};
  rap_status st = RAP_OK;
  *out = (rap_str){0};
  for (size_t i = 0; words && i < words->n && st == RAP_OK; i++) {
    rap_str word;
    st = as_query(q, words->items[i], words->n == 1, &word, err);
    if (i) rap_buf_putc(&b, ' ');
    rap_buf_add(&b, word);
  }
  *out = rap_arena_str(q->cli->arena, rap_buf_str(&b));
  if (st == RAP_OK && (rap_buf_failed(&b) || !out->p)) st = rap_error_nomem(err);
  rap_buf_clear(&b);
  return st;
}

/* The query and a mark under what is wrong in it, to be shown under the message. */
static void keep_mark(rap_question *q, rap_span wrong) {
  rap_buf b = {0};
  size_t width = rap_question_width(q);
  rap_language_mark(&b, q->query.text, wrong, width);
  if (!rap_buf_failed(&b)) q->cli->under = rap_arena_str(q->cli->arena, rap_buf_str(&b));
  rap_buf_clear(&b);
}

rap_status rap_question_query(rap_question *q, const rap_str_list *words, rap_error *err) {
  rap_span wrong = {0};
  rap_str text;
  rap_status st = join_operands(q, words, &text, err);
  TRY(rap_language_parse(q->cli->arena, text, &q->query, &wrong, err));
  TRY(rap_resolve_query(q->store, q->cli->arena, &q->query, &q->filter, &q->resolved, &wrong, err));
  if (st != RAP_OK) {
    if (wrong.end) keep_mark(q, wrong);
    return st;
  }
  rap_str asked = q->resolved.asked;
  if (asked.n && q->asked.n)
    q->asked = rap_arena_printf(q->cli->arena, "%.*s · %.*s", RAP_FMT(asked), RAP_FMT(q->asked));
  else if (asked.n)
    q->asked = asked;
  return q->asked.p || !asked.n ? RAP_OK : rap_error_nomem(err);
}

/* ---- debug query ---- */

rap_status rap_debug_query(rap_cli *cli, const rap_str_list *operands, rap_error *err) {
  rap_question q = {.cli = cli};
  rap_span wrong = {0};
  rap_textquery words = {0};
  rap_str canonical;
  rap_buf text = {0}, page = {0};
  for (size_t i = 0; i < operands->n; i++) rap_buf_printf(&text, "%s%.*s", i ? " " : "", RAP_FMT(operands->items[i]));
  rap_status st = rap_buf_failed(&text) ? rap_error_nomem(err) : rap_language_parse(cli->arena, rap_buf_str(&text), &q.query, &wrong, err);
  TRY(rap_language_print(cli->arena, q.query.root, &canonical, err));
  if (rap_language_is_text(q.query.root)) TRY(rap_textquery_of(cli->arena, q.query.root, &words, err));
  if (st == RAP_OK) {
    rap_language_dump(q.query.root, &page);
    rap_buf_printf(&page, "canonical: %.*s\n", RAP_FMT(canonical));
    if (words.match.n) rap_buf_printf(&page, "match: %.*s\n", RAP_FMT(words.match));
    if (words.exclude.n) rap_buf_printf(&page, "exclude: %.*s\n", RAP_FMT(words.exclude));
    if (rap_buf_failed(&page)) st = rap_error_nomem(err);
    (void)rap_out_write(cli->out, rap_buf_str(&page));
  } else if (wrong.end) {
    rap_language_mark(&page, q.query.text, wrong, rap_question_width(&q));
    (void)rap_out_write(cli->out, rap_buf_str(&page));
  }
  rap_buf_clear(&page);
  rap_buf_clear(&text);
  return st;
}

/* ---- --explain ---- */

/* What a command's conditions are about. */
static rap_str asked_of(const char *command) {
  static const struct {
    const char *command, *of;
  } table[] = {{"search", "documents"},
               {"families", "documents"},
               {"similar", "documents"},
               {"statements", "statements: States, themes, roles, predicates, polarities and statuses are those of one and the same statement"},
               {"events", "events, as each document tells of them"},
               {"matrix", "statements, where they have both axes; else documents"},
               {"facets", "documents; roles, predicates, statuses and polarities: statements"},
               {"timeline", "statements, where they have the axis; else documents"}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (strcmp(command, table[i].command) == 0) return rap_str_of(table[i].of);
  return (rap_str){0};
}

static rap_status explain_json(rap_question *q, const rap_explained *e, rap_buf *page, rap_error *err) {
  rap_json *object = NULL;
  rap_status st = rap_explain_query_json(q->cli->arena, e, &object, err);
  TRY(rap_json_write_line(object, q->format == RAP_FORMAT_JSON ? 2 : 0, page, err));
  rap_json_free(object);
  return st;
}

rap_status rap_question_explain(rap_question *q, rap_error *err) {
  const rap_explained e = {.query = &q->query,
                           .resolved = &q->resolved,
                           .filter = &q->filter,
                           .asked = q->asked,
                           .from = asked_of(q->cli->command ? q->cli->command : "")};
  rap_buf page = {0};
  rap_status st = q->format == RAP_FORMAT_TEXT ? rap_explain_query_text(q->cli->arena, &e, rap_question_width(q), &page, err)
                  : q->format == RAP_FORMAT_JSON || q->format == RAP_FORMAT_NDJSON
                      ? explain_json(q, &e, &page, err)
                      : rap_error_set(err, RAP_ERR_USAGE, "--explain answers as text, json or ndjson");
  TRY(rap_question_write(q, &page, err));
  rap_buf_clear(&page);
  return st == RAP_OK ? RAP_DONE : st;
}
