#include "queries/export_words.h"

/* More is no verb but a clause. */
#define VERB_MAX 32

rap_span rap_export_verb(const rap_document *doc, const rap_statement *s) {
  rap_span gap = {s->actor_text.end, s->topic.begin};
  bool placed = s->actor_text.begin < s->actor_text.end && s->topic.begin < s->topic.end;
  if (!placed || gap.end <= gap.begin || gap.end - gap.begin > VERB_MAX) return (rap_span){0};
  rap_str words = rap_str_at(doc->full, gap), trimmed = rap_str_trim(words);
  if (!trimmed.n) return (rap_span){0};
  gap.begin += (size_t)(trimmed.p - words.p);
  gap.end = gap.begin + trimmed.n;
  return gap;
}

rap_span rap_export_predicate(const rap_document *doc, const rap_statement *s) {
  rap_span verb = rap_export_verb(doc, s);
  if (verb.begin < verb.end) return verb;
  return s->cue.begin < s->cue.end ? s->cue : s->text;
}
