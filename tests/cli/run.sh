#!/bin/sh
# Runs transcripts of the command line and compares them.
#
#     run.sh RAPPORTEUR [--regenerate] [CASE…]       a CASE is a name in cases/ or a path to a .test file; without one: all
#
# A case is plain text. Lines that begin with
#     $   are a command for sh; lines beginning with > right after it continue it,
#     |   are what it writes to stdout (a blank line is a sole |), then
#     !   what it writes to stderr, then
#     =   its exit status, left out when it is 0;
#     %   state what the case needs: "% needs shared" (the folder ../shared), "% needs tool NAME", "% needs user" (not root);
# and blank lines and lines with # are remarks. "\" as the last line of an output says that it doesn't end with a newline.
#
# A case runs in a fresh folder, command by command, with the program as `rapporteur` on the PATH, an environment that is always the same, and ROOT, the root of the
# sources. The two paths that differ from run to run are written as $ROOT and $PWD in the outputs.
# Exit status: 0 all passed, 1 a difference (shown), 2 trouble, 77 nothing ran since something needed is missing.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
regenerate=false passed=0 failed=0 skipped=0 lower=''

usage() {
  echo "usage: run.sh RAPPORTEUR [--regenerate] [CASE...]" >&2
  exit 2
}

# as_nobody COMMAND…: as a user without rights, for root (util-linux); false where that can't be.
as_nobody() {
  command -v setpriv >/dev/null 2>&1 && setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

# missing FILE: says what the case needs and isn't here; false if there is nothing.
missing() {
  while read -r mark word what name; do
    [ "$mark $word" = "% needs" ] || continue
    case $what in
      shared) [ -d "$root/../shared" ] || { echo "the folder ../shared"; return 0; } ;;
      tool) command -v "$name" >/dev/null 2>&1 || { echo "the program $name"; return 0; } ;;
      user) [ "$(id -u)" -ne 0 ] || as_nobody test -r "$here/run.sh" -a -x "$bin/rapporteur" || { echo "a user other than root"; return 0; } ;;
      *) echo "something unknown: $what"; return 0 ;;
    esac
  done <"$1"
  return 1
}

# prefixed MARK FILE: the lines of an output as they stand in a case.
prefixed() {
  ROOT=$root HERE=$work/dir LC_ALL=C awk -v mark="$1" '
    function put(s, from, to,   at) {
      if (from == "") return s
      while ((at = index(s, from)) > 0) s = substr(s, 1, at - 1) to substr(s, at + length(from))
      return s
    }
    { s = put(put($0, ENVIRON["HERE"], "$PWD"), ENVIRON["ROOT"], "$ROOT"); print (s == "" ? mark : mark " " s) }' "$2"
  if [ -s "$2" ] && [ -n "$(tail -c 1 "$2")" ]; then echo "$1 \\"; fi
}

# perform COMMAND: runs it and prints what came of it.
perform() {
  status=0
  (
    cd "$work/dir"
    # shellcheck disable=SC2086 # the words of a command, or none
    exec $lower env -i PATH="$bin:$PATH" HOME="$work/dir" TMPDIR="$work" LC_ALL=C.UTF-8 TZ=UTC COLUMNS=100 ROOT="$root" \
      ${ASAN_OPTIONS+ASAN_OPTIONS="$ASAN_OPTIONS"} ${LSAN_OPTIONS+LSAN_OPTIONS="$LSAN_OPTIONS"} ${UBSAN_OPTIONS+UBSAN_OPTIONS="$UBSAN_OPTIONS"} \
      ${TSAN_OPTIONS+TSAN_OPTIONS="$TSAN_OPTIONS"} sh -c "$1"
  ) </dev/null >"$work/stdout" 2>"$work/stderr" || status=$?
  prefixed '|' "$work/stdout"
  prefixed '!' "$work/stderr"
  [ "$status" -eq 0 ] || echo "= $status"
}

# transcript FILE: the case with what really happens in it.
transcript() {
  command='' pending=false
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      '> '* | '>')
        $pending || { echo "run.sh: $1: a continuation without a command" >&2; return 2; }
        more=${line#>}
        command="$command
${more# }"
        printf '%s\n' "$line"
        continue
        ;;
    esac
    if $pending; then
      perform "$command"
      pending=false
    fi
    case $line in
      '$ '*)
        command=${line#??} pending=true
        printf '%s\n' "$line"
        ;;
      '|'* | '!'* | '='*) ;;
      *) printf '%s\n' "$line" ;;
    esac
  done <"$1"
  if $pending; then perform "$command"; fi
}

# one FILE: runs a case and counts it.
one() {
  name=$(basename "$1" .test)
  if what=$(missing "$1"); then
    echo "skip $name: needs $what"
    skipped=$((skipped + 1))
    return
  fi
  work=$(mktemp -d "${TMPDIR:-/tmp}/rapporteur-cli.XXXXXX")
  trap 'chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
  mkdir "$work/dir"
  lower=''
  if [ "$(id -u)" -eq 0 ] && grep -q '^% needs user' "$1"; then
    lower='setpriv --reuid=65534 --regid=65534 --clear-groups'
    chown -R 65534:65534 "$work"
  fi
  work=$(cd "$work" && pwd -P)
  transcript "$1" >"$work/actual"
  if cmp -s "$1" "$work/actual"; then
    passed=$((passed + 1))
  elif $regenerate; then
    cp "$work/actual" "$1"
    echo "regenerated $name"
    passed=$((passed + 1))
  else
    echo "FAIL $name"
    diff -u "$1" "$work/actual" || :
    failed=$((failed + 1))
  fi
  chmod -R u+rwX "$work"
  rm -rf "$work"
  trap - EXIT INT TERM
}

[ $# -ge 1 ] || usage
[ -x "$1" ] || { echo "run.sh: $1: no such program" >&2; exit 2; }
bin=$(cd "$(dirname "$1")" && pwd)
shift
if [ "${1-}" = --regenerate ]; then
  regenerate=true
  shift
fi
[ $# -gt 0 ] || set -- "$here"/cases/*.test
for case in "$@"; do
  case $case in
    */*) file=$case ;;
    *) file=$here/cases/$case.test ;;
  esac
  [ -f "$file" ] || { echo "run.sh: $file: no such case" >&2; exit 2; }
  one "$file"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] || exit 1
[ "$passed" -gt 0 ] || [ "$skipped" -eq 0 ] || exit 77
