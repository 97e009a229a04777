#include "sample.h"

rap_status sample_rules(rap_rules **rules, rap_error *err) {
  static const rap_str folder = {RAP_TEST_ROOT "/tests/fault/pack", sizeof RAP_TEST_ROOT "/tests/fault/pack" - 1};
  const rap_rules_source source = {.dirs = &folder, .n_dirs = 1};
  return rap_rules_load(&source, rules, err);
}

rap_status sample_analyze(rap_analyzer *analyzer, rap_arena *arena, size_t i, rap_document *doc, rap_record *record, rap_error *err) {
  static const struct {
    const char *id, *title, *text;
  } texts[SAMPLE_DOCUMENTS] = {
      {"one", "Two States meet",
       "Mr. Brown chaired the 3rd Council of Roads on 7 January 2023.\n\nNorthland and Southland discussed new bridges over the river. The Twin States discussed traffic.\n\n"
       "Decisions:\n- Northland discussed roads “in full”;\n- NL Bank was not there."},
      {"two", "Roads again", "The 4th Council of Roads met on 6 June 2023. Southland discussed the road to Northland. Ms. Green spoke."},
  };
  *doc = (rap_document){0};
  *record = (rap_record){0};
  rap_raw_document raw = {.id = rap_str_of(texts[i].id),
                          .title = rap_str_of(texts[i].title),
                          .text = rap_str_of(texts[i].text),
                          .source = RAP_STR("sample"),
                          .date = RAP_STR("2023-01-08")};
  rap_status st = rap_document_build(arena, &raw, doc, err);
  return st == RAP_OK ? rap_analyze(analyzer, arena, doc, record, err) : st;
}
