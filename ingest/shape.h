/* shape.h: what a block looks like by itself: length, stops, capitals. Layer: ingest (inside). */
#ifndef RAP_INGEST_SHAPE_H
#define RAP_INGEST_SHAPE_H

#include "base/str.h"

/* How much a line looks like a heading. */
typedef enum rap_heading_look {
  RAP_LOOK_NONE,
  RAP_LOOK_PLAIN,    /* short, without a final stop, in sentence case */
  RAP_LOOK_TITLE,    /* … in Title Case */
  RAP_LOOK_CAPITALS, /* … in CAPITALS */
  RAP_LOOK_NUMBERED  /* "Pillar 1: …", "Session II - …", "Day 2" */
} rap_heading_look;

typedef struct rap_shape {
  rap_heading_look look;
  size_t characters;
  size_t words;  /* 0 when it is too long for a heading */
  bool colon;    /* ends with ":" (also ":-", ": -") */
  bool stop;     /* ends with a stop, a closing quote behind one counts; or with ; */
  bool quoted;   /* begins with a double quote */
  bool enclosed; /* begins with ( or [ and ends with ) or ] */
  bool bold;     /* stands wholly between ** and ** (Markdown) */
} rap_shape;

/* The shape of `s`, a piece of the match view. `n_sentences`: of the block; more than one is no heading. Cost: linear in a line of at most about 200 characters; longer ones are only
 * measured. */
rap_shape rap_shape_of(rap_str s, size_t n_sentences);

#endif
