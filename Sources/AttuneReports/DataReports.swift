public import AttuneData
internal import Foundation

extension DataCheck {
    /// The check as JSON.
    public var json: String { get throws { try prettyJSON(self) } }

    /// Files, counts by code and the worst examples.
    public func write(to console: Console) {
        var table = TextTable(["file", "format", "rows", "usable"])
        for file in files { table.add([file.path, file.format, "\(file.rows)", "\(file.usableRows)"]) }
        for line in table.lines { console.line(line) }
        for file in files where !file.labels.isEmpty {
            let labels = file.labels.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            console.line("labels: " + labels.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        }
        for count in counts {
            console.line()
            console.line(console.styled("\(count.code.rawValue): \(count.rows) rows", .yellow))
            for example in count.examples { console.line("  \(example)") }
        }
        console.line()
        console.line(isClean ? console.styled("Every row can be used.", .green) : "Mend these rows, or drop them.")
    }
}

extension DataStatistics {
    /// The statistics as JSON.
    public var json: String { get throws { try prettyJSON(self) } }

    /// Totals, then a histogram of lengths.
    public func write(to console: Console) {
        console.line("rows        \(rows)")
        console.line("documents   \(documents)")
        console.line("tokens      \(tokens), of which \(supervisedTokens) count for the loss")
        console.line("packing     \(bins) rows of tokens, \(Figures.fixed(packingEfficiency * 100, 1)) % full")
        if separatedRows > 0 {
            console.line("turns       \(separatedRows) conversations have one document for each turn of the assistant,")
            console.line("            because the chat template writes earlier turns in another way")
        }
        if shortenedRows > 0 {
            console.line("left out    a part of an answer, such as its reasoning, in \(shortenedRows) conversations,")
            console.line("            because the chat template does not write it")
        }
        if !labels.isEmpty {
            let parts = labels.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
            console.line("labels      " + parts.joined(separator: ", "))
        }
        console.line()
        console.line(console.styled("tokens a document", .bold))
        let most = histogram.map(\.documents).max() ?? 1
        let names = histogram.map { "\($0.from) to \($0.through)" }
        let width = names.map(\.count).max() ?? 0
        for (name, entry) in zip(names, histogram) {
            let bar = String(repeating: "#", count: (entry.documents * 40 + most - 1) / max(1, most))
            console.line(String(repeating: " ", count: width - name.count) + "\(name)  \(bar) \(entry.documents)")
        }
    }
}

/// A value as indented JSON with sorted keys.
private func prettyJSON(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
