/// What the texts of data files are like: how many, how long, in which scripts and languages.
public struct TextStatistics: Sendable, Codable, Equatable {
    /// A language that most rows are in.
    public struct Dominance: Sendable, Codable, Equatable {
        /// Its code.
        public var language: String
        /// Its share of the rows.
        public var share: Double
    }

    /// The rows read.
    public private(set) var rows = 0
    /// The rows that cannot be used, which the other numbers leave out.
    public private(set) var unusable = UnusableRows()
    /// The characters of prompts and answers.
    public private(set) var characters = 0
    /// The words of prompts and answers; ideographs count as one each.
    public private(set) var words = 0
    /// The shortest, median, 95th percentile and longest row, in words.
    public private(set) var wordLengths: [String: Int] = [:]
    /// Rows by their words, in classes that double.
    public private(set) var histogram: [DataStatistics.LengthClass] = []
    /// The letters of each script.
    public private(set) var scripts: [String: Int] = [:]
    /// The rows in each language; nil when languages were not told apart.
    public private(set) var languages: [String: Int]?
    /// The rows of each label.
    public private(set) var labels: [String: Int] = [:]
    /// The usable rows of each source that was named.
    public private(set) var sources: [String: Int] = [:]

    /// The share of one language from which on it is worth a notice: nine tenths, less three points of short rows that
    /// may be taken for another language.
    public static let dominantShare = 0.87

    /// Reads all rows.
    ///
    /// - Parameters:
    ///   - files: the files.
    ///   - identifier: tells languages apart; nil leaves them out.
    /// - Throws: `DataError` when a file cannot be read.
    public init(_ files: RowFiles, identifier: LanguageIdentifier?) throws {
        var lengths: [Int] = []
        var shares = ScriptShares()
        let names = files.fileSourceNames
        if identifier != nil { languages = [:] }
        let facts = try files.forEachBlock { block in
            for fact in parallelMap(block, { RowFacts($0.outcome, identifier) }) {
                if let finding = fact.finding {
                    unusable.add(finding)
                    continue
                }
                lengths.append(fact.words)
                characters += fact.characters
                shares.add(fact.scripts)
                if identifier != nil { languages?[fact.language ?? RowTrait.undetermined, default: 0] += 1 }
                if let label = fact.label { labels[label, default: 0] += 1 }
            }
            if let file = block.first?.file {
                let usable = block.count { if case .row = $0.outcome { true } else { false } }
                sources[names[file], default: 0] += usable
            }
        }
        rows = facts.reduce(0) { $0 + $1.rows }
        words = lengths.reduce(0, +)
        for (script, letters) in shares.ranked { scripts[script.rawValue] = letters }
        lengths.sort()
        wordLengths = DataStatistics.quantiles(lengths)
        histogram = DataStatistics.histogram(lengths)
    }

    /// The language of nine tenths of the usable rows, if there is one and several languages could be told apart.
    public var dominant: Dominance? {
        guard let languages, let most = languages.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
            return nil
        }
        let share = Double(most.value) / Double(max(1, languages.values.reduce(0, +)))
        return share >= Self.dominantShare && most.key != RowTrait.undetermined
            ? Dominance(language: most.key, share: share) : nil
    }
}

/// What one row adds.
private struct RowFacts: Sendable {
    var finding: Finding?
    var words = 0
    var characters = 0
    var scripts = ScriptShares()
    var language: String?
    var label: String?

    init(_ outcome: RowOutcome<InterpretedRow>, _ identifier: LanguageIdentifier?) {
        switch outcome {
        case .finding(let finding): self.finding = finding
        case .row(let row):
            let text = row.record.content.texts.whole
            words = text.withBytes { FoldedWords($0, seed: 0).hashes.count }
            characters = text.unicodeScalars.count
            scripts = ScriptShares(text)
            label = row.record.content.label
            language = identifier?.language(of: row.record.content.spokenText)
        }
    }
}
