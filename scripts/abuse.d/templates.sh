# Malformed and hostile chat templates. Sourced by scripts/abuse.

mkdir template
cp "$fixtures"/models/llama-tied/config.json "$fixtures"/models/llama-tied/model.safetensors template/
cp "$fixtures/tokenizers/smollm.json" template/tokenizer.json

# refused CODE NAME TEMPLATE: 1 where the template cannot be read, 3 where it fails on the rows.
refused() {
    printf '%s' "$3" >template/chat_template.jinja
    expect "$1" "template: $2" "$attune" data stats good.jsonl --model template
}
refused 1 'a syntax error' $'{% for m in messages %}\n{{ m.content }\n{% endfor %}'
expect_text 'line 2'
refused 1 'a block that is not closed' '{% if true %}'
refused 3 'a filter that does not exist' '{{ messages | frobnicate }}'
refused 1 '3,000 brackets' "{{ $(printf '(%.0s' $(seq 3000))1$(printf ')%.0s' $(seq 3000)) }}"
refused 1 '2 MB' "$(head -c 2000000 /dev/zero | tr '\0' x)"
loop='{% for i in range(100000) %}'; end='{% endfor %}'
refused 3 'loops of 10^15 turns' "$loop$loop$loop$end$end$end"
refused 3 'a recursive macro' '{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}'
refused 3 'a range of 10^9' '{{ range(1000000000) | list | length }}'
refused 3 'a text of 10^8 bytes' "{{ 'a' * 100000000 }}"
refused 3 'a text that doubles' "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}"
refused 3 'output without end' "$loop{{ 'a' * 1000 }}$end"
refused 3 'raise_exception' "{{ raise_exception('not\\x1b[31m like this') }}"
expect_text 'not'
refused 3 'internals of Python' "{{ messages.__class__.__mro__ }}"
refused 3 'a value that is not defined' "{{ missing.deeper }}"
refused 3 'a date that nobody set' "{{ strftime_now('%Y') }}{% for m in messages %}{{ m.content }}{% endfor %}"
expect_text data.date
refused 3 'no text of the assistant' "{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}"
