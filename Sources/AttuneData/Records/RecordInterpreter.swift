internal import AttuneErrors
internal import AttuneJSON
internal import AttuneText

/// Gives the rows of one file their meaning: the format is named or found from the first row, then every row is checked.
public struct RecordInterpreter: Sendable {
    /// The format of the rows.
    public var format: RecordFormat { shape.format }

    let shape: RecordShape
    private let classification: ClassificationTask?

    /// Settles the format.
    ///
    /// - Parameters:
    ///   - first: the first row of the file that can be read.
    ///   - isTable: whether it comes from a CSV or TSV file.
    ///   - format: the format; nil finds it from the keys of the first row.
    ///   - fields: the file's key for each of the format's fields that has another name there.
    ///   - classification: the task of rows with labels.
    /// - Throws: `DataError` when the keys fit no format, or a mapping names a key that is not there.
    public init(
        first: RawRecord, isTable: Bool, format: RecordFormat? = nil, fields: [String: String] = [:],
        classification: ClassificationTask? = nil
    ) throws {
        try Self.checkKeys(fields, first)
        if let format {
            shape = try .named(format, first, mapping: fields, classification: classification)
        } else {
            shape = try .detect(first, isTable: isTable, mapping: fields, classification: classification)
        }
        self.classification = classification
        try Self.checkFields(fields, shape.format)
    }

    /// The meaning of a row, or what is wrong with it.
    public func interpret(_ row: RawRecord) -> RowOutcome<Record> {
        do throws(RowProblem) {
            let content = try content(FieldReader(fields: row.fields, shape: shape))
            return .row(Record(reference: row.reference, content: content))
        } catch {
            return .finding(
                Finding(
                    error.code, row.reference, key: error.key, message: error.message,
                    excerpt: excerpt(of: JSONValue.object(row.fields).encoded())))
        }
    }

    private func content(_ row: FieldReader) throws(RowProblem) -> Record.Content {
        switch shape.format {
        case .messages: .conversation(try messagesConversation(row))
        case .sharegpt: .conversation(try sharegptConversation(row))
        case .alpaca: .conversation(try alpacaConversation(row))
        case .promptCompletion: try completion(row)
        case .text: .text(try nonBlank(row, "text", .emptyText))
        case .classification: try labelled(row)
        }
    }

    private func labelled(_ row: FieldReader) throws(RowProblem) -> Record.Content {
        let key = shape.key("label")
        let label: String
        switch try row.value("label") {
        case .string(let text): label = text
        case .integer(let number): label = String(number)
        case .bool(let truth): label = String(truth)
        case let other: throw RowProblem(.wrongType, key, "expected a label, found \(other.typeName)")
        }
        guard !isBlank(label) else { throw RowProblem(.emptyAnswer, key, "the label is empty") }
        if let labels = classification?.labels, !labels.contains(where: { $0.utf8.elementsEqual(label.utf8) }) {
            throw RowProblem(.unknownLabel, key, "\"\(excerpt(of: label))\" is none of the labels of the task")
        }
        return .classification(text: try nonBlank(row, "text", .emptyText), label: label)
    }

    func nonBlank(_ row: FieldReader, _ field: String, _ code: FindingCode) throws(RowProblem) -> String {
        let text = try row.string(field)
        guard !isBlank(text) else { throw RowProblem(code, shape.key(field), "the field is empty") }
        return text
    }

    private func completion(_ row: FieldReader) throws(RowProblem) -> Record.Content {
        if case .array(let prompt) = try row.value("prompt"), case .array(let completion) = try row.value("completion")
        {
            let messages = try messages(prompt, shape.key("prompt")) + messages(completion, shape.key("completion"))
            return .conversation(try checked(Conversation(messages: messages), shape.key("prompt")))
        }
        let prompt = try nonBlank(row, "prompt", .emptyPrompt)
        let completion = try nonBlank(row, "completion", .emptyAnswer)
        guard let system = try row.optionalString("system") else {
            return .completion(prompt: prompt, completion: completion)
        }
        return .conversation(
            Conversation(messages: [
                ChatMessage(role: "system", content: system), ChatMessage(role: "user", content: prompt),
                ChatMessage(role: "assistant", content: completion),
            ]))
    }

    /// Every mapped key must be in the first row; fields that rows may lack need not.
    private static func checkKeys(_ fields: [String: String], _ first: RawRecord) throws(DataError) {
        let optional: Set = ["system", "tools", "history", "input"]
        for (name, key) in fields.sorted(by: { $0.key < $1.key })
        where first.fields[key] == nil && !optional.contains(name) {
            throw .missingKey(
                row: first.reference, key: key,
                nearest: nearestNames(to: key, among: first.fields.members.map(\.key)))
        }
    }

    private static func checkFields(_ fields: [String: String], _ format: RecordFormat) throws(DataError) {
        for name in fields.keys.sorted() where !format.fieldNames.contains(name) {
            throw .unknownField(name: name, format: format.rawValue, known: format.fieldNames)
        }
    }
}
