# Packed data and other kinds of files under the names of data. Sourced by scripts/abuse.

refused() { expect 3 "$1" "$attune" data stats "$2" --model "$model"; }

gzip -c good.jsonl >good.jsonl.gz
head -c 40 good.jsonl.gz >cut.jsonl.gz
refused 'gzip: cut off' cut.jsonl.gz
{ head -c 30 good.jsonl.gz; printf 'XXXX'; tail -c +35 good.jsonl.gz; } >bits.jsonl.gz
refused 'gzip: bytes changed' bits.jsonl.gz
{ cat good.jsonl.gz; echo more; } >tail.jsonl.gz
refused 'gzip: something behind it' tail.jsonl.gz
gzip -c good.jsonl.gz >twice.jsonl.gz
refused 'gzip: packed twice' twice.jsonl.gz
head -c 1G /dev/zero | gzip -1 >bomb.jsonl.gz
refused 'gzip: 1 GB of zeros in one line' bomb.jsonl.gz
printf 'PK\3\4xxxx' >archive.jsonl
refused 'zip' archive.jsonl
printf 'PAR1xxxx' >table.jsonl
refused 'Parquet' table.jsonl
printf '\x28\xb5\x2f\xfdxxxx' >packed.jsonl.zst
refused 'Zstandard: broken' packed.jsonl.zst
printf '\x28\xb5\x2f\xfd\x00\xff\x01\x00\x00' >window.jsonl.zst
refused 'Zstandard: a window of terabytes' window.jsonl.zst
