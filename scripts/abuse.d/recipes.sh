# Recipes, read by the program itself or imported. Sourced by scripts/abuse.

recipe a.yaml good.jsonl; sed -i 's/epochs/num_train_epochs/' a.yaml
expect 2 'recipe: foreign key' "$attune" train a.yaml
recipe b.yaml good.jsonl; echo 'training: { epochs: 2 }' >>b.yaml
expect 2 'recipe: key twice' "$attune" train b.yaml
recipe c.yaml good.jsonl
expect 2 'recipe: wrong type in an override' "$attune" train c.yaml training.epochs=many
expect 2 'recipe: a date that no calendar has' "$attune" train c.yaml data.date=2026-02-30
expect 2 'recipe: no such file' "$attune" train nothing.yaml
recipe d.yaml missing.jsonl
expect 2 'recipe: missing data' "$attune" train d.yaml
{ printf 'a: &a [x,x,x,x,x,x,x,x]\n'; for i in b c d e f g h i j; do printf '%s: &%s [*a,*a,*a,*a,*a,*a,*a,*a]\n' $i $i; done; } >bomb.yaml
expect 2 'recipe: alias bomb' "$attune" train bomb.yaml

printf 'model:\n\tpath: x\n' >tab.yaml
expect 2 'recipe: a tab as indentation' "$attune" train tab.yaml
{ echo '# long'; yes '# x' | head -c 10000000; } >huge.yaml
expect 2 'recipe: 10 MB' "$attune" train huge.yaml
printf 'model: !!python/object/apply:os.system ["true"]\n' >tag.yaml
expect 2 'recipe: a tag that runs code' "$attune" train tag.yaml
{ printf 'a: '; printf '[%.0s' $(seq 10000); } >deep.yaml
expect 2 'recipe: 10,000 brackets' "$attune" train deep.yaml
printf 'base_model: m\nadapter: qlora\ndatasets: []\n' >lora.yaml
expect 2 'import: another way of training' "$attune" recipes import lora.yaml out.yaml
expect 2 'import: no file of a known program' "$attune" recipes import a.yaml out.yaml
recipe spaces.yaml $'../no such\nfile.jsonl'; sed -i 's/^  train.*/  train: [ { path: "..\/no such\\nfile\\e[31m" } ]/; /^file.jsonl/d' spaces.yaml
expect 2 'recipe: a path with a line break' "$attune" train spaces.yaml
recipe home.yaml '~/no such folder/rows.jsonl'
expect 2 'recipe: a home that has no such file' "$attune" train home.yaml
recipe letters.yaml $'cafe\xcc\x81/rows.jsonl'
expect 2 'recipe: a path in decomposed letters' "$attune" train letters.yaml
