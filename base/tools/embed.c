/* embed.c: turns data files into a C source of constant arrays; a tool of the build, not part of the program.
 *
 *     embed file SYMBOL INPUT OUTPUT          one file: SYMBOL[], SYMBOL_len
 *     embed tree SYMBOL DIR OUTPUT [NAME…]    files DIR/NAME: a table of struct rap_embedded_file in byte order of the names
 *
 * Every array ends with a NUL that its length doesn't count. Exit status 0, or 1 with a line on stderr.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(const char *path, const char *what) {
  (void)fprintf(stderr, "embed: %s: %s\n", path, what);
  return -1;
}

/* Writes the bytes of `path` as the initialiser of an array, and their number to *len. */
static int write_bytes(FILE *out, const char *path, unsigned long *len) {
  *len = 0;
  FILE *in = fopen(path, "rb");
  if (!in) return fail(path, strerror(errno));
  int c;
  while ((c = getc(in)) != EOF) (void)fprintf(out, "%d,%s", c, ++*len % 32 == 0 ? "\n" : "");
  int bad = ferror(in);
  (void)fclose(in);
  if (bad) return fail(path, "cannot be read");
  (void)fputs("0};\n", out);
  return 0;
}

/* A C string literal; only the characters that would end or escape it need care. */
static void write_literal(FILE *out, const char *s) {
  (void)putc('"', out);
  for (; *s; s++) {
    if (*s == '"' || *s == '\\') (void)putc('\\', out);
    (void)putc(*s, out);
  }
  (void)putc('"', out);
}

static int embed_file(FILE *out, const char *symbol, const char *path) {
  unsigned long len = 0;
  (void)fprintf(out, "#include \"base/embedded.h\"\n\nRAP_EMBEDDED(%s);\n\nconst unsigned char %s[] = {\n", symbol, symbol);
  if (write_bytes(out, path, &len) != 0) return -1;
  (void)fprintf(out, "const size_t %s_len = %lu;\n", symbol, len);
  return 0;
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static int embed_tree(FILE *out, const char *symbol, const char *dir, char **names, size_t n) {
  unsigned long *lens = calloc(n + 1, sizeof *lens);
  if (!lens) return fail(dir, "out of memory");
  qsort(names, n, sizeof *names, by_name);
  int rc = -1;
  (void)fputs("#include \"base/embedded.h\"\n\n", out);
  for (size_t i = 0; i < n; i++) {
    char path[4096];
    int k = snprintf(path, sizeof path, "%s/%s", dir, names[i]);
    if (k < 0 || (size_t)k >= sizeof path) {
      (void)fail(names[i], "path too long");
      goto done;
    }
    (void)fprintf(out, "static const unsigned char file_%zu[] = {\n", i);
    if (write_bytes(out, path, &lens[i]) != 0) goto done;
  }
  (void)fprintf(out, "\nRAP_EMBEDDED_TREE(%s);\n\nconst struct rap_embedded_file %s[] = {\n", symbol, symbol);
  for (size_t i = 0; i < n; i++) {
    (void)fputs("  {", out);
    write_literal(out, names[i]);
    (void)fprintf(out, ", file_%zu, %lu},\n", i, lens[i]);
  }
  (void)fputs("  {0, 0, 0},\n};\n", out);
  rc = 0;
done:
  free(lens);
  return rc;
}

int main(int argc, char **argv) {
  int is_file = argc == 5 && strcmp(argv[1], "file") == 0;
  if (!is_file && !(argc >= 5 && strcmp(argv[1], "tree") == 0)) {
    (void)fputs("usage: embed file SYMBOL INPUT OUTPUT | embed tree SYMBOL DIR OUTPUT [NAME...]\n", stderr);
    return 1;
  }
  FILE *out = fopen(argv[4], "wb");
  if (!out) {
    (void)fail(argv[4], strerror(errno));
    return 1;
  }
  int rc = is_file ? embed_file(out, argv[2], argv[3]) : embed_tree(out, argv[2], argv[3], argv + 5, (size_t)argc - 5);
  if (ferror(out)) rc = fail(argv[4], "cannot be written");
  if (fclose(out) != 0) rc = fail(argv[4], strerror(errno));
  if (rc != 0) (void)remove(argv[4]); /* half a source would be taken for a whole one */
  return rc == 0 ? 0 : 1;
}
