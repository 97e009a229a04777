/* sample.h: a small pack and two texts for it, for the scenarios of analysis and store. */
#ifndef RAP_TESTS_FAULT_SAMPLE_H
#define RAP_TESTS_FAULT_SAMPLE_H

#include "analyze/analyze.h"

enum { SAMPLE_DOCUMENTS = 2 };

/* The pack in tests/fault/pack. *rules is yours, also on failure. */
rap_status sample_rules(rap_rules **rules, rap_error *err) RAP_MUST_CHECK;
/* Builds and analyses text `i`. */
rap_status sample_analyze(rap_analyzer *analyzer, rap_arena *arena, size_t i, rap_document *doc, rap_record *record, rap_error *err) RAP_MUST_CHECK;

#endif
