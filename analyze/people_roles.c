/* Offices: those beside a name are that person's role; those that stand alone, and pronouns, lead to a person. */
#include "analyze/people.h"
#include "base/limits.h"

/* Longest text that may stand between a name and an office joined to it. */
#define MAX_GAP 40
#define MAX_WORDS 24
/* Persons named or meant before a pronoun, among whom it is looked for; hardly one is as far away, and a text of nothing but "he" costs no square. */
#define MAX_ANTECEDENTS 1000

/* -- joining ---------------------------------------------------------------------------------------------------------------------- */

/* How near an office stands to a name: 0 not beside it, 1 parted by a comma or bracket, 2 by nothing but a space. Words of the mapping fragment `office_gap` may stand between; *article tells that one of
 * them is an article. */
static int nearness_with(const rap_analysis *a, size_t begin, size_t end, bool *article) {
  *article = false;
  if (begin > end || end - begin > MAX_GAP) return 0;
  rap_str gap = rap_str_sub(a->doc->view.s, begin, end);
  int near = 2;
  for (size_t at = 0; at < gap.n;) {
    if (strchr(" .'", gap.p[at])) {
      at++;
    } else if (strchr(",()-:", gap.p[at])) {
      near = 1;
      at++;
    } else {
      size_t from = at;
      while (at < gap.n && !strchr(" ,()-:.\n;", gap.p[at])) at++;
      rap_str value = rap_rules_lookup(a->rules, RAP_STR("office_gap"), rap_str_sub(gap, from, at));
      if (at == from || value.n == 0) return 0;
      if (rap_str_is(value, "article")) *article = true;
    }
  }
  return near;
}

static int nearness(const rap_analysis *a, size_t begin, size_t end) {
  bool article;
  return nearness_with(a, begin, end, &article);
}

/* How near the office behind a name stands. "Mr. A, the Prime Minister said": behind an article it is a role only when the clause ends with it ("Mr. A, the Governor, said"). */
static int nearness_behind(const rap_analysis *a, const rap_hit *person, const rap_hit *office) {
  bool article;
  int near = nearness_with(a, person->view.end, office->view.begin, &article);
  rap_str s = a->doc->view.s;
  size_t end = office->view.end;
  return article && end < s.n && !strchr(",;.)\n", s.p[end]) ? 0 : near;
}

static bool is_plain_office(const rap_hit *hit) { return hit->kind == RAP_KIND_OFFICE && !rap_str_starts(hit->value, RAP_STR("@")); }

/* The next person or office from `i` on in the same sentence, RAP_NONE if none. Offices inside a person's mention are passed over. */
static size_t next_of(const rap_analysis *a, size_t i, size_t sentence) {
  for (; i < a->n_hits && a->hits[i].sentence == sentence; i++)
    if (a->hits[i].kind == RAP_KIND_PERSON || is_plain_office(&a->hits[i])) return i;
  return RAP_NONE;
}

static void give_role(rap_people_work *w, size_t person, size_t office) {
  rap_analysis *a = w->a;
  rap_hit *hit = &a->hits[office];
  rap_str role = rap_str_trim(rap_str_at(a->doc->full, rap_view_to_text(&a->doc->view, hit->view)));
  rap_person *p = &a->record->persons[person];
  bool running = rap_people_in_running_text(a, hit);
  hit->ref = person;
  if (p->role.n && (w->drafts[person].role_running > running || (w->drafts[person].role_running == running && p->role.n >= role.n))) return;
  p->role = role;
  w->drafts[person].role_running = running;
}

/* Office, name: "the Minister, Mr. A" and "Minister Mr. A"; name, office: "Mr. A, Minister". In a list one of them goes through, so an office that the name before has is not the next name's, and one that
 * is followed by a name of its own is not the last name's. */
static void join_around(rap_people_work *w, size_t previous, size_t at, size_t next, size_t after) {
  rap_analysis *a = w->a;
  const rap_hit *person = &a->hits[at];
  if (person->ref == RAP_NONE) return;
  int before = 0, behind = 0;
  if (previous != RAP_NONE && is_plain_office(&a->hits[previous]) && a->hits[previous].ref == RAP_NONE)
    before = nearness(a, a->hits[previous].view.end, person->view.begin);
  if (before) give_role(w, person->ref, previous);
  if (next == RAP_NONE || !is_plain_office(&a->hits[next])) return;
  behind = nearness_behind(a, person, &a->hits[next]);
  int of_next = after != RAP_NONE && a->hits[after].kind == RAP_KIND_PERSON ? nearness(a, a->hits[next].view.end, a->hits[after].view.begin) : 0;
  if (!behind) return;
  if (of_next && (before || of_next > behind)) return;
  give_role(w, person->ref, next);
}

void rap_people_join_offices(rap_people_work *w) {
  rap_analysis *a = w->a;
  size_t previous = RAP_NONE;
  for (size_t i = 0; i < a->n_hits; i++) {
    const rap_hit *hit = &a->hits[i];
    if (hit->kind != RAP_KIND_PERSON && !is_plain_office(hit)) continue;
    if (previous != RAP_NONE && a->hits[previous].sentence != hit->sentence) previous = RAP_NONE;
    size_t next = next_of(a, i + 1, hit->sentence);
    size_t after = next == RAP_NONE ? RAP_NONE : next_of(a, next + 1, hit->sentence);
    if (hit->kind == RAP_KIND_PERSON) join_around(w, previous, i, next, after);
    previous = i;
  }
}

/* -- invoked ----------------------------------------------------------------------------------------------------------------------- */

static bool is_cue(const rap_hit *hit, const char *value) { return hit->kind == RAP_KIND_NAME && rap_str_is(hit->value, value); }

bool rap_people_is_invoked(const rap_analysis *a, size_t index) {
  const rap_hit *hit = &a->hits[index];
  size_t begin = hit->view.begin;
  if (is_plain_office(hit)) { /* the office of a name that follows is invoked with it */
    size_t next = next_of(a, index + 1, hit->sentence);
    if (next != RAP_NONE && a->hits[next].kind == RAP_KIND_PERSON && a->hits[next].ref == hit->ref &&
        nearness(a, hit->view.end, a->hits[next].view.begin))
      return rap_people_is_invoked(a, next);
  }
  for (size_t i = index; i-- > 0 && index - i <= RAP_MAX_LOOK_BACK;) {
    const rap_hit *other = &a->hits[i];
    if (other->sentence != hit->sentence) break;
    if (other->view.end > begin) continue;
    bool beside = nearness(a, other->view.end, begin) > 0;
    if (is_cue(other, "@invoked") && beside) return true;
    if (is_plain_office(other) && beside && other->ref == hit->ref) begin = other->view.begin;
  }
  for (size_t i = index + 1; i < a->n_hits && a->hits[i].view.begin <= hit->view.end; i++)
    if (is_cue(&a->hits[i], "@invoked-behind") && a->hits[i].view.begin == hit->view.end) return true;
  return false;
}

/* -- offices that stand alone -------------------------------------------------------------------------------------------------------- */

/* Folded words of an office, short forms written out, without those that every office has. */
static rap_status words_of(rap_analysis *a, rap_str text, rap_str *out, size_t *n, rap_error *err) {
  rap_person_name parts;
  rap_str rest = text, piece;
  *n = 0;
  while (rap_str_split(&rest, ' ', &piece)) {
    rap_status st = rap_person_name_parse(a->arena, piece, &parts, err);
    if (st != RAP_OK) return st;
    for (size_t i = 0; i < parts.n; i++) {
      rap_str full = rap_rules_lookup(a->rules, RAP_STR("office_short"), parts.parts[i]), word;
      if (full.n == 0) full = parts.parts[i];
      while (rap_str_split(&full, ' ', &word))
        if (*n < MAX_WORDS && rap_rules_lookup(a->rules, RAP_STR("office_common"), word).n == 0) out[(*n)++] = word;
    }
  }
  return RAP_OK;
}

/* Every word of the office is one of the role: "the Health Minister" for "Union Minister of Health and Family Welfare". */
static bool role_has(const rap_str *role, size_t n_role, const rap_str *office, size_t n_office) {
  for (size_t i = 0; i < n_office; i++) {
    bool found = false;
    for (size_t k = 0; k < n_role && !found; k++) found = rap_str_eq(role[k], office[i]);
    if (!found) return false;
  }
  return n_office > 0;
}

/* A plain "Minister" is not the Prime Minister: words that, in front, make another office of it. */
static bool same_rank(const rap_analysis *a, const rap_str *role, size_t n_role, const rap_str *office, size_t n_office) {
  for (size_t i = 0; i < n_role; i++) {
    if (rap_rules_lookup(a->rules, RAP_STR("office_rank"), role[i]).n == 0) continue;
    bool found = false;
    for (size_t k = 0; k < n_office && !found; k++) found = rap_str_eq(role[i], office[k]);
    if (!found) return false;
  }
  return true;
}

/* A hit that leads to a person. */
typedef struct known {
  size_t hit;
  bool object;
  bool apart; /* invoked, or a possessor: no pronoun means him or her by it */
} known;

typedef struct resolver {
  rap_people_work *w;
  rap_error *err;
  rap_str (*roles)[MAX_WORDS];
  size_t *n_roles;
  size_t *seen;    /* by person: the last hit before the present one that names or means him or her, RAP_NONE if none */
  size_t *subject; /* likewise, as the subject of a sentence as far as it shows */
  size_t *first;   /* by person: the first hit that names him or her */
  known *met;      /* in the order of the text, up to the hit in hand */
  size_t n_known, known_capacity;
} resolver;

/* RAP_NONE (never) counts as the farthest. */
static int later(size_t a, size_t b) {
  if (a == b) return 0;
  if (a == RAP_NONE || b == RAP_NONE) return b == RAP_NONE ? 1 : -1;
  return a > b ? 1 : -1;
}

static bool is_nearer(const resolver *r, size_t i, size_t than) {
  int by_subject = later(r->subject[i], r->subject[than]);
  if (by_subject) return by_subject > 0;
  int by_mention = later(r->seen[i], r->seen[than]);
  return by_mention ? by_mention > 0 : r->first[i] < r->first[than];
}

/* The word that ends at `end`, without the space behind it. */
static rap_str word_before(rap_str s, size_t end) {
  while (end > 0 && s.p[end - 1] == ' ') end--;
  size_t begin = end;
  while (begin > 0 && !strchr(" \n,.;:", s.p[begin - 1])) begin--;
  return rap_str_sub(s, begin, end);
}

/* "Mr. A's": the name, or the office beside it (mapping fragment `possessive`: two bytes). */
static bool is_possessor(const rap_analysis *a, size_t index) {
  const rap_hit *hit = &a->hits[index];
  rap_str s = a->doc->view.s;
  if (is_plain_office(hit)) {
    size_t next = next_of(a, index + 1, hit->sentence);
    if (next != RAP_NONE && a->hits[next].kind == RAP_KIND_PERSON && a->hits[next].ref == hit->ref &&
        nearness(a, hit->view.end, a->hits[next].view.begin))
      hit = &a->hits[next];
  }
  return rap_rules_lookup(a->rules, RAP_STR("possessive"), rap_str_sub(s, hit->view.end, hit->view.end + 2)).n > 0;
}

/* Invoked, behind a word that makes an object of a person ("by", "with": mapping fragment `office_object`), or a possessor ("Mr. A's"). */
static bool is_object(const rap_analysis *a, size_t index) {
  const rap_hit *hit = &a->hits[index];
  rap_str s = a->doc->view.s;
  size_t begin = hit->view.begin;
  if (is_possessor(a, index)) return true;
  for (size_t i = index; i-- > 0 && a->hits[i].sentence == hit->sentence && index - i <= RAP_MAX_LOOK_BACK;) {
    const rap_hit *other = &a->hits[i];
    if (!is_plain_office(other) || other->ref != hit->ref || !nearness(a, other->view.end, begin)) continue;
    begin = other->view.begin;
  }
  rap_str word = word_before(s, begin);
  while (word.n && rap_rules_lookup(a->rules, RAP_STR("office_gap"), word).n > 0) word = word_before(s, (size_t)(word.p - s.p));
  return rap_rules_lookup(a->rules, RAP_STR("office_object"), word).n > 0 || rap_people_is_invoked(a, index);
}

/* Whether the last of .met is the first person of its sentence who is no object. */
static bool is_subject(const resolver *r) {
  const rap_hit *hits = r->w->a->hits;
  const known *last = &r->met[r->n_known - 1];
  if (last->object) return false;
  for (size_t i = r->n_known - 1; i-- > 0 && last->hit - r->met[i].hit <= RAP_MAX_LOOK_BACK;) {
    const rap_hit *hit = &hits[last->hit], *other = &hits[r->met[i].hit];
    if (other->sentence != hit->sentence) break;
    bool person = other->kind == RAP_KIND_PERSON || is_plain_office(other);
    if (person && other->ref != hit->ref && !r->met[i].object) return false;
  }
  return true;
}

/* Among those whose role has all its words: the one named or meant last, else the one who is named first behind. */
static size_t holder(const resolver *r, const rap_str *office, size_t n_office) {
  const rap_analysis *a = r->w->a;
  size_t best = RAP_NONE;
  for (int strict = 1; strict >= 0 && best == RAP_NONE; strict--)
    for (size_t i = 0; i < a->record->n_persons; i++) {
      if (!role_has(r->roles[i], r->n_roles[i], office, n_office)) continue;
      if (strict && !same_rank(a, r->roles[i], r->n_roles[i], office, n_office)) continue;
      if (!strict && n_office < 2) continue;
      if (best == RAP_NONE) {
        best = i;
        continue;
      }
      if (is_nearer(r, i, best)) best = i;
    }
  return best;
}

/* Who "he" is: the subject of the nearest sentence before (or of this one) that has a person; if it has none but objects, the first of those who are not merely invoked. */
static size_t antecedent(const resolver *r, char gender) {
  size_t best = RAP_NONE, of = RAP_NONE;
  bool best_subject = false;
  for (size_t i = r->n_known; i-- > 0 && r->n_known - i <= MAX_ANTECEDENTS;) {
    const known *k = &r->met[i];
    const rap_hit *hit = &r->w->a->hits[k->hit];
    if (best != RAP_NONE && hit->sentence != of) break;
    char its = r->w->drafts[hit->ref].gender;
    if ((its && gender && its != gender) || k->apart || (best_subject && k->object)) continue;
    best = hit->ref;
    best_subject = !k->object;
    of = hit->sentence;
  }
  return best;
}

static rap_status resolve_one(resolver *r, size_t index) {
  rap_analysis *a = r->w->a;
  rap_hit *hit = &a->hits[index];
  if (rap_str_is(hit->value, "@pronoun")) {
    rap_str gender = rap_hit_capture(hit, "gender");
    hit->ref = antecedent(r, gender.n ? gender.p[0] : 0);
    return RAP_OK;
  }
  rap_str office[MAX_WORDS];
  size_t n = 0;
  rap_status st = words_of(a, rap_str_at(a->doc->view.s, hit->view), office, &n, r->err);
  if (st == RAP_OK) hit->ref = holder(r, office, n);
  return st;
}

static rap_status prepare(resolver *r) {
  rap_analysis *a = r->w->a;
  size_t n = a->record->n_persons;
  r->roles = rap_arena_array(a->arena, n ? n : 1, sizeof *r->roles);
  r->n_roles = rap_arena_array(a->arena, n ? n : 1, sizeof *r->n_roles);
  r->seen = rap_arena_array(a->arena, n ? n : 1, sizeof *r->seen);
  r->first = rap_arena_array(a->arena, n ? n : 1, sizeof *r->first);
  r->subject = rap_arena_array(a->arena, n ? n : 1, sizeof *r->subject);
  if (!r->roles || !r->n_roles || !r->seen || !r->first || !r->subject) return rap_error_nomem(r->err);
  for (size_t i = 0; i < n; i++) {
    r->seen[i] = r->first[i] = r->subject[i] = RAP_NONE;
    rap_status st = words_of(a, a->record->persons[i].role, r->roles[i], &r->n_roles[i], r->err);
    if (st != RAP_OK) return st;
  }
  for (size_t i = a->n_hits; i-- > 0;)
    if (a->hits[i].kind == RAP_KIND_PERSON && a->hits[i].ref != RAP_NONE) r->first[a->hits[i].ref] = i;
  return RAP_OK;
}

static rap_status add_reference(rap_people_work *w, const rap_hit *hit, rap_error *err) {
  rap_analysis *a = w->a;
  rap_record *record = a->record;
  record->persons[hit->ref].n_mentions++;
  if (!rap_arena_grow(a->arena, (void **)&record->references, record->n_references, &w->references_capacity, sizeof *record->references))
    return rap_error_nomem(err);
  record->references[record->n_references++] =
      (rap_reference){.text = rap_view_to_text(&a->doc->view, hit->view), .person = hit->ref, .pronoun = rap_str_is(hit->value, "@pronoun")};
  return RAP_OK;
}

/* The hit leads to a person, and those behind it may ask for that. */
static rap_status note(resolver *r, size_t index) {
  rap_analysis *a = r->w->a;
  size_t person = a->hits[index].ref;
  if (!rap_arena_grow(a->arena, (void **)&r->met, r->n_known, &r->known_capacity, sizeof *r->met)) return rap_error_nomem(r->err);
  bool invoked = rap_people_is_invoked(a, index);
  r->met[r->n_known++] = (known){.hit = index, .object = is_object(a, index), .apart = invoked || is_possessor(a, index)};
  if (invoked) return RAP_OK;
  r->seen[person] = index;
  if (is_subject(r)) r->subject[person] = index;
  return RAP_OK;
}

rap_status rap_people_resolve_offices(rap_people_work *w, rap_error *err) {
  rap_analysis *a = w->a;
  resolver r = {.w = w, .err = err};
  rap_status st = prepare(&r);
  for (size_t i = 0; st == RAP_OK && i < a->n_hits; i++) {
    rap_hit *hit = &a->hits[i];
    if (hit->kind != RAP_KIND_PERSON && hit->kind != RAP_KIND_OFFICE) continue;
    bool alone = hit->kind == RAP_KIND_OFFICE && hit->ref == RAP_NONE;
    if (alone) st = resolve_one(&r, i);
    if (hit->ref == RAP_NONE) continue;
    if (alone && st == RAP_OK) st = add_reference(w, hit, err);
    if (st == RAP_OK) st = note(&r, i);
  }
  return st;
}
