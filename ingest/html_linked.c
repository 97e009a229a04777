#include "ingest/html_linked.h"

#include "base/json.h"
#include "base/limits.h"

/* ---- values ---- */

/* A string; of a list its first, of an object its name. */
static rap_str text_of(const rap_json *value) {
  for (int depth = 0; value && depth < 3; depth++) {
    if (rap_json_kind(value) == RAP_JSON_STRING) return rap_str_trim(rap_json_string(value));
    if (rap_json_kind(value) == RAP_JSON_ARRAY)
      value = rap_json_item(value, 0);
    else if (rap_json_kind(value) == RAP_JSON_OBJECT)
      value = rap_json_get(value, rap_json_get(value, "name") ? "name" : "@value");
    else
      break;
  }
  return (rap_str){0};
}

/* The names of all authors, joined by ", ". */
static rap_str authors_of(rap_arena *arena, const rap_json *value) {
  rap_str names = {0};
  if (rap_json_kind(value) != RAP_JSON_ARRAY) return text_of(value);
  for (size_t i = 0; i < rap_json_length(value) && i < 8; i++) {
    rap_str name = text_of(rap_json_item(value, i));
    if (name.n == 0) continue;
    names = names.n ? rap_arena_printf(arena, "%.*s, %.*s", RAP_FMT(names), RAP_FMT(name)) : name;
  }
  return names;
}

/* How well an object of that type tells of the page's text; 0: not at all. */
static int worth(rap_str type) {
  if (rap_str_ends(type, RAP_STR("Article")) || rap_str_ends(type, RAP_STR("BlogPosting")) || rap_str_ends(type, RAP_STR("Report"))) return 2;
  return rap_str_ends(type, RAP_STR("WebPage")) || rap_str_ends(type, RAP_STR("Posting")) ? 1 : 0;
}

static int worth_of(const rap_json *object, rap_str *type) {
  const rap_json *types = rap_json_get(object, "@type");
  int best = 0;
  size_t n = rap_json_kind(types) == RAP_JSON_ARRAY ? rap_json_length(types) : types ? 1 : 0;
  for (size_t i = 0; i < n; i++) {
    rap_str name = rap_json_kind(types) == RAP_JSON_ARRAY ? rap_json_string(rap_json_item(types, i)) : rap_json_string(types);
    if (worth(name) <= best) continue;
    best = worth(name);
    *type = name;
  }
  return best;
}

/* ---- objects ---- */

struct search {
  rap_arena *arena;
  rap_html_linked *out;
  int best;
};

/* Copies what is borrowed from the JSON. */
static void take(struct search *s, const rap_json *object, rap_str type, int value) {
  rap_html_linked *out = s->out;
  s->best = value;
  rap_str headline = text_of(rap_json_get(object, "headline")), published = text_of(rap_json_get(object, "datePublished"));
  if (headline.n == 0) headline = text_of(rap_json_get(object, "name"));
  const struct {
    rap_str from, *to;
  } fields[] = {{type, &out->type},
                {headline, &out->headline},
                {published, &out->published},
                {authors_of(s->arena, rap_json_get(object, "author")), &out->author},
                {text_of(rap_json_get(object, "publisher")), &out->publisher},
                {text_of(rap_json_get(object, "inLanguage")), &out->language}};
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) *fields[i].to = rap_arena_str(s->arena, fields[i].from);
}

static void look(struct search *s, const rap_json *value, int depth);

/* The objects in which an article may stand. */
static void look_inside(struct search *s, const rap_json *object, int depth) {
  static const char *const keys[] = {"@graph", "mainEntity", "mainEntityOfPage"};
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) look(s, rap_json_get(object, keys[i]), depth + 1);
}

static void look(struct search *s, const rap_json *value, int depth) {
  rap_str type = {0};
  if (depth > RAP_MAX_LINKED_DEPTH) return;
  if (rap_json_kind(value) == RAP_JSON_ARRAY) {
    for (size_t i = 0; i < rap_json_length(value); i++) look(s, rap_json_item(value, i), depth + 1);
  } else if (rap_json_kind(value) == RAP_JSON_OBJECT) {
    int w = worth_of(value, &type);
    if (w > s->best) take(s, value, type, w);
    look_inside(s, value, depth);
  }
}

rap_status rap_html_linked_read(rap_arena *arena, const rap_html_tree *tree, rap_html_linked *out, rap_error *err) {
  *out = (rap_html_linked){0};
  struct search s = {.arena = arena, .out = out};
  for (size_t i = 0; i < tree->n_json; i++) {
    rap_json *json = NULL;
    rap_status st = rap_json_parse(rap_str_trim(tree->json[i].text), &json, NULL);
    if (st == RAP_ERR_NOMEM) return rap_error_nomem(err);
    if (st == RAP_OK) look(&s, json, 0);
    rap_json_free(json);
  }
  return rap_arena_failed(arena) ? rap_error_nomem(err) : RAP_OK;
}
