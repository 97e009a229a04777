/* given.h: what is known of a text from outside of its bytes. Layer: ingest. */
#ifndef RAP_INGEST_GIVEN_H
#define RAP_INGEST_GIVEN_H

#include "ingest/document.h"

/* What the container or the transport tells of what it holds; a format takes it where the content says nothing, or as it documents. All may be empty. */
typedef struct rap_given {
  rap_str id;         /* of the one document in it; empty: its path */
  rap_str url;        /* where it was got from */
  rap_str media_type; /* "text/html", without parameters */
  rap_str charset;    /* as declared outside of the bytes: HTTP, MIME; empty for formats where the input is recoded already */
  rap_str title, source, language;
  rap_str date;                 /* in any form that rap_day_parse or rap_dateline_read knows … */
  rap_published_from date_from; /* … and what it is: RAP_PUBLISHED_META, RAP_PUBLISHED_CAPTURE … */
  rap_str date_name;            /* "HTTP Last-Modified" */
  rap_day file_time;            /* of the member; year 0: that of the file around it */
  rap_str warning;              /* one, for each document in it */
} rap_given;

#endif
