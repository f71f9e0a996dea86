#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The learning rate of every step, as a share of the highest one.
///
/// A pure function of the step: nothing is counted, so a resumed run reads the same values. After the warm-up the
/// shapes follow `get_linear_schedule_with_warmup` and `get_cosine_schedule_with_warmup` of Transformers
/// (`optimization.py`). The warm-up differs on purpose: there, step 0 of W has the share 0/W, so the first optimizer
/// step changes nothing; here it has 1/(W+1), and the step after the warm-up has 1 in both.
public struct Schedule: Sendable, Equatable {
    /// How the learning rate falls after the warm-up.
    public enum Shape: String, Sendable, CaseIterable {
        /// It stays at its highest.
        case constant
        /// Along a straight line.
        case linear
        /// Along half a cosine.
        case cosine
        /// Up from `minimumShare` and down to it along straight lines (Howard and Ruder 2018, section 3.2, slanted
        /// triangular rates, with `minimumShare` as one over their ratio).
        case slanted
    }

    /// How the learning rate falls after the warm-up.
    public let shape: Shape
    /// The number of optimizer steps of the whole run.
    public let totalSteps: Int
    /// The number of steps in which the learning rate rises.
    public let warmupSteps: Int
    /// The share that the curve would reach at `totalSteps`; a constant schedule ignores it.
    public let minimumShare: Double

    /// A schedule over a known number of steps.
    ///
    /// The warm-up takes the ratio of the steps, rounded up as in Transformers, and leaves the last step to the curve.
    /// Ratios outside 0...1 are moved to the nearer end; a negative number of steps counts as none. `warmupSteps` takes
    /// the place of the ratio.
    public init(
        _ shape: Shape, totalSteps: Int, warmupRatio: Double = 0, warmupSteps: Int? = nil, minimumShare: Double = 0
    ) {
        let total = max(0, totalSteps)
        let ratio = Schedule.clamped(warmupRatio)
        self.shape = shape
        self.totalSteps = total
        let wanted = warmupSteps.map { max(0, $0) } ?? Schedule.roundedUp(Double(total) * ratio, limit: total)
        self.warmupSteps = min(max(0, total - 1), wanted)
        self.minimumShare = Schedule.clamped(minimumShare)
    }

    /// The share of the highest learning rate at a step, counted from 0.
    ///
    /// Steps before the first have the first one's share, steps after the last have the end of the curve.
    public func share(at step: Int) -> Double {
        let step = max(0, step)
        if step < warmupSteps, shape == .slanted {
            return minimumShare + (1 - minimumShare) * Double(step) / Double(warmupSteps)
        }
        if step < warmupSteps { return Double(step + 1) / Double(warmupSteps + 1) }
        let length = max(1, totalSteps - warmupSteps)
        let progress = min(1, Double(step - warmupSteps) / Double(length))
        switch shape {
        case .constant: return 1
        case .linear, .slanted: return minimumShare + (1 - minimumShare) * (1 - progress)
        case .cosine: return minimumShare + (1 - minimumShare) * 0.5 * (1 + cos(Double.pi * progress))
        }
    }

    private static func clamped(_ share: Double) -> Double { share.isNaN ? 0 : min(1, max(0, share)) }

    private static func roundedUp(_ value: Double, limit: Int) -> Int {
        Int(exactly: value.rounded(.up)).map { min(limit, $0) } ?? limit
    }
}
