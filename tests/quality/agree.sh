#!/bin/sh
# `rapporteur evaluate` counts as the reference scorer of ../shared does: on the gold sets, with the program's own records and with records distorted in many ways.
#
#     agree.sh PROGRAM
#
# The gold sets and the scorer are not part of the project; they lie in ../shared (or $RAP_SHARED), and the scorer wants python3. Where either is missing: exit status 77.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
shared=${RAP_SHARED:-$root/../shared}
[ $# -eq 1 ] || {
  echo 'usage: agree.sh PROGRAM' >&2
  exit 2
}
program=$1
if [ ! -f "$shared/eval/score.py" ] || [ ! -d "$shared/gold" ] || ! command -v python3 >/dev/null 2>&1; then
  echo 'skip: no gold sets, scorer or python3 here'
  exit 77
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/rapporteur-agree.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# The inputs of a set, from its gold.
inputs() {
  python3 -c '
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    if line.strip():
        gold = json.loads(line)
        print(json.dumps({"id": gold["id"], "date": gold["published"], "title": gold["title"], "text": gold["text"]}))' "$1"
}

# distort SEED <RECORDS: as a bad program might have them; the same for the same seed.
distort() {
  python3 "$here/distort.py" "$1"
}

# held SET RECORDS WHAT: the counts of both, measure by measure.
held() {
  python3 "$shared/eval/score.py" --json "$1" "$2" | python3 -c '
import json, sys
for measure, v in json.load(sys.stdin).items():
    print(measure, v["tp"], v["fp"], v["fn"], sep="\t")' | sort >"$work/reference"
  "$program" evaluate --format tsv "$1" "$2" 2>"$work/said" | awk -F '\t' 'NR > 1 { print $3 "\t" $9 "\t" $10 "\t" $11 }' | sort >"$work/own"
  if [ ! -s "$work/own" ] || ! diff -u "$work/reference" "$work/own" >"$work/diff"; then
    echo "$3: the reference (-) and evaluate (+) disagree"
    cat "$work/diff" "$work/said"
    exit 1
  fi
}

n=0
for gold in "$shared"/gold/*.jsonl; do
  inputs "$gold" >"$work/in.jsonl"
  "$program" analyze --format ndjson "$work/in.jsonl" >"$work/out.ndjson"
  held "$gold" "$work/out.ndjson" "$(basename "$gold")"
  # Without PATH the figures are those of the records.
  "$program" evaluate "$gold" >"$work/direct"
  "$program" evaluate "$gold" "$work/out.ndjson" | cmp - "$work/direct"
  for seed in 1 2 3 4; do
    distort $seed <"$work/out.ndjson" >"$work/bad.ndjson"
    held "$gold" "$work/bad.ndjson" "$(basename "$gold"), distortion $seed"
    n=$((n + 1))
  done
done
echo "$n distorted sets agree"
