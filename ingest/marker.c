/* marker.c: bullets, numbers and Markdown marks at the begin of a line. Layer: ingest. */
#include "base/utf8.h"
#include "ingest/structure.h"
#include "ingest/view.h"

bool rap_marker_is_bullet(uint32_t cp) {
  switch (cp) {
  case 0x2022:
  case 0x2023:
  case 0x2043:
  case 0x204C:
  case 0x204D:
  case 0x2219:
  case 0x22C5:
  case 0x00B7:
  case 0x25AA:
  case 0x25AB:
  case 0x25B6:
  case 0x25B8:
  case 0x25BA:
  case 0x25CB:
  case 0x25CF:
  case 0x25D8:
  case 0x25D9:
  case 0x25E6:
  case 0x25A0:
  case 0x25A1:
  case 0x25C6:
  case 0x25C7:
  case 0x2666:
  case 0x2726:
  case 0x2756:
  case 0x2794:
  case 0x2713:
  case 0x2714:
  case 0x2705:
  case 0x27A2:
  case 0x27A3:
  case 0x27A4:
  case 0x2B9A:
  case 0x2B9E:
  case 0x2BC8:
  case 0x2605:
  case 0x2606:
  case 0x27F6:
  case 0x2192: return true;
  default:
    /* The private-use places to which symbol fonts' bullets are converted by word processors. */
    return cp >= 0xF020 && cp <= 0xF0FF;
  }
}

/* Glyphs that are bullets only with a space behind them. */
static bool is_dash_bullet(uint32_t cp) { return cp == '-' || cp == '*' || cp == '+' || cp == 0x2013 || cp == 0x2014; }

static size_t skip_blanks(rap_str s, size_t at) {
  while (at < s.n) {
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(s, at, &cp);
    if (!rap_view_is_blank(cp)) break;
    at += n;
  }
  return at;
}

static bool blank_at(rap_str s, size_t at) {
  if (at >= s.n) return false;
  uint32_t cp = 0;
  rap_utf8_decode(s, at, &cp);
  return rap_utf8_is_space(cp);
}

static unsigned roman_value(rap_str s) {
  static const char *const units[] = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"};
  unsigned tens = 0;
  while (s.n && (s.p[0] == 'x' || s.p[0] == 'X') && tens < 3) {
    tens++;
    s = rap_str_sub(s, 1, s.n);
  }
  if (s.n == 0) return tens * 10;
  for (unsigned i = 0; i < sizeof units / sizeof units[0]; i++)
    if (rap_str_eq_nocase(s, rap_str_of(units[i]))) return tens * 10 + i + 1;
  return 0;
}

/* A number of at most three digits of any script, or 1.2.3; *at moves behind it. */
static unsigned read_number(rap_str s, size_t *at) {
  unsigned value = 0, digits = 0;
  size_t i = *at;
  while (i < s.n) {
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(s, i, &cp);
    int d = rap_utf8_digit(cp);
    if (d < 0) {
      /* 2.1 goes on as a number of its own; the last part counts. */
      if (cp == '.' && digits && i + 1 < s.n && s.p[i + 1] >= '0' && s.p[i + 1] <= '9') {
        i++;
        value = digits = 0;
        continue;
      }
      break;
    }
    if (++digits > 3) return 0;
    value = value * 10 + (unsigned)d;
    i += n;
  }
  if (digits) *at = i;
  return value;
}

/* Latin letters at `at`, at most six, or one letter of another script with its marks. */
static rap_str read_letters(rap_str s, size_t at) {
  size_t i = at;
  while (i < s.n && i - at < 6 && ((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z'))) i++;
  if (i > at) return rap_str_sub(s, at, i);
  uint32_t cp = 0;
  if (at < s.n) i += rap_utf8_decode(s, at, &cp);
  if (cp < 0x80 || !rap_utf8_is_letter(cp) || rap_utf8_is_upper(cp) || rap_utf8_is_lower(cp)) return (rap_str){0};
  while (i < s.n) {
    size_t n = rap_utf8_decode(s, i, &cp);
    if (!rap_utf8_is_word(cp) || rap_utf8_is_letter(cp)) break;
    i += n;
  }
  return rap_str_sub(s, at, i);
}

/* What the letters count as: single small letters and Roman numbers. Capitals only between parentheses: "A. Sharma" is a name. */
static rap_marker letter_marker(rap_str letters, bool enclosed, unsigned *number) {
  *number = roman_value(letters);
  bool upper = letters.p[0] >= 'A' && letters.p[0] <= 'Z';
  bool mixed = false;
  for (size_t i = 1; i < letters.n; i++) mixed = mixed || ((letters.p[i] >= 'A' && letters.p[i] <= 'Z') != upper);
  if (mixed && letters.n > 1 && (unsigned char)letters.p[0] < 0x80) return RAP_MARKER_NONE;
  if (upper && !enclosed && (letters.n == 1 || !*number)) return RAP_MARKER_NONE;
  /* (c) and (d) are letters, (i), (v) and (x) are Roman; who is wrong about (v) loses nothing but the number. */
  if (*number && !(letters.n == 1 && (letters.p[0] | 32) != 'i' && (letters.p[0] | 32) != 'v' && (letters.p[0] | 32) != 'x')) return RAP_MARKER_ROMAN;
  *number = 0;
  if ((unsigned char)letters.p[0] >= 0x80) return enclosed ? RAP_MARKER_LETTER : RAP_MARKER_NONE;
  if (letters.n != 1) return RAP_MARKER_NONE;
  *number = (unsigned)((letters.p[0] | 32) - 'a') + 1;
  return RAP_MARKER_LETTER;
}

/* "1." "(1)" "a)" "(iv)" "1.2" … */
static rap_marker read_enumerator(rap_str line, size_t *end, unsigned *number) {
  bool open = line.p[0] == '(' || line.p[0] == '[';
  size_t at = open ? 1 : 0;
  size_t digits = at;
  rap_marker marker = RAP_MARKER_NONE;
  *number = read_number(line, &digits);
  bool enclosed = open;
  if (digits > at) {
    at = digits;
    marker = RAP_MARKER_NUMBER;
  } else {
    rap_str letters = read_letters(line, at);
    if (letters.n == 0) return RAP_MARKER_NONE;
    at += letters.n;
    enclosed = at < line.n && line.p[at] == ')';
    marker = letter_marker(letters, enclosed, number);
  }
  if (at >= line.n || marker == RAP_MARKER_NONE) return RAP_MARKER_NONE;
  char close = line.p[at];
  if (open ? close != ')' && close != ']' : close != ')' && close != '.') return RAP_MARKER_NONE;
  if (marker == RAP_MARKER_NUMBER && close != '.') marker = RAP_MARKER_NUMBER_PAREN;
  *end = at + 1;
  if (blank_at(line, *end)) return marker;
  /* Without a space: "1.Text" but not "1.5 lakh" or "a.m"; "(i)the". */
  uint32_t next = 0;
  if (*end < line.n) rap_utf8_decode(line, *end, &next);
  bool letter = rap_utf8_is_letter(next);
  if (close == '.') return marker == RAP_MARKER_NUMBER && letter && !rap_utf8_is_lower(next) ? marker : RAP_MARKER_NONE;
  return letter ? marker : RAP_MARKER_NONE;
}

static bool is_row(rap_str line) {
  if (!memchr(line.p, '|', line.n)) return false;
  if (line.n > 2 && line.p[0] == '|' && line.p[line.n - 1] == '|') return true;
  /* Bars between cells have blanks around them; a single one may be any separator. */
  size_t cells = 0;
  for (size_t i = 1; i + 1 < line.n; i++) cells += line.p[i] == '|' && line.p[i - 1] == ' ' && line.p[i + 1] == ' ';
  return cells >= 2;
}

static rap_marker marker_at(rap_str line, size_t *end, uint32_t *glyph, unsigned *number) {
  uint32_t cp = 0;
  size_t n = rap_utf8_decode(line, 0, &cp);
  size_t hashes = 0;
  while (hashes < line.n && line.p[hashes] == '#') hashes++;
  if (hashes >= 1 && hashes <= 6 && blank_at(line, hashes)) {
    *end = hashes;
    *number = (unsigned)hashes;
    return RAP_MARKER_HASHES;
  }
  bool small_o = cp == 'o' && n < line.n && blank_at(line, n);
  if (rap_marker_is_bullet(cp) || ((is_dash_bullet(cp) || small_o) && blank_at(line, n))) {
    *end = n;
    *glyph = cp;
    return RAP_MARKER_GLYPH;
  }
  return read_enumerator(line, end, number);
}

rap_marker rap_marker_read(rap_str line, size_t *content, uint32_t *glyph, unsigned *number) {
  *content = 0;
  *glyph = 0;
  *number = 0;
  if (line.n == 0) return RAP_MARKER_NONE;
  if (is_row(line)) return RAP_MARKER_ROW;
  size_t end = 0;
  rap_marker marker = marker_at(line, &end, glyph, number);
  if (marker == RAP_MARKER_NONE) return marker;
  *content = skip_blanks(line, end);
  if (*content < line.n) return marker;
  *content = 0;
  return RAP_MARKER_NONE;
}
