/* sentence.h: a statement under something else: the sentence and where it stands, without the page that `statements` makes of it. Layer: the program. */
#ifndef RAP_QUERIES_SENTENCE_H
#define RAP_QUERIES_SENTENCE_H

#include "queries/question.h"

/* “The sentence”, marked on a colour terminal, and a dim line "requested · pib-1 · 2023-01-08 · event" below, both indented. Sticky. */
void rap_sentence_text(const rap_question *q, rap_buf *page, const rap_statement_row *row, size_t indent);
/* The columns of a sentence in machine formats, for the end of a command's own table, and their cells. */
#define RAP_SENTENCE_COLUMNS                                                                                                               \
  {.name = "document", .kind = RAP_COL_TEXT}, {.name = "number", .kind = RAP_COL_INT}, {.name = "published", .kind = RAP_COL_TEXT},        \
      {.name = "role", .kind = RAP_COL_TEXT}, {.name = "predicate", .kind = RAP_COL_TEXT}, {.name = "polarity", .kind = RAP_COL_TEXT},     \
      {.name = "evidence", .kind = RAP_COL_TEXT}, {.name = "event", .kind = RAP_COL_TEXT}, {.name = "event_name", .kind = RAP_COL_TEXT}, { \
    .name = "title", .kind = RAP_COL_TEXT                                                                                                  \
  }
void rap_sentence_emit(rap_emit *e, const rap_statement_row *row);

#endif
