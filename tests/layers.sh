#!/bin/sh
# Checks the sources against the rules of structure: a folder includes only itself and those before it; each foreign API stays in its file; SQL text stays under index/;
# libraries neither print nor exit nor read the environment. Prints each offence as file:line:text; exit status 1 if there is any.
set -eu
cd "${1:?usage: layers.sh ROOT}"
bad=0

# forbid WHAT PATTERN FILE…: no line of the files may match.
forbid() {
  what=$1 pattern=$2
  shift 2
  if [ $# -gt 0 ] && hits=$(grep -nE -- "$pattern" "$@" /dev/null); then
    printf '%s:\n%s\n' "$what" "$hits"
    bad=1
  fi
}

later=
for folder in queries index analyze ingest base; do
  if [ -n "$later" ]; then
    # shellcheck disable=SC2046 # file names of the tree hold no blanks
    forbid "$folder includes a later layer" "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($later)/" $(find "$folder" -name '*.[ch]')
  fi
  later="${later:+$later|}$folder"
done

# header:the files that may include it
for rule in \
  'pcre2\.h:analyze/regex.c' \
  'utf8proc\.h:base/utf8.c' \
  'zlib\.h:ingest/gunzip.c index/compress.c' \
  'yaml\.h>:base/yaml.c' \
  'spawn\.h:ingest/pdf_tool.c' \
  'libxml/:ingest/xml.c ingest/html_parse.c ingest/entity.c base/markup.c' \
  'gmime/:ingest/mime.c' \
  'md4c\.h:ingest/format_markdown.c' \
  'csv\.h:ingest/format_csv.c' \
  'uchardet/:ingest/charset_guess.c' \
  'iconv\.h:ingest/charset_decoder.c' \
  'nettle/:base/digest.h' \
  'jansson\.h:base/json.c' \
  'sqlite3\.h:index/' \
  'roaring/:index/bitmap_codec.c index/bitmap_set.c' \
  'pthread\.h:base/ring.c base/threads.c'; do
  header=${rule%%:*} allowed=${rule#*:}
  files=$(find base ingest analyze index queries -name '*.[ch]')
  for place in $allowed; do
    files=$(printf '%s\n' "$files" | grep -v "^$place" || :)
  done
  # shellcheck disable=SC2086
  forbid "$header outside $allowed" "#[[:space:]]*include[[:space:]]*<$header" $files
done

libraries=$(find base ingest analyze index queries -name '*.c' ! -path '*/tools/*' ! -path queries/main.c ! -path queries/commands.c ! -name 'cmd_*.c')
# shellcheck disable=SC2086
forbid 'a library prints, exits or reads its surroundings' \
  '(^|[^a-zA-Z0-9_>.])(printf|puts|putchar|perror|exit|_exit|_Exit|abort|getenv|setenv|chdir|setlocale)[[:space:]]*\(|[^a-zA-Z0-9_](stdout|stderr)[^a-zA-Z0-9_]' $libraries

# Two words in upper case, so that prose in comments is left alone.
# shellcheck disable=SC2046
forbid 'SQL text outside index/' '"[^"]*(SELECT [^"]* FROM |INSERT INTO |DELETE FROM |CREATE TABLE |PRAGMA )' $(find base ingest analyze queries -name '*.[ch]')

exit "$bad"
