#!/bin/sh
# Runs the examples of README files and manual pages and compares what they print.
#
#     run.sh RAPPORTEUR [--regenerate] FILE…
#
# Each FILE's examples run in order in one fresh folder, in which `corpus` is that of the sources. In a README they are fenced blocks, in a manual page literal blocks behind a mark:
#     ```console              .\" run             lines with `$ ` are commands for sh, what follows them is their output (stdout and stderr); lines with `# ` are remarks
#     ```yaml NAME            .\" file NAME       a file, written before what follows
# Every command must succeed. In an output, `…` stands for anything within a line, and as a line of its own for any number of lines. Commands that begin with ./dev aren't run; of a block that
# begins with `./dev demo` the other commands must be the demonstration's.
# --regenerate writes down what is printed now, shortened like the old output; read the diff before you keep it.
# Exit status: 0 all as written, 1 a difference (shown), 2 trouble.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
regenerate=false

if [ $# -lt 2 ] || [ ! -x "$1" ]; then
  echo 'usage: run.sh RAPPORTEUR [--regenerate] FILE...' >&2
  exit 2
fi
bin=$(cd "$(dirname "$1")" && pwd)
shift
if [ "$1" = --regenerate ]; then
  regenerate=true
  shift
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/rapporteur-docs.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# perform COMMAND: runs it; its output is left in $work/got.
perform() {
  (
    cd "$work/dir"
    exec env -i PATH="$bin:$PATH" HOME="$work/dir" TMPDIR="$work" LC_ALL=C.UTF-8 TZ=UTC COLUMNS="$columns" \
      ${ASAN_OPTIONS+ASAN_OPTIONS="$ASAN_OPTIONS"} ${LSAN_OPTIONS+LSAN_OPTIONS="$LSAN_OPTIONS"} ${UBSAN_OPTIONS+UBSAN_OPTIONS="$UBSAN_OPTIONS"} ${TSAN_OPTIONS+TSAN_OPTIONS="$TSAN_OPTIONS"} sh -c "$1"
  ) </dev/null >"$work/got" 2>&1
}

# check FILE STEP: runs the command of a step and compares.
check() {
  command=$(cat "$2.command") status=0
  ran=$((ran + 1))
  perform "$command" || status=$?
  if [ "$status" -eq 0 ] && LC_ALL=C awk -f "$here/compare.awk" "$2.want" "$work/got"; then return; fi
  if [ "$status" -eq 0 ] && $regenerate; then
    LC_ALL=C awk -v shorten=1 -f "$here/compare.awk" "$2.want" "$work/got" >"$2.new"
    echo "regenerated $1:$(cat "$2.line"): $command"
    return
  fi
  failed=$((failed + 1))
  echo "FAIL $1:$(cat "$2.line"): $command (exit status $status)"
  diff -u "$2.want" "$work/got" || :
}

# examples FILE: runs its examples, counting in $ran and $failed.
examples() {
  rm -rf "$work/dir" "$work/steps"
  mkdir "$work/dir" "$work/steps"
  ln -s "$root/corpus" "$work/dir/corpus"
  case $1 in
    *.md) columns=100 ;;
    *) columns=72 ;;
  esac
  LC_ALL=C awk -v steps="$work/steps" -f "$here/extract.awk" "$1"
  for step in "$work"/steps/*; do
    case $step in
      *.file)
        mkdir -p "$work/dir/$(dirname "$(cat "$step")")"
        cp "${step%.file}.text" "$work/dir/$(cat "$step")"
        ;;
      *.demo)
        if ! grep -qxF -e "$(cat "$step")" "$root/dev"; then
          echo "FAIL $1: not in the demonstration: $(cat "$step")"
          failed=$((failed + 1))
        fi
        ;;
      *.command) check "$1" "${step%.command}" ;;
    esac
  done
  set -- "$1" "$work"/steps/*.new
  if [ -f "$2" ]; then
    LC_ALL=C awk -v steps="$work/steps" -v rewrite=1 -f "$here/extract.awk" "$1" >"$work/page"
    cat "$work/page" >"$1"
  fi
}

ran=0 failed=0
for file in "$@"; do
  if [ ! -r "$file" ]; then
    echo "run.sh: $file: cannot be read" >&2
    exit 2
  fi
  examples "$file"
done
echo "$ran examples, $failed failed"
[ "$ran" -gt 0 ] || exit 2
[ "$failed" -eq 0 ]
