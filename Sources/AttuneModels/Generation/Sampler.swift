/// Draws tokens; the draw of step n depends on the seed, n and the logits alone.
struct Sampler {
    let settings: SamplingSettings

    init(_ settings: SamplingSettings) throws(SamplingError) {
        try settings.check()
        self.settings = settings
    }

    /// The token chosen from the logits [V] of step `step`; `seen` are the tokens of the text so far.
    ///
    /// - Throws: `SamplingError.notANumber` for logits without a finite highest one.
    func choose(_ logits: [Float], seen: Set<Int32>, step: Int) throws(SamplingError) -> Int32 {
        let filtered = try filtered(logits, seen: seen)
        return settings.isGreedy ? greedy(filtered) : draw(filtered, step: step)
    }

    /// The logits after the penalty and, where a token is drawn, the temperature and the limits.
    func filtered(_ logits: [Float], seen: Set<Int32>) throws(SamplingError) -> [Float] {
        var logits = logits
        if settings.repetitionPenalty != 1 {
            LogitFilters.penaliseRepetition(&logits, of: seen, by: settings.repetitionPenalty)
        }
        guard let peak = logits.max(), peak.isFinite, !logits.contains(where: \.isNaN) else { throw .notANumber }
        guard !settings.isGreedy else { return logits }
        let atLeast = settings.minTokensToKeep
        LogitFilters.heat(&logits, to: settings.temperature, peak: peak)
        if settings.topK > 0 { LogitFilters.keepLikeliest(&logits, count: max(settings.topK, atLeast)) }
        if settings.topP < 1 { LogitFilters.keepNucleus(&logits, share: settings.topP, atLeast: atLeast) }
        if settings.minP > 0 { LogitFilters.keepNear(&logits, share: settings.minP, atLeast: atLeast) }
        return logits
    }

    private func draw(_ logits: [Float], step: Int) -> Int32 {
        let weights = LogitFilters.weights(logits)
        var left = uniform(step: step) * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            left -= weight
            if left < 0 { return Int32(index) }
        }
        return greedy(logits)
    }

    private func greedy(_ logits: [Float]) -> Int32 {
        var best = 0
        for (index, value) in logits.enumerated() where value > logits[best] { best = index }
        return Int32(best)
    }

    /// A number in 0 ..< 1 from (seed, step), by the SplitMix64 finaliser.
    private func uniform(step: Int) -> Double {
        var z = settings.seed &+ 0x9E37_79B9_7F4A_7C15 &* (UInt64(truncatingIfNeeded: step) &+ 1)
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
}
