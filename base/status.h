/* status.h: the one table of outcomes and the caller-owned error record.
 *
 * Layer: base. Every fallible function of the libraries returns a rap_status and takes a rap_error * last. The record has a
 * fixed size and never allocates, so that running out of memory can be reported like anything else. The first message set
 * stays: on its way up a message is never overwritten, only given a place (rap_error_prefix).
 *
 *     rap_error err = {0};
 *     if (rap_source_open(path, &src, &err) != RAP_OK)
 *       fprintf(stderr, "rapporteur: %s\n", err.text);
 */
#ifndef RAP_BASE_STATUS_H
#define RAP_BASE_STATUS_H

#include <stdarg.h>
#include <stddef.h>

/* name, process exit status, what the manual page says. Exit statuses are part of the interface (rapporteur.1): never renumber. */
#define RAP_STATUS_TABLE(X)                                                                       \
  X(RAP_OK, 0, "answered")                                                                        \
  X(RAP_NOT_FOUND, 1, "nothing found")                                                            \
  X(RAP_PASSED_OVER, 0, "there is no document in it, and there needn't be: said, and no failure") \
  X(RAP_DONE, 0, "answered otherwise than was asked: there is nothing left to do")                \
  X(RAP_ERR_USAGE, 2, "wrong usage")                                                              \
  X(RAP_ERR_INPUT, 3, "a document could not be read as what it is; the others were handled")      \
  X(RAP_ERR_IO, 4, "a path is missing or unreadable, or output could not be written")             \
  X(RAP_ERR_RULES, 5, "a rule pack has errors")                                                   \
  X(RAP_ERR_STORE, 6, "not a store of this program, or a damaged one")                            \
  X(RAP_ERR_VERSION, 7, "a store of a newer version")                                             \
  X(RAP_ERR_BUSY, 8, "another process holds the store's write lock")                              \
  X(RAP_ERR_READONLY, 9, "the store cannot be written to")                                        \
  X(RAP_ERR_FULL, 10, "the disk is full")                                                         \
  X(RAP_ERR_LIMIT, 11, "a bound of limits.h was hit")                                             \
  X(RAP_ERR_NOMEM, 12, "out of memory")                                                           \
  X(RAP_ERR_INTERNAL, 70, "a defect of the program")                                              \
  X(RAP_ERR_INTERRUPTED, 130, "interrupted; what was committed stays")

typedef enum rap_status {
#define RAP_STATUS_ENUM(name, exit_code, text) name,
  RAP_STATUS_TABLE(RAP_STATUS_ENUM)
#undef RAP_STATUS_ENUM
      RAP_STATUS_COUNT
} rap_status;

#define RAP_ERROR_TEXT_MAX 512

/* Zero-initialise before use. `text` is one line, UTF-8, NUL-terminated, without the program's name or a final newline. */
typedef struct rap_error {
  rap_status status;
  char text[RAP_ERROR_TEXT_MAX];
} rap_error;

#if defined(__GNUC__)
#define RAP_MUST_CHECK __attribute__((warn_unused_result))
#define RAP_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define RAP_MUST_CHECK
#define RAP_PRINTF(fmt, args)
#endif

/* The enumerator's name ("RAP_ERR_IO"), its documented exit status, and its meaning. Never NULL. */
const char *rap_status_name(rap_status status);
int rap_status_exit(rap_status status);
const char *rap_status_text(rap_status status);

/* Records `status` and a formatted one-line message, unless `err` is NULL or already holds one. Control characters (C0, DEL, C1),
 * line separators and ill-formed UTF-8 in the result are replaced by '?', so that a hostile file name can neither break the line nor reach the terminal.
 * A longer message is cut at a character's border.
 * Returns `status`, so that `return rap_error_set(...)` and `st = rap_error_set(...)` read well. */
rap_status rap_error_set(rap_error *err, rap_status status, const char *format, ...) RAP_PRINTF(3, 4);
rap_status rap_error_vset(rap_error *err, rap_status status, const char *format, va_list args) RAP_PRINTF(3, 0);

/* Puts a place ("file:3:7: ") before a message already set; does nothing when none is set. */
void rap_error_prefix(rap_error *err, const char *format, ...) RAP_PRINTF(2, 3);

/* Shorthand for the commonest failure. Returns RAP_ERR_NOMEM. */
rap_status rap_error_nomem(rap_error *err);

/* Forgets a message, so that the record can be used for the next document. */
void rap_error_clear(rap_error *err);

#endif
