#!/bin/sh
# Measures a build: run.sh BUILD-FOLDER [growth] [--no-write]. `./dev bench` calls it with the release build.
#
#   growth              instead of the table: the same work on more and more documents
#   --no-write          prints only; else the section of RESULTS.md with the same heading is replaced by what came out
#   RAP_BENCH_RUNS      rounds; medians are given (default 5)
#   RAP_BENCH_MB        MB of text, made from corpus/ with a fixed seed (default 20)
#   RAP_BENCH_DOCUMENTS documents of the store that is asked questions (default 200000; 0: no questions), and of the last step of growth
#   RAP_BENCH_INPUT     real texts, a file or folder, measured as they are in a second table; without it, one that is known is looked for beside the repository; "none": no second table
#   RAP_BENCH_NAME      what to call them
# Figures are compared within one run only. Nothing is asserted on time: the exit status tells only whether measuring worked.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
write=true mode=table

usage() {
  echo 'usage: run.sh BUILD-FOLDER [growth] [--no-write]' >&2
  exit 2
}
[ $# -ge 1 ] || usage
build=$(cd "$1" && pwd)
shift
for argument in "$@"; do
  case $argument in
    growth) mode=growth ;;
    --no-write) write=false ;;
    *) usage ;;
  esac
done

# The machine in general words: figures carry over to another only as ratios.
machine() {
  cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo '?')
  model=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1)
  memory=$(awk '/^MemTotal:/ { printf ", %d GB", $2 / 1000 / 1000 + 0.5 }' /proc/meminfo 2>/dev/null || :)
  printf '%s cores, %s%s, %s' "$cores" "${model:-$(uname -m)}" "$memory" "$(uname -s)"
}

# What others do at the same time; 0 is best.
load() { cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo '?'; }

work=$(mktemp -d "${TMPDIR:-/tmp}/rapporteur-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git --no-optional-locks -C "$root" status --porcelain -- . ':!tests/bench/RESULTS.md' 2>/dev/null | head -n 1)" ] || commit="$commit and changes"

# Puts the report in place of the section of RESULTS.md that has its heading, or behind the others.
put() {
  awk -v heading="$1" '/^## / { skip = ($0 == heading) } !skip' "$here/RESULTS.md" >"$work/results"
  # One blank line between sections.
  { cat -s "$work/results"; cat "$2"; } >"$work/new"
  cat "$work/new" >"$here/RESULTS.md"
}

# measure HEADING ARGUMENT…: of rapporteur-bench, behind the mode.
measure() {
  heading="## $1"
  shift
  {
    printf '%s\n\n%s, commit %s. %s; load before the run %s. ' "$heading" "$(date -u +%Y-%m-%d)" "$commit" "$(machine)" "$(load)"
    "$build/tests/bench/rapporteur-bench" "$mode" "$build/bin/rapporteur" "$work" "${RAP_BENCH_RUNS:-5}" "$@" || : >"$work/failed"
    echo
  } | tee "$work/report"
  [ ! -e "$work/failed" ] || exit 1
  if $write; then put "$heading" "$work/report"; fi
}

if [ "$mode" = growth ]; then
  measure 'Growth, documents made from corpus/' "$root/corpus" "${RAP_BENCH_DOCUMENTS:-200000}"
  exit
fi
measure 'Documents made from corpus/' "$root/corpus" "${RAP_BENCH_MB:-20}" "${RAP_BENCH_DOCUMENTS:-200000}"

input=${RAP_BENCH_INPUT:-} name=${RAP_BENCH_NAME:-An input of its own}
if [ -z "$input" ]; then
  input=$root/../shared/corpora/pib-2026.jsonl.gz name='6,185 releases of one press bureau, 2026'
  [ -e "$input" ] || input=none
fi
[ "$input" = none ] || measure "$name" "$input" 0 0
