/* Corrections: a file that is taken in is given out the same; whatever it says, the record that comes of it is well-formed, and the same each time. */
#include <assert.h>
#include <stdlib.h>

#include "index/codec.h"
#include "index/correct.h"
#include "index/correction_yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- a record ---- */

static const char text[] = "AP and Kerala discussed data.\nN. Modi spoke. Modi left.\nDesk officers met in Leh on 6 January 2023.";

static rap_span at(const char *words) {
  size_t begin = rap_str_find(rap_str_of(text), rap_str_of(words), 0);
  assert(begin != SIZE_MAX);
  return (rap_span){begin, begin + strlen(words)};
}

typedef struct sample {
  rap_document doc;
  rap_record record;
  rap_mention mentions[6];
  rap_person persons[1];
  rap_reference references[1];
  rap_theme_found themes[1];
  rap_event events[2];
  rap_statement statements[2];
  rap_str actors[2], codes[1];
} sample;

static void make_sample(sample *s) {
  static rap_str theme = {"digital.data", 12};
  *s = (sample){.actors = {RAP_STR("IN-AP"), RAP_STR("IN-KL")}};
  s->doc = (rap_document){.id = RAP_STR("talk"), .source = RAP_STR("pib"), .full = {text, sizeof text - 1}};
  const struct {
    rap_kind kind;
    const char *words, *value;
  } found[] = {{RAP_KIND_STATE, "AP", "IN-AP"},  {RAP_KIND_STATE, "Kerala", "IN-KL"}, {RAP_KIND_THEME, "data", "digital.data"},
               {RAP_KIND_PERSON, "N. Modi", ""}, {RAP_KIND_ORGANISATION, "Desk", ""}, {RAP_KIND_PLACE, "Leh", "leh"}};
  for (size_t i = 0; i < 6; i++)
    s->mentions[i] =
        (rap_mention){.kind = found[i].kind, .text = at(found[i].words), .value = rap_str_of(found[i].value), .person = i == 3 ? 0 : RAP_NONE};
  s->persons[0] = (rap_person){
      .name = RAP_STR("N. Modi"), .function = RAP_STR("chair"), .text = at("N. Modi"), .evidence = at("N. Modi spoke."), .n_mentions = 1};
  s->references[0] = (rap_reference){.text = at("Modi left"), .person = 0};
  s->themes[0] = (rap_theme_found){.id = theme, .central = true, .mentions = 1, .score = 1};
  s->events[0] = (rap_event){
      .series = RAP_STR("Desk meeting"), .status = RAP_STR("held"), .main = true, .text = at("Desk officers met"), .chair = RAP_STR("N. Modi")};
  s->events[1] = (rap_event){.series_id = RAP_STR("leh"), .series = RAP_STR("Leh talks"), .status = RAP_STR("planned"), .text = at("Leh")};
  for (size_t i = 0; i < 2; i++)
    s->statements[i] = (rap_statement){.actors = {s->actors, 2 - i, 2},
                                       .role = RAP_STR("actor"),
                                       .predicate = RAP_STR("discussed"),
                                       .polarity = RAP_STR("neutral"),
                                       .status = RAP_STR("reported"),
                                       .themes = {&theme, 1, 1},
                                       .text = at(i ? "Modi left." : "AP and Kerala discussed data."),
                                       .cue = at(i ? "left" : "discussed"),
                                       .actor_text = at(i ? "Modi left" : "AP and Kerala"),
                                       .heading = RAP_NONE,
                                       .event = i};
  s->record = (rap_record){.mentions = s->mentions,
                           .n_mentions = 6,
                           .persons = s->persons,
                           .n_persons = 1,
                           .references = s->references,
                           .n_references = 1,
                           .themes = s->themes,
                           .n_themes = 1,
                           .events = s->events,
                           .n_events = 2,
                           .statements = s->statements,
                           .n_statements = 2};
}

static void check_record(const sample *s, const rap_record *r) {
  assert(rap_codec_bad_span(&s->doc, r) == NULL);
  for (size_t i = 0; i < r->n_mentions; i++) {
    const rap_mention *m = &r->mentions[i];
    assert(m->person == RAP_NONE || m->person < r->n_persons);
    assert((m->kind == RAP_KIND_PERSON) == (m->person != RAP_NONE) && rap_kind_exported(m->kind));
    if (i) assert(r->mentions[i - 1].text.begin <= m->text.begin);
  }
  for (size_t i = 0; i < r->n_statements; i++) {
    assert(r->statements[i].actors.n > 0 && r->statements[i].predicate.n && r->statements[i].role.n && r->statements[i].status.n);
    if (i) assert(r->statements[i - 1].text.begin <= r->statements[i].text.begin);
  }
  for (size_t i = 0; i < r->n_themes; i++)
    for (size_t k = 0; k < i; k++) assert(!rap_str_eq(r->themes[i].id, r->themes[k].id));
}

/* ---- the corrections ---- */

static int by_order(const void *a, const void *b) { return rap_correction_order(a, b); }

/* Those of the document in front, those of entities everywhere behind them. */
static size_t part(rap_correction *items, size_t n, bool local, rap_correction *out) {
  size_t k = 0;
  for (size_t i = 0; i < n; i++) {
    bool here = items[i].document.n > 0;
    if (items[i].undone_by.n || here != local || (!here && items[i].thing != RAP_CORRECT_ENTITY)) continue;
    out[k] = items[i];
    out[k].id = (int64_t)i + 1;
    k++;
  }
  if (k) qsort(out, k, sizeof *out, by_order);
  return k;
}

static void apply(rap_arena *arena, rap_correction *items, size_t n, rap_buf *packed) {
  sample s;
  rap_error err = {0};
  rap_decisions decisions;
  make_sample(&s);
  rap_correction *local = rap_arena_array(arena, n, sizeof *local), *wide = rap_arena_array(arena, n, sizeof *wide);
  if (!local || !wide) return;
  size_t n_local = part(items, n, true, local), n_wide = part(items, n, false, wide);
  if (rap_decisions_make(arena, wide, n_wide, &decisions, &err) != RAP_OK) return;
  rap_correcting how = {.decisions = &decisions, .local = local, .n_local = n_local, .track = n % 2};
  rap_record record = s.record;
  rap_status st = rap_correct_record(arena, &s.doc, &how, &record, &err);
  assert(st == RAP_OK || st == RAP_ERR_NOMEM);
  if (st == RAP_OK) {
    check_record(&s, &record);
    for (size_t i = 0; i < n_local; i++) assert(how.outcomes[i] > RAP_OUTCOME_WAITING && how.outcomes[i] < RAP_N_OUTCOMES);
    for (size_t i = 0; how.statements && i < record.n_statements; i++) assert(how.statements[i].machine < 2 || how.statements[i].added);
    st = rap_codec_pack(&s.doc, &record, packed, &err);
    assert(st == RAP_OK || st == RAP_ERR_NOMEM);
  }
  rap_decisions_clear(&decisions);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_arena *arena = rap_arena_new();
  rap_buf first = {0}, second = {0}, packed = {0}, again = {0};
  rap_correction *items, *others;
  size_t n, n_others;
  rap_error err = {0};
  if (!arena) return 0;
  rap_status st = rap_corrections_from_yaml(arena, RAP_STR("f"), (rap_str){(const char *)data, size}, &items, &n, &err);
  assert(st == RAP_OK || st == RAP_ERR_INPUT || st == RAP_ERR_LIMIT || st == RAP_ERR_NOMEM);
  if (st != RAP_OK) assert(n == 0 && err.status == st && rap_str_starts(rap_str_of(err.text), RAP_STR("f:")));
  if (st == RAP_OK && rap_corrections_to_yaml(items, n, &first, &err) == RAP_OK) {
    st = rap_corrections_from_yaml(arena, RAP_STR("f"), rap_buf_str(&first), &others, &n_others, &err);
    assert(st == RAP_OK && n == n_others);
    for (size_t i = 0; i < n; i++) assert(rap_str_eq(items[i].uid, others[i].uid) && items[i].undone_at == others[i].undone_at);
    assert(rap_corrections_to_yaml(others, n, &second, &err) == RAP_OK && rap_str_eq(rap_buf_str(&first), rap_buf_str(&second)));
    apply(arena, items, n, &packed);
    apply(arena, others, n, &again);
    assert(rap_str_eq(rap_buf_str(&packed), rap_buf_str(&again)));
  }
  rap_buf_clear(&first);
  rap_buf_clear(&second);
  rap_buf_clear(&packed);
  rap_buf_clear(&again);
  rap_arena_free(arena);
  return 0;
}
