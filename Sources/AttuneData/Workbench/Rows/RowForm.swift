internal import AttuneJSON
internal import AttuneText

/// How rows are written: as they were read when all files agree, else in one form that holds them all.
enum RowForm: String, Sendable {
    /// The fields of the file.
    case original
    /// `messages`, with `tools`.
    case messages
    /// `text`.
    case text
    /// `text` and `label`.
    case classification

    /// The form for rows of these files.
    ///
    /// - Throws: `WorkbenchError.mixedFormats`.
    init(_ facts: [RowFiles.Facts]) throws {
        let shapes = facts.compactMap(\.shape)
        let formats = Set(shapes.map(\.format))
        let talking: Set<RecordFormat> = [.messages, .sharegpt, .alpaca, .promptCompletion]
        if shapes.allSatisfy({ $0 == shapes.first }) {
            self = .original
        } else if formats.isSubset(of: talking) {
            self = .messages
        } else if formats == [.text] {
            self = .text
        } else if formats == [.classification] {
            self = .classification
        } else {
            throw WorkbenchError.mixedFormats(formats: formats.map(\.rawValue).sorted())
        }
    }

    /// The line of a row in this form: as it was read where it was one line, so that nothing in it changes.
    func line(_ row: RowFiles.Row, _ interpreted: InterpretedRow) -> [UInt8] {
        if self == .original, let line = row.line { return line }
        return Array(value(interpreted).encoded().utf8)
    }

    private func value(_ row: InterpretedRow) -> JSONValue {
        switch (self, row.record.content) {
        case (.messages, .conversation(let conversation)): .object(Self.fields(conversation))
        case (.messages, .completion(let prompt, let completion)):
            .object(
                Self.fields(
                    Conversation(messages: [
                        ChatMessage(role: "user", content: prompt), ChatMessage(role: "assistant", content: completion),
                    ])))
        case (.text, .text(let text)): .object(JSONObject([("text", .string(text))]))
        case (.classification, .classification(let text, let label)):
            .object(JSONObject([("text", .string(text)), ("label", .string(label))]))
        default: .object(row.fields)
        }
    }

    /// A row of plain text whose text, which lies under a key, changed; its other fields stay.
    func value(_ row: InterpretedRow, text: String, key: String) -> JSONValue {
        guard self == .original else { return .object(JSONObject([("text", .string(text))])) }
        var fields = row.fields
        fields[key] = .string(text)
        return .object(fields)
    }

    private static func fields(_ conversation: Conversation) -> JSONObject {
        var fields = JSONObject()
        fields["messages"] = .array(
            conversation.messages.map { message in
                var turn = JSONObject([("role", .string(message.role)), ("content", .string(message.content))])
                for (key, value) in message.extra.members { turn[key] = value }
                return .object(turn)
            })
        fields["tools"] = conversation.tools
        return fields
    }
}
