/// What the usable rows are made of: languages, scripts, labels, sources and lengths.
public struct DataProfile: Sendable, Codable, Equatable {
    /// A part of the rows.
    public struct Share: Sendable, Codable, Equatable {
        /// What the rows have in common.
        public var name: String
        /// How many there are.
        public var rows: Int
        /// Their share of all rows that were counted, from 0 to 1.
        public var share: Double
    }

    /// Rows whose length lies in a range.
    public struct LengthClass: Sendable, Codable, Equatable {
        /// The shortest length, in characters.
        public var from: Int
        /// The longest length.
        public var through: Int
        /// The rows.
        public var rows: Int
    }

    /// Languages, the most frequent first; empty when no profiles are there.
    ///
    /// `undetermined` are rows that could be in any.
    public var languages: [Share] = []
    /// Scripts by the most frequent one of each row.
    public var scripts: [Share] = []
    /// Labels of classification rows.
    public var labels: [Share] = []
    /// Sources, by a field of the rows when they have one, else by file.
    public var sources: [Share] = []
    /// The lengths of prompts, in classes that double.
    public var promptLengths: [LengthClass] = []
    /// The lengths of answers or texts, in classes that double.
    public var answerLengths: [LengthClass] = []
    /// The share of all text that the longest hundredth of the rows hold, from 0 to 1.
    public var longestShare = 0.0
    /// The bytes of all texts.
    public var bytes = 0
}

/// Counts what a profile shows, with bounded memory.
struct ProfileCounter {
    /// The most names of labels and sources that are told apart.
    private static let nameLimit = 2_000

    private var languages: [String: Int] = [:]
    private var scripts: [String: Int] = [:]
    private var labels: [String: Int] = [:]
    private var sources: [String: Int] = [:]
    private var prompts = LengthCounter()
    private var answers = LengthCounter()
    private var sizes = LengthCounter()

    mutating func take(_ row: RowMeasures, file: String) {
        languages[row.language ?? RowTrait.undetermined, default: 0] += 1
        scripts[row.script?.rawValue ?? RowTrait.undetermined, default: 0] += 1
        if let label = row.label { Self.count(label, in: &labels) }
        Self.count(row.source ?? file, in: &sources)
        if row.promptCharacters > 0 { prompts.take(row.promptCharacters, weight: row.promptCharacters) }
        answers.take(row.answerCharacters, weight: row.answerCharacters)
        sizes.take(row.bytes, weight: row.bytes)
    }

    /// Counts a name, among `others` once there are too many.
    static func count(_ name: String, in counts: inout [String: Int]) {
        if counts[name] == nil, counts.count >= nameLimit {
            counts["others", default: 0] += 1
        } else {
            counts[name, default: 0] += 1
        }
    }

    func profile(knowsLanguages: Bool) -> DataProfile {
        DataProfile(
            languages: knowsLanguages ? Self.ranked(languages) : [], scripts: Self.ranked(scripts),
            labels: Self.ranked(labels), sources: Self.ranked(sources), promptLengths: prompts.classes,
            answerLengths: answers.classes, longestShare: sizes.share(ofLongest: 0.01), bytes: sizes.total)
    }

    private static func ranked(_ counts: [String: Int]) -> [DataProfile.Share] {
        let total = max(1, counts.values.reduce(0, +))
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            DataProfile.Share(name: $0.key, rows: $0.value, share: Double($0.value) / Double(total))
        }
    }
}

/// Lengths in classes that double.
struct LengthCounter {
    private var rows = [Int](repeating: 0, count: 64)
    private var weights = [Int](repeating: 0, count: 64)

    /// The weights of all.
    var total: Int { weights.reduce(0, +) }

    mutating func take(_ length: Int, weight: Int) {
        let place = Int.bitWidth - 1 - max(1, length).leadingZeroBitCount
        rows[place] += 1
        weights[place] += weight
    }

    /// The classes from the first to the last that has rows.
    var classes: [DataProfile.LengthClass] {
        guard let first = rows.firstIndex(where: { $0 > 0 }), let last = rows.lastIndex(where: { $0 > 0 }) else {
            return []
        }
        return (first...last).map {
            DataProfile.LengthClass(from: 1 << $0, through: (2 << $0) - 1, rows: rows[$0])
        }
    }

    /// About the share of the weight that the longest part of the rows hold, taking rows of a class as equally long.
    func share(ofLongest part: Double) -> Double {
        guard total > 0 else { return 0 }
        var wanted = Double(rows.reduce(0, +)) * part
        var weight = 0.0
        for place in rows.indices.reversed() where rows[place] > 0 && wanted > 0 {
            let taken = min(wanted, Double(rows[place]))
            weight += Double(weights[place]) * taken / Double(rows[place])
            wanted -= taken
        }
        return weight / Double(total)
    }
}
