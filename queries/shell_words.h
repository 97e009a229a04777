/* shell_words.h: words as one types them for a POSIX shell. Layer: queries.
 *
 *     rap_shell_word(&line, RAP_STR("West Bengal"));   // 'West Bengal'
 */
#ifndef RAP_QUERIES_SHELL_WORDS_H
#define RAP_QUERIES_SHELL_WORDS_H

#include "base/buf.h"

/* Appends the word, in single quotes unless it needs none (POSIX.1-2017, Shell, 2.2.2). What a shell reads is the word, byte for byte; control characters stay as they are. */
void rap_shell_word(rap_buf *out, rap_str word);

#endif
