#include "ingest/published.h"

#include "base/utf8.h"
#include "ingest/words.h"

enum { YEAR_MIN = 1800, YEAR_MAX = 2100 };
/* Datelines are looked for in so many blocks, up to the first long one; a dateline by itself is not longer than this. */
enum { HEAD_BLOCKS = 14, LONG_BLOCK = 240, DATELINE_MAX = 160, READ_MAX = 200 };

/* ---- Reading dates ------------------------------------------------------------------------------------------------------ */

struct reader {
  rap_str s;
  size_t at;
};

static void skip_spaces(struct reader *r) {
  while (r->at < r->s.n && r->s.p[r->at] == ' ') r->at++;
}

static bool take(struct reader *r, char c) {
  if (r->at >= r->s.n || r->s.p[r->at] != c) return false;
  r->at++;
  return true;
}

/* A number of `min` to `max` digits. */
static bool take_digits(struct reader *r, size_t min, size_t max, int *value) {
  size_t at = r->at;
  int v = 0;
  while (at < r->s.n && at - r->at < max && r->s.p[at] >= '0' && r->s.p[at] <= '9') v = v * 10 + (r->s.p[at++] - '0');
  if (at - r->at < min || (at < r->s.n && r->s.p[at] >= '0' && r->s.p[at] <= '9')) return false;
  r->at = at;
  *value = v;
  return true;
}

/* The word at r->at in small letters, in `out`; its length in the text in *n. */
static rap_str small_word(const struct reader *r, char *out, size_t room, size_t *n) {
  size_t at = r->at, len = 0;
  while (at < r->s.n && len + 4 < room) {
    uint32_t cp = 0;
    size_t step = rap_utf8_decode(r->s, at, &cp);
    if (!rap_utf8_is_word(cp) || rap_utf8_is_digit(cp)) break;
    len += rap_utf8_encode(rap_utf8_lower(cp), out + len);
    at += step;
  }
  *n = at - r->at;
  return (rap_str){out, len};
}

static bool take_month(struct reader *r, int *month) {
  char bytes[40];
  size_t n = 0;
  size_t num = rap_words_get(&rap_words_datelines, small_word(r, bytes, sizeof bytes, &n));
  if (!RAP_WORD_IN(num, RAP_DATELINE_MONTH)) return false;
  *month = (int)RAP_WORD_NUMBER(num);
  r->at += n;
  take(r, '.');
  return true;
}

static bool take_word(struct reader *r, const char *a, const char *b) {
  rap_str rest = rap_str_sub(r->s, r->at, r->at + strlen(a));
  if (!rap_str_eq_nocase(rest, rap_str_of(a)) && !(b && rap_str_eq_nocase(rest, rap_str_of(b)))) return false;
  r->at += rest.n;
  return true;
}

/* "8 January 2023", "08-JAN-2023", "8th January, 2023" */
static bool take_day_first(struct reader *r, rap_day *d) {
  if (!take_digits(r, 1, 2, &d->day)) return false;
  if (!take_word(r, "st", "nd") && !take_word(r, "rd", "th")) skip_spaces(r);
  skip_spaces(r);
  if (!take(r, '-')) take(r, '/');
  skip_spaces(r);
  if (!take_month(r, &d->month)) return false;
  take(r, ',');
  if (!take(r, '-')) take(r, '/');
  skip_spaces(r);
  return take_digits(r, 4, 4, &d->year);
}

/* "January 08, 2023" */
static bool take_month_first(struct reader *r, rap_day *d) {
  if (!take_month(r, &d->month)) return false;
  skip_spaces(r);
  if (!take_digits(r, 1, 2, &d->day)) return false;
  if (!take_word(r, "st", "nd")) take_word(r, "rd", "th");
  take(r, ',');
  skip_spaces(r);
  return take_digits(r, 4, 4, &d->year);
}

/* "2023-01-08"; "08.01.2023", "08/01/2023": day first, and not when that could be either. */
static bool take_figures(struct reader *r, rap_day *d) {
  size_t begin = r->at;
  if (take_digits(r, 4, 4, &d->year) && take(r, '-') && take_digits(r, 2, 2, &d->month) && take(r, '-') && take_digits(r, 2, 2, &d->day)) return true;
  r->at = begin;
  char sep = 0;
  if (!take_digits(r, 1, 2, &d->day) || r->at >= r->s.n) return false;
  sep = r->s.p[r->at];
  if ((sep != '.' && sep != '/') || !take(r, sep) || !take_digits(r, 1, 2, &d->month) || !take(r, sep)) return false;
  return take_digits(r, 4, 4, &d->year) && (sep == '.' || d->day > 12 || d->day == d->month);
}

static bool take_date(struct reader *r, rap_day *d) {
  static bool (*const forms[])(struct reader *, rap_day *) = {take_day_first, take_month_first, take_figures};
  size_t begin = r->at;
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    *d = (rap_day){0};
    r->at = begin;
    if (forms[i](r, d)) return true;
  }
  *d = (rap_day){0};
  r->at = begin;
  return false;
}

/* "4:53PM", "02:51 am", "16:53 hrs", "8.41 p.m." behind the date; r->at stays where it was when there is none. */
static bool take_time(struct reader *r, rap_day *d) {
  size_t begin = r->at;
  int hour = 0, minute = 0;
  take(r, ',');
  skip_spaces(r);
  if (take(r, '|') || take(r, '-') || take(r, 'T')) skip_spaces(r);
  if (take_word(r, "at ", NULL)) skip_spaces(r);
  bool ok = take_digits(r, 1, 2, &hour) && (take(r, ':') || take(r, '.')) && take_digits(r, 2, 2, &minute);
  if (ok) {
    int second = 0;
    size_t end = r->at;
    if (!take(r, ':') || !take_digits(r, 2, 2, &second)) r->at = end;
    skip_spaces(r);
    bool pm = take_word(r, "pm", "p.m."), am = !pm && take_word(r, "am", "a.m.");
    if ((pm || am) && hour <= 12) hour = hour % 12 + (pm ? 12 : 0);
    if (!pm && !am) r->at = end;
    ok = hour <= 23 && minute <= 59;
  }
  if (!ok) {
    r->at = begin;
    return false;
  }
  d->hour = hour;
  d->minute = minute;
  d->has_time = true;
  return true;
}

/* ---- Datelines ----------------------------------------------------------------------------------------------------------- */

/* "Posted On:" and the like: one to four words found in the list, and a colon. */
static bool take_label(struct reader *r) {
  size_t begin = r->at;
  const char *colon = r->s.n > begin ? memchr(r->s.p + begin, ':', r->s.n - begin) : NULL;
  size_t end = colon ? (size_t)(colon - r->s.p) : 0;
  if (!colon || end - begin > 60) return false;
  char bytes[128];
  size_t len = 0;
  for (size_t at = begin; at < end;) {
    uint32_t cp = 0;
    at += rap_utf8_decode(r->s, at, &cp);
    if (len + 4 < sizeof bytes) len += rap_utf8_encode(rap_utf8_lower(cp), bytes + len);
  }
  if (!RAP_WORD_IN(rap_words_get(&rap_words_datelines, rap_str_trim((rap_str){bytes, len})), RAP_DATELINE_LABEL)) return false;
  r->at = end + 1;
  skip_spaces(r);
  return true;
}

/* "New Delhi, " "NEW DELHI: " "Mumbai | " "Bengaluru (Karnataka), ": at most five words that begin with a capital or have none. */
static bool take_place(struct reader *r) {
  size_t words = 0, at = r->at;
  while (at < r->s.n && at - r->at < 60 && words < 6) {
    uint32_t cp = 0;
    rap_utf8_decode(r->s, at, &cp);
    if (!rap_utf8_is_letter(cp) || rap_utf8_is_lower(cp)) return false;
    while (at < r->s.n && r->s.p[at] != ' ' && !strchr(",:|-", r->s.p[at])) at++;
    words++;
    size_t space = at;
    while (at < r->s.n && r->s.p[at] == ' ') at++;
    if (at < r->s.n && strchr(",:|-", r->s.p[at]) && (r->s.p[at] != '-' || space < at)) {
      r->at = at + 1;
      skip_spaces(r);
      return true;
    }
    if (space == at) return false;
  }
  return false;
}

/* What follows the date decides: the end, a separator, or a word of the list ("by PIB Delhi", "IST"). A sentence that begins with a date goes on otherwise. */
static bool follows_well(struct reader *r, bool has_time, bool placed, bool *whole) {
  size_t before = r->at;
  skip_spaces(r);
  *whole = r->s.n <= DATELINE_MAX;
  if (r->at >= r->s.n) return true;
  char c = r->s.p[r->at];
  char bytes[40];
  size_t n = 0;
  if (RAP_WORD_IN(rap_words_get(&rap_words_datelines, small_word(r, bytes, sizeof bytes, &n)), RAP_DATELINE_AFTER))
    return has_time || placed || r->s.n <= DATELINE_MAX;
  if (c == '|' || c == '/') return true;
  if (placed && strchr("(-:.", c)) {
    /* Behind the place's dateline stands the text, or the agency and then the text. */
    const char *close = c == '(' ? memchr(r->s.p + r->at, ')', r->s.n - r->at) : r->s.p + r->at;
    size_t rest = close ? r->s.n - (size_t)(close - r->s.p) : r->s.n;
    *whole = rest <= 3;
    return close != NULL;
  }
  if (has_time) return true;
  return before < r->at && c == '-' && r->s.n <= DATELINE_MAX;
}

bool rap_dateline_read(rap_str s, rap_day *date, rap_span *where, bool *whole) {
  *date = (rap_day){0};
  *where = (rap_span){0};
  *whole = false;
  struct reader r = {.s = s};
  take(&r, '(');
  size_t start = r.at;
  for (int form = 0; form < 3; form++) {
    r.at = start;
    if (form == 1 && !take_label(&r)) continue;
    if (form == 2 && !(take_place(&r) && (take_label(&r) || true))) continue;
    size_t begin = r.at;
    rap_day d = {0};
    if (!take_date(&r, &d)) continue;
    bool has_time = take_time(&r, &d);
    size_t end = r.at;
    if (!follows_well(&r, has_time, form > 0, whole)) continue;
    *date = d;
    *where = (rap_span){begin, end};
    return true;
  }
  *whole = false;
  return false;
}

/* ---- Candidates ----------------------------------------------------------------------------------------------------------- */

static bool year_sound(rap_day d) { return d.year >= YEAR_MIN && d.year <= YEAR_MAX; }

/* Two dates that may be one: days in common, or times of clocks in two zones. */
static bool agree(rap_day a, rap_day b) {
  int64_t first_a = rap_day_number(rap_day_first(a)), last_a = rap_day_number(rap_day_last(a));
  int64_t first_b = rap_day_number(rap_day_first(b)), last_b = rap_day_number(rap_day_last(b));
  int64_t slack = a.has_time && b.has_time ? 1 : 0;
  return first_a <= last_b + slack && first_b <= last_a + slack;
}

/* Takes `d` as the date of publication if it is sound and none is known yet; warns otherwise. */
static void consider(rap_arena *arena, rap_document *doc, rap_day d, bool parsed, rap_published_from from, rap_str text) {
  const char *name = rap_published_from_name(from);
  if (!parsed || !rap_day_valid(d)) {
    rap_document_warn(arena, doc, "date of publication (%s): '%.*s' is no date, passed over", name, RAP_FMT(rap_str_sub(text, 0, 60)));
    return;
  }
  if (!year_sound(d)) {
    rap_document_warn(arena, doc, "date of publication (%s): '%.*s' lies outside %d to %d, passed over", name, RAP_FMT(rap_str_sub(text, 0, 60)),
                      YEAR_MIN, YEAR_MAX);
    return;
  }
  if (doc->published_from == RAP_PUBLISHED_UNKNOWN) {
    doc->published = d;
    doc->published_from = from;
    doc->published_text = rap_arena_str(arena, text);
    return;
  }
  if (from == RAP_PUBLISHED_FILE || from == RAP_PUBLISHED_CAPTURE || agree(doc->published, d)) return;
  rap_day known = doc->published;
  char a[RAP_DAY_TEXT_MAX], b[RAP_DAY_TEXT_MAX];
  rap_day_format(known, a);
  rap_day_format(d, b);
  rap_document_warn(arena, doc, "date of publication: %s (%s) is taken, but the %s says %s ('%.*s')", a, rap_published_from_name(doc->published_from),
                    name, b, RAP_FMT(rap_str_sub(text, 0, 60)));
}

/* A date as metadata have it: by itself, or as datelines are written, with a day of the week in front ("Sun, 8 Jan 2023 10:00"). */
static bool parse_date(rap_str text, rap_day *d) {
  if (rap_day_parse(text, d)) return true;
  struct reader r = {.s = text};
  const char *comma = memchr(text.p, ',', text.n);
  if (comma && comma - text.p < 12 && !memchr(text.p, ' ', (size_t)(comma - text.p))) r.at = (size_t)(comma - text.p) + 1;
  skip_spaces(&r);
  if (!take_date(&r, d)) return false;
  take_time(&r, d);
  return true;
}

/* The candidates from `from`. */
static rap_status read_candidates(rap_arena *arena, rap_document *doc, const rap_raw_document *raw, rap_published_from from, rap_error *err) {
  for (size_t i = 0; i < raw->n_dates; i++) {
    if (raw->dates[i].from != from) continue;
    rap_day d = {0};
    rap_buf clean = {0};
    size_t n = 0, first = 0;
    rap_status st = rap_normalise(raw->dates[i].text, true, &clean, &n, &first, err);
    bool parsed = st == RAP_OK && parse_date(rap_buf_str(&clean), &d);
    if (st == RAP_OK) consider(arena, doc, d, parsed, from, rap_buf_str(&clean));
    rap_buf_clear(&clean);
    if (st != RAP_OK) return st;
  }
  return RAP_OK;
}

static void read_datelines(rap_arena *arena, rap_document *doc, rap_draft *drafts) {
  bool found = false;
  for (size_t i = 0, seen = 0; i < doc->n_blocks && seen < HEAD_BLOCKS; i++) {
    const rap_block *block = &doc->blocks[i];
    if (block->kind == RAP_BLOCK_TITLE) continue;
    seen++;
    rap_day d;
    rap_span where;
    bool whole = false;
    rap_str s = rap_str_at(doc->view.s, block->view);
    if (rap_dateline_read(s.n > READ_MAX ? (rap_str){s.p, READ_MAX} : s, &d, &where, &whole)) {
      drafts[i].dateline = whole && s.n <= READ_MAX;
      if (!found) {
        rap_span view = {block->view.begin + where.begin, block->view.begin + where.end};
        consider(arena, doc, d, true, RAP_PUBLISHED_DATELINE, rap_str_at(doc->full, rap_view_to_text(&doc->view, view)));
      }
      found = true;
    }
    if (s.n > LONG_BLOCK) break;
  }
}

rap_status rap_published_find(rap_arena *arena, rap_document *doc, const rap_raw_document *raw, rap_draft *drafts, rap_error *err) {
  rap_str date = rap_str_trim(raw->date);
  if (date.n) {
    rap_day d = {0};
    bool parsed = rap_day_parse(date, &d);
    rap_buf clean = {0};
    size_t n = 0, first = 0;
    rap_status st = rap_normalise(date, true, &clean, &n, &first, err);
    if (st == RAP_OK) consider(arena, doc, d, parsed, raw->date_line ? RAP_PUBLISHED_LINE : RAP_PUBLISHED_RECORD, rap_buf_str(&clean));
    rap_buf_clear(&clean);
    if (st != RAP_OK) return st;
  }
  rap_status st = read_candidates(arena, doc, raw, RAP_PUBLISHED_META, err);
  if (st != RAP_OK) return st;
  read_datelines(arena, doc, drafts);
  st = read_candidates(arena, doc, raw, RAP_PUBLISHED_URL, err);
  if (st == RAP_OK) st = read_candidates(arena, doc, raw, RAP_PUBLISHED_CAPTURE, err);
  if (st == RAP_OK && raw->file_time.year) {
    char text[RAP_DAY_TEXT_MAX];
    size_t n = rap_day_format(raw->file_time, text);
    consider(arena, doc, raw->file_time, true, RAP_PUBLISHED_FILE, (rap_str){text, n});
  }
  return st;
}

bool rap_date_line_take(rap_str *text, rap_str *date) {
  rap_str s = *text;
  *date = (rap_str){0};
  size_t at = rap_utf8_mark(s);
  while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t')) at++;
  if (!rap_str_starts(rap_str_sub(s, at, s.n), RAP_STR("date "))) return false;
  at += 5;
  size_t begin = at;
  static const char form[] = "dddd-dd-dd";
  for (size_t i = 0; i < sizeof form - 1; i++, at++)
    if (at >= s.n || (form[i] == 'd' ? s.p[at] < '0' || s.p[at] > '9' : s.p[at] != '-')) return false;
  if (at < s.n && s.p[at] != ' ' && s.p[at] != '\t' && s.p[at] != '\n' && s.p[at] != '\r') return false;
  *date = rap_str_sub(s, begin, at);
  *text = rap_str_sub(s, at, s.n);
  return true;
}
