/// How well a model tells classes apart, on rows whose class is known.
public struct ClassificationReport: Codable, Sendable, Equatable {
    /// One class.
    public struct Row: Codable, Sendable, Equatable {
        /// The label.
        public let label: String
        /// Of the rows that were called this, the share that are; 0 when none was.
        public let precision: Double
        /// Of the rows that are this, the share that were called so; 0 when there is none.
        public let recall: Double
        /// The harmonic mean of both; 0 when both are.
        public let f1: Double
        /// The rows that are this.
        public let support: Int
    }

    /// The classes in the order of the labels.
    public let classes: [Row]
    /// confusion[i][j]: the rows of class i that were called j.
    public let confusion: [[Int]]
    /// The share of rows that were called what they are.
    public let accuracy: Double
    /// The mean of the classes' F1, each counted once whatever its size.
    public let macroF1: Double

    /// Counts rows by their class and the one that the model chose.
    public init(labels: [String], choices: some Sequence<LabelChoice>) {
        self.init(labels: labels, answers: choices.map { ($0.truth, $0.chosen) })
    }

    /// Counts the answers: for every row its class and the one that the model chose.
    public init(labels: [String], answers: [(truth: Int, chosen: Int)]) {
        var confusion = [[Int]](repeating: [Int](repeating: 0, count: labels.count), count: labels.count)
        for (truth, chosen) in answers { confusion[truth][chosen] += 1 }
        let rows = labels.indices.map { index in
            Self.row(
                labels[index], right: confusion[index][index], support: confusion[index].reduce(0, +),
                called: confusion.reduce(0) { $0 + $1[index] })
        }
        let right = labels.indices.reduce(0) { $0 + confusion[$1][$1] }
        classes = rows
        self.confusion = confusion
        accuracy = answers.isEmpty ? 0 : Double(right) / Double(answers.count)
        macroF1 = rows.isEmpty ? 0 : rows.reduce(0) { $0 + $1.f1 } / Double(rows.count)
    }

    private static func row(_ label: String, right: Int, support: Int, called: Int) -> Row {
        let precision = called > 0 ? Double(right) / Double(called) : 0
        let recall = support > 0 ? Double(right) / Double(support) : 0
        let f1 = right > 0 ? 2 * precision * recall / (precision + recall) : 0
        return Row(label: label, precision: precision, recall: recall, f1: f1, support: support)
    }
}
