#include "index/event_name.h"

#include "base/utf8.h"

enum { SLUG_MAX = 80 };

rap_status rap_event_key(rap_str series, const rap_merged *m, unsigned n, rap_buf *out, rap_error *err) {
  rap_buf fold = {0};
  char day[RAP_DAY_TEXT_MAX];
  rap_status st = rap_fold_name(series, &fold, err);
  rap_str slug = rap_str_sub(rap_buf_str(&fold), 0, SLUG_MAX);
  while (slug.n && slug.n < fold.n && ((unsigned char)fold.p[slug.n] & 0xC0) == 0x80) slug.n--; /* not in the middle of a character */
  for (size_t i = 0; i < slug.n; i++) rap_buf_putc(out, slug.p[i] == ' ' ? '-' : slug.p[i]);
  if (m->start.year)
    rap_buf_printf(out, "-%.*s", (int)rap_day_format(m->start, day), day);
  else if (m->edition)
    rap_buf_printf(out, "-edition-%d", m->edition);
  else if (!m->undated && m->published.year)
    rap_buf_printf(out, "-published-%.*s", (int)rap_day_format(m->published, day), day);
  else
    rap_buf_puts(out, "-undated");
  if (n > 1) rap_buf_printf(out, "-%u", n);
  rap_buf_clear(&fold);
  return st == RAP_OK && rap_buf_failed(out) ? rap_error_nomem(err) : st;
}

static void add_day(rap_day d, bool with_month, bool with_year, rap_buf *out) {
  static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};
  if (d.day) rap_buf_printf(out, "%d", d.day);
  if (d.month && with_month) rap_buf_printf(out, "%s%s", d.day ? " " : "", months[d.month - 1]);
  if (with_year) rap_buf_printf(out, "%s%d", d.month ? " " : "", d.year);
}

void rap_event_dates(rap_day start, rap_day end, rap_buf *out) {
  if (start.year == 0) start = end;
  if (start.year == 0) return;
  start.has_time = end.has_time = false;
  if (end.year == 0 || rap_day_cmp(start, end) == 0) {
    add_day(start, true, true, out);
    return;
  }
  bool same_year = start.year == end.year, same_month = same_year && start.month == end.month && start.day && end.day;
  add_day(start, !same_month, !same_year, out);
  rap_buf_puts(out, same_month ? "–" : " – ");
  add_day(end, true, true, out);
}

/* 1st, 2nd, 3rd, 4th … 11th, 12th, 13th … 21st. */
static const char *ordinal(int n) {
  if (n % 100 >= 11 && n % 100 <= 13) return "th";
  return n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
}

void rap_event_title(rap_str series, const rap_merged *m, rap_buf *out) {
  rap_buf_add(out, series);
  if (m->edition) rap_buf_printf(out, " (%d%s)", m->edition, ordinal(m->edition));
  if (m->start.year || m->end.year) {
    rap_buf_puts(out, ", ");
    rap_event_dates(m->start, m->end, out);
  } else if (m->undated) {
    rap_buf_puts(out, ", undated");
  }
  if (m->place.n) {
    rap_buf_puts(out, ", ");
    rap_buf_add(out, m->place);
    if (m->country.n) rap_buf_printf(out, " (%.*s)", RAP_FMT(m->country));
  }
}
