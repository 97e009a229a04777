# Succeeds when the second file is as the first says, see run.sh: "…" stands for anything in a line, and alone for any number of lines. Blank lines at the ends don't count.
# With `shorten`: prints the second file, shortened as the first is.

# The parts between dots must occur in order, the first at the begin and the last at the end.
function fits(want, got,   parts, n, i, at) {
  n = split(want, parts, "…")
  if (n < 2) return want == got
  if (substr(got, 1, length(parts[1])) != parts[1]) return 0
  got = substr(got, length(parts[1]) + 1)
  for (i = 2; i < n; i++) {
    at = index(got, parts[i])
    if (parts[i] == "") continue
    if (!at) return 0
    got = substr(got, at + length(parts[i]))
  }
  return length(got) >= length(parts[n]) && substr(got, length(got) - length(parts[n]) + 1) == parts[n]
}

# Lines i.. of what is wanted against lines j.. of what came: the row of a table, from the last line up, is enough.
function same(   i, j, below, here) {
  for (j = 1; j <= n_got; j++) row[j] = 0
  row[n_got + 1] = 1
  for (i = n_want; i >= 1; i--) {
    below = row[n_got + 1]
    row[n_got + 1] = want[i] == "…" && below
    for (j = n_got; j >= 1; j--) {
      here = row[j]
      row[j] = want[i] == "…" ? row[j] || row[j + 1] : below && fits(want[i], got[j])
      below = here
    }
  }
  return row[1]
}

# A line with the dots that stood in the words of the old one, as far as the words are as many.
function dotted(old, new,   a, b, n, i, out) {
  if (old !~ /…/ || split(old, a, " ") != (n = split(new, b, " "))) return new
  for (i = 1; i <= n; i++) out = out (i > 1 ? " " : "") (a[i] ~ /…/ ? a[i] : b[i])
  return out
}

function letters(s) {
  gsub(/[^A-Za-z]/, "", s)
  return s
}

function put(i, j) { print i <= n_want ? dotted(want[i], got[j]) : got[j] }

# The lines in front of the first dots and behind the last stay as many; a stretch between dots is looked for by the letters of its first line.
function shorten_it(   i, j, k, head, tail) {
  for (head = 0; head < n_want && want[head + 1] != "…"; head++) continue
  for (tail = 0; tail < n_want && want[n_want - tail] != "…"; tail++) continue
  if (head == n_want || head + tail >= n_got) {
    for (j = 1; j <= n_got; j++) put(j, j)
    return
  }
  for (j = 1; j <= head; j++) put(j, j)
  print "…"
  for (i = head + 2; i <= n_want - tail; i++) {
    if (want[i] == "…" || want[i - 1] != "…") continue
    for (k = j; k <= n_got - tail && letters(got[k]) != letters(want[i]); k++) continue
    if (k > n_got - tail) continue
    for (; want[i] != "…" && k <= n_got - tail; i++) put(i, k++)
    print "…"
    j = k
  }
  for (i = tail; i > 0; i--) put(n_want - i + 1, n_got - i + 1)
}

FILENAME == ARGV[1] { want[++n_want] = $0 }
FILENAME == ARGV[2] { got[++n_got] = $0 }
END {
  while (n_want && want[n_want] == "") n_want--
  while (n_got && got[n_got] == "") n_got--
  if (shorten) shorten_it()
  else exit !same()
}
