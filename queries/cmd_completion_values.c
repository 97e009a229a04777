/* Candidates: words, choices, names from the store. */
#include "base/embedded.h"
#include "index/complete.h"
#include "queries/completion.h"

RAP_EMBEDDED_TREE(rap_data_saved);

/* More are no help on a screen. */
#define MOST_VALUES 100

static void put_line(rap_next *next, rap_str candidate, rap_str text) {
  bool quote = next->quoted && candidate.n && (memchr(candidate.p, ' ', candidate.n) || memchr(candidate.p, ',', candidate.n));
  rap_buf line = {0};
  rap_buf_add(&line, next->prefix);
  rap_buf_printf(&line, "%s%.*s%s", quote ? "\"" : "", RAP_FMT(candidate), quote ? "\"" : "");
  /* A name is a text from outside: what would end a line or a field, or reach the terminal, does not. */
  for (size_t i = 0; i < line.n; i++) {
    if ((unsigned char)line.p[i] < ' ' || line.p[i] == '\x7F') line.p[i] = ' ';
  }
  rap_buf_add(&next->out, rap_buf_str(&line));
  if (text.n && !rap_str_eq_nocase(text, candidate)) {
    rap_buf_putc(&next->out, '\t');
    for (size_t i = 0; i < text.n; i++) rap_buf_putc(&next->out, (unsigned char)text.p[i] < ' ' || text.p[i] == '\x7F' ? ' ' : text.p[i]);
  }
  rap_buf_putc(&next->out, '\n');
  if (rap_buf_failed(&line)) next->out.failed = true;
  rap_buf_clear(&line);
  next->n++;
}

void rap_next_offer(rap_next *next, rap_str word, rap_str candidate, rap_str text) {
  if (rap_str_starts_nocase(candidate, word)) put_line(next, candidate, text);
}

void rap_next_offer_choices(rap_next *next, rap_str word, const char *choices) {
  rap_str rest = rap_str_of(choices), choice;
  while (rap_str_split(&rest, '|', &choice)) rap_next_offer(next, word, choice, (rap_str){0});
}

/* Things that people know by their names; the others by ids that lead to one thing alone. */
static bool by_name(rap_axis axis) {
  return axis == RAP_AXIS_ACTOR || axis == RAP_AXIS_STATE || axis == RAP_AXIS_GROUP || axis == RAP_AXIS_PERSON || axis == RAP_AXIS_PLACE ||
         axis == RAP_AXIS_PROGRAMME;
}

void rap_next_offer_values(rap_next *next, rap_axis axis, rap_str word) {
  rap_store *store = NULL;
  rap_labels found = {0};
  if (rap_store_open(next->store, RAP_STORE_READ, NULL, &store, NULL) != RAP_OK) return;
  if (rap_store_complete(store, axis, word, MOST_VALUES, next->cli->arena, &found, NULL) == RAP_OK) {
    for (size_t i = 0; i < found.n; i++) {
      rap_label label = found.items[i];
      put_line(next, by_name(axis) ? label.name : label.value, by_name(axis) ? label.value : label.name);
    }
  }
  rap_store_close(store);
}

void rap_next_offer_saved(rap_next *next, rap_str word) {
  for (const struct rap_embedded_file *f = rap_data_saved; f->name; f++) {
    rap_str name = rap_str_of(f->name);
    if (rap_str_ends(name, RAP_STR(".yaml"))) rap_next_offer(next, word, rap_str_sub(name, 0, name.n - 5), (rap_str){0});
  }
}
