#include <assert.h>

#include "base/emit.h"
#include "base/utf8.h"
#include "queries/compare_note.h"
#include "queries/compare_words.h"
#include "queries/layout.h"

typedef rap_compare_note_state note;
typedef rap_compare_fill fill;

/* ---- templates ---- */

static const char *preposition(const note *t) {
  switch (t->c->sets[0].kind) {
  case RAP_COMPARE_EVENT:
  case RAP_COMPARE_SERIES: return "at";
  case RAP_COMPARE_STATE: return "of";
  default: return "in";
  }
}

static const char *speaking(const note *t) {
  for (size_t i = 0; i < t->c->n_sets; i++)
    if (t->c->sets[i].planned) return RAP_SAY_TO_SPEAK;
  return RAP_SAY_SPOKE;
}

static void put_all(const note *t, bool begins, rap_buf *out) {
  if (t->c->n_sets == 2)
    rap_buf_puts(out, begins ? "Both" : "both");
  else
    rap_buf_printf(out, "%s %zu", begins ? "All" : "all", t->c->n_sets);
}

/* "one|many}"; returns what stands behind it. */
static const char *put_choice(const char *p, bool one, rap_buf *out) {
  const char *bar = strchr(p, '|'), *end = strchr(p, '}');
  assert(bar && end && bar < end);
  rap_buf_add(out, one ? (rap_str){p, (size_t)(bar - p)} : (rap_str){bar + 1, (size_t)(end - bar - 1)});
  return end + 1;
}

static void put_template(const note *t, const char *template, const fill *f, rap_buf *out);

static void put_value(const note *t, char letter, const fill *f, rap_buf *out) {
  switch (letter) {
  case 'n': rap_buf_printf(out, "%lld", (long long)f->n); break;
  case 'N': rap_buf_add(out, f->names); break;
  case 'A': rap_buf_add(out, f->set); break;
  case 'p': rap_buf_puts(out, preposition(t)); break;
  case 'k': put_all(t, false, out); break;
  case 'K': put_all(t, true, out); break;
  case 'v': put_template(t, speaking(t), f, out); break;
  default: assert(false);
  }
}

static void put_template(const note *t, const char *template, const fill *f, rap_buf *out) {
  for (const char *p = template; *p;) {
    if (*p == '{') {
      p = put_choice(p + 1, f->n == 1, out);
    } else if (*p == '%') {
      put_value(t, p[1], f, out);
      p += 2;
    } else {
      rap_buf_putc(out, *p++);
    }
  }
}

static void put_line(note *t, size_t indent) {
  rap_layout_paragraph(t->out, rap_buf_str(&t->line), t->style->width, indent);
  if (rap_buf_failed(&t->line)) t->out->failed = true;
  rap_buf_reset(&t->line);
}

void rap_note_sentence(note *t, const char *template, const fill *f) {
  put_template(t, template, f, &t->line);
  put_line(t, 2);
}

void rap_note_title(note *t, rap_str title) { rap_buf_printf(t->out, "\n%s%.*s%s\n", t->style->bold, RAP_FMT(title), t->style->plain); }

void rap_note_names(const note *t, const rap_str *names, size_t n, rap_buf *out) {
  size_t max = t->style->max_names;
  size_t shown = !max || n <= max + 1 ? n : max; /* "and 1 more" is hardly shorter than the name */
  bool commas = false;                           /* a name with a comma of its own: semicolons part them */
  for (size_t i = 0; i < shown; i++) commas = commas || (names[i].n && memchr(names[i].p, ',', names[i].n));
  for (size_t i = 0; i < shown; i++) {
    if (i) rap_buf_puts(out, commas ? i + 1 == n ? "; and " : "; " : i + 1 == n ? " and " : ", ");
    rap_buf_add(out, names[i]);
  }
  if (shown < n) rap_buf_printf(out, "%s and %zu more", commas ? ";" : "", n - shown);
}

/* ---- sets ---- */

/* "the 2nd" heads a column as "2nd", "what was announced" as "announced"; what is too long leaves it to the letters. */
#define HEADING_COLUMNS 12

static rap_status name_sets(note *t, rap_error *err) {
  size_t n = t->c->n_sets;
  bool fit = true;
  t->brief = rap_arena_array(t->arena, n, sizeof *t->brief);
  t->headings = rap_arena_array(t->arena, n, sizeof *t->headings);
  if (!t->brief || !t->headings) return rap_error_nomem(err);
  for (size_t i = 0; i < n; i++) {
    rap_str brief = t->c->sets[i].brief;
    t->brief[i] = brief.n ? brief : rap_arena_printf(t->arena, "%c", (char)('A' + i));
    size_t article = rap_str_starts(brief, RAP_STR("the ")) ? 4 : rap_str_starts(brief, RAP_STR("what was ")) ? 9 : 0;
    t->headings[i] = article ? rap_str_sub(brief, article, brief.n) : t->brief[i];
    if (rap_utf8_columns(t->headings[i]) > HEADING_COLUMNS) fit = false;
  }
  for (size_t i = 0; !fit && i < n; i++) t->headings[i] = rap_arena_printf(t->arena, "%c", (char)('A' + i));
  return rap_arena_failed(t->arena) ? rap_error_nomem(err) : RAP_OK;
}

static void put_head(note *t, size_t i) {
  const rap_compare_set *s = &t->c->sets[i];
  rap_buf_printf(t->out, "%s%c  ", t->style->bold, (char)('A' + i));
  rap_text_wrap(t->out, s->name, t->style->width - 3, 3);
  rap_buf_printf(t->out, "%s\n", t->style->plain);
  rap_buf_add(&t->line, s->facts);
  if (s->facts.n) rap_buf_puts(&t->line, " · ");
  rap_layout_count(&t->line, s->statements, "statements");
  rap_buf_puts(&t->line, " in ");
  rap_layout_count(&t->line, s->documents, "documents");
  rap_layout_spaces(t->out, 3);
  rap_text_wrap(t->out, rap_buf_str(&t->line), t->style->width - 3, 3);
  rap_buf_putc(t->out, '\n');
  rap_buf_reset(&t->line);
}

/* ---- sentences of a dimension ---- */

typedef bool (*choice)(const rap_compare_line *line, unsigned mask);
static bool exactly(const rap_compare_line *line, unsigned mask) { return line->in == mask; }
/* The mask is two bits, the lower one of the set before. */
static bool came(const rap_compare_line *line, unsigned mask) { return (line->in & mask) == (mask & ~(mask >> 1)); }
static bool went(const rap_compare_line *line, unsigned mask) { return (line->in & mask) == (mask & mask >> 1); }

/* Where States speak, ALL is a way of speaking of them, and none of them. */
static bool is_all(const rap_compare_dimension *d, const rap_compare_line *line) {
  return d->axis == RAP_AXIS_STATE && rap_str_is(line->label.value, "ALL");
}

/* Says the template of the chosen lines, unless there are none or it is empty; returns whether there are any. */
static bool say(note *t, const rap_compare_dimension *d, const char *template, choice chosen, unsigned mask, size_t set) {
  rap_buf names = {0};
  fill f = {.set = t->brief[set]};
  rap_str *list = rap_arena_array(t->arena, d->n, sizeof *list);
  for (size_t i = 0; list && i < d->n; i++)
    if (chosen(&d->lines[i], mask) && !is_all(d, &d->lines[i])) list[f.n++] = d->lines[i].label.name;
  if (list) rap_note_names(t, list, (size_t)f.n, &names);
  f.names = rap_buf_str(&names);
  if (f.n && *template) rap_note_sentence(t, template, &f);
  if (!list || rap_buf_failed(&names)) t->out->failed = true;
  rap_buf_clear(&names);
  return f.n != 0;
}

static void say_differences(note *t, const rap_compare_dimension *d, const rap_compare_wording *w) {
  if (*w->say[RAP_SAY_CAME] && (t->c->ordered || !*w->say[RAP_SAY_ONLY])) {
    for (size_t i = 1; i < t->c->n_sets; i++) {
      (void)say(t, d, w->say[RAP_SAY_CAME], came, 3u << (i - 1), i);
      (void)say(t, d, w->say[RAP_SAY_WENT], went, 3u << (i - 1), i - 1);
    }
    return;
  }
  for (size_t i = 0; i < t->c->n_sets; i++) (void)say(t, d, w->say[RAP_SAY_ONLY], exactly, 1u << i, i);
}

static void say_together(note *t, const rap_compare_dimension *d) {
  for (size_t i = 0; i < d->n; i++) {
    if (!is_all(d, &d->lines[i])) continue;
    rap_buf sets = {0};
    rap_str *names = rap_arena_array(t->arena, t->c->n_sets, sizeof *names);
    size_t n = 0;
    for (size_t s = 0; names && s < t->c->n_sets; s++)
      if (d->lines[i].in >> s & 1) names[n++] = t->brief[s];
    if (n == t->c->n_sets)
      put_all(t, false, &sets);
    else if (names)
      rap_note_names(t, names, n, &sets);
    rap_note_sentence(t, RAP_SAY_TOGETHER, &(fill){.n = 1, .set = rap_buf_str(&sets)});
    if (rap_buf_failed(&sets) || !names) t->out->failed = true;
    rap_buf_clear(&sets);
  }
}

static const rap_compare_wording *words_of(const rap_compare *c, rap_compare_what what) {
  bool times = c->sets[0].kind == RAP_COMPARE_STATUS;
  for (size_t i = 0; i < sizeof rap_compare_wordings / sizeof *rap_compare_wordings; i++)
    if (rap_compare_wordings[i].what == what && rap_compare_wordings[i].times == times) return &rap_compare_wordings[i];
  return NULL;
}

static rap_str title_of(note *t, const rap_compare_dimension *d, const rap_compare_wording *w) {
  if (w->title) return rap_str_of(w->title);
  rap_str name = rap_arena_printf(t->arena, "%c%s", d->name[0] - 'a' + 'A', d->name + 1);
  if (!name.p) t->out->failed = true;
  return name;
}

/* The themes of statements are told where there are no others. */
static bool is_told(const note *t, const rap_compare_dimension *d) {
  return d->what != RAP_COMPARE_SAID || !rap_compare_find(t->c, RAP_COMPARE_THEMES);
}

static void put_dimension(note *t, const rap_compare_dimension *d) {
  const rap_compare_wording *w = words_of(t->c, d->what);
  if (!w || !d->n || !is_told(t, d)) return;
  rap_note_title(t, title_of(t, d, w));
  if (!say(t, d, w->say[RAP_SAY_COMMON], exactly, (1u << t->c->n_sets) - 1, 0)) rap_note_sentence(t, w->say[RAP_SAY_NONE], &(fill){.n = 1});
  say_differences(t, d, w);
  if (d->what == RAP_COMPARE_SPEAKING) say_together(t, d);
}

/* ---- agenda against discussion ---- */

static bool has(const rap_compare_dimension *d, rap_str value, size_t set) {
  for (size_t i = 0; i < d->n; i++)
    if (rap_str_eq(d->lines[i].label.value, value)) return d->lines[i].n[set] > 0;
  return false;
}

/* Says the template of the themes of a set in `d` that are also in `other` (`meet`) or not in it; NULL `other`: of all. Returns how many there are. */
static size_t say_agenda(note *t, const char *template, const rap_compare_dimension *d, const rap_compare_dimension *other, bool meet, size_t set) {
  rap_buf names = {0};
  size_t n = 0;
  rap_str *list = rap_arena_array(t->arena, d->n, sizeof *list);
  for (size_t i = 0; list && i < d->n; i++)
    if (d->lines[i].n[set] && (!other || has(other, d->lines[i].label.value, set) == meet)) list[n++] = d->lines[i].label.name;
  if (list) rap_note_names(t, list, n, &names);
  if (n) rap_note_sentence(t, template, &(fill){.n = (int64_t)n, .names = rap_buf_str(&names), .set = t->brief[set]});
  if (!list || rap_buf_failed(&names)) t->out->failed = true;
  rap_buf_clear(&names);
  return n;
}

static void put_agenda(note *t) {
  const rap_compare_dimension *agenda = rap_compare_find(t->c, RAP_COMPARE_ANNOUNCED), *reported = rap_compare_find(t->c, RAP_COMPARE_DISCUSSED);
  if (!agenda || !reported || !agenda->n) return;
  rap_note_title(t, RAP_STR(RAP_SAY_AGENDA_TITLE));
  for (size_t i = 0; i < t->c->n_sets; i++) {
    if (!say_agenda(t, RAP_SAY_ANNOUNCED, agenda, NULL, true, i)) continue;
    if (!say_agenda(t, RAP_SAY_TAKEN_UP, agenda, reported, true, i)) rap_note_sentence(t, RAP_SAY_NOT_TAKEN_UP, &(fill){0});
    (void)say_agenda(t, RAP_SAY_UNANNOUNCED, reported, agenda, false, i);
  }
}

/* ---- the whole ---- */

static void put_evidence(note *t) {
  rap_buf_puts(t->out, t->style->dim);
  rap_note_title(t, RAP_STR(RAP_SAY_EVIDENCE_TITLE));
  for (size_t i = 0; i < t->c->n_sets; i++) {
    rap_buf_printf(t->out, "%s  %c  rapporteur statements %.*s%s\n", t->style->dim, (char)('A' + i), RAP_FMT(t->c->sets[i].ask), t->style->plain);
  }
}

rap_status rap_compare_note(const rap_compare *c, const rap_compare_style *style, rap_arena *arena, rap_buf *out, rap_error *err) {
  note t = {.c = c, .style = style, .arena = arena, .out = out};
  rap_status st = name_sets(&t, err);
  if (st == RAP_OK) {
    for (size_t i = 0; i < c->n_sets; i++) put_head(&t, i);
    for (size_t i = 0; i < c->n_dimensions; i++) put_dimension(&t, &c->dimensions[i]);
    put_agenda(&t);
    rap_note_statements(&t);
    rap_note_words(&t);
    put_evidence(&t);
  }
  if (rap_buf_failed(&t.line)) out->failed = true;
  rap_buf_clear(&t.line);
  return st;
}
