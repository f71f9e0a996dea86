/// How the next token is chosen.
///
/// What is set is applied in this order, which is that of Transformers: repetition penalty, temperature, top-k, top-p,
/// min-p. llama.cpp applies the temperature last, so that its top-p and min-p see the distribution before it.
public struct SamplingSettings: Sendable, Equatable {
    /// What logits are divided by; 0 takes the likeliest token.
    public var temperature: Double
    /// The seed of the draws; equal seeds give equal texts.
    public var seed: UInt64
    /// Only so many of the likeliest tokens may follow; 0 sets no limit.
    public var topK = 0
    /// Only the likeliest tokens that together reach this probability may follow; 1 sets no limit.
    public var topP = 1.0
    /// Only tokens with this share of the likeliest one's probability may follow; 0 sets no limit.
    public var minP = 0.0
    /// What the logit of a token that the text has already is divided by where positive, multiplied by where negative.
    ///
    /// The prompt's tokens count as the text's; 1 changes nothing.
    public var repetitionPenalty = 1.0
    /// So many tokens stay possible, whatever the other limits say; at least 1.
    public var minTokensToKeep = 1

    /// Makes settings; the default is greedy.
    public init(temperature: Double = 0, seed: UInt64 = 42) {
        self.temperature = temperature
        self.seed = seed
    }

    /// Whether the likeliest token is taken, so that the limits and the seed have no say.
    public var isGreedy: Bool { temperature == 0 }

    /// Compares every setting with its range.
    ///
    /// - Parameters:
    ///   - place: the file that has the settings, for the error; nil for the caller.
    ///   - spelling: what the caller calls a setting, made from its name in `generation_config.json`.
    /// - Throws: `SamplingError.outOfRange`.
    public func check(place: String? = nil, spelling: (String) -> String = { $0 }) throws(SamplingError) {
        func check(_ name: String, _ value: Double, _ allowed: String, _ isAllowed: Bool) throws(SamplingError) {
            guard isAllowed, value.isFinite else {
                throw .outOfRange(setting: spelling(name), value: "\(value)", allowed: allowed, place: place)
            }
        }
        try check("temperature", temperature, "0 or more", temperature >= 0)
        try check("top_k", Double(topK), "a whole number from 0", topK >= 0)
        try check("top_p", topP, "from 0 to 1", (0...1).contains(topP))
        try check("min_p", minP, "from 0 to 1", (0...1).contains(minP))
        try check("repetition_penalty", repetitionPenalty, "above 0", repetitionPenalty > 0)
        try check("min_tokens_to_keep", Double(minTokensToKeep), "at least 1", minTokensToKeep >= 1)
    }
}
