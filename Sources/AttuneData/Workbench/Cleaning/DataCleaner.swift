internal import AttuneFormats
internal import AttuneJSON
internal import Foundation

/// Cleans the rows of data files by a plan.
///
/// Rows are cleaned on all cores in blocks and written in their order, so that the output depends on inputs and plan
/// alone. Memory is bounded. An interrupted cleaning goes on where it was saved last, and ends with the same bytes.
public struct DataCleaner {
    /// What happens to output that is there already.
    public enum Mode: Sendable {
        /// It is an error.
        case fresh
        /// The unfinished cleaning goes on.
        case resume
        /// It is replaced.
        case overwrite
    }

    /// The blocks after which the state is saved.
    private static let savedBlocks = 64

    private let plan: CleaningPlan
    private let cleaning: RowCleaning

    /// Makes a cleaner.
    ///
    /// - Throws: `CleaningError.unknownRule`.
    public init(_ plan: CleaningPlan) throws {
        self.plan = plan
        cleaning = RowCleaning(steps: try plan.steps())
    }

    /// Reads, cleans and writes.
    ///
    /// - Parameters:
    ///   - paths: files, folders and patterns.
    ///   - output: the file to write; it appears when it is whole, as does the manifest beside it.
    ///   - mode: what happens to output that is there already.
    ///   - progress: told the number of rows read so far; says whether to stop.
    /// - Returns: what became of the rows.
    /// - Throws: `CleaningError`, `WorkbenchError` for an output that may not be written, `DataError` when a file cannot
    ///   be read, `FileError` when the disk refuses.
    public func clean(
        _ paths: [String], to output: String, mode: Mode = .fresh, progress: (Int) -> Bool = { _ in false }
    ) throws -> CleaningReport {
        let rows = try RowFiles(
            paths.map { DataSource(path: $0, format: plan.format, fields: plan.fields) },
            classification: plan.classification)
        let files = rows.files
        if mode == .fresh, FileManager.default.fileExists(atPath: CleaningOutput.statePath(output)) {
            throw CleaningError.unfinished(path: output)
        }
        try rows.checkOutput(output, overwrite: mode != .fresh)
        var writing = try begin(output, mode, files)
        do {
            while writing.state.file < files.count {
                try clean(try rows.stream(of: files[writing.state.file]), &writing, progress)
                writing.nextFile()
            }
        } catch let error as DataError {
            // A read that failed may succeed another time; with another input nothing could go on.
            switch error {
            case .notFound, .unreadable: try writing.save()
            default: writing.discard()
            }
            throw error
        }
        return try writing.finish()
    }

    private func clean(
        _ stream: RecordStream, _ writing: inout CleaningOutput, _ progress: (Int) -> Bool
    ) throws {
        var stream = stream
        try stream.skip(writing.state.rows)
        let cleaning = cleaning
        var blocks = 0
        while let block = try stream.nextBlock({ cleaning.clean($0) }) {
            for row in block {
                if plan.unusable == .stop, let finding = row.finding {
                    throw DataError.rejected(findings: [finding], more: 0)
                }
                try writing.write(row)
            }
            blocks += 1
            let stops = progress(writing.state.report.rows)
            if stops || blocks % Self.savedBlocks == 0 { try writing.save() }
            if stops { throw CleaningError.stopped(rows: writing.state.report.rows) }
        }
    }

    private func begin(_ output: String, _ mode: Mode, _ files: [DataSource]) throws -> CleaningOutput {
        let inputs = try files.map { try Self.identity(of: $0.path) }
        if mode == .resume { return try CleaningOutput(resuming: output, plan: plan.digest(), inputs: inputs) }
        return try CleaningOutput(
            beginning: output, plan: plan.digest(), inputs: inputs, header: try header(files))
    }

    /// The first line of the manifest: what is cleaned, and by which rules.
    private func header(_ files: [DataSource]) throws -> JSONValue {
        let inputs = try files.map { file in
            JSONValue.object(
                JSONObject([
                    ("path", .string(file.path)), ("sha256", .string(hexadecimalText(try fileDigest(path: file.path)))),
                ]))
        }
        let rules = plan.rules.map { rule in
            let settings = rule.settings.sorted { $0.key < $1.key }.map {
                (key: $0.key, value: JSONValue.number($0.value))
            }
            return JSONValue.object(
                JSONObject([("rule", .string(rule.name)), ("settings", .object(JSONObject(settings)))]))
        }
        return .object(
            JSONObject([
                ("manifest", .integer(1)), ("command", .string("clean")), ("inputs", .array(inputs)),
                ("rules", .array(rules)),
            ]))
    }

    /// Path, size and time of the last change.
    private static func identity(of path: String) throws -> String {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw DataError.notFound(path: path) }
        return "\(path) \(facts.st_size) \(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)"
    }
}

extension RecordStream {
    /// Passes over rows; what the rows mean is still settled by the first of them.
    mutating func skip(_ count: Int) throws {
        while rowCount < count, try passOver() {}
    }
}
