#!/bin/sh
# Every command and every option that --help shows stands in rapporteur.1, under its command, and the other way round.
#
#     options.sh RAPPORTEUR MANUAL
#
# In the page a command is a subsection (.Ss NAME), its options are items (.It Fl x , Fl Fl name Ar X); `.\" options of NAME` says that those of another subsection belong to it as well.
# Exit status: 0 they agree, 1 they don't (shown), 2 trouble.
set -eu

if [ $# -ne 2 ] || [ ! -x "$1" ] || [ ! -r "$2" ]; then
  echo 'usage: options.sh RAPPORTEUR MANUAL' >&2
  exit 2
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/rapporteur-options.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

commands=$("$1" help | awk '/^Topics/ { exit } /^  [a-z]/ { print $1 }')
if [ -z "$commands" ]; then
  echo 'options.sh: no commands' >&2
  exit 2
fi
for command in $commands; do
  "$1" "$command" --help | awk -v command="$command" '
    BEGIN { print command }
    match($0, /^  (-., |    )--[a-z-]+/) {
      letter = substr($0, 3, 1) == "-" ? " -" substr($0, 4, 1) : ""
      sub(/^  (-., |    )/, "")
      sub(/\[=.*/, "", $1)
      print command, $1 letter
    }'
done | sort >"$work/program"

awk '
  /^\.Ss / { section = $2; sections[++n] = section; next }
  /^\.Sh / { section = "" }
  /^\.\\" options of / && section != "" { borrows[section] = borrows[section] " " $4 }
  /^\.It Fl / && section != "" {
    letter = $3 != "Fl" ? " -" $3 : ""
    for (i = 2; i < NF && !($i == "Fl" && $(i + 1) == "Fl"); i++) continue
    options[section] = options[section] "\n--" $(i + 2) letter
  }
  END {
    for (k = 1; k <= n; k++) {
      s = sections[k]
      if (s ~ /^[A-Z]/) continue
      print s
      list = options[s]
      m = split(borrows[s], from, " ")
      for (i = 1; i <= m; i++) list = list options[from[i]]
      m = split(substr(list, 2), one, "\n")
      for (i = 1; i <= m; i++) if (one[i] != "") print s, one[i]
    }
  }' "$2" | sort >"$work/manual"

if ! diff -u "$work/manual" "$work/program"; then
  echo "$2 (-) and the program (+) disagree"
  exit 1
fi
echo "$(wc -l <"$work/program" | tr -d ' ') commands and options"
