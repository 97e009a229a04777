/* scenarios_office.c: PDF files and office documents with each allocation failing. */
#include "fault.h"

#include <stdio.h>

#include "ingest/input.h"
#include "ingest/pdf.h"
#include "ingest/pdf_tool.h"

/* A file of the seeds. */
static rap_status read_seed(const char *name, rap_buf *out, rap_error *err) {
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/tests/fuzz/seeds/%s", RAP_TEST_ROOT, name);
  FILE *in = fopen(path, "rb");
  if (!in) return rap_error_set(err, RAP_ERR_IO, "%s: cannot be read", path);
  char *room = rap_buf_room(out, 65536);
  if (room) out->n += fread(room, 1, 65536, in);
  (void)fclose(in);
  return room ? RAP_OK : rap_error_nomem(err);
}

/* Office documents: one of each kind, as files. */
static rap_status run_office(const char *folder, rap_error *err) {
  static const char *const seeds[] = {"office/stored.docx", "office/stored.odt"};
  (void)folder;
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < sizeof seeds / sizeof seeds[0]; i++) {
    rap_input input = {.path = RAP_STR("a"), .name = RAP_STR("a")};
    rap_raw_document raw = {0};
    rap_stream *stream = NULL;
    rap_buf bytes = {0};
    rap_arena *arena = rap_arena_new();
    st = arena ? read_seed(seeds[i], &bytes, err) : rap_error_nomem(err);
    if (st == RAP_OK) st = rap_stream_of_memory(rap_buf_str(&bytes), &stream, err);
    if (st == RAP_OK) st = rap_input_open(&input, stream, err);
    if (st == RAP_OK) st = input.format->next(&input, arena, &raw, err);
    rap_input_clear(&input);
    rap_buf_clear(&bytes);
    rap_arena_free(arena);
  }
  return st;
}

/* Words with places on pages to text. */
static rap_status run_pdf(const char *folder, rap_error *err) {
  (void)folder;
  rap_pdf pdf;
  rap_pdf_lines lines;
  rap_pdf_text text = {0};
  rap_raw_document raw = {0};
  rap_buf bytes = {0};
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? read_seed("pdf_layout/pages", &bytes, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = rap_pdf_read(arena, rap_buf_str(&bytes), &pdf, err);
  if (st == RAP_OK) st = rap_pdf_order(arena, &pdf, &lines, err);
  if (st == RAP_OK) st = rap_pdf_blocks(arena, &pdf, &lines, &text, err);
  if (st == RAP_OK) st = rap_laid_take(&text.body, arena, &raw.text, &raw.layout, err);
  rap_laid_clear(&text.body);
  rap_buf_clear(&bytes);
  rap_arena_free(arena);
  return st;
}

/* A process that answers; where it is cannot matter. */
static rap_status run_pdf_tool(const char *folder, rap_error *err) {
  (void)folder;
  const rap_pdf_tool tool = {.program = "/bin/echo"};
  rap_error complaint = {0};
  rap_buf out = {0};
  rap_status st = rap_pdf_tool_run(&tool, RAP_STR("x"), &out, &complaint, err);
  rap_buf_clear(&out);
  return st;
}

const fault_scenario fault_scenarios[] = {{.name = "office", .run = run_office, .kinds = FAULT_MEMORY},
                                          {.name = "pdf", .run = run_pdf, .kinds = FAULT_MEMORY},
                                          {.name = "pdf_tool", .run = run_pdf_tool, .kinds = FAULT_MEMORY},
                                          {0}};
