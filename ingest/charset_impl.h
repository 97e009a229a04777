/* charset_impl.h: what the files of charset.h share: sets and their labels, decoders, guesses. Layer: ingest (inside). */
#ifndef RAP_INGEST_CHARSET_IMPL_H
#define RAP_INGEST_CHARSET_IMPL_H

#include "base/utf8.h"
#include "ingest/charset.h"

typedef enum rap_charset_kind {
  RAP_CHARSET_UTF8,
  RAP_CHARSET_UTF16LE,
  RAP_CHARSET_UTF16BE,
  RAP_CHARSET_UTF32LE,
  RAP_CHARSET_UTF32BE,
  RAP_CHARSET_WINDOWS_1252,
  RAP_CHARSET_LATIN,   /* one byte a character, the ASCII half for most of them; by iconv, as all below */
  RAP_CHARSET_SCRIPT,  /* one byte a character, letters of another script in the upper half */
  RAP_CHARSET_MULTI,   /* several bytes a character */
  RAP_CHARSET_ESCAPED, /* seven bits, switched by escape sequences */
} rap_charset_kind;

typedef struct rap_charset {
  const char *name;     /* as the WHATWG Encoding Standard has it, in small letters */
  const char *iconv[3]; /* names to try, in this order, ended by NULL; none for those decoded here */
  rap_charset_kind kind;
  const char *sister; /* ISO 8859: the set of Windows with the same letters, which also assigns 0x80..0x9F; NULL if there is none */
  const char *labels; /* in small letters, separated by one blank, the name among them */
} rap_charset;

/* ---- charset_labels.c ---- */
/* The set that a label means; NULL if none. Blanks around it and the case of letters don't count. */
const rap_charset *rap_charset_find(rap_str label);
static inline bool rap_charset_is_wide(const rap_charset *set) { return set->kind >= RAP_CHARSET_UTF16LE && set->kind <= RAP_CHARSET_UTF32BE; }
/* Windows-1252 for 0x80..0xFF; 0x81, 0x8D, 0x8F, 0x90, 0x9D, which are not assigned, stay C1 controls (WHATWG Encoding Standard, index windows-1252). */
uint32_t rap_charset_windows_1252(unsigned char byte);

/* ---- charset_decoder.c ---- */
/* Longest piece that is held back until more is known: a character of GB18030 and what may follow a lone byte. */
enum { RAP_CHARSET_TAIL = 32 };

/* Zero-initialise, then rap_charset_decoder_open; rap_charset_decoder_close in any case. */
typedef struct rap_charset_decoder {
  const rap_charset *set;
  void *converter;                                    /* iconv's, NULL for sets decoded here */
  rap_buf pending;                                    /* held back */
  uint32_t before;                                    /* the code point before `pending`; 0: the begin */
  uint64_t at;                                        /* bytes of input before `pending` */
  uint64_t n_replaced, first_bad, n_lone, first_lone; /* offsets: UINT64_MAX: none */
} rap_charset_decoder;

/* RAP_NOT_FOUND (no message): this system's iconv lacks the set. Errors: RAP_ERR_NOMEM. */
rap_status rap_charset_decoder_open(rap_charset_decoder *decoder, const rap_charset *set, rap_error *err) RAP_MUST_CHECK;
void rap_charset_decoder_close(rap_charset_decoder *decoder);
/* Appends the UTF-8 of `bytes` as far as it is certain, all of it with `last`. The same in pieces as at once. Errors: RAP_ERR_NOMEM. */
rap_status rap_charset_decoder_add(rap_charset_decoder *decoder, rap_str bytes, bool last, rap_buf *out, rap_error *err) RAP_MUST_CHECK;

/* Appends `head` read as `set`; without `last` it may end within a character. RAP_NOT_FOUND (no message): this system's iconv lacks the set. Errors: RAP_ERR_NOMEM. */
rap_status rap_charset_try(const rap_charset *set, rap_str head, bool last, rap_buf *out, uint64_t *n_replaced, uint64_t *n_lone) RAP_MUST_CHECK;

/* ---- charset_guess.c ---- */
/* UTF-16 or UTF-32 without a mark, by where its NULs stand; *out NULL if it is neither. `head` may end within a character. Errors: RAP_ERR_NOMEM. */
rap_status rap_charset_by_zeros(rap_str head, const rap_charset **out) RAP_MUST_CHECK;
/* What the bytes, which are not UTF-8, look like; *out NULL when they say too little. uchardet's opinion where there is enough to have one. Errors: RAP_ERR_NOMEM. */
rap_status rap_charset_guess(rap_str head, const rap_charset **out) RAP_MUST_CHECK;
/* How `head` reads as UTF-8: characters beyond ASCII, weighed by how unlikely they come about by chance (their bytes - 1), and ill-formed sequences. `cut`: a character that the end cuts counts as neither. */
void rap_charset_weigh_utf8(rap_str head, bool cut, size_t *sound, size_t *broken, bool *longer);

/* ---- charset_choose.c ---- */
typedef struct rap_charset_choice {
  const rap_charset *set;
  const char *why; /* NULL: UTF-8 by itself */
  size_t skip;     /* bytes of the mark */
} rap_charset_choice;

/* ASCII that says nothing; with so much of it at the begin it is left out of account, so that a reader of pieces can give it on. */
enum { RAP_CHARSET_PLAIN = 4096 };
/* Where bytes begin that say something of their set: beyond ASCII, NULs, escapes. */
size_t rap_charset_plain_end(rap_str s);

/* What the set is told by. */
typedef struct rap_charset_head {
  rap_str bytes;
  bool behind; /* plain bytes were before them */
  bool cut;    /* there are more */
} rap_charset_head;

/* Tells the set. Warnings go to `warnings`, in `arena`. Errors: RAP_ERR_NOMEM. */
rap_status rap_charset_choose(rap_arena *arena, rap_charset_head head, const rap_charset_hints *hints, rap_charset_choice *choice,
                              rap_str_list *warnings, rap_error *err) RAP_MUST_CHECK;
/* UTF-16 or UTF-32 by mark or NULs; choice->set NULL if it is neither. Errors: RAP_ERR_NOMEM. */
rap_status rap_charset_choose_wide(rap_str head, rap_charset_choice *choice, rap_error *err) RAP_MUST_CHECK;
/* ---- charset.c ---- */
/* A reader of bytes behind the mark, of a known set. */
rap_status rap_charset_reader_as(const rap_charset_choice *choice, rap_charset_reader **out, rap_error *err) RAP_MUST_CHECK;

/* The name with why, and what the decoder replaced, as a note. `what` as in the hints. */
rap_status rap_charset_note_make(rap_arena *arena, const rap_charset_choice *choice, const rap_charset_decoder *decoder, const char *what,
                                 rap_charset_note *note, rap_error *err) RAP_MUST_CHECK;

#endif
