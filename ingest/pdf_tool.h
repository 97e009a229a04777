/* pdf_tool.h: the text of a PDF file by poppler's pdftotext, run as a process of its own. Layer: ingest (inside). pdf_tool.c is the only file that starts processes.
 *
 * PDF files come from anywhere, and readers of PDF have a long record of memory faults: so the reader is not linked in. It gets the bytes on its standard input and answers on its standard output; it has a fixed
 * environment, may write no file, and is bounded in processor time, memory, time and output. Whatever becomes of it is an error of that one document.
 */
#ifndef RAP_INGEST_PDF_TOOL_H
#define RAP_INGEST_PDF_TOOL_H

#include "base/buf.h"

typedef struct rap_pdf_tool {
  const char *program;       /* NULL: "pdftotext". Looked for on the PATH if there is no '/' in it */
  unsigned seconds;          /* after which it is ended; 0: RAP_PDF_SECONDS */
  size_t max_output;         /* bytes; 0: RAP_MAX_PDF_OUTPUT */
  bool (*interrupted)(void); /* as in rap_source_options, may be NULL; asked some times a second */
} rap_pdf_tool;

/* Appends to `out` what `pdftotext -bbox-layout` writes of `pdf`: XHTML with each word's place. *complaints: the first line that it wrote on standard error though it got to the end, in `complaint` (empty if none).
 * **Errors**, without the path: RAP_ERR_INPUT (encrypted, damaged, no such program, ended by a signal), RAP_ERR_LIMIT (time, output), RAP_ERR_INTERRUPTED, RAP_ERR_IO (no process or pipe to be had), RAP_ERR_NOMEM.
 * **Cost**: some milliseconds for the process, and about a millisecond a page. **Threads**: any; other threads may start processes meanwhile. */
rap_status rap_pdf_tool_run(const rap_pdf_tool *tool, rap_str pdf, rap_buf *out, rap_error *complaint, rap_error *err) RAP_MUST_CHECK;

#endif
