/* families.h: documents that are one release: copies, revisions, translations. Layer: index.
 *
 * Texts with the same words have the same form (sketch.h); two forms are tied when they share a key and likeness.h finds them to be one release; a family is all documents whose forms are tied, directly or by
 * others. Of documents that are in no tie nothing is stored but their sketch.
 *
 * Which forms are compared. Of those that share a key only the RAP_FAMILY_LEADERS with the least form are compared with all others: a form letter of which there are a million costs a million comparisons a
 * key, not their square. Forms are hashes, so that which ones lead is chance, and depends neither on the order of indexing nor on who would like to choose; and a new one takes a leader's place so rarely (n of them
 * in turn about leaders × ln n times) that finding the families of who lost it anew is cheap. So families are a function of the documents alone.
 *
 * When. A document that is put is noted (dirty_sketch); rap_families_resolve reads all sketches once for RAP_FAMILY_SLICE documents that wait and looks only at those which share a key with one of them: at the
 * commit when so many wait, and at the end of a run. A family of which a member went is dissolved and its members wait again. What a killed run left waiting is resolved when the store is next opened for
 * writing.
 *
 * Canonical member: published first (a known day before none), then with the longest text, then by id and source.
 */
#ifndef RAP_INDEX_FAMILIES_H
#define RAP_INDEX_FAMILIES_H

#include "index/sketch.h"
#include "index/store_impl.h"

#define RAP_FAMILY_LEADERS 8
/* Of a key so many forms are kept in mind: the leaders, and those who led before as many new ones came at once. */
#define RAP_FAMILY_KEPT (2 * RAP_FAMILY_LEADERS)
/* Documents resolved at once: some 15 MB. */
#define RAP_FAMILY_SLICE 4096

/* The text of the document in that row is new. Errors: those of the store. */
rap_status rap_families_put(rap_store *store, int64_t document, const rap_sketch *sketch, rap_error *err) RAP_MUST_CHECK;
/* The document's text is about to go. */
rap_status rap_families_remove(rap_store *store, int64_t document, rap_error *err) RAP_MUST_CHECK;
/* Finds the families of what waits, within the transaction; unless `all`, only if it is a slice or more. Cost: reads all sketches once a slice (some 0.3 µs a document), and compares texts. */
rap_status rap_families_resolve(rap_store *store, bool all, rap_error *err) RAP_MUST_CHECK;
/* family_check.c: what is wrong, one line each. Errors: when checking itself failed. */
typedef void (*rap_families_problem_fn)(void *ctx, const char *problem);
rap_status rap_families_check(rap_store *store, rap_families_problem_fn fn, void *ctx, rap_error *err) RAP_MUST_CHECK;
/* Whether the sketch of a document is that of its text. `arena` takes the working space. */
rap_status rap_families_check_document(rap_store *store, rap_arena *arena, int64_t document, const rap_document *doc, bool *right,
                                       rap_error *err) RAP_MUST_CHECK;

/* Keys as they are stored: four bytes each, low ones first. */
#define RAP_SKETCH_BYTES_STORED (4 * RAP_SKETCH_KEYS)
void rap_families_pack_keys(const uint32_t keys[RAP_SKETCH_KEYS], char out[RAP_SKETCH_BYTES_STORED]);

#endif
