internal import AttuneJSON

/// The second reading: writes the rows that stay, and notes what became of the others.
struct DeduplicationWriting {
    private let report: DeduplicationReport
    private let decision: DuplicateDecision
    private let form: RowForm
    private let output: JSONLinesFile
    private let manifest: RowManifest
    private let files: String
    private let textKey: String
    private var number = 0

    init(
        report: DeduplicationReport, decision: DuplicateDecision, form: RowForm, facts: [RowFiles.Facts],
        options: DeduplicationOptions
    ) throws {
        (self.report, self.decision, self.form) = (report, decision, form)
        files = facts.map(\.path).joined(separator: ", ")
        textKey = facts.first?.shape?.key("text") ?? "text"
        output = try JSONLinesFile(path: report.output)
        manifest = try RowManifest(
            path: report.manifest, command: "data dedup", inputs: facts, settings: options.described(report.settings),
            counts: report.described)
    }

    /// Writes the rows that stay.
    mutating func add(_ block: [RowFiles.Row]) throws {
        for row in block {
            switch row.outcome {
            case .finding(let finding): try manifest.note(finding)
            case .row(let interpreted):
                guard number < decision.clusters.roots.count else {
                    throw WorkbenchError.changedWhileReading(path: interpreted.record.reference.file)
                }
                try add(row, interpreted)
                number += 1
            }
        }
    }

    /// Completes both files, the output last.
    func finish() throws -> DeduplicationReport {
        guard output.lineCount == report.kept else {
            throw WorkbenchError.changedWhileReading(path: files)
        }
        try manifest.commit()
        try output.commit()
        return report
    }

    private func add(_ read: RowFiles.Row, _ row: InterpretedRow) throws {
        if let kept = decision.keptRow(of: number) { return try noteDuplicate(row, of: kept) }
        guard let cuts = decision.passages?.cuts(in: number), !cuts.isEmpty, case .text(let text) = row.record.content
        else { return try output.write(line: form.line(read, row)) }
        let passages = JSONValue.array(cuts.map { cut in cut.described(decision.places) })
        guard decision.passages?.isDropped(number) == false else {
            let details = JSONObject([("reason", .string("repeated_passages")), ("passages", passages)])
            return try manifest.note(row.record.reference, "dropped", details)
        }
        try manifest.note(
            row.record.reference, "changed",
            JSONObject([("reason", .string("repeated_passages")), ("passages", passages)]))
        try output.write(form.value(row, text: RepeatedPassages.cut(text, cuts), key: textKey))
    }

    private func noteDuplicate(_ row: InterpretedRow, of kept: Int) throws {
        let isExact = decision.clusters.areSame(number, kept)
        let place = decision.places[kept]
        let similarity = try decision.clusters.similarity(number, kept)
        try manifest.note(
            row.record.reference, "dropped",
            JSONObject([
                ("reason", .string(isExact ? "exact_duplicate" : "near_duplicate")),
                ("cluster", .integer(Int64(decision.group(of: number)))), ("kept", place.described),
                ("similarity", .number((similarity * 1e4).rounded() / 1e4)),
            ]))
    }
}

extension RecordReference {
    /// File, line and row for manifests.
    var described: JSONValue {
        .object(
            JSONObject([
                ("file", .string(file)), ("line", .integer(Int64(line))), ("row", .integer(Int64(row))),
            ]))
    }
}

extension DeduplicationOptions {
    /// The settings for the manifest.
    fileprivate func described(_ settings: DuplicateSettings) -> JSONObject {
        var fields = JSONObject([
            ("compared", .string(part.rawValue)), ("kept", .string(keep.rawValue)),
            ("near_duplicates", .bool(settings.findsNearDuplicates)), ("threshold", .number(settings.threshold)),
            ("shingle_unit", .string(settings.shingle.unit)),
            ("shingle_length", .integer(Int64(settings.shingle.length))),
            ("bands", .integer(Int64(settings.bands))), ("band_hashes", .integer(Int64(settings.bandHashes))),
            ("seed", .string(String(settings.seed))),
        ])
        if let passages {
            fields["passage_words"] = .integer(Int64(passages.words))
            fields["least_words_left"] = .integer(Int64(passages.leastWordsLeft))
        }
        return fields
    }
}

extension DeduplicationReport {
    /// The counts for the manifest.
    fileprivate var described: JSONObject {
        JSONObject([
            ("rows", .integer(Int64(rows))), ("kept", .integer(Int64(kept))),
            ("exact_duplicates", .integer(Int64(exactDuplicates))),
            ("near_duplicates", .integer(Int64(nearDuplicates))), ("unusable", .integer(Int64(unusable.total))),
            ("repeated_passages", .integer(Int64(repeatedPassages))), ("changed", .integer(Int64(rowsCut))),
        ])
    }
}
