public import AttuneData
internal import Foundation

/// What `attune data stats` shows: the rows' texts, and with a model their tokens.
public struct StatisticsReport: Sendable, Encodable, Equatable {
    /// The rows' texts.
    public let text: TextStatistics
    /// The tokens; nil without a model.
    public let tokens: DataStatistics?

    /// The statistics as JSON: those of the tokens at the top, those of the texts below `text`.
    public var json: String { get throws { try prettyJSON(self) } }

    private enum CodingKeys: String, CodingKey { case text }

    /// Writes both into one object.
    public func encode(to encoder: any Encoder) throws {
        try tokens?.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(text, forKey: .text)
    }

    /// Totals, shares and histograms.
    public func write(to console: Console) {
        text.write(to: console)
        guard let tokens else {
            console.line()
            return console.line("Tokens and packing need a model: add --model NAME.")
        }
        console.line()
        tokens.write(to: console)
    }
}

extension TextStatistics {
    /// Totals, then shares of scripts, languages and sources, then a histogram of lengths.
    fileprivate func write(to console: Console) {
        let lost = unusable.total == 0 ? "" : ", \(unusable.total) of them unusable"
        console.line("rows        \(rows)\(lost)")
        console.line("characters  \(Figures.count(characters))")
        console.line(
            "words       \(Figures.count(words)); median \(wordLengths["median"] ?? 0), longest \(wordLengths["max"] ?? 0)"
        )
        console.line("scripts     " + Self.shares(scripts.mapValues(Double.init)))
        if let languages {
            console.line("languages   " + Self.shares(languages.mapValues(Double.init)))
        } else {
            console.line(
                "languages   not told apart: the profiles are missing; fetch them with scripts/fetch languages")
        }
        if sources.count > 1 { console.line("sources     " + Self.shares(sources.mapValues(Double.init))) }
        if let dominant {
            let share = Figures.fixed(dominant.share * 100, 1)
            console.line(
                console.styled("notice      \(share) % of the rows are in one language, \(dominant.language)", .yellow))
        }
        console.line()
        console.line(console.styled("words a row", .bold))
        for line in histogramLines(histogram) { console.line(line) }
    }

    /// The most frequent names with their shares.
    private static func shares(_ counts: [String: Double]) -> String {
        let all = counts.values.reduce(0, +)
        let shown = 8
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard !sorted.isEmpty else { return "none" }
        let parts = sorted.prefix(shown).map { "\(TerminalText.name($0.key)) \(Figures.percent($0.value / all))" }
        return parts.joined(separator: ", ") + (sorted.count > shown ? ", and \(sorted.count - shown) more" : "")
    }
}

extension DataStatistics {
    /// The statistics as JSON.
    public var json: String { get throws { try prettyJSON(self) } }

    /// Totals, then a histogram of lengths.
    public func write(to console: Console) {
        console.line("documents   \(documents)")
        console.line("tokens      \(tokens), of which \(supervisedTokens) count for the loss")
        for line in excessLines { console.line(line) }
        let full = Figures.fixed(packingEfficiency * 100, 1)
        console.line("packing     \(bins) rows of \(binLength) tokens, \(full) % full")
        if separatedRows > 0 {
            console.line("turns       \(separatedRows) conversations have one document for each turn of the assistant,")
            console.line("            because the chat template writes earlier turns in another way")
        }
        if shortenedRows > 0 {
            console.line("left out    a part of an answer, such as its reasoning, in \(shortenedRows) conversations,")
            console.line("            because the chat template does not write it")
        }
        if toolTextRows > 0 {
            console.line("tools       written as text in \(toolTextRows) conversations,")
            console.line("            because the chat template has no place for them")
        }
        if !labels.isEmpty {
            let parts = labels.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                "\(TerminalText.name($0.key)) \($0.value)"
            }
            console.line("labels      " + parts.joined(separator: ", "))
        }
        console.line()
        console.line(console.styled("tokens a document", .bold))
        for line in histogramLines(histogram) { console.line(line) }
    }
}

extension DataStatistics {
    /// How many documents are longer than common lengths, and than what the model reads at once.
    fileprivate var excessLines: [String] {
        let parts = longer.filter { $0.documents > 0 && $0.tokens != contextLength }.map {
            "\($0.documents) than \($0.tokens)"
        }
        let lines = parts.isEmpty ? [] : ["longer      " + parts.joined(separator: ", ") + " tokens"]
        guard let contextLength, let excess = longer.first(where: { $0.tokens == contextLength }) else { return lines }
        let over = excess.documents == 0 ? "every document fits" : "longer documents: \(excess.documents)"
        return lines + ["context     the model reads \(contextLength) tokens at once; \(over)"]
    }
}

/// Classes of lengths as lines with bars.
private func histogramLines(_ histogram: [DataStatistics.LengthClass]) -> [String] {
    let most = histogram.map(\.documents).max() ?? 1
    let names = histogram.map { "\($0.from) to \($0.through)" }
    let width = names.map(\.count).max() ?? 0
    return zip(names, histogram).map { name, entry in
        let bar = String(repeating: "#", count: (entry.documents * 40 + most - 1) / max(1, most))
        return String(repeating: " ", count: width - name.count) + "\(name)  \(bar) \(entry.documents)"
    }
}
