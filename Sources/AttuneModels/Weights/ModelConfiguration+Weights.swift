internal import AttuneFormats

extension ModelConfiguration {
    /// The name and the shape of every weight that the configuration asks for.
    var weightShapes: [(name: String, shape: [Int])] {
        var shapes = [("model.embed_tokens.weight", [vocabularySize, width]), ("model.norm.weight", [width])]
        if !tiesEmbeddings { shapes.append(("lm_head.weight", [vocabularySize, width])) }
        for layer in 0..<layerCount {
            let scope = "model.layers.\(layer)."
            shapes += [
                (scope + "input_layernorm.weight", [width]), (scope + "post_attention_layernorm.weight", [width]),
            ]
            for (name, output, input, hasBias) in projections {
                shapes.append((scope + name + ".weight", [output, input]))
                if hasBias { shapes.append((scope + name + ".bias", [output])) }
            }
        }
        return shapes
    }

    private var projections: [(name: String, output: Int, input: Int, hasBias: Bool)] {
        let (queries, keys) = (headCount * headSize, keyValueHeadCount * headSize)
        return [
            ("self_attn.q_proj", queries, width, attentionBias), ("self_attn.k_proj", keys, width, attentionBias),
            ("self_attn.v_proj", keys, width, attentionBias), ("self_attn.o_proj", width, queries, attentionBias),
            ("mlp.gate_proj", feedForwardWidth, width, feedForwardBias),
            ("mlp.up_proj", feedForwardWidth, width, feedForwardBias),
            ("mlp.down_proj", width, feedForwardWidth, feedForwardBias),
        ]
    }
}
