#!/bin/sh
# Conferences of a corpus of daily bulletins, against a table of them: what each bulletin's main event says, by the bulletin alone and by what the store puts together.
#
#     enb.sh PROGRAM          the figures, one line each
#     enb.sh --append PROGRAM the same, and rows in CONFERENCES.md
#
# Corpus and tables are not part of the project; they lie in ../shared (or $RAP_SHARED). Without them, or without python3: exit status 77. conferences-corrected.tsv says where the table itself is wrong.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
shared=${RAP_SHARED:-$root/../shared}
append=
if [ "${1:-}" = --append ]; then
  append=1
  shift
fi
[ $# -eq 1 ] || {
  echo 'usage: enb.sh [--append] PROGRAM' >&2
  exit 2
}
program=$1
if [ ! -f "$shared/corpora/enb-climate.jsonl.gz" ] || ! command -v python3 >/dev/null 2>&1; then
  echo 'skip: no corpus of bulletins, or no python3, here'
  exit 77
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/rapporteur-enb.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
date=$(date -u +%Y-%m-%d)
commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git --no-optional-locks -C "$root" status --porcelain 2>/dev/null | head -n 1)" ] || commit=$commit+

# Nothing of the table reaches the program: the records' own fields for the event, its city and country are left out.
python3 -c '
import gzip, json, sys
for line in gzip.open(sys.argv[1], "rt", encoding="utf-8"):
    d = json.loads(line)
    print(json.dumps({k: d[k] for k in ("id", "title", "date", "url", "text") if k in d}))' "$shared/corpora/enb-climate.jsonl.gz" >"$work/in.jsonl"
"$program" analyze --rules world --format ndjson "$work/in.jsonl" >"$work/records.ndjson" 2>"$work/warnings"
"$program" index --quiet --rules world -d "$work/s.db" "$work/in.jsonl" 2>>"$work/warnings"
"$program" events -d "$work/s.db" --format ndjson --limit 1000000 >"$work/events.ndjson"
python3 "$here/enb.py" "$shared/corpora" "$here/conferences-corrected.tsv" "$work/records.ndjson" "$work/events.ndjson" >"$work/figures"
cat "$work/figures"
if [ "$append" ]; then
  while IFS= read -r line; do echo "| $date | $commit | $line |"; done <"$work/figures" >>"$here/CONFERENCES.md"
fi
