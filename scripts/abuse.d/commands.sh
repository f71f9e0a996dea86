# Command lines. Sourced by scripts/abuse.

expect 2 'generate: negative temperature' "$attune" generate $model --prompt x --temperature=-1
expect 2 'generate: longer than the context' "$attune" generate $model --prompt x --max-tokens 100000
expect 2 'an unknown command' "$attune" trian

