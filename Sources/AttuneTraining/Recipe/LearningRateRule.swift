/// What `learning_rate: auto` becomes.
///
/// The steps follow the rates that published recipes used for models of each size; smaller models take higher ones.
public struct LearningRateRule: Sendable, Equatable {
    /// The learning rate.
    public let rate: Double
    /// Why this rate, in one sentence for the run's log.
    public let reason: String

    /// The rate for a model of a size, under a strategy.
    public static func resolve(parameters: Int, strategy: StrategyKind) -> LearningRateRule {
        let step = steps.first { parameters <= $0.upTo } ?? largest
        let (way, factor) = way(strategy)
        // Adapters begin at nothing and take ten times the rate; above 1e-3 small models begin to shake.
        let wanted = strategy == .lora ? min(step.rate * factor, 1e-3) : step.rate * factor
        let rate = (wanted * 1e12).rounded() / 1e12  // 3e-4 * 0.3 is 9e-5, without the binary tail
        return LearningRateRule(
            rate: rate, reason: "auto: \(way) of \(shown(parameters)) parameters (\(step.range)) takes \(rate)")
    }

    /// What a strategy is called, and its factor on the rate: single blocks take 0.3 of it, after BAdam.
    private static func way(_ strategy: StrategyKind) -> (name: String, factor: Double) {
        switch strategy {
        case .full: ("full fine-tuning", 1)
        case .partial: ("partial fine-tuning", 1)
        case .layerwise: ("layer-wise fine-tuning", 0.3)
        case .lisa: ("LISA", 1)
        case .progressive: ("progressive fine-tuning", 1)
        case .surgical: ("surgical fine-tuning", 1)
        case .lora: ("LoRA beside a model", 10)
        }
    }

    private static let steps: [(upTo: Int, rate: Double, range: String)] = [
        (250_000_000, 3e-4, "up to 0.25 billion"),
        (700_000_000, 2e-4, "0.25 to 0.7 billion"),
        (2_500_000_000, 5e-5, "0.7 to 2.5 billion"),
        (5_500_000_000, 2e-5, "2.5 to 5.5 billion"),
    ]
    private static let largest = (upTo: Int.max, rate: 1e-5, range: "above 5.5 billion")

    private static func shown(_ parameters: Int) -> String {
        let (unit, name) = parameters >= 1_000_000_000 ? (1e9, "billion") : (1e6, "million")
        return "\((Double(parameters) / unit * 10).rounded() / 10) \(name)"
    }
}
