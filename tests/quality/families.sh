#!/bin/sh
# Families of copies: two collections of one bureau's releases, made by different people, which share 315 releases; and releases in English and Hindi. FAMILIES.md keeps the figures.
#
#     families.sh PROGRAM          the figures, one line each
#     families.sh --append PROGRAM the same, and a row in FAMILIES.md
#     families.sh --check PROGRAM  fails when recall is below 0.98 or precision, as judged, below 0.99
#
# Truth is the number of the release, which stands in its id and its address. The program sees neither but in the rows `with addresses`: ids are numbered anew and addresses left out. Pairs are those of a document of the one collection
# and one of the other within a family. A pair of different numbers whose bodies are the same word for word in one of the collections (one release, issued by two ministries under two numbers) is judged right; `strict` counts it as wrong.
#
# The corpora are not part of the project; they lie in ../shared (or $RAP_SHARED). Without them, or without python3: exit status 77.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
shared=${RAP_SHARED:-$root/../shared}
mode=
case ${1:-} in
  --append | --check)
    mode=$1
    shift
    ;;
esac
[ $# -eq 1 ] || {
  echo 'usage: families.sh [--append | --check] PROGRAM' >&2
  exit 2
}
program=$1
if [ ! -f "$shared/corpora/pib-2026-second-scrape.jsonl.gz" ] || ! command -v python3 >/dev/null 2>&1; then
  echo 'skip: no second collection, or no python3, here'
  exit 77
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/rapporteur-families.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
date=$(date -u +%Y-%m-%d)
commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git --no-optional-locks -C "$root" status --porcelain 2>/dev/null | head -n 1)" ] || commit=$commit+

python3 "$here/families.py" make "$shared/corpora" "$work"
for set in texts addresses bilingual; do
  "$program" index -q -d "$work/$set.db" "$work/$set.jsonl" 2>/dev/null || true
  "$program" families -d "$work/$set.db" --limit 0 -f ndjson >"$work/$set.families" || true
done
python3 "$here/families.py" score "$work" | tee "$work/figures"
if [ "$mode" = --append ]; then
  awk -F '\t' -v date="$date" -v commit="$commit" '{ printf "| %s | %s | %s | %s | %s | %s | %s | %s |\n", date, commit, $1, $2, $3, $4, $5, $6 }' "$work/figures" >>"$here/FAMILIES.md"
fi
if [ "$mode" = --check ]; then
  awk -F '\t' '$1 == "texts alone" && ($3 < 0.98 || $4 < 0.99) { print "families: recall " $3 ", precision " $4; bad = 1 } END { exit bad }' "$work/figures"
fi
