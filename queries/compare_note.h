/* compare_note.h: a note while it is written; shared by compare_text.c and compare_table.c only. Layer: queries. */
#ifndef RAP_QUERIES_COMPARE_NOTE_H
#define RAP_QUERIES_COMPARE_NOTE_H

#include "queries/compare_text.h"

typedef struct rap_compare_note_state {
  const rap_compare *c;
  const rap_compare_style *style;
  rap_arena *arena;
  rap_buf *out;
  rap_buf line;      /* of the sentence that is put together; a failure counts as the note's */
  rap_str *brief;    /* per set: how sentences speak of it */
  rap_str *headings; /* per set: of columns */
} rap_compare_note_state;

/* What a template is filled with. */
typedef struct rap_compare_fill {
  int64_t n;
  rap_str names, set;
} rap_compare_fill;

/* A finished sentence under its heading, indented. */
void rap_note_sentence(rap_compare_note_state *t, const char *template, const rap_compare_fill *f);
void rap_note_title(rap_compare_note_state *t, rap_str title);
/* "Health, Nutrition and Water", "Health, Nutrition and 6 more". Appends. */
void rap_note_names(const rap_compare_note_state *t, const rap_str *names, size_t n, rap_buf *out);

/* compare_table.c: words typical of each of two sets. */
void rap_note_words(rap_compare_note_state *t);
/* The same file: statements by theme with shares and keyness, what they say of the sets, how many there are. */
void rap_note_statements(rap_compare_note_state *t);

#endif
