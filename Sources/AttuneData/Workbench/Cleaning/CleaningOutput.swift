internal import AttuneFormats
internal import AttuneJSON
internal import Foundation

/// The files that a cleaning writes: the rows, the manifest, and how far it is.
struct CleaningOutput {
    private(set) var state: CleaningState
    private let rows: ResumableFile
    private let manifest: ResumableFile
    private let statePath: String

    /// Where an unfinished cleaning keeps how far it is.
    static func statePath(_ output: String) -> String { output + ".state.json" }

    /// Begins the files.
    init(beginning output: String, plan: String, inputs: [String], header: JSONValue) throws {
        let report = CleaningReport(output: output, manifest: RowManifest.path(of: output))
        state = CleaningState(
            plan: plan, inputs: inputs, file: 0, rows: 0, outputBytes: 0, manifestBytes: 0, report: report)
        statePath = Self.statePath(output)
        rows = try ResumableFile(path: output, resumingAt: nil)
        manifest = try ResumableFile(path: report.manifest, resumingAt: nil)
        try manifest.append(line: header.encoded().utf8)
        try save()
    }

    /// Goes on with an unfinished cleaning.
    ///
    /// - Throws: `CleaningError.changedSince` when recipe or inputs are others now, `CleaningError.damaged`.
    init(resuming output: String, plan: String, inputs: [String]) throws {
        statePath = Self.statePath(output)
        guard let data = FileManager.default.contents(atPath: statePath) else {
            throw CleaningError.nothingToResume(path: output)
        }
        do { state = try JSONDecoder().decode(CleaningState.self, from: data) } catch {
            throw CleaningError.damaged(path: statePath)
        }
        guard state.isPossible else { throw CleaningError.damaged(path: statePath) }
        guard state.plan == plan else { throw CleaningError.changedSince(path: output, what: "the recipe") }
        guard state.inputs == inputs else { throw CleaningError.changedSince(path: output, what: "an input") }
        rows = try ResumableFile(path: output, resumingAt: state.outputBytes)
        manifest = try ResumableFile(path: RowManifest.path(of: output), resumingAt: state.manifestBytes)
    }

    /// Writes what became of a row.
    mutating func write(_ row: RowCleaning.Result) throws {
        state.rows += 1
        state.report.rows += 1
        for note in row.notes {
            state.report.add(note.action, note.rule, note.reason)
            try manifest.append(line: Self.entry(row.reference, note).encoded().utf8)
        }
        guard let line = row.line else {
            state.report.dropped += 1
            return
        }
        if row.notes.isEmpty { state.report.unchanged += 1 } else { state.report.changed += 1 }
        try rows.append(line: line)
    }

    /// Goes to the next input.
    mutating func nextFile() {
        state.file += 1
        state.rows = 0
    }

    /// Makes sure that an interruption from now on loses nothing.
    mutating func save() throws {
        try rows.synchronise()
        try manifest.synchronise()
        (state.outputBytes, state.manifestBytes) = (rows.size, manifest.size)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try AtomicFile.write(String(decoding: encoder.encode(state), as: UTF8.self), to: statePath)
    }

    /// Sums up, and gives the files their names; the rows' file comes last.
    mutating func finish() throws -> CleaningReport {
        try manifest.append(line: state.report.summary.encoded().utf8)
        try manifest.finish()
        try rows.finish()
        unlink(statePath)
        return state.report
    }

    /// Removes what was written.
    func discard() {
        rows.discard()
        manifest.discard()
        unlink(statePath)
    }

    private static func entry(_ reference: RecordReference, _ note: RowCleaning.Note) -> JSONValue {
        var line = JSONObject([
            ("file", .string(reference.file)), ("line", .integer(Int64(reference.line))),
            ("row", .integer(Int64(reference.row))), ("action", .string(note.action)), ("rule", .string(note.rule)),
            ("reason", .string(note.reason)),
        ])
        if !note.keys.isEmpty { line["keys"] = .array(note.keys.map { .string($0) }) }
        if let message = note.message { line["message"] = .string(message) }
        return .object(line)
    }
}

extension CleaningReport {
    /// The last line of the manifest.
    var summary: JSONValue {
        let counts = counts.map { count in
            JSONValue.object(
                JSONObject([
                    ("action", .string(count.action)), ("rule", .string(count.rule)), ("reason", .string(count.reason)),
                    ("rows", .integer(Int64(count.rows))),
                ]))
        }
        return .object(
            JSONObject([
                ("rows", .integer(Int64(rows))), ("unchanged", .integer(Int64(unchanged))),
                ("changed", .integer(Int64(changed))), ("dropped", .integer(Int64(dropped))),
                ("counts", .array(counts)),
            ]))
    }
}
