public import AttuneData

extension DeduplicationReport {
    /// The report as JSON.
    public var json: String { get throws { try prettyJSON(self) } }

    /// What was dropped and why, and where the rest is.
    public func write(to console: Console) {
        var table = TextTable(["rows", "count", "share"])
        let parts = [
            ("exact duplicates", exactDuplicates), ("near duplicates", nearDuplicates),
            ("too little left without repeated passages", repeatedPassages), ("unusable", unusable.total),
        ]
        for (name, count) in parts where count > 0 || name.hasSuffix("duplicates") {
            table.add([name, "\(count)", percent(count, of: rows)])
        }
        table.add(["kept", "\(kept)", percent(kept, of: rows)])
        table.add(["all", "\(rows)", percent(rows, of: rows)])
        for line in table.lines { console.line(line) }
        console.line()
        if groups > 0 { console.line("\(groups) groups of duplicates, the largest of \(largestGroup) rows.") }
        if settings.findsNearDuplicates {
            let runs = "runs of \(settings.shingle.length) \(settings.shingle.unit)"
            console.line(
                "Near duplicates share at least \(Figures.fixed(settings.threshold * 100, 0)) % of their \(runs).")
        }
        if rowsCut > 0 { console.line("\(passagesCut) repeated passages were cut out of \(rowsCut) rows that stay.") }
        if shortenedBuckets > 0 {
            console.line(
                console.styled(
                    "\(shortenedBuckets) large sets of similar rows were compared in part; some near duplicates may stay.",
                    .yellow))
        }
        writeUnusable(unusable, to: console)
        writeFiles(output, manifest, form, to: console)
    }
}

extension SplitReport {
    /// The report as JSON.
    public var json: String { get throws { try prettyJSON(self) } }

    /// The parts, what was kept together, and where they are.
    public func write(to console: Console) {
        var table = TextTable(["part", "rows", "share", "wanted"])
        for part in parts {
            table.add([part.name, "\(part.rows)", percent(part.rows, of: rows), Figures.fixed(part.wanted, 0)])
        }
        for line in table.lines { console.line(line) }
        console.line()
        if let stratifiedBy { console.line("Each part has the same shares of \(TerminalText.name(stratifiedBy)).") }
        if let groupedBy { console.line("Rows with the same \(TerminalText.name(groupedBy)) are in one part.") }
        if let duplicateRows {
            console.line(
                "\(duplicateRows) rows are near duplicates of another one (by runs of 3 words); they are in its part.")
        }
        if groups > 0 { console.line("\(groups) groups were kept together, the largest of \(largestGroup) rows.") }
        writeUnusable(unusable, to: console)
        for part in parts { console.line("wrote \(part.path)") }
        console.line("wrote \(manifest): the part of every row (\(formText(form)))")
    }
}

extension SelectionReport {
    /// The report as JSON.
    public var json: String { get throws { try prettyJSON(self) } }

    /// The classes before and after, and where the rows are.
    public func write(to console: Console) {
        var table = TextTable([TerminalText.name(by), "rows", "share", "taken", "share", "repeats"])
        let shown = 40
        for entry in classes.prefix(shown) {
            table.add([
                TerminalText.name(entry.name), "\(entry.rows)", Figures.percent(entry.shareBefore), "\(entry.taken)",
                Figures.percent(entry.shareAfter), entry.repeats > 1 ? Figures.fixed(entry.repeats, 2) + " x" : "",
            ])
        }
        for line in table.lines { console.line(line) }
        if classes.count > shown { console.line("and \(classes.count - shown) more; --json lists all.") }
        console.line()
        console.line("\(written) rows written; \(left) rows not taken, \(repeated) taken more than once.")
        writeUnusable(unusable, to: console)
        writeFiles(output, manifest, form, to: console)
    }
}

private func writeUnusable(_ unusable: UnusableRows, to console: Console) {
    guard unusable.total > 0 else { return }
    let codes = unusable.counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
    console.line(
        console.styled(
            "\(unusable.total) rows cannot be used and were left out: \(codes.joined(separator: ", "))", .yellow))
    for example in unusable.examples.prefix(3) { console.line("  \(example)") }
}

private func writeFiles(_ output: String, _ manifest: String, _ form: String, to console: Console) {
    console.line("wrote \(output) (\(formText(form)))")
    console.line("wrote \(manifest): what became of every other row")
}

private func formText(_ form: String) -> String {
    form == "original" ? "rows as they were read" : "the files differ, so rows are written as \(form)"
}

private func percent(_ count: Int, of all: Int) -> String { Figures.percent(Double(count) / Double(max(1, all))) }
