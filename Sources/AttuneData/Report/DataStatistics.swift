/// How much there is to learn: rows, tokens, their lengths, and how well they fill the bins.
public struct DataStatistics: Sendable, Codable, Equatable {
    /// Documents whose length lies in a range.
    public struct LengthClass: Sendable, Codable, Equatable {
        /// The shortest length.
        public var from: Int
        /// The longest length.
        public var through: Int
        /// The documents.
        public var documents: Int
    }

    /// Documents that are longer than a length.
    public struct Excess: Sendable, Codable, Equatable {
        /// The length, in tokens.
        public var tokens: Int
        /// The documents with more.
        public var documents: Int
    }

    /// Limits that recipes often set.
    public static let commonLengths = [512, 1024, 2048, 4096, 8192]

    /// The rows read, dropped ones included.
    public let rows: Int
    /// The documents made of them.
    public let documents: Int
    /// Their tokens.
    public let tokens: Int
    /// The tokens that count in the loss.
    public let supervisedTokens: Int
    /// The shortest, median, 95th percentile and longest document, in tokens.
    public let lengths: [String: Int]
    /// Documents by length, in classes that double.
    public let histogram: [LengthClass]
    /// The documents that are longer than common lengths and than what the model reads at once, by length.
    public let longer: [Excess]
    /// The most tokens that the model reads at once; nil where no model was asked.
    public let contextLength: Int?
    /// The capacity of a bin: the limit on the length, or without one the longest document.
    public let binLength: Int
    /// The share of the bins' capacity that holds tokens, when documents are packed best fit.
    public let packingEfficiency: Double
    /// The bins of an epoch.
    public let bins: Int
    /// How often each label occurs.
    public let labels: [String: Int]
    /// The conversations with a document for each turn, because the chat template rewrites earlier turns.
    public let separatedRows: Int
    /// The conversations of which the chat template leaves out a part of an answer, such as its reasoning.
    public let shortenedRows: Int
    /// The conversations whose tools and calls are text, because the chat template has no place for them.
    public let toolTextRows: Int

    /// Measures a token store.
    ///
    /// - Parameters:
    ///   - store: the documents.
    ///   - maxLength: the most tokens of a document; nil packs into bins for the longest one.
    ///   - contextLength: the most tokens that the model reads at once.
    /// - Throws: `PackingError` when a document is longer than `maxLength`.
    public init(store: TokenStore, maxLength: Int?, contextLength: Int? = nil) throws {
        let sorted = store.lengths.map { Int($0) }.sorted()
        let maxLength = maxLength ?? max(1, sorted.last ?? 1)
        let plan = try PackingPlan(
            lengths: store.lengths,
            options: PackingOptions(
                maxLength: maxLength, stepSize: .tokens(perStep: maxLength, perMicroBatch: maxLength)))
        rows = store.manifest.sources.reduce(0) { $0 + $1.rows }
        documents = sorted.count
        tokens = plan.tokensPerEpoch
        supervisedTokens = store.manifest.sources.reduce(0) { $0 + $1.supervisedTokens }
        lengths = Self.quantiles(sorted)
        histogram = Self.histogram(sorted)
        longer = Self.excesses(sorted, over: Self.commonLengths + [contextLength].compactMap { $0 })
        self.contextLength = contextLength
        binLength = maxLength
        packingEfficiency = plan.efficiency
        bins = plan.binCount
        separatedRows = store.manifest.sources.reduce(0) { $0 + $1.separatedRows }
        shortenedRows = store.manifest.sources.reduce(0) { $0 + $1.shortenedRows }
        toolTextRows = store.manifest.sources.reduce(0) { $0 + $1.toolTextRows }
        labels = store.manifest.sources.reduce(into: [:]) { $0.merge($1.labels, uniquingKeysWith: +) }
    }

    /// The shortest, median, 95th percentile and longest of sorted lengths.
    static func quantiles(_ sorted: [Int]) -> [String: Int] {
        [
            "min": sorted.first ?? 0, "median": quantile(sorted, 0.5), "p95": quantile(sorted, 0.95),
            "max": sorted.last ?? 0,
        ]
    }

    /// How many of sorted lengths are over each of several lengths.
    static func excesses(_ sorted: [Int], over lengths: [Int]) -> [Excess] {
        Set(lengths).sorted().map { length in
            Excess(tokens: length, documents: sorted.count - (sorted.firstIndex { $0 > length } ?? sorted.count))
        }
    }

    /// The smallest length that at least so large a share of the documents does not exceed.
    private static func quantile(_ sorted: [Int], _ share: Double) -> Int {
        guard !sorted.isEmpty else { return 0 }
        return sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
    }

    /// Sorted lengths in classes that double.
    static func histogram(_ sorted: [Int]) -> [LengthClass] {
        var classes: [LengthClass] = []
        for length in sorted {
            let from = 1 << (Int.bitWidth - 1 - max(1, length).leadingZeroBitCount)
            if let last = classes.last, last.from == from {
                classes[classes.count - 1].documents += 1
            } else {
                classes.append(LengthClass(from: from, through: 2 * from - 1, documents: 1))
            }
        }
        return classes
    }
}
