/* limits.h: every bound of the program, with its reason. Layer: base. Hitting one is always reported: never silent. */
#ifndef RAP_BASE_LIMITS_H
#define RAP_BASE_LIMITS_H

/* Input. Press releases are a few KB; a bulletin or a speech up to 1 MB. A JSON line or a plain file above this is reported and passed over. */
#define RAP_MAX_DOCUMENT_BYTES ((size_t)64 << 20)
/* What one compressed member may unfold to, and all members of all levels of one file together, in bytes and as a ratio; the ratio counts only after the first megabyte, since short runs of
 * repeated text honestly compress 100-fold. DEFLATE itself cannot exceed 1032:1 (zlib technical notes). */
#define RAP_MAX_INFLATED_BYTES ((uint64_t)16 << 30)
#define RAP_MAX_INFLATE_RATIO 200
#define RAP_INFLATE_RATIO_FROM ((uint64_t)1 << 20)
/* Lines and sentences of one document: a long bulletin has a few thousand of each. Bookkeeping takes some hundred bytes a line, so a hostile file of one-letter lines
 * would take a hundred times its size. */
#define RAP_MAX_BLOCKS ((size_t)500000)
#define RAP_MAX_SENTENCES ((size_t)1000000)
/* Containers within containers, the file itself counted: a feed in a gzip in a ZIP in an e-mail takes four. */
#define RAP_MAX_NESTING 8
/* Members of one file's archives, of all levels, those passed over counted: a crawl of a day has some 100,000 records. Each costs a few microseconds, and no memory. */
#define RAP_MAX_MEMBERS 1000000
/* What an archive may take to say what comes next: the directory of a ZIP, which libarchive keeps in memory (some 150 bytes for each entry of 46 bytes and a name), names and attributes of a tar's member. A
 * directory of 300,000 members fits in. */
#define RAP_MAX_DIRECTORY_BYTES ((uint64_t)32 << 20)
/* A ZIP's directory stands at its end. One that comes from a pipe or lies in another archive is kept in memory up to this size, to be read by its directory like a file; a larger one is read as it comes, by what
 * stands in front of each member, which tells less (no links). Times RAP_MAX_NESTING at worst. */
#define RAP_MAX_KEPT_ARCHIVE ((size_t)16 << 20)
/* The name of a member, as long as a path may be (PATH_MAX of Linux), and a target URI. */
#define RAP_MAX_MEMBER_NAME 4096
/* The fields in front of a record's content, or of an HTTP response's: servers stop at 8 to 80 KB. */
#define RAP_MAX_HEADER_BYTES ((size_t)256 << 10)
/* How often over a stream may be compressed: nobody does it twice on purpose. */
#define RAP_MAX_UNFOLDINGS 3
/* Values in the YAML in front of a Markdown text, each alias followed: a few dozen are usual. */
#define RAP_MAX_FRONT_MATTER 10000
/* Values within one JSON value, where an array or object counts for four: each takes 85 bytes and more, so 64 MB of "1,1,1" would take 2.6 GB. A record has some dozen; an export of 100,000 records in one object, which is
 * read whole, 1.5 million. */
#define RAP_MAX_JSON_VALUES ((size_t)3000000)
/* Columns of a CSV file: spreadsheets end at 16,384. */
#define RAP_MAX_COLUMNS 16384
/* Objects within objects of a page's JSON-LD that are looked into for an article: a graph within a list takes three. */
#define RAP_MAX_LINKED_DEPTH 8
/* What an LZMA file may make its reader keep of what it has unfolded: the largest preset of xz takes 64 MB. */
#define RAP_MAX_LZMA_DICTIONARY ((uint64_t)128 << 20)
/* Bytes looked at to tell text from binary and one format from another. */
#define RAP_SNIFF_BYTES 4096
/* Where a page must name its character set; the WHATWG has 1,024 at least, real pages put scripts and comments first. */
#define RAP_CHARSET_PRESCAN_BYTES 4096
/* What is gathered, from the first byte beyond ASCII on, to tell the character set of bytes that come piece by piece, and what the detector is shown: more makes it no surer. */
#define RAP_CHARSET_WINDOW ((size_t)64 << 10)
/* How often UTF-8 is taken to have been read as something else: twice is met, three times is a curiosity. */
#define RAP_MAX_MOJIBAKE_ROUNDS 3
/* PDF. pdftotext takes a millisecond or two a page; what it writes is some hundred bytes a word, so a document of a thousand dense pages is half of the bound. */
#define RAP_PDF_SECONDS 60
#define RAP_MAX_PDF_OUTPUT ((size_t)128 << 20)
#define RAP_MAX_PDF_MEMORY ((uint64_t)1 << 30)
#define RAP_MAX_PDF_PAGES 5000
/* Folders within folders. */
#define RAP_MAX_TREE_DEPTH 64
/* XML. A tag with its attributes (or a document type, which is dropped): those of feeds and office documents have some hundred bytes, an embedded image in an attribute some
 * hundred KB. Elements within elements: HTML inside a feed's entry reaches 30; libxml2 itself stops at 256. */
#define RAP_MAX_XML_TAG ((size_t)1 << 20)
#define RAP_MAX_XML_DEPTH 200
/* Parts of an e-mail, and parts within parts: those of real ones are a dozen, four deep. Recursion goes as deep. */
#define RAP_MAX_MIME_PARTS 1000
#define RAP_MAX_MIME_DEPTH 32
/* Header lines of one e-mail, of all its parts, in bytes: some KB each, a list of thousands of addressees some hundred KB; gmime keeps up to 70 times as much of them. Lines that begin with -- are rules, signatures, or
 * the begin of a part, which takes 2 KB. */
#define RAP_MAX_MIME_HEADERS ((size_t)2 << 20)
#define RAP_MAX_MIME_MARKS 50000
/* A pattern for paths (--include): it is run as an automaton of twice as many states over each path. A path itself: PATH_MAX of Linux. */
#define RAP_MAX_GLOB_BYTES 1024
#define RAP_MAX_PATH_BYTES 4096
/* A list of files to be read is kept whole while it is worked through: some millions of paths. */
#define RAP_MAX_MANIFEST_BYTES ((size_t)256 << 20)
/* Warnings kept per document; one more says how many were dropped. */
#define RAP_MAX_WARNINGS 32

/* HTML. Elements within elements: common pages reach 20 to 40, pages that never close their <font> some hundreds; browsers stop at 512. */
#define RAP_MAX_HTML_DEPTH 512
/* Elements and runs of text of one page: 64 bytes each. A common page has 2,000 to 10,000, the longest standards as one page come near a million. */
#define RAP_MAX_HTML_NODES 1000000u
/* Attributes of one tag: parsers compare each with all before it. */
#define RAP_MAX_HTML_ATTRIBUTES 256

/* Analysis, per document. */
#define RAP_MAX_MENTIONS 200000
#define RAP_MAX_STATEMENTS 20000
/* Different events and persons of one text: resolving n of them costs n². The longest bulletins name some 30 events and 200 persons. */
#define RAP_MAX_EVENTS 500
#define RAP_MAX_PERSONS 2000
/* Sentences longer than this are not put through shadow rules (tables run together, lists of names). */
#define RAP_MAX_SHADOW_BYTES 20000
/* PCRE2 match and depth limits per match; the defaults (10 million) take seconds on hostile text. */
#define RAP_MATCH_LIMIT 200000
#define RAP_DEPTH_LIMIT 5000
/* How often one rule may hit them in one document, and all rules together before each is left out at its next; a hit costs some milliseconds (analyze/budget.h). At most 255. */
#define RAP_MAX_RULE_LIMITS 16
#define RAP_MAX_DOCUMENT_LIMITS 256
#define RAP_GUARD_WINDOW 160
/* What the guards `in sentence` see on each side of the mention: real sentences are shorter; without it a list of n dates in one sentence costs n². */
#define RAP_GUARD_SENTENCE 4000
/* Mentions of a sentence looked back over for whom a name or pronoun speaks of; sentences of press texts hold fewer. */
#define RAP_MAX_LOOK_BACK 64
/* Literals of all expressions over the view, or over shadows: a table of some hundred bytes for each byte. The default packs take a tenth. */
#define RAP_MAX_SIEVE_BYTES ((size_t)256 << 10)
/* Places of one document from which one expression is to be tried; behind the last of them it is tried everywhere. */
#define RAP_MAX_WINDOWS 8192
/* Expansion of one term into literals: `(x)` and `[a|b]` multiply. */
#define RAP_MAX_TERM_VARIANTS 256
#define RAP_MAX_FRAGMENT_DEPTH 16
#define RAP_MAX_PATTERN_BYTES ((size_t)256 << 10)
#define RAP_MAX_YAML_DEPTH 32
#define RAP_MAX_YAML_BYTES ((size_t)8 << 20)
/* Nodes of one YAML file with every alias followed: a few lines of aliases to aliases unfold to billions. A file of the size above, without aliases,
 * stays below it. */
#define RAP_MAX_YAML_NODES ((size_t)8 << 20)

/* Threads that analyse. Each takes some megabytes for its working state; more are of no use before one writer. */
#define RAP_MAX_JOBS 16
/* Documents under way at once, for each such thread: enough that they go on while the writer commits. */
#define RAP_SLOTS_PER_JOB 12
/* What the documents under way may take together, by the estimate of queries/pipeline.c. A larger one goes alone. */
#define RAP_MAX_UNDER_WAY ((uint64_t)48 << 20)
/* A document's arena that grew beyond this is given back instead of kept for the next one, and so are the buffers of who analysed a text of this size. */
#define RAP_MAX_KEPT_ARENA ((size_t)512 << 10)

/* Store. Documents and bytes of text a transaction: what a kill may lose, and what the log grows to. Each commit makes a segment of the full-text index and writes the pages that it touched once more.
 * CPU of writing 6,254 press releases (32 MB) with 100 documents a commit: +17 %; 500: +4 %; 1,000 to 4,000: within 2 % of a single commit. At 1,000, 250 segments (FTS5 merges them when there are more)
 * hold a quarter of a million documents. */
#define RAP_BATCH_DOCUMENTS 1000
#define RAP_BATCH_BYTES ((size_t)32 << 20)
/* Merging the full-text index: a step writes so many pages of 4 KB, and what it frees is where the next one writes: with 64 the file grows 2 % larger than its content,
 * with 512 5 %, with 4,000 a third. The whole is rewritten only if a run added at least a quarter of it. */
#define RAP_MERGE_PAGES 64
#define RAP_OPTIMIZE_SHARE 4
/* Free pages that one transaction gives back at the end of a run: 4 MB of log. */
#define RAP_GIVE_BACK_PAGES 256
#define RAP_BUSY_TIMEOUT_MS 10000

/* Corrections by people. All of a store: each costs a look at its document only, those of entities stand in memory, some hundred bytes each. */
#define RAP_MAX_CORRECTIONS 100000
/* One text of a correction: the longest is a sentence that it quotes (RAP_MAX_SHADOW_BYTES); and the values of one property: a statement names some thirty States at most, groups aside. */
#define RAP_MAX_CORRECTION_TEXT ((size_t)20000)
#define RAP_MAX_CORRECTION_VALUES 256
/* Corrections of one document: a person does not write more; a file could. */
#define RAP_MAX_CORRECTIONS_PER_DOCUMENT 10000
#define RAP_MAX_CORRECTION_EDITION 9999
#define RAP_MAX_CORRECTION_AUTHOR 100

/* Questions. */
/* What a person types, or a program writes for one: bytes, terms of text, values of fields. AND, OR and NOT within each other: each level is a call deep, 8 KB of positions where it is counted from bitmaps, and three of the
 * hundred places that FTS5's parser has. Clauses of a filter: those of a query, and a few more around them. */
#define RAP_MAX_QUERY_BYTES 16384
#define RAP_MAX_QUERY_TERMS 64
#define RAP_MAX_QUERY_VALUES 512
/* Things that one value of a field may stand for ("event:meeting"): each is a parameter of SQL, which has 32,766. */
#define RAP_MAX_QUERY_MATCHES 8192
#define RAP_MAX_QUERY_DEPTH 24
#define RAP_MAX_CLAUSE_DEPTH 32

#endif
