#!/bin/sh
# Main text from HTML, against pages of which it is known: P, R and F1 of words in fours, by the benchmark's own scorer.
#
#     extract.sh PROGRAM [FOLDER]       the figures; FOLDER holds html/*.html.gz and ground-truth.json, default ../shared/corpora/article-extraction
#     extract.sh --append PROGRAM       the same, and a row in EXTRACT.md
#
# Pages and scorer are not part of the project; they lie in ../shared (or $RAP_SHARED). Without them, or without python3: exit status 77.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
shared=${RAP_SHARED:-$root/../shared}
append=
if [ "${1:-}" = --append ]; then
  append=1
  shift
fi
[ $# -ge 1 ] || {
  echo 'usage: extract.sh [--append] PROGRAM [FOLDER]' >&2
  exit 2
}
program=$1
folder=${2:-$shared/corpora/article-extraction}
if [ ! -f "$folder/ground-truth.json" ] || [ ! -f "$shared/eval/extract_score.py" ] || ! command -v python3 >/dev/null 2>&1; then
  echo 'skip: no pages with their main text, or no python3, here'
  exit 77
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/rapporteur-extract.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
date=$(date -u +%Y-%m-%d)
commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git --no-optional-locks -C "$root" status --porcelain 2>/dev/null | head -n 1)" ] || commit=$commit+

# A page that is taken for a listing, or refused, is a document without text to the scorer.
mkdir "$work/html"
for page in "$folder"/html/*.html.gz; do
  name=${page##*/}
  gzip -dc "$page" >"$work/html/${name%.gz}"
done
status=0
"$program" ingest --format ndjson "$work/html" >"$work/out.ndjson" 2>"$work/messages" || status=$?
[ -s "$work/out.ndjson" ] || {
  cat "$work/messages" >&2
  exit $status
}
figures=$(python3 "$shared/eval/extract_score.py" "$folder/ground-truth.json" "$work/out.ndjson")
echo "$figures"
if [ "$append" ]; then
  echo "$figures" | awk -v date="$date" -v commit="$commit" '{ print "| " date " | " commit " | " $2 " | " $4 " | " $6 " | " $8 " |" }' >>"$here/EXTRACT.md"
fi
