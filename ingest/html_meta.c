#include "ingest/html_meta.h"

#include "base/utf8.h"
#include "ingest/html_linked.h"
#include "ingest/language.h"
#include "ingest/published.h"
#include "ingest/webdate.h"

/* Longer ones are no title, no author, no line with a date. */
enum { TITLE_MAX_BYTES = 400, AUTHOR_MAX_BYTES = 120, LINE_MAX_BYTES = 160, SITE_MAX_BYTES = 60 };

/* Where a title was found; a better place is a smaller number. */
typedef enum place { OG_TITLE, LINKED_TITLE, TWITTER_TITLE, PAGE_TITLE, N_PLACES } place;

/* How surely a date means the publication; in this order they become candidates. */
typedef enum rank { SURE, LIKELY, SHOWN, N_RANKS } rank;

typedef struct found_date {
  rank rank;
  rap_str name, text;
  struct found_date *next;
} found_date;

typedef struct reader {
  rap_arena *arena;
  const rap_html_tree *tree;
  rap_html_meta *out;
  rap_str titles[N_PLACES];
  rap_str author_box; /* of a byline in the text: where nothing else names the author */
  found_date *dates[N_RANKS], **ends[N_RANKS];
} reader;

/* ---- values ---- */

/* White space as one blank each, none at the ends. */
static rap_str collapsed(const reader *r, rap_str s) {
  char *p = rap_arena_alloc(r->arena, s.n);
  size_t n = 0;
  if (!p) return (rap_str){0};
  for (size_t i = 0; i < s.n; i++) {
    bool blank = rap_ascii_is_space(s.p[i]);
    bool hard = !blank && i + 1 < s.n && s.p[i] == '\xC2' && s.p[i + 1] == '\xA0';
    i += hard;
    if (!blank && !hard)
      p[n++] = s.p[i];
    else if (n && p[n - 1] != ' ')
      p[n++] = ' ';
  }
  return rap_str_trim((rap_str){p, n});
}

static rap_str content_of(const reader *r, uint32_t node) { return rap_str_trim(rap_html_attribute_of(r->tree, node, "content")); }

static void keep(rap_str *to, rap_str value) {
  if (to->n == 0 && value.n) *to = value;
}

static bool is_address(rap_str s) { return rap_str_find(s, RAP_STR("://"), 0) != SIZE_MAX; }

static void keep_author(reader *r, rap_str *to, rap_str value) {
  value = collapsed(r, value);
  if (rap_str_starts_nocase(value, RAP_STR("by "))) value = rap_str_sub(value, 3, value.n);
  if (value.n && value.n <= AUTHOR_MAX_BYTES && !is_address(value)) keep(to, value);
}

/* A date that can be read; others are of no use to anybody. */
static void keep_date(reader *r, rank sure, const char *name, rap_str text) {
  rap_day day;
  rap_span where;
  bool whole;
  text = collapsed(r, text);
  if (text.n == 0 || text.n > LINE_MAX_BYTES) return;
  if (rap_webdate_parse(text, &day))
    text = rap_webdate_text(r->arena, text);
  else if (rap_dateline_read(text, &day, &where, &whole) && rap_day_valid(day))
    text = rap_str_sub(text, where.begin, where.end);
  else
    return;
  found_date *date = rap_arena_alloc(r->arena, sizeof *date);
  if (!date) return;
  *date = (found_date){.rank = sure, .name = rap_str_of(name), .text = text};
  if (!r->ends[sure]) r->ends[sure] = &r->dates[sure];
  *r->ends[sure] = date;
  r->ends[sure] = &date->next;
}

/* ---- meta elements ---- */

typedef enum what { TITLE_OG, TITLE_TWITTER, AUTHOR, SITE, LANGUAGE, URL, DATE_SURE, DATE_LIKELY } what;

static void read_meta(reader *r, uint32_t node) {
  static const struct {
    const char *name;
    what what;
  } names[] = {{"og:title", TITLE_OG},
               {"twitter:title", TITLE_TWITTER},
               {"author", AUTHOR},
               {"article:author", AUTHOR},
               {"dc.creator", AUTHOR},
               {"dcterms.creator", AUTHOR},
               {"byl", AUTHOR},
               {"parsely-author", AUTHOR},
               {"sailthru.author", AUTHOR},
               {"citation_author", AUTHOR},
               {"og:site_name", SITE},
               {"application-name", SITE},
               {"dc.publisher", SITE},
               {"content-language", LANGUAGE},
               {"dc.language", LANGUAGE},
               {"inlanguage", LANGUAGE},
               {"og:url", URL},
               {"article:published_time", DATE_SURE},
               {"og:article:published_time", DATE_SURE},
               {"og:published_time", DATE_SURE},
               {"datepublished", DATE_SURE},
               {"dc.date.issued", DATE_SURE},
               {"dcterms.issued", DATE_SURE},
               {"citation_publication_date", DATE_SURE},
               {"parsely-pub-date", DATE_SURE},
               {"sailthru.date", DATE_SURE},
               {"publish-date", DATE_SURE},
               {"publishdate", DATE_SURE},
               {"publish_date", DATE_SURE},
               {"publication_date", DATE_SURE},
               {"pubdate", DATE_SURE},
               {"date.issued", DATE_SURE},
               {"dc.date", DATE_LIKELY},
               {"dcterms.date", DATE_LIKELY},
               {"dc.date.created", DATE_LIKELY},
               {"dcterms.created", DATE_LIKELY},
               {"datecreated", DATE_LIKELY},
               {"date", DATE_LIKELY}};
  static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};
  rap_str key = {0}, value = content_of(r, node);
  for (size_t i = 0; !key.n && i < sizeof keys / sizeof keys[0]; i++) key = rap_str_trim(rap_html_attribute_of(r->tree, node, keys[i]));
  if (key.n == 0 || value.n == 0) return;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (!rap_str_eq_nocase(key, rap_str_of(names[i].name))) continue;
    switch (names[i].what) {
    case TITLE_OG: keep(&r->titles[OG_TITLE], collapsed(r, value)); break;
    case TITLE_TWITTER: keep(&r->titles[TWITTER_TITLE], collapsed(r, value)); break;
    case AUTHOR: keep_author(r, &r->out->author, value); break;
    case SITE: keep(&r->out->site, collapsed(r, value)); break;
    case LANGUAGE: keep(&r->out->language, value); break;
    case URL: keep(&r->out->url, value); break;
    case DATE_SURE: keep_date(r, SURE, names[i].name, value); break;
    case DATE_LIKELY: keep_date(r, LIKELY, names[i].name, value); break;
    }
    return;
  }
}

/* ---- elements of the text ---- */

static bool has_part(rap_str value, const char *const *parts) {
  for (; *parts; parts++) {
    rap_str part = rap_str_of(*parts);
    for (size_t i = 0; i + part.n <= value.n; i++)
      if (rap_str_starts_nocase(rap_str_sub(value, i, value.n), part)) return true;
  }
  return false;
}

/* "Posted On: 9 AUG 2026", "(Release ID: 123)": lines that a label begins. */
static void read_line(reader *r, rap_str text) {
  static const char *const release[] = {"Release ID", NULL};
  bool labelled = memchr(text.p, ':', text.n) != NULL;
  if (!labelled) return;
  text = collapsed(r, text);
  rap_day day;
  rap_span where;
  bool whole;
  if (has_part(text, release)) {
    size_t at = rap_str_find(text, RAP_STR(":"), 0) + 1, end;
    while (at < text.n && text.p[at] == ' ') at++;
    for (end = at; end < text.n && rap_ascii_is_digit(text.p[end]);) end++;
    if (end - at >= 3) keep(&r->out->release_id, rap_str_sub(text, at, end));
  } else if (rap_dateline_read(text, &day, &where, &whole) && where.begin > 0) {
    keep_date(r, LIKELY, "labelled line", rap_str_sub(text, where.begin, where.end));
  }
}

/* What class, id and microdata say of a short element. */
static void read_box(reader *r, uint32_t node) {
  static const char *const bylines[] = {"byline", "author-name", "authorname", NULL};
  static const char *const dates[] = {"publish",    "posted",    "pubdate",      "timestamp",     "dateline",
                                      "entry-date", "post-date", "article-date", "article__date", NULL};
  static const char *const offices[] = {"MinistryName", NULL};
  const rap_html_node *n = &r->tree->nodes[node];
  rap_str text = rap_html_text_of(r->tree, node), item = rap_html_attribute_of(r->tree, node, "itemprop");
  rap_str class = rap_html_attribute_of(r->tree, node, "class"), id = rap_html_attribute_of(r->tree, node, "id");
  rap_str content = rap_html_attribute_of(r->tree, node, "content"), time = rap_html_attribute_of(r->tree, node, "datetime");
  if (rap_str_eq_nocase(item, RAP_STR("datePublished"))) keep_date(r, SURE, "itemprop datePublished", content.n ? content : time.n ? time : text);
  if (rap_str_eq_nocase(item, RAP_STR("author")) || rap_str_eq_nocase(rap_html_attribute_of(r->tree, node, "rel"), RAP_STR("author")))
    keep_author(r, &r->author_box, content.n ? content : text);
  if (n->tag == RAP_HTML_TIME && !rap_str_eq_nocase(item, RAP_STR("dateModified"))) keep_date(r, SHOWN, "time", time.n ? time : text);
  if (has_part(id, offices) || has_part(class, offices)) keep(&r->out->office, collapsed(r, text));
  if (has_part(class, bylines)) keep_author(r, &r->author_box, text);
  if (has_part(class, dates) || has_part(id, dates)) keep_date(r, SHOWN, "class", text);
}

static void read_link(reader *r, uint32_t node) {
  if (rap_str_eq_nocase(rap_str_trim(rap_html_attribute_of(r->tree, node, "rel")), RAP_STR("canonical"))) {
    rap_str href = rap_str_trim(rap_html_attribute_of(r->tree, node, "href"));
    if (href.n) r->out->url = href; /* rather than og:url */
  }
}

static void read_nodes(reader *r) {
  for (uint32_t i = 1; i < r->tree->n; i++) {
    const rap_html_node *n = &r->tree->nodes[i];
    rap_str text = rap_html_text_of(r->tree, i);
    switch ((rap_html_tag)n->tag) {
    case RAP_HTML_META: read_meta(r, i); break;
    case RAP_HTML_LINK: read_link(r, i); break;
    case RAP_HTML_HTML: keep(&r->out->language, rap_html_attribute_of(r->tree, i, "lang")); break;
    case RAP_HTML_TITLE: keep(&r->titles[PAGE_TITLE], collapsed(r, text)); break;
    case RAP_HTML_TEXT:
      if (text.n <= LINE_MAX_BYTES && text.n >= 8) read_line(r, text);
      break;
    default:
      if (n->n_attributes && text.n <= LINE_MAX_BYTES) read_box(r, i);
      break;
    }
  }
}

/* ---- the title ---- */

/* "Headline | Site", "Headline - Site" without the site. */
static rap_str without_site(const reader *r, rap_str title) {
  static const char *const separators[] = {" | ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " :: ", " \xC2\xBB ", " \xE2\x80\xA2 ", NULL};
  size_t cut = SIZE_MAX, len = 0;
  for (const char *const *s = separators; *s; s++)
    for (size_t at = 0; (at = rap_str_find(title, rap_str_of(*s), at)) != SIZE_MAX; at++)
      if (cut == SIZE_MAX || at > cut) {
        cut = at;
        len = strlen(*s);
      }
  if (cut == SIZE_MAX) return title;
  rap_str head = rap_str_sub(title, 0, cut), tail = rap_str_sub(title, cut + len, title.n);
  bool site = rap_str_eq_nocase(tail, r->out->site) || rap_str_eq_nocase(rap_str_sub(title, cut + len, title.n), r->out->site);
  return site || (tail.n <= SITE_MAX_BYTES && head.n > tail.n) ? head : title;
}

/* A heading that the page's title begins with is the headline as the page shows it; the longest of them. */
static rap_str shown_headline(const reader *r) {
  rap_str best = {0};
  size_t n_first = 0;
  rap_str first = {0};
  for (uint32_t i = 1; i < r->tree->n; i++) {
    rap_html_tag tag = (rap_html_tag)r->tree->nodes[i].tag;
    rap_str text = rap_html_text_of(r->tree, i);
    if ((tag != RAP_HTML_H1 && tag != RAP_HTML_H2) || text.n > 2 * TITLE_MAX_BYTES) continue;
    text = collapsed(r, text);
    if (text.n == 0 || text.n > TITLE_MAX_BYTES) continue;
    if (tag == RAP_HTML_H1 && n_first++ == 0) first = text;
    for (int k = 0; k < N_PLACES; k++)
      if (text.n >= 8 && text.n > best.n && rap_str_starts(r->titles[k], text)) best = text;
  }
  /* The only main heading of a page without other titles, or one whose titles say something else, is taken last. */
  bool titled = r->titles[OG_TITLE].n || r->titles[LINKED_TITLE].n || r->titles[TWITTER_TITLE].n || r->titles[PAGE_TITLE].n;
  return best.n || titled ? best : first;
}

static void choose_title(reader *r) {
  keep(&r->out->title, shown_headline(r));
  for (int i = 0; i < N_PLACES; i++)
    if (r->titles[i].n <= TITLE_MAX_BYTES && !rap_str_eq_nocase(r->titles[i], r->out->site)) keep(&r->out->title, without_site(r, r->titles[i]));
}

/* ---- the rest ---- */

/* "/2023/01/08/", "/2023-01-08", "/2023/01/": of an address. */
static bool add_url_date(const reader *r, rap_raw_document *raw, rap_str url) {
  for (size_t at = 0; at + 8 <= url.n; at++) {
    if (url.p[at] != '/' || (url.p[at + 1] != '1' && url.p[at + 1] != '2')) continue;
    const char *p = url.p + at + 1;
    size_t room = url.n - at - 1, n = 0;
    while (n < room && n < 10 && (rap_ascii_is_digit(p[n]) || p[n] == '/' || p[n] == '-')) n++;
    rap_str text = {0};
    rap_day day;
    bool full = n == 10 && (p[4] == '/' || p[4] == '-') && p[7] == p[4], month = n >= 7 && p[4] == '/' && (p[7 < n ? 7 : 0] == '/' || n == 7);
    if (full) text = rap_arena_printf(r->arena, "%.4s-%.2s-%.2s", p, p + 5, p + 8);
    if (!full && month) text = rap_arena_printf(r->arena, "%.4s-%.2s", p, p + 5);
    if (text.n && rap_day_parse(text, &day) && rap_day_valid(day)) return rap_raw_add_date(r->arena, raw, RAP_PUBLISHED_URL, RAP_STR("url"), text);
  }
  return true;
}

/* An absolute address, or none. */
static rap_str absolute(const reader *r, rap_str url, rap_str given) {
  if (is_address(url)) return url;
  if (rap_str_starts(url, RAP_STR("//"))) return rap_arena_printf(r->arena, "https:%.*s", RAP_FMT(url));
  if (rap_str_starts(url, RAP_STR("www."))) return rap_arena_printf(r->arena, "https://%.*s", RAP_FMT(url));
  if (!rap_str_starts(url, RAP_STR("/")) || !is_address(given)) return (rap_str){0};
  size_t host = rap_str_find(given, RAP_STR("://"), 0) + 3, end = rap_str_find(given, RAP_STR("/"), host);
  return rap_arena_printf(r->arena, "%.*s%.*s", RAP_FMT(rap_str_sub(given, 0, end == SIZE_MAX ? given.n : end)), RAP_FMT(url));
}

static bool is_known(const rap_raw_document *raw, const found_date *d) {
  for (size_t i = 0; i < raw->n_dates; i++)
    if (rap_str_eq(raw->dates[i].text, d->text) && rap_str_eq(raw->dates[i].name, d->name)) return true;
  return false;
}

rap_status rap_html_meta_read(rap_arena *arena, const rap_html_tree *tree, rap_str given_url, rap_raw_document *raw, rap_html_meta *out,
                              rap_error *err) {
  reader r = {.arena = arena, .tree = tree, .out = out};
  rap_html_linked linked;
  *out = (rap_html_meta){0};
  rap_status st = rap_html_linked_read(arena, tree, &linked, err);
  if (st != RAP_OK) return st;
  r.titles[LINKED_TITLE] = linked.headline;
  keep_author(&r, &out->author, linked.author);
  keep_date(&r, SURE, "json-ld", linked.published);
  keep(&out->site, linked.publisher);
  read_nodes(&r);
  keep(&out->author, r.author_box);
  keep(&out->language, linked.language);
  out->language = rap_language_of_tag(arena, out->language);
  out->url = absolute(&r, out->url, given_url);
  choose_title(&r);
  bool ok = true;
  /* What is shown somewhere may be the date of another text that the page links to: it counts where nothing better does. */
  bool better = r.dates[SURE] || r.dates[LIKELY];
  for (int k = 0; k < (better ? SHOWN : N_RANKS); k++)
    for (const found_date *d = r.dates[k]; ok && d; d = d->next)
      if (!is_known(raw, d)) ok = rap_raw_add_date(arena, raw, RAP_PUBLISHED_META, d->name, d->text);
  if (ok) ok = add_url_date(&r, raw, given_url.n ? given_url : out->url);
  return ok && !rap_arena_failed(arena) ? RAP_OK : rap_error_nomem(err);
}
