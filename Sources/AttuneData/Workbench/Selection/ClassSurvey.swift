/// The first reading of a balance or a mix: the class of every row.
struct ClassSurvey {
    /// The class of each usable row.
    private(set) var classes: [UInt32] = []
    /// How many rows each class has.
    private(set) var counts: [Int] = []
    /// The rows that cannot be used.
    private(set) var unusable = UnusableRows()
    /// What was read.
    private(set) var facts: [RowFiles.Facts] = []

    private var table = NameTable()

    /// The names of the classes; of sources in the order they were given, else in the order of the rows.
    var names: [String] { table.names }

    /// Which of the usable rows are those of each file.
    var rowsOfFiles: [Range<Int>] {
        var start = 0
        return facts.map { fact in
            defer { start += fact.usableRows }
            return start..<start + fact.usableRows
        }
    }

    init(_ files: RowFiles, trait: RowTrait) throws {
        let sources = files.fileSourceNames
        if case .source = trait {
            for name in files.sourceNames { _ = table.number(of: name) }
            counts = [Int](repeating: 0, count: table.names.count)
        }
        facts = try files.forEachBlock { try add($0, trait, sources) }
        try unusable.refuseNothing(usable: classes.count)
    }

    private mutating func add(_ block: [RowFiles.Row], _ trait: RowTrait, _ sources: [String]) throws {
        var rows: [(row: InterpretedRow, source: String)] = []
        for row in block {
            switch row.outcome {
            case .finding(let finding): unusable.add(finding)
            case .row(let usable): rows.append((usable, sources[row.file]))
            }
        }
        let found = parallelMap(rows) { entry in Result { try trait.value(of: entry.row, source: entry.source) } }
        for name in found {
            let number = table.number(of: try name.get())
            if number == counts.count { counts.append(0) }
            counts[number] += 1
            classes.append(UInt32(number))
        }
    }
}

/// How often each row is taken.
///
/// Of a class with n rows of which k are wanted every row is taken k / n times rounded down, and the seed chooses which
/// ones are taken once more.
struct RowChoice {
    /// How often a row can be taken.
    static let mostRepeats = Int(UInt16.max)

    /// How often each usable row is taken.
    private(set) var times: [UInt16]
    /// How many rows each class gets.
    let wanted: [Int]

    init(survey: ClassSurvey, wanted: [Int], seed: UInt64) {
        self.wanted = wanted
        let whole = zip(wanted, survey.counts).map { $1 == 0 ? 0 : $0 / $1 }
        let extra = zip(wanted, survey.counts).enumerated().map { number, counts in
            Self.chosen(counts.1 == 0 ? 0 : counts.0 % counts.1, of: counts.1, number, seed)
        }
        var seen = [Int](repeating: 0, count: survey.counts.count)
        times = survey.classes.map { number in
            let index = Int(number)
            defer { seen[index] += 1 }
            return UInt16(whole[index] + (extra[index][seen[index]] ? 1 : 0))
        }
    }

    private static func chosen(_ count: Int, of all: Int, _ number: Int, _ seed: UInt64) -> [Bool] {
        var chosen = [Bool](repeating: false, count: all)
        guard count > 0 else { return chosen }
        let stream = UInt64(number) << 8 | RandomStream.rowChoice.rawValue
        for row in Philox(seed: seed).permutation(count: all, stream: stream).prefix(count) { chosen[Int(row)] = true }
        return chosen
    }
}
