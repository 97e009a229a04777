#include "queries/shell_words.h"

static bool is_plain(char c) {
  return rap_ascii_is_letter(c) || rap_ascii_is_digit(c) || (c != '\0' && strchr("-_./:@%+,=", c)) || (unsigned char)c >= 0x80;
}

void rap_shell_word(rap_buf *out, rap_str word) {
  bool plain = word.n > 0;
  for (size_t i = 0; plain && i < word.n; i++) plain = is_plain(word.p[i]);
  if (plain) {
    rap_buf_add(out, word);
    return;
  }
  rap_buf_putc(out, '\'');
  for (size_t i = 0; i < word.n; i++) {
    if (word.p[i] == '\'')
      rap_buf_puts(out, "'\\''");
    else
      rap_buf_putc(out, word.p[i]);
  }
  rap_buf_putc(out, '\'');
}
