# Data files. Sourced by scripts/abuse.

{ echo "$row"; echo '{"messages": [{"role": "user"'; } >cut.jsonl; recipe e.yaml cut.jsonl
expect 3 'JSONL: a line cut off' "$attune" train e.yaml
printf '{"messages":[{"role":"user","content":"\xff\xfe"}]}\n' >bytes.jsonl; recipe f.yaml bytes.jsonl
expect 3 'JSONL: invalid UTF-8' "$attune" train f.yaml
echo '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":""}]}' >empty.jsonl; recipe g.yaml empty.jsonl
expect 3 'JSONL: empty answer' "$attune" train g.yaml
: >nothing.jsonl; recipe h.yaml nothing.jsonl
expect 3 'JSONL: empty file' "$attune" train h.yaml
printf 'review\trating\n"never closed\tgood\n' >quote.tsv; recipe i.yaml quote.tsv
printf 'a\tb\nx\n' >ragged.tsv; recipe j.yaml ragged.tsv
for f in i j; do sed -i 's/^  max_length/  classification: { text: review, label: rating }\n  max_length/' $f.yaml; done
expect 3 'TSV: a quote never closed' "$attune" train i.yaml
expect 3 'TSV: wrong columns' "$attune" train j.yaml


# rejected NAME FILE: data that training must refuse with exit code 3.
rejected() { expect 3 "$1" "$attune" data stats "$2" --model "$model" --max-length "${3:-128}"; }

printf '\xef\xbb\xbf{"text": NaN}\r\n' >nan.jsonl
rejected 'JSONL: NaN behind a byte order mark' nan.jsonl
expect_text 'nan.jsonl:1:'
printf '%s\r\n\r\n%s\r\n{"messages": [}' "$row" "$row" >third.jsonl
rejected 'JSONL: the third row of CRLF lines' third.jsonl
expect_text 'third.jsonl:4:'
echo '{"text": "\ud800"}' >surrogate.jsonl
rejected 'JSONL: half a surrogate pair' surrogate.jsonl
printf '{"text": "\xc0\xaf"}\n' >overlong.jsonl
rejected 'JSONL: an overlong form' overlong.jsonl
printf '{"text": "a\0b"}\n' >nul.jsonl
rejected 'JSONL: a raw NUL' nul.jsonl
echo '{"text": "a", "text": "b"}' >twice.jsonl
rejected 'JSONL: a key twice' twice.jsonl
echo '{"text": 1e999999}' >number.jsonl
rejected 'JSONL: a number out of range' number.jsonl
{ printf '{"text": '; printf '[%.0s' $(seq 100000); echo; } >deep.jsonl
rejected 'JSONL: 100,000 brackets' deep.jsonl
truncate -s 1G line.jsonl
rejected 'JSONL: a line of 1 GB' line.jsonl
rm line.jsonl
printf '\xff\xfe{\0' >wide.jsonl
rejected 'JSONL: UTF-16' wide.jsonl
echo '{"messages":[{"role":"user","content":5}]}' >type.jsonl
rejected 'chat: a number as content' type.jsonl
expect_text 'messages[0].content'
echo '{"messages":[{"content":"Hi"}]}' >role.jsonl
rejected 'chat: no role' role.jsonl
echo '{"messages":[{"role":"assistant","content":"Hi"},{"role":"user","content":"Hi"}]}' >order.jsonl
rejected 'chat: the assistant begins' order.jsonl
echo '{"messages":[{"role":"user","content":"Hi"}]}' >masked.jsonl
rejected 'chat: nothing to learn' masked.jsonl
{ printf '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"'; printf 'word %.0s' $(seq 1000); echo '"}]}'; } >long.jsonl
rejected 'chat: longer than max_length' long.jsonl
printf '{"a\033[31m": 1, "b": 2}\n' >keys.jsonl
rejected 'JSONL: unknown keys, one with an escape' keys.jsonl
printf '[{"text": "a"}, {"text": ' >cut.json
rejected 'JSON: the array is cut off' cut.json
expect_text 'cut.json:1:'
{ printf 'c%.0s,' $(seq 1000000); echo; } >wide.csv
rejected 'CSV: a million columns' wide.csv
printf 'text,text\na,b\n' >names.csv
rejected 'CSV: a column twice' names.csv
mkdir bare; expect 3 'a folder without data' "$attune" data stats bare --model "$model"
expect 3 'data that is not there' "$attune" data stats nowhere.jsonl --model "$model"
echo x >data.bin
rejected 'an unknown ending' data.bin
