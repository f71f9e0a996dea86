/// The first reading of a split: what each row is, and which rows stay together.
struct SplitSurvey {
    private let options: SplitOptions
    private let sources: [String]
    private let fingerprinter: RowFingerprinter?
    private var finder: DuplicateFinder?
    private var strata: [UInt32] = []
    private var strataNames = NameTable()
    private var groups: [UInt32] = []
    private var groupNames = NameTable()
    /// The rows that cannot be used.
    private(set) var unusable = UnusableRows()

    init(_ files: RowFiles, _ options: SplitOptions) throws {
        self.options = options
        sources = files.fileSourceNames
        fingerprinter = try options.duplicates.map { try RowFingerprinter($0) }
        finder = try options.duplicates.map { try DuplicateFinder($0) }
    }

    /// The usable rows so far.
    var rowCount: Int { strata.count }

    mutating func add(_ block: [RowFiles.Row]) throws {
        var rows: [InterpretedRow] = []
        for row in block {
            switch row.outcome {
            case .finding(let finding): unusable.add(finding)
            case .row(let usable):
                rows.append(usable)
                let source = sources[row.file]
                let stratum = try options.stratum?.value(of: usable, source: source) ?? ""
                strata.append(UInt32(strataNames.number(of: stratum)))
                guard let group = options.group else { continue }
                groups.append(UInt32(groupNames.number(of: try group.value(of: usable, source: source))))
            }
        }
        guard let fingerprinter else { return }
        for print in fingerprinter.fingerprints(rows.map { $0.record.content.texts.whole }) { try finder?.add(print) }
    }

    /// Joins rows, and gives each group a part.
    func decide() throws -> SplitDecision {
        var clusters = RowClusters(count: rowCount)
        var duplicateRows: Int?
        if let found = try finder?.finish() {
            duplicateRows = found.groups.reduce(0) { $0 + $1.count - 1 }
            for row in found.roots.indices { clusters.join(UInt32(row), found.roots[row]) }
        }
        var firstOfGroup: [UInt32: UInt32] = [:]
        for (row, group) in groups.enumerated() {
            if let first = firstOfGroup[group] {
                clusters.join(first, UInt32(row))
            } else {
                firstOfGroup[group] = UInt32(row)
            }
        }
        var units: [SplitPlan.Unit] = []
        var numbers: [UInt32: UInt32] = [:]
        let rowUnits = clusters.roots().enumerated().map { row, root in
            let unit = numbers[root] ?? UInt32(units.count)
            if numbers.updateValue(unit, forKey: root) == nil { units.append(SplitPlan.Unit()) }
            units[Int(unit)].strata[Int(strata[row]), default: 0] += 1
            units[Int(unit)].count += 1
            return unit
        }
        let plan = SplitPlan(units: units, wanted: try options.wantedRows(of: rowCount), seed: options.seed)
        return SplitDecision(
            units: rowUnits, sizes: units, plan: plan, strataNames: strataNames.names, duplicateRows: duplicateRows)
    }
}

/// Which part each row goes to.
struct SplitDecision {
    /// The unit of each row.
    let units: [UInt32]
    /// The units.
    let sizes: [SplitPlan.Unit]
    let plan: SplitPlan
    let strataNames: [String]
    let duplicateRows: Int?

    /// What is known before anything is written.
    func report(folder: String, options: SplitOptions) -> SplitReport {
        var report = SplitReport(seed: String(options.seed), manifest: folder + "/manifest.jsonl")
        let wanted = (try? options.wantedRows(of: units.count)) ?? []
        report.parts = zip(options.parts, wanted).enumerated().map { number, part in
            SplitReport.Part(
                name: part.0.name, path: folder + "/" + part.0.name + ".jsonl", wanted: part.1,
                rows: plan.rowCounts[number])
        }
        report.stratifiedBy = options.stratum?.name
        report.groupedBy = options.group?.name
        report.duplicateRows = duplicateRows
        for (unit, part) in zip(sizes, plan.parts) {
            if unit.count > 1 { report.groups += 1 }
            report.largestGroup = max(report.largestGroup, unit.count)
            guard options.stratum != nil else { continue }
            for (stratum, count) in unit.strata {
                report.parts[Int(part)].strata[strataNames[stratum], default: 0] += count
            }
        }
        return report
    }
}

extension RowFiles {
    /// The name of the source that each file belongs to: the path that was given.
    var fileSourceNames: [String] { sourceNumbers.map { sourceNames[$0] } }
}
