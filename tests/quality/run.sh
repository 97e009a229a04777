#!/bin/sh
# Measures what the program finds against annotated texts.
#
#     run.sh PROGRAM [OUT-FOLDER]       scores every gold set: one TSV each in OUT-FOLDER (default build/quality), and the main figures on stdout
#     run.sh --append PROGRAM [OUT]     the same, and a row a set in FIGURES.md
#     run.sh --check PROGRAM            only the seeds, against floors.tsv: exit status 1 when a figure has fallen below
#
# The gold sets and their scorer are not part of the project; they lie in ../shared (or $RAP_SHARED), and the scorer wants python3. Where either is missing: exit status 77.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
shared=${RAP_SHARED:-$root/../shared}
tab=$(printf '\t')
mode=all

case ${1:-} in
  --append) mode=append ;;
  --check) mode=check ;;
esac
[ $mode = all ] || shift
[ $# -ge 1 ] || {
  echo 'usage: run.sh [--append|--check] PROGRAM [OUT-FOLDER]' >&2
  exit 2
}
program=$1
if [ ! -f "$shared/eval/score.py" ] || [ ! -d "$shared/gold" ]; then
  echo 'skip: no gold sets here'
  exit 77
fi
command -v python3 >/dev/null 2>&1 || {
  echo 'skip: no python3 for the scorer'
  exit 77
}

work=$(mktemp -d "${TMPDIR:-/tmp}/rapporteur-quality.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
date=$(date -u +%Y-%m-%d)
commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git --no-optional-locks -C "$root" status --porcelain 2>/dev/null | head -n 1)" ] || commit=$commit+

# score SET OUT: the set's texts through the program, and the scorer's figures as TSV: date, commit, measure, P, R, F1, tp, fp, fn.
score() {
  python3 -c '
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    if line.strip():
        gold = json.loads(line)
        print(json.dumps({"id": gold["id"], "date": gold["published"], "title": gold["title"], "text": gold["text"]}))' "$shared/gold/$1.jsonl" >"$work/$1.jsonl"
  "$program" analyze --format ndjson "$work/$1.jsonl" >"$work/$1.ndjson"
  python3 "$shared/eval/score.py" --json "$shared/gold/$1.jsonl" "$work/$1.ndjson" >"$work/$1.json"
  {
    printf 'date\tcommit\tmeasure\tP\tR\tF1\ttp\tfp\tfn\n'
    python3 -c '
import json, sys
for measure, v in json.load(open(sys.argv[1])).items():
    print(*sys.argv[2:4], measure, *("%.3f" % v[k] for k in "prf"), v["tp"], v["fp"], v["fn"], sep="\t")' "$work/$1.json" "$date" "$commit"
  } >"$2"
}

# The figures that FIGURES.md shows, in the order of its columns.
measures='state mention|group mention|date span and value|participant|participant and function|count|main event found|event fields|theme|statement sentence|statement actor+predicate|statement actor+theme|STATE x THEME per document'

# figures SET TSV: one row of FIGURES.md.
figures() {
  awk -F "$tab" -v set="$1" -v list="$measures" '
    NR == 2 { row = "| " $1 " | " $2 " | " set }
    { f1[$3] = $6 }
    END { n = split(list, m, "|"); for (i = 1; i <= n; i++) row = row " | " (m[i] in f1 ? f1[m[i]] : ""); print row " |" }' "$2"
}

if [ $mode = check ]; then
  score seeds "$work/seeds.tsv"
  awk -F "$tab" '
    FNR == NR { if ($0 !~ /^#/ && NF == 2) floor[$1] = $2; next }
    $3 in floor { seen[$3] = 1; if ($6 < floor[$3]) { printf "%s: F1 %s, at least %s is wanted (%s right, %s spurious, %s missed)\n", $3, $6, floor[$3], $7, $8, $9; bad = 1 } }
    END { for (m in floor) { n++; if (!(m in seen)) { print m ": not measured"; bad = 1 } } if (!n) { print "no floors"; bad = 1 } exit bad }' "$here/floors.tsv" "$work/seeds.tsv"
  exit 0
fi

out=${2:-$root/build/quality}
mkdir -p "$out"
for gold in "$shared"/gold/*.jsonl; do
  name=$(basename "$gold" .jsonl)
  score "$name" "$out/$name.tsv"
  figures "$name" "$out/$name.tsv" | tee -a "$work/rows"
done
if [ $mode = append ]; then cat "$work/rows" >>"$here/FIGURES.md"; fi
