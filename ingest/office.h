/* office.h: the text of word processors' documents. Layer: ingest (inside).
 *
 * format_office.c tells what a ZIP is and picks its parts; office_docx.c (Office Open XML, ISO/IEC 29500-1) and office_odt.c (OpenDocument 1.3) walk through the XML and say what they meet to the builder of office_text.c, which
 * makes lines with a layout of it. Nothing here calls itself: how deep a document nests decides no more than a counter.
 */
#ifndef RAP_INGEST_OFFICE_H
#define RAP_INGEST_OFFICE_H

#include "base/arena.h"
#include "ingest/laid_text.h"
#include "ingest/xml.h"

/* Paragraphs inside of paragraphs: a text box in a text box in a note. What is deeper becomes part of the last. */
enum { RAP_OFFICE_NESTED = 6 };

typedef struct rap_office_paragraph {
  rap_buf text;
  char kind;  /* of rap_raw_document.layout, 'T' for the title, '-' for one that is left out */
  bool note;  /* of a foot- or endnote: it goes behind the text */
  bool joins; /* its end was struck out: the next goes on with it */
} rap_office_paragraph;

typedef struct rap_office_text {
  rap_laid_text body, notes;
  rap_buf title;
  rap_office_paragraph open[RAP_OFFICE_NESTED];
  size_t depth; /* paragraphs open, also those beyond RAP_OFFICE_NESTED */
  size_t tables, notes_open;
  size_t row_text, row_lines; /* where the row of the outermost table begins in body */
  rap_buf cells;              /* size_t after size_t: lines of the body at the end of each of its cells */
  bool failed;
} rap_office_text;

void rap_office_begin(rap_office_text *t);             /* a paragraph, of kind 'p' until told */
void rap_office_kind(rap_office_text *t, char kind);   /* of the paragraph that is open */
void rap_office_add(rap_office_text *t, rap_str s);    /* to it; outside of any it is nothing */
bool rap_office_is_empty(const rap_office_text *t);    /* nothing but blanks in it yet, or none is open */
void rap_office_break(rap_office_text *t);             /* a line break inside of it: behind a sentence the begin of another block, else a blank */
void rap_office_end(rap_office_text *t, bool struck);  /* `struck`: a deletion took the paragraph's end with it */
void rap_office_note(rap_office_text *t, bool begins); /* paragraphs between go behind the text */
/* Tables: rows of the outermost one become rows of the text, cells joined by " | "; one cell alone in a row, and cells of a length that shows them to be the page's columns, stay paragraphs. */
void rap_office_table(rap_office_text *t, bool begins);
void rap_office_row(rap_office_text *t, bool begins);
void rap_office_cell_end(rap_office_text *t);
/* Ends what is open and puts the notes behind the text. Errors: RAP_ERR_NOMEM. */
rap_status rap_office_finish(rap_office_text *t, rap_error *err) RAP_MUST_CHECK;
void rap_office_clear(rap_office_text *t);

/* Reads `xml` from begin to end, each event to `take`; what is inside of an element whose START it returns false for is passed over. Errors: those of rap_xml_next, with the name of the part in front. */
typedef bool (*rap_office_take)(void *state, const rap_xml_node *node);
rap_status rap_office_walk(rap_str xml, const char *part, rap_office_take take, void *state, rap_error *err) RAP_MUST_CHECK;

/* What a document says of itself. */
typedef struct rap_office_meta {
  rap_str title, author, language, description, created, modified;
} rap_office_meta;
/* docProps/core.xml or meta.xml. */
rap_status rap_office_read_meta(rap_arena *arena, rap_str xml, const char *part, rap_office_meta *out, rap_error *err) RAP_MUST_CHECK;

typedef struct rap_office_parts {
  rap_str content, styles, footnotes, endnotes; /* empty: there is none */
} rap_office_parts;
/* Errors: RAP_ERR_INPUT (not well-formed), RAP_ERR_LIMIT, RAP_ERR_NOMEM. Cost: linear. */
rap_status rap_office_read_docx(rap_arena *arena, const rap_office_parts *parts, rap_office_text *out, rap_error *err) RAP_MUST_CHECK;
rap_status rap_office_read_odt(rap_arena *arena, const rap_office_parts *parts, rap_office_text *out, rap_error *err) RAP_MUST_CHECK;

#endif
