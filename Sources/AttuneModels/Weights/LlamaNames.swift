internal import AttuneFormats

/// The names of llama tensors in GGUF files and in Hugging Face checkpoints.
enum LlamaNames {
    private static let outer = [
        "token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head",
    ]
    private static let inner = [
        "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
        "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj", "ffn_norm": "post_attention_layernorm",
        "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
    ]

    /// `blk.3.attn_q.weight` -> `model.layers.3.self_attn.q_proj.weight`; nil for a name that is not llama's.
    static func huggingFace(gguf name: String) -> String? {
        let parts = name.split(separator: ".").map(String.init)
        if parts.count == 2, let place = outer[parts[0]] { return place + "." + parts[1] }
        guard parts.count == 4, parts[0] == "blk", let layer = UInt(parts[1]), String(layer) == parts[1],
            let place = inner[parts[2]]
        else { return nil }
        return "model.layers.\(layer).\(place).\(parts[3])"
    }

    /// The heads whose rows the GGUF converter has interleaved; nil for every tensor but query and key.
    static func interleavedHeads(gguf name: String, _ configuration: ModelConfiguration) -> Int? {
        if name.contains(".attn_q.") { return configuration.headCount }
        return name.contains(".attn_k.") ? configuration.keyValueHeadCount : nil
    }
}
