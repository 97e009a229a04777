/* Topics of help: files, and what tables of the program have to add to them. */
#include <stdio.h>

#include "base/embedded.h"
#include "index/language.h"
#include "index/query.h"
#include "queries/help.h"

#define COLUMN 14 /* where what a word means begins */
#define WIDTH 80

RAP_EMBEDDED_TREE(rap_data_help);

/* A file's name without its ending. */
static const struct {
  const char *name, *file;
} topics[] = {{"query", "query.txt"},
              {"fields", "fields.txt"},
              {"dates", "dates.txt"},
              {"names", "names.txt"},
              {"axes", "axes.txt"},
              {"formats", "formats.txt"},
              {"terminal", "terminal.txt"},
              {"exit-status", "exit-status.txt"},
              {"environment", "environment.txt"},
              {"files", "files.txt"},
              {"packs", "packs.txt"}};
#define N_TOPICS (sizeof topics / sizeof *topics)

static rap_str text_of(size_t i) {
  for (const struct rap_embedded_file *f = rap_data_help; f->name; f++)
    if (strcmp(f->name, topics[i].file) == 0) return (rap_str){(const char *)f->data, f->len};
  return (rap_str){0};
}

const char *rap_help_topic_at(size_t i, rap_str *summary) {
  *summary = (rap_str){0};
  if (i >= N_TOPICS) return NULL;
  rap_str text = text_of(i);
  (void)rap_str_split(&text, '\n', summary);
  return topics[i].name;
}

static void put_row(rap_buf *b, const char *word, const char *text) {
  rap_buf_printf(b, "  %-*s", COLUMN - 2, word);
  rap_text_wrap(b, rap_str_of(text), WIDTH - COLUMN, COLUMN);
  rap_buf_putc(b, '\n');
}

static void put_fields(rap_buf *b) {
  rap_query_field of;
  const char *alias;
  for (int i = 0; i < RAP_QUERY_FIELD_COUNT; i++) put_row(b, rap_query_field_name((rap_query_field)i), rap_query_field_text((rap_query_field)i));
  rap_buf others = {0};
  rap_buf_puts(&others, "Other names:");
  for (size_t i = 0; (alias = rap_query_field_alias(i, &of)); i++)
    rap_buf_printf(&others, "%s %s for %s", i ? "," : "", alias, rap_query_field_name(of));
  rap_buf_putc(&others, '.');
  rap_buf_putc(b, '\n');
  rap_text_wrap(b, rap_buf_str(&others), WIDTH, 0);
  if (rap_buf_failed(&others)) b->failed = true;
  rap_buf_clear(&others);
  rap_buf_puts(b, "\n\nSee rapporteur help query, rapporteur-query(7).\n");
}

static void put_axes(rap_buf *b) {
  for (int i = 0; i < RAP_AXIS_COUNT; i++)
    if ((rap_axis)i != RAP_AXIS_NONE) put_row(b, rap_axis_name((rap_axis)i), rap_axis_text((rap_axis)i));
  rap_buf_puts(b, "\n  rapporteur matrix --rows state --cols year\n\nSee rapporteur matrix --help, rapporteur(1).\n");
}

static void put_statuses(rap_buf *b) {
  for (int i = 0; i < RAP_STATUS_COUNT; i++) {
    char number[16];
    if ((rap_status)i != RAP_OK && rap_status_exit((rap_status)i) == 0) continue; /* no outcome of a run */
    (void)snprintf(number, sizeof number, "%d", rap_status_exit((rap_status)i));
    put_row(b, number, rap_status_text((rap_status)i));
  }
  rap_buf_puts(b, "\nOf what was passed over in a run the worst counts.\n\n"
                  "  rapporteur search water >/dev/null && echo found\n\nSee rapporteur(1), EXIT STATUS.\n");
}

bool rap_help_topic(rap_str name, rap_out *out) {
  size_t i = 0;
  while (i < N_TOPICS && !rap_str_is(name, topics[i].name)) i++;
  if (i == N_TOPICS) return false;
  rap_buf b = {0};
  rap_buf_printf(&b, "%s: ", topics[i].name);
  rap_buf_add(&b, text_of(i));
  if (rap_str_is(name, "fields")) put_fields(&b);
  if (rap_str_is(name, "axes")) put_axes(&b);
  if (rap_str_is(name, "exit-status")) put_statuses(&b);
  if (rap_buf_failed(&b))
    out->failed = true;
  else
    (void)rap_out_write(out, rap_buf_str(&b));
  rap_buf_clear(&b);
  return true;
}
