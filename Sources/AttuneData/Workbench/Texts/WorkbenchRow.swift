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

    /// The texts of some speakers, joined by line breaks.
    func text(of speakers: Speaker...) -> String {
        let texts = parts.lazy.filter { speakers.contains($0.speaker) }.map(\.text)
        return texts.count == 1 ? texts.first ?? "" : texts.joined(separator: "\n")
    }

    /// What is asked and the last answer to it; nil for rows without a question.
    var exchange: (prompt: [TextPart], answer: TextPart)? {
        guard let last = parts.lastIndex(where: { $0.speaker == .answer || $0.speaker == .label }), last > 0 else {
            return nil
        }
        return (Array(parts[..<last]), parts[last])
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
