internal import AttuneFormats
internal import AttuneJSON
internal import Foundation

/// What a split made.
public struct SplitReport: Sendable, Codable, Equatable {
    /// One part.
    public struct Part: Sendable, Codable, Equatable {
        /// Its name.
        public var name: String
        /// Its file.
        public var path: String
        /// How many rows were wanted.
        public var wanted: Double
        /// How many it got.
        public var rows: Int
        /// How many it got of each stratum.
        public var strata: [String: Int] = [:]
    }

    /// The rows read.
    public var rows = 0
    /// The parts.
    public var parts: [Part] = []
    /// What each part has the same shares of.
    public var stratifiedBy: String?
    /// What keeps rows together.
    public var groupedBy: String?
    /// The groups of at least two rows that were kept together, near duplicates included.
    public var groups = 0
    /// The rows of the largest of them.
    public var largestGroup = 0
    /// The rows that are near duplicates of another one, if that was looked at.
    public var duplicateRows: Int?
    /// The rows that cannot be used, which are in no part.
    public var unusable = UnusableRows()
    /// What the choice was drawn with.
    public var seed: String
    /// How rows were written.
    public var form = ""
    /// The file that says which part each row is in.
    public var manifest: String
}

/// Splits rows into parts that share no near duplicates and no group.
public struct Split {
    private let files: RowFiles
    private let options: SplitOptions

    /// Makes a split; nothing is read yet.
    public init(_ files: RowFiles, options: SplitOptions) {
        self.files = files
        self.options = options
    }

    /// Reads, decides and writes a folder with one file a part and `manifest.jsonl`.
    ///
    /// The folder appears whole or not at all.
    ///
    /// - Parameters:
    ///   - folder: the folder to make.
    ///   - overwrite: moves a folder of this name aside; without it such a folder is an error.
    /// - Returns: what each part got.
    /// - Throws: `DataError` when a file cannot be read, `DuplicateError`, `WorkbenchError`, `FileError`.
    public func run(folder: String, overwrite: Bool = false) throws -> SplitReport {
        guard overwrite || !FileManager.default.fileExists(atPath: folder) else {
            throw WorkbenchError.outputExists(path: folder)
        }
        var survey = try SplitSurvey(files, options)
        let facts = try files.forEachBlock { try survey.add($0) }
        try survey.unusable.refuseNothing(usable: survey.rowCount)
        let decision = try survey.decide()
        var report = decision.report(folder: folder, options: options)
        report.rows = facts.reduce(0) { $0 + $1.rows }
        report.unusable = survey.unusable
        let form = try RowForm(facts)
        report.form = form.rawValue
        try AtomicFolder.make(folder, earlier: .isMovedAside) { place in
            let writing = try SplitWriting(report, decision, form, facts, folder: place)
            try facts.refuseChange(files.forEachBlock { try writing.add($0) })
            try writing.finish()
        }
        return report
    }
}

/// The second reading: writes each row to its part.
private final class SplitWriting {
    private let decision: SplitDecision
    private let form: RowForm
    private let names: [String]
    private let outputs: [JSONLinesFile]
    private let manifest: RowManifest
    private var number = 0

    init(_ report: SplitReport, _ decision: SplitDecision, _ form: RowForm, _ facts: [RowFiles.Facts], folder: String)
        throws
    {
        (self.decision, self.form, names) = (decision, form, report.parts.map(\.name))
        outputs = try names.map { try JSONLinesFile(path: folder + "/" + $0 + ".jsonl") }
        let wanted = report.parts.map { (key: $0.name, value: JSONValue.number($0.wanted)) }
        let settings = JSONObject([
            ("seed", .string(report.seed)), ("wanted", .object(JSONObject(wanted))),
            ("stratified_by", report.stratifiedBy.map { .string($0) } ?? .null),
            ("grouped_by", report.groupedBy.map { .string($0) } ?? .null),
            ("near_duplicates_together", .bool(report.duplicateRows != nil)),
        ])
        var counts = JSONObject([("rows", .integer(Int64(report.rows)))])
        for part in report.parts { counts[part.name] = .integer(Int64(part.rows)) }
        counts["unusable"] = .integer(Int64(report.unusable.total))
        manifest = try RowManifest(
            path: folder + "/manifest.jsonl", command: "data split", inputs: facts, settings: settings, counts: counts)
    }

    func add(_ block: [RowFiles.Row]) throws {
        for row in block {
            switch row.outcome {
            case .finding(let finding): try manifest.note(finding)
            case .row(let interpreted):
                guard number < decision.units.count else {
                    throw WorkbenchError.changedWhileReading(path: interpreted.record.reference.file)
                }
                let unit = decision.units[number]
                let part = Int(decision.plan.parts[Int(unit)])
                var details = JSONObject([("part", .string(names[part]))])
                if decision.sizes[Int(unit)].count > 1 { details["group"] = .integer(Int64(unit) + 1) }
                try manifest.note(interpreted.record.reference, "kept", details)
                try outputs[part].write(line: form.line(row, interpreted))
                number += 1
            }
        }
    }

    func finish() throws {
        for output in outputs { try output.commit() }
        try manifest.commit()
    }
}
