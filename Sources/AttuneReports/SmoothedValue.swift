/// A running mean that forgets: each value weighs 0.8 of the one after it.
///
/// The weights are divided by their sum, so that the first values count no more than their share.
struct SmoothedValue {
    private var sum = 0.0
    private var weight = 0.0

    /// Takes a value up and returns the mean.
    mutating func add(_ value: Double) -> Double {
        sum = 0.8 * sum + value
        weight = 0.8 * weight + 1
        return sum / weight
    }
}
