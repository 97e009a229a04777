#!/bin/sh
# The columns of each table are those that rapporteur-output.5 lists, in that order.
#
#     columns.sh RAPPORTEUR MANUAL
#
# In the page: .It Cm COMMAND, and on the next line .Li COLUMN…, with lists in brackets.
# Exit status: 0 they agree, 1 they don't (shown), 2 trouble.
set -eu

if [ $# -ne 2 ] || [ ! -x "$1" ] || [ ! -r "$2" ]; then
  echo 'usage: columns.sh RAPPORTEUR MANUAL' >&2
  exit 2
fi
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/rapporteur-columns.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
RAPPORTEUR_DB=$work/store.db
export RAPPORTEUR_DB
"$1" index -q "$root/corpus/state-it"

# arguments COMMAND: what it is called with.
arguments() {
  case $1 in
    compare) echo compare 2022 2024 ;;
    diff) echo diff 2022-09-30-it-ministers-preview 2022-10-04-it-ministers-report ;;
    evaluate) echo evaluate tests/data/gold.jsonl ;;
    kwic) echo kwic states ;;
    similar) echo similar 2022-10-04-it-ministers-report ;;
    'rules check') echo rules check --cost ;;
    'rules diff') echo rules diff built-in built-in ;;
    *) echo "$1" ;;
  esac
}

awk '/^\.It Cm / { split(substr($0, 8), names, " ,"); name = names[1]; next }
  /^\.Li / && name != "" { gsub(/[][]/, ""); print name ":" substr($0, 5) }
  { name = "" }' "$2" >"$work/manual"
cut -d : -f 1 "$work/manual" | while IFS= read -r command; do
  # shellcheck disable=SC2046 # words
  printf '%s:%s\n' "$command" "$(cd "$root" && "$bin" $(arguments "$command") -f tsv | head -n 1 | tr '\t' ' ')"
done >"$work/program"
[ -s "$work/manual" ] || exit 2
if ! diff -u "$work/manual" "$work/program"; then
  echo "$2 (-) and the program (+) disagree"
  exit 1
fi
echo "$(wc -l <"$work/manual" | tr -d ' ') tables"
