#!/bin/sh
# Measures what the program finds against annotated texts.
#
#     run.sh PROGRAM [OUT-FOLDER]       scores every gold set: one TSV each in OUT-FOLDER (default build/quality), and the main figures on stdout
#     run.sh --append PROGRAM [OUT]     the same, and a row a set in FIGURES.md and all measures in figures.tsv
#     run.sh --check PROGRAM            only the seeds, against floors.tsv: exit status 1 when a figure has fallen below
#
# The gold sets are not part of the project; they lie in ../shared (or $RAP_SHARED). Where they are missing: exit status 77. Sets of one's own (*.jsonl) in the folder $RAP_GOLD are measured as well.
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
if [ ! -d "$shared/gold" ]; then
  echo 'skip: no gold sets here'
  exit 77
fi
if [ $mode = check ]; then
  status=0
  "$program" evaluate --floors "$here/floors.tsv" "$shared/gold/seeds.jsonl" >/dev/null || status=$?
  exit $status
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/rapporteur-quality.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
date=$(date -u +%Y-%m-%d)
commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git --no-optional-locks -C "$root" status --porcelain 2>/dev/null | head -n 1)" ] || commit=$commit+

# score SET GOLD OUT: the set's figures as TSV: date, commit, measure, P, R, F1, tp, fp, fn.
score() {
  "$program" evaluate --format tsv "$2" >"$work/$1.tsv"
  awk -F "$tab" -v OFS="$tab" -v date="$date" -v commit="$commit" '
    NR == 1 { print "date", "commit", "measure", "P", "R", "F1", "tp", "fp", "fn" }
    NR > 1 { print date, commit, $3, $4, $5, $6, $9, $10, $11 }' "$work/$1.tsv" >"$3"
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

out=${2:-$root/build/quality}
mkdir -p "$out"
for gold in "$shared"/gold/*.jsonl ${RAP_GOLD:+"$RAP_GOLD"/*.jsonl}; do
  name=$(basename "$gold" .jsonl)
  score "$name" "$gold" "$out/$name.tsv"
  figures "$name" "$out/$name.tsv" | tee -a "$work/rows"
  awk -F "$tab" -v OFS="$tab" -v set="$name" 'NR > 1 { print $1, $2, set, $3, $4, $5, $6, $7, $8, $9 }' "$out/$name.tsv" >>"$work/all.tsv"
done

# timex SET GOLD: the figures of a set annotated in TimeML's way, and a row of them in per cent. Lines at fault (a date that is none) are told and left out.
timex() {
  "$program" evaluate --check "$2" >"$work/check" 2>&1 || cat "$work/check" >&2
  sed -n 's/^.*\.jsonl:\([0-9][0-9]*\): .*/\1d/p' "$work/check" >"$work/faults.sed"
  sed -f "$work/faults.sed" "$2" >"$work/timex.jsonl"
  "$program" evaluate --format tsv "$work/timex.jsonl" >"$out/timex-$1.tsv"
  awk -F "$tab" -v row="| $date | $commit | $1" '
    { f1[$2] = sprintf("%.1f", 100 * $6) }
    END { print row " | " f1["timex3-strict"] " | " f1["timex3-relaxed"] " | " f1["timex3-type"] " | " f1["timex3-value"] " |" }' "$out/timex-$1.tsv"
}

for gold in "$shared"/corpora/timeml/*.jsonl; do
  [ -f "$gold" ] || continue
  timex "$(basename "$gold" .jsonl)" "$gold" | tee -a "$work/timex-rows"
done
if [ $mode = append ]; then
  cat "$work/rows" >>"$here/FIGURES.md"
  cat "$work/all.tsv" >>"$here/figures.tsv"
  [ ! -f "$work/timex-rows" ] || cat "$work/timex-rows" >>"$here/TIMEX.md"
fi
