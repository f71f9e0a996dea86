internal import AttuneJSON

/// A row as the rules see it: where it lies, its fields, and its texts by speaker.
struct WorkbenchRow: Sendable {
    let reference: RecordReference
    private(set) var fields: JSONObject
    private(set) var parts: [TextPart]
    /// What any of the texts holds.
    private(set) var traits: TextTraits

    init(_ row: InterpretedRow, shape: RecordShape) {
        reference = row.record.reference
        fields = row.fields
        parts = shape.parts(row.fields)
        traits = TextTraits(parts.lazy.map(\.traits))
    }

    /// The characters of some speakers' texts, with a line break between each two.
    func characters(of speakers: (Speaker) -> Bool) -> Int {
        var (count, texts) = (0, 0)
        for part in parts where speakers(part.speaker) {
            count += part.characters
            texts += 1
        }
        return count + max(0, texts - 1)
    }

    /// What is asked and the last answer to it; nil for rows without a question.
    var exchange: (prompt: ArraySlice<TextPart>, answer: TextPart)? {
        guard let last = parts.lastIndex(where: { $0.speaker == .answer || $0.speaker == .label }), last > 0 else {
            return nil
        }
        return (parts[..<last], parts[last])
    }

    /// The texts of the exchange, each text of the prompt apart from the next.
    var exchangeTexts: RowTexts? {
        exchange.map { prompt, answer in
            let asked = prompt.count == 1 ? parts[0].text : prompt.map(\.text).joined(separator: "\u{1E}")
            return RowTexts(prompt: asked, answer: answer.text)
        }
    }

    /// The label of a classification row.
    var label: String? { parts.first { $0.speaker == .label }?.text }

    /// The bytes of all texts.
    var byteCount: Int { parts.reduce(0) { $0 + $1.text.utf8.count } }

    /// Puts another text in the place of a part's.
    mutating func replace(_ index: Int, with text: String) {
        fields.replace(at: parts[index].path, with: text)
        parts[index] = parts[index].replacing(with: text)
        traits = TextTraits(parts.lazy.map(\.traits))
    }
}
