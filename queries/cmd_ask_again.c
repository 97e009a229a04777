#include "queries/ask_again.h"
#include "queries/shell_words.h"

static void put(rap_buf *out, const rap_option *option, rap_str value) {
  rap_buf_printf(out, " --%s ", option->name);
  rap_shell_word(out, value);
}

void rap_ask_again(rap_buf *out, const rap_question_options *options, const rap_str_list *operands) {
  for (const rap_option *o = rap_question_table; o->name; o++) {
    const void *field = (const char *)options + o->offset;
    if (strcmp(o->name, "format") == 0 || strcmp(o->name, "output") == 0) continue; /* how, not what */
    if (o->kind == RAP_OPT_FLAG) {
      if (*(const bool *)field) rap_buf_printf(out, " --%s", o->name);
    } else if (o->kind == RAP_OPT_LIST) {
      const rap_str_list *list = field;
      for (size_t i = 0; i < list->n; i++) put(out, o, list->items[i]);
    } else if (o->kind != RAP_OPT_INT && ((const rap_str *)field)->n) {
      put(out, o, *(const rap_str *)field);
    }
  }
  for (size_t i = 0; operands && i < operands->n; i++) {
    rap_buf_putc(out, ' ');
    if (operands->items[i].n && operands->items[i].p[0] == '-') rap_buf_puts(out, "-- ");
    rap_shell_word(out, operands->items[i]);
  }
}
