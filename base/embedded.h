/* embedded.h: data files that the build puts into the program (STYLE: data apart from code). Layer: base.
 *
 * CMake's rap_embed and rap_embed_tree turn files into constant arrays by base/tools/embed.c; the module that uses one declares it:
 *
 *     RAP_EMBEDDED(rap_data_abbreviations);      // rap_data_abbreviations[0 .. rap_data_abbreviations_len)
 *     RAP_EMBEDDED_TREE(rap_data_rules);         // a table, ended by a NULL name
 *     for (const struct rap_embedded_file *f = rap_data_rules; f->name; f++) ...
 *
 * Ownership: static and constant. Threads: any.
 */
#ifndef RAP_BASE_EMBEDDED_H
#define RAP_BASE_EMBEDDED_H

#include <stddef.h>

/* One file of a tree. `name` is its path within the tree, with '/'; files are in byte order of their names. data[len] is a NUL that is not counted. */
struct rap_embedded_file {
  const char *name;
  const unsigned char *data;
  size_t len;
};

/* NOLINTBEGIN(bugprone-macro-parentheses): the argument is a declarator */
/* Declares a single embedded file: its bytes (followed by a NUL that is not counted) and their number. */
#define RAP_EMBEDDED(symbol)           \
  extern const unsigned char symbol[]; \
  extern const size_t symbol##_len

/* Declares an embedded tree. */
#define RAP_EMBEDDED_TREE(symbol) extern const struct rap_embedded_file symbol[]
/* NOLINTEND(bugprone-macro-parentheses) */

#endif
