public import AttuneTensor

/// The worst difference of two tensors.
public struct Comparison: CustomStringConvertible {
    /// The largest |a - b|.
    public let worst: Double
    /// The largest |b|.
    public let scale: Double
    /// The index of the worst difference.
    public let index: Int
    /// Both values there.
    public let values: (found: Float, expected: Float)

    /// Compares elementwise; a difference in size or a value that is not finite counts as infinite.
    public init(_ found: [Float], _ expected: [Float]) {
        var worst = found.count == expected.count ? 0 : Double.infinity
        var index = 0
        for (place, pair) in zip(found, expected).enumerated() {
            let difference = Double(abs(pair.0 - pair.1))
            if !(difference <= worst) { (worst, index) = (difference.isNaN ? .infinity : difference, place) }
        }
        self.worst = worst
        self.index = index
        scale = expected.reduce(0) { max($0, Double(abs($1))) }
        values = found.isEmpty || expected.isEmpty ? (0, 0) : (found[index], expected[index])
    }

    /// Compares two tensors of any float type.
    public init(_ found: Tensor, _ expected: Tensor) throws {
        self.init(try found.floats(), try expected.floats())
    }

    /// Whether the worst difference is within `tolerance` times the largest expected value.
    public func isWithin(_ tolerance: Double) -> Bool { worst <= tolerance * max(scale, 1e-30) }

    /// The text that people read.
    public var description: String {
        "worst |difference| \(worst) at \(index): found \(values.found), expected \(values.expected), scale \(scale)"
    }
}
