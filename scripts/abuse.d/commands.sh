# Command lines. Sourced by scripts/abuse.

expect 2 'generate: negative temperature' "$attune" generate $model --prompt x --temperature=-1
expect 2 'generate: longer than the context' "$attune" generate $model --prompt x --max-tokens 100000
printf '"""one\ntwo\n' >open.txt; printf 'H\xff\n' >bytes.txt; printf '/rset\n' >slash.txt
chat() { "$attune" chat "$model" <"$1"; }
export -f chat; export attune model
expect 2 'chat: a message that does not end' bash -c 'chat open.txt'
expect 3 'chat: invalid UTF-8' bash -c 'chat bytes.txt'
expect 2 'chat: an unknown command' bash -c 'chat slash.txt'
expect 2 'chat: a limit of probability above 1' "$attune" chat $model --top-p 2
expect 2 'an unknown command' "$attune" trian

