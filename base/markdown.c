#include "base/markdown.h"

#include <string.h>

static bool is_alphanumeric(char c) { return rap_ascii_is_letter(c) || rap_ascii_is_digit(c); }

/* A reference to a character begins with "&x" or "&#" (CommonMark 2.5); at the end more may follow. */
static bool begins_reference(rap_str s, size_t at) { return at + 1 >= s.n || s.p[at + 1] == '#' || is_alphanumeric(s.p[at + 1]); }

/* "_" within a word is no emphasis (CommonMark 6.2). */
static bool within_word(rap_str s, size_t at) { return at > 0 && at + 1 < s.n && is_alphanumeric(s.p[at - 1]) && is_alphanumeric(s.p[at + 1]); }

/* "$" is mathematics to some, "~" crosses out. */
static bool is_special(rap_str s, size_t at) {
  char c = s.p[at];
  return c == '_' ? !within_word(s, at) : c != '\0' && strchr("\\|*`[]~$", c);
}

/* The end of the digits that would begin a numbered item (CommonMark 5.2); 0: there are none. */
static size_t item_number(rap_str s, rap_span part) {
  size_t at = part.begin;
  while (at < part.end && rap_ascii_is_digit(s.p[at])) at++;
  return at > part.begin && at < part.end && (s.p[at] == '.' || s.p[at] == ')') ? at : 0;
}

void rap_markdown_text(rap_buf *out, rap_str s, rap_span part, rap_markdown_place place) {
  size_t number = place == RAP_MARKDOWN_BEGINS_LINE ? item_number(s, part) : 0;
  for (size_t i = part.begin; i < part.end; i++) {
    char c = s.p[i];
    bool control = (unsigned char)c < ' ' || c == '\x7F';
    if (c == '\n' && place == RAP_MARKDOWN_CELL)
      rap_buf_puts(out, "<br>");
    else if (control && place != RAP_MARKDOWN_CELL)
      rap_buf_putc(out, ' ');
    else if (c == '<')
      rap_buf_puts(out, "&lt;");
    else if (c == '>')
      rap_buf_puts(out, "&gt;");
    else if (c == '&' && begins_reference(s, i))
      rap_buf_puts(out, "&amp;");
    else {
      bool begins = i == part.begin && (c == '#' || (place == RAP_MARKDOWN_BEGINS_LINE && strchr("+-=", c)));
      if (begins || (number && i == number) || is_special(s, i)) rap_buf_putc(out, '\\');
      rap_buf_putc(out, c);
    }
  }
}

void rap_markdown_address(rap_buf *out, rap_str address) {
  for (size_t i = 0; i < address.n; i++) {
    char c = address.p[i];
    if (c == '&' && begins_reference(address, i))
      rap_buf_puts(out, "&amp;");
    else if ((unsigned char)c <= ' ' || c == '\x7F' || strchr("\"<>()[]\\^`{|}", c))
      rap_buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
    else
      rap_buf_putc(out, c);
  }
}
