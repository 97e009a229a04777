/* alert_feed.c: what is new as Atom (RFC 4287). Layer: queries. */
#include <stdlib.h>

#include "base/calendar.h"
#include "base/markup.h"
#include "queries/alert.h"

/* RFC 4287, 3.3: a date-time as RFC 3339 has it. What is known less precisely begins with the first moment of it; "" of nothing known. */
static void put_moment(rap_str date, rap_buf *out) {
  rap_day day;
  if (!rap_day_parse(date, &day) || !rap_day_valid(day)) {
    rap_buf_puts(out, "1970-01-01T00:00:00Z");
    return;
  }
  day = rap_day_first(day);
  rap_buf_printf(out, "%04d-%02d-%02dT00:00:00Z", day.year, day.month, day.day);
}

static void put_date(rap_markup *m, const char *element, rap_str date) {
  rap_buf b = {0};
  put_moment(date, &b);
  rap_markup_element(m, element, rap_buf_str(&b));
  rap_buf_clear(&b);
}

typedef struct entry {
  const rap_alert *alert;
  const rap_alert_item *item;
  size_t at;
} entry;

/* Newest first, undated last; else as they come. */
static int by_date(const void *x, const void *y) {
  const entry *a = x, *b = y;
  int order = rap_str_cmp(b->item->date, a->item->date);
  return order ? order : a->at < b->at ? -1 : 1;
}

static bool is_web(rap_str link) { return rap_str_starts(link, RAP_STR("http://")) || rap_str_starts(link, RAP_STR("https://")); }

static void put_entry(rap_markup *m, const entry *e, rap_str authority) {
  rap_buf uri = {0};
  rap_alert_uri(e->alert, e->item, authority, &uri);
  rap_markup_open(m, "entry");
  rap_markup_element(m, "id", rap_buf_str(&uri));
  rap_markup_element(m, "title", e->item->title);
  put_date(m, "updated", e->item->date);
  if (is_web(e->item->link)) {
    rap_markup_open(m, "link");
    rap_markup_attr(m, "href", e->item->link);
    rap_markup_close(m);
  }
  rap_markup_open(m, "category");
  rap_markup_attr(m, "term", e->item->revised ? RAP_STR("revised") : RAP_STR("new"));
  rap_markup_close(m);
  rap_markup_open(m, "category");
  rap_markup_attr(m, "term", e->alert->question->name);
  rap_markup_attr(m, "label", e->alert->question->title);
  rap_markup_close(m);
  rap_markup_element(m, "summary", e->item->text.n ? e->item->text : e->item->title);
  rap_markup_close(m);
  rap_buf_clear(&uri);
}

static rap_status put_head(rap_markup *m, const rap_alert *alerts, size_t n, rap_str newest, rap_str authority, rap_error *err) {
  rap_buf title = {0}, uri = {0};
  rap_str parameters;
  rap_status st = RAP_OK;
  rap_buf_printf(&uri, "tag:%.*s:rapporteur", RAP_FMT(authority));
  for (size_t i = 0; st == RAP_OK && i < n; i++) {
    st = rap_alert_parameters(&alerts[i], &parameters, err);
    rap_buf_printf(&title, "%s%.*s%s%.*s", i ? " · " : "", RAP_FMT(alerts[i].question->title), parameters.n ? ": " : "", RAP_FMT(parameters));
    rap_buf_printf(&uri, "%s%.*s", i ? "+" : "/", RAP_FMT(alerts[i].question->name));
  }
  if (st == RAP_OK && (rap_buf_failed(&title) || rap_buf_failed(&uri))) st = rap_error_nomem(err);
  rap_markup_element(m, "id", rap_buf_str(&uri));
  rap_markup_element(m, "title", rap_buf_str(&title));
  put_date(m, "updated", newest);
  rap_markup_open(m, "author");
  rap_markup_element(m, "name", RAP_STR("rapporteur"));
  rap_markup_close(m);
  rap_buf_clear(&title);
  rap_buf_clear(&uri);
  return st;
}

rap_status rap_alert_feed(const rap_alert *alerts, size_t n, rap_str authority, rap_out *out, rap_error *err) {
  rap_markup *m = NULL;
  size_t total = 0, at = 0;
  for (size_t i = 0; i < n; i++) total += alerts[i].n;
  entry *entries = rap_arena_array(alerts[0].arena, total, sizeof *entries);
  if (total && !entries) return rap_error_nomem(err);
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < alerts[i].n; k++, at++) entries[at] = (entry){&alerts[i], &alerts[i].items[k], at};
  if (total) qsort(entries, total, sizeof *entries, by_date);
  rap_status st = rap_markup_new(out, RAP_MARKUP_XML_INDENTED, &m, err);
  if (st != RAP_OK) return st;
  rap_markup_open(m, "feed");
  rap_markup_attr(m, "xmlns", RAP_STR("http://www.w3.org/2005/Atom"));
  st = put_head(m, alerts, n, total ? entries[0].item->date : (rap_str){0}, authority, err);
  for (size_t i = 0; i < total; i++) put_entry(m, &entries[i], authority);
  return rap_markup_finish(m, st, err);
}
