/* Text for terminals: cleaning, cutting, wrapping. */
#include "base/emit_impl.h"
#include "base/utf8.h"

/* What the terminal is not to see: C0, DEL, C1, and the separators that some terminals take for line ends. */
static bool is_control(uint32_t cp) { return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029; }

/* Length of the SGR sequence (ECMA-48 §8.3.117) at `at`, 0 if there is none. */
static size_t sgr_length(rap_str s, size_t at) {
  if (s.n - at < 3 || s.p[at] != '\x1b' || s.p[at + 1] != '[') return 0;
  size_t i = at + 2;
  while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == ';')) i++;
  return i < s.n && s.p[i] == 'm' ? i + 1 - at : 0;
}

/* One step of a text: an SGR sequence or a grapheme cluster. */
typedef struct step {
  size_t end, columns;
  bool sgr;
} step;

static step step_at(rap_str s, size_t at) {
  size_t n = sgr_length(s, at);
  if (n) return (step){at + n, 0, true};
  uint32_t cp;
  size_t first = rap_utf8_decode(s, at, &cp);
  if (is_control(cp)) return (step){at + first, 1, false};
  step st = {0};
  st.end = rap_utf8_cluster(s, at, &st.columns);
  return st;
}

/* A cluster as shown: well-formed, and a control (a cluster of its own) as a space. */
static void put_cluster(rap_buf *b, rap_str cluster) {
  for (size_t at = 0; at < cluster.n;) {
    uint32_t cp;
    char bytes[4];
    at += rap_utf8_decode(cluster, at, &cp);
    rap_buf_add(b, (rap_str){bytes, rap_utf8_encode(is_control(cp) ? ' ' : cp, bytes)});
  }
}

static void put_step(rap_buf *b, rap_str s, size_t at, step st) {
  if (st.sgr)
    rap_buf_add(b, rap_str_sub(s, at, st.end));
  else
    put_cluster(b, rap_str_sub(s, at, st.end));
}

void rap_emit_clean(rap_buf *b, rap_str s) { put_cluster(b, s); }

static size_t columns_of(rap_str s) {
  size_t columns = 0;
  for (size_t at = 0; at < s.n;) {
    step st = step_at(s, at);
    columns += st.columns;
    at = st.end;
  }
  return columns;
}

void rap_text_fit(rap_buf *b, rap_str s, size_t width, bool pad) {
  bool cut = columns_of(s) > width, full = false;
  size_t room = cut && width ? width - 1 : width; /* one column is for the mark of the cut */
  size_t used = 0;
  for (size_t at = 0; at < s.n;) {
    step st = step_at(s, at);
    if (!full && used + st.columns > room) {
      full = true;
      if (width) rap_buf_puts(b, "\xE2\x80\xA6");
      used += width != 0;
    }
    if (st.sgr || !full) put_step(b, s, at, st);
    if (!full) used += st.columns;
    at = st.end;
  }
  for (; pad && used < width; used++) rap_buf_putc(b, ' ');
}

static void new_line(rap_buf *b, size_t indent) {
  rap_buf_putc(b, '\n');
  while (indent--) rap_buf_putc(b, ' ');
}

/* Where the word that begins at `at` ends: before the next space or newline. */
static size_t word_end(rap_str s, size_t at, size_t *columns) {
  *columns = 0;
  while (at < s.n && s.p[at] != ' ' && s.p[at] != '\n') {
    step st = step_at(s, at);
    *columns += st.columns;
    at = st.end;
  }
  return at;
}

/* SGR sequences that are carried on to the next line; of more, the last. */
#define SET_MOST 8

typedef struct wrap {
  rap_buf *b;
  size_t width, indent;
  size_t used;           /* columns in the line */
  size_t spaces;         /* read but not yet written: they vanish where a line is broken */
  rap_str set[SET_MOST]; /* the SGR sequences that hold here, in order */
  size_t n_set;
} wrap;

/* ECMA-48 8.3.117: 0 is the default, of a missing parameter too. */
static bool is_reset(rap_str sgr) { return rap_str_is(sgr, "\x1b[m") || rap_str_is(sgr, "\x1b[0m"); }

static void note_sgr(wrap *w, rap_str sgr) {
  if (w->n_set == SET_MOST) {
    memmove(w->set, w->set + 1, (SET_MOST - 1) * sizeof *w->set);
    w->n_set--;
  }
  if (is_reset(sgr))
    w->n_set = 0;
  else
    w->set[w->n_set++] = sgr;
}

/* What holds at the end of a line is ended there and begins anew in the next, since pagers look at each line by itself. */
static void break_line(wrap *w) {
  if (w->n_set) rap_buf_puts(w->b, "\x1b[0m");
  new_line(w->b, w->indent);
  for (size_t i = 0; i < w->n_set; i++) rap_buf_add(w->b, w->set[i]);
  w->used = w->spaces = 0;
}

static void put_word(wrap *w, rap_str word, size_t columns) {
  if (w->width && w->used && w->used + w->spaces + columns > w->width) break_line(w);
  w->used += w->spaces;
  for (; w->spaces; w->spaces--) rap_buf_putc(w->b, ' ');
  for (size_t at = 0; at < word.n;) {
    step st = step_at(word, at);
    if (w->width && w->used && w->used + st.columns > w->width) break_line(w);
    put_step(w->b, word, at, st);
    if (st.sgr) note_sgr(w, rap_str_sub(word, at, st.end));
    w->used += st.columns;
    at = st.end;
  }
}

void rap_text_wrap(rap_buf *b, rap_str s, size_t width, size_t indent) {
  wrap w = {.b = b, .width = width, .indent = indent};
  for (size_t at = 0; at < s.n;) {
    if (s.p[at] == '\n') {
      break_line(&w);
      at++;
    } else if (s.p[at] == ' ') {
      w.spaces++;
      at++;
    } else {
      size_t columns, end = word_end(s, at, &columns);
      put_word(&w, rap_str_sub(s, at, end), columns);
      at = end;
    }
  }
}
