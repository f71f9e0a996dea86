internal import AttuneData

/// How sure a difference between two models is that were measured on the same rows.
///
/// Rows are drawn with replacement as often as there are rows, the same for both models, and the difference is made
/// anew: the interval holds the middle 95 % of the differences. Source: Efron and Tibshirani, An Introduction to the
/// Bootstrap, the percentile interval.
public struct PairedBootstrap: Sendable {
    /// How often the rows are drawn.
    public let resamples: Int
    private let draws: Philox

    /// A difference with its interval.
    public struct Interval: Sendable, Equatable {
        /// The second model's figure less the first one's, over all rows.
        public let difference: Double
        /// Where the middle 95 % of the drawn differences begin.
        public let low: Double
        /// Where they end.
        public let high: Double

        /// Whether the interval is on one side of 0.
        public var isClear: Bool { low > 0 || high < 0 }
    }

    /// Draws that depend on the seed alone.
    public init(resamples: Int = 2000, seed: UInt64 = 42) {
        self.resamples = resamples
        draws = Philox(seed: seed)
    }

    /// The interval of a difference over `count` rows; nil without a row.
    ///
    /// `difference` is given the numbers of the drawn rows.
    public func interval(count: Int, _ difference: ([Int]) -> Double) -> Interval? {
        guard count > 0, resamples > 0 else { return nil }
        let drawn = (0..<resamples).map { resample in
            difference(
                (0..<count).map { draws.number(below: count, stream: UInt64(resample), index: UInt64($0)) })
        }.sorted()
        return Interval(
            difference: difference(Array(0..<count)), low: Self.quantile(drawn, 0.025),
            high: Self.quantile(drawn, 0.975))
    }

    /// The interval of a difference of means of paired values; nil without a pair.
    public func interval(_ first: [Double], _ second: [Double]) -> Interval? {
        let differences = zip(first, second).map { $1 - $0 }
        return interval(count: differences.count) { rows in
            rows.reduce(0) { $0 + differences[$1] } / Double(rows.count)
        }
    }

    /// Between the two values next to the place, in proportion.
    private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
}
