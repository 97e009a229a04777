# Completion of rapporteur in fish: the program itself says what may come next, from its tables and from the store.
#
# In a folder of $fish_complete_path it is found by itself; else: rapporteur completion fish | source

function __rapporteur_next
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    set -l lines ($program completion --words -- $words "$current" 2>/dev/null)
    set -l kind (string match -r '^:.*' -- $lines)
    string match -rv '^:' -- $lines
    if string match -q ':f*' -- "$kind"
        set -l option (string match -r '^--[^=]*=' -- "$current")
        for path in (__fish_complete_path (string replace -r '^--[^=]*=' '' -- "$current"))
            echo "$option$path"
        end
    end
end

complete -c rapporteur -f -a '(__rapporteur_next)'
