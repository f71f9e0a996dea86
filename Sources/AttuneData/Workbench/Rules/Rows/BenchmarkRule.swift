/// A run of words of the row stands in a benchmark too, so that the benchmark would measure memory.
///
/// Source: the 12-gram overlap of datatrove's decontamination; words are compared without case and punctuation.
struct BenchmarkRule: RowRule {
    /// The words of a run.
    static let length = 12

    private var runs: Set<UInt64> = []

    /// The number of different runs.
    var count: Int { runs.count }

    /// Takes a text of the benchmark.
    mutating func add(_ text: String) {
        Self.forEachRun(in: text) { hash, _ in
            runs.insert(hash)
            return true
        }
    }

    func hits(in row: WorkbenchRow) -> [RuleHit] {
        for part in row.parts where part.speaker != .label {
            var place: Range<Int>?
            var count = 0
            Self.forEachRun(in: part.text) { hash, range in
                guard runs.contains(hash) else { return true }
                place = place ?? range
                count += 1
                return true
            }
            guard let place else { continue }
            return [
                RuleHit(
                    .benchmarkOverlap, key: part.path.description,
                    message: "\(count) \(count == 1 ? "run" : "runs") of \(Self.length) words of the benchmark",
                    excerpt: part.text.withBytes { excerpt(of: $0[place]) }, size: count)
            ]
        }
        return []
    }

    /// Visits each run of words with its hash and its bytes, until the body has seen enough.
    private static func forEachRun(in text: String, _ body: (UInt64, Range<Int>) -> Bool) {
        let words = text.withBytes { FoldedWords($0, seed: 1, keepsPlaces: true) }
        guard words.hashes.count >= length else { return }
        var hash: UInt64 = 0
        for (index, word) in words.hashes.enumerated() {
            hash = hash &* factor &+ word
            if index >= length { hash = hash &- words.hashes[index - length] &* oldest }
            guard index >= length - 1 else { continue }
            let range = words.places[index - length + 1].lowerBound..<words.places[index].upperBound
            guard body(mixed(hash), range) else { return }
        }
    }

    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    /// The factor to the power of the run's length, by which the oldest word has been multiplied.
    private static let oldest = (0..<length).reduce(UInt64(1)) { power, _ in power &* factor }
}
