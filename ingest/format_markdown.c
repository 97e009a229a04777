/* format_markdown.c: a Markdown file is one document; YAML in front of it tells of it. Layer: ingest. The only file that knows md4c (CommonMark, with the tables of GitHub). */
#include <md4c.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/yaml.h"
#include "ingest/entity.h"
#include "ingest/input.h"
#include "ingest/laid_text.h"

/* ---- the text ---- */

/* What ends md_parse: a positive value ends the block or span under way, and md4c 0.4.8 goes on behind it, whatever its header says. */
enum { STOP = -1 };

struct reading {
  rap_laid_text out;
  char kind;       /* of the open line */
  unsigned lists;  /* lists around it */
  unsigned images; /* images around it, whose text stands in place of a picture */
  bool html;       /* inside of raw HTML */
  size_t targets;  /* bytes of what all links point to and are titled, by references one definition may be told any number of times */
};

static char item_kind(const struct reading *r) { return (char)('a' + (r->lists > 6 ? 5 : r->lists > 0 ? r->lists - 1 : 0)); }

static int enter_block(MD_BLOCKTYPE type, void *detail, void *ctx) {
  struct reading *r = ctx;
  switch (type) {
  case MD_BLOCK_UL:
  case MD_BLOCK_OL:
    rap_laid_end(&r->out, r->kind);
    r->lists++;
    break;
  case MD_BLOCK_LI:
    rap_laid_end(&r->out, r->kind);
    r->kind = item_kind(r);
    break;
  case MD_BLOCK_H: r->kind = (char)('0' + ((const MD_BLOCK_H_DETAIL *)detail)->level); break;
  case MD_BLOCK_TR: r->kind = 't'; break;
  case MD_BLOCK_TH:
  case MD_BLOCK_TD:
    if (rap_laid_open(&r->out)) rap_laid_add(&r->out, RAP_STR(" | "));
    break;
  case MD_BLOCK_HTML: r->html = true; break;
  default: break;
  }
  return rap_laid_failed(&r->out) ? STOP : 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *ctx) {
  struct reading *r = ctx;
  (void)detail;
  switch (type) {
  case MD_BLOCK_TH:
  case MD_BLOCK_TD:
  case MD_BLOCK_THEAD:
  case MD_BLOCK_TBODY:
  case MD_BLOCK_QUOTE:
  case MD_BLOCK_DOC: return 0;
  case MD_BLOCK_HTML: r->html = false; break;
  default: break;
  }
  rap_laid_end(&r->out, r->kind);
  if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) r->lists--;
  /* What follows in an item is a paragraph beside its first line. */
  r->kind = 'p';
  return 0;
}

/* md4c has copied target and title of a link by now, which nobody wants: a definition of n bytes with n references to it costs n². */
static bool count_target(struct reading *r, const MD_ATTRIBUTE *target, const MD_ATTRIBUTE *title) {
  r->targets += (size_t)target->size + title->size;
  return r->targets <= RAP_MAX_DOCUMENT_BYTES;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *ctx) {
  struct reading *r = ctx;
  const MD_SPAN_A_DETAIL *link = detail;
  const MD_SPAN_IMG_DETAIL *image = detail;
  if (type == MD_SPAN_IMG) r->images++;
  if (type == MD_SPAN_A && !count_target(r, &link->href, &link->title)) return STOP;
  return type == MD_SPAN_IMG && !count_target(r, &image->src, &image->title) ? STOP : 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *ctx) {
  (void)detail;
  if (type == MD_SPAN_IMG) ((struct reading *)ctx)->images--;
  return 0;
}

static void add_entity(struct reading *r, rap_str reference) {
  char bytes[4];
  uint32_t cp = rap_entity_read(reference);
  rap_laid_add(&r->out, cp ? (rap_str){bytes, rap_utf8_encode(cp, bytes)} : reference);
}

static bool begins_tag(rap_str behind_less) {
  if (behind_less.n == 0) return false;
  char c = behind_less.p[0], low = (char)(c | 32);
  return (low >= 'a' && low <= 'z') || c == '/' || c == '!' || c == '?';
}

/* Raw HTML without its tags: in Markdown it is a line break, a box around a picture, a comment. */
static void add_html(struct reading *r, rap_str s) {
  while (s.n) {
    size_t tag = rap_str_find(s, RAP_STR("<"), 0);
    rap_laid_add(&r->out, rap_str_sub(s, 0, tag == SIZE_MAX ? s.n : tag));
    if (tag == SIZE_MAX) return;
    if (!begins_tag(rap_str_sub(s, tag + 1, s.n))) {
      rap_laid_add(&r->out, RAP_STR("<"));
      s = rap_str_sub(s, tag + 1, s.n);
      continue;
    }
    bool comment = rap_str_starts(rap_str_sub(s, tag, s.n), RAP_STR("<!--"));
    size_t end = rap_str_find(s, comment ? RAP_STR("-->") : RAP_STR(">"), tag);
    s = end == SIZE_MAX ? (rap_str){0} : rap_str_sub(s, end + (comment ? 3 : 1), s.n);
    rap_laid_add(&r->out, RAP_STR(" "));
  }
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *ctx) {
  struct reading *r = ctx;
  rap_str s = {text, size};
  if (r->images) return 0;
  switch (type) {
  case MD_TEXT_BR:
    rap_laid_end(&r->out, r->kind);
    if (r->kind >= 'a' && r->kind <= 'f') r->kind = 'p';
    break;
  case MD_TEXT_SOFTBR: rap_laid_add(&r->out, RAP_STR(" ")); break;
  case MD_TEXT_ENTITY: add_entity(r, s); break;
  case MD_TEXT_HTML: add_html(r, s); break;
  case MD_TEXT_NULLCHAR: break;
  default: rap_laid_add(&r->out, s); break;
  }
  return rap_laid_failed(&r->out) ? STOP : 0;
}

static rap_status read_text(rap_str body, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  static const MD_PARSER parser = {.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEATXHEADERS,
                                   .enter_block = enter_block,
                                   .leave_block = leave_block,
                                   .enter_span = enter_span,
                                   .leave_span = leave_span,
                                   .text = add_text};
  struct reading r = {.kind = 'p'};
  int failed = md_parse(body.n ? body.p : "", (MD_SIZE)body.n, &parser, &r);
  rap_status st = RAP_OK;
  if (r.targets > RAP_MAX_DOCUMENT_BYTES)
    st = rap_error_set(err, RAP_ERR_LIMIT, "%.*s: links that refer to more than %zu bytes in all", RAP_FMT(raw->file), RAP_MAX_DOCUMENT_BYTES);
  else
    st = failed ? rap_error_nomem(err) : rap_laid_take(&r.out, arena, &raw->text, &raw->layout, err);
  rap_laid_clear(&r.out);
  return st;
}

/* ---- front matter ---- */

/* Takes a first line "---" and what stands up to the next "---" or "..." off the text. */
static bool take_front_matter(rap_str *text, rap_str *yaml) {
  rap_str rest = *text, line;
  *yaml = (rap_str){0};
  if (!rap_str_split(&rest, '\n', &line) || !rap_str_is(rap_str_trim(line), "---")) return false;
  const char *begin = text->p; /* with the first line, so that places in messages are the file's */
  while (rest.n && rap_str_split(&rest, '\n', &line)) {
    rap_str end = rap_str_trim(line);
    if (!rap_str_is(end, "---") && !rap_str_is(end, "...")) continue;
    *yaml = (rap_str){begin, (size_t)(line.p - begin)};
    *text = rest;
    return true;
  }
  return false;
}

/* NULL when out of memory, or of *room: aliases may stand for any number of nodes. */
static rap_json *json_of(const rap_yaml *node, size_t *room) {
  if (*room == 0) return NULL;
  --*room;
  if (node->kind == RAP_YAML_SCALAR) return rap_json_new_string(node->text);
  rap_json *out = node->kind == RAP_YAML_SEQUENCE ? rap_json_new_array() : rap_json_new_object();
  for (size_t i = 0; out && i < node->n; i++) {
    /* rap_yaml_parse bounds the depth. */
    rap_json *value = json_of(node->items[i], room);
    bool ok = node->kind == RAP_YAML_SEQUENCE ? rap_json_append(out, value) : rap_json_set(out, node->keys[i]->text.p, value);
    if (ok) continue;
    rap_json_free(out);
    out = NULL;
  }
  return out;
}

struct field {
  const char *key;
  rap_str *to;
};

/* The fields of input records, and what static site generators call them. */
static bool take_pair(rap_arena *arena, const rap_yaml *key, const rap_yaml *value, rap_raw_document *raw) {
  const struct field fields[] = {
      {"id", &raw->id},         {"title", &raw->title},       {"source", &raw->source}, {"url", &raw->url}, {"language", &raw->language},
      {"lang", &raw->language}, {"canonical_url", &raw->url}, {"author", &raw->author}};
  if (value->kind != RAP_YAML_SCALAR) return false;
  if (rap_str_is(key->text, "date")) {
    raw->date = rap_arena_str(arena, value->text);
    return true;
  }
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    if (!rap_str_is(key->text, fields[i].key)) continue;
    if (value->text.n) *fields[i].to = rap_arena_str(arena, value->text);
    return true;
  }
  return false;
}

static rap_status take_fields(rap_arena *arena, const rap_yaml *root, rap_raw_document *raw, rap_error *err) {
  rap_json *metadata = rap_json_new_object();
  size_t room = RAP_MAX_FRONT_MATTER;
  for (size_t i = 0; i < root->n; i++) {
    if (take_pair(arena, root->keys[i], root->items[i], raw)) continue;
    rap_json *value = json_of(root->items[i], &room);
    if (!value && room == 0) {
      rap_raw_warn(arena, raw, "front matter: more than %d values; passed over from \"%.*s\" on", RAP_MAX_FRONT_MATTER, RAP_FMT(root->keys[i]->text));
      break;
    }
    rap_json_set(metadata, root->keys[i]->text.p, value);
  }
  return rap_raw_set_metadata(arena, raw, metadata, err);
}

/* What is no sound YAML is told, and left out of the text all the same. */
static rap_status read_front_matter(rap_arena *arena, rap_str yaml, rap_raw_document *raw, rap_error *err) {
  rap_yaml *root = NULL;
  rap_error own = {0};
  rap_status st = rap_yaml_parse(arena, raw->file, yaml, &root, &own);
  if (st == RAP_ERR_NOMEM) return rap_error_nomem(err);
  if (st != RAP_OK) {
    rap_raw_warn(arena, raw, "front matter passed over: %s", own.text);
    return RAP_OK;
  }
  return root && root->kind == RAP_YAML_MAPPING ? take_fields(arena, root, raw, err) : RAP_OK;
}

/* ---- the format ---- */

bool rap_format_markdown_sniff(const rap_head *head) {
  static const char *const suffixes[] = {".md", ".markdown", ".mdown", ".md.gz", NULL};
  rap_str text = head->text, yaml;
  if (take_front_matter(&text, &yaml) && rap_str_find(yaml, RAP_STR(":"), 0) != SIZE_MAX) return true;
  return rap_head_is_named(head, suffixes) || rap_str_is(head->given->media_type, "text/markdown");
}

rap_status rap_format_markdown_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_str text, yaml;
  if (input->at_end && input->at == input->ahead.n) return RAP_NOT_FOUND;
  rap_status st = rap_input_rest(input, &text, err);
  if (st == RAP_OK) st = rap_input_begin(input, "markdown", arena, raw, err);
  if (st != RAP_OK) return st;
  text = rap_str_sub(text, rap_utf8_mark(text), text.n);
  if (take_front_matter(&text, &yaml)) st = read_front_matter(arena, yaml, raw, err);
  if (st == RAP_OK) st = read_text(text, arena, raw, err);
  if (st == RAP_OK) st = rap_input_repair_mojibake(input, arena, raw, err);
  if (st == RAP_OK && raw->text.n == 0) st = rap_error_set(err, RAP_ERR_INPUT, "%.*s: no text in it", RAP_FMT(input->path));
  if (st == RAP_OK && rap_arena_failed(arena)) st = rap_error_nomem(err);
  return st;
}
