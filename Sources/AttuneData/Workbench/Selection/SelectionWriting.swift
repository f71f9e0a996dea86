internal import AttuneJSON

/// What a balance or a mix made of each class.
public struct SelectionReport: Sendable, Codable, Equatable {
    /// One class.
    public struct Class: Sendable, Codable, Equatable {
        /// Its name.
        public var name: String
        /// Its rows in the files.
        public var rows: Int
        /// Its rows in the output, repetitions counted.
        public var taken: Int
        /// Its share of the rows in the files.
        public var shareBefore: Double
        /// Its share of the rows in the output.
        public var shareAfter: Double
        /// How often a row of it is taken on average; above 1 rows are repeated.
        public var repeats: Double
    }

    /// What the classes are.
    public var by: String
    /// The rows read.
    public var rows: Int
    /// The rows written, repetitions counted.
    public var written: Int
    /// The rows not taken.
    public var left: Int
    /// The rows taken more than once.
    public var repeated: Int
    /// The classes, the most frequent first.
    public var classes: [Class]
    /// The rows that cannot be used.
    public var unusable: UnusableRows
    /// How rows were written.
    public var form: String
    /// The file written.
    public var output: String
    /// The file that says which rows were left or repeated.
    public var manifest: String
}

/// Writes the chosen rows: in the order of the files, those taken again in further rounds.
struct SelectionWriting {
    let files: RowFiles
    let survey: ClassSurvey
    let choice: RowChoice

    /// Writes output and manifest.
    func run(command: String, settings: JSONObject, by: String, output: String) throws -> SelectionReport {
        let form = try RowForm(survey.facts)
        let report = report(by: by, form: form, output: output)
        guard report.written > 0 else { throw WorkbenchError.nothingLeft(what: "No row would be taken") }
        let lines = try JSONLinesFile(path: output)
        let counts = JSONObject([
            ("rows", .integer(Int64(report.rows))), ("written", .integer(Int64(report.written))),
            ("left", .integer(Int64(report.left))), ("repeated", .integer(Int64(report.repeated))),
            ("unusable", .integer(Int64(report.unusable.total))),
        ])
        let manifest = try RowManifest(
            path: report.manifest, command: command, inputs: survey.facts, settings: settings, counts: counts)
        let rows = survey.rowsOfFiles
        for round in 1...max(1, choice.times.max() ?? 0) {
            for (file, rows) in rows.enumerated()
            where round == 1 || choice.times[rows].contains(where: { $0 >= round }) {
                try write(rows, ofFile: file, round, form, lines, manifest)
            }
        }
        try manifest.commit()
        try lines.commit()
        return report
    }

    /// Writes what one round takes of a file's rows; the first round also says what becomes of them.
    private func write(
        _ rows: Range<Int>, ofFile file: Int, _ round: UInt16, _ form: RowForm, _ lines: JSONLinesFile,
        _ manifest: RowManifest
    ) throws {
        var row = rows.lowerBound
        let facts = try files.forEachBlock(ofFile: file) { block in
            for entry in block {
                if case .finding(let finding) = entry.outcome, round == 1 { try manifest.note(finding) }
                guard case .row(let usable) = entry.outcome else { continue }
                guard row < rows.upperBound else {
                    throw WorkbenchError.changedWhileReading(path: usable.record.reference.file)
                }
                if choice.times[row] >= round { try lines.write(line: form.line(entry, usable)) }
                if round == 1 { try note(usable.record.reference, row, manifest) }
                row += 1
            }
        }
        try survey.facts[file].refuseChange(facts)
    }

    private func note(_ reference: RecordReference, _ row: Int, _ manifest: RowManifest) throws {
        let times = choice.times[row]
        guard times != 1 else { return }
        let name = JSONValue.string(survey.names[Int(survey.classes[row])])
        if times == 0 {
            try manifest.note(reference, "dropped", JSONObject([("reason", .string("not_chosen")), ("class", name)]))
        } else {
            try manifest.note(reference, "repeated", JSONObject([("times", .integer(Int64(times))), ("class", name)]))
        }
    }

    private func report(by: String, form: RowForm, output: String) -> SelectionReport {
        var taken = [Int](repeating: 0, count: survey.counts.count)
        for (row, times) in choice.times.enumerated() { taken[Int(survey.classes[row])] += Int(times) }
        let (before, after) = (survey.classes.count, taken.reduce(0, +))
        let classes = survey.counts.indices.map { number in
            let count = survey.counts[number]
            return SelectionReport.Class(
                name: survey.names[number], rows: count, taken: taken[number],
                shareBefore: Double(count) / Double(max(1, before)),
                shareAfter: Double(taken[number]) / Double(max(1, after)),
                repeats: count == 0 ? 0 : Double(taken[number]) / Double(count))
        }
        return SelectionReport(
            by: by, rows: survey.facts.reduce(0) { $0 + $1.rows }, written: after,
            left: choice.times.count { $0 == 0 }, repeated: choice.times.count { $0 > 1 },
            classes: classes.sorted { ($1.rows, $0.name) < ($0.rows, $1.name) }, unusable: survey.unusable,
            form: form.rawValue, output: output, manifest: RowManifest.path(of: output))
    }
}
