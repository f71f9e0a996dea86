# The data workbench: check, clean, dedup, split, mix, balance. Sourced by scripts/abuse.

printf 'rules: [ repair_whitespace ]\n' >rules.yaml
for number in $(seq 20); do
    printf '{"prompt": "What is %s?", "completion": "It is the number %s.", "kind": "k"}\n' "$number" "$number"
done >pairs.jsonl
printf '{"text": "One line of plain text."}\n' >plain.jsonl
: >void.jsonl
mkdir taken && echo mine >taken/mine.txt
echo mine >mine.jsonl

# blocked NAME FILE CODE: the check must end with exit code 3, name the finding, and write nothing.
blocked() {
    local before after problem=
    before=$(find . | sort)
    run "$attune" data check "$2"
    after=$(find . | sort)
    [ "$rc" = 3 ] || problem="exit code $rc, expected 3"
    grep -qw -- "$3" <<<"$output" || problem="${problem:-$3 is not named}"
    [ "$before" = "$after" ] || problem="${problem:-something was written}"
    [ "$kib" -le "$most_kib" ] || problem="${problem:-$((kib / 1024)) MiB of memory}"
    ! LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]' <<<"$output" || problem="${problem:-control characters are printed}"
    verdict "$1" "$problem"
}

# hostile NAME FILE CODE: a file that no data command may swallow. The check names it and writes nothing; cleaning that
# stops at unusable rows ends with an error and leaves nothing behind.
printf 'unusable: stop\nrules: [ repair_whitespace ]\n' >stop.yaml
hostile() {
    blocked "check: $1" "$2" "$3"
    expect 3 "clean: $1" "$attune" data clean stop.yaml "$2" -o out.jsonl
}

hostile 'a line cut off' cut.jsonl broken_json
hostile 'invalid UTF-8' bytes.jsonl broken_json
hostile 'an overlong form of UTF-8' overlong.jsonl broken_json
hostile 'UTF-16' wide.jsonl UTF-16
hostile 'a raw NUL' nul.jsonl broken_json
hostile 'empty answer' empty.jsonl empty_answer
hostile 'half a surrogate pair' surrogate.jsonl broken_json
hostile 'NaN behind a byte order mark' nan.jsonl broken_json
hostile 'a number out of range' number.jsonl broken_json
hostile 'a key twice' twice.jsonl broken_json
hostile 'a number as content' type.jsonl wrong_type
hostile 'no role' role.jsonl missing_role
hostile 'the assistant begins' order.jsonl role_order
hostile '100,000 brackets' deep.jsonl broken_json
hostile 'an array cut off' cut.json 'does not end'
hostile 'a quote never closed' quote.tsv 'never closes'
hostile 'rows with other columns' ragged.tsv ragged_row
hostile 'a column twice' names.csv error
hostile 'a million columns' wide.csv error
hostile 'an unknown ending' data.bin error
hostile 'no row' void.jsonl error
echo '[1, 2, 3]' >list.jsonl
hostile 'a list in the place of a row' list.jsonl not_an_object
printf 'PK\x03\x04 and so on\n' >archive.jsonl
hostile 'a zip archive' archive.jsonl zip
head -c 300000 /dev/urandom >noise.jsonl
hostile 'noise' noise.jsonl broken_json
yes '{}' | head -n 100000 >hollow.jsonl
hostile '100,000 rows without fields' hollow.jsonl error
gzip -c pairs.jsonl | head -c 100 >cut.jsonl.gz
hostile 'gzip cut off' cut.jsonl.gz error
truncate -s 1G line.jsonl
hostile 'a line of 1 GB' line.jsonl too_long
rm line.jsonl
head -c 100000000 /dev/zero | gzip >bomb.jsonl.gz
hostile 'gzip that grows a thousandfold' bomb.jsonl.gz too_long
rm bomb.jsonl.gz
printf '{"prompt": "\\u001b[31mred", "completion": "\\u001b]0;title\\u0007"}\n{"prompt":"x"\n' >escape.jsonl
blocked 'check: terminal escapes in texts' escape.jsonl control_characters
printf '{"prompt": "Key?", "completion": "AKIAIOSFODNN7EXAMPLE"}\n' >key.jsonl
blocked 'check: a secret' key.jsonl secret
! grep -qF AKIAIOSFODNN7EXAMPLE <<<"$output" || verdict 'check: the secret is not shown' "it is: $output"
expect 3 'check: no such file' "$attune" data check nowhere.jsonl
expect 3 'check: a pattern without files' "$attune" data check 'nowhere*.jsonl'
expect 3 'check: broken validation file name' "$attune" data check pairs.jsonl --validation nowhere.jsonl
expect 1 'check: a report where no folder is' "$attune" data check pairs.jsonl --report nowhere/report.html
expect 2 'check: a report in the place of data' "$attune" data check pairs.jsonl --report pairs.jsonl

# Cleaning: the recipe is hostile, or the output is in the way.
printf 'rules: [ repair_whitspace ]\n' >typo.yaml
expect 2 'clean: an unknown rule' "$attune" data clean typo.yaml pairs.jsonl -o out.jsonl
expect_text 'repair_whitespace'
printf 'rules:\n  - drop_short_answers: { min_character: 3 }\n' >setting.yaml
expect 2 'clean: an unknown setting' "$attune" data clean setting.yaml pairs.jsonl -o out.jsonl
printf 'rules:\n  - drop_short_answers: { min_characters: many }\n' >many.yaml
expect 2 'clean: a setting of the wrong type' "$attune" data clean many.yaml pairs.jsonl -o out.jsonl
{ printf 'a: &a [x, x]\n'; for n in $(seq 40); do printf 'a%s: &a%s [*a, *a, *a, *a, *a, *a, *a, *a]\n' "$n" "$n"; done; } >bomb.yaml
expect 2 'clean: a YAML bomb' "$attune" data clean bomb.yaml pairs.jsonl -o out.jsonl
printf 'rules: []\n' >norules.yaml
expect 2 'clean: no rules' "$attune" data clean norules.yaml pairs.jsonl -o out.jsonl
expect 2 'clean: the output is there' "$attune" data clean rules.yaml pairs.jsonl -o mine.jsonl
expect 2 'clean: the output is the input' "$attune" data clean rules.yaml pairs.jsonl -o pairs.jsonl --overwrite
expect 1 'clean: no folder for the output' "$attune" data clean rules.yaml pairs.jsonl -o nowhere/out.jsonl
cp pairs.jsonl spare.jsonl.manifest.jsonl
expect 2 'clean: the manifest is the input' \
    "$attune" data clean rules.yaml spare.jsonl.manifest.jsonl -o spare.jsonl --overwrite

# Duplicates, splits, mixtures, balance.
expect 2 'dedup: a threshold over 1' "$attune" data dedup pairs.jsonl -o out.jsonl --threshold 1.5
expect 2 'dedup: a threshold that is no number' "$attune" data dedup pairs.jsonl -o out.jsonl --threshold nan
expect 2 'dedup: runs of no words' "$attune" data dedup pairs.jsonl -o out.jsonl --words 0
expect 2 'dedup: the output is the input' "$attune" data dedup pairs.jsonl -o ./pairs.jsonl --overwrite
expect 2 'dedup: the output is there' "$attune" data dedup pairs.jsonl -o mine.jsonl
expect 3 'dedup: an empty file' "$attune" data dedup void.jsonl -o out.jsonl
expect 3 'dedup: text and pairs in one file' "$attune" data dedup pairs.jsonl plain.jsonl -o out.jsonl
expect 2 'split: shares over 1' "$attune" data split pairs.jsonl -o parts --parts train=0.9,test=0.9
expect_text 'train=0.9,test=0.9'
expect 2 'split: one name twice' "$attune" data split pairs.jsonl -o parts --parts train=0.5,train=rest
expect 2 'split: a part outside of the folder' "$attune" data split pairs.jsonl -o parts --parts ../train=0.5,test=rest
expect 2 'split: more rows than there are' "$attune" data split pairs.jsonl -o parts --parts train=9223372036854775807,test=1
expect 2 'split: the folder is there' "$attune" data split pairs.jsonl -o taken
expect 3 'split: a field that no row has' "$attune" data split pairs.jsonl -o parts --group nothing
expect 2 'mix: shares of nothing' "$attune" data mix pairs.jsonl plain.jsonl -o out.jsonl --weights 0,0
expect 2 'mix: more shares than sources' "$attune" data mix pairs.jsonl -o out.jsonl --weights 0.5,0.5
expect 2 'mix: a temperature of 0' "$attune" data mix pairs.jsonl -o out.jsonl --temperature 0
expect 2 'mix: rows beyond counting' "$attune" data mix pairs.jsonl -o out.jsonl --temperature 1 --rows 9223372036854775807
expect 3 'mix: an empty source' "$attune" data mix pairs.jsonl void.jsonl -o out.jsonl --temperature 1
expect 2 'balance: no such target' "$attune" data balance pairs.jsonl -o out.jsonl --by kind --to biggest
expect 2 'balance: repeats below 1' "$attune" data balance pairs.jsonl -o out.jsonl --by kind --max-repeats 0
expect 3 'balance: a field that no row has' "$attune" data balance pairs.jsonl -o out.jsonl --by nothing
