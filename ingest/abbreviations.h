/* abbreviations.h: the stage's data files, embedded at build (base/embedded.h). Layer: ingest (inside). Each begins with a comment that says what it holds. */
#ifndef RAP_INGEST_ABBREVIATIONS_H
#define RAP_INGEST_ABBREVIATIONS_H

#include "base/embedded.h"

RAP_EMBEDDED(rap_data_abbreviations);
RAP_EMBEDDED(rap_data_datelines);
RAP_EMBEDDED(rap_data_languages);

#endif
