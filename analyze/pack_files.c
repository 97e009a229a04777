#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyze/analyze.h"
#include "analyze/pack.h"
#include "base/digest.h"
#include "base/embedded.h"
#include "base/limits.h"
#include "ingest/document.h"

RAP_EMBEDDED_TREE(rap_data_rules);

#define MANIFEST "pack.yaml"

static void fail(rap_loader *loader, rap_status st, rap_str path, const char *why) {
  if (loader->st == RAP_OK) loader->st = rap_error_set(loader->err, st, "%.*s: %s", RAP_FMT(path), why);
}

static void add_file(rap_loader *loader, rap_pack *pack, rap_str name, rap_str text) {
  void *items = pack->files;
  if (!rap_arena_grow(loader->arena, &items, pack->n_files, &pack->files_capacity, sizeof *pack->files)) {
    rap_pack_nomem(loader);
    return;
  }
  pack->files = items;
  pack->files[pack->n_files++] = (rap_pack_file){.name = name, .text = text};
}

static void add_pack(rap_loader *loader, rap_pack_set *set, rap_pack *pack) {
  void *items = set->items;
  if (!rap_arena_grow(loader->arena, &items, set->n, &set->capacity, sizeof *set->items)) {
    rap_pack_nomem(loader);
    return;
  }
  set->items = items;
  set->items[set->n++] = pack;
}

/* --- reading folders --- */

static rap_str read_stream(rap_loader *loader, FILE *in, rap_str path) {
  rap_buf bytes = {0};
  rap_str text = {0};
  char chunk[16384];
  size_t n = 0;
  errno = 0;
  while ((n = fread(chunk, 1, sizeof chunk, in)) > 0 && bytes.n <= RAP_MAX_YAML_BYTES) rap_buf_add(&bytes, (rap_str){chunk, n});
  if (ferror(in)) {
    fail(loader, RAP_ERR_IO, path, strerror(errno));
  } else if (bytes.n > RAP_MAX_YAML_BYTES) {
    fail(loader, RAP_ERR_LIMIT, path, "the file is larger than a rule file may be (8 MiB)");
  } else {
    text = rap_arena_str(loader->arena, rap_buf_str(&bytes));
    if (rap_buf_failed(&bytes) || !text.p) rap_pack_nomem(loader);
  }
  rap_buf_clear(&bytes);
  return text;
}

static void read_file(rap_loader *loader, rap_pack *pack, rap_str path) {
  FILE *in = fopen(path.p, "rb");
  if (!in) {
    fail(loader, RAP_ERR_IO, path, strerror(errno));
    return;
  }
  rap_str text = read_stream(loader, in, path);
  (void)fclose(in);
  if (loader->st == RAP_OK) add_file(loader, pack, path, text);
}

static int cmp_names(const void *a, const void *b) { return rap_str_cmp(*(const rap_str *)a, *(const rap_str *)b); }

/* Names of the *.yaml files in an open folder, sorted. */
static rap_str_list list_folder(rap_loader *loader, DIR *folder) {
  rap_str_list names = {0};
  const struct dirent *item = NULL;
  while (loader->st == RAP_OK && (item = readdir(folder)) != NULL) {
    rap_str name = rap_str_of(item->d_name);
    if (name.n <= 5 || name.p[0] == '.' || !rap_str_ends(name, RAP_STR(".yaml"))) continue;
    rap_str copy = rap_arena_str(loader->arena, name);
    if (!copy.p || !rap_str_list_add(loader->arena, &names, copy)) rap_pack_nomem(loader);
  }
  if (names.n) qsort(names.items, names.n, sizeof *names.items, cmp_names);
  return names;
}

static void read_folder(rap_loader *loader, rap_str dir, rap_pack_set *found) {
  rap_pack *pack = rap_pack_alloc(loader, 1, sizeof *pack);
  while (dir.n > 1 && dir.p[dir.n - 1] == '/') dir.n--;
  rap_str path = rap_arena_str(loader->arena, dir);
  if (!pack || !path.p) {
    rap_pack_nomem(loader);
    return;
  }
  errno = 0;
  DIR *folder = opendir(path.p);
  if (!folder) {
    fail(loader, RAP_ERR_IO, path, strerror(errno));
    return;
  }
  rap_str_list names = list_folder(loader, folder);
  (void)closedir(folder);
  for (size_t i = 0; i < names.n && loader->st == RAP_OK; i++) {
    rap_str file = rap_arena_printf(loader->arena, "%.*s/%.*s", RAP_FMT(path), RAP_FMT(names.items[i]));
    if (file.p)
      read_file(loader, pack, file);
    else
      rap_pack_nomem(loader);
  }
  if (loader->st == RAP_OK && pack->n_files == 0) fail(loader, RAP_ERR_RULES, path, "no rule pack: the folder holds no .yaml file");
  if (loader->st == RAP_OK) add_pack(loader, found, pack);
}

/* Files of the embedded tree are "PACK/FILE.yaml" in byte order, so that the files of a pack lie side by side. */
static void read_embedded(rap_loader *loader, rap_pack_set *found) {
  rap_str last = {0};
  rap_pack *pack = NULL;
  for (const struct rap_embedded_file *f = rap_data_rules; f->name && loader->st == RAP_OK; f++) {
    rap_str name = rap_str_of(f->name), rest = name, folder = {0};
    if (!rap_str_split(&rest, '/', &folder) || !rest.p) continue;
    if (!pack || !rap_str_eq(folder, last)) {
      pack = rap_pack_alloc(loader, 1, sizeof *pack);
      if (!pack) return;
      add_pack(loader, found, pack);
      last = folder;
    }
    if (loader->st == RAP_OK) add_file(loader, pack, name, (rap_str){(const char *)f->data, f->len});
  }
}

/* --- manifests --- */

/* The parser's message names the place in its text; here it becomes the diagnostic's. */
static void report_syntax(rap_loader *loader, const rap_pack_file *file, const rap_error *problem) {
  rap_place place = {file->name, 1, 1};
  const char *text = problem->text;
  if (rap_str_starts(rap_str_of(text), file->name)) {
    int skip = 0;
    const char *behind = text + file->name.n;
    if (sscanf(behind, ":%u:%u: %n", &place.line, &place.column, &skip) == 2 && skip > 0) text = behind + skip;
  }
  rap_pack_report(loader, RAP_ERROR, place, (rap_str){0}, "%s", text);
}

static void parse_file(rap_loader *loader, rap_pack_file *file) {
  rap_yaml *root = NULL;
  rap_error problem = {0};
  rap_status st = rap_yaml_parse(loader->arena, file->name, file->text, &root, &problem);
  file->root = root;
  if (st == RAP_ERR_NOMEM)
    rap_pack_nomem(loader);
  else if (st != RAP_OK)
    report_syntax(loader, file, &problem);
}

static size_t find_manifest(const rap_pack *pack) {
  for (size_t i = 0; i < pack->n_files; i++)
    if (rap_str_is(pack->files[i].name, MANIFEST) || rap_str_ends(pack->files[i].name, RAP_STR("/" MANIFEST))) return i;
  return RAP_NONE;
}

static void read_manifest(rap_loader *loader, rap_pack *pack) {
  static const char *const keys[] = {"pack", "version", "title", "requires", "default", NULL};
  rap_str none = {0};
  pack->manifest = find_manifest(pack);
  if (pack->manifest == RAP_NONE) {
    rap_pack_report(loader, RAP_ERROR, (rap_place){pack->files[0].name, 1, 1}, none, "there is no " MANIFEST " beside this file");
    return;
  }
  rap_pack_file *file = &pack->files[pack->manifest];
  parse_file(loader, file);
  if (loader->st != RAP_OK) return;
  loader->file = file->name;
  pack->by_default = true;
  if (!file->root && loader->n_errors) return;
  if (!rap_pack_keys(loader, file->root, none, keys, false)) return;
  pack->name = rap_pack_needed(loader, file->root, "pack", none);
  pack->version = rap_pack_needed(loader, file->root, "version", none);
  pack->title = rap_pack_text(loader, file->root, "title", none);
  pack->by_default = rap_pack_flag(loader, file->root, "default", none, true);
  rap_pack_list(loader, file->root, "requires", none, &pack->required, &pack->n_required);
  for (size_t i = 0; i < pack->name.n; i++) {
    char c = pack->name.p[i];
    if ((c >= 'a' && c <= 'z') || (i && ((c >= '0' && c <= '9') || c == '-'))) continue;
    rap_pack_error(loader, rap_yaml_get(file->root, "pack"), none, "\"%.*s\" cannot be the name of a pack (small letters, digits, '-')",
                   RAP_FMT(pack->name));
    break;
  }
}

/* --- order --- */

static rap_pack *find_pack(const rap_pack_set *set, rap_str name) {
  for (size_t i = 0; i < set->n; i++)
    if (rap_str_eq(set->items[i]->name, name)) return set->items[i];
  return NULL;
}

/* Depth first, so that what a pack requires comes before it. */
static void place(rap_loader *loader, const rap_pack_set *given, const rap_pack_set *embedded, rap_pack *pack) {
  if (pack->placed || loader->st != RAP_OK) return;
  pack->open = true;
  for (size_t i = 0; i < pack->n_required && loader->st == RAP_OK; i++) {
    rap_pack *required = find_pack(given, pack->required[i]);
    if (!required) required = find_pack(embedded, pack->required[i]);
    rap_place at = {pack->files[pack->manifest].name, 1, 1};
    const rap_yaml *node = rap_yaml_get(pack->files[pack->manifest].root, "requires");
    if (node) at = (rap_place){at.file, node->line, node->column};
    if (!required)
      rap_pack_report(loader, RAP_ERROR, at, (rap_str){0}, "required pack \"%.*s\" not found", RAP_FMT(pack->required[i]));
    else if (required->open)
      rap_pack_report(loader, RAP_ERROR, at, (rap_str){0}, "packs \"%.*s\" and \"%.*s\" require each other", RAP_FMT(pack->name),
                      RAP_FMT(required->name));
    else
      place(loader, given, embedded, required);
  }
  pack->open = false;
  pack->placed = true;
  add_pack(loader, &loader->packs, pack);
}

static void check_names(rap_loader *loader, const rap_pack_set *set) {
  for (size_t i = 0; i < set->n; i++) {
    const rap_pack *first = find_pack(set, set->items[i]->name);
    if (first == set->items[i] || !first->name.n) continue;
    rap_pack_report(loader, RAP_ERROR, (rap_place){set->items[i]->files[0].name, 1, 1}, (rap_str){0}, "pack \"%.*s\" is given twice (also %.*s)",
                    RAP_FMT(first->name), RAP_FMT(first->files[0].name));
  }
}

static void place_embedded(rap_loader *loader, const rap_rules_source *source, const rap_pack_set *given, const rap_pack_set *embedded) {
  if (source->names) {
    for (size_t i = 0; i < source->n_names && loader->st == RAP_OK; i++) {
      rap_pack *pack = find_pack(embedded, source->names[i]);
      if (pack)
        place(loader, given, embedded, pack);
      else
        fail(loader, RAP_ERR_RULES, source->names[i], "no pack of this name is built in");
    }
    return;
  }
  for (size_t i = 0; i < embedded->n; i++)
    if (embedded->items[i]->by_default) place(loader, given, embedded, embedded->items[i]);
}

/* Is there a built-in pack of this name, and no such folder here? */
static bool means_built_in(rap_loader *loader, rap_str dir) {
  bool built_in = false;
  for (const struct rap_embedded_file *f = rap_data_rules; f->name && !built_in; f++) {
    rap_str rest = rap_str_of(f->name), folder;
    built_in = rap_str_split(&rest, '/', &folder) && rest.p && rap_str_eq(folder, dir);
  }
  if (!built_in) return false;
  rap_str path = rap_arena_str(loader->arena, dir);
  DIR *folder = path.p ? opendir(path.p) : NULL;
  if (!path.p) rap_pack_nomem(loader);
  if (folder) (void)closedir(folder);
  return !folder;
}

/* Reads the folders; names of built-in packs are put into `names` at the place that they have among the dirs; those of folders are left empty. */
static void read_given(rap_loader *loader, const rap_rules_source *source, rap_pack_set *given, rap_str *names) {
  for (size_t i = 0; i < source->n_dirs && loader->st == RAP_OK; i++) {
    if (means_built_in(loader, source->dirs[i]))
      names[i] = source->dirs[i];
    else
      read_folder(loader, source->dirs[i], given);
  }
  for (size_t i = 0; i < given->n && loader->st == RAP_OK; i++) read_manifest(loader, given->items[i]);
  check_names(loader, given);
}

void rap_pack_find(rap_loader *loader, const rap_rules_source *source) {
  rap_pack_set given = {0}, embedded = {0};
  rap_str *names = rap_pack_alloc(loader, source->n_dirs + 1, sizeof *names);
  if (!names) return;
  read_given(loader, source, &given, names);
  bool lacks = source->n_dirs == 0;
  for (size_t i = 0; i < source->n_dirs; i++) lacks = lacks || names[i].n > 0;
  for (size_t i = 0; i < given.n; i++)
    for (size_t k = 0; k < given.items[i]->n_required; k++) lacks = lacks || !find_pack(&given, given.items[i]->required[k]);
  /* Built-in packs are read only when they may be wanted. */
  if (lacks && loader->st == RAP_OK) read_embedded(loader, &embedded);
  for (size_t i = 0; i < embedded.n && loader->st == RAP_OK; i++) read_manifest(loader, embedded.items[i]);
  if (source->n_dirs == 0) place_embedded(loader, source, &given, &embedded);
  for (size_t i = 0, folder = 0; i < source->n_dirs && loader->st == RAP_OK; i++) {
    rap_pack *pack = names[i].n ? find_pack(&given, names[i]) : given.items[folder++];
    if (!pack) pack = find_pack(&embedded, names[i]);
    if (pack) place(loader, &given, &embedded, pack);
  }
}

void rap_pack_parse(rap_loader *loader) {
  for (size_t i = 0; i < loader->packs.n; i++) {
    const rap_pack *pack = loader->packs.items[i];
    for (size_t k = 0; k < pack->n_files && loader->st == RAP_OK; k++)
      if (k != pack->manifest) parse_file(loader, &pack->files[k]);
  }
}

void rap_pack_stamp(rap_loader *loader) {
  rap_digest digest;
  char hex[RAP_DIGEST_HEX + 1];
  rap_buf stamp = {0};
  rap_digest_init(&digest);
  /* The same packs give other records when the program's own steps change. */
  rap_digest_add_field(&digest, RAP_STR(RAP_VERSION));
  rap_digest_add(&digest, (rap_str){&(char){RAP_ANALYSIS_VERSION}, 1});
  for (size_t i = 0; i < loader->packs.n; i++) {
    const rap_pack *pack = loader->packs.items[i];
    for (size_t k = 0; k < pack->n_files; k++) {
      /* The name within the pack only: where the folder lies makes no difference. */
      rap_str name = pack->files[k].name;
      for (size_t at = name.n; at > 0; at--) {
        if (name.p[at - 1] != '/') continue;
        name = rap_str_sub(name, at, name.n);
        break;
      }
      rap_digest_add_field(&digest, name);
      rap_digest_add_field(&digest, pack->files[k].text);
    }
    rap_buf_printf(&stamp, "%.*s-%.*s.", RAP_FMT(pack->name), RAP_FMT(pack->version));
  }
  rap_digest_hex(&digest, hex);
  rap_buf_printf(&stamp, "%.12s", hex);
  loader->rules->stamp = rap_arena_str(loader->arena, rap_buf_str(&stamp));
  if (rap_buf_failed(&stamp) || !loader->rules->stamp.p) rap_pack_nomem(loader);
  rap_buf_clear(&stamp);
}
