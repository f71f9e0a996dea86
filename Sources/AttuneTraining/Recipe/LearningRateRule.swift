internal import Foundation

/// What `learning_rate: auto` becomes.
///
/// The rates by size are those that published recipes used for models of each size; smaller models take higher ones.
/// Where everything trains in every step, steps of few tokens take less, by the square root (Malladi et al. 2022), since their
/// gradients are noisier. What moves fewer parameters at a time did better with the whole rate: docs/recipe.md.
public struct LearningRateRule: Sendable, Equatable {
    /// The learning rate.
    public let rate: Double
    /// Why this rate, in one sentence for the run's log.
    public let reason: String

    /// The rate for a model of a size under a strategy; `tokensPerStep` is the mean over steps, `stepsPerBlock` the length of a
    /// turn of `layerwise`.
    public static func resolve(
        parameters: Int, strategy: StrategyKind, optimizer: OptimizerKind = .adamw, tokensPerStep: Int,
        stepsPerBlock: Int = 1
    ) -> LearningRateRule {
        let size = sizes.first { parameters <= $0.upTo } ?? largest
        let way = Way(strategy, optimizer, stepsPerBlock: stepsPerBlock)
        let followed = (Double(max(1, tokensPerStep)) / fullStepTokens).squareRoot() * way.gain
        let share = way.followsTokens ? min(1, followed) : 1
        let rate = twoDigits(min(size.rate * share * way.factor, way.highest))
        let tokens = share < 1 ? " in steps of \(tokensPerStep) tokens" : ""
        return LearningRateRule(
            rate: rate,
            reason: "auto: \(way.name) of \(shown(parameters)) parameters (\(size.range))\(tokens) takes \(rate)")
    }

    /// What a strategy is called and how its rate comes from that of full fine-tuning.
    private struct Way {
        private(set) var name: String
        private(set) var factor = 1.0
        /// Above this small models begin to shake where all blocks move in every step.
        private(set) var highest = 1e-3
        private(set) var followsTokens = false
        /// What the rate of steps of few tokens is multiplied by, up to the whole rate.
        private(set) var gain = 1.0

        init(_ strategy: StrategyKind, _ optimizer: OptimizerKind, stepsPerBlock: Int) {
            self.init(strategy, stepsPerBlock: stepsPerBlock)
            // Adafactor has no first moment that keeps a direction; short steps and turns did better with twice the rate.
            guard optimizer == .adafactor else { return }
            switch strategy {
            case .full: (name, gain) = (name + " with Adafactor", 2)
            case .layerwise: (name, factor, highest) = (name + " with Adafactor", 2 * factor, 2.5e-3)
            default: break
            }
        }

        private init(_ strategy: StrategyKind, stepsPerBlock: Int) {
            switch strategy {
            case .full: (name, followsTokens) = ("full fine-tuning", true)
            case .partial: name = "partial fine-tuning"
            case .lisa: name = "LISA"
            case .progressive: name = "progressive fine-tuning"
            case .surgical: name = "surgical fine-tuning"
            case .layerwise:
                // A block has only its turn to move in, and Adam's first steps go by their signs: short turns took rates that
                // fall with the root of their length (docs/recipe.md). Turns of 100 take 0.3 of the rate, after BAdam.
                let steps = Double(max(1, stepsPerBlock))
                name = "layer-wise fine-tuning in turns of \(stepsPerBlock)"
                (factor, highest) = (max(0.3, min(20 / 3 / steps.squareRoot(), 30 / steps)), 2e-3)
            case .lora: (name, factor) = ("LoRA beside a model", 10)
            }
        }
    }

    /// Steps of this many tokens and more take the whole rate.
    private static let fullStepTokens = 4096.0
    private static let sizes: [(upTo: Int, rate: Double, range: String)] = [
        (250_000_000, 3e-4, "up to 0.25 billion"),
        (700_000_000, 2e-4, "0.25 to 0.7 billion"),
        (2_500_000_000, 5e-5, "0.7 to 2.5 billion"),
        (5_500_000_000, 2e-5, "2.5 to 5.5 billion"),
    ]
    private static let largest = (upTo: Int.max, rate: 1e-5, range: "above 5.5 billion")

    private static func twoDigits(_ rate: Double) -> Double {
        let unit = pow(10, 1 - log10(rate).rounded(.down))
        return ((rate * unit).rounded() / unit * 1e12).rounded() / 1e12
    }

    private static func shown(_ parameters: Int) -> String {
        let (unit, name) = parameters >= 1_000_000_000 ? (1e9, "billion") : (1e6, "million")
        return "\((Double(parameters) / unit * 10).rounded() / 10) \(name)"
    }
}
