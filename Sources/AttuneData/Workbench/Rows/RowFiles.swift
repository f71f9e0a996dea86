internal import AttuneErrors
internal import AttuneJSON
internal import Foundation

/// The rows of several data files, in the order of the files, read as often as needed with bounded memory.
public struct RowFiles: Sendable {
    /// One row.
    public struct Row: Sendable {
        /// The number of its file.
        public let file: Int
        /// The row, or what is wrong with it.
        public let outcome: RowOutcome<InterpretedRow>
    }

    /// What was read of one file.
    public struct Facts: Sendable, Equatable {
        /// The file.
        public let path: String
        /// The number of the named source it belongs to; a folder is one source of several files.
        public let source: Int
        /// The format of its rows.
        public var format = ""
        /// The rows, unusable ones included.
        public var rows = 0
        /// The rows that can be used.
        public var usableRows = 0
        var shape: RecordShape?
    }

    /// The files, folders already replaced by what is in them.
    public let files: [DataSource]
    /// The number of the named source that each file belongs to.
    public let sourceNumbers: [Int]
    /// The paths that were named.
    public let sourceNames: [String]
    private let classification: ClassificationTask?

    private static let blockRows = 512
    private static let blockBytes = 8 << 20

    /// Finds the files; nothing is read yet but folders.
    ///
    /// - Parameters:
    ///   - sources: files and folders.
    ///   - classification: the task of rows with labels.
    /// - Throws: `DataError` when a path does not exist or a folder holds no data file, `WorkbenchError.sameFileTwice`.
    public init(_ sources: [DataSource], classification: ClassificationTask? = nil) throws {
        var files: [DataSource] = []
        var numbers: [Int] = []
        var seen: Set<String> = []
        for (number, source) in sources.enumerated() {
            for file in try source.files() {
                guard seen.insert(Self.identity(file.path)).inserted else {
                    throw WorkbenchError.sameFileTwice(path: file.path)
                }
                files.append(file)
                numbers.append(number)
            }
        }
        self.files = files
        sourceNumbers = numbers
        sourceNames = sources.map(\.path)
        self.classification = classification
    }

    /// Reads all rows in blocks.
    ///
    /// - Parameter body: takes a block; its rows belong to one file.
    /// - Returns: what was read of each file.
    /// - Throws: `DataError` when a file cannot be read, and what `body` throws.
    @discardableResult
    public func forEachBlock(_ body: ([Row]) throws -> Void) throws -> [Facts] {
        var facts: [Facts] = []
        for (number, file) in files.enumerated() {
            var stream = try stream(of: file)
            var fact = Facts(path: file.path, source: sourceNumbers[number])
            while let block = try Self.nextBlock(&stream, number) {
                fact.usableRows += block.count { if case .row = $0.outcome { true } else { false } }
                try body(block)
            }
            (fact.rows, fact.format, fact.shape) = (stream.rowCount, stream.format?.rawValue ?? "", stream.shape)
            facts.append(fact)
        }
        return facts
    }

    /// The rows of one of the files.
    func stream(of file: DataSource) throws -> RecordStream {
        try RecordStream(file, classification: classification)
    }

    private static func nextBlock(_ stream: inout RecordStream, _ number: Int) throws -> [Row]? {
        var block: [Row] = []
        var bytes = 0
        while block.count < blockRows, bytes < blockBytes, let outcome = try stream.nextRow() {
            block.append(Row(file: number, outcome: outcome))
            if case .row(let row) = outcome { bytes += row.record.content.beginning.utf8.count }
        }
        return block.isEmpty ? nil : block
    }

    /// The path a file really has, so that two names of one file are seen to be one.
    static func identity(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }
}

extension RowFiles {
    /// Refuses an output that is there already, is read, or has another ending than `.jsonl`.
    ///
    /// - Throws: `WorkbenchError`.
    public func checkOutput(_ path: String, overwrite: Bool) throws {
        guard path.lowercased().hasSuffix(".jsonl") else { throw WorkbenchError.outputEnding(path: path) }
        let identity = Self.identity(path)
        guard !files.contains(where: { Self.identity($0.path) == identity }) else {
            throw WorkbenchError.outputIsInput(path: path)
        }
        guard overwrite || !FileManager.default.fileExists(atPath: path) else {
            throw WorkbenchError.outputExists(path: path)
        }
    }
}
