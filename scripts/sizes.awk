# Prints the files and functions over the limits: awk -v file_limit=400 -v function_limit=60 -f sizes.awk FILES...
# A function runs from its first line to the closing brace in the same column; swift-format sees to the columns.
# The last line is "files N, over 150 lines: M, longest L, longest function F".

function indent_of(text) { match(text, /^ */); return RLENGTH }

function starts_function(text) {
    if (FILENAME ~ /\.swift$/) return text ~ /^ *([a-z@][A-Za-z]*(\([a-z]+\))? +)*(func [^ ]|init[?(<]|deinit|subscript[(<]|var [^=]*\{$)/
    return FILENAME ~ /\.(cpp|h)$/ && text ~ /^ *[A-Za-z_].*\(.*/ && text !~ /;[ ]*(\/\/.*)?$/ && text !~ /^ *(if|for|while|switch|return|else|namespace|#)/
}

function close_file() {
    if (name == "") return
    files++
    if (lines > 150) over++
    if (lines > longest) longest = lines
    if (lines > file_limit) { print name ": " lines " lines, the limit is " file_limit; bad++ }
}

FNR == 1 { close_file(); name = FILENAME; opened = 0; waiting = 0 }
{ lines = FNR }

!opened && !waiting && starts_function($0) { begin = FNR; column = indent_of($0); title = $0; waiting = 1 }
waiting && FNR > begin && indent_of($0) <= column && $0 !~ /^ *[){]/ && $0 !~ /^ *where / { waiting = 0 }
!opened && !waiting && FNR > begin && starts_function($0) { begin = FNR; column = indent_of($0); title = $0; waiting = 1 }
waiting && /\{[^{}]*\}[ ]*(\/\/.*)?$/ { waiting = 0 }
waiting && /\{([ ]*(\/\/.*)?| *[a-z$_, ()]+ in)$/ { waiting = 0; opened = 1; next }
opened && indent_of($0) == column && /^ *\}/ {
    opened = 0
    length_now = FNR - begin + 1
    if (length_now > longest_function) longest_function = length_now
    if (length_now > function_limit) {
        sub(/^ */, "", title)
        print name ":" begin ": " length_now " lines, the limit is " function_limit ": " title
        bad++
    }
}
END {
    close_file()
    printf "files %d, over 150 lines: %d, longest %d, longest function %d\n", files, over, longest, longest_function
    exit bad > 0
}
