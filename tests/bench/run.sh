#!/bin/sh
# Measures a build: run.sh BUILD-FOLDER [--write]. `./dev bench` calls it with the release build.
#
#   --write             adds what came out to RESULTS.md, too
#   RAP_BENCH_RUNS      rounds; medians are given (default 5)
#   RAP_BENCH_MB        MB of text, drawn from corpus/ with a fixed seed (default 20)
#   RAP_BENCH_INPUT     a file or folder to measure as it is instead, and
#   RAP_BENCH_NAME      what to call it in RESULTS.md
# Figures are compared within one run only. Nothing is asserted on time: the exit status tells only whether measuring worked.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
write=false

[ $# -ge 1 ] || {
  echo 'usage: run.sh BUILD-FOLDER [--write]' >&2
  exit 2
}
build=$(cd "$1" && pwd)
shift
for argument in "$@"; do
  case $argument in
    --write) write=true ;;
    *)
      echo "run.sh: $argument: unknown" >&2
      exit 2
      ;;
  esac
done

# The machine in general words: figures carry over to another only as ratios.
machine() {
  cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo '?')
  model=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1)
  memory=$(awk '/^MemTotal:/ { printf ", %d GB", $2 / 1000 / 1000 + 0.5 }' /proc/meminfo 2>/dev/null || :)
  printf '%s cores, %s%s, %s' "$cores" "${model:-$(uname -m)}" "$memory" "$(uname -s)"
}

work=$(mktemp -d "${TMPDIR:-/tmp}/rapporteur-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

input=${RAP_BENCH_INPUT:-} megabytes=0 name=${RAP_BENCH_NAME:-an input of its own}
if [ -z "$input" ]; then
  input=$root/corpus megabytes=${RAP_BENCH_MB:-20} name='documents drawn from corpus/'
fi
commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git --no-optional-locks -C "$root" status --porcelain 2>/dev/null | head -n 1)" ] || commit="$commit and changes"

{
  printf '## %s, %s\n\nCommit %s. %s. ' "$(date -u +%Y-%m-%d)" "$name" "$commit" "$(machine)"
  "$build/tests/bench/rapporteur-bench" "$build/bin/rapporteur" "$work" "${RAP_BENCH_RUNS:-5}" "$megabytes" "$input" || : >"$work/failed"
} | tee "$work/report"
[ ! -e "$work/failed" ] || exit 1
if $write; then
  { echo; cat "$work/report"; } >>"$here/RESULTS.md"
fi
