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
        /// Its bytes in the file, where they are one line that can be written again as it is.
        let line: [UInt8]?
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
    let classification: ClassificationTask?

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
        try files.indices.map { try forEachBlock(ofFile: $0, body) }
    }

    /// Reads the rows of one file in blocks.
    func forEachBlock(ofFile number: Int, _ body: ([Row]) throws -> Void) throws -> Facts {
        var stream = try stream(of: files[number])
        var facts = Facts(path: files[number].path, source: sourceNumbers[number])
        while let block = try stream.nextBlock({ Row(file: number, outcome: $0.outcome, line: $0.line) }) {
            facts.usableRows += block.count { if case .row = $0.outcome { true } else { false } }
            try body(block)
        }
        (facts.rows, facts.format, facts.shape) = (stream.rowCount, stream.format?.rawValue ?? "", stream.shape)
        return facts
    }

    /// The rows of one of the files.
    func stream(of file: DataSource) throws -> RecordStream {
        try RecordStream(file, classification: classification)
    }

    /// The path a file really has, so that two names of one file are seen to be one.
    static func identity(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }
}

extension RowFiles {
    /// Refuses an output that is there already, is read, or has another ending than `.jsonl`; the manifest beside it
    /// likewise.
    ///
    /// - Throws: `WorkbenchError`.
    public func checkOutput(_ path: String, overwrite: Bool) throws {
        guard path.lowercased().hasSuffix(".jsonl") else { throw WorkbenchError.outputEnding(path: path) }
        let inputs = Set(files.map { Self.identity($0.path) })
        for path in [path, RowManifest.path(of: path)] {
            guard !inputs.contains(Self.identity(path)) else { throw WorkbenchError.outputIsInput(path: path) }
            guard overwrite || !FileManager.default.fileExists(atPath: path) else {
                throw WorkbenchError.outputExists(path: path)
            }
        }
    }
}
