/// The first reading: finds the duplicates and remembers where rows lie and how good they are.
struct DuplicateSearch {
    private let fingerprinter: RowFingerprinter
    private let options: DeduplicationOptions
    private var finder: DuplicateFinder
    private var passages: PassageFinder?
    private var places = RowPlaces()
    private var answerLengths = RowList<UInt32>()
    /// The rows that cannot be used.
    private(set) var unusable = UnusableRows()

    init(settings: DuplicateSettings, options: DeduplicationOptions) throws {
        self.options = options
        fingerprinter = try RowFingerprinter(settings)
        finder = try DuplicateFinder(settings)
        passages = try options.passages.map { try PassageFinder($0) }
    }

    /// The usable rows so far.
    var rowCount: Int { finder.rowCount }

    /// Takes the next rows.
    mutating func add(_ block: [RowFiles.Row]) throws {
        var rows: [Record] = []
        for row in block {
            switch row.outcome {
            case .finding(let finding): unusable.add(finding)
            case .row(let row): rows.append(row.record)
            }
        }
        let (part, fingerprinter) = (options.part, fingerprinter)
        let prints = parallelMap(rows) { row in
            (print: fingerprinter.fingerprint(part.text(of: row.content)), answer: row.content.texts.answer.utf8.count)
        }
        for (row, found) in zip(rows, prints) {
            try finder.add(found.print)
            places.append(row.reference)
            answerLengths.append(UInt32(clamping: found.answer))
        }
        try addPassages(rows)
    }

    /// Says which rows go, and why.
    func decide() throws -> DuplicateDecision {
        let clusters = try finder.finish()
        var best: [UInt32: UInt32] = [:]
        var sizes: [UInt32: Int] = [:]
        for row in clusters.roots.indices where clusters.roots[row] != row {
            let root = clusters.roots[row]
            sizes[root, default: 1] += 1
            let rival = best[root] ?? root
            best[root] = isBetter(UInt32(row), than: rival) ? UInt32(row) : rival
        }
        var decision = DuplicateDecision(clusters: clusters, best: best, sizes: sizes, places: places)
        if let passages { decision.passages = try passages.finish { decision.keptRow(of: $0) == nil } }
        return decision
    }

    private func isBetter(_ row: UInt32, than rival: UInt32) -> Bool {
        options.keep == .longest && answerLengths[Int(row)] > answerLengths[Int(rival)]
    }

    /// Only plain text is searched for passages: cutting a part out of an answer would spoil it.
    private mutating func addPassages(_ rows: [Record]) throws {
        guard passages != nil else { return }
        for row in rows {
            if case .text(let text) = row.content { try passages?.add(text) } else { try passages?.add("") }
        }
    }
}

/// Which rows go, and why.
struct DuplicateDecision {
    let clusters: DuplicateClusters
    /// The row that stays of each group, by the group's first row.
    let best: [UInt32: UInt32]
    /// The rows of each group, by its first row.
    let sizes: [UInt32: Int]
    let places: RowPlaces
    /// The passages to cut out of rows that stay.
    var passages: RepeatedPassages?

    private let numbers: [UInt32: Int]

    init(clusters: DuplicateClusters, best: [UInt32: UInt32], sizes: [UInt32: Int], places: RowPlaces) {
        (self.clusters, self.best, self.sizes, self.places) = (clusters, best, sizes, places)
        numbers = Dictionary(uniqueKeysWithValues: best.keys.sorted().enumerated().map { ($1, $0 + 1) })
    }

    /// The row that stays in the place of one that goes; nil for a row that stays.
    func keptRow(of row: Int) -> Int? {
        guard let kept = best[clusters.roots[row]], kept != row else { return nil }
        return Int(kept)
    }

    /// The number of a row's group, from 1 in the order of the groups' first rows.
    func group(of row: Int) -> Int { numbers[clusters.roots[row]] ?? 0 }

    /// Fills in what is known before anything is written.
    func describe(in report: inout DeduplicationReport) {
        for row in clusters.roots.indices {
            guard let kept = keptRow(of: row) else {
                report.kept += 1
                continue
            }
            if clusters.areSame(row, kept) { report.exactDuplicates += 1 } else { report.nearDuplicates += 1 }
        }
        report.groups = sizes.count
        report.largestGroup = sizes.values.max() ?? 0
        report.shortenedBuckets = clusters.shortenedBuckets
        guard let passages else { return }
        report.passagesCut = passages.passageCount
        report.rowsCut = passages.cutRows
        report.repeatedPassages = passages.droppedRows
        report.kept -= passages.droppedRows
    }
}

/// Where rows lie, in 8 bytes a row.
struct RowPlaces {
    private var files: [(path: String, firstRow: Int)] = []
    private var lines = RowList<UInt32>()
    private var rows = RowList<UInt32>()

    mutating func append(_ reference: RecordReference) {
        if files.last?.path != reference.file { files.append((reference.file, lines.count)) }
        lines.append(UInt32(clamping: reference.line))
        rows.append(UInt32(clamping: reference.row))
    }

    subscript(row: Int) -> RecordReference {
        let file = files.last { $0.firstRow <= row }?.path ?? ""
        return RecordReference(file: file, line: Int(lines[row]), row: Int(rows[row]))
    }
}
