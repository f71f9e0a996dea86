/// What was read from the data files, and every row that was dropped or changed on the way.
public struct DataManifest: Sendable, Codable, Equatable {
    /// What one data source gave.
    public struct Source: Sendable, Codable, Equatable {
        /// The file.
        public var path: String
        /// The SHA-256 digest of its bytes, in hexadecimal.
        public var sha256: String
        /// The format its records were read in.
        public var format: String
        /// How often an epoch takes its rows.
        public var weight: Double
        /// The rows read, dropped ones included.
        public var rows = 0
        /// The documents made of them.
        public var documents = 0
        /// The tokens of these documents.
        public var tokens = 0
        /// The tokens that count in the loss.
        public var supervisedTokens = 0
        /// How often each label occurs, for classification rows.
        public var labels: [String: Int] = [:]
        /// The conversations with a document for each turn, because the chat template rewrites earlier turns.
        public var separatedRows = 0
        /// The conversations of which the chat template leaves out a part of an answer, such as its reasoning.
        public var shortenedRows = 0
        /// The conversations whose tools and calls are text, because the chat template has no place for them.
        public var toolTextRows = 0
        /// The keys of text and label, where the rows turned out to be labelled without anybody saying so.
        public var detectedKeys: [String] = []

        /// A source of which nothing has been counted yet.
        public init(path: String, sha256: String, format: String, weight: Double = 1) {
            self.path = path
            self.sha256 = sha256
            self.format = format
            self.weight = weight
        }
    }

    /// Rows that share a reason.
    public struct Change: Sendable, Codable, Equatable {
        /// What happened to the rows.
        public var action: Action
        /// Why.
        public var code: FindingCode
        /// The rows, in the order they were read.
        public var rows: [RecordReference]
    }

    /// What happened to a row.
    public enum Action: String, Sendable, Codable, CaseIterable {
        /// The row is not used.
        case dropped
        /// The row was cut at its end.
        case truncated
        /// The row became several documents.
        case split
    }

    /// The data sources, in the order of the recipe.
    public var sources: [Source]
    /// The rows that were dropped or changed, by reason.
    public var changes: [Change]

    /// Makes a manifest; without arguments of nothing.
    public init(sources: [Source] = [], changes: [Change] = []) {
        self.sources = sources
        self.changes = changes
    }

    /// The labels of all sources in the order of their bytes.
    public var sortedLabels: [String] {
        Set(sources.flatMap(\.labels.keys)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Adds a row to those that were dropped or changed for a reason.
    public mutating func record(_ action: Action, _ code: FindingCode, _ row: RecordReference) {
        if let index = changes.firstIndex(where: { $0.action == action && $0.code == code }) {
            changes[index].rows.append(row)
        } else {
            changes.append(Change(action: action, code: code, rows: [row]))
        }
    }
}
