/* The only file that knows libxml2's HTML parser. Its events go to the builder; it makes no tree of its own. */
#include "ingest/html_build.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

typedef struct parse {
  rap_html_build build;
  htmlParserCtxtPtr parser;
  const char *page; /* what the parser was given */
  size_t n;
  size_t resume;  /* where to begin anew; 0: not */
  size_t implied; /* open elements that every new parser adds by itself and that are there already */
  bool again;     /* not the first parser */
} parse;

/* ---- Events ------------------------------------------------------------------------------------------------------------ */

static rap_str str_of(const xmlChar *s) { return rap_str_of((const char *)s); }

/* A stack this deep makes each end tag that closes nothing walk through all of it; beginning anew behind this tag keeps that bounded. What is open stays open in the tree. */
static void begin_anew(parse *p) {
  const xmlParserInput *input = p->parser->input;
  size_t consumed = input->consumed + (size_t)(input->cur - input->base);
  if (consumed == 0 || consumed >= p->n) return;
  const char *end = memchr(p->page + consumed, '>', p->n - consumed);
  p->resume = end ? (size_t)(end - p->page) + 1 : p->n;
  xmlStopParser(p->parser);
}

static void on_open(void *user, const xmlChar *name, const xmlChar **attributes) {
  parse *p = user;
  rap_html_tag tag = rap_html_tag_of(str_of(name));
  if (p->again && (tag == RAP_HTML_HTML || tag == RAP_HTML_BODY || tag == RAP_HTML_HEAD)) return;
  rap_html_build_open(&p->build, tag);
  for (; attributes && attributes[0]; attributes += 2) rap_html_build_attribute(&p->build, str_of(attributes[0]), str_of(attributes[1]));
  if (p->parser->nameNr > RAP_MAX_HTML_DEPTH) begin_anew(p);
}

static void on_close(void *user, const xmlChar *name) {
  parse *p = user;
  rap_html_tag tag = rap_html_tag_of(str_of(name));
  if (p->again && (tag == RAP_HTML_HTML || tag == RAP_HTML_BODY || tag == RAP_HTML_HEAD)) return;
  rap_html_build_close(&p->build);
}

static void on_text(void *user, const xmlChar *text, int n) {
  rap_html_build_text(&((parse *)user)->build, (rap_str){(const char *)text, (size_t)n});
}

/* ---- A parser ---------------------------------------------------------------------------------------------------------- */

static const xmlSAXHandler handler = {
    .startElement = on_open,
    .endElement = on_close,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
    .initialized = 1,
};

/* Hands the bytes to a parser as they lie: of its own interfaces one copies them, and the one for static memory goes astray when the parser drops what it has read (2.9.14). */
static bool give(parse *p) {
  xmlParserInputPtr input = xmlNewInputStream(p->parser);
  if (!input) return false;
  input->base = input->cur = (const xmlChar *)p->page;
  input->end = input->base + p->n;
  if (inputPush(p->parser, input) < 0) {
    xmlFreeInputStream(input);
    return false;
  }
  return xmlSwitchEncoding(p->parser, XML_CHAR_ENCODING_UTF8) == 0;
}

/* One parser over the bytes from p->page on. */
static bool run(parse *p) {
  p->resume = 0;
  p->parser = htmlNewParserCtxt();
  if (!p->parser) return false;
  /* The page's own word on its character set is void: it was read as what it says before. */
  (void)htmlCtxtUseOptions(p->parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  *p->parser->sax = handler;
  p->parser->userData = p;
  bool ok = give(p);
  if (ok) (void)htmlParseDocument(p->parser);
  ok = ok && p->parser->errNo != XML_ERR_NO_MEMORY && p->parser->lastError.code != XML_ERR_NO_MEMORY;
  htmlFreeParserCtxt(p->parser);
  p->parser = NULL;
  return ok;
}

static bool run_all(parse *p, rap_str page) {
  bool ok = true;
  p->page = page.p;
  p->n = page.n;
  while (ok && p->n && !p->build.failed) {
    ok = run(p);
    if (!p->resume) break;
    p->page += p->resume;
    p->n -= p->resume;
    p->again = true;
    rap_html_build_forget(&p->build);
  }
  return ok;
}

static size_t count_tags(rap_str page) {
  size_t n = 0;
  for (size_t i = 0; i < page.n; i++) n += page.p[i] == '<';
  return n;
}

rap_status rap_html_parse(rap_arena *arena, rap_str bytes, rap_html_tree *tree, rap_error *err) {
  rap_status st = RAP_OK;
  rap_buf page = {0};
  parse *p = NULL;
  *tree = (rap_html_tree){0};
  if (bytes.n > RAP_MAX_DOCUMENT_BYTES) {
    st = rap_error_set(err, RAP_ERR_LIMIT, "the page has %zu bytes, more than %zu", bytes.n, RAP_MAX_DOCUMENT_BYTES);
    goto done;
  }
  rap_html_reduce(bytes, &page);
  p = rap_arena_alloc(arena, sizeof *p);
  if (rap_buf_failed(&page) || !p) {
    st = rap_error_nomem(err);
    goto done;
  }
  rap_html_build_begin(&p->build, arena, tree, page.n, count_tags(rap_buf_str(&page)));
  bool ok = run_all(p, rap_buf_str(&page));
  rap_html_build_end(&p->build);
  if (!ok || p->build.failed) st = rap_error_nomem(err);
done:
  if (st != RAP_OK) *tree = (rap_html_tree){0};
  rap_buf_clear(&page);
  return st;
}
