/* scenarios_base.c: the foundation with each of its allocations failing. */
#include "fault.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/emit.h"
#include "base/json.h"
#include "base/map.h"
#include "base/options.h"
#include "base/utf8.h"
#include "base/yaml.h"

#include <stdio.h>

/* A line of JSON read, looked into, changed and written again. */
static rap_status run_json(const char *folder, rap_error *err) {
  (void)folder;
  rap_json *record = NULL;
  rap_buf out = {0};
  rap_str line = RAP_STR("{\"id\": \"r1\", \"title\": \"दूसरा सम्मेलन\", \"counts\": [1, 2.5, true, null], \"meta\": {\"a\": \"\\u00e9\"}}");
  rap_status st = rap_json_parse(line, &record, err);
  if (st != RAP_OK) goto done;
  bool set = rap_json_set_str(record, "language", RAP_STR("hi")) && rap_json_set_int(record, "n", 7) && rap_json_set_bool(record, "seen", true) &&
             rap_json_append(rap_json_get(record, "counts"), rap_json_new_real(0.5)) && rap_json_set(record, "list", rap_json_new_array());
  st = set ? rap_json_write(record, 2, &out, err) : rap_error_nomem(err);
done:
  rap_buf_clear(&out);
  rap_json_free(record);
  return st;
}

/* Arrays, strings and lists that grow beyond several blocks of the arena. */
static rap_status run_arena(const char *folder, rap_error *err) {
  (void)folder;
  rap_status st = RAP_OK;
  rap_str_list list = {0};
  rap_arena *arena = rap_arena_new();
  if (!arena) return rap_error_nomem(err);
  for (int i = 0; i < 60 && st == RAP_OK; i++) {
    rap_str s = rap_arena_printf(arena, "item %d", i);
    rap_str copy = rap_arena_str(arena, s);
    if (!s.p || !copy.p || !rap_arena_array(arena, 2000, 4) || !rap_str_list_add(arena, &list, copy)) st = rap_error_nomem(err);
  }
  rap_arena_reset(arena);
  if (st == RAP_OK && !rap_arena_alloc(arena, 0)) st = rap_error_nomem(err);
  rap_arena_free(arena);
  return st;
}

/* A map and a buffer that grow several times. */
static rap_status run_map(const char *folder, rap_error *err) {
  (void)folder;
  rap_status st = RAP_OK;
  char keys[200][8];
  rap_map map = {0};
  rap_buf text = {0};
  for (size_t i = 0; i < 200 && st == RAP_OK; i++) {
    int n = snprintf(keys[i], sizeof keys[i], "k%zu", i % 150);
    rap_map_entry *entry = rap_map_put(&map, (rap_str){keys[i], (size_t)n}, NULL);
    if (!entry)
      st = rap_error_nomem(err);
    else
      entry->value.num++;
    rap_buf_printf(&text, "%s,", keys[i]);
  }
  if (st == RAP_OK && rap_buf_failed(&text)) st = rap_error_nomem(err);
  rap_buf_clear(&text);
  rap_map_clear(&map);
  return st;
}

/* Ill-formed text repaired, normalised and folded. */
static rap_status run_utf8(const char *folder, rap_error *err) {
  (void)folder;
  size_t first = 0;
  rap_buf sound = {0}, nfc = {0}, folded = {0};
  (void)rap_utf8_repair(RAP_STR("caf\x65\xCC\x81 \xFF “दिल्ली” Arun\xC4\x81"
                                "chal ﬁn"),
                        &sound, &first);
  rap_status st = rap_buf_failed(&sound) ? rap_error_nomem(err) : rap_utf8_nfc(rap_buf_str(&sound), &nfc, err);
  if (st == RAP_OK) st = rap_utf8_fold(rap_buf_str(&nfc), &folded, err);
  rap_buf_clear(&sound);
  rap_buf_clear(&nfc);
  rap_buf_clear(&folded);
  return st;
}

static rap_status run_yaml(const char *folder, rap_error *err) {
  (void)folder;
  static const char text[] =
      "pack: sample\nversion: 1\nrequires: [common, other]\nlexicon:\n  kind: place\n  entries:\n    - id: one\n      name: &n 'One'\n"
      "    - {id: two, name: *n, aliases: [a, b, c, d, e, f, g, h, i]}\n";
  rap_yaml *root = NULL;
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_yaml_parse(arena, RAP_STR("sample.yaml"), rap_str_of(text), &root, err) : rap_error_nomem(err);
  rap_arena_free(arena);
  return st;
}

static rap_status run_options(const char *folder, rap_error *err) {
  (void)folder;
  struct target {
    rap_str_list states;
    int64_t limit;
    bool ids;
  } target = {0};
  const rap_option table[] = {{"state", 's', RAP_OPT_LIST, offsetof(struct target, states), "NAME", "only of this State", 0, 0, NULL, NULL},
                              {"limit", 'n', RAP_OPT_INT, offsetof(struct target, limit), "N", "at most N", 0, 100, NULL, NULL},
                              {"ids", 0, RAP_OPT_FLAG, offsetof(struct target, ids), NULL, "only ids", 0, 0, NULL, NULL},
                              RAP_OPTIONS_END};
  const rap_option *const tables[] = {table, NULL};
  static const char *const argv[] = {"--state", "Kerala", "-sGoa", "word", "--limit=3", "--ids", "--", "-x", "y"};
  rap_str_list operands = {0};
  rap_buf help = {0};
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_options_parse(tables, &target, sizeof argv / sizeof argv[0], argv, arena, &operands, err) : rap_error_nomem(err);
  rap_options_help(tables, &help);
  rap_options_complete(tables, &help);
  if (st == RAP_OK && rap_buf_failed(&help)) st = rap_error_nomem(err);
  rap_buf_clear(&help);
  rap_arena_free(arena);
  return st;
}

/* The same rows in one format. */
static rap_status emit_rows(rap_format format, rap_error *err) {
  static const rap_column columns[] = {{.name = "state", .title = "State", .kind = RAP_COL_TEXT},
                                       {.name = "n", .title = "Count", .kind = RAP_COL_INT},
                                       {.name = "list", .title = "List", .kind = RAP_COL_JSON},
                                       {.name = "sentence", .title = "Sentence", .kind = RAP_COL_TEXT, .wrap = true}};
  const rap_emit_options options = {.width = 60, .color = true};
  rap_buf text = {0};
  rap_out out = rap_out_to_buf(&text);
  rap_emit *e = NULL;
  /* Room for all of it beforehand: a sink can only say that it failed, not that memory ran out. */
  rap_status st = rap_buf_room(&text, 65536) ? RAP_OK : rap_error_nomem(err);
  if (st == RAP_OK) st = rap_emit_new(&out, format, columns, sizeof columns / sizeof columns[0], &options, &e, err);
  for (int i = 0; st == RAP_OK && i < 12; i++) {
    rap_json *list = rap_json_new_array();
    (void)rap_json_append(list, rap_json_new_string(RAP_STR("a, \"b\"")));
    rap_emit_text(e, RAP_STR("Telangana"));
    rap_emit_int(e, i);
    rap_emit_json(e, list);
    if (i % 3 == 0)
      rap_emit_null(e);
    else
      rap_emit_text(e, RAP_STR("A sentence that is long enough to be wrapped over several lines of the table, दिल्ली included."));
    rap_emit_end_row(e);
  }
  if (st == RAP_OK) st = rap_emit_finish(e, err);
  rap_buf_clear(&text);
  return st;
}

static rap_status run_emit_text(const char *folder, rap_error *err) {
  (void)folder;
  return emit_rows(RAP_FORMAT_TEXT, err);
}
static rap_status run_emit_json(const char *folder, rap_error *err) {
  (void)folder;
  return emit_rows(RAP_FORMAT_JSON, err);
}
static rap_status run_emit_csv(const char *folder, rap_error *err) {
  (void)folder;
  return emit_rows(RAP_FORMAT_CSV, err);
}
static rap_status run_emit_markdown(const char *folder, rap_error *err) {
  (void)folder;
  return emit_rows(RAP_FORMAT_MARKDOWN, err);
}
static rap_status run_emit_html(const char *folder, rap_error *err) {
  (void)folder;
  return emit_rows(RAP_FORMAT_HTML, err);
}

const fault_scenario fault_scenarios[] = {{.name = "json", .run = run_json, .kinds = FAULT_MEMORY | FAULT_JANSSON},
                                          {.name = "arena", .run = run_arena, .kinds = FAULT_MEMORY},
                                          {.name = "map", .run = run_map, .kinds = FAULT_MEMORY},
                                          {.name = "utf8", .run = run_utf8, .kinds = FAULT_MEMORY},
                                          {.name = "yaml", .run = run_yaml, .kinds = FAULT_MEMORY},
                                          {.name = "options", .run = run_options, .kinds = FAULT_MEMORY},
                                          {.name = "emit text", .run = run_emit_text, .kinds = FAULT_MEMORY | FAULT_JANSSON},
                                          {.name = "emit json", .run = run_emit_json, .kinds = FAULT_MEMORY | FAULT_JANSSON},
                                          {.name = "emit csv", .run = run_emit_csv, .kinds = FAULT_MEMORY | FAULT_JANSSON},
                                          {.name = "emit markdown", .run = run_emit_markdown, .kinds = FAULT_MEMORY | FAULT_JANSSON},
                                          {.name = "emit html", .run = run_emit_html, .kinds = FAULT_MEMORY | FAULT_JANSSON},
                                          {0}};
