/* mojibake.c: see mojibake.h. Layer: ingest. */
#include "ingest/mojibake.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/charset_impl.h"

/* The byte that a character was read from; 0 if it is none of windows-1252 beyond ASCII. */
static unsigned char byte_of(uint32_t cp) {
  if (cp >= 0x80 && cp < 0x100) return (unsigned char)cp;
  if (cp < 0x152 || cp > 0x2122) return 0;
  for (unsigned byte = 0x80; byte < 0xA0; byte++)
    if (rap_charset_windows_1252((unsigned char)byte) == cp) return (unsigned char)byte;
  return 0;
}

/* What may come out: characters as texts have them, by script. A word is of one; what is in no row is not plausible. */
enum script { NONE, POINTS, LATIN, PICTURE, FIRST_OTHER };

static unsigned script_of(uint32_t cp) {
  static const uint32_t ranges[][3] = {
      {0x00A0, 0x00BF, POINTS},
      {0x00C0, 0x00D6, LATIN},
      {0x00D7, 0x00D7, POINTS},
      {0x00D8, 0x00F6, LATIN},
      {0x00F7, 0x00F7, POINTS},
      {0x00F8, 0x024F, LATIN},
      {0x02C6, 0x02DD, POINTS},
      {0x0300, 0x036F, LATIN},
      {0x0370, 0x03FF, FIRST_OTHER},
      {0x0400, 0x052F, FIRST_OTHER + 1},
      {0x0530, 0x058F, FIRST_OTHER + 2},
      {0x0590, 0x05FF, FIRST_OTHER + 3},
      {0x0600, 0x06FF, FIRST_OTHER + 4},
      {0x0900, 0x0DFF, FIRST_OTHER + 5},
      {0x0E00, 0x0EFF, FIRST_OTHER + 6},
      {0x0F00, 0x0FFF, FIRST_OTHER + 7},
      {0x1000, 0x109F, FIRST_OTHER + 8},
      {0x10A0, 0x10FF, FIRST_OTHER + 9},
      {0x1200, 0x137F, FIRST_OTHER + 10},
      {0x1780, 0x17FF, FIRST_OTHER + 11},
      {0x1E00, 0x1EFF, LATIN},
      {0x2002, 0x2015, POINTS},
      {0x2018, 0x2027, POINTS},
      {0x202F, 0x203A, POINTS},
      {0x2070, 0x209F, POINTS},
      {0x20A0, 0x20BF, POINTS},
      {0x2100, 0x214F, POINTS},
      {0x2190, 0x21FF, POINTS},
      {0x2200, 0x22FF, POINTS},
      {0x2460, 0x24FF, POINTS},
      {0x25A0, 0x27BF, POINTS},
      {0x3000, 0x30FF, FIRST_OTHER + 12},
      {0x4E00, 0x9FFF, FIRST_OTHER + 12},
      {0xAC00, 0xD7A3, FIRST_OTHER + 13},
      {0xFE0F, 0xFE0F, POINTS},
      {0xFEFF, 0xFEFF, POINTS},
      {0xFF01, 0xFF60, FIRST_OTHER + 12},
      {0xFFFD, 0xFFFD, POINTS},
      {0x1F000, 0x1FAFF, PICTURE},
  };
  for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
    if (cp >= ranges[i][0] && cp <= ranges[i][1]) return ranges[i][2];
  return NONE;
}

/* What a sequence of characters would be if it were bytes of UTF-8. */
struct misread {
  size_t end; /* behind it, in the text */
  size_t n;   /* its bytes; 0: it is none */
  unsigned char bytes[4];
  bool controls; /* held characters that are in no text: C1 */
  uint32_t cp;   /* what it would be */
  unsigned script;
};

static struct misread misread_at(rap_str s, size_t at) {
  struct misread m = {.end = at};
  while (m.n < 4 && m.end < s.n && (unsigned char)s.p[m.end] >= 0x80) {
    uint32_t cp = 0;
    size_t len = rap_utf8_decode(s, m.end, &cp);
    unsigned char byte = byte_of(cp);
    if (m.n == 0 ? byte < 0xC2 || byte > 0xF4 : byte < 0x80 || byte > 0xBF) break;
    m.controls = m.controls || (cp >= 0x80 && cp < 0xA0);
    m.bytes[m.n++] = byte;
    m.end += len;
    size_t whole = m.bytes[0] < 0xE0 ? 2 : m.bytes[0] < 0xF0 ? 3 : 4;
    if (m.n < whole) continue;
    if (rap_utf8_decode((rap_str){(const char *)m.bytes, m.n}, 0, &m.cp) != whole || (m.cp == RAP_REPLACEMENT && m.bytes[0] != 0xEF)) break;
    /* C1 controls were windows-1252 once more. */
    if (m.cp < 0xA0) m.cp = rap_charset_windows_1252((unsigned char)m.cp);
    m.script = m.cp < 0xA0 ? NONE : m.cp > 0xFF && m.bytes[0] == 0xC2 ? POINTS : script_of(m.cp);
    if (m.script != NONE) return m;
    break;
  }
  return (struct misread){0};
}

/* Bytes whose characters may well stand behind a letter: quotes, dashes, dots, no-break space, guillemets, soft hyphen, signs of ownership, figures of notes. */
static bool may_follow(unsigned char byte) {
  static const char bytes[] = "\x82\x84\x85\x8B\x91\x92\x93\x94\x95\x96\x97\x99\x9B\xA0\xAB\xAD\xAE\xB2\xB3\xB4\xB7\xB9\xBB";
  return memchr(bytes, byte, sizeof bytes - 1) != NULL;
}

/* Those whose characters are letters: with a letter before them they are a word. */
static bool is_letter_byte(unsigned char byte) {
  static const char bytes[] = "\x83\x8A\x8C\x8E\x9A\x9C\x9E\x9F\xB5";
  return memchr(bytes, byte, sizeof bytes - 1) != NULL;
}

/* No language puts such a character behind a letter. */
static bool is_odd(unsigned char byte) { return !may_follow(byte) && !is_letter_byte(byte); }

/* What stands beside a misread sequence, as it is now. */
struct beside {
  uint32_t before, after; /* 0: nothing */
  bool repaired;          /* the one before it was */
  bool joined;            /* the one before it was repaired, and was of the same script */
  unsigned next;          /* script of another that follows, NONE if there is none */
};

static bool is_certain_point(const struct misread *m, const struct beside *by) {
  bool capitals = !by->repaired && rap_utf8_is_upper(by->before) && by->before < 0x250;
  if (m->n == 2)
    return !capitals && (is_odd(m->bytes[1]) || !rap_utf8_is_letter(by->before) || rap_utf8_is_lower(by->after) || rap_utf8_is_lower(by->before));
  return is_odd(m->bytes[1]) || is_odd(m->bytes[2]) || m->cp == 0xFEFF;
}

/* A Latin letter: the first of the two stands where a capital can't, or the second where a sign can't. */
static bool is_certain_latin(const struct misread *m, const struct beside *by) {
  bool small_before = rap_utf8_is_lower(by->before), small_after = rap_utf8_is_lower(by->after);
  if (m->n == 3) return is_odd(m->bytes[1]) || (is_odd(m->bytes[2]) && (small_before || small_after));
  if (rap_utf8_is_upper(by->before)) return is_odd(m->bytes[1]) && (small_after || m->bytes[0] == 0xC3);
  if (small_before) return true;
  if (is_letter_byte(m->bytes[1])) return m->bytes[0] == 0xC3 && m->bytes[1] == 0x83; /* "Ãƒ" */
  return small_after || is_odd(m->bytes[1]);
}

static bool is_certain(const struct misread *m, const struct beside *by) {
  if (m->controls) return true;
  switch (m->script) {
  case POINTS: return is_certain_point(m, by);
  case LATIN: return is_certain_latin(m, by);
  case PICTURE: return true;
  default:
    return by->joined || (by->next == m->script && !rap_utf8_is_letter(by->before)) ||
           (m->n == 3 && is_odd(m->bytes[1]) && !rap_utf8_is_letter(by->before));
  }
}

/* One pass over `s`, which goes to `out`; how many were repaired. */
static size_t repair_once(rap_str s, rap_buf *out) {
  size_t n = 0, copied = 0;
  uint32_t last = 0; /* the character last repaired … */
  unsigned last_script = NONE;
  size_t last_end = SIZE_MAX; /* … and where it ended */
  for (size_t at = 0; at < s.n;) {
    const char *lead = memchr(s.p + at, 0xC3, s.n - at); /* U+00C0..U+00FF, which all begin with */
    if (!lead) break;
    at = (size_t)(lead - s.p);
    struct misread m = misread_at(s, at);
    if (m.n == 0) {
      at += 2;
      continue;
    }
    struct misread next = misread_at(s, m.end);
    struct beside by = {.next = next.n ? next.script : NONE, .repaired = last_end == at, .joined = last_end == at && last_script == m.script};
    if (last_end == at)
      by.before = last;
    else if (at > 0)
      (void)rap_utf8_before(s, at, &by.before);
    if (next.n)
      by.after = next.cp;
    else if (m.end < s.n)
      (void)rap_utf8_decode(s, m.end, &by.after);
    if (!is_certain(&m, &by)) {
      at += 2;
      continue;
    }
    char bytes[4];
    rap_buf_add(out, rap_str_sub(s, copied, at));
    rap_buf_add(out, (rap_str){bytes, rap_utf8_encode(m.cp, bytes)});
    copied = at = last_end = m.end;
    last = m.cp;
    last_script = m.script;
    n++;
  }
  if (n) rap_buf_add(out, rap_str_sub(s, copied, s.n));
  return n;
}

rap_status rap_mojibake_repair(rap_str text, rap_buf *room, rap_str *out, size_t *n, rap_error *err) {
  rap_status st = RAP_OK;
  rap_buf passes[2] = {{0}, {0}};
  rap_str s = text;
  *out = text;
  *n = 0;
  for (int round = 0; s.n && round < RAP_MAX_MOJIBAKE_ROUNDS; round++) {
    rap_buf *pass = &passes[round & 1];
    rap_buf_reset(pass);
    size_t found = repair_once(s, pass);
    if (rap_buf_failed(pass)) {
      st = rap_error_nomem(err);
      goto done;
    }
    if (found == 0) break;
    s = rap_buf_str(pass);
    if (round == 0) *n = found;
  }
  if (*n) {
    size_t from = room->n;
    rap_buf_add(room, s);
    if (rap_buf_failed(room)) st = rap_error_nomem(err);
    if (st == RAP_OK) *out = rap_str_sub(rap_buf_str(room), from, room->n);
  }
done:
  rap_buf_clear(&passes[0]);
  rap_buf_clear(&passes[1]);
  return st;
}

rap_str rap_mojibake_tell(rap_arena *arena, const char *what, size_t n) {
  return rap_arena_printf(arena, "%s: %zu character%s of UTF-8 that had been read as windows-1252 put right", what ? what : "text", n,
                          n == 1 ? "" : "s");
}
