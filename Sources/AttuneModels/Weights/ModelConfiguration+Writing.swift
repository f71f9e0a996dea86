internal import AttuneFormats
internal import AttuneJSON

extension ModelConfiguration {
    /// A Hugging Face `config.json` of this configuration, for sources that have none.
    var huggingFaceJSON: JSONValue {
        var object = JSONObject([
            ("architectures", .array([.string("LlamaForCausalLM")])), ("model_type", .string(modelType)),
            ("vocab_size", .integer(Int64(vocabularySize))), ("hidden_size", .integer(Int64(width))),
            ("intermediate_size", .integer(Int64(feedForwardWidth))),
            ("num_hidden_layers", .integer(Int64(layerCount))), ("num_attention_heads", .integer(Int64(headCount))),
            ("num_key_value_heads", .integer(Int64(keyValueHeadCount))), ("head_dim", .integer(Int64(headSize))),
            ("hidden_act", .string("silu")), ("max_position_embeddings", .integer(Int64(contextLength))),
            ("rms_norm_eps", .number(normEpsilon)), ("rope_theta", .number(rope.theta)),
            ("attention_bias", .bool(attentionBias)), ("mlp_bias", .bool(feedForwardBias)),
            ("tie_word_embeddings", .bool(tiesEmbeddings)), ("use_cache", .bool(true)),
            ("torch_dtype", .string("bfloat16")),
        ])
        object["rope_scaling"] = ropeScalingJSON
        object["bos_token_id"] = beginToken.map { .integer(Int64($0)) }
        let ends = endTokens.map { JSONValue.integer(Int64($0)) }
        object["eos_token_id"] = ends.count > 1 ? .array(ends) : ends.first
        object["pad_token_id"] = padToken.map { .integer(Int64($0)) }
        return .object(object)
    }

    private var ropeScalingJSON: JSONValue? {
        switch rope.scaling {
        case .none: nil
        case .linear(let factor):
            .object(JSONObject([("rope_type", .string("linear")), ("factor", .number(factor))]))
        case .llama3(let factor, let low, let high, let context):
            .object(
                JSONObject([
                    ("rope_type", .string("llama3")), ("factor", .number(factor)), ("low_freq_factor", .number(low)),
                    ("high_freq_factor", .number(high)),
                    ("original_max_position_embeddings", .integer(Int64(context))),
                ]))
        }
    }
}
