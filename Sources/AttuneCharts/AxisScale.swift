/// An axis: the values it shows, at round ticks.
struct AxisScale: Sendable, Equatable {
    let low: Double
    let high: Double
    let ticks: [Double]
    /// The text of each tick.
    let labels: [String]

    /// An axis around the values, with steps of 1, 2, 2.5 or 5 times a power of ten.
    ///
    /// A tight axis ends at the first and last value, others at a tick. Values that are not finite are ignored.
    init(values: some Sequence<Double>, wantedTicks: Int, includesZero: Bool = false, isTight: Bool = false) {
        var (low, high) = AxisScale.bounds(values, includesZero: includesZero)
        let step = AxisScale.roundStep((high - low) / Double(max(1, wantedTicks)))
        if !isTight { (low, high) = ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step) }
        let first = (low / step).rounded(.up)
        let last = (high / step).rounded(.down)
        // Multiples of the step, never sums of it, so that no error adds up.
        let count = min(50, max(0, Int((last - first).rounded())))
        self.low = low
        self.high = high
        self.ticks = (0...count).map { (first + Double($0)) * step }
        self.labels = AxisScale.labels(ticks, step: step)
    }

    /// Where a value lies on the axis, from 0 to 1.
    func share(of value: Double) -> Double { (value - low) / (high - low) }

    private static func bounds(_ values: some Sequence<Double>, includesZero: Bool) -> (Double, Double) {
        let limit = 1e300
        var (low, high) = (Double.infinity, -Double.infinity)
        for value in values where value.isFinite {
            low = min(low, max(-limit, value))
            high = max(high, min(limit, value))
        }
        if low > high { (low, high) = (0, 1) }
        if includesZero { (low, high) = (min(low, 0), max(high, 0)) }
        // A single value, or values too close for a double to step between, get room around them.
        let room = max(abs(low), abs(high)) * 1e-9
        if high - low <= room {
            let margin = low == 0 ? 1 : abs(low) * 0.1
            return includesZero && low == 0 ? (0, 1) : (low - margin, high + margin)
        }
        return (low, high)
    }

    private static func roundStep(_ rough: Double) -> Double {
        guard rough > 0, rough.isFinite else { return 1 }
        let unit = NumberText.power(NumberText.exponent(of: rough))
        guard unit > 0 else { return rough }
        let factor = [1, 2, 2.5, 5, 10].first { $0 * unit >= rough * 0.999_999 } ?? 10
        return factor * unit
    }

    private static func labels(_ ticks: [Double], step: Double) -> [String] {
        let largest = ticks.map(abs).max() ?? 0
        let exponent = NumberText.exponent(of: step)
        if largest > 0, largest < 1e-3 || largest >= 1e9 {
            let decimals = min(6, max(0, NumberText.exponent(of: largest) - exponent + 1))
            return ticks.map { abs($0) < step / 2 ? "0" : NumberText.scientific($0, decimals: decimals) }
        }
        let isHalf = abs(step / NumberText.power(exponent) - 2.5) < 1e-6
        return ticks.map { NumberText.fixed($0, decimals: max(0, -exponent + (isHalf ? 1 : 0))) }
    }
}
