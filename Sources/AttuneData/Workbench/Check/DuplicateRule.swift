/// Rows that occur before, exactly or almost, and rows of the evaluation that are trained on.
struct DuplicateRule {
    private var finder: DuplicateFinder
    /// For near duplicates, which show at the end; nil when they are not looked for.
    private let excerpts: ExcerptStore?

    init(_ settings: DuplicateSettings) throws {
        finder = try DuplicateFinder(settings)
        excerpts = settings.findsNearDuplicates ? try ExcerptStore() : nil
    }

    /// Takes the next row; returns what is wrong with it as far as exact copies go.
    mutating func take(
        _ row: RowDigest.Content, number: Int, places: UsableRowPlaces, reference: RecordReference
    ) throws -> [Finding] {
        try excerpts?.append(row.excerpt)
        guard let first = try finder.add(row.fingerprint) else { return [] }
        let leaks = places.split(first) != places.split(number)
        let name = try leaks ? "\(places.reference(first))" : places.name(of: first, besides: reference)
        return [
            Finding(
                leaks ? .leakage : .exactDuplicate, reference,
                message: leaks
                    ? "the same row is \(Self.purpose(places.split(first))): \(name)" : "the same as \(name)",
                excerpt: row.excerpt)
        ]
    }

    /// Counts the near duplicates of all rows taken, each against the first row of its group.
    func finish(_ places: UsableRowPlaces, _ tally: inout DataCheckTally) throws {
        let clusters = try finder.finish()
        for group in clusters.groups {
            let first = group[0]
            let beyond = group.first { places.split($0) != places.split(first) } ?? first
            // Exact copies were reported when they came.
            for row in group.dropFirst() where !clusters.isCopy(row) {
                // Rows of the evaluation are compared with a row of another split where there is one.
                let isApart = places.split(row) == .train || places.split(row) != places.split(first)
                let other = isApart ? first : beyond
                let similarity = try clusters.similarity(row, other)
                let leaks = places.split(other) != places.split(row)
                let percent = Int((similarity * 100).rounded())
                let reference = try places.reference(row)
                let name = try places.name(of: other, besides: reference)
                tally.add(
                    Finding(
                        leaks ? .leakage : .nearDuplicate, reference,
                        message: leaks
                            ? "\(percent) % the same as a row that is \(Self.purpose(places.split(other))): \(name)"
                            : "\(percent) % the same as \(name)\(Self.company(group.count))",
                        excerpt: try excerpts?.text(of: row) ?? "", size: percent))
            }
        }
    }

    /// Rows of a large group resemble each other in a chain, some less than its first row.
    private static func company(_ count: Int) -> String { count > 2 ? ", one of \(count) such rows" : "" }

    private static func purpose(_ split: DataSplit) -> String {
        switch split {
        case .train: "trained on"
        case .validation: "in the validation data"
        case .test: "in the test data"
        }
    }
}

/// The beginnings of rows in a temporary file, so that examples found at the end can be shown.
struct ExcerptStore {
    private static let recordBytes = 128
    private let file: SpillFile

    init() throws { file = try SpillFile(folder: temporaryFolder()) }

    /// Keeps the next row's beginning.
    func append(_ excerpt: String) throws {
        var record = [UInt8](repeating: 0, count: Self.recordBytes)
        for (place, byte) in excerpt.utf8.prefix(Self.recordBytes).enumerated() { record[place] = byte }
        file.append(record)
        try file.flushIfLarge()
    }

    /// A row's beginning.
    func text(of row: Int) throws -> String {
        let record: [UInt8] = try file.numbers(at: row * Self.recordBytes, count: Self.recordBytes)
        return excerpt(of: record.prefix { $0 != 0 })
    }
}
