/// One reading of all files: what is found, and what is remembered of the rows.
struct CheckPass {
    let examination: RowExamination
    var duplicates: DuplicateRule
    var tally: DataCheckTally
    private let likelihood: DocumentLikelihood?
    private var files: [DataCheck.File] = []
    private var places: UsableRowPlaces
    private var counter = ProfileCounter()
    private var rules: [any StreamRule]
    private var rowCount = 0

    init(
        examination: RowExamination, duplicates: DuplicateRule, tally: DataCheckTally, likelihood: DocumentLikelihood?
    ) throws {
        self.examination = examination
        self.likelihood = likelihood
        self.duplicates = duplicates
        self.tally = tally
        places = try UsableRowPlaces()
        rules = [try ContradictionRule(), try SwapRule()]
    }

    /// Reads a file.
    mutating func read(
        _ file: CheckedSource, classification: ClassificationTask?, progress: (Int) -> Void
    ) throws {
        var stream = try RecordStream(file.source, classification: classification)
        var report = DataCheck.File(
            path: file.source.path, split: file.split, format: "", rows: 0, usableRows: 0, labels: [:])
        places.begin(file.source.path, file.split)
        try stream.forEachBlock { [examination] in
            examination.digest($0)
        } take: { block in
            for row in block { try take(row, &report) }
            rowCount += block.count
            progress(rowCount)
        }
        report.rows = stream.rowCount
        report.format = stream.format?.rawValue ?? ""
        files.append(report)
    }

    private mutating func take(_ row: RowDigest, _ report: inout DataCheck.File) throws {
        for finding in row.findings { tally.add(finding) }
        guard let content = row.content else { return }
        if !row.findings.contains(where: { $0.code.makesRowUnusable }) { report.usableRows += 1 }
        if let label = content.measures.label { ProfileCounter.count(label, in: &report.labels) }
        counter.take(content.measures, file: report.path)
        let number = places.count
        try places.append(row.reference)
        var findings = try duplicates.take(content, number: number, places: places, reference: row.reference)
        // Three rules may tell that names are swapped; the row counts once.
        var isSwapped = row.findings.contains { $0.code == .swappedNames }
        for index in rules.indices {
            let found = try rules[index].take(content, number: number, places: places, reference: row.reference)
            findings += found.filter { !isSwapped || $0.code != .swappedNames }
        }
        isSwapped = isSwapped || findings.contains { $0.code == .swappedNames }
        if let likelihood, let swap = content.swap, !isSwapped,
            let finding = try swap.finding(likelihood, excerpt: content.excerpt)
        {
            findings.append(finding)
        }
        for finding in findings { tally.add(finding) }
    }

    /// Everything that was found.
    mutating func finish(knowsLanguages: Bool) throws -> DataCheck {
        try duplicates.finish(places, &tally)
        var check = DataCheck()
        check.files = files
        check.profile = counter.profile(knowsLanguages: knowsLanguages)
        for outcome in ImbalanceRule.outcomes(check.profile, rows: places.count) { tally.add(outcome) }
        check.counts = tally.counts(of: check.rows)
        check.verdict = DataCheck.Verdict(check.counts, usableRows: check.usableRows)
        return check
    }
}

extension FindingCode {
    /// Whether training cannot take a row with this finding, as opposed to one that should not be in the data.
    var makesRowUnusable: Bool {
        switch self {
        case .templateRefused, .tokenizerRefused, .noSupervisedToken, .overlong: true
        default: false
        }
    }
}
