internal import AttuneErrors

extension ModelConfiguration {
    /// Checks every size before anything is allocated by it.
    ///
    /// `derivesHeadSize` tells that the file names no head size, so that it is width / heads.
    func validate(derivesHeadSize: Bool = false) throws(ConfigurationError) {
        try check("vocab_size", vocabularySize, 1...4_194_304)
        try check("hidden_size", width, 1...262_144)
        try check("num_hidden_layers", layerCount, 1...4096)
        try check("num_attention_heads", headCount, 1...4096)
        try check("num_key_value_heads", keyValueHeadCount, 1...4096)
        try check("head_dim", headSize, 2...8192)
        try check("intermediate_size", feedForwardWidth, 1...4_194_304)
        try check("max_position_embeddings", contextLength, 1...1 << 30)
        guard headCount % keyValueHeadCount == 0 else {
            throw .contradiction(reason: "\(headCount) heads do not share \(keyValueHeadCount) key-value heads evenly")
        }
        guard !derivesHeadSize || width % headCount == 0 else {
            throw .contradiction(reason: "a width of \(width) does not divide into \(headCount) heads")
        }
        guard headSize % 2 == 0 else { throw .contradiction(reason: "rotary positions need an even head size") }
        guard normEpsilon.isFinite, normEpsilon >= 0, normEpsilon < 1 else {
            throw .outOfRange(key: "rms_norm_eps", value: "\(normEpsilon)", allowed: "0 to 1")
        }
        guard rope.theta.isFinite, rope.theta > 1 else {
            throw .outOfRange(key: "rope_theta", value: "\(rope.theta)", allowed: "above 1")
        }
        try validateScaling()
        for id in endTokens + [beginToken, padToken].compactMap({ $0 }) where !(0..<vocabularySize).contains(id) {
            throw .outOfRange(key: "a special token's id", value: "\(id)", allowed: "0 to \(vocabularySize - 1)")
        }
    }

    private func check(_ key: String, _ value: Int, _ range: ClosedRange<Int>) throws(ConfigurationError) {
        guard range.contains(value) else {
            throw .outOfRange(key: key, value: "\(value)", allowed: "\(range.lowerBound) to \(range.upperBound)")
        }
    }

    private func validateScaling() throws(ConfigurationError) {
        switch rope.scaling {
        case .none: return
        case .linear(let factor):
            guard factor.isFinite, factor > 0 else {
                throw .outOfRange(key: "rope_scaling.factor", value: "\(factor)", allowed: "above 0")
            }
        case .llama3(let factor, let low, let high, let context):
            guard factor.isFinite, factor > 0, low > 0, high > low, context > 0 else {
                throw .contradiction(reason: "the llama3 rope scaling needs factor > 0 and 0 < low < high")
            }
        }
    }
}
