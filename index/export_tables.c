#include "index/export_tables.h"

#include <assert.h>

#define TEXT(name_, ...) \
  { .name = name_, .type = RAP_TYPE_TEXT, __VA_ARGS__ }
#define NUMBER(name_, ...) \
  { .name = name_, .type = RAP_TYPE_NUMBER, __VA_ARGS__ }
#define FLAG(name_, ...) \
  { .name = name_, .type = RAP_TYPE_FLAG, .needed = true, __VA_ARGS__ }
#define STORE .in_store = true
#define NEEDED .needed = true
#define OF(table) .references = table
#define SAYS(text) .meaning = text

#define DOCUMENT_KEY NUMBER("document", STORE, NEEDED, OF("document"), SAYS("the document, by its key within this file"))
#define DOCUMENT_ID TEXT("document_id", STORE, NEEDED, SAYS("the document's id, as document.id"))
#define PLACE_IN_TEXT                                                                                                    \
  TEXT("field", NEEDED, SAYS("what the offsets count in: title or text")),                                               \
      NUMBER("char_begin", NEEDED, .unit = "Unicode code points", SAYS("where it begins in the field, counted from 0")), \
      NUMBER("char_end", NEEDED, .unit = "Unicode code points", SAYS("where it ends: the place behind its last character"))
#define RULE TEXT("rule", STORE, SAYS("id of the rule that found it"))

static const rap_table_column document[] = {
    NUMBER("document", STORE, NEEDED, SAYS("key within this file; the id is what stays")),
    TEXT("id", STORE, NEEDED, SAYS("id of the document, unique within its source")),
    TEXT("source", STORE, SAYS("who published it, as the input names it; empty if it doesn't")),
    TEXT("title", STORE, SAYS("its title; empty if it has none")),
    TEXT("url", STORE, SAYS("where it was published")),
    TEXT("language", STORE, SAYS("ISO 639-1 code")),
    TEXT("author", STORE, SAYS("as the source names it")),
    TEXT("published", STORE, .unit = "ISO 8601", SAYS("date of publication, as precise as known: a year, a month, a day, or a time in UTC")),
    TEXT("published_from", STORE, NEEDED, SAYS("what told the date: record, line, metadata, dateline, url, capture, file, unknown")),
    TEXT("published_day", STORE, .unit = "ISO 8601", SAYS("first full day of the date, for sorting and ranges")),
    TEXT(
        "family", STORE, NEEDED,
        SAYS(
            "source:id of the first published of its copies, revisions and translations; its own if there are none: count these distinct to count releases")),
    TEXT("text_sha256", STORE, NEEDED, SAYS("SHA-256 of the normalised text with its title's length, in hexadecimal")),
    TEXT("rules", STORE, NEEDED, SAYS("stamp of the rule packs by which it was analysed")),
    NUMBER("n_mentions", STORE, NEEDED, .unit = "mentions", SAYS("rows of mention")),
    NUMBER("n_statements", STORE, NEEDED, .unit = "statements", SAYS("rows of statement")),
    NUMBER("n_warnings", STORE, NEEDED, .unit = "warnings", SAYS("what reading and analysing it warned of")),
    TEXT("text", SAYS("the normalised text without the title, in which offsets of field text count")),
};
static const rap_table_column document_theme[] = {
    DOCUMENT_KEY,
    TEXT("theme", NEEDED, OF("theme"), SAYS("a theme that it deals with or touches")),
    FLAG("central", SAYS("1: it deals with it; 0: it touches it in passing")),
    NUMBER("n_mentions", NEEDED, .unit = "mentions", SAYS("how often its words occur")),
};
static const rap_table_column mention[] = {
    DOCUMENT_KEY,
    NUMBER("number", NEEDED, SAYS("of the mention in its document, from 1, in order of the text")),
    TEXT("kind", NEEDED, SAYS("state, group, collective, date, time, duration, person, organisation, place, programme, theme, count …")),
    TEXT("text", NEEDED, SAYS("as it stands in the document")),
    TEXT("value", SAYS("what it stands for: a code or id, an interval of dates")),
    TEXT("earliest", .unit = "ISO 8601", SAYS("dates: the first day or time that it may mean")),
    TEXT("latest", .unit = "ISO 8601", SAYS("dates: the last one")),
    TEXT("granularity", SAYS("dates: day, month, year …")),
    TEXT("basis", SAYS("dates: stated, implied from context, or anchored at the date of publication")),
    TEXT("person", SAYS("people: the fullest form of the name in this document")),
    PLACE_IN_TEXT,
    RULE,
};
static const rap_table_column participant[] = {
    DOCUMENT_KEY,
    DOCUMENT_ID,
    NUMBER("number", STORE, NEEDED, SAYS("of the person in the document's record, from 1, in order of first mention")),
    TEXT("person", STORE, NEEDED, SAYS("folded name, the same in all documents that write it alike")),
    TEXT("name", STORE, NEEDED,
         SAYS("fullest form of the name without honorifics: in this document, or, from a store's view, in the first that had it")),
    TEXT("role", SAYS("the office, as the text gives it")),
    TEXT("function", STORE, NEEDED, SAYS("chair, inaugurated, addressed, attended, organiser")),
    TEXT("rule", SAYS("id of the rule that found the function")),
};
static const rap_table_column stated_count[] = {
    DOCUMENT_KEY,
    DOCUMENT_ID,
    NUMBER("number", STORE, NEEDED, SAYS("of the count in the document's record, from 1")),
    TEXT("counted", STORE, NEEDED, SAYS("what is counted: states …")),
    NUMBER("least", STORE, SAYS("at least so many; absent: open")),
    NUMBER("most", STORE, SAYS("at most so many; absent: open")),
    TEXT("text", NEEDED, SAYS("as it stands in the document")),
    PLACE_IN_TEXT,
    RULE,
};
#define EVENT_FIELDS                                                                                                                              \
  TEXT("title", STORE, NEEDED, SAYS("name without edition, year and place")), NUMBER("edition", STORE, SAYS("number of the edition, if stated")), \
      TEXT("start_date", STORE, .unit = "ISO 8601", SAYS("first day, as precise as known")),                                                      \
      TEXT("end_date", STORE, .unit = "ISO 8601", SAYS("last day, as precise as known")), TEXT("place", STORE, SAYS("where it was held")),        \
      TEXT("state", STORE, OF("state"), SAYS("code of the State of the place")), TEXT("country", STORE, SAYS("ISO 3166-1 code of two letters")),  \
      TEXT("chair", STORE, SAYS("who presided")), TEXT("organiser", STORE, SAYS("who held it")),                                                  \
      TEXT("status", STORE, NEEDED, SAYS("planned or held"))
static const rap_table_column event_document[] = {
    DOCUMENT_KEY,
    DOCUMENT_ID,
    NUMBER("number", STORE, NEEDED, SAYS("of the event in the document's record, from 1; the main one first")),
    TEXT("event", STORE, OF("event"), SAYS("the event that this is an account of")),
    FLAG("main", STORE, SAYS("1: what the document is about")),
    TEXT("series", STORE, NEEDED, SAYS("id of the series of conferences; the folded name of one that the rules don't know")),
    EVENT_FIELDS,
    TEXT("text", SAYS("its name as it stands in the document")),
    PLACE_IN_TEXT,
    RULE,
};
static const rap_table_column statement[] = {
    NUMBER("statement", STORE, NEEDED, SAYS("key within this file: document × 65536 + number - 1")),
    DOCUMENT_KEY,
    DOCUMENT_ID,
    NUMBER("number", STORE, NEEDED, SAYS("of the statement in its document, from 1, in order of the text")),
    TEXT("published", STORE, .unit = "ISO 8601", SAYS("the document's date of publication")),
    TEXT("event", STORE, OF("event"), SAYS("the event at which it was made")),
    TEXT("role", STORE, NEEDED, SAYS("actor: the States speak or act; subject: they are asked or told")),
    TEXT("predicate", STORE, NEEDED, SAYS("discussed, presented, proposed, requested, supported, opposed, agreed, emphasised, asked, addressed")),
    TEXT("polarity", STORE, NEEDED, SAYS("support, oppose, neutral")),
    TEXT("status", STORE, NEEDED, SAYS("planned or reported")),
    FLAG("open", STORE, SAYS("1: the list of actors is open (\"States like A and B\")")),
    TEXT("speaker", STORE, SAYS("a person who speaks, if it is another")),
    RULE,
    TEXT("topic", SAYS("what it is about, as the text says it")),
    TEXT("heading", SAYS("what the sentence stands under")),
    TEXT("evidence", NEEDED, SAYS("the sentence, to the letter")),
    PLACE_IN_TEXT,
};
static const rap_table_column statement_actor[] = {
    NUMBER("statement", STORE, NEEDED, OF("statement"), SAYS("the statement")),
    NUMBER("number", STORE, NEEDED, SAYS("of the actor in the statement, from 1")),
    TEXT("actor", STORE, NEEDED, SAYS("code of a State, id of a group, or ALL: the States together")),
    TEXT("kind", STORE, NEEDED, SAYS("state, group or all")),
    TEXT("name", STORE, NEEDED, SAYS("its name")),
};
static const rap_table_column statement_theme[] = {
    NUMBER("statement", STORE, NEEDED, OF("statement"), SAYS("the statement")),
    NUMBER("number", STORE, NEEDED, SAYS("of the theme in the statement, from 1")),
    TEXT("theme", STORE, NEEDED, OF("theme"), SAYS("the theme")),
    TEXT("name", STORE, NEEDED, SAYS("its name")),
};
static const rap_table_column event[] = {
    TEXT("event", STORE, NEEDED, SAYS("id: series and first day")),
    TEXT("name", STORE, NEEDED, SAYS("for people: series, edition, date, place")),
    TEXT("series", STORE, NEEDED, SAYS("id of the series of conferences; the folded name of one that the rules don't know")),
    EVENT_FIELDS,
    NUMBER("n_documents", STORE, NEEDED, .unit = "documents", SAYS("documents of the whole store that tell of it")),
};
static const rap_table_column theme[] = {
    TEXT("theme", STORE, NEEDED, SAYS("id: the parent's and its own with a dot between")),
    TEXT("name", STORE, NEEDED, SAYS("its name")),
    TEXT("parent", STORE, OF("theme"), SAYS("the theme that holds it; absent at the top")),
    TEXT("top", STORE, NEEDED, OF("theme"), SAYS("its ancestor at the top; itself if it is there")),
    NUMBER("major_topic", STORE, SAYS("major topic of the Comparative Agendas Project")),
};
static const rap_table_column state[] = {
    TEXT("state", STORE, NEEDED, SAYS("ISO 3166-2 code")),
    TEXT("name", STORE, NEEDED, SAYS("its name")),
    TEXT("short", STORE, SAYS("short name, for headings")),
    TEXT("type", STORE, SAYS("state, ut …")),
};
static const rap_table_column state_group[] = {
    TEXT("state_group", STORE, NEEDED, SAYS("id of the group")),
    TEXT("name", STORE, NEEDED, SAYS("its name")),
    TEXT("short", STORE, SAYS("short name")),
    TEXT("type", STORE, SAYS("what unites it")),
};
static const rap_table_column group_member[] = {
    TEXT("state_group", STORE, NEEDED, OF("state_group"), SAYS("the group")),
    TEXT("state", STORE, NEEDED, SAYS("a member")),
    TEXT("since", STORE, .unit = "ISO 8601", SAYS("member from this day on; absent: always")),
    TEXT("until", STORE, .unit = "ISO 8601", SAYS("member until this day; absent: still")),
};

#define TABLE(columns_, key_, meaning_) \
  { .name = #columns_, .meaning = meaning_, .key = key_, .columns = columns_, .n_columns = sizeof columns_ / sizeof *columns_ }
static const rap_table_info tables[RAP_TABLES] = {
    [RAP_TABLE_DOCUMENT] = TABLE(document, "document", "Documents"),
    [RAP_TABLE_DOCUMENT_THEME] = TABLE(document_theme, "document,theme", "Themes of documents"),
    [RAP_TABLE_MENTION] = TABLE(mention, "document,number", "Mentions: what the texts name, where"),
    [RAP_TABLE_PARTICIPANT] = TABLE(participant, "document,number", "People with a part in a document's event"),
    [RAP_TABLE_STATED_COUNT] = TABLE(stated_count, "document,number", "Numbers that the texts state of States and the like"),
    [RAP_TABLE_EVENT_DOCUMENT] = TABLE(event_document, "document,number", "Accounts: what one document says of one event"),
    [RAP_TABLE_STATEMENT] = TABLE(statement, "statement", "Statements: who said what on which subject, in which sentence"),
    [RAP_TABLE_STATEMENT_ACTOR] = TABLE(statement_actor, "statement,actor", "States and groups of statements"),
    [RAP_TABLE_STATEMENT_THEME] = TABLE(statement_theme, "statement,theme", "Themes of statements"),
    [RAP_TABLE_EVENT] = TABLE(event, "event", "Events, resolved across the documents of the whole store"),
    [RAP_TABLE_THEME] = TABLE(theme, "theme", "The themes of the rules"),
    [RAP_TABLE_STATE] = TABLE(state, "state", "The States of the rules"),
    [RAP_TABLE_GROUP] = TABLE(state_group, "state_group", "The groups of States of the rules"),
    [RAP_TABLE_GROUP_MEMBER] = TABLE(group_member, "state_group,state", "Who belongs to which group, and when"),
};

const rap_table_info *rap_table_of(rap_table table) {
  assert(table < RAP_TABLES && tables[table].n_columns <= RAP_TABLE_COLUMNS_MAX);
  return &tables[table];
}
