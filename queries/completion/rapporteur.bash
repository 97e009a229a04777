# Completion of rapporteur in bash: the program itself says what may come next, from its tables and from the store.
#
# Where bash-completion is installed this file is found by itself; else: source <(rapporteur completion bash)

_rapporteur() {
  local rest=${COMP_LINE:0:COMP_POINT} word raw='' kind='' candidate plain text i
  local -a words=() found=() begins=() shown=()
  COMPREPLY=()
  # Words as the shell will see them: readline also parts them at ":" and "=", without blanks between.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    [[ ${#rest} -ge ${#word} ]] || word=$rest
    if ((i > 0)) && [[ $rest != [[:space:]]* && ( -n $word || ${COMP_LINE:COMP_POINT-1:1} != [[:space:]] ) ]]; then
      raw+=$word
      words[${#words[@]} - 1]+=${word//[\"\'\\]/}
    else
      raw=$word
      words+=("${word//[\"\'\\]/}")
    fi
    rest=${rest#"${rest%%[![:space:]]*}"}
    rest=${rest#"$word"}
  done
  local current=${words[${#words[@]} - 1]} kept=''
  # Only what stands behind the last ":" or "=" is replaced.
  [[ $current == *[:=]* && $COMP_WORDBREAKS == *[:=]* ]] && kept=${current%"${current##*[:=]}"}
  local typed=${current#"$kept"}
  while IFS=$'\t' read -r candidate text; do
    case $candidate in
    :*) kind=$candidate ;;
    *)
      candidate=${candidate#"$kept"} plain=${candidate#\"}
      # A quotation mark that is open stays; else what is special to the shell is escaped, though not the comma.
      [[ $raw == [\"\']* ]] || { printf -v candidate '%q' "$candidate" && candidate=${candidate//\\,/,}; }
      found+=("$candidate")
      [[ ${plain,,} != "${typed,,}"* ]] || begins+=("$candidate")
      shown+=("$candidate${text:+  ($text)}")
      ;;
    esac
  done < <("$1" completion --words -- "${words[@]:1}" 2>/dev/null)
  case $kind in
  :files) while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "${current#"$kept"}") ;;
  :folders) while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -d -- "${current#"$kept"}") ;;
  :open) compopt -o nospace 2>/dev/null ;;
  esac
  [[ $kind != :f* ]] || compopt -o filenames 2>/dev/null
  # COMP_TYPE 63: a list is shown, in which what a candidate stands for is of use. Else what all have in common is inserted, so that it must go on from what was typed.
  if [[ ${COMP_TYPE-} == 63 && ${#found[@]} -gt 1 ]]; then
    COMPREPLY+=("${shown[@]}")
  elif [[ ${#begins[@]} -gt 0 ]]; then
    COMPREPLY+=("${begins[@]}")
  elif [[ ${#found[@]} -eq 1 ]]; then
    COMPREPLY+=("${found[@]}")
  fi
}

complete -F _rapporteur rapporteur
