# Writes the steps of a document to the folder `steps`, see run.sh: NNN.command with NNN.want and NNN.line, NNN.file (its name) with NNN.text, NNN.demo.
# With `rewrite`: prints the document, with NNN.new in place of what NNN.want was.

function hex(s,   i, n) {
  n = 0
  for (i = 1; i <= length(s); i++) n = n * 16 + index("0123456789ABCDEF", toupper(substr(s, i, 1))) - 1
  return n
}

# A code point above 7F as UTF-8; awk runs in the C locale, where %c is a byte.
function utf8(n) {
  if (n < 2048) return sprintf("%c%c", 192 + int(n / 64), 128 + n % 64)
  return sprintf("%c%c%c", 224 + int(n / 4096), 128 + int(n / 64) % 64, 128 + n % 64)
}

# Undoes what a literal block of mdoc must escape.
function plain(s,   out, at) {
  out = ""
  while ((at = index(s, "\\")) > 0) {
    out = out substr(s, 1, at - 1)
    s = substr(s, at + 1)
    if (match(s, /^\[u[0-9A-F]+\]/)) {
      out = out utf8(hex(substr(s, 3, RLENGTH - 3)))
      s = substr(s, RLENGTH + 1)
    } else if (substr(s, 1, 1) == "(") {
      out = out glyph[substr(s, 2, 2)]
      s = substr(s, 4)
    } else {
      out = out (substr(s, 1, 1) == "e" ? "\\" : substr(s, 1, 1) == "-" ? "-" : "")
      s = substr(s, 2)
    }
  }
  return out s
}

# The other way.
function escaped(s,   out, i, c, code) {
  out = substr(s, 1, 1) == "." ? "\\&" : ""
  for (i = 1; i <= length(s); i++) {
    c = substr(s, i, 1)
    code = byte[c]
    if (c in name_of) {
      out = out name_of[c]
    } else if (code >= 224) {
      out = out sprintf("\\[u%04X]", (code - 224) * 4096 + (byte[substr(s, i + 1, 1)] - 128) * 64 + byte[substr(s, i + 2, 1)] - 128)
      i += 2
    } else if (code >= 192) {
      out = out sprintf("\\[u%04X]", (code - 192) * 64 + byte[substr(s, i + 1, 1)] - 128)
      i++
    } else {
      out = out c
    }
  }
  return out
}

function begin_step(kind, text) {
  end_step()
  step = sprintf("%s/%03d", steps, ++n)
  output = step (kind == "file" ? ".text" : ".want")
  if (rewrite) {
    replaced = kind == "command" && (getline line < (step ".new")) > 0
    if (!replaced) return
    kept = line
    while ((getline line < (step ".new")) > 0) kept = kept "\n" line
    close(step ".new")
    return
  }
  printf "%s\n", text > (step "." kind)
  close(step "." kind)
  printf "" > output
  if (kind == "command") {
    print FNR > (step ".line")
    close(step ".line")
  }
}

# The blank lines behind an output stay.
function end_step(   m, lines, i) {
  if (rewrite && replaced) {
    m = split(kept, lines, "\n")
    for (i = 1; i <= m; i++) print markdown ? lines[i] : escaped(lines[i])
    printf "%s", blank
    replaced = 0
  }
  if (!rewrite && output != "") close(output)
  output = ""
  blank = ""
}

# A line of an output or a file.
function keep(line) {
  if (!rewrite) print line > output
  else if (replaced) blank = line == "" ? blank "\n" : ""
}

function take(line,   command) {
  if (block == "file") {
    keep(line)
  } else if (line ~ /^\$ /) {
    command = substr(line, 3)
    if (command ~ /^\.\/dev/) {
      demo = command == "./dev demo"
      end_step()
    } else {
      if (demo) begin_step("demo", command)
      begin_step("command", command)
    }
  } else if (line ~ /^# /) {
    end_step()
  } else if (output != "") {
    keep(line)
    if (replaced) return
  }
  if (rewrite) print
}

function begin_block(kind) {
  block = kind
  demo = 0
}

function handle() {
  if (block != "") {
    if ($0 == (markdown ? "```" : ".Ed")) {
      end_step()
      block = ""
    } else if (block != "other") {
      take(markdown ? $0 : plain($0))
      return
    }
  } else if (markdown && /^```/) {
    begin_block($0 == "```console" ? "console" : NF == 2 ? "file" : "other")
    if (block == "file") begin_step("file", $2)
  } else if (/^\.\\" run$/) {
    mark = "console"
  } else if (/^\.\\" file /) {
    mark = "file"
    name = $3
  } else if (mark != "" && /^\.Bd /) {
    begin_block(mark)
    if (mark == "file") begin_step("file", name)
    mark = ""
  }
  if (rewrite) print
}

BEGIN {
  glyph["aq"] = "'"; glyph["ga"] = "`"; glyph["ha"] = "^"; glyph["ti"] = "~"; glyph["dq"] = "\""
  for (g in glyph) name_of[glyph[g]] = "\\(" g
  name_of["\\"] = "\\e"
  name_of["-"] = "\\-"
  for (i = 1; i < 256; i++) byte[sprintf("%c", i)] = i
  markdown = ARGV[1] ~ /\.md$/
}

{ handle() }
