/* family_check.c: do the families hold together. Layer: index. */
#include <stdio.h>

#include "index/families.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* Each counts rows that should not be. What waits after a run that was cut short is no fault: until the next one these documents count as families of their own. */
static const struct {
  const char *sql, *text;
} sums[] = {
    {"SELECT count(*) FROM sketch WHERE document NOT IN (SELECT id FROM document)", "sketches belong to no document"},
    {"SELECT count(*) FROM family_member WHERE document NOT IN (SELECT document FROM sketch) OR family NOT IN (SELECT id FROM family)",
     "members of families belong to no document or no family"},
    {"SELECT count(*) FROM family f WHERE broken = 0 AND (n_documents < 2 OR n_documents <> (SELECT count(*) FROM family_member m WHERE m.family = f.id))",
     "families have another number of members than they say"},
    {"SELECT count(*) FROM family f WHERE broken = 0 AND canonical NOT IN (SELECT document FROM family_member m WHERE m.family = f.id)",
     "families have a canonical member that is none of theirs"},
    {"SELECT count(*) FROM (SELECT 1 FROM sketch s LEFT JOIN family_member m ON m.document = s.document WHERE s.document NOT IN (SELECT document FROM dirty_sketch) "
     "GROUP BY s.form HAVING count(*) > 1 AND (count(m.family) < count(*) OR min(m.family) < max(m.family)))",
     "texts stand in several documents that are not of one family"},
    {"SELECT count(*) FROM dirty_sketch WHERE document NOT IN (SELECT document FROM sketch)", "documents wait for their family and have no sketch"},
};

rap_status rap_families_check(rap_store *store, rap_families_problem_fn fn, void *ctx, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < sizeof sums / sizeof *sums && st == RAP_OK; i++) {
    int64_t n;
    char line[256];
    st = rap_db_int(store->db, sums[i].sql, &n, err);
    if (st != RAP_OK || !n) continue;
    (void)snprintf(line, sizeof line, "%lld %s", (long long)n, sums[i].text);
    fn(ctx, line);
  }
  return st;
}

rap_status rap_families_check_document(rap_store *store, rap_arena *arena, int64_t document, const rap_document *doc, bool *right, rap_error *err) {
  rap_sketch sketch;
  rap_stmt *s = NULL;
  bool row = false;
  *right = false;
  if (!rap_sketch_make(arena, rap_document_title(doc), rap_document_body(doc), doc->url, &sketch)) return rap_error_nomem(err);
  rap_status st = rap_db_cached(store->db, "SELECT form, keys FROM sketch WHERE document = ?", &s, err);
  rap_bind_int(s, document);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK) {
    char keys[RAP_SKETCH_BYTES_STORED];
    rap_families_pack_keys(sketch.keys, keys);
    *right = row ? rap_col_int(s, 0) == sketch.form && rap_str_eq(rap_col_blob(s, 1), (rap_str){keys, sizeof keys}) : sketch.form == 0;
  }
  rap_stmt_reset(s);
  return st;
}
