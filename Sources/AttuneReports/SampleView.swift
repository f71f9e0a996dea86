internal import AttuneData
internal import AttuneJSON
internal import AttuneText

/// Shows a sample with the tokens that count for the loss.
struct SampleView {
    let tokenizer: Tokenizer
    let console: Console

    /// Text with the counting stretches in green, or between guillemets where there is no colour.
    func write(_ sample: EncodedSample) {
        console.line(
            console.styled(
                "\(sample.record)  \(sample.ids.count) tokens, \(sample.supervisedCount) count for the loss", .dim))
        var line = ""
        var start = 0
        while start < sample.ids.count {
            let counts = sample.weights[start] > 0
            var end = start
            while end < sample.ids.count, (sample.weights[end] > 0) == counts { end += 1 }
            let text = TerminalText.printableLines(tokenizer.decode(sample.ids[start..<end]))
            line += counts ? (console.usesColour ? console.styled(text, .green) : "\u{AB}\(text)\u{BB}") : text
            start = end
        }
        console.line(line)
        console.line()
    }

    /// One object: ids, weights and text.
    func writeJSON(_ sample: EncodedSample) {
        let object = JSONValue.object([
            ("ids", .array(sample.ids.map { .integer(Int64($0)) })),
            ("weights", .array(sample.weights.map { .number(Double($0)) })), ("text", .string(sample.text)),
        ])
        console.write(object.encoded() + "\n")
    }

    /// How to read what was written; with `hasToolText` also that the tools in it are text.
    func writeLegend(hasToolText: Bool) {
        let how = console.usesColour ? console.styled("green", .green) : "between \u{AB} and \u{BB}"
        console.line("What the model learns to say is \(how); the rest is only read.")
        guard hasToolText else { return }
        console.note("tools are text: \(FindingCode.toolsAsText.meaning.consequence).")
    }
}
