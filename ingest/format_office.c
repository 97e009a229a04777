/* format_office.c: text documents of Microsoft Office (.docx, .docm) and OpenDocument (.odt). Layer: ingest.
 *
 * Asked before ZIP archives, whose bytes they share. The days that a document tells of itself are candidates of the lowest rank but the file's own time: what it was written from may be years old, and who opens it saves it again.
 */
#include "base/json.h"
#include "base/limits.h"
#include "ingest/archive.h"
#include "ingest/input.h"
#include "ingest/language.h"
#include "ingest/office.h"

#define CONTENT_TYPES "[Content_Types].xml"

/* ---- what it is ---- */

static bool is_ole(rap_str bytes) { return rap_str_starts(bytes, RAP_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")); }

/* The name of a ZIP's first member: local header, APPNOTE 4.3.7: lengths at 26 and 28, the name at 30, then its extra field and its bytes. */
static rap_str first_name(rap_str zip, rap_str *content) {
  *content = (rap_str){0};
  if (zip.n < 30 || !rap_str_starts(zip, RAP_STR("PK\x03\x04"))) return (rap_str){0};
  const unsigned char *p = (const unsigned char *)zip.p;
  size_t name = (size_t)p[26] | (size_t)p[27] << 8, extra = (size_t)p[28] | (size_t)p[29] << 8;
  *content = rap_str_sub(zip, 30 + name + extra, zip.n);
  return rap_str_sub(zip, 30, 30 + name);
}

/* OpenDocument begins with its media type, stored (part 2, 3.3). */
static bool is_open_document(rap_str zip) {
  rap_str content, name = first_name(zip, &content);
  return rap_str_is(name, "mimetype") && rap_str_starts(content, RAP_STR("application/vnd.oasis.opendocument."));
}

bool rap_format_office_sniff(const rap_head *head) {
  static const char *const suffixes[] = {".docx", ".docm", ".dotx", ".odt", ".ott", ".pptx", ".xlsx", NULL};
  static const char *const folders[] = {CONTENT_TYPES, "_rels/", "docProps/", "word/", "xl/", "ppt/"}; /* Google's begin with a part */
  rap_str content, name = first_name(head->bytes, &content);
  if (is_ole(head->bytes) || is_open_document(head->bytes)) return true;
  for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
    if (rap_str_starts(name, rap_str_of(folders[i])) && (rap_str_ends(name, RAP_STR(".xml")) || rap_str_ends(name, RAP_STR(".rels")))) return true;
  return name.n > 0 && rap_head_is_named(head, suffixes);
}

/* A name in the directory of a compound file (MS-CFB 2.6), in UTF-16. */
static bool has_stream(rap_str ole, const char *name) {
  char wide[64];
  size_t n = 0;
  for (; name[n / 2] && n < sizeof wide; n += 2) {
    wide[n] = name[n / 2];
    wide[n + 1] = 0;
  }
  return rap_str_find(ole, (rap_str){wide, n}, 0) != SIZE_MAX;
}

static rap_status refuse_ole(rap_str ole, rap_error *err) {
  static const struct {
    const char *stream, *what;
  } kinds[] = {{"EncryptedPackage", "an encrypted Office document: it opens with a password only"},
               {"WordDocument", "a Word document of before 2007 (.doc), which is not read; Word and LibreOffice save it as .docx"},
               {"Workbook", "an Excel workbook of before 2007 (.xls), which is not read"},
               {"PowerPoint Document", "a PowerPoint presentation of before 2007 (.ppt), which is not read"},
               {"__substg1.0", "an Outlook message (.msg), which is not read; Outlook saves it as .eml"}};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (has_stream(ole, kinds[i].stream)) return rap_error_set(err, RAP_ERR_INPUT, "%s", kinds[i].what);
  return rap_error_set(err, RAP_ERR_INPUT, "a compound file (OLE 2), which is not read");
}

/* ---- Office Open XML ---- */

struct package {
  rap_arena *arena;
  rap_str main; /* the path of the document, without the leading '/' */
  const char *other;
};

/* What the package's parts are (ISO/IEC 29500-2, 10.1.2.2.3). */
static bool take_type(void *state, const rap_xml_node *node) {
  struct package *package = state;
  if (node->event != RAP_XML_START || !rap_str_is(node->name, "Override")) return true;
  rap_str type = rap_xml_attribute_of(node, NULL, "ContentType"), part = rap_xml_attribute_of(node, NULL, "PartName");
  if (!rap_str_ends(type, RAP_STR(".main+xml"))) return true;
  if (rap_str_find(type, RAP_STR("spreadsheet"), 0) != SIZE_MAX || rap_str_find(type, RAP_STR("ms-excel"), 0) != SIZE_MAX)
    package->other = "an Excel workbook";
  if (rap_str_find(type, RAP_STR("presentation"), 0) != SIZE_MAX || rap_str_find(type, RAP_STR("ms-powerpoint"), 0) != SIZE_MAX)
    package->other = "a PowerPoint presentation";
  bool word = rap_str_find(type, RAP_STR("wordprocessingml"), 0) != SIZE_MAX || rap_str_find(type, RAP_STR("ms-word"), 0) != SIZE_MAX;
  if (word && part.n > 1 && package->main.n == 0) package->main = rap_arena_str(package->arena, rap_str_sub(part, part.p[0] == '/', part.n));
  return true;
}

static rap_status find_main(rap_arena *arena, rap_str zip, rap_budget *budget, rap_str *out, rap_error *err) {
  rap_archive_pick types = {.name = RAP_STR(CONTENT_TYPES)};
  struct package package = {.arena = arena};
  rap_status st = rap_archive_pick_members(zip, budget, RAP_MAX_DOCUMENT_BYTES, &types, 1, err);
  if (st == RAP_OK && !types.found) st = rap_error_set(err, RAP_ERR_INPUT, "an office document without its " CONTENT_TYPES ": not all there");
  if (st == RAP_OK) st = rap_office_walk(rap_buf_str(&types.content), CONTENT_TYPES, take_type, &package, err);
  if (st == RAP_OK && rap_arena_failed(arena)) st = rap_error_nomem(err);
  if (st == RAP_OK && !package.main.n)
    st = package.other ? rap_error_set(err, RAP_ERR_INPUT, "%s, which is not read", package.other)
                       : rap_error_set(err, RAP_ERR_INPUT, "a package of Office Open XML, but no text document");
  rap_buf_clear(&types.content);
  *out = package.main;
  return st;
}

/* The part `name` in the folder of `main`. */
static rap_str beside(rap_arena *arena, rap_str main, const char *name) {
  size_t folder = main.n;
  while (folder > 0 && main.p[folder - 1] != '/') folder--;
  return rap_arena_printf(arena, "%.*s%s", RAP_FMT(rap_str_sub(main, 0, folder)), name);
}

enum { CONTENT, STYLES, FOOTNOTES, ENDNOTES, META, MANIFEST = FOOTNOTES, N_PARTS = 5 };

static void name_word_parts(rap_arena *arena, rap_str main, rap_archive_pick *parts) {
  parts[CONTENT].name = main;
  parts[STYLES].name = beside(arena, main, "styles.xml");
  parts[FOOTNOTES].name = beside(arena, main, "footnotes.xml");
  parts[ENDNOTES].name = beside(arena, main, "endnotes.xml");
  parts[META].name = RAP_STR("docProps/core.xml");
}

/* ---- OpenDocument ---- */

static rap_status check_open_document(rap_str zip, rap_error *err) {
  static const struct {
    rap_str type;
    const char *what;
  } others[] = {{{"spreadsheet", 11}, "an OpenDocument spreadsheet (.ods)"},
                {{"presentation", 12}, "an OpenDocument presentation (.odp)"},
                {{"graphics", 8}, "an OpenDocument drawing (.odg)"}};
  rap_str content;
  (void)first_name(zip, &content);
  rap_str type = rap_str_sub(content, sizeof "application/vnd.oasis.opendocument." - 1, content.n);
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    if (rap_str_starts(type, others[i].type)) return rap_error_set(err, RAP_ERR_INPUT, "%s, which is not read", others[i].what);
  if (!rap_str_starts(type, RAP_STR("text"))) return rap_error_set(err, RAP_ERR_INPUT, "an OpenDocument file, but no text document");
  return RAP_OK;
}

static void name_open_parts(rap_archive_pick *parts) {
  parts[CONTENT].name = RAP_STR("content.xml");
  parts[STYLES].name = RAP_STR("styles.xml");
  parts[MANIFEST].name = RAP_STR("META-INF/manifest.xml");
  parts[META].name = RAP_STR("meta.xml");
}

/* ---- documents ---- */

static rap_status set_metadata(rap_arena *arena, const rap_office_meta *meta, rap_raw_document *raw, rap_error *err) {
  rap_json *metadata = rap_json_new_object();
  rap_json_set_str_opt(metadata, "description", meta->description);
  return rap_raw_set_metadata(arena, raw, metadata, err);
}

static rap_status fill(rap_arena *arena, rap_office_text *text, const rap_office_meta *meta, rap_raw_document *raw, rap_error *err) {
  rap_status st = rap_laid_take(&text->body, arena, &raw->text, &raw->layout, err);
  rap_str title = text->title.n ? rap_buf_str(&text->title) : meta->title;
  if (st == RAP_OK && raw->text.n == 0 && text->title.n == 0) st = rap_error_set(err, RAP_ERR_INPUT, "no text in it");
  if (st == RAP_OK) st = set_metadata(arena, meta, raw, err);
  if (st != RAP_OK) return st;
  if (title.n) raw->title = rap_arena_str(arena, title);
  if (meta->author.n) raw->author = rap_arena_str(arena, meta->author);
  if (raw->language.n == 0) raw->language = rap_language_of_tag(arena, meta->language);
  bool added = rap_raw_add_date(arena, raw, RAP_PUBLISHED_CAPTURE, RAP_STR("modified"), rap_str_sub(meta->modified, 0, 10)) &&
               rap_raw_add_date(arena, raw, RAP_PUBLISHED_CAPTURE, RAP_STR("created"), rap_str_sub(meta->created, 0, 10));
  return added && !rap_arena_failed(arena) ? RAP_OK : rap_error_nomem(err);
}

/* The parts are in memory. Properties that are damaged are done without. */
static rap_status read_parts(rap_arena *arena, rap_archive_pick *parts, bool open_document, rap_raw_document *raw, rap_error *err) {
  rap_office_parts names = {rap_buf_str(&parts[CONTENT].content), rap_buf_str(&parts[STYLES].content), {0}, {0}};
  rap_office_meta meta;
  rap_office_text text = {0};
  rap_error own = {0};
  rap_status st = RAP_OK;
  if (!parts[CONTENT].found)
    return rap_error_set(err, RAP_ERR_INPUT, "an office document without its %.*s: not all there", RAP_FMT(parts[CONTENT].name));
  if (open_document && rap_str_find(rap_buf_str(&parts[MANIFEST].content), RAP_STR("encryption-data"), 0) != SIZE_MAX)
    return rap_error_set(err, RAP_ERR_INPUT, "an encrypted OpenDocument text: it opens with a password only");
  if (!open_document) {
    names.footnotes = rap_buf_str(&parts[FOOTNOTES].content);
    names.endnotes = rap_buf_str(&parts[ENDNOTES].content);
  }
  st = open_document ? rap_office_read_odt(arena, &names, &text, err) : rap_office_read_docx(arena, &names, &text, err);
  if (st == RAP_OK && rap_office_read_meta(arena, rap_buf_str(&parts[META].content), "properties", &meta, &own) != RAP_OK) {
    if (own.status == RAP_ERR_NOMEM) st = rap_error_nomem(err);
    rap_raw_warn(arena, raw, "%s", own.text);
  }
  if (st == RAP_OK) st = fill(arena, &text, &meta, raw, err);
  rap_office_clear(&text);
  return st;
}

static rap_status read_zip(rap_str zip, rap_budget *budget, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_archive_pick parts[N_PARTS] = {0};
  rap_str main = {0};
  bool open_document = is_open_document(zip);
  rap_status st = open_document ? check_open_document(zip, err) : find_main(arena, zip, budget, &main, err);
  if (st != RAP_OK) return st;
  if (open_document)
    name_open_parts(parts);
  else
    name_word_parts(arena, main, parts);
  st = rap_arena_failed(arena) ? rap_error_nomem(err) : rap_archive_pick_members(zip, budget, RAP_MAX_DOCUMENT_BYTES, parts, N_PARTS, err);
  if (st == RAP_OK) st = read_parts(arena, parts, open_document, raw, err);
  for (size_t i = 0; i < N_PARTS; i++) rap_buf_clear(&parts[i].content);
  return st;
}

rap_status rap_format_office_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_str bytes;
  if (input->at_end && input->at == input->ahead.n) return RAP_NOT_FOUND;
  rap_status st = rap_input_rest(input, &bytes, err);
  if (st != RAP_OK) return st;
  st = rap_input_begin(input, is_open_document(bytes) ? "odt" : "docx", arena, raw, err);
  if (st == RAP_OK) st = is_ole(bytes) ? refuse_ole(bytes, err) : read_zip(bytes, input->budget, arena, raw, err);
  if (st != RAP_OK && st != RAP_ERR_NOMEM) rap_error_prefix(err, "%.*s: ", RAP_FMT(input->path));
  return st;
}
