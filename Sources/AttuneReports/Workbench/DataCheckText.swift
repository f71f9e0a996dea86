public import AttuneData

extension DataCheck {
    /// The check as JSON.
    public var json: String { get throws { try prettyJSON(self) } }

    /// Files, findings by code with the worst rows, what the data is made of, and the verdict.
    public func write(to console: Console) {
        writeFiles(console)
        if !counts.isEmpty {
            writeCounts(console)
            for count in counts where !count.examples.isEmpty { count.writeExamples(console) }
        }
        writeProfile(console)
        writeVerdict(console)
    }

    private func writeFiles(_ console: Console) {
        var table = TextTable(["file", "for", "format", "rows", "usable"])
        for file in files {
            table.add([file.path, file.split.rawValue, file.format, "\(file.rows)", "\(file.usableRows)"])
        }
        for line in table.lines { console.line(line) }
    }

    private func writeCounts(_ console: Console) {
        console.line()
        let width = counts.map(\.code.rawValue.count).max() ?? 0
        let digits = counts.map { "\($0.rows)".count }.max() ?? 0
        for count in counts {
            let cells = [
                count.code.rawValue.padded(to: width), "\(count.rows)".padded(to: digits, leaning: .right),
                Figures.percent(count.share).padded(to: 7, leaning: .right), count.message ?? count.code.meaning.title,
            ]
            let severity = count.severity.rawValue.padded(to: 8)
            console.line(console.styled(severity, count.severity.style) + "  " + cells.joined(separator: "  "))
        }
    }

    private func writeProfile(_ console: Console) {
        console.line()
        let parts = [
            ("languages", profile.languages), ("scripts", profile.scripts), ("labels", profile.labels),
            ("sources", profile.sources),
        ]
        for (name, shares) in parts where shares.count > (name == "sources" ? 1 : 0) {
            let shown = shares.prefix(6).map { "\(TerminalText.name($0.name)) \(Figures.percent($0.share))" }
            let rest = shares.count > 6 ? ["and \(shares.count - 6) more"] : []
            console.line(name.padded(to: 10) + (shown + rest).joined(separator: ", "))
        }
        if let length = Self.middle(profile.answerLengths) {
            console.line(
                "lengths".padded(to: 10) + "half of the texts that are learned have \(length) characters or more")
        }
        for line in omitted { console.line(console.styled("not looked at: \(line)", .dim)) }
    }

    /// The beginning of the class that the median lies in.
    private static func middle(_ classes: [DataProfile.LengthClass]) -> Int? {
        let half = classes.reduce(0) { $0 + $1.rows } / 2
        var seen = 0
        for entry in classes {
            seen += entry.rows
            if seen > half { return entry.from }
        }
        return nil
    }

    private func writeVerdict(_ console: Console) {
        console.line()
        console.line(console.styled(verdict.state.headline, verdict.state.style))
        for reason in verdict.reasons { console.line("  - \(reason)") }
    }
}

extension DataCheck.Count {
    fileprivate func writeExamples(_ console: Console) {
        console.line()
        console.line(console.styled(code.rawValue, .bold) + ": \(code.meaning.consequence)")
        for example in examples {
            let about = example.key.map { "\($0): " } ?? ""
            console.line("  \(example.place): \(about)\(example.message)")
            if !example.excerpt.isEmpty { console.line(console.styled("    \(example.excerpt)", .dim)) }
        }
    }
}

extension Finding {
    /// `file:line:column`.
    var place: String { column.map { "\(record):\($0)" } ?? "\(record)" }
}

extension Severity {
    var style: Console.Style {
        switch self {
        case .blocking: .red
        case .warning: .yellow
        case .note: .dim
        }
    }
}

extension DataCheck.State {
    /// The verdict in a sentence.
    var headline: String {
        switch self {
        case .ready: "Ready to train on."
        case .usable: "Can be trained on, and would be better without this:"
        case .blocked: "Not ready to train on:"
        }
    }

    var style: Console.Style {
        switch self {
        case .ready: .green
        case .usable: .yellow
        case .blocked: .red
        }
    }
}

extension String {
    enum Leaning { case left, right }

    /// The text with spaces up to a width.
    func padded(to width: Int, leaning: Leaning = .left) -> String {
        let space = String(repeating: " ", count: Swift.max(0, width - count))
        return leaning == .left ? self + space : space + self
    }
}
