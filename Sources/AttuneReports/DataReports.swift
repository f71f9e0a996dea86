public import AttuneData
internal import Foundation

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
func prettyJSON(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
