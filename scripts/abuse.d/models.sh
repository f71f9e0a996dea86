# Model files. Sourced by scripts/abuse.

mkdir folder; echo '{"model_type":"llama","hidden_size":64}' >folder/config.json
expect 1 'config.json: keys missing' "$attune" inspect folder
mkdir mamba; echo '{"model_type":"mamba","hidden_size":64}' >mamba/config.json
expect 1 'config.json: unknown family' "$attune" inspect mamba
expect_text mamba
full='{"model_type":"llama","hidden_size":8,"num_hidden_layers":1,"num_attention_heads":2,"intermediate_size":8,"vocab_size":9}'
mkdir short; echo "$full" >short/config.json; printf '\x10' >short/model.safetensors
expect 1 'safetensors: one byte' "$attune" inspect short
mkdir huge; echo "$full" >huge/config.json; printf '\xff\xff\xff\xff\xff\xff\xff\x7f{}' >huge/model.safetensors
expect 1 'safetensors: header of 2^63 bytes' "$attune" inspect huge
printf 'GGUF\x03\0\0\0\xff\xff\xff\xff\xff\xff\xff\x0f\x01\0\0\0\0\0\0\0' >count.gguf
expect 1 'GGUF: 2^60 tensors' "$attune" inspect count.gguf
printf 'GGUF\x09\0\0\0' >version.gguf
expect 1 'GGUF: unknown version' "$attune" inspect version.gguf
real=$(find "${ATTUNE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/attune}/models/$model" -name '*.gguf' | head -n 1)
head -c 1000000 "$real" >cut.gguf
expect 1 'GGUF: cut off' "$attune" inspect cut.gguf


# weights NAME HEADER [BYTES]: a model folder whose safetensors file has this header and so many bytes of data.
weights() {
    mkdir -p "$1"
    echo "$full" >"$1/config.json"
    python3 -c 'import struct, sys; h = sys.argv[1].encode(); sys.stdout.buffer.write(struct.pack("<Q", len(h)) + h + bytes(int(sys.argv[2])))' "$2" "${3:-8}" >"$1/model.safetensors"
}
weights overlap '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}'
expect 1 'safetensors: ranges overlap' "$attune" inspect overlap
weights trailing '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
expect 1 'safetensors: bytes that nobody owns' "$attune" inspect trailing
weights keys '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}'
expect 1 'safetensors: a tensor twice' "$attune" inspect keys
weights shape '{"a":{"dtype":"F32","shape":[1099511627776,1099511627776],"data_offsets":[0,8]}}'
expect 1 'safetensors: 2^80 elements' "$attune" inspect shape
weights dtype '{"a":{"dtype":"Q9","shape":[2],"data_offsets":[0,8]}}'
expect 1 'safetensors: unknown type' "$attune" inspect dtype
weights out '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
mv out/model.safetensors out/x.safetensors
echo '{"weight_map":{"a":"../overlap/model.safetensors"}}' >out/model.safetensors.index.json
expect 1 'index: a shard outside of the folder' "$attune" inspect out
for change in 's/"num_hidden_layers":1/"num_hidden_layers":1000000000/' 's/"num_attention_heads":2/"num_attention_heads":-2/' 's/"hidden_size":8/"hidden_size":7/'; do
    rm -rf config; weights config '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
    sed -i "$change" config/config.json
    expect 1 "config.json: ${change:3:32}" "$attune" inspect config
done
printf 'GGUF\x00\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >endian.gguf
expect 1 'GGUF: big-endian' "$attune" inspect endian.gguf
printf 'GGUF\x03\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\x7f' >key.gguf
expect 1 'GGUF: a key of 2^63 bytes' "$attune" inspect key.gguf

mkdir -p hub/models--org--tiny/{refs,blobs,snapshots/aaaa,snapshots/bbbb}
ln -s ../../blobs/gone hub/models--org--tiny/snapshots/aaaa/config.json
HF_HUB_CACHE=$work/hub expect 1 'Hub: several snapshots, no main' "$attune" inspect org/tiny
printf aaaa >hub/models--org--tiny/refs/main
HF_HUB_CACHE=$work/hub expect 1 'Hub: a broken link' "$attune" inspect org/tiny
HF_HUB_CACHE=$work/hub expect 2 'Hub: not in the cache' "$attune" inspect org/other

echo '{"weight_map":{"a":"https://example.org/model.safetensors"}}' >out/model.safetensors.index.json
expect 1 'index: an address as a shard' "$attune" inspect out
weights negative '{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}'
expect 1 'safetensors: a negative size' "$attune" inspect negative
weights path '{"../a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
expect 1 'safetensors: a path as a name' "$attune" inspect path
weights code '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
sed -i 's/"llama"/"own","auto_map":{"AutoModel":"code.Model"}/' code/config.json
expect 1 'config.json: code to run' "$attune" inspect code

# A model whose tokenizer has more tokens than it has rows, then one with rows enough and a NaN and an infinite weight:
# training refuses both and leaves no folder behind.
mkdir damaged
cp "$fixtures"/models/llama-tied/config.json "$fixtures/models/llama-tied/model.safetensors" damaged/
cp "$fixtures/tokenizers/smollm.json" damaged/tokenizer.json
printf "{%% for m in messages %%}{{ m.role }}: {{ m.content }}\n{%% endfor %%}" >damaged/chat_template.jinja
recipe damaged.yaml good.jsonl; sed -i "s/path: $model/path: damaged/; s/directory: out/directory: run/" damaged.yaml
expect 1 'a tokenizer of another model' "$attune" train damaged.yaml
expect_text '900 tokens'
sed -i 's/"vocab_size": 67/"vocab_size": 900/' damaged/config.json
python3 - damaged/model.safetensors <<'PYTHON'
import json, struct, sys
data = open(sys.argv[1], "rb").read()
length = struct.unpack("<Q", data[:8])[0]
header = json.loads(data[8:8 + length])
header.pop("__metadata__", None)
tensors = {name: bytearray(data[8 + length + info["data_offsets"][0]:8 + length + info["data_offsets"][1]]) for name, info in header.items()}
table = header["model.embed_tokens.weight"]
tensors["model.embed_tokens.weight"] += bytes(4 * (900 - table["shape"][0]) * table["shape"][1])
table["shape"][0] = 900
tensors["model.layers.0.mlp.up_proj.weight"][:8] = struct.pack("<2f", float("nan"), float("inf"))
body = bytearray()
for name, info in header.items():
    info["data_offsets"] = [len(body), len(body) + len(tensors[name])]
    body += tensors[name]
text = json.dumps(header).encode()
open(sys.argv[1], "wb").write(struct.pack("<Q", len(text)) + text + body)
PYTHON
expect 1 'weights: NaN and infinity' "$attune" train damaged.yaml
expect_text '2 of the '
expect_text 'model.layers.0.mlp.up_proj.weight'
