internal import Foundation

/// How the next token is chosen.
public struct SamplingSettings: Sendable, Equatable {
    /// What logits are divided by; 0 takes the likeliest token.
    public var temperature: Double
    /// The seed of the draws; equal seeds give equal texts.
    public var seed: UInt64

    /// Makes settings; the default is greedy.
    public init(temperature: Double = 0, seed: UInt64 = 42) {
        self.temperature = temperature
        self.seed = seed
    }
}

/// Draws tokens; the draw of step n depends on the seed and n alone.
struct Sampler {
    let settings: SamplingSettings

    /// The token chosen from the logits of step `step`.
    func choose(_ logits: [Float], step: Int) -> Int {
        guard settings.temperature > 0 else { return greedy(logits) }
        let peak = Double(logits.max() ?? 0)
        let weights = logits.map { exp((Double($0) - peak) / settings.temperature) }
        var left = uniform(step: step) * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            left -= weight
            if left < 0 { return index }
        }
        return greedy(logits)
    }

    private func greedy(_ logits: [Float]) -> Int {
        var best = 0
        for (index, value) in logits.enumerated() where value > logits[best] { best = index }
        return best
    }

    /// A number in 0 ..< 1 from (seed, step), by the SplitMix64 finaliser.
    private func uniform(step: Int) -> Double {
        var z = settings.seed &+ 0x9E37_79B9_7F4A_7C15 &* (UInt64(truncatingIfNeeded: step) &+ 1)
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
}
