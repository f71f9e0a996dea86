internal import AttuneJSON

/// Drops rows that say the same as another row, and writes the rest.
///
/// The files are read twice: once to find the duplicates, once to write. About 50 bytes a row stay in memory.
public struct Deduplication {
    private let files: RowFiles
    private let options: DeduplicationOptions

    /// Makes a deduplication; nothing is read yet.
    public init(_ files: RowFiles, options: DeduplicationOptions = DeduplicationOptions()) {
        self.files = files
        self.options = options
    }

    /// Reads, decides and writes.
    ///
    /// - Parameters:
    ///   - output: the file to write, which `RowFiles.checkOutput` has let pass.
    ///   - progress: told the number of rows read so far.
    /// - Returns: what was found.
    /// - Throws: `DataError` when a file cannot be read, `DuplicateError`, `WorkbenchError`, `FileError`.
    public func run(output: String, progress: (Int) -> Void = { _ in }) throws -> DeduplicationReport {
        let settings = try options.settings(for: files)
        var search = try DuplicateSearch(settings: settings, options: options)
        let facts = try files.forEachBlock { block in
            try search.add(block)
            progress(search.rowCount)
        }
        try search.unusable.refuseNothing(usable: search.rowCount)
        let decision = try search.decide()
        var report = DeduplicationReport(settings: settings, output: output)
        decision.describe(in: &report)
        report.unusable = search.unusable
        report.rows = facts.reduce(0) { $0 + $1.rows }
        let form = try RowForm(facts)
        report.form = form.rawValue
        var writing = try DeduplicationWriting(
            report: report, decision: decision, form: form, facts: facts, options: options)
        let second = try files.forEachBlock { try writing.add($0) }
        try facts.refuseChange(second)
        return try writing.finish()
    }
}

extension [RowFiles.Facts] {
    /// Refuses files that had other rows when they were read again.
    func refuseChange(_ second: [RowFiles.Facts]) throws {
        for (before, after) in zip(self, second) { try before.refuseChange(after) }
    }
}

extension RowFiles.Facts {
    /// Refuses a file that had other rows when it was read again.
    func refuseChange(_ second: RowFiles.Facts) throws {
        guard self == second else { throw WorkbenchError.changedWhileReading(path: path) }
    }
}
